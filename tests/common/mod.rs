//! Datasets made for tests: small ones by hand, random ones by strategy.

use proptest::prelude::*;
use tarikh::dates::{Time, TimeSpan};
use tarikh::model::{Dataset, Event, EventIx, Index, Lane, When};
use tarikh::store::{EventSet, Store};

/// A dataset with its indexes, as an application holds it.
pub(crate) struct Opened {
    pub(crate) dataset: Dataset,
    pub(crate) index: Index,
    pub(crate) store: Store,
    pub(crate) all: EventSet,
}

pub(crate) fn opened(dataset: Dataset) -> Opened {
    let index = Index::new(&dataset);
    let store = Store::build(&dataset, &index);
    let all = store.all();
    Opened {
        dataset,
        index,
        store,
        all,
    }
}

/// The sample that the application opens with.
pub(crate) fn sample() -> Opened {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/sample_data/afghanistan.tarikh"
    );
    let text = std::fs::read_to_string(path).expect("the sample is in the repository");
    opened(serde_json::from_str(&text).expect("the sample is valid"))
}

pub(crate) fn event(id: &str, lane: &str, title: &str, edtf: &str, importance: u8) -> Event {
    Event {
        id: id.to_owned(),
        title: title.to_owned(),
        when: When::from_edtf(edtf),
        lane: Some(lane.to_owned()),
        importance: Some(importance),
        ..Event::default()
    }
}

pub(crate) fn lane(id: &str) -> Lane {
    Lane {
        id: id.to_owned(),
        title: id.to_owned(),
        ..Lane::default()
    }
}

/// Events in two lanes, all kinds of date, many on the same days.
pub(crate) fn any_dataset(most: usize) -> impl Strategy<Value = Dataset> {
    let any_date = (1990_i32..1996, 1_u8..=12, 1_u8..=28, 0_u8..9, 0_i32..4).prop_map(
        |(year, month, day, kind, years)| match kind {
            0 => format!("{year}"),
            1 => format!("{year}-{month:02}"),
            2 => format!("{year}-{month:02}-{day:02}~"),
            3 => format!("{year}-{month:02}/{}-{month:02}", year + years),
            4 => format!("{year}-{month:02}-{day:02}/.."),
            5 => format!("/{year}-{month:02}-{day:02}"),
            6 => format!("{year}-{month:02}-{day:02}T10:20:30Z"),
            7 => format!("{year}-{month:02}?/{}~", year + years),
            _ => format!("{year}-{month:02}-{day:02}"),
        },
    );
    let any_event = (any_date, 0..3_usize, 1_u8..=5, "[a-zA-Z ابپ]{1,30}");
    proptest::collection::vec(any_event, 1..most).prop_map(|events| Dataset {
        tarikh: 1,
        title: "random".to_owned(),
        lanes: vec![lane("one"), lane("two")],
        events: events
            .into_iter()
            .enumerate()
            .map(|(ix, (edtf, in_lane, importance, title))| {
                let name = ["one", "two", "missing"][in_lane];
                event(&format!("e{ix}"), name, &title, &edtf, importance)
            })
            .collect(),
        ..Dataset::default()
    })
}

/// The text fixture reader of a span: `1990-01-01/1991` as a half-open span.
pub(crate) fn span(edtf: &str) -> TimeSpan {
    tarikh::dates::Date::parse(edtf)
        .expect("a date")
        .extent()
        .expect("a bounded date")
}

pub(crate) fn time(edtf: &str) -> Time {
    span(edtf).start
}

/// What an event covers on the timeline, worked out the slow way.
pub(crate) fn naive_span(opened: &Opened, event: EventIx) -> Option<TimeSpan> {
    naive_spans(opened)[event.0 as usize]
}

/// The same of every event.
pub(crate) fn naive_spans(opened: &Opened) -> Vec<Option<TimeSpan>> {
    use tarikh::dates::End;
    let extents = opened.dataset.events.iter();
    let data = extents
        .filter_map(|event| event.when.date()?.extent())
        .reduce(TimeSpan::union);
    let span = |event: &Event| {
        let date = event.when.date()?;
        let mut span = date.extent()?;
        if date.start() == End::Open {
            span.start = data?.start;
        }
        if date.end() == End::Open {
            span.end = data?.end;
        }
        Some(span)
    };
    opened
        .dataset
        .events
        .iter()
        .map(|event| span(&event))
        .collect()
}
