//! The dates of a slide to one date.
//!
//! Without a start that can be read the event is undated, and what was written
//! is kept as `verbatim`. An end that cannot be read is not known (`1990/`); one
//! equal to the start is dropped, as TimelineJS does.

use serde_json::{Map, Value};

use super::parts::{self, PARTS, Read};
use crate::dates::Date;
use crate::formats::json::{is_blank, words};
use crate::formats::markup::to_plain;
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::When;

/// One end of a slide's dates.
#[derive(Default)]
struct End {
    read: Option<Read>,
    /// The words that are to be shown for it.
    display: Option<String>,
    /// The parts as they were written.
    written: String,
    /// What else stands in it, or all of it where a part could not be used.
    rest: Map<String, Value>,
}

/// Takes the dates out of a slide.
pub(super) fn when(
    slide: &mut Map<String, Value>,
    place: &Place,
    report: &mut ImportReport,
) -> When {
    let start = end(slide, "start_date");
    let last = end(slide, "end_date");
    let display = words(slide.shift_remove("display_date").as_ref())
        .map(|text| to_plain(&text).into_owned())
        .filter(|text| !text.is_empty());
    for (name, end) in [("start_date", &start), ("end_date", &last)] {
        tell(name, end, place, report);
    }
    let written = joined(&start.written, &last.written);
    let (edtf, is_faithful) = edtf(&start, &last, &written, place, report);
    let shown_dates = || {
        let dates = [&start.display, &last.display].map(|text| text.as_deref().unwrap_or_default());
        Some(joined(dates[0], dates[1])).filter(|text| !text.is_empty())
    };
    let mut when = When::from_edtf(edtf);
    when.verbatim = display
        .or_else(shown_dates)
        .or_else(|| (!is_faithful).then_some(written))
        .filter(|text| !text.is_empty());
    for (name, end) in [("start_date", start), ("end_date", last)] {
        if !end.rest.is_empty() {
            when.extra.insert(name.to_owned(), end.rest.into());
        }
    }
    when
}

/// Takes one of the two dates out of a slide.
fn end(slide: &mut Map<String, Value>, name: &str) -> End {
    let mut members = match slide.shift_remove(name) {
        Some(Value::Object(members)) => members,
        // A text in place of the parts: EDTF, if anything.
        Some(value @ (Value::String(_) | Value::Number(_))) => return of_text(&value),
        _ => return End::default(),
    };
    members.retain(|_, value| !is_blank(value));
    let read = parts::read(&members);
    let written = parts::as_written(&members);
    let display = words(members.get("display_date")).map(|text| to_plain(&text).into_owned());
    if display.is_some() {
        members.shift_remove("display_date");
    }
    let is_whole = read
        .as_ref()
        .is_none_or(|read| read.fault.is_none() && read.coarser.is_none());
    if is_whole {
        members.retain(|name, _| !PARTS.contains(&name.as_str()));
    }
    End {
        read,
        display,
        written,
        rest: members,
    }
}

fn of_text(value: &Value) -> End {
    let Some(text) = words(Some(value)) else {
        return End::default();
    };
    let year = Map::from_iter([("year".to_owned(), Value::String(text.clone()))]);
    let read = match Date::parse(&text) {
        Ok(_) => Some(Read {
            edtf: text.clone(),
            ..Read::default()
        }),
        Err(_) => parts::read(&year),
    };
    End {
        read,
        written: text,
        ..End::default()
    }
}

/// Tells what could not be used of a date.
fn tell(name: &str, end: &End, place: &Place, report: &mut ImportReport) {
    let Some(read) = &end.read else { return };
    let place = super::within(place, name);
    if let Some(fault) = &read.fault {
        let outcome = match read.edtf.as_str() {
            "" => "there is no date in it".to_owned(),
            edtf => format!("it is read as {edtf}"),
        };
        report.add(Problem {
            severity: Severity::Repaired,
            place,
            code: "date",
            message: match fault.contains(&shown(&end.written)) {
                true => format!("{fault}; {outcome}."),
                false => format!("{fault}, in “{}”; {outcome}.", shown(&end.written)),
            },
            advice: "Write year, month, day, hour, minute and second as numbers, and leave out what is not known.".to_owned(),
        });
    } else if let Some(why) = read.coarser {
        report.add(Problem {
            severity: Severity::Note,
            place,
            code: "date-parts",
            message: format!(
                "“{}” is read as {}, since {why}; the rest is kept in words.",
                shown(&end.written),
                read.edtf
            ),
            advice: String::new(),
        });
    }
}

/// Both ends as EDTF, and whether that says all that was written.
fn edtf(
    start: &End,
    last: &End,
    written: &str,
    place: &Place,
    report: &mut ImportReport,
) -> (String, bool) {
    let text = |end: &End| end.read.as_ref().map(|read| read.edtf.clone());
    let is_faithful = [start, last].iter().all(|end| {
        end.read
            .as_ref()
            .is_none_or(|read| read.fault.is_none() && read.coarser.is_none())
    });
    match (text(start), text(last)) {
        (None, None) => (String::new(), true),
        (Some(start), None) => (start, is_faithful),
        (Some(start), Some(_)) if start.is_empty() => (start, false),
        (Some(start), Some(end)) if start == end => (start, is_faithful),
        (start, Some(end)) => {
            let whole = format!("{}/{end}", start.unwrap_or_default());
            let Err(fault) = Date::parse(&whole) else {
                return (whole, is_faithful);
            };
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "date",
                message: format!(
                    "The start and the end, “{}”, make no range: {fault}. The event is undated.",
                    shown(written)
                ),
                advice: "Write the earlier date as the start.".to_owned(),
            });
            (String::new(), false)
        }
    }
}

/// Two texts with a dash between, or the one that is not empty.
fn joined(start: &str, end: &str) -> String {
    match (start, end) {
        (start, "") => start.to_owned(),
        ("", end) => end.to_owned(),
        (start, end) if start == end => start.to_owned(),
        (start, end) => format!("{start} – {end}"),
    }
}
