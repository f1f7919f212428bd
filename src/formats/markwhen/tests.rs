#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::draft::FILE_SOURCE;
use super::super::{read_any, written};
use super::*;
use crate::model::Media;
use proptest::prelude::*;

fn open(text: &str) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let (dataset, format) = read_any(text.as_bytes(), "x.mw", &mut report).unwrap();
    assert_eq!(format.id, "markwhen");
    (dataset, report)
}

fn events(dataset: &Dataset) -> Vec<Event> {
    dataset
        .events
        .iter()
        .map(|event| event.into_owned())
        .collect()
}

#[test]
fn groups_of_both_kinds_are_lanes_one_in_another() {
    let (dataset, _) = open(
        "#t: orange\n\nsection A #t\n2001: a\ngroup B\n2002: b\nendGroup\n2003: c\nend\n2004: d\n# C\n## D\ncolor: blue\n2005: e\n# E\n2006: f\n",
    );
    let lanes: Vec<String> = dataset
        .lanes
        .iter()
        .map(|lane| format!("{}<{}", lane.id, lane.parent.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(lanes, ["A<-", "B<A", "C<-", "D<C", "E<-"]);
    assert_eq!(dataset.lanes[0].color.as_deref(), Some("#ffa500"));
    assert_eq!(dataset.lanes[3].color.as_deref(), Some("#0000ff"));
    let found: Vec<String> = events(&dataset)
        .iter()
        .map(|event| event.lane.clone().unwrap_or_default())
        .collect();
    assert_eq!(found, ["A", "B", "A", "", "D", "E"]);
}

#[test]
fn properties_end_at_the_first_line_that_is_none() {
    let (dataset, report) = open(
        "2016: Harambe\n  id: harambe\n  place:\n    city: X\nlocation: Y\n\nkey: value\n\n199 days / 10 days: amazin\n",
    );
    let all = events(&dataset);
    assert_eq!(all[0].id, "harambe");
    assert_eq!(all[0].extra["place"], "city: X");
    assert_eq!(all[0].place.as_ref().unwrap().name, "Y");
    assert_eq!(all[0].summary.as_deref(), Some("key: value"));
    assert_eq!(all[1].when.edtf(), "2017-07-19/2017-07-28");
    assert_eq!(all[1].when.verbatim.as_deref(), Some("199 days / 10 days"));
    assert!(report.is_empty(), "{report}");
}

#[test]
fn now_is_no_date_and_what_hangs_on_it_has_none() {
    let (dataset, report) = open("title: T\nnow - 10 years: a\n1 year: b\n1971-now: c\n");
    let found: Vec<String> = events(&dataset)
        .iter()
        .map(|event| event.when.edtf().to_owned())
        .collect();
    assert_eq!(found, ["", "", "1971/.."]);
    assert_eq!(
        (
            report.count(Severity::Note),
            report.count(Severity::Repaired)
        ),
        (2, 0),
        "{report}"
    );
}

#[test]
fn other_text_is_not_taken_for_a_document() {
    for text in [
        "date,title\n2020,a\n2021,b\n",
        "title: a\nversion: 2\nitems:\n  - 2020\n",
        "# Notes\n\nWhat happened in 2020: nothing.\n2021: something\n2022: more\n",
        "2020-01-01 10:00:00: started\n2020-01-01 10:00:01: stopped\n2020-01-01 10:00:02: ended\n",
        "{\"title\": 1}\n2020: a\n2021: b",
        "Dear all,\n2020: a\n2021: b\n",
    ] {
        assert_eq!(sniff(text.as_bytes(), Some("x.txt")), None, "{text}");
    }
    assert!(sniff("title: T\n2020: a\n2021: b\n".as_bytes(), None).is_some());
}

#[test]
fn a_line_with_a_date_that_is_none_is_an_event_without_a_date() {
    let (dataset, report) = open(
        "title: T\n22/06/1941: War\n22.06.1941: War again\nnote: what was said\n9/11: No year\n1999: Prose\n\n10 people came: all of them\n3 things: a, b, c\n",
    );
    let all = events(&dataset);
    let found: Vec<(&str, &str, Option<&str>)> = all
        .iter()
        .map(|event| {
            (
                event.title.as_str(),
                event.when.edtf(),
                event.when.verbatim.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("War", "1941-06-22", Some("22/06/1941")),
            ("War again", "", Some("22.06.1941")),
            ("No year", "", Some("9/11")),
            ("Prose", "1999", None),
        ]
    );
    assert_eq!(all[1].extra["note"], "what was said");
    assert_eq!(
        all[3].summary.as_deref(),
        Some("10 people came: all of them\n3 things: a, b, c")
    );
    assert_eq!(report.count(Severity::Repaired), 3, "{report}");
    assert!(report.to_string().contains("dateFormat"), "{report}");
}

/// What is written and read again, without the file's own source and in the
/// order of the ids.
fn again(dataset: &Dataset) -> Dataset {
    let bytes = written(dataset, write).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (mut read, report) = open(&text);
    assert!(report.is_empty(), "{report}\n{text}");
    read.sources.retain(|source| source.id != FILE_SOURCE);
    let mut all = events(&read);
    for event in &mut all {
        event
            .citations
            .retain(|citation| citation.source != FILE_SOURCE);
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    read.events = all.into();
    read
}

fn text() -> impl Strategy<Value = String> {
    "[a-zé中\\\\,;:\"=.#!\\[\\]()]{1,30}( [a-zé#!:]{1,30})?"
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        prop::sample::select(vec![
            "2020: a",
            "now: b",
            "# Heading",
            "## x",
            "#tag",
            "[a](https://e.org)",
            "// c",
            "group of people",
            "end",
            "- item",
            "1 week: x",
            "plain: y",
            "",
            "---",
            "title: z",
        ])
        .prop_map(str::to_owned),
    ]
}

fn edtf() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "1990",
        "1990~",
        "199X",
        "19XX",
        "1990-02",
        "2020-01-04",
        "2020-01-04?",
        "2020-01-04/2020-02-03",
        "1914/1918",
        "1990/..",
        "../1990",
        "2020-01-04T10:00",
        "2020-01-04T10:00:00Z",
        "[1990,1995]",
        "2020-01-04T10:00:00+04:30",
        "2020-01-04T10:00:00/2020-01-04T12:00:00",
        "0001",
        "9999",
        "1990-21",
        "-0044",
        "-0044-03-15",
        "0000",
        "Y12000",
        "-0300/-0200",
        "-0049/0050",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn what_is_written_comes_back(
        title in "[a-z][a-z:#\"é ]{0,20}[a-z]",
        rows in prop::collection::vec((text(), edtf(), prop::option::of(prop::collection::vec(line(), 1..4)), prop::collection::vec("[a-zé0-9][a-z ]{0,5}[a-z]", 0..3), prop::option::of((text(), -90.0..90.0f64)), 0..3usize), 1..6),
    ) {
        let mut dataset = Dataset { tarikh: 1, title: title.split_whitespace().collect::<Vec<_>>().join(" "), ..Dataset::default() };
        for (id, parent) in [("One", None), ("Two #2", Some("One"))] {
            dataset.lanes.push(Lane { id: id.to_owned(), title: id.to_owned(), color: Some("#aabbcc".to_owned()), parent: parent.map(str::to_owned), ..Lane::default() });
        }
        let mut all = Vec::new();
        for (number, (title, when, summary, mut tags, place, lane)) in rows.into_iter().enumerate() {
            tags.sort();
            tags.dedup();
            let lane = ["", "One", "Two #2"][lane];
            let summary = summary.map(|lines| lines.join("\n").trim().to_owned()).filter(|text| !text.is_empty());
            all.push(Event {
                id: format!("e{number}"),
                title,
                when: When::from_edtf(when),
                lane: (!lane.is_empty()).then(|| lane.to_owned()),
                // A `\#` of the text's own comes back as `#`.
                summary: summary.filter(|text| !text.contains('\\')),
                place: place.map(|(name, lat)| Place { name, lat: Some(lat), lon: Some(lat * 2.0), ..Default::default() }),
                people: tags.clone(),
                media: vec![Media { url: Some("https://example.org/a,b;c".to_owned()), ..Media::default() }],
                tags,
                extra: serde_json::json!({ "done": number == 1, "key": format!("2020: {number}") }).as_object().unwrap().clone(),
                ..Event::default()
            });
        }
        dataset.events = all.into();
        prop_assert_eq!(again(&dataset), dataset);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9a-zé:/!.#\\[\\]()\\\\&; \n-]{0,200}") {
        let format = super::super::by_id("markwhen").unwrap();
        let _ = super::super::read_as(format, text.as_bytes(), "x.mw", &mut ImportReport::new());
        sniff(text.as_bytes(), None);
    }
}
