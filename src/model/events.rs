//! The events of a dataset, in the order of its file.
//!
//! Small datasets keep every event whole. A table of millions of rows keeps its
//! cells and makes an event of a row when it is asked for ([`Rows`]); what a
//! view needs of every row is a [`Brief`]. Nobody but this module needs to know
//! which of the two it is.

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Event, EventIx, LaneIx, Source};
use crate::dates::Bounds;

/// The events of a dataset.
#[derive(Clone, Debug)]
pub struct Events(Kept);

#[derive(Clone, Debug)]
enum Kept {
    /// Each of them whole.
    Listed(Vec<Event>),
    /// The rows of a table.
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
/// [`EventIx`] of its event.
pub trait Rows: Debug + Send + Sync {
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

    /// Calls for each of the rows, in order.
    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief));
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
