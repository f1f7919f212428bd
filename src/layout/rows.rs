//! Which row of its lane an event lies on.
//!
//! Rows are planned once for a dataset and a height, from time alone, so an
//! event keeps its row while the view pans and zooms, and under any filter.

use std::collections::{BTreeMap, BTreeSet};

use crate::dates::{Time, TimeSpan};
use crate::model::{EventIx, LaneIx};
use crate::store::Store;

/// Events of one row in order of start.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Row {
    pub(super) events: Vec<EventIx>,
    pub(super) spans: Vec<TimeSpan>,
    /// Latest end up to and with each event, to find what began off-screen.
    pub(super) latest_end: Vec<Time>,
}

/// A lane as drawn: its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lane.
    pub lane: LaneIx,
    pub(super) rows: Vec<Row>,
}

impl Band {
    /// How many rows it has, at least one.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }
}

/// The rows of every lane shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPlan {
    /// The lanes shown, top to bottom.
    pub bands: Vec<Band>,
}

/// Rows that a lane may have before its events share rows and fold. More would
/// push the other lanes out of the window.
const MOST_ROWS: usize = 9;
/// Events to a row before another is opened, where the events do not overlap.
/// About as many titles as a row 1,000 px wide can show.
const EVENTS_PER_ROW: usize = 7;
/// Rows that a lane keeps, if it wants them, before the lanes scroll instead.
const LEAST_ROWS: usize = 2;

impl RowPlan {
    /// Plans the lanes that are not hidden for `rows_that_fit` rows in all.
    ///
    /// Lanes that want most give up rows first; each keeps [`LEAST_ROWS`] if
    /// it wants them, so the plan can exceed `rows_that_fit`.
    pub fn new(store: &Store, hidden: &BTreeSet<LaneIx>, rows_that_fit: usize) -> RowPlan {
        let lanes: Vec<LaneIx> = (0..store.lanes().len())
            .map(|ix| LaneIx(ix as u16))
            .filter(|lane| !hidden.contains(lane))
            .collect();
        let mut assigned: Vec<Vec<usize>> = lanes
            .iter()
            .map(|&lane| assign(store, lane, MOST_ROWS))
            .collect();
        let mut wanted: Vec<usize> = assigned.iter().map(|rows| row_count(rows)).collect();
        while wanted.iter().sum::<usize>() > rows_that_fit {
            let most = wanted.iter().copied().max().unwrap_or(0);
            if most <= LEAST_ROWS {
                break;
            }
            // The last of the equals, so that the first lanes keep theirs.
            if let Some(lane) = wanted.iter().rposition(|&rows| rows == most) {
                wanted[lane] -= 1;
            }
        }
        for (ix, &lane) in lanes.iter().enumerate() {
            if wanted[ix] < row_count(&assigned[ix]) {
                assigned[ix] = assign(store, lane, wanted[ix]);
            }
        }
        let bands = lanes
            .iter()
            .zip(&assigned)
            .map(|(&lane, rows)| Band {
                lane,
                rows: collect_rows(store, lane, rows),
            })
            .collect();
        RowPlan { bands }
    }

    /// Rows of all lanes together.
    pub fn row_count(&self) -> usize {
        self.bands.iter().map(Band::row_count).sum()
    }
}

fn row_count(rows: &[usize]) -> usize {
    rows.iter().max().map_or(1, |&last| last + 1)
}

/// The row of each event of a lane, in the lane's order.
///
/// Important events choose first: each takes the row whose nearest event is
/// farthest away in time, among those where it overlaps nothing; where it
/// overlaps in all of them a row is opened, up to `most`, and after that the
/// row with the least to overlap is shared.
fn assign(store: &Store, lane: LaneIx, most: usize) -> Vec<usize> {
    let events: Vec<(EventIx, TimeSpan, u8)> = store.lane_events(lane).collect();
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(events[at].2), events[at].1.start, at));
    let open_at_once = events.len().div_ceil(EVENTS_PER_ROW).clamp(1, most);
    let mut rows: Vec<BTreeMap<(Time, usize), Time>> = vec![BTreeMap::new(); open_at_once];
    let mut row_of = vec![0; events.len()];
    for at in order {
        let span = events[at].1;
        let room: Vec<f64> = rows.iter().map(|row| room_for(row, span)).collect();
        // Before another row is opened for good, the most room wins; the
        // earlier row wins a tie.
        let mut best = 0;
        for (row, &gap) in room.iter().enumerate() {
            if gap > room[best] {
                best = row;
            }
        }
        if room[best] < 0.0 && rows.len() < most {
            best = rows.len();
            rows.push(BTreeMap::new());
        }
        rows[best].insert((span.start, at), span.end);
        row_of[at] = best;
    }
    row_of
}

/// Seconds between `span` and the nearest event of a row; below zero where it
/// overlaps, the deeper inside the other the lower; infinite in an empty row.
fn room_for(row: &BTreeMap<(Time, usize), Time>, span: TimeSpan) -> f64 {
    // Spans of one row do not overlap until it is shared; after that a long
    // one may reach over its followers, so some of those before are asked too.
    const ASKED_BEFORE: usize = 48;
    let before = row
        .range(..(span.start, usize::MAX))
        .rev()
        .take(ASKED_BEFORE);
    let gap_before = before
        .map(|(_, &end)| span.start.seconds_since(end))
        .fold(f64::INFINITY, f64::min);
    let after = row.range((span.start, usize::MAX)..).next();
    let gap_after = after.map_or(f64::INFINITY, |(&(start, _), _)| {
        start.seconds_since(span.end)
    });
    gap_before.min(gap_after)
}

fn collect_rows(store: &Store, lane: LaneIx, row_of: &[usize]) -> Vec<Row> {
    let mut rows = vec![Row::default(); row_count(row_of)];
    for ((event, span, _), &row) in store.lane_events(lane).zip(row_of) {
        let row = &mut rows[row];
        let latest = row
            .latest_end
            .last()
            .map_or(span.end, |&end| end.max(span.end));
        row.events.push(event);
        row.spans.push(span);
        row.latest_end.push(latest);
    }
    rows
}
