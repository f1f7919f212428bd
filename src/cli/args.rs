//! The command line as types. What a value means is decided in the files of
//! the subcommands; what it may look like, here.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::size::Size;
use crate::cite::Style;
use crate::dates::{Calendar, Date};
use crate::formats::{self, Format};
use crate::scene::style::ThemeName;

/// Opens datasets of dated events, draws them as a timeline, and shows for
/// every event how it is known.
#[derive(Debug, Parser)]
#[command(
    name = "tarikh",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "A file that is named like a command opens as ./info."
)]
pub struct Args {
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Datasets to open in the window; without one the built-in sample opens.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// What can be done without a window or a display.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw one figure.
    Figure(Box<FigureArgs>),
    /// List every problem of datasets: where it is, what it is, what to do.
    Check(CheckArgs),
    /// Say what a dataset holds.
    Info(InfoArgs),
    /// Write a dataset in another format.
    Convert(ConvertArgs),
}

/// `tarikh figure`.
#[derive(Debug, ClapArgs)]
pub struct FigureArgs {
    /// The dataset; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The picture to write, a name ending in .png; `-` writes to standard
    /// output. An existing file is replaced once the new one is complete.
    #[arg(short, long, value_name = "OUT.png")]
    pub output: PathBuf,
    /// Format of the dataset, instead of finding it out: tarikh, csv, jsonl,
    /// parquet, ical or markwhen.
    #[arg(long, value_parser = format)]
    pub format: Option<&'static Format>,
    /// Draw nothing, and exit with 1, if anything was lost or repaired.
    #[arg(long)]
    pub strict: bool,
    /// First date drawn (EDTF: 1979, 1988-08, 2021-08-15 …).
    #[arg(long, value_name = "DATE", value_parser = date, allow_hyphen_values = true)]
    pub from: Option<Date>,
    /// Last date drawn; it belongs to the picture.
    #[arg(long, value_name = "DATE", value_parser = date, allow_hyphen_values = true)]
    pub to: Option<Date>,
    /// Lanes drawn, by id or title, with the lanes in them.
    #[arg(long, value_name = "LANE,LANE")]
    pub lanes: Vec<String>,
    /// Words that must all occur in an event or its sources.
    #[arg(long, value_name = "TEXT")]
    pub query: Option<String>,
    /// A view saved in the dataset, by title; options given beside it win.
    #[arg(long, value_name = "TITLE")]
    pub view: Option<String>,
    /// The event to point out, by id.
    #[arg(long, value_name = "ID")]
    pub select: Option<String>,
    /// Width and height: pixels (1600x1000) or millimetres (180mmx120mm).
    #[arg(long, default_value = "1600x1000")]
    pub size: Size,
    /// Output pixels for each pixel of --size, 0.25 to 8; enlarges text too.
    #[arg(long, value_name = "N", value_parser = scale)]
    pub scale: Option<f32>,
    /// Pixels per inch for a --size in millimetres, 50 to 1200 [default: 300].
    #[arg(long, value_name = "N", value_parser = dpi)]
    pub dpi: Option<f32>,
    /// Colours.
    #[arg(long, default_value = "light")]
    pub theme: ThemeArg,
    /// A second calendar on the axis: julian, persian, islamic-civil or
    /// islamic-umalqura.
    #[arg(long, value_parser = calendar)]
    pub calendar: Option<Calendar>,
    /// Title of the picture [default: the dataset's]; "" leaves it out.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Text under the picture.
    #[arg(long, value_name = "TEXT")]
    pub caption: Option<String>,
    /// List under the picture the sources of the titled events, numbered:
    /// their short names, or full citations.
    #[arg(long, default_value = "none")]
    pub sources: SourcesArg,
    /// Style of full citations: chicago-notes, chicago-author-date, apa, mla.
    #[arg(long, value_name = "STYLE", default_value = "chicago-notes", value_parser = style)]
    pub style: Style,
}

/// `tarikh check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// The datasets; `-` reads standard input.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Format of the datasets, instead of finding it out: tarikh, csv, jsonl,
    /// parquet, ical or markwhen.
    #[arg(long, value_parser = format)]
    pub format: Option<&'static Format>,
    /// Exit with 1 also if anything was lost or repaired.
    #[arg(long)]
    pub strict: bool,
    /// Write one JSON array with an object for each file.
    #[arg(long)]
    pub json: bool,
}

/// `tarikh info`.
#[derive(Debug, ClapArgs)]
pub struct InfoArgs {
    /// The dataset; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Format of the dataset, instead of finding it out: tarikh, csv, jsonl,
    /// parquet, ical or markwhen.
    #[arg(long, value_parser = format)]
    pub format: Option<&'static Format>,
    /// Exit with 1 also if anything was lost or repaired.
    #[arg(long)]
    pub strict: bool,
    /// Write JSON.
    #[arg(long)]
    pub json: bool,
}

/// `tarikh convert`.
#[derive(Debug, ClapArgs)]
pub struct ConvertArgs {
    /// The dataset; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The file to write; its ending tells the format. An existing file is
    /// replaced once the new one is complete. `-` writes to standard output.
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Format of the dataset, instead of finding it out: tarikh, csv, jsonl,
    /// parquet, ical or markwhen.
    #[arg(long, value_parser = format)]
    pub format: Option<&'static Format>,
    /// Format to write, instead of telling it from the ending: tarikh,
    /// parquet, ical or markwhen.
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub to: Option<&'static Format>,
    /// Write nothing, and exit with 1, if anything was lost or repaired.
    #[arg(long)]
    pub strict: bool,
}

/// Colours to draw in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black and greys on white, for paper.
    Print,
}

impl From<ThemeArg> for ThemeName {
    fn from(theme: ThemeArg) -> ThemeName {
        match theme {
            ThemeArg::Light => ThemeName::Light,
            ThemeArg::Dark => ThemeName::Dark,
            ThemeArg::Print => ThemeName::Print,
        }
    }
}

/// What is listed under a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SourcesArg {
    /// Nothing.
    None,
    /// Numbered short names.
    Numbers,
    /// Numbered full citations.
    Full,
}

fn format(id: &str) -> Result<&'static Format, String> {
    let id = match id {
        "native" => "tarikh",
        other => other,
    };
    formats::by_id(id).ok_or_else(|| {
        let known: Vec<String> = formats::FORMATS
            .iter()
            .map(|format| format.id.to_owned())
            .collect();
        format!("expected {}", formats::or_list(&known))
    })
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

fn calendar(id: &str) -> Result<Calendar, String> {
    Calendar::from_id(id).ok_or_else(|| {
        let known: Vec<&str> = Calendar::ALL.iter().map(|calendar| calendar.id()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn style(id: &str) -> Result<Style, String> {
    Style::by_id(id).ok_or_else(|| {
        let known: Vec<&str> = Style::ALL.iter().map(|style| style.id()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

fn scale(text: &str) -> Result<f32, String> {
    number(text, 0.25, 8.0)
}

fn dpi(text: &str) -> Result<f32, String> {
    number(text, 50.0, 1200.0)
}

fn number(text: &str, least: f32, most: f32) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("expected a number from {least} to {most}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
