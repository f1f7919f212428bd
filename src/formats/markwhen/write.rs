//! A dataset to a document.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use chrono::{NaiveDate, NaiveTime};

use super::super::{Output, WriteError};
use super::EDTF;
use super::document::{Line, kind, member};
use super::range::{Fineness, at_start, written};
use super::resolve::{Known, Meaning};
use super::text::{escaped_title, guarded, is_fit};
use crate::dates::civil::{CivilDate, CivilTime};
use crate::dates::{Date, Time};
use crate::model::{Dataset, Event, EventIx, Extra, Lane, Source};

/// Headings have six levels.
const MOST_LEVELS: usize = 6;

/// Writes the events that have a date.
pub(in super::super) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let mut by_lane: HashMap<&str, Vec<u32>> = HashMap::new();
    let lanes: HashMap<&str, &Lane> = dataset
        .lanes
        .iter()
        .map(|lane| (lane.id.as_str(), lane))
        .collect();
    let sources: HashMap<&str, &Source> = dataset
        .sources
        .iter()
        .map(|source| (source.id.as_str(), source))
        .collect();
    for (at, event) in dataset.events.iter().enumerate() {
        let lane = event.lane.as_deref().and_then(|lane| lanes.get(lane));
        by_lane
            .entry(lane.map_or("", |lane| lane.id.as_str()))
            .or_default()
            .push(at as u32);
    }
    output.through(|writer| -> io::Result<()> {
        writeln!(writer, "---\ntitle: {}", quoted(&dataset.title))?;
        if let Some(description) = &dataset.description {
            writeln!(writer, "description: {}", quoted(description))?;
        }
        head(writer, dataset)?;
        writeln!(writer, "---")?;
        // No lane has an empty id: that is for events without a lane.
        let of_lane = |writer: &mut (dyn Write + Send), lane: &str| -> io::Result<()> {
            for at in by_lane.get(lane).into_iter().flatten() {
                event(writer, &dataset.events.get(EventIx(*at)), &sources)?;
            }
            Ok(())
        };
        of_lane(writer, "")?;
        for (level, lane) in in_order(&dataset.lanes) {
            writeln!(
                writer,
                "\n{} {}",
                "#".repeat(level),
                escaped_title(&lane.title)
            )?;
            if let Some(color) = &lane.color {
                writeln!(writer, "color: {}", quoted(color))?;
            }
            let mut extra = lane.extra.clone();
            extra.remove("color");
            members(writer, &extra)?;
            of_lane(writer, &lane.id)?;
        }
        Ok(())
    })
}

/// What another header said, and the colours of tags.
fn head(writer: &mut (dyn Write + Send), dataset: &Dataset) -> io::Result<()> {
    members(writer, &dataset.extra)?;
    let colors = dataset.extra.get("tags").and_then(|tags| tags.as_object());
    let colors: Vec<(&String, &str)> = colors
        .into_iter()
        .flatten()
        .filter_map(|(tag, color)| Some((tag, color.as_str()?)))
        .filter(|(tag, _)| member(&format!("{tag}:")).is_some())
        .collect();
    if !colors.is_empty() {
        writeln!(writer, "tags:")?;
    }
    for (tag, color) in colors {
        writeln!(writer, "  {tag}: {}", quoted(color))?;
    }
    Ok(())
}

/// Members that are texts, as properties.
fn members(writer: &mut (dyn Write + Send), extra: &Extra) -> io::Result<()> {
    const OWN: [&str; 10] = [
        "id",
        EDTF,
        "tags",
        "location",
        "geo",
        "people",
        "assignees",
        "title",
        "description",
        "text",
    ];
    for (name, value) in extra {
        let Some(value) = value.as_str().filter(|_| !OWN.contains(&name.as_str())) else {
            continue;
        };
        let line = format!("{name}: {}", quoted(value));
        // A name such as “2020” would begin an event.
        if member(&line).is_some_and(|(known, _)| known == name)
            && matches!(kind(&line, false), Line::Text)
        {
            writeln!(writer, "{line}")?;
        }
    }
    Ok(())
}

/// The lanes, each before those that belong to it, with the levels of their
/// headings from 1.
fn in_order(lanes: &[Lane]) -> Vec<(usize, &Lane)> {
    let ids: HashSet<&str> = lanes.iter().map(|lane| lane.id.as_str()).collect();
    let mut children: HashMap<Option<&str>, Vec<&Lane>> = HashMap::new();
    for lane in lanes {
        let parent = lane.parent.as_deref().filter(|parent| ids.contains(parent));
        children.entry(parent).or_default().push(lane);
    }
    let mut found = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open: Vec<(usize, &Lane)> = Vec::new();
    // Lanes in a circle are of no parent that was reached: they come last.
    let roots = children.remove(&None).unwrap_or_default();
    for root in roots.into_iter().chain(lanes) {
        open.push((1, root));
        while let Some((level, lane)) = open.pop() {
            if !seen.insert(&lane.id) {
                continue;
            }
            found.push((level, lane));
            let below = children.remove(&Some(lane.id.as_str())).unwrap_or_default();
            let level = (level + 1).min(MOST_LEVELS);
            open.extend(below.into_iter().rev().map(|lane| (level, lane)));
        }
    }
    found
}

/// A text as YAML on one line.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphabetic())
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ','))
        && text.trim() == text
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "null" | "on" | "off"
        );
    match is_plain {
        true => text.to_owned(),
        // A string of JSON is one of YAML.
        false => serde_json::Value::from(text).to_string(),
    }
}

fn event(
    writer: &mut (dyn Write + Send),
    event: &Event,
    sources: &HashMap<&str, &Source>,
) -> io::Result<()> {
    let Some(date) = event.when.date() else {
        return Ok(());
    };
    let edtf = event.when.edtf();
    let Some(dates) = dates(edtf, date) else {
        return Ok(());
    };
    let is_tag = |tag: &&String| {
        tag.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            && tag.chars().any(|c| !c.is_ascii_digit())
    };
    let mark = match event.extra.get("done").and_then(|done| done.as_bool()) {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    write!(writer, "\n{dates}: {mark}{}", escaped_title(&event.title))?;
    let has_all = event.tags.iter().all(|tag| is_tag(&tag)) && !event.tags.is_empty();
    if has_all {
        for tag in &event.tags {
            write!(writer, " #{tag}")?;
        }
    }
    writeln!(writer)?;
    writeln!(writer, "id: {}", quoted(&event.id))?;
    if meaning(&dates).as_deref() != Some(edtf) {
        writeln!(writer, "{EDTF}: {}", quoted(edtf))?;
    }
    if !has_all && !event.tags.is_empty() {
        writeln!(
            writer,
            "tags: {}",
            serde_json::Value::from(event.tags.clone())
        )?;
    }
    place_and_people(writer, event)?;
    members(writer, &event.extra)?;
    if let Some(summary) = &event.summary {
        // The blank line ends the properties.
        writeln!(writer)?;
        for line in summary.lines() {
            writeln!(writer, "{}", guarded(line))?;
        }
    }
    links(writer, event, sources)
}

/// Where it was, and who took part.
fn place_and_people(writer: &mut (dyn Write + Send), event: &Event) -> io::Result<()> {
    if let Some(place) = &event.place {
        writeln!(writer, "location: {}", quoted(&place.name))?;
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            writeln!(writer, "geo: {}", quoted(&format!("{lat}, {lon}")))?;
        }
    }
    if !event.people.is_empty() {
        writeln!(
            writer,
            "people: {}",
            serde_json::Value::from(event.people.clone())
        )?;
    }
    Ok(())
}

/// Pictures and sources, each on a line of its own.
fn links(
    writer: &mut (dyn Write + Send),
    event: &Event,
    sources: &HashMap<&str, &Source>,
) -> io::Result<()> {
    let bare = |text: &str| text.replace(['[', ']', '\n', '\r'], " ").trim().to_owned();
    let mut lines = Vec::new();
    for media in &event.media {
        if let Some(url) = media.url.as_deref().filter(|url| is_fit(url)) {
            lines.push(format!(
                "![{}]({url})",
                bare(media.caption.as_deref().unwrap_or_default())
            ));
        }
    }
    for citation in &event.citations {
        let source = sources.get(citation.source.as_str());
        if let Some((source, url)) = source
            .and_then(|source| Some((source, source.url.as_deref().filter(|url| is_fit(url))?)))
            && (url.starts_with("http://") || url.starts_with("https://"))
        {
            lines.push(format!(
                "[{}]({url})",
                bare(source.title.as_deref().unwrap_or_default())
            ));
        }
    }
    if !lines.is_empty() {
        writeln!(writer, "\n{}", lines.join("\n"))?;
    }
    Ok(())
}

/// What a reader takes a range for.
fn meaning(dates: &str) -> Option<String> {
    let line = format!("{dates}:");
    let (whole, range, _) = at_start(&line, false)?;
    if whole != dates {
        return None;
    }
    match Known::default().meaning(&range).0 {
        Meaning::Written(edtf) => Some(edtf),
        _ => None,
    }
}

/// The range that stands for a date in a document: the date itself, or else
/// the days or years that it covers.
fn dates(edtf: &str, date: &Date) -> Option<String> {
    let spaced = edtf.replace('/', " / ");
    let named = |edtf: &str| -> Option<String> {
        let years = edtf.split('/').map(year).collect::<Option<Vec<String>>>()?;
        Some(years.join(" - "))
    };
    let same = |dates: &String| meaning(dates).as_deref() == Some(edtf);
    if let Some(same) = Some(spaced)
        .filter(same)
        .or_else(|| named(edtf).filter(same))
    {
        return Some(same);
    }
    let extent = date.extent()?;
    let last = Time::from_nanos(extent.end.total_nanos().saturating_sub(1));
    let (first, last) = (CivilTime::of(extent.start).date, CivilTime::of(last).date);
    let day = |date: CivilDate| -> Option<String> {
        let year = i32::try_from(date.year)
            .ok()
            .filter(|year| (1..=9999).contains(year))?;
        let day = NaiveDate::from_ymd_opt(year, date.month.into(), date.day.into())?;
        Some(written(day.and_time(NaiveTime::MIN), Fineness::Day))
    };
    let years = || -> Option<String> {
        let (first, last) = (
            year(&first.year.to_string())?,
            year(&last.year.to_string())?,
        );
        Some(if first == last {
            first
        } else {
            format!("{first} - {last}")
        })
    };
    match (day(first), day(last)) {
        (Some(first), Some(last)) if first == last => Some(first),
        (Some(first), Some(last)) => Some(format!("{first} / {last}")),
        _ => years(),
    }
}

/// A year as Markwhen writes it: `44 BC`, `12000`.
fn year(edtf: &str) -> Option<String> {
    let year: i64 = edtf.trim_start_matches('Y').parse().ok()?;
    match year {
        1..=99_999 => Some(format!("{year:04}")),
        -99_998..=0 => Some(format!("{} BC", 1 - year)),
        _ => None,
    }
}

/// True where a text is what Tarikh writes for that date.
pub(super) fn is_usual(edtf: &str, dates_in_file: &str) -> bool {
    Date::parse(edtf).is_ok_and(|date| dates(edtf, &date).as_deref() == Some(dates_in_file))
}
