//! Events as sorted columns, and the four questions that a view asks of them.
//!
//! A [`Store`] is built once from a dataset and answers: how far the data
//! reach and which lanes there are; how many events lie in each slot of a
//! lane; which are the most important in a span; and one event whole (through
//! its [`EventIx`]). Positions are sorted by lane, then start, then id order,
//! so that the same dataset gives the same answers everywhere.
//!
//! *Invariant:* counts are exact under every filter: an [`EventSet`] is a
//! bitmap over the sorted order with a rank directory, and the count of a slot
//! is a difference of two ranks.
//!
//! Events without a date have no position; they are counted apart, never
//! dropped in silence.

mod columns;
mod facets;
mod filter;
mod set;

pub use columns::{Store, StoreLane};
pub use facets::{Facet, Facets};
pub use filter::{Filter, ShowOnly};
pub use set::EventSet;

use crate::dates::{Time, TimeSpan};
use crate::model::{EventIx, LaneIx};

/// The four questions that any store must answer, also one on a query engine.
///
/// [`Store`] answers more, for datasets that fit in memory: the layout walks a
/// lane's events, and the window asks for their reading order.
pub trait EventStore {
    /// The lanes, top to bottom, with their counts under `set`.
    fn lane_counts(&self, set: &EventSet) -> Vec<u32>;

    /// From the earliest start to the latest end of the dated events in `set`.
    fn extent(&self, set: &EventSet) -> Option<TimeSpan>;

    /// How many events of `lane` start in each slot between neighbouring
    /// `edges` (ascending), under `set`. One shorter than `edges`.
    fn counts(&self, lane: LaneIx, edges: &[Time], set: &EventSet) -> Vec<u32>;

    /// The most important events of `lane` that overlap `span`, at most
    /// `limit`: by importance, then start, then position.
    fn best(&self, lane: LaneIx, span: TimeSpan, limit: usize, set: &EventSet) -> Vec<EventIx>;
}
