//! The window driven by accessible names, as a screen reader finds them. No
//! display, no graphics card; dialogs and the browser are played by the test.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tarikh::app::{Chosen, Document, Origin, Outside, PathFor, Settings, TarikhApp, ThemeChoice};

/// What the window did to the world.
#[derive(Default)]
struct World {
    /// The answer to the next file dialog; `None` cancels it.
    answer: Option<PathBuf>,
    /// The dialog comes back with nothing before anybody can have seen it.
    has_no_dialogs: bool,
    /// No dialog can be shown.
    is_mute: bool,
    opened: Vec<String>,
}

struct FakeOutside(Rc<RefCell<World>>);

impl Outside for FakeOutside {
    fn choose(
        &self,
        purpose: PathFor,
        _name: &str,
        reply: Sender<Chosen>,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<(), String> {
        if self.0.borrow().is_mute {
            return Err("no portal".to_owned());
        }
        let after = if self.0.borrow().has_no_dialogs {
            Duration::from_millis(4)
        } else {
            Duration::from_secs(2)
        };
        let path = self.0.borrow_mut().answer.take();
        let chosen = Chosen {
            purpose,
            path,
            after,
        };
        reply.send(chosen).unwrap();
        wake();
        Ok(())
    }

    fn open_link(&self, url: &str) -> Result<(), String> {
        self.0.borrow_mut().opened.push(url.to_owned());
        Ok(())
    }
}

const SMALL: &str = r##"{
  "tarikh": 1,
  "title": "A small war",
  "lanes": [
    {"id": "war", "title": "War", "color": "#a7403a"},
    {"id": "talks", "title": "Talks"}
  ],
  "sources": [
    {"id": "paper", "type": "article-newspaper", "title": "Troops cross the river",
     "URL": "https://news.example/river?id=1", "reliability": "B", "language": "en",
     "issued": {"date-parts": [[1979, 12, 25]]}, "container-title": "The Daily Paper"},
    {"id": "book", "type": "book", "title": "تاریخ جنگ", "author": [{"family": "Karimi"}]},
    {"id": "evil", "type": "webpage", "title": "A script", "URL": "javascript:alert(1)"}
  ],
  "events": [
    {"id": "e1", "title": "First shots", "when": "1979-12-25", "lane": "war", "importance": 5,
     "summary": "Troops crossed the river at night. Nobody fired.",
     "people": ["General Ivanov"], "place": {"name": "Termez"},
     "citations": [{"source": "paper", "note": "Reports the crossing.", "locator": {"kind": "page", "value": "1"}},
                   {"source": "book", "stance": "disputes", "note": "Puts it a day later."}],
     "claims": [
       {"about": "Soldiers", "value": "Eighty thousand", "best": 80000, "credibility": 2, "citations": [{"source": "paper"}]},
       {"about": "Soldiers", "value": "Fifty thousand", "citations": [{"source": "book"}]}]},
    {"id": "e2", "title": "Talks begin", "when": "1982-06", "lane": "talks", "importance": 4,
     "citations": [{"source": "evil"}], "relations": [{"kind": "follows", "event": "e1"}]},
    {"id": "e3", "title": "Last troops leave", "when": "1989-02-15", "lane": "war", "importance": 5,
     "people": ["General Gromov"]},
    {"id": "e4", "title": "A rumour", "when": "", "lane": "talks"}
  ],
  "views": [{"title": "The eighties", "from": "1980", "to": "1989", "selected": "e2"}]
}"##;

type Window = Harness<'static, TarikhApp>;

fn settings() -> Settings {
    Settings {
        theme: ThemeChoice::Light,
        reduced_motion: true,
        ..Settings::default()
    }
}

fn document(json: &str) -> Document {
    Document::from_bytes(json.as_bytes(), "small.tarikh", Origin::Sample).unwrap()
}

fn window_with(document: Document, world: &Rc<RefCell<World>>) -> Window {
    window_keeping(document, world, None)
}

/// A window that keeps its settings.
fn window_keeping(
    document: Document,
    world: &Rc<RefCell<World>>,
    settings_path: Option<PathBuf>,
) -> Window {
    let app = TarikhApp::new(
        document,
        settings(),
        settings_path,
        Box::new(FakeOutside(Rc::clone(world))),
    );
    let mut harness = Harness::builder()
        .with_size([1600.0, 1000.0])
        .with_max_steps(20)
        .build_eframe(move |_| app);
    wait(&mut harness);
    harness
}

fn window() -> (Window, Rc<RefCell<World>>) {
    let world = Rc::default();
    (window_with(document(SMALL), &world), world)
}

/// Runs frames until a file has been read or a figure drawn.
fn wait(harness: &mut Window) {
    let start = Instant::now();
    // A spinner turns meanwhile, so the window does not come to rest.
    harness.run_steps(3);
    while harness.state().is_busy() {
        assert!(start.elapsed() < Duration::from_secs(60), "never finished");
        std::thread::sleep(Duration::from_millis(5));
        harness.run_steps(2);
    }
    harness.run();
}

fn shows(harness: &Window, text: &str) -> bool {
    is_under(harness.root(), text)
}

/// True when a text is said of a node or of anything in it.
fn is_under(node: egui_kittest::Node<'_>, text: &str) -> bool {
    let accesskit = node.accesskit_node();
    let said = [accesskit.value(), accesskit.label()];
    said.iter().flatten().any(|said| said.contains(text))
        || node.children().any(|child| is_under(child, text))
}

/// The panel at the right, and nothing else: what stands in it may well stand
/// in a filter or a mark too.
fn details<'a>(harness: &'a Window) -> egui_kittest::Node<'a> {
    harness.get_by_role_and_label(Role::Region, "Details of event")
}

fn details_show(harness: &Window, text: &str) -> bool {
    is_under(details(harness), text)
}

/// Fails unless the event of that title is the one selected.
fn selected(harness: &Window, title: &str) {
    assert!(
        details_show(harness, title),
        "{title:?} is not the selected event: {:?}",
        details(harness)
    );
}

fn status_has(harness: &Window, text: &str) {
    assert!(
        shows(harness, text),
        "the status bar lacks {text:?}: {:?}",
        harness
            .query_all_by_role(Role::Label)
            .filter_map(|label| label.value())
            .find(|label| label.contains(" of ") && label.contains('·'))
    );
}

#[test]
fn the_sample_opens_and_says_what_it_holds() {
    let world = Rc::default();
    let harness = window_with(Document::sample().unwrap(), &world);
    assert!(shows(&harness, "Afghanistan and Moscow, 1978–2021"));
    assert!(shows(&harness, "150 of 150 events"));
    assert!(shows(&harness, "Select an event"));
}

#[test]
fn an_event_can_be_selected_by_its_name_and_shows_its_sources() {
    let (mut harness, _) = window();
    harness
        .get_by_label("First shots, 25 December 1979, War, 2 sources, disputed")
        .click_accesskit();
    harness.run();
    for text in [
        "25 December 1979",
        "Termez",
        "Troops crossed the river at night",
        "General Ivanov",
        "Troops cross the river",
        "The Daily Paper, 25 December 1979",
        "Reports the crossing.",
        "Page 1",
        "تاریخ جنگ",
        "Puts it a day later.",
        "1 supports · 1 disputes · 2 voices",
        "Eighty thousand",
        "Fifty thousand",
        "B2",
        "not graded",
    ] {
        assert!(details_show(&harness, text), "the details lack {text:?}");
    }
}

/// So many sources are not listed in the dataset; each is made of its row.
#[test]
fn an_event_of_a_table_with_more_sources_than_are_listed_shows_its_own() {
    let mut table = "date,title,lane,importance,source\n".to_owned();
    for row in 0..20_001 {
        table.push_str(&format!("1979,Small,Many,1,Paper {row}\n"));
    }
    table.push_str("1989-02-15,Alone,Few,5,https://example.org/alone\n");
    let document = Document::from_bytes(table.as_bytes(), "many.csv", Origin::Sample).unwrap();
    assert_eq!(document.dataset.sources.len(), 1);
    let mut harness = window_with(document, &Rc::default());
    harness
        .get_by_label("Alone, 15 February 1989, Few, 2 sources")
        .click_accesskit();
    harness.run();
    for text in ["https://example.org/alone", "many.csv", "1 voice"] {
        assert!(details_show(&harness, text), "the details lack {text:?}");
    }
    assert!(!details_show(&harness, "no source of that id is in it"));
}

#[test]
fn a_mark_can_be_clicked_with_the_pointer() {
    let (mut harness, _) = window();
    harness
        .get_by_label("Last troops leave, 15 February 1989, War, 0 sources")
        .click();
    harness.run();
    assert!(details_show(&harness, "No source is cited for this event."));
    selected(&harness, "Last troops leave");
}

#[test]
fn the_arrow_keys_walk_through_the_events() {
    let (mut harness, _) = window();
    assert!(details_show(&harness, "Select an event"));
    harness.key_press(Key::ArrowRight);
    harness.run();
    selected(&harness, "First shots");
    harness.key_press(Key::ArrowRight);
    harness.run();
    selected(&harness, "Talks begin");
    assert!(details_show(&harness, "June 1982"));
    assert!(details_show(&harness, "Follows"), "it says what it follows");
    harness.key_press(Key::ArrowLeft);
    harness.run();
    selected(&harness, "Nobody fired");
    harness.key_press(Key::End);
    harness.run();
    selected(&harness, "Last troops leave");
    harness.key_press(Key::Home);
    harness.run();
    selected(&harness, "Nobody fired");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(details_show(&harness, "Select an event"));
}

#[test]
fn zoom_and_fit_by_key_change_the_range_and_back_returns() {
    let (mut harness, _) = window();
    status_has(&harness, "1979 – 1989 · 3 in view · 4 of 4 events");
    harness.key_press(Key::Plus);
    harness.key_press(Key::Plus);
    harness.run();
    assert!(!shows(&harness, "1979 – 1989 · 3"));
    status_has(&harness, "1982 – 1986 · 0 in view · 4 of 4 events");
    harness.key_press(Key::Num0);
    harness.run();
    status_has(&harness, "1979 – 1989 · 3 in view · 4 of 4 events");
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    harness.run();
    status_has(&harness, "1982 – 1986 · 0 in view · 4 of 4 events");
}

#[test]
fn the_wheel_zooms_where_the_pointer_is() {
    let (mut harness, _) = window();
    let timeline = harness.get_by_role(Role::Canvas).rect();
    harness.hover_at(timeline.center());
    harness.run();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 12.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run_steps(20);
    harness.run();
    status_has(&harness, "1984 · ");
}

#[test]
fn a_lane_can_be_hidden_and_shown_again() {
    let (mut harness, _) = window();
    harness.get_by_label("War, 2 events").click();
    harness.run();
    status_has(&harness, "2 of 4 events");
    assert!(shows(&harness, "1 lane hidden"));
    harness.get_by_label("War, 2 events").click();
    harness.run();
    status_has(&harness, "4 of 4 events");
}

#[test]
fn alt_click_shows_a_lane_alone() {
    let (mut harness, _) = window();
    harness
        .get_by_label("Talks, 2 events")
        .click_modifiers(Modifiers::ALT);
    harness.run();
    status_has(&harness, "2 of 4 events");
    assert!(
        harness
            .query_by_label("First shots, 25 December 1979, War, 2 sources, disputed")
            .is_none()
    );
}

#[test]
fn only_disputed_events_can_be_shown_and_the_filter_taken_away_below() {
    let (mut harness, _) = window();
    harness.get_by_label("Disputed facts").click();
    harness.run();
    status_has(&harness, "1 of 4 events");
    harness
        .get_by_label("Remove filter: Disputed facts")
        .click();
    harness.run();
    status_has(&harness, "4 of 4 events");
}

#[test]
fn a_person_in_the_filters_filters() {
    let (mut harness, _) = window();
    harness.get_by_label("General Gromov, 1 event").click();
    harness.run();
    status_has(&harness, "1 of 4 events");
    assert!(
        harness
            .query_by_label_contains("Last troops leave, 15 February 1989")
            .is_some()
    );
    assert!(harness.query_by_label_contains("First shots").is_none());
    harness.get_by_label("General Gromov, 1 event").click();
    harness.run();
    status_has(&harness, "4 of 4 events");
}

/// More events than are filtered between two frames.
fn many_events() -> Document {
    let events = (0..24_000).map(|at| {
        let (lane, word) = (["a", "b"][at % 2], ["river", "bridge", "road"][at % 3]);
        let year = 1900 + at % 100;
        format!(r#"{{"id":"e{at}","title":"{word} {at}","when":"{year}","lane":"{lane}"}}"#)
    });
    let events: Vec<String> = events.collect();
    document(&format!(
        r#"{{"tarikh":1,"title":"Many","lanes":[{{"id":"a","title":"A"}},{{"id":"b","title":"B"}}],
            "events":[{}]}}"#,
        events.join(",")
    ))
}

#[test]
fn many_events_are_filtered_beside_the_window_and_the_newest_question_wins() {
    let world = Rc::default();
    let mut harness = window_with(many_events(), &world);
    assert!(shows(&harness, "24,000 of 24,000 events"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    for letters in ["r", "iv", "er 7"] {
        let field = harness.get_by_label("Search events, people, places, sources");
        field.type_text(letters);
        harness.step();
    }
    assert!(harness.state().is_busy());
    // No count of before is given out as that of the new words.
    assert!(shows(&harness, "searching 24,000 events…"));
    assert!(shows(&harness, "Searching…"));
    assert!(!shows(&harness, "No event matches"));
    wait(&mut harness);
    let found = (0..24_000).filter(|at| at % 3 == 0);
    // The number is in the id too, which is searched as well.
    let found = found
        .filter(|at| at.to_string().contains('7') || (1900 + at % 100).to_string().contains('7'));
    let found = tarikh::text::grouped(found.count() as u64);
    status_has(&harness, &format!("{found} of 24,000 events"));
    assert!(shows(&harness, "river 7"));
    harness.key_press(Key::Escape);
    harness.step();
    wait(&mut harness);
    status_has(&harness, "24,000 of 24,000 events");
    // A date filters nothing, but its events are looked for.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    let field = harness.get_by_label("Search events, people, places, sources");
    field.type_text("1907");
    harness.step();
    assert!(shows(&harness, "Searching…") && !shows(&harness, "No event matches"));
    wait(&mut harness);
    assert!(shows(&harness, "Go to 1907"));
    harness.key_press(Key::Escape);
    harness.step();
    wait(&mut harness);
    harness.get_by_label_contains("A, 12,000 events").click();
    harness.step();
    wait(&mut harness);
    status_has(&harness, "12,000 of 24,000 events");
}

#[test]
fn words_filter_as_they_are_typed_and_escape_clears_them() {
    let (mut harness, _) = window();
    harness.key_press(Key::Slash);
    harness.run();
    let field =
        harness.get_by_role_and_label(Role::TextInput, "Search events, people, places, sources");
    field.type_text("river");
    harness.run();
    status_has(&harness, "1 of 4 events");
    assert!(details_show(&harness, "Select an event"), "not by typing");
    harness.key_press(Key::Enter);
    harness.run();
    selected(&harness, "Nobody fired");
    harness.key_press(Key::Slash);
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    status_has(&harness, "4 of 4 events");
}

#[test]
fn a_date_in_the_search_goes_there() {
    let (mut harness, _) = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    let field =
        harness.get_by_role_and_label(Role::TextInput, "Search events, people, places, sources");
    field.type_text("aug 1988");
    harness.run();
    harness.get_by_label("Go to August 1988").click();
    harness.run();
    status_has(&harness, "Jun 1988 – Oct 1988 · 0 in view · 4 of 4 events");
}

/// A table of 130 MB, whose last line but one is nearly all of it.
fn large_table(folder: &Path) -> PathBuf {
    use std::io::{Seek, Write};
    let path = folder.join("large.csv");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(b"date,title,lane\n").unwrap();
    for row in 0..30_000 {
        let year = 1900 + row % 100;
        writeln!(file, "{year},Event {row} of the beginning,Early").unwrap();
    }
    file.write_all(b"1950,").unwrap();
    file.set_len(136 << 20).unwrap();
    file.seek(std::io::SeekFrom::End(0)).unwrap();
    file.write_all(b"\n2010,The last,Late\n").unwrap();
    path
}

fn open_beginning(harness: &mut Window, world: &Rc<RefCell<World>>, path: &Path) {
    world.borrow_mut().answer = Some(path.to_owned());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    let begun = Instant::now();
    while !shows(harness, "its beginning is shown") {
        assert!(begun.elapsed() < Duration::from_secs(60), "never shown");
        assert!(!shows(harness, "The last"), "it came at once");
        harness.step();
    }
    assert!(shows(harness, "Early"));
}

#[test]
fn a_file_opened_over_the_beginning_of_another_takes_nothing_from_it() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let large = large_table(folder.path());
    let small = folder.path().join("other.tarikh");
    std::fs::write(&small, SMALL.replace("A small war", "Another war")).unwrap();
    open_beginning(&mut harness, &world, &large);
    harness.get_by_label_contains("Early, ").click();
    harness.run_steps(3);
    world.borrow_mut().answer = Some(small);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    harness.run_steps(2);
    wait(&mut harness);
    assert!(shows(&harness, "Another war"));
    status_has(&harness, "4 of 4 events");
    // One beginning after another: what comes back is what was there before.
    open_beginning(&mut harness, &world, &large);
    open_beginning(&mut harness, &world, &large);
    harness.get_by_label("Cancel").click();
    wait(&mut harness);
    assert!(shows(&harness, "Another war"));
    status_has(&harness, "4 of 4 events");
}

#[test]
fn the_beginning_of_a_large_table_is_shown_while_the_rest_is_read() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = large_table(folder.path());
    harness.key_press(Key::Slash);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Search events, people, places, sources")
        .type_text("river");
    harness.run();
    for is_cancelled in [true, false] {
        open_beginning(&mut harness, &world, &path);
        if is_cancelled {
            harness.get_by_label("Cancel").click();
            wait(&mut harness);
            // As it was left.
            status_has(&harness, "1 of 4 events");
            assert!(shows(&harness, "A small war"));
        }
    }
    wait(&mut harness);
    status_has(&harness, "30,001 of 30,001 events");
    assert!(shows(&harness, "Late"));
    assert!(!shows(&harness, "its beginning is shown"));
}

#[test]
fn a_file_is_opened_through_the_dialog() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.tarikh");
    std::fs::write(&path, SMALL.replace("A small war", "Another war")).unwrap();
    world.borrow_mut().answer = Some(path);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    assert!(shows(&harness, "Another war"));
    status_has(&harness, "other.tarikh");
}

#[test]
fn a_cancelled_dialog_changes_nothing() {
    let (mut harness, _) = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    assert!(shows(&harness, "A small war"));
    assert!(harness.query_by_label("Path of the file").is_none());
}

#[test]
fn a_path_is_asked_for_where_a_dialog_comes_to_nothing_at_once() {
    let (mut harness, world) = window();
    world.borrow_mut().has_no_dialogs = true;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("typed.tarikh");
    std::fs::write(&path, SMALL.replace("A small war", "A typed war")).unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    assert!(shows(&harness, "This system showed no file dialog"));
    // A wrong path keeps the form and what was typed; the rest can be added.
    let (slip, rest) = (folder.path().join("type"), "d.tarikh");
    let field = harness.get_by_label("Path of the file");
    field.type_text(&slip.display().to_string());
    harness.run();
    harness.key_press(Key::Enter);
    wait(&mut harness);
    assert!(shows(&harness, "There is no file"));
    harness.key_press(Key::End);
    harness.get_by_label("Path of the file").type_text(rest);
    harness.run();
    harness.key_press(Key::Enter);
    wait(&mut harness);
    assert!(shows(&harness, "A typed war"));

    // A copy is proposed beside the dataset, under a name that is not taken.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    wait(&mut harness);
    assert!(shows(&harness, "This system showed no file dialog"));
    let proposed = harness.get_by_label("Path of the file").value().unwrap();
    let copy = folder.path().canonicalize().unwrap();
    let copy = copy.join("typed copy.tarikh");
    assert_eq!(Path::new(&proposed).file_name(), copy.file_name());
    harness.get_by_label("Save").click();
    wait(&mut harness);
    assert_eq!(Document::open(&copy).unwrap().dataset.title, "A typed war");

    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run();
    harness.get_by_label("Choose…").click();
    wait(&mut harness);
    assert!(shows(&harness, "This system showed no file dialog"));
    let field = harness.get_by_role_and_label(Role::TextInput, "File");
    assert!(field.is_focused());
}

#[test]
fn a_typed_path_replaces_a_file_only_when_the_reader_says_so() {
    let (mut harness, world) = window();
    world.borrow_mut().is_mute = true;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.tarikh");
    std::fs::write(&path, "precious").unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    wait(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    let field = harness.get_by_label("Path of the file");
    field.type_text(&path.display().to_string());
    harness.run();
    harness.key_press(Key::Enter);
    wait(&mut harness);
    assert!(shows(&harness, "There is a file of that name"));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    harness.get_by_label("Replace").click();
    wait(&mut harness);
    assert_eq!(Document::open(&path).unwrap().dataset.title, "A small war");
}

#[test]
fn a_file_that_is_no_dataset_is_refused_and_the_old_one_stays() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n........").unwrap();
    world.borrow_mut().answer = Some(path);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    assert!(shows(&harness, "picture.png was not opened."));
    assert!(shows(&harness, "A small war"));
    harness.get_by_label("Dismiss the message").click();
    harness.run();
    assert!(!shows(&harness, "was not opened"));
}

#[test]
fn a_path_can_be_typed_where_there_is_no_dialog() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("typed.tarikh");
    std::fs::write(&path, SMALL.replace("A small war", "A typed war")).unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::O);
    harness.run();
    harness
        .get_by_label("Path of the file")
        .type_text(&path.display().to_string());
    harness.run();
    harness.get_by_label("Open").click();
    wait(&mut harness);
    assert!(shows(&harness, "A typed war"));
}

#[test]
fn a_changed_file_is_read_again_and_the_selection_stays() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.tarikh");
    std::fs::write(&path, SMALL).unwrap();
    world.borrow_mut().answer = Some(path.clone());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    harness.key_press(Key::End);
    harness.run();
    std::fs::write(
        &path,
        SMALL.replace("Last troops leave", "The last soldier leaves"),
    )
    .unwrap();
    harness.key_press(Key::F5);
    wait(&mut harness);
    assert!(shows(&harness, "The last soldier leaves"));
    // Still selected, by its id: the title is another one now.
    selected(&harness, "The last soldier leaves");
    std::fs::write(&path, "{ broken").unwrap();
    harness.key_press(Key::F5);
    wait(&mut harness);
    assert!(shows(&harness, "cannot be read any more"));
    selected(&harness, "The last soldier leaves");
}

#[test]
fn a_change_on_disk_is_noticed_without_being_asked() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("watched.tarikh");
    std::fs::write(&path, SMALL).unwrap();
    world.borrow_mut().answer = Some(path.clone());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    // As editors save: a new file moved over the old one.
    let beside = folder.path().join("watched.tmp");
    std::fs::write(&beside, SMALL.replace("A small war", "A war rewritten")).unwrap();
    std::fs::rename(&beside, &path).unwrap();
    let start = Instant::now();
    while !shows(&harness, "A war rewritten") {
        assert!(start.elapsed() < Duration::from_secs(30), "never noticed");
        std::thread::sleep(Duration::from_millis(50));
        harness.run_steps(2);
    }
}

#[test]
fn problems_of_a_file_are_counted_and_listed() {
    let world = Rc::default();
    let broken = SMALL.replace("\"source\": \"evil\"", "\"source\": \"nowhere\"");
    let mut harness = window_with(document(&broken), &world);
    assert!(shows(&harness, "was opened with problems"));
    harness.get_by_label("Show list").click();
    harness.run();
    assert!(shows(&harness, "Problems in the file"));
    assert!(shows(&harness, "nowhere"));
    harness.get_by_label("Close").click();
    harness.run();
    harness.get_by_label("Dismiss").click();
    harness.run();
    assert!(!shows(&harness, "was opened with problems"));
}

#[test]
fn a_link_shows_its_whole_address_and_opens_only_when_confirmed() {
    let (mut harness, world) = window();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.get_by_label("Open: Troops cross the river").click();
    harness.run();
    assert!(shows(&harness, "https://news.example/river?id=1"));
    assert!(world.borrow().opened.is_empty(), "nothing opened yet");
    harness.get_by_label("Cancel").click();
    harness.run();
    assert!(world.borrow().opened.is_empty());
    harness.get_by_label("Open: Troops cross the river").click();
    harness.run();
    harness.get_by_label("Open in browser").click();
    harness.run();
    assert_eq!(world.borrow().opened, ["https://news.example/river?id=1"]);
}

#[test]
fn an_address_that_would_run_something_is_refused_with_a_reason() {
    let (mut harness, world) = window();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.get_by_label("Open: A script").click();
    harness.run();
    assert!(shows(&harness, "Only http and https addresses are opened"));
    assert!(harness.query_by_label("Open in browser").is_none());
    harness.get_by_label("Close").click();
    harness.run();
    assert!(world.borrow().opened.is_empty());
}

#[test]
fn the_theme_can_be_switched_from_the_menu() {
    let (mut harness, _) = window();
    assert_eq!(harness.ctx.theme(), egui::Theme::Light);
    harness.get_by_label("View").click();
    harness.run();
    harness.get_by_label_contains("Dark theme").click();
    harness.run();
    assert_eq!(harness.ctx.theme(), egui::Theme::Dark);
}

#[test]
fn a_second_calendar_stands_beside_the_date() {
    let (mut harness, _) = window();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.get_by_label("View").click();
    harness.run();
    harness.get_by_label_contains("Solar Hijri").click();
    harness.run();
    assert!(details_show(&harness, "1358"));
}

#[test]
fn every_command_is_found_in_the_palette_and_the_keys_are_listed() {
    let (mut harness, _) = window();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.run();
    harness.get_by_label("Find a command").type_text("dark");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.ctx.theme(), egui::Theme::Dark);
    harness.key_press(Key::F1);
    harness.run();
    assert!(shows(&harness, "Zoom at the pointer"));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!shows(&harness, "Zoom at the pointer"));
}

#[test]
fn a_saved_view_opens_with_its_span_and_selection() {
    let (mut harness, _) = window();
    harness.get_by_label("The eighties").click();
    harness.run();
    status_has(&harness, "1980 – 1989");
    selected(&harness, "Talks begin");
    assert!(details_show(&harness, "Follows"));
}

#[test]
fn undated_events_are_counted_and_can_be_read() {
    let (mut harness, _) = window();
    harness.get_by_label("1 undated").click();
    harness.run();
    harness.get_by_label("A rumour").click();
    harness.run();
    selected(&harness, "A rumour");
    assert!(details_show(&harness, "No date"));
}

#[test]
fn a_figure_is_written_where_the_reader_says() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    for (typed, name) in [("figure.png", "figure.png"), ("v1.2", "v1.2.png")] {
        harness.get_by_label("Export figure…").click();
        harness.run();
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        field.focus();
        harness.run();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.run();
        harness
            .get_by_role_and_label(Role::TextInput, "File")
            .type_text(&folder.path().join(typed).display().to_string());
        harness.run();
        harness.get_by_label("Export").click();
        wait(&mut harness);
        assert!(shows(&harness, "The figure is in"));
        assert!(is_png(&folder.path().join(name)));
    }
}

fn is_png(path: &Path) -> bool {
    std::fs::read(path).unwrap().starts_with(b"\x89PNG")
}

#[test]
fn a_filter_that_nothing_passes_says_so_and_offers_the_way_back() {
    let (mut harness, _) = window();
    harness.key_press(Key::Slash);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Search events, people, places, sources")
        .type_text("zzz");
    harness.run();
    assert!(shows(&harness, "No event matches"));
    harness.get_by_label("Clear all filters").click();
    harness.run();
    status_has(&harness, "4 of 4 events");
}

#[test]
fn an_empty_dataset_says_so() {
    let world = Rc::default();
    let harness = window_with(
        document(r#"{"tarikh":1,"title":"Nothing","events":[]}"#),
        &world,
    );
    assert!(shows(&harness, "This file holds no events yet."));
}

#[test]
fn a_small_window_keeps_the_timeline_and_can_show_the_lanes() {
    let world: Rc<RefCell<World>> = Rc::default();
    let mut harness = window_with(document(SMALL), &world);
    harness.set_size(egui::vec2(900.0, 600.0));
    harness.run();
    harness.run_steps(4);
    assert!(harness.query_by_label("War, 2 events").is_none());
    harness.get_by_label("Show the lanes and filters").click();
    harness.run();
    assert!(harness.query_by_label("War, 2 events").is_some());
}

/// The first lanes are full of marks; one far down is clicked.
#[test]
fn a_mark_past_those_that_are_named_can_be_clicked_too() {
    use tarikh::layout::{self, PlanRequest, Request, RowPlan, Scope, View};
    let lanes: Vec<String> = (0..5)
        .map(|n| format!(r#"{{"id":"l{n}","title":"L{n}"}}"#))
        .collect();
    let events: Vec<String> = (0..600)
        .map(|n| {
            let (lane, at) = (n % 5, n / 5);
            let (year, month) = (1900 + at / 12, 1 + at % 12);
            format!(r#"{{"id":"e{n}","title":"Number {n}!","when":"{year}-{month:02}-10","lane":"l{lane}"}}"#)
        })
        .collect();
    let json = format!(
        r#"{{"tarikh":1,"title":"Many","lanes":[{}],"events":[{}]}}"#,
        lanes.join(","),
        events.join(",")
    );
    let world = Rc::default();
    let mut harness = window_with(document(&json), &world);
    let canvas = harness.get_by_role(Role::Canvas).rect();
    // The same picture, laid out here to learn where the marks lie.
    let document = document(&json);
    let hidden = Default::default();
    let plan = RowPlan::new(&PlanRequest {
        store: &document.store,
        hidden: &hidden,
        height: canvas.height(),
        has_eras: false,
        calendar: None,
        scope: Scope::Everything(&document.everything.shown),
    });
    let theme = tarikh::scene::style::Theme::named(tarikh::scene::style::ThemeName::Light);
    let timeline = layout::timeline(
        &Request {
            dataset: &document.dataset,
            store: &document.store,
            plan: &plan,
            shown: &document.everything.shown,
            view: View::fitting(document.extent.unwrap()),
            scroll_y: 0.0,
            width: canvas.width(),
            height: canvas.height(),
            theme: &theme,
            calendar: None,
            selected: None,
            numbers: None,
            only: None,
        },
        &mut tarikh::text::Shaper::new(),
    );
    let marks = &timeline.marks;
    assert!(marks.len() > 450, "only {} marks", marks.len());
    let mark = marks
        .iter()
        .rev()
        .find(|mark| mark.events.len() == 1)
        .unwrap();
    let title = &document.event(mark.events[0]).title;
    assert!(
        harness.query_by_label_contains(title).is_none(),
        "it has a name"
    );
    let at = canvas.min
        + egui::vec2(
            (mark.rect.x0 + mark.rect.x1) / 2.0,
            (mark.rect.y0 + mark.rect.y1) / 2.0,
        );
    click_at(&mut harness, at);
    selected(&harness, title);
}

fn click_at(harness: &mut Window, at: egui::Pos2) {
    harness.hover_at(at);
    harness.run();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.run();
}

#[test]
fn a_mark_with_the_keyboard_is_used_by_enter() {
    let (mut harness, _) = window();
    let name = "Talks begin, June 1982, Talks, 1 source";
    harness.get_by_label(name).focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    selected(&harness, "Talks begin");
}

#[test]
fn lanes_scroll_to_the_event_that_is_stepped_to() {
    let lanes: Vec<String> = (0..40)
        .map(|n| format!(r#"{{"id":"l{n}","title":"Lane {n}"}}"#))
        .collect();
    let events: Vec<String> = (0..40)
        .map(|n| {
            format!(
                r#"{{"id":"e{n}","title":"Deep {n}.","when":"{}","lane":"l{n}"}}"#,
                1900 + n
            )
        })
        .collect();
    let json = format!(
        r#"{{"tarikh":1,"title":"Deep","lanes":[{}],"events":[{}],"eras":[{{"title":"An era","when":"1900/1950"}}]}}"#,
        lanes.join(","),
        events.join(",")
    );
    let world = Rc::default();
    let mut harness = window_with(document(&json), &world);
    assert!(harness.query_by_label_contains("Deep 39.").is_none());
    for (key, title) in [
        (Key::End, "Deep 39."),
        (Key::Home, "Deep 0."),
        (Key::End, "Deep 39."),
    ] {
        harness.key_press(key);
        harness.run();
        let mark = harness.get_by_label_contains(&format!("{title}, ")).rect();
        let canvas = harness.get_by_role(Role::Canvas).rect();
        assert!(canvas.contains_rect(mark), "{title} lies at {mark}");
        assert!(mark.height() >= 8.0, "{title} is cut off: {mark}");
    }
}

const EVIDENCE: &str = r#"{
  "tarikh": 1, "title": "Evidence",
  "lanes": [{"id": "l", "title": "Lane"}],
  "sources": [
    {"id": "a", "type": "article-newspaper", "title": "Morning paper", "reliability": "B", "origin": "agency"},
    {"id": "b", "type": "article-newspaper", "title": "Evening paper", "origin": " agency "},
    {"id": "c", "type": "book", "title": "A book", "reliability": "C"}
  ],
  "events": [
    {"id": "e1", "title": "Told once", "lane": "l",
     "when": {"edtf": "1978-04-27", "verbatim": "هفتم ثور ۱۳۵۷", "calendar": "persian"},
     "citations": [{"source": "a"}, {"source": "b"}, {"source": "c", "stance": "disputes"}],
     "claims": [{"about": "Dead", "value": "Many", "credibility": 3, "citations": [{"source": "a"}]}]},
    {"id": "e2", "title": "Told twice", "lane": "l", "when": "1980",
     "summary": "It is in [the records](https://records.example/x?y=1) of the town.",
     "citations": [{"source": "a"}, {"source": "c"}]}
  ]
}"#;

#[test]
fn voices_are_counted_by_origin_and_cards_name_those_they_share_it_with() {
    let world = Rc::default();
    let mut harness = window_with(document(EVIDENCE), &world);
    harness.key_press(Key::Home);
    harness.run();
    selected(&harness, "Told once");
    assert!(details_show(&harness, "2 support · 1 disputes · 1 voice"));
    assert!(details_show(&harness, "One source only"));
    assert!(details_show(&harness, "Same origin as “Evening paper”"));
    assert!(details_show(&harness, "Same origin as “Morning paper”"));
    assert!(!details_show(&harness, "Same origin as “A book”"));
    harness.key_press(Key::End);
    harness.run();
    selected(&harness, "Told twice");
    assert!(details_show(&harness, "2 support · 2 voices"));
    assert!(!details_show(&harness, "One source only"));
    assert!(!details_show(&harness, "Same origin"));
}

#[test]
fn a_card_shows_the_letter_of_its_source_and_a_claim_the_whole_grade() {
    let world = Rc::default();
    let mut harness = window_with(document(EVIDENCE), &world);
    harness.key_press(Key::Home);
    harness.run();
    let grades = |text: &str| {
        fn count(node: egui_kittest::Node<'_>, text: &str) -> usize {
            let accesskit = node.accesskit_node();
            let is_label = accesskit.role() == Role::Label;
            let own = is_label && accesskit.value().is_some_and(|value| value == text);
            usize::from(own)
                + node
                    .children()
                    .map(|child| count(child, text))
                    .sum::<usize>()
        }
        count(details(&harness), text)
    };
    assert_eq!((grades("B"), grades("C"), grades("not graded")), (1, 1, 1));
    assert_eq!(grades("B3"), 0, "a card mixes source and claim");
    assert!(details_show(&harness, "· B3"), "the claim has its grade");
}

#[test]
fn a_date_tells_how_and_in_which_calendar_it_was_written() {
    let world = Rc::default();
    let mut harness = window_with(document(EVIDENCE), &world);
    harness.key_press(Key::Home);
    harness.run();
    assert!(details_show(
        &harness,
        "Written as «هفتم ثور ۱۳۵۷» (Solar Hijri)"
    ));
}

#[test]
fn the_records_named_in_a_summary_are_opened_only_when_confirmed() {
    let world: Rc<RefCell<World>> = Rc::default();
    let mut harness = window_with(document(EVIDENCE), &world);
    harness.key_press(Key::End);
    harness.run();
    harness
        .get_by_role_and_label(Role::Link, "the records")
        .click();
    harness.run();
    assert!(shows(&harness, "Open this address in the browser?"));
    assert!(shows(&harness, "https://records.example/x?y=1"));
    assert!(world.borrow().opened.is_empty(), "nothing opened yet");
    harness.get_by_label("Open in browser").click();
    harness.run();
    assert_eq!(world.borrow().opened, ["https://records.example/x?y=1"]);
}

#[test]
fn a_file_dropped_on_the_window_opens_and_is_found_under_recent() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["first", "second"].map(|name| {
        let path = folder.path().join(format!("{name}.tarikh"));
        std::fs::write(
            &path,
            SMALL.replace("A small war", &format!("The {name} war")),
        )
        .unwrap();
        path
    });
    for (path, title) in [(&first, "The first war"), (&second, "The second war")] {
        harness
            .input_mut()
            .dropped_files
            .push(std::sync::Arc::new(Dropped(path.clone())));
        wait(&mut harness);
        assert!(shows(&harness, title), "{title} was not opened");
    }
    harness.get_by_label("File").click();
    harness.run();
    harness.get_by_label_contains("Open recent").click();
    harness.run();
    harness.get_by_label("first.tarikh").click();
    wait(&mut harness);
    assert!(shows(&harness, "The first war"));
}

#[test]
fn recent_files_are_kept_with_their_whole_path() {
    let mut settings = Settings::default();
    settings.remember(Path::new("here.tarikh"));
    settings.remember(Path::new("there.tarikh"));
    settings.remember(Path::new("here.tarikh"));
    let names: Vec<_> = settings
        .recent
        .iter()
        .map(|path| path.file_name().unwrap())
        .collect();
    assert_eq!(names, ["here.tarikh", "there.tarikh"]);
    assert!(settings.recent.iter().all(|path| path.is_absolute()));
}

#[test]
fn a_card_beside_the_pointer_says_what_a_mark_is() {
    let (mut harness, _) = window();
    let summary = "Troops crossed the river at night.";
    assert!(!shows(&harness, summary));
    let mark = harness.get_by_label_contains("First shots, ").rect();
    // On the title, which is part of it.
    harness.hover_at(mark.center());
    harness.run();
    assert!(shows(&harness, summary));
    assert!(shows(&harness, "2 sources · disputed"));
    harness.remove_cursor();
    harness.run();
    assert!(!shows(&harness, summary));
}

#[test]
fn a_card_stays_beside_the_panels_and_goes_when_the_reader_does_something_else() {
    let (mut harness, _) = window();
    let fact = "0 sources";
    let card = |harness: &Window| harness.query_by_label(fact).map(|node| node.rect());
    let mark = harness.get_by_label_contains("Last troops leave, ").rect();
    harness.hover_at(mark.center());
    harness.run();
    let timeline = harness.get_by_role(Role::Canvas).rect();
    assert!(timeline.contains_rect(card(&harness).unwrap()));
    // Walking by key: the pointer only happens to lie there.
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(card(&harness), None);
    harness.hover_at(mark.center() + egui::vec2(1.0, 0.0));
    harness.run();
    assert_eq!(card(&harness), None, "an unsteady hand");
    harness.hover_at(mark.center() + egui::vec2(6.0, 0.0));
    harness.run();
    assert!(card(&harness).is_some());
    click_at(&mut harness, mark.center());
    assert_eq!(card(&harness), None);
}

#[test]
fn the_buttons_of_folded_panels_lie_beside_the_timeline() {
    let (mut harness, _) = window();
    harness.key_press(Key::OpenBracket);
    harness.key_press(Key::CloseBracket);
    harness.run();
    let timeline = harness.get_by_role(Role::Canvas).rect();
    for name in ["Show the lanes and filters", "Show the details"] {
        let button = harness.get_by_label(name).rect();
        assert!(!timeline.intersects(button), "{name}: {button}");
        assert!(timeline.expand(30.0).contains_rect(button), "{name}");
    }
    harness.get_by_label("Show the details").click();
    harness.run();
    assert!(details_show(&harness, "Select an event"));
}

#[test]
fn hiding_every_lane_says_so_and_offers_them_back() {
    let (mut harness, _) = window();
    for lane in ["War, 2 events", "Talks, 2 events"] {
        harness.get_by_label(lane).click();
        harness.run();
    }
    assert!(shows(&harness, "All lanes are hidden."));
    harness.get_by_label("Show all lanes").click();
    harness.run();
    status_has(&harness, "4 of 4 events");
}

#[test]
fn a_file_that_is_gone_stays_open_and_is_told_of() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.tarikh");
    std::fs::write(&path, SMALL).unwrap();
    world.borrow_mut().answer = Some(path.clone());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    std::fs::remove_file(&path).unwrap();
    harness.key_press(Key::F5);
    wait(&mut harness);
    assert!(shows(
        &harness,
        "gone.tarikh is no longer there; what was read last stays open."
    ));
    status_has(&harness, "4 of 4 events");
}

#[test]
fn commands_are_found_by_other_words_than_their_names() {
    let (mut harness, _) = window();
    for (typed, title) in [
        ("cal", "View: Solar Hijri dates beside"),
        ("jalali", "View: Solar Hijri dates beside"),
        ("dark mode", "View: Dark theme"),
        ("legend", "Help: What the marks mean"),
    ] {
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        harness.run();
        harness.get_by_label("Find a command").type_text(typed);
        harness.run();
        assert!(
            harness.query_by_label_contains(title).is_some(),
            "{typed:?} does not find {title:?}"
        );
        harness.key_press(Key::Escape);
        harness.run();
    }
}

#[test]
fn events_that_have_the_words_in_their_title_are_listed_first() {
    let world = Rc::default();
    // The first event has the word in its summary alone.
    let json = SMALL
        .replace("Talks begin", "After the river")
        .replace("A rumour", "River of rumours");
    let mut harness = window_with(document(&json), &world);
    harness.key_press(Key::Slash);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Search events, people, places, sources")
        .type_text("river");
    harness.run();
    let rows: Vec<String> = harness
        .query_all_by_role(Role::ListBoxOption)
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    let firsts = ["River of rumours", "After the river", "First shots"];
    assert_eq!(rows.len(), firsts.len());
    for (row, first) in rows.iter().zip(firsts) {
        assert!(row.starts_with(first), "{rows:?}");
    }
}

#[test]
fn the_line_below_says_how_many_events_are_in_view() {
    let (mut harness, _) = window();
    status_has(&harness, "3 in view · 4 of 4 events");
    harness.key_press(Key::Plus);
    harness.key_press(Key::Plus);
    harness.run();
    status_has(&harness, "0 in view · 4 of 4 events");
    harness.key_press(Key::Num0);
    harness.get_by_label("Talks, 2 events").click();
    harness.run();
    status_has(&harness, "2 in view · 2 of 4 events");
}

fn drag(harness: &mut Window, from: egui::Pos2, to: egui::Pos2, modifiers: Modifiers) {
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers,
    };
    harness.event(egui::Event::ModifiersChanged(modifiers));
    harness.hover_at(from);
    harness.step();
    harness.event(button(from, true));
    harness.step();
    for part in 1..=4 {
        harness.hover_at(from.lerp(to, part as f32 / 4.0));
        harness.step();
    }
    harness.event(button(to, false));
    harness.step();
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
}

#[test]
fn a_drag_moves_through_time_and_with_shift_zooms_to_a_span() {
    let (mut harness, _) = window();
    let canvas = harness.get_by_role(Role::Canvas).rect();
    let at = |share: f32| {
        egui::pos2(
            canvas.left() + canvas.width() * share,
            canvas.bottom() - 60.0,
        )
    };
    status_has(&harness, "1979 – 1989 · 3 in view · 4 of 4 events");
    drag(&mut harness, at(0.3), at(0.7), Modifiers::SHIFT);
    status_has(&harness, "1982 – 1986 · 0 in view · 4 of 4 events");
    drag(&mut harness, at(0.2), at(0.8), Modifiers::NONE);
    assert!(!shows(&harness, "1982 – 1986 · 4 of"));
    status_has(&harness, "1980 – 1984 · 1 in view · 4 of 4 events");
    assert!(
        details_show(&harness, "Select an event"),
        "a drag is no click"
    );
}

#[test]
fn the_window_of_the_overview_can_be_dragged_and_its_edge_too() {
    let (mut harness, _) = window();
    harness.key_press(Key::Plus);
    harness.key_press(Key::Plus);
    harness.run();
    status_has(&harness, "1982 – 1986 · 0 in view · 4 of 4 events");
    let strip = harness.get_by_role(Role::ScrollBar).rect();
    let from = strip.center();
    drag(
        &mut harness,
        from,
        from + egui::vec2(strip.width() * 0.2, 0.0),
        Modifiers::NONE,
    );
    status_has(&harness, "1984 – 1988 · 0 in view · 4 of 4 events");
    // A click beside the window brings it there.
    click_at(
        &mut harness,
        egui::pos2(strip.left() + strip.width() * 0.3, strip.center().y),
    );
    assert!(!shows(&harness, "1984 – 1988 · 4 of"));
}

#[test]
fn folding_panels_for_want_of_room_is_not_kept_as_a_setting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let world = Rc::default();
    let mut harness = window_keeping(document(SMALL), &world, Some(path.clone()));
    harness.set_size(egui::vec2(700.0, 600.0));
    harness.run();
    harness.run_steps(4);
    assert!(harness.query_by_label("War, 2 events").is_none());
    assert!(harness.query_by_label("Details of event").is_none());
    // Opened for a look and folded again: that is about this narrow window.
    for is_open in [true, false] {
        harness.key_press(Key::OpenBracket);
        harness.run();
        assert_eq!(harness.query_by_label("War, 2 events").is_some(), is_open);
    }
    // Something else is changed, so that settings are written.
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    harness.run();
    harness.get_by_label("Find a command").type_text("dark");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    eframe::App::on_exit(harness.state_mut(), None);
    let kept: Settings = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(kept.theme, ThemeChoice::Dark);
    assert!(kept.left_open && kept.right_open);
    harness.set_size(egui::vec2(1600.0, 1000.0));
    harness.run();
    harness.run_steps(4);
    assert!(harness.query_by_label("War, 2 events").is_some());
}

#[test]
fn settings_are_written_while_the_window_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("settings.json");
    let world = Rc::default();
    let mut harness = window_keeping(document(SMALL), &world, Some(path.clone()));
    harness.key_press(Key::OpenBracket);
    let start = Instant::now();
    while !path.exists() {
        assert!(start.elapsed() < Duration::from_secs(30), "never written");
        harness.run_steps(2);
        std::thread::sleep(Duration::from_millis(5));
    }
    let kept: Settings = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert!(!kept.left_open);
}

#[test]
fn settings_that_cannot_be_kept_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, "").unwrap();
    let world = Rc::default();
    let mut harness = window_keeping(document(SMALL), &world, Some(blocked.join("settings.json")));
    harness.key_press(Key::OpenBracket);
    let start = Instant::now();
    while !shows(&harness, "Your settings will be gone") {
        assert!(start.elapsed() < Duration::from_secs(30), "never told");
        harness.run_steps(2);
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_dialog_that_cannot_be_shown_is_told_of() {
    let (mut harness, world) = window();
    world.borrow_mut().is_mute = true;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut harness);
    assert!(shows(&harness, "No file dialog could be shown (no portal)"));
}

#[test]
fn a_copy_is_written_and_can_be_opened_again() {
    let (mut harness, world) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.tarikh");
    world.borrow_mut().answer = Some(path.clone());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    wait(&mut harness);
    assert!(shows(&harness, "A copy is in"));
    let copy = Document::open(&path).unwrap();
    assert_eq!(copy.dataset.title, "A small war");
    // The ending of the name tells the format.
    let path = folder.path().join("copy.parquet");
    world.borrow_mut().answer = Some(path.clone());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    wait(&mut harness);
    assert!(std::fs::read(&path).unwrap().starts_with(b"PAR1"));
    assert!(Document::open(&path).unwrap().dataset == copy.dataset);
    world.borrow_mut().answer = Some(folder.path().join("none").join("copy.tarikh"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    wait(&mut harness);
    assert!(shows(&harness, "No copy was written to"));
}

#[test]
fn what_the_marks_mean_is_told_in_the_help_and_beside_the_keys() {
    let (mut harness, _) = window();
    harness.get_by_label("Help").click();
    harness.run();
    harness.get_by_label_contains("What the marks mean").click();
    harness.run();
    let all = [
        "day",
        "some time within",
        "approximate",
        "uncertain",
        "no known end",
        "sources differ",
    ];
    for words in all {
        let legend = harness.get_by_label_contains("Marks: day");
        assert!(is_under(legend, words), "the legend lacks {words:?}");
    }
    harness.key_press(Key::Escape);
    harness.run();
    harness.key_press(Key::F1);
    harness.run();
    harness.get_by_label_contains("Marks: day");
}

/// Opens the form and types a path over the one that it proposes.
fn export_to(harness: &mut Window, path: &Path) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "File")
        .focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "File")
        .type_text(&path.display().to_string());
    harness.run();
    harness.get_by_label("Export").click();
    harness.run_steps(3);
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_the_reader_says_so() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.png");
    std::fs::write(&path, "precious").unwrap();
    export_to(&mut harness, &path);
    wait(&mut harness);
    assert!(shows(&harness, "There is a file of that name"));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    harness.get_by_label("Replace").click();
    wait(&mut harness);
    assert!(is_png(&path));
}

#[test]
fn a_figure_that_is_not_written_leaves_the_form_as_it_was() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run();
    let caption = |harness: &Window| {
        let field = harness.get_by_role_and_label(Role::TextInput, "Caption");
        field.value().unwrap_or_default()
    };
    harness
        .get_by_role_and_label(Role::TextInput, "Caption")
        .focus();
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Caption")
        .type_text("Seen from the river");
    harness.run();
    click_at(&mut harness, egui::pos2(20.0, 500.0));
    assert_eq!(caption(&harness), "Seen from the river");
    let type_path = |harness: &mut Window, path: &Path| {
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        field.focus();
        harness.run();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.run();
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        field.type_text(&path.display().to_string());
        harness.run();
        harness.key_press(Key::Enter);
        wait(harness);
    };
    type_path(&mut harness, &folder.path().join("none").join("f.png"));
    assert!(shows(&harness, "there is no such folder. Make it first."));
    assert_eq!(caption(&harness), "Seen from the river");
    let path = folder.path().join("f.png");
    type_path(&mut harness, &path);
    assert!(is_png(&path));
    assert!(shows(&harness, "The figure is in"));
    assert!(
        !shows(&harness, "Seen from the river"),
        "the form is closed"
    );
}

#[test]
fn a_figure_without_events_is_not_written() {
    let (mut harness, _) = window();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.png");
    harness.get_by_label("War, 2 events").click();
    harness.run();
    harness.get_by_label("Talks, 2 events").click();
    harness.run();
    export_to(&mut harness, &path);
    wait(&mut harness);
    assert!(shows(&harness, "The figure would show no event"));
    assert!(!path.exists());
}

#[test]
fn a_figure_goes_to_no_folder_that_the_program_happens_to_run_in() {
    let (mut harness, _) = window();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
    harness.run();
    let proposed = harness
        .get_by_role_and_label(Role::TextInput, "File")
        .value()
        .unwrap();
    let proposed = Path::new(&proposed);
    assert!(proposed.is_absolute(), "{} is proposed", proposed.display());
    if std::env::home_dir().is_some_and(|home| home.is_dir()) {
        assert_ne!(
            proposed.parent(),
            Some(std::env::current_dir().unwrap().as_path())
        );
    }
}

#[test]
fn a_year_offers_to_go_there_beside_the_events_that_name_it() {
    let world = Rc::default();
    let json = SMALL.replace("A rumour", "The plan for 1982");
    let mut harness = window_with(document(&json), &world);
    harness.key_press(Key::Slash);
    harness.run();
    let field =
        harness.get_by_role_and_label(Role::TextInput, "Search events, people, places, sources");
    field.type_text("1982");
    harness.run();
    assert!(harness.query_by_label("Go to 1982").is_some());
    assert!(harness.query_by_label("The plan for 1982").is_some());
    assert!(harness.query_by_label("Talks begin, June 1982").is_some());
    status_has(&harness, "4 of 4 events");
    // Down past the date and the talks.
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    selected(&harness, "The plan for 1982");
    harness.key_press(Key::Slash);
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Search events, people, places, sources")
        .click();
    harness.run();
    harness.get_by_label("Go to 1982").click();
    harness.run();
    status_has(&harness, "4 of 4 events");
    status_has(&harness, "1980 – 1984");
}

/// A file as the system drops it on a window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
