//! An entry of a calendar to an event.

use chrono::TimeDelta;
use serde_json::{Map, Value as Json};

use super::super::markup::{to_commonmark, to_plain};
use super::super::{ImportReport, Problem, Severity, shown};
use super::lines::{Component, Property, at_line, items};
use super::timing::{Timing, Value, duration};
use super::{EDTF, LANE, PERSON, ZONE_NAME};
use crate::model::{Event, Media, Place, When};

/// Reports something of a property that was put right or left out.
pub(super) fn repaired(
    property: &Property,
    code: &'static str,
    message: String,
    advice: &str,
    report: &mut ImportReport,
) {
    report.add(Problem {
        severity: Severity::Repaired,
        place: at_line(property.line),
        code,
        message,
        advice: advice.to_owned(),
    });
}

/// When an entry is.
#[derive(Debug)]
pub(super) struct Timed {
    /// `Err` with the text that says when, where it cannot be read.
    pub(super) timing: Result<Timing, String>,
    /// False where an end is written that cannot be read.
    is_end_read: bool,
}

/// From when to when an entry lasts.
pub(super) fn timed(component: &Component, report: &mut ImportReport) -> Timed {
    let names: &[&str] = match component.kind.as_str() {
        "VTODO" => &["DTSTART", "DUE", "COMPLETED"],
        _ => &["DTSTART", "RECURRENCE-ID"],
    };
    let undated = |text: &str| Timed {
        timing: Err(text.to_owned()),
        is_end_read: false,
    };
    let Some(start) = names.iter().find_map(|name| component.get(name)) else {
        return undated("");
    };
    let Some(first) = value(start, report) else {
        let message = format!(
            "{} is “{}”, which is no date; the event is without a date.",
            start.name,
            shown(&start.value)
        );
        let advice = "Write it as 20011007 or 20011007T163000Z.";
        repaired(start, "date", message, advice, report);
        return undated(start.value.trim());
    };
    let zone = (first.time.is_some() && !first.is_utc)
        .then(|| {
            let own = component.get(ZONE_NAME).map(|name| name.value.trim());
            start.param("TZID").or(own)
        })
        .flatten();
    let end = end(component, start, first, report);
    Timed {
        is_end_read: end.is_ok(),
        timing: Ok(Timing {
            start: first,
            end: end.unwrap_or_default().filter(|end| *end != first),
            zone: zone.map(str::to_owned),
        }),
    }
}

/// The value of a property; a day where its clock time is none.
fn value(property: &Property, report: &mut ImportReport) -> Option<Value> {
    let (value, is_whole) = Value::parse(&property.value)?;
    if !is_whole {
        let message = format!(
            "“{}” has a clock time that does not exist; it is read as the day.",
            shown(&property.value)
        );
        repaired(
            property,
            "date",
            message,
            "Write it as 20011007T163000Z.",
            report,
        );
    }
    Some(value)
}

/// An end that is written and cannot be used.
struct Unusable;

/// The last day, or the end; `None` where there is none.
fn end(
    component: &Component,
    start_property: &Property,
    start: Value,
    report: &mut ImportReport,
) -> Result<Option<Value>, Unusable> {
    let due = (component.kind == "VTODO" && start_property.name == "DTSTART")
        .then(|| component.get("DUE"))
        .flatten();
    let (property, found, expected) = if let Some(property) = component.get("DTEND").or(due) {
        let end = value(property, report).ok_or("no date");
        let is_exclusive = property.name == "DTEND";
        let zones = (start_property.param("TZID"), property.param("TZID"));
        (
            property,
            end.and_then(|end| last(start, end, is_exclusive, zones)),
            "Put the end right.",
        )
    } else if let Some(property) = component.get("DURATION") {
        let length = duration(&property.value).filter(|length| *length >= TimeDelta::zero());
        // Of a day, the last of so many days.
        let length = length.map(|length| match start.time {
            None => (length - TimeDelta::seconds(1)).max(TimeDelta::zero()),
            Some(_) => length,
        });
        let end = length.and_then(|length| start.plus(length));
        (
            property,
            end.ok_or("no length of time"),
            "Write it as P1DT2H30M.",
        )
    } else {
        return Ok(None);
    };
    found.map(Some).map_err(|what| {
        let message = format!(
            "{} is “{}”, {what}; the event is without an end.",
            property.name,
            shown(&property.value)
        );
        repaired(property, "end", message, expected, report);
        Unusable
    })
}

/// The last day or the end of what begins at `start`, or why there is none.
fn last(
    start: Value,
    end: Value,
    is_exclusive: bool,
    zones: (Option<&str>, Option<&str>),
) -> Result<Value, &'static str> {
    let is_before = end.first_second() < start.first_second();
    match (start.time, end.time) {
        (None, None) if !is_before => {
            // What ends on a day ends before it begins; one that ends on the
            // day on which it begins is that day.
            let is_longer = is_exclusive && end.date > start.date;
            let last = is_longer.then(|| end.plus(TimeDelta::days(-1)));
            Ok(last.flatten().unwrap_or(end))
        }
        (Some(_), Some(_)) if start.is_utc != end.is_utc || !start.is_utc && zones.0 != zones.1 => {
            Err("in another zone than the start")
        }
        (Some(_), Some(_)) if !is_before => Ok(end),
        (Some(_), Some(_)) | (None, None) => Err("before the start"),
        _ => Err("one of a day and a clock time, and the start is the other"),
    }
}

/// The date of an entry: the one that Tarikh wrote beside, where it still
/// agrees with that of the calendar.
pub(super) fn when(component: &Component, timing: &Result<Timing, String>) -> When {
    let timing = match timing {
        Ok(timing) => timing,
        Err(text) => {
            let mut when = When::default();
            when.verbatim = (!text.is_empty()).then(|| text.clone());
            return when;
        }
    };
    let mut when = timing.when();
    if let Some(property) = component.get(EDTF) {
        let written = When::from_edtf(property.text().trim());
        // The end of 9999-12-31 cannot be written.
        let is_last = |end: Value| end.plus(TimeDelta::days(1)).is_none();
        let agrees = Timing::of(&written).is_some_and(|known| {
            known.start == timing.start
                && (known.end == timing.end
                    || timing.end.is_none() && known.end.is_some_and(is_last))
        });
        if agrees {
            let stated = std::mem::replace(&mut when, written);
            when.note = stated.note;
            when.extra = stated.extra;
        }
    }
    when
}

/// Lane by its name, tags, and everything else of an entry but its id, date,
/// and address.
pub(super) fn event(component: &Component, timed: &Timed) -> (Event, Option<String>) {
    let text = |name: &str| component.get(name).map(Property::text);
    let mut tags: Vec<String> = component
        .all("CATEGORIES")
        .flat_map(|list| items(&list.value))
        .collect();
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    let has_lane = component.all(LANE).next().is_none();
    let lane = (has_lane && !tags.is_empty()).then(|| tags.remove(0));
    let kind = match component.kind.as_str() {
        "VTODO" => Some("to-do"),
        "VJOURNAL" => Some("journal"),
        _ => None,
    };
    let is_cancelled = component
        .get("STATUS")
        .is_some_and(|status| status.value.trim().eq_ignore_ascii_case("CANCELLED"));
    for tag in kind.into_iter().chain(is_cancelled.then_some("cancelled")) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    let title = text("SUMMARY").map(|title| {
        to_plain(&title)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let summary = text("DESCRIPTION").map(|text| to_commonmark(&text).trim().to_owned());
    let event = Event {
        id: text("UID")
            .map(|id| id.trim().to_owned())
            .unwrap_or_default(),
        title: title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| "Untitled".to_owned()),
        summary: summary.filter(|text| !text.is_empty()),
        place: place(component),
        people: people(component),
        media: media(component),
        tags,
        extra: extra(component, timed.is_end_read),
        ..Event::default()
    };
    (event, lane)
}

fn place(component: &Component) -> Option<Place> {
    let point = component.get("GEO").and_then(|geo| {
        let (lat, lon) = geo.value.split_once([';', ','])?;
        let number = |text: &str, most: f64| {
            text.trim_end_matches('\\')
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.abs() <= most)
        };
        Some((number(lat, 90.0)?, number(lon, 180.0)?))
    });
    let name = component
        .get("LOCATION")
        .map(|name| name.text().split_whitespace().collect::<Vec<_>>().join(" "));
    let name = name.filter(|name| !name.is_empty());
    let name = name.or_else(|| point.map(|(lat, lon)| format!("{lat}, {lon}")))?;
    Some(Place {
        name,
        lat: point.map(|(lat, _)| lat),
        lon: point.map(|(_, lon)| lon),
        ..Place::default()
    })
}

/// Whom the entry names; addresses stay in the file.
fn people(component: &Component) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for property in &component.properties {
        let name = match property.name.as_str() {
            name if name == PERSON => property.text(),
            "ORGANIZER" | "ATTENDEE" => match property.param("CN") {
                Some(name) if !name.is_empty() => name.to_owned(),
                _ => {
                    let address = property.value.trim();
                    let is_mail = address
                        .get(..7)
                        .is_some_and(|start| start.eq_ignore_ascii_case("mailto:"));
                    if is_mail {
                        address[7..].to_owned()
                    } else {
                        address.to_owned()
                    }
                }
            },
            _ => continue,
        };
        let name = name.trim();
        // A list of a thousand guests must not take a million comparisons.
        if !name.is_empty() && people.len() < 1_000 && !people.iter().any(|known| known == name) {
            people.push(name.to_owned());
        }
    }
    people
}

fn media(component: &Component) -> Vec<Media> {
    let is_inside = |property: &&Property| {
        property
            .param("VALUE")
            .is_some_and(|value| value.eq_ignore_ascii_case("BINARY"))
            || property.value.trim().is_empty()
    };
    component
        .properties
        .iter()
        .filter(|property| matches!(property.name.as_str(), "ATTACH" | "IMAGE"))
        .filter(|property| !is_inside(property))
        .map(|property| Media {
            url: Some(property.value.trim().to_owned()),
            caption: property
                .param("FILENAME")
                .or(property.param("X-FILENAME"))
                .map(str::to_owned),
            ..Media::default()
        })
        .collect()
}

/// Properties that have a place of their own in an event.
const KNOWN: &[&str] = &[
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "GEO",
    "CATEGORIES",
    "URL",
    "DTSTART",
    "DTSTAMP",
    "ATTENDEE",
    "ORGANIZER",
    "ATTACH",
    "IMAGE",
    EDTF,
    LANE,
    PERSON,
    ZONE_NAME,
];

/// Properties without such a place, by their names in small letters.
fn extra(component: &Component, is_end_read: bool) -> Map<String, Json> {
    let mut extra = Map::new();
    for property in &component.properties {
        let is_told = is_end_read && matches!(property.name.as_str(), "DTEND" | "DURATION");
        if KNOWN.contains(&property.name.as_str()) || is_told || property.value.trim().is_empty() {
            continue;
        }
        insert(&mut extra, property);
    }
    extra
}

/// Keeps a property: its text, or an object where it has parameters; a list
/// where there are several of its name.
pub(super) fn insert(extra: &mut Map<String, Json>, property: &Property) {
    let params: Vec<&(String, String)> = property
        .params
        .iter()
        .filter(|(name, _)| name != "VALUE")
        .collect();
    let value = Json::String(property.text().trim().to_owned());
    let value = if params.is_empty() {
        value
    } else {
        let mut object = Map::new();
        object.insert("value".to_owned(), value);
        for (name, value) in params {
            object.insert(name.to_lowercase(), value.as_str().into());
        }
        Json::Object(object)
    };
    let name = property.name.to_lowercase();
    match extra.get_mut(&name) {
        None => {
            extra.insert(name, value);
        }
        Some(Json::Array(list)) => list.push(value),
        Some(one) => *one = Json::Array(vec![one.take(), value]),
    }
}
