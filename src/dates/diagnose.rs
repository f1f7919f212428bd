//! A text that is no date, to the error that helps most.
//!
//! Runs only after reading has failed. Each check looks for one mistake that
//! people make, and names the text that would have been read.

use edtf_core::ParseError;

use super::civil::days_in_month;
use super::error::quoted;
use super::{DateError, month_from_name};

/// The general error, at a place counted in bytes from 0.
pub(super) fn other(text: &str, reason: &'static str, offset: usize) -> DateError {
    DateError::NotADate {
        text: quoted(text),
        reason,
        place: offset.min(text.len()) + 1,
    }
}

/// Why one date cannot be read.
pub(super) fn point(text: &str, error: &ParseError) -> DateError {
    era(text)
        .or_else(|| in_words(text))
        .or_else(|| old_point(text))
        .or_else(|| unknown_before_zero(text))
        .or_else(|| year(text))
        .or_else(|| fields(text))
        .unwrap_or_else(|| {
            if error.message.contains("out of supported range") {
                return DateError::OutOfRange { text: quoted(text) };
            }
            other(text, error.message, error.offset)
        })
}

/// Why a set cannot be read: the first member that is no date says it best.
/// `packed` is `text` without blanks, which is what was read.
pub(super) fn set(text: &str, packed: &str, error: &ParseError) -> DateError {
    let inside = packed.trim_matches(['[', ']', '{', '}']);
    let closed = packed.ends_with([']', '}']);
    for member in inside.split(',').filter(|m| closed && !m.is_empty()) {
        for date in member.split("..").filter(|d| !d.is_empty()) {
            if let Err(error) = edtf_core::Edtf::parse(date) {
                return point(date, &error);
            }
        }
    }
    other(text, error.message, error.offset)
}

/// The words of the 2012 draft at the ends of an interval.
/// <https://www.loc.gov/standards/datetime/pre-submission.html>
pub(super) fn old_interval(text: &str, start: &str, end: &str) -> Option<DateError> {
    let renew = |part: &str| match part.to_ascii_lowercase().as_str() {
        "unknown" => Some(String::new()),
        "open" | "now" => Some("..".to_owned()),
        _ => None,
    };
    let (new_start, new_end) = (renew(start), renew(end));
    if new_start.is_none() && new_end.is_none() {
        return None;
    }
    Some(DateError::OldDraft {
        text: quoted(text),
        suggestion: quoted(&format!(
            "{}/{}",
            new_start.unwrap_or_else(|| start.to_owned()),
            new_end.unwrap_or_else(|| end.to_owned())
        )),
    })
}

fn old_point(text: &str) -> Option<DateError> {
    // u and x for an unknown digit, y and e for long years, ?~ for both marks.
    let new: String = text
        .replace("?~", "%")
        .replace("~?", "%")
        .chars()
        .map(|c| match c {
            'u' | 'x' => 'X',
            'y' => 'Y',
            'e' => 'E',
            'p' => 'S',
            other => other,
        })
        .collect();
    (new != text && edtf_core::is_valid(&new)).then(|| DateError::OldDraft {
        text: quoted(text),
        suggestion: new,
    })
}

/// `44 BC`, `c. 300 BCE`, `79 AD`.
fn era(text: &str) -> Option<DateError> {
    let lower = text.to_ascii_lowercase();
    let bare = lower.replace('.', "");
    let (number, before) = ["bce", "bc"]
        .iter()
        .find_map(|mark| bare.strip_suffix(mark).map(|n| (n, true)))
        .or_else(|| {
            ["ce", "ad"]
                .iter()
                .find_map(|mark| bare.strip_suffix(mark).map(|n| (n, false)))
        })?;
    let year: i64 = number.trim().parse().ok().filter(|year| *year > 0)?;
    let astronomical = if before { 1 - year } else { year };
    Some(DateError::Era {
        text: quoted(text),
        suggestion: year_in_edtf(astronomical),
    })
}

/// `12 October 1999`, `Oct 1999`, `c. 1984`, `1990s`, `19th century`.
fn in_words(text: &str) -> Option<DateError> {
    // Longer texts are not dates; nothing to look for.
    if text.len() > 40 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let about = ["about ", "around ", "circa ", "ca. ", "ca ", "c. ", "c."];
    let bare = about.iter().find_map(|word| lower.strip_prefix(word));
    let mark = if bare.is_some() { "~" } else { "" };
    let bare = bare.unwrap_or(&lower).trim();
    let suggestion = format!("{}{mark}", decade(bare).or_else(|| named_month(bare))?);
    (suggestion != text && edtf_core::is_valid(&suggestion)).then(|| DateError::InWords {
        text: quoted(text),
        suggestion,
    })
}

/// `1990s`, `the 1990s`, `19th century`.
fn decade(text: &str) -> Option<String> {
    let text = text.strip_prefix("the ").unwrap_or(text);
    if let Some(tens) = text.strip_suffix("0s") {
        return Some(format!("{tens}X"));
    }
    let number = text
        .strip_suffix(" century")?
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let century: u8 = number.parse().ok()?;
    Some(format!("{:02}XX", century.checked_sub(1)?))
}

/// A year, perhaps with a month's English name and a day, in any order.
fn named_month(text: &str) -> Option<String> {
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text
        .split([' ', ',', '.', '-'])
        .filter(|word| !word.is_empty())
    {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if number.is_empty() {
            month = Some(month_from_name(word)?);
        } else if number.len() == 4 {
            year = Some(number);
        } else {
            day = Some(number);
        }
    }
    let year = year?;
    match (month, day) {
        (None, None) => Some(year.to_owned()),
        (Some(month), None) => Some(format!("{year}-{month:02}")),
        (Some(month), Some(day)) => Some(format!("{year}-{month:02}-{day:0>2}")),
        (None, Some(_)) => None,
    }
}

/// A year in EDTF: four digits, or `Y` and more.
pub(super) fn year_in_edtf(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    if year.unsigned_abs() <= 9_999 {
        format!("{sign}{:04}", year.unsigned_abs())
    } else {
        format!("Y{year}")
    }
}

fn year(text: &str) -> Option<DateError> {
    if let Some(rest) = text.strip_prefix('Y') {
        let year: i64 = rest.parse().ok()?;
        return (year.unsigned_abs() <= 9_999).then(|| DateError::NeedlessY {
            text: quoted(text),
            suggestion: year_in_edtf(year),
        });
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = unsigned.split_at(digits);
    let ends = rest.is_empty() || rest.starts_with(['-', '?', '~', '%']);
    if !ends || digits == 0 {
        return None;
    }
    if digits < 4 {
        let padded = format!("{sign}{year:0>4}{rest}");
        // "12-25-1999" has no year first; nothing to pad.
        return edtf_core::is_valid(&padded).then(|| DateError::ShortYear {
            text: quoted(text),
            year: format!("{sign}{year}"),
            padded,
            longer: match (digits, sign, rest) {
                (3, "", "") => format!(", for a whole decade {year}X"),
                (2, "", "") => format!(", for a whole century {year}XX"),
                _ => String::new(),
            },
        });
    }
    if digits == 8 && rest.is_empty() {
        let suggestion = format!("{sign}{}-{}-{}", &year[..4], &year[4..6], &year[6..]);
        if edtf_core::is_valid(&suggestion) {
            return Some(DateError::NoHyphens {
                text: quoted(text),
                suggestion,
            });
        }
    }
    let bare = year.trim_start_matches('0');
    if digits > 4 && bare.len() > 4 {
        return Some(DateError::LongYear {
            text: quoted(text),
            suggestion: quoted(&format!("Y{sign}{bare}")),
        });
    }
    None
}

/// `-01XX`: the years -0199 to -0100.
fn unknown_before_zero(text: &str) -> Option<DateError> {
    let (digits, mark) = text.strip_prefix('-')?.split_at_checked(4)?;
    let is_mask = digits.contains('X') && digits.chars().all(|c| c == 'X' || c.is_ascii_digit());
    let is_whole = ["", "?", "~", "%"].contains(&mark);
    (is_mask && is_whole).then(|| DateError::UnknownBeforeZero {
        text: quoted(text),
        suggestion: format!(
            "-{}{mark}/-{}{mark}",
            digits.replace('X', "9"),
            digits.replace('X', "0")
        )
        // There is no year -0000.
        .replace("-0000", "0000"),
    })
}

/// Months and days of one digit, or of two that name none.
fn fields(text: &str) -> Option<DateError> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let mut parts = unsigned.split('-');
    let year = parts.next()?;
    let month = parts.next()?;
    let day = parts.next();
    if parts.next().is_some() {
        return None;
    }
    let is_short = |part: &str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit());
    if is_short(month) || day.is_some_and(is_short) {
        let day = day.map(|d| format!("-{d:0>2}")).unwrap_or_default();
        let suggestion = format!("{sign}{year}-{month:0>2}{day}");
        return edtf_core::is_valid(&suggestion).then(|| DateError::ShortField {
            text: quoted(text),
            suggestion,
        });
    }
    let number = |part: &str| -> Option<u8> {
        let part = part.trim_matches(['?', '~', '%']);
        part.parse().ok().filter(|_| part.len() == 2)
    };
    let year: i64 = year.trim_matches(['?', '~', '%']).parse().ok()?;
    let month_number = number(month)?;
    let is_month = (1..=12).contains(&month_number);
    if !is_month && !(21..=41).contains(&month_number) {
        return Some(DateError::Month {
            text: quoted(text),
            month: month.to_owned(),
        });
    }
    let day = day?;
    let last = days_in_month(if sign.is_empty() { year } else { -year }, month_number);
    let day_number = number(day)?;
    (is_month && !(1..=last).contains(&day_number)).then(|| DateError::Day {
        text: quoted(text),
        day: day.to_owned(),
        last,
    })
}
