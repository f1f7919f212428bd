//! Which sheet of a workbook is the table, and which of its rows the headings.

use std::collections::BTreeMap;

use super::cells::Kind;
use super::workbook::{Leaf, Sheet, Workbook};
use super::{note, quoted};
use crate::formats::stream::Stream;
use crate::formats::table::Columns;
use crate::formats::{Problem, ReadError, shown};

/// How far down headings are looked for.
const LOOKED_AT: usize = 50;

/// The sheet that is read.
pub(super) struct Chosen {
    pub(super) sheet: Sheet,
    /// The columns that hold something, from 0, and what each is headed.
    pub(super) used: Vec<u32>,
    pub(super) headings: Vec<String>,
    /// The column that has dates, where no heading names one.
    pub(super) dates: Option<usize>,
    /// The first row below the headings, from 0.
    pub(super) first: u32,
    /// What is to be said of all this.
    pub(super) notes: Vec<Problem>,
}

/// How well a sheet is a table of events. `Ord` goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It holds something.
    Filled,
    /// A column of it holds dates.
    Dates,
    /// And a heading says so.
    Heading,
}

/// Chooses the best sheet; of several the first.
pub(super) fn sheet(workbook: &mut Workbook, stream: &Stream) -> Result<Chosen, ReadError> {
    let leaves = workbook.sheets();
    let mut best: Option<(Rank, Chosen)> = None;
    for leaf in leaves.iter().filter(|leaf| leaf.is_table) {
        stream.check()?;
        stream.tell(0);
        let sheet = workbook.sheet(&leaf.name)?;
        let Some((rank, chosen)) = chosen(sheet) else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, _)| rank > *known) {
            best = Some((rank, chosen));
        }
        if rank == Rank::Heading {
            break;
        }
    }
    let (_, mut chosen) = best.ok_or(ReadError::Empty)?;
    chosen.notes.splice(0..0, other_sheets(&chosen, &leaves));
    Ok(chosen)
}

/// Says which sheet is read, where there are several.
fn other_sheets(chosen: &Chosen, leaves: &[Leaf]) -> Option<Problem> {
    if leaves.len() < 2 {
        return None;
    }
    let others = leaves.iter().filter(|leaf| leaf.name != chosen.sheet.name);
    let (hidden, visible): (Vec<&Leaf>, Vec<&Leaf>) = others.partition(|leaf| leaf.is_hidden);
    let names = |leaves: &[&Leaf]| quoted(leaves.iter().map(|leaf| leaf.name.clone()));
    let mut message = format!("The sheet “{}” is read", shown(&chosen.sheet.name));
    if !visible.is_empty() {
        message.push_str(&format!("; not read: {}", names(&visible)));
    }
    if !hidden.is_empty() {
        message.push_str(&format!("; hidden: {}", names(&hidden)));
    }
    message.push('.');
    let advice =
        "To read another sheet, move it to the first place, or save it as a file of its own.";
    Some(note("sheet", message, advice))
}

/// A sheet as a table; nothing where it is empty.
fn chosen(sheet: Sheet) -> Option<(Rank, Chosen)> {
    let head = heading_row(&sheet);
    let first_row = sheet.cells.first()?.row;
    let (first, heads) = match &head {
        Some(head) => (head.row + 1, head.texts.clone()),
        None => (first_row, BTreeMap::new()),
    };
    let used = used_columns(&sheet, first, &heads);
    let headings: Vec<String> = used
        .iter()
        .map(|column| match heads.get(column) {
            Some(heading) => heading.clone(),
            None => format!("column {}", letters(*column)),
        })
        .collect();
    let mut notes = Vec::new();
    if let Some(above) = above(&sheet, head.as_ref().map_or(0, |head| head.row)) {
        notes.push(above);
    }
    let (rank, dates) = match Columns::new(headings.clone()).has_dates() {
        true => (Rank::Heading, None),
        false => match date_column(&sheet, first, &used) {
            Some(at) => (Rank::Dates, Some(at)),
            None => (Rank::Filled, None),
        },
    };
    let chosen = Chosen {
        sheet,
        used,
        headings,
        dates,
        first,
        notes,
    };
    Some((rank, chosen))
}

/// A row of headings: its texts by column.
struct Head {
    row: u32,
    texts: BTreeMap<u32, String>,
}

/// The first row with a heading for dates; else, above the first cell that is a
/// date, the one with most texts.
fn heading_row(sheet: &Sheet) -> Option<Head> {
    let mut best: Option<(usize, Head)> = None;
    let mut is_below_dates = false;
    for row in sheet.rows_from(0).take(LOOKED_AT) {
        let cells = &sheet.cells[row];
        let texts: BTreeMap<u32, String> = cells
            .iter()
            .map(|cell| (cell.column, one_line(sheet.text_of(cell))))
            .collect();
        let count = cells.iter().filter(|cell| cell.kind == Kind::Text).count();
        is_below_dates |= cells.iter().any(|cell| cell.kind == Kind::Date);
        let head = Head {
            row: cells[0].row,
            texts,
        };
        let headings: Vec<String> = head.texts.values().cloned().collect();
        if Columns::new(headings).has_dates() {
            return Some(head);
        }
        let is_better = best.as_ref().is_none_or(|(most, _)| count > *most);
        if count > 0 && is_better && !is_below_dates {
            best = Some((count, head));
        }
    }
    best.map(|(_, head)| head)
}

/// A heading may be broken into lines.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The columns that have a heading, or hold something below it.
fn used_columns(sheet: &Sheet, first: u32, heads: &BTreeMap<u32, String>) -> Vec<u32> {
    let mut is_used: Vec<bool> = Vec::new();
    let below = sheet.cells.partition_point(|cell| cell.row < first);
    let cells = sheet.cells[below..].iter().map(|cell| cell.column);
    for column in cells.chain(heads.keys().copied()) {
        let at = column as usize;
        if at >= is_used.len() {
            is_used.resize(at + 1, false);
        }
        is_used[at] = true;
    }
    (0..)
        .zip(is_used)
        .filter(|(_, is_used)| *is_used)
        .map(|(column, _)| column)
        .collect()
}

/// The first column of whose cells at least a third are dates, by its place among
/// those that are used.
fn date_column(sheet: &Sheet, first: u32, used: &[u32]) -> Option<usize> {
    let mut counts = vec![(0_u64, 0_u64); used.len()];
    let below = sheet.cells.partition_point(|cell| cell.row < first);
    for cell in &sheet.cells[below..] {
        if let Ok(at) = used.binary_search(&cell.column) {
            counts[at].0 += u64::from(cell.kind == Kind::Date);
            counts[at].1 += 1;
        }
    }
    counts
        .iter()
        .position(|(dates, all)| *dates > 0 && dates * 3 >= *all)
}

/// Says what stands above the headings, which is no event.
fn above(sheet: &Sheet, head: u32) -> Option<Problem> {
    let end = sheet.cells.partition_point(|cell| cell.row < head);
    let first = sheet.cells[..end].first()?;
    let rows = sheet.rows_from(0).take_while(|row| row.end <= end).count();
    let rows = match rows {
        1 => "One row".to_owned(),
        rows => format!("{rows} rows"),
    };
    Some(note(
        "above-headings",
        format!(
            "The headings are in row {}. {rows} above them, beginning with “{}”, can be no events.",
            head + 1,
            shown(sheet.text_of(first))
        ),
        "",
    ))
}

/// `A`, `Z`, `AA`: what a sheet calls its columns.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + digit as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
