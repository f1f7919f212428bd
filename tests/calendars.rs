//! Calendars of other programs: what opens of real files, and what is told of
//! the rest.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::Dataset;

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ical");
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the calendars of other programs are not at hand");
    None
}

fn open(path: &Path) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let name = path.file_name().unwrap().to_str().unwrap();
    let bytes = fs::read(path).unwrap();
    let (dataset, format) = formats::read_any(&bytes, name, &mut report).unwrap();
    assert_eq!(format.id, "ical", "{name}");
    (dataset, report)
}

#[test]
fn every_calendar_opens_and_nothing_is_lost() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let (dataset, report) = open(&file);
        assert_eq!(report.lost(), 0, "{name}: {report}");
        let undated = dataset
            .events
            .iter()
            .filter(|event| event.when.date().is_none())
            .count();
        println!(
            "{name}: “{}”, {} lanes, {} events, {undated} undated, {} notes, {} repaired",
            dataset.title,
            dataset.lanes.len(),
            dataset.events.len(),
            report.count(Severity::Note),
            report.count(Severity::Repaired),
        );
        for problem in report.problems.iter().take(12) {
            println!("    {problem}");
        }
    }
}
