//! What a reader asks to see: lanes, marks of evidence, facets, words.

use std::collections::BTreeSet;

use super::kept::WORDS;
use super::look::Look;
use super::set::ones;
use super::{EventSet, FacetKind, IsCancelled, Store, parallel};
use crate::model::search::{Needle, Wanted};
use crate::model::{Dataset, EventIx, Index, LaneIx};

/// Marks of evidence to show only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShowOnly {
    /// Sources differ on it.
    Disputed,
    /// Its date is marked approximate or uncertain, or is coarser than a day.
    ApproximateDate,
    /// At least one primary source is cited.
    PrimarySource,
    /// All that is cited goes back to one origin.
    OneVoice,
}

impl ShowOnly {
    /// All of them, in the order that they are offered.
    pub const ALL: [ShowOnly; 4] = [
        ShowOnly::Disputed,
        ShowOnly::ApproximateDate,
        ShowOnly::PrimarySource,
        ShowOnly::OneVoice,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            ShowOnly::Disputed => "Disputed facts",
            ShowOnly::ApproximateDate => "Inexact dates",
            ShowOnly::PrimarySource => "Primary sources",
            ShowOnly::OneVoice => "One source only",
        }
    }
}

/// What a reader asks to see. Empty parts let everything through; parts are
/// joined by *and*, the members of one facet by *or*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Lanes not shown.
    pub hidden_lanes: BTreeSet<LaneIx>,
    /// Marks that an event must bear, all of them.
    pub show_only: BTreeSet<ShowOnly>,
    /// People or bodies, one of which must have taken part.
    pub people: BTreeSet<String>,
    /// Tags, one of which it must have.
    pub tags: BTreeSet<String>,
    /// Names of places, one of which it must be at.
    pub places: BTreeSet<String>,
    /// Ids of sources, one of which it must cite.
    pub sources: BTreeSet<String>,
    /// Words that must all occur, in any case, in its text or its sources'.
    pub query: String,
}

impl Filter {
    /// True when everything is let through.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default() || {
            let blank = Filter {
                query: String::new(),
                ..self.clone()
            };
            self.query.trim().is_empty() && blank == Filter::default()
        }
    }

    /// True when only lanes are hidden, or nothing is.
    pub fn is_lanes_only(&self) -> bool {
        Filter {
            hidden_lanes: BTreeSet::new(),
            ..self.clone()
        }
        .is_empty()
    }

    /// What it lets through, in words, a phrase for each part: `lanes War,
    /// Drugs`, `disputed facts`, `words “aid”`. Empty for an empty filter.
    pub fn phrases(&self, dataset: &Dataset, index: &Index, store: &Store) -> Vec<String> {
        let mut phrases = Vec::new();
        let lanes = store.lanes().iter().enumerate();
        let shown: Vec<&str> = lanes
            .filter(|(ix, _)| !self.hidden_lanes.contains(&LaneIx(*ix as u16)))
            .map(|(_, lane)| lane.title.as_str())
            .collect();
        if shown.len() < store.lanes().len() {
            let word = if shown.len() == 1 { "lane" } else { "lanes" };
            phrases.push(format!("{word} {}", shown.join(", ")));
        }
        let marks = self.show_only.iter();
        phrases.extend(marks.map(|mark| mark.title().to_lowercase()));
        let source = |id: &String| {
            let found = index.source(id).map(|ix| &dataset.sources[ix.0 as usize]);
            let title = found.and_then(|source| source.title.clone());
            title.unwrap_or_else(|| id.clone())
        };
        let sources: BTreeSet<String> = self.sources.iter().map(source).collect();
        for values in [&self.people, &self.tags, &self.places, &sources] {
            if !values.is_empty() {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                phrases.push(values.join(" or "));
            }
        }
        let query = self.query.trim();
        if !query.is_empty() {
            phrases.push(format!("words “{query}”"));
        }
        phrases
    }

    /// True when all that this filter lets through is also let through by
    /// `other`.
    pub fn narrows(&self, other: &Filter) -> bool {
        let is_part = |own: &BTreeSet<String>, wider: &BTreeSet<String>| {
            wider.is_empty() || !own.is_empty() && own.is_subset(wider)
        };
        let mut facets = FacetKind::ALL.into_iter();
        let words = |filter: &Filter| {
            let words = filter.query.split_whitespace();
            words.map(Needle::new).collect::<Vec<Needle>>()
        };
        let own = words(self);
        self.hidden_lanes.is_superset(&other.hidden_lanes)
            && self.show_only.is_superset(&other.show_only)
            && facets.all(|kind| is_part(kind.chosen(self), kind.chosen(other)))
            && words(other)
                .iter()
                .all(|wider| own.iter().any(|word| word.implies(wider)))
    }

    fn wanted(&self, dataset: &Dataset, index: &Index) -> Wanted {
        Wanted {
            words: Wanted::words(&self.query, dataset, index),
            people: self.people.clone(),
            tags: self.tags.clone(),
            places: self.places.clone(),
            sources: self.sources.clone(),
        }
    }
}

/// Events looked at between two looks at whether the answer is still wanted.
const STEP: u32 = 1 << 14;

impl Store {
    /// The events that a filter lets through.
    pub fn matching(&self, dataset: &Dataset, index: &Index, filter: &Filter) -> EventSet {
        let found = self.matching_in(dataset, index, filter, None, &|| false);
        found.unwrap_or_else(|| self.all())
    }

    /// The events that a filter lets through: of all, or of those that a wider
    /// filter, which this one [narrows](Filter::narrows), let through before.
    /// `None` when the answer is no longer wanted.
    pub fn matching_in(
        &self,
        dataset: &Dataset,
        index: &Index,
        filter: &Filter,
        within: Option<(&Filter, &EventSet)>,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<EventSet> {
        let mut words = self.words_of_lanes(&filter.hidden_lanes);
        let mut wanted = filter.wanted(dataset, index);
        if let Some((wider, within)) = within {
            // What those events are known to have is not looked for again.
            let known: Vec<Needle> = wider.query.split_whitespace().map(Needle::new).collect();
            wanted
                .words
                .retain(|word| !known.iter().any(|known| known.implies(&word.needle)));
            for (word, own) in words.iter_mut().zip(within.members().by_position.words()) {
                *word &= own;
            }
        }
        if !filter.show_only.is_empty() {
            self.keep_marked(&mut words, Look::of_marks(&filter.show_only));
        }
        if !wanted.is_empty() {
            self.keep_wanted(&mut words, dataset, &wanted, is_cancelled)?;
        }
        (!is_cancelled()).then(|| self.set(words))
    }

    /// Keeps the positions that have all of the marks.
    fn keep_marked(&self, words: &mut [u64], marks: Look) {
        let looks = self.columns.looks.chunks(64 * WORDS);
        let parts = words.chunks_mut(WORDS).zip(looks).collect();
        parallel::each(parts, |(words, looks): (&mut [u64], &[Look])| {
            for (word, looks) in words.iter_mut().zip(looks.chunks(64)) {
                if *word != 0 {
                    let bits = looks.iter().enumerate();
                    *word &= bits.fold(0, |bits, (bit, look)| {
                        bits | u64::from(look.has_all(marks)) << bit
                    });
                }
            }
        });
    }

    /// Keeps the positions whose events are wanted.
    fn keep_wanted(
        &self,
        words: &mut [u64],
        dataset: &Dataset,
        wanted: &Wanted,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<()> {
        /// A look at one event takes about so many times as long as one at
        /// the next event of a range.
        const APART: usize = 4;
        let events = &dataset.events;
        let left: usize = words.iter().map(|word| word.count_ones() as usize).sum();
        let rows = (left * APART < self.len()).then(|| self.rows(words));
        let parts = parallel::ranges(self.len(), (self.len() / 16).max(STEP as usize));
        let found = parallel::each(parts, |part| {
            let mut found = vec![0_u64; words.len()];
            let mut hit = |event: EventIx| {
                let position = self.columns.position_of[event.0 as usize] as usize;
                found[position / 64] |= 1 << (position % 64);
            };
            let (mut from, end) = (part.start as u32, part.end as u32);
            while from < end {
                if is_cancelled() {
                    return None;
                }
                let step = from..end.min(from.saturating_add(STEP));
                from = step.end;
                match &rows {
                    None => events.matching(step, wanted, &mut hit),
                    Some(rows) => step
                        .map(EventIx)
                        .filter(|event| rows[event.0 as usize / 64] >> (event.0 % 64) & 1 == 1)
                        .filter(|&event| events.is_wanted(event, wanted))
                        .for_each(&mut hit),
                }
            }
            Some(found)
        });
        let found: Vec<Vec<u64>> = found.into_iter().collect::<Option<_>>()?;
        for (at, word) in words.iter_mut().enumerate() {
            *word &= found.iter().fold(0, |bits, part| bits | part[at]);
        }
        Some(())
    }

    /// A bitmap by position as one by index.
    fn rows(&self, words: &[u64]) -> Vec<u64> {
        let mut rows = vec![0_u64; words.len()];
        for (word, &bits) in words.iter().enumerate() {
            for bit in ones(bits) {
                let event = self.columns.events[word * 64 + bit].0;
                rows[event as usize / 64] |= 1 << (event % 64);
            }
        }
        rows
    }
}
