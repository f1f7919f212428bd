//! The dates of a rule, within bounds.
//!
//! A rule with an end is followed to its end, one without to the end of the
//! years that the file speaks of, at least ten years; no rule gives more than
//! [`MOST_OF_A_RULE`] dates. What is not followed stays in the event as text,
//! and the report says so: rules of other calendars (`RSCALE`), rules by the
//! hour and finer, further rules of one event, rules that cannot be read.
//!
//! The days are those that `calcard` finds, in local time.

use std::str::FromStr as _;

use calcard::common::timezone::Tz;
use calcard::{Entry, Parser};
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _};

use super::lines::{Component, Property};
use super::timing::{Timing, Value};
use crate::formats::panics;

/// The most dates of one rule, its first one among them.
pub(super) const MOST_OF_A_RULE: usize = 1_000;

/// Years that a rule without an end is followed at least.
const YEARS: i32 = 10;

/// Years that any rule is followed at most: a rule that hardly ever gives a
/// date must not cost more than one that often does.
const MOST_YEARS: i32 = 200;

/// Dates of an event besides its own, and what was not followed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// In order, without its own and those that are left out by the file.
    pub(super) further: Vec<NaiveDateTime>,
    /// The date of the event itself is left out by the file.
    pub(super) is_own_left_out: bool,
    /// Its rule has no end: only its beginning is here.
    pub(super) is_endless: bool,
    /// Why something was not followed.
    pub(super) not_followed: Option<String>,
}

/// Seconds in the local time of an event, of values that may be at offset zero
/// or in another zone.
struct Clock<'a> {
    timing: &'a Timing,
}

impl Clock<'_> {
    fn local(&self, value: Value, named: Option<&str>) -> NaiveDateTime {
        let second = value.first_second();
        let own = self.timing.zone.as_deref();
        if value.time.is_none() || self.timing.start.time.is_none() {
            return second;
        }
        let from = match (value.is_utc, named) {
            (true, _) => Some(Tz::UTC),
            (false, Some(name)) if Some(name) != own => zone(name),
            _ => return second,
        };
        let to = match (self.timing.start.is_utc, own) {
            (true, _) => Some(Tz::UTC),
            (false, Some(name)) => zone(name),
            (false, None) => None,
        };
        match (from, to) {
            (Some(from), Some(to)) => from
                .from_local_datetime(&second)
                .earliest()
                .map_or(second, |at| at.with_timezone(&to).naive_local()),
            _ => second,
        }
    }

    /// All dates of properties of a name; the start of periods.
    fn all(&self, component: &Component, name: &str) -> Vec<NaiveDateTime> {
        let of = |property: &Property| -> Vec<NaiveDateTime> {
            let starts = property.value.split(',').take(MOST_OF_A_RULE);
            starts
                .filter_map(|value| Value::parse(value.split('/').next()?))
                .map(|(value, _)| self.local(value, property.param("TZID")))
                .collect()
        };
        component.all(name).flat_map(of).collect()
    }
}

/// The zone of that name: of the tz database, or as Windows calls it.
pub(super) fn zone(name: &str) -> Option<Tz> {
    Tz::from_str(name).ok()
}

/// The date that an event stands in for, in the local time of `timing`.
pub(super) fn stands_for(component: &Component, timing: &Timing) -> Option<NaiveDateTime> {
    let property = component.get("RECURRENCE-ID")?;
    let (value, _) = Value::parse(&property.value)?;
    Some(Clock { timing }.local(value, property.param("TZID")))
}

/// The further dates of an event; `replaced` are those for which another event
/// stands, `last_year` is the last of which the file speaks.
pub(super) fn dates(
    component: &Component,
    timing: &Timing,
    replaced: &[NaiveDateTime],
    last_year: i32,
) -> Dates {
    let own = timing.start.first_second();
    let clock = Clock { timing };
    let mut found = Dates::default();
    let mut rules = component
        .all("RRULE")
        .filter(|rule| !rule.value.trim().is_empty());
    let mut all = Vec::new();
    if let Some(rule) = rules.next() {
        match of_rule(&rule.value, &clock, last_year, &mut found) {
            Ok(dates) => all = dates,
            Err(why) => found.not_followed = Some(why),
        }
    }
    let others = rules.count() + component.all("EXRULE").count();
    if others > 0 {
        found
            .not_followed
            .get_or_insert_with(|| "it has more than one rule".to_owned());
    }
    let unread = |name: &str| {
        let mut values = component
            .all(name)
            .flat_map(|property| property.value.split(','));
        values.any(|value| {
            let start = value.split('/').next().unwrap_or_default().trim();
            !start.is_empty() && Value::parse(start).is_none()
        })
    };
    if unread("RDATE") || unread("EXDATE") {
        found
            .not_followed
            .get_or_insert_with(|| "one of them is no date".to_owned());
    }
    all.extend(
        clock
            .all(component, "RDATE")
            .into_iter()
            .take(MOST_OF_A_RULE),
    );
    let mut left_out = clock.all(component, "EXDATE");
    left_out.extend(replaced);
    left_out.sort_unstable();
    let is_left_out = |date: &NaiveDateTime| left_out.binary_search(date).is_ok();
    found.is_own_left_out = is_left_out(&own);
    all.retain(|date| *date != own && !is_left_out(date));
    all.sort_unstable();
    all.dedup();
    found.further = all;
    found
}

fn of_rule(
    rule: &str,
    clock: &Clock,
    last_year: i32,
    found: &mut Dates,
) -> Result<Vec<NaiveDateTime>, String> {
    let start = clock.timing.start;
    let mut parts: Vec<String> = Vec::new();
    let mut until = None;
    let mut is_counted = false;
    for part in rule.trim().to_ascii_uppercase().split(';') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match (name.trim(), value.trim()) {
            ("", _) => {}
            ("RSCALE", "GREGORIAN") | ("SKIP", "OMIT") => {}
            ("RSCALE", scale) => {
                return Err(format!("it is in the calendar {}", super::shown(scale)));
            }
            ("SKIP", _) => return Err("it moves days that a month does not have".to_owned()),
            ("FREQ", unit @ ("HOURLY" | "MINUTELY" | "SECONDLY")) => {
                return Err(format!("it is {}", unit.to_lowercase()));
            }
            ("UNTIL", value) => {
                let (value, _) = Value::parse(value).ok_or("its UNTIL is no date")?;
                // A day lasts to its end.
                let last = match value.time {
                    None => value.date.and_hms_opt(23, 59, 59).unwrap_or_default(),
                    Some(_) => clock.local(value, None),
                };
                until = Some(last);
            }
            (name, value) => {
                is_counted |= name == "COUNT";
                parts.push(format!("{name}={value}"));
            }
        }
    }
    let own = start.first_second();
    let end_of = |year: i32| {
        NaiveDate::from_ymd_opt(year.min(9998), 12, 31)
            .and_then(|day| day.and_hms_opt(23, 59, 59))
            .unwrap_or(own)
    };
    found.is_endless = until.is_none() && !is_counted;
    let latest = end_of(own.year() + MOST_YEARS);
    let until = match until {
        Some(until) if until > latest => {
            found.not_followed = Some(format!("it goes on for more than {MOST_YEARS} years"));
            latest
        }
        Some(until) => until,
        None if is_counted => latest,
        None => end_of(last_year.max(own.year() + YEARS)).min(latest),
    };
    if until < own {
        return Ok(Vec::new());
    }
    parts.push(format!("UNTIL={}", until.format("%Y%m%dT%H%M%S")));
    let dates = followed(own, &parts.join(";"))?;
    if dates.len() > MOST_OF_A_RULE {
        found.not_followed = Some(format!("it has more than {MOST_OF_A_RULE} dates"));
    }
    Ok(dates.into_iter().take(MOST_OF_A_RULE).collect())
}

/// The dates of a rule that begins at a local time.
fn followed(start: NaiveDateTime, rule: &str) -> Result<Vec<NaiveDateTime>, String> {
    let unread = || "it cannot be read".to_owned();
    let text = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        start.format("%Y%m%dT%H%M%S")
    );
    // A rule at the edge of what the library can count must not end the program.
    let expanded = panics::caught(|| match Parser::new(&text).entry() {
        Entry::ICalendar(calendar) => Some(calendar.expand_dates(Tz::Floating, MOST_OF_A_RULE + 1)),
        _ => None,
    });
    let expanded = expanded.flatten().ok_or_else(unread)?;
    if !expanded.errors.is_empty() {
        return Err(unread());
    }
    let dates = expanded.events.into_iter();
    Ok(dates.map(|event| event.start.naive_local()).collect())
}
