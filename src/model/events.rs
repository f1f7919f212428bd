//! The events of a dataset, in the order of its file.
//!
//! Small datasets keep every event whole. A table of millions of rows keeps its
//! cells, a large dataset the text of its events, and makes an event of a row when
//! it is asked for ([`Rows`]); what a view needs of every row is a [`Brief`].
//! Nobody but this module needs to know which of them it is.

use std::any::Any;
use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::search::{Tallies, Wanted};
use super::{Event, EventIx, LaneIx, Source, evidence};
use crate::dates::Bounds;

/// The events of a dataset.
#[derive(Clone, Debug)]
pub struct Events(Kept);

#[derive(Clone, Debug)]
enum Kept {
    /// Each of them whole.
    Listed(Vec<Event>),
    /// The rows of a table or of a large file.
    Rows(Arc<dyn Rows>),
}

/// What a view needs to know of an event that it does not show whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its date; `None` where it has none that is understood.
    pub date: Option<Bounds>,
    /// Its lane in [`Dataset::lanes`](super::Dataset::lanes); `None` where it
    /// names none, or one that is not there.
    pub lane: Option<LaneIx>,
    /// 1 to 5; `None` where it states none.
    pub importance: Option<u8>,
    /// What its evidence is like.
    pub evidence: Marks,
}

/// What the evidence of an event is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Sources differ on it.
    pub is_disputed: bool,
    /// A primary source is cited.
    pub has_primary_source: bool,
    /// Exactly one voice tells of it.
    pub is_single_voice: bool,
}

/// Events kept as the rows of a table. A row is a position from 0, and the
/// [`EventIx`] of its event. `Any`, so that a format that has written a table can
/// know its own again.
pub trait Rows: Any + Debug + Send + Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// True when there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The event of a row, whole.
    fn event(&self, row: u32) -> Event;

    /// The title of a row's event.
    fn title(&self, row: u32) -> Cow<'_, str>;

    /// The first row whose event has that id.
    fn find(&self, id: &str) -> Option<u32>;

    /// A source that rows name and [`Dataset::sources`](super::Dataset::sources)
    /// does not list.
    fn source(&self, id: &str) -> Option<Source>;

    /// Calls for each of those sources, once, in the order in which rows name
    /// them, as long as it gets `true` back.
    fn each_source(&self, with: &mut dyn FnMut(Source) -> bool) {
        let _ = with;
    }

    /// Calls for each of the rows, in order.
    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief));

    /// Calls for each of the rows that is wanted, in order. Asked for ranges of
    /// some ten thousand rows, on several threads at once.
    fn matching(&self, rows: Range<u32>, wanted: &Wanted, hit: &mut dyn FnMut(u32)) {
        for row in rows {
            if self.is_wanted(row, wanted) {
                hit(row);
            }
        }
    }

    /// True when the row is wanted: the same answer as that of
    /// [`Rows::matching`], for few rows that lie apart.
    fn is_wanted(&self, row: u32, wanted: &Wanted) -> bool {
        wanted.holds(&self.event(row))
    }

    /// Counts what those of the rows have in common of which `is_in` is true.
    fn tally(&self, rows: Range<u32>, is_in: &dyn Fn(u32) -> bool, tallies: &mut Tallies) {
        for row in rows {
            if is_in(row) {
                tallies.add(&self.event(row));
            }
        }
    }

    /// How many citations there are, of events and of claims.
    fn citation_count(&self) -> usize {
        let count = |row| evidence::citations(&self.event(row)).count();
        (0..self.len() as u32).map(count).sum()
    }

    /// How many claims there are.
    fn claim_count(&self) -> usize {
        let count = |row| self.event(row).claims.len();
        (0..self.len() as u32).map(count).sum()
    }

    /// Calls for each relation of a row to the event of an id, with its place
    /// among those of the row.
    fn relations(&self, with: &mut dyn FnMut(u32, usize, &str)) {
        for row in 0..self.len() as u32 {
            for (place, relation) in self.event(row).relations.iter().enumerate() {
                with(row, place, &relation.event);
            }
        }
    }
}

impl Events {
    /// The events of a table.
    pub fn of_rows(rows: Arc<dyn Rows>) -> Events {
        Events(Kept::Rows(rows))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Listed(events) => events.len(),
            Kept::Rows(rows) => rows.len(),
        }
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One event whole. Panics past the last.
    pub fn get(&self, ix: EventIx) -> Cow<'_, Event> {
        match &self.0 {
            Kept::Listed(events) => Cow::Borrowed(&events[ix.0 as usize]),
            Kept::Rows(rows) => Cow::Owned(rows.event(ix.0)),
        }
    }

    /// The title of an event, without the rest of it. Panics past the last.
    pub fn title(&self, ix: EventIx) -> Cow<'_, str> {
        match &self.0 {
            Kept::Listed(events) => Cow::Borrowed(&events[ix.0 as usize].title),
            Kept::Rows(rows) => rows.title(ix.0),
        }
    }

    /// All of them, whole, in order: a look at every cell of a table.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Event>> {
        (0..self.len()).map(|ix| self.get(EventIx(ix as u32)))
    }

    /// Calls for each of the events that is wanted, in order.
    pub fn matching(&self, range: Range<u32>, wanted: &Wanted, hit: &mut dyn FnMut(EventIx)) {
        match &self.0 {
            Kept::Listed(events) => {
                for ix in range {
                    if wanted.holds(&events[ix as usize]) {
                        hit(EventIx(ix));
                    }
                }
            }
            Kept::Rows(rows) => rows.matching(range, wanted, &mut |row| hit(EventIx(row))),
        }
    }

    /// True when an event is wanted.
    pub fn is_wanted(&self, ix: EventIx, wanted: &Wanted) -> bool {
        match &self.0 {
            Kept::Listed(events) => wanted.holds(&events[ix.0 as usize]),
            Kept::Rows(rows) => rows.is_wanted(ix.0, wanted),
        }
    }

    /// Counts what those of the events have in common of which `is_in` is true.
    pub fn tally(&self, range: Range<u32>, is_in: &dyn Fn(EventIx) -> bool, tallies: &mut Tallies) {
        match &self.0 {
            Kept::Listed(events) => {
                for ix in range.filter(|&ix| is_in(EventIx(ix))) {
                    tallies.add(&events[ix as usize]);
                }
            }
            Kept::Rows(rows) => rows.tally(range, &|row| is_in(EventIx(row)), tallies),
        }
    }

    /// Calls for each relation of an event to the event of an id, with its
    /// place among those of its event.
    pub fn relations(&self, with: &mut dyn FnMut(EventIx, usize, &str)) {
        match &self.0 {
            Kept::Listed(events) => {
                for (event, ix) in events.iter().zip(0..=u32::MAX) {
                    for (place, relation) in event.relations.iter().enumerate() {
                        with(EventIx(ix), place, &relation.event);
                    }
                }
            }
            Kept::Rows(rows) => rows.relations(&mut |row, place, id| with(EventIx(row), place, id)),
        }
    }

    /// The events, where each is kept whole.
    pub fn listed(&self) -> Option<&[Event]> {
        match &self.0 {
            Kept::Listed(events) => Some(events),
            Kept::Rows(_) => None,
        }
    }

    /// The table, where the events are its rows.
    pub fn rows(&self) -> Option<&Arc<dyn Rows>> {
        match &self.0 {
            Kept::Listed(_) => None,
            Kept::Rows(rows) => Some(rows),
        }
    }
}

impl Default for Events {
    fn default() -> Events {
        Events(Kept::Listed(Vec::new()))
    }
}

impl From<Vec<Event>> for Events {
    fn from(events: Vec<Event>) -> Events {
        Events(Kept::Listed(events))
    }
}

impl FromIterator<Event> for Events {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Events {
        Events(Kept::Listed(events.into_iter().collect()))
    }
}

/// Equal when every event is, however they are kept.
impl PartialEq for Events {
    fn eq(&self, other: &Events) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Serialize for Events {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Events {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Events, D::Error> {
        Vec::deserialize(deserializer).map(Events::from)
    }
}

impl JsonSchema for Events {
    fn schema_name() -> Cow<'static, str> {
        Vec::<Event>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Event>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}
