//! The form for a figure, and the figure from it.
//!
//! The same picture as on the command line: [`layout::figure`] draws it, one
//! backend writes it, on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use eframe::egui::{self, ColorImage, ComboBox, DragValue, TextEdit, Ui};

use crate::cite::Style;
use crate::dates::Calendar;
use crate::layout::{self, FigureRequest, MadeFrom, SourceList, View};
use crate::model::EventIx;
use crate::render::png::{MAX_MEGAPIXELS, MAX_SIDE, PngOptions};
use crate::scene::style::{Theme, ThemeName};
use crate::store::{EventSet, Filter};
use crate::text::Shaper;

use super::dialogs::{buttons_ui, main_button, plain_button};
use super::document::Document;
use super::outside::PathFor;
use super::paths;
use super::state::{Request, State};
use super::text_ui::Look;

/// Which sources stand under the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sources {
    /// None.
    None,
    /// Numbers and short names.
    Numbers,
    /// Whole citations.
    Full,
}

impl Sources {
    const ALL: [Sources; 3] = [Sources::None, Sources::Numbers, Sources::Full];

    fn title(self) -> &'static str {
        match self {
            Sources::None => "No sources",
            Sources::Numbers => "Numbers and short names",
            Sources::Full => "Full citations",
        }
    }
}

/// Sizes to choose from: name, width, height, pixels per pixel of layout.
const PRESETS: [(&str, u32, u32, f32); 4] = [
    ("Slide, 1600 × 1000", 1600, 1000, 1.0),
    ("Full HD, 1920 × 1080", 1920, 1080, 1.0),
    // 297 × 210 mm at 96 dpi; 300 dpi are 3.125 times that.
    ("A4 landscape, 300 dpi", 1123, 794, 3.125),
    ("Slide, double resolution", 1600, 1000, 2.0),
];

/// What the form holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ExportForm {
    width: u32,
    height: u32,
    scale: f32,
    theme: ThemeName,
    title: String,
    caption: String,
    sources: Sources,
    path: String,
    /// The path as the system's dialog gave it, which has asked already
    /// whether a file may be replaced.
    chosen: Option<String>,
    /// The path of a file that is there, once the form has asked about it.
    asked: Option<String>,
    /// Why the path has to be typed; the field takes the keyboard when it is
    /// said first.
    why_typed: Option<(String, bool)>,
    progress: Progress,
}

/// How far the figure of a form has come.
#[derive(Clone, Debug, PartialEq)]
enum Progress {
    Open,
    Waiting,
    /// It was not written, and why.
    Failed(String),
}

impl ExportForm {
    pub(super) fn new(state: &State) -> ExportForm {
        let name = file_name(state);
        let path = paths::proposed(state, &name);
        ExportForm {
            width: 1600,
            height: 1000,
            scale: 2.0,
            theme: ThemeName::Light,
            title: state.document.dataset.title.clone(),
            caption: String::new(),
            // A list takes more room than most lanes leave.
            sources: Sources::None,
            path: path.display().to_string(),
            chosen: None,
            asked: None,
            why_typed: None,
            progress: Progress::Open,
        }
    }

    /// Takes over the path of the dialog.
    pub(super) fn set_path(&mut self, path: &Path) {
        self.path = path.display().to_string();
        self.chosen = Some(self.path.clone());
    }

    /// Adds the ending of pictures to a name that has none, or another.
    fn complete_name(&mut self) {
        let path = self.path.trim();
        let ending = Path::new(path).extension();
        if !ending.is_some_and(|ending| ending.eq_ignore_ascii_case("png")) {
            self.path = format!("{path}.png");
        }
    }

    /// Says why a path has to be typed into the field.
    pub(super) fn ask_for_path(&mut self, why: String) {
        self.why_typed = Some((why, true));
    }

    /// True while its figure is drawn and written.
    pub(super) fn is_waiting(&self) -> bool {
        self.progress == Progress::Waiting
    }

    /// Stays open, to be tried again.
    pub(super) fn fail(&mut self, why: String) {
        self.progress = Progress::Failed(why);
    }

    /// True when a file would be replaced that nobody was asked about.
    fn has_to_ask(&self) -> bool {
        let is_known = |path: &Option<String>| path.as_deref() == Some(self.path.as_str());
        !is_known(&self.chosen) && !is_known(&self.asked) && Path::new(self.path.trim()).is_file()
    }

    fn is_asking(&self) -> bool {
        self.asked.as_deref() == Some(self.path.as_str())
    }

    fn pixels(&self) -> (f32, f32) {
        (
            self.width as f32 * self.scale,
            self.height as f32 * self.scale,
        )
    }

    /// A layout pixel is 1/96 inch, as in CSS.
    fn dpi(&self) -> Option<f32> {
        Some(96.0 * self.scale)
    }

    fn problem(&self) -> Option<String> {
        let (width, height) = self.pixels();
        let side = f64::from(width.max(height));
        let pixels = f64::from(width) * f64::from(height);
        if side > f64::from(MAX_SIDE) || pixels > MAX_MEGAPIXELS as f64 * 1e6 {
            return Some(format!(
                "This would be {width:.0} × {height:.0} pixels. At most {MAX_SIDE} a side and {MAX_MEGAPIXELS} million in all can be drawn; lower the scale."
            ));
        }
        if self.path.trim().is_empty() {
            return Some("Say where the figure goes.".to_owned());
        }
        None
    }
}

/// A name for the figure of a dataset.
pub(super) fn file_name(state: &State) -> String {
    let stem: String = state
        .document
        .dataset
        .title
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    let parts: Vec<&str> = stem.split('-').filter(|part| !part.is_empty()).collect();
    let stem = if parts.is_empty() {
        "timeline".to_owned()
    } else {
        parts.join("-").to_lowercase()
    };
    format!("{stem}.png")
}

/// The form; false when it is done.
pub(super) fn export_ui(ui: &mut Ui, state: &mut State, form: &mut ExportForm) -> bool {
    let range = crate::dates::span_words(state.motion.goal().span());
    let shown = super::words::count(u64::from(state.shown.len()), "event", "events");
    ui.label(Look::weak(ui).rich(format!("The view as it stands: {range}, {shown}.")));
    ui.add_space(8.0);
    let mut is_entered = false;
    egui::Grid::new("export")
        .num_columns(2)
        .spacing([14.0, 9.0])
        .show(ui, |ui| {
            size_rows_ui(ui, form);
            ui.label("Theme");
            ui.horizontal(|ui| {
                ui.radio_value(&mut form.theme, ThemeName::Light, "Light");
                ui.radio_value(&mut form.theme, ThemeName::Dark, "Dark");
                ui.radio_value(&mut form.theme, ThemeName::Print, "Print")
                    .on_hover_text("Black and greys on white paper");
            });
            ui.end_row();
            is_entered |= text_row_ui(ui, "Title", &mut form.title, "None");
            is_entered |= text_row_ui(ui, "Caption", &mut form.caption, "None");
            let label = ui.label("Sources");
            ComboBox::from_id_salt("figure-sources")
                .width(260.0)
                .selected_text(form.sources.title())
                .show_ui(ui, |ui| {
                    for choice in Sources::ALL {
                        ui.selectable_value(&mut form.sources, choice, choice.title());
                    }
                })
                .response
                .labelled_by(label.id);
            ui.end_row();
            let label = ui.label("File");
            ui.horizontal(|ui| {
                let field = ui
                    .add(TextEdit::singleline(&mut form.path).desired_width(300.0))
                    .labelled_by(label.id);
                is_entered |= keeps_enter(ui, &field);
                if let Some((_, takes_focus)) = &mut form.why_typed
                    && std::mem::take(takes_focus)
                {
                    field.request_focus();
                }
                if ui.button("Choose…").clicked() {
                    state.requests.push(Request::Choose(PathFor::Figure));
                }
            });
            ui.end_row();
        });
    ui.add_space(6.0);
    note_ui(ui, form);
    ui.add_space(8.0);
    let mut is_open = true;
    buttons_ui(ui, |ui| {
        let verb = if form.is_asking() {
            "Replace"
        } else {
            "Export"
        };
        let can_export = form.problem().is_none() && !state.is_drawing;
        let is_confirmed = main_button(ui, verb, can_export).clicked();
        if is_confirmed || is_entered && can_export {
            confirm(state, form);
        }
        if plain_button(ui, "Cancel").clicked() {
            is_open = false;
        }
    });
    is_open
}

/// Has the figure drawn, after a question where a file would be lost. The form
/// stays open until the figure is on the disk.
fn confirm(state: &mut State, form: &mut ExportForm) {
    form.progress = Progress::Open;
    form.complete_name();
    if form.has_to_ask() {
        form.asked = Some(form.path.clone());
        return;
    }
    form.progress = Progress::Waiting;
    state.export = Some(form.clone());
    let path = PathBuf::from(form.path.trim());
    state.requests.push(Request::WriteFigure(path));
}

/// What stands in the way, or else what will come out.
fn note_ui(ui: &mut Ui, form: &ExportForm) {
    let tokens = super::theme::current(ui.ctx());
    let weak = Look::weak(ui);
    let warning = weak.color(super::theme::color(tokens.warning));
    if let Some((why, _)) = &form.why_typed {
        ui.add(egui::Label::new(weak.rich(why.as_str())).wrap());
    }
    let (width, height) = form.pixels();
    let note = match (form.problem(), &form.progress) {
        (Some(text), _) => warning.rich(text),
        (None, Progress::Failed(why)) => warning.rich(why.as_str()),
        (None, Progress::Waiting) => weak.rich("Drawing the figure…"),
        (None, Progress::Open) if form.is_asking() => {
            warning.rich("There is a file of that name. Replace it?")
        }
        (None, Progress::Open) => weak.rich(format!("PNG, {width:.0} × {height:.0} pixels")),
    };
    ui.add(egui::Label::new(note).wrap());
}

fn size_rows_ui(ui: &mut Ui, form: &mut ExportForm) {
    let label = ui.label("Size");
    let current = PRESETS.iter().find(|(_, width, height, scale)| {
        (*width, *height) == (form.width, form.height) && *scale == form.scale
    });
    ComboBox::from_id_salt("figure-size")
        .width(260.0)
        .selected_text(current.map_or("As given below", |preset| preset.0))
        .show_ui(ui, |ui| {
            for preset in PRESETS {
                let is_current = current == Some(&preset);
                if ui.selectable_label(is_current, preset.0).clicked() {
                    (form.width, form.height, form.scale) = (preset.1, preset.2, preset.3);
                }
            }
        })
        .response
        .labelled_by(label.id);
    ui.end_row();
    ui.label("");
    ui.horizontal(|ui| {
        ui.add(DragValue::new(&mut form.width).range(400..=8000))
            .accessible_name("Width in pixels at scale 1");
        ui.label("×");
        ui.add(DragValue::new(&mut form.height).range(300..=8000))
            .accessible_name("Height in pixels at scale 1");
        ui.label("pixels, scale");
        ui.add(DragValue::new(&mut form.scale).range(0.5..=8.0).speed(0.05))
            .accessible_name("Scale");
    });
    ui.end_row();
}

/// A row with a field; true when Enter was pressed in it.
fn text_row_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &'static str) -> bool {
    let label = ui.label(name);
    let field = ui
        .add(
            TextEdit::singleline(text)
                .hint_text(hint)
                .desired_width(380.0),
        )
        .labelled_by(label.id);
    ui.end_row();
    keeps_enter(ui, &field)
}

/// True when Enter was pressed in a field, which keeps the keyboard: the form
/// may stay open.
fn keeps_enter(ui: &Ui, field: &egui::Response) -> bool {
    let is_entered = field.lost_focus() && paths::is_entered(ui);
    if is_entered {
        field.request_focus();
    }
    is_entered
}

/// All that a figure is drawn from, to be sent to a thread.
pub(super) struct Job {
    document: Arc<Document>,
    shown: EventSet,
    filter: Filter,
    view: View,
    calendar: Option<Calendar>,
    selected: Option<EventIx>,
    style: Style,
    form: ExportForm,
}

/// A finished picture.
pub(super) enum Drawn {
    /// Written to a file.
    File {
        /// Where.
        path: PathBuf,
        /// What the figure could not show.
        warnings: Vec<String>,
    },
    /// To be put on the clipboard.
    Picture(ColorImage),
}

impl Job {
    pub(super) fn new(state: &State, form: ExportForm) -> Job {
        Job {
            document: Arc::clone(&state.document),
            shown: state.shown.clone(),
            filter: state.filter.clone(),
            view: state.motion.goal(),
            calendar: super::calendar(state.settings.calendar),
            selected: state.selected,
            style: state.citation_style(),
            form,
        }
    }

    /// The figure for the clipboard: the form as it opens.
    pub(super) fn for_clipboard(state: &State, theme: ThemeName) -> Job {
        let form = ExportForm {
            theme,
            ..ExportForm::new(state)
        };
        Job::new(state, form)
    }

    /// Draws on a thread; `wake` is called when it is done.
    pub(super) fn start(
        self,
        path: Option<PathBuf>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Receiver<Result<Drawn, String>>, String> {
        let (send, receive) = channel();
        std::thread::Builder::new()
            .name("draw-figure".to_owned())
            .spawn(move || {
                let draw = std::panic::AssertUnwindSafe(|| self.draw(path));
                let result = std::panic::catch_unwind(draw).unwrap_or_else(|_| {
                    Err("The figure could not be drawn because of a fault in Tarikh.".to_owned())
                });
                // The window may be gone.
                let _ = send.send(result);
                wake();
            })
            .map_err(|error| format!("No thread to draw the figure on: {error}."))?;
        Ok(receive)
    }

    fn draw(self, path: Option<PathBuf>) -> Result<Drawn, String> {
        let mut shaper = Shaper::new();
        let document = &self.document;
        let theme = Theme::named(self.form.theme);
        let request = FigureRequest {
            dataset: &document.dataset,
            index: &document.index,
            store: &document.store,
            shown: &self.shown,
            hidden_lanes: &self.filter.hidden_lanes,
            view: self.view,
            width: self.form.width as f32,
            height: self.form.height as f32,
            theme: &theme,
            calendar: self.calendar,
            selected: self.selected,
            title: Some(self.form.title.clone()),
            caption: Some(self.form.caption.clone()).filter(|text| !text.trim().is_empty()),
            sources: self.sources(),
            made_from: MadeFrom {
                file: document.origin.name().to_owned(),
                sha256: document.sha256.clone(),
                filters: self
                    .filter
                    .phrases(&document.dataset, &document.index, &document.store),
            },
        };
        let figure = layout::figure(&request, &mut shaper);
        if figure.in_view == 0 {
            let why = figure.warnings.first().map_or(
                "no event that the filters let through lies in the time in view. Zoom out or clear filters first.",
                String::as_str,
            );
            return Err(format!(
                "The figure would show no event: {why} Nothing was written."
            ));
        }
        match path {
            Some(path) => {
                let options = PngOptions {
                    scale: self.form.scale,
                    dpi: self.form.dpi(),
                };
                let bytes = crate::render::png::png(&figure.scene, options, &mut shaper)
                    .map_err(|error| format!("The figure cannot be drawn: {error}"))?;
                crate::files::replace(&path, &bytes).map_err(|error| {
                    format!(
                        "The figure was not written: {} What was there before is unchanged.",
                        crate::files::not_written(&error)
                    )
                })?;
                Ok(Drawn::File {
                    path,
                    warnings: figure.warnings,
                })
            }
            None => {
                let pixels = crate::render::png::rgba(&figure.scene, self.form.scale, &mut shaper)
                    .map_err(|error| format!("The figure cannot be drawn: {error}"))?;
                Ok(Drawn::Picture(ColorImage::from_rgba_unmultiplied(
                    [pixels.width as usize, pixels.height as usize],
                    &pixels.rgba,
                )))
            }
        }
    }

    fn sources(&self) -> SourceList {
        match self.form.sources {
            Sources::None => SourceList::None,
            Sources::Numbers => SourceList::Short,
            Sources::Full => SourceList::Full(self.style),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Origin, Settings};

    #[test]
    fn the_form_refuses_what_the_renderer_would_refuse() -> Result<(), String> {
        let json = br#"{"tarikh": 1, "title": "T", "events": []}"#;
        let document = Document::from_bytes(json, "t.tarikh", Origin::Sample)?;
        let state = State::new(Arc::new(document), Settings::default());
        let form = |width, height, scale| ExportForm {
            width,
            height,
            scale,
            ..ExportForm::new(&state)
        };
        // A long strip is no trouble; a square of the same sides is too much.
        assert_eq!(form(8000, 300, 8.0).problem(), None);
        assert_eq!(form(1123, 794, 3.125).problem(), None);
        let problem = form(4000, 4000, 4.0).problem().unwrap_or_default();
        assert!(problem.contains("16000 × 16000"), "{problem}");
        Ok(())
    }
}
