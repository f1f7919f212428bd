//! The sources that rows name, and the citations of a row.
//!
//! Up to [`MOST_SOURCES`] each is made once and listed in the dataset. A table
//! that names more has none of them listed: a row's source is then called by
//! its address, or without one by its title, and is made of that alone; what
//! else the row tells of it stays with the event.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::cells::{Cells, split_list};
use super::chunk::Chunk;
use super::columns::Columns;
use super::text::Texts;
use crate::formats::Role;
use crate::formats::draft::FILE_SOURCE;
use crate::formats::names::Names;
use crate::model::{Citation, CslDate, Locator, Name, Source, Stance};

/// How many sources are listed at most. Past it the list would be as long as
/// the table, and nobody reads it: none is listed then but the file.
pub(super) const MOST_SOURCES: usize = 20_000;

/// What the sources that rows name are called.
#[derive(Debug)]
pub(super) enum Sources {
    /// By the ids of the dataset's list.
    Listed(HashMap<SourceCells, String>),
    /// By their addresses, or their titles: they are not listed.
    Unlisted,
}

/// What a row says of a source; rows that say the same share one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct SourceCells {
    title: String,
    url: String,
    author: String,
    date: String,
    publisher: String,
    kind: String,
}

/// The columns that tell which sources a row names.
pub(super) fn columns_of_sources(columns: &Columns) -> Vec<usize> {
    let mut all: Vec<usize> = SOURCE_ROLES
        .iter()
        .filter_map(|role| columns.of(*role))
        .collect();
    all.extend(&columns.sources);
    all
}

const SOURCE_ROLES: [Role; 6] = [
    Role::SourceTitle,
    Role::SourceUrl,
    Role::SourceAuthor,
    Role::SourceDate,
    Role::SourcePublisher,
    Role::SourceType,
];

/// The sources that a row names, each once.
pub(super) fn named(cells: &Cells) -> Vec<SourceCells> {
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
        let mut source = SourceCells::default();
        *(if is_address(cell) {
            &mut source.url
        } else {
            &mut source.title
        }) = cell.to_owned();
        if !cell.is_empty() && seen.insert(source.clone()) {
            named.push(source);
        }
    }
    named
}

/// True where a row has room to name different sources.
pub(super) fn can_name_many(columns: &Columns) -> bool {
    let described = [Role::SourceTitle, Role::SourceUrl];
    let has_described = described.iter().any(|role| columns.of(*role).is_some());
    usize::from(has_described) + columns.sources.len() > 1
}

/// One bit for each row that names different sources, 64 rows to a number;
/// empty where none does. Compares cells where they stand.
pub(super) fn many_voices(chunk: &Chunk, columns: &Columns, sources: &Sources) -> Box<[u64]> {
    let of = |role: &Role| columns.of(*role).map(|column| chunk.column(column));
    let roles = SOURCE_ROLES.each_ref().map(of);
    let is_there = |nth: usize, row| roles[nth].is_some_and(|texts: &Texts| !texts.is_blank(row));
    let text = |nth: usize, row| roles[nth].map_or(Cow::Borrowed(""), |texts| texts.get(row));
    let is_listed = matches!(sources, Sources::Listed(_));
    // Sources are told apart by a kind and a text: for those in the list what
    // the text is; else nothing but the text.
    let described = |row| {
        let (has_title, has_url) = (is_there(0, row), is_there(1, row));
        let has_more = (2..roles.len()).any(|nth| is_there(nth, row));
        let kind = match (is_listed, has_title && has_url || has_more, has_url) {
            (false, _, _) => Kind::Any,
            (true, true, _) => Kind::Described,
            (true, false, true) => Kind::Address,
            (true, false, false) => Kind::Title,
        };
        let own = if has_url { 1 } else { 0 };
        (has_title || has_url).then(|| (kind, text(own, row)))
    };
    let cell = |texts: &'_ Texts, row| {
        let cell = texts.get(row).into_owned();
        let kind = match (is_listed, is_address(&cell)) {
            (false, _) => Kind::Any,
            (true, true) => Kind::Address,
            (true, false) => Kind::Title,
        };
        (kind, cell)
    };
    let named: Vec<&Texts> = columns
        .sources
        .iter()
        .map(|column| chunk.column(*column))
        .filter(|texts| !matches!(texts, Texts::Blank))
        .collect();
    let mut marks = vec![0_u64; chunk.rows().div_ceil(64)];
    let mut has_any = false;
    for row in 0..chunk.rows() {
        let filled = named.iter().filter(|texts| !texts.is_blank(row));
        let has_described = is_there(0, row) || is_there(1, row);
        if filled.clone().count() + usize::from(has_described) < 2 {
            continue;
        }
        let mut others = filled.map(|texts| cell(texts, row));
        let same = |a: &str, b: &str| is_listed && a == b || !is_listed && is_same_id(a, b);
        let differ = match described(row) {
            Some((kind, own)) => others.any(|(other, text)| other != kind || !same(&own, &text)),
            None => match others.next() {
                Some((kind, own)) => {
                    others.any(|(other, text)| other != kind || !same(&own, &text))
                }
                None => false,
            },
        };
        if differ {
            marks[row / 64] |= 1 << (row % 64);
            has_any = true;
        }
    }
    if has_any {
        marks.into()
    } else {
        Box::default()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Title,
    Address,
    Described,
}

/// True where two sources that are not listed are called the same.
fn is_same_id(a: &str, b: &str) -> bool {
    let plain =
        |text: &str| text == FILE_SOURCE || text.strip_suffix(OWN_ID_OF_FILE) == Some(FILE_SOURCE);
    a == b || (plain(a) && plain(b))
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

impl Sources {
    /// The sources that the row names, then the file.
    pub(super) fn citations(&self, cells: &Cells, number: u64, line: Option<u64>) -> Vec<Citation> {
        let ids = self.ids(cells);
        let stance = if ids.is_empty() {
            Stance::Supports
        } else {
            Stance::Mentions
        };
        let mut citations: Vec<Citation> = ids
            .into_iter()
            .map(|source| Citation {
                source,
                ..Citation::default()
            })
            .collect();
        citations.push(Citation {
            source: FILE_SOURCE.to_owned(),
            stance,
            locator: Some(Locator {
                // CSL has no term for the rows of a file without lines.
                kind: if line.is_some() { "line" } else { "row" }.to_owned(),
                value: line.unwrap_or(number).to_string(),
                ..Locator::default()
            }),
            ..Citation::default()
        });
        citations
    }

    /// The ids of the sources that a row names, each once.
    pub(super) fn ids(&self, cells: &Cells) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for source in named(cells) {
            let id = match self {
                Sources::Listed(ids) => ids.get(&source).cloned().unwrap_or_default(),
                Sources::Unlisted => source.own_id(),
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The columns of a row that tell of a source and are not in what
    /// [`source`](Sources::source) makes of its id, with the members that they
    /// are kept under.
    pub(super) fn left_over<'c>(&self, cells: &'c Cells) -> impl Iterator<Item = (usize, &'c str)> {
        let is_unlisted = matches!(self, Sources::Unlisted);
        let has_url = !cells.of(Role::SourceUrl).is_empty();
        let title = cells.columns.of(Role::SourceTitle);
        cells
            .columns
            .source_details
            .iter()
            .filter(move |(column, _)| is_unlisted && (has_url || Some(*column) != title))
            .filter(|(column, _)| !cells.at(*column).is_empty())
            .map(|(column, member)| (*column, member.as_str()))
    }

    /// A source that is not listed, from its id alone.
    pub(super) fn source(&self, id: &str) -> Option<Source> {
        if !matches!(self, Sources::Unlisted) || id.is_empty() {
            return None;
        }
        let text = id.strip_suffix(OWN_ID_OF_FILE).unwrap_or(id).to_owned();
        let is_address = text.contains("://");
        let (title, url) = match is_address {
            true => (None, Some(text)),
            false => (Some(text), None),
        };
        Some(Source {
            id: id.to_owned(),
            kind_csl: if is_address { "webpage" } else { "document" }.to_owned(),
            title,
            url,
            ..Source::default()
        })
    }
}

/// Added to a title that is the id of the file.
const OWN_ID_OF_FILE: &str = " (title)";

impl SourceCells {
    /// Its address, or without one its title.
    fn own_id(&self) -> String {
        let text = match self.url.is_empty() {
            true => &self.title,
            false => &self.url,
        };
        match text == FILE_SOURCE {
            true => format!("{text}{OWN_ID_OF_FILE}"),
            false => text.clone(),
        }
    }
}

/// Makes the list of sources, in the order that rows name them first.
pub(super) struct Listing {
    made: Vec<Source>,
    ids: HashMap<SourceCells, String>,
    names: Names,
}

impl Listing {
    /// None yet.
    pub(super) fn new() -> Listing {
        Listing {
            made: Vec::new(),
            ids: HashMap::new(),
            names: Names::taken([FILE_SOURCE.to_owned()]),
        }
    }

    /// Takes in what a row names; false once there are more than are listed.
    pub(super) fn add(&mut self, cells: &Cells) -> bool {
        for source in named(cells) {
            self.source(source);
        }
        self.made.len() <= MOST_SOURCES
    }

    /// The list, and how its sources are found.
    pub(super) fn finish(self) -> (Vec<Source>, Sources) {
        (self.made, Sources::Listed(self.ids))
    }

    /// Makes a source when it is met first.
    fn source(&mut self, cells: SourceCells) {
        if self.ids.contains_key(&cells) {
            return;
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
        self.ids.insert(cells, id);
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
