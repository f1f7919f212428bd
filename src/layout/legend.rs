//! The legend of a figure: only the kinds of mark that the figure has.

use super::axis::baseline;
use super::marks::{self, Edge, Mark, MarkColors, Shape};
use crate::scene::style::Theme;
use crate::scene::{Item, Point, Rect, Scene};
use crate::store::EventStore;
use crate::text::{Shaper, Weight};

/// Height of one line of the legend.
pub(super) const LINE_HEIGHT: f32 = 20.0;
const SIZE: f32 = 11.0;
/// Width kept for a sample mark.
const SAMPLE: f32 = 26.0;
const GAP: f32 = 7.0;
/// Room between two entries.
const BETWEEN: f32 = 22.0;

/// A kind of mark, in the order that the legend lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Day,
    Interval,
    Doubt,
    Approximate,
    Uncertain,
    Open,
    Widened,
    Disputed,
    Fold,
    Dense,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Day,
        Kind::Interval,
        Kind::Doubt,
        Kind::Approximate,
        Kind::Uncertain,
        Kind::Open,
        Kind::Widened,
        Kind::Disputed,
        Kind::Fold,
        Kind::Dense,
    ];

    fn title(self) -> &'static str {
        match self {
            Kind::Day => "day",
            Kind::Interval => "interval",
            Kind::Doubt => "some time within",
            Kind::Approximate => "approximate",
            Kind::Uncertain => "uncertain",
            Kind::Open => "no known end",
            Kind::Widened => "shorter than its mark",
            Kind::Disputed => "sources differ",
            Kind::Fold => "several events, with their number",
            Kind::Dense => "too many for marks: how many begin when",
        }
    }
}

/// Every kind of mark with its words, one to a line, on a panel.
pub fn legend_scene(theme: &Theme, shaper: &mut Shaper) -> Scene {
    let mut items = Vec::new();
    let mut width = 0.0_f32;
    let mut height = 0.0;
    for kind in Kind::ALL {
        width = width.max(entry_width(kind, shaper));
        entry(kind, 0.0, height, theme, shaper, &mut items);
        height += LINE_HEIGHT;
    }
    Scene {
        width,
        height,
        background: theme.canvas,
        items,
        hits: Vec::new(),
    }
}

/// The kinds that the drawn marks show.
pub(super) fn kinds_of(store: &dyn EventStore, drawn: &super::Timeline) -> Vec<Kind> {
    use crate::dates::{End, Form, Precision};
    let mut kinds = std::collections::BTreeSet::new();
    if !drawn.blocks.is_empty() {
        kinds.insert(Kind::Dense);
    }
    for mark in &drawn.marks {
        if mark.events.len() > 1 {
            kinds.insert(Kind::Fold);
            continue;
        }
        for &event_ix in &mark.events {
            let Some(entry) = store.entry(event_ix) else {
                continue;
            };
            if entry.is_disputed {
                kinds.insert(Kind::Disputed);
            }
            let date = entry.date;
            // From near even a day is a span.
            let is_wide = mark.rect.width() > 2.0 * marks::POINT_RADIUS + 0.5;
            let is_day = marks::is_one_day(entry.span) && !is_wide;
            let is_open = |end: End| matches!(end, End::Open | End::Unknown);
            let kind = if is_open(date.start) || is_open(date.end) {
                Kind::Open
            } else if date.form == Form::Interval && !is_day {
                Kind::Interval
            } else if date.precision() >= Precision::Day && !is_wide {
                Kind::Day
            } else {
                Kind::Doubt
            };
            kinds.insert(kind);
            let has_width = matches!(kind, Kind::Interval | Kind::Doubt);
            if has_width && marks::is_widened(entry.span, drawn.scale) {
                kinds.insert(Kind::Widened);
            }
            if date.is_approximate {
                kinds.insert(Kind::Approximate);
            }
            if date.is_uncertain {
                kinds.insert(Kind::Uncertain);
            }
        }
    }
    kinds.into_iter().collect()
}

/// Paints the legend into `area`, entry after entry, wrapping at its width.
/// Gives the height used, and paints nothing when `items` is `None`.
pub(super) fn paint(
    kinds: &[Kind],
    area: Rect,
    theme: &Theme,
    shaper: &mut Shaper,
    mut items: Option<&mut Vec<Item>>,
) -> f32 {
    let (mut x, mut top) = (area.x0, area.y0);
    for &kind in kinds {
        let width = entry_width(kind, shaper);
        if x + width > area.x1 && x > area.x0 {
            x = area.x0;
            top += LINE_HEIGHT;
        }
        if let Some(items) = items.as_deref_mut() {
            entry(kind, x, top, theme, shaper, items);
        }
        x += width + BETWEEN;
    }
    if kinds.is_empty() {
        0.0
    } else {
        top + LINE_HEIGHT - area.y0
    }
}

fn entry_width(kind: Kind, shaper: &mut Shaper) -> f32 {
    SAMPLE + GAP + shaper.width(kind.title(), SIZE, Weight::Regular)
}

/// A sample and its words, on a line that begins at `top`.
fn entry(kind: Kind, x: f32, top: f32, theme: &Theme, shaper: &mut Shaper, items: &mut Vec<Item>) {
    sample(kind, x, top + LINE_HEIGHT / 2.0, theme, shaper, items);
    items.push(Item::Text {
        at: Point {
            x: x + SAMPLE + GAP,
            y: baseline(top, LINE_HEIGHT, SIZE, shaper),
        },
        text: kind.title().to_owned(),
        size: SIZE,
        weight: Weight::Regular,
        color: theme.text_weak,
    });
}

fn sample(kind: Kind, x: f32, y: f32, theme: &Theme, shaper: &mut Shaper, items: &mut Vec<Item>) {
    let colors = MarkColors {
        lane: theme.text_weak,
        canvas: theme.canvas,
    };
    let middle = x + SAMPLE / 2.0;
    if kind == Kind::Dense {
        const HEIGHTS: [f32; 6] = [3.0, 6.0, 12.0, 9.0, 14.0, 5.0];
        let foot = y + marks::BAR_HALF;
        let left = |at: usize| middle - 9.0 + 3.0 * at as f32;
        let column =
            |(at, height): (usize, &f32)| Rect::new(left(at), foot - height, left(at) + 2.5, foot);
        items.push(Item::Quads {
            rects: HEIGHTS.iter().enumerate().map(column).collect(),
            fill: colors.canvas.mix(colors.lane, 0.5),
        });
        return;
    }
    let point = |is_soft| Shape::Point { is_soft };
    let sharp = Edge::Sharp { doubt: 0.0 };
    let (shape, half) = match kind {
        Kind::Day | Kind::Uncertain | Kind::Disputed => (point(false), marks::POINT_RADIUS),
        Kind::Approximate => (point(true), marks::POINT_RADIUS),
        Kind::Interval => (
            Shape::Bar {
                left: sharp,
                right: sharp,
            },
            SAMPLE / 2.0,
        ),
        Kind::Doubt | Kind::Fold | Kind::Dense => (Shape::Doubt { is_soft: false }, SAMPLE / 2.0),
        Kind::Widened => (Shape::Doubt { is_soft: false }, marks::LEAST_SPAN / 2.0),
        Kind::Open => {
            let right = Edge::Arrow;
            (Shape::Bar { left: sharp, right }, SAMPLE / 2.0)
        }
    };
    let mark = Mark {
        shape,
        x0: middle - half,
        x1: middle + half,
        is_uncertain: kind == Kind::Uncertain,
    };
    if kind == Kind::Fold {
        let text = "9";
        let width = shaper.width(text, SIZE, Weight::Bold);
        items.push(Item::Rect {
            rect: Rect::new(
                middle - 9.0,
                y - marks::BAR_HALF,
                middle + 9.0,
                y + marks::BAR_HALF,
            ),
            radius: marks::BAR_HALF,
            fill: Some(colors.lane),
            stroke: None,
        });
        items.push(Item::Text {
            at: Point {
                x: middle - width / 2.0,
                y: y + shaper.cap_height(SIZE) / 2.0,
            },
            text: text.to_owned(),
            size: SIZE,
            weight: Weight::Bold,
            color: colors.lane.text_on(),
        });
        return;
    }
    marks::paint(&mark, y, colors, items);
    if kind == Kind::Disputed {
        marks::paint_dispute(&mark, y, f32::INFINITY, theme.warning, theme.canvas, items);
    }
}
