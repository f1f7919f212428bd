//! A first word that is neither a command nor a file: said, with the command
//! that it is most like, before a window opens on it.

use std::ffi::OsStr;
use std::path::Path;

use clap::CommandFactory;

use super::args::Args;
use super::output::shown;
use super::wrong_call;
use crate::formats::and_list;

/// Refuses a call whose first word stands where a command or a file should.
pub(super) fn check(first: Option<&OsStr>) -> anyhow::Result<()> {
    let Some(word) = first.and_then(OsStr::to_str) else {
        return Ok(());
    };
    // What looks like a path is one, and the window says what is wrong with it.
    let is_path = word.is_empty() || word.contains(['.', '/', '\\']);
    let all = Args::command();
    let is_command = word == "help" || all.find_subcommand(word).is_some();
    if word.starts_with('-') || is_path || is_command || Path::new(word).exists() {
        return Ok(());
    }
    let commands: Vec<String> = all
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .map(|command| command.get_name().to_owned())
        .collect();
    let meant = match nearest(word, &commands) {
        Some(command) => format!(" Is `tarikh {command}` meant?"),
        None => String::new(),
    };
    Err(wrong_call(format!(
        "There is no command and no file “{}”.{meant} The commands are {}; `tarikh FILE` opens a file, `tarikh --help` tells more.",
        shown(word),
        and_list(&commands),
    )))
}

/// The name that takes the fewest slips of the hand to become the word, if
/// these are few enough to be slips.
fn nearest<'a>(word: &str, names: &'a [String]) -> Option<&'a String> {
    const MOST_SLIPS: usize = 2;
    let word: Vec<char> = word.to_lowercase().chars().collect();
    let slips = |name: &String| slips(&word, &name.chars().collect::<Vec<_>>());
    names
        .iter()
        .map(|name| (slips(name), name))
        .filter(|(slips, name)| *slips <= MOST_SLIPS && slips * 2 <= name.len())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// How many letters were left out, put in, taken for another or swapped with
/// their neighbour.
fn slips(typed: &[char], meant: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=meant.len()).collect()];
    for (at, letter) in typed.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, other) in meant.iter().enumerate() {
            let taken = rows[at][to] + usize::from(letter != other);
            let mut least = taken.min(rows[at][to + 1] + 1).min(row[to] + 1);
            let is_swapped =
                at > 0 && to > 0 && typed[at - 1] == *other && meant[to - 1] == *letter;
            if is_swapped {
                least = least.min(rows[at - 1][to - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[typed.len()][meant.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(word: &str) -> Option<String> {
        check(Some(OsStr::new(word)))
            .err()
            .map(|error| error.to_string())
    }

    #[test]
    fn a_mistyped_command_is_told_from_a_path() {
        for (word, meant) in [
            ("chekc", "check"),
            ("figur", "figure"),
            ("Convert", "convert"),
            ("covnert", "convert"),
            ("inf", "info"),
        ] {
            let text = said(word).unwrap_or_default();
            assert!(
                text.contains(&format!("`tarikh {meant}`")),
                "{word}: {text}"
            );
        }
        let text = said("report").unwrap_or_default();
        assert!(text.contains("figure, check, info and convert"), "{text}");
        assert!(!text.contains("meant"), "{text}");
        for word in [
            "check",
            "help",
            "-",
            "--help",
            "none.csv",
            "no/where",
            "src",
            "load-worker",
        ] {
            assert_eq!(said(word), None, "{word}");
        }
    }
}
