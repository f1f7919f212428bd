//! Notices that the open file was changed by another program.
//!
//! The folder is watched, not the file: programs save by writing a new file
//! and moving it over the old one.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

/// Changes closer together than this are one: an editor writes in steps.
const QUIET: Duration = Duration::from_millis(250);

/// A watched file; dropping it ends the watch.
pub(super) struct Watch {
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    changed: Receiver<()>,
    /// Which file.
    pub(super) path: PathBuf,
}

impl Watch {
    /// Watches a file; `wake` is called after each change. The error says why
    /// it cannot be watched.
    pub(super) fn start(path: &Path, wake: impl Fn() + Send + 'static) -> Result<Watch, String> {
        let path = std::fs::canonicalize(path).map_err(|error| error.to_string())?;
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err("it lies in no folder".to_owned());
        };
        let (folder, name) = (folder.to_owned(), name.to_owned());
        let (send, changed) = channel();
        let on_events = move |events: DebounceEventResult| {
            let Ok(events) = events else { return };
            let is_ours = events.iter().any(|event| {
                !event.kind.is_access()
                    && event
                        .paths
                        .iter()
                        .any(|path| path.file_name() == Some(&name))
            });
            if is_ours && send.send(()).is_ok() {
                wake();
            }
        };
        let mut watcher =
            new_debouncer(QUIET, None, on_events).map_err(|error| error.to_string())?;
        watcher
            .watch(&folder, RecursiveMode::NonRecursive)
            .map_err(|error| error.to_string())?;
        Ok(Watch {
            _watcher: watcher,
            changed,
            path,
        })
    }

    /// True when the file was changed since the last call.
    pub(super) fn has_changed(&self) -> bool {
        self.changed.try_iter().count() > 0
    }
}
