//! What a zip archive says of its parts, before anything of it is unpacked.
//!
//! Only the list at its end is read (APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16).
//! An archive that lies about its parts meets the limits of the process that
//! unpacks it.

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
        let lengths = [28, 30, 32].map(|field| number(at + field, 2).unwrap_or_default());
        at += 46 + lengths.iter().sum::<u64>() as usize;
    }
    Ok(())
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
