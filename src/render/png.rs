//! A scene to a PNG picture, on the CPU, with `vello_cpu`.
//!
//! The same scene gives the same bytes: bundled fonts, no hinting, one thread,
//! and in the file nothing but pixels, colour space and resolution: no time,
//! no program, no path.

use std::sync::Arc;

use vello_cpu::kurbo::{Affine, BezPath, Circle, Rect as Box2, RoundedRect, Shape, Stroke as Pen};
use vello_cpu::peniko::color::{AlphaColor, Srgb};
use vello_cpu::peniko::{Blob, FontData, Gradient};
use vello_cpu::{Glyph, Level, Pixmap, RenderContext, RenderSettings, Resources};

use super::{
    Device, RenderError, area, bounds, corners, cut_fade, cut_line, cut_rect, inked,
    is_disc_visible, is_drawable,
};
use crate::scene::style::Color;
use crate::scene::{Item, Point, Rect, Scene, Stroke};
use crate::text::{Shaper, Weight, fonts};

/// Most pixels on a side: the rasterizer counts them in 16 bits.
pub const MAX_SIDE: u32 = u16::MAX as u32;

/// Most pixels in all, in millions: a gigabyte while drawing. An A0 poster at
/// 300 dpi has 140.
pub const MAX_MEGAPIXELS: u64 = 250;

/// How far a curve may be off, in output pixels; far below what shows.
const TOLERANCE: f64 = 0.05;

/// How large a picture becomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PngOptions {
    /// Output pixels per scene pixel; above zero.
    pub scale: f32,
    /// Output pixels per inch, written into the file so that it prints at its
    /// size; `None` writes nothing.
    pub dpi: Option<f32>,
}

impl Default for PngOptions {
    fn default() -> Self {
        PngOptions {
            scale: 1.0,
            dpi: None,
        }
    }
}

/// Pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
    /// Red, green, blue and opacity, not premultiplied, row by row from the top left.
    pub rgba: Vec<u8>,
}

/// The scene as a PNG file: RGB when the background is opaque, else RGBA.
pub fn png(
    scene: &Scene,
    options: PngOptions,
    shaper: &mut Shaper,
) -> Result<Vec<u8>, RenderError> {
    let per_metre = options.dpi.map(pixels_per_metre).transpose()?;
    let Pixels {
        width,
        height,
        mut rgba,
    } = rgba(scene, options.scale, shaper)?;
    let mut color = ::png::ColorType::Rgba;
    if rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX) {
        color = ::png::ColorType::Rgb;
        let rgb = rgba
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        rgba = rgb.collect();
    }
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_source_srgb(::png::SrgbRenderingIntent::Perceptual);
    encoder.set_pixel_dims(per_metre.map(|count| ::png::PixelDimensions {
        xppu: count,
        yppu: count,
        unit: ::png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgba)?;
    writer.finish()?;
    Ok(file)
}

/// Instructions that every processor of this kind has: wider ones round
/// otherwise, and the same figure would differ between two machines.
fn every_machine() -> RenderSettings {
    RenderSettings {
        level: Level::baseline(),
        num_threads: 0,
    }
}

/// The scene as pixels.
pub fn rgba(scene: &Scene, scale: f32, shaper: &mut Shaper) -> Result<Pixels, RenderError> {
    let (width, height) = size(scene, scale)?;
    let mut canvas = Canvas {
        context: RenderContext::new_with(width, height, every_machine()),
        resources: Resources::new(),
        fonts: fonts::ALL
            .each_ref()
            .map(|font| FontData::new(Blob::new(Arc::new(font.bytes)), 0)),
        device: Device {
            scale,
            origin: Point::default(),
        },
        area: area(scene),
        clips: 0,
    };
    let whole = Box2::new(0.0, 0.0, f64::from(width), f64::from(height));
    canvas.context.set_paint(paint(scene.background));
    canvas.context.fill_rect(&whole);
    for item in &scene.items {
        canvas.draw(item, shaper);
    }
    let mut pixmap = Pixmap::new(width, height);
    canvas.context.flush();
    canvas.context.render(&mut pixmap, &mut canvas.resources);
    let pixels = pixmap.take_unpremultiplied();
    Ok(Pixels {
        width: u32::from(width),
        height: u32::from(height),
        rgba: pixels.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect(),
    })
}

fn pixels_per_metre(dpi: f32) -> Result<u32, RenderError> {
    const INCHES_PER_METRE: f64 = 1.0 / 0.0254;
    let count = (f64::from(dpi) * INCHES_PER_METRE).round();
    if count >= 1.0 && count <= f64::from(i32::MAX) {
        Ok(count as u32)
    } else {
        Err(RenderError::Dpi(dpi))
    }
}

fn size(scene: &Scene, scale: f32) -> Result<(u16, u16), RenderError> {
    if !scale.is_finite() || scale <= 0.0 {
        return Err(RenderError::Scale(scale));
    }
    let side = |length: f32| (f64::from(length) * f64::from(scale)).round().max(1.0) as u64;
    if !(scene.width > 0.0 && scene.height > 0.0) {
        return Err(RenderError::Empty {
            width: scene.width,
            height: scene.height,
        });
    }
    let (width, height) = (side(scene.width), side(scene.height));
    let too_large = RenderError::TooLarge {
        width,
        height,
        max_side: MAX_SIDE,
        max_megapixels: MAX_MEGAPIXELS,
    };
    match (u16::try_from(width), u16::try_from(height)) {
        (Ok(w), Ok(h)) if width * height <= MAX_MEGAPIXELS * 1_000_000 => Ok((w, h)),
        _ => Err(too_large),
    }
}

struct Canvas {
    context: RenderContext,
    resources: Resources,
    fonts: [FontData; 4],
    device: Device,
    area: Rect,
    /// How many `Clip` are open.
    clips: usize,
}

impl Canvas {
    fn draw(&mut self, item: &Item, shaper: &mut Shaper) {
        match item {
            Item::Rect {
                rect,
                radius,
                fill,
                stroke,
            } => self.rect(*rect, *radius, *fill, *stroke),
            Item::Fade { rect, left, right } => self.fade(*rect, *left, *right),
            Item::Disc {
                center,
                radius,
                fill,
                stroke,
            } => self.disc(*center, *radius, *fill, *stroke),
            Item::Line { from, to, stroke } => self.line(*from, *to, *stroke),
            Item::Polygon { points, fill } => self.polygon(points, *fill),
            Item::Quads { rects, fill } => {
                self.context.set_paint(paint(*fill));
                for rect in rects.iter().filter_map(|rect| cut_rect(*rect, self.area)) {
                    self.context.fill_rect(&box2(self.device.filled(rect)));
                }
            }
            Item::Text {
                at,
                text,
                size,
                weight,
                color,
            } => self.text(*at, (text, *size, *weight), *color, shaper),
            Item::Clip(rect) => {
                let rect = cut_rect(*rect, self.area).unwrap_or_default();
                let path = box2(round(self.device.rect(rect))).to_path(TOLERANCE);
                self.context.push_clip_path(&path);
                self.clips += 1;
            }
            Item::Unclip => {
                if self.clips > 0 {
                    self.clips -= 1;
                    self.context.pop_clip_path();
                }
            }
        }
    }

    fn rect(&mut self, rect: Rect, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
        let Some(rect) = cut_rect(rect, self.area) else {
            return;
        };
        let stroke = inked(stroke);
        let edge = match stroke {
            Some(stroke) => self.device.outlined(rect, stroke.width * self.device.scale),
            None => self.device.filled(rect),
        };
        if let (None, Some(fill), true) = (stroke, fill, radius <= 0.0) {
            self.context.set_paint(paint(fill));
            self.context.fill_rect(&box2(edge));
            return;
        }
        let radius = f64::from((radius * self.device.scale).max(0.0));
        let path = RoundedRect::from_rect(box2(edge), radius).to_path(TOLERANCE);
        self.shape(&path, fill, stroke);
    }

    fn fade(&mut self, rect: Rect, left: Color, right: Color) {
        let Some((rect, left, right)) = cut_fade(rect, left, right, self.area) else {
            return;
        };
        let edge = box2(self.device.filled(rect));
        let gradient = Gradient::new_linear((edge.x0, edge.y0), (edge.x1, edge.y0));
        self.context
            .set_paint(gradient.with_stops([paint(left), paint(right)]));
        self.context.fill_rect(&edge);
    }

    fn disc(&mut self, center: Point, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
        let stroke = inked(stroke);
        if !is_disc_visible(center, radius, stroke, self.area) {
            return;
        }
        let center = self.device.point(center);
        let circle = Circle::new(
            (f64::from(center.x), f64::from(center.y)),
            f64::from(radius * self.device.scale),
        );
        self.shape(&circle.to_path(TOLERANCE), fill, stroke);
    }

    fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        let (Some((from, to)), Some(stroke)) = (cut_line(from, to, self.area), inked(Some(stroke)))
        else {
            return;
        };
        let (from, to) = self.device.line(from, to, stroke.width * self.device.scale);
        let mut path = BezPath::new();
        path.move_to((f64::from(from.x), f64::from(from.y)));
        path.line_to((f64::from(to.x), f64::from(to.y)));
        self.shape(&path, None, Some(stroke));
    }

    fn polygon(&mut self, points: &[Point], fill: Color) {
        if bounds(points)
            .and_then(|around| cut_rect(around, self.area))
            .is_none()
        {
            return;
        }
        let mut path = BezPath::new();
        for (n, p) in points.iter().enumerate() {
            let p = self.device.point(*p);
            let p = (f64::from(p.x), f64::from(p.y));
            if n == 0 {
                path.move_to(p);
            } else {
                path.line_to(p);
            }
        }
        path.close_path();
        self.shape(&path, Some(fill), None);
    }

    fn shape(&mut self, path: &BezPath, fill: Option<Color>, stroke: Option<Stroke>) {
        if let Some(fill) = fill {
            self.context.set_paint(paint(fill));
            self.context.fill_path(path);
        }
        if let Some(stroke) = stroke {
            let width = f64::from(stroke.width * self.device.scale);
            let mut pen = Pen::new(width).with_caps(vello_cpu::kurbo::Cap::Butt);
            if stroke.dotted {
                pen = pen.with_dashes(0.0, [2.0 * width, 2.0 * width]);
            }
            self.context.set_paint(paint(stroke.color));
            self.context.set_stroke(pen);
            self.context.stroke_path(path);
        }
    }

    fn text(
        &mut self,
        at: Point,
        (text, size, weight): (&str, f32, Weight),
        color: Color,
        shaper: &mut Shaper,
    ) {
        let line = shaper.line(text, size, weight);
        let around = Rect::new(
            at.x,
            at.y - line.ascent,
            at.x + line.width,
            at.y + line.descent,
        );
        if !is_drawable(&[at.x, at.y]) || cut_rect(around, self.area).is_none() {
            return;
        }
        let scale = self.device.scale;
        let at = self.device.point(at);
        self.context.set_paint(paint(color));
        self.context.set_transform(Affine::translate((
            f64::from(at.x),
            f64::from(at.y.round()),
        )));
        for run in &line.runs {
            let glyphs = run.glyphs.iter().map(|glyph| Glyph {
                id: glyph.id,
                x: glyph.x * scale,
                y: glyph.y * scale,
            });
            self.context
                .glyph_run(&mut self.resources, &self.fonts[run.font as usize])
                .font_size(line.size * scale)
                .hint(false)
                .fill_glyphs(glyphs);
        }
        self.context.reset_transform();
    }
}

fn paint(color: Color) -> AlphaColor<Srgb> {
    AlphaColor::from_rgba8(color.r, color.g, color.b, color.a)
}

fn box2(rect: Rect) -> Box2 {
    let [from, _, to, _] = corners(rect);
    Box2::new(
        f64::from(from.x),
        f64::from(from.y),
        f64::from(to.x),
        f64::from(to.y),
    )
}

fn round(rect: Rect) -> Rect {
    Rect::new(
        rect.x0.round(),
        rect.y0.round(),
        rect.x1.round(),
        rect.y1.round(),
    )
}
