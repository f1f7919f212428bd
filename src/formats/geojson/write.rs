//! A dataset to GeoJSON.

use std::collections::HashMap;
use std::io::{BufWriter, Write};

use serde_json::{Map, Value, json};

use super::times::day_text;
use crate::dates::civil::CivilTime;
use crate::dates::{Date, End, Precision, Time};
use crate::formats::{Output, WriteError, members};
use crate::model::{Dataset, Event, Source};

/// The properties that every feature has that is written here. Where all of them
/// stand, a reader knows whose they are, and takes each for what it is.
pub(super) const PROPERTIES: [&str; 14] = [
    "id",
    "title",
    "date",
    "start",
    "end",
    "verbatim",
    "lane",
    "summary",
    "importance",
    "place",
    "people",
    "tags",
    "media",
    "sources",
];

/// Writes a FeatureCollection with a Feature for each event: a Point, or `null`
/// where none is known, and properties for `id`, `title`, `date` (EDTF),
/// `start` and `end` (the first and last day or instant, `null` where open or
/// unknown), `verbatim`, `lane`, `summary`, `importance`, `place`, `people`,
/// `tags`, `media` and `sources` (CSL-JSON items). What is not known is `null`.
/// Members that the event has beside those follow under their names, with “(as
/// written)” behind a name of those.
///
/// Lost: claims, relations, eras, views, colours of lanes, titles in other
/// languages, and where in a source and with what stance it is cited.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let lanes: HashMap<&str, &str> = dataset
        .lanes
        .iter()
        .map(|lane| (lane.id.as_str(), lane.title.as_str()))
        .collect();
    let sources: HashMap<&str, &Source> = dataset
        .sources
        .iter()
        .map(|source| (source.id.as_str(), source))
        .collect();
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        write!(
            writer,
            "{{\n\"type\": \"FeatureCollection\",\n\"name\": {},\n",
            serde_json::to_string(&dataset.title)?
        )?;
        if let Some(description) = &dataset.description {
            let description = serde_json::to_string(description)?;
            writeln!(writer, "\"description\": {description},")?;
        }
        write!(writer, "\"features\": [")?;
        for (at, event) in dataset.events.iter().enumerate() {
            write!(writer, "{}", if at == 0 { "\n" } else { ",\n" })?;
            serde_json::to_writer(&mut writer, &feature(&event, &lanes, &sources))?;
        }
        write!(writer, "\n]\n}}\n")?;
        writer.flush()?;
        Ok(())
    })
}

fn feature(event: &Event, lanes: &HashMap<&str, &str>, sources: &HashMap<&str, &Source>) -> Value {
    let place = event.place.as_ref();
    let point = place.and_then(|place| Some((place.lon?, place.lat?)));
    let geometry = match point {
        Some((lon, lat)) => {
            let mut position = vec![lon, lat];
            let third = ["altitude", "depth_km"]
                .iter()
                .find_map(|name| place?.extra.get(*name)?.as_f64());
            position.extend(third);
            json!({ "type": "Point", "coordinates": position })
        }
        None => event.extra.get("geometry").cloned().unwrap_or_default(),
    };
    let (start, end) = event.when.date().map(bounds).unwrap_or_default();
    let lane = event.lane.as_deref();
    let media: Vec<&String> = event
        .media
        .iter()
        .filter_map(|media| media.url.as_ref().or(media.path.as_ref()))
        .collect();
    let mut cited: Vec<Value> = Vec::new();
    for citation in &event.citations {
        let source = sources.get(citation.source.as_str());
        let source = source.and_then(|source| serde_json::to_value(source).ok());
        cited.extend(source.filter(|source| !cited.contains(source)));
    }
    // A point without a name is named by its numbers; that is no name.
    let name = place
        .map(|place| place.name.as_str())
        .filter(|name| match point {
            Some((lon, lat)) => *name != format!("{lat}, {lon}"),
            None => true,
        });
    let edtf = Some(event.when.edtf()).filter(|edtf| !edtf.is_empty());
    let values = [
        json!(event.id),
        json!(event.title),
        json!(edtf),
        json!(start),
        json!(end),
        json!(event.when.verbatim),
        json!(lane.map(|id| lanes.get(id).copied().unwrap_or(id))),
        json!(event.summary),
        json!(event.importance),
        json!(name),
        json!(event.people),
        json!(event.tags),
        json!(media),
        Value::Array(cited),
    ];
    let mut properties: Map<String, Value> = PROPERTIES
        .into_iter()
        .map(str::to_owned)
        .zip(values)
        .collect();
    for (name, value) in &event.extra {
        if name != "geometry" || point.is_some() {
            members::keep(&mut properties, &PROPERTIES, name, value.clone());
        }
    }
    json!({ "type": "Feature", "id": event.id, "geometry": geometry, "properties": properties })
}

/// The first and the last day of a date, or instants where it has a clock time.
fn bounds(date: &Date) -> (Option<String>, Option<String>) {
    let text = |end: End, is_last: bool| {
        let End::Dated(end) = end else {
            return None;
        };
        if end.precision < Precision::Minute {
            let time = match is_last {
                true => end.span.end.plus_seconds(-1.0),
                false => end.span.start,
            };
            let day = CivilTime::of(time).date;
            return (-9999..=9999).contains(&day.year).then(|| day_text(day));
        }
        Some(instant(end.span.start))
    };
    (text(date.start(), false), text(date.end(), true))
}

fn instant(time: Time) -> String {
    let civil = CivilTime::of(time);
    let fraction = match civil.nanos {
        0 => String::new(),
        nanos => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
    };
    format!(
        "{}T{:02}:{:02}:{:02}{fraction}Z",
        day_text(civil.date),
        civil.hour,
        civil.minute,
        civil.second
    )
}
