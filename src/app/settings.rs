//! What the reader set, and where it is kept: one small JSON file of our own.
//!
//! A file that cannot be read counts as absent; that one cannot be written is
//! said once, for settings are never worth a dialog.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeChoice {
    /// Those of the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The calendar shown beside the Gregorian one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalendarChoice {
    /// None.
    #[default]
    None,
    /// Solar Hijri.
    Persian,
    /// Islamic, tabular.
    Islamic,
    /// Julian.
    Julian,
}

/// How many recent files are kept.
const MOST_RECENT: usize = 10;

/// What the reader set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which colours.
    pub theme: ThemeChoice,
    /// Calendar beside the Gregorian one.
    pub calendar: CalendarChoice,
    /// The plain wheel scrolls the lanes instead of zooming.
    pub wheel_scrolls: bool,
    /// Jump instead of gliding.
    pub reduced_motion: bool,
    /// The lanes and filters are shown.
    pub left_open: bool,
    /// The details are shown.
    pub right_open: bool,
    /// Id of the citation style.
    pub citation_style: String,
    /// Files opened lately, the last first.
    pub recent: Vec<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            theme: ThemeChoice::System,
            calendar: CalendarChoice::None,
            wheel_scrolls: false,
            reduced_motion: false,
            left_open: true,
            right_open: true,
            citation_style: String::new(),
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Puts a file at the head of the recent ones, in full: the next window may
    /// open in another folder.
    pub fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(MOST_RECENT);
    }

    pub(super) fn load(path: &Path) -> Settings {
        let Ok(text) = std::fs::read(path) else {
            return Settings::default();
        };
        serde_json::from_slice(&text).unwrap_or_else(|error| {
            log::warn!("the settings cannot be read and are taken as unset: {error}");
            Settings::default()
        })
    }

    /// Writes them; not for the thread of the window, for it waits for the disk.
    pub(super) fn save(&self, path: &Path) -> std::io::Result<()> {
        let bytes = serde_json::to_vec_pretty(self)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        crate::files::replace(path, &bytes)
    }
}

/// Where the settings are kept, if the system names a place.
pub(super) fn settings_path() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "tarikh")?;
    Some(folders.config_dir().join("settings.json"))
}
