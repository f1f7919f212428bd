//! Documents of Markwhen: what opens of real files, and that no other file is
//! taken for one, nor for a calendar.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::{Dataset, Event};

fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the files of other programs are not at hand");
    None
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}

fn open(path: &Path) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = fs::read(path).unwrap();
    let (dataset, format) = formats::read_any(&bytes, name, &mut report).unwrap();
    assert_eq!(format.id, "markwhen", "{name}");
    (dataset, report)
}

#[test]
fn every_document_opens_and_nothing_is_lost() {
    let Some(folder) = folder("markwhen") else {
        return;
    };
    for file in files_below(&folder) {
        let (dataset, report) = open(&file);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!(report.lost(), 0, "{name}: {report}");
        println!(
            "{name}: {} lanes, {} events, {} notes, {} repaired",
            dataset.lanes.len(),
            dataset.events.len(),
            report.count(Severity::Note),
            report.count(Severity::Repaired)
        );
        for event in dataset
            .events
            .iter()
            .take(if dataset.events.len() > 20 { 400 } else { 9 })
        {
            println!(
                "    {:?} {:?} | {} | {:?} {:?} {}",
                event.when.edtf(),
                event.when.verbatim,
                event.title,
                event.lane,
                event.tags,
                serde_json::Value::from(event.extra.clone())
            );
        }
        println!("    {report}");
    }
}

#[test]
fn no_other_file_is_taken_for_a_document_or_a_calendar() {
    let Some(folder) = folder("") else { return };
    for file in files_below(&folder) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(&file).unwrap();
        let head = &bytes[..bytes.len().min(64 * 1024)];
        let path = file.to_str().unwrap();
        for (id, own) in [("markwhen", "/markwhen/"), ("ical", ".ics")] {
            let format = formats::by_id(id).unwrap();
            let confidence = (format.sniff)(head, Some(name));
            let is_own = path.contains(own) && !path.ends_with("Index_Error.ics");
            assert_eq!(confidence.is_some(), is_own, "{id}: {path}: {confidence:?}");
        }
    }
}
