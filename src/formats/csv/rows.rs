//! The rows of a table, one after another, getting past broken ones.
//!
//! A quote that is opened and never closed would swallow the rest of the file
//! in silence. So a row over several lines is taken only when its quotes are
//! well formed, and no row may be longer than [`MAX_ROW`]; where either fails,
//! that one line is bad and reading goes on with the next.

use csv::{ByteRecord, ReaderBuilder, StringRecord};

use super::feed::{Feed, are_quotes_sound};
use crate::formats::ReadError;
use crate::formats::bytes::Lines;

/// Longest row in bytes. Whole articles fit into it; a file swallowed by one
/// quote does not.
pub(super) const MAX_ROW: usize = 1024 * 1024;

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

/// Why a row cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BadRow {
    /// Too few or too many cells.
    Width { found: usize },
    /// A cell that is not UTF-8, from 0, and the first byte that is none.
    NotUtf8 { column: usize, byte: u8 },
    /// A quote that is not closed as it should be.
    OpenQuote,
    /// Longer than [`MAX_ROW`].
    TooLong,
}

impl<'a> Table<'a> {
    /// Finds the headings: the first line that is not blank. `None` when there
    /// is no such line.
    pub(super) fn new(text: &'a [u8]) -> Option<Table<'a>> {
        let lines = Lines::new(text);
        let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let start = line_start(text, start);
        let delimiter = delimiter(&text[start..lines.next_line(start).unwrap_or(text.len())]);
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

    /// The first byte of the headings that is not UTF-8.
    pub(super) fn not_utf8(&self) -> Option<ReadError> {
        let fault = std::str::from_utf8(&self.text[..self.body]).err()?;
        let at = fault.valid_up_to();
        let (line, column) = self.lines.place(at);
        Some(ReadError::NotUtf8 {
            line,
            column,
            byte: self.text.get(at).copied().unwrap_or_default(),
        })
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
                match self.cells(&mut record) {
                    Ok(cells) => with(Row {
                        number,
                        line,
                        cells: Ok(&cells),
                    }),
                    Err(bad) => with(Row {
                        number,
                        line,
                        cells: Err(bad),
                    }),
                }
            };
        }
    }

    /// As many cells as there are headings, all UTF-8. Blank cells past the
    /// last heading, which spreadsheets leave, are taken off.
    fn cells(&self, record: &mut ByteRecord) -> Result<StringRecord, BadRow> {
        let width = self.headings.len();
        let found = record.len();
        if found < width
            || record
                .iter()
                .skip(width)
                .any(|cell| !cell.trim_ascii().is_empty())
        {
            return Err(BadRow::Width { found });
        }
        record.truncate(width);
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

/// Back to the beginning of the line, so that leading empty cells count.
fn line_start(text: &[u8], at: usize) -> usize {
    text[..at]
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |end| end + 1)
}

/// The sign that stands most often outside quotes; a comma when none does.
pub(super) fn delimiter(header: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, and the cells or what is wrong.
    fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, BadRow>)> {
        let mut rows = Vec::new();
        Table::new(text.as_bytes())
            .expect("headings")
            .each_row(|row| {
                let cells = row
                    .cells
                    .map(|cells| cells.iter().map(str::to_owned).collect());
                rows.push((row.line, cells));
            });
        rows
    }

    fn good(cells: &[&str]) -> Result<Vec<String>, BadRow> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", "\"x", "y\",3", "4,5"].join(end);
            assert_eq!(
                rows(&text),
                [
                    (3, good(&["1", "2"])),
                    (5, good(&[&format!("x{end}y"), "3"])),
                    (7, good(&["4", "5"]))
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let text = "a,b\n1,\"open\n2,3\n4,\"quoted\"\n5,6\n";
        assert_eq!(
            rows(text),
            [
                (2, Err(BadRow::OpenQuote)),
                (3, good(&["2", "3"])),
                (4, good(&["4", "quoted"])),
                (5, good(&["5", "6"]))
            ]
        );
    }

    #[test]
    fn a_quote_that_would_swallow_a_megabyte_costs_its_own_line_only() {
        let mut text = "a,b\n1,\"open\n".to_owned();
        for row in 0..300_000 {
            text.push_str(&format!("{row},x\n"));
        }
        let rows = rows(&text);
        assert_eq!(rows.len(), 300_001);
        assert_eq!(rows[0], (2, Err(BadRow::OpenQuote)));
        assert!(rows[1..].iter().all(|(_, cells)| cells.is_ok()));
    }

    #[test]
    fn blank_rows_are_passed_over_and_blank_cells_at_the_end_taken_off() {
        assert_eq!(
            rows("a,b\n,\n1,2,,\n1\n1,2,3\n"),
            [
                (3, good(&["1", "2"])),
                (4, Err(BadRow::Width { found: 1 })),
                (5, Err(BadRow::Width { found: 3 }))
            ]
        );
    }

    #[test]
    fn blanks_before_the_quote_that_opens_a_cell_are_no_part_of_it() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = [
                "a, \"b, c\",d",
                "1, \"x, y\",2",
                "\"3\" ,  \"p\"\"q, r\" , \"\"",
                "",
                "  \"4\", \"over,",
                "two lines\",5",
                "6,7,8",
            ];
            assert_eq!(
                rows(&lines.join(end)),
                [
                    (2, good(&["1", "x, y", "2"])),
                    (3, good(&["3 ", "p\"q, r ", ""])),
                    (5, good(&["4", &format!("over,{end}two lines"), "5"])),
                    (7, good(&["6", "7", "8"])),
                ],
                "{end:?}"
            );
        }
        assert_eq!(
            rows("a\tb\n1\t \"x\ty\"\n\t\"z\"\n"),
            [(2, good(&["1", "x\ty"])), (3, good(&["", "z"]))]
        );
    }

    #[test]
    fn quotes_that_open_no_cell_are_part_of_the_text() {
        let text = "a,b\n1, \"Blood\" diamonds\n2, he said \"no\"\n3, 5\" and 6\"\n4, \"open\n\"x, \"\"y\"\" z\", \"w\"\n";
        assert_eq!(
            rows(text),
            [
                (2, good(&["1", " \"Blood\" diamonds"])),
                (3, good(&["2", " he said \"no\""])),
                (4, good(&["3", " 5\" and 6\""])),
                (5, good(&["4", " \"open"])),
                (6, good(&["x, \"y\" z", "w"])),
            ]
        );
    }

    #[test]
    fn the_delimiter_is_what_the_headings_use() {
        assert_eq!(delimiter(b"a;b;\"c,d,e,f\""), b';');
        assert_eq!(delimiter(b"a\tb"), b'\t');
        assert_eq!(delimiter(b"a"), b',');
    }
}
