//! The file that a command was given: its bytes, and what a format made of
//! them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::anyhow;
use sha2::{Digest, Sha256};

use super::output::shown;
use crate::formats::{self, Format, ImportReport};
use crate::model::Dataset;

/// The most that is read. Everything is held in memory, several times over.
const MAX_BYTES: u64 = 2 << 30;

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

/// Opens `path`, or standard input for `-`. The error names the file as it was
/// given.
pub(super) fn read(path: &Path, format: Option<&'static Format>) -> anyhow::Result<Input> {
    let is_standard_input = path.as_os_str() == "-";
    let given = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => shown(&path.to_string_lossy()),
    };
    let bytes = match is_standard_input {
        true => capped(io::stdin().lock()),
        false => open(path).and_then(capped),
    };
    let bytes = bytes.map_err(|error| anyhow!("{given}: {}", in_words(&error)))?;
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

fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Reading a folder gives an error that does not say so everywhere.
    match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    }
}

/// All bytes, but never without end.
fn capped(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_BYTES {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "There is no such file. Check the spelling and the folder.".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "You may not read this file. Ask its owner for the right to, or copy it.".to_owned()
        }
        io::ErrorKind::IsADirectory => {
            "This is a folder. Give the file in it that holds the dataset.".to_owned()
        }
        io::ErrorKind::FileTooLarge => {
            "The file has more than 2 GiB, and a dataset is held in memory whole. Split it."
                .to_owned()
        }
        _ => format!("It cannot be read: {error}."),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
