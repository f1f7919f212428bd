//! What part of time is in view, and where it lies in pixels.

use crate::dates::{Time, TimeSpan};

/// The stretch of time across the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Time at the left edge.
    pub start: Time,
    /// Seconds from the left edge to the right, within
    /// [`View::MIN_SECONDS`]..=[`View::MAX_SECONDS`].
    pub seconds: f64,
}

impl View {
    /// Ten microseconds: finer than any date that is read.
    pub const MIN_SECONDS: f64 = 1e-5;
    /// About 95 billion years: the big bang with room to spare.
    pub const MAX_SECONDS: f64 = 3e18;
    /// Room left beside the data on each side when all is fitted, as a share
    /// of the width: marks and the first title must not touch the edge.
    const FIT_MARGIN: f64 = 0.03;

    /// A view of exactly `span`.
    pub fn of(span: TimeSpan) -> View {
        View {
            start: span.start,
            seconds: span.seconds().clamp(Self::MIN_SECONDS, Self::MAX_SECONDS),
        }
    }

    /// A view of `span` with a little room on both sides. An empty span gets
    /// a day.
    pub fn fitting(span: TimeSpan) -> View {
        const DAY: f64 = 86_400.0;
        let seconds = span.seconds();
        let seconds = if seconds > 0.0 { seconds } else { DAY };
        let margin = seconds * Self::FIT_MARGIN;
        View {
            start: span.start.plus_seconds(-margin),
            seconds: (seconds + 2.0 * margin).clamp(Self::MIN_SECONDS, Self::MAX_SECONDS),
        }
    }

    /// The span in view.
    pub fn span(self) -> TimeSpan {
        TimeSpan::new(self.start, self.start.plus_seconds(self.seconds))
    }

    /// Zoomed by `factor` (above 1 shows less time) so that the time at
    /// `share` (0 left edge, 1 right edge) stays where it is.
    pub fn zoomed(self, share: f64, factor: f64) -> View {
        let seconds = (self.seconds / factor).clamp(Self::MIN_SECONDS, Self::MAX_SECONDS);
        View {
            start: self.start.plus_seconds((self.seconds - seconds) * share),
            seconds,
        }
    }

    /// Moved by a share of its own width; positive shows later times.
    pub fn panned(self, share: f64) -> View {
        View {
            start: self.start.plus_seconds(self.seconds * share),
            ..self
        }
    }

    /// Moved as little as needed for `span` to be in view, with a margin; a
    /// span wider than the view is put at its left edge.
    pub fn showing(self, span: TimeSpan) -> View {
        let margin = self.seconds * Self::FIT_MARGIN;
        let left = span.start.seconds_since(self.start) - margin;
        let right = span.end.seconds_since(self.start) + margin - self.seconds;
        let shift = if left < 0.0 {
            left
        } else if right > 0.0 {
            right.min(left)
        } else {
            0.0
        };
        View {
            start: self.start.plus_seconds(shift),
            ..self
        }
    }

    /// Kept from wandering off: the middle of the view stays within `data`.
    pub fn held_to(self, data: TimeSpan) -> View {
        let middle = self.start.plus_seconds(self.seconds / 2.0);
        let back = middle.seconds_since(data.end).max(0.0);
        let forth = data.start.seconds_since(middle).max(0.0);
        View {
            start: self.start.plus_seconds(forth - back),
            ..self
        }
    }
}

/// Time to pixels and back, for one view and one stretch of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    origin: Time,
    seconds_per_px: f64,
    x0: f32,
    x1: f32,
}

impl TimeScale {
    /// Lays `view` over the pixels from `x0` to `x1` (at least one).
    pub fn new(view: View, x0: f32, x1: f32) -> TimeScale {
        let width = f64::from((x1 - x0).max(1.0));
        TimeScale {
            origin: view.start,
            seconds_per_px: view.seconds / width,
            x0,
            x1,
        }
    }

    /// Seconds that one pixel stands for.
    pub fn seconds_per_px(self) -> f64 {
        self.seconds_per_px
    }

    /// Pixel of a time; far outside the picture where the time is.
    pub fn x_from_time(self, time: Time) -> f64 {
        f64::from(self.x0) + time.seconds_since(self.origin) / self.seconds_per_px
    }

    /// Pixel of a time, held to a hundred thousand pixels around the picture
    /// so that it is exact enough in `f32`.
    pub fn x_clamped(self, time: Time) -> f32 {
        const FAR: f64 = 1e5;
        self.x_from_time(time).clamp(-FAR, FAR) as f32
    }

    /// Time at a pixel.
    pub fn time_from_x(self, x: f64) -> Time {
        self.origin
            .plus_seconds((x - f64::from(self.x0)) * self.seconds_per_px)
    }

    /// Left edge in pixels.
    pub fn x0(self) -> f32 {
        self.x0
    }

    /// Right edge in pixels.
    pub fn x1(self) -> f32 {
        self.x1
    }
}
