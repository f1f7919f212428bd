//! Rows are the same however a file is cut into blocks, and those that another
//! reader of cells finds in all of it.

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;

use super::oracle::Table;
use super::record::line_ends;
use super::split::{Separated, delimiter};
use super::{Headings, strip_mark};
use crate::formats::stream::{Input, Stream, Watch};
use crate::formats::table::{BadRow, Columns, Layout, RowSeen, rows_seen};

/// The rows of a file that is cut into blocks.
fn in_blocks(mut bytes: &[u8], block: usize) -> Vec<RowSeen> {
    let headings = Headings::find(bytes, true)
        .ok()
        .flatten()
        .expect("headings");
    let (before, first) = bytes.split_at(headings.end);
    let splitter = Separated {
        delimiter: headings.delimiter,
    };
    let layout = Layout {
        headings: headings.names,
        splitter: &splitter,
        media_type: "text/csv",
        has_lines: true,
        lines: u64::from(line_ends(before)),
        before: before.to_vec(),
        first: first.to_vec(),
        is_all: true,
        block,
    };
    let watch = Watch {
        progress: &|_| {},
        is_cancelled: &AtomicBool::new(false),
        first: None,
    };
    let mut stream = Stream::new(Input {
        reader: &mut bytes,
        file: None,
        size: None,
        name: "x.csv",
        watch,
    });
    rows_seen(&mut stream, &layout).expect("rows")
}

/// The rows as the other reader has them.
fn as_a_whole(bytes: &[u8]) -> Vec<RowSeen> {
    let table = Table::new(strip_mark(bytes)).expect("headings");
    let columns = Columns::new(table.headings.clone());
    let mut rows = Vec::new();
    table.each_row(|row| {
        let cells = match row.cells {
            Ok(cells) => Ok(cells.iter().map(str::to_owned).collect()),
            Err(bad) => Err(bad.problem(row.number, row.line, &columns).to_string()),
        };
        rows.push((row.number, row.line, cells));
    });
    rows
}

/// Pieces of which tables are made, the frequent ones often.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let often = prop::sample::select(vec![
        &b","[..],
        b",",
        b"\n",
        b"\n",
        b"a",
        b"bc",
        b"17",
        b"x y",
        b"1,2,3\n",
        b"4,5,6\n",
    ]);
    let quoted = prop::sample::select(vec![
        &b"\""[..],
        b",\"",
        b"\",",
        b"\"\"",
        b"\"q\"",
        b"\"q,r\"",
        b"\"l\nm\"",
        b"\"l\r\nm\",",
        b" \"s\"",
        b"\t \"s,t\" ,",
        b"\"a\"b",
        b"\"1\",\"2\",\"3\"\n",
        b"\"\",\"\",\"\"\r\n",
        b"5\" nail",
        b"1, \"2\n",
        b"\"u\"\"v\"",
    ]);
    let odd = prop::sample::select(vec![
        &b"\r"[..],
        b"\r\n",
        b"\n\n",
        b"\r\r\n",
        b";",
        b" ",
        b"\t",
        b",,\n",
        b"1,2,3,,\n",
        b"\xFF",
        b"\xC3",
        "é".as_bytes(),
        "日本".as_bytes(),
        b"\0",
        b"a long stretch of text that fills a block, or more than one of them,",
        b"1,2,3\r\n",
        b"1,2,3\r",
    ]);
    prop_oneof![4 => often, 2 => quoted, 2 => odd].prop_map(<[u8]>::to_vec)
}

fn tables() -> impl Strategy<Value = Vec<u8>> {
    let heads = prop::sample::select(vec![
        &b"a,b,c\n"[..],
        b"a,b,c\r\n",
        b"a,b,c\r",
        b"\n\"a\", \"b\nb\",c\n",
        b"a\tb\n",
        b"a\n",
        b"a;b;c\n",
    ]);
    (heads, prop::collection::vec(piece(), 0..120)).prop_map(|(head, pieces)| {
        let mut table = head.to_vec();
        table.extend(pieces.concat());
        table
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn rows_do_not_depend_on_where_blocks_are_cut(table in tables(), block in 32_usize..200) {
        let whole = as_a_whole(&table);
        prop_assert_eq!(&in_blocks(&table, usize::MAX / 2), &whole, "in one block");
        prop_assert_eq!(&in_blocks(&table, block), &whole, "in blocks");
        prop_assert_eq!(&in_blocks(&table, 2), &whole, "in blocks of two bytes");
    }
}

/// Line, and the cells or what is wrong.
fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, BadRow>)> {
    let whole = as_a_whole(text.as_bytes());
    for block in [3, 64, 1 << 20] {
        if block < 1_000 && text.len() > 100_000 {
            continue;
        }
        assert_eq!(in_blocks(text.as_bytes(), block), whole, "{block}");
    }
    let mut rows = Vec::new();
    Table::new(text.as_bytes())
        .expect("headings")
        .each_row(|row| {
            let cells = row
                .cells
                .map(|cells| cells.iter().map(str::to_owned).collect());
            rows.push((row.line, cells));
        });
    rows
}

fn good(cells: &[&str]) -> Result<Vec<String>, BadRow> {
    Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn lines_are_those_of_the_file_whatever_ends_them() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["", "a,b", "1,2", "", "\"x", "y\",3", "4,5"].join(end);
        assert_eq!(
            rows(&text),
            [
                (3, good(&["1", "2"])),
                (5, good(&[&format!("x{end}y"), "3"])),
                (7, good(&["4", "5"]))
            ],
            "{end:?}"
        );
    }
}

#[test]
fn an_open_quote_costs_its_own_line_only() {
    let text = "a,b\n1,\"open\n2,3\n4,\"quoted\"\n5,6\n";
    assert_eq!(
        rows(text),
        [
            (2, Err(BadRow::OpenQuote)),
            (3, good(&["2", "3"])),
            (4, good(&["4", "quoted"])),
            (5, good(&["5", "6"]))
        ]
    );
}

#[test]
fn a_quote_that_would_swallow_a_megabyte_costs_its_own_line_only() {
    let mut text = "a,b\n1,\"open\n".to_owned();
    for row in 0..300_000 {
        text.push_str(&format!("{row},x\n"));
    }
    let rows = rows(&text);
    assert_eq!(rows.len(), 300_001);
    assert_eq!(rows[0], (2, Err(BadRow::OpenQuote)));
    assert!(rows[1..].iter().all(|(_, cells)| cells.is_ok()));
}

#[test]
fn blank_rows_are_passed_over_and_blank_cells_at_the_end_taken_off() {
    assert_eq!(
        rows("a,b\n,\n1,2,,\n1\n1,2,3\n"),
        [
            (3, good(&["1", "2"])),
            (4, Err(BadRow::Width { found: 1 })),
            (5, Err(BadRow::Width { found: 3 }))
        ]
    );
}

#[test]
fn blanks_before_the_quote_that_opens_a_cell_are_no_part_of_it() {
    for end in ["\n", "\r\n", "\r"] {
        let lines = [
            "a, \"b, c\",d",
            "1, \"x, y\",2",
            "\"3\" ,  \"p\"\"q, r\" , \"\"",
            "",
            "  \"4\", \"over,",
            "two lines\",5",
            "6,7,8",
        ];
        assert_eq!(
            rows(&lines.join(end)),
            [
                (2, good(&["1", "x, y", "2"])),
                (3, good(&["3 ", "p\"q, r ", ""])),
                (5, good(&["4", &format!("over,{end}two lines"), "5"])),
                (7, good(&["6", "7", "8"])),
            ],
            "{end:?}"
        );
    }
    assert_eq!(
        rows("a\tb\n1\t \"x\ty\"\n\t\"z\"\n"),
        [(2, good(&["1", "x\ty"])), (3, good(&["", "z"]))]
    );
}

#[test]
fn quotes_that_open_no_cell_are_part_of_the_text() {
    let text = "a,b\n1, \"Blood\" diamonds\n2, he said \"no\"\n3, 5\" and 6\"\n4, \"open\n\"x, \"\"y\"\" z\", \"w\"\n";
    assert_eq!(
        rows(text),
        [
            (2, good(&["1", " \"Blood\" diamonds"])),
            (3, good(&["2", " he said \"no\""])),
            (4, good(&["3", " 5\" and 6\""])),
            (5, good(&["4", " \"open"])),
            (6, good(&["x, \"y\" z", "w"])),
        ]
    );
}

#[test]
fn a_row_of_more_than_a_megabyte_is_lost_and_the_next_is_read() {
    for sign in ["x", "\"", "\"\"", ",", " \""] {
        for end in ["\n", "\r\n", "\r"] {
            let long = sign.repeat(3 << 20);
            let text = ["a,b", "1,2", &long, "3,4", "5,\"6\""].join(end);
            for block in [1 << 16, 1 << 20, 1 << 30] {
                let rows = in_blocks(text.as_bytes(), block);
                let lines: Vec<(u64, u64, bool)> = rows
                    .iter()
                    .map(|(number, line, cells)| (*number, *line, cells.is_ok()))
                    .collect();
                let expected = [(1, 2, true), (2, 3, false), (3, 4, true), (4, 5, true)];
                assert_eq!(lines, expected, "{sign:?} {end:?} {block}");
            }
        }
    }
}

#[test]
fn the_delimiter_is_what_the_headings_use() {
    assert_eq!(delimiter(b"a;b;\"c,d,e,f\""), b';');
    assert_eq!(delimiter(b"a\tb"), b'\t');
    assert_eq!(delimiter(b"a"), b',');
}
