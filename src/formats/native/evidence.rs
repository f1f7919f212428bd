//! What the lanes and sources of a file say of its events.

use std::collections::HashMap;

use super::seen;
use crate::model::evidence::{self, disputes};
use crate::model::{
    Claim, ClaimState, Dataset, Event, Index, Lane, LaneIx, Marks, Source, SourceKind, Stance,
};

/// The lanes and sources of a file.
#[derive(Default)]
pub(super) struct Evidence {
    /// With nothing but lanes and sources.
    dataset: Dataset,
    index: Index,
    /// For each source the number of its voice, and whether it is primary.
    sources: HashMap<String, (u32, bool)>,
}

impl Evidence {
    pub(super) fn new(lanes: Vec<Lane>, sources: Vec<Source>) -> Evidence {
        let dataset = Dataset {
            lanes,
            sources,
            ..Dataset::default()
        };
        let index = Index::new(&dataset);
        let mut voices: HashMap<&str, u32> = HashMap::new();
        let mut known = HashMap::new();
        for source in &dataset.sources {
            let next = voices.len() as u32;
            let voice = *voices.entry(evidence::origin(source)).or_insert(next);
            let is_primary = source.kind == Some(SourceKind::Primary);
            known
                .entry(source.id.clone())
                .or_insert((voice, is_primary));
        }
        Evidence {
            index,
            sources: known,
            dataset,
        }
    }

    /// True for what was made of the same.
    pub(super) fn is_of(&self, lanes: &[Lane], sources: &[Source]) -> bool {
        self.dataset.lanes == lanes && self.dataset.sources == sources
    }

    pub(super) fn lane(&self, id: &str) -> Option<LaneIx> {
        self.index.lane(id)
    }

    pub(super) fn marks_of(&self, event: &Event) -> Marks {
        Marks {
            is_disputed: evidence::is_disputed(event),
            has_primary_source: evidence::has_primary_source(event, &self.dataset, &self.index),
            is_single_voice: evidence::is_single_voice(event, &self.dataset, &self.index),
        }
    }

    /// The same of an event that is not whole.
    pub(super) fn marks(&self, event: &seen::Event) -> Marks {
        let mut citations = event.all_citations();
        let is_disputed = citations.any(|citation| citation.stance.0 == Stance::Disputes);
        let mut has_primary_source = false;
        for citation in event.all_citations() {
            has_primary_source |= self.sources.get(&*citation.source).is_some_and(|it| it.1);
        }
        Marks {
            is_disputed: is_disputed || has_dispute(event),
            has_primary_source,
            is_single_voice: self.is_single_voice(event),
        }
    }

    fn is_single_voice(&self, event: &seen::Event) -> bool {
        let accepted = event
            .claims
            .iter()
            .filter(|claim| claim.state.0.is_accepted());
        let citations = accepted.flat_map(|claim| &claim.citations);
        let mut voices = event
            .citations
            .iter()
            .chain(citations)
            .filter(|citation| matches!(citation.stance.0, Stance::Supports | Stance::Qualifies))
            .filter_map(|citation| self.sources.get(&*citation.source))
            .map(|(voice, _)| voice);
        let first = voices.next();
        first.is_some() && voices.all(|voice| Some(voice) == first)
    }
}

fn has_dispute(event: &seen::Event) -> bool {
    let accepted = event
        .claims
        .iter()
        .filter(|claim| claim.state.0.is_accepted());
    let claims: Vec<Claim> = accepted
        .map(|claim| Claim {
            about: claim.about.to_string(),
            value: claim.value.to_string(),
            state: ClaimState::Accepted,
            ..Claim::default()
        })
        .collect();
    let event = Event {
        claims,
        ..Event::default()
    };
    event.claims.len() > 1 && !disputes(&event).is_empty()
}
