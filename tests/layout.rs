//! Scenes as values: what a reader of a timeline would notice.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{
    Opened, any_dataset, event, lane, naive_span, naive_spans, opened, sample, span, time,
};
use proptest::prelude::*;
use tarikh::dates::{Calendar, Time, TimeSpan};
use tarikh::layout::{
    FigureRequest, MadeFrom, OverviewRequest, PlanRequest, Request, RowPlan, Scope, SourceList,
    TimeScale, Timeline, View, figure, overview, timeline,
};
use tarikh::model::{Dataset, EventIx, LaneIx};
use tarikh::scene::style::{MARK_CONTRAST, TEXT_CONTRAST, Theme, ThemeName};
use tarikh::scene::{Color, Item, Rect, Scene, Target};
use tarikh::store::{EventSet, Filter};
use tarikh::text::Shaper;

const WIDTH: f32 = 1000.0;
const HEIGHT: f32 = 700.0;

fn lay_out(
    opened: &Opened,
    view: View,
    change: impl Fn(&mut Request<'_>),
    shaper: &mut Shaper,
) -> Timeline {
    let theme = Theme::named(ThemeName::Light);
    let plan = RowPlan::new(&PlanRequest {
        store: &opened.store,
        hidden: &BTreeSet::new(),
        height: HEIGHT,
        has_eras: false,
        calendar: None,
        scope: Scope::Everything(&opened.all),
    });
    let mut request = Request {
        dataset: &opened.dataset,
        store: &opened.store,
        plan: &plan,
        shown: &opened.all,
        view,
        scroll_y: 0.0,
        width: WIDTH,
        height: 4.0 * HEIGHT,
        theme: &theme,
        calendar: None,
        selected: None,
        numbers: None,
        only: None,
    };
    change(&mut request);
    timeline(&request, shaper)
}

fn plain(opened: &Opened, view: View) -> Timeline {
    lay_out(opened, view, |_| {}, &mut Shaper::new())
}

/// The events in view that a picture shows: those in its marks, and those that
/// its dense blocks and left edges count. Every number must be printed.
fn shown_count(opened: &Opened, drawn: &Timeline, shown: &EventSet) -> usize {
    let view = TimeSpan::new(
        drawn.scale.time_from_x(0.0),
        drawn.scale.time_from_x(f64::from(WIDTH)),
    );
    let own = drawn.marks.iter().filter(|mark| !mark.is_in_block);
    let marked = own.flat_map(|mark| &mark.events);
    let spans = naive_spans(opened);
    let in_view = |event: &&EventIx| spans[event.0 as usize].unwrap().overlaps(view);
    let mut count = marked.filter(in_view).count();
    let is_printed = |number: u32, after: &str| {
        let number = tarikh::text::grouped(number.into());
        let wanted = format!("{number}{after}");
        drawn
            .scene
            .items
            .iter()
            .any(|item| matches!(item, Item::Text { text, .. } if text.contains(&wanted)))
    };
    for block in &drawn.blocks {
        assert!(is_printed(block.count, ""), "{block:?}");
        count += block.count as usize;
    }
    for &(lane, earlier) in &drawn.earlier {
        assert!(is_printed(earlier, " began earlier"), "{lane:?} {earlier}");
        count += earlier as usize;
    }
    for event in drawn.marks.iter().flat_map(|mark| &mark.events) {
        assert!(shown.contains(*event));
    }
    count
}

fn any_view() -> impl Strategy<Value = View> {
    (600_000_000_i64..860_000_000, 3.0_f64..9.0).prop_map(|(start, digits)| View {
        start: Time::from_secs(start),
        seconds: 10_f64.powf(digits),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_title_never_lies_on_another_title_or_on_another_mark(
        dataset in any_dataset(120),
        view in any_view(),
    ) {
        let opened = opened(dataset);
        let drawn = plain(&opened, view);
        for (at, title) in drawn.titles.iter().enumerate() {
            for other in &drawn.titles[at + 1..] {
                prop_assert!(!title.rect.overlaps(other.rect), "{title:?} {other:?}");
            }
            let own = drawn.marks.iter().position(|mark| mark.events.contains(&title.event));
            for (ix, mark) in drawn.marks.iter().enumerate() {
                // A bar on a longer bar bears its own title.
                let is_below = title.is_inside && own.is_some_and(|own| ix < own);
                let is_other = Some(ix) != own && !is_below;
                prop_assert!(!is_other || !title.rect.overlaps(mark.rect), "{title:?} {mark:?}");
            }
        }
    }

    #[test]
    fn every_event_in_view_is_in_exactly_one_mark(
        dataset in any_dataset(150),
        view in any_view(),
    ) {
        let opened = opened(dataset);
        let drawn = plain(&opened, view);
        let mut seen: BTreeMap<EventIx, usize> = BTreeMap::new();
        for event in drawn.marks.iter().flat_map(|mark| &mark.events) {
            *seen.entry(*event).or_default() += 1;
        }
        prop_assert!(seen.values().all(|&times| times == 1));
        for ix in (0..opened.dataset.events.len()).map(|ix| EventIx(ix as u32)) {
            if naive_span(&opened, ix).is_some_and(|own| own.overlaps(view.span())) {
                prop_assert!(seen.contains_key(&ix), "{:?}", opened.dataset.events.get(ix));
            }
        }
    }

    #[test]
    fn what_is_drawn_adds_up_to_the_events_in_view_under_any_filter(
        dataset in any_dataset(2_000),
        view in any_view(),
        height in 120.0_f32..500.0,
        letter in "[a-e]?",
        selected in proptest::option::of(0_u32..2_000),
    ) {
        let opened = opened(dataset);
        let filter = Filter { query: letter, ..Filter::default() };
        let shown = opened.store.matching(&opened.dataset, &opened.index, &filter);
        let plan = RowPlan::new(&PlanRequest {
            store: &opened.store,
            hidden: &BTreeSet::new(),
            height,
            has_eras: false,
            calendar: None,
            scope: Scope::Everything(&opened.all),
        });
        let events = opened.dataset.events.len() as u32;
        let selected = selected.map(|ix| EventIx(ix % events));
        let drawn = timeline(
            &Request {
                dataset: &opened.dataset,
                store: &opened.store,
                plan: &plan,
                shown: &shown,
                view,
                scroll_y: 0.0,
                width: WIDTH,
                height: 4.0 * HEIGHT,
                theme: &Theme::named(ThemeName::Light),
                calendar: None,
                selected,
                numbers: None,
                only: None,
            },
            &mut Shaper::new(),
        );
        let spans = naive_spans(&opened);
        let in_view = (0..events).map(EventIx).filter(|&ix| {
            let span = spans[ix.0 as usize];
            shown.contains(ix) && span.is_some_and(|own| own.overlaps(view.span()))
        });
        prop_assert_eq!(shown_count(&opened, &drawn, &shown), in_view.count());
    }

    #[test]
    fn a_title_on_a_bar_stands_within_the_time_of_its_event(
        dataset in any_dataset(150),
        view in any_view(),
    ) {
        let opened = opened(dataset);
        let drawn = plain(&opened, view);
        for title in drawn.titles.iter().filter(|title| title.is_inside) {
            let own = naive_span(&opened, title.event).unwrap();
            // An end that is not known fades over some pixels past the span.
            const FADE: f64 = 32.0;
            let (x0, x1) = (drawn.scale.x_from_time(own.start), drawn.scale.x_from_time(own.end));
            prop_assert!(x0 - FADE <= f64::from(title.rect.x0), "{title:?} {x0}");
            prop_assert!(f64::from(title.rect.x1) <= x1 + FADE, "{title:?} {x1}");
        }
    }

    #[test]
    fn a_fold_prints_the_number_of_events_it_holds(
        dataset in any_dataset(150),
        view in any_view(),
    ) {
        let opened = opened(dataset);
        let drawn = plain(&opened, view);
        for mark in drawn.marks.iter().filter(|mark| mark.events.len() > 1) {
            let middle = (mark.rect.y0 + mark.rect.y1) / 2.0;
            let count = mark.events.len().to_string();
            let is_printed = drawn.scene.items.iter().any(|item| match item {
                Item::Text { at, text, .. } => {
                    *text == count && (at.y - middle).abs() < 8.0 && mark.rect.x0 <= at.x && at.x <= mark.rect.x1
                }
                _ => false,
            });
            prop_assert!(is_printed, "{mark:?}");
        }
    }

    #[test]
    fn an_event_keeps_its_row_while_the_view_pans_and_zooms(
        dataset in any_dataset(80),
        view in any_view(),
        share in -0.4_f64..0.4,
        factor in 0.3_f64..3.0,
    ) {
        let opened = opened(dataset);
        let rows = |view| -> BTreeMap<EventIx, i32> {
            let drawn = plain(&opened, view);
            let marks = drawn.marks.iter();
            marks.flat_map(|mark| mark.events.iter().map(|&event| (event, mark.rect.y0 as i32))).collect()
        };
        let (before, after) = (rows(view), rows(view.panned(share).zoomed(0.5, factor)));
        for (event, row) in &before {
            prop_assert!(after.get(event).is_none_or(|other| other == row));
        }
    }

    #[test]
    fn panning_does_not_change_what_folds_together(
        dataset in any_dataset(120),
        view in any_view(),
        share in -0.3_f64..0.3,
    ) {
        let opened = opened(dataset);
        let drawn = [plain(&opened, view), plain(&opened, view.panned(share))];
        // Groups at the edge of one picture may be cut by it.
        let inner = |drawn: &Timeline| -> BTreeMap<EventIx, Vec<EventIx>> {
            let inside = drawn.marks.iter().filter(|mark| mark.rect.x0 > 60.0 && mark.rect.x1 < WIDTH - 60.0);
            inside.map(|mark| (mark.events[0], mark.events.clone())).collect()
        };
        let (before, after) = (inner(&drawn[0]), inner(&drawn[1]));
        for (event, group) in &before {
            prop_assert!(after.get(event).is_none_or(|other| other == group), "{group:?} {:?}", after.get(event));
        }
    }

    #[test]
    fn axis_labels_do_not_touch_at_any_scale(start in -4e17_f64..4e17, digits in -5.0_f64..18.0, second in any::<bool>()) {
        let opened = opened(Dataset::default());
        let view = View { start: Time::from_secs(0).plus_seconds(start), seconds: 10_f64.powf(digits) };
        let mut shaper = Shaper::new();
        let calendar = second.then_some(Calendar::Persian);
        let drawn = lay_out(&opened, view, |request| request.calendar = calendar, &mut shaper);
        let labels = text_rects(&drawn.scene, &mut shaper);
        for (at, (text, rect)) in labels.iter().enumerate() {
            for (other_text, other) in &labels[at + 1..] {
                prop_assert!(!rect.overlaps(*other), "{text} {other_text} at {view:?}");
            }
        }
        let bottom_tier = labels.iter().filter(|(_, rect)| rect.y0 > 20.0 && rect.y1 < 48.0).count();
        prop_assert!(bottom_tier >= 1, "no tick label at {view:?}: {labels:?}");
    }

    #[test]
    fn zooming_keeps_the_time_under_the_pointer(start in -1e15_f64..1e15, digits in -2.0_f64..15.0, share in 0.0_f64..1.0, factor in 0.2_f64..5.0) {
        let view = View { start: Time::from_secs(0).plus_seconds(start), seconds: 10_f64.powf(digits) };
        let at = |view: View| view.start.plus_seconds(view.seconds * share);
        let zoomed = view.zoomed(share, factor);
        let moved = at(zoomed).seconds_since(at(view)).abs();
        // Nanoseconds are the finest that a time holds.
        prop_assert!(moved <= zoomed.seconds * 1e-6 + 4e-9, "{moved}");
    }
}

/// Each text of a scene with the box that it fills.
fn text_rects(scene: &Scene, shaper: &mut Shaper) -> Vec<(String, Rect)> {
    let texts = scene.items.iter().filter_map(|item| match item {
        Item::Text {
            at,
            text,
            size,
            weight,
            ..
        } => Some((at, text, *size, *weight)),
        _ => None,
    });
    texts
        .map(|(at, text, size, weight)| {
            let width = shaper.width(text, size, weight);
            let rect = Rect::new(at.x, at.y - 0.7 * size, at.x + width, at.y);
            (text.clone(), rect)
        })
        .collect()
}

#[test]
fn no_point_is_drawn_where_only_the_year_is_known() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![event("1", "a", "Famine", "1991", 3)].into(),
        ..Dataset::default()
    });
    let drawn = plain(&opened, View::of(span("1990/1992")));
    assert!(
        !drawn
            .scene
            .items
            .iter()
            .any(|item| matches!(item, Item::Disc { .. }))
    );
    let mark = &drawn.marks[0];
    let third = WIDTH / 3.0;
    assert!(
        (mark.rect.width() - third).abs() < 3.0,
        "as wide as the year: {mark:?}"
    );
}

#[test]
fn a_day_is_a_point_from_afar_and_a_span_from_near() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![event("1", "a", "Treaty", "1991-06-15", 3)].into(),
        ..Dataset::default()
    });
    let has_disc = |edtf: &str| {
        let drawn = plain(&opened, View::of(span(edtf)));
        drawn
            .scene
            .items
            .iter()
            .any(|item| matches!(item, Item::Disc { .. }))
    };
    assert!(has_disc("1990/1992"));
    assert!(!has_disc("1991-06-14/1991-06-16"));
}

#[test]
fn a_long_bars_title_slides_along_to_stay_in_view() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![event("1", "a", "A long war", "1900/2000", 3)].into(),
        ..Dataset::default()
    });
    for edtf in ["1890/1950", "1950/1960", "1990/2020"] {
        let drawn = plain(&opened, View::of(span(edtf)));
        let title = &drawn.titles[0];
        assert!(
            title.is_inside && title.rect.x0 >= 0.0 && title.rect.x1 <= WIDTH,
            "{edtf}: {title:?}"
        );
    }
}

#[test]
fn a_disputed_event_is_marked_by_shape_as_well_as_colour() {
    let opened = sample();
    let drawn = plain(&opened, View::of(span("1978/1982")));
    let warning = Theme::named(ThemeName::Light).warning;
    let diamonds = drawn.scene.items.iter().filter(|item| match item {
        Item::Polygon { points, fill } => points.len() == 4 && *fill == warning,
        _ => false,
    });
    let disputed = drawn
        .marks
        .iter()
        .filter(|mark| mark.events.len() == 1 && opened.store.is_disputed(mark.events[0]));
    let (diamonds, disputed) = (diamonds.count(), disputed.count());
    assert_eq!(diamonds, disputed);
    assert!(disputed > 3);
}

#[test]
fn the_selected_event_is_titled_even_where_others_fold() {
    let opened = sample();
    let whole = View::fitting(opened.store.data_span().unwrap());
    for ix in (0..opened.dataset.events.len()).map(|ix| EventIx(ix as u32)) {
        let mut shaper = Shaper::new();
        let drawn = lay_out(
            &opened,
            whole,
            |request| request.selected = Some(ix),
            &mut shaper,
        );
        let title = &opened.dataset.events.get(ix).title;
        let texts = drawn.scene.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => Some(text),
            _ => None,
        });
        let begins = |text: &&String| match text.strip_suffix('…') {
            Some(cut) => title.starts_with(cut.trim_end()),
            None => *text == title,
        };
        assert!(texts.filter(begins).count() >= 1, "{title}");
        let titled = drawn.titles.iter().filter(|drawn| drawn.event == ix);
        assert_eq!(titled.count(), 1, "{title}");
    }
}

#[test]
fn the_size_of_a_scene_is_bounded_by_pixels_not_by_events() {
    let scene_of = |count: usize| {
        let events = (0..count).map(|ix| {
            let (year, month, day) = (1900 + ix % 100, 1 + ix / 100 % 12, 1 + ix / 1200 % 28);
            event(
                &format!("{ix}"),
                "a",
                "Title",
                &format!("{year}-{month:02}-{day:02}"),
                3,
            )
        });
        let opened = opened(Dataset {
            lanes: vec![lane("a")],
            events: events.collect(),
            ..Dataset::default()
        });
        let drawn = plain(&opened, View::fitting(opened.store.data_span().unwrap()));
        assert_eq!(
            shown_count(&opened, &drawn, &opened.all),
            count,
            "nothing is dropped"
        );
        drawn.scene.items.len() + drawn.scene.hits.len()
    };
    let (small, large) = (scene_of(3_000), scene_of(30_000));
    assert!(large < small * 2, "{small} {large}");
    assert!(large < 3_000, "{large}");
}

#[test]
fn density_columns_count_every_event_that_starts_in_view() {
    let opened = sample();
    let data = opened.store.data_span().unwrap();
    let drawn = plain(&opened, View::fitting(data));
    let columns = drawn.scene.hits.iter().filter_map(|hit| match hit.target {
        Target::Density { count, .. } => Some(count),
        _ => None,
    });
    assert_eq!(columns.sum::<u32>() as usize, opened.dataset.events.len());
    let strip = overview(&OverviewRequest {
        store: &opened.store,
        shown: &opened.all,
        view: View::fitting(data),
        data,
        width: WIDTH,
        height: 60.0,
        theme: &Theme::named(ThemeName::Light),
    });
    let columns = strip.scene.hits.iter().filter_map(|hit| match hit.target {
        Target::Density { count, .. } => Some(count),
        _ => None,
    });
    assert_eq!(columns.sum::<u32>() as usize, opened.dataset.events.len());
    assert!(strip.window.width() > 0.95 * WIDTH);
}

#[test]
fn a_microsecond_beside_the_big_bang_does_not_jitter() {
    let far = time("Y-13800000000");
    let view = View {
        start: far,
        seconds: 1e-3,
    };
    let scale = TimeScale::new(view, 0.0, WIDTH);
    for micros in 0..1000_u32 {
        let time = Time::from_secs_nanos(far.secs(), micros * 1000);
        let x = scale.x_from_time(time);
        assert!((x - f64::from(micros)).abs() < 1e-3, "{x} {micros}");
        let back = scale.time_from_x(x).seconds_since(time);
        assert!(back.abs() < 2e-9, "{back}");
    }
}

#[test]
fn text_and_marks_have_the_contrast_they_need_in_every_theme() {
    for name in [ThemeName::Light, ThemeName::Dark, ThemeName::Print] {
        let theme = Theme::named(name);
        let grounds = [theme.canvas, theme.panel, theme.card];
        for (ground, text) in grounds.iter().flat_map(|g| {
            [theme.text, theme.text_weak, theme.accent, theme.warning].map(|t| (*g, t))
        }) {
            assert!(
                wcag_contrast(text, ground) >= f64::from(TEXT_CONTRAST),
                "{name:?} {text:?} on {ground:?}"
            );
        }
        assert!(
            wcag_contrast(theme.on_accent, theme.accent) >= f64::from(TEXT_CONTRAST),
            "{name:?} button"
        );
        assert!(
            wcag_contrast(theme.text_weak, theme.era) >= f64::from(TEXT_CONTRAST),
            "{name:?} era"
        );
        // Colours that a file may bring, the worst among them.
        let files = [
            "#ffffff", "#000000", "#ffff00", "#fbfaf7", "#808080", "#00ff00",
        ];
        let own = files.iter().map(|&color| Some(color)).chain([None]);
        for (at, color) in own.enumerate() {
            let lane = theme.lane_color(tarikh::model::LaneIx(at as u16), color);
            assert!(
                wcag_contrast(lane, theme.canvas) >= f64::from(MARK_CONTRAST),
                "{name:?} {color:?}"
            );
            let title = lane.readable_on(theme.canvas, TEXT_CONTRAST);
            assert!(
                wcag_contrast(title, theme.canvas) >= f64::from(TEXT_CONTRAST),
                "{name:?} {color:?}"
            );
            assert!(
                wcag_contrast(lane.text_on(), lane) >= 4.0,
                "{name:?} {color:?} inside"
            );
        }
    }
}

/// WCAG 2.2, "contrast ratio", by the book.
fn wcag_contrast(a: Color, b: Color) -> f64 {
    let luminance = |color: Color| {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

fn figure_of(
    opened: &Opened,
    view: View,
    sources: SourceList,
    height: f32,
) -> tarikh::layout::Figure {
    let texts = ["A figure", "What it shows."];
    figure_titled(opened, view, sources, height, texts)
}

fn figure_titled(
    opened: &Opened,
    view: View,
    sources: SourceList,
    height: f32,
    [title, caption]: [&str; 2],
) -> tarikh::layout::Figure {
    let request = FigureRequest {
        dataset: &opened.dataset,
        index: &opened.index,
        store: &opened.store,
        shown: &opened.all,
        hidden_lanes: &BTreeSet::new(),
        view,
        width: 1600.0,
        height,
        theme: &Theme::named(ThemeName::Light),
        calendar: Some(Calendar::Persian),
        selected: None,
        title: Some(title.to_owned()),
        caption: Some(caption.to_owned()),
        sources,
        made_from: MadeFrom {
            file: "file.csv".to_owned(),
            sha256: "0123456789abcdef".to_owned(),
            filters: vec!["disputed facts".to_owned()],
        },
    };
    figure(&request, &mut Shaper::new())
}

#[test]
fn a_figure_numbers_the_sources_of_its_titles_and_lists_them_below() {
    let opened = sample();
    let view = View::of(span("1986/1990"));
    let drawn = figure_of(&opened, view, SourceList::Short, 1400.0);
    assert_eq!(drawn.warnings, [""; 0]);
    let texts: Vec<&String> = drawn
        .scene
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text { text, .. } => Some(text),
            _ => None,
        })
        .collect();
    let numbered = texts
        .iter()
        .filter(|text| text.ends_with(']') && text.contains('['))
        .count();
    assert!(numbered > 5, "{texts:?}");
    assert!(texts.iter().any(|text| *text == "1."), "{texts:?}");
}

#[test]
fn a_figure_too_low_for_its_lanes_says_how_high_it_must_be() {
    let opened = sample();
    let view = View::fitting(opened.store.data_span().unwrap());
    let drawn = figure_of(&opened, view, SourceList::None, 300.0);
    let last_lines: String = drawn
        .scene
        .items
        .iter()
        .rev()
        .take(4)
        .filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert!(last_lines.contains("no room for"), "{last_lines}");
    assert!(drawn.in_view < 150);
    assert!(
        drawn.warnings[0].contains("at least"),
        "{:?}",
        drawn.warnings
    );
    let enough = figure_of(&opened, view, SourceList::None, 1000.0);
    assert_eq!(enough.warnings, [""; 0]);
}

/// The numbers in `[1, 3–5]` at the end of a title.
fn numbers_behind(text: &str) -> Vec<usize> {
    let Some((_, list)) = text
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
    else {
        return Vec::new();
    };
    let number = |text: &str| text.parse::<usize>().unwrap();
    list.split(", ")
        .filter(|part| *part != "…")
        .flat_map(|part| match part.split_once('–') {
            Some((from, to)) => number(from)..=number(to),
            None => number(part)..=number(part),
        })
        .collect()
}

#[test]
fn the_sources_listed_are_those_of_the_titles_drawn() {
    let opened = sample();
    for (edtf, height) in [
        ("1986/1996", 1000.0),
        ("2021-08/2021-10", 1400.0),
        ("1979/1990", 1300.0),
    ] {
        let drawn = figure_of(&opened, View::of(span(edtf)), SourceList::Short, height);
        let texts: Vec<&str> = drawn
            .scene
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let cited: BTreeSet<usize> = texts.iter().flat_map(|text| numbers_behind(text)).collect();
        let listed: BTreeSet<usize> = texts
            .iter()
            .filter_map(|text| text.strip_suffix('.')?.parse().ok())
            .collect();
        assert_eq!(listed, cited, "{edtf}: the sources listed and cited");
        let highest = cited.last().copied().unwrap();
        let all: BTreeSet<usize> = (1..=highest).collect();
        assert_eq!(cited, all, "{edtf}: no number is skipped");
        let says_more = texts
            .iter()
            .any(|text| text.contains("not listed for want"));
        let warns = drawn
            .warnings
            .iter()
            .any(|text| text.contains("did not fit"));
        assert_eq!(says_more, warns, "{edtf}");
    }
}

#[test]
fn the_legend_names_every_kind_of_mark_that_is_drawn() {
    let opened = sample();
    let drawn = figure_of(
        &opened,
        View::of(span("1986/1996")),
        SourceList::Short,
        800.0,
    );
    let has_fold = drawn
        .timeline
        .marks
        .iter()
        .any(|mark| mark.events.len() > 1);
    let names_it =
        drawn.scene.items.iter().any(
            |item| matches!(item, Item::Text { text, .. } if text.starts_with("several events")),
        );
    assert_eq!(has_fold, names_it);
    assert!(has_fold);
}

#[test]
fn what_is_shorter_than_its_mark_keeps_its_form_and_the_legend_says_so() {
    let one = |edtf: &str, from: &str| {
        let opened = opened(Dataset {
            lanes: vec![lane("a")],
            events: vec![event("1", "a", "x", edtf, 3)].into(),
            ..Dataset::default()
        });
        let drawn = figure_of(&opened, View::of(span(from)), SourceList::None, 500.0);
        let texts = drawn.scene.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.clone()),
            _ => None,
        });
        let texts: Vec<String> = texts.collect();
        move |words: &str| texts.iter().any(|text| text == words)
    };
    let short = "shorter than its mark";
    for (edtf, words) in [
        ("1348/1350", "interval"),
        ("1348-05-01/1348-05-09", "interval"),
        ("1348-05", "some time within"),
    ] {
        let says = one(edtf, "1000/1999");
        assert!(says(words) && says(short), "{edtf}");
        assert!(!says("day"), "{edtf}");
        let says = one(edtf, "1348-04/1348-06");
        assert!(says(words) && !says(short), "{edtf}");
    }
    for edtf in ["1348-05-01", "1348-05-01/1348-05-01"] {
        let says = one(edtf, "1000/1999");
        assert!(says("day") && !says(short) && !says("interval"), "{edtf}");
    }
}

#[test]
fn a_long_title_and_caption_are_wrapped_and_what_is_cut_is_named() {
    let opened = sample();
    let words = |count: usize| {
        let all: Vec<String> = (0..count).map(|at| format!("word{at}")).collect();
        all.join(" ")
    };
    let made = |title: String, caption: String| {
        let view = View::of(span("1978/1990"));
        figure_titled(&opened, view, SourceList::None, 1400.0, [&title, &caption])
    };
    let has = |drawn: &tarikh::layout::Figure, word: &str| {
        let words = drawn.scene.items.iter().filter_map(|item| match item {
            Item::Text { text, .. } => Some(text.split(' ')),
            _ => None,
        });
        words.flatten().any(|found| found == word)
    };
    let drawn = made(words(25), words(60));
    assert_eq!(drawn.warnings, [""; 0]);
    assert!(has(&drawn, "word24") && has(&drawn, "word59"));
    let drawn = made(words(90), words(500));
    assert_eq!(drawn.warnings.len(), 2, "{:?}", drawn.warnings);
    for (warning, name, last) in [
        (&drawn.warnings[0], "title", 89),
        (&drawn.warnings[1], "caption", 499),
    ] {
        assert!(warning.contains(name), "{warning}");
        let (_, left_out) = warning.split_once("Left out: ").unwrap();
        let first = left_out.split(' ').next().unwrap();
        let before = words(last + 1);
        let (kept, _) = before.split_once(&format!(" {first} ")).unwrap();
        let last_kept = kept.rsplit(' ').next().unwrap();
        assert!(has(&drawn, &format!("{last_kept}…")), "{last_kept}");
        assert!(before.ends_with(left_out), "{left_out}");
    }
}

#[test]
fn a_date_without_a_bound_on_one_side_has_no_sharp_edge_there() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![
            event("1", "a", "By", "[..1990]", 3),
            event("2", "a", "First", "1950", 3),
        ]
        .into(),
        ..Dataset::default()
    });
    let drawn = plain(&opened, View::of(span("1940/2000")));
    let arrows = drawn
        .scene
        .items
        .iter()
        .filter(|item| matches!(item, Item::Polygon { points, .. } if points.len() == 3));
    assert_eq!(arrows.count(), 1);
}

#[test]
fn density_columns_are_exact_far_back_and_close_up() {
    for (edtf, seconds) in [
        ("Y-13800000000", 1e-3),
        ("2021-10-20", 2e-5),
        ("Y-65000000", 3e4),
    ] {
        let opened = opened(Dataset {
            lanes: vec![lane("a")],
            events: vec![event("1", "a", "x", edtf, 3)].into(),
            ..Dataset::default()
        });
        let start = time(edtf).plus_seconds(-seconds / 2.0);
        let drawn = plain(&opened, View { start, seconds });
        let hits = drawn.scene.hits.iter().filter_map(|hit| match hit.target {
            Target::Density { count, .. } => Some((hit.rect.x0, hit.rect.x1, count)),
            _ => None,
        });
        let hits: Vec<(f32, f32, u32)> = hits.collect();
        assert_eq!(hits.len(), 1, "{edtf}");
        let (x0, x1, count) = hits[0];
        assert_eq!(count, 1);
        assert!(
            x0 - 0.5 <= WIDTH / 2.0 && WIDTH / 2.0 <= x1 + 0.5,
            "{edtf}: {x0}"
        );
    }
}

#[test]
fn the_list_of_sources_gives_way_to_the_lanes() {
    let opened = sample();
    let view = View::of(span("1986/1990"));
    let drawn = figure_of(&opened, view, SourceList::Short, 780.0);
    assert!(drawn.timeline.content_height <= drawn.timeline.plot.height() + 0.5);
    assert!(
        drawn.warnings[0].contains("did not fit"),
        "{:?}",
        drawn.warnings
    );
}

#[test]
fn a_figure_says_what_it_was_made_from_and_what_it_leaves_out() {
    let opened = sample();
    let drawn = figure_of(
        &opened,
        View::of(span("1986/1990")),
        SourceList::None,
        900.0,
    );
    let line = drawn.scene.items.iter().rev().find_map(|item| match item {
        Item::Text { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert_eq!(
        line.unwrap(),
        format!(
            "Afghanistan and Moscow, 1978–2021 · file.csv · SHA-256 0123456789ab · 1986 – 1990 · disputed facts · {} of 150 events",
            drawn.in_view
        )
    );
}

#[test]
fn the_same_request_gives_the_same_figure() {
    let opened = sample();
    let view = View::fitting(opened.store.data_span().unwrap());
    let [a, b] = [0, 1].map(|_| figure_of(&opened, view, SourceList::None, 1000.0));
    assert_eq!(a.scene, b.scene);
}

/// What a reader can read off a timeline: titles and folds, row by row.
fn in_words(opened: &Opened, drawn: &Timeline) -> String {
    let mut lines: Vec<(i32, i32, String)> = drawn
        .marks
        .iter()
        .map(|mark| {
            let title = drawn
                .titles
                .iter()
                .find(|title| title.event == mark.events[0]);
            let event = opened.dataset.events.get(mark.events[0]);
            let place = title.map_or("untitled", |title| {
                if title.is_inside {
                    "inside"
                } else if title.rect.x0 > mark.rect.x0 {
                    "right"
                } else {
                    "left"
                }
            });
            let fold = if mark.events.len() > 1 {
                format!(" fold of {}", mark.events.len())
            } else {
                String::new()
            };
            let text = format!(
                "{:>4}..{:<4} {} {place}{fold}",
                mark.rect.x0.round(),
                mark.rect.x1.round(),
                event.id
            );
            (mark.rect.y0 as i32, mark.rect.x0 as i32, text)
        })
        .collect();
    lines.sort();
    let mut text = String::new();
    let mut last = i32::MIN;
    for (y, _, line) in lines {
        if y != last {
            text.push_str(&format!("row at {y}\n"));
            last = y;
        }
        text.push_str(&format!("  {line}\n"));
    }
    text
}

#[test]
fn the_sample_reads_the_same_at_three_zooms() {
    let opened = sample();
    let whole = opened.store.data_span().unwrap();
    for (name, view) in [
        ("whole", View::fitting(whole)),
        ("soviet_war", View::of(span("1979/1989"))),
        ("october_2021", View::of(span("2021-10"))),
    ] {
        insta::assert_snapshot!(name, in_words(&opened, &plain(&opened, view)));
    }
}

#[test]
fn a_span_shown_is_in_view_and_moves_no_more_than_it_must() {
    let view = View::of(span("1990/1999"));
    let inside = view.showing(span("1995"));
    assert_eq!(inside, view);
    let later = view.showing(span("2003"));
    assert!(later.span().end >= time("2004") && later.start < time("2003"));
    let wide: TimeSpan = span("1900/2100");
    assert!(view.showing(wide).start <= wide.start);
}

#[test]
fn two_bars_through_the_whole_picture_are_counted_where_they_share_a_row() {
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: vec![
            event("1", "a", "Long", "1900/2000", 3),
            event("2", "a", "Shorter", "1940/1990", 4),
        ]
        .into(),
        ..Dataset::default()
    });
    let plan = RowPlan::new(&PlanRequest {
        store: &opened.store,
        hidden: &BTreeSet::new(),
        height: 60.0,
        has_eras: false,
        calendar: None,
        scope: Scope::Only(&opened.all, span("1950/1960")),
    });
    let shared = |request: &mut Request<'_>| request.height = 200.0;
    let theme = Theme::named(ThemeName::Light);
    let mut request = Request {
        dataset: &opened.dataset,
        store: &opened.store,
        plan: &plan,
        shown: &opened.all,
        view: View::of(span("1950/1960")),
        scroll_y: 0.0,
        width: WIDTH,
        height: 0.0,
        theme: &theme,
        calendar: None,
        selected: None,
        numbers: None,
        only: None,
    };
    shared(&mut request);
    let drawn = timeline(&request, &mut Shaper::new());
    assert_eq!(drawn.marks.len(), 1);
    assert_eq!(drawn.marks[0].events.len(), 2);
    let is_counted = drawn
        .scene
        .items
        .iter()
        .any(|item| matches!(item, Item::Text { text, .. } if text == "2"));
    assert!(is_counted);
}

/// A lane with so many events on each of the days of a year, the important ones
/// named; and a view of that year.
fn crowded(per_day: usize, important: &[(&str, &str)]) -> (Opened, View) {
    let days =
        (1..=12).flat_map(|month| (1..=28).map(move |day| format!("1991-{month:02}-{day:02}")));
    let crowd =
        days.flat_map(|day| (0..per_day).map(move |at| format!("{day}T{:02}:00:00Z", at % 24)));
    let crowd = crowd
        .enumerate()
        .map(|(at, when)| event(&format!("{at}"), "a", "Skirmish", &when, 2));
    let named = important
        .iter()
        .map(|(title, when)| event(title, "a", title, when, 5));
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: crowd.chain(named).collect(),
        ..Dataset::default()
    });
    (opened, View::of(span("1991")))
}

#[test]
fn the_most_important_of_a_crowd_are_still_titled() {
    let (opened, view) = crowded(40, &[("Treaty", "1991-04-10"), ("Election", "1991-09-20")]);
    let drawn = plain(&opened, view);
    assert!(!drawn.blocks.is_empty());
    for wanted in ["Treaty", "Election"] {
        let is_titled = drawn
            .titles
            .iter()
            .any(|title| opened.dataset.events.title(title.event) == wanted);
        assert!(is_titled, "{wanted}");
    }
}

#[test]
fn dense_and_sparse_parts_of_a_lane_are_drawn_each_in_its_way() {
    let (opened, _) = crowded(40, &[("Treaty", "1993-04-10"), ("Election", "1993-09-20")]);
    let drawn = plain(&opened, View::of(TimeSpan::new(time("1990"), time("1995"))));
    let counted: u32 = drawn.blocks.iter().map(|block| block.count).sum();
    assert_eq!(counted, 12 * 28 * 40);
    let own = drawn.marks.iter().filter(|mark| !mark.is_in_block);
    let titles: Vec<String> = own
        .flat_map(|mark| &mark.events)
        .map(|event| opened.dataset.events.title(*event).into_owned())
        .collect();
    assert_eq!(titles, ["Treaty", "Election"]);
}

#[test]
fn a_dense_block_keeps_its_count_while_the_view_pans() {
    let (opened, view) = crowded(60, &[]);
    let whole = |drawn: &Timeline| -> BTreeMap<Time, u32> {
        let inside = drawn
            .blocks
            .iter()
            .filter(|block| block.rect.x0 > 1.0 && block.rect.x1 < WIDTH - 1.0);
        inside
            .map(|block| (block.span.start, block.count))
            .collect()
    };
    let before = whole(&plain(&opened, view));
    assert!(before.len() > 2);
    for share in [0.013, -0.02, 0.11] {
        let after = whole(&plain(&opened, view.panned(share)));
        for (start, count) in &after {
            assert!(
                before.get(start).is_none_or(|known| known == count),
                "{start:?}"
            );
        }
        assert!(
            after
                .keys()
                .filter(|start| before.contains_key(start))
                .count()
                > 1
        );
    }
}

#[test]
fn what_began_earlier_than_a_crowded_view_is_counted_in_words() {
    let long = (0..500).map(|at| {
        event(
            &format!("{at}"),
            "a",
            "A war",
            "1980/2000",
            1 + (at % 5) as u8,
        )
    });
    let opened = opened(Dataset {
        lanes: vec![lane("a")],
        events: long.collect(),
        ..Dataset::default()
    });
    let drawn = plain(&opened, View::of(span("1991")));
    let marked: usize = drawn.marks.iter().map(|mark| mark.events.len()).sum();
    assert!(marked > 0, "the most important are drawn");
    assert_eq!(drawn.earlier, [(LaneIx(0), 500 - marked as u32)]);
    assert_eq!(shown_count(&opened, &drawn, &opened.all), 500);
}

#[test]
fn an_event_selected_in_a_crowd_is_raised_out_of_it() {
    let (opened, view) = crowded(40, &[]);
    let chosen = EventIx(5_000);
    let drawn = lay_out(
        &opened,
        view,
        |request| request.selected = Some(chosen),
        &mut Shaper::new(),
    );
    let titled = drawn.titles.iter().filter(|title| title.event == chosen);
    assert_eq!(titled.count(), 1);
    assert_eq!(shown_count(&opened, &drawn, &opened.all), 12 * 28 * 40);
}
