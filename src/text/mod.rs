//! Bundled fonts, shaping, measuring: text to positioned glyphs.
//!
//! One service for the window and for every export. Fonts are the four in
//! `assets/fonts`, never the system's, so that the same text has the same
//! width everywhere.
//!
//! All lengths are pixels at scale 1. A text is one line with a base direction
//! of its own, taken from its first strong character; line ends, tabs and
//! other control characters count as spaces, and direction overrides are
//! dropped, so that a text never reads otherwise than it is stored (see
//! [`clean`]).

pub mod bidi;
pub(crate) mod cache;
mod fit;
pub mod fonts;
mod numbers;
mod plain;
mod shaper;

use std::borrow::Cow;

pub use bidi::is_rtl;
pub use fit::Fitted;
pub use fonts::FontId;
pub use numbers::{counted, grouped};
pub use shaper::{Glyph, GlyphRun, Line, Shaper};

/// Weight of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Book weight.
    #[default]
    Regular,
    /// Bold.
    Bold,
}

/// Longest text that is shaped, in characters; what follows is cut off. No
/// screen shows as many in one line, and a hostile title of megabytes must not
/// stall the drawing.
pub const MAX_CHARS: usize = 4096;

/// Largest size shaped, in pixels per em; larger ones are taken for this.
pub const MAX_SIZE: f32 = 1000.0;

/// The text as it is shaped: controls and line ends become spaces, direction
/// embeddings and overrides (U+202A–U+202E) and byte order marks go, no more
/// than [`MAX_CHARS`] characters stay, and no more than a few combining marks
/// in a row. Direction marks and isolates stay, for
/// they change the order of no word that is written out.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    if text
        .chars()
        .all(|c| !is_space_like(c) && !is_dropped(c) && !is_stacking(c))
    {
        return Cow::Borrowed(text);
    }
    let mut stacked = 0;
    let kept = text.chars().filter(|&c| {
        stacked = if is_stacking(c) { stacked + 1 } else { 0 };
        !is_dropped(c) && stacked <= MOST_STACKED
    });
    Cow::Owned(
        kept.map(|c| if is_space_like(c) { ' ' } else { c })
            .collect(),
    )
}

/// Combining marks that one letter may carry; no script needs more. Thousands
/// of them would draw a line through the whole picture.
const MOST_STACKED: usize = 4;

/// Marks of the blocks for general use, which may follow each other without
/// end.
fn is_stacking(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

fn is_space_like(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_dropped(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{FEFF}')
}
