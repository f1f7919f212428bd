//! The CSV of log2timeline (`l2tcsv`): 17 columns, the date as month, day and
//! year, which its definition says, so that no row need tell.
//!
//! `short` is the title, `desc` the summary, `source` and `sourcetype` the lane,
//! `type` a tag, `user` takes part; the rest is kept under its heading, and `-`
//! is a cell with nothing in it. `timezone` is applied where it is UTC or an
//! offset; the times of a zone with a name stay without, which is said once.
//! `00/00/0000` is no date.

use super::{held, undated};
use crate::dates::Date;
use crate::formats::draft::Draft;
use crate::formats::rows::{self, Cells, Next, Sheet};
use crate::formats::stream::Stream;
use crate::formats::{Confidence, ImportReport, Place, Problem, ReadError, and_list, draft};
use crate::model::{Dataset, Event, When};

const HEADINGS: [&str; 17] = [
    "date",
    "time",
    "timezone",
    "macb",
    "source",
    "sourcetype",
    "type",
    "user",
    "host",
    "short",
    "desc",
    "version",
    "filename",
    "inode",
    "notes",
    "format",
    "extra",
];

/// Certain of the headings.
pub(in crate::formats) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    is_l2tcsv(&rows::headings(bytes)).then_some(Confidence::Certain)
}

fn is_l2tcsv(headings: &[String]) -> bool {
    headings.len() >= HEADINGS.len() && HEADINGS.iter().zip(headings).all(|(a, b)| *a == b.as_str())
}

/// What is counted over all rows.
#[derive(Default)]
struct Reader {
    without: u64,
    /// Times without an offset, and the first zone that has none.
    floating: u64,
    zone: String,
}

/// Opens a table.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/csv");
    let mut sheet = Sheet::new(&text);
    let headings = sheet.headings.clone();
    if !is_l2tcsv(&headings) {
        return Err(ReadError::NoDateColumn {
            found: and_list(&headings),
            expected: "date, time, timezone, MACB and so on, as log2timeline has it".to_owned(),
            table: Box::default(),
        });
    }
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
            .map(|(name, cell)| (name.as_str(), held(cell).unwrap_or_default()))
            .collect();
        let event = reader.event(&pairs, &place, &mut draft, report);
        draft.event(event, &place, report);
    }
    reader.finish(report);
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
            when: self.when(&mut cells, place, report),
            ..Event::default()
        };
        let lane = match (cells.take("source"), cells.take("sourcetype")) {
            (Some(source), Some(kind)) => format!("{source}: {kind}"),
            (source, kind) => source.or(kind).unwrap_or_default().to_owned(),
        };
        event.lane = draft.lane(&lane);
        event.people = cells.take("user").map(str::to_owned).into_iter().collect();
        event.tags = cells.take("type").map(str::to_owned).into_iter().collect();
        event.summary = cells.take("desc").map(str::to_owned);
        let title = cells.take("short").map(str::to_owned);
        event.title = title
            .or_else(|| event.summary.clone())
            .or_else(|| event.tags.first().cloned())
            .unwrap_or_else(|| "Event".to_owned());
        if event.summary.as_ref() == Some(&event.title) {
            event.summary = None;
        }
        cells.rest(&mut event.extra);
        event
    }

    fn when(&mut self, cells: &mut Cells, place: &Place, report: &mut ImportReport) -> When {
        let (date, time) = (cells.take("date"), cells.take("time"));
        let zone = cells.look("timezone");
        let written: Vec<&str> = [date, time, zone].into_iter().flatten().collect();
        let written = written.join(" ");
        let Some(date) = date.filter(|date| *date != "00/00/0000") else {
            self.without += 1;
            return draft::when("", &written);
        };
        let zoned = zone.and_then(offset);
        let time = time.filter(|time| !time.starts_with("--"));
        let edtf = edtf(date, time, zoned.as_deref());
        let Some(edtf) = edtf else {
            let cell = place.clone().cell(1, "date");
            let expected = "a date as month/day/year and a time as hours:minutes:seconds";
            report.add(undated(&written, expected, "01/31/2012 and 17:30:00", cell));
            return draft::when("", &written);
        };
        match zone {
            Some(zone) if zoned.is_none() && time.is_some() => {
                if self.floating == 0 {
                    zone.clone_into(&mut self.zone);
                }
                self.floating += 1;
            }
            _ => {
                cells.take("timezone");
            }
        }
        draft::when(&edtf, &written)
    }

    fn finish(self, report: &mut ImportReport) {
        let floating = format!(
            "Times of a zone that is no offset (the first is “{}”): {}; they open as clock times without a zone.",
            crate::formats::shown(&self.zone),
            self.floating
        );
        report.note(self.floating, "time-zone", floating);
        let without = format!("Rows without a date: {}; kept, undated.", self.without);
        report.note(self.without, "no-date", without);
    }
}

/// EDTF of a date with its month first, a time, and an offset.
fn edtf(date: &str, time: Option<&str>, offset: Option<&str>) -> Option<String> {
    let mut parts = date.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |text: &str| text.parse::<u16>().ok();
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let day = format!("{year}-{:02}-{:02}", number(month)?, number(day)?);
    let edtf = match time {
        Some(time) => format!("{day}T{time}{}", offset.unwrap_or_default()),
        None => day,
    };
    Date::parse(&edtf).ok().map(|_| edtf)
}

/// The offset that a zone is, as EDTF has it; `None` where it is a name.
pub(super) fn offset(zone: &str) -> Option<String> {
    if ["UTC", "GMT", "Z", "Etc/UTC"]
        .iter()
        .any(|name| zone.eq_ignore_ascii_case(name))
    {
        return Some("Z".to_owned());
    }
    let digits = zone.strip_prefix(['+', '-'])?;
    let digits = digits.replacen(':', "", 1);
    let is_offset = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_offset.then(|| format!("{}{}:{}", &zone[..1], &digits[..2], &digits[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_first_and_offsets_are_applied() {
        let read = |date, time, zone| edtf(date, time, zone).unwrap_or_default();
        assert_eq!(
            read("01/02/2012", Some("07:52:33"), Some("Z")),
            "2012-01-02T07:52:33Z"
        );
        assert_eq!(read("1/2/2012", None, Some("Z")), "2012-01-02");
        assert_eq!(
            read("01/02/2012", Some("07:52:33"), Some("+03:30")),
            "2012-01-02T07:52:33+03:30"
        );
        assert_eq!(read("13/02/2012", None, None), "");
        assert_eq!(read("01/02/12", None, None), "");
    }

    #[test]
    fn a_zone_with_a_name_is_no_offset() {
        assert_eq!(offset("utc").as_deref(), Some("Z"));
        assert_eq!(offset("+0330").as_deref(), Some("+03:30"));
        assert_eq!(offset("-05:00").as_deref(), Some("-05:00"));
        assert_eq!(offset("Europe/Berlin"), None);
        assert_eq!(offset("EST5EDT"), None);
    }
}
