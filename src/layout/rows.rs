//! Which row of its lane an event lies on.
//!
//! Rows are planned for a dataset and a height, from time alone: an event
//! keeps its row while the view pans and zooms, and under any filter. Nothing
//! here knows how wide a title is.

use std::collections::{BTreeMap, BTreeSet};

use crate::dates::{Time, TimeSpan};
use crate::model::LaneIx;
use crate::store::{EventSet, EventStore};

/// A lane as drawn: its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lane.
    pub lane: LaneIx,
    rows: usize,
    places: Places,
}

/// Which row each event of a lane lies on.
#[derive(Clone, Debug, PartialEq)]
enum Places {
    /// The row of some events, by their [`Entry::nth`](crate::store::Entry::nth),
    /// ascending.
    Planned { nth: Vec<u32>, row: Vec<u8> },
    /// In a lane of more than [`VAST`] events the rows take turns: neighbours
    /// in time never share one, and no plan is as large as the data.
    InTurn,
}

impl Band {
    /// How many rows it has, at least one.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The row of an event by its place in the lane, from 0. One that the plan
    /// made no room for takes its turn.
    pub(super) fn row_of(&self, nth: u32) -> usize {
        if let Places::Planned { nth: known, row } = &self.places
            && let Ok(at) = known.binary_search(&nth)
        {
            return usize::from(row[at]);
        }
        nth as usize % self.rows
    }
}

/// Which events a plan makes room for.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All of a set, which should be all there are: the plan holds for every
    /// view and filter.
    Everything(&'a EventSet),
    /// Those of a set that lie in a span: the plan of a still picture.
    Only(&'a EventSet, TimeSpan),
}

impl Scope<'_> {
    fn set(&self) -> &EventSet {
        match self {
            Scope::Everything(set) | Scope::Only(set, _) => set,
        }
    }

    fn span(&self) -> TimeSpan {
        match self {
            Scope::Everything(_) => TimeSpan::new(Time::MIN, Time::MAX),
            Scope::Only(_, span) => *span,
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

/// A lane with more events than this has no plan.
const VAST: u32 = 100_000;

/// The events of a lane that the plan makes room for, in order of start, with
/// their place in the lane and their importance.
struct LaneEvents {
    lane: LaneIx,
    /// How many there are; [`LaneEvents::planned`] is empty for a vast lane.
    count: usize,
    planned: Vec<(u32, TimeSpan, u8)>,
}

impl LaneEvents {
    fn of(store: &dyn EventStore, lane: LaneIx, scope: Scope<'_>) -> LaneEvents {
        let (set, span) = (scope.set(), scope.span());
        let running = store.running(lane, span.start, set);
        let starting = store.counts(lane, &[span.start, span.end], set)[0];
        let count = running + starting;
        let mut planned = Vec::new();
        if count <= VAST {
            let entries = store.best_running(lane, span.start, running as usize, set);
            let entries = entries.into_iter().chain(store.starting(lane, span, set));
            planned.extend(entries.map(|entry| (entry.nth, entry.span, entry.importance)));
            planned.sort_unstable_by_key(|event| event.0);
        }
        LaneEvents {
            lane,
            count: count as usize,
            planned,
        }
    }

    /// True where its rows are filled in order of time, or in turn: it has as
    /// many as it may.
    fn is_crowded(&self) -> bool {
        self.count > CROWDED
    }

    /// The rows that its events lie on, `open` of them from the start and
    /// `most` at most; how many that makes. Those of a crowded lane are not
    /// assigned before it is known how many it gets.
    fn try_out(&self, open: usize, most: usize) -> Assigned {
        match self.is_crowded() {
            true => Assigned {
                row_of: Vec::new(),
                rows: most,
            },
            false => self.assign(open, most),
        }
    }

    fn assign(&self, open: usize, most: usize) -> Assigned {
        if self.count > self.planned.len() {
            return Assigned {
                row_of: Vec::new(),
                rows: most,
            };
        }
        let row_of = assign(&self.planned, open, most);
        Assigned {
            rows: row_of.iter().max().map_or(1, |&last| usize::from(last) + 1),
            row_of,
        }
    }

    fn band(self, assigned: Assigned) -> Band {
        let places = if self.count > self.planned.len() {
            Places::InTurn
        } else {
            Places::Planned {
                nth: self.planned.iter().map(|event| event.0).collect(),
                row: assigned.row_of,
            }
        };
        Band {
            lane: self.lane,
            rows: assigned.rows,
            places,
        }
    }
}

/// The rows of a lane's events.
struct Assigned {
    row_of: Vec<u8>,
    rows: usize,
}

/// Rows for the lanes that are not hidden, `fitting` of them in all if that
/// can be.
///
/// Each lane gets as many rows as leave most room to titles while everything
/// fits. Where not even the least fits, lanes that want most give up rows
/// first; each keeps [`LEAST_ROWS`] (a still picture [`LEAST_ROWS_STILL`]) if it wants them, so that more than
/// `fitting` can come out.
pub(super) fn plan_bands(
    store: &dyn EventStore,
    hidden: &BTreeSet<LaneIx>,
    scope: Scope<'_>,
    fitting: usize,
) -> Vec<Band> {
    let lanes: Vec<LaneEvents> = (0..store.lanes().len())
        .map(|ix| LaneIx(ix as u16))
        .filter(|lane| !hidden.contains(lane))
        .map(|lane| LaneEvents::of(store, lane, scope))
        .collect();
    let (least, most) = match scope {
        Scope::Everything(_) => (LEAST_ROWS, MOST_ROWS),
        Scope::Only(..) => (LEAST_ROWS_STILL, MOST_ROWS_STILL),
    };
    let mut assigned: Vec<Assigned> = Vec::new();
    for per_row in EVENTS_PER_ROW {
        let rows = |lane: &LaneEvents| lane.try_out(lane.count.div_ceil(per_row), most);
        assigned = lanes.iter().map(rows).collect();
        if assigned.iter().map(|lane| lane.rows).sum::<usize>() <= fitting {
            break;
        }
    }
    let mut wanted: Vec<usize> = assigned.iter().map(|lane| lane.rows).collect();
    shrink_to(fitting, least, &mut wanted);
    grow_to(fitting, most, &mut wanted, &lanes);
    let bands = lanes.into_iter().zip(assigned).zip(wanted);
    bands
        .map(|((lane, assigned), wanted)| {
            let assigned = if wanted == assigned.rows && !lane.is_crowded() {
                assigned
            } else {
                lane.assign(wanted, wanted)
            };
            lane.band(assigned)
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
fn grow_to(fitting: usize, most: usize, wanted: &mut [usize], lanes: &[LaneEvents]) {
    for _ in wanted.iter().sum::<usize>()..fitting {
        let crowded = (0..lanes.len())
            .filter(|&lane| wanted[lane] < most && lanes[lane].count > wanted[lane])
            // Events to a row, compared without a division; the first of equals.
            .reduce(|a, b| {
                let is_fuller = lanes[b].count * wanted[a] > lanes[a].count * wanted[b];
                if is_fuller { b } else { a }
            });
        match crowded {
            Some(lane) => wanted[lane] += 1,
            None => break,
        }
    }
}

/// The row of each event of a lane, in the lane's order.
///
/// Important events choose first: each takes the row whose nearest event is
/// farthest away in time, among those where it overlaps nothing; where it
/// overlaps in all of them a row is opened, up to `most`, and after that the
/// row with the least to overlap is shared. `open` rows are there from the
/// start, at least one and at most `most`.
fn assign(events: &[(u32, TimeSpan, u8)], open: usize, most: usize) -> Vec<u8> {
    if events.len() > CROWDED {
        return assign_in_order_of_time(events, most);
    }
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(events[at].2), events[at].1.start, at));
    let mut rows: Vec<BTreeMap<(Time, usize), Time>> = vec![BTreeMap::new(); open.clamp(1, most)];
    let mut row_of = vec![0_u8; events.len()];
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
        row_of[at] = best as u8;
    }
    row_of
}

/// Each event takes the first row after its forerunner's that is free by its
/// start, or else the one that is free first.
fn assign_in_order_of_time(events: &[(u32, TimeSpan, u8)], most: usize) -> Vec<u8> {
    let most = most.max(1);
    let mut free_from = vec![Time::MIN; most];
    let mut last = most - 1;
    let row_for = |(_, span, _): &(u32, TimeSpan, u8)| {
        let mut in_turn = (last + 1..=last + most).map(|row| row % most);
        let free = in_turn.find(|&row| free_from[row] <= span.start);
        let first = || (0..most).min_by_key(|&row| (free_from[row], row));
        let row = free.or_else(first).unwrap_or(0);
        free_from[row] = free_from[row].max(span.end);
        last = row;
        row as u8
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
