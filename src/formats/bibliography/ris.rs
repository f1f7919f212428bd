//! RIS: lines of a tag of two signs and a value, `TY  - JOUR` to `ER  - `.
//!
//! <https://en.wikipedia.org/wiki/RIS_(file_format)>. A line without a tag goes
//! on with the value before it. Tags that CSL has no name for are kept in a
//! member `ris`, as lists, with the type where it is none that is known. A source
//! that does not end ends where the next begins, and that is reported.
//!
//! Written is what has a tag; dates as `1990/05/07/`, and those that RIS cannot
//! write as words after the third slash.

use std::io::{BufWriter, Write};

use serde_json::{Map, Value, json};

use super::{Confidence, Found, Item, dates, item, names, repaired, source};
use crate::formats::names::Names;
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Output, ReadError, WriteError, native, shown};
use crate::model::{CslDate, Dataset, Source};

/// The member that holds what CSL has no name for.
const OWN: &str = "ris";

/// Types, and what they are in CSL; of several of one the first is written.
const TYPES: &[(&str, &str)] = &[
    ("JOUR", "article-journal"),
    ("EJOUR", "article-journal"),
    ("JFULL", "periodical"),
    ("MGZN", "article-magazine"),
    ("NEWS", "article-newspaper"),
    ("INPR", "article"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("EDBOOK", "book"),
    ("CONF", "book"),
    ("CHAP", "chapter"),
    ("ECHAP", "chapter"),
    ("CPAPER", "paper-conference"),
    ("ELEC", "webpage"),
    ("BLOG", "post-weblog"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("THES", "thesis"),
    ("PAT", "patent"),
    ("UNPB", "manuscript"),
    ("MANSCPT", "manuscript"),
    ("GEN", "document"),
    ("DATA", "dataset"),
    ("COMP", "software"),
    ("SOUND", "song"),
    ("MUSIC", "musical_score"),
    ("VIDEO", "motion_picture"),
    ("MPCT", "motion_picture"),
    ("ART", "graphic"),
    ("FIGURE", "figure"),
    ("MAP", "map"),
    ("PCOMM", "personal_communication"),
    ("CASE", "legal_case"),
    ("STAT", "legislation"),
    ("BILL", "bill"),
    ("HEAR", "hearing"),
    ("PAMP", "pamphlet"),
    ("STAND", "standard"),
    ("DICT", "entry-dictionary"),
    ("ENCYC", "entry-encyclopedia"),
    ("CLSWK", "classic"),
];

/// Tags of names.
const NAMES: &[(&str, &str)] = &[
    ("AU", "author"),
    ("A1", "author"),
    ("ED", "editor"),
    ("A2", "editor"),
    ("A3", "collection-editor"),
    ("TA", "translator"),
    ("A4", "translator"),
];

/// Tags of text; of several of one member the first is written.
const TEXTS: &[(&str, &str)] = &[
    ("ID", "id"),
    ("TI", "title"),
    ("T1", "title"),
    ("CT", "title"),
    ("ST", "title-short"),
    ("T2", "container-title"),
    ("JF", "container-title"),
    ("JO", "container-title"),
    ("BT", "container-title"),
    ("J2", "container-title-short"),
    ("JA", "container-title-short"),
    ("T3", "collection-title"),
    ("PB", "publisher"),
    ("CY", "publisher-place"),
    ("PP", "publisher-place"),
    ("VL", "volume"),
    ("NV", "number-of-volumes"),
    ("ET", "edition"),
    ("UR", "URL"),
    ("DO", "DOI"),
    ("LA", "language"),
    ("AB", "abstract"),
    ("N2", "abstract"),
    ("N1", "note"),
    ("M3", "genre"),
    ("DB", "source"),
    ("CN", "call-number"),
    ("SE", "section"),
    ("RI", "reviewed-title"),
];

/// A tag and its value.
type Line = (String, String);

/// Certain of a line that begins a source.
pub(in crate::formats) fn sniff(bytes: &[u8], _name: Option<&str>) -> Option<Confidence> {
    let text = String::from_utf8_lossy(crate::formats::bytes::strip_mark(bytes));
    let is_type = |line: &str| matches!(tagged(line), Some(("TY", kind)) if !kind.is_empty());
    text.lines().any(is_type).then_some(Confidence::Certain)
}

/// The tag and the value of a line that has one.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase())
        && tag
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    // Two blanks before the hyphen; some programs write one or more.
    let value = rest.strip_prefix(' ')?.trim_start().strip_prefix('-')?;
    let is_apart = value.is_empty() || value.starts_with(char::is_whitespace);
    (is_tag && is_apart).then(|| (tag, value.trim()))
}

/// Opens a file.
pub(in crate::formats) fn read(
    stream: &mut Stream,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let text = stream.text()?;
    let mut found = Found::new();
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    let mut outside = 0_u64;
    let mut take = |lines: &mut Vec<Line>, start: u64, report: &mut ImportReport| {
        let place = super::line(start);
        match source(item_of(std::mem::take(lines), start, report)) {
            Ok(source) => found.add(source, &place, report),
            Err(error) => found.lose(place, "entry", format!("It is no source: {error}."), report),
        }
    };
    let no_end = |start: u64| {
        repaired(
            &super::line(start),
            "entry",
            "The source has no line “ER”.".to_owned(),
            "",
        )
    };
    for (line, number) in text.lines().zip(1_u64..) {
        match tagged(line) {
            Some(("TY", kind)) => {
                if !lines.is_empty() {
                    report.add(no_end(start));
                    take(&mut lines, start, report);
                }
                start = number;
                lines.push(("TY".to_owned(), kind.to_owned()));
            }
            Some(("ER", _)) if !lines.is_empty() => take(&mut lines, start, report),
            Some((tag, value)) if !lines.is_empty() => {
                lines.push((tag.to_owned(), value.to_owned()));
            }
            _ if line.trim().is_empty() => {}
            None if !lines.is_empty() => {
                if let Some((_, value)) = lines.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            _ => outside += 1,
        }
    }
    if !lines.is_empty() {
        report.add(no_end(start));
        take(&mut lines, start, report);
    }
    if outside > 0 {
        report.add(repaired(
            &crate::formats::Place::file(),
            "outside",
            format!("Lines that belong to no source: {outside}; they are left out."),
            "",
        ));
    }
    found.finish(stream, report)
}

fn item_of(lines: Vec<Line>, start: u64, report: &mut ImportReport) -> Item {
    let mut item = Item::new();
    let mut own: Map<String, Value> = Map::new();
    let mut keep = |tag: String, value: String| {
        let list = own.entry(tag).or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(value.into());
        }
    };
    let right = |table: &[(&'static str, &'static str)], tag: &str| {
        table
            .iter()
            .find(|(known, _)| *known == tag)
            .map(|(_, member)| *member)
    };
    let (mut first_page, mut last_page) = (String::new(), String::new());
    let mut keywords: Vec<String> = Vec::new();
    let mut kind = "document";
    for (tag, value) in lines {
        if value.is_empty() {
            continue;
        }
        match tag.as_str() {
            "TY" => match right(TYPES, &value) {
                Some(known) => {
                    kind = known;
                    if TYPES
                        .iter()
                        .find(|(_, of)| *of == known)
                        .is_some_and(|(usual, _)| *usual != value)
                    {
                        keep(tag, value);
                    }
                }
                None => keep(tag, value),
            },
            "PY" | "Y1" | "DA" | "Y2" => {
                let member = if tag == "Y2" { "accessed" } else { "issued" };
                let date = date(&value, start, report);
                // The finer of two dates of issue, where they agree.
                let is_finer = item
                    .get(member)
                    .is_none_or(|known| depth(&date) > depth(known) && year(&date) == year(known));
                match is_finer {
                    true => {
                        item.insert(member.to_owned(), date);
                    }
                    false if item.get(member) == Some(&date) || depth(&date) == 1 => {}
                    false => keep(tag, value),
                }
            }
            "SP" => first_page = value,
            "EP" => last_page = value,
            "KW" => keywords.push(value),
            "IS" => {
                let member = if is_periodical(kind) {
                    "issue"
                } else {
                    "number"
                };
                item.entry(member).or_insert_with(|| value.into());
            }
            "SN" => {
                let member = if is_periodical(kind) { "ISSN" } else { "ISBN" };
                item.entry(member).or_insert_with(|| value.into());
            }
            _ => {
                if let Some(member) = right(NAMES, &tag) {
                    let list = item.entry(member).or_insert_with(|| json!([]));
                    if let (Value::Array(list), Some(name)) = (list, names::from_inverted(&value)) {
                        list.push(name);
                    }
                } else if let Some(member) =
                    right(TEXTS, &tag).filter(|member| !item.contains_key(*member))
                {
                    let value = match member {
                        "DOI" => crate::model::bare_doi(&value).to_owned(),
                        _ => value,
                    };
                    item.insert(member.to_owned(), value.into());
                } else {
                    keep(tag, value);
                }
            }
        }
    }
    let pages = [first_page, last_page]
        .into_iter()
        .filter(|page| !page.is_empty());
    let pages: Vec<String> = pages.collect();
    for (member, text) in [("page", pages.join("-")), ("keyword", keywords.join("; "))] {
        if !text.is_empty() {
            item.insert(member.to_owned(), text.into());
        }
    }
    item.entry("id").or_insert_with(|| "".into());
    item.insert("type".to_owned(), kind.into());
    if !own.is_empty() {
        item.insert(OWN.to_owned(), Value::Object(own));
    }
    item
}

fn is_periodical(kind: &str) -> bool {
    kind.starts_with("article") || kind == "periodical"
}

/// A date from `1990/05/07/words`, as far as it goes.
fn date(text: &str, start: u64, report: &mut ImportReport) -> Value {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let mut next = || parts.next().filter(|part| !part.is_empty());
    let (year, month, day, words) = (next(), next(), next(), next());
    let joined = match year {
        Some(year) => dates::joined(year, month, month.and(day)),
        None => words.unwrap_or(text).to_owned(),
    };
    // What RIS cannot write stands in its words.
    let (value, is_date) = match words {
        Some(words) if dates::value(words).1 => dates::value(words),
        _ => dates::value(&joined),
    };
    if !is_date {
        report.add(repaired(
            &super::line(start),
            "date",
            format!("“{}” is no date; it is kept as words.", shown(text)),
            "Write dates as 2001, 2001/10 or 2001/10/07.",
        ));
        return dates::value(text).0;
    }
    value
}

/// How many parts a date has.
fn depth(date: &Value) -> usize {
    date["date-parts"][0].as_array().map_or(0, Vec::len)
}

fn year(date: &Value) -> &Value {
    &date["date-parts"][0][0]
}

/// Writes the sources.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let more = native::sources_of_rows(dataset)?;
    output.through(|writer| -> Result<(), WriteError> {
        let mut writer = BufWriter::new(writer);
        let mut ids = Names::default();
        for source in dataset.sources.iter().chain(&more) {
            if crate::formats::losses::is_origin(source) {
                continue;
            }
            let id = ids.take_free_id(&source.id);
            for (tag, value) in lines_of(source, &id) {
                let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                if !value.is_empty() || tag == "ER" {
                    writeln!(writer, "{tag}  - {value}")?;
                }
            }
            writeln!(writer)?;
        }
        Ok(writer.flush()?)
    })
}

fn lines_of(source: &Source, id: &str) -> Vec<Line> {
    let item = item(source);
    let own = item.get(OWN).and_then(Value::as_object);
    let csl = source.kind_csl.as_str();
    let usual = TYPES
        .iter()
        .find(|(_, of)| *of == csl)
        .map_or("GEN", |(kind, _)| kind);
    let stated = own.and_then(|own| own.get("TY")?.get(0)?.as_str());
    let mut lines: Vec<Line> = Vec::new();
    let mut add = |tag: &str, value: String| lines.push((tag.to_owned(), value));
    add("TY", stated.unwrap_or(usual).to_owned());
    for (nth, (tag, member)) in NAMES.iter().enumerate() {
        if NAMES[..nth].iter().any(|(_, before)| before == member) {
            continue;
        }
        let people = item.get(*member).map(names::list).unwrap_or_default();
        for name in people.iter().filter_map(names::inverted) {
            add(tag, name);
        }
    }
    let text = |member: &str| match item.get(member)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    for (nth, (tag, member)) in TEXTS.iter().enumerate() {
        let is_first = !TEXTS[..nth].iter().any(|(_, before)| before == member);
        if let (true, Some(text)) = (is_first, text(member)) {
            add(tag, if *member == "id" { id.to_owned() } else { text });
        }
    }
    for (tag, member) in [("PY", "issued"), ("Y2", "accessed")] {
        let date = item.get(member).cloned();
        if let Some(date) = date.and_then(|date| serde_json::from_value::<CslDate>(date).ok()) {
            add(tag, date_of(&dates::text(&date)));
        }
    }
    let pages = text("page").unwrap_or_default();
    let (first, last) = pages.split_once(['-', '–']).unwrap_or((&pages, ""));
    add("SP", first.to_owned());
    add("EP", last.to_owned());
    let is_periodical = is_periodical(csl);
    let (number, standard) = match is_periodical {
        true => ("issue", "ISSN"),
        false => ("number", "ISBN"),
    };
    add("IS", text(number).unwrap_or_default());
    add("SN", text(standard).unwrap_or_default());
    for word in text("keyword").unwrap_or_default().split(';') {
        add("KW", word.trim().to_owned());
    }
    for (tag, values) in own.into_iter().flatten().filter(|(tag, _)| *tag != "TY") {
        if tagged(&format!("{tag}  - ")).is_some() && tag != "ER" {
            for value in values
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                add(tag, value.to_owned());
            }
        }
    }
    add("ER", String::new());
    lines
}

/// EDTF as RIS has it: its parts where it is one plain date, else words.
fn date_of(text: &str) -> String {
    let (value, _) = dates::value(text);
    let is_one = value["date-parts"]
        .as_array()
        .is_some_and(|dates| dates.len() == 1);
    match is_one && !text.starts_with('-') {
        true if text.len() == 4 => text.to_owned(),
        true => {
            let mut parts = text.split('-').map(str::to_owned).collect::<Vec<_>>();
            parts.resize(4, String::new());
            parts.join("/")
        }
        false => format!("///{text}"),
    }
}
