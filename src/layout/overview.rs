//! The overview strip: all the data in small, and a window over what is in view.

use super::{TimeScale, View};
use crate::dates::{Time, TimeSpan};
use crate::model::LaneIx;
use crate::scene::style::Theme;
use crate::scene::{Hit, Item, Rect, Scene, Stroke, Target};
use crate::store::{EventSet, EventStore};

/// Width of a column with its gap.
const COLUMN: f32 = 4.0;
/// Room above and below the columns.
const MARGIN: f32 = 6.0;
/// Width of the handles at the window's edges.
const HANDLE: f32 = 5.0;

/// What to lay out.
#[derive(Clone, Copy)]
pub struct OverviewRequest<'a> {
    /// The columns of the dataset.
    pub store: &'a dyn EventStore,
    /// The events let through.
    pub shown: &'a EventSet,
    /// What the timeline shows.
    pub view: View,
    /// What the strip shows: all the data.
    pub data: TimeSpan,
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// Colours.
    pub theme: &'a Theme,
}

/// The overview strip laid out.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What to paint.
    pub scene: Scene,
    /// Time to pixels of the strip.
    pub scale: TimeScale,
    /// The window over what is in view, held to the strip.
    pub window: Rect,
}

/// Lays out the overview strip.
pub fn overview(request: &OverviewRequest<'_>) -> Overview {
    let theme = request.theme;
    let (width, height) = (request.width, request.height);
    let scale = TimeScale::new(View::fitting(request.data), 0.0, width);
    let mut items = vec![Item::Rect {
        rect: Rect::new(0.0, 0.0, width, height),
        radius: 4.0,
        fill: Some(theme.panel),
        stroke: None,
    }];
    let mut hits = Vec::new();
    let view = request.view.span();
    // A window thinner than its handles could not be taken hold of.
    let least = 2.0 * HANDLE + 2.0;
    let x0 = scale.x_clamped(view.start).clamp(0.0, width - least);
    let x1 = scale
        .x_clamped(view.end)
        .clamp(x0 + least, width.max(x0 + least));
    let window = Rect::new(x0, 1.0, x1, height - 1.0);
    items.push(Item::Rect {
        rect: window,
        radius: 3.0,
        fill: Some(theme.canvas.mix(theme.accent, 0.13)),
        stroke: None,
    });
    let columns = (width / COLUMN).floor() as usize;
    let edges: Vec<Time> = (0..=columns)
        .map(|at| scale.time_from_x(f64::from(at as f32 * COLUMN)))
        .collect();
    let mut counts = vec![0_u32; columns];
    for lane in 0..request.store.lanes().len() {
        let lane = request
            .store
            .counts(LaneIx(lane as u16), &edges, request.shown);
        for (sum, count) in counts.iter_mut().zip(lane) {
            *sum += count;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let mut rects = Vec::new();
    for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let x = at as f32 * COLUMN;
        let share = (count as f32 / most as f32).sqrt();
        let top = height - MARGIN - (height - 2.0 * MARGIN) * share;
        rects.push(Rect::new(x, top, x + COLUMN - 1.0, height - MARGIN));
        hits.push(Hit {
            rect: Rect::new(x, 0.0, x + COLUMN, height),
            target: Target::Density { lane: None, count },
        });
    }
    items.push(Item::Quads {
        rects,
        fill: theme.panel.mix(theme.text_weak, 0.75),
    });
    items.push(Item::Rect {
        rect: window,
        radius: 3.0,
        fill: None,
        stroke: Some(Stroke::solid(theme.accent, 1.0)),
    });
    for x in [window.x0, window.x1] {
        let middle = height / 2.0;
        items.push(Item::Rect {
            rect: Rect::new(
                x - HANDLE / 2.0,
                middle - 11.0,
                x + HANDLE / 2.0,
                middle + 11.0,
            ),
            radius: 2.5,
            fill: Some(theme.accent),
            stroke: None,
        });
    }
    Overview {
        scene: Scene {
            width,
            height,
            background: theme.canvas,
            items,
            hits,
        },
        scale,
        window,
    }
}
