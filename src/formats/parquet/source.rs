//! The bytes of a file at any place, for several threads at once.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use sha2::{Digest, Sha256};

use crate::formats::ReadError;
use crate::formats::stream::{MOST_BYTES, ReadAt, Stream};

/// A file on disk or in memory. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Source(Arc<Held>);

#[derive(Debug)]
enum Held {
    Memory(Bytes),
    Disk(Arc<dyn ReadAt>),
}

/// How much is read at once for the checksum.
const PIECE: usize = 1 << 20;

impl Source {
    /// The file where there is one; else all bytes are taken into memory, which
    /// also sums them up.
    pub(super) fn of(stream: &mut Stream) -> std::result::Result<Source, ReadError> {
        let Some(file) = stream.file() else {
            let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
            return Ok(Source(Arc::new(Held::Memory(all(stream, most)?.into()))));
        };
        Ok(Source(Arc::new(Held::Disk(file))))
    }

    /// True where the checksum is still to be made.
    pub(super) fn is_on_disk(&self) -> bool {
        matches!(*self.0, Held::Disk(..))
    }

    /// The checksum of all bytes; `None` once it is told to stop.
    pub(super) fn sum(
        &self,
        is_over: &AtomicBool,
        is_cancelled: &AtomicBool,
    ) -> io::Result<Option<Sha256>> {
        let mut sum = Sha256::new();
        let mut buffer = vec![0; PIECE];
        let mut at = 0;
        loop {
            if is_over.load(Ordering::Relaxed) || is_cancelled.load(Ordering::Relaxed) {
                return Ok(None);
            }
            match self.read_at(&mut buffer, at)? {
                0 => return Ok(Some(sum)),
                count => {
                    sum.update(&buffer[..count]);
                    at += count as u64;
                }
            }
        }
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match &*self.0 {
            Held::Memory(bytes) => {
                let start = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                let count = buffer.len().min(bytes.len() - start);
                buffer[..count].copy_from_slice(&bytes[start..start + count]);
                Ok(count)
            }
            Held::Disk(file) => loop {
                match file.read_at(buffer, at) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    done => return done,
                }
            },
        }
    }
}

/// All bytes, where they are no more than are held in memory.
fn all(stream: &mut Stream, most: usize) -> std::result::Result<Vec<u8>, ReadError> {
    stream.all_if_small(most)?.ok_or_else(|| ReadError::Unreadable {
        why: "Parquet is read from its end, and from standard input no more than 2 GiB are held for that; save it in a file and open that".to_owned(),
    })
}

impl Length for Source {
    fn len(&self) -> u64 {
        match &*self.0 {
            Held::Memory(bytes) => bytes.len() as u64,
            Held::Disk(file) => file.size(),
        }
    }
}

/// Reads on from a place.
pub(super) struct From {
    source: Source,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Heads of pages are short, and nothing else is read that way.
const HEAD: usize = 1024;

impl ChunkReader for Source {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let from = From {
            source: self.clone(),
            at: start,
        };
        Ok(BufReader::with_capacity(HEAD, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let is_within = start
            .checked_add(length as u64)
            .is_some_and(|end| end <= self.len());
        if !is_within {
            return Err(ParquetError::EOF(format!(
                "{length} bytes from byte {start} on are past its end"
            )));
        }
        if let Held::Memory(bytes) = &*self.0 {
            let start = start as usize;
            return Ok(bytes.slice(start..start + length));
        }
        let mut buffer = vec![0; length];
        let mut done = 0;
        while done < length {
            match self.read_at(&mut buffer[done..], start + done as u64)? {
                0 => return Err(ParquetError::EOF("it became shorter".to_owned())),
                count => done += count,
            }
        }
        Ok(buffer.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::stream::{Input, Watch};

    #[test]
    fn what_is_too_long_for_memory_is_to_be_saved_in_a_file() {
        let mut bytes = &[0_u8; 100_000][..];
        let mut stream = Stream::new(Input {
            reader: &mut bytes,
            file: None,
            size: None,
            name: "x.parquet",
            watch: Watch::nobody(),
        });
        let words = all(&mut stream, 50_000).map_err(|error| error.to_string());
        assert!(words.is_err_and(|words| words.contains("save it in a file")));
    }
}
