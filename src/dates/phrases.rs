//! The small parts of a date in words that no calendar changes: parts of a
//! year, clock times, offsets.

use super::clock::{ClockTime, Offset};

/// Centuries and millennia take an article inside a sentence.
pub(super) fn with_article(words: String) -> String {
    let is_ordinal = words.starts_with(|c: char| c.is_ascii_digit())
        && (words.ends_with(" century")
            || words.ends_with(" millennium")
            || words.ends_with(" c."));
    if is_ordinal {
        format!("the {words}")
    } else {
        words
    }
}

/// A season or other part of a year. `winter_year` is said of those that run
/// into the next year. <https://www.loc.gov/standards/datetime/>, Level 2,
/// "Sub-year groupings".
pub(super) fn season(code: u8, year: &str, winter_year: &str) -> String {
    let part = match code {
        21..=24 => ["spring", "summer", "autumn", "winter"][usize::from(code - 21)],
        25..=28 => [
            "northern spring",
            "northern summer",
            "northern autumn",
            "northern winter",
        ][usize::from(code - 25)],
        29..=32 => [
            "southern spring",
            "southern summer",
            "southern autumn",
            "southern winter",
        ][usize::from(code - 29)],
        33..=36 => [
            "first quarter",
            "second quarter",
            "third quarter",
            "fourth quarter",
        ][usize::from(code - 33)],
        37..=39 => ["first third", "second third", "last third"][usize::from(code - 37)],
        40 => "first half",
        _ => "second half",
    };
    let year = if matches!(code, 24 | 28 | 30) {
        winter_year
    } else {
        year
    };
    let of = if code >= 33 && !year.starts_with("of ") {
        "of "
    } else {
        ""
    };
    format!("{part} {of}{year}")
}

pub(super) fn clock_words(clock: &ClockTime) -> String {
    let mut words = format!("{:02}:{:02}", clock.hour, clock.minute);
    if let Some(second) = clock.second {
        words.push_str(&format!(":{second:02}"));
    }
    if let Some(fraction) = clock.fraction {
        let digits = format!("{:09}", fraction.nanos);
        words.push('.');
        words.push_str(
            digits
                .get(..usize::from(fraction.digits))
                .unwrap_or(&digits),
        );
    }
    words
}

pub(super) fn zone_words(offset: Option<Offset>) -> String {
    match offset {
        None => String::new(),
        Some(Offset::Utc | Offset::Minutes(0)) => " (UTC)".to_owned(),
        Some(Offset::Minutes(minutes)) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!(" (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
        }
    }
}
