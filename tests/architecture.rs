//! The rules on who may use whom, as data, and a scan that holds every source
//! file to them.
//!
//! The scan reads text, not types: `use` declarations with their groups spread
//! out, and paths written in full. Comments and unit tests are left out. A
//! rule is changed here first, in the commit that needs it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

/// Each module and the modules of this crate that it may use besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("dates", &[]),
    ("model", &["dates"]),
    ("cite", &["model", "dates"]),
    ("formats", &["model", "dates"]),
    ("store", &["model", "dates"]),
    ("text", &[]),
    ("scene", &["model", "text"]),
    (
        "layout",
        &["scene", "text", "store", "model", "dates", "cite"],
    ),
    ("render", &["scene", "text"]),
    ("files", &["formats", "model"]),
    ("cli", EVERYTHING_BELOW),
    ("app", EVERYTHING_BELOW),
    ("main", &["cli", "app", "formats"]),
    ("lib", &[]),
];

/// What the two edges may use: all but each other.
const EVERYTHING_BELOW: &[&str] = &[
    "dates", "model", "cite", "formats", "store", "text", "scene", "layout", "render", "files",
];

/// Paths from outside that only some places may use: what begins so, where it
/// may stand (a folder ending in `/`, or a file), and why.
const ONLY_IN: &[(&[&str], &[&str], &str)] = &[
    (
        &["egui", "eframe", "egui_commonmark", "egui_extras"],
        &["app/", "render/egui/"],
        "the window's toolkit stays in the window",
    ),
    (
        // Another process is started by one file alone, and is this program.
        &["std::process::Command", "std::process::Child"],
        &["files/worker.rs"],
        "nothing but Tarikh itself is started, to read what may end a process",
    ),
    (
        &[
            "std::fs",
            "std::env",
            "std::process",
            "tempfile",
            "directories",
        ],
        EDGES,
        "files and environment are reached from the edges only",
    ),
    (
        &[
            "std::time::SystemTime",
            "std::time::Instant",
            "SystemTime",
            "Instant",
            "chrono::Local",
            "chrono::Utc",
        ],
        EDGES,
        "the clock is read at the edges only",
    ),
    (
        &["std::net", "std::os::unix::net"],
        &[],
        "Tarikh has no network access",
    ),
    (
        &["anyhow", "clap", "rfd", "notify", "open"],
        EDGES,
        "the core has typed errors and no dealings with the system",
    ),
];

/// Where clock, environment and files may be reached.
const EDGES: &[&str] = &["main.rs", "files.rs", "files/", "cli/", "app/"];

/// Words that may stand only in some places.
const WORDS_ONLY_IN: &[(&[&str], &[&str], &str)] = &[
    (
        &["Color::hex(", "Color32::from_rgb("],
        &["scene/style.rs"],
        "colours are written in the style tokens only",
    ),
    (
        &["unsafe {", "unsafe fn", "unsafe impl"],
        &[],
        "no unsafe code",
    ),
    (
        &[
            "fs::write(",
            "File::create(",
            "File::create_new(",
            "OpenOptions::new(",
        ],
        &["files.rs"],
        "a file of the user's is replaced only when the new one is complete: files::replace",
    ),
    (
        &["println!(", "print!("],
        &[],
        "results are written to a writer that can fail",
    ),
    (
        &["eprintln!(", "eprint!("],
        EDGES,
        "the core reports, the edges tell",
    ),
];

/// Words that may not stand in some places.
const WORDS_NOT_IN: &[(&[&str], &[&str], &str)] = &[(
    &[
        ".sin(", ".cos(", ".tan(", ".atan2(", ".exp(", ".ln(", ".log10(", ".log2(", ".powf(",
    ],
    &["dates/", "store/", "layout/", "scene/"],
    "differs between platforms in the last bit, and a picture must not",
)];

/// Known violations: file and the start of the message. It may only shrink.
const DEBT: &[(&str, &str)] = &[];
/// Lower this when the list shrinks.
const DEBT_LIMIT: usize = 0;

#[derive(Debug, PartialEq, Eq)]
struct Violation {
    file: String,
    line: usize,
    message: String,
}

/// What a source file does that the rules forbid. `file` is its path in
/// `src/`, with forward slashes.
fn violations(file: &str, text: &str) -> Vec<Violation> {
    let code = without_comments_and_tests(text);
    let mut found = Vec::new();
    let mut report = |line: usize, message: String| {
        found.push(Violation {
            file: file.to_owned(),
            line,
            message,
        });
    };
    for (line, path) in paths(&code) {
        if let Some(module) = module_used(file, &path)
            && let Some(message) = forbidden_import(file, &module)
        {
            report(line, message);
        }
        for (starts, places, why) in ONLY_IN {
            if starts.iter().any(|start| begins(&path, start)) && !lies_in(file, places) {
                report(line, format!("uses `{path}`: {why}"));
            }
        }
    }
    for (at, line) in code.lines().enumerate() {
        for (words, places, why) in WORDS_ONLY_IN {
            for word in words.iter().filter(|_| !lies_in(file, places)) {
                if contains_word(line, word) {
                    report(at + 1, format!("has `{word}`: {why}"));
                }
            }
        }
        for (words, places, why) in WORDS_NOT_IN {
            for word in words.iter().filter(|_| lies_in(file, places)) {
                if line.contains(word) {
                    report(at + 1, format!("has `{word}`: {why}"));
                }
            }
        }
    }
    found.dedup();
    found
}

fn forbidden_import(file: &str, used: &str) -> Option<String> {
    let own = module_of(file);
    if own == used || !is_module(used) {
        return None;
    }
    let (_, allowed) = MAY_USE.iter().find(|(module, _)| *module == own)?;
    (!allowed.contains(&used)).then(|| {
        format!(
            "`{own}` may not use `{used}`; it may use {}",
            match allowed.is_empty() {
                true => "no other module".to_owned(),
                false => allowed.join(", "),
            }
        )
    })
}

fn is_module(name: &str) -> bool {
    MAY_USE.iter().any(|(module, _)| *module == name)
}

/// `layout` for `layout/axis.rs`, `main` for `main.rs`.
fn module_of(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The module of this crate that a path leads to, if it is written from the
/// crate's root or climbs to it.
fn module_used(file: &str, path: &str) -> Option<String> {
    let mut parts = path.split("::");
    match parts.next()? {
        "crate" | "tarikh" => parts.next().map(str::to_owned),
        "super" => {
            let climbed = 1 + path
                .split("::")
                .skip(1)
                .take_while(|part| *part == "super")
                .count();
            let last = file.rsplit('/').next().unwrap();
            let depth = file.split('/').count() - usize::from(last == "mod.rs");
            (climbed >= depth)
                .then(|| path.split("::").nth(climbed))
                .flatten()
                .map(str::to_owned)
        }
        _ => None,
    }
}

fn lies_in(file: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| file == *place || (place.ends_with('/') && file.starts_with(place)))
}

/// True when `path` is `start` or goes on from it with `::`.
fn begins(path: &str, start: &str) -> bool {
    path.strip_prefix(start)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// True when `word` stands in the line and is not the end of a longer name.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// The text with comments blanked out and unit tests cut off; lines keep their
/// numbers. Strings are kept, which no rule minds so far.
fn without_comments_and_tests(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let begins_tests = line.starts_with("#[cfg(test)]")
            && lines.peek().is_some_and(|next| next.starts_with("mod "));
        if begins_tests {
            break;
        }
        let comment = line
            .match_indices("//")
            // Not the slashes of an address in a string.
            .find(|(at, _)| !line[..*at].ends_with(':'))
            .map_or(line.len(), |(at, _)| at);
        code.push_str(&line[..comment]);
        code.push('\n');
    }
    code
}

/// Every path with at least two parts, or a `use` of one, with its line. The
/// groups of `use` declarations are spread out: `a::{b, c::d}` gives `a::b`
/// and `a::c::d`.
fn paths(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut line = 1;
    while let Some(at) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        line += rest[..at].matches('\n').count();
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
            .unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        if token == "use" {
            let declaration = &after[..after.find(';').unwrap_or(after.len())];
            for path in spread(declaration.trim()) {
                found.push((line, path));
            }
            line += declaration.matches('\n').count();
            rest = &after[declaration.len()..];
        } else {
            if token.contains("::") {
                found.push((line, token.trim_end_matches(':').to_owned()));
            }
            rest = after;
        }
    }
    found
}

/// The paths of a `use` declaration, without the word and the semicolon.
fn spread(declaration: &str) -> Vec<String> {
    let declaration: String = declaration.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(open) = declaration.find('{') else {
        let path = declaration.split(" as ").next().unwrap();
        return vec![path.trim().to_owned()];
    };
    let close = declaration.rfind('}').unwrap_or(declaration.len());
    let prefix = declaration[..open].trim();
    let inner = &declaration[open + 1..close];
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in inner.chars() {
        match c {
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .flat_map(|part| spread(&format!("{prefix}{part}")))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn source_files() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&src).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_source_file_keeps_to_the_rules() {
    let files = source_files();
    assert!(files.len() > 5, "the scan found only {} files", files.len());
    let found: Vec<Violation> = files
        .iter()
        .flat_map(|(file, text)| violations(file, text))
        .filter(|found| {
            !DEBT
                .iter()
                .any(|(file, start)| found.file == *file && found.message.starts_with(start))
        })
        .collect();
    let lines: Vec<String> = found
        .iter()
        .map(|found| format!("src/{}:{}: {}", found.file, found.line, found.message))
        .collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn every_module_has_a_rule() {
    for (file, _) in source_files() {
        let module = module_of(&file);
        assert!(
            is_module(module),
            "src/{file}: the module `{module}` is not in MAY_USE"
        );
    }
}

#[test]
fn the_debt_only_shrinks() {
    assert_eq!(
        DEBT.len(),
        DEBT_LIMIT,
        "put new debt right instead of listing it; lower the limit when some is paid"
    );
    let files = source_files();
    for (file, start) in DEBT {
        let is_owed = files.iter().any(|(name, text)| {
            name == file
                && violations(name, text)
                    .iter()
                    .any(|found| found.message.starts_with(start))
        });
        assert!(
            is_owed,
            "{file} is paid off: take it from the list and lower the limit"
        );
    }
}

/// Lines that must be found out, one rule each, so that the scan can fail.
#[test]
fn forbidden_lines_are_found_out() {
    let cases = [
        ("dates/parse.rs", "use crate::model::Event;"),
        ("model/mod.rs", "use crate::store::Store;"),
        (
            "formats/csv/mod.rs",
            "use crate::{dates::Date, store::{Filter, Store}};",
        ),
        ("layout/axis.rs", "fn f() -> crate::render::Png { todo() }"),
        ("cli/figure.rs", "use crate::app::run;"),
        ("app/mod.rs", "use crate::cli;"),
        ("text/mod.rs", "use super::scene::Rect;"),
        ("text/bidi.rs", "use super::super::scene::Rect;"),
        ("layout/mod.rs", "use egui::Color32;"),
        ("render/png.rs", "let c: egui::Color32 = x;"),
        ("store/mod.rs", "use std::{fs, io};"),
        ("formats/mod.rs", "let now = std::time::SystemTime::now();"),
        ("layout/view.rs", "let now = Instant::now();"),
        ("app/net.rs", "use std::net::TcpStream;"),
        ("model/mod.rs", "use anyhow::Result;"),
        ("layout/legend.rs", "let c = Color::hex(0xFF0000);"),
        ("layout/axis.rs", "let step = x.log10().floor();"),
        ("app/export.rs", "std::fs::write(path, bytes)?;"),
        ("cli/info.rs", "println!(\"{x}\");"),
        ("formats/mod.rs", "eprintln!(\"{x}\");"),
    ];
    for (file, line) in cases {
        let text = format!("//! Head.\n\n{line}\n");
        let found = violations(file, &text);
        assert_eq!(found.len(), 1, "{file}: {line}: {found:?}");
        assert_eq!(found[0].line, 3, "{file}: {line}");
    }
}

#[test]
fn allowed_lines_pass() {
    let cases = [
        ("layout/axis.rs", "use crate::scene::{Item, style::Theme};"),
        ("text/shaper.rs", "use super::bidi::runs;"),
        ("text/sub/deep.rs", "use super::super::bidi;"),
        ("render/egui/mod.rs", "use egui::{Painter, pos2};"),
        ("app/mod.rs", "use std::time::{Duration, Instant};"),
        ("cli/output.rs", "use std::fs::File;"),
        ("model/mod.rs", "/// As in crate::store::Store.\n"),
        (
            "dates/mod.rs",
            "#[cfg(test)]\nmod tests {\n    use std::fs;\n}",
        ),
        (
            "dates/mod.rs",
            "const URL: &str = \"https://example.org\"; ",
        ),
        ("cli/mod.rs", "eprintln!(\"{x}\");"),
        ("scene/style.rs", "const RED: Color = Color::hex(0xFF0000);"),
    ];
    for (file, text) in cases {
        assert_eq!(violations(file, text), [], "{file}: {text}");
    }
}

/// A format is documented and can be tried out.
#[test]
fn every_format_is_in_the_readme_and_has_a_sample() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for format in tarikh::formats::FORMATS {
        let usual = format.extensions[0];
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| {}", format.title)))
            .unwrap_or_else(|| {
                panic!(
                    "README.md has no row for {} in its table of formats",
                    format.title
                )
            });
        assert!(
            row.contains(&format!("`.{usual}`")),
            "README.md does not name .{usual}: {row}"
        );
        assert!(
            row.matches('|').count() >= 5,
            "reads, writes and loses: {row}"
        );
        let is_writable = format.write.is_some();
        assert_eq!(
            row.contains("not yet"),
            !is_writable,
            "README.md and the registry differ on whether {} is written: {row}",
            format.title
        );
        let has_sample = std::fs::read_dir(root().join("sample_data"))
            .unwrap()
            .any(|entry| {
                entry
                    .unwrap()
                    .path()
                    .extension()
                    .is_some_and(|end| end == usual)
            });
        let all_fixtures = root().join("tests/fixtures");
        let fixtures = all_fixtures.join(format.id).join("ok");
        let has_fixture = std::fs::read_dir(fixtures).is_ok_and(|mut files| files.next().is_some())
            || !all_fixtures.exists();
        assert!(
            has_sample && has_fixture,
            "{}: a file in sample_data: {has_sample}; fixtures in tests/fixtures/{}/ok: {has_fixture}",
            format.title,
            format.id
        );
    }
}

/// The scan reads what is there: a rule for a module that is gone is removed.
#[test]
fn every_rule_has_its_module() {
    let files = source_files();
    for (module, allowed) in MAY_USE {
        assert!(
            files.iter().any(|(file, _)| module_of(file) == *module),
            "there is no module `{module}`"
        );
        for used in *allowed {
            assert!(
                is_module(used),
                "`{module}` may use `{used}`, which has no rule"
            );
        }
    }
}
