//! Events as CSV and JSON Lines: what such files hold comes back as it was, what
//! they do not is counted, and no cell is a formula.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use proptest::prelude::*;
use tarikh::formats::{self, Fate, ImportReport, Part, Severity};
use tarikh::model::{Citation, Claim, Dataset, Event, Lane, Place, Source, Stance, When};

fn written(dataset: &Dataset, format: &str) -> String {
    let write = formats::by_id(format).unwrap().write.unwrap();
    String::from_utf8(formats::written(dataset, write).unwrap()).unwrap()
}

fn again(dataset: &Dataset, format: &str) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let text = written(dataset, format);
    let name = format!("again.{format}");
    let (read, known) = formats::read_any(text.as_bytes(), &name, &mut report).unwrap();
    assert_eq!(known.id, format);
    (read, report)
}

fn event(id: &str, edtf: &str) -> Event {
    Event {
        id: id.to_owned(),
        title: format!("Event {id}"),
        when: When::from_edtf(edtf),
        ..Event::default()
    }
}

fn source(id: &str, title: Option<&str>, url: Option<&str>) -> Source {
    Source {
        id: id.to_owned(),
        kind_csl: "webpage".to_owned(),
        title: title.map(str::to_owned),
        url: url.map(str::to_owned),
        ..Source::default()
    }
}

fn cites(source: &str, stance: Stance) -> Citation {
    Citation {
        source: source.to_owned(),
        stance,
        ..Citation::default()
    }
}

fn sample() -> Dataset {
    let mut first = event("a", "1979-12-25/1989-02-15");
    first.lane = Some("war".to_owned());
    first.summary = Some("Two\nlines, \"quoted\"; and more".to_owned());
    first.people = vec!["Ahmad Shah Massoud".to_owned(), "Babrak Karmal".to_owned()];
    first.place = Some(Place {
        name: "Kabul".to_owned(),
        lat: Some(34.5),
        lon: Some(-69.25),
        ..Place::default()
    });
    first.importance = Some(5);
    first.citations = ["s1", "s2", "s3"]
        .map(|id| cites(id, Stance::Supports))
        .to_vec();
    first.citations.push(cites("s4", Stance::Disputes));
    first.extra.insert("source".to_owned(), "own".into());
    first.extra.insert("category".to_owned(), "=1+1".into());
    first.extra.insert("deaths".to_owned(), 5.into());
    let mut second = event("b", "1978/..");
    second.title = "=HYPERLINK(\"http://example.org\")".to_owned();
    second.tags = vec!["-1+2".to_owned()];
    second.claims = vec![Claim::default()];
    let mut third = event("c", "summer of love");
    third.extra.insert("start".to_owned(), "own start".into());
    Dataset {
        tarikh: 1,
        title: "again".to_owned(),
        lanes: vec![Lane {
            id: "war".to_owned(),
            title: "War".to_owned(),
            ..Lane::default()
        }],
        sources: vec![
            source("s1", Some("A book"), Some("https://example.org/1")),
            source("s2", Some("A page"), Some("https://example.org/2")),
            source("s3", Some("A title"), None),
            source("s4", Some("Another"), None),
        ],
        events: vec![first, second, third, event("d", "-0044-03-15")].into(),
        ..Dataset::default()
    }
}

#[test]
fn rows_hold_what_readers_of_tables_know() {
    for format in ["csv", "jsonl"] {
        let (read, report) = again(&sample(), format);
        assert_eq!(
            report.count(Severity::Lost) + report.count(Severity::Repaired),
            0,
            "{report}"
        );
        let events = read.events.listed().map(<[Event]>::to_vec);
        let events = events.unwrap_or_else(|| read.events.iter().map(|e| e.into_owned()).collect());
        let [first, second, third, fourth] = &events[..] else {
            panic!("{format}: {} events", events.len())
        };
        assert_eq!(first.when, When::from_edtf("1979-12-25/1989-02-15"));
        assert_eq!(first.lane.as_deref(), Some("War"));
        assert_eq!(
            first.summary.as_deref(),
            Some("Two\nlines, \"quoted\"; and more")
        );
        assert_eq!(first.people.len(), 2);
        assert_eq!(first.place.as_ref().unwrap().lon, Some(-69.25));
        assert_eq!(first.importance, Some(5));
        let of = |id: &str| read.sources.iter().find(|source| source.id == id).unwrap();
        let cited: Vec<&Source> = first.citations.iter().map(|c| of(&c.source)).collect();
        assert_eq!(cited.len(), 4, "three sources and the file");
        assert_eq!(cited[0].title.as_deref(), Some("A book"));
        assert_eq!(cited[1].url.as_deref(), Some("https://example.org/2"));
        assert_eq!(cited[2].title.as_deref(), Some("A title"));
        assert!(
            read.sources
                .iter()
                .all(|source| source.title.as_deref() != Some("Another"))
        );
        assert_eq!(first.extra["source (column)"], "own");
        assert_eq!(first.extra["category"], "=1+1");
        assert_eq!(first.extra["deaths"], "5");
        assert_eq!(second.title, "=HYPERLINK(\"http://example.org\")");
        assert_eq!(second.when.edtf(), "1978/..");
        assert_eq!(second.tags, ["-1+2"]);
        assert!(third.when.date().is_none());
        assert_eq!(third.extra["date as written"], "summer of love");
        assert_eq!(third.extra["start (column)"], "own start");
        assert_eq!(fourth.when, When::from_edtf("-0044-03-15"));
    }
}

#[test]
fn what_a_table_does_not_hold_is_counted() {
    let count = |format: &str| {
        let holds = formats::by_id(format).unwrap().holds;
        formats::losses(&sample(), holds).list
    };
    let csv: Vec<(Part, u64, Fate)> = count("csv")
        .iter()
        .map(|loss| (loss.part, loss.count, loss.fate))
        .collect();
    assert_eq!(
        csv,
        [
            (Part::Stances, 1, Fate::LeftOut),
            (Part::Claims, 1, Fate::LeftOut),
            (Part::DateNotes, 1, Fate::Changed),
            (Part::LaneIds, 1, Fate::Changed),
            (Part::FurtherCitations, 3, Fate::Changed),
            (Part::EventValues, 1, Fate::Changed),
        ]
    );
    assert!(count("jsonl").iter().all(|loss| loss.fate == Fate::Changed));
    assert!(count("tarikh").is_empty() && count("parquet").is_empty());
}

#[test]
fn no_cell_of_a_csv_is_a_formula() {
    let text = written(&sample(), "csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    for row in rows.records() {
        for (at, cell) in row.unwrap().iter().enumerate() {
            let is_inert = !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
                || cell.chars().all(|c| c.is_ascii_digit() || "-.".contains(c));
            assert!(is_inert, "column {at}: {cell}");
        }
    }
    assert!(text.contains("'=HYPERLINK"));
}

#[test]
fn the_sample_survives_as_far_as_it_is_said() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let path = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "tarikh"))
        .unwrap();
    let bytes = std::fs::read(path).unwrap();
    let mut report = ImportReport::new();
    let (dataset, _) = formats::read_any(&bytes, "a.tarikh", &mut report).unwrap();
    for format in ["csv", "jsonl"] {
        let (read, report) = again(&dataset, format);
        assert_eq!(report.lost(), 0, "{report}");
        for (was, is) in dataset.events.iter().zip(read.events.iter()) {
            assert_eq!((&was.id, &was.title), (&is.id, &is.title));
            assert_eq!(was.when.date(), is.when.date());
            assert_eq!((&was.people, &was.tags), (&is.people, &is.tags));
            assert_eq!(was.summary.as_deref().map(str::trim), is.summary.as_deref());
        }
    }
}

/// Text as a cell with a role can hold it: something, without blanks around it.
fn any_text() -> impl Strategy<Value = String> {
    "[=+@'\"\\-;,a-cé\n\t\r .1]{0,8}".prop_map(|text| format!("{}x", text.trim()))
}

fn any_date() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "1990",
        "-0044-03-15",
        "1979-12-25",
        "1979-12-25T10:30:00Z",
        "198X",
        "1990~",
        "1990?/1991~",
        "1990/..",
        "../1990",
        "1990/",
        "/1990",
        "[1990,1992]",
        "{1990..1992}",
        "1990-21",
        "Y-170000000",
        "1990/1990",
        "1990-XX-05",
    ])
}

fn any_event() -> impl Strategy<Value = Event> {
    let texts = || prop::collection::vec("[=+@'\"\\-,a-c]{0,4}z", 0..3);
    let extra =
        prop::collection::btree_map("(source|start|date|name|=a|x;y|Title)", any_text(), 0..4);
    let parts = (any_text(), any_text(), any_date(), texts(), texts());
    let more = (
        prop::option::of(any_text()),
        prop::option::of(1..=5_u8),
        extra,
    );
    (parts, more).prop_map(
        |((id, title, edtf, people, tags), (summary, importance, extra))| Event {
            id,
            title,
            when: When::from_edtf(edtf),
            lane: summary.clone(),
            summary,
            importance,
            people,
            tags,
            extra: extra
                .into_iter()
                .map(|(name, text)| (name, text.into()))
                .collect(),
            ..Event::default()
        },
    )
}

/// The name under which a member comes back.
fn kept_name(name: &str) -> String {
    match name {
        "source" | "start" => format!("{name} (column)"),
        name => name.to_owned(),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(events in prop::collection::vec(any_event(), 1..6)) {
        let dataset = Dataset { tarikh: 1, events: events.clone().into(), ..Dataset::default() };
        for format in ["csv", "jsonl"] {
            let (read, report) = again(&dataset, format);
            let problems = report.counts_by_code().filter(|(code, _)| !["no-date", "double-id"].contains(code));
            prop_assert_eq!(problems.count(), 0, "{}: {}", format, &report);
            prop_assert_eq!(read.events.len(), events.len());
            for (was, is) in events.iter().zip(read.events.iter()) {
                let mut expected = was.clone();
                expected.citations = is.citations.clone();
                expected.id.clone_from(&is.id);
                expected.extra = was.extra.iter().map(|(name, text)| (kept_name(name), text.clone())).collect();
                let mut is = is.into_owned();
                expected.extra.sort_keys();
                is.extra.sort_keys();
                prop_assert_eq!(&is, &expected, "{}: {}", format, written(&dataset, format));
            }
        }
    }
}
