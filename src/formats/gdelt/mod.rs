//! Event files of the GDELT Project, versions 1 and 2: rows of 57, 58 or 61
//! cells with tabs between them and no headings become events.
//!
//! `SQLDATE` is the day; a row dated 1 January by a program is what the file
//! says, and stays so. Actors become people, where it happened the place, the
//! quad class a lane, `SOURCEURL` a source that carries the event: one source
//! for all events of an article. The title is made of the actors and what the
//! root of the event code means. Every other cell that holds something is kept
//! under the name of its column; `MonthYear`, `Year` and `FractionDate`, which
//! repeat the day, only where they differ from it.
//!
//! Rows of another width are lost and listed. Refused: the reduced sets, which
//! have only years and another separator.
//!
//! <http://data.gdeltproject.org/documentation/GDELT-Event_Codebook-V2.0.pdf>

mod columns;

use super::bytes::strip_mark;
use super::draft;
use super::draft::Draft;
use super::rows::{Cells, place as place_of};
use super::stream::Stream;
use super::works::{Works, source_of_text};
use super::{Confidence, ImportReport, Place, Problem, ReadError, Severity, shown};
use crate::dates::{Date, Precision};
use crate::model::{Dataset, Event, PlacePrecision, When};
use columns::{class_words, named, root_words};

/// Certain where the first lines are rows of such a file.
pub(super) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    const LOOKED_AT: usize = 5;
    let text = strip_mark(bytes);
    let is_all = !text.ends_with(b"\n") && text.len() < 4096;
    let mut lines: Vec<&[u8]> = text
        .split(|byte| *byte == b'\n')
        .take(LOOKED_AT + 1)
        .collect();
    // The last line may be cut short.
    if lines.len() > 1 || !is_all {
        lines.pop();
    }
    lines.retain(|line| !line.trim_ascii().is_empty());
    let is_row = |line: &&[u8]| {
        let cells: Vec<&[u8]> = line.split(|byte| *byte == b'\t').collect();
        let is_number = |cell: &[u8]| !cell.is_empty() && cell.iter().all(u8::is_ascii_digit);
        named(cells.len()).is_some()
            && is_number(cells[0])
            && is_number(cells[1])
            && cells[1].len() == 8
    };
    // One of them may be damaged.
    let rows = lines.iter().filter(|line| is_row(line)).count();
    (rows > 0 && rows * 4 >= lines.len() * 3).then_some(Confidence::Certain)
}

/// What is counted over all rows.
#[derive(Default)]
struct Reader {
    works: Works,
    no_source: u64,
}

/// Opens a file.
pub(super) fn read(stream: &mut Stream, report: &mut ImportReport) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/tab-separated-values");
    let mut reader = Reader::default();
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        if number.is_multiple_of(4096) {
            stream.check()?;
            stream.tell(number);
        }
        let place = Place::row(number, number);
        let cells: Vec<&str> = line.split('\t').collect();
        let Some(names) = named(cells.len()) else {
            draft.lose(
                place,
                "row-width",
                format!("Found {} cells, expected 61, 58 or 57.", cells.len()),
                "Download the file again.",
                report,
            );
            continue;
        };
        let pairs: Vec<(&str, &str)> = names.into_iter().zip(cells).collect();
        let event = reader.event(&pairs, &place, &mut draft, report);
        draft.event(event, &place, report);
    }
    let unsaid = format!(
        "Rows that name no article: {}; they lead back to this file only.",
        reader.no_source
    );
    report.note(reader.no_source, "no-source", unsaid);
    draft.finish()
}

impl Reader {
    fn event(
        &mut self,
        row: &[(&str, &str)],
        place: &Place,
        draft: &mut Draft,
        report: &mut ImportReport,
    ) -> Event {
        let mut cells = Cells::new(row);
        let mut event = Event {
            id: cells.take("GLOBALEVENTID").unwrap_or_default().to_owned(),
            when: when(&mut cells, place, report),
            ..Event::default()
        };
        if let Some(class) = cells.look("QuadClass").and_then(class_words) {
            cells.take("QuadClass");
            event.lane = draft.lane(class);
        }
        let actors = [cells.take("Actor1Name"), cells.take("Actor2Name")];
        for name in actors.iter().flatten() {
            let name = (*name).to_owned();
            if !event.people.contains(&name) {
                event.people.push(name);
            }
        }
        event.place = place_of_row(&mut cells);
        event.title = title(
            &cells,
            actors,
            event.place.as_ref().map(|place| &*place.name),
        );
        match cells.take("SOURCEURL") {
            Some(url) => {
                let citation = self.works.cite(url, draft, || source_of_text(url));
                event.citations.push(citation);
            }
            None => self.no_source += 1,
        }
        cells.rest(&mut event.extra);
        event
    }
}

fn when(cells: &mut Cells, place: &Place, report: &mut ImportReport) -> When {
    let Some(written) = cells.take("SQLDATE") else {
        return When::default();
    };
    let is_number = written.len() == 8 && written.bytes().all(|byte| byte.is_ascii_digit());
    let edtf = match is_number {
        true => format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]),
        false => String::new(),
    };
    let is_day = Date::parse(&edtf).is_ok_and(|date| date.precision() == Precision::Day);
    if !is_day {
        report.add(Problem {
            severity: Severity::Repaired,
            place: place.clone().cell(2, "SQLDATE"),
            code: "date",
            message: format!(
                "“{}” is no day; the event opens undated, with the text kept.",
                shown(written)
            ),
            advice: "Write it as 20191024.".to_owned(),
        });
        return draft::when("", written);
    }
    for (name, repeated) in [("MonthYear", &written[..6]), ("Year", &written[..4])] {
        if cells.look(name) == Some(repeated) {
            cells.take(name);
        }
    }
    if cells
        .look("FractionDate")
        .is_some_and(|cell| cell.starts_with(&written[..4]))
    {
        cells.take("FractionDate");
    }
    draft::when(&edtf, written)
}

fn place_of_row(cells: &mut Cells) -> Option<crate::model::Place> {
    let precision = match cells.look("ActionGeo_Type") {
        Some("1") => Some(PlacePrecision::Country),
        // A state of the USA, a province elsewhere.
        Some("2" | "5") => Some(PlacePrecision::Province),
        Some("3" | "4") => Some(PlacePrecision::Town),
        _ => None,
    };
    let name = cells.take("ActionGeo_FullName");
    let point = cells.take_point("ActionGeo_Lat", "ActionGeo_Long");
    place_of(name, point, precision)
}

/// “AUSTRALIA talks with CHINA, Canberra”; a missing actor is left out.
fn title(cells: &Cells, actors: [Option<&str>; 2], place: Option<&str>) -> String {
    let code = cells.look("EventRootCode");
    let words = code.and_then(root_words);
    let words = words.map_or_else(|| format!("event {}", code.unwrap_or("?")), str::to_owned);
    let what = match actors {
        [Some(first), Some(second)] => format!("{first} – {words} – {second}"),
        [Some(first), None] => format!("{first} – {words}"),
        [None, Some(second)] => format!("{words} – {second}"),
        [None, None] => words,
    };
    match place {
        Some(place) => format!("{what}, {place}"),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: usize, id: &str, day: &str) -> String {
        let mut row = vec![String::new(); cells];
        row[0] = id.to_owned();
        row[1] = day.to_owned();
        row.join("\t")
    }

    #[test]
    fn a_file_is_known_by_its_width_and_its_first_two_cells() {
        let sniffed = |text: String| sniff(text.as_bytes(), None);
        let two = |cells| {
            format!(
                "{}\n{}\n",
                row(cells, "1", "20191024"),
                row(cells, "2", "20191024")
            )
        };
        for cells in [57, 58, 61] {
            assert_eq!(sniffed(two(cells)), Some(Confidence::Certain));
        }
        assert_eq!(sniffed(row(61, "1", "20191024")), Some(Confidence::Certain));
        assert_eq!(sniffed(two(60)), None);
        assert_eq!(sniffed(row(61, "id", "20191024")), None);
        assert_eq!(sniffed(row(61, "1", "2019")), None);
        assert_eq!(sniffed(String::new()), None);
    }

    #[test]
    fn a_title_leaves_out_what_is_not_known() {
        let row = [("EventRootCode", "04")];
        let cells = Cells::new(&row);
        assert_eq!(
            title(&cells, [Some("AUSTRALIA"), None], Some("Canberra")),
            "AUSTRALIA – talks with, Canberra"
        );
        let blank = Cells::new(&[]);
        assert_eq!(title(&blank, [None, None], None), "event ?");
    }
}
