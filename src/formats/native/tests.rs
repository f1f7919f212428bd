//! A large file is read as a small one is: the same events, the same report,
//! the same errors, wherever its blocks are cut.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{large, read, read_in_blocks};
use crate::formats::stream::{Input, Stream, Watch};
use crate::formats::{ImportReport, ReadError};
use crate::model::search::{Needle, Tallies, Wanted, Word};
use crate::model::{Dataset, EventIx, Index, evidence};

type Read = (Result<Dataset, ReadError>, ImportReport);

fn whole(bytes: &[u8]) -> Read {
    let mut report = ImportReport::new();
    let dataset = read(bytes, "x.tarikh", &mut report);
    (dataset, report)
}

fn in_blocks(bytes: &[u8], block: usize) -> (Read, String) {
    let mut report = ImportReport::new();
    let (dataset, sum) = read_in_blocks(bytes, "x.tarikh", block, &mut report);
    ((dataset, report), sum)
}

/// What differs, or nothing.
fn difference(bytes: &[u8], block: usize) -> Result<(), String> {
    let ((streamed, streamed_report), _) = in_blocks(bytes, block);
    let (expected, report) = whole(bytes);
    let text = String::from_utf8_lossy(bytes);
    match (streamed, expected) {
        (Err(streamed), Err(expected)) if streamed == expected => {}
        (Ok(streamed), Ok(expected)) => {
            if streamed != expected {
                return Err(format!("{streamed:#?}\nis not\n{expected:#?}\n{text}"));
            }
            same_answers(&streamed, &expected).map_err(|why| format!("{why}\n{text}"))?;
        }
        (streamed, expected) => {
            return Err(format!("{streamed:?}\nis not\n{expected:?}\n{text}"));
        }
    }
    match streamed_report == report {
        true => Ok(()),
        false => Err(format!("{streamed_report}\nis not\n{report}\n{text}")),
    }
}

/// What is asked of rows is what is told of whole events.
fn same_answers(rows: &Dataset, listed: &Dataset) -> Result<(), String> {
    let briefs = |dataset: &Dataset| {
        let mut briefs = Vec::new();
        evidence::briefs(dataset, &Index::new(dataset), |_, brief| briefs.push(brief));
        briefs
    };
    let relations = |dataset: &Dataset| {
        let mut found = Vec::new();
        dataset
            .events
            .relations(&mut |from, place, id| found.push((from, place, id.to_owned())));
        found
    };
    let counts = |dataset: &Dataset| {
        let disputed = dataset.disputed_count();
        (dataset.citation_count(), dataset.claim_count(), disputed)
    };
    let tallied = |dataset: &Dataset| {
        let mut tallies = Tallies::default();
        let all = 0..dataset.events.len() as u32;
        dataset
            .events
            .tally(all, &|event| event.0 % 3 != 1, &mut tallies);
        tallies
    };
    let same = |what: &str, is_same: bool| is_same.then_some(()).ok_or(format!("{what} differ"));
    same("briefs", briefs(rows) == briefs(listed))?;
    same("relations", relations(rows) == relations(listed))?;
    same("counts", counts(rows) == counts(listed))?;
    same("tallies", tallied(rows) == tallied(listed))?;
    let (index, of_rows) = (Index::new(listed), Index::new(rows));
    for (event, at) in listed.events.iter().zip(0..) {
        same("ids", index.event(&event.id) == of_rows.event(&event.id))?;
        same("titles", rows.events.title(EventIx(at)) == event.title)?;
    }
    same("ids", of_rows.event("no such id").is_none())
}

#[test]
fn a_file_cut_anywhere_or_with_any_byte_changed_ends_as_it_does_whole() {
    let file = json!({
        "tarikh": 1, "title": "Té",
        "sources": [{"id": "s", "type": "book"}],
        "events": [
            {"id": "a", "title": "A\\é", "when": "1979", "citations": [{"source": "s"}, {"source": "t"}]},
            {"id": "a", "title": "B", "when": "x", "relations": [{"kind": "causes", "event": "c"}]},
            [1, "x"],
        ],
        "views": [],
    });
    for text in [
        file.to_string(),
        format!("{file:#}")
            .replace("\"x\"", "1e400")
            .replace('\n', "\r\n"),
    ] {
        let bytes = text.as_bytes();
        for cut in 0..bytes.len() {
            if let Err(why) = difference(&bytes[..cut], 16) {
                panic!("cut at {cut}: {why}");
            }
            for byte in [
                b'"', b'\\', b'}', b']', b',', b'x', b'1', b' ', b'\n', 0xFF, 0xC3, 0,
            ] {
                let mut changed = bytes.to_vec();
                changed[cut] = byte;
                if let Err(why) = difference(&changed, 16) {
                    panic!("byte {cut} as {byte:#x}: {why}");
                }
            }
        }
    }
}

/// A text of an event or of what stands in its place.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{1,2}",
        1 => "[ \"\\\\\n\u{1}/éЖء\u{200d}ك😀'A-C]{0,6}",
    ]
}

fn id() -> impl Strategy<Value = Value> {
    prop_oneof![
        12 => "[a-h]".prop_map(Value::from),
        1 => "event-[1-6](-2)?".prop_map(Value::from),
        1 => prop::sample::select(vec![json!(7), json!(""), json!(" "), Value::Null, json!([])]),
    ]
}

fn when() -> impl Strategy<Value = Value> {
    let edtf = prop::sample::select(vec![
        "1979",
        "1979-12",
        "1979-12-27",
        "1979~",
        "../1979",
        "1979-12-27T10:00:00",
        "1979/1980",
        "1979/1979",
        "",
        "never",
        "[1979,1981]",
        "0000",
        "2010-06/2010-07",
        "1979-21",
        " 1979",
    ]);
    prop_oneof![
        8 => edtf.clone().prop_map(Value::from),
        1 => edtf.prop_map(|edtf| json!({"edtf": edtf, "note": "about", "x": 1})),
        1 => prop::sample::select(vec![
            json!(1979), json!({"note": "n"}), json!([1]), Value::Null,
            json!({"edtf": "1979", "calendar": "lunar"}),
        ]),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!(true),
        json!(3),
        json!(2.5),
        json!(1e30),
        json!(-7),
        json!("text"),
        json!("5"),
        json!([]),
        json!(["a", 1]),
        json!({}),
        json!({"a": {"b": [1, {"c": null}]}}),
    ])
}

fn citation() -> impl Strategy<Value = Value> {
    let stance = prop::sample::select(vec![
        json!("supports"),
        json!("disputes"),
        json!("mentions"),
        json!("denies"),
        json!({"mentions": null}),
        Value::Null,
    ]);
    prop_oneof![
        8 => "[s-w]".prop_map(|source| json!({"source": source})),
        3 => ("[s-w]", stance, text()).prop_map(|(source, stance, note)| {
            json!({"source": source, "stance": stance, "note": note, "locator": {"kind": "page", "value": "3"}})
        }),
        1 => any_value(),
    ]
}

fn claim() -> impl Strategy<Value = Value> {
    let state = prop::sample::select(vec!["accepted", "rejected", "accepted", "odd"]);
    (
        text(),
        text(),
        state,
        prop::collection::vec(citation(), 0..3),
        prop::option::of(any_value()),
    )
        .prop_map(|(about, value, state, citations, low)| {
            let mut claim =
                json!({"about": about, "value": value, "state": state, "citations": citations});
            if let Some(low) = low {
                claim["low"] = low;
            }
            claim
        })
}

/// The members of an event, each as it should be or not.
fn event() -> impl Strategy<Value = Value> {
    let member = prop_oneof![
        3 => text().prop_map(|text| ("summary", json!(text))),
        3 => "[l-o]".prop_map(|lane| ("lane", json!(lane))),
        2 => (0..7).prop_map(|importance| ("importance", json!(importance))),
        2 => prop::collection::vec(text(), 0..3).prop_map(|names| ("people", json!(names))),
        2 => prop::collection::vec(text(), 0..3).prop_map(|names| ("tags", json!(names))),
        2 => (text(), -95..95).prop_map(|(name, lat)| ("place", json!({"name": name, "lat": lat}))),
        4 => prop::collection::vec(citation(), 0..3).prop_map(|them| ("citations", json!(them))),
        3 => prop::collection::vec(claim(), 0..3).prop_map(|them| ("claims", json!(them))),
        3 => prop::collection::vec("[a-j]", 0..3).prop_map(|ids| {
            let relations = ids.iter().map(|id| json!({"kind": "causes", "event": id}));
            ("relations", Value::from_iter(relations))
        }),
        2 => text().prop_map(|text| ("titles", json!({"fr": text, "": "x"}))),
        1 => any_value().prop_map(|value| ("other", value)),
        1 => (prop::sample::select(vec!["title", "tags", "media", "claims", "lane", "place", "importance", "titles", "relations"]), any_value()),
    ];
    let members = prop::collection::vec(member, 0..5);
    let event = (prop::option::weighted(0.95, id()), text(), when(), members).prop_map(
        |(id, title, when, members)| {
            let mut event = json!({});
            if let Some(id) = id {
                event["id"] = id;
            }
            event["title"] = json!(title);
            event["when"] = when;
            for (name, value) in members {
                event[name] = value;
            }
            event
        },
    );
    prop_oneof![20 => event, 1 => any_value()]
}

/// How JSON is written: in how many ways it can be, within reason.
#[derive(Clone, Debug)]
struct Hand {
    blank: &'static str,
    is_escaped: bool,
    /// Which members are written twice.
    twice: u64,
}

impl Hand {
    fn text(&self, text: &str, out: &mut String) {
        if !self.is_escaped {
            return out.push_str(&json!(text).to_string());
        }
        out.push('"');
        for unit in text.encode_utf16() {
            out.push_str(&format!("\\u{unit:04x}"));
        }
        out.push('"');
    }

    fn write(&mut self, value: &Value, depth: usize, out: &mut String) {
        out.push_str(self.blank);
        match value {
            Value::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    self.write(item, depth + 1, out);
                }
                out.push_str(self.blank);
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                let mut is_first = true;
                for (name, value) in members {
                    // Not the lists of the root: see the head of `large`.
                    self.twice = self.twice.rotate_left(1);
                    let times = if depth > 0 && self.twice & 0x1F == 1 {
                        2
                    } else {
                        1
                    };
                    for _ in 0..times {
                        out.push_str(if is_first { "" } else { "," });
                        is_first = false;
                        out.push_str(self.blank);
                        self.text(name, out);
                        out.push(':');
                        self.write(value, depth + 1, out);
                    }
                }
                out.push('}');
            }
            Value::String(text) => self.text(text, out),
            other => out.push_str(&other.to_string()),
        }
        out.push_str(self.blank);
    }
}

fn file() -> impl Strategy<Value = String> {
    let lanes = prop::collection::vec("[l-n]", 0..3)
        .prop_map(|ids| Value::from_iter(ids.iter().map(|id| json!({"id": id, "title": id}))));
    let kinds = prop::sample::select(vec!["primary", "secondary"]);
    let sources = prop::collection::vec(("[s-v]", "[st]", kinds, text()), 0..4).prop_map(|them| {
        Value::from_iter(them.iter().map(|(id, origin, kind, title)| {
            json!({"id": id, "type": "book", "origin": origin, "kind": kind, "title": title})
        }))
    });
    let events = prop_oneof![
        12 => prop::collection::vec(event(), 0..8).prop_map(Value::from),
        1 => any_value(),
    ];
    let members = (
        prop::option::weighted(0.9, lanes),
        prop::option::weighted(0.9, sources),
        prop::option::weighted(0.95, events),
        prop::option::weighted(0.3, prop::collection::vec("[a-j]", 1..3)),
        prop::option::weighted(0.2, any_value()),
    );
    let hand = (
        prop::sample::select(vec!["", " ", "\n", "\r\n ", "\t"]),
        prop::bool::weighted(0.2),
        prop_oneof![2 => Just(0), 1 => any::<u64>()],
    )
        .prop_map(|(blank, is_escaped, twice)| Hand {
            blank,
            is_escaped,
            twice,
        });
    let order = Just((0..6).collect::<Vec<usize>>()).prop_shuffle();
    (members, hand, order).prop_map(
        |((lanes, sources, events, views, other), mut hand, order)| {
            let views = views.map(|ids| {
                Value::from_iter(ids.iter().map(|id| json!({"title": "V", "selected": id})))
            });
            let all = [
                ("tarikh", Some(json!(1))),
                ("lanes", lanes),
                ("sources", sources),
                ("events", events),
                ("views", views),
                ("other", other),
            ];
            let mut root = json!({});
            for at in order {
                if let (name, Some(value)) = &all[at] {
                    root[*name] = value.clone();
                }
            }
            let mut out = String::new();
            hand.write(&root, 0, &mut out);
            out
        },
    )
}

fn blocks() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1, 5, 64, 300, 1 << 20])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_file_is_read_in_blocks_as_it_is_whole(file in file(), block in blocks()) {
        let same = difference(file.as_bytes(), block);
        prop_assert_eq!(same, Ok(()));
    }

    #[test]
    fn what_is_looked_for_is_found_as_in_whole_events(
        file in file(),
        block in blocks(),
        words in prop::collection::vec(
            prop_oneof![
                text(),
                prop::sample::select(vec![
                    "é", "\"", "\\", "\\u00e9", "1979", "december", "27", "about", "bc", "title",
                    "source", "note", "1980s", "ж", "spring", "ك", "😀", "page", "u0001", "before", "–",
                ]).prop_map(str::to_owned),
            ],
            0..3,
        ),
        names in prop::collection::vec(text(), 0..2),
        cited in prop::collection::vec("[s-w]", 0..2),
        kind in 0..6,
    ) {
        let Ok(expected) = whole(file.as_bytes()).0 else { return Ok(()) };
        let Ok(rows) = in_blocks(file.as_bytes(), block).0.0 else { return Ok(()) };
        let index = Index::new(&expected);
        let names: std::collections::BTreeSet<String> = names.into_iter().collect();
        let cited: std::collections::BTreeSet<String> = cited.into_iter().collect();
        let words: Vec<Word> = words
            .iter()
            .flat_map(|word| Wanted::words(word, &expected, &index))
            .chain(words.iter().filter(|word| word.contains(' ')).map(|word| Word {
                needle: Needle::new(word),
                sources: cited.clone(),
            }))
            .collect();
        let mut wanted = Wanted { words, ..Wanted::default() };
        match kind {
            0 => wanted.people = names,
            1 => wanted.tags = names,
            2 => wanted.places = names,
            3 => wanted.sources = cited,
            _ => {}
        }
        let all = 0..expected.events.len() as u32;
        let found = |dataset: &Dataset| {
            let mut found = Vec::new();
            dataset.events.matching(all.clone(), &wanted, &mut |event| found.push(event));
            found
        };
        let listed = found(&expected);
        prop_assert_eq!(found(&rows), listed.clone(), "{:?} in {}", wanted, file);
        for event in all.map(EventIx) {
            prop_assert_eq!(rows.events.is_wanted(event, &wanted), listed.contains(&event));
        }
    }
}

#[test]
fn the_checksum_of_a_file_in_blocks_is_that_of_its_bytes() {
    use sha2::{Digest, Sha256};
    let bytes = "\u{FEFF}{\"tarikh\": 1, \"title\": \"T\", \"events\": [{}, {}, {}]} ".as_bytes();
    let expected: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    for block in [1, 20, 1000] {
        let ((dataset, _), sum) = in_blocks(bytes, block);
        assert_eq!(dataset.map(|dataset| dataset.events.len()), Ok(3));
        assert_eq!(sum, expected);
    }
}

#[test]
fn the_beginning_of_a_large_file_is_shown_before_the_rest_is_read() {
    let events: Vec<Value> = (0..50)
        .map(|at| json!({"id": format!("e{at}"), "title": "A", "when": "1979", "lane": "l"}))
        .collect();
    let file =
        json!({"tarikh": 1, "title": "T", "lanes": [{"id": "l", "title": "L"}], "events": events});
    let text = file.to_string();
    let mut bytes = text.as_bytes();
    let shown = std::sync::Mutex::new(Vec::new());
    let first = |dataset: Dataset| shown.lock().expect("no panic").push(dataset);
    let mut stream = Stream::new(Input {
        reader: &mut bytes,
        file: None,
        size: Some(1 << 30),
        name: "x.tarikh",
        watch: Watch {
            first: Some(&first),
            ..Watch::nobody()
        },
    });
    let dataset = large::read(&mut stream, 500, &mut ImportReport::new()).expect("a dataset");
    let shown = shown.into_inner().expect("no panic");
    let [first] = shown.as_slice() else {
        panic!("{} were shown", shown.len())
    };
    assert_eq!((first.title.as_str(), first.lanes.len()), ("T", 1));
    assert!((1..50).contains(&first.events.len()));
    assert!(
        first
            .events
            .iter()
            .eq(dataset.events.iter().take(first.events.len()))
    );
}

#[test]
fn events_without_an_id_are_given_one_that_no_other_states() {
    let events = r#"[{"title":"A","when":""},{"id":"event-1","title":"B","when":""},
        {"id":"event-1-2","title":"C","when":"","relations":[{"kind":"causes","event":"event-1-3"},
        {"kind":"causes","event":"event-5-2"}]},{"id":"event-5","when":""},{"id":" ","when":""},
        {"when":5,"title":7}, 8, {"id":"event-8","title":"D","when":""},
        {"id":"event-1","relations":[{"kind":"causes","event":"event-6"}]}]"#;
    let file = format!("{{\"tarikh\":1,\"title\":\"T\",\"events\":{events}}}");
    for block in [1, 100, 1000] {
        difference(file.as_bytes(), block).unwrap_or_else(|why| panic!("{why}"));
    }
    let ((dataset, _), _) = in_blocks(file.as_bytes(), 100);
    let ids: Vec<String> = dataset
        .expect("a dataset")
        .events
        .iter()
        .map(|event| event.id.clone())
        .collect();
    assert_eq!(ids[0], "event-1-3");
    assert_eq!(ids[4], "event-5-2");
}

#[test]
fn more_faults_than_are_listed_are_counted_as_they_are_whole() {
    let event = |at: usize| match at % 2 {
        0 => json!({"id": "a", "title": 7, "when": "1979", "citations": [{"source": "none"}]}),
        _ => {
            json!({"title": "A", "when": "1979", "relations": [{"kind": "causes", "event": at.to_string()}]})
        }
    };
    let events = Value::from_iter((0..24_000).map(event));
    let sources = json!([{"id": "s", "type": "book"}]);
    let before = json!({"tarikh": 1, "title": "T", "sources": sources, "events": events});
    let behind = json!({"tarikh": 1, "title": "T", "events": events, "sources": sources});
    for file in [before, behind] {
        difference(file.to_string().as_bytes(), 100_000)
            .unwrap_or_else(|why| panic!("{}", &why[..2_000]));
    }
}

#[test]
fn of_two_lists_of_events_the_last_is_used() {
    for (second, events) in [
        ("[{\"id\":\"b\",\"title\":\"B\",\"when\":\"\"}]", 1),
        ("5", 0),
    ] {
        let file = format!(
            "{{\"tarikh\":1,\"title\":\"T\",\"events\":[{{\"id\":\"a\",\"title\":\"A\",\"when\":\"1979\"}}],\n\"events\":{second}}}"
        );
        let ((dataset, _), _) = in_blocks(file.as_bytes(), 16);
        assert_eq!(dataset.map(|dataset| dataset.events.len()), Ok(events));
        difference(file.as_bytes(), 16).unwrap_or_else(|why| panic!("{why}"));
    }
}

#[test]
fn nesting_is_as_deep_as_it_may_be_and_no_deeper() {
    for depth in [124, 125, 126, 127, 128, 5_000] {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let file = format!(
            "{{\"tarikh\":1,\"title\":\"T\",\"events\":[{{\"id\":\"a\",\"title\":\"A\",\"when\":\"\",\"x\":{}}},\n {}]}}",
            nested(depth - 1),
            nested(depth)
        );
        difference(file.as_bytes(), 64).unwrap_or_else(|why| panic!("{depth}: {why}"));
    }
}
