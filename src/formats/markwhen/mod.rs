//! Markwhen: dated lines of text with groups around them.
//!
//! The line of an event becomes its title, what stands below it its summary,
//! properties right below it its members or its `extra`. Groups and headings
//! are lanes, one in another where they are so in the file; tags are tags.
//! `[text](location)` is a place, a line that is only a picture is media, one
//! that is only a link is a source. A colour of a tag is that of the lanes
//! that bear the tag.
//!
//! Dates keep the fineness that they are written with. Dates that are told
//! from other events are worked out (see [`resolve`]), with the text beside
//! them. `now` is the day on which somebody looks, which a file has not:
//! a range up to now is open, and an event that is now is undated. Of what is
//! repeated the first is there. A day and month that are a date in one order
//! only are read in that; a line that looks like an event and has no date that
//! is known is an event without one. Not read: patterns of dates of the header's
//! own. Comments are left out.
//!
//! Written are dates that Markwhen knows; others as the days that they cover,
//! with an `edtf` property, which reading takes where it agrees. Undated events
//! are not written, nor those that no date of Markwhen covers.

mod document;
mod range;
mod resolve;
#[cfg(test)]
mod tests;
mod text;
mod unread;
mod write;

use std::collections::HashMap;

use serde_json::Value as Json;

use super::draft::Draft;
use super::stream::Stream;
use super::{
    Confidence, Holds, ImportReport, Part, Place as At, Problem, ReadError, Severity, shown,
};
use crate::model::{Citation, Dataset, Event, Lane, Place, Source, When};
use document::{Document, Entry, Line, kind, list, unquoted};
use range::Point;
use resolve::{Known, Meaning};
use text::Words;
pub(super) use write::write;

/// The property with the EDTF of a date that Markwhen cannot write.
const EDTF: &str = "edtf";

/// Lines of a file that are looked at to tell what it is.
const MOST_LOOKED_AT: usize = 400;

/// Certain by name and an event; likely by a header or a group and two events.
pub(super) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let bytes = super::bytes::strip_mark(bytes);
    let bytes = match std::str::from_utf8(bytes) {
        Ok(_) => bytes,
        // The head of a long file may end within a character.
        Err(fault) if fault.error_len().is_none() => &bytes[..fault.valid_up_to()],
        Err(_) => return None,
    };
    let text = std::str::from_utf8(bytes).ok()?;
    if text.trim_start().starts_with(['{', '[', '<']) {
        return None;
    }
    let is_named = name.is_some_and(|name| super::has_extension(name, &["mw", "markwhen"]));
    let (mut events, mut groups, mut members, mut others) = (0, 0, 0, 0);
    let mut has_title = false;
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_LOOKED_AT)
    {
        match kind(line, false) {
            Line::Event(_, range, _) if range.from != Point::Unread => events += 1,
            Line::Heading(..) | Line::GroupStart(_) | Line::GroupEnd | Line::PageBreak => {
                groups += 1
            }
            Line::Comment => {}
            Line::Event(..) | Line::Text => match document::member(line) {
                Some((name, _)) => {
                    members += 1;
                    has_title |= events == 0 && matches!(name, "title" | "dateFormat");
                }
                None if events == 0 && !line.starts_with(['#', '-', ' ']) => others += 1,
                None => {}
            },
        }
    }
    if is_named && events > 0 {
        return Some(Confidence::Certain);
    }
    if is_named && members + groups > 0 {
        return Some(Confidence::Likely);
    }
    // Other text begins with something that is no part of a header.
    (events >= 2 && others == 0 && (has_title || groups > 0)).then_some(Confidence::Likely)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let document = document::document(&text);
    let mut draft = Draft::new(stream, "text/markdown");
    head(&document, &mut draft);
    let lanes = lanes(&document, &mut draft);
    let mut reading = Reading {
        known: Known::default(),
        up_to_now: 0,
        is_now: 0,
        urls: HashMap::new(),
        day_first: document.day_first,
    };
    for entry in &document.entries {
        stream.check()?;
        let lane = entry
            .group
            .and_then(|group| lanes.get(group).cloned().flatten());
        reading.add(entry, lane, &mut draft, report);
    }
    reading.tell(&document, report);
    draft.finish()
}

/// What the header says.
fn head(document: &Document, draft: &mut Draft) {
    for (name, value) in &document.header {
        let text = unquoted(value);
        match name.as_str() {
            "title" if !text.is_empty() => {
                draft.dataset.title = text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            "description" if !text.is_empty() => {
                // A text of several lines stands below a mark, further in.
                let text = text
                    .trim_start_matches(['|', '>', '-'])
                    .lines()
                    .map(str::trim)
                    .collect::<Vec<_>>();
                draft.dataset.description = Some(text.join("\n").trim().to_owned());
            }
            _ => {
                draft.dataset.extra.insert(name.clone(), Json::String(text));
            }
        }
    }
    if !document.colors.is_empty() {
        let colors = document
            .colors
            .iter()
            .map(|(name, color)| (name.clone(), Json::String(color.clone())));
        draft
            .dataset
            .extra
            .insert("tags".to_owned(), Json::Object(colors.collect()));
    }
    if !document.stray.is_empty() {
        draft
            .dataset
            .extra
            .insert("text".to_owned(), Json::String(document.stray.join("\n")));
    }
}

/// A lane for each group, or that of the group around one without a name.
fn lanes(document: &Document, draft: &mut Draft) -> Vec<Option<String>> {
    let mut lanes: Vec<Option<String>> = Vec::new();
    let mut known: HashMap<(Option<String>, String), Option<String>> = HashMap::new();
    for group in &document.groups {
        let parent = group.parent.and_then(|parent| lanes[parent].clone());
        let words = text::words(&group.text, &[], document.day_first);
        let title = words.title.trim_end_matches(':').trim().to_owned();
        if title.is_empty() {
            lanes.push(parent);
            continue;
        }
        let key = (parent.clone(), title.clone());
        if let Some(lane) = known.get(&key) {
            lanes.push(lane.clone());
            continue;
        }
        let mut lane = Lane {
            title,
            parent,
            ..Lane::default()
        };
        for (name, value) in &group.properties {
            let text = unquoted(value);
            match color(&text) {
                Some(color) if name == "color" => lane.color = Some(color),
                _ => {
                    lane.extra.insert(name.clone(), Json::String(text));
                }
            }
        }
        let of_tag = |tag: &String| document.colors.iter().find(|(name, _)| name == tag);
        if lane.color.is_none() {
            lane.color = words
                .tags
                .iter()
                .find_map(of_tag)
                .and_then(|(_, text)| color(text));
        }
        if !words.tags.is_empty() {
            lane.extra.insert("tags".to_owned(), words.tags.into());
        }
        let name = format!("{}\n{}", key.0.as_deref().unwrap_or_default(), key.1);
        lane.id = lane.title.clone();
        let id = draft.add_lane(&name, lane);
        known.insert(key, id.clone());
        lanes.push(id);
    }
    lanes
}

/// A colour as `#rrggbb`.
fn color(text: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("black", "000000"),
        ("white", "ffffff"),
        ("gray", "808080"),
        ("grey", "808080"),
        ("silver", "c0c0c0"),
        ("red", "ff0000"),
        ("maroon", "800000"),
        ("yellow", "ffff00"),
        ("olive", "808000"),
        ("lime", "00ff00"),
        ("green", "008000"),
        ("aqua", "00ffff"),
        ("cyan", "00ffff"),
        ("teal", "008080"),
        ("blue", "0000ff"),
        ("navy", "000080"),
        ("fuchsia", "ff00ff"),
        ("magenta", "ff00ff"),
        ("purple", "800080"),
        ("orange", "ffa500"),
        ("pink", "ffc0cb"),
        ("brown", "a52a2a"),
        ("gold", "ffd700"),
        ("indigo", "4b0082"),
        ("violet", "ee82ee"),
    ];
    let text = text.trim().to_ascii_lowercase();
    let named = NAMES
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, hex)| (*hex).to_owned());
    let hex = named.or_else(|| {
        let hex = text.strip_prefix('#').unwrap_or(&text);
        let is_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        match hex.len() {
            6 if is_hex => Some(hex.to_owned()),
            3 if is_hex => Some(hex.chars().flat_map(|c| [c, c]).collect()),
            _ => None,
        }
    })?;
    Some(format!("#{hex}"))
}

/// A place that is a line.
fn at_line(line: u64) -> At {
    At {
        line: Some(line),
        ..At::default()
    }
}

struct Reading {
    known: Known,
    up_to_now: u64,
    is_now: u64,
    /// Ids of sources by their addresses.
    urls: HashMap<String, String>,
    day_first: bool,
}

impl Reading {
    fn add(
        &mut self,
        entry: &Entry,
        lane: Option<String>,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        let words = text::words(entry.title, &entry.body, self.day_first);
        let mut event = Event {
            title: words.title.clone(),
            lane,
            tags: words.tags.clone(),
            media: words.media.clone(),
            summary: (!words.body.is_empty()).then(|| words.body.clone()),
            ..Event::default()
        };
        members(entry, &words, &mut event);
        if event.title.is_empty() {
            take_title(&mut event);
        }
        event.when = self.when(entry, &event, report);
        if entry.range.is_turned {
            self.tell_turned(entry, report);
        }
        if let Some(text) = &entry.range.recurrence {
            event
                .extra
                .insert("recurrence".to_owned(), Json::String(text.clone()));
            let message = format!(
                "The event repeats (“{}”); its first date is here, and the others are not.",
                shown(text)
            );
            report.add(Problem {
                severity: Severity::Note,
                place: at_line(entry.line),
                code: "recurrence",
                message,
                advice: String::new(),
            });
        }
        for (title, url) in &words.sources {
            let source = self.urls.entry(url.clone()).or_insert_with(|| {
                draft.source(Source {
                    id: "link".to_owned(),
                    kind_csl: "webpage".to_owned(),
                    title: (!title.is_empty()).then(|| title.clone()),
                    url: Some(url.clone()),
                    ..Source::default()
                })
            });
            event.citations.push(Citation {
                source: source.clone(),
                ..Citation::default()
            });
        }
        draft.event(event, &at_line(entry.line), report);
    }

    /// The date of an event, kept for those after it.
    fn when(&mut self, entry: &Entry, event: &Event, report: &mut ImportReport) -> When {
        let (meaning, span) = self.known.meaning(&entry.range);
        let id = Some(event.id.as_str()).filter(|id| !id.is_empty());
        self.known.add(id, &meaning, span);
        let verbatim = Some(entry.dates.to_owned());
        let edtf = match &meaning {
            Meaning::Written(edtf) | Meaning::WorkedOut(edtf) | Meaning::UpToNow(edtf) => {
                edtf.as_str()
            }
            Meaning::Now | Meaning::Unknown(_) => "",
        };
        let stated = property(entry, EDTF).filter(|stated| write::is_usual(stated, entry.dates));
        if let Some(stated) = stated {
            return When::from_edtf(stated);
        }
        let mut when = When::from_edtf(edtf);
        if edtf != entry.dates && !write::is_usual(edtf, entry.dates) {
            when.verbatim = verbatim.clone();
        }
        let why = match meaning {
            Meaning::Written(_) | Meaning::WorkedOut(_) if when.date().is_none() => {
                "it is no date of a calendar"
            }
            Meaning::Unknown(why) => why,
            Meaning::WorkedOut(_) => {
                when.note = Some("Counted from other dates.".to_owned());
                return when;
            }
            Meaning::UpToNow(_) => {
                self.up_to_now += 1;
                when.note = Some("Up to the day on which the file was looked at.".to_owned());
                return when;
            }
            Meaning::Now => {
                self.is_now += 1;
                return when;
            }
            Meaning::Written(_) => return when,
        };
        report.add(Problem {
            severity: Severity::Repaired,
            place: at_line(entry.line),
            code: "date",
            message: format!(
                "“{}” cannot be told: {why}. The event is without a date.",
                shown(entry.dates)
            ),
            advice: "Write the date out, as 2001-10-07.".to_owned(),
        });
        let mut undated = When::from_edtf("");
        undated.verbatim = verbatim;
        undated
    }

    /// Says that day and month are read in the other order than the document's.
    fn tell_turned(&self, entry: &Entry, report: &mut ImportReport) {
        let (read, usual, advice) = match self.day_first {
            true => ("month", "day", "Write the day first, as the header says."),
            false => (
                "day",
                "month",
                "If all dates of the file have the day first, write “dateFormat: d/M/y” in its header.",
            ),
        };
        report.add(Problem {
            severity: Severity::Repaired,
            place: at_line(entry.line),
            code: "date",
            message: format!(
                "“{}” is a date only with the {read} first, and is read so; the {usual} was expected first.",
                shown(entry.dates)
            ),
            advice: advice.to_owned(),
        });
    }

    fn tell(&self, document: &Document, report: &mut ImportReport) {
        let mut note = |place: At, code, message: String| {
            report.add(Problem {
                severity: Severity::Note,
                place,
                code,
                message,
                advice: String::new(),
            });
        };
        if self.up_to_now > 0 {
            note(
                At::file(),
                "now",
                format!("Dates that go up to “now” are open: {}.", self.up_to_now),
            );
        }
        if self.is_now > 0 {
            note(
                At::file(),
                "now",
                format!(
                    "Events that are “now”, or counted from it, are without a date: {}.",
                    self.is_now
                ),
            );
        }
        if document.comments > 0 {
            note(
                At::file(),
                "comment",
                format!("Comments are left out: {}.", document.comments),
            );
        }
        if document.pages > 0 {
            note(
                At::file(),
                "page",
                format!(
                    "The document has several pages, which are one here: {}.",
                    document.pages + 1
                ),
            );
        }
        if document.has_patterns {
            note(
                At::file(),
                "date-format",
                "The header has patterns of dates of its own, which are not read: lines with such dates are text.".to_owned(),
            );
        }
        if !document.stray.is_empty() {
            let message = format!(
                "Lines of text that belong to no event are kept beside the events: {}.",
                document.stray.len()
            );
            note(at_line(document.stray_line.max(1)), "text", message);
        }
        if document.entries.is_empty() {
            note(
                At::file(),
                "no-events",
                "There are no events in the document.".to_owned(),
            );
        }
    }
}

fn property(entry: &Entry, name: &str) -> Option<String> {
    let mut found = entry.properties.iter().filter(|(known, _)| known == name);
    found.next().map(|(_, value)| unquoted(value))
}

/// The properties of an event and what its words say of it.
fn members(entry: &Entry, words: &Words, event: &mut Event) {
    event.id = words.id.clone().unwrap_or_default();
    let mut places = words.places.clone();
    let mut point = None;
    for (name, value) in &entry.properties {
        match name.as_str() {
            "id" => event.id = unquoted(value),
            "location" => places.insert(0, unquoted(value)),
            "geo" => point = geo(&unquoted(value)),
            "assignees" | "people" => event.people.extend(list(value)),
            "tags" => event.tags.extend(list(value)),
            EDTF if write::is_usual(&unquoted(value), entry.dates) => {}
            _ => {
                event
                    .extra
                    .insert(name.clone(), Json::String(unquoted(value)));
            }
        }
    }
    if let Some(is_done) = words.is_done {
        event.extra.insert("done".to_owned(), Json::Bool(is_done));
    }
    let mut places = places.into_iter().filter(|place| !place.trim().is_empty());
    if let Some(name) = places.next() {
        event.place = Some(Place {
            name,
            lat: point.map(|(lat, _)| lat),
            lon: point.map(|(_, lon)| lon),
            ..Place::default()
        });
    }
    let further: Vec<String> = places.collect();
    if !further.is_empty() {
        event
            .extra
            .insert("further places".to_owned(), further.into());
    }
}

fn geo(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    let number = |text: &str, most: f64| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.abs() <= most)
    };
    Some((number(lat, 90.0)?, number(lon, 180.0)?))
}

/// The first line of the summary is the title of an event that has none.
fn take_title(event: &mut Event) {
    let body = event.summary.take().unwrap_or_default();
    let (first, rest) = body.split_once('\n').unwrap_or((&body, ""));
    event.title = match first.trim() {
        "" => "Untitled".to_owned(),
        first => first.to_owned(),
    };
    let rest = rest.trim_matches('\n');
    event.summary = (!rest.is_empty()).then(|| rest.to_owned());
}

/// What of a dataset is in what is written.
pub(super) const HOLDS: Holds = Holds::NOTHING
    .keeping(&[
        Part::Events,
        Part::EarlyDates,
        Part::DecadeDates,
        Part::CoarseDates,
        Part::ClockTimes,
        Part::Zones,
        Part::Ranges,
        Part::UncertainDates,
        Part::ApproximateDates,
        Part::ListedDates,
        Part::OpenEnds,
        Part::Summaries,
        Part::Places,
        Part::Points,
        Part::People,
        Part::Tags,
        Part::Semicolons,
        Part::Media,
        Part::FurtherMedia,
        Part::Lanes,
        Part::EmptyLanes,
        Part::LaneColors,
        Part::LaneParents,
    ])
    .changing(&[
        Part::Fractions,
        Part::TitleBreaks,
        Part::LaneIds,
        Part::Sources,
        Part::Citations,
        Part::EventMembers,
        Part::OtherMembers,
    ]);
