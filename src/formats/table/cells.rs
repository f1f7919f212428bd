//! A row on its way to an event: its cells by what they hold.

use csv::StringRecord;

use super::columns::Columns;
use crate::formats::Role;
use crate::formats::{Place, Problem, Severity};

/// A row on its way to an event.
pub(super) struct Cells<'r> {
    pub(super) record: &'r StringRecord,
    pub(super) columns: &'r Columns,
    pub(super) place: Place,
}

impl Cells<'_> {
    /// The cell of a column without blanks around it; empty where there is no
    /// such column.
    pub(super) fn of(&self, role: Role) -> &str {
        self.columns.of(role).map_or("", |column| self.at(column))
    }

    /// The cell, or `None` where it is empty.
    pub(super) fn text(&self, role: Role) -> Option<String> {
        let cell = self.of(role);
        (!cell.is_empty()).then(|| cell.to_owned())
    }

    /// The items of a cell that holds a list.
    pub(super) fn list(&self, role: Role) -> Vec<String> {
        split_list(self.of(role))
    }

    /// The cell of a column without blanks around it.
    pub(super) fn at(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }

    /// A problem of one cell.
    pub(super) fn problem(
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

/// The items of a cell that holds a list, which semicolons part.
pub(super) fn split_list(cell: &str) -> Vec<String> {
    cell.split(';')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}
