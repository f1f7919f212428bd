//! Dates of The Timeline Project (`[-]Y-MM-DD HH:MM:SS`) to EDTF.
//!
//! The file says of every date the second, and the program shows less: without
//! a clock time where both ends are at midnight, else with the minute. So here:
//!
//! ```text
//! both ends at midnight, the same    that day
//! both ends at midnight              days; the end is where the last day ends
//! seconds that are all 0             minutes
//! else                               seconds
//! fuzzy                              ~, and the day: marks allow no clock time
//! ends today                         open: start/..
//! milestone                          the start
//! ```
//!
//! Years are astronomical in the file as they are in EDTF. Past four digits
//! EDTF has no months; such a date is read as its year.

use roxmltree::Node;

use super::child_text;
use crate::dates::Date;
use crate::dates::civil::CivilDate;
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::When;

/// What an event or era says of its dates.
#[derive(Debug, Default)]
pub(super) struct Ends {
    start: Option<String>,
    end: Option<String>,
    fuzzy_start: bool,
    fuzzy_end: bool,
    ends_today: bool,
    is_milestone: bool,
}

/// The elements that are read here, and have no other use.
pub(super) const READ_HERE: [&str; 7] = [
    "start",
    "end",
    "fuzzy",
    "fuzzy_start",
    "fuzzy_end",
    "ends_today",
    "milestone",
];

impl Ends {
    pub(super) fn of(node: Node) -> Ends {
        let is_true = |name| {
            child_text(node, name).is_some_and(|text| text.trim().eq_ignore_ascii_case("true"))
        };
        let text = |name| child_text(node, name).map(|text| text.trim().to_owned());
        let is_fuzzy = is_true("fuzzy");
        Ends {
            start: text("start"),
            end: text("end"),
            fuzzy_start: is_fuzzy || is_true("fuzzy_start"),
            fuzzy_end: is_fuzzy || is_true("fuzzy_end"),
            ends_today: is_true("ends_today"),
            is_milestone: is_true("milestone"),
        }
    }

    fn verbatim(&self) -> Option<String> {
        match (&self.start, &self.end) {
            (Some(start), Some(end)) if start != end => Some(format!("{start} – {end}")),
            (Some(one), _) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }
}

/// A date as the file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stamp {
    day: CivilDate,
    hour: u8,
    minute: u8,
    second: u8,
}

impl Stamp {
    /// Also of dates whose numbers are not padded.
    fn parse(text: &str) -> Option<Stamp> {
        let (day, clock) = text.trim().split_once(' ')?;
        let (sign, day) = match day.strip_prefix('-') {
            Some(day) => (-1, day),
            None => (1, day),
        };
        let numbers = |text: &str, sign: char| -> Option<[i64; 3]> {
            let parts = text.trim().split(sign).map(|part| {
                let is_number = (1..=12).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| part.parse().ok()).flatten()
            });
            parts.collect::<Option<Vec<i64>>>()?.try_into().ok()
        };
        let [year, month, day] = numbers(day, '-')?;
        let [hour, minute, second] = numbers(clock, ':')?;
        let day = CivilDate::new(sign * year, month.try_into().ok()?, day.try_into().ok()?);
        let is_day = (1..=12).contains(&day.month) && CivilDate::from_days(day.days()) == day;
        let is_time = hour < 24 && minute < 60 && second < 60;
        (is_day && is_time).then_some(Stamp {
            day,
            hour: hour.try_into().ok()?,
            minute: minute.try_into().ok()?,
            second: second.try_into().ok()?,
        })
    }

    fn is_midnight(self) -> bool {
        (self.hour, self.minute, self.second) == (0, 0, 0)
    }

    /// The day before, where this is the moment at which it ends.
    fn last_day(self) -> Stamp {
        Stamp {
            day: CivilDate::from_days(self.day.days() - 1),
            ..self
        }
    }

    fn edtf(self, fineness: Fineness) -> String {
        let CivilDate { year, month, day } = self.day;
        let sign = if year < 0 { "-" } else { "" };
        let count = year.unsigned_abs();
        if count > 9999 {
            return format!("Y{sign}{count}");
        }
        let day = format!("{sign}{count:04}-{month:02}-{day:02}");
        let Stamp {
            hour,
            minute,
            second,
            ..
        } = self;
        match fineness {
            Fineness::Day => day,
            Fineness::Minute => format!("{day}T{hour:02}:{minute:02}"),
            Fineness::Second => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
        }
    }
}

/// How fine dates of an event are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fineness {
    Day,
    Minute,
    Second,
}

/// Reads the dates of one file, and counts what is told once.
#[derive(Debug)]
pub(super) struct DateReader {
    /// The kind of time, where it is another than Gregorian.
    other_time: Option<String>,
    of_other_time: u64,
    long_years: u64,
}

impl DateReader {
    /// For a file that names its kind of time so; the oldest name none.
    pub(super) fn new(time_type: Option<&str>) -> DateReader {
        let other_time = time_type
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty() && name != "gregoriantime");
        DateReader {
            other_time,
            of_other_time: 0,
            long_years: 0,
        }
    }

    /// When something was that stands at `place`.
    pub(super) fn when(&mut self, ends: &Ends, place: &Place, report: &mut ImportReport) -> When {
        let Some(verbatim) = ends.verbatim() else {
            return When::default();
        };
        let read = match &self.other_time {
            Some(_) => {
                self.of_other_time += 1;
                None
            }
            None => match self.edtf(ends) {
                Ok(edtf) => Some(edtf),
                Err((code, message)) => {
                    report.add(Problem {
                        severity: Severity::Repaired,
                        place: place.clone(),
                        code,
                        message: format!("{message} It is undated."),
                        advice: "Dates are written as 2005-03-31 10:30:00, the earlier one as the start.".to_owned(),
                    });
                    None
                }
            },
        };
        let mut when = read.map_or_else(When::default, When::from_edtf);
        when.verbatim = Some(verbatim);
        when
    }

    fn edtf(&mut self, ends: &Ends) -> Result<String, (&'static str, String)> {
        let stamp = |text: &str| {
            Stamp::parse(text).ok_or_else(|| {
                let message = format!("“{}” is no date and time that is known here.", shown(text));
                ("date", message)
            })
        };
        let start = ends.start.as_deref().map(stamp).transpose()?;
        let ignores_end = ends.is_milestone || ends.ends_today;
        let end = match ignores_end && start.is_some() {
            true => None,
            false => ends.end.as_deref().map(stamp).transpose()?,
        };
        let (start, end) = match (start, end) {
            (Some(start), end) => (start, end.unwrap_or(start)),
            (None, Some(end)) => return checked(format!("/{}", end.edtf(fineness(end, end)))),
            (None, None) => return checked(String::new()),
        };
        if end < start {
            let message = "The end lies before the start.".to_owned();
            return Err(("date-range", message));
        }
        let fineness = fineness(start, end);
        let is_days = fineness == Fineness::Day;
        let last = match is_days && end > start {
            true => end.last_day(),
            false => end,
        };
        self.long_years += u64::from([start, last].iter().any(|end| end.day.year.abs() > 9999));
        let one = |stamp: Stamp, is_fuzzy: bool| match is_fuzzy {
            true => format!("{}~", stamp.edtf(Fineness::Day)),
            false => stamp.edtf(fineness),
        };
        let first = one(start, ends.fuzzy_start || end == start && ends.fuzzy_end);
        if ends.ends_today && !ends.is_milestone {
            return checked(format!("{first}/.."));
        }
        let last = one(last, ends.fuzzy_end || end == start && ends.fuzzy_start);
        match first == last {
            true => checked(first),
            false => checked(format!("{first}/{last}")),
        }
    }

    /// An edge of what is on view.
    pub(super) fn edge(&self, text: &str) -> Option<String> {
        let stamp = Stamp::parse(text).filter(|_| self.other_time.is_none())?;
        checked(stamp.edtf(Fineness::Day)).ok()
    }

    /// Tells what holds for many dates.
    pub(super) fn tell(self, report: &mut ImportReport) {
        if let Some(name) = self.other_time.filter(|_| self.of_other_time > 0) {
            let message = format!(
                "The file counts time as “{}”, which is not read: what it dates so is undated and keeps the text ({} of them).",
                shown(&name),
                self.of_other_time
            );
            report.add(Problem {
                severity: Severity::Repaired,
                place: Place::file(),
                code: "time-type",
                message,
                advice:
                    "Where the numbers are years, write them as gregoriantime: 1990-01-01 00:00:00."
                        .to_owned(),
            });
        }
        if self.long_years > 0 {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code: "long-year",
                message: format!(
                    "Dates in years of more than four digits are read as those years: {} of them.",
                    self.long_years
                ),
                advice: String::new(),
            });
        }
    }
}

/// As fine as the program shows the dates of an event.
fn fineness(start: Stamp, end: Stamp) -> Fineness {
    match (start, end) {
        (start, end) if start.is_midnight() && end.is_midnight() => Fineness::Day,
        (start, end) if start.second == 0 && end.second == 0 => Fineness::Minute,
        _ => Fineness::Second,
    }
}

fn checked(edtf: String) -> Result<String, (&'static str, String)> {
    match Date::parse(&edtf) {
        Ok(_) => Ok(edtf),
        Err(fault) => Err(("date", format!("The date cannot be read: {fault}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: &str, end: &str, flags: &str) -> Result<String, String> {
        let ends = Ends {
            start: (!start.is_empty()).then(|| start.to_owned()),
            end: (!end.is_empty()).then(|| end.to_owned()),
            fuzzy_start: flags.contains('s'),
            fuzzy_end: flags.contains('e'),
            ends_today: flags.contains('t'),
            is_milestone: flags.contains('m'),
        };
        DateReader::new(None)
            .edtf(&ends)
            .map_err(|(_, message)| message)
    }

    #[test]
    fn dates_are_as_fine_as_the_program_shows_them() {
        let (day, next, later) = (
            "2012-07-04 00:00:00",
            "2012-07-05 00:00:00",
            "2012-07-09 00:00:00",
        );
        let (minute, second) = ("2012-07-04 13:20:00", "2012-07-04 13:20:05");
        for (start, end, flags, edtf) in [
            (day, day, "", "2012-07-04"),
            (day, next, "", "2012-07-04"),
            (day, later, "", "2012-07-04/2012-07-08"),
            (minute, minute, "", "2012-07-04T13:20"),
            (day, minute, "", "2012-07-04T00:00/2012-07-04T13:20"),
            (
                minute,
                second,
                "",
                "2012-07-04T13:20:00/2012-07-04T13:20:05",
            ),
            (minute, later, "e", "2012-07-04T13:20/2012-07-09~"),
            (day, later, "se", "2012-07-04~/2012-07-08~"),
            (day, day, "s", "2012-07-04~"),
            (minute, minute, "e", "2012-07-04~"),
            (day, later, "t", "2012-07-04/.."),
            (minute, later, "m", "2012-07-04T13:20"),
            ("-44-3-15 00:00:00", "-44-3-15 00:00:00", "", "-0044-03-15"),
            ("0-01-01 00:00:00", "0-01-02 00:00:00", "", "0000-01-01"),
            (
                "-12000-01-01 00:00:00",
                "-11000-01-01 00:00:00",
                "",
                "Y-12000/Y-11001",
            ),
            (day, "", "", "2012-07-04"),
            ("", later, "", "/2012-07-09"),
        ] {
            assert_eq!(
                read(start, end, flags).as_deref(),
                Ok(edtf),
                "{start} {end} {flags}"
            );
        }
        for (start, end) in [
            (later, day),
            ("2012-02-30 00:00:00", day),
            ("2012-07-04", day),
            ("2012-07-04 24:00:00", day),
            ("999999999999999-01-01 00:00:00", day),
            ("2012-99999999999-01 00:00:00", day),
            ("é 1", day),
        ] {
            assert!(read(start, end, "").is_err(), "{start} {end}");
        }
    }
}
