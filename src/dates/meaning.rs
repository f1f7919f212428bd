//! One plain sentence on what a date's precision means for a reader.

use super::civil::CivilTime;
use super::numbers::DEEP_YEAR;
use super::syntax::{Edge, Point, Written};
use super::words::Wording;
use super::{Calendar, Date, DatedEnd, End, Precision};

const LONG: Wording = Wording {
    calendar: Calendar::Gregorian,
    short: false,
};

impl Date {
    /// What the precision means: "Some day in August 1988.",
    /// "About this time: the source gives it as approximate.",
    /// "Began 14 November 1999; no end so far.". One sentence, never empty.
    pub fn meaning(&self) -> String {
        match self.written() {
            Some(Written::Single(point)) => self.single_meaning(&point),
            Some(Written::Interval(first, last)) => interval_meaning(&first, &last),
            Some(Written::Set(set)) => self.set_meaning(&set),
            None => "As the source has it.".to_owned(),
        }
    }

    fn single_meaning(&self, point: &Point) -> String {
        let (End::Dated(end), Some(words)) = (self.start(), LONG.in_sentence(point)) else {
            return "As the source has it.".to_owned();
        };
        match (end.approximate, end.uncertain) {
            (true, true) => {
                return "Perhaps about this time: the source gives it as approximate and is not sure.".to_owned();
            }
            (true, false) => {
                return "About this time: the source gives it as approximate.".to_owned();
            }
            (false, true) => return "Perhaps then: the source is not sure.".to_owned(),
            (false, false) => {}
        }
        match end.precision {
            Precision::Day => "One day.".to_owned(),
            Precision::Minute => "A clock time, to the minute.".to_owned(),
            Precision::Second => "A clock time, to the second.".to_owned(),
            Precision::Subsecond => "A clock time, to a fraction of a second.".to_owned(),
            Precision::Month => day_within(&words),
            Precision::Season => season_meaning(&end, &words),
            Precision::Year if CivilTime::of(end.span.start).date.year <= DEEP_YEAR => {
                "A year of deep time; how exact the number is, the text does not say.".to_owned()
            }
            Precision::Year => day_within(&words),
            Precision::Decade | Precision::Century | Precision::Millennium => span_meaning(&end),
        }
    }

    fn set_meaning(&self, set: &edtf_core::Set) -> String {
        let one = set.kind == edtf_core::SetKind::OneMember;
        let sentence = match (self.start(), self.end(), one) {
            (End::Open, End::Open, true) => "One of these; which, the source does not say.",
            (End::Open, _, true) => {
                "Not later than this; how much earlier, the source does not say."
            }
            (_, End::Open, true) => {
                "Not earlier than this; how much later, the source does not say."
            }
            (_, _, true) => "One of these; which, the source does not say.",
            (_, _, false) => "All of these.",
        };
        sentence.to_owned()
    }
}

/// "April 1985, day not known" is "April 1985" after "some day in".
fn day_within(words: &str) -> String {
    let known = words.split(", ").next().unwrap_or(words);
    if known.starts_with("between ") {
        return format!("Some day {known}.");
    }
    format!("Some day in {known}.")
}

/// A part of a year, with the months it is taken for.
fn season_meaning(end: &DatedEnd, words: &str) -> String {
    let first = CivilTime::of(end.span.start).date;
    let last = CivilTime::of(end.span.end.plus_seconds(-1.0)).date;
    let article = if words.contains(" of ") { "the " } else { "" };
    format!(
        "Some day in {article}{words} ({} to {}).",
        LONG.month(first.month),
        LONG.month(last.month)
    )
}

/// The first and last year, for what is coarser than a year.
fn span_meaning(end: &DatedEnd) -> String {
    let first = CivilTime::of(end.span.start).date.year;
    let last = CivilTime::of(end.span.end.plus_seconds(-1.0)).date.year;
    if last <= DEEP_YEAR {
        // Deep time is cut at round numbers: 67 million years ago begins it.
        return format!("Some time {}.", LONG.years(first - 1, last));
    }
    format!(
        "Some time between {} and {}.",
        LONG.year(first),
        LONG.year(last)
    )
}

fn interval_meaning(first: &Edge, last: &Edge) -> String {
    let began = match first {
        Edge::At(point) => dated(point).map(|date| format!("Began {date}")),
        Edge::OrEarlier(point) | Edge::OrLater(point) => {
            dated(point).map(|date| format!("Began {date} or earlier"))
        }
        Edge::Open => Some("Has no beginning".to_owned()),
        Edge::Unknown => Some("Its beginning is not known".to_owned()),
    };
    let ended = match last {
        Edge::At(point) => dated(point).map(|date| format!("ended {date}")),
        Edge::OrEarlier(point) | Edge::OrLater(point) => {
            dated(point).map(|date| format!("ended {date} or later"))
        }
        Edge::Open => Some("no end so far".to_owned()),
        Edge::Unknown => Some("its end is not known".to_owned()),
    };
    match (began, ended) {
        (Some(began), Some(ended)) => format!("{began}; {ended}."),
        _ => "As the source has it.".to_owned(),
    }
}

/// A date after "began" or "ended".
fn dated(point: &Point) -> Option<String> {
    let words = LONG.in_sentence(point)?;
    let end = point.end("").ok()?;
    let bare = end.precision >= Precision::Day
        || words.starts_with("about")
        || words.starts_with("perhaps")
        || words.starts_with("between")
        || words.ends_with(" ago");
    Some(if bare { words } else { format!("in {words}") })
}
