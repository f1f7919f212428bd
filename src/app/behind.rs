//! Work behind the window's back.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 0 to 99: a niceness of 18 on Linux, where a frame waited 4 ms for its core
/// at a niceness of 10; the lowest but idle on Windows.
const LOWEST: u8 = 5;

/// Starts a thread that gives way to the window, as do those that it starts
/// (but for Windows): on a machine of two cores its work takes both, and frames
/// would wait for one.
pub(super) fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    let started = thread.spawn(move || {
        if let Ok(priority) = ThreadPriorityValue::try_from(LOWEST) {
            // Where the system does not allow it, it works as hard as others.
            let _ = set_current_thread_priority(ThreadPriority::Crossplatform(priority));
        }
        work();
    });
    started.map(drop)
}

/// Lets a frame go first: work that asks at it stands still while one is made.
///
/// Priority alone does not do: a thread of the lowest one still has the core for
/// 4 ms now and then, on Linux, which is half of a frame.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<(Mutex<bool>, Condvar)>);

/// A frame is being made until this is dropped.
pub(super) struct Frame<'a>(&'a Gate);

impl Gate {
    /// Holds the work up.
    pub(super) fn frame(&self) -> Frame<'_> {
        self.set(true);
        Frame(self)
    }

    /// Waits until no frame is being made, or has been for long: something else
    /// keeps that frame, and it may be this work.
    pub(super) fn pass(&self) {
        const LONG: Duration = Duration::from_millis(30);
        let (is_closed, opened) = &*self.0;
        let is_closed = is_closed.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_closed {
            drop(opened.wait_timeout_while(is_closed, LONG, |is_closed| *is_closed));
        }
    }

    fn set(&self, closed: bool) {
        let (is_closed, opened) = &*self.0;
        *is_closed.lock().unwrap_or_else(PoisonError::into_inner) = closed;
        if !closed {
            opened.notify_all();
        }
    }
}

impl Drop for Frame<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn work_stands_still_while_a_frame_is_made() {
        let gate = Gate::default();
        let is_past = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let frame = gate.frame();
            scope.spawn(|| {
                gate.pass();
                is_past.store(true, Ordering::Release);
            });
            std::thread::sleep(Duration::from_millis(5));
            assert!(!is_past.load(Ordering::Acquire));
            drop(frame);
        });
        assert!(is_past.load(Ordering::Acquire));
        // Nothing holds it up between frames.
        gate.pass();
    }
}
