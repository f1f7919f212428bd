//! Which row of its lane an event lies on.
//!
//! Rows are planned for a dataset and a height, from time alone: an event
//! keeps its row while the view pans and zooms, and under any filter. Nothing
//! here knows how wide a title is.

use std::collections::{BTreeMap, BTreeSet};

use crate::dates::{Time, TimeSpan};
use crate::model::{EventIx, LaneIx};
use crate::store::{EventSet, Store};

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

/// Which events a plan makes room for.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All of them: the plan holds for every view and filter.
    Everything,
    /// Those let through that lie in a span: the plan of a still picture.
    Only(&'a EventSet, TimeSpan),
}

impl Scope<'_> {
    pub(super) fn holds(self, event: EventIx, span: TimeSpan) -> bool {
        match self {
            Scope::Everything => true,
            // A span of no length is in view when the view holds its time.
            Scope::Only(shown, view) => {
                shown.contains(event) && (span.overlaps(view) || view.contains(span.start))
            }
        }
    }
}

/// The rows of every lane shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowPlan {
    /// The lanes shown, top to bottom.
    pub bands: Vec<Band>,
    /// Height of a row in pixels.
    pub(super) row_height: f32,
}

/// Rows that a lane may have before its events share rows and fold. More would
/// push the other lanes out of the window.
const MOST_ROWS: usize = 9;
/// The same in a still picture, which pushes nothing out of sight.
const MOST_ROWS_STILL: usize = 24;
/// Events to a row that are tried, the roomiest first, until the lanes fit. At
/// one an event's title nearly always finds room; past nine a row 1,000 px wide
/// has no room for titles anyway.
const EVENTS_PER_ROW: [usize; 7] = [1, 2, 3, 4, 5, 7, 9];
/// Rows that a lane keeps, if it wants them, before the lanes scroll instead.
const LEAST_ROWS: usize = 2;
/// The same in a still picture, which cannot scroll.
const LEAST_ROWS_STILL: usize = 1;

/// A lane with more events than this folds nearly everywhere, so who is titled
/// no longer depends on who chose first; its rows are filled in order of time,
/// which takes one look at each event.
const CROWDED: usize = 4_000;

/// A lane's events that the plan makes room for, in order of start.
type LaneEvents = Vec<(EventIx, TimeSpan, u8)>;

/// Rows for the lanes that are not hidden, `fitting` of them in all if that
/// can be.
///
/// Each lane gets as many rows as leave most room to titles while everything
/// fits. Where not even the least fits, lanes that want most give up rows
/// first; each keeps [`LEAST_ROWS`] (a still picture [`LEAST_ROWS_STILL`]) if it wants them, so that more than
/// `fitting` can come out.
pub(super) fn plan_bands(
    store: &Store,
    hidden: &BTreeSet<LaneIx>,
    scope: Scope<'_>,
    fitting: usize,
) -> Vec<Band> {
    let lanes: Vec<(LaneIx, LaneEvents)> = (0..store.lanes().len())
        .map(|ix| LaneIx(ix as u16))
        .filter(|lane| !hidden.contains(lane))
        .map(|lane| {
            let events = store.lane_events(lane);
            (
                lane,
                events
                    .filter(|event| scope.holds(event.0, event.1))
                    .collect(),
            )
        })
        .collect();
    let (least, most) = match scope {
        Scope::Everything => (LEAST_ROWS, MOST_ROWS),
        Scope::Only(..) => (LEAST_ROWS_STILL, MOST_ROWS_STILL),
    };
    let open_for = |per_row: usize| -> Vec<usize> {
        let open = |(_, events): &(LaneIx, LaneEvents)| events.len().div_ceil(per_row);
        lanes.iter().map(open).collect()
    };
    let assign_all = |open: &[usize]| -> Vec<Vec<usize>> {
        let with_open = lanes.iter().zip(open);
        with_open
            .map(|((_, events), &open)| assign(events, open, most))
            .collect()
    };
    let mut assigned = Vec::new();
    for per_row in EVENTS_PER_ROW {
        assigned = assign_all(&open_for(per_row));
        if assigned.iter().map(|rows| row_count(rows)).sum::<usize>() <= fitting {
            break;
        }
    }
    let mut wanted: Vec<usize> = assigned.iter().map(|rows| row_count(rows)).collect();
    shrink_to(fitting, least, &mut wanted);
    grow_to(fitting, most, &mut wanted, &lanes);
    for ((rows, &wanted), (_, events)) in assigned.iter_mut().zip(&wanted).zip(&lanes) {
        if wanted != row_count(rows) {
            *rows = assign(events, wanted, wanted);
        }
    }
    lanes
        .iter()
        .zip(&assigned)
        .map(|((lane, events), rows)| Band {
            lane: *lane,
            rows: collect_rows(events, rows),
        })
        .collect()
}

/// Takes rows from the lanes that have most until all fit or each has only
/// `least`.
fn shrink_to(fitting: usize, least: usize, wanted: &mut [usize]) {
    while wanted.iter().sum::<usize>() > fitting {
        let most = wanted.iter().copied().max().unwrap_or(0);
        if most <= least {
            break;
        }
        // The last of the equals, so that the first lanes keep theirs.
        if let Some(lane) = wanted.iter().rposition(|&rows| rows == most) {
            wanted[lane] -= 1;
        }
    }
}

/// Gives rows that are left over to the lanes with most events to a row.
fn grow_to(fitting: usize, most: usize, wanted: &mut [usize], lanes: &[(LaneIx, LaneEvents)]) {
    for _ in wanted.iter().sum::<usize>()..fitting {
        let crowded = (0..lanes.len())
            .filter(|&lane| wanted[lane] < most && lanes[lane].1.len() > wanted[lane])
            // Events to a row, compared without a division; the first of equals.
            .reduce(|a, b| {
                let is_fuller = lanes[b].1.len() * wanted[a] > lanes[a].1.len() * wanted[b];
                if is_fuller { b } else { a }
            });
        match crowded {
            Some(lane) => wanted[lane] += 1,
            None => break,
        }
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
/// row with the least to overlap is shared. `open` rows are there from the
/// start, at least one and at most `most`.
fn assign(events: &LaneEvents, open: usize, most: usize) -> Vec<usize> {
    if events.len() > CROWDED {
        return assign_in_order_of_time(events, most);
    }
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(events[at].2), events[at].1.start, at));
    let mut rows: Vec<BTreeMap<(Time, usize), Time>> = vec![BTreeMap::new(); open.clamp(1, most)];
    let mut row_of = vec![0; events.len()];
    for at in order {
        let span = events[at].1;
        let mut best = 0;
        let mut most_room = f64::NEG_INFINITY;
        for (row, taken) in rows.iter().enumerate() {
            let room = room_for(taken, span);
            // The earlier row wins a tie.
            if room > most_room {
                (best, most_room) = (row, room);
            }
        }
        if most_room < 0.0 && rows.len() < most {
            best = rows.len();
            rows.push(BTreeMap::new());
        }
        rows[best].insert((span.start, at), span.end);
        row_of[at] = best;
    }
    row_of
}

/// Each event takes the first row that is free by its start, or else the one
/// that is free first.
fn assign_in_order_of_time(events: &LaneEvents, most: usize) -> Vec<usize> {
    let mut free_from = vec![Time::MIN; most.max(1)];
    let row_for = |(_, span, _): &(EventIx, TimeSpan, u8)| {
        let free = free_from.iter().position(|&end| end <= span.start);
        let first = || (0..free_from.len()).min_by_key(|&row| (free_from[row], row));
        let row = free.or_else(first).unwrap_or(0);
        free_from[row] = free_from[row].max(span.end);
        row
    };
    events.iter().map(row_for).collect()
}

/// Seconds between `span` and the nearest event of a row; below zero where it
/// overlaps, the deeper inside the other the lower; infinite in an empty row.
fn room_for(row: &BTreeMap<(Time, usize), Time>, span: TimeSpan) -> f64 {
    // Spans of one row do not overlap until it is shared; after that a long
    // one may reach over its followers, so some of those before are asked too.
    const ASKED_BEFORE: usize = 48;
    let before = row.range(..(span.start, usize::MAX)).rev();
    let gap_before = before
        .take(ASKED_BEFORE)
        .map(|(_, &end)| span.start.seconds_since(end))
        .fold(f64::INFINITY, f64::min);
    let after = row.range((span.start, usize::MAX)..).next();
    let gap_after = after.map_or(f64::INFINITY, |(&(start, _), _)| {
        start.seconds_since(span.end)
    });
    gap_before.min(gap_after)
}

fn collect_rows(events: &LaneEvents, row_of: &[usize]) -> Vec<Row> {
    let mut rows = vec![Row::default(); row_count(row_of)];
    for (&(event, span, _), &row) in events.iter().zip(row_of) {
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
