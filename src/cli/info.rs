//! `tarikh info`: what a dataset holds, for people and for programs.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::InfoArgs;
use super::check::problem_counts;
use super::input::{self, Input};
use super::output::{result, shown};
use crate::dates::civil::CivilTime;
use crate::dates::{Precision, Time, TimeSpan};
use crate::formats::Severity;
use crate::model::{Index, evidence};
use crate::store::{EventStore, Store};
use crate::text::counted;

pub(super) fn run(args: &InfoArgs) -> anyhow::Result<ExitCode> {
    let input = input::read(&args.file, &args.reading.choices())?;
    let facts = Facts::of(&input);
    let text = match args.json {
        true => format!("{:#}\n", facts.as_json(&input)),
        false => facts.as_text(&input),
    };
    result(text.as_bytes())?;
    Ok(match args.strict && !input.is_intact() {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// What is counted.
struct Facts {
    /// Title, id and number of events of each lane.
    lanes: Vec<(String, Option<String>, u32)>,
    undated: usize,
    /// From the first day of the data to the last.
    days: Option<(String, String)>,
    /// Events by the precision of their date, coarse first.
    precision: BTreeMap<Precision, u64>,
}

impl Facts {
    fn of(input: &Input) -> Facts {
        let dataset = &input.dataset;
        let index = Index::new(dataset);
        let store = Store::build(dataset, &index);
        let all = store.all();
        let mut precision = BTreeMap::new();
        evidence::briefs(dataset, &index, |_, brief| {
            if let Some(date) = brief.date {
                *precision.entry(date.precision()).or_default() += 1;
            }
        });
        Facts {
            lanes: store
                .lanes()
                .iter()
                .zip(store.lane_counts(&all))
                .map(|(lane, events)| (lane.title.clone(), lane.id.clone(), events))
                .collect(),
            undated: store.undated().len(),
            days: store.data_span().map(first_and_last_day),
            precision,
        }
    }

    fn as_json(&self, input: &Input) -> Value {
        let dataset = &input.dataset;
        let report = &input.report;
        let lanes: Vec<Value> = self
            .lanes
            .iter()
            .map(|(title, id, events)| json!({ "id": id, "title": title, "events": events }))
            .collect();
        let precision: serde_json::Map<String, Value> = self
            .precision
            .iter()
            .map(|(precision, events)| (name(*precision).to_owned(), json!(events)))
            .collect();
        let by_kind: serde_json::Map<String, Value> = report
            .counts_by_code()
            .map(|(kind, problems)| (kind.to_owned(), json!(problems)))
            .collect();
        json!({
            "title": dataset.title,
            "format": input.format.id,
            "sha256": input.sha256,
            "events": dataset.events.len(),
            "undated": self.undated,
            "sources": dataset.sources.len(),
            "citations": dataset.citation_count(),
            "claims": dataset.claim_count(),
            "disputed": dataset.disputed_count(),
            "earliest": self.days.as_ref().map(|days| &days.0),
            "latest": self.days.as_ref().map(|days| &days.1),
            "lanes": lanes,
            "precision": precision,
            "problems": {
                "note": report.count(Severity::Note),
                "repaired": report.count(Severity::Repaired),
                "lost": report.count(Severity::Lost),
                "by_kind": by_kind,
            },
        })
    }

    fn as_text(&self, input: &Input) -> String {
        let dataset = &input.dataset;
        let mut rows: Vec<(String, String)> = Vec::new();
        let mut row = |label: &str, value: String| rows.push((label.to_owned(), value));
        row("title", shown(&dataset.title));
        row("file", shown(&input.name));
        row("format", input.format.title.to_owned());
        row("SHA-256", input.sha256.clone());
        let mut events = dataset.events.len().to_string();
        if self.undated > 0 {
            events.push_str(&format!(", {} without a date", self.undated));
        }
        row("events", events);
        row(
            "dates",
            match &self.days {
                Some((first, last)) => format!("{first} to {last}"),
                None => "none".to_owned(),
            },
        );
        for (label, number) in [
            ("sources", dataset.sources.len()),
            ("citations", dataset.citation_count()),
            ("claims", dataset.claim_count()),
            ("disputed", dataset.disputed_count()),
        ] {
            row(label, number.to_string());
        }
        let precision: Vec<String> = self
            .precision
            .iter()
            .map(|(precision, events)| format!("{} {events}", name(*precision)))
            .collect();
        row(
            "known to",
            match precision.is_empty() {
                true => "–".to_owned(),
                false => precision.join(", "),
            },
        );
        row("problems", problem_counts(input));
        for (kind, problems) in input.report.counts_by_code() {
            row("", format!("{kind} {problems}"));
        }
        for (at, (title, _, events)) in self.lanes.iter().enumerate() {
            let label = if at == 0 { "lanes" } else { "" };
            let events = counted(u64::from(*events), "event", "events");
            row(label, format!("{} ({events})", shown(title)));
        }
        let width = rows.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
        rows.iter()
            .map(|(label, value)| format!("{label:width$}  {value}\n"))
            .collect()
    }
}

/// The days of a span as EDTF. The end of a span does not belong to it, so the
/// last day is that of the instant before.
pub(super) fn first_and_last_day(span: TimeSpan) -> (String, String) {
    let before_end = match span.end.nanos() {
        0 => Time::from_secs(span.end.secs().saturating_sub(1)),
        _ => span.end,
    };
    (day(span.start), day(before_end.max(span.start)))
}

/// The day of a time as EDTF: years past four digits begin with `Y`.
fn day(time: Time) -> String {
    let date = CivilTime::of(time).date;
    match date.year {
        0..=9999 => format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
        -9999..0 => format!("-{:04}-{:02}-{:02}", -date.year, date.month, date.day),
        // EDTF has no months and days there.
        _ => format!("Y{}", date.year),
    }
}

fn name(precision: Precision) -> &'static str {
    match precision {
        Precision::Millennium => "millennium",
        Precision::Century => "century",
        Precision::Decade => "decade",
        Precision::Year => "year",
        Precision::Season => "season",
        Precision::Month => "month",
        Precision::Day => "day",
        Precision::Minute => "minute",
        Precision::Second => "second",
        Precision::Subsecond => "subsecond",
    }
}
