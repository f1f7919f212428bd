//! A dataset to one calendar.

use std::collections::HashMap;
use std::io::{self, Write};

use super::super::{Output, WriteError};
use super::timing::{Timing, Value};
use super::{EDTF, LANE, PERSON, ZONE_NAME};
use crate::model::{Dataset, Event, Lane, Source};

/// The stamp of a dataset that does not say when it was changed.
const NO_STAMP: &str = "19700101T000000Z";

/// Octets of a line without its end (RFC 5545, section 3.1).
const MOST_OCTETS: usize = 75;

/// Writes the events that have dates of the years 1 to 9999.
pub(in super::super) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    output.through(|writer| {
        let mut to = Lines { writer };
        to.line("BEGIN", "VCALENDAR")?;
        to.line("VERSION", "2.0")?;
        to.line("PRODID", "-//Tarikh//Tarikh//EN")?;
        to.line("CALSCALE", "GREGORIAN")?;
        to.text("NAME", &dataset.title)?;
        to.text("X-WR-CALNAME", &dataset.title)?;
        if let Some(description) = &dataset.description {
            to.text("DESCRIPTION", description)?;
            to.text("X-WR-CALDESC", description)?;
        }
        let stamp = stamp(dataset);
        let lanes: HashMap<&str, &Lane> = dataset
            .lanes
            .iter()
            .map(|lane| (lane.id.as_str(), lane))
            .collect();
        let sources: HashMap<&str, &Source> = dataset
            .sources
            .iter()
            .map(|source| (source.id.as_str(), source))
            .collect();
        for event in dataset.events.iter() {
            if let Some(timing) = Timing::of(&event.when) {
                let lane = event.lane.as_ref().and_then(|id| lanes.get(id.as_str()));
                to.event(
                    &event,
                    &timing,
                    &stamp,
                    lane.map(|lane| lane.title.as_str()),
                    &sources,
                )?;
            }
        }
        to.line("END", "VCALENDAR")
    })
}

/// When the dataset was last changed: the same for the same dataset.
fn stamp(dataset: &Dataset) -> String {
    let updated = dataset.updated.as_deref().and_then(Value::parse);
    let Some((value, _)) = updated else {
        return NO_STAMP.to_owned();
    };
    format!("{}Z", value.first_second().format("%Y%m%dT%H%M%S"))
}

/// True for a property that a calendar may have given, and that says nothing of
/// dates: rules are followed, and are not written again.
fn is_kept(name: &str) -> bool {
    const KEPT: [&str; 8] = [
        "class",
        "color",
        "comment",
        "contact",
        "priority",
        "resources",
        "status",
        "transp",
    ];
    let is_own = name.starts_with("x-")
        && !name.starts_with("x-tarikh-")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    is_own || KEPT.contains(&name)
}

struct Lines<'a> {
    writer: &'a mut dyn Write,
}

impl Lines<'_> {
    fn event(
        &mut self,
        event: &Event,
        timing: &Timing,
        stamp: &str,
        lane: Option<&str>,
        sources: &HashMap<&str, &Source>,
    ) -> io::Result<()> {
        self.line("BEGIN", "VEVENT")?;
        self.text("UID", &event.id)?;
        self.line("DTSTAMP", stamp)?;
        self.timing(event, timing)?;
        self.text("SUMMARY", &event.title)?;
        if let Some(summary) = &event.summary {
            self.text("DESCRIPTION", summary)?;
        }
        if let Some(place) = &event.place {
            self.text("LOCATION", &place.name)?;
            if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
                self.line("GEO", &format!("{lat};{lon}"))?;
            }
        }
        let words: Vec<String> = lane
            .into_iter()
            .chain(event.tags.iter().map(String::as_str))
            .map(escaped)
            .collect();
        if !words.is_empty() {
            self.line("CATEGORIES", &words.join(","))?;
        }
        if lane.is_none() && !event.tags.is_empty() {
            self.line(LANE, "")?;
        }
        let mut urls = event
            .citations
            .iter()
            .filter_map(|citation| sources.get(citation.source.as_str())?.url.as_deref());
        if let Some(url) = urls.next() {
            self.line("URL", &one_line(url))?;
        }
        for url in event.media.iter().filter_map(|media| media.url.as_deref()) {
            self.line("ATTACH", &one_line(url))?;
        }
        for person in &event.people {
            self.text(PERSON, person)?;
        }
        for (name, value) in &event.extra {
            if let Some(value) = value.as_str().filter(|_| is_kept(name)) {
                self.text(&name.to_uppercase(), value)?;
            }
        }
        self.line("END", "VEVENT")
    }

    fn timing(&mut self, event: &Event, timing: &Timing) -> io::Result<()> {
        let start = timing.start;
        match start.time {
            None => {
                self.line("DTSTART;VALUE=DATE", &start.ical())?;
                let last = timing.end.unwrap_or(start);
                // The day after 9999-12-31 has no four digits: without an end
                // such an event lasts its first day, and its EDTF says the rest.
                if let Some(end) = last.plus(chrono::TimeDelta::days(1)) {
                    self.line("DTEND;VALUE=DATE", &end.ical())?;
                }
            }
            Some(_) => {
                self.line("DTSTART", &start.ical())?;
                if let Some(end) = timing.end {
                    self.line("DTEND", &end.ical())?;
                }
                if let Some(zone) = &timing.zone {
                    self.line(ZONE_NAME, &one_line(zone))?;
                }
            }
        }
        if timing.edtf() != event.when.edtf() {
            self.text(EDTF, event.when.edtf())?;
        }
        Ok(())
    }

    fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.line(name, &escaped(text))
    }

    /// Writes a line, folded between characters.
    fn line(&mut self, name: &str, value: &str) -> io::Result<()> {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > MOST_OCTETS {
                self.writer.write_all(b"\r\n ")?;
                octets = 1;
            }
            let mut bytes = [0; 4];
            self.writer
                .write_all(c.encode_utf8(&mut bytes).as_bytes())?;
            octets += c.len_utf8();
        }
        self.writer.write_all(b"\r\n")
    }
}

/// A text value (RFC 5545, section 3.3.11); control characters, which it may
/// not hold, are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A value that is no text, without what would end its line.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
