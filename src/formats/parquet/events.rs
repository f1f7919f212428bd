//! A file that Tarikh wrote of events that are no table: the JSON of each and the
//! file's notes are put together to the native file that they are parts of, and
//! that is read. That text is held beside the events that are made of it for as
//! long as they are made, so opening takes the room of their JSON twice.

use std::io::Read;
use std::sync::atomic::Ordering;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::file::{File, damaged};
use super::reading::{Fault, Piece, Reader, pieces};
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

/// Bytes of an event at most, as in a native file.
const MOST_EVENT: usize = 64 << 20;

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
        || Reader::of_texts(file, &schema.leaves, MOST_EVENT),
        |reader, piece| {
            let mut here = Vec::new();
            let mut row = first_row(file, piece);
            reader
                .each_step(piece, |count, leaves, texts| {
                    if is_cancelled.load(Ordering::Relaxed) {
                        return Err(Stop::Failed(ReadError::Cancelled));
                    }
                    let rows = leaves[0];
                    for at in 0..count {
                        row += 1;
                        if rows.is_too_long(at) {
                            return Err(Stop::Failed(damaged(format!(
                                "the event in row {row} has more than 64 MiB"
                            ))));
                        }
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

/// How many rows there are before a piece.
fn first_row(file: &File, piece: Piece) -> u64 {
    let groups = &file.metadata.row_groups()[..piece.group];
    let before = groups.iter().map(|group| group.num_rows().unsigned_abs());
    before.sum::<u64>() + piece.first as u64
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

/// What is wrong with the text as a whole, which has no lines in the file.
fn placeless(error: ReadError) -> ReadError {
    match error {
        ReadError::TooDeep { .. } => damaged("an event has lists and objects more than 127 deep"),
        ReadError::LargeItem { .. } => damaged("an event has more than 64 MiB"),
        ReadError::Json { .. } | ReadError::Truncated { .. } | ReadError::NotUtf8 { .. } => {
            damaged("its events are no JSON")
        }
        error => error,
    }
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
        })
        .in_utf8();
        let dataset = native::read_stream(&mut whole, &mut found);
        let mut problems = std::mem::take(&mut found.problems);
        for problem in &mut problems {
            (problem.place.line, problem.place.column) = (None, None);
        }
        report.append(found, problems);
        dataset.map_err(placeless)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_the_whole_text_name_no_line_of_it() {
        let mut nothing = std::io::empty();
        let stream = Stream::new(Input {
            reader: &mut nothing,
            file: None,
            size: None,
            name: "x.parquet",
            watch: Watch::nobody(),
        })
        .in_utf8();
        let deep = format!("{{\"extra\":{}1{}}}", "[".repeat(126), "]".repeat(126));
        for events in [deep, "{\"title\":".to_owned()] {
            let listed = Listed {
                dataset: "{\"tarikh\":1}".to_owned(),
                events: events.into_bytes(),
            };
            let error = listed.dataset(&stream, &mut ImportReport::new());
            let Err(error) = error else {
                panic!("it is refused");
            };
            assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
        }
    }
}
