//! Starting the window, and saying in one line why there is none.

use std::path::PathBuf;
use std::process::ExitCode;

use eframe::egui;

use crate::formats;

use super::outside::Desktop;
use super::settings::{Settings, settings_path};
use super::{Document, TarikhApp};

/// Packages that winit and glow load when the window opens.
const LIBRARIES: &str =
    "libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1 (Debian and Ubuntu names)";

/// Opens the window with the given files, the first of them shown, or with the
/// built-in sample.
///
/// Where no window can be opened, says why on standard error and gives a code
/// that is not zero.
pub fn run(files: Vec<PathBuf>) -> anyhow::Result<ExitCode> {
    if cfg!(target_os = "linux") && !has_display() {
        complain(
            "There is no display to open a window on: neither WAYLAND_DISPLAY nor DISPLAY is set. \
             `tarikh figure FILE -o OUT.png` draws without one.",
        );
        return Ok(ExitCode::FAILURE);
    }
    let document =
        Document::sample().map_err(|error| anyhow::anyhow!("the built-in sample: {error}"))?;
    quiet_panics();
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Tarikh")
            .with_app_id("tarikh")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([640.0, 420.0])
            .with_drag_and_drop(true)
            .with_icon(icon()),
        ..eframe::NativeOptions::default()
    };
    let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        eframe::run_native(
            "Tarikh",
            options,
            Box::new(move |_| {
                let path = settings_path();
                let settings = path.as_deref().map(Settings::load).unwrap_or_default();
                let mut app = TarikhApp::new(document, settings, path, Box::new(Desktop));
                app.open(&files);
                Ok(Box::new(app))
            }),
        )
    }));
    let reason = match opened {
        Ok(Ok(())) => return Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => reason(&error),
        // winit panics instead of failing when a library is missing.
        Err(panic) => panic_reason(panic.as_ref()),
    };
    complain(&format!(
        "{reason} `tarikh figure FILE -o OUT.png` draws without a window."
    ));
    Ok(ExitCode::FAILURE)
}

/// Panics are caught and told in our own words; the raw text, with its paths
/// of source files, is for those who ask for it.
fn quiet_panics() {
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|value| value == "0") {
        std::panic::set_hook(Box::new(|panic| {
            if !formats::expects_panic() {
                log::error!("{panic}");
            }
        }));
    }
}

fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Why eframe opened no window. Its own texts hold paths of source files and
/// are only searched, never shown.
fn reason(error: &eframe::Error) -> String {
    let detail = format!("{error:?}");
    match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            if detail.contains("LibraryOpenError") {
                format!("A library that windows need is missing. Install {LIBRARIES}.")
            } else if detail.contains("NoCompositor") {
                "The Wayland display named by WAYLAND_DISPLAY does not answer. Is it running? Unset the variable to try X11.".to_owned()
            } else if detail.contains("XOpenDisplayFailed") || detail.contains("XNotSupported") {
                "The X display named by DISPLAY does not answer. Is it running, and may you use it?"
                    .to_owned()
            } else {
                format!(
                    "The window system refused to open a window. If libraries are missing, install {LIBRARIES}."
                )
            }
        }
        eframe::Error::Glutin(_)
        | eframe::Error::NoGlutinConfigs(..)
        | eframe::Error::OpenGL(_) => {
            format!("No OpenGL was found to draw with. Install {LIBRARIES}.")
        }
        _ => "The window could not be set up.".to_owned(),
    }
}

fn panic_reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    if text.contains("could not be loaded") {
        format!("A library that windows need is missing. Install {LIBRARIES}.")
    } else {
        "The window stopped because of a fault in Tarikh; your files are untouched. Please report it."
            .to_owned()
    }
}

fn complain(text: &str) {
    use std::io::Write;
    // Nothing can be done when not even this can be written.
    let _ = writeln!(std::io::stderr(), "tarikh: {text}");
}

/// Three lanes with their marks.
fn icon() -> egui::IconData {
    const SIDE: usize = 64;
    let mut rgba = vec![0; SIDE * SIDE * 4];
    let tokens = crate::scene::style::Theme::named(crate::scene::style::ThemeName::Light);
    // Left, top, right, bottom in a square of 64.
    let boxes = [
        (4, 4, 60, 60, tokens.card),
        (12, 15, 38, 23, tokens.lanes[0]),
        (24, 28, 52, 36, tokens.lanes[1]),
        (16, 41, 30, 49, tokens.lanes[3]),
        (44, 15, 52, 23, tokens.lanes[4]),
        (40, 41, 48, 49, tokens.lanes[4]),
    ];
    for (left, top, right, bottom, color) in boxes {
        for y in top..bottom {
            for x in left..right {
                let at = (y * SIDE + x) * 4;
                rgba[at..at + 4].copy_from_slice(&[color.r, color.g, color.b, 255]);
            }
        }
    }
    egui::IconData {
        rgba,
        width: SIDE as u32,
        height: SIDE as u32,
    }
}
