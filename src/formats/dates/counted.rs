//! Numbers that count from some day: no dates until it is said that they do.

/// Thousand-millionths of a second since 1970: of a number of 9 or 10 digits
/// seconds, of one of three, six or nine more the thousandths and so on.
pub(crate) fn instant_nanos(text: &str) -> Option<i128> {
    let number: i128 = text.parse().ok()?;
    let times = match number.unsigned_abs().checked_ilog10()? + 1 {
        9 | 10 => 1_000_000_000,
        12 | 13 => 1_000_000,
        15 | 16 => 1_000,
        18 | 19 => 1,
        _ => return None,
    };
    Some(number * times)
}

/// What a number seems to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// Seconds since 1970, or parts of them.
    Instant,
    /// Days, as spreadsheets count them.
    Days,
}

/// What the number seems to count; `None` for what is none.
pub(crate) fn count_of(cell: &str) -> Option<Count> {
    let (whole, part) = cell.split_once('.').unwrap_or((cell, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) {
        return None;
    }
    if whole.len() == cell.len() && instant_nanos(cell).is_some() {
        return Some(Count::Instant);
    }
    // 1927 to 2173.
    let days = whole.parse::<u32>().ok()?;
    (10_000..100_000).contains(&days).then_some(Count::Days)
}

impl Count {
    /// Why it is no date, without a full stop.
    pub(super) fn why(self, cell: &str) -> String {
        let shown = super::super::shown(cell);
        match self {
            Count::Instant => format!(
                "“{shown}” is a number of {} digits, as one that counts from 1970",
                cell.len()
            ),
            Count::Days => {
                let day = cell
                    .split('.')
                    .next()
                    .and_then(|days| days.parse::<i64>().ok());
                let day = day
                    .and_then(|day| chrono::DateTime::from_timestamp((day - 25_569) * 86_400, 0));
                let day = day.map(|day| day.format("%Y-%m-%d").to_string());
                format!(
                    "“{shown}” is no date; a spreadsheet counts {} so",
                    day.unwrap_or_default()
                )
            }
        }
    }

    /// What to do.
    pub(crate) fn advice(self, cell: &str) -> String {
        match self {
            Count::Instant => "Choose “Seconds since 1970” for the column under File > Columns (“epoch” in a mapping).".to_owned(),
            Count::Days if cell.contains('.') => "Choose “Spreadsheet days since 1900” for the column under File > Columns (“serial” in a mapping).".to_owned(),
            Count::Days => format!(
                "Choose “Spreadsheet days since 1900” for the column under File > Columns (“serial” in a mapping); a year of five digits has a Y before it: Y{}.",
                super::super::shown(cell)
            ),
        }
    }
}
