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

use super::point::{Point, Points};
use crate::dates::Date;
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
    points: Points,
    counts_back: bool,
    counted_back: u64,
    first_counted_back: Option<(Place, String)>,
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

impl DateReader {
    /// For a file with these dates.
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>, counts_back: bool) -> DateReader {
        DateReader {
            points: Points::new(texts),
            counts_back,
            counted_back: 0,
            first_counted_back: None,
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
        let dates = self.dates(given, problem, report)?;
        let edtf = dates.edtf(given.is_range);
        if edtf.is_empty() {
            return Ok(When::default());
        }
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

    /// Each date of an event; an error where the start cannot be read.
    fn dates(
        &mut self,
        given: &Given,
        problem: &dyn Fn(&'static str, String, &str) -> Problem,
        report: &mut ImportReport,
    ) -> Result<Dates, Box<Problem>> {
        const ADVICE: &str = "Write a year, 2005-03-31, or Mar 31 2005 10:30:00 GMT; leave it out where it is not known.";
        let is_alone = [&given.end, &given.latest_start, &given.earliest_end]
            .iter()
            .all(|text| text.is_none());
        let mut read = |text: &str, what: &str| {
            let point = self.points.read(text);
            point
                .filter(|point| is_alone || point.is_single())
                .ok_or_else(|| {
                    let message = format!(
                        "“{}” is no date that is known here, expected a year or a day. {what}",
                        shown(text)
                    );
                    Box::new(problem("date", message, ADVICE))
                })
        };
        let start = given.start.as_deref();
        let start = start.map(|text| read(text, "The event is undated."));
        let start = start.transpose()?;
        let mut optional = |text: &Option<String>, what: &str, report: &mut ImportReport| {
            let read = read(text.as_deref()?, what);
            read.map_err(|problem| report.add(*problem)).ok()
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
        Ok(Dates {
            latest,
            earliest,
            start,
            end,
            has_end: given.end.is_some(),
        })
    }

    /// Tells what holds for many dates.
    pub(super) fn tell(self, report: &mut ImportReport) {
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
        self.points.tell(report);
    }
}

/// The dates of one event.
struct Dates {
    start: Option<Point>,
    latest: Option<Point>,
    earliest: Option<Point>,
    end: Option<Point>,
    /// There is an end, perhaps one that cannot be read.
    has_end: bool,
}

impl Dates {
    fn edtf(&self, is_range: bool) -> String {
        let (latest, earliest) = (self.latest.as_ref(), self.earliest.as_ref());
        let end = self.end.as_ref();
        let any_end = end.or(earliest).or(latest);
        let Some(start) = &self.start else {
            return match (is_range, any_end) {
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
            return match any_end {
                Some(last) => one_of(last),
                None if self.has_end => format!("[{}..]", start.day()),
                None => start.edtf.clone(),
            };
        }
        let differs = |bound: Option<&Point>, from: &Point| {
            bound.is_some_and(|bound| bound.edtf != from.edtf)
        };
        let first = match differs(latest, start) {
            true => start.approximate(),
            false => start.edtf.clone(),
        };
        match (end, earliest) {
            (Some(end), earliest) if differs(earliest, end) => {
                format!("{first}/{}", end.approximate())
            }
            (Some(end), _) if end.edtf == start.edtf => first,
            (Some(end), _) => format!("{first}/{}", end.edtf),
            (None, Some(earliest)) => format!("{first}/{}", earliest.approximate()),
            (None, None) if self.has_end => format!("{first}/"),
            (None, None) => latest.map_or(first, one_of),
        }
    }

    /// What the EDTF cannot say, or what is easily misread.
    fn note(&self, edtf: &str) -> Option<String> {
        if edtf.starts_with('[') {
            return Some("At one time of these; when exactly is not known.".to_owned());
        }
        let bounds: Vec<String> = [
            ("Began at the latest", &self.latest),
            ("Ended at the earliest", &self.earliest),
        ]
        .into_iter()
        .filter_map(|(words, bound)| Some(format!("{words}: {}.", bound.as_ref()?.edtf)))
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

#[cfg(test)]
mod tests {
    use super::*;

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
