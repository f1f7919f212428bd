//! `tarikh load-worker`: reads a file for another Tarikh, within limits, and
//! says what it holds in the words of [`formats::relay`].
//!
//! Standard input brings the length of the file (eight bytes, the lowest
//! first), the file, and then nothing: once it ends, nobody waits any more, and
//! neither does this.

use std::io::{self, Read};
use std::process::ExitCode;
use std::thread;

use super::args::LoadWorkerArgs;
use crate::formats::{Choices, relay};

pub(super) fn run(args: &LoadWorkerArgs) -> anyhow::Result<ExitCode> {
    limit();
    let mut length = [0; 8];
    let mut stdin = io::stdin();
    stdin.read_exact(&mut length)?;
    let mut bytes = Vec::new();
    let length = u64::from_le_bytes(length);
    stdin.by_ref().take(length).read_to_end(&mut bytes)?;
    thread::Builder::new()
        .name("end-with-parent".to_owned())
        .stack_size(64 << 10)
        .spawn(move || {
            let _ = io::copy(&mut stdin, &mut io::sink());
            std::process::exit(1);
        })?;
    let choices = Choices {
        format: Some(args.format),
        mapping: args.mapping.clone(),
        ..Choices::default()
    };
    relay::serve(&choices, &args.name, &bytes, &mut io::stdout())?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps this process from taking more of the machine than a file is worth.
#[cfg(unix)]
fn limit() {
    use rlimit::Resource;
    /// Bytes of memory that can be asked for. Not all of them are used: so the
    /// process stays below 1 GiB with what it shares.
    const MEMORY: u64 = 896 << 20;
    /// Seconds of work, for a worker that nobody stops.
    const SECONDS: u64 = 600;
    let most = [
        (Resource::AS, MEMORY),
        (Resource::CPU, SECONDS),
        // No file is written, and no image of the memory when it ends.
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ];
    for (resource, most) in most {
        // Not every system knows every limit; the others hold without it.
        if let Ok((_, hard)) = resource.get() {
            let most = most.min(hard);
            let _ = resource.set(most, most);
        }
    }
}

#[cfg(not(unix))]
fn limit() {}
