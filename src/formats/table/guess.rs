//! Which column holds what, where headings that are known do not tell: by other
//! words in the headings, and by what the cells of the first rows look like.
//!
//! A column is taken for the date when nearly all of its cells are dates. Plain
//! numbers are years only under a heading that says so. What was guessed is
//! told, and can be chosen otherwise.

use std::borrow::Cow;

use super::columns::{known_role, plain};
use super::heading_words::{
    DATE_WORDS, DAY_WORDS, END_WORDS, FIRST_WORDS, LAST_WORDS, MONTH_WORDS, PLACE_WORDS,
    SUMMARY_WORDS, TIME_HEADINGS, TITLE_WORDS, YEAR_WORDS,
};
use crate::formats::Role;
use crate::formats::dates::{
    DateForm, Survey, Years, could_be_date, could_be_hijri, instant_nanos, is_clock, western,
};

/// Rows that are looked at.
pub(super) const SAMPLE: usize = 500;

/// What was found, and how it is told.
#[derive(Debug)]
pub(super) struct Guess {
    /// For each column.
    pub(super) roles: Vec<Role>,
    /// Sentences.
    pub(super) said: Vec<String>,
}

/// Guesses what is not known by its heading. `rows` are the first ones.
/// `dates` is a column that has some dates, to be taken where no other has more.
pub(super) fn guess(
    headings: &[String],
    rows: &[Vec<String>],
    chosen: &[Option<Role>],
    dates: Option<usize>,
) -> Guess {
    let rows = with_plain_digits(rows);
    let mut table = Guessing {
        headings,
        rows: &rows,
        roles: vec![Role::None; headings.len()],
        is_chosen: chosen.iter().map(Option::is_some).collect(),
        said: Vec::new(),
    };
    for (column, role) in chosen.iter().enumerate() {
        if let Some(role) = role {
            table.roles[column] = *role;
        }
    }
    for (column, role) in known_role(headings) {
        if !table.is_chosen[column] && (role.is_shared() || !table.has(role)) {
            table.roles[column] = role;
        }
    }
    table.best_start();
    table.counted_start();
    let is_dated = |table: &Guessing| {
        [Role::Start, Role::Year, Role::Epoch, Role::Serial]
            .iter()
            .any(|role| table.has(*role))
    };
    if !is_dated(&table) {
        table.parts();
    }
    if !is_dated(&table) {
        table.start();
        if !table.has(Role::Start) {
            table.epoch();
        }
        if !is_dated(&table) {
            table.years();
        }
        let may_be = |column: &usize| table.roles[*column] == Role::None && !table.is_last(*column);
        if let Some(column) = dates.filter(may_be)
            && !is_dated(&table)
        {
            table.take(column, Role::Start, ", because some of its cells are dates");
        }
        if table.has(Role::Start) && !table.has(Role::End) {
            table.end(&[LAST_WORDS, END_WORDS]);
        }
    }
    if table.has(Role::Start) && !table.has(Role::End) {
        table.end(&[LAST_WORDS]);
    }
    if table.has(Role::Start) && !table.has(Role::Time) {
        table.time();
    }
    if !table.has(Role::Title) {
        table.title();
    }
    for (role, words) in [(Role::Place, PLACE_WORDS), (Role::Summary, SUMMARY_WORDS)] {
        let column = table
            .free()
            .find(|column| table.speaks_for(*column, words) && table.share_of_texts(*column) > 0.5);
        if let Some(column) = column.filter(|_| !table.has(role)) {
            table.take(column, role, "");
        }
    }
    Guess {
        roles: table.roles,
        said: table.said,
    }
}

struct Guessing<'t> {
    headings: &'t [String],
    rows: &'t [Vec<String>],
    roles: Vec<Role>,
    is_chosen: Vec<bool>,
    said: Vec<String>,
}

impl Guessing<'_> {
    fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The columns that nothing is known of.
    fn free(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.headings.len())
            .filter(|column| self.roles[*column] == Role::None && !self.is_chosen[*column])
    }

    fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .filter_map(move |row| row.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    fn take(&mut self, column: usize, role: Role, why: &str) {
        self.roles[column] = role;
        let heading = match self.headings[column].trim() {
            "" => format!("Column {}", column + 1),
            heading => format!("“{}”", crate::formats::shown(heading)),
        };
        let role = role.title().to_lowercase();
        self.said
            .push(format!("{heading} is taken for: {role}{why}."));
    }

    /// A heading with one of the words in it.
    fn speaks_for(&self, column: usize, words: &[&str]) -> bool {
        words_of(&self.headings[column])
            .iter()
            .any(|word| words.contains(&word.as_str()))
    }

    /// Of several columns whose headings name the date, the one with most dates
    /// is it; the others are kept as they are, which is said where they have some.
    fn best_start(&mut self) {
        let named = super::columns::start_columns(self.headings);
        let Some(now) = self.roles.iter().position(|role| *role == Role::Start) else {
            return;
        };
        if self.is_chosen[now] || !named.contains(&now) {
            return;
        }
        let dates: Vec<(usize, usize)> = named
            .into_iter()
            .filter(|column| *column == now || !self.is_chosen[*column])
            .map(|column| (self.dates(column).dates, column))
            .collect();
        let has = |wanted: usize| {
            let mut found = dates.iter().filter(|(_, column)| *column == wanted);
            found.next().map_or(0, |(dates, _)| *dates)
        };
        let best = dates.iter().max_by_key(|(dates, _)| *dates);
        let better = best.filter(|(most, _)| *most > has(now));
        if let Some(&(most, best)) = better {
            self.roles[now] = Role::None;
            let why = format!(", because most dates are in it ({most} of the first rows)");
            self.take(best, Role::Start, &why);
        }
        let is_it = |column: usize| self.roles[column] == Role::Start;
        let others = dates
            .iter()
            .filter(|(dates, column)| *dates > 0 && !is_it(*column));
        let said: Vec<String> = others
            .map(|(_, column)| crate::formats::shown(&self.headings[*column]))
            .map(|heading| {
                format!(
                    "“{heading}” has dates too, which are kept as text: one column is the date."
                )
            })
            .collect();
        self.said.extend(said);
    }

    /// Year, month and day in columns of their own.
    fn parts(&mut self) {
        let one = |table: &Guessing, words: &[&str]| {
            let mut columns = table.free().filter(|column| {
                let heading = plain(&table.headings[*column]);
                words.contains(&heading.as_str())
            });
            columns.next()
        };
        let (year, month) = (one(self, YEAR_WORDS), one(self, MONTH_WORDS));
        let (Some(year), Some(month)) = (year, month) else {
            return;
        };
        self.take(year, Role::Year, "");
        self.take(month, Role::Month, "");
        if let Some(day) = one(self, DAY_WORDS) {
            self.take(day, Role::Day, "");
        }
    }

    fn dates(&self, column: usize) -> Dates {
        let is_year = self.speaks_for(column, YEAR_WORDS) || self.speaks_for(column, DATE_WORDS);
        let form: DateForm = Survey::default().decide();
        let named = Years::of_headings(std::iter::once(&*self.headings[column]));
        let is_hijri =
            |cell: &str| could_be_hijri(cell).is_some_and(|could_be| could_be || named.is_some());
        let (mut dates, mut sure, mut all) = (0, 0, 0);
        for cell in self.cells(column) {
            all += 1;
            let is_date = match cell.parse::<f64>() {
                Ok(_) if cell.bytes().all(|byte| byte.is_ascii_digit()) => {
                    is_year && matches!(cell.len(), 3 | 4 | 8)
                }
                Ok(_) => false,
                Err(_) => could_be_date(&form, cell) || is_hijri(cell),
            };
            dates += usize::from(is_date);
            sure += usize::from(is_date && form.read(cell).is_ok());
        }
        Dates { dates, sure, all }
    }

    /// A column whose heading names the date and whose cells all count from 1970.
    fn counted_start(&mut self) {
        let Some(start) = self.roles.iter().position(|role| *role == Role::Start) else {
            return;
        };
        let is_instant = |cell: &str| !cell.starts_with('-') && instant_nanos(cell).is_some();
        let mut cells = self.cells(start);
        let are_all = cells.next().is_some_and(is_instant) && cells.all(is_instant);
        drop(cells);
        if are_all && !self.is_chosen[start] {
            self.take(start, Role::Epoch, ", by the number of its digits");
        }
    }

    /// A column of seconds since 1970, under a heading that speaks of dates.
    fn epoch(&mut self) {
        let column = self.free().find(|column| {
            let is_instant = |cell: &str| instant_nanos(cell).is_some();
            let mut cells = self.cells(*column);
            self.speaks_for(*column, DATE_WORDS)
                && cells.next().is_some_and(is_instant)
                && cells.all(is_instant)
        });
        if let Some(column) = column {
            self.take(column, Role::Epoch, ", by the number of its digits");
        }
    }

    /// A column of years: whole numbers under a heading that says so.
    fn years(&mut self) {
        let column = self.free().find(|column| {
            let is_year = |cell: &str| matches!(cell.parse::<i64>(), Ok(-99_999..=9_999));
            let mut cells = self.cells(*column);
            let words = words_of(&self.headings[*column]);
            words.iter().any(|word| YEAR_WORDS.contains(&word.as_str()))
                && cells.next().is_some_and(is_year)
                && cells.all(is_year)
        });
        if let Some(column) = column {
            self.take(column, Role::Year, "");
        }
    }

    /// True for a heading that names an end and no start.
    fn is_last(&self, column: usize) -> bool {
        self.speaks_for(column, LAST_WORDS) && !self.speaks_for(column, FIRST_WORDS)
    }

    fn start(&mut self) {
        let mut best: Option<(usize, usize, usize)> = None;
        let mut dated = Vec::new();
        for column in self.free() {
            let Dates { dates, sure, all } = self.dates(column);
            if all == 0 || dates * 5 < all * 4 || self.is_last(column) {
                continue;
            }
            dated.push(column);
            // In how many rows there is a date counts most, then a heading that
            // speaks of dates, then cells that are one date and not one of
            // several, then what stands further left.
            let filled = dates * 12 / self.rows.len().max(1);
            let is_end = self.speaks_for(column, END_WORDS);
            let heading = usize::from(self.speaks_for(column, DATE_WORDS));
            let is_sure = usize::from(sure * 5 >= all * 4);
            let score = heading * 10 + is_sure * 8 + filled + usize::from(!is_end) * 4;
            if best.is_none_or(|(known, _, _)| score > known) {
                best = Some((score, column, dates * 100 / all));
            }
        }
        if let Some((_, column, percent)) = best {
            let why = format!(", because {percent} % of its cells are dates");
            self.take(column, Role::Start, &why);
            dated.retain(|other| *other != column && !self.speaks_for(*other, END_WORDS));
            self.tell_others(&dated);
        }
    }

    /// Says which columns could have been the date.
    fn tell_others(&mut self, columns: &[usize]) {
        const SHOWN: usize = 5;
        let name = |column: &usize| format!("“{}”", crate::formats::shown(&self.headings[*column]));
        let mut names: Vec<String> = columns.iter().take(SHOWN).map(name).collect();
        if columns.len() > SHOWN {
            names.push(format!("{} more", columns.len() - SHOWN));
        }
        if !names.is_empty() {
            let names = crate::formats::and_list(&names);
            let has = if columns.len() == 1 { "has" } else { "have" };
            self.said.push(format!(
                "{names} {has} dates too, which are kept as text: one column is the date."
            ));
        }
    }

    fn end(&mut self, words: &[&[&str]]) {
        let column = self.free().find(|column| {
            let Dates { dates, all, .. } = self.dates(*column);
            let speaks = words.iter().any(|words| self.speaks_for(*column, words));
            let is_range = self.speaks_for(*column, FIRST_WORDS);
            speaks && !is_range && dates * 2 >= all && dates > 0
        });
        if let Some(column) = column {
            self.take(column, Role::End, "");
        }
    }

    /// Clock times beside the date.
    fn time(&mut self) {
        let column = self.free().find(|column| {
            let all = self.cells(*column).count();
            let clocks = self.cells(*column).filter(|cell| is_clock(cell)).count();
            TIME_HEADINGS.contains(&&*plain(&self.headings[*column])) && clocks * 2 > all
        });
        if let Some(column) = column {
            self.take(column, Role::Time, "");
        }
    }

    /// How many of the cells hold letters, are no address and not very long.
    fn share_of_texts(&self, column: usize) -> f32 {
        const LONGEST: usize = 300;
        let mut all = 0;
        let mut texts = 0;
        for cell in self.cells(column) {
            all += 1;
            let is_text = cell.chars().any(char::is_alphabetic)
                && !cell.starts_with("http")
                && cell.len() <= LONGEST;
            texts += usize::from(is_text);
        }
        match all {
            0 => 0.0,
            all => texts as f32 / all as f32,
        }
    }

    fn title(&mut self) {
        let by_word = self.free().find(|column| {
            self.speaks_for(*column, TITLE_WORDS) && self.share_of_texts(*column) > 0.5
        });
        if let Some(column) = by_word {
            self.take(column, Role::Title, "");
            return;
        }
        // Else the column that tells rows apart best.
        let best = self
            .free()
            .filter(|column| self.share_of_texts(*column) > 0.8)
            .map(|column| {
                let different: std::collections::HashSet<&str> = self.cells(column).collect();
                (different.len(), std::cmp::Reverse(column))
            })
            .max();
        if let Some((_, std::cmp::Reverse(column))) = best {
            self.take(column, Role::Title, ", because its texts differ most");
        }
    }
}

/// The rows with digits from 0 to 9 for those of other scripts.
fn with_plain_digits(rows: &[Vec<String>]) -> Cow<'_, [Vec<String>]> {
    let mut cells = rows.iter().flatten();
    match cells.any(|cell| matches!(western(cell), Cow::Owned(_))) {
        true => {
            let row =
                |row: &Vec<String>| row.iter().map(|cell| western(cell).into_owned()).collect();
            Cow::Owned(rows.iter().map(row).collect())
        }
        false => Cow::Borrowed(rows),
    }
}

/// What the cells of a column are that are not blank.
struct Dates {
    /// Those that are dates.
    dates: usize,
    /// Those that are one date and not one of several.
    sure: usize,
    all: usize,
}

/// The words of a heading in small letters: `startYear` is two.
fn words_of(heading: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in heading.chars() {
        let is_new = !c.is_alphanumeric() || was_small && c.is_uppercase();
        if is_new {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphabetic(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(headings: &[&str], rows: &[&[&str]]) -> Vec<Role> {
        let headings: Vec<String> = headings.iter().map(|text| (*text).to_owned()).collect();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        guess(&headings, &rows, &vec![None; headings.len()], None).roles
    }

    #[test]
    fn a_column_of_dates_is_found_by_its_cells_and_a_title_by_its_texts() {
        assert_eq!(
            roles(
                &["No", "Published on", "Story", "Desk"],
                &[
                    &["1", "3 May 1988", "Troops leave", "Kabul"],
                    &["2", "15 February 1989", "The last tank", "Kabul"],
                ]
            ),
            [Role::None, Role::Start, Role::Title, Role::None]
        );
        assert_eq!(
            roles(
                &["Дата", "Событие", "Место"],
                &[&["27.12.1979", "Штурм дворца", "Кабул"]]
            ),
            [Role::Start, Role::Title, Role::Place]
        );
    }

    #[test]
    fn years_months_and_days_in_columns_of_their_own_belong_together() {
        assert_eq!(
            roles(
                &["year", "month", "day", "what"],
                &[&["1990", "2", "", "x"]]
            ),
            [Role::Year, Role::Month, Role::Day, Role::Title]
        );
    }

    #[test]
    fn numbers_are_years_only_where_the_heading_says_so() {
        assert_eq!(
            roles(&["count", "name"], &[&["1990", "x"], &["2001", "y"]]),
            [Role::None, Role::Title]
        );
        assert_eq!(
            roles(
                &["Election year", "name"],
                &[&["1990", "x"], &["2001", "y"]]
            ),
            [Role::Start, Role::Title]
        );
        assert_eq!(
            roles(&["version date", "name"], &[&["4.5", "x"], &["4.6", "y"]]),
            [Role::None, Role::Title]
        );
    }

    #[test]
    fn the_start_is_not_the_end() {
        assert_eq!(
            roles(
                &["died", "born", "who"],
                &[&["1900-01-02", "1850-01-02", "A B"]]
            ),
            [Role::End, Role::Start, Role::Title]
        );
    }

    #[test]
    fn an_end_is_no_date_however_well_it_is_filled() {
        for end in ["Ende", "Fin", "Конец", "پایان", "to", "bis", "до", "until"] {
            assert_eq!(
                roles(
                    &[end, "Occurred", "who"],
                    &[
                        &["1900-01-02", "1850-01-02", "A B"],
                        &["", "1851-01-02", "C D"],
                    ]
                ),
                [Role::End, Role::Start, Role::Title],
                "{end}"
            );
            let known = roles(&["date", end, "who"], &[&["1900", "1901-02-03", "A"]]);
            assert_eq!(known[..2], [Role::Start, Role::End], "{end}");
            let alone = roles(&[end, "who"], &[&["1900-01-02", "A"]]);
            assert_eq!(alone[0], Role::None, "{end}");
        }
        let range = roles(&["from – to", "who"], &[&["1900-01-02/1901-01-02", "A"]]);
        assert_eq!(range[0], Role::Start);
        let letters = roles(&["date", "to", "name"], &[&["1900", "Mr. A", "A letter"]]);
        assert_eq!(letters[1], Role::None);
    }

    #[test]
    fn the_column_with_dates_in_most_rows_is_the_date_and_others_are_told() {
        let headings = ["Checked", "Occurred", "Entered", "what"].map(str::to_owned);
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["1999-01-01", "1979-12-27", "2001-01-01", "A"]),
            row(["", "1979-12-28", "2001-01-02", "B"]),
        ];
        let Guess { roles, said } = guess(&headings, &rows, &[None; 4], None);
        assert_eq!(roles, [Role::None, Role::Start, Role::None, Role::Title]);
        let others = "“Checked” and “Entered” have dates too, which are kept as text: one column is the date.";
        assert!(said.iter().any(|said| said == others), "{said:?}");
    }

    #[test]
    fn clock_times_beside_the_date_are_its_time() {
        for time in ["time", "Hour", "Uhrzeit", "Время", "ساعت"] {
            let found = roles(&["date", time, "what"], &[&["1979-12-27", "19:15", "A"]]);
            assert_eq!(found, [Role::Start, Role::Time, Role::Title], "{time}");
        }
        let long = roles(&["date", "time", "what"], &[&["1979-12-27", "late", "A"]]);
        assert_eq!(long[1], Role::None);
    }
}
