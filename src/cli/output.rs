//! Results to standard output, messages to standard error.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;

/// True for the name that stands for standard output.
pub(super) fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes a result to standard output. A reader that has gone away (`head`)
/// has what it wanted.
pub(super) fn result(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output cannot be written")
        }
        _ => Ok(()),
    }
}

/// Tells something on standard error. If even that cannot be written, there is
/// nobody to tell.
pub(super) fn message(text: &str) {
    let _ = writeln!(io::stderr().lock(), "tarikh: {text}");
}

/// Text from a file or a call for a terminal: without characters that would
/// move the cursor or turn the direction of what follows.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            _ if c.is_control() => '\u{FFFD}',
            _ => c,
        })
        .collect()
}
