//! A cell of a sheet to the text that a reader sees in it.
//!
//! A date is a number of days that only its number format makes a date
//! (ECMA-376 part 1, 18.8.30 and 18.17.4.1). The format also says how much of
//! it is meant: a cell that shows `1990` for the first of January is a year.

use std::fmt::Write;

use calamine::{DataRef, ExcelDateTime};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Date,
    Error,
}

/// What of a date a number format shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    year: bool,
    month: bool,
    day: bool,
    hour: bool,
    minute: bool,
    second: bool,
}

impl Shown {
    /// What the code of a number format shows; `None` where it shows nothing
    /// of a date.
    pub(super) fn of(code: &str) -> Option<Shown> {
        let mut shown = Shown::default();
        let mut chars = code.chars().peekable();
        // The unit before, to tell minutes from months.
        let mut before = ' ';
        // A run of m that is minutes if seconds follow.
        let mut open_months = false;
        while let Some(c) = chars.next() {
            match c {
                // Formats for other values follow.
                ';' => break,
                '"' => while chars.next().is_some_and(|c| c != '"') {},
                '[' => while chars.next().is_some_and(|c| c != ']') {},
                '\\' | '_' | '*' => {
                    chars.next();
                }
                _ => {
                    let unit = c.to_ascii_lowercase();
                    match unit {
                        'y' | 'e' => shown.year = true,
                        'd' => shown.day = true,
                        'h' => shown.hour = true,
                        's' => {
                            shown.second = true;
                            if open_months {
                                shown.minute = true;
                            }
                        }
                        'm' if before == 'm' => {}
                        'm' if before == 'h' => shown.minute = true,
                        'm' => open_months = true,
                        _ => continue,
                    }
                    if unit != 'm' && unit != 's' && open_months {
                        shown.month = true;
                        open_months = false;
                    }
                    if unit == 's' {
                        open_months = false;
                    }
                    before = unit;
                }
            }
        }
        shown.month |= open_months;
        (shown != Shown::default()).then_some(shown)
    }

    fn has_time(self) -> bool {
        self.hour || self.minute || self.second
    }

    fn has_date(self) -> bool {
        self.year || self.month || self.day
    }
}

/// Adds the text of a cell to `text`; what it is, unless it is empty. `shown`:
/// what the cell's number format shows, where that is known.
pub(super) fn push(cell: &DataRef, shown: Option<Shown>, text: &mut String) -> Option<Kind> {
    let before = text.len();
    // Writing into a string cannot fail.
    let kind = match cell {
        DataRef::Empty => return None,
        DataRef::Int(number) => {
            let _ = write!(text, "{number}");
            Kind::Number
        }
        DataRef::Float(number) => {
            push_number(*number, text);
            Kind::Number
        }
        DataRef::String(words) => {
            text.push_str(words);
            Kind::Text
        }
        DataRef::SharedString(words) => {
            text.push_str(words);
            Kind::Text
        }
        DataRef::Bool(truth) => {
            let _ = write!(text, "{truth}");
            Kind::Number
        }
        DataRef::Error(error) => {
            let _ = write!(text, "{error}");
            Kind::Error
        }
        DataRef::DateTime(value) if value.is_duration() => {
            push_duration(value.as_f64(), text);
            Kind::Number
        }
        DataRef::DateTime(value) => push_date(value, shown, text),
        DataRef::DateTimeIso(iso) => push_iso(iso, text),
        DataRef::DurationIso(iso) => {
            match clock(iso) {
                Some(clock) => text.push_str(&clock),
                None => text.push_str(iso),
            }
            Kind::Number
        }
    };
    let is_blank = text[before..].trim().is_empty();
    if is_blank {
        text.truncate(before);
    }
    (!is_blank).then_some(kind)
}

fn push_number(number: f64, text: &mut String) {
    /// Past these, digits stand for nothing.
    const PLAIN: std::ops::Range<f64> = 1e-7..1e21;
    let _ = match number == 0.0 || PLAIN.contains(&number.abs()) {
        true => write!(text, "{number}"),
        false => write!(text, "{number:e}"),
    };
}

const DAY_MILLIS: f64 = 86_400_000.0;

/// `255:10:10`, as `[hh]:mm:ss` shows it.
fn push_duration(days: f64, text: &mut String) {
    let millis = (days.abs() * DAY_MILLIS).round();
    if millis.is_nan() || millis >= 1e15 {
        return push_number(days, text);
    }
    let seconds = millis as u64 / 1000;
    let sign = if days < 0.0 { "-" } else { "" };
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let _ = write!(text, "{sign}{hours}:{minutes:02}:{:02}", seconds % 60);
}

/// A date and time with the precision of its number format; where that is not
/// known, a day where it is a whole number, else to the minute or second.
fn push_date(value: &ExcelDateTime, shown: Option<Shown>, text: &mut String) -> Kind {
    /// The end of the year 9999, the last that a sheet can show.
    const END: f64 = 2_958_466.0;
    let days = value.as_f64();
    if !(0.0..END).contains(&days) {
        push_number(days, text);
        return Kind::Number;
    }
    let (year, month, day, hour, minute, second, millis) = value.to_ymd_hms_milli();
    let shown = shown.unwrap_or(Shown {
        year: true,
        month: true,
        day: true,
        hour: days.fract() != 0.0,
        minute: days.fract() != 0.0,
        second: second != 0 || millis != 0,
    });
    // The days of the other system begin with one that there was.
    let is_day = days >= 1.0 || year == 1904 && shown.has_date();
    let is_clock = !is_day && (!shown.has_date() || days > 0.0);
    if !is_clock {
        let _ = match (shown.year, shown.month, shown.day) {
            // There is no such day: Excel shows it so.
            _ if !is_day => write!(text, "1900-01-00"),
            (true, false, false) if !shown.has_time() => write!(text, "{year:04}"),
            (true, true, false) if !shown.has_time() => write!(text, "{year:04}-{month:02}"),
            _ => write!(text, "{year:04}-{month:02}-{day:02}"),
        };
    }
    if is_clock || shown.has_time() {
        if !is_clock {
            text.push('T');
        }
        let _ = write!(text, "{hour:02}:{minute:02}");
        if shown.second {
            let _ = write!(text, ":{second:02}");
        }
    }
    match is_clock {
        true => Kind::Number,
        false => Kind::Date,
    }
}

/// A date that the file has as ISO 8601, or a time of day.
fn push_iso(iso: &str, text: &mut String) -> Kind {
    text.push_str(iso);
    match iso.trim_start_matches('-').split('-').count() > 1 {
        true => Kind::Date,
        false => Kind::Number,
    }
}

/// `PT10H10M10S` as `10:10:10`.
fn clock(iso: &str) -> Option<String> {
    let rest = iso.strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let seconds = seconds.split('.').next().unwrap_or_default();
    let number = |digits: &str| digits.parse::<u64>().ok();
    Some(format!(
        "{}:{:02}:{:02}",
        number(hours)?,
        number(minutes)?,
        number(seconds)?
    ))
}
