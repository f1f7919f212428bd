//! Events, containers and their members.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;
use serde_json::Value;

use super::categories::{Categories, hex};
use super::dates::{Ends, READ_HERE};
use super::{FORMAT, Reading, child_text};
use crate::formats::draft::keep_of_event;
use crate::formats::xml::text_of;
use crate::formats::{Place, Problem, Severity, shown};
use crate::model::{Event, Media, Relation, RelationKind};

/// What stands before the name of an event.
#[derive(Debug, PartialEq, Eq)]
enum Role {
    /// `[1]`: other events are a part of it.
    Container(u64),
    /// `(1)`: it is a part of that container.
    Member(u64),
    Plain,
}

/// Reads all events of a file.
pub(super) fn events<'a, 't: 'a>(
    nodes: impl Iterator<Item = Node<'a, 't>>,
    categories: &mut Categories,
    reading: &mut Reading,
) {
    let mut containers: HashMap<u64, String> = HashMap::new();
    let mut members: Vec<(usize, u64, Place)> = Vec::new();
    for node in nodes {
        let place = reading.spots.place(node);
        let text = child_text(node, "text").unwrap_or_default();
        let (role, title) = role(&text);
        let Some(event) = event(node, title, &place, categories, reading) else {
            continue;
        };
        reading.draft.event(event, &place, reading.report);
        let id = reading.draft.last_mut().map(|event| event.id.clone());
        match (role, id) {
            (Role::Container(number), Some(id)) => {
                containers.entry(number).or_insert(id);
            }
            (Role::Member(number), _) => members.push((reading.draft.len() - 1, number, place)),
            _ => {}
        }
    }
    for (at, number, place) in members {
        let container = containers.get(&number).cloned();
        let Some(event) = reading.draft.events_mut().get_mut(at) else {
            continue;
        };
        if let Some(id) = container {
            event.relations.push(Relation {
                kind: RelationKind::PartOf,
                event: id,
                extra: Default::default(),
            });
            continue;
        }
        // It may be a name that begins so.
        event.title = format!("({number}){}", event.title);
        reading.report.add(Problem {
            severity: Severity::Repaired,
            place,
            code: "container",
            message: format!(
                "“{}” is marked as a part of container {number}, and no event is marked [{number}]; the name stays as it is written.",
                shown(&event.title)
            ),
            advice: "Begin the name with a blank if the bracket belongs to it.".to_owned(),
        });
    }
}

/// One event; `None` where there is nothing in it.
fn event(
    node: Node,
    title: &str,
    place: &Place,
    categories: &mut Categories,
    reading: &mut Reading,
) -> Option<Event> {
    let ends = Ends::of(node);
    let when = reading.dates.when(&ends, place, reading.report);
    // Names and descriptions are text: `<` in them begins no tag.
    let summary = child_text(node, "description").map(|text| text.trim().to_owned());
    if title.is_empty() && when.verbatim.is_none() && summary.is_none() {
        reading.draft.lose(
            place.clone(),
            "event",
            "Found an event with neither a name nor a date nor a description.".to_owned(),
            "Give it at least a <text>, or delete it.",
            reading.report,
        );
        return None;
    }
    let (lane, tags) = categories.of(node, reading);
    let mut event = Event {
        title: match title {
            "" => "Untitled".to_owned(),
            title => title.split_whitespace().collect::<Vec<_>>().join(" "),
        },
        when,
        lane,
        summary,
        tags,
        ..Event::default()
    };
    for child in node.children().filter(Node::is_element) {
        let text = text_of(child);
        let text = text.trim();
        match child.tag_name().name() {
            "text" | "description" | "category" | "categories" => {}
            name if READ_HERE.contains(&name) => {}
            _ if text.is_empty() => {}
            "locked" if text == "False" => {}
            "locked" if text == "True" => {
                keep_of_event(&mut event, FORMAT, "locked", Value::Bool(true));
            }
            "progress" if text == "0" => {}
            "progress" if text.parse::<u8>().is_ok() => {
                let share: u8 = text.parse().unwrap_or_default();
                keep_of_event(&mut event, FORMAT, "progress", Value::from(share));
            }
            "labels" => {
                let mut taken: HashSet<String> = event.tags.iter().cloned().collect();
                for label in text.split_whitespace() {
                    if taken.insert(label.to_owned()) {
                        event.tags.push(label.to_owned());
                    }
                }
            }
            "hyperlink" => event.media.extend(links(text)),
            "default_color" => {
                let color = hex(text).unwrap_or_else(|| text.to_owned());
                keep_of_event(&mut event, FORMAT, "default_color", Value::String(color));
            }
            name => {
                let inside = reading.spots.inside(child).trim().to_owned();
                keep_of_event(&mut event, FORMAT, name, Value::String(inside));
            }
        }
    }
    for flag in ["ends_today", "milestone"] {
        let is_set = child_text(node, flag).is_some_and(|text| text.trim() == "True");
        if is_set {
            keep_of_event(&mut event, FORMAT, flag, Value::Bool(true));
        }
    }
    Some(event)
}

/// Addresses with `;` between them.
fn links(text: &str) -> impl Iterator<Item = Media> {
    text.split(';')
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(|address| {
            let is_url = url::Url::parse(address).is_ok_and(|url| url.scheme().len() > 1);
            let (url, path) = match is_url || address.starts_with("www.") {
                true => (Some(address.to_owned()), None),
                false => (None, Some(address.to_owned())),
            };
            Media {
                url,
                path,
                ..Media::default()
            }
        })
}

/// The mark before a name, and the name without it. The program puts a blank
/// before a name that begins with a bracket of its own.
fn role(text: &str) -> (Role, &str) {
    let marked = |open: char, close: char| {
        let (number, name) = text.strip_prefix(open)?.split_once(close)?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        Some((number.parse().ok().filter(|_| is_number)?, name.trim()))
    };
    if let Some((number, name)) = marked('[', ']') {
        (Role::Container(number), name)
    } else if let Some((number, name)) = marked('(', ')') {
        (Role::Member(number), name)
    } else {
        (Role::Plain, text.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_containers_are_told_from_names() {
        for (text, expected) in [
            ("[1]Container", (Role::Container(1), "Container")),
            ("(12)Part", (Role::Member(12), "Part")),
            (" (12)Name", (Role::Plain, "(12)Name")),
            (" [x] Name", (Role::Plain, "[x] Name")),
            ("(x)Name", (Role::Plain, "(x)Name")),
            ("[1", (Role::Plain, "[1")),
            (
                "(99999999999999999999)a",
                (Role::Plain, "(99999999999999999999)a"),
            ),
            ("()a", (Role::Plain, "()a")),
        ] {
            assert_eq!(role(text), expected, "{text}");
        }
    }

    #[test]
    fn links_are_parted_at_semicolons() {
        let found: Vec<Media> = links("https://a.org/;; http://b.org/x ;notes.txt").collect();
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].url.as_deref(), Some("http://b.org/x"));
        assert_eq!(found[2].path.as_deref(), Some("notes.txt"));
    }
}
