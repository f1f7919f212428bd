//! Which rows of a chunk are wanted, and what they have in common, from the
//! columns: the same answers as from the events made whole.
//!
//! A column is searched in one go where its text lies in one piece, by its
//! different values where it is kept by codes. Where a column may hold what is
//! looked for but does not as it stands (a list, a title made of other cells),
//! its rows are looked at again one by one.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use csv::StringRecord;

use super::cells::{Cells, split_list};
use super::chunk::Chunk;
use super::dates::KeptDate;
use super::event::degrees;
use super::ids::AUTO;
use super::rows::Table;
use super::sources::columns_of_sources;
use super::text::Texts;
use super::when::when;
use super::words::PlainWord;
use crate::dates::Date;
use crate::formats::Role;
use crate::formats::draft::FILE_SOURCE;
use crate::formats::{ImportReport, Place};
use crate::model::search::{Needle, Tallies, Tally, Wanted, Word};

/// Some rows of one chunk.
pub(super) struct Part<'t> {
    pub(super) table: &'t Table,
    pub(super) chunk: &'t Chunk,
    /// Row of the chunk's first.
    pub(super) first: u32,
    /// Places in the chunk.
    pub(super) range: Range<usize>,
}

impl Part<'_> {
    /// Calls for each row that is wanted, in order.
    pub(super) fn matching(&self, wanted: &Wanted, hit: &mut dyn FnMut(u32)) {
        let mut left = vec![true; self.range.len()];
        for word in &wanted.words {
            self.narrow_to_word(word, &mut left);
            if !left.contains(&true) {
                return;
            }
        }
        for (role, names) in [(Role::People, &wanted.people), (Role::Tags, &wanted.tags)] {
            if !names.is_empty() {
                self.narrow(role, &mut left, |cell| {
                    let mut items = cell.split(';').map(str::trim);
                    items.any(|item| !item.is_empty() && names.contains(item))
                });
            }
        }
        if !wanted.places.is_empty() {
            for (nth, left) in left.iter_mut().enumerate().filter(|(_, left)| **left) {
                let place = self.place(self.range.start + nth);
                *left = place.is_some_and(|place| wanted.places.contains(&*place));
            }
        }
        if !wanted.sources.is_empty() && !wanted.sources.contains(FILE_SOURCE) {
            self.narrow_to_sources(&wanted.sources, &mut left);
        }
        for (nth, left) in left.into_iter().enumerate() {
            if left {
                hit(self.first + (self.range.start + nth) as u32);
            }
        }
    }

    fn texts(&self, role: Role) -> Option<&Texts> {
        self.chunk.texts(&self.table.plan.columns, role)
    }

    /// Leaves the rows whose cell is as it should be.
    fn narrow(&self, role: Role, left: &mut [bool], fits: impl Fn(&str) -> bool) {
        match self.texts(role) {
            None | Some(Texts::Blank) => left.fill(false),
            Some(texts) => {
                let mut found = vec![false; left.len()];
                self.find_in(texts, left, &mut found, &fits);
                left.copy_from_slice(&found);
            }
        }
    }

    /// Marks the rows among those left whose cell fits.
    fn find_in(
        &self,
        texts: &Texts,
        left: &[bool],
        found: &mut [bool],
        fits: &impl Fn(&str) -> bool,
    ) {
        let start = self.range.start;
        match texts.codes() {
            Some((values, codes)) => {
                let fit: Vec<bool> = values.iter().map(fits).collect();
                if !fit.contains(&true) {
                    return;
                }
                for (nth, found) in found.iter_mut().enumerate() {
                    *found |= left[nth] && fit[codes.get(start + nth)];
                }
            }
            None => texts.each(self.range.clone(), |at, cell| {
                let nth = at - start;
                found[nth] = found[nth] || (left[nth] && fits(cell));
            }),
        }
    }

    /// Marks the rows whose cell has the needle, as the cell stands.
    fn find_needle(&self, texts: &Texts, needle: &Needle, found: &mut [bool]) {
        let start = self.range.start;
        let all_digits = || needle.folded().bytes().all(|byte| byte.is_ascii_digit());
        if matches!(texts, Texts::Counting(_)) && !all_digits() {
            return;
        }
        let is_searched = texts.search(self.range.clone(), needle, |at| found[at - start] = true);
        if !is_searched {
            let left = vec![true; found.len()];
            self.find_in(texts, &left, found, &|cell| needle.matches(cell));
        }
    }

    fn narrow_to_word(&self, word: &Word, left: &mut [bool]) {
        if word.sources.contains(FILE_SOURCE) || word.needle.matches("") {
            return;
        }
        let needle = &word.needle;
        let mut found = vec![false; left.len()];
        for role in [Role::Title, Role::Summary, Role::Id, Role::Place] {
            if let Some(texts) = self.texts(role) {
                self.find_needle(texts, needle, &mut found);
            }
        }
        for role in [Role::People, Role::Tags] {
            if let Some(texts) = self.texts(role) {
                self.find_in_list(texts, needle, &mut found);
            }
        }
        self.find_other_titles(needle, &mut found);
        self.find_made_ids(needle, &mut found);
        self.find_points(needle, &mut found);
        if !word.sources.is_empty() {
            let mut cites: Vec<bool> = found.iter().map(|found| !found).collect();
            self.narrow_to_sources(&word.sources, &mut cites);
            for (found, cites) in found.iter_mut().zip(cites) {
                *found |= cites;
            }
        }
        self.find_dates(needle, left, &mut found);
        for (left, found) in left.iter_mut().zip(found) {
            *left &= found;
        }
    }

    fn find_in_list(&self, texts: &Texts, needle: &Needle, found: &mut [bool]) {
        let mut whole = vec![false; found.len()];
        self.find_needle(texts, needle, &mut whole);
        if whole.contains(&true) {
            let has = |cell: &str| {
                let mut items = cell.split(';').map(str::trim);
                items.any(|item| !item.is_empty() && needle.matches(item))
            };
            self.find_in(texts, &whole, found, &has);
        }
    }

    /// Titles of rows whose own column is empty.
    fn find_other_titles(&self, needle: &Needle, found: &mut [bool]) {
        let columns = &self.table.plan.columns;
        let own = self.texts(Role::Title);
        let is_blank = |at: usize| own.is_none_or(|texts| texts.is_blank(at));
        if !self.range.clone().any(is_blank) {
            return;
        }
        let word = needle.folded();
        // What is neither in one of the cells may be in the words around it.
        let is_around = word.contains(|c: char| c == ':' || c.is_whitespace())
            || is_made_of(word, "row 0123456789")
            || columns
                .others
                .iter()
                .any(|(column, _)| needle.matches(columns.heading(*column)));
        let mut maybe = vec![is_around; found.len()];
        if !is_around {
            for (column, _) in &columns.others {
                self.find_needle(self.chunk.column(*column), needle, &mut maybe);
            }
        }
        for (nth, found) in found.iter_mut().enumerate() {
            let at = self.range.start + nth;
            if !*found && maybe[nth] && is_blank(at) {
                *found = needle.matches(&self.table.title_in(self.chunk, at));
            }
        }
    }

    /// Ids of rows that state none.
    fn find_made_ids(&self, needle: &Needle, found: &mut [bool]) {
        if !is_made_of(needle.folded(), "row-0123456789") {
            return;
        }
        let own = self.texts(Role::Id);
        for (nth, found) in found.iter_mut().enumerate() {
            let at = self.range.start + nth;
            if !*found && own.is_none_or(|texts| texts.is_blank(at)) {
                let row = self.first + at as u32;
                let columns = &self.table.plan.columns;
                let id = self.table.ids.of(row, at, self.chunk, columns);
                debug_assert!(id.starts_with(AUTO));
                *found = needle.matches(&id);
            }
        }
    }

    /// Names of places that are nothing but degrees.
    fn find_points(&self, needle: &Needle, found: &mut [bool]) {
        let degrees = [self.texts(Role::Lat), self.texts(Role::Lon)];
        if degrees.iter().all(Option::is_none) {
            return;
        }
        let is_around = needle
            .folded()
            .contains(|c: char| c == ',' || c.is_whitespace());
        let mut maybe = vec![is_around; found.len()];
        for texts in degrees.into_iter().flatten().filter(|_| !is_around) {
            self.find_needle(texts, needle, &mut maybe);
        }
        let own = self.texts(Role::Place);
        for (nth, found) in found.iter_mut().enumerate() {
            let at = self.range.start + nth;
            if !*found && maybe[nth] && own.is_none_or(|texts| texts.is_blank(at)) {
                *found = self.place(at).is_some_and(|place| needle.matches(&place));
            }
        }
    }

    /// The name of the place of a row; `None` where it is at none.
    fn place(&self, at: usize) -> Option<Cow<'_, str>> {
        if let Some(texts) = self.texts(Role::Place)
            && !texts.is_blank(at)
        {
            return Some(texts.get(at));
        }
        let cell = |role| {
            self.texts(role)
                .map_or(Cow::Borrowed(""), |texts| texts.get(at))
        };
        let (lat, lon) = (cell(Role::Lat), cell(Role::Lon));
        if degrees(&lat, 90.0).is_none() && degrees(&lon, 180.0).is_none() {
            return None;
        }
        Some(match (lat.is_empty(), lon.is_empty()) {
            (false, false) => Cow::Owned(format!("{lat}, {lon}")),
            (false, true) => lat,
            _ => lon,
        })
    }

    /// Dates of the rows left that were not found otherwise.
    fn find_dates(&self, needle: &Needle, left: &[bool], found: &mut [bool]) {
        let plain = PlainWord::of(needle.folded());
        if plain.is_none() && !self.chunk.dates.has_odd() {
            return;
        }
        let mut by_code: HashMap<u32, bool> = HashMap::new();
        let mut last = (super::iso::Dates::EMPTY, false);
        for (nth, found) in found.iter_mut().enumerate() {
            if *found || !left[nth] {
                continue;
            }
            let at = self.range.start + nth;
            *found = match self.chunk.dates.kept(at) {
                KeptDate::Plain(dates) => {
                    let may_be = plain.as_ref().is_some_and(|word| word.may_stand_in(dates));
                    let does = may_be && plain.as_ref().is_some_and(|word| word.stands_in(dates));
                    if may_be && !does && dates != last.0 {
                        last = (dates, stands_in_date(needle, &dates.edtf()));
                    }
                    does || (may_be && last.1)
                }
                KeptDate::Code(code) => *by_code
                    .entry(code)
                    .or_insert_with(|| stands_in_date(needle, &self.edtf(at))),
            };
        }
    }

    /// The date of a row, read again.
    fn edtf(&self, at: usize) -> String {
        let plan = &self.table.plan;
        let mut record = StringRecord::new();
        self.chunk.date_cells(at, &plan.columns, &mut record);
        let cells = Cells {
            record: &record,
            columns: &plan.columns,
            place: Place::file(),
        };
        let when = when(&plan.form, &cells, &mut ImportReport::new());
        when.edtf().to_owned()
    }

    /// Leaves the rows that cite one of the sources; the file is none of them.
    fn narrow_to_sources(&self, ids: &BTreeSet<String>, left: &mut [bool]) {
        let is_in = left.to_vec();
        left.fill(false);
        let start = self.range.start;
        self.each_cited(&|at| is_in[at - start], &mut |at, cited| {
            left[at - start] = cited.iter().any(|id| ids.contains(id))
        });
    }

    /// Calls with the sources that rows name.
    fn each_cited(&self, is_in: &dyn Fn(usize) -> bool, with: &mut dyn FnMut(usize, &[String])) {
        let plan = &self.table.plan;
        let wanted = columns_of_sources(&plan.columns);
        let is_blank = |column: &usize| matches!(self.chunk.column(*column), Texts::Blank);
        if wanted.iter().all(is_blank) {
            return;
        }
        let mut record = StringRecord::new();
        let mut ids = |at: usize| {
            self.chunk.some_cells(at, &wanted, &mut record);
            plan.sources.ids(&Cells {
                record: &record,
                columns: &plan.columns,
                place: Place::file(),
            })
        };
        let key = super::finish::CodeKey::of(self.chunk, &wanted);
        let mut by_key: HashMap<u128, Vec<String>> = HashMap::new();
        let mut by_text: HashMap<String, Vec<String>> = HashMap::new();
        let mut text = String::new();
        for at in self.range.clone().filter(|at| is_in(*at)) {
            match &key {
                Some(key) => {
                    let cited = by_key.entry(key.of_row(at)).or_insert_with(|| ids(at));
                    with(at, cited);
                }
                None => {
                    text.clear();
                    for column in &wanted {
                        super::finish::push_cell(&mut text, &self.chunk.cell(at, *column));
                    }
                    if !by_text.contains_key(&text) {
                        by_text.insert(text.clone(), ids(at));
                    }
                    with(at, &by_text[&text]);
                }
            }
        }
    }
}

fn stands_in_date(needle: &Needle, edtf: &str) -> bool {
    Date::parse(edtf).is_ok_and(|date| needle.matches(date.text()) || needle.matches(&date.words()))
}

fn is_made_of(word: &str, signs: &str) -> bool {
    word.chars().all(|c| signs.contains(c))
}

/// Counts what those of the rows have in common of which `is_in` is true.
pub(super) fn tally(part: &Part, is_in: &dyn Fn(u32) -> bool, tallies: &mut Tallies) {
    let first = part.first;
    let start = part.range.start;
    let is_in: Vec<bool> = part
        .range
        .clone()
        .map(|at| is_in(first + at as u32))
        .collect();
    let rows = is_in.iter().filter(|is_in| **is_in).count() as u32;
    if rows == 0 {
        return;
    }
    for (role, tally) in [
        (Role::People, &mut tallies.people),
        (Role::Tags, &mut tallies.tags),
    ] {
        if let Some(texts) = part.texts(role) {
            tally_cells(texts, start, &is_in, tally, &|cell| split_list(cell));
        }
    }
    let has_degrees = [Role::Lat, Role::Lon]
        .into_iter()
        .any(|role| part.texts(role).is_some());
    match part.texts(Role::Place) {
        Some(texts) if !has_degrees => {
            let whole = |cell: &str| match cell {
                "" => Vec::new(),
                _ => vec![cell.to_owned()],
            };
            tally_cells(texts, start, &is_in, &mut tallies.places, &whole);
        }
        None if !has_degrees => {}
        _ => {
            let mut counts = Counts::default();
            for at in part.range.clone().filter(|at| is_in[at - start]) {
                if let Some(place) = part.place(at) {
                    counts.add(&place);
                }
            }
            counts.tell(&mut tallies.places);
        }
    }
    tallies.sources.add(FILE_SOURCE, rows);
    if part.table.has_countless_sources() {
        tallies.sources.cut();
        return;
    }
    let mut counts = Counts::default();
    part.each_cited(&|at| is_in[at - start], &mut |_, cited| {
        for id in cited {
            counts.add(id);
        }
    });
    counts.tell(&mut tallies.sources);
}

/// Counts in the order met.
#[derive(Default)]
struct Counts {
    places: HashMap<String, usize>,
    counts: Vec<u32>,
}

impl Counts {
    fn add(&mut self, value: &str) {
        match self.places.get(value) {
            Some(place) => self.counts[*place] += 1,
            None => {
                self.places.insert(value.to_owned(), self.counts.len());
                self.counts.push(1);
            }
        }
    }

    fn tell(self, tally: &mut Tally) {
        let mut values: Vec<(String, usize)> = self.places.into_iter().collect();
        values.sort_unstable_by_key(|(_, place)| *place);
        for (value, place) in values {
            tally.add(&value, self.counts[place]);
        }
    }
}

/// Counts the items of a column's cells, each once for each row.
fn tally_cells(
    texts: &Texts,
    start: usize,
    is_in: &[bool],
    tally: &mut Tally,
    items: &dyn Fn(&str) -> Vec<String>,
) {
    let distinct = |cell: &str| {
        let mut items = items(cell);
        items.sort_unstable();
        items.dedup();
        items
    };
    if matches!(texts, Texts::Blank) {
        return;
    }
    if let Some((values, codes)) = texts.codes() {
        let mut counts = vec![0; values.len()];
        let mut order = Vec::new();
        for nth in (0..is_in.len()).filter(|nth| is_in[*nth]) {
            let code = codes.get(start + nth);
            if counts[code] == 0 {
                order.push(code);
            }
            counts[code] += 1;
        }
        for code in order {
            for item in distinct(values.get(code)) {
                tally.add(&item, counts[code]);
            }
        }
        return;
    }
    let mut counts = Counts::default();
    texts.each(start..start + is_in.len(), |at, cell| {
        if is_in[at - start] {
            for item in distinct(cell) {
                counts.add(&item);
            }
        }
    });
    counts.tell(tally);
}
