#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{read_any, written};
use super::*;
use crate::model::{Lane, Media, When};
use proptest::prelude::*;

fn open(text: &str) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let (dataset, format) = read_any(text.as_bytes(), "x.ics", &mut report).unwrap();
    assert_eq!(format.id, "ical");
    (dataset, report)
}

fn calendar(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn dates(lines: &str) -> Vec<String> {
    let (dataset, _) = open(&calendar(lines));
    dataset
        .events
        .iter()
        .map(|event| event.when.edtf().to_owned())
        .collect()
}

#[test]
fn the_end_of_days_is_exclusive_and_that_of_times_is_not() {
    assert_eq!(dates("DTSTART:20200104\nDTEND:20200105"), ["2020-01-04"]);
    assert_eq!(
        dates("DTSTART:20200104\nDTEND:20200107"),
        ["2020-01-04/2020-01-06"]
    );
    assert_eq!(
        dates("DTSTART:20200104\nDURATION:P3D"),
        ["2020-01-04/2020-01-06"]
    );
    assert_eq!(dates("DTSTART:20200104"), ["2020-01-04"]);
    assert_eq!(
        dates("DTSTART:20200104T100000Z\nDTEND:20200104T113000Z"),
        ["2020-01-04T10:00:00Z/2020-01-04T11:30:00Z"]
    );
    assert_eq!(
        dates("DTSTART:20200104T100000\nDURATION:PT0S"),
        ["2020-01-04T10:00:00"]
    );
    assert_eq!(dates("DTSTART:20200104\nDTEND:20200103"), ["2020-01-04"]);
}

#[test]
fn rules_are_followed_within_bounds_and_said_to_be_where_not() {
    assert_eq!(
        dates("DTSTART:20200103\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20200110\nRDATE:20200201"),
        ["2020-01-03", "2020-01-17", "2020-01-24", "2020-02-01"]
    );
    assert_eq!(
        dates("DTSTART:20211125\nRRULE:FREQ=YEARLY;BYDAY=4TH;BYMONTH=11;UNTIL=20231231"),
        ["2021-11-25", "2022-11-24", "2023-11-23"]
    );
    assert_eq!(dates("DTSTART:20200103\nRRULE:FREQ=YEARLY").len(), 11);
    assert_eq!(
        dates("DTSTART:20200103\nRRULE:FREQ=DAILY").len(),
        recurring::MOST_OF_A_RULE
    );
    for rule in [
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=HOURLY",
        "nonsense",
        "FREQ=YEARLY;UNTIL=x",
    ] {
        let (dataset, report) = open(&calendar(&format!("DTSTART:20200103\nRRULE:{rule}")));
        assert_eq!(dataset.events.len(), 1, "{rule}");
        assert_eq!(report.count(Severity::Note), 1, "{rule}: {report}");
        let event = dataset.events.iter().next().unwrap();
        assert_eq!(event.extra["rrule"], rule);
    }
}

#[test]
fn an_entry_stands_in_for_a_date_of_a_rule_also_from_another_zone() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART;TZID=Europe/Berlin:20200106T100000\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nSUMMARY:B\nRECURRENCE-ID:20200107T090000Z\nDTSTART;TZID=Europe/Berlin:20200107T150000\nEND:VEVENT\nEND:VCALENDAR\n";
    let (dataset, report) = open(text);
    let found: Vec<String> = dataset
        .events
        .iter()
        .map(|event| format!("{} {} {}", event.id, event.title, event.when.edtf()))
        .collect();
    assert_eq!(
        found,
        [
            "a A 2020-01-06T10:00:00",
            "a/20200108T100000 A 2020-01-08T10:00:00",
            "a/20200107T090000Z B 2020-01-07T15:00:00",
        ]
    );
    assert!(report.is_empty(), "{report}");
}

#[test]
fn a_zone_that_nobody_knows_is_named_once() {
    let event =
        |zone: &str| format!("BEGIN:VEVENT\nDTSTART;TZID={zone}:20240105T110000\nEND:VEVENT\n");
    let text = |zones: &str, known: &str| format!("BEGIN:VCALENDAR\n{known}{zones}END:VCALENDAR\n");
    let (dataset, report) = open(&text(&event("Nowhere").repeat(3), ""));
    let first = dataset.events.iter().next().unwrap();
    assert_eq!(first.when.edtf(), "2024-01-05T11:00:00");
    assert_eq!(first.when.extra["tzid"], "Nowhere");
    assert_eq!(report.count(Severity::Repaired), 1, "{report}");
    assert!(report.to_string().contains("“Nowhere”"), "{report}");
    for zone in [
        "Europe/Berlin",
        "GMT Standard Time",
        "/mozilla.org/20070129_1/Asia/Tokyo",
    ] {
        let (_, report) = open(&text(&event(zone), ""));
        assert!(report.is_empty(), "{zone}: {report}");
    }
    let known = "BEGIN:VTIMEZONE\nTZID:Nowhere\nBEGIN:STANDARD\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nDTSTART:19700101T000000\nEND:STANDARD\nEND:VTIMEZONE\n";
    assert!(open(&text(&event("Nowhere"), known)).1.is_empty());
}

#[test]
fn the_edtf_beside_a_date_counts_only_where_it_agrees() {
    assert_eq!(
        dates("DTSTART:19900101\nDTEND:19910101\nX-TARIKH-EDTF:1990~"),
        ["1990~"]
    );
    assert_eq!(
        dates("DTSTART:19920101\nDTEND:19930101\nX-TARIKH-EDTF:1990~"),
        ["1992-01-01/1992-12-31"]
    );
}

/// What is written and read again is the same but for the file's own source.
fn again(dataset: &Dataset) -> Dataset {
    let bytes = written(dataset, write).unwrap();
    for line in bytes.split(|byte| *byte == b'\n') {
        assert!(line.len() <= 76, "{}", String::from_utf8_lossy(line));
    }
    let (mut read, report) = open(std::str::from_utf8(&bytes).unwrap());
    assert!(report.count(Severity::Repaired) == 0, "{report}");
    read.sources.retain(|source| source.id != FILE_SOURCE);
    let mut events: Vec<Event> = read.events.iter().map(|event| event.into_owned()).collect();
    for event in &mut events {
        event
            .citations
            .retain(|citation| citation.source != FILE_SOURCE);
    }
    read.events = events.into();
    read.extra.clear();
    read
}

fn text() -> impl Strategy<Value = String> {
    "[a-zé中\\\\,;:\"=.]{1,60}( [a-zé\\\\,;:]{1,60})?"
}

fn edtf() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "1990",
        "1990~",
        "199X",
        "19XX",
        "1990-02",
        "2020-01-04",
        "2020-01-04?",
        "2020-01-04/2020-02-03",
        "1914/1918",
        "1990/..",
        "../1990",
        "2020-01-04T10:00",
        "2020-01-04T10:00:00Z",
        "[1990,1995]",
        "2020-01-04T10:00:00+04:30",
        "2020-01-04T10:00:00/2020-01-04T12:00:00",
        "0001",
        "9999",
        "1990-21",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn what_is_written_comes_back(
        title in text(),
        rows in prop::collection::vec((text(), edtf(), prop::option::of(text()), prop::collection::vec("[a-zé ,;]{0,5}[a-z]", 0..3), prop::option::of((text(), -90.0..90.0f64)), 0..3usize), 0..6),
    ) {
        let mut dataset = Dataset { tarikh: 1, title, ..Dataset::default() };
        let mut events = Vec::new();
        for (number, (title, when, summary, mut tags, place, lane)) in rows.into_iter().enumerate() {
            tags.iter_mut().for_each(|tag| *tag = tag.trim().to_owned());
            tags.sort();
            tags.dedup();
            let lane = ["", "One, and more", "Two"][lane];
            if !lane.is_empty() && !dataset.lanes.iter().any(|known| known.id == lane) {
                dataset.lanes.push(Lane { id: lane.to_owned(), title: lane.to_owned(), ..Lane::default() });
            }
            events.push(Event {
                id: format!("e{number}"),
                title,
                when: When::from_edtf(when),
                lane: (!lane.is_empty()).then(|| lane.to_owned()),
                summary: summary.map(|text| format!("{text}\n\n{text}")),
                place: place.map(|(name, lat)| crate::model::Place { name, lat: Some(lat), lon: Some(lat * 2.0), ..Default::default() }),
                people: tags.clone(),
                media: vec![Media { url: Some("https://example.org/a,b;c".to_owned()), ..Media::default() }],
                tags,
                extra: serde_json::json!({ "status": "CONFIRMED", "x-mood": "good, or so" }).as_object().unwrap().clone(),
                ..Event::default()
            });
        }
        dataset.events = events.into();
        let again = again(&dataset);
        prop_assert_eq!(again, dataset);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..100usize) {
        let mut text = calendar("DTSTART;TZID=Europe/Berlin:20200106T100000\nRRULE:FREQ=MONTHLY;BYDAY=-1SU;COUNT=3\nDURATION:P1D").into_bytes();
        let at = at.min(text.len());
        text.splice(at..at, bytes);
        let format = super::super::by_id("ical").unwrap();
        let _ = super::super::read_as(format, &text, "x.ics", &mut ImportReport::new());
    }
}
