//! The one search field: words filter, a date offers to go there.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Key, Rect, Sense, TextEdit, Ui, WidgetInfo, accesskit::Role, vec2,
};

use crate::dates::{Date, TimeSpan, read_written};
use crate::layout::View;
use crate::model::EventIx;
use crate::store::{Filter, Findings, IsCancelled};

use super::document::Document;
use super::state::State;
use super::text_ui::{self, Look};
use super::theme;

/// Events listed under the field.
const MOST_LISTED: usize = 12;

/// Rows of the list drawn for the first time in one frame, which has the titles
/// of the timeline to draw too: a row takes up to half a millisecond where its
/// letters were never drawn before.
const MOST_NEW: usize = 3;

/// The field and its list.
#[derive(Clone, Debug, Default)]
pub(super) struct SearchBox {
    pub(super) text: String,
    /// The list is shown.
    pub(super) is_open: bool,
    /// The field is to take the keyboard.
    pub(super) wants_focus: bool,
    /// The row of the list that Enter takes.
    at: usize,
    /// The rows found last.
    rows: Arc<[Found]>,
    /// So many of them have been drawn.
    drawn: usize,
}

impl SearchBox {
    /// Shows other rows in the list.
    pub(super) fn show(&mut self, rows: Arc<[Found]>) {
        if self.rows != rows {
            self.rows = rows;
            self.drawn = 0;
        }
    }
}

/// A date that a query names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NamedDate {
    /// Where it lies.
    pub(super) span: TimeSpan,
    /// In words: `August 1988`.
    pub(super) words: String,
}

/// Reads a query as a date: EDTF, or as people write dates.
pub(super) fn date_in(query: &str) -> Option<NamedDate> {
    let date = Date::parse(query).or_else(|fault| match read_written(query) {
        Ok(Some(written)) => Date::parse(&written.edtf),
        _ => Err(fault),
    });
    let date = date.ok()?;
    Some(NamedDate {
        span: date.extent()?,
        words: date.words(),
    })
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    Date(NamedDate),
    Event(EventIx),
}

/// The field in the top bar.
pub(super) fn search_ui(ui: &mut Ui, rect: Rect, state: &mut State) {
    let id = egui::Id::unique("search-field");
    let takes_list_keys = state.search.is_open && ui.memory(|memory| memory.has_focus(id));
    let keys = if takes_list_keys {
        ui.input_mut(|input| {
            let mut take = |key| input.consume_key(egui::Modifiers::NONE, key);
            [take(Key::ArrowDown), take(Key::ArrowUp), take(Key::Enter)]
        })
    } else {
        [false; 3]
    };
    let hint = if rect.width() > 250.0 {
        "Search events, people, places, sources"
    } else {
        "Search"
    };
    let edit = TextEdit::singleline(&mut state.search.text)
        .id(id)
        .hint_text(hint)
        .margin(egui::Margin::symmetric(10, 5))
        .align(Align2::LEFT_CENTER)
        .desired_width(f32::INFINITY);
    let response = ui.put(rect, edit);
    let response = response.accessible_name("Search events, people, places, sources");
    if state.search.text.is_empty() && !response.has_focus() && rect.width() > 250.0 {
        let key = if ui.ctx().os().is_mac() {
            "Cmd K"
        } else {
            "Ctrl K"
        };
        ui.painter().text(
            rect.right_center() - vec2(10.0, 0.0),
            Align2::RIGHT_CENTER,
            key,
            theme::font(theme::size::TINY, crate::text::Weight::Regular),
            ui.visuals().weak_text_color(),
        );
    }
    if std::mem::take(&mut state.search.wants_focus) {
        response.request_focus();
        state.search.is_open = !state.search.text.is_empty();
    }
    if response.changed() {
        state.search.is_open = true;
        state.search.at = 0;
        // A date goes somewhere: the timeline keeps what is around it, and the
        // events that have it among their words are listed.
        state.filter.query = if date_in(&state.search.text).is_some() {
            String::new()
        } else {
            state.search.text.clone()
        };
        state.refresh();
    }
    let [down, up, enter] = keys;
    // egui takes the keyboard from the field at Escape before it gets here.
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        clear(state);
    }
    if response.clicked() && !state.search.text.is_empty() {
        state.search.is_open = true;
    }
    if !state.search.is_open || state.search.text.trim().is_empty() {
        return;
    }
    let found = Arc::clone(&state.search.rows);
    if down && !found.is_empty() {
        state.search.at = (state.search.at + 1) % found.len();
    }
    if up && !found.is_empty() {
        state.search.at = (state.search.at + found.len() - 1) % found.len();
    }
    let mut chosen = enter.then_some(state.search.at);
    let area = egui::Area::new(egui::Id::unique("search-list"))
        .order(egui::Order::Foreground)
        .fixed_pos(rect.left_bottom() + vec2(0.0, 4.0))
        .constrain(true)
        .show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style())
                .inner_margin(6)
                .show(ui, |ui| {
                    ui.set_width(rect.width().max(430.0) - 12.0);
                    list_ui(ui, state, &found, &mut chosen);
                });
        });
    if let Some(row) = chosen.and_then(|at| found.get(at)) {
        take(state, row);
        response.surrender_focus();
        return;
    }
    let clicked_away = ui.input(|input| input.pointer.any_pressed())
        && ui
            .input(|input| input.pointer.interact_pos())
            .is_some_and(|pos| !area.response.rect.contains(pos) && !rect.contains(pos));
    if clicked_away {
        state.search.is_open = false;
    }
}

/// Empties the field and takes its filter away.
fn clear(state: &mut State) {
    state.search.text.clear();
    state.search.is_open = false;
    if !state.filter.query.is_empty() {
        state.filter.query.clear();
        state.refresh();
    }
}

/// The rows for the words in the field. A named date comes first, then what has
/// it among its words, then what else lies in that time. `None` when they are no
/// longer wanted.
pub(super) fn found(
    document: &Document,
    findings: &Findings,
    text: &str,
    is_cancelled: IsCancelled<'_>,
) -> Option<Vec<Found>> {
    if text.trim().is_empty() {
        return Some(Vec::new());
    }
    let Some(date) = date_in(text) else {
        let events = best_titles(document, findings, text, is_cancelled)?;
        return Some(events.into_iter().map(Found::Event).collect());
    };
    let with_words = Filter {
        query: text.to_owned(),
        ..findings.filter.clone()
    };
    let shown = &findings.shown;
    let (dataset, index) = (&document.dataset, &document.index);
    let store = &document.store;
    let wider = Some((&findings.filter, shown));
    let named = store.matching_in(dataset, index, &with_words, wider, is_cancelled)?;
    let mut events: Vec<EventIx> = named.iter().take(MOST_LISTED).collect();
    // At most so many of those that lie in that time are listed already.
    let most = MOST_LISTED + events.len();
    let meanwhile = store.listed_in(date.span, most, shown).into_iter();
    events.extend(meanwhile.filter(|event| !named.contains(*event)));
    events.truncate(MOST_LISTED);
    let events = events.into_iter().map(Found::Event);
    Some([Found::Date(date)].into_iter().chain(events).collect())
}

/// The events shown whose title begins with the query, then those that have
/// all its words in the title, then those that match elsewhere. `None` when
/// they are no longer wanted.
fn best_titles(
    document: &Document,
    findings: &Findings,
    text: &str,
    is_cancelled: IsCancelled<'_>,
) -> Option<Vec<EventIx>> {
    /// Titles looked at: among so many, those at the top of the list are good.
    const MOST_TITLES: usize = 50_000;
    let query = text.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut ranks: [Vec<EventIx>; 3] = Default::default();
    for event in findings.shown.iter().take(MOST_TITLES) {
        if event.0.is_multiple_of(1024) && is_cancelled() {
            return None;
        }
        let title = document.dataset.events.title(event).to_lowercase();
        let rank = if title.starts_with(&query) {
            0
        } else if words.iter().all(|word| title.contains(word)) {
            1
        } else {
            2
        };
        if ranks[rank].len() < MOST_LISTED {
            ranks[rank].push(event);
        }
        if ranks[0].len() == MOST_LISTED {
            break;
        }
    }
    Some(ranks.into_iter().flatten().take(MOST_LISTED).collect())
}

fn list_ui(ui: &mut Ui, state: &mut State, found: &[Found], chosen: &mut Option<usize>) {
    if state.is_listing() {
        ui.label(Look::weak(ui).rich("Searching…"));
        return;
    }
    if found.is_empty() {
        let text = "No event matches. Try fewer words, or a date such as “aug 1988”.";
        ui.add(egui::Label::new(Look::weak(ui).rich(text)).wrap());
        return;
    }
    let document = Arc::clone(&state.document);
    state.search.drawn = found.len().min(state.search.drawn + MOST_NEW);
    if state.search.drawn < found.len() {
        ui.ctx().request_repaint();
    }
    for (at, row) in found.iter().enumerate() {
        let (text, date, color) = match row {
            Found::Date(date) => (
                format!("Go to {}", date.words),
                String::new(),
                ui.visuals().hyperlink_color,
            ),
            Found::Event(ix) => {
                let event = &*document.event(*ix);
                let date = event
                    .when
                    .date()
                    .map(|date| date.words())
                    .unwrap_or_default();
                (event.title.clone(), date, ui.visuals().text_color())
            }
        };
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
        let label = if date.is_empty() {
            text.clone()
        } else {
            format!("{text}, {date}")
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &label));
        let is_at = at == state.search.at;
        if is_at || response.hovered() {
            ui.painter()
                .rect_filled(rect, 4.0, ui.visuals().widgets.hovered.weak_bg_fill);
        }
        let weak = Look::weak(ui).size(theme::size::TINY);
        let look = Look::body(ui).color(color);
        let inside = rect.shrink2(vec2(8.0, 0.0));
        if at < state.search.drawn {
            text_ui::draw_row(ui, &mut state.shaper, inside, (&text, look), (&date, weak));
        }
        if response.clicked() {
            *chosen = Some(at);
        }
    }
    let all = u64::from(state.shown.len());
    let listed = found
        .iter()
        .filter(|row| matches!(row, Found::Event(_)))
        .count() as u64;
    if state.filter.query.is_empty() || all <= listed {
        return;
    }
    let more = super::words::count(all - listed, "more event", "more events");
    ui.add_space(2.0);
    ui.add(
        egui::Label::new(Look::weak(ui).rich(format!("and {more} in the timeline")))
            .selectable(false),
    );
}

fn take(state: &mut State, row: &Found) {
    state.search.is_open = false;
    match row {
        Found::Event(event) => state.select(*event),
        Found::Date(date) => {
            state.search.text.clear();
            state.filter.query.clear();
            state.refresh();
            go_to(state, date.span);
        }
    }
}

/// Brings a named time into view with what surrounds it.
fn go_to(state: &mut State, span: TimeSpan) {
    /// A day is shown within some weeks, a month within some months.
    const TIMES: f64 = 4.0;
    const LEAST: f64 = 21.0 * 86_400.0;
    let around = (span.seconds() * TIMES).max(LEAST);
    let beside = (around - span.seconds()).max(0.0) / 2.0;
    state.jump(View::of(TimeSpan::new(
        span.start.plus_seconds(-beside),
        span.end.plus_seconds(beside),
    )));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_any_usual_order() {
        for (query, edtf) in [
            ("aug 1988", "1988-08"),
            ("August 1988", "1988-08"),
            ("1988 aug", "1988-08"),
            ("15 feb 1989", "1989-02-15"),
            ("February 15, 1989", "1989-02-15"),
            ("15th February 1989", "1989-02-15"),
            ("1988", "1988"),
            ("sept 2001", "2001-09"),
            ("late 1980s", "[1987~,1988~,1989~]"),
            ("7 ثور 1357", "1978-04-27"),
            ("27 апреля 1978", "1978-04-27"),
        ] {
            let date = Date::parse(edtf).ok();
            let expected = date.and_then(|date| {
                Some(NamedDate {
                    span: date.extent()?,
                    words: date.words(),
                })
            });
            assert_eq!(date_in(query), expected, "{query}");
        }
    }

    #[test]
    fn words_are_no_dates() {
        for query in [
            "",
            "kabul",
            "may",
            "8 may",
            "army 1988",
            "32 may 1988",
            "a 1988",
            "1988 1989",
        ] {
            assert_eq!(date_in(query), None, "{query}");
        }
    }
}
