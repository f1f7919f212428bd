//! JSON as pages serve it to SIMILE Timeline: object literals of JavaScript,
//! with names without quotes, single quotes, comments and commas before a
//! closing bracket. Calls and sums are no data and are refused.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use serde_json::{Map, Value};

use crate::formats::bytes::Lines;
use crate::formats::{ReadError, shown};

/// A file: the members of its root but the events, and those with the byte at
/// which each begins.
pub(super) struct Parsed {
    pub(super) root: Map<String, Value>,
    /// `None` where there is no list of them.
    pub(super) events: Option<Vec<(usize, Value)>>,
}

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Result<Parsed, ReadError> {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default())
        .map_err(|error| read_error(text, &error))?;
    let Some(ast::Value::Object(object)) = parsed.value else {
        return Err(ReadError::OtherForm {
            found: "JSON that is no object".to_owned(),
            expected: super::EXPECTED,
        });
    };
    let mut root = Map::new();
    let mut events = None;
    for member in &object.properties {
        match (member.name.as_str(), &member.value) {
            ("events", ast::Value::Array(list)) => {
                let items = list.elements.iter();
                events = Some(items.map(|item| (item.start(), value(item))).collect());
            }
            (name, of) => {
                root.insert(name.to_owned(), value(of));
            }
        }
    }
    Ok(Parsed { root, events })
}

/// As deep as the parser goes, which is 512 levels at most.
fn value(of: &ast::Value) -> Value {
    match of {
        ast::Value::StringLit(text) => Value::String(text.value.to_string()),
        ast::Value::NumberLit(number) => serde_json::from_str(number.value)
            .unwrap_or_else(|_no_json_number| Value::String(number.value.to_owned())),
        ast::Value::BooleanLit(truth) => Value::Bool(truth.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(list) => Value::Array(list.elements.iter().map(value).collect()),
        ast::Value::Object(object) => {
            let members = object.properties.iter();
            let members = members.map(|of| (of.name.as_str().to_owned(), value(&of.value)));
            Value::Object(members.collect())
        }
    }
}

fn read_error(text: &str, error: &ParseError) -> ReadError {
    let at = error.range().start.min(text.len());
    let (line, column) = Lines::new(text.as_bytes()).place(at);
    let rest = text.get(at..).unwrap_or_default().trim();
    let ended = |within: &str| {
        let (line, column) = Lines::new(text.as_bytes()).place(text.len());
        ReadError::Truncated {
            line,
            column,
            within: within.to_owned(),
        }
    };
    match error.kind() {
        ParseErrorKind::NestingDepthExceeded => ReadError::TooDeep { line, column },
        ParseErrorKind::UnterminatedObject => ended("an object"),
        ParseErrorKind::UnterminatedArray => ended("a list"),
        ParseErrorKind::UnterminatedCommentBlock => ended("a comment"),
        kind => ReadError::Json {
            line,
            column,
            found: match rest.lines().next() {
                None | Some("") => "the end of the file".to_owned(),
                Some(rest) => format!("“{}”", shown(rest)),
            },
            expected: match kind {
                ParseErrorKind::ExpectedColonAfterObjectKey => "“:” after the name of a member",
                ParseErrorKind::ExpectedObjectValue => "the value of the member",
                ParseErrorKind::MultipleRootJsonValues => "nothing after the end of the object",
                ParseErrorKind::String(_) => "a text with quotes at both ends",
                _ => "a text in quotes, a number, true, false, null, a list or an object",
            }
            .to_owned(),
        },
    }
}

/// What the beginning of a file shows.
#[derive(Debug, Default)]
pub(super) struct Glimpse {
    /// Names of the members of the root.
    pub(super) root: Vec<String>,
    /// Names of the members of the first item of `events`.
    pub(super) event: Vec<String>,
    /// True when there is a list of events.
    pub(super) has_events: bool,
}

/// Looks into the beginning of a file that may be cut anywhere; none where it
/// is no object.
pub(super) fn glimpse(head: &[u8]) -> Option<Glimpse> {
    let mut seen = Glimpse::default();
    let mut open: Vec<u8> = Vec::new();
    let mut in_events = false;
    let mut items = 0;
    let mut last = String::new();
    for token in (Tokens { rest: head }) {
        match token {
            Token::Sign(sign @ (b'{' | b'[')) => {
                if open.is_empty() && sign == b'[' {
                    return None;
                }
                if open == b"{"
                    && sign == b'['
                    && seen.root.last().is_some_and(|name| name == "events")
                {
                    (in_events, seen.has_events) = (true, true);
                }
                open.push(sign);
                items += usize::from(in_events && open == b"{[{");
            }
            Token::Sign(b'}' | b']') => {
                open.pop();
                in_events &= open.len() > 1;
            }
            Token::Sign(b':') if open == b"{" => seen.root.push(std::mem::take(&mut last)),
            Token::Sign(b':') if in_events && items == 1 && open == b"{[{" => {
                seen.event.push(std::mem::take(&mut last));
            }
            Token::Sign(_) => {}
            Token::Word(word) => last = String::from_utf8_lossy(word).into_owned(),
        }
        if open.is_empty() {
            break;
        }
    }
    (!seen.root.is_empty()).then_some(seen)
}

enum Token<'a> {
    Sign(u8),
    /// A text without its quotes, a name or a number.
    Word(&'a [u8]),
}

struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.rest = self.rest.trim_ascii_start();
            let end = match self.rest {
                [b'/', b'/', ..] => memchr::memchr(b'\n', self.rest)?,
                [b'/', b'*', ..] => memchr::memmem::find(self.rest, b"*/")? + 2,
                _ => break,
            };
            self.rest = &self.rest[end..];
        }
        let (first, after) = self.rest.split_first()?;
        match first {
            b'"' | b'\'' => {
                let mut end = 0;
                while *after.get(end)? != *first {
                    end += 1 + usize::from(after[end] == b'\\');
                }
                self.rest = &after[end + 1..];
                Some(Token::Word(&after[..end]))
            }
            b'{' | b'}' | b'[' | b']' | b':' | b',' => {
                self.rest = after;
                Some(Token::Sign(*first))
            }
            _ => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"{}[]:,\"'/".contains(byte);
                let end = after.iter().position(is_end).unwrap_or(after.len());
                let (word, rest) = self.rest.split_at(end + 1);
                self.rest = rest;
                Some(Token::Word(word))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_javascript_are_read() {
        let text = "{ // a\n dateTimeFormat: 'iso8601', 'events': [ {'start': 1850, x: [.5, {y: null}],}, ], }";
        let parsed = parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(parsed.root["dateTimeFormat"], "iso8601");
        let events = parsed.events.unwrap_or_default();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].1["start"], 1850);
        assert_eq!(&text[events[0].0..events[0].0 + 1], "{");
        assert_eq!(events[0].1["x"][0], ".5");
    }

    #[test]
    fn faults_are_told_in_words() {
        for (text, words) in [
            (
                "{\"events\": [{\"start\": new Date(1850)}]}",
                "Line 1, column 23: found “new Date(1850)}]}”",
            ),
            (
                "{'events': [\n{",
                "The file ends at line 2, column 2, in the middle of an object.",
            ),
            (
                "{'events': [",
                "The file ends at line 1, column 13, in the middle of a list.",
            ),
            (
                "[1]",
                "The file is not in the form that it is opened as: found JSON that is no object",
            ),
        ] {
            let error = parse(text)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default();
            assert!(error.starts_with(words), "{text}: {error}");
        }
        let deep = format!("{{'events': {}", "[".repeat(1_000_000));
        assert!(matches!(parse(&deep), Err(ReadError::TooDeep { .. })));
    }

    #[test]
    fn a_head_that_is_cut_shows_what_it_has() {
        let seen =
            glimpse(b"{'a': {'events': [{'b': 1}]}, /* { */ events: [{s: '1', t: {u: 1}, d: 'cut")
                .unwrap_or_default();
        assert_eq!(seen.root, ["a", "events"]);
        assert_eq!(seen.event, ["s", "t", "d"]);
        for head in ["", "[1]", "{", "{'a", "words: {x", "<data>"] {
            assert!(
                glimpse(head.as_bytes()).is_none_or(|seen| !seen.has_events),
                "{head}"
            );
        }
    }
}
