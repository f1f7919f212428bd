//! Which column of a table holds what, by its heading.
//!
//! Case, spaces, underscores and other signs make no difference. Where several
//! headings could hold one thing, the earlier name in [`NAMES`] wins, then the
//! earlier column; the others are kept under their headings.

use crate::formats::names::Names;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    Start,
    End,
    Title,
    Lane,
    Summary,
    People,
    Tags,
    Place,
    Lat,
    Lon,
    Importance,
    SourceTitle,
    SourceUrl,
    SourceAuthor,
    SourceDate,
    SourcePublisher,
    SourceType,
}

/// Roles, and the headings that name them, in small letters without signs.
const NAMES: &[(Role, &[&str])] = &[
    (Role::Id, &["id"]),
    (
        Role::Start,
        &[
            "start",
            "startdate",
            "datestart",
            "begin",
            "date",
            "eventdate",
            "when",
        ],
    ),
    (Role::End, &["end", "enddate", "dateend"]),
    (
        Role::Title,
        &["title", "name", "label", "headline", "event"],
    ),
    (Role::Lane, &["lane", "category", "group"]),
    (Role::Summary, &["summary", "description", "text"]),
    (Role::People, &["people", "persons"]),
    (Role::Tags, &["tags", "keywords"]),
    (Role::Place, &["place", "location"]),
    (Role::Lat, &["lat", "latitude", "geolat"]),
    (
        Role::Lon,
        &["lon", "lng", "long", "longitude", "geolon", "geolng"],
    ),
    (Role::Importance, &["importance"]),
    (Role::SourceTitle, &["sourcetitle", "sourcename"]),
    (Role::SourceUrl, &["sourceurl", "sourcelink"]),
    (Role::SourceAuthor, &["sourceauthor", "sourceauthors"]),
    (Role::SourceDate, &["sourcedate"]),
    (Role::SourcePublisher, &["sourcepublisher"]),
    (Role::SourceType, &["sourcetype"]),
];

/// Any number of columns may be headed so, or so with a number (“source 2”);
/// each cell is a source of its own, an address or a title.
const SOURCE: &str = "source";

/// True for a heading of such a column.
pub(super) fn is_of_source(heading: &str) -> bool {
    let plain = plain(heading);
    let number = plain.strip_prefix(SOURCE);
    number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
}

/// The headings of a table and what was made of them.
#[derive(Clone, Debug)]
pub(in crate::formats) struct Columns {
    /// As in the file, without blanks around them.
    pub(in crate::formats) headings: Vec<String>,
    roles: Vec<(Role, usize)>,
    /// Columns headed “source”.
    pub(super) sources: Vec<usize>,
    /// The other columns, with the member that each is kept under.
    pub(super) others: Vec<(usize, String)>,
    /// For each column, whether it is one of the others.
    is_other: Vec<bool>,
    /// The columns that tell more of a source, with the member that each is
    /// kept under where sources are too many to be listed.
    pub(super) source_details: Vec<(usize, String)>,
}

/// What tells more of a source.
const SOURCE_DETAILS: [Role; 5] = [
    Role::SourceTitle,
    Role::SourceAuthor,
    Role::SourceDate,
    Role::SourcePublisher,
    Role::SourceType,
];

impl Columns {
    /// Maps the headings of a table.
    pub(in crate::formats) fn new(headings: Vec<String>) -> Columns {
        let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let mut roles = Vec::new();
        for (role, names) in NAMES {
            let column = names
                .iter()
                .find_map(|name| plain.iter().position(|heading| heading == name));
            if let Some(column) = column {
                roles.push((*role, column));
            }
        }
        let sources: Vec<usize> = (0..plain.len())
            .filter(|column| is_of_source(&plain[*column]))
            .collect();
        let mut members = Names::default();
        let mut others: Vec<(usize, String)> = Vec::new();
        for (column, heading) in headings.iter().enumerate() {
            let mapped =
                sources.contains(&column) || roles.iter().any(|(_, known)| *known == column);
            if !mapped {
                let member = members.take_free(&member(heading, column), |name, number| {
                    format!("{name} ({number})")
                });
                others.push((column, member));
            }
        }
        let mut is_other = vec![false; headings.len()];
        for (column, _) in &others {
            is_other[*column] = true;
        }
        let numbered = |name: &str, number: u64| format!("{name} ({number})");
        let source_details = roles
            .iter()
            .filter(|(role, _)| SOURCE_DETAILS.contains(role))
            .map(|(_, column)| {
                let member = member(&headings[*column], *column);
                (*column, members.take_free(&member, numbered))
            })
            .collect();
        Columns {
            headings,
            roles,
            sources,
            others,
            is_other,
            source_details,
        }
    }

    /// True for a column that has no role.
    pub(super) fn is_other(&self, column: usize) -> bool {
        self.is_other.get(column) == Some(&true)
    }

    /// The column that holds it.
    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.roles
            .iter()
            .find(|(known, _)| *known == role)
            .map(|(_, column)| *column)
    }

    /// True for a column whose cells hold lists.
    pub(in crate::formats) fn is_list(&self, column: usize) -> bool {
        [Role::People, Role::Tags]
            .iter()
            .any(|role| self.of(*role) == Some(column))
    }

    /// True when a column holds dates.
    pub(in crate::formats) fn has_dates(&self) -> bool {
        self.of(Role::Start).is_some()
    }

    /// The first headings, for a message.
    pub(in crate::formats) fn shown(&self) -> String {
        const SHOWN: usize = 10;
        let mut names: Vec<String> = self
            .headings
            .iter()
            .take(SHOWN)
            .map(|heading| format!("“{}”", crate::formats::shown(heading)))
            .collect();
        if self.headings.len() > SHOWN {
            names.push(format!("{} more", self.headings.len() - SHOWN));
        }
        crate::formats::and_list(&names)
    }

    /// The heading of a column; empty past the last.
    pub(super) fn heading(&self, column: usize) -> &str {
        self.headings.get(column).map_or("", String::as_str)
    }
}

/// The headings that a column of dates may have, for a message.
pub(in crate::formats) fn date_headings() -> String {
    "“date”, “start”, “start date”, “date start”, “begin”, “event date” or “when”".to_owned()
}

/// Small letters and digits only.
fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A member of an event under which a column can be kept: its heading, marked
/// where the format has a member of that name.
fn member(heading: &str, column: usize) -> String {
    const EVENT_MEMBERS: [&str; 14] = [
        "id",
        "title",
        "titles",
        "when",
        "lane",
        "summary",
        "importance",
        "place",
        "people",
        "tags",
        "media",
        "citations",
        "claims",
        "relations",
    ];
    if heading.is_empty() {
        format!("column {}", column + 1)
    } else if EVENT_MEMBERS.contains(&heading) {
        format!("{heading} (column)")
    } else {
        heading.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headings: &[&str]) -> Columns {
        Columns::new(
            headings
                .iter()
                .map(|heading| (*heading).to_owned())
                .collect(),
        )
    }

    #[test]
    fn headings_are_known_whatever_their_case_and_signs() {
        let columns = columns(&[
            "LNG",
            "Start_Date",
            "Event",
            "name",
            "Source URL",
            "Source",
            "source",
        ]);
        assert_eq!(columns.of(Role::Lon), Some(0));
        assert_eq!(columns.of(Role::Start), Some(1));
        assert_eq!(columns.of(Role::Title), Some(3));
        assert_eq!(columns.of(Role::SourceUrl), Some(4));
        assert_eq!(columns.sources, [5, 6]);
        assert_eq!(columns.others, [(2, "Event".to_owned())]);
    }

    #[test]
    fn columns_that_are_not_known_keep_names_of_their_own() {
        let columns = columns(&["date", "a", "a", "", "claims", "start"]);
        assert_eq!(columns.of(Role::Start), Some(5));
        let members: Vec<&str> = columns
            .others
            .iter()
            .map(|(_, member)| member.as_str())
            .collect();
        assert_eq!(
            members,
            ["date", "a", "a (2)", "column 4", "claims (column)"]
        );
    }
}
