//! Files that are read in a process of their own: what comes through, and what
//! becomes of a process that does not come back. Nothing is left behind.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tarikh::files::{self, NotOpened};
use tarikh::formats::{self, Choices, ImportReport, Opened, ReadError, Watch, native};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tarikh");

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn open(program: Option<&str>, path: &Path) -> (Result<Opened, NotOpened>, ImportReport) {
    let mut report = ImportReport::new();
    let program = program.map(Path::new);
    let opened = files::open_with(
        program,
        path,
        &Choices::default(),
        Watch::nobody(),
        &mut report,
    );
    (opened, report)
}

fn refused(program: &str, path: &Path) -> String {
    open(Some(program), path).0.unwrap_err().to_string()
}

/// A program that does what is wanted of it when it is started as a worker.
#[cfg(unix)]
fn program(folder: &Path, does: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("program");
    std::fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_file_is_the_same_from_another_process() {
    for name in [
        "xlsx/ok/formats.xlsx",
        "xlsx/ok/written-by-tarikh.xlsx",
        "sheet/ok/plain.ods",
    ] {
        let path = fixture(name);
        let (here, report_here) = open(None, &path);
        let (there, report_there) = open(Some(PROGRAM), &path);
        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(report_there, report_here, "{name}");
        assert_eq!(there.sha256, here.sha256, "{name}");
        assert_eq!(there.format.id, here.format.id, "{name}");
        let bytes = |opened: &Opened| formats::written(&opened.dataset, native::write).unwrap();
        assert_eq!(bytes(&there), bytes(&here), "{name}");
    }
}

#[test]
fn what_is_refused_there_is_refused_in_the_same_words() {
    for name in [
        "xlsx/err/no-date.xlsx",
        "xlsx/err/cut-short.xlsx",
        "xlsx/err/blank.xlsx",
        "sheet/err/encrypted.xlsx",
    ] {
        let path = fixture(name);
        let here = open(None, &path).0.unwrap_err().to_string();
        assert_eq!(refused(PROGRAM, &path), here, "{name}");
    }
}

#[test]
fn a_program_that_is_no_worker_is_said_to_be_none() {
    let path = fixture("xlsx/ok/formats.xlsx");
    let error = refused("/no/such/program", &path);
    assert!(error.contains("does not work"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_worker_that_ends_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture("xlsx/ok/formats.xlsx");
    for (does, expected) in [
        ("exit 0", "broke off"),
        ("kill -KILL $$", "broke off"),
        ("kill -XCPU $$", "took too long"),
        (
            "echo 'memory allocation of 9 bytes failed' >&2; exit 1",
            "ran out of memory",
        ),
        (
            "echo \"thread 'main' has overflowed its stack\" >&2; exit 1",
            "went too deep",
        ),
        ("head -c 100000 /dev/zero", "broke off"),
        (
            "head -c 100000 /dev/zero >&2; cat >/dev/null & exit 0",
            "broke off",
        ),
    ] {
        let error = refused(&program(folder.path(), does), &path);
        let begins = format!("The file made its reader stop: it {expected}.");
        assert!(error.starts_with(&begins), "{does}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_worker_that_is_silent_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = fixture("xlsx/ok/formats.xlsx");
    let pid = folder.path().join("pid");
    let does = format!("echo $$ > {}; exec sleep 1000", pid.display());
    let begun = Instant::now();
    let error = refused(&program(folder.path(), &does), &path);
    assert!(error.contains("took too long"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert_is_gone(&pid);
}

#[cfg(unix)]
#[test]
fn a_worker_that_nobody_waits_for_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let does = format!("echo $$ > {}; exec sleep 1000", pid.display());
    let program = program(folder.path(), &does);
    let is_cancelled = AtomicBool::new(false);
    let watch = Watch {
        is_cancelled: &is_cancelled,
        ..Watch::nobody()
    };
    let begun = Instant::now();
    let opened = std::thread::scope(|scope| {
        scope.spawn(|| {
            while std::fs::read_to_string(&pid).unwrap_or_default().is_empty() {
                std::thread::sleep(Duration::from_millis(5));
            }
            is_cancelled.store(true, Ordering::Relaxed);
        });
        files::open_with(
            Some(Path::new(&program)),
            &fixture("xlsx/ok/formats.xlsx"),
            &Choices::default(),
            watch,
            &mut ImportReport::new(),
        )
    });
    let error = opened.unwrap_err();
    assert!(
        matches!(error, NotOpened::Read(ReadError::Cancelled)),
        "{error}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "it was waited for"
    );
    assert_is_gone(&pid);
}

/// Neither at work nor waiting to be asked how it ended.
#[cfg(unix)]
fn assert_is_gone(pid: &Path) {
    let pid = std::fs::read_to_string(pid).unwrap();
    let is_there = std::process::Command::new("kill")
        .args(["-0", pid.trim()])
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap()
        .success();
    assert!(!is_there, "process {} is left over", pid.trim());
}

/// The one that waits may be killed; what it started sees that by itself.
#[cfg(unix)]
#[test]
fn a_worker_ends_with_the_one_that_started_it() {
    use std::io::{Read, Write};
    use std::process::{Command, Stdio};
    let mut worker = Command::new(PROGRAM)
        .args(["load-worker", "--format=csv", "--name=a.csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = worker.stdin.take().unwrap();
    let mut table = b"date,title\n".to_vec();
    for row in 0..200_000 {
        table.extend_from_slice(format!("1979,{row}\n").as_bytes());
    }
    stdin
        .write_all(&(table.len() as u64).to_le_bytes())
        .unwrap();
    stdin.write_all(&table).unwrap();
    // It has begun, and cannot say it all: nobody reads on.
    let mut first = [0; 5];
    worker
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut first)
        .unwrap();
    drop(stdin);
    let begun = Instant::now();
    while worker.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is left over");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// An archive that lies about the size of its parts passes the checks before it
/// is unpacked; the limit on memory holds then.
#[cfg(unix)]
#[test]
fn an_archive_that_lies_about_its_parts_ends_in_time_and_in_words() {
    let bomb = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/hostile/parsers/bomb.xlsx"
    );
    let Ok(mut bytes) = std::fs::read(bomb) else {
        eprintln!("skipped: {bomb} is not there");
        return;
    };
    let name = b"xl/worksheets/sheet1.xml";
    let at = bytes.windows(name.len()).rposition(|part| part == name);
    let size = at.unwrap() - 46 + 24;
    bytes[size..size + 4].copy_from_slice(&1_000_000_u32.to_le_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lying.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let begun = Instant::now();
    let error = refused(PROGRAM, &path);
    eprintln!("{:?}: {error}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(20));
}
