//! `tarikh convert`: a dataset to a file in another format.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::anyhow;

use super::args::ConvertArgs;
use super::input;
use super::output::{is_standard_output, message, shown};
use super::progress::ProgressLine;
use super::wrong_call;
use crate::files::{self, NotWritten};
use crate::formats::{self, Choices, FORMATS, Format, Output, Watch, Write};
use crate::model::{Dataset, merge_sources};
use crate::text::counted;

pub(super) fn run(args: &ConvertArgs) -> anyhow::Result<ExitCode> {
    // All that can be wrong with the call alone comes before any work.
    let (format, write) = target(&args.output, args.to)?;
    if is_same_file(&args.file, &args.output) {
        return Err(wrong_call(
            "The file to write is the one that is read. Give it another name.",
        ));
    }
    let mut input = input::read(&args.file, &args.reading.choices())?;
    input.tell_problems(&args.file, args.strict.then_some("written"))?;
    for path in &args.sources {
        add_sources(args, path, &mut input.dataset)?;
    }
    let losses = tell_losses(args, &input.dataset, format)?;
    let line = ProgressLine::new("Writing");
    let progress = |progress| line.show(progress);
    let watch = Watch {
        progress: &progress,
        ..Watch::nobody()
    };
    let is_standard_output = is_standard_output(&args.output);
    let written = match is_standard_output {
        true => {
            let writer = &mut io::stdout();
            let output = Output { writer, watch };
            write(&input.dataset, output).map_err(NotWritten::from)
        }
        false => files::write(&args.output, &input.dataset, write, watch),
    };
    line.erase();
    let given = match is_standard_output {
        true => "standard output".to_owned(),
        false => shown(&args.output.to_string_lossy()),
    };
    match written {
        // A reader that has gone away (`head`) has what it wanted.
        Err(NotWritten::File(error))
            if is_standard_output && error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) if is_standard_output => return Err(anyhow!("{given}: {error}")),
        Err(error) => {
            return Err(anyhow!(
                "{given}: the dataset was not written: {error} What was there before is unchanged.",
            ));
        }
        Ok(()) => {}
    }
    let dataset = &input.dataset;
    let is_in_part = losses.list.iter().any(|loss| {
        use formats::{Fate, Part};
        let is_of_events = matches!(loss.part, Part::UndatedEvents | Part::EarlyDates);
        is_of_events && loss.fate == Fate::LeftOut
    });
    let counts = match format.holds.fate(formats::Part::Events) {
        None if is_in_part => "without the events left out".to_owned(),
        None => counted(dataset.events.len() as u64, "event", "events"),
        Some(_) => {
            let own = dataset
                .sources
                .iter()
                .filter(|source| !formats::is_origin(source));
            counted(own.count() as u64, "source", "sources")
        }
    };
    message(&format!("{given}: {}, {counts}", format.title));
    Ok(ExitCode::SUCCESS)
}

/// Puts the sources of a file among those of the dataset, and tells what became
/// of them; with `--strict` it is an error where the two say different things.
fn add_sources(args: &ConvertArgs, path: &Path, dataset: &mut Dataset) -> anyhow::Result<()> {
    /// How many members that differ are named one by one.
    const SHOWN: usize = 10;
    let more = input::read(path, &Choices::default())?;
    more.tell_problems(path, args.strict.then_some("written"))?;
    let mut sources = more.dataset.sources;
    // A file of events is no source for those of another.
    sources.retain(|source| !formats::is_origin(source));
    let merged = merge_sources(dataset, sources);
    let given = shown(&path.to_string_lossy());
    let mut text = format!(
        "{given}: {}; known before: {}, of which {} had gaps that are filled",
        counted(merged.added, "source is new", "sources are new"),
        merged.same + merged.filled,
        merged.filled,
    );
    if !merged.differing.is_empty() {
        let values = counted(
            merged.differing.len() as u64,
            "value differs, and the one that was there stays",
            "values differ, and those that were there stay",
        );
        let mut named: Vec<String> = merged
            .differing
            .iter()
            .take(SHOWN)
            .map(|differing| format!("{}: {}", shown(&differing.source), shown(&differing.member)))
            .collect();
        let more = merged.differing.len().saturating_sub(SHOWN);
        if more > 0 {
            named.push(format!("and {more} more"));
        }
        text.push_str(&format!("; {values} ({})", named.join("; ")));
    }
    if args.strict && !merged.differing.is_empty() {
        return Err(anyhow!("{text}. With --strict nothing is written."));
    }
    message(&text);
    Ok(())
}

/// True where both names lead to one file that there is.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    place(one).is_some_and(|found| Some(found) == place(other))
}

/// Tells what the format cannot hold, a line each; with `--strict` that is an
/// error.
fn tell_losses(
    args: &ConvertArgs,
    dataset: &Dataset,
    format: &Format,
) -> anyhow::Result<formats::Losses> {
    let losses = formats::losses(dataset, format.holds);
    if losses.is_empty() {
        return Ok(losses);
    }
    let given = shown(&args.output.to_string_lossy());
    let says = format!("{given}: {} cannot hold all of the dataset:", format.title);
    let lines: Vec<String> = losses.list.iter().map(|loss| loss.to_string()).collect();
    // Where the dataset was read from is known without it being written.
    let costs = |loss: &formats::Loss| loss.part != formats::Part::Origin;
    if args.strict && losses.list.iter().any(costs) {
        // An error is one line.
        let lines = lines.join("; ");
        return Err(anyhow!("{says} {lines}. With --strict nothing is written."));
    }
    message(&format!("{says}\n  {}", lines.join("\n  ")));
    Ok(losses)
}

/// The format to write, and how.
fn target(
    output: &Path,
    wanted: Option<&'static Format>,
) -> anyhow::Result<(&'static Format, Write)> {
    let given = shown(&output.to_string_lossy());
    let by_name = || {
        let name = output.file_name().unwrap_or_default();
        formats::by_name(&name.to_string_lossy())
    };
    let format = wanted.or_else(by_name).ok_or_else(|| {
        wrong_call(format!(
            "{given}: the name does not tell a format that is known. Give one with --to: {}.",
            writable()
        ))
    })?;
    let write = format.write.ok_or_else(|| {
        wrong_call(format!(
            "{given}: {} cannot be written yet. What can be written: {}.",
            format.title,
            writable()
        ))
    })?;
    Ok((format, write))
}

/// The formats that can be written, as a phrase.
fn writable() -> String {
    let names: Vec<String> = FORMATS
        .iter()
        .filter(|format| format.write.is_some())
        .map(|format| format!("{} (.{})", format.id, format.extensions[0]))
        .collect();
    formats::or_list(&names)
}
