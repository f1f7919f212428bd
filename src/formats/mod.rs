//! Files in, files out: bytes to a [`Dataset`] and back.
//!
//! Every format is a row of [`FORMATS`] with the same three verbs: `sniff`
//! looks at the content first and the name second, `read` opens what can be
//! opened and reports the rest, `write` puts a dataset into bytes. To add a
//! format: a file or folder here, one row in [`FORMATS`], and fixtures in
//! `tests/fixtures/<id>/{ok,err}`.
//!
//! Nothing here opens files or asks the clock. Nothing here adds precision
//! that a file did not have: a cell that can be read in two ways is not read.

mod bytes;
mod csv;
mod dates;
mod draft;
mod error;
mod ical;
mod jsonl;
mod markup;
mod markwhen;
mod names;
pub mod native;
mod output;
mod parallel;
mod parquet;
mod report;
mod stream;
mod table;

pub use error::{ReadError, WriteError};
pub use output::Output;
pub use report::{ImportReport, MAX_LISTED, Place, Problem, Severity};
pub use stream::{Input, MOST_BYTES, Progress, ReadAt, Stream, Watch};

use crate::model::Dataset;

/// How sure a format is that a file is its own. `Ord` goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It could be.
    Possible,
    /// The name or the shape says so.
    Likely,
    /// The content says so.
    Certain,
}

/// Reads a file.
pub type Read = fn(&mut Stream, &mut ImportReport) -> Result<Dataset, ReadError>;

/// Writes a file.
pub type Write = fn(&Dataset, Output) -> Result<(), WriteError>;

/// A kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Short name for the command line, lower case.
    pub id: &'static str,
    /// Name for readers.
    pub title: &'static str,
    /// Ends of file names, lower case, without the dot; the first is usual.
    pub extensions: &'static [&'static str],
    /// How sure it is of a file, from its first bytes and its name.
    pub sniff: fn(&[u8], Option<&str>) -> Option<Confidence>,
    /// Opens it.
    pub read: Read,
    /// Writes it; `None` where it can only be read.
    pub write: Option<Write>,
}

/// Every format. Of two that are equally sure of a file, the earlier reads it.
pub const FORMATS: &[Format] = &[
    Format {
        id: "tarikh",
        title: "Tarikh dataset",
        extensions: &["tarikh", "json"],
        sniff: native::sniff,
        read: native::read_stream,
        write: Some(native::write),
    },
    Format {
        id: "csv",
        title: "CSV",
        extensions: &["csv", "tsv", "tab", "txt"],
        sniff: csv::sniff,
        read: csv::read,
        write: None,
    },
    Format {
        id: "jsonl",
        title: "JSON Lines",
        extensions: &["jsonl", "ndjson"],
        sniff: jsonl::sniff,
        read: jsonl::read,
        write: None,
    },
    Format {
        id: "parquet",
        title: "Parquet",
        extensions: &["parquet"],
        sniff: parquet::sniff,
        read: parquet::read,
        write: Some(parquet::write),
    },
    Format {
        id: "ical",
        title: "iCalendar",
        extensions: &["ics", "ical", "ifb"],
        sniff: ical::sniff,
        read: ical::read,
        write: Some(ical::write),
    },
    Format {
        id: "markwhen",
        title: "Markwhen",
        extensions: &["mw", "markwhen"],
        sniff: markwhen::sniff,
        read: markwhen::read,
        write: Some(markwhen::write),
    },
];

/// The format with that id.
pub fn by_id(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The format that a file of that name is usually in.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS
        .iter()
        .find(|format| has_extension(name, format.extensions))
}

/// The format of a file, from its content first and its name second.
pub fn sniff(bytes: &[u8], name: Option<&str>) -> Option<&'static Format> {
    let mut best: Option<(Confidence, &'static Format)> = None;
    for format in FORMATS {
        if let Some(confidence) = (format.sniff)(bytes, name)
            && best.is_none_or(|(known, _)| confidence > known)
        {
            best = Some((confidence, format));
        }
    }
    best.map(|(_, format)| format)
}

/// A file that was opened.
#[derive(Debug)]
pub struct Opened {
    /// What it holds.
    pub dataset: Dataset,
    /// The format that read it.
    pub format: &'static Format,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Opens a file of any known format.
pub fn open(input: Input, report: &mut ImportReport) -> Result<Opened, ReadError> {
    let mut stream = Stream::new(input);
    let name = stream.name();
    let head = stream.head()?;
    let Some(format) = sniff(head, Some(name)) else {
        text_of(head)?;
        return Err(ReadError::UnknownFormat {
            readable: readable(),
        });
    };
    finish(stream, format, report)
}

/// Opens a file as one of a format, whatever it looks like.
pub fn open_as(
    format: &'static Format,
    input: Input,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    finish(Stream::new(input), format, report)
}

fn finish(
    mut stream: Stream,
    format: &'static Format,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    let dataset = (format.read)(&mut stream, report)?;
    Ok(Opened {
        dataset,
        format,
        sha256: stream.into_sha256(),
    })
}

/// Opens what is in memory, as a file of that name.
pub fn read_any(
    bytes: &[u8],
    name: &str,
    report: &mut ImportReport,
) -> Result<(Dataset, &'static Format), ReadError> {
    in_memory(bytes, name, |input| open(input, report))
        .map(|opened| (opened.dataset, opened.format))
}

/// Opens what is in memory as one of a format, whatever it looks like.
pub fn read_as(
    format: &'static Format,
    bytes: &[u8],
    name: &str,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    in_memory(bytes, name, |input| open_as(format, input, report)).map(|opened| opened.dataset)
}

fn in_memory<T>(mut bytes: &[u8], name: &str, with: impl FnOnce(Input) -> T) -> T {
    let size = Some(bytes.len() as u64);
    with(Input {
        reader: &mut bytes,
        file: None,
        size,
        name,
        watch: Watch::nobody(),
    })
}

/// A dataset as the bytes of a file in memory.
pub fn written(dataset: &Dataset, write: Write) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    let output = Output {
        writer: &mut bytes,
        watch: Watch::nobody(),
    };
    write(dataset, output)?;
    Ok(bytes)
}

/// The text of a file without its byte order mark, or why it is none.
fn text_of(bytes: &[u8]) -> Result<&[u8], ReadError> {
    match bytes::kind(bytes) {
        bytes::Kind::Text(text) => Ok(text),
        bytes::Kind::Empty => Err(ReadError::Empty),
        bytes::Kind::Utf16(name) => Err(ReadError::Utf16 { name }),
        bytes::Kind::Binary(what) => Err(ReadError::Binary {
            what,
            readable: readable(),
        }),
    }
}

/// True on a thread that is about to make an error of a panic in a library, at
/// which a damaged file was its fault: a panic hook has nothing to tell then.
pub fn expects_panic() -> bool {
    parquet::expects_panic()
}

/// The formats that can be read, as a phrase: `Tarikh dataset (.tarikh) and CSV (.csv)`.
fn readable() -> String {
    let names: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{} (.{})", format.title, format.extensions[0]))
        .collect();
    and_list(&names)
}

/// `a`, `a and b`, `a, b and c`.
fn and_list(items: &[String]) -> String {
    word_list(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn or_list(items: &[String]) -> String {
    word_list(items, "or")
}

fn word_list(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| {
        extensions
            .iter()
            .any(|known| end.eq_ignore_ascii_case(known))
    })
}

/// A file name without its extension; never empty.
fn title_from_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, _)) if !stem.trim().is_empty() => stem,
        _ => name,
    };
    if stem.trim().is_empty() {
        "Untitled".to_owned()
    } else {
        stem.to_owned()
    }
}

/// Text from a file for use in a message: on one line, at most 60 characters,
/// without characters that would change how the message reads.
fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    let mut short: String = text
        .chars()
        .take(MAX_CHARS)
        .map(|c| {
            if c.is_control() || is_direction_mark(c) {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(MAX_CHARS).is_some() {
        short.push('…');
    }
    short
}

/// Invisible characters that turn the direction of what follows.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
