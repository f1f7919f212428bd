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
mod written;

pub use calendar::{Calendar, CalendarDate, month_from_name};
pub use error::DateError;
pub use span_words::span_words;
pub use step_labels::{context_label, label};
pub use steps::{STEPS, Step, Unit, context_step, finest_step, ticks};
pub use time::{Time, TimeSpan};
pub use written::{NotRead, Written, is_open_end, read_written};

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

/// Everything of a date but its text: what is drawn and compared.
///
/// Half as large as a [`Date`] and copied freely; made by [`Date::parse`], or
/// by a table that knows how all of its dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// What kind of date it is.
    pub form: Form,
    /// Where it begins.
    pub start: End,
    /// Where it ends; the same as the start for a single date.
    pub end: End,
    /// Everything written: from the earliest second of the start to just past
    /// the latest of the end. With one end open or unknown, the span of the
    /// dates that are written.
    pub extent: TimeSpan,
    /// Any date in it is marked `~` or `%`.
    pub is_approximate: bool,
    /// Any date in it is marked `?` or `%`.
    pub is_uncertain: bool,
}

impl Bounds {
    /// How fine it is known: the coarser of its ends.
    pub fn precision(&self) -> Precision {
        match (self.start, self.end) {
            (End::Dated(start), End::Dated(end)) => start.precision.min(end.precision),
            (End::Dated(only), _) | (_, End::Dated(only)) => only.precision,
            // `{..1990,1995..}`: nothing is known of either end.
            _ => Precision::Millennium,
        }
    }

    /// What it covers on a timeline whose data lie within `data`: its extent,
    /// and where an end is open everything up to the edge of the data.
    pub fn drawn_span(&self, data: TimeSpan) -> TimeSpan {
        let mut span = self.extent;
        if self.start == End::Open {
            span.start = data.start;
        }
        if self.end == End::Open {
            span.end = data.end;
        }
        span
    }
}

/// A date as an event has it.
///
/// Made by [`Date::parse`] only, so that the text and the bounds agree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    text: String,
    bounds: Bounds,
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

    /// Everything but the text.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// What kind of date it is.
    pub fn form(&self) -> Form {
        self.bounds.form
    }

    /// Where it begins.
    pub fn start(&self) -> End {
        self.bounds.start
    }

    /// Where it ends; the same as the start for a single date.
    pub fn end(&self) -> End {
        self.bounds.end
    }

    /// Everything written; see [`Bounds::extent`]. `None` where no end bounds
    /// it.
    pub fn extent(&self) -> Option<TimeSpan> {
        // Reading refuses dates without any end, so there always is one.
        Some(self.bounds.extent)
    }

    /// How fine it is known: the coarser of its ends.
    pub fn precision(&self) -> Precision {
        self.bounds.precision()
    }

    /// True when any date in it is marked `~` or `%`.
    pub fn is_approximate(&self) -> bool {
        self.bounds.is_approximate
    }

    /// True when any date in it is marked `?` or `%`.
    pub fn is_uncertain(&self) -> bool {
        self.bounds.is_uncertain
    }
}
