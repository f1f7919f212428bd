//! Days and clock times of the proleptic Gregorian calendar, over the whole
//! range of [`Time`].
//!
//! Years are astronomical: 0 is 1 BCE, −1 is 2 BCE. Days are counted from
//! 1970-01-01 (day 0). `chrono` ends at ±262,000 years, deep time does not, so
//! the arithmetic is our own: the days of a 400-year cycle are counted from
//! 1 March, which puts the leap day last (Howard Hinnant, "chrono-Compatible
//! Low-Level Date Algorithms",
//! <https://howardhinnant.github.io/date_algorithms.html>).
//!
//! Nothing here overflows: years are held within [`MAX_YEAR`], which lies far
//! past what [`Time`] can hold.

use super::Time;

/// Seconds of a day. There are no leap seconds.
pub const SECS_PER_DAY: i64 = 86_400;

/// Years are held within plus and minus this number before they are turned
/// into days. [`Time`] ends at about 292 billion years.
pub const MAX_YEAR: i64 = 1_000_000_000_000_000;

/// Days of 400 years.
const CYCLE_DAYS: i64 = 146_097;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;

/// A day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate {
    /// Astronomical year: 0 is 1 BCE.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to the length of the month.
    pub day: u8,
}

/// A day and the time within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilTime {
    /// The day.
    pub date: CivilDate,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

impl CivilDate {
    /// A day of a month of a year. The parts are taken as they are.
    pub const fn new(year: i64, month: u8, day: u8) -> CivilDate {
        CivilDate { year, month, day }
    }

    /// The day that `days` after 1970-01-01 is.
    pub fn from_days(days: i64) -> CivilDate {
        let limit = MAX_YEAR * 365;
        let shifted = days.clamp(-limit, limit) + EPOCH_DAYS;
        let cycle = shifted.div_euclid(CYCLE_DAYS);
        let day_of_cycle = shifted.rem_euclid(CYCLE_DAYS);
        let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524
            - day_of_cycle / 146_096)
            / 365;
        // Counted from 1 March.
        let day_of_year =
            day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        CivilDate {
            year: cycle * 400 + year_of_cycle + i64::from(month <= 2),
            month: month as u8,
            day: day as u8,
        }
    }

    /// Days from 1970-01-01 to this day. A year past [`MAX_YEAR`] counts as
    /// that year.
    pub fn days(self) -> i64 {
        let month = i64::from(self.month);
        let year = self.year.clamp(-MAX_YEAR, MAX_YEAR) - i64::from(month <= 2);
        let cycle = year.div_euclid(400);
        let year_of_cycle = year.rem_euclid(400);
        let march_month = (month + 9) % 12;
        let day_of_year = (153 * march_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_cycle =
            year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
        cycle * CYCLE_DAYS + day_of_cycle - EPOCH_DAYS
    }

    /// Midnight at the start of this day, or `None` past the range of [`Time`].
    pub fn start(self) -> Option<Time> {
        self.days().checked_mul(SECS_PER_DAY).map(Time::from_secs)
    }

    /// The next day.
    pub fn tomorrow(self) -> CivilDate {
        CivilDate::from_days(self.days() + 1)
    }
}

impl CivilTime {
    /// The day and clock time of `time`, at offset zero.
    pub fn of(time: Time) -> CivilTime {
        let second_of_day = time.secs().rem_euclid(SECS_PER_DAY);
        CivilTime {
            date: CivilDate::from_days(days_of(time)),
            hour: (second_of_day / 3_600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
            nanos: time.nanos(),
        }
    }
}

/// The day that `time` lies in, counted from 1970-01-01.
pub fn days_of(time: Time) -> i64 {
    time.secs().div_euclid(SECS_PER_DAY)
}

/// Midnight at the start of a day counted from 1970-01-01, held within the
/// range of [`Time`].
pub fn start_of_day(days: i64) -> Time {
    days.checked_mul(SECS_PER_DAY).map_or(
        if days < 0 { Time::MIN } else { Time::MAX },
        Time::from_secs,
    )
}

/// True for a year with 29 February.
pub const fn is_leap_year(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// Length of a month in days. A month that is none has 31, so that nothing
/// divides by zero; check the month first.
pub const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 31,
    }
}
