//! SIMILE Timeline: XML (`<data>` with `<event>`) and the JSON of the same
//! program (`{"dateTimeFormat", "events": [ … ]}`), also as relaxed JavaScript.
//!
//! Dates become EDTF no finer than they are written ([`dates`]); descriptions
//! are HTML and become CommonMark; images and links become media. Everything
//! else that a file says of an event is kept in the event under its own name.
//! Nothing that a file refers to is loaded.
//!
//! Files that count back in a unit that they do not name (dinosaurs: start 115,
//! end 105) open without dates and say what to do. Refused: XML with another
//! root, JSON without a list of events.

mod dates;
mod event;
mod point;
mod relaxed;

use serde_json::Value;

use self::dates::{DateReader, counts_back};
use self::event::{Fields, Tally};
use super::bytes::Lines;
use super::draft::{Draft, keep_of_dataset};
use super::stream::Stream;
use super::xml::{self, Spots};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity, shown};
use crate::model::Dataset;

const FORMAT: &str = "simile";

const EXPECTED: &str = "<data> with <event> elements, or a JSON object with a list named “events”";

/// Attributes of the root that no other program writes.
const ROOT_NAMES: [&str; 6] = [
    "dateTimeFormat",
    "date-time-format",
    "wikiURL",
    "wikiSection",
    "wiki-url",
    "wiki-section",
];

/// Certain of its root with events in it, or of a list of events that have a
/// `start`; possible of `<data>` alone.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    if let Some(root) = xml::root_name(bytes) {
        let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        let is_sure = has("<event") || ROOT_NAMES.iter().any(|name| has(name));
        return (root == "data").then_some(match is_sure {
            true => Confidence::Certain,
            false => Confidence::Possible,
        });
    }
    let text = super::bytes::strip_mark(bytes).trim_ascii_start();
    let seen = relaxed::glimpse(text).filter(|seen| seen.has_events)?;
    let in_root = |name: &&str| seen.root.iter().any(|known| known == name);
    let in_event = |name: &&str| seen.event.iter().any(|known| known == name);
    let is_other = ["tarikh", "timeline"].iter().any(in_root);
    let is_own = ROOT_NAMES.iter().any(in_root) || ["start", "s", "starts"].iter().any(in_event);
    (is_own && !is_other).then_some(Confidence::Certain)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let is_xml = text.trim_start().starts_with('<');
    let media_type = match is_xml {
        true => "application/xml",
        false => "application/json",
    };
    let mut draft = Draft::new(stream, media_type);
    let events = match is_xml {
        true => from_xml(&text, &mut draft, report)?,
        false => from_json(&text, &mut draft, report)?,
    };
    let all = || events.iter().flat_map(|event| event.date_texts());
    let ranges = events.iter().filter_map(Fields::plain_range);
    let mut reader = DateReader::new(all(), counts_back(ranges));
    let mut tally = Tally::default();
    for fields in events {
        stream.check()?;
        let place = fields.place.clone();
        let event = event::event(fields, &mut reader, &mut tally, report);
        draft.event(event, &place, report);
    }
    reader.tell(report);
    tally.tell(report);
    stream.tell(draft.len() as u64);
    draft.finish()
}

fn from_xml(
    text: &str,
    draft: &mut Draft,
    report: &mut ImportReport,
) -> Result<Vec<Fields>, ReadError> {
    let document = xml::parse(text)?;
    let root = document.root_element();
    if root.tag_name().name() != "data" {
        return Err(ReadError::OtherForm {
            found: format!("<{}>", shown(root.tag_name().name())),
            expected: EXPECTED,
        });
    }
    let spots = Spots::new(text);
    for attribute in root.attributes() {
        let value = Value::String(attribute.value().to_owned());
        keep_of_dataset(&mut draft.dataset, FORMAT, attribute.name(), value);
    }
    let mut events = Vec::new();
    let (mut others, mut first_other) = (0_u64, None);
    for node in root.children().filter(|node| node.is_element()) {
        if node.tag_name().name() != "event" {
            others += 1;
            first_other.get_or_insert((node.tag_name().name(), spots.place(node)));
            continue;
        }
        let mut fields = Fields::new(spots.place(node), false);
        for attribute in node.attributes() {
            let value = Value::String(attribute.value().to_owned());
            fields.add(attribute.name(), value);
        }
        let body = spots.inside(node);
        if !body.trim().is_empty() {
            fields.add("description", Value::String(body.into_owned()));
        }
        add_event(fields, &mut events, draft, report);
    }
    if let Some((name, place)) = first_other {
        report.add(Problem {
            severity: Severity::Repaired,
            place,
            code: "unknown-element",
            message: format!(
                "Elements of <data> that are no <event> are left out, the first of them <{}>: {others} of them.",
                shown(name)
            ),
            advice: "Rename them to <event> if they are events.".to_owned(),
        });
    }
    Ok(events)
}

fn from_json(
    text: &str,
    draft: &mut Draft,
    report: &mut ImportReport,
) -> Result<Vec<Fields>, ReadError> {
    let parsed = relaxed::parse(text)?;
    let Some(items) = parsed.events else {
        return Err(ReadError::OtherForm {
            found: "a JSON object without a list named “events”".to_owned(),
            expected: EXPECTED,
        });
    };
    for (name, value) in parsed.root {
        match (name.as_str(), value) {
            ("title", Value::String(title)) if !title.trim().is_empty() => {
                draft.dataset.title = super::markup::to_plain(&title).into_owned();
            }
            ("description", Value::String(text)) if !text.trim().is_empty() => {
                draft.dataset.description = Some(event::body(&text));
            }
            (name, value) => keep_of_dataset(&mut draft.dataset, FORMAT, name, value),
        }
    }
    let lines = Lines::new(text.as_bytes());
    let mut events = Vec::new();
    for (nth, (at, item)) in items.into_iter().enumerate() {
        let place = Place {
            line: Some(lines.place(at).0),
            path: Some(format!("events[{nth}]")),
            ..Place::default()
        };
        let Value::Object(members) = item else {
            draft.lose(
                place,
                "event",
                "Found something other than an object in the list of events.".to_owned(),
                "An event is written as {\"start\": \"1990\", \"title\": \"…\"}.",
                report,
            );
            continue;
        };
        let mut fields = Fields::new(place, true);
        for (name, value) in members {
            fields.add(&name, value);
        }
        add_event(fields, &mut events, draft, report);
    }
    Ok(events)
}

/// Takes an event, or reports one in which nothing stands.
fn add_event(
    fields: Fields,
    events: &mut Vec<Fields>,
    draft: &mut Draft,
    report: &mut ImportReport,
) {
    if fields.is_empty() {
        draft.lose(
            fields.place,
            "event",
            "Found an event with neither a date nor a title nor a description.".to_owned(),
            "Give it at least a title, or delete it.",
            report,
        );
    } else {
        events.push(fields);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_stands_in_it() {
        let known = |text: &str| sniff(text.as_bytes(), None);
        assert_eq!(known("<data><event start="), Some(Confidence::Certain));
        assert_eq!(known("<data wiki-url='x'"), Some(Confidence::Certain));
        assert_eq!(known("<data><row/>"), Some(Confidence::Possible));
        assert_eq!(known("<rss><event/>"), None);
        assert_eq!(
            known("{'events': [{'title': 'a', 'start': '1"),
            Some(Confidence::Certain)
        );
        assert_eq!(
            known("{dateTimeFormat: 'iso8601', events: ["),
            Some(Confidence::Certain)
        );
        assert_eq!(known("{\"events\": [{\"start_date\": {\"year\": 1}"), None);
        assert_eq!(
            known("{\"tarikh\": 1, \"events\": [{\"start\": \"1\"}"),
            None
        );
        assert_eq!(known("{\"items\": [{\"start\": \"1\"}"), None);
    }
}
