//! The store against a naive scan of the same events.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{any_dataset, event, lane, naive_span, opened, span, time};
use proptest::prelude::*;
use tarikh::dates::{Time, TimeSpan};
use tarikh::model::{Dataset, EventIx, Lane, LaneIx};
use tarikh::store::{EventStore, Facets, Filter, ShowOnly, Store};

fn indexes(dataset: &Dataset) -> impl Iterator<Item = EventIx> {
    (0..dataset.events.len()).map(|ix| EventIx(ix as u32))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counts_of_any_slots_equal_a_scan_under_any_filter(
        dataset in any_dataset(80),
        mut edges in proptest::collection::vec(600_000_000_i64..900_000_000, 2..40),
        word in "[a-d]?",
    ) {
        edges.sort_unstable();
        let edges: Vec<Time> = edges.into_iter().map(Time::from_secs).collect();
        let opened = opened(dataset);
        let filter = Filter { query: word, ..Filter::default() };
        let set = opened.store.matching(&opened.dataset, &opened.index, &filter);
        for lane in (0..opened.store.lanes().len()).map(|ix| LaneIx(ix as u16)) {
            let counts = opened.store.counts(lane, &edges, &set);
            for (slot, pair) in edges.windows(2).enumerate() {
                let expected = indexes(&opened.dataset)
                    .filter(|&ix| set.contains(ix) && opened.store.lane_of(ix) == lane)
                    .filter_map(|ix| naive_span(&opened, ix))
                    .filter(|span| pair[0] <= span.start && span.start < pair[1])
                    .count();
                prop_assert_eq!(counts[slot] as usize, expected);
            }
        }
    }

    #[test]
    fn the_best_of_a_span_are_the_most_important_that_start_in_it(
        dataset in any_dataset(60),
        from in 600_000_000_i64..850_000_000,
        length in 1_i64..100_000_000,
        limit in 0_usize..8,
    ) {
        let opened = opened(dataset);
        let span = TimeSpan::new(Time::from_secs(from), Time::from_secs(from + length));
        for lane in (0..opened.store.lanes().len()).map(|ix| LaneIx(ix as u16)) {
            let found = opened.store.best(lane, span, limit, &opened.all);
            let importance = |ix: EventIx| opened.dataset.events.get(ix).importance.unwrap();
            let mut expected: Vec<u8> = indexes(&opened.dataset)
                .filter(|&ix| opened.store.lane_of(ix) == lane)
                .filter(|&ix| naive_span(&opened, ix).is_some_and(|own| span.contains(own.start)))
                .map(importance)
                .collect();
            expected.sort_unstable_by(|a, b| b.cmp(a));
            expected.truncate(limit);
            let found: Vec<u8> = found.into_iter().map(|entry| entry.importance).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn every_event_is_in_one_lane_or_undated(dataset in any_dataset(60)) {
        let opened = opened(dataset);
        let total: u32 = opened.store.lane_counts(&opened.all).iter().sum();
        prop_assert_eq!(total as usize, opened.dataset.events.len());
        let dated = opened.store.in_reading_order(opened.all.iter()).len();
        prop_assert_eq!(dated + opened.store.undated().len(), opened.dataset.events.len());
        prop_assert_eq!(opened.all.dated_len() as usize, dated);
    }
}

#[test]
fn an_undated_event_is_counted_apart_and_in_its_lane() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![
            event("1", "a", "x", "1990", 3),
            event("2", "a", "y", "no date", 3),
        ]
        .into(),
        ..Dataset::default()
    });
    assert_eq!(opened.store.undated(), [EventIx(1)]);
    assert_eq!(opened.store.lane_counts(&opened.all), [2]);
    assert_eq!(opened.store.extent(&opened.all), Some(span("1990")));
}

#[test]
fn an_open_end_reaches_the_edge_of_the_data() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![
            event("1", "a", "x", "1990/..", 3),
            event("2", "a", "y", "1999", 3),
        ]
        .into(),
        ..Dataset::default()
    });
    let found = opened
        .store
        .best_running(LaneIx(0), time("1995"), 5, &opened.all);
    let found: Vec<EventIx> = found.iter().map(|entry| entry.event).collect();
    assert_eq!(found, [EventIx(0)]);
    assert_eq!(opened.store.extent(&opened.all).unwrap().end, time("2000"));
}

#[test]
fn children_of_a_collapsed_lane_are_shown_in_it_and_a_cycle_loses_no_event() {
    let child = |id: &str, parent: &str, collapsed: bool| Lane {
        parent: Some(parent.to_owned()),
        collapsed,
        ..lane(id)
    };
    let opened = opened(Dataset {
        lanes: vec![
            child("b", "a", false),
            Lane {
                collapsed: true,
                ..lane("a")
            },
            child("x", "y", false),
            child("y", "x", false),
        ],
        events: ["a", "b", "x", "y"]
            .map(|id| event(id, id, id, "1990", 3))
            .into_iter()
            .collect(),
        ..Dataset::default()
    });
    let titles: Vec<&str> = opened
        .store
        .lanes()
        .iter()
        .map(|lane| lane.title.as_str())
        .collect();
    assert_eq!(titles, ["a", "x", "y"]);
    assert_eq!(opened.store.lane_counts(&opened.all), [2, 1, 1]);
}

#[test]
fn facets_count_each_event_once_and_filters_find_what_they_count() {
    let opened = common::sample();
    let facets = Facets::count(&opened.dataset, &opened.index, &opened.store, &opened.all);
    for (mark, count) in ShowOnly::ALL.into_iter().zip(facets.show_only) {
        let filter = Filter {
            show_only: BTreeSet::from([mark]),
            ..Filter::default()
        };
        let set = opened
            .store
            .matching(&opened.dataset, &opened.index, &filter);
        assert_eq!(set.len(), count, "{}", mark.title());
        assert!(count > 0, "the sample shows {}", mark.title());
    }
    let people = facets.people.listed.iter().take(5).map(|facet| {
        let people = BTreeSet::from([facet.key.clone()]);
        (
            Filter {
                people,
                ..Filter::default()
            },
            facet.count,
        )
    });
    let sources = facets.sources.listed.iter().take(5).map(|facet| {
        let sources = BTreeSet::from([facet.key.clone()]);
        (
            Filter {
                sources,
                ..Filter::default()
            },
            facet.count,
        )
    });
    for (filter, count) in people.chain(sources) {
        let set = opened
            .store
            .matching(&opened.dataset, &opened.index, &filter);
        assert_eq!(set.len(), count);
    }
}

#[test]
fn search_finds_what_keyboards_write_differently() {
    let opened = common::sample();
    let count = |query: &str| {
        let filter = Filter {
            query: query.to_owned(),
            ..Filter::default()
        };
        opened
            .store
            .matching(&opened.dataset, &opened.index, &filter)
            .len()
    };
    for (typed, typeset) in [
        ("Amin's", "Amin’s"),
        ("كابل", "کابل"),
        ("soviet-afghan", "Soviet–Afghan"),
        ("۱۳۵۷", "1357"),
    ] {
        assert_eq!(count(typed), count(typeset), "{typed}");
        assert!(count(typed) > 0, "{typed}");
    }
}

#[test]
fn search_looks_at_titles_in_every_script_people_dates_and_sources() {
    let opened = common::sample();
    for query in [
        "ثور",
        "саурская",
        "hanafi moscow",
        "october 2021",
        "wilson center",
    ] {
        let filter = Filter {
            query: query.to_owned(),
            ..Filter::default()
        };
        let set = opened
            .store
            .matching(&opened.dataset, &opened.index, &filter);
        assert!(!set.is_empty(), "{query}");
        assert!(set.len() < 150, "{query}");
    }
}

#[test]
fn a_store_that_nobody_waits_for_is_not_built() {
    let opened = opened(Dataset {
        events: vec![event("1", "a", "x", "1979", 3)].into(),
        ..Dataset::default()
    });
    let build = |asked: &(dyn Fn() -> bool + Sync)| {
        Store::build_unless(&opened.dataset, &opened.index, asked).is_some()
    };
    assert!(build(&|| false));
    // However far it is when it is told to stop.
    let times_asked = std::sync::atomic::AtomicUsize::new(0);
    let relaxed = std::sync::atomic::Ordering::Relaxed;
    build(&|| {
        times_asked.fetch_add(1, relaxed);
        false
    });
    for stop_at in 0..times_asked.load(relaxed) {
        let left = std::sync::atomic::AtomicUsize::new(stop_at);
        let is_over = || {
            left.fetch_update(relaxed, relaxed, |left| left.checked_sub(1))
                .is_err()
        };
        assert!(!build(&is_over), "told at question {stop_at}");
    }
}
