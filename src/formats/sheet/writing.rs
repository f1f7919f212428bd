//! A dataset as an Excel workbook: a sheet “Events” that reads back as the
//! events, as far as a table can hold them, and a sheet “Sources”.
//!
//! A range is its start and its end. Full days from March 1900 on are date
//! cells; every other date is its EDTF text, for a cell cannot hold less than a
//! day, nor a day before (Excel counts one in 1900 that was not). Everything
//! else is text, numbers apart: nothing becomes a formula. A date that cannot
//! be read stands in “date as written”.
//!
//! Not in it: claims, relations, titles in other languages, eras, views, the
//! colours and nesting of lanes, and where in a source something stands. Texts
//! that are longer than a cell may be are cut, and listed on a sheet of their
//! own. The same dataset gives the same bytes; no author and no clock is in
//! them.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::formats::draft::FILE_SOURCE;
use crate::formats::{Output, WriteError};
use crate::model::{CslDate, Dataset, Event, Extra, Name, Source};

/// Characters that a cell can hold.
const MOST_CHARS: usize = 32_767;

/// Rows of a sheet, that of the headings among them.
const MOST_ROWS: usize = 1 << 20;

/// Columns for sources of an event, and for members that the format does not
/// name. What is more goes into the last.
const MOST_SOURCES: usize = 20;
const MOST_EXTRA: usize = 500;

/// The columns before those whose number depends on the dataset. The first
/// names that the reader looks for ([`super::super::table`]).
const COLUMNS: [&str; 14] = [
    "id",
    "title",
    "start",
    "end",
    "date as written",
    "lane",
    "importance",
    "summary",
    "place",
    "lat",
    "lon",
    "people",
    "tags",
    "media links",
];

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> WriteError {
        WriteError::Io(std::io::Error::other(error.to_string()))
    }
}

/// Writes a workbook.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let most = dataset.events.len().max(dataset.sources.len());
    if most >= MOST_ROWS {
        return Err(WriteError::TooManyRows {
            most: MOST_ROWS - 1,
        });
    }
    let is_cancelled = output.watch.is_cancelled;
    let check = || match is_cancelled.load(Ordering::Relaxed) {
        true => Err(WriteError::Cancelled),
        false => Ok(()),
    };
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(first_chars(&dataset.title, 255))
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let mut cut = Vec::new();
    let sheet = workbook.add_worksheet();
    events(dataset, sheet, &mut cut, &check)?;
    let sheet = workbook.add_worksheet();
    sources(dataset, sheet, &mut cut)?;
    if !cut.is_empty() {
        shortened(workbook.add_worksheet(), &cut)?;
    }
    check()?;
    let bytes = workbook.save_to_buffer()?;
    output.through(|writer| writer.write_all(&bytes))
}

/// A text that did not fit into its cell.
struct Cut {
    id: String,
    column: String,
    chars: usize,
}

/// Puts values into the cells of one row.
struct Row<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    id: &'s str,
    cut: &'s mut Vec<Cut>,
}

impl Row<'_> {
    /// Nothing where the text is empty.
    fn text(&mut self, column: usize, heading: &str, text: &str) -> Result<(), WriteError> {
        if text.is_empty() {
            return Ok(());
        }
        let chars = text.chars().count();
        let short = match chars > MOST_CHARS {
            true => {
                self.cut.push(Cut {
                    id: self.id.to_owned(),
                    column: heading.to_owned(),
                    chars,
                });
                first_chars(text, MOST_CHARS - 1) + "…"
            }
            false => text.to_owned(),
        };
        self.sheet.write_string(self.row, column as u16, short)?;
        Ok(())
    }

    fn number(&mut self, column: usize, number: Option<f64>) -> Result<(), WriteError> {
        if let Some(number) = number.filter(|number| number.is_finite()) {
            self.sheet.write_number(self.row, column as u16, number)?;
        }
        Ok(())
    }

    /// A date as a cell that is one, where it is a day that such a cell can
    /// hold; else as text.
    fn date(&mut self, column: usize, edtf: &str, day: &Format) -> Result<(), WriteError> {
        match whole_day(edtf) {
            Some(date) => {
                let column = column as u16;
                self.sheet
                    .write_datetime_with_format(self.row, column, &date, day)?;
                Ok(())
            }
            None => self.text(column, COLUMNS[column], edtf),
        }
    }
}

fn events(
    dataset: &Dataset,
    sheet: &mut Worksheet,
    cut: &mut Vec<Cut>,
    check: &dyn Fn() -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    sheet.set_name("Events")?;
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let plan = Plan::new(dataset);
    let headings: Vec<&str> = plan.headings().collect();
    headed(sheet, &headings)?;
    sheet.set_column_width(1, 40)?;
    for column in [2, 3] {
        sheet.set_column_width(column, 12)?;
    }
    for (row, event) in (1..).zip(dataset.events.iter()) {
        if row % 1024 == 0 {
            check()?;
        }
        let mut cells = Row {
            sheet,
            row,
            id: &event.id,
            cut,
        };
        cells.text(0, "id", &event.id)?;
        cells.text(1, "title", &event.title)?;
        let (start, end) = start_and_end(&event);
        cells.date(2, start, &day)?;
        cells.date(3, end, &day)?;
        cells.text(4, COLUMNS[4], &as_written(&event))?;
        cells.text(5, "lane", plan.lane(&event))?;
        cells.number(6, event.importance.map(f64::from))?;
        cells.text(7, "summary", event.summary.as_deref().unwrap_or_default())?;
        if let Some(place) = &event.place {
            cells.text(8, "place", &place.name)?;
            cells.number(9, place.lat)?;
            cells.number(10, place.lon)?;
        }
        cells.text(11, "people", &event.people.join("; "))?;
        cells.text(12, "tags", &event.tags.join("; "))?;
        let media = event.media.iter();
        let media: Vec<&str> = media
            .filter_map(|media| media.url.as_deref().or(media.path.as_deref()))
            .collect();
        cells.text(13, COLUMNS[13], &media.join("; "))?;
        for (column, source) in (COLUMNS.len()..).zip(plan.cited(&event)) {
            cells.text(column, "source", &source)?;
        }
        for (column, name) in (COLUMNS.len() + plan.sources..).zip(&plan.extra) {
            if let Some(value) = event.extra.get(name) {
                cells.text(column, name, &as_text(value))?;
            }
        }
    }
    Ok(())
}

/// The columns of a dataset, and what its lanes and sources are called.
struct Plan<'d> {
    lanes: HashMap<&'d str, &'d str>,
    named: HashMap<&'d str, &'d str>,
    /// How many columns there are for sources.
    sources: usize,
    /// Members that the format does not name.
    extra: Vec<String>,
}

impl<'d> Plan<'d> {
    fn new(dataset: &'d Dataset) -> Plan<'d> {
        let lane = |lane: &'d crate::model::Lane| {
            let is_blank = lane.title.trim().is_empty();
            let title = if is_blank { &lane.id } else { &lane.title };
            (lane.id.as_str(), title.as_str())
        };
        let mut plan = Plan {
            lanes: dataset.lanes.iter().map(lane).collect(),
            named: dataset.sources.iter().map(name_of).collect(),
            sources: 0,
            extra: Vec::new(),
        };
        let mut seen = HashSet::new();
        for event in dataset.events.iter() {
            plan.sources = plan.sources.max(plan.cited(&event).len());
            for name in event.extra.keys() {
                if plan.extra.len() < MOST_EXTRA && !seen.contains(name) {
                    seen.insert(name.clone());
                    plan.extra.push(name.clone());
                }
            }
        }
        plan
    }

    fn headings(&self) -> impl Iterator<Item = &str> {
        let sources = std::iter::repeat_n("source", self.sources);
        let extra = self.extra.iter().map(String::as_str);
        COLUMNS.iter().copied().chain(sources).chain(extra)
    }

    fn lane<'e>(&'e self, event: &'e Event) -> &'e str {
        let id = event.lane.as_deref().unwrap_or_default();
        self.lanes.get(id).copied().unwrap_or(id)
    }

    /// What the sources of an event are called, each once. The file that it
    /// came from is named among the sources only: it would be one more with
    /// every time that it is written and read.
    fn cited(&self, event: &Event) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for citation in &event.citations {
            let id = citation.source.as_str();
            let name = self.named.get(id).copied().unwrap_or(id);
            if id == FILE_SOURCE || names.iter().any(|known| known == name) {
                continue;
            }
            names.push(name.to_owned());
        }
        if names.len() > MOST_SOURCES {
            let rest = names.split_off(MOST_SOURCES - 1).join("; ");
            names.push(rest);
        }
        names
    }
}

/// A source by its address, else its title, else its id.
fn name_of(source: &Source) -> (&str, &str) {
    let name = source.url.as_deref().or(source.title.as_deref());
    let name = name.filter(|name| !name.trim().is_empty());
    (&source.id, name.unwrap_or(&source.id))
}

/// The two cells of a date; nothing of one that cannot be read.
fn start_and_end(event: &Event) -> (&str, &str) {
    if event.when.date().is_none() {
        return ("", "");
    }
    let edtf = event.when.edtf();
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_list = |text: &str| text.contains(['[', '{', '/']);
    match edtf.split_once('/') {
        Some((start, end))
            if has_digit(start)
                && !end.is_empty()
                && !is_list(start)
                && !is_list(end)
                && start != end =>
        {
            (start, end)
        }
        _ => (edtf, ""),
    }
}

/// What the source wrote for a date, or what could not be read of it.
fn as_written(event: &Event) -> String {
    match (&event.when.verbatim, event.when.date()) {
        (Some(verbatim), _) => verbatim.clone(),
        (None, None) => event.when.edtf().to_owned(),
        (None, Some(_)) => String::new(),
    }
}

/// A day that a cell can hold as a date: from March 1900 to the end of 9999.
fn whole_day(edtf: &str) -> Option<ExcelDateTime> {
    let is_day = edtf.len() == 10
        && edtf.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_day || edtf < "1900-03-01" {
        return None;
    }
    let year = edtf[..4].parse().ok()?;
    ExcelDateTime::from_ymd(year, edtf[5..7].parse().ok()?, edtf[8..].parse().ok()?).ok()
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn first_chars(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Writes headings, which stay in view.
fn headed(sheet: &mut Worksheet, headings: &[&str]) -> Result<(), WriteError> {
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(headings) {
        let heading = first_chars(heading, MOST_CHARS);
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn sources(dataset: &Dataset, sheet: &mut Worksheet, cut: &mut Vec<Cut>) -> Result<(), WriteError> {
    /// Not one of them is a heading for dates: this sheet holds no events.
    const HEADINGS: [&str; 9] = [
        "source id",
        "type",
        "source",
        "author",
        "issued",
        "publisher",
        "in",
        "URL",
        "DOI",
    ];
    sheet.set_name("Sources")?;
    headed(sheet, &HEADINGS)?;
    for (row, source) in (1..).zip(&dataset.sources) {
        let authors: Vec<String> = source.author.iter().map(name).collect();
        let cells = [
            source.id.clone(),
            source.kind_csl.clone(),
            source.title.clone().unwrap_or_default(),
            authors.join("; "),
            source.issued.as_ref().map(issued).unwrap_or_default(),
            source.publisher.clone().unwrap_or_default(),
            source.container_title.clone().unwrap_or_default(),
            source.url.clone().unwrap_or_default(),
            source.doi.clone().unwrap_or_default(),
        ];
        let mut row = Row {
            sheet,
            row,
            id: &source.id,
            cut,
        };
        for (column, text) in cells.iter().enumerate() {
            row.text(column, HEADINGS[column], text)?;
        }
    }
    Ok(())
}

/// `Family, Given`.
fn name(name: &Name) -> String {
    let parts = [&name.literal, &name.family, &name.given];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}

/// A date as it is written, else its parts: `1990-05/1990-06`.
fn issued(date: &CslDate) -> String {
    if let Some(raw) = &date.raw {
        return raw.clone();
    }
    let literal = |extra: &Extra| extra.get("literal")?.as_str().map(str::to_owned);
    if let Some(literal) = literal(&date.extra) {
        return literal;
    }
    let ends: Vec<String> = date
        .date_parts
        .iter()
        .map(|parts| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| format!("{:0>2}", as_text(part)))
                .collect();
            parts.join("-")
        })
        .collect();
    ends.join("/")
}

/// Lists the texts that did not fit.
fn shortened(sheet: &mut Worksheet, cut: &[Cut]) -> Result<(), WriteError> {
    sheet.set_name("Shortened texts")?;
    headed(sheet, &["in", "column", "characters in all"])?;
    for (row, cut) in (1..MOST_ROWS as u32).zip(cut) {
        sheet.write_string(row, 0, first_chars(&cut.id, MOST_CHARS))?;
        sheet.write_string(row, 1, first_chars(&cut.column, MOST_CHARS))?;
        sheet.write_number(row, 2, cut.chars as f64)?;
    }
    Ok(())
}
