//! How long the window's frames take while it looks for words and hides lanes.
//!
//! `cargo bench --bench window -- FILE…` drives the window itself, as its tests
//! do, without a display: it types a word letter by letter, then clicks a lane
//! away and back, and takes the time of every frame until nothing is left to be
//! done: the panels, the timeline, the tree for screen readers, tessellation.
//! What a graphics card would do is not in it. `max_cpu_ms` is the most that one
//! of them took of a processor (known on Linux, 0 elsewhere): what is above it
//! in `max_ms` was spent waiting for one.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]
#![expect(clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

#[expect(dead_code, reason = "the window opens its files itself")]
mod common;

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use tarikh::app::{Chosen, Document, Outside, PathFor, Settings, TarikhApp};
use tarikh::model::EventIx;

const FIELD: &str = "Search events, people, places, sources";

/// A window without dialogs and without a browser.
struct Nothing;

impl Outside for Nothing {
    fn choose(
        &self,
        _: PathFor,
        _: &str,
        _: Sender<Chosen>,
        _: Box<dyn Fn() + Send>,
    ) -> Result<(), String> {
        Err("none".to_owned())
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Err("none".to_owned())
    }
}

fn main() {
    for file in common::files() {
        measure(&file);
    }
}

fn measure(file: &str) {
    let document = Document::open(Path::new(file)).unwrap();
    let events = document.dataset.events.len();
    let word = word_of(&document);
    let lane = document
        .dataset
        .lanes
        .first()
        .map(|lane| lane.title.clone());
    let settings = Settings {
        reduced_motion: true,
        ..Settings::default()
    };
    let app = TarikhApp::new(document, settings, None, Box::new(Nothing));
    let mut harness = Harness::builder()
        .with_size([1600.0, 1000.0])
        .build_eframe(move |_| app);
    let mut window = Window {
        file,
        events,
        harness: &mut harness,
    };
    window.until_done("open");
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.until_done("field");
    for letter in word.chars() {
        let field = window.harness.get_by_role_and_label(Role::TextInput, FIELD);
        field.type_text(&letter.to_string());
        window.until_done(&format!("letter={letter}"));
    }
    window.harness.key_press(Key::Escape);
    window.until_done("clear");
    for what in ["lane-off", "lane-on"] {
        let Some(lane) = &lane else { continue };
        let label = format!("{lane}, ");
        let row = window.harness.query_all_by_label_contains(&label).next();
        row.unwrap().click();
        window.until_done(what);
    }
}

/// The longest word of the title in the middle.
fn word_of(document: &Document) -> String {
    let middle = EventIx((document.dataset.events.len() / 2) as u32);
    let title = document.dataset.events.title(middle);
    let words = title.split(|c: char| !c.is_alphabetic());
    let longest = words.max_by_key(|word| word.chars().count());
    longest.unwrap_or_default().to_lowercase()
}

struct Window<'a> {
    file: &'a str,
    events: usize,
    harness: &'a mut Harness<'static, TarikhApp>,
}

impl Window<'_> {
    /// Frames, one after the other, until all is done that was asked for.
    fn until_done(&mut self, what: &str) {
        let begun = Instant::now();
        let mut frames: Vec<[Duration; 2]> = vec![self.frame(), self.frame()];
        while self.harness.state().is_busy() {
            // As long as a screen shows a frame.
            std::thread::sleep(Duration::from_millis(8));
            frames.push(self.frame());
        }
        frames.push(self.frame());
        let done = begun.elapsed();
        let cpu = frames.iter().map(|frame| frame[1]).max();
        let mut frames: Vec<Duration> = frames.iter().map(|frame| frame[0]).collect();
        frames.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "window file={} events={} step={what} frames={} p50_ms={:.2} max_ms={:.2} max_cpu_ms={:.2} until_done_ms={:.0}",
            self.file,
            self.events,
            frames.len(),
            ms(frames[frames.len() / 2]),
            ms(frames[frames.len() - 1]),
            ms(cpu.unwrap_or_default()),
            ms(done)
        );
    }

    /// How long a frame took, and how much of a processor.
    fn frame(&mut self) -> [Duration; 2] {
        let (begun, cpu) = (Instant::now(), cpu_time());
        self.harness.step();
        let output = self.harness.output();
        let (shapes, scale) = (output.shapes.clone(), output.pixels_per_point);
        std::hint::black_box(self.harness.ctx.tessellate(shapes, scale));
        [begun.elapsed(), cpu_time().saturating_sub(cpu)]
    }
}

/// Of this thread. The first field counts nanoseconds.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = stat.split_whitespace().next();
    Duration::from_nanos(first.and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}
