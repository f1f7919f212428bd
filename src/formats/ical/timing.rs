//! Dates and times of a calendar, and the spans that they make, to EDTF and
//! back.
//!
//! `20200104` and `20200104T100000Z` become the EDTF of the same day and
//! second; that is one spelling for another, so nothing is kept as verbatim. A
//! time with a zone by name stays the local time, with the zone beside it: no
//! offset is made up.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::dates::civil::CivilTime;
use crate::dates::{Bounds, End, Precision, Time};
use crate::model::When;

/// The member of a [`When`] that keeps the name of a zone.
pub(super) const ZONE: &str = "tzid";

/// A day, or a second of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) date: NaiveDate,
    pub(super) time: Option<NaiveTime>,
    /// The time is at offset zero.
    pub(super) is_utc: bool,
    /// The time was written without seconds.
    pub(super) is_to_minute: bool,
}

impl Value {
    /// `20200104`, `20200104T1000`, `20200104T100000`, `20200104T100000Z`, and
    /// the same with hyphens and colons. A day with a clock time that is none
    /// is the day; the second part is false then.
    pub(super) fn parse(text: &str) -> Option<(Value, bool)> {
        let text = text.trim();
        let (day, clock) = match text.split_once(['T', 't']) {
            Some((day, clock)) => (day, Some(clock)),
            None => (text, None),
        };
        let date = match day.len() {
            8 => NaiveDate::from_ymd_opt(
                digits(day, 0, 4)? as i32,
                digits(day, 4, 6)?,
                digits(day, 6, 8)?,
            ),
            10 if day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-' => {
                NaiveDate::from_ymd_opt(
                    digits(day, 0, 4)? as i32,
                    digits(day, 5, 7)?,
                    digits(day, 8, 10)?,
                )
            }
            _ => None,
        }?;
        let Some(clock) = clock else {
            return Some((Value::day(date), true));
        };
        let is_utc = clock.ends_with(['Z', 'z']);
        let plain = clock.trim_end_matches(['Z', 'z']).replace(':', "");
        let time = match plain.len() {
            4 => clock_time(&plain, Some(0)),
            6 => clock_time(&plain, digits(&plain, 4, 6)),
            _ => None,
        };
        let value = Value {
            date,
            time,
            is_utc: is_utc && time.is_some(),
            is_to_minute: plain.len() == 4,
        };
        Some((value, time.is_some()))
    }

    fn day(date: NaiveDate) -> Value {
        Value {
            date,
            time: None,
            is_utc: false,
            is_to_minute: false,
        }
    }

    /// The EDTF of it.
    fn edtf(self) -> String {
        match self.time {
            None => self.date.format("%Y-%m-%d").to_string(),
            Some(time) => {
                let zone = if self.is_utc { "Z" } else { "" };
                let clock = match self.is_to_minute {
                    true => time.format("%H:%M"),
                    false => time.format("%H:%M:%S"),
                };
                format!("{}T{clock}{zone}", self.date.format("%Y-%m-%d"))
            }
        }
    }

    /// As iCalendar writes it.
    pub(super) fn ical(self) -> String {
        match self.time {
            None => self.date.format("%Y%m%d").to_string(),
            Some(time) => {
                let zone = if self.is_utc { "Z" } else { "" };
                format!(
                    "{}T{}{zone}",
                    self.date.format("%Y%m%d"),
                    time.format("%H%M%S")
                )
            }
        }
    }

    /// Its first second.
    pub(super) fn first_second(self) -> NaiveDateTime {
        self.date.and_time(self.time.unwrap_or_default())
    }

    /// The same kind of value at another second; `None` outside the years that
    /// have four digits.
    pub(super) fn moved_to(self, second: NaiveDateTime) -> Option<Value> {
        use chrono::Datelike as _;
        (0..=9999).contains(&second.year()).then(|| Value {
            date: second.date(),
            time: self.time.map(|_| second.time()),
            ..self
        })
    }

    /// The value `by` later; days only of a day.
    pub(super) fn plus(self, by: TimeDelta) -> Option<Value> {
        self.moved_to(self.first_second().checked_add_signed(by)?)
    }
}

fn digits(text: &str, from: usize, to: usize) -> Option<u32> {
    let part = text.get(from..to)?;
    let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| part.parse().ok())?
}

fn clock_time(text: &str, seconds: Option<u32>) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(digits(text, 0, 2)?, digits(text, 2, 4)?, seconds?)
}

/// A length of time (RFC 5545, section 3.3.6): `P1W`, `P2DT3H`, `-PT5M`.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut seconds: i64 = 0;
    let mut number: Option<i64> = None;
    for c in text.strip_prefix(['P', 'p'])?.chars() {
        let unit = match c.to_ascii_uppercase() {
            '0'..='9' => {
                let digit = i64::from(c.to_digit(10)?);
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            'T' => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    match number {
        Some(_) => None,
        None => TimeDelta::try_seconds(sign * seconds),
    }
}

/// From when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) start: Value,
    /// Of days the last one, of times the end; `None` where it is no other
    /// than the start.
    pub(super) end: Option<Value>,
    /// The zone by name, of local times that have one.
    pub(super) zone: Option<String>,
}

impl Timing {
    /// The date of an event.
    pub(super) fn when(&self) -> When {
        let mut when = When::from_edtf(self.edtf());
        if let Some(zone) = &self.zone {
            when.note = Some(format!("Local time of the zone “{zone}”."));
            when.extra.insert(ZONE.to_owned(), zone.as_str().into());
        }
        when
    }

    /// The EDTF of it.
    pub(super) fn edtf(&self) -> String {
        match self.end {
            None => self.start.edtf(),
            Some(end) => format!("{}/{}", self.start.edtf(), end.edtf()),
        }
    }

    /// As long as it is, at another time.
    pub(super) fn moved_to(&self, start: NaiveDateTime) -> Option<Timing> {
        let by = start.signed_duration_since(self.start.first_second());
        Some(Timing {
            start: self.start.moved_to(start)?,
            end: match self.end {
                Some(end) => Some(end.plus(by)?),
                None => None,
            },
            zone: self.zone.clone(),
        })
    }

    /// The days or seconds that a date covers, as a calendar can hold them:
    /// `None` for a date outside the years 1 to 9999, or for no date.
    pub(super) fn of(when: &When) -> Option<Timing> {
        let date = when.date()?;
        let bounds = date.bounds();
        let zone = when.extra.get(ZONE).and_then(|zone| zone.as_str());
        times(when.edtf(), bounds, zone).or_else(|| days(bounds))
    }
}

/// A date whose ends are clock times, all with an offset or all without.
fn times(edtf: &str, bounds: Bounds, zone: Option<&str>) -> Option<Timing> {
    let has_offset = |text: &str| {
        let (_, clock) = text.split_once('T')?;
        Some(clock.contains(['Z', '+', '-', '\u{2212}']))
    };
    let second = |end: End, is_utc: bool| match end {
        End::Dated(end) if end.precision >= Precision::Minute => {
            Some(value(end.span.start, is_utc)).flatten()
        }
        _ => None,
    };
    let (start, end) = match edtf.split_once('/') {
        None => (edtf, None),
        Some((start, end)) => (start, Some(end)),
    };
    let is_utc = has_offset(start)?;
    let start = second(bounds.start, is_utc)?;
    let end = match (end, bounds.end) {
        (None, _) | (_, End::Open | End::Unknown) => None,
        (Some(text), dated) if has_offset(text) == Some(is_utc) => Some(second(dated, is_utc)?),
        _ => return None,
    };
    Some(Timing {
        start,
        end: end.filter(|end| *end != start),
        zone: zone.filter(|_| !is_utc).map(str::to_owned),
    })
}

/// The days that a date touches.
fn days(bounds: Bounds) -> Option<Timing> {
    let first = value(bounds.extent.start, false)?.date;
    // The end is past the last second: one nanosecond before it is within.
    let last = Time::from_nanos(bounds.extent.end.total_nanos().saturating_sub(1));
    let last = value(last, false)?.date;
    Some(Timing {
        start: Value::day(first),
        end: (last > first).then(|| Value::day(last)),
        zone: None,
    })
}

/// A second of the years 1 to 9999.
fn value(time: Time, is_utc: bool) -> Option<Value> {
    let civil = CivilTime::of(time);
    let year = i32::try_from(civil.date.year).ok()?;
    if !(1..=9999).contains(&year) {
        return None;
    }
    Some(Value {
        date: NaiveDate::from_ymd_opt(year, civil.date.month.into(), civil.date.day.into())?,
        time: NaiveTime::from_hms_opt(civil.hour.into(), civil.minute.into(), civil.second.into()),
        is_utc,
        is_to_minute: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edtf: &str) -> Option<String> {
        let timing = Timing::of(&When::from_edtf(edtf))?;
        let end = timing
            .end
            .map(|end| format!("/{}", end.ical()))
            .unwrap_or_default();
        Some(timing.start.ical() + &end)
    }

    #[test]
    fn dates_become_the_days_or_seconds_that_they_cover() {
        for (edtf, expected) in [
            ("1990", "19900101/19901231"),
            ("1990-02", "19900201/19900228"),
            ("2020-01-04", "20200104"),
            ("2020-01-04/2020-01-06", "20200104/20200106"),
            ("199X", "19900101/19991231"),
            ("1990/..", "19900101/19901231"),
            ("2020-01-04T10:00:00Z", "20200104T100000Z"),
            ("2020-01-04T10:00", "20200104T100000"),
            (
                "2020-01-04T10:00:00+02:00/2020-01-04T12:00:00Z",
                "20200104T080000Z/20200104T120000Z",
            ),
            ("9999", "99990101/99991231"),
        ] {
            assert_eq!(of(edtf).as_deref(), Some(expected), "{edtf}");
        }
        for edtf in ["-0044-03-15", "0000", "Y12000", "around 1900"] {
            assert_eq!(of(edtf), None, "{edtf}");
        }
    }

    #[test]
    fn values_and_durations_are_read_or_refused() {
        let read = |text| Value::parse(text).map(|(value, whole)| (value.edtf(), whole));
        let some = |text: &str, whole| Some((text.to_owned(), whole));
        assert_eq!(read("20200104"), some("2020-01-04", true));
        assert_eq!(
            read(" 20200104T100000Z"),
            some("2020-01-04T10:00:00Z", true)
        );
        assert_eq!(read("20200104T1000"), some("2020-01-04T10:00", true));
        assert_eq!(
            read("2020-01-04T10:00:00"),
            some("2020-01-04T10:00:00", true)
        );
        assert_eq!(read("20200104T250000"), some("2020-01-04", false));
        assert_eq!(read("20200230"), None);
        assert_eq!(read("INVALID-DATE"), None);
        assert_eq!(read("éé200104"), None);
        assert_eq!(duration("P1DT2H"), TimeDelta::try_hours(26));
        assert_eq!(duration("-PT5M"), TimeDelta::try_minutes(-5));
        assert_eq!(duration("P1"), None);
        assert_eq!(duration("PT99999999999999999999H"), None);
    }
}
