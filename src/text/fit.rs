//! Text made to fit: shortened to a width, or broken into lines.

use unicode_segmentation::UnicodeSegmentation;

use super::{Line, Shaper, Weight, bidi, clean};

/// Ends a shortened text.
const ELLIPSIS: &str = "…";

/// A cut goes back to the last end of a word if that keeps at least this share
/// of what would fit; else inside a word. Higher cuts more words, lower wastes
/// more room.
const KEEP_AT_WORD: f32 = 0.7;

/// What fits of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitted {
    /// The text, with "…" at its end if it was shortened; empty when not even that fits.
    pub text: String,
    /// Its advance width, never more than was asked for.
    pub width: f32,
    /// True when something of the text is missing.
    pub is_shortened: bool,
}

impl Shaper {
    /// The text, shortened until it is at most `max_width` wide.
    ///
    /// The "…" follows the last letter kept in reading order: on the left of a
    /// text that runs from right to left.
    pub fn fit(&mut self, text: &str, size: f32, weight: Weight, max_width: f32) -> Fitted {
        if let Some(width) = self.plain_width(text, size, weight) {
            if width <= max_width {
                return Fitted {
                    text: text.to_owned(),
                    width,
                    is_shortened: false,
                };
            }
            if let Some(advances) = self.plain_advances(text, size, weight, max_width) {
                return self.shorten(text, advances, (size, weight), max_width);
            }
        }
        let line = self.line(text, size, weight);
        let cut_off = text.chars().nth(super::MAX_CHARS).is_some();
        if line.width <= max_width && !cut_off {
            return Fitted {
                text: line.text.clone(),
                width: line.width,
                is_shortened: false,
            };
        }
        self.shorten(&line.text, advances(&line), (line.size, weight), max_width)
    }

    /// Breaks a text into at most `max_lines` lines no wider than `max_width`,
    /// at words where it can; line ends in the text begin a new line. What does
    /// not fit is left out and the last line ends in "…".
    ///
    /// Each line is to be drawn by itself: where it would take another base
    /// direction than its paragraph's, a direction mark comes first.
    pub fn wrap(
        &mut self,
        text: &str,
        size: f32,
        weight: Weight,
        max_width: f32,
        max_lines: usize,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        let mut paragraphs = text.lines().peekable();
        while let Some(paragraph) = paragraphs.next() {
            let is_rtl = bidi::is_rtl(paragraph);
            let paragraph = clean(paragraph);
            let layout = self.layout(&paragraph, size, weight, Some(max_width.max(1.0)));
            let mut ranges = layout.lines().map(|line| line.text_range()).peekable();
            while let Some(range) = ranges.next() {
                if lines.len() == max_lines {
                    return lines;
                }
                let is_last = lines.len() + 1 == max_lines;
                let has_more = ranges.peek().is_some() || paragraphs.peek().is_some();
                let mut line = paragraph[range.clone()].trim().to_owned();
                if is_last && has_more {
                    let rest = clean(paragraph[range.start..].trim()).into_owned();
                    let shaped = self.shape(rest, size, weight);
                    let style = (shaped.size, weight);
                    line = self
                        .shorten(&shaped.text, advances(&shaped), style, max_width)
                        .text;
                }
                lines.push(with_direction(line, is_rtl));
            }
        }
        lines
    }

    /// Cuts a clean text so that it fits with "…", which it gets in any case.
    /// `advances`: where each glyph ends in it, and how wide that is.
    fn shorten(
        &mut self,
        whole: &str,
        advances: Vec<(usize, f32)>,
        (size, weight): (f32, Weight),
        max_width: f32,
    ) -> Fitted {
        let is_rtl = bidi::is_rtl(whole);
        let room = max_width - self.width(ELLIPSIS, size, weight);
        let mut cut = cut_at(whole, advances, room);
        loop {
            let kept = whole[..cut].trim_end_matches(is_left_out_before_ellipsis);
            let text = with_direction(format!("{kept}{ELLIPSIS}"), is_rtl);
            // Measured again: a letter at the end of its word may be wider than inside it.
            let width = match self.plain_width(&text, size, weight) {
                Some(width) => width,
                None => self.shape(text.clone(), size, weight).width,
            };
            if width <= max_width {
                return Fitted {
                    text,
                    width,
                    is_shortened: true,
                };
            }
            match kept.grapheme_indices(true).next_back() {
                Some((start, _)) => cut = start,
                None => {
                    return Fitted {
                        is_shortened: true,
                        ..Fitted::default()
                    };
                }
            }
        }
    }
}

/// Where each glyph of a line ends in its text, and how wide it is.
fn advances(line: &Line) -> Vec<(usize, f32)> {
    let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
    glyphs
        .map(|glyph| (glyph.text.end, glyph.advance))
        .collect()
}

/// Where to cut so that what comes before is about `room` wide.
fn cut_at(text: &str, mut advances: Vec<(usize, f32)>, room: f32) -> usize {
    advances.sort_by_key(|(end, _)| *end);
    let mut advances = advances.into_iter().peekable();
    let mut width = 0.0;
    let (mut cut, mut word_cut) = (0, 0);
    for (start, grapheme) in text.grapheme_indices(true) {
        let end = start + grapheme.len();
        while let Some((_, advance)) = advances.next_if(|(glyph_end, _)| *glyph_end <= end) {
            width += advance;
        }
        if grapheme.starts_with(char::is_whitespace) {
            word_cut = start;
        }
        if width > room {
            break;
        }
        cut = end;
    }
    if word_cut as f32 >= KEEP_AT_WORD * cut as f32 {
        word_cut.min(cut)
    } else {
        cut
    }
}

fn is_left_out_before_ellipsis(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | ':' | '،' | '؛' | '–' | '—' | '·' | '…' | '(')
}

/// The text with a direction mark before it if its own first letters would
/// give it another base direction.
fn with_direction(text: String, is_rtl: bool) -> String {
    if bidi::is_rtl(&text) == is_rtl {
        return text;
    }
    let mark = if is_rtl { '\u{200F}' } else { '\u{200E}' };
    format!("{mark}{text}")
}
