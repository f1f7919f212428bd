//! The sources that rows name, each made once, and the citations of a row.

use std::collections::{HashMap, HashSet};

use super::cells::{Cells, split_list};
use super::columns::Role;
use crate::formats::names::Names;
use crate::model::{Citation, CslDate, Locator, Name, Source, Stance};

/// Id of the source that stands for the file.
pub(super) const FILE_SOURCE: &str = "file";

/// The sources met so far.
pub(super) struct Sources {
    made: Vec<Source>,
    ids: HashMap<SourceCells, String>,
    names: Names,
}

/// What a row says of a source; rows that say the same share one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct SourceCells {
    title: String,
    url: String,
    author: String,
    date: String,
    publisher: String,
    kind: String,
}

impl Sources {
    /// None yet.
    pub(super) fn new() -> Sources {
        Sources {
            made: Vec::new(),
            ids: HashMap::new(),
            names: Names::taken([FILE_SOURCE.to_owned()]),
        }
    }

    /// The sources that were made.
    pub(super) fn into_list(self) -> Vec<Source> {
        self.made
    }

    /// The sources that the row names, then the file.
    pub(super) fn citations(&mut self, cells: &Cells, line: u64) -> Vec<Citation> {
        let mut named = Vec::new();
        let mut seen = HashSet::new();
        let described = SourceCells {
            title: cells.of(Role::SourceTitle).to_owned(),
            url: cells.of(Role::SourceUrl).to_owned(),
            author: cells.of(Role::SourceAuthor).to_owned(),
            date: cells.of(Role::SourceDate).to_owned(),
            publisher: cells.of(Role::SourcePublisher).to_owned(),
            kind: cells.of(Role::SourceType).to_owned(),
        };
        if !described.title.is_empty() || !described.url.is_empty() {
            seen.insert(described.clone());
            named.push(described);
        }
        for column in &cells.columns.sources {
            let cell = cells.at(*column);
            let is_address = cell.starts_with("http://") || cell.starts_with("https://");
            let mut source = SourceCells::default();
            *(if is_address {
                &mut source.url
            } else {
                &mut source.title
            }) = cell.to_owned();
            if !cell.is_empty() && seen.insert(source.clone()) {
                named.push(source);
            }
        }
        let stance = if named.is_empty() {
            Stance::Supports
        } else {
            Stance::Mentions
        };
        let mut citations: Vec<Citation> = named
            .into_iter()
            .map(|source| Citation {
                source: self.source(source),
                ..Citation::default()
            })
            .collect();
        citations.push(Citation {
            source: FILE_SOURCE.to_owned(),
            stance,
            locator: Some(Locator {
                kind: "line".to_owned(),
                value: line.to_string(),
                ..Locator::default()
            }),
            ..Citation::default()
        });
        citations
    }

    /// The id of a source, which is made when it is met first.
    fn source(&mut self, cells: SourceCells) -> String {
        if let Some(id) = self.ids.get(&cells) {
            return id.clone();
        }
        let name = if cells.title.is_empty() {
            &cells.url
        } else {
            &cells.title
        };
        let id = self.names.take_free_id(&slug(name));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let kind_csl = match (cells.kind.is_empty(), cells.url.is_empty()) {
            (false, _) => cells.kind.clone(),
            (true, false) => "webpage".to_owned(),
            (true, true) => "document".to_owned(),
        };
        self.made.push(Source {
            id: id.clone(),
            kind_csl,
            title: some(&cells.title),
            url: some(&cells.url),
            publisher: some(&cells.publisher),
            author: split_list(&cells.author)
                .into_iter()
                .map(|literal| Name {
                    literal: Some(literal),
                    ..Name::default()
                })
                .collect(),
            issued: some(&cells.date).map(|raw| CslDate {
                raw: Some(raw),
                ..CslDate::default()
            }),
            ..Source::default()
        });
        self.ids.insert(cells, id.clone());
        id
    }
}

/// Small letters, digits and hyphens, at most 40; without the scheme of an
/// address. `source` when nothing is left.
fn slug(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("www.").unwrap_or(text);
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if slug.chars().count() >= LONGEST {
            break;
        }
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "source".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_and_readable() {
        assert_eq!(
            slug("https://www.bbc.co.uk/news/1?a=2"),
            "bbc-co-uk-news-1-a-2"
        );
        assert_eq!(slug("The New York Times"), "the-new-york-times");
        assert_eq!(slug("روزنامه"), "روزنامه");
        assert_eq!(slug("???"), "source");
    }
}
