//! Files in and files out: what opens, what is said of the rest, and that
//! nothing is lost on a round trip. Fixtures are in
//! `tests/fixtures/<format>/{ok,err}`, each with the report expected of it
//! beside it in `NAME.report`; `UPDATE_SNAPSHOTS=1` writes those anew.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tarikh::formats::{self, Choices, FORMATS, ImportReport, ReadError, Severity, native};
use tarikh::model::{Dataset, EventIx, Stance};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn open(path: &Path) -> (Result<Dataset, ReadError>, ImportReport) {
    let bytes = fs::read(path).unwrap();
    open_bytes(&bytes, path.file_name().unwrap().to_str().unwrap())
}

fn open_bytes(bytes: &[u8], name: &str) -> (Result<Dataset, ReadError>, ImportReport) {
    let mut report = ImportReport::new();
    let read = formats::read_any(bytes, name, &mut report).map(|(dataset, _)| dataset);
    (read, report)
}

fn open_text(text: &str, name: &str) -> (Dataset, ImportReport) {
    let (read, report) = open_bytes(text.as_bytes(), name);
    (read.unwrap(), report)
}

fn written(dataset: &Dataset) -> Vec<u8> {
    formats::written(dataset, native::write).unwrap()
}

/// A file of the shared collection, or nothing where it is not at hand.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(ROOT).join("../shared").join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {folder} is not at hand");
    None
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_SNAPSHOTS").is_some()
}

/// Compares with a file, or writes it.
fn held(path: &Path, actual: &str) -> Result<(), String> {
    if is_updating() {
        fs::write(path, actual).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return Ok(());
    }
    Err(format!(
        "{}\n--- expected\n{expected}\n--- found\n{actual}",
        path.display()
    ))
}

/// What a reader is told of a file, and what became of it.
fn outcome(path: &Path) -> (bool, String) {
    let (read, report) = open(path);
    for problem in &report.problems {
        let begins_small = problem.message.starts_with(char::is_lowercase);
        assert!(!begins_small, "{}: {problem}", path.display());
    }
    match read {
        Ok(dataset) => {
            let text = format!(
                "opened “{}”: {} lanes, {} sources, {} events, {} citations, {} claims\n{report}\n",
                dataset.title,
                dataset.lanes.len(),
                dataset.sources.len(),
                dataset.events.len(),
                dataset.citation_count(),
                dataset.claim_count(),
            );
            (true, text)
        }
        Err(error) => (false, format!("refused: {error}\n{report}\n")),
    }
}

#[test]
fn every_fixture_opens_or_is_refused_with_the_held_words() {
    let mut wrong = Vec::new();
    for format in FORMATS {
        for (verdict, opens) in [("ok", true), ("err", false)] {
            let folder = Path::new(ROOT)
                .join("tests/fixtures")
                .join(format.id)
                .join(verdict);
            let files = files_in(&folder);
            assert!(
                !files.is_empty(),
                "{} has no fixtures in {verdict}",
                format.id
            );
            for file in files
                .iter()
                .filter(|file| file.extension().unwrap() != "report")
            {
                let (opened, text) = outcome(file);
                assert_eq!(opened, opens, "{}: {text}", file.display());
                let name = format!("{}.report", file.file_name().unwrap().to_str().unwrap());
                wrong.extend(held(&file.with_file_name(name), &text).err());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_opens_as_native_survives_writing_and_reading() {
    for file in files_in(&Path::new(ROOT).join("tests/fixtures/tarikh/ok")) {
        if file.extension().unwrap() == "report" {
            continue;
        }
        let dataset = open(&file).0.unwrap();
        let written = written(&dataset);
        assert!(written.ends_with(b"}\n"));
        let (again, _) = open_bytes(&written, "again.tarikh");
        assert_eq!(again.unwrap(), dataset, "{}", file.display());
    }
}

#[test]
fn a_complete_native_file_comes_back_member_for_member() {
    let path = Path::new(ROOT).join("tests/fixtures/tarikh/ok/full.tarikh");
    let before: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let (dataset, report) = open(&path);
    let after: Value = serde_json::from_slice(&written(&dataset.unwrap())).unwrap();
    assert!(report.is_empty(), "{report}");
    assert_eq!(before, after);
}

#[test]
fn every_native_file_is_read_in_blocks_as_it_is_whole() {
    let root = Path::new(ROOT);
    let folders = [
        root.join("tests/fixtures/tarikh/ok"),
        root.join("tests/fixtures/tarikh/err"),
        root.join("sample_data"),
    ];
    let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| files_in(folder)).collect();
    for folder in ["data/hostile", "data/hostile/json-test-suite"] {
        files.extend(shared(folder).iter().flat_map(|folder| files_in(folder)));
    }
    for file in files {
        let end = file.extension().unwrap_or_default();
        if end != "tarikh" && end != "json" {
            continue;
        }
        let bytes = fs::read(&file).unwrap();
        let mut report = ImportReport::new();
        let whole = native::read(&bytes, "x.tarikh", &mut report);
        for block in [1, 7, 64, 4096] {
            if bytes.len() / block > 20_000 {
                continue;
            }
            let mut own = ImportReport::new();
            let (read, _) = native::read_in_blocks(&bytes, "x.tarikh", block, &mut own);
            assert_eq!(read, whole, "{} in blocks of {block}", file.display());
            assert_eq!(own, report, "{} in blocks of {block}", file.display());
        }
    }
}

#[test]
fn the_samples_open_without_a_loss_and_come_back() {
    let Ok(files) = fs::read_dir(Path::new(ROOT).join("sample_data")) else {
        eprintln!("skipped: sample_data is not at hand");
        return;
    };
    for file in files.map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let Some(format) = formats::by_name(name) else {
            continue;
        };
        let (dataset, report) = open(&file);
        let dataset = dataset.unwrap();
        assert_eq!(report.lost(), 0, "{name}: {report}");
        assert!(
            format.id != "tarikh" || report.is_empty(),
            "{name}: {report}"
        );
        let has_sources_only =
            format.write.is_some() && format.holds.fate(formats::Part::Events).is_some();
        assert_eq!(dataset.events.is_empty(), has_sources_only, "{name}");
        assert!(!dataset.sources.is_empty(), "{name}");
        let (again, _) = open_bytes(&written(&dataset), "again.tarikh");
        assert_eq!(again.unwrap(), dataset, "{name}");
    }
}

#[test]
fn the_shipped_schema_is_that_of_the_types() {
    held(
        &Path::new(ROOT).join("assets/tarikh.schema.json"),
        &native::schema(),
    )
    .expect("stale: run with UPDATE_SNAPSHOTS=1");
    let schema: Value = serde_json::from_str(&native::schema()).unwrap();
    assert_eq!(schema["required"], json!(["tarikh", "title", "events"]));
    assert_eq!(schema["$defs"]["Source"]["required"], json!(["id", "type"]));
}

#[test]
fn places_name_the_path_the_line_and_the_column() {
    let (_, report) = open(&Path::new(ROOT).join("tests/fixtures/tarikh/ok/broken-links.tarikh"));
    let places: Vec<String> = report
        .problems
        .iter()
        .map(|problem| problem.place.to_string())
        .collect();
    assert!(
        places.contains(&"events[0].citations[1].source, line 15, column 100".to_owned()),
        "{places:#?}"
    );
    assert!(
        places.contains(&"events[1].claims[0].citations[0].source, line 18, column 64".to_owned())
    );
}

#[test]
fn whole_numbers_that_lose_digits_are_reported_and_others_are_not() {
    let text = r#"{ "tarikh": 1, "title": "T", "exact": 18446744073709551616, "float": 1e300, "least": -9223372036854775808,
  "most": 18446744073709551615, "list": [1, 123456789012345678901234567890],
  "events": [ { "id": "a", "title": "A", "when": "1979",
    "serial": -9223372036854775809, "twice": 99999999999999999999, "twice": 2 } ] }"#;
    let (dataset, report) = open_text(text, "x.tarikh");
    let of_kind = |code| {
        report
            .problems
            .iter()
            .filter(move |problem| problem.code == code)
    };
    let told: Vec<String> = of_kind("large-number").map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "repaired: list[1], line 2, column 45: The whole number 123456789012345678901234567890 has more digits than can be held; it is read as 1.2345678901234568e29. Put it in double quotes to keep every digit. [large-number]",
            "repaired: events[0].serial, line 4, column 5: The whole number -9223372036854775809 has more digits than can be held; it is read as -9.223372036854776e18. Put it in double quotes to keep every digit. [large-number]",
        ]
    );
    assert_eq!(of_kind("double-member").count(), 1);
    assert_eq!(dataset.extra["most"], json!(u64::MAX));
    let written = written(&dataset);
    let (again, report) = open_bytes(&written, "x.tarikh");
    assert_eq!(again.unwrap(), dataset);
    assert!(report.is_empty(), "{report}");
}

/// Looking through all members for each fault took minutes here.
#[test]
fn an_object_with_a_fault_in_each_of_its_members_opens() {
    let members: String = (0..100_000)
        .map(|at| format!(", \"m{}\": 1", at % 50_000))
        .collect();
    let text = format!("{{\"tarikh\": 1, \"title\": \"T\", \"events\": []{members}}}");
    ends("the object", move || {
        let (dataset, report) = open_text(&text, "x.tarikh");
        assert_eq!(dataset.extra.len(), 50_000);
        assert_eq!(report.count(Severity::Repaired), 50_000);
    });
}

// ---- unknown members ------------------------------------------------------

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(|number: f64| json!(number)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Members that no type names.
fn extras() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(("[a-zA-Zа-я \\.\"]{0,6}", any_json()), 0..3).prop_map(|members| {
        members
            .into_iter()
            .map(|(name, value)| (format!("x {name}"), value))
            .collect()
    })
}

/// Puts the next extra members into every object of the file.
fn strew(value: &mut Value, extras: &mut impl Iterator<Item = Map<String, Value>>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                // The titles are texts by language: no other member may be in them.
                if name != "titles" && !name.starts_with("x ") {
                    strew(value, extras);
                }
            }
            members.extend(extras.next().unwrap_or_default());
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strew(item, extras)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn unknown_members_survive_at_every_level(extras in prop::collection::vec(extras(), 40)) {
        let path = Path::new(ROOT).join("tests/fixtures/tarikh/ok/full.tarikh");
        let mut file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let mut extras = extras.into_iter();
        strew(&mut file, &mut extras);
        let (dataset, report) = open_bytes(&serde_json::to_vec(&file).unwrap(), "x.tarikh");
        prop_assert!(report.is_empty(), "{report}");
        let dataset = dataset.unwrap();
        let native = written(&dataset);
        prop_assert_eq!(serde_json::from_slice::<Value>(&native).unwrap(), file);
        let parquet = formats::by_id("parquet").unwrap().write.unwrap();
        let (again, report) = open_bytes(&formats::written(&dataset, parquet).unwrap(), "x");
        prop_assert!(report.is_empty(), "{report}");
        prop_assert_eq!(again.unwrap(), dataset);
    }

    #[test]
    fn damaged_native_files_never_panic(cut in 0..4000_usize, at in 0..4000_usize, byte: u8) {
        let path = Path::new(ROOT).join("tests/fixtures/tarikh/ok/full.tarikh");
        let mut bytes = fs::read(path).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = open_bytes(&bytes, "x.tarikh");
        bytes.truncate(cut);
        let _ = open_bytes(&bytes, "x.tarikh");
    }

    #[test]
    fn any_value_in_any_member_leaves_the_other_events(value in any_json(), member in 0..14_usize) {
        let members = ["title", "titles", "when", "lane", "summary", "importance", "place", "people", "tags",
            "media", "citations", "claims", "relations", "id"];
        let mut odd = json!({"id": "odd", "title": "Odd", "when": "1979"});
        odd[members[member]] = value;
        let file = json!({"tarikh": 1, "title": "T", "events": [odd, {"id": "sound", "title": "Sound", "when": "1980"}]});
        let (dataset, report) = open_text(&file.to_string(), "x.tarikh");
        prop_assert_eq!(dataset.events.len(), 2, "{}", report);
        prop_assert_eq!(report.lost() > 0, report.problems.iter().any(|problem| problem.severity == Severity::Lost));
        prop_assert_eq!(&dataset.events.get(EventIx(1)).title, "Sound");
        let (again, _) = open_bytes(&written(&dataset), "x.tarikh");
        prop_assert_eq!(again.unwrap(), dataset);
    }

    #[test]
    fn any_text_as_a_table_ends_in_an_error_or_a_report(rows in "[a-c,;\"\n\r 0-9/é-]{0,200}") {
        let _ = open_bytes(format!("date,title\n{rows}").as_bytes(), "x.csv");
        let _ = open_bytes(rows.as_bytes(), "x.csv");
    }

    #[test]
    fn every_well_formed_row_becomes_an_event(
        titles in prop::collection::vec("[a-z,;\"\n \u{600}-\u{620}]{0,12}", 1..20),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["date", "title", "n"]).unwrap();
        for (at, title) in titles.iter().enumerate() {
            let number = at.to_string();
            writer.write_record(["1979", title.as_str(), number.as_str()]).unwrap();
        }
        let (dataset, report) = open_bytes(&writer.into_inner().unwrap(), "x.csv");
        let dataset = dataset.unwrap();
        prop_assert_eq!(report.lost(), 0, "{}", report);
        prop_assert_eq!(dataset.events.len(), titles.len());
        for (event, title) in dataset.events.iter().zip(&titles) {
            let title = title.trim();
            prop_assert!(title.is_empty() || event.title == title, "{} {title}", event.title);
        }
    }
}

// ---- tables ---------------------------------------------------------------

fn fixture(name: &str) -> (Dataset, ImportReport) {
    let (dataset, report) = open(&Path::new(ROOT).join("tests/fixtures/csv/ok").join(name));
    (dataset.unwrap(), report)
}

#[test]
fn a_row_becomes_an_event_with_its_evidence() {
    let (dataset, _) = fixture("plain.csv");
    let event = &dataset.events.get(EventIx(0));
    assert_eq!((event.id.as_str(), event.title.as_str()), ("a", "Crossing"));
    assert_eq!(event.when.edtf(), "1979-12-24/1979-12-27");
    assert_eq!(event.when.verbatim, None);
    assert_eq!(event.people, ["40th Army", "The Guard"]);
    assert_eq!(event.tags, ["bridge", "river"]);
    assert_eq!(event.importance, Some(5));
    assert_eq!(event.extra["Casualties"], "many");
    let place = event.place.as_ref().unwrap();
    assert_eq!(
        (place.name.as_str(), place.lat, place.lon),
        ("Termez", Some(37.22), Some(67.28))
    );

    // Its own source supports it; the file, by line, only mentions it.
    let [own, file] = event.citations.as_slice() else {
        panic!("{:?}", event.citations)
    };
    assert_eq!(
        (own.source.as_str(), own.stance),
        ("troops-cross", Stance::Supports)
    );
    assert_eq!(
        (file.source.as_str(), file.stance),
        ("file", Stance::Mentions)
    );
    assert_eq!(file.locator.as_ref().unwrap().value, "2");
    let source = &dataset.sources[1];
    assert_eq!(source.author.len(), 2);
    assert_eq!(source.url.as_deref(), Some("https://example.org/1"));

    // Two rows with the same source share it; a row without one has the file.
    assert_eq!(dataset.sources.len(), 2);
    assert_eq!(dataset.events.get(EventIx(2)).citations.len(), 1);
    assert_eq!(
        dataset.events.get(EventIx(2)).citations[0].stance,
        Stance::Supports
    );

    let dates: Vec<String> = dataset
        .events
        .iter()
        .map(|event| event.when.edtf().to_owned())
        .collect();
    assert_eq!(
        dates[1..],
        ["1989-02", "1978", "", "1990/..", "/1992-04-28"]
    );
    let lanes: Vec<&str> = dataset
        .lanes
        .iter()
        .map(|lane| lane.title.as_str())
        .collect();
    assert_eq!(lanes, ["War", "Palace"]);
    assert_eq!(dataset.events.get(EventIx(3)).id, "row-4");
    assert_eq!(dataset.title, "plain");
}

#[test]
fn the_file_stands_among_the_sources_with_its_checksum() {
    let (dataset, _) = open_text("date,title\n1979,A\n", "x.csv");
    let file = &dataset.sources[0];
    assert_eq!(
        (file.id.as_str(), file.kind_csl.as_str()),
        ("file", "dataset")
    );
    assert_eq!(
        file.captures[0].sha256.as_deref(),
        Some("1ec887219d0c99758b59a30eb00d16ddcf16c9ff3be48e8244ad3df7355a70b1")
    );
}

#[test]
fn a_date_as_it_was_written_stays_beside_the_date_it_means() {
    let (dataset, _) = open_text("date,title\n15 September 1890,A\n1891,B\n", "x.csv");
    assert_eq!(dataset.events.get(EventIx(0)).when.edtf(), "1890-09-15");
    assert_eq!(
        dataset.events.get(EventIx(0)).when.verbatim.as_deref(),
        Some("15 September 1890")
    );
    assert_eq!(dataset.events.get(EventIx(1)).when.edtf(), "1891");
    assert_eq!(dataset.events.get(EventIx(1)).when.verbatim, None);
}

#[test]
fn headings_that_are_members_of_an_event_do_not_clash_with_it() {
    let (dataset, _) = fixture("same-ids.csv");
    assert_eq!(dataset.events.get(EventIx(0)).extra["claims (column)"], "y");
    let (again, report) = open_bytes(&written(&dataset), "x.tarikh");
    assert_eq!(again.unwrap(), dataset);
    assert_eq!(
        report.counts_by_code().collect::<Vec<_>>(),
        [("double-id", 1)]
    );
}

#[test]
fn every_column_headed_source_is_a_source_of_its_own() {
    let (dataset, _) = fixture("untitled.csv");
    let cited = |event: u32| -> Vec<String> {
        dataset
            .events
            .get(EventIx(event))
            .citations
            .iter()
            .map(|citation| citation.source.clone())
            .collect()
    };
    assert_eq!(cited(0), ["cnn", "example-org-a", "file"]);
    assert_eq!(cited(1), ["cnn", "file"]);
    assert_eq!(cited(2), ["file"]);
    let titles: Vec<String> = dataset
        .events
        .iter()
        .map(|event| event.title.clone())
        .collect();
    assert_eq!(titles, ["Wana", "price: 6", "price: 7"]);
}

#[test]
fn a_table_with_blanks_after_its_commas_keeps_every_row() {
    let Some(file) = shared("data/csv/csvw-events-listing.csv") else {
        return;
    };
    let (dataset, report) = open(&file);
    let dataset = dataset.unwrap();
    assert_eq!(report.lost(), 0, "{report}");
    assert_eq!(dataset.events.len(), 2);
    assert_eq!(
        dataset.events.get(EventIx(0)).extra["location_address"],
        "79 Washington St., Providence, RI"
    );
}

/// Searching for a free name from the start each time took minutes here.
#[test]
fn thousands_of_columns_and_sources_of_one_name_each_get_their_own() {
    let columns = 6_000;
    let text = format!(
        "date,title{}\n1979,A{}\n",
        ",a".repeat(columns),
        ",x".repeat(columns)
    );
    let (dataset, report) = open_text(&text, "x.csv");
    assert_eq!(report.lost(), 0);
    let extra = &dataset.events.get(EventIx(0)).extra;
    assert_eq!(extra.len(), columns);
    assert!(extra.contains_key("a") && extra.contains_key("a (2)"));
    assert!(extra.contains_key("a (6000)"));

    let rows = 20_000;
    // The part of the address that differs lies past the end of the id.
    let folder = format!("https://example.org/{}", "long/".repeat(10));
    let mut text = "date,source url\n".to_owned();
    for row in 0..rows {
        text.push_str(&format!("1979,{folder}{row}\n"));
    }
    let (dataset, report) = open_text(&text, "x.csv");
    assert_eq!(report.lost(), 0);
    // The file itself is a source too.
    let ids: BTreeSet<&str> = dataset.sources.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids.len(), rows + 1);
    assert_eq!(dataset.sources[1].url, Some(format!("{folder}0")));
    assert!(dataset.sources[rows].id.ends_with(&format!("-{rows}")));
}

#[test]
fn every_real_table_with_a_start_or_date_column_opens_without_a_loss() {
    let Some(folder) = shared("data/csv") else {
        return;
    };
    let mut opened = BTreeMap::new();
    for file in files_in(&folder) {
        if file.extension().unwrap() != "csv" {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let is_dated =
            |heading: &str| ["start", "date"].contains(&heading.trim().to_lowercase().as_str());
        if !reader.headers().unwrap().iter().any(is_dated) {
            continue;
        }
        let rows = reader.records().count();
        let (dataset, report) = open(&file);
        let dataset = dataset.unwrap();
        let undated = dataset
            .events
            .iter()
            .filter(|event| event.when.date().is_none())
            .count();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        eprintln!(
            "{name}: {} events, {undated} undated, {} rows lost",
            dataset.events.len(),
            report.lost()
        );
        for problem in report.problems.iter().take(6) {
            eprintln!("    {problem}");
        }
        // Bytes of another encoding are the only thing that no reader of the
        // bytes could make out.
        let by_code: BTreeMap<&str, u64> = report.counts_by_code().collect();
        let not_utf8 = by_code.get("not-utf8").copied().unwrap_or_default();
        assert_eq!(report.lost(), not_utf8, "{name}: {report}");
        assert_eq!(
            dataset.events.len() as u64 + not_utf8,
            rows as u64,
            "{name}"
        );
        assert_eq!(undated, 0, "{name}");
        opened.insert(name, dataset);
    }
    let first = |name: &str| opened[name].events.get(EventIx(0)).when.edtf().to_owned();
    assert_eq!(first("newamerica-drone-strikes-pakistan.csv"), "2004-06-19");
    assert_eq!(first("tenth-circuit.csv"), "2016-12-21");
    assert_eq!(first("vega-stocks.csv"), "2000-01-01");
    assert_eq!(first("impeachment_polls.csv"), "2019-06-28/2019-07-01");
    assert_eq!(opened.len(), 7);
}

#[test]
fn every_real_table_opens_or_says_why_not() {
    let Some(folder) = shared("data/csv") else {
        return;
    };
    for file in files_in(&folder) {
        let (read, report) = open(&file);
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        match read {
            Ok(dataset) => eprintln!(
                "{name}: {} events, {} lost",
                dataset.events.len(),
                report.lost()
            ),
            Err(error) => eprintln!("{name}: {error}"),
        }
    }
}

// ---- hostile --------------------------------------------------------------

/// Does something that must come to an end. The limit is far past what any
/// machine needs: it turns a hang into a failure and measures nothing.
fn ends(what: &str, work: impl FnOnce() + Send + 'static) {
    const HANGS: Duration = Duration::from_secs(120);
    let (done, is_done) = std::sync::mpsc::channel();
    let worker = std::thread::Builder::new()
        .name(what.to_owned())
        .spawn(move || {
            work();
            let _ = done.send(());
        })
        .unwrap();
    if is_done.recv_timeout(HANGS) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        panic!("{what} hangs");
    }
    if let Err(failure) = worker.join() {
        std::panic::resume_unwind(failure);
    }
}

/// What may end the process is in `tests/hostile.rs`.
fn open_in_every_way(bytes: &[u8], name: &str) {
    for name in [name, "x.tarikh", "x.csv", "x"] {
        if formats::sniff(bytes, Some(name)).is_some_and(|format| format.is_isolated) {
            continue;
        }
        let (read, _) = open_bytes(bytes, name);
        if let Err(error) = read {
            let words = error.to_string();
            assert!(
                words.chars().count() < 900 && !words.contains("Error("),
                "{name}: {words}"
            );
        }
    }
    for format in FORMATS.iter().filter(|format| !format.is_isolated) {
        let _ = formats::read_as(format, bytes, name, &mut ImportReport::new());
    }
}

#[test]
fn hostile_files_end_in_an_error_or_a_report() {
    for folder in [
        "data/hostile",
        "data/hostile/json-test-suite",
        "data/hostile/csv-spectrum",
        "data/hostile/parsers",
    ] {
        let Some(folder) = shared(folder) else {
            continue;
        };
        for file in files_in(&folder) {
            let bytes = fs::read(&file).unwrap();
            let name = file.file_name().unwrap().to_str().unwrap();
            let name = name.to_owned();
            ends(&name.clone(), move || open_in_every_way(&bytes, &name));
        }
    }
}

#[test]
fn json_that_must_be_accepted_is_parsed_and_json_that_must_be_refused_is_not() {
    let Some(folder) = shared("data/hostile/json-test-suite") else {
        return;
    };
    for file in files_in(&folder) {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let error = native::read(&bytes, name, &mut ImportReport::new()).unwrap_err();
        let is_shape = matches!(error, ReadError::WrongShape { .. });
        match name.as_bytes()[0] {
            b'y' => assert!(is_shape, "{name}: {error}"),
            b'n' => assert!(!is_shape, "{name}: {error}"),
            _ => {}
        }
    }
}

#[test]
fn a_dataset_with_a_fault_in_every_event_and_a_chain_of_all_its_lanes_opens() {
    let faults: Vec<Value> = (0..20_000)
        .map(|at| json!({"id": at, "tags": vec![at; 5], "importance": "x"}))
        .collect();
    let lanes: Vec<Value> = (0..70_000)
        .map(|at| json!({"id": at.to_string(), "title": "x", "parent": (at + 1).to_string()}))
        .collect();
    let file = json!({"tarikh": 1, "title": "T", "lanes": lanes, "events": faults}).to_string();
    ends("the dataset", move || {
        let (dataset, report) = open_text(&file, "x.tarikh");
        assert_eq!(dataset.events.len(), 20_000);
        assert!(report.left_off() > 0);
    });
}

#[test]
fn the_content_is_believed_before_the_name() {
    let native = b"{\"tarikh\": 1, \"title\": \"T\", \"events\": []}";
    assert_eq!(formats::sniff(native, Some("x.csv")).unwrap().id, "tarikh");
    assert_eq!(
        formats::sniff(b"date,title\n", Some("x.data")).unwrap().id,
        "csv"
    );
    assert_eq!(
        formats::sniff(b"{\"a\": 1}", Some("x.json")).unwrap().id,
        "tarikh"
    );
    assert!(formats::sniff(b"words", None).is_none());
    assert_eq!(formats::by_id("csv").unwrap().title, "CSV");
    assert_eq!(formats::by_name("A.TARIKH").unwrap().id, "tarikh");
}

/// Rows without end; somebody stops waiting after some of them.
struct Endless<'a> {
    row: &'static [u8],
    read: usize,
    cancel_at: usize,
    is_cancelled: &'a std::sync::atomic::AtomicBool,
}

impl std::io::Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.row[self.read % self.row.len()];
            self.read += 1;
        }
        if self.read >= self.cancel_at {
            let relaxed = std::sync::atomic::Ordering::Relaxed;
            self.is_cancelled.store(true, relaxed);
        }
        Ok(buffer.len())
    }
}

#[test]
fn a_table_is_read_no_further_once_nobody_waits() {
    // What is on its way to the cores when it is stopped.
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let most = (2 + 4 * cores) << 20;
    for (name, row) in [
        ("a.csv", &b"date,title\n1979-12-25,Airborne\n"[..]),
        (
            "a.jsonl",
            &br#"{"date":"1979-12-25","title":"Airborne"}"#[..],
        ),
    ] {
        let row: &'static [u8] = Box::leak([row, b"\n"].concat().into_boxed_slice());
        let is_cancelled = std::sync::atomic::AtomicBool::new(false);
        let mut reader = Endless {
            row,
            read: 0,
            cancel_at: 6 << 20,
            is_cancelled: &is_cancelled,
        };
        let input = formats::Input {
            reader: &mut reader,
            file: None,
            size: None,
            name,
            watch: formats::Watch {
                is_cancelled: &is_cancelled,
                ..formats::Watch::nobody()
            },
        };
        let opened = formats::open(input, &Choices::default(), &mut ImportReport::new());
        assert!(matches!(opened, Err(ReadError::Cancelled)), "{name}");
        assert!(
            reader.read <= reader.cancel_at + most,
            "{name}: {}",
            reader.read
        );
    }
}

#[test]
fn headings_without_end_are_refused_as_such() {
    let headings: Vec<String> = (0..300_000).map(|n| format!("column {n}")).collect();
    let table = format!("date,title,{}\n1979,Airborne\n", headings.join(","));
    let (read, _) = open_bytes(table.as_bytes(), "wide.csv");
    assert!(matches!(read, Err(ReadError::LongHeadings)), "{read:?}");
}
