//! BibTeX and biblatex: entries to sources and back.
//!
//! ```text
//! text ─▶ entries of raw TeX ─▶ with what they take over ─▶ sources
//!         (scan, macros in)     (inherit, circles out)      (tex, fields)
//! ```
//!
//! The library reads TeX and names; what it would follow without end, macros
//! within macros and entries that lead back to themselves, it never sees. Dates
//! are EDTF as biblatex has them, or year, month and day in fields of their own.
//! Fields that CSL has no name for are kept as they stand in a member `biblatex`,
//! with the kind of the entry where it is finer than CSL's.

mod fields;
mod inherit;
mod scan;
mod tex;
mod writing;

use serde_json::{Map, Value};

use super::{Confidence, Found, Item, dates, repaired, source, variables};
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Place, ReadError, shown};
use crate::model::Dataset;
use scan::Entry;

pub(in crate::formats) use writing::write;

/// The member that holds what CSL has no name for.
const OWN: &str = "biblatex";

/// Certain of a line that begins with `@`, a kind of entry, a brace and a key.
pub(in crate::formats) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let text = String::from_utf8_lossy(crate::formats::bytes::strip_mark(bytes));
    let is_entry = |line: &str| {
        let Some(rest) = line.trim_start().strip_prefix('@') else {
            return false;
        };
        let Some((kind, _)) = rest.split_once(['{', '(']) else {
            return false;
        };
        let kind = kind.trim();
        ["string", "preamble", "comment", "xdata", "set"]
            .iter()
            .any(|known| kind.eq_ignore_ascii_case(known))
            || fields::right(fields::KINDS, kind).is_some()
    };
    let is_named = name.is_some_and(|name| crate::formats::has_extension(name, &["bib", "bibtex"]));
    if text.lines().any(is_entry) {
        return Some(Confidence::Certain);
    }
    (is_named && text.contains('@')).then_some(Confidence::Likely)
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut scanned = scan::scan(&text);
    inherit::inherit(&mut scanned.entries, &mut scanned.faults);
    let mut found = Found::new();
    for fault in scanned.faults {
        let place = super::line(fault.line);
        match fault.is_lost {
            true => found.lose(place, "entry", fault.message, report),
            false => report.add(repaired(&place, "entry", fault.message, "")),
        }
    }
    for entry in &scanned.entries {
        // Data for others, and groups of others, are no works.
        if matches!(entry.kind.as_str(), "xdata" | "set") {
            continue;
        }
        let place = super::line(entry.line);
        match source(item(entry, &place, report)) {
            Ok(source) => found.add(source, &place, report),
            Err(error) => found.lose(place, "entry", format!("It is no source: {error}."), report),
        }
    }
    found.finish(stream, report)
}

/// An entry on its way to an item.
struct Reading<'e> {
    entry: &'e Entry,
    place: &'e Place,
    item: Item,
    /// What CSL has no name for.
    own: Map<String, Value>,
}

fn item(entry: &Entry, place: &Place, report: &mut ImportReport) -> Item {
    let mut reading = Reading {
        entry,
        place,
        item: Item::new(),
        own: Map::new(),
    };
    let kind = kind(entry);
    reading.set("id", entry.key.clone());
    reading.set("type", kind.to_owned());
    let usual = fields::left(fields::KINDS, kind);
    if usual != Some(&entry.kind) && entry.get("entrysubtype").is_none() && entry.kind != "misc" {
        reading
            .own
            .insert("kind".to_owned(), entry.kind.clone().into());
    }
    reading.titles(report);
    reading.date(report);
    reading.language(report);
    for (name, raw) in &entry.fields {
        reading.field(name, raw, kind, report);
    }
    if !reading.own.is_empty() {
        reading
            .item
            .insert(OWN.to_owned(), Value::Object(reading.own));
    }
    reading.item
}

/// The type of an entry: its kind, made finer by what it says of itself.
fn kind(entry: &Entry) -> &'static str {
    let has = |name: &str, word: &str| {
        entry
            .get(name)
            .is_some_and(|value| value.to_lowercase().contains(word))
    };
    let stated = entry.get("csl-type").map(str::trim);
    if let Some(known) = variables::TYPES
        .iter()
        .find(|known| stated == Some(**known))
    {
        return known;
    }
    match fields::right(fields::KINDS, &entry.kind).unwrap_or("document") {
        "article-journal" if has("entrysubtype", "newspaper") => "article-newspaper",
        "article-journal" if has("entrysubtype", "magazine") => "article-magazine",
        // Where only the address is stated, `misc` stands for `online`.
        "document" if entry.kind == "misc" && has("howpublished", "\\url") => "webpage",
        kind => kind,
    }
}

/// Fields that are read together with others.
const READ: [&str; 17] = [
    "title",
    "subtitle",
    "titleaddon",
    "date",
    "year",
    "month",
    "day",
    "langid",
    "language",
    "crossref",
    "xdata",
    "csl-type",
    "entrysubtype",
    "journalsubtitle",
    "booksubtitle",
    "mainsubtitle",
    "issuesubtitle",
];

impl Reading<'_> {
    fn set(&mut self, member: &str, text: String) {
        if !text.is_empty() {
            self.item.insert(member.to_owned(), text.into());
        }
    }

    /// Reports a field that is not TeX.
    fn tell(&self, name: &str, report: &mut ImportReport) {
        report.add(repaired(
            self.place,
            "tex",
            format!(
                "The field “{}” is not TeX; it is taken as text.",
                shown(name)
            ),
            "",
        ));
    }

    fn text(&self, name: &str, raw: &str, report: &mut ImportReport) -> String {
        let (text, is_tex) = tex::text(raw);
        if !is_tex {
            self.tell(name, report);
        }
        text
    }

    /// A title with what stands under it.
    fn title(&self, name: &str, under: &str, report: &mut ImportReport) -> Option<String> {
        let title = self.text(name, self.entry.get(name)?, report);
        let Some(raw) = self.entry.get(under) else {
            return Some(title);
        };
        let under = self.text(under, raw, report);
        let sign = if title.ends_with(['?', '!', ':', '.']) {
            " "
        } else {
            ": "
        };
        Some(format!("{title}{sign}{under}"))
    }

    fn titles(&mut self, report: &mut ImportReport) {
        let mut title = self.title("title", "subtitle", report).unwrap_or_default();
        if let Some(raw) = self.entry.get("titleaddon") {
            let more = self.text("titleaddon", raw, report);
            title = format!("{title}. {more}");
        }
        self.set("title", title);
        for (name, under) in fields::CONTAINERS {
            if self.entry.get(name).is_none() {
                continue;
            }
            let title = self.title(name, under, report).unwrap_or_default();
            match self.item.contains_key("container-title") {
                false => self.set("container-title", title),
                true => {
                    self.own.insert((*name).to_owned(), title.into());
                }
            }
        }
    }

    fn date(&mut self, report: &mut ImportReport) {
        let of = |name: &str| self.entry.get(name).map(|raw| tex::text(raw).0);
        // A tilde is no tie in a date.
        let date = self.entry.get("date").map(tex::verbatim);
        let fields = of("year")
            .map(|year| dates::joined(&year, of("month").as_deref(), of("day").as_deref()));
        // biblatex holds that the date is what counts where there is a year too.
        if let Some(text) = date.or(fields) {
            self.set_date("date", "issued", &text, report);
        }
    }

    fn set_date(&mut self, name: &str, member: &str, text: &str, report: &mut ImportReport) {
        let (value, is_date) = dates::value(text);
        if !is_date {
            report.add(repaired(
                self.place,
                "date",
                format!(
                    "“{}” in the field “{}” is no date; it is kept as words.",
                    shown(text),
                    shown(name)
                ),
                "Write dates as 2001, 2001-10 or 2001-10-07.",
            ));
        }
        self.item.insert(member.to_owned(), value);
    }

    fn language(&mut self, report: &mut ImportReport) {
        let raw = self.entry.get("langid").or(self.entry.get("language"));
        let Some(raw) = raw else { return };
        let text = self.text("language", raw, report);
        let known = fields::right(fields::LANGUAGES, text.trim_start_matches("lang"));
        self.set("language", known.map_or(text, str::to_owned));
        if let (Some(_), Some(raw)) = (self.entry.get("langid"), self.entry.get("language")) {
            let text = self.text("language", raw, report);
            if fields::right(fields::LANGUAGES, &text) != known || known.is_none() {
                self.own.insert("language".to_owned(), text.into());
            }
        }
    }

    /// Takes in one field.
    fn field(&mut self, name: &str, raw: &str, kind: &str, report: &mut ImportReport) {
        if READ.contains(&name) || fields::CONTAINERS.iter().any(|(known, _)| *known == name) {
            return;
        }
        let variable = |list: &[&'static str]| {
            list.iter()
                .find(|known| known.eq_ignore_ascii_case(name))
                .copied()
        };
        if let Some(member) = fields::right(fields::NAMES, name).or(variable(variables::NAMES)) {
            let (people, is_tex) = tex::people(raw);
            if !is_tex {
                self.tell(name, report);
            }
            if !people.is_empty() {
                self.item.insert(member.to_owned(), Value::Array(people));
            }
            return;
        }
        if let Some(member) = fields::right(fields::DATES, name).or(variable(variables::DATES)) {
            self.set_date(name, member, &tex::verbatim(raw), report);
            return;
        }
        let member = match name {
            "url" => Some("URL"),
            "doi" => Some("DOI"),
            "number" if fields::NUMBER_IS_ISSUE.contains(&kind) => Some("issue"),
            "number" if fields::NUMBER_IS_ITS_OWN.contains(&kind) => Some("number"),
            "number" => Some("collection-number"),
            _ => fields::right(fields::TEXTS, name).or(variable(variables::TEXTS)),
        };
        let text = match name {
            "url" => tex::verbatim(raw),
            "doi" => crate::model::bare_doi(&tex::verbatim(raw)).to_owned(),
            "eprint" | "file" | "pdf" => tex::verbatim(raw),
            _ => self.text(name, raw, report),
        };
        match member {
            Some(member) if !self.item.contains_key(member) => {
                let text = match member {
                    "page" => text.replace(['–', '—'], "-"),
                    _ => text,
                };
                self.set(member, text);
            }
            _ => {
                self.own.insert(name.to_owned(), text.into());
            }
        }
    }
}
