//! PeriodO, a gazetteer of periods: every definition of a period becomes an
//! event, in a lane for each work that the definitions are taken from.
//!
//! Periods are events and not bands behind the timeline, since they overlap by
//! the hundred and each is the claim of a work, which is its source: cited with
//! the page where that is given. Years are those of ISO 8601 (`-0615` is 616
//! BCE), as EDTF has them. Labels such as “616 B.C.” are kept as what was
//! written; a start between two years is written as [`super::spans`] says.
//! A definition whose years are only in words stays, undated.
//!
//! Both layouts are read: `periodCollections` with `definitions`, and since
//! 2018 `authorities` with `periods`. <https://perio.do/technical-overview/>

use super::{draft, json, members};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::json::{text, texts};
use super::members::keep_of_event as keep;
use super::rows;
use super::spans::{Bound, spanned, year_edtf};
use super::stream::Stream;
use super::works::{Works, is_web_address};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity, shown};
use crate::model::{Citation, CslDate, Dataset, Event, Locator, Name, Source, When};

/// Certain of an object with collections of definitions.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    // The collections may stand behind the rest.
    const ARK: &[u8] = b"n2t.net/ark:/99152/";
    let names_periodo = memchr::memmem::find(bytes, ARK).is_some();
    let mut has_authorities = false;
    let mut has_periods = false;
    let found = json::any_member(bytes, |member| {
        has_authorities |= member.depth == 1 && member.name == b"authorities";
        has_periods |= member.depth == 3 && member.name == b"periods";
        member.depth == 1 && member.name == b"periodCollections"
    });
    let is_later = has_authorities && (has_periods || names_periodo);
    (found || is_later).then_some(Confidence::Certain)
}

/// What is counted over all definitions.
#[derive(Default)]
struct Reader {
    works: Works,
    in_words: u64,
    undated: u64,
}

/// Opens a gazetteer.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "application/ld+json");
    let wrong = || ReadError::Unsupported {
        what: "a form of PeriodO without “periodCollections” and “authorities”".to_owned(),
        advice: "Download the whole gazetteer as JSON.",
    };
    let Value::Object(mut file) = json::parse(&text)? else {
        return Err(wrong());
    };
    drop(text);
    let name = ["periodCollections", "authorities"]
        .into_iter()
        .find(|name| file.contains_key(*name))
        .ok_or_else(wrong)?;
    let collections = file.shift_remove(name).unwrap_or_default();
    file.shift_remove("type");
    for (member, value) in file {
        members::keep_of_dataset(&mut draft.dataset.extra, &member, value);
    }
    let mut reader = Reader::default();
    for (key, collection) in items(collections) {
        stream.check()?;
        stream.tell(draft.len() as u64);
        let path = format!("{name}[{}]", shown(&key));
        match collection {
            Value::Object(collection) => reader.collection(collection, &path, &mut draft, report),
            _ => lose(&path, &mut draft, report),
        }
    }
    reader.finish(report);
    draft.finish()
}

fn lose(path: &str, draft: &mut Draft, report: &mut ImportReport) {
    draft.lose(
        at(path),
        "shape",
        "Expected an object.".to_owned(),
        "Leave it out.",
        report,
    );
}

fn at(path: &str) -> Place {
    Place {
        path: Some(path.to_owned()),
        ..Place::default()
    }
}

/// The members of an object or the items of a list, with their names.
fn items(value: Value) -> Vec<(String, Value)> {
    match value {
        Value::Object(members) => members.into_iter().collect(),
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(at, item)| (at.to_string(), item))
            .collect(),
        _ => Vec::new(),
    }
}

impl Reader {
    fn collection(
        &mut self,
        mut collection: Map<String, Value>,
        path: &str,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        let name = ["definitions", "periods"]
            .into_iter()
            .find(|name| collection.contains_key(*name))
            .unwrap_or("definitions");
        let definitions = collection.shift_remove(name).unwrap_or_default();
        let (source, page) = source(collection.get("source"));
        let key = path.to_owned();
        let lane = source.title.clone().or_else(|| source.url.clone());
        let id = self.works.id(&key, draft, || source);
        let lane = lane.unwrap_or_else(|| "Without a source".to_owned());
        let lane = draft.lane(&lane);
        let citation = Citation {
            source: id,
            locator: page,
            ..Citation::default()
        };
        for (key, definition) in items(definitions) {
            let path = format!("{path}.{name}[{}]", shown(&key));
            match definition {
                Value::Object(definition) => {
                    let mut event = self.definition(definition, &citation, &path, draft, report);
                    event.lane.clone_from(&lane);
                    draft.event(event, &at(&path), report);
                }
                _ => lose(&path, draft, report),
            }
        }
    }

    fn definition(
        &mut self,
        mut definition: Map<String, Value>,
        citation: &Citation,
        path: &str,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) -> Event {
        let mut take = |name: &str| definition.shift_remove(name);
        let mut take_text = |name: &str| take(name).as_ref().and_then(text);
        let id = take_text("id").unwrap_or_default();
        let label = take_text("label");
        let notes: Vec<String> = ["note", "editorialNote"]
            .iter()
            .filter_map(|name| take_text(name))
            .collect();
        let described = take_text("spatialCoverageDescription");
        take_text("type");
        let (start, stop) = (take("start"), take("stop"));
        let mut event = Event {
            title: label.unwrap_or_else(|| shown(&id)),
            when: self.when(start.as_ref(), stop.as_ref(), path, report),
            summary: (!notes.is_empty()).then(|| notes.join("\n\n")),
            id,
            ..Event::default()
        };
        let languages = ["localizedLabels", "languageTag"];
        if let Some(Value::Object(labels)) = take(languages[0]) {
            for (language, label) in labels {
                // The first of several; all are names to find it by.
                let mut all = texts(&label);
                if !all.is_empty() {
                    let first = all.remove(0);
                    if first != event.title {
                        event.titles.insert(language, first);
                    }
                    event.tags.extend(all);
                }
            }
        }
        let covered: Vec<String> = match definition.get("spatialCoverage") {
            Some(Value::Array(places)) => places
                .iter()
                .filter_map(|place| place.get("label").and_then(text))
                .collect(),
            _ => Vec::new(),
        };
        let name = described.or_else(|| (!covered.is_empty()).then(|| covered.join(", ")));
        event.place = rows::place(name.as_deref(), None, None);
        event.citations = vec![self.citation(definition.get("source"), citation, draft)];
        for (name, value) in definition {
            keep(&mut event.extra, &name, value);
        }
        event
    }

    /// The work that a definition is taken from: that of its collection, at
    /// another page perhaps, unless it names one of its own.
    fn citation(&mut self, own: Option<&Value>, shared: &Citation, draft: &mut Draft) -> Citation {
        let Some(own) = own else {
            return shared.clone();
        };
        let (work, page) = source(Some(own));
        if work.title.is_none() {
            return Citation {
                locator: page.or_else(|| shared.locator.clone()),
                ..shared.clone()
            };
        }
        Citation {
            locator: page,
            ..self.works.cite(&own.to_string(), draft, || work)
        }
    }

    fn when(
        &mut self,
        start: Option<&Value>,
        stop: Option<&Value>,
        path: &str,
        report: &mut ImportReport,
    ) -> When {
        let label = |end: Option<&Value>| end.and_then(|end| end.get("label")).and_then(text);
        let written = match (label(start), label(stop)) {
            (Some(start), Some(stop)) if start == stop => start,
            (Some(start), Some(stop)) => format!("{start} – {stop}"),
            (one, other) => one.or(other).unwrap_or_default(),
        };
        let read = bound(start).and_then(|start| Ok((start, bound(stop)?)));
        let span = read.and_then(|(start, stop)| spanned(&start, &stop).transpose());
        match span {
            Ok(Some(span)) => {
                let mut when = draft::when(&span.edtf, &written);
                when.note = span.note;
                when
            }
            Ok(None) => {
                match written.is_empty() {
                    true => self.undated += 1,
                    false => self.in_words += 1,
                }
                draft::when("", &written)
            }
            Err(fault) => {
                report.add(Problem {
                    severity: Severity::Repaired,
                    place: at(path),
                    code: "date",
                    message: format!("The years make no period: {fault}. The event opens undated, with their words kept."),
                    advice: "Write years as -0615, the earlier first.".to_owned(),
                });
                draft::when("", &written)
            }
        }
    }

    fn finish(self, report: &mut ImportReport) {
        let in_words = format!(
            "Periods with a start and an end in words only: {}; kept, undated.",
            self.in_words
        );
        report.note(self.in_words, "date-words", in_words);
        let undated = format!("Periods without a date: {}; kept, undated.", self.undated);
        report.note(self.undated, "no-date", undated);
    }
}

/// One end: a year, or the years between which it lies.
fn bound(end: Option<&Value>) -> Result<Bound, String> {
    let year = |name: &str| {
        let value = end.and_then(|end| end.get("in")?.get(name)).and_then(text);
        value
            .map(|written| {
                let year = written
                    .trim_start_matches('+')
                    .parse()
                    .ok()
                    .and_then(year_edtf);
                year.ok_or_else(|| format!("“{}” is no year", shown(&written)))
            })
            .transpose()
    };
    Ok(Bound {
        at: year("year")?,
        earliest: year("earliestYear")?,
        latest: year("latestYear")?,
    })
}

/// A work, and where in it.
fn source(value: Option<&Value>) -> (Source, Option<Locator>) {
    let Some(value) = value else {
        return (Source::default(), None);
    };
    let page = value
        .get("locator")
        .and_then(text)
        .map(|locator| locator_of(&locator));
    let work = match value.get("partOf") {
        Some(whole @ Value::Object(_)) => whole,
        _ => value,
    };
    let member = |name: &str| work.get(name).and_then(text);
    let names = |name: &str| -> Vec<Name> {
        let list = work.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|person| person.get("name").and_then(text))
            .map(|name| Name {
                literal: Some(name.trim_end_matches('.').to_owned()),
                ..Name::default()
            })
            .collect()
    };
    let mut author = names("creators");
    let contributors = names("contributors");
    if author.is_empty() {
        author = contributors;
    }
    let year = work.get("yearPublished").and_then(Value::as_i64);
    let source = Source {
        kind_csl: "document".to_owned(),
        title: member("title").or_else(|| member("citation")),
        author,
        issued: year.map(|year| CslDate {
            date_parts: vec![vec![year.into()]],
            ..CslDate::default()
        }),
        url: member("url")
            .or_else(|| member("id"))
            .or_else(|| member("@id"))
            .filter(|id| is_web_address(id)),
        ..Source::default()
    };
    (source, page)
}

/// “page 561” and “pages 1, 364” are pages; everything else is a section.
fn locator_of(text: &str) -> Locator {
    let pages = text
        .strip_prefix("pages ")
        .or_else(|| text.strip_prefix("page "));
    Locator {
        kind: if pages.is_some() { "page" } else { "section" }.to_owned(),
        value: pages.unwrap_or(text).trim().to_owned(),
        ..Locator::default()
    }
}
