//! Reading one value after another from parsed JSON, getting past faults.
//!
//! [`Reading`] knows where it is in the file and writes faults down with that
//! place. A value goes through serde as a whole; when serde refuses a part,
//! that part is left out and the value tried again.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::Fault;
use super::links::Ids;
use super::path::{Path, Step};
use crate::formats::{Severity, shown};

/// How many parts of one item are left out before the item is given up. An
/// item is tried again for each, so this bounds the work on a hostile file.
const MAX_REPAIRS: usize = 200;

/// A walk through a parsed file.
pub(super) struct Reading<'a> {
    faults: &'a mut Vec<Fault>,
    path: Path,
    /// Ids that links may go to.
    pub(super) ids: Targets<'a>,
}

/// Ids that links may go to.
#[derive(Clone, Copy, Default)]
pub(super) struct Targets<'a> {
    pub(super) lanes: Ids<'a>,
    pub(super) sources: Ids<'a>,
    pub(super) events: Ids<'a>,
}

impl<'a> Reading<'a> {
    /// At the root.
    pub(super) fn new(faults: &'a mut Vec<Fault>, ids: Targets<'a>) -> Reading<'a> {
        Reading {
            faults,
            path: Path::root(),
            ids,
        }
    }

    /// How many faults were written down.
    pub(super) fn fault_count(&self) -> usize {
        self.faults.len()
    }

    /// Writes down a fault that was made elsewhere.
    pub(super) fn add(&mut self, fault: Fault) {
        self.faults.push(Fault {
            path: self.path.clone(),
            ..fault
        });
    }

    /// Writes down a fault of the value being read.
    pub(super) fn fault(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: String,
        advice: &'static str,
    ) {
        self.faults.push(Fault {
            severity,
            path: self.path.clone(),
            code,
            message,
            advice,
            if_missing: None,
        });
    }

    /// Position, in its list, of the item being read.
    pub(super) fn position(&self) -> usize {
        self.path.position()
    }

    /// Does something one step further down.
    pub(super) fn within<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let done = work(self);
        self.path.pop();
        done
    }

    /// Writes down that a member was repaired or left out.
    pub(super) fn repaired(
        &mut self,
        member: &'static str,
        code: &'static str,
        message: String,
        advice: &'static str,
    ) {
        self.within(Step::member(member), |reading| {
            reading.fault(Severity::Repaired, code, message, advice);
        });
    }

    /// Takes a list out of an object and reads its items one by one; what
    /// cannot be read is left out. Absent and `null` are an empty list.
    pub(super) fn list<T>(
        &mut self,
        object: &mut Map<String, Value>,
        member: &'static str,
        read: impl FnMut(&mut Self, Value) -> Option<T>,
    ) -> Vec<T> {
        match object.shift_remove(member) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(items)) => self.items(items, member, read),
            Some(other) => {
                self.repaired(
                    member,
                    "wrong-type",
                    format!(
                        "Found {}, expected a list; it is left out.",
                        super::shape(&other)
                    ),
                    "Put what it holds between [ and ].",
                );
                Vec::new()
            }
        }
    }

    /// Reads the items of a list one by one.
    pub(super) fn items<T>(
        &mut self,
        items: Vec<Value>,
        member: &'static str,
        mut read: impl FnMut(&mut Self, Value) -> Option<T>,
    ) -> Vec<T> {
        self.within(Step::member(member), |reading| {
            items
                .into_iter()
                .enumerate()
                .filter_map(|(at, item)| {
                    reading.within(Step::Item(at), |reading| read(reading, item))
                })
                .collect()
        })
    }

    /// The members of an object; anything else is lost.
    pub(super) fn object(&mut self, value: Value, what: &str) -> Option<Map<String, Value>> {
        match value {
            Value::Object(members) => Some(members),
            other => {
                self.fault(
                    Severity::Lost,
                    "no-object",
                    format!(
                        "Found {}, expected {what} (an object).",
                        super::shape(&other)
                    ),
                    "",
                );
                None
            }
        }
    }

    /// Numbers that stand where a text is wanted become texts.
    pub(super) fn text_from_number(
        &mut self,
        object: &mut Map<String, Value>,
        members: &[&'static str],
    ) {
        for member in members {
            if let Some(value @ Value::Number(_)) = object.get_mut(*member) {
                let text = value.to_string();
                *value = Value::String(text.clone());
                self.repaired(
                    member,
                    "number-for-text",
                    format!("Found the number {text}, expected text; it is read as “{text}”."),
                    "Put it in double quotes.",
                );
            }
        }
    }

    /// Texts that are numbers become numbers where one is wanted.
    pub(super) fn number_from_text(
        &mut self,
        object: &mut Map<String, Value>,
        members: &[&'static str],
    ) {
        for member in members {
            let Some(value @ Value::String(_)) = object.get_mut(*member) else {
                continue;
            };
            let text = value.as_str().unwrap_or_default().trim().to_owned();
            let number = serde_json::from_str::<serde_json::Number>(&text);
            if let Ok(number) = number {
                *value = Value::Number(number);
                self.repaired(
                    member,
                    "text-for-number",
                    format!(
                        "Found the text “{}”, expected a number; it is read as one.",
                        shown(&text)
                    ),
                    "Take off the double quotes.",
                );
            }
        }
    }

    /// A single text becomes a list of one where a list is wanted.
    pub(super) fn list_from_text(
        &mut self,
        object: &mut Map<String, Value>,
        members: &[&'static str],
    ) {
        for member in members {
            if let Some(value @ Value::String(_)) = object.get_mut(*member) {
                *value = Value::Array(vec![value.take()]);
                self.repaired(
                    member,
                    "text-for-list",
                    "Found a single text, expected a list; it is read as a list of one.".to_owned(),
                    "Put it between [ and ].",
                );
            }
        }
    }

    /// Puts a word in the place of one that is not known.
    pub(super) fn word_or(
        &mut self,
        object: &mut Map<String, Value>,
        member: &'static str,
        known: &[&str],
        instead: &'static str,
    ) {
        let found = match object.get(member) {
            None => return,
            Some(Value::String(word)) if known.contains(&word.as_str()) => return,
            Some(Value::String(word)) => format!("“{}”", shown(word)),
            Some(other) => super::shape(other),
        };
        object.insert(member.to_owned(), Value::String(instead.to_owned()));
        self.repaired(
            member,
            "unknown-word",
            format!(
                "Found {found}, expected one of: {}; it is read as “{instead}”.",
                known.join(", ")
            ),
            "",
        );
    }

    /// Puts a required text in where it is missing, is no text, or is blank.
    pub(super) fn text_or(
        &mut self,
        object: &mut Map<String, Value>,
        member: &'static str,
        instead: impl FnOnce() -> String,
    ) {
        self.text_from_number(object, &[member]);
        let found = match object.get(member) {
            Some(Value::String(text)) if !text.trim().is_empty() => return,
            Some(Value::String(_)) => "nothing but blanks".to_owned(),
            Some(other) => super::shape(other),
            None => "no such member".to_owned(),
        };
        let instead = instead();
        self.repaired(
            member,
            "no-text",
            format!(
                "Found {found}, expected text; “{}” is used instead.",
                shown(&instead)
            ),
            "",
        );
        object.insert(member.to_owned(), Value::String(instead));
    }

    /// An object through serde. Parts that it refuses are left out; when the
    /// object itself is refused, it is lost. `what` begins a sentence.
    pub(super) fn finish<T: DeserializeOwned>(
        &mut self,
        object: Map<String, Value>,
        what: &str,
    ) -> Option<T> {
        let mut value = Value::Object(object);
        for _ in 0..MAX_REPAIRS {
            let refused = match serde_path_to_error::deserialize(&value) {
                Ok(read) => return Some(read),
                Err(refused) => refused,
            };
            let steps = steps(refused.path());
            let reason = reason(&refused.into_inner().to_string());
            if steps.is_empty() || !remove(&mut value, &steps) {
                self.fault(
                    Severity::Lost,
                    "unreadable",
                    format!("{what} cannot be opened: {reason}."),
                    "",
                );
                return None;
            }
            let mut path = self.path.clone();
            for step in steps {
                path.push(step);
            }
            self.faults.push(Fault {
                severity: Severity::Repaired,
                path,
                code: "wrong-type",
                message: format!("{}; it is left out.", sentence(&reason)),
                advice: "",
                if_missing: None,
            });
        }
        self.fault(
            Severity::Lost,
            "too-many-faults",
            format!("{what} has more than {MAX_REPAIRS} faults."),
            "",
        );
        None
    }
}

/// The way to the part that serde refused, as far as it is a way.
fn steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    path.iter()
        .map_while(|segment| match segment {
            Segment::Map { key } => Some(Step::Member(key.clone().into())),
            Segment::Seq { index } => Some(Step::Item(*index)),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// Takes a part out; false when there is none.
fn remove(value: &mut Value, steps: &[Step]) -> bool {
    match (steps, value) {
        ([Step::Member(name)], Value::Object(members)) => {
            members.shift_remove(name.as_ref()).is_some()
        }
        ([Step::Item(at)], Value::Array(items)) => {
            let there = *at < items.len();
            if there {
                items.remove(*at);
            }
            there
        }
        ([Step::Member(name), rest @ ..], Value::Object(members)) => members
            .get_mut(name.as_ref())
            .is_some_and(|inner| remove(inner, rest)),
        ([Step::Item(at), rest @ ..], Value::Array(items)) => {
            items.get_mut(*at).is_some_and(|inner| remove(inner, rest))
        }
        _ => false,
    }
}

/// With a capital, for the beginning of a message.
fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(rest).collect()
}

/// Serde's reason in plain words: `found the number 5, expected text`.
fn reason(message: &str) -> String {
    if let Some(name) = message.strip_prefix("missing field `") {
        return format!("the member “{}” is missing", name.trim_end_matches('`'));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `")
        && let Some((found, expected)) = rest.split_once("`, expected ")
    {
        let expected = expected.trim_start_matches("one of ").replace('`', "");
        return format!("found “{}”, expected one of: {expected}", shown(found));
    }
    let split = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "));
    match split {
        Some((found, expected)) => format!(
            "found {}, expected {}",
            found_words(found),
            expected_words(expected)
        ),
        None => shown(message),
    }
}

fn found_words(found: &str) -> String {
    match found {
        "map" => return "an object".to_owned(),
        "sequence" => return "a list".to_owned(),
        _ => {}
    }
    let found = shown(found).replace('`', "");
    let named = [
        ("string ", "the text "),
        ("integer ", "the number "),
        ("floating point ", "the number "),
        ("boolean ", ""),
    ];
    for (name, words) in named {
        if let Some(rest) = found.strip_prefix(name) {
            return format!("{words}{rest}");
        }
    }
    found
}

fn expected_words(expected: &str) -> &str {
    match expected {
        "a string" => "text",
        "u8" => "a whole number",
        "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "an object",
        "a boolean" => "true or false",
        struct_name if struct_name.starts_with("struct ") => "an object",
        enum_name if enum_name.starts_with("enum ") || enum_name.starts_with("string") => {
            "one of its words"
        }
        other => other,
    }
}
