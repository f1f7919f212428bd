//! The Timeline Project: XML with the root `<timeline>`.
//!
//! Categories become lanes, eras become periods, the period on view a saved
//! view, containers events of which others are a part. Dates become EDTF no
//! finer than the program shows them ([`dates`]); what Tarikh has no member for
//! (progress, icons, alerts) is kept in the event under its own name.
//!
//! Only Gregorian dates are read. Of other kinds of time (numbers, Coptic,
//! Bosparanian) the events open undated and keep the text. Refused: files that
//! are no XML, which other programs also call `.timeline`, and XML with another
//! root.

mod categories;
mod dates;
mod event;

use roxmltree::Node;
use serde_json::Value;

use self::categories::{Categories, hex};
use self::dates::{DateReader, Ends};
use super::draft::{Draft, keep_of_dataset};
use super::stream::Stream;
use super::xml::{self, Spots, text_of};
use super::{Confidence, ImportReport, ReadError, shown};
use crate::model::{Dataset, Era, View};

const FORMAT: &str = "timelineproject";

const EXPECTED: &str = "<timeline> with <events>";

/// Certain of its root with what the program writes into it, likely of the root
/// or the name alone: the reader then says what is wrong.
pub(super) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    match xml::root_name(bytes) {
        Some("timeline") => {
            let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
            let is_sure = has("<version>") || has("<categories") || has("<events");
            Some(match is_sure {
                true => Confidence::Certain,
                false => Confidence::Likely,
            })
        }
        Some(_) => None,
        None => name
            .is_some_and(|name| super::has_extension(name, &["timeline"]))
            .then_some(Confidence::Likely),
    }
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    if !text.trim_start().starts_with('<') {
        let first = text.lines().find(|line| !line.trim().is_empty());
        return Err(ReadError::NoTimelineXml {
            found: shown(first.unwrap_or_default().trim()),
        });
    }
    let document = xml::parse(&text)?;
    let root = document.root_element();
    if root.tag_name().name() != "timeline" {
        return Err(ReadError::OtherForm {
            found: format!("<{}>", shown(root.tag_name().name())),
            expected: EXPECTED,
        });
    }
    let mut reading = Reading {
        spots: Spots::new(&text),
        dates: DateReader::new(child_text(root, "timetype").as_deref()),
        draft: Draft::new(stream, "application/xml"),
        report,
    };
    let mut categories = Categories::default();
    for node in elements(root, "categories").flat_map(|list| elements(list, "category")) {
        categories.declare(node, &mut reading);
    }
    for node in elements(root, "eras").flat_map(|list| elements(list, "era")) {
        reading.era(node);
    }
    let events = elements(root, "events").flat_map(|list| elements(list, "event"));
    event::events(events, &mut categories, &mut reading);
    stream.check()?;
    reading.rest(root, &categories);
    categories.tell(reading.report);
    reading.dates.tell(reading.report);
    stream.tell(reading.draft.len() as u64);
    reading.draft.finish()
}

/// A file that is being read.
struct Reading<'t, 'r> {
    spots: Spots<'t>,
    dates: DateReader,
    draft: Draft,
    report: &'r mut ImportReport,
}

impl Reading<'_, '_> {
    fn era(&mut self, node: Node) {
        let place = self.spots.place(node);
        let ends = Ends::of(node);
        let when = self.dates.when(&ends, &place, self.report);
        let title = child_text(node, "name").unwrap_or_default();
        if when.date().is_none() {
            // Nothing shows a period that has no date.
            let message = format!("The era “{}” has no date that can be read.", shown(&title));
            let advice = "Give it a start and an end.";
            self.draft.lose(place, "era", message, advice, self.report);
            return;
        }
        self.draft.era(Era {
            title: match title.trim() {
                "" => "Untitled".to_owned(),
                title => title.to_owned(),
            },
            when,
            color: child_text(node, "color").as_deref().and_then(hex),
            ..Era::default()
        });
    }

    /// What stands beside eras, categories and events.
    fn rest(&mut self, root: Node, categories: &Categories) {
        for node in root.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "categories" | "eras" | "events" => {}
                "view" => self.view(node, categories),
                name => {
                    let inside = match node.children().any(|child| child.is_element()) {
                        true => self.spots.inside(node).trim().to_owned(),
                        false => text_of(node),
                    };
                    keep_of_dataset(&mut self.draft.dataset, FORMAT, name, Value::String(inside));
                }
            }
        }
    }

    /// The period on view and the categories that are not hidden.
    fn view(&mut self, node: Node, categories: &Categories) {
        let hidden: Vec<String> = elements(node, "hidden_categories")
            .flat_map(|list| elements(list, "name"))
            .map(text_of)
            .collect();
        let period = elements(node, "displayed_period").next();
        let edge = |name| {
            let text = child_text(period?, name)?;
            self.dates.edge(&text)
        };
        let (from, to) = (edge("start"), edge("end"));
        if from.is_none() && to.is_none() && hidden.is_empty() {
            return;
        }
        self.draft.dataset.views.push(View {
            title: "As saved in Timeline".to_owned(),
            from,
            to,
            lanes: match hidden.is_empty() {
                true => Vec::new(),
                false => categories.lanes_without(&hidden),
            },
            ..View::default()
        });
    }
}

/// The elements of that name in an element.
fn elements<'a, 't>(node: Node<'a, 't>, name: &'static str) -> impl Iterator<Item = Node<'a, 't>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the first element of that name; `None` where it is blank.
fn child_text(node: Node, name: &'static str) -> Option<String> {
    elements(node, name)
        .map(text_of)
        .find(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_stands_in_it() {
        let known = |text: &str, name| sniff(text.as_bytes(), name);
        assert_eq!(
            known("<timeline><version>1", None),
            Some(Confidence::Certain)
        );
        assert_eq!(known("<timeline>", None), Some(Confidence::Likely));
        assert_eq!(
            known("title: x", Some("a.timeline")),
            Some(Confidence::Likely)
        );
        assert_eq!(known("<data>", Some("a.timeline")), None);
        assert_eq!(known("title: x", Some("a.yaml")), None);
    }
}
