//! What was made of lines of text, kept for the next frame, in bounded space:
//! shaped lines here, galleys in the window.
//!
//! Two generations: what is in use moves to the young one; when it is full the
//! old one goes. What a view shows stays, what it no longer shows is gone after
//! at most two fillings.

use std::collections::HashMap;

use super::Weight;

/// Entries per generation. A view shows at most about 2,000 titles; half as many
/// again leaves room for a panned view, and both generations together stay
/// under some ten megabytes.
const CAPACITY: usize = 3000;

/// Longest text kept, in bytes, so that the bound on lines bounds the memory.
const LONGEST: usize = 512;

type Generation<V> = HashMap<(u32, Weight), HashMap<Box<str>, V>>;

/// Values by text, size and weight; cheap to clone, so `Arc`s.
pub(crate) struct Cache<V> {
    young: Generation<V>,
    old: Generation<V>,
    young_len: usize,
}

impl<V> Default for Cache<V> {
    fn default() -> Self {
        Cache {
            young: Generation::new(),
            old: Generation::new(),
            young_len: 0,
        }
    }
}

impl<V: Clone> Cache<V> {
    pub(crate) fn get(&mut self, text: &str, size: f32, weight: Weight) -> Option<V> {
        let style = (size.to_bits(), weight);
        if let Some(line) = self.young.get(&style).and_then(|lines| lines.get(text)) {
            return Some(line.clone());
        }
        let value = self.old.get(&style)?.get(text)?.clone();
        self.put(text, size, weight, &value);
        Some(value)
    }

    pub(crate) fn put(&mut self, text: &str, size: f32, weight: Weight, value: &V) {
        if text.len() > LONGEST {
            return;
        }
        if self.young_len >= CAPACITY {
            self.old = std::mem::take(&mut self.young);
            self.young_len = 0;
        }
        let lines = self.young.entry((size.to_bits(), weight)).or_default();
        if lines.insert(text.into(), value.clone()).is_none() {
            self.young_len += 1;
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        let count =
            |generation: &Generation<V>| generation.values().map(HashMap::len).sum::<usize>();
        count(&self.young) + count(&self.old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_stays_bounded_and_keeps_what_is_in_use() {
        let mut cache = Cache::default();
        let line = ();
        cache.put("in use", 12.0, Weight::Regular, &line);
        for n in 0..10 * CAPACITY {
            cache.put(&n.to_string(), 12.0, Weight::Regular, &line);
            assert!(cache.get("in use", 12.0, Weight::Regular).is_some());
            assert!(cache.len() <= 2 * CAPACITY);
        }
        assert!(cache.get("0", 12.0, Weight::Regular).is_none());
        assert!(cache.get("in use", 13.0, Weight::Regular).is_none());
        assert!(cache.get("in use", 12.0, Weight::Bold).is_none());
    }
}
