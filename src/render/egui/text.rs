//! Text for egui: the bundled fonts, and lines in visual order.

use std::sync::Arc;

use eframe::egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use eframe::egui::{
    Align, Color32, FontData, FontDefinitions, FontFamily, FontId, Galley, Painter,
};

use crate::text::cache::Cache;
use crate::text::{Shaper, Weight, bidi, fonts as bundled};

/// Name of the family with the bold fonts.
pub const BOLD: &str = "bold";

/// Galleys of the frames before, by text, size and weight; colours come at painting.
#[derive(Default)]
pub struct GalleyCache {
    galleys: Cache<Arc<Galley>>,
    pixels_per_point: f32,
    /// A galley that egui caches. When egui drops its caches, because the glyph
    /// atlas is rebuilt, it comes back as another one, and ours point nowhere.
    witness: Option<Arc<Galley>>,
}

impl GalleyCache {
    pub(super) fn begin(&mut self, painter: &Painter) {
        let witness =
            painter.layout_job(line_job("·", 10.0, Weight::Regular, Color32::PLACEHOLDER));
        let is_same = |old: &Arc<Galley>| Arc::ptr_eq(old, &witness);
        if !self.witness.as_ref().is_some_and(is_same)
            || self.pixels_per_point != painter.pixels_per_point()
        {
            self.galleys = Cache::default();
            self.pixels_per_point = painter.pixels_per_point();
            self.witness = Some(witness);
        }
    }

    pub(super) fn galley(
        &mut self,
        painter: &Painter,
        text: &str,
        size: f32,
        weight: Weight,
    ) -> Arc<Galley> {
        if let Some(galley) = self.galleys.get(text, size, weight) {
            return galley;
        }
        let job = line_job(text, size, weight, Color32::PLACEHOLDER);
        let galley = painter.layout_job(job);
        self.galleys.put(text, size, weight, &galley);
        galley
    }
}

/// From the top of a galley of one line down to its baseline, in points: the
/// ascent of the family's first font, for egui centres the others on it and
/// [`fonts`] moves them to the same baseline.
pub(super) fn baseline(galley: &Galley) -> f32 {
    let first = galley.rows.first();
    let glyph = first.and_then(|row| row.glyphs.first());
    first.map_or(0.0, |row| row.pos.y) + glyph.map_or(0.0, |glyph| glyph.font_ascent)
}

/// The family for a weight.
pub fn family(weight: Weight) -> FontFamily {
    match weight {
        Weight::Regular => FontFamily::Proportional,
        Weight::Bold => FontFamily::Name(BOLD.into()),
    }
}

/// egui's fonts with the bundled ones in front: `Proportional` and a family
/// named [`BOLD`], each with the Arabic font next and egui's own last, for
/// symbols.
pub fn fonts() -> FontDefinitions {
    let mut definitions = FontDefinitions::default();
    for font in &bundled::ALL {
        let data = match with_latin_heights(font) {
            Some(bytes) => FontData::from_owned(bytes),
            None => FontData::from_static(font.bytes),
        };
        definitions
            .font_data
            .insert(font.name.to_owned(), Arc::new(data));
    }
    let names = |weight: Weight| {
        let of_weight = bundled::ALL
            .iter()
            .filter(move |font| font.weight == weight);
        of_weight.map(|font| font.name.to_owned())
    };
    let others = |family: &FontFamily| {
        definitions
            .families
            .get(family)
            .cloned()
            .unwrap_or_default()
    };
    let proportional = others(&FontFamily::Proportional);
    let monospace = others(&FontFamily::Monospace);
    // The monospaced fonts have arrows and geometric shapes that the others lack.
    let symbols: Vec<String> = proportional.iter().chain(&monospace).cloned().collect();
    let chain = |weight| names(weight).chain(symbols.clone()).collect::<Vec<_>>();
    let code = monospace.iter().cloned().chain(names(Weight::Regular));
    definitions.families = [
        (FontFamily::Proportional, chain(Weight::Regular)),
        (family(Weight::Bold), chain(Weight::Bold)),
        (FontFamily::Monospace, code.collect()),
    ]
    .into();
    definitions
}

/// A font of another family with the line heights of the Latin one.
///
/// egui centres a fallback font on the first font's height instead of setting
/// both on one baseline, which put Arabic script a tenth of the size too high;
/// with equal heights the baselines are equal too. Only heights that layout
/// reads change, no glyph.
fn with_latin_heights(font: &bundled::Font) -> Option<Vec<u8>> {
    // OpenType: hhea ascender, descender, lineGap; OS/2 sTypoAscender to usWinDescent.
    const HEIGHTS: [(&[u8; 4], std::ops::Range<usize>); 2] = [(b"hhea", 4..10), (b"OS/2", 68..78)];
    if font.family == bundled::LATIN {
        return None;
    }
    let latin = bundled::ALL
        .iter()
        .find(|other| other.family == bundled::LATIN && other.weight == font.weight)?
        .bytes;
    let mut bytes = font.bytes.to_vec();
    for (tag, fields) in HEIGHTS {
        let (from, to) = (table(latin, tag)?, table(&bytes, tag)?);
        let values = latin.get(from + fields.start..from + fields.end)?;
        bytes
            .get_mut(to + fields.start..to + fields.end)?
            .copy_from_slice(values);
    }
    Some(bytes)
}

/// Where a table of a font file begins (OpenType, "Table Directory").
fn table(bytes: &[u8], tag: &[u8; 4]) -> Option<usize> {
    let records = bytes.get(12..)?.chunks_exact(16);
    let count = u16::from_be_bytes([*bytes.get(4)?, *bytes.get(5)?]);
    let record = records
        .take(usize::from(count))
        .find(|record| record[..4] == tag[..])?;
    let start = u32::from_be_bytes([record[8], record[9], record[10], record[11]]);
    usize::try_from(start).ok()
}

/// One line of text in visual order, for a label.
pub fn line_job(text: &str, size: f32, weight: Weight, color: Color32) -> LayoutJob {
    let mut job = LayoutJob {
        break_on_newline: false,
        round_output_to_gui: false,
        ..LayoutJob::default()
    };
    add_line(&mut job, text, &format(size, weight, color));
    job
}

/// A paragraph for a label: broken into rows no wider than `max_width` points
/// before it is put in visual order, on the right when its text runs from right
/// to left. The job is not to be wrapped again.
pub fn paragraph_job(
    text: &str,
    size: f32,
    weight: Weight,
    color: Color32,
    max_width: f32,
    shaper: &mut Shaper,
) -> LayoutJob {
    let mut job = LayoutJob {
        halign: if bidi::is_rtl(text) {
            Align::RIGHT
        } else {
            Align::LEFT
        },
        ..LayoutJob::default()
    };
    let format = format(size, weight, color);
    for (n, row) in wrapped_rows(text, size, weight, max_width, shaper)
        .iter()
        .enumerate()
    {
        if n > 0 {
            add_section(&mut job, "\n", &format);
        }
        add_line(&mut job, row, &format);
    }
    job
}

/// The rows of a text broken at `max_width` points, each for [`line_job`].
pub fn wrapped_rows(
    text: &str,
    size: f32,
    weight: Weight,
    max_width: f32,
    shaper: &mut Shaper,
) -> Vec<String> {
    shaper.wrap(text, size, weight, max_width, usize::MAX)
}

fn format(size: f32, weight: Weight, color: Color32) -> TextFormat {
    TextFormat {
        // At the bottom, its default, a baseline moves by what the height of
        // the row gains in rounding, and is a pixel off from the scene's.
        valign: Align::TOP,
        ..TextFormat::simple(FontId::new(size, family(weight)), color)
    }
}

fn add_line(job: &mut LayoutJob, text: &str, format: &TextFormat) {
    for run in bidi::visual_runs(text) {
        add_section(job, &run.text, format);
    }
}

/// A section of its own: `LayoutJob::append` would join it to the one before,
/// and egui would shape the two as one.
fn add_section(job: &mut LayoutJob, text: &str, format: &TextFormat) {
    let start = ByteIndex(job.text.len());
    job.text.push_str(text);
    job.sections.push(LayoutSection {
        leading_space: 0.0,
        byte_range: start..ByteIndex(job.text.len()),
        format: format.clone(),
    });
}
