//! A lane cut into slots of time, and which of them are too full for marks.
//!
//! ```text
//!  slots    |   4   |  31   |  57   |   2   |   0   |   12 columns of 3 px each
//!           | marks | dense | dense | marks |       |
//! ```
//!
//! Slots begin at whole multiples of their width in time, counted in whole
//! nanoseconds, so that they keep their counts, and what is drawn for them,
//! while the view pans. Whether a slot is dense depends on what starts in it
//! and on nothing else: not on the size of the dataset.

use std::ops::Range;

use super::TimeScale;
use crate::dates::{Time, TimeSpan};
use crate::model::LaneIx;
use crate::store::{EventSet, EventStore};

/// Width of a density column: narrower columns flicker while panning.
pub(super) const COLUMN_WIDTH: f32 = 3.0;
/// Columns to a slot. A slot has room for the number of a fold.
const COLUMNS: usize = 12;
/// Events to a slot and row above which a slot is dense: four marks that
/// touch fill it.
const MOST_PER_ROW: usize = 4;
/// Slots to a stretch. Marks fold from the beginning of a stretch on, so that
/// what folds together does not depend on where the view begins.
const STRETCH: i128 = 16;
/// Slots to a block, which says how many events it holds.
const BLOCK: i128 = 6;

/// Where slots and columns lie in time and in the picture; the same for every
/// lane.
pub(super) struct Ruler {
    /// Width of a slot in nanoseconds.
    slot: i128,
    /// Number of the first slot, a multiple of [`STRETCH`].
    first: i128,
    /// How many slots there are before the first in view.
    in_view: usize,
    /// When the slots before the view begin, then the columns from the first
    /// slot in view on, and when the last of them ends.
    edges: Vec<Time>,
    /// Where the columns from the first slot in view on begin.
    column_x: Vec<f32>,
}

impl Ruler {
    /// Covers the picture between two places, in pixels.
    pub(super) fn new(scale: TimeScale, (x0, x1): (f64, f64)) -> Ruler {
        let seconds = scale.seconds_per_px() * f64::from(COLUMN_WIDTH);
        let column = ((seconds * 1e9).round() as i128).max(1);
        let slot = column * COLUMNS as i128;
        let of = |x: f64| scale.time_from_x(x).total_nanos().div_euclid(slot);
        let (from, to) = (of(x0), of(x1) + 1);
        let first = from.div_euclid(STRETCH) * STRETCH;
        let before = (first..from).map(|at| Time::from_nanos(at * slot));
        let columns = from * COLUMNS as i128..=to * COLUMNS as i128;
        let columns: Vec<Time> = columns.map(|at| Time::from_nanos(at * column)).collect();
        Ruler {
            slot,
            first,
            in_view: (from - first) as usize,
            column_x: columns
                .iter()
                .map(|&start| scale.x_clamped(start))
                .collect(),
            edges: before.chain(columns).collect(),
        }
    }

    /// When the slots at some positions begin and end.
    fn span(&self, at: Range<usize>) -> TimeSpan {
        let time = |at: usize| {
            let columns = at.saturating_sub(self.in_view) * COLUMNS;
            self.edges[at.min(self.in_view) + columns]
        };
        TimeSpan::new(time(at.start), time(at.end))
    }

    /// The stretch that a time lies in.
    pub(super) fn stretch_of(&self, time: Time) -> i32 {
        let from_first = time.total_nanos().div_euclid(self.slot) - self.first;
        let most = i128::from(i32::MAX);
        from_first.div_euclid(STRETCH).clamp(-most, most) as i32
    }
}

/// The slots of one lane in view, and those before them back to the beginning
/// of a stretch.
pub(super) struct Slots<'r> {
    pub(super) ruler: &'r Ruler,
    /// How many events start in each slot.
    counts: Vec<u32>,
    /// How many events start in each column, from the first slot in view on.
    columns: Vec<u32>,
    /// A slot with more is dense.
    most: u32,
}

impl<'r> Slots<'r> {
    /// Counts what starts in each.
    pub(super) fn count(
        ruler: &'r Ruler,
        store: &dyn EventStore,
        lane: LaneIx,
        set: &EventSet,
        rows: usize,
    ) -> Slots<'r> {
        let mut counts = store.counts(lane, &ruler.edges, set);
        let columns = counts.split_off(ruler.in_view);
        counts.extend(columns.chunks(COLUMNS).map(|slot| slot.iter().sum::<u32>()));
        Slots {
            ruler,
            counts,
            columns,
            most: (rows * MOST_PER_ROW) as u32,
        }
    }

    /// The columns in view that something starts in: where each begins, how many
    /// events, and whether its slot is dense.
    pub(super) fn columns(&self) -> impl Iterator<Item = (f32, u32, bool)> + '_ {
        let filled = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        filled.map(|(at, &count)| {
            let is_dense = self.is_dense(self.ruler.in_view + at / COLUMNS);
            (self.ruler.column_x[at], count, is_dense)
        })
    }

    /// The fullest column in view.
    pub(super) fn fullest_column(&self) -> u32 {
        self.columns.iter().copied().max().unwrap_or(0)
    }

    fn is_dense(&self, at: usize) -> bool {
        self.counts[at] > self.most
    }

    /// How many events start in slots that are not dense.
    pub(super) fn sparse_len(&self) -> usize {
        let sparse = (0..self.counts.len()).filter(|&at| !self.is_dense(at));
        sparse.map(|at| self.counts[at] as usize).sum()
    }

    /// The spans of neighbouring slots that are not dense and not empty.
    pub(super) fn sparse(&self) -> Vec<TimeSpan> {
        let has_marks = |at: usize| self.counts[at] > 0 && !self.is_dense(at);
        self.runs(0, has_marks, |_| false)
    }

    /// The blocks of dense slots in view: a run of them, cut where a multiple of
    /// [`BLOCK`] begins.
    pub(super) fn dense(&self) -> Vec<TimeSpan> {
        let begins_block = |at: usize| (self.ruler.first + at as i128).rem_euclid(BLOCK) == 0;
        self.runs(self.ruler.in_view, |at| self.is_dense(at), begins_block)
    }

    /// The spans of neighbouring slots, from one on, that are `wanted`; a slot
    /// that `begins` one is not joined to the one before.
    fn runs(
        &self,
        from: usize,
        wanted: impl Fn(usize) -> bool,
        begins: impl Fn(usize) -> bool,
    ) -> Vec<TimeSpan> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in (from..self.counts.len()).filter(|&at| wanted(at)) {
            match runs.last_mut() {
                Some(run) if run.end == at && !begins(at) => run.end = at + 1,
                _ => runs.push(at..at + 1),
            }
        }
        runs.into_iter().map(|run| self.ruler.span(run)).collect()
    }
}
