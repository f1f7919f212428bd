//! The file that a command was given: its bytes, and what a format made of
//! them.

use std::io;
use std::path::Path;

use anyhow::anyhow;
use sha2::{Digest, Sha256};

use super::output::shown;
use crate::files::{self, MOST_BYTES};
use crate::formats::{self, Format, ImportReport, Severity};
use crate::model::Dataset;

/// How standard input is called in messages and figures.
const STANDARD_INPUT: &str = "standard input";

/// A dataset and where it came from.
pub(super) struct Input {
    /// Name of the file without its folder.
    pub(super) name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) sha256: String,
    /// What it holds.
    pub(super) dataset: Dataset,
    /// The format that read it.
    pub(super) format: &'static Format,
    /// What was not as it should be.
    pub(super) report: ImportReport,
}

impl Input {
    /// False when something was lost or repaired on the way in, which
    /// `--strict` makes a failure.
    pub(super) fn is_intact(&self) -> bool {
        let count = |severity| self.report.count(severity);
        count(Severity::Lost) + count(Severity::Repaired) == 0
    }
}

/// Opens `path`, or standard input for `-`. The error names the file as it was
/// given.
pub(super) fn read(path: &Path, format: Option<&'static Format>) -> anyhow::Result<Input> {
    let is_standard_input = path.as_os_str() == "-";
    let given = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => shown(&path.to_string_lossy()),
    };
    let bytes = match is_standard_input {
        true => files::read_from(io::stdin().lock(), MOST_BYTES, || false),
        false => files::read(path, MOST_BYTES, || false),
    };
    let bytes = bytes.map_err(|error| anyhow!("{given}: {error}"))?;
    let name = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => path
            .file_name()
            .map_or_else(|| given.clone(), |name| name.to_string_lossy().into_owned()),
    };
    let mut report = ImportReport::new();
    let read = match format {
        Some(format) => (format.read)(&bytes, &name, &mut report).map(|dataset| (dataset, format)),
        None => formats::read_any(&bytes, &name, &mut report),
    };
    let (dataset, format) = read.map_err(|error| anyhow!("{given}: {error}"))?;
    Ok(Input {
        name,
        sha256: hexadecimal(&Sha256::digest(&bytes)),
        dataset,
        format,
        report,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
