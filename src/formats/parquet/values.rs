//! Values of columns to the text of cells.
//!
//! Whole numbers, decimals and texts are exact. A floating point number is the
//! shortest that reads back the same. Bytes that are UTF-8 are text, whether
//! they are marked as such or not; others are written as `0x` and their
//! hexadecimal digits. Days are ISO dates, times have as many decimals as they
//! need, an instant of a column has the decimals of the [`Form::Timestamp`]'s
//! column and `Z` where the file counts from UTC. Years of more than four digits
//! bear a sign, as in ISO 8601; that they lie past what a table's dates may hold
//! is for the reading of dates to say.

use std::fmt::{Display, LowerExp, Write};

use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};

use crate::dates::civil::{CivilDate, SECS_PER_DAY};

/// What an instant or a time of the day is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Milli,
    Micro,
    Nano,
}

impl Unit {
    fn per_second(self) -> i64 {
        match self {
            Unit::Milli => 1_000,
            Unit::Micro => 1_000_000,
            Unit::Nano => 1_000_000_000,
        }
    }
}

/// What the values of a column in the file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bool,
    Int,
    Unsigned,
    /// With so many decimals.
    Decimal(i32),
    /// Days since 1970.
    Date,
    /// Of the day; true where it is of UTC.
    Time(Unit, bool),
    /// Since 1970; true where that begins in UTC.
    Timestamp(Unit, bool),
    /// Nanoseconds of a Julian day, in no zone that the file tells.
    Int96,
    Float,
    Float16,
    Text,
    Uuid,
    /// Months, days and milliseconds.
    Interval,
}

impl Form {
    /// True for instants, whose decimals are those of the whole column.
    pub(super) fn is_instant(self) -> bool {
        matches!(self, Form::Timestamp(..) | Form::Int96)
    }

    /// True for what JSON writes without quotes.
    pub(super) fn is_bare(self) -> bool {
        matches!(
            self,
            Form::Bool
                | Form::Int
                | Form::Unsigned
                | Form::Decimal(_)
                | Form::Float
                | Form::Float16
        )
    }
}

/// Values of one kind.
#[derive(Debug)]
pub(super) enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// Days and nanoseconds of the day, which may be more than a day's.
fn of_int96(value: &Int96) -> (i64, u64) {
    /// The Julian day of 1970-01-01.
    const EPOCH: i64 = 2_440_588;
    let [low, high, day] = *value.data() else {
        return (0, 0);
    };
    let nanos = u64::from(high) << 32 | u64::from(low);
    (i64::from(day) - EPOCH, nanos)
}

/// How many decimals a part of a second has: 0, 3, 6 or 9.
fn decimals_of(nanos: u32) -> u8 {
    match nanos {
        0 => 0,
        _ if nanos.is_multiple_of(1_000_000) => 3,
        _ if nanos.is_multiple_of(1_000) => 6,
        _ => 9,
    }
}

/// Seconds since 1970, and nanoseconds within the second.
fn instant(value: i64, unit: Unit) -> (i64, u32) {
    let per_second = unit.per_second();
    let part = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    (value.div_euclid(per_second), part as u32)
}

fn instant_of_int96(value: &Int96) -> (i64, u32) {
    let (day, nanos) = of_int96(value);
    let secs = (nanos / 1_000_000_000) as i64;
    (day * SECS_PER_DAY + secs, (nanos % 1_000_000_000) as u32)
}

impl Values {
    pub(super) fn clear(&mut self) {
        match self {
            Values::Bool(values) => values.clear(),
            Values::Int32(values) => values.clear(),
            Values::Int64(values) => values.clear(),
            Values::Int96(values) => values.clear(),
            Values::Float(values) => values.clear(),
            Values::Double(values) => values.clear(),
            Values::Bytes(values) => values.clear(),
            Values::Fixed(values) => values.clear(),
        }
    }

    /// The most decimals that an instant of them needs.
    pub(super) fn decimals(&self, form: Form) -> u8 {
        match (self, form) {
            (Values::Int64(values), Form::Timestamp(unit, _)) => values
                .iter()
                .map(|value| decimals_of(instant(*value, unit).1))
                .max()
                .unwrap_or_default(),
            (Values::Int96(values), _) => values
                .iter()
                .map(|value| decimals_of(instant_of_int96(value).1))
                .max()
                .unwrap_or_default(),
            _ => 0,
        }
    }

    /// Bytes of text and of others from a value on.
    pub(super) fn bytes(&self, at: usize) -> Option<&[u8]> {
        match self {
            Values::Bytes(values) => values.get(at).map(ByteArray::data),
            Values::Fixed(values) => values.get(at).map(|value| value.data()),
            _ => None,
        }
    }

    /// Whole numbers, all of them.
    pub(super) fn int64s(&self) -> Option<&[i64]> {
        match self {
            Values::Int64(values) => Some(values),
            _ => None,
        }
    }

    /// A whole number.
    pub(super) fn int64(&self, at: usize) -> Option<i64> {
        match self {
            Values::Int64(values) => values.get(at).copied(),
            _ => None,
        }
    }

    /// Adds the text of a value.
    pub(super) fn push(&self, at: usize, form: Form, decimals: Option<u8>, text: &mut String) {
        match self {
            Values::Bool(values) => text.push_str(if values[at] { "true" } else { "false" }),
            Values::Int32(values) => push_int32(values[at], form, text),
            Values::Int64(values) => push_int64(values[at], form, decimals, text),
            Values::Int96(values) => {
                let (secs, nanos) = instant_of_int96(&values[at]);
                push_instant(
                    secs,
                    nanos,
                    decimals.unwrap_or(decimals_of(nanos)),
                    false,
                    text,
                );
            }
            Values::Float(values) => push_float(values[at], text),
            Values::Double(values) => push_float(values[at], text),
            Values::Bytes(values) => push_bytes(values[at].data(), form, text),
            Values::Fixed(values) => push_bytes(values[at].data(), form, text),
        }
    }
}

// Writing to a text does not fail, here and below.
macro_rules! put {
    ($text:expr, $($what:tt)*) => {{
        let _ = write!($text, $($what)*);
    }};
}

fn push_int32(value: i32, form: Form, text: &mut String) {
    match form {
        Form::Unsigned => put!(text, "{}", value as u32),
        Form::Date => push_day(i64::from(value), text),
        Form::Time(unit, is_utc) => push_time(i64::from(value), unit, is_utc, text),
        Form::Decimal(scale) => push_decimal(&value.to_string(), scale, text),
        _ => put!(text, "{value}"),
    }
}

fn push_int64(value: i64, form: Form, decimals: Option<u8>, text: &mut String) {
    match form {
        Form::Unsigned => put!(text, "{}", value as u64),
        Form::Time(unit, is_utc) => push_time(value, unit, is_utc, text),
        Form::Timestamp(unit, is_utc) => {
            let (secs, nanos) = instant(value, unit);
            let decimals = decimals.unwrap_or(decimals_of(nanos));
            push_instant(secs, nanos, decimals, is_utc, text);
        }
        Form::Decimal(scale) => push_decimal(&value.to_string(), scale, text),
        _ => put!(text, "{value}"),
    }
}

fn push_day(days: i64, text: &mut String) {
    let CivilDate { year, month, day } = CivilDate::from_days(days);
    match year {
        0..=9_999 => {
            push_digits(year as u32, 4, text);
        }
        // ISO 8601 has a sign before years of other lengths; EDTF too.
        ..0 => put!(text, "-{:04}", -year),
        _ => put!(text, "+{year}"),
    }
    text.push('-');
    push_digits(u32::from(month), 2, text);
    text.push('-');
    push_digits(u32::from(day), 2, text);
}

fn push_digits(number: u32, width: u32, text: &mut String) {
    for place in (0..width).rev() {
        text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
    }
}

fn push_clock(second_of_day: u32, nanos: u32, decimals: u8, text: &mut String) {
    push_digits(second_of_day / 3_600, 2, text);
    text.push(':');
    push_digits(second_of_day / 60 % 60, 2, text);
    text.push(':');
    push_digits(second_of_day % 60, 2, text);
    if decimals > 0 {
        text.push('.');
        let width = u32::from(decimals);
        push_digits(nanos / 10_u32.pow(9 - width), width, text);
    }
}

fn push_instant(secs: i64, nanos: u32, decimals: u8, is_utc: bool, text: &mut String) {
    push_day(secs.div_euclid(SECS_PER_DAY), text);
    text.push('T');
    push_clock(secs.rem_euclid(SECS_PER_DAY) as u32, nanos, decimals, text);
    if is_utc {
        text.push('Z');
    }
}

/// A time of the day; a number that is none as it is.
fn push_time(value: i64, unit: Unit, is_utc: bool, text: &mut String) {
    let (secs, nanos) = instant(value, unit);
    if !(0..=SECS_PER_DAY).contains(&secs) {
        return put!(text, "{value}");
    }
    push_clock(secs as u32, nanos, decimals_of(nanos), text);
    if is_utc {
        text.push('Z');
    }
}

/// Digits with a sign, the last so many of them as decimals.
fn push_decimal(digits: &str, scale: i32, text: &mut String) {
    /// More decimals than any type has are a hostile number.
    const MOST: i32 = 100;
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    text.push_str(sign);
    match scale {
        0 => text.push_str(digits),
        1..=MOST => {
            let scale = scale as usize;
            let whole = digits.len().saturating_sub(scale);
            text.push_str(if whole == 0 { "0" } else { &digits[..whole] });
            text.push('.');
            put!(text, "{:0>scale$}", &digits[whole..]);
        }
        _ => put!(text, "{digits}e{}", -i64::from(scale)),
    }
}

/// A number of any size, the highest byte first, in two's complement.
fn big_digits(bytes: &[u8]) -> String {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut number: Vec<u8> = bytes.to_vec();
    if is_negative {
        let mut carry = true;
        for byte in number.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
    }
    let mut digits = Vec::new();
    while number.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u32;
        for byte in &mut number {
            let here = rest << 8 | u32::from(*byte);
            *byte = (here / 10) as u8;
            rest = here % 10;
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    if is_negative {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

fn push_float(value: impl Copy + Into<f64> + Display + LowerExp, text: &mut String) {
    let size: f64 = value.into().abs();
    match size == 0.0 || (1e-5..1e16).contains(&size) || !size.is_finite() {
        true => put!(text, "{value}"),
        false => put!(text, "{value:e}"),
    }
}

/// IEEE 754 half precision, the lowest byte first.
fn float16(bytes: [u8; 2]) -> f32 {
    let bits = u16::from_le_bytes(bytes);
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f32::from(bits & 0x3FF);
    sign * match exponent {
        0 => fraction * 2_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction / 1_024.0) * 2_f32.powi(exponent - 15),
    }
}

fn push_hex(bytes: &[u8], text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 0x0F)]));
    }
}

/// Longest decimal number in bytes; types end at 32.
const MOST_DECIMAL: usize = 64;

/// Adds bytes as what they mean.
pub(super) fn push_bytes(bytes: &[u8], form: Form, text: &mut String) {
    match (form, bytes) {
        (Form::Decimal(scale), _) if (1..=MOST_DECIMAL).contains(&bytes.len()) => {
            push_decimal(&big_digits(bytes), scale, text);
        }
        (Form::Uuid, _) if bytes.len() == 16 => {
            for (from, to) in [(0, 4), (4, 6), (6, 8), (8, 10), (10, 16)] {
                if from > 0 {
                    text.push('-');
                }
                push_hex(&bytes[from..to], text);
            }
        }
        (Form::Float16, [low, high]) => push_float(float16([*low, *high]), text),
        (Form::Interval, _) if bytes.len() == 12 => {
            let number = |at: usize| {
                let four = bytes[at..at + 4].try_into().unwrap_or_default();
                u32::from_le_bytes(four)
            };
            let (months, days, millis) = (number(0), number(4), number(8));
            put!(
                text,
                "P{months}M{days}DT{}.{:03}S",
                millis / 1_000,
                millis % 1_000
            );
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(here) => text.push_str(here),
            Err(_) => {
                text.push_str("0x");
                push_hex(bytes, text);
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(values: Values, form: Form) -> String {
        let mut text = String::new();
        values.push(0, form, None, &mut text);
        text
    }

    #[test]
    fn instants_have_the_decimals_that_they_need_and_a_zone_only_where_it_is_known() {
        let micros = |value| Values::Int64(vec![value]);
        let utc = Form::Timestamp(Unit::Micro, true);
        assert_eq!(text(micros(0), utc), "1970-01-01T00:00:00Z");
        assert_eq!(text(micros(-1), utc), "1969-12-31T23:59:59.999999Z");
        let local = Form::Timestamp(Unit::Milli, false);
        assert_eq!(text(micros(1_500), local), "1970-01-01T00:00:01.500");
        let nanos = Form::Timestamp(Unit::Nano, false);
        assert_eq!(text(micros(7), nanos), "1970-01-01T00:00:00.000000007");
        let mut kept = String::new();
        micros(0).push(0, local, Some(3), &mut kept);
        assert_eq!(kept, "1970-01-01T00:00:00.000");
    }

    #[test]
    fn no_number_of_days_or_of_nanoseconds_is_too_large_to_be_written() {
        for form in [
            Form::Timestamp(Unit::Milli, true),
            Form::Timestamp(Unit::Nano, false),
            Form::Time(Unit::Micro, false),
            Form::Unsigned,
            Form::Decimal(18),
            Form::Decimal(i32::MAX),
            Form::Decimal(i32::MIN),
        ] {
            for value in [i64::MIN, i64::MAX] {
                assert!(!text(Values::Int64(vec![value]), form).is_empty());
            }
        }
        let date = |days| text(Values::Int32(vec![days]), Form::Date);
        assert_eq!(date(i32::MAX), "+5881580-07-11");
        assert_eq!(date(-719_529), "-0001-12-31");
        let mut int96 = Int96::new();
        int96.set_data(u32::MAX, u32::MAX, u32::MAX);
        assert!(text(Values::Int96(vec![int96]), Form::Int96).starts_with("+11"));
    }

    #[test]
    fn decimals_are_exact() {
        let decimal =
            |bytes: &[u8], scale| text(Values::Bytes(vec![bytes.into()]), Form::Decimal(scale));
        assert_eq!(decimal(&[0xFF], 2), "-0.01");
        assert_eq!(decimal(&[0x80, 0], 0), "-32768");
        assert_eq!(decimal(&[0], 3), "0.000");
        assert_eq!(
            decimal(&[1; 20], 4),
            "573137896992510948315170522633836478296444.1345"
        );
        assert_eq!(
            text(Values::Int32(vec![-12_345]), Form::Decimal(2)),
            "-123.45"
        );
    }

    #[test]
    fn bytes_that_are_no_text_say_so() {
        let bytes = |bytes: &[u8]| text(Values::Bytes(vec![bytes.into()]), Form::Text);
        assert_eq!(bytes("é".as_bytes()), "é");
        assert_eq!(bytes(&[0xFF, 0x0A]), "0xff0a");
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        let float = |value| text(Values::Double(vec![value]), Form::Float);
        assert_eq!(float(0.1), "0.1");
        assert_eq!(float(5.0), "5");
        assert_eq!(float(1e300), "1e300");
        assert_eq!(text(Values::Float(vec![0.1]), Form::Float), "0.1");
        assert_eq!(float16([0x00, 0x3C]), 1.0);
        assert_eq!(float16([0x01, 0x00]), 2_f32.powi(-24));
    }
}
