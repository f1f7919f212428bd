//! The start and the end of a row to one date.

use super::cells::Cells;
use crate::dates::Date;
use crate::formats::Role;
use crate::formats::dates::{CellDate, CellFault, DateForm};
use crate::formats::{ImportReport, Problem, Severity, shown};
use crate::model::When;

/// The date of a row; none where both cells are empty. A start without a
/// readable end has an end that is not known.
pub(super) fn when(
    form: &DateForm,
    cells: &Cells,
    report: &mut ImportReport,
) -> Result<When, Box<Problem>> {
    let (start, end) = (cells.of(Role::Start), cells.of(Role::End));
    if start.is_empty() && end.is_empty() {
        return Ok(When::default());
    }
    let first = match start {
        "" => None,
        _ => Some(
            form.read(start)
                .map_err(|fault| Box::new(date_problem(cells, Role::Start, start, fault)))?,
        ),
    };
    let (edtf, is_written) = match (first, end) {
        (Some(first), "") => (first.edtf, first.as_written),
        (first, end) => interval(form, cells, first, end, report)?,
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
    form: &DateForm,
    cells: &Cells,
    first: Option<CellDate>,
    end: &str,
    report: &mut ImportReport,
) -> Result<(String, bool), Box<Problem>> {
    let last = match form.read(end) {
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
                return Err(Box::new(problem));
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
        return Err(Box::new(cells.problem(
            Severity::Lost,
            role,
            "date-range",
            format!("“{}” is more than one date, and there is a start and an end.", shown(cell)),
            "Write one date into each of the two cells, or a range into the start and nothing into the end.",
        )));
    }
    let whole = format!("{start}/{end}");
    match Date::parse(&whole) {
        Ok(_) => Ok((whole, as_written)),
        Err(fault) => {
            let message =
                format!("The start and the end make no range: {fault}. The event is undated.");
            report.add(cells.problem(
                Severity::Repaired,
                Role::End,
                "date-range",
                message,
                "Each of the two cells should hold one date, the earlier one first.",
            ));
            Ok((String::new(), false))
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
