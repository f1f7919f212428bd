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

mod acled;
mod bibliography;
mod bytes;
mod csv;
mod dates;
mod draft;
mod encoding;
mod error;
mod forensic;
mod gdelt;
mod geojson;
mod ical;
mod json;
mod jsonl;
mod losses;
mod mapping;
mod markup;
mod markwhen;
mod members;
mod names;
pub mod native;
mod output;
mod panics;
mod parallel;
mod parquet;
mod periodo;
pub mod relay;
mod report;
mod rows;
mod sheet;
mod simile;
mod spans;
mod stream;
mod table;
mod tags;
mod timelinejs;
mod timelineproject;
mod ucdp;
mod vis;
mod wikidata;
mod works;
mod xml;

pub use dates::{DateCalendar, Order as DateOrder};
pub use encoding::Encoding;
pub use error::{ReadError, WriteError};
pub use losses::{Fate, Holds, Loss, Losses, Part, counts, is_origin, losses};
pub use mapping::{MAPPING_SUFFIX, Mapping, Role, TableLook};
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
    /// True where what reads it may end the whole process at a hostile file,
    /// by a stack that overflows or memory that is not there: such are read in
    /// a process of their own, where there is a program for that ([`relay`]).
    pub is_isolated: bool,
    /// What of a dataset is in what it writes.
    pub holds: Holds,
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.id == other.id
    }
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
        is_isolated: false,
        holds: Holds::EVERYTHING,
    },
    Format {
        id: "csv",
        title: "CSV",
        extensions: &["csv", "tsv", "tab", "txt"],
        sniff: csv::sniff,
        read: csv::read,
        write: Some(csv::write),
        is_isolated: false,
        holds: csv::HOLDS,
    },
    Format {
        id: "geojson",
        title: "GeoJSON",
        extensions: &["geojson", "json"],
        sniff: geojson::sniff,
        read: geojson::read,
        write: Some(geojson::write),
        is_isolated: false,
        holds: geojson::HOLDS,
    },
    Format {
        id: "wikidata",
        title: "Wikidata SPARQL results",
        extensions: &["json", "srj"],
        sniff: wikidata::sniff,
        read: wikidata::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "periodo",
        title: "PeriodO",
        extensions: &["json", "jsonld"],
        sniff: periodo::sniff,
        read: periodo::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "timelinejs",
        title: "TimelineJS",
        extensions: &["json"],
        sniff: timelinejs::sniff,
        read: timelinejs::read,
        write: Some(timelinejs::write),
        is_isolated: false,
        holds: timelinejs::HOLDS,
    },
    Format {
        id: "vis",
        title: "vis-timeline",
        extensions: &["json"],
        sniff: vis::sniff,
        read: vis::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "simile",
        title: "SIMILE Timeline",
        extensions: &["xml", "json"],
        sniff: simile::sniff,
        read: simile::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "timelineproject",
        title: "The Timeline Project",
        extensions: &["timeline"],
        sniff: timelineproject::sniff,
        read: timelineproject::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "csl-json",
        title: "CSL-JSON",
        extensions: &["csljson", "json"],
        sniff: bibliography::sniff_csl,
        read: bibliography::read_csl,
        write: Some(bibliography::write_csl),
        is_isolated: false,
        holds: bibliography::CSL_HOLDS,
    },
    Format {
        id: "bibtex",
        title: "BibTeX",
        extensions: &["bib", "bibtex"],
        sniff: bibliography::sniff_bibtex,
        read: bibliography::read_bibtex,
        write: Some(bibliography::write_bibtex),
        is_isolated: false,
        holds: bibliography::FIELDS_HOLD,
    },
    Format {
        id: "ris",
        title: "RIS",
        extensions: &["ris"],
        sniff: bibliography::sniff_ris,
        read: bibliography::read_ris,
        write: Some(bibliography::write_ris),
        is_isolated: false,
        holds: bibliography::FIELDS_HOLD,
    },
    Format {
        id: "timelinejs-sheet",
        title: "Sheet for TimelineJS",
        extensions: &["csv"],
        sniff: timelinejs::sheet::sniff,
        read: timelinejs::sheet::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "ucdp",
        title: "UCDP GED",
        extensions: &["csv"],
        sniff: ucdp::sniff,
        read: ucdp::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "acled",
        title: "ACLED",
        extensions: &["csv"],
        sniff: acled::sniff,
        read: acled::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "gdelt",
        title: "GDELT events",
        extensions: &["csv"],
        sniff: gdelt::sniff,
        read: gdelt::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "bodyfile",
        title: "Body file (mactime)",
        extensions: &["bodyfile", "body"],
        sniff: forensic::bodyfile::sniff,
        read: forensic::bodyfile::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "tln",
        title: "TLN timeline",
        extensions: &["tln"],
        sniff: forensic::tln::sniff,
        read: forensic::tln::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "l2tcsv",
        title: "CSV of log2timeline",
        extensions: &["csv"],
        sniff: forensic::l2tcsv::sniff,
        read: forensic::l2tcsv::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "jsonl",
        title: "JSON Lines",
        extensions: &["jsonl", "ndjson"],
        sniff: jsonl::sniff,
        read: jsonl::read,
        write: Some(jsonl::write),
        is_isolated: false,
        holds: jsonl::HOLDS,
    },
    Format {
        id: "json",
        title: "JSON table",
        extensions: &["json"],
        sniff: jsonl::list::sniff,
        read: jsonl::list::read,
        write: None,
        is_isolated: false,
        holds: Holds::NOTHING,
    },
    Format {
        id: "parquet",
        title: "Parquet",
        extensions: &["parquet"],
        sniff: parquet::sniff,
        read: parquet::read,
        write: Some(parquet::write),
        is_isolated: false,
        holds: Holds::EVERYTHING,
    },
    Format {
        id: "xlsx",
        title: "Excel workbook",
        extensions: &["xlsx"],
        sniff: sheet::sniff_xlsx,
        read: sheet::read,
        write: Some(sheet::write),
        is_isolated: true,
        holds: sheet::HOLDS,
    },
    // Not one format with the other: a workbook is written as .xlsx only.
    Format {
        id: "sheet",
        title: "Other spreadsheet",
        extensions: &["ods", "xls", "xlsb", "xlsm"],
        sniff: sheet::sniff_other,
        read: sheet::read,
        write: None,
        is_isolated: true,
        holds: Holds::NOTHING,
    },
    Format {
        id: "ical",
        title: "iCalendar",
        extensions: &["ics", "ical", "ifb"],
        sniff: ical::sniff,
        read: ical::read,
        write: Some(ical::write),
        is_isolated: false,
        holds: ical::HOLDS,
    },
    Format {
        id: "markwhen",
        title: "Markwhen",
        extensions: &["mw", "markwhen"],
        sniff: markwhen::sniff,
        read: markwhen::read,
        write: Some(markwhen::write),
        is_isolated: false,
        holds: markwhen::HOLDS,
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
    /// How its text is put into bytes, where that is not UTF-8.
    pub encoding: Option<Encoding>,
    /// What it looks like, if it is a table.
    pub table: Option<TableLook>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What the user chose of a file instead of having it found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    /// What kind of file it is.
    pub format: Option<&'static Format>,
    /// How its text is put into bytes.
    pub encoding: Option<Encoding>,
    /// What the columns of a table hold.
    pub mapping: Option<Mapping>,
}

impl Choices {
    /// The encoding that was chosen here or in the mapping.
    fn encoding(&self) -> Option<Encoding> {
        let mapping = self.mapping.as_ref();
        self.encoding.or_else(|| mapping?.encoding)
    }
}

/// Opens a file in this process: as what the user chose, or as what it looks
/// like.
pub fn open(
    input: Input,
    choices: &Choices,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    let mut stream = Stream::new(input).with(choices);
    let format = match choices.format {
        Some(format) => format,
        None => recognised(&mut stream)?,
    };
    opened(stream, format, report)
}

/// The format of a file that was not read yet.
pub fn recognised(stream: &mut Stream) -> Result<&'static Format, ReadError> {
    let name = stream.name();
    let head = stream.head()?;
    if let Some(format) = sniff(head, Some(name)) {
        return Ok(format);
    }
    text_of(head)?;
    if let Some(root) = xml::root_name(head) {
        return Err(other_xml(root));
    }
    Err(ReadError::UnknownFormat {
        readable: readable(),
    })
}

/// Opens a file that was not read yet, in this process.
pub fn opened(
    mut stream: Stream,
    format: &'static Format,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    let dataset = (format.read)(&mut stream, report)?;
    note_encoding(&stream, report);
    Ok(Opened {
        dataset,
        format,
        encoding: stream.encoding().map(|(encoding, _)| encoding),
        table: stream.take_look(),
        sha256: stream.into_sha256(),
    })
}

/// Says how a text that is not UTF-8 was read.
fn note_encoding(stream: &Stream, report: &mut ImportReport) {
    let Some((encoding, has_errors)) = stream.encoding() else {
        return;
    };
    let name = encoding.name();
    if stream.choices().encoding().is_none() {
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code: "encoding",
            message: format!("The text is read as {name}, which its bytes look like."),
            advice: "If letters are wrong, choose another encoding, or save the file as UTF-8."
                .to_owned(),
        });
    }
    if has_errors {
        report.add(Problem {
            severity: Severity::Repaired,
            place: Place::file(),
            code: "encoding-errors",
            message: format!("Some bytes stand for no character in {name}; each is shown as �."),
            advice: "Choose another encoding.".to_owned(),
        });
    }
}

/// Opens what is in memory, as a file of that name.
pub fn read_any(
    bytes: &[u8],
    name: &str,
    report: &mut ImportReport,
) -> Result<(Dataset, &'static Format), ReadError> {
    in_memory(bytes, name, |input| {
        open(input, &Choices::default(), report)
    })
    .map(|opened| (opened.dataset, opened.format))
}

/// Opens what is in memory as one of a format, whatever it looks like.
pub fn read_as(
    format: &'static Format,
    bytes: &[u8],
    name: &str,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let choices = Choices {
        format: Some(format),
        ..Choices::default()
    };
    in_memory(bytes, name, |input| open(input, &choices, report)).map(|opened| opened.dataset)
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
        bytes::Kind::Binary(what) => Err(ReadError::Binary {
            what,
            readable: readable(),
        }),
    }
}

/// Of XML with that outermost element, which no format knows.
fn other_xml(root: &str) -> ReadError {
    ReadError::OtherXml {
        root: shown(root),
        expected: "<data> (SIMILE Timeline) or <timeline> (The Timeline Project)",
        readable: readable(),
    }
}

/// True on a thread that is about to make an error of a panic in a library, at
/// which a damaged file was its fault: a panic hook has nothing to tell then.
pub fn expects_panic() -> bool {
    panics::expects_panic()
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
pub(crate) fn and_list(items: &[String]) -> String {
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
