//! The properties of a feature to the date of its event.

use crate::formats::{draft, json};
use serde_json::{Map, Value};

use super::times::{Clock, Role, find};
use crate::dates::{Date, TimeSpan};
use crate::formats::shown;
use crate::model::When;

/// When a feature was, and which of its properties said so.
#[derive(Debug, Default)]
pub(super) struct Dated {
    pub(super) when: When,
    /// Properties that are said by `when` as a whole.
    pub(super) used: Vec<String>,
    /// What could not be read, in words.
    pub(super) fault: Option<String>,
    /// The date is that of a list of times.
    pub(super) is_track: bool,
}

/// A value that was read.
struct Read {
    name: String,
    written: String,
    edtf: Result<String, String>,
}

/// The date that the properties tell.
pub(super) fn dated(properties: &Map<String, Value>, clock: &Clock) -> Dated {
    let tz = properties.get("tz").and_then(Value::as_i64);
    let read = |name: String| {
        let value = properties.get(&name).cloned().unwrap_or_default();
        Read {
            written: json::text(&value).unwrap_or_default(),
            edtf: clock.read(&name, &value, tz),
            name,
        }
    };
    let first_read = |role| {
        let mut all: Vec<Read> = find(properties, role).into_iter().map(read).collect();
        let at = all.iter().position(|read| read.edtf.is_ok()).unwrap_or(0);
        (at < all.len()).then(|| all.swap_remove(at))
    };
    if let Some(name) = find(properties, Role::List).into_iter().next() {
        return track(properties, &name, clock, tz);
    }
    let (start, end, date) = (
        first_read(Role::Start),
        first_read(Role::End),
        first_read(Role::Date),
    );
    match (start, end, date) {
        (None, None, None) => Dated::default(),
        (None, None, Some(date)) => single(date),
        (start, end, Some(date)) if is_same(&date, start.as_ref(), end.as_ref()) => Dated {
            used: [
                Some(date.name.clone()),
                start.map(|read| read.name),
                end.map(|read| read.name),
            ]
            .into_iter()
            .flatten()
            .collect(),
            ..single(date)
        },
        (Some(start), None, _) => single(start),
        (start, Some(end), _) => interval(start, end),
    }
}

/// The date of a feature that this program wrote: its EDTF and its verbatim text,
/// whatever else tells a time.
pub(super) fn own(properties: &Map<String, Value>) -> Dated {
    let text = |name: &str| properties.get(name).and_then(Value::as_str);
    let mut when = When::from_edtf(text("date").unwrap_or_default());
    when.verbatim = text("verbatim").map(str::to_owned);
    Dated {
        when,
        used: ["date", "start", "end", "verbatim"]
            .map(str::to_owned)
            .to_vec(),
        ..Dated::default()
    }
}

/// True where a start and an end are the bounds of the date itself.
fn is_same(date: &Read, start: Option<&Read>, end: Option<&Read>) -> bool {
    let extent =
        |read: &Read| -> Option<TimeSpan> { Date::parse(read.edtf.as_ref().ok()?).ok()?.extent() };
    let Some(whole) = extent(date) else {
        return false;
    };
    let start = start
        .and_then(extent)
        .is_none_or(|span| span.start == whole.start);
    start
        && end
            .and_then(extent)
            .is_none_or(|span| span.end == whole.end)
}

fn single(read: Read) -> Dated {
    match read.edtf {
        Ok(edtf) => Dated {
            when: draft::when(&edtf, &read.written),
            used: vec![read.name],
            ..Dated::default()
        },
        Err(fault) => Dated {
            fault: Some(format!("{} “{}”: {fault}", read.name, shown(&read.written))),
            when: draft::when("", &read.written),
            used: vec![read.name],
            is_track: false,
        },
    }
}

fn interval(start: Option<Read>, end: Read) -> Dated {
    let written = match &start {
        Some(start) if start.written == end.written => end.written.clone(),
        Some(start) => format!("{} – {}", start.written, end.written),
        None => end.written.clone(),
    };
    let used: Vec<String> = start
        .iter()
        .map(|read| read.name.clone())
        .chain([end.name.clone()])
        .collect();
    let mut fault = None;
    let mut side = |read: Option<Read>| match read.map(|read| (read.edtf, read.written)) {
        None => String::new(),
        Some((Ok(edtf), _)) => edtf,
        Some((Err(_), written)) if is_open(&written) => "..".to_owned(),
        Some((Err(why), written)) => {
            fault = Some(format!("“{}”: {why}", shown(&written)));
            String::new()
        }
    };
    let (first, last) = (side(start), side(Some(end)));
    let edtf = match first == last {
        true => first,
        false => format!("{first}/{last}"),
    };
    let when = match Date::parse(&edtf) {
        Ok(_) => draft::when(&edtf, &written),
        Err(why) => {
            fault.get_or_insert_with(|| why.to_string());
            draft::when("", &written)
        }
    };
    Dated {
        when,
        used,
        fault,
        is_track: false,
    }
}

/// Words for an end that has not come.
fn is_open(end: &str) -> bool {
    ["..", "ongoing", "present", "now"]
        .iter()
        .any(|word| end.eq_ignore_ascii_case(word))
}

/// From the first time of a list to its last; the list is kept.
fn track(properties: &Map<String, Value>, name: &str, clock: &Clock, tz: Option<i64>) -> Dated {
    let Some(Value::Array(items)) = properties.get(name) else {
        return Dated::default();
    };
    let mut ends: Option<[(TimeSpan, String); 2]> = None;
    let mut fault = None;
    for item in items {
        let read = clock.read(name, item, tz).and_then(|edtf| {
            let date = Date::parse(&edtf).map_err(|fault| fault.to_string())?;
            Ok((date.extent().ok_or("no bounds")?, edtf))
        });
        let (span, edtf) = match read {
            Ok(read) => read,
            Err(why) => {
                fault.get_or_insert_with(|| format!("A time of “{}”: {why}", shown(name)));
                continue;
            }
        };
        match &mut ends {
            None => ends = Some([(span, edtf.clone()), (span, edtf)]),
            Some([first, _]) if span.start < first.0.start => *first = (span, edtf),
            Some([_, last]) if span.end > last.0.end => *last = (span, edtf),
            Some(_) => {}
        }
    }
    let when = match ends {
        Some([first, last]) if first.1 != last.1 => {
            When::from_edtf(format!("{}/{}", first.1, last.1))
        }
        Some([only, _]) => When::from_edtf(only.1),
        None => When::default(),
    };
    Dated {
        when,
        used: Vec::new(),
        fault,
        is_track: true,
    }
}
