//! A file that is read in a process of its own: what that process (the
//! *worker*) says, and what is made of it on the other side.
//!
//! Libraries for some formats end the whole process at a hostile file: a stack
//! overflows, or memory is asked for that is not there. Such formats
//! ([`Format::is_isolated`]) are read by a worker, whose end costs one file. It
//! gets the bytes and gives *words*, each a letter, its length, and so many
//! bytes:
//!
//! ```text
//! H version   P progress …   R report   L look of a table   C carrier   D bytes …   .
//!                                                           E why it was refused
//! ```
//!
//! The dataset comes as a file in a format of ours (the *carrier*), which is
//! read as any file is: a worker that was taken over can say no more than a
//! file can. Nothing here starts a process; see `files/worker.rs`.

use std::io::{self, Read, Write};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::stream::{Input, Progress, Watch};
use super::{
    Choices, ImportReport, Output, ReadError, TableLook, WriteError, by_id, native, parquet,
};
use crate::model::Dataset;

/// What the first word holds: a worker of another version is not believed.
const VERSION: &[u8] = concat!("tarikh worker ", env!("CARGO_PKG_VERSION")).as_bytes();

/// Bytes of a word at most. A report has at most ten thousand problems of a
/// code, far less than that.
const MOST: u32 = 256 << 20;

/// Bytes of a piece of the dataset.
const PIECE: usize = 64 << 10;

/// One thing that a worker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is one, and begins.
    Hello,
    /// How far it is.
    Progress(Progress),
    /// What was not as it should be.
    Report(Vec<u8>),
    /// What the table in it looks like.
    Look(Vec<u8>),
    /// The id of the format that the dataset follows in.
    Carrier(String),
    /// A piece of the dataset.
    Piece(Vec<u8>),
    /// Why the file cannot be read.
    Refused(String),
    /// All is said.
    End,
}

/// The next word; an error where there is none, or no good one.
pub fn next_word(from: &mut dyn Read) -> io::Result<Word> {
    let mut head = [0; 5];
    from.read_exact(&mut head)?;
    let [letter, length @ ..] = head;
    let length = u32::from_le_bytes(length);
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    if length > MOST {
        return Err(wrong());
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() != length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok().ok_or_else(wrong);
    match letter {
        b'H' if bytes == VERSION => Ok(Word::Hello),
        b'P' => progress(&bytes).map(Word::Progress).ok_or_else(wrong),
        b'R' => Ok(Word::Report(bytes)),
        b'L' => Ok(Word::Look(bytes)),
        b'C' => text(bytes).map(Word::Carrier),
        b'D' => Ok(Word::Piece(bytes)),
        b'E' => text(bytes).map(Word::Refused),
        b'.' => Ok(Word::End),
        _ => Err(wrong()),
    }
}

fn progress(bytes: &[u8]) -> Option<Progress> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    Some(Progress {
        bytes: value["bytes"].as_u64()?,
        size: value["size"].as_u64(),
        rows: value["rows"].as_u64()?,
    })
}

/// What a worker says into.
struct Speech<'w> {
    writer: Mutex<&'w mut (dyn Write + Send)>,
}

impl Speech<'_> {
    fn say(&self, letter: u8, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let Ok(mut writer) = self.writer.lock() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        writer.write_all(&[letter])?;
        writer.write_all(&length.to_le_bytes())?;
        writer.write_all(bytes)?;
        writer.flush()
    }
}

/// Reads a file of that name and says what it holds: the work of a worker.
pub fn serve(
    choices: &Choices,
    name: &str,
    mut bytes: &[u8],
    writer: &mut (dyn Write + Send),
) -> io::Result<()> {
    let speech = Speech {
        writer: Mutex::new(writer),
    };
    speech.say(b'H', VERSION)?;
    let progress = |progress: Progress| {
        let json = json!({
            "bytes": progress.bytes,
            "size": progress.size,
            "rows": progress.rows,
        });
        // Where nobody hears it, nobody misses it.
        let _ = speech.say(b'P', json.to_string().as_bytes());
    };
    let input = Input {
        size: Some(bytes.len() as u64),
        reader: &mut bytes,
        file: None,
        name,
        watch: Watch {
            progress: &progress,
            ..Watch::nobody()
        },
    };
    let mut report = ImportReport::new();
    let opened = super::open(input, choices, &mut report);
    speech.say(b'R', report.to_json().to_string().as_bytes())?;
    let look = match &opened {
        Ok(opened) => opened.table.as_ref(),
        Err(ReadError::NoDateColumn { table, .. }) => Some(&**table),
        Err(_) => None,
    };
    if let Some(look) = look {
        speech.say(b'L', &serde_json::to_vec(look)?)?;
    }
    match opened {
        Ok(opened) => carry(&opened.dataset, &speech),
        Err(error) => speech.say(b'E', error.to_string().as_bytes()),
    }
}

/// Says a dataset: as a native file, or in Parquet where a table names more
/// sources than such a file lists.
fn carry(dataset: &Dataset, speech: &Speech) -> io::Result<()> {
    let write = |id: &'static str, write: super::Write| {
        let mut pieces = Pieces {
            speech,
            id: Some(id),
            held: Vec::new(),
        };
        let output = Output {
            writer: &mut pieces,
            watch: Watch::nobody(),
        };
        write(dataset, output)?;
        pieces.end()?;
        Ok::<(), WriteError>(())
    };
    let written = match write("tarikh", native::write) {
        Err(WriteError::TooManySources { .. }) => write("parquet", parquet::write),
        written => written,
    };
    match written {
        Ok(()) => speech.say(b'.', b""),
        Err(WriteError::Io(error)) => Err(error),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Says bytes in pieces, and before the first what they are.
struct Pieces<'s, 'w> {
    speech: &'s Speech<'w>,
    id: Option<&'static str>,
    held: Vec<u8>,
}

impl Pieces<'_, '_> {
    fn end(&mut self) -> io::Result<()> {
        if let Some(id) = self.id.take() {
            self.speech.say(b'C', id.as_bytes())?;
        }
        self.speech.say(b'D', &self.held)?;
        self.held.clear();
        Ok(())
    }
}

impl Write for Pieces<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.end()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives the words of a worker one after another, or why none comes.
pub type Words<'w> = &'w mut dyn FnMut() -> Result<Word, ReadError>;

/// Makes a dataset of what a worker says of a file of that name.
pub fn dataset(
    words: Words,
    name: &str,
    watch: Watch,
    report: &mut ImportReport,
) -> Result<(Dataset, Option<TableLook>), ReadError> {
    let mut is_begun = false;
    let mut look: Option<TableLook> = None;
    let carrier = loop {
        match words()? {
            Word::Hello if !is_begun => is_begun = true,
            Word::Progress(progress) if is_begun => (watch.progress)(progress),
            Word::Report(json) if is_begun => {
                let value: Option<Value> = serde_json::from_slice(&json).ok();
                let met = value.as_ref().and_then(ImportReport::from_json);
                take_in(met.ok_or_else(unclear)?, report);
            }
            Word::Look(json) if is_begun => {
                look = Some(serde_json::from_slice(&json).ok().ok_or_else(unclear)?);
            }
            Word::Refused(message) if is_begun => {
                let table = look.map(Box::new);
                return Err(ReadError::Refused { message, table });
            }
            Word::Carrier(id) if is_begun => {
                let format = by_id(&id).filter(|format| !format.is_isolated);
                break format.ok_or_else(unclear)?;
            }
            _ => return Err(unclear()),
        }
    };
    let mut heard = Heard {
        words,
        piece: Vec::new(),
        taken: 0,
        is_over: false,
        failed: None,
    };
    let input = Input {
        reader: &mut heard,
        file: None,
        size: None,
        name,
        watch: Watch {
            is_cancelled: watch.is_cancelled,
            ..Watch::nobody()
        },
    };
    let mut met = ImportReport::new();
    let choices = Choices {
        format: Some(carrier),
        ..Choices::default()
    };
    let opened = super::open(input, &choices, &mut met);
    if let Some(failed) = heard.failed {
        return Err(failed);
    }
    take_in(met, report);
    opened.map(|opened| (opened.dataset, look))
}

fn take_in(mut met: ImportReport, report: &mut ImportReport) {
    let listed = std::mem::take(&mut met.problems);
    report.append(met, listed);
}

/// What is said is not what a worker says.
fn unclear() -> ReadError {
    ReadError::NoReader {
        why: "what it says cannot be understood".to_owned(),
    }
}

/// The bytes of a dataset as a worker says them.
struct Heard<'w> {
    words: Words<'w>,
    piece: Vec<u8>,
    /// How much of the piece was read.
    taken: usize,
    is_over: bool,
    failed: Option<ReadError>,
}

impl Read for Heard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.piece.len() && !self.is_over {
            self.taken = 0;
            self.piece.clear();
            let failed = match (self.words)() {
                Ok(Word::Piece(piece)) => {
                    self.piece = piece;
                    continue;
                }
                Ok(Word::End) => {
                    self.is_over = true;
                    continue;
                }
                Ok(_) => unclear(),
                Err(error) => error,
            };
            self.is_over = true;
            self.failed = Some(failed);
        }
        if self.failed.is_some() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let left = &self.piece[self.taken..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] = b"date,title,lat\n1979,One,north\n1980-02,Two,3\nsometime,Three,4\n";

    fn said(format: &str, bytes: &[u8]) -> Vec<u8> {
        let mut said = Vec::new();
        let choices = Choices {
            format: by_id(format),
            ..Choices::default()
        };
        serve(&choices, "a.csv", bytes, &mut said).expect("memory takes all");
        said
    }

    fn heard(mut said: &[u8]) -> (Result<Dataset, ReadError>, ImportReport) {
        let mut report = ImportReport::new();
        let mut words = || {
            next_word(&mut said).map_err(|error| ReadError::NoReader {
                why: error.to_string(),
            })
        };
        let heard = dataset(&mut words, "a.csv", Watch::nobody(), &mut report);
        (heard.map(|(dataset, _)| dataset), report)
    }

    #[test]
    fn a_dataset_and_its_report_are_the_same_on_the_other_side() {
        let mut report = ImportReport::new();
        let format = by_id("csv").expect("a format");
        let read = super::super::read_as(format, TABLE, "a.csv", &mut report).expect("a table");
        let (there, report_there) = heard(&said("csv", TABLE));
        let there = there.expect("the same");
        assert_eq!(report_there, report);
        let bytes = |dataset: &Dataset| super::super::written(dataset, native::write).expect("it");
        assert_eq!(bytes(&there), bytes(&read));
    }

    #[test]
    fn more_sources_than_a_native_file_lists_come_through() {
        let mut table = "date,title,source\n".to_owned();
        for row in 0..30_000 {
            table.push_str(&format!("1979,{row},https://example.org/{row}\n"));
        }
        let (there, report) = heard(&said("csv", table.as_bytes()));
        assert_eq!(there.expect("the same").events.len(), 30_000);
        assert!(report.is_empty(), "{report}");
    }

    #[test]
    fn what_was_refused_is_told_in_the_same_words() {
        let (there, _) = heard(&said("csv", b"a,b\n1,2\n"));
        let error = there.expect_err("no dates").to_string();
        assert!(error.starts_with("No column of dates"), "{error}");
    }

    #[test]
    fn a_worker_that_ends_anywhere_or_says_anything_is_an_error() {
        let said = said("csv", TABLE);
        for end in 0..said.len() {
            assert!(heard(&said[..end]).0.is_err(), "{end}");
        }
        assert!(heard(b"hello, I am something else").0.is_err());
        for at in 0..said.len() {
            let mut other = said.clone();
            other[at] ^= 0x55;
            // Either way it ends.
            let _ = heard(&other);
        }
    }
}
