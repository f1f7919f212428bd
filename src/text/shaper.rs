//! One line of text to glyphs at their places, by parley.

use std::ops::Range;
use std::sync::Arc;

use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    FontContext, FontFamily, FontFamilyName, FontFeatures, FontWeight, Layout, LayoutContext,
    OverflowWrap, StyleProperty,
};

use super::cache::Cache;
use super::fonts::{ALL, ARABIC, LATIN};
use super::{FontId, MAX_SIZE, Weight, bidi, clean};

/// For digits of Arabic script: egui shapes each by itself (see [`bidi`]), and
/// with kerning a year would be wider in the window than measured here.
const NO_KERNING: &str = "\"kern\" 0";

/// A glyph at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Number of the glyph in its font; 0 where no bundled font has the character.
    pub id: u32,
    /// To the right of the line's left end.
    pub x: f32,
    /// Below the baseline (negative above).
    pub y: f32,
    /// How far the pen moves to the right.
    pub advance: f32,
    /// Bytes of [`Line::text`] that it stands for; the glyphs of one cluster
    /// share theirs, a ligature's covers all its letters.
    pub text: Range<usize>,
}

/// Glyphs of one font and direction, left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// In which font.
    pub font: FontId,
    /// True when the text runs from right to left.
    pub is_rtl: bool,
    /// The glyphs in visual order, left to right.
    pub glyphs: Vec<Glyph>,
    /// Bytes of [`Line::text`] that the run stands for.
    pub text: Range<usize>,
}

/// A shaped line, its origin the left end of the baseline, y down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// The text as it was shaped (see [`clean`]).
    pub text: String,
    /// Size in pixels per em.
    pub size: f32,
    /// Advance width, spaces at the ends included.
    pub width: f32,
    /// From the baseline up to the top of the line's box: the tallest of its fonts.
    pub ascent: f32,
    /// From the baseline down to the bottom of the line's box, positive.
    pub descent: f32,
    /// True when the base direction is right to left.
    pub is_rtl: bool,
    /// The glyphs in visual order, left to right.
    pub runs: Vec<GlyphRun>,
}

/// Heights of the Latin font for a size of one pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Heights {
    ascent: f32,
    descent: f32,
    cap: f32,
    x: f32,
}

/// Shapes and measures text with the bundled fonts; keeps what it shaped for
/// the next time.
pub struct Shaper {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    /// Which bundled font a blob of `fonts` is.
    ids: Vec<(u64, FontId)>,
    heights: Heights,
    /// Advances of the ASCII characters by weight, for a size of one pixel.
    advances: [Option<Box<[f32; 128]>>; 2],
    cache: Cache<Arc<Line>>,
}

impl Default for Shaper {
    fn default() -> Self {
        Shaper::new()
    }
}

impl Shaper {
    /// Reads the bundled fonts.
    pub fn new() -> Shaper {
        let mut collection = Collection::new(CollectionOptions {
            shared: false,
            system_fonts: false,
        });
        let mut ids = Vec::new();
        for font in &ALL {
            let blob = Blob::new(Arc::new(font.bytes));
            ids.push((blob.id(), font.id));
            let names = FontInfoOverride {
                family_name: Some(font.family),
                weight: Some(font_weight(font.weight)),
                ..Default::default()
            };
            collection.register_fonts(blob, Some(names));
        }
        let mut shaper = Shaper {
            fonts: FontContext {
                collection,
                source_cache: SourceCache::default(),
            },
            layouts: LayoutContext::new(),
            ids,
            heights: Heights::default(),
            advances: [None, None],
            cache: Cache::default(),
        };
        shaper.heights = shaper.read_heights();
        shaper
    }

    /// Advance width of one line, in pixels.
    pub fn width(&mut self, text: &str, size: f32, weight: Weight) -> f32 {
        self.plain_width(text, size, weight)
            .unwrap_or_else(|| self.line(text, size, weight).width)
    }

    /// Width of a number as [`grouped`](super::grouped) writes it, without
    /// shaping it: digits have no kerning.
    pub fn number_width(&mut self, number: &str, size: f32, weight: Weight) -> f32 {
        self.ascii_width(number, weight) * size.clamp(0.0, MAX_SIZE)
    }

    /// A width that the line has at least, in pixels, without shaping it: a
    /// title that has less room need not be shaped to know that it does not
    /// fit. Near the true width for plain Latin text, far below it for others.
    pub fn least_width(&mut self, text: &str, size: f32, weight: Weight) -> f32 {
        // Kerning may bring letters closer than their advances.
        const KERNED: f32 = 0.93;
        KERNED * self.ascii_width(text, weight) * size.clamp(0.0, MAX_SIZE)
    }

    /// The advances of the ASCII letters of a text, for a size of one pixel.
    pub(super) fn ascii_width(&mut self, text: &str, weight: Weight) -> f32 {
        let at = usize::from(weight == Weight::Bold);
        if self.advances[at].is_none() {
            self.advances[at] = Some(self.ascii_advances(weight));
        }
        let Some(advances) = &self.advances[at] else {
            return 0.0;
        };
        let letters = text.bytes().filter(u8::is_ascii);
        letters.map(|byte| advances[usize::from(byte)]).sum()
    }

    fn ascii_advances(&mut self, weight: Weight) -> Box<[f32; 128]> {
        const SIZE: f32 = 100.0;
        let mut advances = Box::new([0.0; 128]);
        for byte in b' '..=b'~' {
            let letter = char::from(byte).to_string();
            // A space at the end of a line has no width of its own there.
            let (text, rest) = match byte {
                b' ' => ("n n".to_owned(), 2.0 * advances_of(self, "n", SIZE, weight)),
                _ => (letter, 0.0),
            };
            advances[usize::from(byte)] =
                (advances_of(self, &text, SIZE, weight) - rest).max(0.0) / SIZE;
        }
        advances
    }

    /// The glyphs of one line.
    ///
    /// A size that is not above zero gives a line without glyphs.
    pub fn line(&mut self, text: &str, size: f32, weight: Weight) -> Arc<Line> {
        if let Some(line) = self.cache.get(text, size, weight) {
            return line;
        }
        let line = Arc::new(self.shape(clean(text).into_owned(), size, weight));
        self.cache.put(text, size, weight, &line);
        line
    }

    /// From the baseline up to the top of a line of that size.
    pub fn ascent(&self, size: f32) -> f32 {
        self.heights.ascent * size
    }

    /// From the baseline down to the bottom of a line of that size, positive.
    pub fn descent(&self, size: f32) -> f32 {
        self.heights.descent * size
    }

    /// Height of a capital letter. A baseline half of it below a middle line
    /// centres text on that line, to the eye, in every script.
    pub fn cap_height(&self, size: f32) -> f32 {
        self.heights.cap * size
    }

    /// Height of the letter x.
    pub fn x_height(&self, size: f32) -> f32 {
        self.heights.x * size
    }

    /// Lays out without looking into the cache; `text` is clean.
    pub(super) fn shape(&mut self, text: String, size: f32, weight: Weight) -> Line {
        let is_rtl = bidi::is_rtl(&text);
        if text.is_empty() || size.is_nan() || size <= 0.0 {
            return Line {
                text,
                size,
                is_rtl,
                ..Line::default()
            };
        }
        let size = size.min(MAX_SIZE);
        let layout = self.layout(&text, size, weight, None);
        let mut line = Line {
            text,
            size,
            is_rtl,
            ascent: self.ascent(size),
            descent: self.descent(size),
            ..Line::default()
        };
        for run in layout.lines().flat_map(|shaped| shaped.runs()) {
            let blob = run.font().data.id();
            let id = self.ids.iter().find(|(known, _)| *known == blob);
            let run_glyphs = place(&run, line.width);
            line.width += run.advance();
            line.ascent = line.ascent.max(run.font_metrics().ascent);
            line.descent = line.descent.max(run.font_metrics().descent);
            line.runs.push(GlyphRun {
                font: id.map_or(FontId::Regular, |(_, id)| *id),
                is_rtl: run.is_rtl(),
                glyphs: run_glyphs,
                text: run.text_range(),
            });
        }
        line
    }

    /// Parley's layout of a clean text, broken into lines at `max_width`.
    pub(super) fn layout(
        &mut self,
        text: &str,
        size: f32,
        weight: Weight,
        max_width: Option<f32>,
    ) -> Layout<()> {
        let families = [FontFamilyName::named(LATIN), FontFamilyName::named(ARABIC)];
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::from(&families[..])));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(StyleProperty::FontWeight(font_weight(weight)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for digits in bidi::arabic_digits(text) {
            builder.push(
                StyleProperty::FontFeatures(FontFeatures::from(NO_KERNING)),
                digits,
            );
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(max_width);
        layout
    }

    /// Heights of the Latin font, read from a large letter so that nothing is rounded.
    fn read_heights(&mut self) -> Heights {
        const SIZE: f32 = 1000.0;
        let layout = self.layout("x", SIZE, Weight::Regular, None);
        let run = layout.lines().flat_map(|line| line.runs()).next();
        run.map_or_else(Heights::default, |run| {
            let metrics = run.font_metrics();
            Heights {
                ascent: metrics.ascent / SIZE,
                descent: metrics.descent / SIZE,
                cap: metrics.cap_height.unwrap_or(metrics.ascent) / SIZE,
                x: metrics.x_height.unwrap_or(metrics.ascent / 2.0) / SIZE,
            }
        })
    }
}

fn advances_of(shaper: &mut Shaper, text: &str, size: f32, weight: Weight) -> f32 {
    shaper.shape(text.to_owned(), size, weight).width
}

fn font_weight(weight: Weight) -> FontWeight {
    match weight {
        Weight::Regular => FontWeight::NORMAL,
        Weight::Bold => FontWeight::BOLD,
    }
}

/// The glyphs of a run that begins at `x`, each with the text it stands for.
///
/// A ligature's glyphs belong to its first cluster in the text's order, and its
/// other clusters have none; their text joins the glyphs', or copying from an
/// export would lose letters.
fn place(run: &parley::Run<'_, ()>, mut x: f32) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut continued_to: Option<usize> = None;
    let mut last_cluster = 0;
    for cluster in run.visual_clusters() {
        let mut text = cluster.text_range();
        if cluster.is_ligature_continuation() {
            if run.is_rtl() {
                continued_to.get_or_insert(text.end);
            } else {
                for glyph in &mut glyphs[last_cluster..] {
                    glyph.text.end = text.end;
                }
            }
            continue;
        }
        if let Some(end) = continued_to.take() {
            text.end = end;
        }
        last_cluster = glyphs.len();
        for glyph in cluster.glyphs() {
            glyphs.push(Glyph {
                id: glyph.id,
                x: x + glyph.x,
                y: glyph.y,
                advance: glyph.advance,
                text: text.clone(),
            });
            x += glyph.advance;
        }
    }
    glyphs
}
