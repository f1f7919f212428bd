//! The dates of a chunk's rows: numbers for those in a plain ISO style, text
//! for the rest ([`Dates`]).

use std::collections::HashMap;

use super::iso::{Cell, Dates};
use super::text::{Packer, Texts, Wish};
use crate::dates::Bounds;

/// The dates of all rows.
#[derive(Debug, Clone)]
pub(super) struct DateColumn {
    styles: Styles,
    numbers: Numbers,
    odd: Option<Box<Odd>>,
}

/// How the cells of each row are written.
#[derive(Debug, Clone)]
enum Styles {
    All(u8),
    Each(Box<[u8]>),
}

/// The numbers of each row; see [`Cell::value`](super::iso::Cell).
#[derive(Debug, Clone)]
enum Numbers {
    /// Within 2³² of each other, counted from the least.
    Near {
        least: i64,
        starts: Box<[u32]>,
        /// Empty where no row has an end.
        ends: Box<[u32]>,
    },
    /// As they are.
    Far {
        starts: Box<[i64]>,
        ends: Box<[i64]>,
    },
}

/// The rows whose cells are in no plain style.
#[derive(Debug, Clone)]
struct Odd {
    /// Ascending.
    rows: Box<[u32]>,
    starts: Texts,
    ends: Texts,
    /// For each of them which of `dates` it has; empty until they are read.
    codes: Box<[u32]>,
    dates: Box<[Option<Bounds>]>,
}

/// What the date of a row is kept as.
#[derive(Clone, Copy, Debug)]
pub(super) enum KeptDate {
    /// Two numbers.
    Plain(Dates),
    /// The number of a date of another kind; rows with the same EDTF text have
    /// the same.
    Code(u32),
}

impl DateColumn {
    /// Packs what was read, and the cells of the rows that were not.
    pub(super) fn new<'t>(
        dates: &[Dates],
        packer: &mut Packer,
        cells: impl Fn(usize) -> (&'t str, &'t str),
    ) -> DateColumn {
        let rows: Vec<u32> = (0..dates.len() as u32)
            .filter(|row| dates[*row as usize].is_odd())
            .collect();
        let odd = (!rows.is_empty()).then(|| {
            let mut pack = |cell: &dyn Fn(usize) -> &'t str| {
                packer.pack(rows.len(), Wish::Small, |at| cell(rows[at] as usize))
            };
            Box::new(Odd {
                starts: pack(&|row| cells(row).0),
                ends: pack(&|row| cells(row).1),
                rows: rows.into(),
                codes: Box::default(),
                dates: Box::default(),
            })
        });
        let mut column = DateColumn {
            styles: Styles::All(0),
            numbers: Numbers::Far {
                starts: Box::default(),
                ends: Box::default(),
            },
            odd,
        };
        column.set_numbers(dates);
        column
    }

    fn set_numbers(&mut self, dates: &[Dates]) {
        let first = dates.first().map_or(0, |dates| dates.styles());
        self.styles = match dates.iter().all(|dates| dates.styles() == first) {
            true => Styles::All(first),
            false => Styles::Each(dates.iter().map(|dates| dates.styles()).collect()),
        };
        let has_ends = dates.iter().any(|dates| dates.end != Cell::EMPTY);
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        for cell in dates.iter().flat_map(|dates| [dates.start, dates.end]) {
            // Nothing has the number 0, which must not widen the range.
            if cell != Cell::EMPTY && cell != Dates::ODD.start {
                least = least.min(cell.value);
                most = most.max(cell.value);
            }
        }
        let is_near = least > most || most - least <= i64::from(u32::MAX);
        let near = |cell: Cell| cell.value.saturating_sub(least).max(0) as u32;
        let ends = || dates.iter().filter(|_| has_ends);
        self.numbers = if is_near {
            Numbers::Near {
                least: if least > most { 0 } else { least },
                starts: dates.iter().map(|dates| near(dates.start)).collect(),
                ends: ends().map(|dates| near(dates.end)).collect(),
            }
        } else {
            Numbers::Far {
                starts: dates.iter().map(|dates| dates.start.value).collect(),
                ends: ends().map(|dates| dates.end.value).collect(),
            }
        };
    }

    /// The cells of a row as numbers, or as they were made out once the odd
    /// ones were read.
    fn dates(&self, row: usize) -> Dates {
        let styles = match &self.styles {
            Styles::All(styles) => *styles,
            Styles::Each(styles) => styles[row],
        };
        let (start, end) = match &self.numbers {
            Numbers::Near {
                least,
                starts,
                ends,
            } => (
                least + i64::from(starts[row]),
                least + ends.get(row).map_or(0, |end| i64::from(*end)),
            ),
            Numbers::Far { starts, ends } => {
                (starts[row], ends.get(row).copied().unwrap_or_default())
            }
        };
        Dates::of(styles, start, end)
    }

    /// Which of the odd rows a row is.
    fn nth_odd(&self, row: usize) -> Option<(&Odd, usize)> {
        let odd = self.odd.as_deref()?;
        let at = odd.rows.binary_search(&(row as u32)).ok()?;
        Some((odd, at))
    }

    /// The two cells of a row as they were written, but for blanks around them.
    pub(super) fn cells(&self, row: usize) -> (String, String) {
        match self.nth_odd(row) {
            Some((odd, at)) => (
                odd.starts.get(at).into_owned(),
                odd.ends.get(at).into_owned(),
            ),
            None => {
                let dates = self.dates(row);
                (dates.start.text(), dates.end.text())
            }
        }
    }

    /// What the date of a row means; `None` where it has none.
    #[inline]
    pub(super) fn bounds(&self, row: usize) -> Option<Bounds> {
        let dates = self.dates(row);
        if !dates.is_odd() {
            return dates.bounds();
        }
        let (odd, at) = self.nth_odd(row)?;
        *odd.dates.get(*odd.codes.get(at)? as usize)?
    }

    /// How many rows have no date, once odd dates are read.
    pub(super) fn undated(&self) -> u64 {
        let none = Dates::EMPTY.styles();
        match &self.styles {
            Styles::All(styles) if *styles == none => match &self.numbers {
                Numbers::Near { starts, .. } => starts.len() as u64,
                Numbers::Far { starts, .. } => starts.len() as u64,
            },
            Styles::All(_) => 0,
            Styles::Each(styles) => styles.iter().filter(|styles| **styles == none).count() as u64,
        }
    }

    /// What the date of a row is kept as.
    pub(super) fn kept(&self, row: usize) -> KeptDate {
        let dates = self.dates(row);
        let code = match dates.is_odd() {
            true => self
                .nth_odd(row)
                .and_then(|(odd, at)| odd.codes.get(at).copied()),
            false => None,
        };
        match code {
            Some(code) => KeptDate::Code(code),
            None => KeptDate::Plain(dates),
        }
    }

    /// True when some row has cells in no plain style.
    pub(super) fn has_odd(&self) -> bool {
        self.odd.is_some()
    }

    /// The rows with cells in no plain style, ascending.
    pub(super) fn odd_rows(&self) -> &[u32] {
        self.odd.as_ref().map_or(&[], |odd| &odd.rows)
    }

    /// Keeps what the odd rows mean: the EDTF text and the bounds of each.
    pub(super) fn resolve(&mut self, rows: usize, found: &[(String, Option<Bounds>)]) {
        let mut all: Vec<Dates> = (0..rows).map(|row| self.dates(row)).collect();
        let Some(odd) = self.odd.as_deref_mut() else {
            return;
        };
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut bounds = Vec::new();
        let mut codes = Vec::with_capacity(found.len());
        for (row, (edtf, date)) in odd.rows.iter().zip(found) {
            let plain = Dates::of_edtf(edtf);
            all[*row as usize] = plain;
            let code = match plain.is_odd() {
                false => 0,
                true => *known.entry(edtf).or_insert_with(|| {
                    bounds.push(*date);
                    bounds.len() as u32 - 1
                }),
            };
            codes.push(code);
        }
        if !bounds.is_empty() {
            odd.codes = codes.into();
            odd.dates = bounds.into();
        }
        self.set_numbers(&all);
    }
}
