//! What formats in XML share: a text to a document, the line of a node, and the
//! name of the root of a file of which only the beginning is at hand.
//!
//! Nothing is loaded and nothing is expanded: a document type declaration is
//! refused, since its entities are how small files become large ones. Before a
//! text is parsed, its tags are counted: a parser that is given a million
//! attributes, namespaces or levels takes time and memory that no timeline
//! needs.

use std::borrow::Cow;

use memchr::memmem;
use roxmltree::{Document, Error, Node, ParsingOptions};

use super::bytes::{Lines, strip_mark};
use super::{Place, ReadError, shown};

/// Elements within elements. Timelines need about five, and HTML that stands
/// in a description as elements a dozen more.
const MOST_LEVELS: usize = 128;

/// Attributes of one element: each is compared with those before it.
const MOST_ATTRIBUTES: usize = 256;

/// Declarations of namespaces in a whole file: elements inherit all of them.
const MOST_NAMESPACES: usize = 256;

/// Elements, texts and comments: about 1 GiB of memory.
const MOST_NODES: u32 = 16_000_000;

/// Parses a whole text without its byte order mark.
pub(super) fn parse(text: &str) -> Result<Document<'_>, ReadError> {
    check_tags(text)?;
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| read_error(text, &error))
}

/// Where nodes of a text stand.
pub(super) struct Spots<'t> {
    text: &'t str,
    lines: Lines<'t>,
}

impl<'t> Spots<'t> {
    /// Of the text that the document was made of.
    pub(super) fn new(text: &'t str) -> Spots<'t> {
        Spots {
            text,
            lines: Lines::new(text.as_bytes()),
        }
    }

    /// The line on which a node begins.
    pub(super) fn place(&self, node: Node) -> Place {
        let (line, _) = self.lines.place(node.range().start);
        Place {
            line: Some(line),
            ..Place::default()
        }
    }

    /// What stands in an element: its text, or where there are elements in it
    /// (HTML that was not escaped) all of it as it is written.
    pub(super) fn inside(&self, node: Node<'_, 't>) -> Cow<'t, str> {
        let mut children = node.children();
        let (Some(first), Some(last)) = (children.next(), node.last_child()) else {
            return Cow::Borrowed("");
        };
        if node.children().any(|child| child.is_element()) {
            let range = first.range().start..last.range().end;
            return Cow::Borrowed(self.text.get(range).unwrap_or_default());
        }
        Cow::Owned(text_of(node))
    }
}

/// The text of an element, without that of elements in it.
pub(super) fn text_of(node: Node) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect()
}

/// The local name of the root element of a file that may be cut short, where
/// it is XML: what may stand before it is skipped.
pub(super) fn root_name(head: &[u8]) -> Option<&str> {
    let mut rest = strip_mark(head).trim_ascii_start();
    loop {
        rest = if rest.starts_with(b"<?") {
            after(rest, b"?>")?
        } else if rest.starts_with(b"<!--") {
            after(&rest[4..], b"-->")?
        } else if rest.starts_with(b"<!") {
            after_declaration(rest)?
        } else {
            break;
        }
        .trim_ascii_start();
    }
    let name = rest.strip_prefix(b"<")?;
    let end = name
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
    let name = std::str::from_utf8(&name[..end]).ok()?;
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    begins.then(|| name.rsplit_once(':').map_or(name, |(_, local)| local))
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    memmem::find(text, end).map(|at| &text[at + end.len()..])
}

/// What comes behind `<!DOCTYPE … [ … ]>`.
fn after_declaration(text: &[u8]) -> Option<&[u8]> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, &byte) in text.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => depth += 1,
            (None, b']') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}

/// Refuses what no parser should be given. What is not XML at all passes: the
/// parser says it better.
fn check_tags(text: &str) -> Result<(), ReadError> {
    let bytes = text.as_bytes();
    let (mut at, mut levels, mut namespaces) = (0, 0_usize, 0_usize);
    while let Some(next) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + next;
        let rest = &bytes[start..];
        let skipped = if rest.starts_with(b"<!--") {
            memmem::find(&rest[4..], b"-->").map(|end| end + 7)
        } else if rest.starts_with(b"<![CDATA[") {
            memmem::find(rest, b"]]>").map(|end| end + 3)
        } else if rest.starts_with(b"<?") {
            memmem::find(rest, b"?>").map(|end| end + 2)
        } else {
            let tag = Tag::of(rest);
            namespaces += tag.namespaces;
            if rest.starts_with(b"</") {
                levels = levels.saturating_sub(1);
            } else if !tag.is_empty {
                levels += 1;
            }
            let fault = if levels > MOST_LEVELS {
                Some((
                    format!("elements that are nested more than {MOST_LEVELS} deep"),
                    "a few levels",
                ))
            } else if tag.attributes > MOST_ATTRIBUTES {
                Some((
                    format!("an element with more than {MOST_ATTRIBUTES} attributes"),
                    "a few attributes",
                ))
            } else if namespaces > MOST_NAMESPACES {
                Some((
                    format!("more than {MOST_NAMESPACES} declarations of namespaces"),
                    "a few",
                ))
            } else {
                None
            };
            if let Some((found, expected)) = fault {
                let (line, column) = Lines::new(bytes).place(start);
                return Err(ReadError::Xml {
                    line,
                    column,
                    found,
                    expected: expected.to_owned(),
                });
            }
            tag.length
        };
        let Some(length) = skipped else { break };
        at = start + length;
    }
    Ok(())
}

/// What is counted of a tag.
#[derive(Default)]
struct Tag {
    /// Bytes, from `<` to `>`, or to the end of the text.
    length: Option<usize>,
    attributes: usize,
    namespaces: usize,
    /// True of `<a/>`.
    is_empty: bool,
}

impl Tag {
    fn of(text: &[u8]) -> Tag {
        let mut tag = Tag::default();
        let mut at = 1;
        while let Some(next) = memchr::memchr3(b'"', b'\'', b'>', &text[at..]) {
            let here = at + next;
            let before = &text[at..here];
            if text[here] == b'>' {
                tag.is_empty = before.ends_with(b"/");
                tag.length = Some(here + 1);
                return tag;
            }
            tag.attributes += 1;
            tag.namespaces += usize::from(memmem::find(before, b"xmlns").is_some());
            let Some(end) = memchr::memchr(text[here], &text[here + 1..]) else {
                return tag;
            };
            at = here + 1 + end + 1;
        }
        tag
    }
}

/// What the parser met, in words for readers.
fn read_error(text: &str, error: &Error) -> ReadError {
    match error {
        Error::DtdDetected => {
            return ReadError::Unsupported {
                what: "a document type declaration (<!DOCTYPE …>)".to_owned(),
                advice: "Delete the declaration in a text editor; names such as &eacute; that it explains have to be written out.",
            };
        }
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            let (line, column) = Lines::new(text.as_bytes()).place(text.len());
            return ReadError::Truncated {
                line,
                column,
                within: "an element".to_owned(),
            };
        }
        _ => {}
    }
    let at = error.pos();
    let (found, expected) = words(error);
    ReadError::Xml {
        line: at.row.into(),
        column: at.col.into(),
        found,
        expected: expected.to_owned(),
    }
}

/// What was found and what was expected.
fn words(error: &Error) -> (String, &'static str) {
    let quoted = |text: &str| format!("“{}”", shown(text));
    match error {
        Error::UnexpectedCloseTag(expected, actual, _) => (
            format!("the end of <{}>", shown(actual)),
            match expected.is_empty() {
                true => "an element that begins",
                false => "the end of the element that was begun last",
            },
        ),
        Error::UnexpectedEntityCloseTag(_) => ("an end tag".to_owned(), "an element that begins"),
        Error::UnknownEntityReference(name, _) => (
            format!("the name “&{};”", shown(name)),
            "&lt;, &gt;, &amp;, &quot;, &apos; or a number such as &#233;",
        ),
        Error::MalformedEntityReference(_) => (
            "a bare “&”".to_owned(),
            "“&amp;”, which is how XML writes that sign",
        ),
        Error::InvalidAttributeValue(_) => (
            "“<” in the value of an attribute".to_owned(),
            "“&lt;”, which is how XML writes that sign",
        ),
        Error::DuplicatedAttribute(name, _) => {
            (format!("the attribute {} twice", quoted(name)), "it once")
        }
        Error::UnknownNamespace(name, _) => (
            format!("the prefix {}", quoted(name)),
            "a prefix that is declared with xmlns",
        ),
        Error::NoRootNode => ("no element".to_owned(), "one that holds all others"),
        Error::UnexpectedDeclaration(_) => (
            "an XML declaration".to_owned(),
            "it at the very beginning of the file and nowhere else",
        ),
        Error::NodesLimitReached => (
            format!("more than {MOST_NODES} elements and texts"),
            "a timeline; split the file",
        ),
        Error::NonXmlChar(c, _) => (
            format!("the character U+{:04X}", u32::from(*c)),
            "only characters that XML allows",
        ),
        Error::InvalidChar(expected, found, _) => (
            quoted(&char::from(*found).to_string()),
            match expected {
                b'=' => "“=” and a value in quotes",
                b'>' => "“>”",
                _ => "another sign",
            },
        ),
        Error::InvalidChar2(_, found, _) => {
            (quoted(&char::from(*found).to_string()), "a value in quotes")
        }
        Error::InvalidName(_) => ("something else".to_owned(), "the name of an element"),
        Error::InvalidComment(_) => ("a broken comment".to_owned(), "<!-- and -->"),
        Error::InvalidCharacterData(_) => ("“]]>” in a text".to_owned(), "“]]&gt;”"),
        Error::UnknownToken(_) => (
            "text outside of every element".to_owned(),
            "an element or the end of the file",
        ),
        _ => ("something else".to_owned(), "well-formed XML"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_all_that_may_stand_before_it() {
        for (head, name) in [
            ("<data>", Some("data")),
            (
                "\u{FEFF} <?xml version='1.0'?>\n<!-- <a> --><data\n x=''>",
                Some("data"),
            ),
            (
                "<!DOCTYPE x [<!ENTITY a \"]>\">]><t:timeline>",
                Some("timeline"),
            ),
            ("<a/>", Some("a")),
            ("<da", None),
            ("<!-- cut", None),
            ("<?xml", None),
            ("a < b", None),
            ("<3 you>", None),
            ("", None),
        ] {
            assert_eq!(root_name(head.as_bytes()), name, "{head}");
        }
    }

    #[test]
    fn faults_are_told_with_line_and_column() {
        for (text, words) in [
            (
                "<a>\n<b></a>",
                "Line 2, column 4: found the end of <a>, expected the end of the element that was begun last.",
            ),
            (
                "<a>&nbsp;</a>",
                "Line 1, column 4: found the name “&nbsp;”, expected &lt;, &gt;, &amp;, &quot;, &apos; or a number such as &#233;.",
            ),
            (
                "<a>x & y</a>",
                "Line 1, column 6: found a bare “&”, expected “&amp;”, which is how XML writes that sign.",
            ),
            (
                "<a x='1' x='2'/>",
                "Line 1, column 10: found the attribute “x” twice, expected it once.",
            ),
            (
                "<a x=1/>",
                "Line 1, column 6: found “1”, expected a value in quotes.",
            ),
            (
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                "The file uses a document type declaration (<!DOCTYPE …>), which Tarikh does not read.",
            ),
            (
                "<a>\n<b>",
                "The file ends at line 2, column 4, in the middle of an element.",
            ),
        ] {
            let error = parse(text)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default();
            assert!(error.starts_with(words), "{text}: {error}");
        }
    }

    #[test]
    fn what_would_take_a_parser_long_is_refused_before() {
        let deep = "<a>".repeat(1_000_000);
        let wide = format!("<a {}/>", "b='' ".repeat(1_000_000));
        let named = "<a xmlns:b='c'/>".repeat(100_000);
        for text in [deep, wide, format!("<r>{named}</r>")] {
            assert!(matches!(parse(&text), Err(ReadError::Xml { .. })));
        }
        let fine = format!(
            "<r>{}</r>",
            "<a b='c>d'>x</a><!-- <a> --><![CDATA[<a>]]>".repeat(1000)
        );
        assert!(parse(&fine).is_ok());
    }

    #[test]
    fn what_stands_in_an_element_is_its_text_or_its_markup() {
        let text = "<r><a> x &lt;b&gt;<!-- c --> y</a><a>x <b>y</b> &amp;</a><a/></r>";
        let document = parse(text).unwrap_or_else(|error| panic!("{error}"));
        let spots = Spots::new(text);
        let inside: Vec<_> = document
            .root_element()
            .children()
            .map(|node| spots.inside(node))
            .collect();
        assert_eq!(inside, [" x <b> y", "x <b>y</b> &amp;", ""]);
    }
}
