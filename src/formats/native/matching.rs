//! Which rows of a chunk are wanted, and what they have in common, without an
//! event being made of each.
//!
//! Most rows that do not have a word are left out by a look at the text of all
//! of them. A word that stands in a text of an event stands in the text of its
//! row: [`scan::compact`](super::scan::compact) leaves no escapes but those of
//! quotes, backslashes and control characters, and words with these are looked
//! for in every row. The reverse does not hold, so the rows that are left are
//! looked at one by one.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use memchr::memmem;

use super::chunk::{Chunk, Kept};
use super::seen;
use crate::dates::Date;
use crate::formats::table::{Dates, PlainWord};
use crate::model::search::{Hit, Needle, Tallies, Tally, Wanted, Word};
use crate::model::{Event, evidence};

/// More names than this are not looked for in the text of the rows.
const MOST_NAMES: usize = 16;

/// Calls for each of the rows that is wanted, in order.
pub(super) fn matching(
    chunk: &Chunk,
    rows: Range<usize>,
    wanted: &Wanted,
    hit: &mut dyn FnMut(usize),
) {
    let words: Vec<Sought> = wanted.words.iter().map(Sought::new).collect();
    let mut left = vec![true; rows.len()];
    for word in &words {
        word.narrow(chunk, &rows, &mut left);
    }
    for (names, member) in [
        (&wanted.people, ""),
        (&wanted.tags, ""),
        (&wanted.places, "\"name\":"),
        (&wanted.sources, "\"source\":"),
    ] {
        if !names.is_empty()
            && let Some(having) = having(chunk, &rows, names, member)
        {
            for (left, has) in left.iter_mut().zip(having) {
                *left &= has;
            }
        }
    }
    for (row, _) in rows.zip(left).filter(|(_, is_left)| *is_left) {
        if is_held(chunk, row, wanted, &words) {
            hit(row);
        }
    }
}

/// True when a row is wanted.
pub(super) fn is_wanted(chunk: &Chunk, row: usize, wanted: &Wanted) -> bool {
    let words: Vec<Sought> = wanted.words.iter().map(Sought::of_one_row).collect();
    is_held(chunk, row, wanted, &words)
}

/// The rows whose text has one of the names, behind what stands before each;
/// `None` where there are too many to look for.
fn having(
    chunk: &Chunk,
    rows: &Range<usize>,
    names: &BTreeSet<String>,
    member: &str,
) -> Option<Vec<bool>> {
    if names.len() > MOST_NAMES {
        return None;
    }
    let mut having = vec![false; rows.len()];
    let (texts, first) = texts(chunk, rows);
    for name in names {
        let written = format!("{member}{}", serde_json::to_string(name).ok()?);
        let finder = memmem::Finder::new(&written);
        let mut from = 0;
        while let Some(at) = finder.find(&texts.as_bytes()[from..]) {
            let row = chunk.row_at(first + from + at);
            having[row - rows.start] = true;
            from = chunk.end(row) - first;
        }
    }
    Some(having)
}

/// The text of some rows, and where it begins in that of all.
fn texts<'c>(chunk: &'c Chunk, rows: &Range<usize>) -> (&'c str, usize) {
    let (start, end) = (chunk.start(rows.start), chunk.start(rows.end));
    (&chunk.texts()[start..end], start)
}

/// A word that is looked for.
struct Sought<'w> {
    word: &'w Word,
    dates: InDates,
}

/// In which plain dates a word can stand.
enum InDates {
    /// It is not known.
    Any,
    None,
    Some(PlainWord),
}

impl<'w> Sought<'w> {
    fn new(word: &'w Word) -> Sought<'w> {
        let dates = PlainWord::of(word.needle.folded());
        Sought {
            word,
            dates: dates.map_or(InDates::None, InDates::Some),
        }
    }

    /// To find out in which dates it can stand takes longer than one row does.
    fn of_one_row(word: &'w Word) -> Sought<'w> {
        Sought {
            word,
            dates: InDates::Any,
        }
    }

    fn may_stand_in(&self, dates: Dates) -> bool {
        match &self.dates {
            InDates::Any => true,
            InDates::None => false,
            InDates::Some(word) => dates != Dates::EMPTY && word.may_stand_in(dates),
        }
    }

    /// True where it stands in the date, without a look at its words.
    fn stands_in_plain(&self, dates: Dates) -> bool {
        matches!(&self.dates, InDates::Some(word) if word.stands_in(dates))
    }

    /// Leaves the rows that may have the word.
    fn narrow(&self, chunk: &Chunk, rows: &Range<usize>, left: &mut [bool]) {
        let needle = &self.word.needle;
        let is_written = |c: char| c == '"' || c == '\\' || c.is_control();
        if needle.matches("") || needle.folded().contains(is_written) {
            return;
        }
        let mut found = vec![false; rows.len()];
        find(chunk, rows, needle, &mut found);
        if !self.word.sources.is_empty() {
            let Some(cite) = having(chunk, rows, &self.word.sources, "\"source\":") else {
                return;
            };
            for (found, cites) in found.iter_mut().zip(cite) {
                *found |= cites;
            }
        }
        self.find_dates(chunk, rows, left, &mut found);
        for (left, found) in left.iter_mut().zip(found) {
            *left &= found;
        }
    }

    /// Marks the rows left that were not found otherwise and have it in their
    /// date.
    fn find_dates(&self, chunk: &Chunk, rows: &Range<usize>, left: &[bool], found: &mut [bool]) {
        let needle = &self.word.needle;
        let odd: Vec<bool> = chunk
            .odd_rows()
            .map(|row| {
                let event = chunk.event(row);
                stands_in_date(needle, event.when.edtf())
            })
            .collect();
        if matches!(self.dates, InDates::None) && !odd.contains(&true) {
            return;
        }
        let mut last = (Dates::EMPTY, false);
        for (nth, found) in found.iter_mut().enumerate() {
            if *found || !left[nth] {
                continue;
            }
            *found = match chunk.date(rows.start + nth) {
                Kept::Odd(number) => odd.get(number as usize) == Some(&true),
                Kept::Plain(dates) => {
                    if dates != last.0 && self.may_stand_in(dates) {
                        let is_in = self.stands_in_plain(dates);
                        last = (dates, is_in || stands_in_date(needle, &dates.edtf()));
                    }
                    dates == last.0 && last.1
                }
            };
        }
    }

    fn stands_in(&self, event: &seen::Event, date: Kept) -> bool {
        let needle = &self.word.needle;
        let is_in = |text: &seen::Text| needle.matches(text);
        is_in(&event.title)
            || is_in(&event.id)
            || event.titles.0.iter().any(is_in)
            || event.summary.as_ref().is_some_and(is_in)
            || event.people.iter().any(is_in)
            || event.tags.iter().any(is_in)
            || event.place.as_ref().is_some_and(|place| is_in(&place.name))
            || event
                .claims
                .iter()
                .any(|claim| is_in(&claim.about) || is_in(&claim.value))
            || event.all_citations().any(|citation| {
                citation.note.as_ref().is_some_and(is_in)
                    || self.word.sources.contains(&*citation.source)
            })
            || match date {
                Kept::Plain(dates) if self.stands_in_plain(dates) => return true,
                Kept::Plain(dates) => self.may_stand_in(dates),
                Kept::Odd(_) => true,
            } && stands_in_date(needle, &event.when.0)
    }
}

/// Marks the rows whose text has the word.
fn find(chunk: &Chunk, rows: &Range<usize>, needle: &Needle, found: &mut [bool]) {
    let (texts, first) = texts(chunk, rows);
    let mut from = 0;
    while let Some(hit) = needle.next(texts.as_bytes(), from) {
        let (Hit::Here(Range { start: at, .. }) | Hit::Perhaps(at)) = hit;
        let row = chunk.row_at(first + at);
        let end = chunk.end(row) - first;
        let is_here = matches!(hit, Hit::Here(range) if range.end <= end);
        found[row - rows.start] = is_here || needle.matches(chunk.text(row));
        from = end;
    }
}

fn stands_in_date(needle: &Needle, edtf: &str) -> bool {
    Date::parse(edtf).is_ok_and(|date| needle.matches(date.text()) || needle.matches(&date.words()))
}

/// [`Wanted::holds`], of a row.
fn is_held(chunk: &Chunk, row: usize, wanted: &Wanted, words: &[Sought]) -> bool {
    let Some(event) = seen::read(chunk.text(row)) else {
        return wanted.holds(&chunk.event(row));
    };
    let has_any = |wanted: &BTreeSet<String>, own: &[seen::Text]| {
        wanted.is_empty() || own.iter().any(|name| wanted.contains(&**name))
    };
    let is_there = || {
        let place = event.place.as_ref();
        place.is_some_and(|place| wanted.places.contains(&*place.name))
    };
    let cites = || {
        let mut citations = event.all_citations();
        citations.any(|citation| wanted.sources.contains(&*citation.source))
    };
    has_any(&wanted.people, &event.people)
        && has_any(&wanted.tags, &event.tags)
        && (wanted.places.is_empty() || is_there())
        && (wanted.sources.is_empty() || cites())
        && words
            .iter()
            .all(|word| word.stands_in(&event, chunk.date(row)))
}

/// Counts what the rows have in common.
pub(super) fn tally(chunk: &Chunk, rows: impl Iterator<Item = usize>, tallies: &mut Tallies) {
    let mut found: [Found; 4] = Default::default();
    for row in rows {
        let [people, tags, places, sources] = &mut found;
        match seen::read(chunk.text(row)) {
            Some(event) => {
                sources.add(event.all_citations().map(|it| it.source.clone().into_cow()));
                people.add(event.people.into_iter().map(seen::Text::into_cow));
                tags.add(event.tags.into_iter().map(seen::Text::into_cow));
                places.add(event.place.into_iter().map(|place| place.name.into_cow()));
            }
            None => {
                let event: Event = chunk.event(row);
                let cited = evidence::citations(&event).map(|it| it.source.clone());
                sources.add(cited.map(Cow::Owned));
                people.add(event.people.into_iter().map(Cow::Owned));
                tags.add(event.tags.into_iter().map(Cow::Owned));
                places.add(event.place.into_iter().map(|place| Cow::Owned(place.name)));
            }
        }
    }
    let [people, tags, places, sources] = found;
    people.tell(&mut tallies.people);
    tags.tell(&mut tallies.tags);
    places.tell(&mut tallies.places);
    sources.tell(&mut tallies.sources);
}

/// Values and how often they were met, in the order in which they were first.
#[derive(Default)]
struct Found<'t> {
    values: Vec<(Cow<'t, str>, u32)>,
    places: HashMap<Cow<'t, str>, usize>,
}

impl<'t> Found<'t> {
    /// Adds the values of one event, each once.
    fn add(&mut self, values: impl Iterator<Item = Cow<'t, str>>) {
        let mut own: Vec<Cow<str>> = values.collect();
        own.sort_unstable();
        own.dedup();
        for value in own {
            match self.places.get(&value) {
                Some(at) => self.values[*at].1 += 1,
                None => {
                    self.places.insert(value.clone(), self.values.len());
                    self.values.push((value, 1));
                }
            }
        }
    }

    fn tell(self, tally: &mut Tally) {
        for (value, count) in self.values {
            tally.add(&value, count);
        }
    }
}
