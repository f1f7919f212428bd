//! The dialog for the columns of a table, used by the names that a screen
//! reader finds.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use tarikh::app::{Chosen, Document, Origin, Outside, PathFor, Settings, TarikhApp};
use tarikh::files;

/// Answers every file dialog with one path.
struct Answers(std::path::PathBuf);

impl Outside for Answers {
    fn choose(
        &self,
        purpose: PathFor,
        _: &str,
        reply: Sender<Chosen>,
        wake: Box<dyn Fn() + Send>,
    ) -> Result<(), String> {
        let chosen = Chosen {
            purpose,
            path: Some(self.0.clone()),
            after: Duration::from_secs(1),
        };
        reply.send(chosen).unwrap();
        wake();
        Ok(())
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Err("none".to_owned())
    }
}

type Window = Harness<'static, TarikhApp>;

/// A window in which the file at `path` was asked for.
fn opening(path: &Path) -> Window {
    let nothing = br#"{"tarikh": 1, "title": "Before", "events": []}"#;
    let document = Document::from_bytes(nothing, "before.tarikh", Origin::Sample).unwrap();
    let settings = Settings {
        reduced_motion: true,
        ..Settings::default()
    };
    let app = TarikhApp::new(document, settings, None, Box::new(Answers(path.to_owned())));
    let mut window = Harness::builder()
        .with_size([1400.0, 1000.0])
        .with_max_steps(30)
        .build_eframe(move |_| app);
    wait(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::O);
    wait(&mut window);
    window
}

fn wait(window: &mut Window) {
    let begun = Instant::now();
    window.run_steps(3);
    while window.state().is_busy() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never finished");
        std::thread::sleep(Duration::from_millis(5));
        window.run_steps(2);
    }
    window.run();
}

/// Takes an entry of a list that opens under a button of that name.
fn choose(window: &mut Window, list: &str, entry: &str) {
    window.get_by_role_and_label(Role::ComboBox, list).click();
    window.run();
    window.get_by_role_and_label(Role::Button, entry).click();
    window.run();
}

fn shows(window: &Window, text: &str) -> bool {
    is_under(window.root(), text)
}

fn is_under(node: egui_kittest::Node<'_>, text: &str) -> bool {
    let accesskit = node.accesskit_node();
    let said = [accesskit.value(), accesskit.label()];
    said.iter().flatten().any(|said| said.contains(text))
        || node.children().any(|child| is_under(child, text))
}

const UNDECIDED: &str =
    "Filed,Story,Desk\n3/4/1988,Troops leave,Kabul\n5/6/1989,The last tank,Herat\n";

#[test]
fn a_day_first_table_is_asked_about_and_opens_as_chosen_without_asking_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.csv");
    std::fs::write(&path, UNDECIDED).unwrap();
    let mut window = opening(&path);
    assert!(shows(&window, "Which number is the day?"));
    choose(
        &mut window,
        "Order of day, month and year",
        "day, month, year",
    );
    assert!(shows(&window, "Troops leave, 3 April 1988"));
    choose(&mut window, "What “Desk” holds", "Lane");
    window.get_by_role_and_label(Role::Button, "Open").click();
    wait(&mut window);
    assert!(!shows(&window, "Columns of the table"));
    assert!(shows(&window, "Kabul, 1 event"));
    assert!(files::mapping_path(&path).is_file());
    // The next time nothing is asked.
    let window = opening(&path);
    assert!(!shows(&window, "Which number is the day?"));
    assert!(shows(&window, "Herat, 1 event"));
}

#[test]
fn a_table_without_a_known_date_opens_by_the_column_that_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    std::fs::write(&path, "who,count\nA,1979\nB,1989\n").unwrap();
    let mut window = opening(&path);
    assert!(shows(&window, "No column of dates was found"));
    choose(&mut window, "What “count” holds", "Date or start");
    assert!(shows(&window, "2 dated events"));
    window
        .get_by_label_contains("Keep this in list.csv.mapping.json")
        .click();
    window.run();
    window.get_by_role_and_label(Role::Button, "Open").click();
    wait(&mut window);
    assert!(shows(&window, "2 events"));
    assert!(!files::mapping_path(&path).exists());
}

#[test]
fn letters_in_another_encoding_are_put_right_before_the_table_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("short.csv");
    // Too short to be told apart.
    let text: Vec<u8> = b"date,title\n1979,"
        .iter()
        .copied()
        .chain([0xCA, 0xE0])
        .collect();
    std::fs::write(&path, text).unwrap();
    let mut window = opening(&path);
    window.get_by_label("File").click();
    window.run();
    window.get_by_label_contains("Columns of the table").click();
    window.run();
    choose(&mut window, "Encoding of the text", "windows-1251");
    assert!(shows(&window, "Ка, 1979"));
    window.get_by_role_and_label(Role::Button, "Open").click();
    wait(&mut window);
    assert!(shows(&window, "Ка, 1979"));
}

#[test]
fn a_workbook_is_asked_about_and_opens_as_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [
        ["Filed", "Story", "Desk"],
        ["3/4/1988", "Troops leave", "Kabul"],
        ["5/6/1989", "The last tank", "Herat"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write_string(row as u32, column as u16, *cell)
                .unwrap();
        }
    }
    book.save(&path).unwrap();
    let mut window = opening(&path);
    assert!(shows(&window, "Which number is the day?"));
    choose(
        &mut window,
        "Order of day, month and year",
        "day, month, year",
    );
    choose(&mut window, "What “Desk” holds", "Lane");
    assert!(shows(&window, "Troops leave, 3 April 1988"));
    window.get_by_role_and_label(Role::Button, "Open").click();
    wait(&mut window);
    assert!(shows(&window, "Kabul, 1 event"));
    assert!(shows(&window, "3 April 1988"));
    assert!(files::mapping_path(&path).is_file());
}
