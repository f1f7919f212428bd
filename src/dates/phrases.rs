//! The small parts of a date in words that no calendar changes: parts of a
//! year, offsets.

use chrono::FixedOffset;

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

pub(super) fn zone_words(offset: Option<FixedOffset>) -> String {
    match offset {
        None => String::new(),
        Some(offset) if offset.local_minus_utc() == 0 => " (UTC)".to_owned(),
        Some(offset) => format!(" (UTC{})", offset.to_string().replace('-', "−")),
    }
}
