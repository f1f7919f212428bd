//! Partial and approximate dates: EDTF text to exact bounds, bounds to words.
//!
//! Every span is half-open: `start` belongs to it, `end` does not. Time is
//! counted in seconds of the proleptic Gregorian calendar without leap
//! seconds, as in ISO 8601. A date without a clock time is *floating*: it is
//! the same day everywhere, so it is counted as if at offset zero. Nothing
//! here adds precision that the text did not have.

mod time;

pub use time::{Time, TimeSpan};

/// How fine a date is known, from coarse to fine. `Ord` follows fineness:
/// `Precision::Year < Precision::Day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Coarser than a century: a millennium or a number of significant digits
    /// of a year.
    Millennium,
    /// Hundred years (`19XX`).
    Century,
    /// Ten years (`198X`).
    Decade,
    /// One year.
    Year,
    /// A season, quarter, quadrimester or semester of a year.
    Season,
    /// One month.
    Month,
    /// One day.
    Day,
    /// A clock time to the minute.
    Minute,
    /// A clock time to the second.
    Second,
    /// A clock time with a fraction of a second.
    Subsecond,
}

/// One end of a date that was written: where it lies, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DatedEnd {
    /// From the earliest second that the text allows to just past the latest.
    pub span: TimeSpan,
    /// How fine the text is.
    pub precision: Precision,
    /// Marked `~` or `%`: about then.
    pub approximate: bool,
    /// Marked `?` or `%`: perhaps then.
    pub uncertain: bool,
}

/// One end of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// Written down.
    Dated(DatedEnd),
    /// `..`: it has no end, or none yet.
    Open,
    /// Left blank: it has an end that is not known.
    Unknown,
}

/// What kind of date the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One date, however coarse. Both ends are the same `End`.
    Single,
    /// From one date to another (`a/b`).
    Interval,
    /// One of several dates (`[a,b]`, `[..b]`); which is not known.
    OneOf,
    /// All of several dates (`{a,b}`).
    AllOf,
}

/// A date as an event has it.
///
/// Made by [`Date::parse`] only, so that the text and the bounds agree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    text: String,
    form: Form,
    start: End,
    end: End,
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Neither EDTF nor a date-time.
    #[error("{0}")]
    NotADate(String),
}

impl Date {
    /// Reads EDTF (levels 0–2) or an ISO 8601 date-time.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        Err(DateError::NotADate(text.to_owned()))
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What kind of date it is.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Where it begins.
    pub fn start(&self) -> End {
        self.start
    }

    /// Where it ends; the same as the start for a single date.
    pub fn end(&self) -> End {
        self.end
    }
}
