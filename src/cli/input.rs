//! The file that a command was given: its bytes, and what a format made of
//! them.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::output::shown;
use crate::files::{self, NotOpened};
use crate::formats::{self, Format, ImportReport, Progress, Severity, Watch};
use crate::model::Dataset;
use crate::text::grouped;

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
    let name = match is_standard_input {
        true => STANDARD_INPUT.to_owned(),
        false => path
            .file_name()
            .map_or_else(|| given.clone(), |name| name.to_string_lossy().into_owned()),
    };
    let mut report = ImportReport::new();
    let line = ProgressLine::new();
    let progress = |progress| line.show(progress);
    let watch = Watch {
        progress: &progress,
        is_cancelled: &AtomicBool::new(false),
    };
    let opened = match is_standard_input {
        true => {
            let input = formats::Input {
                reader: &mut io::stdin().lock(),
                size: None,
                name: &name,
                watch,
            };
            files::open_from(input, format, &mut report).map_err(NotOpened::from)
        }
        false => files::open(path, format, watch, &mut report),
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

/// A line on a terminal that says how far reading is, and is gone at the end.
struct ProgressLine {
    is_terminal: bool,
    begun: Instant,
    /// When it was written last.
    shown: Cell<Option<Instant>>,
}

impl ProgressLine {
    /// What is read within this time needs no line.
    const AFTER: Duration = Duration::from_millis(500);
    /// How often it changes.
    const EVERY: Duration = Duration::from_millis(100);

    fn new() -> ProgressLine {
        ProgressLine {
            is_terminal: io::stderr().is_terminal(),
            begun: Instant::now(),
            shown: Cell::new(None),
        }
    }

    fn show(&self, progress: Progress) {
        let is_due = match self.shown.get() {
            None => self.begun.elapsed() >= Self::AFTER,
            Some(shown) => shown.elapsed() >= Self::EVERY,
        };
        if self.is_terminal && is_due {
            self.shown.set(Some(Instant::now()));
            // Goes back to the beginning of the line and clears it.
            let _ = write!(io::stderr().lock(), "\r\x1B[K{}", words(progress));
        }
    }

    fn erase(&self) {
        if self.shown.get().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1B[K");
        }
    }
}

/// `Reading: 512 MiB of 1,248 MiB (41 %), 3,900,000 rows`.
fn words(progress: Progress) -> String {
    let mib = |bytes: u64| grouped(bytes >> 20);
    let mut words = format!("Reading: {} MiB", mib(progress.bytes));
    if let Some(size) = progress.size.filter(|size| *size > 0) {
        let percent = (progress.bytes.min(size) as f64 / size as f64 * 100.0).floor();
        words.push_str(&format!(" of {} MiB ({percent} %)", mib(size)));
    }
    if progress.rows > 0 {
        words.push_str(&format!(", {} rows", grouped(progress.rows)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_bytes_share_and_rows() {
        let mut progress = Progress {
            bytes: 512 << 20,
            size: Some(1_248 << 20),
            rows: 3_900_000,
        };
        assert_eq!(
            words(progress),
            "Reading: 512 MiB of 1,248 MiB (41 %), 3,900,000 rows"
        );
        progress.size = None;
        progress.rows = 0;
        assert_eq!(words(progress), "Reading: 512 MiB");
    }
}
