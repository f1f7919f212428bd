//! Dates that are put together of several cells, or counted in one.

use crate::formats::dates::{instant_nanos as epoch_nanos, western};

/// The parts of a date as one text.
pub(super) fn date_of([year, month, day, time, epoch, serial]: [&str; 6]) -> String {
    match (epoch, serial) {
        ("", "") => date_of_parts(year, month, day, time),
        ("", serial) => date_of_serial(serial).unwrap_or_else(|| serial.to_owned()),
        (epoch, _) => date_of_epoch(epoch),
    }
}

/// EDTF of a number of days as spreadsheets count them, 1 being the first of
/// January 1900; a part of a day is a clock time.
fn date_of_serial(text: &str) -> Option<String> {
    /// Seconds, to which spreadsheets show them.
    const DAY: f64 = 86_400.0;
    let text = western(text).replace(',', ".");
    let days: f64 = text.parse().ok()?;
    // The year 9999 is their last. They count a day 60 that there was not, the
    // 29th of February 1900.
    if !(1.0..2_958_466.0).contains(&days) || (60.0..61.0).contains(&days) {
        return None;
    }
    let first = if days < 60.0 { -25_568.0 } else { -25_569.0 };
    let seconds = ((days + first) * DAY).round() as i64;
    let instant = chrono::DateTime::from_timestamp(seconds, 0)?;
    let form = match seconds.rem_euclid(DAY as i64) {
        0 => "%Y-%m-%d",
        _ => "%Y-%m-%dT%H:%M:%S",
    };
    Some(instant.format(form).to_string())
}

/// EDTF of an instant; the text as it is where it is none.
fn date_of_epoch(text: &str) -> String {
    let Some(nanos) = epoch_nanos(&western(text)) else {
        return text.to_owned();
    };
    let (seconds, rest) = (
        nanos.div_euclid(1_000_000_000),
        nanos.rem_euclid(1_000_000_000),
    );
    let instant = i64::try_from(seconds).ok();
    let Some(instant) = instant.and_then(|at| chrono::DateTime::from_timestamp(at, rest as u32))
    else {
        return text.to_owned();
    };
    let mut date = instant.format("%Y-%m-%dT%H:%M:%S").to_string();
    if rest > 0 {
        let fraction = format!("{rest:09}");
        date.push('.');
        date.push_str(fraction.trim_end_matches('0'));
    }
    date.push('Z');
    date
}

/// EDTF of a year, a month, a day and a time where they are numbers, or names
/// of months; else their words in the order in which they are written.
fn date_of_parts(year: &str, month: &str, day: &str, time: &str) -> String {
    let [year, month, day, time] = [year, month, day, time].map(western);
    let [year, month, day, time] = [&*year, &*month, &*day, &*time];
    let number = |text: &str| text.parse::<u32>().ok();
    let named = crate::dates::month_from_name(month).map(u32::from);
    let (year_number, month_number) = (year.parse::<i64>().ok(), number(month).or(named));
    match (year_number, month_number, number(day)) {
        _ if year.is_empty() => String::new(),
        (Some(year @ (..-9999 | 10_000..)), _, _) if month.is_empty() && day.is_empty() => {
            format!("Y{year}")
        }
        // 89 may be 1989.
        (Some(0..=99), _, _) if year.len() < 3 => year.to_owned(),
        (Some(year @ -9999..=9999), _, _) if month.is_empty() && day.is_empty() => year_text(year),
        (Some(year @ -9999..=9999), Some(month), _) if day.is_empty() => {
            format!("{}-{month:02}", year_text(year))
        }
        (Some(year @ -9999..=9999), Some(month), Some(day)) => {
            let date = format!("{}-{month:02}-{day:02}", year_text(year));
            match time {
                "" => date,
                time => format!("{date}T{time}"),
            }
        }
        _ => {
            let words = [day, month, year].map(str::trim);
            words.join(" ").trim().to_owned()
        }
    }
}

/// A year of four digits.
fn year_text(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_spreadsheets_count_them_are_days() {
        for (serial, date) in [
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("61", "1900-03-01"),
            ("44197", "2021-01-01"),
            ("44197.75", "2021-01-01T18:00:00"),
            ("44197,5", "2021-01-01T12:00:00"),
            ("60", "60"),
            ("0", "0"),
            ("soon", "soon"),
        ] {
            assert_eq!(date_of(["", "", "", "", "", serial]), date);
        }
    }

    #[test]
    fn parts_before_the_year_0_are_a_date() {
        let of = |parts: [&str; 3]| date_of([parts[0], parts[1], parts[2], "", "", ""]);
        assert_eq!(of(["-44", "3", "15"]), "-0044-03-15");
        assert_eq!(of(["-44", "March", ""]), "-0044-03");
        assert_eq!(of(["-485", "", ""]), "-0485");
        assert_eq!(of(["۱۳۵۷", "۱۱", "۲۲"]), "1357-11-22");
        assert_eq!(of(["89", "1", "2"]), "89");
    }
}
