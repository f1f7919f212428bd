//! One lane of a timeline: its title, its rows of marks and titles, and its
//! density strip.

use std::borrow::Cow;

use super::axis;
use super::groups::{Group, Level, Member, WIDE, groups_of};
use super::labels::{self, RowTaken, Wanted};
use super::marks::{self, MarkColors, Shape};
use super::rows::{Band, Row};
use super::timeline::{
    BAND_GAP, Canvas, DENSITY_HEIGHT, DrawnMark, DrawnTitle, LANE_TITLE_HEIGHT, LANE_TITLE_SIZE,
    ROW_HEIGHT,
};
use crate::dates::Time;
use crate::model::{EventIx, LaneIx};
use crate::scene::style::TEXT_CONTRAST;
use crate::scene::{Color, Hit, Item, Point, Rect, Stroke, Target};
use crate::store::EventStore;
use crate::text::{Shaper, Weight, grouped};

/// Width of a density column: narrower columns flicker while panning.
const DENSITY_WIDTH: f32 = 3.0;
const FOLD_SIZE: f32 = 10.5;
/// Room on each side of the count in a fold.
const FOLD_PADDING: f32 = 9.0;
/// From this importance on a title is shortened rather than left out.
const SHORTEN_FROM: u8 = 4;

/// The selected event, painted last.
pub(super) struct Raised {
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
    pub(super) fn band(&mut self, band: &Band, top: f32, shaper: &mut Shaper) {
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
            let is_base = group.level == Level::Base;
            taken.take_mark(group.x0 - reach, group.x1 + reach, group.level);
            if is_base && group.is_fold() {
                let rect = Rect::new(group.x0, y, group.x1, y);
                let count = grouped_len(group.members.len());
                let (x0, x1) = self.count_place(rect, &count, shaper);
                taken.take_mark(x0, x1, Level::Narrow);
            }
            self.group(group, y, color, shaper);
        }
        let mut by_importance: Vec<(u8, usize)> = groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.has_title())
            .map(|(at, group)| (group.members[0].importance, at))
            .collect();
        by_importance.sort_by_key(|&(importance, at)| (std::cmp::Reverse(importance), at));
        self.place_raised(y, &mut taken, shaper);
        for (importance, at) in by_importance {
            let inside = inside(at, &groups);
            self.title(
                &groups[at],
                importance,
                inside,
                y,
                color,
                &mut taken,
                shaper,
            );
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
        let mut members = Vec::new();
        for at in first..last {
            let (event, span) = (row.events[at], row.spans[at]);
            let date = self.request.store.bounds(event);
            if let Some(date) = date.filter(|_| self.request.shown.contains(event)) {
                members.push(Member {
                    event,
                    importance: self.importance(event),
                    span,
                    mark: marks::mark(&date, span, scale),
                });
            }
        }
        let mut groups = groups_of(members, fold_width, (self.plot.x0, self.plot.x1));
        for group in groups.iter_mut().filter(|group| group.is_fold()) {
            let text = grouped_len(group.members.len());
            let count = shaper.width(&text, FOLD_SIZE, Weight::Bold);
            let least = count + 2.0 * FOLD_PADDING - 6.0;
            // To the right only: the grouping has kept that side free.
            group.x1 = group.x1.max(group.x0 + least);
        }
        let (x0, x1) = (self.plot.x0, self.plot.x1);
        groups.retain(|group| group.x1 >= x0 && group.x0 <= x1);
        groups
    }

    /// How far what is painted around a mark reaches past it: rings, halos.
    fn reach(&self, group: &Group) -> f32 {
        let Member { event, mark, .. } = group.members[0];
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
        let events: Vec<EventIx> = group.members.iter().map(|member| member.event).collect();
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
        if group.level != Level::Base {
            // Sets the mark off from a bar that it may lie on.
            self.items.push(Item::Rect {
                rect: rect.grown(1.5),
                radius: marks::BAR_HALF + 1.5,
                fill: Some(theme.canvas),
                stroke: None,
            });
        }
        if let [Member { event, mark, .. }] = group.members[..] {
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
    fn title_text(&self, event: EventIx) -> (Cow<'_, str>, &str) {
        let title = self.request.dataset.events.title(event);
        let numbers = self.request.numbers.and_then(|numbers| numbers.get(&event));
        (title, numbers.map_or("", String::as_str))
    }

    fn title(
        &mut self,
        group: &Group,
        importance: u8,
        inside: (f32, f32),
        y: f32,
        color: Color,
        taken: &mut RowTaken,
        shaper: &mut Shaper,
    ) {
        let Member { event, mark, .. } = group.members[0];
        if Some(event) == self.request.selected {
            return;
        }
        if self.request.only.is_some_and(|only| !only.contains(&event)) {
            return;
        }
        let (text, suffix) = self.title_text(event);
        let is_fold = group.is_fold();
        let is_bar = group.level != Level::Narrow;
        let is_solid = is_fold || matches!(mark.shape, Shape::Bar { .. }) && !mark.is_uncertain;
        let weight = if is_bar && is_solid {
            Weight::Bold
        } else {
            Weight::Regular
        };
        let reach = self.reach(group);
        let wanted = Wanted {
            text: &text,
            suffix,
            weight,
            mark: (group.x0 - reach, group.x1 + reach),
            inside: is_bar.then_some(inside),
            level: group.level,
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
        let size = if placed.is_inside {
            labels::INSIDE_SIZE
        } else {
            labels::TITLE_SIZE
        };
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
                y: y + shaper.cap_height(size) / 2.0,
            },
            text: placed.text,
            size,
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
        let look = (labels::TITLE_SIZE, Weight::Bold);
        let mark = (raised.mark.0 - marks::RING, raised.mark.1 + marks::RING);
        let edges = (self.plot.x0 + 2.0, self.plot.x1 - 2.0);
        let room = labels::plate_room(mark, edges, taken) - 2.0 * PLATE_PADDING - 2.0;
        let fitted = labels::fit_before(&title, suffix, look, room, shaper);
        let width = fitted.width + 2.0 * PLATE_PADDING;
        let x0 = labels::place_plate(mark, width, edges, taken);
        raised.plate = Rect::new(x0, y - PLATE_HALF, x0 + width, y + PLATE_HALF);
        raised.title = fitted.text;
        self.raised = Some(raised);
    }

    /// The selected event on top of all: ring and title on a plate. Gives the
    /// guide line to the axis, which goes behind the marks.
    pub(super) fn raise_selected(&mut self, shaper: &mut Shaper) -> Option<Item> {
        let raised = self.raised.take()?;
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
        let guide = Item::Line {
            from: Point { x, y: self.plot.y0 },
            to: Point {
                x,
                y: y - marks::BAR_HALF,
            },
            stroke,
        };
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
        Some(guide)
    }
}

/// Where a title may stand on the bar of a group: not where a neighbour of the
/// same level reaches over it.
fn inside(at: usize, groups: &[Group]) -> (f32, f32) {
    let group = &groups[at];
    let (mut from, mut to) = match &group.members[..] {
        [member] => marks::body(&member.mark),
        _ => (group.x0, group.x1),
    };
    let middle = (group.x0 + group.x1) / 2.0;
    let others = groups.iter().enumerate().filter(|(ix, _)| *ix != at);
    for (_, other) in others.filter(|(_, other)| other.level == group.level) {
        if (group.x0..middle).contains(&other.x1) {
            from = from.max(other.x1);
        }
        if (middle..group.x1).contains(&other.x0) {
            to = to.min(other.x0);
        }
    }
    (from, to)
}

/// A count in words, for a `usize`.
fn grouped_len(count: usize) -> String {
    grouped(count as u64)
}
