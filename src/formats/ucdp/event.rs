//! One row, as names and texts, to one event.

use super::sources;
use crate::dates::civil::CivilDate;
use crate::formats::dates::Survey;
use crate::formats::draft;
use crate::formats::draft::Draft;
use crate::formats::rows::{Cells, place as place_of};
use crate::formats::works::{Works, of_claim};
use crate::formats::{ImportReport, Place, Problem, Severity, shown};
use crate::model::{Citation, Claim, Event, PlacePrecision, When};

/// Makes events of rows, and counts what is to be said of them.
#[derive(Debug, Default)]
pub(in crate::formats) struct Maker {
    works: Works,
    /// Rows with two different days and no `date_prec`.
    without_precision: u64,
    /// Rows whose two days are bounds.
    bounds: u64,
    undated: u64,
}

impl Maker {
    /// The event of a row. Its cells are given by the names of their columns,
    /// whole or cut to ten letters.
    pub(in crate::formats) fn event(
        &mut self,
        row: &[(&str, &str)],
        place: &Place,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) -> Event {
        let mut cells = Cells::new(row);
        let mut event = Event {
            id: cells.take("id").unwrap_or_default().to_owned(),
            when: self.when(&mut cells, place, report),
            ..Event::default()
        };
        event.lane = cells
            .look("type_of_violence")
            .and_then(kind_of_violence)
            .and_then(|kind| {
                cells.take("type_of_violence");
                draft.lane(kind)
            });
        let sides: Vec<&str> = ["side_a", "side_b"]
            .iter()
            .filter_map(|side| cells.take(side))
            .collect();
        event.people = sides.iter().map(|side| (*side).to_owned()).collect();
        event.place = place_of_row(&mut cells);
        event.title = title(
            &sides,
            &cells,
            event.place.as_ref().map(|place| &*place.name),
        );
        event.tags = cells
            .take("conflict_name")
            .map(str::to_owned)
            .into_iter()
            .collect();
        event.summary = cells.take("where_description").map(str::to_owned);
        event.citations = self.citations(&mut cells, draft);
        event.claims = claims(&mut cells, &sides, &event.citations);
        let year = event.when.edtf().trim_start_matches('[').get(..4);
        if cells.look("year") == year {
            cells.take("year");
        }
        cells.rest(&mut event.extra);
        event
    }

    /// Says what holds for many rows.
    pub(in crate::formats) fn finish(self, report: &mut ImportReport) {
        let bounds = format!(
            "Rows whose date_prec says that the two dates are bounds: {}; these events are some day between them, not all days.",
            self.bounds
        );
        report.note(self.bounds, "date-bounds", bounds);
        let unsaid = format!(
            "Rows with two different dates and no date_prec: {}; they are taken for bounds, some day between them.",
            self.without_precision
        );
        report.note(self.without_precision, "no-date-prec", unsaid);
        let undated = format!("Rows without a date: {}; kept, undated.", self.undated);
        report.note(self.undated, "no-date", undated);
    }

    fn when(&mut self, cells: &mut Cells, place: &Place, report: &mut ImportReport) -> When {
        let (start, end) = (cells.take("date_start"), cells.take("date_end"));
        let precision = cells
            .look("date_prec")
            .map(|text| text.trim_end_matches(".0"));
        let written = match (start, end) {
            (None, None) => {
                self.undated += 1;
                return When::default();
            }
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (Some(start), Some(end)) if start == end => start.to_owned(),
            (Some(start), Some(end)) => format!("{start} – {end}"),
        };
        let days = (day(start.or(end)), day(end.or(start)));
        let (Some(first), Some(last)) = days else {
            return unread(&written, place, report);
        };
        if last.days() < first.days() {
            return unread(&written, place, report);
        }
        let edtf = edtf(first, last, precision);
        if first != last {
            match precision {
                None => self.without_precision += 1,
                Some("1") => {}
                Some(_) => self.bounds += 1,
            }
        }
        let mut when = draft::when(&edtf, &written);
        when.note = precision.and_then(precision_words).map(str::to_owned);
        when
    }

    fn citations(&mut self, cells: &mut Cells, draft: &mut Draft) -> Vec<Citation> {
        let Some(cell) = cells.take("source_article") else {
            return Vec::new();
        };
        let all = sources::split(cell, cells.look("number_of_sources"));
        let made: Vec<_> = all.iter().map(|text| sources::source(text)).collect();
        let joined = |part: fn(&crate::model::Source) -> Option<String>| {
            let parts: Option<Vec<String>> = made.iter().map(part).collect();
            parts.map(|parts| parts.join(";"))
        };
        // These three columns repeat what the sources say.
        let headlines = joined(|source| source.title.clone().filter(|_| source.issued.is_some()));
        let offices = joined(|source| source.container_title.clone());
        for (name, repeated) in [("source_headline", headlines), ("source_office", offices)] {
            if repeated.is_some() && cells.look(name) == repeated.as_deref() {
                cells.take(name);
            }
        }
        let mut citations: Vec<Citation> = Vec::new();
        for (text, source) in all.iter().zip(made) {
            let citation = self.works.cite(text, draft, || source);
            if !citations.contains(&citation) {
                citations.push(citation);
            }
        }
        citations
    }
}

/// A day, with or without midnight behind it.
fn day(cell: Option<&str>) -> Option<CivilDate> {
    let cell = cell?;
    let date = cell.split([' ', 'T']).next()?;
    let edtf = Survey::default().decide().read(date).ok()?.edtf;
    let mut parts = edtf.split('-').map(str::parse::<u16>);
    let (year, month, day) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    Some(CivilDate::new(
        year.into(),
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    ))
}

fn unread(written: &str, place: &Place, report: &mut ImportReport) -> When {
    report.add(Problem {
        severity: Severity::Repaired,
        place: place.clone(),
        code: "date",
        message: format!(
            "“{}” is no first and last day; the event opens undated, with the text kept.",
            shown(written)
        ),
        advice: "Write date_start and date_end as 2001-10-07, the earlier one first.".to_owned(),
    });
    draft::when("", written)
}

/// What two days mean at a precision: never a shorter time than they span, and
/// a duration only where they are known to be one.
fn edtf(first: CivilDate, last: CivilDate, precision: Option<&str>) -> String {
    let day = |date: CivilDate| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
    if first == last {
        // Bounds of one day, and a precision coarser than that.
        let is_vague =
            precision.is_some_and(|precision| matches!(precision, "2" | "3" | "4" | "5"));
        return match is_vague {
            true => format!("{}~", day(first)),
            false => day(first),
        };
    }
    if precision == Some("1") {
        return format!("{}/{}", day(first), day(last));
    }
    let is_whole = |from: (u8, u8), year: bool| {
        let next = last.tomorrow();
        (first.month, first.day) == from && next.day == 1 && (!year || next.month == 1)
    };
    if first.year == last.year && is_whole((1, 1), true) {
        return format!("{:04}", first.year);
    }
    if (first.year, first.month) == (last.year, last.month) && is_whole((first.month, 1), false) {
        return format!("{:04}-{:02}", first.year, first.month);
    }
    format!("[{}..{}]", day(first), day(last))
}

fn precision_words(precision: &str) -> Option<&'static str> {
    match precision {
        "2" => Some("The dates are bounds: known to two to six days (date_prec 2)."),
        "3" => Some("The dates are bounds: known to the week (date_prec 3)."),
        "4" => Some("The dates are bounds: known to the month (date_prec 4)."),
        "5" => Some("The dates are bounds: known to more than a month (date_prec 5)."),
        _ => None,
    }
}

fn kind_of_violence(code: &str) -> Option<&'static str> {
    match code.trim_end_matches(".0") {
        "1" => Some("State-based violence"),
        "2" => Some("Non-state violence"),
        "3" => Some("One-sided violence"),
        _ => None,
    }
}

fn place_of_row(cells: &mut Cells) -> Option<crate::model::Place> {
    let point = cells.take_point("latitude", "longitude");
    if point.is_some() {
        let is_same = |wkt: &str| {
            let mut numbers = wkt
                .trim_start_matches("POINT")
                .trim_matches([' ', '(', ')'])
                .split_whitespace()
                .map(|number| number.parse::<f64>().ok());
            (numbers.next().flatten(), numbers.next().flatten())
                == (point.map(|(_, lon)| lon), point.map(|(lat, _)| lat))
        };
        if cells.look("geom_wkt").is_some_and(is_same) {
            cells.take("geom_wkt");
        }
    }
    // Coarser where the codebook leaves room: 5 is a stretch or a part of a
    // region that is no district, 7 is at sea or in the air.
    let precision = match cells.look("where_prec") {
        Some("1") => Some(PlacePrecision::Exact),
        Some("2" | "3") => Some(PlacePrecision::District),
        Some("4") => Some(PlacePrecision::Province),
        Some("5" | "6") => Some(PlacePrecision::Country),
        _ => None,
    };
    let name = cells.take("where_coordinates").or_else(|| {
        ["adm_2", "adm_1", "country"]
            .iter()
            .find_map(|name| cells.look(name))
    });
    place_of(name, point, precision)
}

fn title(sides: &[&str], cells: &Cells, place: Option<&str>) -> String {
    let what = match sides {
        [] => cells.look("conflict_name").unwrap_or("Event").to_owned(),
        sides => sides.join(" vs "),
    };
    match place {
        Some(place) => format!("{what}, {place}"),
        None => what,
    }
}

/// Deaths: low, best and high as one claim; where the table was cut and has
/// none of them, one claim for each side.
fn claims(cells: &mut Cells, sides: &[&str], citations: &[Citation]) -> Vec<Claim> {
    let number = |name: &str| cells.look_number(name).filter(|number| *number >= 0.0);
    let (low, best, high) = (number("low"), number("best"), number("high"));
    if low.is_some() || best.is_some() || high.is_some() {
        for (name, number) in [("low", low), ("best", best), ("high", high)] {
            if number.is_some() {
                cells.take(name);
            }
        }
        return vec![claim("deaths".to_owned(), [low, best, high], citations)];
    }
    let mut claims = Vec::new();
    for (column, about) in [
        ("deaths_a", sides.first().copied()),
        ("deaths_b", sides.get(1).copied()),
        ("deaths_civilians", Some("civilians")),
        ("deaths_unknown", Some("people of an unknown side")),
    ] {
        let number = cells.look_number(column).filter(|number| *number >= 0.0);
        if let (Some(number), Some(about)) = (number, about) {
            cells.take(column);
            claims.push(claim(
                format!("deaths of {about}"),
                [None, Some(number), None],
                citations,
            ));
        }
    }
    claims
}

fn claim(about: String, [low, best, high]: [Option<f64>; 3], citations: &[Citation]) -> Claim {
    let range = match (low, high) {
        (Some(low), Some(high)) if low == high => None,
        (Some(low), Some(high)) => Some(format!("{low}–{high}")),
        (Some(low), None) => Some(format!("at least {low}")),
        (None, Some(high)) => Some(format!("at most {high}")),
        (None, None) => None,
    };
    let value = match (best, range, low) {
        (Some(best), Some(range), _) => format!("{best} ({range})"),
        (Some(best), None, _) => best.to_string(),
        (None, Some(range), _) => range,
        (None, None, low) => low.map(|low| low.to_string()).unwrap_or_default(),
    };
    Claim {
        about,
        value,
        low,
        best,
        high,
        unit: Some("deaths".to_owned()),
        citations: of_claim(citations, "estimate of the UCDP"),
        ..Claim::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: &str, end: &str, precision: &str) -> String {
        let row = [
            ("date_start", start),
            ("date_end", end),
            ("date_prec", precision),
        ];
        let mut maker = Maker::default();
        let mut cells = Cells::new(&row);
        let mut report = ImportReport::new();
        let when = maker.when(&mut cells, &Place::file(), &mut report);
        when.edtf().to_owned()
    }

    #[test]
    fn the_precision_says_whether_two_dates_are_a_duration_or_bounds() {
        for (start, end, precision, edtf) in [
            ("2015-05-11", "2015-05-11", "1", "2015-05-11"),
            (
                "2015-05-11 00:00:00.000",
                "2015-05-12 00:00:00.000",
                "1",
                "2015-05-11/2015-05-12",
            ),
            ("2015-05-11", "2015-05-12", "2", "[2015-05-11..2015-05-12]"),
            ("2015-02-01", "2015-02-28", "4", "2015-02"),
            ("2016-02-01", "2016-02-28", "4", "[2016-02-01..2016-02-28]"),
            ("2015-01-01", "2015-12-31", "5", "2015"),
            ("2015-01-01", "2015-01-31", "4", "2015-01"),
            ("2014-12-20", "2015-02-03", "5", "[2014-12-20..2015-02-03]"),
            ("2015-05-11", "2015-05-11", "4", "2015-05-11~"),
            ("2001-11-10", "2001-11-11", "", "[2001-11-10..2001-11-11]"),
            ("2001-11-12", "2001-11-11", "1", ""),
            ("soon", "2001-11-11", "1", ""),
        ] {
            assert_eq!(
                read(start, end, precision),
                edtf,
                "{start} {end} {precision}"
            );
            assert!(
                edtf.is_empty() || crate::dates::Date::parse(edtf).is_ok(),
                "{edtf}"
            );
        }
    }

    #[test]
    fn a_claim_reads_as_a_best_guess_with_its_range() {
        let value = |low, best, high| claim(String::new(), [low, best, high], &[]).value;
        assert_eq!(value(Some(1.0), Some(2.0), Some(30.0)), "2 (1–30)");
        assert_eq!(value(Some(5.0), Some(5.0), Some(5.0)), "5");
        assert_eq!(value(None, None, Some(4.0)), "at most 4");
    }
}
