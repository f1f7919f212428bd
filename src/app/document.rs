//! Bytes to an opened dataset with everything that a view asks of it.
//!
//! Reading happens on a thread of its own ([`Loading`]); the window stays live
//! and keeps the document it has until the new one is whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex};

use super::asking::AT_ONCE;
use crate::dates::TimeSpan;
use crate::files::{self, NotOpened};
use crate::formats::{
    self, Choices, Encoding, ImportReport, Input, Opened, Progress, ReadError, TableLook, Watch,
};
use crate::model::{Dataset, EventIx, Index, Source, evidence};
use crate::store::{EventSet, EventStore, Filter, Findings, Store};
use crate::text::grouped;

/// The sample that opens when no file is given.
const SAMPLE: &[u8] = include_bytes!("../../sample_data/afghanistan.tarikh");
const SAMPLE_NAME: &str = "afghanistan.tarikh";

/// Where a document came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built into the program.
    Sample,
    /// A file.
    Path(PathBuf),
}

impl Origin {
    /// The name without folders.
    pub fn name(&self) -> String {
        match self {
            Origin::Sample => "Built-in sample".to_owned(),
            Origin::Path(path) => path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
        }
    }
}

/// An opened dataset. Never edited: a reload makes a new one.
#[derive(Debug)]
pub struct Document {
    /// What was read.
    pub dataset: Dataset,
    /// Ids to places in it.
    pub index: Index,
    /// Its events, sorted.
    pub store: Store,
    /// What was wrong with the file.
    pub report: ImportReport,
    /// Where it came from.
    pub origin: Origin,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Name of the format that it was read as.
    pub format: &'static str,
    /// What its table looks like, if it is one.
    pub(super) table: Option<TableLook>,
    /// What the user chose when it was opened.
    pub(super) choices: Choices,
    /// How its text is put into bytes, where that is not UTF-8.
    pub(super) encoding: Option<Encoding>,
    /// Every event, and what they have in common.
    pub everything: Arc<Findings>,
    /// From the first event to the last; `None` without dated events.
    pub extent: Option<TimeSpan>,
    /// For every lane of the store, how many events start in each slot of the
    /// extent.
    pub sparklines: Vec<Vec<u32>>,
    /// For every event named in a relation, those that name it.
    named_by: BTreeMap<EventIx, Vec<(EventIx, usize)>>,
}

/// Columns of a lane's small histogram.
pub(super) const SPARK_SLOTS: usize = 28;

impl Document {
    /// The built-in sample.
    pub fn sample() -> Result<Document, String> {
        Document::from_bytes(SAMPLE, SAMPLE_NAME, Origin::Sample)
    }

    /// Reads a file.
    pub fn open(path: &Path) -> Result<Document, String> {
        let choices = Choices::default();
        Document::open_watched(path, &choices, Watch::nobody()).map_err(|refused| refused.why)
    }

    /// Reads a file, unless it is told to stop on the way.
    fn open_watched(path: &Path, choices: &Choices, watch: Watch) -> Result<Document, Refused> {
        let mut report = ImportReport::new();
        let opened = files::open(path, choices, watch, &mut report)
            .map_err(|error| Refused::of(error, path))?;
        let origin = Origin::Path(path.to_owned());
        let (dataset, file) = FileFacts::of(opened, report, origin, choices.clone());
        Document::new(dataset, file, watch.is_cancelled).map_err(Refused::from)
    }

    /// Reads bytes under a file name.
    pub fn from_bytes(bytes: &[u8], name: &str, origin: Origin) -> Result<Document, String> {
        let watch = Watch::nobody();
        let mut report = ImportReport::new();
        let input = Input {
            reader: &mut &*bytes,
            file: None,
            size: Some(bytes.len() as u64),
            name,
            watch,
        };
        let opened = formats::open(input, &Choices::default(), &mut report)
            .map_err(|error| error.to_string())?;
        let (dataset, file) = FileFacts::of(opened, report, origin, Choices::default());
        Document::new(dataset, file, watch.is_cancelled)
    }

    /// The first rows of a table, to be looked at.
    pub(super) fn of_rows(dataset: Dataset, report: ImportReport) -> Result<Document, String> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        let file = FileFacts {
            report,
            origin: Origin::Sample,
            sha256: String::new(),
            format: "",
            table: None,
            choices: Choices::default(),
            encoding: None,
        };
        Document::new(dataset, file, &NEVER)
    }

    /// The beginning of a file; nothing where it would show nothing.
    fn first_part(
        mut dataset: Dataset,
        origin: &Origin,
        is_cancelled: &AtomicBool,
    ) -> Option<Document> {
        // What is known of the beginning is not known of the file.
        let captures = dataset
            .sources
            .iter_mut()
            .flat_map(|source| &mut source.captures);
        for capture in captures.filter(|capture| capture.path.as_ref() == Some(&origin.name())) {
            capture.sha256 = None;
        }
        let file = FileFacts {
            report: ImportReport::new(),
            origin: origin.clone(),
            sha256: "not known before all of it is read".to_owned(),
            format: "the beginning of a file that is being read",
            table: None,
            choices: Choices::default(),
            encoding: None,
        };
        let document = Document::new(dataset, file, is_cancelled).ok()?;
        document.extent.is_some().then_some(document)
    }

    fn new(
        dataset: Dataset,
        file: FileFacts,
        is_cancelled: &AtomicBool,
    ) -> Result<Document, String> {
        let is_cancelled = || is_cancelled.load(Ordering::Relaxed);
        let index = Index::new(&dataset);
        let stopped = || format!("{}: reading was stopped.", file.origin.name());
        let store = Store::build_unless(&dataset, &index, &is_cancelled).ok_or_else(stopped)?;
        let no_filter = Filter::default();
        // Of many events the facets are counted once the picture stands.
        let find = match store.len() <= AT_ONCE {
            true => Findings::of,
            false => Findings::shown,
        };
        let everything =
            find(&dataset, &index, &store, &no_filter, None, &is_cancelled).ok_or_else(stopped)?;
        let extent = store.extent(&everything.shown);
        let sparklines = sparklines(&store, &everything.shown, extent);
        let named_by = named_by(&dataset, &index);
        Ok(Document {
            dataset,
            index,
            store,
            report: file.report,
            origin: file.origin,
            sha256: file.sha256,
            format: file.format,
            table: file.table,
            choices: file.choices,
            encoding: file.encoding,
            everything: Arc::new(everything),
            extent,
            sparklines,
            named_by,
        })
    }

    /// An event.
    pub fn event(&self, ix: EventIx) -> Cow<'_, crate::model::Event> {
        self.dataset.events.get(ix)
    }

    /// The source with that id: one that is listed, or one that only rows of
    /// the table name.
    pub fn source(&self, id: &str) -> Option<Cow<'_, Source>> {
        evidence::source(id, &self.dataset, &self.index)
    }

    /// The events that name this one, with the place of the relation in theirs.
    pub fn named_by(&self, ix: EventIx) -> &[(EventIx, usize)] {
        self.named_by.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// What an event covers on the timeline, if it is dated.
    pub fn span(&self, ix: EventIx) -> Option<TimeSpan> {
        self.store.span(ix)
    }
}

fn sparklines(store: &Store, all: &EventSet, extent: Option<TimeSpan>) -> Vec<Vec<u32>> {
    let lanes = 0..store.lanes().len();
    let Some(extent) = extent else {
        return lanes.map(|_| Vec::new()).collect();
    };
    let step = extent.seconds() / SPARK_SLOTS as f64;
    let mut edges: Vec<_> = (0..SPARK_SLOTS)
        .map(|slot| extent.start.plus_seconds(step * slot as f64))
        .collect();
    // Past the end, so that an event that starts on it is counted.
    edges.push(extent.end.plus_seconds(1.0));
    lanes
        .map(|lane| store.counts(crate::model::LaneIx(lane as u16), &edges, all))
        .collect()
}

fn named_by(dataset: &Dataset, index: &Index) -> BTreeMap<EventIx, Vec<(EventIx, usize)>> {
    let mut named_by: BTreeMap<EventIx, Vec<(EventIx, usize)>> = BTreeMap::new();
    dataset.events.relations(&mut |from, place, id| {
        if let Some(to) = index.event(id) {
            named_by.entry(to).or_default().push((from, place));
        }
    });
    named_by
}

/// What a document keeps of its file.
struct FileFacts {
    report: ImportReport,
    origin: Origin,
    sha256: String,
    format: &'static str,
    table: Option<TableLook>,
    choices: Choices,
    encoding: Option<Encoding>,
}

impl FileFacts {
    fn of(
        opened: Opened,
        report: ImportReport,
        origin: Origin,
        choices: Choices,
    ) -> (Dataset, FileFacts) {
        let facts = FileFacts {
            report,
            origin,
            sha256: opened.sha256,
            format: opened.format.title,
            table: opened.table,
            choices,
            encoding: opened.encoding,
        };
        (opened.dataset, facts)
    }
}

/// Why a file was not opened.
#[derive(Debug)]
pub(super) struct Refused {
    /// In words.
    pub(super) why: String,
    /// The table in it, where the user can help by choosing columns.
    pub(super) table: Option<Box<TableLook>>,
}

impl From<String> for Refused {
    fn from(why: String) -> Refused {
        Refused { why, table: None }
    }
}

impl Refused {
    fn of(error: NotOpened, path: &Path) -> Refused {
        let why = match &error {
            NotOpened::Unreadable(error) => format!("{}: {error}", path.display()),
            NotOpened::Read(_) | NotOpened::Mapping { .. } => error.to_string(),
        };
        let table = match error {
            NotOpened::Read(ReadError::NoDateColumn { table, .. })
                if !table.headings.is_empty() =>
            {
                Some(table)
            }
            NotOpened::Read(ReadError::Refused { table, .. }) => table,
            _ => None,
        };
        Refused { why, table }
    }
}

/// What comes of a file that is being read.
enum News {
    /// The beginning of a large one.
    First(Arc<Document>),
    /// All of it, or why there is nothing.
    All(Result<Arc<Document>, Refused>),
}

/// A file on its way in.
pub(super) struct Loading {
    /// Which.
    pub(super) origin: Origin,
    /// True when the open document is read again.
    pub(super) is_reload: bool,
    news: Receiver<News>,
    /// The beginning of the file, until it is asked for.
    first: Option<Arc<Document>>,
    progress: Arc<Mutex<Progress>>,
    /// Set when nobody waits for the answer any more.
    is_unwanted: Arc<AtomicBool>,
}

impl Drop for Loading {
    fn drop(&mut self) {
        self.is_unwanted.store(true, Ordering::Relaxed);
    }
}

impl Loading {
    /// Starts to read on a thread; `wake` is called when it is done.
    pub(super) fn start(
        origin: Origin,
        choices: Choices,
        is_reload: bool,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Loading, String> {
        let (send, news) = channel();
        let from = origin.clone();
        let is_unwanted = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_unwanted);
        let progress = Arc::new(Mutex::new(Progress::default()));
        let told = Arc::clone(&progress);
        std::thread::Builder::new()
            .name("open-file".to_owned())
            .spawn(move || {
                let progress = |progress| {
                    if let Ok(mut told) = told.lock() {
                        *told = progress;
                    }
                };
                let first = |dataset| {
                    if let Some(document) = Document::first_part(dataset, &from, &stop) {
                        let _ = send.send(News::First(Arc::new(document)));
                        wake();
                    }
                };
                let watch = Watch {
                    progress: &progress,
                    is_cancelled: &stop,
                    first: (!is_reload).then_some(&first),
                };
                let read = || match &from {
                    Origin::Sample => Document::sample().map_err(Refused::from),
                    Origin::Path(path) => Document::open_watched(path, &choices, watch),
                };
                let read = std::panic::AssertUnwindSafe(read);
                // A reader that panics is a fault of ours, but no reason to
                // lose the window.
                let result = std::panic::catch_unwind(read).unwrap_or_else(|_| {
                    Err(Refused::from(format!(
                        "{} could not be read because of a fault in Tarikh. Please report it with the file.",
                        from.name()
                    )))
                });
                // Nobody listens after Cancel.
                let _ = send.send(News::All(result.map(Arc::new)));
                wake();
            })
            .map_err(|error| format!("No thread to read the file on: {error}."))?;
        Ok(Loading {
            origin,
            is_reload,
            news,
            first: None,
            progress,
            is_unwanted,
        })
    }

    /// What is read, and how far that is: `events.csv, 41 %, 3,900,000 rows`.
    pub(super) fn words(&self) -> String {
        let mut words = self.origin.name();
        let progress = match self.progress.lock() {
            Ok(progress) => *progress,
            Err(_) => return words,
        };
        if progress.rows > 0 && Some(progress.bytes) == progress.size {
            words.push_str(&format!(", sorting {} rows", grouped(progress.rows)));
            return words;
        }
        if let Some(size) = progress.size
            && progress.bytes > 0
        {
            let share = progress.bytes.min(size) as f64 / size.max(1) as f64;
            words.push_str(&format!(", {} %", (share * 100.0).floor()));
        }
        if progress.rows > 0 {
            words.push_str(&format!(", {} rows", grouped(progress.rows)));
        }
        words
    }

    /// The beginning of a large file, once.
    pub(super) fn take_first(&mut self) -> Option<Arc<Document>> {
        self.first.take()
    }

    /// The result, once there is one.
    pub(super) fn poll(&mut self) -> Option<Result<Arc<Document>, Refused>> {
        loop {
            match self.news.try_recv() {
                Ok(News::First(document)) => self.first = Some(document),
                Ok(News::All(result)) => return Some(result),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => {
                    let why = format!("{} was not read to the end.", self.origin.name());
                    return Some(Err(Refused::from(why)));
                }
            }
        }
    }
}
