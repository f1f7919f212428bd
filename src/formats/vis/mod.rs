//! vis-timeline: a list of items, or `{"items": […], "groups": […]}`.
//!
//! An item is an event: its `content` the title, its `title` (which vis shows
//! under the pointer) the summary, its group a lane. Items of the type
//! `background` are periods. Members that are not known, among them `className`
//! and those that begin with `data-`, are kept in `extra`, and so is content
//! with more in it than words.
//!
//! A list of objects is this format only with `start` and `content` or `id`;
//! other lists are tables. Items that a page makes with a template of its own
//! have no content: such a file is opened when the format is asked for.
//!
//! Refused: JSON without items.

mod dates;
mod groups;

use serde_json::{Map, Value};

use super::draft::Draft;
use super::json::{self, Outline, keep, shape, words};
use super::markup::{to_commonmark, to_plain};
use super::members::{OF_DATASET, OF_ERA, OF_EVENT};
use super::stream::Stream;
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity};
use crate::model::{Dataset, Era, Event, Extra};

/// Certain of items with a start, and content or an id.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let outline = Outline::of(bytes)?;
    let is_items = |items: &str| {
        let has = |name: &str| outline.has(&format!("{items}.{name}"));
        has("start") && (has("content") || has("id"))
    };
    let is_vis = is_items("[]")
        || is_items("items[]")
        // Periods or groups may come first and be long.
        || outline.has("groups[].content") && outline.has("items");
    is_vis.then_some(Confidence::Certain)
}

/// Opens a list of items.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let root = json::parse(&text)?;
    drop(text);
    let mut draft = Draft::new(stream, "application/json");
    let (items, path) = match root {
        Value::Array(items) => (items, ""),
        Value::Object(mut members) if members.get("items").is_some_and(Value::is_array) => {
            let items = members.shift_remove("items");
            if let Some(Value::Array(list)) = members.shift_remove("groups") {
                groups::add(list, &mut draft, report);
            }
            for (name, value) in members {
                keep(&mut draft.dataset.extra, OF_DATASET, &name, value);
            }
            match items {
                Some(Value::Array(items)) => (items, "items"),
                _ => (Vec::new(), "items"),
            }
        }
        other => {
            return Err(ReadError::OtherJson {
                format: "a list of items of vis-timeline",
                found: shape(&other),
                expected: "a list of objects, or an object with “items”",
            });
        }
    };
    let mut in_groups = 0;
    for (nth, item) in items.into_iter().enumerate() {
        let place = at(path, nth);
        match item {
            Value::Object(item) => add(item, &place, &mut in_groups, &mut draft, report),
            other => draft.lose(
                place,
                "item",
                format!("Found {}, expected an object with “start”.", shape(&other)),
                "Write every item as an object of its own.",
                report,
            ),
        }
    }
    note_bands(in_groups, report);
    draft.finish()
}

fn at(path: &str, nth: usize) -> Place {
    Place {
        path: Some(format!("{path}[{nth}]")),
        ..Place::default()
    }
}

/// Adds an item as an event or a period.
fn add(
    mut item: Map<String, Value>,
    place: &Place,
    in_groups: &mut u64,
    draft: &mut Draft,
    report: &mut ImportReport,
) {
    let when = dates::when(&mut item, place, report);
    let kind = words(item.get("type")).unwrap_or_default();
    if kind == "background" && when.date().is_some() {
        *in_groups += u64::from(words(item.get("group")).is_some());
        item.shift_remove("type");
        draft.era(era(item, when));
        return;
    }
    let mut event = Event {
        id: words(item.get("id")).unwrap_or_default(),
        when,
        ..Event::default()
    };
    if !event.id.is_empty() {
        item.shift_remove("id");
    }
    if let Some(group) = words(item.get("group")) {
        event.lane = draft.lane(&group);
        item.shift_remove("group");
    }
    event.title = content(&mut item, &mut event.extra, OF_EVENT).unwrap_or_default();
    if let Some(tooltip) = words(item.get("title")) {
        item.shift_remove("title");
        let summary = to_commonmark(&tooltip);
        // In place of content it is the title, if it is as short as one.
        match event.title.is_empty() && is_title(&summary) {
            true => event.title = to_plain(&tooltip).into_owned(),
            false => event.summary = Some(summary.into_owned()).filter(|text| !text.is_empty()),
        }
    }
    if event.title.is_empty() {
        event.title = fallback_title(&item, &event);
    }
    for (name, value) in item {
        keep(&mut event.extra, OF_EVENT, &name, value);
    }
    draft.event(event, place, report);
}

fn is_title(text: &str) -> bool {
    const LONGEST: usize = 80;
    text.lines().count() <= 1 && text.chars().count() <= LONGEST
}

fn era(mut item: Map<String, Value>, when: crate::model::When) -> Era {
    let mut extra = Extra::new();
    let title = content(&mut item, &mut extra, OF_ERA)
        .or_else(|| words(item.get("title")).map(|title| to_plain(&title).into_owned()))
        .or_else(|| words(item.get("className")))
        .or_else(|| words(item.get("id")))
        .unwrap_or_else(|| "Untitled".to_owned());
    let color = words(item.get("style")).and_then(|style| groups::color(&style));
    for (name, value) in item {
        keep(&mut extra, OF_ERA, &name, value);
    }
    Era {
        title,
        when,
        color,
        extra,
    }
}

/// The words of an item's content. Content with links, pictures or classes is
/// kept as well.
fn content(item: &mut Map<String, Value>, extra: &mut Extra, ours: &[&str]) -> Option<String> {
    let html = words(item.get("content"))?;
    item.shift_remove("content");
    let plain = to_plain(&html).into_owned();
    if plain.is_empty() || html.contains("=\"") || html.contains("='") {
        keep(extra, ours, "content", html.into());
    }
    Some(plain).filter(|plain| !plain.is_empty())
}

/// Without content: the beginning of the tooltip, what else has words, the id.
fn fallback_title(item: &Map<String, Value>, event: &Event) -> String {
    let tooltip = event
        .summary
        .as_deref()
        .and_then(|text| text.lines().next());
    let named = ["label", "name", "description", "text"]
        .iter()
        .find_map(|name| words(item.get(*name)));
    let other = || {
        let no_words = ["type", "className", "style", "subgroup", "align"];
        item.iter().find_map(|(name, value)| {
            let text = value.as_str()?.trim();
            let is_word = text.chars().any(char::is_alphabetic) && !text.contains("://");
            (is_word && !no_words.contains(&name.as_str())).then(|| text.to_owned())
        })
    };
    tooltip
        .map(|line| to_plain(line).into_owned())
        .filter(|line| !line.is_empty())
        .or(named)
        .or_else(other)
        .or_else(|| Some(event.id.clone()).filter(|id| !id.is_empty()))
        .unwrap_or_else(|| "Untitled".to_owned())
}

fn note_bands(in_groups: u64, report: &mut ImportReport) {
    if in_groups == 0 {
        return;
    }
    let (they, are) = match in_groups {
        1 => ("One background item stands".to_owned(), "it is"),
        _ => (format!("{in_groups} background items stand"), "they are"),
    };
    report.add(Problem {
        severity: Severity::Note,
        place: Place::file(),
        code: "band-of-group",
        message: format!(
            "{they} behind one group only; {are} drawn behind all lanes, and the group is kept as “group”."
        ),
        advice: String::new(),
    });
}
