//! Documents of Markwhen: what opens of real files, and that no other file is
//! taken for one, nor for a calendar.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tarikh::formats::{self, ImportReport};
use tarikh::model::{Dataset, Event};

fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: the files of other programs are not at hand");
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

/// How many lanes and events some documents give.
const EXPECTED: &[(&str, usize, usize)] = &[
    ("compiler-contest-zh.mw", 9, 50),
    ("search-engines.mw", 9, 48),
    ("welcome-test.mw", 6, 31),
    ("001-main.mw", 0, 0),
    ("036-main.mw", 4, 4),
    ("048-main.mw", 5, 2),
    ("057-header.mw", 0, 0),
    ("105-relative.mw", 0, 4),
    ("111-urls.mw", 0, 1),
];

#[test]
fn every_document_opens_and_nothing_is_lost() {
    let Some(folder) = folder("markwhen") else {
        return;
    };
    let files = files_below(&folder);
    assert!(files.len() > 85);
    for file in files {
        let (dataset, report) = open(&file);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert_eq!(report.lost(), 0, "{name}: {report}");
        if let Some(expected) = EXPECTED.iter().find(|(known, ..)| *known == name) {
            let found = (name, dataset.lanes.len(), dataset.events.len());
            assert_eq!(found, *expected, "{report}");
        }
    }
}

#[test]
fn dates_are_those_of_the_documents() {
    let Some(folder) = folder("markwhen") else {
        return;
    };
    let known = |file: &str, title: &str, edtf: &str| {
        let (dataset, _) = open(&folder.join(file));
        let is_it = |event: &std::borrow::Cow<Event>| event.title == title;
        let event = dataset.events.iter().find(is_it).unwrap();
        assert_eq!(event.when.edtf(), edtf, "{title}");
    };
    known("search-engines.mw", "Memex", "1930/1967");
    known("search-engines.mw", "Unix grep command", "1973-11/..");
    known("search-engines.mw", "Archie", "1990-09-10/1999");
    known("welcome-test.mw", "Larger sub task", "2023-04/2023-07");
    known(
        "welcome-test.mw",
        "one year, one day, and one hour",
        "2022-11-08T09:00/2023-11-09T10:00",
    );
    known(
        "welcome-test.mw",
        "Locations (which are more useful for the map view) can be indicated in a similar way:",
        "2031-01-27/2032-01-26",
    );
    known(
        "parser-documents/009-main.mw",
        "third event",
        "2022-08-13/2022-08-19",
    );
    known(
        "parser-documents/105-relative.mw",
        "amazin",
        "2023-04-10/2023-04-19",
    );
    let (dataset, _) = open(&folder.join("search-engines.mw"));
    assert_eq!(dataset.title, "Search Engine History");
    assert_eq!(dataset.lanes[1].color.as_deref(), Some("#ffe438"));
    let first = dataset.events.iter().next().unwrap().into_owned();
    assert_eq!(
        first.place.unwrap().name,
        "International Congress of Photography in Dresden"
    );
    // The file, and two links that stand on lines of their own.
    assert_eq!(first.citations.len(), 3);
}

#[test]
fn hostile_documents_and_calendars_end_soon() {
    let many = 200_000;
    let texts = [
        ("x.mw", format!("2020: {}\n", "[".repeat(many))),
        ("x.mw", format!("2020: a\n{}", "[](".repeat(many))),
        ("x.mw", format!("2020: a\n{}", "1-1/1 - 1:".repeat(many))),
        (
            "x.mw",
            format!(
                "2020: a\n{}",
                "1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1: b\n".repeat(many / 20)
            ),
        ),
        (
            "x.mw",
            format!("2020: a\n{}2021: b", "group x\n".repeat(many)),
        ),
        ("x.mw", format!("2020: a\n{}", "end\n".repeat(many))),
        ("x.mw", format!("2020: a\n{}", " #a".repeat(many))),
        ("x.mw", format!("2020: a{}\n", " #a".repeat(many))),
        (
            "x.mw",
            format!("2020: !a a\n{}", "999999 days: b\n".repeat(many / 20)),
        ),
        (
            "x.ics",
            format!("BEGIN:VCALENDAR\n{}", "BEGIN:X\n".repeat(many)),
        ),
        (
            "x.ics",
            format!(
                "BEGIN:VCALENDAR\n{}",
                "BEGIN:VEVENT\nDTSTART:20200101\nRRULE:FREQ=DAILY\nEND:VEVENT\n".repeat(1_000)
            ),
        ),
        (
            "x.ics",
            format!(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:{}\nCATEGORIES:{}\nEND:VEVENT\n",
                "\\".repeat(many),
                ",a".repeat(many)
            ),
        ),
    ];
    for (name, text) in texts {
        let began = std::time::Instant::now();
        let mut report = ImportReport::new();
        formats::read_any(text.as_bytes(), name, &mut report).unwrap();
        let head: String = text.chars().take(40).collect();
        eprintln!("{:?}: {head:?}", began.elapsed());
        assert!(began.elapsed().as_secs() < 30, "{head}");
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
