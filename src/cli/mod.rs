//! The command line: what can be done without a window or a display.
//!
//! Results go to standard output, messages to standard error. A command ends
//! with 0 when its work is done and with 1 when it failed; an error that is a
//! [`WrongCall`] ends it with 2.

mod args;
mod check;
mod convert;
mod figure;
mod info;
mod input;
mod load_worker;
mod output;
mod progress;
mod selection;
mod size;
mod unknown;

use std::process::ExitCode;

pub use args::{
    Args, CheckArgs, Command, ConvertArgs, FigureArgs, InfoArgs, LoadWorkerArgs, SourcesArg,
    ThemeArg,
};
pub use size::Size;

/// Exit status of a call that asks for what there is not.
const WRONG_CALL: u8 = 2;

/// A call that cannot be meant: an option with a value that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WrongCall(String);

/// A [`WrongCall`] that says what was found, what exists, and what to try.
fn wrong_call(message: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(WrongCall(message.into()))
}

/// The call as it was made. What clap finds wrong with it ends the program; a
/// word that is neither a command nor a file is an error.
pub fn call() -> anyhow::Result<Args> {
    use clap::Parser;
    unknown::check(std::env::args_os().nth(1).as_deref())?;
    Ok(Args::parse())
}

/// Does what a subcommand asks.
pub fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Figure(args) => figure::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Info(args) => info::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::LoadWorker(args) => load_worker::run(&args),
    }
}

/// The exit status that stands for an error.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref::<WrongCall>() {
        Some(_) => ExitCode::from(WRONG_CALL),
        None => ExitCode::FAILURE,
    }
}

/// An error as one paragraph.
pub fn paragraph(error: &anyhow::Error) -> String {
    let text = format!("{error:#}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
