//! The objects of the native file, each read on its own.
//!
//! Order matters: ids are settled first, so that a link can be checked where
//! it stands and reported there.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Fault;
use super::links::{self, Ids, Target};
use super::path::Step;
use super::reading::{Reading, Targets};
use crate::dates::Date;
use crate::formats::names::Names;
use crate::formats::{Severity, shown, title_from_name};
use crate::model::{
    Capture, Citation, Claim, Dataset, Era, Event, Lane, Media, Name, Place, Relation, Source,
    View, When,
};

pub(super) type Object = Map<String, Value>;

/// Lanes are counted in sixteen bits.
const MAX_LANES: usize = u16::MAX as usize;

/// A file that was read.
pub(super) struct Whole {
    pub(super) dataset: Dataset,
    /// Ids that links to lanes and sources may go to, those of things that
    /// were lost among them.
    pub(super) lanes: HashSet<String>,
    pub(super) sources: HashSet<String>,
    /// How many faults were met before those of the events' ids.
    pub(super) before_ids: usize,
    /// How many before all others of the events.
    pub(super) before_events: usize,
}

/// The whole file; the root is known to be an object of this version. Where
/// its events are read elsewhere, `ids` finds their ids.
pub(super) fn dataset(root: Value, name: &str, faults: &mut Vec<Fault>, ids: Ids) -> Whole {
    let mut root = match root {
        Value::Object(root) => root,
        _ => Object::new(),
    };
    let mut reading = Reading::new(faults, Targets::default());
    let lanes = with_ids(&mut reading, &mut root, "lanes", "lane");
    let sources = with_ids(&mut reading, &mut root, "sources", "source");
    let before_ids = reading.fault_count();
    let events = with_ids(&mut reading, &mut root, "events", "event");
    let mut reading = Reading::new(
        faults,
        Targets {
            lanes: Ids::Listed(&lanes.ids),
            sources: Ids::Listed(&sources.ids),
            events: match ids {
                Ids::Later => Ids::Listed(&events.ids),
                found => found,
            },
        },
    );
    let reading = &mut reading;

    let mut read_lanes = reading.items(lanes.items, "lanes", lane);
    links::settle_parents(reading, &mut read_lanes);
    let read_sources = reading.items(sources.items, "sources", source);
    let eras = reading.list(&mut root, "eras", era);
    let before_events = reading.fault_count();
    let read_events = reading.items(events.items, "events", event);
    let views = reading.list(&mut root, "views", view);

    reading.text_or(&mut root, "title", || title_from_name(name));
    reading.list_from_text(&mut root, &["creators"]);
    root.insert("tarikh".to_owned(), crate::model::FORMAT_VERSION.into());
    root.insert("events".to_owned(), Value::Array(Vec::new()));
    let plain: Dataset = reading.finish(root, "The dataset").unwrap_or_default();
    let dataset = Dataset {
        tarikh: crate::model::FORMAT_VERSION,
        lanes: read_lanes.into_iter().map(|(_, lane)| lane).collect(),
        eras,
        sources: read_sources,
        events: read_events.into(),
        views,
        ..plain
    };
    Whole {
        dataset,
        lanes: lanes.ids,
        sources: sources.ids,
        before_ids,
        before_events,
    }
}

/// The items of a list whose ids are settled, and those ids.
struct WithIds {
    items: Vec<Value>,
    ids: HashSet<String>,
}

/// Gives every object of a list an id that is text and not blank, and reports
/// ids that stand twice. Both keep the id; links go to the first.
fn with_ids(
    reading: &mut Reading,
    root: &mut Object,
    list: &'static str,
    what: &'static str,
) -> WithIds {
    let items = reading.list(root, list, |_, item| Some(item));
    let mut names = Names::taken(items.iter().filter_map(stated_id).map(str::to_owned));
    let mut ids = HashSet::new();
    let items = reading.items(items, list, |reading, mut item| {
        if let Value::Object(object) = &mut item {
            let number = reading.position() + 1;
            settle_id(reading, object, || {
                names.take_free_id(&auto_id(what, number))
            });
            if let Some(Value::String(id)) = object.get("id")
                && !ids.insert(id.clone())
            {
                reading.repaired("id", "double-id", double_id(what, id), DOUBLE_ID_ADVICE);
            }
        }
        Some(item)
    });
    WithIds { items, ids }
}

/// The id of an item, where it is a text.
pub(super) fn stated_id(item: &Value) -> Option<&str> {
    item.get("id")?.as_str()
}

/// What an item without an id is called, if that is free: by its position from
/// 1.
pub(super) fn auto_id(what: &str, number: usize) -> String {
    format!("{what}-{number}")
}

/// Gives an object an id that is text and not blank.
pub(super) fn settle_id(
    reading: &mut Reading,
    object: &mut Object,
    instead: impl FnOnce() -> String,
) {
    reading.text_or(object, "id", instead);
}

pub(super) const DOUBLE_ID_ADVICE: &str = "Give one of them another id.";

pub(super) fn double_id(what: &str, id: &str) -> String {
    format!(
        "The id “{}” stands at an earlier {what} too; both stay, and links go to the first.",
        shown(id)
    )
}

fn lane(reading: &mut Reading, value: Value) -> Option<(usize, Lane)> {
    let at = reading.position();
    let mut object = reading.object(value, "a lane")?;
    if at >= MAX_LANES {
        reading.fault(
            Severity::Lost,
            "too-many-lanes",
            format!("Only the first {MAX_LANES} lanes are opened."),
            "",
        );
        return None;
    }
    let id = object
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    reading.text_or(&mut object, "title", || id);
    let mut lane: Lane = reading.finish(object, "The lane")?;
    check_color(reading, &mut lane.color);
    Some((at, lane))
}

fn era(reading: &mut Reading, value: Value) -> Option<Era> {
    let mut object = reading.object(value, "an era")?;
    reading.text_from_number(&mut object, &["title"]);
    let when = when(reading, &mut object);
    let mut era: Era = reading.finish(object, "The era")?;
    era.when = when;
    check_color(reading, &mut era.color);
    Some(era)
}

fn source(reading: &mut Reading, value: Value) -> Option<Source> {
    let mut object = reading.object(value, "a source")?;
    reading.text_or(&mut object, "type", || "document".to_owned());
    reading.text_from_number(
        &mut object,
        &["title", "publisher", "container-title", "origin"],
    );
    for date in ["issued", "accessed"] {
        csl_date_from_text(reading, &mut object, date);
    }
    let author = reading.list(&mut object, "author", name);
    let captures = reading.list(&mut object, "captures", |reading, value| {
        let object = reading.object(value, "a capture")?;
        reading.finish::<Capture>(object, "The capture")
    });
    let source: Source = reading.finish(object, "The source")?;
    Some(Source {
        author,
        captures,
        ..source
    })
}

/// A name; a plain text is a name without parts.
fn name(reading: &mut Reading, value: Value) -> Option<Name> {
    if let Value::String(literal) = value {
        reading.fault(
            Severity::Repaired,
            "name-as-text",
            "Found text, expected an object; it is read as the literal name.".to_owned(),
            "CSL-JSON writes it as {\"literal\": \"…\"}.",
        );
        return Some(Name {
            literal: Some(literal),
            ..Name::default()
        });
    }
    let object = reading.object(value, "a name")?;
    reading.finish(object, "The name")
}

/// CSL-JSON dates are objects, but text and a bare year are often written.
fn csl_date_from_text(reading: &mut Reading, object: &mut Object, member: &'static str) {
    let raw = match object.get(member) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return,
    };
    reading.repaired(
        member,
        "date-as-text",
        format!(
            "Found “{}”, expected an object; it is read as the date in words.",
            shown(&raw)
        ),
        "CSL-JSON writes it as {\"raw\": \"…\"}.",
    );
    let mut date = Object::new();
    date.insert("raw".to_owned(), Value::String(raw));
    object.insert(member.to_owned(), Value::Object(date));
}

/// An event whose id is settled.
pub(super) fn event(reading: &mut Reading, value: Value) -> Option<Event> {
    let mut object = reading.object(value, "an event")?;
    let id = object
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    reading.text_or(&mut object, "title", || id);
    reading.number_from_text(&mut object, &["importance"]);
    reading.list_from_text(&mut object, &["people", "tags"]);
    let when = when(reading, &mut object);
    let media = reading.list(&mut object, "media", |reading, value| {
        let object = reading.object(value, "a picture, sound or film")?;
        reading.finish::<Media>(object, "The medium")
    });
    let citations = reading.list(&mut object, "citations", citation);
    let claims = reading.list(&mut object, "claims", claim);
    let relations = reading.list(&mut object, "relations", relation);
    if let Some(Value::Object(place)) = object.get_mut("place") {
        reading.within(Step::member("place"), |reading| {
            reading.text_from_number(place, &["name"]);
            reading.number_from_text(place, &["lat", "lon"]);
        });
    }
    let mut event: Event = reading.finish(object, "The event")?;
    check_range(reading, &mut event.importance, "importance", 1, 5);
    if let Some(place) = &mut event.place {
        check_place(reading, place);
    }
    links::keep_if_known(reading, "lane", &mut event.lane, Target::Lane);
    Some(Event {
        when,
        media,
        citations,
        claims,
        relations,
        ..event
    })
}

fn claim(reading: &mut Reading, value: Value) -> Option<Claim> {
    let mut object = reading.object(value, "a claim")?;
    reading.text_from_number(&mut object, &["about", "value"]);
    reading.number_from_text(&mut object, &["low", "best", "high", "credibility"]);
    // What stands for an unknown word must not be more than was said: left
    // out, the claim would count as accepted.
    reading.word_or(
        &mut object,
        "state",
        &["accepted", "proposed", "rejected", "superseded"],
        "proposed",
    );
    let citations = reading.list(&mut object, "citations", citation);
    let mut claim: Claim = reading.finish(object, "The claim")?;
    check_range(reading, &mut claim.credibility, "credibility", 1, 6);
    claim.citations = citations;
    Some(claim)
}

fn citation(reading: &mut Reading, value: Value) -> Option<Citation> {
    let mut object = reading.object(value, "a citation")?;
    reading.text_from_number(&mut object, &["source"]);
    // Left out, an unknown stance would count as support.
    reading.word_or(
        &mut object,
        "stance",
        &["supports", "disputes", "qualifies", "mentions"],
        "mentions",
    );
    if let Some(Value::Object(locator)) = object.get_mut("locator") {
        reading.within(Step::member("locator"), |reading| {
            reading.text_from_number(locator, &["value"]);
        });
    }
    let citation: Citation = reading.finish(object, "The citation")?;
    links::is_member_known(reading, "source", &citation.source, Target::Source).then_some(citation)
}

fn relation(reading: &mut Reading, value: Value) -> Option<Relation> {
    let mut object = reading.object(value, "a relation")?;
    reading.text_from_number(&mut object, &["event"]);
    let relation: Relation = reading.finish(object, "The relation")?;
    links::is_member_known(reading, "event", &relation.event, Target::Event).then_some(relation)
}

fn view(reading: &mut Reading, value: Value) -> Option<View> {
    let mut object = reading.object(value, "a view")?;
    reading.text_from_number(&mut object, &["title", "from", "to", "query"]);
    let lanes = reading.list(&mut object, "lanes", |reading, value| match value {
        Value::String(id) => links::is_known(reading, &id, Target::Lane).then_some(id),
        other => {
            reading.fault(
                Severity::Repaired,
                "wrong-type",
                format!(
                    "Found {}, expected the id of a lane; it is left out.",
                    super::shape(&other)
                ),
                "",
            );
            None
        }
    });
    let mut view: View = reading.finish(object, "The view")?;
    for (edge, member) in [(&mut view.from, "from"), (&mut view.to, "to")] {
        if let Some(text) = edge
            && let Err(fault) = Date::parse(text)
        {
            let message = format!("{fault}. The view opens without this edge.");
            reading.repaired(member, "date", message, "");
            *edge = None;
        }
    }
    links::keep_if_known(reading, "selected", &mut view.selected, Target::Event);
    Some(View { lanes, ..view })
}

/// Takes the date out of an object. What cannot be read as a date stays as
/// text and is no date; the object is then undated. An empty text says that
/// the date is not known and is no fault.
fn when(reading: &mut Reading, object: &mut Object) -> When {
    let value = object.insert("when".to_owned(), Value::String(String::new()));
    reading.within(Step::member("when"), |reading| match value {
        None | Some(Value::Null) => {
            reading.fault(
                Severity::Note,
                "no-date",
                "There is no “when”: the event is undated.".to_owned(),
                "Write a date such as \"1979-12-27\", or \"\" where it is not known.",
            );
            When::default()
        }
        Some(Value::Object(mut long)) => {
            let edtf = long.insert("edtf".to_owned(), Value::String(String::new()));
            let text = reading.within(Step::member("edtf"), |reading| edtf_text(reading, edtf));
            long.insert("edtf".to_owned(), Value::String(text));
            reading.finish(long, "The date").unwrap_or_default()
        }
        short => When::from_edtf(edtf_text(reading, short)),
    })
}

/// The text of a date, reported where it is none.
fn edtf_text(reading: &mut Reading, value: Option<Value>) -> String {
    const ADVICE: &str = "Write it as EDTF: 1979, 1979-12, 1979-12-27, 1979~, 1979/1989, ../1979.";
    let text = match value {
        Some(Value::String(text)) => text,
        // A whole number can only be a year, and EDTF wants four digits of it.
        Some(Value::Number(number))
            if number
                .as_i64()
                .is_some_and(|year| (1000..=9999).contains(&year)) =>
        {
            let text = number.to_string();
            let message =
                format!("Found the number {text}, expected text; it is read as the year {text}.");
            reading.fault(
                Severity::Repaired,
                "number-for-text",
                message,
                "Put it in double quotes.",
            );
            return text;
        }
        Some(other) => {
            let message = format!(
                "Found {}, expected a date as text: the event is undated.",
                super::shape(&other)
            );
            reading.fault(Severity::Repaired, "date", message, ADVICE);
            return String::new();
        }
        None => {
            reading.fault(
                Severity::Repaired,
                "no-date",
                "There is no “edtf”: the event is undated.".to_owned(),
                ADVICE,
            );
            return String::new();
        }
    };
    if !text.is_empty()
        && let Err(fault) = Date::parse(&text)
    {
        let message = format!("{fault}. The event is undated.");
        reading.fault(Severity::Repaired, "date", message, "");
    }
    text
}

fn check_color(reading: &mut Reading, color: &mut Option<String>) {
    let Some(text) = color else { return };
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return;
    }
    let message = format!(
        "Found “{}”, expected a colour as #rrggbb; it is left out.",
        shown(text)
    );
    reading.repaired(
        "color",
        "color",
        message,
        "Write it as #1b9e77, or leave it out.",
    );
    *color = None;
}

fn check_range(
    reading: &mut Reading,
    number: &mut Option<u8>,
    member: &'static str,
    least: u8,
    most: u8,
) {
    if let Some(found) = *number
        && !(least..=most).contains(&found)
    {
        let message = format!("Found {found}, expected {least} to {most}; it is left out.");
        reading.repaired(member, "out-of-range", message, "");
        *number = None;
    }
}

fn check_place(reading: &mut Reading, place: &mut Place) {
    reading.within(Step::member("place"), |reading| {
        for (degrees, member, most) in [
            (&mut place.lat, "lat", 90.0),
            (&mut place.lon, "lon", 180.0),
        ] {
            if let Some(found) = *degrees
                && !(-most..=most).contains(&found)
            {
                let message =
                    format!("Found {found}, expected −{most} to {most} degrees; it is left out.");
                reading.repaired(member, "out-of-range", message, "");
                *degrees = None;
            }
        }
    });
}
