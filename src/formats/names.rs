//! Names that no two things may share, and free ones made with numbers.

use std::collections::{HashMap, HashSet};

/// The names that are taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The number to try next for a name that was numbered before, so that a
    /// file with one name a thousand times is not searched a million times.
    next: HashMap<String, u64>,
}

impl Names {
    /// With these names taken.
    pub(super) fn taken(names: impl IntoIterator<Item = String>) -> Names {
        Names {
            taken: names.into_iter().collect(),
            next: HashMap::new(),
        }
    }

    /// Takes a name; false when it was taken before.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }

    /// Takes the name, or the name with the first number from 2 that makes it
    /// free, as `numbered` writes the two.
    pub(super) fn take_free(
        &mut self,
        name: &str,
        numbered: impl Fn(&str, u64) -> String,
    ) -> String {
        if self.take(name) {
            return name.to_owned();
        }
        let number = self.next.entry(name.to_owned()).or_insert(2);
        loop {
            let free = numbered(name, *number);
            *number += 1;
            if self.taken.insert(free.clone()) {
                return free;
            }
        }
    }

    /// [`take_free`](Names::take_free) for an id: `id`, `id-2`, `id-3`.
    pub(super) fn take_free_id(&mut self, id: &str) -> String {
        self.take_free(id, |id, number| format!("{id}-{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_clash_get_the_first_free_number() {
        let mut names = Names::taken(["a", "a-2", "a-4"].map(str::to_owned));
        let mut next = || names.take_free_id("a");
        assert_eq!([next(), next(), next()], ["a-3", "a-5", "a-6"]);
        assert_eq!(names.take_free_id("b"), "b");
        assert!(!names.take("a-5"));
        assert!(names.take("a-7"));
        assert_eq!(names.take_free_id("a"), "a-8");
    }
}
