//! Lanes, filters and saved views.

use std::sync::Arc;

use eframe::egui::{
    self, Align, Button, Color32, CornerRadius, Layout, Margin, Mesh, Rect, ScrollArea, Sense,
    Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::model::LaneIx;
use crate::scene::style::{Color, Theme};
use crate::store::{Facet, ShowOnly};

use super::document::SPARK_SLOTS;
use super::state::{FacetKind, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// Chips of a facet before "more…".
const CHIPS: usize = 7;
/// Chips of a facet after it; a dataset may have thousands of values.
const MOST_CHIPS: usize = 120;

pub(super) fn left_ui(ui: &mut Ui, state: &mut State) {
    ScrollArea::vertical()
        .id_salt("left")
        .content_margin(Margin {
            right: 8,
            ..Margin::ZERO
        })
        .auto_shrink([false, false])
        .show(ui, |ui| {
            lanes_ui(ui, state);
            section_line(ui);
            show_only_ui(ui, state);
            for kind in FacetKind::ALL {
                if !kind.of(&state.found.facets).listed.is_empty() {
                    section_line(ui);
                    facet_ui(ui, state, kind);
                }
            }
            if !state.document.dataset.views.is_empty() {
                section_line(ui);
                views_ui(ui, state);
            }
            ui.add_space(12.0);
        });
}

fn section_line(ui: &mut Ui) {
    ui.add_space(9.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter()
        .hline(rect.x_range(), rect.center().y, ui.visuals().window_stroke);
    ui.add_space(9.0);
}

fn lanes_ui(ui: &mut Ui, state: &mut State) {
    let document = Arc::clone(&state.document);
    let lanes = document.store.lanes();
    let hidden = state.filter.hidden_lanes.len();
    text_ui::heading_row_ui(ui, "Lanes", |ui| {
        if fold_button_ui(ui, "Hide the lanes and filters", "«") {
            state.run(super::commands::Command::ToggleLeft);
        }
        let look = Look::weak(ui).size(theme::size::TINY);
        if hidden == 0 {
            ui.label(look.rich(format!("{} shown", lanes.len())));
        } else {
            let text = format!("{} of {} shown", lanes.len() - hidden, lanes.len());
            if ui
                .link(look.color(ui.visuals().hyperlink_color).rich(text))
                .on_hover_text("Show all lanes")
                .clicked()
            {
                state.run(super::commands::Command::ShowAllLanes);
            }
        }
    });
    ui.add_space(2.0);
    let tokens = theme::current(ui.ctx());
    let tallest = document
        .sparklines
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0);
    ui.spacing_mut().item_spacing.y = 8.0;
    for (ix, lane) in lanes.iter().enumerate() {
        let lane_ix = LaneIx(ix as u16);
        let row = LaneRow {
            title: &lane.title,
            color: theme::color(lane_color(&tokens, lane.color.as_deref(), ix)),
            depth: lane.depth,
            count: state.found.lane_counts[ix],
            is_shown: !state.filter.hidden_lanes.contains(&lane_ix),
            spark: &document.sparklines[ix],
            tallest,
        };
        let response = row.show(ui, &mut state.shaper);
        if response.clicked() {
            if ui.input(|input| input.modifiers.alt) {
                state.solo_lane(lane_ix);
            } else {
                state.toggle_lane(lane_ix);
            }
        }
        response.context_menu(|ui| {
            if ui.button("Show this lane alone").clicked() {
                state.solo_lane(lane_ix);
                ui.close();
            }
            if ui.button("Show all lanes").clicked() {
                state.run(super::commands::Command::ShowAllLanes);
                ui.close();
            }
        });
    }
    ui.spacing_mut().item_spacing.y = 5.0;
}

/// The colour that the timeline draws a lane in.
pub(super) fn lane_color(tokens: &Theme, own: Option<&str>, ix: usize) -> Color {
    tokens.lane_color(LaneIx(ix as u16), own)
}

struct LaneRow<'a> {
    title: &'a str,
    color: Color32,
    depth: u8,
    count: u32,
    is_shown: bool,
    spark: &'a [u32],
    tallest: u32,
}

impl LaneRow<'_> {
    fn show(&self, ui: &mut Ui, shaper: &mut crate::text::Shaper) -> egui::Response {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 33.0), Sense::click());
        let name = format!(
            "{}, {}",
            self.title,
            words::count(u64::from(self.count), "event", "events")
        );
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, self.is_shown, &name));
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let painter = ui.painter();
        if response.hovered() || response.has_focus() {
            painter.rect_filled(
                rect.expand2(vec2(6.0, 1.0)),
                5.0,
                ui.visuals().widgets.hovered.weak_bg_fill,
            );
        }
        if response.has_focus() {
            painter.rect_stroke(
                rect.expand2(vec2(6.0, 1.0)),
                5.0,
                ui.visuals().selection.stroke,
                StrokeKind::Inside,
            );
        }
        let left = rect.left() + f32::from(self.depth.min(4)) * 12.0;
        let middle = rect.top() + 10.0;
        let swatch = Rect::from_center_size(pos2(left + 5.5, middle), vec2(10.0, 10.0));
        let text_color = if self.is_shown {
            painter.rect_filled(swatch, 2.5, self.color);
            ui.visuals().text_color()
        } else {
            painter.rect_stroke(
                swatch,
                2.5,
                Stroke::new(1.5, self.color),
                StrokeKind::Inside,
            );
            ui.visuals().weak_text_color()
        };
        let look = Look::body(ui).color(text_color);
        let weak = Look::weak(ui);
        let count = words::grouped(u64::from(self.count));
        let row = Rect::from_min_max(
            pos2(left + 18.0, rect.top()),
            pos2(rect.right(), rect.top() + 20.0),
        );
        let is_shortened = text_ui::draw_row(ui, shaper, row, (self.title, look), (&count, weak));
        let strip = Rect::from_min_max(
            pos2(left + 18.0, rect.top() + 20.0),
            pos2(rect.right(), rect.bottom()),
        );
        self.paint_spark(ui, strip);
        if is_shortened {
            return response.on_hover_text(format!(
                "{}. Click hides or shows it, Alt+click shows it alone.",
                self.title
            ));
        }
        response.on_hover_text("Click hides or shows it, Alt+click shows it alone.")
    }

    /// Columns by number of events, on one scale for all lanes; a single event
    /// still shows.
    fn paint_spark(&self, ui: &Ui, strip: Rect) {
        if self.tallest == 0 {
            return;
        }
        let color = self
            .color
            .gamma_multiply(if self.is_shown { 0.55 } else { 0.25 });
        let step = strip.width() / SPARK_SLOTS as f32;
        let mut mesh = Mesh::default();
        for (slot, &count) in self.spark.iter().enumerate() {
            if count == 0 {
                continue;
            }
            let height = (count as f32 / self.tallest as f32).sqrt() * strip.height();
            let x = strip.left() + step * slot as f32;
            mesh.add_colored_rect(
                Rect::from_min_max(
                    pos2(x, strip.bottom() - height.max(2.0)),
                    pos2(x + step - 1.0, strip.bottom()),
                ),
                color,
            );
        }
        ui.painter().add(mesh);
    }
}

fn show_only_ui(ui: &mut Ui, state: &mut State) {
    text_ui::heading_ui(ui, "Show only");
    ui.add_space(1.0);
    // Of many events they are counted after the picture stands.
    let is_counted = state.found.has_facets && !state.is_searching();
    for (mark, count) in ShowOnly::ALL.into_iter().zip(state.found.facets.show_only) {
        ui.horizontal(|ui| {
            let mut is_on = state.filter.show_only.contains(&mark);
            let is_useful = is_on || count > 0 || !is_counted;
            let response = ui.add_enabled(is_useful, egui::Checkbox::new(&mut is_on, mark.title()));
            if response.changed() {
                state.toggle_show_only(mark);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let look = Look::weak(ui);
                let count = match is_counted {
                    true => words::grouped(u64::from(count)),
                    false => "…".to_owned(),
                };
                ui.label(look.rich(count));
            });
        });
    }
}

fn facet_ui(ui: &mut Ui, state: &mut State, kind: FacetKind) {
    let found = Arc::clone(&state.found);
    let values = kind.of(&found.facets);
    let facets = &values.listed;
    let many = values.distinct;
    let chosen = kind.chosen(&state.filter);
    let is_open = state.facets_open.contains(&kind);
    // The counts of before are not those of what is shown now.
    let is_counted = found.has_facets && !state.is_searching();
    text_ui::heading_row_ui(ui, kind.title(), |ui| {
        let look = Look::weak(ui).size(theme::size::TINY);
        let mut count = words::grouped(many as u64);
        if values.is_cut {
            count.insert_str(0, "more than ");
        }
        ui.label(look.rich(count));
    });
    ui.add_space(1.0);
    let limit = if is_open { MOST_CHIPS } else { CHIPS };
    let mut clicked = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 5.0);
        let width = ui.available_width();
        ui.horizontal_wrapped(|ui| {
            // What is chosen comes first and is always in sight, to be taken back.
            for facet in facets.iter().take(chosen.len() + limit) {
                let is_chosen = chosen.contains(&facet.key);
                if chip_ui(ui, &mut state.shaper, facet, is_chosen, is_counted, width) {
                    clicked = Some(facet.key.clone());
                }
            }
        });
    });
    if let Some(key) = clicked {
        state.toggle_facet(kind, &key);
    }
    let more = many.saturating_sub(CHIPS);
    if more > 0 {
        let text = if is_open {
            "Fewer".to_owned()
        } else {
            format!("{} more…", words::grouped(more as u64))
        };
        let look = Look::weak(ui).color(ui.visuals().hyperlink_color);
        let name = format!("{text} {}", kind.title().to_lowercase());
        if ui.link(look.rich(text)).accessible_name(name).clicked()
            && !state.facets_open.remove(&kind)
        {
            state.facets_open.insert(kind);
        }
        if is_open && many > MOST_CHIPS {
            let rest = words::grouped((many - MOST_CHIPS) as u64);
            let note = format!("{rest} rarer ones: find them with the search.");
            ui.add(egui::Label::new(Look::weak(ui).rich(note)).wrap());
        }
    }
}

/// A value with its count; true when clicked.
fn chip_ui(
    ui: &mut Ui,
    shaper: &mut crate::text::Shaper,
    facet: &Facet,
    is_chosen: bool,
    is_counted: bool,
    width: f32,
) -> bool {
    let tokens = theme::current(ui.ctx());
    let look = Look::body(ui).size(theme::size::SMALL - 0.5);
    let (text_color, weak_color, fill) = if is_chosen {
        let on_accent = theme::color(tokens.on_accent);
        (on_accent, on_accent, theme::color(tokens.accent))
    } else {
        (
            look.color,
            ui.visuals().weak_text_color(),
            theme::color(tokens.card),
        )
    };
    let look = look.color(text_color);
    let count = match is_counted {
        true => words::grouped(u64::from(facet.count)),
        false => "…".to_owned(),
    };
    let count_width = shaper.width(&count, look.size, look.weight);
    let fitted = shaper.fit(
        &facet.label,
        look.size,
        look.weight,
        width - count_width - 30.0,
    );
    let size = vec2(fitted.width + count_width + 24.0, 22.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = match is_counted {
        true => format!(
            "{}, {}",
            facet.label,
            words::count(u64::from(facet.count), "event", "events")
        ),
        false => facet.label.clone(),
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &name));
    if ui.is_rect_visible(rect) {
        let stroke = if response.hovered() || response.has_focus() {
            ui.visuals().selection.stroke
        } else {
            ui.visuals().window_stroke
        };
        ui.painter().rect(
            rect,
            CornerRadius::same(11),
            fill,
            stroke,
            StrokeKind::Inside,
        );
        text_ui::draw_line(
            ui,
            pos2(rect.left() + 10.0, rect.center().y),
            &fitted.text,
            look,
        );
        text_ui::draw_line(
            ui,
            pos2(rect.right() - 10.0 - count_width, rect.center().y),
            &count,
            look.color(weak_color),
        );
    }
    let is_clicked = response.clicked();
    if fitted.is_shortened {
        response.on_hover_text(facet.label.as_str());
    }
    is_clicked
}

fn views_ui(ui: &mut Ui, state: &mut State) {
    text_ui::heading_ui(ui, "Saved views");
    let document = Arc::clone(&state.document);
    for (ix, view) in document.dataset.views.iter().enumerate() {
        let look = Look::body(ui);
        if text_ui::link_ui(ui, &mut state.shaper, &view.title, look).clicked() {
            state.open_saved_view(ix);
        }
    }
}

/// A button that folds the panel away.
pub(super) fn fold_button_ui(ui: &mut Ui, name: &str, mark: &str) -> bool {
    let look = Look::weak(ui);
    ui.add(
        Button::new(look.size(15.0).rich(mark))
            .frame_when_inactive(false)
            .small(),
    )
    .on_hover_text(name)
    .accessible_name(name)
    .clicked()
}
