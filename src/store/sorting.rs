//! Times and the numbers of what lies at them, sorted as single integers.

use std::ops::Range;

use super::parallel;
use crate::dates::Time;

/// Below this many, another thread costs more than it saves.
const LEAST_PER_THREAD: usize = 1 << 16;

/// A time and a number in one integer: comes in order of time, then number.
pub(super) trait Key: Copy + Ord + Send + Sync + Default {
    fn new(offset: u128, number: u32, bits: u32) -> Self;
    fn offset(self, bits: u32) -> u128;
    fn number(self, bits: u32) -> u32;
}

macro_rules! key {
    ($of:ty) => {
        impl Key for $of {
            #[inline]
            fn new(offset: u128, number: u32, bits: u32) -> $of {
                (offset as $of) << bits | <$of>::from(number)
            }

            #[inline]
            fn offset(self, bits: u32) -> u128 {
                (self >> bits) as u128
            }

            #[inline]
            fn number(self, bits: u32) -> u32 {
                (self & ((1 << bits) - 1)) as u32
            }
        }
    };
}

key!(u64);
key!(u128);

/// How times become offsets from the earliest of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    least: i64,
    has_nanos: bool,
    /// Bits of a number.
    pub(super) bits: u32,
    /// Bits of the greatest offset and of a number behind it.
    used: u32,
}

/// Holds the nanoseconds of a second.
const NANO_BITS: u32 = 30;

impl Scale {
    /// For times from `least` to `most` and numbers below `count`.
    pub(super) fn new(least: Time, most: Time, has_nanos: bool, count: usize) -> Scale {
        let mut scale = Scale {
            least: least.secs(),
            has_nanos,
            bits: (usize::BITS - count.leading_zeros()).min(32),
            used: 0,
        };
        scale.used = u128::BITS - scale.offset(most).leading_zeros() + scale.bits;
        scale
    }

    /// True when a key fits into 64 bits with as many bits to spare.
    pub(super) fn is_narrow(&self, spare: u32) -> bool {
        self.used + spare <= u64::BITS
    }

    #[inline]
    pub(super) fn offset(&self, time: Time) -> u128 {
        let secs = u128::from(time.secs().abs_diff(self.least));
        match self.has_nanos {
            true => secs << NANO_BITS | u128::from(time.nanos()),
            false => secs,
        }
    }

    #[inline]
    pub(super) fn time(&self, offset: u128) -> Time {
        let (secs, nanos) = match self.has_nanos {
            true => (
                offset >> NANO_BITS,
                (offset & ((1 << NANO_BITS) - 1)) as u32,
            ),
            false => (offset, 0),
        };
        // The offset came from a time, so this is that time again.
        Time::from_secs_nanos(self.least.wrapping_add_unsigned(secs as u64), nanos)
    }
}

/// Sorts each of the neighbouring ranges by itself.
pub(super) fn sort_ranges<K: Key>(mut keys: &mut [K], ranges: impl Iterator<Item = Range<usize>>) {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let most = (keys.len() / cores).max(LEAST_PER_THREAD);
    let mut parts = Vec::new();
    for range in ranges {
        let (own, rest) = keys.split_at_mut(range.len());
        keys = rest;
        if !own.is_sorted() {
            halve(own, most + most / 4, &mut parts);
        }
    }
    // Long ones first, so that no thread is left with one at the end.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parallel::each(parts, |part| part.sort_unstable());
}

/// Cuts a slice into parts no longer than `most`, all of a part before all of
/// the next.
fn halve<'a, K: Key>(keys: &'a mut [K], most: usize, parts: &mut Vec<&'a mut [K]>) {
    if keys.len() <= most {
        parts.push(keys);
        return;
    }
    let middle = keys.len() / 2;
    keys.select_nth_unstable(middle);
    let (first, second) = keys.split_at_mut(middle);
    halve(first, most, parts);
    halve(second, most, parts);
}
