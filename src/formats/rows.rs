//! Tables of known columns that are read in one piece: their rows as cells,
//! addressed by the names of their columns.
//!
//! A quote that is opened and never closed loses its own line, not the rest of
//! the file: that is [`Record`]'s doing, as in every CSV.

use serde_json::Value;

use super::csv::record::{Ending, Record, line_end, line_ends};
use super::csv::split::delimiter;
use super::members::keep_of_event as keep;
use super::{Place, Problem, Severity};
use crate::model::{Extra, PlacePrecision};

/// The rows of a text with headings.
pub(super) struct Sheet<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
    row: u64,
    delimiter: u8,
    record: Record,
    /// The headings, lower case.
    pub(super) headings: Vec<String>,
}

/// What comes next.
pub(super) enum Next {
    /// A row, its cells put into the list that was handed over.
    Row(Place),
    /// A row that cannot be read.
    Bad(Box<Problem>),
    /// Nothing.
    End,
}

/// The headings in the first line of a text, lower case; for sniffing.
pub(super) fn headings(head: &[u8]) -> Vec<String> {
    let text = super::bytes::strip_mark(head).trim_ascii_start();
    let line = line_end(text).map_or(text, |end| &text[..end]);
    let mut record = Record::default();
    match record.read(line, 0, delimiter(line), true) {
        Ending::At(_) => record.cells(line).map(heading).collect(),
        _ => Vec::new(),
    }
}

fn heading(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_lowercase()
}

impl<'a> Sheet<'a> {
    /// Takes the first line that is not blank for the headings.
    pub(super) fn new(text: &'a str) -> Sheet<'a> {
        let text = text.as_bytes();
        let start = text.len() - text.trim_ascii_start().len();
        let end = line_end(&text[start..]).map_or(text.len(), |end| start + end);
        Sheet {
            text,
            at: end,
            line: u64::from(line_ends(&text[..end])) + 1,
            row: 0,
            delimiter: delimiter(&text[start..end]),
            record: Record::default(),
            headings: headings(&text[start..end]),
        }
    }

    /// Reads the next row that is not blank into `cells`, one for each heading.
    pub(super) fn next(&mut self, cells: &mut Vec<String>) -> Next {
        while self.at < self.text.len() {
            let (start, line) = (self.at, self.line);
            let rest = &self.text[start..];
            if let Some(byte @ (b'\n' | b'\r')) = rest.first() {
                let end = match (byte, rest.get(1)) {
                    (b'\r', Some(b'\n')) => 2,
                    _ => 1,
                };
                self.at += end;
                self.line += 1;
                continue;
            }
            self.row += 1;
            let place = Place::row(self.row, line);
            let read = self.record.read(self.text, start, self.delimiter, true);
            let Ending::At(end) = read else {
                self.at = line_end(rest).map_or(self.text.len(), |end| start + end);
                self.line += 1;
                return Next::Bad(Box::new(unsound(place)));
            };
            self.line += u64::from(line_ends(&self.text[start..end]));
            self.at = end;
            cells.clear();
            cells.extend(
                self.record
                    .cells(self.text)
                    .map(|cell| String::from_utf8_lossy(cell).trim().to_owned()),
            );
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let width = self.headings.len();
            let is_wide = cells.iter().skip(width).any(|cell| !cell.is_empty());
            if cells.len() < width || is_wide {
                return Next::Bad(Box::new(wrong_width(place, cells.len(), width)));
            }
            cells.truncate(width);
            return Next::Row(place);
        }
        Next::End
    }
}

fn unsound(place: Place) -> Problem {
    Problem {
        severity: Severity::Lost,
        place,
        code: "open-quote",
        message: "The quotes of this row are not well formed, or it is longer than 1 MiB."
            .to_owned(),
        advice: "Close the quote, or take it out; inside a quoted cell a quote is written twice."
            .to_owned(),
    }
}

fn wrong_width(place: Place, found: usize, expected: usize) -> Problem {
    Problem {
        severity: Severity::Lost,
        place,
        code: "row-width",
        message: format!("Found {found} cells, expected {expected}, one for each heading."),
        advice:
            "Look for a missing or stray delimiter; a cell that holds one stands in double quotes."
                .to_owned(),
    }
}

/// The cells of a row by name, and which of them were used.
pub(super) struct Cells<'a> {
    cells: &'a [(&'a str, &'a str)],
    used: Vec<bool>,
}

impl<'a> Cells<'a> {
    /// None is used yet.
    pub(super) fn new(cells: &'a [(&'a str, &'a str)]) -> Cells<'a> {
        Cells {
            cells,
            used: vec![false; cells.len()],
        }
    }

    /// What the cell holds; `None` where it is blank or there is none. Names
    /// that a shapefile cut to ten letters are known too.
    pub(super) fn look(&self, name: &str) -> Option<&'a str> {
        self.position(name).map(|at| self.cells[at].1.trim())
    }

    /// The same; the cell is not kept aside then.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let at = self.position(name)?;
        self.used[at] = true;
        Some(self.cells[at].1.trim())
    }

    /// A number.
    pub(super) fn look_number(&self, name: &str) -> Option<f64> {
        let number: f64 = self.look(name)?.parse().ok()?;
        number.is_finite().then_some(number)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let found = self.cells.iter().position(|(heading, _)| *heading == name);
        let cut = || {
            let is_cut = |heading: &str| heading.len() == 10 && name.starts_with(heading);
            self.cells.iter().position(|(heading, _)| is_cut(heading))
        };
        found
            .or_else(cut)
            .filter(|at| !self.cells[*at].1.trim().is_empty())
    }

    /// A point, where both numbers are degrees; the cells are used then.
    pub(super) fn take_point(&mut self, lat: &str, lon: &str) -> Option<(f64, f64)> {
        let (north, east) = (self.look_number(lat)?, self.look_number(lon)?);
        if north.abs() > 90.0 || east.abs() > 180.0 {
            return None;
        }
        self.take(lat);
        self.take(lon);
        Some((north, east))
    }

    /// Keeps all cells that hold something and were not used.
    pub(super) fn rest(self, extra: &mut Extra) {
        for ((name, cell), used) in self.cells.iter().zip(self.used) {
            if !used && !cell.trim().is_empty() {
                keep(extra, name, Value::from(*cell));
            }
        }
    }
}

/// A place of a name, where one is known; a point is named by its numbers.
pub(super) fn place(
    name: Option<&str>,
    point: Option<(f64, f64)>,
    precision: Option<PlacePrecision>,
) -> Option<crate::model::Place> {
    let name = match (name, point) {
        (Some(name), _) => name.to_owned(),
        (None, Some((lat, lon))) => format!("{lat}, {lon}"),
        (None, None) => return None,
    };
    Some(crate::model::Place {
        name,
        lat: point.map(|(lat, _)| lat),
        lon: point.map(|(_, lon)| lon),
        precision: precision.filter(|_| point.is_some()),
        ..crate::model::Place::default()
    })
}
