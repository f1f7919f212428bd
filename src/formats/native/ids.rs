//! Where the events of a file are by their ids: eight bytes an event, sorted.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use crate::formats::ReadError;
use crate::formats::parallel;

/// How many parts the hashes are sorted in, by their first bits.
const PARTS: usize = 256;

/// Items of a file by a hash of their ids.
#[derive(Debug)]
pub(super) struct Ids {
    hasher: RandomState,
    /// For each part, 32 further bits of the hash and the item in the lower
    /// half, ascending.
    entries: Vec<u64>,
    /// Where each part begins, and the end.
    bounds: Vec<usize>,
}

fn part(hash: u64) -> usize {
    (hash >> 56) as usize
}

fn entry(hash: u64, item: u32) -> u64 {
    (hash >> 24) << 32 | u64::from(item)
}

impl Ids {
    /// Of hashes by `hasher` and their items. `each` is called twice and gives
    /// the same each time.
    pub(super) fn new(
        hasher: RandomState,
        each: impl Fn(&mut dyn FnMut(u64, u32)),
        go_on: impl Fn() -> Result<(), ReadError>,
    ) -> Result<Ids, ReadError> {
        let mut bounds = vec![0_usize; PARTS + 1];
        each(&mut |hash, _| bounds[part(hash) + 1] += 1);
        for at in 0..PARTS {
            bounds[at + 1] += bounds[at];
        }
        go_on()?;
        let mut next = bounds.clone();
        let mut entries = vec![0; bounds[PARTS]];
        each(&mut |hash, item| {
            let next = &mut next[part(hash)];
            entries[*next] = entry(hash, item);
            *next += 1;
        });
        let mut rest = entries.as_mut_slice();
        let mut parts = bounds.windows(2).map(|two| {
            let (own, behind) = std::mem::take(&mut rest).split_at_mut(two[1] - two[0]);
            rest = behind;
            own
        });
        parallel::in_order(
            || Ok(parts.next()),
            || (),
            |(), part: &mut [u64]| part.sort_unstable(),
            |()| go_on(),
        )?;
        Ok(Ids {
            hasher,
            entries,
            bounds,
        })
    }

    pub(super) fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// The items that may have that id, ascending.
    pub(super) fn of(&self, id: &str) -> impl Iterator<Item = u32> {
        let hash = self.hash(id);
        let part = &self.entries[self.bounds[part(hash)]..self.bounds[part(hash) + 1]];
        let key = entry(hash, 0) >> 32;
        let start = part.partition_point(|entry| entry >> 32 < key);
        let found = part[start..]
            .iter()
            .take_while(move |entry| *entry >> 32 == key);
        found.map(|entry| *entry as u32)
    }

    /// Calls with the items whose ids may be the same, ascending, for each such
    /// id.
    pub(super) fn each_double(&self, mut with: impl FnMut(&mut dyn Iterator<Item = u32>)) {
        for bounds in self.bounds.windows(2) {
            let part = &self.entries[Range {
                start: bounds[0],
                end: bounds[1],
            }];
            for same in part.chunk_by(|a, b| a >> 32 == b >> 32) {
                if same.len() > 1 {
                    with(&mut same.iter().map(|entry| *entry as u32));
                }
            }
        }
    }
}
