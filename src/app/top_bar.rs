//! Menus, the dataset's title, the search field, the way to a figure.

use std::sync::Arc;

use eframe::egui::{
    self, Align, Button, Layout, MenuBar, Rect, RichText, Ui, UiBuilder, pos2, vec2,
};

use crate::text::Weight;

use super::commands::{Command, Menu, TABLE};
use super::document::Origin;
use super::state::State;
use super::text_ui::Look;
use super::{search, theme, words};

/// Height of the bar in points.
pub(super) const HEIGHT: f32 = 44.0;

/// Narrower bars leave out the title.
const ROOM_FOR_TITLE: f32 = 220.0;

pub(super) fn top_bar_ui(ui: &mut Ui, state: &mut State) {
    let rect = ui.max_rect();
    let is_wide = rect.width() > 1100.0;
    let button_width = if is_wide { 146.0 } else { 124.0 };
    let search_width = if is_wide { 360.0 } else { 230.0 };

    let mut menus = ui.new_child(
        UiBuilder::new()
            .max_rect(Rect::from_min_size(rect.min, vec2(330.0, rect.height())))
            .layout(Layout::left_to_right(Align::Center)),
    );
    let menus_end = menus_ui(&mut menus, state);

    let middle = rect.center().y;
    let button_rect = Rect::from_min_max(
        pos2(rect.right() - button_width, middle - 14.0),
        pos2(rect.right(), middle + 14.0),
    );
    let search_rect = Rect::from_min_max(
        pos2(button_rect.left() - 14.0 - search_width, middle - 14.0),
        pos2(button_rect.left() - 14.0, middle + 14.0),
    );
    let title_rect = Rect::from_min_max(
        pos2(menus_end + 16.0, rect.top()),
        pos2(search_rect.left() - 16.0, rect.bottom()),
    );
    if title_rect.width() > ROOM_FOR_TITLE {
        title_ui(ui, title_rect, rect.center().x, state);
    }
    search::search_ui(ui, search_rect, state);
    export_button_ui(ui, button_rect, state);
    ui.allocate_rect(rect, egui::Sense::hover());
}

/// Width of a menu: the longest title and its keys.
const MENU_WIDTH: f32 = 290.0;

/// The menus; gives their right edge.
fn menus_ui(ui: &mut Ui, state: &mut State) -> f32 {
    let mut end = ui.max_rect().left();
    MenuBar::new().ui(ui, |ui| {
        ui.spacing_mut().button_padding = vec2(9.0, 5.0);
        ui.spacing_mut().item_spacing.x = 2.0;
        for menu in Menu::ALL {
            let shown = ui.menu_button(menu.title(), |ui| menu_ui(ui, menu, state));
            end = shown.response.rect.right();
        }
    });
    end
}

fn menu_ui(ui: &mut Ui, menu: Menu, state: &mut State) {
    // Rows fill the menu, so its width must be given, not grown into.
    ui.set_width(MENU_WIDTH);
    ui.spacing_mut().button_padding.x = 8.0;
    let is_mac = ui.ctx().os().is_mac();
    let mut group = 0;
    for row in TABLE.iter().filter(|row| row.menu == menu) {
        if row.group != group {
            ui.separator();
            group = row.group;
        }
        let keys = row
            .keys
            .first()
            .map(|chord| chord.words(is_mac))
            .unwrap_or_default();
        let is_enabled = state.is_enabled(row.command);
        let is_on = state.is_on(row.command);
        let button = Button::selectable(is_on == Some(true), row.title)
            .shortcut_text(keys)
            .min_size(vec2(ui.available_width(), 26.0));
        if ui.add_enabled(is_enabled, button).clicked() {
            state.run(row.command);
            ui.close();
        }
        if row.command == Command::OpenSample {
            recent_ui(ui, state);
        }
    }
}

fn recent_ui(ui: &mut Ui, state: &mut State) {
    let recent = state.settings.recent.clone();
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button("Open recent", |ui| {
            ui.set_width(MENU_WIDTH);
            ui.spacing_mut().button_padding.x = 8.0;
            for path in &recent {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                );
                let folder = path.parent().map(|folder| folder.display().to_string());
                let button = Button::new(name)
                    .truncate()
                    .frame(false)
                    .min_size(vec2(ui.available_width(), 26.0));
                let response = ui.add(button).on_hover_text(folder.unwrap_or_default());
                if response.clicked() {
                    state.load(Origin::Path(path.clone()), false);
                    ui.close();
                }
            }
        });
    });
}

/// The title in the middle of the window if it fits there, with the counts.
fn title_ui(ui: &mut Ui, room: Rect, window_middle: f32, state: &mut State) {
    let document = Arc::clone(&state.document);
    let dataset = &document.dataset;
    let events = words::count(dataset.events.len() as u64, "event", "events");
    let counts = match state.first_part {
        Some(_) => format!("the first {events}"),
        None => format!(
            "{events} · {}",
            words::count(dataset.sources.len() as u64, "source", "sources")
        ),
    };
    let look = Look::body(ui).size(14.5).bold();
    let weak = Look::weak(ui);
    let counts_width = state.shaper.width(&counts, weak.size, weak.weight);
    let shows_counts = room.width() > counts_width + 150.0;
    let gap = 10.0;
    let beside = if shows_counts {
        counts_width + gap
    } else {
        0.0
    };
    let fitted = state.shaper.fit(
        &dataset.title,
        look.size,
        look.weight,
        room.width() - beside,
    );
    let width = fitted.width + beside;
    let left =
        (window_middle - width / 2.0).clamp(room.left(), (room.right() - width).max(room.left()));
    let rect = Rect::from_min_size(
        pos2(left, room.center().y - 12.0),
        vec2(fitted.width + 1.0, 24.0),
    );
    let job = crate::render::egui::line_job(&fitted.text, look.size, look.weight, look.color);
    let title = ui.put(rect, egui::Label::new(job).extend().selectable(false));
    title.on_hover_text(dataset.title.as_str());
    if shows_counts {
        let rect = Rect::from_min_size(
            pos2(left + fitted.width + gap, room.center().y - 11.0),
            vec2(counts_width + 1.0, 24.0),
        );
        ui.put(
            rect,
            egui::Label::new(weak.rich(counts))
                .extend()
                .selectable(false),
        );
    }
}

fn export_button_ui(ui: &mut Ui, rect: Rect, state: &mut State) {
    let tokens = theme::current(ui.ctx());
    let text = RichText::new("Export figure…")
        .font(theme::font(theme::size::BODY, Weight::Bold))
        .color(theme::color(tokens.on_accent));
    let button = Button::new(text)
        .fill(theme::color(tokens.accent))
        .stroke(egui::Stroke::NONE)
        .corner_radius(6)
        .min_size(rect.size());
    let response = ui
        .add_enabled_ui(state.is_enabled(Command::ExportFigure), |ui| {
            ui.put(rect, button)
        })
        .inner;
    if response.clicked() {
        state.run(Command::ExportFigure);
    }
}
