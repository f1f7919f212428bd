//! Ranges to dates: what is told from another event is counted from there.
//!
//! A length alone begins where the event before it ends and lasts so long; two
//! lengths are how long after it the event begins, and how long it lasts. An
//! id stands for the end of its event, and in the second place, without a
//! length, for its start. `by` and `before` count back from a start.

use std::collections::HashMap;

use chrono::{Datelike as _, Days, Months, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::range::{Fineness, Moment, Point, Range, Relative, Side, Unit, written};

/// Work days that are counted one by one.
const MOST_WORK_DAYS: i64 = 10_000;

/// From when to when an event lasts, for events that are told from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    first: NaiveDateTime,
    /// Just past it.
    end: NaiveDateTime,
    fineness: Fineness,
}

/// What a range means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The EDTF as it is written.
    Written(String),
    /// The EDTF that was worked out.
    WorkedOut(String),
    /// From a date to the day on which the file is read.
    UpToNow(String),
    /// The day on which the file is read, or counted from it.
    Now,
    /// Why it cannot be told.
    Unknown(&'static str),
}

/// Events that later ones are told from.
#[derive(Debug, Default)]
pub(super) struct Known {
    before: Option<Span>,
    /// The event before is now, or counted from now.
    is_now: bool,
    ids: HashMap<String, Span>,
}

impl Known {
    /// What a range means, and its span where it has one.
    pub(super) fn meaning(&self, range: &Range) -> (Meaning, Option<Span>) {
        use Point::{Moment, Now, Partial, Unread};
        match (&range.from, &range.to) {
            (Moment(only), None) => (Meaning::Written(only.edtf.clone()), Some(span(only))),
            (Moment(from), Some(Moment(to))) => {
                let edtf = format!("{}/{}", from.edtf, to.edtf);
                let whole = Span {
                    end: to.end,
                    fineness: from.fineness.max(to.fineness),
                    ..span(from)
                };
                (Meaning::Written(edtf), Some(whole))
            }
            (Moment(from), Some(Now)) => (Meaning::UpToNow(format!("{}/..", from.edtf)), None),
            (Unread, _) | (_, Some(Unread)) => {
                (Meaning::Unknown("it is no date that Markwhen knows"), None)
            }
            (Now, _) | (_, Some(Now)) => (Meaning::Now, None),
            (Partial, _) | (_, Some(Partial)) => {
                (Meaning::Unknown("its year is not written"), None)
            }
            (from, to)
                if self.is_now && (is_of_before(from) || to.as_ref().is_some_and(is_of_before)) =>
            {
                (Meaning::Now, None)
            }
            (from, to) => match self.worked_out(from, to.as_ref()) {
                Ok(span) => (Meaning::WorkedOut(span.edtf()), Some(span)),
                Err(why) => (Meaning::Unknown(why), None),
            },
        }
    }

    /// Keeps the span of an event for those after it.
    pub(super) fn add(&mut self, id: Option<&str>, meaning: &Meaning, span: Option<Span>) {
        self.is_now = *meaning == Meaning::Now;
        // What hangs on an event without a date has none.
        self.before = span;
        if let (Some(id), Some(span)) = (id, span) {
            self.ids.insert(id.to_owned(), span);
        }
    }

    fn worked_out(&self, from: &Point, to: Option<&Point>) -> Result<Span, &'static str> {
        const TOO_FAR: &str = "it lies too far away";
        let (first, end, fineness) = match (from, to) {
            (Point::Relative(only), None) => {
                let other = self.other(only)?;
                let (first, end) = if only.is_before {
                    let end = side(other, only.side.unwrap_or(Side::Start));
                    (counted(end, &only.lengths, -1), Some(end))
                } else {
                    let first = side(other, only.side.unwrap_or(Side::End));
                    (Some(first), counted(first, &only.lengths, 1))
                };
                (first, end, fineness(only).max(other.fineness))
            }
            (from, to) => {
                let (first, mut finest) = match from {
                    Point::Moment(moment) => (Some(moment.first), moment.fineness),
                    Point::Relative(from) => {
                        let other = self.other(from)?;
                        let at = side(other, from.side.unwrap_or(Side::End));
                        (
                            counted(at, &from.lengths, 1),
                            fineness(from).max(other.fineness),
                        )
                    }
                    _ => return Err("its start is not known"),
                };
                let end = match to {
                    Some(Point::Moment(moment)) => {
                        finest = finest.max(moment.fineness);
                        Some(moment.end)
                    }
                    // A length alone is how long it lasts.
                    Some(Point::Relative(to)) if to.id.is_none() && to.side.is_none() => {
                        finest = finest.max(fineness(to));
                        first.and_then(|first| counted(first, &to.lengths, 1))
                    }
                    Some(Point::Relative(to)) => {
                        let other = self.other(to)?;
                        finest = finest.max(fineness(to)).max(other.fineness);
                        let usual = if to.lengths.is_empty() {
                            Side::Start
                        } else {
                            Side::End
                        };
                        counted(side(other, to.side.unwrap_or(usual)), &to.lengths, 1)
                    }
                    _ => return Err("its end is not known"),
                };
                (first, end, finest)
            }
        };
        let (first, end) = (first.ok_or(TOO_FAR)?, end.ok_or(TOO_FAR)?);
        if end < first {
            return Err("it would end before it begins");
        }
        Ok(Span {
            first,
            end,
            fineness,
        })
    }

    /// The event that a moment is told from.
    fn other(&self, from: &Relative) -> Result<Span, &'static str> {
        match &from.id {
            Some(id) => self
                .ids
                .get(id)
                .copied()
                .ok_or("no event before it with a date has that id"),
            None => self.before.ok_or("the event before it has no date"),
        }
    }
}

/// True for what is told from the event before it in the file.
fn is_of_before(point: &Point) -> bool {
    matches!(point, Point::Relative(from) if from.id.is_none())
}

fn side(span: Span, side: Side) -> NaiveDateTime {
    match side {
        Side::Start => span.first,
        Side::End => span.end,
    }
}

fn span(moment: &Moment) -> Span {
    Span {
        first: moment.first,
        end: moment.end,
        fineness: moment.fineness,
    }
}

/// How fine a moment is that is so told.
fn fineness(from: &Relative) -> Fineness {
    let of = |unit: &Unit| match unit {
        Unit::Year => Fineness::Year,
        Unit::Month => Fineness::Month,
        Unit::Week | Unit::Day | Unit::WorkDay => Fineness::Day,
        Unit::Hour | Unit::Minute | Unit::Second => Fineness::Time,
    };
    from.lengths
        .iter()
        .map(|(_, unit)| of(unit))
        .max()
        .unwrap_or(Fineness::Year)
}

/// A moment so much later, or with a sign of −1 earlier.
fn counted(at: NaiveDateTime, lengths: &[(i64, Unit)], sign: i64) -> Option<NaiveDateTime> {
    lengths.iter().try_fold(at, |at, (count, unit)| {
        let count = count * sign;
        let months = |count: i64| {
            let months = Months::new(u32::try_from(count.unsigned_abs()).ok()?);
            if count < 0 {
                at.checked_sub_months(months)
            } else {
                at.checked_add_months(months)
            }
        };
        let days = |count: i64| {
            let days = Days::new(count.unsigned_abs());
            if count < 0 {
                at.checked_sub_days(days)
            } else {
                at.checked_add_days(days)
            }
        };
        let moved = match unit {
            Unit::Year => months(count * 12),
            Unit::Month => months(count),
            Unit::Week => days(count * 7),
            Unit::Day => days(count),
            Unit::WorkDay => work_days(at, count),
            Unit::Hour => at.checked_add_signed(TimeDelta::try_hours(count)?),
            Unit::Minute => at.checked_add_signed(TimeDelta::try_minutes(count)?),
            Unit::Second => at.checked_add_signed(TimeDelta::try_seconds(count)?),
        };
        moved.filter(|at| (-200_000..=200_000).contains(&at.year()))
    })
}

/// Past so many days that are neither Saturday nor Sunday.
fn work_days(at: NaiveDateTime, count: i64) -> Option<NaiveDateTime> {
    if count.abs() > MOST_WORK_DAYS {
        return None;
    }
    let step = TimeDelta::try_days(count.signum())?;
    let mut at = at;
    let mut left = count.abs();
    while left > 0 {
        // Going on, the day that begins here is passed; going back, the one
        // that ends here.
        let passed = if count < 0 {
            at.checked_add_signed(step)?
        } else {
            at
        };
        at = at.checked_add_signed(step)?;
        if !matches!(passed.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(at)
}

impl Span {
    /// The coarsest EDTF of it that is as fine as what it was counted from.
    fn edtf(self) -> String {
        let is_midnight = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
        let fits = |fineness: Fineness| {
            let ends = [self.first, self.end];
            let is_at = |at: &NaiveDateTime| match fineness {
                Fineness::Year => is_midnight(*at) && at.ordinal() == 1,
                Fineness::Month => is_midnight(*at) && at.day() == 1,
                Fineness::Day => is_midnight(*at),
                Fineness::Time => true,
            };
            fineness >= self.fineness && ends.iter().all(is_at)
        };
        let all = [Fineness::Year, Fineness::Month, Fineness::Day];
        let is_instant = self.first == self.end;
        let Some(fineness) = all.into_iter().find(|fineness| fits(*fineness)) else {
            let first = written(self.first, Fineness::Time);
            return match is_instant {
                true => first,
                false => format!("{first}/{}", written(self.end, Fineness::Time)),
            };
        };
        if is_instant {
            // It ends as it begins: the day, month or year is all that is known.
            return written(self.first, fineness);
        }
        // The end is past its last day.
        let last = self.end - TimeDelta::seconds(1);
        let (first, last) = (written(self.first, fineness), written(last, fineness));
        if first == last {
            first
        } else {
            format!("{first}/{last}")
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::range::at_start;
    use super::*;

    fn dates(lines: &[&str]) -> Vec<String> {
        let mut known = Known::default();
        let mut found = Vec::new();
        for line in lines {
            let (_, range, rest) = at_start(line, false).unwrap();
            let (meaning, span) = known.meaning(&range);
            known.add(Some(rest.trim()), &meaning, span);
            found.push(match meaning {
                Meaning::Written(edtf) | Meaning::WorkedOut(edtf) | Meaning::UpToNow(edtf) => edtf,
                other => format!("{other:?}"),
            });
        }
        found
    }

    #[test]
    fn lengths_count_from_the_event_before_or_from_an_id() {
        assert_eq!(
            dates(&["July 10, 2022: a", "5 work days: b"])[1],
            "2022-07-11/2022-07-15"
        );
        assert_eq!(
            dates(&["July 11, 2022: a", "10 work days - 10 work days: b"])[1],
            "2022-07-26/2022-08-08"
        );
        let two = ["2025-07-28 / 2025-08-01: a", "2025-08-09: b"];
        let third = |line: &str| dates(&[two[0], two[1], line])[2].clone();
        assert_eq!(third("!a / !b: c"), "2025-08-02/2025-08-08");
        assert_eq!(third("!a.start - !a.end: c"), "2025-07-28/2025-08-01");
        assert_eq!(third(".start - .end 1 day: c"), "2025-08-09/2025-08-10");
        assert_eq!(third("-10 days / 1 day: c"), "2025-07-31");
        assert_eq!(third("before !b 1 day: c"), "2025-08-08");
        assert_eq!(third("after !a 1 month: c"), "2025-08-02/2025-09-01");
        assert_eq!(third("1 month: c"), "2025-08-10/2025-09-09");
        assert_eq!(
            dates(&["2015: a", "3 years: b", "2 months: c"])[1..],
            ["2016/2018", "2019-01/2019-02"]
        );
        assert_eq!(dates(&["2018/6 months: a"]), ["2018-01/2018-06"]);
        assert_eq!(dates(&["2024: a", "2022 - !a: b"])[1], "2022/2023");
    }

    #[test]
    fn what_hangs_on_nothing_stays_unknown() {
        assert!(dates(&["2 weeks: a"])[0].starts_with("Unknown"));
        assert!(dates(&["2024: a", "!nobody / 1 day: b"])[1].starts_with("Unknown"));
        assert_eq!(dates(&["now: a", "1 day: b", "1 week: c"]), ["Now"; 3]);
        assert_eq!(dates(&["1971-now: a"])[0], "1971/..");
        assert!(dates(&["2024: a", "999999 years: b"])[1].starts_with("Unknown"));
    }
}
