//! Every hostile file of the shared collection through the program itself: it
//! ends in time, by itself, with words, and within its memory. In-process
//! readers meet the same files in `tests/formats.rs`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// In seconds. An idle machine needs a tenth of a second for most of them.
const MOST_TIME: Duration = Duration::from_secs(5);

/// In KiB, of the program and of what it starts, each.
const MOST_MEMORY: u64 = 1 << 20;

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files_below(&path, files),
            false => files.push(path),
        }
    }
}

/// What is wrong with how the program ends at a file.
fn fault(file: &Path) -> Option<String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tarikh"))
        .arg("check")
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let readers = [
        Box::new(program.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>,
        Box::new(program.stderr.take().unwrap()),
    ]
    .map(|mut from| {
        let read = move || {
            let mut said = Vec::new();
            from.read_to_end(&mut said).unwrap();
            said
        };
        let thread = std::thread::Builder::new().name("said".to_owned());
        thread.spawn(read).unwrap()
    });
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_memory(program.id()));
        if let Some(status) = program.try_wait().unwrap() {
            break Some(status);
        }
        if begun.elapsed() > MOST_TIME * 4 {
            program.kill().unwrap();
            program.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = begun.elapsed();
    let said: Vec<u8> = readers
        .into_iter()
        .flat_map(|reader| reader.join().unwrap())
        .collect();
    let said = String::from_utf8_lossy(&said);
    // Without a code it was ended by a signal.
    match status.and_then(|status| status.code()) {
        None => return Some(format!("it did not end by itself after {took:?}: {said}")),
        Some(0..=2) => {}
        Some(code) => return Some(format!("it ended with {code}: {said}")),
    }
    if took > MOST_TIME {
        return Some(format!("it took {took:?}"));
    }
    if peak > MOST_MEMORY {
        return Some(format!("it took {peak} KiB of memory"));
    }
    if said.trim().is_empty() {
        return Some("it said nothing".to_owned());
    }
    said.contains("panicked").then(|| said.into_owned())
}

/// The most memory that a process and those that it started had so far, in KiB;
/// 0 where the system does not tell.
fn peak_memory(process: u32) -> u64 {
    let own = |process: &str| -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"));
        let status = status.unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    let children = format!("/proc/{process}/task/{process}/children");
    let children = std::fs::read_to_string(children).unwrap_or_default();
    let most = children.split_whitespace().map(own).max();
    own(&process.to_string()).max(most.unwrap_or(0))
}

#[test]
fn no_hostile_file_brings_the_program_down() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/hostile");
    if !Path::new(folder).is_dir() {
        eprintln!("skipped: {folder} is not there");
        return;
    }
    let mut files = Vec::new();
    files_below(Path::new(folder), &mut files);
    assert!(files.len() > 100, "{} files", files.len());
    let next = Mutex::new(files.iter());
    let faults = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(file) = next.lock().unwrap().next() else {
                        break;
                    };
                    if let Some(fault) = fault(file) {
                        let fault = format!("{}: {fault}", file.display());
                        faults.lock().unwrap().push(fault);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    eprintln!("{} files", files.len());
}
