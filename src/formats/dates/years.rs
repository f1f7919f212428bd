//! In which calendar the numbers of a column's dates are.
//!
//! `1399/12/30` is a day of 2021 where its column counts Solar Hijri years, and
//! one of 1399 where it does not. The heading may name the calendar, or the
//! user; else, where the table is in Arabic letters and every year is one that
//! could be Hijri, no reading is taken and the user is asked.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::shape::{Order, clock};
use super::{CellDate, CellFault, SEPARATORS, written_calendar};
use crate::dates::{Calendar, Date, read_written};

/// The calendar of dates in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateCalendar {
    /// As nearly everywhere.
    Gregorian,
    /// As in Iran and Afghanistan: 1400 began in March 2021.
    SolarHijri,
    /// The Islamic calendar: 1400 began in November 1979.
    LunarHijri,
}

impl DateCalendar {
    /// Every calendar.
    pub const ALL: [DateCalendar; 3] = [
        DateCalendar::Gregorian,
        DateCalendar::SolarHijri,
        DateCalendar::LunarHijri,
    ];

    /// For messages.
    pub fn words(self) -> &'static str {
        match self {
            DateCalendar::Gregorian => "Gregorian",
            DateCalendar::SolarHijri => "Solar Hijri",
            DateCalendar::LunarHijri => "Lunar Hijri",
        }
    }

    fn calendar(self) -> Calendar {
        match self {
            DateCalendar::Gregorian => Calendar::Gregorian,
            DateCalendar::SolarHijri => Calendar::Persian,
            DateCalendar::LunarHijri => Calendar::IslamicCivil,
        }
    }

    /// The mark of its years that [`read_written`] knows.
    fn era(self) -> &'static str {
        match self {
            DateCalendar::Gregorian => "AD",
            DateCalendar::SolarHijri => "SH",
            DateCalendar::LunarHijri => "AH",
        }
    }
}

/// What is known of the years in a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Years {
    /// Nothing speaks for another calendar than the Gregorian one.
    #[default]
    Plain,
    /// The user or a heading says.
    Said(DateCalendar),
    /// A heading says Hijri, and not which.
    Hijri,
    /// They could be Hijri by what stands around them, if all of them can.
    Likely,
}

/// Years that are of this age in one of the Hijri calendars, and in a table of
/// dates hardly in the Gregorian one where all of them are.
const COULD_BE_HIJRI: std::ops::RangeInclusive<i64> = 1200..=1500;

impl Years {
    /// True where cells in a plain ISO style are what they look like.
    pub(crate) fn are_gregorian(self) -> bool {
        matches!(self, Years::Plain | Years::Said(DateCalendar::Gregorian))
    }

    /// What the headings of the columns with dates say.
    pub(crate) fn of_headings<'h>(headings: impl Iterator<Item = &'h str>) -> Option<Years> {
        let mut said: Vec<Years> = headings.filter_map(of_heading).collect();
        said.sort_by_key(|years| *years == Years::Hijri);
        let first = *said.first()?;
        // “Hijri” beside “Solar Hijri” says no other.
        let is_one = said
            .iter()
            .all(|&years| years == first || years == Years::Hijri);
        Some(if is_one { first } else { Years::Hijri })
    }
}

/// The calendar that a heading names.
fn of_heading(heading: &str) -> Option<Years> {
    let text: String = heading
        .chars()
        // Joiners and the stroke that makes a letter longer are no letters.
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | 'ـ'))
        .map(|c| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            c => c,
        })
        .collect();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |names: &[&str]| {
        let is_named = |word: &&str| names.contains(&word.to_lowercase().as_str());
        words.iter().any(is_named)
    };
    let has_letters = |letters: [&str; 2]| words.windows(2).any(|pair| pair == letters);
    let is_solar = has(&[
        "jalali",
        "jalaali",
        "shamsi",
        "khorshidi",
        "solar",
        "شمسی",
        "خورشیدی",
        "هش",
        "جلالی",
    ]) || words.contains(&"SH")
        || has_letters(["ه", "ش"]);
    let is_lunar = has(&[
        "qamari",
        "ghamari",
        "lunar",
        "islamic",
        "umalqura",
        "قمری",
        "هق",
        "القمری",
    ]) || words.contains(&"AH")
        || has_letters(["ه", "ق"]);
    let is_gregorian = has(&["gregorian", "miladi", "میلادی", "المیلادی", "میلادیة"]);
    let is_hijri = has(&[
        "hijri",
        "hejri",
        "hijra",
        "hijrah",
        "هجری",
        "الهجری",
        "هجریة",
    ]);
    match (is_solar, is_lunar, is_gregorian) {
        (true, false, false) => Some(Years::Said(DateCalendar::SolarHijri)),
        (false, true, false) => Some(Years::Said(DateCalendar::LunarHijri)),
        (false, false, true) if !is_hijri => Some(Years::Said(DateCalendar::Gregorian)),
        (false, false, false) if !is_hijri => None,
        _ => Some(Years::Hijri),
    }
}

/// True for text in Arabic letters or with digits that go with them.
pub(crate) fn is_arabic_script(text: &str) -> bool {
    let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    text.chars().any(is_arabic)
}

/// Whether the year of a date in numbers could be Hijri; `None` for other text.
pub(crate) fn could_be_hijri(cell: &str) -> Option<bool> {
    InNumbers::of(&western(cell.trim())).map(|numbers| numbers.could_be_hijri())
}

/// The text with the digits 0 to 9 for those of Persian and Arabic.
pub(crate) fn western(text: &str) -> Cow<'_, str> {
    let digit = |c: char| match c {
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(c as u32 - 0x6f0),
        _ => None,
    };
    if text.is_ascii() || !text.chars().any(|c| digit(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let plain = text
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}'));
    let plain = plain.map(|c| match digit(c) {
        Some(digit) => char::from_digit(digit, 10).unwrap_or(c),
        None if c == '؍' || c == '⁄' => '/',
        None if c == '٫' => '.',
        None => c,
    });
    Cow::Owned(plain.collect())
}

/// A date in numbers alone, whatever its calendar.
pub(crate) struct InNumbers {
    parts: [i64; 3],
    /// How many of the parts there are.
    count: usize,
    /// Which of [`SEPARATORS`].
    separator: usize,
    is_year_last: bool,
    /// `T19:22`, or empty.
    clock: String,
    /// Month and day have two digits each.
    day_is_whole: bool,
}

impl InNumbers {
    /// `1357`, `1357/11`, `1357-11-22`, `13571122`, `22.11.1357`, a clock time after it.
    pub(crate) fn of(cell: &str) -> Option<InNumbers> {
        if cell.len() > 40 || !cell.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (day, rest) = match cell.split_once(|c: char| c.is_whitespace() || c == 'T') {
            Some((day, rest)) => (day, rest.trim()),
            None => (cell, ""),
        };
        let clock = match rest {
            "" => String::new(),
            rest => clock(rest)?,
        };
        let separator = SEPARATORS.iter().position(|sign| day.contains(*sign));
        let mut texts: Vec<&str> = match separator {
            Some(at) => day.split(SEPARATORS[at]).collect(),
            None => vec![day],
        };
        if let ([whole], 8) = (texts.as_slice(), day.len()) {
            texts = vec![whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?];
        }
        let is_number = |text: &&str| {
            (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let digits: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        let is_year_last = match digits.as_slice() {
            [3..=4] | [4, 1..=2] | [3..=4, 1..=2, 1..=2] => false,
            [1..=2, 1..=2, 4] | [1..=2, 4] => true,
            _ => return None,
        };
        let is_whole = clock.is_empty() || digits.len() == 3;
        if !is_whole || !texts.iter().all(is_number) {
            return None;
        }
        let mut parts = [0; 3];
        for (part, text) in parts.iter_mut().zip(&texts) {
            *part = text.parse().ok()?;
        }
        Some(InNumbers {
            parts,
            count: texts.len(),
            separator: separator.unwrap_or_default(),
            is_year_last,
            clock,
            day_is_whole: digits == [4, 2, 2],
        })
    }

    fn year(&self) -> i64 {
        match self.is_year_last {
            true => self.parts[self.count - 1],
            false => self.parts[0],
        }
    }

    pub(crate) fn could_be_hijri(&self) -> bool {
        COULD_BE_HIJRI.contains(&self.year())
    }

    /// Whether the year can be one of the calendar that is said or in question.
    pub(crate) fn fits(&self, years: Years) -> bool {
        match years {
            Years::Said(_) | Years::Hijri => self.year() <= *COULD_BE_HIJRI.end(),
            Years::Plain | Years::Likely => self.could_be_hijri(),
        }
    }

    /// True for `1979-12-27` without a clock time.
    pub(crate) fn is_iso_day(&self) -> bool {
        !self.is_year_last
            && self.count == 3
            && SEPARATORS[self.separator] == '-'
            && self.clock.is_empty()
            && self.day_is_whole
    }

    pub(crate) fn is_year_last(&self) -> bool {
        self.is_year_last && self.count == 3
    }

    /// Month and day; `None` where either number could be the day.
    fn month_and_day(&self, orders: &[Option<Order>; 3]) -> Option<(i64, i64)> {
        let [a, b, c] = self.parts;
        match (self.is_year_last, self.count) {
            (false, _) => Some((b, c)),
            (true, 2) => Some((a, 0)),
            (true, _) => match orders[self.separator] {
                Some(Order::DayMonthYear) => Some((b, a)),
                Some(Order::MonthDayYear) => Some((a, b)),
                _ if a > 12 || a == b => Some((b, a)),
                _ if b > 12 => Some((a, b)),
                // Dots mean that the day comes first.
                _ if SEPARATORS[self.separator] == '.' => Some((b, a)),
                _ => None,
            },
        }
    }

    /// The date in a calendar.
    pub(crate) fn date(
        &self,
        cell: &str,
        calendar: DateCalendar,
        orders: &[Option<Order>; 3],
    ) -> Result<CellDate, CellFault> {
        let year = self.year();
        let known = super::super::shown(cell);
        if calendar != DateCalendar::Gregorian && year > *COULD_BE_HIJRI.end() {
            return Err(CellFault::NotADate(format!(
                "“{known}” has a year that is too late for a {} date, which the column holds",
                calendar.words()
            )));
        }
        let Some((month, day)) = self.month_and_day(orders) else {
            let either = [
                (self.parts[0], self.parts[1]),
                (self.parts[1], self.parts[0]),
            ];
            let readings = either.map(|(month, day)| self.edtf(calendar, month, day));
            let readings: Vec<String> = readings.into_iter().flatten().collect();
            return Err(match readings.len() {
                0 => CellFault::NotADate(format!("“{known}” is no date")),
                _ => CellFault::Undecided { readings },
            });
        };
        let edtf = self.edtf(calendar, month, day).ok_or_else(|| {
            CellFault::NotADate(format!(
                "“{known}” is no date of the {} calendar",
                calendar.words()
            ))
        })?;
        Ok(CellDate {
            edtf,
            as_written: false,
            calendar: Some(written_calendar(calendar.calendar())),
        })
    }

    /// As EDTF; a month and a day of 0 are not written.
    fn edtf(&self, calendar: DateCalendar, month: i64, day: i64) -> Option<String> {
        let year = self.year();
        if calendar == DateCalendar::Gregorian {
            let edtf = match (self.count, self.is_year_last) {
                (1, _) => format!("{year:04}"),
                (2, _) => format!("{year:04}-{month:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}{}", self.clock),
            };
            return Date::parse(&edtf).is_ok().then_some(edtf);
        }
        let era = calendar.era();
        let month = match self.count {
            1 => "",
            _ => calendar.calendar().month_name(u8::try_from(month).ok()?),
        };
        let text = match self.count {
            1 => format!("{year} {era}"),
            _ if month.is_empty() => return None,
            2 => format!("{month} {year} {era}"),
            _ => format!("{day} {month} {year} {era}"),
        };
        let edtf = read_written(&text).ok()??.edtf;
        // A day that is not sure has no clock time in EDTF.
        let timed = format!("{edtf}{}", self.clock);
        Some(match Date::parse(&timed) {
            Ok(_) => timed,
            Err(_) => edtf,
        })
    }

    /// What it can be in every calendar.
    pub(crate) fn readings(&self, orders: &[Option<Order>; 3]) -> Vec<String> {
        let Some((month, day)) = self.month_and_day(orders) else {
            return Vec::new();
        };
        let readings = DateCalendar::ALL.map(|calendar| {
            let edtf = self.edtf(calendar, month, day)?;
            Some(format!("{edtf} ({})", calendar.words()))
        });
        readings.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_names_its_calendar() {
        let solar = Some(Years::Said(DateCalendar::SolarHijri));
        let lunar = Some(Years::Said(DateCalendar::LunarHijri));
        for (heading, years) in [
            ("Date (jalali)", solar),
            ("Shamsi date", solar),
            ("hejri shamsi", solar),
            ("Solar Hijri", solar),
            ("تاریخ هجری شمسی", solar),
            ("تاريخ شمسي", solar),
            ("تاریخ (ه\u{200d}.ش)", solar),
            ("date SH", solar),
            ("تاریخ قمری", lunar),
            ("تاریخ هجری قمری", lunar),
            ("التاريخ الهجري القمري", lunar),
            ("AH", lunar),
            ("تاریخ میلادی", Some(Years::Said(DateCalendar::Gregorian))),
            ("Hijri date", Some(Years::Hijri)),
            ("تاریخ هجری", Some(Years::Hijri)),
            ("shamsi/qamari", Some(Years::Hijri)),
            ("تاریخ", None),
            ("date", None),
        ] {
            assert_eq!(of_heading(heading), years, "{heading}");
        }
    }

    #[test]
    fn numbers_are_read_in_the_calendar_that_is_said() {
        let read = |cell: &str, calendar| {
            let numbers = InNumbers::of(cell)?;
            numbers
                .date(cell, calendar, &[None; 3])
                .ok()
                .map(|date| date.edtf)
        };
        for (cell, edtf) in [
            ("1399/12/30", Some("2021-03-20")),
            ("1357-11-22", Some("1979-02-11")),
            ("13571122", Some("1979-02-11")),
            ("22/11/1357", Some("1979-02-11")),
            ("1400/02/31 14:05", Some("2021-05-21T14:05")),
            ("1357/2", Some("[1978-04-21..1978-05-21]")),
            ("1400", Some("[2021-03-21..2022-03-20]")),
            ("1400/12/30", None),
            ("1979/2/11", None),
            ("5/6/1357", None),
        ] {
            let found = read(cell, DateCalendar::SolarHijri);
            assert_eq!(found.as_deref(), edtf, "{cell}");
        }
        let lunar = read("1399/03/13", DateCalendar::LunarHijri);
        assert_eq!(lunar.as_deref(), Some("1979-02-11~"));
    }

    #[test]
    fn digits_of_persian_and_arabic_are_digits() {
        assert_eq!(western("۱۳۵۷/۱۱/۲۲"), "1357/11/22");
        assert_eq!(western("٢٠٢١"), "2021");
        assert!(matches!(western("2021 دی"), Cow::Borrowed(_)));
    }
}
