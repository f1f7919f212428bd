//! Date-times: a day, a clock time, perhaps an offset from UTC.
//!
//! ISO 8601-1:2019 5.3 and 5.4, RFC 3339 5.6
//! (<https://www.rfc-editor.org/rfc/rfc3339#section-5.6>), and what files have
//! beside them: a blank instead of `T`, no seconds, a comma before the
//! fraction, an offset without its colon. A fraction is kept to nanoseconds;
//! digits past them are dropped. Without an offset the time is floating and
//! counted as if at offset zero.
//!
//! There are no leap seconds: a 60th second is counted as the 59th, and is
//! taken only where the clocks of some zone can show one. `24:00:00` is
//! midnight at the end of the day (ISO 8601-1:2019/Amd 1:2022).

use chrono::format::{self, Fixed, Item, Numeric, Pad, Parsed, StrftimeItems};
use chrono::{FixedOffset, NaiveTime, Timelike};

use super::civil::{CivilDate, SECS_PER_DAY};
use super::error::quoted;
use super::{DateError, Precision, Time, TimeSpan, diagnose};

const NANOS_PER_SEC: u32 = 1_000_000_000;

/// A day and a clock time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockTime {
    pub(super) date: CivilDate,
    /// The 60th second is `chrono`'s leap second: 59 and a second of nanoseconds.
    time: NaiveTime,
    /// Written 24:00 or 24:00:00, for which `chrono` has no time: midnight at
    /// the end of the day, with `time` that of its beginning.
    ends_day: bool,
    exact_to: ExactTo,
    pub(super) offset: Option<FixedOffset>,
}

/// How much of a clock time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExactTo {
    Minute,
    Second,
    /// How many digits of the fraction are kept, 1 to 9.
    Digits(u8),
}

/// Cuts a date-time into its day and its clock time, or says that it is none.
/// A clock time starts after `T`, or after a blank where it has a colon.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['T', 't', ' '])?;
    let (date, clock) = (text.get(..at)?, text.get(at + 1..)?);
    let looks_like_a_day = date.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let looks_like_a_clock = clock.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let is_blank = text.get(at..=at) == Some(" ");
    (looks_like_a_day && looks_like_a_clock && (!is_blank || clock.contains(':')))
        .then(|| (date, clock.trim_start()))
}

/// Reads a date-time that [`split`] has cut.
pub(super) fn read(text: &str, date: &str, clock: &str) -> Result<ClockTime, DateError> {
    let date = day(text, date)?;
    let fail = |expected| DateError::Clock {
        text: quoted(text),
        clock: quoted(clock),
        expected,
    };
    // `chrono` knows the point before a fraction only.
    let plain = clock.replace(',', ".");
    let (time, ends_day, exact_to, rest) = time(&plain).map_err(fail)?;
    let offset = offset(rest.trim_start()).map_err(fail)?;
    Ok(ClockTime {
        date,
        time,
        ends_day,
        exact_to,
        offset,
    })
}

/// What a clock time begins with: the time, whether it is 24:00, how exactly
/// it is written, and what follows.
fn time(clock: &str) -> Result<(NaiveTime, bool, ExactTo, &str), &'static str> {
    let shape = "expected hours and minutes of two digits each, then perhaps seconds and an offset";
    let seconds = "expected seconds 00–59";
    let mut read = Parsed::new();
    let (mut rest, ends_day) = match clock.strip_prefix("24") {
        Some(rest) => {
            read.set_hour(0).ok().ok_or(shape)?;
            (rest, true)
        }
        None => {
            let hours = "expected hours 00–23";
            (
                two_digits(&mut read, clock, Numeric::Hour, shape, hours)?,
                false,
            )
        }
    };
    rest = rest.strip_prefix(':').ok_or(shape)?;
    let minutes = "expected minutes 00–59";
    rest = two_digits(&mut read, rest, Numeric::Minute, shape, minutes)?;
    let mut exact_to = ExactTo::Minute;
    if let Some(after) = rest.strip_prefix(':') {
        let shape = "expected seconds of two digits";
        rest = two_digits(&mut read, after, Numeric::Second, shape, seconds)?;
        exact_to = ExactTo::Second;
    }
    if exact_to == ExactTo::Second && rest.starts_with('.') {
        let fraction = [Item::Fixed(Fixed::Nanosecond)];
        let after = format::parse_and_remainder(&mut read, rest, fraction.iter())
            .ok()
            .ok_or("expected digits after the point")?;
        let digits = rest.len() - after.len() - 1;
        exact_to = ExactTo::Digits(digits.min(9) as u8);
        rest = after;
    }
    let time = read.to_naive_time().ok().ok_or(shape)?;
    if ends_day && time != NaiveTime::MIN {
        return Err("expected hours 00–23; 24 stands in 24:00:00 only");
    }
    // Leap seconds end a UTC day; offsets are quarters of an hour.
    let is_leap_second = time.nanosecond() >= NANOS_PER_SEC;
    if is_leap_second && time.minute() % 15 != 14 {
        return Err(seconds);
    }
    Ok((time, ends_day, exact_to, rest))
}

/// Reads a number of two digits into `read`, and gives what follows; `shape`
/// says that there is none, `range` that it is too high. `chrono` would take
/// one digit, and blanks before it.
fn two_digits<'t>(
    read: &mut Parsed,
    text: &'t str,
    field: Numeric,
    shape: &'static str,
    range: &'static str,
) -> Result<&'t str, &'static str> {
    let is_shape = text
        .get(..2)
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if !is_shape {
        return Err(shape);
    }
    let item = [Item::Numeric(field, Pad::Zero)];
    format::parse_and_remainder(read, text, item.iter())
        .ok()
        .ok_or(range)
}

/// A whole day, without qualifiers or unknown digits.
fn day(text: &str, date: &str) -> Result<CivilDate, DateError> {
    let fail = || DateError::ClockWithoutDay {
        text: quoted(text),
        date: quoted(date),
    };
    match edtf_core::Edtf::parse(date) {
        Ok(edtf_core::Edtf::Date(read)) => {
            let plain = !read.is_uncertain() && !read.is_approximate();
            let parts = (
                read.year.value(),
                read.month.and_then(|m| m.value()),
                read.day.and_then(|d| d.value()),
            );
            match parts {
                (Some(year), Some(month), Some(day)) if plain => {
                    Ok(CivilDate::new(year, month, day))
                }
                _ => Err(fail()),
            }
        }
        Ok(_) => Err(fail()),
        Err(error) => Err(diagnose::point(date, &error)),
    }
}

/// What follows the clock time: nothing, `Z`, or a sign, hours and perhaps minutes.
fn offset(text: &str) -> Result<Option<FixedOffset>, &'static str> {
    let shape = "expected nothing, Z or an offset after it";
    if text.is_empty() {
        return Ok(None);
    }
    // `chrono` takes any number of blanks and colons between the numbers.
    if text.contains("::") || text.ends_with(':') || text.contains(char::is_whitespace) {
        return Err(shape);
    }
    let mut read = Parsed::new();
    let seconds = format::parse(&mut read, text, StrftimeItems::new("%#z"))
        .ok()
        .and_then(|()| read.offset())
        .ok_or(shape)?;
    if seconds == 0 && text.starts_with('-') {
        return Err("an offset of zero is written Z or +00:00");
    }
    if !(-12 * 3_600..=14 * 3_600).contains(&seconds) {
        return Err("offsets run from -12:00 to +14:00");
    }
    FixedOffset::east_opt(seconds).map(Some).ok_or(shape)
}

impl ClockTime {
    /// As it was written: `19:29`, `23:59:60`, `24:00`, `12:00:27.870`.
    pub(super) fn words(&self) -> String {
        let hour = if self.ends_day { 24 } else { self.time.hour() };
        let mut words = format!("{hour:02}{}", self.time.format(":%M"));
        if self.exact_to != ExactTo::Minute {
            words.push_str(&self.time.format(":%S").to_string());
        }
        if let ExactTo::Digits(digits) = self.exact_to {
            let nanos = format!("{:09}", self.nanos());
            words.push('.');
            words.push_str(nanos.get(..usize::from(digits)).unwrap_or(&nanos));
        }
        words
    }

    fn nanos(&self) -> u32 {
        self.time.nanosecond() % NANOS_PER_SEC
    }

    /// How fine it is.
    pub(super) fn precision(&self) -> Precision {
        match self.exact_to {
            ExactTo::Minute => Precision::Minute,
            ExactTo::Second => Precision::Second,
            ExactTo::Digits(_) => Precision::Subsecond,
        }
    }

    /// From the written time to just before the next that could be written so
    /// exactly. `None` past the range of [`Time`].
    pub(super) fn span(&self) -> Option<TimeSpan> {
        // Years past `chrono`'s are dates too, so the day is counted apart.
        let offset = self.offset.map_or(0, |offset| offset.local_minus_utc());
        let secs = (self.date.days() + i64::from(self.ends_day))
            .checked_mul(SECS_PER_DAY)?
            .checked_add(i64::from(self.time.num_seconds_from_midnight()))?
            .checked_sub(i64::from(offset))?;
        let after = |seconds| Some(Time::from_secs(secs.checked_add(seconds)?));
        let (start, end) = match self.exact_to {
            ExactTo::Minute => (Time::from_secs(secs), after(60)?),
            ExactTo::Second => (Time::from_secs(secs), after(1)?),
            ExactTo::Digits(digits) => {
                let width = 10_u32.pow(u32::from(9 - digits));
                (
                    Time::from_secs_nanos(secs, self.nanos()),
                    Time::from_secs_nanos(secs, self.nanos() + width),
                )
            }
        };
        Some(TimeSpan::new(start, end))
    }
}
