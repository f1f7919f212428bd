//! Every real file of the shared collection opens, but for those that are no
//! tables of dated events.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use tarikh::files;
use tarikh::formats::{Choices, ImportReport, Watch};

/// What does not open, and why that is right or not done yet.
const CLOSED: &[(&str, &str)] = &[
    ("README.md", "prose"),
    ("bib/hayagriva-basic.yml", "YAML is not read"),
    ("csv/cdb90-battles.csv", "no column of dates"),
    ("edtf/edtf-golden.json", "an object of texts"),
    ("edtf/edtf-java-edge-cases.tsv", "strings to be refused"),
    ("edtf/edtf-java-level0.tsv", "strings, most of them refused"),
    ("edtf/list-edtf-js.tsv", "no headings"),
    ("edtf/list-edtf-ruby.tsv", "no headings"),
    ("gdelt/gdelt1-event-columns.tsv", "names of columns"),
    ("gdelt/gdelt2-event-columns.csv", "names of columns"),
    (
        "i18n/af-holidays-1950-2050.json",
        "days are the names of members",
    ),
    ("i18n/fa-af-calendar-events.json", "days without a year"),
    ("i18n/fa-iran-ancient.txt", "days without a year"),
    ("i18n/fa-iran-hijri.txt", "days without a year"),
    ("i18n/fa-iran-jalali.txt", "days without a year"),
    (
        "i18n/ru-astronomy-anniversaries.json",
        "days are the names of members",
    ),
    ("parquet/delta_byte_array.parquet", "no column of dates"),
    ("parquet/lz4_raw_compressed.parquet", "no column of dates"),
    ("parquet/nested_maps.snappy.parquet", "no column of dates"),
    ("parquet/nulls.snappy.parquet", "no column of dates"),
    ("timelinejs/parser_test.csv", "no column of dates"),
    (
        "timesketch/invalid_datetime.csv",
        "no date in its column of dates",
    ),
    ("xlsx/calamine-any_sheets.xlsx", "no column of dates"),
    ("xlsx/calamine-inventory-table.xlsx", "no column of dates"),
    ("xlsx/calamine-merged_range.xlsx", "no column of dates"),
];

/// Files without an event in them, or with dates in patterns of their own, which
/// are not read and said not to be.
const EMPTY: &[&str] = &[
    "ical/icalendar-bom_calendar.ics",
    "ical/icalendar-calendar_with_unicode.ics",
    "ical/icalendar-empty.ics",
    "markwhen/parser-documents/001-main.mw",
    "markwhen/parser-documents/057-header.mw",
    "markwhen/parser-documents/058-header.mw",
    "markwhen/parser-documents/112-customDateSyntax.mw",
    "markwhen/parser-documents/114-customDateSyntax.mw",
    "markwhen/parser-documents/115-customDateSyntax.mw",
    "markwhen/parser-documents/117-customDateSyntax.mw",
    "markwhen/parser-documents/121-customDateSyntax.mw",
];

fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("hostile") => {}
            true => files_in(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn every_real_file_opens_with_what_it_holds() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        eprintln!("skipped: the collection is not at hand");
        return;
    }
    let mut paths = Vec::new();
    files_in(&data, &mut paths);
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&data).unwrap().display().to_string();
        let mut report = ImportReport::new();
        let opened = files::open(&path, &Choices::default(), Watch::nobody(), &mut report);
        let is_closed = CLOSED.iter().any(|(closed, _)| *closed == name);
        match opened {
            Err(error) if !is_closed => wrong.push(format!("{name}: {error}")),
            Err(_) => {}
            Ok(_) if is_closed => wrong.push(format!("{name} opens now")),
            Ok(opened) => {
                let holds = opened.dataset.events.len() + opened.dataset.sources.len() - 1;
                if holds == 0 && !EMPTY.contains(&name.as_str()) {
                    wrong.push(format!("{name}: nothing in it"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
