//! Text to the parts of a date: numbers, words of known meaning, signs.

use super::error::NotRead;
use super::words::{Meaning, meaning, roman};
use crate::dates::civil::{CivilDate, days_in_month};

/// A part of a written date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Number(Number),
    /// A Roman numeral from I to XXX.
    Roman(u8),
    Word(Meaning),
    /// So many of so many parts of a year or a century: `Q3`.
    Fraction(u8, u8),
    /// `1979-03-07`, `25.10.1917`; its calendar may not have it.
    Day(CivilDate),
    /// `1979-03`.
    Month(i64, u8),
    /// `T10:30`.
    Clock(String),
    /// `is_long`: not a hyphen.
    Dash {
        is_long: bool,
    },
    Slash,
    Comma,
    /// `?`.
    Question,
}

/// A number as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: i64,
    pub(super) digits: usize,
    /// `5th`, `5-го`.
    pub(super) is_ordinal: bool,
    /// `1980s`, `1980-х`.
    pub(super) is_plural: bool,
}

/// The text in one form: small letters, European digits, one letter for those
/// that are one letter to readers, no marks over or under letters.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | ' ' => plain.push(c),
            '۰'..='۹' => plain.push(digit(c, '۰')),
            '٠'..='٩' => plain.push(digit(c, '٠')),
            'ي' | 'ى' | 'ئ' => plain.push('ی'),
            'ك' => plain.push('ک'),
            'آ' | 'أ' | 'إ' => plain.push('ا'),
            'ؤ' => plain.push('و'),
            'ة' | 'ۀ' => plain.push('ه'),
            '،' | '؛' => plain.push(','),
            '؟' => plain.push('?'),
            'ё' | 'Ё' => plain.push('е'),
            'ء' | 'ـ' | '\'' | '’' | '‘' | '`' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' => {}
            // Marks over letters, and signs that only steer the direction or
            // the joining of letters.
            '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => {}
            '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            '\u{FEFF}' | '\u{061C}' => {}
            // Parts two halves of one word, as a blank would.
            '\u{200C}' => plain.push(' '),
            'ā' | 'Ā' | 'á' | 'Á' => plain.push('a'),
            'ī' | 'Ī' | 'í' | 'Í' => plain.push('i'),
            'ū' | 'Ū' | 'ú' | 'Ú' => plain.push('u'),
            'ḥ' | 'Ḥ' => plain.push('h'),
            'ṣ' | 'Ṣ' => plain.push('s'),
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

fn digit(c: char, zero: char) -> char {
    let value = (c as u32).saturating_sub(zero as u32);
    char::from_digit(value, 10).unwrap_or('0')
}

/// A run of the text.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    run: Run<'t>,
    /// Nothing stands between it and the one before.
    is_glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run<'t> {
    Digits(&'t str),
    Word(&'t str),
    Sign(char),
}

/// The runs of a plain text.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut is_glued = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_in_run: fn(char) -> bool = match c {
            '0'..='9' => |c| c.is_ascii_digit(),
            _ if c.is_alphabetic() => char::is_alphabetic,
            _ => |_| false,
        };
        let len = rest.find(|c| !is_in_run(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(len.max(c.len_utf8()));
        let run = match c {
            '0'..='9' => Some(Run::Digits(run)),
            _ if c.is_alphabetic() => Some(Run::Word(run)),
            _ if c.is_whitespace() => None,
            // A point ends a shortened word, but between digits it is a sign.
            '.' => {
                let follows = matches!(
                    tokens.last(),
                    Some(Token {
                        run: Run::Digits(_),
                        ..
                    })
                );
                let leads = after.starts_with(|c: char| c.is_ascii_digit());
                (follows && is_glued && leads).then_some(Run::Sign('.'))
            }
            _ => Some(Run::Sign(c)),
        };
        match run {
            Some(run) => {
                tokens.push(Token { run, is_glued });
                is_glued = true;
            }
            // A point alone does not part what it stands between: `г.г.`.
            None => is_glued = false,
        }
        rest = after;
    }
    tokens
}

/// Reads the parts of a plain text. `text`: as it was written, for messages.
pub(super) fn parts(text: &str, plain_text: &str) -> Result<Vec<Part>, NotRead> {
    let mut tokens = tokens(plain_text);
    // The Latin letter that looks like `с` (from) is typed for it.
    if plain_text.chars().any(|c| matches!(c, 'а'..='я')) {
        let latin = tokens
            .iter_mut()
            .filter(|token| token.run == Run::Word("c"));
        latin.for_each(|token| token.run = Run::Word("с"));
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (part, used) = part(text, &tokens[at..], parts.last())?;
        parts.extend(part);
        at += used;
    }
    Ok(parts)
}

/// The next part, and how many runs it is made of.
fn part(
    text: &str,
    tokens: &[Token],
    before: Option<&Part>,
) -> Result<(Option<Part>, usize), NotRead> {
    match tokens[0].run {
        Run::Digits(_) => {
            if let Some(found) = day_in_numbers(text, tokens)? {
                return Ok((Some(found.0), found.1));
            }
            if let Some(found) = clock(tokens) {
                return Ok((Some(found.0), found.1));
            }
            let (number, used) = number(tokens);
            Ok((Some(Part::Number(number)), used))
        }
        Run::Word(word) => self::word(text, word, tokens, before),
        Run::Sign(sign) => {
            let part = match sign {
                '-' | '\u{2010}' | '\u{2011}' => Part::Dash { is_long: false },
                '–' | '—' | '‒' | '―' | '−' => Part::Dash { is_long: true },
                '/' => Part::Slash,
                ',' => Part::Comma,
                '?' => Part::Question,
                '&' => Part::Word(Meaning::And),
                '~' => Part::Word(Meaning::About),
                // `(?)`
                '(' | ')' if tokens.iter().take(2).any(|t| t.run == Run::Sign('?')) => {
                    return Ok((None, 1));
                }
                ')' if before == Some(&Part::Question) => return Ok((None, 1)),
                _ => {
                    return Err(NotRead::Word {
                        text: super::quoted(text),
                        word: sign.to_string(),
                    });
                }
            };
            Ok((Some(part), 1))
        }
    }
}

fn word(
    text: &str,
    word: &str,
    tokens: &[Token],
    before: Option<&Part>,
) -> Result<(Option<Part>, usize), NotRead> {
    let is_numbered = match before {
        Some(Part::Number(number)) => number.is_ordinal || number.digits <= 2,
        Some(Part::Roman(_) | Part::Word(Meaning::Nth(_))) => true,
        _ => false,
    };
    // Letters that shorten “century” after a number and are other words else.
    if is_numbered && matches!(word, "c" | "в") && !begins_era(tokens) {
        return Ok((Some(Part::Word(Meaning::Century)), 1));
    }
    if let (
        "q" | "h",
        Some(Token {
            run: Run::Digits(digits),
            is_glued: true,
        }),
    ) = (word, tokens.get(1))
    {
        let of = if word == "q" { 4 } else { 2 };
        if let Some(nth) = digits.parse().ok().filter(|nth| (1..=of).contains(nth)) {
            return Ok((Some(Part::Fraction(nth, of)), 2));
        }
    }
    if let Some((meaning, used)) = phrase(word, tokens) {
        return Ok((Some(Part::Word(meaning)), used));
    }
    if let Some(number) = roman(word) {
        // `V-й`
        let is_ordinal = matches!(
            tokens.get(1),
            Some(Token {
                run: Run::Sign('-'),
                is_glued: true
            })
        ) && matches!(
            tokens.get(2),
            Some(Token {
                run: Run::Word("й" | "го" | "м"),
                is_glued: true
            })
        );
        return Ok((Some(Part::Roman(number)), if is_ordinal { 3 } else { 1 }));
    }
    if tokens.len() == 1 && before.is_none() {
        return Err(NotRead::Form {
            text: super::quoted(text),
        });
    }
    Err(NotRead::Word {
        text: super::quoted(text),
        word: super::quoted(word),
    })
}

/// `c` that begins `c. e.`
fn begins_era(tokens: &[Token]) -> bool {
    matches!(
        tokens.get(1),
        Some(Token {
            run: Run::Word("e"),
            ..
        })
    )
}

/// The meaning of a word with those after it, hyphens between them left out,
/// and how many runs that takes.
fn phrase(word: &str, tokens: &[Token]) -> Option<(Meaning, usize)> {
    // Where each of the next words ends.
    let mut ends = [0; 4];
    let mut words = [""; 4];
    let mut count = 0;
    let mut at = 1;
    while count < words.len() {
        if matches!(
            tokens.get(at),
            Some(Token {
                run: Run::Sign('-'),
                is_glued: true
            })
        ) {
            at += 1;
        }
        match tokens.get(at).map(|token| token.run) {
            Some(Run::Word(next) | Run::Digits(next)) => {
                words[count] = next;
                at += 1;
                ends[count] = at;
                count += 1;
            }
            _ => break,
        }
    }
    let (meaning, more) = meaning(word, |nth| words[..count].get(nth).copied())?;
    let used = more.checked_sub(1).map_or(1, |last| ends[last]);
    Some((meaning, used))
}

/// A number with what hangs on it: `5th`, `1980s`, `1980-х`, `10,000`.
fn number(tokens: &[Token]) -> (Number, usize) {
    let mut used = 1;
    let mut digits = run_of_digits(tokens, 0).unwrap_or_default().to_owned();
    if let (Some(','), Some(more)) = (glued_sign(tokens, 1), glued_digits(tokens, 2))
        && more.len() == 3
        && digits.len() <= 3
    {
        digits.push_str(more);
        used = 3;
    }
    let mut number = Number {
        value: digits.parse().unwrap_or(i64::MAX),
        digits: digits.len(),
        is_ordinal: false,
        is_plural: false,
    };
    let hyphen = usize::from(glued_sign(tokens, used) == Some('-'));
    let tail = match tokens.get(used + hyphen) {
        Some(Token {
            run: Run::Word(word),
            is_glued: true,
        }) => *word,
        _ => "",
    };
    let is_round = number.value % 10 == 0 && number.digits >= 2;
    match (tail, hyphen) {
        ("st" | "nd" | "rd" | "th" | "er" | "ère" | "ème", 0) => number.is_ordinal = true,
        ("s", 0) => number.is_plural = true,
        ("е" | "х" | "ые" | "ых", _) if is_round => number.is_plural = true,
        ("й" | "го" | "ый" | "ого" | "я" | "ая" | "е" | "ое" | "м" | "ом" | "ой", 1) =>
        {
            number.is_ordinal = true;
        }
        _ => return (number, used),
    }
    (number, used + hyphen + 1)
}

fn run_of_digits<'t>(tokens: &[Token<'t>], at: usize) -> Option<&'t str> {
    match tokens.get(at)?.run {
        Run::Digits(digits) => Some(digits),
        _ => None,
    }
}

fn glued_digits<'t>(tokens: &[Token<'t>], at: usize) -> Option<&'t str> {
    tokens.get(at).filter(|token| token.is_glued)?;
    run_of_digits(tokens, at)
}

fn glued_sign(tokens: &[Token], at: usize) -> Option<char> {
    match tokens.get(at)? {
        Token {
            run: Run::Sign(sign),
            is_glued: true,
        } => Some(*sign),
        _ => None,
    }
}

/// `1979-03-07`, `1979-03`, `1979/3/7`, `25.10.1917`.
fn day_in_numbers(text: &str, tokens: &[Token]) -> Result<Option<(Part, usize)>, NotRead> {
    let Some(first) = run_of_digits(tokens, 0) else {
        return Ok(None);
    };
    let (Some(sign @ ('-' | '/' | '.')), Some(second)) =
        (glued_sign(tokens, 1), glued_digits(tokens, 2))
    else {
        return Ok(None);
    };
    let number = |digits: &str| digits.parse::<i64>().unwrap_or(0);
    let third = match glued_sign(tokens, 3) {
        Some(again) if again == sign => glued_digits(tokens, 4),
        _ => None,
    };
    let no_such_day = || NotRead::NoSuchDay {
        text: super::quoted(text),
    };
    match (first.len(), second.len(), third) {
        // Of which calendar, and so whether there is such a day, is not known yet.
        (4, 1..=2, Some(third)) if third.len() <= 2 => {
            let small = |digits: &str| digits.parse().unwrap_or(0);
            let day = CivilDate::new(number(first), small(second), small(third));
            Ok(Some((Part::Day(day), 5)))
        }
        (1..=2, 1..=2, Some(third)) if third.len() == 4 => {
            let year = number(third);
            let readings = [(second, first), (first, second)]
                .map(|(month, of_month)| day(year, number(month), number(of_month)));
            match readings {
                [None, None] => Err(no_such_day()),
                [Some(one), Some(other)] if one != other => Err(NotRead::Order {
                    text: super::quoted(text),
                    readings: format!("{} or {}", iso(one), iso(other)),
                }),
                [one, other] => Ok(one.or(other).map(|day| (Part::Day(day), 5))),
            }
        }
        (1..=2, 1..=2, Some(_)) => Err(NotRead::Form {
            text: super::quoted(text),
        }),
        (4, 2, None) if sign == '-' && (1..=12).contains(&number(second)) => {
            Ok(Some((Part::Month(number(first), number(second) as u8), 3)))
        }
        _ if sign == '.' => Err(NotRead::Form {
            text: super::quoted(text),
        }),
        _ => Ok(None),
    }
}

/// A day of the Gregorian calendar, if it is one.
pub(super) fn day(year: i64, month: i64, day: i64) -> Option<CivilDate> {
    let month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    let day = u8::try_from(day).ok()?;
    let is_day = day >= 1 && day <= days_in_month(year, month);
    is_day.then(|| CivilDate::new(year, month, day))
}

/// `1979-03-07`.
pub(super) fn iso(day: CivilDate) -> String {
    let year = super::reach::year_text(day.year);
    format!("{year}-{:02}-{:02}", day.month, day.day)
}

/// `10:30`, `10:30:15`, `10:30 pm`.
fn clock(tokens: &[Token]) -> Option<(Part, usize)> {
    let hour = run_of_digits(tokens, 0)?;
    let minute = glued_digits(tokens, 2).filter(|_| glued_sign(tokens, 1) == Some(':'))?;
    let second = glued_digits(tokens, 4).filter(|_| glued_sign(tokens, 3) == Some(':'));
    let mut used = if second.is_some() { 5 } else { 3 };
    let mut hour: u32 = hour.parse().ok()?;
    let half = match tokens.get(used).map(|token| token.run) {
        Some(Run::Word(half @ ("am" | "pm"))) => half,
        _ => "",
    };
    if !half.is_empty() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == "pm" { 12 } else { 0 };
        used += 1;
    }
    let is_whole = minute.len() == 2 && second.is_none_or(|second| second.len() == 2);
    let second = second
        .map(|second| format!(":{second}"))
        .unwrap_or_default();
    is_whole.then(|| (Part::Clock(format!("T{hour:02}:{minute}{second}")), used))
}
