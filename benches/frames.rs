//! How long a frame takes: layout, scene, and egui's tessellation, on one core.
//!
//! `cargo bench --bench frames -- FILE…` goes through sixty steps a pass:
//! twenty zooming in from everything to an hour or so, twenty panning windows
//! over the whole range, twenty zooming out. No step shows what the one before
//! showed, so hardly any title is known from it.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod common;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use eframe::egui;
use tarikh::dates::{Time, TimeSpan};
use tarikh::layout::{PlanRequest, Request, RowPlan, Scope, View, timeline};
use tarikh::model::{Dataset, Index};
use tarikh::render::egui::{GalleyCache, fonts, paint};
use tarikh::scene::style::{Theme, ThemeName};
use tarikh::store::{EventSet, Store};
use tarikh::text::{Shaper, Weight};

const WIDTH: f32 = 1920.0;
const HEIGHT: f32 = 1080.0;
const PASSES: usize = 5;
const STEPS: usize = 20;
/// How many times narrower than everything the deepest step is: 43 years to
/// an hour and a half.
const DEPTH: f64 = 262_144.0;
/// The same for the panned windows: 43 years to 60 days.
const PANNED: f64 = 262.0;

fn main() {
    for file in common::files() {
        measure(&file, common::open(&file).dataset);
    }
}

fn measure(file: &str, dataset: Dataset) {
    let index = Index::new(&dataset);
    let store = Store::build(&dataset, &index);
    let all = store.all();
    let plan = RowPlan::new(&PlanRequest {
        store: &store,
        hidden: &BTreeSet::new(),
        height: HEIGHT,
        has_eras: false,
        calendar: None,
        scope: Scope::Everything(&all),
    });
    let context = egui::Context::default();
    context.set_fonts(fonts());
    let data = store.data_span().unwrap();
    let mut frames = Frames {
        dataset: &dataset,
        store: &store,
        all: &all,
        plan: &plan,
        context: &context,
        shaper: Shaper::new(),
        galleys: GalleyCache::default(),
        busiest: busiest(&store, &all, data),
    };
    // Fonts are read and glyphs drawn once.
    frames.pass(data);
    let mut times = Vec::new();
    for _ in 0..PASSES {
        frames.shaper = warm();
        frames.galleys = GalleyCache::default();
        times.extend(frames.pass(data));
    }
    if std::env::var_os("STEPS").is_some() {
        for (at, time) in times.iter().take(60).enumerate() {
            println!("{at} {:?}", time);
        }
    }
    let sum = |time: &[Duration; 3]| time.iter().sum::<Duration>();
    let mut all_times: Vec<Duration> = times.iter().map(sum).collect();
    all_times.sort_unstable();
    let at = |share: f64| {
        all_times[((all_times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3
    };
    println!(
        "frames file={file} events={} p50_ms={:.2} p99_ms={:.2} max_ms={:.2}",
        dataset.events.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Has read its fonts, but knows no title.
fn warm() -> Shaper {
    let mut shaper = Shaper::new();
    for weight in [Weight::Regular, Weight::Bold] {
        shaper.width("a", 12.0, weight);
        shaper.least_width("a", 12.0, weight);
    }
    shaper
}

/// The middle of the fullest hundredth of the data.
fn busiest(store: &Store, all: &EventSet, data: TimeSpan) -> Time {
    use tarikh::store::EventStore;
    let edges: Vec<Time> = (0..=100)
        .map(|at| {
            data.start
                .plus_seconds(data.seconds() * f64::from(at) / 100.0)
        })
        .collect();
    let mut sums = vec![0; 100];
    for lane in 0..store.lanes().len() {
        for (sum, count) in
            sums.iter_mut()
                .zip(store.counts(tarikh::model::LaneIx(lane as u16), &edges, all))
        {
            *sum += count;
        }
    }
    let most = (0..100).max_by_key(|&at| sums[at]).unwrap();
    edges[most].plus_seconds(data.seconds() / 200.0)
}

struct Frames<'a> {
    dataset: &'a Dataset,
    store: &'a Store,
    all: &'a EventSet,
    plan: &'a RowPlan,
    context: &'a egui::Context,
    shaper: Shaper,
    galleys: GalleyCache,
    busiest: Time,
}

impl Frames<'_> {
    fn pass(&mut self, data: TimeSpan) -> Vec<[Duration; 3]> {
        let whole = View::fitting(data);
        let share = self.busiest.seconds_since(whole.start) / whole.seconds;
        let zoom = |step: usize| whole.zoomed(share, DEPTH.powf(step as f64 / (STEPS - 1) as f64));
        let window = whole.zoomed(0.0, PANNED);
        let pan = |step: usize| window.panned((PANNED - 1.0) * step as f64 / (STEPS - 1) as f64);
        let views = (0..STEPS)
            .map(zoom)
            .chain((0..STEPS).map(pan))
            .chain((0..STEPS).rev().map(zoom));
        let views: Vec<View> = views.collect();
        views.into_iter().map(|view| self.frame(view)).collect()
    }

    fn frame(&mut self, view: View) -> [Duration; 3] {
        let theme = Theme::named(ThemeName::Light);
        let before = Instant::now();
        let drawn = timeline(
            &Request {
                dataset: self.dataset,
                store: self.store,
                plan: self.plan,
                shown: self.all,
                view,
                scroll_y: 0.0,
                width: WIDTH,
                height: HEIGHT,
                theme: &theme,
                calendar: None,
                selected: None,
                numbers: None,
                only: None,
            },
            &mut self.shaper,
        );
        let laid_out = before.elapsed();
        let mut painted = Duration::ZERO;
        let mut output = self.context.run_ui(egui::RawInput::default(), |ui| {
            let painter = ui.ctx().debug_painter();
            let from = Instant::now();
            paint(&drawn.scene, &painter, egui::Pos2::ZERO, &mut self.galleys);
            painted = from.elapsed();
        });
        let from = Instant::now();
        let shapes = std::mem::take(&mut output.shapes);
        let meshes = self.context.tessellate(shapes, output.pixels_per_point);
        let tessellated = from.elapsed();
        std::hint::black_box(meshes);
        output.drop_without_applying_deltas();
        [laid_out, painted, tessellated]
    }
}
