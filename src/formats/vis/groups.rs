//! Groups of vis-timeline to lanes, in the order in which vis shows them.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::at;
use crate::formats::draft::Draft;
use crate::formats::json::{keep, shape, words};
use crate::formats::markup::to_plain;
use crate::formats::members::OF_LANE;
use crate::formats::{ImportReport, Place, Problem, Severity};
use crate::model::Lane;

/// Adds the lanes of all groups.
pub(super) fn add(list: Vec<Value>, draft: &mut Draft, report: &mut ImportReport) {
    let mut groups: Vec<(String, Map<String, Value>)> = Vec::new();
    let mut ids = HashSet::new();
    for (nth, group) in list.into_iter().enumerate() {
        let place = at("groups", nth);
        let Value::Object(group) = group else {
            let message = format!("Found {}, expected an object with “id”.", shape(&group));
            report.add(repaired(place, message));
            continue;
        };
        let Some(id) = words(group.get("id")) else {
            let message = "A group has no id, so no item can be in it; it is left out.".to_owned();
            report.add(repaired(place, message));
            continue;
        };
        match ids.insert(id.clone()) {
            false => {
                let message = format!(
                    "The id “{}” is that of a group before; this one is left out.",
                    crate::formats::shown(&id)
                );
                report.add(repaired(place, message));
            }
            true => groups.push((id, group)),
        }
    }
    // As vis has it without an order of the page's own.
    groups.sort_by(|(_, a), (_, b)| order(a).total_cmp(&order(b)));
    let parents = parents(&groups);
    let mut lane_ids = HashMap::new();
    for (id, group) in groups {
        if let Some(lane) = draft.add_lane(&id, lane(&id, group)) {
            lane_ids.insert(id, lane);
        }
    }
    for lane in &mut draft.dataset.lanes {
        lane.parent = parents
            .get(&lane.id)
            .and_then(|parent| lane_ids.get(parent))
            .cloned();
    }
}

fn repaired(place: Place, message: String) -> Problem {
    Problem {
        severity: Severity::Repaired,
        place,
        code: "group",
        message,
        advice: "Give every group an id of its own.".to_owned(),
    }
}

fn order(group: &Map<String, Value>) -> f64 {
    words(group.get("order"))
        .and_then(|order| order.parse().ok())
        .unwrap_or(f64::INFINITY)
}

/// Levels of groups in groups; what is nested deeper has no parent, so that a
/// long chain is not gone up again and again.
const DEEPEST: usize = 64;

/// The parents of nested groups; none where it would be its own ancestor.
fn parents(groups: &[(String, Map<String, Value>)]) -> HashMap<String, String> {
    let mut parents: HashMap<String, String> = HashMap::new();
    for (id, group) in groups {
        let Some(Value::Array(nested)) = group.get("nestedGroups") else {
            continue;
        };
        for child in nested.iter().filter_map(|child| words(Some(child))) {
            let mut above = Some(id);
            let is_free = !parents.contains_key(&child);
            for _ in 0..DEEPEST {
                above = match above {
                    Some(one) if *one != child => parents.get(one),
                    _ => break,
                };
            }
            if is_free && above.is_none() {
                parents.insert(child, id.clone());
            }
        }
    }
    parents
}

fn lane(id: &str, mut group: Map<String, Value>) -> Lane {
    let mut lane = Lane {
        id: id.to_owned(),
        title: words(group.get("content"))
            .map(|content| to_plain(&content).into_owned())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| id.to_owned()),
        color: words(group.get("style")).and_then(|style| color(&style)),
        collapsed: group.get("showNested") == Some(&Value::Bool(false)),
        ..Lane::default()
    };
    for name in ["id", "content", "order", "nestedGroups", "showNested"] {
        group.shift_remove(name);
    }
    for (name, value) in group {
        keep(&mut lane.extra, OF_LANE, &name, value);
    }
    lane
}

/// The colour that a style gives a background, or else its words.
pub(super) fn color(style: &str) -> Option<String> {
    let of = |wanted: &str| {
        style.split(';').find_map(|rule| {
            let (name, value) = rule.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim())
        })
    };
    let value = of("background-color")
        .or_else(|| of("background"))
        .or_else(|| of("color"))?;
    let digits = value.strip_prefix('#')?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match digits.len() {
        6 if is_hex => Some(value.to_ascii_lowercase()),
        3 if is_hex => Some(
            std::iter::once('#')
                .chain(digits.chars().flat_map(|c| [c, c]))
                .collect::<String>()
                .to_ascii_lowercase(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_groups_is_opened_where_it_closes() {
        let group = |id: &str, nested: &[&str]| {
            let members = serde_json::json!({"id": id, "nestedGroups": nested});
            (
                id.to_owned(),
                members.as_object().cloned().unwrap_or_default(),
            )
        };
        let groups = [
            group("a", &["b", "a"]),
            group("b", &["c"]),
            group("c", &["a", "d"]),
        ];
        let parents = parents(&groups);
        let parent = |id: &str| parents.get(id).map(String::as_str);
        assert_eq!(
            [parent("a"), parent("b"), parent("c"), parent("d")],
            [None, Some("a"), Some("b"), Some("c")]
        );
    }

    #[test]
    fn colours_come_of_styles() {
        assert_eq!(
            color("color: red; background-color: #1A2"),
            Some("#11aa22".to_owned())
        );
        assert_eq!(color("color:#ABCDEF;"), Some("#abcdef".to_owned()));
        assert_eq!(color("background: url(x)"), None);
        assert_eq!(color("color: #12345é"), None);
    }
}
