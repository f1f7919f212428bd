//! What is said of an event, the values of one property side by side.
//!
//! Nothing here picks a winner: values stand in the order of the file, each
//! with those who give it.

use std::sync::Arc;

use eframe::egui::{self, Align, Layout, Ui};

use crate::model::evidence::{self, Subject};
use crate::model::{Citation, Claim, Event, EventIx, Stance};

use super::detail::{card_ui, line_ui, two_ends_ui};
use super::document::Document;
use super::state::State;
use super::text_ui::{self, Look};
use super::{theme, words};

pub(super) fn claims_ui(ui: &mut Ui, state: &mut State, document: &Arc<Document>, ix: EventIx) {
    let event = &*document.event(ix);
    if event.claims.is_empty() {
        return;
    }
    let mut subjects = evidence::subjects(event);
    // Where sources differ comes first: it is what a reader has to weigh.
    subjects.sort_by_key(|subject| !subject.is_disputed);
    line_ui(ui);
    text_ui::heading_row_ui(ui, "Claims", |ui| {
        let disputed = subjects.iter().filter(|subject| subject.is_disputed);
        let disputed = disputed.count();
        if disputed > 0 {
            let look = Look::weak(ui).color(ui.visuals().warn_fg_color);
            ui.label(look.rich(format!("{disputed} disputed")));
        }
    });
    ui.add_space(3.0);
    for subject in subjects {
        group_ui(ui, state, document, event, &subject);
    }
}

fn group_ui(ui: &mut Ui, state: &mut State, document: &Document, event: &Event, subject: &Subject) {
    let Subject {
        about, is_disputed, ..
    } = subject;
    let is_disputed = *is_disputed;
    let claims: Vec<&Claim> = subject.claims.iter().map(|&at| &event.claims[at]).collect();
    let tokens = theme::current(ui.ctx());
    let edge = theme::color(if is_disputed {
        tokens.warning
    } else {
        tokens.line
    });
    card_ui(ui, edge, |ui| {
        let name = Look::body(ui).size(theme::size::SMALL).bold();
        let look = if is_disputed { name.color(edge) } else { name };
        two_ends_ui(
            ui,
            |ui| {
                if is_disputed {
                    let tiny = Look::weak(ui).size(theme::size::TINY).bold().color(edge);
                    ui.label(tiny.rich("disputed"));
                }
            },
            |ui| {
                text_ui::line_ui(ui, &mut state.shaper, about, look);
            },
        );
        let columns = if claims.len() == 2 && ui.available_width() > 250.0 {
            2
        } else {
            1
        };
        if columns == 2 {
            ui.columns(2, |columns| {
                for (ui, claim) in columns.iter_mut().zip(claims) {
                    // Columns come justified, which would stretch the text.
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        claim_ui(ui, state, document, claim);
                    });
                }
            });
        } else {
            for (at, claim) in claims.iter().enumerate() {
                if at > 0 {
                    let (rect, _) = ui.allocate_exact_size(
                        egui::vec2(ui.available_width(), 7.0),
                        egui::Sense::hover(),
                    );
                    ui.painter()
                        .hline(rect.x_range(), rect.center().y, ui.visuals().window_stroke);
                }
                claim_ui(ui, state, document, claim);
            }
        }
    });
}

fn claim_ui(ui: &mut Ui, state: &mut State, document: &Document, claim: &Claim) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let body = Look::body(ui);
    let weak = Look::weak(ui);
    text_ui::wrapped_ui(ui, &mut state.shaper, &claim.value, body.bold());
    if let Some(numbers) = words::numbers(claim)
        && words::adds_numbers(claim)
    {
        text_ui::wrapped_ui(ui, &mut state.shaper, &numbers, weak);
    }
    if let Some((word, meaning)) = words::claim_state(claim.state) {
        ui.label(weak.rich(word)).on_hover_text(meaning);
    }
    if claim.citations.is_empty() {
        ui.label(weak.rich("no source given"));
    }
    for citation in &claim.citations {
        who_ui(ui, state, document, claim, citation);
    }
}

/// Who says so, how, and how far they can be relied on.
fn who_ui(ui: &mut Ui, state: &mut State, document: &Document, claim: &Claim, citation: &Citation) {
    let weak = Look::weak(ui);
    let source = document.source(&citation.source);
    let source = source.as_deref();
    let who = source.map_or_else(|| vec![citation.source.clone()], words::who);
    let stance = match citation.stance {
        Stance::Supports => String::new(),
        other => format!("{}: ", words::stance(other)),
    };
    let grade = source
        .and_then(|source| evidence::grade(source.reliability, claim.credibility))
        .map(|grade| format!(" · {grade}"))
        .unwrap_or_default();
    let who = text_ui::joined(&who, ", ");
    let color = if citation.stance == Stance::Disputes {
        ui.visuals().warn_fg_color
    } else {
        weak.color
    };
    let text = format!("{stance}{who}{grade}");
    let response = text_ui::wrapped_ui(ui, &mut state.shaper, &text, weak.color(color));
    let note = citation.note.clone().or_else(|| citation.quote.clone());
    let title = source.and_then(|source| source.title.clone());
    let grade = evidence::grade_words(
        source.and_then(|source| source.reliability),
        claim.credibility,
    );
    let hover: Vec<String> = [title, note, Some(grade)].into_iter().flatten().collect();
    if !hover.is_empty() {
        response.on_hover_ui(|ui| {
            for text in hover {
                let look = Look::body(ui);
                text_ui::wrapped_ui(ui, &mut state.shaper, &text, look);
            }
        });
    }
}
