//! A file on its way to the disk, on a thread of its own: the window must not
//! stand still until the disk has it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// What became of it: what its format left out, if anything, in words; the error
/// says why it was not written.
type Outcome = Result<Option<String>, String>;

/// A file that is being written.
pub(super) struct Writing {
    path: PathBuf,
    answer: Receiver<Outcome>,
}

impl Writing {
    /// Starts to write on a thread of that name; `wake` is called when it is
    /// done.
    pub(super) fn start(
        name: &str,
        path: PathBuf,
        write: impl FnOnce(&Path) -> Outcome + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Writing, String> {
        let (send, answer) = channel();
        let target = path.clone();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // The window may be gone.
                let _ = send.send(write(&target));
                wake();
            })
            .map_err(|error| format!("No thread to write {} on: {error}.", path.display()))?;
        Ok(Writing { path, answer })
    }

    /// Where it went and what became of it, once that is known.
    pub(super) fn poll(&self) -> Option<(&Path, Outcome)> {
        match self.answer.try_recv() {
            Ok(outcome) => Some((&self.path, outcome)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some((&self.path, Err(unfinished()))),
        }
    }

    /// Waits until it is written or has failed.
    pub(super) fn wait(self) {
        // Whoever closes the window is past being told.
        let _ = self.answer.recv();
    }
}

fn unfinished() -> String {
    "It was not written to the end because of a fault in Tarikh.".to_owned()
}
