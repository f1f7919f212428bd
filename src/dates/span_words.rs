//! A stretch of time in words, as fine as it is long.

use super::civil::CivilTime;
use super::numbers::short_year;
use super::{Calendar, TimeSpan};

const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.25 * DAY;

/// A span in words that are as fine as the span is long: "1978 – 2021",
/// "Aug 1988 – Feb 1989", "3 August 1988 – 9 August 1988",
/// "3 August 1988, 10:00 – 12:30". Both ends belong to it.
pub fn span_words(span: TimeSpan) -> String {
    // The last time that is still within.
    let last = span.end.plus_seconds(-1e-3).max(span.start);
    let (from, to) = (CivilTime::of(span.start), CivilTime::of(last));
    let seconds = span.seconds();
    if seconds > 3.0 * YEAR && !is_by_months(span) {
        let step = round_step(seconds / YEAR);
        let rounded = |year: i64| match year.abs() < step {
            true => short_year(year),
            false => short_year(year.div_euclid(step) * step),
        };
        return pair(rounded(from.date.year), rounded(to.date.year));
    }
    let calendar = Calendar::Gregorian;
    if seconds > 80.0 * DAY {
        let month = |time: &CivilTime| {
            let name = calendar.short_month_name(time.date.month);
            format!("{name} {}", short_year(time.date.year))
        };
        return pair(month(&from), month(&to));
    }
    let day = |time: &CivilTime| {
        let name = calendar.month_name(time.date.month);
        format!("{} {name} {}", time.date.day, short_year(time.date.year))
    };
    if seconds > 1.5 * DAY {
        return pair(day(&from), day(&to));
    }
    let clock = |time: &CivilTime| {
        let minutes = format!("{:02}:{:02}", time.hour, time.minute);
        // Minutes alone would name both ends of a few minutes alike.
        if seconds > 180.0 {
            minutes
        } else {
            format!("{minutes}:{:02}", time.second)
        }
    };
    if from.date == to.date {
        return format!("{}, {}", day(&from), pair(clock(&from), clock(&to)));
    }
    pair(
        format!("{} {}", day(&from), clock(&from)),
        format!("{} {}", day(&to), clock(&to)),
    )
}

/// True for a span of whole months that are not whole years: somebody chose it,
/// and years would tell it wrong.
fn is_by_months(span: TimeSpan) -> bool {
    let (start, end) = (CivilTime::of(span.start), CivilTime::of(span.end));
    let begins_month =
        |time: &CivilTime| time.date.day == 1 && (time.hour, time.minute, time.second) == (0, 0, 0);
    let begins_year = |time: &CivilTime| time.date.month == 1;
    begins_month(&start) && begins_month(&end) && !(begins_year(&start) && begins_year(&end))
}

/// The power of ten that the years of a long span are rounded down to: single
/// years of a span of millions say nothing.
fn round_step(years: f64) -> i64 {
    // At two in a thousand, the four digits of history stay whole.
    let mut step = 1;
    while (step * 10) as f64 <= years / 500.0 && step < 1_000_000_000_000 {
        step *= 10;
    }
    step
}

fn pair(from: String, to: String) -> String {
    if from == to {
        from
    } else {
        format!("{from} – {to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Time;

    fn words(from: i64, seconds: i64) -> String {
        span_words(TimeSpan::new(
            Time::from_secs(from),
            Time::from_secs(from + seconds),
        ))
    }

    #[test]
    fn a_span_is_told_as_fine_as_it_is_long() {
        let day = 86_400;
        assert_eq!(words(0, 40 * 366 * day), "1970 – 2010");
        assert_eq!(words(0, 365 * day), "Jan 1970 – Dec 1970");
        let chosen = crate::dates::Date::parse("1970/1980-10").ok();
        let chosen = chosen.and_then(|date| date.extent()).map(span_words);
        assert_eq!(chosen.as_deref(), Some("Jan 1970 – Oct 1980"));
        assert_eq!(words(0, 7 * day), "1 January 1970 – 7 January 1970");
        assert_eq!(words(0, 6 * 3600), "1 January 1970, 00:00 – 05:59");
        assert_eq!(words(0, 60), "1 January 1970, 00:00:00 – 00:00:59");
    }

    #[test]
    fn years_before_the_common_era_are_counted_without_a_year_zero() {
        let span = |text: &str| crate::dates::Date::parse(text).ok()?.extent();
        let words = span("-0002/0017").map(span_words);
        assert_eq!(words.as_deref(), Some("3 BCE – 17 CE"));
        let words = span("Y-13800000123/2021").map(span_words);
        assert_eq!(words.as_deref(), Some("13.81 Ga – 2021"));
    }
}
