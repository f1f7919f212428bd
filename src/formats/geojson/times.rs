//! Which property tells the time, and how it is written: decided once from all
//! features together.
//!
//! Numbers up to 9999 are years and eight digits a day (20150131); larger ones
//! count seconds, milliseconds, microseconds or nanoseconds from 1970 UTC,
//! whichever puts the largest of the property before the year 5138. Where each
//! of them is midnight UTC they are days: a clock time was never written. `tz`
//! (minutes, as the USGS has it) gives the offset in which an instant is told.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::dates::Date;
use crate::dates::Time;
use crate::dates::civil::{CivilDate, CivilTime, SECS_PER_DAY};
use crate::formats::dates::{CellFault, DateForm, Survey};
use crate::formats::spans::year_edtf;

/// Names of properties that hold a beginning, letters and digits only.
const STARTS: [&str; 15] = [
    "startdate",
    "datestart",
    "start",
    "begindate",
    "datebegin",
    "begin",
    "starttime",
    "begintime",
    "startdatetime",
    "from",
    "fromdate",
    "validfrom",
    "startyear",
    "yearstart",
    "beginyear",
];
/// Of an end.
const ENDS: [&str; 14] = [
    "enddate",
    "dateend",
    "end",
    "endtime",
    "enddatetime",
    "to",
    "todate",
    "until",
    "validto",
    "validuntil",
    "endyear",
    "yearend",
    "finish",
    "stop",
];
/// Of a date.
const DATES: [&str; 17] = [
    "edtf",
    "date",
    "datetime",
    "eventdate",
    "dateofevent",
    "isodate",
    "dateiso",
    "when",
    "time",
    "timestamp",
    "eventtime",
    "occurred",
    "occurredat",
    "datum",
    "year",
    "years",
    "eventyear",
];
/// Of a list of times beside a list of positions.
const LISTS: [&str; 5] = ["time", "times", "coordtimes", "timestamps", "timestamp"];

/// Larger numbers are no seconds: they would lie past the year 5138.
const MOST_SECONDS: u64 = 100_000_000_000;

/// Parts of a second that numbers may count.
const UNITS: [i64; 4] = [1, 1_000, 1_000_000, 1_000_000_000];

/// What is known of the values of a property.
#[derive(Debug, Default)]
struct Column {
    survey: Survey,
    largest: u64,
    /// A number that is no midnight was met; for each of [`UNITS`].
    has_clock: [bool; 4],
}

/// The properties of all features.
#[derive(Debug, Default)]
pub(super) struct Times {
    columns: BTreeMap<String, Column>,
}

/// How a property is read.
#[derive(Debug)]
struct Decided {
    form: DateForm,
    /// Parts of a second that its numbers count.
    per_second: i64,
    has_numbers: bool,
    is_days: bool,
}

/// How all properties are read.
#[derive(Debug)]
pub(super) struct Clock {
    columns: BTreeMap<String, Decided>,
}

/// The letters and digits of a name, small.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_time(name: &str) -> bool {
    let name = plain(name);
    let name = name.as_str();
    [&STARTS[..], &ENDS, &DATES, &LISTS]
        .iter()
        .any(|list| list.contains(&name))
}

/// What a property tells of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Start,
    End,
    Date,
    List,
}

/// The properties of a role that hold something, the likeliest first.
pub(super) fn find(properties: &Map<String, Value>, role: Role) -> Vec<String> {
    let names: &[&str] = match role {
        Role::Start => &STARTS,
        Role::End => &ENDS,
        Role::Date => &DATES,
        Role::List => &LISTS,
    };
    let is_filled = |value: &Value| match (role, value) {
        (Role::List, Value::Array(items)) => !items.is_empty(),
        (Role::List, _) => false,
        (_, Value::String(text)) => !text.trim().is_empty(),
        (_, Value::Number(_)) => true,
        _ => false,
    };
    let mut found: Vec<(usize, &String)> = properties
        .iter()
        .filter(|(_, value)| is_filled(value))
        .filter_map(|(name, _)| {
            let plain = plain(name);
            let at = names.iter().position(|wanted| *wanted == plain)?;
            Some((at, name))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, name)| name.clone()).collect()
}

impl Times {
    /// Takes the properties of a feature into account.
    pub(super) fn survey(&mut self, properties: &Map<String, Value>) {
        for (name, value) in properties {
            if !is_time(name) {
                continue;
            }
            let column = self.columns.entry(name.clone()).or_default();
            match value {
                Value::Array(items) => items.iter().for_each(|item| column.add(item)),
                value => column.add(value),
            }
        }
    }

    /// Decides.
    pub(super) fn decide(self) -> Clock {
        let decide = |column: Column| {
            let unit = match column.largest {
                0..MOST_SECONDS => 0,
                n if n < MOST_SECONDS * 1_000 => 1,
                n if n < MOST_SECONDS * 1_000_000 => 2,
                _ => 3,
            };
            Decided {
                per_second: UNITS[unit],
                has_numbers: column.largest > 0,
                is_days: column.largest > 0 && !column.has_clock[unit],
                form: column.survey.decide(),
            }
        };
        Clock {
            columns: self
                .columns
                .into_iter()
                .map(|(name, column)| (name, decide(column)))
                .collect(),
        }
    }
}

impl Column {
    fn add(&mut self, value: &Value) {
        match counted(value) {
            Some(number) if number.unsigned_abs() > 99_999_999 => {
                self.largest = self.largest.max(number.unsigned_abs());
                for (has_clock, per_second) in self.has_clock.iter_mut().zip(UNITS) {
                    *has_clock |= number % (SECS_PER_DAY * per_second) != 0;
                }
            }
            Some(_) => {}
            None => {
                if let Value::String(text) = value {
                    self.survey.add(text);
                }
            }
        }
    }
}

/// A whole number, or a text of nine digits or more: a count of seconds, a
/// year or a day.
fn counted(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(number) => Some(number),
            None => number
                .as_f64()
                .filter(|number| number.is_finite() && number.abs() < 9e18)
                .map(|number| number.trunc() as i64),
        },
        Value::String(text) => {
            let text = text.trim();
            let digits = text.strip_prefix('-').unwrap_or(text);
            let is_long = digits.len() > 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_long.then(|| text.parse().ok()).flatten()
        }
        _ => None,
    }
}

impl Clock {
    /// A value of a property as EDTF; an error in words where it is no date.
    pub(super) fn read(
        &self,
        name: &str,
        value: &Value,
        tz: Option<i64>,
    ) -> Result<String, String> {
        let fallback;
        let column = match self.columns.get(name) {
            Some(column) => column,
            None => {
                fallback = Decided {
                    form: Survey::default().decide(),
                    per_second: 1,
                    has_numbers: false,
                    is_days: false,
                };
                &fallback
            }
        };
        match (counted(value), value) {
            (Some(number), _) => column.number(number, tz),
            (None, Value::String(text)) => column.text(text),
            _ => Err("expected a text or a number".to_owned()),
        }
    }

    /// What was decided on the texts of each property, in the order of names.
    pub(super) fn notes(&self) -> Vec<(String, String)> {
        let mut notes: Vec<(String, String)> = Vec::new();
        for (name, column) in &self.columns {
            let said = column.form.notes();
            notes.extend(said.into_iter().map(|note| (name.clone(), note)));
            if column.has_numbers {
                let unit = match column.per_second {
                    1 => "seconds",
                    1_000 => "milliseconds",
                    1_000_000 => "microseconds",
                    _ => "nanoseconds",
                };
                let days = match column.is_days {
                    true => " Each is midnight, so they are read as days.",
                    false => "",
                };
                let note = format!("Numbers count {unit} from 1970 UTC.{days}");
                notes.push((name.clone(), note));
            }
        }
        notes
    }
}

impl Decided {
    fn text(&self, text: &str) -> Result<String, String> {
        match self.form.read(text) {
            Ok(date) => Ok(date.edtf),
            Err(CellFault::NotADate(fault)) => Err(fault.to_string()),
            Err(CellFault::Undecided { readings } | CellFault::Calendar { readings }) => {
                Err(format!("it may be {}", super::super::or_list(&readings)))
            }
            Err(CellFault::OtherOrder(order)) => {
                Err(format!("other values are read as {}", order.words()))
            }
        }
    }

    fn number(&self, number: i64, tz: Option<i64>) -> Result<String, String> {
        if (-9999..=9999).contains(&number) {
            return year_edtf(number).ok_or_else(|| "it is no year".to_owned());
        }
        if (10_000_101..=99_991_231).contains(&number) {
            let text = number.to_string();
            let day = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
            return match Date::parse(&day) {
                Ok(_) => Ok(day),
                Err(fault) => Err(fault.to_string()),
            };
        }
        if number.unsigned_abs() <= 99_999_999 {
            return Err("it is neither a year nor a count of seconds".to_owned());
        }
        Ok(instant(number, self.per_second, tz, self.is_days))
    }
}

/// An instant, told in UTC or in an offset of so many minutes; or its day.
fn instant(count: i64, per_second: i64, tz: Option<i64>, is_day: bool) -> String {
    let offset = tz.filter(|minutes| minutes.abs() <= 14 * 60).unwrap_or(0);
    let secs = count.div_euclid(per_second);
    if is_day {
        return day_text(CivilTime::of(Time::from_secs(secs)).date);
    }
    let local = CivilTime::of(Time::from_secs(secs.saturating_add(offset * 60)));
    let part = count.rem_euclid(per_second);
    let digits = per_second.ilog10() as usize;
    let fraction = match part {
        0 => String::new(),
        _ => format!(".{part:0digits$}"),
    };
    let zone = match offset {
        0 => "Z".to_owned(),
        _ => format!(
            "{}{:02}:{:02}",
            if offset < 0 { '-' } else { '+' },
            offset.abs() / 60,
            offset.abs() % 60
        ),
    };
    format!(
        "{}T{:02}:{:02}:{:02}{fraction}{zone}",
        day_text(local.date),
        local.hour,
        local.minute,
        local.second
    )
}

/// A day as EDTF writes it, of the years that a count of seconds reaches.
pub(super) fn day_text(day: CivilDate) -> String {
    match day.year {
        0..=9999 => format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
        -9999..=-1 => format!("-{:04}-{:02}-{:02}", -day.year, day.month, day.day),
        year => format!("Y{year}"),
    }
}
