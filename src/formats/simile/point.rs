//! One date of SIMILE Timeline to EDTF.

use crate::dates::{Date, End, Form, Time};
use crate::formats::dates::{DateForm, Survey};
use crate::formats::{ImportReport, Place, Problem, Severity};

/// Reads the dates of one file, and counts what is told once.
pub(super) struct Points {
    form: DateForm,
    midnights: u64,
    new_years: u64,
}

impl Points {
    /// For a file with these dates.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Points {
        let mut survey = Survey::default();
        for text in texts.filter(|text| year(text.trim()).is_none()) {
            survey.add(&without_zone_name(text).0);
        }
        Points {
            form: survey.decide(),
            midnights: 0,
            new_years: 0,
        }
    }

    /// Reads one.
    pub(super) fn read(&mut self, text: &str) -> Option<Point> {
        let text = text.trim();
        if let Some(edtf) = year(text) {
            return Point::new(edtf);
        }
        let is_spaced = text.contains(' ') && text.contains(':');
        let point = match Point::new(text.to_owned()).filter(|_| !is_spaced) {
            Some(point) => point,
            None => {
                let (plain, has_year) = without_zone_name(text);
                let cell = self.form.read(&plain).ok().filter(|_| has_year)?;
                Point::new(cell.edtf)?
            }
        };
        let day = at_midnight(&point.edtf).filter(|_| point.is_single());
        let Some(day) = day.map(str::to_owned) else {
            return Some(point);
        };
        self.midnights += 1;
        self.new_years += u64::from(day.ends_with("-01-01"));
        Point::new(day)
    }

    /// Tells what holds for many dates.
    pub(super) fn tell(self, report: &mut ImportReport) {
        let mut note = |code, message: String, advice: &str| {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code,
                message,
                advice: advice.to_owned(),
            });
        };
        if self.midnights > 0 {
            let message = format!(
                "Dates at 00:00:00, which is how this format writes a whole day, are read as days: {} of them.",
                self.midnights
            );
            note("midnight", message, "");
        }
        if self.new_years > 0 {
            let message = format!(
                "Days read so that are a 1 January may stand for whole years: {} of them.",
                self.new_years
            );
            let advice = "Where only the year is known, write the year alone.";
            note("first-of-january", message, advice);
        }
        // Months by their English names are how the format writes dates.
        let notes = self.form.notes().into_iter();
        for message in notes.filter(|note| !note.contains("English name")) {
            note("date-form", message, "");
        }
    }
}

/// A date that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) edtf: String,
    date: Date,
}

impl Point {
    fn new(edtf: String) -> Option<Point> {
        let date = Date::parse(&edtf).ok()?;
        Some(Point { edtf, date })
    }

    /// False of a range or a set, which is no part of another one.
    pub(super) fn is_single(&self) -> bool {
        self.date.form() == Form::Single
    }

    /// When it begins at the earliest.
    pub(super) fn time(&self) -> Option<Time> {
        match self.date.start() {
            End::Dated(dated) => Some(dated.span.start),
            _ => None,
        }
    }

    /// Its day where it has a clock time, which sets and marks do not allow.
    pub(super) fn day(&self) -> &str {
        self.edtf.split('T').next().unwrap_or(&self.edtf)
    }

    /// About then.
    pub(super) fn approximate(&self) -> String {
        let day = self.day();
        match day.ends_with(['~', '?', '%']) {
            true => day.to_owned(),
            false => format!("{day}~"),
        }
    }
}

/// EDTF of a year alone: `1845`, `6`, `-500`, `200 BC`, `100 AD`. Eight digits
/// without a sign are a day.
fn year(text: &str) -> Option<String> {
    let digits_end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *at == 0 && matches!(c, '-' | '+')))
        .map_or(text.len(), |(at, _)| at);
    let (number, era) = text.split_at(digits_end);
    let era = era.trim().replace('.', "").to_ascii_uppercase();
    let is_signed = number.starts_with(['-', '+']);
    let count = number.len() - usize::from(is_signed);
    let value: i64 = number.parse().ok()?;
    let year = match era.as_str() {
        "" if !is_signed && count > 7 => return None,
        "" => value,
        "AD" | "CE" if value > 0 && !is_signed => value,
        "BC" | "BCE" if value > 0 && !is_signed => 1 - value,
        _ => return None,
    };
    let sign = if year < 0 { "-" } else { "" };
    let edtf = match year.unsigned_abs() {
        short @ 0..=9999 => format!("{sign}{short:04}"),
        long => format!("Y{sign}{long}"),
    };
    Date::parse(&edtf).is_ok().then_some(edtf)
}

/// Zones that browsers know by name (RFC 2822, section 4.3).
const ZONES: [(&str, &str); 8] = [
    ("EST", "-0500"),
    ("EDT", "-0400"),
    ("CST", "-0600"),
    ("CDT", "-0500"),
    ("MST", "-0700"),
    ("MDT", "-0600"),
    ("PST", "-0800"),
    ("PDT", "-0700"),
];

/// A browser's date with its zone as a number: `GMT-0600` to `-0600`; and
/// whether a year of three digits or more stands in it. Of two digits browsers
/// make other years than tables have, so they are not read.
fn without_zone_name(text: &str) -> (String, bool) {
    let text = text.split('(').next().unwrap_or(text).trim();
    let (mut main, mut zone) = (text, String::new());
    let found = ["GMT", "UTC"]
        .iter()
        .filter_map(|name| text.rfind(name))
        .max();
    if let Some(at) = found {
        let offset = text[at + 3..].trim();
        main = text[..at].trim_end();
        zone = match offset.split_at_checked(1) {
            None => "Z".to_owned(),
            // One digit is an hour.
            Some((sign, hour)) if hour.len() == 1 => format!("{sign}0{hour}"),
            Some(_) => offset.to_owned(),
        };
    } else if let Some((name, offset)) = ZONES.iter().find(|(name, _)| text.ends_with(name)) {
        main = text[..text.len() - name.len()].trim_end();
        zone = (*offset).to_owned();
    }
    let has_year = main
        .split(|c: char| !c.is_numeric())
        .any(|digits| digits.chars().count() > 2);
    match zone.is_empty() || !main.contains(':') {
        true => (main.to_owned(), has_year),
        false => (format!("{main} {zone}"), has_year),
    }
}

/// The day of a date-time at 00:00:00.
fn at_midnight(edtf: &str) -> Option<&str> {
    let (day, clock) = edtf.split_once('T')?;
    let end = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let is_zero = clock[..end]
        .bytes()
        .all(|byte| matches!(byte, b'0' | b':' | b'.'));
    is_zero.then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let mut points = Points::new(std::iter::once(text));
        points.read(text).map(|point| point.edtf)
    }

    #[test]
    fn dates_are_read_as_fine_as_they_are_written() {
        for (text, edtf) in [
            ("1845", "1845"),
            ("6", "0006"),
            ("1 AD", "0001"),
            ("100 AD", "0100"),
            ("200 BC", "-0199"),
            ("1 BC", "0000"),
            ("10000 B.C.", "-9999"),
            ("12000 BC", "Y-11999"),
            ("-500", "-0500"),
            ("-115000000", "Y-115000000"),
            (
                "Fri Nov 22 1963 12:20:00 GMT-0600",
                "1963-11-22T12:20:00-06:00",
            ),
            ("Tue Aug 04 2009 15:19:29 GMT", "2009-08-04T15:19:29Z"),
            ("May 28 2006 09:00:00 GMT+1", "2006-05-28T09:00:00+01:00"),
            ("Nov 14 1840 00:00:00 GMT", "1840-11-14"),
            ("Wed May 01 1963 00:00:00 GMT-0600 (CST)", "1963-05-01"),
            ("Dec 5 1926 10:00 EST", "1926-12-05T10:00-05:00"),
            ("Mar 31 2005", "2005-03-31"),
            ("2001-09-27", "2001-09-27"),
            ("2001-09", "2001-09"),
            ("2001-09-27T00:00:00Z", "2001-09-27"),
            ("2001-09-27T10:00:00Z", "2001-09-27T10:00:00Z"),
            ("20010927", "2001-09-27"),
            ("1990/1995", "1990/1995"),
            (
                "1990-01-01T00:00:00Z/1995-01-01T00:00:00Z",
                "1990-01-01T00:00:00Z/1995-01-01T00:00:00Z",
            ),
        ] {
            assert_eq!(read(text).as_deref(), Some(edtf), "{text}");
        }
        for text in [
            "0 BC", "Jan 1 66", "soon", "6/5/2004", "BC", "-", "é", "GMTé",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
