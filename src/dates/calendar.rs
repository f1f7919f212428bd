//! Days to the dates of other calendars.
//!
//! Gregorian and Julian arithmetic is our own and covers every day; Solar
//! Hijri and the Islamic calendars come from `icu_calendar`. Each calendar has
//! a range of years in which its dates can be shown; outside it every answer
//! is `None`, never a guess. Days are counted from 1970-01-01 (see
//! [`civil`](super::civil)); a day begins at midnight in every calendar here,
//! although the Islamic day begins at the sunset before.
//!
//! The axis needs years and months even where they cannot be named, so that it
//! can step across any range: `year_start` and its kin carry the calendar on
//! in whole cycles (33 Solar Hijri years, 30 Islamic years).

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::hijri::{
    TabularAlgorithm, TabularAlgorithmEpoch, TabularAlgorithmLeapYears,
};
use icu_calendar::cal::{Hijri, Persian, hijri::UmmAlQura};
use icu_calendar::types::{Month, RataDie, YearInput};

use super::civil::CivilDate;

/// A calendar that dates can be shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Calendar {
    /// Proleptic Gregorian, as in ISO 8601.
    #[default]
    Gregorian,
    /// Julian; years are counted as in the Gregorian calendar, from 1 January.
    Julian,
    /// Solar Hijri, with the month names used in Afghanistan. Leap years by
    /// the equinox; carried back before its introduction.
    Persian,
    /// Islamic, tabular: 11 leap years in 30 (type II), from 16 July 622.
    IslamicCivil,
    /// Islamic as printed in Saudi Arabia (Umm al-Qura).
    IslamicUmalqura,
}

/// A day in some calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate {
    /// Year of the calendar's only era; astronomical for Julian and Gregorian.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to the length of the month.
    pub day: u8,
}

/// Day 0 (1970-01-01) counted from 1 January of the year 1, which is day 1.
const RATA_DIE_OF_EPOCH: i64 = 719_163;

/// Days from 0000-03-01 Julian to 1970-01-01 Gregorian.
const JULIAN_EPOCH_DAYS: i64 = 719_470;

/// Days of four Julian years.
const JULIAN_CYCLE_DAYS: i64 = 1_461;

impl Calendar {
    /// Every calendar, in the order they are offered.
    pub const ALL: [Calendar; 5] = [
        Calendar::Gregorian,
        Calendar::Julian,
        Calendar::Persian,
        Calendar::IslamicCivil,
        Calendar::IslamicUmalqura,
    ];

    /// What it is called in English.
    pub const fn title(self) -> &'static str {
        match self {
            Calendar::Gregorian => "Gregorian",
            Calendar::Julian => "Julian",
            Calendar::Persian => "Solar Hijri",
            Calendar::IslamicCivil => "Islamic (tabular)",
            Calendar::IslamicUmalqura => "Islamic (Umm al-Qura)",
        }
    }

    /// Its name in files and on the command line; that of CLDR
    /// (<https://unicode.org/reports/tr35/#UnicodeCalendarIdentifier>), and
    /// `julian`, which CLDR has not.
    pub const fn id(self) -> &'static str {
        match self {
            Calendar::Gregorian => "gregorian",
            Calendar::Julian => "julian",
            Calendar::Persian => "persian",
            Calendar::IslamicCivil => "islamic-civil",
            Calendar::IslamicUmalqura => "islamic-umalqura",
        }
    }

    /// The calendar with that [`id`](Calendar::id).
    pub fn from_id(id: &str) -> Option<Calendar> {
        Calendar::ALL
            .into_iter()
            .find(|calendar| calendar.id() == id)
    }

    /// First and last year whose dates can be shown, or `None` for every year.
    pub const fn years(self) -> Option<(i64, i64)> {
        match self {
            Calendar::Gregorian => None,
            // From the start of the Julian period, which no source precedes.
            Calendar::Julian => Some((-4_712, 9_999)),
            // To where the astronomical leap years of `icu_calendar` end.
            Calendar::Persian => Some((1, 2_999)),
            Calendar::IslamicCivil => Some((1, 9_999)),
            // The years that the printed tables cover.
            Calendar::IslamicUmalqura => Some((1_300, 1_600)),
        }
    }

    /// True when dates of that year can be shown.
    pub fn has_year(self, year: i64) -> bool {
        self.years()
            .is_none_or(|(first, last)| (first..=last).contains(&year))
    }

    /// The date of a day, or `None` outside the calendar's [`years`](Calendar::years).
    pub fn date_from_days(self, days: i64) -> Option<CalendarDate> {
        let (year, month) = self.year_and_month(days);
        let day = days - self.month_start(year, month) + 1;
        let day = u8::try_from(day).ok()?;
        self.has_year(year)
            .then_some(CalendarDate { year, month, day })
    }

    /// Name of a month, 1 to 12; empty for any other.
    pub fn month_name(self, month: u8) -> &'static str {
        let names = match self {
            Calendar::Gregorian | Calendar::Julian => &ENGLISH,
            Calendar::Persian => &AFGHAN,
            Calendar::IslamicCivil | Calendar::IslamicUmalqura => &ISLAMIC,
        };
        nth(names, month)
    }

    /// Short name of a month, 1 to 12, for narrow places; empty for any other.
    pub fn short_month_name(self, month: u8) -> &'static str {
        match self {
            Calendar::Gregorian | Calendar::Julian => nth(&ENGLISH_SHORT, month),
            // Afghan names are short already.
            Calendar::Persian => nth(&AFGHAN, month),
            Calendar::IslamicCivil | Calendar::IslamicUmalqura => nth(&ISLAMIC_SHORT, month),
        }
    }

    /// First day of any year, the calendar carried on past its range.
    pub(super) fn year_start(self, year: i64) -> i64 {
        self.month_start(year, 1)
    }

    /// First day of any month 1 to 12, the calendar carried on past its range.
    pub(super) fn month_start(self, year: i64, month: u8) -> i64 {
        match self {
            Calendar::Gregorian => CivilDate::new(year, month, 1).days(),
            Calendar::Julian => julian_days(year, month),
            _ => {
                let (near, cycles, cycle_days) = self.into_range(year);
                self.icu_month_start(near, month) + cycles * cycle_days
            }
        }
    }

    /// The year and month that any day lies in, the calendar carried on past
    /// its range.
    pub(super) fn year_and_month(self, days: i64) -> (i64, u8) {
        if self == Calendar::Gregorian {
            let date = CivilDate::from_days(days);
            return (date.year, date.month);
        }
        let mut year = self.guess_year(days);
        while self.year_start(year) > days {
            year -= 1;
        }
        while self.year_start(year + 1) <= days {
            year += 1;
        }
        let month = (2..=12)
            .rev()
            .find(|month| self.month_start(year, *month) <= days)
            .unwrap_or(1);
        (year, month)
    }

    /// Years and days after which the leap years repeat.
    const fn cycle(self) -> (i64, i64) {
        match self {
            Calendar::Gregorian => (400, 146_097),
            Calendar::Julian => (4, JULIAN_CYCLE_DAYS),
            Calendar::Persian => (33, 12_053),
            Calendar::IslamicCivil | Calendar::IslamicUmalqura => (30, 10_631),
        }
    }

    /// A year within two or three of that of the day.
    fn guess_year(self, days: i64) -> i64 {
        let (cycle_years, cycle_days) = self.cycle();
        let anchor = self.years().map_or(0, |(first, _)| first);
        let since = i128::from(days) - i128::from(self.year_start(anchor));
        let years = since * i128::from(cycle_years) / i128::from(cycle_days);
        anchor + years as i64
    }

    /// The year, moved by whole cycles into the range; how many cycles it was
    /// moved by, and the days of one.
    fn into_range(self, year: i64) -> (i64, i64, i64) {
        let (cycle_years, cycle_days) = self.cycle();
        let (first, last) = self.years().unwrap_or((i64::MIN, i64::MAX));
        let cycles = if year < first {
            (year - first).div_euclid(cycle_years)
        } else if year > last {
            -((last - year).div_euclid(cycle_years))
        } else {
            0
        };
        (year - cycles * cycle_years, cycles, cycle_days)
    }

    /// First day of a month of a year within the range, by `icu_calendar`.
    fn icu_month_start(self, year: i64, month: u8) -> i64 {
        let icu_year = YearInput::Extended(i32::try_from(year).unwrap_or(0));
        let icu_month = Month::new(month);
        let rata_die: Option<RataDie> = match self {
            Calendar::Persian => IcuDate::try_new(icu_year, icu_month, 1, Persian)
                .ok()
                .map(|date| date.to_rata_die()),
            Calendar::IslamicCivil => IcuDate::try_new(icu_year, icu_month, 1, tabular())
                .ok()
                .map(|date| date.to_rata_die()),
            Calendar::IslamicUmalqura => IcuDate::try_new(icu_year, icu_month, 1, umalqura())
                .ok()
                .map(|date| date.to_rata_die()),
            Calendar::Gregorian | Calendar::Julian => None,
        };
        // Every month 1 to 12 of the years in range exists; the answer for any
        // other does not matter as long as it is one.
        rata_die.map_or(0, |date| date.to_i64_date() - RATA_DIE_OF_EPOCH)
    }
}

const fn tabular() -> Hijri<TabularAlgorithm> {
    Hijri::new_tabular(
        TabularAlgorithmLeapYears::TypeII,
        TabularAlgorithmEpoch::Friday,
    )
}

const fn umalqura() -> Hijri<UmmAlQura> {
    Hijri::new_umm_al_qura()
}

/// First day of a Julian month: as [`CivilDate::days`], with cycles of four years.
fn julian_days(year: i64, month: u8) -> i64 {
    let month = i64::from(month);
    let year = year.clamp(-super::civil::MAX_YEAR, super::civil::MAX_YEAR) - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
    year.div_euclid(4) * JULIAN_CYCLE_DAYS + year.rem_euclid(4) * 365 + day_of_year
        - JULIAN_EPOCH_DAYS
}

/// The month, 1 to 12, of an English name, in any case, whole or cut to three
/// letters or more: `May`, `aug`, `Sept`.
pub fn month_from_name(name: &str) -> Option<u8> {
    let is_cut = |whole: &str| {
        let start = whole.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    (1..=12).find(|month| name.len() >= 3 && is_cut(nth(&ENGLISH, *month)))
}

fn nth(names: &[&'static str; 12], month: u8) -> &'static str {
    usize::from(month)
        .checked_sub(1)
        .and_then(|index| names.get(index).copied())
        .unwrap_or("")
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const ENGLISH_SHORT: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The signs of the zodiac in Arabic, as Afghanistan names the months.
const AFGHAN: [&str; 12] = [
    "Hamal", "Saur", "Jawza", "Saratan", "Asad", "Sunbula", "Mizan", "Aqrab", "Qaws", "Jadi",
    "Dalw", "Hoot",
];

const ISLAMIC: [&str; 12] = [
    "Muharram",
    "Safar",
    "Rabi al-awwal",
    "Rabi al-thani",
    "Jumada al-ula",
    "Jumada al-akhira",
    "Rajab",
    "Shaban",
    "Ramadan",
    "Shawwal",
    "Dhu al-Qada",
    "Dhu al-Hijja",
];

const ISLAMIC_SHORT: [&str; 12] = [
    "Muh.", "Saf.", "Rab. I", "Rab. II", "Jum. I", "Jum. II", "Raj.", "Sha.", "Ram.", "Shaw.",
    "Dhu Q.", "Dhu H.",
];
