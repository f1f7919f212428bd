//! Slides of TimelineJS before version 3 to those of version 3.
//!
//! A date is one text: `2011,12,12` and `1896,9,10,12,06` (year, month, day,
//! hour, minute), month first with slashes (`5/12/2015`), or EDTF and ISO 8601.

use serde_json::{Map, Value, json};

use super::parts::PARTS;
use crate::dates::Date;
use crate::formats::json::words;

/// The slide of an event or era.
pub(super) fn slide(mut old: Map<String, Value>) -> Map<String, Value> {
    let mut slide = Map::new();
    for (from, to) in [("startDate", "start_date"), ("endDate", "end_date")] {
        if let Some(text) = words(old.shift_remove(from).as_ref()) {
            slide.insert(to.to_owned(), date(&text));
        }
    }
    let mut text = Map::new();
    for name in ["headline", "text"] {
        if let Some(value) = old.shift_remove(name) {
            text.insert(name.to_owned(), value);
        }
    }
    slide.insert("text".to_owned(), text.into());
    if let Some(tag) = old.shift_remove("tag") {
        slide.insert("group".to_owned(), tag);
    }
    match old.shift_remove("asset") {
        Some(Value::Object(mut asset)) => {
            if let Some(address) = asset.shift_remove("media") {
                asset.insert("url".to_owned(), address);
            }
            slide.insert("media".to_owned(), asset.into());
        }
        Some(other) => {
            slide.insert("media".to_owned(), other);
        }
        None => {}
    }
    slide.extend(old);
    slide
}

/// A date as parts, or as the text that it is.
pub(super) fn date(text: &str) -> Value {
    let as_parts = |parts: &[&str]| -> Value {
        let named = PARTS.iter().zip(parts);
        let parts: Map<String, Value> = named
            .map(|(name, part)| ((*name).to_owned(), Value::from(part.trim())))
            .collect();
        parts.into()
    };
    let by_commas: Vec<&str> = text.split(',').collect();
    let is_number = |part: &&str| {
        let digits = part.trim().trim_start_matches('-');
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if by_commas.len() <= PARTS.len() && by_commas.iter().all(is_number) {
        return as_parts(&by_commas);
    }
    let by_slashes: Vec<&str> = text.split('/').collect();
    match by_slashes.as_slice() {
        [month, day, year] if by_slashes.iter().all(is_number) && year.trim().len() == 4 => {
            json!({"year": year.trim(), "month": month.trim(), "day": day.trim(), "display_date": text})
        }
        [month, year] if by_slashes.iter().all(is_number) && year.trim().len() == 4 => {
            json!({"year": year.trim(), "month": month.trim(), "display_date": text})
        }
        _ => of_words(text),
    }
}

/// EDTF, ISO 8601, or a month in words.
fn of_words(text: &str) -> Value {
    if Date::parse(text).is_ok() {
        return text.into();
    }
    let survey = crate::formats::dates::Survey::default();
    match survey.decide().read(text) {
        Ok(read) if !read.as_written => match whole_parts(&read.edtf) {
            Some(Value::Object(mut parts)) => {
                parts.insert("display_date".to_owned(), text.into());
                parts.into()
            }
            _ => text.into(),
        },
        _ => text.into(),
    }
}

/// A year, month or day of EDTF as parts.
fn whole_parts(edtf: &str) -> Option<Value> {
    let parts: Vec<&str> = edtf.split('-').collect();
    let is_plain = parts.len() <= 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    is_plain.then(|| {
        let named = PARTS.iter().zip(&parts);
        named
            .map(|(name, part)| ((*name).to_owned(), Value::from(*part)))
            .collect::<Map<_, _>>()
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_text_of_several_forms() {
        assert_eq!(
            date("2011,12,12"),
            json!({"year": "2011", "month": "12", "day": "12"})
        );
        assert_eq!(
            date("1896, 9,10,12,06"),
            json!({"year": "1896", "month": "9", "day": "10", "hour": "12", "minute": "06"})
        );
        assert_eq!(date("-500"), json!({"year": "-500"}));
        assert_eq!(
            date("5/12/2015"),
            json!({"year": "2015", "month": "5", "day": "12", "display_date": "5/12/2015"})
        );
        assert_eq!(
            date("2015-05-12T10:00:00-04:00"),
            json!("2015-05-12T10:00:00-04:00")
        );
        assert_eq!(
            date("Jan 5 2000"),
            json!({"year": "2000", "month": "01", "day": "05", "display_date": "Jan 5 2000"})
        );
        assert_eq!(date("once"), json!("once"));
    }
}
