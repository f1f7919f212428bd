//! The dates before the colon of an event.
//!
//! What Markwhen reads as one moment keeps the fineness that it is written
//! with: a year is a year. A moment may be told from another event; that is
//! worked out in [`resolve`](super::resolve).

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Bytes before a colon that may be a date.
pub(super) const MOST_BYTES: usize = 120;

/// How fine a moment is written. `Ord` goes from coarse to fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fineness {
    Year,
    Month,
    Day,
    Time,
}

/// A date that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Its EDTF.
    pub(super) edtf: String,
    pub(super) first: NaiveDateTime,
    /// Just past it; the same as the first for a clock time.
    pub(super) end: NaiveDateTime,
    pub(super) fineness: Fineness,
    /// Written with BC or BCE.
    is_before: bool,
}

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    WorkDay,
    Week,
    Month,
    Year,
}

/// Which side of another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    End,
}

/// A moment told from another event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Relative {
    /// `by`, `before`.
    pub(super) is_before: bool,
    /// The id of the other event; `None` for the one before in the file.
    pub(super) id: Option<String>,
    /// Its side, where that is written.
    pub(super) side: Option<Side>,
    /// How far from there.
    pub(super) lengths: Vec<(i64, Unit)>,
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Point {
    Moment(Moment),
    Now,
    /// A date without its year, or a clock time without its day.
    Partial,
    Relative(Relative),
    /// Something that looks like a date and is none that is known.
    Unread,
}

/// What stands before the colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: Point,
    pub(super) to: Option<Point>,
    /// `every …`
    pub(super) recurrence: Option<String>,
    /// Day and month stand in the other order than the document says, which
    /// is the only one in which they are a date.
    pub(super) is_turned: bool,
}

/// The range at the beginning of a line, and what follows its colon.
pub(super) fn at_start(line: &str, day_first: bool) -> Option<(&str, Range, &str)> {
    let line = line.trim_start();
    let bytes = line.as_bytes();
    // Far the most lines begin with no date: they are told by one look.
    let first = line.chars().next()?;
    if !(first.is_ascii_alphanumeric() || matches!(first, '!' | '.' | '-')) {
        return None;
    }
    for (at, _) in line.match_indices(':').take(8) {
        if at > MOST_BYTES {
            return None;
        }
        if is_in_time(bytes, at) {
            continue;
        }
        if let Some(range) = range(&line[..at], day_first) {
            return Some((line[..at].trim(), range, &line[at + 1..]));
        }
    }
    None
}

/// True for the colon of `10:35`, `T10:35:00`, `+02:00`.
pub(super) fn is_in_time(bytes: &[u8], at: usize) -> bool {
    let digits = bytes[..at]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let after = bytes[at + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (1..=2).contains(&digits) && after >= 2
}

/// A range that is the whole of a text. Where day and month are a date only in
/// the other order, they are read in that: `22/06/1941` has no other meaning.
pub(super) fn range(text: &str, day_first: bool) -> Option<Range> {
    range_in_order(text, day_first).or_else(|| {
        let has_order = text.matches('/').count() >= 2;
        let mut turned = range_in_order(text, !day_first).filter(|_| has_order)?;
        turned.is_turned = true;
        Some(turned)
    })
}

fn range_in_order(text: &str, day_first: bool) -> Option<Range> {
    let text = text.trim();
    if text.is_empty() || text.len() > MOST_BYTES || !text.is_ascii() && !text.contains(['–', '—'])
    {
        return None;
    }
    let (dates, recurrence) = match text.to_ascii_lowercase().find(" every ") {
        Some(at) => (text[..at].trim(), Some(text[at..].trim().to_owned())),
        None => (text, None),
    };
    let made = |from, to| {
        Some(Range {
            from,
            to,
            recurrence: recurrence.clone(),
            is_turned: false,
        })
    };
    if let Some(only) = point(dates, day_first) {
        return made(only, None);
    }
    for separator in [" / ", " - ", " to ", "/", "–", "—", "-"] {
        for (at, _) in dates.match_indices(separator).take(12) {
            let (from, to) = (&dates[..at], &dates[at + separator.len()..]);
            // `22/06/1941`, `9/11`: a day or a month, no year.
            if separator == "/" && (number(from, 2).is_some() || number(to, 2).is_some()) {
                continue;
            }
            if let (Some(mut from), Some(to)) = (point(from, day_first), point(to, day_first)) {
                if let (Point::Moment(first), Point::Moment(last)) = (&mut from, &to) {
                    first.share_era(last);
                }
                return made(from, Some(to));
            }
        }
    }
    None
}

fn point(text: &str, day_first: bool) -> Option<Point> {
    let text = text.trim();
    match text.to_ascii_lowercase().as_str() {
        "" => return None,
        "now" | "today" | "yesterday" | "tomorrow" => return Some(Point::Now),
        _ => {}
    }
    if let Some(moment) = moment(text, day_first) {
        return Some(Point::Moment(moment));
    }
    if clock(text).is_some() && text.len() > 2 || named_month(text, None).is_some() {
        return Some(Point::Partial);
    }
    relative(text).map(Point::Relative)
}

/// A date that is written out in full.
pub(super) fn moment(text: &str, day_first: bool) -> Option<Moment> {
    let text = text.trim();
    year(text)
        .or_else(|| iso(text))
        .or_else(|| slashes(text, day_first))
        .or_else(|| named_month(text, Some(())).flatten())
}

impl Moment {
    fn of(first: NaiveDate, fineness: Fineness) -> Option<Moment> {
        use chrono::Datelike as _;
        let (year, month) = (first.year(), first.month());
        let end = match fineness {
            Fineness::Year => NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?,
            Fineness::Month if month == 12 => NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?,
            Fineness::Month => NaiveDate::from_ymd_opt(year, month + 1, 1)?,
            Fineness::Day | Fineness::Time => first.succ_opt()?,
        };
        let first = first.and_time(NaiveTime::MIN);
        Some(Moment {
            edtf: written(first, fineness),
            first,
            end: end.and_time(NaiveTime::MIN),
            fineness,
            is_before: false,
        })
    }

    fn at(day: NaiveDate, (time, seconds): (NaiveTime, bool), zone: &str) -> Moment {
        let first = day.and_time(time);
        let mut edtf = written(first, Fineness::Time);
        if seconds {
            edtf.push_str(&time.format(":%S%.f").to_string());
        }
        edtf.push_str(zone);
        Moment {
            edtf,
            first,
            end: first,
            fineness: Fineness::Time,
            is_before: false,
        }
    }

    /// `300-200 BCE`: the first year is of the era of the last.
    fn share_era(&mut self, last: &Moment) {
        use chrono::Datelike as _;
        let is_year = self.fineness == Fineness::Year && last.fineness == Fineness::Year;
        if is_year && last.is_before && !self.is_before {
            let year = 1 - self.first.year();
            if year <= last.first.year()
                && let Some(moment) = NaiveDate::from_ymd_opt(year, 1, 1)
                    .and_then(|day| Moment::of(day, Fineness::Year))
            {
                *self = moment;
            }
        }
    }
}

/// The EDTF of a moment of that fineness.
pub(super) fn written(at: NaiveDateTime, fineness: Fineness) -> String {
    use chrono::{Datelike as _, Timelike as _};
    let year = match at.year() {
        year @ 0..=9999 => format!("{year:04}"),
        year @ -9999..=-1 => format!("-{:04}", -year),
        year => format!("Y{year}"),
    };
    match fineness {
        Fineness::Year => year,
        Fineness::Month => format!("{year}-{:02}", at.month()),
        Fineness::Day => format!("{year}-{:02}-{:02}", at.month(), at.day()),
        Fineness::Time => format!(
            "{year}-{:02}-{:02}T{:02}:{:02}",
            at.month(),
            at.day(),
            at.hour(),
            at.minute()
        ),
    }
}

fn number(text: &str, most: usize) -> Option<u32> {
    let is_number =
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// `1961`, `300 BC`, `50 AD`, `12000`.
fn year(text: &str) -> Option<Moment> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = number(&text[..digits], 5)? as i32;
    let (year, is_before) = match text[digits..].trim().to_ascii_uppercase().as_str() {
        "" | "AD" | "CE" | "A.D." | "C.E." => (year, false),
        "BC" | "BCE" | "B.C." | "B.C.E." if year > 0 => (1 - year, true),
        _ => return None,
    };
    let moment = Moment::of(NaiveDate::from_ymd_opt(year, 1, 1)?, Fineness::Year)?;
    Some(Moment {
        is_before,
        ..moment
    })
}

/// `2018-06`, `2018-06-14`, and a clock time after that.
fn iso(text: &str) -> Option<Moment> {
    let mut parts = text.splitn(3, '-');
    let year = number(parts.next().filter(|part| part.len() == 4)?, 4)? as i32;
    let month = number(parts.next().filter(|part| part.len() == 2)?, 2)?;
    let Some(rest) = parts.next() else {
        return Moment::of(NaiveDate::from_ymd_opt(year, month, 1)?, Fineness::Month);
    };
    let day = NaiveDate::from_ymd_opt(year, month, number(rest.get(..2)?, 2)?)?;
    with_clock(day, &rest[2..])
}

/// `4/1776`, `9/11/2001`; the month first unless the header says otherwise.
fn slashes(text: &str, day_first: bool) -> Option<Moment> {
    let mut parts = text.splitn(3, '/');
    let first = number(parts.next()?, 2)?;
    let second = parts.next()?;
    let Some(rest) = parts.next() else {
        let year = number(second, 4).filter(|_| second.len() >= 3)? as i32;
        return Moment::of(NaiveDate::from_ymd_opt(year, first, 1)?, Fineness::Month);
    };
    let second = number(second, 2)?;
    let (month, day) = if day_first {
        (second, first)
    } else {
        (first, second)
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = number(&rest[..digits], 5)? as i32;
    with_clock(NaiveDate::from_ymd_opt(year, month, day)?, &rest[digits..])
}

/// `March 2026`, `18 March 2026`, `Mar 18, 2026 9:45am`. With `year` `None`,
/// something inside where the year alone is missing.
fn named_month(text: &str, year: Option<()>) -> Option<Option<Moment>> {
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .take(8)
        .collect();
    let (&first, rest) = words.split_first()?;
    let day_of = |word: &str| {
        let plain = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_ordinal = matches!(&word[plain.len()..], "" | "st" | "nd" | "rd" | "th");
        number(plain, 2).filter(|day| is_ordinal && (1..=31).contains(day))
    };
    let (month, day, rest) = if let Some(month) = month(first) {
        match rest
            .split_first()
            .and_then(|(word, rest)| Some((day_of(word)?, rest)))
        {
            Some((day, rest)) => (month, Some(day), rest),
            None => (month, None, rest),
        }
    } else {
        let (&second, rest) = rest.split_first()?;
        (month(second)?, Some(day_of(first)?), rest)
    };
    let written_year = rest
        .first()
        .and_then(|word| number(word, 4).filter(|_| word.len() >= 3));
    match (year, written_year) {
        (None, None) => {
            let is_clock = rest.is_empty() || clock(&rest.join(" ")).is_some();
            (day.is_some() && is_clock).then_some(None)
        }
        (None, Some(_)) | (Some(()), None) => None,
        (Some(()), Some(year)) => {
            let clock = rest[1..].join(" ");
            let moment = match day {
                None if clock.is_empty() => Moment::of(
                    NaiveDate::from_ymd_opt(year as i32, month, 1)?,
                    Fineness::Month,
                )?,
                None => return None,
                Some(day) => with_clock(NaiveDate::from_ymd_opt(year as i32, month, day)?, &clock)?,
            };
            Some(Some(moment))
        }
    }
}

pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_it = |name: &str| {
        name == word
            || word.len() == 3 && name.starts_with(&word)
            || word == "sept" && name == "september"
    };
    Some(NAMES.iter().position(|name| is_it(name))? as u32 + 1)
}

/// A day, with the clock time that follows it, if any.
fn with_clock(day: NaiveDate, rest: &str) -> Option<Moment> {
    let rest = rest.trim_start_matches([',', 'T', ' ']).trim();
    if rest.is_empty() {
        return Moment::of(day, Fineness::Day);
    }
    let zone_at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let is_zone = match zone.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', a, b, b':', c, d] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    is_zone.then(|| Some(Moment::at(day, clock(time.trim())?, zone)))?
}

/// `9am`, `9:45 pm`, `18:30`, `18:30:05.25`; whether seconds are written.
fn clock(text: &str) -> Option<(NaiveTime, bool)> {
    let lower = text.to_ascii_lowercase();
    let (digits, half) = match lower.strip_suffix("am") {
        Some(rest) => (rest.trim(), Some(0)),
        None => match lower.strip_suffix("pm") {
            Some(rest) => (rest.trim(), Some(12)),
            None => (lower.trim(), None),
        },
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = whole.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = parts
        .next()
        .map(|part| number(part, 2).filter(|_| part.len() == 2));
    let second = parts
        .next()
        .map(|part| number(part, 2).filter(|_| part.len() == 2));
    if parts.next().is_some() || half.is_none() && minute.is_none() {
        return None;
    }
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let minute = match minute {
        Some(minute) => minute?,
        None => 0,
    };
    let nanos = match fraction {
        "" => 0,
        digits if second.is_some() => number(digits, 9)? * 10_u32.pow(9 - digits.len() as u32),
        _ => return None,
    };
    let seconds = second.is_some();
    let second = match second {
        Some(second) => second?,
        None => 0,
    };
    Some((
        NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?,
        seconds,
    ))
}

/// `2 weeks`, `after !id 1 month`, `!id.start -3 days`, `.end 1 day`.
fn relative(text: &str) -> Option<Relative> {
    let mut found = Relative::default();
    let mut rest = text.trim();
    let mut has_word = false;
    for (word, is_before) in [("by ", true), ("before ", true), ("after ", false)] {
        let is_it = rest
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
        if is_it {
            rest = rest[word.len()..].trim_start();
            found.is_before = is_before;
            has_word = true;
            break;
        }
    }
    let mut has_event = false;
    if let Some(after) = rest.strip_prefix('!') {
        let length = after
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            .count();
        if length == 0 {
            return None;
        }
        found.id = Some(after[..length].to_owned());
        rest = &after[length..];
        has_event = true;
    }
    for (word, side) in [(".start", Side::Start), (".end", Side::End)] {
        if let Some(after) = rest.strip_prefix(word) {
            found.side = Some(side);
            rest = after;
            has_event = true;
        }
    }
    rest = rest.trim_start();
    rest = rest.strip_prefix("plus ").unwrap_or(rest);
    found.lengths = lengths(rest)?;
    let is_something = has_event || !found.lengths.is_empty();
    (is_something && (!has_word || has_event || !found.lengths.is_empty())).then_some(found)
}

/// `1 year, 3 days`; nothing for an empty text.
fn lengths(text: &str) -> Option<Vec<(i64, Unit)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        // A mark with a blank behind it stands between two ends.
        let sign = if rest.starts_with('-') { -1 } else { 1 };
        rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count = i64::from(number(&rest[..digits], 6)?);
        rest = rest[digits..].trim_start();
        let mut is_work = false;
        for word in ["work", "week", "business"] {
            if let Some(after) = rest.strip_prefix(word)
                && after.trim_start().starts_with(['d', 'D'])
                && !after.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'd')
            {
                is_work = true;
                rest = after.trim_start();
                break;
            }
        }
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = match rest[..letters].to_ascii_lowercase().as_str() {
            "days" | "day" | "d" if is_work => Unit::WorkDay,
            _ if is_work => return None,
            // The 1940s are no length.
            "s" if digits >= 3 => return None,
            "seconds" | "second" | "secs" | "sec" | "s" => Unit::Second,
            "minutes" | "minute" | "mins" | "min" => Unit::Minute,
            "hours" | "hour" | "h" => Unit::Hour,
            "days" | "day" | "d" => Unit::Day,
            "weeks" | "week" | "w" => Unit::Week,
            "months" | "month" => Unit::Month,
            "years" | "year" | "y" => Unit::Year,
            _ => return None,
        };
        found.push((sign * count, unit));
        rest = rest[letters..].trim_start_matches([',', ' ']);
    }
    Some(found)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        let (_, range, rest) = at_start(line, false)?;
        let shown = |point: &Point| match point {
            Point::Moment(moment) => moment.edtf.clone(),
            other => format!("{other:?}")
                .chars()
                .take_while(|c| c.is_alphabetic())
                .collect(),
        };
        let to = range
            .to
            .as_ref()
            .map(|to| format!("/{}", shown(to)))
            .unwrap_or_default();
        Some(format!("{}{to}|{}", shown(&range.from), rest.trim()))
    }

    #[test]
    fn dates_of_every_kind_are_told_from_text() {
        for (line, expected) in [
            ("1961: a", "1961|a"),
            ("04/1776: a", "1776-04|a"),
            ("09/11/2001: a: b", "2001-09-11|a: b"),
            ("18 March 2026: a", "2026-03-18|a"),
            ("Jan 4 2025 8am: a", "2025-01-04T08:00|a"),
            (
                "November 8, 2022 9am - November 9, 2023, 10am: a",
                "2022-11-08T09:00/2023-11-09T10:00|a",
            ),
            ("2025-05-02 10:35: New $30", "2025-05-02T10:35|New $30"),
            ("2025-05-02T10:35:00Z: a", "2025-05-02T10:35:00Z|a"),
            (
                "2025-05-02T10:35:00.500+02:00 - now: a",
                "2025-05-02T10:35:00.500+02:00/Now|a",
            ),
            ("1960-1969: a", "1960/1969|a"),
            ("1971-now: a", "1971/Now|a"),
            ("3000 BC: a", "-2999|a"),
            ("300-200 BCE: a", "-0299/-0199|a"),
            ("50 BCE–50 CE: a", "-0049/0050|a"),
            ("12000: a", "Y12000|a"),
            ("2018/6 months: a", "2018/Relative|a"),
            ("2004-06 / now: a", "2004-06/Now|a"),
            ("02/2024-04/2024: a", "2024-02/2024-04|a"),
            ("5 work days: a", "Relative|a"),
            (".start / .end: a", "Relative/Relative|a"),
            ("!ref -5 days / !ref 10 days: a", "Relative/Relative|a"),
            ("Aug 30 9:45am: a", "Partial|a"),
            ("2023-01-03 every other week for 1 year: a", "2023-01-03|a"),
            ("2024:a", "2024|a"),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
        for line in [
            "title: a",
            "https://example.org",
            "- list: a",
            "by: someone",
            "2024-13-01: a",
            "In 2024: a",
            "10:30",
            "see 2:30 there: a",
            "May: a",
            "13/13/2024: a",
            "22/06: a",
            "9/11: a",
            "22/06/1941 - 06/25/1941: a",
            "{\"a\": 1}",
            "1234567: a",
            "a",
            "::",
            "é: a",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
        assert!(
            matches!(at_start("5/9/2009: x", true).unwrap().1.from, Point::Moment(m) if m.edtf == "2009-09-05")
        );
    }

    #[test]
    fn a_day_that_is_no_month_is_a_day() {
        for (line, day_first, expected) in [
            ("22/06/1941: x", false, "1941-06-22"),
            ("06/22/1941: x", true, "1941-06-22"),
            (
                "22/06/1941 - 25/07/1942 every day: x",
                false,
                "1941-06-22/1942-07-25",
            ),
            ("22/06/1941 - 05/07/1941: x", false, "1941-06-22/1941-07-05"),
            ("22/06/1941/25/06/1941: x", false, "1941-06-22/1941-06-25"),
        ] {
            let found = at_start(line, day_first).map(|(_, range, _)| {
                assert!(range.is_turned, "{line}");
                let ends = [Some(range.from), range.to].into_iter().flatten();
                let of = |point| match point {
                    Point::Moment(moment) => moment.edtf,
                    other => format!("{other:?}"),
                };
                ends.map(of).collect::<Vec<_>>().join("/")
            });
            assert_eq!(found.unwrap_or_default(), expected, "{line}");
        }
        assert!(!at_start("06/05/1941: x", false).unwrap().1.is_turned);
    }

    #[test]
    fn lengths_have_units_and_signs() {
        assert_eq!(
            lengths("1 year, 3 days -2h"),
            Some(vec![(1, Unit::Year), (3, Unit::Day), (-2, Unit::Hour)])
        );
        assert_eq!(lengths("10 work days"), Some(vec![(10, Unit::WorkDay)]));
        assert_eq!(lengths("4 week days"), Some(vec![(4, Unit::WorkDay)]));
        assert_eq!(lengths("2 weeks"), Some(vec![(2, Unit::Week)]));
        assert_eq!(lengths("3 people"), None);
        assert_eq!(lengths("30s"), Some(vec![(30, Unit::Second)]));
        assert_eq!(lengths("1940s"), None);
    }
}
