//! What the window asks of the world outside: dialogs and the browser.
//!
//! A trait, so that tests can answer in place of a reader and see which
//! address would have been opened.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// What a chosen path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFor {
    /// A dataset to open.
    Open,
    /// A copy of the dataset to write.
    SaveCopy,
    /// A figure to write.
    Figure,
}

/// What came of asking for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// What for.
    pub purpose: PathFor,
    /// Which; `None` when the dialog was cancelled, or could not be shown:
    /// systems do not tell the two apart.
    pub path: Option<PathBuf>,
    /// How long after the question.
    pub after: Duration,
}

impl Chosen {
    /// True when nobody can have seen a dialog: no hand cancels so fast.
    pub(super) fn is_failure(&self) -> bool {
        const LEAST_SEEN: Duration = Duration::from_millis(300);
        self.path.is_none() && self.after < LEAST_SEEN
    }
}

/// The world outside the window.
pub trait Outside {
    /// Asks for a file without waiting; the answer comes through `reply`, and
    /// `wake` is called after it. The error says why nobody can be asked.
    fn choose(
        &self,
        purpose: PathFor,
        name: &str,
        reply: Sender<Chosen>,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<(), String>;

    /// Opens an address that was checked and confirmed.
    fn open_link(&self, url: &str) -> Result<(), String>;
}

/// The system's dialogs and browser.
pub(super) struct Desktop;

impl Outside for Desktop {
    fn choose(
        &self,
        purpose: PathFor,
        name: &str,
        reply: Sender<Chosen>,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<(), String> {
        let dialog = match purpose {
            PathFor::Open => rfd::AsyncFileDialog::new()
                .set_title("Open a dataset")
                .add_filter("Datasets", &extensions())
                .add_filter("All files", &["*"]),
            PathFor::SaveCopy => {
                let dialog = rfd::AsyncFileDialog::new()
                    .set_title("Save a copy")
                    .set_file_name(name);
                let formats = crate::formats::FORMATS.iter();
                formats
                    .filter(|format| format.write.is_some())
                    .fold(dialog, |dialog, format| {
                        dialog.add_filter(format.title, &format.extensions[..1])
                    })
            }
            PathFor::Figure => rfd::AsyncFileDialog::new()
                .set_title("Export figure")
                .add_filter("PNG picture", &["png"])
                .set_file_name(name),
        };
        let asked = Instant::now();
        // The future is made here, on the thread of the window, as macOS
        // wants; it is waited for elsewhere, for a portal may hang.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> =
            match purpose {
                PathFor::Open => Box::pin(dialog.pick_file()),
                PathFor::SaveCopy | PathFor::Figure => Box::pin(dialog.save_file()),
            };
        std::thread::Builder::new()
            .name("file-dialog".to_owned())
            .spawn(move || {
                let path = wait_for(answer).map(|file| file.path().to_owned());
                // The window may be gone by now.
                let _ = reply.send(Chosen {
                    purpose,
                    path,
                    after: asked.elapsed(),
                });
                wake();
            })
            .map(drop)
            .map_err(|error| error.to_string())
    }

    fn open_link(&self, url: &str) -> Result<(), String> {
        open::that_detached(url).map_err(|error| error.to_string())
    }
}

fn extensions() -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    for format in crate::formats::FORMATS {
        for extension in format.extensions {
            if !all.contains(extension) {
                all.push(extension);
            }
        }
    }
    all
}

/// Runs one future to its end on this thread.
fn wait_for<T>(mut future: std::pin::Pin<Box<dyn Future<Output = T> + Send>>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
