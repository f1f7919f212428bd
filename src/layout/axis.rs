//! The time axis: two tiers with steps that follow the calendar, and a third
//! for a second calendar.

use super::TimeScale;
use crate::dates::{
    Calendar, STEPS, Step, Time, TimeSpan, context_label, context_step, label, ticks,
};
use crate::scene::style::Theme;
use crate::scene::{Item, Point, Rect, Stroke};
use crate::text::{Shaper, Weight};

/// Height of the upper tier: decades above years, months above days.
const CONTEXT_HEIGHT: f32 = 24.0;
/// Height of the lower tier.
const TICK_HEIGHT: f32 = 22.0;
/// Height of the second calendar's tier.
const CALENDAR_HEIGHT: f32 = 20.0;
const TICK_SIZE: f32 = 11.5;
const CONTEXT_SIZE: f32 = 12.5;
/// Least room between two tick labels.
const LABEL_GAP: f32 = 14.0;

/// Height of the whole axis.
pub(super) fn height(calendar: Option<Calendar>) -> f32 {
    let second = if calendar.is_some() {
        CALENDAR_HEIGHT
    } else {
        0.0
    };
    CONTEXT_HEIGHT + TICK_HEIGHT + second
}

/// Where grid lines go down through the lanes.
pub(super) struct Grid {
    /// At the boundaries of the upper tier.
    pub(super) strong: Vec<f32>,
}

/// The step whose labels fit beside each other, and its ticks with labels.
/// `None` at scales where no step fits (never within the range of `View`).
fn fitting_ticks(
    calendar: Calendar,
    scale: TimeScale,
    span: TimeSpan,
    shaper: &mut Shaper,
) -> Option<(Step, Vec<(Time, String)>)> {
    let px_of = |step: &Step| step.approx_seconds() / scale.seconds_per_px();
    STEPS
        .iter()
        // No label is narrower than this, so finer steps need no look.
        .filter(|step| px_of(step) > 24.0)
        .find_map(|&step| {
            let labelled: Vec<(Time, String)> = ticks(calendar, step, span)
                .into_iter()
                .map(|time| (time, label(calendar, step, time)))
                .collect();
            let widest = labelled
                .iter()
                .map(|(_, text)| shaper.width(text, TICK_SIZE, Weight::Regular))
                .fold(0.0, f32::max);
            let fits = f64::from(widest + LABEL_GAP) <= px_of(&step);
            (fits && !labelled.is_empty()).then_some((step, labelled))
        })
}

/// Paints the axis into the top of the picture, and says where the grid goes.
pub(super) fn paint(
    scale: TimeScale,
    calendar: Option<Calendar>,
    theme: &Theme,
    shaper: &mut Shaper,
    items: &mut Vec<Item>,
) -> Grid {
    let (x0, x1) = (scale.x0(), scale.x1());
    let bottom = height(calendar);
    items.push(Item::Rect {
        rect: Rect::new(x0, 0.0, x1, bottom),
        radius: 0.0,
        fill: Some(theme.canvas),
        stroke: None,
    });
    let span = TimeSpan::new(
        scale.time_from_x(f64::from(x0)),
        scale.time_from_x(f64::from(x1)),
    );
    let mut grid = Grid { strong: Vec::new() };
    items.push(Item::Clip(Rect::new(x0, 0.0, x1, bottom)));
    if let Some((step, labelled)) = fitting_ticks(Calendar::Gregorian, scale, span, shaper) {
        grid.strong = paint_context(scale, context_step(step), span, theme, shaper, items);
        paint_ticks(scale, &labelled, CONTEXT_HEIGHT, theme, shaper, items);
    }
    if let Some(calendar) = calendar {
        paint_second(calendar, scale, span, theme, shaper, items);
    }
    items.push(Item::Unclip);
    items.push(Item::Line {
        from: Point { x: x0, y: bottom },
        to: Point { x: x1, y: bottom },
        stroke: Stroke::solid(theme.line, 1.0),
    });
    grid
}

/// The upper tier: what each stretch belongs to, its label sliding along so
/// that it stays in view. Gives the boundaries in pixels.
fn paint_context(
    scale: TimeScale,
    step: Step,
    span: TimeSpan,
    theme: &Theme,
    shaper: &mut Shaper,
    items: &mut Vec<Item>,
) -> Vec<f32> {
    const INDENT: f32 = 5.0;
    let calendar = Calendar::Gregorian;
    let mut bounds = vec![step.floor(calendar, span.start)];
    bounds.extend(
        ticks(calendar, step, span)
            .into_iter()
            .filter(|&time| time > span.start),
    );
    let mut strong = Vec::new();
    for (at, &time) in bounds.iter().enumerate() {
        let x = scale.x_clamped(time);
        let next = bounds
            .get(at + 1)
            .map_or(scale.x1(), |&next| scale.x_clamped(next));
        if at > 0 || x >= scale.x0() {
            strong.push(x);
            items.push(Item::Line {
                from: Point { x, y: 0.0 },
                to: Point {
                    x,
                    y: CONTEXT_HEIGHT + TICK_HEIGHT,
                },
                stroke: Stroke::solid(theme.line, 1.0),
            });
        }
        let text = context_label(calendar, step, time);
        let left = x.max(scale.x0()) + INDENT;
        let width = shaper.width(&text, CONTEXT_SIZE, Weight::Bold);
        if left + width + INDENT <= next {
            let y = baseline(0.0, CONTEXT_HEIGHT, CONTEXT_SIZE, shaper);
            items.push(Item::Text {
                at: Point { x: left, y },
                text,
                size: CONTEXT_SIZE,
                weight: Weight::Bold,
                color: theme.text,
            });
        }
    }
    strong
}

fn paint_ticks(
    scale: TimeScale,
    labelled: &[(Time, String)],
    top: f32,
    theme: &Theme,
    shaper: &mut Shaper,
    items: &mut Vec<Item>,
) {
    let y = baseline(top, TICK_HEIGHT - 4.0, TICK_SIZE, shaper);
    for (time, text) in labelled {
        let x = scale.x_clamped(*time);
        items.push(Item::Line {
            from: Point {
                x,
                y: top + TICK_HEIGHT - 5.0,
            },
            to: Point {
                x,
                y: top + TICK_HEIGHT,
            },
            stroke: Stroke::solid(theme.text_weak, 1.0),
        });
        let width = shaper.width(text, TICK_SIZE, Weight::Regular);
        let left = x - width / 2.0;
        // Half a label at the edge is worse than none.
        if left >= scale.x0() && left + width <= scale.x1() {
            items.push(text_item(text.clone(), left, y, theme));
        }
    }
}

/// The tier of the second calendar: its name at the left, its own ticks.
fn paint_second(
    calendar: Calendar,
    scale: TimeScale,
    span: TimeSpan,
    theme: &Theme,
    shaper: &mut Shaper,
    items: &mut Vec<Item>,
) {
    let top = CONTEXT_HEIGHT + TICK_HEIGHT;
    items.push(Item::Line {
        from: Point {
            x: scale.x0(),
            y: top,
        },
        to: Point {
            x: scale.x1(),
            y: top,
        },
        stroke: Stroke::solid(theme.grid, 1.0),
    });
    let y = baseline(top, CALENDAR_HEIGHT, TICK_SIZE, shaper);
    let name = calendar.title();
    let name_end = scale.x0() + 5.0 + shaper.width(name, TICK_SIZE, Weight::Bold) + LABEL_GAP;
    items.push(Item::Text {
        at: Point {
            x: scale.x0() + 5.0,
            y,
        },
        text: name.to_owned(),
        size: TICK_SIZE,
        weight: Weight::Bold,
        color: theme.text_weak,
    });
    let Some((_, labelled)) = fitting_ticks(calendar, scale, span, shaper) else {
        return;
    };
    for (time, text) in labelled {
        let x = scale.x_clamped(time);
        let width = shaper.width(&text, TICK_SIZE, Weight::Regular);
        if x + 4.0 < name_end || x + 4.0 + width > scale.x1() {
            continue;
        }
        items.push(Item::Line {
            from: Point { x, y: top },
            to: Point {
                x,
                y: top + CALENDAR_HEIGHT,
            },
            stroke: Stroke::solid(theme.line, 1.0),
        });
        items.push(text_item(text, x + 4.0, y, theme));
    }
}

fn text_item(text: String, x: f32, y: f32, theme: &Theme) -> Item {
    Item::Text {
        at: Point { x, y },
        text,
        size: TICK_SIZE,
        weight: Weight::Regular,
        color: theme.text_weak,
    }
}

/// Baseline that centres capitals in a strip.
pub(super) fn baseline(top: f32, height: f32, size: f32, shaper: &Shaper) -> f32 {
    top + (height + shaper.cap_height(size)) / 2.0
}
