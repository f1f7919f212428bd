//! Parquet: a table by columns, for large sets and for other programs.
//!
//! Any file is a table ([`super::table`]) whose headings are the names of its
//! columns. Numbers, instants and the rest become the text of cells ([`values`]),
//! nested values become JSON, lists of texts that name people or tags such
//! lists, and NULL is a cell with nothing in it. All instants of a column have as
//! many decimals of a second (none, 3, 6 or 9) as the finest of them needs; one
//! at midnight stays an instant, for the file says no less. A row is known by its
//! number: there are no lines.
//!
//! Files that Tarikh writes ([`writing`]) carry the dataset without its events
//! under the key [`DATASET`], and read back as the dataset that was written:
//!
//! - The rows of a table are its columns as they are, with the number and the
//!   line that each row had in the file that it was first read from.
//! - Other datasets have columns for other programs, and each event whole, as
//!   JSON, in the column [`EVENT`], which alone is read.
//!
//! Where another program left the key out, or put the rows into another order,
//! the file is a table like any other; columns whose names begin with `tarikh:`
//! are then left out.
//!
//! The library believes what a file says of itself, so sizes and depths are
//! checked before it is asked ([`file`], [`pages`]), and its panics are caught:
//! damaged files end in an error. Refused: encrypted files, and tables that take
//! more memory than a thousand times their size and some MiB beside ([`file`]).

mod encode;
mod events;
mod file;
mod nested;
mod pages;
mod reading;
mod schema;
mod source;
mod tables;
mod texts;
mod thrift;
mod values;
mod writing;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use sha2::Sha256;

use super::stream::Stream;
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity};
use crate::model::Dataset;
use file::File;
use source::Source;

pub(super) use writing::write;

/// First and last bytes of a file.
const MAGIC: &[u8] = b"PAR1";

/// The same of one whose footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// Key of the dataset without its events, as a native file.
const DATASET: &str = "tarikh";

/// Key of what was decided of a table when it was first read.
const TABLE: &str = "tarikh:table";

/// What it says of the program that wrote it begins with this.
const WRITER: &str = "tarikh version ";

/// Columns beside those that are meant for other programs.
const OWN: &str = "tarikh:";
const EVENT: &str = "tarikh:event";
const ROW: &str = "tarikh:row";
const LINE: &str = "tarikh:line";

/// Certain of the magic that a file begins with.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let is_ours = bytes.starts_with(MAGIC) || bytes.starts_with(ENCRYPTED);
    is_ours.then_some(Confidence::Certain)
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let head = stream.head()?;
    if head.starts_with(ENCRYPTED) {
        return Err(ReadError::Encrypted);
    }
    if !head.starts_with(MAGIC) {
        super::text_of(head)?;
        return Err(file::damaged("it does not begin as a Parquet table does"));
    }
    let source = Source::of(stream)?;
    let file = File::open(source)?;
    let (read, sum) = beside_sum(stream, &file.source, || {
        if let Some(events) = events::of(&file, stream)? {
            return Ok(Read::Events(events));
        }
        Ok(Read::Table(Box::new(tables::of(&file, stream)?)))
    })?;
    if let Some(sum) = sum {
        stream.set_sha256(sum);
    }
    match read {
        Read::Events(events) => {
            if !file.is_by_tarikh() {
                report.add(Problem {
                    advice: "Change the dataset itself, and write Parquet from it anew.".to_owned(),
                    ..note(
                        "Another program wrote this file from one of Tarikh's. Its events are those in the column “tarikh:event”; what was changed in other columns is not read.",
                    )
                });
            }
            events.dataset(stream, report)
        }
        Read::Table(table) => table.dataset(stream, report),
    }
}

/// A note on a file that is not as Tarikh wrote it.
fn note(message: &str) -> Problem {
    Problem {
        severity: Severity::Note,
        place: Place::file(),
        code: "not-as-written",
        message: message.to_owned(),
        advice: String::new(),
    }
}

/// What was read.
enum Read {
    Events(events::Listed),
    Table(Box<tables::Rows>),
}

/// Does some work while the checksum of the file is made on a thread.
fn beside_sum<T>(
    stream: &Stream,
    source: &Source,
    work: impl FnOnce() -> Result<T, ReadError>,
) -> Result<(T, Option<Sha256>), ReadError> {
    if !source.is_on_disk() {
        return Ok((work()?, None));
    }
    let is_cancelled = stream.is_cancelled();
    let is_over = AtomicBool::new(false);
    let unreadable = |why: String| ReadError::Unreadable { why };
    thread::scope(|scope| {
        let summing = thread::Builder::new()
            .name("sum-file".to_owned())
            .spawn_scoped(scope, || source.sum(&is_over, is_cancelled))
            .map_err(|error| unreadable(format!("no thread could be started ({error})")))?;
        let done = work();
        is_over.store(done.is_err(), Ordering::Relaxed);
        let sum = match summing.join() {
            Ok(sum) => sum.map_err(|error| unreadable(error.to_string())),
            Err(_) => Err(unreadable("its checksum could not be made".to_owned())),
        };
        let done = done?;
        stream.check()?;
        Ok((done, sum?))
    })
}
