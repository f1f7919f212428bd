//! Tables of comma-, semicolon- or tab-separated values: a row is an event.
//!
//! Columns are known by their headings ([`columns`]); one of them must hold
//! dates. How dates are written is decided once for the whole table
//! ([`super::dates`]), start and end together. A row that cannot be read is
//! lost, listed, and the rest opens; a row without a date stays, undated.
//! Nothing that a cell holds is dropped: columns that are not known, and cells
//! that cannot be used where they stand, are kept in the event under their
//! heading.
//!
//! Every event cites the file: a source with its SHA-256 and the line as the
//! locator. Where a row names sources of its own, they are what supports it,
//! and the file only *mentions* it, so that a list and what it was copied from
//! do not count as two voices.
//!
//! Refused: years, months and days in columns of their own, headings below
//! other lines, and encodings other than UTF-8.

mod cells;
mod columns;
mod event;
mod feed;
mod rows;
mod sources;
mod when;

use sha2::{Digest, Sha256};

use super::dates::{DateForm, Survey};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity};
use crate::model::{Capture, Dataset, FORMAT_VERSION, Source};
use columns::{Columns, Role};
use event::Events;
use rows::{BadRow, Row, Table};

/// Likely by name; possible for text whose first line has a delimiter and is
/// not JSON or XML.
pub fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    if name.is_some_and(|name| super::has_extension(name, &["csv", "tsv", "tab"])) {
        return Some(Confidence::Likely);
    }
    let text = super::bytes::strip_mark(bytes).trim_ascii_start();
    let first = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let is_other = matches!(first.first(), None | Some(b'{' | b'[' | b'<'));
    let has_delimiter = first.iter().any(|byte| matches!(byte, b',' | b';' | b'\t'));
    (has_delimiter && !is_other).then_some(Confidence::Possible)
}

/// Opens a table. `name` titles the dataset and the source that stands for the
/// file.
pub fn read(bytes: &[u8], name: &str, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = super::text_of(bytes)?;
    let table = Table::new(text).ok_or(ReadError::Empty)?;
    let columns = Columns::new(table.headings.clone());
    let Some(start) = columns.of(Role::Start) else {
        // Headings that are not UTF-8 may well be those that are looked for.
        if let Some(fault) = table.not_utf8() {
            return Err(fault);
        }
        return Err(ReadError::NoDateColumn {
            found: headings_shown(&columns),
            expected: columns::date_headings(),
        });
    };
    let end = columns.of(Role::End);
    let form = survey(&table, start, end);
    note_form(&form, &columns, start, end, report);

    let mut events = Events::new(&columns, &form);
    let mut rows = 0;
    let mut first_lost = None;
    table.each_row(|row| {
        rows += 1;
        let lost = match row.cells {
            Ok(cells) => events
                .add(cells, row.number, row.line, report)
                .err()
                .map(|lost| *lost),
            Err(ref bad) => Some(bad_row(bad, &row, &columns)),
        };
        if let Some(lost) = lost {
            if first_lost.is_none() {
                first_lost = Some(format!("{}: {}", lost.place, lost.message));
            }
            report.add(lost);
        }
    });
    let made = events.finish(report);
    match first_lost {
        Some(first) if made.events.is_empty() => Err(ReadError::NothingReadable {
            count: rows,
            what: "rows",
            first,
        }),
        _ => {
            let mut sources = vec![file_source(bytes, name)];
            sources.extend(made.sources);
            Ok(Dataset {
                tarikh: FORMAT_VERSION,
                title: super::title_from_name(name),
                lanes: made.lanes,
                sources,
                events: made.events.into(),
                ..Dataset::default()
            })
        }
    }
}

/// Looks at all dates before any is read.
fn survey(table: &Table, start: usize, end: Option<usize>) -> DateForm {
    let mut survey = Survey::default();
    table.each_row(|row| {
        let Ok(cells) = row.cells else { return };
        for column in [Some(start), end].into_iter().flatten() {
            survey.add(cells.get(column).unwrap_or_default());
        }
    });
    survey.decide()
}

fn note_form(
    form: &DateForm,
    columns: &Columns,
    start: usize,
    end: Option<usize>,
    report: &mut ImportReport,
) {
    let heading = match end {
        Some(end) => format!("{}” and “{}", columns.heading(start), columns.heading(end)),
        None => columns.heading(start).to_owned(),
    };
    for message in form.notes() {
        report.add(Problem {
            severity: Severity::Note,
            place: Place {
                heading: Some(heading.clone()),
                ..Place::default()
            },
            code: "date-form",
            message,
            advice: String::new(),
        });
    }
}

fn bad_row(bad: &BadRow, row: &Row, columns: &Columns) -> Problem {
    let place = Place::row(row.number, row.line);
    let (place, code, message, advice) = match bad {
        BadRow::Width { found } => (
            place,
            "row-width",
            format!(
                "Found {found} cells, expected {}, one for each heading.",
                columns.headings.len()
            ),
            "Look for a missing or stray delimiter; a cell that holds one stands in double quotes.",
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
            "A double quote opens a cell here and does not close it.".to_owned(),
            "Close the quote, or take it out; inside a quoted cell a quote is written twice.",
        ),
        BadRow::TooLong => (
            place,
            "row-too-long",
            "The row is longer than 1 MiB.".to_owned(),
            "Look for a line that has lost its line ends, or leave that column out.",
        ),
    };
    Problem {
        severity: Severity::Lost,
        place,
        code,
        message,
        advice: advice.to_owned(),
    }
}

/// The first headings, for a message.
fn headings_shown(columns: &Columns) -> String {
    const SHOWN: usize = 10;
    let mut names: Vec<String> = columns
        .headings
        .iter()
        .take(SHOWN)
        .map(|heading| format!("“{}”", super::shown(heading)))
        .collect();
    if columns.headings.len() > SHOWN {
        names.push(format!("{} more", columns.headings.len() - SHOWN));
    }
    super::and_list(&names)
}

/// The file as a source, so that a mark on the screen leads back to bytes.
fn file_source(bytes: &[u8], name: &str) -> Source {
    let sha256 = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Source {
        id: sources::FILE_SOURCE.to_owned(),
        kind_csl: "dataset".to_owned(),
        title: Some(name.to_owned()),
        captures: vec![Capture {
            path: Some(name.to_owned()),
            sha256: Some(sha256),
            media_type: Some("text/csv".to_owned()),
            ..Capture::default()
        }],
        ..Source::default()
    }
}
