//! JSON of other programs: its names seen in the beginning of a file, the whole
//! as a value, and a place in an event for what has no other.

use serde_json::Value;

use super::bytes::strip_mark;
use super::{ImportReport, Place, Problem, ReadError, Severity};
use crate::model::{Extra, When};

/// A member in the beginning of a file.
pub(super) struct Member<'a> {
    /// How many lists and objects it stands in; 1 in the outermost.
    pub(super) depth: usize,
    /// Its name, escapes as they are written.
    pub(super) name: &'a [u8],
    /// The bytes from its value on.
    pub(super) rest: &'a [u8],
}

impl Member<'_> {
    /// True where its value is that text.
    pub(super) fn is_text(&self, text: &str) -> bool {
        self.rest
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_prefix(text.as_bytes()))
            .is_some_and(|rest| rest.starts_with(b"\""))
    }
}

/// True where any member that can be seen is what is asked for. The bytes may
/// be cut anywhere, and may be no JSON at all; nesting costs nothing.
pub(super) fn any(head: &[u8], mut is: impl FnMut(Member) -> bool) -> bool {
    let text = strip_mark(head).trim_ascii_start();
    if !matches!(text.first(), Some(b'{' | b'[' | 0x1E)) {
        return false;
    }
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = string_end(text, at);
                let after = skip_blanks(text, end + 1);
                if text.get(after) == Some(&b':') {
                    let value = skip_blanks(text, after + 1).min(text.len());
                    let name = &text[at..end];
                    let rest = &text[value..];
                    if is(Member { depth, name, rest }) {
                        return true;
                    }
                    at = value;
                } else {
                    at = end + 1;
                }
            }
            _ => {}
        }
    }
    false
}

/// Where the quote that closes a string stands, or the end of the bytes.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = text
        .get(at..)
        .and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
    {
        at += found;
        if text[at] == b'"' {
            return at;
        }
        at += 2;
    }
    text.len()
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_ascii_start().len()
}

/// A number and the words for one or for several.
pub(super) fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Says once what holds of so many things of a file; nothing where it is none.
pub(super) fn note(report: &mut ImportReport, count: u64, code: &'static str, message: String) {
    if count > 0 {
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code,
            message,
            advice: String::new(),
        });
    }
}

/// A whole JSON text. Nested deeper than 127 is refused.
pub(super) fn parse(text: &str) -> Result<Value, ReadError> {
    serde_json::from_str(text).map_err(|fault| super::json::syntax_error(text.as_bytes(), &fault))
}

/// A text or number as a text; `None` of a blank one and of everything else.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The texts of a list, or of one text.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

/// The date of a text: `edtf`, and what was written where that is something
/// else. Without EDTF the event is undated, and the text is kept.
pub(super) fn when(edtf: &str, written: &str) -> When {
    let mut when = When::from_edtf(edtf);
    when.verbatim = (edtf != written && !written.is_empty()).then(|| written.to_owned());
    when
}

/// Keeps in an event what has no other place in it.
pub(super) fn keep(extra: &mut Extra, name: &str, value: Value) {
    put(extra, &event_member(name), value);
}

/// Keeps in a dataset what has no other place in it.
pub(super) fn keep_in_dataset(extra: &mut Extra, name: &str, value: Value) {
    match super::members::OF_DATASET.contains(&name) {
        true => put(extra, &format!("{name} (as written)"), value),
        false => put(extra, name, value),
    }
}

/// The name under which an event keeps a member of that name.
pub(super) fn event_member(name: &str) -> String {
    match super::members::OF_EVENT.contains(&name) {
        true => format!("{name} (as written)"),
        false => name.to_owned(),
    }
}

fn put(extra: &mut Extra, name: &str, value: Value) {
    let mut free = name.to_owned();
    let mut number = 2;
    while extra.contains_key(&free) {
        free = format!("{name} ({number})");
        number += 1;
    }
    extra.insert(free, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(head: &str) -> Vec<(usize, String)> {
        let mut seen = Vec::new();
        any(head.as_bytes(), |member| {
            seen.push((
                member.depth,
                String::from_utf8_lossy(member.name).into_owned(),
            ));
            false
        });
        seen
    }

    #[test]
    fn members_are_seen_with_their_depth_and_only_where_they_are_names() {
        let found = seen(r#"{"a" : "b:", "c\"d":[{"e":1}, "f"], "g": {"h""#);
        let found: Vec<_> = found.iter().map(|(d, n)| (*d, n.as_str())).collect();
        assert_eq!(found, [(1, "a"), (1, "c\\\"d"), (3, "e"), (1, "g")]);
        assert!(any(br#"{"type": "Feature""#, |member| member.is_text("Feature")));
        assert!(!any(br#"{"type": "Features"#, |member| member.is_text("Feature")));
    }

    #[test]
    fn bytes_that_are_cut_or_hostile_end_quietly() {
        for head in [
            "", "{", "{\"", "{\"a\\", "{\"a\\\"", "{\"a\"", "{\"a\":", "a:b",
        ] {
            assert!(seen(head).len() < 2, "{head}");
        }
        assert!(seen(&"[".repeat(1_000_000)).is_empty());
        assert!(matches!(
            parse(&"[".repeat(1_000_000)),
            Err(ReadError::TooDeep { .. })
        ));
    }

    #[test]
    fn nothing_that_is_kept_takes_the_place_of_something_else() {
        let mut extra = Extra::new();
        for name in ["depth", "depth", "title"] {
            keep(&mut extra, name, Value::Null);
        }
        let names: Vec<&String> = extra.keys().collect();
        assert_eq!(names, ["depth", "depth (2)", "title (as written)"]);
    }
}
