//! Tables of rows, each an event: blocks of a file to compact columns, on all
//! cores, in one pass.
//!
//! ```text
//! bytes ─▶ blocks ─▶ grids ─▶ chunks ─▶ dates decided ─▶ Table: Rows
//! (one     (cut       (each on some      (ids, lanes,     (an event is made
//! thread)  by guess)  thread)            sources)          when asked for)
//! ```
//!
//! A block is cut where a row probably ends; a [`Splitter`] finds the rows in
//! it and says up to where it is certain. A block that begins where the one
//! before was certain to end was read rightly; where that does not hold, the
//! rest of the one is read again together with the other, on the calling
//! thread. So a wrong guess costs time, never a row.
//!
//! Columns are known by their headings ([`columns`]); one of them must hold
//! dates. How dates are written is decided once for the whole table
//! ([`super::dates`]), start and end together: cells in a plain ISO style are
//! numbers at once ([`iso`]), others wait as text until all were seen. Nothing
//! that a cell holds is dropped: an event is made from the cells of its row by
//! the code that would have made it while reading ([`event`]).
//!
//! *Invariants:* the report and the rows are in the order of the file however
//! threads interleave. Blocks in memory are bounded by the number of threads.

mod bad;
mod cells;
mod chunk;
mod columns;
mod composed;
mod dates;
mod event;
mod finish;
mod flat;
mod grid;
mod guess;
mod heading_words;
mod ids;
mod iso;
mod matching;
mod pieces;
mod rows;
mod sources;
#[cfg(test)]
mod tests;
mod text;
mod when;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use bad::{BadRow, MAX_ROW};
pub(super) use columns::Columns;
pub(super) use flat::{Cell, Flat, csl_date, joined};
pub(super) use grid::{Grid, Span};
pub(super) use iso::Dates;
pub(super) use pieces::{Filled, Numbers, Unmade, read_pieces};
pub(super) use rows::Table;
pub(super) use words::PlainWord;

use super::dates::{Order, Survey};
use super::parallel;
use super::stream::{Input, Stream, Watch, summed};
use super::{ImportReport, ReadError};
use crate::model::Dataset;
use chunk::{Chunk, Maker};
use grid::Findings;

/// Bytes of a block. Smaller blocks cost more for their number; larger ones
/// fall out of the caches of a core, and take more memory for each thread.
pub(super) const BLOCK: usize = 1 << 20;

/// Finds rows in bytes.
pub(super) trait Splitter: Sync {
    /// Where a row probably ends, nearest to the end of a block that begins
    /// with a row. 0 where none ends in it.
    fn cut(&self, bytes: &[u8]) -> usize;

    /// Past the end of the line that the bytes begin in.
    fn line_end(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memchr(b'\n', bytes).map(|end| end + 1)
    }

    /// Puts the rows of a block that begins with a row into a grid. `is_last`:
    /// nothing comes after the block.
    fn split<'b>(&self, bytes: &'b [u8], is_last: bool, grid: &mut Grid) -> Split<'b>;
}

/// The same number of bytes as text: a mark for each that is not UTF-8.
pub(super) fn with_marks(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

/// What a [`Splitter`] found beside rows.
pub(super) struct Split<'b> {
    /// The text that the spans of the grid lie in, as long as the block.
    pub(super) text: Cow<'b, str>,
    /// The rows before this byte do not depend on what comes after the block.
    pub(super) certain: usize,
    /// The block ends within a line that is lost as a whole.
    pub(super) is_in_lost_line: bool,
}

/// What a table is, before its rows.
pub(super) struct Layout<'s> {
    /// The headings in the file.
    pub(super) headings: Vec<String>,
    /// How rows are found.
    pub(super) splitter: &'s dyn Splitter,
    /// What the file is (IANA).
    pub(super) media_type: &'static str,
    /// The rows stand on lines of the file.
    pub(super) has_lines: bool,
    /// Line ends before the first row.
    pub(super) lines: u64,
    /// Bytes before the first row.
    pub(super) before: Vec<u8>,
    /// The first bytes of the rows.
    pub(super) first: Vec<u8>,
    /// True when those are all.
    pub(super) is_all: bool,
    /// Bytes of a block.
    pub(super) block: usize,
}

/// Reads the rows of a table. `stream` stands after [`Layout::first`].
pub(super) fn read(
    stream: &mut Stream,
    layout: Layout,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let sample = sample(&layout);
    let columns = Columns::decide(layout.headings.clone(), &sample, None, stream, report)?;
    show_first(stream, &layout);
    let seen = blocks(stream, &layout, &columns)?;
    let about = About {
        columns,
        media_type: layout.media_type,
        kept: None,
    };
    finish::dataset(stream, about, seen, report)
}

/// What a table is, however its rows are found.
pub(super) struct About {
    /// The headings.
    pub(super) columns: Columns,
    /// What the file is (IANA).
    pub(super) media_type: &'static str,
    /// What was decided when the rows were first read, where they were written
    /// from a dataset.
    pub(super) kept: Option<Kept>,
}

/// What the rows alone do not tell.
#[derive(Clone)]
pub(super) struct Kept {
    /// How their dates are written.
    pub(super) orders: [Option<Order>; 3],
    /// Everything but the events.
    pub(super) dataset: Dataset,
}

/// Makes a dataset of rows that were read.
pub(super) fn dataset(
    stream: &Stream,
    about: About,
    seen: Seen,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    finish::dataset(stream, about, seen, report)
}

/// Gives the rows of the first block to those who wait for them, read as if
/// there were no others.
fn show_first(stream: &Stream, layout: &Layout) {
    let Some(show) = stream.first().filter(|_| !layout.is_all) else {
        return;
    };
    let bytes = &layout.first[..layout.first.len().min(layout.block)];
    let rows = &bytes[..layout.splitter.cut(bytes)];
    let input = Input {
        reader: &mut std::io::empty(),
        file: None,
        size: None,
        name: stream.name(),
        watch: Watch::nobody(),
    };
    let layout = Layout {
        headings: layout.headings.clone(),
        before: Vec::new(),
        first: rows.to_vec(),
        is_all: true,
        ..*layout
    };
    // What is wrong with it is told when the whole is read.
    if let Ok(dataset) = read(&mut Stream::new(input), layout, &mut ImportReport::new()) {
        show(dataset);
    }
}

/// The cells of the first rows.
fn sample(layout: &Layout) -> Vec<Vec<String>> {
    let width = layout.headings.len();
    let bytes = &layout.first[..layout.first.len().min(layout.block)];
    let mut grid = Grid::default();
    grid.clear(width, bytes.len());
    let is_last = layout.is_all && bytes.len() == layout.first.len();
    let split = layout.splitter.split(bytes, is_last, &mut grid);
    let rows = grid.cells.chunks_exact(width.max(1)).take(guess::SAMPLE);
    let cell = |span: &Span| grid.text(&split.text, *span).to_owned();
    rows.map(|row| row.iter().map(cell).collect()).collect()
}

/// What was made of all blocks.
#[derive(Default)]
pub(super) struct Seen {
    chunks: Vec<Chunk>,
    survey: Survey,
    findings: Findings,
    /// Rows, those that are lost among them.
    numbers: u64,
    lines: u64,
    /// Rows that are kept.
    rows: u64,
}

/// A block, and what was made of it as if it began with a row.
struct Done {
    bytes: Arc<Vec<u8>>,
    is_last: bool,
    certain: usize,
    is_in_lost_line: bool,
    made: Made,
}

/// The rows of a block.
struct Made {
    chunk: Chunk,
    survey: Survey,
    bad: Vec<(u32, u32, BadRow)>,
    numbers: u32,
    lines: u32,
}

impl Seen {
    /// The cells of the first rows.
    pub(super) fn sample(&self, columns: &Columns) -> Vec<Vec<String>> {
        let rows = self.chunks.iter().flat_map(|chunk| {
            (0..chunk.rows()).map(|row| {
                let record = chunk.record(row, columns);
                record.iter().map(str::to_owned).collect()
            })
        });
        rows.take(guess::SAMPLE).collect()
    }

    /// Takes in rows whose numbers in the file the chunk has.
    fn add(&mut self, chunk: Chunk, survey: Survey) {
        self.survey.merge(survey);
        if chunk.rows() > 0 {
            self.rows += chunk.rows() as u64;
            self.chunks.push(chunk);
        }
    }
}

fn make(
    splitter: &dyn Splitter,
    (maker, grid): &mut (Maker, Grid),
    bytes: &[u8],
    is_last: bool,
    columns: &Columns,
) -> (usize, bool, Made) {
    grid.clear(columns.in_file, bytes.len());
    let split = splitter.split(bytes, is_last, grid);
    columns.compose(&split.text, grid);
    let mut survey = Survey::default();
    let chunk = maker.chunk(&split.text, grid, &mut survey);
    let made = Made {
        chunk,
        survey,
        bad: std::mem::take(&mut grid.bad),
        numbers: grid.numbers(),
        lines: grid.lines,
    };
    (split.certain, split.is_in_lost_line, made)
}

/// Reads all blocks, and sums them up for the file's checksum on the way.
fn blocks(stream: &mut Stream, layout: &Layout, columns: &Columns) -> Result<Seen, ReadError> {
    let (seen, sum) = summed(&layout.before, |also| {
        blocks_to_chunks(stream, layout, columns, also)
    })?;
    stream.set_sha256(sum);
    Ok(seen)
}

fn blocks_to_chunks(
    stream: &mut Stream,
    layout: &Layout,
    columns: &Columns,
    also: impl Fn(&Arc<Vec<u8>>),
) -> Result<Seen, ReadError> {
    let splitter = layout.splitter;
    let state = || (Maker::new(columns), Grid::default());
    let mut joiner = Joiner {
        layout,
        columns,
        state: state(),
        seen: Seen {
            lines: layout.lines,
            ..Seen::default()
        },
        pending: Vec::new(),
        is_in_lost_line: false,
    };
    let mut rest = layout.first.clone();
    let mut is_over = false;
    let mut is_all = layout.is_all;
    // Both closures need the stream, one after the other.
    let stream = std::cell::RefCell::new(stream);
    parallel::in_order(
        || {
            if is_over {
                return Ok(None);
            }
            let mut bytes = std::mem::take(&mut rest);
            let mut stream = stream.borrow_mut();
            if !is_all && bytes.len() < layout.block {
                let room = layout.block - bytes.len();
                bytes.reserve_exact(room);
                is_all = stream.fill(&mut bytes, room)?;
            }
            stream.check()?;
            let is_last = is_all && bytes.len() <= layout.block;
            if !is_last {
                let cut = splitter.cut(&bytes[..bytes.len().min(layout.block)]);
                let mut cut = if cut == 0 {
                    bytes.len().min(layout.block)
                } else {
                    cut
                };
                // CR and LF may be one line end.
                if cut > 1 && bytes[cut - 1] == b'\r' {
                    cut -= 1;
                }
                rest = bytes.split_off(cut);
            }
            is_over = is_last;
            let bytes = Arc::new(bytes);
            also(&bytes);
            Ok(Some((bytes, is_last)))
        },
        state,
        |state, (bytes, is_last)| {
            let (certain, is_in_lost_line, made) = make(splitter, state, &bytes, is_last, columns);
            Done {
                bytes,
                is_last,
                certain,
                is_in_lost_line,
                made,
            }
        },
        |done| {
            joiner.join(done);
            let stream = stream.borrow();
            stream.tell(joiner.seen.rows);
            stream.check()
        },
    )?;
    Ok(joiner.seen)
}

/// Puts what was made of the blocks together.
struct Joiner<'l, 's> {
    layout: &'l Layout<'s>,
    columns: &'l Columns,
    state: (Maker<'l>, Grid),
    seen: Seen,
    /// Bytes that are not certain to be read rightly without what follows.
    pending: Vec<u8>,
    /// What follows belongs to a line that is lost, up to its end.
    is_in_lost_line: bool,
}

impl Joiner<'_, '_> {
    fn join(&mut self, done: Done) {
        if !self.is_in_lost_line && self.pending.is_empty() {
            self.add(done.made);
            self.is_in_lost_line = done.is_in_lost_line;
            self.pending.extend_from_slice(&done.bytes[done.certain..]);
            return;
        }
        let mut bytes: &[u8] = &done.bytes;
        if self.is_in_lost_line {
            match self.layout.splitter.line_end(bytes) {
                Some(end) => {
                    bytes = &bytes[end..];
                    self.seen.lines += 1;
                    self.is_in_lost_line = false;
                }
                None => return,
            }
        }
        self.pending.extend_from_slice(bytes);
        let (certain, is_in_lost_line, made) = make(
            self.layout.splitter,
            &mut self.state,
            &self.pending,
            done.is_last,
            self.columns,
        );
        self.pending.drain(..certain);
        self.is_in_lost_line = is_in_lost_line;
        self.add(made);
    }

    fn add(&mut self, made: Made) {
        let seen = &mut self.seen;
        let first_number = seen.numbers + 1;
        let first_line = seen.lines + 1;
        for (number, line, bad) in made.bad {
            let (number, line) = (
                first_number + u64::from(number),
                first_line + u64::from(line),
            );
            let line = self.layout.has_lines.then_some(line);
            let problem = || bad.problem(number, line, self.columns);
            seen.findings.add(number, problem());
        }
        seen.numbers += u64::from(made.numbers);
        seen.lines += u64::from(made.lines);
        let mut chunk = made.chunk;
        chunk.first_number = first_number;
        chunk.first_line = self.layout.has_lines.then_some(first_line);
        seen.add(chunk, made.survey);
    }
}

/// Number, line, and the cells of every row or what is wrong with it.
#[cfg(test)]
pub(super) type RowSeen = (u64, u64, Result<Vec<String>, String>);

/// What the rows of a table are, however its blocks are cut.
#[cfg(test)]
pub(super) fn rows_seen(stream: &mut Stream, layout: &Layout) -> Result<Vec<RowSeen>, ReadError> {
    let columns = Columns::new(layout.headings.clone());
    let seen = blocks(stream, layout, &columns)?;
    let mut rows: Vec<RowSeen> = Vec::new();
    for chunk in &seen.chunks {
        for row in 0..chunk.rows() {
            let (number, line) = chunk.place(row);
            let record = chunk.record(row, &columns);
            let line = line.unwrap_or_default();
            rows.push((number, line, Ok(record.iter().map(str::to_owned).collect())));
        }
    }
    let mut report = ImportReport::new();
    seen.findings.tell(&mut report);
    for problem in &report.problems {
        let place = (problem.place.row, problem.place.line);
        let (number, line) = (place.0.unwrap_or_default(), place.1.unwrap_or_default());
        rows.push((number, line, Err(problem.to_string())));
    }
    rows.sort();
    Ok(rows)
}
