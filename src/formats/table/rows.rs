//! The rows of a table as the events of a dataset: an event is made when it is
//! asked for, what a view needs of every row comes from the columns.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use csv::StringRecord;

use super::cells::Cells;
use super::chunk::{Chunk, importance};
use super::event::{Known, Plan, title};
use super::ids::Ids;
use super::matching::{Part, tally};
use super::sources::{Sources, columns_of_sources};
use crate::formats::Role;
use crate::formats::dates::{Order, Years};
use crate::formats::{ImportReport, Place};
use crate::model::search::{Tallies, Wanted};
use crate::model::{Brief, Event, Marks, Rows, Source};

/// A table that was read.
#[derive(Debug)]
pub(in crate::formats) struct Table {
    pub(super) plan: Plan,
    pub(super) chunks: Vec<Chunk>,
    /// The first row of each chunk.
    first_rows: Vec<u32>,
    pub(super) ids: Ids,
    rows: u32,
}

/// Rows of a table that lie in one chunk, as they are written.
pub(in crate::formats) struct Written<'t> {
    table: &'t Table,
    chunk: &'t Chunk,
    range: Range<usize>,
}

impl Written<'_> {
    /// Calls for each cell of a column.
    pub(in crate::formats) fn each_cell(&self, column: usize, with: &mut dyn FnMut(&str)) {
        let columns = &self.table.plan.columns;
        let is = |role| columns.of(role) == Some(column);
        if is(Role::Start) || is(Role::End) {
            for row in self.range.clone() {
                let (start, end) = self.chunk.dates.cells(row);
                with(if is(Role::Start) { &start } else { &end });
            }
            return;
        }
        let texts = self.chunk.column(column);
        texts.each(self.range.clone(), |_, cell| with(cell));
    }

    /// Calls for the number and the line of each row.
    pub(in crate::formats) fn each_place(&self, with: &mut dyn FnMut(u64, Option<u64>)) {
        for row in self.range.clone() {
            let (number, line) = self.chunk.place(row);
            with(number, line);
        }
    }
}

/// What is asked of a table that is written.
impl Table {
    pub(in crate::formats) fn headings(&self) -> &[String] {
        &self.plan.columns.headings[..self.plan.columns.in_file]
    }

    /// What each of those columns holds.
    pub(in crate::formats) fn roles(&self) -> Vec<Role> {
        let mut roles = vec![Role::None; self.headings().len()];
        for (column, role) in self.plan.columns.roles() {
            roles[column] = role;
        }
        roles
    }

    /// The orders of numbers in its dates.
    pub(in crate::formats) fn orders(&self) -> [Option<Order>; 3] {
        self.plan.form.orders()
    }

    /// What is known of the calendar of its dates.
    pub(in crate::formats) fn years(&self) -> Years {
        self.plan.form.years()
    }

    /// True where its rows have lines in their file.
    pub(in crate::formats) fn has_lines(&self) -> bool {
        let mut chunks = self.chunks.iter();
        chunks.all(|chunk| chunk.first_line.is_some())
    }

    pub(in crate::formats) fn row_count(&self) -> usize {
        self.rows as usize
    }

    /// Calls for the parts of some rows that lie in one chunk each.
    pub(in crate::formats) fn each_part<E>(
        &self,
        rows: Range<u32>,
        mut with: impl FnMut(Written) -> Result<(), E>,
    ) -> Result<(), E> {
        for Part { chunk, range, .. } in self.parts(rows) {
            with(Written {
                table: self,
                chunk,
                range,
            })?;
        }
        Ok(())
    }
}

/// A table of more rows whose sources are not listed counts none of them: that
/// would take minutes, and nearly every row has its own.
const COUNTED_ROWS: u32 = 500_000;

impl Table {
    /// True where sources are too many to be counted.
    pub(super) fn has_countless_sources(&self) -> bool {
        matches!(self.plan.sources, Sources::Unlisted) && self.rows > COUNTED_ROWS
    }

    /// Of chunks whose dates, lanes, ids and sources are decided.
    pub(super) fn new(plan: Plan, chunks: Vec<Chunk>, ids: Ids) -> Table {
        let mut rows = 0;
        let mut first_rows = Vec::with_capacity(chunks.len());
        for chunk in &chunks {
            first_rows.push(rows);
            rows += chunk.rows() as u32;
        }
        Table {
            plan,
            chunks,
            first_rows,
            ids,
            rows,
        }
    }

    /// The chunk of a row, and its place in it. Panics past the last.
    fn place(&self, row: u32) -> (&Chunk, usize) {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        let nth = self.first_rows.partition_point(|first| *first <= row) - 1;
        (&self.chunks[nth], (row - self.first_rows[nth]) as usize)
    }

    /// The parts of a range that lie in one chunk each.
    fn parts(&self, rows: Range<u32>) -> impl Iterator<Item = Part<'_>> {
        let nth = self
            .first_rows
            .partition_point(|first| *first <= rows.start);
        let (begin, end) = (rows.start, rows.end.min(self.rows));
        (nth.saturating_sub(1)..self.chunks.len())
            .map(move |nth| {
                let (chunk, first) = (&self.chunks[nth], self.first_rows[nth]);
                let from = begin.saturating_sub(first) as usize;
                let to = end.saturating_sub(first) as usize;
                let to = to.min(chunk.rows());
                Part {
                    table: self,
                    chunk,
                    first,
                    range: from.min(to)..to,
                }
            })
            .take_while(move |part| part.first < end)
            .filter(|part| !part.range.is_empty())
    }

    /// How many sources the rows of a chunk name, each once for a row.
    fn named_in(&self, chunk: &Chunk) -> usize {
        let Plan {
            columns, sources, ..
        } = &self.plan;
        let described = [Role::SourceTitle, Role::SourceUrl].map(|role| columns.of(role));
        let has = |column: Option<usize>, at| {
            column.is_some_and(|column| !chunk.column(column).is_blank(at))
        };
        let of_row = |at| {
            let of_own = columns
                .sources
                .iter()
                .filter(|column| has(Some(**column), at));
            let is_described = described.iter().any(|column| has(*column, at));
            match usize::from(is_described) + of_own.count() {
                // Some of them may be the same.
                2.. => {
                    let cells = Cells {
                        record: &chunk.record(at, columns),
                        columns,
                        place: Place::file(),
                    };
                    sources.ids(&cells).len()
                }
                count => count,
            }
        };
        (0..chunk.rows()).map(of_row).sum()
    }

    /// The title of a row.
    pub(super) fn title_in(&self, chunk: &Chunk, at: usize) -> Cow<'_, str> {
        let columns = &self.plan.columns;
        let (number, line) = chunk.place(at);
        let cells = Cells {
            record: &chunk.record(at, columns),
            columns,
            place: Place::row(number, line),
        };
        Cow::Owned(title(&cells, number))
    }
}

impl Rows for Table {
    fn len(&self) -> usize {
        self.rows as usize
    }

    fn event(&self, row: u32) -> Event {
        let (chunk, at) = self.place(row);
        let columns = &self.plan.columns;
        let (number, line) = chunk.place(at);
        let cells = Cells {
            record: &chunk.record(at, columns),
            columns,
            place: Place::row(number, line),
        };
        let lane = chunk.lane(at, columns).and_then(|_| cells.text(Role::Lane));
        let id = self.ids.of(row, at, chunk, columns);
        let known = Known {
            number,
            line,
            id,
            lane,
        };
        self.plan.event(&cells, known, &mut ImportReport::new())
    }

    fn title(&self, row: u32) -> Cow<'_, str> {
        let (chunk, at) = self.place(row);
        match chunk.texts(&self.plan.columns, Role::Title) {
            Some(texts) if !texts.is_blank(at) => texts.get(at),
            _ => self.title_in(chunk, at),
        }
    }

    fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id, &self.chunks, &self.plan.columns)
    }

    fn source(&self, id: &str) -> Option<Source> {
        self.plan.sources.source(id)
    }

    fn each_source(&self, with: &mut dyn FnMut(Source) -> bool) {
        if !matches!(self.plan.sources, Sources::Unlisted) {
            return;
        }
        let columns = &self.plan.columns;
        let wanted = columns_of_sources(columns);
        let mut record = StringRecord::new();
        let mut known = HashSet::new();
        for chunk in &self.chunks {
            for at in 0..chunk.rows() {
                chunk.some_cells(at, &wanted, &mut record);
                let ids = self.plan.sources.ids(&Cells {
                    record: &record,
                    columns,
                    place: Place::file(),
                });
                for id in ids.into_iter().filter(|id| known.insert(id.clone())) {
                    if let Some(source) = self.source(&id)
                        && !with(source)
                    {
                        return;
                    }
                }
            }
        }
    }

    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief)) {
        let columns = &self.plan.columns;
        for part in self.parts(rows) {
            let chunk = part.chunk;
            let lanes = chunk.texts(columns, Role::Lane);
            let weights = chunk.texts(columns, Role::Importance);
            let coded = weights.and_then(|texts| texts.codes());
            let by_code: Vec<Option<u8>> = coded
                .map(|(values, _)| values.iter().map(importance).collect())
                .unwrap_or_default();
            for at in part.range.clone() {
                let importance = match (&coded, weights) {
                    (Some((_, codes)), _) => by_code[codes.get(at)],
                    (None, Some(texts)) if !texts.is_blank(at) => importance(&texts.get(at)),
                    _ => None,
                };
                let brief = Brief {
                    date: chunk.dates.bounds(at),
                    lane: lanes.and_then(|texts| chunk.lane_in(texts, at)),
                    importance,
                    evidence: Marks {
                        is_disputed: false,
                        has_primary_source: false,
                        is_single_voice: !chunk.has_many_voices(at),
                    },
                };
                with(part.first + at as u32, brief);
            }
        }
    }

    fn matching(&self, rows: Range<u32>, wanted: &Wanted, hit: &mut dyn FnMut(u32)) {
        for part in self.parts(rows) {
            part.matching(wanted, hit);
        }
    }

    fn is_wanted(&self, row: u32, wanted: &Wanted) -> bool {
        let mut is_wanted = false;
        self.matching(row..row + 1, wanted, &mut |_| is_wanted = true);
        is_wanted
    }

    fn tally(&self, rows: Range<u32>, is_in: &dyn Fn(u32) -> bool, tallies: &mut Tallies) {
        for part in self.parts(rows) {
            tally(&part, is_in, tallies);
        }
    }

    fn citation_count(&self) -> usize {
        let named = self.chunks.iter().map(|chunk| self.named_in(chunk));
        // The file is cited for each row.
        self.len() + named.sum::<usize>()
    }

    /// Rows have none.
    fn claim_count(&self) -> usize {
        0
    }

    /// Rows have none.
    fn relations(&self, _with: &mut dyn FnMut(u32, usize, &str)) {}
}
