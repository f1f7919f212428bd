//! What the events of a set have in common, with counts.

use std::collections::BTreeSet;

use super::kept::WORDS;
use super::set::ones;
use super::{EventSet, Filter, IsCancelled, ShowOnly, Store, parallel};
use crate::model::search::{Tallies, Tally};
use crate::model::{Dataset, EventIx, Index, evidence};

/// A facet of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetKind {
    /// People and bodies.
    People,
    /// Tags.
    Tags,
    /// Places.
    Places,
    /// Sources.
    Sources,
}

impl FacetKind {
    /// All of them, in the order that they are offered.
    pub const ALL: [FacetKind; 4] = [
        FacetKind::People,
        FacetKind::Tags,
        FacetKind::Places,
        FacetKind::Sources,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            FacetKind::People => "People & bodies",
            FacetKind::Tags => "Tags",
            FacetKind::Places => "Places",
            FacetKind::Sources => "Sources",
        }
    }

    /// The values that a filter asks for.
    pub fn chosen(self, filter: &Filter) -> &BTreeSet<String> {
        match self {
            FacetKind::People => &filter.people,
            FacetKind::Tags => &filter.tags,
            FacetKind::Places => &filter.places,
            FacetKind::Sources => &filter.sources,
        }
    }

    /// The same, to be changed.
    pub fn chosen_mut(self, filter: &mut Filter) -> &mut BTreeSet<String> {
        match self {
            FacetKind::People => &mut filter.people,
            FacetKind::Tags => &mut filter.tags,
            FacetKind::Places => &mut filter.places,
            FacetKind::Sources => &mut filter.sources,
        }
    }

    /// Its values among the facets of a set.
    pub fn of(self, facets: &Facets) -> &Values {
        match self {
            FacetKind::People => &facets.people,
            FacetKind::Tags => &facets.tags,
            FacetKind::Places => &facets.places,
            FacetKind::Sources => &facets.sources,
        }
    }

    pub(super) fn of_mut(self, facets: &mut Facets) -> &mut Values {
        match self {
            FacetKind::People => &mut facets.people,
            FacetKind::Tags => &mut facets.tags,
            FacetKind::Places => &mut facets.places,
            FacetKind::Sources => &mut facets.sources,
        }
    }
}

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

/// The values of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The chosen ones, then the most frequent, ties by name; at most
    /// [`Values::LISTED`] besides the chosen.
    pub listed: Vec<Facet>,
    /// How many different values there are, listed or not.
    pub distinct: usize,
    /// There are more different values than are counted; some counts may be
    /// missing.
    pub is_cut: bool,
}

impl Values {
    /// Values listed at most.
    pub const LISTED: usize = 500;

    fn of(tally: &Tally, chosen: &BTreeSet<String>, label: impl Fn(&str) -> String) -> Values {
        let mut found: Vec<(bool, u32, &str)> = tally
            .values()
            .map(|(value, count)| (chosen.contains(value), count, value))
            .collect();
        let by_count = |a: &(bool, u32, &str), b: &(bool, u32, &str)| (b.0, b.1).cmp(&(a.0, a.1));
        let listed = Values::LISTED + chosen.len();
        if found.len() > listed {
            // Ties at the edge are cut by value: labels are not made of all.
            found.select_nth_unstable_by(listed, |a, b| by_count(a, b).then_with(|| a.2.cmp(b.2)));
            found.truncate(listed);
        }
        let mut listed: Vec<(bool, Facet)> = found
            .into_iter()
            .map(|(is_chosen, count, value)| {
                let facet = Facet {
                    key: value.to_owned(),
                    label: label(value),
                    count,
                };
                (is_chosen, facet)
            })
            .collect();
        listed.sort_by(|(a_chosen, a), (b_chosen, b)| {
            let by_count = (b_chosen, b.count).cmp(&(a_chosen, a.count));
            by_count.then_with(|| (&a.label, &a.key).cmp(&(&b.label, &b.key)))
        });
        Values {
            listed: listed.into_iter().map(|(_, facet)| facet).collect(),
            distinct: tally.len(),
            is_cut: tally.is_cut(),
        }
    }
}

/// Facets of a set of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// People and bodies.
    pub people: Values,
    /// Tags.
    pub tags: Values,
    /// Places.
    pub places: Values,
    /// Sources.
    pub sources: Values,
    /// Marks of evidence, in the order of [`ShowOnly::ALL`].
    pub show_only: [u32; 4],
}

/// Events counted between two looks at whether the answer is still wanted.
const STEP: u32 = 1 << 12;
/// Parts that events are counted in; not by the number of cores, so that the
/// same values are left out on all machines where there are too many.
const PARTS: usize = 16;

impl Facets {
    /// Counts the facets of `set`.
    pub fn count(dataset: &Dataset, index: &Index, store: &Store, set: &EventSet) -> Facets {
        let filter = Filter::default();
        Facets::count_for(dataset, index, store, set, &filter, &|| false).unwrap_or_default()
    }

    /// Counts the facets of `set`, the values chosen in the filter first.
    /// `None` when they are no longer wanted.
    pub(super) fn count_for(
        dataset: &Dataset,
        index: &Index,
        store: &Store,
        set: &EventSet,
        filter: &Filter,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<Facets> {
        let parts = parallel::ranges(store.len(), (store.len() / PARTS).max(STEP as usize));
        let counted = parallel::each(parts, |part| {
            let mut tallies = Tallies::default();
            let (mut from, end) = (part.start as u32, part.end as u32);
            while from < end {
                if is_cancelled() {
                    return None;
                }
                let step = from..end.min(from.saturating_add(STEP));
                from = step.end;
                let is_in = |event: EventIx| set.contains(event);
                dataset.events.tally(step, &is_in, &mut tallies);
            }
            Some(tallies)
        });
        let mut tallies = Tallies::default();
        for part in counted {
            tallies.add_all(part?);
        }
        let title_of = |id: &str| {
            let source = evidence::source(id, dataset, index);
            let title = source.and_then(|source| source.title.clone());
            title.unwrap_or_else(|| id.to_owned())
        };
        Some(Facets {
            people: Values::of(&tallies.people, &filter.people, str::to_owned),
            tags: Values::of(&tallies.tags, &filter.tags, str::to_owned),
            places: Values::of(&tallies.places, &filter.places, str::to_owned),
            sources: Values::of(&tallies.sources, &filter.sources, title_of),
            show_only: store.marks_in(set),
        })
    }
}

impl Store {
    /// How many events of a set bear each mark of evidence, in the order of
    /// [`ShowOnly::ALL`].
    fn marks_in(&self, set: &EventSet) -> [u32; 4] {
        let words = set.members().by_position.words().chunks(WORDS);
        let looks = self.columns.looks.chunks(64 * WORDS);
        let counted = parallel::each(words.zip(looks).collect(), |(words, looks)| {
            let mut counts = [0; 4];
            for (&word, looks) in words.iter().zip(looks.chunks(64)) {
                for (count, mark) in counts.iter_mut().zip(ShowOnly::ALL) {
                    let has = |look: &super::look::Look| u32::from(look.has(mark));
                    *count += match word {
                        u64::MAX => looks.iter().map(has).sum::<u32>(),
                        _ => ones(word).map(|bit| has(&looks[bit])).sum(),
                    };
                }
            }
            counts
        });
        counted.into_iter().fold([0; 4], |mut all, part| {
            all.iter_mut().zip(part).for_each(|(all, own)| *all += own);
            all
        })
    }
}
