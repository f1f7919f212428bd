//! What a reader met in a file that was not as it should be: how bad, where,
//! what, and what to do.
//!
//! A reader never stops at a fault that it can get past: it adds a [`Problem`]
//! and goes on. Counts are exact; the list holds at most [`MAX_LISTED`]
//! problems of one code, so that a hostile file cannot fill the memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// How many problems of one code are listed one by one. Further ones are only
/// counted, and the report says so.
pub const MAX_LISTED: u64 = 10_000;

/// How much a problem costs. `Ord` goes from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is missing; the reader decided something worth knowing.
    Note,
    /// Something was put right or left out so that the rest could be read.
    Repaired,
    /// A whole row, event or source could not be opened.
    Lost,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Repaired => "repaired",
            Severity::Lost => "lost",
        })
    }
}

/// Where in a file. Every part counts from 1; `None` where it does not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line of the file.
    pub line: Option<u64>,
    /// Character in the line; in a table the number of the cell in its row.
    pub column: Option<u64>,
    /// In JSON: the way to the value, as `events[12].citations[0].source`
    /// (list positions count from 0, as in JSON tools).
    pub path: Option<String>,
    /// In a table: the row below the headings.
    pub row: Option<u64>,
    /// In a table: the heading of the column.
    pub heading: Option<String>,
}

impl Place {
    /// The file as a whole.
    pub fn file() -> Place {
        Place::default()
    }

    /// A row of a table and the line that it begins on, where the file has
    /// lines.
    pub fn row(row: u64, line: impl Into<Option<u64>>) -> Place {
        Place {
            row: Some(row),
            line: line.into(),
            ..Place::default()
        }
    }

    /// The same place, narrowed to a cell: its number from 1 and its heading.
    pub fn cell(self, number: u64, heading: &str) -> Place {
        Place {
            column: Some(number),
            heading: (!heading.is_empty()).then(|| heading.to_owned()),
            ..self
        }
    }
}

impl fmt::Display for Place {
    /// `events[3].when, line 40, column 7`; empty for the whole file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(path) = &self.path {
            parts.push(path.clone());
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        if let Some(line) = self.line {
            parts.push(format!("line {line}"));
        }
        match (self.column, &self.heading) {
            (Some(column), Some(heading)) => parts.push(format!("column {column} “{heading}”")),
            (Some(column), None) => parts.push(format!("column {column}")),
            (None, Some(heading)) => parts.push(format!("column “{heading}”")),
            (None, None) => {}
        }
        f.write_str(&parts.join(", "))
    }
}

/// One thing that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How much it costs.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// A short fixed name of the kind of problem, for sorting and for scripts.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// What to try; empty where there is nothing to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    /// `lost: row 3, line 4: … Advice. [code]`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.severity)?;
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        if !self.advice.is_empty() {
            write!(f, " {}", self.advice)?;
        }
        write!(f, " [{}]", self.code)
    }
}

/// All problems of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The problems in the order met; of one code at most [`MAX_LISTED`].
    pub problems: Vec<Problem>,
    by_code: BTreeMap<&'static str, u64>,
    notes: u64,
    repaired: u64,
    lost: u64,
}

/// A number and the words for one or for several.
pub(super) fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

impl ImportReport {
    /// A report with nothing in it.
    pub fn new() -> ImportReport {
        ImportReport::default()
    }

    /// Counts a problem, and lists it unless its code is listed too often.
    pub fn add(&mut self, problem: Problem) {
        if self.count_only(&problem) {
            self.problems.push(problem);
        }
    }

    /// Says once what holds of so many things of a file; nothing where it is none.
    pub(super) fn note(&mut self, count: u64, code: &'static str, message: String) {
        if count > 0 {
            self.add(Problem {
                severity: Severity::Note,
                place: Place::file(),
                code,
                message,
                advice: String::new(),
            });
        }
    }

    /// Counts a problem without listing it; true where the list has room for
    /// one more of its code.
    pub(super) fn count_only(&mut self, problem: &Problem) -> bool {
        match problem.severity {
            Severity::Note => self.notes += 1,
            Severity::Repaired => self.repaired += 1,
            Severity::Lost => self.lost += 1,
        }
        let count = self.by_code.entry(problem.code).or_default();
        *count += 1;
        *count <= MAX_LISTED
    }

    /// Adds the counts of another report, and problems that are listed there.
    pub(super) fn append(
        &mut self,
        counts: ImportReport,
        listed: impl IntoIterator<Item = Problem>,
    ) {
        let mut room: BTreeMap<&'static str, u64> = BTreeMap::new();
        for (code, count) in counts.by_code {
            let known = self.by_code.entry(code).or_default();
            room.insert(code, MAX_LISTED.saturating_sub(*known));
            *known += count;
        }
        self.notes += counts.notes;
        self.repaired += counts.repaired;
        self.lost += counts.lost;
        for problem in listed {
            let room = room.entry(problem.code).or_default();
            if *room > 0 {
                *room -= 1;
                self.problems.push(problem);
            }
        }
    }

    /// The report as JSON, for another process.
    pub(super) fn to_json(&self) -> Value {
        let problem = |problem: &Problem| {
            let place = &problem.place;
            json!({
                "severity": problem.severity.to_string(),
                "code": problem.code,
                "path": place.path,
                "line": place.line,
                "column": place.column,
                "row": place.row,
                "heading": place.heading,
                "message": problem.message,
                "advice": problem.advice,
            })
        };
        json!({
            "problems": self.problems.iter().map(problem).collect::<Vec<_>>(),
            "by_code": self.by_code.iter().collect::<Vec<_>>(),
            "note": self.notes,
            "repaired": self.repaired,
            "lost": self.lost,
        })
    }

    /// The report that another process made; `None` where it is none.
    pub(super) fn from_json(value: &Value) -> Option<ImportReport> {
        let count = |name: &str| value[name].as_u64();
        let mut report = ImportReport {
            notes: count("note")?,
            repaired: count("repaired")?,
            lost: count("lost")?,
            ..ImportReport::default()
        };
        for pair in value["by_code"].as_array()? {
            let code = lasting(pair[0].as_str()?);
            *report.by_code.entry(code).or_default() += pair[1].as_u64()?;
        }
        for problem in value["problems"].as_array()? {
            let text = |name: &str| problem[name].as_str().map(str::to_owned);
            let number = |name: &str| problem[name].as_u64();
            report.problems.push(Problem {
                severity: match problem["severity"].as_str()? {
                    "note" => Severity::Note,
                    "repaired" => Severity::Repaired,
                    _ => Severity::Lost,
                },
                place: Place {
                    path: text("path"),
                    line: number("line"),
                    column: number("column"),
                    row: number("row"),
                    heading: text("heading"),
                },
                code: lasting(problem["code"].as_str()?),
                message: text("message")?,
                advice: text("advice")?,
            });
        }
        Some(report)
    }

    /// How many problems of one severity there are, listed or not.
    pub fn count(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Note => self.notes,
            Severity::Repaired => self.repaired,
            Severity::Lost => self.lost,
        }
    }

    /// How many rows, events or sources could not be opened.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// How many problems there are of each code, in the order of the codes.
    pub fn counts_by_code(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.by_code.iter().map(|(code, count)| (*code, *count))
    }

    /// How many problems are counted but not listed.
    pub fn left_off(&self) -> u64 {
        self.notes + self.repaired + self.lost - self.problems.len() as u64
    }

    /// True when the file was as it should be in every respect.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for ImportReport {
    /// The counts on the first line, then a line for each problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no problems");
        }
        write!(
            f,
            "{} lost, {} repaired, {} {}",
            self.lost,
            self.repaired,
            self.notes,
            if self.notes == 1 { "note" } else { "notes" },
        )?;
        for problem in &self.problems {
            write!(f, "\n{problem}")?;
        }
        if self.left_off() > 0 {
            write!(
                f,
                "\nand {} more that are counted but not listed",
                self.left_off()
            )?;
        }
        Ok(())
    }
}

/// The name of a kind of problem that came from another process, as one that
/// lasts. Readers know some dozens of them; where more come than they can
/// know, the process that sends them is not to be believed.
fn lasting(code: &str) -> &'static str {
    const MOST: usize = 500;
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    // What is in it is whole even where a thread ended.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(code) = known.get(code) {
        return code;
    }
    if known.len() >= MOST || code.len() > 64 {
        return "other";
    }
    let code: &'static str = Box::leak(code.to_owned().into_boxed_str());
    known.insert(code);
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(severity: Severity) -> Problem {
        Problem {
            severity,
            place: Place::row(3, 4).cell(2, "date"),
            code: "date",
            message: "“???” is not a date.".to_owned(),
            advice: "Write it as 2001-10-07.".to_owned(),
        }
    }

    #[test]
    fn a_problem_reads_as_one_line() {
        assert_eq!(
            problem(Severity::Lost).to_string(),
            "lost: row 3, line 4, column 2 “date”: “???” is not a date. Write it as 2001-10-07. [date]"
        );
    }

    #[test]
    fn a_report_is_the_same_in_another_process() {
        let mut report = ImportReport::new();
        for _ in 0..MAX_LISTED + 5 {
            report.add(problem(Severity::Lost));
        }
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code: "other-code",
            ..problem(Severity::Note)
        });
        let text = report.to_json().to_string();
        let value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(ImportReport::from_json(&value), Some(report));
        assert_eq!(ImportReport::from_json(&json!({ "lost": 1 })), None);
    }

    #[test]
    fn counts_stay_exact_when_the_list_is_full() {
        let mut report = ImportReport::new();
        for _ in 0..MAX_LISTED + 5 {
            report.add(problem(Severity::Lost));
        }
        report.add(Problem {
            code: "other",
            ..problem(Severity::Note)
        });
        assert_eq!(report.lost(), MAX_LISTED + 5);
        assert_eq!(report.problems.len() as u64, MAX_LISTED + 1);
        assert_eq!(report.left_off(), 5);
        assert_eq!(report.count(Severity::Note), 1);
    }
}
