//! Lines and columns in a file of which only a part is at hand.

use crate::formats::bytes::Lines;
use crate::formats::{Problem, ReadError};

/// Line and character of a byte, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl At {
    /// The first byte of a file.
    pub(super) const START: At = At { line: 1, column: 1 };

    /// The byte behind a text that begins here. A text that ends in CR is not
    /// followed by LF.
    pub(super) fn after(self, text: &[u8]) -> At {
        let Some(last) = memchr::memrchr2(b'\n', b'\r', text) else {
            return At {
                line: self.line,
                column: self.column + chars(text),
            };
        };
        let mut ends = memchr::memchr_iter(b'\n', text).count();
        ends += memchr::memchr_iter(b'\r', text)
            .filter(|at| text.get(at + 1) != Some(&b'\n'))
            .count();
        At {
            line: self.line + ends as u64,
            column: 1 + chars(&text[last + 1..]),
        }
    }

    /// What is at a line and column of a text that begins here.
    pub(super) fn shifted(self, line: u64, column: u64) -> At {
        match line {
            1 => At {
                line: self.line,
                column: (self.column + column).saturating_sub(1),
            },
            _ => At {
                line: self.line + line - 1,
                column,
            },
        }
    }

    /// The same for a text of which the first characters, all on one line, are
    /// not in the file.
    pub(super) fn shifted_past(self, prefix: &str, line: u64, column: u64) -> At {
        match line {
            1 => self.shifted(1, column.saturating_sub(prefix.len() as u64)),
            _ => self.shifted(line, column),
        }
    }
}

/// Continuation bytes of UTF-8 do not begin a character.
fn chars(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}

/// Changes the place that an error tells, if it tells one.
pub(super) fn moved(mut error: ReadError, to: impl Fn(u64, u64) -> At) -> ReadError {
    match &mut error {
        ReadError::NotUtf8 { line, column, .. }
        | ReadError::Truncated { line, column, .. }
        | ReadError::Json { line, column, .. }
        | ReadError::TooDeep { line, column } => {
            let at = to(*line, *column);
            (*line, *column) = (at.line, at.column);
        }
        _ => {}
    }
    error
}

/// Changes the place of a problem.
pub(super) fn moved_problem(problem: &mut Problem, to: impl Fn(u64, u64) -> At) {
    if let (Some(line), Some(column)) = (problem.place.line, problem.place.column) {
        let at = to(line, column);
        problem.place.line = Some(at.line);
        problem.place.column = Some(at.column);
    }
}

/// A part of the file that was left out of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hole {
    /// Where in the text.
    pub(super) offset: usize,
    /// Where in the file is what follows it.
    pub(super) behind: At,
}

/// The place in the file of a line and column of a text with holes.
pub(super) struct Mended {
    /// For each hole, where it is in the text.
    holes: Vec<(At, At)>,
}

impl Mended {
    pub(super) fn new(text: &[u8], holes: &[Hole]) -> Mended {
        let lines = Lines::new(text);
        let holes = holes.iter().map(|hole| {
            let (line, column) = lines.place(hole.offset);
            (At { line, column }, hole.behind)
        });
        Mended {
            holes: holes.collect(),
        }
    }

    pub(super) fn place(&self, line: u64, column: u64) -> At {
        let is_before = |hole: &&(At, At)| (hole.0.line, hole.0.column) <= (line, column);
        match self.holes.iter().rev().find(is_before) {
            None => At { line, column },
            Some((hole, behind)) if hole.line == line => {
                behind.shifted(1, column - hole.column + 1)
            }
            Some((hole, behind)) => behind.shifted(line - hole.line + 1, column),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_those_of_the_whole_text(text in "[a\né\r,]{0,20}", cut in 0_usize..21, other in 0_usize..21) {
            let lines = Lines::new(text.as_bytes());
            let boundary = |at: usize| {
                let mut at = at.min(text.len());
                // Not within a character nor within a line end.
                while !text.is_char_boundary(at) || text[..at].ends_with('\r') {
                    at -= 1;
                }
                at
            };
            let (from, to) = (boundary(cut.min(other)), boundary(cut.max(other)));
            let at = |offset| { let (line, column) = lines.place(offset); At { line, column } };
            let bytes = text.as_bytes();
            prop_assert_eq!(At::START.after(&bytes[..from]), at(from));
            prop_assert_eq!(at(from).after(&bytes[from..to]), at(to));
            let (line, column) = Lines::new(&bytes[from..]).place(to - from);
            prop_assert_eq!(at(from).shifted(line, column), at(to));

            // Without what stands between.
            let holed = [&bytes[..from], &bytes[to..]].concat();
            let mended = Mended::new(&holed, &[Hole { offset: from, behind: at(to) }]);
            for offset in (0..=holed.len()).filter(|at| holed.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80)) {
                let whole = if offset < from { offset } else { offset - from + to };
                if offset >= from || !bytes[..from].ends_with(b"\r") {
                    let (line, column) = Lines::new(&holed).place(offset);
                    prop_assert_eq!(mended.place(line, column), at(whole), "{:?} {}..{}", text, from, to);
                }
            }
        }
    }
}
