//! A column of text in little room.
//!
//! What fits best is chosen for each column of each chunk: nothing where every
//! cell is empty; a code for cells of few different values; a number where the
//! cells count up; else the text itself, with the length of a cell in one byte
//! and its place in four for every [`STRIDE`] cells. What all cells begin with
//! is kept once.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use crate::model::search::Needle;

/// How many cells share one place.
const STRIDE: usize = 32;

/// Cells longer than this are kept with a place each.
const LONGEST: usize = u8::MAX as usize;

/// A start that all cells share is taken off when it is at least so long.
const LEAST_PREFIX: usize = 4;

/// A column of text.
#[derive(Debug, Clone)]
pub(super) enum Texts {
    /// Every cell is empty.
    Blank,
    /// A whole number, one more from cell to cell.
    Counting(u64),
    /// A code for each cell.
    Coded { codes: Box<[u8]>, values: Long },
    /// A code for each cell, where there are more than 256.
    WideCoded { codes: Box<[u16]>, values: Long },
    /// Short texts.
    Short {
        /// What every cell that is not empty begins with.
        prefix: Box<str>,
        text: Box<str>,
        /// Bytes of each cell past the prefix; 0 for an empty cell.
        lengths: Box<[u8]>,
        places: Box<[u32]>,
    },
    /// Texts of any length.
    Long(Long),
}

/// Texts one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Long {
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Long {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them.
    pub(super) fn get(&self, at: usize) -> &str {
        let start = match at {
            0 => 0,
            _ => self.ends[at - 1] as usize,
        };
        &self.text[start..self.ends[at] as usize]
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<'t> FromIterator<&'t str> for Long {
    fn from_iter<I: IntoIterator<Item = &'t str>>(cells: I) -> Long {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
            ends.push(text.len() as u32);
        }
        Long {
            text: text.into_boxed_str(),
            ends: ends.into_boxed_slice(),
        }
    }
}

impl Texts {
    /// A cell.
    pub(super) fn get(&self, at: usize) -> Cow<'_, str> {
        match self {
            Texts::Counting(first) => Cow::Owned((first + at as u64).to_string()),
            Texts::Short {
                prefix,
                text,
                lengths,
                places,
            } => {
                let before = &lengths[at / STRIDE * STRIDE..at];
                let start = places[at / STRIDE] as usize
                    + before
                        .iter()
                        .map(|length| usize::from(*length))
                        .sum::<usize>();
                let length = usize::from(lengths[at]);
                let rest = &text[start..start + length];
                if prefix.is_empty() || length == 0 {
                    Cow::Borrowed(rest)
                } else {
                    Cow::Owned([prefix, rest].concat())
                }
            }
            _ => Cow::Borrowed(self.coded(at).unwrap_or_default()),
        }
    }

    /// True when a cell is empty.
    #[inline]
    pub(super) fn is_blank(&self, at: usize) -> bool {
        match self {
            Texts::Blank => true,
            Texts::Counting(_) => false,
            Texts::Short { lengths, .. } => lengths[at] == 0,
            _ => self.coded(at).is_none_or(str::is_empty),
        }
    }

    /// Calls for some cells in order, without memory of its own for each.
    pub(super) fn each(&self, range: Range<usize>, mut with: impl FnMut(usize, &str)) {
        match self {
            Texts::Counting(first) => {
                let mut number = String::new();
                for at in range {
                    number.clear();
                    // Writing to a text does not fail.
                    let _ = write!(number, "{}", first + at as u64);
                    with(at, &number);
                }
            }
            Texts::Short {
                prefix,
                text,
                lengths,
                ..
            } => {
                let mut start = self.start_in_text(range.start);
                let mut whole = String::from(&**prefix);
                for at in range {
                    let rest = &text[start..start + usize::from(lengths[at])];
                    start += rest.len();
                    if prefix.is_empty() || rest.is_empty() {
                        with(at, rest);
                    } else {
                        whole.truncate(prefix.len());
                        whole.push_str(rest);
                        with(at, &whole);
                    }
                }
            }
            _ => {
                for at in range {
                    with(at, self.coded(at).unwrap_or_default());
                }
            }
        }
    }

    /// Calls for some of the cells that have the needle; false, without a
    /// call, where the column is not kept so that it can be searched in one go.
    pub(super) fn search(
        &self,
        range: Range<usize>,
        needle: &Needle,
        mut hit: impl FnMut(usize),
    ) -> bool {
        let Texts::Short {
            prefix,
            text,
            lengths,
            ..
        } = self
        else {
            return matches!(self, Texts::Blank);
        };
        if needle.matches(prefix) || !is_free_of(prefix, needle) {
            return false;
        }
        let (mut at, mut start) = (range.start, self.start_in_text(range.start));
        let mut whole = String::from(&**prefix);
        // What follows may be looked at in vain; it is not cut off within a
        // character.
        let last = match range.end < lengths.len() {
            true => self.start_in_text(range.end),
            false => text.len(),
        };
        let bytes = &text.as_bytes()[..last];
        let mut from = start;
        while let Some(place) = needle.next_candidate(bytes, from) {
            while at < range.end && start + usize::from(lengths[at]) <= place {
                start += usize::from(lengths[at]);
                at += 1;
            }
            if at >= range.end {
                break;
            }
            let end = start + usize::from(lengths[at]);
            let rest = &text[start..end];
            let is_hit = if prefix.is_empty() {
                needle.matches(rest)
            } else {
                whole.truncate(prefix.len());
                whole.push_str(rest);
                needle.matches(&whole)
            };
            if is_hit {
                hit(at);
            }
            from = end;
        }
        true
    }

    /// Where a cell begins in the text of short cells.
    fn start_in_text(&self, at: usize) -> usize {
        match self {
            Texts::Short {
                lengths, places, ..
            } if at < lengths.len() => {
                let before = &lengths[at / STRIDE * STRIDE..at];
                places[at / STRIDE] as usize
                    + before
                        .iter()
                        .map(|length| usize::from(*length))
                        .sum::<usize>()
            }
            _ => 0,
        }
    }

    /// The first of so many cells that is this text.
    pub(super) fn position(&self, count: usize, wanted: &str) -> Option<usize> {
        match self {
            Texts::Counting(first) => {
                let at = whole_number(wanted)?.checked_sub(*first)?;
                usize::try_from(at).ok().filter(|at| *at < count)
            }
            Texts::Short {
                prefix,
                text,
                lengths,
                ..
            } if !wanted.is_empty() => {
                let rest = wanted.strip_prefix(&**prefix)?.as_bytes();
                let mut start = 0;
                lengths.iter().position(|length| {
                    let length = usize::from(*length);
                    let is_same = length == rest.len()
                        && length > 0
                        && &text.as_bytes()[start..start + length] == rest;
                    start += length;
                    is_same
                })
            }
            _ => (0..count).find(|at| self.get(*at) == wanted),
        }
    }

    /// A cell that is kept as it stands or by a code.
    fn coded(&self, at: usize) -> Option<&str> {
        match self {
            Texts::Coded { codes, values } => Some(values.get(usize::from(codes[at]))),
            Texts::WideCoded { codes, values } => Some(values.get(usize::from(codes[at]))),
            Texts::Long(texts) => Some(texts.get(at)),
            Texts::Blank | Texts::Counting(_) | Texts::Short { .. } => None,
        }
    }

    /// The different values, in the order met, and for each cell which it is;
    /// `None` for a column that is not kept so.
    pub(super) fn codes(&self) -> Option<(&Long, Codes<'_>)> {
        match self {
            Texts::Coded { codes, values } => Some((values, Codes::Narrow(codes))),
            Texts::WideCoded { codes, values } => Some((values, Codes::Wide(codes))),
            _ => None,
        }
    }
}

/// True when nothing that matches has its tell-tale pair of bytes in the
/// start that all cells share, or across its end.
fn is_free_of(prefix: &str, needle: &Needle) -> bool {
    let Some(last) = prefix.as_bytes().last() else {
        return true;
    };
    needle.next_candidate(prefix.as_bytes(), 0).is_none()
        && (0..=u8::MAX).all(|next| needle.next_candidate(&[*last, next], 0) != Some(0))
}

/// Which value each cell has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Codes<'c> {
    Narrow(&'c [u8]),
    Wide(&'c [u16]),
}

impl Codes<'_> {
    /// The number of a cell's value.
    pub(super) fn get(&self, at: usize) -> usize {
        match self {
            Codes::Narrow(codes) => usize::from(codes[at]),
            Codes::Wide(codes) => usize::from(codes[at]),
        }
    }
}

/// How a column should be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// By a code, whatever it costs.
    Coded,
    /// So that a cell can be lent: not counted, not without its start.
    Lent,
    /// In the least room.
    Small,
}

/// Room that is used again from column to column.
#[derive(Default)]
pub(super) struct Packer {
    text: String,
    lengths: Vec<u8>,
    places: Vec<u32>,
    codes: Vec<u16>,
    values: Dictionary,
}

/// How many cells are looked at before codes are given up.
const SAMPLE: usize = 256;

impl Packer {
    /// Keeps the cells, which are asked for by their number.
    pub(super) fn pack<'t>(
        &mut self,
        count: usize,
        wish: Wish,
        cell: impl Fn(usize) -> &'t str,
    ) -> Texts {
        if wish == Wish::Coded {
            let coded = self.coded(count, usize::from(u16::MAX), &cell);
            return coded.unwrap_or_else(|| Texts::Long((0..count).map(&cell).collect()));
        }
        if let Some(counting) = counting(count, wish, &cell) {
            return counting;
        }
        // Few different values in the first cells are worth a try.
        let first = count.min(SAMPLE);
        if self.coded(first, (first / 4).max(1), &cell).is_some()
            && let Some(coded) = self.coded(count, 256, &cell)
        {
            return coded;
        }
        self.short(count, wish, &cell)
    }

    /// By codes, if there are no more different values than `most`.
    fn coded<'t>(
        &mut self,
        count: usize,
        most: usize,
        cell: &impl Fn(usize) -> &'t str,
    ) -> Option<Texts> {
        self.codes.clear();
        self.values.clear();
        for at in 0..count {
            let code = self.values.code(cell(at));
            if usize::from(code) >= most {
                return None;
            }
            self.codes.push(code);
        }
        let values = self.values.long();
        if values.len() <= 1 && values.text.is_empty() {
            return Some(Texts::Blank);
        }
        Some(if values.len() <= 256 {
            let codes = self.codes.iter().map(|code| *code as u8).collect();
            Texts::Coded { codes, values }
        } else {
            let codes = self.codes.as_slice().into();
            Texts::WideCoded { codes, values }
        })
    }

    fn short<'t>(&mut self, count: usize, wish: Wish, cell: &impl Fn(usize) -> &'t str) -> Texts {
        let prefix = match wish {
            Wish::Small => shared_start(count, cell),
            _ => "",
        };
        self.text.clear();
        self.lengths.clear();
        self.places.clear();
        let mut is_blank = true;
        for at in 0..count {
            if at % STRIDE == 0 {
                self.places.push(self.text.len() as u32);
            }
            let text = cell(at);
            let rest = text.get(prefix.len()..).unwrap_or_default();
            if rest.len() > LONGEST {
                return Texts::Long((0..count).map(cell).collect());
            }
            is_blank &= text.is_empty();
            self.text.push_str(rest);
            self.lengths.push(rest.len() as u8);
        }
        if is_blank {
            return Texts::Blank;
        }
        Texts::Short {
            prefix: prefix.into(),
            text: self.text.as_str().into(),
            lengths: self.lengths.as_slice().into(),
            places: self.places.as_slice().into(),
        }
    }
}

/// Whole numbers without leading zeros, each one more than the one before.
fn counting<'t>(count: usize, wish: Wish, cell: &impl Fn(usize) -> &'t str) -> Option<Texts> {
    if wish != Wish::Small || count == 0 {
        return None;
    }
    let first = whole_number(cell(0))?;
    (1..count)
        .all(|at| whole_number(cell(at)) == Some(first + at as u64))
        .then_some(Texts::Counting(first))
}

/// The number, if the text is the usual way to write it.
pub(super) fn whole_number(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    // Nineteen digits always fit, and leave room to count on.
    if !(1..=18).contains(&bytes.len()) || (bytes[0] == b'0' && bytes.len() > 1) {
        return None;
    }
    let mut number = 0;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

/// What all cells that are not empty begin with, and none of them is; nothing
/// where it is not worth it.
fn shared_start<'t>(count: usize, cell: &impl Fn(usize) -> &'t str) -> &'t str {
    let mut cells = (0..count).map(cell).filter(|cell| !cell.is_empty());
    let Some(mut start) = cells.next() else {
        return "";
    };
    start = &start[..start.floor_char_boundary(start.len() - 1)];
    for cell in cells {
        if !cell.starts_with(start) || cell.len() == start.len() {
            let same = start
                .bytes()
                .zip(cell.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            start = &start[..start.floor_char_boundary(same.min(cell.len() - 1))];
            if start.len() < LEAST_PREFIX {
                return "";
            }
        }
    }
    if start.len() < LEAST_PREFIX {
        ""
    } else {
        start
    }
}

/// Texts and their numbers, for at most 65,536 different ones.
#[derive(Default)]
struct Dictionary {
    text: String,
    ends: Vec<u32>,
    /// Number of a value plus one, by hash; a power of two of them.
    slots: Vec<u32>,
}

impl Dictionary {
    const FIRST_SLOTS: usize = 1024;

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.slots.clear();
        self.slots.resize(Dictionary::FIRST_SLOTS, 0);
    }

    fn long(&self) -> Long {
        Long {
            text: self.text.as_str().into(),
            ends: self.ends.as_slice().into(),
        }
    }

    fn get(&self, at: usize) -> &str {
        let start = match at {
            0 => 0,
            _ => self.ends[at - 1] as usize,
        };
        &self.text[start..self.ends[at] as usize]
    }

    /// The number of a text, which is added where it is new. Past the last
    /// number it stays the last.
    #[inline]
    fn code(&mut self, text: &str) -> u16 {
        let mask = self.slots.len() - 1;
        let mut slot = hash(text.as_bytes()) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                known if self.get(known as usize - 1) == text => return (known - 1) as u16,
                _ => slot = (slot + 1) & mask,
            }
        }
        let code = self.ends.len();
        if code >= usize::from(u16::MAX) {
            return u16::MAX;
        }
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.slots[slot] = code as u32 + 1;
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        code as u16
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let mut slots = vec![0; mask + 1];
        for code in 0..self.ends.len() {
            let mut slot = hash(self.get(code).as_bytes()) as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = code as u32 + 1;
        }
        self.slots = slots;
    }
}

/// Good enough to tell values of one column apart; nothing depends on it.
#[inline]
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = bytes.len() as u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        hash = (hash ^ word).wrapping_mul(FACTOR).rotate_left(29);
    }
    let mut last = 0;
    for byte in words.remainder() {
        last = last << 8 | u64::from(*byte);
    }
    (hash ^ last).wrapping_mul(FACTOR) >> 20
}

/// What the tests of packing measure.
#[cfg(test)]
impl Long {
    fn bytes(&self) -> usize {
        self.text.len() + 4 * self.ends.len()
    }
}

#[cfg(test)]
impl Texts {
    /// Bytes that it takes, and how many of them are text.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Texts::Blank | Texts::Counting(_) => 0,
            Texts::Coded { codes, values } => codes.len() + values.bytes(),
            Texts::WideCoded { codes, values } => 2 * codes.len() + values.bytes(),
            Texts::Short {
                prefix,
                text,
                lengths,
                places,
            } => prefix.len() + text.len() + lengths.len() + 4 * places.len(),
            Texts::Long(texts) => texts.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn columns() -> impl Strategy<Value = Vec<String>> {
        prop_oneof![
            prop::collection::vec("[a-c]{0,2}", 0..700),
            prop::collection::vec("(https://é\\.org/[a-zé]{0,3})?", 0..100),
            prop::collection::vec(".{0,3}", 0..600),
            prop::collection::vec("(x{250,260}|é)", 0..5),
            (0_u64..2000, 0..200_u64).prop_map(|(first, count)| {
                (first..first + count).map(|id| id.to_string()).collect()
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_column_gives_back_its_cells(cells in columns()) {
            let mut packer = Packer::default();
            for wish in [Wish::Coded, Wish::Lent, Wish::Small] {
                let texts = packer.pack(cells.len(), wish, |at| cells[at].as_str());
                for (at, cell) in cells.iter().enumerate() {
                    let got = texts.get(at);
                    prop_assert_eq!(got.as_ref(), cell, "{:?}", wish);
                    prop_assert!(wish == Wish::Small || matches!(got, Cow::Borrowed(_)));
                }
            }
        }
    }

    #[test]
    fn a_column_takes_the_room_that_it_needs() {
        let mut packer = Packer::default();
        let addresses: Vec<String> = (0..1000)
            .map(|n| format!("https://example.org/{n:04}"))
            .collect();
        let texts = packer.pack(1000, Wish::Small, |at| &addresses[at]);
        assert!(texts.bytes() < 6_000, "{}", texts.bytes());
        assert!(matches!(packer.pack(9, Wish::Small, |_| ""), Texts::Blank));
        let ids: Vec<String> = (7..99).map(|n: u64| n.to_string()).collect();
        assert!(matches!(
            packer.pack(92, Wish::Small, |at| &ids[at]),
            Texts::Counting(7)
        ));
        assert!(matches!(
            packer.pack(92, Wish::Small, |at| ["a", "b"][at % 2]),
            Texts::Coded { .. }
        ));
    }
}
