//! A block of items to rows: each item is checked, and kept as compact text
//! with the few numbers that a view needs of it.
//!
//! Nearly all events are as they should be and are checked without a copy of
//! them being made ([`seen`]). The others go through the reader of small files
//! ([`items`]), which says what is wrong with them; what it makes of them is
//! kept.

use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::chunk::{Chunk, Making};
use super::evidence::Evidence;
use super::links::{self, Target};
use super::path::{Path, Step};
use super::place::{At, moved_problem};
use super::reading::{Reading, Targets};
use super::scan::{self, Parts};
use super::walk::{End, Items, is_good_end, syntax_error};
use super::{Fault, Places, inexact_numbers, items, parse, problem, seen};
use crate::formats::{Problem, ReadError, Severity};
use crate::model::Event;

/// Deeper than this in an item is too deep in a file.
const MOST_DEPTH: usize = 125;

/// What stands around an item that is read by itself.
const BEFORE: &str = "{\"events\":[";
const BEHIND: &str = "]}";

/// What is known before the events are read.
pub(super) struct Known<'k> {
    /// Ids that links may go to.
    pub(super) ids: Targets<'k>,
    pub(super) evidence: &'k Evidence,
    /// The same for every block.
    pub(super) hasher: &'k RandomState,
}

/// What was made of a block.
#[derive(Default)]
pub(super) struct Made {
    pub(super) chunk: Chunk,
    /// Of each item with an id, in order: the item, a hash of its id, where
    /// the id is told from the place where the block begins.
    pub(super) ids: Vec<IdOf>,
    /// Ids of items that are lost, ascending.
    pub(super) lost_ids: Vec<(u32, String)>,
    /// Items that were given an id, ascending.
    pub(super) given_ids: Vec<GivenId>,
    pub(super) large: Vec<Problem>,
    pub(super) doubled: Vec<Problem>,
    pub(super) of_ids: Vec<(u32, Problem)>,
    pub(super) told: Vec<Told>,
    /// Ids that links go to, one behind the other.
    pub(super) asked: String,
}

/// The id of an item.
#[derive(Clone, Copy, Debug)]
pub(super) struct IdOf {
    pub(super) hash: u64,
    /// Position from the first of the block.
    pub(super) item: u32,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// An item without an id of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct GivenId {
    pub(super) item: u32,
    /// The id is its title too.
    pub(super) is_title: bool,
}

/// Something that was met in an item.
pub(super) enum Told {
    /// It is as it says.
    Problem(Box<Problem>),
    /// A link that may go to nothing.
    Link(Link),
}

/// A link whose end is not known yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) item: u32,
    pub(super) target: Target,
    pub(super) way: Way,
    pub(super) line: u32,
    pub(super) column: u32,
    /// Where its id is in [`Made::asked`].
    pub(super) id: (u32, u32),
}

/// The way to a link in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Lane,
    Citation(u32),
    OfClaim(u32, u32),
    Relation(u32),
}

impl Way {
    fn of(path: &Path) -> Option<Way> {
        let name = |step: &Step| match step {
            Step::Member(name) => Some(name.clone().into_owned()),
            Step::Item(_) => None,
        };
        let number = |step: &Step| match step {
            Step::Item(at) => Some(*at as u32),
            Step::Member(_) => None,
        };
        match path.steps() {
            [_, _, _] => Some(Way::Lane),
            [_, _, list, at, _] => match name(list)?.as_str() {
                "relations" => Some(Way::Relation(number(at)?)),
                _ => Some(Way::Citation(number(at)?)),
            },
            [_, _, _, claim, _, at, _] => Some(Way::OfClaim(number(claim)?, number(at)?)),
            _ => None,
        }
    }

    /// As it is shown, from the root.
    pub(super) fn path(self, item: u64) -> String {
        match self {
            Way::Lane => format!("events[{item}].lane"),
            Way::Citation(at) => format!("events[{item}].citations[{at}].source"),
            Way::OfClaim(claim, at) => {
                format!("events[{item}].claims[{claim}].citations[{at}].source")
            }
            Way::Relation(at) => format!("events[{item}].relations[{at}].event"),
        }
    }

    /// Where the member is in the text of an event that is as it should be.
    fn offset(self, text: &[u8], event: usize) -> Option<usize> {
        let value = |at, name| Some(scan::member(text, at, name)?.1.start);
        let item = |list, nth| Some(Parts::new(text, list).nth(nth as usize)?.1.start);
        let (object, name) = match self {
            Way::Lane => (event, "lane"),
            Way::Citation(at) => (item(value(event, "citations")?, at)?, "source"),
            Way::Relation(at) => (item(value(event, "relations")?, at)?, "event"),
            Way::OfClaim(claim, at) => {
                let claim = item(value(event, "claims")?, claim)?;
                (item(value(claim, "citations")?, at)?, "source")
            }
        };
        Some(scan::member(text, object, name)?.0)
    }
}

/// Reads one block after another. Has room that is used again.
pub(super) struct Maker<'k> {
    known: &'k Known<'k>,
    text: Vec<u8>,
    making: Making,
}

impl<'k> Maker<'k> {
    pub(super) fn new(known: &'k Known<'k>) -> Maker<'k> {
        Maker {
            known,
            text: Vec::new(),
            making: Making::default(),
        }
    }

    /// Makes rows of the items of a block.
    pub(super) fn make(&mut self, items: &Items) -> Result<Made, ReadError> {
        // A list that does not end is no JSON, whatever its items are.
        if items.end == End::Cut {
            return Err(syntax_error(items, 0));
        }
        self.making.clear();
        let mut block = Block {
            items,
            known: self.known,
            making: &mut self.making,
            made: Made::default(),
            number: 0,
            counted: 0,
            counted_at: At::START,
        };
        let bytes = &items.bytes;
        let mut start = 0;
        while start < bytes.len() {
            self.text.clear();
            let item = scan::compact(bytes, start, &mut self.text);
            if self.text.is_empty() {
                break;
            }
            let is_sound = item.is_sound && item.depth <= MOST_DEPTH;
            let text = match is_sound {
                true => std::str::from_utf8(&self.text).ok(),
                false => None,
            };
            if !text.is_some_and(|text| block.plain(text, start)) {
                block.tolerant(start, item.end)?;
            }
            block.number += 1;
            start = item.end + 1;
        }
        // Behind the last comma there is nothing in this block, and something
        // in the last one.
        let is_good = match items.end {
            End::Comma => start == bytes.len(),
            _ => start > bytes.len() || is_good_end(items, start),
        };
        if !is_good {
            return Err(syntax_error(items, start.min(bytes.len())));
        }
        let mut made = block.made;
        let items = block.number;
        made.chunk = self.making.chunk(items);
        Ok(made)
    }
}

/// Where an event begins.
#[derive(Clone, Copy)]
struct Begin {
    offset: usize,
    /// As told from the beginning of the block.
    at: At,
}

impl Begin {
    fn of(self, bytes: &[u8], offset: usize) -> At {
        self.at.after(&bytes[self.offset..offset])
    }
}

struct Block<'b> {
    items: &'b Items,
    known: &'b Known<'b>,
    making: &'b mut Making,
    made: Made,
    /// Of the item, in the block.
    number: u32,
    /// Bytes whose lines are counted, and where the next is.
    counted: usize,
    counted_at: At,
}

impl Block<'_> {
    /// Where an item begins, as told from the beginning of the block.
    fn begin(&mut self, offset: usize) -> At {
        let text = &self.items.bytes[self.counted..offset];
        self.counted_at = self.counted_at.after(text);
        self.counted = offset;
        self.counted_at
    }

    fn add_id(&mut self, id: &str, at: At) {
        self.made.ids.push(IdOf {
            hash: self.known.hasher.hash_one(id),
            item: self.number,
            line: at.line as u32,
            column: at.column as u32,
        });
    }

    fn ask(&mut self, target: Target, way: Way, id: &str, at: At) {
        let asked = &mut self.made.asked;
        let start = asked.len() as u32;
        asked.push_str(id);
        self.made.told.push(Told::Link(Link {
            item: self.number,
            target,
            way,
            line: at.line as u32,
            column: at.column as u32,
            id: (start, asked.len() as u32),
        }));
    }

    /// Takes an event that is as it should be but for links to nothing. False
    /// where it is not.
    fn plain(&mut self, text: &str, start: usize) -> bool {
        let Some(event) = seen::read(text).filter(seen::Event::is_plain) else {
            return false;
        };
        let Some(date) = self.making.date(&event.when.0) else {
            return false;
        };
        let bytes = &self.items.bytes;
        let blank = bytes[start..]
            .iter()
            .take_while(|byte| scan::is_blank(**byte));
        let offset = start + blank.count();
        let begin = Begin {
            offset,
            at: self.begin(offset),
        };
        let before = (self.made.told.len(), self.made.asked.len());
        let broken = self.links(&event, begin);
        if broken.is_empty() {
            self.making
                .add(self.number, date, text, &event, self.known.evidence);
        } else if let Some(rest) = without(text, &broken) {
            self.making
                .add_event(self.number, date, &rest, self.known.evidence);
        } else {
            self.made.told.truncate(before.0);
            self.made.asked.truncate(before.1);
            return false;
        }
        let id_at = scan::member(bytes, offset, "id").map_or(offset, |(at, _)| at);
        self.add_id(&event.id, begin.of(bytes, id_at));
        true
    }

    /// Tells the links that go to nothing, and asks for those that may, in the
    /// order in which the reader of small files does.
    fn links(&mut self, event: &seen::Event, begin: Begin) -> Vec<Way> {
        let mut broken = Vec::new();
        let mut check = |target, way: Way, id: &str| {
            let known = self.known.ids.of(target).has(id);
            if known == Some(true) {
                return;
            }
            let bytes = &self.items.bytes;
            let offset = way.offset(bytes, begin.offset).unwrap_or(begin.offset);
            let at = begin.of(bytes, offset);
            match known {
                None => self.ask(target, way, id, at),
                _ => {
                    broken.push(way);
                    let item = self.items.first + u64::from(self.number);
                    let problem = broken_link(target, way, id, item, self.in_file(at));
                    let told = Told::Problem(Box::new(problem));
                    self.made.told.push(told);
                }
            }
        };
        for (citation, at) in event.citations.iter().zip(0..) {
            check(Target::Source, Way::Citation(at), &citation.source);
        }
        for (claim, nth) in event.claims.iter().zip(0..) {
            for (citation, at) in claim.citations.iter().zip(0..) {
                check(Target::Source, Way::OfClaim(nth, at), &citation.source);
            }
        }
        for (relation, at) in event.relations.iter().zip(0..) {
            check(Target::Event, Way::Relation(at), &relation.event);
        }
        if let Some(lane) = &event.lane {
            check(Target::Lane, Way::Lane, lane);
        }
        broken
    }

    fn in_file(&self, at: At) -> At {
        self.items.at.shifted(at.line, at.column)
    }

    /// Reads an item as small files are read.
    fn tolerant(&mut self, start: usize, end: usize) -> Result<(), ReadError> {
        let bytes = &self.items.bytes;
        let text = [BEFORE.as_bytes(), &bytes[start..end], BEHIND.as_bytes()].concat();
        let parsed = parse::parse(&text).map_err(|_told| syntax_error(self.items, start))?;
        let Some(value) = only_event(parsed.value) else {
            return Err(syntax_error(self.items, start));
        };
        let read = self.read(value);
        let begin = self.begin(start);
        let path = Path::root()
            .then(Step::member("events"))
            .then(Step::Item(0));

        let places = Places::new(&text);
        let mut tree = places.tree();
        let number = self.items.first + u64::from(self.number);
        let own = format!("events[{number}]");
        let mut told = |fault: Fault| {
            let mut told = problem(fault, tree.as_mut(), &places.lines);
            let in_block = |line, column| begin.shifted_past(BEFORE, line, column);
            moved_problem(&mut told, in_block);
            let path = told.place.path.take();
            told.place.path = path.map(|path| path.replacen("events[0]", &own, 1));
            told
        };
        let large = inexact_numbers(places.tree().as_mut(), &parsed.large);
        let of_id = |code| Fault {
            severity: Severity::Note,
            path: path.then(Step::member("id")),
            code,
            message: String::new(),
            advice: "",
            if_missing: None,
        };
        let id_at = told(of_id("")).place;
        let at = |place: &crate::formats::Place| At {
            line: place.line.unwrap_or(1),
            column: place.column.unwrap_or(1),
        };
        let file_at = self.items.at;
        let in_file = |mut problem: Problem| {
            moved_problem(&mut problem, |line, column| file_at.shifted(line, column));
            problem
        };
        self.made
            .large
            .extend(large.into_iter().map(|fault| in_file(told(fault))));
        let doubled = parsed.doubled.into_iter().map(super::doubled);
        self.made
            .doubled
            .extend(doubled.map(|fault| in_file(told(fault))));
        for fault in read.of_id {
            self.made.of_ids.push((self.number, in_file(told(fault))));
        }
        for mut fault in read.of_event {
            let way = Way::of(&fault.path);
            let later = fault.if_missing.take();
            let problem = told(fault);
            match later.zip(way) {
                Some(((target, id), way)) => self.ask(target, way, &id, at(&problem.place)),
                None => {
                    let problem = Box::new(in_file(problem));
                    self.made.told.push(Told::Problem(problem));
                }
            }
        }
        if let Some(id) = &read.id {
            self.add_id(id, at(&id_at));
        }
        if let Some(is_title) = read.is_given {
            self.made.given_ids.push(GivenId {
                item: self.number,
                is_title,
            });
        }
        match (read.event, read.id) {
            (Some(event), _) => {
                let date = self.making.date_of(&event);
                self.making
                    .add_event(self.number, date, &event, self.known.evidence);
            }
            (None, Some(id)) => self.made.lost_ids.push((self.number, id)),
            (None, None) => {}
        }
        Ok(())
    }

    /// What the reader of small files makes of an item.
    fn read(&self, mut value: Value) -> Read {
        let number = (self.items.first + u64::from(self.number)) as usize + 1;
        let mut read = Read::default();
        let in_list = |reading: &mut Reading, work: &mut dyn FnMut(&mut Reading)| {
            reading.within(Step::member("events"), |reading| {
                reading.within(Step::Item(0), |reading| work(reading));
            });
        };
        let mut id_is_given = false;
        if let Value::Object(object) = &mut value {
            let mut reading = Reading::new(&mut read.of_id, Targets::default());
            in_list(&mut reading, &mut |reading| {
                items::settle_id(reading, object, || {
                    id_is_given = true;
                    items::auto_id("event", number)
                });
            });
        }
        read.id = items::stated_id(&value).map(str::to_owned);
        let mut event = None;
        let mut reading = Reading::new(&mut read.of_event, self.known.ids);
        let mut value = Some(value);
        in_list(&mut reading, &mut |reading| {
            event = value.take().and_then(|value| items::event(reading, value));
        });
        // The title was no text, so the id took its place.
        let is_title = |fault: &Fault| {
            fault.code == "no-text"
                && matches!(fault.path.steps(), [_, _, Step::Member(name)] if name == "title")
        };
        read.is_given = id_is_given.then(|| read.of_event.iter().any(is_title));
        read.event = event;
        read
    }
}

#[derive(Default)]
struct Read {
    of_id: Vec<Fault>,
    of_event: Vec<Fault>,
    id: Option<String>,
    /// Where the id is not its own: whether it is the title too.
    is_given: Option<bool>,
    event: Option<Event>,
}

fn only_event(root: Value) -> Option<Value> {
    let Value::Object(mut root) = root else {
        return None;
    };
    match root.shift_remove("events") {
        Some(Value::Array(mut items)) if items.len() == 1 => items.pop(),
        _ => None,
    }
}

/// A link that goes to nothing.
pub(super) fn broken_link(target: Target, way: Way, id: &str, item: u64, at: At) -> Problem {
    let fault = links::broken(target, id);
    Problem {
        severity: fault.severity,
        place: crate::formats::Place {
            line: Some(at.line),
            column: Some(at.column),
            path: Some(way.path(item)),
            ..Default::default()
        },
        code: fault.code,
        message: fault.message,
        advice: fault.advice.to_owned(),
    }
}

/// The event of a text that is as it should be, without these links.
fn without(text: &str, links: &[Way]) -> Option<Event> {
    let mut event: Event = serde_json::from_str(text).ok()?;
    let is_left = |way: Way| !links.contains(&way);
    let mut at = 0..;
    let mut nth = || at.next().unwrap_or_default();
    event.citations.retain(|_| is_left(Way::Citation(nth())));
    for (claim, number) in event.claims.iter_mut().zip(0..) {
        let mut at = 0..;
        let mut nth = || at.next().unwrap_or_default();
        claim
            .citations
            .retain(|_| is_left(Way::OfClaim(number, nth())));
    }
    let mut at = 0..;
    let mut nth = || at.next().unwrap_or_default();
    event.relations.retain(|_| is_left(Way::Relation(nth())));
    if !is_left(Way::Lane) {
        event.lane = None;
    }
    Some(event)
}
