//! A whole picture for a report: title, timeline, legend, caption, numbered
//! sources and a line that says what the picture was made from.
//!
//! The figure explains itself: whoever finds it without its report can tell
//! what is shown, what is not, and which file it came from.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::baseline;
use super::{PlanRequest, Request, RowPlan, Scope, Timeline, View, legend, timeline};
use crate::cite::{self, Style};
use crate::dates::{Calendar, span_words};
use crate::model::{Dataset, EventIx, Index, LaneIx, SourceIx};
use crate::scene::style::Theme;
use crate::scene::{Item, Point, Rect, Scene};
use crate::store::{EventSet, Store};
use crate::text::{Shaper, Weight, counted, grouped};

/// Room around everything.
const MARGIN: f32 = 22.0;
const TITLE_SIZE: f32 = 20.0;
const TITLE_HEIGHT: f32 = 34.0;
const CAPTION_SIZE: f32 = 12.5;
const SMALL_SIZE: f32 = 10.5;
/// Baseline to baseline, as a multiple of the size.
const LEADING: f32 = 1.42;
/// Most of the height that the list of sources may take.
const SOURCES_SHARE: f32 = 0.4;
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

/// What a figure was made from, for its last line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeFrom {
    /// Name of the file, without its folders.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What was filtered, a phrase each.
    pub filters: Vec<String>,
}

/// What to draw.
pub struct FigureRequest<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its ids.
    pub index: &'a Index,
    /// Its columns.
    pub store: &'a Store,
    /// The events let through.
    pub shown: &'a EventSet,
    /// Lanes left out.
    pub hidden_lanes: &'a BTreeSet<LaneIx>,
    /// The stretch of time.
    pub view: View,
    /// Width in pixels at scale 1.
    pub width: f32,
    /// Height in pixels at scale 1.
    pub height: f32,
    /// Colours.
    pub theme: &'a Theme,
    /// A second calendar on the axis.
    pub calendar: Option<Calendar>,
    /// The event to point out.
    pub selected: Option<EventIx>,
    /// Above the picture; `None` draws none.
    pub title: Option<String>,
    /// Below the picture; `None` draws none.
    pub caption: Option<String>,
    /// What is listed below the picture.
    pub sources: SourceList,
    /// What the picture is made from.
    pub made_from: MadeFrom,
}

/// A figure laid out.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What to paint.
    pub scene: Scene,
    /// The timeline in it, in its own coordinates.
    pub timeline: Timeline,
    /// How many of the events let through lie in view, at least in part.
    pub in_view: usize,
    /// What did not fit, one sentence each.
    pub warnings: Vec<String>,
}

/// Lays out a figure.
pub fn figure(request: &FigureRequest<'_>, shaper: &mut Shaper) -> Figure {
    let theme = request.theme;
    let inner_width = (request.width - 2.0 * MARGIN).max(1.0);
    let mut warnings = Vec::new();
    let mut items = Vec::new();
    let mut top = MARGIN;
    if let Some(title) = request.title.as_deref().filter(|title| !title.is_empty()) {
        let fitted = shaper.fit(title, TITLE_SIZE, Weight::Bold, inner_width);
        if fitted.is_shortened {
            warnings.push(format!(
                "The title is longer than the picture is wide and was cut: {title}"
            ));
        }
        let y = baseline(top - 8.0, TITLE_HEIGHT, TITLE_SIZE, shaper);
        items.push(text(
            fitted.text,
            MARGIN,
            y,
            TITLE_SIZE,
            Weight::Bold,
            theme.text,
        ));
        top += TITLE_HEIGHT;
    }
    let caption: Vec<String> = match request.caption.as_deref() {
        Some(caption) if !caption.is_empty() => {
            shaper.wrap(caption, CAPTION_SIZE, Weight::Regular, inner_width, 12)
        }
        _ => Vec::new(),
    };
    let in_view = events_in_view(request);
    let provenance = provenance(request, in_view);
    let provenance = shaper.wrap(&provenance, SMALL_SIZE, Weight::Regular, inner_width, 4);

    let below_fixed =
        block_height(caption.len(), CAPTION_SIZE) + block_height(provenance.len(), SMALL_SIZE);
    let full = (request.height - top - below_fixed - MARGIN).max(1.0);
    let Picture {
        drawn,
        height,
        below,
        kinds,
        legend_height,
        list_height,
    } = picture(request, inner_width, full, shaper);
    let list = SourceColumns::new(request, &below, inner_width, shaper);
    if drawn.content_height > drawn.plot.height() + 0.5 {
        let needed = request.height + drawn.content_height - drawn.plot.height();
        warnings.push(format!(
            "The lanes need a picture at least {needed:.0} pixels high (this one has {:.0}); the last ones are cut off. Ask for a larger size or for fewer lanes.",
            request.height
        ));
    }
    append_moved(&drawn.scene, MARGIN, top, inner_width, height, &mut items);
    let mut y = top + height + 8.0;
    if !kinds.is_empty() {
        let area = Rect::new(MARGIN, y, MARGIN + inner_width, y + legend_height);
        // The kinds may differ a little after the second layout; the first
        // decided the room.
        legend::paint(&kinds, area, theme, shaper, Some(&mut items));
        y += gap(legend_height);
    }
    y = paint_lines(&caption, y, CAPTION_SIZE, theme.text, &mut items);
    if !list.entries.is_empty() {
        let left_out = list.paint(y, list_height, theme, &mut items);
        if left_out > 0 {
            warnings.push(format!(
                "{} of the numbered sources did not fit below the picture. Ask for a larger size or a shorter span of time.",
                grouped(left_out as u64)
            ));
        }
        y += gap(list_height);
    }
    paint_lines(&provenance, y, SMALL_SIZE, theme.text_weak, &mut items);
    Figure {
        scene: Scene {
            width: request.width,
            height: request.height,
            background: theme.canvas,
            items,
            hits: Vec::new(),
        },
        timeline: drawn,
        in_view,
        warnings,
    }
}

/// The timeline of a figure, and what stands below it.
struct Picture {
    drawn: Timeline,
    height: f32,
    below: Numbers,
    kinds: Vec<legend::Kind>,
    legend_height: f32,
    list_height: f32,
}

/// Lays out the timeline until it agrees with what stands below.
///
/// Legend and numbers follow from what the timeline shows, and what the
/// timeline shows follows from the room that they leave. Each pass may title
/// only what the one before titled, so the passes close in on one picture.
fn picture(request: &FigureRequest<'_>, width: f32, full: f32, shaper: &mut Shaper) -> Picture {
    // Two passes agree nearly always; the list of sources is then at worst a
    // little longer than it needs to be.
    const MOST_PASSES: usize = 5;
    let theme = request.theme;
    // The lanes come first: a list can be shortened and say so.
    let least = plan_rows(request, 0.0).timeline_height(has_eras(request), request.calendar);
    let titled = |drawn: &Timeline| -> BTreeSet<EventIx> {
        drawn.titles.iter().map(|title| title.event).collect()
    };
    let mut drawn = lay_timeline(request, width, full, None, None, shaper);
    let mut pass = 0;
    loop {
        pass += 1;
        let only = titled(&drawn);
        let numbers = numbered(request, &only);
        let kinds = legend::kinds_of(request.dataset, request.store, &drawn.marks);
        let area = Rect::new(0.0, 0.0, width, 0.0);
        let legend_height = legend::paint(&kinds, area, theme, shaper, None);
        let list = SourceColumns::new(request, &numbers, width, shaper);
        let spare = full - gap(legend_height) - least - GAP;
        let most = (request.height * SOURCES_SHARE).min(spare).max(0.0);
        let list_height = list.height().min(most);
        let height = (full - gap(legend_height) - gap(list_height)).max(1.0);
        let labels = numbers.labels();
        let only_numbered = (request.sources != SourceList::None).then_some(&only);
        let next = lay_timeline(request, width, height, Some(&labels), only_numbered, shaper);
        let next_kinds = legend::kinds_of(request.dataset, request.store, &next.marks);
        let agrees = next_kinds == kinds && titled(&next) == only;
        if agrees || pass == MOST_PASSES {
            return Picture {
                drawn: next,
                height,
                below: numbers,
                kinds: next_kinds,
                legend_height,
                list_height,
            };
        }
        drawn = next;
    }
}

/// Room between two parts below the timeline.
const GAP: f32 = 8.0;

/// The height of a part with the room below it, nothing for an empty part.
fn gap(height: f32) -> f32 {
    if height > 0.0 { height + GAP } else { 0.0 }
}

fn has_eras(request: &FigureRequest<'_>) -> bool {
    !request.dataset.eras.is_empty()
}

/// Rows for a still picture: only what it shows needs room.
fn plan_rows(request: &FigureRequest<'_>, height: f32) -> RowPlan {
    RowPlan::new(&PlanRequest {
        store: request.store,
        hidden: request.hidden_lanes,
        height,
        has_eras: has_eras(request),
        calendar: request.calendar,
        scope: Scope::Only(request.shown, request.view.span()),
    })
}

fn lay_timeline(
    request: &FigureRequest<'_>,
    width: f32,
    height: f32,
    numbers: Option<&BTreeMap<EventIx, String>>,
    only: Option<&BTreeSet<EventIx>>,
    shaper: &mut Shaper,
) -> Timeline {
    let plan = plan_rows(request, height);
    timeline(
        &Request {
            dataset: request.dataset,
            index: request.index,
            store: request.store,
            plan: &plan,
            shown: request.shown,
            view: request.view,
            scroll_y: 0.0,
            width,
            height,
            theme: request.theme,
            calendar: request.calendar,
            selected: request.selected,
            hovered: None,
            numbers,
            only,
        },
        shaper,
    )
}

fn events_in_view(request: &FigureRequest<'_>) -> usize {
    let scope = Scope::Only(request.shown, request.view.span());
    let lanes = (0..request.store.lanes().len()).map(|lane| LaneIx(lane as u16));
    lanes
        .filter(|lane| !request.hidden_lanes.contains(lane))
        .flat_map(|lane| request.store.lane_events(lane))
        .filter(|&(event, span, _)| scope.holds(event, span))
        .count()
}

/// The last line: what the picture was made from and what it leaves out.
fn provenance(request: &FigureRequest<'_>, in_view: usize) -> String {
    // Enough digits to tell files apart.
    const CHECKSUM_DIGITS: usize = 12;
    let MadeFrom {
        file,
        sha256,
        filters,
    } = &request.made_from;
    let checksum: String = sha256.chars().take(CHECKSUM_DIGITS).collect();
    let all = request.dataset.events.len() as u64;
    let mut events = format!(
        "{} of {}",
        grouped(in_view as u64),
        counted(all, "event", "events")
    );
    let undated = request.store.undated().len() as u64;
    if undated > 0 {
        events.push_str(&format!(", {} without a date", grouped(undated)));
    }
    let mut parts = vec![
        request.dataset.title.clone(),
        file.clone(),
        format!("SHA-256 {checksum}"),
        span_words(request.view.span()),
    ];
    parts.extend(filters.iter().cloned());
    parts.push(events);
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The numbers of the sources, in the order that a reader meets them.
#[derive(Default)]
struct Numbers {
    order: Vec<SourceIx>,
    of_event: BTreeMap<EventIx, Vec<usize>>,
}

impl Numbers {
    /// The text behind each title: `[3, 7–9]`.
    fn labels(&self) -> BTreeMap<EventIx, String> {
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
fn numbered(request: &FigureRequest<'_>, titled: &BTreeSet<EventIx>) -> Numbers {
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
struct SourceColumns {
    /// Lines of each source.
    entries: Vec<Vec<String>>,
    columns: usize,
    column_width: f32,
    /// Width kept for the numbers.
    indent: f32,
}

impl SourceColumns {
    const GAP: f32 = 24.0;

    fn new(
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

    fn height(&self) -> f32 {
        let lines: usize = self.entries.iter().map(Vec::len).sum();
        if lines == 0 {
            return 0.0;
        }
        // A little over an even share: entries are not broken across columns.
        let spare = usize::from(self.columns > 1) * 2;
        (lines.div_ceil(self.columns) + spare) as f32 * SMALL_SIZE * LEADING
    }

    /// Paints as many entries as fit, and gives the number of those that do not.
    fn paint(&self, top: f32, height: f32, theme: &Theme, items: &mut Vec<Item>) -> usize {
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

fn block_height(lines: usize, size: f32) -> f32 {
    if lines == 0 {
        0.0
    } else {
        lines as f32 * size * LEADING + 8.0
    }
}

fn paint_lines(
    lines: &[String],
    top: f32,
    size: f32,
    color: crate::scene::Color,
    items: &mut Vec<Item>,
) -> f32 {
    for (at, line) in lines.iter().enumerate() {
        let y = top + size + at as f32 * size * LEADING;
        items.push(text(line.clone(), MARGIN, y, size, Weight::Regular, color));
    }
    top + block_height(lines.len(), size)
}

fn text(
    text: String,
    x: f32,
    y: f32,
    size: f32,
    weight: Weight,
    color: crate::scene::Color,
) -> Item {
    Item::Text {
        at: Point { x, y },
        text,
        size,
        weight,
        color,
    }
}

/// Puts a scene into a larger picture, clipped to its place.
fn append_moved(scene: &Scene, dx: f32, dy: f32, width: f32, height: f32, items: &mut Vec<Item>) {
    items.push(Item::Clip(Rect::new(dx, dy, dx + width, dy + height)));
    items.extend(scene.items.iter().map(|item| item.moved(dx, dy)));
    items.push(Item::Unclip);
}
