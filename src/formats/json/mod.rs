//! What formats in JSON share: what a file looks like from its beginning
//! ([`Outline`], [`any_member`]), its text to a value or to a fault in words for readers, and how
//! members are kept that have no place of their own.
//!
//! Refused is what is nested more than 127 deep, so that nobody who looks into a
//! value that was read here goes deeper.

mod faults;
mod outline;
mod seen;

pub(super) use faults::{shape, syntax_error};
pub(super) use outline::Outline;
pub(super) use seen::any_member;

use serde_json::Value;

use super::{ReadError, members};
use crate::model::Extra;

/// The value of a whole text; of members that stand twice, the last.
pub(super) fn parse(text: &str) -> Result<Value, ReadError> {
    serde_json::from_str(text).map_err(|fault| syntax_error(text.as_bytes(), &fault))
}

/// A text or number as a text without white space around it; `None` of an empty
/// text and of other values.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The same of a member that may be missing.
pub(super) fn words(value: Option<&Value>) -> Option<String> {
    text(value?)
}

/// The texts of a list, or of one text.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

/// True of what stands for nothing: null, an empty text, list or object, and
/// lists and objects of such.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(members) => members.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Keeps a member that has no place of its own, if it holds anything; `ours` are
/// names that the native file uses itself.
pub(super) fn keep(extra: &mut Extra, ours: &[&str], name: &str, value: Value) {
    if !is_blank(&value) {
        members::keep(extra, ours, name, value);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::formats::members::OF_EVENT;

    #[test]
    fn faults_have_a_place() {
        let error = parse("{\"a\":\n  1 2}").unwrap_err();
        assert!(matches!(
            parse(&"[".repeat(1_000_000)),
            Err(ReadError::TooDeep { .. })
        ));
        assert!(
            matches!(&error, ReadError::Json { line: 2, column: 5, found, .. } if found == "“2”"),
            "{error:?}"
        );
    }

    #[test]
    fn what_is_kept_never_takes_a_name_of_ours() {
        let mut extra = Extra::new();
        keep(&mut extra, OF_EVENT, "id", 1.into());
        keep(&mut extra, OF_EVENT, "x", 2.into());
        keep(
            &mut extra,
            OF_EVENT,
            "y",
            serde_json::json!([{"z": " "}, null]),
        );
        let names: Vec<&str> = extra.keys().map(String::as_str).collect();
        assert_eq!(names, ["id (as written)", "x"]);
    }
}
