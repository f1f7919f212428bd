//! Paths typed by hand, for systems that show no file dialog; where files go
//! unless the reader says otherwise.

use std::path::{Path, PathBuf};

use eframe::egui::{self, Key, TextEdit, Ui};

use super::dialogs::{buttons_ui, main_button, plain_button};
use super::document::Origin;
use super::state::{Request, State};
use super::text_ui::Look;
use super::theme;

/// A path on its way in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PathForm {
    is_to_write: bool,
    text: String,
    /// Why it has to be typed, if that was not asked for; or typed again.
    why: Option<String>,
    /// The field has had the keyboard.
    is_focused: bool,
    /// The path of a file that is there, once the form has asked about it.
    asked: Option<String>,
}

impl PathForm {
    /// For a file to open.
    pub(super) fn to_open(why: Option<String>) -> PathForm {
        PathForm {
            is_to_write: false,
            text: String::new(),
            why,
            is_focused: false,
            asked: None,
        }
    }

    /// For a copy to write, with a path that is not taken.
    pub(super) fn to_write(state: &State, name: &str, why: Option<String>) -> PathForm {
        let mut path = proposed(state, name);
        if path.exists() {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            path.set_file_name(format!("{stem} copy.tarikh"));
        }
        PathForm {
            is_to_write: true,
            text: path.display().to_string(),
            ..PathForm::to_open(why)
        }
    }

    pub(super) fn title(&self) -> &'static str {
        if self.is_to_write {
            "Save a copy at a path"
        } else {
            "Open a file by its path"
        }
    }

    /// What the button does.
    fn verb(&self) -> &'static str {
        match (self.is_to_write, self.is_asking()) {
            (false, _) => "Open",
            (true, false) => "Save",
            (true, true) => "Replace",
        }
    }

    fn is_asking(&self) -> bool {
        self.asked.as_deref() == Some(self.text.as_str())
    }

    /// Hands the path on; false when nothing more is to be asked.
    fn confirm(&mut self, state: &mut State) -> bool {
        let path = typed(&self.text);
        if !self.is_to_write && !path.exists() {
            // A slip of one letter must not cost the whole path.
            let shown = path.display();
            self.why = Some(format!("There is no file {shown}. Check the spelling."));
            return true;
        } else if !self.is_to_write {
            state.load(Origin::Path(path), false);
        } else if path.is_file() && !self.is_asking() {
            self.asked = Some(self.text.clone());
            return true;
        } else {
            state.requests.push(Request::WriteCopy(path));
        }
        false
    }
}

/// Paths are often copied with quotes around them.
fn typed(text: &str) -> PathBuf {
    PathBuf::from(text.trim().trim_matches(['"', '\'']))
}

/// Where a file of that name goes: beside the dataset, or among the reader's
/// own files when the dataset is the built-in one.
pub(super) fn proposed(state: &State, name: &str) -> PathBuf {
    let folder = match &state.document.origin {
        Origin::Path(path) => path.parent().map(Path::to_owned),
        Origin::Sample => own_folder(),
    };
    let path = folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
    std::path::absolute(&path).unwrap_or(path)
}

/// Where a reader keeps pictures, or else what they have made.
fn own_folder() -> Option<PathBuf> {
    let folders = directories::UserDirs::new()?;
    let own = [
        folders.picture_dir(),
        folders.document_dir(),
        Some(folders.home_dir()),
    ];
    own.into_iter()
        .flatten()
        .find(|folder| folder.is_dir())
        .map(Path::to_owned)
}

/// Why a path has to be typed after a question that came to nothing.
pub(super) fn why_typed(error: Option<&str>) -> String {
    match error {
        Some(error) => {
            format!("No file dialog could be shown ({error}). Type the path instead.")
        }
        None => {
            "This system showed no file dialog: it seems to lack a portal, zenity or kdialog. Type the path instead."
                .to_owned()
        }
    }
}

/// Enter went down, and is not just held: what it confirms may be followed by
/// a question that has to be read.
pub(super) fn is_entered(ui: &Ui) -> bool {
    ui.input(|input| {
        input.events.iter().any(|event| {
            matches!(
                event,
                egui::Event::Key {
                    key: Key::Enter,
                    pressed: true,
                    repeat: false,
                    ..
                }
            )
        })
    })
}

pub(super) fn path_ui(ui: &mut Ui, state: &mut State, form: &mut PathForm) -> bool {
    let note = form.why.as_deref().unwrap_or(if form.is_to_write {
        "For systems without a file dialog."
    } else {
        "For systems without a file dialog. You can also drop a file on the window, or name it on the command line."
    });
    ui.add(egui::Label::new(Look::weak(ui).rich(note)).wrap());
    ui.add_space(4.0);
    let field = ui
        .add(
            TextEdit::singleline(&mut form.text)
                .hint_text("/home/me/events.tarikh")
                .desired_width(f32::INFINITY)
                .margin(egui::Margin::symmetric(8, 6)),
        )
        .accessible_name("Path of the file");
    if !std::mem::replace(&mut form.is_focused, true) {
        field.request_focus();
    }
    let mut is_confirmed = field.lost_focus() && is_entered(ui);
    if is_confirmed {
        field.request_focus();
    }
    if form.is_asking() {
        let tokens = theme::current(ui.ctx());
        let look = Look::weak(ui).color(theme::color(tokens.warning));
        ui.label(look.rich("There is a file of that name. Replace it?"));
    }
    ui.add_space(10.0);
    let mut is_open = true;
    let has_path = !form.text.trim().is_empty();
    buttons_ui(ui, |ui| {
        is_confirmed |= main_button(ui, form.verb(), has_path).clicked();
        if plain_button(ui, "Cancel").clicked() {
            is_open = false;
        }
    });
    if is_confirmed && has_path {
        return form.confirm(state);
    }
    is_open
}
