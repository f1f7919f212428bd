//! Linked Places: `when` on a feature and on its names, types, relations and
//! geometries. Every span of time in it is an event.

use serde_json::{Map, Value};

use super::feature::{Feature, Reader, point};
use crate::formats::dates::Survey;
use crate::formats::json::text;
use crate::formats::members::keep_of_event as keep;
use crate::formats::rows;
use crate::formats::spans::{Bound, spanned, year_edtf};
use crate::formats::works::{is_web_address, source_of_text};
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::{Event, Source, When};

/// A span of time and what it holds for.
pub(super) struct Span {
    /// The span as it is written.
    time: Value,
    /// What else its `when` says.
    rest: Map<String, Value>,
    /// The name, type, relation or geometry that it is the time of.
    holder: Map<String, Value>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Feature,
    Name,
    Type,
    Relation,
    Geometry,
}

/// All spans of a feature, taken out of it.
pub(super) fn spans(feature: &mut Feature) -> Vec<Span> {
    let mut spans = Vec::new();
    if has_spans(feature.others.get("when")) {
        take(&mut feature.others, Kind::Feature, &mut spans);
    }
    for (member, kind) in [
        ("names", Kind::Name),
        ("types", Kind::Type),
        ("relations", Kind::Relation),
    ] {
        if let Some(Value::Array(items)) = feature.others.get_mut(member) {
            from_list(items, kind, &mut spans);
        }
    }
    match &mut feature.geometry {
        Value::Object(geometry) if has_spans(geometry.get("when")) => {
            take(geometry, Kind::Geometry, &mut spans);
            feature.geometry = Value::Null;
        }
        Value::Object(geometry) => {
            if let Some(Value::Array(items)) = geometry.get_mut("geometries") {
                from_list(items, Kind::Geometry, &mut spans);
                if items.is_empty() {
                    feature.geometry = Value::Null;
                }
            }
        }
        _ => {}
    }
    spans
}

fn from_list(items: &mut Vec<Value>, kind: Kind, spans: &mut Vec<Span>) {
    items.retain_mut(|item| match item {
        Value::Object(holder) if has_spans(holder.get("when")) => {
            take(holder, kind, spans);
            false
        }
        _ => true,
    });
}

fn has_spans(when: Option<&Value>) -> bool {
    let spans = when.and_then(|when| when.get("timespans"));
    matches!(spans, Some(Value::Array(spans)) if !spans.is_empty())
}

fn take(holder: &mut Map<String, Value>, kind: Kind, spans: &mut Vec<Span>) {
    let Some(Value::Object(mut when)) = holder.shift_remove("when") else {
        return;
    };
    let Some(Value::Array(times)) = when.shift_remove("timespans") else {
        return;
    };
    for time in times {
        spans.push(Span {
            time,
            rest: when.clone(),
            holder: match kind {
                Kind::Feature => Map::new(),
                _ => holder.clone(),
            },
            kind,
        });
    }
}

/// The event of a span, from what all of the feature share; its point is that
/// of its own geometry, or the feature's.
pub(super) fn event(
    base: &Event,
    feature_geometry: &Value,
    number: u64,
    span: Span,
    place: &Place,
    reader: &mut Reader,
    report: &mut ImportReport,
) -> Event {
    let mut event = match number {
        1 => base.clone(),
        _ => Event {
            extra: crate::model::Extra::new(),
            ..base.clone()
        },
    };
    if number > 1 && !event.id.is_empty() {
        event.id = format!("{}-{number}", event.id);
    }
    let named = [
        "toponym",
        "label",
        "sourceLabel",
        "relationType",
        "identifier",
    ]
    .iter()
    .find_map(|name| span.holder.get(*name).and_then(text));
    match (span.kind, named) {
        (Kind::Name, Some(name)) => event.title = format!("{}: called {name}", base.title),
        (Kind::Type | Kind::Relation, Some(name)) => {
            event.title = format!("{}: {name}", base.title)
        }
        _ => {}
    }
    event.when = when(&span, place, report);
    let mut holder = span.holder;
    cite(&mut holder, &mut event, reader);
    if span.kind == Kind::Geometry {
        let geometry = Value::Object(holder);
        let name = base.title.as_str();
        match point(&geometry) {
            Some([lon, lat, _]) => {
                event.place = rows::place(Some(name), Some((lat, lon)), None);
                let mut more = match geometry {
                    Value::Object(more) => more,
                    _ => Map::new(),
                };
                more.shift_remove("type");
                more.shift_remove("coordinates");
                for (name, value) in more {
                    keep(&mut event.extra, &name, value);
                }
            }
            None => reader.keep_shape(&geometry, &mut event),
        }
    } else {
        let member = match span.kind {
            Kind::Name => "name",
            Kind::Type => "type",
            _ => "relation",
        };
        if !holder.is_empty() {
            keep(&mut event.extra, member, Value::Object(holder));
        }
    }
    if let (None, Some([lon, lat, _])) = (&event.place, point(feature_geometry)) {
        event.place = rows::place(Some(&base.title), Some((lat, lon)), None);
    }
    event
}

/// Citations of a name or geometry.
fn cite(holder: &mut Map<String, Value>, event: &mut Event, reader: &mut Reader) {
    let is_named = |item: &Value| item.get("label").and_then(text).is_some();
    let all_named = |items: &Vec<Value>| items.iter().all(is_named);
    if !matches!(holder.get("citations"), Some(Value::Array(items)) if all_named(items)) {
        return;
    }
    let Some(Value::Array(items)) = holder.shift_remove("citations") else {
        return;
    };
    for item in items {
        let label = item.get("label").and_then(text).unwrap_or_default();
        let id = item.get("@id").and_then(text);
        let key = format!("{label}\n{}", id.as_deref().unwrap_or_default());
        let make = || {
            let mut source = Source {
                url: id.clone().filter(|id| is_web_address(id)),
                ..source_of_text(&label)
            };
            if let (None, Some(id)) = (&source.url, &id) {
                source.extra.insert("@id".to_owned(), id.clone().into());
            }
            source
        };
        let citation = reader.works.cite(&key, &mut reader.draft, make);
        event.citations.push(citation);
    }
}

fn when(span: &Span, place: &Place, report: &mut ImportReport) -> When {
    let written = span.time.to_string();
    let mut faults = Vec::new();
    let mut bound = |name: &str| {
        let end = span.time.get(name);
        let mut date = |member: &str| {
            let value = end?.get(member)?;
            match edtf(value) {
                Ok(edtf) => edtf,
                Err(fault) => {
                    faults.push(format!("{name}.{member}: {fault}"));
                    None
                }
            }
        };
        Bound {
            at: date("in"),
            earliest: date("earliest"),
            latest: date("latest"),
        }
    };
    let (start, end) = (bound("start"), bound("end"));
    let read = spanned(&start, &end);
    let mut when = match read {
        Some(Ok(span)) => {
            let mut when = When::from_edtf(span.edtf);
            when.note = span.note;
            when
        }
        Some(Err(fault)) => {
            faults.push(fault);
            When::default()
        }
        None => When::default(),
    };
    if !faults.is_empty() {
        report.add(Problem {
            severity: Severity::Repaired,
            place: place.clone(),
            code: "date",
            message: format!(
                "Not read as a span of time: {}. The text is kept.",
                shown(&faults.join("; "))
            ),
            advice: "Write years and days as 1600 or 1600-05-01, the earlier first.".to_owned(),
        });
    }
    when.verbatim = Some(written);
    for (name, value) in &span.rest {
        let free = match ["edtf", "verbatim", "calendar", "note"].contains(&name.as_str()) {
            true => format!("{name} (as written)"),
            false => name.clone(),
        };
        when.extra.insert(free, value.clone());
    }
    when
}

/// A date as EDTF; `None` of what stands for an unknown one: nothing, a blank
/// and −1.
fn edtf(value: &Value) -> Result<Option<String>, String> {
    let Some(written) = text(value) else {
        return Ok(None);
    };
    if written == "-1" {
        return Ok(None);
    }
    let is_year = written
        .strip_prefix('-')
        .unwrap_or(&written)
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    if is_year && written.len() < 8 {
        return match written.parse().ok().and_then(year_edtf) {
            Some(year) => Ok(Some(year)),
            None => Err(format!("“{written}” is no year")),
        };
    }
    match Survey::default().decide().read(&written) {
        Ok(date) => Ok(Some(date.edtf)),
        Err(_) => Err(format!("“{}” is no date", shown(&written))),
    }
}
