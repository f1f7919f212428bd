//! Cells that a spreadsheet would take for a formula, made harmless and back.
//!
//! A cell that begins with one of [`SIGNS`] is written with an apostrophe
//! before it, and so is one that begins with apostrophes before such a sign, so
//! that there is one way back: reading takes one apostrophe off such a cell.
//! Numbers and dates are no formulas and stay as they are.
//!
//! <https://owasp.org/www-community/attacks/CSV_Injection>

use std::borrow::Cow;

/// What makes a formula of a cell, or is left out before one; the four wide
/// ones as Excel takes them in Chinese and Japanese.
const SIGNS: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
];

/// The text of a cell as it is written.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let is_risky = text.trim_start_matches('\'').starts_with(SIGNS);
    match is_risky && !is_number(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// True for a cell that has an apostrophe to be taken off.
#[inline]
pub(super) fn is_guarded(cell: &str) -> bool {
    cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(SIGNS)
}

/// True where some cell of a text may be guarded.
pub(super) fn may_be_guarded(text: &str) -> bool {
    memchr::memchr_iter(b'\'', text.as_bytes()).any(|at| text[at + 1..].starts_with(SIGNS))
}

/// A sign, digits, perhaps a point and more digits.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(digits),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("-5", "-5"),
            ("+49.5", "+49.5"),
            ("'tis", "'tis"),
            ("", ""),
            ("1-2", "1-2"),
        ] {
            assert_eq!(guarded(text), written);
        }
    }

    proptest! {
        #[test]
        fn a_guard_is_taken_off_again(text in "['=@\\-+\t a1.]{0,5}") {
            let written = guarded(&text).into_owned();
            let read = if is_guarded(&written) { &written[1..] } else { written.as_str() };
            prop_assert_eq!(read, text);
            prop_assert!(!is_guarded(&written) || may_be_guarded(&written));
        }
    }
}
