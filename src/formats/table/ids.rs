//! The ids of events: those that the rows state, checked for being there
//! twice, and free ones for rows that state none.
//!
//! Nothing is held for each of millions of ids: whole numbers that go up
//! cannot repeat, hashes of the others are sorted, and only rows whose hashes
//! agree are compared as text.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::chunk::Chunk;
use super::columns::Columns;
use super::text::{Texts, whole_number};
use crate::formats::Role;

/// What a row that states no id is called by.
pub(super) const AUTO: &str = "row-";

/// How the events of a table are called.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Rows that state no id and cannot be called by their number, since an
    /// earlier row took that name.
    renamed: HashMap<u32, String>,
}

impl Ids {
    /// The id of a row's event.
    pub(super) fn of(&self, row: u32, at: usize, chunk: &Chunk, columns: &Columns) -> String {
        let stated = chunk.texts(columns, Role::Id).map(|texts| texts.get(at));
        match stated {
            Some(id) if !id.is_empty() => id.into_owned(),
            _ => match self.renamed.get(&row) {
                Some(id) => id.clone(),
                None => format!("{AUTO}{}", chunk.place(at).0),
            },
        }
    }

    /// The first row with that id.
    pub(super) fn find(&self, id: &str, chunks: &[Chunk], columns: &Columns) -> Option<u32> {
        let mut found = find_stated(id, chunks, columns);
        if let Some(number) = id.strip_prefix(AUTO).and_then(whole_number) {
            let row = row_of_number(number, chunks)
                .filter(|(row, at, chunk)| self.of(*row, *at, chunk, columns) == id);
            found = earlier(found, row.map(|(row, _, _)| row));
        }
        let renamed = self.renamed.iter().filter(|(_, name)| *name == id);
        earlier(found, renamed.map(|(row, _)| *row).min())
    }
}

fn earlier(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn find_stated(id: &str, chunks: &[Chunk], columns: &Columns) -> Option<u32> {
    if id.is_empty() {
        return None;
    }
    let mut before = 0;
    for chunk in chunks {
        let texts = chunk.texts(columns, Role::Id)?;
        let at = texts.position(chunk.rows(), id);
        if let Some(at) = at {
            return Some(before + at as u32);
        }
        before += chunk.rows() as u32;
    }
    None
}

fn row_of_number(number: u64, chunks: &[Chunk]) -> Option<(u32, usize, &Chunk)> {
    let nth = chunks
        .partition_point(|chunk| chunk.first_number <= number)
        .checked_sub(1)?;
    let at = chunks[nth].row_of_number(number)?;
    let before: usize = chunks[..nth].iter().map(Chunk::rows).sum();
    Some(((before + at) as u32, at, &chunks[nth]))
}

/// Finds free ids, and the rows whose id stands in an earlier row too,
/// ascending. `go_on` is asked again and again, and its error ends the search.
pub(super) fn check<E>(
    chunks: &[Chunk],
    columns: &Columns,
    go_on: &impl Fn() -> Result<(), E>,
) -> Result<(Ids, Vec<u32>), E> {
    if columns.of(Role::Id).is_none() || counts_up(chunks, columns) {
        return Ok((Ids::default(), Vec::new()));
    }
    let hasher = RandomState::new();
    // In parts, each of which is sorted at once.
    let mut hashes = vec![Vec::new(); 256];
    let mut has_blank = false;
    let mut has_auto = false;
    each(chunks, columns, go_on, |_, _, _, id| {
        has_blank |= id.is_empty();
        has_auto |= id.starts_with(AUTO);
        if !id.is_empty() {
            let hash = hasher.hash_one(id);
            hashes[(hash >> 56) as usize].push(hash);
        }
    })?;
    let mut suspects: HashSet<u64> = HashSet::new();
    for mut part in hashes {
        go_on()?;
        part.sort_unstable();
        let same = part.windows(2).filter(|two| two[0] == two[1]);
        suspects.extend(same.map(|two| two[0]));
    }
    let mut doubles = Vec::new();
    if !suspects.is_empty() {
        let mut seen: HashSet<String> = HashSet::new();
        each(chunks, columns, go_on, |row, _, _, id| {
            let is_suspect = !id.is_empty() && suspects.contains(&hasher.hash_one(id));
            if is_suspect && !seen.contains(id) {
                seen.insert(id.to_owned());
            } else if is_suspect {
                doubles.push(row);
            }
        })?;
    }
    let mut ids = Ids::default();
    if has_blank && has_auto {
        ids.rename(chunks, columns, go_on, &mut doubles)?;
    }
    Ok((ids, doubles))
}

impl Ids {
    /// Names rows without an id past those that state one of that kind, row
    /// after row, as if all names were kept.
    fn rename<E>(
        &mut self,
        chunks: &[Chunk],
        columns: &Columns,
        go_on: &impl Fn() -> Result<(), E>,
        doubles: &mut Vec<u32>,
    ) -> Result<(), E> {
        // Stated, or made with a number after the number of the row.
        let mut taken: HashSet<String> = HashSet::new();
        let is_auto = |id: &str, before: u32, renamed: &HashMap<u32, String>| {
            let number = id.strip_prefix(AUTO).and_then(whole_number);
            let found = number.and_then(|number| row_of_number(number, chunks));
            found.is_some_and(|(row, at, chunk)| {
                let texts = chunk.texts(columns, Role::Id);
                row < before
                    && texts.is_none_or(|texts| texts.get(at).is_empty())
                    && !renamed.contains_key(&row)
            })
        };
        let mut renamed = HashMap::new();
        let mut also = Vec::new();
        each(chunks, columns, go_on, |row, at, chunk, id| {
            if id.is_empty() {
                let name = format!("{AUTO}{}", chunk.place(at).0);
                if taken.contains(&name) {
                    let mut number = 2_u64;
                    let free = loop {
                        let free = format!("{name}-{number}");
                        if taken.insert(free.clone()) {
                            break free;
                        }
                        number += 1;
                    };
                    renamed.insert(row, free);
                }
            } else if id.starts_with(AUTO) {
                let is_new = taken.insert(id.to_owned());
                if !is_new || is_auto(id, row, &renamed) {
                    also.push(row);
                }
            }
        })?;
        self.renamed = renamed;
        doubles.extend(also);
        doubles.sort_unstable();
        doubles.dedup();
        Ok(())
    }
}

/// Calls for the stated id of every row: with the row, its place in its chunk,
/// and that chunk.
fn each<E>(
    chunks: &[Chunk],
    columns: &Columns,
    go_on: &impl Fn() -> Result<(), E>,
    mut with: impl FnMut(u32, usize, &Chunk, &str),
) -> Result<(), E> {
    let mut row = 0;
    for chunk in chunks {
        go_on()?;
        if let Some(texts) = chunk.texts(columns, Role::Id) {
            texts.each(0..chunk.rows(), |at, id| {
                with(row + at as u32, at, chunk, id)
            });
        }
        row += chunk.rows() as u32;
    }
    Ok(())
}

/// True where every id is a whole number above the one before.
fn counts_up(chunks: &[Chunk], columns: &Columns) -> bool {
    let mut last: Option<u64> = None;
    let mut goes_up = |number: u64| {
        let is_up = last.is_none_or(|last| number > last);
        last = Some(number);
        is_up
    };
    chunks.iter().filter(|chunk| chunk.rows() > 0).all(|chunk| {
        match chunk.texts(columns, Role::Id) {
            Some(Texts::Counting(first)) => {
                goes_up(*first) && {
                    let last = first + chunk.rows() as u64 - 1;
                    chunk.rows() == 1 || goes_up(last)
                }
            }
            Some(texts) => {
                let first = whole_number(&texts.get(0));
                first.is_some() && {
                    let mut is_up = true;
                    texts.each(0..chunk.rows(), |_, id| {
                        is_up = is_up && whole_number(id).is_some_and(&mut goes_up);
                    });
                    is_up
                }
            }
            None => false,
        }
    })
}
