//! What is written in a date, to the exact spans of its ends.
//!
//! Decisions that EDTF leaves to its readers:
//!
//! - A season is whole months: spring (21) March to May, summer (22) June to
//!   August, autumn (23) September to November, winter (24) December to
//!   February of the next year. 25–28 are the same, 29–32 those of the south
//!   (spring September to November), 33–36 quarters, 37–39 thirds, 40–41
//!   halves of the year (ISO 8601-2:2019 4.8).
//! - A mark (`?`, `~`, `%`) on any component counts for the whole end.
//! - Unknown digits span from the first to the last day they allow; a gap
//!   between (`2020-05-X5`) is not cut out.
//! - `..a` at the start of an interval and `a..` at its end are open ends; the
//!   date written there still counts for [`Date::extent`].

use edtf_core::{Bound, BoundDate, Edtf, SetElement, SetKind, YearKind};

use super::civil::CivilDate;
use super::error::quoted;
use super::syntax::{self, Edge, Point, Written};
use super::{Bounds, Date, DateError, DatedEnd, End, Form, Precision, TimeSpan};

/// Reads a date; [`Date::parse`] says what.
pub(super) fn parse(text: &str) -> Result<Date, DateError> {
    let text = text.trim();
    let written = syntax::read(text)?;
    let (form, start, end, extent) = match &written {
        Written::Single(point) => {
            let end = point.end(text)?;
            (Form::Single, End::Dated(end), End::Dated(end), end.span)
        }
        Written::Interval(first, last) => interval(text, first, last)?,
        Written::Set(set) => of_set(text, set)?,
    };
    Ok(Date {
        text: text.to_owned(),
        bounds: Bounds {
            form,
            start,
            end,
            extent,
            is_approximate: written.points().any(|point| point.is_approximate()),
            is_uncertain: written.points().any(|point| point.is_uncertain()),
        },
    })
}

type Ends = (Form, End, End, TimeSpan);

fn interval(text: &str, first: &Edge, last: &Edge) -> Result<Ends, DateError> {
    let start_dated = first.dated(text)?;
    let end_dated = last.dated(text)?;
    let extent = match (start_dated, end_dated) {
        (Some(start), Some(end)) => {
            let reversed = start.span.start >= end.span.end;
            if reversed {
                let (start, end) = text.split_once('/').unwrap_or((text, ""));
                return Err(DateError::Reversed {
                    text: quoted(text),
                    start: quoted(start.trim_matches([' ', '.'])),
                    end: quoted(end.trim_matches([' ', '.'])),
                });
            }
            start.span.union(end.span)
        }
        (Some(only), None) | (None, Some(only)) => only.span,
        (None, None) => return Err(DateError::NoEnd { text: quoted(text) }),
    };
    let end_of = |edge: &Edge, dated: Option<DatedEnd>| match edge {
        Edge::At(_) => dated.map_or(End::Unknown, End::Dated),
        Edge::Unknown => End::Unknown,
        Edge::Open | Edge::OrEarlier(_) | Edge::OrLater(_) => End::Open,
    };
    Ok((
        Form::Interval,
        end_of(first, start_dated),
        end_of(last, end_dated),
        extent,
    ))
}

fn of_set(text: &str, set: &edtf_core::Set) -> Result<Ends, DateError> {
    let form = match set.kind {
        SetKind::OneMember => Form::OneOf,
        SetKind::AllMembers => Form::AllOf,
    };
    let mut first: Option<DatedEnd> = None;
    let mut last: Option<DatedEnd> = None;
    let (mut open_start, mut open_end) = (false, false);
    for element in &set.elements {
        let (from, to) = match element {
            SetElement::Date(date) => (date, date),
            SetElement::OnOrBefore(date) => {
                open_start = true;
                (date, date)
            }
            SetElement::OnOrAfter(date) => {
                open_end = true;
                (date, date)
            }
            SetElement::Range(from, to) => (from, to),
        };
        let from = Point::Calendar(*from).end(text)?;
        let to = Point::Calendar(*to).end(text)?;
        if first.is_none_or(|end| from.span.start < end.span.start) {
            first = Some(from);
        }
        if last.is_none_or(|end| to.span.end > end.span.end) {
            last = Some(to);
        }
    }
    let (Some(first), Some(last)) = (first, last) else {
        return Err(DateError::NoEnd { text: quoted(text) });
    };
    let extent = first.span.union(last.span);
    let start = if open_start {
        End::Open
    } else {
        End::Dated(first)
    };
    let end = if open_end {
        End::Open
    } else {
        End::Dated(last)
    };
    Ok((form, start, end, extent))
}

impl Edge {
    /// The date written at this end. `text` is quoted in the error.
    fn dated(&self, text: &str) -> Result<Option<DatedEnd>, DateError> {
        match self {
            Edge::At(point) | Edge::OrEarlier(point) | Edge::OrLater(point) => {
                point.end(text).map(Some)
            }
            Edge::Open | Edge::Unknown => Ok(None),
        }
    }
}

impl Point {
    /// Its span and how well it is known. `text` is quoted in the error.
    pub(super) fn end(&self, text: &str) -> Result<DatedEnd, DateError> {
        let out_of_range = || DateError::OutOfRange { text: quoted(text) };
        match self {
            Point::Clock(clock) => Ok(DatedEnd {
                span: clock.span().ok_or_else(out_of_range)?,
                precision: clock.precision(),
                approximate: false,
                uncertain: false,
            }),
            Point::Calendar(date) => Ok(DatedEnd {
                span: span(date).ok_or_else(out_of_range)?,
                precision: precision(date),
                approximate: date.is_approximate(),
                uncertain: date.is_uncertain(),
            }),
        }
    }
}

/// The first day that a date allows and the last.
pub(super) fn first_and_last_day(date: &edtf_core::Date) -> Option<(CivilDate, CivilDate)> {
    let bounds = Edtf::Date(*date).bounds();
    match (bounds.earliest, bounds.latest) {
        (Bound::Date(first), Bound::Date(last)) => Some((civil(first), civil(last))),
        _ => None,
    }
}

fn civil(date: BoundDate) -> CivilDate {
    CivilDate::new(date.year, date.month, date.day)
}

fn span(date: &edtf_core::Date) -> Option<TimeSpan> {
    let (first, last) = first_and_last_day(date)?;
    Some(TimeSpan::new(first.start()?, last.tomorrow().start()?))
}

/// How fine a date is: the coarsest of its components that is not known.
pub(super) fn precision(date: &edtf_core::Date) -> Precision {
    if let Some(digits) = date.year.significant_digits {
        return significant_precision(&date.year, digits);
    }
    if let YearKind::Standard { digits, .. } = date.year.kind {
        // The leftmost unknown digit decides: 1X84 is one year of a thousand.
        match digits.iter().position(Option::is_none) {
            Some(0 | 1) => return Precision::Millennium,
            Some(2) => return Precision::Century,
            Some(_) => return Precision::Decade,
            None => {}
        }
    }
    match (date.month, date.day) {
        (None, _) => Precision::Year,
        (Some(month), _) if month.has_unspecified() => Precision::Year,
        (Some(month), None) if month.value().is_some_and(|m| m > 12) => Precision::Season,
        (Some(_), None) => Precision::Month,
        (Some(_), Some(day)) if day.has_unspecified() => Precision::Month,
        (Some(_), Some(_)) => Precision::Day,
    }
}

/// `1950S2`: the digits after the second can be anything.
fn significant_precision(year: &edtf_core::Year, digits: u32) -> Precision {
    let width = match year.kind {
        YearKind::Standard { .. } => 4,
        YearKind::Big { .. } | YearKind::Exponential { .. } => year
            .value()
            .map_or(u32::MAX, |y| y.unsigned_abs().max(1).ilog10() + 1),
    };
    match width.saturating_sub(digits) {
        0 => Precision::Year,
        1 => Precision::Decade,
        2 => Precision::Century,
        _ => Precision::Millennium,
    }
}
