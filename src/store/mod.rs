//! Events as sorted columns, and the four questions that a view asks of them.
//!
//! A [`Store`] is built once from a dataset and answers: how far the data
//! reach and which lanes there are; how many events lie in each slot of a
//! lane; which are the most important in a span; and one event whole (through
//! its [`EventIx`]). Positions are sorted by lane, then start, then place in
//! the dataset, so that the same dataset gives the same answers everywhere.
//!
//! *Invariant:* counts are exact under every filter: an [`EventSet`] is a
//! bitmap over the sorted order with a rank directory, and the count of a slot
//! is a difference of two ranks.
//!
//! Events without a date have positions behind all others; they are counted
//! apart, never dropped in silence.
//!
//! Nothing here that a view asks looks at every event. What does (a filter,
//! the facets) runs on all cores, can be cancelled, and belongs on a thread of
//! its own: [`Findings`].

mod answers;
mod build;
mod columns;
mod facets;
mod filter;
mod findings;
mod kept;
mod lanes;
mod look;
mod order;
mod parallel;
mod running;
mod set;
mod shape;
mod sorting;

pub use facets::{Facet, FacetKind, Facets, Values};
pub use filter::{Filter, ShowOnly};
pub use findings::Findings;
pub use kept::Store;
pub use lanes::StoreLane;
pub use set::EventSet;

use crate::dates::{Bounds, Time, TimeSpan};
use crate::model::{EventIx, LaneIx};

/// Asked often during long work: true when nobody waits for the answer any
/// more.
pub type IsCancelled<'a> = &'a (dyn Fn() -> bool + Sync);

/// An event as a timeline draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub event: EventIx,
    /// The lane that it is shown in.
    pub lane: LaneIx,
    /// Its place among the events of its lane, by start, from 0.
    pub nth: u32,
    /// What it covers on the timeline: its extent, an open end going to the
    /// edge of the data.
    pub span: TimeSpan,
    /// Its date.
    pub date: Bounds,
    /// 1 to 5; 3 where it states none.
    pub importance: u8,
    /// Sources differ on it.
    pub is_disputed: bool,
}

/// The four questions that a view asks of any store, also one on a query
/// engine: how far the events reach and in which lanes; how many lie in each
/// slot; which of a slot matter most; and one event whole (of the dataset, by
/// its [`EventIx`]).
///
/// In a span `[a, b)` are the events that start in it and those that *run* at
/// `a`: they started before `a` and end after it. Every event of the span is
/// one or the other. "Best" is by importance, then start, then [`Entry::nth`].
pub trait EventStore {
    /// The lanes, top to bottom.
    fn lanes(&self) -> &[StoreLane];

    /// From the earliest start to the latest end of all dated events.
    fn data_span(&self) -> Option<TimeSpan>;

    /// From the earliest start to the latest end of the dated events in `set`.
    fn extent(&self, set: &EventSet) -> Option<TimeSpan>;

    /// How many events of each lane are in `set`, undated ones included.
    fn lane_counts(&self, set: &EventSet) -> Vec<u32>;

    /// How many events of `lane` start in each slot between neighbouring
    /// `edges` (ascending), under `set`. One shorter than `edges`.
    fn counts(&self, lane: LaneIx, edges: &[Time], set: &EventSet) -> Vec<u32>;

    /// How many events of `lane` run at `time`, under `set`.
    fn running(&self, lane: LaneIx, time: Time, set: &EventSet) -> u32;

    /// The best events of `lane` that start in `span`, at most `limit`.
    fn best(&self, lane: LaneIx, span: TimeSpan, limit: usize, set: &EventSet) -> Vec<Entry>;

    /// The best events of `lane` that run at `time`, at most `limit`.
    fn best_running(&self, lane: LaneIx, time: Time, limit: usize, set: &EventSet) -> Vec<Entry>;

    /// All events of `lane` that start in `span`, in order of start. Whoever
    /// asks has counted them.
    fn starting(&self, lane: LaneIx, span: TimeSpan, set: &EventSet) -> Vec<Entry>;

    /// An event, `None` where it has no date.
    fn entry(&self, event: EventIx) -> Option<Entry>;
}
