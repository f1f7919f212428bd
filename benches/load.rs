//! How long opening a file takes, and how much memory.
//!
//! `cargo bench --bench load -- FILE…` prints a line for each, or for tables of
//! made-up events when none is given. Each is opened in a process of its own,
//! so that one does not leave its memory to the next. Memory and processor
//! time are known on Linux only, and 0 elsewhere. `beginning_ms` is when the
//! beginning of a large file was sorted and could be drawn; 0 for others.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

#[expect(dead_code, reason = "it looks on while files open")]
mod common;

use std::process::Command;
use std::sync::OnceLock;
use std::time::Instant;

use tarikh::formats::Watch;
use tarikh::model::{Dataset, Index};
use tarikh::store::Store;

/// Says to the process which file it is for.
const ONE: &str = "TARIKH_LOAD_ONE";

fn main() {
    if let Ok(file) = std::env::var(ONE) {
        return measure(&file);
    }
    for file in common::files() {
        let status = Command::new(std::env::current_exe().unwrap())
            .env(ONE, &file)
            .status()
            .unwrap();
        assert!(status.success(), "{file} was not measured");
    }
}

fn measure(file: &str) {
    let begun = Instant::now();
    let first = OnceLock::new();
    let show = |beginning: Dataset| {
        let index = Index::new(&beginning);
        drop(Store::build(&beginning, &index));
        let _ = first.set(begun.elapsed());
    };
    let watch = Watch {
        first: Some(&show),
        ..Watch::nobody()
    };
    let opened = common::open_watched(file, watch);
    let seconds = begun.elapsed().as_secs_f64();
    let (cpu, peak) = (cpu_seconds(), peak_mib());
    let begun = Instant::now();
    let index = Index::new(&opened.dataset);
    let store = Store::build(&opened.dataset, &index);
    let store_seconds = begun.elapsed().as_secs_f64();
    let store_cpu = cpu_seconds() - cpu;
    let beginning = first.get().map_or(0.0, std::time::Duration::as_secs_f64) * 1e3;
    println!(
        "load file={file} rows={} beginning_ms={beginning:.0} seconds={seconds:.3} cpu_seconds={cpu:.2} peak_mib={peak} store_seconds={store_seconds:.3} store_cpu_seconds={store_cpu:.2} store_peak_mib={}",
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
