//! What is asked of an event without its date, in one byte.

use super::ShowOnly;
use crate::dates::{Bounds, Precision};
use crate::model::Brief;

/// Importance of an event that states none: between 2 and 3 would be the
/// middle of 1–5, and 3 keeps unmarked datasets in one class.
const DEFAULT_IMPORTANCE: u8 = 3;
/// The least and the greatest importance.
pub(super) const LEAST: u8 = 1;
pub(super) const MOST: u8 = 5;
const IMPORTANCE: u8 = 0b111;

/// Importance in the low three bits, then a bit for each mark of evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look(u8);

impl Look {
    pub(super) fn of(brief: &Brief) -> Look {
        let importance = brief.importance.unwrap_or(DEFAULT_IMPORTANCE);
        let mut look = importance.clamp(LEAST, MOST);
        let marks = brief.evidence;
        for (mark, holds) in [
            (ShowOnly::Disputed, marks.is_disputed),
            (
                ShowOnly::ApproximateDate,
                brief.date.is_some_and(|date| is_inexact(&date)),
            ),
            (ShowOnly::PrimarySource, marks.has_primary_source),
            (ShowOnly::OneVoice, marks.is_single_voice),
        ] {
            if holds {
                look |= bit(mark);
            }
        }
        Look(look)
    }

    /// 1 to 5.
    #[inline]
    pub(super) fn importance(self) -> u8 {
        self.0 & IMPORTANCE
    }

    #[inline]
    pub(super) fn has(self, mark: ShowOnly) -> bool {
        self.0 & bit(mark) != 0
    }

    /// True when it has all of the marks.
    #[inline]
    pub(super) fn has_all(self, marks: Look) -> bool {
        self.0 & marks.0 == marks.0
    }

    /// Marks alone.
    pub(super) fn of_marks<'a>(marks: impl IntoIterator<Item = &'a ShowOnly>) -> Look {
        Look(marks.into_iter().fold(0, |look, mark| look | bit(*mark)))
    }
}

fn bit(mark: ShowOnly) -> u8 {
    match mark {
        ShowOnly::Disputed => 1 << 3,
        ShowOnly::ApproximateDate => 1 << 4,
        ShowOnly::PrimarySource => 1 << 5,
        ShowOnly::OneVoice => 1 << 6,
    }
}

/// True when the date is marked approximate or uncertain, or coarser than a
/// day.
fn is_inexact(date: &Bounds) -> bool {
    date.is_approximate || date.is_uncertain || date.precision() < Precision::Day
}
