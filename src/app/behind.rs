//! Work behind the window's back.

use std::io;

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 0 to 99: a niceness of 10 on Linux, below normal on Windows and macOS.
const BELOW_NORMAL: u8 = 25;

/// Starts a thread that gives way to the window, as do those that it starts
/// (but for Windows): on a machine of two cores its work takes both, and frames
/// would wait for one.
pub(super) fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    let started = thread.spawn(move || {
        if let Ok(priority) = ThreadPriorityValue::try_from(BELOW_NORMAL) {
            // Where the system does not allow it, it works as hard as others.
            let _ = set_current_thread_priority(ThreadPriority::Crossplatform(priority));
        }
        work();
    });
    started.map(drop)
}
