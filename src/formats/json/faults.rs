//! Faults of JSON in words for readers, and what a value is in words.

use serde_json::Value;

use crate::formats::bytes::Lines;
use crate::formats::{ReadError, and_list, shown};

/// A JSON value in words: `a list of 3 numbers`, `an object with "a" and "b"`.
pub(in crate::formats) fn shape(value: &Value) -> String {
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
                .map(|name| format!("\"{}\"", shown(name)))
                .collect();
            if members.len() > SHOWN_MEMBERS {
                names.push(format!("{} more members", members.len() - SHOWN_MEMBERS));
            }
            format!("an object with {}", and_list(&names))
        }
    }
}

/// A fault of the parser in our words.
pub(in crate::formats) fn syntax_error(text: &[u8], fault: &serde_json::Error) -> ReadError {
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
