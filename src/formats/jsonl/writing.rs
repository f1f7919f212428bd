//! Events to JSON Lines: an object each, with the members of [`Flat`], texts,
//! numbers and lists as what they are.
//!
//! Titles in other languages, media, citations, claims and relations are
//! members too, as a native file has them, for programs that read them; read
//! here again they are kept with the event as text. Members without a value
//! are left out, but in the first object every member stands, so that a reader
//! knows all columns.

use std::io::{BufWriter, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::losses::{Holds, Part, is_of_origin};
use crate::formats::table::{Cell, Flat};
use crate::formats::{Output, WriteError};
use crate::model::{Citation, Dataset, Event};

/// What of a dataset is in the lines.
pub(in crate::formats) const HOLDS: Holds = crate::formats::csv::HOLDS.changing(&[
    Part::OtherTitles,
    Part::Media,
    Part::Stances,
    Part::CitationDetails,
    Part::Claims,
    Part::Relations,
]);

/// The members that are written as a native file has them.
const NESTED: [&str; 5] = ["titles", "media", "citations", "claims", "relations"];

/// Writes the lines.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let flat = Flat::new(dataset, &NESTED);
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        for (nth, event) in dataset.events.iter().enumerate() {
            let line = object(&flat, &event, nth == 0)?;
            serde_json::to_writer(&mut writer, &line)?;
            writer.write_all(b"\n")?;
        }
        Ok(writer.flush()?)
    })
}

/// An event as an object; with members that are null where there is no value,
/// if it is the first.
fn object(flat: &Flat, event: &Event, is_first: bool) -> Result<Map<String, Value>, WriteError> {
    let mut members = Map::new();
    for (heading, cell) in flat.headings().into_iter().zip(flat.cells(event)) {
        let value = match cell {
            Cell::Blank => Value::Null,
            Cell::Text(text) | Cell::Date(text) => Value::String(text),
            Cell::List(items) => items.into(),
            Cell::Number(value) | Cell::Member(value) => value,
        };
        if is_first || !value.is_null() {
            members.insert(heading.to_owned(), value);
        }
    }
    let citations: Vec<&Citation> = event
        .citations
        .iter()
        .filter(|citation| !is_of_origin(citation))
        .collect();
    let mut nested = |name: &str, value: Value, is_empty: bool| {
        if !is_empty {
            members.insert(name.to_owned(), value);
        }
    };
    nested(NESTED[0], json(&event.titles)?, event.titles.is_empty());
    nested(NESTED[1], json(&event.media)?, event.media.is_empty());
    nested(NESTED[2], json(&citations)?, citations.is_empty());
    nested(NESTED[3], json(&event.claims)?, event.claims.is_empty());
    nested(
        NESTED[4],
        json(&event.relations)?,
        event.relations.is_empty(),
    );
    Ok(members)
}

fn json(value: impl Serialize) -> Result<Value, WriteError> {
    Ok(serde_json::to_value(value)?)
}
