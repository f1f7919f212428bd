//! When something happened: the EDTF text of the file, and the date it means.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Extra;
use crate::dates::Date;

/// When something happened, as the file has it.
///
/// In the file: an EDTF string, or an object with `edtf` and more. A string is
/// written back as a string. Text that is no EDTF is kept; [`When::date`] is
/// then `None` and the event is undated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "WhenFile", into = "WhenFile")]
#[schemars(with = "WhenFile")]
pub struct When {
    edtf: String,
    date: Option<Date>,
    /// What the source wrote.
    pub verbatim: Option<String>,
    /// The calendar that `verbatim` is in.
    pub calendar: Option<WrittenCalendar>,
    /// What a reader should know about the date.
    pub note: Option<String>,
    /// Members not named above.
    pub extra: Extra,
}

impl When {
    /// A date from EDTF text, as an event would have it.
    pub fn from_edtf(edtf: impl Into<String>) -> When {
        let edtf = edtf.into();
        When {
            date: Date::parse(&edtf).ok(),
            edtf,
            ..When::default()
        }
    }

    /// The text as the file has it.
    pub fn edtf(&self) -> &str {
        &self.edtf
    }

    /// The date that the text means, or `None` where it means none.
    pub fn date(&self) -> Option<&Date> {
        self.date.as_ref()
    }
}

/// A calendar that a source may have written a date in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenCalendar {
    /// Gregorian.
    Gregorian,
    /// Julian.
    Julian,
    /// Solar Hijri.
    Persian,
    /// Islamic, tabular.
    IslamicCivil,
    /// Islamic, of Umm al-Qura.
    IslamicUmalqura,
}

/// The two spellings of the file.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum WhenFile {
    Text(String),
    Object(WhenObject),
}

/// The long spelling.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
struct WhenObject {
    /// EDTF, ISO 8601-2 levels 0 to 2, or a date-time with an offset.
    edtf: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verbatim: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calendar: Option<WrittenCalendar>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    extra: Extra,
}

impl From<WhenFile> for When {
    fn from(file: WhenFile) -> When {
        match file {
            WhenFile::Text(edtf) => When::from_edtf(edtf),
            WhenFile::Object(object) => When {
                verbatim: object.verbatim,
                calendar: object.calendar,
                note: object.note,
                extra: object.extra,
                ..When::from_edtf(object.edtf)
            },
        }
    }
}

impl From<When> for WhenFile {
    fn from(when: When) -> WhenFile {
        let plain = when.verbatim.is_none()
            && when.calendar.is_none()
            && when.note.is_none()
            && when.extra.is_empty();
        if plain {
            return WhenFile::Text(when.edtf);
        }
        WhenFile::Object(WhenObject {
            edtf: when.edtf,
            verbatim: when.verbatim,
            calendar: when.calendar,
            note: when.note,
            extra: when.extra,
        })
    }
}
