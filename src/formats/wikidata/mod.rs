//! Results of a SPARQL query as JSON, as the query service of Wikidata gives
//! them: rows become events.
//!
//! Which variable is what is guessed from all rows together ([`vars`]): the
//! item is the first that holds entities, its label the title, literals of a
//! date type the dates; names such as start and inception or end and abolition
//! make an interval. Rows of one item (and one statement, where the query
//! asks for it) with the same dates are one event, whose other values are then
//! lists.
//!
//! Dates in these results are proleptic Gregorian with astronomical years
//! already, whatever calendar the item's page shows: they are never converted,
//! and a note says where the page has the Julian calendar. A precision variable
//! decides how fine a date is ([`value`]). Without one, 1 January at midnight is
//! taken for the year, since that is how the service writes a year; other days
//! at midnight are days. Values that are known to be unknown are unknown.
//!
//! Where the query asks for a start and an end, and a row has only a start, the
//! end is not known (`2016-07-13/`).
//!
//! Every event cites the page of its item, and the file mentions it.
//! <https://www.w3.org/TR/sparql11-results-json/>

mod value;
mod vars;

use super::{draft, json, members};
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::names::Names;
use super::rows;
use super::stream::Stream;
use super::works::{Works, is_web_address};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity, shown};
use crate::dates::Date;
use crate::model::{Dataset, Event, Media, Source, When};
use value::{Bound, Read};
use vars::Vars;

/// A row: what each variable is bound to.
type Row = Map<String, Value>;

/// Certain of an object with results as SPARQL has them.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let (mut head, mut vars, mut results, mut bindings) = (false, false, false, false);
    let found = json::any_member(bytes, |member| {
        match (member.depth, member.name) {
            (1, b"head") => head = member.rest.starts_with(b"{"),
            (2, b"vars") => vars = member.rest.starts_with(b"["),
            (1, b"results") => results = member.rest.starts_with(b"{"),
            (2, b"bindings") => bindings = member.rest.starts_with(b"["),
            _ => {}
        }
        (head && vars) || (results && bindings)
    });
    found.then_some(Confidence::Certain)
}

/// What is counted over all rows.
#[derive(Default)]
struct Counts {
    years: u64,
    unknown: u64,
    undated: u64,
    merged: u64,
    julian: u64,
    unlabelled: u64,
}

/// Opens the results of a query.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "application/sparql-results+json");
    let (names, rows) = results(json::parse(&text)?)?;
    drop(text);
    let vars = Vars::guess(&names, &rows);
    let mut reader = Reader {
        vars,
        works: Works::default(),
        counts: Counts::default(),
        known: HashMap::new(),
        events: Vec::new(),
    };
    for (at, row) in rows.into_iter().enumerate() {
        if at % 1024 == 0 {
            stream.check()?;
            stream.tell(at as u64);
        }
        let place = Place {
            path: Some(format!("results.bindings[{at}]")),
            ..Place::default()
        };
        match row {
            Value::Object(row) => reader.row(row, place, &mut draft, report),
            _ => draft.lose(
                place,
                "shape",
                "A row is no object.".to_owned(),
                "Run the query again.",
                report,
            ),
        }
    }
    reader.finish(&mut draft, report);
    draft.finish()
}

/// The variables and the rows.
fn results(file: Value) -> Result<(Vec<String>, Vec<Value>), ReadError> {
    let names = file
        .pointer("/head/vars")
        .map(json::texts)
        .unwrap_or_default();
    let bindings = match file {
        Value::Object(mut file) => match file.shift_remove("results") {
            Some(Value::Object(mut results)) => results.shift_remove("bindings"),
            _ => None,
        },
        _ => None,
    };
    match bindings {
        Some(Value::Array(rows)) => Ok((names, rows)),
        _ => Err(ReadError::Unsupported {
            what: "an answer without rows, as to a question with yes or no for an answer"
                .to_owned(),
            advice: "Ask for rows with SELECT, and save those as JSON.",
        }),
    }
}

struct Reader {
    vars: Vars,
    works: Works,
    counts: Counts,
    /// Where the event of an item, a statement and dates stands.
    known: HashMap<[Option<String>; 4], usize>,
    events: Vec<(Event, Place)>,
}

impl Reader {
    fn row(&mut self, row: Row, place: Place, draft: &mut Draft, report: &mut ImportReport) {
        let item = self.vars.item.as_ref().and_then(|item| text(row.get(item)));
        let when = self.when(&row, &place, report);
        let statement = self.vars.statement.as_ref();
        let key = [
            item.clone(),
            statement.and_then(|name| text(row.get(name))),
            Some(when.edtf().to_owned()),
            when.verbatim.clone(),
        ];
        if item.is_some()
            && let Some(at) = self.known.get(&key)
            && let Some((event, _)) = self.events.get_mut(*at)
        {
            self.counts.merged += 1;
            return merge(event, &row, &self.vars);
        }
        if item.is_some() {
            self.known.insert(key, self.events.len());
        }
        let event = self.event(row, item, when, draft);
        self.events.push((event, place));
    }

    fn event(&mut self, row: Row, item: Option<String>, when: When, draft: &mut Draft) -> Event {
        let label = self
            .vars
            .label
            .as_ref()
            .and_then(|label| text(row.get(label)));
        let short = item
            .as_deref()
            .map(last_part)
            .unwrap_or_default()
            .to_owned();
        // Where the service knows no label, it gives the number of the item.
        if label.as_ref().is_none_or(|label| *label == short) {
            self.counts.unlabelled += 1;
        }
        let title = label
            .or_else(|| (!short.is_empty()).then(|| short.clone()))
            .unwrap_or_else(|| format!("Row {}", self.events.len() + 1));
        let mut event = Event {
            id: short,
            title,
            when,
            ..Event::default()
        };
        for name in &self.vars.other_labels {
            let Some(binding) = row.get(name) else {
                continue;
            };
            let language = binding.get("xml:lang").and_then(Value::as_str);
            if let (Some(language), Some(title)) = (language, text(Some(binding)))
                && title != event.title
            {
                event.titles.insert(language.to_owned(), title);
            }
        }
        event.summary = self
            .vars
            .summary
            .as_ref()
            .and_then(|name| text(row.get(name)));
        if let Some(page) = item.filter(|item| is_web_address(item)) {
            let title = event.title.clone();
            let citation = self.works.cite(&page, draft, || Source {
                kind_csl: "webpage".to_owned(),
                title: Some(title),
                url: Some(page.clone()),
                // All of it is one voice.
                origin: Some(host(&page)),
                ..Source::default()
            });
            event.citations.push(citation);
        }
        merge(&mut event, &row, &self.vars);
        event
    }

    fn when(&mut self, row: &Row, place: &Place, report: &mut ImportReport) -> When {
        let mut written = Vec::new();
        let mut notes: Vec<&'static str> = Vec::new();
        let mut side = |var: Option<&vars::DateVar>| -> Option<String> {
            let var = var?;
            let bound = Bound {
                value: row.get(&var.name)?,
                precision: var.precision.as_ref().and_then(|name| text(row.get(name))),
                has_precision: var.precision.is_some(),
            };
            let is_julian = var
                .calendar
                .as_ref()
                .and_then(|name| text(row.get(name)))
                .is_some_and(|model| last_part(&model) == "Q1985786");
            match value::read(&bound) {
                Read::Unknown => {
                    self.counts.unknown += 1;
                    None
                }
                Read::Date {
                    edtf,
                    note,
                    is_guess,
                } => {
                    self.counts.years += u64::from(is_guess);
                    written.extend(text(row.get(&var.name)));
                    notes.extend(note);
                    if is_julian {
                        self.counts.julian += 1;
                        notes.push("The item’s page has this date in the Julian calendar; here it is Gregorian.");
                    }
                    Some(edtf)
                }
                Read::NoDate(text) => {
                    report.add(Problem {
                        severity: Severity::Repaired,
                        place: place.clone(),
                        code: "date",
                        message: format!(
                            "“{}” in “{}” is no date; the text is kept.",
                            shown(&text),
                            shown(&var.name)
                        ),
                        advice: String::new(),
                    });
                    written.push(text);
                    None
                }
            }
        };
        let start = side(self.vars.start.as_ref());
        let end = side(self.vars.end.as_ref());
        // Asked for and not given: not known, rather than the same as the start.
        let has_end = self.vars.end.is_some() && self.vars.start.is_some();
        let edtf = match (start, end) {
            (Some(start), Some(end)) if start == end => start,
            (start, Some(end)) => interval(start.as_deref().unwrap_or_default(), &end),
            (Some(start), None) if has_end => interval(&start, ""),
            (Some(start), None) => start,
            (None, None) => String::new(),
        };
        let is_date = Date::parse(&edtf).is_ok();
        if edtf.is_empty() {
            self.counts.undated += 1;
        } else if !is_date {
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "date",
                message: format!(
                    "“{}” is no span of time: the event opens undated, with the dates kept.",
                    shown(&edtf)
                ),
                advice: "Look at the item’s page.".to_owned(),
            });
        }
        let mut when = draft::when(if is_date { &edtf } else { "" }, &written.join(" – "));
        notes.dedup();
        when.note = (!notes.is_empty()).then(|| notes.join(" "));
        when
    }

    fn finish(self, draft: &mut Draft, report: &mut ImportReport) {
        let item = self.vars.words();
        // Several terms of one person are several events of one item.
        let mut ids = Names::default();
        for (mut event, place) in self.events {
            if !event.id.is_empty() {
                event.id = ids.take_free_id(&event.id);
            }
            draft.event(event, &place, report);
        }
        self.counts.say(item, report);
    }
}

impl Counts {
    fn say(self, variables: String, report: &mut ImportReport) {
        report.note(1, "variables", variables);
        for (count, code, what, then) in [
            (
                self.years,
                "date-year",
                "Dates of 1 January without a precision",
                "read as years",
            ),
            (
                self.unknown,
                "date-unknown",
                "Dates that are known to be unknown",
                "left blank",
            ),
            (
                self.julian,
                "calendar",
                "Dates that are Julian on their pages and Gregorian here",
                "not converted again",
            ),
            (
                self.merged,
                "same-item",
                "Rows of an item and dates that an earlier row has",
                "one event with it, with all values",
            ),
            (
                self.unlabelled,
                "no-label",
                "Events without a label",
                "titled with the number of the item",
            ),
            (
                self.undated,
                "no-date",
                "Rows without a date",
                "kept, undated",
            ),
        ] {
            report.note(count, code, format!("{what}: {count}; {then}."));
        }
    }
}

/// A one-of set has no place in an interval: its outer end stands for it there,
/// marked as approximate.
fn interval(start: &str, end: &str) -> String {
    let outer = |text: &str, is_first: bool| match text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    {
        Some(set) => {
            let mut ends = set.split("..");
            let (first, last) = (ends.next(), ends.next());
            let end = if is_first { first } else { last };
            format!("{}~", end.unwrap_or_default())
        }
        None => text.to_owned(),
    };
    format!("{}/{}", outer(start, true), outer(end, false))
}

/// Adds what a row says to an event of it: a point, pictures, and every other
/// value under the name of its variable.
fn merge(event: &mut Event, row: &Row, vars: &Vars) {
    for (name, binding) in row {
        let Some(value) = text(Some(binding)) else {
            continue;
        };
        if vars.is_used(name) {
            continue;
        }
        if value::is_point(binding)
            && event.place.is_none()
            && let Some((lat, lon)) = value::point(&value)
        {
            event.place = rows::place(None, Some((lat, lon)), None);
            continue;
        }
        if value.contains("/Special:FilePath/") {
            let is_new = event
                .media
                .iter()
                .all(|media| media.url.as_ref() != Some(&value));
            if is_new {
                event.media.push(Media {
                    url: Some(value),
                    ..Media::default()
                });
            }
            continue;
        }
        add(event, name, Value::from(value));
    }
}

/// One value, or a list where they differ.
fn add(event: &mut Event, name: &str, value: Value) {
    let name = members::free_name(members::OF_EVENT, name);
    match event.extra.get_mut(&name) {
        None => {
            event.extra.insert(name, value);
        }
        Some(Value::Array(values)) if values.contains(&value) => {}
        Some(Value::Array(values)) => values.push(value),
        Some(one) if *one == value => {}
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}

/// What a variable is bound to, as text.
fn text(binding: Option<&Value>) -> Option<String> {
    json::text(binding?.get("value")?)
}

/// The part of an address after the last slash.
fn last_part(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

fn host(address: &str) -> String {
    let rest = address.split("//").nth(1).unwrap_or(address);
    rest.split('/').next().unwrap_or(rest).to_owned()
}
