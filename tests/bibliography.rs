//! Files of sources: what citation managers write becomes sources, what is
//! written comes back, and sources are merged into datasets without a word lost.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use tarikh::formats::{self, ImportReport, Severity};
use tarikh::model::{Dataset, Source};

fn open(bytes: &[u8], name: &str) -> (Dataset, ImportReport, &'static str) {
    let mut report = ImportReport::new();
    let (dataset, format) = formats::read_any(bytes, name, &mut report).unwrap();
    (dataset, report, format.id)
}

fn real(name: &str) -> Option<(Dataset, ImportReport, &'static str)> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/bib")).join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Some(open(&bytes, name)),
        Err(_) => {
            eprintln!("skipped: {name} is not at hand");
            None
        }
    }
}

fn written(dataset: &Dataset, format: &str) -> Vec<u8> {
    formats::written(dataset, formats::by_id(format).unwrap().write.unwrap()).unwrap()
}

fn json_of(source: &Source) -> Value {
    serde_json::to_value(source).unwrap()
}

fn of<'d>(dataset: &'d Dataset, id: &str) -> &'d Source {
    dataset
        .sources
        .iter()
        .find(|source| source.id == id)
        .unwrap()
}

/// Written and read again.
fn again(dataset: &Dataset, format: &str) -> (Dataset, ImportReport) {
    let bytes = written(dataset, format);
    let (read, report, known) = open(&bytes, "again");
    assert_eq!(known, format, "{}", String::from_utf8_lossy(&bytes));
    (read, report)
}

#[test]
fn the_examples_of_biblatex_open_and_survive() {
    let Some((dataset, report, format)) = real("biblatex-examples.bib") else {
        return;
    };
    assert_eq!(format, "bibtex");
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    // Sets and data for others are no works.
    assert_eq!(dataset.sources.len(), 90);
    assert_eq!(report.lost(), 0);
    let knuth = of(&dataset, "knuth:ct:a");
    assert_eq!(knuth.title.as_deref(), Some("The TeXbook"));
    let again_of = |format: &str| {
        let (read, report) = again(&dataset, format);
        assert_eq!(report.lost(), 0, "{report}");
        for (was, is) in dataset.sources.iter().zip(&read.sources) {
            assert_eq!(was.title, is.title, "{format} {}", was.id);
            assert_eq!(was.kind_csl, is.kind_csl, "{format} {}", was.id);
            assert_eq!(was.issued, is.issued, "{format} {}", was.id);
            assert_eq!(was.author.len(), is.author.len(), "{format} {}", was.id);
            assert_eq!(
                (&was.url, &was.doi),
                (&is.url, &is.doi),
                "{format} {}",
                was.id
            );
        }
        read
    };
    assert_eq!(again_of("csl-json").sources, dataset.sources);
    again_of("bibtex");
    again_of("ris");
}

#[test]
fn dates_of_biber_keep_what_they_say() {
    let Some((dataset, report, _)) = real("biber-dateformats.bib") else {
        return;
    };
    for problem in &report.problems {
        eprintln!("{problem}");
    }
    assert_eq!(report.lost(), 0);
    let date = |id: &str, member: &str| json_of(of(&dataset, id))[member].clone();
    assert_eq!(date("era1", "issued"), json!({"date-parts": [[-379, 2]]}));
    assert_eq!(
        date("era1", "original-date"),
        json!({"date-parts": [[-221], [-219]]})
    );
    assert_eq!(date("era4", "issued"), json!({"raw": "1034~"}));
    assert_eq!(date("era4", "accessed"), json!({"raw": "1487~/1490"}));
    assert_eq!(date("season1", "issued"), json!({"raw": "2003-21"}));
    assert_eq!(date("L1", "accessed"), json!({"literal": "1.5.1998"}));
    assert_eq!(
        date("L1", "issued"),
        json!({"date-parts": [[1995], [1996]]})
    );
    assert_eq!(date("L15", "issued"), Value::Null);
    assert_eq!(dataset.sources.len(), 34);
}

#[test]
fn other_real_files_open() {
    if let Some((dataset, report, format)) = real("averroes.bib") {
        assert_eq!(
            (dataset.sources.len(), report.lost(), format),
            (4, 0, "bibtex")
        );
        let hannes = of(&dataset, "averroes/hannes");
        assert_eq!(
            hannes.title.as_deref(),
            Some(
                "Des Averroës Abhandlung: “Über die Möglichkeit der Conjunktion” oder “Über den materiellen Intellekt”"
            )
        );
        assert_eq!(hannes.language.as_deref(), Some("de"));
        assert_eq!(hannes.publisher.as_deref(), Some("C. A. Kaemmerer"));
    }
    if let Some((dataset, report, format)) = real("crossref-csl.json") {
        assert_eq!((report.lost(), format), (0, "csl-json"), "{report}");
        let first = &dataset.sources[0];
        assert_eq!(first.kind_csl, "article-journal");
        assert_eq!(first.doi.as_deref(), Some("10.1021/ja01577a030"));
        assert_eq!(first.extra["is-referenced-by-count"], 693);
        eprintln!("{} sources\n{report}", dataset.sources.len());
    }
}

#[test]
fn no_other_real_file_is_taken_for_sources() {
    let Ok(folders) = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"))
    else {
        eprintln!("skipped: the collection is not at hand");
        return;
    };
    for folder in folders
        .filter_map(Result::ok)
        .filter(|folder| folder.file_name() != "bib")
    {
        let files = std::fs::read_dir(folder.path())
            .into_iter()
            .flatten()
            .filter_map(Result::ok);
        for file in files.filter(|file| file.path().is_file()) {
            let bytes = std::fs::read(file.path()).unwrap();
            let head = &bytes[..bytes.len().min(64 << 10)];
            let name = file.file_name().to_string_lossy().into_owned();
            let found = formats::sniff(head, Some(&name)).map(|format| format.id);
            let is_bib = matches!(found, Some("csl-json" | "bibtex" | "ris"));
            assert!(!is_bib, "{}: {found:?}", file.path().display());
        }
    }
}

#[test]
fn circles_and_depths_end_in_reports() {
    for text in [
        "@book{a,crossref={a}}".to_owned(),
        "@book{a,xdata={b}}\n@xdata{b,xdata={a}}".to_owned(),
        "@string{a = a}\n@string{b = c # b}\n@book{x, title = a # b}".to_owned(),
        format!("@book{{a, title = {}{}}}", "{".repeat(99), "}".repeat(99)),
        format!(
            "@book{{a, title = {{{}x{}}}}}",
            "\\'{".repeat(90),
            "}".repeat(90)
        ),
        format!("@book{{a, title = {{{}}}}}", "{}".repeat(100_000)),
        "@book{a, title = {costs $5}, author = {Smith \\& \\x}}".to_owned(),
    ] {
        let (dataset, report, _) = open(text.as_bytes(), "x.bib");
        assert_eq!((dataset.sources.len(), report.lost()), (1, 0), "{report}");
    }
    for text in [
        format!("@book{{a, title = {}}}", "{".repeat(1_000_000)),
        "@book{".repeat(200_000),
        "@book{a,t={\n".repeat(50_000),
        "TY  -\nA".repeat(50_000),
        format!("[{{\"type\":\"book\",\"DOI\":{}", "[".repeat(1_000_000)),
    ] {
        let mut report = ImportReport::new();
        assert!(formats::read_any(text.as_bytes(), "x", &mut report).is_err());
    }
}

#[test]
fn what_is_only_partly_good_opens_as_far_as_it_goes() {
    let ris = "\u{feff}TY  - JOUR\r\nAU  - Greene, Graham\r\nAU  - BBC\r\nTI  - A title\r\n  goes on\r\n\
               PY  - 1990\r\nDA  - 1990/05/07/\r\nSP  - 1\r\nEP  - 9\r\nXX  - own\r\nER  - \r\n\r\nTY  - WHAT\r\nPY  - soon\r\n";
    let (dataset, report, format) = open(ris.as_bytes(), "x.ris");
    assert_eq!(format, "ris");
    assert_eq!(
        json_of(&dataset.sources[0]),
        json!({
            "id": "greene-1990", "type": "article-journal", "title": "A title goes on",
            "author": [{"family": "Greene", "given": "Graham"}, {"literal": "BBC"}],
            "issued": {"date-parts": [[1990, 5, 7]]}, "page": "1-9", "ris": {"XX": ["own"]},
        })
    );
    assert_eq!(dataset.sources[1].kind_csl, "document");
    assert_eq!(report.count(Severity::Repaired), 2, "{report}");
    let csl = r#"[{"id": 5, "type": "book", "title": ["A"], "issued": {"date-parts": [["1990"]]}, "x": 1},
                  "no", {"type": "book", "title": "B", "author": "wrong", "URL": "https://example.org"}]"#;
    let (dataset, report, format) = open(csl.as_bytes(), "x.json");
    assert_eq!(format, "csl-json");
    assert_eq!((dataset.sources.len(), report.lost()), (2, 1));
    assert_eq!(
        (
            dataset.sources[0].id.as_str(),
            dataset.sources[1].id.as_str()
        ),
        ("5", "b")
    );
    assert_eq!(dataset.sources[0].extra["x"], 1);
}

fn any_text() -> impl Strategy<Value = String> {
    "[a-zA-Zé{}\\\\$&%#_^~ 'ا:;./\"@-]{0,12}".prop_map(|text| {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("A{words}z")
    })
}

fn any_name() -> impl Strategy<Value = Value> {
    let word = || "[A-Z][a-zé]{0,4}";
    prop_oneof![
        any_text().prop_map(|literal| json!({"literal": literal.replace(['=', ','], "")})),
        (word(), "[A-Z][a-z]{0,3}( [A-Z][.])?")
            .prop_map(|(family, given)| json!({"family": family, "given": given})),
        word().prop_map(|family| json!({"family": format!("de {family}"), "given": "A"})),
        word().prop_map(|family| {
            json!({"family": family, "given": "Al", "non-dropping-particle": "van der"})
        }),
    ]
}

fn any_date() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!({"date-parts": [[1990]]}),
        json!({"date-parts": [[1990, 5]]}),
        json!({"date-parts": [[1990, 5, 7]]}),
        json!({"date-parts": [[1990], [1991, 2]]}),
        json!({"date-parts": [[-44, 3, 15]]}),
        json!({"raw": "1990~"}),
        json!({"raw": "199X"}),
        json!({"raw": "1990/.."}),
    ])
}

/// Sources of what all three formats hold.
fn any_source() -> impl Strategy<Value = Value> {
    let kinds = vec![
        "article-journal",
        "book",
        "chapter",
        "report",
        "webpage",
        "thesis",
        "article-newspaper",
    ];
    let members = prop::sample::subsequence(
        vec![
            "title",
            "publisher",
            "publisher-place",
            "container-title",
            "collection-title",
            "edition",
            "abstract",
            "note",
            "genre",
        ],
        0..6,
    );
    let names = || prop::option::of(prop::collection::vec(any_name(), 1..3));
    (
        prop::sample::select(kinds),
        members,
        prop::collection::vec(any_text(), 9),
        (
            names(),
            names(),
            prop::option::of(any_date()),
            prop::option::of(any_date()),
        ),
        prop::option::of("https://example\\.org/[a-z_%~-]{0,6}"),
    )
        .prop_map(
            |(kind, members, texts, (author, editor, issued, accessed), url)| {
                let mut source = json!({"id": "", "type": kind});
                for (member, text) in members.into_iter().zip(texts) {
                    source[member] = text.into();
                }
                for (member, value) in [("author", author), ("editor", editor)] {
                    if let Some(names) = value {
                        source[member] = names.into();
                    }
                }
                for (member, value) in [("issued", issued), ("accessed", accessed)] {
                    if let Some(date) = value {
                        source[member] = date;
                    }
                }
                if let Some(url) = url {
                    source["URL"] = url.into();
                }
                source
            },
        )
}

fn dataset_of(sources: Vec<Value>) -> Dataset {
    let sources = sources.into_iter().enumerate().map(|(nth, mut source)| {
        source["id"] = format!("s{nth}").into();
        serde_json::from_value(source).unwrap()
    });
    Dataset {
        tarikh: 1,
        sources: sources.collect(),
        ..Dataset::default()
    }
}

/// Without what RIS writes in one piece.
fn for_ris(mut source: Value) -> Value {
    let plain = |name: &mut Value| {
        if let Some(literal) = name["literal"].as_str() {
            *name = json!({"literal": literal.replace(',', "")});
        } else if let Some(particle) = name["non-dropping-particle"].as_str() {
            *name = json!({"family": format!("{particle} {}", name["family"].as_str().unwrap()), "given": name["given"]});
        }
    };
    for member in ["author", "editor"] {
        source[member]
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(plain);
        if source[member].is_null() {
            source.as_object_mut().unwrap().remove(member);
        }
    }
    source
}

proptest! {
    #[test]
    fn sources_come_back_as_they_were_written(sources in prop::collection::vec(any_source(), 1..4)) {
        let dataset = dataset_of(sources.clone());
        for format in ["csl-json", "bibtex", "ris"] {
            let dataset = match format {
                "ris" => dataset_of(sources.iter().cloned().map(for_ris).collect()),
                _ => dataset.clone(),
            };
            let text = String::from_utf8(written(&dataset, format)).unwrap();
            let mut report = ImportReport::new();
            let known = formats::by_id(format).unwrap();
            let read = formats::read_as(known, text.as_bytes(), "x", &mut report).unwrap();
            prop_assert_eq!(report.count(Severity::Repaired) + report.lost(), 0, "{} {}", &report, &text);
            prop_assert_eq!(read.sources.len(), dataset.sources.len());
            for (was, is) in dataset.sources.iter().zip(&read.sources) {
                prop_assert_eq!(json_of(was), json_of(is), "{}", &text);
            }
        }
    }

    #[test]
    fn no_text_ends_in_anything_but_an_answer(text in "(@book|@string|\\{|\\}|,|=|\"|#|a|\\\\|TY  - |\n|\\$|~|and|ER  - |-){0,40}") {
        for format in ["csl-json", "bibtex", "ris"] {
            let known = formats::by_id(format).unwrap();
            let _ = formats::read_as(known, text.as_bytes(), "x", &mut ImportReport::new());
        }
    }
}
