//! Sorted columns: what is known of each event, by position.
//!
//! Positions are those of the dated events by lane, start and index, and
//! behind them those of the undated ones by lane and index. 18 bytes an event;
//! 4 more where ends differ by event, 4 more in lanes that do not end in the
//! order in which they start, and 4 for fractions of seconds where there are
//! any.

use std::ops::Range;
use std::sync::Arc;

use super::look::Look;
use super::shape::{DrawnEnd, Shape};
use crate::dates::{Bounds, Time, TimeSpan};
use crate::model::EventIx;

/// Positions between two marks of the starts: a search looks at marks first.
const MARK: usize = 64;

/// Ends that shapes do not tell.
#[derive(Clone, Debug)]
pub(super) enum Ends {
    /// There are none.
    None,
    /// Whole seconds from that of the start.
    Lengths(Vec<u32>),
    /// Whole seconds since 1970.
    Secs(Vec<i64>),
}

/// The number of each position's shape.
#[derive(Clone, Debug)]
pub(super) enum ShapeNumbers {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

impl ShapeNumbers {
    #[inline]
    fn at(&self, position: usize) -> usize {
        match self {
            ShapeNumbers::Narrow(numbers) => usize::from(numbers[position]),
            ShapeNumbers::Wide(numbers) => usize::from(numbers[position]),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Columns {
    /// The event at each position.
    pub(super) events: Vec<EventIx>,
    /// The position of every event, by index.
    pub(super) position_of: Arc<Vec<u32>>,
    /// Positions from here on are of undated events; they have a look only.
    pub(super) dated: usize,
    /// Start of the event's extent, whole seconds since 1970, ascending in a
    /// lane.
    pub(super) starts: Vec<i64>,
    /// Nanoseconds within that second.
    pub(super) start_nanos: Option<Vec<u32>>,
    /// Start of every [`MARK`]th position.
    pub(super) marks: Vec<i64>,
    /// Of every [`MARK`]th mark.
    pub(super) groups: Vec<i64>,
    pub(super) ends: Ends,
    pub(super) end_nanos: Option<Vec<u32>>,
    /// Of each shape.
    pub(super) drawn_ends: Vec<DrawnEnd>,
    /// The first is that of dates that have none.
    pub(super) shapes: Vec<Option<Shape>>,
    pub(super) numbers: ShapeNumbers,
    pub(super) looks: Vec<Look>,
    /// Dates that have no shape, by index.
    pub(super) whole: Vec<(EventIx, Bounds)>,
    /// From the earliest start to the latest end of all events.
    pub(super) data: Option<TimeSpan>,
}

impl Columns {
    /// Fills in what follows from the columns.
    pub(super) fn new(columns: Columns) -> Columns {
        let marks: Vec<i64> = columns.starts.iter().step_by(MARK).copied().collect();
        Columns {
            groups: marks.iter().step_by(MARK).copied().collect(),
            marks,
            drawn_ends: columns
                .shapes
                .iter()
                .map(|shape| shape.map_or(DrawnEnd::Kept, |shape| shape.drawn_end()))
                .collect(),
            ..columns
        }
    }

    #[inline]
    pub(super) fn start(&self, position: usize) -> Time {
        let secs = self.starts[position];
        match &self.start_nanos {
            None => Time::from_secs(secs),
            Some(nanos) => Time::from_secs_nanos(secs, nanos[position]),
        }
    }

    #[inline]
    pub(super) fn end(&self, position: usize) -> Time {
        match self.drawn_ends[self.numbers.at(position)] {
            DrawnEnd::After(length) => length.after(self.start(position)),
            DrawnEnd::OfData => self.data.map_or(self.start(position), |data| data.end),
            DrawnEnd::Kept => {
                let secs = match &self.ends {
                    Ends::None => self.starts[position],
                    Ends::Lengths(lengths) => {
                        self.starts[position].saturating_add_unsigned(lengths[position].into())
                    }
                    Ends::Secs(secs) => secs[position],
                };
                let nanos = self.end_nanos.as_ref().map_or(0, |nanos| nanos[position]);
                Time::from_secs_nanos(secs, nanos)
            }
        }
    }

    pub(super) fn span(&self, position: usize) -> TimeSpan {
        TimeSpan {
            start: self.start(position),
            end: self.end(position),
        }
    }

    /// The date at a dated position.
    pub(super) fn date(&self, position: usize) -> Option<Bounds> {
        match self.shapes[self.numbers.at(position)] {
            Some(shape) => Some(shape.date(self.span(position))),
            None => {
                let event = self.events[position];
                let at = self.whole.binary_search_by_key(&event, |whole| whole.0);
                at.ok().map(|at| self.whole[at].1)
            }
        }
    }

    /// First position of a range that starts at or after `time`.
    pub(super) fn first_at(&self, range: &Range<usize>, time: Time) -> usize {
        let Some(least) = self.least(time) else {
            return range.end;
        };
        let groups = range.start / (MARK * MARK)..range.end.div_ceil(MARK * MARK);
        let behind = self.groups.get(groups.start + 1..groups.end).unwrap_or(&[]);
        let group = groups.start + behind.partition_point(|&start| start < least);
        let block = self.block(group, range, least);
        self.first_in_block(block, range, least, time)
    }

    /// First positions at or after each of the ascending times.
    pub(super) fn first_at_each(&self, range: &Range<usize>, times: &[Time]) -> Vec<usize> {
        // First all groups, which lie close together, then all blocks in them,
        // then one look into each block: these looks do not wait for each
        // other.
        let last = range.end.div_ceil(MARK * MARK);
        let mut group = range.start / (MARK * MARK);
        let groups = times.iter().map(|&time| {
            let least = self.least(time)?;
            let mut step = 1;
            while group + step < last && self.groups[group + step] < least {
                group += step;
                step *= 2;
            }
            let behind = group + 1..(group + step).min(last).max(group + 1);
            let behind = self.groups.get(behind).unwrap_or(&[]);
            group += behind.partition_point(|&start| start < least);
            Some((group, least))
        });
        let groups: Vec<Option<(usize, i64)>> = groups.collect();
        let mut before = (usize::MAX, 0);
        let blocks = groups.into_iter().map(|found| {
            let (group, least) = found?;
            // Close up, neighbours lie in the same block.
            let is_same = before.0 == group
                && self
                    .marks
                    .get(before.1 + 1)
                    .is_none_or(|&mark| mark >= least);
            if !is_same {
                before = (group, self.block(group, range, least));
            }
            Some((before.1, least))
        });
        let blocks: Vec<Option<(usize, i64)>> = blocks.collect();
        let pairs = blocks.into_iter().zip(times);
        pairs
            .map(|(found, &time)| match found {
                Some((block, least)) => self.first_in_block(block, range, least, time),
                None => range.end,
            })
            .collect()
    }

    /// The least whole second of a start that can be at or after `time`.
    #[inline]
    fn least(&self, time: Time) -> Option<i64> {
        match time.nanos() {
            // Without fractions, what starts at or after a fraction of a
            // second starts at or after the next second.
            1.. if self.start_nanos.is_none() => time.secs().checked_add(1),
            _ => Some(time.secs()),
        }
    }

    /// The last block of [`MARK`] positions in a group of so many blocks that
    /// begins before the second `least`, or before the range.
    #[inline]
    fn block(&self, group: usize, range: &Range<usize>, least: i64) -> usize {
        let low = (group * MARK).max(range.start / MARK);
        let high = ((group + 1) * MARK).min(range.end.div_ceil(MARK));
        let behind = self.marks.get(low + 1..high).unwrap_or(&[]);
        low + behind.partition_point(|&mark| mark < least)
    }

    #[inline]
    fn first_in_block(&self, block: usize, range: &Range<usize>, least: i64, time: Time) -> usize {
        let from = (block * MARK).max(range.start).min(range.end);
        let to = ((block + 1) * MARK).min(range.end).max(from);
        let first = from + self.starts[from..to].partition_point(|&start| start < least);
        match &self.start_nanos {
            Some(nanos) if time.nanos() > 0 => {
                // Mostly few start in the same second.
                let rest = &self.starts[first..range.end];
                let mut most = 8;
                while rest.get(most).is_some_and(|&start| start <= least) {
                    most *= 2;
                }
                let same = rest[..most.min(rest.len())].partition_point(|&start| start <= least);
                let own = &nanos[first..first + same];
                first + own.partition_point(|&nanos| nanos < time.nanos())
            }
            _ => first,
        }
    }
}
