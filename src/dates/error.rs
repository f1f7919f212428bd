//! Why a text is not a date: one variant a cause, each with what was found,
//! what was expected and what to try.

/// Why a text is not a date.
///
/// Texts that are quoted are cut to 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Nothing but white space.
    #[error(
        "the date is empty; expected a date such as 1988-08, or leave it out when it is not known"
    )]
    Empty,
    /// A character that no date has, such as a digit of another script or a long dash.
    #[error(
        "“{text}” has the character “{found}”; dates are written with 0–9 and plain signs, such as 1982/1988"
    )]
    Character {
        /// The whole text.
        text: String,
        /// The first such character.
        found: char,
    },
    /// A year of one to three digits.
    #[error(
        "“{text}” has a year of fewer than four digits; for the year {year} write {padded}{longer}"
    )]
    ShortYear {
        /// The text of the date.
        text: String,
        /// The year as it was written.
        year: String,
        /// The same with leading zeros.
        padded: String,
        /// ", for a whole decade …", or nothing.
        longer: String,
    },
    /// A year of five or more digits without `Y`.
    #[error(
        "“{text}” has a year of more than four digits; put a Y before it, such as {suggestion}"
    )]
    LongYear {
        /// The text of the date.
        text: String,
        /// The year with `Y`.
        suggestion: String,
    },
    /// A day or month without hyphens (`19991225`).
    #[error("“{text}” has no hyphens between year, month and day; try {suggestion}")]
    NoHyphens {
        /// The text of the date.
        text: String,
        /// The same with hyphens.
        suggestion: String,
    },
    /// `Y` before a year of up to four digits.
    #[error("“{text}” has a Y before a year of up to four digits; leave the Y out: {suggestion}")]
    NeedlessY {
        /// The text of the date.
        text: String,
        /// The year without `Y`.
        suggestion: String,
    },
    /// A year before zero marked in words (`44 BC`).
    #[error(
        "“{text}” names an era; expected an astronomical year, where 0000 is 1 BCE and 44 BCE is -0043: try {suggestion}"
    )]
    Era {
        /// The text of the date.
        text: String,
        /// The year in EDTF.
        suggestion: String,
    },
    /// A date in words (`12 October 1999`, `c. 1984`, `1990s`).
    #[error("“{text}” is in words; in EDTF it is {suggestion}")]
    InWords {
        /// The text of the date.
        text: String,
        /// The same in EDTF.
        suggestion: String,
    },
    /// Unknown digits in a year before the year 0, which EDTF does not have.
    #[error(
        "“{text}” has unknown digits in a year before 0000, which EDTF cannot say; write the interval {suggestion}"
    )]
    UnknownBeforeZero {
        /// The text of the date.
        text: String,
        /// The years as an interval.
        suggestion: String,
    },
    /// A month or day of one digit.
    #[error("“{text}” has a month or day of one digit; months and days have two: try {suggestion}")]
    ShortField {
        /// The text of the date.
        text: String,
        /// The same with leading zeros.
        suggestion: String,
    },
    /// A month that is none.
    #[error(
        "“{text}” has the month {month}; expected 01–12, or a season or part of a year 21–41, such as 1984-21 for spring"
    )]
    Month {
        /// The text of the date.
        text: String,
        /// The month as it was written.
        month: String,
    },
    /// A day that the month does not have.
    #[error("“{text}” has the day {day}, which that month does not have; its last day is {last}")]
    Day {
        /// The text of the date.
        text: String,
        /// The day as it was written.
        day: String,
        /// The last day that the month can have.
        last: u8,
    },
    /// The syntax of the draft of 2012 (`unknown`, `open`, `u`, `x`, `y…`).
    #[error("“{text}” is in the EDTF draft of 2012; in the standard of 2019 it is {suggestion}")]
    OldDraft {
        /// The text of the date.
        text: String,
        /// The same in ISO 8601-2:2019.
        suggestion: String,
    },
    /// A clock time that cannot be read.
    #[error("“{text}” has the clock time “{clock}”; {expected}, such as 2021-08-30T23:59:00+04:30")]
    Clock {
        /// The whole date-time.
        text: String,
        /// The part after the date.
        clock: String,
        /// What was expected in its place.
        expected: &'static str,
    },
    /// A clock time after a date that is not a whole day.
    #[error(
        "“{text}” has a clock time after “{date}”; expected a whole day before it, such as 2021-08-30T23:59"
    )]
    ClockWithoutDay {
        /// The whole date-time.
        text: String,
        /// The part before the clock time.
        date: String,
    },
    /// A clock time inside `[…]` or `{…}`.
    #[error(
        "“{text}” has a clock time in a set; sets hold years, months, seasons and days, such as [1667,1668-12]"
    )]
    ClockInSet {
        /// The whole text.
        text: String,
    },
    /// More than one `/`.
    #[error(
        "“{text}” has more than one “/”; an interval has two dates, such as 1982/1988 (and dates are written 1988-08-23)"
    )]
    Slashes {
        /// The whole text.
        text: String,
    },
    /// An interval that ends before it begins.
    #[error("“{text}” ends before it begins; write the earlier date first: {end}/{start}")]
    Reversed {
        /// The whole text.
        text: String,
        /// The first date.
        start: String,
        /// The second date.
        end: String,
    },
    /// An interval with no date in it.
    #[error("“{text}” has no date at either end; expected at least one, such as 1990/..")]
    NoEnd {
        /// The whole text.
        text: String,
    },
    /// A date before or after everything that can be held.
    #[error(
        "“{text}” is out of range; years from about -292 billion to 292 billion can be held, such as Y-13800000000"
    )]
    OutOfRange {
        /// The text of the date.
        text: String,
    },
    /// Anything else.
    #[error(
        "“{text}” is not a date: {reason}, at character {place}; expected EDTF such as 1988, 1988-08, 1988-08-23~ or 1982/1988"
    )]
    NotADate {
        /// The whole text.
        text: String,
        /// Why it could not be read.
        reason: &'static str,
        /// Where, counted in characters from 1.
        place: usize,
    },
}

/// A text as an error quotes it: cut to 40 characters.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
