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
    eprintln!("{first:#?} {:?}", shapes(&dataset));
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
    eprintln!("{dataset:#?}");
}

#[test]
fn conflict_events_without_a_precision_are_bounds() {
    let Some((dataset, _)) = open("ucdp/ged-afghanistan-2001-2019.geojson", "geojson") else {
        return;
    };
    assert_eq!(dataset.events.len(), 310);
    let first = find(&dataset, "146881");
    assert_eq!(edtf(&first), "[2001-11-10..2001-11-11]");
    eprintln!("{first:#?} {:?}", shapes(&dataset));
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
    eprintln!("{event:#?} {:?}", shapes(&dataset));
    let Some((dataset, _)) = open("ucdp/ged-hdx-ukraine-2020.csv", "ucdp") else {
        return;
    };
    assert_eq!(dataset.events.len(), 993);
    eprintln!("{:?}", shapes(&dataset));
}

#[test]
fn a_quarter_of_an_hour_of_news_opens_with_its_articles() {
    let Some((dataset, report)) = open("gdelt/20191024143000.export.CSV", "gdelt") else {
        return;
    };
    assert_eq!(dataset.events.len(), 2111);
    assert_eq!(report.lost(), 0, "{report}");
    let event = find(&dataset, "881990833");
    eprintln!("{event:#?} {:?}", shapes(&dataset));
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
        ("sparql-memberships", 6),
    ] {
        let Some((dataset, report)) = open(&format!("wikidata/{file}.json"), "wikidata") else {
            return;
        };
        eprintln!(
            "{file} {} {events} {:?}",
            dataset.events.len(),
            shapes(&dataset)
        );
        assert_eq!(report.lost(), 0);
        for event in dataset.events.iter().take(1) {
            eprintln!("{event:#?}");
        }
    }
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
    eprintln!("{event:#?} {:?} {}", shapes(&dataset), dataset.lanes.len());
}
