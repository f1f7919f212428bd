//! Body files of The Sleuth Kit (`mactime`): a line for each file, without
//! headings: `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`.
//!
//! A line has up to four times in seconds since 1970, UTC, 0 for none. Each is
//! an event of that file; those of the same instant are one event that says
//! which they are: M (content), A (access), C (metadata), B (birth), in the
//! order and with the dots of `mactime`. A file without any time stays, undated.
//!
//! A name may hold the sign `|`, with or without a backslash before it: the
//! fields before and behind it are counted from the two ends of the line. Lines
//! that begin with `#` are comments.

use serde_json::Value;

use super::{are_mostly, first_lines, held, when_of_seconds};
use crate::formats::draft::Draft;
use crate::formats::report::counted;
use crate::formats::stream::Stream;
use crate::formats::{Confidence, ImportReport, Place, ReadError, has_extension, members};
use crate::model::{Dataset, Event};

/// The fields between the name and the times.
const OF_FILE: [&str; 5] = ["inode", "mode", "UID", "GID", "size"];

/// Heading, letter, word and position in the line of each time, in the order
/// of `mactime`.
const TIMES: [(&str, char, &str, usize); 4] = [
    ("mtime", 'M', "modified", 1),
    ("atime", 'A', "accessed", 0),
    ("ctime", 'C', "changed", 2),
    ("crtime", 'B', "created", 3),
];

/// Certain where the first lines are such rows; likely by name, with the sign.
pub(in crate::formats) fn sniff(bytes: &[u8], name: Option<&str>) -> Option<Confidence> {
    let lines = first_lines(bytes);
    let is_row = |line: &str| Row::of(line).is_some_and(|row| row.is_sound());
    if are_mostly(&lines, is_row) {
        return Some(Confidence::Certain);
    }
    let is_named = name.is_some_and(|name| has_extension(name, &["bodyfile"]));
    (is_named && lines.iter().any(|line| line.contains('|'))).then_some(Confidence::Likely)
}

/// A line in its fields.
struct Row<'a> {
    md5: &'a str,
    name: &'a str,
    file: [&'a str; 5],
    /// As in the line: atime, mtime, ctime, crtime.
    times: [&'a str; 4],
}

impl<'a> Row<'a> {
    /// `None` where it has fewer fields.
    fn of(line: &'a str) -> Option<Row<'a>> {
        let (md5, rest) = line.split_once('|')?;
        let mut fields = rest.rsplitn(10, '|');
        let mut next = || fields.next().map(str::trim);
        let mut times = [""; 4];
        for time in times.iter_mut().rev() {
            *time = next()?;
        }
        let mut file = [""; 5];
        for field in file.iter_mut().rev() {
            *field = next()?;
        }
        Some(Row {
            md5: md5.trim(),
            name: next()?,
            file,
            times,
        })
    }

    /// True where every field looks as it should, so that no other table with
    /// this sign is taken for such a file.
    fn is_sound(&self) -> bool {
        let is_hash = |text: &str| {
            matches!(text, "" | "0" | "-")
                || matches!(text.len(), 32 | 40 | 64)
                    && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let is_number = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
            digits.bytes().all(is_digit)
        };
        let [_, mode, uid, gid, size] = self.file;
        let is_mode = !mode.is_empty()
            && (mode.bytes().all(|byte| byte.is_ascii_digit())
                || mode.len() >= 9 && mode.contains(['-', 'r']));
        is_hash(self.md5)
            && !self.name.is_empty()
            && is_mode
            && [uid, gid, size].iter().all(|number| is_number(number))
            && self.times.iter().all(|time| is_number(time))
            && self.times.iter().any(|time| !time.is_empty())
    }

    /// The times that are there, each with the letters of those that are the
    /// same, in `mactime`'s order.
    fn instants(&self) -> Vec<(&'a str, Vec<usize>)> {
        let mut instants: Vec<(&str, Vec<usize>)> = Vec::new();
        for (kind, (_, _, _, at)) in TIMES.iter().enumerate() {
            let written = self.times[*at];
            if is_none(written) {
                continue;
            }
            match instants.iter_mut().find(|(known, _)| *known == written) {
                Some((_, kinds)) => kinds.push(kind),
                None => instants.push((written, vec![kind])),
            }
        }
        instants
    }

    fn event(&self) -> Event {
        let mut event = Event {
            title: self.name.replace("\\|", "|"),
            ..Event::default()
        };
        if event.title != self.name {
            members::keep_of_event(&mut event.extra, "name", Value::from(self.name));
        }
        if let Some(md5) = held(self.md5).filter(|md5| *md5 != "0") {
            members::keep_of_event(&mut event.extra, "MD5", Value::from(md5));
        }
        for (name, field) in OF_FILE.iter().zip(self.file) {
            if let Some(field) = held(field) {
                members::keep_of_event(&mut event.extra, name, Value::from(field));
            }
        }
        event
    }
}

/// True where a time is not known.
fn is_none(written: &str) -> bool {
    held(written).is_none_or(|text| text.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut draft = Draft::new(stream, "text/plain");
    let mut without = 0;
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if number.is_multiple_of(4096) {
            stream.check()?;
            stream.tell(number);
        }
        let place = Place::row(number, number);
        let Some(row) = Row::of(line) else {
            lose(line, place, &mut draft, report);
            continue;
        };
        let instants = row.instants();
        if instants.is_empty() {
            without += 1;
            draft.event(row.event(), &place, report);
        }
        for (written, kinds) in instants {
            let mut event = row.event();
            let (heading, _, _, at) = TIMES[kinds[0]];
            let cell = place.clone().cell(at as u64 + 8, heading);
            event.when = when_of_seconds(written, &cell, report);
            event.title = format!("{} ({})", event.title, letters(&kinds));
            event.tags = kinds.iter().map(|kind| TIMES[*kind].2.to_owned()).collect();
            draft.event(event, &place, report);
        }
    }
    let message = format!("Files without a time: {without}; kept, undated.");
    report.note(without, "no-date", message);
    draft.finish()
}

fn lose(line: &str, place: Place, draft: &mut Draft, report: &mut ImportReport) {
    let found = counted(line.split('|').count() as u64, "field", "fields");
    let message = format!("Found {found}, expected 11.");
    let advice = "A line is MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime.";
    draft.lose(place, "row-width", message, advice, report);
}

/// `M.C.`
fn letters(kinds: &[usize]) -> String {
    let times = TIMES.iter().enumerate();
    times
        .map(|(kind, (_, letter, _, _))| match kinds.contains(&kind) {
            true => *letter,
            false => '.',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(text: &str) -> bool {
        sniff(text.as_bytes(), None).is_some()
    }

    #[test]
    fn only_rows_of_body_files_are_known() {
        let row = "0|/a|11|d/drwx------|0|0|12288|1337961350|1337961350|1337961350|0\n";
        assert!(sniffed(row));
        assert!(sniffed(&format!("# a comment\n{row}")));
        assert!(sniffed("0|\\\\b|48-1|drwxrwxrwx|||256|1573896478.18|1|1|0"));
        assert!(!sniffed("a|b|c|d|e|f|g|h|i|j|k\n1|2|3|4|5|6|7|8|9|10|11\n"));
        assert!(!sniffed("1|2|3|4|5|6|7|8|9|10|11\n"));
        assert!(!sniffed("id|date|title\n1|1990|x\n"));
        assert!(!sniffed(""));
    }

    #[test]
    fn a_name_may_hold_the_sign_and_times_of_one_instant_are_one() {
        let line = "0|/a\\|b|c|64|r/rrwx|48|0|100|5|5.0|7|0";
        let Some(row) = Row::of(line) else {
            panic!("it has its fields");
        };
        assert_eq!(row.event().title, "/a|b|c");
        assert_eq!(
            row.instants(),
            [("5.0", vec![0]), ("5", vec![1]), ("7", vec![2])]
        );
        assert_eq!(letters(&[0, 2]), "M.C.");
        assert!(is_none("0.000") && is_none("-") && !is_none("-1"));
    }
}
