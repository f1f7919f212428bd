//! What a build takes and what each question of a view costs:
//! `cargo bench --bench store [-- EVENTS]`. Times are `p50/p95` in
//! milliseconds, memory in bytes an event beside the dataset.
#![expect(clippy::print_stdout, reason = "the figures are the result")]

mod synthetic;
mod timing;

use std::collections::BTreeSet;

use synthetic::{Dice, Kind, cpu_ms, dataset, forget_peak, memory};
use tarikh::dates::{Time, TimeSpan};
use tarikh::model::{Index, LaneIx};
use tarikh::store::{EventSet, EventStore, Filter, Store};
use timing::{percentile, timed};

fn words(taken: &[f64]) -> String {
    format!("{:.4}/{:.4}", percentile(taken, 50), percentile(taken, 95))
}

fn main() {
    let many = std::env::args().filter_map(|arg| arg.parse().ok()).next();
    let many = many.unwrap_or(10_000_000);
    for kind in [Kind::Days, Kind::Intervals, Kind::Fractions] {
        measure(many, kind);
    }
}

fn measure(many: usize, kind: Kind) {
    let dataset = dataset(many, kind);
    let index = Index::new(&dataset);
    forget_peak();
    let before = memory().0;
    let cpu = cpu_ms();
    let (build, store) = timed(1, |_| Store::build(&dataset, &index));
    let Some(store) = store else { return };
    let (after, peak) = memory();
    let each = |bytes: u64| bytes.saturating_sub(before) as f64 / many as f64;
    println!(
        "store kind={kind:?} events={many} build_ms={} build_cpu_ms={} loaded={:.1} peak={:.1}",
        words(&build),
        cpu_ms() - cpu,
        each(after),
        each(peak)
    );
    let filter = Filter {
        query: "kabul".to_owned(),
        ..Filter::default()
    };
    let half = store.matching(&dataset, &index, &filter);
    let rare = Filter {
        query: "kabul 77777".to_owned(),
        ..Filter::default()
    };
    let rare = store.matching(&dataset, &index, &rare);
    let hidden = BTreeSet::from([LaneIx(3)]);
    let sets = [
        ("all", store.all()),
        ("lanes", store.without_lanes(&store.all(), &hidden)),
        ("words", half),
        ("few", rare),
    ];
    for (name, set) in sets {
        questions(&store, &set, name);
    }
}

/// Views from the whole data down to minutes, in the middle of a burst.
fn spans(store: &Store) -> Vec<TimeSpan> {
    let Some(data) = store.data_span() else {
        return Vec::new();
    };
    let mut dice = Dice(3);
    (0..200)
        .map(|at| {
            let seconds = data.seconds() / 1.1_f64.powi(at);
            let share = (dice.roll() % 1000) as f64 / 1000.0;
            let start = data.start.plus_seconds((data.seconds() - seconds) * share);
            TimeSpan::new(start, start.plus_seconds(seconds))
        })
        .collect()
}

fn questions(store: &Store, set: &EventSet, name: &str) {
    const EDGES: usize = 640;
    let spans = spans(store);
    let lanes: Vec<LaneIx> = (0..store.lanes().len())
        .map(|lane| LaneIx(lane as u16))
        .collect();
    let edges = |span: TimeSpan| -> Vec<Time> {
        let step = span.seconds() / EDGES as f64;
        let edge = |at: usize| span.start.plus_seconds(step * at as f64);
        (0..=EDGES).map(edge).collect()
    };
    let edges: Vec<Vec<Time>> = spans.iter().map(|&span| edges(span)).collect();
    let each_lane = |work: &dyn Fn(usize, LaneIx) -> usize| {
        // The least of some rounds: others use the machine too.
        let rounds = (0..5).map(|_| {
            let one = |at| lanes.iter().map(|&lane| work(at, lane)).sum::<usize>();
            (0..spans.len())
                .map(|at| timed(1, |_| one(at)).0[0])
                .collect::<Vec<f64>>()
        });
        let least = rounds.reduce(|a, b| a.iter().zip(b).map(|(a, b)| a.min(b)).collect());
        let mut least = least.unwrap_or_default();
        least.sort_by(f64::total_cmp);
        words(&least)
    };
    let counts = each_lane(&|at, lane| store.counts(lane, &edges[at], set).len());
    let running = each_lane(&|at, lane| store.running(lane, spans[at].start, set) as usize);
    let best = each_lane(&|at, lane| store.best(lane, spans[at], 8, set).len());
    let best_running =
        each_lane(&|at, lane| store.best_running(lane, spans[at].start, 8, set).len());
    let (in_view, _) = timed(spans.len(), |at| store.count_in(spans[at], set));
    let (first, _) = timed(spans.len(), |at| store.first_in(spans[at], set));
    let (next, _) = timed(spans.len(), |at| {
        store.next(set, store.last_in(spans[at], set).or(store.first(set))?)
    });
    let (extent, _) = timed(20, |_| store.extent(set));
    println!(
        "  set={name} members={} counts_ms={counts} running_ms={running} best_ms={best} \
         best_running_ms={best_running} in_view_ms={} first_ms={} next_ms={} extent_ms={}",
        set.len(),
        words(&in_view),
        words(&first),
        words(&next),
        words(&extent),
    );
}
