//! Tables of comma-, semicolon-, tab- or pipe-separated values: a row is an event.
//!
//! Columns are known by their headings, and rows become events as in every
//! table ([`super::table`]). A row that cannot be read is lost, listed, and the
//! rest opens; a row without a date stays, undated. Nothing that a cell holds
//! is dropped: columns that are not known, and cells that cannot be used where
//! they stand, are kept in the event under their heading.
//!
//! Every event cites the file: a source with its SHA-256 and the line as the
//! locator. Where a row names sources of its own, they are what supports it,
//! and the file only *mentions* it, so that a list and what it was copied from
//! do not count as two voices.
//!
//! A cell with an apostrophe before the sign of a formula ([`guard`]) is taken
//! without it: so spreadsheets mark text, and so such cells are written.
//!
//! Refused: years, months and days in columns of their own, headings below
//! other lines, and encodings other than UTF-8.

mod guard;
#[cfg(test)]
mod oracle;
mod quotes;
pub(super) mod record;
pub(super) mod split;
#[cfg(test)]
mod tests;
mod writing;

use super::bytes::strip_mark;
use super::stream::Stream;
use super::table::{self, BLOCK, Layout, MAX_ROW};
use super::{Confidence, ImportReport, ReadError};
use crate::model::Dataset;
use record::{Ending, Record, line_end, line_ends};
use split::{Separated, delimiter};
pub(super) use writing::{HOLDS, write};

/// Likely by name; possible for text whose first line has a delimiter and is
/// not JSON or XML.
pub(super) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    if name.is_some_and(|name| super::has_extension(name, &["csv", "tsv", "tab"])) {
        return Some(Confidence::Likely);
    }
    let text = super::bytes::strip_mark(bytes).trim_ascii_start();
    let first = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let is_other = matches!(first.first(), None | Some(b'{' | b'[' | b'<'));
    let has_delimiter = first
        .iter()
        .any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'));
    (has_delimiter && !is_other).then_some(Confidence::Possible)
}

/// Opens a table.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    super::text_of(stream.head()?)?;
    let mut bytes = Vec::new();
    let (is_all, headings) = loop {
        let is_all = stream.fill(&mut bytes, BLOCK)?;
        if let Some(headings) = Headings::find(&bytes, is_all)? {
            break (is_all, headings);
        }
        if is_all {
            return Err(ReadError::Empty);
        }
    };
    let first = bytes.split_off(headings.end);
    let splitter = Separated {
        delimiter: headings.delimiter,
    };
    let layout = Layout {
        headings: headings.names,
        splitter: &splitter,
        media_type: "text/csv",
        has_lines: true,
        lines: u64::from(line_ends(&bytes)),
        before: bytes,
        first,
        is_all,
        block: BLOCK,
    };
    table::read(stream, layout, report)
}

/// Bytes of the lines before the headings that are comments: `#` begins them,
/// and what follows the last is no such line.
fn comments(text: &[u8]) -> usize {
    let mut end = 0;
    while text[end..].starts_with(b"#") {
        match line_end(&text[end..]) {
            Some(line) => end += line,
            None => return 0,
        }
    }
    match text[end..].trim_ascii().is_empty() {
        true => 0,
        false => end,
    }
}

/// The first line that is not blank.
struct Headings {
    names: Vec<String>,
    delimiter: u8,
    /// Where the rows begin.
    end: usize,
}

impl Headings {
    /// `None` when there is no such line, or not all of it is there.
    fn find(bytes: &[u8], is_all: bool) -> Result<Option<Headings>, ReadError> {
        let mark = bytes.len() - strip_mark(bytes).len();
        let text = &bytes[mark..];
        let Some(start) = text.iter().position(|byte| !byte.is_ascii_whitespace()) else {
            return Ok(None);
        };
        // Back to the beginning of the line, so that leading empty cells count.
        let start = text[..start]
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(0, |end| end + 1);
        let start = start + comments(&text[start..]);
        let rest = &text[start..];
        let line = line_end(rest).unwrap_or(rest.len());
        let delimiter = delimiter(&rest[..line]);
        let mut record = Record::default();
        let end = match record.read(rest, 0, delimiter, is_all) {
            Ending::Open => return Ok(None),
            Ending::At(end) => end,
            Ending::Unsound if line > MAX_ROW => return Err(ReadError::LongHeadings),
            Ending::Unsound => line,
        };
        let names = record
            .cells(rest)
            .map(|heading| {
                let heading = String::from_utf8_lossy(heading);
                let guards = usize::from(guard::is_guarded(&heading));
                heading[guards..].trim().to_owned()
            })
            .collect();
        Ok(Some(Headings {
            names,
            delimiter,
            end: mark + start + end,
        }))
    }
}
