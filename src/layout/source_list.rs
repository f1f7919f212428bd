//! The numbered sources of a figure: which number each gets, and the list
//! below the picture.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{FigureRequest, LEADING, MARGIN, SMALL_SIZE, text};
use crate::cite::{self, Style};
use crate::model::{EventIx, evidence};
use crate::scene::Item;
use crate::scene::style::Theme;
use crate::store::{Entry, EventStore};
use crate::text::{Shaper, Weight, counted};

/// Width that a column of sources needs to be read without many breaks.
const SOURCE_COLUMN: f32 = 360.0;

/// What is listed below the picture: the sources of the titled events, each
/// under the number that stands behind the titles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceList {
    /// Nothing, and no numbers.
    #[default]
    None,
    /// Short references.
    Short,
    /// References in full, in a citation style.
    Full(Style),
}

/// The numbers of the sources, in the order that a reader meets them.
#[derive(Default)]
pub(super) struct Numbers {
    order: Vec<String>,
    of_event: BTreeMap<EventIx, Vec<usize>>,
}

impl Numbers {
    /// The text behind each title, `[3, 7–9]`, with the numbers up to `listed`;
    /// `[3, …]` where there are more.
    pub(super) fn labels(&self, listed: usize) -> BTreeMap<EventIx, String> {
        let label = |numbers: &Vec<usize>| {
            let known = numbers.partition_point(|&number| number <= listed);
            match (&numbers[..known], known < numbers.len()) {
                ([], _) => None,
                (known, false) => Some(format!("[{}]", ranges(known))),
                (known, true) => Some(format!("[{}, …]", ranges(known))),
            }
        };
        let events = self.of_event.iter();
        events
            .filter_map(|(&event, numbers)| Some((event, label(numbers)?)))
            .collect()
    }
}

/// Ascending numbers with runs of three and more joined: `3, 7–9`.
fn ranges(numbers: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < numbers.len() {
        let mut end = at;
        while end + 1 < numbers.len() && numbers[end + 1] == numbers[end] + 1 {
            end += 1;
        }
        if end - at >= 2 {
            parts.push(format!("{}–{}", numbers[at], numbers[end]));
        } else {
            parts.extend(numbers[at..=end].iter().map(usize::to_string));
        }
        at = end + 1;
    }
    parts.join(", ")
}

/// Numbers the sources of the titled events, in order of time.
pub(super) fn numbered(request: &FigureRequest<'_>, titled: &BTreeSet<EventIx>) -> Numbers {
    let mut numbers = Numbers::default();
    if request.sources == SourceList::None {
        return numbers;
    }
    let entry = |&event: &EventIx| request.store.entry(event);
    let mut titled: Vec<Entry> = titled.iter().filter_map(entry).collect();
    titled.sort_unstable_by_key(|entry| (entry.span.start, entry.lane, entry.nth));
    for event in titled.into_iter().map(|entry| entry.event) {
        let mut own = BTreeSet::new();
        for citation in &request.dataset.events.get(event).citations {
            let id = &citation.source;
            if evidence::source(id, request.dataset, request.index).is_none() {
                continue;
            }
            let known = numbers.order.iter().position(|other| other == id);
            let number = known.unwrap_or_else(|| {
                numbers.order.push(id.clone());
                numbers.order.len() - 1
            });
            own.insert(number + 1);
        }
        numbers.of_event.insert(event, own.into_iter().collect());
    }
    numbers
}

/// The list of sources, wrapped into columns, each number hanging left of its
/// text so that it stands there in front of every script.
pub(super) struct SourceColumns {
    /// Lines of each source.
    entries: Vec<Vec<String>>,
    columns: usize,
    column_width: f32,
    /// Width kept for the numbers.
    indent: f32,
}

impl SourceColumns {
    const GAP: f32 = 24.0;

    pub(super) fn new(
        request: &FigureRequest<'_>,
        numbers: &Numbers,
        width: f32,
        shaper: &mut Shaper,
    ) -> Self {
        let columns = ((width / SOURCE_COLUMN).floor() as usize).clamp(1, 4);
        let gaps = Self::GAP * (columns - 1) as f32;
        let column_width = (width - gaps) / columns as f32;
        let widest = number_text(numbers.order.len());
        let indent = shaper.width(&widest, SMALL_SIZE, Weight::Regular) + 5.0;
        let room = column_width - indent;
        let text = |id: &String| {
            let source = evidence::source(id, request.dataset, request.index);
            source.map_or_else(String::new, |source| match request.sources {
                SourceList::None => String::new(),
                SourceList::Short => cite::short(&source),
                SourceList::Full(style) => cite::citation(&source, style),
            })
        };
        let mut wrapped = |text: String| shaper.wrap(&text, SMALL_SIZE, Weight::Regular, room, 6);
        let entries = numbers.order.iter().map(|source| wrapped(text(source)));
        let entries = entries.collect();
        SourceColumns {
            entries,
            columns,
            column_width,
            indent,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn height(&self) -> f32 {
        let lines: usize = self.entries.iter().map(Vec::len).sum();
        if lines == 0 {
            return 0.0;
        }
        // A little over an even share: entries are not broken across columns.
        let spare = usize::from(self.columns > 1) * 2;
        (lines.div_ceil(self.columns) + spare) as f32 * SMALL_SIZE * LEADING
    }

    /// Where each entry goes, its column and its first line, in a list of
    /// `lines` lines; those that do not fit are left off the end.
    fn places(&self, lines: usize) -> Vec<(usize, usize)> {
        let (mut column, mut line) = (0, 0);
        let mut places = Vec::new();
        for entry in &self.entries {
            if line + entry.len() > lines {
                column += 1;
                line = 0;
            }
            if column >= self.columns || entry.len() > lines {
                break;
            }
            places.push((column, line));
            line += entry.len();
        }
        places
    }

    /// How the list goes into `height`: where the entries go, and on which line
    /// it is said that there are more.
    fn arranged(&self, height: f32) -> (Vec<(usize, usize)>, Option<usize>) {
        let lines = (height / (SMALL_SIZE * LEADING)).floor() as usize;
        let places = self.places(lines);
        if places.len() == self.entries.len() {
            return (places, None);
        }
        let Some(last) = lines.checked_sub(1) else {
            return (Vec::new(), None);
        };
        (self.places(last), Some(last))
    }

    /// How many entries are listed in `height`.
    pub(super) fn listed(&self, height: f32) -> usize {
        self.arranged(height).0.len()
    }

    /// Paints as many entries as fit, and says how many do not.
    pub(super) fn paint(&self, top: f32, height: f32, theme: &Theme, items: &mut Vec<Item>) {
        let mut put = |words: String, x: f32, line: usize| {
            let y = top + line as f32 * SMALL_SIZE * LEADING + SMALL_SIZE;
            let color = theme.text_weak;
            items.push(text(words, x, y, SMALL_SIZE, Weight::Regular, color));
        };
        let (places, more) = self.arranged(height);
        for (at, (entry, &(column, line))) in self.entries.iter().zip(&places).enumerate() {
            let x = MARGIN + column as f32 * (self.column_width + Self::GAP);
            put(number_text(at + 1), x, line);
            for (below, text_line) in entry.iter().enumerate() {
                put(text_line.clone(), x + self.indent, line + below);
            }
        }
        if let Some(line) = more {
            let left = (self.entries.len() - places.len()) as u64;
            let left = counted(left, "more source", "more sources");
            put(format!("{left} not listed for want of room"), MARGIN, line);
        }
    }
}

fn number_text(number: usize) -> String {
    format!("{number}.")
}
