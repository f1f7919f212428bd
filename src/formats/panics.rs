//! Libraries that panic at damaged files: asked behind a guard that makes an
//! answer of it. What is done there goes without mistakes of ours, lest they be
//! called damage.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// A panic of this thread is about to be caught.
    static EXPECTS_PANIC: Cell<bool> = const { Cell::new(false) };
}

/// True on a thread that is about to make an error of a panic: nobody need be
/// told of it in another way.
pub(super) fn expects_panic() -> bool {
    EXPECTS_PANIC.get()
}

/// Asks a library for something; `None` where it panicked.
pub(super) fn caught<T>(ask: impl FnOnce() -> T) -> Option<T> {
    let before = EXPECTS_PANIC.replace(true);
    let done = catch_unwind(AssertUnwindSafe(ask));
    EXPECTS_PANIC.set(before);
    done.ok()
}
