//! Which words can stand in a plain date ([`Dates`]) at all, so that millions
//! of dates need not be put into words to look for one that cannot.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::iso::Dates;
use crate::dates::Date;
use crate::model::search::folded;

/// Months, one bit each.
type Months = u16;

/// Every month, and also no month at all.
const ANY: Months = u16::MAX;

/// A folded word that can stand in some plain date.
pub(super) struct PlainWord<'w> {
    /// For each run of letters, the months of dates that it can stand in.
    months: Vec<Months>,
    /// Its runs of digits.
    digits: Vec<&'w str>,
}

impl<'w> PlainWord<'w> {
    /// `None` for a word that stands in no plain date, neither in its text nor
    /// in its words.
    pub(super) fn of(word: &'w str) -> Option<PlainWord<'w>> {
        let mut months = Vec::new();
        for run in runs_of_letters(word) {
            let known = letters().iter().filter(|(known, _)| known.contains(run));
            let of_run = known.fold(0, |all, (_, months)| all | months);
            if of_run == 0 {
                return None;
            }
            months.push(of_run);
        }
        let digits = word
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
            .collect();
        Some(PlainWord { months, digits })
    }

    /// False where it cannot stand in the date.
    pub(super) fn may_stand_in(&self, dates: Dates) -> bool {
        let months = || dates.months() | 1 << 15;
        if self.months.iter().any(|of_run| of_run & months() == 0) {
            return false;
        }
        // Digits in words are those of the text, but in the year 0 (1 BC).
        self.digits.is_empty() || {
            let (text, len) = dates.digits();
            let text = &text[..len];
            let stands = |run: &&str| {
                let run = run.as_bytes();
                text.windows(run.len()).any(|digits| digits == run)
            };
            self.digits.iter().all(stands) || dates.has_year_zero()
        }
    }
}

fn runs_of_letters(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|run| !run.is_empty())
}

/// All runs of letters in texts and words of plain dates, and the months of the
/// dates that have them.
fn letters() -> &'static BTreeMap<String, Months> {
    static LETTERS: OnceLock<BTreeMap<String, Months>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let mut letters: BTreeMap<String, Months> = BTreeMap::new();
        let clocks = [
            "",
            "T07:30",
            "T19:30:01",
            "T07:30:01.250",
            "T07:30Z",
            "T07:30:01Z",
            "T19:30:01.250Z",
        ];
        let styles = |month: u32| {
            let days = clocks.map(|clock| format!("2004-{month:02}-19{clock}"));
            let years = ["0000".to_owned(), "2004".to_owned()];
            let month = format!("2004-{month:02}");
            days.into_iter().chain(years).chain([month])
        };
        let mut add = |edtf: &str, month: u32| {
            let Ok(date) = Date::parse(edtf) else { return };
            for text in [date.text(), &date.words()] {
                for run in runs_of_letters(&folded(text)) {
                    *letters.entry(run.to_owned()).or_default() |= 1 << month;
                }
            }
        };
        for month in 1..=12 {
            for start in styles(month) {
                add(&start, month);
                for end in styles(month) {
                    add(&format!("{start}/{end}"), month);
                    add(
                        &format!("{start}/{}", end.replacen("2004", "2007", 1)),
                        month,
                    );
                }
            }
        }
        // What stands in dates of several months is no name of a month.
        for months in letters.values_mut() {
            if months.count_ones() > 1 {
                *months = ANY;
            }
        }
        letters
    })
}
