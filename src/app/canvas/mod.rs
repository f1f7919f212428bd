//! The timeline in the middle of the window: scenes painted, hands followed.
//!
//! What is drawn is decided in [`layout`]; here it is laid out once per change,
//! painted, and asked what lies under the pointer. The marks and folds in
//! sight are given to screen readers as buttons.

mod hover;
mod plans;
mod strip;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use eframe::egui::{
    self, Align2, CursorIcon, Event, EventFilter, Id, MouseWheelSource, MouseWheelUnit,
    PointerButton, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit,
    accesskit::Role, pos2, vec2,
};

use crate::dates::TimeSpan;
use crate::layout::{self, Overview, Request, Timeline, View};
use crate::model::{EventIx, evidence};
use crate::render::egui::GalleyCache;
use crate::scene::style::ThemeName;
use crate::scene::{Point, Target};
use crate::store::EventStore;

use crate::app::commands::Command;
use crate::app::settings::CalendarChoice;
use crate::app::state::{Side, State};
use crate::app::text_ui::Look;
use crate::app::{theme, waker, words};
use plans::{PlanKey, Plans};

/// Height of the overview strip.
const STRIP_HEIGHT: f32 = 58.0;
const STRIP_MARGIN: f32 = 8.0;

/// Points of wheel that double or halve the view: about three notches.
const WHEEL_DOUBLES: f32 = 120.0;

/// Marks named to screen readers at once. A view rarely has as many titles.
const MOST_NAMED: usize = 400;

/// From the middle of a row to where nothing of its mark is cut off.
const ROW_MARGIN: f32 = 12.0;

/// A band narrower than this was a click with an unsteady hand.
const LEAST_BAND: f32 = 6.0;

/// What a timeline was laid out for.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    generation: u64,
    view: View,
    scroll_y: f32,
    size: egui::Vec2,
    theme: ThemeName,
    calendar: CalendarChoice,
    selected: Option<EventIx>,
}

/// What a hand is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drag {
    /// Moving through time.
    Pan,
    /// Drawing a band to zoom into, from this x on.
    Band(f32),
    /// Moving the window of the overview.
    StripMove,
    /// Moving its left edge.
    StripLeft,
    /// Moving its right edge.
    StripRight,
}

/// The painted timeline, kept from frame to frame.
#[derive(Default)]
pub(in crate::app) struct Canvas {
    galleys: GalleyCache,
    plans: Plans,
    timeline: Option<(Key, Timeline)>,
    strip: Option<(Key, Overview)>,
    scroll_y: f32,
    drag: Option<Drag>,
    hush: hover::Hush,
    /// The last wheel event came from a trackpad.
    is_trackpad: bool,
}

/// The timeline and the strip below it.
pub(in crate::app) fn canvas_ui(ui: &mut Ui, state: &mut State, canvas: &mut Canvas) {
    let whole = ui.available_rect_before_wrap();
    let rect = unfold_ui(ui, whole, state);
    if rect.width() < 40.0 || rect.height() < 80.0 {
        return;
    }
    let strip_top = rect.bottom() - STRIP_HEIGHT - STRIP_MARGIN;
    let main = Rect::from_min_max(rect.min, pos2(rect.right(), strip_top - STRIP_MARGIN));
    let strip = Rect::from_min_max(
        pos2(rect.left() + STRIP_MARGIN, strip_top),
        pos2(rect.right() - STRIP_MARGIN, rect.bottom() - STRIP_MARGIN),
    );
    let tokens = theme::current(ui.ctx());
    ui.painter()
        .rect_filled(rect, 0.0, theme::color(tokens.canvas));
    canvas.timeline_ui(ui, main, state);
    canvas.strip_ui(ui, strip, state);
    ui.advance_cursor_after_rect(whole);
}

/// Where a panel is folded away, a strip with a button that brings it back;
/// gives what is left of `rect`.
fn unfold_ui(ui: &mut Ui, rect: Rect, state: &mut State) -> Rect {
    const WIDTH: f32 = 24.0;
    let mut left = rect;
    let padding = std::mem::take(&mut ui.spacing_mut().button_padding.x);
    let tokens = theme::current(ui.ctx());
    let panel = theme::color(tokens.panel);
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    for (side, mark, name, command) in [
        (
            Side::Left,
            "»",
            "Show the lanes and filters",
            Command::ToggleLeft,
        ),
        (Side::Right, "«", "Show the details", Command::ToggleRight),
    ] {
        if state.is_open(side) || left.width() < 4.0 * WIDTH {
            continue;
        }
        let mut strip = left;
        let inner = match side {
            Side::Left => {
                strip.set_right(left.left() + WIDTH);
                left.set_left(strip.right());
                strip.right()
            }
            Side::Right => {
                strip.set_left(left.right() - WIDTH);
                left.set_right(strip.left());
                strip.left()
            }
        };
        ui.painter().rect_filled(strip, 0.0, panel);
        ui.painter().vline(inner, strip.y_range(), edge);
        let button = Rect::from_min_size(strip.min + vec2(2.0, 3.0), vec2(WIDTH - 4.0, 24.0));
        let text = Look::body(ui).size(15.0).rich(mark);
        let response = ui.put(button, egui::Button::new(text).frame_when_inactive(false));
        if response.on_hover_text(name).accessible_name(name).clicked() {
            state.run(command);
        }
    }
    ui.spacing_mut().button_padding.x = padding;
    left
}

impl Canvas {
    /// True while the rows of the lanes are being planned.
    pub(in crate::app) fn is_busy(&self) -> bool {
        self.plans.is_busy()
    }

    fn timeline_ui(&mut self, ui: &mut Ui, rect: Rect, state: &mut State) {
        let id = Id::unique("timeline");
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let name = format!(
            "Timeline, {}, {}",
            crate::dates::span_words(state.motion.goal().span()),
            words::count(u64::from(state.shown.len()), "event", "events")
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
        if response.has_focus() {
            let filter = EventFilter {
                tab: false,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        self.reveal_selected(ui, rect, state);
        self.lay_out(ui, rect, state);
        let pointer = response
            .contains_pointer()
            .then(|| ui.input(|input| input.pointer.hover_pos()))
            .flatten();
        let under = self.target_under(pointer, rect);
        state.hovered = match &under {
            Some(Target::Event(event)) if self.drag.is_none() => Some(*event),
            _ => None,
        };
        self.wheel(ui, &response, pointer, under.as_ref(), rect, state);
        self.drag_timeline(ui, &response, rect, state);
        // What the hands just changed is drawn now, not a frame later.
        self.lay_out(ui, rect, state);

        let Some((_, timeline)) = &self.timeline else {
            return;
        };
        let painter = ui.painter_at(rect);
        crate::render::egui::paint(&timeline.scene, &painter, rect.min, &mut self.galleys);
        self.halo(ui, rect, state);
        self.paint_over(ui, rect);
        if let Some(target) = self.marks_ui(ui, rect, state) {
            response.request_focus();
            touch(state, &target, false);
        }
        self.clicks(ui, &response, under.as_ref(), pointer, rect, state);
        if response.has_focus() && ui.input(|input| !input.pointer.any_down()) {
            painter.rect_stroke(
                rect.shrink(1.0),
                0.0,
                Stroke::new(
                    1.0,
                    theme::color(theme::current(ui.ctx()).accent).gamma_multiply(0.5),
                ),
                StrokeKind::Inside,
            );
        }
        let is_hushed = self.hush.is_on(ui);
        if let (Some(pos), None, false) = (pointer, self.drag, is_hushed) {
            hover::hover_ui(ui, rect, pos, under.as_ref(), state);
        }
        empty_ui(ui, rect, state);
    }

    /// Lays out if anything changed since.
    fn lay_out(&mut self, ui: &Ui, rect: Rect, state: &mut State) {
        let document = Arc::clone(&state.document);
        let tokens = theme::current(ui.ctx());
        let calendar = crate::app::calendar(state.settings.calendar);
        let plan_key = PlanKey {
            document: state.document_number,
            hidden: state.filter.hidden_lanes.clone(),
            height: rect.height(),
            calendar: state.settings.calendar,
        };
        match self.plans.bring(plan_key, &document, waker(ui.ctx())) {
            Ok(false) => {}
            Ok(true) => self.timeline = None,
            Err(error) => {
                self.timeline = None;
                state.complain(error);
            }
        }
        let Some(plan) = self.plans.get() else {
            self.timeline = None;
            return;
        };
        let key = Key {
            generation: state.generation,
            view: state.motion.view(),
            scroll_y: self.scroll_y,
            size: rect.size(),
            theme: tokens.name,
            calendar: state.settings.calendar,
            selected: state.selected,
        };
        if self
            .timeline
            .as_ref()
            .is_some_and(|(known, _)| *known == key)
        {
            return;
        }
        let request = Request {
            dataset: &document.dataset,
            store: &document.store,
            plan,
            shown: &state.shown,
            view: key.view,
            scroll_y: self.scroll_y,
            width: rect.width(),
            height: rect.height(),
            theme: &tokens,
            calendar,
            selected: key.selected,
            // The halo is painted over the scene: a pointer that wanders over
            // marks must not lay it out again for each.
            numbers: None,
            only: None,
        };
        let timeline = layout::timeline(&request, &mut state.shaper);
        let most = most_scroll(&timeline);
        self.timeline = Some((key, timeline));
        if self.scroll_y > most {
            self.scroll_y = most;
            self.timeline = None;
            self.lay_out(ui, rect, state);
        }
    }

    /// Scrolls the lanes until the event that was just selected is in sight.
    fn reveal_selected(&mut self, ui: &Ui, rect: Rect, state: &mut State) {
        if !state.reveal {
            return;
        }
        // Rows do not depend on the view: no need to wait for a glide to end.
        self.lay_out(ui, rect, state);
        if self.plans.is_busy() {
            return;
        }
        state.reveal = false;
        let Some(selected) = state.selected else {
            return;
        };
        if !state.shown.contains(selected) {
            return;
        }
        let (Some(plan), Some((_, timeline))) = (self.plans.get(), &self.timeline) else {
            return;
        };
        let entry = state.document.store.entry(selected);
        let Some(y) = entry.and_then(|entry| plan.y_of(&entry)) else {
            return;
        };
        let room = timeline.lanes.height();
        let is_in_sight =
            (self.scroll_y + ROW_MARGIN..=self.scroll_y + room - ROW_MARGIN).contains(&y);
        if !is_in_sight {
            self.scroll_y = (y - room / 2.0).clamp(0.0, most_scroll(timeline));
        }
    }

    fn target_under(&self, pointer: Option<Pos2>, rect: Rect) -> Option<Target> {
        let (_, timeline) = self.timeline.as_ref()?;
        let at = pointer? - rect.min;
        let hit = timeline.scene.target_at(Point { x: at.x, y: at.y })?;
        Some(hit.target.clone())
    }

    fn wheel(
        &mut self,
        ui: &Ui,
        response: &Response,
        pointer: Option<Pos2>,
        under: Option<&Target>,
        rect: Rect,
        state: &mut State,
    ) {
        self.notice_trackpad(ui);
        let Some(pointer) = pointer.filter(|_| response.contains_pointer()) else {
            return;
        };
        let (scroll, zoom, has_alt) = ui.input(|input| {
            (
                input.smooth_scroll_delta(),
                input.zoom_delta(),
                input.modifiers.alt,
            )
        });
        let share = f64::from((pointer.x - rect.left()) / rect.width());
        let view = state.motion.view();
        if zoom != 1.0 {
            state.follow(view.zoomed(share, f64::from(zoom)));
            return;
        }
        if scroll.x != 0.0 {
            state.follow(view.panned(f64::from(-scroll.x / rect.width())));
        }
        if scroll.y == 0.0 {
            return;
        }
        let can_scroll = self
            .timeline
            .as_ref()
            .is_some_and(|(_, timeline)| most_scroll(timeline) > 0.0);
        let wants_scroll = has_alt
            || matches!(under, Some(Target::LaneTitle(_)))
            || state.settings.wheel_scrolls
            || self.is_trackpad;
        if wants_scroll && (can_scroll || has_alt) {
            self.scroll_y = (self.scroll_y - scroll.y).max(0.0);
        } else {
            let factor = f64::from(scroll.y / WHEEL_DOUBLES).exp2();
            let view = state.motion.view();
            state.follow(view.zoomed(share, factor));
        }
    }

    fn notice_trackpad(&mut self, ui: &Ui) {
        ui.input(|input| {
            for event in &input.events {
                if let Event::MouseWheel { unit, source, .. } = event {
                    self.is_trackpad = match source {
                        MouseWheelSource::Wheel => false,
                        MouseWheelSource::Trackpad | MouseWheelSource::Momentum => true,
                        MouseWheelSource::Unknown => *unit == MouseWheelUnit::Point,
                    };
                }
            }
        });
    }

    fn drag_timeline(&mut self, ui: &Ui, response: &Response, rect: Rect, state: &mut State) {
        if response.drag_started_by(PointerButton::Primary) {
            let origin = ui.input(|input| input.pointer.press_origin());
            let is_band = ui.input(|input| input.modifiers.shift);
            self.drag = Some(match origin {
                Some(origin) if is_band => Drag::Band(origin.x),
                _ => Drag::Pan,
            });
        }
        if response.drag_started_by(PointerButton::Middle) {
            self.drag = Some(Drag::Pan);
        }
        match self.drag {
            Some(Drag::Pan) if response.dragged() => {
                let delta = response.drag_delta();
                if delta.x != 0.0 {
                    let share = f64::from(-delta.x / rect.width());
                    state.follow(state.motion.view().panned(share));
                }
                self.scroll_y = (self.scroll_y - delta.y).max(0.0);
                ui.set_cursor_icon(CursorIcon::Grabbing);
            }
            Some(Drag::Band(_)) if response.dragged() => {
                ui.set_cursor_icon(CursorIcon::ResizeHorizontal);
            }
            _ => {}
        }
        if !response.drag_stopped() {
            return;
        }
        if let (Some(Drag::Band(from)), Some(to)) = (
            self.drag,
            ui.input(|input| input.pointer.latest_pos())
                .map(|pos| pos.x),
        ) && (to - from).abs() > LEAST_BAND
            && let Some((_, timeline)) = &self.timeline
        {
            let time = |x: f32| timeline.scale.time_from_x(f64::from(x - rect.left()));
            let span = TimeSpan::new(time(from.min(to)), time(from.max(to)));
            state.jump(View::of(span));
        }
        self.drag = None;
    }

    /// The band of Shift+drag, the edge of what can be scrolled.
    fn paint_over(&self, ui: &Ui, rect: Rect) {
        let tokens = theme::current(ui.ctx());
        let painter = ui.painter_at(rect);
        if let (Some(Drag::Band(from)), Some(to), Some((_, timeline))) = (
            self.drag,
            ui.input(|input| input.pointer.latest_pos()),
            &self.timeline,
        ) {
            let band =
                Rect::from_x_y_ranges(from.min(to.x)..=from.max(to.x), rect.top()..=rect.bottom());
            let accent = theme::color(tokens.accent);
            painter.rect(
                band,
                0.0,
                accent.gamma_multiply(0.16),
                Stroke::new(1.0, accent),
                StrokeKind::Inside,
            );
            let time = |x: f32| timeline.scale.time_from_x(f64::from(x - rect.left()));
            let span = TimeSpan::new(time(band.left()), time(band.right()));
            painter.text(
                pos2(band.center().x, rect.bottom() - 10.0),
                Align2::CENTER_BOTTOM,
                crate::dates::span_words(span),
                theme::font(theme::size::SMALL, crate::text::Weight::Bold),
                theme::color(tokens.text),
            );
        }
        let Some((_, timeline)) = &self.timeline else {
            return;
        };
        let most = most_scroll(timeline);
        if most > 3.0 {
            let lanes = timeline.lanes;
            let track = lanes.height();
            let length = (track * track / (track + most)).clamp(24.0_f32.min(track), track);
            let top =
                rect.top() + lanes.y0 + (track - length) * (self.scroll_y / most).clamp(0.0, 1.0);
            painter.rect_filled(
                Rect::from_min_size(pos2(rect.right() - 6.0, top), vec2(4.0, length)),
                2.0,
                theme::color(tokens.text_weak).gamma_multiply(0.5),
            );
        }
    }

    /// The light around the mark under the pointer.
    fn halo(&self, ui: &Ui, rect: Rect, state: &State) {
        let (Some(hovered), Some((_, timeline))) = (state.hovered, &self.timeline) else {
            return;
        };
        let mut marks = timeline.marks.iter();
        let Some(mark) = marks.find(|mark| mark.events.first() == Some(&hovered)) else {
            return;
        };
        let lane = state.document.store.lane_of(hovered);
        let own = &state.document.store.lanes()[usize::from(lane.0)].color;
        let color = theme::current(ui.ctx()).lane_color(lane, own.as_deref());
        let plot = on_screen(timeline.plot, rect);
        ui.painter_at(plot).rect_stroke(
            on_screen(mark.rect.grown(2.5), rect),
            8.0,
            Stroke::new(2.5, theme::color(color).gamma_multiply(0.55)),
            StrokeKind::Outside,
        );
    }

    /// The marks in sight as buttons for those who use no pointer; gives the
    /// one that was used. The pointer is followed in [`Canvas::clicks`], for
    /// there may be more marks than are named here.
    fn marks_ui(&self, ui: &Ui, rect: Rect, state: &State) -> Option<Target> {
        let (_, timeline) = self.timeline.as_ref()?;
        let plot = on_screen(timeline.plot, rect);
        let mut named: Vec<(&Target, Id, Rect)> = Vec::new();
        let mut places: HashMap<Id, usize> = HashMap::new();
        for hit in &timeline.scene.hits {
            let id = match &hit.target {
                Target::Event(event) => Id::unique(("event", event.0)),
                Target::Fold(events) => Id::unique(("fold", events.first().map(|event| event.0))),
                _ => continue,
            };
            let area = on_screen(hit.rect, rect).intersect(plot);
            if !area.is_positive() {
                continue;
            }
            // The mark and the title of an event are one thing.
            if let Some(&at) = places.get(&id) {
                named[at].2 = named[at].2.union(area);
            } else if named.len() < MOST_NAMED {
                places.insert(id, named.len());
                named.push((&hit.target, id, area));
            }
        }
        let mut used = None;
        for (target, id, area) in named {
            let response = ui.interact(area, id, Sense::focusable_noninteractive());
            let is_selected =
                matches!(target, Target::Event(event) if state.selected == Some(*event));
            response.widget_info(|| {
                WidgetInfo::selected(Role::Button, true, is_selected, target_name(state, target))
            });
            ui.ctx().accesskit_node_builder(id, |node| {
                node.add_action(accesskit::Action::Click);
            });
            let has_focus = response.has_focus();
            let is_used = ui.input(|input| {
                input.has_accesskit_action_request(id, accesskit::Action::Click)
                    || has_focus
                        && (input.key_pressed(egui::Key::Enter)
                            || input.key_pressed(egui::Key::Space))
            });
            if is_used {
                used = Some(target.clone());
            }
            if has_focus {
                ui.painter_at(plot).rect_stroke(
                    area.expand(2.0),
                    3.0,
                    ui.visuals().selection.stroke,
                    StrokeKind::Outside,
                );
            }
        }
        used
    }

    fn clicks(
        &self,
        ui: &Ui,
        response: &Response,
        under: Option<&Target>,
        pointer: Option<Pos2>,
        rect: Rect,
        state: &mut State,
    ) {
        let is_on_mark = matches!(under, Some(Target::Event(_) | Target::Fold(_)));
        let is_way = matches!(under, Some(Target::Density { .. } | Target::Earlier { .. }));
        if (is_on_mark || is_way) && self.drag.is_none() {
            ui.set_cursor_icon(CursorIcon::PointingHand);
        }
        let is_double = response.double_clicked();
        if !response.clicked() && !is_double {
            return;
        }
        response.request_focus();
        let share = pointer.map_or(0.5, |pos| f64::from((pos.x - rect.left()) / rect.width()));
        match under {
            Some(target) if is_on_mark => touch(state, target, is_double),
            _ if is_double => state.jump(state.motion.goal().zoomed(share, 2.5)),
            Some(Target::Density { .. }) => state.jump(state.motion.goal().zoomed(share, 4.0)),
            Some(Target::Earlier { .. }) => state.jump(state.motion.goal().panned(-0.5)),
            Some(Target::LaneTitle(lane)) if ui.input(|input| input.modifiers.alt) => {
                state.solo_lane(*lane);
            }
            Some(Target::Era(_) | Target::LaneTitle(_)) => {}
            _ => state.selected = None,
        }
    }
}

/// A rectangle of a scene in the window.
fn on_screen(area: crate::scene::Rect, rect: Rect) -> Rect {
    Rect::from_min_max(
        rect.min + vec2(area.x0, area.y0),
        rect.min + vec2(area.x1, area.y1),
    )
}

/// Does what a mark is there for; a second click at once goes nearer.
fn touch(state: &mut State, target: &Target, is_double: bool) {
    match target {
        Target::Event(event) => {
            state.select_in_place(*event);
            if is_double {
                state.zoom_to_selected();
            }
        }
        Target::Fold(events) => open_fold(state, events),
        _ => {}
    }
}

fn most_scroll(timeline: &Timeline) -> f32 {
    (timeline.content_height - timeline.plot.height()).max(0.0)
}

/// What a screen reader says of a mark.
fn target_name(state: &State, target: &Target) -> String {
    match target {
        Target::Event(event) => event_name(state, *event),
        Target::Fold(events) => {
            let count = words::count(events.len() as u64, "event", "events");
            let first = events
                .first()
                .map(|event| state.document.dataset.events.title(*event));
            format!(
                "{count} close together, among them {}",
                first.unwrap_or_default()
            )
        }
        _ => String::new(),
    }
}

/// `Title, date, lane, n sources`.
pub(in crate::app) fn event_name(state: &State, ix: EventIx) -> String {
    let document = &state.document;
    let event = &*document.event(ix);
    let date = event
        .when
        .date()
        .map_or_else(|| "undated".to_owned(), |date| date.words());
    let lane = &document.store.lanes()[usize::from(document.store.lane_of(ix).0)].title;
    let sources: BTreeSet<&str> = evidence::citations(event)
        .map(|c| c.source.as_str())
        .collect();
    let mut name = format!(
        "{}, {date}, {lane}, {}",
        event.title,
        words::count(sources.len() as u64, "source", "sources")
    );
    if evidence::is_disputed(event) {
        name.push_str(", disputed");
    }
    name
}

/// Zooms into a fold; events that no zoom parts are selected in turn.
fn open_fold(state: &mut State, events: &[EventIx]) {
    let span = events
        .iter()
        .filter_map(|&event| state.document.span(event))
        .reduce(TimeSpan::union);
    let goal = state.motion.goal();
    if let Some(span) = span
        && View::fitting(span).seconds < goal.seconds * 0.6
    {
        state.zoom_to(span);
        return;
    }
    let at = state
        .selected
        .and_then(|selected| events.iter().position(|&event| event == selected));
    let next = at.map_or(0, |at| (at + 1) % events.len().max(1));
    if let Some(&event) = events.get(next) {
        state.select_in_place(event);
    }
}

/// Says what would be here, where nothing is.
fn empty_ui(ui: &mut Ui, rect: Rect, state: &mut State) {
    let hides_all_lanes = state.filter.hidden_lanes.len() == state.document.store.lanes().len();
    let text = if state.document.dataset.events.is_empty() {
        "This file holds no events yet."
    } else if state.document.extent.is_none() {
        "No event in this file has a date that can be placed. They are listed under “undated” below."
    } else if hides_all_lanes {
        "All lanes are hidden."
    } else if state.shown.dated_len() == 0 {
        "No event matches the filters."
    } else {
        return;
    };
    let area = Rect::from_center_size(rect.center(), vec2(rect.width().min(420.0), 90.0));
    let mut child = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(area)
            .layout(egui::Layout::top_down(egui::Align::Center)),
    );
    let look = Look::body(&child).size(15.0);
    child.add(egui::Label::new(look.rich(text)).wrap());
    if hides_all_lanes && !state.filter.hidden_lanes.is_empty() {
        child.add_space(8.0);
        if child.button("Show all lanes").clicked() {
            state.run(Command::ShowAllLanes);
        }
    } else if !state.filter.is_empty() {
        child.add_space(8.0);
        if child.button("Clear all filters").clicked() {
            state.run(Command::ClearFilters);
        }
    }
}
