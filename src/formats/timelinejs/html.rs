//! CommonMark to HTML, for pages that show it. HTML in it is shown as text, so
//! that nothing in a dataset runs on a page; so are addresses that are no links
//! to a page or to mail.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

/// HTML of a text. One paragraph comes without its `<p>`.
pub(super) fn html(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() + 16);
    for event in Parser::new(markdown) {
        match event {
            Event::Start(tag) => start(&tag, &mut out),
            Event::End(tag) => end(&tag, &mut out),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                escape(&text, &mut out);
            }
            Event::Code(code) => {
                out.push_str("<code>");
                escape(&code, &mut out);
                out.push_str("</code>");
            }
            Event::SoftBreak => out.push('\n'),
            Event::HardBreak => out.push_str("<br>"),
            Event::Rule => out.push_str("<hr>"),
            _ => {}
        }
    }
    let one = out
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .filter(|inner| !inner.contains("<p>"));
    match one {
        Some(one) => one.to_owned(),
        None => out,
    }
}

fn start(tag: &Tag, out: &mut String) {
    match tag {
        Tag::Link { dest_url, .. } => match is_link(dest_url) {
            true => {
                out.push_str("<a href=\"");
                escape(dest_url, out);
                out.push_str("\">");
            }
            false => out.push_str("<span>"),
        },
        Tag::List(Some(first)) if *first != 1 => out.push_str(&format!("<ol start=\"{first}\">")),
        _ => {
            if let Some(name) = name(&tag.to_end()) {
                out.push('<');
                out.push_str(name);
                out.push('>');
            }
        }
    }
}

fn end(tag: &TagEnd, out: &mut String) {
    if let TagEnd::Link = tag {
        // Links are not nested, so the last that was opened is this one.
        let is_link = out.rfind("<a href=") > out.rfind("<span>");
        out.push_str(if is_link { "</a>" } else { "</span>" });
    } else if let Some(name) = name(tag) {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

fn name(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => match level {
            HeadingLevel::H1 => "h1",
            HeadingLevel::H2 => "h2",
            HeadingLevel::H3 => "h3",
            HeadingLevel::H4 => "h4",
            HeadingLevel::H5 => "h5",
            HeadingLevel::H6 => "h6",
        },
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::CodeBlock => "pre",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        _ => return None,
    })
}

/// An address without a scheme, or with one that opens a page or a mail. Browsers
/// leave out blanks and control characters before they look for the scheme.
fn is_link(address: &str) -> bool {
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return false;
    }
    let before = address.split(['/', '?', '#']).next().unwrap_or_default();
    match before.split_once(':') {
        Some((scheme, _)) => ["http", "https", "mailto"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known)),
        None => true,
    }
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_elements_and_html_becomes_text() {
        for (markdown, expected) in [
            ("One & two", "One &amp; two"),
            ("a\n\nb", "<p>a</p><p>b</p>"),
            (
                "**So** *it* [was](https://example.org/?a=1&b=2).",
                "<strong>So</strong> <em>it</em> <a href=\"https://example.org/?a=1&amp;b=2\">was</a>.",
            ),
            ("[x](javascript:alert(1))", "<span>x</span>"),
            ("[x](<java\tscript:a>)", "<span>x</span>"),
            ("[x](#a:b)", "<a href=\"#a:b\">x</a>"),
            (
                "> a\n\n- b",
                "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>",
            ),
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }
}
