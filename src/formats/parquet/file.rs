//! The footer of a file to what is known of it before its rows are read: sizes
//! that a hostile file may lie about are held against the file's own.

use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};

use super::pages::Held;
use super::reading::Fault;
use super::schema::Schema;
use super::source::Source;
use super::thrift::{self, Unsound};
use super::{ENCRYPTED, MAGIC, WRITER};
use crate::formats::{ReadError, panics};

/// Groups within groups. What reads them goes down one into the other.
const DEEPEST: usize = 64;

/// Bytes of a footer.
const MOST_FOOTER: u64 = 256 << 20;

/// Bytes that the rows of any file may take in memory, and bytes of text that it
/// may come to …
const FREE_ROWS: u64 = 64 << 20;
const FREE_TEXT: u64 = 1 << 30;

/// … and how many more for each of its bytes. Real tables pack hundreds of times
/// at most.
const DENSEST: u64 = 1_000;

/// Bytes that a row takes in memory, beside its text, and each of its cells.
const ROW_BYTES: u64 = 40;
const CELL_BYTES: u64 = 1;

/// A file whose footer was read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) source: Source,
    pub(super) metadata: ParquetMetaData,
    pub(super) schema: Schema,
    pub(super) rows: u64,
    /// What all threads that read it have in memory.
    pub(super) held: Held,
}

/// Something wrong with the file as a whole.
pub(super) fn damaged(found: impl Into<String>) -> ReadError {
    ReadError::Damaged {
        found: found.into(),
    }
}

/// Something wrong with a column, found here and not by the library.
pub(super) fn wrong(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// The library's words, without its names for kinds of errors.
fn words(error: &ParquetError) -> String {
    let text = match error {
        ParquetError::General(text) | ParquetError::EOF(text) | ParquetError::NYI(text) => {
            text.clone()
        }
        ParquetError::External(error) => error.to_string(),
        _ => "its bytes end too early".to_owned(),
    };
    let text: String = text
        .chars()
        .take(200)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = text.trim_end_matches('.');
    // Words of ours begin small.
    match text.starts_with(char::is_uppercase) {
        true => format!("its bytes make no sense (“{text}”)"),
        false => text.to_owned(),
    }
}

/// What is wrong with a file that the library does not read.
pub(super) fn unread(place: &str, error: &ParquetError) -> ReadError {
    let words = words(error);
    if let ParquetError::NYI(_) = error {
        return ReadError::Unsupported {
            what: format!("something that is new or rare in Parquet ({place}{words})"),
            advice: "Write it again with usual settings, such as those of DuckDB or pandas.",
        };
    }
    damaged(format!("{place}{words}"))
}

/// Asks the library for something that it may panic at: it takes some damaged
/// bytes for its own mistakes. What is done here goes without, lest mistakes of
/// ours be called damage.
pub(super) fn guarded<T>(ask: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    panics::caught(ask).unwrap_or_else(|| Err(wrong("its parts contradict each other")))
}

impl File {
    /// Reads the footer.
    pub(super) fn open(source: Source) -> Result<File, ReadError> {
        check_footer(&source)?;
        let metadata = guarded(|| ParquetMetaDataReader::new().parse_and_finish(&source))
            .map_err(|error| unread("in its footer, ", &error))?;
        let descr = metadata.file_metadata().schema_descr();
        let schema = Schema::new(descr);
        let mut rows = 0_u64;
        for group in metadata.row_groups() {
            let here = u64::try_from(group.num_rows())
                .ok()
                .ok_or_else(|| damaged("a row group has less than no rows"))?;
            rows = rows.saturating_add(here);
            if group.columns().len() != schema.leaves.len() {
                return Err(damaged("a row group has other columns than the table"));
            }
        }
        let row = ROW_BYTES + CELL_BYTES * schema.columns.len() as u64;
        if rows.saturating_mul(row) > most(FREE_ROWS, source.len()) {
            return Err(ReadError::TooDense {
                what: format!("{rows} rows"),
            });
        }
        if rows > u64::from(u32::MAX) {
            return Err(ReadError::TooLarge);
        }
        Ok(File {
            source,
            metadata,
            schema,
            rows,
            held: Held::default(),
        })
    }

    /// True when the last to write it was Tarikh.
    pub(super) fn is_by_tarikh(&self) -> bool {
        let by = self.metadata.file_metadata().created_by();
        by.is_some_and(|by| by.starts_with(WRITER))
    }

    /// What other programs or Tarikh itself noted under a name.
    pub(super) fn note(&self, key: &str) -> Option<&str> {
        let notes = self.metadata.file_metadata().key_value_metadata()?;
        let found = notes.iter().find(|note| note.key == key)?;
        found.value.as_deref()
    }

    /// Fails where its cells come to more text than a file of its size holds.
    pub(super) fn check_text(&self, bytes: u64) -> Result<(), ReadError> {
        match bytes > most(FREE_TEXT, self.source.len()) {
            true => Err(ReadError::TooDense {
                what: format!("{bytes} bytes of text or more"),
            }),
            false => Ok(()),
        }
    }

    /// What is wrong, with the column.
    pub(super) fn fault(schema: &Schema, fault: &Fault) -> ReadError {
        let column = fault.leaf.and_then(|leaf| {
            let mut columns = schema.columns.iter();
            columns.find(|column| column.leaves.contains(&leaf))
        });
        let place = column.map_or_else(String::new, |column| {
            format!("in its column “{}”, ", crate::formats::shown(&column.name))
        });
        unread(&place, &fault.error)
    }
}

fn most(free: u64, size: u64) -> u64 {
    size.saturating_mul(DENSEST).saturating_add(free)
}

/// Magic, length and depth of the footer, and that the library reads it as it is
/// looked at here.
fn check_footer(source: &Source) -> Result<(), ReadError> {
    /// Length of the footer, and the magic.
    const END: u64 = 8;
    let size = source.len();
    let cut_short = || damaged("it does not end as a Parquet table does, so it was cut short");
    let from = size
        .checked_sub(END)
        .filter(|from| *from >= MAGIC.len() as u64)
        .ok_or_else(cut_short)?;
    let unreadable = |error: ParquetError| ReadError::Unreadable { why: words(&error) };
    let end = source.get_bytes(from, END as usize).map_err(unreadable)?;
    let (len, magic) = end.split_at(4);
    if magic == ENCRYPTED {
        return Err(ReadError::Encrypted);
    }
    if magic != MAGIC {
        return Err(cut_short());
    }
    let len = u64::from(u32::from_le_bytes(len.try_into().unwrap_or_default()));
    if len > from || len > MOST_FOOTER {
        return Err(damaged(
            "its footer is longer than the file, or than 256 MiB",
        ));
    }
    let footer = source
        .get_bytes(from - len, len as usize)
        .map_err(unreadable)?;
    match thrift::footer(&footer, DEEPEST) {
        Ok(found) if found.is_encrypted => Err(ReadError::Encrypted),
        Ok(_) => Ok(()),
        Err(Unsound::CutShort) => Err(damaged("its footer ends in the middle")),
        Err(Unsound::Wrong) => Err(damaged("in its footer, its bytes make no sense")),
        Err(Unsound::TooDeep) => Err(ReadError::Unsupported {
            what: format!("groups of columns that lie more than {DEEPEST} deep in each other"),
            advice: "No table needs that; the file is damaged or was made to do harm.",
        }),
    }
}
