//! Timelines of forensic tools: body files, TLN and the CSV of log2timeline.
//!
//! Their times are those of machines: seconds since 1970 are UTC, with as many
//! digits after the second as were written.

pub(super) mod bodyfile;
pub(super) mod l2tcsv;
pub(super) mod tln;

use super::bytes::strip_mark;
use super::{ImportReport, Place, Problem, Severity, draft, shown};
use crate::model::When;

/// Rows that are looked at to know a file.
const LOOKED_AT: usize = 20;

/// The first whole lines of a file that hold something and are no comment.
fn first_lines(head: &[u8]) -> Vec<&str> {
    let text = strip_mark(head);
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    // The last line of a beginning may be cut short.
    if lines.len() > 2 && !text.ends_with(b"\n") {
        lines.pop();
    }
    lines
        .into_iter()
        .filter_map(|line| std::str::from_utf8(line).ok())
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .take(LOOKED_AT)
        .collect()
}

/// True where three of four lines, and one at least, are rows.
fn are_mostly(lines: &[&str], is_row: impl Fn(&str) -> bool) -> bool {
    let rows = lines.iter().filter(|line| is_row(line)).count();
    rows > 0 && rows * 4 >= lines.len() * 3
}

/// EDTF of seconds since 1970, with the fraction that is written.
fn instant(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = fraction.len() <= 9 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = whole.parse().ok().filter(|_| is_plain)?;
    // A fraction counts away from zero as the whole does.
    if whole.starts_with('-') && !fraction.is_empty() {
        return None;
    }
    let date = chrono::DateTime::from_timestamp(seconds, 0)?;
    let date = date.format("%Y-%m-%dT%H:%M:%S");
    Some(match fraction {
        "" => format!("{date}Z"),
        fraction => format!("{date}.{fraction}Z"),
    })
    .filter(|edtf| crate::dates::Date::parse(edtf).is_ok())
}

/// The date of a cell of seconds since 1970; undated with its text, and said
/// so, where it is none.
fn when_of_seconds(written: &str, place: &Place, report: &mut ImportReport) -> When {
    match instant(written) {
        Some(edtf) => draft::when(&edtf, written),
        None => {
            report.add(undated(
                written,
                "seconds since 1970",
                "1337961350",
                place.clone(),
            ));
            draft::when("", written)
        }
    }
}

/// Of a cell that is no date.
fn undated(written: &str, expected: &str, example: &str, place: Place) -> Problem {
    Problem {
        severity: Severity::Repaired,
        place,
        code: "date",
        message: format!(
            "Found “{}”, expected {expected}; the event opens undated, with the text kept.",
            shown(written)
        ),
        advice: format!("Write it as {example}."),
    }
}

/// A cell, where it holds something: `-` is how these tools write nothing.
fn held(cell: &str) -> Option<&str> {
    Some(cell.trim()).filter(|cell| !matches!(*cell, "" | "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_as_fine_as_they_are_written() {
        let read = |text| instant(text).unwrap_or_default();
        assert_eq!(read("1337961350"), "2012-05-25T15:55:50Z");
        assert_eq!(read("1573896478.1896980"), "2019-11-16T09:27:58.1896980Z");
        assert_eq!(read("-1"), "1969-12-31T23:59:59Z");
        for none in [
            "",
            "x",
            "1.x",
            "-1.5",
            "99999999999999999999",
            "1.0123456789",
        ] {
            assert_eq!(read(none), "", "{none}");
        }
    }
}
