//! A file that Tarikh wrote of events that are no table: the JSON of each and the
//! file's notes are put together to the native file that they are parts of, and
//! that is read.

use std::io::Read;
use std::sync::atomic::Ordering;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::file::File;
use super::reading::{Fault, Reader, pieces};
use super::{DATASET, EVENT};
use crate::formats::native;
use crate::formats::parallel;
use crate::formats::stream::{Input, Stream, Watch};
use crate::formats::{ImportReport, ReadError};
use crate::model::Dataset;

/// The events of a file, and what it says of the dataset.
pub(super) struct Listed {
    dataset: String,
    /// Their JSON, with commas between.
    events: Vec<u8>,
}

/// Reads the events; `None` where the file has no such.
pub(super) fn of(file: &File, stream: &Stream) -> Result<Option<Listed>, ReadError> {
    let (Some(dataset), Some(_)) = (file.note(DATASET), file.schema.plain(EVENT)) else {
        return Ok(None);
    };
    let schema = file.schema.only(|column| column.name == EVENT);
    let mut events: Vec<u8> = Vec::new();
    let mut count = 0;
    let is_cancelled = stream.is_cancelled();
    let mut pieces = pieces(&file.metadata);
    parallel::in_order(
        || {
            stream.check()?;
            Ok(pieces.next())
        },
        || Reader::new(file, &schema.leaves),
        |reader, piece| {
            let mut here = Vec::new();
            reader
                .each_step(piece, |count, leaves, texts| {
                    if is_cancelled.load(Ordering::Relaxed) {
                        return Err(Stop::Failed(ReadError::Cancelled));
                    }
                    let rows = leaves[0];
                    for at in 0..count {
                        push_event(rows.text(at, texts), &mut here);
                    }
                    Ok::<(), Stop>(())
                })
                .map_err(|stop| match stop {
                    Stop::Fault(fault) => File::fault(&schema, &fault),
                    Stop::Failed(error) => error,
                })?;
            Ok((here, piece.rows as u64))
        },
        |done: Result<(Vec<u8>, u64), ReadError>| {
            let (here, rows) = done?;
            events.extend(here);
            count += rows;
            stream.tell_share(count, file.rows);
            file.check_text(events.len() as u64)?;
            stream.check()
        },
    )?;
    // There is a comma behind each.
    events.pop();
    Ok(Some(Listed {
        dataset: dataset.to_owned(),
        events,
    }))
}

enum Stop {
    Fault(Fault),
    Failed(ReadError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

/// Adds an event and a comma. A text that is no JSON stands for itself, and is
/// then listed as what is no event.
fn push_event(text: &[u8], events: &mut Vec<u8>) {
    if serde_json::from_slice::<IgnoredAny>(text).is_ok() {
        events.extend_from_slice(text);
    } else {
        let text = Value::String(String::from_utf8_lossy(text).into_owned());
        events.extend_from_slice(text.to_string().as_bytes());
    }
    events.push(b',');
}

impl Listed {
    /// Makes a dataset of them, by the code that reads a native file. What is
    /// wrong is placed by its path, since the text has no place in the file.
    pub(super) fn dataset(
        self,
        stream: &Stream,
        report: &mut ImportReport,
    ) -> Result<Dataset, ReadError> {
        let name = stream.name();
        let Ok(mut rest) = serde_json::from_str::<Map<String, Value>>(&self.dataset) else {
            // Says what it is instead.
            return native::read(self.dataset.as_bytes(), name, report);
        };
        rest.shift_remove("events");
        let mut head = Value::Object(rest).to_string();
        head.pop();
        head.push_str(if head.len() > 1 {
            ",\"events\":["
        } else {
            "\"events\":["
        });
        let tail = b"]}";
        let size = head.len() + self.events.len() + tail.len();
        let parts = head.as_bytes().chain(&*self.events);
        let mut parts = parts.chain(&tail[..]);
        let mut found = ImportReport::new();
        let mut whole = Stream::new(Input {
            reader: &mut parts,
            file: None,
            size: Some(size as u64),
            name,
            watch: Watch {
                is_cancelled: stream.is_cancelled(),
                ..Watch::nobody()
            },
        });
        let dataset = native::read_stream(&mut whole, &mut found);
        let mut problems = std::mem::take(&mut found.problems);
        for problem in &mut problems {
            (problem.place.line, problem.place.column) = (None, None);
        }
        report.append(found, problems);
        dataset
    }
}
