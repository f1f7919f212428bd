//! The names that the members of Tarikh's own files have: what another file has
//! of the same name is kept under a changed one.

use serde_json::Value;

use crate::model::Extra;

/// Names of an event's members in the native file.
pub(super) const OF_EVENT: &[&str] = &[
    "id",
    "title",
    "titles",
    "when",
    "lane",
    "summary",
    "importance",
    "place",
    "people",
    "tags",
    "media",
    "citations",
    "claims",
    "relations",
];

/// Names of a lane's members in the native file.
pub(super) const OF_LANE: &[&str] = &["id", "title", "color", "parent", "collapsed"];

/// Names of an era's members in the native file.
pub(super) const OF_ERA: &[&str] = &["title", "when", "color"];

/// Names of the members of a medium in the native file.
pub(super) const OF_MEDIA: &[&str] = &["url", "path", "caption", "credit"];

/// Names of a dataset's members in the native file.
pub(super) const OF_DATASET: &[&str] = &[
    "tarikh",
    "title",
    "description",
    "license",
    "creators",
    "language",
    "updated",
    "lanes",
    "eras",
    "sources",
    "events",
    "views",
];

/// Keeps in an event what has no other place in it.
pub(super) fn keep_of_event(extra: &mut Extra, name: &str, value: Value) {
    keep(extra, OF_EVENT, name, value);
}

/// Keeps in a dataset what has no other place in it.
pub(super) fn keep_of_dataset(extra: &mut Extra, name: &str, value: Value) {
    keep(extra, OF_DATASET, name, value);
}

/// Keeps a member that has no place of its own: a name among `ours` gets “(as
/// written)” behind it, one that is taken a number, so that nothing that is kept
/// takes the place of something else.
pub(super) fn keep(extra: &mut Extra, ours: &[&str], name: &str, value: Value) {
    let name = free_name(ours, name);
    let mut free = name.clone();
    let mut number = 2;
    while extra.contains_key(&free) {
        free = format!("{name} ({number})");
        number += 1;
    }
    extra.insert(free, value);
}

/// The name under which a member is kept that is not among `ours`.
pub(super) fn free_name(ours: &[&str], name: &str) -> String {
    match ours.contains(&name) {
        true => format!("{name} (as written)"),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_kept_takes_the_place_of_something_else() {
        let mut extra = Extra::new();
        for name in ["depth", "depth", "title"] {
            keep_of_event(&mut extra, name, Value::Null);
        }
        let names: Vec<&String> = extra.keys().collect();
        assert_eq!(names, ["depth", "depth (2)", "title (as written)"]);
    }
}
