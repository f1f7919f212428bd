//! One object of a line, member by member, without making anything of it.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

/// What kind of value a member has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text that means what stands between its quotes.
    Plain,
    /// A text with escapes.
    Escaped,
    /// A number, `true` or `false`.
    Word,
    Null,
    /// A list or an object.
    Nested,
}

/// The line is no object from this byte on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
}

/// The line is an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// How many members it has.
    pub(super) members: usize,
}

/// Calls for each member with its number from 0, the place of its name with
/// quotes, the kind and place of its value (texts with quotes). `start` is
/// where the line begins.
pub(super) fn object(
    line: &[u8],
    start: usize,
    mut with: impl FnMut(usize, Range<usize>, Kind, Range<usize>),
) -> Result<Found, Fault> {
    let mut at = blank(line, start);
    if line.get(at) != Some(&b'{') {
        return Err(Fault { at });
    }
    at = blank(line, at + 1);
    let mut members = 0;
    if line.get(at) == Some(&b'}') {
        return end(line, at + 1, members);
    }
    loop {
        let name = at;
        if line.get(at) != Some(&b'"') {
            return Err(Fault { at });
        }
        let (name_end, _) = string(line, at)?;
        at = blank(line, name_end);
        if line.get(at) != Some(&b':') {
            return Err(Fault { at });
        }
        at = blank(line, at + 1);
        let (kind, value_end) = value(line, at)?;
        with(members, name..name_end, kind, at..value_end);
        members += 1;
        at = blank(line, value_end);
        match line.get(at) {
            Some(b',') => at = blank(line, at + 1),
            Some(b'}') => return end(line, at + 1, members),
            _ => return Err(Fault { at }),
        }
    }
}

fn end(line: &[u8], at: usize, members: usize) -> Result<Found, Fault> {
    match blank(line, at) {
        at if at == line.len() => Ok(Found { members }),
        at => Err(Fault { at }),
    }
}

#[inline]
fn blank(line: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r' | b'\n') = line.get(at) {
        at += 1;
    }
    at
}

/// Where a text ends that begins with the quote at an offset, and whether
/// there are escapes in it.
#[inline]
fn string(line: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    let mut from = at + 1;
    let mut is_escaped = false;
    loop {
        let Some(found) = memchr::memchr2(b'"', b'\\', &line[from..]) else {
            return Err(Fault { at: line.len() });
        };
        let found = from + found;
        if line[found] == b'"' {
            let is_good = !is_escaped
                || std::str::from_utf8(&line[at..=found])
                    .is_ok_and(|text| serde_json::from_str::<String>(text).is_ok());
            return match is_good {
                true => Ok((found + 1, is_escaped)),
                false => Err(Fault { at }),
            };
        }
        is_escaped = true;
        from = found + 2;
        if from > line.len() {
            return Err(Fault { at: line.len() });
        }
    }
}

#[inline]
fn value(line: &[u8], at: usize) -> Result<(Kind, usize), Fault> {
    match line.get(at) {
        Some(b'"') => {
            let (end, is_escaped) = string(line, at)?;
            let kind = if is_escaped {
                Kind::Escaped
            } else {
                Kind::Plain
            };
            Ok((kind, end))
        }
        Some(b'{' | b'[') => nested(line, at),
        _ => word(line, at),
    }
}

/// A number, `true`, `false` or `null`.
fn word(line: &[u8], at: usize) -> Result<(Kind, usize), Fault> {
    let len = line[at..]
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'-' | b'+' | b'.' | b'E'))
        .count();
    let word = &line[at..at + len];
    let is_whole =
        matches!(word, [b'0'] | [b'1'..=b'9', ..]) && word.iter().all(u8::is_ascii_digit);
    match word {
        b"null" => Ok((Kind::Null, at + len)),
        b"true" | b"false" => Ok((Kind::Word, at + len)),
        _ if is_whole || serde_json::from_slice::<IgnoredAny>(word).is_ok() => {
            Ok((Kind::Word, at + len))
        }
        _ => Err(Fault { at }),
    }
}

/// A list or an object, whatever is in it.
fn nested(line: &[u8], at: usize) -> Result<(Kind, usize), Fault> {
    let mut depth = 0_usize;
    let mut here = at;
    while let Some(byte) = line.get(here) {
        match byte {
            b'"' => {
                here = string(line, here)?.0;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        here += 1;
        if depth == 0 {
            return match serde_json::from_slice::<IgnoredAny>(&line[at..here]) {
                Ok(_) => Ok((Kind::Nested, here)),
                Err(_) => Err(Fault { at }),
            };
        }
    }
    Err(Fault { at: line.len() })
}

/// What a text with quotes means; `None` where it is not UTF-8.
pub(super) fn text(quoted: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(quoted).ok()?;
    if memchr::memchr(b'\\', quoted).is_some() {
        return serde_json::from_str(text).ok().map(Cow::Owned);
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(Cow::Borrowed(inner))
}

/// The items of a list of texts, parted by semicolons. `None` for other lists,
/// and where an item holds a semicolon itself.
pub(in crate::formats) fn joined(list: &str) -> Option<String> {
    let items: Vec<String> = serde_json::from_str(list).ok()?;
    let is_plain = items.iter().all(|item| !item.contains(';'));
    is_plain.then(|| items.join(";"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Name, kind and value of each member as they are written.
    fn members(line: &str) -> Result<Vec<(&str, Kind, &str)>, usize> {
        let mut members = Vec::new();
        object(line.as_bytes(), 0, |_, name, kind, value| {
            members.push((&line[name], kind, &line[value]));
        })
        .map_err(|fault| fault.at)?;
        Ok(members)
    }

    #[test]
    fn members_are_found_with_what_they_hold() {
        assert_eq!(
            members(
                r#" {"a" : 1.50,"b":"x, y" , "c":"q\"r","d":[1,{"e":"]"}],"f":null,"g":true} "#
            ),
            Ok(vec![
                ("\"a\"", Kind::Word, "1.50"),
                ("\"b\"", Kind::Plain, "\"x, y\""),
                ("\"c\"", Kind::Escaped, r#""q\"r""#),
                ("\"d\"", Kind::Nested, r#"[1,{"e":"]"}]"#),
                ("\"f\"", Kind::Null, "null"),
                ("\"g\"", Kind::Word, "true"),
            ])
        );
        assert_eq!(members("{}"), Ok(vec![]));
    }

    #[test]
    fn a_fault_is_found_where_it_stands() {
        for (line, at) in [
            ("[1]", 0),
            (r#"{"a":01}"#, 5),
            (r#"{"a":1,}"#, 7),
            (r#"{"a":1} 2"#, 8),
            (r#"{"a":"x"#, 7),
            (r#"{"a":[1}}"#, 5),
            (r#"{"a" 1}"#, 5),
            (r#"{"a":"\x"}"#, 5),
        ] {
            assert_eq!(members(line).map(|found| found.len()), Err(at), "{line}");
        }
    }

    #[test]
    fn lists_of_texts_are_joined_unless_that_would_part_an_item() {
        assert_eq!(joined(r#"["a", "b"]"#).as_deref(), Some("a;b"));
        assert_eq!(joined("[]").as_deref(), Some(""));
        assert_eq!(joined(r#"["a;b"]"#), None);
        assert_eq!(joined("[1]"), None);
    }

    proptest! {
        #[test]
        fn what_is_an_object_is_what_the_json_reader_says(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "\"a\"", ":", ",", "\"b\":", "1", "-2.5e3", "null", "true", "[", "]",
                    " ", "\"\\u00e9\"", "\"\\\"", "{\"a\":", "01", "\"x", "é",
                ]),
                0..12,
            )
        ) {
            let line = pieces.concat();
            let is_object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&line).is_ok();
            prop_assert_eq!(members(&line).is_ok(), is_object, "{}", line);
        }
    }
}
