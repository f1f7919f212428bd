//! A file on its way in: bytes as they come, how far they are, whether anybody
//! still waits for them.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use sha2::{Digest, Sha256};

use super::encoding::{self, Decoder, Encoding};
use super::{Choices, Mapping, ReadError, TableLook};
use crate::model::Dataset;

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the whole file, where that is known.
    pub size: Option<u64>,
    /// Rows or events made of them so far.
    pub rows: u64,
}

/// Who waits for a file.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Told again and again how far it is.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Ends the reading when it becomes true.
    pub is_cancelled: &'a AtomicBool,
    /// Given the events at the beginning of a large table, long before the rest
    /// of it is read.
    pub first: Option<&'a (dyn Fn(Dataset) + Sync)>,
}

impl Watch<'_> {
    /// Nobody looks on, and nobody stops it.
    pub fn nobody() -> Watch<'static> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Watch {
            progress: &|_| {},
            is_cancelled: &NEVER,
            first: None,
        }
    }
}

/// Bytes that can be read at any place, by several threads at once.
pub trait ReadAt: Debug + Send + Sync {
    /// Reads from a place on as much as there is, at most as much as fits; 0
    /// past the end.
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize>;

    /// How many there are.
    fn size(&self) -> u64;
}

/// A file that is to be read.
pub struct Input<'a> {
    /// Its bytes.
    pub reader: &'a mut dyn Read,
    /// The same bytes at any place, where they are a file.
    pub file: Option<Arc<dyn ReadAt>>,
    /// How many there are, where that is known.
    pub size: Option<u64>,
    /// What it is called, without a folder; it titles datasets that have no
    /// title of their own.
    pub name: &'a str,
    /// Who waits for it.
    pub watch: Watch<'a>,
}

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 64 * 1024;

/// How much of a file is looked at to tell its encoding: letters that are not
/// ASCII may come late.
const SAMPLE: usize = 1 << 20;

/// How much is read before it is asked whether to go on.
const PIECE: usize = 256 * 1024;

/// Files of fewer bytes are read before a picture of their beginning could be
/// looked at.
const LARGE: u64 = 128 << 20;

/// The most bytes of a file that are held in one piece; several times over. What
/// is read in blocks, tables and events, has no such limit.
pub const MOST_BYTES: u64 = 2 << 30;

/// A file that is being read.
pub struct Stream<'a> {
    input: Input<'a>,
    /// What was looked at and not yet taken.
    head: Vec<u8>,
    is_at_end: bool,
    /// Bytes that were taken.
    taken: u64,
    sha256: Option<String>,
    /// What the user chose.
    choices: Choices,
    text: Text,
    /// What the table in it looks like, once its columns were decided.
    look: RefCell<Option<TableLook>>,
    /// The checksum of the file that these bytes were made of.
    stands_for: Option<String>,
}

/// What becomes of the bytes of the file.
enum Text {
    /// It is not known yet.
    Unknown,
    /// They are taken as they are.
    AsItIs,
    /// They become UTF-8.
    Decoded(Box<Decoded>),
}

struct Decoded {
    decoder: Decoder,
    /// Of the bytes of the file, for what is handed out are others.
    sum: Sha256,
    /// Text that was not asked for yet.
    waiting: Vec<u8>,
    is_over: bool,
}

impl Decoded {
    fn add(&mut self, bytes: &[u8], is_last: bool) {
        self.sum.update(bytes);
        self.is_over |= is_last;
        self.decoder.decode(bytes, is_last, &mut self.waiting);
    }
}

impl<'a> Stream<'a> {
    /// Of which nothing was read yet.
    pub fn new(input: Input<'a>) -> Stream<'a> {
        Stream {
            input,
            head: Vec::new(),
            is_at_end: false,
            taken: 0,
            sha256: None,
            choices: Choices::default(),
            text: Text::Unknown,
            look: RefCell::new(None),
            stands_for: None,
        }
    }

    /// With what the user chose, instead of finding it out.
    pub(crate) fn with(self, choices: &Choices) -> Stream<'a> {
        Stream {
            choices: choices.clone(),
            ..self
        }
    }

    /// A text that is UTF-8 whatever it looks like.
    pub(super) fn in_utf8(mut self) -> Stream<'a> {
        self.choices.encoding = Some(Encoding::UTF8);
        self
    }

    /// Keeps what the table looks like.
    pub(super) fn set_look(&self, look: TableLook) {
        *self.look.borrow_mut() = Some(look);
    }

    /// What the table looks like, if it is one.
    pub(super) fn take_look(&self) -> Option<TableLook> {
        self.look.borrow_mut().take()
    }

    /// Takes over the checksum of the file that these bytes were made of.
    pub(super) fn stand_for(&mut self, file: &Stream) {
        self.stands_for = Some(file.sha256().to_owned());
    }

    /// What the user chose.
    pub(super) fn choices(&self) -> &Choices {
        &self.choices
    }

    /// What the user says of the columns of a table.
    pub(crate) fn mapping(&self) -> Option<&Mapping> {
        self.choices.mapping.as_ref()
    }

    /// The encoding of a text that is not UTF-8, and whether some of its bytes
    /// stood for no character; known once it was read.
    pub(super) fn encoding(&self) -> Option<(Encoding, bool)> {
        match &self.text {
            Text::Decoded(decoded) => {
                Some((decoded.decoder.encoding(), decoded.decoder.has_errors()))
            }
            Text::Unknown | Text::AsItIs => None,
        }
    }

    /// What the file is called.
    pub fn name(&self) -> &'a str {
        self.input.name
    }

    /// The beginning of the file: all of a short one; of a longer one enough
    /// to hold something that is not white space, if anything does.
    pub(super) fn head(&mut self) -> Result<&[u8], ReadError> {
        while !self.is_at_end
            && (self.head.len() < HEAD || self.head.iter().all(u8::is_ascii_whitespace))
        {
            let mut head = std::mem::take(&mut self.head);
            let read = self.read(&mut head, HEAD);
            self.head = head;
            read?;
        }
        Ok(&self.head)
    }

    /// Adds up to so many bytes to `buffer`, and fewer only at the end of the
    /// file; true where it is reached.
    pub(super) fn fill(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<bool, ReadError> {
        let before = buffer.len();
        let from_head = self.head.len().min(most);
        buffer.extend(self.head.drain(..from_head));
        while !self.is_at_end && buffer.len() - before < most {
            let left = most - (buffer.len() - before);
            self.read(buffer, left.min(PIECE))?;
        }
        if matches!(self.text, Text::AsItIs) {
            self.taken += (buffer.len() - before) as u64;
        }
        Ok(self.is_at_end && self.head.is_empty())
    }

    /// Reads up to so many bytes: of the text as UTF-8, where the file is in
    /// another encoding.
    fn read(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<(), ReadError> {
        if matches!(self.text, Text::Unknown) {
            return self.begin(buffer);
        }
        if matches!(self.text, Text::AsItIs) {
            return self.read_bytes(buffer, most);
        }
        let mut bytes = Vec::new();
        if matches!(&self.text, Text::Decoded(decoded) if decoded.waiting.is_empty() && !decoded.is_over)
        {
            self.read_bytes(&mut bytes, PIECE)?;
            self.taken += bytes.len() as u64;
        }
        let is_over = std::mem::take(&mut self.is_at_end);
        if let Text::Decoded(decoded) = &mut self.text {
            if is_over || !bytes.is_empty() {
                decoded.add(&bytes, is_over);
            }
            let count = decoded.waiting.len().min(most);
            buffer.extend(decoded.waiting.drain(..count));
            self.is_at_end = decoded.is_over && decoded.waiting.is_empty();
        }
        Ok(())
    }

    /// Reads as much as tells the encoding.
    fn begin(&mut self, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
        let mut sample = Vec::new();
        while !self.is_at_end && sample.len() < SAMPLE {
            self.read_bytes(&mut sample, PIECE)?;
        }
        let found = match self.choices.encoding() {
            // A workbook has no encoding, whatever was chosen.
            Some(_) if super::bytes::magic(&sample).is_some() => None,
            Some(chosen) => (chosen != Encoding::UTF8).then_some(chosen),
            None => encoding::detect(&sample, self.is_at_end),
        };
        let Some(found) = found else {
            self.text = Text::AsItIs;
            buffer.extend_from_slice(&sample);
            return Ok(());
        };
        self.taken = sample.len() as u64;
        let mut decoded = Decoded {
            decoder: Decoder::new(found),
            sum: Sha256::new(),
            waiting: Vec::new(),
            is_over: false,
        };
        decoded.add(&sample, self.is_at_end);
        self.is_at_end = false;
        self.text = Text::Decoded(Box::new(decoded));
        Ok(())
    }

    fn read_bytes(&mut self, buffer: &mut Vec<u8>, most: usize) -> Result<(), ReadError> {
        self.check()?;
        match self.input.reader.take(most as u64).read_to_end(buffer) {
            Ok(0) => self.is_at_end = true,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(ReadError::Unreadable {
                    why: error.to_string(),
                });
            }
        }
        Ok(())
    }

    /// All bytes of a file that has at most so many; `None` of a larger one,
    /// of which nothing is taken then.
    pub fn all_if_small(&mut self, most: usize) -> Result<Option<Vec<u8>>, ReadError> {
        if self.input.size.is_some_and(|size| size > most as u64) {
            return Ok(None);
        }
        while !self.is_at_end && self.head.len() <= most {
            let mut head = std::mem::take(&mut self.head);
            let read = self.read(&mut head, PIECE);
            self.head = head;
            read?;
        }
        if self.head.len() > most {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.fill(&mut bytes, most)?;
        self.tell(0);
        let mut sum = Sha256::new();
        sum.update(&bytes);
        self.set_sha256(sum);
        Ok(Some(bytes))
    }

    /// The whole text of a file that is read in one piece, without its byte
    /// order mark.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        /// Far more than any timeline that people write by hand.
        const MOST: usize = 256 << 20;
        let bytes = self.all_if_small(MOST)?.ok_or(ReadError::TooLarge)?;
        let text = super::text_of(&bytes)?;
        match std::str::from_utf8(text) {
            Ok(text) => Ok(text.to_owned()),
            Err(fault) => {
                let at = fault.valid_up_to();
                let (line, column) = super::bytes::Lines::new(text).place(at);
                let byte = text.get(at).copied().unwrap_or_default();
                Err(ReadError::NotUtf8 { line, column, byte })
            }
        }
    }

    /// Fails once nobody waits any more.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        match self.input.watch.is_cancelled.load(Ordering::Relaxed) {
            true => Err(ReadError::Cancelled),
            false => Ok(()),
        }
    }

    /// Becomes true once nobody waits any more; for other threads.
    pub(super) fn is_cancelled(&self) -> &'a AtomicBool {
        self.input.watch.is_cancelled
    }

    /// Who waits for the beginning of the file, where that is a small part of
    /// it.
    pub(super) fn first(&self) -> Option<&'a (dyn Fn(Dataset) + Sync)> {
        let is_large = self.input.size.is_some_and(|size| size >= LARGE);
        self.input.watch.first.filter(|_| is_large)
    }

    /// The file, where the bytes are one.
    pub(super) fn file(&self) -> Option<Arc<dyn ReadAt>> {
        self.input.file.clone()
    }

    /// Tells how far it is with a file whose bytes are not taken in order.
    pub(super) fn tell_share(&self, rows: u64, of: u64) {
        let size = self.input.size;
        let share =
            |size: u64| (u128::from(size) * u128::from(rows) / u128::from(of.max(1))) as u64;
        (self.input.watch.progress)(Progress {
            bytes: size.map_or(self.taken, share),
            size,
            rows,
        });
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, rows: u64) {
        (self.input.watch.progress)(Progress {
            bytes: self.taken,
            size: self.input.size,
            rows,
        });
    }

    /// Keeps the checksum of all bytes that were handed out; the one of the
    /// file where it is in another encoding.
    pub(super) fn set_sha256(&mut self, sum: Sha256) -> &str {
        let sum = match &self.text {
            Text::Decoded(decoded) => decoded.sum.clone(),
            Text::Unknown | Text::AsItIs => sum,
        };
        let own = self.stands_for.clone();
        self.sha256.insert(own.unwrap_or_else(|| hexadecimal(sum)))
    }

    /// The checksum of all bytes; empty before they were read.
    pub(super) fn sha256(&self) -> &str {
        self.sha256.as_deref().unwrap_or_default()
    }

    /// The checksum of all bytes, once they were read.
    pub fn into_sha256(self) -> String {
        self.sha256.unwrap_or_default()
    }
}

/// Does some work, and sums up on a thread of its own the bytes that it is
/// handed, behind those of `before`.
pub(super) fn summed<T>(
    before: &[u8],
    work: impl FnOnce(&dyn Fn(&Arc<Vec<u8>>)) -> Result<T, ReadError>,
) -> Result<(T, Sha256), ReadError> {
    let no_thread = |why: &str| ReadError::Unreadable {
        why: format!("no thread could be started ({why})"),
    };
    let (to_sum, bytes_to_sum) = sync_channel::<Arc<Vec<u8>>>(4);
    thread::scope(|scope| {
        let mut sum = Sha256::new();
        sum.update(before);
        let body = move || {
            while let Ok(bytes) = bytes_to_sum.recv() {
                sum.update(&*bytes);
            }
            sum
        };
        let summing = thread::Builder::new()
            .name("sum-file".to_owned())
            .spawn_scoped(scope, body)
            .map_err(|error| no_thread(&error.to_string()))?;
        let done = work(&|bytes| {
            // The other side is there until this one is dropped.
            let _ = to_sum.send(Arc::clone(bytes));
        });
        drop(to_sum);
        let sum = summing.join().map_err(|_panic| no_thread("it ended"))?;
        done.map(|done| (done, sum))
    })
}

fn hexadecimal(sum: Sha256) -> String {
    sum.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
