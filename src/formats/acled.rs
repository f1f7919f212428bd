//! Event tables of ACLED (Armed Conflict Location & Event Data) as CSV: a row
//! becomes an event.
//!
//! `time_precision` says how well the day is known, and the date is widened to
//! it, so that no month shows as a peak on its middle day: 1 is the day; 2, the
//! week, is one of the seven days around the date, since ACLED gives the middle
//! of the week; 3, the month, is the month. Actors become people, the type of
//! event a lane, notes the summary, `source` (`;` between several) sources that
//! carry the event, fatalities a claim, `geo_precision` how exact the place is.
//! Other columns that hold something are kept under their names.
//!
//! A row without a readable date stays, undated. Refused: tables without
//! headings.
//!
//! Codebook: <https://acleddata.com/methodology/acled-codebook>.

use super::dates::{DateForm, Survey};
use super::draft;
use super::draft::Draft;
use super::rows::{self, Cells, Next, Sheet, place as place_of};
use super::stream::Stream;
use super::works::{Works, of_claim, source_of_text};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity, shown};
use crate::dates::civil::CivilDate;
use crate::model::{Citation, Claim, Dataset, Event, PlacePrecision, When};

/// Certain of headings that only this table has.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    is_acled(&rows::headings(bytes)).then_some(Confidence::Certain)
}

fn is_acled(headings: &[String]) -> bool {
    let has = |name: &str| headings.iter().any(|heading| heading == name);
    has("event_date")
        && (has("event_id_cnty") || has("data_id"))
        && (has("actor1") || has("event_type"))
}

/// What is counted over all rows.
#[derive(Default)]
struct Reader {
    works: Works,
    weeks: u64,
    months: u64,
    undated: u64,
}

/// Opens a table.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/csv");
    let mut sheet = Sheet::new(&text);
    let headings = sheet.headings.clone();
    if !is_acled(&headings) {
        return Err(ReadError::NoDateColumn {
            found: super::and_list(&headings),
            expected: "event_date, beside event_id_cnty, as ACLED has it".to_owned(),
            table: Box::default(),
        });
    }
    let form = survey(&text, &headings);
    let mut reader = Reader::default();
    let mut cells = Vec::new();
    loop {
        let place = match sheet.next(&mut cells) {
            Next::End => break,
            Next::Bad(problem) => {
                let Problem {
                    place,
                    code,
                    message,
                    advice,
                    ..
                } = *problem;
                draft.lose(place, code, message, &advice, report);
                continue;
            }
            Next::Row(place) => place,
        };
        if draft.len().is_multiple_of(4096) {
            stream.check()?;
            stream.tell(draft.len() as u64);
        }
        let pairs: Vec<(&str, &str)> = headings
            .iter()
            .zip(&cells)
            .map(|(name, cell)| (name.as_str(), cell.as_str()))
            .collect();
        let event = reader.event(&pairs, &form, &place, &mut draft, report);
        draft.event(event, &place, report);
    }
    reader.finish(report);
    draft.finish()
}

/// How the column of dates is written, from all its cells.
fn survey(text: &str, headings: &[String]) -> DateForm {
    let mut survey = Survey::default();
    let column = headings.iter().position(|name| name == "event_date");
    let mut sheet = Sheet::new(text);
    let mut cells = Vec::new();
    loop {
        match sheet.next(&mut cells) {
            Next::End => return survey.decide(),
            Next::Bad(_) => {}
            Next::Row(_) => {
                if let Some(cell) = column.and_then(|column| cells.get(column)) {
                    survey.add(cell);
                }
            }
        }
    }
}

impl Reader {
    fn event(
        &mut self,
        row: &[(&str, &str)],
        form: &DateForm,
        place: &Place,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) -> Event {
        let mut cells = Cells::new(row);
        let id = cells
            .take("event_id_cnty")
            .or_else(|| cells.take("data_id"));
        let mut event = Event {
            id: id.unwrap_or_default().to_owned(),
            when: self.when(&mut cells, form, place, report),
            ..Event::default()
        };
        let kind = cells.take("event_type");
        event.lane = kind.and_then(|kind| draft.lane(kind));
        let actors: Vec<&str> = ["actor1", "actor2"]
            .iter()
            .filter_map(|name| cells.take(name))
            .collect();
        event.people = actors.iter().map(|actor| (*actor).to_owned()).collect();
        for name in ["assoc_actor_1", "assoc_actor_2"] {
            for actor in cells.take(name).map(parts).unwrap_or_default() {
                if !event.people.contains(&actor) {
                    event.people.push(actor);
                }
            }
        }
        event.tags = cells.take("tags").map(parts).unwrap_or_default();
        event.place = place_of_row(&mut cells);
        let what = cells.look("sub_event_type").or(kind).unwrap_or("Event");
        event.title = title(
            what,
            &actors,
            event.place.as_ref().map(|place| &*place.name),
        );
        event.summary = cells.take("notes").map(str::to_owned);
        for text in cells.take("source").map(parts).unwrap_or_default() {
            let citation = self.works.cite(&text, draft, || source_of_text(&text));
            if !event.citations.contains(&citation) {
                event.citations.push(citation);
            }
        }
        event.claims = claim(&mut cells, &event.citations).into_iter().collect();
        if cells.look("year") == event.when.edtf().trim_start_matches('[').get(..4) {
            cells.take("year");
        }
        cells.rest(&mut event.extra);
        event
    }

    fn when(
        &mut self,
        cells: &mut Cells,
        form: &DateForm,
        place: &Place,
        report: &mut ImportReport,
    ) -> When {
        let Some(written) = cells.take("event_date") else {
            self.undated += 1;
            return When::default();
        };
        let read = form.read(written).ok().map(|date| date.edtf);
        let Some((edtf, day)) = read
            .and_then(|edtf| Some((day(&edtf)?, edtf)))
            .map(|(day, edtf)| (edtf, day))
        else {
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "date",
                message: format!(
                    "“{}” is no day; the event opens undated, with the text kept.",
                    shown(written)
                ),
                advice: "Write it as 2021-01-31.".to_owned(),
            });
            return draft::when("", written);
        };
        match cells.look("time_precision") {
            Some("2") => {
                self.weeks += 1;
                let around = |days: i64| iso(CivilDate::from_days(day.days() + days));
                let mut when = draft::when(&format!("[{}..{}]", around(-3), around(3)), written);
                when.note = Some(
                    "Known to the week (time_precision 2): a day of the week around the date."
                        .to_owned(),
                );
                when
            }
            Some("3") => {
                self.months += 1;
                let mut when = draft::when(&edtf[..7], written);
                when.note = Some("Known to the month (time_precision 3).".to_owned());
                when
            }
            _ => draft::when(&edtf, written),
        }
    }

    fn finish(self, report: &mut ImportReport) {
        let weeks = format!(
            "Dates known to the week: {}; each is one of seven days.",
            self.weeks
        );
        report.note(self.weeks, "date-week", weeks);
        let months = format!(
            "Dates known to the month: {}; each is that month, without a day.",
            self.months
        );
        report.note(self.months, "date-month", months);
        let undated = format!("Rows without a date: {}; kept, undated.", self.undated);
        report.note(self.undated, "no-date", undated);
    }
}

fn iso(day: CivilDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// The day of EDTF text that is one.
fn day(edtf: &str) -> Option<CivilDate> {
    let mut parts = edtf.split('-');
    let year: u16 = parts.next()?.parse().ok()?;
    let day = CivilDate::new(
        year.into(),
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    (parts.next().is_none() && iso(day) == edtf).then_some(day)
}

fn parts(cell: &str) -> Vec<String> {
    cell.split(';')
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn place_of_row(cells: &mut Cells) -> Option<crate::model::Place> {
    // 2 is a part of a region, or near a town; 3 a larger region.
    let precision = match cells.look("geo_precision") {
        Some("1") => Some(PlacePrecision::Town),
        Some("2") => Some(PlacePrecision::District),
        Some("3") => Some(PlacePrecision::Province),
        _ => None,
    };
    let name = cells.take("location").or_else(|| {
        ["admin3", "admin2", "admin1", "country"]
            .iter()
            .find_map(|name| cells.look(name))
    });
    let point = cells.take_point("latitude", "longitude");
    place_of(name, point, precision)
}

fn title(what: &str, actors: &[&str], place: Option<&str>) -> String {
    let mut title = what.to_owned();
    if !actors.is_empty() {
        title = format!("{title}: {}", actors.join(" – "));
    }
    match place {
        Some(place) => format!("{title}, {place}"),
        None => title,
    }
}

fn claim(cells: &mut Cells, citations: &[Citation]) -> Option<Claim> {
    let number = cells
        .look_number("fatalities")
        .filter(|number| *number >= 0.0)?;
    cells.take("fatalities");
    Some(Claim {
        about: "deaths".to_owned(),
        value: number.to_string(),
        best: Some(number),
        unit: Some("deaths".to_owned()),
        citations: of_claim(citations, "figure of ACLED"),
        ..Claim::default()
    })
}
