//! The fields of one date to the time that it may lie in, and to EDTF.

use super::error::NotRead;
use super::hijri::{self, Known};
use super::lexer::{day, iso};
use super::side::{Side, Stretch, Unit, Whole, YearNumber};
use super::words::Era;
use crate::dates::Calendar;
use crate::dates::civil::{CivilDate, days_in_month};

/// An end of a stretch of time, as fine as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    Day(CivilDate),
    Month(i64, u8),
    Year(i64),
}

/// The time that a date may lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) first: Stamp,
    pub(super) last: Stamp,
    /// EDTF for all of it without marks, where there is one.
    pub(super) whole: Option<String>,
    pub(super) is_about: bool,
    pub(super) is_perhaps: bool,
    /// The calendar it was written in, where that is not the Gregorian one.
    pub(super) calendar: Option<Calendar>,
    /// What ends of ranges are rounded out to, where days are finer than what
    /// was written.
    pub(super) rounds_to: Rounding,
}

/// To what ends of ranges are rounded out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Nothing,
    Month,
    Year,
}

/// `0055`, `-0444`, `Y-11999`.
pub(super) fn year_text(year: i64) -> String {
    match year {
        0..=9_999 => format!("{year:04}"),
        -9_999..=-1 => format!("-{:04}", -year),
        _ => format!("Y{year}"),
    }
}

impl Stamp {
    pub(super) fn text(self) -> String {
        match self {
            Stamp::Day(day) => iso(day),
            Stamp::Month(year, month) => format!("{}-{month:02}", year_text(year)),
            Stamp::Year(year) => year_text(year),
        }
    }

    /// The first day of it.
    pub(super) fn first_day(self) -> CivilDate {
        match self {
            Stamp::Day(day) => day,
            Stamp::Month(year, month) => CivilDate::new(year, month, 1),
            Stamp::Year(year) => CivilDate::new(year, 1, 1),
        }
    }

    /// The last day of it.
    pub(super) fn last_day(self) -> CivilDate {
        match self {
            Stamp::Day(day) => day,
            Stamp::Month(year, month) => CivilDate::new(year, month, days_in_month(year, month)),
            Stamp::Year(year) => CivilDate::new(year, 12, 31),
        }
    }

    /// The one before or after it, of the same kind.
    pub(super) fn moved(self, by: i64) -> Stamp {
        match self {
            Stamp::Day(day) => Stamp::Day(CivilDate::from_days(day.days() + by)),
            Stamp::Month(year, month) => {
                let months = year * 12 + i64::from(month) - 1 + by;
                Stamp::Month(months.div_euclid(12), months.rem_euclid(12) as u8 + 1)
            }
            Stamp::Year(year) => Stamp::Year(year + by),
        }
    }

    /// Both as fine as the coarser of them: sets hold ranges of one kind.
    pub(super) fn alike(self, other: Stamp) -> (Stamp, Stamp) {
        let rounding = match (self, other) {
            (Stamp::Year(_), Stamp::Year(_)) => Rounding::Nothing,
            (Stamp::Year(_), _) | (_, Stamp::Year(_)) => Rounding::Year,
            (Stamp::Month(..), Stamp::Day(_)) | (Stamp::Day(_), Stamp::Month(..)) => {
                Rounding::Month
            }
            _ => Rounding::Nothing,
        };
        (self.rounded(rounding), other.rounded(rounding))
    }

    pub(super) fn rounded(self, rounding: Rounding) -> Stamp {
        let day = self.first_day();
        match rounding {
            Rounding::Nothing => self,
            Rounding::Month => Stamp::Month(day.year, day.month),
            Rounding::Year => Stamp::Year(day.year),
        }
    }
}

impl Reach {
    pub(super) fn new(first: Stamp, last: Stamp) -> Reach {
        Reach {
            first,
            last,
            whole: None,
            is_about: false,
            is_perhaps: false,
            calendar: None,
            rounds_to: Rounding::Nothing,
        }
    }

    pub(super) fn of_one(stamp: Stamp) -> Reach {
        Reach {
            whole: Some(stamp.text()),
            ..Reach::new(stamp, stamp)
        }
    }

    fn of_years(first: i64, last: i64) -> Reach {
        Reach::new(Stamp::Year(first), Stamp::Year(last))
    }

    fn with_whole(self, whole: String) -> Reach {
        Reach {
            whole: Some(whole),
            ..self
        }
    }

    /// `~`, `?`, `%` or nothing.
    pub(super) fn mark(&self) -> &'static str {
        match (self.is_about, self.is_perhaps) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        }
    }

    /// As the start or the end of an interval.
    pub(super) fn end_text(&self, is_start: bool) -> String {
        if let Some(whole) = &self.whole {
            return format!("{whole}{}", self.mark());
        }
        let stamp = if is_start { self.first } else { self.last };
        match self.rounds_to {
            Rounding::Nothing => format!("{}{}", stamp.text(), self.mark()),
            rounding => {
                let mark = if self.is_perhaps { "%" } else { "~" };
                format!("{}{mark}", stamp.rounded(rounding).text())
            }
        }
    }

    /// As a date of its own.
    pub(super) fn edtf(&self) -> String {
        match &self.whole {
            Some(whole) => format!("{whole}{}", self.mark()),
            None => format!("[{}]", self.members()),
        }
    }

    /// As what stands in a set. A range in a set cannot be marked (ISO 8601-2
    /// has no such form), so its ends are, and few years are listed.
    pub(super) fn members(&self) -> String {
        let mark = self.mark();
        if let Some(whole) = &self.whole {
            return format!("{whole}{mark}");
        }
        if self.first == self.last {
            return format!("{}{mark}", self.first.text());
        }
        if mark.is_empty() {
            return format!("{}..{}", self.first.text(), self.last.text());
        }
        if let (Stamp::Year(first), Stamp::Year(last)) = (self.first, self.last) {
            let listed = |members: Vec<String>| members.join(",");
            let are_decades = first >= 0 && last <= 9_999 && first % 10 == 0 && last % 10 == 9;
            if last - first < 5 {
                return listed(
                    (first..=last)
                        .map(|y| format!("{}{mark}", year_text(y)))
                        .collect(),
                );
            }
            if are_decades && last - first < 50 {
                let decades = (first / 10)..=(last / 10);
                return listed(decades.map(|tens| format!("{tens:03}X{mark}")).collect());
            }
        }
        let (second, last_but_one) = (self.first.moved(1), self.last.moved(-1));
        let between = if second.first_day() > last_but_one.first_day() {
            String::new()
        } else if second == last_but_one {
            format!("{},", second.text())
        } else {
            format!("{}..{},", second.text(), last_but_one.text())
        };
        format!(
            "{}{mark},{between}{}{mark}",
            self.first.text(),
            self.last.text()
        )
    }
}

/// What a text allows beyond its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'t> {
    /// As it was written, for messages.
    pub(super) text: &'t str,
    /// It has letters or digits of the Arabic script.
    pub(super) is_arabic: bool,
    /// Years of one or two digits are years: `between 47 and 50`.
    pub(super) allows_short_years: bool,
}

impl Context<'_> {
    fn quoted(&self) -> String {
        super::quoted(self.text)
    }

    pub(super) fn form(&self) -> NotRead {
        NotRead::Form {
            text: self.quoted(),
        }
    }

    pub(super) fn no_such_day(&self) -> NotRead {
        NotRead::NoSuchDay {
            text: self.quoted(),
        }
    }

    /// The time that the fields may lie in.
    pub(super) fn reach(&self, side: &Side) -> Result<Reach, NotRead> {
        if side.is_open {
            return Err(self.form());
        }
        let reach = match side.whole {
            Some(Whole::Day(date)) => {
                self.check_calendar(date.year)?;
                let found = day(date.year, date.month.into(), date.day.into());
                Reach::of_one(Stamp::Day(found.ok_or_else(|| self.no_such_day())?))
            }
            Some(Whole::Month(year, month)) => {
                self.check_calendar(year)?;
                Reach::of_one(Stamp::Month(year, month))
            }
            None => self.of_fields(side)?,
        };
        let is_plain_day = matches!(reach.first, Stamp::Day(_)) && reach.whole.is_some();
        let whole = match (&side.clock, &reach.whole) {
            (Some(clock), Some(whole)) if is_plain_day && reach.mark().is_empty() => {
                Some(format!("{whole}{clock}"))
            }
            (Some(_), _) => return Err(self.form()),
            (None, _) => reach.whole.clone(),
        };
        if side.clock.is_some() && (side.is_about || side.is_perhaps) {
            return Err(self.form());
        }
        // A whole date in numbers has no stretches.
        if side.whole.is_some() && side.stretch.is_some() {
            return Err(self.form());
        }
        Ok(Reach {
            is_about: reach.is_about || side.is_about,
            is_perhaps: reach.is_perhaps || side.is_perhaps,
            whole,
            ..reach
        })
    }

    fn of_fields(&self, side: &Side) -> Result<Reach, NotRead> {
        let Some(number) = side.year else {
            return Err(NotRead::NoYear {
                text: self.quoted(),
            });
        };
        let months = side.month.map(|(months, _)| months);
        match hijri::calendar(side.era, months, number.value) {
            Known::Contradiction => Err(NotRead::Calendars {
                text: self.quoted(),
            }),
            Known::Unsaid => Err(NotRead::Calendar {
                text: self.quoted(),
            }),
            Known::Hijri(calendar) => self.hijri(side, number, calendar),
            Known::Gregorian => self.gregorian(side, number),
        }
    }

    /// Refuses a year that is Hijri more often beside Persian digits or words.
    fn check_calendar(&self, year: i64) -> Result<(), NotRead> {
        if self.is_arabic && (1200..1500).contains(&year) {
            return Err(NotRead::Calendar {
                text: self.quoted(),
            });
        }
        Ok(())
    }

    /// The year itself, checked.
    pub(super) fn year(&self, side: &Side, number: YearNumber) -> Result<i64, NotRead> {
        let is_bc = side.era == Some(Era::Bc);
        if number.is_ordinal || number.value < 1 {
            return Err(self.form());
        }
        let has_era = matches!(side.era, Some(Era::Bc | Era::Ad | Era::Islamic));
        if number.digits <= 2 && !has_era && !self.allows_short_years {
            return Err(NotRead::ShortYear {
                text: self.quoted(),
                year: number.value,
            });
        }
        if number.digits > if is_bc { 7 } else { 4 } {
            return Err(self.form());
        }
        if side.era.is_none() && side.month.is_none() {
            self.check_calendar(number.value)?;
        }
        Ok(if is_bc {
            1 - number.value
        } else {
            number.value
        })
    }

    fn gregorian(&self, side: &Side, number: YearNumber) -> Result<Reach, NotRead> {
        if side.unit != Unit::Year {
            let has_more = side.month.is_some() || side.season.is_some() || side.day.is_some();
            return match side.unit {
                _ if has_more => Err(self.form()),
                Unit::Century => self.century(side, number),
                Unit::Decade { is_said } => self.decade(side, number, is_said),
                Unit::Year => Err(self.form()),
            };
        }
        let year = self.year(side, number)?;
        match (side.month, side.season, side.day) {
            (Some((_, month)), None, Some(of_month)) => {
                let found = day(year, i64::from(month), i64::from(of_month));
                let found = found.ok_or_else(|| self.no_such_day())?;
                self.without_stretch(side, Reach::of_one(Stamp::Day(found)))
            }
            (Some((_, month)), None, None) => {
                self.about_stretch(side, Reach::of_one(Stamp::Month(year, month)))
            }
            (None, Some(season), None) => self.season(side, year, season),
            (None, None, None) => self.of_year(side, year),
            _ => Err(self.form()),
        }
    }

    pub(super) fn without_stretch(&self, side: &Side, reach: Reach) -> Result<Reach, NotRead> {
        match side.stretch {
            None => Ok(reach),
            Some(_) => Err(self.form()),
        }
    }

    /// Early, middle and late of what EDTF has no parts of: about then.
    pub(super) fn about_stretch(&self, side: &Side, reach: Reach) -> Result<Reach, NotRead> {
        match side.stretch {
            Some(Stretch::Part(..)) => Err(self.form()),
            stretch => Ok(Reach {
                is_about: reach.is_about || stretch.is_some(),
                ..reach
            }),
        }
    }

    fn season(&self, side: &Side, year: i64, season: u8) -> Result<Reach, NotRead> {
        let first = Stamp::Month(year, season * 3);
        let reach = Reach::new(first, first.moved(2));
        let code = season + 20;
        self.about_stretch(
            side,
            reach.with_whole(format!("{}-{code}", year_text(year))),
        )
    }

    fn of_year(&self, side: &Side, year: i64) -> Result<Reach, NotRead> {
        let Some(Stretch::Part(nth, of)) = side.stretch else {
            return self.about_stretch(side, Reach::of_one(Stamp::Year(year)));
        };
        let months = 12 / of;
        // ISO 8601-2:2019 4.8: quarters from 33, thirds from 37, halves from 40.
        let code = nth - 1
            + match of {
                2 => 40,
                3 => 37,
                _ => 33,
            };
        let first = Stamp::Month(year, (nth - 1) * months + 1);
        let reach = Reach::new(first, first.moved(i64::from(months) - 1));
        Ok(reach.with_whole(format!("{}-{code}", year_text(year))))
    }

    fn decade(&self, side: &Side, number: YearNumber, is_said: bool) -> Result<Reach, NotRead> {
        if number.value % 10 != 0 || number.digits < 3 {
            return match number.digits {
                1 | 2 => self.year(side, number).and(Err(self.form())),
                _ => Err(self.form()),
            };
        }
        let year = self.year(side, number)?;
        let is_bc = side.era == Some(Era::Bc);
        // `1900s` may be ten years or a hundred: what is true of both is read.
        if number.value % 100 == 0 && !is_said && !is_bc {
            let is_safe = matches!(side.stretch, None | Some(Stretch::Early));
            return match is_safe {
                true => self.hundred_years(side, year, Some(year / 100)),
                false => Err(NotRead::Either {
                    text: self.quoted(),
                    one: format!("{year}–{}", year + 9),
                    other: format!("{year}–{}", year + 99),
                }),
            };
        }
        if is_bc {
            // The 480s BC are 489 to 480 BC.
            return self.stretch_of(side, year - 9, 1);
        }
        match side.stretch {
            None => {
                let whole = format!("{:03}X", year / 10);
                Ok(Reach::of_years(year, year + 9).with_whole(whole))
            }
            Some(_) => self.stretch_of(side, year, 1),
        }
    }

    fn century(&self, side: &Side, number: YearNumber) -> Result<Reach, NotRead> {
        if !(1..=99).contains(&number.value) {
            return Err(self.form());
        }
        // `قرن ۱۳` may be Hijri.
        if self.is_arabic && side.era.is_none() {
            return Err(NotRead::Calendar {
                text: self.quoted(),
            });
        }
        match side.era {
            Some(Era::Bc) => self.hundred_years(side, 1 - number.value * 100, None),
            _ => self.hundred_years(side, (number.value - 1) * 100, Some(number.value - 1)),
        }
    }

    /// A century from its first year. `hundreds`: what it is called in EDTF.
    fn hundred_years(
        &self,
        side: &Side,
        first: i64,
        hundreds: Option<i64>,
    ) -> Result<Reach, NotRead> {
        match (side.stretch, hundreds) {
            (None, Some(hundreds)) => {
                let whole = format!("{hundreds:02}XX");
                Ok(Reach::of_years(first, first + 99).with_whole(whole))
            }
            (None, None) => Ok(Reach::of_years(first, first + 99)),
            (Some(_), _) => self.stretch_of(side, first, 10),
        }
    }

    /// A stretch of ten or a hundred years. The head of the module says which.
    pub(super) fn stretch_of(&self, side: &Side, first: i64, unit: i64) -> Result<Reach, NotRead> {
        let (from, to, is_about) = match side.stretch {
            None => (0, 10 * unit, false),
            Some(Stretch::Early) => (0, 4 * unit, true),
            Some(Stretch::Mid) => (4 * unit, 7 * unit, true),
            Some(Stretch::Late) => (7 * unit, 10 * unit, true),
            Some(Stretch::Part(nth, of)) => {
                let (nth, of) = (i64::from(nth), i64::from(of));
                // Ten years have halves only.
                if unit == 1 && of != 2 {
                    return Err(self.form());
                }
                let bound = |nth: i64| 10 * unit * nth / of;
                (bound(nth - 1), bound(nth), false)
            }
        };
        Ok(Reach {
            is_about,
            ..Reach::of_years(first + from, first + to - 1)
        })
    }
}
