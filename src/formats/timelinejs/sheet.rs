//! The sheet that TimelineJS is made from, as CSV: a row is a slide.
//!
//! Columns are known by their headings, in any order: Year, Month, Day, Time, the
//! same with End, Display Date, Headline, Text, Media and what belongs to it,
//! Type, Group, Background; in older sheets Start Date, End Date and Tag. Cells of
//! other columns are kept in the event under their heading.
//!
//! As TimelineJS has it: the first row of the type `title` is the title, later ones
//! are events; `era` is a period; blank rows are skipped; a number may have blanks
//! and commas in it. Unlike there, a time without a year costs the time only, and
//! a date that is none costs the date and not the row.
//!
//! [`Columns`] knows nothing of CSV, so that a spreadsheet can be read with it too.

use serde_json::{Map, Value};

use super::parts::PARTS;
use super::{slide, v2};
use crate::formats::draft::Draft;
use crate::formats::json::keep;
use crate::formats::stream::Stream;
use crate::formats::{Confidence, ImportReport, Place, ReadError, bytes::strip_mark};
use crate::model::Dataset;

/// Longer cells come of a quote that is missing.
const LONGEST_CELL: usize = 1 << 20;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A part of the start, from the year on.
    Start(usize),
    Time,
    End(usize),
    EndTime,
    /// Start and end in one cell each.
    StartDate,
    EndDate,
    DisplayDate,
    Headline,
    Text,
    /// A member of the media.
    Media(&'static str),
    Type,
    Group,
    Background,
}

impl Role {
    /// By the heading, of which letters and digits count.
    fn of(heading: &str) -> Option<Role> {
        let name: String = heading
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        Some(match name.as_str() {
            "year" | "startyear" => Role::Start(0),
            "month" | "startmonth" => Role::Start(1),
            "day" | "startday" => Role::Start(2),
            "time" | "starttime" => Role::Time,
            "endyear" => Role::End(0),
            "endmonth" => Role::End(1),
            "endday" => Role::End(2),
            "endtime" => Role::EndTime,
            "startdate" => Role::StartDate,
            "enddate" => Role::EndDate,
            "displaydate" => Role::DisplayDate,
            "headline" => Role::Headline,
            "text" => Role::Text,
            "media" | "mediaurl" => Role::Media("url"),
            "mediacredit" => Role::Media("credit"),
            "mediacaption" => Role::Media("caption"),
            "mediathumbnail" => Role::Media("thumbnail"),
            "alttext" | "mediaalttext" => Role::Media("alt"),
            "type" => Role::Type,
            "group" | "tag" => Role::Group,
            "background" | "backgroundcolor" => Role::Background,
            _ => return None,
        })
    }
}

/// The columns of a sheet.
#[derive(Debug)]
pub(in crate::formats) struct Columns {
    columns: Vec<(Option<Role>, String)>,
    has_title: bool,
}

impl Columns {
    /// The columns under these headings, if they are those of such a sheet: a
    /// headline, a date, and two more that other tables do not have.
    pub(in crate::formats) fn of<'t>(
        headings: impl IntoIterator<Item = &'t str>,
    ) -> Option<Columns> {
        let mut columns: Vec<(Option<Role>, String)> = headings
            .into_iter()
            .map(|heading| (Role::of(heading), heading.trim().to_owned()))
            .collect();
        let has = |columns: &[(Option<Role>, String)], role| {
            columns.iter().any(|(known, _)| *known == Some(role))
        };
        // The heading of the first column is lost easily.
        if let [(None, first), (Some(Role::Start(1)), _), ..] = columns.as_slice()
            && first.is_empty()
            && !has(&columns, Role::Start(0))
        {
            columns[0].0 = Some(Role::Start(0));
        }
        // Of two columns of one kind the first is it.
        for at in 1..columns.len() {
            let (before, this) = columns.split_at_mut(at);
            if this[0].0.is_some_and(|role| has(before, role)) {
                this[0].0 = None;
            }
        }
        let is_dated = has(&columns, Role::Start(0)) || has(&columns, Role::StartDate);
        let others = columns
            .iter()
            .filter(|(role, _)| {
                !matches!(
                    role,
                    None | Some(Role::Headline | Role::Start(0) | Role::StartDate)
                )
            })
            .count();
        (is_dated && has(&columns, Role::Headline) && others >= 2).then_some(Columns {
            columns,
            has_title: false,
        })
    }

    /// Adds the slide of a row.
    pub(in crate::formats) fn add(
        &mut self,
        cells: &[&str],
        place: &Place,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let slide = self.slide(cells);
        let kind = slide
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is = |wanted: &str| kind.eq_ignore_ascii_case(wanted);
        match () {
            () if is("title") && !self.has_title => {
                self.has_title = true;
                slide::set_title(without_type(slide), &mut draft.dataset);
            }
            () if is("era") => slide::add_era(without_type(slide), place, draft, report),
            () if is("title") => slide::add_event(without_type(slide), place, draft, report),
            () => slide::add_event(slide, place, draft, report),
        }
    }

    fn slide(&self, cells: &[&str]) -> Map<String, Value> {
        let (mut start, mut end) = (Map::new(), Map::new());
        let (mut text, mut media) = (Map::new(), Map::new());
        let mut slide = Map::new();
        for (at, cell) in cells.iter().enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            let value = Value::from(cell);
            let (role, heading) = match self.columns.get(at) {
                Some((role, heading)) => (*role, heading.as_str()),
                None => (None, ""),
            };
            match role {
                Some(Role::Start(part)) => put(&mut start, PARTS[part], value),
                Some(Role::End(part)) => put(&mut end, PARTS[part], value),
                Some(Role::Time) => put_time(&mut start, cell),
                Some(Role::EndTime) => put_time(&mut end, cell),
                Some(Role::StartDate) => put(&mut slide, "start_date", v2::date(cell)),
                Some(Role::EndDate) => put(&mut slide, "end_date", v2::date(cell)),
                Some(Role::DisplayDate) => put(&mut slide, "display_date", value),
                Some(Role::Headline) => put(&mut text, "headline", value),
                Some(Role::Text) => put(&mut text, "text", value),
                Some(Role::Media(member)) => put(&mut media, member, value),
                Some(Role::Type) => put(&mut slide, "type", value),
                Some(Role::Group) => put(&mut slide, "group", value),
                Some(Role::Background) => put(&mut slide, "background", background(cell)),
                None => {
                    let name = match heading {
                        "" => format!("column {}", at + 1),
                        heading => heading.to_owned(),
                    };
                    // Not the name of a member that is read of a slide.
                    keep(&mut slide, OF_SLIDE, &name, value);
                }
            }
        }
        for (name, members) in [
            ("start_date", start),
            ("end_date", end),
            ("text", text),
            ("media", media),
        ] {
            if !members.is_empty() {
                put(&mut slide, name, members.into());
            }
        }
        slide
    }
}

/// Members that a slide may have and a column of another kind must not take.
const OF_SLIDE: &[&str] = &[
    "start_date",
    "end_date",
    "display_date",
    "text",
    "media",
    "group",
    "type",
    "background",
    "unique_id",
    "location",
    "tags",
    slide::MORE_MEDIA,
];

fn put(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

fn without_type(mut slide: Map<String, Value>) -> Map<String, Value> {
    slide.shift_remove("type");
    slide
}

/// An address, else a colour.
fn background(cell: &str) -> Value {
    let is_address = ["http://", "https://", "/"]
        .iter()
        .any(|start| cell.starts_with(start));
    let name = if is_address { "url" } else { "color" };
    Value::Object(Map::from_iter([(name.to_owned(), cell.into())]))
}

/// Puts the parts of a clock time to those of a day; one that cannot be read as
/// an hour, so that it is told.
fn put_time(date: &mut Map<String, Value>, cell: &str) {
    match clock(cell) {
        Some(parts) => {
            for (name, part) in PARTS[3..].iter().zip(parts) {
                put(date, name, part.to_string().into());
            }
        }
        None => put(date, PARTS[3], cell.into()),
    }
}

/// Hour, minute, second and thousandths as far as they are written:
/// `16:30`, `05.58.44`, `3:05 p.m.`, `1530`.
fn clock(cell: &str) -> Option<Vec<u32>> {
    let plain: String = cell
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let (digits, half) = match plain.find(['a', 'p']) {
        Some(at) => (&plain[..at], plain[at..].replace('.', "")),
        None => (plain.as_str(), String::new()),
    };
    let mut parts: Vec<u32> = match digits.len() {
        3 | 4 if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (hour, minute) = digits.split_at(digits.len() - 2);
            vec![hour.parse().ok()?, minute.parse().ok()?]
        }
        _ => digits
            .split([':', '.'])
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?,
    };
    if parts.len() > 4 {
        return None;
    }
    let hour = parts.first_mut()?;
    match half.as_str() {
        "" => {}
        "am" | "a" if (1..=12).contains(hour) => *hour %= 12,
        "pm" | "p" if (1..=12).contains(hour) => *hour = *hour % 12 + 12,
        // `15:30 pm` is what it says twice.
        "pm" | "p" if (13..24).contains(hour) => {}
        _ => return None,
    }
    Some(parts)
}

/// Certain of the headings of such a sheet.
pub(in crate::formats) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let text = strip_mark(bytes);
    let text = &text[text
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .count()..];
    let end = text
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(text.len());
    let line = std::str::from_utf8(&text[..end]).ok()?;
    let mut reader = reader(line);
    let headings = reader.records().next()?.ok()?;
    Columns::of(&headings).map(|_| Confidence::Certain)
}

/// Opens a sheet.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/csv");
    let mut reader = reader(&text);
    let mut records = reader.records().map_while(Result::ok);
    let headings = records.next().ok_or(ReadError::Empty)?;
    let mut columns = Columns::of(&headings).ok_or_else(|| ReadError::NoDateColumn {
        found: crate::formats::shown(&headings.iter().collect::<Vec<_>>().join(", ")),
        expected: "“Headline” beside “Year” or “Start Date”".to_owned(),
        table: Box::default(),
    })?;
    for (nth, record) in records.enumerate() {
        let line = record.position().map(csv::Position::line);
        let place = Place::row(nth as u64 + 1, line);
        if record.iter().any(|cell| cell.len() > LONGEST_CELL) {
            draft.lose(
                place,
                "long-cell",
                "The row has a cell of more than 1 MiB; most likely a quote that begins in it is not closed.".to_owned(),
                "Put the quote right in a text editor.",
                report,
            );
            continue;
        }
        let cells: Vec<&str> = record.iter().collect();
        columns.add(&cells, &place, &mut draft, report);
    }
    slide::note_same_times(&mut draft, report);
    draft.finish()
}

/// A reader of all records, the headings first. The separator is that of the
/// first line.
fn reader(text: &str) -> csv::Reader<&[u8]> {
    let first = text.trim_start_matches(['\r', '\n']);
    let first = first.split(['\n', '\r']).next().unwrap_or_default();
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    let separator = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|separator| (count(*separator), *separator == b','))
        .unwrap_or(b',');
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read_in_every_spelling() {
        for (cell, parts) in [
            ("05:58:44", vec![5, 58, 44]),
            ("16:30", vec![16, 30]),
            ("3:05 p.m.", vec![15, 5]),
            ("12 AM", vec![0]),
            ("12:01PM", vec![12, 1]),
            ("1530", vec![15, 30]),
            ("930", vec![9, 30]),
            ("7.05.09.250", vec![7, 5, 9, 250]),
        ] {
            assert_eq!(clock(cell), Some(parts), "{cell}");
        }
        for cell in ["noon", "13am", "1:2:3:4:5", "", ":", "9-30", "5 past"] {
            assert_eq!(clock(cell), None, "{cell}");
        }
    }

    #[test]
    fn headings_tell_a_sheet_from_other_tables() {
        let is_sheet = |line: &str| sniff(line.as_bytes(), Some("x.txt")).is_some();
        assert!(is_sheet("Year,Month,Day,Headline,Text,Media\n1990"));
        assert!(is_sheet("\u{FEFF}headline;END YEAR;year;text"));
        assert!(is_sheet("Start Date,End Date,Headline,Text,Media,Tag\n"));
        assert!(is_sheet(",startMonth,startDay,headline,text,mediaUrl"));
        assert!(!is_sheet("title,count,description"));
        assert!(!is_sheet("Year,Headline\n"));
        assert!(!is_sheet("year,month,day,title,text,media"));
        assert!(!is_sheet("date,end_date,display_date,title,description"));
        assert!(!is_sheet("{\"Year\",\"Headline\""));
    }
}
