//! A list of objects in JSON, read as JSON Lines are: each object is a row.
//!
//! The list is the whole file, or the longest list of objects that is a member
//! of its root. What else the root holds is kept with the dataset.

use serde_json::{Map, Value};

use super::read_rows;
use crate::formats::json::{self, Outline};
use crate::formats::stream::{Input, Stream, Watch};
use crate::formats::{Confidence, ImportReport, ReadError};
use crate::model::Dataset;

/// Likely for JSON in whose beginning a list of objects stands.
pub(in crate::formats) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let outline = Outline::of(bytes)?;
    outline.has_list_of_objects().then_some(Confidence::Likely)
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let root = json::parse(&text)?;
    drop(text);
    let (rows, rest) = rows(root)?;
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, &row).map_err(|error| ReadError::Unreadable {
            why: error.to_string(),
        })?;
        lines.push(b'\n');
    }
    let size = Some(lines.len() as u64);
    let mut reader = lines.as_slice();
    let input = Input {
        reader: &mut reader,
        file: None,
        size,
        name: stream.name(),
        watch: Watch {
            progress: &|_| {},
            is_cancelled: stream.is_cancelled(),
            first: None,
        },
    };
    let mut rows = Stream::new(input).with(stream.choices()).in_utf8();
    rows.stand_for(stream);
    let read = read_rows(&mut rows, "application/json", false, report);
    if let Some(look) = rows.take_look() {
        stream.set_look(look);
    }
    let mut dataset = read?;
    for (name, value) in rest {
        json::keep(
            &mut dataset.extra,
            crate::formats::members::OF_DATASET,
            &name,
            value,
        );
    }
    Ok(dataset)
}

/// The rows, and what else the root holds.
fn rows(root: Value) -> Result<(Vec<Value>, Map<String, Value>), ReadError> {
    let other = |root: &Value| ReadError::OtherJson {
        format: "a table in JSON",
        found: json::shape(root),
        expected: "a list of objects, or an object with such a list",
    };
    match root {
        Value::Array(items) if items.iter().any(Value::is_object) => Ok((items, Map::new())),
        Value::Object(mut members) => {
            let length = |value: &Value| {
                let items = value.as_array()?;
                items.iter().any(Value::is_object).then_some(items.len())
            };
            let longest = members
                .iter()
                .filter_map(|(name, value)| Some((length(value)?, name.clone())))
                .max_by_key(|(length, _)| *length);
            match longest.and_then(|(_, name)| members.shift_remove(&name)) {
                Some(Value::Array(items)) => Ok((items, members)),
                _ => Err(other(&Value::Object(members))),
            }
        }
        root => Err(other(&root)),
    }
}
