//! The bytes of a table on their way to the reader of cells, and the quotes
//! among them: which open a cell, and whether they are closed.

use std::io;

use super::rows::MAX_ROW;

/// Where in a cell a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    CellStart,
    Unquoted,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first of two.
    Quote,
}

/// Text for the reader of cells: only so many bytes for one record, and
/// without the blanks that some programs write between a delimiter and the
/// quote that opens a cell (`a, "b, c"`), which would make the quote part of
/// the cell.
pub(super) struct Feed<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// How far the text is read.
    at: usize,
    state: At,
    /// How many bytes may still be given out.
    budget: usize,
    given: usize,
    /// Where blanks were left out: bytes given out before, and all blanks left
    /// out up to there.
    left_out: Vec<(usize, usize)>,
}

impl<'t> Feed<'t> {
    pub(super) fn new(text: &'t [u8], delimiter: u8) -> Feed<'t> {
        Feed {
            text,
            delimiter,
            at: 0,
            state: At::CellStart,
            budget: 0,
            given: 0,
            left_out: Vec::new(),
        }
    }

    /// How many bytes may be given out from now on.
    pub(super) fn allow(&mut self, bytes: usize) {
        self.budget = bytes;
    }

    /// Where in the text a byte stands that was given out.
    pub(super) fn offset(&self, given: usize) -> usize {
        let passed = self.left_out.partition_point(|(before, _)| *before < given);
        let blanks = passed
            .checked_sub(1)
            .map_or(0, |last| self.left_out[last].1);
        given.saturating_add(blanks)
    }

    /// Goes past the blanks before a quote that opens a cell.
    fn leave_out_blanks(&mut self) {
        let blanks = blanks_before_quote(&self.text[self.at..], self.delimiter);
        if blanks > 0 {
            self.at += blanks;
            let before = self.left_out.last().map_or(0, |(_, blanks)| *blanks);
            self.left_out.push((self.given, before + blanks));
        }
    }

    /// The state after a byte, as the reader of cells will have it.
    fn after(&self, byte: u8) -> At {
        match (self.state, byte) {
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::CellStart | At::Quote, b'"') => At::Quoted,
            _ if is_cell_end(Some(&byte), self.delimiter) => At::CellStart,
            _ => At::Unquoted,
        }
    }
}

impl io::Read for Feed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget == 0 && self.at < self.text.len() {
            return Err(io::Error::other("row too long"));
        }
        let most = buffer.len().min(self.budget);
        let mut count = 0;
        while count < most {
            if self.state == At::CellStart {
                self.leave_out_blanks();
            }
            let Some(byte) = self.text.get(self.at) else {
                break;
            };
            buffer[count] = *byte;
            self.state = self.after(*byte);
            self.at += 1;
            self.given += 1;
            count += 1;
        }
        self.budget -= count;
        Ok(count)
    }
}

/// How many blanks at the start of a cell stand before a quote that opens it.
/// A quote that is not closed at the end of the cell opens nothing: it is one
/// of the signs of a text such as ` "Blood" diamonds`.
fn blanks_before_quote(cell: &[u8], delimiter: u8) -> usize {
    let blanks = leading_blanks(cell, delimiter);
    let is_quoted = blanks > 0
        && cell.get(blanks) == Some(&b'"')
        && past_closing_quote(&cell[..cell.len().min(MAX_ROW)], blanks).is_some_and(|end| {
            let end = end + leading_blanks(&cell[end..], delimiter);
            is_cell_end(cell.get(end), delimiter)
        });
    if is_quoted { blanks } else { 0 }
}

fn leading_blanks(text: &[u8], delimiter: u8) -> usize {
    text.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t') && **byte != delimiter)
        .count()
}

/// True for what may stand after a cell.
fn is_cell_end(byte: Option<&u8>, delimiter: u8) -> bool {
    byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
}

/// Past the quote that closes the one at `open`; quotes inside are doubled.
fn past_closing_quote(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += text.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// True when every quoted cell is closed by a quote with a delimiter, a line
/// end or the end of the text after it (RFC 4180, section 2, rules 5 to 7,
/// <https://www.rfc-editor.org/rfc/rfc4180>).
pub(super) fn are_quotes_sound(raw: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        let blanks = blanks_before_quote(&raw[at..], delimiter);
        at += blanks;
        if raw[at] == b'"' {
            let Some(end) = past_closing_quote(raw, at) else {
                return false;
            };
            // Where blanks stand before a cell they may stand after it.
            let after = match blanks {
                0 => 0,
                _ => leading_blanks(&raw[end..], delimiter),
            };
            at = end + after;
            if !is_cell_end(raw.get(at), delimiter) {
                return false;
            }
        } else {
            at += raw[at..]
                .iter()
                .take_while(|byte| !is_cell_end(Some(byte), delimiter))
                .count();
        }
        at += 1;
    }
    true
}
