//! Rows made of nothing but dates and titles: every date that a table may
//! have, also those that no text means.

#[path = "dice.rs"]
mod dice;

use std::borrow::Cow;
use std::ops::Range;

use tarikh::dates::{Bounds, DatedEnd, End, Form, Precision, Time, TimeSpan};
use tarikh::model::{Brief, Event, LaneIx, Marks, Rows, Source};

pub(crate) use dice::Dice;

/// Which dates there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Days of a few weeks: many ties, all ends in order.
    Days,
    /// Days, months and long intervals, open and unknown ends.
    Mixed,
    /// Clock times with fractions, and spans without length.
    Fractions,
    /// From the big bang on.
    Ages,
    /// Every date has a shape of its own.
    Shapes,
    /// All at the same time.
    Same,
}

impl Flavour {
    pub(crate) const ALL: [Flavour; 6] = [
        Flavour::Days,
        Flavour::Mixed,
        Flavour::Fractions,
        Flavour::Ages,
        Flavour::Shapes,
        Flavour::Same,
    ];
}

const DAY: i64 = 86_400;
const YEAR: i64 = 31_556_952;

fn dated(dice: &mut Dice, span: TimeSpan, precision: Precision) -> End {
    End::Dated(DatedEnd {
        span,
        precision,
        approximate: dice.is_one_in(9),
        uncertain: dice.is_one_in(9),
    })
}

fn later(time: Time, nanos: i128) -> Time {
    Time::from_nanos(time.total_nanos() + nanos)
}

/// A date of the flavour.
pub(crate) fn any_bounds(dice: &mut Dice, flavour: Flavour) -> Bounds {
    const SECOND: i128 = 1_000_000_000;
    let day = i128::from(DAY) * SECOND;
    let year = i128::from(YEAR) * SECOND;
    let (start, own, between, precision) = match flavour {
        Flavour::Same => (Time::from_secs(5 * DAY), day, None, Precision::Day),
        Flavour::Days => {
            let start = Time::from_secs(dice.below(40) as i64 * DAY);
            (start, day, None, Precision::Day)
        }
        Flavour::Mixed => {
            let start = Time::from_secs((dice.below(4_000) as i64 - 2_000) * DAY);
            let own = dice.one_of(&[day, day, 30 * day, 31 * day, year]);
            let long = dice.below(600 * 365) as i128 * day;
            let between = dice.is_one_in(3).then_some(long);
            let precision = dice.one_of(&[Precision::Day, Precision::Month, Precision::Year]);
            (start, own, between, precision)
        }
        Flavour::Fractions => {
            let start = Time::from_secs_nanos(
                dice.below(20) as i64,
                dice.one_of(&[0, 1, 999_999_999, 500_000_000]),
            );
            let own = dice.one_of(&[0, 1, 1_000, SECOND, 3 * SECOND]);
            let between = dice
                .is_one_in(2)
                .then(|| dice.below(4) as i128 * SECOND / 2);
            (start, own, between, Precision::Subsecond)
        }
        Flavour::Ages => {
            let years = dice.one_of(&[13_800_000_000, 12_000, 9_999, 400, 0]);
            let start = Time::from_secs(dice.below(300) as i64 * DAY - years * YEAR);
            let own = dice.one_of(&[day, year, 1_000_000 * year]);
            let between = dice
                .is_one_in(2)
                .then(|| dice.below(20_000_000) as i128 * year);
            (start, own, between, Precision::Millennium)
        }
        Flavour::Shapes => {
            let start = Time::from_secs(dice.below(4_000) as i64);
            let own = i128::from(dice.below(5_000)) * SECOND;
            (start, own, None, Precision::Second)
        }
    };
    let first_span = TimeSpan::new(start, later(start, own));
    let first = dated(dice, first_span, precision);
    let is_approximate = dice.is_one_in(5);
    let date = |form, start, end, extent| Bounds {
        form,
        start,
        end,
        extent,
        is_approximate,
        is_uncertain: false,
    };
    if let Some(between) = between {
        let last_start = later(start, between.max(own));
        let last_span = TimeSpan::new(last_start, later(last_start, own));
        let last = dated(dice, last_span, precision);
        let form = dice.one_of(&[Form::Interval, Form::OneOf, Form::AllOf]);
        return date(form, first, last, first_span.union(last_span));
    }
    let has_edges = !matches!(flavour, Flavour::Days | Flavour::Same);
    match dice.below(if has_edges { 12 } else { 1 }) {
        1 => date(Form::Interval, first, End::Open, first_span),
        2 => date(Form::Interval, End::Open, first, first_span),
        3 => date(Form::Interval, first, End::Unknown, first_span),
        4 => date(Form::Interval, End::Unknown, first, first_span),
        // `{..1990,1995..}`
        5 if dice.is_one_in(4) => date(Form::AllOf, End::Open, End::Open, first_span),
        _ => date(Form::Single, first, first, first_span),
    }
}

/// A table for tests.
#[derive(Debug)]
pub(crate) struct TestRows {
    pub(crate) briefs: Vec<Brief>,
    pub(crate) titles: Vec<String>,
}

impl TestRows {
    /// So many rows in `lanes` lanes; some name none.
    pub(crate) fn random(seed: u64, many: usize, flavour: Flavour, lanes: u16) -> TestRows {
        let mut dice = Dice(seed);
        let mut rows = TestRows {
            briefs: Vec::new(),
            titles: Vec::new(),
        };
        let is_plain = dice.is_one_in(3);
        for row in 0..many {
            let date = any_bounds(&mut dice, flavour);
            let lane = dice.below(u64::from(lanes) + 1) as u16;
            rows.briefs.push(Brief {
                date: (!dice.is_one_in(15)).then_some(date),
                lane: (lane < lanes).then_some(LaneIx(lane)),
                importance: (!is_plain && !dice.is_one_in(4)).then(|| dice.below(5) as u8 + 1),
                evidence: Marks {
                    is_disputed: dice.is_one_in(4),
                    has_primary_source: dice.is_one_in(3),
                    is_single_voice: dice.is_one_in(2),
                },
            });
            let half = dice.one_of(&["Half", "hal"]);
            let rare = if dice.is_one_in(70) { "Rare–day" } else { "" };
            rows.titles.push(format!("{half} {rare} كابل {row}"));
        }
        rows
    }
}

impl Rows for TestRows {
    fn len(&self) -> usize {
        self.briefs.len()
    }

    fn event(&self, row: u32) -> Event {
        Event {
            title: self.titles[row as usize].clone(),
            importance: self.briefs[row as usize].importance,
            people: vec![format!("p{}", row % 7), format!("p{}", row % 3)],
            tags: vec![format!("t{}", row % 5)],
            ..Event::default()
        }
    }

    fn title(&self, row: u32) -> Cow<'_, str> {
        Cow::Borrowed(&self.titles[row as usize])
    }

    fn find(&self, _id: &str) -> Option<u32> {
        None
    }

    fn source(&self, _id: &str) -> Option<Source> {
        None
    }

    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief)) {
        for row in rows {
            with(row, self.briefs[row as usize]);
        }
    }
}
