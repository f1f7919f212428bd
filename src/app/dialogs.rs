//! The dialogs: one at a time, closed by Escape, or by a click beside it when
//! nothing was typed into it.

use std::sync::Arc;

use eframe::egui::{self, Align, Button, Key, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::columns::{self, ColumnsForm};
use super::commands::{Command, Menu, TABLE};
use super::document::Origin;
use super::export::{self, ExportForm};
use super::links::{self, Link};
use super::paths::{self, PathForm};
use super::problems::{self, ProblemList};
use super::state::{Request, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// What is open over the window.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Dialog {
    /// An address, before it is opened.
    Link(Link),
    /// An address that is not opened.
    Refused {
        /// As the dataset has it.
        address: String,
        /// Why.
        reason: String,
    },
    /// A path to type.
    Path(PathForm),
    /// Making a figure.
    Export(Box<ExportForm>),
    /// All commands, to be found by name.
    Palette {
        /// As typed.
        text: String,
        /// The row that Enter takes.
        at: usize,
    },
    /// All keys.
    Keys,
    /// What each kind of mark means.
    Marks,
    /// What the columns of a table hold.
    Columns(Box<ColumnsForm>),
    /// What was wrong with the file.
    Problems(ProblemList),
    /// The dataset's own words.
    AboutDataset,
    /// The program.
    About,
}

impl Dialog {
    pub(super) fn palette() -> Dialog {
        Dialog::Palette {
            text: String::new(),
            at: 0,
        }
    }

    pub(super) fn export(state: &State) -> Dialog {
        Dialog::Export(Box::new(ExportForm::new(state)))
    }

    pub(super) fn columns(form: ColumnsForm) -> Dialog {
        Dialog::Columns(Box::new(form))
    }

    /// The dialog for an address out of a dataset.
    pub(super) fn link(address: &str) -> Dialog {
        match links::check(address) {
            Ok(link) => Dialog::Link(link),
            Err(reason) => Dialog::Refused {
                address: address.to_owned(),
                reason,
            },
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Dialog::Link(_) => "Open this address in the browser?",
            Dialog::Refused { .. } => "This address is not opened",
            Dialog::Path(form) => form.title(),
            Dialog::Export(_) => "Export figure",
            Dialog::Palette { .. } => "All commands",
            Dialog::Keys => "All keys",
            Dialog::Marks => "What the marks mean",
            Dialog::Columns(_) => "Columns of the table",
            Dialog::Problems(_) => "Problems in the file",
            Dialog::AboutDataset => "About this dataset",
            Dialog::About => "About Tarikh",
        }
    }

    /// True when closing it would lose what the reader has typed.
    fn holds_text(&self) -> bool {
        matches!(
            self,
            Dialog::Export(_) | Dialog::Path(_) | Dialog::Columns(_)
        )
    }

    fn width(&self) -> f32 {
        match self {
            Dialog::Link(_) | Dialog::Refused { .. } => 520.0,
            Dialog::Path(_) | Dialog::Palette { .. } => 520.0,
            Dialog::Export(_) => 560.0,
            Dialog::Keys => 800.0,
            Dialog::Marks => 380.0,
            Dialog::Columns(_) => 860.0,
            Dialog::Problems(_) => 760.0,
            Dialog::AboutDataset => 600.0,
            Dialog::About => 440.0,
        }
    }
}

/// Shows the open dialog, if any.
pub(super) fn dialog_ui(ctx: &egui::Context, state: &mut State) {
    let Some(mut dialog) = state.dialog.take() else {
        return;
    };
    let screen = ctx.content_rect();
    let width = dialog.width().min(screen.width() - 64.0);
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(20);
    let id = egui::Id::unique(("dialog", dialog.title()));
    let shown = egui::Modal::new(id).frame(frame).show(ctx, |ui| {
        ui.set_width(width);
        ui.set_max_height(screen.height() - 120.0);
        let mut is_open = true;
        ui.horizontal(|ui| {
            let look = Look::body(ui).size(16.0).bold();
            ui.label(look.rich(dialog.title()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let close = ui
                    .add(Button::new("×").frame(false))
                    .on_hover_text("Close (Esc)");
                if close.accessible_name("Close the dialog").clicked() {
                    is_open = false;
                }
            });
        });
        ui.add_space(8.0);
        is_open && contents_ui(ui, state, &mut dialog)
    });
    let is_dismissed = if dialog.holds_text() && shown.backdrop_response.clicked() {
        false
    } else {
        shown.should_close()
    };
    // A dialog may have opened another one.
    if shown.inner && !is_dismissed && state.dialog.is_none() {
        state.dialog = Some(dialog);
    }
}

/// The inside of a dialog; false when it is done.
fn contents_ui(ui: &mut Ui, state: &mut State, dialog: &mut Dialog) -> bool {
    match dialog {
        Dialog::Link(link) => link_ui(ui, state, link),
        Dialog::Refused { address, reason } => refused_ui(ui, state, address, reason),
        Dialog::Path(form) => paths::path_ui(ui, state, form),
        Dialog::Export(form) => export::export_ui(ui, state, form),
        Dialog::Palette { text, at } => palette_ui(ui, state, text, at),
        Dialog::Keys => keys_ui(ui, &mut state.shaper),
        Dialog::Marks => marks_ui(ui, &mut state.shaper),
        Dialog::Columns(form) => columns::columns_ui(ui, state, form),
        Dialog::Problems(list) => problems::problems_ui(ui, state, list),
        Dialog::AboutDataset => about_dataset_ui(ui, state),
        Dialog::About => about_ui(ui),
    }
}

/// The button that does what the dialog is for.
pub(super) fn main_button(ui: &mut Ui, text: &str, is_enabled: bool) -> egui::Response {
    let tokens = theme::current(ui.ctx());
    let text = RichText::new(text)
        .color(theme::color(tokens.on_accent))
        .font(theme::font(theme::size::BODY, crate::text::Weight::Bold));
    ui.add_enabled(
        is_enabled,
        Button::new(text)
            .fill(theme::color(tokens.accent))
            .min_size(vec2(84.0, 28.0)),
    )
}

pub(super) fn plain_button(ui: &mut Ui, text: &str) -> egui::Response {
    ui.add(Button::new(text).min_size(vec2(72.0, 28.0)))
}

fn link_ui(ui: &mut Ui, state: &mut State, link: &Link) -> bool {
    let tokens = theme::current(ui.ctx());
    let body = Look::body(ui);
    let mut job = egui::text::LayoutJob::default();
    for (text, look) in [
        (&link.before, body.color(theme::color(tokens.text_weak))),
        (&link.host, body.bold()),
        (&link.after, body.color(theme::color(tokens.text_weak))),
    ] {
        job.append(
            text,
            0.0,
            egui::TextFormat::simple(theme::font(look.size, look.weight), look.color),
        );
    }
    job.wrap.break_anywhere = true;
    egui::Frame::new()
        .fill(ui.visuals().code_bg_color)
        .corner_radius(6)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
                ui.add(egui::Label::new(job).wrap());
            });
        });
    if let Some(warning) = &link.warning {
        ui.add_space(4.0);
        let look = body.color(theme::color(tokens.warning));
        ui.add(egui::Label::new(look.rich(warning.as_str())).wrap());
    }
    ui.add_space(4.0);
    let note = "Tarikh itself never uses the network. The page will see that you visit it.";
    ui.add(egui::Label::new(Look::weak(ui).rich(note)).wrap());
    ui.add_space(10.0);
    let mut is_open = true;
    buttons_ui(ui, |ui| {
        if main_button(ui, "Open in browser", true).clicked() {
            state.requests.push(Request::OpenLink(link.address.clone()));
            is_open = false;
        }
        if plain_button(ui, "Copy address").clicked() {
            state.requests.push(Request::CopyText(link.address.clone()));
            state.say("Address copied.");
            is_open = false;
        }
        if plain_button(ui, "Cancel").clicked() {
            is_open = false;
        }
    });
    is_open
}

fn refused_ui(ui: &mut Ui, state: &mut State, address: &str, reason: &str) -> bool {
    ui.add(egui::Label::new(reason).wrap());
    ui.add_space(6.0);
    let shown: String = address
        .chars()
        .take(600)
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect();
    egui::Frame::new()
        .fill(ui.visuals().code_bg_color)
        .corner_radius(6)
        .inner_margin(10)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            text_ui::rows_ui(ui, &mut state.shaper, &shown, Look::body(ui), 8);
        });
    ui.add_space(10.0);
    let mut is_open = true;
    buttons_ui(ui, |ui| {
        if main_button(ui, "Close", true).clicked() {
            is_open = false;
        }
    });
    is_open
}

/// Buttons at the right, the main one outermost.
pub(super) fn buttons_ui(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), 30.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), add);
}

fn palette_ui(ui: &mut Ui, state: &mut State, text: &mut String, at: &mut usize) -> bool {
    let [down, up] = ui.input_mut(|input| {
        [Key::ArrowDown, Key::ArrowUp].map(|key| input.consume_key(egui::Modifiers::NONE, key))
    });
    let field = ui
        .add(
            TextEdit::singleline(text)
                .hint_text("Type what you want to do")
                .desired_width(f32::INFINITY)
                .margin(egui::Margin::symmetric(8, 6)),
        )
        .accessible_name("Find a command");
    field.request_focus();
    if field.changed() {
        *at = 0;
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let rows: Vec<_> = TABLE
        .iter()
        .filter(|row| row.command != Command::Palette && state.is_enabled(row.command))
        .filter(|row| {
            let also = row.command.also_called();
            let name = format!("{} {} {also}", row.menu.title(), row.title).to_lowercase();
            words.iter().all(|word| name.contains(word))
        })
        .collect();
    if !rows.is_empty() {
        if down {
            *at = (*at + 1) % rows.len();
        }
        if up {
            *at = (*at + rows.len() - 1) % rows.len();
        }
        *at = (*at).min(rows.len() - 1);
    }
    let mut chosen = ui
        .input(|input| input.key_pressed(Key::Enter))
        .then(|| rows.get(*at).map(|row| row.command))
        .flatten();
    ui.add_space(6.0);
    let is_mac = ui.ctx().os().is_mac();
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
    ScrollArea::vertical()
        .max_height(height)
        .auto_shrink([false, false])
        .show(ui, |ui| {
            if rows.is_empty() {
                ui.label("No command of that name.");
            }
            for (n, row) in rows.iter().enumerate() {
                let keys: Vec<String> = row.keys.iter().map(|chord| chord.words(is_mac)).collect();
                let button =
                    Button::selectable(n == *at, format!("{}: {}", row.menu.title(), row.title))
                        .shortcut_text(keys.join("  "))
                        .min_size(vec2(ui.available_width(), 26.0));
                let response = ui.add(button);
                if n == *at && (down || up) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(row.command);
                }
            }
        });
    if let Some(command) = chosen {
        state.run(command);
        return false;
    }
    true
}

/// What the pointer does, for the overview of keys.
const POINTER: [(&str, &str); 8] = [
    ("Zoom at the pointer", "Mouse wheel, Ctrl+wheel, pinch"),
    ("Scroll the lanes", "Alt+wheel, wheel over lane titles"),
    ("Move through time", "Drag, Shift+wheel"),
    ("Zoom to a span", "Shift+drag"),
    ("Zoom in", "Double click"),
    ("Show one lane alone", "Alt+click the lane"),
    ("Back, forward", "Mouse buttons 4 and 5"),
    ("Open a file", "Drop it on the window"),
];

/// One sample of each kind of mark, with its words.
fn marks_ui(ui: &mut Ui, shaper: &mut crate::text::Shaper) -> bool {
    ui.add(
        egui::Label::new(Look::weak(ui).rich(
            "A mark is as wide as what it stands for: a date that is only known to the month covers the whole month.",
        ))
        .wrap(),
    );
    ui.add_space(6.0);
    legend_ui(ui, shaper);
    ui.add_space(4.0);
    for (name, meaning) in [
        (
            "Columns at the foot of a lane",
            "how many events start there",
        ),
        ("Bands behind the lanes", "eras"),
    ] {
        key_row_ui(ui, name, meaning);
    }
    true
}

/// The legend as the timeline paints it; its words go to screen readers.
fn legend_ui(ui: &mut Ui, shaper: &mut crate::text::Shaper) {
    const PADDING: egui::Vec2 = vec2(12.0, 8.0);
    let scene = crate::layout::legend_scene(&theme::current(ui.ctx()), shaper);
    let size = vec2(ui.available_width(), scene.height + 2.0 * PADDING.y);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| {
        let words: Vec<&str> = scene
            .items
            .iter()
            .filter_map(|item| match item {
                crate::scene::Item::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let words = format!("Marks: {}", words.join(", "));
        egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, words)
    });
    let mut galleys = crate::render::egui::GalleyCache::default();
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 6.0, theme::color(scene.background));
    crate::render::egui::paint(&scene, &painter, rect.min + PADDING, &mut galleys);
}

fn keys_ui(ui: &mut Ui, shaper: &mut crate::text::Shaper) -> bool {
    let is_mac = ui.ctx().os().is_mac();
    let height = ui.ctx().content_rect().height() - 200.0;
    // The bar of the scroll area must not lie on the keys.
    let margin = egui::Margin {
        right: 14,
        ..egui::Margin::ZERO
    };
    let area = ScrollArea::vertical()
        .max_height(height)
        .content_margin(margin);
    area.show(ui, |ui| {
        let columns = if ui.available_width() > 560.0 { 2 } else { 1 };
        ui.spacing_mut().item_spacing.x = 28.0;
        ui.columns(columns, |columns| {
            for ui in columns.iter_mut() {
                ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
            }
            let last = columns.len() - 1;
            for menu in Menu::ALL {
                let column = if menu == Menu::Timeline { last } else { 0 };
                keys_of_menu_ui(&mut columns[column], menu, is_mac);
            }
            let ui = &mut columns[last];
            text_ui::heading_ui(ui, "Pointer");
            for (what, how) in POINTER {
                key_row_ui(ui, what, how);
            }
            // Where there are two columns, the first is the shorter one.
            let ui = &mut columns[0];
            ui.add_space(10.0);
            text_ui::heading_ui(ui, "What the marks mean");
            legend_ui(ui, shaper);
        });
        ui.add_space(6.0);
        let command = if is_mac { "Cmd" } else { "Ctrl" };
        let note = format!("{command} with +, − and 0 scales the whole interface.");
        ui.label(Look::weak(ui).rich(note));
    });
    true
}

fn keys_of_menu_ui(ui: &mut Ui, menu: Menu, is_mac: bool) {
    let rows: Vec<_> = TABLE
        .iter()
        .filter(|row| row.menu == menu && !row.keys.is_empty())
        .collect();
    if rows.is_empty() {
        return;
    }
    text_ui::heading_ui(ui, menu.title());
    for row in rows {
        let keys: Vec<String> = row.keys.iter().map(|chord| chord.words(is_mac)).collect();
        key_row_ui(ui, row.title, &keys.join(" or "));
    }
    ui.add_space(10.0);
}

fn key_row_ui(ui: &mut Ui, what: &str, how: &str) {
    ui.horizontal(|ui| {
        ui.label(what);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(Look::weak(ui).rich(how)).truncate());
        });
    });
}

fn about_dataset_ui(ui: &mut Ui, state: &mut State) -> bool {
    let document = Arc::clone(&state.document);
    let dataset = &document.dataset;
    let shaper = &mut state.shaper;
    let height = ui.ctx().content_rect().height() - 220.0;
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        let title = Look::body(ui).size(18.0).bold();
        text_ui::wrapped_ui(ui, shaper, &dataset.title, title);
        let counts = format!(
            "{} · {} · {}",
            words::count(dataset.events.len() as u64, "event", "events"),
            words::count(dataset.sources.len() as u64, "source", "sources"),
            words::count(dataset.lanes.len() as u64, "lane", "lanes"),
        );
        ui.label(Look::weak(ui).rich(counts));
        ui.add_space(6.0);
        for paragraph in dataset
            .description
            .iter()
            .flat_map(|text| text.split("\n\n"))
        {
            let body = Look::body(ui);
            text_ui::wrapped_ui(ui, shaper, paragraph, body);
            ui.add_space(4.0);
        }
        ui.add_space(6.0);
        let origin = match &document.origin {
            Origin::Sample => "Built into Tarikh".to_owned(),
            Origin::Path(path) => path.display().to_string(),
        };
        let facts = [
            ("Made by", dataset.creators.join(", ")),
            ("Licence", dataset.license.clone().unwrap_or_default()),
            ("Updated", dataset.updated.clone().unwrap_or_default()),
            ("Language", dataset.language.clone().unwrap_or_default()),
            ("File", origin),
            ("Format", document.format.to_owned()),
            ("SHA-256", document.sha256.clone()),
        ];
        egui::Grid::new("facts")
            .num_columns(2)
            .spacing([16.0, 6.0])
            .show(ui, |ui| {
                for (name, value) in facts {
                    if value.is_empty() {
                        continue;
                    }
                    ui.label(Look::weak(ui).rich(name));
                    ui.allocate_ui(vec2(460.0, 0.0), |ui| {
                        let body = Look::body(ui).size(theme::size::SMALL);
                        text_ui::wrapped_ui(ui, shaper, &value, body);
                    });
                    ui.end_row();
                }
            });
    });
    true
}

fn about_ui(ui: &mut Ui) -> bool {
    let version = env!("CARGO_PKG_VERSION");
    let body = Look::body(ui);
    ui.label(body.bold().size(18.0).rich(format!("Tarikh {version}")));
    ui.add_space(6.0);
    for text in [
        "Opens datasets of dated events, draws them as a timeline, and shows how each one is known.",
        "Tarikh uses no network, sends nothing anywhere, and writes nothing personal into what it exports. Links open in your browser, after you have seen the whole address.",
        "Licensed under MIT or Apache 2.0, as you prefer. Noto Sans under the SIL Open Font License 1.1.",
    ] {
        ui.add(egui::Label::new(text).wrap());
        ui.add_space(6.0);
    }
    true
}
