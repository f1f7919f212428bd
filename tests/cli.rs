//! The program by what it does: results, messages, exit status, files.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/sample_data/afghanistan.tarikh"
);

/// A folder of its own for a test, and the program run in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let mut file = std::fs::File::options()
            .write(true)
            .create_new(true)
            .open(self.path(name))
            .unwrap();
        file.write_all(bytes.as_ref()).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tarikh"));
        command
            .args(args)
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        // No test opens a window, whatever it asks for.
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command(args).output().unwrap())
    }

    fn run_on_input(&self, input: &[u8], args: &[&str]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::from(child.wait_with_output().unwrap())
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// What a run left behind.
struct Ran {
    code: i32,
    out: Vec<u8>,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            // A signal has no code; no test expects one.
            code: output.status.code().unwrap_or(-1),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_slice(&self.out).unwrap()
    }

    /// The one line that says why it failed.
    fn failed(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.out.is_empty(), "{}", self.text());
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        self.err.trim_end()
    }

    /// A call that cannot be meant, whoever says so.
    fn refused(&self, part: &str) {
        assert_eq!(self.code, 2, "{}", self.err);
        assert!(self.out.is_empty(), "{}", self.text());
        assert!(
            self.err.contains(part),
            "expected “{part}” in: {}",
            self.err
        );
    }
}

/// Width, height and bit depth of a PNG, from its header (PNG, 11.2.1).
fn png_size(path: &Path) -> (u32, u32) {
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(&bytes[bytes.len() - 8..bytes.len() - 4], b"IEND");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

fn figure<'a>(output: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["figure", SAMPLE, "-o", output], more].concat()
}

#[test]
fn info_tells_programs_what_a_dataset_holds() {
    let facts = Desk::new().run(&["info", SAMPLE, "--json"]).json();
    let keys: Vec<&String> = facts.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "title",
            "format",
            "sha256",
            "events",
            "undated",
            "sources",
            "citations",
            "claims",
            "disputed",
            "earliest",
            "latest",
            "lanes",
            "precision",
            "problems"
        ]
    );
    assert_eq!(facts["format"], "tarikh");
    assert_eq!(facts["events"], 150);
    assert_eq!(facts["sources"], 329);
    assert_eq!(facts["earliest"], "1978-04-27");
    assert_eq!(
        facts["problems"],
        json!({ "note": 0, "repaired": 0, "lost": 0, "by_kind": {} })
    );
    let lanes = facts["lanes"].as_array().unwrap();
    let events: u64 = lanes
        .iter()
        .map(|lane| lane["events"].as_u64().unwrap())
        .sum();
    assert_eq!(events, 150);
    assert_eq!(lanes[0]["id"], "war");
    let known: u64 = facts["precision"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(known, 150);
}

#[test]
fn info_tells_people_the_same_in_aligned_lines() {
    let ran = Desk::new().run(&["info", SAMPLE]);
    assert_eq!(ran.code, 0);
    let text = ran.text();
    assert!(text.contains("events     150\n"), "{text}");
    assert!(text.contains("sources    329\n"), "{text}");
    assert!(text.contains("problems   no problems\n"), "{text}");
}

#[test]
fn dates_are_told_as_days_and_undated_events_are_counted() {
    let desk = Desk::new();
    desk.put(
        "d.tarikh",
        r#"{ "tarikh": 1, "title": "D", "events": [
            { "id": "a", "title": "A", "when": "-0043-03-15" },
            { "id": "b", "title": "B", "when": "1988-08" },
            { "id": "c", "title": "C", "when": "long ago" } ] }"#,
    );
    let facts = desk.run(&["info", "d.tarikh", "--json"]).json();
    assert_eq!(facts["earliest"], "-0043-03-15");
    assert_eq!(facts["latest"], "1988-08-31");
    assert_eq!(facts["undated"], 1);
    assert_eq!(facts["precision"], json!({ "month": 1, "day": 1 }));
}

#[test]
fn the_same_figure_has_the_same_bytes() {
    let desk = Desk::new();
    let more = [
        "--size",
        "900x600",
        "--sources",
        "full",
        "--calendar",
        "persian",
    ];
    for output in ["a.png", "b.png"] {
        assert_eq!(desk.run(&figure(output, &more)).code, 0);
    }
    let read = |name| std::fs::read(desk.path(name)).unwrap();
    assert_eq!(read("a.png"), read("b.png"));
    let piped = desk.run(&figure("-", &more));
    assert_eq!(piped.code, 0);
    assert!(piped.out == read("a.png"), "standard output differs");
}

/// The name of the file is in the picture, the folder is not.
#[test]
fn a_figure_does_not_depend_on_the_folder() {
    let desk = Desk::new();
    for folder in ["one", "other"] {
        std::fs::create_dir(desk.path(folder)).unwrap();
        std::fs::copy(SAMPLE, desk.path(folder).join("x.tarikh")).unwrap();
        let (file, output) = (format!("{folder}/x.tarikh"), format!("{folder}/x.png"));
        let ran = desk.run(&["figure", &file, "-o", &output, "--size", "800x500"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let read = |name| std::fs::read(desk.path(name)).unwrap();
    assert!(read("one/x.png") == read("other/x.png"));
}

#[test]
fn a_figure_has_the_size_asked_for() {
    let desk = Desk::new();
    let cases: [(&[&str], (u32, u32)); 5] = [
        (&[], (1600, 1000)),
        (&["--size", "801x503"], (801, 503)),
        (&["--size", "600x400", "--scale", "1.5"], (900, 600)),
        // 180 / 25.4 * 300 = 2125.98, 90 / 25.4 * 300 = 1062.99.
        (&["--size", "180mmx90mm"], (2126, 1063)),
        (&["--size", "127mmx127mm", "--dpi", "100"], (500, 500)),
    ];
    for (at, (more, size)) in cases.into_iter().enumerate() {
        let name = format!("{at}.png");
        let ran = desk.run(&figure(&name, more));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(png_size(&desk.path(&name)), size, "{more:?}");
    }
}

/// The counts are those that the dates and lanes of the sample give when they
/// are compared as text.
#[test]
fn what_is_asked_for_decides_how_many_events_are_in_view() {
    let desk = Desk::new();
    let choices: [(&[&str], u32); 12] = [
        (&[], 150),
        (&["--from", "1992"], 109),
        (&["--to", "1989-02-15"], 36),
        (&["--from", "2017", "--to", "2021-10"], 56),
        (&["--from", "2021-10-20", "--to", "2021-10-20"], 10),
        (&["--lanes", "diplomacy"], 36),
        (&["--lanes", "diplomacy,Russia & Central Asia"], 58),
        (&["--query", "Hanafi"], 5),
        // A saved view; and what is given beside it wins.
        (&["--view", "opium"], 7),
        (&["--view", "opium", "--from", "2021"], 2),
        (&["--query", "Hanafi", "--lanes", "war"], 0),
        (&["--select", "AF-001"], 150),
    ];
    for (choice, expected) in choices {
        let ran = desk.run(&figure(
            "x.png",
            &[&["--size", "800x1200"], choice].concat(),
        ));
        let last = ran.err.lines().last().unwrap();
        if expected == 0 {
            assert_eq!(ran.code, 1, "{choice:?}");
            assert!(last.contains("nothing to draw"), "{choice:?}: {last}");
            continue;
        }
        assert_eq!(ran.code, 0, "{choice:?}: {}", ran.err);
        let events = format!(": 800 × 1200 pixels, {expected} of 150 events in view");
        assert!(last.ends_with(&events), "{choice:?}: {last}");
    }
}

/// None of these changes what the picture says of how it was made.
#[test]
fn what_does_not_choose_events_changes_how_they_are_drawn() {
    let desk = Desk::new();
    let plain = ["--size", "800x1200"];
    assert_eq!(desk.run(&figure("plain.png", &plain)).code, 0);
    let read = |name: &str| std::fs::read(desk.path(name)).unwrap();
    let choices: [&[&str]; 9] = [
        &["--select", "AF-001"],
        &["--theme", "dark"],
        &["--calendar", "islamic-civil"],
        &["--title", "Another title"],
        &["--title", ""],
        &["--caption", "سقوط کابل"],
        &["--sources", "numbers"],
        &["--sources", "full", "--style", "apa"],
        &["--sources", "full", "--style", "mla"],
    ];
    let mut pictures = vec![("plain".to_owned(), read("plain.png"))];
    for (at, choice) in choices.into_iter().enumerate() {
        let name = format!("{at}.png");
        let ran = desk.run(&figure(&name, &[&plain, choice].concat()));
        assert_eq!(ran.code, 0, "{choice:?}: {}", ran.err);
        assert_eq!(png_size(&desk.path(&name)), (800, 1200));
        assert!(ran.err.ends_with("150 of 150 events in view\n"));
        let picture = read(&name);
        for (other, drawn) in &pictures {
            assert!(picture != *drawn, "{choice:?} is drawn like {other}");
        }
        pictures.push((format!("{choice:?}"), picture));
    }
}

/// AF-060 has no end yet: its bar goes to the edge of the data.
#[test]
fn a_selected_event_is_said_to_be_missing_only_when_it_is() {
    let desk = Desk::new();
    for (choice, is_missing) in [
        (["--from", "2017"], false),
        (["--to", "1998"], true),
        (["--lanes", "drugs"], true),
        (["--query", "Hanafi"], true),
    ] {
        let ran = desk.run(&figure(
            "x.png",
            &[&["--select", "AF-060"], &choice[..]].concat(),
        ));
        assert_eq!(ran.code, 0, "{choice:?}: {}", ran.err);
        let message = "The event “AF-060” is selected but not in the picture";
        assert_eq!(
            ran.err.contains(message),
            is_missing,
            "{choice:?}: {}",
            ran.err
        );
    }
}

#[test]
fn a_figure_says_on_standard_error_how_much_is_in_view() {
    let desk = Desk::new();
    let ran = desk.run(&figure("a.png", &[]));
    assert_eq!(
        ran.err,
        "tarikh: a.png: 1600 × 1000 pixels, 150 of 150 events in view\n"
    );
    assert!(ran.out.is_empty());
}

#[test]
fn files_in_which_nothing_can_be_read_are_named_with_the_reason() {
    let desk = Desk::new();
    desk.put("empty.tarikh", "");
    desk.put("picture.tarikh", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    desk.put(
        "cut.tarikh",
        "{ \"tarikh\": 1, \"title\": \"Cut\",\n \"events\": [ { \"id\": \"a",
    );
    desk.put("numbers.json", "[1, 2, 3]");
    desk.put(
        "later.tarikh",
        r#"{ "tarikh": 2, "title": "L", "events": [] }"#,
    );
    let cases = [
        (
            "empty.tarikh",
            "tarikh: empty.tarikh: The file is empty. If it should hold something, it may not have been saved or copied to the end.",
        ),
        (
            "picture.tarikh",
            "tarikh: picture.tarikh: The file is not text: it begins like a PNG picture. What can be read: [formats]. Save or export the data as one of these.",
        ),
        (
            "cut.tarikh",
            "tarikh: cut.tarikh: The file ends at line 2, column 23, in the middle of a text in quotes. It was cut short: copy or download it again, or take an older version.",
        ),
        (
            "numbers.json",
            "tarikh: numbers.json: The file is JSON but not a Tarikh dataset: found a list of 3 numbers, expected an object with \"tarikh\": 1, \"title\" and \"events\". If it comes from another program, export it from there as CSV.",
        ),
        (
            "later.tarikh",
            "tarikh: later.tarikh: The file is written in version 2 of the Tarikh format, and this program reads up to version 1. Nothing was opened, so that nothing is misread. Open it with a newer Tarikh.",
        ),
        (
            "none.tarikh",
            "tarikh: none.tarikh: There is no such file. Check the spelling and the folder.",
        ),
        (
            ".",
            "tarikh: .: This is a folder. Give the file in it that holds the dataset.",
        ),
    ];
    // New formats do not change this test.
    let formats: Vec<String> = tarikh::formats::FORMATS
        .iter()
        .map(|format| format!("{} (.{})", format.title, format.extensions[0]))
        .collect();
    let (last, most) = formats.split_last().unwrap();
    let formats = format!("{} and {last}", most.join(", "));
    for (file, message) in cases {
        let message = message.replace("[formats]", &formats);
        assert_eq!(desk.run(&["info", file]).failed(1), message);
        assert_eq!(desk.run(&["check", file]).failed(1), message);
        assert_eq!(
            desk.run(&["figure", file, "-o", "x.png"]).failed(1),
            message
        );
    }
    assert!(!desk.path("x.png").exists());
}

#[test]
fn a_word_that_is_neither_a_command_nor_a_file_opens_no_window() {
    let desk = Desk::new();
    desk.put("a.csv", "date,title\n1979,A\n");
    desk.put("notes", "date,title\n1979,A\n");
    let ran = desk.run(&["chekc", "a.csv", "--strict"]);
    let why = ran.failed(2);
    assert!(why.contains("no command and no file “chekc”"), "{why}");
    assert!(why.contains("Is `tarikh check` meant?"), "{why}");
    // A file and what looks like one go to the window, which has no display here.
    for word in ["notes", "a.csv", "none.csv", "./none"] {
        let ran = desk.run(&[word]);
        assert!(!ran.err.contains("no command"), "{word}: {}", ran.err);
    }
}

#[test]
fn calls_that_cannot_be_meant_are_refused_with_what_there_is() {
    let desk = Desk::new();
    let cases: [(&[&str], &str); 18] = [
        (
            &["--size", "large"],
            "expected width and height as 1600x1000 (pixels) or 180mmx120mm",
        ),
        (&["--size", "10x10"], "too small to make out a timeline"),
        (&["--size", "60000x60000"], "ask for a smaller --size"),
        (&["--dpi", "300"], "--dpi goes with a --size in millimetres"),
        (&["--size", "100mmx100mm", "--scale", "2"], "use --dpi"),
        (&["--scale", "0"], "expected a number from 0.25 to 8"),
        (
            &["--lanes", "moon"],
            "There is no lane “moon”. There are “war”, “diplomacy”,",
        ),
        (
            &["--view", "none"],
            "has no view “none”. It has “The Soviet war”,",
        ),
        (
            &["--select", "AF-1"],
            "has no event with the id “AF-1”. Alike are",
        ),
        (&["--theme", "sepia"], "possible values: light, dark, print"),
        (
            &["--sources", "some"],
            "possible values: none, numbers, full",
        ),
        (
            &["--style", "harvard"],
            "chicago-notes, chicago-author-date, apa, mla",
        ),
        (&["--calendar", "mayan"], "islamic-umalqura"),
        (&["--from", "yesterday"], "“yesterday”"),
        (
            &["--from", "2021", "--to", "2020"],
            "--from 2021 lies after --to 2020",
        ),
        (&["--format", "docx"], "expected tarikh, csv, geojson, "),
        (&["--colour", "red"], "--colour"),
        (&["--query"], "--query"),
    ];
    for (more, part) in cases {
        desk.run(&figure("out.png", more)).refused(part);
    }
    for (output, part) in [
        ("out.svg", "SVG figures cannot be drawn yet, PNG only"),
        ("out.PDF", "PDF figures cannot be drawn yet, PNG only"),
        ("out.jpg", "Give a name ending in .png"),
        ("out", "Give a name ending in .png"),
    ] {
        desk.run(&figure(output, &[])).refused(part);
    }
    desk.run(&["figure", SAMPLE]).refused("--output");
    desk.run(&["info"]).refused("<FILE>");
    desk.run(&["check"]).refused("<FILE>");
    assert!(desk.names().is_empty(), "{:?}", desk.names());
}

#[test]
fn a_figure_that_fails_leaves_the_old_one_alone_and_nothing_beside_it() {
    let desk = Desk::new();
    desk.put("out.png", "the old figure");
    desk.put("broken.tarikh", "{");
    assert_eq!(
        desk.run(&["figure", "broken.tarikh", "-o", "out.png"]).code,
        1
    );
    assert_eq!(desk.run(&figure("out.png", &["--query", "xyzzy"])).code, 1);
    assert_eq!(desk.run(&figure("out.png", &["--lanes", "moon"])).code, 2);
    assert_eq!(
        std::fs::read(desk.path("out.png")).unwrap(),
        b"the old figure"
    );
    assert_eq!(desk.names(), ["broken.tarikh", "out.png"]);

    assert_eq!(desk.run(&figure("out.png", &[])).code, 0);
    assert_eq!(png_size(&desk.path("out.png")), (1600, 1000));
    assert_eq!(desk.names(), ["broken.tarikh", "out.png"]);

    assert_eq!(
        desk.run(&figure("nowhere/out.png", &[])).failed(1),
        "tarikh: nowhere/out.png: the figure was not written: there is no such folder. Make it first. What was there before is unchanged."
    );
}

#[test]
fn nothing_to_draw_is_a_failure_that_says_why() {
    let desk = Desk::new();
    assert_eq!(
        desk.run(&figure("out.png", &["--query", "xyzzy"]))
            .failed(1),
        "tarikh: afghanistan.tarikh: nothing to draw: none of its 150 events has a date and matches the words “xyzzy”. Nothing was written."
    );
}

const TABLE: &str = "date,title\n2001-10-07,War begins\nNobody knows\n";

#[test]
fn check_lists_every_problem_with_its_place_and_a_line_for_each_file() {
    let desk = Desk::new();
    desk.put("t.csv", TABLE);
    let ran = desk.run(&["check", "t.csv", SAMPLE]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.text().lines().collect();
    assert!(
        lines[0].starts_with("t.csv: lost: row 2, line 3: Found 1 cells, expected 2"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "t.csv: CSV, 1 event: 1 lost, 0 repaired, 0 notes");
    assert_eq!(
        lines[2],
        format!("{SAMPLE}: Tarikh dataset, 150 events: no problems")
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn check_fails_on_losses_only_when_strict_and_on_unreadable_files_always() {
    let desk = Desk::new();
    desk.put("t.csv", TABLE);
    desk.put("empty.csv", "");
    assert_eq!(desk.run(&["check", "t.csv"]).code, 0);
    assert_eq!(desk.run(&["check", "--strict", "t.csv"]).code, 1);
    assert_eq!(desk.run(&["check", "--strict", SAMPLE]).code, 0);
    // The files after one that cannot be read are still looked at.
    let ran = desk.run(&["check", "empty.csv", "t.csv"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.starts_with("tarikh: empty.csv: The file is empty."),
        "{}",
        ran.err
    );
    assert!(
        ran.text()
            .ends_with("t.csv: CSV, 1 event: 1 lost, 0 repaired, 0 notes\n")
    );
}

#[test]
fn with_strict_every_command_fails_on_a_loss_or_a_repair_and_none_on_notes() {
    let desk = Desk::new();
    desk.put("lost.csv", TABLE);
    desk.put("repaired.csv", "date,title,importance\n2001,A,9\n");
    desk.put("noted.csv", "date,title\n15 September 1890,A\n,B\n");
    for (file, code) in [("lost.csv", 1), ("repaired.csv", 1), ("noted.csv", 0)] {
        for command in ["check", "info"] {
            let ran = desk.run(&[command, "--strict", file]);
            assert_eq!(ran.code, code, "{command} {file}: {}", ran.err);
            assert!(!ran.out.is_empty(), "{command} {file} tells what it knows");
        }
        let ran = desk.run(&["figure", "--strict", file, "-o", "x.png"]);
        assert_eq!(ran.code, code, "{file}: {}", ran.err);
        assert_eq!(desk.path("x.png").exists(), code == 0, "{file}");
        assert_eq!(desk.run(&["info", file]).code, 0);
    }
    assert_eq!(
        desk.run(&["figure", "--strict", "lost.csv", "-o", "y.png"])
            .failed(1),
        "tarikh: lost.csv: 1 lost, 0 repaired, 0 notes. `tarikh check lost.csv` lists them. With --strict nothing is drawn from it."
    );
}

#[test]
fn info_counts_problems_by_kind() {
    let desk = Desk::new();
    desk.put(
        "t.csv",
        "date,title,importance\n2001,A,9\n2002,B\n2003,C,x\n???,D,1\n",
    );
    let facts = desk.run(&["info", "t.csv", "--json"]).json();
    assert_eq!(
        facts["problems"],
        json!({ "note": 1, "repaired": 4, "lost": 0,
            "by_kind": { "cell": 2, "date": 1, "no-date": 1, "row-short": 1 } })
    );
    let ran = desk.run(&["info", "t.csv"]);
    let lines = "\
problems   0 lost, 4 repaired, 1 note
           cell 2
           date 1
           no-date 1
           row-short 1
";
    assert!(ran.text().contains(lines), "{}", ran.text());
}

#[cfg(unix)]
#[test]
fn what_may_never_end_is_not_read() {
    assert_eq!(
        Desk::new().run(&["info", "/dev/zero"]).failed(1),
        "tarikh: /dev/zero: This is a device or a pipe, which may have no end. Save what comes from it in a file, and open that."
    );
}

#[test]
fn check_writes_json_for_programs() {
    let desk = Desk::new();
    desk.put("t.csv", TABLE);
    let list = desk.run(&["check", "--json", "t.csv", SAMPLE]).json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    let problem = &list[0]["problems"][0];
    assert_eq!(problem["severity"], "lost");
    assert_eq!(problem["row"], 2);
    assert_eq!(problem["line"], 3);
    assert!(!problem["advice"].as_str().unwrap().is_empty());
    assert_eq!(list[1]["problems"], json!([]));
}

#[test]
fn a_figure_of_a_file_with_losses_says_so_and_is_drawn() {
    let desk = Desk::new();
    desk.put("t.csv", TABLE);
    let ran = desk.run(&["figure", "t.csv", "-o", "t.png"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with(
            "tarikh: t.csv: 1 lost, 0 repaired, 0 notes. `tarikh check t.csv` lists them.\n"
        ),
        "{}",
        ran.err
    );
    assert_eq!(png_size(&desk.path("t.png")), (1600, 1000));
}

#[test]
fn a_dataset_can_come_in_on_standard_input() {
    let desk = Desk::new();
    let args = ["info", "-", "--format", "csv", "--json"];
    let facts = desk.run_on_input(TABLE.as_bytes(), &args).json();
    assert_eq!(facts["format"], "csv");
    assert_eq!(facts["events"], 1);
    let sample = std::fs::read(SAMPLE).unwrap();
    let args = ["info", "-", "--format", "native", "--json"];
    assert_eq!(desk.run_on_input(&sample, &args).json()["events"], 150);
    let ran = desk.run_on_input(b"", &["info", "-"]);
    assert!(
        ran.failed(1)
            .starts_with("tarikh: standard input: The file is empty.")
    );
}

/// A reader such as `head` may close the pipe before all is written.
#[test]
fn a_closed_pipe_is_no_failure() {
    let desk = Desk::new();
    let mut child = desk
        .command(&figure("-", &[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

/// Text of a file cannot steer the terminal that shows a message about it.
#[test]
fn messages_hold_no_control_characters_of_the_file() {
    let desk = Desk::new();
    desk.put("t.csv", "date,title\n2001,A\n\u{1b}[2J\u{202E}evil,B\n");
    let ran = desk.run(&["check", "t.csv"]);
    let shown = format!("{}{}", ran.text(), ran.err);
    assert!(
        !shown.contains('\u{1b}') && !shown.contains('\u{202E}'),
        "{shown}"
    );
}

#[test]
fn hostile_files_end_in_a_message() {
    let desk = Desk::new();
    let deep = format!(
        "{{\"tarikh\":1,\"title\":\"x\",\"events\":{}",
        "[".repeat(100_000)
    );
    let files: [(&str, Vec<u8>); 7] = [
        ("deep.tarikh", deep.into_bytes()),
        ("nul.csv", b"date,title\n2001,a\0b\n".to_vec()),
        ("utf16.csv", b"\xFF\xFEd\0a\0t\0e\0".to_vec()),
        ("no-events.tarikh", br#"{"tarikh":1,"title":"x","events":[]}"#.to_vec()),
        ("wild.tarikh", br#"{"tarikh":1,"title":"x","events":[{"id":"a","title":"A","when":"Y-13800000000"},{"id":"b","title":"B","when":"Y99999999999999999999"}]}"#.to_vec()),
        ("types.tarikh", br#"{"tarikh":1,"title":7,"lanes":{},"events":[7,null,{"id":[]}]}"#.to_vec()),
        ("quote.csv", b"date,title\n2001,\"never closed\n2002,b\n".to_vec()),
    ];
    for (name, bytes) in files {
        desk.put(name, bytes);
        for args in [
            vec!["info", name],
            vec!["check", "--strict", name],
            vec!["figure", name, "-o", "x.png"],
        ] {
            let ran = desk.run(&args);
            assert!(
                (0..=1).contains(&ran.code),
                "{args:?}: {} {}",
                ran.code,
                ran.err
            );
            assert!(!ran.err.contains("panicked"), "{args:?}: {}", ran.err);
            let is_told = ran.code == 0 || !ran.err.is_empty() || !ran.out.is_empty();
            assert!(is_told, "{args:?} failed in silence");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_is_refused_in_one_line() {
    let message = Desk::new().run(&[]).failed(1).to_owned();
    assert!(message.starts_with("tarikh: "), "{message}");
    assert!(message.contains("tarikh figure"), "{message}");
}

#[test]
fn a_word_that_is_a_command_is_the_command() {
    let desk = Desk::new();
    desk.put("info", "{}");
    desk.run(&["info"]).refused("<FILE>");
}

#[test]
fn a_converted_dataset_opens_as_the_one_it_was_made_of() {
    let desk = Desk::new();
    desk.put(
        "a.csv",
        "date,title,lane,tags\n1979-12-25,Airborne,War,a;b\n1988~,\"Quote \"\"x\"\"\",Peace,\n",
    );
    let ran = desk.run(&["convert", "a.csv", "b.tarikh"]);
    assert_eq!((ran.code, ran.out.len()), (0, 0), "{}", ran.err);
    assert!(ran.err.contains("Tarikh dataset, 2 events"), "{}", ran.err);
    let info = |name: &str| {
        let ran = desk.run(&["info", "--json", name]);
        let mut info: Value = serde_json::from_slice(&ran.out).unwrap();
        for of_the_file in ["file", "format", "sha256", "bytes"] {
            info.as_object_mut().unwrap().remove(of_the_file);
        }
        info
    };
    assert_eq!(info("a.csv"), info("b.tarikh"));
    let ran = desk.run(&["convert", "b.tarikh", "-", "--to", "tarikh"]);
    assert_eq!(ran.out, std::fs::read(desk.path("b.tarikh")).unwrap());
}

#[test]
fn what_cannot_be_converted_is_said_and_nothing_is_written() {
    let desk = Desk::new();
    desk.put("a.csv", "date,title\n1979,A\nnever,B\n");
    for (args, code, said) in [
        (&["a.csv", "b"][..], 2, "--to"),
        (&["a.csv", "b.tarikh", "--strict"], 1, "nothing is written"),
        (&["none.csv", "b.tarikh"], 1, "no such file"),
        (&["a.csv", "none/b.tarikh"], 1, "no such folder"),
    ] {
        let ran = desk.run(&[&["convert"], args].concat());
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    assert_eq!(desk.names(), ["a.csv"]);
}

#[test]
fn what_a_format_cannot_hold_is_said_before_it_is_written() {
    let desk = Desk::new();
    desk.put(
        "a.tarikh",
        r#"{"tarikh": 1, "title": "T", "eras": [{"title": "E", "when": "1979"}], "events": [
            {"id": "a", "title": "A", "when": "1979", "claims": [{"about": "x", "value": "y"}]}]}"#,
    );
    let ran = desk.run(&["convert", "a.tarikh", "b.csv", "--strict"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("nothing is written"), "{}", ran.err);
    assert_eq!(desk.names(), ["a.tarikh"]);
    let ran = desk.run(&["convert", "a.tarikh", "b.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err
            .contains("1 era is left out\n  1 claim is left out\n"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["convert", "a.tarikh", "b.parquet", "--strict"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn sources_of_a_bibliography_are_put_into_a_dataset_and_out_again() {
    let desk = Desk::new();
    desk.put(
        "a.tarikh",
        r#"{"tarikh": 1, "title": "T",
            "sources": [{"id": "b", "type": "book", "title": "Own", "DOI": "10.1/X"}],
            "events": [{"id": "a", "title": "A", "when": "1979", "citations": [{"source": "b"}]}]}"#,
    );
    desk.put(
        "refs.bib",
        "@book{x, title = {Theirs}, doi = {10.1/x}, publisher = {P}}\n@misc{new, title = {New}}\n",
    );
    let ran = desk.run(&["info", "--json", "refs.bib"]);
    assert_eq!(
        (ran.json()["events"].clone(), ran.json()["sources"].clone()),
        (json!(0), json!(2))
    );
    assert_eq!(desk.run(&["check", "refs.bib"]).code, 0);
    let call = ["convert", "a.tarikh", "b.tarikh", "--sources", "refs.bib"];
    let ran = desk.run(&[&call[..], &["--strict"]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("b: title"), "{}", ran.err);
    let ran = desk.run(&call);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("1 source is new; known before: 1"),
        "{}",
        ran.err
    );
    let ran = desk.run(&["convert", "b.tarikh", "out.bib"]);
    assert!(ran.err.contains("1 event is left out"), "{}", ran.err);
    assert!(ran.err.contains("BibTeX, 2 sources"), "{}", ran.err);
    let bib = std::fs::read_to_string(desk.path("out.bib")).unwrap();
    assert!(
        bib.contains("publisher = {P}") && bib.contains("@misc{new"),
        "{bib}"
    );
}

#[test]
fn sources_that_only_rows_name_are_in_the_converted_dataset() {
    let desk = Desk::new();
    let mut table = "date,title,source\n".to_owned();
    for row in 0..20_002 {
        table.push_str(&format!("1979,Event {row},https://example.org/{row}\n"));
    }
    desk.put("many.csv", table);
    let ran = desk.run(&["convert", "many.csv", "many.tarikh"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = desk.run(&["check", "--json", "many.tarikh"]);
    let checked = &ran.json()[0];
    assert_eq!(checked["problems"], json!([]));
    assert_eq!(checked["events"], 20_002);
    // The table itself is one of them.
    assert_eq!(checked["sources"], 20_003);
}

#[test]
fn a_damaged_file_at_which_a_library_panics_costs_one_line() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/parquet/err");
    let desk = Desk::new();
    for name in ["contradictory-page.parquet", "overflowing-lengths.parquet"] {
        let path = fixtures.join(name);
        let ran = desk.run(&["check", path.to_str().unwrap()]);
        assert!(ran.failed(1).contains("damaged"), "{}", ran.err);
    }
}
