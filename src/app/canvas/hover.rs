//! What a card beside the pointer says of the mark under it.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Pos2, Response, Tooltip, Ui, vec2};

use crate::app::state::State;
use crate::app::text_ui::{self, Look};
use crate::app::{theme, words};
use crate::model::{EventIx, evidence};
use crate::scene::Target;

/// The card beside the pointer.
pub(super) fn hover_ui(
    ui: &Ui,
    response: &Response,
    pos: Pos2,
    under: Option<&Target>,
    state: &mut State,
) {
    let Some(target) = under else { return };
    if matches!(target, Target::LaneTitle(_)) || ui.input(|input| input.pointer.any_down()) {
        return;
    }
    let tip = Tooltip::always_open(
        ui.ctx().clone(),
        response.layer_id,
        response.id.with("card"),
        egui::Rect::from_center_size(pos, vec2(12.0, 22.0)),
    );
    tip.show(|ui| {
        ui.set_max_width(340.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        match target {
            Target::Event(event) => event_card_ui(ui, state, *event),
            Target::Fold(events) => fold_card_ui(ui, state, events),
            Target::Density { lane, count } => {
                let text = words::count(u64::from(*count), "event starts", "events start");
                let lane =
                    lane.map(|lane| &state.document.store.lanes()[usize::from(lane.0)].title);
                ui.label(Look::body(ui).bold().rich(format!("{text} here")));
                if let Some(lane) = lane {
                    ui.label(Look::weak(ui).rich(lane.as_str()));
                }
            }
            Target::Era(ix) => {
                let document = Arc::clone(&state.document);
                if let Some(era) = document.dataset.eras.get(*ix as usize) {
                    let look = Look::body(ui).bold();
                    text_ui::wrapped_ui(ui, &mut state.shaper, &era.title, look);
                    if let Some(date) = era.when.date() {
                        ui.label(Look::weak(ui).rich(date.words()));
                    }
                    if let Some(note) = &era.when.note {
                        let look = Look::weak(ui);
                        text_ui::wrapped_ui(ui, &mut state.shaper, note, look);
                    }
                }
            }
            Target::LaneTitle(_) => {}
        }
    });
}

fn event_card_ui(ui: &mut Ui, state: &mut State, ix: EventIx) {
    let document = Arc::clone(&state.document);
    let event = document.event(ix);
    let shaper = &mut state.shaper;
    let weak = Look::weak(ui);
    if let Some(date) = event.when.date() {
        text_ui::wrapped_ui(ui, shaper, &date.words(), weak);
    }
    let title = Look::body(ui).bold().size(14.5);
    text_ui::wrapped_ui(ui, shaper, &event.title, title);
    let lane = &document.store.lanes()[usize::from(document.store.lane_of(ix).0)].title;
    let place = event
        .place
        .as_ref()
        .map(|place| format!(" · {}", place.name));
    text_ui::wrapped_ui(
        ui,
        shaper,
        &format!("{lane}{}", place.unwrap_or_default()),
        weak,
    );
    if let Some(summary) = &event.summary {
        let body = Look::body(ui).size(theme::size::SMALL);
        text_ui::wrapped_ui(ui, shaper, &words::first_sentence(summary), body);
    }
    let sources: BTreeSet<&str> = evidence::citations(event)
        .map(|c| c.source.as_str())
        .collect();
    let mut facts = words::count(sources.len() as u64, "source", "sources");
    if evidence::is_disputed(event) {
        facts.push_str(" · disputed");
    }
    let color = if evidence::is_disputed(event) {
        ui.visuals().warn_fg_color
    } else {
        weak.color
    };
    ui.label(weak.color(color).rich(facts));
}

fn fold_card_ui(ui: &mut Ui, state: &mut State, events: &[EventIx]) {
    const LISTED: usize = 6;
    let document = Arc::clone(&state.document);
    let count = words::count(events.len() as u64, "event", "events");
    ui.label(Look::body(ui).bold().rich(count));
    for &ix in events.iter().take(LISTED) {
        let event = document.event(ix);
        let date = event
            .when
            .date()
            .map(|date| date.words())
            .unwrap_or_default();
        let look = Look::body(ui).size(theme::size::SMALL);
        text_ui::wrapped_ui(ui, &mut state.shaper, &event.title, look);
        ui.label(Look::weak(ui).size(theme::size::TINY).rich(date));
    }
    if events.len() > LISTED {
        let more = words::grouped((events.len() - LISTED) as u64);
        ui.label(Look::weak(ui).rich(format!("and {more} more")));
    }
    ui.label(Look::weak(ui).rich("Click to zoom in."));
}
