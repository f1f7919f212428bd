//! Reads a file of a format whose library may end the whole process in a
//! process of its own: this program again, with a hidden command. What the two
//! say to each other is in [`formats::relay`].
//!
//! *Invariants:* the process is gone, and waited for, before [`open`] comes
//! back. It ends by itself once this one is gone: what it hears from is open as
//! long as somebody waits for it.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use crate::formats::relay::{self, Word};
use crate::formats::{Format, ImportReport, Mapping, Opened, ReadError, Stream, TableLook, Watch};
use crate::model::Dataset;

/// Bytes of a file that is read so at most: it is held several times over.
const MOST_BYTES: usize = 128 << 20;

/// How long the worker may be silent, whatever the size of the file, and more
/// for each MiB. A small file is read in milliseconds: one that takes this long
/// was made to.
const PATIENCE: Duration = Duration::from_secs(4);
const PATIENCE_PER_MIB: Duration = Duration::from_secs(4);

/// How often it is asked whether anybody still waits.
const LOOK: Duration = Duration::from_millis(50);

/// Opens a file that was not read yet.
pub(super) fn open(
    program: &Path,
    mut stream: Stream,
    format: &'static Format,
    watch: Watch,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    let bytes = stream
        .all_if_small(MOST_BYTES)?
        .ok_or(ReadError::Unsupported {
            what: format!("more than {} MiB", MOST_BYTES >> 20),
            advice: "Split it, or export it as CSV.",
        })?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    let name = stream.name();
    let mut worker = Worker::start(program, format, name, stream.mapping())?;
    let (dataset, table) = worker.ask(&bytes, name, watch, report)?;
    Ok(Opened {
        dataset,
        format,
        encoding: None,
        table,
        sha256: stream.into_sha256(),
    })
}

/// A process that reads a file. It does not outlive this value.
struct Worker {
    child: Child,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and need not be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn no_reader(error: &io::Error) -> ReadError {
    ReadError::NoReader {
        why: error.to_string(),
    }
}

impl Worker {
    fn start(
        program: &Path,
        format: &'static Format,
        name: &str,
        mapping: Option<&Mapping>,
    ) -> Result<Worker, ReadError> {
        let child = Command::new(program)
            .arg("load-worker")
            .arg(format!("--format={}", format.id))
            .arg(format!("--name={name}"))
            .args(mapping.map(|mapping| format!("--mapping={}", mapping.text())))
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| no_reader(&error))?;
        Ok(Worker { child })
    }

    /// Hands it the file, and hears what it holds.
    fn ask(
        &mut self,
        bytes: &[u8],
        name: &str,
        watch: Watch,
        report: &mut ImportReport,
    ) -> Result<(Dataset, Option<TableLook>), ReadError> {
        let (Some(stdin), Some(stdout), Some(stderr)) = (
            self.child.stdin.take(),
            self.child.stdout.take(),
            self.child.stderr.take(),
        ) else {
            return Err(no_reader(&io::ErrorKind::BrokenPipe.into()));
        };
        let mib = u32::try_from(bytes.len() >> 20).unwrap_or(u32::MAX);
        let patience = PATIENCE + PATIENCE_PER_MIB * mib;
        thread::scope(|scope| {
            let (speak, hear) = sync_channel(16);
            let feeding = spawn(scope, "feed-worker", move || feed(stdin, bytes))?;
            spawn(scope, "hear-worker", move || pass_on(stdout, &speak))?;
            let told = spawn(scope, "worker-errors", move || last_words(stderr))?;
            let mut ear = Ear {
                hear,
                watch,
                patience,
                is_gone: false,
            };
            let mut words = || ear.next();
            let answer = relay::dataset(&mut words, name, watch, report);
            let is_gone = ear.is_gone;
            // Whatever came, nothing more is wanted of it. With it gone, and
            // nobody to pass words on to, all threads end.
            drop(ear);
            let status = match is_gone {
                true => self.child.wait().ok(),
                false => self.child.kill().and_then(|()| self.child.wait()).ok(),
            };
            drop(feeding.join());
            let told = told.join().unwrap_or_default();
            match answer {
                Err(ReadError::Stopped { .. }) if is_gone => Err(ReadError::Stopped {
                    how: how_it_ended(status, &told),
                }),
                answer => answer,
            }
        })
    }
}

/// Starts a named thread that ends before its scope does.
fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    body: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, ReadError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn_scoped(scope, body)
        .map_err(|error| no_reader(&error))
}

/// Hands the file on, its length first. What comes back is to be kept open as
/// long as the worker is wanted.
fn feed<W: Write>(mut to: W, bytes: &[u8]) -> W {
    // A worker that has ended does not take it; that is heard elsewhere.
    let _ = to
        .write_all(&(bytes.len() as u64).to_le_bytes())
        .and_then(|()| to.write_all(bytes))
        .and_then(|()| to.flush());
    to
}

fn pass_on(mut from: impl Read, to: &SyncSender<Word>) {
    while let Ok(word) = relay::next_word(&mut from) {
        if to.send(word).is_err() {
            return;
        }
    }
}

/// What the worker wrote to standard error, the beginning of it.
fn last_words(mut from: impl Read) -> String {
    const MOST: u64 = 16 << 10;
    let mut bytes = Vec::new();
    let _ = (&mut from).take(MOST).read_to_end(&mut bytes);
    // It must not wait for somebody to read the rest.
    let _ = io::copy(&mut from, &mut io::sink());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Hears words, but not without end.
struct Ear<'w> {
    hear: Receiver<Word>,
    watch: Watch<'w>,
    patience: Duration,
    /// No more words come.
    is_gone: bool,
}

impl Ear<'_> {
    fn next(&mut self) -> Result<Word, ReadError> {
        let begun = Instant::now();
        loop {
            if self.watch.is_cancelled.load(Ordering::Relaxed) {
                return Err(ReadError::Cancelled);
            }
            match self.hear.recv_timeout(LOOK) {
                Ok(word) => return Ok(word),
                Err(RecvTimeoutError::Timeout) if begun.elapsed() > self.patience => {
                    return Err(ReadError::Stopped {
                        how: "took too long",
                    });
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.is_gone = true;
                    return Err(ReadError::Stopped { how: "broke off" });
                }
            }
        }
    }
}

fn how_it_ended(status: Option<ExitStatus>, told: &str) -> &'static str {
    if told.contains("memory allocation of") || told.contains("out of memory") {
        return "ran out of memory";
    }
    if told.contains("overflowed its stack") {
        return "went too deep";
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        /// Sent by Linux and macOS alike where the time of a limit is over.
        const SIGXCPU: i32 = 24;
        if status.and_then(|status| status.signal()) == Some(SIGXCPU) {
            return "took too long";
        }
    }
    let _ = status;
    "broke off"
}
