//! Text with HTML in it to CommonMark.
//!
//! Other programs keep HTML in titles and descriptions. What a page would show
//! of it is kept as CommonMark; scripts, styles and frames are dropped, and
//! nothing that it refers to is loaded.

use std::borrow::Cow;

use htmd::HtmlToMarkdown;

use super::tags;

/// CommonMark of a text that may be HTML: a text without tags and character
/// references comes back as it is.
pub(super) fn to_commonmark(text: &str) -> Cow<'_, str> {
    if !looks_like_html(text) {
        return Cow::Borrowed(text);
    }
    if !tags::is_convertible(text) {
        return Cow::Owned(tags::words(text));
    }
    let converter = HtmlToMarkdown::builder()
        .skip_tags(vec![
            "script", "style", "iframe", "object", "embed", "noscript",
        ])
        .build();
    match converter.convert(&guarded(text)) {
        Ok(markdown) => Cow::Owned(markdown.trim().replace(LESS, "\\<").replace(AND, "&amp;")),
        Err(_) => Cow::Borrowed(text),
    }
}

/// Stand for `<` and `&` that are text and not markup, while HTML becomes
/// CommonMark, in which they would be markup again. No text has them: they are
/// not characters (Unicode, section 23.7).
const LESS: &str = "\u{FDD0}";
const AND: &str = "\u{FDD1}";

/// The text with marks in place of the references to those two.
fn guarded(text: &str) -> String {
    let less = text.replace("&lt;", LESS).replace("&#60;", LESS);
    less.replace("&amp;", AND).replace("&#38;", AND)
}

/// The same on one line and without marks, for a title.
pub(super) fn to_plain(text: &str) -> Cow<'_, str> {
    if !looks_like_html(text) {
        return Cow::Borrowed(text.trim());
    }
    let markdown = to_commonmark(text);
    let mut plain = String::with_capacity(markdown.len());
    for event in pulldown_plain(&markdown) {
        plain.push_str(&event);
    }
    Cow::Owned(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words of CommonMark without its marks.
fn pulldown_plain(markdown: &str) -> Vec<String> {
    pulldown_cmark::Parser::new(markdown)
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
                Some(text.to_string())
            }
            pulldown_cmark::Event::SoftBreak
            | pulldown_cmark::Event::HardBreak
            | pulldown_cmark::Event::End(_) => Some(" ".to_owned()),
            _ => None,
        })
        .collect()
}

/// True where there is a tag or a character reference.
fn looks_like_html(text: &str) -> bool {
    let is_tag = |rest: &str| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') && rest[1..].contains('>')
    };
    let is_reference = |rest: &str| {
        let name: &str = rest.split(';').next().unwrap_or_default();
        name.len() < rest.len()
            && (2..=10).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    };
    text.match_indices('<')
        .any(|(at, _)| is_tag(&text[at + 1..]))
        || text
            .match_indices('&')
            .any(|(at, _)| is_reference(&text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_commonmark_and_scripts_are_gone() {
        assert_eq!(
            to_commonmark(
                "<p>The <b>first</b> one,<br>see <a href='https://example.org/'>there</a>.</p><script>alert(1)</script>"
            ),
            "The **first** one,  \nsee [there](https://example.org/)."
        );
        assert_eq!(to_plain("War &amp; <i>Peace</i>"), "War & Peace");
        // What is text stays text, however often it is read.
        assert_eq!(
            to_plain("A &amp;amp; &lt;b&gt;B&lt;/b&gt;"),
            "A &amp; <b>B</b>"
        );
        assert_eq!(to_commonmark("1 &lt; 2 <i>x</i>"), "1 \\< 2 *x*");
    }

    #[test]
    fn text_that_is_no_html_stays() {
        for text in ["a < b & c > d", "*stars* and 2 < 3", "AT&T", "R&D; more"] {
            assert_eq!(to_commonmark(text), text, "{text}");
        }
        assert_eq!(to_plain(" a <3 b "), "a <3 b");
    }
}
