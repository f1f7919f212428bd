//! Members in the first bytes of JSON, one after the other, each with its depth and
//! what its value begins with, for files whose beginning may lie at any depth.

use crate::formats::bytes::strip_mark;

/// A member in the beginning of a file.
pub(in crate::formats) struct Member<'a> {
    /// How many lists and objects it stands in; 1 in the outermost.
    pub(in crate::formats) depth: usize,
    /// Its name, escapes as they are written.
    pub(in crate::formats) name: &'a [u8],
    /// The bytes from its value on.
    pub(in crate::formats) rest: &'a [u8],
}

impl Member<'_> {
    /// True where its value is that text.
    pub(in crate::formats) fn is_text(&self, text: &str) -> bool {
        self.rest
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_prefix(text.as_bytes()))
            .is_some_and(|rest| rest.starts_with(b"\""))
    }
}

/// True where any member that can be seen is what is asked for. The bytes may
/// be cut anywhere, and may be no JSON at all; nesting costs nothing.
pub(in crate::formats) fn any_member(head: &[u8], mut is: impl FnMut(Member) -> bool) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(head: &str) -> Vec<(usize, String)> {
        let mut seen = Vec::new();
        any_member(head.as_bytes(), |member| {
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
        assert!(any_member(br#"{"type": "Feature""#, |member| member.is_text("Feature")));
        assert!(!any_member(br#"{"type": "Features"#, |member| member.is_text("Feature")));
    }

    #[test]
    fn bytes_that_are_cut_or_hostile_end_quietly() {
        for head in [
            "", "{", "{\"", "{\"a\\", "{\"a\\\"", "{\"a\"", "{\"a\":", "a:b",
        ] {
            assert!(seen(head).len() < 2, "{head}");
        }
        assert!(seen(&"[".repeat(1_000_000)).is_empty());
    }
}
