//! Quotes that open a cell, and whether they are closed.

use crate::formats::table::MAX_ROW;

/// How many blanks at the start of a cell stand before a quote that opens it.
/// A quote that is not closed at the end of the cell opens nothing: it is one
/// of the signs of a text such as ` "Blood" diamonds`.
pub(super) fn blanks_before_quote(cell: &[u8], delimiter: u8) -> usize {
    let blanks = leading_blanks(cell, delimiter);
    let is_quoted = blanks > 0
        && cell.get(blanks) == Some(&b'"')
        && past_closing_quote(&cell[..cell.len().min(MAX_ROW)], blanks).is_some_and(|end| {
            let end = end + leading_blanks(&cell[end..], delimiter);
            is_cell_end(cell.get(end), delimiter)
        });
    if is_quoted { blanks } else { 0 }
}

pub(super) fn leading_blanks(text: &[u8], delimiter: u8) -> usize {
    text.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t') && **byte != delimiter)
        .count()
}

/// True for what may stand after a cell.
pub(super) fn is_cell_end(byte: Option<&u8>, delimiter: u8) -> bool {
    byte.is_none_or(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
}

/// Past the quote that closes the one at `open`; quotes inside are doubled.
pub(super) fn past_closing_quote(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += text.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

/// True where a quote opens a cell and nothing closes it.
pub(super) fn is_open_at_end(raw: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            match past_closing_quote(raw, at) {
                None => return true,
                Some(end) => at = end,
            }
        }
        at += raw[at..]
            .iter()
            .take_while(|byte| !is_cell_end(Some(byte), delimiter))
            .count()
            + 1;
        at += leading_blanks(raw.get(at..).unwrap_or_default(), delimiter);
    }
    false
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
