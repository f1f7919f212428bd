//! Dates of SIMILE Timeline to EDTF.
//!
//! A text is a year (`1845`, `200 BC`, `100 AD`), EDTF or ISO 8601, or what
//! browsers read (`Fri Nov 22 1963 12:20:00 GMT-0600`). Years before 1 are
//! counted as EDTF does: 200 BC is −199. The clock time 00:00:00 is how this
//! format writes a whole day, and is read as the day.
//!
//! An event has up to four dates. What EDTF can say of them:
//!
//! ```text
//! start                          start
//! range: start end               start/end
//! point: start end               [start..end]   at one time between the two
//! range with latestStart         start~/end     EDTF has no set of starts; the
//! range with earliestEnd         start/end~     four texts stay in `verbatim`
//! point or no end: latestStart   [start..latestStart]
//! ```
//!
//! An end at midnight is read as that day, as people write it who mean the day.
//! Qualified dates and sets have no clock time in EDTF; they are whole days.
//! A start behind its end is not turned round: the event is undated.

use crate::dates::{Date, End, Form, Time};
use crate::formats::dates::{DateForm, Survey};
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::When;

/// What a file says of when an event was.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) latest_start: Option<String>,
    pub(super) earliest_end: Option<String>,
    /// False of a point in time, whose end only says how uncertain it is.
    pub(super) is_range: bool,
}

/// Reads the dates of one file, and counts what is told once.
pub(super) struct DateReader {
    form: DateForm,
    counts_back: bool,
    counted_back: u64,
    first_counted_back: Option<(Place, String)>,
    midnights: u64,
    new_years: u64,
}

/// True of a file in which plain numbers count back from today: start 115, end
/// 105. One or two such events are a slip of the pen.
pub(super) fn counts_back(ranges: impl Iterator<Item = (i64, i64)>) -> bool {
    let (mut back, mut on) = (0_u64, 0_u64);
    for (start, end) in ranges {
        back += u64::from(start > end);
        on += u64::from(start < end);
    }
    back > 2 && back > on.saturating_mul(9)
}

/// A date that was read.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    edtf: String,
    date: Date,
}

impl Point {
    fn new(edtf: String) -> Option<Point> {
        let date = Date::parse(&edtf)
            .ok()
            .filter(|date| date.form() == Form::Single)?;
        Some(Point { edtf, date })
    }

    /// When it begins at the earliest.
    fn time(&self) -> Option<Time> {
        match self.date.start() {
            End::Dated(dated) => Some(dated.span.start),
            _ => None,
        }
    }

    /// Its day where it has a clock time, which sets and marks do not allow.
    fn day(&self) -> &str {
        self.edtf.split('T').next().unwrap_or(&self.edtf)
    }

    /// About then.
    fn approximate(&self) -> String {
        let day = self.day();
        match day.ends_with(['~', '?', '%']) {
            true => day.to_owned(),
            false => format!("{day}~"),
        }
    }
}

impl DateReader {
    /// For a file with these dates.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>, counts_back: bool) -> DateReader {
        let mut survey = Survey::default();
        for text in texts {
            survey.add(&without_zone_name(text).0);
        }
        DateReader {
            form: survey.decide(),
            counts_back,
            counted_back: 0,
            first_counted_back: None,
            midnights: 0,
            new_years: 0,
        }
    }

    /// When an event was that stands at `place`.
    pub(super) fn when(&mut self, given: &Given, place: &Place, report: &mut ImportReport) -> When {
        let Some(verbatim) = verbatim(given) else {
            return When::default();
        };
        let undated = |verbatim: String| {
            let mut when = When::default();
            when.verbatim = Some(verbatim);
            when
        };
        if self.counts_back && !verbatim.contains(char::is_alphabetic) {
            self.counted_back += 1;
            self.first_counted_back
                .get_or_insert_with(|| (place.clone(), verbatim.clone()));
            return undated(verbatim);
        }
        let problem = |code, message, advice: &str| Problem {
            severity: Severity::Repaired,
            place: place.clone(),
            code,
            message,
            advice: advice.to_owned(),
        };
        match self.combined(given, &problem, report) {
            Ok(mut when) => {
                if when.edtf() != verbatim.replace(" – ", "/") {
                    when.verbatim = Some(verbatim);
                }
                when
            }
            Err(found) => {
                report.add(*found);
                undated(verbatim)
            }
        }
    }

    /// All dates of an event as one.
    fn combined(
        &mut self,
        given: &Given,
        problem: &dyn Fn(&'static str, String, &str) -> Problem,
        report: &mut ImportReport,
    ) -> Result<When, Box<Problem>> {
        const ADVICE: &str = "Write a year, 2005-03-31, or Mar 31 2005 10:30:00 GMT; leave it out where it is not known.";
        let unreadable = |text: &str, what: &str| {
            let message = format!(
                "“{}” is no date that is known here, expected a year or a day. {what}",
                shown(text)
            );
            problem("date", message, ADVICE)
        };
        let start = match &given.start {
            None => None,
            Some(text) => Some(
                self.point(text)
                    .ok_or_else(|| Box::new(unreadable(text, "The event is undated.")))?,
            ),
        };
        let mut optional = |text: &Option<String>, what: &str, report: &mut ImportReport| {
            let text = text.as_deref()?;
            let point = self.point(text);
            if point.is_none() {
                report.add(unreadable(text, what));
            }
            point
        };
        let end = optional(&given.end, "The end is left open as not known.", report);
        let mut bound = |text: &Option<String>, name: &str, report: &mut ImportReport| {
            let point = optional(text, "It is left out.", report)?;
            if is_within(&point, start.as_ref(), end.as_ref()) {
                return Some(point);
            }
            let message = format!(
                "The {name} “{}” does not lie between the start and the end; it is left out of the date.",
                shown(&point.edtf)
            );
            let advice = "Put the dates in the order start, latestStart, earliestEnd, end.";
            report.add(problem("date-bound", message, advice));
            None
        };
        let latest = bound(&given.latest_start, "latestStart", report);
        let earliest = bound(&given.earliest_end, "earliestEnd", report);
        let dates = Dates {
            start: start.as_ref(),
            latest: latest.as_ref(),
            earliest: earliest.as_ref(),
            end: end.as_ref(),
            has_end: given.end.is_some(),
        };
        let edtf = dates.edtf(given.is_range);
        match Date::parse(&edtf) {
            Ok(_) => {
                let note = dates.note(&edtf);
                let mut when = When::from_edtf(edtf);
                when.note = note;
                Ok(when)
            }
            Err(fault) => Err(Box::new(problem(
                "date-range",
                format!("The start and the end make no range: {fault}. The event is undated."),
                "The earlier of the two should be the start.",
            ))),
        }
    }

    /// One date.
    fn point(&mut self, text: &str) -> Option<Point> {
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
        let Some(day) = at_midnight(&point.edtf).map(str::to_owned) else {
            return Some(point);
        };
        self.midnights += 1;
        self.new_years += u64::from(day.ends_with("-01-01"));
        Point::new(day)
    }

    /// Tells what holds for many dates.
    pub(super) fn tell(self, report: &mut ImportReport) {
        let mut note = |count: u64, code, message: &str, advice: &str| {
            if count > 0 {
                report.add(Problem {
                    severity: Severity::Note,
                    place: Place::file(),
                    code,
                    message: format!("{message}: {count} of them."),
                    advice: advice.to_owned(),
                });
            }
        };
        note(
            self.midnights,
            "midnight",
            "Dates at 00:00:00, which is how this format writes a whole day, are read as days",
            "",
        );
        note(
            self.new_years,
            "first-of-january",
            "Days read so that are a 1 January may stand for whole years",
            "Where only the year is known, write the year alone.",
        );
        if let Some((place, first)) = self.first_counted_back {
            report.add(Problem {
                severity: Severity::Repaired,
                place,
                code: "unit",
                message: format!(
                    "{} events are dated with numbers that go down, such as {}: they count back from today in a unit that the file does not name. The events are undated, and keep the numbers.",
                    self.counted_back,
                    shown(&first)
                ),
                advice: "Write them as years: 115 million years ago is start=\"-115000000\"."
                    .to_owned(),
            });
        }
        let notes = self.form.notes();
        for message in notes
            .into_iter()
            .filter(|note| !note.contains("English name"))
        {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code: "date-form",
                message,
                advice: String::new(),
            });
        }
    }
}

/// The dates of one event.
struct Dates<'a> {
    start: Option<&'a Point>,
    latest: Option<&'a Point>,
    earliest: Option<&'a Point>,
    end: Option<&'a Point>,
    /// There is an end, perhaps one that cannot be read.
    has_end: bool,
}

impl Dates<'_> {
    fn edtf(&self, is_range: bool) -> String {
        let Some(start) = self.start else {
            let end = self.end.or(self.earliest).or(self.latest);
            return match (is_range, end) {
                (true, Some(end)) => format!("/{}", end.edtf),
                (false, Some(end)) => format!("[..{}]", end.day()),
                (_, None) => String::new(),
            };
        };
        let one_of = |last: &Point| match last.edtf == start.edtf {
            true => start.edtf.clone(),
            false if last.day() == start.day() => start.day().to_owned(),
            false => format!("[{}..{}]", start.day(), last.day()),
        };
        if !is_range {
            return match self.end.or(self.earliest).or(self.latest) {
                Some(last) => one_of(last),
                None if self.has_end => format!("[{}..]", start.day()),
                None => start.edtf.clone(),
            };
        }
        let differs = |bound: Option<&Point>, from: &Point| {
            bound.is_some_and(|bound| bound.edtf != from.edtf)
        };
        let first = match differs(self.latest, start) {
            true => start.approximate(),
            false => start.edtf.clone(),
        };
        match (self.end, self.earliest) {
            (Some(end), earliest) if differs(earliest, end) => {
                format!("{first}/{}", end.approximate())
            }
            (Some(end), _) if end.edtf == start.edtf => first,
            (Some(end), _) => format!("{first}/{}", end.edtf),
            (None, Some(earliest)) => format!("{first}/{}", earliest.approximate()),
            (None, None) if self.has_end => format!("{first}/"),
            (None, None) => self.latest.map_or(first, one_of),
        }
    }

    /// What the EDTF cannot say, or what is easily misread.
    fn note(&self, edtf: &str) -> Option<String> {
        if edtf.starts_with('[') {
            return Some("At one time of these; when exactly is not known.".to_owned());
        }
        let bounds: Vec<String> = [
            ("Began at the latest", self.latest),
            ("Ended at the earliest", self.earliest),
        ]
        .into_iter()
        .filter_map(|(words, bound)| Some(format!("{words}: {}.", bound?.edtf)))
        .collect();
        (!bounds.is_empty()).then(|| bounds.join(" "))
    }
}

/// True when a bound does not lie before the start or behind the end.
fn is_within(bound: &Point, start: Option<&Point>, end: Option<&Point>) -> bool {
    let before = |a: &Point, b: &Point| a.time().zip(b.time()).is_some_and(|(a, b)| a < b);
    !start.is_some_and(|start| before(bound, start)) && !end.is_some_and(|end| before(end, bound))
}

/// All dates as they are written; `None` where there are none.
fn verbatim(given: &Given) -> Option<String> {
    let (start, end) = (given.start.as_deref(), given.end.as_deref());
    if given.latest_start.is_none() && given.earliest_end.is_none() {
        return match (start.map(str::trim), end.map(str::trim)) {
            (Some(start), Some(end)) if start == end => Some(start.to_owned()),
            (Some(start), Some(end)) => Some(format!("{start} – {end}")),
            (Some(start), None) => Some(start.to_owned()),
            (None, Some(end)) => Some(format!("– {end}")),
            (None, None) => None,
        };
    }
    let named = [
        ("start", start),
        ("latestStart", given.latest_start.as_deref()),
        ("earliestEnd", given.earliest_end.as_deref()),
        ("end", end),
    ];
    let parts = named
        .iter()
        .filter_map(|(name, text)| Some(format!("{name} {}", text.as_ref()?.trim())));
    Some(parts.collect::<Vec<_>>().join(", "))
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
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > 2);
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
        let mut reader = DateReader::new(std::iter::once(text), false);
        reader.point(text).map(|point| point.edtf)
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
        ] {
            assert_eq!(read(text).as_deref(), Some(edtf), "{text}");
        }
        for text in [
            "?206",
            "0 BC",
            "Jan 1 66",
            "soon",
            "1990/1995",
            "6/5/2004",
            "BC",
            "-",
            "é",
            "GMTé",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    fn when(dates: [&str; 4], is_range: bool) -> (When, ImportReport) {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let [start, latest_start, earliest_end, end] = dates.map(text);
        let given = Given {
            start,
            end,
            latest_start,
            earliest_end,
            is_range,
        };
        let mut report = ImportReport::new();
        let mut reader = DateReader::new(std::iter::empty(), false);
        let when = reader.when(&given, &Place::file(), &mut report);
        (when, report)
    }

    #[test]
    fn dates_of_an_event_claim_no_more_than_is_written() {
        for (dates, is_range, edtf) in [
            (["1850", "", "", ""], true, "1850"),
            (["1850", "", "", "1855"], true, "1850/1855"),
            (["1850", "", "", "1855"], false, "[1850..1855]"),
            (["1850", "", "", "1850"], false, "1850"),
            (["1850", "1855", "", "1865"], true, "1850~/1865"),
            (["1850", "1855", "1860", "1865"], true, "1850~/1865~"),
            (["1850", "", "1860", "1865"], true, "1850/1865~"),
            (["1850", "1855", "1860", "1865"], false, "[1850..1865]"),
            (["1850", "1855", "", ""], true, "[1850..1855]"),
            (["1850", "", "1860", ""], true, "1850/1860~"),
            (["", "", "", "1865"], true, "/1865"),
            (["", "", "", "1865"], false, "[..1865]"),
            (["1850", "", "", "soon"], true, "1850/"),
            (["1850", "", "", "soon"], false, "[1850..]"),
            (
                [
                    "2006-01-01T09:00:00Z",
                    "2006-01-01T10:00:00Z",
                    "",
                    "2006-01-02T10:00:00Z",
                ],
                true,
                "2006-01-01~/2006-01-02T10:00:00Z",
            ),
            (
                ["2006-01-01T09:00:00Z", "", "", "2006-01-01T10:00:00Z"],
                false,
                "2006-01-01",
            ),
            (["1900", "1899", "", "1905"], true, "1900/1905"),
        ] {
            let (when, report) = when(dates, is_range);
            assert_eq!(when.edtf(), edtf, "{dates:?}: {report}");
            assert!(when.date().is_some(), "{dates:?}");
        }
    }

    #[test]
    fn what_was_written_is_kept() {
        let (range, report) = when(["1850", "1855", "", "1865"], true);
        assert_eq!(
            range.verbatim.as_deref(),
            Some("start 1850, latestStart 1855, end 1865")
        );
        assert_eq!(range.note.as_deref(), Some("Began at the latest: 1855."));
        assert!(report.is_empty());
        let (turned, report) = when(["1900", "", "", "1899"], true);
        assert_eq!(turned.verbatim.as_deref(), Some("1900 – 1899"));
        assert!(turned.date().is_none());
        assert_eq!(report.count(Severity::Repaired), 1);
        let (plain, _) = when(["1850", "", "", "1855"], true);
        assert_eq!(plain.verbatim, None);
    }

    #[test]
    fn numbers_that_go_down_are_years_ago() {
        assert!(counts_back([(115, 105), (132, 121), (121, 97)].into_iter()));
        assert!(!counts_back([(1900, 1899), (1850, 1855)].into_iter()));
        assert!(!counts_back(std::iter::empty()));
    }
}
