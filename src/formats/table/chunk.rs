//! The rows of one block, kept by columns.

use std::borrow::Cow;

use csv::StringRecord;

use super::columns::Columns;
use super::dates::DateColumn;
use super::grid::{Grid, Jump};
use super::iso::Dates;
use super::text::{Packer, Texts, Wish};
use crate::formats::Role;
use crate::formats::dates::Survey;
use crate::model::LaneIx;

/// Some rows of a table, one after another.
#[derive(Debug)]
pub(super) struct Chunk {
    rows: usize,
    /// One for each heading; blank for the start and the end.
    columns: Vec<Texts>,
    pub(super) dates: DateColumn,
    /// Where the rows lie in the block.
    jumps: Box<[Jump]>,
    /// Number of the block's first row, and of its first line, from 1; `None`
    /// where the file has no lines.
    pub(super) first_number: u64,
    pub(super) first_line: Option<u64>,
    /// The lane of each value of the lane column, once lanes are numbered; of
    /// each row where the column is not kept by codes.
    pub(super) lanes: Box<[Option<LaneIx>]>,
    /// Of rows that name different sources one bit is set, 64 rows to a
    /// number; empty where no row does.
    pub(super) many_voices: Box<[u64]>,
    /// Rows with a cell that cannot be used where it stands, ascending.
    pub(super) odd_cells: Box<[u32]>,
}

/// Makes chunks. Has room that is used again from block to block.
pub(super) struct Maker<'p> {
    columns: &'p Columns,
    packer: Packer,
    dates: Vec<Dates>,
}

impl<'p> Maker<'p> {
    pub(super) fn new(columns: &'p Columns) -> Maker<'p> {
        Maker {
            columns,
            packer: Packer::default(),
            dates: Vec::new(),
        }
    }

    /// What the columns hold.
    pub(super) fn columns(&self) -> &'p Columns {
        self.columns
    }

    /// Keeps the rows of a grid, and takes the dates that are not plain into
    /// the survey.
    pub(super) fn chunk(&mut self, text: &str, grid: &Grid, survey: &mut Survey) -> Chunk {
        let rows = grid.rows();
        let width = grid.width;
        let raw = |row: usize, column: usize| grid.text(text, grid.cells[row * width + column]);
        let start = self.columns.of(Role::Start);
        let end = self.columns.of(Role::End);
        let date_cells = |row: usize| {
            let cell =
                |column: Option<usize>| column.map_or("", |column| trimmed(raw(row, column)));
            (cell(start), cell(end))
        };
        let years = self.columns.years;
        let is_gregorian = years.are_gregorian();
        self.dates.clear();
        self.dates.reserve(rows);
        for row in 0..rows {
            let (start, end) = date_cells(row);
            let dates = match is_gregorian {
                true => Dates::read(start.as_bytes(), end.as_bytes()),
                false if start.is_empty() && end.is_empty() => Dates::EMPTY,
                false => Dates::ODD,
            };
            self.dates.push(dates);
            if dates.is_odd() || dates.start.style.has_blank() || dates.end.style.has_blank() {
                survey.add_in(years, start);
                survey.add_in(years, end);
            }
        }
        let dates = DateColumn::new(&self.dates, &mut self.packer, date_cells);
        let mut cells: Vec<&str> = Vec::with_capacity(rows);
        let columns = (0..width).map(|column| {
            if Some(column) == start || Some(column) == end {
                return Texts::Blank;
            }
            let is_role = |role| self.columns.of(role) == Some(column);
            let wish = match () {
                () if is_role(Role::Lane) || is_role(Role::Importance) => Wish::Coded,
                () if is_role(Role::Title) => Wish::Lent,
                () => Wish::Small,
            };
            // What has no role is kept as it stands, blanks and all. A cell is
            // looked at several times: its place is made text once.
            let is_other = self.columns.is_other(column);
            let cell = |row| match raw(row, column) {
                cell if is_other => cell,
                cell => trimmed(cell),
            };
            cells.clear();
            cells.extend((0..rows).map(cell));
            self.packer.pack(rows, wish, |row| cells[row])
        });
        let mut chunk = Chunk {
            rows,
            columns: columns.collect(),
            dates,
            jumps: grid.jumps().into(),
            first_number: 1,
            first_line: None,
            lanes: Box::default(),
            many_voices: Box::default(),
            odd_cells: Box::default(),
        };
        chunk.odd_cells = chunk.find_odd_cells(self.columns);
        chunk
    }
}

/// Without blanks around it.
#[inline]
fn trimmed(cell: &str) -> &str {
    let is_inner = |byte: Option<&u8>| byte.is_none_or(|byte| (b'!'..=b'~').contains(byte));
    let bytes = cell.as_bytes();
    if is_inner(bytes.first()) && is_inner(bytes.last()) {
        cell
    } else {
        cell.trim()
    }
}

impl Chunk {
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// The cell of a column that holds no dates.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        self.columns[column].get(row)
    }

    /// The column that has a role, where it holds no dates.
    pub(super) fn texts(&self, columns: &Columns, role: Role) -> Option<&Texts> {
        columns.of(role).map(|column| &self.columns[column])
    }

    /// How a column is kept.
    pub(super) fn column(&self, column: usize) -> &Texts {
        &self.columns[column]
    }

    /// All cells of a row.
    pub(super) fn record(&self, row: usize, columns: &Columns) -> StringRecord {
        let (start, end) = self.dates.cells(row);
        let mut record = StringRecord::new();
        for column in 0..self.columns.len() {
            if columns.of(Role::Start) == Some(column) {
                record.push_field(&start);
            } else if columns.of(Role::End) == Some(column) {
                record.push_field(&end);
            } else {
                record.push_field(&self.cell(row, column));
            }
        }
        record
    }

    /// Number and line of a row within the block, from 0.
    fn place_in_block(&self, row: usize) -> (u32, u32) {
        let row = row as u32;
        let at = self.jumps.partition_point(|jump| jump.row <= row);
        match at.checked_sub(1) {
            Some(at) => {
                let jump = self.jumps[at];
                (jump.number + (row - jump.row), jump.line + (row - jump.row))
            }
            None => (row, row),
        }
    }

    /// Number and line of a row in the file, from 1.
    pub(super) fn place(&self, row: usize) -> (u64, Option<u64>) {
        let (number, line) = self.place_in_block(row);
        (
            self.first_number + u64::from(number),
            self.first_line.map(|first| first + u64::from(line)),
        )
    }

    /// The row with that number in the file, if it is kept here.
    pub(super) fn row_of_number(&self, number: u64) -> Option<usize> {
        let number = u32::try_from(number.checked_sub(self.first_number)?).ok()?;
        let at = self.jumps.partition_point(|jump| jump.number <= number);
        let jump = self.jumps[at.checked_sub(1)?];
        let row = jump.row + (number - jump.number);
        let next = self
            .jumps
            .get(at)
            .map_or(self.rows, |jump| jump.row as usize);
        ((row as usize) < next).then_some(row as usize)
    }

    /// The lane of a row.
    pub(super) fn lane(&self, row: usize, columns: &Columns) -> Option<LaneIx> {
        self.lane_in(self.texts(columns, Role::Lane)?, row)
    }

    /// The same, where the column is known.
    #[inline]
    pub(super) fn lane_in(&self, texts: &Texts, row: usize) -> Option<LaneIx> {
        let at = texts.codes().map_or(row, |(_, codes)| codes.get(row));
        self.lanes.get(at).copied().flatten()
    }

    /// True when the row names different sources.
    #[inline]
    pub(super) fn has_many_voices(&self, row: usize) -> bool {
        let bits = self.many_voices.get(row / 64).copied().unwrap_or_default();
        bits >> (row % 64) & 1 == 1
    }

    /// The cells of some columns of a row; the others are left empty. For
    /// columns that hold no dates.
    pub(super) fn some_cells(&self, row: usize, wanted: &[usize], record: &mut StringRecord) {
        record.clear();
        for column in 0..self.columns.len() {
            match wanted.contains(&column) {
                true => record.push_field(&self.cell(row, column)),
                false => record.push_field(""),
            }
        }
    }

    /// The cells that hold the dates of a row; the others are left empty.
    pub(super) fn date_cells(&self, row: usize, columns: &Columns, record: &mut StringRecord) {
        let (start, end) = self.dates.cells(row);
        record.clear();
        for column in 0..self.columns.len() {
            record.push_field(match Some(column) {
                at if at == columns.of(Role::Start) => &start,
                at if at == columns.of(Role::End) => &end,
                _ => "",
            });
        }
    }

    fn find_odd_cells(&self, columns: &Columns) -> Box<[u32]> {
        let mut odd = Vec::new();
        let degrees = |role| {
            let most = if role == Role::Lat { 90.0 } else { 180.0 };
            let is_fine = move |cell: &str| super::event::degrees(cell, most).is_some();
            (self.texts(columns, role), is_fine)
        };
        let texts = self.texts(columns, Role::Importance);
        let fine = |cell: &str| importance(cell).is_some();
        self.add_odd_cells(texts, fine, &mut odd);
        for role in [Role::Lat, Role::Lon] {
            let (texts, fine) = degrees(role);
            self.add_odd_cells(texts, fine, &mut odd);
        }
        odd.sort_unstable();
        odd.dedup();
        odd.into()
    }

    fn add_odd_cells(
        &self,
        texts: Option<&Texts>,
        fine: impl Fn(&str) -> bool,
        odd: &mut Vec<u32>,
    ) {
        let Some(texts) = texts else { return };
        if matches!(texts, Texts::Blank) {
            return;
        }
        odd.extend((0..self.rows as u32).filter(|row| {
            let cell = texts.get(*row as usize);
            !cell.is_empty() && !fine(&cell)
        }));
    }
}

/// 1 to 5.
pub(super) fn importance(cell: &str) -> Option<u8> {
    cell.parse().ok().filter(|number| (1..=5).contains(number))
}
