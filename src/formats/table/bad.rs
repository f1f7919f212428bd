//! Rows that cannot be used, or not as they are, and what is said of them.

use super::columns::Columns;
use crate::formats::{Place, Problem, Severity};

/// Longest row in bytes. Whole articles fit into it; a file swallowed by one
/// quote does not.
pub(in crate::formats) const MAX_ROW: usize = 1024 * 1024;

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) enum BadRow {
    /// Too many cells, or one alone.
    Width { found: usize },
    /// Too few cells; it is kept.
    Short { found: usize },
    /// The file ends in its last cell, which a quote opens; it is kept.
    CutQuote,
    /// A cell that is not UTF-8, from 0, and the first byte that is none.
    NotUtf8 { column: usize, byte: u8 },
    /// A quote that is not closed as it should be.
    OpenQuote,
    /// Longer than [`MAX_ROW`].
    TooLong,
    /// A line of JSON that is not UTF-8, and the first byte that is none.
    LineNotUtf8 { byte: u8 },
    /// A line that is no JSON object from this character on, from 1.
    NoObject { column: u64 },
}

impl BadRow {
    /// In words.
    pub(in crate::formats) fn problem(
        &self,
        number: u64,
        line: impl Into<Option<u64>>,
        columns: &Columns,
    ) -> Problem {
        let place = Place::row(number, line);
        let (place, code, message, advice) = match self {
            BadRow::Width { found } => (
                place,
                "row-width",
                format!(
                    "Found {found} cells, expected {}, one for each heading.",
                    columns.headings.len()
                ),
                "Look for a missing or stray delimiter; a cell that holds one stands in double quotes.",
            ),
            BadRow::Short { found } => (
                place,
                "row-short",
                format!(
                    "Found {found} cells, expected {}, one for each heading. The others are taken as empty.",
                    columns.in_file
                ),
                "Look whether a delimiter is missing between two cells.",
            ),
            BadRow::CutQuote => (
                place,
                "cut-quote",
                "The file ends inside a cell that a double quote opens in this row.".to_owned(),
                "Look whether the file is cut short; else close the quote.",
            ),
            BadRow::NotUtf8 { column, byte } => (
                place.cell(*column as u64 + 1, columns.heading(*column)),
                "not-utf8",
                format!("The byte 0x{byte:02X} is not UTF-8."),
                "Save the file again as UTF-8 (in a spreadsheet: “CSV UTF-8”).",
            ),
            BadRow::OpenQuote => (
                place,
                "open-quote",
                "A double quote opens a cell here and does not close it within 1 MiB, the longest that a row may be.".to_owned(),
                "Close the quote, or take it out; inside a quoted cell a quote is written twice.",
            ),
            BadRow::LineNotUtf8 { byte } => (
                place,
                "not-utf8",
                format!("The byte 0x{byte:02X} is not UTF-8."),
                "Save the file again as UTF-8.",
            ),
            BadRow::NoObject { column } => (
                Place {
                    column: Some(*column),
                    ..place
                },
                "no-object",
                "The line is not one JSON object from there on.".to_owned(),
                "Write each event as an object on one line.",
            ),
            BadRow::TooLong => (
                place,
                "row-too-long",
                "The row is longer than 1 MiB.".to_owned(),
                "Leave out the column that holds so much, or look for a line end that was lost.",
            ),
        };
        Problem {
            severity: match self {
                BadRow::Short { .. } | BadRow::CutQuote => Severity::Repaired,
                _ => Severity::Lost,
            },
            place,
            code,
            message,
            advice: advice.to_owned(),
        }
    }
}
