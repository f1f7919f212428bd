//! Timelines in XML, and the JSON of SIMILE Timeline: the real files of both
//! programs, and files made to do harm.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tarikh::formats::{self, ImportReport, ReadError, Severity};
use tarikh::model::{Dataset, Event};

/// A file of the shared collection, or nothing where it is not at hand.
fn shared(file: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not at hand");
    None
}

struct Opened {
    dataset: Dataset,
    report: ImportReport,
}

impl Opened {
    fn event(&self, title: &str) -> Event {
        let mut events = self.dataset.events.iter();
        events
            .find(|event| event.title == title)
            .unwrap()
            .into_owned()
    }

    fn edtf(&self, title: &str) -> String {
        self.event(title).when.edtf().to_owned()
    }

    fn count(&self, code: &str) -> u64 {
        let mut counts = self.report.counts_by_code();
        counts
            .find(|(known, _)| *known == code)
            .map_or(0, |(_, count)| count)
    }

    fn undated(&self) -> usize {
        let events = self.dataset.events.iter();
        events.filter(|event| event.when.date().is_none()).count()
    }
}

/// Opens a file as what it is found to be.
fn open(file: &str, id: &str) -> Option<Opened> {
    let path = shared(file)?;
    let bytes = fs::read(&path).unwrap();
    let mut report = ImportReport::new();
    let name = path.file_name().unwrap().to_str().unwrap();
    let (dataset, format) = formats::read_any(&bytes, name, &mut report).unwrap();
    assert_eq!(format.id, id, "{file}");
    eprintln!("{file}: {} events\n{report}", dataset.events.len());
    Some(Opened { dataset, report })
}

#[test]
fn every_file_of_simile_timeline_opens_with_all_its_events() {
    for (file, events, undated) in [
        ("canada-1990-2000.xml", 48, 0),
        ("cubism.simile.json", 11, 0),
        ("dinosaurs.xml", 224, 224),
        ("docs-example1.xml", 3, 0),
        ("films-compact-painter.json", 100, 0),
        ("jewish.xml", 170, 0),
        ("jfk-timeline.json", 21, 0),
        ("jfk.xml", 130, 0),
        ("log2timeline-simile.xml", 208, 0),
        ("monet.xml", 27, 0),
        // One of its tests of bad dates has its end before its start.
        ("uncertainty-combinations.simile.json", 37, 1),
    ] {
        let Some(opened) = open(&format!("simile/{file}"), "simile") else {
            return;
        };
        assert_eq!(opened.dataset.events.len(), events, "{file}");
        assert_eq!(opened.undated(), undated, "{file}");
        assert_eq!(opened.report.lost(), 0, "{file}");
    }
}

#[test]
fn dates_of_real_files_are_as_fine_as_they_are_written() {
    let Some(monet) = open("simile/monet.xml", "simile") else {
        return;
    };
    assert_eq!(monet.edtf("Birth"), "1840-11-14");
    let verbatim = monet.event("Birth").when.verbatim;
    assert_eq!(verbatim.as_deref(), Some("Nov 14 1840 00:00:00 GMT"));
    assert_eq!(
        monet.edtf("Family moved to Le Havre, Normandy"),
        "[1845..1846]"
    );
    assert_eq!(
        monet.edtf("Joined Cavalry in Algeria"),
        "1861-06-01~/1863-07-01~"
    );
    let jewish = open("simile/jewish.xml", "simile").unwrap();
    assert_eq!(jewish.edtf("Canonicalization of Tanakh"), "-0199/0100");
    assert_eq!(jewish.edtf("Fall of Masada"), "0073");
    let wedding = open("simile/docs-example1.xml", "simile").unwrap();
    assert_eq!(wedding.edtf("Friend's wedding"), "[2006-06-16..2006-06-26]");
    assert_eq!(
        wedding.edtf("Writing Timeline documentation"),
        "2006-05-28T09:00:00Z/2006-06-15T09:00:00Z"
    );
    let log = open("simile/log2timeline-simile.xml", "simile").unwrap();
    let first = log.dataset.events.iter().next().unwrap().into_owned();
    assert_eq!(first.when.edtf(), "2009-08-04T15:19:29Z");
    assert_eq!(first.summary, None);
    let cubism = open("simile/cubism.simile.json", "simile").unwrap();
    assert_eq!(cubism.edtf("Three Figures"), "1913/1929");
    let media = cubism.event("Three Figures").media;
    assert_eq!(media.len(), 2);
}

#[test]
fn numbers_that_count_back_are_told_once_and_kept() {
    let Some(dinosaurs) = open("simile/dinosaurs.xml", "simile") else {
        return;
    };
    assert_eq!(dinosaurs.count("unit"), 1);
    let first = dinosaurs.event("Acrocanthosaurus");
    assert_eq!(first.when.verbatim.as_deref(), Some("115 – 105"));
    assert!(dinosaurs.report.problems.len() < 4, "{}", dinosaurs.report);
}

#[test]
fn every_file_of_the_timeline_project_opens_with_all_its_events() {
    for (file, events, undated, lanes, eras) in [
        ("example-0.20.timeline", 1, 0, 1, 0),
        ("gregorian-sample.timeline", 25, 0, 4, 2),
        // Its point event ends before it begins.
        ("sample-2.x.timeline", 13, 1, 4, 2),
        ("versions.timeline", 59, 0, 3, 0),
    ] {
        let Some(opened) = open(&format!("timeline-project/{file}"), "timelineproject") else {
            return;
        };
        let dataset = &opened.dataset;
        assert_eq!(dataset.events.len(), events, "{file}");
        assert_eq!(opened.undated(), undated, "{file}");
        assert_eq!(dataset.lanes.len(), lanes, "{file}");
        assert_eq!(dataset.eras.len(), eras, "{file}");
        assert_eq!(dataset.views.len(), 1, "{file}");
        assert_eq!(opened.report.lost(), 0, "{file}");
    }
}

#[test]
fn events_of_the_timeline_project_keep_their_containers_and_dates() {
    let Some(sample) = open(
        "timeline-project/gregorian-sample.timeline",
        "timelineproject",
    ) else {
        return;
    };
    let part = sample.event("Ta bort händelse");
    assert_eq!(part.when.edtf(), "2021-10-19T02:47:23/2021-10-25T02:47:23");
    assert_eq!(part.relations[0].event, sample.event("Container").id);
    assert_eq!(sample.event("<").when.edtf(), "2021-11-02");
    let lane = &sample.dataset.lanes[0];
    assert_eq!(
        (lane.title.as_str(), lane.color.as_deref()),
        ("Välkommen", Some("#eb52ff"))
    );
    let era = &sample.dataset.eras[0];
    assert_eq!(era.when.edtf(), "2021-11-27/2021-12-16");
    let versions = open("timeline-project/versions.timeline", "timelineproject").unwrap();
    assert_eq!(versions.edtf("Timeline 0.20.0"), "2013-03-30T11:16");
    assert_eq!(versions.edtf("Timeline 0.21.1"), "2013-07-07");
}

#[test]
fn other_files_with_the_same_ending_are_refused_in_words() {
    let Some(path) = shared("hostile/yaml-not-timeline-project.timeline") else {
        return;
    };
    let bytes = fs::read(path).unwrap();
    let error = formats::read_any(&bytes, "x.timeline", &mut ImportReport::new()).unwrap_err();
    assert!(
        error.to_string().starts_with(
            "The file is no XML: it begins with “# Timeline Configuration File”, expected <timeline>"
        ),
        "{error}"
    );
}

#[test]
fn files_of_other_kinds_are_told_by_their_root() {
    for file in ["feed-koi8-r-susu.ru.xml", "feed-windows-1251-greek.ru.xml"] {
        let Some(path) = shared(&format!("hostile/{file}")) else {
            return;
        };
        let bytes = fs::read(path).unwrap();
        let mut report = ImportReport::new();
        let error = formats::read_any(&bytes, file, &mut report).unwrap_err();
        let root = "rss";
        assert!(
            matches!(&error, ReadError::OtherXml { root: found, .. } if found.eq_ignore_ascii_case(root)),
            "{error}"
        );
        for id in ["simile", "timelineproject"] {
            let format = formats::by_id(id).unwrap();
            assert!(formats::read_as(format, &bytes, file, &mut report).is_err());
        }
    }
}

/// No file of another format is taken for one of these.
#[test]
fn no_other_file_is_claimed() {
    let Some(folder) = shared("hostile").map(|folder| folder.parent().unwrap().to_owned()) else {
        return;
    };
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_own = ["simile", "timeline-project"]
                .iter()
                .any(|own| folder.ends_with(own))
                || path.extension().is_some_and(|end| end == "timeline");
            let bytes = fs::read(&path).unwrap();
            let head = &bytes[..bytes.len().min(64 * 1024)];
            for id in ["simile", "timelineproject"] {
                let sniffed = (formats::by_id(id).unwrap().sniff)(head, path.to_str());
                assert!(is_own || sniffed.is_none(), "{}: {id}", path.display());
            }
        }
    }
}

/// Lists that are compared with themselves would take hours.
#[test]
fn long_lists_of_names_take_no_time() {
    let many = |of: &dyn Fn(usize) -> String| (0..50_000).map(of).collect::<String>();
    let file = format!(
        "<timeline><version>1</version><categories>{}</categories><events><event><text>x</text>\
         <categories>{}</categories><labels>{}</labels>{}</event></events>\
         <view><hidden_categories>{}</hidden_categories></view></timeline>",
        many(&|n| format!("<category><name>{n}</name></category>")),
        many(&|n| format!("<category>{n}</category>")),
        many(&|n| format!("{n} ")),
        many(&|n| format!("<note>{n}</note>")),
        many(&|n| format!("<name>{}</name>", n + 1)),
    );
    let mut report = ImportReport::new();
    let (dataset, _) = formats::read_any(file.as_bytes(), "x.timeline", &mut report).unwrap();
    assert_eq!(dataset.lanes.len(), 50_000);
    assert_eq!(dataset.views[0].lanes, ["0"]);
    let event = dataset.events.iter().next().unwrap().into_owned();
    assert_eq!(event.tags.len(), 50_000);
    assert_eq!(event.extra["note"].as_array().unwrap().len(), 50_000);
    let colons = format!("{{'{}'{}", "x".repeat(30_000), ":".repeat(30_000));
    assert!(formats::read_any(colons.as_bytes(), "x.json", &mut report).is_err());
}

#[test]
fn files_made_to_do_harm_end_in_an_error() {
    let many = |text: &str| text.repeat(300_000);
    for (text, name) in [
        (format!("<data><event>{}", many("<b>")), "deep.xml"),
        (
            format!("<data><event {}/></data>", many("a='' ")),
            "wide.xml",
        ),
        (
            format!("<timeline><events>{}", many("<event>")),
            "deep.timeline",
        ),
        (
            format!("{{'dateTimeFormat': 1, 'events': [{}", many("[")),
            "deep.json",
        ),
        (
            format!("{{'dateTimeFormat': 1, 'events': {}", many("[{a:")),
            "deep.json",
        ),
    ] {
        let mut report = ImportReport::new();
        assert!(
            formats::read_any(text.as_bytes(), name, &mut report).is_err(),
            "{name}"
        );
        assert_eq!(report.count(Severity::Lost), 0);
    }
}

/// Files of both programs, as small as they can be with everything in them.
const FIXTURES: [(&str, &str); 4] = [
    ("simile", "simile/ok/talks.xml"),
    ("simile", "simile/ok/relaxed.json"),
    ("simile", "simile/ok/years-ago.xml"),
    ("timelineproject", "timelineproject/ok/works.timeline"),
];

fn fixture(file: &str) -> Vec<u8> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    fs::read(folder.join(file)).unwrap()
}

#[test]
fn what_was_opened_comes_back_from_a_native_file_without_a_problem() {
    for (_, file) in FIXTURES {
        let mut report = ImportReport::new();
        let (dataset, _) = formats::read_any(&fixture(file), file, &mut report).unwrap();
        let written = formats::written(&dataset, formats::native::write).unwrap();
        let mut report = ImportReport::new();
        let (again, _) = formats::read_any(&written, "x.tarikh", &mut report).unwrap();
        assert!(report.is_empty(), "{file}: {report}");
        assert_eq!(again, dataset, "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Bytes changed, lost and doubled: an error or a report, and no date that
    /// nobody can read.
    #[test]
    fn damaged_files_never_panic(
        nth in 0..FIXTURES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[ -~]|\\PC|\n|<|>|&|\"|'|\\{", 0_u8..4), 1..8),
    ) {
        let (id, file) = FIXTURES[nth];
        let mut bytes = fixture(file);
        for (at, with, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => drop(bytes.splice(at..=at, with.bytes())),
                1 => drop(bytes.splice(at..at, with.bytes())),
                2 => drop(bytes.remove(at)),
                _ => bytes.extend(bytes[at..].to_vec()),
            }
        }
        let mut report = ImportReport::new();
        let format = formats::by_id(id).unwrap();
        if let Ok(dataset) = formats::read_as(format, &bytes, file, &mut report) {
            for event in dataset.events.iter() {
                let edtf = event.when.edtf();
                prop_assert!(edtf.is_empty() || event.when.date().is_some(), "{edtf}");
                prop_assert!(!event.title.is_empty());
            }
        }
    }

    /// A start and an end in any words are kept, whatever becomes of them.
    #[test]
    fn dates_in_any_words_are_kept(start in "[0-9A-Za-z:. +/\\[~-]{1,24}", end in "[0-9BC -]{0,9}") {
        let file = format!("<data><event start='{start}' end='{end}' title='x' isDuration='true'/></data>");
        let mut report = ImportReport::new();
        let (dataset, _) = formats::read_any(file.as_bytes(), "x.xml", &mut report).unwrap();
        let event = dataset.events.iter().next().unwrap().into_owned();
        let kept = format!("{} {}", event.when.edtf(), event.when.verbatim.as_deref().unwrap_or_default());
        prop_assert!(kept.contains(start.trim()), "{kept}");
        prop_assert!(kept.contains(end.trim()), "{kept}");
    }
}
