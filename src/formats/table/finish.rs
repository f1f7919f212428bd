//! Chunks to a dataset, once all rows were seen: dates, lanes, ids and sources
//! are decided for the table as a whole, and what was met is reported in the
//! order of the file.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use csv::StringRecord;

use super::cells::Cells;
use super::chunk::Chunk;
use super::columns::Columns;
use super::event::{MAX_LANES, Plan, report_odd_cells};
use super::grid::Findings;
use super::rows::Table;
use super::sources::{self, Listing, Sources};
use super::when::when;
use super::{About, Seen, ids};
use crate::dates::{Bounds, Date};
use crate::formats::Role;
use crate::formats::dates::DateForm;
use crate::formats::draft::{FILE_SOURCE, file_source};
use crate::formats::parallel;
use crate::formats::stream::Stream;
use crate::formats::{ImportReport, Place, Problem, ReadError, Severity, shown, title_from_name};
use crate::model::{Dataset, Events, FORMAT_VERSION, Lane, LaneIx, Source};

/// Makes a dataset of the rows of a table.
pub(super) fn dataset(
    stream: &Stream,
    about: About,
    seen: Seen,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let columns = about.columns;
    let years = columns.years;
    let form = match &about.kept {
        Some(kept) => seen.survey.decided(kept.orders),
        None => match stream.mapping().and_then(|mapping| mapping.date_order) {
            Some(order) => seen.survey.decided([Some(order); 3]),
            None => seen.survey.decide(),
        },
    };
    let form = form.with_years(years);
    if about.kept.is_none() {
        note_form(&form, &columns, report);
    }
    let mut findings = seen.findings;
    let chunks = resolved(stream, &columns, &form, seen.chunks, &mut findings)?;
    let rows: u64 = chunks.iter().map(|chunk| chunk.rows() as u64).sum();
    if u32::try_from(rows).is_err() {
        return Err(ReadError::TooLarge);
    }
    let undated = chunks.iter().map(|chunk| chunk.dates.undated()).sum();
    let (listed, sources) = list_sources(stream, &chunks, &columns)?;
    let plan = Plan {
        columns,
        form,
        sources,
    };
    let known = about
        .kept
        .as_ref()
        .map_or(&[][..], |kept| &kept.dataset.lanes);
    let (table, lanes) = table(stream, plan, chunks, known, &mut findings)?;

    let first_lost = findings
        .first_lost()
        .map(|lost| format!("{}: {}", lost.place, lost.message));
    findings.tell(report);
    note_whole(&table.plan.columns, rows, undated, report);
    if let (Some(first), 0) = (first_lost, rows) {
        return Err(ReadError::NothingReadable {
            count: seen.numbers,
            what: "rows",
            first,
        });
    }
    if let Some(kept) = about.kept {
        return Ok(Dataset {
            lanes,
            sources: kept_sources(kept.dataset.sources, listed),
            events: Events::of_rows(Arc::new(table)),
            ..kept.dataset
        });
    }
    let mut all = vec![file_source(stream, about.media_type)];
    all.extend(listed);
    Ok(Dataset {
        tarikh: FORMAT_VERSION,
        title: title_from_name(stream.name()),
        lanes,
        sources: all,
        events: Events::of_rows(Arc::new(table)),
        ..Dataset::default()
    })
}

/// The sources of rows that were written before. Where only some of them are
/// there, or not all of them yet, the rows may name others than all did, and by
/// other ids: then those are listed, with the file that all came from.
fn kept_sources(mut kept: Vec<Source>, listed: Vec<Source>) -> Vec<Source> {
    let by_id: HashMap<&str, &Source> = kept
        .iter()
        .map(|source| (source.id.as_str(), source))
        .collect();
    let is_same = |source: &Source| by_id.get(source.id.as_str()) == Some(&source);
    if !listed.iter().all(is_same) {
        kept.retain(|source| source.id == FILE_SOURCE);
        kept.extend(listed);
    }
    kept
}

/// Decides ids, lanes and evidence of rows whose dates were read.
pub(super) fn table(
    stream: &Stream,
    plan: Plan,
    mut chunks: Vec<Chunk>,
    known: &[Lane],
    findings: &mut Findings,
) -> Result<(Table, Vec<Lane>), ReadError> {
    let columns = &plan.columns;
    let (ids, doubles) = ids::check(&chunks, columns, &|| stream.check())?;
    report_doubles(stream, &chunks, columns, &doubles, findings)?;
    let lanes = number_lanes(stream, &mut chunks, columns, known, findings)?;
    report_cells(stream, &chunks, columns, findings)?;
    let chunks = mark_voices(stream, chunks, columns, &plan.sources)?;
    Ok((Table::new(plan, chunks, ids), lanes))
}

fn note_form(form: &DateForm, columns: &Columns, report: &mut ImportReport) {
    let heading = |role| columns.of(role).map(|column| columns.heading(column));
    let start = heading(Role::Start).unwrap_or_default();
    let heading = match heading(Role::End) {
        Some(end) => format!("{start}” and “{end}"),
        None => start.to_owned(),
    };
    for message in form.notes() {
        report.add(Problem {
            severity: Severity::Note,
            place: Place {
                heading: Some(heading.clone()),
                ..Place::default()
            },
            code: "date-form",
            message,
            advice: String::new(),
        });
    }
}

/// Notes that concern the table as a whole.
fn note_whole(columns: &Columns, rows: u64, undated: u64, report: &mut ImportReport) {
    let lost = report.lost();
    let mut note = |code, message: String, advice: &str| {
        report.add(Problem {
            severity: Severity::Note,
            place: Place::file(),
            code,
            message,
            advice: advice.to_owned(),
        });
    };
    if columns.of(Role::Title).is_none() && rows > 0 {
        note(
            "no-title",
            "No column is headed “title”, “name”, “label”, “headline” or “event”; the first text of each row is its title.".to_owned(),
            "Name the heading of the column that titles the events “title”.",
        );
    }
    if undated > 0 {
        let has = if undated == 1 { "row has" } else { "rows have" };
        note(
            "no-date",
            format!("{undated} {has} no date; kept, undated."),
            "",
        );
    }
    if rows == 0 && lost == 0 {
        note("no-rows", "There are headings but no rows.".to_owned(), "");
    }
}

/// Gives out every chunk with its number.
fn numbered(chunks: Vec<Chunk>) -> impl FnMut() -> Result<Option<Chunk>, ReadError> {
    let mut chunks = chunks.into_iter();
    move || Ok(chunks.next())
}

/// What became of a chunk whose dates were read.
struct Resolved {
    /// `None` where the reading was given up.
    chunk: Option<Chunk>,
    met: Vec<(u64, ImportReport)>,
}

/// Reads the dates that are in no plain style.
pub(super) fn resolved(
    stream: &Stream,
    columns: &Columns,
    form: &DateForm,
    chunks: Vec<Chunk>,
    findings: &mut Findings,
) -> Result<Vec<Chunk>, ReadError> {
    let is_cancelled = stream.is_cancelled();
    let mut made = Vec::with_capacity(chunks.len());
    parallel::in_order(
        numbered(chunks),
        || (),
        |(), chunk| resolve(chunk, columns, form, is_cancelled),
        |done: Resolved| {
            stream.check()?;
            for (number, met) in done.met {
                findings.add_all(number, met);
            }
            made.extend(done.chunk.filter(|chunk| chunk.rows() > 0));
            Ok(())
        },
    )?;
    stream.check()?;
    Ok(made)
}

/// How many rows are looked at before it is asked whether to go on.
const PIECE: usize = 1024;

fn resolve(
    mut chunk: Chunk,
    columns: &Columns,
    form: &DateForm,
    is_cancelled: &AtomicBool,
) -> Resolved {
    let mut met = Vec::new();
    if !chunk.dates.has_odd() {
        return Resolved {
            chunk: Some(chunk),
            met,
        };
    }
    let mut found: Vec<(String, Option<Bounds>)> = Vec::new();
    let mut record = StringRecord::new();
    for (nth, row) in chunk.dates.odd_rows().iter().enumerate() {
        if nth % PIECE == 0 && is_cancelled.load(Ordering::Relaxed) {
            return Resolved { chunk: None, met };
        }
        let (number, line) = chunk.place(*row as usize);
        chunk.date_cells(*row as usize, columns, &mut record);
        let cells = Cells {
            record: &record,
            columns,
            place: Place::row(number, line),
        };
        let mut report = ImportReport::new();
        let when = when(form, &cells, &mut report);
        found.push((when.edtf().to_owned(), when.date().map(Date::bounds)));
        if !report.is_empty() {
            met.push((number, report));
        }
    }
    let rows = chunk.rows();
    chunk.dates.resolve(rows, &found);
    Resolved {
        chunk: Some(chunk),
        met,
    }
}

/// Adds a problem of a cell, or only counts it where enough are listed.
fn add_problem(
    findings: &mut Findings,
    last: &mut Option<Problem>,
    number: u64,
    make: impl FnOnce() -> Problem,
) {
    match last {
        Some(last) if findings.is_full(last.code) => findings.count(last),
        _ => findings.add(number, last.insert(make()).clone()),
    }
}

fn report_doubles(
    stream: &Stream,
    chunks: &[Chunk],
    columns: &Columns,
    doubles: &[u32],
    findings: &mut Findings,
) -> Result<(), ReadError> {
    let mut doubles = doubles.iter().copied().peekable();
    let mut before = 0;
    let mut last = None;
    let record = StringRecord::new();
    for chunk in chunks {
        stream.check()?;
        let after = before + chunk.rows() as u32;
        while let Some(row) = doubles.next_if(|row| *row < after) {
            let at = (row - before) as usize;
            let (number, line) = chunk.place(at);
            add_problem(findings, &mut last, number, || {
                let id = chunk.texts(columns, Role::Id).map(|texts| texts.get(at));
                let cells = Cells {
                    record: &record,
                    columns,
                    place: Place::row(number, line),
                };
                cells.problem(
                    Severity::Repaired,
                    Role::Id,
                    "double-id",
                    format!(
                        "The id “{}” stands in an earlier row too; both stay, and links go to the first.",
                        shown(&id.unwrap_or_default())
                    ),
                    "Give one of them another id.",
                )
            });
        }
        before = after;
    }
    Ok(())
}

/// Makes the lanes in the order that rows name them first, after those that are
/// known, and tells every chunk which are its own.
fn number_lanes(
    stream: &Stream,
    chunks: &mut [Chunk],
    columns: &Columns,
    lanes_known: &[Lane],
    findings: &mut Findings,
) -> Result<Vec<Lane>, ReadError> {
    let mut known: HashMap<String, LaneIx> = HashMap::new();
    let mut lanes: Vec<Lane> = lanes_known.iter().take(MAX_LANES).cloned().collect();
    for (lane, at) in lanes.iter().zip(0..) {
        known.entry(lane.id.clone()).or_insert(LaneIx(at));
    }
    let mut last = None;
    for chunk in chunks {
        stream.check()?;
        let Some(texts) = chunk.texts(columns, Role::Lane) else {
            break;
        };
        let mut is_over = false;
        let mut lane = |id: &str| {
            if id.is_empty() {
                return None;
            }
            if let Some(lane) = known.get(id) {
                return Some(*lane);
            }
            if lanes.len() >= MAX_LANES {
                is_over = true;
                return None;
            }
            let lane = LaneIx(lanes.len() as u16);
            known.insert(id.to_owned(), lane);
            lanes.push(Lane {
                id: id.to_owned(),
                title: id.to_owned(),
                ..Lane::default()
            });
            Some(lane)
        };
        let own: Vec<Option<LaneIx>> = match texts.codes() {
            Some((values, _)) => values.iter().map(&mut lane).collect(),
            None => {
                let mut own = Vec::new();
                texts.each(0..chunk.rows(), |_, id| own.push(lane(id)));
                own
            }
        };
        chunk.lanes = own.into();
        if is_over {
            report_lanes(chunk, columns, &mut last, findings);
        }
    }
    Ok(lanes)
}

fn report_lanes(
    chunk: &Chunk,
    columns: &Columns,
    last: &mut Option<Problem>,
    findings: &mut Findings,
) {
    let Some(texts) = chunk.texts(columns, Role::Lane) else {
        return;
    };
    let record = StringRecord::new();
    for at in 0..chunk.rows() {
        if texts.is_blank(at) || chunk.lane_in(texts, at).is_some() {
            continue;
        }
        let (number, line) = chunk.place(at);
        add_problem(findings, last, number, || {
            let cells = Cells {
                record: &record,
                columns,
                place: Place::row(number, line),
            };
            cells.problem(
                Severity::Repaired,
                Role::Lane,
                "too-many-lanes",
                format!("Only the first {MAX_LANES} lanes are made; this event has none."),
                "",
            )
        });
    }
}

/// Reports cells that cannot be used where they stand.
fn report_cells(
    stream: &Stream,
    chunks: &[Chunk],
    columns: &Columns,
    findings: &mut Findings,
) -> Result<(), ReadError> {
    let wanted: Vec<usize> = [Role::Lat, Role::Lon, Role::Importance]
        .into_iter()
        .filter_map(|role| columns.of(role))
        .collect();
    let mut record = StringRecord::new();
    for chunk in chunks {
        stream.check()?;
        for row in &chunk.odd_cells {
            let (number, line) = chunk.place(*row as usize);
            chunk.some_cells(*row as usize, &wanted, &mut record);
            let cells = Cells {
                record: &record,
                columns,
                place: Place::row(number, line),
            };
            let mut report = ImportReport::new();
            report_odd_cells(&cells, &mut report);
            findings.add_all(number, report);
        }
    }
    Ok(())
}

/// Rows that name sources as some row before them does.
#[derive(Default)]
struct Named {
    /// What rows of earlier chunks have in the cells that tell of sources.
    before: HashSet<String>,
    codes: HashSet<u128>,
    key: String,
}

/// More ways to name sources than this are not remembered.
const MOST_WAYS: usize = 200_000;

impl Named {
    /// The rows of a chunk that name sources in a way not met before.
    fn first_rows(&mut self, chunk: &Chunk, wanted: &[usize]) -> Vec<u32> {
        let mut rows = Vec::new();
        self.codes.clear();
        let coded = CodeKey::of(chunk, wanted);
        for row in 0..chunk.rows() {
            if let Some(coded) = &coded
                && !self.codes.insert(coded.of_row(row))
            {
                continue;
            }
            self.key.clear();
            for column in wanted {
                push_cell(&mut self.key, &chunk.cell(row, *column));
            }
            if !self.before.contains(&self.key) {
                if self.before.len() >= MOST_WAYS {
                    self.before.clear();
                }
                self.before.insert(self.key.clone());
                rows.push(row as u32);
            }
        }
        rows
    }
}

/// Adds a cell to a key, with its length, so that no two rows of cells have the
/// same.
pub(super) fn push_cell(key: &mut String, cell: &str) {
    // Writing to a text does not fail.
    let _ = write!(key, "{}:{cell}", cell.len());
}

/// Columns kept by codes, as one number for each row.
pub(super) struct CodeKey<'c> {
    columns: Vec<(super::text::Codes<'c>, u128)>,
}

impl<'c> CodeKey<'c> {
    /// `None` where some column is not kept by codes, or they are too many.
    pub(super) fn of(chunk: &'c Chunk, wanted: &[usize]) -> Option<CodeKey<'c>> {
        let mut factor = 1_u128;
        let mut columns = Vec::new();
        for column in wanted {
            let texts = chunk.column(*column);
            if matches!(texts, super::text::Texts::Blank) {
                continue;
            }
            let (values, codes) = texts.codes()?;
            columns.push((codes, factor));
            factor = factor.checked_mul(values.len() as u128)?;
        }
        Some(CodeKey { columns })
    }

    pub(super) fn of_row(&self, row: usize) -> u128 {
        let codes = self.columns.iter();
        codes
            .map(|(codes, factor)| codes.get(row) as u128 * factor)
            .sum()
    }
}

/// Why the listing of sources ended early.
enum Stop {
    TooMany,
    Failed(ReadError),
}

/// Lists the sources that rows name, if they are not too many.
fn list_sources(
    stream: &Stream,
    chunks: &[Chunk],
    columns: &Columns,
) -> Result<(Vec<Source>, Sources), ReadError> {
    let wanted = sources::columns_of_sources(columns);
    let mut listing = Listing::new();
    let mut nth = 0..if wanted.is_empty() { 0 } else { chunks.len() };
    let mut record = StringRecord::new();
    let is_cancelled = stream.is_cancelled();
    let done = parallel::in_order(
        || Ok(nth.next()),
        Named::default,
        |named, nth| match is_cancelled.load(Ordering::Relaxed) {
            true => (nth, Vec::new()),
            false => (nth, named.first_rows(&chunks[nth], &wanted)),
        },
        |(nth, rows)| {
            for (done, row) in rows.into_iter().enumerate() {
                if done % PIECE == 0 {
                    stream.check().map_err(Stop::Failed)?;
                }
                chunks[nth].some_cells(row as usize, &wanted, &mut record);
                let cells = Cells {
                    record: &record,
                    columns,
                    place: Place::file(),
                };
                if !listing.add(&cells) {
                    return Err(Stop::TooMany);
                }
            }
            stream.check().map_err(Stop::Failed)
        },
    );
    match done {
        Ok(()) => Ok(listing.finish()),
        Err(Stop::TooMany) => Ok((Vec::new(), Sources::Unlisted)),
        Err(Stop::Failed(why)) => Err(why),
    }
}

/// Marks the rows that name different sources.
fn mark_voices(
    stream: &Stream,
    chunks: Vec<Chunk>,
    columns: &Columns,
    sources: &Sources,
) -> Result<Vec<Chunk>, ReadError> {
    if !sources::can_name_many(columns) {
        return Ok(chunks);
    }
    let mut made = Vec::with_capacity(chunks.len());
    let is_cancelled = stream.is_cancelled();
    parallel::in_order(
        numbered(chunks),
        || (),
        |(), mut chunk: Chunk| {
            if !is_cancelled.load(Ordering::Relaxed) {
                chunk.many_voices = sources::many_voices(&chunk, columns, sources);
            }
            chunk
        },
        |chunk| {
            made.push(chunk);
            stream.check()
        },
    )?;
    Ok(made)
}
