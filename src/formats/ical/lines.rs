//! The content lines of a calendar: unfolded, decoded, cut into name,
//! parameters and value, and put together to components.
//!
//! Lines are unfolded as bytes, because some programs fold in the middle of a
//! character, and then decoded. What is no line of a calendar is reported.
//! Nesting is kept on a stack of its own, so that its depth costs nothing.

use std::collections::HashSet;

use super::super::bytes::strip_mark;
use super::super::{ImportReport, Place, Problem, Severity, shown};

/// How many open components are looked through for the one that an `END` ends.
const MOST_LOOKED_THROUGH: usize = 32;

/// A property of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// The line that it begins on, from 1.
    pub(super) line: u64,
    /// In capitals.
    pub(super) name: String,
    /// Name in capitals and value without quotes.
    pub(super) params: Vec<(String, String)>,
    /// As written, with its escapes.
    pub(super) value: String,
}

impl Property {
    /// The value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let mut found = self.params.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The value without its escapes.
    pub(super) fn text(&self) -> String {
        unescaped(&self.value)
    }
}

/// An event, a to-do, a journal entry; or a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Component {
    /// `VEVENT` and so on.
    pub(super) kind: String,
    /// The line of its `BEGIN`.
    pub(super) line: u64,
    /// Its properties in the order of the file.
    pub(super) properties: Vec<Property>,
    /// Position of the calendar that it is in.
    pub(super) calendar: usize,
}

impl Component {
    /// The first property of that name that has a value.
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|known| known.name == name && !known.value.trim().is_empty())
    }

    /// All properties of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties
            .iter()
            .filter(move |known| known.name == name)
    }
}

/// What is in a file.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its calendars; the first may stand for what is in none.
    pub(super) calendars: Vec<Component>,
    /// Its events, to-dos and journal entries.
    pub(super) entries: Vec<Component>,
    /// Names of the zones that the file defines.
    pub(super) zones: HashSet<String>,
    /// How many there are of other kinds of component, by kind, in the order
    /// met; of the first one hundred kinds.
    pub(super) others: Vec<(String, u64)>,
}

/// Kinds of component that become events.
fn is_entry(kind: &str) -> bool {
    matches!(kind, "VEVENT" | "VTODO" | "VJOURNAL")
}

/// Reads the bytes of a file.
pub(super) fn content(bytes: &[u8], report: &mut ImportReport) -> Content {
    let lines = unfolded(strip_mark(bytes));
    let mut content = Content::default();
    let mut open: Vec<Component> = Vec::new();
    let encoding = encoding(&lines, report);
    for (number, line) in lines {
        let (line, _, _) = encoding.decode(&line);
        if line.trim().is_empty() {
            continue;
        }
        let Some(property) = property(number, &line) else {
            report.add(Problem {
                severity: Severity::Repaired,
                place: at_line(number),
                code: "line",
                message: format!(
                    "“{}” is no line of a calendar and is left out.",
                    shown(line.trim())
                ),
                advice: "A line is a name, a colon and a value; a long one goes on below, after a blank.".to_owned(),
            });
            continue;
        };
        let kind = || property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" => begin(&mut content, &mut open, kind(), number),
            "END" => end(&mut content, &mut open, &kind()),
            _ => match open.last_mut() {
                Some(component) if component.kind == "VCALENDAR" => {
                    if let Some(calendar) = content.calendars.last_mut() {
                        calendar.properties.push(property);
                    }
                }
                Some(component) if component.kind == "VTIMEZONE" && property.name == "TZID" => {
                    content.zones.insert(property.text().trim().to_owned());
                }
                Some(component) if is_entry(&component.kind) => component.properties.push(property),
                _ => {}
            },
        }
    }
    while let Some(component) = open.pop() {
        close(&mut content, component);
    }
    content
}

fn begin(content: &mut Content, open: &mut Vec<Component>, kind: String, line: u64) {
    // An event is never inside an event: the end of the one before is missing.
    if (is_entry(&kind) || kind == "VCALENDAR")
        && let Some(at) = recent(open, |known| {
            is_entry(known) || known == "VCALENDAR" && kind == "VCALENDAR"
        })
    {
        for component in open.drain(at..).rev() {
            close(content, component);
        }
    }
    let mut component = Component {
        kind,
        line,
        ..Component::default()
    };
    if component.kind == "VCALENDAR" {
        content.calendars.push(component.clone());
    } else if !is_entry(&component.kind) {
        let others = &mut content.others;
        match others.iter().position(|(kind, _)| *kind == component.kind) {
            Some(at) => others[at].1 += 1,
            None if others.len() < 100 => others.push((component.kind.clone(), 1)),
            None => {}
        }
    }
    component.calendar = content.calendars.len().saturating_sub(1);
    open.push(component);
}

fn end(content: &mut Content, open: &mut Vec<Component>, kind: &str) {
    if let Some(at) = recent(open, |known| known == kind) {
        for component in open.drain(at..).rev() {
            close(content, component);
        }
    }
}

fn close(content: &mut Content, component: Component) {
    if is_entry(&component.kind) {
        content.entries.push(component);
    }
}

/// Position of the innermost open component that is so.
fn recent(open: &[Component], is_so: impl Fn(&str) -> bool) -> Option<usize> {
    let from = open.len().saturating_sub(MOST_LOOKED_THROUGH);
    let found = open[from..].iter().rposition(|known| is_so(&known.kind))?;
    Some(from + found)
}

/// A place that is a line.
pub(super) fn at_line(line: u64) -> Place {
    Place {
        line: Some(line),
        ..Place::default()
    }
}

/// Lines with what was folded below them, and the numbers of their first ones.
fn unfolded(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut lines: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let (line, after) = match end {
            Some(end) if rest[end..].starts_with(b"\r\n") => (&rest[..end], &rest[end + 2..]),
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        rest = after;
        // Some programs leave a blank line before what they fold.
        if line.is_empty() {
            continue;
        }
        match (line.first(), lines.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, last))) => last.extend_from_slice(&line[1..]),
            _ => lines.push((number, line.to_vec())),
        }
    }
    lines
}

/// UTF-8, or what the letters of a file that is none look like.
fn encoding(lines: &[(u64, Vec<u8>)], report: &mut ImportReport) -> &'static encoding_rs::Encoding {
    let mut wrong = lines
        .iter()
        .filter(|(_, line)| std::str::from_utf8(line).is_err());
    let Some((number, _)) = wrong.next() else {
        return encoding_rs::UTF_8;
    };
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    for (_, line) in lines {
        detector.feed(line, false);
        detector.feed(b"\n", false);
    }
    detector.feed(b"", true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    report.add(Problem {
        severity: Severity::Repaired,
        place: at_line(*number),
        code: "encoding",
        message: format!(
            "The line is not UTF-8; the file is read as {}, which its letters look like.",
            encoding.name()
        ),
        advice: "Look at letters with accents; if they are wrong, save the file as UTF-8."
            .to_owned(),
    });
    encoding
}

/// `NAME;PARAM=value;PARAM="value":value`, with blanks around any of it.
fn property(line: u64, text: &str) -> Option<Property> {
    let mut quoted = false;
    let colon = text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == ':' && !quoted).then_some(at)
    });
    // A quote that does not end hides the colon.
    let colon = colon.or_else(|| text.find(':'))?;
    let (head, value) = (&text[..colon], &text[colon + 1..]);
    let mut parts = split_unquoted(head, ';').into_iter();
    let name = parts.next()?.trim().to_ascii_uppercase();
    if name.is_empty() {
        return None;
    }
    let params = parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) => (name.trim().to_ascii_uppercase(), unquoted(value)),
            None => (part.trim().to_ascii_uppercase(), String::new()),
        })
        .collect();
    Some(Property {
        line,
        name,
        params,
        value: value.to_owned(),
    })
}

fn unquoted(text: &str) -> String {
    text.replace('"', "").trim().to_owned()
}

fn split_unquoted(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == at && !quoted
    })
    .collect()
}

/// A text value without its escapes (RFC 5545, section 3.3.11).
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(c @ ('\\' | ',' | ';' | ':' | '"')) => plain.push(c),
                Some(c) => plain.extend(['\\', c]),
                None => plain.push('\\'),
            },
            c => plain.push(c),
        }
    }
    plain
}

/// The items of a list, each without its escapes.
pub(super) fn items(text: &str) -> Vec<String> {
    let mut is_escaped = false;
    text.split(|c| {
        let splits = c == ',' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        splits
    })
    .map(|item| unescaped(item).trim().to_owned())
    .filter(|item| !item.is_empty())
    .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn characters_that_were_folded_apart_come_together() {
        let bytes = b"SUMMARY:a\xC3\r\n \xA9b\nX;P=\"a:b;c\" : v";
        let lines = unfolded(bytes);
        assert_eq!(lines[0], (1, "SUMMARY:aéb".as_bytes().to_vec()));
        let second = property(lines[1].0, std::str::from_utf8(&lines[1].1).unwrap()).unwrap();
        assert_eq!((second.line, second.name.as_str()), (3, "X"));
        assert_eq!(second.param("P"), Some("a:b;c"));
        assert_eq!(second.value, " v");
    }

    #[test]
    fn escapes_are_undone_in_texts_and_lists() {
        assert_eq!(unescaped(r"a\, b\nc\\d\;\x"), "a, b\nc\\d;\\x");
        assert_eq!(items(r"a\, b,c\\,d,"), ["a, b", "c\\", "d"]);
    }

    #[test]
    fn ends_that_are_missing_or_too_many_do_no_harm() {
        let text = "END:VEVENT\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nBEGIN:VEVENT\nUID:2\nEND:VCALENDAR\nBEGIN:VEVENT\nUID:3\n";
        let mut report = ImportReport::new();
        let content = content(text.as_bytes(), &mut report);
        let ids: Vec<&str> = content
            .entries
            .iter()
            .filter_map(|entry| Some(entry.get("UID")?.value.as_str()))
            .collect();
        assert_eq!(ids, ["1", "2", "3"]);
        let deep = "BEGIN:X\n".repeat(100_000) + &"END:Y\n".repeat(100_000);
        super::content(deep.as_bytes(), &mut report);
    }
}
