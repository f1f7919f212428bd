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
    lost: Vec<(u32, u32, BadRow)>,
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
        let chunk = self.maker.chunk(text, self.grid, &mut survey);
        self.made.push(Made {
            chunk,
            survey,
            lost: std::mem::take(&mut self.grid.lost),
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
        for (number, _, bad) in made.lost {
            let number = chunk.first_number + u64::from(number);
            self.findings
                .add(number, bad.problem(number, None, columns));
        }
        self.numbers = (chunk.first_number - 1).saturating_add(u64::from(made.count));
        self.add(chunk, made.survey);
        Ok(())
    }
}
