//! Why a text is not read as a written date.

/// Why a text is not read: what was found, and what would be understood.
///
/// Texts that are quoted are cut to 40 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// Nothing but white space and brackets.
    #[error("the date is empty; expected a date such as “March 1979”")]
    Empty,
    /// Longer than any date is written.
    #[error("“{text}” is longer than a date; expected a date alone, such as “c. 1340”")]
    Long {
        /// The text.
        text: String,
    },
    /// A word that belongs to no date.
    #[error(
        "“{text}” has “{word}”, which is no part of a date that is understood; expected a date alone, such as “7 March 1979” or “late 1980s”"
    )]
    Word {
        /// The text.
        text: String,
        /// The word or sign.
        word: String,
    },
    /// A day, a month or a season of no year.
    #[error("“{text}” names no year; expected one of three or four digits, such as “May 1979”")]
    NoYear {
        /// The text.
        text: String,
    },
    /// A year of one or two digits without an era.
    #[error(
        "“{text}” has the number {year} for a year; write all digits of the year, or the era as in “{year} AD”"
    )]
    ShortYear {
        /// The text.
        text: String,
        /// The number.
        year: i64,
    },
    /// A day or a month that the calendar does not have.
    #[error("“{text}” names a day, month or year that its calendar does not have")]
    NoSuchDay {
        /// The text.
        text: String,
    },
    /// Numbers that are different days in different orders.
    #[error("“{text}” can be {readings}; write the year first, or the month in letters")]
    Order {
        /// The text.
        text: String,
        /// The days, as EDTF.
        readings: String,
    },
    /// A year that could be of two calendars.
    #[error(
        "“{text}” has a year that can be Gregorian or Hijri; name the calendar, such as “1357 SH”, “1400 AH”, “۱۳۵۷ خورشیدی” or “۱۳۵۷ میلادی”"
    )]
    Calendar {
        /// The text.
        text: String,
    },
    /// A month of one calendar with a year of another.
    #[error("“{text}” has a month of one calendar and a year of another")]
    Calendars {
        /// The text.
        text: String,
    },
    /// Something that is said in one way and meant in two.
    #[error("“{text}” can be {one} or {other}; write the years")]
    Either {
        /// The text.
        text: String,
        /// One meaning.
        one: String,
        /// The other.
        other: String,
    },
    /// A range whose end is before its start.
    #[error("“{text}” ends before it begins; write the earlier date first")]
    Reversed {
        /// The text.
        text: String,
    },
    /// Its words are known, but not in this order.
    #[error(
        "“{text}” is not a date in a form that is understood; expected one such as “7 March 1979”, “late 1980s”, “1914–18” or “before 1990”"
    )]
    Form {
        /// The text.
        text: String,
    },
}
