//! Which events run at a time: those that started before it and end after it.
//!
//! Where the events of a lane end in the order in which they start (all of
//! them are days, or clock times), those that run are neighbours. Elsewhere a
//! second order, by end, counts them: what has started less what has ended.
//! To find them, the latest end in each stretch of positions says which
//! stretches can be left out; one end for each importance, so that a crowd of
//! important days does not hide the one long reign among them.

use std::ops::Range;

use super::columns::Columns;
use super::lanes::StoreLane;
use super::look::{LEAST, MOST};
use super::parallel;
use super::set::FAN;
use super::sorting::{self, Key, Scale};
use crate::dates::Time;

/// Places between two marks of the order by end.
const MARK: usize = 64;
/// Classes of importance.
const CLASSES: usize = (MOST - LEAST + 1) as usize;

/// The latest end for each importance, in seconds and rounded up.
type Latest = [i64; CLASSES];
const NEVER: Latest = [i64::MIN; CLASSES];

/// A lane's positions in the order of their ends. Of those that end at the
/// same time the ones without length come last: they have not started before
/// they end.
#[derive(Clone, Debug)]
struct ByEnd {
    order: Vec<u32>,
    /// End of every [`MARK`]th, and whether it has no length.
    marks: Vec<(Time, bool)>,
}

/// What finds running events.
#[derive(Clone, Debug)]
pub(super) struct Running {
    /// For each lane; `None` where it ends in order of start.
    by_end: Vec<Option<ByEnd>>,
    /// For every 64 positions.
    latest: Vec<Latest>,
    /// For every [`FAN`] of those.
    groups: Vec<Latest>,
}

impl Running {
    pub(super) fn build(lanes: &[StoreLane], columns: &Columns) -> Running {
        let ranges = lanes.iter().map(|lane| lane.positions.clone()).collect();
        let by_end = parallel::each(ranges, |range| ByEnd::build(range, columns));
        let mut running = Running {
            by_end,
            latest: Vec::new(),
            groups: Vec::new(),
        };
        if running.has_orders() {
            let words = columns.dated.div_ceil(64);
            let parts = parallel::ranges(words, 1 << 10);
            let latest = parallel::each(parts, |words| {
                words.map(|word| latest(word, columns)).collect::<Vec<_>>()
            });
            running.latest = latest.concat();
            let groups = running.latest.chunks(FAN);
            running.groups = groups
                .map(|group| group.iter().fold(NEVER, |most, own| later(&most, own)))
                .collect();
        }
        running
    }

    /// True where some lane has an order of its own by end.
    pub(super) fn has_orders(&self) -> bool {
        self.by_end.iter().any(Option::is_some)
    }

    /// A lane's positions by end; `None` where it ends in order of start.
    pub(super) fn order(&self, lane: usize) -> Option<&[u32]> {
        self.by_end[lane].as_ref().map(|own| own.order.as_slice())
    }

    /// How many of a lane with an order by end started before `time` and have
    /// ended by then.
    pub(super) fn ended(&self, lane: usize, time: Time, columns: &Columns) -> Option<usize> {
        let own = self.by_end[lane].as_ref()?;
        let block = own.marks.partition_point(|&mark| mark < (time, true));
        let from = block.saturating_sub(1) * MARK;
        let to = (block * MARK).min(own.order.len());
        let has_ended = |&position: &u32| {
            let position = position as usize;
            let end = columns.end(position);
            (end, end == columns.start(position)) < (time, true)
        };
        Some(from + own.order[from..to].partition_point(has_ended))
    }

    /// The stretch of positions of a lane, without an order by end, that run
    /// at a time.
    pub(super) fn neighbours(
        &self,
        positions: &Range<usize>,
        time: Time,
        columns: &Columns,
    ) -> Range<usize> {
        let end = columns.first_at(positions, time);
        let mut start = positions.start;
        let mut size = end - start;
        while size > 0 {
            let half = size / 2;
            if columns.end(start + half) <= time {
                start += half + 1;
                size -= half + 1;
            } else {
                size = half;
            }
        }
        start..end
    }

    /// The words of a range in which an event of the importance may end after
    /// `time`, ascending; of any importance for `None`.
    pub(super) fn words(
        &self,
        range: Range<usize>,
        importance: Option<u8>,
        time: Time,
    ) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let may_run = move |latest: &Latest| match importance {
            Some(importance) => latest[usize::from(importance - LEAST)] > time.secs(),
            None => latest.iter().any(|&end| end > time.secs()),
        };
        let words = match range.is_empty() {
            true => 0..0,
            false => range.start / 64..(range.end - 1) / 64 + 1,
        };
        let groups = match words.is_empty() {
            true => 0..0,
            false => words.start / FAN..(words.end - 1) / FAN + 1,
        };
        let groups = groups.filter(move |&group| may_run(&self.groups[group]));
        groups.flat_map(move |group| {
            let from = (group * FAN).max(words.start);
            let to = ((group + 1) * FAN).min(words.end);
            (from..to).filter(move |&word| may_run(&self.latest[word]))
        })
    }
}

impl ByEnd {
    fn build(range: Range<usize>, columns: &Columns) -> Option<ByEnd> {
        let key = |position| {
            let end = columns.end(position);
            (end, end == columns.start(position))
        };
        let mut keys = range.clone().map(key);
        let first = keys.next()?;
        let (mut least, mut most) = (first.0, first.0);
        let mut is_ordered = true;
        let mut has_nanos = first.0.nanos() != 0;
        let mut before = first.0;
        for (end, _) in keys {
            is_ordered &= before <= end;
            before = end;
            has_nanos |= end.nanos() != 0;
            least = least.min(end);
            most = most.max(end);
        }
        if is_ordered {
            return None;
        }
        let scale = Scale::new(least, most, has_nanos, range.len());
        let order = match scale.is_narrow(1) {
            true => order::<u64>(&range, columns, scale),
            false => order::<u128>(&range, columns, scale),
        };
        let marks = order.iter().step_by(MARK);
        let marks = marks.map(|&position| key(position as usize)).collect();
        Some(ByEnd { order, marks })
    }
}

fn order<K: Key>(range: &Range<usize>, columns: &Columns, scale: Scale) -> Vec<u32> {
    let key = |position: usize| {
        let end = columns.end(position);
        let is_empty = end == columns.start(position);
        let offset = scale.offset(end) << 1 | u128::from(is_empty);
        K::new(offset, (position - range.start) as u32, scale.bits)
    };
    let mut keys: Vec<K> = range.clone().map(key).collect();
    sorting::sort_ranges(&mut keys, std::iter::once(0..range.len()));
    let first = range.start as u32;
    keys.iter()
        .map(|key| first + key.number(scale.bits))
        .collect()
}

fn latest(word: usize, columns: &Columns) -> Latest {
    let mut latest = NEVER;
    for position in word * 64..((word + 1) * 64).min(columns.dated) {
        let end = columns.end(position);
        let up = end.secs().saturating_add(i64::from(end.nanos() > 0));
        let class = &mut latest[usize::from(columns.looks[position].importance() - LEAST)];
        *class = up.max(*class);
    }
    latest
}

fn later(a: &Latest, b: &Latest) -> Latest {
    std::array::from_fn(|class| a[class].max(b[class]))
}
