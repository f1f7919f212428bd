//! The words of an event: what of its first line is title, tag, id or place,
//! and what of the lines below is summary, picture or source.
//!
//! A line that is a link and nothing else names a source, one that is a
//! picture and nothing else is media. Links within a sentence stay in it.

use super::document::{Line, kind};
use crate::model::Media;

/// What is found in the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) id: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) media: Vec<Media>,
    /// Titles and addresses.
    pub(super) sources: Vec<(String, String)>,
    /// Of an event with a box at its beginning.
    pub(super) is_done: Option<bool>,
    pub(super) body: String,
}

/// `[text](target)`, perhaps behind `!`.
struct Link<'a> {
    text: &'a str,
    target: &'a str,
    is_picture: bool,
    /// Where it ends.
    end: usize,
}

/// The link that begins at the beginning of a text.
fn link(text: &str) -> Option<Link<'_>> {
    let is_picture = text.starts_with('!');
    let inner = text.strip_prefix('!').unwrap_or(text).strip_prefix('[')?;
    let start = text.len() - inner.len();
    // Texts hold no further bracket: a line of brackets must not be searched
    // again and again to its end.
    let close = inner.find(['[', ']'])?;
    let after = inner[close..].strip_prefix("](")?;
    let length = target_length(after)?;
    Some(Link {
        text: &inner[..close],
        target: &after[..length],
        is_picture,
        end: start + close + 2 + length + 1,
    })
}

/// The bytes before the bracket that ends a target; brackets in pairs may be
/// within it, blanks may not.
fn target_length(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices().take(4_000) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '[' => return None,
            c if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// True for an address that can stand in a link.
pub(super) fn is_fit(url: &str) -> bool {
    target_length(&format!("{url})")) == Some(url.len())
}

fn is_place(link: &Link) -> bool {
    !link.is_picture && matches!(link.target, "location" | "map")
}

/// True for an address that a source may have.
fn is_address(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://")
}

/// Takes the first line and those below it apart.
pub(super) fn words(title: &str, body: &[&str], day_first: bool) -> Words {
    let mut words = Words::default();
    let mut title = title.trim();
    for (mark, is_done) in [("[x]", true), ("[X]", true), ("[ ]", false), ("[]", false)] {
        if let Some(rest) = title.strip_prefix(mark) {
            words.is_done = Some(is_done);
            title = rest.trim_start();
        }
    }
    words.title = title_of(title, &mut words);
    let mut lines: Vec<String> = Vec::new();
    for line in body {
        if let Some(line) = body_line(line, &mut words, day_first) {
            lines.push(line);
        }
    }
    words.body = lines.join("\n").trim_matches('\n').trim_end().to_owned();
    words
}

/// The title without marks, links and what is no part of it.
fn title_of(text: &str, words: &mut Words) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Where the tags at the end of the title begin.
    let mut end = None;
    while let Some(c) = rest.chars().next() {
        let is_start = plain.is_empty() || plain.ends_with(char::is_whitespace);
        let mut after = &rest[c.len_utf8()..];
        match c {
            '\\' if after.starts_with(['\\', '#', '!', '[', ']']) => {
                plain.push_str(&after[..1]);
                after = &after[1..];
                end = None;
            }
            '[' | '!' if link(rest).is_some() => {
                let Some(link) = link(rest) else { break };
                after = &rest[link.end..];
                if link.is_picture {
                    words.media.push(picture(&link));
                } else if is_place(&link) {
                    words.places.push(link.text.to_owned());
                } else {
                    plain.push_str(link.text);
                    end = None;
                    if is_address(link.target) {
                        words
                            .sources
                            .push((link.text.to_owned(), link.target.to_owned()));
                    }
                }
            }
            '#' | '!' if (is_start && c == '#' || plain.is_empty()) && word(after).is_some() => {
                let Some(name) = word(after) else { break };
                after = &after[name.len()..];
                if c == '!' {
                    words.id = Some(name.to_owned());
                } else if name.chars().all(|c| c.is_ascii_digit()) {
                    // A number, not a tag.
                    plain.push('#');
                    plain.push_str(name);
                    end = None;
                } else {
                    add(&mut words.tags, name);
                    // In the middle of a sentence the word is needed.
                    end.get_or_insert(plain.len());
                    plain.push_str(name);
                }
            }
            c => {
                if !c.is_whitespace() && end.is_some() {
                    end = None;
                }
                plain.push(c);
            }
        }
        rest = after;
    }
    plain.truncate(end.unwrap_or(plain.len()));
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The word at the beginning of a text: of a tag or an id.
fn word(text: &str) -> Option<&str> {
    let length = text
        .char_indices()
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .map_or(text.len(), |(at, _)| at);
    (length > 0).then(|| &text[..length])
}

fn add(list: &mut Vec<String>, item: &str) {
    // So many that looking through them all is nothing.
    if list.len() < 200 && !list.iter().any(|known| known == item) {
        list.push(item.to_owned());
    }
}

fn picture(link: &Link) -> Media {
    Media {
        url: Some(link.target.to_owned()),
        caption: (!link.text.is_empty()).then(|| link.text.to_owned()),
        ..Media::default()
    }
}

/// A line of the body as it is kept; nothing where it is no part of the text.
fn body_line(line: &str, words: &mut Words, day_first: bool) -> Option<String> {
    let line = line.trim_end();
    if let Some(plain) = unguarded(line, day_first) {
        return Some(without_escapes(&plain));
    }
    if let Some(link) = only_link(line) {
        if link.is_picture {
            words.media.push(picture(&link));
            return None;
        }
        if is_place(&link) {
            words.places.push(link.text.to_owned());
            return None;
        }
        if is_address(link.target) {
            words
                .sources
                .push((link.text.to_owned(), link.target.to_owned()));
            return None;
        }
    }
    let mut count = 0;
    let mut from = 0;
    while let Some((at, tag)) = next_tag(line, from) {
        add(&mut words.tags, tag);
        count += 1;
        from = at + 1 + tag.len();
    }
    let is_only_tags = count > 0
        && line.split_whitespace().all(|part| {
            part.strip_prefix('#')
                .is_some_and(|tag| words.tags.iter().any(|known| known == tag))
        });
    (!is_only_tags).then(|| without_escapes(line))
}

/// A link or picture that is the whole of a line.
fn only_link(line: &str) -> Option<Link<'_>> {
    link(line).filter(|link| link.end == line.len())
}

/// The next `#word` from a place on that stands behind a blank or at the
/// beginning, and where its mark is.
fn next_tag(text: &str, from: usize) -> Option<(usize, &str)> {
    text[from..].match_indices('#').find_map(|(at, _)| {
        let at = from + at;
        let is_start = text[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        let tag = word(&text[at + 1..])?;
        let is_number = tag.chars().all(|c| c.is_ascii_digit());
        (is_start && !is_number).then_some((at, tag))
    })
}

/// The text with `\#` as `#`.
fn without_escapes(line: &str) -> String {
    line.replace("\\#", "#")
}

/// Kinds of line that one character written as a reference hides.
fn is_hidden_by_reference(line: &str, day_first: bool) -> bool {
    matches!(
        kind(line, day_first),
        Line::Comment | Line::PageBreak | Line::GroupStart(_) | Line::GroupEnd
    )
}

/// Kinds of line that a blank before them hides.
fn is_hidden_by_blank(line: &str, day_first: bool) -> bool {
    matches!(kind(line, day_first), Line::Heading(..)) || only_link(line).is_some()
}

/// The line that was meant, of one that [`guarded`] has changed.
fn unguarded(line: &str, day_first: bool) -> Option<String> {
    if let Some(rest) = line.strip_prefix(' ')
        && is_hidden_by_blank(rest.trim_start_matches(' '), day_first)
    {
        return Some(rest.to_owned());
    }
    let indent = line.len() - line.trim_start().len();
    if let Some(rest) = line[indent..].strip_prefix("&#")
        && let Some((number, rest)) = rest.split_once(';')
        && let Some(c) = number.parse().ok().and_then(char::from_u32)
    {
        let plain = format!("{}{c}{rest}", &line[..indent]);
        if is_hidden_by_reference(&plain, day_first) {
            return Some(plain);
        }
    }
    if line.contains("\\:") {
        let plain = line.replacen("\\:", ":", 1);
        if matches!(kind(&plain, day_first), Line::Event(..)) {
            return Some(plain);
        }
    }
    None
}

/// A line of CommonMark so that Markwhen takes it for text, and a reader of
/// CommonMark for what it is.
pub(super) fn guarded(line: &str) -> String {
    let line = line.trim_end();
    if is_hidden_by_blank(line.trim_start_matches(' '), false) {
        return format!(" {line}");
    }
    let mut line = line.to_owned();
    let mut from = 0;
    while let Some((at, tag)) = next_tag(&line, from) {
        let length = tag.len();
        line.insert(at, '\\');
        from = at + 2 + length;
    }
    if is_hidden_by_reference(&line, false) {
        let indent = line.len() - line.trim_start().len();
        if let Some(c) = line[indent..].chars().next() {
            line.replace_range(
                indent..indent + c.len_utf8(),
                &format!("&#{};", u32::from(c)),
            );
        }
        return line;
    }
    let colon = match kind(&line, false) {
        Line::Event(_, _, title) => Some(line.len() - title.len() - 1),
        _ => None,
    };
    if let Some(colon) = colon {
        line.insert(colon, '\\');
    }
    line
}

/// A title so that nothing in it is taken for a tag, an id or a link.
pub(super) fn escaped_title(title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut escaped = String::with_capacity(title.len());
    for c in title.chars() {
        if matches!(c, '\\' | '#' | '!' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_marks_and_keep_their_words() {
        let of = |title| words(title, &[], false);
        let found = of("[x] Sub task #John Smith [Hawaii](location) #a #b");
        assert_eq!(found.title, "Sub task John Smith");
        assert_eq!(found.tags, ["John", "a", "b"]);
        assert_eq!(
            (found.places, found.is_done),
            (vec!["Hawaii".to_owned()], Some(true))
        );
        let found = of("!id by [@a](https://example.org/x#y) #1");
        assert_eq!(found.title, "by @a #1");
        assert_eq!(found.id.as_deref(), Some("id"));
        assert_eq!(
            found.sources,
            [("@a".to_owned(), "https://example.org/x#y".to_owned())]
        );
        let title = r"a \ #b [c](d) !e [x]";
        assert_eq!(of(&escaped_title(title)).title, title);
    }

    #[test]
    fn lines_that_are_a_link_a_picture_or_tags_are_no_text() {
        let body = [
            "First",
            "#one #two",
            "![](https://e.org/a.png)",
            "[W](https://e.org/w)",
            "see [W](https://e.org/v)",
            "#tag in text",
        ];
        let found = words("t", &body, false);
        assert_eq!(found.body, "First\nsee [W](https://e.org/v)\n#tag in text");
        assert_eq!(found.tags, ["one", "two", "tag"]);
        assert_eq!((found.media.len(), found.sources.len()), (1, 1));
    }

    #[test]
    fn guarded_lines_are_text_and_come_back() {
        for line in [
            "2020: a",
            "now: b",
            "# Heading",
            "  ## x",
            "#tag #more",
            "[a](https://e.org)",
            "// c",
            "group of people",
            "end",
            "a #b c",
            "1 week: x",
            "plain: y",
            "![p](q)",
        ] {
            let guarded = guarded(line);
            assert!(matches!(kind(&guarded, false), Line::Text), "{guarded}");
            let found = words("t", &[&guarded, "z"], false);
            assert_eq!(found.body, format!("{line}\nz"), "{guarded}");
            assert!(
                found.tags.is_empty() && found.sources.is_empty() && found.media.is_empty(),
                "{guarded}"
            );
        }
    }
}
