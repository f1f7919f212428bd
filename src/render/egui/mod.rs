//! A scene to egui's shapes, and text for egui in visual order.
//!
//! Thin on purpose: what is drawn is decided in the scene. Coordinates are
//! egui's points; edges go to whole pixels here and not in the tessellator, so
//! that the window and the PNG agree.

mod round;
mod text;

use std::sync::Arc;

use eframe::egui::epaint::{CircleShape, Mesh, PathShape, RectShape};
use eframe::egui::{self, Color32, CornerRadius, Galley, Painter, Pos2, Shape, StrokeKind};

use super::{
    Device, area, bounds, corners, cut_fade, cut_line, cut_rect, inked, is_disc_visible,
    is_drawable,
};
use crate::scene::style::Color;
use crate::scene::{Item, Point, Rect, Scene, Stroke};
use crate::text::{MAX_SIZE, Weight};
use text::baseline;
pub use text::{BOLD, GalleyCache, family, fonts, line_job, paragraph_job, wrapped_rows};

/// Longest side of a dotted ring's straight pieces, in points; shorter than a dot.
const RING_STEP: f32 = 2.0;

/// Paints a scene with its top left corner at `origin`.
///
/// Boxes without an outline go into one mesh until something else comes between
/// them; every other item gives one shape at most, and one out of sight none.
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
        shapes: Vec::new(),
        mesh: Mesh::default(),
    };
    let whole = Rect::new(0.0, 0.0, scene.width, scene.height);
    brush.rect(whole, 0.0, Some(scene.background), None);
    brush.flush();
    for item in &scene.items {
        brush.draw(item);
    }
    brush.flush();
}

struct Brush<'a> {
    painter: Painter,
    /// What was visible before each open `Clip`.
    clips: Vec<egui::Rect>,
    device: Device,
    area: Rect,
    cache: &'a mut GalleyCache,
    /// What waits to be painted, lowest first.
    shapes: Vec<Shape>,
    /// Over those: boxes without an outline.
    mesh: Mesh,
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
                    self.add_quad(rect, color32(left), color32(right));
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
                    self.add(shape);
                }
            }
            Item::Quads { rects, fill } => {
                self.mesh.reserve_vertices(4 * rects.len());
                self.mesh.reserve_triangles(2 * rects.len());
                let fill = color32(*fill);
                for rect in rects {
                    if let Some(rect) = cut_rect(*rect, self.area) {
                        self.add_quad(rect, fill, fill);
                    }
                }
            }
            Item::Text {
                at,
                text,
                size,
                weight,
                color,
            } => self.text(*at, (text, *size, *weight), *color),
            Item::Clip(rect) => {
                self.flush();
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
                self.flush();
                if let Some(before) = self.clips.pop() {
                    self.painter.set_clip_rect(before);
                }
            }
        }
    }

    /// Adds a shape over all that waits.
    fn add(&mut self, shape: impl Into<Shape>) {
        if !self.mesh.is_empty() {
            let mesh = std::mem::take(&mut self.mesh);
            self.shapes.push(Shape::mesh(mesh));
        }
        self.shapes.push(shape.into());
    }

    /// Paints what waits.
    fn flush(&mut self) {
        let mut shapes = std::mem::take(&mut self.shapes);
        if !self.mesh.is_empty() {
            shapes.push(Shape::mesh(std::mem::take(&mut self.mesh)));
        }
        if !shapes.is_empty() {
            // One by one they would each ask egui for its lock.
            self.painter.add(Shape::Vec(shapes));
        }
    }

    fn rect(&mut self, rect: Rect, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
        let Some(rect) = cut_rect(rect, self.area) else {
            return;
        };
        let stroke = inked(stroke);
        let fill = fill.map_or(Color32::TRANSPARENT, color32);
        if stroke.is_none() {
            match radius > 0.0 {
                true => {
                    let rect = self.in_points(self.device.filled(rect));
                    let pixel = 1.0 / self.device.scale;
                    round::add_box(&mut self.mesh, rect, radius, fill, pixel);
                }
                false => self.add_quad(rect, fill, fill),
            }
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
                self.add(Shape::Vec(shapes));
            }
            _ => self.add(shape),
        }
    }

    fn disc(&mut self, center: Point, radius: f32, fill: Option<Color>, stroke: Option<Stroke>) {
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
                self.add(Shape::Vec(shapes));
            }
            Some(stroke) => {
                shape.stroke = pen(stroke);
                self.add(shape);
            }
            None => self.add(shape),
        }
    }

    fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        let (Some((from, to)), Some(stroke)) = (cut_line(from, to, self.area), inked(Some(stroke)))
        else {
            return;
        };
        let (from, to) = self.device.line(from, to, stroke.width * self.device.scale);
        let points = [self.in_window(from), self.in_window(to)];
        if stroke.dotted {
            self.add(Shape::Vec(dots(&points, stroke)));
        } else {
            self.add(Shape::LineSegment {
                points,
                stroke: pen(stroke),
            });
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
        self.galley(at, galley, size, color);
    }

    fn galley(&mut self, at: Point, galley: Arc<Galley>, size: f32, color: Color) {
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
        self.add(Shape::galley(
            self.in_window(corner),
            galley,
            color32(color),
        ));
    }

    /// A number digit by digit: counts are new in every frame, digits are not,
    /// and the bundled fonts have no kerning between them.
    fn number(&mut self, at: Point, (text, size, weight): (&str, f32, Weight), color: Color) {
        let mut x = at.x;
        for digit in text.split_inclusive(|_: char| true) {
            let galley = self.cache.galley(&self.painter, digit, size, weight);
            let next = x + galley.rect.width();
            self.galley(Point { x, y: at.y }, galley, size, color);
            x = next;
        }
    }

    fn add_quad(&mut self, rect: Rect, left: Color32, right: Color32) {
        let first = self.mesh.vertices.len() as u32;
        let colors = [left, right, right, left];
        for (corner, color) in corners(self.device.filled(rect)).into_iter().zip(colors) {
            let at = self.in_window(corner);
            self.mesh.colored_vertex(at, color);
        }
        self.mesh.add_triangle(first, first + 1, first + 2);
        self.mesh.add_triangle(first, first + 2, first + 3);
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
