//! One lane of a timeline: its title, its rows of marks and titles, and its
//! density strip.

use std::borrow::Cow;

use super::axis;
use super::groups::{Group, Level, Member, WIDE, groups_of};
use super::labels::{self, RowTaken, Wanted};
use super::marks::{self, MarkColors, Shape};
use super::rows::Band;
use super::slots::{Ruler, Slots};
use super::timeline::{
    BAND_GAP, Canvas, DenseBlock, DrawnMark, DrawnTitle, LANE_TITLE_HEIGHT, LANE_TITLE_SIZE,
    ROW_HEIGHT,
};
use crate::model::{EventIx, LaneIx};
use crate::scene::style::TEXT_CONTRAST;
use crate::scene::{Color, Hit, Item, Point, Rect, Stroke, Target};
use crate::store::Entry;
use crate::text::{Shaper, Weight, grouped};

const FOLD_SIZE: f32 = 10.5;
/// Room on each side of the count in a fold.
const FOLD_PADDING: f32 = 9.0;
/// Marks reach past their time by a fade or an arrow at most.
pub(super) const REACH: f32 = 40.0;
/// Width of the ring that sets a mark off from what it lies on.
const SET_OFF: f32 = 1.5;
/// A title has at least a letter.
const LEAST_TITLE: f32 = 6.0;
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

/// A row while it fills.
pub(super) struct Row<'b> {
    /// Its middle.
    pub(super) y: f32,
    pub(super) taken: RowTaken,
    /// The dense blocks that its titles may reach over.
    dense: &'b [DenseBlock],
}

impl Canvas<'_> {
    pub(super) fn band(&mut self, band: &Band, ruler: &Ruler, top: f32, shaper: &mut Shaper) {
        let request = self.request;
        let theme = request.theme;
        let lane = &request.store.lanes()[usize::from(band.lane.0)];
        let color = theme.lane_color(band.lane, lane.color.as_deref());
        let bottom = top + request.plan.band_height(band);
        let slots = Slots::count(
            ruler,
            request.store,
            band.lane,
            request.shown,
            band.row_count(),
        );
        let edge = self
            .scale
            .time_from_x(f64::from(self.plot.x0) - f64::from(REACH));
        let rows = (top + LANE_TITLE_HEIGHT, bottom - BAND_GAP);
        self.columns(band.lane, &slots, rows, color);
        let blocks = self.dense_blocks(band.lane, &slots, rows, shaper);
        let (entries, hidden) = self.entries(band, &slots, edge);
        let mut candidates = self.candidates(band, &blocks);
        candidates.retain(|entry| !entries.iter().any(|drawn| drawn.event == entry.event));
        let selected = self.selected_in(band, &entries);
        let mut counts_at = Vec::new();
        let mut by_row: Vec<Vec<&Entry>> = vec![Vec::new(); band.row_count()];
        for entry in &entries {
            by_row[band.row_of(entry.nth)].push(entry);
        }
        for (at, own) in by_row.iter().enumerate() {
            let mut row = Row {
                y: top + request.plan.row_middle(at),
                taken: RowTaken::default(),
                dense: &blocks,
            };
            let is_here = |entry: &&Entry| band.row_of(entry.nth) == at;
            let in_row = if at == 0 { &blocks[..] } else { &[] };
            let lefts = self.row(own, in_row, &slots, &mut row, color, shaper);
            counts_at.extend(lefts);
            for entry in candidates.iter().filter(is_here) {
                let member = self.member(entry, &slots);
                self.candidate(member, &mut row, color, shaper);
            }
            if let Some(entry) = selected.as_ref().filter(is_here) {
                let group = Group::of(self.member(entry, &slots), Level::Narrow);
                self.group(&group, true, row.y, color, shaper);
                self.place_raised(&mut row, shaper);
                if let Some(mark) = self.marks.last_mut() {
                    mark.is_in_block = true;
                }
            }
        }
        self.block_counts(&blocks, &counts_at, color, shaper);
        self.blocks.extend(blocks);
        self.lane_title(band.lane, hidden, top, color, shaper);
        self.items.push(Item::Line {
            from: Point {
                x: self.plot.x0,
                y: bottom,
            },
            to: Point {
                x: self.plot.x1,
                y: bottom,
            },
            stroke: Stroke::solid(theme.line, 1.0),
        });
    }

    /// The selected event, if it lies in this lane and in view and would have
    /// no mark otherwise.
    fn selected_in(&self, band: &Band, entries: &[Entry]) -> Option<Entry> {
        let selected = self.request.selected?;
        let entry = self.request.store.entry(selected)?;
        let view = self.request.view.span();
        let is_in_view = entry.span.overlaps(view) && self.request.shown.contains(selected);
        let is_drawn = entries.iter().any(|drawn| drawn.event == selected);
        (entry.lane == band.lane && is_in_view && !is_drawn).then_some(entry)
    }

    fn member(&self, entry: &Entry, slots: &Slots) -> Member {
        Member {
            event: entry.event,
            importance: entry.importance,
            start: entry.span.start,
            mark: marks::mark(&entry.date, entry.span, self.scale),
            is_disputed: entry.is_disputed,
            stretch: slots.ruler.stretch_of(entry.span.start),
        }
    }

    fn lane_title(
        &mut self,
        lane: LaneIx,
        earlier: u32,
        top: f32,
        color: Color,
        shaper: &mut Shaper,
    ) {
        const INDENT: f32 = 8.0;
        const STEP: f32 = 12.0;
        let store_lane = &self.request.store.lanes()[usize::from(lane.0)];
        let left = self.plot.x0 + INDENT + STEP * f32::from(store_lane.depth);
        let room = self.plot.x1 - left;
        let fitted = shaper.fit(&store_lane.title, LANE_TITLE_SIZE, Weight::Bold, room);
        let y = axis::baseline(top + 2.0, LANE_TITLE_HEIGHT - 2.0, LANE_TITLE_SIZE, shaper);
        const BEHIND: f32 = 10.0;
        self.earlier(lane, earlier, (left + fitted.width + BEHIND, y), shaper);
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

    /// A row's marks, then room for the numbers of the blocks given, then the
    /// titles; gives the left ends of the numbers.
    fn row(
        &mut self,
        entries: &[&Entry],
        blocks: &[DenseBlock],
        slots: &Slots,
        row: &mut Row,
        color: Color,
        shaper: &mut Shaper,
    ) -> Vec<f32> {
        let groups = self.groups(entries, slots, shaper);
        for group in &groups {
            let reach = self.reach(group);
            let is_base = group.level == Level::Base;
            let (x0, x1) = (group.x0 - SET_OFF, group.x1 + SET_OFF);
            let is_over = !is_base && row.taken.is_on_bar(x0, x1);
            row.taken
                .take_mark(group.x0 - reach, group.x1 + reach, group.level);
            if is_base && group.is_fold() {
                let rect = Rect::new(group.x0, row.y, group.x1, row.y);
                let count = grouped_len(group.members.len());
                let (x0, x1) = self.count_place(rect, &count, shaper);
                row.taken.take_mark(x0, x1, Level::Narrow);
            }
            self.group(group, is_over, row.y, color, shaper);
        }
        let mut by_importance: Vec<(u8, usize)> = groups
            .iter()
            .enumerate()
            .filter(|(_, group)| group.has_title())
            .map(|(at, group)| (group.members[0].importance, at))
            .collect();
        by_importance.sort_by_key(|&(importance, at)| (std::cmp::Reverse(importance), at));
        let lefts = self.place_counts(blocks, row, shaper);
        self.place_raised(row, shaper);
        for (_, at) in by_importance {
            self.title(&groups[at], inside(at, &groups), row, color, shaper);
        }
        lefts
    }

    /// The row's events, those that touch put together.
    fn groups(&self, entries: &[&Entry], slots: &Slots, shaper: &mut Shaper) -> Vec<Group> {
        let digits = grouped_len(entries.len());
        let fold_width = shaper.number_width(&digits, FOLD_SIZE, Weight::Bold) + 2.0 * FOLD_PADDING;
        let members = entries.iter().map(|entry| self.member(entry, slots));
        let (x0, x1) = (self.plot.x0, self.plot.x1);
        let mut groups = groups_of(members, fold_width, (x0, x1));
        for group in groups.iter_mut().filter(|group| group.is_fold()) {
            let text = grouped_len(group.members.len());
            let count = shaper.number_width(&text, FOLD_SIZE, Weight::Bold);
            let least = count + 2.0 * FOLD_PADDING - 6.0;
            // To the right only: the grouping has kept that side free.
            group.x1 = group.x1.max(group.x0 + least);
        }
        groups.retain(|group| group.x1 >= x0 && group.x0 <= x1);
        groups
    }

    /// How far what is painted around a mark reaches past it: rings, halos.
    pub(super) fn reach(&self, group: &Group) -> f32 {
        let Member {
            mark, is_disputed, ..
        } = group.members[0];
        let is_soft_point = matches!(mark.shape, Shape::Point { is_soft: true });
        if is_disputed || is_soft_point {
            marks::RING
        } else {
            0.0
        }
    }

    /// Paints a group. `is_over`: there is something under it.
    pub(super) fn group(
        &mut self,
        group: &Group,
        is_over: bool,
        y: f32,
        color: Color,
        shaper: &mut Shaper,
    ) {
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
        if is_over {
            // Sets the mark off from the bar that it lies on.
            self.items.push(Item::Rect {
                rect: rect.grown(SET_OFF),
                radius: marks::BAR_HALF + SET_OFF,
                fill: Some(theme.canvas),
                stroke: None,
            });
        }
        if let [
            Member {
                mark, is_disputed, ..
            },
        ] = group.members[..]
        {
            let colors = MarkColors {
                lane: color,
                canvas: theme.canvas,
            };
            marks::paint(&mark, y, colors, &mut self.items);
            if is_disputed {
                let edge = self.plot.x1 - 6.0;
                marks::paint_dispute(&mark, y, edge, theme.warning, theme.canvas, &mut self.items);
            }
        } else {
            let is_disputed = group.members.iter().any(|member| member.is_disputed);
            self.fold(events.len(), is_disputed, rect, color, shaper);
        }
        let target = match events[..] {
            [event] => Target::Event(event),
            _ => Target::Fold(events.clone()),
        };
        self.hits.push(Hit {
            rect: rect.grown(2.0),
            target,
        });
        self.marks.push(DrawnMark {
            events,
            rect,
            is_in_block: false,
        });
    }

    fn position_of_selected(&self, events: &[EventIx]) -> usize {
        events
            .iter()
            .position(|&event| Some(event) == self.request.selected)
            .unwrap_or(0)
    }

    /// A fold says how many it holds.
    fn fold(
        &mut self,
        count: usize,
        is_disputed: bool,
        rect: Rect,
        color: Color,
        shaper: &mut Shaper,
    ) {
        let y = (rect.y0 + rect.y1) / 2.0;
        let text = grouped_len(count);
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
                x: (x0 + x1 - shaper.number_width(&text, FOLD_SIZE, Weight::Bold)) / 2.0,
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
        let width = shaper.number_width(count, FOLD_SIZE, Weight::Bold) + 2.0 * FOLD_PADDING;
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

    pub(super) fn title(
        &mut self,
        group: &Group,
        inside: (f32, f32),
        row: &mut Row,
        color: Color,
        shaper: &mut Shaper,
    ) {
        let y = row.y;
        let Member {
            event,
            importance,
            mark,
            ..
        } = group.members[0];
        if Some(event) == self.request.selected {
            return;
        }
        if self.request.only.is_some_and(|only| !only.contains(&event)) {
            return;
        }
        let edges = (self.plot.x0 + 4.0, self.plot.x1 - 4.0);
        let is_bar = group.level != Level::Narrow;
        let reach = self.reach(group);
        let mark_edges = (group.x0 - reach, group.x1 + reach);
        // In a crowd few marks have room, and those without need no title.
        let on_bar = if is_bar { inside.1 - inside.0 } else { 0.0 };
        if on_bar.max(labels::room_beside(mark_edges, edges, &row.taken)) < LEAST_TITLE {
            return;
        }
        let (text, suffix) = self.title_text(event);
        let is_fold = group.is_fold();
        let is_solid = is_fold || matches!(mark.shape, Shape::Bar { .. }) && !mark.is_uncertain;
        let weight = if is_bar && is_solid {
            Weight::Bold
        } else {
            Weight::Regular
        };
        let wanted = Wanted {
            text: &text,
            suffix,
            weight,
            mark: mark_edges,
            inside: is_bar.then_some(inside),
            level: group.level,
            can_be_shortened: importance >= SHORTEN_FROM,
        };
        let Some(placed) = labels::place(&wanted, edges, &mut row.taken, shaper) else {
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
        if !placed.is_inside {
            if row.dense.iter().any(|block| block.rect.overlaps(rect)) {
                self.title_plate(rect);
            }
            self.hits.push(Hit {
                rect,
                target: Target::Event(event),
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
        self.titles.push(DrawnTitle {
            event,
            rect,
            is_inside: placed.is_inside,
        });
    }

    /// Keeps a title readable over the columns of a dense block.
    fn title_plate(&mut self, title: Rect) {
        self.items.push(Item::Rect {
            rect: Rect::new(
                title.x0 - 2.0,
                title.y0 + 1.5,
                title.x1 + 2.0,
                title.y1 - 1.5,
            ),
            radius: 3.0,
            fill: Some(self.request.theme.canvas.with_alpha(225)),
            stroke: None,
        });
    }

    /// Gives the selected event's plate its place before the row's titles get
    /// theirs, if it lies on this row.
    pub(super) fn place_raised(&mut self, row: &mut Row, shaper: &mut Shaper) {
        let Row { y, taken, .. } = row;
        let y = *y;
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
    if group.level == Level::Narrow {
        return (from, to);
    }
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
