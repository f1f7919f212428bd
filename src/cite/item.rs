//! A [`Source`] as the citation engine wants it.
//!
//! The engine reads CSL-JSON members by name and ignores names that it does
//! not know, so members pass through by their shape. Three things it cannot
//! take are kept from it: a date of no parts and a range of dates end the
//! program, and a month 0 or 13 would be counted round. Of a range its first
//! date is given.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use hayagriva::lang::{CaseFolder, TitleCase};
use serde_json::Value as Json;

use crate::model::{CslDate, Name, Source};

/// CSL members that hold words about a source and are no part of its citation.
/// Our editors keep remarks in `note`; some styles would print it.
const NOT_CITED: [&str; 4] = ["abstract", "annote", "keyword", "note"];

/// A name that no language has, so that the engine leaves the case of titles
/// alone. It must not begin with `en`.
const NO_LANGUAGE: &str = "und";

/// The engine's item for a source.
pub(super) fn item(source: &Source) -> Item {
    let mut members = BTreeMap::new();
    for (name, value) in &source.extra {
        if !NOT_CITED.contains(&name.as_str())
            && let Some(value) = value_from_json(value)
        {
            members.insert(name.clone(), value);
        }
    }
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("id", Value::String(source.id.clone()));
    set("type", Value::String(source.kind_csl.clone()));
    for (name, text) in [
        ("title", &source.title),
        ("publisher", &source.publisher),
        ("container-title", &source.container_title),
        ("URL", &source.url),
        ("DOI", &source.doi),
        ("language", &source.language),
    ] {
        if let Some(text) = text.as_ref().filter(|text| !text.trim().is_empty()) {
            set(name, Value::String(text.clone()));
        }
    }
    let authors: Vec<NameValue> = source.author.iter().filter_map(name_value).collect();
    if !authors.is_empty() {
        set("author", Value::Names(authors));
    }
    for (name, date) in [("issued", &source.issued), ("accessed", &source.accessed)] {
        if let Some(date) = date.as_ref().and_then(date_value) {
            set(name, Value::Date(date));
        }
    }
    let titles = || {
        [&source.title, &source.container_title]
            .into_iter()
            .flatten()
    };
    let is_english = match &source.language {
        Some(language) => language.starts_with("en"),
        None => titles().all(|title| is_latin(title)),
    };
    if !is_english || !titles().all(|title| keeps_capitals(title)) {
        set("language", Value::String(NO_LANGUAGE.to_owned()));
    }
    Item(members)
}

/// True when the engine's capitals for English titles leave those within words
/// alone. It gets some names wrong: “UNHCR's” becomes “Unhcr's”, “S/RES/462”
/// becomes “S/res/462”. A title as its source has it is better than that.
fn keeps_capitals(title: &str) -> bool {
    let mut folder = CaseFolder::with_config(TitleCase::new().into());
    folder.push_str(title.trim());
    let cased = folder.finish();
    let mut before = ' ';
    title.trim().chars().zip(cased.chars()).all(|(own, cased)| {
        let is_within_word = before.is_alphanumeric() || before == '/';
        before = own;
        !(is_within_word && own.is_uppercase() && cased.is_lowercase())
    })
}

/// True where the letters are mostly those of Latin, or there are none. A
/// style that capitalises English titles must not capitalise Russian ones
/// whose language is not stated.
fn is_latin(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let latin = letters().filter(|&c| c < '\u{250}').count();
    latin * 2 >= letters().count()
}

/// A member that the model does not name, by its shape.
fn value_from_json(value: &Json) -> Option<Value> {
    match value {
        Json::String(text) => Some(Value::String(text.clone())),
        // As text: the engine narrows numbers to 32 bits without looking, and
        // reads numerals from text with care.
        Json::Number(number) => Some(Value::String(number.to_string())),
        Json::Array(list) => {
            let names: Vec<NameValue> = list
                .iter()
                .filter_map(|name| serde_json::from_value::<Name>(name.clone()).ok())
                .filter_map(|name| name_value(&name))
                .collect();
            (!names.is_empty()).then_some(Value::Names(names))
        }
        Json::Object(_) => serde_json::from_value::<CslDate>(value.clone())
            .ok()
            .as_ref()
            .and_then(date_value)
            .map(Value::Date),
        Json::Null | Json::Bool(_) => None,
    }
}

fn name_value(name: &Name) -> Option<NameValue> {
    let stated = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let extra = |member: &str| {
        let text = name.extra.get(member)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    };
    let literal = |literal| Some(NameValue::Literal(LiteralName { literal }));
    if let Some(text) = stated(&name.literal) {
        return literal(text);
    }
    let Some(family) = stated(&name.family) else {
        return literal(stated(&name.given)?);
    };
    Some(NameValue::Item(NameItem {
        family,
        given: stated(&name.given),
        non_dropping_particle: extra("non-dropping-particle"),
        dropping_particle: extra("dropping-particle"),
        suffix: extra("suffix"),
        comma_suffix: name.extra.get("comma-suffix").and_then(Json::as_bool),
    }))
}

/// The first date of a CSL date, or `None` where it states no year.
fn date_value(date: &CslDate) -> Option<DateValue> {
    let parts = parts(date)?;
    let text = |member: &str| match date.extra.get(member)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    Some(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: text("literal"),
        // A season stands in for a month; beside one it says nothing.
        season: text("season"),
        circa: match date.extra.get("circa") {
            Some(Json::Bool(circa)) => *circa,
            Some(Json::Number(number)) => number.as_f64() != Some(0.0),
            Some(Json::String(text)) => !matches!(text.as_str(), "" | "0" | "false"),
            _ => is_about(date),
        },
    })
}

/// True for `raw` text that EDTF marks as approximate.
fn is_about(date: &CslDate) -> bool {
    date.raw
        .as_deref()
        .is_some_and(|raw| raw.contains(['~', '%']))
}

/// Year, month and day of the first date, as far as stated and possible.
pub(super) fn parts(date: &CslDate) -> Option<Vec<i16>> {
    let stated: Vec<Option<i16>> = match date.date_parts.first() {
        Some(first) => first.iter().map(number).collect(),
        None => iso_parts(date.raw.as_deref()?),
    };
    let mut parts = vec![stated.first().copied().flatten()?];
    if let Some(month @ 1..=12) = stated.get(1).copied().flatten() {
        parts.push(month);
        if let Some(day @ 1..=31) = stated.get(2).copied().flatten() {
            parts.push(day);
        }
    }
    Some(parts)
}

/// A part of a date, which CSL allows as a number or as numerals in quotes.
fn number(part: &Json) -> Option<i16> {
    match part {
        Json::Number(number) => number.as_i64()?.try_into().ok(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The parts of text that begins as an ISO 8601 date or is one; any other text
/// has none.
fn iso_parts(raw: &str) -> Vec<Option<i16>> {
    let first = raw.split(['/', 'T']).next().unwrap_or("");
    let first = first.trim().trim_end_matches(['?', '~', '%']);
    let is_iso = first.len() >= 4
        && first.chars().all(|c| c.is_ascii_digit() || c == '-')
        && first.split('-').next().is_some_and(|year| year.len() == 4);
    if !is_iso {
        return Vec::new();
    }
    first.split('-').map(|part| part.parse().ok()).collect()
}
