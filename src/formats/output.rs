//! A file on its way out: where its bytes go, how far they are, whether anybody
//! still waits for them.

use std::io;
use std::sync::atomic::Ordering;

use super::WriteError;
use super::stream::{Progress, Watch};

/// A file that is to be written. What writes to it is told to stop, by an
/// error, once nobody waits any more.
pub struct Output<'a> {
    /// Where its bytes go.
    pub writer: &'a mut (dyn io::Write + Send),
    /// Who waits for it. Its progress has no size: that is known at the end.
    pub watch: Watch<'a>,
}

impl Output<'_> {
    /// Gives what `write` writes to its place, and tells how far it is.
    /// Stopped, it ends with [`WriteError::Cancelled`].
    pub(super) fn through<E: Into<WriteError>>(
        self,
        write: impl FnOnce(&mut (dyn io::Write + Send)) -> Result<(), E>,
    ) -> Result<(), WriteError> {
        let is_cancelled = self.watch.is_cancelled;
        let mut watched = Watched {
            output: self,
            written: 0,
            told: 0,
        };
        let done = write(&mut watched).map_err(Into::into);
        let done = done.and_then(|()| Ok(io::Write::flush(&mut watched)?));
        match is_cancelled.load(Ordering::Relaxed) {
            true => Err(WriteError::Cancelled),
            false => done,
        }
    }
}

/// How much is written before it is asked whether to go on.
const PIECE: u64 = 1 << 20;

struct Watched<'a> {
    output: Output<'a>,
    written: u64,
    told: u64,
}

// The progress is told on the thread that writes, which is the one that asked.
impl io::Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.output.writer.write(bytes)?;
        self.written += count as u64;
        if self.written - self.told >= PIECE {
            self.told = self.written;
            if self.output.watch.is_cancelled.load(Ordering::Relaxed) {
                return Err(io::Error::other("stopped"));
            }
            (self.output.watch.progress)(Progress {
                bytes: self.written,
                size: None,
                rows: 0,
            });
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.writer.flush()
    }
}
