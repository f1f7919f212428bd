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
/// Events to a slot and row above which a slot is dense: three marks that
/// touch nearly fill it.
const MOST_PER_ROW: usize = 3;
/// Slots to a stretch. Marks fold from the beginning of a stretch on, so that
/// what folds together does not depend on where the view begins.
const STRETCH: i128 = 16;
/// Slots to a block, which says how many events it holds.
const BLOCK: i128 = 6;

/// The slots of one lane in view, and those before them back to the beginning
/// of a stretch.
pub(super) struct Slots {
    /// Width of a column in nanoseconds.
    column: i128,
    /// Number of the first slot, a multiple of [`STRETCH`].
    first: i128,
    /// How many events start in each slot.
    counts: Vec<u32>,
    /// Position in `counts` of the first slot in view.
    in_view: usize,
    /// How many events start in each column, from the first slot in view on.
    columns: Vec<u32>,
    /// A slot with more is dense.
    most: u32,
}

impl Slots {
    /// Counts what starts between two places of the picture, in pixels.
    pub(super) fn count(
        store: &dyn EventStore,
        lane: LaneIx,
        set: &EventSet,
        scale: TimeScale,
        (x0, x1): (f64, f64),
        rows: usize,
    ) -> Slots {
        let seconds = scale.seconds_per_px() * f64::from(COLUMN_WIDTH);
        let column = ((seconds * 1e9).round() as i128).max(1);
        let slot = column * COLUMNS as i128;
        let of = |x: f64| scale.time_from_x(x).total_nanos().div_euclid(slot);
        let (from, to) = (of(x0), of(x1) + 1);
        let first = from.div_euclid(STRETCH) * STRETCH;
        let before = (first..from).map(|at| Time::from_nanos(at * slot));
        let columns = from * COLUMNS as i128..=to * COLUMNS as i128;
        let columns = columns.map(|at| Time::from_nanos(at * column));
        let edges: Vec<Time> = before.chain(columns).collect();
        let mut counts = store.counts(lane, &edges, set);
        let columns = counts.split_off((from - first) as usize);
        counts.extend(columns.chunks(COLUMNS).map(|slot| slot.iter().sum::<u32>()));
        Slots {
            column,
            first,
            in_view: (from - first) as usize,
            counts,
            columns,
            most: (rows * MOST_PER_ROW) as u32,
        }
    }

    /// When a column in view begins, counted from the first in view.
    fn column_start(&self, at: usize) -> Time {
        let first = (self.first + self.in_view as i128) * COLUMNS as i128;
        Time::from_nanos((first + at as i128) * self.column)
    }

    /// The columns in view that something starts in: when each begins, how many
    /// events, and whether its slot is dense.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Time, u32, bool)> + '_ {
        let filled = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        filled.map(|(at, &count)| {
            let is_dense = self.is_dense(self.in_view + at / COLUMNS);
            (self.column_start(at), count, is_dense)
        })
    }

    /// The fullest column in view.
    pub(super) fn fullest_column(&self) -> u32 {
        self.columns.iter().copied().max().unwrap_or(0)
    }

    fn is_dense(&self, at: usize) -> bool {
        self.counts[at] > self.most
    }

    /// When the slots at some positions begin and end.
    fn span(&self, at: Range<usize>) -> TimeSpan {
        let slot = self.column * COLUMNS as i128;
        let time = |at: usize| Time::from_nanos((self.first + at as i128) * slot);
        TimeSpan::new(time(at.start), time(at.end))
    }

    /// The stretch that a time lies in.
    pub(super) fn stretch_of(&self, time: Time) -> i128 {
        let slot = self.column * COLUMNS as i128;
        time.total_nanos().div_euclid(slot * STRETCH)
    }

    /// The spans of neighbouring slots that are not dense and not empty.
    pub(super) fn sparse(&self) -> Vec<TimeSpan> {
        let has_marks = |at: usize| self.counts[at] > 0 && !self.is_dense(at);
        self.runs(0, has_marks, |_| false)
    }

    /// The blocks of dense slots in view: a run of them, cut where a multiple of
    /// [`BLOCK`] begins.
    pub(super) fn dense(&self) -> Vec<TimeSpan> {
        let begins_block = |at: usize| (self.first + at as i128).rem_euclid(BLOCK) == 0;
        self.runs(self.in_view, |at| self.is_dense(at), begins_block)
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
        runs.into_iter().map(|run| self.span(run)).collect()
    }
}
