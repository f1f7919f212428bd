//! One line by which a source is known: `Maley, The Afghanistan Wars, 2002`.

use super::item::parts;
use crate::model::{Name, Source};

/// Author or body, title, where it appeared, year; as far as stated. A source
/// that states none of it is known by its id.
///
/// Where it appeared is the paper, journal or site, else the publisher; a book
/// with an author is found without it.
pub fn short(source: &Source) -> String {
    let stated = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let author = authors(&source.author);
    let publisher = || match (source.kind_csl.as_str(), &author) {
        ("book", Some(_)) => None,
        _ => stated(&source.publisher),
    };
    let container = stated(&source.container_title)
        .or_else(publisher)
        // The author of a body's own pages is often their publisher too.
        .filter(|name| author.as_ref() != Some(name));
    let year = source
        .issued
        .as_ref()
        .and_then(parts)
        .and_then(|parts| parts.first().copied())
        .map(year_text);
    let known = [author.clone(), stated(&source.title), container, year];
    let line = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match line.is_empty() {
        true => source.id.clone(),
        false => line,
    }
}

fn authors(names: &[Name]) -> Option<String> {
    let names: Vec<&str> = names.iter().filter_map(known_as).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [one, other] => Some(format!("{one} and {other}")),
        [first, ..] => Some(format!("{first} et al.")),
    }
}

/// A body's name, or a person's family name, else the given one.
fn known_as(name: &Name) -> Option<&str> {
    [&name.literal, &name.family, &name.given]
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
}

/// CSL counts years before Christ as negative numbers, without a year 0.
fn year_text(year: i16) -> String {
    match year {
        ..=0 => format!("{} BC", i32::from(year).abs().max(1)),
        _ => year.to_string(),
    }
}
