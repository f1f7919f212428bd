//! The rows of a block: a line is an object, an object is a row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::object::{Fault, Kind, joined, object, text};
use crate::formats::table::{BadRow, Columns, Grid, MAX_ROW, Span, Split, Splitter};

/// How the rows of JSON Lines are found.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The column of each name. The last column of the table has none: it
    /// holds all other members.
    columns: HashMap<String, usize>,
    /// For each column, whether it holds lists.
    is_list: Vec<bool>,
    /// Names with quotes as they are mostly written, in the order of columns.
    usual: Vec<Vec<u8>>,
}

impl Lines {
    pub(super) fn new(columns: &Columns) -> Lines {
        let names = &columns.headings[..columns.headings.len() - 1];
        let numbered = names.iter().enumerate();
        Lines {
            columns: numbered.map(|(at, name)| (name.clone(), at)).collect(),
            is_list: (0..names.len()).map(|at| columns.is_list(at)).collect(),
            usual: names
                .iter()
                .map(|name| format!("\"{name}\"").into_bytes())
                .collect(),
        }
    }

    /// The column of the member with that name. Most objects have their members
    /// in one order, so that the next column is tried first.
    #[inline]
    fn column(&self, next: usize, quoted: &[u8]) -> Option<usize> {
        if self.usual.get(next).is_some_and(|usual| usual == quoted) {
            return Some(next);
        }
        self.columns.get(text(quoted)?.as_ref()).copied()
    }

    /// Puts the cells of a row into the grid; false where there is none in it.
    fn row(&self, bytes: &str, line: Range<usize>, grid: &mut Grid) -> Result<bool, Fault> {
        let first = grid.cells.len();
        let last = grid.width - 1;
        grid.cells.resize(first + grid.width, Span::default());
        let mut more = String::new();
        let mut next = 0;
        let mut is_filled = false;
        object(
            &bytes.as_bytes()[..line.end],
            line.start,
            |_, name, kind, value| {
                let column = self.column(next, &bytes.as_bytes()[name.clone()]);
                next = column.map_or(next, |column| column + 1);
                if kind == Kind::Null {
                    return;
                }
                let Some(column) = column else {
                    more.push(if more.is_empty() { '{' } else { ',' });
                    more.push_str(&bytes[name]);
                    more.push(':');
                    more.push_str(&bytes[value]);
                    return;
                };
                let cell = match kind {
                    Kind::Plain => span(value.start + 1..value.end - 1),
                    Kind::Escaped => {
                        let text = text(bytes[value].as_bytes()).unwrap_or_default();
                        grid.put_aside(&text)
                    }
                    Kind::Nested if self.is_list[column] => match joined(&bytes[value.clone()]) {
                        Some(items) => grid.put_aside(&items),
                        None => span(value),
                    },
                    _ => span(value),
                };
                is_filled |= cell.len > 0;
                grid.cells[first + column] = cell;
            },
        )?;
        if !more.is_empty() {
            more.push('}');
            grid.cells[first + last] = grid.put_aside(&more);
            is_filled = true;
        }
        Ok(is_filled)
    }
}

fn span(range: Range<usize>) -> Span {
    Span {
        start: range.start as u32,
        len: range.len() as u32,
    }
}

impl Splitter for Lines {
    fn cut(&self, bytes: &[u8]) -> usize {
        memchr::memrchr(b'\n', bytes).map_or(0, |end| end + 1)
    }

    fn split<'b>(&self, bytes: &'b [u8], is_last: bool, grid: &mut Grid) -> Split<'b> {
        let (text, is_utf8) = match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), true),
            Err(_) => (Cow::Owned(crate::formats::table::with_marks(bytes)), false),
        };
        let mut at = 0;
        let mut line = 0;
        let mut is_in_lost_line = false;
        while at < bytes.len() {
            let end = self.line_end(&bytes[at..]).map(|end| at + end);
            let row = at..end.unwrap_or(bytes.len());
            let is_long = row.len() > MAX_ROW;
            if end.is_none() && !is_last && !is_long {
                break;
            }
            let raw = &bytes[row.clone()];
            let not_utf8 = (!is_utf8).then(|| std::str::from_utf8(raw).err()).flatten();
            let first = grid.cells.len();
            if raw.trim_ascii().is_empty() {
                // Nothing stands on it.
            } else if is_long {
                grid.lose_row(line, BadRow::TooLong);
                is_in_lost_line = end.is_none() && !is_last;
            } else if let Some(fault) = not_utf8 {
                let byte = raw[fault.valid_up_to()];
                grid.lose_row(line, BadRow::LineNotUtf8 { byte });
            } else {
                match self.row(&text, row.clone(), grid) {
                    Ok(true) => grid.end_row(line),
                    Ok(false) => grid.cells.truncate(first),
                    Err(fault) => {
                        grid.cells.truncate(first);
                        let column = super::column(raw, fault.at - row.start);
                        grid.lose_row(line, BadRow::NoObject { column });
                    }
                }
            }
            line += u32::from(end.is_some());
            at = row.end;
        }
        grid.lines = line;
        Split {
            text,
            certain: at,
            is_in_lost_line,
        }
    }
}
