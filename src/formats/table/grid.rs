//! The rows of one block of a file on their way to a chunk: where each cell
//! lies in the text, and where each row lies in the file.
//!
//! Text and grid are apart, so that a worker uses the same grid for block after
//! block. Cells that are not in the text as they mean (a doubled quote in a
//! quoted cell) lie in [`Grid::aside`].

use super::bad::BadRow;
use crate::formats::{ImportReport, MAX_LISTED, Problem, Severity};

/// A stretch of text: from the block, or past its end from what is kept aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Span {
    pub(in crate::formats) start: u32,
    pub(in crate::formats) len: u32,
}

/// From this row on, rows and lines count up together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Jump {
    /// Among the rows that are kept, from 0.
    pub(super) row: u32,
    /// Among all rows of the block, from 0.
    pub(super) number: u32,
    /// Among the lines of the block, from 0.
    pub(super) line: u32,
}

/// The rows of a block.
#[derive(Default)]
pub(in crate::formats) struct Grid {
    /// How many cells each row has.
    pub(in crate::formats) width: usize,
    /// Row after row.
    pub(in crate::formats) cells: Vec<Span>,
    /// Text that does not stand in the block as it is meant.
    pub(in crate::formats) aside: String,
    /// Bytes of the block.
    text_len: usize,
    jumps: Vec<Jump>,
    /// Rows so far that are kept.
    kept: u32,
    /// Rows so far, lost ones among them.
    numbers: u32,
    /// Number and line of rows that are lost or mended, both from 0, and what is
    /// wrong.
    pub(super) bad: Vec<(u32, u32, BadRow)>,
    /// Line ends so far.
    pub(in crate::formats) lines: u32,
}

impl Grid {
    /// Without rows, for a block of so many bytes.
    pub(in crate::formats) fn clear(&mut self, width: usize, text_len: usize) {
        self.width = width;
        self.text_len = text_len;
        self.cells.clear();
        self.aside.clear();
        self.jumps.clear();
        self.kept = 0;
        self.numbers = 0;
        self.bad.clear();
        self.lines = 0;
    }

    /// How many rows are kept.
    pub(super) fn rows(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or_default()
    }

    /// How many rows there are, lost ones among them.
    pub(in crate::formats) fn numbers(&self) -> u32 {
        self.numbers
    }

    /// Says that the cells of a row were put into [`Grid::cells`], and on which
    /// line of the block it begins.
    #[inline]
    pub(in crate::formats) fn end_row(&mut self, line: u32) {
        self.end_row_at(self.numbers, line);
    }

    /// The same for a row with a number of its own, above those before it.
    #[inline]
    pub(in crate::formats) fn end_row_at(&mut self, number: u32, line: u32) {
        let row = self.kept;
        self.kept += 1;
        self.numbers = number.saturating_add(1);
        let is_next = self.jumps.last().is_some_and(|jump| {
            row - jump.row == number - jump.number
                && jump.line.checked_add(row - jump.row) == Some(line)
        });
        if !is_next {
            self.jumps.push(Jump { row, number, line });
        }
    }

    /// Says that the cells of so many rows were put into [`Grid::cells`], all
    /// that there are, one number and one line after the other.
    pub(in crate::formats) fn end_rows(&mut self, count: u32) {
        self.jumps.clear();
        self.jumps.push(Jump {
            row: 0,
            number: 0,
            line: 0,
        });
        (self.kept, self.numbers) = (count, count);
    }

    /// Counts a row that is lost.
    pub(in crate::formats) fn lose_row(&mut self, line: u32, wrong: BadRow) {
        self.lose_row_at(self.numbers, line, wrong);
    }

    /// The same for a row with a number of its own, above those before it.
    pub(in crate::formats) fn lose_row_at(&mut self, number: u32, line: u32, wrong: BadRow) {
        self.bad.push((number, line, wrong));
        self.numbers = number.saturating_add(1);
    }

    /// Tells of what is wrong with the row that [`Grid::end_row`] comes for next.
    pub(in crate::formats) fn mend_row(&mut self, line: u32, wrong: BadRow) {
        self.bad.push((self.numbers, line, wrong));
    }

    /// Says how long the text of the block is, where that was not known.
    pub(super) fn set_text_len(&mut self, text_len: usize) {
        self.text_len = text_len;
    }

    /// Puts text aside; the cell that it is.
    pub(in crate::formats) fn put_aside(&mut self, text: &str) -> Span {
        let start = (self.text_len + self.aside.len()) as u32;
        self.aside.push_str(text);
        Span {
            start,
            len: text.len() as u32,
        }
    }

    /// The text of a span.
    #[inline]
    pub(in crate::formats) fn text<'g>(&'g self, text: &'g str, span: Span) -> &'g str {
        let (start, len) = (span.start as usize, span.len as usize);
        match start.checked_sub(self.text_len) {
            None => &text[start..start + len],
            Some(start) => &self.aside[start..start + len],
        }
    }

    /// Where the rows lie in the file.
    pub(super) fn jumps(&self) -> &[Jump] {
        &self.jumps
    }
}

/// Problems, each with the row that it belongs to, so that the report can be
/// put in order at the end. Of one code no more are kept than the report
/// lists; further ones are only counted.
#[derive(Default)]
pub(super) struct Findings {
    listed: Vec<(u64, Problem)>,
    report: ImportReport,
}

impl Findings {
    /// Adds a problem of a row.
    pub(super) fn add(&mut self, number: u64, problem: Problem) {
        if self.report.count_only(&problem) {
            self.listed.push((number, problem));
        }
    }

    /// Adds what is in a report of one row.
    pub(super) fn add_all(&mut self, number: u64, report: ImportReport) {
        for problem in report.problems {
            self.add(number, problem);
        }
    }

    /// True when further problems of the code are only counted.
    pub(super) fn is_full(&self, code: &str) -> bool {
        let mut counts = self.report.counts_by_code();
        counts.any(|(known, count)| known == code && count >= MAX_LISTED)
    }

    /// Counts a problem of a code that is full, any of that code.
    pub(super) fn count(&mut self, like: &Problem) {
        self.report.count_only(like);
    }

    /// The first problem in the order of the file that cost a row.
    pub(super) fn first_lost(&self) -> Option<&Problem> {
        self.listed
            .iter()
            .filter(|(_, problem)| problem.severity == Severity::Lost)
            .min_by_key(|(number, _)| *number)
            .map(|(_, problem)| problem)
    }

    /// Puts everything into a report, by rows.
    pub(super) fn tell(mut self, report: &mut ImportReport) {
        self.listed
            .sort_by_key(|(number, problem)| (*number, stage(problem.code)));
        let listed = self.listed.into_iter().map(|(_, problem)| problem);
        report.append(self.report, listed);
    }
}

/// In which order the problems of one row are met when it is read.
fn stage(code: &str) -> u8 {
    match code {
        "double-id" => 1,
        "too-many-lanes" => 2,
        "cell" => 3,
        _ => 0,
    }
}
