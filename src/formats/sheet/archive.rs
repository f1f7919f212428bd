//! What a zip archive says of its parts, before anything of it is unpacked.
//!
//! The list at its end is read (APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16), and
//! the beginning of the texts that cells share, which says how many there are.
//! An archive that lies about its parts meets the limits of the process that
//! unpacks it.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::damaged;
use crate::formats::ReadError;

/// Bytes of a part once it is unpacked.
const MOST_PART: u64 = 256 << 20;

/// Bytes of all parts.
const MOST_ALL: u64 = 1 << 30;

/// How many times its packed size a part may have. A sheet of one number in a
/// million cells comes to half of it.
const MOST_TIMES: u64 = 200;

/// Parts below this size may be as dense as they like.
const SMALL: u64 = 4 << 20;

/// Bytes of the shortest text that cells share, `<si/>`.
const LEAST_TEXT: u64 = 5;

/// Fails where an archive says that it holds more than one of its size can
/// hold in earnest, or where its list cannot be read.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let end = end_of_list(bytes).ok_or_else(|| damaged("the list of its parts is missing"))?;
    let number = |at: usize, size: usize| -> Option<u64> {
        let bytes = bytes.get(at..at.checked_add(size)?)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |all, byte| all << 8 | u64::from(*byte)),
        )
    };
    let torn = || damaged("the list of its parts breaks off");
    let count = number(end + 10, 2).ok_or_else(torn)?;
    let mut at = number(end + 16, 4).ok_or_else(torn)? as usize;
    // Large archives have a second list; no workbook needs one.
    if at == u32::MAX as usize {
        return Err(dense("parts of more than 4 GiB".to_owned()));
    }
    let mut all = 0_u64;
    for _ in 0..count {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(torn());
        }
        let packed = number(at + 20, 4).ok_or_else(torn)?;
        let size = number(at + 24, 4).ok_or_else(torn)?;
        all += size;
        let is_dense = size > SMALL && size / packed.max(1) > MOST_TIMES;
        if size > MOST_PART || all > MOST_ALL || is_dense {
            return Err(dense(format!("{} MiB", (all >> 20).max(1))));
        }
        let is_shared = number(at + 28, 2)
            .and_then(|length| bytes.get(at + 46..at + 46 + length as usize))
            .is_some_and(|name| name.to_ascii_lowercase().ends_with(b"sharedstrings.xml"));
        if is_shared
            && let Some(texts) = shared_texts(bytes, at)
            && texts > size / LEAST_TEXT + 1
        {
            return Err(dense(format!("{texts} texts")));
        }
        let lengths = [28, 30, 32].map(|field| number(at + field, 2).unwrap_or_default());
        at += 46 + lengths.iter().sum::<u64>() as usize;
    }
    Ok(())
}

/// How many texts a part says that cells share; the entry of the part in the
/// list begins `at`.
fn shared_texts(bytes: &[u8], at: usize) -> Option<u64> {
    /// Far behind the beginning of its first element.
    const LOOKED_AT: u64 = 4096;
    let number = |at: usize, size: usize| -> Option<usize> {
        let bytes = bytes.get(at..at.checked_add(size)?)?;
        Some(
            bytes
                .iter()
                .rev()
                .fold(0, |all, byte| all << 8 | usize::from(*byte)),
        )
    };
    let header = number(at + 42, 4)?;
    let start = header + 30 + number(header + 26, 2)? + number(header + 28, 2)?;
    let packed = bytes.get(start..)?;
    let mut text = Vec::new();
    // What cannot be unpacked is told by the library.
    let _ = match number(at + 10, 2)? {
        0 => packed.take(LOOKED_AT).read_to_end(&mut text),
        _ => DeflateDecoder::new(packed)
            .take(LOOKED_AT)
            .read_to_end(&mut text),
    };
    let name = b"uniqueCount";
    let after = memchr::memmem::find(&text, name)? + name.len();
    let rest = text.get(after..)?;
    let digits = rest
        .iter()
        .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'') || byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit());
    let digit = |all: u64, byte: &u8| {
        all.saturating_mul(10)
            .saturating_add(u64::from(byte - b'0'))
    };
    Some(digits.fold(0, digit))
}

fn dense(what: String) -> ReadError {
    ReadError::TooDense { what }
}

/// Where the record stands that ends the archive; a comment may follow it.
fn end_of_list(bytes: &[u8]) -> Option<usize> {
    const RECORD: usize = 22;
    const MOST_COMMENT: usize = u16::MAX as usize;
    let from = bytes.len().saturating_sub(RECORD + MOST_COMMENT);
    let at = memchr::memmem::rfind(&bytes[from..], b"PK\x05\x06")?;
    (bytes.len() - from - at >= RECORD).then_some(from + at)
}
