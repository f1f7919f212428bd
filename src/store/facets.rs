//! What the events of a set have in common, with counts.

use std::collections::BTreeMap;

use super::{EventSet, ShowOnly};
use crate::model::{Dataset, Index, evidence};

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The value as the filter takes it (a name, or a source's id).
    pub key: String,
    /// The value as a reader sees it.
    pub label: String,
    /// How many events of the set have it.
    pub count: u32,
}

/// Facets of a set of events, the most frequent value first, ties by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// People and bodies.
    pub people: Vec<Facet>,
    /// Tags.
    pub tags: Vec<Facet>,
    /// Places.
    pub places: Vec<Facet>,
    /// Sources.
    pub sources: Vec<Facet>,
    /// Marks of evidence, in the order of [`ShowOnly::ALL`].
    pub show_only: [u32; 4],
}

impl Facets {
    /// Counts the facets of `set`.
    pub fn count(dataset: &Dataset, index: &Index, set: &EventSet) -> Facets {
        let mut people = BTreeMap::new();
        let mut tags = BTreeMap::new();
        let mut places = BTreeMap::new();
        let mut sources = BTreeMap::new();
        let mut show_only = [0; 4];
        for event_ix in set.iter() {
            let event = dataset.events.get(event_ix);
            add_distinct(&mut people, event.people.iter().map(String::as_str));
            add_distinct(&mut tags, event.tags.iter().map(String::as_str));
            add_distinct(&mut places, event.place.iter().map(|p| p.name.as_str()));
            add_distinct(
                &mut sources,
                evidence::citations(&event).map(|c| c.source.as_str()),
            );
            for (count, mark) in show_only.iter_mut().zip(ShowOnly::ALL) {
                *count += u32::from(mark.holds(dataset, index, event_ix));
            }
        }
        let title_of = |id: &str| {
            let source = index.source(id).map(|ix| &dataset.sources[ix.0 as usize]);
            source
                .and_then(|source| source.title.clone())
                .unwrap_or_else(|| id.to_owned())
        };
        Facets {
            people: by_count(people, str::to_owned),
            tags: by_count(tags, str::to_owned),
            places: by_count(places, str::to_owned),
            sources: by_count(sources, title_of),
            show_only,
        }
    }
}

/// Adds one to each different value of one event.
fn add_distinct<'a>(counts: &mut BTreeMap<String, u32>, values: impl Iterator<Item = &'a str>) {
    let values: std::collections::BTreeSet<&str> = values.collect();
    for value in values {
        match counts.get_mut(value) {
            Some(count) => *count += 1,
            None => {
                counts.insert(value.to_owned(), 1);
            }
        }
    }
}

fn by_count(counts: BTreeMap<String, u32>, label: impl Fn(&str) -> String) -> Vec<Facet> {
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .map(|(key, count)| Facet {
            label: label(&key),
            key,
            count,
        })
        .collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    facets
}
