//! Which variable is what, from their names and from what they are bound to.

use serde_json::Value;

/// A variable that holds dates, with those that say more of it.
#[derive(Clone, Debug)]
pub(super) struct DateVar {
    pub(super) name: String,
    pub(super) precision: Option<String>,
    pub(super) calendar: Option<String>,
}

/// What was guessed.
#[derive(Debug, Default)]
pub(super) struct Vars {
    pub(super) item: Option<String>,
    /// Statements about items: rows of two are two events.
    pub(super) statement: Option<String>,
    pub(super) label: Option<String>,
    /// The label in other languages.
    pub(super) other_labels: Vec<String>,
    pub(super) summary: Option<String>,
    /// The start; or the date, where there is one alone.
    pub(super) start: Option<DateVar>,
    pub(super) end: Option<DateVar>,
}

/// Parts of names of variables that hold a beginning.
const STARTS: [&str; 7] = [
    "start",
    "begin",
    "inception",
    "from",
    "birth",
    "since",
    "founded",
];
/// Of an end.
const ENDS: [&str; 8] = [
    "end",
    "abolition",
    "dissol",
    "death",
    "until",
    "abolished",
    "ceased",
    "finish",
];

/// The letters and digits of a name, small.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_precision(name: &str) -> bool {
    let name = plain(name);
    name.contains("precision") || name.ends_with("prec")
}

fn is_calendar(name: &str) -> bool {
    plain(name).contains("calendar")
}

/// A name without what says that it is a date, or the precision of one.
fn stem(name: &str) -> String {
    let mut stem = plain(name);
    for word in [
        "precision",
        "calendarmodel",
        "calendar",
        "prec",
        "model",
        "value",
    ] {
        stem = stem.replace(word, "");
    }
    for word in ["datetime", "date", "time"] {
        if let Some(shorter) = stem.strip_suffix(word)
            && !shorter.is_empty()
        {
            stem = shorter.to_owned();
        }
    }
    stem
}

impl Vars {
    /// Looks at the names and at all rows.
    pub(super) fn guess(names: &[String], rows: &[Value]) -> Vars {
        let mut names = names.to_vec();
        if names.is_empty() {
            // A file without a head: the names in the first rows.
            let of_rows = rows.iter().take(100).filter_map(Value::as_object);
            for name in of_rows.flat_map(|row| row.keys()) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        let dates = dates(&names, rows);
        let find = |words: &[&str]| {
            dates
                .iter()
                .find(|date| words.iter().any(|word| plain(&date.name).contains(word)))
                .cloned()
        };
        let start = find(&STARTS);
        let end =
            find(&ENDS).filter(|end| start.as_ref().is_none_or(|start| start.name != end.name));
        let (start, end) = match (start, end) {
            // A date alone is the date, whatever it is called.
            (None, None) => (dates.first().cloned(), None),
            pair => pair,
        };
        let item = item(&names, rows);
        let (label, other_labels) = labels(&names, rows, item.as_deref());
        let summary = names.iter().find(|name| {
            let name = plain(name);
            let of_item = item.as_deref().map(plain).unwrap_or_default();
            name == format!("{of_item}description") || name == "description"
        });
        let is_statement =
            |binding: &Value| member(binding, "value").contains("/entity/statement/");
        let statement = names
            .iter()
            .find(|name| bound(rows, name).next().is_some_and(is_statement));
        Vars {
            statement: statement.cloned(),
            summary: summary.cloned(),
            item,
            label,
            other_labels,
            start,
            end,
        }
    }

    /// True for a variable whose values stand elsewhere in the event.
    pub(super) fn is_used(&self, name: &str) -> bool {
        let is = |used: &Option<String>| used.as_deref() == Some(name);
        let of_date = |date: &Option<DateVar>| {
            date.as_ref()
                .is_some_and(|date| date.name == name || is(&date.precision) || is(&date.calendar))
        };
        is(&self.item)
            || is(&self.label)
            || is(&self.summary)
            || self.other_labels.iter().any(|label| label == name)
            || of_date(&self.start)
            || of_date(&self.end)
    }

    /// What was guessed, in a sentence.
    pub(super) fn words(&self) -> String {
        let name = |date: &Option<DateVar>| date.as_ref().map(|date| date.name.clone());
        let parts = [
            ("the item", self.item.clone()),
            ("the title", self.label.clone()),
            (
                if self.end.is_some() {
                    "the start"
                } else {
                    "the date"
                },
                name(&self.start),
            ),
            ("the end", name(&self.end)),
        ];
        let said: Vec<String> = parts
            .into_iter()
            .filter_map(|(what, name)| Some(format!("“{}” for {what}", super::shown(&name?))))
            .collect();
        match said.is_empty() {
            true => "No variable is known to hold items, titles or dates.".to_owned(),
            false => format!("Variables taken: {}.", super::super::and_list(&said)),
        }
    }
}

fn bound<'a>(rows: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    rows.iter().filter_map(move |row| row.get(name))
}

fn member<'a>(binding: &'a Value, name: &str) -> &'a str {
    binding
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Variables with literals of a date type; or with a name of a date, of which
/// some can be read as dates (other services give years as plain texts).
fn dates(names: &[String], rows: &[Value]) -> Vec<DateVar> {
    let is_date_type = |binding: &Value| {
        let datatype = member(binding, "datatype")
            .rsplit('#')
            .next()
            .unwrap_or_default();
        matches!(
            datatype,
            "dateTime" | "date" | "gYear" | "gYearMonth" | "dateTimeStamp"
        )
    };
    let is_named = |name: &str| {
        let name = plain(name);
        ["date", "time", "year", "when"]
            .iter()
            .any(|word| name.contains(word))
    };
    let is_dates = |name: &String| {
        if is_precision(name) || is_calendar(name) {
            return false;
        }
        let is_readable = |binding: &Value| {
            member(binding, "type").ends_with("literal")
                && crate::dates::Date::parse(member(binding, "value")).is_ok()
        };
        bound(rows, name).any(is_date_type)
            || (is_named(name) && bound(rows, name).any(is_readable))
    };
    let found: Vec<&String> = names.iter().filter(|name| is_dates(name)).collect();
    let partner = |date: &str, is: fn(&str) -> bool| {
        let all: Vec<&String> = names.iter().filter(|name| is(name)).collect();
        let own = all.iter().find(|name| stem(name) == stem(date));
        // One of its kind, beside one date, belongs to it.
        let only = || {
            (all.len() == 1 && found.len() == 1)
                .then(|| all.first())
                .flatten()
        };
        own.or_else(only).map(|name| (*name).clone())
    };
    found
        .iter()
        .map(|name| DateVar {
            name: (*name).clone(),
            precision: partner(name, is_precision),
            calendar: partner(name, is_calendar),
        })
        .collect()
}

/// The first variable that holds items, else the first that holds addresses.
fn item(names: &[String], rows: &[Value]) -> Option<String> {
    let is_uri = |binding: &Value| member(binding, "type") == "uri";
    let is_item = |binding: &Value| {
        let value = member(binding, "value");
        let number = value.rsplit("/entity/Q").next().unwrap_or_default();
        number.len() < value.len()
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let all = |is: &dyn Fn(&Value) -> bool, name: &str| {
        let mut any = false;
        let all = bound(rows, name).all(|binding| {
            any = true;
            is(binding)
        });
        any && all
    };
    let named = |name: &&String| plain(name) == "item" && all(&is_item, name);
    let found = names.iter().find(named);
    let found = found.or_else(|| names.iter().find(|name| all(&is_item, name)));
    found
        .or_else(|| names.iter().find(|name| all(&is_uri, name)))
        .cloned()
}

/// The label of the item, and the same in other languages (`name_zh`).
fn labels(names: &[String], rows: &[Value], item: Option<&str>) -> (Option<String>, Vec<String>) {
    let item = item.map(plain).unwrap_or_default();
    let exact = format!("{item}label");
    let is_words = |name: &&String| {
        bound(rows, name).any(|binding| {
            let is_plain = member(binding, "datatype").is_empty();
            member(binding, "type").ends_with("literal") && is_plain
        })
    };
    let found = names
        .iter()
        .find(|name| plain(name) == exact)
        .or_else(|| {
            names
                .iter()
                .find(|name| matches!(plain(name).as_str(), "label" | "title" | "name"))
        })
        .or_else(|| {
            let starts = |name: &&String, end: &str| {
                let name = plain(name);
                ["name", "label", "title", exact.as_str()]
                    .iter()
                    .any(|word| name == format!("{word}{end}"))
            };
            names.iter().find(|name| starts(name, "en"))
        })
        .or_else(|| {
            let labels = names.iter().filter(|name| plain(name).ends_with("label"));
            labels.filter(is_words).find(|_| item.is_empty())
        })
        .filter(is_words);
    let Some(label) = found else {
        return (None, Vec::new());
    };
    let base = label.strip_suffix("_en").unwrap_or(label);
    let prefix = format!("{base}_");
    let others = names
        .iter()
        .filter(|name| *name != label && name.starts_with(&prefix))
        .filter(|name| bound(rows, name).any(|binding| !member(binding, "xml:lang").is_empty()));
    (Some(label.clone()), others.cloned().collect())
}
