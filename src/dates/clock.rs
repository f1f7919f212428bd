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

use super::civil::{CivilDate, SECS_PER_DAY};
use super::error::quoted;
use super::{DateError, Precision, Time, TimeSpan, diagnose};

const NANOS_PER_SEC: u32 = 1_000_000_000;

/// A day and a clock time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockTime {
    pub(super) date: CivilDate,
    /// 0 to 24; 24 with zero minutes and seconds only.
    pub(super) hour: u8,
    pub(super) minute: u8,
    /// 0 to 60; `None` when no seconds are written.
    pub(super) second: Option<u8>,
    pub(super) fraction: Option<Fraction>,
    pub(super) offset: Option<Offset>,
}

/// A fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub(super) nanos: u32,
    /// How many digits are kept, 1 to 9.
    pub(super) digits: u8,
}

/// A written offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offset {
    /// `Z`.
    Utc,
    /// Minutes ahead of UTC, −720 to 840.
    Minutes(i16),
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
    let mut rest = clock;
    let shape = "expected hours and minutes of two digits each, then perhaps seconds and an offset";
    let hour = two_digits(&mut rest).ok_or_else(|| fail(shape))?;
    rest = rest.strip_prefix(':').ok_or_else(|| fail(shape))?;
    let minute = two_digits(&mut rest).ok_or_else(|| fail(shape))?;
    let mut second = None;
    let mut fraction = None;
    if let Some(after) = rest.strip_prefix(':') {
        rest = after;
        second = Some(two_digits(&mut rest).ok_or_else(|| fail("expected seconds of two digits"))?);
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            rest = after;
            fraction = Some(
                fraction_of(&mut rest).ok_or_else(|| fail("expected digits after the point"))?,
            );
        }
    }
    let offset = offset(rest.trim_start()).map_err(fail)?;
    let read = ClockTime {
        date,
        hour,
        minute,
        second,
        fraction,
        offset,
    };
    read.check().map_err(fail)?;
    Ok(read)
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

fn two_digits(rest: &mut &str) -> Option<u8> {
    let digits = rest
        .get(..2)
        .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    *rest = &rest[2..];
    digits.parse().ok()
}

fn fraction_of(rest: &mut &str) -> Option<Fraction> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let digits = &rest[..length];
    *rest = &rest[length..];
    let kept = digits.get(..9).unwrap_or(digits);
    let value: u32 = kept.parse().ok()?;
    let digits = kept.len() as u8;
    Some(Fraction {
        nanos: value * 10_u32.pow(u32::from(9 - digits)),
        digits,
    })
}

/// What follows the clock time: nothing, `Z`, or a sign, hours and perhaps minutes.
fn offset(text: &str) -> Result<Option<Offset>, &'static str> {
    let shape = "expected nothing, Z or an offset after it";
    if text.is_empty() {
        return Ok(None);
    }
    if text.eq_ignore_ascii_case("z") {
        return Ok(Some(Offset::Utc));
    }
    let ahead = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return Err(shape),
    };
    let mut rest = &text[1..];
    let hours = two_digits(&mut rest).ok_or(shape)?;
    let mut minutes = 0;
    if !rest.is_empty() {
        rest = rest.strip_prefix(':').unwrap_or(rest);
        minutes = two_digits(&mut rest).ok_or(shape)?;
    }
    if !rest.is_empty() || minutes > 59 {
        return Err(shape);
    }
    let total = ahead * (i16::from(hours) * 60 + i16::from(minutes));
    if total == 0 && ahead < 0 {
        return Err("an offset of zero is written Z or +00:00");
    }
    if !(-12 * 60..=14 * 60).contains(&total) {
        return Err("offsets run from -12:00 to +14:00");
    }
    Ok(Some(Offset::Minutes(total)))
}

impl Offset {
    /// Seconds ahead of UTC.
    fn seconds(self) -> i64 {
        match self {
            Offset::Utc => 0,
            Offset::Minutes(minutes) => i64::from(minutes) * 60,
        }
    }
}

impl ClockTime {
    fn check(&self) -> Result<(), &'static str> {
        let second = self.second.unwrap_or(0);
        if self.hour == 24 {
            let past = self.minute > 0 || second > 0 || self.fraction.is_some_and(|f| f.nanos > 0);
            return if past {
                Err("expected hours 00–23; 24 stands in 24:00:00 only")
            } else {
                Ok(())
            };
        }
        if self.hour > 23 {
            return Err("expected hours 00–23");
        }
        if self.minute > 59 {
            return Err("expected minutes 00–59");
        }
        // Leap seconds end a UTC day; offsets are quarters of an hour.
        let leap_second_can_be = self.minute % 15 == 14;
        if second > 60 || (second == 60 && !leap_second_can_be) {
            return Err("expected seconds 00–59");
        }
        Ok(())
    }

    /// How fine it is.
    pub(super) fn precision(&self) -> Precision {
        match (self.second, self.fraction) {
            (None, _) => Precision::Minute,
            (Some(_), None) => Precision::Second,
            (Some(_), Some(_)) => Precision::Subsecond,
        }
    }

    /// From the written time to just before the next that could be written so
    /// exactly. `None` past the range of [`Time`].
    pub(super) fn span(&self) -> Option<TimeSpan> {
        let clock = i64::from(self.hour) * 3_600
            + i64::from(self.minute) * 60
            + i64::from(self.second.unwrap_or(0).min(59));
        let secs = self
            .date
            .days()
            .checked_mul(SECS_PER_DAY)?
            .checked_add(clock)?
            .checked_sub(self.offset.map_or(0, Offset::seconds))?;
        let (start, end) = match (self.second, self.fraction) {
            (None, _) => (
                Time::from_secs(secs),
                Time::from_secs(secs.checked_add(60)?),
            ),
            (Some(_), None) => (Time::from_secs(secs), Time::from_secs(secs.checked_add(1)?)),
            (Some(_), Some(fraction)) => {
                let width = 10_u32.pow(u32::from(9 - fraction.digits));
                let after = fraction.nanos + width;
                let carried = i64::from(after / NANOS_PER_SEC);
                (
                    Time::from_secs_nanos(secs, fraction.nanos),
                    Time::from_secs_nanos(secs.checked_add(carried)?, after % NANOS_PER_SEC),
                )
            }
        };
        Some(TimeSpan::new(start, end))
    }
}
