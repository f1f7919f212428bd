//! Strings and expectations that other implementations of EDTF state, in
//! `shared/data/edtf`. The reference is ISO 8601-2:2019; where a list follows
//! the draft of 2012 or extends the standard it says so itself (`legacy`,
//! `extension`), and those strings must be refused. Any other difference is in
//! [`DIFFERENT`], with its reason.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tarikh::dates::civil::CivilDate;
use tarikh::dates::{Date, End, Time};

/// Why we answer otherwise than some list does, and for which strings.
const DIFFERENT: &[(&str, &[&str])] = &[
    (
        "centuries of two digits and decades of three are in ISO 8601-1 but not in EDTF; \
         a file that says 198 may as well mean the year 198, so the message offers both",
        &[
            "19", "00", "20", "-04", "-01", "-05", "-99", "193", "019", "009", "000", "-193",
            "-019", "198", "199", "202", "-005", "197~", "197?", "197%", "19~", "19?", "19%",
            "199?", "199~", "199%",
        ],
    ),
    ("an interval without any date says nothing", &["/", "../.."]),
    (
        "seasons are whole months (spring March to May); these lists take quarters of the year, \
         other months of the south, or end winter with its first month",
        &[
            "2001-21", "2001-24", "2020-21", "2020-22", "2020-23", "2020-24", "1999-24", "2020-25",
            "2020-30", "2010-24",
        ],
    ),
    (
        "a third of a year (37–39) is four months; the list takes five",
        &["2020-37"],
    ),
    (
        "significant digits leave the rest unknown (ISO 8601-2:2019 4.4.3); these lists span the year alone",
        &[
            "1950S2",
            "1953S2",
            "1953S3",
            "Y17101E4S3",
            "Y3388E2S3",
            "Y171010000S3",
        ],
    ),
    (
        "a set ends with the last date of its last range; the list ends it with the first",
        &["[1670..1672]", "{1667,1668,1670..1672}"],
    ),
    (
        "`..a/b..` is in ISO 8601-2:2019 10.6; the list refuses it",
        &["..2004-06-01/2004-06-20.."],
    ),
    (
        "the list tries these at a lower level, where they are not allowed; we read all levels",
        &[
            "2018/2018-23",
            "2018-01?/2018-23",
            "[1760..]",
            "1800/1X01",
            "2012-21/2012-22",
        ],
    ),
    (
        "unknown digits in a year before 0 are not in Annex A; the message offers the interval",
        &["-199X", "-01XX", "-01XX~"],
    ),
    (
        "Y stands before years of more than four digits (ISO 8601-2:2019 4.7.2)",
        &["Y1700", "Y-1200", "Y20E2", "Y-20E2S3"],
    ),
    ("a small x is of the draft of 2012", &["20xx"]),
    (
        "years of five digits without Y are no EDTF",
        &[
            "12004-06~-11",
            "22004?-06-11",
            "1156X-12-25",
            "2XXXX-12-XX",
            "31XXX-XX",
        ],
    ),
    (
        "`..` without brackets or a slash is no EDTF",
        &["..1984", "1984..", "1670..1673"],
    ),
    (
        "the list rounds clock times to the day",
        &[
            "1985-04-12T23:20:30",
            "1985-04-12T23:20:30Z",
            "1985-04-12T23:20:30+04:30",
            "1985-04-12T23:20:30+04",
            "2001-02-03T09:30:01",
            "2004-01-01T10:10:10Z",
            "2004-01-01T10:10:10+05:00",
        ],
    ),
    (
        "a time to the minute spans the minute; the list takes its first instant",
        &[
            "2020-05-01T10:30Z",
            "2020-05-01T00:00Z",
            "2020-05-01T23:59Z",
        ],
    ),
    (
        "an unknown end has no bound; the list guesses ten years",
        &["/2006", "2004-06-01/", "1984-06-02?/"],
    ),
    (
        "there is no such day; the list says that it checks the form only",
        &["1900-02-29", "2019-02-29"],
    ),
    (
        "the bounds of the list contradict the text (see its own edtf column)",
        &[
            "2020-05-01T10:30:00\u{2212}05:00",
            "2020-05-01T00:00:00+14:00",
            "2020-05-01T00:00:00-12:00",
            "Y100000",
            "Y-10000",
        ],
    ),
    (
        "white space at the ends is dropped: cells of tables are full of it",
        &[" 2020", "2020 "],
    ),
];

fn is_different(text: &str) -> bool {
    DIFFERENT.iter().any(|(_, texts)| texts.contains(&text))
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
    if let Ok(millis) = text.parse::<i64>()
        && text.len() > 4
    {
        return Expected::At(Time::from_secs_nanos(
            millis.div_euclid(1_000),
            millis.rem_euclid(1_000) as u32 * 1_000_000,
        ));
    }
    Expected::At(bound_time(text, upper))
}

/// `YEAR-MM-DD`, perhaps with `Thh:mm:ssZ`; years of any length.
fn bound_time(text: &str, upper: bool) -> Time {
    let (day, clock) = match text.split_once('T') {
        Some((day, clock)) => (day, Some(clock.trim_end_matches('Z'))),
        None => (text, None),
    };
    let mut parts = day.rsplitn(3, '-');
    let day: u8 = parts.next().unwrap().parse().unwrap();
    let month: u8 = parts.next().unwrap().parse().unwrap();
    let year: i64 = parts.next().unwrap().parse().unwrap();
    let midnight = CivilDate::new(year, month, day).start().unwrap().secs();
    match clock {
        Some(clock) => {
            let seconds = clock
                .split(':')
                .fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap());
            Time::from_secs(midnight + seconds)
        }
        None if upper => Time::from_secs(midnight + 86_399),
        None => Time::from_secs(midnight),
    }
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

/// What is not as the lists say.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    /// Strings of [`DIFFERENT`] that do differ.
    different: BTreeSet<String>,
}

impl Found {
    fn check(&mut self, name: &str, rows: &[Row]) {
        for row in rows {
            let Some(problem) = problem(row) else {
                continue;
            };
            if is_different(&row.text) {
                self.different.insert(row.text.clone());
            } else {
                self.wrong.push(format!("{name}: {}: {problem}", row.text));
            }
        }
    }
}

fn problem(row: &Row) -> Option<String> {
    match (Date::parse(&row.text), row.valid) {
        (Ok(date), true) => {
            assert!(!date.words().is_empty() && !date.meaning().is_empty());
            assert_eq!(Date::parse(date.text()).unwrap(), date);
            let (min, max) = (expected(&row.min, false), expected(&row.max, true));
            let fits = agrees(&date, &min, false) && agrees(&date, &max, true);
            (!fits).then(|| {
                format!(
                    "{} to {} but {:?}",
                    row.min,
                    row.max,
                    (date.start(), date.end())
                )
            })
        }
        (Err(_), false) => None,
        (Ok(_), false) => Some("must be refused".to_owned()),
        (Err(error), true) => Some(format!("must be read: {error}")),
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

/// Tables of the five lists: level, string, verdict, min, max, note.
fn list_rows(text: &str) -> Vec<Row> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            row(cells[1], cells[2] == "valid", cells[3], cells[4])
        })
        .collect()
}

/// Vectors of edtf-java: input, type, level, min, max, edtf, verdict.
fn java_rows(text: &str) -> Vec<Row> {
    text.lines()
        .skip(1)
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let valid = cells.get(6).is_none_or(|verdict| *verdict == "VALID");
            // Two zeros stand for bounds that this library cannot give.
            let none = !valid || (cells[3] == "0" && cells[4] == "0");
            let (min, max) = if none { ("", "") } else { (cells[3], cells[4]) };
            row(cells[0], valid, min, max)
        })
        .collect()
}

/// Examples of the Library of Congress, all valid, without bounds.
fn loc_rows(text: &str) -> Vec<Row> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    json["examples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|example| row(example["edtf"].as_str().unwrap(), true, "", ""))
        .collect()
}

fn corpus_rows(text: &str) -> Vec<Row> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut rows = Vec::new();
    collect(&json, &mut rows);
    rows
}

/// What edtf.js answers: an object by string.
fn golden_rows(text: &str) -> Vec<Row> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let bound = |golden: &serde_json::Value, name: &str| {
        golden[name]
            .as_i64()
            .map_or(String::new(), |millis| millis.to_string())
    };
    json.as_object()
        .unwrap()
        .iter()
        .map(|(text, golden)| {
            let valid = golden["valid"].as_bool().unwrap();
            row(text, valid, &bound(golden, "min"), &bound(golden, "max"))
        })
        .collect()
}

type Reader = fn(&str) -> Vec<Row>;

#[test]
fn other_implementations_agree_but_for_the_differences_named_here() {
    let files: &[(&str, usize, Reader)] = &[
        ("list-edtf-js.tsv", 193, list_rows),
        ("list-edtf-ruby.tsv", 116, list_rows),
        ("list-go-edtf.tsv", 85, list_rows),
        ("list-php-edtf.tsv", 121, list_rows),
        ("list-python-edtf.tsv", 121, list_rows),
        ("edtf-java-level0.tsv", 30, java_rows),
        ("edtf-java-level1.tsv", 30, java_rows),
        ("edtf-java-level2.tsv", 20, java_rows),
        ("edtf-java-edge-cases.tsv", 30, java_rows),
        ("loc-edtf-examples.json", 64, loc_rows),
        ("edtf-conformance-corpus.json", 60, corpus_rows),
        ("edtf-golden.json", 60, golden_rows),
    ];
    let mut found = Found::default();
    for (name, at_least, read) in files {
        let Some(text) = file(name) else { return };
        let rows = read(&text);
        assert!(rows.len() >= *at_least, "{name} has {} rows", rows.len());
        found.check(name, &rows);
    }
    let wrong = &found.wrong;
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let named = DIFFERENT.iter().flat_map(|(_, texts)| texts.iter());
    let stale: Vec<&&str> = named
        .filter(|text| !found.different.contains(**text))
        .collect();
    assert!(stale.is_empty(), "no list differs on {stale:?} any more");
}

/// Every object with `edtf` and `valid`, wherever it stands.
fn collect(json: &serde_json::Value, rows: &mut Vec<Row>) {
    match json {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, rows)),
        serde_json::Value::Object(members) => {
            let text = members.get("edtf").and_then(|text| text.as_str());
            let valid = members.get("valid").and_then(|valid| valid.as_bool());
            if let (Some(text), Some(valid)) = (text, valid) {
                let bound = |name: &str| match members.get(name) {
                    Some(serde_json::Value::String(bound)) => bound.clone(),
                    _ => String::new(),
                };
                rows.push(row(text, valid, &bound("earliest"), &bound("latest")));
                return;
            }
            members.values().for_each(|member| collect(member, rows));
        }
        _ => {}
    }
}
