//! A set of events as a bitmap with a rank directory.

use crate::model::EventIx;

/// Which events a filter lets through.
///
/// Two bitmaps of the same events: by index in the dataset (for "is it in?")
/// and by position in the store's order (for exact counts by rank). Valid for
/// the store that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSet {
    by_index: Vec<u64>,
    by_position: Vec<u64>,
    /// Set bits before each word of `by_position`.
    rank_before: Vec<u32>,
    len: u32,
}

impl EventSet {
    /// The events of which `keep` is true. `positions[p]` is the event at
    /// position `p`; events without a position are members without a rank.
    pub(super) fn build(
        event_count: usize,
        positions: &[EventIx],
        mut keep: impl FnMut(EventIx) -> bool,
    ) -> EventSet {
        let mut by_index = vec![0_u64; event_count.div_ceil(64)];
        let mut len = 0;
        for ix in 0..event_count {
            if keep(EventIx(ix as u32)) {
                by_index[ix / 64] |= 1 << (ix % 64);
                len += 1;
            }
        }
        let mut by_position = vec![0_u64; positions.len().div_ceil(64)];
        for (position, event) in positions.iter().enumerate() {
            let ix = event.0 as usize;
            if by_index[ix / 64] >> (ix % 64) & 1 == 1 {
                by_position[position / 64] |= 1 << (position % 64);
            }
        }
        let mut rank_before = Vec::with_capacity(by_position.len() + 1);
        let mut rank = 0;
        for word in &by_position {
            rank_before.push(rank);
            rank += word.count_ones();
        }
        rank_before.push(rank);
        EventSet {
            by_index,
            by_position,
            rank_before,
            len,
        }
    }

    /// True when the event is in the set.
    pub fn contains(&self, event: EventIx) -> bool {
        let ix = event.0 as usize;
        self.by_index
            .get(ix / 64)
            .is_some_and(|word| word >> (ix % 64) & 1 == 1)
    }

    /// How many events are in the set, dated or not.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// True when no event is in the set.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many of the set's dated events there are.
    pub fn dated_len(&self) -> u32 {
        self.rank_before.last().copied().unwrap_or(0)
    }

    /// How many members lie at positions before `position`.
    pub(super) fn rank(&self, position: usize) -> u32 {
        let word = position / 64;
        let before = self.rank_before[word.min(self.rank_before.len() - 1)];
        match self.by_position.get(word) {
            Some(bits) => before + (bits & ((1_u64 << (position % 64)) - 1)).count_ones(),
            None => before,
        }
    }

    /// The members in index order.
    pub fn iter(&self) -> impl Iterator<Item = EventIx> + '_ {
        self.by_index.iter().enumerate().flat_map(|(word, &bits)| {
            (0..64)
                .filter(move |bit| bits >> bit & 1 == 1)
                .map(move |bit| EventIx((word * 64 + bit) as u32))
        })
    }
}
