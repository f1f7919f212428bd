//! Dates of bibliographies, which are EDTF or nearly so, to dates of CSL and
//! back. Nothing is made finer: a year stays a year.

use serde_json::{Value, json};

use crate::dates::{Date, month_from_name};
use crate::model::CslDate;

/// A date of CSL from text; the second is false where the text is no date, which
/// is then kept as words.
pub(super) fn value(text: &str) -> (Value, bool) {
    let text = western(text.trim());
    if let Some(parts) = text
        .split('/')
        .map(parts)
        .collect::<Option<Vec<_>>>()
        .filter(|dates| dates.len() <= 2 && Date::parse(&text).is_ok())
    {
        return (json!({"date-parts": parts}), true);
    }
    let range = text.replace("--", "/").replace('–', "/");
    for edtf in [&text, &range] {
        if let (true, Some(parts)) = (edtf.contains('/'), edtf_parts(edtf)) {
            return (json!({"date-parts": parts}), true);
        }
        if Date::parse(edtf).is_ok() {
            return (json!({"raw": edtf}), true);
        }
    }
    (json!({"literal": text}), false)
}

fn edtf_parts(edtf: &str) -> Option<Vec<Vec<i64>>> {
    Date::parse(edtf).ok()?;
    let dates: Vec<Vec<i64>> = edtf.split('/').map(parts).collect::<Option<_>>()?;
    (dates.len() == 2).then_some(dates)
}

/// Year, month and day of plain ISO text, as far as it goes.
fn parts(text: &str) -> Option<Vec<i64>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let mut numbers = digits.split('-');
    let year = numbers.next().filter(|year| year.len() == 4)?;
    let number = |text: &str| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|_| is_plain)
    };
    // CSL has no year 0.
    let year = number(year).filter(|year| *year != 0)?;
    let mut parts = vec![sign * year];
    for part in numbers {
        parts.push(number(part).filter(|part| part.to_string().len() <= 2 && text.len() <= 11)?);
    }
    // 21 to 24 in place of a month are seasons.
    let is_month = parts.get(1).is_none_or(|month| (1..=12).contains(month));
    (parts.len() <= 3 && is_month).then_some(parts)
}

/// Year, month and day in fields of their own, as one text.
pub(super) fn joined(year: &str, month: Option<&str>, day: Option<&str>) -> String {
    let year = western(year.trim());
    let year = match year.parse::<u32>() {
        Ok(number) if year.len() < 4 => format!("{number:04}"),
        _ => year,
    };
    let is_year = year.trim_start_matches('-').len() == 4 && parts(&year).is_some();
    let number = |text: &str| western(text.trim()).parse::<u8>().ok();
    let month = month.and_then(|month| {
        let name = month.trim().trim_end_matches('.');
        number(month)
            .or_else(|| month_from_name(name))
            .filter(|month| (1..=12).contains(month))
    });
    match (is_year, month, day.and_then(number)) {
        (true, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (true, Some(month), None) => format!("{year}-{month:02}"),
        _ => year,
    }
}

/// A date of CSL as EDTF where it is one, else its words.
pub(super) fn text(date: &CslDate) -> String {
    let text = crate::formats::table::csl_date(date);
    let season = date.extra.get("season").map(|season| match season {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    match season.and_then(|season| season.parse::<u8>().ok()) {
        Some(season @ 1..=4) if text.len() == 4 => format!("{text}-{}", 20 + season),
        _ => {
            match is_about(date) && Date::parse(&text).is_ok() && !text.contains(['~', '%', '/']) {
                true => format!("{text}~"),
                false => text,
            }
        }
    }
}

fn is_about(date: &CslDate) -> bool {
    match date.extra.get("circa") {
        Some(Value::Bool(circa)) => *circa,
        Some(Value::Number(circa)) => circa.as_f64() != Some(0.0),
        Some(Value::String(circa)) => !matches!(circa.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

/// The digits of Arabic, Persian and Indian scripts as those of English.
fn western(text: &str) -> String {
    const ZEROS: [char; 4] = ['٠', '۰', '०', '০'];
    let digit = |c: char| {
        ZEROS.iter().find_map(|zero| {
            let value = u32::from(c).checked_sub(u32::from(*zero))?;
            char::from_digit(value, 10)
        })
    };
    text.chars().map(|c| digit(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_what_they_say_and_no_more() {
        for (text, date) in [
            ("1982", json!({"date-parts": [[1982]]})),
            ("1982-05", json!({"date-parts": [[1982, 5]]})),
            ("1982-05-09", json!({"date-parts": [[1982, 5, 9]]})),
            ("-0379-02", json!({"date-parts": [[-379, 2]]})),
            (
                "1996-12-10/1996-12-12",
                json!({"date-parts": [[1996, 12, 10], [1996, 12, 12]]}),
            ),
            ("1995--1996", json!({"date-parts": [[1995], [1996]]})),
            ("1565/..", json!({"raw": "1565/.."})),
            ("1487~/1490", json!({"raw": "1487~/1490"})),
            ("199X", json!({"raw": "199X"})),
            ("2003-21", json!({"raw": "2003-21"})),
            ("०९९९", json!({"date-parts": [[999]]})),
            ("1.5.1998", json!({"literal": "1.5.1998"})),
            ("1996-13-03", json!({"literal": "1996-13-03"})),
            ("0000", json!({"raw": "0000"})),
        ] {
            let (value, is_date) = value(text);
            assert_eq!(value, date, "{text}");
            assert_eq!(is_date, date.get("literal").is_none(), "{text}");
        }
    }

    #[test]
    fn fields_of_a_date_are_joined_as_far_as_they_go() {
        assert_eq!(joined("1990", Some("April"), Some("7")), "1990-04-07");
        assert_eq!(joined("1990", Some("sep"), None), "1990-09");
        assert_eq!(joined("1990", Some("14"), None), "1990");
        assert_eq!(joined("in press", Some("4"), None), "in press");
        assert_eq!(joined("980", None, None), "0980");
    }

    #[test]
    fn a_date_of_csl_is_written_as_edtf() {
        let text = |value: Value| {
            serde_json::from_value(value)
                .map(|date| text(&date))
                .unwrap_or_default()
        };
        assert_eq!(text(json!({"date-parts": [[1982, "5"]]})), "1982-05");
        assert_eq!(
            text(json!({"date-parts": [[1982]], "circa": true})),
            "1982~"
        );
        assert_eq!(
            text(json!({"date-parts": [[1982]], "season": 1})),
            "1982-21"
        );
        assert_eq!(text(json!({"literal": "in press"})), "in press");
    }
}
