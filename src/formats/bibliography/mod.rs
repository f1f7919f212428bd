//! Files of sources: CSL-JSON, BibTeX and RIS, to the sources of a dataset and
//! back.
//!
//! Each of them becomes an object of CSL-JSON first, for that is what a
//! [`Source`] is; what CSL has no name for is kept in a member named after the
//! format. Such a file opens as a dataset without events, to be merged into
//! another ([`crate::model::merge_sources`]), and nothing is cited that no event
//! cites: the file itself is no source here.

mod bibtex;
mod csl;
mod dates;
mod names;
mod ris;
mod variables;

use serde_json::{Map, Value};

use super::names::Names;
use super::stream::Stream;
use super::{
    Confidence, ImportReport, Place, Problem, ReadError, Severity, shown, title_from_name,
};
use crate::formats::losses::{Holds, Part};
use crate::model::{Dataset, FORMAT_VERSION, Source};

pub(super) use bibtex::{read as read_bibtex, sniff as sniff_bibtex, write as write_bibtex};
pub(super) use csl::{read as read_csl, sniff as sniff_csl, write as write_csl};
pub(super) use ris::{read as read_ris, sniff as sniff_ris, write as write_ris};

/// What is in CSL-JSON, which takes a source as it is.
pub(super) const CSL_HOLDS: Holds = Holds::NOTHING.keeping(&[
    Part::Sources,
    Part::UncitedSources,
    Part::SourceDetails,
    Part::SourceGrades,
    Part::SourceMembers,
]);

/// What is in BibTeX and RIS.
pub(super) const FIELDS_HOLD: Holds = Holds::NOTHING
    .keeping(&[Part::Sources, Part::UncitedSources, Part::SourceDetails])
    .changing(&[Part::SourceMembers]);

/// An object of CSL-JSON.
type Item = Map<String, Value>;

/// The sources of a file, as they are read.
struct Found {
    sources: Vec<Source>,
    ids: Names,
    lost: u64,
    first_lost: Option<String>,
}

impl Found {
    fn new() -> Found {
        Found {
            sources: Vec::new(),
            ids: Names::default(),
            lost: 0,
            first_lost: None,
        }
    }

    /// Adds a source; one without an id, or with one that is taken, gets another.
    fn add(&mut self, mut source: Source, place: &Place, report: &mut ImportReport) {
        let wanted = source.id.trim();
        if wanted.is_empty() {
            source.id = self.ids.take_free_id(&own_id(&source));
            self.sources.push(source);
            return;
        }
        let id = self.ids.take_free_id(wanted);
        if id != wanted {
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "double-id",
                message: format!(
                    "The id “{}” was used before; this one is “{}”.",
                    shown(wanted),
                    shown(&id)
                ),
                advice: "Give every source an id of its own.".to_owned(),
            });
        }
        source.id = id;
        self.sources.push(source);
    }

    /// Reports a source that cannot be opened.
    fn lose(
        &mut self,
        place: Place,
        code: &'static str,
        message: String,
        report: &mut ImportReport,
    ) {
        self.lost += 1;
        self.first_lost
            .get_or_insert_with(|| format!("{place}: {message}"));
        report.add(Problem {
            severity: Severity::Lost,
            place,
            code,
            message,
            advice: String::new(),
        });
    }

    /// The dataset, which says that there is nothing but sources in it.
    fn finish(self, stream: &Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
        if let (true, Some(first)) = (self.sources.is_empty(), self.first_lost) {
            return Err(ReadError::NothingReadable {
                count: self.lost,
                what: "sources",
                first,
            });
        }
        let count = self.sources.len();
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code: "only-sources",
            message: format!(
                "The file holds {count} {} and no events.",
                if count == 1 { "source" } else { "sources" }
            ),
            advice: "Put them into a dataset with `tarikh convert EVENTS OUT --sources FILE`."
                .to_owned(),
        });
        Ok(Dataset {
            tarikh: FORMAT_VERSION,
            title: title_from_name(stream.name()),
            sources: self.sources,
            ..Dataset::default()
        })
    }
}

/// A source of an object whose members have the types of CSL-JSON.
fn source(item: Item) -> Result<Source, String> {
    serde_json::from_value(Value::Object(item)).map_err(|error| error.to_string())
}

/// An object of a source, its own members among them.
fn item(source: &Source) -> Item {
    match serde_json::to_value(source) {
        Ok(Value::Object(item)) => item,
        // Every member of a source is JSON.
        _ => Item::new(),
    }
}

/// An id for a source that has none: family name and year, or the beginning of
/// its title.
fn own_id(source: &Source) -> String {
    let first = source.author.first();
    let name = first.and_then(|name| name.family.as_deref().or(name.literal.as_deref()));
    let year = source
        .issued
        .as_ref()
        .map(dates::text)
        .and_then(|text| text.get(..4).map(str::to_owned))
        .filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let words = match (name, &source.title) {
        (Some(name), _) => name,
        (None, Some(title)) => title,
        (None, None) => "source",
    };
    let mut id: String = words
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(4)
        .collect::<Vec<_>>()
        .join("-");
    if id.is_empty() {
        id.push_str("source");
    }
    match year {
        Some(year) => format!("{id}-{year}"),
        None => id,
    }
}

/// A note on something that was put right.
fn repaired(place: &Place, code: &'static str, message: String, advice: &str) -> Problem {
    Problem {
        severity: Severity::Repaired,
        place: place.clone(),
        code,
        message,
        advice: advice.to_owned(),
    }
}

/// A place in a file of lines.
fn line(line: u64) -> Place {
    Place {
        line: Some(line),
        ..Place::default()
    }
}
