//! The line at the foot: what is in view, what filters, which file.

use std::sync::Arc;

use eframe::egui::{self, Align, Label, Layout, Ui};

use crate::formats::Severity;
use crate::model::{EventIx, LaneIx};
use crate::store::ShowOnly;

use super::commands::Command;
use super::document::Origin;
use super::state::{FacetKind, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// Height of the bar in points.
pub(super) const HEIGHT: f32 = 28.0;

/// A filter that is on, and how to take it away.
enum Active {
    Query(String),
    Mark(ShowOnly),
    Facet(FacetKind, String),
    Lanes(usize),
}

pub(super) fn status_ui(ui: &mut Ui, state: &mut State) {
    let look = Look::weak(ui);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        file_ui(ui, state);
        ui.add_space(8.0);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let range = crate::dates::span_words(state.motion.goal().span());
            let shown = words::grouped(u64::from(state.shown.len()));
            let all = words::count(
                state.document.dataset.events.len() as u64,
                "event",
                "events",
            );
            let text = match state.is_searching() {
                // The counts of before are not those of what is asked now.
                true => format!("{range} · searching {all}…"),
                false => {
                    let in_view = words::grouped(state.in_view());
                    format!("{range} · {in_view} in view · {shown} of {all}")
                }
            };
            ui.add(Label::new(look.color(ui.visuals().text_color()).rich(text)));
            undated_ui(ui, state);
            filters_ui(ui, state);
        });
    });
}

/// Which file is open and how it stands.
fn file_ui(ui: &mut Ui, state: &mut State) {
    let look = Look::weak(ui);
    let document = Arc::clone(&state.document);
    let report = &document.report;
    let problems = report.count(Severity::Lost) + report.count(Severity::Repaired);
    let notes = report.count(Severity::Note);
    let name = document.origin.name();
    let room = (ui.available_width() * 0.35).max(90.0);
    let fitted = state.shaper.fit(&name, look.size, look.weight, room);
    let job = crate::render::egui::line_job(&fitted.text, look.size, look.weight, look.color);
    let response = ui.add(Label::new(job).extend());
    let whole = match &document.origin {
        Origin::Sample => "Built into Tarikh".to_owned(),
        Origin::Path(path) => path.display().to_string(),
    };
    response.on_hover_text(format!("{whole}\n{}, read only", document.format));
    if problems + notes > 0 {
        ui.label(look.rich("·"));
        let text = if problems > 0 {
            words::count(problems, "problem", "problems")
        } else {
            words::count(notes, "note", "notes")
        };
        let color = if problems > 0 {
            ui.visuals().warn_fg_color
        } else {
            ui.visuals().hyperlink_color
        };
        let link = ui.link(look.color(color).rich(text));
        if link.on_hover_text("Show the list").clicked() {
            state.run(Command::Problems);
        }
    }
    if let Some(loading) = state.loading.clone() {
        ui.label(look.rich("·"));
        if ui
            .link(look.color(ui.visuals().hyperlink_color).rich("Cancel"))
            .clicked()
        {
            state.requests.push(super::state::Request::CancelLoad);
        }
        let reading = match state.first_part {
            Some(_) => format!("Reading {loading}, its beginning is shown…"),
            None => format!("Reading {loading}…"),
        };
        ui.label(look.rich(reading));
        ui.add(egui::Spinner::new().size(13.0));
    }
    if state.is_drawing {
        ui.label(look.rich("·"));
        ui.label(look.rich("Drawing the figure…"));
        ui.add(egui::Spinner::new().size(13.0));
    }
}

/// Events that cannot be placed are counted, and listed on a click.
fn undated_ui(ui: &mut Ui, state: &mut State) {
    const LISTED: usize = 200;
    let document = Arc::clone(&state.document);
    let many = document.store.undated_len(&state.shown) as usize;
    if many == 0 {
        return;
    }
    let look = Look::weak(ui);
    ui.label(look.rich("·"));
    let text = format!("{} undated", words::grouped(many as u64));
    let link = ui
        .link(look.color(ui.visuals().hyperlink_color).rich(text))
        .on_hover_text("List the events without a date that can be placed");
    egui::Popup::menu(&link).width(340.0).show(|ui| {
        egui::ScrollArea::vertical()
            .max_height(320.0)
            .show(ui, |ui| {
                let undated = document.store.undated_in(&state.shown);
                let listed: Vec<EventIx> = undated.take(LISTED).collect();
                for ix in listed {
                    let look = Look::body(ui);
                    let title = &document.event(ix).title;
                    if text_ui::link_ui(ui, &mut state.shaper, title, look).clicked() {
                        state.select(ix);
                        ui.close();
                    }
                }
                if many > LISTED {
                    let more = words::grouped((many - LISTED) as u64);
                    ui.label(format!("and {more} more: find them with the search."));
                }
            });
    });
}

fn active(state: &State) -> Vec<Active> {
    let filter = &state.filter;
    let mut found = Vec::new();
    if !filter.query.trim().is_empty() {
        found.push(Active::Query(filter.query.trim().to_owned()));
    }
    found.extend(filter.show_only.iter().map(|mark| Active::Mark(*mark)));
    for kind in FacetKind::ALL {
        let chosen = kind.chosen(filter).iter();
        found.extend(chosen.map(|key| Active::Facet(kind, key.clone())));
    }
    if !filter.hidden_lanes.is_empty() {
        found.push(Active::Lanes(filter.hidden_lanes.len()));
    }
    found
}

fn filters_ui(ui: &mut Ui, state: &mut State) {
    let found = active(state);
    let weak = Look::weak(ui);
    ui.label(weak.rich("·"));
    if found.is_empty() {
        ui.label(weak.rich("no filter"));
        if ui.available_width() > 520.0 {
            ui.add_space(24.0);
            let hint = "Wheel to zoom · drag to pan · ← → next event · / search · ? all keys";
            ui.add(Label::new(weak.rich(hint)).truncate().selectable(false));
        }
        return;
    }
    let mut removed = None;
    for (at, filter) in found.iter().enumerate() {
        if ui.available_width() < 90.0 {
            let more = format!("+{}", found.len() - at);
            ui.label(weak.rich(more));
            break;
        }
        let text = label(state, filter);
        let look = Look::body(ui).size(theme::size::SMALL - 0.5);
        let room = ui.available_width().min(190.0) - 30.0;
        let fitted = state.shaper.fit(&text, look.size, look.weight, room);
        let job = crate::render::egui::line_job(
            &format!("{}  ×", fitted.text),
            look.size,
            look.weight,
            look.color,
        );
        let button = egui::Button::new(job).corner_radius(10).small();
        let response = ui
            .add(button)
            .on_hover_text(format!("{text}: take this filter away"))
            .accessible_name(format!("Remove filter: {text}"));
        if response.clicked() {
            removed = Some(at);
        }
    }
    if let Some(at) = removed {
        remove(state, &found[at]);
    }
}

fn label(state: &State, filter: &Active) -> String {
    match filter {
        Active::Query(query) => format!("“{query}”"),
        Active::Mark(mark) => mark.title().to_owned(),
        Active::Facet(FacetKind::Sources, id) => {
            let title = state
                .document
                .source(id)
                .and_then(|source| source.into_owned().title);
            title.unwrap_or_else(|| id.clone())
        }
        Active::Facet(_, key) => key.clone(),
        Active::Lanes(count) => format!("{} hidden", words::count(*count as u64, "lane", "lanes")),
    }
}

fn remove(state: &mut State, filter: &Active) {
    match filter {
        Active::Query(_) => {
            state.filter.query.clear();
            state.search.text.clear();
            state.search.is_open = false;
            state.refresh();
        }
        Active::Mark(mark) => state.toggle_show_only(*mark),
        Active::Facet(kind, key) => state.toggle_facet(*kind, key),
        Active::Lanes(_) => {
            let hidden: Vec<LaneIx> = state.filter.hidden_lanes.iter().copied().collect();
            hidden.into_iter().for_each(|lane| {
                state.filter.hidden_lanes.remove(&lane);
            });
            state.refresh();
        }
    }
}
