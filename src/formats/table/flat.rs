//! Events to rows of cells under headings that readers of tables know: what
//! CSV and JSON Lines write.
//!
//! The columns of [`HEADINGS`] are always there, so that whoever works with such
//! files finds them in one place; after them “source 2” and so on for the
//! sources that some event has beyond its first, and a column for each member of events
//! that the native format does not name. An interval of two whole dates is
//! parted into start and end; every other date stands in the start as EDTF. Text
//! in place of a date, and what a source wrote of one, stands under [`WRITTEN`].
//!
//! Refused: to make support of a citation that disputes, and to tell of the file
//! that the dataset was first read from, since a reader makes that anew.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use crate::dates::{Date, Form};
use crate::formats::losses::is_of_origin;
use crate::formats::names::Names;
use crate::model::evidence::{self, Index};
use crate::model::{Citation, CslDate, Dataset, Event, Name, Source, Stance};

/// The columns that are always there.
pub(in crate::formats) const HEADINGS: [&str; 18] = [
    "id",
    "start",
    "end",
    "title",
    "lane",
    "summary",
    "importance",
    "place",
    "lat",
    "lon",
    "people",
    "tags",
    "source title",
    "source url",
    "source author",
    "source date",
    "source publisher",
    "source type",
];

/// What a source wrote of a date, or what stands in place of one.
pub(in crate::formats) const WRITTEN: &str = "date as written";

/// Columns of further sources and of own members at most: what every row of a
/// table has room for must not grow with a strange dataset.
const MOST_SOURCES: usize = 32;
const MOST_MEMBERS: usize = 1000;

/// The column that holds, as JSON, the members past those.
const FURTHER: &str = "further members";

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formats) enum Cell {
    /// Nothing.
    Blank,
    /// Text that could be anything.
    Text(String),
    /// EDTF.
    Date(String),
    /// A number.
    Number(Value),
    /// Some texts, none with a semicolon.
    List(Vec<String>),
    /// A member as the dataset has it.
    Member(Value),
}

/// How the events of a dataset are put into rows.
pub(in crate::formats) struct Flat<'d> {
    dataset: &'d Dataset,
    index: Index,
    lanes: HashMap<&'d str, &'d str>,
    written_heading: Option<String>,
    further_sources: Vec<String>,
    /// The own members of events, in the order met, and their columns.
    members: HashMap<String, usize>,
    member_headings: Vec<String>,
    further_heading: Option<String>,
}

impl<'d> Flat<'d> {
    /// Looks at every event for the columns that are needed. `taken`: headings
    /// that the format uses itself.
    pub(in crate::formats) fn new(dataset: &'d Dataset, taken: &[&str]) -> Flat<'d> {
        let mut flat = Flat {
            dataset,
            index: Index::new(dataset),
            lanes: lanes(dataset),
            written_heading: None,
            further_sources: Vec::new(),
            members: HashMap::new(),
            member_headings: Vec::new(),
            further_heading: None,
        };
        let fixed = HEADINGS.into_iter().chain(taken.iter().copied());
        let mut names = Names::taken(fixed.map(str::to_owned));
        let mut take = |name: &str| {
            names.take_free(name, |name, number| match number {
                2 => format!("{name} (column)"),
                number => format!("{name} (column {number})"),
            })
        };
        let (mut has_written, mut has_further, mut sources) = (false, false, 0);
        for event in dataset.events.iter() {
            has_written |= written(&event).is_some();
            sources = sources.max(supporting(&event).count());
            for member in event.extra.keys() {
                if flat.members.contains_key(member) {
                    continue;
                }
                if flat.members.len() >= MOST_MEMBERS {
                    has_further = true;
                    continue;
                }
                let heading = take(&heading(member));
                flat.members.insert(member.clone(), flat.members.len());
                flat.member_headings.push(heading);
            }
        }
        flat.further_sources = (2..=sources.min(MOST_SOURCES))
            .map(|number| format!("source {number}"))
            .collect();
        flat.written_heading = has_written.then(|| take(WRITTEN));
        flat.further_heading = has_further.then(|| take(FURTHER));
        flat
    }

    /// The headings of all columns.
    pub(in crate::formats) fn headings(&self) -> Vec<&str> {
        let mut headings = HEADINGS.to_vec();
        headings.extend(self.written_heading.as_deref());
        headings.extend(self.further_sources.iter().map(String::as_str));
        headings.extend(self.member_headings.iter().map(String::as_str));
        headings.extend(self.further_heading.as_deref());
        headings
    }

    /// The cells of an event, as many as there are headings.
    pub(in crate::formats) fn cells(&self, event: &Event) -> Vec<Cell> {
        let (start, end) = dates(event);
        let place = event.place.clone().unwrap_or_default();
        let lane = event.lane.as_deref();
        let mut cells = vec![
            text(&event.id),
            start,
            end,
            text(&event.title),
            text(lane.map_or("", |id| self.lanes.get(id).copied().unwrap_or(id))),
            text(event.summary.as_deref().unwrap_or_default()),
            event
                .importance
                .map_or(Cell::Blank, |number| Cell::Number(number.into())),
            text(&place.name),
            degrees(place.lat),
            degrees(place.lon),
            list(&event.people),
            list(&event.tags),
        ];
        self.add_sources(event, &mut cells);
        let mut members = vec![Cell::Blank; self.member_headings.len()];
        let mut further = serde_json::Map::new();
        for (member, value) in &event.extra {
            match self.members.get(member) {
                _ if value.is_null() => {}
                Some(column) => members[*column] = Cell::Member(value.clone()),
                None => {
                    further.insert(member.clone(), value.clone());
                }
            }
        }
        cells.extend(members);
        if self.further_heading.is_some() {
            cells.push(match further.is_empty() {
                true => Cell::Blank,
                false => Cell::Member(Value::Object(further)),
            });
        }
        cells
    }

    /// The cells of the first source, what was written of the date, and the
    /// further sources.
    fn add_sources(&self, event: &Event, cells: &mut Vec<Cell>) {
        let mut sources = supporting(event).map(|citation| {
            evidence::source(&citation.source, self.dataset, &self.index).unwrap_or_else(|| {
                Cow::Owned(Source {
                    id: citation.source.clone(),
                    ..Source::default()
                })
            })
        });
        match sources.next() {
            None => cells.extend(vec![Cell::Blank; 6]),
            Some(source) => {
                let has_name = source.title.is_some() || source.url.is_some();
                let title = match (&source.title, has_name) {
                    (Some(title), _) => title,
                    (None, true) => "",
                    (None, false) => &source.id,
                };
                let date = source.issued.as_ref().map(csl_date).unwrap_or_default();
                let authors: Vec<String> = source.author.iter().map(name).collect();
                cells.extend([
                    text(title),
                    text(source.url.as_deref().unwrap_or_default()),
                    text(&joined(&authors)),
                    text(&date),
                    text(source.publisher.as_deref().unwrap_or_default()),
                    text(&source.kind_csl),
                ]);
            }
        }
        if self.written_heading.is_some() {
            cells.push(written(event).map_or(Cell::Blank, text));
        }
        for _ in &self.further_sources {
            let called = sources.next().map(|source| {
                let called = source.url.as_ref().or(source.title.as_ref());
                called.unwrap_or(&source.id).clone()
            });
            cells.push(called.map_or(Cell::Blank, |called| text(&called)));
        }
    }
}

/// The items with semicolons between them, as readers of tables part them.
pub(in crate::formats) fn joined(items: &[String]) -> String {
    items.join("; ")
}

fn text(text: &str) -> Cell {
    match text.is_empty() {
        true => Cell::Blank,
        false => Cell::Text(text.to_owned()),
    }
}

fn degrees(number: Option<f64>) -> Cell {
    let number = number.and_then(serde_json::Number::from_f64);
    number.map_or(Cell::Blank, |number| Cell::Number(Value::Number(number)))
}

fn list(items: &[String]) -> Cell {
    match items.is_empty() {
        true => Cell::Blank,
        // A semicolon would part it in two where it is read.
        false => Cell::List(items.iter().map(|item| item.replace(';', ",")).collect()),
    }
}

/// The titles of lanes by id; an id stands for itself where two lanes have one
/// title.
fn lanes(dataset: &Dataset) -> HashMap<&str, &str> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for lane in &dataset.lanes {
        *count.entry(lane.title.trim()).or_default() += 1;
        *count.entry(&lane.id).or_default() += usize::from(lane.id != lane.title.trim());
    }
    let is_clear = |title: &str| !title.is_empty() && count.get(title) == Some(&1);
    dataset
        .lanes
        .iter()
        .filter(|lane| is_clear(lane.title.trim()))
        .map(|lane| (lane.id.as_str(), lane.title.trim()))
        .collect()
}

/// What supports an event, without the file that the dataset was read from.
fn supporting(event: &Event) -> impl Iterator<Item = &Citation> {
    event
        .citations
        .iter()
        .filter(|citation| citation.stance == Stance::Supports && !is_of_origin(citation))
}

/// A heading for a member: not one that a reader takes for that of a source.
fn heading(member: &str) -> String {
    match super::columns::is_of_source(member) {
        true => format!("{member} (column)"),
        false => member.to_owned(),
    }
}

/// What stands in place of the date, or what was written of it.
fn written(event: &Event) -> Option<&str> {
    let when = &event.when;
    let instead = when
        .date()
        .is_none()
        .then(|| when.edtf())
        .filter(|text| !text.is_empty());
    instead.or(when.verbatim.as_deref())
}

/// The start and the end.
fn dates(event: &Event) -> (Cell, Cell) {
    let Some(date) = event.when.date() else {
        return (Cell::Blank, Cell::Blank);
    };
    let edtf = event.when.edtf();
    let whole = || (Cell::Date(edtf.to_owned()), Cell::Blank);
    let Some((start, end)) = edtf
        .split_once('/')
        .filter(|_| date.form() == Form::Interval)
    else {
        return whole();
    };
    let is_whole = |text: &str| Date::parse(text).is_ok_and(|date| date.form() == Form::Single);
    // An open or unknown start is written in the text of the whole only.
    match is_whole(start) && (end == ".." || is_whole(end)) && start != end {
        true => (Cell::Date(start.to_owned()), Cell::Date(end.to_owned())),
        false => whole(),
    }
}

/// A name in the order in which it is spoken.
fn name(name: &Name) -> String {
    let particle = |member: &str| name.extra.get(member).and_then(Value::as_str);
    let parts = [
        name.given.as_deref(),
        particle("dropping-particle"),
        particle("non-dropping-particle"),
        name.family.as_deref(),
        particle("suffix"),
        name.literal.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ").replace(';', ",")
}

/// A CSL date as it was written, or its parts as EDTF; empty where it has none.
pub(in crate::formats) fn csl_date(date: &CslDate) -> String {
    if let Some(raw) = &date.raw {
        return raw.clone();
    }
    let part = |value: &Value| match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let one = |parts: &Vec<Value>| {
        let mut text = match parts.first().and_then(part)? {
            year @ 0..=9999 => format!("{year:04}"),
            year @ -9999..0 => format!("-{:04}", -year),
            year => format!("Y{year}"),
        };
        for part in parts.iter().skip(1).map_while(part).take(2) {
            text.push_str(&format!("-{part:02}"));
        }
        Some(text)
    };
    let dates: Vec<String> = date.date_parts.iter().filter_map(one).collect();
    let literal = date.extra.get("literal").and_then(Value::as_str);
    match dates.is_empty() {
        true => literal.unwrap_or_default().to_owned(),
        false => dates.join("/"),
    }
}
