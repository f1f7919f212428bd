//! Columns of text, read from their pages straight to cells.
//!
//! Nearly all bytes of a table are text, in one of two encodings: as it stands,
//! or by the numbers of a dictionary. The library would make a counted slice of
//! each value. Here the values of a page go into the text of a step as the block
//! that they are, with the lengths between them: those below 128 are signs of
//! ASCII, so the block is UTF-8 where every value is. A value of a dictionary is
//! put there once however often it stands in the step.

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;

use super::file::wrong;
use super::pages::Checked;
use super::schema::Leaf;
use super::values::{Form, push_bytes};
use crate::formats::table::Span;

/// Stands for a cell that is longer than it may be.
pub(super) const TOO_LONG: u32 = u32::MAX;

/// Bytes of text that the cells of a step may have, over all columns.
pub(super) const MOST_TEXT: usize = 512 << 20;

/// Runs of numbers in the hybrid of run lengths and packed bits.
/// <https://github.com/apache/parquet-format/blob/master/Encodings.md#run-length-encoding--bit-packing-hybrid-rle--3>
#[derive(Clone, Debug, Default)]
struct Hybrid {
    bytes: Bytes,
    at: usize,
    width: u32,
    /// The number of the run, and how often it is still to come.
    value: u32,
    repeats: usize,
    /// Numbers that are still packed, and where the next begins, in bits.
    packed: usize,
    bit: usize,
}

impl Hybrid {
    fn new(bytes: Bytes, width: u32) -> Hybrid {
        Hybrid {
            bytes,
            width,
            ..Hybrid::default()
        }
    }

    /// The next number and how often it stands there, at most so often.
    #[inline]
    fn run(&mut self, most: usize) -> Result<(u32, usize)> {
        loop {
            if self.repeats > 0 {
                let count = self.repeats.min(most);
                self.repeats -= count;
                return Ok((self.value, count));
            }
            if self.packed > 0 {
                self.packed -= 1;
                return Ok((self.unpacked()?, 1));
            }
            self.next_run()?;
        }
    }

    fn next_run(&mut self) -> Result<()> {
        let head = self.varint()?;
        let count = usize::try_from(head >> 1).unwrap_or(usize::MAX);
        if head & 1 == 1 {
            self.packed = count.saturating_mul(8);
            self.bit = self.at * 8;
            let bytes = count.saturating_mul(self.width as usize);
            // The last run may be cut off after its last number.
            self.at = self.at.saturating_add(bytes).min(self.bytes.len());
            if count == 0 {
                return Err(wrong("a run of its numbers is empty"));
            }
            return Ok(());
        }
        let mut value = 0;
        for nth in 0..self.width.div_ceil(8) {
            let byte = self.bytes.get(self.at).copied();
            let byte = byte.ok_or_else(|| wrong("its numbers end too early"))?;
            value |= u32::from(byte) << (8 * nth);
            self.at += 1;
        }
        self.value = value;
        self.repeats = count;
        match count {
            0 => Err(wrong("a run of its numbers is empty")),
            _ => Ok(()),
        }
    }

    fn varint(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.bytes.get(self.at).copied();
            let byte = byte.ok_or_else(|| wrong("its numbers end too early"))?;
            self.at += 1;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(wrong("a run of its numbers is too long"))
    }

    #[inline]
    fn unpacked(&mut self) -> Result<u32> {
        let (first, shift) = (self.bit / 8, self.bit % 8);
        self.bit += self.width as usize;
        let bytes = &self.bytes[first.min(self.bytes.len())..];
        let number = match bytes.first_chunk::<8>() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => {
                if bytes.len() * 8 < shift + self.width as usize {
                    return Err(wrong("its numbers end too early"));
                }
                let mut eight = [0; 8];
                eight[..bytes.len()].copy_from_slice(bytes);
                u64::from_le_bytes(eight)
            }
        };
        Ok((number >> shift) as u32 & ((1_u64 << self.width) - 1) as u32)
    }
}

/// The values of a dictionary.
#[derive(Default)]
struct Dictionary {
    bytes: Bytes,
    places: Vec<Span>,
    /// Where each stands in the text of the step with that number.
    spans: Vec<(u32, Span)>,
}

/// Values of a page.
enum Encoded {
    Plain { bytes: Bytes, at: usize },
    Numbers(Hybrid),
}

/// A page that is being read.
struct Current {
    /// Rows that are left.
    left: usize,
    levels: Option<Hybrid>,
    values: Encoded,
}

/// A column of text of a row group.
pub(super) struct TextColumn {
    pages: Checked,
    is_optional: bool,
    dictionary: Dictionary,
    current: Option<Current>,
    step: u32,
    /// Bytes of a cell at most.
    longest: usize,
}

/// True where a column can be read here.
pub(super) fn is_readable(leaf: &Leaf, chunk: &ColumnChunkMetaData) -> bool {
    let is_known = |encoding| {
        #[expect(deprecated, reason = "said of levels that are not there")]
        let known = [
            Encoding::PLAIN,
            Encoding::PLAIN_DICTIONARY,
            Encoding::RLE_DICTIONARY,
            Encoding::RLE,
            Encoding::BIT_PACKED,
        ];
        known.contains(&encoding)
    };
    leaf.is_plain
        && leaf.form == Form::Text
        && leaf.most_repetition == 0
        && leaf.most_definition <= 1
        && chunk.column_type() == parquet::basic::Type::BYTE_ARRAY
        && chunk.encodings().all(is_known)
}

impl TextColumn {
    pub(super) fn new(pages: Checked, leaf: &Leaf, longest: usize) -> TextColumn {
        TextColumn {
            pages,
            is_optional: leaf.most_definition > 0,
            dictionary: Dictionary::default(),
            current: None,
            step: 0,
            longest,
        }
    }

    /// Passes over so many rows.
    pub(super) fn skip(&mut self, mut count: usize) -> Result<()> {
        while count > 0 {
            if self.current.is_none() {
                let next = self.pages.peek_next_page()?;
                let next = next.ok_or_else(|| wrong("it has fewer rows than its row group"))?;
                let rows = next.num_rows.or(next.num_levels);
                if !next.is_dict
                    && let Some(rows) = rows
                    && rows <= count
                {
                    self.pages.skip_next_page()?;
                    count -= rows;
                    continue;
                }
                self.next_page()?;
                continue;
            }
            count -= self.rows(count, None)?;
        }
        Ok(())
    }

    /// Reads so many rows: their text goes to the end of `text`, and where each
    /// cell lies there to `cells`.
    pub(super) fn read(
        &mut self,
        count: usize,
        text: &mut String,
        cells: &mut Vec<Span>,
    ) -> Result<()> {
        cells.clear();
        self.step += 1;
        while cells.len() < count {
            if self.current.is_none() {
                self.next_page()?;
                continue;
            }
            let left = count - cells.len();
            let (step, longest) = (self.step, self.longest);
            let sink = Sink {
                text,
                cells,
                step,
                longest,
            };
            self.rows(left, Some(sink))?;
            if text.len() > MOST_TEXT {
                return Err(wrong("its cells are longer than is read"));
            }
        }
        Ok(())
    }

    fn next_page(&mut self) -> Result<()> {
        let page = self.pages.get_next_page()?;
        let page = page.ok_or_else(|| wrong("it has fewer rows than its row group"))?;
        let (bytes, encoding, values, levels) = match page {
            Page::DictionaryPage {
                buf, num_values, ..
            } => return self.set_dictionary(buf, num_values as usize),
            Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding,
                ..
            } if self.is_optional => {
                if def_level_encoding != Encoding::RLE {
                    return Err(wrong("its levels are in an encoding of the first years"));
                }
                let len = buf.first_chunk::<4>().map(|four| u32::from_le_bytes(*four));
                let end = len.map_or(usize::MAX, |len| 4 + len as usize);
                if end > buf.len() {
                    return Err(wrong("a page is shorter than its levels"));
                }
                (
                    buf.slice(end..),
                    encoding,
                    num_values,
                    Some(buf.slice(4..end)),
                )
            }
            Page::DataPage {
                buf,
                num_values,
                encoding,
                ..
            } => (buf, encoding, num_values, None),
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let start = rep_levels_byte_len as usize;
                let end = start + def_levels_byte_len as usize;
                let levels = self.is_optional.then(|| buf.slice(start..end));
                (buf.slice(end..), encoding, num_values, levels)
            }
        };
        let values_left = values as usize;
        let values = match encoding {
            Encoding::PLAIN => Encoded::Plain { bytes, at: 0 },
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => {
                if let Some(Page::DictionaryPage {
                    buf, num_values, ..
                }) = self.pages.take_deferred_dictionary()?
                {
                    self.set_dictionary(buf, num_values as usize)?;
                }
                // A page without values may have no byte at all.
                let width = bytes.first().copied().unwrap_or_default();
                if width > 32 {
                    return Err(wrong("the numbers of its dictionary are too wide"));
                }
                let rest = bytes.slice(bytes.len().min(1)..);
                Encoded::Numbers(Hybrid::new(rest, u32::from(width)))
            }
            _ => return Err(wrong("a page is in an encoding that is not announced")),
        };
        if values_left > 0 {
            self.current = Some(Current {
                left: values_left,
                levels: levels.map(|levels| Hybrid::new(levels, 1)),
                values,
            });
        }
        Ok(())
    }

    fn set_dictionary(&mut self, bytes: Bytes, count: usize) -> Result<()> {
        let mut places = Vec::with_capacity(count);
        let mut at = 0;
        for _ in 0..count {
            let value = plain(&bytes, &mut at)?;
            places.push(Span {
                start: (at - value.len()) as u32,
                len: value.len() as u32,
            });
        }
        self.dictionary = Dictionary {
            spans: vec![(0, Span::default()); places.len()],
            bytes,
            places,
        };
        Ok(())
    }

    /// Puts the next rows of the page into a sink, or passes over them, at most
    /// so many; how many there were.
    fn rows(&mut self, most: usize, mut sink: Option<Sink>) -> Result<usize> {
        let Some(current) = &mut self.current else {
            return Ok(0);
        };
        let rows = most.min(current.left);
        let mut done = 0;
        while done < rows {
            let (level, count) = match &mut current.levels {
                Some(levels) => levels.run(rows - done)?,
                None => (1, rows),
            };
            done += count;
            if level == 0 {
                if let Some(sink) = &mut sink {
                    sink.repeat(Span::default(), count);
                }
                continue;
            }
            match &mut current.values {
                Encoded::Plain { bytes, at } => match &mut sink {
                    Some(sink) => sink.block(bytes, at, count)?,
                    None => {
                        for _ in 0..count {
                            plain(bytes, at)?;
                        }
                    }
                },
                Encoded::Numbers(numbers) => {
                    let mut left = count;
                    while left > 0 {
                        let (number, repeats) = numbers.run(left)?;
                        left -= repeats;
                        let Some(sink) = &mut sink else { continue };
                        let span = self.dictionary.put(number as usize, sink)?;
                        sink.repeat(span, repeats);
                    }
                }
            }
        }
        current.left -= rows;
        if current.left == 0 {
            self.current = None;
        }
        Ok(rows)
    }
}

/// Where rows go.
struct Sink<'s> {
    text: &'s mut String,
    cells: &'s mut Vec<Span>,
    step: u32,
    longest: usize,
}

impl Sink<'_> {
    fn repeat(&mut self, span: Span, count: usize) {
        match count {
            1 => self.cells.push(span),
            _ => self.cells.resize(self.cells.len() + count, span),
        }
    }

    /// Puts a value to the text.
    fn put(&mut self, bytes: &[u8]) -> Span {
        if bytes.len() > self.longest {
            return Span {
                start: 0,
                len: TOO_LONG,
            };
        }
        let start = self.text.len();
        push_bytes(bytes, Form::Text, self.text);
        Span {
            start: start as u32,
            len: (self.text.len() - start) as u32,
        }
    }

    /// Puts values that stand in the bytes with their lengths before them.
    fn block(&mut self, bytes: &[u8], at: &mut usize, count: usize) -> Result<()> {
        /// Lengths from here on are no ASCII.
        const LONG: usize = 128;
        let mut begin = *at;
        let mut base = self.text.len();
        let mut first = self.cells.len();
        self.cells.reserve(count);
        for _ in 0..count {
            let before = *at;
            let value = plain(bytes, at)?;
            if value.len() < LONG {
                self.cells.push(Span {
                    start: (base + before + 4 - begin) as u32,
                    len: value.len() as u32,
                });
                continue;
            }
            self.close_block(&bytes[begin..before], first);
            let span = self.put(value);
            self.cells.push(span);
            (begin, base, first) = (*at, self.text.len(), self.cells.len());
        }
        self.close_block(&bytes[begin..*at], first);
        Ok(())
    }

    /// Puts a block to the text; cells from `first` on lie in it.
    fn close_block(&mut self, block: &[u8], first: usize) {
        if let Ok(text) = std::str::from_utf8(block) {
            return self.text.push_str(text);
        }
        let base = self.text.len();
        for nth in first..self.cells.len() {
            let Span { start, len } = self.cells[nth];
            let value = &block[start as usize - base..][..len as usize];
            self.cells[nth] = self.put(value);
        }
    }
}

/// The next value that stands in the bytes with its length before it.
#[inline]
fn plain<'b>(bytes: &'b [u8], at: &mut usize) -> Result<&'b [u8]> {
    let rest = bytes.get(*at..).unwrap_or_default();
    let value = rest.split_first_chunk::<4>().and_then(|(len, rest)| {
        let len = u32::from_le_bytes(*len) as usize;
        rest.get(..len)
    });
    let value = value.ok_or_else(|| wrong("a value is longer than its page"))?;
    *at += 4 + value.len();
    Ok(value)
}

impl Dictionary {
    /// Puts a value into the text of a step, if it does not stand there yet.
    #[inline]
    fn put(&mut self, number: usize, sink: &mut Sink) -> Result<Span> {
        let Some((known, span)) = self.spans.get_mut(number) else {
            return Err(wrong("a number is past the end of its dictionary"));
        };
        if *known != sink.step {
            let Span { start, len } = self.places[number];
            *span = sink.put(&self.bytes[start as usize..][..len as usize]);
            *known = sink.step;
        }
        Ok(*span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &'static [u8], width: u32, count: usize) -> Result<Vec<u32>> {
        let mut hybrid = Hybrid::new(Bytes::from_static(bytes), width);
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let (number, repeats) = hybrid.run(count - numbers.len())?;
            numbers.resize(numbers.len() + repeats, number);
        }
        Ok(numbers)
    }

    #[test]
    fn runs_and_packed_numbers_are_read_as_the_standard_has_them() {
        // The example of the standard: 0 to 7 in three bits each.
        let packed = &[0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(
            numbers(packed, 3, 8).expect("numbers"),
            [0, 1, 2, 3, 4, 5, 6, 7]
        );
        let run = &[0x0A, 0x07, 0x03, 0x88, 0xC6, 0xFA];
        let expected = [7, 7, 7, 7, 7, 0, 1, 2];
        assert_eq!(numbers(run, 3, 8).expect("numbers"), expected);
        assert!(numbers(packed, 3, 9).is_err());
        assert!(numbers(&[0x03, 0x88], 3, 8).is_err());
        assert!(numbers(&[0x00, 0x00], 3, 1).is_err());
        assert!(numbers(&[0x80; 9], 3, 1).is_err());
    }
}
