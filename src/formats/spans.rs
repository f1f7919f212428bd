//! Spans whose ends are known within bounds, as Linked Places and PeriodO have
//! them (`earliest`, `latest`), to EDTF.
//!
//! EDTF has no interval that begins "between 1598 and 1602". What is written
//! claims no more than the file does: the year, decade or century that holds
//! both bounds where it is not much wider than they are; else the outer bound,
//! marked approximate and uncertain (`1598%`). The bounds then stand in a note.

use crate::dates::civil::CivilTime;
use crate::dates::{Date, TimeSpan};

/// One end of a span; each text is EDTF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bound {
    /// The end itself.
    pub(super) at: Option<String>,
    /// Not before this.
    pub(super) earliest: Option<String>,
    /// Not after this.
    pub(super) latest: Option<String>,
}

/// A span in EDTF, and what EDTF does not say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spanned {
    pub(super) edtf: String,
    pub(super) note: Option<String>,
}

/// What is known of an end.
enum Known {
    Nothing,
    At(String),
    Between(String, String),
    After(String),
    Before(String),
}

impl Bound {
    fn known(&self) -> Known {
        match (&self.at, &self.earliest, &self.latest) {
            (Some(at), _, _) => Known::At(at.clone()),
            (None, Some(from), Some(to)) if from == to => Known::At(from.clone()),
            (None, Some(from), Some(to)) => Known::Between(from.clone(), to.clone()),
            (None, Some(from), None) => Known::After(from.clone()),
            (None, None, Some(to)) => Known::Before(to.clone()),
            (None, None, None) => Known::Nothing,
        }
    }
}

/// The span from one end to another; `None` where nothing is known of either,
/// an error in words where they make no span.
pub(super) fn spanned(start: &Bound, end: &Bound) -> Option<Result<Spanned, String>> {
    let mut notes = Vec::new();
    let edtf = match (start.known(), end.known()) {
        (Known::Nothing, Known::Nothing) => return None,
        // Bounds of the whole: it is some time between them.
        (Known::After(from), Known::Before(to)) => one_of(&from, &to),
        (Known::After(from), Known::Nothing | Known::After(_))
        | (Known::Nothing, Known::After(from)) => one_of(&from, ""),
        (Known::Before(to), Known::Nothing)
        | (Known::Nothing | Known::Before(_), Known::Before(to)) => one_of("", &to),
        (Known::Between(a, b), Known::Between(c, d)) if a == c && b == d => one_of(&a, &b),
        (start, end) => {
            let first = side(start, Side::Start, &mut notes);
            let last = side(end, Side::End, &mut notes);
            match first == last {
                true => first,
                false => format!("{first}/{last}"),
            }
        }
    };
    let note = (!notes.is_empty()).then(|| notes.join(" "));
    Some(match Date::parse(&edtf) {
        Ok(_) => Ok(Spanned { edtf, note }),
        Err(fault) => Err(fault.to_string()),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

fn one_of(from: &str, to: &str) -> String {
    format!("[{from}..{to}]")
}

/// One end of an interval; blank where it is not known.
fn side(known: Known, side: Side, notes: &mut Vec<String>) -> String {
    let verb = match side {
        Side::Start => "Began",
        Side::End => "Ended",
    };
    match known {
        Known::Nothing => String::new(),
        Known::At(at) => at,
        Known::Between(from, to) => {
            notes.push(format!("{verb} between {from} and {to}."));
            enclosing(&from, &to).unwrap_or_else(|| match side {
                Side::Start => format!("{from}%"),
                Side::End => format!("{to}%"),
            })
        }
        Known::After(from) => {
            notes.push(format!("{verb} not before {from}."));
            String::new()
        }
        Known::Before(to) => {
            notes.push(format!("{verb} not after {to}."));
            String::new()
        }
    }
}

/// The month, year, decade or century that holds two dates and is not much
/// wider than both.
fn enclosing(from: &str, to: &str) -> Option<String> {
    let (first, last) = (Date::parse(from).ok()?, Date::parse(to).ok()?);
    let span = TimeSpan::new(
        first.extent()?.start,
        last.extent()?.end.max(first.extent()?.end),
    );
    let a = CivilTime::of(span.start).date;
    let b = CivilTime::of(span.end.plus_seconds(-1.0)).date;
    let years = (span.seconds() / 31_556_952.0).ceil();
    if a.year == b.year {
        return Some(match a.month == b.month {
            true => format!("{}-{:02}", year_edtf(a.year)?, a.month),
            false => year_edtf(a.year)?,
        });
    }
    if a.year < 0 || b.year > 9999 {
        return None;
    }
    if a.year / 10 == b.year / 10 && years >= 3.0 {
        return Some(format!("{:03}X", a.year / 10));
    }
    if a.year / 100 == b.year / 100 && years >= 30.0 {
        return Some(format!("{:02}XX", a.year / 100));
    }
    None
}

/// An astronomical year as EDTF writes it; `None` of one past the range.
pub(super) fn year_edtf(year: i64) -> Option<String> {
    let text = match year {
        0..=9999 => format!("{year:04}"),
        -9999..=-1 => format!("-{:04}", -year),
        _ => format!("Y{year}"),
    };
    Date::parse(&text).is_ok().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Bound {
        Bound {
            at: Some(text.to_owned()),
            ..Bound::default()
        }
    }

    fn between(from: &str, to: &str) -> Bound {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Bound {
            at: None,
            earliest: some(from),
            latest: some(to),
        }
    }

    fn edtf(start: Bound, end: Bound) -> String {
        spanned(&start, &end).map_or_else(String::new, |span| {
            span.map_or_else(|fault| fault, |span| span.edtf)
        })
    }

    #[test]
    fn spans_claim_no_more_than_their_bounds() {
        let none = Bound::default;
        for (start, end, expected) in [
            (at("1600"), at("1699"), "1600/1699"),
            (at("1600"), at("1600"), "1600"),
            (at("1700"), none(), "1700/"),
            (none(), at("1700"), "/1700"),
            (none(), none(), ""),
            (between("1598", ""), between("", "1602"), "[1598..1602]"),
            (
                between("1598", "1602"),
                between("1598", "1602"),
                "[1598..1602]",
            ),
            (between("1598", "1602"), at("1650"), "1598%/1650"),
            (between("1571", "1576"), at("1650"), "157X/1650"),
            (
                between("1510", "1590"),
                between("1701", "1790"),
                "15XX/17XX",
            ),
            (between("1571-02", "1571-06"), none(), "1571/"),
            (between("", "1602"), none(), "[..1602]"),
            (between("1602", ""), none(), "[1602..]"),
            (between("1598", ""), at("1650"), "/1650"),
            (between("-0666", "-0633"), at("-0599"), "-0666%/-0599"),
            (
                at("Y-2600000"),
                between("-0699", "-0600"),
                "Y-2600000/-0600%",
            ),
        ] {
            assert_eq!(
                edtf(start.clone(), end.clone()),
                expected,
                "{start:?} {end:?}"
            );
        }
        let reversed = edtf(at("1700"), at("1600"));
        assert!(reversed.contains("ends before it begins"), "{reversed}");
    }

    #[test]
    fn bounds_that_edtf_cannot_hold_stand_in_a_note() {
        let span = spanned(&between("1598", "1602"), &between("", "1650"));
        let note = span.and_then(Result::ok).and_then(|span| span.note);
        assert_eq!(
            note.as_deref(),
            Some("Began between 1598 and 1602. Ended not after 1650.")
        );
    }
}
