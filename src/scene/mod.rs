//! The display list: everything a picture of a timeline shows, as plain
//! values, in painting order.
//!
//! Coordinates are pixels at scale 1 ("points" on a screen), x to the right,
//! y down, origin at the top left of the picture. A scene knows nothing of
//! fonts, windows or files; each backend in `render` paints it with one
//! exhaustive match.
//!
//! *Invariant:* the number of items is bounded by pixels and lanes, never by
//! the number of events.

pub mod style;

pub use style::Color;

use crate::model::{EventIx, LaneIx};
use crate::text::Weight;

/// A point.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl Point {
    /// Further right by `dx`, further down by `dy`.
    pub fn moved(self, dx: f32, dy: f32) -> Point {
        Point {
            x: self.x + dx,
            y: self.y + dy,
        }
    }
}

/// A rectangle between two corners; `min` at or above and left of `max`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Rect {
    /// From the edges; edges in the wrong order are swapped.
    pub fn new(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
        Rect {
            x0: x0.min(x1),
            y0: y0.min(y1),
            x1: x0.max(x1),
            y1: y0.max(y1),
        }
    }

    /// Width.
    pub fn width(self) -> f32 {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(self) -> f32 {
        self.y1 - self.y0
    }

    /// True when the point lies inside (right and bottom edges do not).
    pub fn contains(self, p: Point) -> bool {
        self.x0 <= p.x && p.x < self.x1 && self.y0 <= p.y && p.y < self.y1
    }

    /// True when the two share more than an edge.
    pub fn overlaps(self, other: Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// Further right by `dx`, further down by `dy`.
    pub fn moved(self, dx: f32, dy: f32) -> Rect {
        Rect {
            x0: self.x0 + dx,
            y0: self.y0 + dy,
            x1: self.x1 + dx,
            y1: self.y1 + dy,
        }
    }

    /// Grown by `by` on every side.
    pub fn grown(self, by: f32) -> Rect {
        Rect::new(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)
    }
}

/// A line's colour and width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width in pixels.
    pub width: f32,
    /// Drawn as dots (length and gap of twice the width) instead of a line.
    pub dotted: bool,
}

impl Stroke {
    /// A continuous line.
    pub fn solid(color: Color, width: f32) -> Stroke {
        Stroke {
            color,
            width,
            dotted: false,
        }
    }
}

/// Something to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A box, filled, outlined or both.
    Rect {
        /// Where.
        rect: Rect,
        /// Corner radius in pixels.
        radius: f32,
        /// Inside colour.
        fill: Option<Color>,
        /// Outline, centred on the edge.
        stroke: Option<Stroke>,
    },
    /// A box whose colour runs from the left edge to the right: a soft end.
    Fade {
        /// Where.
        rect: Rect,
        /// Colour at the left edge.
        left: Color,
        /// Colour at the right edge.
        right: Color,
    },
    /// A disc or ring.
    Disc {
        /// Middle.
        center: Point,
        /// Radius in pixels.
        radius: f32,
        /// Inside colour.
        fill: Option<Color>,
        /// Outline, centred on the edge.
        stroke: Option<Stroke>,
    },
    /// A straight line.
    Line {
        /// From.
        from: Point,
        /// To.
        to: Point,
        /// How.
        stroke: Stroke,
    },
    /// A closed, filled outline with straight, convex sides.
    Polygon {
        /// Corners in order.
        points: Vec<Point>,
        /// Inside colour.
        fill: Color,
    },
    /// Many plain boxes of one colour: density columns, one mesh.
    Quads {
        /// Where.
        rects: Vec<Rect>,
        /// Inside colour.
        fill: Color,
    },
    /// One line of text, shaped and ordered by the backend with the bundled
    /// fonts, never wrapped.
    Text {
        /// Left end of the baseline, whatever the script's direction.
        at: Point,
        /// What.
        text: String,
        /// Size in pixels per em.
        size: f32,
        /// Weight.
        weight: Weight,
        /// Colour.
        color: Color,
    },
    /// What follows shows only inside the rectangle, until the matching `Unclip`.
    Clip(Rect),
    /// Ends the last `Clip`.
    Unclip,
}

impl Item {
    /// The same thing, further right by `dx` and further down by `dy`.
    pub fn moved(&self, dx: f32, dy: f32) -> Item {
        let mut item = self.clone();
        match &mut item {
            Item::Rect { rect, .. } | Item::Fade { rect, .. } | Item::Clip(rect) => {
                *rect = rect.moved(dx, dy);
            }
            Item::Disc { center, .. } => *center = center.moved(dx, dy),
            Item::Line { from, to, .. } => {
                *from = from.moved(dx, dy);
                *to = to.moved(dx, dy);
            }
            Item::Polygon { points, .. } => {
                points.iter_mut().for_each(|p| *p = p.moved(dx, dy));
            }
            Item::Quads { rects, .. } => rects.iter_mut().for_each(|r| *r = r.moved(dx, dy)),
            Item::Text { at, .. } => *at = at.moved(dx, dy),
            Item::Unclip => {}
        }
        item
    }
}

/// What lies under a place of the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// One event.
    Event(EventIx),
    /// Several events drawn as one mark, the most important first.
    Fold(Vec<EventIx>),
    /// A density column.
    Density {
        /// In which lane.
        lane: Option<LaneIx>,
        /// Exact count of the events that it stands for.
        count: u32,
    },
    /// Events of a lane that began before the view, still run and have no mark.
    Earlier {
        /// In which lane.
        lane: LaneIx,
        /// How many.
        count: u32,
    },
    /// A lane's title.
    LaneTitle(LaneIx),
    /// An era, by its place in the dataset.
    Era(u32),
}

/// An area of the picture that answers to the pointer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Where.
    pub rect: Rect,
    /// What.
    pub target: Target,
}

/// A picture of a timeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Width in pixels at scale 1.
    pub width: f32,
    /// Height in pixels at scale 1.
    pub height: f32,
    /// Colour behind everything.
    pub background: Color,
    /// What to paint, first to last.
    pub items: Vec<Item>,
    /// What answers to the pointer; later ones lie on top.
    pub hits: Vec<Hit>,
}

impl Scene {
    /// The topmost target at a point.
    pub fn target_at(&self, p: Point) -> Option<&Hit> {
        self.hits.iter().rev().find(|hit| hit.rect.contains(p))
    }
}
