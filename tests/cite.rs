//! Sources to citations: what a reader would paste into a footnote.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use serde_json::{Value, json};
use tarikh::cite::{Style, bibliography, citation, short};
use tarikh::model::Source;

fn source(json: Value) -> Source {
    serde_json::from_value(json).unwrap()
}

fn maley() -> Source {
    source(json!({
        "id": "maley", "type": "book", "title": "The Afghanistan wars",
        "author": [{ "family": "Maley", "given": "William" }],
        "issued": { "date-parts": [[2002]] },
        "publisher": "Palgrave Macmillan", "publisher-place": "Basingstoke",
        "language": "en", "reliability": "B", "kind": "secondary",
    }))
}

/// The forms that the manuals give for a book and a newspaper article.
#[test]
fn each_style_formats_as_its_manual_does() {
    let article = source(json!({
        "id": "guardian", "type": "article-newspaper",
        "title": "Russia hosts Taliban for talks",
        "author": [{ "family": "Roth", "given": "Andrew" }],
        "container-title": "The Guardian",
        "issued": { "date-parts": [["2021", 10, "20"]] },
        "URL": "https://example.org/a", "language": "en",
    }));
    let expected = [
        (
            Style::ChicagoNotes,
            "Maley, William. The Afghanistan Wars. Palgrave Macmillan, 2002.",
            "Roth, Andrew. “Russia Hosts Taliban for Talks.” The Guardian, October 20, 2021. https://example.org/a.",
        ),
        (
            Style::ChicagoAuthorDate,
            "Maley, William. 2002. The Afghanistan Wars. Palgrave Macmillan.",
            "Roth, Andrew. 2021. “Russia Hosts Taliban for Talks.” The Guardian, October 20. https://example.org/a.",
        ),
        (
            Style::Apa,
            "Maley, W. (2002). The Afghanistan wars. Palgrave Macmillan.",
            "Roth, A. (2021, October 20). Russia hosts Taliban for talks. The Guardian. https://example.org/a",
        ),
        (
            Style::Mla,
            "Maley, William. The Afghanistan Wars. Palgrave Macmillan, 2002.",
            "Roth, Andrew. “Russia Hosts Taliban for Talks.” The Guardian, 20 Oct. 2021, https://example.org/a.",
        ),
    ];
    for (style, book, news) in expected {
        assert_eq!(citation(&maley(), style), book);
        assert_eq!(citation(&article, style), news);
    }
}

#[test]
fn titles_in_other_scripts_come_through_as_written() {
    let titles = [
        "سقوط کابل به دست طالبان",
        "جنگ شوروی در افغانستان ۱۳۵۸–۱۳۶۷",
        "Договор о дружбе и сотрудничестве",
        "阿富汗战争",
    ];
    for title in titles {
        for language in [None, Some("fa"), Some("ru")] {
            let cited = source(json!({
                "id": "x", "type": "book", "title": title, "language": language,
                "author": [{ "literal": "Генеральная Ассамблея ООН" }],
            }));
            for style in Style::ALL {
                let text = citation(&cited, style);
                assert!(text.contains(title), "{style:?}: {text}");
                assert!(text.contains("Генеральная Ассамблея ООН"), "{text}");
            }
            assert!(short(&cited).contains(title));
        }
    }
}

#[test]
fn names_within_titles_keep_their_capitals() {
    for title in [
        "S/RES/462 (1980): convening a session",
        "UNHCR's support to Afghan refugees",
    ] {
        let cited =
            source(json!({ "id": "x", "type": "report", "title": title, "language": "en" }));
        for style in Style::ALL {
            let text = citation(&cited, style);
            assert!(text.contains(title), "{style:?}: {text}");
        }
    }
}

#[test]
fn a_source_without_author_date_or_publisher_is_cited_with_what_it_has() {
    let page = source(json!({
        "id": "page", "type": "webpage", "title": "The fall of Kabul",
        "URL": "https://example.org", "language": "en",
        "accessed": { "date-parts": [[2026, 11, 24]] },
    }));
    assert_eq!(
        citation(&page, Style::ChicagoNotes),
        "“The Fall of Kabul.” Accessed November 24, 2026. https://example.org."
    );
    assert_eq!(
        citation(&page, Style::Apa),
        "The fall of Kabul. (n.d.). Retrieved November 24, 2026, from https://example.org"
    );
    let nothing = source(json!({ "id": "nothing", "type": "document" }));
    for style in Style::ALL {
        let text = citation(&nothing, style);
        assert!(!text.is_empty(), "{style:?}");
    }
}

/// Chicago cites encyclopedias in notes and leaves them out of bibliographies.
#[test]
fn a_work_that_a_style_cites_in_notes_only_is_not_left_out() {
    let entry = source(json!({
        "id": "wp", "type": "entry-encyclopedia", "title": "1979 Herat uprising",
        "container-title": "Wikipedia", "language": "en", "URL": "https://example.org/wp",
    }));
    for style in Style::ALL {
        let text = citation(&entry, style);
        assert!(text.contains("Herat"), "{style:?}: {text}");
        assert!(text.contains("Wikipedia"), "{style:?}: {text}");
    }
}

#[test]
fn a_range_of_dates_and_members_unknown_to_the_engine_do_no_harm() {
    let cited = source(json!({
        "id": "x", "type": "article-magazine", "title": "Notes",
        "issued": { "date-parts": [[1979, 12], [1980, 2]] },
        "accessed": { "date-parts": [[]] },
        "note": "An editor's remark.", "volume": 7.5, "x-shelf": { "row": [1, 2] },
    }));
    for style in Style::ALL {
        let text = citation(&cited, style);
        assert!(text.contains("1979"), "{text}");
        assert!(!text.contains("remark"), "{text}");
    }
}

#[test]
fn a_bibliography_is_sorted_as_the_style_sorts_and_has_each_source_once() {
    let zaeef = source(json!({
        "id": "zaeef", "type": "book", "title": "My life with the Taliban", "language": "en",
        "author": [{ "family": "Zaeef", "given": "Abdul Salam" }],
        "issued": { "date-parts": [[2010]] }, "publisher": "Hurst",
    }));
    let maley = maley();
    let list = bibliography(&[&zaeef, &maley, &maley], Style::Apa);
    assert_eq!(list.len(), 2, "{list:?}");
    assert!(list[0].starts_with("Maley"), "{list:?}");
    assert!(list[1].starts_with("Zaeef"), "{list:?}");
}

#[test]
fn a_short_reference_names_author_title_place_and_year() {
    let cases = [
        (
            json!({ "id": "b", "type": "book", "title": "The Afghanistan Wars", "publisher": "Palgrave",
                 "author": [{ "family": "Maley", "given": "William" }],
                 "issued": { "date-parts": [[2002]] } }),
            "Maley, The Afghanistan Wars, 2002",
        ),
        (
            json!({ "id": "n", "type": "article-newspaper", "title": "Talks in Moscow",
                 "container-title": "TASS", "issued": { "raw": "2021-10-20" } }),
            "Talks in Moscow, TASS, 2021",
        ),
        (
            json!({ "id": "d", "type": "document", "title": "Politburo session",
                 "author": [{ "literal": "CPSU" }], "publisher": "Wilson Center" }),
            "CPSU, Politburo session, Wilson Center",
        ),
        (
            json!({ "id": "2", "type": "book", "title": "T",
                 "author": [{ "family": "A" }, { "family": "B" }] }),
            "A and B, T",
        ),
        (
            json!({ "id": "3", "type": "book", "title": "T",
                 "author": [{ "family": "A" }, { "family": "B" }, { "given": "C" }] }),
            "A et al., T",
        ),
        (
            json!({ "id": "u", "type": "webpage", "title": "Page", "publisher": "UNAMA",
                 "author": [{ "literal": "UNAMA" }] }),
            "UNAMA, Page",
        ),
        (
            json!({ "id": "only-an-id", "type": "document", "title": "  " }),
            "only-an-id",
        ),
        (
            json!({ "id": "bc", "type": "book", "title": "T", "issued": { "date-parts": [[-44]] } }),
            "T, 44 BC",
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(short(&source(json)), expected);
    }
}

#[test]
fn ids_of_styles_lead_back_to_them() {
    for style in Style::ALL {
        assert_eq!(Style::by_id(style.id()), Some(style));
        assert!(!style.title().is_empty());
    }
}

/// Every source of the sample, in every style: none fails, none is empty.
#[test]
fn every_source_of_the_sample_can_be_cited() {
    let text = include_str!("../sample_data/afghanistan.tarikh");
    let dataset: Value = serde_json::from_str(text).unwrap();
    let sources: Vec<Source> = dataset["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|json| source(json.clone()))
        .collect();
    let all: Vec<&Source> = sources.iter().collect();
    for style in Style::ALL {
        let list = bibliography(&all, style);
        assert_eq!(list.len(), all.len(), "{style:?}");
        for entry in list {
            assert!(entry.chars().count() > 8, "{style:?}: {entry}");
            assert!(!entry.contains(",. "), "{style:?}: {entry}");
        }
    }
}

fn member() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "title",
        "author",
        "editor",
        "issued",
        "accessed",
        "original-date",
        "event-date",
        "page",
        "volume",
        "issue",
        "edition",
        "number",
        "number-of-pages",
        "chapter-number",
        "URL",
        "DOI",
        "ISBN",
        "publisher",
        "container-title",
        "language",
        "genre",
        "archive",
        "title-short",
        "version",
        "season",
        "collection-title",
        "section",
        "medium",
        "status",
    ])
    .prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,12}",
        prop::sample::select(vec![
            "",
            " ",
            "1-",
            "–",
            "1--3",
            "99999999999999",
            "12a",
            "ivx",
            "S10-15, 20 & 22",
            "2021-00-00",
            "http://[::1",
            "javascript:alert(1)",
            "en",
            "fa",
            "۱۳۵۸",
            "\u{202E}abc",
            "-1",
            "0",
            "4294967296",
            "1st",
            "&",
            ",",
            "1, 2 and 3",
            "{}",
            "<i>x</i>",
            "\"",
            "“”",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Any JSON, leaning to the shapes of CSL: texts, numbers, names, dates.
fn value() -> impl Strategy<Value = Value> {
    let part = prop_oneof![
        any::<i64>().prop_map(|n| json!(n)),
        (-2i64..40).prop_map(|n| json!(n)),
        text().prop_map(Value::String),
        Just(Value::Null),
    ];
    let date = (
        prop::collection::vec(prop::collection::vec(part, 0..4), 0..3),
        prop::option::of(text()),
        prop::option::of(prop_oneof![
            text().prop_map(Value::String),
            (0i64..30).prop_map(|n| json!(n))
        ]),
        any::<bool>(),
    )
        .prop_map(|(parts, raw, season, circa)| {
            let mut date = json!({ "date-parts": parts, "circa": circa });
            if let Some(raw) = raw {
                date["raw"] = json!(raw);
            }
            if let Some(season) = season {
                date["season"] = season;
            }
            date
        });
    let name = (
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of(text()),
        text(),
    )
        .prop_map(|(family, given, literal, suffix)| {
            let mut name = json!({ "suffix": suffix, "non-dropping-particle": suffix });
            for (member, text) in [("family", family), ("given", given), ("literal", literal)] {
                if let Some(text) = text {
                    name[member] = json!(text);
                }
            }
            name
        });
    prop_oneof![
        text().prop_map(Value::String),
        any::<i64>().prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        date,
        prop::collection::vec(name, 0..4).prop_map(Value::Array),
        Just(json!(true)),
        Just(json!({ "any": [1, { "thing": null }] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever its members hold, a source that the model takes can be cited.
    #[test]
    fn no_source_stops_the_program(
        kind in prop_oneof![
            prop::sample::select(vec!["book", "chapter", "webpage", "article-journal", "article-newspaper",
                "report", "treaty", "legislation", "entry-encyclopedia", "post", "thesis", "patent",
                "interview", "broadcast", "dataset", "legal_case", "map", "review", "paper-conference"])
                .prop_map(str::to_owned),
            text(),
        ],
        members in prop::collection::btree_map(member(), value(), 0..12),
        style in prop::sample::select(Style::ALL.to_vec()),
    ) {
        let mut json = json!({ "id": "x", "type": kind });
        for (member, value) in &members {
            json[member] = value.clone();
        }
        // Members of a shape that the model does not take never get this far.
        if let Ok(source) = serde_json::from_value::<Source>(json) {
            prop_assert!(!citation(&source, style).is_empty());
            prop_assert!(!short(&source).is_empty());
            prop_assert_eq!(bibliography(&[&source, &source], style).len(), 1);
        }
    }
}
