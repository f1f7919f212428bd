//! The parts of one date to its fields: what is the day, the month, the year.

use super::error::NotRead;
use super::lexer::{Number, Part};
use super::words::{Era, Meaning, Months};
use crate::dates::civil::CivilDate;

/// What a number of a year counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    #[default]
    Year,
    /// `is_said`: there is the word, not only the ending (`1980s`).
    Decade {
        is_said: bool,
    },
    Century,
}

/// Which stretch of a year, decade or century.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    Early,
    Mid,
    Late,
    /// The part with that number of so many.
    Part(u8, u8),
}

/// A date that is written whole in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    Day(CivilDate),
    Month(i64, u8),
}

/// What stands between the two ends of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// A hyphen or a slash, which stand within dates too.
    Sign,
    /// A word or a dash.
    Plain,
}

/// A year, or the number of a century.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearNumber {
    pub(super) value: i64,
    pub(super) digits: usize,
    /// An ordinal or a Roman numeral, which no year is.
    pub(super) is_ordinal: bool,
}

/// The fields of one date. Without a year where the other end of a range may
/// have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) is_about: bool,
    pub(super) is_perhaps: bool,
    pub(super) stretch: Option<Stretch>,
    pub(super) day: Option<u8>,
    pub(super) month: Option<(Months, u8)>,
    pub(super) year: Option<YearNumber>,
    pub(super) unit: Unit,
    pub(super) season: Option<u8>,
    pub(super) era: Option<Era>,
    pub(super) clock: Option<String>,
    pub(super) whole: Option<Whole>,
    /// It has not ended; nothing else is set.
    pub(super) is_open: bool,
}

/// Numbers and marks as they are met.
#[derive(Default)]
struct Reader {
    side: Side,
    before_month: Vec<Number>,
    after_month: Vec<Number>,
    roman: Option<u8>,
    nth: Option<u8>,
    is_last: bool,
}

/// Reads the fields of one date.
pub(super) fn side(text: &str, parts: &[Part]) -> Result<Side, NotRead> {
    let mut reader = Reader::default();
    for (at, part) in parts.iter().enumerate() {
        let neighbours = (
            at.checked_sub(1).and_then(|before| parts.get(before)),
            parts.get(at + 1),
        );
        reader.take(part, neighbours).ok_or_else(|| form(text))?;
    }
    reader.finish().ok_or_else(|| form(text))
}

fn form(text: &str) -> NotRead {
    NotRead::Form {
        text: super::quoted(text),
    }
}

/// Sets what must be said once only.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

impl Reader {
    fn take(&mut self, part: &Part, neighbours: (Option<&Part>, Option<&Part>)) -> Option<()> {
        let side = &mut self.side;
        match part {
            Part::Number(number) if number.is_plural => {
                self.before_month.push(*number);
                side.unit = Unit::Decade { is_said: false };
            }
            Part::Number(number) => match side.month {
                Some(_) => self.after_month.push(*number),
                None => self.before_month.push(*number),
            },
            Part::Roman(number) => once(&mut self.roman, *number)?,
            Part::Fraction(nth, of) => once(&mut side.stretch, Stretch::Part(*nth, *of))?,
            Part::Day(day) => once(&mut side.whole, Whole::Day(*day))?,
            Part::Month(year, month) => once(&mut side.whole, Whole::Month(*year, *month))?,
            Part::Clock(clock) => once(&mut side.clock, clock.clone())?,
            Part::Question => side.is_perhaps = true,
            Part::Comma => {}
            Part::Dash { .. } => {
                // `14-Oct-1066`, `mid-1979`.
                let (before, after) = neighbours;
                let is_month =
                    |part: Option<&Part>| matches!(part, Some(Part::Word(Meaning::Month(..))));
                let is_number = |part: Option<&Part>| matches!(part, Some(Part::Number(_)));
                let joins = (is_month(before) && is_number(after))
                    || (is_number(before) && is_month(after))
                    || matches!(
                        before,
                        Some(Part::Word(Meaning::Early | Meaning::Mid | Meaning::Late))
                    );
                joins.then_some(())?;
            }
            Part::Slash => return None,
            Part::Word(meaning) => self.take_word(*meaning)?,
        }
        Some(())
    }

    fn take_word(&mut self, meaning: Meaning) -> Option<()> {
        let side = &mut self.side;
        match meaning {
            Meaning::Month(months, month) => once(&mut side.month, (months, month)),
            Meaning::Season(season) => once(&mut side.season, season),
            Meaning::Era(era) => once(&mut side.era, era),
            Meaning::Century => {
                side.unit = Unit::Century;
                Some(())
            }
            Meaning::Decade => {
                side.unit = Unit::Decade { is_said: true };
                Some(())
            }
            Meaning::Nth(nth) => once(&mut self.nth, nth),
            Meaning::Last => (!std::mem::replace(&mut self.is_last, true)).then_some(()),
            Meaning::Parts(of) => self.take_parts(of),
            Meaning::Early => once(&mut side.stretch, Stretch::Early),
            Meaning::Mid => once(&mut side.stretch, Stretch::Mid),
            Meaning::Late => once(&mut side.stretch, Stretch::Late),
            Meaning::About => {
                side.is_about = true;
                Some(())
            }
            Meaning::Perhaps => {
                side.is_perhaps = true;
                Some(())
            }
            Meaning::Open => (!std::mem::replace(&mut side.is_open, true)).then_some(()),
            Meaning::Filler => Some(()),
            _ => None,
        }
    }

    /// `half` after `first`, `III` or `2nd`.
    fn take_parts(&mut self, of: u8) -> Option<()> {
        let nth = if std::mem::take(&mut self.is_last) {
            of
        } else if let Some(nth) = self.nth.take().or(self.roman.take()) {
            nth
        } else {
            let number = self.before_month.pop()?;
            u8::try_from(number.value).ok()?
        };
        let is_part = (1..=of).contains(&nth);
        once(
            &mut self.side.stretch,
            is_part.then_some(Stretch::Part(nth, of))?,
        )
    }

    fn finish(mut self) -> Option<Side> {
        if self.is_last {
            return None;
        }
        let ordinal = |value: u8| YearNumber {
            value: i64::from(value),
            digits: 2,
            is_ordinal: true,
        };
        match (self.roman, self.nth) {
            (Some(_), Some(_)) => return None,
            (Some(number), None) | (None, Some(number)) => self.side.year = Some(ordinal(number)),
            (None, None) => {}
        }
        let has_numbers = !self.before_month.is_empty() || !self.after_month.is_empty();
        if has_numbers && (self.side.year.is_some() || self.side.whole.is_some()) {
            return None;
        }
        self.place_numbers()?;
        let side = self.side;
        let is_lone = side
            == Side {
                is_open: true,
                ..Side::default()
            };
        if side.is_open && !is_lone {
            return None;
        }
        let has_fields = side.month.is_some() || side.season.is_some() || side.year.is_some();
        if side.whole.is_some() && has_fields {
            return None;
        }
        if let Some(era) = side.era
            && side.whole.is_some()
        {
            return with_names(side, era);
        }
        (has_fields || side.day.is_some() || side.whole.is_some() || side.is_open).then_some(side)
    }

    /// Decides which number is the day and which the year.
    fn place_numbers(&mut self) -> Option<()> {
        let is_day = |number: &Number| number.digits <= 2 && !number.is_plural;
        let is_year = |number: &Number| !number.is_ordinal;
        let is_long = |number: &Number| number.digits >= 3 && is_year(number);
        let (day, year) = match (
            self.side.month,
            self.before_month.as_slice(),
            self.after_month.as_slice(),
        ) {
            (_, [], []) => (None, None),
            (Some(_), [day], [year]) if is_day(day) && is_year(year) => (Some(*day), Some(*year)),
            (Some(_), [], [day, year]) if is_day(day) && is_year(year) => (Some(*day), Some(*year)),
            (Some(_), [year], [day]) if is_long(year) && is_day(day) => (Some(*day), Some(*year)),
            (Some(_), [only], []) | (Some(_), [], [only]) if is_long(only) => (None, Some(*only)),
            (Some(_), [only], []) | (Some(_), [], [only]) if is_day(only) => (Some(*only), None),
            (None, [day, year], []) if is_day(day) && is_long(year) => (Some(*day), Some(*year)),
            (None, [year], []) => (None, Some(*year)),
            _ => return None,
        };
        self.side.day = match day {
            Some(day) => Some(u8::try_from(day.value).ok()?),
            None => None,
        };
        if let Some(year) = year {
            self.side.year = Some(YearNumber {
                value: year.value,
                digits: year.digits,
                is_ordinal: year.is_ordinal,
            });
        }
        Some(())
    }
}

/// `۱۳۵۷/۲/۷ خورشیدی`: the numbers of a date as the fields of that calendar.
fn with_names(side: Side, era: Era) -> Option<Side> {
    let (Whole::Day(date), names) = (
        side.whole?,
        match era {
            Era::Persian => Months::Afghan,
            Era::Islamic => Months::Islamic,
            Era::Ad => Months::Gregorian,
            Era::Bc | Era::Hijri => return None,
        },
    ) else {
        return None;
    };
    Some(Side {
        day: Some(date.day),
        month: Some((names, date.month)),
        year: Some(YearNumber {
            value: date.year,
            digits: 4,
            is_ordinal: false,
        }),
        whole: None,
        ..side
    })
}

impl Side {
    /// A number alone, which may be a day, a year or a century.
    pub(super) fn lone_number(&self) -> Option<YearNumber> {
        let number = self.year?;
        let lone = Side {
            year: Some(number),
            is_about: self.is_about,
            is_perhaps: self.is_perhaps,
            stretch: self.stretch,
            ..Side::default()
        };
        (*self == lone).then_some(number)
    }

    /// Takes what one end of a range leaves to the other: `5–10 March 1980`,
    /// `XIX–XX вв.`, `1914–18`.
    pub(super) fn share(&mut self, last: &mut Side, link: Link) {
        let lone = self.lone_number();
        match (lone, last.unit) {
            (Some(number), Unit::Century) if number.digits <= 2 => self.unit = Unit::Century,
            (Some(number), Unit::Decade { .. }) if number.value % 10 == 0 => {
                self.unit = Unit::Decade { is_said: true };
            }
            (Some(number), Unit::Year) if number.digits <= 2 && last.day.is_some() => {
                self.day = u8::try_from(number.value).ok();
                self.year = None;
            }
            _ => {}
        }
        self.share_back(last, link);
        self.share_decades(last);
        if self.day.is_some() && self.month.is_none() && last.day.is_some() {
            self.month = last.month;
        }
        let misses_year = self.year.is_none() && self.whole.is_none();
        if misses_year && (self.month.is_some() || self.season.is_some()) && !self.is_open {
            self.year = last.year;
        }
        if self.era.is_none() && self.whole.is_none() {
            self.era = last.era;
        }
        // `AD 47–50`; the other eras stand after the last year.
        if self.era == Some(Era::Ad) && last.era.is_none() && last.whole.is_none() {
            last.era = self.era;
        }
    }

    /// `1990s–2000s` are two decades, although `2000s` alone may be a century.
    fn share_decades(&mut self, last: &mut Side) {
        let are_decades = [&*self, &*last]
            .iter()
            .all(|side| matches!(side.unit, Unit::Decade { .. }));
        let is_ten = |side: &Side| {
            let is_hundred = side.year.is_some_and(|year| year.value % 100 == 0);
            !is_hundred || side.unit == Unit::Decade { is_said: true }
        };
        if are_decades && (is_ten(self) || is_ten(last)) {
            self.unit = Unit::Decade { is_said: true };
            last.unit = self.unit;
        }
    }

    /// What the later end leaves to the earlier.
    fn share_back(&self, last: &mut Side, link: Link) {
        // `March 5–10, 1980`
        if last.month.is_none() && last.day.is_some() && self.day.is_some() {
            last.month = self.month;
        }
        let (Some(first), Some(number)) = (self.year, last.year) else {
            return;
        };
        let is_same_kind = self.unit == last.unit && !first.is_ordinal && !number.is_ordinal;
        let base = match number.digits {
            1 => 10,
            2 => 100,
            _ => return,
        };
        // `1911-12` may be a month.
        let is_month = link == Link::Sign && number.value <= 12;
        let is_short = first.digits == 4 && number.value > first.value % base && !is_month;
        if is_same_kind && is_short && last.era.is_none() && self.unit != Unit::Century {
            last.year = Some(YearNumber {
                value: first.value / base * base + number.value,
                ..first
            });
        }
    }
}
