//! Lines that look like events and have no date that is known: they are events
//! without a date, rather than text of the event above.

use super::range::{MOST_BYTES, Point, Range, is_in_time, month};

/// What stands before the colon of a line that looks like an event and has no
/// date that is known, and what follows the colon.
pub(super) fn unread_at_start(line: &str) -> Option<(&str, Range, &str)> {
    let line = line.trim_start();
    for (at, _) in line.match_indices(':').take(8) {
        if at > MOST_BYTES {
            return None;
        }
        if !is_in_time(line.as_bytes(), at) && looks_dated(&line[..at]) {
            let range = Range {
                from: Point::Unread,
                to: None,
                recurrence: None,
                is_turned: false,
            };
            return Some((line[..at].trim(), range, &line[at + 1..]));
        }
    }
    None
}

/// True for a text of nothing but what dates are made of, with a year or
/// something as long in it. Ordinary words make it prose.
fn looks_dated(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "-",
        "–",
        "—",
        "/",
        "~",
        "to",
        "until",
        "till",
        "and",
        "or",
        "of",
        "the",
        "in",
        "now",
        "today",
        "about",
        "around",
        "circa",
        "ca",
        "ca.",
        "c",
        "c.",
        "early",
        "mid",
        "late",
        "before",
        "after",
        "by",
        "from",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "bc",
        "bce",
        "ad",
        "ce",
        "b.c.",
        "b.c.e.",
        "a.d.",
        "c.e.",
        "am",
        "pm",
        "century",
        "centuries",
        "utc",
        "gmt",
        "z",
    ];
    let is_part = |part: &str| {
        month(part.trim_end_matches(['?', '~'])).is_some()
            || WORDS.contains(&part.to_ascii_lowercase().as_str())
            || is_number_like(part)
    };
    let mut has_number = false;
    let mut has_long_number = false;
    let mut has_month = false;
    let mut first = None;
    for part in text.split([' ', '\t', ',']).filter(|part| !part.is_empty()) {
        if !is_part(part) {
            return false;
        }
        first.get_or_insert(part);
        let longest = part
            .split(|c: char| !c.is_ascii_digit())
            .map(str::len)
            .max();
        has_number |= longest >= Some(1);
        let marks = part.matches(['/', '.', '-']).count();
        has_long_number |= longest >= Some(3)
            || part.contains('/')
            || marks >= 2 && !part.ends_with('.')
            || part.to_ascii_lowercase().starts_with("century");
        has_month |= month(part).is_some();
    }
    // “In 1944: …” is as much prose as a date.
    let is_prose = first.is_some_and(|word| {
        let word = word.to_ascii_lowercase();
        ["in", "the", "and", "or", "of", "to", "-", "by", "from"].contains(&word.as_str())
    });
    !is_prose && has_number && (has_long_number || has_month)
}

/// `22.06.1941`, `2024-13-01`, `1940s`, `1941?`, `18th`, `9:45pm`.
fn is_number_like(part: &str) -> bool {
    let plain = part.trim_matches(['?', '~', '%', '(', ')', '[', ']']);
    let digits = plain.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let end = &plain[digits.len()..];
    let is_end = matches!(
        end.to_ascii_lowercase().as_str(),
        "" | "s"
            | "st"
            | "nd"
            | "rd"
            | "th"
            | "bc"
            | "bce"
            | "ad"
            | "ce"
            | "am"
            | "pm"
            | "z"
            | "x"
            | "xx"
    );
    let is_inside = |c: char| {
        c.is_ascii_digit() || matches!(c, '/' | '.' | '-' | '–' | '—' | ':' | '+' | 'T' | '?' | '~')
    };
    let mut runs = digits.split(|c: char| !c.is_ascii_digit());
    is_end
        && digits.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits.chars().all(is_inside)
        && runs.all(|run| run.len() <= 5)
}

#[cfg(test)]
mod tests {
    use super::super::range::at_start;
    use super::*;

    #[test]
    fn what_looks_like_a_date_is_told_from_prose() {
        for line in [
            "22.06.1941: a",
            "13/13/2024: a",
            "2024-13-01: a",
            "9/11: a",
            "June 31, 1941: a",
            "22.06.1941 03:15: a",
            "1940s: a",
            "c. 1941: a",
            "early 1941 - late 1942: a",
            "19th century 1899: a",
            "Summer 1944: a",
            "1941?: a",
            "May 1941 to sometime: a",
        ] {
            let is_one = unread_at_start(line).is_some() && at_start(line, false).is_none();
            assert_eq!(is_one, !line.contains("sometime"), "{line}");
        }
        for line in [
            "3 things to know: a",
            "10 people died in 1941: a",
            "May we say: a",
            "In 1944: a",
            "In May 1944: a",
            "1. First: a",
            "1.: a",
            "1234567: a",
            "see 2:30 there: a",
            "10:30",
            "title: 2024",
            "The 1940s: a",
            "https://example.org/2024",
            "3 - 4: a",
            "May: a",
            "é: a",
            "- 2024/05: a",
        ] {
            assert!(unread_at_start(line).is_none(), "{line}");
        }
    }
}
