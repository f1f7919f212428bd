//! What is written at the ticks of an axis, and over them.

use super::civil::CivilTime;
use super::numbers::{DEEP_YEAR, grouped, ordinal, year_range, years_ago};
use super::steps::{Step, Unit, last_year_of, unbounded_date};
use super::words::Wording;
use super::{Calendar, Time};

/// What is written at a tick of `step`: "1984", "500 BCE", "66 Myr ago",
/// "Mar", "14", "06:00", "06:00:05", ".250". The tier above says the rest; see
/// [`context_label`].
///
/// Empty where the calendar has no name for the day (see [`Calendar::years`]):
/// an axis then draws no label rather than a made-up one.
pub fn label(calendar: Calendar, step: Step, tick: Time) -> String {
    let clock = CivilTime::of(tick);
    match step.unit {
        Unit::Hour | Unit::Minute => format!("{:02}:{:02}", clock.hour, clock.minute),
        Unit::Second => format!("{:02}:{:02}:{:02}", clock.hour, clock.minute, clock.second),
        Unit::Millisecond => format!(".{:03}", clock.nanos / 1_000_000),
        Unit::Microsecond => format!(".{:06}", clock.nanos / 1_000),
        Unit::Year | Unit::Month | Unit::Day => {
            let date = unbounded_date(calendar, tick);
            if !calendar.has_year(date.year) {
                return String::new();
            }
            match step.unit {
                // Among millions of years the year 0 is where they are counted from.
                Unit::Year if date.year == 0 && step.count >= -DEEP_YEAR => "0".to_owned(),
                Unit::Year => year_label(calendar, date.year),
                Unit::Month => calendar.short_month_name(date.month).to_owned(),
                _ => date.day.to_string(),
            }
        }
    }
}

/// What is written once over the ticks of the tier below: "1980s",
/// "20th century", "1984", "March 1984", "20 October 2021",
/// "20 October 2021, 06:00:05". `step` is the one that
/// [`context_step`](super::steps::context_step) gave.
///
/// Empty where the calendar has no name for the day.
pub fn context_label(calendar: Calendar, step: Step, time: Time) -> String {
    let date = unbounded_date(calendar, time);
    if !calendar.has_year(date.year) {
        return String::new();
    }
    let wording = Wording {
        calendar,
        short: false,
    };
    let clock = CivilTime::of(time);
    let year = wording.year(date.year);
    let month = calendar.month_name(date.month);
    match step.unit {
        Unit::Year => years_label(calendar, step, time),
        Unit::Month => format!("{month} {year}"),
        Unit::Day => format!("{} {month} {year}", date.day),
        Unit::Hour | Unit::Minute => format!(
            "{} {month} {year}, {:02}:{:02}",
            date.day, clock.hour, clock.minute
        ),
        Unit::Second | Unit::Millisecond | Unit::Microsecond => format!(
            "{} {month} {year}, {:02}:{:02}:{:02}",
            date.day, clock.hour, clock.minute, clock.second
        ),
    }
}

/// True for the calendars that count backwards before the year 1.
fn has_bce(calendar: Calendar) -> bool {
    matches!(calendar, Calendar::Gregorian | Calendar::Julian)
}

/// A year at a tick. Deep time is in millions (Myr) and billions (Gyr) of years.
fn year_label(calendar: Calendar, year: i64) -> String {
    if !has_bce(calendar) {
        return year.to_string();
    }
    match years_ago(year) {
        Some((number, "billion")) => format!("{number} Gyr ago"),
        Some((number, _)) => format!("{number} Myr ago"),
        None if year <= 0 => format!("{} BCE", grouped(1 - year)),
        None if year < 1_000 => format!("{year} CE"),
        None => grouped(year),
    }
}

/// The years of one piece of a tier.
fn years_label(calendar: Calendar, step: Step, time: Time) -> String {
    let first = unbounded_date(calendar, step.floor(calendar, time)).year;
    let last = last_year_of(step, calendar, time);
    if step.count <= 1 {
        return year_label(calendar, first);
    }
    if !has_bce(calendar) {
        return match (step.count, calendar.has_year(first)) {
            (10, true) => format!("{first}s"),
            _ => format!("{}–{last}", first.max(1)),
        };
    }
    let era = if last <= 0 { " BCE" } else { "" };
    match step.count {
        10 if first >= 100 && first % 100 != 0 => format!("{first}s"),
        100 | 1_000 if first > DEEP_YEAR && first.abs() < 10_000 => {
            // Counted outwards from the change of era.
            let from_era = if last <= 0 { -first } else { last };
            let unit = if step.count == 100 {
                "century"
            } else {
                "millennium"
            };
            format!("{} {unit}{era}", ordinal(from_era / step.count + 1))
        }
        // Deep time is cut at round numbers, which the next piece begins with.
        _ if first <= DEEP_YEAR && last == -1 => match years_ago(first) {
            Some((number, unit)) => format!("{number}–0 {unit} years ago"),
            None => year_range(first, last),
        },
        _ if first <= DEEP_YEAR => year_range(first, last + 1),
        _ => year_range(first, last),
    }
}
