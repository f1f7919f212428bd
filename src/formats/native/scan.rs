//! The structure of JSON text, without making anything of it: where lists and
//! objects end, where the items of a list are parted, what a text is without
//! its white space.
//!
//! None of this checks the text. What is sound is followed rightly; of what is
//! not, the parser says later what is wrong with it, and where.

use std::ops::Range;

/// Follows texts and brackets through bytes that come in pieces.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    is_in_text: bool,
    /// The last byte was a backslash in a text.
    is_escaped: bool,
}

impl Nesting {
    /// Goes on through `bytes`, and calls with the offset of each comma that is
    /// in no bracket but those around the first byte. Gives the offset of the
    /// bracket that closes these; `None` where it is not among the bytes.
    pub(super) fn follow(&mut self, bytes: &[u8], mut comma: impl FnMut(usize)) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.is_in_text {
                if self.is_escaped {
                    self.is_escaped = false;
                    at += 1;
                    continue;
                }
                let found = memchr::memchr2(b'"', b'\\', &bytes[at..])?;
                at += found + 1;
                match bytes[at - 1] {
                    b'"' => self.is_in_text = false,
                    _ => self.is_escaped = true,
                }
                continue;
            }
            // Most bytes between texts are white space.
            let mut rest = bytes[at..].iter();
            at += rest.position(|byte| IS_SIGN[usize::from(*byte)])?;
            match bytes[at] {
                b'"' => self.is_in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(at),
                b'}' | b']' => self.depth -= 1,
                b',' if self.depth == 0 => comma(at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// The bytes that make the structure of JSON.
const IS_SIGN: [bool; 256] = {
    let mut is_sign = [false; 256];
    let signs = b"{}[],\"";
    let mut at = 0;
    while at < signs.len() {
        is_sign[signs[at] as usize] = true;
        at += 1;
    }
    is_sign
};

/// White space between the signs of JSON.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// True where nothing but white space stands.
pub(super) fn is_all_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_blank(*byte))
}

/// An item of a list as [`compact`] left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// The comma behind it, or the end of the bytes.
    pub(super) end: usize,
    /// How deep its lists and objects are nested.
    pub(super) depth: usize,
    /// The text means the same as before. Where it does not, or may not, the
    /// item as it was written is to be looked at.
    pub(super) is_sound: bool,
}

/// Adds the item of a list that begins at `start` to `out`, without white space
/// between its signs and with texts spelled as [`serde_json`] spells them:
/// escapes for quotes, backslashes and control characters only.
pub(super) fn compact(bytes: &[u8], start: usize, out: &mut Vec<u8>) -> Item {
    let mut compacting = Compacting {
        bytes,
        kept: start,
        at: start,
        is_sound: true,
        out,
    };
    let (mut depth, mut deepest) = (0_usize, 0);
    while let Some(&byte) = bytes.get(compacting.at) {
        match byte {
            b'"' => {
                compacting.text();
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                compacting.blank();
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => compacting.is_sound = false,
            },
            b',' if depth == 0 => break,
            _ => {}
        }
        compacting.at += 1;
    }
    compacting.flush();
    Item {
        end: compacting.at,
        depth: deepest,
        is_sound: compacting.is_sound && depth == 0,
    }
}

struct Compacting<'b, 'o> {
    bytes: &'b [u8],
    /// Bytes from here on up to `at` are still to be copied.
    kept: usize,
    at: usize,
    is_sound: bool,
    out: &'o mut Vec<u8>,
}

impl Compacting<'_, '_> {
    fn flush(&mut self) {
        self.out.extend_from_slice(&self.bytes[self.kept..self.at]);
        self.kept = self.at;
    }

    /// Leaves out white space. Where it parts two words, they would be one
    /// without it.
    fn blank(&mut self) {
        self.flush();
        let len = self.bytes[self.at..]
            .iter()
            .take_while(|byte| is_blank(**byte))
            .count();
        let is_word = |byte: &u8| !matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"');
        let before = self.at.checked_sub(1).map(|at| &self.bytes[at]);
        self.at += len;
        let behind = self.bytes.get(self.at);
        if before.is_some_and(is_word) && behind.is_some_and(is_word) {
            self.is_sound = false;
        }
        self.kept = self.at;
    }

    /// Goes through a text, from its first quote past its last.
    fn text(&mut self) {
        self.at += 1;
        loop {
            let Some(found) = memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) else {
                self.at = self.bytes.len();
                self.is_sound = false;
                return;
            };
            self.at += found;
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                return;
            }
            match self.bytes.get(self.at + 1) {
                Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                Some(b'/') => {
                    self.flush();
                    self.kept += 1;
                    self.at += 2;
                }
                Some(b'u') => self.code(),
                _ => {
                    self.is_sound = false;
                    self.at = (self.at + 2).min(self.bytes.len());
                }
            }
        }
    }

    /// An escape of a character by its number, or by the two halves of it.
    fn code(&mut self) {
        let Some((c, len)) = coded(&self.bytes[self.at..]) else {
            self.is_sound = false;
            self.at += 2;
            return;
        };
        self.flush();
        self.at += len;
        self.kept = self.at;
        push_in_text(self.out, c);
    }
}

/// The character that an escape such as `\u00e9` stands for, and its length.
fn coded(text: &[u8]) -> Option<(char, usize)> {
    let unit = |text: &[u8]| {
        let digits = text.strip_prefix(b"\\u")?.first_chunk::<4>()?;
        let mut number = 0;
        for digit in digits {
            number = number * 16 + char::from(*digit).to_digit(16)?;
        }
        Some(number as u16)
    };
    let first = unit(text)?;
    match char::from_u32(u32::from(first)) {
        Some(c) => Some((c, 6)),
        None => {
            let second = unit(text.get(6..)?)?;
            let c = char::decode_utf16([first, second]).next()?.ok()?;
            Some((c, 12))
        }
    }
}

fn push_in_text(out: &mut Vec<u8>, c: char) {
    let short = match c {
        '"' | '\\' => c as u8,
        '\u{8}' => b'b',
        '\u{C}' => b'f',
        '\n' => b'n',
        '\r' => b'r',
        '\t' => b't',
        '\0'..='\u{1F}' => {
            out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            return;
        }
        _ => {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// The members of a sound object, or the items of a sound list, that begins at
/// an offset: the places of name (with quotes; empty in a list) and value.
pub(super) struct Parts<'t> {
    text: &'t [u8],
    at: usize,
    is_object: bool,
}

impl<'t> Parts<'t> {
    pub(super) fn new(text: &'t [u8], at: usize) -> Parts<'t> {
        Parts {
            text,
            at: blank(text, at + 1),
            is_object: text.get(at) == Some(&b'{'),
        }
    }
}

impl Iterator for Parts<'_> {
    type Item = (Range<usize>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        if matches!(self.text.get(start), None | Some(b'}' | b']')) {
            return None;
        }
        let mut name = start..start;
        let mut value = start;
        if self.is_object {
            name.end = value_end(self.text, start)?;
            let colon = blank(self.text, name.end);
            value = blank(self.text, colon + 1);
        }
        let end = value_end(self.text, value)?;
        self.at = blank(self.text, end);
        if self.text.get(self.at) == Some(&b',') {
            self.at = blank(self.text, self.at + 1);
        }
        Some((name, value..end))
    }
}

fn blank(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_blank(**byte)).count()
}

/// Past the end of the value at an offset.
fn value_end(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    match rest.first()? {
        b'{' | b'[' => {
            let end = Nesting::default().follow(&rest[1..], |_| {})?;
            Some(at + end + 2)
        }
        b'"' => {
            let mut from = 1;
            loop {
                from += memchr::memchr2(b'"', b'\\', rest.get(from..)?)?;
                match rest[from] {
                    b'"' => return Some(at + from + 1),
                    _ => from += 2,
                }
            }
        }
        _ => {
            let is_end = |byte: &u8| is_blank(*byte) || matches!(byte, b',' | b'}' | b']');
            Some(at + rest.iter().position(is_end).unwrap_or(rest.len()))
        }
    }
}

/// Where the name of a member of the sound object at an offset begins, and the
/// place of its value; `None` where it has none.
pub(super) fn member(text: &[u8], at: usize, name: &str) -> Option<(usize, Range<usize>)> {
    let (found, value) =
        Parts::new(text, at).find(|(own, _)| is_named(&text[own.clone()], name))?;
    Some((found.start, value))
}

/// True for the name in quotes, however it is spelled.
pub(super) fn is_named(quoted: &[u8], name: &str) -> bool {
    let inner = quoted.get(1..quoted.len().saturating_sub(1));
    inner == Some(name.as_bytes())
        || memchr::memchr(b'\\', quoted).is_some()
            && serde_json::from_slice::<String>(quoted).is_ok_and(|own| own == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn compacted(text: &str) -> Option<String> {
        let mut out = Vec::new();
        let item = compact(text.as_bytes(), 0, &mut out);
        (item.is_sound && item.end == text.len()).then(|| String::from_utf8(out).ok())?
    }

    #[test]
    fn white_space_goes_unless_it_parts_words_and_texts_are_spelled_one_way() {
        assert_eq!(
            compacted(" { \"a b\" : [ 1 , -2 ] ,\r\n\t\"c\": null } ").as_deref(),
            Some(r#"{"a b":[1,-2],"c":null}"#)
        );
        assert_eq!(
            compacted(r#"["\u00e9\/\u0022\u000A\u001F\ud83d\ude00\"\\\n"]"#).as_deref(),
            Some("[\"é/\\\"\\n\\u001f😀\\\"\\\\\\n\"]")
        );
        for unsound in [
            "1 2",
            "tr ue",
            "- 1",
            r#"["\ud800"]"#,
            r#"["\x"]"#,
            r#"["a]"#,
            "[1",
            "1]",
            "\"\\",
        ] {
            assert_eq!(compacted(unsound), None, "{unsound}");
        }
    }

    #[test]
    fn pieces_are_followed_as_the_whole_is() {
        let text = br#" {"a":"],\"}"} , [1,{"b":2}],"x\\" ] rest"#;
        let mut whole = Vec::new();
        let end = Nesting::default().follow(text, |at| whole.push(at));
        assert_eq!((whole.as_slice(), end), ([15, 28].as_slice(), Some(35)));
        for cut in 0..35 {
            let mut nesting = Nesting::default();
            let mut commas = Vec::new();
            assert_eq!(nesting.follow(&text[..cut], |at| commas.push(at)), None);
            let end = nesting.follow(&text[cut..], |at| commas.push(cut + at));
            assert_eq!((commas, end), (whole.clone(), Some(35 - cut)));
        }
    }

    #[test]
    fn members_and_items_are_found() {
        let text = br#"{ "a" : 1, "id":"x\"y" ,"list": [ 1, {"b":[]} ]}"#;
        let (name, value) = member(text, 0, "id").expect("there is one");
        assert_eq!(
            (&text[name..name + 4], &text[value]),
            (&b"\"id\""[..], &b"\"x\\\"y\""[..])
        );
        let (_, list) = member(text, 0, "list").expect("there is one");
        let items: Vec<&[u8]> = Parts::new(text, list.start)
            .map(|(_, item)| &text[item])
            .collect();
        assert_eq!(items, [&b"1"[..], b"{\"b\":[]}"]);
        assert_eq!(member(text, 0, "b"), None);
        assert_eq!(Parts::new(b"{}", 0).count(), 0);
    }

    proptest! {
        #[test]
        fn what_is_compact_means_the_same_and_is_spelled_as_the_writer_spells_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "\"a\"", ":", ",", "1", "-2.5e3", "null", "[", "]", " ", "\n",
                    "\"\\u00e9\\/\"", "\"\\\"\\u001f\"", "{\"a\":", "\"x", "é", "\"b\":[1,",
                ]),
                0..12,
            ),
            text in any::<String>(),
        ) {
            let whole = pieces.concat();
            let mut out = Vec::new();
            let item = compact(whole.as_bytes(), 0, &mut out);
            let value = serde_json::from_str::<Value>(&whole).ok();
            if item.is_sound && item.end == whole.len() {
                prop_assert_eq!(serde_json::from_slice::<Value>(&out).ok(), value, "{}", whole);
            } else if let Some(value) = value {
                prop_assert!(false, "{} is sound", value);
            }
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
            prop_assert_eq!(compacted(&format!("\"{escaped}\"")), serde_json::to_string(&text).ok());
            prop_assert_eq!(compacted(&serde_json::to_string(&text).unwrap_or_default()), serde_json::to_string(&text).ok());
        }
    }
}
