//! How long opening a file takes, and how much memory.
//!
//! `cargo bench --bench load -- FILE…` prints a line for each, or for tables of
//! made-up events when none is given. Each is opened in a process of its own,
//! so that one does not leave its memory to the next. Memory and processor
//! time are known on Linux only, and 0 elsewhere.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod common;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tarikh::files;
use tarikh::formats::{ImportReport, Watch};
use tarikh::model::Index;
use tarikh::store::Store;

/// Says to the process which file it is for.
const ONE: &str = "TARIKH_LOAD_ONE";

fn main() {
    if let Some(file) = std::env::var_os(ONE) {
        return measure(Path::new(&file));
    }
    let mut files: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    if files.is_empty() {
        let made = common::SIZES.map(|rows| common::table(rows).unwrap());
        files.extend(made.map(|path| path.to_string_lossy().into_owned()));
    }
    for file in files {
        let status = Command::new(std::env::current_exe().unwrap())
            .env(ONE, &file)
            .status()
            .unwrap();
        assert!(status.success(), "{file} was not measured");
    }
}

fn measure(file: &Path) {
    let watch = Watch {
        progress: &|_| {},
        is_cancelled: &AtomicBool::new(false),
    };
    let mut report = ImportReport::new();
    let begun = Instant::now();
    let opened = files::open(file, None, watch, &mut report).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, peak) = (cpu_seconds(), peak_mib());
    let begun = Instant::now();
    let index = Index::new(&opened.dataset);
    let store = Store::build(&opened.dataset, &index);
    let store_seconds = begun.elapsed().as_secs_f64();
    println!(
        "load file={} rows={} seconds={seconds:.3} cpu_seconds={cpu:.2} peak_mib={peak} store_seconds={store_seconds:.3} store_peak_mib={}",
        file.display(),
        opened.dataset.events.len(),
        peak_mib()
    );
    drop(store);
}

/// Of all threads. The fourteenth and fifteenth field count hundredths of a
/// second on every Linux; the second may hold blanks and ends with a bracket.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: u64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    ticks as f64 / 100.0
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|peak| peak.split_whitespace().next())
        .and_then(|kib| kib.parse::<u64>().ok())
        .map_or(0, |kib| kib >> 10)
}
