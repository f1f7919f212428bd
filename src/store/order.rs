//! The dated events in reading order: by start, then lane, then as they stand
//! in the lane. The order is never made; each question is asked of every lane
//! and the answers are compared.
//!
//! In a span lie the events that start in it and those that run at its start.

use std::ops::Range;

use super::{EventSet, EventStore, Store};
use crate::dates::{Time, TimeSpan};
use crate::model::{EventIx, LaneIx};

impl Store {
    /// The first event of a set.
    pub fn first(&self, set: &EventSet) -> Option<EventIx> {
        let lanes = self.lanes.iter();
        self.earliest(lanes.filter_map(|lane| set.first_in(lane.positions.clone())))
    }

    /// The last event of a set.
    pub fn last(&self, set: &EventSet) -> Option<EventIx> {
        let lanes = self.lanes.iter();
        self.latest(lanes.filter_map(|lane| set.last_in(lane.positions.clone())))
    }

    /// The event of a set that comes after an event, which need not be in it.
    /// `None` after the last one, and for an event without a date.
    pub fn next(&self, set: &EventSet, event: EventIx) -> Option<EventIx> {
        let at = self.position(event)?;
        let found = self.around(at).filter_map(|(before, lane)| {
            let from = if lane.contains(&at) { at + 1 } else { before };
            set.first_in(from..lane.end)
        });
        self.earliest(found)
    }

    /// The event of a set that comes before an event, which need not be in it.
    /// `None` before the first one, and for an event without a date.
    pub fn previous(&self, set: &EventSet, event: EventIx) -> Option<EventIx> {
        let at = self.position(event)?;
        let found = self.around(at).filter_map(|(before, lane)| {
            let to = if lane.contains(&at) { at } else { before };
            set.last_in(lane.start..to)
        });
        self.latest(found)
    }

    /// The first event of a set that lies in a span, at least in part.
    pub fn first_in(&self, span: TimeSpan, set: &EventSet) -> Option<EventIx> {
        let found = self.lane_numbers().filter_map(|lane| {
            let running = self.run_at(lane, span.start, set);
            running.map_or_else(
                || set.first_in(self.starting_in(lane, span)),
                |(first, _)| Some(first),
            )
        });
        self.earliest(found)
    }

    /// The last event of a set that lies in a span, at least in part.
    pub fn last_in(&self, span: TimeSpan, set: &EventSet) -> Option<EventIx> {
        let found = self.lane_numbers().filter_map(|lane| {
            let starting = set.last_in(self.starting_in(lane, span));
            starting.or_else(|| self.run_at(lane, span.start, set).map(|(_, last)| last))
        });
        self.latest(found)
    }

    /// The first events of a set that lie in a span, in reading order, at most
    /// `limit` of them.
    pub fn listed_in(&self, span: TimeSpan, limit: usize, set: &EventSet) -> Vec<EventIx> {
        let mut found: Vec<usize> = Vec::new();
        for lane in self.lane_numbers() {
            found.extend(self.all_running(lane, span.start, set).take(limit));
            let mut starting = self.starting_in(lane, span);
            for _ in 0..limit {
                let Some(first) = set.first_in(starting.clone()) else {
                    break;
                };
                found.push(first);
                starting.start = first + 1;
            }
        }
        let mut found = self.sorted(found);
        found.truncate(limit);
        found
    }

    /// How many events of a set lie in a span, at least in part.
    pub fn count_in(&self, span: TimeSpan, set: &EventSet) -> u64 {
        let edges = [span.start, span.end];
        let lanes = self.lane_numbers();
        let count = |lane| {
            let starting: u32 = self.counts(lane, &edges, set).iter().sum();
            u64::from(starting) + u64::from(self.running(lane, span.start, set))
        };
        lanes.map(count).sum()
    }

    /// The event of a lane that starts nearest to a time; the earlier of two.
    pub fn nearest(&self, lane: LaneIx, time: Time, set: &EventSet) -> Option<EventIx> {
        let positions = self.positions(lane);
        let at = self.columns.first_at(&positions, time);
        let after = set.first_in(at..positions.end);
        let before = set.last_in(positions.start..at).map(|last| {
            // The first of those that start together.
            let start = self.columns.start(last);
            let first = self.columns.first_at(&positions, start);
            set.first_in(first..last + 1).unwrap_or(last)
        });
        let away = |position: usize| self.columns.start(position).seconds_since(time).abs();
        let found = match (before, after) {
            (Some(before), Some(after)) if away(after) < away(before) => after,
            (before, after) => before.or(after)?,
        };
        Some(self.columns.events[found])
    }

    /// Events in reading order, without those that have no date.
    pub fn in_reading_order(&self, events: impl IntoIterator<Item = EventIx>) -> Vec<EventIx> {
        let events = events.into_iter();
        self.sorted(events.filter_map(|event| self.position(event)).collect())
    }

    fn sorted(&self, mut positions: Vec<usize>) -> Vec<EventIx> {
        positions.sort_unstable_by_key(|&position| (self.columns.start(position), position));
        let events = positions.into_iter();
        events
            .map(|position| self.columns.events[position])
            .collect()
    }

    fn lane_numbers(&self) -> impl Iterator<Item = LaneIx> + use<> {
        (0..self.lanes.len()).map(|lane| LaneIx(lane as u16))
    }

    fn earliest(&self, positions: impl Iterator<Item = usize>) -> Option<EventIx> {
        let first = positions.min_by_key(|&position| (self.columns.start(position), position))?;
        Some(self.columns.events[first])
    }

    fn latest(&self, positions: impl Iterator<Item = usize>) -> Option<EventIx> {
        let last = positions.max_by_key(|&position| (self.columns.start(position), position))?;
        Some(self.columns.events[last])
    }

    /// For each lane, where the events begin that do not come before that at
    /// a position.
    fn around(&self, at: usize) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let start = self.columns.start(at);
        self.lanes.iter().map(move |lane| {
            let lane = lane.positions.clone();
            // Of those that start together, the ones in lanes above come first.
            let edge = match lane.start <= at {
                true => after(start),
                false => Some(start),
            };
            let first = edge.map_or(lane.end, |edge| self.columns.first_at(&lane, edge));
            (first, lane)
        })
    }

    /// The first and the last member of a lane that run at a time.
    fn run_at(&self, lane: LaneIx, time: Time, set: &EventSet) -> Option<(usize, usize)> {
        if self.running(lane, time, set) == 0 {
            return None;
        }
        if self.running.order(usize::from(lane.0)).is_some() {
            let first = self.running_members(lane, time, None, set).next()?;
            let last = self.running_members(lane, time, None, set).next_back()?;
            return Some((first, last));
        }
        let running = self.neighbours(lane, time);
        set.first_in(running.clone()).zip(set.last_in(running))
    }

    fn neighbours(&self, lane: LaneIx, time: Time) -> Range<usize> {
        let positions = self.positions(lane);
        self.running.neighbours(&positions, time, &self.columns)
    }

    /// The members of a lane that run at a time, in order of start.
    fn all_running<'a>(
        &'a self,
        lane: LaneIx,
        time: Time,
        set: &'a EventSet,
    ) -> Box<dyn Iterator<Item = usize> + 'a> {
        if self.running(lane, time, set) == 0 {
            return Box::new(std::iter::empty());
        }
        if self.running.order(usize::from(lane.0)).is_some() {
            return Box::new(self.running_members(lane, time, None, set));
        }
        let mut running = self.neighbours(lane, time);
        Box::new(std::iter::from_fn(move || {
            let first = set.first_in(running.clone())?;
            running.start = first + 1;
            Some(first)
        }))
    }
}

/// The first time after another.
fn after(time: Time) -> Option<Time> {
    let next = Time::from_secs_nanos(time.secs(), time.nanos() + 1);
    (next > time).then_some(next)
}
