//! `tarikh figure`: a dataset and options to one picture in a file.
//!
//! The picture is drawn in memory and the file replaced only when it is
//! complete. The same call on the same file gives the same bytes: no time, no
//! folder and no user enters it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, anyhow};

use super::args::{FigureArgs, SourcesArg};
use super::input::{self, Input};
use super::output::{is_standard_output, message, result, shown};
use super::selection::Selection;
use super::wrong_call;
use crate::dates::Calendar;
use crate::files;
use crate::layout::{self, FigureRequest, MadeFrom, SourceList};
use crate::model::Index;
use crate::render::png::{PngOptions, png};
use crate::scene::style::Theme;
use crate::store::Store;
use crate::text::{Shaper, counted, grouped};

pub(super) fn run(args: &FigureArgs) -> anyhow::Result<ExitCode> {
    // All that can be wrong with the call alone comes before any work.
    check_output(&args.output)?;
    let canvas = args.size.canvas(args.scale, args.dpi)?;
    let input = input::read(&args.file, &args.reading.choices())?;
    input.tell_problems(&args.file, args.strict.then_some("drawn from it"))?;
    let index = Index::new(&input.dataset);
    let store = Store::build(&input.dataset, &index);
    let selection = Selection::of(args, &input, &index, &store)?;
    if selection.is_selected_missing(&store) {
        tell_selected_is_missing(&selection, &input);
    }

    let mut shaper = Shaper::new();
    let theme = Theme::named(args.theme.into());
    let figure = layout::figure(
        &FigureRequest {
            dataset: &input.dataset,
            index: &index,
            store: &store,
            shown: &selection.events,
            hidden_lanes: &selection.hidden_lanes,
            view: selection.view,
            width: canvas.width,
            height: canvas.height,
            theme: &theme,
            // The axis is Gregorian as it is.
            calendar: args
                .calendar
                .filter(|&calendar| calendar != Calendar::Gregorian),
            selected: selection.selected,
            title: Some(
                args.title
                    .clone()
                    .unwrap_or_else(|| input.dataset.title.clone()),
            ),
            caption: args.caption.clone(),
            sources: match args.sources {
                SourcesArg::None => SourceList::None,
                SourcesArg::Numbers => SourceList::Short,
                SourcesArg::Full => SourceList::Full(args.style),
            },
            made_from: MadeFrom {
                file: input.name.clone(),
                sha256: input.sha256.clone(),
                filters: selection.filter.phrases(&input.dataset, &index, &store),
            },
        },
        &mut shaper,
    );
    if figure.in_view == 0 {
        let why = match figure.without_room[..] {
            [] => "no event that was asked for lies in that stretch of time. Ask for another.",
            _ => "there is no room for a single lane. Ask for a larger size.",
        };
        return Err(anyhow!(
            "{}: the picture would show no event: {why} Nothing was written.",
            shown(&input.name)
        ));
    }
    for warning in &figure.warnings {
        message(&shown(warning));
    }
    let options = PngOptions {
        scale: canvas.scale,
        dpi: canvas.dpi,
    };
    let bytes = png(&figure.scene, options, &mut shaper)
        .with_context(|| format!("{}: the figure cannot be drawn", shown(&input.name)))?;
    write(&args.output, &bytes)?;
    message(&format!(
        "{}: {} × {} pixels, {} of {} in view",
        match is_standard_output(&args.output) {
            true => "standard output".to_owned(),
            false => shown(&args.output.to_string_lossy()),
        },
        (canvas.width * canvas.scale).round(),
        (canvas.height * canvas.scale).round(),
        grouped(figure.in_view as u64),
        counted(input.dataset.events.len() as u64, "event", "events"),
    ));
    Ok(ExitCode::SUCCESS)
}

/// Refuses names that promise what is not drawn.
fn check_output(path: &Path) -> anyhow::Result<()> {
    if is_standard_output(path) {
        return Ok(());
    }
    let given = shown(&path.to_string_lossy());
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("png") => Ok(()),
        Some(ending @ ("svg" | "pdf")) => Err(wrong_call(format!(
            "{given}: {} figures cannot be drawn yet, PNG only. Give a name ending in .png.",
            ending.to_ascii_uppercase(),
        ))),
        Some(ending) => Err(wrong_call(format!(
            "{given}: figures are PNG pictures, not .{}. Give a name ending in .png.",
            shown(ending),
        ))),
        None => Err(wrong_call(format!(
            "{given}: the name of a figure says its format. Give a name ending in .png.",
        ))),
    }
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if is_standard_output(path) {
        return result(bytes);
    }
    files::replace(path, bytes).map_err(|error| {
        anyhow!(
            "{}: the figure was not written: {} What was there before is unchanged.",
            shown(&path.to_string_lossy()),
            files::not_written(&error),
        )
    })
}

fn tell_selected_is_missing(selection: &Selection, input: &Input) {
    if let Some(selected) = selection.selected {
        message(&format!(
            "The event “{}” is selected but not in the picture: its lane, its words or its date leave it out.",
            shown(&input.dataset.events.get(selected).id)
        ));
    }
}
