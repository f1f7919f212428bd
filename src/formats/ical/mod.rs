//! iCalendar (RFC 5545): events, to-dos and journal entries to events.
//!
//! `SUMMARY`, `DESCRIPTION`, `LOCATION` and `GEO` are what they say; the first
//! of the `CATEGORIES` is the lane and the others are tags, except in a file of
//! several calendars with names, where each calendar is a lane; `URL` is a
//! source; `ATTACH` is media. Whoever is invited or invites is among the
//! people. Other properties are kept in the event under their names. An end of
//! a day is exclusive in the file and inclusive here. A time with a zone by
//! name stays local time, with the zone beside it; a zone that is neither
//! defined nor known is named in the report.
//!
//! Rules are followed within bounds (see [`recurring`]); what is not followed
//! is kept as text and noted. An entry with a `RECURRENCE-ID` stands in for
//! that date of its rule. Left out and counted: alarms, free and busy times,
//! components that are not known, to-dos and journal entries without a date.
//!
//! Written are days and seconds of the years 1 to 9999. A date that is more
//! than that (a year, about, perhaps) is written as the days that it covers,
//! with its EDTF in `X-TARIKH-EDTF`; reading takes that where it agrees with
//! the days. Events that are undated, and those before the year 1, are not
//! written. Nothing that is written depends on the clock.

mod event;
mod lines;
mod recurring;
#[cfg(test)]
mod tests;
mod timing;
mod write;

use std::collections::{HashMap, HashSet};

use chrono::{Datelike as _, NaiveDateTime};

use super::draft::{Draft, FILE_SOURCE};
use super::markup::to_plain;
use super::names::Names;
use super::stream::Stream;
use super::{Confidence, Holds, ImportReport, Part, Place, Problem, ReadError, Severity, shown};
use crate::model::{Citation, Dataset, Event, Extra, Relation, RelationKind, Source};
use event::Timed;
use lines::{Component, Content, at_line};
use timing::Timing;
pub(super) use write::write;

/// The EDTF of a date that a calendar cannot hold.
const EDTF: &str = "X-TARIKH-EDTF";
/// Written, without a value, where an event has tags and no lane.
const LANE: &str = "X-TARIKH-LANE";
/// One of the people.
const PERSON: &str = "X-TARIKH-PERSON";
/// The zone of a local time, where no definition of the zone is written.
const ZONE_NAME: &str = "X-TARIKH-TZID";

/// The most bytes of a calendar.
const MOST_BYTES: usize = 256 << 20;

/// The most dates that the rules of a file give together.
const MOST_FOLLOWED: usize = 50_000;

/// The most bytes of texts that those dates repeat.
const MOST_REPEATED: usize = 64 << 20;

/// Certain of a text that begins as a calendar does.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let text = super::bytes::strip_mark(bytes).trim_ascii_start();
    let line = text.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let (name, kind) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let kind = kind.trim().to_ascii_uppercase();
    let is_known = matches!(kind.as_str(), "VCALENDAR" | "VEVENT" | "VTODO" | "VJOURNAL");
    (name.trim().eq_ignore_ascii_case("BEGIN") && is_known).then_some(Confidence::Certain)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let bytes = stream
        .all_if_small(MOST_BYTES)?
        .ok_or(ReadError::TooLarge)?;
    super::text_of(&bytes)?;
    let content = lines::content(&bytes, report);
    if content.calendars.is_empty() && content.entries.is_empty() {
        return Err(ReadError::Damaged {
            found: "it has no line “BEGIN:VCALENDAR”".to_owned(),
        });
    }
    let mut draft = Draft::new(stream, "text/calendar");
    let lanes = name(&mut draft, &content);
    let mut reading = Reading {
        last_year: 0,
        replaced: HashMap::new(),
        urls: HashMap::new(),
        lanes,
        ids: Names::default(),
        left: Left::default(),
    };
    let timed: Vec<Timed> = content
        .entries
        .iter()
        .map(|entry| event::timed(entry, report))
        .collect();
    tell_unknown_zones(&content, &timed, report);
    reading.look_through(&content, &timed);
    for (entry, timed) in content.entries.iter().zip(&timed) {
        stream.check()?;
        reading.add(entry, timed, &mut draft, report);
    }
    reading.left.tell(&content, report);
    if draft.len() == 0 {
        note(
            Place::file(),
            "no-events",
            "There are no events in the calendar.".to_owned(),
            report,
        );
    }
    draft.finish()
}

fn note(place: Place, code: &'static str, message: String, report: &mut ImportReport) {
    report.add(Problem {
        severity: Severity::Note,
        place,
        code,
        message,
        advice: String::new(),
    });
}

/// Title and description of a file with one name; the lanes of its calendars
/// where it has several.
fn name(draft: &mut Draft, content: &Content) -> Vec<Option<String>> {
    let text = |calendar: &Component, names: [&str; 2]| {
        let property = names.iter().find_map(|name| calendar.get(name))?;
        let text = property.text().trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let names: Vec<Option<String>> = content
        .calendars
        .iter()
        .map(|calendar| {
            text(calendar, ["NAME", "X-WR-CALNAME"]).map(|name| to_plain(&name).into_owned())
        })
        .collect();
    let mut known = names.iter().flatten();
    let first = known.next();
    if let Some(first) = first
        && known.any(|name| name != first)
    {
        return names;
    }
    if let Some(name) = first {
        draft.dataset.title = name.clone();
    }
    let mut calendars = content.calendars.iter();
    draft.dataset.description =
        calendars.find_map(|calendar| text(calendar, ["DESCRIPTION", "X-WR-CALDESC"]));
    if let [calendar] = content.calendars.as_slice() {
        let told = [
            "NAME",
            "X-WR-CALNAME",
            "DESCRIPTION",
            "X-WR-CALDESC",
            "VERSION",
        ];
        let rest = calendar
            .properties
            .iter()
            .filter(|property| !told.contains(&property.name.as_str()));
        for property in rest.filter(|property| !property.value.trim().is_empty()) {
            event::insert(&mut draft.dataset.extra, property);
        }
    }
    Vec::new()
}

/// Says of each zone that neither the file defines nor anybody knows by name
/// that its times are of no known zone; the name stays beside them.
fn tell_unknown_zones(content: &Content, timed: &[Timed], report: &mut ImportReport) {
    let mut told = HashSet::new();
    for (entry, timed) in content.entries.iter().zip(timed) {
        let zone = timed.timing.as_ref().ok().and_then(|t| t.zone.as_deref());
        let Some(zone) = zone.filter(|zone| !told.contains(zone)) else {
            continue;
        };
        told.insert(zone);
        if content.zones.contains(zone.trim()) || recurring::zone(zone).is_some() {
            continue;
        }
        report.add(Problem {
            severity: Severity::Repaired,
            place: at_line(entry.line),
            code: "zone",
            message: format!(
                "The zone “{}” is neither defined in the file nor known by its name; its times are local times of no known zone.",
                shown(zone)
            ),
            advice: "Name a zone as Asia/Kabul, or write the times at offset zero, as 20011007T163000Z."
                .to_owned(),
        });
    }
}

/// What was met that is not among the events.
#[derive(Default)]
struct Left {
    undated: u64,
    numbered: u64,
    endless: u64,
    endless_to: i32,
    repeated: usize,
    bytes: usize,
}

impl Left {
    fn tell(&self, content: &Content, report: &mut ImportReport) {
        for (kind, count) in &content.others {
            let what = match kind.as_str() {
                // The zone of a time is known by its name.
                "VTIMEZONE" | "STANDARD" | "DAYLIGHT" => continue,
                "VALARM" => "Alarms".to_owned(),
                "VFREEBUSY" => "Times that are free or busy".to_owned(),
                kind => format!("Components “{}”", shown(kind)),
            };
            note(
                Place::file(),
                "left-out",
                format!("{what} are left out: {count}."),
                report,
            );
        }
        if self.undated > 0 {
            let message = format!(
                "To-dos and journal entries without a date are left out: {}.",
                self.undated
            );
            note(Place::file(), "left-out", message, report);
        }
        if self.numbered > 0 {
            let message = format!(
                "Entries whose UID another one has: {}. Each has a number behind its id.",
                self.numbered
            );
            note(Place::file(), "double-id", message, report);
        }
        if self.endless > 0 {
            let message = format!(
                "Rules without an end: {}. They are followed for ten years, or up to the end of {}, the last year in the file.",
                self.endless, self.endless_to
            );
            note(Place::file(), "recurrence", message, report);
        }
    }
}

/// What is known while events are made.
struct Reading {
    last_year: i32,
    /// Dates for which another entry stands, by calendar and id.
    replaced: HashMap<(usize, String), Vec<NaiveDateTime>>,
    /// Ids of sources by their addresses.
    urls: HashMap<String, String>,
    lanes: Vec<Option<String>>,
    ids: Names,
    left: Left,
}

impl Reading {
    fn look_through(&mut self, content: &Content, timed: &[Timed]) {
        let mut zones: HashMap<(usize, String), &Timing> = HashMap::new();
        for (entry, timed) in content.entries.iter().zip(timed) {
            let Ok(timing) = &timed.timing else { continue };
            let last = timing.end.unwrap_or(timing.start);
            self.last_year = self.last_year.max(last.date.year());
            if entry.get("RRULE").is_some() {
                zones.insert((entry.calendar, id(entry)), timing);
            }
        }
        for (entry, timed) in content.entries.iter().zip(timed) {
            let key = (entry.calendar, id(entry));
            let base = zones.get(&key).copied().or(timed.timing.as_ref().ok());
            if let Some(date) = base.and_then(|base| recurring::stands_for(entry, base)) {
                self.replaced.entry(key).or_default().push(date);
            }
        }
        self.left.endless_to = self.last_year;
    }

    fn add(
        &mut self,
        entry: &Component,
        timed: &Timed,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        let place = at_line(entry.line);
        if timed.timing.as_ref().is_err_and(String::is_empty) {
            if entry.kind != "VEVENT" {
                self.left.undated += 1;
                return;
            }
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "date",
                message: "The event has no DTSTART and is without a date.".to_owned(),
                advice: "Give it one, as DTSTART;VALUE=DATE:20011007.".to_owned(),
            });
        }
        let (mut event, category) = event::event(entry, timed);
        event.when = event::when(entry, &timed.timing);
        event.lane = match self.lanes.get(entry.calendar) {
            Some(name) => {
                event.tags.splice(0..0, category);
                name.as_deref().and_then(|name| draft.lane(name))
            }
            None => category.and_then(|name| draft.lane(&name)),
        };
        self.cite(entry, &mut event, draft);
        if let Some(date) = entry.get("RECURRENCE-ID")
            && !event.id.is_empty()
        {
            event.id = format!("{}/{}", event.id, date.value.trim());
        }
        match &timed.timing {
            Ok(timing) if entry.get("RECURRENCE-ID").is_none() => {
                self.add_dates(entry, timing, event, draft, report);
            }
            _ => self.put(event, &place, draft, report),
        }
    }

    /// Adds an event under a free id: calendars repeat theirs for each message
    /// about an event, which is no fault.
    fn put(
        &mut self,
        mut event: Event,
        place: &Place,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        let has_id = !event.id.is_empty();
        let wanted = match has_id {
            true => event.id.clone(),
            false => (draft.len() + 1).to_string(),
        };
        event.id = self.ids.take_free_id(&wanted);
        self.left.numbered += u64::from(has_id && event.id != wanted);
        draft.event(event, place, report);
    }

    /// The address of an entry as a source that it cites.
    fn cite(&mut self, entry: &Component, event: &mut Event, draft: &mut Draft) {
        for property in entry.all("URL") {
            let url = property.value.trim();
            if url.is_empty() {
                continue;
            }
            let source = self.urls.entry(url.to_owned()).or_insert_with(|| {
                draft.source(Source {
                    id: "url".to_owned(),
                    kind_csl: "webpage".to_owned(),
                    url: Some(url.to_owned()),
                    ..Source::default()
                })
            });
            event.citations.push(Citation {
                source: source.clone(),
                ..Citation::default()
            });
        }
    }

    /// Adds an event, and one for each further date of its rule.
    fn add_dates(
        &mut self,
        entry: &Component,
        timing: &Timing,
        event: Event,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        let place = at_line(entry.line);
        let key = (entry.calendar, id(entry));
        let is_repeated = ["RRULE", "RDATE", "EXDATE", "EXRULE"]
            .iter()
            .any(|name| entry.get(name).is_some());
        if !is_repeated {
            self.put(event, &place, draft, report);
            return;
        }
        let replaced = self.replaced.get(&key).cloned().unwrap_or_default();
        let mut dates = recurring::dates(entry, timing, &replaced, self.last_year);
        let size = size(&event);
        let room =
            (MOST_FOLLOWED - self.left.repeated).min((MOST_REPEATED - self.left.bytes) / size);
        if dates.further.len() > room {
            dates.further.truncate(room);
            dates.not_followed =
                Some("the rules of the file have too many dates together".to_owned());
        }
        self.left.repeated += dates.further.len();
        self.left.bytes += dates.further.len() * size;
        self.left.endless += u64::from(dates.is_endless);
        if let Some(why) = &dates.not_followed {
            let message = format!("The event repeats, and not all of its dates are here: {why}.");
            note(place.clone(), "recurrence", message, report);
        }
        // Without any other date an event that is left out would be gone.
        let is_own_kept = !dates.is_own_left_out || dates.further.is_empty() && replaced.is_empty();
        let mut further = further(&event, timing, &dates.further);
        if is_own_kept {
            self.put(event, &place, draft, report);
            let base = draft.last_mut().map(|event| event.id.clone());
            for event in &mut further {
                event.relations.extend(base.clone().map(|event| Relation {
                    kind: RelationKind::SeeAlso,
                    event,
                    extra: Extra::default(),
                }));
            }
        }
        for event in further {
            self.put(event, &place, draft, report);
        }
    }
}

/// The event at its further dates; the rule stays with its first.
fn further(event: &Event, timing: &Timing, dates: &[NaiveDateTime]) -> Vec<Event> {
    let moved = dates.iter().filter_map(|date| timing.moved_to(*date));
    moved
        .map(|moved| Event {
            id: match event.id.as_str() {
                "" => String::new(),
                id => format!("{id}/{}", moved.start.ical()),
            },
            when: moved.when(),
            extra: Extra::default(),
            ..event.clone()
        })
        .collect()
}

/// The id that an entry has in the file.
fn id(entry: &Component) -> String {
    entry
        .get("UID")
        .map(|id| id.text().trim().to_owned())
        .unwrap_or_default()
}

/// About how many bytes an event takes once more.
fn size(event: &Event) -> usize {
    let texts = event
        .tags
        .iter()
        .chain(&event.people)
        .map(String::len)
        .sum::<usize>();
    let summary = event.summary.as_ref().map_or(0, String::len);
    let media = event
        .media
        .iter()
        .filter_map(|media| media.url.as_ref())
        .map(String::len)
        .sum::<usize>();
    512 + event.title.len() + summary + texts + media + event.citations.len() * FILE_SOURCE.len()
}

/// What of a dataset is in what is written.
pub(super) const HOLDS: Holds = Holds::NOTHING
    .keeping(&[
        Part::Events,
        Part::ClockTimes,
        Part::Ranges,
        Part::DecadeDates,
        Part::CoarseDates,
        Part::UncertainDates,
        Part::ApproximateDates,
        Part::ListedDates,
        Part::OpenEnds,
        Part::Summaries,
        Part::Places,
        Part::Points,
        Part::Tags,
        Part::People,
        Part::Media,
        Part::FurtherMedia,
    ])
    .changing(&[
        Part::Zones,
        Part::TitleBreaks,
        Part::LaneIds,
        Part::Sources,
        Part::Fractions,
        Part::Lanes,
        Part::Citations,
        Part::People,
    ]);
