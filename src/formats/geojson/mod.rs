//! GeoJSON (RFC 7946) whose features have a time, and back.
//!
//! A FeatureCollection, a Feature, a list of features, or a feature on each
//! line becomes events, one a feature. When it was is told by the property that
//! is named as dates are ([`times`]): texts, years, and numbers counted from
//! 1970, whose unit is decided once for all features. A feature without a date
//! stays, undated.
//!
//! - A *track* (a list of times beside the positions of its geometry) is one
//!   event from its first time to its last, since it is one thing that
//!   happened; its positions and times are kept.
//! - *Linked Places* (`when` on the feature, its names, types, relations or
//!   geometries, <https://github.com/LinkedPasts/linked-places-format>): every
//!   span of time is an event of its own.
//! - *UCDP GED* as GeoJSON is read as [`super::ucdp`] reads it.
//!
//! A point becomes the place; every other geometry is kept as it is under
//! `geometry`, and so is every property that has no place in an event. Text
//! sequences (RFC 8142) are read as lines. Nothing that it refers to is loaded.
//!
//! Written: a feature an event, its date as EDTF and as the first and last day
//! or instant; see [`write()`].

mod dated;
mod feature;
mod places;
mod read;
#[cfg(test)]
mod tests;
mod times;
mod write;

use super::json;
use super::{Confidence, Holds, ImportReport, Part, ReadError};
use crate::formats::stream::Stream;
use crate::model::Dataset;
pub(super) use write::write;

/// Certain of an object, or a list of objects, that says that it is one.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let mut has_features = false;
    let found = json::any_member(bytes, |member| match (member.depth, member.name) {
        (1, b"features") => {
            has_features = member.rest.starts_with(b"[");
            false
        }
        (1, b"type") => member.is_text("FeatureCollection") || member.is_text("Feature"),
        // A list of features; or the first of a collection whose own type
        // stands behind them.
        (2, b"type") => member.is_text("Feature"),
        (3, b"type") => has_features && member.is_text("Feature"),
        _ => false,
    });
    found.then_some(Confidence::Certain)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    read::read(stream, report)
}

/// What of a dataset is in what is written.
pub(super) const HOLDS: Holds = Holds::NOTHING
    .keeping(&[
        Part::Events,
        Part::UndatedEvents,
        Part::EarlyDates,
        Part::DecadeDates,
        Part::CoarseDates,
        Part::ClockTimes,
        Part::Zones,
        Part::Fractions,
        Part::Ranges,
        Part::OpenEnds,
        Part::UncertainDates,
        Part::ApproximateDates,
        Part::ListedDates,
        Part::TitleBreaks,
        Part::Summaries,
        Part::Importance,
        Part::Places,
        Part::Points,
        Part::People,
        Part::Tags,
        Part::Semicolons,
        Part::Media,
        Part::FurtherMedia,
        Part::Lanes,
        Part::EventMembers,
        Part::EventValues,
    ])
    .changing(&[
        Part::DateNotes,
        Part::LaneIds,
        Part::Sources,
        Part::Citations,
        Part::OtherMembers,
    ]);
