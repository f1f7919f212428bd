//! Calendars of other programs: what opens of real files, and what is told of
//! the rest.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::{Dataset, Event};

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ical");
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: the calendars of other programs are not at hand");
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

/// How many events each file gives, those of its rules among them, and how
/// many of them have no date.
const EXPECTED: &[(&str, usize, usize)] = &[
    ("AlgeriaHolidays.ics", 122, 0),
    ("ChinaHolidays.ics", 1826, 0),
    ("GermanHolidays.ics", 581, 0),
    ("GreeceHolidays.ics", 84, 0),
    ("IcelandHolidays.ics", 1520, 0),
    ("IranHolidays_Persian.ics", 592, 0),
    ("IsraelHolidays.ics", 79, 0),
    ("JapanHolidays.ics", 253, 0),
    ("JewishHolidaysHebrew.ics", 116, 0),
    ("KazakhstanHolidaysRussian.ics", 123, 0),
    ("LebanonHolidays.ics", 46, 0),
    ("PakistanHolidays.ics", 99, 0),
    ("RussiaHolidays.ics", 99, 0),
    ("SriLankaHolidays.ics", 318, 0),
    ("USHolidays.ics", 246, 0),
    ("UkraineHolidays.ics", 5322, 0),
    ("icalendar-big_bad_calendar.ics", 20, 20),
    ("icalendar-bom_calendar.ics", 0, 0),
    ("icalendar-broken_dtstart.ics", 1, 1),
    ("icalendar-empty.ics", 0, 0),
    ("icalendar-multiple_calendar_components.ics", 3, 0),
    ("icaljs-multiple_rrules.ics", 18, 0),
    ("icaljs-recur_instances.ics", 125, 0),
    ("ics-parser-ICal.ics", 1662, 1),
];

#[test]
fn every_calendar_opens_and_nothing_is_lost() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .chain(fs::read_dir(folder.join("../hostile")).unwrap())
        .chain(fs::read_dir(folder.join("../hostile/parsers")).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "ics"))
        .collect();
    files.sort();
    assert!(files.len() > 40);
    for file in files {
        if file.ends_with("fuzz-Index_Error.ics") {
            // Noise without a single line of a calendar.
            continue;
        }
        let name = file.file_name().unwrap().to_str().unwrap();
        let (dataset, report) = open(&file);
        assert_eq!(report.lost(), 0, "{name}: {report}");
        let is_undated = |event: &&std::borrow::Cow<Event>| event.when.date().is_none();
        let undated = dataset
            .events
            .iter()
            .filter(|event| is_undated(&event))
            .count();
        let found = (name, dataset.events.len(), undated);
        match EXPECTED.iter().find(|(known, ..)| *known == name) {
            Some(expected) => assert_eq!(found, *expected, "{report}"),
            None => eprintln!("{found:?}: {} repaired", report.count(Severity::Repaired)),
        }
    }
}

/// Title and date of the first event with such words.
fn event(dataset: &Dataset, words: &str) -> (String, String) {
    let event = dataset
        .events
        .iter()
        .find(|event| event.title.contains(words))
        .unwrap();
    (event.title.clone(), event.when.edtf().to_owned())
}

#[test]
fn dates_are_those_of_the_files() {
    let Some(folder) = folder() else { return };
    let open = |name: &str| open(&folder.join(name)).0;
    let known = |dataset: &Dataset, words: &str, title: &str, edtf: &str| {
        assert_eq!(event(dataset, words), (title.to_owned(), edtf.to_owned()));
    };
    let us = open("USHolidays.ics");
    let thanksgiving: Vec<String> = us
        .events
        .iter()
        .filter(|event| event.title == "Thanksgiving Day")
        .map(|event| event.when.edtf().to_owned())
        .take(3)
        .collect();
    assert_eq!(thanksgiving, ["2021-11-25", "2022-11-24", "2023-11-23"]);
    known(
        &open("ics-parser-ICal.ics"),
        "Zuse",
        "Before 1970-Test: Konrad Zuse invents the Z3, the \"first digital Computer\"",
        "1941-05-12",
    );
    known(
        &open("icalendar-multiple_calendar_components.ics"),
        "Christmas",
        "Christmas Day",
        "2003-12-25",
    );
    let zoned = open("icaljs-recur_instances.ics");
    let first = zoned.events.iter().next().unwrap().into_owned();
    // The first date of its rule is stood in for by another entry.
    assert_eq!(first.when.edtf(), "2012-11-06T10:00:00/2012-11-06T10:30:00");
    assert_eq!(first.when.extra["tzid"], "America/Los_Angeles");
    assert!(
        zoned
            .events
            .iter()
            .any(|event| event.when.edtf() == "2012-11-06T20:00:00/2012-11-06T20:30:00")
    );
}
