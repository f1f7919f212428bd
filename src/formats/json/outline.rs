//! What JSON is, from its first bytes: which names stand where. The bytes may be
//! cut anywhere; it takes one pass, no recursion and bounded memory, so it can be
//! asked of any file.

use std::collections::HashSet;

use crate::formats::bytes::strip_mark;

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
pub(in crate::formats) struct Outline {
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
    pub(in crate::formats) fn of(bytes: &[u8]) -> Option<Outline> {
        let bytes = strip_mark(bytes).trim_ascii_start();
        matches!(bytes.first(), Some(b'{' | b'[')).then(|| {
            let mut outline = Outline::default();
            outline.scan(bytes);
            outline
        })
    }

    /// True where there is such a member.
    pub(in crate::formats) fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// True where there is one of these members of the same object.
    pub(in crate::formats) fn has_any(&self, object: &str, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| self.has(&format!("{object}.{name}")))
    }

    /// True for a list of objects, and for an object with a member that is one.
    pub(in crate::formats) fn has_list_of_objects(&self) -> bool {
        self.paths.iter().any(|path| {
            let (list, member) = path.split_once("[].").unwrap_or_default();
            !list.contains(['.', '[']) && !member.is_empty()
        })
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::formats::ReadError;
    use crate::formats::json::parse;

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
}
