//! The cells of a row to an event, and the lanes and sources that rows name.

use std::collections::HashSet;

use csv::StringRecord;
use serde_json::Value;

use super::cells::Cells;
use super::columns::{Columns, Role};
use super::sources::Sources;
use super::when::when;
use crate::formats::dates::DateForm;
use crate::formats::names::Names;
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::{Event, Lane, Place as EventPlace, Source};

/// Lanes are counted in sixteen bits.
const MAX_LANES: usize = u16::MAX as usize;

/// Makes events, row after row.
pub(super) struct Events<'a> {
    columns: &'a Columns,
    form: &'a DateForm,
    made: Made,
    ids: Names,
    lane_ids: HashSet<String>,
    sources: Sources,
    undated: u64,
}

/// What the rows of a table came to.
#[derive(Default)]
pub(super) struct Made {
    pub(super) events: Vec<Event>,
    pub(super) lanes: Vec<Lane>,
    pub(super) sources: Vec<Source>,
}

impl<'a> Events<'a> {
    pub(super) fn new(columns: &'a Columns, form: &'a DateForm) -> Events<'a> {
        Events {
            columns,
            form,
            made: Made::default(),
            ids: Names::default(),
            lane_ids: HashSet::new(),
            sources: Sources::new(),
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
    ) -> Result<(), Box<Problem>> {
        let cells = Cells {
            record,
            columns: self.columns,
            place: Place::row(number, line),
        };
        let mut event = Event {
            when: when(self.form, &cells, report)?,
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
        event.citations = self.sources.citations(&cells, line);
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
                "No column is headed “title”, “name”, “label”, “headline” or “event”; the first text of each row is its title.".to_owned(),
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
            note("no-rows", "There are headings but no rows.".to_owned(), "");
        }
        Made {
            sources: self.sources.into_list(),
            ..self.made
        }
    }

    fn id(&mut self, cells: &Cells, number: u64, report: &mut ImportReport) -> String {
        match cells.text(Role::Id) {
            Some(id) => {
                if !self.ids.take(&id) {
                    report.add(cells.problem(
                        Severity::Repaired,
                        Role::Id,
                        "double-id",
                        format!("The id “{}” stands in an earlier row too; both stay, and links go to the first.", shown(&id)),
                        "Give one of them another id.",
                    ));
                }
                id
            }
            None => self.ids.take_free_id(&format!("row-{number}")),
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
                format!("Only the first {MAX_LANES} lanes are made; this event has none."),
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
                        "Found “{}”, expected degrees from −{most} to {most}",
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
                "Found “{}”, expected a whole number from 1 to 5",
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
