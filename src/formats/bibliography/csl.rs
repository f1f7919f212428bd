//! CSL-JSON: a list of items, one item, or items by their DOI, as citation
//! managers and registries of DOIs give them.
//!
//! An item is a source as it stands; members that the native format does not
//! name are kept. Put right: ids that are numbers, titles and containers in
//! lists and types of registries (Crossref, DataCite) under their own names.
//! Members of a wrong type are left out and reported, as in a native file.
//!
//! Written is a list, with the own members of sources (grade, origin, copies)
//! in it, which other programs pass over.

use std::io::{BufWriter, Write};

use serde_json::{Value, json};

use super::{Confidence, Found, Item, variables};
use crate::formats::losses::is_origin;
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Output, Place, Problem, ReadError, WriteError, native};
use crate::model::{Dataset, FORMAT_VERSION};

/// What registries call types, and what CSL does.
const REGISTRY_TYPES: &[(&str, &str)] = &[
    ("journal-article", "article-journal"),
    ("book-chapter", "chapter"),
    ("book-section", "chapter"),
    ("book-part", "chapter"),
    ("proceedings-article", "paper-conference"),
    ("conference-paper", "paper-conference"),
    ("proceedings", "book"),
    ("monograph", "book"),
    ("edited-book", "book"),
    ("reference-book", "book"),
    ("reference-entry", "entry"),
    ("dissertation", "thesis"),
    ("posted-content", "article"),
    ("peer-review", "review"),
    ("report-component", "report"),
    ("report-series", "report"),
    ("journal", "periodical"),
    ("journal-issue", "periodical"),
    ("other", "document"),
];

/// Certain of JSON with a type of CSL and members that only sources have, and
/// without those of other formats.
pub(in crate::formats) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let text = crate::formats::bytes::strip_mark(bytes).trim_ascii_start();
    if !matches!(text.first(), Some(b'{' | b'[')) {
        return None;
    }
    let head = String::from_utf8_lossy(text);
    let has = |name: &str| head.contains(&format!("\"{name}\""));
    let is_typed = head.match_indices("\"type\"").any(|(at, member)| {
        let value = head[at + member.len()..].trim_start();
        let value = value.strip_prefix(':').map(str::trim_start);
        let value = value.and_then(|value| value.strip_prefix('"')?.split('"').next());
        value.is_some_and(|value| {
            variables::TYPES.contains(&value)
                || REGISTRY_TYPES.iter().any(|(known, _)| *known == value)
        })
    });
    let is_source = [
        "date-parts",
        "container-title",
        "DOI",
        "ISBN",
        "publisher-place",
        "URL",
    ]
    .iter()
    .any(|member| has(member))
        || has("author") && (has("family") || has("literal")) && has("title");
    let is_other = ["tarikh", "events", "features", "@context"]
        .iter()
        .any(|member| has(member));
    (is_typed && is_source && !is_other).then_some(Confidence::Certain)
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let root = native::json(text.as_bytes())?;
    let items = items(root)?;
    let count = items.len();
    let mut found = Found::new();
    let mut good = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        match item {
            Value::Object(item) => good.push((at, normal(item))),
            other => found.lose(
                place(&format!("[{at}]")),
                "item",
                format!(
                    "Found {}, expected an object.",
                    crate::formats::json::shape(&other)
                ),
                report,
            ),
        }
    }
    // What is wrong with a member is the same as in a native file.
    let list: Vec<Value> = good
        .iter()
        .map(|(_, item)| {
            let mut item = item.clone();
            // Doubled and missing ids are seen to below.
            item.entry("id").or_insert_with(|| "?".into());
            Value::Object(item)
        })
        .collect();
    let native = json!({"tarikh": FORMAT_VERSION, "title": "x", "events": [], "sources": list});
    let mut inner = ImportReport::new();
    let read = native::read(native.to_string().as_bytes(), stream.name(), &mut inner)?;
    for problem in inner.problems {
        if problem.code != "double-id" {
            report.add(Problem {
                place: place(
                    problem
                        .place
                        .path
                        .as_deref()
                        .unwrap_or_default()
                        .trim_start_matches("sources"),
                ),
                ..problem
            });
        }
    }
    if read.sources.len() != good.len() {
        return Err(ReadError::WrongShape {
            found: format!("{count} items, some of which are no sources"),
        });
    }
    for (mut source, (at, item)) in read.sources.into_iter().zip(&good) {
        if !item.contains_key("id") {
            source.id.clear();
        }
        found.add(source, &place(&format!("[{at}]")), report);
    }
    found.finish(stream, report)
}

fn place(path: &str) -> Place {
    Place {
        path: (!path.is_empty()).then(|| path.to_owned()),
        ..Place::default()
    }
}

/// The items of a file, in its order.
fn items(root: Value) -> Result<Vec<Value>, ReadError> {
    let wrong = |root: &Value| ReadError::WrongShape {
        found: crate::formats::json::shape(root),
    };
    match root {
        Value::Array(items) => Ok(items),
        Value::Object(item) if item.contains_key("type") || item.contains_key("title") => {
            Ok(vec![Value::Object(item)])
        }
        Value::Object(mut root) if root.get("items").is_some_and(Value::is_array) => {
            match root.remove("items") {
                Some(Value::Array(items)) => Ok(items),
                _ => Err(wrong(&Value::Object(root))),
            }
        }
        Value::Object(root) => {
            let mut items = Vec::new();
            for (key, value) in root {
                let values = match value {
                    Value::Array(values) => values,
                    value => vec![value],
                };
                items.extend(values.into_iter().map(|value| keyed(&key, value)));
            }
            Ok(items)
        }
        other => Err(wrong(&other)),
    }
}

/// An item with its key as its id, where it has none.
fn keyed(key: &str, value: Value) -> Value {
    match value {
        Value::Object(mut item) => {
            item.entry("id").or_insert_with(|| key.into());
            Value::Object(item)
        }
        other => other,
    }
}

/// An item with members as CSL has them.
fn normal(mut item: Item) -> Item {
    if let Some(id) = item.get_mut("id")
        && id.is_number()
    {
        *id = id.to_string().into();
    }
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
    let known = REGISTRY_TYPES.iter().find(|(known, _)| *known == kind);
    match (kind.is_empty(), known) {
        (true, _) => {
            item.insert("type".to_owned(), "document".into());
        }
        (false, Some((_, kind))) => {
            item.insert("type".to_owned(), (*kind).into());
        }
        (false, None) => {}
    }
    for member in ["title", "container-title", "publisher", "URL", "language"] {
        let first = match item.get(member) {
            Some(Value::Array(list)) => list.first().cloned(),
            _ => continue,
        };
        match first {
            Some(first) => item.insert(member.to_owned(), first),
            None => item.remove(member),
        };
    }
    if let Some(Value::String(doi)) = item.get_mut("DOI") {
        *doi = crate::model::bare_doi(doi).to_owned();
    }
    item
}

/// Writes the sources.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let more = native::sources_of_rows(dataset)?;
    let sources = dataset.sources.iter().chain(&more);
    let sources: Vec<_> = sources.filter(|source| !is_origin(source)).collect();
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        serde_json::to_writer_pretty(&mut writer, &sources)?;
        writer.write_all(b"\n")?;
        Ok(writer.flush()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_items_of_csl_are_taken_for_such() {
        let certain = |text: &str| sniff(text.as_bytes(), None).is_some();
        assert!(certain(
            r#"[{"type":"book","title":"A","author":[{"family":"B"}]}]"#
        ));
        assert!(certain(
            r#"{"10.1/x": {"type": "journal-article", "DOI": "10.1/x""#
        ));
        assert!(!certain(r#"{"type":"FeatureCollection","features":[]}"#));
        assert!(!certain(r#"[{"type":"event","title":"A","date":"1979"}]"#));
        assert!(!certain(
            r#"{"tarikh":1,"sources":[{"type":"book","DOI":"x"}]}"#
        ));
    }
}
