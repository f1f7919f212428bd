//! The in-memory store and what it tells of single events.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::IsCancelled;
use super::build;
use super::columns::Columns;
use super::lanes::StoreLane;
use super::parallel;
use super::running::Running;
use super::set::{Bits, EventSet, Forest, Members, fill, mask, ones};
use crate::dates::{Bounds, TimeSpan};
use crate::model::{Dataset, EventIx, Index, LaneIx};

/// Words that a thread looks at before it takes more work.
pub(super) const WORDS: usize = 1 << 12;

/// Sorted columns of a dataset's events. Valid until the dataset is edited or
/// replaced.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) lanes: Vec<StoreLane>,
    pub(super) columns: Columns,
    pub(super) running: Running,
    /// The greatest importance in each word of positions.
    best: Vec<u8>,
}

impl Store {
    /// Sorts a dataset's events into columns.
    ///
    /// Children of a collapsed lane are counted in that lane. Events that name
    /// no lane, or one that does not exist, share one more lane at the end.
    pub fn build(dataset: &Dataset, index: &Index) -> Store {
        let store = Store::build_unless(dataset, index, &|| false);
        store.unwrap_or_else(|| unreachable!("nobody stops it"))
    }

    /// The same; `None` when it is no longer wanted.
    pub fn build_unless(
        dataset: &Dataset,
        index: &Index,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<Store> {
        let (lanes, columns, running) = build::built(dataset, index, is_cancelled)?;
        let mut best = vec![0; columns.dated.div_ceil(64)];
        for (word, best) in best.iter_mut().enumerate() {
            let own = word * 64..((word + 1) * 64).min(columns.dated);
            let looks = columns.looks[own].iter();
            *best = looks.map(|look| look.importance()).max().unwrap_or(0);
        }
        Some(Store {
            lanes,
            columns,
            running,
            best,
        })
    }

    /// From the earliest start to the latest end of all dated events.
    pub fn data_span(&self) -> Option<TimeSpan> {
        self.columns.data
    }

    /// The lanes, top to bottom.
    pub fn lanes(&self) -> &[StoreLane] {
        &self.lanes
    }

    /// The lane that an event is shown in.
    pub fn lane_of(&self, event: EventIx) -> LaneIx {
        let position = self.columns.position_of[event.0 as usize] as usize;
        LaneIx(self.lane_at(position) as u16)
    }

    /// What an event covers on the timeline: its extent, an open end going to
    /// the edge of the data. `None` without a date.
    pub fn span(&self, event: EventIx) -> Option<TimeSpan> {
        Some(self.columns.span(self.position(event)?))
    }

    /// Events that have no date, or one that does not bound them, by lane.
    pub fn undated(&self) -> &[EventIx] {
        &self.columns.events[self.columns.dated..]
    }

    /// How many undated events are in a set.
    pub fn undated_len(&self, set: &EventSet) -> u32 {
        set.len() - set.dated_len()
    }

    /// The undated events of a set, by lane.
    pub fn undated_in<'a>(&'a self, set: &'a EventSet) -> impl Iterator<Item = EventIx> + 'a {
        let undated = self.undated().iter().copied();
        undated.filter(|&event| set.contains(event))
    }

    /// True when sources differ on the event.
    pub fn is_disputed(&self, event: EventIx) -> bool {
        let position = self.columns.position_of[event.0 as usize] as usize;
        self.columns.looks[position].has(super::ShowOnly::Disputed)
    }

    /// The date of an event, without its text.
    pub fn bounds(&self, event: EventIx) -> Option<Bounds> {
        self.columns.date(self.position(event)?)
    }

    /// Importance of an event, 1 to 5; 3 where it states none.
    pub fn importance(&self, event: EventIx) -> u8 {
        let position = self.columns.position_of[event.0 as usize] as usize;
        self.columns.looks[position].importance()
    }

    /// How many events there are, dated or not.
    pub fn len(&self) -> usize {
        self.columns.events.len()
    }

    /// True when there is no event.
    pub fn is_empty(&self) -> bool {
        self.columns.events.is_empty()
    }

    /// Every event.
    pub fn all(&self) -> EventSet {
        self.set(self.words_of_lanes(&BTreeSet::new()))
    }

    /// The members of a set that are not in the hidden lanes.
    pub fn without_lanes(&self, set: &EventSet, hidden: &BTreeSet<LaneIx>) -> EventSet {
        if hidden.is_empty() {
            return set.clone();
        }
        // A lane has the same places in the order of positions and in that of
        // ends, so one mask does for both; the forest changes at its edges.
        let lanes = self.words_of_lanes(hidden);
        let masked = |words: &[u64]| {
            let both = words.iter().zip(&lanes);
            Bits::new(both.map(|(word, lanes)| word & lanes).collect())
        };
        let members = set.members();
        let by_position = masked(members.by_position.words());
        let mut best = members.forest.words().to_vec();
        for (word, best) in best.iter_mut().enumerate() {
            if lanes[word] != u64::MAX {
                let own = by_position.words()[word] & mask(word, &(0..self.columns.dated));
                *best = self.best_of(word, own);
            }
        }
        EventSet::of(Members {
            position_of: Arc::clone(&self.columns.position_of),
            dated: self.columns.dated,
            forest: Forest::new(best),
            by_end: members.by_end.as_ref().map(|by_end| masked(by_end.words())),
            by_position,
        })
    }

    pub(super) fn positions(&self, lane: LaneIx) -> Range<usize> {
        self.lanes[usize::from(lane.0)].positions.clone()
    }

    /// The position of a dated event.
    pub(super) fn position(&self, event: EventIx) -> Option<usize> {
        let position = *self.columns.position_of.get(event.0 as usize)? as usize;
        (position < self.columns.dated).then_some(position)
    }

    /// The lane at a position, dated or not.
    pub(super) fn lane_at(&self, position: usize) -> usize {
        let is_dated = position < self.columns.dated;
        self.lanes.partition_point(|lane| match is_dated {
            true => lane.positions.end <= position,
            false => lane.undated.end <= position,
        })
    }

    /// A bitmap by position of all lanes but the hidden ones.
    pub(super) fn words_of_lanes(&self, hidden: &BTreeSet<LaneIx>) -> Vec<u64> {
        let mut words = vec![0; self.len().div_ceil(64)];
        for (ix, lane) in self.lanes.iter().enumerate() {
            if !hidden.contains(&LaneIx(ix as u16)) {
                fill(&mut words, &lane.positions);
                fill(&mut words, &lane.undated);
            }
        }
        words
    }

    /// The set of a bitmap by position.
    pub(super) fn set(&self, words: Vec<u64>) -> EventSet {
        let dated = 0..self.columns.dated;
        let parts = parallel::ranges(self.best.len(), WORDS);
        let best = parallel::each(parts, |part| {
            let of = |word: usize| {
                let bits = words[word] & mask(word, &dated);
                self.best_of(word, bits)
            };
            part.map(of).collect::<Vec<u8>>()
        });
        let by_position = Bits::new(words);
        let by_end = self.running.has_orders().then(|| self.by_end(&by_position));
        EventSet::of(Members {
            position_of: Arc::clone(&self.columns.position_of),
            dated: self.columns.dated,
            forest: Forest::new(best.concat()),
            by_position,
            by_end,
        })
    }

    /// The greatest importance of some of the positions of a word.
    fn best_of(&self, word: usize, bits: u64) -> u8 {
        let first = word * 64;
        let looks = &self.columns.looks;
        if bits == 0 || bits.count_ones() as usize == 64.min(self.columns.dated - first) {
            return if bits == 0 { 0 } else { self.best[word] };
        }
        let importance = ones(bits).map(|bit| looks[first + bit].importance());
        importance.max().unwrap_or(0)
    }

    /// The same members in the order of their ends, lane by lane.
    fn by_end(&self, members: &Bits) -> Bits {
        let mut words = vec![0_u64; self.columns.dated.div_ceil(64)];
        for (ix, lane) in self.lanes.iter().enumerate() {
            let positions = &lane.positions;
            let many = members.rank(positions.end) - members.rank(positions.start);
            let order = self.running.order(ix);
            if many == 0 {
                continue;
            }
            if many as usize == positions.len() {
                fill(&mut words, positions);
                continue;
            }
            let Some(order) = order else {
                // Nobody asks for the ends of a lane that ends in order.
                continue;
            };
            let range = positions.start / 64..(positions.end - 1) / 64 + 1;
            let first = range.start;
            let parts = words[range].chunks_mut(WORDS).enumerate().collect();
            parallel::each(parts, |(part, words): (usize, &mut [u64])| {
                for (at, own) in words.iter_mut().enumerate() {
                    let word = first + part * WORDS + at;
                    let from = (word * 64).max(positions.start);
                    let to = ((word + 1) * 64).min(positions.end);
                    let order = &order[from - positions.start..to - positions.start];
                    for (bit, &position) in (from - word * 64..).zip(order) {
                        *own |= u64::from(members.has(position as usize)) << bit;
                    }
                }
            });
        }
        Bits::new(words)
    }
}
