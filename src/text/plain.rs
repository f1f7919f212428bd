//! Plain text measured word by word.
//!
//! A view that moves shows titles that were never measured, made of words that
//! were. Latin script has neither kerning nor ligatures across a space in the
//! bundled fonts, so a line is as wide as its words and the spaces between
//! them, and only new words need to be shaped.

use super::{MAX_CHARS, MAX_SIZE, Shaper, Weight};

/// Longest text that is measured so, in bytes; no title in a view is longer.
const LONGEST: usize = 512;

/// True for a text that is as wide as its words: left to right, one space
/// between words, nothing that [`clean`](super::clean) would change.
fn is_plain(text: &str) -> bool {
    let is_plain = |c: char| matches!(c, ' '..='~' | '\u{A1}'..='\u{17F}' | '–' | '—' | '‘' | '’' | '“' | '”' | '…');
    text.len() <= LONGEST.min(MAX_CHARS)
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
        && text.chars().all(is_plain)
        // Without a letter, the digits and signs have no direction of their own.
        && text.contains(char::is_alphabetic)
}

impl Shaper {
    /// Width of a plain text, without shaping it as a whole; `None` for others.
    pub(super) fn plain_width(&mut self, text: &str, size: f32, weight: Weight) -> Option<f32> {
        if !is_plain(text) || size.is_nan() || size <= 0.0 {
            return None;
        }
        let space = self.space(size, weight);
        let mut width = -space;
        for word in text.split(' ') {
            width += space + self.word_width(word, size, weight);
        }
        Some(width)
    }

    fn space(&mut self, size: f32, weight: Weight) -> f32 {
        self.ascii_width(" ", weight) * size.min(MAX_SIZE)
    }

    fn word_width(&mut self, word: &str, size: f32, weight: Weight) -> f32 {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        match is_number {
            true => self.number_width(word, size, weight),
            false => self.line(word, size, weight).width,
        }
    }

    /// The end and the advance of each glyph of a plain text, up to the first
    /// word that ends past `room`; `None` for others.
    pub(super) fn plain_advances(
        &mut self,
        text: &str,
        size: f32,
        weight: Weight,
        room: f32,
    ) -> Option<Vec<(usize, f32)>> {
        if !is_plain(text) || size.is_nan() || size <= 0.0 {
            return None;
        }
        let space = self.space(size, weight);
        let mut advances = Vec::new();
        let (mut start, mut width) = (0, 0.0);
        for word in text.split(' ') {
            let line = self.line(word, size, weight);
            let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
            advances.extend(glyphs.map(|glyph| (start + glyph.text.end, glyph.advance)));
            start += word.len() + 1;
            advances.push((start, space));
            width += line.width + space;
            if width > room {
                break;
            }
        }
        Some(advances)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_text_is_as_wide_as_its_words(
            words in prop::collection::vec("[A-Za-z0-9.,;:'()/&–—’“”éüñßŠž-]{1,9}|[0-9]{1,5}", 1..7),
            size in 8.0_f32..30.0,
            is_bold: bool,
        ) {
            let text = words.join(" ");
            let weight = if is_bold { Weight::Bold } else { Weight::Regular };
            let mut shaper = Shaper::new();
            if let Some(width) = shaper.plain_width(&text, size, weight) {
                let whole = shaper.shape(text.clone(), size, weight).width;
                prop_assert!((width - whole).abs() < 0.02, "{text}: {width}, {whole}");
            }
        }
    }

    #[test]
    fn what_has_another_direction_or_other_spaces_is_not_plain() {
        for text in [
            "سلام",
            "Kabul سلام",
            " a",
            "a ",
            "a  b",
            "1979",
            "a\u{202E}b",
            "a\tb",
        ] {
            assert!(!is_plain(text), "{text}");
        }
        assert!(is_plain("Treaty of Gandomak, 26 May 1879"));
    }
}
