//! What filters and searches cost: `cargo bench --bench filter -- FILE…`, or of
//! tables of made-up events when none is given. Times are `p50/max` in
//! milliseconds.

#![expect(clippy::print_stdout, reason = "the figures are the result")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod common;
mod timing;

use std::collections::BTreeSet;

use tarikh::model::{Dataset, Index, LaneIx};
use tarikh::store::{EventSet, Facets, Filter, Store};
use timing::{percentile, timed};

const REPEATS: usize = 12;

fn words(taken: &[f64]) -> String {
    format!("{:.2}/{:.2}", percentile(taken, 50), percentile(taken, 100))
}

fn main() {
    for file in common::files() {
        measure(&file, &common::open(&file).dataset);
    }
}

fn measure(file: &str, dataset: &Dataset) {
    let index = Index::new(dataset);
    let store = Store::build(dataset, &index);
    let all = store.all();
    let query = |text: &str| Filter {
        query: text.to_owned(),
        ..Filter::default()
    };
    let find = |text: &str, within: Option<(&Filter, &EventSet)>| {
        store.matching_in(dataset, &index, &query(text), within, &|| false)
    };
    let lanes = store.lanes().len().max(1);
    let (toggle, _) = timed(REPEATS, |at| {
        store.without_lanes(&all, &BTreeSet::from([LaneIx((at % lanes) as u16)]))
    });
    let kabul = find("kabul", None);
    let some = |at: usize| LaneIx((at % lanes) as u16);
    let (toggle_found, _) = timed(REPEATS, |at| {
        kabul
            .as_ref()
            .map(|found| store.without_lanes(found, &BTreeSet::from([some(at)])))
    });
    println!(
        "filter file={file} events={} lane_toggle_ms={} lane_toggle_found_ms={}",
        store.len(),
        words(&toggle),
        words(&toggle_found)
    );
    for text in [
        "k",
        "e",
        "kabul",
        "zzz",
        "kabul moscow",
        "june",
        "2004",
        "کابل",
    ] {
        let (search, found) = timed(REPEATS, |_| find(text, None));
        let within = found.flatten();
        let wider = query(text);
        let (narrow, narrowed) = timed(REPEATS, |_| {
            find(
                &format!("{text} 77"),
                within.as_ref().map(|set| (&wider, set)),
            )
        });
        let len = |set: Option<EventSet>| set.map_or(0, |set| set.len());
        println!(
            "  words={text:?} search_ms={} found={} narrow_ms={} narrowed={}",
            words(&search),
            len(within.clone()),
            words(&narrow),
            len(narrowed.flatten())
        );
    }
    let marks = Filter {
        show_only: BTreeSet::from([tarikh::store::ShowOnly::Disputed]),
        ..Filter::default()
    };
    let (marked, _) = timed(REPEATS, |_| store.matching(dataset, &index, &marks));
    let (facets, _) = timed(REPEATS, |_| Facets::count(dataset, &index, &store, &all));
    println!("  marks_ms={} facets_ms={}", words(&marked), words(&facets));
}
