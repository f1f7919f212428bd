//! A bound value to EDTF, as fine as its precision says.

use crate::formats::json;
use serde_json::Value;

use crate::dates::Date;
use crate::formats::spans::year_edtf;

/// A value of a date variable.
pub(super) struct Bound<'a> {
    pub(super) value: &'a Value,
    /// Its precision, a number from 0 (a thousand million years) to 14 (a
    /// second).
    pub(super) precision: Option<String>,
    /// There is a variable for it.
    pub(super) has_precision: bool,
}

/// What became of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// It is known to be unknown.
    Unknown,
    /// As EDTF. `is_guess`: 1 January without a precision, read as a year.
    Date {
        edtf: String,
        note: Option<&'static str>,
        is_guess: bool,
    },
    /// The text of something else.
    NoDate(String),
}

/// Parts of an `xsd:dateTime`.
struct Parts<'a> {
    year: i64,
    month: &'a str,
    day: &'a str,
    /// `00:00:00`, without the zone.
    clock: &'a str,
}

pub(super) fn read(bound: &Bound) -> Read {
    let text = json::text(bound.value.get("value").unwrap_or(&Value::Null)).unwrap_or_default();
    let is_node = bound.value.get("type").and_then(Value::as_str) == Some("bnode");
    if is_node || text.is_empty() || text.contains("/.well-known/genid/") {
        return Read::Unknown;
    }
    let Some(parts) = parts(&text) else {
        // A plain year, or any other date.
        return match Date::parse(&text) {
            Ok(_) => plain(text),
            Err(_) => match text.parse().ok().and_then(year_edtf) {
                Some(year) => plain(year),
                None => Read::NoDate(text),
            },
        };
    };
    let precision = bound
        .precision
        .as_deref()
        .and_then(|text| text.parse::<u32>().ok());
    let dated = match precision {
        Some(precision) => of_precision(&parts, precision),
        None => without_precision(&parts, bound.has_precision),
    };
    match dated {
        Some((edtf, note, is_guess)) if Date::parse(&edtf).is_ok() => Read::Date {
            edtf,
            note,
            is_guess,
        },
        _ => Read::NoDate(text),
    }
}

fn plain(edtf: String) -> Read {
    Read::Date {
        edtf,
        note: None,
        is_guess: false,
    }
}

type Dated = Option<(String, Option<&'static str>, bool)>;

fn parts(text: &str) -> Option<Parts<'_>> {
    let (date, clock) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let (sign, digits) = match date.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, date.strip_prefix('+').unwrap_or(date)),
    };
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i64 = year.parse().ok()?;
    let is_pair = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    (parts.next().is_none() && is_pair(month) && is_pair(day)).then_some(Parts {
        year: sign * year,
        month,
        day,
        clock: clock.trim_end_matches('Z').trim_end_matches("+00:00"),
    })
}

impl Parts<'_> {
    /// Years past four digits have no months in EDTF: the year then.
    fn to(&self, precision: u32) -> Option<String> {
        let year = year_edtf(self.year)?;
        let is_long = self.year.abs() > 9999;
        Some(match precision {
            _ if is_long => year,
            9 => year,
            10 => format!("{year}-{}", self.month),
            11 => format!("{year}-{}-{}", self.month, self.day),
            13 => format!(
                "{year}-{}-{}T{}Z",
                self.month,
                self.day,
                self.clock.get(..5)?
            ),
            _ => format!("{year}-{}-{}T{}Z", self.month, self.day, self.clock),
        })
    }

    fn is_midnight(&self) -> bool {
        self.clock
            .bytes()
            .all(|byte| matches!(byte, b'0' | b':' | b'.'))
    }
}

/// <https://www.wikidata.org/wiki/Help:Dates#Precision>
fn of_precision(parts: &Parts, precision: u32) -> Dated {
    let set = |from: i64, to: i64| Some(format!("[{}..{}]", year_edtf(from)?, year_edtf(to)?));
    let digits = |count: usize| {
        let year = format!("{:04}", parts.year);
        format!("{}{}", &year[..4 - count], "X".repeat(count))
    };
    let year = parts.year;
    let is_digits = (0..=9999).contains(&year);
    let edtf = match precision {
        // EDTF has no hours: the day then.
        12 => parts.to(11)?,
        9..=14 => parts.to(precision)?,
        8 if is_digits => digits(1),
        8 => set(year.div_euclid(10) * 10, year.div_euclid(10) * 10 + 9)?,
        // The page shows 1900 as the 19th century, which ends with it.
        7 if is_digits && year % 100 != 0 => digits(2),
        7 => century(year, 100, set)?,
        6 if is_digits && year % 1000 != 0 => digits(3),
        6 => century(year, 1000, set)?,
        0..=5 => {
            let unit = 10_i64.pow(9 - precision);
            let known = year.abs() / unit;
            match known {
                0 => set(year.saturating_sub(unit), year.saturating_add(unit))?,
                _ => format!("Y{year}S{}", known.ilog10() + 1),
            }
        }
        _ => return None,
    };
    // What EDTF cannot hold in this way is at least the year, marked as rough.
    let edtf = match Date::parse(&edtf) {
        Ok(_) => edtf,
        Err(_) if precision < 9 => format!("{}%", year_edtf(year)?),
        Err(_) => return None,
    };
    let note = match precision {
        0..=5 => Some("Wikidata gives this year as rough by ten thousand years or more."),
        12 => Some("Known to the hour, which EDTF cannot say."),
        _ => None,
    };
    Some((edtf, note, false))
}

/// The hundred or thousand years that a year is counted to: 1801 to 1900, and
/// 500 to 401 BCE.
fn century(year: i64, length: i64, set: impl Fn(i64, i64) -> Option<String>) -> Option<String> {
    // 1 CE begins the first century; 1 BCE, which is 0, ends the one before.
    let from = (year - 1).div_euclid(length) * length + 1;
    set(from, from + length - 1)
}

fn without_precision(parts: &Parts, has_variable: bool) -> Dated {
    if !parts.is_midnight() {
        return Some((parts.to(14)?, None, false));
    }
    if parts.month == "01" && parts.day == "01" {
        let note = match has_variable {
            true => "No precision is given; 1 January is read as the year.",
            false => "The file has no precisions; 1 January is read as the year.",
        };
        return Some((parts.to(9)?, Some(note), true));
    }
    // Month and day 00, as the items themselves have them.
    let precision = match (parts.month, parts.day) {
        ("00", _) => 9,
        (_, "00") => 10,
        _ => 11,
    };
    Some((parts.to(precision)?, None, false))
}

/// True for a literal of well-known text.
pub(super) fn is_point(binding: &Value) -> bool {
    let datatype = binding.get("datatype").and_then(Value::as_str);
    datatype.is_some_and(|datatype| datatype.ends_with("wktLiteral"))
}

/// North and east of `Point(lon lat)` on the earth.
pub(super) fn point(text: &str) -> Option<(f64, f64)> {
    let inner = text
        .trim()
        .strip_prefix("Point(")
        .or_else(|| text.trim().strip_prefix("POINT("))?;
    let mut numbers = inner
        .strip_suffix(')')?
        .split_whitespace()
        .map(str::parse::<f64>);
    let (lon, lat) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    (lat.abs() <= 90.0 && lon.abs() <= 180.0).then_some((lat, lon))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn edtf(value: &str, precision: &str) -> String {
        let value = json!({ "type": "literal", "value": value });
        let bound = Bound {
            value: &value,
            precision: (!precision.is_empty()).then(|| precision.to_owned()),
            has_precision: !precision.is_empty(),
        };
        match read(&bound) {
            Read::Date { edtf, .. } => edtf,
            Read::Unknown => "unknown".to_owned(),
            Read::NoDate(text) => format!("no date: {text}"),
        }
    }

    #[test]
    fn a_date_is_as_fine_as_its_precision() {
        for (value, precision, expected) in [
            ("1979-12-27T00:00:00Z", "11", "1979-12-27"),
            ("1979-12-01T00:00:00Z", "10", "1979-12"),
            ("0740-01-01T00:00:00Z", "9", "0740"),
            ("1980-01-01T00:00:00Z", "8", "198X"),
            ("-0043-03-15T00:00:00Z", "11", "-0043-03-15"),
            ("-0495-01-01T00:00:00Z", "8", "[-0500..-0491]"),
            ("1850-01-01T00:00:00Z", "7", "18XX"),
            ("1900-01-01T00:00:00Z", "7", "[1801..1900]"),
            ("-0449-01-01T00:00:00Z", "7", "[-0499..-0400]"),
            ("0000-01-01T00:00:00Z", "7", "[-0099..0000]"),
            ("1500-01-01T00:00:00Z", "6", "1XXX"),
            ("2000-01-01T00:00:00Z", "6", "[1001..2000]"),
            ("-13798000000-01-01T00:00:00Z", "3", "Y-13798000000S5"),
            ("-2600000-01-01T00:00:00Z", "4", "Y-2600000S2"),
            ("1979-12-27T15:30:00Z", "13", "1979-12-27T15:30Z"),
            ("1979-12-27T15:00:00Z", "12", "1979-12-27"),
            ("1979-12-27T15:30:12Z", "14", "1979-12-27T15:30:12Z"),
        ] {
            assert_eq!(edtf(value, precision), expected, "{value} {precision}");
        }
    }

    #[test]
    fn without_a_precision_the_first_of_january_is_a_year_and_unknown_stays_unknown() {
        for (value, expected) in [
            ("1966-01-01T00:00:00Z", "1966"),
            ("1966-05-01T00:00:00Z", "1966-05-01"),
            ("1966-01-01T12:30:00Z", "1966-01-01T12:30:00Z"),
            ("+1842-01-00T00:00:00Z", "1842-01"),
            ("1969", "1969"),
            ("-44", "-0044"),
            ("soon", "no date: soon"),
            ("http://www.wikidata.org/.well-known/genid/8f00", "unknown"),
        ] {
            assert_eq!(edtf(value, ""), expected, "{value}");
        }
        let node = json!({ "type": "bnode", "value": "t1" });
        let bound = Bound {
            value: &node,
            precision: None,
            has_precision: false,
        };
        assert_eq!(read(&bound), Read::Unknown);
    }
}
