//! Strings and expectations that other implementations of EDTF state, in
//! `shared/data/edtf`. The reference is ISO 8601-2:2019; where a list follows
//! the draft of 2012 or extends the standard it says so itself (`legacy`,
//! `extension`), and those strings must be refused. Any other difference is in
//! [`DIFFERENT`], with its reason.

use std::path::PathBuf;

use tarikh::dates::{Date, End, Time};

/// Strings for which we answer otherwise than a list does, and why.
const DIFFERENT: &[(&str, &str)] = &[];

fn is_different(text: &str) -> bool {
    DIFFERENT.iter().any(|(known, _)| *known == text)
}

fn file(name: &str) -> Option<String> {
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/edtf")).join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", path.display());
    }
    text
}

/// What a list expects of a bound.
#[derive(Debug)]
enum Expected {
    Open,
    Unknown,
    /// The first time, or for an upper bound the last second or millisecond.
    At(Time),
    NotSaid,
}

fn expected(text: &str, upper: bool) -> Expected {
    match text {
        "" | "null" => return Expected::NotSaid,
        "open" | "inf" | "-inf" | "Infinity" | "-Infinity" | "infinity" | "-infinity" => {
            return Expected::Open;
        }
        "unknown" => return Expected::Unknown,
        _ => {}
    }
    if let Ok(millis) = text.parse::<i64>() {
        if text.len() > 4 && !text.starts_with('0') {
            return Expected::At(Time::from_secs_nanos(
                millis.div_euclid(1_000),
                millis.rem_euclid(1_000) as u32 * 1_000_000,
            ));
        }
    }
    let date = match Date::parse(text) {
        Ok(date) => date,
        Err(error) => panic!("a list's bound {text}: {error}"),
    };
    let span = date.extent().unwrap();
    Expected::At(if upper {
        span.end.plus_seconds(-0.001)
    } else {
        span.start
    })
}

/// True when a bound is what a list expects. Lists give upper bounds as the
/// last second, the last millisecond, or the instant of a clock time.
fn agrees(date: &Date, expected: &Expected, upper: bool) -> bool {
    let end = if upper { date.end() } else { date.start() };
    let span = match (end, expected) {
        (_, Expected::NotSaid) => return true,
        (End::Open, Expected::Open) => return true,
        (End::Unknown, Expected::Unknown | Expected::Open) => return true,
        (End::Dated(dated), Expected::At(_)) => dated.span,
        _ => return false,
    };
    let Expected::At(time) = expected else {
        return false;
    };
    if upper {
        let left = span.end.seconds_since(*time);
        (0.0..=1.0).contains(&left)
    } else {
        span.start == *time
    }
}

struct Row {
    text: String,
    valid: bool,
    min: String,
    max: String,
}

fn check(name: &str, rows: &[Row], wrong: &mut Vec<String>) {
    for row in rows {
        if is_different(&row.text) {
            continue;
        }
        match (Date::parse(&row.text), row.valid) {
            (Ok(date), true) => {
                let (min, max) = (expected(&row.min, false), expected(&row.max, true));
                if !agrees(&date, &min, false) || !agrees(&date, &max, true) {
                    wrong.push(format!(
                        "{name}: {} {:?} {:?} but {date:?}",
                        row.text, min, max
                    ));
                }
                assert!(!date.words().is_empty() && !date.meaning().is_empty());
                assert_eq!(Date::parse(date.text()).unwrap(), date);
            }
            (Err(_), false) => {}
            (Ok(_), false) => wrong.push(format!("{name}: {} must be refused", row.text)),
            (Err(error), true) => wrong.push(format!("{name}: {} must be read: {error}", row.text)),
        }
    }
}

fn row(text: &str, valid: bool, min: &str, max: &str) -> Row {
    let text = if text == "<EMPTY>" { "" } else { text };
    Row {
        text: text.to_owned(),
        valid,
        min: min.to_owned(),
        max: max.to_owned(),
    }
}

#[test]
fn the_lists_of_five_implementations_are_read_as_they_say() {
    let mut wrong = Vec::new();
    for name in [
        "list-edtf-js.tsv",
        "list-edtf-ruby.tsv",
        "list-go-edtf.tsv",
        "list-php-edtf.tsv",
        "list-python-edtf.tsv",
    ] {
        let Some(text) = file(name) else { return };
        let rows: Vec<Row> = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                row(cells[1], cells[2] == "valid", cells[3], cells[4])
            })
            .collect();
        assert!(rows.len() > 50, "{name}");
        check(name, &rows, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_vectors_of_edtf_java_are_read_as_they_say() {
    let mut wrong = Vec::new();
    for name in [
        "edtf-java-level0.tsv",
        "edtf-java-level1.tsv",
        "edtf-java-level2.tsv",
        "edtf-java-edge-cases.tsv",
    ] {
        let Some(text) = file(name) else { return };
        let rows: Vec<Row> = text
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                let valid = cells.get(6).is_none_or(|verdict| *verdict == "VALID");
                // Two zeros stand for bounds that this library cannot give.
                let none = valid && cells[3] == "0" && cells[4] == "0";
                let (min, max) = if none || !valid {
                    ("", "")
                } else {
                    (cells[3], cells[4])
                };
                row(cells[0], valid, min, max)
            })
            .collect();
        check(name, &rows, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_example_of_the_library_of_congress_is_read() {
    let Some(text) = file("loc-edtf-examples.json") else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    let rows: Vec<Row> = json["examples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|example| row(example["edtf"].as_str().unwrap(), true, "", ""))
        .collect();
    assert_eq!(rows.len(), 64);
    check("loc", &rows, &mut wrong);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_conformance_corpus_is_read_as_it_says() {
    let Some(text) = file("edtf-conformance-corpus.json") else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    collect(&json, &mut rows);
    assert!(rows.len() > 80, "{}", rows.len());
    check("corpus", &rows, &mut wrong);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every object with `edtf` and `valid`, wherever it stands.
fn collect(json: &serde_json::Value, rows: &mut Vec<Row>) {
    match json {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, rows)),
        serde_json::Value::Object(members) => {
            if let (Some(text), Some(valid)) = (members.get("edtf"), members.get("valid")) {
                if let (Some(text), Some(valid)) = (text.as_str(), valid.as_bool()) {
                    let bound = |name: &str| match members.get(name) {
                        Some(serde_json::Value::String(bound)) => bound.clone(),
                        _ => String::new(),
                    };
                    rows.push(row(text, valid, &bound("earliest"), &bound("latest")));
                    return;
                }
            }
            members.values().for_each(|member| collect(member, rows));
        }
        _ => {}
    }
}

#[test]
fn the_golden_bounds_of_edtf_js_are_ours() {
    let Some(text) = file("edtf-golden.json") else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    let rows: Vec<Row> = json
        .as_object()
        .unwrap()
        .iter()
        .map(|(text, golden)| {
            let bound = |name: &str| {
                golden[name]
                    .as_i64()
                    .map_or(String::new(), |b| b.to_string())
            };
            row(
                text,
                golden["valid"].as_bool().unwrap(),
                &bound("min"),
                &bound("max"),
            )
        })
        .collect();
    check("golden", &rows, &mut wrong);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
