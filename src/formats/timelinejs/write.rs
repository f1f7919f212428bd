//! A dataset to JSON of TimelineJS, version 3; the head of the folder says what
//! is not written.

use std::collections::HashMap;
use std::io::{BufWriter, Write};

use serde_json::{Map, Value, json};

use super::html::{escaped, html};
use super::media::{EMBEDDED, HTML};
use super::slide::{MORE_MEDIA, TITLE_SLIDE};
use super::write_dates::{self, Dates};
use crate::formats::{Output, WriteError};
use crate::model::{Dataset, Era, Event, Extra, Media};

/// The reference draws years beyond these on a scale of its own.
const HUMAN_YEARS: std::ops::RangeInclusive<i64> = -271_820..=275_759;

/// Members that are made of the event's own, and those that are not put back.
const MADE: &[&str] = &[
    "start_date",
    "end_date",
    "display_date",
    "text",
    "headline",
    "media",
    "group",
    "unique_id",
    "location",
    "tags",
    MORE_MEDIA,
    EMBEDDED,
];

/// Writes a timeline.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        writer.write_all(b"{\n\"title\": ")?;
        serde_json::to_writer(&mut writer, &title(dataset))?;
        for (name, value) in rest(&dataset.extra) {
            writer.write_all(b",\n")?;
            serde_json::to_writer(&mut writer, name)?;
            writer.write_all(b": ")?;
            serde_json::to_writer(&mut writer, value)?;
        }
        if !dataset.eras.is_empty() {
            let eras: Vec<Value> = dataset.eras.iter().filter_map(era).collect();
            writer.write_all(b",\n\"eras\": ")?;
            serde_json::to_writer(&mut writer, &eras)?;
        }
        writer.write_all(b",\n\"events\": [")?;
        let groups: HashMap<&str, &str> = dataset
            .lanes
            .iter()
            .map(|lane| (lane.id.as_str(), lane.title.as_str()))
            .collect();
        let mut is_far = false;
        for (nth, event) in dataset.events.iter().enumerate() {
            writer.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
            let dates = write_dates::dates(&event.when);
            is_far |= dates.years().any(|year| !HUMAN_YEARS.contains(&year));
            serde_json::to_writer(&mut writer, &slide(&event, dates, &groups))?;
        }
        writer.write_all(b"\n]")?;
        let cosmological = Value::from("cosmological");
        let scale = match is_far {
            true => Some(&cosmological),
            false => dataset.extra.get("scale"),
        };
        if let Some(scale) = scale {
            writer.write_all(b",\n\"scale\": ")?;
            serde_json::to_writer(&mut writer, scale)?;
        }
        writer.write_all(b"\n}\n")?;
        Ok(writer.flush()?)
    })
}

/// Members of the dataset that go back to where they came from.
fn rest(extra: &Extra) -> impl Iterator<Item = (&String, &Value)> {
    let ours = [
        TITLE_SLIDE,
        "title",
        "events",
        "eras",
        "scale",
        "timeline",
        "slides",
    ];
    extra
        .iter()
        .filter(move |(name, _)| !ours.contains(&name.as_str()))
}

fn title(dataset: &Dataset) -> Value {
    let mut slide = match dataset.extra.get(TITLE_SLIDE) {
        Some(Value::Object(members)) => members.clone(),
        _ => Map::new(),
    };
    let mut text = json!({"headline": escaped(&dataset.title)});
    if let Some(description) = &dataset.description {
        text["text"] = html(description).into();
    }
    slide.insert("text".to_owned(), text);
    slide.into()
}

/// A period; none without two ends, with which TimelineJS shows nothing at all.
fn era(era: &Era) -> Option<Value> {
    let dates = write_dates::dates_of_period(&era.when)?;
    let mut slide = Map::new();
    put_dates(dates, &mut slide);
    slide.insert("text".to_owned(), json!({"headline": escaped(&era.title)}));
    put_extra(&era.extra, &mut slide);
    Some(slide.into())
}

fn slide(event: &Event, dates: Dates, groups: &HashMap<&str, &str>) -> Value {
    let mut slide = Map::new();
    let mut put = |name: &str, value: Value| slide.insert(name.to_owned(), value);
    put("unique_id", event.id.as_str().into());
    let mut text = json!({"headline": escaped(&event.title)});
    if let Some(summary) = &event.summary {
        text["text"] = html(summary).into();
    }
    put("text", text);
    if let Some(group) = event.lane.as_deref().and_then(|lane| groups.get(lane)) {
        put("group", escaped(group).into());
    }
    let mut all_media = event.media.iter().map(media);
    if let Some(first) = all_media.next() {
        put("media", first);
    }
    let more: Vec<Value> = all_media.collect();
    if !more.is_empty() {
        put(MORE_MEDIA, more.into());
    }
    if let Some(place) = &event.place {
        let mut location = place.extra.clone();
        location.insert("name".to_owned(), place.name.as_str().into());
        for (name, degrees) in [("lat", place.lat), ("lon", place.lon)] {
            if let Some(degrees) = degrees {
                location.insert(name.to_owned(), degrees.into());
            }
        }
        put("location", location.into());
    }
    if !event.tags.is_empty() {
        put("tags", event.tags.clone().into());
    }
    put_dates(dates, &mut slide);
    put_extra(&event.extra, &mut slide);
    slide.into()
}

fn put_dates(dates: Dates, slide: &mut Map<String, Value>) {
    if let Some(start) = dates.start {
        slide.insert("start_date".to_owned(), start.into_parts());
    }
    if let Some(end) = dates.end {
        slide.insert("end_date".to_owned(), end.into_parts());
    }
    if let Some(words) = dates.display {
        slide.insert("display_date".to_owned(), escaped(&words).into());
    }
}

fn put_extra(extra: &Extra, slide: &mut Map<String, Value>) {
    for (name, value) in extra {
        if !MADE.contains(&name.as_str()) && !slide.contains_key(name) {
            slide.insert(name.clone(), value.clone());
        }
    }
}

fn media(media: &Media) -> Value {
    let mut members = Map::new();
    for (name, text) in [
        ("url", media.url.as_ref().or(media.path.as_ref())),
        ("caption", media.caption.as_ref()),
        ("credit", media.credit.as_ref()),
    ] {
        // The HTML that was read says more than the text made of it.
        let kept = media.extra.get(&format!("{name}{HTML}"));
        let value = match (kept, text) {
            (Some(html), _) => html.clone(),
            (None, Some(text)) if name == "url" => text.as_str().into(),
            (None, Some(text)) => escaped(text).into(),
            (None, None) => continue,
        };
        members.insert(name.to_owned(), value);
    }
    for (name, value) in &media.extra {
        if !name.ends_with(HTML) && !members.contains_key(name) {
            members.insert(name.clone(), value.clone());
        }
    }
    members.into()
}
