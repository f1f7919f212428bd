//! A whole picture for a report: title, timeline, legend, caption, numbered
//! sources and a line that says what the picture was made from.
//!
//! The figure explains itself: whoever finds it without its report can tell
//! what is shown, what is not, and which file it came from.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::baseline;
use super::source_list::{Numbers, SourceColumns, SourceList, numbered};
use super::timeline::ROW_HEIGHT;
use super::{PlanRequest, Request, RowPlan, Scope, Timeline, View, legend, timeline};
use crate::dates::{Calendar, span_words};
use crate::model::{Dataset, EventIx, Index, LaneIx};
use crate::scene::style::Theme;
use crate::scene::{Item, Point, Rect, Scene};
use crate::store::{EventSet, EventStore, Store};
use crate::text::bidi::may_reorder;
use crate::text::{MAX_CHARS, Shaper, Weight, counted, grouped, is_rtl};

/// Room around everything.
pub(super) const MARGIN: f32 = 22.0;
const TITLE_SIZE: f32 = 20.0;
const TITLE_HEIGHT: f32 = 34.0;
/// Baseline to baseline of a title of several lines.
const TITLE_STEP: f32 = 25.0;
const CAPTION_SIZE: f32 = 12.5;
pub(super) const SMALL_SIZE: f32 = 10.5;
/// Baseline to baseline, as a multiple of the size.
pub(super) const LEADING: f32 = 1.42;
/// Most of the height that the list of sources may take.
const SOURCES_SHARE: f32 = 0.4;

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
    /// How many of the events let through are in the picture, at least in part.
    pub in_view: usize,
    /// Lanes that the picture has no room for.
    pub without_room: Vec<LaneIx>,
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
    let title = wrapped(request.title.as_deref(), &TITLE, inner_width, shaper);
    warnings.extend(title.warning);
    for (at, line) in title.lines.iter().enumerate() {
        let width = shaper.width(line, TITLE_SIZE, Weight::Bold);
        let x = MARGIN + indent(line, width, inner_width);
        let y = baseline(top - 8.0, TITLE_HEIGHT, TITLE_SIZE, shaper);
        let (line, color) = (line.clone(), theme.text);
        items.push(text(line, x, y, TITLE_SIZE, Weight::Bold, color));
        let is_last = at + 1 == title.lines.len();
        top += if is_last { TITLE_HEIGHT } else { TITLE_STEP };
    }
    let caption = wrapped(request.caption.as_deref(), &CAPTION, inner_width, shaper);
    warnings.extend(caption.warning);
    let caption = caption.lines;
    let mut made_from = provenance(request, &BTreeSet::new(), inner_width, shaper);
    let height_below = |provenance: &[String]| {
        block_height(caption.len(), CAPTION_SIZE) + block_height(provenance.len(), SMALL_SIZE)
    };
    let room = request.height - top - MARGIN;
    let full = (room - height_below(&made_from.lines)).max(1.0);
    let mut made = picture(request, request.hidden_lanes, inner_width, full, shaper);
    let without_room = made.drawn.cut_off.clone();
    if !without_room.is_empty() {
        let needed = request.height + made.drawn.content_height - made.drawn.plot.height();
        warnings.push(format!(
            "The lanes need a picture at least {needed:.0} pixels high (this one has {:.0}); {} cut off. Ask for a larger size or for fewer lanes.",
            request.height,
            match without_room.len() {
                1 => "the last one is".to_owned(),
                more => format!("the last {more} are"),
            },
        ));
        // What the last line says of them takes room of its own.
        let cut_off: BTreeSet<LaneIx> = without_room.iter().copied().collect();
        made_from = provenance(request, &cut_off, inner_width, shaper);
        let full = (room - height_below(&made_from.lines)).max(1.0);
        // Half a lane would be taken for a whole one.
        let hidden = request.hidden_lanes.union(&cut_off).copied().collect();
        made = picture(request, &hidden, inner_width, full, shaper);
    }
    let Picture {
        drawn,
        height,
        below,
        kinds,
        legend_height,
        list_height,
    } = made;
    let list = SourceColumns::new(request, &below, inner_width, shaper);
    append_moved(&drawn.scene, MARGIN, top, inner_width, height, &mut items);
    let mut y = top + height + 8.0;
    if !kinds.is_empty() {
        let area = Rect::new(MARGIN, y, MARGIN + inner_width, y + legend_height);
        // The kinds may differ a little after the second layout; the first
        // decided the room.
        legend::paint(&kinds, area, theme, shaper, Some(&mut items));
        y += gap(legend_height);
    }
    for line in &caption {
        let width = shaper.width(line, CAPTION_SIZE, Weight::Regular);
        let x = MARGIN + indent(line, width, inner_width);
        let color = theme.text;
        y += CAPTION_SIZE * LEADING;
        let baseline = y - CAPTION_SIZE * (LEADING - 1.0);
        items.push(text(
            line.clone(),
            x,
            baseline,
            CAPTION_SIZE,
            Weight::Regular,
            color,
        ));
    }
    y += if caption.is_empty() { 0.0 } else { GAP };
    if !list.is_empty() {
        list.paint(y, list_height, theme, &mut items);
        let left_out = list.len() - list.listed(list_height);
        if left_out > 0 {
            warnings.push(format!(
                "{} did not fit below the picture. Ask for a larger size or a shorter span of time.",
                counted(left_out as u64, "source", "sources")
            ));
        }
        y += gap(list_height);
    }
    for (at, line) in made_from.lines.iter().enumerate() {
        let baseline = y + SMALL_SIZE * (1.0 + LEADING * at as f32);
        let color = theme.text_weak;
        items.push(text(
            line.clone(),
            MARGIN,
            baseline,
            SMALL_SIZE,
            Weight::Regular,
            color,
        ));
    }
    Figure {
        scene: Scene {
            width: request.width,
            height: request.height,
            background: theme.canvas,
            items,
            hits: Vec::new(),
        },
        timeline: drawn,
        in_view: made_from.in_view,
        without_room,
        warnings,
    }
}

/// How a text of the figure's own is set.
struct Setting {
    name: &'static str,
    size: f32,
    weight: Weight,
    /// More would leave the timeline no room.
    most_lines: usize,
}

const TITLE: Setting = Setting {
    name: "title",
    size: TITLE_SIZE,
    weight: Weight::Bold,
    most_lines: 3,
};

const CAPTION: Setting = Setting {
    name: "caption",
    size: CAPTION_SIZE,
    weight: Weight::Regular,
    most_lines: 12,
};

/// A text in lines, and what there is to say of it.
#[derive(Default)]
struct Wrapped {
    lines: Vec<String>,
    warning: Option<String>,
}

/// A text in as many lines as it needs, up to its limit; past that the rest is
/// left out and named.
fn wrapped(text: Option<&str>, setting: &Setting, width: f32, shaper: &mut Shaper) -> Wrapped {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Wrapped::default();
    };
    let &Setting {
        name,
        size,
        weight,
        most_lines,
    } = setting;
    let mut wrap = |most| shaper.wrap(text, size, weight, width, most);
    let whole = wrap(usize::MAX);
    // A very long paragraph is cut before it is broken into lines.
    let is_cut = text
        .lines()
        .any(|line| line.chars().nth(MAX_CHARS).is_some());
    if whole.len() <= most_lines && !is_cut {
        return Wrapped {
            lines: whole,
            warning: None,
        };
    }
    let lines = wrap(most_lines);
    let kept = lines.last().map_or("", |line| line.trim_end_matches('…'));
    let rest = whole.get(lines.len().saturating_sub(1)..).unwrap_or(&[]);
    let rest = rest.join(" ");
    let rest = rest.strip_prefix(kept).unwrap_or(&rest).trim();
    let left_out = match is_cut {
        true => format!("{rest} … and what is past {MAX_CHARS} characters of a paragraph"),
        false => rest.to_owned(),
    };
    let warning = format!(
        "The {name} is longer than the {} that the picture has for it and was cut. Shorten it or ask for a wider picture. Left out: {left_out}",
        counted(most_lines as u64, "line", "lines"),
    );
    Wrapped {
        lines,
        warning: Some(warning),
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
fn picture(
    request: &FigureRequest<'_>,
    hidden: &BTreeSet<LaneIx>,
    width: f32,
    full: f32,
    shaper: &mut Shaper,
) -> Picture {
    // Two passes agree nearly always; the list of sources is then at worst a
    // little longer than it needs to be.
    const MOST_PASSES: usize = 5;
    let theme = request.theme;
    // The lanes come first: a list can be shortened and say so. It may push
    // them together, but not onto a single row each.
    let plan = plan_rows(request, hidden, 0.0);
    let least = plan.timeline_height(has_eras(request), request.calendar)
        + ROW_HEIGHT * plan.bands.len() as f32;
    let titled = |drawn: &Timeline| -> BTreeSet<EventIx> {
        drawn.titles.iter().map(|title| title.event).collect()
    };
    let mut drawn = lay_timeline(request, hidden, width, full, None, None, shaper);
    let mut pass = 0;
    loop {
        pass += 1;
        let only = titled(&drawn);
        let numbers = numbered(request, &only);
        let kinds = legend::kinds_of(request.store, &drawn);
        let area = Rect::new(0.0, 0.0, width, 0.0);
        let legend_height = legend::paint(&kinds, area, theme, shaper, None);
        let list = SourceColumns::new(request, &numbers, width, shaper);
        let spare = full - gap(legend_height) - least - GAP;
        // One line at least says how many there are.
        let most = (request.height * SOURCES_SHARE)
            .min(spare)
            .max(SMALL_SIZE * LEADING);
        let list_height = list.height().min(most);
        let height = (full - gap(legend_height) - gap(list_height)).max(1.0);
        let labels = numbers.labels(list.listed(list_height));
        let only_numbered = (request.sources != SourceList::None).then_some(&only);
        let next = lay_timeline(
            request,
            hidden,
            width,
            height,
            Some(&labels),
            only_numbered,
            shaper,
        );
        let next_kinds = legend::kinds_of(request.store, &next);
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
fn plan_rows(request: &FigureRequest<'_>, hidden: &BTreeSet<LaneIx>, height: f32) -> RowPlan {
    RowPlan::new(&PlanRequest {
        store: request.store,
        hidden,
        height,
        has_eras: has_eras(request),
        calendar: request.calendar,
        scope: Scope::Only(request.shown, request.view.span()),
    })
}

fn lay_timeline(
    request: &FigureRequest<'_>,
    hidden: &BTreeSet<LaneIx>,
    width: f32,
    height: f32,
    numbers: Option<&BTreeMap<EventIx, String>>,
    only: Option<&BTreeSet<EventIx>>,
    shaper: &mut Shaper,
) -> Timeline {
    let plan = plan_rows(request, hidden, height);
    timeline(
        &Request {
            dataset: request.dataset,
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
            numbers,
            only,
        },
        shaper,
    )
}

/// The events let through that lie in view, at least in part, in lanes that the
/// picture has whole.
fn events_in_view(request: &FigureRequest<'_>, cut_off: &BTreeSet<LaneIx>) -> usize {
    let view = request.view.span();
    let in_lane = |lane: LaneIx| {
        let (store, shown) = (request.store, request.shown);
        let starting = store.counts(lane, &[view.start, view.end], shown)[0];
        (starting + store.running(lane, view.start, shown)) as usize
    };
    let lanes = (0..request.store.lanes().len()).map(|lane| LaneIx(lane as u16));
    lanes
        .filter(|lane| !request.hidden_lanes.contains(lane) && !cut_off.contains(lane))
        .map(in_lane)
        .sum()
}

/// The last line, wrapped, and the count that it gives.
struct Provenance {
    lines: Vec<String>,
    in_view: usize,
}

/// What the picture was made from and what it leaves out.
fn provenance(
    request: &FigureRequest<'_>,
    cut_off: &BTreeSet<LaneIx>,
    width: f32,
    shaper: &mut Shaper,
) -> Provenance {
    // Enough digits to tell files apart.
    const CHECKSUM_DIGITS: usize = 12;
    const MOST_LINES: usize = 5;
    let MadeFrom {
        file,
        sha256,
        filters,
    } = &request.made_from;
    let in_view = events_in_view(request, cut_off);
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
    if !cut_off.is_empty() {
        let lanes = request.store.lanes();
        let titles = cut_off
            .iter()
            .map(|lane| lanes[usize::from(lane.0)].title.as_str());
        let titles: Vec<&str> = titles.collect();
        parts.push(format!("no room for {}", titles.join(", ")));
    }
    parts.retain(|part| !part.is_empty());
    // What is read from the right must not take its neighbours along.
    for part in parts
        .iter_mut()
        .filter(|part| part.chars().any(may_reorder))
    {
        *part = format!("\u{2068}{part}\u{2069}");
    }
    let line = parts.join(" · ");
    Provenance {
        lines: shaper.wrap(&line, SMALL_SIZE, Weight::Regular, width, MOST_LINES),
        in_view,
    }
}

/// How far a line is moved to the right: text that is read from the right
/// begins at the right edge.
fn indent(line: &str, width: f32, room: f32) -> f32 {
    if is_rtl(line) {
        (room - width).max(0.0)
    } else {
        0.0
    }
}

fn block_height(lines: usize, size: f32) -> f32 {
    if lines == 0 {
        0.0
    } else {
        lines as f32 * size * LEADING + 8.0
    }
}

pub(super) fn text(
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
