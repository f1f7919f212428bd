//! Dates in the cells of a table: how they are written is decided once, from
//! all cells together, and then holds for each.
//!
//! ```text
//! cells ─▶ Survey (counts) ─▶ DateForm ─▶ each cell: EDTF text or a reason
//! ```
//!
//! Read without a decision, since there is one way only: EDTF and ISO 8601;
//! the year first (2015/01/31, 20150131); a month in English words (Jan 1
//! 2000, 15 September 1890); month/year (04/1776). Three numbers with the year
//! last need one: an order is taken when it reads cells that no other order
//! reads, and those are at least a hundred to one against cells that say the
//! opposite. Without that, only cells that are the same day in every order are
//! read. An unreadable cell is never given another order of its own.
//!
//! What is left is read as people write dates ([`read_written`]): “late 1980s”,
//! “XIX век”, “7 Saur 1357”. Words such as “n.d.” say that a date is not known.
//!
//! Years of two digits are those from 1969 to 2068, as in POSIX. Nothing is
//! made finer than it was written: month/year is a month.

mod counted;
mod shape;
#[cfg(test)]
mod tests;
mod years;

pub use shape::Order;
pub use years::DateCalendar;

use crate::dates::{Calendar, Date, DateError, NotRead, Written, read_written};
use crate::model::WrittenCalendar;
pub(crate) use counted::{count_of, instant_nanos};
use shape::{Numbers, SEPARATORS, Shape};
use years::InNumbers;
pub(crate) use years::{Years, could_be_hijri, is_arabic_script, western};

/// How many cells must speak for an order for each that speaks against it. A
/// lower number would let mixed columns pass; a higher one would lose a whole
/// column over one slip of the pen.
const CLEAR_MAJORITY: u64 = 100;

/// Dots stand between numbers in German, Russian, Turkish and other dates,
/// which have the day first.
const DOT: usize = 1;

/// What is known of the cells with one separator.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    cells: u64,
    /// Cells that an order reads.
    reads: [u64; 3],
    /// `[a][b]`: cells that order `a` reads and order `b` does not.
    only: [[u64; 3]; 3],
}

/// Counts what the cells of a column are like.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survey {
    tallies: [Tally; 3],
    two_digit_years: u64,
    year_first: u64,
    words: u64,
    month_year: u64,
    example: Option<String>,
    /// Cells as people write dates.
    written: Counted,
    /// Those of them that are in a Hijri calendar, Solar and Islamic.
    hijri: [Counted; 2],
    /// Parts of years that may have been meant as two years, and the first.
    parts_of_years: u64,
    part_of_year: Option<String>,
    /// Dates in numbers whose years could be Hijri, and those that could not,
    /// where that is in question.
    could_be_hijri: [u64; 2],
    /// The first of those that could.
    hijri_example: Option<String>,
}

/// Cells of one kind.
#[derive(Clone, Debug, Default)]
struct Counted {
    cells: u64,
    /// The first of them, and what it is read as.
    example: Option<(String, String)>,
}

impl Counted {
    fn add(&mut self, cell: &str, written: &Written) {
        self.cells += 1;
        self.example
            .get_or_insert_with(|| (cell.to_owned(), written.edtf.clone()));
    }

    fn merge(&mut self, later: Counted) {
        self.cells += later.cells;
        self.example = self.example.take().or(later.example);
    }
}

/// How the cells of a column are read.
#[derive(Clone, Debug)]
pub(crate) struct DateForm {
    survey: Survey,
    orders: [Option<Order>; 3],
    /// The orders were not found out.
    is_given: bool,
    years: Years,
    /// A calendar was named that the cells turned out not to be in.
    was_said: bool,
}

/// A cell that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellDate {
    /// As EDTF; empty where the cell says that the date is not known.
    pub(crate) edtf: String,
    /// False when the cell was not EDTF itself, so that it should be kept.
    pub(crate) as_written: bool,
    /// The calendar that the cell is in, where that is not the Gregorian one.
    pub(crate) calendar: Option<WrittenCalendar>,
}

impl CellDate {
    /// False where it is not known, or has not come yet.
    pub(crate) fn is_dated(&self) -> bool {
        !matches!(self.edtf.as_str(), "" | "..")
    }
}

/// Why a cell was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CellFault {
    /// It is not a date in any form that is known; why, in words.
    NotADate(String),
    /// It is one date in one order and another in another, and the column
    /// does not tell which is meant.
    Undecided {
        /// The readings, as EDTF.
        readings: Vec<String>,
    },
    /// It is one date in one calendar and another in another, and nothing
    /// tells which is meant.
    Calendar {
        /// The readings, as EDTF with the calendar of each.
        readings: Vec<String>,
    },
    /// It is no date in the order of the column.
    OtherOrder(Order),
}

impl Survey {
    /// Takes a cell into account.
    pub(crate) fn add(&mut self, cell: &str) {
        let plain = western(cell.trim());
        let cell = &*plain;
        if cell.is_empty() {
            return;
        }
        if is_edtf(cell) {
            if are_years_perhaps(cell) {
                self.parts_of_years += 1;
                self.part_of_year.get_or_insert_with(|| cell.to_owned());
            }
            return;
        }
        match Shape::of(without_year_word(cell)) {
            Some(Shape::YearLast(numbers)) => {
                self.two_digit_years += u64::from(numbers.is_short());
                let read = Order::ALL.map(|order| numbers.edtf(order).is_some());
                let tally = &mut self.tallies[numbers.separator];
                tally.cells += 1;
                for a in 0..3 {
                    tally.reads[a] += u64::from(read[a]);
                    for b in 0..3 {
                        tally.only[a][b] += u64::from(read[a] && !read[b]);
                    }
                }
            }
            Some(Shape::YearFirst(_)) => self.year_first += 1,
            Some(Shape::MonthYear(_)) => self.month_year += 1,
            Some(Shape::Words { edtf: _, short }) => {
                self.words += 1;
                self.two_digit_years += u64::from(short);
                self.example.get_or_insert_with(|| cell.to_owned());
            }
            None => {
                if let Some((first, last)) = two_days(cell) {
                    self.add(first);
                    self.add(last);
                } else if let Ok(Some(written)) = read_written(cell) {
                    self.add_written(cell, &written);
                }
            }
        }
    }

    /// The same where the calendar of the years is said or in question.
    pub(crate) fn add_in(&mut self, years: Years, cell: &str) {
        let numbers = match years.are_gregorian() {
            true => None,
            false => InNumbers::of(&western(cell.trim())),
        };
        let Some(numbers) = numbers else {
            return self.add(cell);
        };
        let could_be = numbers.fits(years);
        self.could_be_hijri[usize::from(!could_be)] += 1;
        if could_be && self.hijri_example.is_none() {
            self.hijri_example = Some(cell.trim().to_owned());
        }
        if years == Years::Likely || !could_be || numbers.is_year_last() {
            self.add(cell);
        }
    }

    /// What the years are, once all cells were seen.
    fn decided_years(&self, years: Years) -> Years {
        match (years, self.could_be_hijri) {
            (Years::Likely, [could, could_not]) if could == 0 || could_not > 0 => Years::Plain,
            // Days that a spreadsheet shows in that calendar and keeps in another.
            (Years::Said(_) | Years::Hijri, [0, too_late]) if too_late > 0 => Years::Plain,
            (years, _) => years,
        }
    }

    fn add_written(&mut self, cell: &str, written: &Written) {
        self.written.add(cell, written);
        match written.calendar {
            Some(Calendar::Persian) => self.hijri[0].add(cell, written),
            Some(Calendar::IslamicCivil | Calendar::IslamicUmalqura) => {
                self.hijri[1].add(cell, written);
            }
            _ => {}
        }
    }

    /// Takes in what was counted of further cells.
    pub(crate) fn merge(&mut self, later: Survey) {
        for (tally, more) in self.tallies.iter_mut().zip(later.tallies) {
            tally.cells += more.cells;
            for a in 0..3 {
                tally.reads[a] += more.reads[a];
                for b in 0..3 {
                    tally.only[a][b] += more.only[a][b];
                }
            }
        }
        self.two_digit_years += later.two_digit_years;
        self.year_first += later.year_first;
        self.words += later.words;
        self.month_year += later.month_year;
        self.example = self.example.take().or(later.example);
        self.parts_of_years += later.parts_of_years;
        self.part_of_year = self.part_of_year.take().or(later.part_of_year);
        self.written.merge(later.written);
        for (known, more) in self.hijri.iter_mut().zip(later.hijri) {
            known.merge(more);
        }
        for (known, more) in self.could_be_hijri.iter_mut().zip(later.could_be_hijri) {
            *known += more;
        }
        self.hijri_example = self.hijri_example.take().or(later.hijri_example);
    }

    /// Takes what was decided before, when other cells were seen too.
    pub(crate) fn decided(self, orders: [Option<Order>; 3]) -> DateForm {
        DateForm {
            survey: self,
            orders,
            is_given: true,
            years: Years::Plain,
            was_said: false,
        }
    }

    /// Decides.
    pub(crate) fn decide(self) -> DateForm {
        let orders = self.tallies.map(|tally| {
            let best =
                (0..3).max_by_key(|order| (tally.reads[*order], std::cmp::Reverse(*order)))?;
            let clear = (0..3).filter(|other| *other != best).all(|other| {
                let (for_it, against) = (tally.only[best][other], tally.only[other][best]);
                for_it > 0 && against.saturating_mul(CLEAR_MAJORITY) <= for_it
            });
            clear.then_some(Order::ALL[best])
        });
        let mut orders = orders;
        let [month, day, year] = [0, 1, 2];
        let dots = &self.tallies[DOT];
        let contradicts = |other: usize| dots.only[other][day] > 0;
        if orders[DOT].is_none()
            && dots.reads[day] > 0
            && ![month, year].into_iter().any(contradicts)
        {
            orders[DOT] = Some(Order::DayMonthYear);
        }
        DateForm {
            survey: self,
            orders,
            is_given: false,
            years: Years::Plain,
            was_said: false,
        }
    }
}

impl DateForm {
    /// The same with what is known of the years.
    pub(crate) fn with_years(self, years: Years) -> DateForm {
        let decided = self.survey.decided_years(years);
        DateForm {
            years: decided,
            was_said: decided != years && years != Years::Likely,
            ..self
        }
    }

    /// What is known of the years.
    pub(crate) fn years(&self) -> Years {
        self.years
    }

    /// The order of numbers with `/`, `.` and `-` between them, where one was
    /// decided on.
    pub(crate) fn orders(&self) -> [Option<Order>; 3] {
        self.orders
    }

    /// Reads a cell that is not blank.
    pub(crate) fn read(&self, cell: &str) -> Result<CellDate, CellFault> {
        let written = cell.trim();
        let plain = western(written);
        let has_own_digits = matches!(plain, std::borrow::Cow::Owned(_));
        let cell = &*plain;
        if let Some(read) = self.read_in_calendar(written, cell, has_own_digits) {
            return read;
        }
        if is_edtf(cell) {
            return Ok(CellDate {
                edtf: cell.to_owned(),
                as_written: !has_own_digits,
                calendar: None,
            });
        }
        let fault = || CellFault::NotADate(why_no_date(cell));
        let edtf = match Shape::of(without_year_word(cell)) {
            Some(Shape::YearLast(numbers)) => self.read_year_last(&numbers, fault)?,
            Some(Shape::YearFirst(edtf) | Shape::MonthYear(edtf) | Shape::Words { edtf, .. }) => {
                edtf
            }
            // A blank before the clock time of an interval, say.
            None if Date::parse(cell).is_ok() => cell.to_owned(),
            None => match two_days(cell) {
                Some((first, last)) => {
                    format!("{}/{}", self.read(first)?.edtf, self.read(last)?.edtf)
                }
                None => return as_people_write(written, cell),
            },
        };
        match Date::parse(&edtf) {
            Ok(_) => Ok(CellDate {
                edtf,
                as_written: false,
                calendar: None,
            }),
            Err(fault) => Err(CellFault::NotADate(fault.to_string())),
        }
    }

    /// A date in numbers where its years may not be Gregorian.
    fn read_in_calendar(
        &self,
        written: &str,
        cell: &str,
        has_own_digits: bool,
    ) -> Option<Result<CellDate, CellFault>> {
        let is_open = match self.years {
            Years::Said(DateCalendar::Gregorian) => return None,
            Years::Plain if !has_own_digits => return None,
            Years::Said(_) => false,
            Years::Plain | Years::Hijri | Years::Likely => true,
        };
        let numbers = InNumbers::of(cell)?;
        if let (false, Years::Said(calendar)) = (is_open, self.years) {
            return Some(numbers.date(written, calendar, &self.orders));
        }
        if !numbers.fits(self.years) {
            return None;
        }
        let readings = numbers.readings(&self.orders);
        (readings.len() > 1).then_some(Err(CellFault::Calendar { readings }))
    }

    fn read_year_last(
        &self,
        numbers: &Numbers,
        fault: impl Fn() -> CellFault,
    ) -> Result<String, CellFault> {
        if let Some(order) = self.orders[numbers.separator] {
            return numbers.edtf(order).ok_or(CellFault::OtherOrder(order));
        }
        let mut readings: Vec<String> = Order::ALL
            .iter()
            .filter_map(|order| numbers.edtf(*order))
            .collect();
        readings.sort();
        readings.dedup();
        match readings.len() {
            0 => Err(fault()),
            1 => Ok(readings.remove(0)),
            _ => Err(CellFault::Undecided { readings }),
        }
    }

    /// What was decided, a sentence each, for cells that are not EDTF.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let [could_be_hijri, too_late] = self.survey.could_be_hijri;
        if self.was_said && self.years == Years::Plain && too_late > 0 {
            notes.push(format!(
                "A Hijri calendar is named, and no year is one of it: {} are read as Gregorian.",
                cells(too_late, "with dates in numbers"),
            ));
        }
        if let (Years::Said(calendar), Some(example)) = (self.years, &self.survey.hijri_example)
            && let Ok(date) = self.read(example)
        {
            notes.push(format!(
                "{}, such as “{}” (read as {}), are read as {} dates, as is said of the column.",
                cells(could_be_hijri, "with dates in numbers"),
                super::shown(example),
                date.edtf,
                calendar.words(),
            ));
        }
        for (at, separator) in SEPARATORS.iter().enumerate() {
            let tally = &self.survey.tallies[at];
            let Some(order) = self.orders[at] else {
                continue;
            };
            let best = Order::ALL
                .iter()
                .position(|known| *known == order)
                .unwrap_or_default();
            // The order that competed longest is the one worth naming.
            let decisive = (0..3)
                .filter(|other| *other != best)
                .map(|other| tally.only[best][other])
                .min()
                .unwrap_or_default();
            if tally.cells == 0 {
                continue;
            }
            if self.is_given || decisive == 0 {
                let how = match self.is_given {
                    true => "as the mapping says.".to_owned(),
                    false => format!(
                        "as is usual with dots: none of {} cells tells the order.",
                        tally.cells
                    ),
                };
                notes.push(format!(
                    "Numbers with “{separator}” between them are read as {}, {how}",
                    order.words()
                ));
                continue;
            }
            notes.push(format!(
                "Numbers with “{separator}” between them are read as {}: {decisive} of {} cells are dates in that order only.",
                order.words(),
                tally.cells,
            ));
        }
        if self.survey.two_digit_years > 0 {
            notes.push("Years of two digits are read as 1969 to 2068.".to_owned());
        }
        if self.survey.year_first > 0 {
            notes.push(format!(
                "{} are read as year, month, day.",
                cells(self.survey.year_first, "with the year first")
            ));
        }
        if self.survey.month_year > 0 {
            notes.push(format!(
                "{} are read as whole months.",
                cells(self.survey.month_year, "with a month and a year")
            ));
        }
        if let Some(example) = &self.survey.example {
            notes.push(format!(
                "{}, such as “{}”, are read by the English name of the month.",
                cells(self.survey.words, "with dates in words"),
                super::shown(example),
            ));
        }
        if let Some(example) = &self.survey.part_of_year {
            notes.push(format!(
                "{}, such as “{example}”, are read as EDTF: a half, third or quarter of a year. For years, write {}/{}{}.",
                cells(self.survey.parts_of_years, "with a year and a number from 21 to 41"),
                &example[..4],
                &example[..2],
                &example[5..],
            ));
        }
        let mut note = |counted: &Counted, what: &str, how: &str| {
            if let Some((example, edtf)) = &counted.example {
                notes.push(format!(
                    "{}, such as “{}” (read as {edtf}), are {how}.",
                    cells(counted.cells, what),
                    super::shown(example),
                ));
            }
        };
        let survey = &self.survey;
        note(
            &survey.written,
            "with dates in other words",
            "read by those; the text is kept",
        );
        note(
            &survey.hijri[0],
            "with dates of the Solar Hijri calendar",
            "converted to Gregorian days",
        );
        note(
            &survey.hijri[1],
            "with dates of the Islamic calendar",
            "converted to Gregorian days by its tables, and marked as approximate for that reason",
        );
        notes
    }
}

/// True for a cell that is a date in some order.
pub(crate) fn could_be_date(form: &DateForm, cell: &str) -> bool {
    match form.read(cell) {
        Ok(date) => date.is_dated(),
        Err(
            CellFault::Undecided { .. } | CellFault::Calendar { .. } | CellFault::OtherOrder(_),
        ) => true,
        Err(CellFault::NotADate(_)) => false,
    }
}

/// True for a clock time.
pub(crate) fn is_clock(text: &str) -> bool {
    clock_of(text).is_some()
}

/// `7:22 pm` as `T19:22`, if there is such a time.
fn clock_of(text: &str) -> Option<String> {
    let clock = shape::clock(&western(text.trim()))?;
    Date::parse(&format!("2000-01-01{clock}"))
        .is_ok()
        .then_some(clock)
}

/// A day and a clock time as one text; `None` where they are none.
pub(crate) fn day_with_clock(day: &str, time: &str) -> Option<String> {
    let clock = clock_of(time)?;
    if let Some(InNumbers { .. }) = InNumbers::of(day).filter(InNumbers::is_iso_day) {
        return Some(format!("{day}{clock}"));
    }
    let text = format!("{day} {}", time.trim());
    let form = Survey::default().decide();
    let is_free = !day.contains([':', '/']) || InNumbers::of(&western(day)).is_some();
    (is_free && could_be_date(&form, &text)).then_some(text)
}

fn cells(count: u64, what: &str) -> String {
    format!(
        "{count} {} {what}",
        if count == 1 { "cell" } else { "cells" }
    )
}

/// True for a part of a year as EDTF writes it that a person may have meant as two
/// years: `1939-41`.
fn are_years_perhaps(cell: &str) -> bool {
    let (Some(year), Some("-"), Some(code)) = (cell.get(..4), cell.get(4..5), cell.get(5..)) else {
        return false;
    };
    match (year.parse::<u16>(), code.parse::<u16>()) {
        (Ok(year), Ok(code)) => (21..=41).contains(&code) && code > year % 100,
        _ => false,
    }
}

/// Numbers without the word for year that Russian writes after them: `12.04.1961 г.`
fn without_year_word(cell: &str) -> &str {
    if !cell.starts_with(|c: char| c.is_ascii_digit()) {
        return cell;
    }
    ["года", "г.", "г"]
        .iter()
        .find_map(|word| cell.strip_suffix(word))
        .map_or(cell, str::trim_end)
}

/// Two days in numbers with a dash between them: `22.06.1941–09.05.1945`.
fn two_days(cell: &str) -> Option<(&str, &str)> {
    let (first, last) = ["–", "—", " - "]
        .iter()
        .find_map(|dash| without_year_word(cell).split_once(dash))?;
    let (first, last) = (first.trim(), last.trim());
    let is_day = |text: &str| {
        is_edtf(text) && text.len() == 10 || matches!(Shape::of(text), Some(Shape::YearLast(_)))
    };
    (is_day(first) && is_day(last)).then_some((first, last))
}

/// True for text that is a date as it stands. A blank before the clock time is
/// understood when dates are read, but it is no EDTF, and the file that is
/// written should hold EDTF.
fn is_edtf(cell: &str) -> bool {
    let is_spaced = cell.contains(' ') && cell.contains(':');
    !is_spaced && Date::parse(cell).is_ok()
}

/// A cell that no form of numbers fits; `plain` is the same with digits from 0 to 9.
fn as_people_write(cell: &str, plain: &str) -> Result<CellDate, CellFault> {
    match read_written(cell) {
        Ok(Some(written)) => Ok(CellDate {
            edtf: written.edtf,
            as_written: false,
            calendar: written.calendar.map(written_calendar),
        }),
        Ok(None) => Ok(CellDate::default()),
        // In letters it was meant as words, in numbers more likely as EDTF.
        Err(why) if cell.contains(char::is_alphabetic) => Err(CellFault::NotADate(why.to_string())),
        Err(why @ (NotRead::ShortYear { .. } | NotRead::Either { .. })) => {
            Err(CellFault::NotADate(why.to_string()))
        }
        Err(_) => Err(CellFault::NotADate(why_no_date(plain))),
    }
}

/// The calendar by the name that files have for it.
pub(crate) fn written_calendar(calendar: Calendar) -> WrittenCalendar {
    match calendar {
        Calendar::Gregorian => WrittenCalendar::Gregorian,
        Calendar::Julian => WrittenCalendar::Julian,
        Calendar::Persian => WrittenCalendar::Persian,
        Calendar::IslamicCivil => WrittenCalendar::IslamicCivil,
        Calendar::IslamicUmalqura => WrittenCalendar::IslamicUmalqura,
    }
}

/// Why a cell that is in no known form is no date.
fn why_no_date(cell: &str) -> String {
    match (count_of(cell), Date::parse(cell)) {
        (Some(count), _) => count.why(cell),
        (None, Err(fault)) => fault.to_string(),
        (None, Ok(_)) => DateError::Empty.to_string(),
    }
}
