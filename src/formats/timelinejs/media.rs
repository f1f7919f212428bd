//! Media of a slide: an address, a path, or a piece of HTML to put on a page.
//!
//! Nothing is loaded. A frame is the address that it shows; other HTML and
//! words in place of an address are part of what the event tells, and go below
//! its text.

use serde_json::{Map, Value};

use crate::formats::json::{is_blank, keep, words};
use crate::formats::markup::{to_commonmark, to_plain};
use crate::formats::members::{OF_EVENT, OF_MEDIA};
use crate::model::{Event, Extra, Media};

/// Endings of members that keep the HTML of a text.
pub(super) const HTML: &str = "_html";

/// The member that keeps media which are HTML and not an address.
pub(super) const EMBEDDED: &str = "embedded_media";

/// Adds what a slide has under `media`.
pub(super) fn add(value: Value, event: &mut Event) {
    let mut members = match value {
        Value::Object(members) => members,
        Value::String(url) => Map::from_iter([("url".to_owned(), url.into())]),
        other => return keep(&mut event.extra, OF_EVENT, "media", other),
    };
    if members.values().all(is_blank) {
        return;
    }
    let mut media = Media::default();
    let url = words(members.get("url"));
    if url.is_some() {
        members.shift_remove("url");
    }
    match url {
        Some(url) if is_address(&url) => media.url = Some(url),
        Some(path) if !path.contains('<') && is_path(&path) => media.path = Some(path),
        Some(html) => match framed(&html) {
            Some(address) => {
                media.url = Some(address);
                media.extra.insert(format!("url{HTML}"), html.into());
            }
            None => {
                tell(&html, event);
                members.insert("url".to_owned(), html.into());
                return keep(&mut event.extra, OF_EVENT, EMBEDDED, members.into());
            }
        },
        None => {}
    }
    media.caption = text(&mut members, "caption", &mut media.extra);
    media.credit = text(&mut members, "credit", &mut media.extra);
    for (name, value) in members {
        keep(&mut media.extra, OF_MEDIA, &name, value);
    }
    event.media.push(media);
}

/// A caption or credit without marks; the HTML is kept where it had links.
fn text(members: &mut Map<String, Value>, name: &str, extra: &mut Extra) -> Option<String> {
    let html = words(members.get(name))?;
    members.shift_remove(name);
    let plain = to_plain(&html).into_owned();
    if has_link(&html) || has_more_than_text(&html) {
        extra.insert(format!("{name}{HTML}"), html.into());
    }
    Some(plain).filter(|plain| !plain.is_empty())
}

/// Puts a quotation or the like below the text of the event.
fn tell(html: &str, event: &mut Event) {
    let told = to_commonmark(html);
    if told.is_empty() {
        return;
    }
    event.summary = Some(match event.summary.take() {
        Some(summary) => format!("{summary}\n\n{told}"),
        None => told.into_owned(),
    });
}

/// An address, also one without its protocol or without its host.
fn is_address(text: &str) -> bool {
    let has_scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    (has_scheme || text.starts_with('/')) && !text.contains(char::is_whitespace)
}

/// A path beside the file: one line that ends like the name of a file.
fn is_path(text: &str) -> bool {
    let ending = text.rsplit_once('.').map(|(_, ending)| ending);
    let is_ending = |ending: &str| {
        (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())
    };
    !text.contains(['\n', '\r']) && ending.is_some_and(is_ending)
}

/// The address that a frame shows.
fn framed(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let frame = lower.find("<iframe")?;
    let at = frame + lower[frame..].find("src=")? + "src=".len();
    let rest = html.get(at..)?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let address = rest[1..].split(quote).next()?.trim();
    is_address(address).then(|| address.replace("&amp;", "&"))
}

/// True of HTML with a link.
pub(super) fn has_link(html: &str) -> bool {
    html.to_ascii_lowercase().contains("href=")
}

/// True of HTML with things that are no text.
pub(super) fn has_more_than_text(html: &str) -> bool {
    let html = html.to_ascii_lowercase();
    [
        "<iframe", "<script", "<object", "<embed", "<audio", "<video", "<svg", " data-",
    ]
    .iter()
    .any(|mark| html.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Event {
        let mut event = Event::default();
        add(value, &mut event);
        event
    }

    #[test]
    fn an_address_is_told_from_a_path_and_from_html() {
        for (url, address, path) in [
            (
                "https://example.org/a.png",
                Some("https://example.org/a.png"),
                None,
            ),
            ("//example.org/a", Some("//example.org/a"), None),
            ("/img/a.png", Some("/img/a.png"), None),
            ("img/my smiley.jpg", None, Some("img/my smiley.jpg")),
            (
                "<iframe width='1' src=\"https://example.org/?a=1&amp;b=2\"></iframe>",
                Some("https://example.org/?a=1&b=2"),
                None,
            ),
        ] {
            let event = of(json!({"url": url, "caption": ""}));
            let media = &event.media[0];
            assert_eq!(
                (media.url.as_deref(), media.path.as_deref()),
                (address, path),
                "{url}"
            );
        }
        assert_eq!(of(json!({"url": "", "caption": null})).media, []);
    }

    #[test]
    fn a_quotation_is_told_and_links_of_a_credit_are_kept() {
        let event = of(json!({"url": "<blockquote>So <b>it</b> was.</blockquote>"}));
        assert_eq!(event.summary.as_deref(), Some("> So **it** was."));
        assert_eq!(event.media, []);
        assert!(event.extra.contains_key(EMBEDDED));
        let event = of(json!({
            "url": "https://example.org/a.png",
            "credit": "By <a href='https://example.org/'>A &amp; B</a>",
            "thumbnail": "https://example.org/t.png",
        }));
        assert_eq!(event.media[0].credit.as_deref(), Some("By A & B"));
        let names: Vec<&str> = event.media[0].extra.keys().map(String::as_str).collect();
        assert_eq!(names, ["credit_html", "thumbnail"]);
    }
}
