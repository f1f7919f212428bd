//! How far work is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::formats::Progress;
use crate::text::grouped;

/// A line on a terminal that says how far work is, and is gone at the end.
pub(super) struct ProgressLine {
    /// What is done.
    work: &'static str,
    is_terminal: bool,
    begun: Instant,
    /// When it was written last.
    shown: Mutex<Option<Instant>>,
}

impl ProgressLine {
    /// What is done within this time needs no line.
    const AFTER: Duration = Duration::from_millis(500);
    /// How often it changes.
    const EVERY: Duration = Duration::from_millis(100);

    pub(super) fn new(work: &'static str) -> ProgressLine {
        ProgressLine {
            work,
            is_terminal: io::stderr().is_terminal(),
            begun: Instant::now(),
            shown: Mutex::new(None),
        }
    }

    pub(super) fn show(&self, progress: Progress) {
        let Ok(mut shown) = self.shown.lock() else {
            return;
        };
        let is_due = match *shown {
            None => self.begun.elapsed() >= Self::AFTER,
            Some(shown) => shown.elapsed() >= Self::EVERY,
        };
        if self.is_terminal && is_due {
            *shown = Some(Instant::now());
            // Goes back to the beginning of the line and clears it.
            let _ = write!(
                io::stderr().lock(),
                "\r\x1B[K{}",
                words(self.work, progress)
            );
        }
    }

    pub(super) fn erase(&self) {
        if self.shown.lock().is_ok_and(|shown| shown.is_some()) {
            let _ = write!(io::stderr().lock(), "\r\x1B[K");
        }
    }
}

/// `Reading: 512 MiB of 1,248 MiB (41 %), 3,900,000 rows`.
fn words(work: &str, progress: Progress) -> String {
    let mib = |bytes: u64| grouped(bytes >> 20);
    let mut words = format!("{work}: {} MiB", mib(progress.bytes));
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
            words("Reading", progress),
            "Reading: 512 MiB of 1,248 MiB (41 %), 3,900,000 rows"
        );
        progress.size = None;
        progress.rows = 0;
        assert_eq!(words("Reading", progress), "Reading: 512 MiB");
    }
}
