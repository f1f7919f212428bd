//! Dates as people write them to EDTF, in English, Russian, Dari and Persian;
//! what can be read in two ways is refused, with the reason in words.
//!
//! ```text
//! text ─▶ plain letters ─▶ parts ─▶ sides of a range ─▶ reach ─▶ EDTF
//!         (lexer)          (words)  (side)              (reach)
//! ```
//!
//! The whole text must be the date: a word that is part of none refuses it.
//! Nothing is made finer than it was written, and where EDTF has no form for
//! what was written, one that is coarser or marked is taken:
//!
//! | Written | EDTF | Why |
//! |---|---|---|
//! | late 1980s | `[1987~,1988~,1989~]` | Early is the years or decades 0–3, middle 4–6, late 7–9, one rule for decades and centuries. EDTF has no parts of decades, and a range in a set takes no marks, so members are listed; they are marked, since nobody means them to the year. |
//! | late 19th century | `[187X~,188X~,189X~]` | Likewise. |
//! | second half of the 19th century | `[1850..1899]` | Halves, thirds and quarters are not marked. |
//! | mid-1979, early March 1979 | `1979~`, `1979-03~` | |
//! | first half, third quarter of 1979 | `1979-40`, `1979-35` | EDTF has them. |
//! | 19th century | `18XX` | As EDTF counts: 1800 to 1899. |
//! | 1900s | `19XX` | Ten or a hundred years: a hundred is true of both. Late 1900s is refused. |
//! | 5th century BC, 480s BC | `[-0499..-0400]`, `[-0488..-0479]` | EDTF has no unknown digits before the year 0. |
//! | 199-, 199?, 18--, 18?? | `199X`, `18XX` | As library catalogues write them; `199-?` is `199X?`. |
//! | before 1990, after 1945 | `[..1989]`, `[1946..]` | The year itself is not meant; with a mark it may be: `[..1340~]`. |
//! | between 47 and 50 | `[0047..0050]` | Only here a year has one or two digits without an era. |
//! | since 1979, 1979–, 1979 to present | `1979/..` | |
//! | until 1990 | `/1990` | Its start is not known. |
//! | 7 Saur 1357 | `1978-04-27` | A day stays a day. Where days of the calendar are not sure they are marked ([`hijri`]). |
//! | Saur 1357, 1357 SH | `[1978-04-21..1978-05-21]` | One of the days; as an end of a range the Gregorian month or year, marked. |
//!
//! A year beside a Hijri month is Hijri from 1300 to 1450; other years need the
//! calendar's name. A year alone is Gregorian, but one of 1200 to 1499 in
//! Persian letters or digits is refused without the name of its calendar. So are
//! years of two digits, numbers that are different days in different orders,
//! and days without a year.
//!
//! `1939-41` is refused: two years, or a half of one year in EDTF. Text that is
//! EDTF otherwise is read as such.

mod error;
mod hijri;
mod lexer;
mod range;
mod reach;
mod side;
#[cfg(test)]
mod tests;
mod words;

pub use error::NotRead;

use super::error::quoted;
use super::{Calendar, Date};

/// Longer text is prose.
const MAX_LEN: usize = 160;

/// A date that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// As EDTF; [`Date::parse`] reads it.
    pub edtf: String,
    /// The calendar that it was written in, where all of it was in one that is
    /// not Gregorian.
    pub calendar: Option<Calendar>,
}

/// Reads a date as people write it. `None` for text that says that the date is
/// not known: `n.d.`, `unknown`.
pub fn read_written(text: &str) -> Result<Option<Written>, NotRead> {
    let text = text.trim();
    if text.len() > MAX_LEN {
        return Err(NotRead::Long { text: quoted(text) });
    }
    let inner = without_brackets(text);
    if inner.is_empty() {
        return Err(NotRead::Empty);
    }
    if let Some(edtf) = as_cataloguers_write(inner) {
        let calendar = None;
        return Ok(Some(Written { edtf, calendar }));
    }
    if let Some(edtf) = as_edtf(text, inner)? {
        let calendar = None;
        return Ok(Some(Written { edtf, calendar }));
    }
    let plain = lexer::plain(inner);
    if words::says_unknown(&plain) {
        return Ok(None);
    }
    let written = range::read(text, &plain)?;
    match Date::parse(&written.edtf) {
        Ok(_) => Ok(Some(written)),
        Err(super::DateError::Reversed { .. }) => Err(NotRead::Reversed { text: quoted(text) }),
        Err(_) => Err(NotRead::Form { text: quoted(text) }),
    }
}

/// True for words that say of an end that it has not come: `present`, `по
/// настоящее время` without the `по`.
pub fn is_open_end(text: &str) -> bool {
    let text = text.trim();
    if text.len() > MAX_LEN {
        return false;
    }
    let parts = lexer::parts(text, &lexer::plain(text));
    parts.is_ok_and(|parts| side::side(text, &parts).is_ok_and(|side| side.is_open))
}

/// `[1979]`, `(1979)`: brackets around all of it say that it was supplied.
fn without_brackets(text: &str) -> &str {
    let inner = [('[', ']'), ('(', ')')].iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        let is_set = inner.contains("..") || inner.contains(',') && *open == '[';
        (!inner.contains(['[', ']', '(', ')']) && !is_set).then_some(inner)
    });
    inner.unwrap_or(text).trim()
}

/// A decade or century with signs in place of its last digits: `199-`, `199-?`,
/// `199?`, `18--`, `18??`.
fn as_cataloguers_write(inner: &str) -> Option<String> {
    let known = inner.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, signs) = inner.split_at(known);
    let mark = match (known, signs) {
        (3, "-" | "_" | "*" | "?") | (2, "--" | "__" | "**" | "??") => "",
        (3, "-?") | (2, "--?") => "?",
        _ => return None,
    };
    let is_modern = digits.starts_with(['1', '2']);
    is_modern.then(|| format!("{digits}{}{mark}", &"XX"[known - 2..]))
}

/// Text that is EDTF as it stands.
fn as_edtf(text: &str, inner: &str) -> Result<Option<String>, NotRead> {
    let is_date = inner.is_ascii() && !inner.contains(' ') && Date::parse(inner).is_ok();
    if !is_date {
        return Ok(None);
    }
    // `1939-41`: parts of a year have the numbers 21 to 41.
    if let (Some(year), Some("-"), Some(code)) = (inner.get(..4), inner.get(4..5), inner.get(5..))
        && let (Ok(year), Ok(code @ 21..=41)) = (year.parse::<i64>(), code.parse::<i64>())
        && code > year % 100
    {
        return Err(NotRead::Either {
            text: quoted(text),
            one: format!("{year}–{}", year / 100 * 100 + code),
            other: format!("a part of {year} in EDTF"),
        });
    }
    Ok(Some(inner.to_owned()))
}
