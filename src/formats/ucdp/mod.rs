//! The georeferenced events of the Uppsala Conflict Data Program (UCDP GED):
//! rows of a CSV, or the properties of a GeoJSON made of it, become events.
//!
//! Columns are known by their names, since their order and number differ from
//! release to release; a second row of headings (HXL tags) is left out. The
//! sides become people, the kind of violence a lane, `source_article` sources
//! that carry the event, and low, best and high one claim about deaths.
//! `date_prec` decides what the two dates mean: with 1 they are the days it
//! lasted; with 2 to 5 they are bounds, and the event is *one of* the days (or
//! the month, or the year) between them. Without it, two different dates are
//! taken for bounds, which claims less. Columns that have no place in an event
//! are kept in it under their own names.
//!
//! A row without readable dates stays, undated. Refused: tables without
//! headings. Tables of more than 256 MiB are read as any other CSV.
//!
//! Codebook: <https://ucdp.uu.se/downloads/ged/ged251.pdf>.

mod event;
mod sources;

use super::draft::Draft;
use super::rows::{self, Next, Sheet};
use super::stream::Stream;
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity};
use crate::model::Dataset;
pub(super) use event::Maker;

/// Certain of headings that only this table has.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let headings = rows::headings(bytes);
    let has = |name: &str| headings.iter().any(|heading| heading == name);
    let is_ged = is_ged(&headings) && (has("date_prec") || has("type_of_violence"));
    is_ged.then_some(Confidence::Certain)
}

/// True for the names of the columns of such a table, cut or whole.
pub(super) fn is_ged<T: AsRef<str>>(names: &[T]) -> bool {
    ["side_a", "side_b", "date_start", "date_end"]
        .iter()
        .all(|wanted| names.iter().any(|name| name.as_ref() == *wanted))
}

/// Opens a table.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = match stream.text() {
        Err(ReadError::TooLarge) => {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code: "as-csv",
                message: "The table has more than 256 MiB and is read as any other CSV: date_prec is not looked at.".to_owned(),
                advice: "Split it into smaller files to have date_prec heeded.".to_owned(),
            });
            return super::csv::read(stream, report);
        }
        text => text?,
    };
    let mut draft = Draft::new(stream, "text/csv");
    let mut maker = Maker::default();
    let mut sheet = Sheet::new(&text);
    let headings = std::mem::take(&mut sheet.headings);
    if !is_ged(&headings) {
        return Err(ReadError::NoDateColumn {
            found: super::and_list(&headings),
            expected: "side_a, side_b, date_start and date_end, the columns of UCDP GED".to_owned(),
            table: Box::default(),
        });
    }
    sheet.headings.clone_from(&headings);
    let mut cells = Vec::new();
    let mut count = 0_u64;
    loop {
        let place = match sheet.next(&mut cells) {
            Next::End => break,
            Next::Bad(problem) => {
                draft.lose(
                    problem.place,
                    problem.code,
                    problem.message,
                    &problem.advice,
                    report,
                );
                continue;
            }
            Next::Row(place) => place,
        };
        if count == 0 && is_hxl(&cells) {
            continue;
        }
        count += 1;
        if count.is_multiple_of(4096) {
            stream.check()?;
            stream.tell(count);
        }
        let pairs: Vec<(&str, &str)> = headings
            .iter()
            .zip(&cells)
            .map(|(name, cell)| (name.as_str(), cell.as_str()))
            .collect();
        let event = maker.event(&pairs, &place, &mut draft, report);
        draft.event(event, &place, report);
    }
    maker.finish(report);
    draft.finish()
}

/// The second row of headings in tables of the Humanitarian Data Exchange.
fn is_hxl(cells: &[String]) -> bool {
    cells.iter().any(|cell| cell.starts_with('#'))
        && cells
            .iter()
            .all(|cell| cell.is_empty() || cell.starts_with('#'))
}
