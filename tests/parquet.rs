//! Parquet, in and out: what other programs write becomes the table that it is,
//! what Tarikh writes comes back as it was, and no bytes end in anything but a
//! dataset or an error.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/dice.rs"]
mod dice;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use dice::Dice;
use proptest::prelude::*;
use tarikh::files;
use tarikh::formats::{
    self, Choices, Format, ImportReport, Input, Output, Progress, ReadError, Severity, Watch,
    WriteError,
};
use tarikh::model::{Dataset, EventIx};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn parquet() -> &'static Format {
    formats::by_id("parquet").unwrap()
}

fn open(bytes: &[u8], name: &str) -> (Result<Dataset, ReadError>, ImportReport) {
    let mut report = ImportReport::new();
    let read = formats::read_any(bytes, name, &mut report).map(|(dataset, _)| dataset);
    (read, report)
}

fn written(dataset: &Dataset) -> Vec<u8> {
    formats::written(dataset, parquet().write.unwrap()).unwrap()
}

/// Written and read again.
fn again(dataset: &Dataset) -> Dataset {
    open(&written(dataset), "again.parquet").0.unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(ROOT).join("tests/fixtures/parquet").join(name)).unwrap()
}

fn fixtures() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["ok", "err"] {
        let folder = Path::new(ROOT).join("tests/fixtures/parquet").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            files.push(entry.unwrap().path());
        }
    }
    files.retain(|file| file.extension().unwrap() == "parquet");
    files.sort();
    files
}

fn edtf(dataset: &Dataset) -> Vec<String> {
    let events = dataset.events.iter();
    events.map(|event| event.when.edtf().to_owned()).collect()
}

fn extra(dataset: &Dataset, event: u32, member: &str) -> String {
    let event = dataset.events.get(EventIx(event));
    let value = event.extra.get(member).and_then(|value| value.as_str());
    value.unwrap_or_default().to_owned()
}

// ---- what other programs write --------------------------------------------

#[test]
fn every_codec_gives_the_same_events() {
    let read = |codec: &str| {
        let name = format!("ok/codec-{codec}.parquet");
        let (read, report) = open(&fixture(&name), "x.parquet");
        assert_eq!(report.lost(), 0, "{codec}: {report}");
        read.unwrap()
    };
    let plain = read("none");
    assert_eq!(
        edtf(&plain),
        ["1979-12-24", "1989-02-15", "", "1992-04-28", "2001-10-07"]
    );
    let event = plain.events.get(EventIx(0)).into_owned();
    assert_eq!(
        (event.title.as_str(), event.importance),
        ("Troops cross", Some(5))
    );
    assert_eq!(event.lane.as_deref(), Some("War"));
    assert_eq!(event.place.unwrap().lat, Some(37.22));
    for codec in ["snappy", "gzip", "zstd", "brotli", "lz4"] {
        assert!(read(codec).events == plain.events, "{codec}");
    }
}

#[test]
fn a_row_is_cited_by_its_number_and_the_file_by_its_checksum() {
    let bytes = fixture("ok/codec-none.parquet");
    let dataset = open(&bytes, "x.parquet").0.unwrap();
    let event = dataset.events.get(EventIx(3));
    let file = event.citations.last().unwrap();
    let locator = file.locator.as_ref().unwrap();
    assert_eq!(
        (locator.kind.as_str(), locator.value.as_str()),
        ("row", "4")
    );
    let capture = &dataset.sources[0].captures[0];
    assert_eq!(
        capture.media_type.as_deref(),
        Some("application/vnd.apache.parquet")
    );
    let path = Path::new(ROOT).join("tests/fixtures/parquet/ok/codec-none.parquet");
    let opened = files::open(
        &path,
        &Choices::default(),
        Watch::nobody(),
        &mut ImportReport::new(),
    )
    .unwrap();
    assert_eq!(Some(opened.sha256.as_str()), capture.sha256.as_deref());
    assert_eq!(opened.sha256.len(), 64);
    assert!(opened.dataset.events == dataset.events);
}

#[test]
fn instants_keep_their_zone_and_the_decimals_of_their_column() {
    let dates = |name: &str| {
        let name = format!("ok/instants-{name}.parquet");
        edtf(&open(&fixture(&name), "x.parquet").0.unwrap())
    };
    assert_eq!(
        dates("millis-utc"),
        [
            "1970-01-01T00:00:00.000Z",
            "1970-01-02T00:00:00.000Z",
            "2017-07-14T02:40:00.123Z"
        ]
    );
    assert_eq!(
        dates("micros-utc-whole-seconds"),
        [
            "1970-01-01T00:00:00Z",
            "1970-01-02T00:00:00Z",
            "1969-12-31T23:59:59Z"
        ]
    );
    assert_eq!(
        dates("micros-local"),
        [
            "1970-01-01T00:00:00.000001",
            "1970-01-02T00:00:00.000000",
            "2017-07-14T02:40:00.123000"
        ]
    );
    assert_eq!(dates("nanos-local")[2], "2017-07-14T02:40:00.123456789");
    assert_eq!(dates("int96")[2], "2017-07-14T02:40:00.123");
}

#[test]
fn values_become_cells_without_losing_a_digit() {
    let dataset = open(&fixture("ok/types.parquet"), "x.parquet").0.unwrap();
    for (event, member, cell) in [
        (0, "dec18", "123456789012.1250"),
        (1, "dec9", "-0.01"),
        (0, "dec38", "12345678901234567890123456789012345678"),
        (1, "dec76", "-20000000000"),
        (0, "u64", "18446744073709551615"),
        (0, "i64", "-9223372036854775808"),
        (1, "time us", "00:00:00.001500"),
        (2, "time ms", "23:59:59.999"),
        (1, "float", "1e30"),
        (0, "bytes", "text"),
        (1, "bytes", "0xff0001"),
        (2, "null", ""),
        (1, "flag", "false"),
    ] {
        assert_eq!(extra(&dataset, event, member), cell, "{member}");
    }
    assert_eq!(edtf(&dataset)[0], "1999-01-02/1999-01-05");
    let duckdb = open(&fixture("ok/duckdb.parquet"), "x.parquet").0.unwrap();
    assert_eq!(
        extra(&duckdb, 0, "uuid"),
        "01234567-89ab-cdef-0123-456789abcdef"
    );
    assert_eq!(extra(&duckdb, 0, "interval"), "P1M2DT3.000S");
    assert_eq!(extra(&duckdb, 0, "stamp"), "2001-09-11T12:46:40Z");
}

#[test]
fn nested_values_are_json_and_lists_of_people_are_lists() {
    let dataset = open(&fixture("ok/nested.parquet"), "x.parquet").0.unwrap();
    let first = dataset.events.get(EventIx(0)).into_owned();
    assert_eq!(first.people, ["Bush", "Blair"]);
    assert_eq!(first.tags, ["war"]);
    for (event, member, cell) in [
        (0, "point", r#"{"x":1,"label":"a \"quoted\" one"}"#),
        (1, "point", r#"{"x":null,"label":"b"}"#),
        (2, "point", ""),
        (0, "lists", "[[1,2],[]]"),
        (1, "lists", "[null,[3]]"),
        (2, "lists", "[]"),
        (0, "map", r#"{"a":1.5,"b":null}"#),
        (1, "counts", r#"{"2":"y","3":null}"#),
        (
            0,
            "deep",
            r#"[{"k":["2000-01-01"],"v":{"t":"2000-01-01T12:00:00Z"}}]"#,
        ),
        (1, "deep", r#"[{"k":null,"v":null}]"#),
        (3, "deep", "[]"),
    ] {
        assert_eq!(extra(&dataset, event, member), cell, "{event} {member}");
    }
}

#[test]
fn values_in_every_encoding_and_in_many_pages_and_groups_are_all_there() {
    for name in ["encodings-v1", "encodings-v2"] {
        let bytes = fixture(&format!("ok/{name}.parquet"));
        let dataset = open(&bytes, "x.parquet").0.unwrap();
        assert_eq!(dataset.events.len(), 300);
        for (event, at) in dataset.events.iter().zip(0_i64..) {
            let cell = |member: &str| {
                let value = event.extra.get(member).and_then(|value| value.as_str());
                value.unwrap_or_default().to_owned()
            };
            assert_eq!(event.title, format!("Event number {at:04}"));
            assert_eq!(
                cell("delta length"),
                (at * 7).to_string().repeat((at % 5) as usize)
            );
            assert_eq!(
                cell("dictionary"),
                ["north", "south", "east"][(at % 3) as usize]
            );
            assert_eq!(cell("delta"), (at * at - 500).to_string());
            assert_eq!(cell("split").parse(), Ok(at as f64 / 7.0));
            assert_eq!(cell("split32").parse(), Ok(at as f32 / 4.0));
            let truth = if at % 11 == 0 {
                String::new()
            } else {
                (at % 3 == 0).to_string()
            };
            assert_eq!(cell("bool"), truth);
            let plain = if at % 9 == 0 {
                String::new()
            } else {
                at.to_string()
            };
            assert_eq!(cell("plain"), plain);
            assert_eq!(cell("fixed"), format!("{at:08}"));
        }
    }
    let many = open(&fixture("ok/many-groups.parquet"), "x.parquet")
        .0
        .unwrap();
    let titles: Vec<String> = many
        .events
        .iter()
        .map(|event| event.title.clone())
        .collect();
    assert!(
        titles
            .iter()
            .eq(&(0..2_000).map(|at| format!("Day {at}")).collect::<Vec<_>>())
    );
}

/// None of these files names a column of dates as it is looked for.
#[test]
fn real_files_open_or_name_their_headings() {
    let folder = Path::new(ROOT).join("../shared/data/parquet");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: data/parquet is not at hand");
        return;
    };
    for file in files.map(|file| file.unwrap().path()) {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        match open(&bytes, name).0 {
            Ok(dataset) => eprintln!("{name}: {} events", dataset.events.len()),
            Err(ReadError::NoDateColumn { found, .. }) => eprintln!("{name}: {found}"),
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

// ---- there and back -------------------------------------------------------

#[test]
fn the_samples_come_back_as_they_were() {
    let files = fs::read_dir(Path::new(ROOT).join("sample_data")).unwrap();
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        if formats::by_name(name).is_none() {
            continue;
        }
        let dataset = open(&fs::read(&file).unwrap(), name).0.unwrap();
        let second = again(&dataset);
        assert!(second == dataset, "{name}");
        assert!(again(&second) == dataset, "{name}, a second time");
    }
}

#[test]
fn every_table_of_the_fixtures_comes_back_as_it_was() {
    for format in ["csv", "jsonl", "parquet"] {
        let folder = Path::new(ROOT)
            .join("tests/fixtures")
            .join(format)
            .join("ok");
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap();
            if name.ends_with(".report") {
                continue;
            }
            let dataset = open(&fs::read(&file).unwrap(), name).0.unwrap();
            let (second, report) = open(&written(&dataset), "again.parquet");
            assert!(second.unwrap() == dataset, "{name}: {report}");
            assert_eq!(report.lost(), 0, "{name}: {report}");
        }
    }
}

/// Rows whose dates are not read are written with the others, as they stand.
#[test]
fn the_order_of_numbers_in_dates_is_not_asked_again() {
    let text = "date,title\n31/02/2003,no such day\n13/02/2003 at noon,neither\n01/02/2003,A\n1.5.2004,B\n";
    let dataset = open(text.as_bytes(), "x.csv").0;
    // The first row speaks for no order; a day past twelve does.
    let text = text.replace("1.5.2004,B", "25/12/2003,B");
    let (csv, report) = open(text.as_bytes(), "x.csv");
    let csv = csv.unwrap();
    assert_eq!(report.lost(), 0, "{report}");
    assert_eq!(report.count(Severity::Repaired), 2, "{report}");
    assert_eq!(csv.events.len(), 4);
    assert!(again(&csv) == csv);
    if let Ok(dataset) = dataset {
        assert!(again(&dataset) == dataset);
    }
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z é\u{600}-\u{610}]{0,8}",
        1 => "[a-z,;\"\n\r]{0,6}",
        1 => Just(String::new()),
        1 => (0..30_u32).prop_map(|number| number.to_string()),
        1 => (1..9_u32).prop_map(|number| format!("row-{number}")),
        1 => (0..3_u32).prop_map(|number| format!("https://example.org/{number}")),
    ]
}

fn any_date() -> impl Strategy<Value = String> {
    prop_oneof![
        (1900..2030_u32, 1..13_u32, 1..29_u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        (1900..2030_u32).prop_map(|year| year.to_string()),
        (1..32_u32, 1..13_u32).prop_map(|(d, m)| format!("{d}/{m}/2003")),
        (0..24_u32).prop_map(|hour| format!("2004-06-19 {hour:02}:30:00")),
        (0..24_u32).prop_map(|hour| format!("2004-06-19T{hour:02}:30:00.250Z")),
        Just("1979~".to_owned()),
        Just("c. 383".to_owned()),
        Just("15 September 1890".to_owned()),
        Just(String::new()),
    ]
}

fn any_table() -> impl Strategy<Value = String> {
    let names = vec![
        "date",
        "end",
        "id",
        "title",
        "lane",
        "importance",
        "lat",
        "lon",
        "people",
        "tags",
        "source",
        "source",
        "source title",
        "source url",
        "note",
        "note",
        "",
        "tarikh:row",
        "place",
        "claims",
    ];
    prop::sample::subsequence(names.clone(), 1..names.len())
        .prop_shuffle()
        .prop_flat_map(|mut headings| {
            headings.retain(|heading| *heading != "date");
            headings.insert(0, "date");
            let row = (
                any_date(),
                any_date(),
                prop::collection::vec(any_cell(), headings.len()),
            );
            (Just(headings), prop::collection::vec(row, 0..40))
        })
        .prop_map(|(headings, rows)| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&headings).unwrap();
            for (start, end, mut cells) in rows {
                cells[0] = start;
                if let Some(at) = headings.iter().position(|heading| *heading == "end") {
                    cells[at] = end;
                }
                writer.write_record(&cells).unwrap();
            }
            String::from_utf8(writer.into_inner().unwrap()).unwrap()
        })
}

/// A row of a table is no longer than 1 MiB; an event may be.
#[test]
fn an_event_of_some_mebibytes_comes_back_as_it_was() {
    let long = "é".repeat(1_500_000);
    let text = format!(
        r#"{{"tarikh":1,"title":"t","events":[{{"title":"A","when":"1979","note":"{long}"}},{{"title":"B","when":"1980"}}]}}"#
    );
    let dataset = open(text.as_bytes(), "x.tarikh").0.unwrap();
    assert!(dataset.events.rows().is_none());
    let (second, report) = open(&written(&dataset), "again.parquet");
    assert!(second.unwrap() == dataset, "{report}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_rows_of_any_table_come_back_as_they_were(text in any_table()) {
        if let (Ok(dataset), _) = open(text.as_bytes(), "x.csv") {
            let (second, report) = open(&written(&dataset), "again.parquet");
            let second = second.unwrap();
            for (before, after) in dataset.events.iter().zip(second.events.iter()) {
                prop_assert_eq!(before, after);
            }
            prop_assert_eq!(report.lost(), 0, "{}", report);
            prop_assert!(second == dataset);
            prop_assert!(again(&second) == dataset);
        }
    }
}

#[test]
fn more_rows_than_fit_into_a_group_come_back_in_order() {
    let mut text = "id,date,title,lane\n".to_owned();
    for row in 0..300_000_u32 {
        let day = row % 28 + 1;
        text.push_str(&format!(
            "{row},2001-02-{day:02},Title {row},L{}\n",
            row % 5
        ));
    }
    let dataset = open(text.as_bytes(), "x.csv").0.unwrap();
    let bytes = written(&dataset);
    let second = open(&bytes, "x.parquet").0.unwrap();
    assert!(second == dataset);
}

/// What a program does that reads the columns and writes them anew.
#[test]
fn a_file_without_its_notes_is_a_table_like_any_other() {
    let rows = open(
        &fixture("ok/tarikh-rows-without-notes.parquet"),
        "x.parquet",
    )
    .0
    .unwrap();
    assert_eq!(rows.title, "x");
    assert!(
        rows.events
            .get(EventIx(0))
            .extra
            .keys()
            .all(|key| !key.starts_with("tarikh:"))
    );
    let events = open(
        &fixture("ok/tarikh-events-without-notes.parquet"),
        "x.parquet",
    )
    .0
    .unwrap();
    assert!(events.events.rows().is_some());
    let sorted = open(&fixture("ok/tarikh-rows-sorted.parquet"), "x.parquet");
    let dataset = sorted.0.unwrap();
    assert_eq!(dataset.events.len(), rows.events.len());
    assert!(
        sorted.1.to_string().contains("[not-as-written]"),
        "{}",
        sorted.1
    );
    let filtered = open(&fixture("ok/tarikh-rows-filtered.parquet"), "x.parquet")
        .0
        .unwrap();
    assert!(filtered.events.len() < rows.events.len());
    assert_eq!(
        filtered.sources[0].captures[0].media_type.as_deref(),
        Some("text/csv")
    );
}

// ---- hostile --------------------------------------------------------------

/// Puts other bytes in place of some, and makes the length of the footer fit if
/// they are a part of it.
fn replace(bytes: &mut Vec<u8>, old: std::ops::Range<usize>, new: &[u8]) {
    let end = bytes.len().saturating_sub(8);
    let tail = bytes.get(end..end + 4).map(|four| four.try_into().unwrap());
    let footer = tail.map_or(0, u32::from_le_bytes);
    let is_within = old.end <= end && old.start >= end.saturating_sub(footer as usize);
    if is_within {
        let footer = footer
            .wrapping_add(new.len() as u32)
            .wrapping_sub(old.len() as u32);
        bytes[end..end + 4].copy_from_slice(&footer.to_le_bytes());
    }
    bytes.splice(old, new.iter().copied());
}

#[test]
fn damaged_files_end_in_a_dataset_or_an_error() {
    let files: Vec<(PathBuf, Vec<u8>)> = fixtures()
        .into_iter()
        .map(|file| (file.clone(), fs::read(&file).unwrap()))
        .filter(|(_, bytes)| bytes.len() < 10_000)
        .collect();
    let most = std::env::var("TARIKH_MUTATIONS").map_or(3_000, |most| most.parse().unwrap());
    let seed = std::env::var("TARIKH_SEED").map_or(60, |seed| seed.parse().unwrap());
    let mut dice = Dice(seed);
    let mut opened = 0;
    for _ in 0..most {
        let (file, bytes) = &files[dice.below(files.len() as u64) as usize];
        let mut bytes = bytes.clone();
        let len = bytes.len() as u64;
        match dice.below(8) {
            0 => bytes.truncate(dice.below(len) as usize),
            1 => {
                let at = dice.below(len) as usize;
                let end = (at + dice.below(9) as usize).min(len as usize);
                replace(&mut bytes, at..end, &[]);
            }
            2 => {
                let at = (len - dice.below(len.min(600))) as usize;
                let new: Vec<u8> = (0..dice.below(9)).map(|_| dice.roll() as u8).collect();
                let end = at + dice.below(3) as usize;
                replace(&mut bytes, at..end.min(len as usize), &new);
            }
            _ => {
                for _ in 0..=dice.below(4) {
                    // Heads of pages and the footer are where it is most fragile.
                    let at = match dice.is_one_in(2) {
                        true => len - 1 - dice.below(len.min(600)),
                        false => dice.below(len),
                    };
                    bytes[at as usize] = match dice.below(3) {
                        0 => dice.roll() as u8,
                        1 => dice.one_of(&[0, 1, 0x7F, 0x80, 0xFF]),
                        _ => bytes[at as usize] ^ (1 << dice.below(8)),
                    };
                }
            }
        }
        let (read, _) = open(&bytes, "x.parquet");
        match read {
            Ok(dataset) => {
                opened += 1;
                let _ = dataset.events.iter().count();
            }
            Err(error) => {
                let words = error.to_string();
                assert!(words.chars().count() < 900, "{}: {words}", file.display());
            }
        }
    }
    assert!(opened > most / 100, "{opened}");
}

/// So deep that a walk down it would leave the stack.
#[test]
fn a_schema_of_a_hundred_thousand_groups_in_each_other_is_refused() {
    fn varint(mut number: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while number > 127 {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
        bytes
    }
    let depth = 100_000;
    let mut footer = vec![0x15, 0x02, 0x19, 0xFC];
    footer.extend(varint(depth + 1));
    footer.extend([0x48, 0x01, b'a', 0x15, 0x02, 0x00]);
    for _ in 1..depth {
        footer.extend([0x35, 0x02, 0x18, 0x01, b'a', 0x15, 0x02, 0x00]);
    }
    footer.extend([
        0x15, 0x02, 0x25, 0x02, 0x18, 0x01, b'b', 0x00, 0x16, 0x00, 0x19, 0x0C, 0x00,
    ]);
    let mut bytes = b"PAR1".to_vec();
    bytes.extend(&footer);
    bytes.extend((footer.len() as u32).to_le_bytes());
    bytes.extend(b"PAR1");
    let error = open(&bytes, "x.parquet").0.unwrap_err();
    assert!(matches!(error, ReadError::Unsupported { .. }), "{error}");
}

#[test]
fn reading_and_writing_are_stopped_and_tell_how_far_they_are() {
    let is_cancelled = AtomicBool::new(true);
    let path = Path::new(ROOT).join("tests/fixtures/parquet/ok/many-groups.parquet");
    let rows = std::sync::Mutex::new(Vec::new());
    let progress = |progress: Progress| rows.lock().unwrap().push(progress);
    let watch = Watch {
        progress: &progress,
        is_cancelled: &is_cancelled,
        ..Watch::nobody()
    };
    let stopped = files::open(&path, &Choices::default(), watch, &mut ImportReport::new());
    assert!(matches!(
        stopped,
        Err(files::NotOpened::Read(ReadError::Cancelled))
    ));
    is_cancelled.store(false, Ordering::Relaxed);
    let opened = files::open(&path, &Choices::default(), watch, &mut ImportReport::new()).unwrap();
    let told = rows.lock().unwrap().last().copied().unwrap();
    assert_eq!((told.rows, Some(told.bytes)), (2_000, told.size));
    is_cancelled.store(true, Ordering::Relaxed);
    let writer = &mut Vec::new();
    let output = Output { writer, watch };
    let written = parquet().write.unwrap()(&opened.dataset, output);
    assert!(matches!(written, Err(WriteError::Cancelled)));
}

#[test]
fn the_first_rows_of_a_large_file_are_shown_before_the_others() {
    let mut text = "date,title,lane\n".to_owned();
    for row in 0..20_000_u32 {
        text.push_str(&format!(
            "2001-02-{:02},T{row},L{}\n",
            row % 28 + 1,
            row % 3
        ));
    }
    let whole = open(text.as_bytes(), "x.csv").0.unwrap();
    let bytes = written(&whole);
    let shown = std::sync::Mutex::new(Vec::new());
    let show = |dataset: Dataset| shown.lock().unwrap().push(dataset);
    let input = Input {
        reader: &mut bytes.as_slice(),
        file: None,
        // As large as it would be worth it.
        size: Some(1 << 30),
        name: "x.parquet",
        watch: Watch {
            first: Some(&show),
            ..Watch::nobody()
        },
    };
    let opened = formats::open(input, &Choices::default(), &mut ImportReport::new()).unwrap();
    assert!(opened.dataset == whole);
    let [first] = &shown.into_inner().unwrap()[..] else {
        panic!("one part is shown");
    };
    assert!(first.events.len() > 1_000 && first.events.len() < 20_000);
    assert!(
        first
            .events
            .iter()
            .zip(whole.events.iter())
            .all(|(a, b)| a == b)
    );
    assert_eq!(first.lanes, whole.lanes);
}
