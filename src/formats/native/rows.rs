//! The events of a large file as the rows of a dataset: each is made of its
//! text when it is asked for.

use std::borrow::Cow;
use std::ops::Range;

use super::chunk::{Chunk, Counts};
use super::ids::Ids;
use super::{matching, scan, seen};
use crate::model::search::{Tallies, Wanted};
use crate::model::{Brief, Event, Rows, Source};

/// The events of a file.
#[derive(Debug)]
pub(super) struct JsonRows {
    chunks: Vec<Chunk>,
    /// The first row of each chunk.
    first_rows: Vec<u32>,
    rows: u32,
    ids: Ids,
    /// Ids of items that are lost, ascending.
    lost_ids: Vec<(u32, String)>,
}

impl JsonRows {
    pub(super) fn new(chunks: Vec<Chunk>, ids: Ids, lost_ids: Vec<(u32, String)>) -> JsonRows {
        let mut rows = 0;
        let mut first_rows = Vec::with_capacity(chunks.len());
        for chunk in &chunks {
            first_rows.push(rows);
            rows += chunk.rows() as u32;
        }
        JsonRows {
            chunks,
            first_rows,
            rows,
            ids,
            lost_ids,
        }
    }

    pub(super) fn chunks_mut(&mut self) -> &mut [Chunk] {
        &mut self.chunks
    }

    pub(super) fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// Gives a lost item another id.
    pub(super) fn rename_lost(&mut self, item: u32, id: &str) {
        let found = self.lost_ids.binary_search_by_key(&item, |(item, _)| *item);
        if let Ok(at) = found {
            self.lost_ids[at].1 = id.to_owned();
        }
    }

    pub(super) fn set_ids(&mut self, ids: Ids) {
        self.ids = ids;
    }

    pub(super) fn ids(&self) -> &Ids {
        &self.ids
    }

    pub(super) fn counts(&self) -> Counts {
        let counts = self.chunks.iter().map(|chunk| chunk.counts);
        counts.fold(Counts::default(), Counts::and)
    }

    /// The chunk of a row, and its place in it. Panics past the last.
    fn place(&self, row: u32) -> (&Chunk, usize) {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        let nth = self.first_rows.partition_point(|first| *first <= row) - 1;
        (&self.chunks[nth], (row - self.first_rows[nth]) as usize)
    }

    /// The number of the chunk of an item.
    pub(super) fn chunk_of_item(&self, item: u32) -> usize {
        let behind = self
            .chunks
            .partition_point(|chunk| chunk.first_item <= item);
        behind.saturating_sub(1)
    }

    /// The row of an item; `None` where it is lost.
    fn row_of_item(&self, item: u32) -> Option<u32> {
        let nth = self.chunk_of_item(item);
        let chunk = self.chunks.get(nth)?;
        let row = chunk.row_of_item(item - chunk.first_item)?;
        Some(self.first_rows[nth] + row as u32)
    }

    /// The id of an item that has one.
    pub(super) fn id_of_item(&self, item: u32) -> Cow<'_, str> {
        match self.row_of_item(item) {
            Some(row) => {
                let (chunk, at) = self.place(row);
                text_of(chunk.text(at), "id")
            }
            None => {
                let found = self.lost_ids.binary_search_by_key(&item, |(item, _)| *item);
                found.map_or(Cow::Borrowed(""), |at| {
                    Cow::Borrowed(self.lost_ids[at].1.as_str())
                })
            }
        }
    }

    /// The items with that id, lost ones among them, ascending.
    pub(super) fn items_with(&self, id: &str) -> impl Iterator<Item = u32> {
        self.ids
            .of(id)
            .filter(move |item| self.id_of_item(*item) == id)
    }

    /// The parts of a range that lie in one chunk each: the chunk, the row of
    /// its first, and places in it.
    fn parts(&self, rows: Range<u32>) -> impl Iterator<Item = (&Chunk, u32, Range<usize>)> {
        let nth = self
            .first_rows
            .partition_point(|first| *first <= rows.start);
        let chunks = self.chunks.iter().zip(&self.first_rows);
        chunks
            .skip(nth.saturating_sub(1))
            .take_while(move |(_, first)| **first < rows.end)
            .map(move |(chunk, first)| {
                let from = rows.start.saturating_sub(*first) as usize;
                let to = ((rows.end - first) as usize).min(chunk.rows());
                (chunk, *first, from.min(to)..to)
            })
    }
}

/// A member of a row that is a text; empty where it has none.
fn text_of<'t>(text: &'t str, name: &str) -> Cow<'t, str> {
    let quoted = scan::member(text.as_bytes(), 0, name).and_then(|(_, at)| text.get(at));
    let inner = quoted.and_then(|quoted| quoted.strip_prefix('"')?.strip_suffix('"'));
    match (inner, quoted) {
        (Some(inner), _) if !inner.contains('\\') => Cow::Borrowed(inner),
        (_, Some(quoted)) => Cow::Owned(serde_json::from_str(quoted).unwrap_or_default()),
        (_, None) => Cow::Borrowed(""),
    }
}

impl Rows for JsonRows {
    fn len(&self) -> usize {
        self.rows as usize
    }

    fn event(&self, row: u32) -> Event {
        let (chunk, at) = self.place(row);
        chunk.event(at)
    }

    fn title(&self, row: u32) -> Cow<'_, str> {
        let (chunk, at) = self.place(row);
        text_of(chunk.text(at), "title")
    }

    fn find(&self, id: &str) -> Option<u32> {
        self.items_with(id).find_map(|item| self.row_of_item(item))
    }

    /// All sources are listed.
    fn source(&self, _id: &str) -> Option<Source> {
        None
    }

    fn briefs(&self, rows: Range<u32>, with: &mut dyn FnMut(u32, Brief)) {
        for (chunk, first, places) in self.parts(rows) {
            for at in places {
                with(first + at as u32, chunk.brief(at));
            }
        }
    }

    fn matching(&self, rows: Range<u32>, wanted: &Wanted, hit: &mut dyn FnMut(u32)) {
        for (chunk, first, places) in self.parts(rows) {
            matching::matching(chunk, places, wanted, &mut |at| hit(first + at as u32));
        }
    }

    fn is_wanted(&self, row: u32, wanted: &Wanted) -> bool {
        let (chunk, at) = self.place(row);
        matching::is_wanted(chunk, at, wanted)
    }

    fn tally(&self, rows: Range<u32>, is_in: &dyn Fn(u32) -> bool, tallies: &mut Tallies) {
        for (chunk, first, places) in self.parts(rows) {
            let places = places.filter(|at| is_in(first + *at as u32));
            matching::tally(chunk, places, tallies);
        }
    }

    fn citation_count(&self) -> usize {
        self.counts().citations as usize
    }

    fn claim_count(&self) -> usize {
        self.counts().claims as usize
    }

    fn relations(&self, with: &mut dyn FnMut(u32, usize, &str)) {
        for (chunk, first) in self.chunks.iter().zip(&self.first_rows) {
            for &at in &chunk.related {
                let text = chunk.text(at as usize);
                let row = first + at;
                match seen::read(text) {
                    Some(event) => {
                        for (place, relation) in event.relations.iter().enumerate() {
                            with(row, place, &relation.event);
                        }
                    }
                    None => {
                        let event = chunk.event(at as usize);
                        for (place, relation) in event.relations.iter().enumerate() {
                            with(row, place, &relation.event);
                        }
                    }
                }
            }
        }
    }
}
