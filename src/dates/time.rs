//! Exact instants and half-open spans of them.

/// A point in time: whole seconds since 1970-01-01T00:00:00 of the proleptic
/// Gregorian calendar, and nanoseconds within the second.
///
/// Range: about ±292 billion years, from before the big bang on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    secs: i64,
    nanos: u32,
}

const NANOS_PER_SEC: u32 = 1_000_000_000;

impl Time {
    /// The earliest time that can be held.
    pub const MIN: Time = Time {
        secs: i64::MIN,
        nanos: 0,
    };
    /// The latest time that can be held.
    pub const MAX: Time = Time {
        secs: i64::MAX,
        nanos: NANOS_PER_SEC - 1,
    };

    /// A whole second.
    pub const fn from_secs(secs: i64) -> Time {
        Time { secs, nanos: 0 }
    }

    /// A second and a part of it; `nanos` at or past one second is carried.
    pub const fn from_secs_nanos(secs: i64, nanos: u32) -> Time {
        Time {
            secs: secs.saturating_add((nanos / NANOS_PER_SEC) as i64),
            nanos: nanos % NANOS_PER_SEC,
        }
    }

    /// A number of nanoseconds since 1970, held within the range.
    pub fn from_nanos(nanos: i128) -> Time {
        let per_sec = i128::from(NANOS_PER_SEC);
        match i64::try_from(nanos.div_euclid(per_sec)) {
            Ok(secs) => Time::from_secs_nanos(secs, nanos.rem_euclid(per_sec) as u32),
            Err(_) if nanos < 0 => Time::MIN,
            Err(_) => Time::MAX,
        }
    }

    /// Nanoseconds since 1970, exactly.
    pub fn total_nanos(self) -> i128 {
        i128::from(self.secs) * i128::from(NANOS_PER_SEC) + i128::from(self.nanos)
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn secs(self) -> i64 {
        self.secs
    }

    /// Nanoseconds within the second, below 1,000,000,000.
    pub const fn nanos(self) -> u32 {
        self.nanos
    }

    /// Seconds from `origin` to `self`, subtracted exactly before it becomes a float.
    pub fn seconds_since(self, origin: Time) -> f64 {
        let secs = i128::from(self.secs) - i128::from(origin.secs);
        let nanos = i64::from(self.nanos) - i64::from(origin.nanos);
        secs as f64 + nanos as f64 / f64::from(NANOS_PER_SEC)
    }

    /// The time `seconds` later (earlier when negative), held within the range.
    /// Not a number counts as zero.
    pub fn plus_seconds(self, seconds: f64) -> Time {
        if seconds.is_nan() {
            return self;
        }
        let whole = seconds.floor();
        let nanos = ((seconds - whole) * f64::from(NANOS_PER_SEC)).round() as u32;
        // `as` saturates, which is the wanted edge.
        let secs = self.secs.saturating_add(whole as i64);
        Time::from_secs_nanos(secs, self.nanos + nanos)
    }
}

/// A half-open span: `start` belongs to it, `end` does not; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeSpan {
    /// The first time in it.
    pub start: Time,
    /// The first time after it; at or past `start`.
    pub end: Time,
}

impl TimeSpan {
    /// From `start` up to `end`. An end before the start is moved to the start.
    pub fn new(start: Time, end: Time) -> TimeSpan {
        TimeSpan {
            start,
            end: end.max(start),
        }
    }

    /// Length in seconds.
    pub fn seconds(self) -> f64 {
        self.end.seconds_since(self.start)
    }

    /// The smallest span that holds both.
    pub fn union(self, other: TimeSpan) -> TimeSpan {
        TimeSpan {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// True when some time lies in both.
    pub fn overlaps(self, other: TimeSpan) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `time` lies in it.
    pub fn contains(self, time: Time) -> bool {
        self.start <= time && time < self.end
    }

    /// The time halfway.
    pub fn middle(self) -> Time {
        self.start.plus_seconds(self.seconds() / 2.0)
    }
}
