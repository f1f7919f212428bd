//! Cells that are a plain ISO 8601 date or date-time, as two numbers and back.
//!
//! Nearly every date of a large table is written in one of these ways
//! ([`Style`]). Such a cell is kept as its style and a number; its text and its
//! bounds are computed from them, and are the same as
//! [`Date::parse`](crate::dates::Date::parse) gives for the text. Everything
//! else (marks, seasons, offsets, a 60th second, years past four digits) is no
//! business of this file.

use std::ops::Range;

use crate::dates::civil::{CivilDate, CivilTime, SECS_PER_DAY, days_in_month};
use crate::dates::{Bounds, DatedEnd, End, Form, Precision, Time, TimeSpan};

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::formats) enum Style {
    /// Nothing stands there.
    Empty = 0,
    /// `2004`
    Year = 1,
    /// `2004-06`
    Month = 2,
    /// `2004-06-19`
    Day = 3,
    /// `2004-06-19T07:30`
    Minute = 4,
    /// `2004-06-19T07:30:00`
    Second = 5,
    /// `2004-06-19T07:30:00.000`
    Milli = 6,
    /// `2004-06-19T07:30Z`
    MinuteUtc = 7,
    /// `2004-06-19T07:30:00Z`
    SecondUtc = 8,
    /// `2004-06-19T07:30:00.000Z`
    MilliUtc = 9,
    /// `2004-06-19 07:30`, which is no EDTF.
    BlankMinute = 10,
    /// `2004-06-19 07:30:00`, which is no EDTF.
    BlankSecond = 11,
    /// `2004-06-19T07:30:00.000000`
    Micro = 12,
    /// `2004-06-19T07:30:00.000000Z`
    MicroUtc = 13,
    /// In no way that is known here.
    Odd = 15,
}

impl Style {
    const ALL: [Style; 15] = [
        Style::Empty,
        Style::Year,
        Style::Month,
        Style::Day,
        Style::Minute,
        Style::Second,
        Style::Milli,
        Style::MinuteUtc,
        Style::SecondUtc,
        Style::MilliUtc,
        Style::BlankMinute,
        Style::BlankSecond,
        Style::Micro,
        Style::MicroUtc,
        Style::Odd,
    ];

    fn of_number(number: u8) -> Style {
        // The last, whose number is higher, is what is in no list.
        let at = usize::from(number).min(Style::ALL.len() - 1);
        Style::ALL[at]
    }

    /// How many numbers are in it, the year first.
    fn fields(self) -> usize {
        match self.edtf() {
            Style::Empty | Style::Odd => 0,
            Style::Year => 1,
            Style::Month => 2,
            Style::Day => 3,
            Style::Minute | Style::MinuteUtc => 5,
            Style::Milli | Style::MilliUtc | Style::Micro | Style::MicroUtc => 7,
            _ => 6,
        }
    }

    /// The style of the EDTF text that is made of such a cell.
    fn edtf(self) -> Style {
        match self {
            Style::BlankMinute => Style::Minute,
            Style::BlankSecond => Style::Second,
            other => other,
        }
    }

    /// How many decimals its seconds have.
    fn decimals(self) -> usize {
        match self {
            Style::Milli | Style::MilliUtc => 3,
            Style::Micro | Style::MicroUtc => 6,
            _ => 0,
        }
    }

    /// True where the cell is not the EDTF text of its date.
    pub(super) fn has_blank(self) -> bool {
        self.edtf() != self
    }
}

/// A cell: how it is written, and the seconds since 1970 that it begins with
/// (milliseconds or microseconds where it has them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Cell {
    pub(super) style: Style,
    pub(in crate::formats) value: i64,
}

impl Cell {
    /// Nothing.
    pub(super) const EMPTY: Cell = Cell {
        style: Style::Empty,
        value: 0,
    };

    /// What a cell without blanks around it is; `None` for what is not known
    /// here.
    #[inline]
    pub(super) fn read(cell: &[u8]) -> Option<Cell> {
        let of = |style, value| Some(Cell { style, value });
        match cell.len() {
            0 => Some(Cell::EMPTY),
            4 => of(Style::Year, day(number(cell)?, 1, 1)?),
            7 if cell[4] == b'-' => {
                let (year, month) = (number(&cell[..4])?, number(&cell[5..])?);
                of(Style::Month, day(year, month, 1)?)
            }
            10 => of(Style::Day, date(cell)?),
            16..=27 => date_time(cell),
            _ => None,
        }
    }

    /// The text of the cell.
    pub(super) fn text(self) -> String {
        self.text_of(self.style)
    }

    fn text_of(self, style: Style) -> String {
        let (secs, fraction) = self.parts();
        let CivilTime {
            date: CivilDate { year, month, day },
            hour,
            minute,
            second,
            ..
        } = CivilTime::of(Time::from_secs(secs));
        let blank = if style.has_blank() { ' ' } else { 'T' };
        match style {
            Style::Empty | Style::Odd => String::new(),
            Style::Year => format!("{year:04}"),
            Style::Month => format!("{year:04}-{month:02}"),
            Style::Day => format!("{year:04}-{month:02}-{day:02}"),
            Style::Minute | Style::MinuteUtc | Style::BlankMinute => {
                let zone = if style == Style::MinuteUtc { "Z" } else { "" };
                format!("{year:04}-{month:02}-{day:02}{blank}{hour:02}:{minute:02}{zone}")
            }
            Style::Second | Style::SecondUtc | Style::BlankSecond => {
                let zone = if style == Style::SecondUtc { "Z" } else { "" };
                format!(
                    "{year:04}-{month:02}-{day:02}{blank}{hour:02}:{minute:02}:{second:02}{zone}"
                )
            }
            Style::Milli | Style::MilliUtc | Style::Micro | Style::MicroUtc => {
                let is_utc = matches!(style, Style::MilliUtc | Style::MicroUtc);
                let (zone, width) = (if is_utc { "Z" } else { "" }, style.decimals());
                format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:0width$}{zone}"
                )
            }
        }
    }

    /// Seconds, and the decimals of the second as a whole number.
    fn parts(self) -> (i64, u32) {
        let split = |per_second: i64| {
            let fraction = self.value.rem_euclid(per_second) as u32;
            (self.value.div_euclid(per_second), fraction)
        };
        match self.style.decimals() {
            0 => (self.value, 0),
            3 => split(1_000),
            _ => split(1_000_000),
        }
    }

    /// Its span and how fine it is.
    fn end(self) -> DatedEnd {
        let (secs, fraction) = self.parts();
        let start = Time::from_secs(secs);
        let after = |seconds: i64| Time::from_secs(secs + seconds);
        let (start, end, precision) = match self.style {
            Style::Empty | Style::Odd => (start, start, Precision::Millennium),
            Style::Year => {
                let year = CivilTime::of(start).date.year;
                (start, midnight(year + 1, 1, 1), Precision::Year)
            }
            Style::Month => {
                let date = CivilTime::of(start).date;
                let days = i64::from(days_in_month(date.year, date.month));
                (start, after(days * SECS_PER_DAY), Precision::Month)
            }
            Style::Day => (start, after(SECS_PER_DAY), Precision::Day),
            Style::Minute | Style::MinuteUtc | Style::BlankMinute => {
                (start, after(60), Precision::Minute)
            }
            Style::Second | Style::SecondUtc | Style::BlankSecond => {
                (start, after(1), Precision::Second)
            }
            Style::Milli | Style::MilliUtc | Style::Micro | Style::MicroUtc => {
                let nanos = if self.style.decimals() == 3 {
                    1_000_000
                } else {
                    1_000
                };
                (
                    Time::from_secs_nanos(secs, fraction * nanos),
                    Time::from_secs_nanos(secs, (fraction + 1) * nanos),
                    Precision::Subsecond,
                )
            }
        };
        DatedEnd {
            span: TimeSpan::new(start, end),
            precision,
            approximate: false,
            uncertain: false,
        }
    }

    /// True when the two give the same EDTF text.
    fn is_same_edtf(self, other: Cell) -> bool {
        self.style.edtf() == other.style.edtf() && self.value == other.value
    }
}

/// True where a number of so many digits stands in a field of so many.
#[inline]
fn stands_in(number: u32, digits: u32, mut field: u32, width: u32) -> bool {
    (digits..=width).any(|_| {
        let is_here = field % 10_u32.pow(digits) == number;
        field /= 10;
        is_here
    })
}

/// The start and the end of a row, both in styles that are known; a plain
/// date, a range that does not run backwards, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Dates {
    pub(in crate::formats) start: Cell,
    pub(in crate::formats) end: Cell,
}

impl Dates {
    /// No date.
    pub(in crate::formats) const EMPTY: Dates = Dates {
        start: Cell::EMPTY,
        end: Cell::EMPTY,
    };
    /// Cells that are read elsewhere.
    pub(in crate::formats) const ODD: Dates = Dates {
        start: Cell {
            style: Style::Odd,
            value: 0,
        },
        end: Cell::EMPTY,
    };

    /// Both cells, without blanks around them.
    #[inline]
    pub(super) fn read(start: &[u8], end: &[u8]) -> Dates {
        match (Cell::read(start), Cell::read(end)) {
            (Some(start), Some(end)) if is_plain(start, end) => Dates { start, end },
            _ => Dates::ODD,
        }
    }

    /// The same from a single EDTF text, as it is made of two cells.
    pub(in crate::formats) fn of_edtf(edtf: &str) -> Dates {
        let dates = match edtf.split_once('/') {
            Some((start, end)) if !end.is_empty() => Dates::read(start.as_bytes(), end.as_bytes()),
            Some(_) => Dates::ODD,
            None => Dates::read(edtf.as_bytes(), b""),
        };
        let has_blank = dates.start.style.has_blank() || dates.end.style.has_blank();
        if has_blank { Dates::ODD } else { dates }
    }

    /// True for cells that are read elsewhere.
    #[inline]
    pub(in crate::formats) fn is_odd(self) -> bool {
        self.start.style == Style::Odd
    }

    /// The two styles in one byte, the end in the upper half.
    #[inline]
    pub(in crate::formats) fn styles(self) -> u8 {
        self.start.style as u8 | (self.end.style as u8) << 4
    }

    /// The reverse of [`styles`](Dates::styles), with the numbers.
    pub(in crate::formats) fn of(styles: u8, start: i64, end: i64) -> Dates {
        let cell = |number, value| match Style::of_number(number) {
            style @ (Style::Empty | Style::Odd) => Cell { style, value: 0 },
            style => Cell { style, value },
        };
        Dates {
            start: cell(styles & 0x0F, start),
            end: cell(styles >> 4, end),
        }
    }

    /// The EDTF text; empty for no date.
    pub(in crate::formats) fn edtf(self) -> String {
        let text = |cell: Cell| cell.text_of(cell.style.edtf());
        match (text(self.start), text(self.end)) {
            (start, end) if end.is_empty() || end == start => start,
            (start, end) => format!("{start}/{end}"),
        }
    }

    /// The months that it begins and ends in, one bit each from bit 1; those
    /// of years alone may be among them.
    pub(super) fn months(self) -> u16 {
        let month = |cell: Cell| match cell.style {
            Style::Empty | Style::Odd => 0,
            _ => 1 << CivilTime::of(Time::from_secs(cell.parts().0)).date.month,
        };
        month(self.start) | month(self.end)
    }

    /// The months that are named in its text.
    pub(super) fn named_months(self) -> u16 {
        let is_named = |cell: &Cell| cell.style.fields() > 1;
        let month = |cell: Cell| 1 << CivilTime::of(Time::from_secs(cell.parts().0)).date.month;
        let cells = [self.start, self.end].into_iter();
        cells
            .filter(is_named)
            .fold(0, |all, cell| all | month(cell))
    }

    /// True where its text has fractions of a second to the microsecond.
    pub(super) fn has_micros(self) -> bool {
        let is_fine = |cell: Cell| matches!(cell.style, Style::Micro | Style::MicroUtc);
        is_fine(self.start) || is_fine(self.end)
    }

    /// True where it begins or ends in the seconds.
    #[inline]
    pub(super) fn lies_in(self, seconds: &Range<i64>) -> bool {
        let lies = |cell: Cell| cell.style.fields() > 0 && seconds.contains(&cell.parts().0);
        lies(self.start) || lies(self.end)
    }

    /// True where a number of so many digits stands in one of the numbers of its
    /// text.
    pub(super) fn has_digits(self, number: u32, digits: u32) -> bool {
        [self.start, self.end].into_iter().any(|cell| {
            let (secs, fraction) = cell.parts();
            let time = CivilTime::of(Time::from_secs(secs));
            let two = |number: u8| (u32::from(number), 2);
            let fields = [
                (time.date.year as u32, 4),
                two(time.date.month),
                two(time.date.day),
                two(time.hour),
                two(time.minute),
                two(time.second),
                (fraction, cell.style.decimals() as u32),
            ];
            let mut stated = fields.into_iter().take(cell.style.fields());
            stated.any(|(field, width)| stands_in(number, digits, field, width))
        })
    }

    /// True where it begins or ends in the year 0.
    pub(super) fn has_year_zero(self) -> bool {
        [self.start, self.end].into_iter().any(|cell| {
            cell.style != Style::Empty
                && CivilTime::of(Time::from_secs(cell.parts().0)).date.year == 0
        })
    }

    /// What they mean; `None` for no date.
    pub(in crate::formats) fn bounds(self) -> Option<Bounds> {
        if self.start.style == Style::Empty || self.is_odd() {
            return None;
        }
        let start = self.start.end();
        let is_single = self.end.style == Style::Empty || self.start.is_same_edtf(self.end);
        let (form, end) = match is_single {
            true => (Form::Single, start),
            false => (Form::Interval, self.end.end()),
        };
        Some(Bounds {
            form,
            start: End::Dated(start),
            end: End::Dated(end),
            extent: start.span.union(end.span),
            is_approximate: false,
            is_uncertain: false,
        })
    }
}

#[inline]
fn is_plain(start: Cell, end: Cell) -> bool {
    if end.style == Style::Empty {
        return true;
    }
    if start.style == Style::Empty {
        return false;
    }
    // Most ranges are told in seconds throughout.
    if start.style == end.style && start.value < end.value {
        return true;
    }
    start.is_same_edtf(end) || start.end().span.start < end.end().span.end
}

/// Digits only.
#[inline]
fn number(digits: &[u8]) -> Option<u32> {
    let mut number = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

/// `2004-06-19`
#[inline]
fn date(text: &[u8]) -> Option<i64> {
    let text: &[u8; 10] = text.try_into().ok()?;
    if text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let year = number(&text[..4])?;
    day(year, number(&text[5..7])?, number(&text[8..])?)
}

/// Midnight of a day, in seconds; `None` where there is no such day.
#[inline]
fn day(year: u32, month: u32, day: u32) -> Option<i64> {
    let (year, month, day) = (i64::from(year), month as u8, day as u8);
    let is_day =
        matches!(month, 1..=12) && day >= 1 && (day <= 28 || day <= days_in_month(year, month));
    is_day.then(|| CivilDate::new(year, month, day).days() * SECS_PER_DAY)
}

fn midnight(year: i64, month: u8, day: u8) -> Time {
    Time::from_secs(CivilDate::new(year, month, day).days() * SECS_PER_DAY)
}

/// `2004-06-19T07:30` and longer.
#[inline]
fn date_time(text: &[u8]) -> Option<Cell> {
    let midnight = date(&text[..10])?;
    let has_blank = match text[10] {
        b'T' => false,
        b' ' => true,
        _ => return None,
    };
    let clock = &text[11..];
    if clock[2] != b':' {
        return None;
    }
    let (hour, minute) = (number(&clock[..2])?, number(&clock[3..5])?);
    if hour > 23 || minute > 59 {
        return None;
    }
    let minutes = i64::from(hour * 3_600 + minute * 60);
    let rest = &clock[5..];
    let (second, rest) = match rest.first() {
        Some(b':') if rest.len() >= 3 => (Some(number(&rest[1..3])?), &rest[3..]),
        _ => (None, rest),
    };
    if second.is_some_and(|second| second > 59) {
        return None;
    }
    let secs = midnight + minutes + i64::from(second.unwrap_or_default());
    let style = match (second.is_some(), has_blank, rest) {
        (false, false, b"") => Style::Minute,
        (false, false, b"Z") => Style::MinuteUtc,
        (false, true, b"") => Style::BlankMinute,
        (true, false, b"") => Style::Second,
        (true, false, b"Z") => Style::SecondUtc,
        (true, true, b"") => Style::BlankSecond,
        (true, false, [b'.', a, b, c, zone @ ..]) if matches!(zone, b"" | b"Z") => {
            let millis = i64::from(number(&[*a, *b, *c])?);
            return Some(Cell {
                style: if zone.is_empty() {
                    Style::Milli
                } else {
                    Style::MilliUtc
                },
                value: secs * 1_000 + millis,
            });
        }
        (true, false, [b'.', digits @ .., b'Z']) if digits.len() == 6 => {
            return micros(Style::MicroUtc, secs, digits);
        }
        (true, false, [b'.', digits @ ..]) if digits.len() == 6 => {
            return micros(Style::Micro, secs, digits);
        }
        _ => return None,
    };
    Some(Cell { style, value: secs })
}

fn micros(style: Style, secs: i64, digits: &[u8]) -> Option<Cell> {
    let value = secs * 1_000_000 + i64::from(number(digits)?);
    Some(Cell { style, value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dates::Date;

    fn is_edtf(cell: &str) -> bool {
        !cell.contains(' ') && Date::parse(cell).is_ok()
    }

    fn cells() -> impl Strategy<Value = String> {
        prop_oneof![
            "(0000|19[0-9]{2}|2000|9999)(-(0[0-9]|1[0-3]))?",
            "(0000|1900|2000|2004)-(0[1-9]|1[0-2])-(0[0-9]|[12][0-9]|3[0-2])([T ](0[0-9]|2[0-4]):(00|5[0-9]|60)(:(00|59|60)(\\.([0-9]{3}){1,2})?)?Z?)?",
            Just(String::new()),
            "[0-9TZ:. -]{0,27}",
        ]
    }

    proptest! {
        #[test]
        fn what_is_read_here_means_what_the_reader_of_dates_says(start in cells(), end in cells()) {
            let dates = Dates::read(start.as_bytes(), end.as_bytes());
            if !dates.is_odd() {
                prop_assert_eq!(dates.start.text(), start.clone());
                prop_assert_eq!(dates.end.text(), end.clone());
                for (cell, text) in [(dates.start, &start), (dates.end, &end)] {
                    prop_assert_eq!(is_edtf(text), !cell.style.has_blank() && cell.style != Style::Empty);
                }
                let edtf = |cell: Cell| cell.text_of(cell.style.edtf());
                let text = match (edtf(dates.start), edtf(dates.end)) {
                    (start, end) if end.is_empty() || end == start => start,
                    (start, end) => format!("{start}/{end}"),
                };
                let expected = Date::parse(&text).ok().map(|date| date.bounds());
                prop_assert_eq!(dates.bounds(), expected, "{}", text);
                prop_assert_eq!(dates.bounds().is_none(), text.is_empty());
                prop_assert_eq!(Dates::of(dates.styles(), dates.start.value, dates.end.value), dates);
            }
        }
    }

    #[test]
    fn the_usual_ways_to_write_a_date_are_all_read_here() {
        for cell in [
            "2004",
            "2004-06",
            "2004-06-19",
            "2004-06-19T07:30",
            "2004-06-19T07:30:01",
            "2004-06-19T07:30:01.250",
            "2004-06-19T07:30Z",
            "2004-06-19T07:30:01Z",
            "2004-06-19T07:30:01.250Z",
            "2004-06-19T07:30:01.000250",
            "2004-06-19T07:30:01.000250Z",
            "2004-06-19 07:30",
            "2004-06-19 07:30:01",
        ] {
            assert!(Cell::read(cell.as_bytes()).is_some(), "{cell}");
        }
    }
}
