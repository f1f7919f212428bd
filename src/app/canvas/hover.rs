//! What a card beside the pointer says of the mark under it.

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{self, Pos2, Rect, Ui, pos2, vec2};

use crate::app::state::State;
use crate::app::text_ui::{self, Look};
use crate::app::{theme, words};
use crate::model::{EventIx, evidence};
use crate::scene::Target;

/// Widest card, in points.
const WIDTH: f32 = 340.0;
/// Between the pointer and the card.
const GAP: egui::Vec2 = vec2(14.0, 16.0);

/// A card that is hidden until the pointer moves on from where it was.
#[derive(Default)]
pub(super) struct Hush(Option<Pos2>);

impl Hush {
    /// True when the card is not to be shown: since the last click or key the
    /// pointer has not moved, so the reader looks elsewhere.
    pub(super) fn is_on(&mut self, ui: &Ui) -> bool {
        /// A hand on a mouse is never quite still.
        const UNSTEADY: f32 = 3.0;
        ui.input(|input| {
            let pointer = input.pointer.latest_pos();
            // Keys that were commands are taken out of the other list.
            let is_busy = input.raw.events.iter().any(|event| {
                matches!(
                    event,
                    egui::Event::Key { pressed: true, .. }
                        | egui::Event::Text(_)
                        | egui::Event::PointerButton { .. }
                )
            });
            if is_busy {
                self.0 = pointer;
            } else if let (Some(from), Some(pointer)) = (self.0, pointer)
                && from.distance(pointer) > UNSTEADY
            {
                self.0 = None;
            }
        });
        self.0.is_some()
    }
}

/// The card beside the pointer, inside `room`.
pub(super) fn hover_ui(ui: &Ui, room: Rect, pos: Pos2, under: Option<&Target>, state: &mut State) {
    let Some(target) = under else { return };
    if matches!(target, Target::LaneTitle(_)) || ui.input(|input| input.pointer.any_down()) {
        return;
    }
    let room = room.shrink(4.0);
    let id = egui::Id::unique("hover-card");
    // Of the frame before; the first one is not painted.
    let size = egui::AreaState::load(ui.ctx(), id)
        .and_then(|area| area.size)
        .unwrap_or_default();
    let area = egui::Area::new(id)
        .order(egui::Order::Tooltip)
        .interactable(false)
        .fixed_pos(place(room, pos, size))
        .constrain_to(room)
        .sense(egui::Sense::hover());
    area.show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_max_width(WIDTH.min(room.width() - 20.0));
            card_ui(ui, target, state);
        });
    });
}

/// The corner of a card: below the pointer, or above it, or else beside it,
/// wherever it hides the mark under the pointer least.
fn place(room: Rect, pos: Pos2, size: egui::Vec2) -> Pos2 {
    let x = if pos.x + GAP.x + size.x <= room.right() {
        pos.x + GAP.x
    } else {
        pos.x - GAP.x - size.x
    };
    let y = if pos.y + GAP.y + size.y <= room.bottom() {
        pos.y + GAP.y
    } else if pos.y - GAP.y - size.y >= room.top() {
        pos.y - GAP.y - size.y
    } else {
        pos.y - size.y / 2.0
    };
    pos2(x, y)
}

fn card_ui(ui: &mut Ui, target: &Target, state: &mut State) {
    ui.spacing_mut().item_spacing.y = 3.0;
    {
        match target {
            Target::Event(event) => event_card_ui(ui, state, *event),
            Target::Fold(events) => fold_card_ui(ui, state, events),
            Target::Density { lane, count } => {
                let text = words::count(u64::from(*count), "event starts", "events start");
                let lane =
                    lane.map(|lane| &state.document.store.lanes()[usize::from(lane.0)].title);
                ui.label(Look::body(ui).bold().rich(format!("{text} here")));
                if let Some(lane) = lane.cloned() {
                    let look = Look::weak(ui);
                    text_ui::line_ui(ui, &mut state.shaper, &lane, look);
                }
            }
            Target::Era(ix) => {
                let document = Arc::clone(&state.document);
                if let Some(era) = document.dataset.eras.get(*ix as usize) {
                    let look = Look::body(ui).bold();
                    text_ui::rows_ui_plain(ui, &mut state.shaper, &era.title, look, 3);
                    if let Some(date) = era.when.date() {
                        let look = Look::weak(ui);
                        text_ui::rows_ui_plain(ui, &mut state.shaper, &date.words(), look, 2);
                    }
                    if let Some(note) = &era.when.note {
                        let look = Look::weak(ui);
                        text_ui::rows_ui_plain(ui, &mut state.shaper, note, look, 6);
                    }
                }
            }
            Target::Earlier { lane, count } => {
                let text = words::count(u64::from(*count), "event", "events");
                let look = Look::body(ui).bold();
                ui.label(look.rich(format!("{text} began before this view and still run")));
                let lane = state.document.store.lanes()[usize::from(lane.0)]
                    .title
                    .clone();
                let look = Look::weak(ui);
                text_ui::line_ui(ui, &mut state.shaper, &lane, look);
            }
            Target::LaneTitle(_) => {}
        }
    }
}

fn event_card_ui(ui: &mut Ui, state: &mut State, ix: EventIx) {
    let document = Arc::clone(&state.document);
    let event = &*document.event(ix);
    let shaper = &mut state.shaper;
    let weak = Look::weak(ui);
    if let Some(date) = event.when.date() {
        text_ui::rows_ui_plain(ui, shaper, &date.words(), weak, 2);
    }
    let title = Look::body(ui).bold().size(14.5);
    text_ui::rows_ui_plain(ui, shaper, &event.title, title, 3);
    let lane = &document.store.lanes()[usize::from(document.store.lane_of(ix).0)].title;
    let place = event
        .place
        .as_ref()
        .map(|place| format!(" · {}", place.name));
    let place = place.unwrap_or_default();
    text_ui::line_ui(ui, shaper, &format!("{lane}{place}"), weak);
    if let Some(summary) = &event.summary {
        let body = Look::body(ui).size(theme::size::SMALL);
        text_ui::rows_ui_plain(ui, shaper, &words::first_sentence(summary), body, 4);
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
    const LISTED: usize = 4;
    let document = Arc::clone(&state.document);
    let count = words::count(events.len() as u64, "event", "events");
    ui.label(Look::body(ui).bold().rich(count));
    for &ix in events.iter().take(LISTED) {
        let event = &*document.event(ix);
        let date = event
            .when
            .date()
            .map(|date| date.words())
            .unwrap_or_default();
        let look = Look::body(ui).size(theme::size::SMALL);
        text_ui::line_ui(ui, &mut state.shaper, &event.title, look);
        let look = Look::weak(ui).size(theme::size::TINY);
        text_ui::line_ui(ui, &mut state.shaper, &date, look);
    }
    if events.len() > LISTED {
        let more = words::grouped((events.len() - LISTED) as u64);
        ui.label(Look::weak(ui).rich(format!("and {more} more")));
    }
    ui.label(Look::weak(ui).rich("Click to zoom in."));
}
