//! The text of a date to what it is made of; bounds and words start from that.
//!
//! EDTF proper is read by `edtf-core` (ISO 8601-2:2019 Annex A,
//! <https://www.loc.gov/standards/datetime/>). Around it: white space at the
//! ends, around `/` and after the commas of a set is ignored; U+2212 counts as
//! a minus sign, which it is; date-times may stand alone
//! or at an end of an interval.

use edtf_core::{Edtf, SetElement};

use super::clock::{self, ClockTime};
use super::error::quoted;
use super::{DateError, diagnose};

/// A date as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    /// One date.
    Single(Point),
    /// `a/b`.
    Interval(Edge, Edge),
    /// `[…]` or `{…}`.
    Set(edtf_core::Set),
}

/// One date without its interval or set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    /// A year, a month, a day, a season, perhaps with unknown digits.
    Calendar(edtf_core::Date),
    /// A day and a clock time.
    Clock(ClockTime),
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    /// A date.
    At(Point),
    /// `..`.
    Open,
    /// Nothing written.
    Unknown,
    /// `..a` at the start: then or earlier (ISO 8601-2:2019 10.6).
    OrEarlier(Point),
    /// `a..` at the end: then or later.
    OrLater(Point),
}

/// Reads a text. White space at its ends is ignored.
pub(super) fn read(text: &str) -> Result<Written, DateError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let plain = text.replace('\u{2212}', "-");
    if let Some(found) = plain
        .chars()
        .find(|c| !c.is_ascii() || c.is_ascii_control())
    {
        return Err(DateError::Character {
            text: quoted(text),
            found,
        });
    }
    if plain.starts_with(['[', '{']) {
        return set(&plain);
    }
    if plain.contains('/') {
        return interval(&plain);
    }
    point(&plain).map(Written::Single)
}

fn set(text: &str) -> Result<Written, DateError> {
    let packed = text
        .split(',')
        .map(without_edge_blanks)
        .collect::<Vec<_>>()
        .join(",");
    match Edtf::parse(&packed) {
        Ok(Edtf::Set(set)) => Ok(Written::Set(set)),
        _ if text.contains([':', 'T']) => Err(DateError::ClockInSet { text: quoted(text) }),
        Ok(_) => Err(diagnose::other(
            text,
            "a set has nothing after its bracket",
            text.len(),
        )),
        Err(error) => Err(diagnose::set(text, &packed, &error)),
    }
}

/// A member of a set without blanks at its ends and inside the brackets.
fn without_edge_blanks(member: &str) -> String {
    let member = member.trim();
    let inside = member.trim_matches(['[', ']', '{', '}']);
    member.replacen(inside, inside.trim(), 1)
}

fn interval(text: &str) -> Result<Written, DateError> {
    let mut parts = text.split('/').map(str::trim);
    let (Some(start), Some(end), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(DateError::Slashes { text: quoted(text) });
    };
    if let Some(error) = diagnose::old_interval(text, start, end) {
        return Err(error);
    }
    let first = edge(start, true)?;
    let last = edge(end, false)?;
    if !first.is_dated() && !last.is_dated() {
        return Err(DateError::NoEnd { text: quoted(text) });
    }
    Ok(Written::Interval(first, last))
}

fn edge(text: &str, is_start: bool) -> Result<Edge, DateError> {
    match text {
        "" => return Ok(Edge::Unknown),
        ".." => return Ok(Edge::Open),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix("..").filter(|_| is_start) {
        return point(rest).map(Edge::OrEarlier);
    }
    if let Some(rest) = text.strip_suffix("..").filter(|_| !is_start) {
        return point(rest).map(Edge::OrLater);
    }
    point(text).map(Edge::At)
}

fn point(text: &str) -> Result<Point, DateError> {
    if let Some((date, clock)) = clock::split(text) {
        return clock::read(text, date, clock).map(Point::Clock);
    }
    match Edtf::parse(text) {
        Ok(Edtf::Date(date)) => Ok(Point::Calendar(date)),
        Ok(_) => Err(diagnose::other(text, "one date was expected here", 1)),
        Err(error) => Err(diagnose::point(text, &error)),
    }
}

impl Written {
    /// Every date in it.
    pub(super) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        let (edges, elements) = match self {
            Written::Single(point) => ([Some(*point), None], &[][..]),
            Written::Interval(first, last) => ([first.point(), last.point()], &[][..]),
            Written::Set(set) => ([None, None], set.elements.as_slice()),
        };
        let members = elements.iter().flat_map(|element| match element {
            SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => {
                [Some(Point::Calendar(*date)), None]
            }
            SetElement::Range(from, to) => {
                [Some(Point::Calendar(*from)), Some(Point::Calendar(*to))]
            }
        });
        edges.into_iter().chain(members).flatten()
    }
}

impl Point {
    /// Marked `~` or `%`, on any component.
    pub(super) fn is_approximate(&self) -> bool {
        matches!(self, Point::Calendar(date) if date.is_approximate())
    }

    /// Marked `?` or `%`, on any component.
    pub(super) fn is_uncertain(&self) -> bool {
        matches!(self, Point::Calendar(date) if date.is_uncertain())
    }
}

impl Edge {
    fn point(&self) -> Option<Point> {
        match self {
            Edge::At(point) | Edge::OrEarlier(point) | Edge::OrLater(point) => Some(*point),
            Edge::Open | Edge::Unknown => None,
        }
    }

    fn is_dated(&self) -> bool {
        !matches!(self, Edge::Open | Edge::Unknown)
    }
}
