//! TLN, the five fields of H. Carvey's timelines: `Time|Source|Host|User|Description`
//! with the time in seconds since 1970, UTC, with or without these headings; and
//! L2TTLN, which has `TZ` and `Notes` behind them.
//!
//! The source is the lane, the user takes part, and what else is written is kept
//! under its heading. Plaso begins a description with the date and what it is a
//! date of: `2012-01-22T07:52:33+00:00; Last Access Time; words`. The words are
//! the title then, and what it is a date of a tag; the whole is the summary.

use serde_json::Value;

use super::{are_mostly, first_lines, held, when_of_seconds};
use crate::formats::draft::Draft;
use crate::formats::report::counted;
use crate::formats::stream::Stream;
use crate::formats::{Confidence, ImportReport, Place, ReadError, has_extension, members};
use crate::model::{Dataset, Event, When};

const HEADINGS: [&str; 7] = [
    "Time",
    "Source",
    "Host",
    "User",
    "Description",
    "TZ",
    "Notes",
];

/// Certain of the headings, and of a row with the name; likely of two rows.
pub(in crate::formats) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let lines = first_lines(bytes);
    let first = lines.first()?;
    if is_heading(first) {
        return Some(Confidence::Certain);
    }
    if !is_row(first) {
        return None;
    }
    if name.is_some_and(|name| has_extension(name, &["tln"])) {
        return Some(Confidence::Certain);
    }
    (lines.len() > 1 && are_mostly(&lines, is_row)).then_some(Confidence::Likely)
}

fn is_heading(line: &str) -> bool {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    matches!(cells.len(), 5 | 7)
        && cells
            .iter()
            .zip(HEADINGS)
            .all(|(cell, heading)| cell.eq_ignore_ascii_case(heading))
}

/// True where it cannot well be a row of another table: an instant of nine or
/// ten digits, a short source, and a description in words.
fn is_row(line: &str) -> bool {
    let cells: Vec<&str> = line.splitn(5, '|').collect();
    let [time, source, host, user, description] = cells.as_slice() else {
        return false;
    };
    let is_time = matches!(time.len(), 9 | 10) && time.bytes().all(|byte| byte.is_ascii_digit());
    let has_letter = |text: &str| text.chars().any(char::is_alphabetic);
    is_time
        && has_letter(source)
        && [source, host, user].iter().all(|cell| cell.len() <= 64)
        && has_letter(description)
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/plain");
    let first = text.lines().find(|line| !line.trim().is_empty());
    let is_wide = first.is_some_and(|line| is_heading(line) && line.split('|').count() == 7);
    let (mut without, mut is_first) = (0, true);
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if number.is_multiple_of(4096) {
            stream.check()?;
            stream.tell(number);
        }
        if std::mem::take(&mut is_first) && is_heading(line) {
            continue;
        }
        let place = Place::row(number, number);
        let Some(cells) = fields(line, is_wide) else {
            let found = counted(line.split('|').count() as u64, "field", "fields");
            let message = format!("Found {found}, expected 5 or 7.");
            let advice = "A line is Time|Source|Host|User|Description.";
            draft.lose(place, "row-width", message, advice, report);
            continue;
        };
        let event = event(&cells, &place, &mut draft, report);
        without += u64::from(event.when == When::default());
        draft.event(event, &place, report);
    }
    let message = format!("Rows without a time: {without}; kept, undated.");
    report.note(without, "no-date", message);
    draft.finish()
}

/// The fields of a line; the sign may stand in a description.
fn fields(line: &str, is_wide: bool) -> Option<Vec<&str>> {
    let mut cells: Vec<&str> = line.splitn(5, '|').map(str::trim).collect();
    if cells.len() < 5 {
        return None;
    }
    let mut ends = cells[4].rsplitn(3, '|').map(str::trim);
    if let (Some(notes), Some(zone), Some(description)) = (ends.next(), ends.next(), ends.next())
        && (is_wide || is_zone(zone))
    {
        cells.splice(4.., [description, zone, notes]);
    }
    Some(cells)
}

/// True of what can be the name of a zone.
fn is_zone(text: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
    let is_area = |(area, city): (&str, &str)| {
        let parts = [area, city];
        let is_part = |part: &&str| part.len() > 2 && part.bytes().all(is_of_name);
        parts.iter().all(is_part)
    };
    text.split_once('/').is_some_and(is_area) || super::l2tcsv::offset(text).is_some()
}

fn event(cells: &[&str], place: &Place, draft: &mut Draft, report: &mut ImportReport) -> Event {
    let cell = |at: usize| cells.get(at).copied().and_then(held);
    let description = cell(4).unwrap_or_default();
    let mut event = Event {
        title: description.to_owned(),
        lane: cell(1).and_then(|source| draft.lane(source)),
        people: cell(3).map(str::to_owned).into_iter().collect(),
        ..Event::default()
    };
    if let Some(time) = cell(0).filter(|time| *time != "0") {
        event.when = when_of_seconds(time, &place.clone().cell(1, HEADINGS[0]), report);
    }
    if let Some((kind, words)) = of_plaso(description) {
        event.title = words.to_owned();
        event.tags = vec![kind.to_owned()];
        event.summary = Some(description.to_owned());
    }
    if event.title.is_empty() {
        event.title = cell(1).unwrap_or("Event").to_owned();
    }
    for at in [2, 5, 6] {
        if let Some(cell) = cell(at) {
            members::keep_of_event(&mut event.extra, HEADINGS[at], Value::from(cell));
        }
    }
    event
}

/// What the date is of, and the words, of a description by Plaso.
fn of_plaso(description: &str) -> Option<(&str, &str)> {
    let mut parts = description.splitn(3, "; ").map(str::trim);
    let date = parts.next()?;
    let is_date = date.len() >= 19
        && date.as_bytes()[..4].iter().all(u8::is_ascii_digit)
        && date.as_bytes()[10] == b'T';
    let (kind, words) = (parts.next()?, parts.next()?);
    (is_date && !kind.is_empty() && !words.is_empty()).then_some((kind, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_of_tln_are_known() {
        let sniffed = |text: &str| sniff(text.as_bytes(), None);
        let row = "1327218753|LOG|host|-|words\n";
        assert_eq!(sniffed(&row.repeat(2)), Some(Confidence::Likely));
        assert_eq!(sniffed(row), None);
        let heading = "Time|Source|Host|User|Description\n";
        assert_eq!(sniffed(heading), Some(Confidence::Certain));
        assert_eq!(sniffed("id|name|a|b|c\n1327218753|LOG|h|-|w\n"), None);
        assert_eq!(sniffed(&"1327218753|1|2|3|4\n".repeat(3)), None);
    }

    #[test]
    fn zone_and_notes_are_told_from_a_description_with_signs() {
        let wide = fields("1|A|B|C|d|e|UTC|n", false);
        assert_eq!(wide, Some(vec!["1", "A", "B", "C", "d|e", "UTC", "n"]));
        let narrow = fields("1|A|B|C|d|e|f", false);
        assert_eq!(narrow, Some(vec!["1", "A", "B", "C", "d|e|f"]));
        assert_eq!(fields("1|A|B|C", false), None);
    }

    #[test]
    fn plaso_says_what_a_date_is_of() {
        let told = of_plaso("2012-01-22T07:52:33+00:00; Last Access Time; a; b");
        assert_eq!(told, Some(("Last Access Time", "a; b")));
        assert_eq!(of_plaso("one; two; three"), None);
    }
}
