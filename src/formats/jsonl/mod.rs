//! JSON Lines: an object on each line is an event.
//!
//! The members of the objects in the first block of the file are the columns
//! of a table ([`super::table`]), known by their names as those of a CSV are.
//! Members that only later objects have are kept in the event as one JSON text
//! under [`MORE`]. Texts are taken as they mean, numbers as they are written,
//! lists of texts that name people or tags as such lists, and other lists and
//! objects as JSON. `null` is a cell with nothing in it.
//!
//! A line that is no object is lost and listed. Refused: files without an
//! object in their first block, and encodings other than UTF-8.

pub(super) mod list;
mod object;
mod split;
#[cfg(test)]
mod tests;
mod writing;

use super::bytes::strip_mark;
use super::stream::Stream;
use super::table::{self, BLOCK, Columns, Layout, MAX_ROW};
use super::{Confidence, ImportReport, ReadError};
use crate::model::Dataset;
pub(super) use object::joined;
use object::{Fault, Found, object};
use split::Lines;
pub(super) use writing::{HOLDS, write};

/// The heading of what is kept of members that have no column.
const MORE: &str = "further members";

/// Members past these have no column: what every row has room for must not
/// grow with a hostile file.
const MOST_COLUMNS: usize = 256;

/// Certain of two lines that begin with an object each; likely by name.
pub(super) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let text = strip_mark(bytes).trim_ascii_start();
    if !text.starts_with(b"{") {
        return None;
    }
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let is_object = |line: &[u8]| object(line, 0, |_, _, _, _| {}).is_ok();
    let first = lines.next().is_some_and(is_object);
    let second = lines.next().is_some_and(|line| line.starts_with(b"{"));
    let is_named = name.is_some_and(|name| super::has_extension(name, &["jsonl", "ndjson"]));
    (first && second || is_named).then_some(Confidence::Certain)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    read_rows(stream, "application/x-ndjson", true, report)
}

/// Opens a file of the type (IANA) in which an object stands on each line;
/// `has_lines`: they are lines of the file itself.
fn read_rows(
    stream: &mut Stream,
    media_type: &'static str,
    has_lines: bool,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    super::text_of(stream.head()?)?;
    let mut bytes = Vec::new();
    let (is_all, keys) = loop {
        let is_all = stream.fill(&mut bytes, BLOCK)?;
        let keys = keys(strip_mark(&bytes));
        if is_all || !keys.is_empty() || bytes.len() > 2 * MAX_ROW + BLOCK {
            break (is_all, keys);
        }
    };
    if keys.is_empty() {
        return Err(first_fault(strip_mark(&bytes)));
    }
    let mut headings = keys;
    headings.push(MORE.to_owned());
    let mark = bytes.len() - strip_mark(&bytes).len();
    let first = bytes.split_off(mark);
    let splitter = Lines::new(&Columns::new(headings.clone()));
    let layout = Layout {
        headings,
        splitter: &splitter,
        media_type,
        has_lines,
        lines: 0,
        before: bytes,
        first,
        is_all,
        block: BLOCK,
    };
    table::read(stream, layout, report)
}

/// The names of all members, in the order in which they are met. One in
/// another line than the last may be cut short.
fn keys(bytes: &[u8]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for line in bytes.split(|byte| *byte == b'\n') {
        let mut here = Vec::new();
        let is_object = object(line, 0, |_, name, _, _| here.push(name)).is_ok();
        if !is_object {
            continue;
        }
        for name in here {
            let name = &line[name];
            if known.contains(name) || keys.len() == MOST_COLUMNS {
                continue;
            }
            known.insert(name);
            if let Some(name) = object::text(name) {
                keys.push(name.into_owned());
            }
        }
    }
    keys
}

/// Why there is no object.
fn first_fault(bytes: &[u8]) -> ReadError {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    for (nth, line) in lines {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let at = match object(line, 0, |_, _, _, _| {}) {
            Ok(Found { .. }) => continue,
            Err(Fault { at }) => at,
        };
        let (line_number, column) = (nth as u64 + 1, column(line, at));
        return match std::str::from_utf8(line) {
            Err(fault) if fault.valid_up_to() <= at => ReadError::NotUtf8 {
                line: line_number,
                column,
                byte: line.get(fault.valid_up_to()).copied().unwrap_or_default(),
            },
            _ => ReadError::Json {
                line: line_number,
                column,
                found: match line.get(at..).unwrap_or_default().trim_ascii() {
                    [] => "the end of the line".to_owned(),
                    rest => format!("“{}”", super::shown(&String::from_utf8_lossy(rest))),
                },
                expected: "one JSON object on each line".to_owned(),
            },
        };
    }
    ReadError::NothingReadable {
        count: bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .count() as u64,
        what: "lines",
        first: "an object without members.".to_owned(),
    }
}

/// The character, from 1, at an offset of a line.
fn column(line: &[u8], at: usize) -> u64 {
    let before = &line[..at.min(line.len())];
    before.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64 + 1
}
