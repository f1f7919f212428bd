//! Timelines of TimelineJS and vis-timeline: what their own examples open as.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use tarikh::formats::{self, ImportReport};
use tarikh::model::Dataset;

/// A folder of the shared collection, or nothing where it is not at hand.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {folder} is not at hand");
    None
}

fn open(path: &Path) -> (Dataset, &'static str, ImportReport) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut report = ImportReport::new();
    let (dataset, format) = formats::read_any(&bytes, name, &mut report)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    (dataset, format.id, report)
}

#[test]
fn look() {
    for folder in ["timelinejs", "vis"] {
        let Some(folder) = shared(folder) else { return };
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        files.sort();
        for f in files {
            let name = f.file_name().unwrap().to_str().unwrap();
            let head = std::fs::read(&f).unwrap();
            let Some(fm) = formats::sniff(&head, Some(name)) else {
                continue;
            };
            if fm.id != "vis" {
                eprintln!("== {name} {}", fm.id);
                continue;
            }
            let (d, id, report) = open(&f);
            eprintln!(
                "== {name} {id} {} lanes {} eras {} events {} extra {:?}",
                d.title,
                d.lanes.len(),
                d.eras.len(),
                d.events.len(),
                d.extra.keys().collect::<Vec<_>>()
            );
            eprintln!("{report}");
            for e in d.events.iter().take(6) {
                eprintln!(
                    "  {} | {} | {:?} {:?} | {:?} | {:?} | m{:?} x{:?}",
                    e.id,
                    e.title,
                    e.when.edtf(),
                    e.when.verbatim,
                    e.lane,
                    e.summary
                        .as_deref()
                        .map(|s| s.chars().take(50).collect::<String>()),
                    e.media
                        .iter()
                        .map(|m| (&m.url, &m.path, &m.caption, &m.credit))
                        .collect::<Vec<_>>(),
                    e.extra.keys().collect::<Vec<_>>()
                );
            }
        }
    }
}
