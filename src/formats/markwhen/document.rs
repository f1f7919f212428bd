//! The lines of a document: its header, its groups, and its events with the
//! lines that belong to each.
//!
//! The header ends at the line `---` that ends it, else at the first event,
//! group or heading. Groups of the old kind (`section`, `group`, `end…`) and
//! headings may stand in one document.

use super::range::{Range, at_start};
use super::unread::unread_at_start;

/// A group of the old kind or a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// What follows the word or the marks.
    pub(super) text: String,
    /// Position of the group that it is in.
    pub(super) parent: Option<usize>,
    /// Its properties.
    pub(super) properties: Vec<(String, String)>,
}

/// An event.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// Its line, from 1.
    pub(super) line: u64,
    /// Its date as written.
    pub(super) dates: &'a str,
    pub(super) range: Range,
    /// What follows the colon.
    pub(super) title: &'a str,
    pub(super) properties: Vec<(String, String)>,
    pub(super) body: Vec<&'a str>,
    /// Position of its group.
    pub(super) group: Option<usize>,
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// Names and values of the header; a value of several lines has them all.
    pub(super) header: Vec<(String, String)>,
    /// Colours of tags.
    pub(super) colors: Vec<(String, String)>,
    /// True where the day comes before the month.
    pub(super) day_first: bool,
    /// True where the header gives patterns of dates.
    pub(super) has_patterns: bool,
    pub(super) groups: Vec<Group>,
    pub(super) entries: Vec<Entry<'a>>,
    /// Lines of text that belong to no event, and the first of them.
    pub(super) stray: Vec<&'a str>,
    pub(super) stray_line: u64,
    pub(super) comments: u64,
    pub(super) pages: u64,
}

/// What a line is.
#[derive(Debug)]
pub(super) enum Line<'a> {
    Comment,
    PageBreak,
    /// Its level, 1 to 6, and its text.
    Heading(usize, &'a str),
    GroupStart(&'a str),
    GroupEnd,
    Event(&'a str, Range, &'a str),
    Text,
}

/// Tells what a line is.
pub(super) fn kind(line: &str, day_first: bool) -> Line<'_> {
    let trimmed = line.trim();
    if trimmed.starts_with("//") {
        return Line::Comment;
    }
    if trimmed == "_-_-_break_-_-_" {
        return Line::PageBreak;
    }
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']) {
        return Line::Heading(level, line[level..].trim());
    }
    for word in ["section", "group"] {
        if let Some(rest) = after_word(trimmed, word)
            && (rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            return Line::GroupStart(rest.trim());
        }
    }
    if ["end", "endgroup", "endsection"]
        .iter()
        .any(|word| trimmed.eq_ignore_ascii_case(word))
    {
        return Line::GroupEnd;
    }
    match at_start(line, day_first).or_else(|| unread_at_start(line)) {
        Some((dates, range, title)) => Line::Event(dates, range, title),
        None => Line::Text,
    }
}

fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let start = line.get(..word.len())?;
    start
        .eq_ignore_ascii_case(word)
        .then(|| &line[word.len()..])
}

/// Takes a text apart.
pub(super) fn document(text: &str) -> Document<'_> {
    let lines: Vec<&str> = text.lines().collect();
    let mut document = Document::default();
    let mut at = header(&lines, &mut document);
    let mut open: Vec<Open> = Vec::new();
    while at < lines.len() {
        let line = lines[at];
        let number = at as u64 + 1;
        at += 1;
        match kind(line, document.day_first) {
            Line::Comment => document.comments += 1,
            Line::PageBreak => {
                document.pages += 1;
                open.clear();
            }
            Line::Heading(level, text) => {
                while open
                    .last()
                    .is_some_and(|open| open.level.is_some_and(|known| known >= level))
                {
                    open.pop();
                }
                at = start_group(&mut document, &mut open, Some(level), text, &lines, at);
            }
            Line::GroupStart(text) => {
                at = start_group(&mut document, &mut open, None, text, &lines, at);
            }
            Line::GroupEnd => {
                // An end that ends nothing changes nothing.
                if let Some(group) = open.iter().rposition(|open| open.level.is_none()) {
                    open.truncate(group);
                }
            }
            Line::Event(dates, range, title) => {
                let (properties, after) = properties(&lines, at, document.day_first);
                at = after;
                document.entries.push(Entry {
                    line: number,
                    dates,
                    range,
                    title: title.trim(),
                    properties,
                    body: Vec::new(),
                    group: open.last().map(|open| open.group),
                });
            }
            Line::Text => add_text(
                &mut document,
                open.last().map(|open| open.group),
                line,
                number,
            ),
        }
    }
    document
}

/// Adds a line to the event above it, if that is in the same group.
fn add_text<'a>(document: &mut Document<'a>, group: Option<usize>, line: &'a str, number: u64) {
    match document.entries.last_mut() {
        Some(entry) if entry.group == group => entry.body.push(line),
        _ if line.trim().is_empty() => {}
        _ => {
            if document.stray.is_empty() {
                document.stray_line = number;
            }
            document.stray.push(line);
        }
    }
}

/// A group that is not ended.
struct Open {
    group: usize,
    /// Of a heading.
    level: Option<usize>,
}

fn start_group(
    document: &mut Document,
    open: &mut Vec<Open>,
    level: Option<usize>,
    text: &str,
    lines: &[&str],
    at: usize,
) -> usize {
    let (properties, after) = properties(lines, at, document.day_first);
    document.groups.push(Group {
        text: text.to_owned(),
        parent: open.last().map(|open| open.group),
        properties,
    });
    open.push(Open {
        group: document.groups.len() - 1,
        level,
    });
    after
}

/// `name: value`, where the name is one word.
pub(super) fn member(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    (is_name && !value.starts_with("//")).then(|| (name, value.trim()))
}

/// The properties that stand right below an event or a heading, and the line
/// after them. Lines that are further in belong to the one above.
fn properties(lines: &[&str], from: usize, day_first: bool) -> (Vec<(String, String)>, usize) {
    let mut found: Vec<(String, String)> = Vec::new();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut first_indent = None;
    let mut at = from;
    while let Some(line) = lines.get(at) {
        if line.trim().is_empty() {
            break;
        }
        if let (Some(first), Some((_, value))) = (first_indent, found.last_mut())
            && (indent(line) > first || value.is_empty() && line.trim_start().starts_with("- "))
        {
            value.push('\n');
            value.push_str(line.trim_end());
            at += 1;
            continue;
        }
        let Some((name, value)) = member(line) else {
            break;
        };
        if !matches!(kind(line, day_first), Line::Text) {
            break;
        }
        first_indent.get_or_insert(indent(line));
        found.push((name.to_owned(), value.to_owned()));
        at += 1;
    }
    (found, at)
}

/// Reads the header; the position of the first line after it.
fn header<'a>(lines: &[&'a str], document: &mut Document<'a>) -> usize {
    let first = lines
        .iter()
        .position(|line| !line.trim().is_empty())
        .unwrap_or(lines.len());
    let is_fence = |line: &&str| line.trim_end() == "---";
    let fenced = lines
        .get(first)
        .filter(|line| is_fence(line))
        .and_then(|_| lines[first + 1..].iter().position(is_fence));
    let (from, end) = match fenced {
        Some(length) => (first + 1, first + 1 + length),
        None => {
            let from = first + usize::from(lines.get(first).is_some_and(is_fence));
            let length = lines[from..]
                .iter()
                .position(|line| !matches!(kind(line, false), Line::Text | Line::Comment));
            (from, length.map_or(lines.len(), |length| from + length))
        }
    };
    for line in &lines[from..end] {
        header_line(line, document);
    }
    for (name, value) in &document.header {
        if name == "tags" {
            document.colors.extend(value.lines().filter_map(|line| {
                let (name, color) = line.trim().split_once(':')?;
                Some((unquoted(name.trim_start_matches('#')), unquoted(color)))
            }));
        }
        if name == "dateFormat" {
            // A list of patterns that all have the day first says as much.
            let has = |start: &str| {
                value.lines().any(|line| {
                    let (_, format) = line.split_once(':').unwrap_or(("", line));
                    unquoted(format).starts_with(start)
                })
            };
            document.day_first = has("d/M") && !has("M/d");
            document.has_patterns = value.contains("pattern");
        }
    }
    match fenced {
        Some(_) => end + 1,
        None => end,
    }
}

fn header_line<'a>(line: &'a str, document: &mut Document<'a>) {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return;
    }
    if trimmed.starts_with("//") {
        document.comments += 1;
        return;
    }
    let is_further_in = line.starts_with([' ', '\t']) || trimmed.starts_with("- ");
    if !is_further_in || document.header.is_empty() {
        if let Some(tag) = trimmed.strip_prefix('#')
            && let Some((name, color)) = tag.split_once(':')
        {
            document
                .colors
                .push((name.trim().to_owned(), unquoted(color)));
            return;
        }
        if let Some((name, value)) = member(line) {
            document.header.push((name.to_owned(), value.to_owned()));
            return;
        }
    }
    match document.header.last_mut() {
        Some((_, value)) => {
            value.push('\n');
            value.push_str(line.trim_end());
        }
        None => document.stray.push(trimmed),
    }
}

/// A value of YAML on one line, without its quotes.
pub(super) fn unquoted(text: &str) -> String {
    let text = text.trim();
    if text.len() >= 2 && text.starts_with('"') && text.ends_with('"') {
        if let Ok(plain) = serde_json::from_str(text) {
            return plain;
        }
        return text[1..text.len() - 1].to_owned();
    }
    if text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'') {
        return text[1..text.len() - 1].replace("''", "'");
    }
    text.to_owned()
}

/// A list of YAML on one line, or words with commas between them.
pub(super) fn list(text: &str) -> Vec<String> {
    let text = text.trim();
    if let Ok(items) = serde_json::from_str::<Vec<String>>(text) {
        return items;
    }
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    inner
        .split([',', '\n'])
        .map(|item| unquoted(item.trim().trim_start_matches("- ")))
        .filter(|item| !item.is_empty())
        .collect()
}
