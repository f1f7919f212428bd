//! The timeline itself: axis, eras, lanes, marks and titles as one scene.
//!
//! ```text
//!  axis       1980s        1990s          context, ticks, second calendar
//!  era strip  Soviet war      …
//!  band       Lane title
//!             ● title   ████ title         rows
//!             ▂▁▃▂   ▁▁                    density, exact counts
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::band::{REACH, Raised};
use super::rows::{Band, RowPlan, Scope, plan_bands};
use super::slots::Ruler;
use super::{TimeScale, View, axis};
use crate::dates::{Calendar, TimeSpan};
use crate::model::{Dataset, EventIx, LaneIx};
use crate::scene::style::{Theme, ThemeName};
use crate::scene::{Color, Hit, Item, Point, Rect, Scene, Stroke, Target};
use crate::store::{Entry, EventSet, EventStore};
use crate::text::{Shaper, Weight};

/// Height of a lane's title line.
pub const LANE_TITLE_HEIGHT: f32 = 17.0;
/// Least height of a row of marks: a title and the space between two.
pub(super) const ROW_HEIGHT: f32 = 18.0;
/// Most height of a row, where there is room to spare.
const MOST_ROW_HEIGHT: f32 = 25.0;
/// Height of the density strip at the foot of a lane.
pub(super) const DENSITY_HEIGHT: f32 = 9.0;
/// Space below the density strip.
pub(super) const BAND_GAP: f32 = 3.0;
/// Height of a lane beside its rows.
const AROUND_ROWS: f32 = LANE_TITLE_HEIGHT + DENSITY_HEIGHT + BAND_GAP;
/// Height of the strip with the titles of the eras.
const ERA_HEIGHT: f32 = 22.0;
pub(super) const LANE_TITLE_SIZE: f32 = 11.5;

/// What to lay out.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its columns.
    pub store: &'a dyn EventStore,
    /// The rows of its lanes.
    pub plan: &'a RowPlan,
    /// The events let through.
    pub shown: &'a EventSet,
    /// The stretch of time.
    pub view: View,
    /// How far the lanes are scrolled up, in pixels.
    pub scroll_y: f32,
    /// Width of the picture in pixels.
    pub width: f32,
    /// Height of the picture in pixels.
    pub height: f32,
    /// Colours.
    pub theme: &'a Theme,
    /// A second calendar on the axis.
    pub calendar: Option<Calendar>,
    /// The event whose title is raised.
    pub selected: Option<EventIx>,
    /// Text put behind the title of an event, such as the numbers of its
    /// sources.
    pub numbers: Option<&'a BTreeMap<EventIx, String>>,
    /// The only events that may have a title, besides the selected one; `None`
    /// allows all.
    pub only: Option<&'a BTreeSet<EventIx>>,
}

/// A mark that was drawn, and all the events it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnMark {
    /// The events, the most important first; more than one is a fold.
    pub events: Vec<EventIx>,
    /// Where it is.
    pub rect: Rect,
    /// True for an event that stands out from a dense block and is counted in
    /// it, or among those that began earlier, too.
    pub is_in_block: bool,
}

/// A stretch of a lane that is too full for marks.
#[derive(Clone, Debug, PartialEq)]
pub struct DenseBlock {
    /// In which lane.
    pub lane: LaneIx,
    /// What it covers, held to the view.
    pub span: TimeSpan,
    /// How many events start in it.
    pub count: u32,
    /// Where it is.
    pub rect: Rect,
}

/// A title that was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnTitle {
    /// Whose.
    pub event: EventIx,
    /// Where it is.
    pub rect: Rect,
    /// True when it stands on its own bar.
    pub is_inside: bool,
}

/// The timeline laid out.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// What to paint.
    pub scene: Scene,
    /// All below the axis.
    pub plot: Rect,
    /// The area of the lanes, below the axis and the titles of the eras.
    pub lanes: Rect,
    /// Time to pixels.
    pub scale: TimeScale,
    /// Height of all lanes together; more than the plot's can be scrolled.
    pub content_height: f32,
    /// Lanes that the picture's lower edge cuts off, wholly or in part.
    pub cut_off: Vec<LaneIx>,
    /// Every mark in view.
    pub marks: Vec<DrawnMark>,
    /// Where lanes are too full for marks.
    pub blocks: Vec<DenseBlock>,
    /// Events that began before the view, still run, and have no mark; by lane.
    pub earlier: Vec<(LaneIx, u32)>,
    /// Every title in view.
    pub titles: Vec<DrawnTitle>,
}

/// What a plan of rows is made for.
#[derive(Clone, Copy)]
pub struct PlanRequest<'a> {
    /// The columns of the dataset.
    pub store: &'a dyn EventStore,
    /// Lanes not shown.
    pub hidden: &'a BTreeSet<LaneIx>,
    /// Height of the timeline in pixels, axis and all.
    pub height: f32,
    /// Whether the dataset has eras.
    pub has_eras: bool,
    /// The second calendar on the axis.
    pub calendar: Option<Calendar>,
    /// Which events to make room for.
    pub scope: Scope<'a>,
}

impl RowPlan {
    /// Plans rows that fill the height, or as few as can be where it is low.
    pub fn new(request: &PlanRequest<'_>) -> RowPlan {
        let lanes = request.store.lanes().len();
        let hidden = request
            .hidden
            .iter()
            .filter(|lane| usize::from(lane.0) < lanes);
        let lanes = lanes - hidden.count();
        let eras = if request.has_eras { ERA_HEIGHT } else { 0.0 };
        let room = request.height - axis::height(request.calendar) - eras;
        let for_rows = (room - AROUND_ROWS * lanes as f32).max(0.0);
        let fitting = (for_rows / ROW_HEIGHT).floor() as usize;
        let bands = plan_bands(request.store, request.hidden, request.scope, fitting);
        let rows: usize = bands.iter().map(Band::row_count).sum();
        RowPlan {
            bands,
            row_height: (for_rows / rows.max(1) as f32).clamp(ROW_HEIGHT, MOST_ROW_HEIGHT),
        }
    }

    /// How far below the top of the first lane the middle of an event's row
    /// lies, in pixels; `None` for an event whose lane is not shown.
    pub fn y_of(&self, entry: &Entry) -> Option<f32> {
        let mut top = 0.0;
        for band in &self.bands {
            if band.lane == entry.lane {
                return Some(top + self.row_middle(band.row_of(entry.nth)));
            }
            top += self.band_height(band);
        }
        None
    }

    /// From the top of a band to the middle of one of its rows.
    pub(super) fn row_middle(&self, row: usize) -> f32 {
        LANE_TITLE_HEIGHT + self.row_height * (row as f32 + 0.5)
    }

    pub(super) fn band_height(&self, band: &Band) -> f32 {
        AROUND_ROWS + self.row_height * band.row_count() as f32
    }

    /// Height of a timeline that shows all of the plan, axis and all.
    pub(super) fn timeline_height(&self, has_eras: bool, calendar: Option<Calendar>) -> f32 {
        let eras = if has_eras { ERA_HEIGHT } else { 0.0 };
        axis::height(calendar) + eras + self.height()
    }

    fn height(&self) -> f32 {
        self.bands.iter().map(|band| self.band_height(band)).sum()
    }
}

/// Lays out a timeline.
pub fn timeline(request: &Request<'_>, shaper: &mut Shaper) -> Timeline {
    let scale = TimeScale::new(request.view, 0.0, request.width);
    let axis_height = axis::height(request.calendar);
    let has_eras = !request.dataset.eras.is_empty();
    let era_height = if has_eras { ERA_HEIGHT } else { 0.0 };
    let mut canvas = Canvas {
        request,
        scale,
        plot: Rect::new(0.0, axis_height, request.width, request.height),
        items: Vec::new(),
        hits: Vec::new(),
        marks: Vec::new(),
        blocks: Vec::new(),
        earlier: Vec::new(),
        titles: Vec::new(),
        raised: None,
        guide: None,
    };
    let mut axis_items = Vec::new();
    let grid = axis::paint(
        scale,
        request.calendar,
        request.theme,
        shaper,
        &mut axis_items,
    );

    canvas.items.push(Item::Clip(canvas.plot));
    canvas.era_bands();
    for &x in &grid.strong {
        let stroke = Stroke::solid(request.theme.grid, 1.0);
        canvas.vertical(x, axis_height, request.height, stroke);
    }
    let lanes_top = axis_height + era_height;
    let lanes_area = Rect::new(0.0, lanes_top, request.width, request.height);
    canvas.items.push(Item::Clip(lanes_area));
    let reach = f64::from(REACH);
    let ruler = Ruler::new(scale, (-reach, f64::from(request.width) + reach));
    let behind_marks = canvas.items.len();
    let mut top = lanes_top - request.scroll_y;
    let mut cut_off = Vec::new();
    for band in &request.plan.bands {
        let bottom = top + request.plan.band_height(band);
        // Half a pixel is rounding.
        if bottom > request.height + 0.5 {
            cut_off.push(band.lane);
        }
        if bottom > lanes_top && top < request.height {
            canvas.band(band, &ruler, top, shaper);
        }
        top = bottom;
    }
    if let Some(line) = canvas.raise_selected(shaper) {
        canvas.items.insert(behind_marks, line);
    }
    canvas.items.push(Item::Unclip);
    // What scrolled up under the eras must not answer to the pointer there.
    clip_hits(&mut canvas.hits, lanes_area);
    canvas.era_titles(shaper);
    canvas.items.push(Item::Unclip);
    let mut items = canvas.items;
    items.append(&mut axis_items);
    if let Some(x) = canvas.guide {
        items.push(Item::Line {
            from: Point { x, y: 0.0 },
            to: Point { x, y: axis_height },
            stroke: Stroke::solid(request.theme.accent, 1.5),
        });
    }
    Timeline {
        scene: Scene {
            width: request.width,
            height: request.height,
            background: request.theme.canvas,
            items,
            hits: canvas.hits,
        },
        plot: canvas.plot,
        lanes: lanes_area,
        scale,
        content_height: era_height + request.plan.height(),
        cut_off,
        marks: canvas.marks,
        blocks: canvas.blocks,
        earlier: canvas.earlier,
        titles: canvas.titles,
    }
}

fn clip_hits(hits: &mut Vec<Hit>, area: Rect) {
    hits.retain_mut(|hit| {
        let is_in = hit.rect.overlaps(area);
        hit.rect.y0 = hit.rect.y0.max(area.y0);
        is_in
    });
}

/// The picture while it grows.
pub(super) struct Canvas<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) scale: TimeScale,
    pub(super) plot: Rect,
    pub(super) items: Vec<Item>,
    pub(super) hits: Vec<Hit>,
    pub(super) marks: Vec<DrawnMark>,
    pub(super) blocks: Vec<DenseBlock>,
    pub(super) earlier: Vec<(LaneIx, u32)>,
    pub(super) titles: Vec<DrawnTitle>,
    /// The selected event's mark and row, painted last.
    pub(super) raised: Option<Raised>,
    /// Where the guide line of the selection meets the axis.
    pub(super) guide: Option<f32>,
}

impl Canvas<'_> {
    pub(super) fn vertical(&mut self, x: f32, y0: f32, y1: f32, stroke: Stroke) {
        self.items.push(Item::Line {
            from: Point { x, y: y0 },
            to: Point { x, y: y1 },
            stroke,
        });
    }

    /// Eras with where they lie, those in view.
    fn eras(&self) -> Vec<(usize, f32, f32)> {
        let data = self.request.store.data_span();
        let eras = self.request.dataset.eras.iter().enumerate();
        eras.filter_map(|(ix, era)| {
            let date = era.when.date()?;
            let mut span = date.extent()?;
            if date.end() == crate::dates::End::Open {
                span.end = data?.end.max(span.end);
            }
            let (x0, x1) = (
                self.scale.x_clamped(span.start),
                self.scale.x_clamped(span.end),
            );
            (x1 > self.plot.x0 && x0 < self.plot.x1).then_some((ix, x0, x1))
        })
        .collect()
    }

    fn era_color(&self, ix: usize) -> Color {
        let theme = self.request.theme;
        let own = self.request.dataset.eras[ix].color.as_deref();
        own.filter(|_| theme.name != ThemeName::Print)
            .and_then(Color::parse)
            .map_or(theme.era, |color| theme.canvas.mix(color, 0.12))
    }

    fn era_bands(&mut self) {
        for (ix, x0, x1) in self.eras() {
            let rect = Rect::new(x0, self.plot.y0, x1, self.plot.y1);
            let fill = self.era_color(ix);
            self.items.push(Item::Rect {
                rect,
                radius: 0.0,
                fill: Some(fill),
                stroke: None,
            });
        }
        // Eras that meet or overlap would run together without their edges.
        let theme = self.request.theme;
        let edge = Stroke::solid(theme.era.mix(theme.text_weak, 0.28), 1.0);
        for (_, x0, x1) in self.eras() {
            for x in [x0, x1] {
                self.vertical(x, self.plot.y0, self.plot.y1, edge);
            }
        }
    }

    fn era_titles(&mut self, shaper: &mut Shaper) {
        let theme = self.request.theme;
        let eras = self.eras();
        let mut free_from = f32::NEG_INFINITY;
        for (at, &(ix, x0, x1)) in eras.iter().enumerate() {
            const INDENT: f32 = 6.0;
            let era = &self.request.dataset.eras[ix];
            let left = x0.max(self.plot.x0).max(free_from) + INDENT;
            let next = eras.get(at + 1).map_or(self.plot.x1, |next| next.1);
            // A title may run on past its era, up to the next one.
            let mut left = left;
            let mut room = x1.max(next).min(self.plot.x1) - left - INDENT;
            let width = shaper.width(&era.title, LANE_TITLE_SIZE, Weight::Bold);
            let is_last = at + 1 == eras.len();
            let ending = self.plot.x1 - INDENT - width;
            if is_last && width > room && ending > free_from + INDENT {
                (left, room) = (ending, width + 1.0);
            }
            let fitted = shaper.fit(&era.title, LANE_TITLE_SIZE, Weight::Bold, room);
            let rect = Rect::new(x0, self.plot.y0, x1, self.plot.y0 + ERA_HEIGHT);
            self.hits.push(Hit {
                rect,
                target: Target::Era(ix as u32),
            });
            // A few letters say nothing.
            const LEAST_ROOM: f32 = 60.0;
            if fitted.is_shortened && room < LEAST_ROOM {
                continue;
            }
            free_from = left + fitted.width;
            let y = axis::baseline(self.plot.y0, ERA_HEIGHT, LANE_TITLE_SIZE, shaper);
            self.items.push(Item::Text {
                at: Point { x: left, y },
                text: fitted.text,
                size: LANE_TITLE_SIZE,
                weight: Weight::Bold,
                color: theme.text_weak,
            });
        }
    }
}
