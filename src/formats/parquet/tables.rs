//! The row groups of a file to the rows of a table.

use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

use super::file::File;
use super::reading::{
    Ended, Fault, Filling, LeafRows, Piece, Reader, Rows as StepRows, first_piece, pieces,
};
use super::schema::{Leaf, Schema};
use super::values::Form;
use super::values::Unit;
use super::{DATASET, EVENT, LINE, OWN, ROW, TABLE, note};
use crate::formats::dates::{Order, Years};
use crate::formats::native;
use crate::formats::parallel;
use crate::formats::stream::Stream;
use crate::formats::table::{
    self, About, BadRow, Columns, Filled, Kept, Numbers, Seen, Span, Unmade,
};
use crate::formats::{ImportReport, Problem, ReadError, Role, Severity};
use crate::model::Dataset;

/// What was decided of a table when it was first read, as it is written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Decided {
    /// The headings: the names of columns are each there once.
    pub(super) headings: Vec<String>,
    /// What each of these columns holds; empty where their headings tell.
    #[serde(default)]
    pub(super) roles: Vec<Role>,
    /// The order of numbers in dates, by the sign between them.
    #[serde(default)]
    pub(super) orders: [Option<String>; 3],
    /// The calendar of numbers in dates.
    #[serde(default)]
    pub(super) years: Years,
}

/// Rows that were read.
pub(super) struct Rows {
    about: About,
    seen: Seen,
    /// Said of the table as a whole.
    notes: ImportReport,
}

/// What a file that Tarikh wrote says of its rows.
struct Written {
    kept: Kept,
    headings: Vec<String>,
    roles: Vec<Role>,
    years: Years,
    notes: ImportReport,
}

/// Reads the rows of a file.
pub(super) fn of(file: &File, stream: &Stream) -> Result<Rows, ReadError> {
    let mut notes = ImportReport::new();
    match written(file, stream)? {
        Found::Nothing => {}
        Found::Unusable(why) => notes.add(note(why)),
        Found::Written(written) => match as_written(file, stream, *written) {
            Ok(rows) => return Ok(rows),
            Err(Unmade::Failed(error)) => return Err(error),
            Err(Unmade::Disordered) => notes.add(note(
                "The rows are not in the order in which Tarikh wrote them, so they are read as a table of their own.",
            )),
        },
    }
    if file.schema.plain(EVENT).is_some() {
        notes.add(Problem {
            severity: Severity::Lost,
            advice: "Open the file that Tarikh wrote, or let the other program keep the key-value metadata.".to_owned(),
            ..note(
                "The column “tarikh:event” has the events whole, but what belongs to it, the key “tarikh”, is gone; sources, citations and claims are not read.",
            )
        });
    }
    let schema = file.schema.only(|column| !column.name.starts_with(OWN));
    let headings = schema.columns.iter();
    let headings = headings.map(|column| column.name.trim().to_owned());
    let headings: Vec<String> = headings.collect();
    if headings.is_empty() {
        return Err(super::file::damaged("it is a table without columns"));
    }
    let sample = sample(file, stream, &schema, &headings);
    let columns = Columns::decide(headings, &sample, None, stream, &mut notes)?;
    let about = |columns: Columns| About {
        columns,
        media_type: "application/vnd.apache.parquet",
        kept: None,
    };
    show_first(file, stream, &schema, &columns, None, &about);
    let all = pieces(&file.metadata).collect();
    match rows(file, stream, &schema, &columns, None, all) {
        Ok(seen) => Ok(Rows {
            about: about(columns),
            seen,
            notes,
        }),
        Err(Unmade::Failed(error)) => Err(error),
        // Rows that are counted here go up.
        Err(Unmade::Disordered) => Err(super::file::damaged("its rows cannot be counted")),
    }
}

/// Gives the first rows to those who wait for them, read as if there were no
/// others. What is wrong with them is told when the whole is read.
fn show_first(
    file: &File,
    stream: &Stream,
    schema: &Schema,
    columns: &Columns,
    numbers: Option<(usize, Option<usize>)>,
    about: &dyn Fn(Columns) -> About,
) {
    let (Some(show), Some(piece)) = (stream.first(), first_piece(&file.metadata)) else {
        return;
    };
    let Ok(seen) = rows(file, stream, schema, columns, numbers, vec![piece]) else {
        return;
    };
    let about = about(columns.clone());
    if let Ok(dataset) = table::dataset(stream, about, seen, &mut ImportReport::new()) {
        show(dataset);
    }
}

/// The cells of the first rows; none where those cannot be read, which is told
/// when the whole is.
fn sample(file: &File, stream: &Stream, schema: &Schema, headings: &[String]) -> Vec<Vec<String>> {
    let columns = Columns::new(headings.to_vec());
    let first = first_piece(&file.metadata).into_iter().collect();
    let seen = rows(file, stream, schema, &columns, None, first);
    seen.map_or_else(|_| Vec::new(), |seen| seen.sample(&columns))
}

enum Found {
    Nothing,
    Unusable(&'static str),
    Written(Box<Written>),
}

/// What the file says of itself, if Tarikh wrote it.
fn written(file: &File, stream: &Stream) -> Result<Found, ReadError> {
    let (Some(dataset), Some(decided)) = (file.note(DATASET), file.note(TABLE)) else {
        return Ok(Found::Nothing);
    };
    const CHANGED: &str = "What Tarikh noted in the file does not fit its columns any more, so it is read as a table of its own.";
    let mut notes = ImportReport::new();
    let dataset = match native::read(dataset.as_bytes(), stream.name(), &mut notes) {
        Ok(dataset) => dataset,
        Err(error @ ReadError::NewerVersion { .. }) => return Err(error),
        Err(_) => return Ok(Found::Unusable(CHANGED)),
    };
    let Ok(decided) = serde_json::from_str::<Decided>(decided) else {
        return Ok(Found::Unusable(CHANGED));
    };
    let own = file.schema.columns.iter();
    let count = own.filter(|column| !column.name.starts_with(OWN)).count();
    if count != decided.headings.len() || file.schema.plain(ROW).is_none() {
        return Ok(Found::Unusable(CHANGED));
    }
    let order = |letters: Option<String>| letters.and_then(|letters| Order::of_letters(&letters));
    Ok(Found::Written(Box::new(Written {
        kept: Kept {
            orders: decided.orders.map(order),
            dataset,
        },
        headings: decided.headings,
        roles: decided.roles,
        years: decided.years,
        notes,
    })))
}

fn as_written(file: &File, stream: &Stream, written: Written) -> Result<Rows, Unmade> {
    let schema = file
        .schema
        .only(|column| !column.name.starts_with(OWN) || [ROW, LINE].contains(&&*column.name));
    let mut columns = match written.roles.len() == written.headings.len() {
        true => {
            let roles: Vec<_> = written.roles.iter().copied().enumerate().collect();
            Columns::with_roles(written.headings.clone(), &roles)
        }
        false => Columns::new(written.headings.clone()),
    };
    columns.years = written.years;
    let place = |name: &str| {
        let column = schema.column(name).filter(|column| column.nested.is_none());
        column.map(|column| column.leaves.start)
    };
    let numbers = place(ROW).map(|row| (row, place(LINE)));
    let about = |columns: Columns| About {
        columns,
        // Not asked for: the dataset has its own source.
        media_type: "",
        kept: Some(written.kept.clone()),
    };
    show_first(file, stream, &schema, &columns, numbers, &about);
    let all = pieces(&file.metadata).collect();
    let seen = rows(file, stream, &schema, &columns, numbers, all)?;
    Ok(Rows {
        about: about(columns),
        seen,
        notes: written.notes,
    })
}

impl Rows {
    /// Makes a dataset of them.
    pub(super) fn dataset(
        self,
        stream: &Stream,
        report: &mut ImportReport,
    ) -> Result<Dataset, ReadError> {
        let mut notes = self.notes;
        let listed = std::mem::take(&mut notes.problems);
        report.append(notes, listed);
        table::dataset(stream, self.about, self.seen, report)
    }
}

/// Bytes of text past which the rows of a step are taken in parts. Columns of
/// text alone may come to more, in one part.
const MOST_PART: usize = 64 << 20;

/// Why a piece was not read.
enum Stop {
    Fault(Fault),
    Unmade(Unmade),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<Unmade> for Stop {
    fn from(unmade: Unmade) -> Stop {
        Stop::Unmade(unmade)
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Stop {
        Stop::Unmade(error.into())
    }
}

impl Stop {
    fn unmade(self, schema: &Schema) -> Unmade {
        match self {
            Stop::Fault(fault) => Unmade::Failed(File::fault(schema, &fault)),
            Stop::Unmade(unmade) => unmade,
        }
    }
}

/// Reads the rows of some columns, those of the pieces. `numbers`: the columns in the file that hold
/// the number and the line of each row.
fn rows(
    file: &File,
    stream: &Stream,
    schema: &Schema,
    columns: &Columns,
    numbers: Option<(usize, Option<usize>)>,
    pieces: Vec<Piece>,
) -> Result<Seen, Unmade> {
    let decimals = decimals(file, stream, schema, &pieces)?;
    let own = schema.columns.iter();
    let own = own.filter(|column| !column.name.starts_with(OWN));
    let fillings: Vec<Filling> = own
        .enumerate()
        .map(|(nth, column)| Filling {
            column,
            is_list: columns.is_list(nth),
            decimals: match column.nested {
                None => decimals[column.leaves.start],
                Some(_) => None,
            },
        })
        .collect();
    let fill = Fill {
        schema,
        fillings: &fillings,
        numbers,
    };
    let mut text_bytes = 0;
    table::read_pieces(
        stream,
        columns,
        pieces.into_iter(),
        || Reader::new(file, &schema.leaves),
        |reader, piece, filled| {
            let done = fill.piece(reader, piece, filled);
            done.map_err(|stop| stop.unmade(schema))
        },
        |rows, bytes| {
            text_bytes += bytes;
            stream.tell_share(rows, file.rows);
            file.check_text(text_bytes)
        },
    )
}

/// Puts the rows of pieces into grids.
struct Fill<'f> {
    schema: &'f Schema,
    fillings: &'f [Filling<'f>],
    numbers: Option<(usize, Option<usize>)>,
}

impl Fill<'_> {
    /// The numbers of so many rows, where they and their lines follow one upon
    /// the other.
    fn run(&self, leaves: &[&LeafRows], count: usize) -> Option<Numbers> {
        let Some((number, line)) = self.numbers else {
            return Some(Numbers::Next);
        };
        let first = |leaf: usize| {
            let numbers = leaves[leaf].values.int64s()?;
            let is_run = numbers.len() == count
                && numbers
                    .windows(2)
                    .all(|two| two[0].checked_add(1) == Some(two[1]));
            let first = u64::try_from(*numbers.first()?).ok()?;
            (is_run && first > 0).then_some(first)
        };
        match line {
            None => Some(Numbers::From(first(number)?, None)),
            Some(line) => Some(Numbers::From(first(number)?, Some(first(line)?))),
        }
    }

    /// How many bytes of text the piece has.
    fn piece(&self, reader: &mut Reader, piece: Piece, filled: &mut Filled) -> Result<u64, Stop> {
        let mut bytes = 0;
        reader.each_step(piece, |count, leaves, text| -> Result<(), Stop> {
            let mut rows = StepRows::new(self.fillings, &self.schema.leaves, leaves);
            if let (Some(columns), Some(numbers)) = (rows.all_text(count), self.run(leaves, count))
            {
                let width = columns.len();
                let grid = filled.grid(width);
                grid.cells.resize(count * width, Span::default());
                for (nth, column) in columns.into_iter().enumerate() {
                    for (row, span) in grid.cells.chunks_exact_mut(width).zip(column) {
                        row[nth] = *span;
                    }
                }
                grid.end_rows(count as u32);
                bytes += text.len() as u64;
                return Ok(filled.take(text, numbers)?);
            }
            let place = |row: usize| {
                let (number, line) = self.numbers?;
                let read = |leaf: usize| {
                    let value = leaves[leaf].values.int64(row)?;
                    u64::try_from(value).ok().filter(|number| *number > 0)
                };
                Some((read(number)?, line.map(read)))
            };
            let mut at = 0;
            while at < count {
                // Text of the first part is there from the columns of text.
                let start = if at == 0 { 0 } else { text.len() };
                let grid = filled.grid(self.fillings.len());
                let numbers = match self.numbers {
                    None => Numbers::Next,
                    Some(_) => match place(at) {
                        Some((number, None)) => Numbers::From(number, None),
                        Some((number, Some(Some(line)))) => Numbers::From(number, Some(line)),
                        _ => return Err(Unmade::Disordered.into()),
                    },
                };
                let mut last = None;
                while at < count && text.len() - start <= MOST_PART {
                    let (number, line) = match numbers {
                        Numbers::Next => (grid.numbers(), grid.numbers()),
                        Numbers::From(first, first_line) => {
                            offsets(place(at), first, first_line, last).ok_or(Unmade::Disordered)?
                        }
                    };
                    last = Some((number, line));
                    let ended = rows
                        .next(text, grid)
                        .map_err(|error| Fault { leaf: None, error })?;
                    match ended {
                        Ended::Good => grid.end_row_at(number, line),
                        Ended::TooLong => grid.lose_row_at(number, line, BadRow::TooLong),
                    }
                    at += 1;
                }
                bytes += (text.len() - start) as u64;
                filled.take(text, numbers)?;
            }
            Ok(())
        })?;
        Ok(bytes)
    }
}

/// Number and line of a row from those that a grid begins with; `None` where
/// they do not go up.
fn offsets(
    place: Option<(u64, Option<Option<u64>>)>,
    first: u64,
    first_line: Option<u64>,
    last: Option<(u32, u32)>,
) -> Option<(u32, u32)> {
    let (number, line) = place?;
    let number = u32::try_from(number.checked_sub(first)?).ok()?;
    let line = match (line, first_line) {
        (None, None) => number,
        (Some(line), Some(first)) => u32::try_from(line?.checked_sub(first)?).ok()?,
        _ => return None,
    };
    let is_next = last.is_none_or(|(last, last_line)| number > last && line >= last_line);
    is_next.then_some((number, line))
}

/// For each column in the file how many decimals its instants need; `None` for
/// columns without instants.
fn decimals(
    file: &File,
    stream: &Stream,
    schema: &Schema,
    pieces: &[Piece],
) -> Result<Vec<Option<u8>>, ReadError> {
    let mut decimals: Vec<Option<u8>> = vec![None; schema.leaves.len()];
    let is_plain = |leaf: usize| {
        let mut columns = schema.columns.iter();
        columns.any(|column| column.nested.is_none() && column.leaves.start == leaf)
    };
    let instants: Vec<usize> = (0..schema.leaves.len())
        .filter(|leaf| schema.leaves[*leaf].form.is_instant() && is_plain(*leaf))
        .collect();
    let leaves: Vec<Leaf> = instants
        .iter()
        .map(|at| schema.leaves[*at].clone())
        .collect();
    if leaves.is_empty() {
        return Ok(decimals);
    }
    let found: Vec<AtomicU8> = leaves.iter().map(|_| AtomicU8::new(0)).collect();
    let is_finest = |nth: usize| found[nth].load(Ordering::Relaxed) >= finest(leaves[nth].form);
    let mut pieces = pieces.iter().copied();
    parallel::in_order(
        || {
            stream.check()?;
            match (0..leaves.len()).all(is_finest) {
                true => Ok(None),
                false => Ok(pieces.next()),
            }
        },
        || Reader::new(file, &leaves),
        |reader, piece| {
            reader
                .each_step(piece, |_, rows, _| {
                    for (nth, rows) in rows.iter().enumerate() {
                        let most = rows.values.decimals(leaves[nth].form);
                        found[nth].fetch_max(most, Ordering::Relaxed);
                    }
                    Ok::<(), Fault>(())
                })
                .map_err(|fault| {
                    let leaf = fault.leaf.map(|nth| instants[nth]);
                    File::fault(schema, &Fault { leaf, ..fault })
                })
        },
        |done| {
            done?;
            stream.check()
        },
    )?;
    for (nth, leaf) in instants.into_iter().enumerate() {
        decimals[leaf] = Some(found[nth].load(Ordering::Relaxed));
    }
    Ok(decimals)
}

/// The most decimals that an instant can have.
fn finest(form: Form) -> u8 {
    match form {
        Form::Timestamp(Unit::Milli, _) => 3,
        Form::Timestamp(Unit::Micro, _) => 6,
        _ => 9,
    }
}
