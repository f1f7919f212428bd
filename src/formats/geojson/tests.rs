use super::*;

fn sniffed(text: &str) -> Option<Confidence> {
    sniff(text.as_bytes(), Some("x.json"))
}

#[test]
fn features_are_known_wherever_their_type_stands() {
    for text in [
        r#"{"type":"FeatureCollection","features":["#,
        r#"{"features":[{"geometry":null,"type":"Feature""#,
        r#"[{"type":"Feature","geometry":null}]"#,
        "{\"type\":\"Feature\"}\n{\"type\":\"Feature\"}",
        "\u{1E}{\"type\":\"Feature\"}\n",
        "\u{FEFF} {\"type\" : \"Feature\"}",
    ] {
        assert_eq!(sniffed(text), Some(Confidence::Certain), "{text}");
    }
    for text in [
        r#"{"type":"Topology"}"#,
        r#"{"features":["fast","small"]}"#,
        r#"{"events":[{"about":{"type":"Feature"}}]}"#,
        r#"{"title":"type: Feature"}"#,
        "type,Feature",
        "",
    ] {
        assert_eq!(sniffed(text), None, "{text}");
    }
}

fn dates(values: &str) -> Vec<String> {
    let values: serde_json::Value = serde_json::from_str(values).unwrap_or_default();
    let list: Vec<serde_json::Value> = values.as_array().cloned().unwrap_or_default();
    let mut times = times::Times::default();
    let properties = |value: &serde_json::Value| {
        let mut properties = serde_json::Map::new();
        properties.insert("time".to_owned(), value.clone());
        properties
    };
    for value in &list {
        times.survey(&properties(value));
    }
    let clock = times.decide();
    list.iter()
        .map(|value| {
            clock
                .read("time", value, None)
                .unwrap_or_else(|_| "?".to_owned())
        })
        .collect()
}

#[test]
fn the_unit_of_numbers_is_that_of_the_largest() {
    assert_eq!(
        dates("[1517966773840, 86400000]"),
        ["2018-02-07T01:26:13.840Z", "?"],
        "eight digits and fewer are days or years"
    );
    assert_eq!(dates("[1517966773]"), ["2018-02-07T01:26:13Z"]);
    assert_eq!(dates("[1517966773840123]"), ["2018-02-07T01:26:13.840123Z"]);
    assert_eq!(dates("[-315619200000]"), ["1960-01-01"]);
    assert_eq!(
        dates("[-315619200000, 1517966773000]"),
        ["1960-01-01T00:00:00Z", "2018-02-07T01:26:13Z"]
    );
    assert_eq!(
        dates("[1990, -44, 20150131, 20151331, \"1990\", \"1/31/2015\", true]"),
        [
            "1990",
            "-0044",
            "2015-01-31",
            "?",
            "1990",
            "2015-01-31",
            "?"
        ]
    );
}
