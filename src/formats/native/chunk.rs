//! Some thousand events, each as compact JSON text, and the few numbers of each
//! that a view needs.
//!
//! Beside its text an event takes 16 to 24 bytes. A date in a plain ISO style
//! is its style and one or two numbers ([`Dates`]); any other is the number of
//! one of the chunk's odd dates.

use std::collections::HashMap;

use super::evidence::Evidence;
use super::seen;
use crate::dates::{Bounds, Date, DatedEnd, End, Form};
use crate::formats::table::Dates;
use crate::model::{Brief, Event, LaneIx, Marks};

/// No lane.
const NO_LANE: u16 = u16::MAX;

/// The bits of [`Chunk::looks`]: the importance, and a bit for each mark.
const IMPORTANCE: u8 = 0b111;
const DISPUTED: u8 = 1 << 3;
const PRIMARY: u8 = 1 << 4;
const SINGLE_VOICE: u8 = 1 << 5;

/// The events of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    /// Items of the file before it, and in it.
    pub(super) first_item: u32,
    pub(super) items: u32,
    /// Items that are no rows, ascending, from the first of the chunk.
    lost: Box<[u32]>,
    text: Box<str>,
    ends: Box<[u32]>,
    styles: Box<[u8]>,
    starts: Box<[i64]>,
    /// Empty where no date has an end of its own.
    date_ends: Box<[i64]>,
    odd: Box<[Odd]>,
    lanes: Box<[u16]>,
    looks: Box<[u8]>,
    pub(super) counts: Counts,
    /// Rows that have relations.
    pub(super) related: Box<[u32]>,
}

/// What is counted of the events of a chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) citations: u64,
    pub(super) claims: u64,
    /// Events that name a lane.
    pub(super) in_lanes: u64,
}

/// A date that is in no plain style.
#[derive(Clone, Debug)]
struct Odd {
    /// The first row that has it.
    row: u32,
    bounds: OddBounds,
}

#[derive(Clone, Debug)]
enum OddBounds {
    Single(DatedEnd),
    Other(Box<Bounds>),
}

impl OddBounds {
    fn of(bounds: Bounds) -> OddBounds {
        match bounds.start {
            End::Dated(end) if single(end) == bounds => OddBounds::Single(end),
            _ => OddBounds::Other(Box::new(bounds)),
        }
    }

    fn bounds(&self) -> Bounds {
        match self {
            OddBounds::Single(end) => single(*end),
            OddBounds::Other(bounds) => **bounds,
        }
    }
}

fn single(end: DatedEnd) -> Bounds {
    Bounds {
        form: Form::Single,
        start: End::Dated(end),
        end: End::Dated(end),
        extent: end.span,
        is_approximate: end.approximate,
        is_uncertain: end.uncertain,
    }
}

/// A date on its way into a chunk.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    Plain(Dates),
    /// Number of the odd date.
    Odd(u32),
}

impl Chunk {
    pub(super) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The text of a row.
    pub(super) fn text(&self, row: usize) -> &str {
        &self.text[self.start(row)..self.ends[row] as usize]
    }

    /// Where the text of a row begins in that of all.
    pub(super) fn start(&self, row: usize) -> usize {
        row.checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize)
    }

    /// Where it ends.
    pub(super) fn end(&self, row: usize) -> usize {
        self.ends[row] as usize
    }

    /// The texts of all rows, one behind the other.
    pub(super) fn texts(&self) -> &str {
        &self.text
    }

    /// The row whose text holds a byte of that of all.
    pub(super) fn row_at(&self, offset: usize) -> usize {
        self.ends.partition_point(|end| *end as usize <= offset)
    }

    /// The row of an item; `None` where it is lost.
    pub(super) fn row_of_item(&self, item: u32) -> Option<usize> {
        match self.lost.binary_search(&item) {
            Ok(_) => None,
            Err(before) => Some(item as usize - before),
        }
    }

    /// The date of a row.
    pub(super) fn date(&self, row: usize) -> Kept {
        let end = self.date_ends.get(row).copied().unwrap_or_default();
        let dates = Dates::of(self.styles[row], self.starts[row], end);
        match dates.is_odd() {
            true => Kept::Odd(self.starts[row] as u32),
            false => Kept::Plain(dates),
        }
    }

    /// For each odd date, the first row that has it.
    pub(super) fn odd_rows(&self) -> impl Iterator<Item = usize> {
        self.odd.iter().map(|odd| odd.row as usize)
    }

    pub(super) fn brief(&self, row: usize) -> Brief {
        let date = match self.date(row) {
            Kept::Plain(dates) => dates.bounds(),
            Kept::Odd(number) => self.odd.get(number as usize).map(|odd| odd.bounds.bounds()),
        };
        let look = self.looks[row];
        let lane = self.lanes[row];
        Brief {
            date,
            lane: (lane != NO_LANE).then_some(LaneIx(lane)),
            importance: Some(look & IMPORTANCE).filter(|importance| *importance > 0),
            evidence: Marks {
                is_disputed: look & DISPUTED != 0,
                has_primary_source: look & PRIMARY != 0,
                is_single_voice: look & SINGLE_VOICE != 0,
            },
        }
    }

    /// Looks at lanes and evidence of all rows again.
    pub(super) fn judge(&mut self, evidence: &Evidence) {
        for row in 0..self.rows() {
            let (lane, marks) = match seen::read(self.text(row)) {
                Some(event) => (
                    lane(event.lane.as_deref(), evidence),
                    evidence.marks(&event),
                ),
                None => {
                    let event = self.event(row);
                    (
                        lane(event.lane.as_deref(), evidence),
                        evidence.marks_of(&event),
                    )
                }
            };
            self.set_judged(row, lane, marks);
        }
    }

    fn set_judged(&mut self, row: usize, lane: u16, marks: Marks) {
        self.lanes[row] = lane;
        self.looks[row] = self.looks[row] & IMPORTANCE | bits(marks);
    }

    /// The event of a row.
    pub(super) fn event(&self, row: usize) -> Event {
        // What is kept was read, or made of what was read.
        serde_json::from_str(self.text(row)).unwrap_or_default()
    }

    /// Puts other events in the place of those of some rows (ascending).
    pub(super) fn replace(&mut self, events: &[(usize, Event)], evidence: &Evidence) {
        let mut text = String::with_capacity(self.text.len());
        let mut ends = Vec::with_capacity(self.rows());
        let mut related = Vec::new();
        let before = std::mem::take(&mut self.related);
        let mut was_related = before.iter().peekable();
        let mut new = events.iter().peekable();
        for row in 0..self.rows() {
            let has_relations = was_related.next_if_eq(&&(row as u32)).is_some();
            let is_related = match new.next_if(|(of, _)| *of == row) {
                None => {
                    text.push_str(self.text(row));
                    has_relations
                }
                Some((_, event)) => {
                    self.counts = self.counts.without(Counts::of(&self.event(row)));
                    self.counts = self.counts.and(Counts::of(event));
                    text.push_str(&serde_json::to_string(event).unwrap_or_default());
                    let lane = lane(event.lane.as_deref(), evidence);
                    self.set_judged(row, lane, evidence.marks_of(event));
                    !event.relations.is_empty()
                }
            };
            if is_related {
                related.push(row as u32);
            }
            ends.push(text.len() as u32);
        }
        self.text = text.into();
        self.ends = ends.into();
        self.related = related.into();
    }
}

impl Counts {
    fn of(event: &Event) -> Counts {
        Counts {
            citations: crate::model::evidence::citations(event).count() as u64,
            claims: event.claims.len() as u64,
            in_lanes: u64::from(event.lane.is_some()),
        }
    }

    fn of_seen(event: &seen::Event) -> Counts {
        Counts {
            citations: event.all_citations().count() as u64,
            claims: event.claims.len() as u64,
            in_lanes: u64::from(event.lane.is_some()),
        }
    }

    pub(super) fn and(self, other: Counts) -> Counts {
        Counts {
            citations: self.citations + other.citations,
            claims: self.claims + other.claims,
            in_lanes: self.in_lanes + other.in_lanes,
        }
    }

    fn without(self, other: Counts) -> Counts {
        Counts {
            citations: self.citations - other.citations,
            claims: self.claims - other.claims,
            in_lanes: self.in_lanes - other.in_lanes,
        }
    }
}

fn lane(id: Option<&str>, evidence: &Evidence) -> u16 {
    let lane = id.and_then(|id| evidence.lane(id));
    lane.map_or(NO_LANE, |lane| lane.0)
}

fn bits(marks: Marks) -> u8 {
    let bit = |is_set, bit| if is_set { bit } else { 0 };
    bit(marks.is_disputed, DISPUTED)
        | bit(marks.has_primary_source, PRIMARY)
        | bit(marks.is_single_voice, SINGLE_VOICE)
}

/// Room for the columns of one chunk after another.
#[derive(Default)]
pub(super) struct Making {
    text: String,
    ends: Vec<u32>,
    styles: Vec<u8>,
    starts: Vec<i64>,
    date_ends: Vec<i64>,
    has_ends: bool,
    odd: Vec<Odd>,
    odd_numbers: HashMap<String, u32>,
    lanes: Vec<u16>,
    looks: Vec<u8>,
    counts: Counts,
    related: Vec<u32>,
    lost: Vec<u32>,
    items: u32,
}

impl Making {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.styles.clear();
        self.starts.clear();
        self.date_ends.clear();
        self.has_ends = false;
        self.odd.clear();
        self.odd_numbers.clear();
        self.lanes.clear();
        self.looks.clear();
        self.counts = Counts::default();
        self.related.clear();
        self.lost.clear();
        self.items = 0;
    }

    /// The date of the next row from EDTF text; `None` where that means none.
    /// An empty text is no date, and nothing is wrong with it.
    pub(super) fn date(&mut self, edtf: &str) -> Option<Kept> {
        let dates = Dates::of_edtf(edtf);
        if !dates.is_odd() && !is_of_twins(edtf) {
            return Some(Kept::Plain(dates));
        }
        if let Some(number) = self.odd_numbers.get(edtf) {
            return Some(Kept::Odd(*number));
        }
        let date = Date::parse(edtf).ok()?;
        let number = self.odd.len() as u32;
        self.odd_numbers.insert(edtf.to_owned(), number);
        self.odd.push(Odd {
            row: self.ends.len() as u32,
            bounds: OddBounds::of(date.bounds()),
        });
        Some(Kept::Odd(number))
    }

    /// The date of an event that is whole.
    pub(super) fn date_of(&mut self, event: &Event) -> Kept {
        let date = event.when.date().and_then(|_| self.date(event.when.edtf()));
        date.unwrap_or(Kept::Plain(Dates::EMPTY))
    }

    /// Adds a row with the text that it is made of.
    pub(super) fn add(
        &mut self,
        item: u32,
        date: Kept,
        text: &str,
        event: &seen::Event,
        evidence: &Evidence,
    ) {
        self.text.push_str(text);
        self.counts = self.counts.and(Counts::of_seen(event));
        if !event.relations.is_empty() {
            self.related.push(self.ends.len() as u32);
        }
        let lane = lane(event.lane.as_deref(), evidence);
        self.add_row(item, date, lane, event.importance, evidence.marks(event));
    }

    /// Adds a row of an event that is whole.
    pub(super) fn add_event(&mut self, item: u32, date: Kept, event: &Event, evidence: &Evidence) {
        self.text
            .push_str(&serde_json::to_string(event).unwrap_or_default());
        self.counts = self.counts.and(Counts::of(event));
        if !event.relations.is_empty() {
            self.related.push(self.ends.len() as u32);
        }
        let lane = lane(event.lane.as_deref(), evidence);
        self.add_row(item, date, lane, event.importance, evidence.marks_of(event));
    }

    fn add_row(&mut self, item: u32, date: Kept, lane: u16, importance: Option<u8>, marks: Marks) {
        self.lost.extend(self.items..item);
        self.items = item + 1;
        self.ends.push(self.text.len() as u32);
        let (style, start, end) = match date {
            Kept::Plain(dates) => (dates.styles(), dates.start.value, dates.end.value),
            Kept::Odd(number) => (Dates::ODD.styles(), i64::from(number), 0),
        };
        self.styles.push(style);
        self.starts.push(start);
        self.date_ends.push(end);
        self.has_ends |= end != 0;
        self.lanes.push(lane);
        self.looks
            .push(importance.unwrap_or_default() & IMPORTANCE | bits(marks));
    }

    /// The chunk of so many items.
    pub(super) fn chunk(&mut self, items: u32) -> Chunk {
        self.lost.extend(self.items..items);
        let date_ends = match self.has_ends {
            true => self.date_ends.as_slice(),
            false => &[],
        };
        Chunk {
            first_item: 0,
            items,
            lost: self.lost.as_slice().into(),
            text: self.text.as_str().into(),
            ends: self.ends.as_slice().into(),
            styles: self.styles.as_slice().into(),
            starts: self.starts.as_slice().into(),
            date_ends: date_ends.into(),
            odd: self.odd.as_slice().into(),
            lanes: self.lanes.as_slice().into(),
            looks: self.looks.as_slice().into(),
            counts: self.counts,
            related: self.related.as_slice().into(),
        }
    }
}

/// An interval from a date to the same date, which is not that date alone.
fn is_of_twins(edtf: &str) -> bool {
    edtf.split_once('/')
        .is_some_and(|(start, end)| start == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_kept_as_the_reader_of_dates_reads_them() {
        let mut making = Making::default();
        let evidence = Evidence::default();
        let dates = [
            "1979",
            "1979-12-27",
            "2010-04-23T09:17:58",
            "1979/1989",
            "1979/1979",
            "1979~",
            "1979-12~/1980",
            "../1990",
            "1990/..",
            "",
            "1979~",
            "[1979,1980]",
            "Y17000",
            "1979-21",
            " 1979 ",
            "2010-04-23T09:17:58/2010-04-23T09:17:59",
        ];
        for (date, item) in dates.iter().zip(0..) {
            let event = Event {
                when: crate::model::When::from_edtf(*date),
                ..Event::default()
            };
            let kept = making.date(date).expect("a date or none");
            making.add_event(item, kept, &event, &evidence);
        }
        let chunk = making.chunk(dates.len() as u32);
        for (row, date) in dates.iter().enumerate() {
            let expected = Date::parse(date).ok().map(|date| date.bounds());
            assert_eq!(chunk.brief(row).date, expected, "{date}");
        }
        assert!(making.date("unread").is_none());
    }
}
