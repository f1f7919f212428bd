//! What formats in JSON share: what a file looks like from its beginning, and
//! its text to a value or to a fault in words for readers.
//!
//! [`Outline`] reads bytes that may be cut anywhere, without recursion and with
//! bounded memory, so it can be asked of any file. [`parse`] refuses what is
//! nested more than 127 deep.

use std::collections::HashSet;

use serde_json::Value;

use super::ReadError;
use super::bytes::{Lines, strip_mark};
use crate::model::Extra;

/// Levels of lists and objects in which names are written down.
const LEVELS: usize = 5;

/// Names past these are not written down; no format has so many.
const MOST_PATHS: usize = 4096;

/// Longer names are not written down.
const LONGEST_NAME: usize = 100;

/// The names of members near the beginning of JSON, each with the way to it:
/// `timeline`, `timeline.date`, `timeline.date[]` for a member that is a list,
/// `timeline.date[].headline` for a member of its first object, `[].start` in
/// a file that is a list.
///
/// JavaScript is let through that people take for JSON: names without quotes
/// or in single ones, and comments.
#[derive(Debug, Default)]
pub(super) struct Outline {
    paths: HashSet<String>,
}

/// A list or object that is open.
struct Open {
    is_list: bool,
    /// Length of the path of what it stands in.
    outer: usize,
    /// A list or an object has begun in it.
    has_begun: bool,
}

impl Outline {
    /// Of the beginning of a file; `None` where it does not begin as a list or
    /// an object does.
    pub(super) fn of(bytes: &[u8]) -> Option<Outline> {
        let bytes = strip_mark(bytes).trim_ascii_start();
        matches!(bytes.first(), Some(b'{' | b'[')).then(|| {
            let mut outline = Outline::default();
            outline.scan(bytes);
            outline
        })
    }

    /// True where there is such a member.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// True where there is one of these members of the same object.
    pub(super) fn has_any(&self, object: &str, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| self.has(&format!("{object}.{name}")))
    }

    fn scan(&mut self, bytes: &[u8]) {
        let mut open: Vec<Open> = Vec::new();
        // Lists and objects that are open and not looked into.
        let mut deeper = 0_usize;
        let mut path = String::new();
        // The member whose value comes next.
        let mut member: Option<String> = None;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let mut next = at + 1;
            match byte {
                b'{' | b'[' => {
                    let is_looked_into = open.len() < LEVELS
                        && deeper == 0
                        && open
                            .last()
                            .is_none_or(|list| !list.is_list || !list.has_begun);
                    if let Some(outer) = open.last_mut() {
                        outer.has_begun = true;
                    }
                    match is_looked_into {
                        true => {
                            let outer = path.len();
                            push(&mut path, member.take().as_deref());
                            let is_list = *byte == b'[';
                            if is_list {
                                path.push_str("[]");
                                self.write_down(&path);
                            }
                            open.push(Open {
                                is_list,
                                outer,
                                has_begun: false,
                            });
                        }
                        false => deeper += 1,
                    }
                }
                b'}' | b']' if deeper > 0 => deeper -= 1,
                b'}' | b']' => match open.pop() {
                    Some(closed) => path.truncate(closed.outer),
                    None => return,
                },
                b',' => member = None,
                b'/' => next = after_comment(bytes, at),
                _ => {
                    if let Some((name, after)) = name_at(bytes, at) {
                        next = after;
                        let is_object = deeper == 0 && open.last().is_some_and(|one| !one.is_list);
                        let colon = after + blanks(&bytes[after..]);
                        if is_object && bytes.get(colon) == Some(&b':') {
                            next = colon + 1;
                            member = self.member(&mut path, name);
                        }
                    }
                }
            }
            at = next;
        }
    }

    /// Writes down a member; its name where it can be one.
    fn member(&mut self, path: &mut String, name: &[u8]) -> Option<String> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let text = String::from_utf8_lossy(name);
        // A name that is written with escapes is the same name.
        let name = match text.contains('\\') {
            true => serde_json::from_str(&format!("\"{text}\"")).ok()?,
            false => text.into_owned(),
        };
        let outer = path.len();
        push(path, Some(&name));
        self.write_down(path);
        path.truncate(outer);
        Some(name)
    }

    fn write_down(&mut self, path: &str) {
        if self.paths.len() < MOST_PATHS {
            self.paths.insert(path.to_owned());
        }
    }
}

/// Adds the name of a member to the path of its object.
fn push(path: &mut String, name: Option<&str>) {
    if let Some(name) = name {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
}

/// A text in quotes or a name without, and where it ends.
fn name_at(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let first = *bytes.get(at)?;
    if matches!(first, b'"' | b'\'') {
        let mut end = at + 1;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'\\' => end += 2,
                _ if *byte == first => return Some((&bytes[at + 1..end], end + 1)),
                _ => end += 1,
            }
        }
        return Some((&[], bytes.len()));
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    if !is_letter(&first) {
        return None;
    }
    let length = bytes[at..]
        .iter()
        .take_while(|byte| is_letter(byte))
        .count();
    Some((&bytes[at..at + length], at + length))
}

fn blanks(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// Where what begins with a slash ends, if it is a comment.
fn after_comment(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let found = match rest.get(1) {
        Some(b'/') => rest.iter().position(|byte| *byte == b'\n'),
        Some(b'*') => memchr::memmem::find(rest, b"*/").map(|end| end + 2),
        _ => Some(1),
    };
    at + found.unwrap_or(rest.len())
}

/// The value of a whole text; of members that stand twice, the last.
pub(super) fn parse(text: &str) -> Result<Value, ReadError> {
    serde_json::from_str(text).map_err(|fault| syntax_error(text.as_bytes(), &fault))
}

/// The text or number of a value without white space around it; `None` of an
/// empty one and of other values.
pub(super) fn words(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
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

/// Keeps a member that has no place of its own, if it holds anything. Names
/// that the native file uses itself get “(as written)” behind them.
pub(super) fn keep(extra: &mut Extra, ours: &[&str], name: &str, value: Value) {
    if is_blank(&value) {
        return;
    }
    let mut name = name.to_owned();
    while ours.contains(&name.as_str()) || extra.contains_key(&name) {
        name.push_str(" (as written)");
    }
    extra.insert(name, value);
}

/// Names of an event's members in the native file.
pub(super) const OF_EVENT: &[&str] = &[
    "id",
    "title",
    "titles",
    "when",
    "lane",
    "summary",
    "importance",
    "place",
    "people",
    "tags",
    "media",
    "citations",
    "claims",
    "relations",
];

/// Names of a lane's members in the native file.
pub(super) const OF_LANE: &[&str] = &["id", "title", "color", "parent", "collapsed"];

/// Names of an era's members in the native file.
pub(super) const OF_ERA: &[&str] = &["title", "when", "color"];

/// Names of the members of a medium in the native file.
pub(super) const OF_MEDIA: &[&str] = &["url", "path", "caption", "credit"];

/// Names of a dataset's members in the native file.
pub(super) const OF_DATASET: &[&str] = &[
    "tarikh",
    "title",
    "description",
    "license",
    "creators",
    "language",
    "updated",
    "lanes",
    "eras",
    "sources",
    "events",
    "views",
];

/// A JSON value in words: `a list of 3 numbers`, `an object with "a" and "b"`.
pub(super) fn shape(value: &Value) -> String {
    const SHOWN_MEMBERS: usize = 5;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(_) => "a single number".to_owned(),
        Value::String(_) => "a single text".to_owned(),
        Value::Array(items) => {
            let kind = |item: &Value| match item {
                Value::Number(_) => "numbers",
                Value::String(_) => "texts",
                Value::Object(_) => "objects",
                Value::Array(_) => "lists",
                Value::Bool(_) | Value::Null => "values",
            };
            match items.as_slice() {
                [] => "an empty list".to_owned(),
                [_] => "a list of one item".to_owned(),
                [first, rest @ ..] => {
                    let same = rest.iter().all(|item| kind(item) == kind(first));
                    format!(
                        "a list of {} {}",
                        items.len(),
                        if same { kind(first) } else { "items" }
                    )
                }
            }
        }
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(members) => {
            let mut names: Vec<String> = members
                .keys()
                .take(SHOWN_MEMBERS)
                .map(|name| format!("\"{}\"", super::shown(name)))
                .collect();
            if members.len() > SHOWN_MEMBERS {
                names.push(format!("{} more members", members.len() - SHOWN_MEMBERS));
            }
            format!("an object with {}", super::and_list(&names))
        }
    }
}

/// A fault of the parser in our words.
pub(super) fn syntax_error(text: &[u8], fault: &serde_json::Error) -> ReadError {
    let (line, byte_column) = (fault.line(), fault.column());
    let offset = offset_of(text, line, byte_column);
    let (line, column) = Lines::new(text).place(offset);
    let message = fault.to_string();
    let reason = message
        .split_once(" at line ")
        .map_or(message.as_str(), |(reason, _)| reason);
    if fault.is_eof() {
        return ReadError::Truncated {
            line,
            column,
            within: within(reason).to_owned(),
        };
    }
    if reason.starts_with("recursion limit") {
        return ReadError::TooDeep { line, column };
    }
    ReadError::Json {
        line,
        column,
        found: found_at(text, offset, reason),
        expected: expected(reason).to_owned(),
    }
}

/// `serde_json` counts lines by line feeds and columns by bytes read so far.
fn offset_of(text: &[u8], line: usize, byte_column: usize) -> usize {
    let start = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    (start + byte_column.saturating_sub(1)).min(text.len())
}

/// What was not finished at the end of the file.
fn within(reason: &str) -> &'static str {
    match reason {
        "EOF while parsing a list" => "a list",
        "EOF while parsing an object" => "an object",
        "EOF while parsing a string" => "a text in quotes",
        _ => "a value",
    }
}

/// What stands at the place of the fault.
fn found_at(text: &[u8], offset: usize, reason: &str) -> String {
    match reason {
        "number out of range" => return "a number too large to be held".to_owned(),
        "invalid number" => {
            return "a number that is not written as JSON writes numbers".to_owned();
        }
        "invalid escape" => return "an unknown escape after \\ in a text".to_owned(),
        _ => {}
    }
    let rest = &text[offset.min(text.len())..];
    let head = String::from_utf8_lossy(&rest[..rest.len().min(4)]);
    match head.chars().next() {
        None => "the end of the file".to_owned(),
        Some('\n' | '\r') => "the end of the line".to_owned(),
        Some(c) if c.is_control() => format!("the control character U+{:04X}", u32::from(c)),
        Some(c) => format!("“{c}”"),
    }
}

/// What may stand there.
fn expected(reason: &str) -> &'static str {
    match reason {
        "expected `:`" => "“:” between a member's name and its value",
        "expected `,` or `]`" => "“,” before the next item or “]” at the end of the list",
        "expected `,` or `}`" => "“,” before the next member or “}” at the end of the object",
        "key must be a string" => "a member's name in double quotes",
        "trailing comma" => "another value after the comma",
        "trailing characters" => "nothing more, since the JSON value has ended",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "line breaks and tabs inside a text written as \\n and \\t"
        }
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "two \\u escapes that belong together"
        }
        "invalid escape" => r#"one of \" \\ \/ \b \f \n \r \t \u"#,
        "number out of range" => "a number below 10 to the power of 308",
        "invalid number" => "digits such as 12, -3 or 0.5",
        "expected ident" => "true, false or null",
        _ => "a value: text in double quotes, a number, true, false, null, a list or an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_file_tells_its_names() {
        let text = br#"{"timeline": {"date": [{"startDate": "1", "asset": {"media": "x"}}, {"other": 1}], "era": []},
            "a\u0062": 1, "text": "{\"no\": 1}"#;
        let outline = Outline::of(text).unwrap();
        let mut paths: Vec<&str> = outline.paths.iter().map(String::as_str).collect();
        paths.sort_unstable();
        assert_eq!(
            paths,
            [
                "ab",
                "text",
                "timeline",
                "timeline.date",
                "timeline.date[]",
                "timeline.date[].asset",
                "timeline.date[].asset.media",
                "timeline.date[].startDate",
                "timeline.era",
                "timeline.era[]",
            ]
        );
    }

    #[test]
    fn a_list_and_javascript_have_names_too() {
        let outline = Outline::of(b"\xEF\xBB\xBF [1, {\"start\": \"a:b\"}, {\"end\": 1}]").unwrap();
        assert!(outline.has("[].start") && !outline.has("[].end"));
        let outline = Outline::of(b"{ 'a' : /* 'x': */ [ // 'y':\n {b_1: true, 'c': 1}]}").unwrap();
        assert!(outline.has("a[].b_1") && outline.has("a[].c"));
        assert_eq!(outline.paths.len(), 4);
        assert!(Outline::of(b"a,b\n{").is_none());
    }

    #[test]
    fn every_cut_and_every_depth_ends() {
        let text = br#"{"a": [[[[[[{"b": 1}]]]]]], "c": {"d": "\u00e9\"", "e": {}}} x"#;
        for cut in 0..text.len() {
            let _ = Outline::of(&text[..cut]);
        }
        assert!(Outline::of(text).unwrap().has("c.e"));
        for bracket in ["[", "{\"a\":"] {
            let deep = bracket.repeat(1_000_000);
            assert!(Outline::of(deep.as_bytes()).is_some());
            assert!(matches!(parse(&deep), Err(ReadError::TooDeep { .. })));
        }
    }

    #[test]
    fn faults_have_a_place() {
        let error = parse("{\"a\":\n  1 2}").unwrap_err();
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
