//! Spreadsheets in and out: real workbooks, and what of a dataset comes back
//! from a workbook that Tarikh wrote.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tarikh::formats::{self, ImportReport, ReadError, Severity, WriteError, by_id};
use tarikh::model::{Citation, Dataset, Event, Lane, Place, Source, When};

fn read(bytes: &[u8], name: &str) -> (Result<Dataset, ReadError>, ImportReport) {
    let mut report = ImportReport::new();
    let read = formats::read_any(bytes, name, &mut report).map(|(dataset, _)| dataset);
    (read, report)
}

fn written(dataset: &Dataset) -> Result<Vec<u8>, WriteError> {
    formats::written(dataset, by_id("xlsx").unwrap().write.unwrap())
}

fn events(dataset: &Dataset) -> Vec<Event> {
    dataset
        .events
        .iter()
        .map(|event| event.into_owned())
        .collect()
}

fn dates(dataset: &Dataset) -> Vec<String> {
    let events = dataset.events.iter();
    events.map(|event| event.when.edtf().to_owned()).collect()
}

// ---- real files -----------------------------------------------------------

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// What a real file gives, unless it is not at hand.
fn real(name: &str) -> Option<(Result<Dataset, ReadError>, ImportReport)> {
    let bytes = std::fs::read(shared(name)?).unwrap();
    Some(read(&bytes, name.rsplit('/').next().unwrap()))
}

#[test]
fn dates_of_real_workbooks_are_those_that_the_sheets_show() {
    let few: [(&str, &[&str], u64); 7] = [
        (
            "xlsx/calamine-date.xlsx",
            &["2021-01-01", "2021-01-02", ""],
            0,
        ),
        (
            "xlsx/calamine-date_1904.xlsx",
            &["2021-01-01", "2021-01-02", ""],
            0,
        ),
        (
            "xlsx/calamine-date.xls",
            &["2021-01-01", "2021-01-02", ""],
            0,
        ),
        (
            "xlsx/calamine-date.ods",
            &["2021-01-01", "2021-01-01T10:10:10", "", ""],
            0,
        ),
        (
            "xlsx/calamine-date_iso.xlsx",
            &["2021-01-01", "2021-01-01T10:10:10", "", "", "", ""],
            0,
        ),
        (
            "xlsx/sheetjs-1900.xlsx",
            &[
                "1900-01-01",
                "1900-01-11",
                "1900-04-20",
                "1903-01-15",
                "1930-06-02",
            ],
            0,
        ),
        (
            "xlsx/sheetjs-1904.xlsx",
            &[
                "1904-01-02",
                "1904-01-12",
                "1904-04-21",
                "1907-01-16",
                "1934-06-03",
            ],
            0,
        ),
    ];
    for (name, expected, lost) in few {
        let Some((dataset, report)) = real(name) else {
            continue;
        };
        assert_eq!(dates(&dataset.unwrap()), expected, "{name}");
        assert_eq!(report.lost(), lost, "{name}: {report}");
    }
}

#[test]
fn real_workbooks_open_at_the_sheet_with_dates() {
    if let Some((dataset, report)) = real("xlsx/fivethirtyeight-biden-score-2023.xlsx") {
        let dataset = dataset.unwrap();
        assert_eq!(dataset.events.len(), 62, "{report}");
        assert!(dates(&dataset).contains(&"2023-01-09".to_owned()));
        assert!(report.to_string().contains("The sheet “bills” is read"));
        assert_eq!(
            report.count(Severity::Lost) + report.count(Severity::Repaired),
            0
        );
    }
    if let Some((dataset, report)) = real("xlsx/LP-TSV_template.xlsx") {
        let dataset = dataset.unwrap();
        assert_eq!(dataset.events.len(), 20, "{report}");
        let rows: Vec<String> = events(&dataset)[0]
            .citations
            .iter()
            .filter_map(|citation| Some(citation.locator.as_ref()?.value.clone()))
            .collect();
        assert_eq!(rows, ["2"], "the row of the sheet");
    }
    if let Some((dataset, report)) = real("hostile/messy-blank_line.ods") {
        assert_eq!(dataset.unwrap().events.len(), 3, "{report}");
    }
}

#[test]
fn real_workbooks_without_dates_say_so() {
    for name in [
        "xlsx/calamine-any_sheets.xlsx",
        "xlsx/calamine-inventory-table.xlsx",
        "xlsx/calamine-merged_range.xlsx",
    ] {
        if let Some((dataset, _)) = real(name) {
            let error = dataset.unwrap_err();
            assert!(
                matches!(error, ReadError::NoDateColumn { .. }),
                "{name}: {error}"
            );
        }
    }
}

// ---- writing --------------------------------------------------------------

fn event(id: &str, edtf: &str) -> Event {
    Event {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        when: When::from_edtf(edtf),
        ..Event::default()
    }
}

fn dataset(events: Vec<Event>) -> Dataset {
    Dataset {
        tarikh: 1,
        title: "Written".to_owned(),
        events: events.into(),
        ..Dataset::default()
    }
}

/// What comes back of a dataset.
fn again(dataset: &Dataset) -> Dataset {
    let (read, report) = read(&written(dataset).unwrap(), "written.xlsx");
    let bad = report.count(Severity::Lost) + report.count(Severity::Repaired);
    assert_eq!(bad, 0, "{report}");
    read.unwrap()
}

#[test]
fn every_kind_of_date_comes_back() {
    let kinds = [
        "1979",
        "1979-12",
        "1979-12-27",
        "1899-12-31",
        "1900-02-28",
        "1900-03-01",
        "9999-12-31",
        "-0044-03-15",
        "0000",
        "Y-17000",
        "198X",
        "19XX",
        "1979-12-27?",
        "1979~",
        "1979-12%",
        "1979-21",
        "1979/1989",
        "1979-12-27/1989-02-15",
        "1979-12-27/..",
        "1979/",
        "../1989",
        "/1989",
        "1979~/1989-02-15?",
        "1979/1979",
        "[1979,1981]",
        "{1979,1981}",
        "1979-12-27T19:30",
        "1979-12-27T19:30:15",
        "1979-12-27T19:30:15Z",
        "1979-12-27T19:30:15+04:30",
        "1979-12-27/1979-12-27",
        "",
    ];
    let events: Vec<Event> = (0..)
        .zip(kinds)
        .map(|(nth, edtf): (usize, &str)| event(&format!("e{nth}"), edtf))
        .collect();
    assert_eq!(dates(&again(&dataset(events))), kinds);
}

#[test]
fn a_date_that_cannot_be_read_stays_beside_the_event() {
    let odd = event("odd", "the year of the flood");
    let again = again(&dataset(vec![odd, event("b", "1979")]));
    let odd = &events(&again)[0];
    assert_eq!(odd.when.edtf(), "");
    assert_eq!(odd.extra["date as written"], "the year of the flood");
}

#[test]
fn nothing_in_a_workbook_is_a_formula() {
    let titles = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "=HYPERLINK(\"http://x\")",
        "{=1}",
    ];
    let list = titles.map(|title| Event {
        title: title.to_owned(),
        summary: Some(title.to_owned()),
        ..event(&format!("id {title}"), "1979")
    });
    let bytes = written(&dataset(list.to_vec())).unwrap();
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.as_slice())).unwrap();
    let formulas = calamine::Reader::worksheet_formula(&mut book, "Events").unwrap();
    assert!(
        formulas
            .used_cells()
            .all(|(_, _, formula)| formula.is_empty())
    );
    let (read, _) = read(&bytes, "a.xlsx");
    let seen: Vec<String> = events(&read.unwrap())
        .into_iter()
        .map(|event| event.title)
        .collect();
    let expected: Vec<&str> = titles.iter().map(|title| title.trim()).collect();
    assert_eq!(seen, expected);
}

#[test]
fn the_same_dataset_gives_the_same_bytes_and_names_nobody() {
    let dataset = dataset(vec![event("a", "1979")]);
    let bytes = written(&dataset).unwrap();
    assert_eq!(bytes, written(&dataset).unwrap());
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.as_slice())).unwrap();
    let about = book.workbook_properties().unwrap();
    let nobody = |name: Option<String>| name.unwrap_or_default().is_empty();
    assert!(nobody(about.creator) && nobody(about.last_modified_by) && nobody(about.company));
    assert_eq!(about.created.as_deref(), Some("2000-01-01T00:00:00Z"));
    assert_eq!(about.modified.as_deref(), Some("2000-01-01T00:00:00Z"));
}

#[test]
fn a_text_that_is_longer_than_a_cell_is_cut_and_listed() {
    let long = Event {
        summary: Some("é".repeat(40_000)),
        ..event("long", "1979")
    };
    let bytes = written(&dataset(vec![event("a", "1978"), long])).unwrap();
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.as_slice())).unwrap();
    let listed = calamine::Reader::worksheet_range(&mut book, "Shortened texts").unwrap();
    let row: Vec<String> = listed
        .rows()
        .nth(1)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(row, ["long", "summary", "40000"]);
    let (read, _) = read(&bytes, "a.xlsx");
    let summary = events(&read.unwrap())[1].summary.clone().unwrap();
    assert_eq!(summary.chars().count(), 32_767);
    assert!(summary.ends_with("é…"));
}

#[test]
fn sources_come_back_by_their_addresses_or_titles() {
    let source = |id: &str, title: Option<&str>, url: Option<&str>| Source {
        id: id.to_owned(),
        kind_csl: "book".to_owned(),
        title: title.map(str::to_owned),
        url: url.map(str::to_owned),
        ..Source::default()
    };
    let cite = |source: &str| Citation {
        source: source.to_owned(),
        ..Citation::default()
    };
    let cited = Event {
        citations: vec![cite("one"), cite("two"), cite("two")],
        ..event("a", "1979")
    };
    let again = again(&Dataset {
        sources: vec![
            source("one", Some("A book"), None),
            source("two", Some("A page"), Some("https://example.org/page")),
        ],
        ..dataset(vec![cited, event("b", "1980")])
    });
    let known: Vec<(Option<&str>, Option<&str>)> = again
        .sources
        .iter()
        .map(|source| (source.title.as_deref(), source.url.as_deref()))
        .collect();
    assert!(known.contains(&(Some("A book"), None)), "{known:?}");
    assert!(
        known
            .iter()
            .any(|(_, url)| *url == Some("https://example.org/page")),
        "{known:?}"
    );
    assert_eq!(events(&again)[0].citations.len(), 3, "two, and the file");
}

fn any_text() -> impl Strategy<Value = String> {
    // Blanks around a cell, and semicolons in a list, mean nothing in a table.
    prop_oneof![
        "[a-zA-Z0-9=+@#'\"<>&,_ éßЖ漢🙂-]{0,20}".prop_map(|text| text.trim().to_owned()),
        Just("_x0041_".to_owned()),
        Just("line\nline".to_owned()),
        Just("TRUE".to_owned()),
        Just("1e5".to_owned()),
        Just("007".to_owned()),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    let edtf = prop_oneof![
        (1_u16..9999, 1_u8..=12, 1_u8..=28, 0_u8..7).prop_map(|(year, month, day, kind)| {
            match kind {
                0 => format!("{year:04}"),
                1 => format!("{year:04}-{month:02}"),
                2 => format!("{year:04}-{month:02}-{day:02}~"),
                3 => format!("{year:04}/{:04}", year + 1),
                4 => format!("{year:04}-{month:02}-{day:02}/.."),
                5 => format!("{year:04}-{month:02}-{day:02}T{month:02}:30:15Z"),
                _ => format!("{year:04}-{month:02}-{day:02}"),
            }
        }),
        Just(String::new()),
    ];
    let place = ("[a-zA-Z é]{1,10}[a-z]", -90.0..90.0_f64, -180.0..180.0_f64);
    (
        edtf,
        any_text(),
        any_text(),
        prop::option::of(1_u8..=5),
        prop::option::of(place),
        prop::collection::vec("[a-zA-Zé]{1,8}", 0..3),
        prop::option::of(0..2_usize),
        any_text(),
    )
        .prop_map(
            |(edtf, title, summary, importance, place, tags, lane, extra)| {
                let mut event = Event {
                    title: if title.is_empty() {
                        "T".to_owned()
                    } else {
                        title
                    },
                    when: When::from_edtf(edtf),
                    summary: (!summary.is_empty()).then_some(summary),
                    importance,
                    place: place.map(|(name, lat, lon)| Place {
                        name: name.trim().to_owned(),
                        lat: Some(lat),
                        lon: Some(lon),
                        ..Place::default()
                    }),
                    people: tags.clone(),
                    tags,
                    lane: lane.map(|lane| ["First", "Second"][lane].to_owned()),
                    ..Event::default()
                };
                if !extra.is_empty() {
                    event.extra.insert("Other things".to_owned(), extra.into());
                }
                event
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_a_table_holds_of_an_event_comes_back(list in prop::collection::vec(any_event(), 1..12)) {
        let list: Vec<Event> = (0..).zip(list).map(|(nth, event): (usize, Event)| Event {
            id: format!("e{nth}"),
            ..event
        }).collect();
        let lanes = ["First", "Second"].map(|id| Lane {
            id: id.to_owned(),
            title: id.to_owned(),
            ..Lane::default()
        });
        let whole = Dataset { lanes: lanes.to_vec(), ..dataset(list.clone()) };
        let bytes = written(&whole).unwrap();
        let (again, report) = read(&bytes, "a.xlsx");
        prop_assert_eq!(report.lost(), 0, "{}", report);
        let again = again.unwrap();
        let title = |id: &Option<String>| -> Option<String> {
            let id = id.as_ref()?;
            Some(again.lanes.iter().find(|lane| lane.id == *id)?.title.clone())
        };
        for (event, before) in events(&again).iter().zip(&list) {
            let is = Event {
                citations: Vec::new(),
                lane: title(&event.lane),
                ..event.clone()
            };
            prop_assert_eq!(&is, before);
        }
        prop_assert_eq!(again.events.len(), list.len());
    }

    #[test]
    fn a_damaged_workbook_ends_in_an_error_or_a_report(at in 0..6_000_usize, byte: u8, name in prop::sample::select(vec!["xlsx/ok/formats.xlsx", "sheet/ok/plain.ods"])) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
        let mut bytes = std::fs::read(path).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        let (read, _) = read(&bytes, "a.xlsx");
        if let Err(error) = read {
            prop_assert!(error.to_string().chars().count() < 900);
        }
    }
}
