//! A slide, which is an object of TimelineJS v3, to an event, a period or the
//! title of the dataset. Slides of other shapes are put into this one first.
//!
//! Members without a place of their own are kept in `extra` under their names.
//! HTML becomes CommonMark; where more than marks would go (links of a caption,
//! frames of a text), the HTML is kept beside it.

use serde_json::{Map, Value};

use super::media;
use super::when::when;
use crate::formats::draft::Draft;
use crate::formats::json::{is_blank, keep, words};
use crate::formats::markup::{to_commonmark, to_plain};
use crate::formats::members::{OF_ERA, OF_EVENT};
use crate::formats::{ImportReport, Place, Problem, Severity};
use crate::model::{Dataset, Era, Event, Extra, Place as EventPlace};

/// Members of a dataset under which the rest of its title slide is kept.
pub(super) const TITLE_SLIDE: &str = "title_slide";

/// Members under which media past the first are kept by what Tarikh writes.
pub(super) const MORE_MEDIA: &str = "more_media";

/// Adds the event of a slide.
pub(super) fn add_event(
    mut slide: Map<String, Value>,
    place: &Place,
    draft: &mut Draft,
    report: &mut ImportReport,
) {
    let mut event = Event {
        id: words(slide.shift_remove("unique_id").as_ref()).unwrap_or_default(),
        when: when(&mut slide, place, report),
        ..Event::default()
    };
    if let Some(group) = words(slide.get("group")) {
        event.lane = draft.lane(&to_plain(&group));
        slide.shift_remove("group");
    }
    texts(&mut slide, &mut event);
    let more = slide.shift_remove(MORE_MEDIA);
    let first = slide.shift_remove("media");
    for value in first.into_iter().chain(items(more)) {
        media::add(value, &mut event);
    }
    event.place = location(&mut slide);
    event.tags = list_of_words(&mut slide, "tags");
    for (name, value) in slide {
        keep(&mut event.extra, OF_EVENT, &name, value);
    }
    if event.title.is_empty() {
        event.title = fallback_title(&event);
    }
    draft.event(event, place, report);
}

/// Headline and text. What they lose is kept.
fn texts(slide: &mut Map<String, Value>, event: &mut Event) {
    let Some(Value::Object(mut text)) = slide.shift_remove("text") else {
        return;
    };
    if let Some(headline) = words(text.get("headline")) {
        event.title = to_plain(&headline).into_owned();
        if media::has_link(&headline) {
            keep(&mut event.extra, OF_EVENT, "headline", headline.into());
        }
        text.shift_remove("headline");
    }
    if let Some(body) = words(text.get("text")) {
        event.summary = Some(to_commonmark(&body).into_owned()).filter(|text| !text.is_empty());
        if media::has_more_than_text(&body) {
            keep(&mut event.extra, OF_EVENT, "text", body.into());
        }
        text.shift_remove("text");
    }
    for (name, value) in text {
        keep(&mut event.extra, OF_EVENT, &name, value);
    }
}

/// A title for a slide without a headline: its caption, the beginning of its
/// text, what is written of its date.
fn fallback_title(event: &Event) -> String {
    /// About a line.
    const LONGEST: usize = 80;
    let caption = event.media.iter().find_map(|media| media.caption.clone());
    let text = || event.summary.as_deref().map(plain);
    let title = caption
        .or_else(text)
        .or_else(|| event.when.verbatim.clone())
        .unwrap_or_default();
    let title = title.trim();
    if title.is_empty() {
        return "Untitled".to_owned();
    }
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(LONGEST).collect();
    let whole_words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{whole_words}…")
}

/// The words of CommonMark.
fn plain(markdown: &str) -> String {
    let words: String = pulldown_cmark::Parser::new(markdown)
        .filter_map(|event| match event {
            pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
                Some(text.to_string())
            }
            pulldown_cmark::Event::SoftBreak
            | pulldown_cmark::Event::HardBreak
            | pulldown_cmark::Event::End(pulldown_cmark::TagEnd::Paragraph) => Some(" ".to_owned()),
            _ => None,
        })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `location`, as StoryMapJS has it too: a name and a point.
fn location(slide: &mut Map<String, Value>) -> Option<EventPlace> {
    let Some(Value::Object(location)) = slide.get("location") else {
        return None;
    };
    let degrees = |name: &str, most: f64| {
        let number = words(location.get(name))?.parse::<f64>().ok()?;
        (-most..=most).contains(&number).then_some(number)
    };
    let (lat, lon) = (degrees("lat", 90.0), degrees("lon", 180.0));
    let point = || Some(format!("{}, {}", lat?, lon?));
    let name = words(location.get("name")).or_else(point)?;
    let mut extra = Extra::new();
    for (member, value) in location {
        let is_used = match member.as_str() {
            "name" => true,
            "lat" => lat.is_some(),
            "lon" => lon.is_some(),
            _ => false,
        };
        if !is_used {
            keep(
                &mut extra,
                &["name", "lat", "lon", "precision"],
                member,
                value.clone(),
            );
        }
    }
    slide.shift_remove("location");
    Some(EventPlace {
        name,
        lat,
        lon,
        extra,
        ..EventPlace::default()
    })
}

/// A member that is a list of texts, or a text with commas between.
fn list_of_words(slide: &mut Map<String, Value>, name: &str) -> Vec<String> {
    let texts: Option<Vec<String>> = match slide.get(name) {
        Some(Value::Array(items)) => items.iter().map(|item| words(Some(item))).collect(),
        Some(Value::String(text)) => Some(
            text.split(',')
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect(),
        ),
        _ => None,
    };
    if texts.is_some() {
        slide.shift_remove(name);
    }
    texts.unwrap_or_default()
}

fn items(list: Option<Value>) -> Vec<Value> {
    match list {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

/// Adds the period of an era; one without a date is lost.
pub(super) fn add_era(
    mut slide: Map<String, Value>,
    place: &Place,
    draft: &mut Draft,
    report: &mut ImportReport,
) {
    let when = when(&mut slide, place, report);
    let title = slide
        .get("text")
        .and_then(|text| words(text.get("headline")))
        .or_else(|| words(slide.get("headline")))
        .map(|headline| to_plain(&headline).into_owned())
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| "Untitled".to_owned());
    if when.date().is_none() {
        draft.lose(
            place.clone(),
            "era",
            format!(
                "The period “{}” has no date that can be read, and cannot be drawn.",
                crate::formats::shown(&title)
            ),
            "Give it a start and an end, each with a year.",
            report,
        );
        return;
    }
    let mut extra = Extra::new();
    if let Some(Value::Object(mut text)) = slide.shift_remove("text") {
        text.shift_remove("headline");
        for (name, value) in text {
            keep(&mut extra, OF_ERA, &name, value);
        }
    }
    slide.shift_remove("headline");
    for (name, value) in slide {
        keep(&mut extra, OF_ERA, &name, value);
    }
    draft.era(Era {
        title,
        when,
        color: None,
        extra,
    });
}

/// Takes title and description of the dataset from its title slide, and keeps
/// the rest of it.
pub(super) fn set_title(mut slide: Map<String, Value>, dataset: &mut Dataset) {
    let mut rest = Map::new();
    if let Some(Value::Object(mut text)) = slide.shift_remove("text") {
        if let Some(headline) = words(text.shift_remove("headline").as_ref()) {
            let title = to_plain(&headline);
            if !title.is_empty() {
                dataset.title = title.into_owned();
            }
        }
        if let Some(body) = words(text.shift_remove("text").as_ref()) {
            let body = to_commonmark(&body).into_owned();
            dataset.description = Some(body).filter(|body| !body.is_empty());
        }
        rest.extend(text);
    }
    rest.extend(slide);
    rest.retain(|_, value| !is_blank(value));
    if !rest.is_empty() {
        keep(
            &mut dataset.extra,
            crate::formats::members::OF_DATASET,
            TITLE_SLIDE,
            rest.into(),
        );
    }
}

/// Notes a clock time that all events share, which is most likely a filler.
pub(super) fn note_same_times(draft: &mut Draft, report: &mut ImportReport) {
    /// Two may well agree.
    const FEWEST: usize = 3;
    let mut times: Vec<String> = Vec::new();
    for event in draft.events_mut() {
        let ends = event.when.edtf().split('/');
        times.extend(ends.filter_map(|end| Some(end.split_once('T')?.1.to_owned())));
    }
    let Some(first) = times.first().filter(|_| times.len() >= FEWEST) else {
        return;
    };
    if times.iter().all(|time| time == first) {
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code: "same-time",
            message: format!(
                "All {} clock times of the file are {first}; another program may have filled them in. They are kept.",
                times.len()
            ),
            advice: "Take them out where only the days are known.".to_owned(),
        });
    }
}
