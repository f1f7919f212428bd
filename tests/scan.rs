//! Every question that a view asks of the store, against a scan of the same
//! events, at every zoom and under filters.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/rows.rs"]
mod rows;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use rows::{Dice, Flavour, TestRows};
use tarikh::dates::{Time, TimeSpan};
use tarikh::model::{Brief, Dataset, EventIx, Events, Index, Lane, LaneIx};
use tarikh::store::{Entry, EventSet, EventStore, Facets, Filter, Findings, ShowOnly, Store};

/// An event as the scan sees it.
#[derive(Clone, Copy, Debug)]
struct Seen {
    event: EventIx,
    lane: LaneIx,
    span: Option<TimeSpan>,
    importance: u8,
    brief: Brief,
}

struct Scan {
    dataset: Dataset,
    index: Index,
    store: Store,
    /// By lane, start and index, as the store has them.
    sorted: Vec<Seen>,
    titles: Vec<String>,
}

const LANES: u16 = 3;

impl Scan {
    fn new(seed: u64, many: usize, flavour: Flavour) -> Scan {
        let rows = TestRows::random(seed, many, flavour, LANES);
        let lanes = (0..LANES).map(|lane| Lane {
            id: format!("l{lane}"),
            title: format!("l{lane}"),
            ..Lane::default()
        });
        let dates = rows.briefs.iter().filter_map(|brief| brief.date);
        let data = dates.map(|date| date.extent).reduce(TimeSpan::union);
        let seen = rows.briefs.iter().zip(0..).map(|(brief, at)| Seen {
            event: EventIx(at),
            lane: brief.lane.unwrap_or(LaneIx(LANES)),
            span: brief.date.map(|date| date.drawn_span(data.unwrap())),
            importance: brief.importance.unwrap_or(3),
            brief: *brief,
        });
        let mut sorted: Vec<Seen> = seen.collect();
        sorted.sort_by_key(|seen| (seen.lane, seen.span.map(|span| span.start), seen.event));
        let titles = rows.titles.clone();
        let dataset = Dataset {
            lanes: lanes.collect(),
            events: Events::of_rows(Arc::new(rows)),
            ..Dataset::default()
        };
        let index = Index::new(&dataset);
        let store = Store::build(&dataset, &index);
        Scan {
            dataset,
            index,
            store,
            sorted,
            titles,
        }
    }

    fn lanes(&self) -> impl Iterator<Item = LaneIx> + use<> {
        (0..self.store.lanes().len()).map(|lane| LaneIx(lane as u16))
    }

    fn matching(&self, filter: &Filter) -> EventSet {
        self.store.matching(&self.dataset, &self.index, filter)
    }

    /// The dated members of a set in a lane, in order of start.
    fn members(&self, lane: LaneIx, set: &EventSet) -> Vec<(Seen, TimeSpan)> {
        let own = self.sorted.iter().filter(|seen| seen.lane == lane);
        own.filter(|seen| set.contains(seen.event))
            .filter_map(|seen| Some((*seen, seen.span?)))
            .collect()
    }

    fn reading_order(&self, set: &EventSet) -> Vec<(EventIx, TimeSpan)> {
        let mut all: Vec<(Seen, TimeSpan)> = self
            .lanes()
            .flat_map(|lane| self.members(lane, set))
            .collect();
        all.sort_by_key(|(_, span)| span.start);
        all.into_iter()
            .map(|(seen, span)| (seen.event, span))
            .collect()
    }

    /// A time in the data, near or at the edge of some event.
    fn any_time(&self, dice: &mut Dice) -> Time {
        let near = dice.one_of(&self.sorted).span;
        let Some(span) = near else {
            return Time::default();
        };
        let edge = dice.one_of(&[span.start, span.end, span.middle()]);
        let by = dice.one_of(&[0, 0, 1, -1, 1_000_000_000, -500_000_000, 86_400_000_000_000]);
        Time::from_nanos(edge.total_nanos() + by)
    }

    /// From nanoseconds to all.
    fn any_span(&self, dice: &mut Dice) -> TimeSpan {
        let start = self.any_time(dice);
        let nanos = dice.one_of(&[0, 1, 1_000, 1_000_000_000, 86_400_000_000_000]);
        match dice.below(4) {
            0 => TimeSpan::new(start, self.any_time(dice)),
            1 => TimeSpan::new(Time::MIN, Time::MAX),
            _ => TimeSpan::new(start, Time::from_nanos(start.total_nanos() + nanos)),
        }
    }
}

fn events(entries: &[Entry]) -> Vec<EventIx> {
    entries.iter().map(|entry| entry.event).collect()
}

fn best(mut found: Vec<(Seen, TimeSpan)>, limit: usize) -> Vec<EventIx> {
    found.sort_by_key(|(seen, _)| Reverse(seen.importance));
    found.truncate(limit);
    found.into_iter().map(|(seen, _)| seen.event).collect()
}

/// Sets of many and of few, of some lanes and of none.
fn sets(scan: &Scan, dice: &mut Dice) -> Vec<EventSet> {
    let words = |query: &str| Filter {
        query: query.to_owned(),
        ..Filter::default()
    };
    let lanes = Filter {
        hidden_lanes: BTreeSet::from([LaneIx(dice.below(4) as u16)]),
        ..Filter::default()
    };
    let both = Filter {
        show_only: BTreeSet::from([dice.one_of(&ShowOnly::ALL)]),
        ..lanes.clone()
    };
    let filters = [words("half"), words("rare"), lanes, both, words("nowhere")];
    let all = std::iter::once(scan.store.all());
    all.chain(filters.iter().map(|filter| scan.matching(filter)))
        .collect()
}

fn check_lane(scan: &Scan, lane: LaneIx, set: &EventSet, dice: &mut Dice) {
    let store = &scan.store;
    let own = scan.members(lane, set);
    let running = |time: Time| {
        let of = own
            .iter()
            .filter(|(_, span)| span.start < time && time < span.end);
        of.copied().collect::<Vec<_>>()
    };
    let starting = |span: TimeSpan| {
        let of = own.iter().filter(|(_, own)| span.contains(own.start));
        of.copied().collect::<Vec<_>>()
    };
    let mut edges: Vec<Time> = (0..dice.below(9) + 2)
        .map(|_| scan.any_time(dice))
        .collect();
    edges.extend([Time::MIN, Time::MAX]);
    edges.sort_unstable();
    let counts: Vec<u32> = edges
        .windows(2)
        .map(|pair| starting(TimeSpan::new(pair[0], pair[1])).len() as u32)
        .collect();
    assert_eq!(store.counts(lane, &edges, set), counts, "{edges:?}");
    for _ in 0..6 {
        let (time, span) = (scan.any_time(dice), scan.any_span(dice));
        let limit = dice.below(12) as usize;
        assert_eq!(
            store.running(lane, time, set) as usize,
            running(time).len(),
            "{time:?}"
        );
        let found = store.best_running(lane, time, limit, set);
        assert_eq!(
            events(&found),
            best(running(time), limit),
            "{time:?} {limit}"
        );
        let found = store.best(lane, span, limit, set);
        assert_eq!(
            events(&found),
            best(starting(span), limit),
            "{span:?} {limit}"
        );
        let found = store.starting(lane, span, set);
        let expected = starting(span);
        assert_eq!(
            events(&found),
            expected
                .iter()
                .map(|(seen, _)| seen.event)
                .collect::<Vec<_>>()
        );
        for (entry, (seen, span)) in found.iter().zip(expected) {
            assert_eq!(entry.span, span);
            assert_eq!(Some(entry.date), seen.brief.date);
            assert_eq!(entry.importance, seen.importance);
            assert_eq!(entry.is_disputed, seen.brief.evidence.is_disputed);
        }
        let nearest = own
            .iter()
            .min_by(|a, b| {
                let away = |span: TimeSpan| span.start.seconds_since(time).abs();
                away(a.1).total_cmp(&away(b.1))
            })
            .map(|(seen, _)| seen.event);
        let found = store.nearest(lane, time, set);
        let start = |event: Option<EventIx>| {
            event
                .and_then(|event| store.span(event))
                .map(|span| span.start)
        };
        let away = |event| start(event).map(|start| start.seconds_since(time).abs());
        assert_eq!(away(found), away(nearest), "{time:?}");
    }
}

fn check_order(scan: &Scan, set: &EventSet, dice: &mut Dice) {
    let store = &scan.store;
    let order = scan.reading_order(set);
    let event_at = |at: Option<usize>| at.map(|at| order[at].0);
    assert_eq!(store.first(set), order.first().map(|(event, _)| *event));
    assert_eq!(store.last(set), order.last().map(|(event, _)| *event));
    let all: Vec<EventIx> = order.iter().map(|(event, _)| *event).collect();
    assert_eq!(store.in_reading_order(set.iter()), all);
    assert_eq!(store.in_reading_order(set.iter()), all);
    for _ in 0..8 {
        if !order.is_empty() {
            let at = dice.below(order.len() as u64) as usize;
            let (event, _) = order[at];
            assert_eq!(
                store.next(set, event),
                event_at((at + 1 < order.len()).then_some(at + 1))
            );
            assert_eq!(store.previous(set, event), event_at(at.checked_sub(1)));
        }
        let span = scan.any_span(dice);
        let lies_in = |(_, own): &&(EventIx, TimeSpan)| {
            span.contains(own.start) || own.start < span.start && span.start < own.end
        };
        let inside: Vec<EventIx> = order
            .iter()
            .filter(lies_in)
            .map(|(event, _)| *event)
            .collect();
        assert_eq!(store.count_in(span, set) as usize, inside.len(), "{span:?}");
        assert_eq!(
            store.first_in(span, set),
            inside.first().copied(),
            "{span:?}"
        );
        assert_eq!(store.last_in(span, set), inside.last().copied(), "{span:?}");
        let limit = dice.below(20) as usize;
        let listed = store.listed_in(span, limit, set);
        assert_eq!(listed, inside[..limit.min(inside.len())], "{span:?}");
    }
}

fn check(seed: u64, many: usize, flavour: Flavour) {
    let scan = Scan::new(seed, many, flavour);
    let dice = &mut Dice(seed ^ 0xD1CE);
    let store = &scan.store;
    assert_eq!(store.len(), many);
    for seen in &scan.sorted {
        assert_eq!(store.lane_of(seen.event), seen.lane);
        assert_eq!(store.span(seen.event), seen.span);
        assert_eq!(store.bounds(seen.event), seen.brief.date);
        assert_eq!(store.importance(seen.event), seen.importance);
        assert_eq!(
            store.is_disputed(seen.event),
            seen.brief.evidence.is_disputed
        );
        assert_eq!(store.entry(seen.event).is_some(), seen.span.is_some());
    }
    let undated: BTreeSet<EventIx> = store.undated().iter().copied().collect();
    let naive = scan.sorted.iter().filter(|seen| seen.span.is_none());
    assert_eq!(undated, naive.map(|seen| seen.event).collect());
    for set in sets(&scan, dice) {
        let members: Vec<&Seen> = scan
            .sorted
            .iter()
            .filter(|seen| set.contains(seen.event))
            .collect();
        assert_eq!(set.len() as usize, members.len());
        let dated = members.iter().filter(|seen| seen.span.is_some()).count();
        assert_eq!(set.dated_len() as usize, dated);
        assert_eq!(store.undated_len(&set) as usize, members.len() - dated);
        let extent = members
            .iter()
            .filter_map(|seen| seen.span)
            .reduce(TimeSpan::union);
        assert_eq!(store.extent(&set), extent);
        let of_lane = |lane| members.iter().filter(|seen| seen.lane == lane).count() as u32;
        let lanes: Vec<u32> = scan.lanes().map(of_lane).collect();
        assert_eq!(store.lane_counts(&set), lanes);
        for lane in scan.lanes() {
            check_lane(&scan, lane, &set, dice);
        }
        check_order(&scan, &set, dice);
    }
}

#[test]
fn every_answer_about_few_events_is_that_of_a_scan() {
    for flavour in Flavour::ALL {
        for seed in 0..40 {
            let many = [1, 2, 3, 7, 20, 63, 64, 65, 127, 128, 129][seed as usize % 11];
            check(seed, many, flavour);
        }
    }
}

#[test]
fn every_answer_is_that_of_a_scan_where_blocks_end() {
    for flavour in Flavour::ALL {
        for (seed, many) in [
            (1, 511),
            (2, 513),
            (3, 4095),
            (4, 4096),
            (5, 4097),
            (6, 9000),
        ] {
            check(seed, many, flavour);
        }
    }
}

/// Chunks of a build, groups of the forest and parts of a filter end inside.
#[test]
fn every_answer_is_that_of_a_scan_of_many_events() {
    for flavour in [Flavour::Mixed, Flavour::Fractions] {
        check(11, 70_001, flavour);
    }
    check(12, 66_000, Flavour::Shapes);
}

#[test]
fn nothing_is_asked_of_no_events() {
    let scan = Scan::new(1, 0, Flavour::Days);
    let all = scan.store.all();
    assert!(all.is_empty());
    assert_eq!(scan.store.extent(&all), None);
    assert_eq!(scan.store.first(&all), None);
    let edges = [Time::MIN, Time::MAX];
    assert_eq!(scan.store.counts(LaneIx(0), &edges, &all), [0]);
    assert_eq!(scan.store.running(LaneIx(0), Time::default(), &all), 0);
    assert!(
        scan.store
            .best(LaneIx(0), TimeSpan::new(Time::MIN, Time::MAX), 3, &all)
            .is_empty()
    );
}

fn any_filter(dice: &mut Dice) -> Filter {
    let mut filter = Filter::default();
    if dice.is_one_in(2) {
        filter.hidden_lanes.insert(LaneIx(dice.below(4) as u16));
    }
    if dice.is_one_in(3) {
        filter.show_only.insert(dice.one_of(&ShowOnly::ALL));
    }
    if dice.is_one_in(3) {
        filter.people.insert(format!("p{}", dice.below(7)));
    }
    if dice.is_one_in(3) {
        filter.tags.insert(format!("t{}", dice.below(5)));
    }
    let words = ["", "ha", "HALF", "rare-day", "کابل", "half 1", "r", "ك 7"];
    filter.query = dice.one_of(&words).to_owned();
    filter
}

/// Something more is asked.
fn narrower(filter: &Filter, dice: &mut Dice) -> Filter {
    let mut narrower = filter.clone();
    match dice.below(4) {
        0 => drop(narrower.hidden_lanes.insert(LaneIx(dice.below(4) as u16))),
        1 => drop(narrower.show_only.insert(dice.one_of(&ShowOnly::ALL))),
        2 if narrower.people.is_empty() => drop(narrower.people.insert("p1".to_owned())),
        _ => narrower
            .query
            .push_str(dice.one_of(&["1", " 2", " بل", " half"])),
    }
    narrower
}

fn lets_through(scan: &Scan, filter: &Filter, seen: &Seen) -> bool {
    let event = scan.dataset.events.get(seen.event);
    let title = &scan.titles[seen.event.0 as usize];
    let text = tarikh::model::search::folded(title)
        + "\n"
        + &event.people.join("\n")
        + "\n"
        + &event.tags.join("\n");
    let marks = seen.brief.evidence;
    let holds = |mark: &ShowOnly| match mark {
        ShowOnly::Disputed => marks.is_disputed,
        ShowOnly::PrimarySource => marks.has_primary_source,
        ShowOnly::OneVoice => marks.is_single_voice,
        ShowOnly::ApproximateDate => seen.brief.date.is_some_and(|date| {
            date.is_approximate
                || date.is_uncertain
                || date.precision() < tarikh::dates::Precision::Day
        }),
    };
    let has_any = |wanted: &BTreeSet<String>, own: &[String]| {
        wanted.is_empty() || own.iter().any(|own| wanted.contains(own))
    };
    !filter.hidden_lanes.contains(&seen.lane)
        && filter.show_only.iter().all(holds)
        && has_any(&filter.people, &event.people)
        && has_any(&filter.tags, &event.tags)
        && filter
            .query
            .split_whitespace()
            .all(|word| text.contains(&tarikh::model::search::folded(word)))
}

#[test]
fn filters_let_through_what_a_scan_lets_through_and_narrowing_finds_the_same() {
    let mut narrowed = 0;
    for seed in 0..120 {
        let dice = &mut Dice(seed);
        let many = dice.one_of(&[5, 64, 300, 1000]);
        let scan = Scan::new(seed, many, dice.one_of(&Flavour::ALL));
        let filter = any_filter(dice);
        let set = scan.matching(&filter);
        for seen in &scan.sorted {
            let expected = lets_through(&scan, &filter, seen);
            assert_eq!(set.contains(seen.event), expected, "{filter:?} {seen:?}");
        }
        let more = narrower(&filter, dice);
        let fresh = scan.matching(&more);
        if more.narrows(&filter) {
            narrowed += 1;
            let (dataset, index) = (&scan.dataset, &scan.index);
            let within = scan
                .store
                .matching_in(dataset, index, &more, Some((&filter, &set)), &|| false)
                .unwrap();
            assert_eq!(within, fresh, "{more:?}");
            assert!(fresh.iter().all(|event| set.contains(event)));
        }
        let hidden = Filter {
            hidden_lanes: BTreeSet::new(),
            ..more.clone()
        };
        let without = scan
            .store
            .without_lanes(&scan.matching(&hidden), &more.hidden_lanes);
        assert_eq!(without, fresh);
    }
    assert!(narrowed > 90, "{narrowed}");
}

#[test]
fn an_answer_that_is_no_longer_wanted_is_not_given() {
    let scan = Scan::new(3, 500, Flavour::Mixed);
    let filter = Filter {
        query: "half".to_owned(),
        ..Filter::default()
    };
    let found = scan
        .store
        .matching_in(&scan.dataset, &scan.index, &filter, None, &|| true);
    assert_eq!(found, None);
}

#[test]
fn what_was_found_before_changes_nothing_but_the_time() {
    for seed in 0..40 {
        let dice = &mut Dice(seed);
        let scan = Scan::new(seed, dice.one_of(&[40, 400]), dice.one_of(&Flavour::ALL));
        let find = |filter: &Filter, before: Option<&Findings>| {
            let (dataset, index) = (&scan.dataset, &scan.index);
            Findings::of(dataset, index, &scan.store, filter, before, &|| false).unwrap()
        };
        let mut before = find(&Filter::default(), None);
        let mut filter = any_filter(dice);
        for _ in 0..5 {
            let found = find(&filter, Some(&before));
            let fresh = find(&filter, None);
            assert_eq!(
                found.shown, fresh.shown,
                "{filter:?} after {:?}",
                before.filter
            );
            assert_eq!(found.lane_counts, fresh.lane_counts);
            assert_eq!(found.facets, fresh.facets);
            assert_eq!(found.shown, scan.matching(&filter));
            before = found;
            filter = match dice.below(3) {
                0 => any_filter(dice),
                _ => narrower(&filter, dice),
            };
        }
    }
}

#[test]
fn facets_count_what_a_scan_counts() {
    let scan = Scan::new(5, 1000, Flavour::Mixed);
    let filter = any_filter(&mut Dice(8));
    for set in [scan.store.all(), scan.matching(&filter)] {
        let facets = Facets::count(&scan.dataset, &scan.index, &scan.store, &set);
        let events: Vec<_> = set
            .iter()
            .map(|event| scan.dataset.events.get(event))
            .collect();
        for facet in &facets.people.listed {
            let has = events
                .iter()
                .filter(|event| event.people.contains(&facet.key));
            assert_eq!(facet.count as usize, has.count());
        }
        assert_eq!(facets.people.distinct, facets.people.listed.len());
        let marks = scan.sorted.iter().filter(|seen| set.contains(seen.event));
        let disputed = marks.filter(|seen| seen.brief.evidence.is_disputed).count();
        assert_eq!(facets.show_only[0] as usize, disputed);
    }
}
