//! The numbered sources of a figure: which number each gets, and the list
//! below the picture.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{FigureRequest, LEADING, MARGIN, SMALL_SIZE, text};
use crate::cite::{self, Style};
use crate::model::{EventIx, SourceIx};
use crate::scene::Item;
use crate::scene::style::Theme;
use crate::text::{Shaper, Weight};

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
    order: Vec<SourceIx>,
    of_event: BTreeMap<EventIx, Vec<usize>>,
}

impl Numbers {
    /// The text behind each title: `[3, 7–9]`.
    pub(super) fn labels(&self) -> BTreeMap<EventIx, String> {
        self.of_event
            .iter()
            .filter(|(_, numbers)| !numbers.is_empty())
            .map(|(&event, numbers)| (event, format!("[{}]", ranges(numbers))))
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
    for event in request.store.in_order(request.shown) {
        if !titled.contains(&event) {
            continue;
        }
        let mut own = BTreeSet::new();
        for citation in &request.dataset.events[event.0 as usize].citations {
            let Some(source) = request.index.source(&citation.source) else {
                continue;
            };
            let known = numbers.order.iter().position(|&other| other == source);
            let number = known.unwrap_or_else(|| {
                numbers.order.push(source);
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
        let text = |source: &SourceIx| {
            let source = &request.dataset.sources[source.0 as usize];
            match request.sources {
                SourceList::None => String::new(),
                SourceList::Short => cite::short(source),
                SourceList::Full(style) => cite::citation(source, style),
            }
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

    /// Paints as many entries as fit, and gives the number of those that do not.
    pub(super) fn paint(
        &self,
        top: f32,
        height: f32,
        theme: &Theme,
        items: &mut Vec<Item>,
    ) -> usize {
        let line_height = SMALL_SIZE * LEADING;
        let lines_fit = (height / line_height).floor() as usize;
        if lines_fit == 0 {
            return self.entries.len();
        }
        let mut put = |line: String, x: f32, y: f32| {
            items.push(text(
                line,
                x,
                y,
                SMALL_SIZE,
                Weight::Regular,
                theme.text_weak,
            ));
        };
        let (mut column, mut line) = (0, 0);
        for (at, entry) in self.entries.iter().enumerate() {
            if line + entry.len() > lines_fit && line > 0 {
                column += 1;
                line = 0;
            }
            if column >= self.columns {
                return self.entries.len() - at;
            }
            let x = MARGIN + column as f32 * (self.column_width + Self::GAP);
            let y = |line: usize| top + line as f32 * line_height + SMALL_SIZE;
            put(number_text(at + 1), x, y(line));
            for text_line in entry {
                put(text_line.clone(), x + self.indent, y(line));
                line += 1;
            }
        }
        0
    }
}

fn number_text(number: usize) -> String {
    format!("{number}.")
}
