//! Dates of vis-timeline to EDTF.
//!
//! ISO 8601 at any precision, also with years of six digits and a sign;
//! milliseconds since 1970, as a number or as `/Date(…)/`; and what tables have.
//! A time without a zone stays without: it is that of whoever looks at it.
//! Milliseconds that are whole seconds are seconds.

use serde_json::{Map, Value};

use crate::dates::civil::CivilTime;
use crate::dates::{Date, Time};
use crate::formats::dates::{CellFault, Survey};
use crate::formats::json::words;
use crate::formats::timelinejs::year_text;
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::When;

/// Takes `start` and `end` out of an item.
pub(super) fn when(
    item: &mut Map<String, Value>,
    place: &Place,
    report: &mut ImportReport,
) -> When {
    let start = Written::take(item, "start");
    let end = Written::take(item, "end");
    let written = match (&start.text, &end.text) {
        (Some(start), Some(end)) if start != end => format!("{start} – {end}"),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    let mut problem = |member: &str, message: String, advice: &str| {
        report.add(Problem {
            severity: Severity::Repaired,
            place: Place {
                path: place.path.as_ref().map(|path| format!("{path}{member}")),
                ..place.clone()
            },
            code: "date",
            message,
            advice: advice.to_owned(),
        });
    };
    let advice = "Write it as 2004-06-19 or 2004-06-19T18:30:00Z.";
    for (name, one) in [(".start", &start), (".end", &end)] {
        if let Err(fault) = &one.edtf {
            problem(name, format!("{fault}."), advice);
        }
    }
    let edtf = match (start.edtf, end.edtf) {
        (Ok(None), Ok(None)) => {
            let message = "The item has no “start”, so its event is undated.".to_owned();
            problem("", message, "Every item of vis-timeline has a start.");
            String::new()
        }
        (Err(_), _) => String::new(),
        (Ok(Some(start)), Ok(None)) => start,
        (Ok(Some(start)), Err(_)) => format!("{start}/"),
        (Ok(Some(start)), Ok(Some(end))) if start == end => start,
        (Ok(start), Ok(Some(end))) => format!("{}/{end}", start.unwrap_or_default()),
        (Ok(None), Err(_)) => String::new(),
    };
    let edtf = match Date::parse(&edtf) {
        Err(fault) if !edtf.is_empty() => {
            let message =
                format!("The start and the end make no range: {fault}. The event is undated.");
            problem("", message, "Write the earlier date as the start.");
            String::new()
        }
        _ => edtf,
    };
    let is_written = edtf == written || edtf.split('/').eq(written.split(" – "));
    let mut when = When::from_edtf(edtf);
    when.verbatim = (!is_written)
        .then_some(written)
        .filter(|text| !text.is_empty());
    when
}

/// One of the two dates.
struct Written {
    text: Option<String>,
    edtf: Result<Option<String>, String>,
}

impl Written {
    fn take(item: &mut Map<String, Value>, name: &str) -> Written {
        let value = item.get(name);
        let Some(text) = words(value) else {
            return Written {
                text: None,
                edtf: Ok(None),
            };
        };
        let edtf = match value {
            Some(Value::Number(_)) => milliseconds(&text),
            _ => of_text(&text),
        };
        item.shift_remove(name);
        Written {
            text: Some(text),
            edtf: edtf.map(Some),
        }
    }
}

/// The EDTF of a date, or why it is none.
fn of_text(text: &str) -> Result<String, String> {
    let inner = text
        .strip_prefix("/Date(")
        .and_then(|rest| rest.strip_suffix(")/"));
    if let Some(number) = inner {
        // An offset behind it changes what is shown and not the instant.
        let end = number
            .char_indices()
            .find(|(at, c)| *at > 0 && matches!(c, '+' | '-'))
            .map_or(number.len(), |(at, _)| at);
        return milliseconds(&number[..end]);
    }
    if let Some(edtf) = six_digits(text) {
        return match Date::parse(&edtf) {
            Ok(_) => Ok(edtf),
            Err(fault) => Err(fault.to_string()),
        };
    }
    match Survey::default().decide().read(text) {
        Ok(read) => Ok(read.edtf),
        // One digit for two, as in `2014-02-2`.
        Err(CellFault::NotADate(fault)) => padded(text).ok_or_else(|| fault.to_string()),
        Err(_) => Err(format!(
            "“{}” can be more than one date, and nothing tells which",
            shown(text)
        )),
    }
}

fn milliseconds(text: &str) -> Result<String, String> {
    let fail = || format!("“{}” is no number of milliseconds since 1970", shown(text));
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let number: i64 = whole.parse().map_err(|_error| fail())?;
    let time = CivilTime::of(Time::from_nanos(i128::from(number) * 1_000_000));
    let (year, is_long) = year_text(time.date.year);
    if is_long {
        return Err(format!("{}, in years that have four digits", fail()));
    }
    let second = format!(
        "{year}-{:02}-{:02}T{:02}:{:02}:{:02}",
        time.date.month, time.date.day, time.hour, time.minute, time.second
    );
    Ok(match time.nanos / 1_000_000 {
        0 => format!("{second}Z"),
        thousandths => format!("{second}.{thousandths:03}Z"),
    })
}

/// `-000400-01-01` and `+012000` with years as EDTF has them. EDTF has no months
/// of years past 9999, so that they are left to the text.
fn six_digits(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['-', '+'])?;
    let (year, rest) = unsigned.split_at_checked(6)?;
    let is_year = year.bytes().all(|byte| byte.is_ascii_digit())
        && (rest.is_empty() || rest.starts_with(['-', 'T']));
    let number: i64 = is_year.then(|| year.parse().ok())??;
    let (year, is_long) = year_text(if text.starts_with('-') {
        -number
    } else {
        number
    });
    Some(if is_long {
        year
    } else {
        format!("{year}{rest}")
    })
}

/// The text with a zero before a month or day of one digit.
fn padded(text: &str) -> Option<String> {
    let (date, clock) = match text.find(['T', ' ']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let parts: Vec<String> = date.split('-').map(|part| format!("{part:0>2}")).collect();
    let whole = format!("{}{clock}", parts.join("-"));
    Date::parse(&whole).ok().map(|_| whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_at_the_precision_that_they_have() {
        for (text, edtf) in [
            ("2014-01-18", "2014-01-18"),
            ("2014", "2014"),
            ("2014-06", "2014-06"),
            ("2014-06-28T13:00", "2014-06-28T13:00"),
            ("2015-01-10T00:00:00.000Z", "2015-01-10T00:00:00.000Z"),
            ("/Date(1198908717056)/", "2007-12-29T06:11:57.056Z"),
            ("/Date(1198908717000-0700)/", "2007-12-29T06:11:57Z"),
            ("/Date(-1000)/", "1969-12-31T23:59:59Z"),
            ("-000400-01-01", "-0400-01-01"),
            ("+012000-05", "Y12000"),
            ("2014-02-2", "2014-02-02"),
            ("2014-2-2T10:00", "2014-02-02T10:00"),
        ] {
            assert_eq!(of_text(text).as_deref(), Ok(edtf), "{text}");
        }
        assert_eq!(milliseconds("0").as_deref(), Ok("1970-01-01T00:00:00Z"));
        for text in [
            "soon",
            "/Date(x)/",
            "3/4/2014",
            "-000400-13",
            "/Date(99999999999999999)/",
        ] {
            assert!(of_text(text).is_err(), "{text}");
        }
    }
}
