//! Spreadsheets: Excel workbooks (xlsx, xlsm, xlsb, xls) and OpenDocument
//! (ods). One sheet of a workbook is a table ([`super::table`]), a row an event.
//!
//! - *Which sheet*: the first visible one with a heading for dates, else the
//!   first with a column of date cells, else the first that is not empty
//!   ([`choose`]). The report names the others.
//! - *Where it begins*: at the first row with a heading for dates, else at the
//!   one with most texts, unless cells with dates stand in or above it: such a
//!   sheet has no headings, and its columns are called by their letters.
//! - *Cells* become the text that a reader of the sheet sees, dates in ISO with
//!   the precision of their number format ([`cells`]); formulas count as their
//!   last result. A cell that is merged over rows stands in each of them.
//! - Rows have the numbers that they have in the sheet. Blank ones are no rows.
//!
//! The library believes what a file says of itself, asks for memory
//! accordingly, and then ends the process: so sizes are checked before
//! ([`archive`]), and the format is isolated ([`super::relay`]). Its panics are
//! caught. Colours, comments, charts, pictures and formulas are not read.
//! Refused: workbooks with a password.
//!
//! An Excel workbook is also written ([`writing`]).

mod archive;
mod cells;
mod choose;
#[cfg(test)]
mod tests;
mod workbook;
mod writing;

use super::stream::Stream;
use super::table::{self, About, BadRow, Columns, MAX_ROW, Numbers, Span, Unmade};
use super::{
    Confidence, Holds, ImportReport, Part, Place, Problem, ReadError, Severity, and_list, shown,
};
use crate::model::Dataset;
use choose::Chosen;
use workbook::{Sheet, Workbook};

pub(super) use writing::write;

/// First bytes of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// First bytes of the container of old documents.
const OLD: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Bytes of a workbook.
const MOST_BYTES: usize = 256 << 20;

/// Cells of the rectangle that the table takes in.
const MOST_CELLS: u64 = 50_000_000;

/// Rows that are handed on at once.
const PIECE: usize = 8 << 10;

/// Certain of an archive with an Excel workbook in it.
pub(super) fn sniff_xlsx(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    if !bytes.starts_with(ZIP) {
        return None;
    }
    let is_named = name.is_some_and(|name| super::has_extension(name, &["xlsx", "xlsm"]));
    let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    if has(b"xl/workbook.xml") || has(b"xl/worksheets/") && !has(b"xl/workbook.bin") {
        return Some(Confidence::Certain);
    }
    is_named.then_some(Confidence::Likely)
}

/// Certain of an OpenDocument spreadsheet and of a binary Excel workbook.
pub(super) fn sniff_other(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let named = |ends| name.is_some_and(|name| super::has_extension(name, ends));
    let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
    if bytes.starts_with(ZIP) {
        let is_ours =
            has(b"application/vnd.oasis.opendocument.spreadsheet") || has(b"xl/workbook.bin");
        return match is_ours {
            true => Some(Confidence::Certain),
            false => named(&["ods", "xlsb"]).then_some(Confidence::Likely),
        };
    }
    if !bytes.starts_with(OLD) {
        return None;
    }
    // Names of the streams in the container, in UTF-16.
    let is_ours =
        has(b"W\0o\0r\0k\0b\0o\0o\0k\0") || has(b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0");
    match is_ours || named(&["xls", "xlsx"]) {
        true => Some(Confidence::Certain),
        false => Some(Confidence::Possible),
    }
}

/// Opens a workbook.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let head = stream.head()?;
    if !head.starts_with(ZIP) && !head.starts_with(OLD) {
        super::text_of(head)?;
        return Err(damaged("it does not begin as a spreadsheet does"));
    }
    let bytes = stream
        .all_if_small(MOST_BYTES)?
        .ok_or(ReadError::Unsupported {
            what: format!("more than {} MiB", MOST_BYTES >> 20),
            advice: "Split it, or export it as CSV.",
        })?;
    if bytes.starts_with(ZIP) {
        archive::check(&bytes)?;
    }
    let mut workbook = Workbook::open(&bytes)?;
    let chosen = choose::sheet(&mut workbook, stream)?;
    for note in &chosen.notes {
        report.add(note.clone());
    }
    rows(stream, chosen, workbook.media_type(), report)
}

/// A note on the workbook or the sheet as a whole.
fn note(code: &'static str, message: String, advice: &str) -> Problem {
    Problem {
        severity: Severity::Note,
        place: Place::file(),
        code,
        message,
        advice: advice.to_owned(),
    }
}

fn damaged(found: impl Into<String>) -> ReadError {
    ReadError::Damaged {
        found: found.into(),
    }
}

/// Makes a dataset of the rows below the headings.
fn rows(
    stream: &Stream,
    chosen: Chosen,
    media_type: &'static str,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let Chosen {
        sheet,
        headings,
        used,
        dates,
        first,
        ..
    } = chosen;
    if headings.is_empty() {
        return Err(ReadError::Empty);
    }
    let width = headings.len();
    let places: Vec<std::ops::Range<usize>> = sheet.rows_from(first).collect();
    if places.len() as u64 * width as u64 > MOST_CELLS {
        return Err(ReadError::TooDense {
            what: format!("{} rows of {width} cells", places.len()),
        });
    }
    tell_errors(&sheet, report);
    let read = |columns: &Columns, places: &[std::ops::Range<usize>]| {
        let seen = table::read_pieces(
            stream,
            columns,
            places.chunks(PIECE),
            || (),
            |(), rows, filled| {
                let first = rows.first().map_or(0, |row| sheet.cells[row.start].row);
                let grid = filled.grid(width);
                for row in rows {
                    let cells = &sheet.cells[row.clone()];
                    // Numbers go up by any number: blank rows are none.
                    let number = cells[0].row - first;
                    let len: usize = cells.iter().map(|cell| cell.len as usize).sum();
                    if len > MAX_ROW {
                        grid.lose_row_at(number, number, BadRow::TooLong);
                        continue;
                    }
                    let before = grid.cells.len();
                    grid.cells.resize(before + width, Span::default());
                    for cell in cells {
                        if let Ok(at) = used.binary_search(&cell.column) {
                            grid.cells[before + at] = Span {
                                start: cell.start,
                                len: cell.len,
                            };
                        }
                    }
                    grid.end_row_at(number, number);
                }
                Ok(filled.take(&sheet.text, Numbers::From(u64::from(first) + 1, None))?)
            },
            |rows, ()| {
                stream.tell(rows);
                Ok(())
            },
        );
        seen.map_err(|unmade| match unmade {
            Unmade::Failed(error) => error,
            Unmade::Disordered => damaged("its rows cannot be counted"),
        })
    };
    let by_heading = Columns::new(headings.clone());
    let sample = read(&by_heading, &places[..places.len().min(PIECE)])?.sample(&by_heading);
    let columns = Columns::decide(headings, &sample, dates, stream, report)?;
    let seen = read(&columns, &places)?;
    let about = About {
        columns,
        media_type,
        kept: None,
    };
    table::dataset(stream, about, seen, report)
}

/// Says that some cells hold no values.
fn tell_errors(sheet: &Sheet, report: &mut ImportReport) {
    let Some(first) = sheet
        .cells
        .iter()
        .find(|cell| cell.kind == cells::Kind::Error)
    else {
        return;
    };
    let is_error = |cell: &&workbook::SheetCell| cell.kind == cells::Kind::Error;
    let message = match sheet.cells.iter().filter(is_error).count() {
        1 => format!(
            "One cell holds “{}”, the error of a formula; it is kept as text.",
            sheet.text_of(first)
        ),
        count => format!(
            "{count} cells hold errors of formulas, as “{}”; they are kept as text.",
            sheet.text_of(first)
        ),
    };
    report.add(Problem {
        place: Place::row(u64::from(first.row) + 1, None),
        ..note(
            "formula-error",
            message,
            "Put the formulas right in the spreadsheet.",
        )
    });
}

/// Names in quotes, the first of them.
fn quoted(names: impl Iterator<Item = String>) -> String {
    const SHOWN: usize = 10;
    let names: Vec<String> = names.collect();
    let mut list: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("“{}”", shown(name)))
        .collect();
    if names.len() > SHOWN {
        list.push(format!("{} more", names.len() - SHOWN));
    }
    and_list(&list)
}

/// Asks the library, which panics at some damaged files, for something.
fn guarded<T>(ask: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    let done = super::panics::caught(ask);
    done.unwrap_or_else(|| Err(damaged("its parts contradict each other")))
}

/// What of a dataset is in a workbook: what is in a table, links of media, and a
/// sheet of all sources for people to read.
pub(super) const HOLDS: Holds =
    super::csv::HOLDS.changing(&[Part::UncitedSources, Part::SourceDetails, Part::Media]);
