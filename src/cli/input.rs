//! The file that a command was given: its bytes, and what a format made of
//! them.

use std::io;
use std::path::Path;

use anyhow::anyhow;

use super::check::problem_counts;
use super::output::{message, shown};
use super::progress::ProgressLine;
use crate::files::{self, NotOpened};
use crate::formats::{self, Choices, Format, ImportReport, Severity, Watch};
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

    /// Tells what the reader should know before trusting what is made of it;
    /// the list itself is what `check` is for. `strictly`, what is not done
    /// with a dataset that is not intact: that is an error then.
    pub(super) fn tell_problems(&self, path: &Path, strictly: Option<&str>) -> anyhow::Result<()> {
        let given = shown(&path.to_string_lossy());
        let counts = problem_counts(self);
        let problems = match given == "-" {
            // What came in there is gone.
            true => format!("{STANDARD_INPUT}: {counts}"),
            false => format!("{given}: {counts}. `tarikh check {given}` lists them"),
        };
        match strictly {
            Some(what) if !self.is_intact() => {
                Err(anyhow!("{problems}. With --strict nothing is {what}."))
            }
            _ => {
                if !self.report.is_empty() {
                    message(&format!("{problems}."));
                }
                Ok(())
            }
        }
    }
}

/// Opens `path`, or standard input for `-`. The error names the file as it was
/// given.
pub(super) fn read(path: &Path, choices: &Choices) -> anyhow::Result<Input> {
    let is_standard_input = path.as_os_str() == "-";
    let given = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => shown(&path.to_string_lossy()),
    };
    let name = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => path
            .file_name()
            .map_or_else(|| given.clone(), |name| name.to_string_lossy().into_owned()),
    };
    let mut report = ImportReport::new();
    let line = ProgressLine::new("Reading");
    let progress = |progress| line.show(progress);
    let watch = Watch {
        progress: &progress,
        ..Watch::nobody()
    };
    let opened = match is_standard_input {
        true => {
            let input = formats::Input {
                reader: &mut io::stdin().lock(),
                file: None,
                size: None,
                name: &name,
                watch,
            };
            files::open_from(input, choices, &mut report).map_err(NotOpened::from)
        }
        false => files::open(path, choices, watch, &mut report),
    };
    line.erase();
    let opened = opened.map_err(|error| anyhow!("{given}: {error}"))?;
    Ok(Input {
        name,
        sha256: opened.sha256,
        dataset: opened.dataset,
        format: opened.format,
        report,
    })
}
