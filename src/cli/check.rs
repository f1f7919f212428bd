//! `tarikh check`: every problem of a file, and a line that sums them up.

use std::fmt::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::CheckArgs;
use super::input::{self, Input};
use super::output::{message, result, shown};
use super::paragraph;
use crate::formats::{Problem, Severity};
use crate::text::counted;

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let mut failed = false;
    let mut list = Vec::new();
    for path in &args.files {
        let given = shown(&path.to_string_lossy());
        match input::read(path, &args.reading.choices()) {
            Ok(input) => {
                failed |= args.strict && !input.is_intact();
                match args.json {
                    true => list.push(as_json(&given, &input)),
                    false => result(as_text(&given, &input).as_bytes())?,
                }
            }
            Err(error) => {
                failed = true;
                let text = paragraph(&error);
                if args.json {
                    list.push(json!({ "file": given, "error": text }));
                }
                message(&text);
            }
        }
    }
    if args.json {
        result(format!("{:#}\n", Value::Array(list)).as_bytes())?;
    }
    Ok(match failed {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

fn as_text(given: &str, input: &Input) -> String {
    let report = &input.report;
    let mut text = String::new();
    for problem in &report.problems {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{given}: {}", shown(&problem.to_string()));
    }
    if report.left_off() > 0 {
        let more = counted(report.left_off(), "more problem is", "more problems are");
        let _ = writeln!(text, "{given}: {more} counted but not listed");
    }
    let _ = writeln!(
        text,
        "{given}: {}, {}: {}",
        input.format.title,
        counted(input.dataset.events.len() as u64, "event", "events"),
        problem_counts(input),
    );
    text
}

/// `no problems`, or `2 lost, 1 repaired, 3 notes`.
pub(super) fn problem_counts(input: &Input) -> String {
    let report = &input.report;
    if report.is_empty() {
        return "no problems".to_owned();
    }
    format!(
        "{} lost, {} repaired, {}",
        report.count(Severity::Lost),
        report.count(Severity::Repaired),
        counted(report.count(Severity::Note), "note", "notes"),
    )
}

fn as_json(given: &str, input: &Input) -> Value {
    let report = &input.report;
    json!({
        "file": given,
        "format": input.format.id,
        "events": input.dataset.events.len(),
        "sources": input.dataset.sources.len(),
        "note": report.count(Severity::Note),
        "repaired": report.count(Severity::Repaired),
        "lost": report.count(Severity::Lost),
        "left_off": report.left_off(),
        "problems": report.problems.iter().map(problem_json).collect::<Vec<_>>(),
    })
}

fn problem_json(problem: &Problem) -> Value {
    let place = &problem.place;
    json!({
        "severity": problem.severity.to_string(),
        "code": problem.code,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "row": place.row,
        "heading": place.heading,
        "message": problem.message,
        "advice": problem.advice,
    })
}
