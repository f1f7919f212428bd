//! The cells of a row to an event.

use serde_json::Value;

use super::cells::Cells;
use super::columns::Columns;
use super::sources::Sources;
use super::when::when;
use crate::formats::Role;
use crate::formats::dates::{DateForm, western};
use crate::formats::{ImportReport, Severity, shown};
use crate::model::{Event, Place as EventPlace};

/// Lanes are counted in sixteen bits.
pub(super) const MAX_LANES: usize = u16::MAX as usize;

/// What is known of a whole table once all of it was seen.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) columns: Columns,
    pub(super) form: DateForm,
    pub(super) sources: Sources,
}

/// What the cells of a row alone do not tell.
pub(super) struct Known {
    /// Number of the row and of its line in the file, if that has lines.
    pub(super) number: u64,
    pub(super) line: Option<u64>,
    /// The id of the event.
    pub(super) id: String,
    /// The lane of the event.
    pub(super) lane: Option<String>,
}

impl Plan {
    /// The event of a row.
    pub(super) fn event(&self, cells: &Cells, known: Known, report: &mut ImportReport) -> Event {
        let mut event = Event {
            when: when(&self.form, cells, report),
            id: known.id,
            lane: known.lane,
            ..Event::default()
        };
        event.title = title(cells, known.number);
        event.summary = cells.text(Role::Summary);
        event.people = cells.list(Role::People);
        event.tags = cells.list(Role::Tags);
        place(cells, &mut event, report);
        importance(cells, &mut event, report);
        event.citations = self.sources.citations(cells, known.number, known.line);
        for (column, member) in &self.columns.others {
            let cell = cells.record.get(*column).unwrap_or_default();
            if !cell.trim().is_empty() {
                event
                    .extra
                    .insert(member.clone(), Value::String(cell.to_owned()));
            }
        }
        for (column, member) in self.sources.left_over(cells) {
            let cell = cells.at(column).to_owned();
            event.extra.insert(member.to_owned(), Value::String(cell));
        }
        event
    }
}

/// The title of a row's event.
pub(super) fn title(cells: &Cells, number: u64) -> String {
    cells
        .text(Role::Title)
        .unwrap_or_else(|| fallback_title(cells, number))
}

/// Reports the cells of a row that cannot be used where they stand.
pub(super) fn report_odd_cells(cells: &Cells, report: &mut ImportReport) {
    let mut event = Event::default();
    place(cells, &mut event, report);
    importance(cells, &mut event, report);
}

/// Degrees within plus and minus `most`, with a point or a comma before their
/// fraction.
pub(super) fn degrees(cell: &str, most: f64) -> Option<f64> {
    let number = match cell.parse::<f64>() {
        Ok(number) => number,
        Err(_) => {
            let plain = western(cell);
            let (whole, fraction) = plain.split_once([',', '.', '٫'])?;
            let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
            let point = format!("{whole}.{fraction}");
            point.parse::<f64>().ok().filter(|_| is_fraction)?
        }
    };
    (-most..=most).contains(&number).then_some(number)
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
        match degrees(cell, most) {
            Some(number) => Some(number),
            None => {
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
    match super::chunk::importance(cell) {
        _ if cell.is_empty() => {}
        Some(number) => event.importance = Some(number),
        None => kept_aside(
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

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn degrees_have_a_point_or_a_comma() {
        assert_eq!(degrees("34.5281", 90.0), Some(34.5281));
        assert_eq!(degrees("34,5281", 90.0), Some(34.5281));
        assert_eq!(degrees("-69,17", 180.0), Some(-69.17));
        assert_eq!(degrees("۳۴٫۵", 90.0), Some(34.5));
        for cell in ["34,528,1", "34.528,1", "91,5", "34,5 N", ",", "34, 5"] {
            assert_eq!(degrees(cell, 90.0), None, "{cell}");
        }
    }
}
