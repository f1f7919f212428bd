//! Visual order for a shaper that has no bidi: egui's.
//!
//! egui 0.37 shapes every section of a job by itself, guesses its direction
//! from its letters and sets the sections from left to right. So a text with
//! right-to-left parts is given to it as pieces in visual order, each of which
//! comes out right by itself: words of a right-to-left script as they are
//! written, everything else in it reversed, with brackets mirrored.
//!
//! ```text
//! stored   سال ۱۹۷۹ (Kabul)     first letter right-to-left
//! pieces   "(" "Kabul" ")" " " "۱" "۹" "۷" "۹" " " "سال"     left to right
//! ```
//!
//! For one line only; wrapping is done before (`Shaper::wrap`).

use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Direction, Level, bidi_class, get_base_direction};

use super::clean;

/// A piece of a line that egui can shape by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisualRun {
    /// What to shape, in logical order within the piece.
    pub text: String,
    /// True for a word of a right-to-left script.
    pub is_rtl: bool,
}

/// True when the first strong character runs from right to left (UAX #9, P2 and P3).
pub fn is_rtl(text: &str) -> bool {
    get_base_direction(text) == Direction::Rtl
}

/// The pieces of a line from left to right; see the head of the module.
///
/// Direction marks and isolates have done their work and are left out.
pub fn visual_runs(text: &str) -> Vec<VisualRun> {
    let text = clean(text);
    if text.is_ascii() || !text.chars().any(may_reorder) {
        let text: String = text.chars().filter(|c| !is_direction_control(*c)).collect();
        return if text.is_empty() {
            Vec::new()
        } else {
            vec![VisualRun {
                text,
                is_rtl: false,
            }]
        };
    }
    let base = if is_rtl(&text) {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let info = BidiInfo::new(&text, Some(base));
    let mut pieces = Pieces::default();
    for paragraph in &info.paragraphs {
        let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let part = &text[run.clone()];
            if levels[run.start].is_rtl() {
                pieces.push_reversed(part);
            } else {
                pieces.push_forward(part);
            }
        }
    }
    pieces.done
}

/// Where the digits of Arabic script are: each unbroken sequence, in bytes.
pub(super) fn arabic_digits(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, c) in text.char_indices().filter(|(_, c)| is_arabic_digit(*c)) {
        let end = start + c.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

#[derive(Default)]
struct Pieces {
    done: Vec<VisualRun>,
}

impl Pieces {
    /// A part that runs from left to right. Digits of Arabic script stand alone,
    /// for egui would turn a piece that begins with one around.
    fn push_forward(&mut self, part: &str) {
        for c in part.chars().filter(|c| !is_direction_control(*c)) {
            if is_arabic_digit(c) {
                self.push(c.to_string(), false);
            } else {
                self.push_char(c);
            }
        }
    }

    /// A part that runs from right to left: its words in reverse order, what
    /// lies between them turned around and mirrored.
    fn push_reversed(&mut self, part: &str) {
        let mut end = part.len();
        while let Some(last) = part[..end].chars().next_back() {
            let start = word_start(part, end);
            if start < end {
                self.push(part[start..end].to_owned(), true);
                end = start;
                continue;
            }
            end -= last.len_utf8();
            if !is_direction_control(last) {
                self.push_char(mirrored(last));
            }
        }
    }

    fn push(&mut self, text: String, is_rtl: bool) {
        self.done.push(VisualRun { text, is_rtl });
    }

    /// Adds a character to the piece before it where that is left to right too.
    fn push_char(&mut self, c: char) {
        match self.done.last_mut() {
            Some(last) if !last.is_rtl && !last.text.chars().all(is_arabic_digit) => {
                last.text.push(c);
            }
            _ => self.push(c.to_string(), false),
        }
    }
}

/// Where the word that ends at `end` begins; `end` if no word ends there. Marks
/// and joiners belong to the letter before them.
fn word_start(part: &str, end: usize) -> usize {
    let mut start = end;
    for (at, c) in part[..end].char_indices().rev() {
        match bidi_class(c) {
            BidiClass::R | BidiClass::AL if !is_direction_control(c) => start = at,
            BidiClass::NSM => {}
            _ if is_joiner(c) => {}
            _ => break,
        }
    }
    start
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Characters that may make the order differ from the one written.
pub fn may_reorder(c: char) -> bool {
    is_arabic_digit(c)
        || is_direction_control(c)
        || matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::AN)
}

/// Marks and isolates: they order the text and show nothing.
fn is_direction_control(c: char) -> bool {
    matches!(
        c,
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2066}'..='\u{2069}'
    )
}

/// Digits and number signs of Arabic script: numbers run from left to right,
/// their script from right to left.
fn is_arabic_digit(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{0605}' | '\u{0660}'..='\u{066C}' | '\u{06DD}' | '\u{06F0}'..='\u{06F9}')
}

/// The other one of a pair (UAX #9, L4); the pairs that occur in titles.
fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 17] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('≤', '≥'),
        ('⁅', '⁆'),
        ('⁽', '⁾'),
        ('₍', '₎'),
        ('⌈', '⌉'),
        ('⌊', '⌋'),
        ('⟨', '⟩'),
        ('⟪', '⟫'),
        ('⟦', '⟧'),
        ('〈', '〉'),
        ('《', '》'),
    ];
    let pair = PAIRS.iter().find(|(open, close)| c == *open || c == *close);
    pair.map_or(c, |(open, close)| if c == *open { *close } else { *open })
}
