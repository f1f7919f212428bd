//! Which words can stand in a plain date ([`Dates`]) at all, so that millions
//! of dates need not be put into words to look for one that cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use super::iso::Dates;
use crate::dates::Date;
use crate::model::search::folded;

/// Months, one bit each.
type Months = u16;

/// Every month, and also no month at all.
const ANY: Months = u16::MAX;

/// A folded word that can stand in some plain date.
pub(in crate::formats) struct PlainWord {
    /// For each run of letters, the months of dates that it can stand in.
    months: Vec<Months>,
    /// Its runs of digits: what number each is, and how many digits.
    digits: Vec<(u32, u32)>,
    /// It is digits and nothing else.
    is_number: bool,
    /// The seconds of the year that it is, where it is four digits: nothing but
    /// a year and a fraction to the microsecond has as many.
    year: Option<Range<i64>>,
    /// The months in whose names it stands, where it is letters and nothing
    /// else.
    named: Months,
}

impl PlainWord {
    /// `None` for a word that stands in no plain date, neither in its text nor
    /// in its words.
    pub(in crate::formats) fn of(word: &str) -> Option<PlainWord> {
        let mut months = Vec::new();
        let letters = Letters::all();
        for run in runs_of_letters(word) {
            let known = letters
                .months
                .iter()
                .filter(|(known, _)| known.contains(run));
            let of_run = known.fold(0, |all, (_, months)| all | months);
            if of_run == 0 {
                return None;
            }
            months.push(of_run);
        }
        let digits = word
            .split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
            // One that is too long to be a number is too long for any date.
            .map(|run| (run.parse().unwrap_or(0), run.len() as u32))
            .collect();
        let is_name = word.chars().all(char::is_alphabetic);
        let names = letters.names.iter().zip(1..);
        let named = names.filter(|(name, _)| is_name && name.contains(word));
        Some(PlainWord {
            months,
            digits,
            year: year(word),
            is_number: word.bytes().all(|byte| byte.is_ascii_digit()),
            named: named.fold(0, |all, (_, month)| all | 1 << month),
        })
    }

    /// True where it stands in the date, which need not be put into words to
    /// know it: a number in its text, or part of the name of its month.
    pub(in crate::formats) fn stands_in(&self, dates: Dates) -> bool {
        if let Some(year) = &self.year {
            return self.is_year_of(year, dates);
        }
        self.named & dates.named_months() != 0 || self.is_number && self.has_digits(dates)
    }

    /// False where it cannot stand in the date.
    pub(in crate::formats) fn may_stand_in(&self, dates: Dates) -> bool {
        if let Some(year) = &self.year {
            return self.is_year_of(year, dates);
        }
        let months = || dates.months() | 1 << 15;
        if self.months.iter().any(|of_run| of_run & months() == 0) {
            return false;
        }
        // Digits in words are those of the text, but in the year 0 (1 BC).
        self.has_digits(dates) || dates.has_year_zero()
    }

    fn is_year_of(&self, year: &Range<i64>, dates: Dates) -> bool {
        dates.lies_in(year) || dates.has_micros() && self.has_digits(dates)
    }

    fn has_digits(&self, dates: Dates) -> bool {
        let mut runs = self.digits.iter();
        runs.all(|&(number, digits)| dates.has_digits(number, digits))
    }
}

/// The seconds of the year that a word of four digits is.
fn year(word: &str) -> Option<Range<i64>> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let extent = Date::parse(word).ok().filter(|_| is_year)?.extent()?;
    Some(extent.start.secs()..extent.end.secs())
}

fn runs_of_letters(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|run| !run.is_empty())
}

/// The letters in texts and words of plain dates.
struct Letters {
    /// All runs of them, and the months of the dates that have them.
    months: BTreeMap<String, Months>,
    /// The name of each month, which stands in the words of every date in it.
    names: Vec<String>,
}

impl Letters {
    fn all() -> &'static Letters {
        static LETTERS: OnceLock<Letters> = OnceLock::new();
        LETTERS.get_or_init(|| {
            let mut months: BTreeMap<String, Months> = BTreeMap::new();
            let mut names = Vec::new();
            for month in 1..=12 {
                // What is in the words of all of its dates.
                let mut always: Option<BTreeSet<String>> = None;
                for edtf in dates_of(month) {
                    let Ok(date) = Date::parse(&edtf) else {
                        continue;
                    };
                    let texts = [date.text(), &date.words()].map(folded);
                    let runs = texts.iter().flat_map(|text| runs_of_letters(text));
                    let runs: BTreeSet<String> = runs.map(str::to_owned).collect();
                    for run in &runs {
                        *months.entry(run.clone()).or_default() |= 1 << month;
                    }
                    if edtf.contains(&format!("-{month:02}")) {
                        always = Some(match always {
                            Some(always) => always.intersection(&runs).cloned().collect(),
                            None => runs,
                        });
                    }
                }
                names.push(always.unwrap_or_default().into_iter().collect());
            }
            // What stands in dates of several months is no name of a month.
            for months in months.values_mut() {
                if months.count_ones() > 1 {
                    *months = ANY;
                }
            }
            Letters { months, names }
        })
    }
}

/// Dates and ranges that begin or end in a month, or in none, in every style.
fn dates_of(month: u32) -> Vec<String> {
    let clocks = [
        "",
        "T07:30",
        "T19:30:01",
        "T07:30:01.250",
        "T07:30Z",
        "T07:30:01Z",
        "T19:30:01.250Z",
    ];
    let days = clocks.map(|clock| format!("2004-{month:02}-19{clock}"));
    let years = ["0000".to_owned(), "2004".to_owned()];
    let month = format!("2004-{month:02}");
    let styles: Vec<String> = days.into_iter().chain(years).chain([month]).collect();
    let mut dates = styles.clone();
    for start in &styles {
        for end in &styles {
            dates.push(format!("{start}/{end}"));
            dates.push(format!("{start}/{}", end.replacen("2004", "2007", 1)));
        }
    }
    dates
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::search::Needle;

    #[test]
    fn every_month_has_its_name_in_each_of_its_dates() {
        for (name, month) in Letters::all().names.iter().zip(1..) {
            let words = Date::parse(&format!("2004-{month:02}")).map(|date| folded(&date.words()));
            assert!(words.is_ok_and(|words| words.starts_with(name.as_str()) && name.len() > 2));
        }
    }

    fn cell() -> impl Strategy<Value = String> {
        let micros = prop_oneof![0_u32..1_000_000, Just(123_456), Just(990_012), Just(2_004)];
        let days = (
            0_u32..2100,
            1_u32..13,
            1_u32..29,
            0_u32..24,
            0_u32..60,
            micros,
        );
        days.prop_flat_map(|(year, month, day, hour, minute, micros)| {
            prop::sample::select(vec![
                format!("{year:04}"),
                format!("{year:04}-{month:02}"),
                format!("{year:04}-{month:02}-{day:02}"),
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{minute:02}.007Z"),
                format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{minute:02}.{micros:06}"
                ),
                format!(
                    "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{minute:02}.{micros:06}Z"
                ),
            ])
        })
    }

    proptest! {
        #[test]
        fn what_is_said_of_a_word_and_a_date_is_so(
            start in cell(),
            end in prop_oneof![Just(String::new()), cell()],
            words in prop::collection::vec("[0-9]{1,7}|0000|2345|00012|123456|002004|20[0-9]{2}|[a-z]{1,3}|june|may|august|decem|1 bc|t0|-0", 1..12),
        ) {
            let dates = Dates::read(start.as_bytes(), end.as_bytes());
            if let Ok(date) = Date::parse(&dates.edtf()) {
                for word in &words {
                    let needle = Needle::new(word);
                    let stands = needle.matches(date.text()) || needle.matches(&date.words());
                    let plain = PlainWord::of(needle.folded());
                    let may = plain.as_ref().is_some_and(|plain| plain.may_stand_in(dates));
                    let does = plain.as_ref().is_some_and(|plain| plain.stands_in(dates));
                    prop_assert!(may || !stands, "{word} stands in {}", date.text());
                    prop_assert!(stands || !does, "{word} does not stand in {}", date.text());
                }
            }
        }
    }
}
