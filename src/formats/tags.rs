//! Which HTML may be given to a converter, which goes down into elements by
//! recursion and takes its time with what is not closed.
//!
//! A text with few tags may, and so may one in which every tag is closed where it
//! should be and few are open at once. Of anything else only the words are kept:
//! that is no page of a person, and it would exhaust the stack.

/// Tags of a text that is converted however they stand. Some two thousand
/// elements in each other exhaust the stack of a thread.
const FEW: usize = 400;

/// Elements that may be open at once in a text of more tags.
const DEEPEST: usize = 100;

/// Elements that have no end, and those whose end need not be written.
const WITHOUT_END: [&str; 18] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr",
];

/// True where the text may be converted.
pub(super) fn is_convertible(text: &str) -> bool {
    let is_tag = |(at, _): &(usize, &str)| {
        let next = text.as_bytes().get(at + 1);
        next.is_some_and(|byte| byte.is_ascii_alphabetic())
    };
    text.match_indices('<').filter(is_tag).nth(FEW).is_none() || is_well_nested(text)
}

/// True where every tag is written as it should be and closed by its own end, and
/// few are open at once.
fn is_well_nested(text: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    for piece in text.split('<').skip(1) {
        let (is_end, piece) = match piece.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, piece),
        };
        let letters = piece.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = piece.split_at(letters);
        let name = name.to_ascii_lowercase();
        if name.is_empty() || !is_rest_of_tag(rest) {
            return false;
        }
        match is_end {
            _ if WITHOUT_END.contains(&name.as_str()) => {}
            true if open.pop().is_none_or(|last| last != name) => return false,
            true => {}
            false => open.push(name),
        }
        if open.len() > DEEPEST {
            return false;
        }
    }
    open.is_empty()
}

/// True of attributes with their values in quotes, and `>`; what follows is text.
fn is_rest_of_tag(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start();
        // `<div/>` does not close a `div`, so it counts as open.
        if rest.starts_with('>') || rest.starts_with("/>") {
            return true;
        }
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        let Some(end) = rest.find(|c| !is_of_name(c)).filter(|end| *end > 0) else {
            return false;
        };
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            continue;
        };
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return false;
        };
        match value[1..].split_once(quote) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
}

/// The words of HTML between its tags.
pub(super) fn words(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        if !is_tag {
            out.push('<');
            rest = tag;
            continue;
        }
        out.push(' ');
        rest = tag.find('>').map_or("", |end| &tag[end + 1..]);
    }
    out.push_str(rest);
    let out = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
    ]
    .iter()
    .fold(out, |text, (reference, c)| text.replace(reference, c));
    let out = out.replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_pages_are_converted_and_deep_ones_are_not() {
        let page = "<p class=\"a\">An <a href='x>y'>x</a> and <b>y</b><br/> so.".repeat(2000);
        assert!(is_convertible(&page));
        assert!(is_convertible(&"<div>".repeat(FEW)));
        for deep in [
            "<div>",
            "<div></b>",
            "<div><marquee></div></marquee>",
            "<div title=\"</div>\">",
            "<div title=\">\"</div>",
            "<div a='\"' b=\"'></div>\">",
            "<!--><div>",
            "<b><i></b></i>",
        ] {
            assert!(!is_convertible(&deep.repeat(2000)), "{deep}");
        }
        let deep = "<div>".repeat(DEEPEST + 1) + &"</div>".repeat(DEEPEST + 1);
        assert!(!is_convertible(&deep.repeat(10)));
    }

    #[test]
    fn words_are_what_is_between_tags() {
        assert_eq!(
            words("<p>a &lt;b&gt;<br>3 < 4</p>c &amp; d<x"),
            "a <b> 3 < 4 c & d"
        );
    }
}
