//! Row groups to the grids of a table, piece by piece, on several threads.
//!
//! A piece is a run of rows of a row group, read column by column in steps of
//! some thousand rows: values first, then the text of each cell. A thread that
//! gets a later piece of the group that it has open reads on there.

use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;

use super::file::{File, guarded, wrong};
use super::nested::{Assembler, Torn};
use super::pages::{Checked, may_share};
use super::schema::{Column, Leaf};
use super::texts::{self, TOO_LONG, TextColumn};
use super::values::Values;
use crate::formats::jsonl::joined;
use crate::formats::table::{Grid, MAX_ROW, Span};

/// Rows of a piece at most. A row group of more is read by several threads.
pub(super) const PIECE: usize = 128 << 10;

/// Rows of a step, which become a chunk of the table.
const STEP: usize = 8 << 10;

/// Cells of a step at most, so that wide tables have shorter steps.
const MOST_CELLS: usize = 1 << 20;

/// Bytes that a step should not be longer than.
const MOST_TEXT: usize = 16 << 20;

/// Bytes that the text of a step may come to.
const MOST_STEP: usize = 1 << 30;

/// Values that are read at once where each may be as long as its page.
const SHARING_STEP: usize = 64;

/// Bytes that the values of such a column in a step may have.
const MOST_SHARED: usize = 256 << 20;

/// Some rows of a row group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) group: usize,
    /// The first of them in the group.
    pub(super) first: usize,
    pub(super) rows: usize,
}

/// Some rows at the beginning.
pub(super) fn first_piece(metadata: &ParquetMetaData) -> Option<Piece> {
    let piece = pieces(metadata).next()?;
    Some(Piece {
        rows: piece.rows.min(STEP),
        ..piece
    })
}

/// All rows, in order.
pub(super) fn pieces(metadata: &ParquetMetaData) -> impl Iterator<Item = Piece> + '_ {
    metadata
        .row_groups()
        .iter()
        .enumerate()
        .flat_map(|(group, of)| {
            let rows = usize::try_from(of.num_rows()).unwrap_or_default();
            (0..rows.div_ceil(PIECE)).map(move |nth| Piece {
                group,
                first: nth * PIECE,
                rows: PIECE.min(rows - nth * PIECE),
            })
        })
}

/// Rows of one column in the file.
#[derive(Debug)]
pub(super) struct LeafRows {
    /// Where the text of each row lies, of columns that are read as text.
    pub(super) cells: Vec<Span>,
    is_text: bool,
    pub(super) definitions: Vec<i16>,
    pub(super) repetitions: Vec<i16>,
    pub(super) values: Values,
    /// How many values there are.
    pub(super) count: usize,
}

/// A column of a row group that is being read.
struct Open {
    reader: Kind,
    may_share: bool,
    rows: LeafRows,
}

/// What reads a column.
enum Kind {
    Text(TextColumn),
    Typed(ColumnReader),
}

/// Reads pieces, one after another.
pub(super) struct Reader<'f> {
    file: &'f File,
    /// The columns in the file that are read.
    leaves: &'f [Leaf],
    /// Bytes that a cell may have of a column that is read as text.
    longest: usize,
    open: Option<(usize, usize, Vec<Open>)>,
    /// Text of the step.
    text: String,
}

/// What went wrong with a column.
pub(super) struct Fault {
    /// The place of the column among those that are read.
    pub(super) leaf: Option<usize>,
    pub(super) error: ParquetError,
}

impl<'f> Reader<'f> {
    pub(super) fn new(file: &'f File, leaves: &'f [Leaf]) -> Reader<'f> {
        Reader {
            file,
            leaves,
            longest: MAX_ROW,
            open: None,
            text: String::new(),
        }
    }

    /// The same for cells of a text of its own, with so many bytes at most.
    pub(super) fn of_texts(file: &'f File, leaves: &'f [Leaf], longest: usize) -> Reader<'f> {
        Reader {
            longest,
            ..Reader::new(file, leaves)
        }
    }

    /// Rows of a step: fewer of wide tables, and of long texts.
    fn step(&self, group: usize) -> usize {
        let of = self.file.metadata.row_group(group);
        let bytes = of.total_byte_size() / of.num_rows().max(1);
        let by_bytes = MOST_TEXT / usize::try_from(bytes).unwrap_or(1).max(1);
        let by_cells = MOST_CELLS / self.leaves.len().max(1);
        by_cells.min(by_bytes).clamp(32, STEP)
    }

    /// Calls for each step of a piece, with how many rows it has, and them, a
    /// column of the file each, and the text that cells may lie in.
    pub(super) fn each_step<E>(
        &mut self,
        piece: Piece,
        mut with: impl FnMut(usize, &[&LeafRows], &mut String) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E>
    where
        E: From<Fault>,
    {
        self.go_to(piece)?;
        let step = self.step(piece.group);
        let (leaves, text) = (self.leaves, &mut self.text);
        let Some((_, at, columns)) = &mut self.open else {
            return Ok(());
        };
        for first in (0..piece.rows).step_by(step) {
            let count = step.min(piece.rows - first);
            text.clear();
            for (nth, column) in columns.iter_mut().enumerate() {
                column
                    .read(count, &leaves[nth], text)
                    .map_err(|error| Fault {
                        leaf: Some(nth),
                        error,
                    })?;
            }
            *at += count;
            let rows: Vec<&LeafRows> = columns.iter().map(|column| &column.rows).collect();
            with(count, &rows, text)?;
        }
        Ok(())
    }

    /// Stands before a piece.
    fn go_to(&mut self, piece: Piece) -> std::result::Result<(), Fault> {
        // What fails in the middle is not read on.
        let (at, mut columns) = match self.open.take() {
            Some((group, at, columns)) if group == piece.group && at <= piece.first => {
                (at, columns)
            }
            _ => (0, self.columns(piece.group)?),
        };
        for (nth, column) in columns.iter_mut().enumerate() {
            column.skip(piece.first - at).map_err(|error| Fault {
                leaf: Some(nth),
                error,
            })?;
        }
        self.open = Some((piece.group, piece.first, columns));
        Ok(())
    }

    fn columns(&self, group: usize) -> std::result::Result<Vec<Open>, Fault> {
        let of = self.file.metadata.row_group(group);
        let rows = usize::try_from(of.num_rows()).unwrap_or_default();
        let open = |leaf: &Leaf| {
            let chunk = of
                .columns()
                .get(leaf.index)
                .ok_or_else(|| wrong("a row group lacks a column"))?;
            let pages = Checked::new(&self.file.source, chunk, rows, self.file.held.clone())?;
            let reader = match texts::is_readable(leaf, chunk) {
                true => Kind::Text(TextColumn::new(pages, leaf, self.longest)),
                false => Kind::Typed(guarded(|| {
                    let descr = chunk.column_descr_ptr();
                    Ok(get_column_reader(descr, Box::new(pages)))
                })?),
            };
            Ok(Open {
                reader,
                may_share: may_share(chunk),
                rows: LeafRows {
                    cells: Vec::new(),
                    is_text: false,
                    definitions: Vec::new(),
                    repetitions: Vec::new(),
                    values: Values::Bool(Vec::new()),
                    count: 0,
                },
            })
        };
        self.leaves
            .iter()
            .enumerate()
            .map(|(nth, leaf)| {
                open(leaf).map_err(|error| Fault {
                    leaf: Some(nth),
                    error,
                })
            })
            .collect()
    }
}

/// The same expression for whatever kind of values a column has.
macro_rules! by_kind {
    ($column:expr, $call:ident $(, $more:expr)*) => {
        match $column {
            ColumnReader::BoolColumnReader(reader) => $call!(reader, Bool $(, $more)*),
            ColumnReader::Int32ColumnReader(reader) => $call!(reader, Int32 $(, $more)*),
            ColumnReader::Int64ColumnReader(reader) => $call!(reader, Int64 $(, $more)*),
            ColumnReader::Int96ColumnReader(reader) => $call!(reader, Int96 $(, $more)*),
            ColumnReader::FloatColumnReader(reader) => $call!(reader, Float $(, $more)*),
            ColumnReader::DoubleColumnReader(reader) => $call!(reader, Double $(, $more)*),
            ColumnReader::ByteArrayColumnReader(reader) => $call!(reader, Bytes $(, $more)*),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => $call!(reader, Fixed $(, $more)*),
        }
    };
}

impl Open {
    fn skip(&mut self, count: usize) -> Result<()> {
        let reader = match &mut self.reader {
            Kind::Text(column) => return column.skip(count),
            Kind::Typed(reader) => reader,
        };
        let step = if self.may_share {
            SHARING_STEP
        } else {
            count.max(1)
        };
        for first in (0..count).step_by(step) {
            let here = step.min(count - first);
            macro_rules! skip {
                ($reader:expr, $kind:ident) => {
                    guarded(|| $reader.skip_records(here))?
                };
            }
            if by_kind!(reader, skip) != here {
                return Err(wrong("it has fewer rows than its row group"));
            }
        }
        Ok(())
    }

    /// Reads so many rows in place of those that are held.
    fn read(&mut self, count: usize, leaf: &Leaf, text: &mut String) -> Result<()> {
        let rows = &mut self.rows;
        let reader = match &mut self.reader {
            Kind::Text(column) => {
                rows.is_text = true;
                return column.read(count, text, &mut rows.cells);
            }
            Kind::Typed(reader) => reader,
        };
        rows.definitions.clear();
        rows.repetitions.clear();
        rows.count = 0;
        let step = if self.may_share { SHARING_STEP } else { count };
        macro_rules! read {
            ($reader:expr, $kind:ident) => {{
                if !matches!(rows.values, Values::$kind(_)) {
                    rows.values = Values::$kind(Vec::new());
                }
                rows.values.clear();
                let Values::$kind(values) = &mut rows.values else {
                    return Err(wrong("its values are of another kind"));
                };
                read_values(
                    $reader,
                    count,
                    step,
                    leaf,
                    &mut rows.definitions,
                    &mut rows.repetitions,
                    values,
                )?
            }};
        }
        rows.count = by_kind!(reader, read);
        Ok(())
    }
}

fn read_values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    count: usize,
    step: usize,
    leaf: &Leaf,
    definitions: &mut Vec<i16>,
    repetitions: &mut Vec<i16>,
    values: &mut Vec<T::T>,
) -> Result<usize> {
    /// A list of more items than this in a step is a hostile number.
    const MOST_LEVELS: usize = 64 << 20;
    let mut done = 0;
    let mut shared = 0;
    while done < count {
        let before = values.len();
        let (rows, _, _) = guarded(|| {
            reader.read_records(
                step.min(count - done),
                (leaf.most_definition > 0).then_some(&mut *definitions),
                (leaf.most_repetition > 0).then_some(&mut *repetitions),
                values,
            )
        })?;
        if rows == 0 {
            return Err(wrong("it has fewer rows than its row group"));
        }
        done += rows;
        if definitions.len() > MOST_LEVELS {
            return Err(wrong("its lists are longer than is read"));
        }
        if step < count {
            shared += values[before..].iter().map(bytes_of::<T>).sum::<usize>();
            if shared > MOST_SHARED {
                return Err(wrong("its values are longer than is read"));
            }
        }
    }
    Ok(values.len())
}

fn bytes_of<T: DataType>(value: &T::T) -> usize {
    use parquet::data_type::AsBytes;
    value.as_bytes().len()
}

/// A column of the table on its way to cells.
pub(super) struct Filling<'f> {
    pub(super) column: &'f Column,
    /// Whether its cells hold lists.
    pub(super) is_list: bool,
    /// How many decimals all its instants have.
    pub(super) decimals: Option<u8>,
}

/// How far a column is.
enum Cursor<'r> {
    Text {
        cells: &'r [Span],
        row: usize,
    },
    Plain {
        rows: &'r LeafRows,
        leaf: &'r Leaf,
        level: usize,
        value: usize,
    },
    Nested(Assembler<'r>),
}

/// The rows of a step, one after another.
pub(super) struct Rows<'r> {
    columns: &'r [Filling<'r>],
    cursors: Vec<Cursor<'r>>,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is in the grid.
    Good,
    /// It is longer than a row may be; nothing of it is in the grid.
    TooLong,
}

impl<'r> Rows<'r> {
    pub(super) fn new(
        columns: &'r [Filling<'r>],
        leaves: &'r [Leaf],
        rows: &'r [&'r LeafRows],
    ) -> Rows<'r> {
        let cursor = |filling: &'r Filling<'r>| {
            let range = filling.column.leaves.clone();
            match filling.column.nested {
                None if rows[range.start].is_text => Cursor::Text {
                    cells: &rows[range.start].cells,
                    row: 0,
                },
                None => Cursor::Plain {
                    rows: rows[range.start],
                    leaf: &leaves[range.start],
                    level: 0,
                    value: 0,
                },
                Some(_) => Cursor::Nested(Assembler::new(
                    &leaves[range.clone()],
                    &rows[range.clone()],
                    range.start,
                )),
            }
        };
        Rows {
            columns,
            cursors: columns.iter().map(cursor).collect(),
        }
    }

    /// Where the cells of all rows lie, column by column, if all of them are text
    /// and no row can be too long.
    pub(super) fn all_text(&self, count: usize) -> Option<Vec<&'r [Span]>> {
        let mut longest = 0;
        let mut columns = Vec::with_capacity(self.cursors.len());
        for cursor in &self.cursors {
            let Cursor::Text { cells, .. } = cursor else {
                return None;
            };
            // A cell that is too long says so by the highest number.
            let most = cells.iter().map(|span| span.len).max().unwrap_or_default();
            longest += most as usize;
            columns.push(cells.get(..count)?);
        }
        (longest <= MAX_ROW).then_some(columns)
    }

    /// Adds the cells of the next row, and their text.
    pub(super) fn next(&mut self, text: &mut String, grid: &mut Grid) -> Result<Ended> {
        let (first_cell, first_byte) = (grid.cells.len(), text.len());
        let mut is_long = false;
        let mut len = 0;
        for (filling, cursor) in self.columns.iter().zip(&mut self.cursors) {
            let start = text.len();
            match cursor {
                Cursor::Text { cells, row } => {
                    let span = cells.get(*row).copied().unwrap_or_default();
                    *row += 1;
                    is_long |= span.len == TOO_LONG;
                    len += span.len as usize;
                    grid.cells.push(span);
                    continue;
                }
                Cursor::Plain {
                    rows,
                    leaf,
                    level,
                    value,
                } => {
                    let is_there = leaf.most_definition == 0
                        || rows.definitions.get(*level) == Some(&leaf.most_definition);
                    *level += 1;
                    if is_there {
                        if *value >= rows.count {
                            return Err(wrong("it has fewer values than it says"));
                        }
                        match rows.values.bytes(*value) {
                            Some(bytes) if bytes.len() > MAX_ROW => is_long = true,
                            _ if start - first_byte > MAX_ROW => is_long = true,
                            _ => {
                                rows.values.push(*value, leaf.form, filling.decimals, text);
                            }
                        }
                        *value += 1;
                    }
                }
                Cursor::Nested(assembler) => {
                    if let Some(node) = &filling.column.nested {
                        assembler
                            .push(node, first_byte, text)
                            .map_err(|Torn| wrong("its levels contradict each other"))?;
                        if filling.is_list
                            && let Some(items) = joined(&text[start..])
                        {
                            text.truncate(start);
                            text.push_str(&items);
                        }
                    }
                }
            }
            grid.cells.push(Span {
                start: start as u32,
                len: (text.len() - start) as u32,
            });
        }
        if text.len() > MOST_STEP {
            return Err(wrong("its cells are longer than is read"));
        }
        if is_long || len + text.len() - first_byte > MAX_ROW {
            grid.cells.truncate(first_cell);
            text.truncate(first_byte);
            return Ok(Ended::TooLong);
        }
        Ok(Ended::Good)
    }
}

impl LeafRows {
    /// True where the text of a row is longer than was asked for.
    pub(super) fn is_too_long(&self, row: usize) -> bool {
        self.cells.get(row).is_some_and(|span| span.len == TOO_LONG)
    }

    /// The text of a row of a column that is read as text, and its value where
    /// it is read otherwise and every row has one.
    pub(super) fn text<'t>(&'t self, row: usize, text: &'t str) -> &'t [u8] {
        match self.is_text {
            true => {
                let span = self.cells.get(row).copied().unwrap_or_default();
                let start = span.start as usize;
                let cell = start.checked_add(span.len as usize);
                cell.and_then(|end| text.as_bytes().get(start..end))
                    .unwrap_or_default()
            }
            false => self.values.bytes(row).unwrap_or_default(),
        }
    }
}
