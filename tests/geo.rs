//! Events on the map and what is made of them elsewhere: GeoJSON, UCDP GED,
//! ACLED, GDELT, Wikidata and PeriodO, as people have them on their disks.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::{Citation, Dataset, Event, Lane, Place, Source, When};

/// Opens a file of the shared collection; its format must be found by itself.
fn open(file: &str, id: &str) -> Option<(Dataset, ImportReport)> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(file);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("skipped: {file} is not at hand");
        return None;
    };
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut report = ImportReport::new();
    let (dataset, format) = formats::read_any(&bytes, name, &mut report).unwrap();
    assert_eq!(format.id, id, "{file}");
    eprintln!(
        "{file}: {} events\n{}",
        dataset.events.len(),
        shortened(&report)
    );
    Some((dataset, report))
}

fn shortened(report: &ImportReport) -> String {
    report
        .to_string()
        .lines()
        .take(12)
        .collect::<Vec<_>>()
        .join("\n")
}

fn edtf(event: &Event) -> &str {
    event.when.edtf()
}

fn find(dataset: &Dataset, id: &str) -> Event {
    dataset
        .events
        .iter()
        .find(|event| event.id == id)
        .unwrap()
        .into_owned()
}

/// How many events there are of each way to write a date, digits as `0`.
fn shapes(dataset: &Dataset) -> BTreeMap<String, usize> {
    let mut shapes = BTreeMap::new();
    for event in dataset.events.iter() {
        let shape = edtf(&event).replace(|c: char| c.is_ascii_digit(), "0");
        *shapes.entry(shape).or_default() += 1;
    }
    shapes
}

#[test]
fn earthquakes_are_instants_at_points() {
    let Some((dataset, report)) = open("geojson/usgs-earthquakes-week.geojson", "geojson") else {
        return;
    };
    assert_eq!(dataset.events.len(), 1707);
    assert_eq!(dataset.title, "USGS All Earthquakes, Past Week");
    let first = find(&dataset, "ci37868143");
    assert_eq!(edtf(&first), "2018-02-06T17:26:13.840-08:00");
    assert_eq!(first.when.verbatim.as_deref(), Some("1517966773840"));
    let place = first.place.as_ref().unwrap();
    assert_eq!(
        (place.lat, place.lon),
        (Some(34.4945), Some(-118.667_166_7))
    );
    assert_eq!(place.extra["depth_km"], 26.49);
    assert_eq!(first.extra["mag"], 2);
    assert_eq!(report.lost(), 0);
}

#[test]
fn a_track_is_one_event_from_its_first_time_to_its_last() {
    let Some((dataset, report)) = open("geojson/track-blue-mountain.geojson", "geojson") else {
        return;
    };
    assert_eq!(dataset.events.len(), 1);
    let event = dataset.events.iter().next().unwrap();
    assert_eq!(edtf(&event), "2013-05-29T00:12:18Z/2013-05-29T00:57:29Z");
    assert_eq!(report.count(Severity::Note), 3, "{report}");
}

#[test]
fn every_span_of_a_linked_place_is_an_event() {
    let Some((dataset, _)) = open("geojson/linkedplaces-sample-v1.2.2.geojson", "geojson") else {
        return;
    };
    let dates: Vec<String> = dataset
        .events
        .iter()
        .map(|event| edtf(&event).to_owned())
        .collect();
    assert_eq!(dates, ["1600/1699", "1700/"]);
}

#[test]
fn conflict_events_without_a_precision_are_bounds() {
    let Some((dataset, _)) = open("ucdp/ged-afghanistan-2001-2019.geojson", "geojson") else {
        return;
    };
    assert_eq!(dataset.events.len(), 310);
    let first = find(&dataset, "146881");
    assert_eq!(edtf(&first), "[2001-11-10..2001-11-11]");
    assert_eq!(first.claims[0].about, "deaths of Government of Afghanistan");
    let shapes = shapes(&dataset);
    assert_eq!(shapes["0000-00-00"], 180);
    assert_eq!(shapes["[0000-00-00..0000-00-00]"], 130);
}

#[test]
fn conflict_events_keep_their_precision_their_sources_and_their_dead() {
    let Some((dataset, report)) = open("ucdp/ged191-myanmar-bangladesh.csv", "ucdp") else {
        return;
    };
    assert_eq!(dataset.events.len(), 3194);
    assert_eq!(report.lost(), 0, "{report}");
    let event = find(&dataset, "209406");
    assert_eq!(
        event.title,
        "Government of Myanmar (Burma) vs MNDAA, Laukkaing Town"
    );
    assert_eq!(edtf(&event), "[2015-05-14..2015-05-15]");
    let deaths = &event.claims[0];
    assert_eq!(
        (deaths.low, deaths.best, deaths.high),
        (Some(0.0), Some(2.0), Some(24.0))
    );
    assert_eq!(event.citations.len(), 5);
    // Months and years that the dates span whole are months and years.
    let found = shapes(&dataset);
    assert_eq!(found["0000-00-00"], 2623);
    assert_eq!(found["0000-00"], 117);
    assert_eq!(found["0000"], 21);
    assert_eq!(found["[0000-00-00..0000-00-00]"], 433);
    let Some((dataset, _)) = open("ucdp/ged-hdx-ukraine-2020.csv", "ucdp") else {
        return;
    };
    assert_eq!(dataset.events.len(), 993, "the row of HXL tags is no event");
    let event = find(&dataset, "239008");
    assert_eq!(edtf(&event), "2017-01-30");
    assert_eq!(event.citations.len(), 4);
}

#[test]
fn a_quarter_of_an_hour_of_news_opens_with_its_articles() {
    let Some((dataset, report)) = open("gdelt/20191024143000.export.CSV", "gdelt") else {
        return;
    };
    assert_eq!(dataset.events.len(), 2111);
    assert_eq!(report.lost(), 0, "{report}");
    let event = find(&dataset, "881990833");
    assert_eq!(edtf(&event), "2018-10-24");
    assert_eq!(
        event.title,
        "talks with – THE EU, Minsk, Belarus (general), Belarus"
    );
}

#[test]
fn results_of_queries_are_as_fine_as_their_precision() {
    for (file, events) in [
        ("mandates-Q14211", 74),
        ("mandates-Q1769526", 21),
        ("mandates-Q1837494", 119),
        ("mandates-Q195965", 64),
        ("mandates-Q20530392", 181),
        ("mandates-Q4763428", 12),
        ("mandates-Q7444267", 12),
        ("mandates-Q96424184", 14),
        ("metadata-Q14211", 1),
        ("metadata-Q1837494", 1),
        ("metadata-Q20530392", 1),
        ("metadata-Q5068105", 1),
        // Two of its six rows repeat a statement with another label.
        ("sparql-memberships", 4),
    ] {
        let Some((dataset, report)) = open(&format!("wikidata/{file}.json"), "wikidata") else {
            return;
        };
        assert_eq!(dataset.events.len(), events, "{file}");
        assert_eq!(report.lost(), 0, "{file}: {report}");
    }
    let date = |file: &str, id: &str| {
        let (dataset, _) = open(&format!("wikidata/{file}.json"), "wikidata").unwrap();
        edtf(&find(&dataset, id)).to_owned()
    };
    assert_eq!(date("mandates-Q14211", "Q264766"), "2016-07-13/");
    assert_eq!(date("mandates-Q7444267", "Q5234398"), "1940-05-15/1945");
    assert_eq!(date("metadata-Q1837494", "Q1837494"), "0680");
    let (dataset, _) = open("wikidata/sparql-memberships.json", "wikidata").unwrap();
    let koo = find(&dataset, "Q317462");
    assert_eq!(koo.title, "Wellington Koo");
    assert_eq!(koo.titles["zh"], "顧維鈞");
    // 1 January without a precision is a year.
    let (dataset, _) = open("wikidata/mandates-Q14211.json", "wikidata").unwrap();
    assert_eq!(shapes(&dataset)["0000/0000-00-00"], 1);
}

#[test]
fn periods_are_events_with_the_years_of_their_works() {
    let Some((dataset, report)) = open("geojson/periodo-initial-data.json", "periodo") else {
        return;
    };
    assert_eq!(dataset.events.len(), 1791);
    assert_eq!(report.lost(), 0, "{report}");
    let event = find(
        &dataset,
        "https://perio.do/.well-known/genid/assigned/p0244q7v2hf",
    );
    assert_eq!(edtf(&event), "-0615/-0508");
    assert_eq!(event.when.verbatim.as_deref(), Some("616 B.C. – 509 B.C."));
}

#[test]
fn no_file_of_another_kind_is_taken_for_one_of_these() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    if !root.exists() {
        eprintln!("skipped: shared/data is not at hand");
        return;
    }
    let mut folders = vec![root.to_owned()];
    let mut taken = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let head = &bytes[..bytes.len().min(64 << 10)];
            let home = folder.file_name().unwrap().to_str().unwrap();
            let found = formats::sniff(head, Some(&name)).map_or("none", |format| format.id);
            let is_ours =
                ["geojson", "ucdp", "acled", "gdelt", "wikidata", "periodo"].contains(&found);
            assert!(
                !is_ours || ["geojson", "ucdp", "gdelt", "wikidata"].contains(&home),
                "{} is taken for {found}",
                path.display()
            );
            taken += usize::from(is_ours);
        }
    }
    assert_eq!(taken, 4 + 3 + 1 + 13);
}

/// Dates of every form that has bounds in its own way.
const DATES: [&str; 17] = [
    "",
    "1979",
    "1979-12",
    "1979-12-27",
    "198X",
    "1979~",
    "1979-12-27/1989-02-15",
    "1979/..",
    "/1989",
    "[1979-12-24..1979-12-27]",
    "-0043-03-15",
    "1979-12-27T19:15:00+04:30",
    "1979-12-27T19:15",
    "1941-06-22/1945",
    "1941/1945-05-09",
    "",
    "between 1917 and 1918",
];

/// Members of events that mean something to readers of other files.
const MEMBERS: [&str; 8] = [
    "color",
    "type",
    "address",
    "source",
    "time",
    "year",
    "description",
    "date_prec",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-zÄéж][a-z]{0,6}".boxed(),
        1 => Just("1917".to_owned()).boxed(),
        1 => Just("<b>a</b> & b".to_owned()),
        1 => Just("کابل".to_owned()),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let words = || prop::collection::vec(word(), 0..3);
    let point = prop::option::of((-90_i32..=90, -180_i32..=180));
    (
        (word(), 0..DATES.len(), prop::option::of(word())),
        (prop::option::of(word()), prop::option::of(1_u8..=5)),
        (words(), words(), point, prop::option::of(word())),
        (
            prop::option::of(0..2_usize),
            prop::collection::btree_map(0..MEMBERS.len(), word(), 0..3),
        ),
    )
        .prop_map(
            |(
                (title, date, verbatim),
                (summary, importance),
                (people, tags, point, name),
                (source, members),
            )| {
                let mut when = When::from_edtf(DATES[date]);
                when.verbatim = verbatim;
                let mut event = Event {
                    title,
                    when,
                    lane: Some("lane".to_owned()),
                    summary,
                    importance,
                    people,
                    tags,
                    ..Event::default()
                };
                if name.is_some() || point.is_some() {
                    let degrees =
                        point.map(|(lat, lon)| (f64::from(lat) / 2.0, f64::from(lon) / 2.0));
                    event.place = Some(Place {
                        name: name.unwrap_or_else(|| {
                            let (lat, lon) = degrees.unwrap();
                            format!("{lat}, {lon}")
                        }),
                        lat: degrees.map(|(lat, _)| lat),
                        lon: degrees.map(|(_, lon)| lon),
                        ..Place::default()
                    });
                }
                event.citations = source
                    .map(|at| Citation {
                        source: format!("s{at}"),
                        ..Citation::default()
                    })
                    .into_iter()
                    .collect();
                for (at, text) in members {
                    event.extra.insert(MEMBERS[at].to_owned(), text.into());
                }
                event
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn geojson_comes_back_as_it_was_written(mut events in prop::collection::vec(event(), 1..6)) {
        for (at, event) in events.iter_mut().enumerate() {
            event.id = format!("e{at}");
        }
        let source = |id: &str| Source {
            id: id.to_owned(),
            kind_csl: "book".to_owned(),
            title: Some(format!("The book {id}")),
            url: Some("https://example.org/".to_owned()),
            ..Source::default()
        };
        let before = Dataset {
            tarikh: 1,
            title: "A title".to_owned(),
            description: Some("What it is about.".to_owned()),
            lanes: vec![Lane {
                id: "lane".to_owned(),
                title: "lane".to_owned(),
                ..Lane::default()
            }],
            sources: vec![source("s0"), source("s1")],
            events: events.clone().into(),
            ..Dataset::default()
        };
        let format = formats::by_id("geojson").unwrap();
        let bytes = formats::written(&before, format.write.unwrap()).unwrap();
        let mut report = ImportReport::new();
        let (after, found) = formats::read_any(&bytes, "x.json", &mut report).unwrap();
        prop_assert_eq!(found.id, "geojson");
        prop_assert_eq!(report.lost(), 0);
        prop_assert_eq!((&after.title, &after.description), (&before.title, &before.description));
        let read: Vec<Event> = after
            .events
            .iter()
            .map(|event| {
                let mut event = event.into_owned();
                // The file is cited too, by everything that is read.
                event.citations.retain(|citation| citation.source != "file");
                event
            })
            .collect();
        prop_assert_eq!(read, events);
    }
}
