//! The names that the members of Tarikh's own files have: what another file has
//! of the same name is kept under a changed one.

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
