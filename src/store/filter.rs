//! What a reader asks to see: lanes, marks of evidence, facets, words.

use std::collections::BTreeSet;

use super::Store;
use crate::model::{Dataset, EventIx, Index, LaneIx, evidence};

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

    /// True when the event bears the mark.
    pub fn holds(self, dataset: &Dataset, index: &Index, event: EventIx) -> bool {
        let event = dataset.events.get(event);
        match self {
            ShowOnly::Disputed => evidence::is_disputed(&event),
            ShowOnly::ApproximateDate => event.when.date().is_some_and(|date| {
                date.is_approximate()
                    || date.is_uncertain()
                    || date.precision() < crate::dates::Precision::Day
            }),
            ShowOnly::PrimarySource => evidence::has_primary_source(&event, dataset, index),
            ShowOnly::OneVoice => evidence::is_single_voice(&event, dataset, index),
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

/// A filter made ready for one dataset.
pub(super) struct Prepared<'a> {
    filter: &'a Filter,
    dataset: &'a Dataset,
    index: &'a Index,
    words: Vec<String>,
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

    pub(super) fn prepared<'a>(&'a self, dataset: &'a Dataset, index: &'a Index) -> Prepared<'a> {
        Prepared {
            filter: self,
            dataset,
            index,
            words: self.query.split_whitespace().map(folded).collect(),
        }
    }
}

impl Prepared<'_> {
    pub(super) fn lets_through(&self, event_ix: EventIx, lane: LaneIx) -> bool {
        let Filter {
            hidden_lanes,
            show_only,
            people,
            tags,
            places,
            sources,
            query: _,
        } = self.filter;
        let event = self.dataset.events.get(event_ix);
        let has_any = |wanted: &BTreeSet<String>, own: &[String]| {
            wanted.is_empty() || own.iter().any(|name| wanted.contains(name))
        };
        !hidden_lanes.contains(&lane)
            && show_only
                .iter()
                .all(|mark| mark.holds(self.dataset, self.index, event_ix))
            && has_any(people, &event.people)
            && has_any(tags, &event.tags)
            && (places.is_empty()
                || event
                    .place
                    .as_ref()
                    .is_some_and(|place| places.contains(&place.name)))
            && (sources.is_empty()
                || evidence::citations(&event).any(|citation| sources.contains(&citation.source)))
            && self.matches_words(event_ix)
    }

    fn matches_words(&self, event: EventIx) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = search_text(self.dataset, self.index, event);
        self.words.iter().all(|word| text.contains(word))
    }
}

/// Text as search compares it: in lower case, and without the differences that
/// keyboards make rather than writers.
fn folded(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            // Apostrophes and hyphens, as typed and as typeset.
            '‘' | '’' | 'ʼ' | '`' => Some('\''),
            '‐' | '‑' | '–' | '—' => Some('-'),
            // Arabic and Persian letters that look alike; Russian yo.
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            'ة' => Some('ه'),
            'أ' | 'إ' | 'ٱ' => Some('ا'),
            'ё' | 'Ё' => Some('е'),
            // Digits of Arabic and Persian.
            '\u{0660}'..='\u{0669}' => char::from_digit(c as u32 - 0x0660, 10),
            '\u{06F0}'..='\u{06F9}' => char::from_digit(c as u32 - 0x06F0, 10),
            // Vowel marks, the stretched line, joiners and direction marks.
            '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' => None,
            '\u{200B}'..='\u{200F}' => None,
            _ => Some(c),
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Everything of an event that search looks at, as [`folded`].
fn search_text(dataset: &Dataset, index: &Index, event: EventIx) -> String {
    let event = dataset.events.get(event);
    let mut text = String::new();
    let mut add = |part: &str| {
        text.push_str(&folded(part));
        text.push('\n');
    };
    add(&event.id);
    add(&event.title);
    event.titles.values().for_each(|title| add(title));
    event.summary.iter().for_each(|summary| add(summary));
    event.people.iter().for_each(|name| add(name));
    event.tags.iter().for_each(|tag| add(tag));
    event.place.iter().for_each(|place| add(&place.name));
    if let Some(date) = event.when.date() {
        add(&date.words());
        add(date.text());
    }
    for claim in &event.claims {
        add(&claim.about);
        add(&claim.value);
    }
    for citation in evidence::citations(&event) {
        citation.note.iter().for_each(|note| add(note));
        if let Some(source) = index.source(&citation.source) {
            let source = &dataset.sources[source.0 as usize];
            source.title.iter().for_each(|title| add(title));
            source.publisher.iter().for_each(|name| add(name));
            source.container_title.iter().for_each(|name| add(name));
        }
    }
    text
}
