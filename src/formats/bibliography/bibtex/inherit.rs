//! What entries take over from others: `xdata` all fields, `crossref` those that
//! biblatex and BibTeX take over, a title as that of the book.
//!
//! An entry that leads back to itself takes over nothing the second time, and is
//! reported: libraries have been known to follow such a circle to their end.

use std::collections::HashMap;

use super::scan::{Entry, Fault};

/// How far entries are followed.
const MOST_STEPS: usize = 16;

/// Bytes that are taken over in a whole file at most.
const MOST_BYTES: usize = 64 << 20;

/// Fields that belong to an entry alone.
const OWN: [&str; 14] = [
    "crossref",
    "xref",
    "xdata",
    "entryset",
    "ids",
    "label",
    "shorthand",
    "execute",
    "keywords",
    "options",
    "presort",
    "sortkey",
    "note",
    "annotation",
];

/// The kinds whose `title` is the `booktitle` of what stands in them.
const PARTS: [&str; 8] = [
    "inbook",
    "incollection",
    "inproceedings",
    "conference",
    "inreference",
    "bookinbook",
    "suppbook",
    "suppcollection",
];

/// Puts into every entry what it takes over.
pub(super) fn inherit(entries: &mut [Entry], faults: &mut Vec<Fault>) {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        places.entry(entry.key.to_lowercase()).or_insert(at);
    }
    let mut bytes = 0;
    // What the entries said before any took over.
    let mut added: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        if entry.get("crossref").is_none() && entry.get("xdata").is_none() {
            continue;
        }
        let more = taken_over(entries, at, &places, faults);
        bytes += more.iter().map(|(_, value)| value.len()).sum::<usize>();
        if bytes > MOST_BYTES {
            faults.push(Fault {
                line: entry.line,
                message:
                    "Entries take over more than 64 MiB from others; the rest takes over nothing."
                        .to_owned(),
                is_lost: false,
            });
            break;
        }
        added.push((at, more));
    }
    for (at, more) in added {
        entries[at].fields.extend(more);
    }
}

/// The fields that an entry takes over and does not have.
fn taken_over(
    entries: &[Entry],
    at: usize,
    places: &HashMap<String, usize>,
    faults: &mut Vec<Fault>,
) -> Vec<(String, String)> {
    let mut more: Vec<(String, String)> = Vec::new();
    let mut seen = vec![at];
    // What is still to be looked at, and whether it is all taken over.
    let mut next: Vec<(usize, bool)> = Vec::new();
    let mut here = at;
    loop {
        for (field, is_all) in [("crossref", false), ("xdata", true)] {
            for key in entries[here]
                .get(field)
                .into_iter()
                .flat_map(|keys| keys.split(','))
            {
                let mut fault = |message: String| {
                    faults.push(Fault {
                        line: entries[at].line,
                        message,
                        is_lost: false,
                    });
                };
                let shown = crate::formats::shown(key.trim());
                match places.get(&key.trim().to_lowercase()) {
                    None => fault(format!(
                        "There is no entry “{shown}” to take fields over from."
                    )),
                    Some(other) if seen.contains(other) => {
                        fault(format!("The entry leads back to itself by “{shown}”."));
                    }
                    Some(_) if seen.len() > MOST_STEPS => {}
                    Some(other) => {
                        seen.push(*other);
                        next.push((*other, is_all));
                    }
                }
            }
        }
        let Some((parent, is_all)) = next.pop() else {
            return more;
        };
        take(&entries[at], &entries[parent], is_all, &mut more);
        here = parent;
    }
}

fn take(entry: &Entry, parent: &Entry, is_all: bool, more: &mut Vec<(String, String)>) {
    let is_part = !is_all && PARTS.contains(&entry.kind.as_str());
    for (name, value) in &parent.fields {
        let name = match name.as_str() {
            "title" if is_part => "booktitle",
            "subtitle" if is_part => "booksubtitle",
            "author" if is_part => "bookauthor",
            name => name,
        };
        let is_there = |fields: &[(String, String)]| fields.iter().any(|(known, _)| known == name);
        let is_own =
            OWN.contains(&name) && !(is_all && matches!(name, "note" | "keywords" | "annotation"));
        if !is_own && !is_there(&entry.fields) && !is_there(more) {
            more.push((name.to_owned(), value.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    #[test]
    fn fields_are_taken_over_and_circles_are_reported() {
        let mut scanned = scan(
            "@inbook{a, title={Part}, crossref={b}}\n@book{b, title={Whole}, year=1990, crossref={a}}\n\
             @book{c, crossref={c}}\n@xdata{d, publisher={P}}\n@book{e, xdata={d, none}}",
        );
        inherit(&mut scanned.entries, &mut scanned.faults);
        let [a, _, _, _, e] = &scanned.entries[..] else {
            panic!("{:?}", scanned.entries)
        };
        assert_eq!(
            (a.get("title"), a.get("booktitle"), a.get("year")),
            (Some("Part"), Some("Whole"), Some("1990"))
        );
        assert_eq!(e.get("publisher"), Some("P"));
        let lines: Vec<u64> = scanned.faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [1, 2, 3, 5]);
    }
}
