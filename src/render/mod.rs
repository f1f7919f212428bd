//! A scene to pixels, files and the window: one file per output, each with one
//! exhaustive match over [`crate::scene::Item`].
//!
//! This file holds what the pixel outputs share, so that they agree to the
//! pixel: cutting to the visible area, which also keeps endless dotted lines
//! and coordinates beyond the rasterizer out, and edges put on whole pixels.
//! Everything here is in the output's own pixels, y down.

pub mod egui;
pub mod png;

use crate::scene::style::Color;
use crate::scene::{Point, Rect, Scene, Stroke};

/// How far outside the picture an edge is cut off, in scene pixels: further
/// than the widest outline and corner, so that a cut never shows.
const MARGIN: f32 = 64.0;

/// Largest disc and furthest corner drawn, in scene pixels: marks are small,
/// and the rasterizer allocates by the length of a curve.
const MAX_MARK: f32 = 100_000.0;

/// Why a picture was not made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// More pixels than the rasterizer takes.
    #[error(
        "the picture would be {width} × {height} pixels; at most {max_side} on a side and \
         {max_megapixels} million in all are possible: choose a smaller size, scale or dpi"
    )]
    TooLarge {
        /// Pixels from left to right.
        width: u64,
        /// Pixels from top to bottom.
        height: u64,
        /// Most pixels on a side.
        max_side: u32,
        /// Most pixels in all, in millions.
        max_megapixels: u64,
    },
    /// A picture without extent.
    #[error("the picture would be {width} × {height}; both sides must be above zero")]
    Empty {
        /// Width in scene pixels.
        width: f32,
        /// Height in scene pixels.
        height: f32,
    },
    /// A scale that is no scale.
    #[error("the scale is {0}; expected a number above zero, such as 1 or 2")]
    Scale(f32),
    /// A resolution that is none.
    #[error("the resolution is {0} dpi; expected a number above zero, such as 300")]
    Dpi(f32),
    /// The pixels are there, the file could not be written from them.
    #[error("the PNG file could not be written: {0}")]
    Encode(#[from] ::png::EncodingError),
}

/// The part of the plane in which something may show, in scene pixels.
fn area(scene: &Scene) -> Rect {
    Rect::new(0.0, 0.0, scene.width, scene.height).grown(MARGIN)
}

/// Scene pixels to output pixels.
#[derive(Clone, Copy, Debug)]
struct Device {
    /// Output pixels per scene pixel.
    scale: f32,
    /// Where the scene's origin lies, in scene pixels.
    origin: Point,
}

impl Device {
    fn point(self, p: Point) -> Point {
        Point {
            x: (self.origin.x + p.x) * self.scale,
            y: (self.origin.y + p.y) * self.scale,
        }
    }

    fn rect(self, rect: Rect) -> Rect {
        let a = self.point(Point {
            x: rect.x0,
            y: rect.y0,
        });
        let b = self.point(Point {
            x: rect.x1,
            y: rect.y1,
        });
        Rect::new(a.x, a.y, b.x, b.y)
    }

    /// A box without outline, its edges on whole pixels, so that neighbours
    /// meet without a seam. It keeps at least one pixel each way: a thin mark
    /// never disappears.
    fn filled(self, rect: Rect) -> Rect {
        let rect = self.rect(rect);
        let (x0, y0) = (rect.x0.round(), rect.y0.round());
        Rect {
            x0,
            y0,
            x1: rect.x1.round().max(x0 + 1.0),
            y1: rect.y1.round().max(y0 + 1.0),
        }
    }

    /// A box whose edges carry an outline of `width` output pixels.
    fn outlined(self, rect: Rect, width: f32) -> Rect {
        let rect = self.rect(rect);
        Rect {
            x0: center_of_stroke(rect.x0, width),
            y0: center_of_stroke(rect.y0, width),
            x1: center_of_stroke(rect.x1, width),
            y1: center_of_stroke(rect.y1, width),
        }
    }

    /// A line; one that is upright or level lies on whole pixels.
    fn line(self, from: Point, to: Point, width: f32) -> (Point, Point) {
        let (mut from, mut to) = (self.point(from), self.point(to));
        if from.x == to.x {
            from.x = center_of_stroke(from.x, width);
            to.x = from.x;
        }
        if from.y == to.y {
            from.y = center_of_stroke(from.y, width);
            to.y = from.y;
        }
        (from, to)
    }
}

/// Where the middle of a stroke goes so that its edges lie on whole pixels: on
/// a pixel's middle for odd widths and hairlines, else between two pixels.
fn center_of_stroke(at: f32, width: f32) -> f32 {
    let is_odd = width <= 1.0 || (width.round() as u32) % 2 == 1;
    if is_odd {
        (at - 0.5).round() + 0.5
    } else {
        at.round()
    }
}

fn is_drawable(values: &[f32]) -> bool {
    values.iter().all(|value| value.is_finite())
}

/// The part of a box within the area; `None` if it has no extent there.
fn cut_rect(rect: Rect, area: Rect) -> Option<Rect> {
    if !is_drawable(&[rect.y0, rect.y1]) || rect.x0.is_nan() || rect.x1.is_nan() {
        return None;
    }
    let cut = Rect {
        x0: rect.x0.max(area.x0),
        y0: rect.y0.max(area.y0),
        x1: rect.x1.min(area.x1),
        y1: rect.y1.min(area.y1),
    };
    (cut.x0 < cut.x1 && cut.y0 < cut.y1).then_some(cut)
}

/// Cuts a fade, its colours at the new edges what they were at those places.
fn cut_fade(rect: Rect, left: Color, right: Color, area: Rect) -> Option<(Rect, Color, Color)> {
    let cut = cut_rect(rect, area)?;
    let at = |x: f32| {
        let share = ((x - rect.x0) / (rect.x1 - rect.x0)).clamp(0.0, 1.0);
        blend(left, right, share)
    };
    let left_cut = if cut.x0 > rect.x0 { at(cut.x0) } else { left };
    let right_cut = if cut.x1 < rect.x1 { at(cut.x1) } else { right };
    Some((cut, left_cut, right_cut))
}

/// The colour at `share` of the way, as a premultiplied gradient has it.
fn blend(from: Color, to: Color, share: f32) -> Color {
    let mix = |a: f32, b: f32| a + (b - a) * share;
    let (alpha_from, alpha_to) = (f32::from(from.a), f32::from(to.a));
    let alpha = mix(alpha_from, alpha_to);
    let part = |a: u8, b: u8| {
        let premultiplied = mix(f32::from(a) * alpha_from, f32::from(b) * alpha_to);
        (premultiplied / alpha.max(f32::MIN_POSITIVE)).round() as u8
    };
    Color {
        r: part(from.r, to.r),
        g: part(from.g, to.g),
        b: part(from.b, to.b),
        a: alpha.round() as u8,
    }
}

/// The part of a line within the area (Liang and Barsky 1984).
fn cut_line(from: Point, to: Point, area: Rect) -> Option<(Point, Point)> {
    if !is_drawable(&[from.x, from.y, to.x, to.y]) {
        return None;
    }
    // In f64, and held within the area at the end: from far outside, rounding
    // alone would miss the edge by far.
    let wide = |p: Point| (f64::from(p.x), f64::from(p.y));
    let ((x, y), (end_x, end_y)) = (wide(from), wide(to));
    let (dx, dy) = (end_x - x, end_y - y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, x - f64::from(area.x0)),
        (dx, f64::from(area.x1) - x),
        (-dy, y - f64::from(area.y0)),
        (dy, f64::from(area.y1) - y),
    ];
    for (step, room) in edges {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let held = |x: f64, y: f64| Point {
        x: (x as f32).clamp(area.x0, area.x1),
        y: (y as f32).clamp(area.y0, area.y1),
    };
    let at = |share: f64| held(x + dx * share, y + dy * share);
    (enter <= leave).then(|| {
        (
            if enter > 0.0 { at(enter) } else { held(x, y) },
            if leave < 1.0 {
                at(leave)
            } else {
                held(end_x, end_y)
            },
        )
    })
}

/// A stroke that can be drawn, if it leaves ink: a dotted one of next to no
/// width would have dots without end, and none is wider than the margin.
fn inked(stroke: Option<Stroke>) -> Option<Stroke> {
    let stroke = stroke?;
    let least = if stroke.dotted { 0.1 } else { 0.0 };
    (stroke.width > least).then(|| Stroke {
        width: stroke.width.min(MARGIN),
        ..stroke
    })
}

/// True for a disc that can be drawn and shows.
fn is_disc_visible(center: Point, radius: f32, stroke: Option<Stroke>, area: Rect) -> bool {
    let reach = radius + stroke.map_or(0.0, |stroke| stroke.width);
    let around = Rect::new(center.x, center.y, center.x, center.y).grown(reach);
    radius > 0.0 && radius <= MAX_MARK && cut_rect(around, area).is_some()
}

/// The corners of a box, clockwise from the top left.
fn corners(rect: Rect) -> [Point; 4] {
    let at = |x, y| Point { x, y };
    [
        at(rect.x0, rect.y0),
        at(rect.x1, rect.y0),
        at(rect.x1, rect.y1),
        at(rect.x0, rect.y1),
    ]
}

/// The box around points; `None` unless there are three or more, none too far off.
fn bounds(points: &[Point]) -> Option<Rect> {
    let (first, rest) = points.split_first()?;
    let is_near = |p: &Point| p.x.abs() <= MAX_MARK && p.y.abs() <= MAX_MARK;
    let is_fit = rest.len() >= 2 && points.iter().all(is_near);
    is_fit.then(|| {
        let start = Rect::new(first.x, first.y, first.x, first.y);
        rest.iter().fold(start, |around, p| Rect {
            x0: around.x0.min(p.x),
            y0: around.y0.min(p.y),
            x1: around.x1.max(p.x),
            y1: around.y1.max(p.y),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect {
        x0: 0.0,
        y0: 0.0,
        x1: 100.0,
        y1: 50.0,
    };

    #[test]
    fn neighbouring_boxes_share_their_edge_at_every_scale() {
        for scale in [1.0, 1.25, 1.37, 2.0] {
            let device = Device {
                scale,
                origin: Point { x: 3.3, y: 7.1 },
            };
            for edge in [10.2, 10.5, 10.9] {
                let left = device.filled(Rect::new(1.0, 1.0, edge, 9.0));
                let right = device.filled(Rect::new(edge, 1.0, 30.0, 9.0));
                assert_eq!(left.x1, right.x0, "scale {scale}, edge {edge}");
            }
        }
    }

    #[test]
    fn a_box_thinner_than_a_pixel_stays_visible() {
        let device = Device {
            scale: 1.0,
            origin: Point::default(),
        };
        let thin = device.filled(Rect::new(5.1, 5.0, 5.2, 5.0));
        assert_eq!((thin.width(), thin.height()), (1.0, 1.0));
    }

    #[test]
    fn cutting_a_line_keeps_what_lies_inside() {
        let p = |x, y| Point { x, y };
        let cut = cut_line(p(-1e9, 25.0), p(1e9, 25.0), AREA);
        let (from, to) = cut.expect("crosses the area");
        assert!(
            from.x.abs() < 0.01 && (to.x - 100.0).abs() < 0.01,
            "{from:?} {to:?}"
        );
        assert_eq!(
            cut_line(p(10.0, 10.0), p(20.0, 20.0), AREA),
            Some((p(10.0, 10.0), p(20.0, 20.0)))
        );
        let (from, to) = cut_line(p(f32::MIN, 7.0), p(f32::MAX, 9.0), AREA).expect("crosses");
        assert!(AREA.grown(0.01).contains(from) && AREA.grown(0.01).contains(to));
        let cut = cut_line(p(0.0, f32::MAX), p(0.0, 1e7), AREA);
        assert!(cut.is_none_or(|(from, to)| from.y <= 50.0 && to.y <= 50.0));
        assert_eq!(cut_line(p(-10.0, 60.0), p(200.0, 60.0), AREA), None);
        assert_eq!(cut_line(p(f32::NAN, 0.0), p(1.0, 1.0), AREA), None);
        let (from, to) = cut_line(p(-50.0, -25.0), p(150.0, 75.0), AREA).expect("the diagonal");
        assert_eq!((from, to), (p(0.0, 0.0), p(100.0, 50.0)));
    }

    #[test]
    fn a_cut_fade_has_the_colour_of_the_place() {
        let (clear, full) = (Color::hex(0xff0000).with_alpha(0), Color::hex(0xff0000));
        let (rect, left, right) =
            cut_fade(Rect::new(-100.0, 0.0, 100.0, 10.0), clear, full, AREA).expect("visible");
        assert_eq!((rect.x0, rect.x1), (0.0, 100.0));
        assert_eq!((left.a, right), (128, full));
        assert_eq!((left.r, left.g), (255, 0));
    }

    #[test]
    fn boxes_without_extent_or_number_are_left_out() {
        assert_eq!(cut_rect(Rect::new(10.0, 10.0, 10.0, 20.0), AREA), None);
        assert_eq!(cut_rect(Rect::new(200.0, 10.0, 300.0, 20.0), AREA), None);
        let nan = Rect {
            x0: f32::NAN,
            ..AREA
        };
        assert_eq!(cut_rect(nan, AREA), None);
        let endless = Rect {
            x0: f32::NEG_INFINITY,
            x1: f32::INFINITY,
            ..AREA
        };
        assert_eq!(cut_rect(endless, AREA), Some(AREA));
    }
}
