//! The cells of a row to an event, and the lanes and sources that rows name.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;
use serde_json::Value;

use super::columns::{Columns, Role};
use crate::dates::Date;
use crate::formats::dates::{CellDate, CellFault, DateForm};
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::{
    Citation, CslDate, Event, Lane, Locator, Name, Place as EventPlace, Source, Stance, When,
};

/// Id of the source that stands for the file.
pub(super) const FILE_SOURCE: &str = "file";

/// Lanes are counted in sixteen bits.
const MAX_LANES: usize = u16::MAX as usize;

/// Makes events, row after row.
pub(super) struct Events<'a> {
    columns: &'a Columns,
    form: &'a DateForm,
    made: Made,
    ids: HashSet<String>,
    lane_ids: HashSet<String>,
    source_ids: HashMap<SourceCells, String>,
    taken_source_ids: HashSet<String>,
    undated: u64,
}

/// What the rows of a table came to.
#[derive(Default)]
pub(super) struct Made {
    pub(super) events: Vec<Event>,
    pub(super) lanes: Vec<Lane>,
    pub(super) sources: Vec<Source>,
}

/// What a row says of a source; rows that say the same share one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct SourceCells {
    title: String,
    url: String,
    author: String,
    date: String,
    publisher: String,
    kind: String,
}

/// A row on its way to an event.
struct Cells<'r> {
    record: &'r StringRecord,
    columns: &'r Columns,
    place: Place,
}

impl Cells<'_> {
    /// The cell of a column without blanks around it; empty where there is no
    /// such column.
    fn of(&self, role: Role) -> &str {
        self.columns.of(role).map_or("", |column| self.at(column))
    }

    fn text(&self, role: Role) -> Option<String> {
        let cell = self.of(role);
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    fn list(&self, role: Role) -> Vec<String> {
        split_list(self.of(role))
    }

    fn at(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// A problem of one cell.
    fn problem(
        &self,
        severity: Severity,
        role: Role,
        code: &'static str,
        message: String,
        advice: &str,
    ) -> Problem {
        let place = match self.columns.of(role) {
            Some(column) => self
                .place
                .clone()
                .cell(column as u64 + 1, self.columns.heading(column)),
            None => self.place.clone(),
        };
        Problem {
            severity,
            place,
            code,
            message,
            advice: advice.to_owned(),
        }
    }
}

impl<'a> Events<'a> {
    pub(super) fn new(columns: &'a Columns, form: &'a DateForm) -> Events<'a> {
        Events {
            columns,
            form,
            made: Made::default(),
            ids: HashSet::new(),
            lane_ids: HashSet::new(),
            source_ids: HashMap::new(),
            taken_source_ids: HashSet::from([FILE_SOURCE.to_owned()]),
            undated: 0,
        }
    }

    /// Adds the event of a row, or says why the row is lost.
    pub(super) fn add(
        &mut self,
        record: &StringRecord,
        number: u64,
        line: u64,
        report: &mut ImportReport,
    ) -> Result<(), Problem> {
        let cells = Cells {
            record,
            columns: self.columns,
            place: Place::row(number, line),
        };
        let mut event = Event {
            when: self.when(&cells, report)?,
            ..Event::default()
        };
        if event.when.edtf().is_empty() {
            self.undated += 1;
        }
        event.id = self.id(&cells, number, report);
        event.title = cells
            .text(Role::Title)
            .unwrap_or_else(|| fallback_title(&cells, number));
        event.summary = cells.text(Role::Summary);
        event.people = cells.list(Role::People);
        event.tags = cells.list(Role::Tags);
        event.lane = self.lane(&cells, report);
        place(&cells, &mut event, report);
        importance(&cells, &mut event, report);
        event.citations = self.citations(&cells, line);
        for (column, member) in &self.columns.others {
            let cell = record.get(*column).unwrap_or_default();
            if !cell.trim().is_empty() {
                event
                    .extra
                    .insert(member.clone(), Value::String(cell.to_owned()));
            }
        }
        self.made.events.push(event);
        Ok(())
    }

    /// What was made, after the notes that concern the table as a whole.
    pub(super) fn finish(self, report: &mut ImportReport) -> Made {
        let lost = report.lost();
        let mut note = |code, message: String, advice: &str| {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code,
                message,
                advice: advice.to_owned(),
            });
        };
        let Made { events, .. } = &self.made;
        if self.columns.of(Role::Title).is_none() && !events.is_empty() {
            note(
                "no-title",
                "no column is headed “title”, “name”, “label”, “headline” or “event”; the first text of each row is its title.".to_owned(),
                "Name the heading of the column that titles the events “title”.",
            );
        }
        if self.undated > 0 {
            let rows = if self.undated == 1 {
                "row has"
            } else {
                "rows have"
            };
            note(
                "no-date",
                format!("{} {rows} no date; kept, undated.", self.undated),
                "",
            );
        }
        if events.is_empty() && lost == 0 {
            note("no-rows", "there are headings but no rows.".to_owned(), "");
        }
        self.made
    }

    fn id(&mut self, cells: &Cells, number: u64, report: &mut ImportReport) -> String {
        match cells.text(Role::Id) {
            Some(id) => {
                if !self.ids.insert(id.clone()) {
                    report.add(cells.problem(
                        Severity::Repaired,
                        Role::Id,
                        "double-id",
                        format!("the id “{}” stands in an earlier row too; both stay, and links go to the first.", shown(&id)),
                        "Give one of them another id.",
                    ));
                }
                id
            }
            None => free_id(&format!("row-{number}"), &mut self.ids),
        }
    }

    fn lane(&mut self, cells: &Cells, report: &mut ImportReport) -> Option<String> {
        let id = cells.text(Role::Lane)?;
        if self.lane_ids.contains(&id) {
            return Some(id);
        }
        if self.made.lanes.len() >= MAX_LANES {
            report.add(cells.problem(
                Severity::Repaired,
                Role::Lane,
                "too-many-lanes",
                format!("only the first {MAX_LANES} lanes are made; this event has none."),
                "",
            ));
            return None;
        }
        self.lane_ids.insert(id.clone());
        self.made.lanes.push(Lane {
            id: id.clone(),
            title: id.clone(),
            ..Lane::default()
        });
        Some(id)
    }

    /// The sources that the row names, then the file.
    fn citations(&mut self, cells: &Cells, line: u64) -> Vec<Citation> {
        let mut named = Vec::new();
        let described = SourceCells {
            title: cells.of(Role::SourceTitle).to_owned(),
            url: cells.of(Role::SourceUrl).to_owned(),
            author: cells.of(Role::SourceAuthor).to_owned(),
            date: cells.of(Role::SourceDate).to_owned(),
            publisher: cells.of(Role::SourcePublisher).to_owned(),
            kind: cells.of(Role::SourceType).to_owned(),
        };
        if !described.title.is_empty() || !described.url.is_empty() {
            named.push(described);
        }
        for column in &self.columns.sources {
            let cell = cells.at(*column);
            let is_address = cell.starts_with("http://") || cell.starts_with("https://");
            let mut source = SourceCells::default();
            *(if is_address {
                &mut source.url
            } else {
                &mut source.title
            }) = cell.to_owned();
            if !cell.is_empty() && !named.contains(&source) {
                named.push(source);
            }
        }
        let stance = if named.is_empty() {
            Stance::Supports
        } else {
            Stance::Mentions
        };
        let mut citations: Vec<Citation> = named
            .into_iter()
            .map(|source| Citation {
                source: self.source(source),
                ..Citation::default()
            })
            .collect();
        citations.push(Citation {
            source: FILE_SOURCE.to_owned(),
            stance,
            locator: Some(Locator {
                kind: "line".to_owned(),
                value: line.to_string(),
                ..Locator::default()
            }),
            ..Citation::default()
        });
        citations
    }

    /// The id of a source, which is made when it is met first.
    fn source(&mut self, cells: SourceCells) -> String {
        if let Some(id) = self.source_ids.get(&cells) {
            return id.clone();
        }
        let name = if cells.title.is_empty() {
            &cells.url
        } else {
            &cells.title
        };
        let id = free_id(&slug(name), &mut self.taken_source_ids);
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let kind_csl = match (cells.kind.is_empty(), cells.url.is_empty()) {
            (false, _) => cells.kind.clone(),
            (true, false) => "webpage".to_owned(),
            (true, true) => "document".to_owned(),
        };
        self.made.sources.push(Source {
            id: id.clone(),
            kind_csl,
            title: some(&cells.title),
            url: some(&cells.url),
            publisher: some(&cells.publisher),
            author: split_list(&cells.author)
                .into_iter()
                .map(|literal| Name {
                    literal: Some(literal),
                    ..Name::default()
                })
                .collect(),
            issued: some(&cells.date).map(|raw| CslDate {
                raw: Some(raw),
                ..CslDate::default()
            }),
            ..Source::default()
        });
        self.source_ids.insert(cells, id.clone());
        id
    }

    fn when(&self, cells: &Cells, report: &mut ImportReport) -> Result<When, Problem> {
        let (start, end) = (cells.of(Role::Start), cells.of(Role::End));
        if start.is_empty() && end.is_empty() {
            return Ok(When::default());
        }
        let first = match start {
            "" => None,
            _ => Some(
                self.form
                    .read(start)
                    .map_err(|fault| date_problem(cells, Role::Start, start, fault))?,
            ),
        };
        let (edtf, is_written) = match (first, end) {
            (Some(first), "") => (first.edtf, first.as_written),
            (first, end) => self.interval(cells, first, end, report)?,
        };
        let mut when = When::from_edtf(edtf);
        if !is_written {
            when.verbatim = Some(match (start, end) {
                (start, "") => start.to_owned(),
                (start, end) => format!("{start} – {end}"),
            });
        }
        Ok(when)
    }

    /// A start and an end as one date, and whether the cells were EDTF.
    fn interval(
        &self,
        cells: &Cells,
        first: Option<CellDate>,
        end: &str,
        report: &mut ImportReport,
    ) -> Result<(String, bool), Problem> {
        let last = match self.form.read(end) {
            Ok(last) => Some(last),
            Err(_) if is_open(end) => Some(CellDate {
                edtf: "..".to_owned(),
                as_written: end == "..",
            }),
            Err(fault) => {
                // The start is known, and that there is an end: EDTF has a
                // blank for an end that is not known.
                let problem = date_problem(cells, Role::End, end, fault);
                if first.is_none() {
                    return Err(problem);
                }
                report.add(Problem {
                    severity: Severity::Repaired,
                    message: format!(
                        "{} The event opens with an end that is not known.",
                        problem.message
                    ),
                    ..problem
                });
                None
            }
        };
        let as_written = first.as_ref().is_none_or(|first| first.as_written)
            && last.as_ref().is_some_and(|last| last.as_written);
        let start = first.map_or_else(String::new, |first| first.edtf);
        let end = last.map_or_else(String::new, |last| last.edtf);
        if start == end {
            return Ok((start, as_written));
        }
        if let Some((role, cell)) = [(Role::Start, &start), (Role::End, &end)]
            .into_iter()
            .find(|(_, edtf)| edtf.contains(['/', '[', '{']))
        {
            return Err(cells.problem(
                Severity::Lost,
                role,
                "date-range",
                format!("“{}” is more than one date, and there is a start and an end.", shown(cell)),
                "Write one date into each of the two cells, or a range into the start and nothing into the end.",
            ));
        }
        let whole = format!("{start}/{end}");
        match Date::parse(&whole) {
            Ok(_) => Ok((whole, as_written)),
            Err(fault) => Err(cells.problem(
                Severity::Lost,
                Role::End,
                "date-range",
                format!("the start and the end make no range: {fault}."),
                "Each of the two cells should hold one date, the earlier one first.",
            )),
        }
    }
}

/// Words for an end that has not come.
fn is_open(end: &str) -> bool {
    ["..", "ongoing", "present"]
        .iter()
        .any(|word| end.eq_ignore_ascii_case(word))
}

fn date_problem(cells: &Cells, role: Role, cell: &str, fault: CellFault) -> Problem {
    let (code, message, advice) = match fault {
        CellFault::NotADate(fault) => (
            "date",
            format!("{fault}."),
            "Leave the cell empty where the date is not known.",
        ),
        CellFault::Undecided { readings } => (
            "date-order",
            format!(
                "“{}” can be {}, and no row of the table tells which.",
                shown(cell),
                crate::formats::or_list(&readings)
            ),
            "Write the dates as year-month-day: 2004-06-19.",
        ),
        CellFault::OtherOrder(order) => (
            "date-order",
            format!(
                "“{}” is no date in the order of the other rows ({}).",
                shown(cell),
                order.words()
            ),
            "Put it right, or write it as year-month-day: 2004-06-19.",
        ),
    };
    cells.problem(Severity::Lost, role, code, message, advice)
}

/// The first cell with letters that is not used otherwise; else the first cell
/// at all, with its heading; else the number of the row.
fn fallback_title(cells: &Cells, number: u64) -> String {
    let filled = || {
        cells
            .columns
            .others
            .iter()
            .map(|(column, _)| (*column, cells.at(*column)))
            .filter(|(_, cell)| !cell.is_empty())
    };
    let is_text = |cell: &str| cell.chars().any(char::is_alphabetic) && !cell.contains("://");
    if let Some((_, cell)) = filled().find(|(_, cell)| is_text(cell)) {
        return cell.to_owned();
    }
    match filled().next() {
        Some((column, cell)) => format!("{}: {cell}", cells.columns.heading(column)),
        None => format!("Row {number}"),
    }
}

fn place(cells: &Cells, event: &mut Event, report: &mut ImportReport) {
    let mut degrees = |role: Role, most: f64| {
        let cell = cells.of(role);
        if cell.is_empty() {
            return None;
        }
        match cell.parse::<f64>() {
            Ok(number) if (-most..=most).contains(&number) => Some(number),
            _ => {
                kept_aside(
                    cells,
                    role,
                    event,
                    report,
                    format!(
                        "found “{}”, expected degrees from −{most} to {most}",
                        shown(cell)
                    ),
                );
                None
            }
        }
    };
    let lat = degrees(Role::Lat, 90.0);
    let lon = degrees(Role::Lon, 180.0);
    let name = cells.text(Role::Place);
    if name.is_none() && lat.is_none() && lon.is_none() {
        return;
    }
    let point = || {
        let cells = [cells.of(Role::Lat), cells.of(Role::Lon)];
        cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(", ")
    };
    event.place = Some(EventPlace {
        name: name.unwrap_or_else(point),
        lat,
        lon,
        ..EventPlace::default()
    });
}

fn importance(cells: &Cells, event: &mut Event, report: &mut ImportReport) {
    let cell = cells.of(Role::Importance);
    match cell.parse::<u8>() {
        _ if cell.is_empty() => {}
        Ok(number) if (1..=5).contains(&number) => event.importance = Some(number),
        _ => kept_aside(
            cells,
            Role::Importance,
            event,
            report,
            format!(
                "found “{}”, expected a whole number from 1 to 5",
                shown(cell)
            ),
        ),
    }
}

/// Reports a cell that cannot be used where it stands, and keeps it under its
/// heading.
fn kept_aside(
    cells: &Cells,
    role: Role,
    event: &mut Event,
    report: &mut ImportReport,
    found: String,
) {
    let heading = cells
        .columns
        .of(role)
        .map_or("", |column| cells.columns.heading(column));
    let member = format!("{heading} (as written)");
    report.add(cells.problem(
        Severity::Repaired,
        role,
        "cell",
        format!("{found}; kept as “{}”.", shown(&member)),
        "",
    ));
    event
        .extra
        .insert(member, Value::String(cells.of(role).to_owned()));
}

fn split_list(cell: &str) -> Vec<String> {
    cell.split(';')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The id, or the id with the first number that makes it free; takes it.
fn free_id(id: &str, taken: &mut HashSet<String>) -> String {
    let mut free = id.to_owned();
    let mut number = 2_u64;
    while !taken.insert(free.clone()) {
        free = format!("{id}-{number}");
        number += 1;
    }
    free
}

/// Small letters, digits and hyphens, at most 40; without the scheme of an
/// address. `source` when nothing is left.
fn slug(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("www.").unwrap_or(text);
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if slug.chars().count() >= LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "source".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_and_readable() {
        assert_eq!(
            slug("https://www.bbc.co.uk/news/1?a=2"),
            "bbc-co-uk-news-1-a-2"
        );
        assert_eq!(slug("The New York Times"), "the-new-york-times");
        assert_eq!(slug("روزنامه"), "روزنامه");
        assert_eq!(slug("???"), "source");
    }

    #[test]
    fn ids_that_clash_are_numbered() {
        let mut taken = HashSet::from(["a".to_owned(), "a-2".to_owned()]);
        assert_eq!(free_id("a", &mut taken), "a-3");
        assert_eq!(free_id("b", &mut taken), "b");
    }
}
