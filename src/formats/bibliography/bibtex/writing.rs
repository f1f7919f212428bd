//! Sources to biblatex: UTF-8, an entry each.
//!
//! Titles stand in two braces, so that no style changes their capitals. Members
//! that biblatex has no field for are fields under their own names, which BibTeX
//! and biblatex pass over; those that are neither text, names nor a date are left
//! out. Keys are the ids, without the signs that a key must not have.

use std::io::{BufWriter, Write};

use serde_json::Value;

use super::super::names::{self, Parts};
use super::super::{Item, dates, item, variables};
use super::tex::{escaped, escaped_verbatim};
use super::{OWN, fields};
use crate::formats::names::Names;
use crate::formats::{Output, WriteError, native};
use crate::model::{CslDate, Dataset, Name, Source};

/// Writes the sources.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let more = native::sources_of_rows(dataset)?;
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        let mut keys = Names::default();
        for (nth, source) in dataset.sources.iter().chain(&more).enumerate() {
            if crate::formats::losses::is_origin(source) {
                continue;
            }
            let key = keys.take_free_id(&key(&source.id));
            if nth > 0 {
                writer.write_all(b"\n")?;
            }
            writer.write_all(entry(source, &key).as_bytes())?;
        }
        Ok(writer.flush()?)
    })
}

/// An id as a key.
fn key(id: &str) -> String {
    let is_good = |c: char| c.is_alphanumeric() || "-_.:/+".contains(c);
    let key: String = id
        .chars()
        .map(|c| if is_good(c) { c } else { '-' })
        .collect();
    match key.is_empty() {
        true => "source".to_owned(),
        false => key,
    }
}

/// An entry on its way out.
struct Fields {
    lines: Vec<(String, String)>,
}

impl Fields {
    /// Adds a field with raw TeX, unless it is there.
    fn add(&mut self, name: &str, raw: String) {
        let is_there = self.lines.iter().any(|(known, _)| known == name);
        if !raw.is_empty() && !is_there {
            self.lines.push((name.to_owned(), raw));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|(known, _)| known == name)
    }
}

fn entry(source: &Source, key: &str) -> String {
    let item = item(source);
    let own = item.get(OWN).and_then(Value::as_object);
    let stated = own.and_then(|own| own.get("kind")).and_then(Value::as_str);
    let csl = source.kind_csl.as_str();
    let is_stated = |kind: &&str| fields::right(fields::KINDS, kind).is_none_or(|of| of == csl);
    let is_word = |kind: &&str| !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric());
    let (usual, subtype) = match csl {
        "article-newspaper" => ("article", "newspaper"),
        "article-magazine" => ("article", "magazine"),
        other => (fields::left(fields::KINDS, other).unwrap_or("misc"), ""),
    };
    let kind = stated.filter(is_stated).filter(is_word).unwrap_or(usual);
    let mut fields = Fields { lines: Vec::new() };
    fields.add("entrysubtype", subtype.to_owned());
    if usual == "misc" && csl != "document" {
        fields.add("csl-type", csl.to_owned());
    }
    named(&item, csl, kind, &mut fields);
    for (name, value) in &item {
        other(name, value, &mut fields);
    }
    for (name, value) in own.into_iter().flatten() {
        if let (Value::String(text), true) = (value, name != "kind" && is_field(name)) {
            fields.add(name, escaped(text));
        }
    }
    let mut text = format!("@{kind}{{{key},\n");
    for (name, raw) in fields.lines {
        text.push_str(&format!("  {name} = {{{raw}}},\n"));
    }
    text.push_str("}\n");
    text
}

/// True for a name that a reader takes for that of a field.
fn is_field(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+'))
}

/// The members that biblatex has fields for, in the order of its manual.
fn named(item: &Item, csl: &str, kind: &str, fields: &mut Fields) {
    let text = |member: &str| item.get(member).and_then(text_of);
    for (name, member) in fields::NAMES {
        let people = item.get(*member).map(names::list).unwrap_or_default();
        fields.add(name, people_of(&people));
    }
    if let Some(title) = text("title") {
        fields.add("title", format!("{{{}}}", escaped(&title)));
    }
    if let Some(title) = text("container-title") {
        let name = match csl {
            "article-journal" | "article-magazine" | "article-newspaper" | "article" => {
                "journaltitle"
            }
            "review" => "journaltitle",
            _ => "booktitle",
        };
        fields.add(name, format!("{{{}}}", escaped(&title)));
    }
    fields.add("date", date_of(item.get("issued")));
    for (name, member) in fields::DATES {
        fields.add(name, date_of(item.get(*member)));
    }
    if matches!(
        kind,
        "report" | "techreport" | "thesis" | "phdthesis" | "mastersthesis"
    ) && let Some(publisher) = text("publisher")
    {
        fields.add("institution", escaped(&publisher));
    }
    let number = match () {
        () if fields::NUMBER_IS_ISSUE.contains(&csl) => "issue",
        () if fields::NUMBER_IS_ITS_OWN.contains(&csl) => "number",
        () => "collection-number",
    };
    if let Some(number) = text(number) {
        fields.add("number", escaped(&number));
    }
    for (name, member) in fields::TEXTS {
        let is_written = *member == number && fields.has("number")
            || *member == "publisher" && fields.has("institution")
            || fields::left(fields::TEXTS, member) != Some(name);
        if let (Some(text), false) = (text(member), is_written) {
            let raw = escaped(&text);
            let raw = if *name == "pages" {
                raw.replace('-', "--")
            } else {
                raw
            };
            fields.add(name, raw);
        }
    }
    if let Some(url) = text("URL") {
        fields.add("url", escaped_verbatim(&url));
    }
    if let Some(doi) = text("DOI") {
        fields.add("doi", escaped_verbatim(&doi));
    }
    if let Some(language) = text("language") {
        match fields::left(fields::LANGUAGES, &language) {
            Some(name) => fields.add("langid", name.to_owned()),
            None => fields.add("language", escaped(&language)),
        }
    }
}

/// Members that biblatex has no field for.
fn other(name: &str, value: &Value, fields: &mut Fields) {
    const WRITTEN: [&str; 12] = [
        "id",
        "type",
        "title",
        "container-title",
        "URL",
        "DOI",
        "language",
        OWN,
        "reliability",
        "kind",
        "origin",
        "captures",
    ];
    let is_written = WRITTEN.contains(&name)
        || fields::left(fields::TEXTS, name).is_some()
        || fields::left(fields::NAMES, name).is_some()
        || fields::left(fields::DATES, name).is_some()
        || name == "issued";
    let is_number = matches!(name, "number" | "collection-number");
    if is_written || !is_field(name) {
        return;
    }
    let raw = match value {
        Value::Array(_) if variables::NAMES.contains(&name) => people_of(&names::list(value)),
        Value::Object(_) if variables::DATES.contains(&name) => date_of(Some(value)),
        _ => text_of(value)
            .map(|text| escaped(&text))
            .unwrap_or_default(),
    };
    let is_same = fields
        .lines
        .iter()
        .any(|(known, text)| known == "number" && *text == raw);
    if !(is_number && is_same) {
        // A field `number` means another thing in another kind.
        fields.add(name, raw);
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn date_of(value: Option<&Value>) -> String {
    let date = value.and_then(|value| serde_json::from_value::<CslDate>(value.clone()).ok());
    escaped_verbatim(&date.map(|date| dates::text(&date)).unwrap_or_default())
}

fn people_of(people: &[Name]) -> String {
    let people: Vec<String> = people.iter().filter_map(person).collect();
    people.join(" and ")
}

/// A name in the form “family, suffix, given”, with braces around what must not
/// be taken apart.
fn person(name: &Name) -> Option<String> {
    let Some(parts) = Parts::of(name) else {
        let literal = names::literal(name)?;
        return Some(match literal {
            "others" => literal.to_owned(),
            literal => format!("{{{}}}", escaped(literal)),
        });
    };
    let is_alone = parts.given.is_empty() && parts.suffix.is_empty() && parts.particle.is_empty();
    let whole = |text: &str| {
        let is_plain = !is_alone
            && text
                .split(' ')
                .all(|word| word.starts_with(char::is_uppercase))
            && !text.contains([',', '=']);
        match is_plain {
            true => escaped(text),
            false => format!("{{{}}}", escaped(text)),
        }
    };
    let is_particle = |word: &str| word.starts_with(char::is_lowercase);
    let family = match (
        parts.particle.is_empty(),
        parts.particle.split(' ').all(is_particle),
    ) {
        (true, _) => whole(parts.family),
        (false, true) => format!("{} {}", escaped(&parts.particle), whole(parts.family)),
        (false, false) => whole(&format!("{} {}", parts.particle, parts.family)),
    };
    let given = match parts.given.contains([',', '='])
        || parts.given.split(' ').any(|word| word == "and")
    {
        true => format!("{{{}}}", escaped(parts.given)),
        false => escaped(parts.given),
    };
    Some(match (parts.suffix.is_empty(), given.is_empty()) {
        (true, true) => family,
        (true, false) => format!("{family}, {given}"),
        (false, _) => format!("{family}, {{{}}}, {given}", escaped(parts.suffix)),
    })
}
