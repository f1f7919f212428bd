//! The list of what was wrong with a file, every line to its end.

use std::sync::Arc;

use eframe::egui::{self, Rect, ScrollArea, Ui, pos2};

use crate::formats::{Problem, Severity};
use crate::text::Shaper;

use super::dialogs::{buttons_ui, main_button, plain_button};
use super::state::{Request, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// Between two problems.
const GAP: f32 = 10.0;
/// Height of a problem that has not been in sight yet: three lines.
const USUAL: f32 = 52.0;

/// How high each problem is at the width of the dialog. There may be many
/// thousands, so only those in sight are laid out and measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ProblemList {
    width: f32,
    heights: Vec<f32>,
}

impl ProblemList {
    fn rows_ui(&mut self, ui: &mut Ui, shaper: &mut Shaper, problems: &[Problem]) {
        let height = ui.ctx().content_rect().height() - 240.0;
        // The bar of the scroll area must not lie on the text.
        let margin = egui::Margin {
            right: 14,
            ..egui::Margin::ZERO
        };
        let area = ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .content_margin(margin);
        area.show_viewport(ui, |ui, seen| {
            let width = ui.available_width();
            if self.width != width || self.heights.len() != problems.len() {
                self.width = width;
                self.heights = vec![USUAL; problems.len()];
            }
            let left_top = ui.max_rect().left_top();
            ui.set_height(self.heights.iter().map(|height| height + GAP).sum());
            let mut y = 0.0;
            for (problem, height) in problems.iter().zip(&mut self.heights) {
                if y > seen.bottom() {
                    break;
                }
                if y + *height + GAP >= seen.top() {
                    let corner = pos2(left_top.x, left_top.y + y);
                    let room = Rect::from_min_size(corner, egui::vec2(width, f32::INFINITY));
                    let row = egui::UiBuilder::new().max_rect(room);
                    let row = ui.scope_builder(row, |ui| problem_ui(ui, shaper, problem));
                    *height = row.response.rect.height();
                }
                y += *height + GAP;
            }
        });
    }
}

pub(super) fn problems_ui(ui: &mut Ui, state: &mut State, list: &mut ProblemList) -> bool {
    let document = Arc::clone(&state.document);
    let report = &document.report;
    ui.horizontal_wrapped(|ui| {
        let counts = [
            (Severity::Lost, "lost"),
            (Severity::Repaired, "repaired"),
            (Severity::Note, "noted"),
        ]
        .map(|(severity, word)| format!("{} {word}", words::grouped(report.count(severity))))
        .join(" · ");
        ui.label(counts);
        if report.left_off() > 0 {
            let more = words::grouped(report.left_off());
            ui.label(Look::weak(ui).rich(format!("{more} more are counted but not listed")));
        }
    });
    ui.add_space(6.0);
    if report.is_empty() {
        ui.label("The file was read without any problem.");
    }
    list.rows_ui(ui, &mut state.shaper, &report.problems);
    ui.add_space(10.0);
    let mut is_open = true;
    buttons_ui(ui, |ui| {
        if main_button(ui, "Close", true).clicked() {
            is_open = false;
        }
        if plain_button(ui, "Copy all").clicked() {
            let text = format!("{}\n{report}", document.origin.name());
            state.requests.push(Request::CopyText(text));
            state.say("List of problems copied.");
        }
    });
    is_open
}

/// One problem: a mark, the place, what was found, what to do.
fn problem_ui(ui: &mut Ui, shaper: &mut Shaper, problem: &Problem) {
    let tokens = theme::current(ui.ctx());
    ui.spacing_mut().item_spacing.y = 2.0;
    let color = match problem.severity {
        Severity::Lost => theme::color(tokens.warning),
        Severity::Repaired | Severity::Note => theme::color(tokens.text_weak),
    };
    ui.horizontal(|ui| {
        let look = Look::weak(ui).size(theme::size::TINY);
        ui.label(look.bold().color(color).rich(problem.severity.to_string()));
        let place = problem.place.to_string();
        let place = if place.is_empty() {
            "the whole file".to_owned()
        } else {
            place
        };
        text_ui::line_ui(ui, shaper, &place, look);
    });
    let body = Look::body(ui).size(theme::size::SMALL);
    text_ui::wrapped_ui(ui, shaper, &problem.message, body);
    if !problem.advice.is_empty() {
        let look = Look::weak(ui);
        text_ui::wrapped_ui(ui, shaper, &problem.advice, look);
    }
}
