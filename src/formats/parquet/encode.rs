//! Columns to their bytes in a file, each on its own, so that several threads
//! can make them.

use bytes::Bytes;
use parquet::column::writer::{ColumnCloseResult, ColumnWriterImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// A column of a row group as it stands in the file.
pub(super) struct Encoded {
    pub(super) bytes: Bytes,
    pub(super) close: ColumnCloseResult,
}

/// Encodes a column whose values `feed` gives.
pub(super) fn encoded<T: DataType>(
    descr: &ColumnDescPtr,
    properties: &WriterPropertiesPtr,
    feed: impl FnOnce(&mut ColumnWriterImpl<'_, T>) -> Result<()>,
) -> Result<Encoded> {
    let mut sink = TrackedWrite::new(Vec::new());
    let close = {
        let pages = Box::new(SerializedPageWriter::new(&mut sink));
        let mut writer = ColumnWriterImpl::<T>::new(descr.clone(), properties.clone(), pages);
        feed(&mut writer)?;
        writer.close()?
    };
    Ok(Encoded {
        bytes: sink.into_inner()?.into(),
        close,
    })
}

/// Texts on their way to a column, an empty one for none.
#[derive(Default)]
pub(super) struct Texts {
    text: Vec<u8>,
    ends: Vec<usize>,
    is_there: Vec<i16>,
}

impl Texts {
    /// Adds a text; an empty one is no value.
    pub(super) fn push(&mut self, text: &str) {
        self.is_there.push(i16::from(!text.is_empty()));
        if !text.is_empty() {
            self.text.extend_from_slice(text.as_bytes());
            self.ends.push(self.text.len());
        }
    }

    /// Gives them to a column, and begins anew.
    pub(super) fn write(
        &mut self,
        writer: &mut ColumnWriterImpl<'_, ByteArrayType>,
        is_optional: bool,
    ) -> Result<()> {
        let text = Bytes::from(std::mem::take(&mut self.text));
        let mut start = 0;
        let values: Vec<ByteArray> = self
            .ends
            .iter()
            .map(|end| {
                let value = text.slice(start..*end).into();
                start = *end;
                value
            })
            .collect();
        writer.write_batch(&values, is_optional.then_some(&self.is_there), None)?;
        self.ends.clear();
        self.is_there.clear();
        Ok(())
    }
}

/// Gives values of another kind to a column, some of which are not there.
pub(super) fn write_some<T: DataType>(
    writer: &mut ColumnWriterImpl<'_, T>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<()> {
    let mut is_there = Vec::new();
    let values: Vec<T::T> = values
        .inspect(|value| is_there.push(i16::from(value.is_some())))
        .flatten()
        .collect();
    writer.write_batch(&values, Some(&is_there), None)?;
    Ok(())
}
