//! The overview strip: drag its window or its edges, click to go there.

use eframe::egui::{CursorIcon, Id, Rect, Sense, Ui, WidgetInfo, accesskit::Role};

use super::{Canvas, Drag, Key, WHEEL_DOUBLES};
use crate::app::settings::CalendarChoice;
use crate::app::state::State;
use crate::app::theme;
use crate::dates::TimeSpan;
use crate::layout::{self, OverviewRequest, View};

impl Canvas {
    /// The overview strip and the hands on it.
    pub(super) fn strip_ui(&mut self, ui: &mut Ui, rect: Rect, state: &mut State) {
        let Some(data) = state.document.extent else {
            return;
        };
        let response = ui.interact(rect, Id::unique("overview"), Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, "Overview of all events"));
        let tokens = theme::current(ui.ctx());
        let key = Key {
            generation: state.generation,
            view: state.motion.view(),
            scroll_y: 0.0,
            size: rect.size(),
            theme: tokens.name,
            calendar: CalendarChoice::None,
            selected: None,
        };
        if self.strip.as_ref().is_none_or(|(known, _)| *known != key) {
            let strip = layout::overview(&OverviewRequest {
                store: &state.document.store,
                shown: &state.shown,
                view: key.view,
                data,
                width: rect.width(),
                height: rect.height(),
                theme: &tokens,
            });
            self.strip = Some((key, strip));
        }
        let Some((_, strip)) = &self.strip else {
            return;
        };
        crate::render::egui::paint(
            &strip.scene,
            &ui.painter_at(rect),
            rect.min,
            &mut self.galleys,
        );
        let (scale, window) = (strip.scale, strip.window);
        let left = rect.left() + window.x0;
        let right = rect.left() + window.x1;
        let part_at = |x: f32| {
            if (x - left).abs() < 7.0 {
                Drag::StripLeft
            } else if (x - right).abs() < 7.0 {
                Drag::StripRight
            } else {
                Drag::StripMove
            }
        };
        if let Some(pos) = response.hover_pos() {
            ui.set_cursor_icon(match self.drag.unwrap_or_else(|| part_at(pos.x)) {
                Drag::StripLeft | Drag::StripRight => CursorIcon::ResizeHorizontal,
                _ if self.drag.is_some() => CursorIcon::Grabbing,
                _ => CursorIcon::Grab,
            });
            let wheel = ui.input(|input| input.smooth_scroll_delta().y);
            if wheel != 0.0 {
                let factor = f64::from(wheel / WHEEL_DOUBLES).exp2();
                state.follow(state.motion.view().zoomed(0.5, factor));
            }
        }
        let time = |x: f32| scale.time_from_x(f64::from(x - rect.left()));
        let view = state.motion.view();
        let centred = |x: f32| View {
            start: time(x).plus_seconds(-view.seconds / 2.0),
            ..view
        };
        if response.drag_started()
            && let Some(origin) = ui.input(|input| input.pointer.press_origin())
        {
            let part = part_at(origin.x);
            self.drag = Some(part);
            if part == Drag::StripMove && !(left..=right).contains(&origin.x) {
                state.follow(centred(origin.x));
            }
        }
        if response.dragged()
            && let (Some(drag), Some(pos)) = (self.drag, response.interact_pointer_pos())
        {
            let least = scale.seconds_per_px() * 4.0;
            let span = view.span();
            let moved = match drag {
                Drag::StripLeft => {
                    let start = time(pos.x).min(span.end.plus_seconds(-least));
                    View::of(TimeSpan::new(start, span.end))
                }
                Drag::StripRight => {
                    let end = time(pos.x).max(span.start.plus_seconds(least));
                    View::of(TimeSpan::new(span.start, end))
                }
                _ => {
                    let by = f64::from(response.drag_delta().x) * scale.seconds_per_px();
                    View {
                        start: view.start.plus_seconds(by),
                        ..view
                    }
                }
            };
            if response.drag_delta().x != 0.0 {
                state.follow(moved);
            }
        }
        if response.drag_stopped() {
            self.drag = None;
        }
        if response.clicked()
            && let Some(pos) = response.interact_pointer_pos()
        {
            let goal = centred(pos.x);
            state.jump(goal);
        }
    }
}
