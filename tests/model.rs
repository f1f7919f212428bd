//! What a reader asks of the evidence of an event.
#![expect(clippy::unwrap_used, reason = "tests")]

use tarikh::model::evidence::{
    credibility_words, disputes, grade, grade_words, has_primary_source, is_disputed,
    is_single_voice, voices,
};
use tarikh::model::{
    Citation, Claim, ClaimState, Dataset, Event, EventIx, Index, Lane, LaneIx, Reliability, Source,
    SourceIx, SourceKind, Stance,
};

fn cites(source: &str, stance: Stance) -> Citation {
    Citation {
        source: source.to_owned(),
        stance,
        ..Citation::default()
    }
}

fn claim(about: &str, value: &str) -> Claim {
    Claim {
        about: about.to_owned(),
        value: value.to_owned(),
        ..Claim::default()
    }
}

fn source(id: &str, origin: Option<&str>) -> Source {
    Source {
        id: id.to_owned(),
        origin: origin.map(str::to_owned),
        ..Source::default()
    }
}

fn dataset(sources: Vec<Source>) -> (Dataset, Index) {
    let dataset = Dataset {
        sources,
        ..Dataset::default()
    };
    let index = Index::new(&dataset);
    (dataset, index)
}

#[test]
fn the_first_of_two_with_the_same_id_is_found() {
    let event = |id: &str| Event {
        id: id.to_owned(),
        ..Event::default()
    };
    let dataset = Dataset {
        events: vec![event("a"), event("b"), event("a")].into(),
        lanes: vec![Lane {
            id: "l".to_owned(),
            ..Lane::default()
        }],
        sources: vec![source("s", None), source("s", Some("x"))],
        ..Dataset::default()
    };
    let index = Index::new(&dataset);
    assert_eq!(index.event("a"), Some(EventIx(0)));
    assert_eq!(index.event("b"), Some(EventIx(1)));
    assert_eq!(index.event("c"), None);
    assert_eq!(index.lane("l"), Some(LaneIx(0)));
    assert_eq!(index.source("s"), Some(SourceIx(0)));
}

#[test]
fn accepted_claims_with_different_values_compete_and_others_do_not() {
    let mut event = Event {
        claims: vec![
            claim("Soldiers killed", "14,453"),
            claim("Began", "24 December"),
            claim("soldiers  killed", "15,051"),
            claim("Began", "24  DECEMBER"),
            claim("Soldiers killed", "26,000"),
            claim("Soldiers killed", "14,453"),
        ],
        ..Event::default()
    };
    event.claims[4].state = ClaimState::Rejected;
    let found = disputes(&event);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].about, "Soldiers killed");
    assert_eq!(found[0].claims, [0, 2, 5]);
    assert!(is_disputed(&event));

    event.claims[2].state = ClaimState::Proposed;
    assert!(disputes(&event).is_empty());
    assert!(!is_disputed(&event));
}

#[test]
fn one_disputing_citation_of_an_event_or_of_a_claim_makes_it_disputed() {
    let mut event = Event::default();
    assert!(!is_disputed(&event));
    event.citations = vec![cites("a", Stance::Supports), cites("b", Stance::Qualifies)];
    assert!(!is_disputed(&event));
    event.citations.push(cites("c", Stance::Disputes));
    assert!(is_disputed(&event));

    let mut told = claim("Began", "1979");
    told.citations = vec![cites("c", Stance::Disputes)];
    let event = Event {
        claims: vec![told],
        ..Event::default()
    };
    assert!(is_disputed(&event));
}

#[test]
fn papers_that_print_one_agency_report_are_one_voice() {
    let (dataset, index) = dataset(vec![
        source("paper-1", Some("agency")),
        source("paper-2", Some("agency")),
        source("agency", None),
        source("witness", None),
        source("against", None),
        source("catalogue", None),
    ]);
    let mut event = Event {
        citations: vec![
            cites("paper-1", Stance::Supports),
            cites("paper-2", Stance::Supports),
        ],
        ..Event::default()
    };
    assert_eq!(voices(&event, &dataset, &index), 1);
    assert!(is_single_voice(&event, &dataset, &index));

    // The agency itself, a source against, one that takes no side, and one
    // that does not exist add no voice.
    for (id, stance) in [
        ("agency", Stance::Supports),
        ("against", Stance::Disputes),
        ("catalogue", Stance::Mentions),
        ("nowhere", Stance::Supports),
    ] {
        event.citations.push(cites(id, stance));
    }
    assert_eq!(voices(&event, &dataset, &index), 1);

    let mut told = claim("Began", "1979");
    told.citations = vec![cites("witness", Stance::Qualifies)];
    event.claims = vec![told];
    assert_eq!(voices(&event, &dataset, &index), 2);
    event.claims[0].state = ClaimState::Rejected;
    assert_eq!(voices(&event, &dataset, &index), 1);
}

#[test]
fn an_event_without_citations_has_no_voice() {
    let (dataset, index) = dataset(Vec::new());
    assert_eq!(voices(&Event::default(), &dataset, &index), 0);
    assert!(!is_single_voice(&Event::default(), &dataset, &index));
}

#[test]
fn a_primary_source_counts_wherever_it_is_cited() {
    let (dataset, index) = dataset(vec![Source {
        kind: Some(SourceKind::Primary),
        ..source("diary", None)
    }]);
    let mut told = claim("Began", "1979");
    told.citations = vec![cites("diary", Stance::Disputes)];
    let event = Event {
        claims: vec![told],
        ..Event::default()
    };
    assert!(has_primary_source(&event, &dataset, &index));
    assert!(!has_primary_source(&Event::default(), &dataset, &index));
}

#[test]
fn grades_have_two_parts_and_absence_is_not_a_grade() {
    assert_eq!(grade(Some(Reliability::B), Some(2)).unwrap(), "B2");
    assert_eq!(grade(None, None), None);
    assert_eq!(grade(Some(Reliability::A), None).unwrap(), "A");
    assert_eq!(grade(None, Some(2)).unwrap(), "claim 2");
    assert_eq!(
        grade_words(Some(Reliability::B), Some(2)),
        "Source: B, usually reliable\nClaim: 2, probably true\n(Admiralty scale)"
    );
    assert_eq!(
        grade_words(Some(Reliability::A), None),
        "Source: A, completely reliable\nClaim: not graded\n(Admiralty scale)"
    );
    assert_eq!(credibility_words(6), Some("truth cannot be judged"));
    assert_eq!(credibility_words(0), None);
}

#[test]
fn counts_take_in_events_and_claims() {
    let mut told = claim("Began", "1979");
    told.citations = vec![cites("a", Stance::Supports)];
    let event = Event {
        citations: vec![cites("a", Stance::Supports), cites("b", Stance::Disputes)],
        claims: vec![told, claim("Ended", "1989")],
        ..Event::default()
    };
    let dataset = Dataset {
        events: vec![event, Event::default()].into(),
        ..Dataset::default()
    };
    assert_eq!(dataset.citation_count(), 3);
    assert_eq!(dataset.claim_count(), 2);
    assert_eq!(dataset.disputed_count(), 1);
}
