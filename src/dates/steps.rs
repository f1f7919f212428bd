//! Steps of an axis: from a microsecond to ten billion years, calendar-aware.
//!
//! A step cuts time into half-open pieces. [`Step::floor`] is the start of the
//! piece that a time lies in, [`Step::next`] the start of the one after, so
//! that `floor ≤ time < next` over the whole range of [`Time`]; at its very
//! ends both are held at [`Time::MIN`] and [`Time::MAX`].
//!
//! Which steps the ladder has:
//!
//! - Years by 1, 2, 5 and their tens; 1, 3, 6 months; 12, 6, 3, 1 hours; 30,
//!   15, 5, 1 minutes and seconds; fractions of a second by 1, 2, 5. Each nests
//!   in the next coarser of its kind where a clock or a calendar allows.
//! - Days by 1, 5 and 10, counted anew from each month (1, 11, 21), because
//!   weeks cross the ends of months and two days do not fit 31: a month's name
//!   must stand at a tick. The last piece of a month is the uneven one.
//! - Years before the year 1 are cut at round years BCE (500 BCE is the
//!   astronomical year −499) and the first piece of the era begins with the
//!   year 1, since there is no year 0 to label. From a million years back on
//!   they are cut at round astronomical years, as they are labelled in
//!   millions of years ago.

use super::civil::{CivilDate, SECS_PER_DAY, days_of, start_of_day};
use super::numbers::DEEP_YEAR;
use super::{Calendar, Time, TimeSpan};

pub use super::step_labels::{context_label, label};

/// What a step counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Years of the calendar.
    Year,
    /// Months of the calendar.
    Month,
    /// Days, counted from the first of the month.
    Day,
    /// Hours, counted from midnight.
    Hour,
    /// Minutes, counted from the hour.
    Minute,
    /// Seconds, counted from the minute.
    Second,
    /// Thousandths of a second.
    Millisecond,
    /// Millionths of a second.
    Microsecond,
}

/// So many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// What is counted.
    pub unit: Unit,
    /// How many, at least 1. Lower counts as 1.
    pub count: i64,
}

const fn step(unit: Unit, count: i64) -> Step {
    Step { unit, count }
}

/// The ladder, from the finest step to the coarsest.
pub const STEPS: [Step; 67] = ladder();

const LADDER_BELOW_YEARS: [Step; 33] = [
    step(Unit::Microsecond, 1),
    step(Unit::Microsecond, 2),
    step(Unit::Microsecond, 5),
    step(Unit::Microsecond, 10),
    step(Unit::Microsecond, 20),
    step(Unit::Microsecond, 50),
    step(Unit::Microsecond, 100),
    step(Unit::Microsecond, 200),
    step(Unit::Microsecond, 500),
    step(Unit::Millisecond, 1),
    step(Unit::Millisecond, 2),
    step(Unit::Millisecond, 5),
    step(Unit::Millisecond, 10),
    step(Unit::Millisecond, 20),
    step(Unit::Millisecond, 50),
    step(Unit::Millisecond, 100),
    step(Unit::Millisecond, 200),
    step(Unit::Millisecond, 500),
    step(Unit::Second, 1),
    step(Unit::Second, 5),
    step(Unit::Second, 15),
    step(Unit::Second, 30),
    step(Unit::Minute, 1),
    step(Unit::Minute, 5),
    step(Unit::Minute, 15),
    step(Unit::Minute, 30),
    step(Unit::Hour, 1),
    step(Unit::Hour, 3),
    step(Unit::Hour, 6),
    step(Unit::Hour, 12),
    step(Unit::Day, 1),
    step(Unit::Day, 5),
    step(Unit::Day, 10),
];

const fn ladder() -> [Step; 67] {
    let mut steps = [step(Unit::Year, 1); 67];
    let mut at = 0;
    while at < LADDER_BELOW_YEARS.len() {
        steps[at] = LADDER_BELOW_YEARS[at];
        at += 1;
    }
    steps[at] = step(Unit::Month, 1);
    steps[at + 1] = step(Unit::Month, 3);
    steps[at + 2] = step(Unit::Month, 6);
    at += 3;
    let mut tens = 1;
    while at + 2 < steps.len() {
        steps[at] = step(Unit::Year, tens);
        steps[at + 1] = step(Unit::Year, 2 * tens);
        steps[at + 2] = step(Unit::Year, 5 * tens);
        at += 3;
        tens *= 10;
    }
    steps[at] = step(Unit::Year, tens);
    steps
}

/// Seconds of a mean Gregorian year.
const SECS_PER_YEAR: f64 = 31_556_952.0;

/// Ticks that [`ticks`] gives at most.
pub const MAX_TICKS: usize = 10_000;

impl Step {
    /// Its mean length in seconds. For a choice by width; the pieces
    /// themselves follow the calendar.
    pub fn approx_seconds(self) -> f64 {
        let unit = match self.unit {
            Unit::Year => SECS_PER_YEAR,
            Unit::Month => SECS_PER_YEAR / 12.0,
            Unit::Day => 86_400.0,
            Unit::Hour => 3_600.0,
            Unit::Minute => 60.0,
            Unit::Second => 1.0,
            Unit::Millisecond => 1e-3,
            Unit::Microsecond => 1e-6,
        };
        self.count.max(1) as f64 * unit
    }

    /// The start of the piece that `time` lies in: at or before `time`.
    pub fn floor(self, calendar: Calendar, time: Time) -> Time {
        match self.unit {
            Unit::Year => start_of_day(calendar.year_start(self.floor_year(calendar, time))),
            Unit::Month => {
                let (year, month) = self.floor_month(calendar, time);
                start_of_day(calendar.month_start(year, month))
            }
            Unit::Day => start_of_day(self.floor_day(calendar, time)),
            _ => self.floor_clock(time),
        }
    }

    /// The start of the piece after that of `time`: after `time`, except that
    /// it stays at [`Time::MAX`].
    pub fn next(self, calendar: Calendar, time: Time) -> Time {
        match self.unit {
            Unit::Year => {
                let year = self.floor_year(calendar, time);
                start_of_day(calendar.year_start(self.next_year(calendar, year)))
            }
            Unit::Month => {
                let (year, month) = self.floor_month(calendar, time);
                let (year, month) = months_later(year, month, self.count.max(1));
                start_of_day(calendar.month_start(year, month))
            }
            Unit::Day => start_of_day(self.next_day(calendar, self.floor_day(calendar, time))),
            _ => self.next_clock(time),
        }
    }

    fn floor_year(self, calendar: Calendar, time: Time) -> i64 {
        let (year, _) = calendar.year_and_month(days_of(time));
        let count = self.count.max(1);
        let multiple = year.div_euclid(count) * count;
        if !counts_bce(calendar, count) || year <= DEEP_YEAR || year >= count {
            return multiple;
        }
        if year >= 1 {
            return 1;
        }
        // Round years BCE: 1 − k·count.
        let floor = 1 - (1 - year + count - 1) / count * count;
        floor.max(DEEP_YEAR)
    }

    fn next_year(self, calendar: Calendar, year: i64) -> i64 {
        let count = self.count.max(1);
        if !counts_bce(calendar, count) || year < DEEP_YEAR || year >= count {
            return year + count;
        }
        if year == 1 {
            return count;
        }
        if year == DEEP_YEAR {
            // The round year BCE of the same number is one year on; skip it.
            return DEEP_YEAR + 1 + count;
        }
        year + count
    }

    fn floor_month(self, calendar: Calendar, time: Time) -> (i64, u8) {
        let (year, month) = calendar.year_and_month(days_of(time));
        let index = year * 12 + i64::from(month) - 1;
        let floor = index.div_euclid(self.count.max(1)) * self.count.max(1);
        (floor.div_euclid(12), floor.rem_euclid(12) as u8 + 1)
    }

    fn floor_day(self, calendar: Calendar, time: Time) -> i64 {
        let days = days_of(time);
        let (year, month) = calendar.year_and_month(days);
        let first = calendar.month_start(year, month);
        let count = self.count.max(1);
        let piece = (days - first) / count;
        // What is left over at the end of a month belongs to its last piece.
        first + piece.min(last_piece(count)) * count
    }

    fn next_day(self, calendar: Calendar, floor: i64) -> i64 {
        let count = self.count.max(1);
        let (year, month) = calendar.year_and_month(floor);
        let first = calendar.month_start(year, month);
        let (year, month) = months_later(year, month, 1);
        let next_month = calendar.month_start(year, month);
        let is_last = (floor - first) / count >= last_piece(count);
        if is_last {
            return next_month;
        }
        (floor + count).min(next_month)
    }

    /// Length of a step of the clock in nanoseconds.
    fn nanos(self) -> i128 {
        let unit: i128 = match self.unit {
            Unit::Hour => 3_600_000_000_000,
            Unit::Minute => 60_000_000_000,
            Unit::Second => 1_000_000_000,
            Unit::Millisecond => 1_000_000,
            Unit::Microsecond => 1_000,
            Unit::Day | Unit::Month | Unit::Year => i128::from(SECS_PER_DAY) * 1_000_000_000,
        };
        unit * i128::from(self.count.max(1))
    }

    fn floor_clock(self, time: Time) -> Time {
        let nanos = nanos_of(time);
        time_of(nanos - nanos.rem_euclid(self.nanos()))
    }

    fn next_clock(self, time: Time) -> Time {
        let nanos = nanos_of(time);
        time_of(nanos - nanos.rem_euclid(self.nanos()) + self.nanos())
    }
}

/// The last piece of a month that is cut into pieces of `count` days. Days past
/// the 30th join it, so that no piece is a day long beside others of ten.
fn last_piece(count: i64) -> i64 {
    if count == 1 {
        return 30;
    }
    (30 / count - 1).max(0)
}

/// True when years are cut at round years BCE: in calendars with that era, for
/// steps of several years that fit into a million.
fn counts_bce(calendar: Calendar, count: i64) -> bool {
    matches!(calendar, Calendar::Gregorian | Calendar::Julian)
        && (2..-DEEP_YEAR).contains(&count)
        && DEEP_YEAR % count == 0
}

fn months_later(year: i64, month: u8, months: i64) -> (i64, u8) {
    let index = year * 12 + i64::from(month) - 1 + months;
    (index.div_euclid(12), index.rem_euclid(12) as u8 + 1)
}

fn nanos_of(time: Time) -> i128 {
    i128::from(time.secs()) * 1_000_000_000 + i128::from(time.nanos())
}

/// Held within the range of [`Time`].
fn time_of(nanos: i128) -> Time {
    let secs = nanos.div_euclid(1_000_000_000);
    match i64::try_from(secs) {
        Ok(secs) => Time::from_secs_nanos(secs, nanos.rem_euclid(1_000_000_000) as u32),
        Err(_) if secs < 0 => Time::MIN,
        Err(_) => Time::MAX,
    }
}

/// The starts of all pieces within `span`, in order. Empty where there would
/// be more than [`MAX_TICKS`]: take a coarser step.
pub fn ticks(calendar: Calendar, step: Step, span: TimeSpan) -> Vec<Time> {
    if span.seconds() / step.approx_seconds() > MAX_TICKS as f64 {
        return Vec::new();
    }
    let mut ticks = Vec::new();
    let mut tick = step.floor(calendar, span.start);
    if tick < span.start {
        tick = step.next(calendar, span.start);
    }
    while tick < span.end && ticks.len() < MAX_TICKS {
        ticks.push(tick);
        tick = step.next(calendar, tick);
    }
    ticks
}

/// The finest step of [`STEPS`] that is at least `min_seconds` long on average;
/// the coarsest where none is.
pub fn finest_step(min_seconds: f64) -> Step {
    STEPS
        .into_iter()
        .find(|step| step.approx_seconds() >= min_seconds)
        .unwrap_or(STEPS[STEPS.len() - 1])
}

/// The tier above: what is written once over several ticks of `step`.
/// Fractions of a second stand under a second; hours, minutes and seconds
/// under a day; days under a month; months under a year; years under the next
/// power of ten. Not always in [`STEPS`].
pub fn context_step(of: Step) -> Step {
    match of.unit {
        Unit::Microsecond | Unit::Millisecond => step(Unit::Second, 1),
        Unit::Second | Unit::Minute | Unit::Hour => step(Unit::Day, 1),
        Unit::Day => step(Unit::Month, 1),
        Unit::Month => step(Unit::Year, 1),
        Unit::Year => {
            let mut tens = 10;
            while tens <= of.count && tens < 100_000_000_000 {
                tens *= 10;
            }
            step(Unit::Year, tens)
        }
    }
}

/// The last year of the piece that `time` lies in, for labels that say a range.
pub(super) fn last_year_of(piece: Step, calendar: Calendar, time: Time) -> i64 {
    let year = piece.floor_year(calendar, time);
    piece.next_year(calendar, year) - 1
}

/// The day of `time` in a calendar carried on past its range.
pub(super) fn unbounded_date(calendar: Calendar, time: Time) -> CivilDate {
    let days = days_of(time);
    let (year, month) = calendar.year_and_month(days);
    let day = (days - calendar.month_start(year, month) + 1).clamp(1, 31);
    CivilDate::new(year, month, day as u8)
}
