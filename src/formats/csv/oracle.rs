//! The rows of a whole table held in memory, by another reader of cells: what
//! the rows of blocks are compared with.

use std::io;

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::Headings;
use super::quotes::{are_quotes_sound, blanks_before_quote, is_cell_end, is_open_at_end};
use super::record::is_alone;
use crate::formats::bytes::Lines;
use crate::formats::table::{BadRow, MAX_ROW};

/// The text of a table and how it is cut into cells.
pub(super) struct Table<'a> {
    text: &'a [u8],
    lines: Lines<'a>,
    delimiter: u8,
    /// Where the rows begin, after the headings.
    body: usize,
    /// The headings, without blanks around them.
    pub(super) headings: Vec<String>,
}

/// A row as it was found.
pub(super) struct Row<'r> {
    /// From 1, the first after the headings.
    pub(super) number: u64,
    /// Line of the file that it begins on, from 1.
    pub(super) line: u64,
    /// Its cells, as many as there are headings; or what is wrong with it.
    pub(super) cells: Result<&'r StringRecord, BadRow>,
}

impl<'a> Table<'a> {
    /// Of a table whose headings begin where they do; `None` where it has none.
    pub(super) fn new(text: &'a [u8]) -> Option<Table<'a>> {
        let lines = Lines::new(text);
        let Headings {
            start, delimiter, ..
        } = Headings::find(text, true).ok()??;
        let mut table = Table {
            text,
            lines,
            delimiter,
            body: start,
            headings: Vec::new(),
        };
        let mut record = ByteRecord::new();
        let next = match table.record(start, &mut record) {
            Some(Span {
                next,
                is_sound: true,
                ..
            }) => next,
            _ => table.lines.next_line(start).unwrap_or(text.len()),
        };
        table.headings = record
            .iter()
            .map(|heading| String::from_utf8_lossy(heading).trim().to_owned())
            .collect();
        table.body = next;
        Some(table)
    }

    /// Calls for every row that is not blank.
    pub(super) fn each_row(&self, mut with: impl FnMut(Row)) {
        let mut number = 0;
        let mut at = self.body;
        // A reader for each stretch between broken rows.
        while at < self.text.len() {
            let mut stretch = Stretch::new(self, at);
            let mut record = ByteRecord::new();
            at = loop {
                let Some(span) = stretch.next(&mut record) else {
                    return;
                };
                let is_blank = span.is_sound && record.iter().all(<[u8]>::is_empty);
                if is_blank {
                    continue;
                }
                number += 1;
                let line = self.lines.line(span.start);
                if !span.is_sound {
                    let end = self.lines.next_line(span.start).unwrap_or(self.text.len());
                    let has_quote = self.text[span.start..end].contains(&b'"');
                    with(Row {
                        number,
                        line,
                        cells: Err(if has_quote {
                            BadRow::OpenQuote
                        } else {
                            BadRow::TooLong
                        }),
                    });
                    break end;
                }
                let found = record.len();
                let is_cut = span.next == self.text.len()
                    && is_open_at_end(&self.text[span.start..], self.delimiter);
                let mut tell = |cells| {
                    with(Row {
                        number,
                        line,
                        cells,
                    });
                };
                match self.cells(&mut record) {
                    Ok(cells) => {
                        tell(Ok(&cells));
                        if found < self.headings.len() {
                            tell(Err(BadRow::Short { found }));
                        }
                        if is_cut {
                            tell(Err(BadRow::CutQuote));
                        }
                    }
                    Err(bad) => tell(Err(bad)),
                }
            };
        }
    }

    /// As many cells as there are headings, all UTF-8. Blank cells past the
    /// last heading, which spreadsheets leave, are taken off; missing ones are
    /// blank.
    fn cells(&self, record: &mut ByteRecord) -> Result<StringRecord, BadRow> {
        let width = self.headings.len();
        let found = record.len();
        if is_alone(found, width)
            || record
                .iter()
                .skip(width)
                .any(|cell| !cell.trim_ascii().is_empty())
        {
            return Err(BadRow::Width { found });
        }
        record.truncate(width);
        for _ in found..width {
            record.push_field(b"");
        }
        StringRecord::from_byte_record(std::mem::take(record)).map_err(|fault| {
            let column = fault.utf8_error().field();
            let at = fault.utf8_error().valid_up_to();
            let record = fault.into_byte_record();
            BadRow::NotUtf8 {
                column,
                byte: record
                    .get(column)
                    .and_then(|cell| cell.get(at))
                    .copied()
                    .unwrap_or_default(),
            }
        })
    }

    /// One record from an offset.
    fn record(&self, at: usize, record: &mut ByteRecord) -> Option<Span> {
        Stretch::new(self, at).next(record)
    }
}

/// Where a record lies in the text.
struct Span {
    start: usize,
    next: usize,
    /// False when it is too long or its quotes are not well formed.
    is_sound: bool,
}

/// A reader over the text from an offset on.
struct Stretch<'t> {
    table: &'t Table<'t>,
    from: usize,
    reader: csv::Reader<Feed<'t>>,
}

impl<'t> Stretch<'t> {
    fn new(table: &'t Table<'_>, from: usize) -> Stretch<'t> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(table.delimiter)
            .from_reader(Feed::new(&table.text[from..], table.delimiter));
        Stretch {
            table,
            from,
            reader,
        }
    }

    /// The next record, or `None` at the end of the text.
    fn next(&mut self, record: &mut ByteRecord) -> Option<Span> {
        self.reader.get_mut().allow(MAX_ROW);
        let text = self.table.text;
        let before = self.offset();
        // The reader leaves line ends and blank lines before a record to it.
        let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let skipped = text[before.min(text.len())..]
            .iter()
            .take_while(|byte| is_line_end(byte))
            .count();
        let start = before + skipped;
        let read = self.reader.read_byte_record(record);
        let next = self.offset();
        match read {
            Ok(false) => None,
            Ok(true) => {
                let one_line = self
                    .table
                    .lines
                    .next_line(start)
                    .is_none_or(|end| next <= end);
                let raw = text.get(start..next).unwrap_or_default();
                let is_sound = one_line || are_quotes_sound(raw, self.table.delimiter);
                Some(Span {
                    start,
                    next,
                    is_sound,
                })
            }
            // The only fault that is left is the end of the budget.
            Err(_) => Some(Span {
                start,
                next,
                is_sound: false,
            }),
        }
    }

    /// Where in the text the next record begins.
    fn offset(&self) -> usize {
        let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let offset = self.from.saturating_add(self.reader.get_ref().offset(read));
        offset.min(self.table.text.len())
    }
}

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
