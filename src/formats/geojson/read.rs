//! The file as a whole: its features one after another.

use crate::formats::{json, members};
use serde_json::{Map, Value};

use super::feature::Reader;
use super::times::Times;
use crate::formats::draft::Draft;
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Place, Problem, ReadError, Severity};
use crate::model::Dataset;

/// A feature and where it stands.
type Placed = (Place, Value);

const MEDIA_TYPE: &str = "application/geo+json";

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, MEDIA_TYPE);
    let features = match is_lines(&text) {
        true => lines(&text, &mut draft, report),
        false => whole(json::parse(&text)?, &mut draft)?,
    };
    drop(text);
    if features.is_empty() && report.lost() == 0 {
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code: "no-features",
            message: "The collection has no features.".to_owned(),
            advice: String::new(),
        });
    }
    let mut times = Times::default();
    for (_, feature) in &features {
        if let Some(Value::Object(properties)) = feature.get("properties") {
            times.survey(properties);
        }
    }
    let mut reader = Reader::new(times.decide(), draft);
    for (at, (place, feature)) in features.into_iter().enumerate() {
        if at % 1024 == 0 {
            stream.check()?;
            stream.tell(at as u64);
        }
        reader.feature(feature, &place, report);
    }
    reader.finish(report).finish()
}

/// True where the first line is an object of its own, and there are more.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(bare).filter(|line| !line.is_empty());
    let first = lines.next();
    lines.next().is_some_and(|second| second.starts_with('{'))
        && first.is_some_and(|line| serde_json::from_str::<Map<String, Value>>(line).is_ok())
}

/// A line without blanks and the separator of RFC 8142.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{1E}')
}

fn lines(text: &str, draft: &mut Draft, report: &mut ImportReport) -> Vec<Placed> {
    let mut features = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let place = Place {
            line: Some(number),
            ..Place::default()
        };
        let line = bare(line);
        if line.is_empty() {
            continue;
        }
        match json::parse(line) {
            Ok(Value::Object(object)) if is_collection(&object) => {
                let (_, inner) = split(object);
                features.extend(inner.into_iter().map(|feature| (place.clone(), feature)));
            }
            Ok(feature) => features.push((place, feature)),
            Err(fault) => draft.lose(
                place,
                "json",
                fault_of_line(fault),
                "Put the line right in a text editor, or leave it out.",
                report,
            ),
        }
    }
    features
}

fn is_collection(object: &Map<String, Value>) -> bool {
    matches!(object.get("features"), Some(Value::Array(_)))
}

/// A collection without its features, and those.
fn split(mut object: Map<String, Value>) -> (Map<String, Value>, Vec<Value>) {
    match object.shift_remove("features") {
        Some(Value::Array(features)) => (object, features),
        _ => (object, Vec::new()),
    }
}

fn whole(value: Value, draft: &mut Draft) -> Result<Vec<Placed>, ReadError> {
    let numbered = |prefix: &str, features: Vec<Value>| {
        let place = |at| Place {
            path: Some(format!("{prefix}[{at}]")),
            ..Place::default()
        };
        let features = features.into_iter().enumerate();
        features.map(|(at, feature)| (place(at), feature)).collect()
    };
    match value {
        Value::Object(object) if is_collection(&object) => {
            let (rest, features) = split(object);
            about(rest, draft);
            Ok(numbered("features", features))
        }
        Value::Object(object) if object.contains_key("geometry") || object.contains_key("when") => {
            Ok(vec![(Place::file(), Value::Object(object))])
        }
        Value::Array(features) if !features.is_empty() => Ok(numbered("", features)),
        other => Err(ReadError::Unsupported {
            what: match other {
                Value::Object(_) => "GeoJSON that is neither a feature nor a collection of them",
                Value::Array(_) => "GeoJSON that is an empty list",
                _ => "GeoJSON that is a single value",
            }
            .to_owned(),
            advice: "Save it as a FeatureCollection.",
        }),
    }
}

/// Why a line is no JSON.
fn fault_of_line(fault: ReadError) -> String {
    match fault {
        ReadError::Json {
            column,
            found,
            expected,
            ..
        } => format!(
            "The line is no JSON: found {found} at character {column}, expected {expected}."
        ),
        ReadError::Truncated { within, .. } => format!("The line ends in the middle of {within}."),
        other => other.to_string(),
    }
}

/// What a collection says of itself.
fn about(collection: Map<String, Value>, draft: &mut Draft) {
    let title = |object: &Map<String, Value>| {
        ["title", "name", "label"]
            .iter()
            .find_map(|name| object.get(*name).and_then(json::text))
    };
    let from_metadata = match collection.get("metadata") {
        Some(Value::Object(metadata)) => title(metadata),
        _ => None,
    };
    if let Some(title) = title(&collection).or(from_metadata) {
        draft.dataset.title = title;
    }
    for (name, value) in collection {
        match (name.as_str(), &value) {
            ("type" | "title" | "name" | "label", _) => {}
            ("description", Value::String(text)) => {
                draft.dataset.description =
                    Some(crate::formats::markup::to_commonmark(text).into_owned());
            }
            _ => members::keep_of_dataset(&mut draft.dataset.extra, &name, value),
        }
    }
}
