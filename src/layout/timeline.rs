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

use super::labels::{self, RowTaken, Wanted};
use super::marks::{self, Mark, MarkColors, Shape};
use super::rows::{Band, Row, RowPlan, Scope, plan_bands};
use super::{TimeScale, View, axis};
use crate::dates::{Calendar, Time, TimeSpan};
use crate::model::{Dataset, EventIx, Index, LaneIx};
use crate::scene::style::{TEXT_CONTRAST, Theme};
use crate::scene::{Color, Hit, Item, Point, Rect, Scene, Stroke, Target};
use crate::store::{EventSet, EventStore, Store};
use crate::text::{Shaper, Weight, grouped};

/// Height of a lane's title line.
pub const LANE_TITLE_HEIGHT: f32 = 17.0;
/// Least height of a row of marks: a title and the space between two.
const ROW_HEIGHT: f32 = 18.0;
/// Most height of a row, where there is room to spare.
const MOST_ROW_HEIGHT: f32 = 25.0;
/// Height of the density strip at the foot of a lane.
const DENSITY_HEIGHT: f32 = 9.0;
/// Space below the density strip.
const BAND_GAP: f32 = 3.0;
/// Height of a lane beside its rows.
const AROUND_ROWS: f32 = LANE_TITLE_HEIGHT + DENSITY_HEIGHT + BAND_GAP;
/// Height of the strip with the titles of the eras.
const ERA_HEIGHT: f32 = 22.0;
/// Width of a density column: narrower columns flicker while panning.
const DENSITY_WIDTH: f32 = 3.0;
const LANE_TITLE_SIZE: f32 = 11.5;
const FOLD_SIZE: f32 = 10.5;
/// Least width of a fold; it must hold its count.
const FOLD_PADDING: f32 = 9.0;
/// Marks nearer than this on a row touch.
const TOUCHING: f32 = 1.5;
/// A mark wider than this keeps its place instead of folding.
const WIDE: f32 = 26.0;
/// From this importance on a title is shortened rather than left out.
const SHORTEN_FROM: u8 = 4;

/// What to lay out.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its ids.
    pub index: &'a Index,
    /// Its columns.
    pub store: &'a Store,
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
    /// The event under the pointer.
    pub hovered: Option<EventIx>,
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
    /// The area of the lanes, below the axis.
    pub plot: Rect,
    /// Time to pixels.
    pub scale: TimeScale,
    /// Height of all lanes together; more than the plot's can be scrolled.
    pub content_height: f32,
    /// Every mark in view.
    pub marks: Vec<DrawnMark>,
    /// Every title in view.
    pub titles: Vec<DrawnTitle>,
}

/// What a plan of rows is made for.
#[derive(Clone, Copy)]
pub struct PlanRequest<'a> {
    /// The columns of the dataset.
    pub store: &'a Store,
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
    /// lies, in pixels; `None` for an event that has no row.
    pub fn y_of(&self, event: EventIx) -> Option<f32> {
        let mut top = 0.0;
        for band in &self.bands {
            let row = band.rows.iter().position(|row| row.events.contains(&event));
            if let Some(row) = row {
                return Some(top + self.row_middle(row));
            }
            top += self.band_height(band);
        }
        None
    }

    /// From the top of a band to the middle of one of its rows.
    fn row_middle(&self, row: usize) -> f32 {
        LANE_TITLE_HEIGHT + self.row_height * (row as f32 + 0.5)
    }

    fn band_height(&self, band: &Band) -> f32 {
        AROUND_ROWS + self.row_height * band.rows.len() as f32
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
    let mut top = lanes_top - request.scroll_y;
    for band in &request.plan.bands {
        let bottom = top + request.plan.band_height(band);
        if bottom > lanes_top && top < request.height {
            canvas.band(band, top, shaper);
        }
        top = bottom;
    }
    canvas.raise_selected(shaper);
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
        scale,
        content_height: era_height + request.plan.height(),
        marks: canvas.marks,
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

/// Several events of one row that touch, or one.
struct Group {
    members: Vec<(EventIx, TimeSpan, Mark)>,
    x0: f32,
    x1: f32,
    is_wide: bool,
    /// The stretch that no wide neighbour reaches into.
    own: (f32, f32),
}

impl Group {
    fn of(member: (EventIx, TimeSpan, Mark), is_wide: bool) -> Group {
        Group {
            x0: member.2.x0,
            x1: member.2.x1,
            members: vec![member],
            is_wide,
            own: (f32::NEG_INFINITY, f32::INFINITY),
        }
    }

    /// Where a title may stand on it.
    fn inside(&self) -> (f32, f32) {
        let (from, to) = match &self.members[..] {
            [(_, _, mark)] => marks::body(mark),
            _ => (self.x0, self.x1),
        };
        (from.max(self.own.0), to.min(self.own.1))
    }

    fn add(&mut self, member: (EventIx, TimeSpan, Mark)) {
        self.x1 = self.x1.max(member.2.x1);
        self.members.push(member);
    }
}

/// The picture while it grows.
struct Canvas<'a> {
    request: &'a Request<'a>,
    scale: TimeScale,
    plot: Rect,
    items: Vec<Item>,
    hits: Vec<Hit>,
    marks: Vec<DrawnMark>,
    titles: Vec<DrawnTitle>,
    /// The selected event's mark and row, painted last.
    raised: Option<Raised>,
    /// Where the guide line of the selection meets the axis.
    guide: Option<f32>,
}

struct Raised {
    event: EventIx,
    mark: (f32, f32),
    y: f32,
    /// Its title, cut to the picture's width, and where its plate lies.
    title: String,
    plate: Rect,
}

/// Half the height of the selected title's plate.
const PLATE_HALF: f32 = ROW_HEIGHT / 2.0 + 0.5;
/// Room around the title on a plate.
const PLATE_PADDING: f32 = 7.0;

impl Canvas<'_> {
    fn importance(&self, event: EventIx) -> u8 {
        self.request.dataset.events[event.0 as usize]
            .importance
            .unwrap_or(crate::store::DEFAULT_IMPORTANCE)
    }

    fn vertical(&mut self, x: f32, y0: f32, y1: f32, stroke: Stroke) {
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
        own.and_then(Color::parse)
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

    fn band(&mut self, band: &Band, top: f32, shaper: &mut Shaper) {
        let theme = self.request.theme;
        let lane = &self.request.store.lanes()[usize::from(band.lane.0)];
        let color = theme.lane_color(band.lane, lane.color.as_deref());
        for (at, row) in band.rows.iter().enumerate() {
            let y = top + self.request.plan.row_middle(at);
            self.row(row, y, color, shaper);
        }
        let foot = top + self.request.plan.band_height(band);
        self.density(band.lane, foot - BAND_GAP, color);
        self.lane_title(band.lane, top, color, shaper);
        self.items.push(Item::Line {
            from: Point {
                x: self.plot.x0,
                y: foot,
            },
            to: Point {
                x: self.plot.x1,
                y: foot,
            },
            stroke: Stroke::solid(theme.line, 1.0),
        });
    }

    fn lane_title(&mut self, lane: LaneIx, top: f32, color: Color, shaper: &mut Shaper) {
        const INDENT: f32 = 8.0;
        const STEP: f32 = 12.0;
        let store_lane = &self.request.store.lanes()[usize::from(lane.0)];
        let left = self.plot.x0 + INDENT + STEP * f32::from(store_lane.depth);
        let room = self.plot.x1 - left;
        let fitted = shaper.fit(&store_lane.title, LANE_TITLE_SIZE, Weight::Bold, room);
        let y = axis::baseline(top + 2.0, LANE_TITLE_HEIGHT - 2.0, LANE_TITLE_SIZE, shaper);
        self.hits.push(Hit {
            rect: Rect::new(left, top, left + fitted.width, top + LANE_TITLE_HEIGHT),
            target: Target::LaneTitle(lane),
        });
        self.items.push(Item::Text {
            at: Point { x: left, y },
            text: fitted.text,
            size: LANE_TITLE_SIZE,
            weight: Weight::Bold,
            color: color.readable_on(self.request.theme.canvas, TEXT_CONTRAST),
        });
    }

    /// Columns whose height grows with the count of the events that start in
    /// them; the exact count answers to the pointer.
    fn density(&mut self, lane: LaneIx, foot: f32, color: Color) {
        // Columns start at whole multiples of their width in time, so that
        // they keep their counts while the view pans; in whole nanoseconds, so
        // that they do so everywhere.
        let seconds = self.scale.seconds_per_px() * f64::from(DENSITY_WIDTH);
        let column = ((seconds * 1e9).round() as i128).max(1);
        let from = self.scale.time_from_x(f64::from(self.plot.x0));
        let first = from.total_nanos().div_euclid(column);
        let columns = (self.plot.width() / DENSITY_WIDTH).ceil() as i128 + 2;
        let edges: Vec<Time> = (0..=columns)
            .map(|at| Time::from_nanos((first + at) * column))
            .collect();
        let counts = self.request.store.counts(lane, &edges, self.request.shown);
        let most = counts.iter().copied().max().unwrap_or(0);
        let mut rects = Vec::new();
        for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let x = self.scale.x_clamped(edges[at]);
            // The root keeps single events visible beside crowds.
            let share = (count as f32 / most as f32).sqrt();
            let height = (DENSITY_HEIGHT - 1.0) * share.max(0.2);
            rects.push(Rect::new(x, foot - height, x + DENSITY_WIDTH - 0.5, foot));
            self.hits.push(Hit {
                rect: Rect::new(x, foot - DENSITY_HEIGHT, x + DENSITY_WIDTH, foot),
                target: Target::Density {
                    lane: Some(lane),
                    count,
                },
            });
        }
        if !rects.is_empty() {
            let fill = self.request.theme.canvas.mix(color, 0.45);
            self.items.push(Item::Quads { rects, fill });
        }
    }

    fn row(&mut self, row: &Row, y: f32, color: Color, shaper: &mut Shaper) {
        let groups = self.groups(row, shaper);
        let mut taken = RowTaken::default();
        for group in &groups {
            let reach = self.reach(group);
            taken.take_mark(group.x0 - reach, group.x1 + reach, group.is_wide);
            if group.is_wide && group.members.len() > 1 {
                let rect = Rect::new(group.x0, y, group.x1, y);
                let count = grouped_len(group.members.len());
                let (x0, x1) = self.count_place(rect, &count, shaper);
                taken.take_mark(x0, x1, false);
            }
            self.group(group, y, color, shaper);
        }
        let mut by_importance: Vec<(u8, usize)> = groups
            .iter()
            .enumerate()
            .map(|(at, group)| (self.importance(group.members[0].0), at))
            .collect();
        by_importance.sort_by_key(|&(importance, at)| (std::cmp::Reverse(importance), at));
        self.place_raised(y, &mut taken, shaper);
        for (importance, at) in by_importance {
            self.title(&groups[at], importance, y, color, &mut taken, shaper);
        }
    }

    /// The row's events in view, those that touch put together.
    fn groups(&self, row: &Row, shaper: &mut Shaper) -> Vec<Group> {
        // Marks reach past their time by a fade or an arrow at most.
        const REACH: f64 = 40.0;
        let scale = self.scale;
        let from = scale.time_from_x(f64::from(self.plot.x0) - REACH);
        let to = scale.time_from_x(f64::from(self.plot.x1) + REACH);
        let mut first = row.latest_end.partition_point(|&end| end < from);
        let last = row.spans.partition_point(|span| span.start <= to);
        let digits = grouped_len(last.saturating_sub(first));
        let fold_width = shaper.width(&digits, FOLD_SIZE, Weight::Bold) + 2.0 * FOLD_PADDING;
        // Groups must not depend on where the view begins: start where the
        // row has a gap that no group bridges.
        const MOST_BACK: usize = 2_000;
        let earliest = first.saturating_sub(MOST_BACK);
        while first > earliest && first < last {
            let gap = row.spans[first]
                .start
                .seconds_since(row.latest_end[first - 1]);
            if gap / scale.seconds_per_px() > f64::from(fold_width + WIDE) {
                break;
            }
            first -= 1;
        }
        // Wide marks keep their place and narrow ones may lie on them; each
        // kind folds with its own only.
        let (mut wide, mut narrow): (Vec<Group>, Vec<Group>) = (Vec::new(), Vec::new());
        for at in first..last {
            let (event, span) = (row.events[at], row.spans[at]);
            if !self.request.shown.contains(event) {
                continue;
            }
            let Some(date) = self.request.dataset.events[event.0 as usize].when.date() else {
                continue;
            };
            let mark = marks::mark(date, span, scale);
            let is_wide = mark.width() > WIDE;
            let groups = if is_wide { &mut wide } else { &mut narrow };
            let member = (event, span, mark);
            match groups.last_mut() {
                Some(group) if is_wide && overlap_as_bars(group, &mark) => group.add(member),
                Some(group) if !is_wide && touch_as_points(group, &mark, fold_width) => {
                    group.add(member);
                }
                _ => groups.push(Group::of(member, is_wide)),
            }
        }
        for at in 1..wide.len() {
            wide[at].own.0 = wide[at - 1].x1;
            wide[at - 1].own.1 = wide[at].x0;
        }
        let mut groups = wide;
        groups.append(&mut narrow);
        for group in &mut groups {
            let most = group.members.len();
            group.members.sort_by_key(|&(event, span, _)| {
                (std::cmp::Reverse(self.importance(event)), span.start, event)
            });
            if most > 1 {
                let count = shaper.width(&grouped_len(most), FOLD_SIZE, Weight::Bold);
                let least = count + 2.0 * FOLD_PADDING - 6.0;
                // To the right only: `touch_as_points` has kept that side free.
                group.x1 = group.x1.max(group.x0 + least);
            }
        }
        let (x0, x1) = (self.plot.x0, self.plot.x1);
        groups.retain(|group| group.x1 >= x0 && group.x0 <= x1);
        groups
    }

    /// How far what is painted around a mark reaches past it: rings, halos.
    fn reach(&self, group: &Group) -> f32 {
        let (event, _, mark) = group.members[0];
        let is_disputed = self.request.store.is_disputed(event);
        let is_soft_point = matches!(mark.shape, Shape::Point { is_soft: true });
        if is_disputed || is_soft_point {
            marks::RING
        } else {
            0.0
        }
    }

    fn group(&mut self, group: &Group, y: f32, color: Color, shaper: &mut Shaper) {
        let theme = self.request.theme;
        let rect = Rect::new(group.x0, y - marks::BAR_HALF, group.x1, y + marks::BAR_HALF);
        let events: Vec<EventIx> = group.members.iter().map(|member| member.0).collect();
        let is_in = |wanted: Option<EventIx>| wanted.is_some_and(|event| events.contains(&event));
        if is_in(self.request.selected) {
            self.raised = Some(Raised {
                event: events[self.position_of_selected(&events)],
                mark: (group.x0, group.x1),
                y,
                title: String::new(),
                plate: Rect::default(),
            });
        }
        if is_in(self.request.hovered) {
            self.items.push(Item::Rect {
                rect: rect.grown(3.5),
                radius: 8.0,
                fill: Some(color.with_alpha(60)),
                stroke: None,
            });
        }
        if !group.is_wide {
            // Sets the mark off from a bar that it may lie on.
            self.items.push(Item::Rect {
                rect: rect.grown(1.5),
                radius: marks::BAR_HALF + 1.5,
                fill: Some(theme.canvas),
                stroke: None,
            });
        }
        if let [(event, _, mark)] = group.members[..] {
            let colors = MarkColors {
                lane: color,
                canvas: theme.canvas,
            };
            marks::paint(&mark, y, colors, &mut self.items);
            if self.request.store.is_disputed(event) {
                let edge = self.plot.x1 - 6.0;
                marks::paint_dispute(&mark, y, edge, theme.warning, theme.canvas, &mut self.items);
            }
        } else {
            self.fold(&events, rect, y, color, shaper);
        }
        let target = match events[..] {
            [event] => Target::Event(event),
            _ => Target::Fold(events.clone()),
        };
        self.hits.push(Hit {
            rect: rect.grown(2.0),
            target,
        });
        self.marks.push(DrawnMark { events, rect });
    }

    fn position_of_selected(&self, events: &[EventIx]) -> usize {
        events
            .iter()
            .position(|&event| Some(event) == self.request.selected)
            .unwrap_or(0)
    }

    /// A fold says how many it holds.
    fn fold(&mut self, events: &[EventIx], rect: Rect, y: f32, color: Color, shaper: &mut Shaper) {
        let text = grouped_len(events.len());
        let is_disputed = events
            .iter()
            .any(|&event| self.request.store.is_disputed(event));
        let outline = Stroke::solid(self.request.theme.warning, 1.3);
        self.items.push(Item::Rect {
            rect,
            radius: rect.height() / 2.0,
            fill: Some(color),
            stroke: is_disputed.then_some(outline),
        });
        let (x0, x1) = self.count_place(rect, &text, shaper);
        self.items.push(Item::Text {
            at: Point {
                x: (x0 + x1 - shaper.width(&text, FOLD_SIZE, Weight::Bold)) / 2.0,
                y: y + shaper.cap_height(FOLD_SIZE) / 2.0,
            },
            text,
            size: FOLD_SIZE,
            weight: Weight::Bold,
            color: color.text_on(),
        });
    }

    /// Where the count of a fold stands: in the middle of a narrow one, at the
    /// visible left end of a wide one.
    fn count_place(&self, rect: Rect, count: &str, shaper: &mut Shaper) -> (f32, f32) {
        if rect.width() <= WIDE * 2.0 {
            return (rect.x0, rect.x1);
        }
        let width = shaper.width(count, FOLD_SIZE, Weight::Bold) + 2.0 * FOLD_PADDING;
        // Where less than the count is in view, the edge cuts it.
        let x0 = rect.x0.max(self.plot.x0.min(rect.x1 - width));
        (x0, x0 + width)
    }

    /// The title of an event, and what must stand behind it however short the
    /// title gets.
    fn title_text(&self, event: EventIx) -> (&str, &str) {
        let title = &self.request.dataset.events[event.0 as usize].title;
        let numbers = self.request.numbers.and_then(|numbers| numbers.get(&event));
        (title, numbers.map_or("", String::as_str))
    }

    fn title(
        &mut self,
        group: &Group,
        importance: u8,
        y: f32,
        color: Color,
        taken: &mut RowTaken,
        shaper: &mut Shaper,
    ) {
        let (event, _, mark) = group.members[0];
        if Some(event) == self.request.selected {
            return;
        }
        if self.request.only.is_some_and(|only| !only.contains(&event)) {
            return;
        }
        let (text, suffix) = self.title_text(event);
        let is_fold = group.members.len() > 1;
        let is_bar = group.is_wide;
        let is_solid = is_fold || matches!(mark.shape, Shape::Bar { .. }) && !mark.is_uncertain;
        let weight = if is_bar && is_solid {
            Weight::Bold
        } else {
            Weight::Regular
        };
        let reach = self.reach(group);
        let wanted = Wanted {
            text,
            suffix,
            weight,
            mark: (group.x0 - reach, group.x1 + reach),
            inside: is_bar.then(|| group.inside()),
            can_be_shortened: importance >= SHORTEN_FROM,
        };
        let Some(placed) = labels::place(
            &wanted,
            self.plot.x0 + 4.0,
            self.plot.x1 - 4.0,
            taken,
            shaper,
        ) else {
            return;
        };
        let rect = Rect::new(
            placed.x0,
            y - ROW_HEIGHT / 2.0,
            placed.x0 + placed.width,
            y + ROW_HEIGHT / 2.0,
        );
        let text_color = if placed.is_inside && is_solid {
            color.text_on()
        } else {
            self.request.theme.text
        };
        // A soft or doubtful end is half canvas: the title keeps a plate of
        // the bar's colour behind it.
        if placed.is_inside && is_solid {
            self.items.push(Item::Rect {
                rect: Rect::new(
                    rect.x0 - 3.0,
                    y - marks::BAR_HALF,
                    rect.x1 + 3.0,
                    y + marks::BAR_HALF,
                ),
                radius: 2.0,
                fill: Some(color),
                stroke: None,
            });
        }
        self.items.push(Item::Text {
            at: Point {
                x: placed.x0,
                y: y + shaper.cap_height(labels::TITLE_SIZE) / 2.0,
            },
            text: placed.text,
            size: labels::TITLE_SIZE,
            weight,
            color: text_color,
        });
        if !placed.is_inside {
            self.hits.push(Hit {
                rect,
                target: Target::Event(event),
            });
        }
        self.titles.push(DrawnTitle {
            event,
            rect,
            is_inside: placed.is_inside,
        });
    }

    /// Gives the selected event's plate its place before the row's titles get
    /// theirs, if it lies on this row.
    fn place_raised(&mut self, y: f32, taken: &mut RowTaken, shaper: &mut Shaper) {
        let Some(mut raised) = self.raised.take_if(|raised| raised.y == y) else {
            return;
        };
        let (title, suffix) = self.title_text(raised.event);
        let room = self.plot.width() - 2.0 * PLATE_PADDING - 24.0;
        let fitted = labels::fit_before(title, suffix, Weight::Bold, room, shaper);
        let width = fitted.width + 2.0 * PLATE_PADDING;
        let mark = (raised.mark.0 - marks::RING, raised.mark.1 + marks::RING);
        let edges = (self.plot.x0 + 2.0, self.plot.x1 - 2.0);
        let x0 = labels::place_plate(mark, width, edges, taken);
        raised.plate = Rect::new(x0, y - PLATE_HALF, x0 + width, y + PLATE_HALF);
        raised.title = fitted.text;
        self.raised = Some(raised);
    }

    /// The selected event on top of all: guide line to the axis, ring, and its
    /// title on a plate.
    fn raise_selected(&mut self, shaper: &mut Shaper) {
        let Some(raised) = self.raised.take() else {
            return;
        };
        let theme = self.request.theme;
        let (x0, x1) = raised.mark;
        let middle = ((x0 + x1) / 2.0).clamp(self.plot.x0, self.plot.x1);
        // A bar's line goes up from where it begins, if that is in view.
        let x = if x1 - x0 > WIDE {
            x0.max(self.plot.x0)
        } else {
            middle
        };
        self.guide = Some(x);
        let stroke = Stroke::solid(theme.accent, 1.5);
        let y = raised.y;
        self.vertical(x, self.plot.y0, y - marks::BAR_HALF, stroke);
        self.items.push(Item::Rect {
            rect: Rect::new(x0, y - marks::BAR_HALF, x1, y + marks::BAR_HALF).grown(3.5),
            radius: 9.0,
            fill: None,
            stroke: Some(Stroke::solid(theme.accent, 2.0)),
        });
        self.items.push(Item::Rect {
            rect: raised.plate,
            radius: 4.0,
            fill: Some(theme.card),
            stroke: Some(Stroke::solid(theme.accent, 1.2)),
        });
        self.items.push(Item::Text {
            at: Point {
                x: raised.plate.x0 + PLATE_PADDING,
                y: y + shaper.cap_height(labels::TITLE_SIZE) / 2.0,
            },
            text: raised.title,
            size: labels::TITLE_SIZE,
            weight: Weight::Bold,
            color: theme.text,
        });
        self.hits.push(Hit {
            rect: raised.plate,
            target: Target::Event(raised.event),
        });
        self.titles.push(DrawnTitle {
            event: raised.event,
            rect: raised.plate,
            is_inside: false,
        });
    }
}

/// A count in words, for a `usize`.
fn grouped_len(count: usize) -> String {
    grouped(count as u64)
}

/// True when the next wide mark truly overlaps the group so far, which happens
/// where a lane has run out of rows.
fn overlap_as_bars(group: &Group, mark: &Mark) -> bool {
    // Less than a point's width is two neighbours, not an overlap.
    mark.x0 < group.x1 - marks::POINT_RADIUS * 2.0
}

/// True when the next narrow mark touches the group so far, and the fold stays
/// about as narrow as its count.
fn touch_as_points(group: &Group, mark: &Mark, fold_width: f32) -> bool {
    let reach = if group.members.len() > 1 {
        // The count must fit before the next mark.
        (group.x1 + TOUCHING).max(group.x0 + fold_width)
    } else {
        group.x1 + TOUCHING
    };
    mark.x0 < reach && mark.x1 - group.x0 <= fold_width.max(WIDE) + marks::POINT_RADIUS
}
