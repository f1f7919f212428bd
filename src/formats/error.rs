//! Why a file as a whole cannot be read or written.
//!
//! Only a file in which nothing can be read fails as a whole; everything less
//! is a [`Problem`](super::Problem) in the report. Each message says what was
//! found, where, what was expected and what to try. None names a path: the
//! caller knows which file it is.

use super::TableLook;

/// Why nothing of a file can be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No bytes, or nothing but white space.
    #[error(
        "The file is empty. If it should hold something, it may not have been saved or copied to the end."
    )]
    Empty,
    /// Not text; `what` names the kind where it is known.
    #[error(
        "The file is not text: it begins like {what}. What can be read: {readable}. Save or export the data as one of these."
    )]
    Binary {
        /// What the bytes look like.
        what: &'static str,
        /// The formats that can be read.
        readable: String,
    },
    /// Bytes that are no UTF-8, where nothing can be read without them.
    #[error(
        "Line {line}, column {column}: the byte 0x{byte:02X} is not UTF-8, the encoding that Tarikh reads. Save the file again as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
    )]
    NotUtf8 {
        /// Line of the first such byte.
        line: u64,
        /// Character in the line.
        column: u64,
        /// The byte.
        byte: u8,
    },
    /// JSON that stops in the middle.
    #[error(
        "The file ends at line {line}, column {column}, in the middle of {within}. It was cut short: copy or download it again, or take an older version."
    )]
    Truncated {
        /// Last line.
        line: u64,
        /// Character in the line.
        column: u64,
        /// What was not finished.
        within: String,
    },
    /// Text that breaks the rules of JSON.
    #[error(
        "Line {line}, column {column}: found {found}, expected {expected}. The file is not valid JSON from there on; put that place right in a text editor."
    )]
    Json {
        /// Line.
        line: u64,
        /// Character in the line.
        column: u64,
        /// What stands there.
        found: String,
        /// What may stand there.
        expected: String,
    },
    /// Text that breaks the rules of XML.
    #[error(
        "Line {line}, column {column}: found {found}, expected {expected}. The file is not valid XML from there on; put that place right in a text editor."
    )]
    Xml {
        /// Line.
        line: u64,
        /// Character in the line.
        column: u64,
        /// What stands there.
        found: String,
        /// What may stand there.
        expected: String,
    },
    /// Good XML, but no timeline.
    #[error(
        "The file is XML but no timeline: its outermost element is <{root}>, expected {expected}. What can be read: {readable}."
    )]
    OtherXml {
        /// Name of the element that holds all others.
        root: String,
        /// The elements that are known.
        expected: &'static str,
        /// The formats that can be read.
        readable: String,
    },
    /// Opened as one form, and in another.
    #[error(
        "The file is not in the form that it is opened as: found {found}, expected {expected}. Let Tarikh find out the form, or export the data from its program again."
    )]
    OtherForm {
        /// What the file is instead.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A file of The Timeline Project by its name only.
    #[error(
        "The file is no XML: it begins with “{found}”, expected <timeline>, in which The Timeline Project keeps its files. Other programs use the ending .timeline for other forms; export the data from there as CSV."
    )]
    NoTimelineXml {
        /// The first line.
        found: String,
    },
    /// JSON nested deeper than is read.
    #[error(
        "Line {line}, column {column}: lists and objects are nested more than 127 deep. No dataset needs that; the file is damaged or was made to do harm."
    )]
    TooDeep {
        /// Line.
        line: u64,
        /// Character in the line.
        column: u64,
    },
    /// An event that does not end.
    #[error(
        "Line {line}, column {column}: an event begins that has more than 64 MiB. Most likely a quote or a bracket is missing in it; put that place right in a text editor."
    )]
    LargeItem {
        /// Line.
        line: u64,
        /// Character in the line.
        column: u64,
    },
    /// Good JSON, but no dataset.
    #[error(
        "The file is JSON but not a Tarikh dataset: found {found}, expected an object with \"tarikh\": 1, \"title\" and \"events\". If it comes from another program, export it from there as CSV."
    )]
    WrongShape {
        /// What the file is instead.
        found: String,
    },
    /// Good JSON, but not of the format that it is opened as.
    #[error("The file is JSON but not {format}: found {found}, expected {expected}.")]
    OtherJson {
        /// The format, with its article where it has one.
        format: &'static str,
        /// What the file is instead.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A later version of the format.
    #[error(
        "The file is written in version {found} of the Tarikh format, and this program reads up to version {supported}. Nothing was opened, so that nothing is misread. Open it with a newer Tarikh."
    )]
    NewerVersion {
        /// Version of the file.
        found: String,
        /// Highest version that is read.
        supported: u64,
    },
    /// A binary file that breaks the rules of its format.
    #[error("The file is damaged: {found}. Copy or download it again, or take an older version.")]
    Damaged {
        /// What was found and where.
        found: String,
    },
    /// Encrypted as a whole or in part.
    #[error(
        "The file is encrypted, and Tarikh has no keys. Write it again without encryption, and open that."
    )]
    Encrypted,
    /// A sound file that uses what is not read.
    #[error("The file uses {what}, which Tarikh does not read. {advice}")]
    Unsupported {
        /// Part of the format.
        what: String,
        /// What to try.
        advice: &'static str,
    },
    /// A file made to fill the memory.
    #[error(
        "The file says that it holds {what}, more than a file of its size can hold in earnest. It is damaged or was made to do harm."
    )]
    TooDense {
        /// What it would come to.
        what: String,
    },
    /// A table in which no column is known to hold dates.
    #[error(
        "No column of dates: the headings are {found}, none of them is {expected}, and in none are nearly all cells dates. Say which column holds them: in the window under File > Columns, or in a mapping (--map)."
    )]
    NoDateColumn {
        /// The headings of the file.
        found: String,
        /// The headings that are looked for.
        expected: String,
        /// The table, to choose columns of.
        table: Box<TableLook>,
    },
    /// Every row or event was lost; the report has each one.
    #[error("None of the {count} {what} could be read. The first: {first}")]
    NothingReadable {
        /// How many there are.
        count: u64,
        /// Rows or events.
        what: &'static str,
        /// The first problem in words.
        first: String,
    },
    /// The bytes do not come.
    #[error("It cannot be read: {why}.")]
    Unreadable {
        /// In the system's words.
        why: String,
    },
    /// More bytes than are read in one piece.
    #[error(
        "The file has more than 2 GiB beside its events, or more than four thousand million events, which is more than can be held. Split it."
    )]
    TooLarge,
    /// The first row of a table does not end.
    #[error(
        "The row of headings is longer than 1 MiB. Leave out the columns that are not needed, \
         or look for a line end that was lost."
    )]
    LongHeadings,
    /// What read it in a process of its own did not come back.
    #[error(
        "The file made its reader stop: it {how}. It is damaged, was made to do harm, or holds more than can be read. Open it in the program that it comes from, and save or export it anew."
    )]
    Stopped {
        /// What became of the reader, to stand after “it”.
        how: &'static str,
    },
    /// The process that is to read it does not work.
    #[error(
        "The reader of files of this kind does not work: {why}. Start Tarikh anew, or install it again."
    )]
    NoReader {
        /// In the system's words.
        why: String,
    },
    /// Why a reader in a process of its own refused it, in its words.
    #[error("{message}")]
    Refused {
        /// All of them.
        message: String,
        /// The table in it, where only its columns are to be chosen.
        table: Option<Box<TableLook>>,
    },
    /// Nobody waits for it any more.
    #[error("Reading was stopped.")]
    Cancelled,
    /// No format recognises the file.
    #[error("The file is text, but in no form that is known here. What can be read: {readable}.")]
    UnknownFormat {
        /// The formats that can be read.
        readable: String,
    },
}

/// Why a dataset cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The dataset cannot be put into JSON.
    #[error("The dataset cannot be written as JSON: {0}")]
    Json(serde_json::Error),
    /// Rows name more sources than a dataset can list.
    #[error(
        "Nearly every row names a source of its own, and a Tarikh dataset lists no more than {most} of such. \
         Write Parquet instead, or leave out the columns of sources."
    )]
    TooManySources {
        /// How many it lists.
        most: usize,
    },
    /// More events or sources than the format has rows.
    #[error("A sheet has {most} rows at most, fewer than there are. Write Parquet instead.")]
    TooManyRows {
        /// How many it has.
        most: usize,
    },
    /// The system does not take its bytes.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Nobody waits for it any more.
    #[error("Writing was stopped.")]
    Cancelled,
}

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> WriteError {
        match error.is_io() {
            true => WriteError::Io(error.into()),
            false => WriteError::Json(error),
        }
    }
}
