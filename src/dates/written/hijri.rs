//! Dates of the Solar Hijri and the Islamic calendar to Gregorian days.
//!
//! Solar Hijri months have had fixed lengths in Iran since 1304 (1925) and in
//! Afghanistan since 1336 (1957); before, each was as long as the sun stood in
//! a sign of the zodiac, and days reckoned with the lengths of today may be
//! off by one or two. The Islamic month began when the moon was seen, which
//! the tabular calendar that is used here meets to a day or so. Both are marked
//! as approximate for that reason.

use super::error::NotRead;
use super::reach::{Context, Reach, Rounding, Stamp};
use super::side::{Side, Unit, YearNumber};
use super::words::{Era, Months};
use crate::dates::Calendar;
use crate::dates::civil::CivilDate;

/// Without a word for the calendar, the years that are Hijri beside the name of
/// a Hijri month.
const BARE_YEARS: std::ops::RangeInclusive<i64> = 1300..=1450;

/// The calendar of a date, or why there is none.
pub(super) enum Known {
    /// Neither a mark nor a month says Hijri.
    Gregorian,
    Hijri(Calendar),
    /// A Hijri date, and not said of which calendar.
    Unsaid,
    /// The month and the year cannot be of the same calendar.
    Contradiction,
}

/// The calendar of a date by its era, its month and its year.
pub(super) fn calendar(era: Option<Era>, months: Option<Months>, year: i64) -> Known {
    let of_month = match months {
        Some(Months::Afghan | Months::Iranian) => Some(Calendar::Persian),
        Some(Months::Islamic) => Some(Calendar::IslamicCivil),
        Some(Months::Gregorian) => Some(Calendar::Gregorian),
        None => None,
    };
    let of_era = match era {
        Some(Era::Persian) => Some(Calendar::Persian),
        Some(Era::Islamic) => Some(Calendar::IslamicCivil),
        Some(Era::Bc | Era::Ad) => Some(Calendar::Gregorian),
        Some(Era::Hijri) | None => None,
    };
    match (of_era, of_month) {
        (Some(one), Some(other)) if one != other => Known::Contradiction,
        (Some(Calendar::Gregorian), _) => Known::Gregorian,
        (Some(calendar), _) => Known::Hijri(calendar),
        (None, Some(Calendar::Gregorian)) if era == Some(Era::Hijri) => Known::Contradiction,
        (None, None) if era == Some(Era::Hijri) => Known::Unsaid,
        (None, None | Some(Calendar::Gregorian)) => Known::Gregorian,
        (None, Some(calendar)) if era.is_some() || BARE_YEARS.contains(&year) => {
            Known::Hijri(calendar)
        }
        // An early year needs the name of its calendar; a late one is of another.
        (None, Some(_)) if year < *BARE_YEARS.start() => Known::Unsaid,
        (None, Some(_)) => Known::Contradiction,
    }
}

/// True where the days of a year are not sure to the day.
fn is_about(calendar: Calendar, months: Option<Months>, year: i64) -> bool {
    match (calendar, months) {
        (Calendar::Persian, Some(Months::Iranian)) => year < 1304,
        (Calendar::Persian, _) => year < 1336,
        _ => true,
    }
}

/// A day of a month, or `None` where there is none.
fn day(calendar: Calendar, year: i64, month: u8, day: u8) -> Option<CivilDate> {
    let (first, last) = months(calendar, year, month, month)?;
    let found = first.days() + i64::from(day) - 1;
    (day >= 1 && found <= last.days()).then(|| CivilDate::from_days(found))
}

/// The first and the last day of some months of a year.
fn months(calendar: Calendar, year: i64, from: u8, to: u8) -> Option<(CivilDate, CivilDate)> {
    let is_known = calendar.has_year(year) && calendar.has_year(year + 1);
    if !is_known || !(1..=12).contains(&from) || !(from..=12).contains(&to) {
        return None;
    }
    let next = match to {
        12 => calendar.year_start(year + 1),
        _ => calendar.month_start(year, to + 1),
    };
    let first = calendar.month_start(year, from);
    Some((CivilDate::from_days(first), CivilDate::from_days(next - 1)))
}

/// The first and the last day of some years.
fn years(calendar: Calendar, from: i64, to: i64) -> Option<(CivilDate, CivilDate)> {
    let (first, _) = months(calendar, from, 1, 12)?;
    let (_, last) = months(calendar, to, 1, 12)?;
    Some((first, last))
}

impl Context<'_> {
    /// A date of a Hijri calendar.
    pub(super) fn hijri(
        &self,
        side: &Side,
        number: YearNumber,
        calendar: Calendar,
    ) -> Result<Reach, NotRead> {
        let names = side.month.map(|(names, _)| names);
        let (from, to) = self.hijri_years(side, number)?;
        let is_about = is_about(calendar, names, from);
        let no_such_day = || self.no_such_day();
        if let (Unit::Year, Some((_, month)), Some(of_month)) = (side.unit, side.month, side.day) {
            let day = day(calendar, from, month, of_month).ok_or_else(no_such_day)?;
            let reach = Reach {
                is_about,
                calendar: Some(calendar),
                ..Reach::of_one(Stamp::Day(day))
            };
            return self.without_stretch(side, reach);
        }
        if side.day.is_some() || side.clock.is_some() {
            return Err(self.form());
        }
        let is_solar = calendar == Calendar::Persian;
        let (days, rounds_to) = match (side.month, side.season, side.unit) {
            (Some((_, month)), None, Unit::Year) => {
                (months(calendar, from, month, month), Rounding::Month)
            }
            (None, Some(season), Unit::Year) if is_solar => (
                months(calendar, from, season * 3 - 2, season * 3),
                Rounding::Month,
            ),
            (None, None, _) => (years(calendar, from, to), Rounding::Year),
            _ => return Err(self.form()),
        };
        let (first, last) = days.ok_or_else(no_such_day)?;
        let reach = Reach {
            is_about,
            calendar: Some(calendar),
            rounds_to,
            ..Reach::new(Stamp::Day(first), Stamp::Day(last))
        };
        // Of decades and centuries the stretch is in the years already.
        match side.unit {
            Unit::Year => self.about_stretch(side, reach),
            _ => Ok(Reach {
                is_about: is_about || side.stretch.is_some(),
                ..reach
            }),
        }
    }

    /// The years of a Hijri date.
    fn hijri_years(&self, side: &Side, number: YearNumber) -> Result<(i64, i64), NotRead> {
        let ten = match side.unit {
            Unit::Year => {
                let year = self.year(side, number)?;
                return Ok((year, year));
            }
            Unit::Decade { .. } if number.value % 10 == 0 && (3..=4).contains(&number.digits) => {
                self.stretch_of(side, number.value, 1)
            }
            Unit::Century if (1..=20).contains(&number.value) => {
                self.stretch_of(side, (number.value - 1) * 100 + 1, 10)
            }
            _ => return Err(self.form()),
        }?;
        match (ten.first, ten.last) {
            (Stamp::Year(from), Stamp::Year(to)) => Ok((from, to)),
            _ => Err(self.form()),
        }
    }
}
