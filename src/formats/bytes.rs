//! From bytes to the text that a format may read: what kind of file it is
//! before any format is asked.
//!
//! The mark of UTF-8 is taken off; files that are not text are refused by what
//! they look like. Text in other encodings has become UTF-8 before it gets here
//! ([`super::encoding`]).

/// What bytes are, before any format is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// Nothing but white space, or nothing at all.
    Empty,
    /// Not text; what it begins like.
    Binary(&'static str),
    /// Text, without its byte order mark. It may still hold bytes that are
    /// not UTF-8.
    Text(&'a [u8]),
}

/// How much of a file is looked at to tell text from other things.
const SAMPLE: usize = 8 * 1024;

/// First bytes of kinds of files that people try to open.
const MAGIC: [(&[u8], &str); 12] = [
    (b"PK\x03\x04", "a zip archive"),
    (
        b"\xD0\xCF\x11\xE0",
        "an old spreadsheet or document (xls, doc)",
    ),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"7z\xBC\xAF", "a 7-Zip archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
];

/// Tells text from what is not.
pub(crate) fn kind(bytes: &[u8]) -> Kind<'_> {
    let text = strip_mark(bytes);
    if text.iter().all(u8::is_ascii_whitespace) {
        return Kind::Empty;
    }
    if let Some(name) = magic(bytes) {
        return Kind::Binary(name);
    }
    let sample = &text[..text.len().min(SAMPLE)];
    // A stray control character in a cell is no reason to refuse a table, so
    // a few are let through: about two in a hundred.
    let controls = sample.iter().filter(|byte| is_control(**byte)).count();
    if controls > 2 + sample.len() / 50 {
        return Kind::Binary("a binary file");
    }
    Kind::Text(text)
}

/// What a file is that begins like one of those that are no text.
pub(crate) fn magic(bytes: &[u8]) -> Option<&'static str> {
    let mut known = MAGIC.iter();
    known
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, name)| *name)
}

/// The bytes after a UTF-8 byte order mark, if there is one.
pub(crate) fn strip_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// U+0001 parts the cells of some tables.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, 0x01 | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B)
}

/// Line and character, both from 1, of a byte offset.
///
/// Made once for a text; each question is then a search.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    starts: Vec<usize>,
    /// Characters before each block of the text, so that a place in a long
    /// line (a whole file may be one) is found without counting it all.
    chars: Vec<usize>,
}

/// Length of the blocks in which characters are counted.
const BLOCK: usize = 4096;

/// Continuation bytes of UTF-8 do not begin a character.
fn chars_in(text: &[u8]) -> usize {
    text.iter().filter(|byte| *byte & 0xC0 != 0x80).count()
}

impl<'a> Lines<'a> {
    /// Finds the beginnings of all lines. LF, CRLF and a lone CR end a line.
    pub(crate) fn new(text: &'a [u8]) -> Lines<'a> {
        let mut starts = vec![0];
        for (at, byte) in text.iter().enumerate() {
            let ends = *byte == b'\n' || (*byte == b'\r' && text.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(at + 1);
            }
        }
        let chars = text
            .chunks(BLOCK)
            .scan(0, |before, block| {
                let here = *before;
                *before += chars_in(block);
                Some(here)
            })
            .collect();
        Lines {
            text,
            starts,
            chars,
        }
    }

    /// Line and character of the byte at `offset`.
    pub(crate) fn place(&self, offset: usize) -> (u64, u64) {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let chars = self.chars_before(offset) - self.chars_before(start);
        (line as u64, chars as u64 + 1)
    }

    fn chars_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.chars.len().saturating_sub(1));
        let before = self.chars.get(block).copied().unwrap_or_default();
        before + chars_in(&self.text[block * BLOCK..offset])
    }
}

/// For the reader that the tests of tables compare with.
#[cfg(test)]
impl Lines<'_> {
    /// Line of the byte at `offset`.
    #[cfg(test)]
    pub(crate) fn line(&self, offset: usize) -> u64 {
        self.starts.partition_point(|start| *start <= offset) as u64
    }

    /// Where the line after the one that holds `offset` begins, if there is one.
    #[cfg(test)]
    pub(crate) fn next_line(&self, offset: usize) -> Option<usize> {
        self.starts
            .get(self.starts.partition_point(|start| *start <= offset))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_nul_in_a_text_leaves_it_text() {
        assert!(matches!(kind(b"a,b,c\n\0,2,3\n"), Kind::Text(_)));
        assert!(matches!(
            kind(&[0, 1, 2, 3, 4, 5, 6, 7, 200, 0, 0, 1]),
            Kind::Binary(_)
        ));
    }

    #[test]
    fn lines_count_characters_and_know_every_line_end() {
        let text = "é1\r\nb\rc\nd".as_bytes();
        let lines = Lines::new(text);
        assert_eq!(lines.place(0), (1, 1));
        assert_eq!(lines.place(2), (1, 2));
        assert_eq!(lines.place(5), (2, 1));
        assert_eq!(lines.place(7), (3, 1));
        assert_eq!(lines.place(9), (4, 1));
        assert_eq!(lines.next_line(0), Some(5));
        assert_eq!(lines.next_line(9), None);
    }
}
