//! Events to comma-separated values: UTF-8, a row each, as [`Flat`] has them.
//!
//! Lists are one cell with semicolons between the items. What a spreadsheet
//! would run is [`guarded`](super::guard).

use std::borrow::Cow;
use std::io::{BufWriter, Write};

use serde_json::Value;

use super::guard::guarded;
use crate::formats::losses::{Holds, Part};
use crate::formats::table::{Cell, Flat, joined};
use crate::formats::{Output, WriteError};
use crate::model::Dataset;

/// What of a dataset is in a table.
pub(in crate::formats) const HOLDS: Holds = Holds::EVERYTHING
    .without(&[
        Part::OtherTitles,
        Part::PointPrecision,
        Part::Media,
        Part::EmptyLanes,
        Part::LaneColors,
        Part::LaneParents,
        Part::Eras,
        Part::UncitedSources,
        Part::SourceDetails,
        Part::SourceGrades,
        Part::SourceMembers,
        Part::Stances,
        Part::CitationDetails,
        Part::Claims,
        Part::Relations,
        Part::Views,
        Part::Particulars,
        Part::OtherMembers,
        Part::Origin,
    ])
    .changing(&[
        Part::DateNotes,
        Part::Semicolons,
        Part::LaneIds,
        Part::FurtherCitations,
        Part::EventValues,
    ]);

/// Writes a table.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let flat = Flat::new(dataset, &[]);
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        let headings: Vec<String> = flat.headings().into_iter().map(heading).collect();
        writeln!(writer, "{}", headings.join(","))?;
        let mut rows = csv::Writer::from_writer(writer);
        for event in dataset.events.iter() {
            for cell in flat.cells(&event) {
                rows.write_field(text(cell).as_bytes()).map_err(failed)?;
            }
            rows.write_record(None::<&[u8]>).map_err(failed)?;
        }
        Ok(rows.flush()?)
    })
}

fn failed(error: csv::Error) -> WriteError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => WriteError::Io(error),
        _ => WriteError::Io(std::io::Error::other("the rows are of different lengths")),
    }
}

/// A heading, in quotes where a reader could take a sign in it for that between
/// cells.
fn heading(name: &str) -> String {
    let name = guarded(name);
    match name.contains([',', ';', '\t', '"', '\n', '\r']) || name.is_empty() {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.into_owned(),
    }
}

fn text(cell: Cell) -> String {
    let any = |text: &str| guarded(text).into_owned();
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => any(&text),
        // EDTF has no sign that a formula needs.
        Cell::Date(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::List(items) => any(&joined(&items)),
        Cell::Member(Value::String(text)) => any(&text),
        Cell::Member(Value::Null) => String::new(),
        Cell::Member(value) => any(&Cow::from(value.to_string())),
    }
}
