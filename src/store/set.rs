//! A set of events: a bitmap over the sorted order with a rank directory, and
//! a forest of the greatest importance in each stretch of it.

use std::ops::Range;
use std::sync::Arc;

use crate::model::EventIx;

/// Words of a bitmap between two counts of its directory.
const WORDS_PER_COUNT: usize = 8;
/// Entries of a level of the forest that one of the level above stands for.
pub(super) const FAN: usize = 64;

/// A bitmap that counts its members before any place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// Members before every eighth word, and all of them.
    before: Vec<u32>,
}

impl Bits {
    pub(super) fn new(words: Vec<u64>) -> Bits {
        let mut before = Vec::with_capacity(words.len() / WORDS_PER_COUNT + 2);
        let mut count = 0;
        for words in words.chunks(WORDS_PER_COUNT) {
            before.push(count);
            count += words.iter().map(|word| word.count_ones()).sum::<u32>();
        }
        before.push(count);
        Bits { words, before }
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    fn count(&self) -> u32 {
        self.before.last().copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn has(&self, at: usize) -> bool {
        self.words
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Members before `at`.
    #[inline]
    pub(super) fn rank(&self, at: usize) -> u32 {
        let word = at / 64;
        let Some(bits) = self.words.get(word) else {
            return self.count();
        };
        let from = word / WORDS_PER_COUNT * WORDS_PER_COUNT;
        let between: u32 = self.words[from..word].iter().map(|w| w.count_ones()).sum();
        let within = bits & ((1 << (at % 64)) - 1);
        self.before[word / WORDS_PER_COUNT] + between + within.count_ones()
    }

    /// The last member in a range.
    pub(super) fn last_in(&self, range: Range<usize>) -> Option<usize> {
        if range.is_empty() {
            return None;
        }
        let mut word = (range.end - 1) / 64;
        loop {
            let bits = self.words[word] & mask(word, &range);
            if bits != 0 {
                return Some(word * 64 + 63 - bits.leading_zeros() as usize);
            }
            if word == range.start / 64 {
                return None;
            }
            word -= 1;
        }
    }
}

/// The bits of a word that lie in a range of bits.
#[inline]
pub(super) fn mask(word: usize, range: &Range<usize>) -> u64 {
    let from = range.start.saturating_sub(word * 64).min(64);
    let to = range.end.saturating_sub(word * 64).min(64);
    below(to) & !below(from)
}

#[inline]
fn below(bit: usize) -> u64 {
    match bit {
        64.. => u64::MAX,
        _ => (1 << bit) - 1,
    }
}

/// Sets the bits of a range.
pub(super) fn fill(words: &mut [u64], range: &Range<usize>) {
    if range.is_empty() {
        return;
    }
    let (first, last) = (range.start / 64, (range.end - 1) / 64);
    for (at, word) in words[first..=last].iter_mut().enumerate() {
        *word |= mask(first + at, range);
    }
}

/// The places of the bits that are set in a word, ascending.
pub(super) fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(at)
    })
}

/// The greatest importance of the members in each word, in each [`FAN`] words,
/// and so on: finds the most important members of any range without a look at
/// the others.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forest(Vec<Vec<u8>>);

impl Forest {
    pub(super) fn new(words: Vec<u8>) -> Forest {
        let mut levels = vec![words];
        while let Some(level) = levels.last().filter(|level| level.len() > FAN) {
            let above = level.chunks(FAN);
            let above = above.map(|below| below.iter().copied().max().unwrap_or(0));
            levels.push(above.collect());
        }
        Forest(levels)
    }

    /// The greatest importance of the members in each word.
    pub(super) fn words(&self) -> &[u8] {
        &self.0[0]
    }

    /// The greatest importance in each [`FAN`] words; empty for few words.
    pub(super) fn groups(&self) -> &[u8] {
        self.0.get(1).map_or(&[], Vec::as_slice)
    }

    /// The first word from `at` on with a member of at least that importance.
    pub(super) fn next(&self, at: usize, least: u8) -> Option<usize> {
        self.next_on(0, at, least)
    }

    fn next_on(&self, level: usize, at: usize, least: u8) -> Option<usize> {
        let entries = self.0.get(level)?;
        let end = entries.len().min((at / FAN + 1) * FAN);
        let own = entries.get(at..end)?;
        if let Some(found) = own.iter().position(|&most| most >= least) {
            return Some(at + found);
        }
        if end == entries.len() {
            return None;
        }
        let group = self.next_on(level + 1, end / FAN, least)?;
        self.next_on(level, group * FAN, least)
    }

    /// The last word before `end` with a member of at least that importance.
    pub(super) fn previous(&self, end: usize, least: u8) -> Option<usize> {
        self.previous_on(0, end, least)
    }

    fn previous_on(&self, level: usize, end: usize, least: u8) -> Option<usize> {
        let entries = self.0.get(level)?;
        let end = end.min(entries.len());
        let start = end.checked_sub(1)? / FAN * FAN;
        let own = entries[start..end].iter();
        if let Some(found) = own.rev().position(|&most| most >= least) {
            return Some(end - 1 - found);
        }
        let group = self.previous_on(level + 1, start / FAN, least)?;
        self.previous_on(level, (group + 1) * FAN, least)
    }
}

/// Which events a filter lets through. Valid for the store that made it; a
/// copy costs nothing.
#[derive(Clone)]
pub struct EventSet(Arc<Members>);

pub(super) struct Members {
    /// The position of every event, by index.
    pub(super) position_of: Arc<Vec<u32>>,
    /// Positions from here on are of undated events.
    pub(super) dated: usize,
    pub(super) by_position: Bits,
    /// The same members by their places in the order of ends; `None` where all
    /// lanes end in the order in which they start.
    pub(super) by_end: Option<Bits>,
    /// Of dated members.
    pub(super) forest: Forest,
}

impl EventSet {
    pub(super) fn of(members: Members) -> EventSet {
        EventSet(Arc::new(members))
    }

    pub(super) fn members(&self) -> &Members {
        &self.0
    }

    /// True when the event is in the set.
    pub fn contains(&self, event: EventIx) -> bool {
        let position = self.0.position_of.get(event.0 as usize);
        position.is_some_and(|&position| self.0.by_position.has(position as usize))
    }

    /// How many events are in the set, dated or not.
    pub fn len(&self) -> u32 {
        self.0.by_position.count()
    }

    /// True when no event is in the set.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the set's dated events there are.
    pub fn dated_len(&self) -> u32 {
        self.rank(self.0.dated)
    }

    /// How many members lie at positions before `position`.
    pub(super) fn rank(&self, position: usize) -> u32 {
        self.0.by_position.rank(position)
    }

    /// The members in the order of the dataset. A look at every event: not for
    /// every frame.
    pub fn iter(&self) -> impl Iterator<Item = EventIx> + '_ {
        let all = 0..self.0.position_of.len() as u32;
        all.map(EventIx).filter(|&event| self.contains(event))
    }

    /// The first dated member in a range of positions.
    pub(super) fn first_in(&self, range: Range<usize>) -> Option<usize> {
        self.first_as_important(range, 1)
    }

    /// The first member in a range of positions in words of which some member
    /// is at least so important.
    fn first_as_important(&self, range: Range<usize>, least: u8) -> Option<usize> {
        if range.is_empty() {
            return None;
        }
        let words = self.0.by_position.words();
        let mut word = range.start / 64;
        loop {
            word = self.0.forest.next(word, least)?;
            if word * 64 >= range.end {
                return None;
            }
            let bits = words[word] & mask(word, &range);
            if bits != 0 {
                return Some(word * 64 + bits.trailing_zeros() as usize);
            }
            word += 1;
        }
    }

    /// The last dated member in a range of positions.
    pub(super) fn last_in(&self, range: Range<usize>) -> Option<usize> {
        if range.is_empty() {
            return None;
        }
        let words = self.0.by_position.words();
        let mut end = (range.end - 1) / 64 + 1;
        loop {
            let word = self.0.forest.previous(end, 1)?;
            if (word + 1) * 64 <= range.start {
                return None;
            }
            let bits = words[word] & mask(word, &range);
            if bits != 0 {
                return Some(word * 64 + 63 - bits.leading_zeros() as usize);
            }
            end = word;
        }
    }
}

impl PartialEq for EventSet {
    fn eq(&self, other: &EventSet) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || self.0.by_position == other.0.by_position
                && self.0.position_of == other.0.position_of
    }
}

impl Eq for EventSet {}

impl std::fmt::Debug for EventSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.0.position_of.len();
        write!(f, "EventSet({} of {all})", self.len())
    }
}
