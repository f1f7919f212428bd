//! Which column of a table holds what, by its heading.
//!
//! Case, spaces, underscores and other signs make no difference. Where several
//! headings could hold one thing, the earlier name in [`NAMES`] wins, then the
//! earlier column; the others are kept under their headings.

use super::composed::date_of;
use super::grid::{Grid, Span};
use super::guess::{self, Guess};
use crate::formats::dates::{Years, could_be_hijri, day_with_clock, is_arabic_script};
use crate::formats::names::Names;
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Place, Problem, ReadError, Role, Severity, TableLook};

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
            "datum",
            "fecha",
            "дата",
            "تاریخ",
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
    /// As in the file, without blanks around them; behind them the one of the
    /// date that is put together of parts.
    pub(in crate::formats) headings: Vec<String>,
    /// How many there are in the file.
    pub(super) in_file: usize,
    /// Columns of the [`PARTS`] of a date.
    parts: Option<[Option<usize>; 6]>,
    /// Columns of a day and of its clock time.
    timed: Option<(usize, usize)>,
    /// What is known of the calendar of the dates.
    pub(in crate::formats) years: Years,
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

/// Columns that hold parts of a date.
const PARTS: [Role; 6] = [
    Role::Year,
    Role::Month,
    Role::Day,
    Role::Time,
    Role::Epoch,
    Role::Serial,
];

/// The role of each column whose heading is known.
pub(super) fn known_role(headings: &[String]) -> Vec<(usize, Role)> {
    let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    let mut known = Vec::new();
    for (role, names) in NAMES {
        let column = names
            .iter()
            .find_map(|name| plain.iter().position(|heading| heading == name));
        known.extend(column.map(|column| (column, *role)));
    }
    let sources = (0..plain.len()).filter(|column| is_of_source(&plain[*column]));
    known.extend(sources.map(|column| (column, Role::Source)));
    known
}

/// The columns whose headings name the date.
pub(super) fn start_columns(headings: &[String]) -> Vec<usize> {
    let names = NAMES.iter().find(|(role, _)| *role == Role::Start);
    let names = names.map_or(&[][..], |(_, names)| names);
    (0..headings.len())
        .filter(|column| names.contains(&plain(&headings[*column]).as_str()))
        .collect()
}

impl Columns {
    /// Maps the headings of a table.
    pub(in crate::formats) fn new(headings: Vec<String>) -> Columns {
        let known = known_role(&headings);
        Columns::with_roles(headings, &known)
    }

    /// With the roles of some columns; of several that have one role which only
    /// one can have, the first has it.
    pub(in crate::formats) fn with_roles(
        mut headings: Vec<String>,
        given: &[(usize, Role)],
    ) -> Columns {
        let mut roles: Vec<(Role, usize)> = Vec::new();
        let mut sources: Vec<usize> = Vec::new();
        let mut is_other = vec![true; headings.len()];
        for &(column, role) in given {
            let is_taken = roles.iter().any(|(known, _)| *known == role);
            match role {
                Role::None => continue,
                Role::Source => sources.push(column),
                _ if is_taken => continue,
                _ => roles.push((role, column)),
            }
            // A part of a date is kept too, for what is made of it is another.
            is_other[column] = PARTS.contains(&role);
        }
        sources.sort_unstable();
        let mut members = Names::default();
        let numbered = |name: &str, number: u64| format!("{name} ({number})");
        let mut others: Vec<(usize, String)> = Vec::new();
        for (column, heading) in headings.iter().enumerate() {
            if is_other[column] {
                others.push((
                    column,
                    members.take_free(&member(heading, column), numbered),
                ));
            }
        }
        let source_details = roles
            .iter()
            .filter(|(role, _)| SOURCE_DETAILS.contains(role))
            .map(|(_, column)| {
                let member = member(&headings[*column], *column);
                (*column, members.take_free(&member, numbered))
            })
            .collect();
        let in_file = headings.len();
        let parts = PARTS.map(|part| {
            let mut roles = roles.iter();
            roles.find(|(role, _)| *role == part).map(|(_, at)| *at)
        });
        let has_start = roles.iter().any(|(role, _)| *role == Role::Start);
        let is_date = [0, 4, 5].into_iter().any(|part| parts[part].is_some());
        let composed = (is_date && !has_start).then_some(parts);
        if let Some(parts) = &composed {
            let names: Vec<&str> = parts.iter().flatten().map(|at| &*headings[*at]).collect();
            roles.push((Role::Start, in_file));
            headings.push(names.join(", "));
            is_other.push(false);
        }
        let timed = match parts[3].filter(|_| has_start) {
            Some(time) => put_day_and_time_together(&mut roles, &mut headings, time),
            None => None,
        };
        if timed.is_some() {
            is_other.push(false);
        }
        Columns {
            headings,
            in_file,
            parts: composed,
            timed,
            years: Years::Plain,
            roles,
            sources,
            others,
            is_other,
            source_details,
        }
    }

    /// Decides what the columns of a table hold: what the user chose, then what
    /// their headings say, then what the cells of the first rows look like, or
    /// what a format knows of its cells: `dates` is a column with some dates.
    pub(in crate::formats) fn decide(
        headings: Vec<String>,
        sample: &[Vec<String>],
        dates: Option<usize>,
        stream: &Stream,
        report: &mut ImportReport,
    ) -> Result<Columns, ReadError> {
        let mapping = stream.mapping();
        let chosen: Vec<Option<Role>> = headings
            .iter()
            .map(|heading| mapping?.columns.get(heading).copied())
            .collect();
        let Guess { roles, said } = guess::guess(&headings, sample, &chosen, dates);
        let look = TableLook {
            headings: headings.clone(),
            rows: sample.to_vec(),
            roles: roles.clone(),
        };
        let given: Vec<(usize, Role)> = roles.into_iter().enumerate().collect();
        let mut columns = Columns::with_roles(headings, &given);
        columns.years = match mapping.and_then(|mapping| mapping.calendar) {
            Some(calendar) => Years::Said(calendar),
            None => columns.years_of(sample),
        };
        if !columns.has_dates() {
            return Err(ReadError::NoDateColumn {
                found: columns.shown(),
                expected: date_headings(),
                table: Box::new(look),
            });
        }
        stream.set_look(look);
        let known: std::collections::HashSet<&String> = columns.headings.iter().collect();
        let unknown = mapping.iter().flat_map(|mapping| mapping.columns.keys());
        for heading in unknown.filter(|heading| !known.contains(heading)) {
            report.add(Problem {
                severity: Severity::Repaired,
                place: Place::file(),
                code: "mapping",
                message: format!(
                    "The mapping names a column “{}”, and the table has none of that heading.",
                    crate::formats::shown(heading)
                ),
                advice: "Write the headings in the mapping as they are in the table.".to_owned(),
            });
        }
        for message in said {
            report.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code: "guessed-column",
                message,
                advice: "Choose otherwise under File > Columns, or with --map.".to_owned(),
            });
        }
        Ok(columns)
    }

    /// What the headings of the dates and the first rows tell of the calendar.
    fn years_of(&self, sample: &[Vec<String>]) -> Years {
        let dated = |role: &Role| [Role::Start, Role::End].contains(role) || PARTS.contains(role);
        let dated: Vec<usize> = self
            .roles
            .iter()
            .filter(|(role, column)| dated(role) && *column < self.in_file)
            .map(|(_, column)| *column)
            .chain(self.timed.map(|(day, _)| day))
            .collect();
        let heading = |column: &usize| self.heading(*column);
        if let Some(years) = Years::of_headings(dated.iter().map(heading)) {
            return years;
        }
        if self.of(Role::Epoch).is_some() || self.of(Role::Serial).is_some() {
            return Years::Plain;
        }
        let is_arabic = |column: usize| {
            let mut cells = sample.iter().filter_map(|row| row.get(column));
            cells.any(|cell| is_arabic_script(cell))
        };
        let title = self.of(Role::Title);
        let is_likely = self
            .headings
            .iter()
            .any(|heading| is_arabic_script(heading))
            || dated.iter().copied().chain(title).any(is_arabic);
        // One that cannot be Hijri settles it, and keeps such tables quick.
        let cells = dated
            .iter()
            .flat_map(|column| sample.iter().filter_map(|row| row.get(*column)));
        let years: Vec<bool> = cells.filter_map(|cell| could_be_hijri(cell)).collect();
        match is_likely && !years.is_empty() && !years.contains(&false) {
            true => Years::Likely,
            false => Years::Plain,
        }
    }

    /// What each column of the file holds.
    pub(in crate::formats) fn roles(&self) -> impl Iterator<Item = (usize, Role)> + '_ {
        let single = self.roles.iter().map(|(role, column)| (*column, *role));
        let shared = self.sources.iter().map(|column| (*column, Role::Source));
        let day = self.timed.map(|(day, _)| (day, Role::Start));
        single
            .chain(shared)
            .chain(day)
            .filter(|(column, _)| *column < self.in_file)
    }

    /// Adds to each row of a grid the date that stands in parts.
    pub(super) fn compose(&self, text: &str, grid: &mut Grid) {
        if self.parts.is_none() && self.timed.is_none() {
            return;
        }
        let width = grid.width;
        let mut cells = Vec::with_capacity(grid.cells.len() + grid.cells.len() / width.max(1));
        for row in 0..grid.rows() {
            let own = &grid.cells[row * width..(row + 1) * width];
            cells.extend_from_slice(own);
            let cell = |column: Option<usize>| {
                let span = column.and_then(|column| own.get(column));
                span.map_or("", |span| grid.text(text, *span).trim())
            };
            let date = match (self.timed, self.parts) {
                (Some((day, time)), _) => {
                    let (day, time) = (cell(Some(day)), cell(Some(time)));
                    day_with_clock(day, time).unwrap_or_else(|| day.to_owned())
                }
                (None, parts) => date_of(parts.unwrap_or_default().map(cell)),
            };
            cells.push(match date.as_str() {
                "" => Span::default(),
                date => grid.put_aside(date),
            });
        }
        grid.cells = cells;
        grid.width = width + 1;
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

/// Gives the role of the day to a column behind all others, which is put
/// together of it and its clock time.
fn put_day_and_time_together(
    roles: &mut [(Role, usize)],
    headings: &mut Vec<String>,
    time: usize,
) -> Option<(usize, usize)> {
    let behind = headings.len();
    let (_, start) = roles.iter_mut().find(|(role, _)| *role == Role::Start)?;
    let day = std::mem::replace(start, behind);
    headings.push(format!("{}, {}", headings[day], headings[time]));
    Some((day, time))
}

/// Small letters and digits only.
pub(super) fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A member of an event under which a column can be kept: its heading, marked
/// where the format has a member of that name.
fn member(heading: &str, column: usize) -> String {
    if heading.is_empty() {
        format!("column {}", column + 1)
    } else if crate::formats::members::OF_EVENT.contains(&heading) {
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
