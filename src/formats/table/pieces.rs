//! Tables whose rows come as cells and not as text: pieces of a file to chunks,
//! on all cores, in the order of the file.

use std::sync::atomic::{AtomicBool, Ordering};

use super::chunk::{Chunk, Maker};
use super::columns::Columns;
use super::grid::Grid;
use super::{BadRow, Seen};
use crate::formats::ReadError;
use crate::formats::dates::Survey;
use crate::formats::parallel;
use crate::formats::stream::Stream;

/// Which numbers and lines the rows of a grid have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Numbers {
    /// They go on from the rows before, and the file has no lines.
    Next,
    /// Counted from this number and line, both from 1.
    From(u64, Option<u64>),
}

/// Why pieces do not become a table.
#[derive(Debug)]
pub(in crate::formats) enum Unmade {
    /// The file cannot be read.
    Failed(ReadError),
    /// The numbers of rows do not go up.
    Disordered,
}

impl From<ReadError> for Unmade {
    fn from(error: ReadError) -> Unmade {
        Unmade::Failed(error)
    }
}

/// Takes in filled grids, and makes chunks of them at once.
pub(in crate::formats) struct Filled<'w, 'p> {
    maker: &'w mut Maker<'p>,
    grid: &'w mut Grid,
    is_cancelled: &'w AtomicBool,
    made: Vec<Made>,
}

/// The rows of a grid.
struct Made {
    chunk: Chunk,
    survey: Survey,
    bad: Vec<(u32, u32, BadRow)>,
    numbers: Numbers,
    /// Rows, those that are lost among them.
    count: u32,
}

impl Filled<'_, '_> {
    /// An empty grid for rows of so many cells. All spans are to lie in the
    /// text that it is taken with.
    pub(in crate::formats) fn grid(&mut self, width: usize) -> &mut Grid {
        self.grid.clear(width, usize::MAX);
        self.grid
    }

    /// Takes in the rows of the grid.
    pub(in crate::formats) fn take(
        &mut self,
        text: &str,
        numbers: Numbers,
    ) -> Result<(), ReadError> {
        if self.is_cancelled.load(Ordering::Relaxed) {
            return Err(ReadError::Cancelled);
        }
        let mut survey = Survey::default();
        self.grid.set_text_len(text.len());
        self.maker.columns().compose(text, self.grid);
        let chunk = self.maker.chunk(text, self.grid, &mut survey);
        self.made.push(Made {
            chunk,
            survey,
            bad: std::mem::take(&mut self.grid.bad),
            numbers,
            count: self.grid.numbers(),
        });
        Ok(())
    }
}

/// Makes the rows of all pieces. `fill` puts those of a piece into grids, on
/// some thread, and says how much it came to; `told` is asked after each piece,
/// with the number of rows so far and that.
pub(in crate::formats) fn read_pieces<P: Send, S, R: Send>(
    stream: &Stream,
    columns: &Columns,
    mut pieces: impl Iterator<Item = P>,
    state: impl Fn() -> S + Sync,
    fill: impl Fn(&mut S, P, &mut Filled) -> Result<R, Unmade> + Sync,
    mut told: impl FnMut(u64, R) -> Result<(), ReadError>,
) -> Result<Seen, Unmade> {
    let is_cancelled = stream.is_cancelled();
    let mut seen = Seen::default();
    parallel::in_order(
        || {
            stream.check()?;
            Ok::<_, Unmade>(pieces.next())
        },
        || (Maker::new(columns), Grid::default(), state()),
        |(maker, grid, state), piece| {
            let mut filled = Filled {
                maker,
                grid,
                is_cancelled,
                made: Vec::new(),
            };
            let result = fill(state, piece, &mut filled)?;
            Ok::<_, Unmade>((filled.made, result))
        },
        |done| {
            let (made, result) = done?;
            for made in made {
                seen.add_made(made, columns)?;
            }
            told(seen.rows, result)?;
            Ok(stream.check()?)
        },
    )?;
    Ok(seen)
}

impl Seen {
    fn add_made(&mut self, made: Made, columns: &Columns) -> Result<(), Unmade> {
        let mut chunk = made.chunk;
        (chunk.first_number, chunk.first_line) = match made.numbers {
            Numbers::Next => (self.numbers + 1, None),
            Numbers::From(number, _) if number <= self.numbers => return Err(Unmade::Disordered),
            Numbers::From(number, line) => (number, line),
        };
        for (number, line, bad) in made.bad {
            let number = chunk.first_number + u64::from(number);
            let line = chunk.first_line.map(|first| first + u64::from(line));
            self.findings
                .add(number, bad.problem(number, line, columns));
        }
        self.numbers = (chunk.first_number - 1).saturating_add(u64::from(made.count));
        self.add(chunk, made.survey);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;
    use crate::formats::ImportReport;
    use crate::formats::stream::{Input, Watch};

    #[test]
    fn a_lost_row_is_told_by_its_own_number_and_line() {
        let mut nothing = std::io::empty();
        let stream = Stream::new(Input {
            reader: &mut nothing,
            file: None,
            size: None,
            name: "x",
            watch: Watch::nobody(),
        });
        let columns = Columns::new(vec!["date".to_owned(), "title".to_owned()]);
        let fill = |(): &mut (), numbers: Numbers, filled: &mut Filled| {
            let grid = filled.grid(2);
            grid.cells.extend([Span { start: 0, len: 4 }; 2]);
            grid.end_row_at(0, 0);
            grid.lose_row_at(3, 5, BadRow::TooLong);
            Ok(filled.take("1979", numbers)?)
        };
        let pieces = [Numbers::From(10, Some(20)), Numbers::From(30, None)];
        let told = |_, ()| Ok(());
        let seen = read_pieces(&stream, &columns, pieces.into_iter(), || (), fill, told);
        let mut report = ImportReport::new();
        seen.expect("rows").findings.tell(&mut report);
        let places: Vec<(Option<u64>, Option<u64>)> = report
            .problems
            .iter()
            .map(|problem| (problem.place.row, problem.place.line))
            .collect();
        assert_eq!(places, [(Some(13), Some(25)), (Some(33), None)]);
    }
}
