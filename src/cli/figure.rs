//! `tarikh figure`: a dataset and options to one picture in a file.
//!
//! The picture is drawn in memory and the file replaced only when it is
//! complete. The same call on the same file gives the same bytes: no time, no
//! folder and no user enters it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, anyhow};

use super::WrongCall;
use super::args::{FigureArgs, SourcesArg};
use super::check::problem_counts;
use super::input::{self, Input};
use super::output::{message, result, shown};
use super::selection::Selection;
use crate::cite;
use crate::files;
use crate::layout::{self, FigureRequest, SourceList};
use crate::model::{Index, SourceIx};
use crate::render::png::{PngOptions, png};
use crate::scene::style::Theme;
use crate::store::Store;
use crate::text::Shaper;

/// Digits of the checksum under a figure: enough to tell files apart.
const CHECKSUM_DIGITS: usize = 12;

pub(super) fn run(args: &FigureArgs) -> anyhow::Result<ExitCode> {
    // All that can be wrong with the call alone comes before any work.
    check_output(&args.output)?;
    let canvas = args.size.canvas(args.scale, args.dpi)?;
    let input = input::read(&args.file, args.format)?;
    tell_problems(&input, &args.file);
    let index = Index::new(&input.dataset);
    let store = Store::build(&input.dataset, &index);
    let selection = Selection::of(args, &input, &index, &store)?;
    let in_view = selection.in_view(&input);
    tell_if_selected_is_out(&selection, &input);

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
            calendar: args.calendar,
            selected: selection.selected,
            title: Some(
                args.title
                    .clone()
                    .unwrap_or_else(|| input.dataset.title.clone()),
            ),
            caption: args.caption.clone(),
            sources: sources(args, &input),
            provenance: provenance(&input, &selection, &store, in_view),
        },
        &mut shaper,
    );
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
        "{}: {} × {} pixels, {in_view} of {} events in view",
        match is_standard_output(&args.output) {
            true => "standard output".to_owned(),
            false => shown(&args.output.to_string_lossy()),
        },
        (canvas.width * canvas.scale).round(),
        (canvas.height * canvas.scale).round(),
        input.dataset.events.len(),
    ));
    Ok(ExitCode::SUCCESS)
}

fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-"
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
        Some(ending @ ("svg" | "pdf")) => Err(WrongCall::new(format!(
            "{given}: {} figures cannot be drawn yet, PNG only. Give a name ending in .png.",
            ending.to_ascii_uppercase(),
        ))),
        Some(ending) => Err(WrongCall::new(format!(
            "{given}: figures are PNG pictures, not .{}. Give a name ending in .png.",
            shown(ending),
        ))),
        None => Err(WrongCall::new(format!(
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
            "{}: the figure cannot be written: {error}. What was there before is unchanged.",
            shown(&path.to_string_lossy()),
        )
    })
}

/// One line for what the reader should know before trusting the picture; the
/// list itself is what `check` is for.
fn tell_problems(input: &Input, path: &Path) {
    if !input.report.is_empty() {
        let given = shown(&path.to_string_lossy());
        message(&format!(
            "{given}: {}. `tarikh check {given}` lists them.",
            problem_counts(input)
        ));
    }
}

fn tell_if_selected_is_out(selection: &Selection, input: &Input) {
    let Some(selected) = selection.selected else {
        return;
    };
    let event = &input.dataset.events[selected.0 as usize];
    let view = selection.view.span();
    let extent = event.when.date().and_then(|date| date.extent());
    let is_in_view = extent.is_some_and(|span| span.overlaps(view) || view.contains(span.start));
    if !selection.events.contains(selected) || !is_in_view {
        message(&format!(
            "The event “{}” is selected but not in the picture: its lane, its words or its date leave it out.",
            shown(&event.id)
        ));
    }
}

/// The texts of all sources. Which are listed, and under which number, the
/// layout decides.
fn sources(args: &FigureArgs, input: &Input) -> SourceList {
    let text = match args.sources {
        SourcesArg::None => return SourceList::None,
        SourcesArg::Numbers => |source, _| cite::short(source),
        SourcesArg::Full => cite::citation,
    };
    let texts: BTreeMap<SourceIx, String> = input
        .dataset
        .sources
        .iter()
        .enumerate()
        .map(|(at, source)| (SourceIx(at as u32), text(source, args.style)))
        .collect();
    SourceList::Numbered(texts)
}

/// The line under the figure: what it was made from and what it leaves out.
fn provenance(input: &Input, selection: &Selection, store: &Store, in_view: usize) -> String {
    let mut parts = vec![
        input.dataset.title.clone(),
        input.name.clone(),
        format!("SHA-256 {}", &input.sha256[..CHECKSUM_DIGITS]),
    ];
    parts.extend(selection.phrases.iter().cloned());
    let mut events = format!("{in_view} of {} events", input.dataset.events.len());
    let undated = store.undated().len();
    if undated > 0 {
        events.push_str(&format!(", {undated} without a date"));
    }
    parts.push(events);
    parts.join(" · ")
}
