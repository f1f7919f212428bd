//! One event: what its attributes or members say, whatever they are called,
//! and the event that it is.

use serde_json::Value;

use super::FORMAT;
use super::dates::{DateReader, Given};
use crate::formats::draft::keep_of_event;
use crate::formats::markup::{to_commonmark, to_plain};
use crate::formats::{ImportReport, Place, Problem, Severity};
use crate::model::{Event, Media};

/// What a file says of an event.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) place: Place,
    /// JSON says less of what is a range than XML does.
    is_json: bool,
    start: Option<String>,
    end: Option<String>,
    latest_start: Option<String>,
    earliest_end: Option<String>,
    is_duration: Option<bool>,
    duration_event: Option<bool>,
    title: Option<String>,
    description: Option<String>,
    id: Option<String>,
    image: Option<String>,
    link: Option<String>,
    others: Vec<(String, Value)>,
}

impl Fields {
    pub(super) fn new(place: Place, is_json: bool) -> Fields {
        Fields {
            place,
            is_json,
            ..Fields::default()
        }
    }

    /// Takes an attribute or a member. What is known by another name, or was
    /// given before, is kept as it is.
    pub(super) fn add(&mut self, name: &str, value: Value) {
        let flag = match name {
            "isDuration" => Some(&mut self.is_duration),
            "durationEvent" => Some(&mut self.duration_event),
            "de" if self.is_json => Some(&mut self.duration_event),
            _ => None,
        };
        if let Some(flag) = flag {
            let truth = match &value {
                Value::Bool(truth) => Some(*truth),
                Value::String(text) if text == "true" => Some(true),
                Value::String(text) if text == "false" => Some(false),
                _ => None,
            };
            match truth {
                Some(truth) => *flag = Some(truth),
                None => self.others.push((name.to_owned(), value)),
            }
            return;
        }
        let slot = match name {
            "start" | "starts" => Some(&mut self.start),
            "end" | "ends" => Some(&mut self.end),
            "latestStart" => Some(&mut self.latest_start),
            "earliestEnd" => Some(&mut self.earliest_end),
            "title" => Some(&mut self.title),
            "description" => Some(&mut self.description),
            "id" | "eventID" => Some(&mut self.id),
            "image" => Some(&mut self.image),
            "link" => Some(&mut self.link),
            _ if !self.is_json => None,
            "s" => Some(&mut self.start),
            "e" => Some(&mut self.end),
            "ls" => Some(&mut self.latest_start),
            "ee" => Some(&mut self.earliest_end),
            "t" => Some(&mut self.title),
            "d" => Some(&mut self.description),
            "eid" => Some(&mut self.id),
            _ => None,
        };
        let text = match &value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        match (slot, text) {
            (Some(_), _) if value.is_null() => {}
            (Some(_), Some(text)) if text.trim().is_empty() => {}
            (Some(slot @ None), Some(text)) => *slot = Some(text),
            _ => self.others.push((name.to_owned(), value)),
        }
    }

    /// True when there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.date_texts().next().is_none()
            && [&self.title, &self.description, &self.image, &self.link]
                .iter()
                .all(|text| text.is_none())
    }

    /// All dates as they are written.
    pub(super) fn date_texts(&self) -> impl Iterator<Item = &str> {
        [
            &self.start,
            &self.end,
            &self.latest_start,
            &self.earliest_end,
        ]
        .into_iter()
        .filter_map(|text| text.as_deref())
    }

    /// Start and end, where both are nothing but digits.
    pub(super) fn plain_range(&self) -> Option<(i64, i64)> {
        let number = |text: &Option<String>| text.as_ref()?.trim().parse::<u32>().ok();
        Some((number(&self.start)?.into(), number(&self.end)?.into()))
    }

    /// XML draws a point in time unless it says otherwise; of JSON the old
    /// program and the new ones understand `isDuration` in opposite ways, so
    /// that an event with an end is a range there unless `durationEvent` says
    /// otherwise.
    fn is_range(&self) -> bool {
        match self.is_json {
            true => self.duration_event != Some(false),
            false => self.duration_event == Some(true) || self.is_duration == Some(true),
        }
    }
}

/// What is told once of all events.
#[derive(Debug, Default)]
pub(super) struct Tally {
    untitled: u64,
    addresses: u64,
}

impl Tally {
    pub(super) fn tell(self, report: &mut ImportReport) {
        let mut note = |count: u64, code, message: &str, advice: &str| {
            if count > 0 {
                report.add(Problem {
                    severity: Severity::Note,
                    place: Place::file(),
                    code,
                    message: format!("{message}: {count} of them."),
                    advice: advice.to_owned(),
                });
            }
        };
        note(
            self.untitled,
            "title",
            "Events without a title have the beginning of their description or their date as one",
            "",
        );
        note(
            self.addresses,
            "address",
            "Addresses with “&amp;” where “&” is meant are read as meant",
            "",
        );
    }
}

/// The event that the fields make.
pub(super) fn event(
    mut fields: Fields,
    reader: &mut DateReader,
    tally: &mut Tally,
    report: &mut ImportReport,
) -> Event {
    let given = Given {
        is_range: fields.is_range(),
        start: fields.start.take(),
        end: fields.end.take(),
        latest_start: fields.latest_start.take(),
        earliest_end: fields.earliest_end.take(),
    };
    let when = reader.when(&given, &fields.place, report);
    let mut summary = fields.description.as_deref().map(body);
    let title = match fields.title.as_deref().map(to_plain) {
        Some(title) if !title.is_empty() => title.into_owned(),
        _ => {
            tally.untitled += 1;
            let words = fields.description.as_deref().map(to_plain);
            title_from(words.as_deref().or(given.start.as_deref()))
        }
    };
    // Programs that write such files give the title again as the body.
    if summary
        .as_deref()
        .is_some_and(|text| text.is_empty() || text == title)
    {
        summary = None;
    }
    let mut event = Event {
        id: fields.id.take().unwrap_or_default().trim().to_owned(),
        title,
        when,
        summary,
        ..Event::default()
    };
    for address in [fields.image.take(), fields.link.take()]
        .into_iter()
        .flatten()
    {
        let plain = address.trim().replace("&amp;", "&");
        tally.addresses += u64::from(address.contains("&amp;"));
        event.media.push(media(plain));
    }
    let flags = [
        ("isDuration", fields.is_duration),
        ("durationEvent", fields.duration_event),
    ];
    for (name, flag) in flags {
        if let Some(flag) = flag {
            keep_of_event(&mut event, FORMAT, name, Value::Bool(flag));
        }
    }
    for (name, value) in fields.others {
        keep_of_event(&mut event, FORMAT, &name, value);
    }
    event
}

/// A description as CommonMark. It is HTML, in which lines and indents mean
/// nothing; blank lines of a text without tags stay as paragraphs.
pub(super) fn body(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.trim().lines() {
        lines.push_str(line.trim());
        lines.push('\n');
    }
    to_commonmark(lines.trim_end()).into_owned()
}

/// The beginning of a text, for want of a title.
fn title_from(text: Option<&str>) -> String {
    const MOST_CHARS: usize = 80;
    let text = text.unwrap_or_default();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "Untitled".to_owned();
    }
    let mut title: String = words.chars().take(MOST_CHARS).collect();
    if title.len() < words.len() {
        title.push('…');
    }
    title
}

/// An address on the web, or a file beside this one.
fn media(address: String) -> Media {
    let is_url = address.starts_with("//")
        || url::Url::parse(&address).is_ok_and(|url| url.scheme().len() > 1);
    match is_url {
        true => Media {
            url: Some(address),
            ..Media::default()
        },
        false => Media {
            path: Some(address),
            ..Media::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_of_a_body_are_no_code() {
        assert_eq!(
            body("\n        One\n        two.\n\n        Three."),
            "One\ntwo.\n\nThree."
        );
        assert_eq!(body("\n      A <b>bold</b>\n      word"), "A **bold** word");
    }

    #[test]
    fn addresses_are_told_from_files() {
        assert_eq!(
            media("http://a.org/x".to_owned()).url.as_deref(),
            Some("http://a.org/x")
        );
        assert_eq!(
            media("C:\\a.png".to_owned()).path.as_deref(),
            Some("C:\\a.png")
        );
        assert_eq!(
            media("monet.png".to_owned()).path.as_deref(),
            Some("monet.png")
        );
    }
}
