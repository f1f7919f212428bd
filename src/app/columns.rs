//! The dialog in which the user says what the columns of a table hold, with
//! what becomes of its first rows beside it.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, Align, ComboBox, Grid, Layout, Rect, ScrollArea, Sense, Ui, vec2};

use crate::formats::{Choices, DateCalendar, DateOrder, Encoding, Mapping, Role, TableLook};
use crate::layout::{self, OverviewRequest, View};
use crate::render::egui::GalleyCache;

use super::dialogs::{buttons_ui, main_button, plain_button};
use super::document::{Document, Origin};
use super::state::{Request, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// Events that are shown of the first rows.
const MOST_EVENTS: usize = 6;
/// Values that are shown of a column.
const MOST_VALUES: usize = 3;
/// Height of the timeline of the first rows.
const STRIP: f32 = 56.0;

/// What is chosen so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnsForm {
    path: PathBuf,
    /// As it was read.
    look: TableLook,
    /// In the encoding that is chosen.
    shown: Option<(Encoding, Arc<TableLook>)>,
    /// How it was read; UTF-8 where it is not known.
    read_in: Encoding,
    encoding: Encoding,
    roles: Vec<Role>,
    order: Option<DateOrder>,
    calendar: Option<DateCalendar>,
    /// The choices are kept beside the table.
    is_kept: bool,
    /// What is asked of the user, and not only offered.
    question: Option<String>,
    preview: Option<Preview>,
}

/// What becomes of the first rows.
#[derive(Clone, Debug)]
struct Preview {
    mapping: Mapping,
    document: Result<Arc<Document>, String>,
}

impl PartialEq for Preview {
    fn eq(&self, other: &Preview) -> bool {
        // The same rows give the same under the same mapping.
        self.mapping == other.mapping
    }
}

impl ColumnsForm {
    /// For a table in the file at `path`; `document` where it is open.
    pub(super) fn new(path: PathBuf, look: TableLook, document: Option<&Document>) -> ColumnsForm {
        let read_in = document.and_then(|document| document.encoding);
        let read_in = read_in.unwrap_or(Encoding::UTF8);
        let chosen = document.and_then(|document| document.choices.mapping.as_ref());
        let has_dates = look
            .roles
            .iter()
            .any(|role| matches!(role, Role::Start | Role::Year | Role::Epoch | Role::Serial));
        let question = (!has_dates).then(|| {
            "No column of dates was found. Which one says when it was, or when it began?".to_owned()
        });
        ColumnsForm {
            path,
            roles: look.roles.clone(),
            look,
            shown: None,
            read_in,
            encoding: read_in,
            order: chosen.and_then(|mapping| mapping.date_order),
            calendar: chosen.and_then(|mapping| mapping.calendar),
            is_kept: true,
            question,
            preview: None,
        }
    }

    /// For the open document, if it is a table in a file.
    pub(super) fn of(document: &Document) -> Option<ColumnsForm> {
        let (Some(look), Origin::Path(path)) = (&document.table, &document.origin) else {
            return None;
        };
        Some(ColumnsForm::new(path.clone(), look.clone(), Some(document)))
    }

    /// The same where many dates could be meant in two ways, so that the user
    /// has to say which.
    pub(super) fn of_undecided(document: &Document) -> Option<ColumnsForm> {
        let rows = document.dataset.events.len() as u64 + document.report.lost();
        let questions = [
            (
                "date-calendar",
                "The years of these dates could be Hijri, and nothing says so. Which calendar are they in?",
            ),
            (
                "date-order",
                "Dates such as these can be meant in two ways, and no row tells which. Which number is the day?",
            ),
        ];
        let is_open = |wanted: &str| {
            let mut counts = document.report.counts_by_code();
            counts.any(|(code, open)| code == wanted && open * 10 >= rows)
        };
        let (_, question) = questions.into_iter().find(|(code, _)| is_open(code))?;
        let form = ColumnsForm::of(document)?;
        Some(ColumnsForm {
            question: Some(question.to_owned()),
            ..form
        })
    }

    /// The table in the encoding that is chosen.
    fn shown(&mut self) -> Arc<TableLook> {
        if let Some((encoding, shown)) = &self.shown
            && *encoding == self.encoding
        {
            return Arc::clone(shown);
        }
        let again = |text: &String| self.read_in.read_again(text, self.encoding);
        let row = |row: &Vec<String>| row.iter().map(again).collect();
        let shown = Arc::new(TableLook {
            headings: self.look.headings.iter().map(again).collect(),
            rows: self.look.rows.iter().map(row).collect(),
            roles: self.look.roles.clone(),
        });
        self.shown = Some((self.encoding, Arc::clone(&shown)));
        shown
    }

    fn mapping(&self, shown: &TableLook) -> Mapping {
        let columns = shown.headings.iter().cloned().zip(self.roles.clone());
        Mapping {
            columns: columns.collect(),
            date_order: self.order,
            calendar: self.calendar,
            encoding: (self.encoding != Encoding::UTF8 || self.read_in != Encoding::UTF8)
                .then_some(self.encoding),
        }
    }

    /// Gives a column a role, and takes it from the one that had it.
    fn choose(&mut self, column: usize, role: Role) {
        if !matches!(role, Role::None | Role::Source) {
            for other in self.roles.iter_mut().filter(|other| **other == role) {
                *other = Role::None;
            }
        }
        self.roles[column] = role;
    }
}

/// The dialog; false when it is to close.
pub(super) fn columns_ui(ui: &mut Ui, state: &mut State, form: &mut ColumnsForm) -> bool {
    if let Some(question) = &form.question {
        text_ui::wrapped_ui(ui, &mut state.shaper, question, Look::body(ui).bold());
        ui.add_space(6.0);
    }
    choices_ui(ui, form);
    let shown = form.shown();
    ui.add_space(8.0);
    table_ui(ui, state, form, &shown);
    ui.add_space(10.0);
    let mapping = form.mapping(&shown);
    preview_ui(ui, state, form, &shown, &mapping);
    ui.add_space(10.0);
    let name = crate::files::mapping_path(&form.path);
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    ui.checkbox(
        &mut form.is_kept,
        format!("Keep this in {name}, for the next time"),
    );
    let is_ready = matches!(
        &form.preview,
        Some(Preview {
            document: Ok(_),
            ..
        })
    );
    let mut is_open = true;
    buttons_ui(ui, |ui| {
        if main_button(ui, "Open", is_ready).clicked() {
            open(state, form, mapping);
            is_open = false;
        }
        if plain_button(ui, "Cancel").clicked() {
            is_open = false;
        }
    });
    is_open
}

fn open(state: &mut State, form: &ColumnsForm, mapping: Mapping) {
    if form.is_kept {
        state.requests.push(Request::KeepMapping {
            table: form.path.clone(),
            mapping: mapping.clone(),
        });
    }
    let choices = Choices {
        mapping: Some(mapping),
        ..Choices::default()
    };
    state.load_with(Origin::Path(form.path.clone()), choices, false);
}

/// What is chosen for all columns.
fn choices_ui(ui: &mut Ui, form: &mut ColumnsForm) {
    ui.horizontal(|ui| {
        ui.label("Dates of three numbers");
        let words = |order: Option<DateOrder>| match order {
            None => "as most rows tell".to_owned(),
            Some(order) => order.words().to_owned(),
        };
        let combo = ComboBox::from_id_salt("date-order")
            .width(170.0)
            .selected_text(words(form.order))
            .show_ui(ui, |ui| {
                let orders = DateOrder::ALL.map(Some);
                for order in [None].into_iter().chain(orders) {
                    ui.selectable_value(&mut form.order, order, words(order));
                }
            });
        combo
            .response
            .accessible_name("Order of day, month and year");
        ui.add_space(18.0);
        calendar_ui(ui, form);
        ui.add_space(18.0);
        ui.label("Encoding");
        let combo = ComboBox::from_id_salt("encoding")
            .width(150.0)
            .selected_text(form.encoding.name())
            .show_ui(ui, |ui| {
                for encoding in Encoding::OFFERED {
                    ui.selectable_value(&mut form.encoding, encoding, encoding.name());
                }
            });
        combo.response.accessible_name("Encoding of the text");
    });
}

fn calendar_ui(ui: &mut Ui, form: &mut ColumnsForm) {
    ui.label("Years");
    let words = |calendar: Option<DateCalendar>| match calendar {
        None => "as the headings say",
        Some(calendar) => calendar.words(),
    };
    let combo = ComboBox::from_id_salt("calendar")
        .width(150.0)
        .selected_text(words(form.calendar))
        .show_ui(ui, |ui| {
            let calendars = DateCalendar::ALL.map(Some);
            for calendar in [None].into_iter().chain(calendars) {
                ui.selectable_value(&mut form.calendar, calendar, words(calendar));
            }
        });
    combo
        .response
        .accessible_name("Calendar of dates in numbers");
}

/// A row for each column: heading, role, first values.
fn table_ui(ui: &mut Ui, state: &mut State, form: &mut ColumnsForm, shown: &TableLook) {
    let height = (ui.ctx().content_rect().height() - 480.0).clamp(90.0, 300.0);
    let width = ui.available_width();
    ScrollArea::vertical()
        .id_salt("columns")
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            Grid::new("columns")
                .num_columns(3)
                .striped(true)
                .spacing([14.0, 4.0])
                .show(ui, |ui| {
                    for (column, heading) in shown.headings.iter().enumerate() {
                        column_ui(ui, state, form, shown, (column, heading), width);
                        ui.end_row();
                    }
                });
        });
}

fn column_ui(
    ui: &mut Ui,
    state: &mut State,
    form: &mut ColumnsForm,
    shown: &TableLook,
    (column, heading): (usize, &str),
    width: f32,
) {
    let name = match heading.is_empty() {
        true => format!("Column {}", column + 1),
        false => heading.to_owned(),
    };
    let cell_ui = |ui: &mut Ui, state: &mut State, room: f32, text: &str, look: Look| {
        let layout = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(room, 24.0), layout, |ui| {
            ui.set_min_width(room);
            ui.set_max_width(room);
            text_ui::line_ui(ui, &mut state.shaper, text, look);
        });
    };
    cell_ui(ui, state, width * 0.26, &name, Look::body(ui));
    let role = form.roles[column];
    let combo = ComboBox::from_id_salt(("role", column))
        .width(width * 0.22)
        .height(360.0)
        .selected_text(role.title())
        .show_ui(ui, |ui| {
            for offered in Role::ALL {
                if ui
                    .selectable_label(offered == role, offered.title())
                    .clicked()
                {
                    form.choose(column, offered);
                }
            }
        });
    combo
        .response
        .accessible_name(format!("What “{name}” holds"));
    let values: Vec<&str> = shown
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
        .take(MOST_VALUES)
        .collect();
    let values = text_ui::joined(
        &values
            .iter()
            .map(|&value| value.to_owned())
            .collect::<Vec<_>>(),
        " · ",
    );
    cell_ui(ui, state, width * 0.44, &values, Look::weak(ui));
}

/// The first events, and where they lie.
fn preview_ui(
    ui: &mut Ui,
    state: &mut State,
    form: &mut ColumnsForm,
    shown: &TableLook,
    mapping: &Mapping,
) {
    let is_known = |preview: &Preview| preview.mapping == *mapping;
    if !form.preview.as_ref().is_some_and(is_known) {
        let read = shown.preview(mapping);
        let document = read.and_then(|(dataset, report)| Document::of_rows(dataset, report));
        form.preview = Some(Preview {
            mapping: mapping.clone(),
            document: document.map(Arc::new),
        });
    }
    let Some(Preview { document, .. }) = &form.preview else {
        return;
    };
    let document = match document {
        Ok(document) => document,
        Err(why) => {
            let look = Look::weak(ui).color(ui.visuals().error_fg_color);
            text_ui::wrapped_ui(ui, &mut state.shaper, why, look);
            return;
        }
    };
    let dated = u64::from(document.everything.shown.dated_len());
    let undated = document.dataset.events.len() as u64 - dated;
    let mut told = format!(
        "Of the first {}: ",
        words::count(shown.rows.len() as u64, "row", "rows")
    );
    told.push_str(&words::count(dated, "dated event", "dated events"));
    if undated > 0 {
        told.push_str(&format!(", {undated} without a date that can be read"));
    }
    ui.label(Look::weak(ui).rich(told));
    for event in document.dataset.events.iter().take(MOST_EVENTS) {
        let date = event.when.date().map_or_else(
            || {
                event
                    .when
                    .verbatim
                    .clone()
                    .unwrap_or_else(|| "undated".to_owned())
            },
            |date| date.words(),
        );
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
        let label = format!("{}, {date}", event.title);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &label));
        let right = (date.as_str(), Look::weak(ui));
        let left = (event.title.as_str(), Look::body(ui));
        text_ui::draw_row(ui, &mut state.shaper, rect, left, right);
    }
    strip_ui(ui, document);
}

/// The timeline of the first rows.
fn strip_ui(ui: &mut Ui, document: &Document) {
    let Some(data) = document.extent else { return };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), STRIP), Sense::hover());
    let strip = layout::overview(&OverviewRequest {
        store: &document.store,
        shown: &document.everything.shown,
        view: View::fitting(data),
        data,
        width: rect.width(),
        height: rect.height(),
        theme: &theme::current(ui.ctx()),
    });
    let area: Rect = rect;
    let mut galleys = GalleyCache::default();
    crate::render::egui::paint(&strip.scene, &ui.painter_at(area), area.min, &mut galleys);
}
