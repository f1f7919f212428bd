//! stub
use super::*;
/// s
pub fn sniff(_: &[u8], _: Option<&str>) -> Option<Confidence> {
    None
}
/// r
pub fn read(_: &[u8], _: &str, _: &mut ImportReport) -> Result<Dataset, ReadError> {
    Err(ReadError::Empty)
}
