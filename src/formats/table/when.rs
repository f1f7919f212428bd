//! The start and the end of a row to one date.
//!
//! A row is never lost for its date: what is not read stays as text, in
//! [`When::verbatim`], with a problem that says why.

use super::cells::Cells;
use crate::dates::{Date, is_open_end};
use crate::formats::Role;
use crate::formats::dates::{CellDate, CellFault, DateForm, count_of, western};
use crate::formats::{ImportReport, Problem, Severity, or_list, shown};
use crate::model::When;

/// The date of a row; none where both cells are empty. Where one of two cells
/// is not read, that end is not known.
pub(super) fn when(form: &DateForm, cells: &Cells, report: &mut ImportReport) -> When {
    let (start, end) = (cells.of(Role::Start), cells.of(Role::End));
    if start.is_empty() && end.is_empty() {
        return When::default();
    }
    let date = match (read(form, cells, Role::Start), read(form, cells, Role::End)) {
        (Ok(first), Ok(last)) => both(cells, first, last, report),
        (Err(fault), Ok(last)) => {
            // EDTF has a blank for an end that is not known.
            let known = last.filter(CellDate::is_dated);
            let what = known.as_ref().map(|_| "a start");
            report.add(date_problem(cells, Role::Start, fault, what));
            known.map_or_else(CellDate::default, |last| {
                both(cells, Some(CellDate::default()), Some(last), report)
            })
        }
        (Ok(first), Err(fault)) => {
            let known = first.filter(CellDate::is_dated);
            let what = known.as_ref().map(|_| "an end");
            report.add(date_problem(cells, Role::End, fault, what));
            known.map_or_else(CellDate::default, |first| {
                both(cells, Some(first), Some(CellDate::default()), report)
            })
        }
        (Err(first), Err(last)) => {
            report.add(date_problem(cells, Role::Start, first, None));
            report.add(date_problem(cells, Role::End, last, None));
            CellDate::default()
        }
    };
    let verbatim = (!date.as_written).then(|| match (start, end) {
        (start, "") => start.to_owned(),
        ("", end) => format!("– {end}"),
        (start, end) => format!("{start} – {end}"),
    });
    let mut when = When::from_edtf(date.edtf);
    when.verbatim = verbatim;
    when.calendar = date.calendar;
    when
}

/// A cell; `None` where it is empty.
fn read(form: &DateForm, cells: &Cells, role: Role) -> Result<Option<CellDate>, CellFault> {
    match cells.of(role) {
        "" => Ok(None),
        end if role == Role::End && (end == ".." || is_open_end(end)) => Ok(Some(CellDate {
            edtf: "..".to_owned(),
            as_written: end == "..",
            calendar: None,
        })),
        cell => form.read(cell).map(Some),
    }
}

/// A start and an end as one date.
fn both(
    cells: &Cells,
    first: Option<CellDate>,
    last: Option<CellDate>,
    report: &mut ImportReport,
) -> CellDate {
    let (first, last) = match (first, last) {
        (Some(first), None) => return first,
        (first, Some(last)) => (
            // An empty cell is as good as EDTF's blank.
            first.unwrap_or(CellDate {
                as_written: true,
                ..CellDate::default()
            }),
            last,
        ),
        (None, None) => return CellDate::default(),
    };
    if !first.is_dated() && !last.is_dated() && last.edtf.is_empty() {
        return CellDate::default();
    }
    let calendar = match (first.is_dated(), last.is_dated()) {
        (true, true) => first.calendar.filter(|_| first.calendar == last.calendar),
        _ => first.calendar.or(last.calendar),
    };
    let as_written = first.as_written && last.as_written;
    if first.edtf == last.edtf {
        return CellDate {
            calendar,
            as_written,
            ..first
        };
    }
    let (start, end) = (rounded(&first.edtf, true), rounded(&last.edtf, false));
    let several = [
        (Role::Start, &first.edtf, &start),
        (Role::End, &last.edtf, &end),
    ];
    if let Some((role, edtf, _)) = several.iter().find(|(_, _, end)| end.is_none()) {
        report.add(cells.problem(
            Severity::Repaired,
            *role,
            "date-range",
            format!("“{}” is more than one date, and there is a start and an end. The event is undated; the text is kept.", shown(edtf)),
            "Write one date into each of the two cells, or a range into the start and nothing into the end.",
        ));
        return CellDate::default();
    }
    let edtf = format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default());
    match Date::parse(&edtf) {
        Ok(_) => CellDate {
            edtf,
            as_written,
            calendar,
        },
        Err(fault) => {
            let message = format!(
                "The start and the end make no range: {fault}. The event is undated; the text is kept."
            );
            report.add(cells.problem(
                Severity::Repaired,
                Role::End,
                "date-range",
                message,
                "Each of the two cells should hold one date, the earlier one first.",
            ));
            CellDate::default()
        }
    }
}

/// A date as an end of an interval, which no set can be: `[a..b]` may be as
/// early as `a` or as late as `b`, and is marked for it. `None` for intervals
/// and for other sets.
fn rounded(edtf: &str, is_start: bool) -> Option<String> {
    if !edtf.contains(['/', '[', '{']) {
        return Some(edtf.to_owned());
    }
    let inner = edtf.strip_prefix('[')?.strip_suffix(']')?;
    let first = inner.split(',').next()?;
    let last = inner.split(',').next_back()?;
    // `[1987~,1988..1989,1990~]`: the outermost dates.
    let first = first.split_once("..").map_or(first, |(first, _)| first);
    let last = last.split_once("..").map_or(last, |(_, last)| last);
    // `[..1989]` and `[1990..]` have one only.
    match (is_start, first, last) {
        (true, "", last) => Some(format!("..{last}")),
        (false, first, "") => Some(format!("{first}..")),
        (_, "", _) | (_, _, "") => None,
        (true, outer, _) | (false, _, outer) => {
            let mark = if outer.ends_with(['~', '%']) { "" } else { "~" };
            Some(format!("{}{mark}", outer.trim_end_matches('?')))
        }
    }
}

/// Why a cell was not read. `unknown`: the end of the event that is not known
/// for it; `None` where the event is undated.
fn date_problem(
    cells: &Cells,
    role: Role,
    fault: CellFault,
    unknown: Option<&'static str>,
) -> Problem {
    let cell = shown(cells.of(role));
    let (code, found, advice) = match fault {
        CellFault::NotADate(why) => (
            "date",
            format!("{why}."),
            "Leave the cell empty where the date is not known.",
        ),
        CellFault::Undecided { readings } => (
            "date-order",
            format!(
                "“{cell}” can be {}, and no row of the table tells which.",
                or_list(&readings)
            ),
            "Write the dates as year-month-day: 2004-06-19.",
        ),
        CellFault::Calendar { readings } => (
            "date-calendar",
            format!(
                "“{cell}” can be {}, and nothing says which calendar the dates are in.",
                or_list(&readings)
            ),
            "Choose the calendar under File > Columns, or write “calendar”: “solar-hijri”, “lunar-hijri” or “gregorian” into the mapping (--map).",
        ),
        CellFault::OtherOrder(order) => (
            "date-order",
            format!(
                "“{cell}” is no date in the order of the other rows ({}).",
                order.words()
            ),
            "Put it right, or write it as year-month-day: 2004-06-19.",
        ),
    };
    let kept = match unknown {
        Some(end) => format!("The event opens with {end} that is not known; the text is kept."),
        None => "The event is undated; the text is kept.".to_owned(),
    };
    let message = format!("{found} {kept}");
    let counted = count_of(&western(cells.of(role))).filter(|_| code == "date");
    let advice = match counted {
        Some(count) => &*count.advice(cells.of(role)),
        None => advice,
    };
    cells.problem(Severity::Repaired, role, code, message, advice)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn one_of_several_dates_may_be_as_early_as_the_first_or_as_late_as_the_last() {
        let start = |edtf| rounded(edtf, true);
        let end = |edtf| rounded(edtf, false);
        assert_eq!(start("1979").as_deref(), Some("1979"));
        assert_eq!(start("[0047..0050]").as_deref(), Some("0047~"));
        assert_eq!(end("[0047..0050]").as_deref(), Some("0050~"));
        assert_eq!(end("[1987~,1988~,1989~]").as_deref(), Some("1989~"));
        assert_eq!(start("[..1989]").as_deref(), Some("..1989"));
        assert_eq!(end("[1990..]").as_deref(), Some("1990.."));
        assert_eq!(start("[1990..]"), None);
        assert_eq!(end("1979/1989"), None);
        assert_eq!(end("{1979,1989}"), None);
    }
}
