//! The questions of a view, answered from sorted columns, none of them by a
//! look at every event.

use std::ops::Range;

use super::look::{LEAST, MOST};
use super::set::{EventSet, FAN, mask, ones};
use super::{Entry, EventStore, Store, StoreLane};
use crate::dates::{Time, TimeSpan};
use crate::model::{EventIx, LaneIx};

impl EventStore for Store {
    fn lanes(&self) -> &[StoreLane] {
        &self.lanes
    }

    fn data_span(&self) -> Option<TimeSpan> {
        self.columns.data
    }

    fn extent(&self, set: &EventSet) -> Option<TimeSpan> {
        let lanes = 0..self.lanes.len();
        lanes
            .filter_map(|lane| self.lane_extent(lane, set))
            .reduce(TimeSpan::union)
    }

    fn lane_counts(&self, set: &EventSet) -> Vec<u32> {
        let count = |range: &Range<usize>| set.rank(range.end) - set.rank(range.start);
        let lanes = self.lanes.iter();
        lanes
            .map(|lane| count(&lane.positions) + count(&lane.undated))
            .collect()
    }

    fn counts(&self, lane: LaneIx, edges: &[Time], set: &EventSet) -> Vec<u32> {
        let positions = self.positions(lane);
        let firsts = self.columns.first_at_each(&positions, edges);
        let ranks: Vec<u32> = firsts.into_iter().map(|first| set.rank(first)).collect();
        ranks.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    fn running(&self, lane: LaneIx, time: Time, set: &EventSet) -> u32 {
        let positions = self.positions(lane);
        let count = |range: Range<usize>| set.rank(range.end) - set.rank(range.start);
        let by_end = set.members().by_end.as_ref();
        let ended = self.running.ended(usize::from(lane.0), time, &self.columns);
        match ended.zip(by_end) {
            None => count(self.running.neighbours(&positions, time, &self.columns)),
            Some((ended, by_end)) => {
                let started = count(positions.start..self.columns.first_at(&positions, time));
                let ended = positions.start + ended;
                started - (by_end.rank(ended) - by_end.rank(positions.start))
            }
        }
    }

    fn best(&self, lane: LaneIx, span: TimeSpan, limit: usize, set: &EventSet) -> Vec<Entry> {
        let found = self.best_in(self.starting_in(lane, span), limit, set);
        found.into_iter().filter_map(|p| self.entry_at(p)).collect()
    }

    fn best_running(&self, lane: LaneIx, time: Time, limit: usize, set: &EventSet) -> Vec<Entry> {
        let positions = self.positions(lane);
        let found = match self.running.order(usize::from(lane.0)) {
            None => {
                let running = self.running.neighbours(&positions, time, &self.columns);
                self.best_in(running, limit, set)
            }
            Some(_) => {
                let limit = limit.min(self.running(lane, time, set) as usize);
                let mut found = Vec::with_capacity(limit);
                for importance in (LEAST..=MOST).rev() {
                    let left = limit - found.len();
                    let own = self.running_members(lane, time, Some(importance), set);
                    found.extend(own.take(left));
                }
                found
            }
        };
        found.into_iter().filter_map(|p| self.entry_at(p)).collect()
    }

    fn starting(&self, lane: LaneIx, span: TimeSpan, set: &EventSet) -> Vec<Entry> {
        let mut range = self.starting_in(lane, span);
        let mut found = Vec::with_capacity((set.rank(range.end) - set.rank(range.start)) as usize);
        let words = set.members().by_position.words();
        while let Some(first) = set.first_in(range.clone()) {
            let word = first / 64;
            let own = words[word] & mask(word, &range);
            found.extend(ones(own).filter_map(|bit| self.entry_at(word * 64 + bit)));
            range.start = ((word + 1) * 64).min(range.end);
        }
        found
    }

    fn entry(&self, event: EventIx) -> Option<Entry> {
        self.entry_at(self.position(event)?)
    }
}

impl Store {
    /// The entry at a dated position.
    fn entry_at(&self, position: usize) -> Option<Entry> {
        let lane = self.lane_at(position);
        let look = self.columns.looks[position];
        Some(Entry {
            event: self.columns.events[position],
            lane: LaneIx(lane as u16),
            nth: (position - self.lanes[lane].positions.start) as u32,
            span: self.columns.span(position),
            date: self.columns.date(position)?,
            importance: look.importance(),
            is_disputed: look.has(super::ShowOnly::Disputed),
        })
    }

    /// The positions of a lane that start in a span.
    pub(super) fn starting_in(&self, lane: LaneIx, span: TimeSpan) -> Range<usize> {
        let positions = self.positions(lane);
        let first = self.columns.first_at(&positions, span.start);
        first..self.columns.first_at(&positions, span.end).max(first)
    }

    /// The best members in a range of positions: by importance, then position,
    /// which is by start.
    fn best_in(&self, range: Range<usize>, limit: usize, set: &EventSet) -> Vec<usize> {
        let members = set.members();
        let words = members.by_position.words();
        let mut found = Vec::with_capacity(limit.min(range.len()));
        if range.is_empty() || limit == 0 {
            return found;
        }
        for importance in (LEAST..=MOST).rev() {
            // Words with more important members are few: all of those members
            // have been found, or the limit would have been reached.
            let mut at = range.start / 64;
            while let Some(word) = members.forest.next(at, importance) {
                if word * 64 >= range.end {
                    break;
                }
                for bit in ones(words[word] & mask(word, &range)) {
                    let position = word * 64 + bit;
                    if self.columns.looks[position].importance() == importance {
                        found.push(position);
                        if found.len() == limit {
                            return found;
                        }
                    }
                }
                at = word + 1;
            }
        }
        found
    }

    /// The members of a lane with an order by end that run at a time, in order
    /// of start; only those of an importance where one is given.
    pub(super) fn running_members<'a>(
        &'a self,
        lane: LaneIx,
        time: Time,
        importance: Option<u8>,
        set: &'a EventSet,
    ) -> impl DoubleEndedIterator<Item = usize> + 'a {
        let positions = self.positions(lane);
        let started = positions.start..self.columns.first_at(&positions, time);
        let members = set.members();
        let least = importance.unwrap_or(LEAST);
        let words = self.running.words(started.clone(), importance, time);
        let words = words.filter(move |&word| {
            let has_groups = members.forest.groups().get(word / FAN);
            has_groups.is_none_or(|&most| most >= least) && members.forest.words()[word] >= least
        });
        words.flat_map(move |word| {
            let bits = members.by_position.words()[word] & mask(word, &started);
            (0..64)
                .filter(move |bit| bits >> bit & 1 == 1)
                .map(move |bit| word * 64 + bit)
                .filter(move |&position| {
                    let own = self.columns.looks[position].importance();
                    importance.is_none_or(|importance| own == importance)
                        && self.columns.end(position) > time
                })
        })
    }

    fn lane_extent(&self, lane: usize, set: &EventSet) -> Option<TimeSpan> {
        let positions = &self.lanes[lane].positions;
        let first = set.first_in(positions.clone())?;
        let last = match (self.running.order(lane), &set.members().by_end) {
            (Some(order), Some(by_end)) => {
                let at = by_end.last_in(positions.clone())?;
                order[at - positions.start] as usize
            }
            _ => set.last_in(positions.clone())?,
        };
        Some(TimeSpan {
            start: self.columns.start(first),
            end: self.columns.end(last),
        })
    }
}
