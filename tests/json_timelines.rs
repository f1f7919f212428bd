//! Timelines of TimelineJS and vis-timeline: what their own examples open as, and
//! that a timeline comes back as it was written.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value;
use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::{Dataset, Era, Event, EventIx, Lane, Media, Place, When};

/// A folder of the shared collection, or nothing where it is not at hand.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {folder} is not at hand");
    None
}

fn open_bytes(bytes: &[u8], name: &str) -> (Dataset, &'static str, ImportReport) {
    let mut report = ImportReport::new();
    let (dataset, format) = formats::read_any(bytes, name, &mut report)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    (dataset, format.id, report)
}

fn open(path: &Path) -> (Dataset, &'static str, ImportReport) {
    let name = path.file_name().unwrap().to_str().unwrap();
    open_bytes(&std::fs::read(path).unwrap(), name)
}

fn fixture(path: &str) -> Dataset {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    open(&root.join(path)).0
}

fn event(dataset: &Dataset, at: u32) -> Event {
    dataset.events.get(EventIx(at)).into_owned()
}

/// The date of an event, as EDTF.
fn date(dataset: &Dataset, at: u32) -> String {
    event(dataset, at).when.edtf().to_owned()
}

fn written(dataset: &Dataset) -> Vec<u8> {
    let format = formats::by_id("timelinejs").unwrap();
    formats::written(dataset, format.write.unwrap()).unwrap()
}

#[test]
fn every_example_of_timelinejs_opens_whole() {
    let Some(folder) = shared("timelinejs") else {
        return;
    };
    // File, events, lanes, periods.
    for (name, events, lanes, eras) in [
        ("all-media-types.json", 41, 5, 0),
        ("cosmo.json", 7, 0, 0),
        ("eras.json", 20, 0, 3),
        ("example_json.json", 22, 0, 0),
        ("houston-timeline2.json", 18, 0, 0),
        ("houston-timeline3.json", 18, 0, 0),
        ("marktwain.json", 17, 0, 0),
        ("soundcite-timeline3.json", 18, 0, 0),
        ("test_utc_firefox.json", 14, 0, 0),
        ("user-interface-timeline3.json", 22, 0, 0),
        ("welcome.json", 17, 0, 0),
        ("women_in_computing.json", 10, 0, 0),
        ("my-own-timeline.csv", 10, 0, 0),
        ("n8henrie-template.csv", 8, 0, 0),
        ("timelinejs3-template.csv", 2, 0, 0),
        ("women_in_computing.csv", 10, 0, 0),
    ] {
        let (dataset, format, report) = open(&folder.join(name));
        let expected = match name.ends_with("csv") {
            true => "timelinejs-sheet",
            false => "timelinejs",
        };
        assert_eq!(format, expected, "{name}");
        assert_eq!(report.count(Severity::Lost), 0, "{name}: {report}");
        assert_eq!(report.count(Severity::Repaired), 0, "{name}: {report}");
        let found = (
            dataset.events.len(),
            dataset.lanes.len(),
            dataset.eras.len(),
        );
        assert_eq!(found, (events, lanes, eras), "{name}");
        let is_dated = |event: &Event| event.when.date().is_some();
        assert!(
            dataset.events.iter().all(|event| is_dated(&event)),
            "{name}"
        );
    }
    let decoy = std::fs::read(folder.join("parser_test.csv")).unwrap();
    assert_eq!(
        formats::sniff(&decoy, Some("parser_test.csv")).unwrap().id,
        "csv"
    );
}

#[test]
fn examples_of_timelinejs_have_the_dates_that_were_written() {
    let Some(folder) = shared("timelinejs") else {
        return;
    };
    let dataset = |name: &str| open(&folder.join(name)).0;
    let cosmo = dataset("cosmo.json");
    assert_eq!(cosmo.title, "Cosmological Scale Timeline");
    assert_eq!(date(&cosmo, 3), "Y-4600000000");
    assert_eq!(date(&cosmo, 4), "Y-538800000/Y-251902000");
    assert_eq!(date(&cosmo, 6), "-3500");
    let eras = dataset("eras.json");
    assert_eq!(date(&eras, 0), "0602/0629");
    assert_eq!(date(&eras, 2), "0622-08-09/0622-08-23");
    assert_eq!(eras.eras[0].when.edtf(), "0650/0700");
    let computing = dataset("women_in_computing.json");
    assert_eq!(date(&computing, 0), "1815-12-10/1852-11-27");
    assert_eq!(date(&computing, 2), "1943-07/1946");
    assert_eq!(date(&computing, 4), "1951");
    let sheet = dataset("women_in_computing.csv");
    for at in 0..10 {
        assert_eq!(date(&sheet, at), date(&computing, at), "{at}");
    }
    assert_eq!(sheet.title, computing.title);
    let twain = dataset("marktwain.json");
    assert_eq!(date(&twain, 2), "1920-01-05T06:45:56/1923-01-05T06:45:56");
    assert_eq!(event(&twain, 1).place.unwrap().name, "Florida, Missouri");
    let old = dataset("test_utc_firefox.json");
    assert_eq!(date(&old, 1), "1896-09-10T12:06");
    assert_eq!(date(&old, 2), "1899-09-10");
    let template = dataset("n8henrie-template.csv");
    assert_eq!(date(&template, 0), "2012");
    assert_eq!(
        event(&template, 0).when.verbatim.as_deref(),
        Some("January — February")
    );
    assert_eq!(
        date(&template, 2),
        "2011-11-16T05:58:44/2011-11-16T07:30:00"
    );
    assert_eq!(
        event(&template, 7).media[0].path.as_deref(),
        Some("img/smiley.jpg")
    );
}

#[test]
fn every_example_of_vis_opens_whole() {
    let Some(folder) = shared("vis") else {
        return;
    };
    for (name, events, lanes, eras) in [
        ("vis-basic.json", 6, 0, 0),
        ("extracted-backgroundAreasWithGroups.json", 6, 2, 4),
        ("extracted-customCss.json", 8, 0, 0),
        ("extracted-customSnappingOfItems.json", 5, 0, 0),
        ("extracted-editingItems.json", 6, 0, 0),
        ("extracted-editingItemsCallbacks.json", 6, 0, 0),
        ("extracted-eventListeners.json", 6, 0, 0),
        ("extracted-expectedVsActualTimesItems.json", 6, 1, 1),
        ("extracted-groupsEditable.json", 221, 19, 0),
        ("extracted-individualEditableItems.json", 8, 2, 0),
        ("extracted-itemClassNames.json", 5, 0, 0),
        ("extracted-limitMoveAndZoom.json", 2, 0, 0),
        ("extracted-rangeOverflowItem.json", 6, 0, 0),
        ("extracted-rtl.json", 6, 0, 0),
        ("extracted-subgroups.json", 7, 2, 10),
        ("extracted-tooltip.json", 4, 0, 0),
        ("extracted-updateDataOnEvent.json", 1, 0, 0),
    ] {
        let (dataset, format, report) = open(&folder.join(name));
        assert_eq!(format, "vis", "{name}");
        assert_eq!(report.count(Severity::Lost), 0, "{name}: {report}");
        assert_eq!(report.count(Severity::Repaired), 0, "{name}: {report}");
        let found = (
            dataset.events.len(),
            dataset.lanes.len(),
            dataset.eras.len(),
        );
        assert_eq!(found, (events, lanes, eras), "{name}");
        assert!(
            dataset
                .events
                .iter()
                .all(|event| event.when.date().is_some()),
            "{name}"
        );
    }
    let basic = open(&folder.join("vis-basic.json")).0;
    assert_eq!(date(&basic, 3), "2014-04-16/2014-04-19");
    let groups = open(&folder.join("extracted-groupsEditable.json")).0;
    assert_eq!(event(&groups, 0).id, "531@motocal.net");
    assert_eq!(
        date(&groups, 0),
        "2015-01-10T00:00:00.000Z/2015-01-11T00:00:00.000Z"
    );
    // Items without content, of a page with a template: only when asked for.
    let path = folder.join("extracted-itemTemplates.json");
    let bytes = std::fs::read(path).unwrap();
    assert_ne!(formats::sniff(&bytes, Some("x.json")).unwrap().id, "vis");
    let vis = formats::by_id("vis").unwrap();
    let mut report = ImportReport::new();
    let dataset = formats::read_as(vis, &bytes, "x.json", &mut report).unwrap();
    assert_eq!(dataset.events.len(), 15);
    assert_eq!(event(&dataset, 0).title, "round of 16");
    assert_eq!(date(&dataset, 0), "2014-06-28T13:00:00");
}

#[test]
fn files_of_other_formats_are_left_to_them() {
    let Some(folder) = shared("") else {
        return;
    };
    let mut folders = vec![folder];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.truncate(64 * 1024);
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some(format) = formats::sniff(&bytes, Some(name)) else {
                continue;
            };
            let folder = path
                .parent()
                .unwrap()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap();
            let is_ours = format.id == "vis" || format.id.starts_with("timelinejs");
            count += usize::from(is_ours);
            let is_theirs =
                format.id == folder || format.id == "timelinejs-sheet" && folder == "timelinejs";
            assert!(!is_ours || is_theirs, "{}: {}", path.display(), format.id);
        }
    }
    assert_eq!(count, 16 + 17);
}

#[test]
fn what_a_slide_tells_is_put_where_it_belongs() {
    let dataset = fixture("timelinejs/ok/third.json");
    assert_eq!(dataset.title, "Bridges of the Kura");
    assert_eq!(
        dataset.description.as_deref(),
        Some("Some that **stand**, some that do not.")
    );
    assert_eq!(dataset.extra["theme"], "river");
    assert!(dataset.extra["title_slide"]["media"]["url"].is_string());
    assert_eq!(dataset.eras[0].when.edtf(), "1800/1850");
    let old = event(&dataset, 0);
    assert_eq!((old.id.as_str(), old.when.edtf()), ("old", "1811-06-04"));
    assert_eq!(old.when.verbatim, None);
    assert_eq!(old.title, "The old bridge & its toll");
    assert_eq!(
        old.summary.as_deref(),
        Some("Built by [B.](https://example.org/b)")
    );
    assert_eq!(old.lane.as_deref(), Some("Stone"));
    assert_eq!(old.media[0].path.as_deref(), Some("img/old bridge.jpg"));
    assert_eq!(old.media[0].caption.as_deref(), Some("By C."));
    assert_eq!(old.extra["background"]["color"], "#333333");
    assert_eq!(old.extra["autolink"], false);
    let verbatim = |at| event(&dataset, at).when.verbatim;
    assert_eq!(
        (date(&dataset, 1), verbatim(1)),
        ("-0044".to_owned(), Some("44 BCE, they say".to_owned()))
    );
    assert_eq!(
        (date(&dataset, 2), verbatim(2)),
        (String::new(), Some("long ago".to_owned()))
    );
    assert_eq!(
        (date(&dataset, 3), verbatim(3)),
        ("1905".to_owned(), Some("1905-13-1".to_owned()))
    );
    assert_eq!(
        (date(&dataset, 4), verbatim(4)),
        ("1905-02-03".to_owned(), Some("1905-2-3 6".to_owned()))
    );
    assert_eq!(
        (date(&dataset, 5), verbatim(5)),
        (String::new(), Some("1920 – 1910".to_owned()))
    );
    assert_eq!(
        (date(&dataset, 6), verbatim(6)),
        ("1920/".to_owned(), Some("1920 – later".to_owned()))
    );
    let last = event(&dataset, 7);
    assert_eq!(last.when.edtf(), "2001-05-06T07:08");
    assert_eq!(last.summary.as_deref(), Some("> It *shook*."));
    let place = last.place.unwrap();
    assert_eq!((place.lat, place.lon), (Some(41.69), Some(44.8)));
    assert_eq!(place.extra["zoom"], 12);
}

#[test]
fn rows_of_a_sheet_are_read_as_timelinejs_reads_them() {
    let dataset = fixture("timelinejs-sheet/ok/plain.csv");
    assert_eq!(dataset.title, "Mills of the valley");
    let dates: Vec<String> = (0..7).map(|at| date(&dataset, at)).collect();
    assert_eq!(
        dates,
        [
            "1811-06-04",
            "1860-02",
            "1861-05-01T15:05/1861-05-01T15:30",
            "1862-05-01",
            "",
            "1900",
            "1930"
        ]
    );
    let ground = event(&dataset, 0);
    assert_eq!(ground.media[0].extra["alt"], "A mill wheel");
    assert_eq!(ground.extra["Remarks"], "seen, once");
    assert_eq!(ground.lane.as_deref(), Some("Water"));
    assert_eq!(ground.citations[0].locator.as_ref().unwrap().value, "3");
    assert_eq!(
        event(&dataset, 5).when.verbatim.as_deref(),
        Some("January — February")
    );
    assert_eq!(dataset.eras[0].when.edtf(), "1910/1920");
    let older = fixture("timelinejs-sheet/ok/older.csv");
    assert_eq!(
        [date(&older, 0), date(&older, 1), date(&older, 2)],
        ["2015-05-12", "1901/1903-02", "2015-05-12"]
    );
    assert_eq!(event(&older, 0).when.verbatim.as_deref(), Some("5/12/2015"));
}

#[test]
fn items_of_vis_keep_what_has_no_place_of_its_own() {
    let dataset = fixture("vis/ok/plain.json");
    let one = event(&dataset, 0);
    assert_eq!(
        (one.title.as_str(), &one.extra["data-team"]),
        ("One & two", &Value::from("A"))
    );
    assert!(
        event(&dataset, 1).extra["content"]
            .as_str()
            .unwrap()
            .contains("<img")
    );
    assert_eq!(event(&dataset, 2).title, "Only a tooltip");
    assert_eq!(event(&dataset, 2).summary, None);
    assert_eq!(date(&dataset, 2), "2007-12-29T06:11:57.056Z");
    assert_eq!(date(&dataset, 3), "2007-12-29T06:11:57Z");
    assert_eq!(
        event(&dataset, 3).when.verbatim.as_deref(),
        Some("1198908717000")
    );
    assert_eq!(date(&dataset, 4), "-0400-01-01");
    assert_eq!(date(&dataset, 5), "2014-02-02");
    assert_eq!(
        event(&dataset, 6).when.verbatim.as_deref(),
        Some("3/4/2014")
    );
    let groups = fixture("vis/ok/groups.json");
    let titles: Vec<&str> = groups
        .lanes
        .iter()
        .map(|lane| lane.title.as_str())
        .collect();
    assert_eq!(titles, ["Inner", "B"]);
    assert_eq!(groups.lanes[0].parent.as_deref(), Some("b"));
    assert_eq!(groups.lanes[1].color.as_deref(), Some("#11aa22"));
    assert!(groups.lanes[1].collapsed);
    assert_eq!(groups.eras[0].title, "night");
}

/// What was read of an example is written and read again as the same.
#[test]
fn examples_of_timelinejs_come_back() {
    let Some(folder) = shared("timelinejs") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("parser_test.csv") {
            continue;
        }
        let before = open(&path).0;
        let (after, format, report) = open_bytes(&written(&before), "again.json");
        assert_eq!(format, "timelinejs");
        assert_eq!(report.count(Severity::Repaired), 0, "{report}");
        for (after, before) in told(&after).iter().zip(&told(&before)) {
            assert_eq!(after, before, "{}", path.display());
        }
        assert_eq!(told(&after).len(), told(&before).len());
    }
}

#[test]
fn dates_that_a_slide_cannot_hold_stand_in_words() {
    let dataset = Dataset {
        title: "T".to_owned(),
        events: vec![Event {
            id: "a".to_owned(),
            title: "A <b> & C".to_owned(),
            when: When::from_edtf("1984?/.."),
            ..Event::default()
        }]
        .into(),
        eras: vec![Era {
            title: "Year".to_owned(),
            when: When::from_edtf("1990"),
            ..Era::default()
        }],
        ..Dataset::default()
    };
    let text = String::from_utf8(written(&dataset)).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let slide = &json["events"][0];
    assert_eq!(slide["start_date"], serde_json::json!({"year": "1984"}));
    assert_eq!(slide.get("end_date"), None);
    assert!(slide["display_date"].as_str().unwrap().contains("1984"));
    assert_eq!(slide["text"]["headline"], "A &lt;b&gt; &amp; C");
    assert_eq!(json["eras"][0]["end_date"]["month"], "12");
    assert_eq!(json.get("scale"), None);
    let far = Dataset {
        events: vec![Event {
            when: When::from_edtf("Y-4600000000"),
            ..Event::default()
        }]
        .into(),
        ..dataset
    };
    let json: Value = serde_json::from_slice(&written(&far)).unwrap();
    assert_eq!(json["scale"], "cosmological");
    assert_eq!(json["events"][0]["start_date"]["year"], "-4600000000");
}

/// All of a dataset that a timeline of TimelineJS holds.
fn told(dataset: &Dataset) -> Vec<String> {
    let lane = |id: &Option<String>| {
        let lanes = dataset.lanes.iter();
        let of_id = |lane: &&Lane| Some(&lane.id) == id.as_ref();
        lanes.filter(of_id).map(|lane| lane.title.clone()).next()
    };
    let mut told = vec![format!("{} {:?}", dataset.title, dataset.description)];
    told.extend(
        dataset
            .eras
            .iter()
            .map(|era| format!("{} {}", era.title, era.when.edtf())),
    );
    told.extend(dataset.events.iter().map(|event| {
        format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            event.id,
            event.title,
            event.when.edtf(),
            event.when.verbatim,
            lane(&event.lane),
            event.summary.as_deref().map(without_trailing_blanks),
            event.media,
            event.place,
            event.tags,
        )
    }));
    told
}

fn without_trailing_blanks(text: &str) -> String {
    text.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn point() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        (0..=9999_i64).prop_map(|year| format!("{year:04}")),
        (1..=9999_i64).prop_map(|year| format!("-{year:04}")),
    ];
    let far = prop_oneof![10_000..20_000_000_000_i64, -20_000_000_000..-10_000_i64];
    let day = (year, 1..=12_u8, 1..=28_u8);
    let clock = (0..24_u8, 0..60_u8, 0..60_u8, 0..1000_u16);
    let near = (day, clock, 0..6_usize).prop_map(|((year, month, day), (h, m, s, ms), parts)| {
        let parts_of = [
            String::new(),
            format!("-{month:02}"),
            format!("-{day:02}"),
            format!("T{h:02}:{m:02}"),
            format!(":{s:02}"),
            format!(".{ms:03}"),
        ];
        year + &parts_of[..=parts].concat()
    });
    prop_oneof![9 => near, 1 => far.prop_map(|year| format!("Y{year}"))]
}

fn when() -> impl Strategy<Value = When> {
    (point(), prop::option::of(point())).prop_map(|(start, end)| match end {
        Some(end) => {
            let interval = When::from_edtf(format!("{start}/{end}"));
            match interval.date() {
                Some(_) if start != end => interval,
                _ => When::from_edtf(start),
            }
        }
        None => When::from_edtf(start),
    })
}

/// Words, some of which HTML and CommonMark would take for their own.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-Za-zé]{1,8}",
        Just("&".to_owned()),
        Just("a<b".to_owned()),
        Just("R&D;".to_owned()),
        Just("\"so\"".to_owned()),
        Just("сел".to_owned()),
    ];
    let first = "[A-Z][a-z]{0,6}";
    (first, prop::collection::vec(word, 0..5)).prop_map(|(first, rest)| {
        std::iter::once(first)
            .chain(rest)
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// Paragraphs of plain words.
fn summary() -> impl Strategy<Value = String> {
    prop::collection::vec("[A-Z][a-z]{0,6}( [a-z]{1,6}){0,4}", 1..3)
        .prop_map(|paragraphs| paragraphs.join("\n\n"))
}

fn medium() -> impl Strategy<Value = Media> {
    (
        any::<bool>(),
        prop::option::of(words()),
        prop::option::of(words()),
    )
        .prop_map(|(is_url, caption, credit)| Media {
            url: is_url.then(|| "https://example.org/a.jpg?b=1&c=2".to_owned()),
            path: (!is_url).then(|| "pictures/a b.jpg".to_owned()),
            caption,
            credit,
            ..Media::default()
        })
}

fn dataset() -> impl Strategy<Value = Dataset> {
    let event = (
        words(),
        when(),
        prop::option::of(0..3_usize),
        prop::option::of(summary()),
        prop::collection::vec(medium(), 0..3),
        prop::option::of(words()),
    );
    let events = prop::collection::vec(event, 1..6);
    (
        words(),
        prop::option::of(summary()),
        events,
        prop::collection::vec(words(), 3),
    )
        .prop_map(|(title, description, events, names)| {
            let lanes: Vec<Lane> = (0..3)
                .map(|at| Lane {
                    id: format!("lane-{at}"),
                    title: format!("{} {at}", names[at]),
                    ..Lane::default()
                })
                .collect();
            let events: Vec<Event> = events
                .into_iter()
                .enumerate()
                .map(|(at, (title, when, lane, summary, media, place))| Event {
                    id: format!("e{at}"),
                    title,
                    when,
                    lane: lane.map(|lane| lanes[lane].id.clone()),
                    summary,
                    media,
                    place: place.map(|name| Place {
                        name,
                        lat: Some(1.5),
                        lon: Some(-2.25),
                        ..Place::default()
                    }),
                    tags: vec!["one".to_owned(), "two, three".to_owned()],
                    ..Event::default()
                })
                .collect();
            Dataset {
                title,
                description,
                lanes,
                events: events.into(),
                ..Dataset::default()
            }
        })
}

proptest! {
    #[test]
    fn a_timeline_comes_back_as_it_was_written(before in dataset()) {
        let (after, format, report) = open_bytes(&written(&before), "again.json");
        prop_assert_eq!(format, "timelinejs");
        prop_assert_eq!(report.count(Severity::Repaired), 0, "{}", report);
        prop_assert_eq!(told(&after), told(&before));
    }

    #[test]
    fn whatever_stands_in_a_timeline_ends_in_a_report(
        parts in prop::collection::vec(("[a-z_]{1,10}|year|month|text|headline|start_date|id|start|end|media", "[-0-9a-z\\[\\]{}\":,<>&/ ]{0,12}"), 0..8)
    ) {
        let members: serde_json::Map<String, Value> = parts
            .into_iter()
            .map(|(name, text)| {
                let value = serde_json::from_str(&text).unwrap_or(Value::from(text));
                (name, value)
            })
            .collect();
        for shape in [
            serde_json::json!({"events": [{"start_date": members.clone(), "text": members.clone(), "media": members.clone()}]}),
            serde_json::json!({"events": [members.clone()], "title": members.clone(), "eras": [members.clone()]}),
            serde_json::json!({"timeline": {"date": [members.clone()], "era": members.clone()}}),
            serde_json::json!({"items": [members.clone()], "groups": [members.clone()]}),
        ] {
            for id in ["timelinejs", "vis", "timelinejs-sheet"] {
                let format = formats::by_id(id).unwrap();
                let bytes = shape.to_string();
                let _ = formats::read_as(format, bytes.as_bytes(), "x.json", &mut ImportReport::new());
            }
        }
    }
}

#[test]
fn hostile_text_in_a_slide_does_no_harm() {
    let long = "1".repeat(1_000_000);
    for text in [
        "<div>".repeat(100_000),
        "<b><i>".repeat(20_000),
        "&amp;".repeat(200_000),
        "> ".repeat(100_000),
        long.clone(),
    ] {
        let slide = serde_json::json!({
            "start_date": {"year": text, "month": text}, "group": text,
            "text": {"headline": text, "text": text}, "media": {"url": text, "caption": text},
        });
        let file = serde_json::json!({"events": [slide], "eras": [slide]}).to_string();
        let (dataset, ..) = open_bytes(file.as_bytes(), "x.json");
        let _ = written(&dataset);
        let file = serde_json::json!([{"start": text, "end": text, "id": text, "content": text, "title": text}]);
        let vis = formats::by_id("vis").unwrap();
        let mut report = ImportReport::new();
        let _ = formats::read_as(vis, file.to_string().as_bytes(), "x.json", &mut report).unwrap();
        let sheet = format!("Year,Headline,Text,Media\n{text},{text},{text},{text}\n");
        let _ = open_bytes(sheet.as_bytes(), "x.csv");
    }
}
