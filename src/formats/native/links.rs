//! Links from one thing to another by id: the broken ones are reported where
//! they stand and taken off.

use std::collections::{HashMap, HashSet};

use super::Fault;
use super::path::{Path, Step};
use super::reading::{Reading, Targets};
use crate::formats::{Severity, shown};
use crate::model::Lane;

/// What a link goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Lane,
    Source,
    Event,
}

/// The ids of one kind of thing.
#[derive(Clone, Copy, Default)]
pub(super) enum Ids<'a> {
    /// These.
    Listed(&'a HashSet<String>),
    /// Those that are found.
    Found(&'a (dyn Fn(&str) -> bool + Sync)),
    /// They come later in the file.
    #[default]
    Later,
}

impl Ids<'_> {
    /// True for one of them; `None` where they are not known yet.
    pub(super) fn has(self, id: &str) -> Option<bool> {
        match self {
            Ids::Listed(ids) => Some(ids.contains(id)),
            Ids::Found(is_found) => Some(is_found(id)),
            Ids::Later => None,
        }
    }
}

impl Targets<'_> {
    pub(super) fn of(&self, target: Target) -> Ids<'_> {
        match target {
            Target::Lane => self.lanes,
            Target::Source => self.sources,
            Target::Event => self.events,
        }
    }
}

/// What is wrong with a link that goes to nothing. Its place is still to be
/// told.
pub(super) fn broken(target: Target, id: &str) -> Fault {
    let what = match target {
        Target::Lane => "lane",
        Target::Source => "source",
        Target::Event => "event",
    };
    Fault {
        severity: Severity::Repaired,
        path: Path::root(),
        code: "broken-link",
        message: format!(
            "There is no {what} with the id “{}”; the link is left out.",
            shown(id)
        ),
        advice: "Put the id right, or add what it names.",
        if_missing: None,
    }
}

/// True when the id is one that links may go to, or may turn out to be one;
/// else the link, which is the value being read, is reported.
pub(super) fn is_known(reading: &mut Reading, id: &str, target: Target) -> bool {
    let known = reading.ids.of(target).has(id);
    if known == Some(true) {
        return true;
    }
    let fault = Fault {
        if_missing: known.is_none().then(|| (target, id.to_owned())),
        ..broken(target, id)
    };
    reading.add(fault);
    known.is_none()
}

/// The same for a link in a member of the object being read.
pub(super) fn is_member_known(
    reading: &mut Reading,
    member: &'static str,
    id: &str,
    target: Target,
) -> bool {
    reading.within(Step::member(member), |reading| {
        is_known(reading, id, target)
    })
}

/// Takes off a link whose end is missing.
pub(super) fn keep_if_known(
    reading: &mut Reading,
    member: &'static str,
    link: &mut Option<String>,
    target: Target,
) {
    if let Some(id) = link
        && !is_member_known(reading, member, id, target)
    {
        *link = None;
    }
}

/// Takes off parents that are missing, and one parent of each circle. Each
/// lane comes with its position in the file.
pub(super) fn settle_parents(reading: &mut Reading, lanes: &mut [(usize, Lane)]) {
    reading.within(Step::member("lanes"), |reading| {
        for (at, lane) in lanes.iter_mut() {
            reading.within(Step::Item(*at), |reading| {
                keep_if_known(reading, "parent", &mut lane.parent, Target::Lane);
            });
        }
        for place in circles(lanes) {
            let (at, lane) = &mut lanes[place];
            let parent = lane.parent.take().unwrap_or_default();
            reading.within(Step::Item(*at), |reading| {
                reading.repaired(
                    "parent",
                    "parent-circle",
                    format!(
                        "The parent “{}” belongs, through its own parents, to this very lane; the link is left out.",
                        shown(&parent)
                    ),
                    "Give the lane another parent, or none.",
                );
            });
        }
    });
}

/// For each circle of parents, the place of the lane at which it is cut: the
/// first one met when going up from the lanes in order.
fn circles(lanes: &[(usize, Lane)]) -> Vec<usize> {
    let mut place_of = HashMap::new();
    for (place, (_, lane)) in lanes.iter().enumerate() {
        place_of.entry(lane.id.as_str()).or_insert(place);
    }
    let parent_of = |place: usize| {
        let parent = lanes[place].1.parent.as_deref()?;
        place_of.get(parent).copied()
    };
    // The walk in which a lane was met, so that each lane is passed once.
    let mut met_in: Vec<Option<usize>> = vec![None; lanes.len()];
    let mut cuts = Vec::new();
    for walk in 0..lanes.len() {
        let mut next = Some(walk);
        while let Some(here) = next {
            if let Some(earlier) = met_in[here] {
                if earlier == walk {
                    cuts.push(here);
                }
                break;
            }
            met_in[here] = Some(walk);
            next = parent_of(here);
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(parents: &[(&str, &str)]) -> Vec<(usize, Lane)> {
        let lane = |(id, parent): &(&str, &str)| Lane {
            id: (*id).to_owned(),
            parent: (!parent.is_empty()).then(|| (*parent).to_owned()),
            ..Lane::default()
        };
        parents.iter().map(lane).enumerate().collect()
    }

    #[test]
    fn each_circle_is_cut_once_and_chains_are_left() {
        assert_eq!(
            circles(&lanes(&[("a", "b"), ("b", "c"), ("c", "")])),
            Vec::<usize>::new()
        );
        assert_eq!(circles(&lanes(&[("a", "a")])), [0]);
        assert_eq!(
            circles(&lanes(&[("x", "a"), ("a", "b"), ("b", "a"), ("c", "c")])),
            [1, 3]
        );
    }
}
