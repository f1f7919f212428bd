//! What dates have in common besides where they lie.
//!
//! Millions of dates share a few shapes: "a day", "a month, about then", "from
//! a day to a day". A column keeps the number of the shape, and the date is
//! made again from the shape and its span, to the nanosecond. A date that
//! cannot be made so has no shape and is kept whole.

use crate::dates::{Bounds, DatedEnd, End, Form, Precision, Time, TimeSpan};

/// A length of time, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Length {
    secs: u64,
    nanos: u32,
}

const NANOS_PER_SEC: u32 = 1_000_000_000;

impl Length {
    /// `to` is not before `from`.
    fn between(from: Time, to: Time) -> Length {
        let secs = to.secs().abs_diff(from.secs());
        match to.nanos().checked_sub(from.nanos()) {
            Some(nanos) => Length { secs, nanos },
            None => Length {
                secs: secs.saturating_sub(1),
                nanos: to.nanos() + NANOS_PER_SEC - from.nanos(),
            },
        }
    }

    pub(super) fn after(self, from: Time) -> Time {
        let secs = from.secs().saturating_add_unsigned(self.secs);
        Time::from_secs_nanos(secs, from.nanos() + self.nanos)
    }

    fn before(self, to: Time) -> Time {
        let secs = to.secs().saturating_sub_unsigned(self.secs);
        match to.nanos().checked_sub(self.nanos) {
            Some(nanos) => Time::from_secs_nanos(secs, nanos),
            None => {
                let nanos = to.nanos() + NANOS_PER_SEC - self.nanos;
                Time::from_secs_nanos(secs.saturating_sub(1), nanos)
            }
        }
    }
}

/// One end of a date, without where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum EndShape {
    /// A written end that begins where the date begins.
    First(Written),
    /// A written end that ends where the date ends.
    Last(Written),
    Open,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Written {
    length: Length,
    precision: Precision,
    approximate: bool,
    uncertain: bool,
}

impl Written {
    fn of(end: DatedEnd) -> Written {
        Written {
            length: Length::between(end.span.start, end.span.end),
            precision: end.precision,
            approximate: end.approximate,
            uncertain: end.uncertain,
        }
    }

    fn at(self, span: TimeSpan) -> End {
        End::Dated(DatedEnd {
            span,
            precision: self.precision,
            approximate: self.approximate,
            uncertain: self.uncertain,
        })
    }
}

/// How the end of what is drawn is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DrawnEnd {
    /// So long after the start.
    After(Length),
    /// The end of the data.
    OfData,
    /// A column has it.
    Kept,
}

/// What dates of one kind have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    form: Form,
    start: EndShape,
    end: EndShape,
    /// Of the extent, where all of these dates are as long.
    length: Option<Length>,
    is_approximate: bool,
    is_uncertain: bool,
}

impl Shape {
    /// The shape of a date; `None` where the date is more than a shape and a
    /// span.
    pub(super) fn of(date: &Bounds) -> Option<Shape> {
        let extent = date.extent;
        let first = |end: DatedEnd| {
            (end.span.start == extent.start).then(|| EndShape::First(Written::of(end)))
        };
        let last =
            |end: DatedEnd| (end.span.end == extent.end).then(|| EndShape::Last(Written::of(end)));
        let start = match date.start {
            End::Dated(end) => first(end).or_else(|| last(end))?,
            End::Open => EndShape::Open,
            End::Unknown => EndShape::Unknown,
        };
        let end = match date.end {
            End::Dated(end) => last(end).or_else(|| first(end))?,
            End::Open => EndShape::Open,
            End::Unknown => EndShape::Unknown,
        };
        let is_whole = |end: End| matches!(end, End::Dated(end) if end.span == extent);
        let is_fixed = is_whole(date.start) || is_whole(date.end);
        if !is_fixed && [date.start, date.end].contains(&End::Open) {
            return None;
        }
        if [date.start, date.end] == [End::Open, End::Open] {
            return None;
        }
        // The ends of an interval vary in length by themselves: one column is
        // smaller than a shape for every length.
        let varies = date.form != Form::Single
            && matches!((date.start, date.end), (End::Dated(_), End::Dated(_)));
        Some(Shape {
            form: date.form,
            start,
            end,
            length: (is_fixed && !varies).then(|| Length::between(extent.start, extent.end)),
            is_approximate: date.is_approximate,
            is_uncertain: date.is_uncertain,
        })
    }

    /// True where what is drawn begins with the data.
    pub(super) fn begins_with_data(&self) -> bool {
        self.start == EndShape::Open
    }

    pub(super) fn drawn_end(&self) -> DrawnEnd {
        match self.length {
            _ if self.end == EndShape::Open => DrawnEnd::OfData,
            Some(length) if self.start != EndShape::Open => DrawnEnd::After(length),
            _ => DrawnEnd::Kept,
        }
    }

    /// The date that is drawn from `drawn.start` to `drawn.end`.
    pub(super) fn date(&self, drawn: TimeSpan) -> Bounds {
        let extent = match self.length {
            Some(length) if self.start == EndShape::Open => TimeSpan {
                start: length.before(drawn.end),
                end: drawn.end,
            },
            Some(length) => TimeSpan {
                start: drawn.start,
                end: length.after(drawn.start),
            },
            None => drawn,
        };
        let end = |shape: EndShape| match shape {
            EndShape::First(written) => written.at(TimeSpan {
                start: extent.start,
                end: written.length.after(extent.start),
            }),
            EndShape::Last(written) => written.at(TimeSpan {
                start: written.length.before(extent.end),
                end: extent.end,
            }),
            EndShape::Open => End::Open,
            EndShape::Unknown => End::Unknown,
        };
        Bounds {
            form: self.form,
            start: end(self.start),
            end: end(self.end),
            extent,
            is_approximate: self.is_approximate,
            is_uncertain: self.is_uncertain,
        }
    }
}
