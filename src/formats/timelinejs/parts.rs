//! The parts of a date (year, month, day, clock time), as TimelineJS and sheets
//! have them, to EDTF.
//!
//! Parts are texts more often than numbers (`"06"`, `"1,815"`, `"4\n"`), and an
//! empty one is not known. The date is as fine as its finest part; a part that
//! cannot be read is left out with all finer ones, and told.
//!
//! Years are numbered as they stand: −3500 is the year −3500 of EDTF. Authors
//! may well mean 3500 BCE by it, which is −3499; the format does not say.

use serde_json::{Map, Value};

use crate::dates::{Date, month_from_name};
use crate::formats::json::words;
use crate::formats::shown;

/// A date that was read from its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// EDTF; empty where not even the year can be read.
    pub(super) edtf: String,
    /// What could not be used of it, as a sentence without its stop.
    pub(super) fault: Option<String>,
    /// Why a part has no place in EDTF, although nothing is wrong with it.
    pub(super) coarser: Option<&'static str>,
}

/// Names of the parts, from coarse to fine.
pub(super) const PARTS: [&str; 7] = [
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "millisecond",
];

/// The parts as they were written, for a reader: `1990-13-5 6:45`.
pub(super) fn as_written(parts: &Map<String, Value>) -> String {
    let mut text = String::new();
    for (part, name) in PARTS.iter().enumerate() {
        let Some(value) = words(parts.get(*name)) else {
            continue;
        };
        if !text.is_empty() {
            text.push_str(["", "-", "-", " ", ":", ":", "."][part]);
        }
        text.push_str(&value);
    }
    text
}

/// Reads a date; `None` of one without any part.
pub(super) fn read(parts: &Map<String, Value>) -> Option<Read> {
    let texts = PARTS.map(|name| words(parts.get(name)));
    let first_blank = texts
        .iter()
        .position(Option::is_none)
        .unwrap_or(PARTS.len());
    let last_given = texts.iter().rposition(Option::is_some)?;
    let mut date = Read::default();
    if first_blank < last_given {
        // `"hour": "6"` without minutes is no gap.
        date.fault = Some(format!(
            "{} is given without {}",
            [
                "A year",
                "A month",
                "A day",
                "An hour",
                "A minute",
                "A second",
                "A millisecond"
            ][last_given],
            [
                "a year", "a month", "a day", "an hour", "a minute", "a second", ""
            ][first_blank]
        ));
    }
    let mut numbers = Vec::new();
    for (part, text) in texts.iter().enumerate().take(first_blank) {
        let text = text.as_deref().unwrap_or_default();
        match number(part, text) {
            Number::Is(number) => numbers.push(number),
            // Programs write 0 for a month or day that is not known.
            Number::Unknown => break,
            Number::No => {
                date.fault = Some(format!("“{}” is no {}", shown(text), PARTS[part]));
                break;
            }
        }
    }
    edtf(&numbers, &mut date);
    Some(date)
}

enum Number {
    Is(i64),
    Unknown,
    No,
}

/// A part as a number within its range.
fn number(part: usize, text: &str) -> Number {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .map(|c| if c == '\u{2212}' { '-' } else { c })
        .collect();
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    let range = [
        i64::MIN..=i64::MAX,
        1..=12,
        1..=31,
        0..=23,
        0..=59,
        0..=59,
        0..=999,
    ];
    match plain.parse::<i64>() {
        Ok(0) if matches!(part, 1 | 2) => Number::Unknown,
        Ok(number) if range[part].contains(&number) => Number::Is(number),
        Ok(_) => Number::No,
        Err(_) if part == 1 => match month_from_name(plain) {
            Some(month) => Number::Is(i64::from(month)),
            None => Number::No,
        },
        Err(_) => Number::No,
    }
}

/// Puts the numbers together, as many as make a date.
fn edtf(numbers: &[i64], date: &mut Read) {
    let [year, finer @ ..] = numbers else {
        return;
    };
    let (coarse, is_long) = year_text(*year);
    if Date::parse(&coarse).is_err() {
        date.fault = Some(format!("The year {year} is further away than can be held"));
        return;
    }
    date.edtf = coarse;
    if is_long {
        if !finer.is_empty() {
            date.coarser = Some("years of more than four digits have no months");
        }
        return;
    }
    let texts = [
        finer.first().map(|month| format!("-{month:02}")),
        finer.get(1).map(|day| format!("-{day:02}")),
        finer
            .get(2)
            .zip(finer.get(3))
            .map(|(hour, minute)| format!("T{hour:02}:{minute:02}")),
        finer.get(4).map(|second| format!(":{second:02}")),
        finer.get(5).map(|thousandths| format!(".{thousandths:03}")),
    ];
    if finer.len() == 3 {
        date.coarser = Some("an hour without minutes is no clock time");
    }
    for text in texts.iter().flatten() {
        let whole = format!("{}{text}", date.edtf);
        if Date::parse(&whole).is_err() {
            date.fault = Some(format!("“{whole}” is no day of the calendar"));
            return;
        }
        date.edtf = whole;
    }
}

/// A year in EDTF, and whether it has a `Y`.
pub(in crate::formats) fn year_text(year: i64) -> (String, bool) {
    match year {
        0..=9999 => (format!("{year:04}"), false),
        -9999..=-1 => (format!("-{:04}", year.unsigned_abs()), false),
        _ => (format!("Y{year}"), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(parts: Value) -> Read {
        let Value::Object(parts) = parts else {
            return Read::default();
        };
        read(&parts).unwrap_or_default()
    }

    #[test]
    fn a_date_is_as_fine_as_its_finest_part() {
        let cases = [
            (json!({"year": "1815"}), "1815"),
            (json!({"year": "1815", "month": "", "day": ""}), "1815"),
            (json!({"year": 1815, "month": null}), "1815"),
            (json!({"year": "633"}), "0633"),
            (json!({"year": "-3500"}), "-3500"),
            (json!({"year": "−44"}), "-0044"),
            (json!({"year": "-4600000000"}), "Y-4600000000"),
            (json!({"year": "12,345"}), "Y12345"),
            (
                json!({"year": "1,815 ", "month": "06", "day": "4\n"}),
                "1815-06-04",
            ),
            (json!({"year": "1815", "month": "December"}), "1815-12"),
            (json!({"year": "1815", "month": "00", "day": 0}), "1815"),
            (
                json!({"year": 2000, "month": 1, "day": 5, "hour": "6", "minute": "45"}),
                "2000-01-05T06:45",
            ),
            (
                json!({"year": 2000, "month": 1, "day": 5, "hour": 6, "minute": 45, "second": 56, "millisecond": ""}),
                "2000-01-05T06:45:56",
            ),
            (
                json!({"year": 2000, "month": 1, "day": 5, "hour": 0, "minute": 0, "second": 0, "millisecond": 7}),
                "2000-01-05T00:00:00.007",
            ),
        ];
        for (parts, edtf) in cases {
            let read = of(parts.clone());
            assert_eq!((read.edtf.as_str(), read.fault), (edtf, None), "{parts}");
        }
        assert_eq!(read(&Map::new()), None);
        assert_eq!(of(json!({"year": " ", "hour": ""})), Read::default());
    }

    #[test]
    fn what_cannot_be_read_leaves_what_is_coarser() {
        let cases = [
            (
                json!({"year": "1990", "month": "13", "day": 1}),
                "1990",
                "“13” is no month",
            ),
            (
                json!({"year": 1990, "month": 2, "day": 30}),
                "1990-02",
                "“1990-02-30” is no day of the calendar",
            ),
            (
                json!({"year": 1990, "day": 3}),
                "1990",
                "A day is given without a month",
            ),
            (json!({"year": "soon"}), "", "“soon” is no year"),
            (json!({"month": 3}), "", "A month is given without a year"),
            (
                json!({"year": 1990, "month": 2, "day": 3, "hour": 25, "minute": 0}),
                "1990-02-03",
                "“25” is no hour",
            ),
            (
                json!({"year": "-999000000000000"}),
                "",
                "The year -999000000000000 is further away than can be held",
            ),
        ];
        for (parts, edtf, fault) in cases {
            let read = of(parts.clone());
            assert_eq!(
                (read.edtf.as_str(), read.fault.as_deref()),
                (edtf, Some(fault)),
                "{parts}"
            );
        }
    }

    #[test]
    fn what_edtf_cannot_say_is_told_apart_from_faults() {
        for (parts, edtf) in [
            (
                json!({"year": 1990, "month": 2, "day": 3, "hour": 6}),
                "1990-02-03",
            ),
            (json!({"year": -20000, "month": 2}), "Y-20000"),
        ] {
            let read = of(parts);
            assert_eq!((read.edtf.as_str(), read.fault), (edtf, None));
            assert!(read.coarser.is_some());
        }
    }

    #[test]
    fn parts_are_quoted_as_they_stand() {
        let parts = json!({"year": "1990", "month": "13", "day": 5, "hour": 6, "minute": "45"});
        assert_eq!(
            as_written(parts.as_object().unwrap_or(&Map::new())),
            "1990-13-5 6:45"
        );
    }
}
