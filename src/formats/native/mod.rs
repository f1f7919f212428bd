//! The native file, `NAME.tarikh`: UTF-8 JSON, one object.
//!
//! Reading is tolerant. The text must be JSON and the root an object with
//! `tarikh`; from there on a fault costs as little as it can: a member of a
//! wrong type is left out, a broken link is taken off, an event whose date
//! cannot be read stays without one, an item that is no object is lost. Each
//! is reported with its path, line and column. Of two things with the same id
//! both stay, and links go to the first.
//!
//! Files of up to 16 MiB are read whole, to events that are whole. Larger ones
//! are read in blocks, to the same events kept as text ([`large`]), with the same
//! report. But of a member of the root that stands twice, and once behind the
//! events, the first is the one that links were checked against; and nothing is
//! said of what is wrong within a list of events that another takes the place of.
//!
//! Writing gives two-space JSON with the members in the order of the types and
//! unknown members after them. Reading what was written gives the same
//! dataset. Not kept: the order of members, the spelling of numbers, `null`
//! where a member may be absent, and the last digits of whole numbers past
//! 2⁶⁴, which is reported.

mod block;
mod chunk;
mod evidence;
mod ids;
mod items;
mod large;
mod links;
mod matching;
pub(super) mod parse;
mod path;
mod place;
mod reading;
mod rows;
mod scan;
mod seen;
#[cfg(test)]
mod tests;
mod walk;

use std::io::{BufWriter, Write};

use serde_json::Value;

use super::bytes::Lines;
use super::json::shape;
use super::stream::{Input, Stream, Watch};
use super::{Confidence, ImportReport, Output, Place, Problem, ReadError, Severity, WriteError};
use crate::model::{Dataset, FORMAT_VERSION, Source};
use links::Ids;
use path::{Path, Tree};

/// How much of a file is searched for the member that marks it.
const HEAD: usize = 64 * 1024;

/// Sure of an object with a member `tarikh` near its beginning; likely by
/// name; possible for any JSON object or list.
pub fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let text = super::bytes::strip_mark(bytes).trim_ascii_start();
    let head = &text[..text.len().min(HEAD)];
    let by_name = |extension| name.is_some_and(|name| super::has_extension(name, &[extension]));
    let marked = head.starts_with(b"{") && head.windows(8).any(|eight| eight == b"\"tarikh\"");
    if marked {
        Some(Confidence::Certain)
    } else if by_name("tarikh") {
        Some(Confidence::Likely)
    } else if head.starts_with(b"{") || head.starts_with(b"[") {
        Some(Confidence::Possible)
    } else {
        None
    }
}

/// Files of more bytes are read as a stream, and their events are kept as text.
const LARGE: usize = 16 << 20;

/// Bytes of a block of events.
const BLOCK: usize = 1 << 20;

/// Opens a native file.
pub(super) fn read_stream(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let name = stream.name();
    match stream.all_if_small(LARGE)? {
        Some(bytes) => read(&bytes, name, report),
        None => large::read(stream, BLOCK, report),
    }
}

/// Opens what is in memory as large files are opened, in blocks of about so many
/// bytes, and gives its checksum too. For tests: the result is that of [`read`].
#[doc(hidden)]
pub fn read_in_blocks(
    mut bytes: &[u8],
    name: &str,
    block: usize,
    report: &mut ImportReport,
) -> (Result<Dataset, ReadError>, String) {
    let mut stream = Stream::new(Input {
        reader: &mut bytes,
        file: None,
        size: None,
        name,
        watch: Watch::nobody(),
    })
    .in_utf8();
    let dataset = large::read(&mut stream, block, report);
    (dataset, stream.into_sha256())
}

/// Opens what is in memory. `name` titles a dataset that has no title.
pub fn read(bytes: &[u8], name: &str, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = super::text_of(bytes)?;
    let parsed = parse::parse(text)?;
    check_version(&parsed.value)?;
    let mut faults: Vec<Fault> = parsed.doubled.into_iter().map(doubled).collect();
    let listed = count_events(&parsed.value);
    let dataset = items::dataset(parsed.value, name, &mut faults, Ids::Later).dataset;
    let problems = placed(faults, &parsed.large, text);
    let first_lost = problems
        .iter()
        .find(|problem| problem.severity == Severity::Lost)
        .map(|problem| format!("{}: {}", problem.place, problem.message));
    for problem in problems {
        report.add(problem);
    }
    match first_lost {
        Some(first) if listed > 0 && dataset.events.is_empty() => Err(ReadError::NothingReadable {
            count: listed as u64,
            what: "events",
            first,
        }),
        _ => Ok(dataset),
    }
}

/// The value of a text that is JSON.
pub(super) fn json(text: &[u8]) -> Result<Value, ReadError> {
    parse::parse(text).map(|parsed| parsed.value)
}

/// Writes a native file.
///
/// Sources that only the rows of a table name are listed with the others, up to
/// [`MOST_SOURCES`]; a table that names more is not written.
pub fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let listed;
    let dataset = match sources_of_rows(dataset)? {
        more if more.is_empty() => dataset,
        more => {
            let mut with_more = dataset.clone();
            with_more.sources.extend(more);
            listed = with_more;
            &listed
        }
    };
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        serde_json::to_writer_pretty(&mut writer, dataset)?;
        writer.write_all(b"\n")?;
        Ok(writer.flush()?)
    })
}

/// How many sources of rows are listed at most in what is written: whoever reads
/// it holds all of them.
const MOST_SOURCES: usize = 500_000;

/// What rows name and the dataset does not list.
pub(super) fn sources_of_rows(dataset: &Dataset) -> Result<Vec<Source>, WriteError> {
    let mut sources = Vec::new();
    if let Some(rows) = dataset.events.rows() {
        rows.each_source(&mut |source| {
            sources.push(source);
            sources.len() <= MOST_SOURCES
        });
    }
    match sources.len() > MOST_SOURCES {
        true => Err(WriteError::TooManySources { most: MOST_SOURCES }),
        false => Ok(sources),
    }
}

/// The JSON Schema of the format, as it is shipped in
/// `assets/tarikh.schema.json`.
pub fn schema() -> String {
    let made = schemars::schema_for!(Dataset).to_value();
    let mut schema = serde_json::Map::new();
    // What the file is comes first, for those who open it in an editor.
    let dialect = made.get("$schema").cloned().unwrap_or_default();
    schema.insert("$schema".to_owned(), dialect);
    schema.insert("title".to_owned(), "Tarikh dataset, version 1".into());
    if let Value::Object(members) = made {
        for (name, value) in members {
            schema.entry(name).or_insert(value);
        }
    }
    format!("{:#}\n", Value::Object(schema))
}

/// Something that was not as it should be, by its path in the file.
struct Fault {
    severity: Severity,
    path: Path,
    code: &'static str,
    message: String,
    advice: &'static str,
    /// It is one only if there is no such thing with that id.
    if_missing: Option<(links::Target, String)>,
}

fn doubled(path: Path) -> Fault {
    Fault {
        severity: Severity::Repaired,
        path,
        code: "double-member",
        message: "The member stands twice in its object; the last one is used.".to_owned(),
        advice: "Take one of them out.",
        if_missing: None,
    }
}

/// The version is asked before anything else, so that a later format is never
/// half read.
fn check_version(root: &Value) -> Result<(), ReadError> {
    let wrong = |found: String| Err(ReadError::WrongShape { found });
    let Value::Object(members) = root else {
        return wrong(shape(root));
    };
    let Some(version) = members.get("tarikh") else {
        return wrong(shape(root));
    };
    match version.as_f64() {
        // The member may be 1.0 where another program wrote it.
        Some(number) if number > FORMAT_VERSION as f64 => Err(ReadError::NewerVersion {
            found: version.to_string(),
            supported: FORMAT_VERSION,
        }),
        Some(number) if number == FORMAT_VERSION as f64 => Ok(()),
        _ => wrong(format!(
            "an object whose \"tarikh\" is {}",
            super::shown(&version.to_string())
        )),
    }
}

fn count_events(root: &Value) -> usize {
    root.get("events")
        .and_then(Value::as_array)
        .map_or(0, Vec::len)
}

/// Paths to lines and columns. The text is parsed a second time for this, so
/// it is made only when there is something to place.
struct Places<'t> {
    lines: Lines<'t>,
    parsed: Option<jsonc_parser::ParseResult<'t>>,
}

impl<'t> Places<'t> {
    fn new(text: &'t [u8]) -> Places<'t> {
        let parsed = std::str::from_utf8(text).ok().and_then(|text| {
            jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default()).ok()
        });
        Places {
            lines: Lines::new(text),
            parsed,
        }
    }

    fn tree(&self) -> Option<Tree<'_>> {
        let root = self.parsed.as_ref()?.value.as_ref()?;
        Some(Tree::new(root))
    }
}

/// Faults with their places, those of large numbers first.
fn placed(faults: Vec<Fault>, large: &[(Path, f64)], text: &[u8]) -> Vec<Problem> {
    if faults.is_empty() && large.is_empty() {
        return Vec::new();
    }
    let places = Places::new(text);
    let mut tree = places.tree();
    let inexact = inexact_numbers(tree.as_mut(), large);
    inexact
        .into_iter()
        .chain(faults)
        .map(|fault| problem(fault, tree.as_mut(), &places.lines))
        .collect()
}

fn inexact_numbers(tree: Option<&mut Tree>, large: &[(Path, f64)]) -> Vec<Fault> {
    let Some(tree) = tree else { return Vec::new() };
    let numbers = large.iter().filter_map(|(path, read)| {
        let number = tree.find(path).value.as_number_lit()?;
        inexact(path, *read, number.value)
    });
    numbers.collect()
}

fn problem(fault: Fault, tree: Option<&mut Tree>, lines: &Lines) -> Problem {
    let at = tree.map(|tree| lines.place(tree.find(&fault.path).offset));
    let path = fault.path.to_string();
    Problem {
        severity: fault.severity,
        place: Place {
            line: at.map(|(line, _)| line),
            column: at.map(|(_, column)| column),
            path: (!path.is_empty()).then_some(path),
            ..Place::default()
        },
        code: fault.code,
        message: fault.message,
        advice: fault.advice.to_owned(),
    }
}

/// A whole number that was written with more digits than could be read.
fn inexact(path: &Path, read: f64, written: &str) -> Option<Fault> {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    // Of a member that stands twice it may be the other one.
    let is_this = written.parse() == Ok(read);
    (is_whole && is_this && format!("{read:.0}") != written).then(|| Fault {
        severity: Severity::Repaired,
        path: path.clone(),
        code: "large-number",
        message: format!(
            "The whole number {} has more digits than can be held; it is read as {read:e}.",
            super::shown(written)
        ),
        advice: "Put it in double quotes to keep every digit.",
        if_missing: None,
    })
}
