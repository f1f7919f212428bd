//! A view in words, as fine as what is in view.

use crate::dates::civil::CivilTime;
use crate::dates::{Time, TimeSpan};

use super::words::grouped;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.25 * DAY;

/// `1978 – 2021`, `Aug 1988 – Feb 1989`, `3 – 9 August 1988`.
pub(super) fn range(span: TimeSpan) -> String {
    // The last time that is still in view.
    let last = span.end.plus_seconds(-1e-3);
    let (from, to) = (CivilTime::of(span.start), CivilTime::of(last));
    let seconds = span.seconds();
    if seconds > 3.0 * YEAR {
        return pair(year(from.date.year), year(to.date.year));
    }
    if seconds > 80.0 * DAY {
        let month = |time: &CivilTime| {
            let name: String = month_name(time.date.month).chars().take(3).collect();
            format!("{name} {}", year(time.date.year))
        };
        return pair(month(&from), month(&to));
    }
    if seconds > 1.5 * DAY {
        return pair(day(&from), day(&to));
    }
    let clock = |time: &CivilTime| {
        if seconds > 180.0 {
            format!("{:02}:{:02}", time.hour, time.minute)
        } else {
            format!("{:02}:{:02}:{:02}", time.hour, time.minute, time.second)
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

/// The day of a time: `3 August 1988`.
pub(super) fn day_of(time: Time) -> String {
    day(&CivilTime::of(time))
}

fn day(time: &CivilTime) -> String {
    format!(
        "{} {} {}",
        time.date.day,
        month_name(time.date.month),
        year(time.date.year)
    )
}

fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).wrapping_sub(1))
        .copied()
        .unwrap_or("")
}

/// An astronomical year: 0 is 1 BCE.
fn year(year: i64) -> String {
    if year > 0 {
        return if year < 10_000 {
            year.to_string()
        } else {
            grouped(year.unsigned_abs())
        };
    }
    let before = year.unsigned_abs() + 1;
    if before < 10_000 {
        format!("{before} BCE")
    } else {
        format!("{} BCE", grouped(before))
    }
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

    fn span(from: i64, seconds: i64) -> TimeSpan {
        TimeSpan::new(Time::from_secs(from), Time::from_secs(from + seconds))
    }

    #[test]
    fn a_view_is_told_as_fine_as_it_is() {
        let day = 86_400;
        assert_eq!(range(span(0, 40 * 366 * day)), "1970 – 2010");
        assert_eq!(range(span(0, 365 * day)), "Jan 1970 – Dec 1970");
        assert_eq!(range(span(0, 7 * day)), "1 January 1970 – 7 January 1970");
        assert_eq!(range(span(0, 6 * 3600)), "1 January 1970, 00:00 – 05:59");
    }

    #[test]
    fn years_before_the_common_era_are_counted_without_a_year_zero() {
        assert_eq!(year(0), "1 BCE");
        assert_eq!(year(-499), "500 BCE");
        assert_eq!(year(-13_799_999_999), "13,800,000,000 BCE");
    }
}
