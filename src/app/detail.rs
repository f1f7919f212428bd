//! The selected event and how it is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    self, Align, Button, CornerRadius, Label, Layout, Margin, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, accesskit::Role, vec2,
};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use crate::dates::Date;
use crate::model::{Event, EventIx, RelationKind, evidence};

use super::commands::Command;
use super::dialogs::Dialog;
use super::document::Document;
use super::state::{FacetKind, State};
use super::text_ui::{self, Look, may_reorder};
use super::{claims, source_card, theme, words};

/// Width of the names in front of people, tags and relations.
const NAME_WIDTH: f32 = 106.0;

/// What screen readers, and tests, know the panel by.
const NAME: &str = "Details of event";

pub(super) fn detail_ui(ui: &mut Ui, state: &mut State, markdown: &mut CommonMarkCache) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Region);
        node.set_label(NAME);
    });
    let Some(selected) = state.selected else {
        nothing_ui(ui, state);
        return;
    };
    ScrollArea::vertical()
        .id_salt(("detail", selected.0, state.document.sha256.as_str()))
        .content_margin(Margin {
            right: 8,
            ..Margin::ZERO
        })
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let document = Arc::clone(&state.document);
            let event = &*document.event(selected);
            when_ui(ui, state, event);
            title_ui(ui, state, event);
            lane_and_place_ui(ui, state, selected);
            summary_ui(ui, state, event, markdown);
            lists_ui(ui, state, event);
            relations_ui(ui, state, &document, selected);
            media_ui(ui, state, event);
            claims::claims_ui(ui, state, &document, selected);
            source_card::sources_ui(ui, state, &document, selected);
            ui.add_space(16.0);
        });
}

/// What would be here.
fn nothing_ui(ui: &mut Ui, state: &mut State) {
    text_ui::heading_row_ui(ui, "Details", |ui| fold_ui(ui, state));
    ui.add_space(6.0);
    let body = Look::body(ui);
    ui.add(Label::new(body.size(16.0).bold().rich("Select an event")).wrap());
    ui.add_space(2.0);
    ui.add(
        Label::new(body.rich(
            "Its date, what happened, what the sources say, and where they differ appear here.",
        ))
        .wrap(),
    );
    ui.add_space(8.0);
    let weak = Look::weak(ui);
    ui.add(
        Label::new(
            weak.rich("Click a mark on the timeline, or press → for the first event in view."),
        )
        .wrap(),
    );
    ui.add_space(12.0);
    if super::dialogs::main_button(ui, "First event in view", state.shown.dated_len() > 0).clicked()
    {
        state.run(Command::Next);
    }
    ui.add_space(16.0);
    let description = state.document.dataset.description.clone();
    if let Some(text) = description
        .as_deref()
        .and_then(|text| text.split("\n\n").next())
    {
        text_ui::heading_ui(ui, "This dataset");
        text_ui::rows_ui_plain(ui, &mut state.shaper, text, body, 9);
        let look = Look::weak(ui);
        if text_ui::link_ui(ui, &mut state.shaper, "About this dataset", look).clicked() {
            state.run(Command::AboutDataset);
        }
    }
}

fn fold_ui(ui: &mut Ui, state: &mut State) {
    if super::left::fold_button_ui(ui, "Hide the details", "»") {
        state.run(Command::ToggleRight);
    }
}

/// The date in words and in the second calendar, what it means, and the way to
/// the events beside it.
fn when_ui(ui: &mut Ui, state: &mut State, event: &Event) {
    let date = event.when.date();
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() - 86.0).max(60.0);
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            let look = Look::body(ui).bold().color(ui.visuals().text_color());
            let weak = Look::weak(ui).size(theme::size::BODY);
            let words = date.map_or_else(|| "No date".to_owned(), Date::words);
            let second = super::calendar(state.settings.calendar)
                .and_then(|calendar| date.and_then(|date| calendar.words(date)));
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.add(Label::new(look.rich(words)).wrap());
                if let Some(second) = second {
                    ui.add(Label::new(weak.rich(format!("· {second}"))).wrap());
                }
            });
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            fold_ui(ui, state);
            for (mark, command) in [("›", Command::Next), ("‹", Command::Previous)] {
                let text = Look::body(ui).size(17.0).rich(mark);
                let button = Button::new(text)
                    .frame_when_inactive(false)
                    .min_size(vec2(24.0, 24.0));
                let key = command.row().keys[0].words(ui.ctx().os().is_mac());
                let name = command.row().title;
                let response = ui
                    .add(button)
                    .on_hover_text(format!("{name} ({key})"))
                    .accessible_name(name);
                if response.clicked() {
                    state.run(command);
                }
            }
        });
    });
    let weak = Look::weak(ui);
    if let Some(meaning) = date.map(Date::meaning).filter(|text| !text.is_empty()) {
        text_ui::wrapped_ui(ui, &mut state.shaper, &meaning, weak);
    }
    if date.is_none() && !event.when.edtf().trim().is_empty() {
        let text = format!("The file has “{}”, which is no date.", event.when.edtf());
        text_ui::wrapped_ui(ui, &mut state.shaper, &text, weak);
    }
    let calendar = event.when.calendar.map(words::written_calendar);
    let written = match (&event.when.verbatim, calendar) {
        (Some(verbatim), Some(calendar)) => Some(format!("Written as «{verbatim}» ({calendar})")),
        (Some(verbatim), None) => Some(format!("Written as «{verbatim}»")),
        (None, Some(calendar)) => Some(format!("Written in the {calendar} calendar")),
        (None, None) => None,
    };
    if let Some(written) = written {
        text_ui::wrapped_ui(ui, &mut state.shaper, &written, weak);
    }
    if let Some(note) = &event.when.note {
        text_ui::wrapped_ui(ui, &mut state.shaper, note, weak);
    }
    ui.add_space(2.0);
}

fn title_ui(ui: &mut Ui, state: &mut State, event: &Event) {
    let look = Look::body(ui).size(theme::size::TITLE).bold();
    text_ui::wrapped_ui(ui, &mut state.shaper, &event.title, look);
    let weak = Look::weak(ui).size(theme::size::BODY);
    for (language, title) in &event.titles {
        let response = text_ui::wrapped_ui(ui, &mut state.shaper, title, weak);
        response.on_hover_text(language_name(language));
    }
    ui.add_space(4.0);
}

/// A language's name, as far as one is known; else its tag.
pub(super) fn language_name(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or(tag);
    let name = match primary {
        "en" => "English",
        "ru" => "Russian",
        "fa" if tag.eq_ignore_ascii_case("fa-AF") => "Dari",
        "fa" => "Persian",
        "prs" => "Dari",
        "ps" => "Pashto",
        "ar" => "Arabic",
        "ur" => "Urdu",
        "fr" => "French",
        "de" => "German",
        "es" => "Spanish",
        "it" => "Italian",
        "pt" => "Portuguese",
        "pl" => "Polish",
        "tr" => "Turkish",
        "uz" => "Uzbek",
        "tg" => "Tajik",
        "zh" => "Chinese",
        "ja" => "Japanese",
        "ko" => "Korean",
        "hi" => "Hindi",
        "he" => "Hebrew",
        "uk" => "Ukrainian",
        "nl" => "Dutch",
        "sv" => "Swedish",
        "no" | "nb" => "Norwegian",
        "fi" => "Finnish",
        "cs" => "Czech",
        "kk" => "Kazakh",
        _ => return tag.to_owned(),
    };
    name.to_owned()
}

fn lane_and_place_ui(ui: &mut Ui, state: &mut State, ix: EventIx) {
    let document = Arc::clone(&state.document);
    let event = &*document.event(ix);
    let tokens = theme::current(ui.ctx());
    let lane_ix = document.store.lane_of(ix);
    let lane = &document.store.lanes()[usize::from(lane_ix.0)];
    let color = super::left::lane_color(&tokens, lane.color.as_deref(), usize::from(lane_ix.0));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        let look = Look::body(ui)
            .size(theme::size::SMALL)
            .bold()
            .color(theme::color(color.text_on()));
        let fitted = state.shaper.fit(
            &lane.title,
            look.size,
            look.weight,
            ui.available_width() - 20.0,
        );
        let (rect, response) =
            ui.allocate_exact_size(vec2(fitted.width + 18.0, 22.0), Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, format!("Lane: {}", lane.title))
        });
        ui.painter()
            .rect_filled(rect, CornerRadius::same(11), theme::color(color));
        let job = crate::render::egui::line_job(&fitted.text, look.size, look.weight, look.color);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let corner = rect.left_center() + vec2(9.0, -galley.size().y / 2.0);
        ui.painter().galley(corner, galley, look.color);
        if let Some(place) = &event.place {
            let weak = Look::weak(ui).size(theme::size::BODY);
            let response = text_ui::line_ui(ui, &mut state.shaper, &place.name, weak);
            let mut hover: Vec<String> = Vec::new();
            if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
                hover.push(format!(
                    "{:.3}° {}, {:.3}° {}",
                    lat.abs(),
                    if lat < 0.0 { "S" } else { "N" },
                    lon.abs(),
                    if lon < 0.0 { "W" } else { "E" }
                ));
            }
            if let Some(precision) = place.precision {
                hover.push(words::place_precision(precision).to_owned());
            }
            if !hover.is_empty() {
                response.on_hover_text(hover.join("\n"));
            }
        }
        if evidence::is_disputed(event) {
            let warning = Look::body(ui)
                .size(theme::size::SMALL)
                .bold()
                .color(ui.visuals().warn_fg_color);
            ui.label(warning.rich("Disputed"))
                .on_hover_text("Sources differ on something about this event; see below.");
        }
    });
    ui.add_space(6.0);
}

fn summary_ui(ui: &mut Ui, state: &mut State, event: &Event, markdown: &mut CommonMarkCache) {
    let Some(summary) = event
        .summary
        .as_deref()
        .filter(|text| !text.trim().is_empty())
    else {
        return;
    };
    if may_reorder(summary) {
        // The viewer of CommonMark cannot put words in visual order.
        for paragraph in summary.split("\n\n") {
            let body = Look::body(ui);
            text_ui::wrapped_ui(ui, &mut state.shaper, paragraph, body);
        }
    } else {
        ui.scope(|ui| {
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            CommonMarkViewer::new()
                .max_image_width(Some(1))
                .show(ui, markdown, summary);
        });
    }
    ui.add_space(6.0);
}

/// A name at the left, things in rows beside it.
pub(super) fn named_row_ui(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        let look = Look::weak(ui).bold().size(theme::size::SMALL);
        ui.allocate_ui_with_layout(
            vec2(NAME_WIDTH, 18.0),
            Layout::left_to_right(Align::Min),
            |ui| {
                ui.set_width(NAME_WIDTH);
                ui.add(Label::new(look.rich(name)).truncate().selectable(false));
            },
        );
        let width = ui.available_width();
        ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
            ui.set_width(width);
            contents(ui);
        });
    });
}

/// Names that filter, apart by dots, broken into rows between them.
fn names_ui(ui: &mut Ui, state: &mut State, kind: FacetKind, names: &[String]) {
    let mut clicked = None;
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 3.0);
        for (at, name) in names.iter().enumerate() {
            let look = Look::body(ui).size(theme::size::SMALL + 0.5);
            let response = text_ui::link_ui(ui, &mut state.shaper, name, look);
            let is_on = kind.chosen(&state.filter).contains(name);
            let hint = if is_on {
                format!("Stop showing only events with “{name}”")
            } else {
                format!("Show only events with “{name}”")
            };
            if response.on_hover_text(hint).clicked() {
                clicked = Some(name.clone());
            }
            if at + 1 < names.len() {
                ui.label(Look::weak(ui).rich("·"));
            }
        }
    });
    if let Some(name) = clicked {
        state.toggle_facet(kind, &name);
    }
}

fn lists_ui(ui: &mut Ui, state: &mut State, event: &Event) {
    for (kind, names) in [
        (FacetKind::People, &event.people),
        (FacetKind::Tags, &event.tags),
    ] {
        if !names.is_empty() {
            named_row_ui(ui, kind.title(), |ui| names_ui(ui, state, kind, names));
        }
    }
}

/// Related events, both those that this one names and those that name it.
fn relations_ui(ui: &mut Ui, state: &mut State, document: &Document, ix: EventIx) {
    let mut groups: BTreeMap<(RelationKind, bool), Vec<EventIx>> = BTreeMap::new();
    for relation in &document.event(ix).relations {
        if let Some(other) = document.index.event(&relation.event) {
            groups
                .entry((relation.kind, false))
                .or_default()
                .push(other);
        }
    }
    for &(other, place) in document.named_by(ix) {
        let other_event = document.event(other);
        let Some(relation) = other_event.relations.get(place) else {
            continue;
        };
        // What looks the same from both sides stands once.
        let is_mutual = matches!(
            relation.kind,
            RelationKind::SeeAlso | RelationKind::Contradicts
        );
        let side = groups.entry((relation.kind, !is_mutual)).or_default();
        if !side.contains(&other) {
            side.push(other);
        }
    }
    // What an event led to also follows it; the stronger word is enough.
    for from_other_side in [false, true] {
        let strong = groups
            .get(&(RelationKind::Causes, !from_other_side))
            .cloned();
        if let (Some(strong), Some(weak)) = (
            strong,
            groups.get_mut(&(RelationKind::Follows, from_other_side)),
        ) {
            weak.retain(|event| !strong.contains(event));
        }
    }
    groups.retain(|_, events| !events.is_empty());
    for ((kind, from_other_side), events) in groups {
        named_row_ui(ui, words::relation(kind, from_other_side), |ui| {
            for other in events {
                let title = &document.event(other).title;
                let look = Look::body(ui).size(theme::size::SMALL + 0.5);
                if text_ui::link_ui(ui, &mut state.shaper, title, look).clicked() {
                    state.select(other);
                }
            }
        });
    }
}

/// Pictures and films are named, never fetched.
fn media_ui(ui: &mut Ui, state: &mut State, event: &Event) {
    if event.media.is_empty() {
        return;
    }
    named_row_ui(ui, "Media", |ui| {
        for media in &event.media {
            let caption = media
                .caption
                .clone()
                .or_else(|| media.path.clone())
                .or_else(|| media.url.clone())
                .unwrap_or_else(|| "Untitled".to_owned());
            let look = Look::body(ui).size(theme::size::SMALL + 0.5);
            if let Some(url) = &media.url {
                if text_ui::link_ui(ui, &mut state.shaper, &caption, look).clicked() {
                    state.dialog = Some(Dialog::link(url));
                }
            } else {
                text_ui::wrapped_ui(ui, &mut state.shaper, &caption, look);
            }
            if let Some(credit) = &media.credit {
                let weak = Look::weak(ui);
                text_ui::wrapped_ui(ui, &mut state.shaper, credit, weak);
            }
        }
    });
}

/// A line between parts of the panel.
pub(super) fn line_ui(ui: &mut Ui) {
    ui.add_space(6.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter()
        .hline(rect.x_range(), rect.center().y, ui.visuals().window_stroke);
    ui.add_space(6.0);
}

/// A box with a coloured left edge.
pub(super) fn card_ui(ui: &mut Ui, edge: egui::Color32, contents: impl FnOnce(&mut Ui)) {
    let tokens = theme::current(ui.ctx());
    let shown = egui::Frame::new()
        .fill(theme::color(tokens.card))
        .stroke(ui.visuals().window_stroke)
        .corner_radius(7)
        .inner_margin(egui::Margin {
            left: 15,
            right: 11,
            top: 8,
            bottom: 9,
        })
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 3.0;
            contents(ui);
        });
    let rect = shown.response.rect.shrink2(vec2(0.0, 7.0));
    let bar = egui::Rect::from_min_size(rect.min + vec2(1.0, 0.0), vec2(3.0, rect.height()));
    ui.painter().rect_filled(bar, 1.5, edge);
    ui.add_space(2.0);
}

/// A child of the whole width at the cursor, for rows with two ends.
pub(super) fn two_ends_ui(ui: &mut Ui, right: impl FnOnce(&mut Ui), left: impl FnOnce(&mut Ui)) {
    let height = 18.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut row = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::right_to_left(Align::Center)),
    );
    right(&mut row);
    row.with_layout(Layout::left_to_right(Align::Center), left);
}
