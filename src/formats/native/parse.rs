//! JSON text to a value, with what `serde_json` keeps to itself: members that
//! stand twice, and numbers that lost digits.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::path::{Path, Step};
use crate::formats::ReadError;
use crate::formats::bytes::Lines;
use crate::formats::json::syntax_error;

/// A whole file as a value.
pub(super) struct Parsed {
    /// The value; of members that stand twice, the last.
    pub(super) value: Value,
    /// The members that stand more than once.
    pub(super) doubled: Vec<Path>,
    /// Numbers without a fraction past what whole numbers hold, as they were
    /// read; they may have lost digits.
    pub(super) large: Vec<(Path, f64)>,
    /// How many of both stand before the list of events.
    pub(super) before_events: (usize, usize),
}

/// Parses the whole text, which must be one JSON value.
pub(super) fn parse(text: &[u8]) -> Result<Parsed, ReadError> {
    if let Err(fault) = std::str::from_utf8(text) {
        let at = fault.valid_up_to();
        let (line, column) = Lines::new(text).place(at);
        return Err(ReadError::NotUtf8 {
            line,
            column,
            byte: text.get(at).copied().unwrap_or_default(),
        });
    }
    let mut seen = Seen::default();
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = ValueSeed { seen: &mut seen }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|fault| syntax_error(text, &fault))?;
    Ok(Parsed {
        value,
        doubled: seen.doubled,
        large: seen.large,
        before_events: seen.before_events,
    })
}

/// Whole numbers past plus and minus this one (2⁶³) may come as floats.
const LARGE: f64 = 9_223_372_036_854_775_808.0;

/// True for a number that may have lost digits.
pub(super) fn is_large(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() >= LARGE
}

/// Where the parser is, and what it has written down.
#[derive(Default)]
struct Seen {
    path: Path,
    doubled: Vec<Path>,
    large: Vec<(Path, f64)>,
    before_events: (usize, usize),
}

/// Builds a value and writes down the members that stand twice.
struct ValueSeed<'a> {
    seen: &'a mut Seen,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        if is_large(value) {
            self.seen.large.push((self.seen.path.clone(), value));
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        if self.seen.path.is_events() {
            self.seen.before_events = (self.seen.doubled.len(), self.seen.large.len());
        }
        loop {
            self.seen.path.push(Step::Item(items.len()));
            let item = list.next_element_seed(ValueSeed { seen: self.seen })?;
            self.seen.path.pop();
            match item {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            self.seen.path.push(Step::Member(name.into()));
            let value = object.next_value_seed(ValueSeed { seen: self.seen })?;
            let Some(Step::Member(name)) = self.seen.path.pop() else {
                continue;
            };
            if members.contains_key(name.as_ref()) {
                let member = self.seen.path.then(Step::Member(name.clone()));
                self.seen.doubled.push(member);
            }
            members.insert(name.into_owned(), value);
        }
        Ok(Value::Object(members))
    }
}
