//! The rows of a block.
//!
//! Rows on one line, with cells that are bare or wholly quoted, are found by
//! looking for the signs between cells, sixty-four bytes at a time. Whatever is
//! unusual about a row sends all of it to [`Record`].

use std::borrow::Cow;

use wide::u8x16;

use super::guard::{is_guarded, may_be_guarded};
use super::quotes::is_open_at_end;
use super::record::{Ending, Record, line_end, line_ends, past_line_end};
use crate::formats::table::{BadRow, Grid, MAX_ROW, Span, Split, Splitter, with_marks};

/// How the rows of a table of separated values are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Separated {
    pub(super) delimiter: u8,
}

impl Splitter for Separated {
    /// At a line end with an even number of quotes before it, where one is not
    /// far from the end of the block: quotes come in pairs, unless one is a
    /// sign for inches.
    fn cut(&self, bytes: &[u8]) -> usize {
        let last = || match memchr::memrchr(b'\n', bytes) {
            Some(end) => end + 1,
            None => match memchr::memrchr(b'\r', &bytes[..bytes.len().saturating_sub(1)]) {
                Some(end) => end + 1,
                None => 0,
            },
        };
        let mut is_even = memchr::memchr_iter(b'"', bytes).count().is_multiple_of(2);
        if is_even && memchr::memchr(b'"', bytes).is_none() {
            return last();
        }
        for at in memchr::memrchr2_iter(b'"', b'\n', bytes) {
            match bytes[at] {
                b'"' => is_even = !is_even,
                _ if is_even => return at + 1,
                _ => {}
            }
            if at < bytes.len() / 2 {
                break;
            }
        }
        last()
    }

    fn line_end(&self, bytes: &[u8]) -> Option<usize> {
        line_end(bytes)
    }

    fn split<'b>(&self, bytes: &'b [u8], is_last: bool, grid: &mut Grid) -> Split<'b> {
        let (text, is_utf8) = match std::str::from_utf8(bytes) {
            Ok(text) => (Cow::Borrowed(text), true),
            Err(_) => (Cow::Owned(with_marks(bytes)), false),
        };
        let mut rows = Rows {
            delimiter: self.delimiter,
            bytes,
            is_last,
            is_utf8,
            record: Record::default(),
            first_cell: 0,
            start: 0,
            cell: 0,
            filled: 0,
            line: 0,
            is_in_lost_line: false,
            grid,
        };
        let is_plain = is_utf8 && memchr::memchr2(b'"', b'\r', bytes).is_none();
        let is_open = match is_plain {
            true => rows.find::<true>(),
            false => rows.find::<false>(),
        };
        let mut is_open = is_open.is_none();
        while !is_open && rows.start < bytes.len() {
            is_open = rows.slowly().is_none();
        }
        grid_done(&mut rows);
        without_guards(&text, rows.grid);
        let (certain, is_in_lost_line) = (rows.start, rows.is_in_lost_line);
        Split {
            text,
            certain,
            is_in_lost_line,
        }
    }
}

/// Takes the apostrophes off cells that would else be formulas.
fn without_guards(text: &str, grid: &mut Grid) {
    if !may_be_guarded(text) && !may_be_guarded(&grid.aside) {
        return;
    }
    for at in 0..grid.cells.len() {
        let cell = grid.cells[at];
        if is_guarded(grid.text(text, cell)) {
            grid.cells[at] = Span {
                start: cell.start + 1,
                len: cell.len - 1,
            };
        }
    }
}

fn grid_done(rows: &mut Rows) {
    rows.grid.cells.truncate(rows.first_cell);
    rows.grid.lines = rows.line;
}

/// A block that is being read.
struct Rows<'b, 'g> {
    delimiter: u8,
    bytes: &'b [u8],
    is_last: bool,
    is_utf8: bool,
    grid: &'g mut Grid,
    record: Record,
    /// The place of the row's first cell in the grid.
    first_cell: usize,
    /// Where the row begins.
    start: usize,
    /// Where the cell begins.
    cell: usize,
    /// Not 0 when a cell of the row is not empty.
    filled: u32,
    /// Line ends before the row.
    line: u32,
    is_in_lost_line: bool,
}

/// The bytes that are looked at together.
const WORD: usize = 64;

impl Rows<'_, '_> {
    /// Finds rows to the end of the block; the last may be left. `None` where a
    /// row depends on what comes after the block. `PLAIN`: there is no quote,
    /// no CR and nothing but UTF-8.
    fn find<const PLAIN: bool>(&mut self) -> Option<()> {
        let bytes = self.bytes;
        let (words, tail) = bytes.as_chunks::<WORD>();
        let mut padded = [0; WORD];
        padded[..tail.len()].copy_from_slice(tail);
        let mut nth = 0;
        // Everything before this byte is done.
        let mut done = 0;
        while nth * WORD < bytes.len() {
            let base = nth * WORD;
            let mut signs = signs::<PLAIN>(words.get(nth).unwrap_or(&padded), self.delimiter);
            if done > base {
                signs &= u64::MAX << (done - base);
            }
            nth += 1;
            while signs != 0 {
                let at = base + signs.trailing_zeros() as usize;
                signs &= signs - 1;
                let byte = bytes[at];
                let next = if byte == self.delimiter {
                    self.push(self.cell, at);
                    self.cell = at + 1;
                    continue;
                } else if byte == b'\n' {
                    let is_after_cr = !PLAIN && at > self.start && bytes[at - 1] == b'\r';
                    let end = if is_after_cr { at - 1 } else { at };
                    if end == self.start {
                        self.pass_line(at + 1);
                        continue;
                    }
                    self.push(self.cell, end);
                    self.end_row::<PLAIN>(at + 1)?
                } else if byte == b'\r' {
                    if bytes.get(at + 1) == Some(&b'\n') {
                        continue;
                    }
                    self.slowly()?;
                    self.start
                } else {
                    self.quote(at)?
                };
                if next >= base + WORD {
                    done = next;
                    nth = next / WORD;
                    break;
                }
                // What was passed over in this word.
                signs &= u64::MAX << (next - base);
            }
        }
        Some(())
    }

    #[inline]
    fn push(&mut self, start: usize, end: usize) {
        let len = (end - start) as u32;
        self.filled |= len;
        self.grid.cells.push(Span {
            start: start as u32,
            len,
        });
    }

    /// Goes past an empty line.
    fn pass_line(&mut self, next: usize) {
        self.line += 1;
        self.start = next;
        self.cell = next;
    }

    /// Ends a row on one line; where to go on.
    #[inline]
    fn end_row<const PLAIN: bool>(&mut self, next: usize) -> Option<usize> {
        let is_usual = self.grid.cells.len() - self.first_cell == self.grid.width
            && next - self.start <= MAX_ROW
            && (PLAIN
                || self.is_utf8
                || std::str::from_utf8(&self.bytes[self.start..next]).is_ok());
        if !is_usual {
            self.slowly()?;
            return Some(self.start);
        }
        if self.filled == 0 {
            self.grid.cells.truncate(self.first_cell);
        } else {
            self.grid.end_row(self.line);
            self.first_cell = self.grid.cells.len();
            self.filled = 0;
        }
        self.pass_line(next);
        Some(next)
    }

    /// Reads a cell from the quote that opens it, or passes over the quote;
    /// where to go on.
    fn quote(&mut self, at: usize) -> Option<usize> {
        let bytes = self.bytes;
        if at > self.cell {
            let is_after_blanks = bytes[self.cell..at]
                .iter()
                .all(|byte| matches!(byte, b' ' | b'\t'));
            if !is_after_blanks {
                return Some(at + 1);
            }
            self.slowly()?;
            return Some(self.start);
        }
        let inside = at + 1;
        let end = memchr::memchr3(b'"', b'\n', b'\r', &bytes[inside..]).map(|end| inside + end);
        if let Some(end) = end
            && bytes[end] == b'"'
        {
            match (bytes.get(end + 1), bytes.get(end + 2)) {
                (Some(byte), _) if *byte == self.delimiter => {
                    self.push(inside, end);
                    self.cell = end + 2;
                    return Some(self.cell);
                }
                (Some(b'\n'), _) => {
                    self.push(inside, end);
                    return self.end_row::<false>(end + 2);
                }
                (Some(b'\r'), Some(b'\n')) => {
                    self.push(inside, end);
                    return self.end_row::<false>(end + 3);
                }
                _ => {}
            }
        }
        self.slowly()?;
        Some(self.start)
    }

    /// Reads the row again from its beginning, whatever is in it. `None` where
    /// it depends on what comes after the block.
    #[cold]
    fn slowly(&mut self) -> Option<()> {
        let bytes = self.bytes;
        self.grid.cells.truncate(self.first_cell);
        self.filled = 0;
        while let Some(b'\n' | b'\r') = bytes.get(self.start) {
            let next = past_line_end(bytes, self.start);
            if bytes[next - 1] == b'\r' && next == bytes.len() && !self.is_last {
                return None;
            }
            self.pass_line(next);
        }
        if self.start == bytes.len() {
            return Some(());
        }
        let ending = self
            .record
            .read(bytes, self.start, self.delimiter, self.is_last);
        match ending {
            Ending::Open => return None,
            Ending::At(next) => {
                let is_end = self.is_last && next == bytes.len();
                let is_cut = is_end && is_open_at_end(&bytes[self.start..], self.delimiter);
                self.take_record(is_cut);
                self.line += line_ends(&bytes[self.start..next]);
                self.start = next;
            }
            Ending::Unsound => self.lose_line(),
        }
        self.cell = self.start;
        Some(())
    }

    fn take_record(&mut self, is_cut: bool) {
        if self.record.cells(self.bytes).all(<[u8]>::is_empty) {
            return;
        }
        let grid = &mut *self.grid;
        let width = grid.width;
        let kept = self.record.fitting(self.bytes, width, |range, cell| {
            let span = match range {
                Some(range) => Span {
                    start: range.start as u32,
                    len: range.len() as u32,
                },
                None => grid.put_aside(cell),
            };
            grid.cells.push(span);
        });
        match kept {
            Ok(found) => {
                if found < width {
                    grid.mend_row(self.line, BadRow::Short { found });
                }
                if is_cut {
                    grid.mend_row(self.line, BadRow::CutQuote);
                }
                grid.end_row(self.line);
            }
            Err(bad) => grid.lose_row(self.line, bad),
        }
        self.first_cell = grid.cells.len();
    }

    /// Loses the line that the row begins on.
    fn lose_line(&mut self) {
        let rest = &self.bytes[self.start..];
        let end = line_end(rest).filter(|end| {
            let may_go_on = *end == rest.len() && rest[*end - 1] == b'\r';
            self.is_last || !may_go_on
        });
        let line = &rest[..end.unwrap_or(rest.len())];
        let wrong = match memchr::memchr(b'"', line) {
            Some(_) => BadRow::OpenQuote,
            None => BadRow::TooLong,
        };
        self.grid.lose_row(self.line, wrong);
        self.line += u32::from(end.is_some());
        self.is_in_lost_line = end.is_none() && !self.is_last;
        self.start += line.len();
    }
}

/// A bit for each byte that ends a cell or needs a closer look.
#[inline]
fn signs<const PLAIN: bool>(word: &[u8; WORD], delimiter: u8) -> u64 {
    let (lanes, _) = word.as_chunks::<16>();
    let mut signs = 0;
    for (nth, lane) in lanes.iter().enumerate() {
        let lane = u8x16::new(*lane);
        let is = |byte| lane.simd_eq(u8x16::splat(byte));
        let mut found = is(delimiter) | is(b'\n');
        if !PLAIN {
            found = found | is(b'"') | is(b'\r');
        }
        signs |= u64::from(found.to_bitmask()) << (nth * 16);
    }
    signs
}

/// Signs that may stand between cells; the last in reduced sets of GDELT.
pub(super) const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', 1];

/// The sign that stands most often outside quotes; a comma when none does.
pub(in crate::formats) fn delimiter(header: &[u8]) -> u8 {
    let mut counts = DELIMITERS.map(|sign| (sign, 0));
    let mut is_quoted = false;
    for byte in header {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            _ => {
                for (sign, count) in &mut counts {
                    *count += u64::from(sign == byte);
                }
            }
        }
    }
    let mut best = counts[0];
    for count in counts {
        if count.1 > best.1 {
            best = count;
        }
    }
    best.0
}
