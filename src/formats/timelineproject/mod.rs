//! stub
use super::stream::Stream;
use super::{Confidence, ImportReport, ReadError};
use crate::model::Dataset;
pub(super) fn sniff(_: &[u8], _: Option<&str>) -> Option<Confidence> { None }
pub(super) fn read(_: &mut Stream, _: &mut ImportReport) -> Result<Dataset, ReadError> { Err(ReadError::Empty) }
