//! A dataset in the making, of a file of another program that is read in one
//! piece: ids that are free, lanes by their names, and the file as the source
//! that every event leads back to.

use std::collections::HashMap;

use serde_json::Value;

use super::members;
use super::names::Names;
use super::stream::Stream;
use super::{ImportReport, Place, Problem, ReadError, Severity, shown, title_from_name};
use crate::model::{
    Capture, Citation, Dataset, Era, Event, Extra, FORMAT_VERSION, Lane, Locator, Source, Stance,
    When,
};

/// Id of the source that stands for the file itself.
pub(super) const FILE_SOURCE: &str = "file";

/// Lanes that a dataset may have; further ones are shown together.
const MOST_LANES: usize = u16::MAX as usize;

/// The file as a source, so that a mark on the screen leads back to bytes.
pub(super) fn file_source(stream: &Stream, media_type: &str) -> Source {
    let name = stream.name();
    Source {
        id: FILE_SOURCE.to_owned(),
        kind_csl: "dataset".to_owned(),
        title: Some(name.to_owned()),
        captures: vec![Capture {
            path: Some(name.to_owned()),
            sha256: Some(stream.sha256().to_owned()),
            media_type: Some(media_type.to_owned()),
            ..Capture::default()
        }],
        ..Source::default()
    }
}

/// The date of a text: `edtf`, and what was written where that is something
/// else. Without EDTF the event is undated, and the text is kept.
pub(super) fn when(edtf: &str, written: &str) -> When {
    let mut when = When::from_edtf(edtf);
    when.verbatim = (edtf != written && !written.is_empty()).then(|| written.to_owned());
    when
}

/// What was read so far.
#[derive(Debug)]
pub(super) struct Draft {
    /// Title, description and what else the file says of itself; its lists of
    /// lanes, sources and events are filled by the methods below.
    pub(super) dataset: Dataset,
    events: Vec<Event>,
    ids: Names,
    lane_ids: Names,
    source_ids: Names,
    /// Ids of lanes by the name in the file.
    lanes: HashMap<String, String>,
    lost: u64,
    first_lost: Option<String>,
}

impl Draft {
    /// With nothing but the file as a source; `stream` has been read.
    pub(super) fn new(stream: &Stream, media_type: &str) -> Draft {
        Draft {
            dataset: Dataset {
                tarikh: FORMAT_VERSION,
                title: title_from_name(stream.name()),
                sources: vec![file_source(stream, media_type)],
                ..Dataset::default()
            },
            events: Vec::new(),
            ids: Names::default(),
            lane_ids: Names::default(),
            source_ids: Names::taken([FILE_SOURCE.to_owned()]),
            lanes: HashMap::new(),
            lost: 0,
            first_lost: None,
        }
    }

    /// The id of the lane that the file calls so, made at its first use; none
    /// for a blank name.
    pub(super) fn lane(&mut self, name: &str) -> Option<String> {
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        if let Some(id) = self.lanes.get(name) {
            return Some(id.clone());
        }
        let lane = Lane {
            title: name.to_owned(),
            ..Lane::default()
        };
        self.add_lane(name, lane)
    }

    /// Adds a lane that the file declares, under the name by which its events
    /// call it; an id is made of that name where the lane has none. The id.
    pub(super) fn add_lane(&mut self, name: &str, mut lane: Lane) -> Option<String> {
        if self.dataset.lanes.len() >= MOST_LANES {
            return None;
        }
        let wanted = if lane.id.is_empty() { name } else { &lane.id };
        lane.id = self.lane_ids.take_free_id(wanted);
        let id = lane.id.clone();
        self.lanes.insert(name.to_owned(), id.clone());
        self.dataset.lanes.push(lane);
        Some(id)
    }

    /// Adds a source; its id, which has a number where it was taken.
    pub(super) fn source(&mut self, mut source: Source) -> String {
        source.id = self.source_ids.take_free_id(&source.id);
        let id = source.id.clone();
        self.dataset.sources.push(source);
        id
    }

    /// Adds a period.
    pub(super) fn era(&mut self, era: Era) {
        self.dataset.eras.push(era);
    }

    /// Adds an event that stands at `place`: an id of its own where the file
    /// gives none or one that is taken, and the file as a source, which
    /// supports it where the event names no other and else only mentions it.
    pub(super) fn event(&mut self, mut event: Event, place: &Place, report: &mut ImportReport) {
        if event.id.trim().is_empty() {
            event.id = self.ids.take_free_id(&(self.events.len() + 1).to_string());
        } else {
            let free = self.ids.take_free_id(&event.id);
            if free != event.id {
                let message = format!(
                    "The id “{}” was used before; this one is “{}”.",
                    shown(&event.id),
                    shown(&free)
                );
                report.add(Problem {
                    severity: Severity::Repaired,
                    place: place.clone(),
                    code: "double-id",
                    message,
                    advice: "Give every event an id of its own.".to_owned(),
                });
                event.id = free;
            }
        }
        event.citations.push(Citation {
            source: FILE_SOURCE.to_owned(),
            stance: match event.citations.is_empty() {
                true => Stance::Supports,
                false => Stance::Mentions,
            },
            locator: locator(place),
            ..Citation::default()
        });
        self.events.push(event);
    }

    /// Reports an event or period that cannot be opened.
    pub(super) fn lose(
        &mut self,
        place: Place,
        code: &'static str,
        message: String,
        advice: &str,
        report: &mut ImportReport,
    ) {
        self.lost += 1;
        self.first_lost
            .get_or_insert_with(|| format!("{place}: {message}"));
        report.add(Problem {
            severity: Severity::Lost,
            place,
            code,
            message,
            advice: advice.to_owned(),
        });
    }

    /// How many events there are so far.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// The last event that was added.
    pub(super) fn last_mut(&mut self) -> Option<&mut Event> {
        self.events.last_mut()
    }

    /// All events that were added.
    pub(super) fn events_mut(&mut self) -> &mut [Event] {
        &mut self.events
    }

    /// The dataset; an error where everything in the file was lost.
    pub(super) fn finish(self) -> Result<Dataset, ReadError> {
        if self.events.is_empty()
            && self.dataset.eras.is_empty()
            && let Some(first) = self.first_lost
        {
            return Err(ReadError::NothingReadable {
                count: self.lost,
                what: "events",
                first,
            });
        }
        Ok(Dataset {
            events: self.events.into(),
            ..self.dataset
        })
    }
}

/// Keeps what a file says of an event and Tarikh has no member for, under a
/// name that is no member of Tarikh's.
pub(super) fn keep_of_event(event: &mut Event, format: &str, name: &str, value: Value) {
    keep(&mut event.extra, members::OF_EVENT, format, name, value);
}

/// The same of a dataset.
pub(super) fn keep_of_dataset(dataset: &mut Dataset, format: &str, name: &str, value: Value) {
    keep(&mut dataset.extra, members::OF_DATASET, format, name, value);
}

fn keep(extra: &mut Extra, members: &[&str], format: &str, name: &str, value: Value) {
    let name = match members.contains(&name) {
        true => format!("{format} {name}"),
        false => name.to_owned(),
    };
    // What is said more than once is a list.
    match extra.get_mut(&name) {
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            extra.insert(name, value);
        }
    }
}

/// Where in the file: its line, else its row, else the path in it.
fn locator(place: &Place) -> Option<Locator> {
    let (kind, value) = match (place.line, place.row, &place.path) {
        (Some(line), _, _) => ("line", line.to_string()),
        (None, Some(row), _) => ("row", row.to_string()),
        (None, None, Some(path)) => ("section", path.clone()),
        _ => return None,
    };
    Some(Locator {
        kind: kind.to_owned(),
        value,
        ..Locator::default()
    })
}
