//! All that follows from a filter, found together: which events are shown, how
//! many there are in each lane, and what they have in common.
//!
//! This looks at every event. It belongs on a thread of its own unless there
//! are few of them, and can be told to stop.

use std::collections::BTreeSet;

use super::{EventSet, EventStore, FacetKind, Facets, Filter, IsCancelled, Store};
use crate::model::{Dataset, Index};

/// What follows from a filter.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The filter.
    pub filter: Filter,
    /// The events that it lets through.
    pub shown: EventSet,
    /// Events of every lane under all parts of the filter but that of lanes.
    pub lane_counts: Vec<u32>,
    /// Counts for the filters, each facet as if it were not filtered itself;
    /// its chosen values come first.
    pub facets: Facets,
    /// False while the facets are those of another filter, or of none.
    pub has_facets: bool,
    /// The events let through if no lane were hidden.
    in_any_lane: EventSet,
}

impl Findings {
    /// Finds what follows from a filter, facets and all; see
    /// [`shown`](Findings::shown).
    pub fn of(
        dataset: &Dataset,
        index: &Index,
        store: &Store,
        filter: &Filter,
        before: Option<&Findings>,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<Findings> {
        let shown = Findings::shown(dataset, index, store, filter, before, is_cancelled)?;
        shown.with_facets(dataset, index, store, is_cancelled)
    }

    /// Finds which events a filter shows. What was found `before`, for the same
    /// store, is used again as far as the filter is the same or narrower; until
    /// they are counted, the facets are those of before. `None` when the answer
    /// is no longer wanted.
    pub fn shown(
        dataset: &Dataset,
        index: &Index,
        store: &Store,
        filter: &Filter,
        before: Option<&Findings>,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<Findings> {
        if let Some(same) = before.filter(|before| before.filter == *filter) {
            return Some(same.clone());
        }
        let matching = |filter: &Filter, within: Option<(&Filter, &EventSet)>| {
            store.matching_in(dataset, index, filter, within, is_cancelled)
        };
        let any_lane = in_any_lane(filter);
        let known = before.map(|before| (in_any_lane(&before.filter), &before.in_any_lane));
        let in_any_lane = match known {
            Some((known, set)) if known == any_lane => set.clone(),
            Some((known, set)) if any_lane.narrows(&known) => {
                matching(&any_lane, Some((&known, set)))?
            }
            _ if any_lane.is_empty() => store.all(),
            _ => matching(&any_lane, None)?,
        };
        Some(Findings {
            filter: filter.clone(),
            lane_counts: store.lane_counts(&in_any_lane),
            shown: store.without_lanes(&in_any_lane, &filter.hidden_lanes),
            facets: before.map_or_else(Facets::default, |before| before.facets.clone()),
            has_facets: false,
            in_any_lane,
        })
    }

    /// The same with the facets counted, which takes longest.
    pub fn with_facets(
        self,
        dataset: &Dataset,
        index: &Index,
        store: &Store,
        is_cancelled: IsCancelled<'_>,
    ) -> Option<Findings> {
        if self.has_facets {
            return Some(self);
        }
        let filter = &self.filter;
        let matching =
            |filter: &Filter| store.matching_in(dataset, index, filter, None, is_cancelled);
        let count =
            |set: &EventSet| Facets::count_for(dataset, index, store, set, filter, is_cancelled);
        let mut facets = count(&self.shown)?;
        for kind in FacetKind::ALL {
            if !kind.chosen(filter).is_empty() {
                let mut others = filter.clone();
                kind.chosen_mut(&mut others).clear();
                let mut counted = count(&matching(&others)?)?;
                *kind.of_mut(&mut facets) = std::mem::take(kind.of_mut(&mut counted));
            }
        }
        Some(Findings {
            facets,
            has_facets: true,
            ..self
        })
    }
}

fn in_any_lane(filter: &Filter) -> Filter {
    Filter {
        hidden_lanes: BTreeSet::new(),
        ..filter.clone()
    }
}
