//! A date to the start, the end and the words of a slide.
//!
//! A date that is one or two points without marks (`1990-05`, `1990/1995-03-01`)
//! is written as its parts. Of any other the dates are its bounds, as fine as it
//! is known, and the date stands in `display_date` in words.

use serde_json::{Map, Value};

use super::parts::PARTS;
use crate::dates::civil::CivilTime;
use crate::dates::{Bounds, DatedEnd, End, Form, Precision, Time};
use crate::model::When;

/// The parts of one date, from the year on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point(Vec<i64>);

impl Point {
    /// As TimelineJS has them: texts.
    pub(super) fn into_parts(self) -> Value {
        let named = PARTS.iter().zip(self.0);
        let parts: Map<String, Value> = named
            .map(|(name, part)| ((*name).to_owned(), part.to_string().into()))
            .collect();
        parts.into()
    }

    /// The beginning or the last of a time, as fine as so many parts.
    fn of(time: Time, parts: usize) -> Point {
        let civil = CivilTime::of(time);
        let all = [
            civil.date.year,
            civil.date.month.into(),
            civil.date.day.into(),
            civil.hour.into(),
            civil.minute.into(),
            civil.second.into(),
            (civil.nanos / 1_000_000).into(),
        ];
        Point(all.into_iter().take(parts).collect())
    }
}

/// The dates of a slide.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    pub(super) start: Option<Point>,
    pub(super) end: Option<Point>,
    /// What is to be shown in place of the dates.
    pub(super) display: Option<String>,
}

impl Dates {
    /// The years in them.
    pub(super) fn years(&self) -> impl Iterator<Item = i64> {
        let points = self.start.iter().chain(&self.end);
        points.filter_map(|point| point.0.first()).copied()
    }
}

/// The dates of an event. One that is undated has words at most.
pub(super) fn dates(when: &When) -> Dates {
    let undated = |words: Option<&str>| Dates {
        display: words.map(str::to_owned).filter(|text| !text.is_empty()),
        ..Dates::default()
    };
    let Some(date) = when.date() else {
        return undated(when.verbatim.as_deref().or(Some(when.edtf())));
    };
    let mut dates = match plain(date.text()) {
        Some((start, end)) => Dates {
            start: Some(start),
            end,
            display: None,
        },
        None => Dates {
            display: Some(date.words()),
            ..bounds(&date.bounds())
        },
    };
    if dates.end == dates.start {
        dates.end = None;
    }
    if let Some(verbatim) = &when.verbatim {
        dates.display = Some(verbatim.clone());
    }
    dates
}

/// The dates of a period, which has two of them always; `None` where it is
/// undated.
pub(super) fn dates_of_period(when: &When) -> Option<Dates> {
    let date = when.date()?;
    let mut dates = dates(when);
    let parts = dates.start.as_ref()?.0.len();
    if dates.end.is_none() {
        // A year is written as its months, a month as its days.
        let finer = (parts + 1).min(PARTS.len());
        let span = date.bounds().extent;
        dates.start = Some(Point::of(span.start, finer));
        dates.end = Some(Point::of(before(span.end), finer));
        dates.display.get_or_insert_with(|| date.words());
    }
    Some(dates)
}

/// A date of one or two points without marks and without an offset.
fn plain(text: &str) -> Option<(Point, Option<Point>)> {
    match text.split_once('/') {
        Some((start, end)) => Some((plain_point(start)?, Some(plain_point(end)?))),
        None => Some((plain_point(text)?, None)),
    }
}

fn plain_point(text: &str) -> Option<Point> {
    let (date, clock) = match text.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut parts = Vec::new();
    if let Some(year) = date.strip_prefix('Y') {
        parts.push(number(year.strip_prefix('-').unwrap_or(year))?);
        if year.starts_with('-') {
            parts[0] = -parts[0];
        }
    } else {
        let unsigned = date.strip_prefix('-').unwrap_or(date);
        for part in unsigned.split('-') {
            parts.push(number(part)?);
        }
        if date.len() > unsigned.len() {
            parts[0] = -parts[0];
        }
        // Seasons and parts of a year are no months.
        if parts.get(1).is_some_and(|month| *month > 12) {
            return None;
        }
    }
    if let Some(clock) = clock {
        let (clock, thousandths) = match clock.split_once('.') {
            Some((clock, fraction)) if fraction.len() == 3 => (clock, Some(number(fraction)?)),
            Some(_) => return None,
            None => (clock, None),
        };
        for part in clock.split(':') {
            parts.push(number(part)?);
        }
        parts.extend(thousandths);
        // Midnight at the end of a day, and leap seconds.
        if parts.get(3) == Some(&24) || parts.get(5) == Some(&60) {
            return None;
        }
    }
    Some(Point(parts))
}

fn number(digits: &str) -> Option<i64> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

/// The bounds of any date, as fine as its ends are known. An end that is open or
/// not known is left to the words.
fn bounds(bounds: &Bounds) -> Dates {
    let dated = |end: End| match end {
        End::Dated(end) => Some(end),
        End::Open | End::Unknown => None,
    };
    let first = |end: DatedEnd| Point::of(end.span.start, parts(end.precision));
    let last = |end: DatedEnd| Point::of(before(end.span.end), parts(end.precision));
    let (start, end) = match (dated(bounds.start), dated(bounds.end)) {
        (Some(start), Some(end)) => (first(start), Some(last(end))),
        // Since then, or until then: one date, and the words say which.
        (Some(start), None) if bounds.form == Form::Interval => (first(start), None),
        (Some(only), None) | (None, Some(only)) => (first(only), Some(last(only))),
        (None, None) => return Dates::default(),
    };
    Dates {
        start: Some(start),
        end,
        display: None,
    }
}

fn before(time: Time) -> Time {
    Time::from_nanos(time.total_nanos() - 1)
}

/// How many parts say as much.
fn parts(precision: Precision) -> usize {
    match precision {
        Precision::Millennium | Precision::Century | Precision::Decade | Precision::Year => 1,
        Precision::Season | Precision::Month => 2,
        Precision::Day => 3,
        Precision::Minute => 5,
        Precision::Second => 6,
        Precision::Subsecond => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edtf: &str) -> (String, String, Option<String>) {
        let dates = dates(&When::from_edtf(edtf));
        let shown = |point: Option<Point>| {
            let parts: Vec<String> = point
                .map(|point| point.0.iter().map(i64::to_string).collect())
                .unwrap_or_default();
            parts.join(" ")
        };
        (shown(dates.start), shown(dates.end), dates.display)
    }

    #[test]
    fn plain_dates_are_written_as_their_parts() {
        for (edtf, start, end) in [
            ("0633", "633", ""),
            ("-3500", "-3500", ""),
            ("Y-13800000000", "-13800000000", ""),
            ("1943-07/1946", "1943 7", "1946"),
            (
                "2011-11-16T05:58:44/2011-11-16T07:30",
                "2011 11 16 5 58 44",
                "2011 11 16 7 30",
            ),
            ("2011-11-16T05:58:44.250", "2011 11 16 5 58 44 250", ""),
        ] {
            assert_eq!(of(edtf), (start.to_owned(), end.to_owned(), None), "{edtf}");
        }
    }

    #[test]
    fn other_dates_have_bounds_and_words() {
        for (edtf, start, end, words) in [
            ("1984~", "1984", "", "about 1984"),
            ("198X", "1980", "1989", "the 1980s"),
            ("1984-21", "1984 3", "1984 5", "spring 1984"),
            ("1990/..", "1990", "", "since 1990"),
            ("../1990", "1990", "", "until 1990"),
            ("[1990,1992]", "1990", "1992", "1990 or 1992"),
            (
                "2011-11-16T05:58:44Z",
                "2011 11 16 5 58 44",
                "",
                "16 November 2011, 05:58:44 (UTC)",
            ),
        ] {
            assert_eq!(
                of(edtf),
                (start.to_owned(), end.to_owned(), Some(words.to_owned())),
                "{edtf}"
            );
        }
        assert_eq!(
            of("once"),
            (String::new(), String::new(), Some("once".to_owned()))
        );
        assert_eq!(of(""), (String::new(), String::new(), None));
    }

    #[test]
    fn a_period_has_two_ends() {
        let dates = dates_of_period(&When::from_edtf("1990-02")).unwrap_or_default();
        assert_eq!(dates.start, Some(Point(vec![1990, 2, 1])));
        assert_eq!(dates.end, Some(Point(vec![1990, 2, 28])));
        assert_eq!(dates.display.as_deref(), Some("February 1990"));
        assert_eq!(dates_of_period(&When::default()), None);
    }
}
