//! Tables of values with commas, semicolons, tabs, bars or bytes 0x01 between
//! them: a row is an event.
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
//! Above the headings may stand comments (`#`), a line `sep=;` as Excel writes it,
//! and lines with a single cell, such as a title; a note tells of those.

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
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity};
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
    let has_delimiter = first.iter().any(|byte| split::DELIMITERS.contains(byte));
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
    if let Some(skipped) = headings.skipped {
        report.add(Problem {
            severity: Severity::Note,
            place: Place {
                line: Some(u64::from(line_ends(&bytes[..headings.start])) + 1),
                ..Place::file()
            },
            code: "above-headings",
            message: format!(
                "The headings were found here, below other lines (“{}”).",
                super::shown(&skipped)
            ),
            advice: String::new(),
        });
    }
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

/// The first line that is not blank nor stands above the table.
struct Headings {
    names: Vec<String>,
    delimiter: u8,
    /// Where they begin.
    start: usize,
    /// Where the rows begin.
    end: usize,
    /// The first of the lines above that are no part of the table.
    skipped: Option<String>,
}

/// Lines with one cell that may stand above the headings.
const MOST_ABOVE: usize = 20;

/// The sign that Excel's first line declares: `sep=;`.
fn declared(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    match line {
        [s, e, p, b'=', sign] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(*sign),
        // A tab is white space at the end of a line.
        [s, e, p, b'='] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => Some(b'\t'),
        _ => None,
    }
}

/// Where the headings begin that stand below lines with a single cell; `None`
/// where not enough of the text is there to tell.
fn below_titles(text: &[u8], is_all: bool, declared: Option<u8>) -> Option<usize> {
    let filled = |line: &[u8]| -> Vec<bool> {
        let sign = declared.unwrap_or_else(|| delimiter(line));
        line.split(|byte| *byte == sign)
            .map(<[u8]>::trim_ascii)
            .filter(|cell| !cell.is_empty())
            .map(|cell| cell.first().is_some_and(|byte| byte.is_ascii_digit()))
            .collect()
    };
    let mut at = 0;
    for above in 0..=MOST_ABOVE {
        let rest = &text[at..];
        let end = match line_end(rest) {
            Some(end) => end,
            None if is_all => rest.len(),
            None if rest.len() > MAX_ROW => return Some(0),
            None => return None,
        };
        let cells = filled(&rest[..end]);
        match cells.len() {
            // Several cells, none of them a number or a date, below others.
            2.. if above > 0 && !cells.contains(&true) => return Some(at),
            0 | 1 if !rest[..end].contains(&b'"') => at += end,
            _ => return Some(0),
        }
        if at == text.len() {
            return is_all.then_some(0);
        }
    }
    Some(0)
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
        let mut start = start + comments(&text[start..]);
        let line = line_end(&text[start..]).unwrap_or(text.len() - start);
        let declared = declared(&text[start..start + line]);
        if declared.is_some() {
            start += line;
        }
        let Some(titles) = below_titles(&text[start..], is_all, declared) else {
            return Ok(None);
        };
        let skipped = (titles > 0).then(|| {
            let above = String::from_utf8_lossy(&text[start..start + titles]);
            above.trim().lines().next().unwrap_or_default().to_owned()
        });
        start += titles;
        let rest = &text[start..];
        let line = line_end(rest).unwrap_or(rest.len());
        let delimiter = declared.unwrap_or_else(|| delimiter(&rest[..line]));
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
            start: mark + start,
            end: mark + start + end,
            skipped,
        }))
    }
}
