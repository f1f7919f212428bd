//! Rows are the same however a file is cut into blocks, and those that a
//! general reader of JSON finds line by line.

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::split::Lines;
use crate::formats::stream::{Input, Stream, Watch};
use crate::formats::table::{Columns, Layout, RowSeen, rows_seen};

const KEYS: [&str; 3] = ["a", "b", "tags"];

fn in_blocks(mut bytes: &[u8], block: usize) -> Vec<RowSeen> {
    let mut headings: Vec<String> = KEYS.map(str::to_owned).to_vec();
    headings.push(super::MORE.to_owned());
    let columns = Columns::new(headings);
    let splitter = Lines::new(&columns);
    let layout = Layout {
        headings: columns.headings.clone(),
        splitter: &splitter,
        media_type: "",
        has_lines: true,
        lines: 0,
        before: Vec::new(),
        first: bytes.to_vec(),
        is_all: true,
        block,
    };
    let is_cancelled = AtomicBool::new(false);
    let mut stream = Stream::new(Input {
        reader: &mut bytes,
        file: None,
        size: None,
        name: "x.jsonl",
        watch: Watch {
            progress: &|_| {},
            is_cancelled: &is_cancelled,
            first: None,
        },
    });
    rows_seen(&mut stream, &layout).expect("rows")
}

/// Line and cells, where there are any; only whether a line is lost otherwise.
fn line_by_line(text: &[u8]) -> Vec<(u64, Option<Vec<String>>)> {
    let mut rows = Vec::new();
    for (nth, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Ok(object) = serde_json::from_slice::<Map<String, Value>>(line) else {
            rows.push((nth as u64 + 1, None));
            continue;
        };
        let cell = |key: &str| match &object.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(items)) if key == "tags" => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                items.join(";")
            }
            Some(value) => value.to_string(),
        };
        let mut cells = KEYS.map(cell).to_vec();
        let more: Map<String, Value> = object
            .iter()
            .filter(|(key, value)| !KEYS.contains(&key.as_str()) && !value.is_null())
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        cells.push(match more.is_empty() {
            true => String::new(),
            false => Value::Object(more).to_string(),
        });
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((nth as u64 + 1, Some(cells)));
        }
    }
    rows
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        &br#"{"a":1,"b":"x"}"#[..],
        br#"{"a":1,"b":"x","tags":["p","q"]}"#,
        br#"{"b":"\u00e9\n","a":null}"#,
        br#" { "a" : true , "c" : {"d":[1,"}"]} } "#,
        br#"{"c":1,"e":"f","a":"a long text that fills some block or other, or two of them"}"#,
        b"{}",
        b"",
        b" \t",
        b"[1]",
        b"{\"a\":1",
        b"{\"a\":\"\xFF\"}",
        "{\"a\":\"日本\"}".as_bytes(),
        b"{\"a\":1}\r",
        b"{\"a\":1} {\"a\":2}",
    ])
    .prop_map(<[u8]>::to_vec)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn rows_do_not_depend_on_where_blocks_are_cut(
        lines in prop::collection::vec(line(), 1..40),
        is_ended: bool,
        block in 16_usize..200,
    ) {
        let mut text = lines.join(&b'\n');
        if is_ended {
            text.push(b'\n');
        }
        let whole = in_blocks(&text, usize::MAX / 2);
        prop_assert_eq!(&in_blocks(&text, block), &whole);
        prop_assert_eq!(&in_blocks(&text, 2), &whole);
        let seen: Vec<(u64, Option<Vec<String>>)> = whole
            .into_iter()
            .map(|(_, line, cells)| (line, cells.ok()))
            .collect();
        prop_assert_eq!(seen, line_by_line(&text));
    }
}

#[test]
fn a_line_of_more_than_a_megabyte_is_lost_and_the_next_is_read() {
    let long = format!("{{\"a\":\"{}\"}}", "x\r".repeat(2 << 20));
    let text = ["{\"a\":1}", &long, "{\"a\":2}"].join("\n");
    for block in [1 << 16, 1 << 20, 1 << 30] {
        let lines: Vec<(u64, bool)> = in_blocks(text.as_bytes(), block)
            .iter()
            .map(|(_, line, cells)| (*line, cells.is_ok()))
            .collect();
        assert_eq!(lines, [(1, true), (2, false), (3, true)], "{block}");
    }
}
