//! A dataset as an Excel workbook: a sheet “Events” with the rows of a table
//! ([`Flat`]), which reads back as they do, and a sheet “Sources”.
//!
//! Full days from March 1900 on are date cells; every other date is its EDTF
//! text, for a cell cannot hold less than a day, nor a day before (Excel counts
//! one in 1900 that was not). Numbers are numbers, everything else is text:
//! nothing becomes a formula.
//!
//! Texts that are longer than a cell may be are cut, and listed on a sheet of
//! their own. The same dataset gives the same bytes; no author and no clock is
//! in them.

use std::sync::atomic::Ordering;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::formats::table::{Cell, Flat, csl_date, joined};
use crate::formats::{Output, WriteError};
use crate::model::{Dataset, Name};

/// Characters that a cell can hold.
const MOST_CHARS: usize = 32_767;

/// Rows of a sheet, that of the headings among them.
const MOST_ROWS: usize = 1 << 20;

/// The column of what a table has no cells for and a reader of a workbook may
/// want to follow.
const MEDIA: &str = "media links";

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
    /// How a cell shows a day.
    day: &'s Format,
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

    /// A date as a cell that is one, where it is a day that such a cell can
    /// hold; else as text.
    fn date(&mut self, column: usize, heading: &str, edtf: &str) -> Result<(), WriteError> {
        let Some(date) = whole_day(edtf) else {
            return self.text(column, heading, edtf);
        };
        self.sheet
            .write_datetime_with_format(self.row, column as u16, &date, self.day)?;
        Ok(())
    }

    fn number(&mut self, column: usize, heading: &str, number: &Value) -> Result<(), WriteError> {
        // A number that a cell would round stays the text that it is.
        let exact = number
            .as_f64()
            .filter(|float| float.abs() < 1e15 && format!("{float}") == format!("{number}"));
        let degrees = number.as_f64().filter(|_| number.is_f64());
        match exact.or(degrees) {
            Some(number) => {
                self.sheet.write_number(self.row, column as u16, number)?;
                Ok(())
            }
            None => self.text(column, heading, &number.to_string()),
        }
    }

    fn cell(&mut self, column: usize, heading: &str, cell: &Cell) -> Result<(), WriteError> {
        match cell {
            Cell::Blank | Cell::Member(Value::Null) => Ok(()),
            Cell::Text(text) | Cell::Member(Value::String(text)) => {
                self.text(column, heading, text)
            }
            Cell::Date(edtf) => self.date(column, heading, edtf),
            Cell::Number(number) | Cell::Member(number @ Value::Number(_)) => {
                self.number(column, heading, number)
            }
            Cell::List(items) => self.text(column, heading, &joined(items)),
            Cell::Member(value) => self.text(column, heading, &value.to_string()),
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
    let flat = Flat::new(dataset, &[MEDIA]);
    let mut headings = flat.headings();
    let media = headings.len();
    if dataset.events.iter().any(|event| !event.media.is_empty()) {
        headings.push(MEDIA);
    }
    headed(sheet, &headings)?;
    for (column, heading) in (0..).zip(&headings) {
        match *heading {
            "title" => sheet.set_column_width(column, 40)?,
            "start" | "end" => sheet.set_column_width(column, 12)?,
            _ => sheet,
        };
    }
    for (row, event) in (1..).zip(dataset.events.iter()) {
        if row % 1024 == 0 {
            check()?;
        }
        let mut cells = Row {
            sheet,
            row,
            id: &event.id,
            day: &day,
            cut,
        };
        for (column, cell) in flat.cells(&event).iter().enumerate() {
            cells.cell(column, headings[column], cell)?;
        }
        let links: Vec<&str> = event
            .media
            .iter()
            .filter_map(|media| media.url.as_deref().or(media.path.as_deref()))
            .collect();
        cells.text(media, MEDIA, &links.join("; "))?;
    }
    Ok(())
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
    let day = Format::new();
    headed(sheet, &HEADINGS)?;
    for (row, source) in (1..).zip(&dataset.sources) {
        let authors: Vec<String> = source.author.iter().map(name).collect();
        let cells = [
            source.id.clone(),
            source.kind_csl.clone(),
            source.title.clone().unwrap_or_default(),
            authors.join("; "),
            source.issued.as_ref().map(csl_date).unwrap_or_default(),
            source.publisher.clone().unwrap_or_default(),
            source.container_title.clone().unwrap_or_default(),
            source.url.clone().unwrap_or_default(),
            source.doi.clone().unwrap_or_default(),
        ];
        let mut row = Row {
            sheet,
            row,
            id: &source.id,
            day: &day,
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
