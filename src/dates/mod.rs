//! Partial and approximate dates: EDTF text to exact bounds, bounds to words.
//!
//! Every span is half-open: `start` belongs to it, `end` does not. Time is
//! counted in seconds of the proleptic Gregorian calendar without leap
//! seconds, as in ISO 8601. A date without a clock time is *floating*: it is
//! the same day everywhere, so it is counted as if at offset zero. Nothing
//! here adds precision that the text did not have.

mod calendar;
pub mod civil;
mod clock;
mod diagnose;
mod error;
mod meaning;
mod numbers;
mod parse;
mod phrases;
mod span_words;
mod step_labels;
pub mod steps;
mod syntax;
mod time;
mod words;

pub use calendar::{Calendar, CalendarDate, month_from_name};
pub use error::DateError;
pub use span_words::span_words;
pub use step_labels::{context_label, label};
pub use steps::{STEPS, Step, Unit, context_step, finest_step, ticks};
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
    /// Everything written, from the earliest second to just past the latest.
    extent: TimeSpan,
    /// Any date in it is marked `~` or `%`.
    approximate: bool,
    /// Any date in it is marked `?` or `%`.
    uncertain: bool,
}

impl Date {
    /// Reads EDTF, levels 0 to 2 (ISO 8601-2:2019 Annex A,
    /// <https://www.loc.gov/standards/datetime/>), or an ISO 8601-1:2019
    /// date-time with or without an offset, seconds and their fraction.
    ///
    /// White space at the ends is dropped. The range is that of [`Time`]; a
    /// date past it is [`DateError::OutOfRange`].
    pub fn parse(text: &str) -> Result<Date, DateError> {
        parse::parse(text)
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

    /// Everything written: from the earliest second of the start to just past
    /// the latest of the end. With one end open or unknown, the span of the
    /// dates that are written; `None` where none is.
    pub fn extent(&self) -> Option<TimeSpan> {
        // Reading refuses dates without any end, so there always is one.
        Some(self.extent)
    }

    /// How fine it is known: the coarser of its ends.
    pub fn precision(&self) -> Precision {
        match (self.start, self.end) {
            (End::Dated(start), End::Dated(end)) => start.precision.min(end.precision),
            (End::Dated(only), _) | (_, End::Dated(only)) => only.precision,
            // `{..1990,1995..}`: nothing is known of either end.
            _ => Precision::Millennium,
        }
    }

    /// True when any date in it is marked `~` or `%`.
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// True when any date in it is marked `?` or `%`.
    pub fn is_uncertain(&self) -> bool {
        self.uncertain
    }
}
