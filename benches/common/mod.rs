//! The files that benchmarks measure: those given, or else tables of made-up
//! events (with `--native` Tarikh datasets of them), the same in every run.
//!
//! Twelve lanes of unequal size; most events of a lane lie in bursts of some
//! weeks; three in five are points, the others last, a few of them for years.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tarikh::files;
use tarikh::formats::{Choices, ImportReport, Opened, Watch};

/// The files given, or tables of each of the [`SIZES`].
pub(crate) fn files() -> Vec<String> {
    let given = std::env::args().skip(1);
    let given: Vec<String> = given.filter(|arg| !arg.starts_with("--")).collect();
    if !given.is_empty() {
        return given;
    }
    let is_native = std::env::args().any(|arg| arg == "--native");
    let made = SIZES.map(|rows| match is_native {
        true => made(rows, "tarikh", write_dataset).unwrap(),
        false => made(rows, "csv", write).unwrap(),
    });
    made.map(|path| path.to_string_lossy().into_owned()).into()
}

/// Opens a file as the program does.
pub(crate) fn open(file: &str) -> Opened {
    open_watched(file, Watch::nobody())
}

/// The same, with somebody who looks on.
pub(crate) fn open_watched(file: &str, watch: Watch) -> Opened {
    files::open(
        Path::new(file),
        &Choices::default(),
        watch,
        &mut ImportReport::new(),
    )
    .unwrap()
}

/// The sizes that are measured where no file is given, in rows.
const SIZES: [u64; 3] = [1_000, 100_000, 10_000_000];

const LANES: [&str; 12] = [
    "Elections",
    "Courts",
    "Trade",
    "Floods",
    "Railways",
    "Schools",
    "Theatre",
    "Harbours",
    "Medicine",
    "Strikes",
    "Astronomy",
    "Chess",
];

const WORDS: [&str; 40] = [
    "the", "new", "first", "council", "votes", "opens", "bridge", "after", "long", "debate",
    "river", "crew", "returns", "minister", "resigns", "line", "closed", "for", "repairs", "study",
    "finds", "early", "signs", "of", "storm", "harbour", "trial", "begins", "market", "falls",
    "school", "wins", "prize", "public", "inquiry", "report", "names", "missing", "ship", "found",
];

const DAY: u64 = 86_400;

/// From 1970 on, in days: to the end of 2023.
const DAYS: u64 = 19_723;

/// Numbers that look random (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % most
    }
}

/// The file of that many rows in the system's folder for what may be lost; it
/// is made if it is not there yet.
fn made(
    rows: u64,
    extension: &str,
    write: fn(&Path, u64) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("tarikh-bench-{rows}.{extension}"));
    if !path.exists() {
        // Half a file is never taken for a whole one.
        let part = path.with_extension("part");
        write(&part, rows)?;
        std::fs::rename(&part, &path)?;
    }
    Ok(path)
}

/// Books that are cited.
const SOURCES: u64 = 2_000;

/// Every event cites a book, a third is in a place or has a summary, some have a
/// claim or bear on another.
fn write_dataset(path: &Path, rows: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut dice = Dice(0x7461_7269_6B68_3032 ^ rows);
    let lanes = LANES.map(|lane| json!({ "id": lane, "title": lane }));
    let source = |at: u64| {
        let kind = ["primary", "secondary", "tertiary"][(at % 3) as usize];
        let title = format!("Volume {at}");
        json!({ "id": format!("s{at}"), "type": "book", "title": title, "kind": kind })
    };
    let sources: Vec<Value> = (0..SOURCES).map(source).collect();
    writeln!(out, "{{\"tarikh\": 1, \"title\": \"Made-up events\",")?;
    writeln!(out, "\"lanes\": {:#},", Value::from_iter(lanes))?;
    writeln!(out, "\"sources\": {:#},", Value::from(sources))?;
    writeln!(out, "\"events\": [")?;
    for row in 0..rows {
        let comma = if row + 1 < rows { "," } else { "" };
        writeln!(out, "{:#}{comma}", event(row, rows, &mut dice))?;
    }
    writeln!(out, "]}}")?;
    out.flush()
}

fn event(row: u64, rows: u64, dice: &mut Dice) -> Value {
    // The smaller of two numbers: the first lane has most, the last few.
    let lane = dice.below(12).min(dice.below(12));
    let start = start(lane, dice);
    let end = match dice.below(5) {
        0..3 => String::new(),
        _ => format!("/{}", stamp(start + duration(dice))),
    };
    let mut word = || WORDS[dice.below(40) as usize];
    let (title, thing) = ([word(), word(), word(), word()].join(" "), word());
    let book = |dice: &mut Dice| json!([{ "source": format!("s{}", dice.below(SOURCES)) }]);
    let mut event = json!({
        "id": format!("e{row}"),
        "title": title,
        "when": format!("{}{end}", stamp(start)),
        "lane": LANES[lane as usize],
        "citations": book(dice),
    });
    if dice.below(3) == 0 {
        event["summary"] = json!(format!("It is told of the {thing} that it came to an end."));
    }
    if dice.below(3) == 0 {
        let lat = dice.below(90_000) as f64 / 1_000.0;
        let lon = dice.below(180_000) as f64 / 1_000.0;
        event["place"] = json!({ "name": format!("Port {thing}"), "lat": lat, "lon": lon });
    }
    let tags = (0..dice.below(4)).map(|_| format!("tag{:02}", dice.below(32)));
    let tags: Vec<String> = tags.collect();
    if !tags.is_empty() {
        event["tags"] = json!(tags);
    }
    if dice.below(20) == 0 {
        let people = dice.below(1_000);
        event["claims"] = json!([{
            "about": "People there",
            "value": people.to_string(),
            "best": people,
            "citations": book(dice),
        }]);
    }
    if dice.below(30) == 0 {
        let other = format!("e{}", dice.below(rows));
        event["relations"] = json!([{ "kind": "follows", "event": other }]);
    }
    event
}

fn write(path: &Path, rows: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut dice = Dice(0x7461_7269_6B68_3031 ^ rows);
    writeln!(out, "id,start,end,title,lane,tags,source_url")?;
    for row in 0..rows {
        // The smaller of two numbers: the first lane has most, the last few.
        let lane = dice.below(12).min(dice.below(12));
        let start = start(lane, &mut dice);
        write!(out, "{row},{},", stamp(start))?;
        if dice.below(5) >= 3 {
            write!(out, "{}", stamp(start + duration(&mut dice)))?;
        }
        out.write_all(b",")?;
        for word in 0..3 + dice.below(6) {
            let space = if word == 0 { "" } else { " " };
            write!(out, "{space}{}", WORDS[dice.below(40) as usize])?;
        }
        write!(out, ",{},", LANES[lane as usize])?;
        for tag in 0..dice.below(4) {
            let sign = if tag == 0 { "" } else { ";" };
            write!(out, "{sign}tag{:02}", dice.below(32))?;
        }
        writeln!(
            out,
            ",https://example.org/item/{:09}",
            dice.below(1_000_000_000)
        )?;
    }
    out.flush()
}

/// Seconds from 1970: of three events two lie in a burst of their lane.
fn start(lane: u64, dice: &mut Dice) -> u64 {
    let any = dice.below(DAYS * DAY);
    if dice.below(3) == 0 {
        return any;
    }
    let burst = dice.below(30);
    let day = (burst * 7_919 + lane * 1_543) * 613 % (DAYS - 60);
    day * DAY + dice.below(45 * DAY)
}

/// Seconds: mostly hours to weeks; each step of the tail is three tenths as
/// likely and ten times as long, up to years.
fn duration(dice: &mut Dice) -> u64 {
    let mut scale = 6 * 3_600;
    while scale < 900 * DAY && dice.below(10) < 3 {
        scale *= 10;
    }
    60 + dice.below(scale)
}

/// `1999-12-31T23:59:00`, of seconds from 1970.
fn stamp(seconds: u64) -> String {
    let (mut day, time) = (seconds / DAY, seconds % DAY);
    let mut year = 1970;
    let is_leap =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!(
        "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}",
        day + 1
    )
}
