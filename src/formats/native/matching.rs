//! Which rows of a chunk are wanted, and what they have in common.

use std::ops::Range;

use super::chunk::Chunk;
use crate::model::search::{Tallies, Wanted};

/// Calls for each of the rows that is wanted, in order.
pub(super) fn matching(
    chunk: &Chunk,
    rows: Range<usize>,
    wanted: &Wanted,
    hit: &mut dyn FnMut(usize),
) {
    for row in rows {
        if is_wanted(chunk, row, wanted) {
            hit(row);
        }
    }
}

/// True when a row is wanted.
pub(super) fn is_wanted(chunk: &Chunk, row: usize, wanted: &Wanted) -> bool {
    wanted.holds(&chunk.event(row))
}

/// Counts what the rows have in common.
pub(super) fn tally(chunk: &Chunk, rows: impl Iterator<Item = usize>, tallies: &mut Tallies) {
    for row in rows {
        tallies.add(&chunk.event(row));
    }
}
