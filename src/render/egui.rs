//! A scene to egui's shapes, and text for egui in visual order.
//!
//! Thin on purpose: what is drawn is decided in the scene. Coordinates are
//! egui's points; edges go to whole pixels here and not in the tessellator, so
//! that the window and the PNG agree.

use std::sync::Arc;

use eframe::egui::epaint::{CircleShape, Mesh, PathShape, RectShape};
use eframe::egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use eframe::egui::{
    self, Align, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Galley,
    Painter, Pos2, Shape, StrokeKind,
};

use super::{
    Device, area, bounds, corners, cut_fade, cut_line, cut_rect, inked, is_disc_visible,
    is_drawable,
};
use crate::scene::style::Color;
use crate::scene::{Item, Point, Rect, Scene, Stroke};
use crate::text::cache::Cache;
use crate::text::{MAX_SIZE, Shaper, Weight, bidi, fonts as bundled};

/// Name of the family with the bold fonts.
pub const BOLD: &str = "bold";

/// Longest side of a dotted ring's straight pieces, in points; shorter than a dot.
const RING_STEP: f32 = 2.0;

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
    fn begin(&mut self, painter: &Painter) {
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

    fn galley(&mut self, painter: &Painter, text: &str, size: f32, weight: Weight) -> Arc<Galley> {
        if let Some(galley) = self.galleys.get(text, size, weight) {
            return galley;
        }
        let job = line_job(text, size, weight, Color32::PLACEHOLDER);
        let galley = painter.layout_job(job);
        self.galleys.put(text, size, weight, &galley);
        galley
    }
}

/// Paints a scene with its top left corner at `origin`.
///
/// Every item gives one shape at most; one out of sight gives none.
pub fn paint(scene: &Scene, painter: &Painter, origin: Pos2, cache: &mut GalleyCache) {
    cache.begin(painter);
    let pixels_per_point = painter.pixels_per_point();
    let mut brush = Brush {
        painter: painter.clone(),
        clips: Vec::new(),
        device: Device {
            scale: pixels_per_point,
            origin: Point {
                x: origin.x,
                y: origin.y,
            },
        },
        area: area(scene),
        cache,
    };
    let whole = Rect::new(0.0, 0.0, scene.width, scene.height);
    brush.rect(whole, 0.0, Some(scene.background), None);
    for item in &scene.items {
        brush.draw(item);
    }
}

struct Brush<'a> {
    painter: Painter,
    /// What was visible before each open `Clip`.
    clips: Vec<egui::Rect>,
    device: Device,
    area: Rect,
    cache: &'a mut GalleyCache,
}

impl Brush<'_> {
    fn draw(&mut self, item: &Item) {
        match item {
            Item::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => self.rect(*rect, *radius, *fill, *stroke),
            Item::Fade { rect, left, right } => {
                if let Some((rect, left, right)) = cut_fade(*rect, *left, *right, self.area) {
                    let mut mesh = Mesh::default();
                    self.add_quad(&mut mesh, rect, color32(left), color32(right));
                    self.painter.add(mesh);
                }
            }
            Item::Disc {
                center,
                radius,
                fill,
                stroke,
            } => self.disc(*center, *radius, *fill, *stroke),
            Item::Line { from, to, stroke } => self.line(*from, *to, *stroke),
            Item::Polygon { points, fill } => {
                let around = bounds(points).and_then(|around| cut_rect(around, self.area));
                if around.is_some() {
                    let points = points.iter().map(|p| self.on_screen(*p)).collect();
                    let outline = egui::Stroke::NONE;
                    let shape = PathShape::convex_polygon(points, color32(*fill), outline);
                    self.painter.add(shape);
                }
            }
            Item::Quads { rects, fill } => {
                let mut mesh = Mesh::default();
                mesh.reserve_vertices(4 * rects.len());
                mesh.reserve_triangles(2 * rects.len());
                for rect in rects.iter().filter_map(|rect| cut_rect(*rect, self.area)) {
                    self.add_quad(&mut mesh, rect, color32(*fill), color32(*fill));
                }
                self.painter.add(mesh);
            }
            Item::Text {
                at,
                text,
                size,
                weight,
                color,
            } => self.text(*at, (text, *size, *weight), *color),
            Item::Clip(rect) => {
                self.clips.push(self.painter.clip_rect());
                let rect = cut_rect(*rect, self.area).unwrap_or_default();
                let rect = self.device.rect(rect);
                let rect = Rect::new(
                    rect.x0.round(),
                    rect.y0.round(),
                    rect.x1.round(),
                    rect.y1.round(),
                );
                self.painter.shrink_clip_rect(self.in_points(rect));
            }
            Item::Unclip => {
                if let Some(before) = self.clips.pop() {
                    self.painter.set_clip_rect(before);
                }
            }
        }
    }

    fn rect(&self, rect: Rect, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
        let Some(rect) = cut_rect(rect, self.area) else {
            return;
        };
        let stroke = inked(stroke);
        let fill = fill.map_or(Color32::TRANSPARENT, color32);
        if stroke.is_none() && radius <= 0.0 {
            let mut mesh = Mesh::default();
            self.add_quad(&mut mesh, rect, fill, fill);
            self.painter.add(mesh);
            return;
        }
        let edge = match stroke {
            Some(stroke) => self.device.outlined(rect, stroke.width * self.device.scale),
            None => self.device.filled(rect),
        };
        let radius = CornerRadius::from(radius.max(0.0));
        let edge_stroke = match stroke {
            Some(stroke) if !stroke.dotted => pen(stroke),
            _ => egui::Stroke::NONE,
        };
        let shape = RectShape::new(
            self.in_points(edge),
            radius,
            fill,
            edge_stroke,
            StrokeKind::Middle,
        )
        .with_round_to_pixels(false);
        match stroke {
            Some(stroke) if stroke.dotted => {
                let mut path = corners(edge).map(|p| self.in_window(p)).to_vec();
                path.push(path[0]);
                let mut shapes = vec![Shape::from(shape)];
                shapes.extend(dots(&path, stroke));
                self.painter.add(Shape::Vec(shapes));
            }
            _ => {
                self.painter.add(shape);
            }
        }
    }

    fn disc(&self, center: Point, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
        let stroke = inked(stroke);
        if !is_disc_visible(center, radius, stroke, self.area) {
            return;
        }
        let center = self.on_screen(center);
        let fill = fill.map_or(Color32::TRANSPARENT, color32);
        let mut shape = CircleShape::filled(center, radius, fill);
        match stroke {
            Some(stroke) if stroke.dotted => {
                let mut shapes = vec![Shape::from(shape)];
                shapes.extend(dots(&ring(center, radius), stroke));
                self.painter.add(Shape::Vec(shapes));
            }
            Some(stroke) => {
                shape.stroke = pen(stroke);
                self.painter.add(shape);
            }
            None => {
                self.painter.add(shape);
            }
        }
    }

    fn line(&self, from: Point, to: Point, stroke: Stroke) {
        let (Some((from, to)), Some(stroke)) = (cut_line(from, to, self.area), inked(Some(stroke)))
        else {
            return;
        };
        let (from, to) = self.device.line(from, to, stroke.width * self.device.scale);
        let points = [self.in_window(from), self.in_window(to)];
        if stroke.dotted {
            self.painter.add(Shape::Vec(dots(&points, stroke)));
        } else {
            self.painter.line_segment(points, pen(stroke));
        }
    }

    fn text(&mut self, at: Point, (text, size, weight): (&str, f32, Weight), color: Color) {
        if !is_drawable(&[at.x, at.y, size]) || size <= 0.0 {
            return;
        }
        let size = size.min(MAX_SIZE);
        if text.len() > 1 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b',')) {
            return self.number(at, (text, size, weight), color);
        }
        let galley = self.cache.galley(&self.painter, text, size, weight);
        let width = galley.rect.width();
        let around = Rect::new(at.x, at.y - 2.0 * size, at.x + width, at.y + size);
        if cut_rect(around, self.area).is_none() {
            return;
        }
        let at = self.device.point(at);
        let baseline = (baseline(&galley) * self.device.scale).round();
        let corner = Point {
            x: at.x,
            y: at.y.round() - baseline,
        };
        self.painter
            .galley(self.in_window(corner), galley, color32(color));
    }

    /// A number digit by digit: counts are new in every frame, digits are not,
    /// and the bundled fonts have no kerning between them.
    fn number(&mut self, at: Point, (text, size, weight): (&str, f32, Weight), color: Color) {
        let mut x = at.x;
        for digit in text.split_inclusive(|_: char| true) {
            self.text(Point { x, y: at.y }, (digit, size, weight), color);
            let galley = self.cache.galley(&self.painter, digit, size, weight);
            x += galley.rect.width();
        }
    }

    fn add_quad(&self, mesh: &mut Mesh, rect: Rect, left: Color32, right: Color32) {
        let first = mesh.vertices.len() as u32;
        let colors = [left, right, right, left];
        for (corner, color) in corners(self.device.filled(rect)).into_iter().zip(colors) {
            mesh.colored_vertex(self.in_window(corner), color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }

    fn on_screen(&self, p: Point) -> Pos2 {
        self.in_window(self.device.point(p))
    }

    fn in_window(&self, p: Point) -> Pos2 {
        Pos2::new(p.x / self.device.scale, p.y / self.device.scale)
    }

    fn in_points(&self, rect: Rect) -> egui::Rect {
        let [min, _, max, _] = corners(rect);
        egui::Rect::from_min_max(self.in_window(min), self.in_window(max))
    }
}

/// From the top of a galley of one line down to its baseline, in points: the
/// ascent of the family's first font, for egui centres the others on it and
/// [`fonts`] moves them to the same baseline.
fn baseline(galley: &Galley) -> f32 {
    let first = galley.rows.first();
    let glyph = first.and_then(|row| row.glyphs.first());
    first.map_or(0.0, |row| row.pos.y) + glyph.map_or(0.0, |glyph| glyph.font_ascent)
}

fn color32(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

fn pen(stroke: Stroke) -> egui::Stroke {
    egui::Stroke::new(stroke.width, color32(stroke.color))
}

/// Dots of twice the width with as long gaps.
fn dots(path: &[Pos2], stroke: Stroke) -> Vec<Shape> {
    let step = 2.0 * stroke.width;
    Shape::dashed_line(path, pen(stroke), step, step)
}

/// A circle as straight pieces.
fn ring(center: Pos2, radius: f32) -> Vec<Pos2> {
    let count = (std::f32::consts::TAU * radius / RING_STEP).clamp(8.0, 720.0) as usize;
    let angle = |n: usize| std::f32::consts::TAU * n as f32 / count as f32;
    let at = |n| center + radius * egui::Vec2::angled(angle(n));
    (0..=count).map(at).collect()
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
