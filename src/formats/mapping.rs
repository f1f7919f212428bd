//! What the columns of a table hold, where the user says so: kept in a file
//! beside the table, `NAME.mapping.json`, so that the next opening and the
//! command line ask nothing.
//!
//! ```json
//! {
//!   "tarikh-mapping": 1,
//!   "encoding": "windows-1251",
//!   "date-order": "day-month-year",
//!   "calendar": "solar-hijri",
//!   "columns": { "Дата": "start", "Событие": "title", "№": "none" }
//! }
//! ```
//!
//! Columns that are not named hold what their headings and cells look like.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Choices, DateCalendar, DateOrder, Encoding, ImportReport};
use crate::model::Dataset;

/// Version of the file.
const VERSION: u64 = 1;

/// End of the name of the file that keeps the mapping of a table.
pub const MAPPING_SUFFIX: &str = ".mapping.json";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// When it was, or when it began.
    Start,
    /// When it ended.
    End,
    /// The year of a date whose parts stand in columns of their own.
    Year,
    /// Its month.
    Month,
    /// Its day.
    Day,
    /// Its clock time.
    Time,
    /// Seconds since 1970, or thousandths, millionths or thousand-millionths of
    /// them, by how many digits there are.
    Epoch,
    /// Days as spreadsheets count them, 1 being the first of January 1900.
    Serial,
    /// What names the event.
    Title,
    /// The lane.
    Lane,
    /// What happened.
    Summary,
    /// People and bodies.
    People,
    /// Words to find it by.
    Tags,
    /// Where it was.
    Place,
    /// Degrees north.
    Lat,
    /// Degrees east.
    Lon,
    /// 1 to 5.
    Importance,
    /// An id.
    Id,
    /// A source: an address or a title.
    Source,
    /// The title of a source.
    SourceTitle,
    /// Its address.
    SourceUrl,
    /// Who wrote it.
    SourceAuthor,
    /// When it was issued.
    SourceDate,
    /// Who brought it out.
    SourcePublisher,
    /// Its CSL type.
    SourceType,
    /// Nothing that Tarikh knows: kept with the event under its heading.
    None,
}

impl Role {
    /// Every role, in the order in which they are offered.
    pub const ALL: [Role; 26] = [
        Role::None,
        Role::Start,
        Role::End,
        Role::Year,
        Role::Month,
        Role::Day,
        Role::Time,
        Role::Epoch,
        Role::Serial,
        Role::Title,
        Role::Lane,
        Role::Summary,
        Role::People,
        Role::Tags,
        Role::Place,
        Role::Lat,
        Role::Lon,
        Role::Importance,
        Role::Id,
        Role::Source,
        Role::SourceTitle,
        Role::SourceUrl,
        Role::SourceAuthor,
        Role::SourceDate,
        Role::SourcePublisher,
        Role::SourceType,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Role::None => "Kept as it is",
            Role::Start => "Date or start",
            Role::End => "End",
            Role::Year => "Year",
            Role::Month => "Month",
            Role::Day => "Day",
            Role::Time => "Clock time",
            Role::Epoch => "Seconds since 1970",
            Role::Serial => "Spreadsheet days since 1900",
            Role::Title => "Title",
            Role::Lane => "Lane",
            Role::Summary => "Summary",
            Role::People => "People",
            Role::Tags => "Tags",
            Role::Place => "Place",
            Role::Lat => "Latitude",
            Role::Lon => "Longitude",
            Role::Importance => "Importance (1 to 5)",
            Role::Id => "Id",
            Role::Source => "Source",
            Role::SourceTitle => "Title of a source",
            Role::SourceUrl => "Address of a source",
            Role::SourceAuthor => "Author of a source",
            Role::SourceDate => "Date of a source",
            Role::SourcePublisher => "Publisher of a source",
            Role::SourceType => "Type of a source",
        }
    }

    /// True for those that several columns may have.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, Role::Source | Role::None)
    }
}

/// What a table looks like: for the user who is to say what its columns hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLook {
    /// The headings.
    pub headings: Vec<String>,
    /// The cells of the first rows.
    pub rows: Vec<Vec<String>>,
    /// What each column was taken for.
    pub roles: Vec<Role>,
}

impl TableLook {
    /// The first rows as the dataset that they become under a mapping; the
    /// error is a sentence.
    pub fn preview(&self, mapping: &Mapping) -> Result<(Dataset, ImportReport), String> {
        let mut bytes = Vec::new();
        let mut writer = csv::Writer::from_writer(&mut bytes);
        for row in std::iter::once(&self.headings).chain(&self.rows) {
            writer
                .write_record(row)
                .map_err(|error| error.to_string())?;
        }
        drop(writer);
        let choices = Choices {
            format: super::by_id("csv"),
            encoding: Some(Encoding::UTF8),
            mapping: Some(mapping.clone()),
        };
        let mut report = ImportReport::new();
        let read = super::in_memory(&bytes, "the first rows", |input| {
            super::open(input, &choices, &mut report)
        });
        match read {
            Ok(opened) => Ok((opened.dataset, report)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// What the user says of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What columns hold, by their headings.
    pub columns: BTreeMap<String, Role>,
    /// The order of day, month and year in dates of three numbers.
    pub date_order: Option<DateOrder>,
    /// The calendar of dates in numbers.
    pub calendar: Option<DateCalendar>,
    /// How the text is put into bytes.
    pub encoding: Option<Encoding>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "tarikh-mapping")]
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    #[serde(
        default,
        rename = "date-order",
        skip_serializing_if = "Option::is_none"
    )]
    date_order: Option<DateOrder>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calendar: Option<DateCalendar>,
    #[serde(default)]
    columns: BTreeMap<String, Role>,
}

impl Mapping {
    /// Reads the file that keeps one; the error is a sentence.
    pub fn read(text: &str) -> Result<Mapping, String> {
        let file: File = serde_json::from_str(text)
            .map_err(|error| format!("It is no mapping of columns: {error}."))?;
        if file.version != VERSION {
            return Err(format!(
                "It is a mapping of version {}; this program reads version {VERSION}.",
                file.version
            ));
        }
        let encoding = match &file.encoding {
            None => None,
            Some(name) => Some(
                Encoding::by_name(name)
                    .ok_or_else(|| format!("“{}” is no encoding.", super::shown(name)))?,
            ),
        };
        Ok(Mapping {
            columns: file.columns,
            date_order: file.date_order,
            calendar: file.calendar,
            encoding,
        })
    }

    /// The text of the file that keeps it.
    pub fn text(&self) -> String {
        let file = File {
            version: VERSION,
            encoding: self.encoding.map(|encoding| encoding.name().to_owned()),
            date_order: self.date_order,
            calendar: self.calendar,
            columns: self.columns.clone(),
        };
        // Names and words only: that always has a JSON form.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_comes_back_from_its_file() {
        let mapping = Mapping {
            columns: [
                ("Дата".to_owned(), Role::Start),
                ("№".to_owned(), Role::None),
            ]
            .into(),
            date_order: Some(DateOrder::DayMonthYear),
            calendar: Some(DateCalendar::SolarHijri),
            encoding: Encoding::by_name("cp1251"),
        };
        assert_eq!(Mapping::read(&mapping.text()), Ok(mapping));
        let least = Mapping::read(r#"{"tarikh-mapping": 1}"#);
        assert_eq!(least, Ok(Mapping::default()));
    }

    #[test]
    fn what_is_no_mapping_is_refused_in_words() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"tarikh-mapping": 2}"#,
            r#"{"tarikh-mapping": 1, "encoding": "x"}"#,
            r#"{"tarikh-mapping": 1, "columns": {"a": "colour"}}"#,
            r#"{"tarikh-mapping": 1, "colums": {}}"#,
        ] {
            assert!(Mapping::read(text).is_err(), "{text}");
        }
    }
}
