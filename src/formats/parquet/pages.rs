//! Pages of a column, each looked at before the library unpacks it.
//!
//! A page says how large it is unpacked, how many values it holds, and which
//! encoding they have; the library believes it. What would fill the memory or
//! make the library stop in the middle is an error here.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, SerializedPageReader};

use super::file::{guarded, wrong};
use super::source::Source;
use super::thrift::{PageHead, Unsound};

/// Bytes of a page when unpacked. Writers make pages of about 1 MiB, and larger
/// ones for single values that are.
const MOST_PAGE: usize = 256 << 20;

/// The same of a page whose values are each told by what they share with the
/// one before: a value may be nearly as long as its page.
const MOST_DELTA_PAGE: usize = 16 << 20;

/// Values of a page whose encoding tells all their lengths first.
const MOST_DELTA_VALUES: u64 = 16 << 20;

/// Bytes of all pages of a file that are unpacked at one time, by all threads.
const MOST_HELD: usize = 2 << 30;

/// How many bytes the columns that are being read hold unpacked.
#[derive(Clone, Debug, Default)]
pub(super) struct Held(Arc<AtomicUsize>);

impl Held {
    fn change(&self, less: usize, more: usize) -> Result<()> {
        self.0.fetch_sub(less, Ordering::Relaxed);
        let before = self.0.fetch_add(more, Ordering::Relaxed);
        match before.saturating_add(more) > MOST_HELD {
            true => Err(wrong("its pages are larger than 2 GiB together")),
            false => Ok(()),
        }
    }
}

/// The pages of a column of a row group.
pub(super) struct Checked {
    inner: SerializedPageReader<Source>,
    source: Source,
    physical: Type,
    type_length: usize,
    /// Whether values may be told by what they share with the one before.
    may_share: bool,
    at: u64,
    end: u64,
    held: Held,
    of_page: usize,
    of_dictionary: usize,
    has_dictionary: bool,
    is_deferred: bool,
}

/// True where a column is read in small steps, since a page may hold values far
/// larger than itself.
pub(super) fn may_share(chunk: &ColumnChunkMetaData) -> bool {
    chunk
        .encodings()
        .any(|encoding| encoding == Encoding::DELTA_BYTE_ARRAY)
}

impl Checked {
    pub(super) fn new(
        source: &Source,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        held: Held,
    ) -> Result<Checked> {
        // Asked as signed numbers: the library panics on those below zero.
        let start = chunk
            .dictionary_page_offset()
            .unwrap_or_else(|| chunk.data_page_offset());
        let size = |number: i64| {
            let size = u64::try_from(number).ok();
            size.ok_or_else(|| wrong("a column begins before the file or has less than no bytes"))
        };
        let (start, len) = (size(start)?, size(chunk.compressed_size())?);
        let shared = Arc::new(source.clone());
        let inner = guarded(|| SerializedPageReader::new(shared, chunk, rows, None))?;
        let type_length = chunk.column_descr().type_length();
        let physical = chunk.column_type();
        if physical == Type::FIXED_LEN_BYTE_ARRAY && type_length < 1 {
            return Err(wrong("its values have no bytes"));
        }
        Ok(Checked {
            inner,
            source: source.clone(),
            physical,
            type_length: type_length.max(0) as usize,
            may_share: may_share(chunk),
            at: start,
            end: start.saturating_add(len),
            held,
            of_page: 0,
            of_dictionary: 0,
            has_dictionary: false,
            is_deferred: false,
        })
    }

    /// The head of the next page; `None` past the last.
    fn head(&self) -> Result<Option<PageHead>> {
        let left = self.end.saturating_sub(self.at);
        if left == 0 {
            return Ok(None);
        }
        let mut window = 512_usize;
        loop {
            let here = window.min(usize::try_from(left).unwrap_or(usize::MAX));
            let bytes = self.source.get_bytes(self.at, here)?;
            match PageHead::read(&bytes) {
                Ok(head) => return Ok(Some(head)),
                // It may go on past the window.
                Err(Unsound::CutShort) if here == window && window <= MOST_PAGE => window *= 16,
                Err(_) => return Err(wrong("the head of a page cannot be read")),
            }
        }
    }

    /// Looks at the next page and passes over it; what it is.
    fn pass(&mut self) -> Result<Option<PageHead>> {
        let Some(head) = self.head()? else {
            return Ok(None);
        };
        let size = |bytes: i32| {
            usize::try_from(bytes)
                .ok()
                .filter(|size| *size <= MOST_PAGE)
        };
        let (Some(_), Some(packed)) = (size(head.unpacked), size(head.packed)) else {
            return Err(wrong("a page is larger than 256 MiB"));
        };
        if !matches!(head.kind, 0 | 2 | 3) {
            return Err(wrong("a page is of no kind that holds values"));
        }
        let next = self.at + head.len as u64 + packed as u64;
        if next > self.end {
            return Err(wrong("a page goes on past the end of its column"));
        }
        self.at = next;
        Ok(Some(head))
    }

    fn check(&mut self, page: &Page, unpacked: usize) -> Result<()> {
        match page {
            Page::DictionaryPage {
                buf, num_values, ..
            } => {
                let values = *num_values as usize;
                if values.saturating_mul(self.least_bytes()) > buf.len() {
                    return Err(wrong("a dictionary has more values than bytes"));
                }
                self.has_dictionary = true;
                // A value of text takes this much more than its bytes.
                let more = unpacked + values * 32;
                let before = std::mem::replace(&mut self.of_dictionary, more);
                self.held.change(before, more)
            }
            Page::DataPage {
                buf,
                num_values,
                encoding,
                def_level_encoding,
                rep_level_encoding,
                ..
            } => {
                let descr = [def_level_encoding, rep_level_encoding];
                #[expect(deprecated, reason = "files of the first years have it")]
                let is_known =
                    |encoding: &&Encoding| matches!(encoding, Encoding::RLE | Encoding::BIT_PACKED);
                if !descr.iter().all(is_known) {
                    return Err(wrong("the levels of a page are in no encoding for levels"));
                }
                self.check_data(*encoding, *num_values, buf.len(), unpacked)
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
                if levels > buf.len() {
                    return Err(wrong("a page is shorter than its levels"));
                }
                self.check_data(*encoding, *num_values, buf.len(), unpacked)
            }
        }
    }

    fn check_data(
        &mut self,
        encoding: Encoding,
        values: u32,
        len: usize,
        unpacked: usize,
    ) -> Result<()> {
        let before = std::mem::replace(&mut self.of_page, unpacked.max(len));
        self.held.change(before, self.of_page)?;
        let has_dictionary = self.has_dictionary || self.is_deferred;
        match encoding {
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY if !has_dictionary => {
                Err(wrong("a page refers to a dictionary that is not there"))
            }
            Encoding::DELTA_BYTE_ARRAY if !self.may_share || len > MOST_DELTA_PAGE => Err(wrong(
                "a page of values that share their beginnings is not announced, or larger than 16 MiB",
            )),
            Encoding::DELTA_BYTE_ARRAY
            | Encoding::DELTA_LENGTH_BYTE_ARRAY
            | Encoding::DELTA_BINARY_PACKED
                if u64::from(values) > MOST_DELTA_VALUES =>
            {
                Err(wrong("a page holds more than 16 million values"))
            }
            _ => Ok(()),
        }
    }

    /// The fewest bytes that a value of a dictionary takes.
    fn least_bytes(&self) -> usize {
        match self.physical {
            Type::BOOLEAN => 1,
            Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
            Type::INT64 | Type::DOUBLE => 8,
            Type::INT96 => 12,
            Type::FIXED_LEN_BYTE_ARRAY => self.type_length,
        }
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        // Less than before is never too much.
        let _ = self.held.change(self.of_page + self.of_dictionary, 0);
    }
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(head) = self.pass()? else {
            return Ok(None);
        };
        let page = guarded(|| self.inner.get_next_page())?;
        if let Some(page) = &page {
            self.check(page, head.unpacked as usize)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        match self.head()? {
            Some(_) => guarded(|| self.inner.peek_next_page()),
            None => Ok(None),
        }
    }

    fn skip_next_page(&mut self) -> Result<()> {
        if let Some(head) = self.pass()? {
            self.is_deferred |= head.kind == 2;
            guarded(|| self.inner.skip_next_page())?;
        }
        Ok(())
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        guarded(|| self.inner.at_record_boundary())
    }

    fn supports_deferred_dictionary(&self) -> bool {
        self.inner.supports_deferred_dictionary()
    }

    fn take_deferred_dictionary(&mut self) -> Result<Option<Page>> {
        let page = guarded(|| self.inner.take_deferred_dictionary())?;
        if let Some(page) = &page {
            self.check(page, page.buffer().len())?;
        }
        Ok(page)
    }
}
