//! A table of bursty days, clock times and intervals with titles, made of a
//! seed, and what measuring needs.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use tarikh::dates::{Bounds, DatedEnd, End, Form, Precision, Time, TimeSpan};
use tarikh::model::search::{Hit, Tallies, Wanted};
use tarikh::model::{Brief, Dataset, Event, Events, Lane, LaneIx, Marks, Rows, Source};

/// Lanes of the table.
pub(crate) const LANES: u16 = 12;

/// Numbers that are the same in every run (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// How the dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One day each.
    Days,
    /// Days, and one in ten an interval of up to ten years.
    Intervals,
    /// Milliseconds.
    Fractions,
}

const DAY: i64 = 86_400;
const WORDS: [&str; 24] = [
    "talks",
    "border",
    "Kabul",
    "market",
    "report",
    "council",
    "visit",
    "strike",
    "harvest",
    "school",
    "road",
    "bridge",
    "election",
    "treaty",
    "garrison",
    "Moscow",
    "hospital",
    "flood",
    "speech",
    "protest",
    "embassy",
    "convoy",
    "ceasefire",
    "province",
];

#[derive(Debug)]
struct Table {
    kind: Kind,
    starts: Vec<i64>,
    lanes: Vec<u8>,
    importance: Vec<u8>,
    titles: String,
    title_ends: Vec<u32>,
    people: Vec<String>,
}

impl Table {
    fn new(many: usize, kind: Kind) -> Table {
        let mut dice = Dice(7);
        let mut table = Table {
            kind,
            starts: Vec::with_capacity(many),
            lanes: Vec::with_capacity(many),
            importance: Vec::with_capacity(many),
            titles: String::with_capacity(many * 27),
            title_ends: Vec::with_capacity(many),
            people: (0..1000).map(|person| format!("Person {person}")).collect(),
        };
        let bursts: Vec<i64> = (0..200).map(|_| (dice.roll() % 40_000) as i64).collect();
        for row in 0..many {
            let roll = dice.roll();
            let day = match roll % 3 {
                0 => (roll >> 8) as i64 % 40_000,
                _ => bursts[(roll >> 8) as usize % 200] + (roll >> 20) as i64 % 90,
            };
            table.starts.push((day - 10_000) * DAY);
            table.lanes.push((roll >> 40) as u8 % LANES as u8);
            table.importance.push((roll >> 48) as u8 % 5 + 1);
            let word = |at: u64| WORDS[(roll >> at) as usize % WORDS.len()];
            let title = format!("{} {} {} {row}", word(3), word(17), word(29));
            table.titles.push_str(&title);
            table.title_ends.push(table.titles.len() as u32);
        }
        table
    }

    fn title_bytes(&self, row: u32) -> Range<usize> {
        let row = row as usize;
        let from = if row == 0 {
            0
        } else {
            self.title_ends[row - 1] as usize
        };
        from..self.title_ends[row] as usize
    }

    fn text(&self, row: u32) -> &str {
        &self.titles[self.title_bytes(row)]
    }

    fn person(&self, row: u32) -> &String {
        &self.people[self.starts[row as usize] as u64 as usize % self.people.len()]
    }

    fn bounds(&self, row: u32) -> Bounds {
        let secs = self.starts[row as usize];
        let mix = (row as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let (start, end, precision) = match self.kind {
            Kind::Fractions => {
                let nanos = (mix % 1000) as u32 * 1_000_000;
                let start = Time::from_secs_nanos(secs + (mix % 86_400) as i64, nanos);
                let end = Time::from_secs_nanos(start.secs(), nanos + 1_000_000);
                (start, end, Precision::Subsecond)
            }
            _ => (
                Time::from_secs(secs),
                Time::from_secs(secs + DAY),
                Precision::Day,
            ),
        };
        let end_of = |span| {
            End::Dated(DatedEnd {
                span,
                precision,
                approximate: false,
                uncertain: false,
            })
        };
        let span = TimeSpan { start, end };
        let (mut form, mut last, mut extent) = (Form::Single, end_of(span), span);
        if self.kind == Kind::Intervals && mix.is_multiple_of(10) {
            let by = (mix % 3650) as i64 * DAY;
            let late = |time: Time| Time::from_secs(time.secs() + by);
            form = Form::Interval;
            last = end_of(TimeSpan {
                start: late(start),
                end: late(end),
            });
            extent.end = late(end);
        }
        Bounds {
            form,
            start: end_of(span),
            end: last,
            extent,
            is_approximate: false,
            is_uncertain: false,
        }
    }
}

impl Rows for Table {
    fn len(&self) -> usize {
        self.starts.len()
    }

    fn event(&self, row: u32) -> Event {
        Event {
            title: self.text(row).to_owned(),
            people: vec![self.person(row).clone()],
            ..Event::default()
        }
    }

    fn title(&self, row: u32) -> Cow<'_, str> {
        Cow::Borrowed(self.text(row))
    }

    fn find(&self, _id: &str) -> Option<u32> {
        None
    }

    fn source(&self, _id: &str) -> Option<Source> {
        None
    }

    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief)) {
        for row in rows {
            with(
                row,
                Brief {
                    date: Some(self.bounds(row)),
                    lane: Some(LaneIx(self.lanes[row as usize].into())),
                    importance: Some(self.importance[row as usize]),
                    evidence: Marks {
                        is_disputed: row % 50 == 0,
                        ..Marks::default()
                    },
                },
            );
        }
    }

    fn matching(&self, rows: Range<u32>, wanted: &Wanted, hit_row: &mut dyn FnMut(u32)) {
        let Some((first, _)) = wanted.words.split_first() else {
            return rows
                .filter(|&row| self.is_wanted(row, wanted))
                .for_each(hit_row);
        };
        let end = self.title_bytes(rows.end - 1).end;
        let (mut row, mut from) = (rows.start, self.title_bytes(rows.start).start);
        let is_plain = wanted.words.len() == 1 && wanted.people.is_empty();
        while let Some(hit) = first.needle.next(&self.titles.as_bytes()[..end], from) {
            let (at, hit_end) = match hit {
                Hit::Here(range) => (range.start, range.end),
                Hit::Perhaps(at) => (at, usize::MAX),
            };
            let ends = &self.title_ends[row as usize..rows.end as usize];
            // The next one is seldom far.
            let mut step = 1;
            while step < ends.len() && ends[step - 1] as usize <= at {
                step *= 2;
            }
            let near = &ends[..step.min(ends.len())];
            row += near.partition_point(|&end| end as usize <= at) as u32;
            from = self.title_ends[row as usize] as usize;
            if is_plain && hit_end <= from || self.is_wanted(row, wanted) {
                hit_row(row);
            }
            row += 1;
            if row == rows.end {
                break;
            }
        }
    }

    fn is_wanted(&self, row: u32, wanted: &Wanted) -> bool {
        (wanted.people.is_empty() || wanted.people.contains(self.person(row)))
            && wanted
                .words
                .iter()
                .all(|word| word.needle.matches(self.text(row)))
    }

    fn tally(&self, rows: Range<u32>, is_in: &dyn Fn(u32) -> bool, tallies: &mut Tallies) {
        let mut counts = vec![0; self.people.len()];
        for row in rows.filter(|&row| is_in(row)) {
            counts[self.starts[row as usize] as u64 as usize % self.people.len()] += 1;
        }
        for (person, count) in self.people.iter().zip(counts) {
            if count > 0 {
                tallies.people.add(person, count);
            }
        }
    }

    fn relations(&self, _with: &mut dyn FnMut(u32, usize, &str)) {}
}

/// A dataset of so many events.
pub(crate) fn dataset(many: usize, kind: Kind) -> Dataset {
    let lanes = (0..LANES).map(|lane| Lane {
        id: format!("lane{lane}"),
        title: format!("Lane {lane}"),
        ..Lane::default()
    });
    Dataset {
        title: format!("{many} events"),
        lanes: lanes.collect(),
        events: Events::of_rows(Arc::new(Table::new(many, kind))),
        ..Dataset::default()
    }
}

/// Bytes of memory in use, and the most there have been.
pub(crate) fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    };
    (line("VmRSS:"), line("VmHWM:"))
}

/// Sets the most there have been back to what is in use.
pub(crate) fn forget_peak() {
    // Where this is not allowed the peak is that of the whole run.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Milliseconds that all threads of the program have worked so far; of use
/// where others use the machine too.
pub(crate) fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name: user and system time in hundredths of a second.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let times = fields.split_whitespace().skip(11).take(2);
    times
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum::<u64>()
        * 10
}
