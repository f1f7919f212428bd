//! Categories to lanes.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;
use serde_json::Value;

use super::{Reading, child_text, elements};
use crate::formats::xml::text_of;
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::Lane;

/// Colours of a category that a lane has no member for.
const OTHER_COLORS: [&str; 3] = ["progress_color", "done_color", "font_color"];

/// The categories of a file.
#[derive(Debug, Default)]
pub(super) struct Categories {
    /// Ids of lanes by name.
    lanes: HashMap<String, String>,
    /// Names in the order of the lanes.
    names: Vec<String>,
    doubled: u64,
    undeclared: u64,
    first_undeclared: Option<(Place, String)>,
}

impl Categories {
    /// Takes a `<category>`.
    pub(super) fn declare(&mut self, node: Node, reading: &mut Reading) {
        let name = child_text(node, "name")
            .unwrap_or_default()
            .trim()
            .to_owned();
        if name.is_empty() {
            return;
        }
        if self.lanes.contains_key(&name) {
            self.doubled += 1;
            return;
        }
        // The program writes a category behind the one that it belongs to, so
        // that no circle can be made.
        let parent_name = child_text(node, "parent");
        let parent = parent_name
            .as_ref()
            .and_then(|parent| self.lanes.get(parent.trim()));
        let mut lane = Lane {
            title: name.clone(),
            parent: parent.cloned(),
            ..Lane::default()
        };
        if let (Some(parent), None) = (parent_name, &lane.parent) {
            reading.report.add(Problem {
                severity: Severity::Repaired,
                place: reading.spots.place(node),
                code: "parent",
                message: format!(
                    "The category “{}” belongs to “{}”, and there is no category of that name before it; it is a lane of its own.",
                    shown(&name),
                    shown(parent.trim())
                ),
                advice: "Write a category behind the one that it belongs to.".to_owned(),
            });
            lane.extra
                .insert("parent name".to_owned(), Value::String(parent));
        }
        for child in node.children().filter(Node::is_element) {
            let text = text_of(child);
            match child.tag_name().name() {
                "name" | "parent" => {}
                "color" if hex(&text).is_some() => lane.color = hex(&text),
                other => {
                    let value = match OTHER_COLORS.contains(&other) {
                        true => hex(&text).unwrap_or(text),
                        false => text,
                    };
                    let name = match other {
                        "color" => "color as written",
                        "id" | "title" | "collapsed" => "category detail",
                        other => other,
                    };
                    lane.extra.insert(name.to_owned(), Value::String(value));
                }
            }
        }
        self.add(name, lane, reading);
    }

    fn add(&mut self, name: String, lane: Lane, reading: &mut Reading) -> Option<String> {
        let id = reading.draft.add_lane(&name, lane)?;
        self.lanes.insert(name.clone(), id.clone());
        self.names.push(name);
        Some(id)
    }

    /// The lane of the first category of an event, and the names of its others.
    pub(super) fn of(
        &mut self,
        event: Node,
        reading: &mut Reading,
    ) -> (Option<String>, Vec<String>) {
        let lists = elements(event, "categories").flat_map(|list| elements(list, "category"));
        let mut names: Vec<String> = Vec::new();
        let mut known = HashSet::new();
        for node in elements(event, "category").chain(lists) {
            let name = text_of(node).trim().to_owned();
            if !name.is_empty() && known.insert(name.clone()) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return (None, names);
        }
        let others = names.split_off(1);
        let name = names.remove(0);
        if let Some(id) = self.lanes.get(&name) {
            return (Some(id.clone()), others);
        }
        self.undeclared += 1;
        self.first_undeclared
            .get_or_insert_with(|| (reading.spots.place(event), name.clone()));
        let lane = Lane {
            title: name.clone(),
            ..Lane::default()
        };
        (self.add(name, lane, reading), others)
    }

    /// Ids of all lanes but those of these names.
    pub(super) fn lanes_without(&self, hidden: &[String]) -> Vec<String> {
        let hidden: HashSet<&str> = hidden.iter().map(|name| name.trim()).collect();
        let shown = self
            .names
            .iter()
            .filter(|name| !hidden.contains(name.as_str()));
        shown
            .filter_map(|name| self.lanes.get(name))
            .cloned()
            .collect()
    }

    /// Tells what was met more than once.
    pub(super) fn tell(self, report: &mut ImportReport) {
        if self.doubled > 0 {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code: "double-category",
                message: format!(
                    "Categories that are declared again are read the first time only: {} of them.",
                    self.doubled
                ),
                advice: String::new(),
            });
        }
        if let Some((place, name)) = self.first_undeclared {
            report.add(Problem {
                severity: Severity::Note,
                place,
                code: "undeclared-category",
                message: format!(
                    "Categories of events that the file does not declare are lanes without a colour of their own, the first of them “{}”: {} of them.",
                    shown(&name),
                    self.undeclared
                ),
                advice: String::new(),
            });
        }
    }
}

/// `255,0,128` as `#ff0080`.
pub(super) fn hex(color: &str) -> Option<String> {
    let parts: Vec<u8> = color
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [red, green, blue] => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_three_bytes() {
        assert_eq!(hex("255,0,128").as_deref(), Some("#ff0080"));
        assert_eq!(hex(" 1, 2, 3 ").as_deref(), Some("#010203"));
        for text in ["", "256,0,0", "1,2", "1,2,3,4", "red"] {
            assert_eq!(hex(text), None, "{text}");
        }
    }
}
