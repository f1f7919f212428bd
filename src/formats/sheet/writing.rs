//! Datasets as Excel workbooks.
use super::super::{Output, WriteError};
use crate::model::Dataset;

/// Writes it.
pub(in crate::formats) fn write(_dataset: &Dataset, _output: Output) -> Result<(), WriteError> {
    Ok(())
}
