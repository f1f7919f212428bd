//! How a cell that is no EDTF is written: what can be made of one cell without
//! looking at the others.

use serde::{Deserialize, Serialize};

use crate::dates::{Date, month_from_name};

/// Two-digit years from here on belong to the 1900s (POSIX `%y`).
const PIVOT: i64 = 69;

/// An order of day, month and year in dates of three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// 12/31/2004.
    MonthDayYear,
    /// 31/12/2004.
    DayMonthYear,
    /// 04/12/31.
    YearMonthDay,
}

impl Order {
    /// Every order.
    pub const ALL: [Order; 3] = [
        Order::MonthDayYear,
        Order::DayMonthYear,
        Order::YearMonthDay,
    ];

    /// The letters of its parts, for files.
    pub(crate) fn letters(self) -> &'static str {
        match self {
            Order::MonthDayYear => "mdy",
            Order::DayMonthYear => "dmy",
            Order::YearMonthDay => "ymd",
        }
    }

    /// The order with those letters.
    pub(crate) fn of_letters(letters: &str) -> Option<Order> {
        Order::ALL
            .into_iter()
            .find(|order| order.letters() == letters)
    }

    /// For messages.
    pub fn words(self) -> &'static str {
        match self {
            Order::MonthDayYear => "month, day, year",
            Order::DayMonthYear => "day, month, year",
            Order::YearMonthDay => "year, month, day",
        }
    }
}

/// Signs between the numbers. Each is decided for itself.
pub(super) const SEPARATORS: [char; 3] = ['/', '.', '-'];

/// How a cell that is no EDTF is written.
pub(super) enum Shape {
    /// Three numbers; which is the day is not known yet.
    YearLast(Numbers),
    /// Read: the year comes first.
    YearFirst(String),
    /// Read: a month and a year.
    MonthYear(String),
    /// Read: the month is a word. `short`: the year has two digits.
    Words { edtf: String, short: bool },
}

/// Three numbers, the last of two or four digits, and perhaps a clock time.
pub(super) struct Numbers {
    /// Which of [`SEPARATORS`].
    pub(super) separator: usize,
    parts: [i64; 3],
    /// How many digits each has.
    digits: [usize; 3],
    /// `T19:22:57`, or empty.
    clock: String,
}

impl Numbers {
    /// True when the last number has two digits.
    pub(super) fn is_short(&self) -> bool {
        self.digits[2] == 2
    }

    /// The date in that order, if it is one.
    pub(super) fn edtf(&self, order: Order) -> Option<String> {
        let [a, b, c] = self.parts;
        let (year, month, day, digits) = match order {
            Order::MonthDayYear => (c, a, b, self.digits[2]),
            Order::DayMonthYear => (c, b, a, self.digits[2]),
            Order::YearMonthDay => (a, b, c, self.digits[0]),
        };
        // Four digits can only be a year, and one digit never is.
        let year = match digits {
            4 => year,
            2 if order != Order::YearMonthDay || self.digits[2] == 2 => full_year(year),
            _ => return None,
        };
        day_text(year, month, day, &self.clock)
    }
}

fn full_year(short: i64) -> i64 {
    if short >= PIVOT {
        1900 + short
    } else {
        2000 + short
    }
}

/// `2004-12-31` with a clock time after it, if there is such a day and time.
fn day_text(year: i64, month: i64, day: i64, clock: &str) -> Option<String> {
    let text = format!("{year:04}-{month:02}-{day:02}{clock}");
    Date::parse(&text).is_ok().then_some(text)
}

impl Shape {
    /// What the cell is, if it is any of these.
    pub(super) fn of(cell: &str) -> Option<Shape> {
        // Longer text is prose, and every form below is short.
        if cell.len() > 80 {
            return None;
        }
        let (first, rest) = match cell.split_once(|c: char| c.is_whitespace() || c == 'T') {
            Some((first, rest)) if first.bytes().all(|b| !b.is_ascii_alphabetic()) => (first, rest),
            _ => (cell, ""),
        };
        numbers(first, rest).or_else(|| words(cell))
    }
}

/// Numbers with a sign between them, and a clock time.
fn numbers(day: &str, rest: &str) -> Option<Shape> {
    let clock = if rest.trim().is_empty() {
        String::new()
    } else {
        clock(rest)?
    };
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        let number = |range| day.get(range).and_then(|part: &str| part.parse().ok());
        return day_text(number(0..4)?, number(4..6)?, number(6..8)?, &clock).map(Shape::YearFirst);
    }
    let separator = SEPARATORS.iter().position(|sign| day.contains(*sign))?;
    let parts: Vec<&str> = day.split(SEPARATORS[separator]).collect();
    let all_numbers = parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    if !all_numbers {
        return None;
    }
    let value = |at: usize| parts[at].parse::<i64>().ok();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            day_text(value(0)?, value(1)?, value(2)?, &clock).map(Shape::YearFirst)
        }
        [a, b, c] if a.len() <= 2 && b.len() <= 2 && matches!(c.len(), 2 | 4) => {
            Some(Shape::YearLast(Numbers {
                separator,
                parts: [value(0)?, value(1)?, value(2)?],
                digits: [a.len(), b.len(), c.len()],
                clock,
            }))
        }
        [month, year] if month.len() <= 2 && year.len() == 4 && clock.is_empty() => {
            let text = format!("{year}-{:02}", value(0)?);
            ((1..=12).contains(&value(0)?)).then_some(Shape::MonthYear(text))
        }
        _ => None,
    }
}

/// `7:22`, `19:22:57.5`, `7:22 pm`, `19:22 +04:30` to `T19:22`; not checked
/// further than that.
pub(super) fn clock(text: &str) -> Option<String> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let (hour, rest_of_time) = time.split_once(':')?;
    let mut hour: u32 = hour.parse().ok()?;
    let half = rest.trim().to_ascii_lowercase().replace('.', "");
    let zone = match half.as_str() {
        "" => String::new(),
        "am" | "pm" => {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if half == "pm" { 12 } else { 0 };
            String::new()
        }
        "z" | "utc" | "gmt" => "Z".to_owned(),
        _ => zone(rest.trim())?,
    };
    Some(format!("T{hour:02}:{rest_of_time}{zone}"))
}

/// `+0430`, `+04`, `+04:30` with a colon.
fn zone(text: &str) -> Option<String> {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.len() {
        2 => Some(format!("{sign}{digits}:00")),
        4 => Some(format!("{sign}{}:{}", &digits[..2], &digits[2..])),
        _ => None,
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// True for the name of a day of the week, whole or cut to three letters or
/// more (`Tues`); `chrono` knows names of three letters only.
fn is_weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.len() >= 3 && WEEKDAYS.iter().any(|name| name.starts_with(&word))
}

/// `Jan 1 2000`, `January 1st, 2000`, `15 September 1890`, `14-Oct-66`,
/// `September 1890`, with a weekday before and a clock time after.
fn words(cell: &str) -> Option<Shape> {
    let (day, clock) = match cell.find(':') {
        Some(colon) => {
            let hour = cell[..colon]
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1);
            (cell.get(..hour)?, clock(cell.get(hour..)?)?)
        }
        None => (cell, String::new()),
    };
    let mut month = None;
    // Numbers before and after the name of the month, with their digits.
    let mut before = Vec::new();
    let mut after = Vec::new();
    let tokens = day
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.'))
        .filter(|token| !token.is_empty());
    for token in tokens {
        let digits = token.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = token.split_at(digits);
        let is_ordinal = matches!(
            rest.to_ascii_lowercase().as_str(),
            "st" | "nd" | "rd" | "th"
        );
        if (1..=4).contains(&digits) && (rest.is_empty() || (is_ordinal && digits <= 2)) {
            let number: i64 = number.parse().ok()?;
            if month.is_some() {
                &mut after
            } else {
                &mut before
            }
            .push((number, digits));
        } else if let (None, Some(found)) = (month, month_from_name(token).map(i64::from)) {
            month = Some(found);
        } else if !is_weekday(token) {
            return None;
        }
    }
    let month = month?;
    // Three digits and more are a year. Two are one only where they come last
    // and a day stands before them; else `Jan 12` could be either.
    let (year, digits, day) = match (before.as_slice(), after.as_slice()) {
        ([(day, 1..=2)], [(year, digits @ 2..=4)]) => (*year, *digits, Some(*day)),
        ([], [(day, 1..=2), (year, digits @ 2..=4)]) => (*year, *digits, Some(*day)),
        ([(year, digits @ 3..=4)], [(day, 1..=2)]) => (*year, *digits, Some(*day)),
        ([(year, digits @ 3..=4)], []) | ([], [(year, digits @ 3..=4)]) => (*year, *digits, None),
        _ => return None,
    };
    let year = if digits == 2 { full_year(year) } else { year };
    let edtf = match day {
        Some(day) => day_text(year, month, day, &clock)?,
        None if clock.is_empty() => format!("{year:04}-{month:02}"),
        None => return None,
    };
    Some(Shape::Words {
        edtf,
        short: digits == 2,
    })
}
