//! TeX of a field to plain text and to names, and plain text to TeX.
//!
//! Accents, commands and names are read by the library; before it sees them,
//! commands that only change the look of their argument are taken off, and what
//! it could not take (braces without their pair, a lone `$`, thousands of
//! groups) is stripped of braces instead. It may panic at its own mistakes, so it
//! is asked behind a guard.

use biblatex::{
    Bibliography, Chunks, ChunksExt, Pair, Person, RawBibliography, RawChunk, RawEntry, Spanned,
};
use serde_json::Value;

use super::super::names;
use crate::formats::panics;

/// Braces of a value at most that the library is asked to read: it takes out
/// each of them from the middle of a list.
const MOST_BRACES: usize = 2000;

/// Bytes of one.
const MOST_BYTES: usize = 256 << 10;

/// Commands that change the look of their argument.
const LOOKS: [&str; 20] = [
    "emph",
    "autocap",
    "ensuremath",
    "texttt",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "textsf",
    "textup",
    "textsl",
    "textnormal",
    "mkbibemph",
    "mkbibitalic",
    "mkbibbold",
    "mbox",
    "hbox",
    "url",
    "uppercase",
    "textsuperscript",
];

/// Commands of biblatex that stand for a sign.
const SIGNS: [(&str, &str); 5] = [
    ("slash", "/"),
    ("hyphen", "-"),
    ("nbhyphen", "-"),
    ("addspace", " "),
    ("ldots", "…"),
];

/// Commands that put quotes around it.
const QUOTES: [&str; 4] = ["mkbibquote", "enquote", "mkbibparens", "textquote"];

/// Plain text of a field; the second is false where it could not be read as TeX.
pub(super) fn text(raw: &str) -> (String, bool) {
    // Nothing but letters: nearly all fields.
    if !raw.contains(['\\', '{', '}', '$', '~', '-', '\n', '\t', '\r']) && !raw.contains("  ") {
        return (raw.trim().to_owned(), true);
    }
    match chunks(raw) {
        Some(chunks) => (plain(&chunks.format_verbatim()), true),
        None => (stripped(raw), false),
    }
}

/// The names of a field; the second as in [`text`].
pub(super) fn people(raw: &str) -> (Vec<Value>, bool) {
    let people = chunks(raw)
        .and_then(|chunks| panics::caught(|| chunks.parse::<Vec<Person>>().ok()).flatten());
    match people {
        Some(people) => {
            let name = |person: Person| {
                names::value(
                    &plain(&person.name),
                    &plain(&person.given_name),
                    &plain(&person.prefix),
                    &plain(&person.suffix),
                )
            };
            (people.into_iter().filter_map(name).collect(), true)
        }
        None => (
            names::value(&stripped(raw), "", "", "")
                .into_iter()
                .collect(),
            false,
        ),
    }
}

/// The text of a field that holds an address and no TeX.
pub(super) fn verbatim(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('_' | '%' | '&' | '#' | '{' | '}' | '~' | '$')) => {}
            ('{' | '}', _) if !text.ends_with('\\') => {}
            _ => text.push(c),
        }
    }
    let inner = text.strip_prefix("\\url").unwrap_or(&text);
    inner.to_owned()
}

/// A tie is a blank, and what is blank at the ends or twice is none.
fn plain(text: &str) -> String {
    let text = text.replace(['~', '\u{a0}'], " ");
    let text = text.replace(TIE, "~").replace(BACKSLASH, "\\");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Stands for a tilde that is meant, while ties are made blanks.
const TIE: char = '\u{e000}';

fn stripped(raw: &str) -> String {
    plain(&raw.replace(['{', '}'], ""))
}

/// What the library makes of a value.
fn chunks(raw: &str) -> Option<Chunks> {
    let braces = raw
        .bytes()
        .filter(|byte| matches!(byte, b'{' | b'}'))
        .count();
    if braces > MOST_BRACES || raw.len() > MOST_BYTES || !is_balanced(raw) {
        return None;
    }
    let value = without_looks(raw);
    panics::caught(|| {
        let field = vec![Spanned::zero(RawChunk::Normal(&value))];
        let entry = RawEntry {
            key: Spanned::zero("a"),
            kind: Spanned::zero("misc"),
            fields: vec![Pair::new(Spanned::zero("title"), Spanned::zero(field))],
        };
        let raw = RawBibliography {
            preamble: String::new(),
            entries: vec![Spanned::zero(entry)],
            abbreviations: Vec::new(),
        };
        let mut read = Bibliography::from_raw(raw).ok()?;
        read.remove("a")?.remove("title")
    })
    .flatten()
}

/// True where every brace has its pair, as the library counts them.
fn is_balanced(raw: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'{' => depth += 1,
            b'}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}

/// The value without commands for the look, with signs for tildes that are
/// meant, and with quotes where a command makes them.
fn without_looks(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    // For each open group, what stands at its end.
    let mut ends: Vec<&str> = Vec::new();
    let mut pending = "";
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        let rest = &raw[at + c.len_utf8()..];
        at += c.len_utf8();
        match c {
            '\\' => {
                let name = &rest[..rest
                    .find(|c: char| !c.is_ascii_alphabetic())
                    .unwrap_or(rest.len())];
                // `\enquote*{x}`: the star changes the look again.
                let star = usize::from(rest[name.len()..].starts_with("*{"));
                let has_group = rest[name.len() + star..].starts_with('{');
                if name == "textasciitilde" || name == "textbackslash" {
                    let after = rest[name.len()..].strip_prefix("{}");
                    text.push(if name == "textbackslash" {
                        BACKSLASH
                    } else {
                        TIE
                    });
                    at = raw.len() - after.unwrap_or(&rest[name.len()..]).len();
                } else if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
                    text.push_str(sign);
                    at = raw.len() - after_command(&rest[name.len()..]).len();
                } else if has_group && LOOKS.contains(&name) {
                    at += name.len() + star;
                } else if has_group && QUOTES.contains(&name) {
                    at += name.len() + star;
                    pending = if name == "mkbibparens" { ")" } else { "”" };
                } else {
                    text.push('\\');
                    if name.is_empty()
                        && let Some(sign) = rest.chars().next()
                    {
                        text.push(sign);
                        at += sign.len_utf8();
                    }
                }
            }
            '{' => {
                text.push('{');
                text.push_str(match pending {
                    ")" => "(",
                    "”" => "“",
                    _ => "",
                });
                ends.push(std::mem::take(&mut pending));
            }
            '}' => {
                text.push_str(ends.pop().unwrap_or_default());
                text.push('}');
            }
            c => text.push(c),
        }
    }
    text
}

/// What follows a command: the blank that ends its name is no part of it.
fn after_command(rest: &str) -> &str {
    rest.strip_prefix("{}")
        .unwrap_or(rest.trim_start_matches(' '))
}

/// Stands for a backslash that is meant.
const BACKSLASH: char = '\u{e001}';

/// Plain text as TeX: what has a meaning there is written as a command, so that
/// every brace has its pair for whoever counts them.
pub(super) fn escaped(text: &str) -> String {
    let mut tex = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' => tex.push_str("\\textbackslash{}"),
            '{' => tex.push_str("\\textbraceleft{}"),
            '}' => tex.push_str("\\textbraceright{}"),
            '~' => tex.push_str("\\textasciitilde{}"),
            '^' => tex.push_str("\\textasciicircum{}"),
            '$' | '&' | '%' | '#' | '_' => {
                tex.push('\\');
                tex.push(c);
            }
            // Two would be a dash.
            '-' if before == '-' => tex.push_str("{}-"),
            c => tex.push(c),
        }
        before = c;
    }
    tex
}

/// An address as a field that holds no TeX.
pub(super) fn escaped_verbatim(text: &str) -> String {
    text.replace('{', "%7B")
        .replace('}', "%7D")
        .replace('\\', "%5C")
}
