//! One row, however it is written, getting past broken ones.
//!
//! A quote that is opened and never closed would swallow the rest of the file
//! in silence. So a row over several lines is taken only when its quotes are
//! well formed, and no row may be longer than [`MAX_ROW`]; where either fails,
//! that one line is bad and reading goes on with the next.
//!
//! Blanks that some programs write between a delimiter and the quote that
//! opens a cell (`a, "b, c"`) are no part of it.

use std::ops::Range;

use super::quotes::{are_quotes_sound, is_cell_end, leading_blanks, past_closing_quote};
use crate::formats::table::{BadRow, MAX_ROW};

/// The cells of a row. Used again from row to row.
#[derive(Default)]
pub(in crate::formats) struct Record {
    cells: Vec<Piece>,
    /// Text that does not stand in the bytes as it is meant.
    aside: Vec<u8>,
}

/// Where a cell lies.
#[derive(Clone)]
enum Piece {
    Bytes(Range<usize>),
    Aside(Range<usize>),
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Ending {
    /// Before this byte, the line end taken in.
    At(usize),
    /// It is too long, or its quotes are not well formed.
    Unsound,
    /// That depends on bytes that are not here.
    Open,
}

/// What is seen of a cell that is opened by a quote after blanks.
enum Blanks {
    Count(usize),
    Open,
}

impl Record {
    /// Reads the row that begins at `start`, which is no line end. `is_last`:
    /// nothing comes after the bytes.
    pub(in crate::formats) fn read(
        &mut self,
        bytes: &[u8],
        start: usize,
        delimiter: u8,
        is_last: bool,
    ) -> Ending {
        self.cells.clear();
        self.aside.clear();
        let mut at = start;
        loop {
            if at - start > MAX_ROW {
                return Ending::Unsound;
            }
            match blanks(&bytes[at..], delimiter, is_last) {
                Blanks::Count(blanks) => at += blanks,
                Blanks::Open => return Ending::Open,
            }
            let Some(end) = self.cell(bytes, at, delimiter) else {
                return match is_last || bytes.len() - start > MAX_ROW {
                    true => Ending::Unsound,
                    false => Ending::Open,
                };
            };
            match bytes.get(end) {
                Some(byte) if *byte == delimiter => at = end + 1,
                None if !is_last && bytes.len() - start <= MAX_ROW => return Ending::Open,
                None => return sound(bytes, start, end, delimiter),
                Some(b'\r') if end + 1 == bytes.len() && !is_last => return Ending::Open,
                Some(_) => return sound(bytes, start, past_line_end(bytes, end), delimiter),
            }
        }
    }

    /// Reads one cell; where it ends. `None` where a row with it would be too
    /// long.
    fn cell(&mut self, bytes: &[u8], start: usize, delimiter: u8) -> Option<usize> {
        let cell_end = |from: usize| {
            memchr::memchr3(delimiter, b'\n', b'\r', &bytes[from..])
                .map_or(bytes.len(), |found| from + found)
        };
        if bytes.get(start) != Some(&b'"') {
            let end = cell_end(start);
            self.cells.push(Piece::Bytes(start..end));
            return Some(end);
        }
        let most = bytes.len().min(start + MAX_ROW + 2);
        let before = self.aside.len();
        let mut from = start + 1;
        loop {
            let Some(found) = memchr::memchr(b'"', &bytes[from..most]) else {
                // The cell ends where everything does.
                if most < bytes.len() {
                    return None;
                }
                self.push(bytes, before, from..most);
                return Some(most);
            };
            let quote = from + found;
            match bytes.get(quote + 1) {
                Some(b'"') => {
                    self.aside.extend_from_slice(&bytes[from..=quote]);
                    from = quote + 2;
                    if from > most {
                        return None;
                    }
                }
                next if is_cell_end(next, delimiter) => {
                    self.push(bytes, before, from..quote);
                    return Some(quote + 1);
                }
                _ => {
                    // Text goes on after the quote.
                    let end = cell_end(quote + 1);
                    self.aside.extend_from_slice(&bytes[from..quote]);
                    self.aside.extend_from_slice(&bytes[quote + 1..end]);
                    self.cells.push(Piece::Aside(before..self.aside.len()));
                    return Some(end);
                }
            }
        }
    }

    /// Adds a cell of which some may be aside already.
    fn push(&mut self, bytes: &[u8], before: usize, rest: Range<usize>) {
        if self.aside.len() == before {
            self.cells.push(Piece::Bytes(rest));
        } else {
            self.aside.extend_from_slice(&bytes[rest]);
            self.cells.push(Piece::Aside(before..self.aside.len()));
        }
    }

    /// The cells that were read.
    pub(in crate::formats) fn cells<'r>(
        &'r self,
        bytes: &'r [u8],
    ) -> impl Iterator<Item = &'r [u8]> {
        self.cells.iter().map(|piece| match piece {
            Piece::Bytes(range) => &bytes[range.clone()],
            Piece::Aside(range) => &self.aside[range.clone()],
        })
    }

    /// As many cells as there are headings, all UTF-8, each with where it lies
    /// in the bytes, if it does. Blank cells past the last heading, which
    /// spreadsheets leave, are taken off; missing ones are blank, unless there is
    /// one cell alone. How many there were.
    pub(super) fn fitting<'r>(
        &'r self,
        bytes: &'r [u8],
        width: usize,
        mut with: impl FnMut(Option<Range<usize>>, &str),
    ) -> Result<usize, BadRow> {
        let is_filled = |cell: &[u8]| !cell.trim_ascii().is_empty();
        let found = self.cells.len();
        if is_alone(found, width) || self.cells(bytes).skip(width).any(is_filled) {
            return Err(BadRow::Width { found });
        }
        for (column, cell) in self.cells(bytes).take(width).enumerate() {
            if let Err(fault) = std::str::from_utf8(cell) {
                let byte = cell.get(fault.valid_up_to()).copied().unwrap_or_default();
                return Err(BadRow::NotUtf8 { column, byte });
            }
        }
        for (piece, cell) in self.cells.iter().zip(self.cells(bytes)).take(width) {
            let range = match piece {
                Piece::Bytes(range) => Some(range.clone()),
                Piece::Aside(_) => None,
            };
            with(range, std::str::from_utf8(cell).unwrap_or_default());
        }
        for _ in found..width {
            with(None, "");
        }
        Ok(found)
    }
}

/// True of a row with a single cell in a table of several: a line of words more
/// often than a date.
pub(super) fn is_alone(found: usize, width: usize) -> bool {
    found < width.min(2)
}

fn sound(bytes: &[u8], start: usize, end: usize, delimiter: u8) -> Ending {
    let is_one_line = line_end(&bytes[start..end]).is_none_or(|line| start + line >= end);
    let is_sound =
        end - start <= MAX_ROW && (is_one_line || are_quotes_sound(&bytes[start..end], delimiter));
    match is_sound {
        true => Ending::At(end),
        false => Ending::Unsound,
    }
}

/// How many blanks at the start of a cell stand before a quote that opens it.
fn blanks(cell: &[u8], delimiter: u8, is_last: bool) -> Blanks {
    let blanks = leading_blanks(cell, delimiter);
    if blanks == 0 {
        return Blanks::Count(0);
    }
    let is_open = |end: Option<usize>| {
        let is_all_seen = is_last || cell.len() >= MAX_ROW;
        !is_all_seen && end.is_none_or(|end| end >= cell.len())
    };
    match cell.get(blanks) {
        Some(b'"') => {}
        None if is_open(None) => return Blanks::Open,
        _ => return Blanks::Count(0),
    }
    let end = past_closing_quote(&cell[..cell.len().min(MAX_ROW)], blanks)
        .map(|end| end + leading_blanks(&cell[end..], delimiter));
    if is_open(end) {
        return Blanks::Open;
    }
    match end {
        Some(end) if is_cell_end(cell.get(end), delimiter) => Blanks::Count(blanks),
        _ => Blanks::Count(0),
    }
}

/// Where the line after the first begins, if there is an end of it.
pub(in crate::formats) fn line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2(b'\n', b'\r', bytes).map(|at| past_line_end(bytes, at))
}

/// Past the line end that stands at an offset.
pub(super) fn past_line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes[at], bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => at + 2,
        _ => at + 1,
    }
}

/// How many line ends there are.
pub(in crate::formats) fn line_ends(mut bytes: &[u8]) -> u32 {
    let mut count = 0;
    while let Some(end) = line_end(bytes) {
        count += 1;
        bytes = &bytes[end..];
    }
    count
}
