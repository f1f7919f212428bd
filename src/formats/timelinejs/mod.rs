//! TimelineJS: JSON of versions 3 and 2 and of between, and the sheets that it
//! is made from.
//!
//! A slide is an event; the title slide is the title and description of the
//! dataset, an era a period, a group a lane. Dates are parts ([`parts`]), each
//! of which may be a number, a text or empty. Members that are not known are
//! kept in `extra`. Nothing that a slide shows is loaded.
//!
//! Written is version 3. Not written, since a slide has no place for it:
//! sources and claims, people, importance, relations, saved views, colours and
//! order of lanes. A date that a slide cannot hold (approximate, open, with an
//! offset) stands in `display_date` in words, and its bounds in the dates.
//!
//! Refused: JSON that is no timeline of these shapes.

mod html;
mod media;
mod parts;
pub(super) mod sheet;
mod slide;
mod v2;
mod when;
mod write;
mod write_dates;

use serde_json::{Map, Value};

pub(super) use parts::year_text;
pub(super) use write::write;

use super::draft::Draft;
use super::json::{self, Outline, keep, shape};
use super::members::OF_DATASET;
use super::stream::Stream;
use super::{Confidence, Holds, ImportReport, Part, Place, ReadError};
use crate::model::Dataset;

/// Certain of the shapes of a timeline.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let outline = Outline::of(bytes)?;
    let is_slide = |slides: &str| {
        outline.has_any(
            slides,
            &["start_date", "end_date", "display_date", "unique_id"],
        ) || outline.has_any(&format!("{slides}.text"), &["headline", "text"])
    };
    let has_title = || {
        outline.has("title.text.headline")
            || outline.has("title.text.text")
            || outline.has("title.media.url")
    };
    let is_third = outline.has("events[]") && (is_slide("events[]") || has_title())
        || outline.has("eras[].start_date") && has_title();
    let is_older = outline.has("timeline.date[]")
        || ["timeline.slides[]", "timeline.events[]"]
            .iter()
            .any(|slides| is_slide(slides));
    (is_third || is_older).then_some(Confidence::Certain)
}

/// Opens a timeline.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let root = json::parse(&text)?;
    drop(text);
    let other = |value: &Value| ReadError::OtherJson {
        format: "a timeline of TimelineJS",
        found: shape(value),
        expected: "an object with \"events\", or with \"timeline\" that has \"date\"",
    };
    let mut draft = Draft::new(stream, "application/json");
    let Value::Object(mut members) = root else {
        return Err(other(&root));
    };
    match members.get_mut("timeline").map(Value::take) {
        Some(Value::Object(timeline)) if timeline.get("date").is_some_and(Value::is_array) => {
            members.shift_remove("timeline");
            keep_rest(members, &mut draft);
            second(timeline, &mut draft, report);
        }
        Some(Value::Object(timeline)) if slides(&timeline).is_some() => {
            members.shift_remove("timeline");
            keep_rest(members, &mut draft);
            third(timeline, "timeline.", &mut draft, report);
        }
        _ if slides(&members).is_some() => third(members, "", &mut draft, report),
        _ => return Err(other(&Value::Object(members))),
    }
    slide::note_same_times(&mut draft, report);
    draft.finish()
}

/// The name under which an object has its slides.
fn slides(members: &Map<String, Value>) -> Option<&'static str> {
    ["events", "slides"]
        .into_iter()
        .find(|name| members.get(*name).is_some_and(Value::is_array))
}

/// A timeline of version 3, and of the one with `slides`.
fn third(
    mut timeline: Map<String, Value>,
    path: &str,
    draft: &mut Draft,
    report: &mut ImportReport,
) {
    match timeline.shift_remove("title") {
        Some(Value::Object(title)) => slide::set_title(title, &mut draft.dataset),
        Some(other) => keep(&mut draft.dataset.extra, OF_DATASET, "title", other),
        None => {}
    }
    let name = slides(&timeline).unwrap_or("events");
    let same = |slide| slide;
    each(
        &mut timeline,
        name,
        path,
        draft,
        report,
        same,
        slide::add_event,
    );
    each(
        &mut timeline,
        "eras",
        path,
        draft,
        report,
        same,
        slide::add_era,
    );
    keep_rest(timeline, draft);
}

/// A timeline of version 2.
fn second(mut timeline: Map<String, Value>, draft: &mut Draft, report: &mut ImportReport) {
    let path = "timeline.";
    each(
        &mut timeline,
        "date",
        path,
        draft,
        report,
        v2::slide,
        slide::add_event,
    );
    each(
        &mut timeline,
        "era",
        path,
        draft,
        report,
        v2::slide,
        slide::add_era,
    );
    let mut title = v2::slide(timeline);
    // The kind of timeline, of which there was one.
    title.shift_remove("type");
    slide::set_title(title, &mut draft.dataset);
}

type Add = fn(Map<String, Value>, &Place, &mut Draft, &mut ImportReport);

/// Takes a list out of a timeline and adds each of its slides.
fn each(
    timeline: &mut Map<String, Value>,
    name: &str,
    path: &str,
    draft: &mut Draft,
    report: &mut ImportReport,
    shaped: fn(Map<String, Value>) -> Map<String, Value>,
    add: Add,
) {
    let items = match timeline.shift_remove(name) {
        Some(Value::Array(items)) => items,
        Some(other) => return keep(&mut draft.dataset.extra, OF_DATASET, name, other),
        None => return,
    };
    for (nth, item) in items.into_iter().enumerate() {
        let place = Place {
            path: Some(format!("{path}{name}[{nth}]")),
            ..Place::default()
        };
        match item {
            Value::Object(slide) => add(shaped(slide), &place, draft, report),
            other => draft.lose(
                place,
                "slide",
                format!(
                    "Found {}, expected an object with “start_date” and “text”.",
                    shape(&other)
                ),
                "Write every event as an object of its own.",
                report,
            ),
        }
    }
}

fn keep_rest(members: Map<String, Value>, draft: &mut Draft) {
    for (name, value) in members {
        keep(&mut draft.dataset.extra, OF_DATASET, &name, value);
    }
}

/// The place of a member of an object in JSON; a cell has the place of its row.
fn within(place: &Place, member: &str) -> Place {
    Place {
        path: place.path.as_ref().map(|path| format!("{path}.{member}")),
        ..place.clone()
    }
}

/// What of a dataset is in what is written.
pub(super) const HOLDS: Holds = Holds::NOTHING
    .keeping(&[
        Part::Events,
        Part::EarlyDates,
        Part::CoarseDates,
        Part::ClockTimes,
        Part::Fractions,
        Part::Ranges,
        Part::Summaries,
        Part::TitleBreaks,
        Part::Places,
        Part::Points,
        Part::Tags,
        Part::Semicolons,
        Part::Media,
        Part::FurtherMedia,
        Part::Lanes,
        Part::Eras,
        Part::EventValues,
    ])
    .changing(&[
        Part::DecadeDates,
        Part::Zones,
        Part::DateNotes,
        Part::LaneIds,
        Part::EventMembers,
        Part::OtherMembers,
        Part::UndatedEvents,
        Part::OpenEnds,
        Part::UncertainDates,
        Part::ApproximateDates,
        Part::ListedDates,
    ]);
