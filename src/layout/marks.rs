//! The mark of an event: what its date looks like at a scale.
//!
//! ```text
//!   ●  day or instant        ▒▒▒▒  known to the month, year, decade
//!  ████████  interval        ░▒██▒░  soft ends: approximate
//!  ███████▒░ ▸  open end     ┈┈┈┈  dotted outline: uncertain
//! ```
//!
//! Nothing is drawn at a place that the date does not name: a year is a pale
//! span as wide as the year. A point is a day: a span or an interval that is
//! narrower than a point keeps its form and gets the width of a point, which
//! the legend of a figure says.

use super::TimeScale;
use crate::dates::{Bounds, DatedEnd, End, Form, Precision, TimeSpan};
use crate::scene::{Color, Item, Point, Rect, Stroke};

/// Radius of a point.
pub(super) const POINT_RADIUS: f32 = 4.5;
/// How far a ring or a halo reaches past its mark.
pub(super) const RING: f32 = 4.0;
/// Half the height of a bar or a span.
pub(super) const BAR_HALF: f32 = 7.0;
/// Least width of a pale span or a bar: with less it would read as a tick.
pub(super) const LEAST_SPAN: f32 = 9.0;
/// Width over which an unknown end fades away.
const UNKNOWN_FADE: f32 = 28.0;
/// Least width of the soft end of an approximate date.
const SOFT_FADE: f32 = 9.0;
/// Length of the arrow of an open end.
const ARROW: f32 = 8.0;
/// Share of the lane's colour in a pale span.
const PALE: f32 = 0.38;

/// How one end of a span looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Edge {
    /// Sharp at the mark's edge; pale for `doubt` pixels, where it is known
    /// only that the end lies within them.
    Sharp {
        /// Width of the doubt in pixels.
        doubt: f32,
    },
    /// Fades in over so many pixels.
    Soft(f32),
    /// Goes on: fades and ends in an arrow.
    Arrow,
}

/// What an event's date looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// A disc.
    Point {
        /// With a soft ring: approximate.
        is_soft: bool,
    },
    /// A pale span, somewhere in which it was.
    Doubt {
        /// With soft ends: approximate.
        is_soft: bool,
    },
    /// A pale span without a bound on one side: "by 1990", "1990 or later".
    OpenDoubt {
        /// Left end.
        left: Edge,
        /// Right end.
        right: Edge,
    },
    /// A bar.
    Bar {
        /// Left end.
        left: Edge,
        /// Right end.
        right: Edge,
    },
}

/// A mark and where it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) shape: Shape,
    /// Left edge of what is painted.
    pub(super) x0: f32,
    /// Right edge of what is painted.
    pub(super) x1: f32,
    pub(super) is_uncertain: bool,
}

impl Mark {
    /// Painted width in pixels.
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    fn around(middle: f32, half: f32, shape: Shape, is_uncertain: bool) -> Mark {
        Mark {
            shape,
            x0: middle - half,
            x1: middle + half,
            is_uncertain,
        }
    }
}

/// The mark of a date. `span` is what the event covers on the timeline, an
/// open end going to the edge of the data.
pub(super) fn mark(date: &Bounds, span: TimeSpan, scale: TimeScale) -> Mark {
    let x0 = scale.x_clamped(span.start);
    let x1 = scale.x_clamped(span.end);
    let is_soft = date.is_approximate;
    let is_uncertain = date.is_uncertain;
    let middle = (x0 + x1) / 2.0;
    let is_interval = date.form == Form::Interval;
    if is_interval {
        let left = edge(date.start, scale);
        let right = edge(date.end, scale);
        let reach = |edge: Edge| match edge {
            Edge::Sharp { .. } => 0.0,
            // A fade lies within the doubt; only a very short one needs room.
            Edge::Soft(_) => (SOFT_FADE - (x1 - x0) / 2.0).max(0.0),
            Edge::Arrow => ARROW,
        };
        let (from, to) = match (date.start, date.end) {
            (End::Unknown, _) => (x0 - UNKNOWN_FADE, x1),
            (_, End::Unknown) => (x0, x1 + UNKNOWN_FADE),
            _ => (x0 - reach(left), x1 + reach(right)),
        };
        let is_bounded = matches!(
            (left, right),
            (
                Edge::Sharp { .. } | Edge::Soft(_),
                Edge::Sharp { .. } | Edge::Soft(_)
            )
        );
        let is_known = date.start != End::Unknown && date.end != End::Unknown;
        let is_held = is_bounded && is_known;
        // Many tables give both ends of what was on one day.
        if is_held && is_one_day(span) && x1 - x0 <= 2.0 * POINT_RADIUS {
            return Mark::around(middle, POINT_RADIUS, Shape::Point { is_soft }, is_uncertain);
        }
        // A point would be read as a day.
        let least = if is_held { LEAST_SPAN / 2.0 } else { 0.0 };
        return Mark {
            shape: Shape::Bar { left, right },
            x0: from.min(middle - least),
            x1: to.max(middle + least),
            is_uncertain,
        };
    }
    let is_fine = date.precision() >= Precision::Day && date.form == Form::Single;
    if is_fine && x1 - x0 <= 2.0 * POINT_RADIUS {
        return Mark::around(middle, POINT_RADIUS, Shape::Point { is_soft }, is_uncertain);
    }
    if date.start == End::Open || date.end == End::Open {
        let (left, right) = (edge(date.start, scale), edge(date.end, scale));
        let arrow = |edge| if edge == Edge::Arrow { ARROW } else { 0.0 };
        return Mark {
            shape: Shape::OpenDoubt { left, right },
            x0: x0 - arrow(left),
            x1: x1 + arrow(right),
            is_uncertain,
        };
    }
    let half = ((x1 - x0) / 2.0).max(LEAST_SPAN / 2.0);
    Mark::around(middle, half, Shape::Doubt { is_soft }, is_uncertain)
}

/// True when a span is no longer than a day.
pub(super) fn is_one_day(span: TimeSpan) -> bool {
    const DAY: f64 = 86_400.0;
    span.seconds() <= DAY
}

/// True when a mark of least width is wider than the time that it stands for.
pub(super) fn is_widened(span: TimeSpan, scale: TimeScale) -> bool {
    // What nobody sees is not told.
    const SEEN: f64 = 1.5;
    span.seconds() / scale.seconds_per_px() < f64::from(LEAST_SPAN) - SEEN
}

fn edge(end: End, scale: TimeScale) -> Edge {
    match end {
        End::Open => Edge::Arrow,
        End::Unknown => Edge::Soft(UNKNOWN_FADE),
        End::Dated(DatedEnd {
            span, approximate, ..
        }) => {
            let doubt = (span.seconds() / scale.seconds_per_px()).min(1e5) as f32;
            if approximate {
                Edge::Soft(doubt.max(SOFT_FADE))
            } else {
                Edge::Sharp { doubt }
            }
        }
    }
}

/// Colours that a mark is painted with.
#[derive(Clone, Copy, Debug)]
pub(super) struct MarkColors {
    /// The lane's.
    pub(super) lane: Color,
    /// What it lies on.
    pub(super) canvas: Color,
}

impl MarkColors {
    fn pale(self) -> Color {
        self.canvas.mix(self.lane, PALE)
    }
}

/// Paints a mark centred on `y`.
pub(super) fn paint(mark: &Mark, y: f32, colors: MarkColors, items: &mut Vec<Item>) {
    let lane = colors.lane;
    match mark.shape {
        Shape::Point { is_soft } => {
            let center = Point {
                x: (mark.x0 + mark.x1) / 2.0,
                y,
            };
            if is_soft {
                items.push(Item::Disc {
                    center,
                    radius: POINT_RADIUS + 3.5,
                    fill: Some(lane.with_alpha(70)),
                    stroke: None,
                });
            }
            let outline = Stroke {
                color: lane,
                width: 1.5,
                dotted: true,
            };
            items.push(Item::Disc {
                center,
                radius: POINT_RADIUS,
                fill: Some(if mark.is_uncertain {
                    colors.pale()
                } else {
                    lane
                }),
                stroke: mark.is_uncertain.then_some(outline),
            });
        }
        Shape::Doubt { is_soft } => {
            let rect = bar_rect(mark.x0, mark.x1, y);
            if is_soft {
                let fade = (rect.width() / 3.0).clamp(3.0, 60.0);
                soft_bar(rect, fade, fade, colors.pale(), items);
            } else {
                items.push(Item::Rect {
                    rect,
                    radius: 2.0,
                    fill: Some(colors.pale()),
                    stroke: Some(Stroke::solid(lane, 1.0)).filter(|_| !mark.is_uncertain),
                });
            }
        }
        Shape::OpenDoubt { left, right } => {
            let pale = MarkColors {
                lane: colors.pale(),
                ..colors
            };
            paint_bar(mark, left, right, y, pale, items);
        }
        Shape::Bar { left, right } => paint_bar(mark, left, right, y, colors, items),
    }
    let is_point = matches!(mark.shape, Shape::Point { .. });
    if mark.is_uncertain && !is_point {
        items.push(Item::Rect {
            rect: bar_rect(mark.x0, mark.x1, y),
            radius: 2.0,
            fill: None,
            stroke: Some(Stroke {
                color: lane,
                width: 1.5,
                dotted: true,
            }),
        });
    }
}

/// Widths of the two ends of a bar that are not solid.
fn end_parts(mark: &Mark, left: Edge, right: Edge) -> (f32, f32) {
    // Doubt narrower than this reads as a smudge, not as doubt.
    const LEAST_DOUBT: f32 = 3.0;
    let half = mark.width() / 2.0;
    let part = |edge: Edge| match edge {
        Edge::Sharp { doubt } if doubt >= LEAST_DOUBT => doubt.min(half),
        Edge::Sharp { .. } => 0.0,
        Edge::Soft(fade) => fade.min(half),
        Edge::Arrow => (ARROW * 3.0).min(half),
    };
    (part(left), part(right))
}

/// Where a title may stand on a mark without hiding a soft end.
pub(super) fn body(mark: &Mark) -> (f32, f32) {
    match mark.shape {
        Shape::Bar { left, right } | Shape::OpenDoubt { left, right } => {
            let (left_part, right_part) = end_parts(mark, left, right);
            (mark.x0 + left_part, mark.x1 - right_part)
        }
        Shape::Point { .. } | Shape::Doubt { .. } => (mark.x0, mark.x1),
    }
}

fn paint_bar(
    mark: &Mark,
    left: Edge,
    right: Edge,
    y: f32,
    colors: MarkColors,
    items: &mut Vec<Item>,
) {
    let lane = colors.lane;
    let (left_part, right_part) = end_parts(mark, left, right);
    let body = bar_rect(mark.x0 + left_part, mark.x1 - right_part, y);
    let ends = [
        (left, bar_rect(mark.x0, body.x0, y), true),
        (right, bar_rect(body.x1, mark.x1, y), false),
    ];
    for (edge, rect, is_left) in ends {
        if rect.width() <= 0.0 {
            continue;
        }
        let clear = lane.with_alpha(0);
        match edge {
            Edge::Sharp { .. } => items.push(Item::Rect {
                rect,
                radius: 2.0,
                fill: Some(colors.pale()),
                stroke: None,
            }),
            Edge::Soft(_) => items.push(fade(rect, clear, lane, is_left)),
            Edge::Arrow => {
                let tip = if is_left { rect.x0 } else { rect.x1 };
                let base = if is_left { tip + ARROW } else { tip - ARROW };
                let faded = if is_left {
                    Rect::new(base, rect.y0, rect.x1, rect.y1)
                } else {
                    Rect::new(rect.x0, rect.y0, base, rect.y1)
                };
                items.push(fade(faded, lane.with_alpha(60), lane, is_left));
                items.push(Item::Polygon {
                    points: vec![
                        Point {
                            x: base,
                            y: rect.y0,
                        },
                        Point { x: tip, y },
                        Point {
                            x: base,
                            y: rect.y1,
                        },
                    ],
                    fill: lane,
                });
            }
        }
    }
    let is_plain = left_part == 0.0 && right_part == 0.0;
    items.push(Item::Rect {
        rect: body,
        radius: if is_plain { 2.0 } else { 0.0 },
        fill: Some(if mark.is_uncertain {
            colors.pale()
        } else {
            lane
        }),
        stroke: None,
    });
}

fn bar_rect(x0: f32, x1: f32, y: f32) -> Rect {
    Rect::new(x0, y - BAR_HALF, x1, y + BAR_HALF)
}

/// A fade whose clear side is the outer one.
fn fade(rect: Rect, outer: Color, inner: Color, is_left: bool) -> Item {
    let (left, right) = if is_left {
        (outer, inner)
    } else {
        (inner, outer)
    };
    Item::Fade { rect, left, right }
}

/// A bar of one colour with soft ends.
fn soft_bar(rect: Rect, left: f32, right: f32, color: Color, items: &mut Vec<Item>) {
    let (x0, x1) = (rect.x0 + left, rect.x1 - right);
    let clear = color.with_alpha(0);
    items.push(fade(Rect { x1: x0, ..rect }, clear, color, true));
    items.push(Item::Rect {
        rect: Rect { x0, x1, ..rect },
        radius: 0.0,
        fill: Some(color),
        stroke: None,
    });
    items.push(fade(Rect { x0: x1, ..rect }, clear, color, false));
}

/// Marks a mark as disputed: a ring or outline in the warning colour, and a
/// diamond at its upper right corner, held left of `edge`, that does not depend
/// on colour.
pub(super) fn paint_dispute(
    mark: &Mark,
    y: f32,
    edge: f32,
    warning: Color,
    canvas: Color,
    items: &mut Vec<Item>,
) {
    let stroke = Some(Stroke::solid(warning, 1.3));
    let corner = match mark.shape {
        Shape::Point { .. } => {
            let x = (mark.x0 + mark.x1) / 2.0;
            items.push(Item::Disc {
                center: Point { x, y },
                radius: POINT_RADIUS + 2.2,
                fill: None,
                stroke,
            });
            Point {
                x: x + POINT_RADIUS + 0.8,
                y: y - POINT_RADIUS - 0.8,
            }
        }
        Shape::Doubt { .. } | Shape::OpenDoubt { .. } | Shape::Bar { .. } => {
            items.push(Item::Rect {
                rect: bar_rect(mark.x0, mark.x1, y).grown(1.2),
                radius: 3.0,
                fill: None,
                stroke,
            });
            Point {
                x: mark.x1.min(edge),
                y: y - BAR_HALF,
            }
        }
    };
    items.push(diamond(corner, 4.6, canvas));
    items.push(diamond(corner, 3.4, warning));
}

fn diamond(center: Point, half: f32, fill: Color) -> Item {
    let Point { x, y } = center;
    Item::Polygon {
        points: vec![
            Point { x, y: y - half },
            Point { x: x + half, y },
            Point { x, y: y + half },
            Point { x: x - half, y },
        ],
        fill,
    }
}
