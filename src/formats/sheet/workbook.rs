//! A workbook as its sheets, each as the cells that hold something.

use std::io::Cursor;
use std::ops::Range;

use calamine::{
    Data, DataRef, Dimensions, Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use super::cells::{self, Kind, Shown};
use super::{ZIP, damaged, guarded};
use crate::formats::{ReadError, shown};

/// Rows and columns that a sheet can have.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// Cells that hold something.
const MOST_CELLS: usize = 20_000_000;

type Bytes<'b> = Cursor<&'b [u8]>;

enum Book<'b> {
    Xlsx(Box<Xlsx<Bytes<'b>>>),
    Xlsb(Box<Xlsb<Bytes<'b>>>),
    Ods(Box<Ods<Bytes<'b>>>),
    Xls(Box<Xls<Bytes<'b>>>),
}

/// An opened workbook.
pub(super) struct Workbook<'b> {
    book: Book<'b>,
}

/// A sheet, before its cells.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) name: String,
    /// It is shown, and has cells.
    pub(super) is_table: bool,
    pub(super) is_hidden: bool,
}

/// A cell that holds something.
#[derive(Clone, Copy, Debug)]
pub(super) struct SheetCell {
    /// From 0.
    pub(super) row: u32,
    /// From 0.
    pub(super) column: u32,
    /// Where its text lies.
    pub(super) start: u32,
    pub(super) len: u32,
    pub(super) kind: Kind,
}

/// The cells of a sheet, row by row, and from left to right.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) cells: Vec<SheetCell>,
}

impl<'b> Workbook<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Workbook<'b>, ReadError> {
        let has = |part: &[u8]| memchr::memmem::find(bytes, part).is_some();
        let from = || Cursor::new(bytes);
        let book = guarded(|| {
            Ok(if !bytes.starts_with(ZIP) {
                if has(b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0") {
                    return Err(ReadError::Encrypted);
                }
                Book::Xls(Box::new(Xls::new(from()).map_err(|error| of_xls(&error))?))
            } else if has(b"xl/workbook.bin") {
                let book = Xlsb::new(from()).map_err(|error| of_xlsb(&error))?;
                Book::Xlsb(Box::new(book))
            } else if has(b"[Content_Types].xml") {
                let book = Xlsx::new(from()).map_err(|error| of_xlsx(&error))?;
                Book::Xlsx(Box::new(book))
            } else {
                Book::Ods(Box::new(Ods::new(from()).map_err(|error| of_ods(&error))?))
            })
        })?;
        Ok(Workbook { book })
    }

    /// What the file is (IANA).
    pub(super) fn media_type(&self) -> &'static str {
        match self.book {
            Book::Xlsx(_) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Book::Xlsb(_) => "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
            Book::Ods(_) => "application/vnd.oasis.opendocument.spreadsheet",
            Book::Xls(_) => "application/vnd.ms-excel",
        }
    }

    /// Its sheets in order.
    pub(super) fn sheets(&self) -> Vec<Leaf> {
        let sheets = match &self.book {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
        };
        let leaf = |sheet: &calamine::Sheet| {
            let is_hidden = sheet.visible != SheetVisible::Visible;
            Leaf {
                name: sheet.name.clone(),
                is_table: sheet.typ == SheetType::WorkSheet && !is_hidden,
                is_hidden,
            }
        };
        sheets.iter().map(leaf).collect()
    }

    /// The cells of a sheet.
    pub(super) fn sheet(&mut self, name: &str) -> Result<Sheet, ReadError> {
        let mut sheet = Sheet {
            name: name.to_owned(),
            ..Sheet::default()
        };
        let merged = guarded(|| match &mut self.book {
            Book::Xlsx(book) => {
                xlsx(book, name, &mut sheet)?;
                let merged = book.merge_cells_by_sheet_name(name);
                Ok(merged.unwrap_or_default())
            }
            Book::Xlsb(book) => {
                let mut reader = book
                    .worksheet_cells_reader(name)
                    .map_err(|error| of_xlsb(&error))?;
                while let Some(cell) = reader.next_cell().map_err(|error| of_xlsb(&error))? {
                    sheet.push(cell.get_position(), cell.get_value(), None)?;
                }
                Ok(Vec::new())
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(name).map_err(|error| of_ods(&error))?;
                sheet.push_all(&range)?;
                Ok(Vec::new())
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(name).map_err(|error| of_xls(&error))?;
                sheet.push_all(&range)?;
                let merged = book.merge_cells_by_sheet_name(name);
                Ok(merged.unwrap_or_default())
            }
        })?;
        sheet.put_in_order();
        sheet.fill(&merged);
        Ok(sheet)
    }
}

fn xlsx(book: &mut Xlsx<Bytes>, name: &str, sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|error| of_xlsx(&error))?;
    let formats: Vec<Option<Shown>> = reader
        .styles()
        .iter()
        .map(|style| Shown::of(&style.number_format.as_ref()?.format_code))
        .collect();
    while let Some((cell, style)) = reader
        .next_cell_with_style_id()
        .map_err(|error| of_xlsx(&error))?
    {
        let shown = formats.get(style).copied().flatten();
        sheet.push(cell.get_position(), cell.get_value(), shown)?;
    }
    Ok(())
}

impl Sheet {
    fn push(
        &mut self,
        (row, column): (u32, u32),
        value: &DataRef,
        shown: Option<Shown>,
    ) -> Result<(), ReadError> {
        let start = self.text.len();
        let Some(kind) = cells::push(value, shown, &mut self.text) else {
            return Ok(());
        };
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(damaged("a cell stands where no sheet has cells"));
        }
        let too_many = || ReadError::TooDense {
            what: format!("more than {MOST_CELLS} cells"),
        };
        if self.cells.len() >= MOST_CELLS {
            return Err(too_many());
        }
        let number = |size: usize| u32::try_from(size).ok().ok_or_else(too_many);
        // The end too, so that every span can be added up.
        let end = number(self.text.len())?;
        let start = number(start)?;
        self.cells.push(SheetCell {
            row,
            column,
            start,
            len: end - start,
            kind,
        });
        Ok(())
    }

    fn push_all(&mut self, range: &calamine::Range<Data>) -> Result<(), ReadError> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let place = (
                first_row.saturating_add(number(row)),
                first_column.saturating_add(number(column)),
            );
            self.push(place, &borrowed(value), None)?;
        }
        Ok(())
    }

    /// Of a cell that stands twice the last one counts.
    fn put_in_order(&mut self) {
        let place = |cell: &SheetCell| (cell.row, cell.column);
        if self.cells.is_sorted_by(|a, b| place(a) < place(b)) {
            return;
        }
        self.cells.reverse();
        self.cells.sort_by_key(place);
        self.cells.dedup_by_key(|cell| place(cell));
    }

    /// Puts the value of a cell that is merged over several rows into each of
    /// them that holds anything.
    fn fill(&mut self, merged: &[Dimensions]) {
        /// So that hostile lists of merged cells end.
        const MOST: usize = 1_000_000;
        let mut more = Vec::new();
        for area in merged {
            let Some(value) = self.at(area.start.0, area.start.1).copied() else {
                continue;
            };
            let mut at = self.cells.partition_point(|cell| cell.row <= area.start.0);
            while let Some(cell) = self.cells.get(at).filter(|cell| cell.row <= area.end.0) {
                let row = cell.row;
                if self.at(row, value.column).is_none() {
                    more.push(SheetCell { row, ..value });
                }
                if more.len() >= MOST {
                    return;
                }
                at += self.cells[at..].partition_point(|cell| cell.row <= row);
            }
        }
        self.cells.append(&mut more);
        self.put_in_order();
    }

    fn at(&self, row: u32, column: u32) -> Option<&SheetCell> {
        let at = self
            .cells
            .binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        self.cells.get(at.ok()?)
    }

    /// The text of a cell.
    pub(super) fn text_of(&self, cell: &SheetCell) -> &str {
        let start = cell.start as usize;
        &self.text[start..start + cell.len as usize]
    }

    /// The places of the cells of each row from one on.
    pub(super) fn rows_from(&self, first: u32) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = self.cells.partition_point(|cell| cell.row < first);
        std::iter::from_fn(move || {
            let row = self.cells.get(at)?.row;
            let start = at;
            at += self.cells[at..].partition_point(|cell| cell.row == row);
            Some(start..at)
        })
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::String(text) => DataRef::SharedString(text),
        other => match other.clone() {
            Data::Int(number) => DataRef::Int(number),
            Data::Float(number) => DataRef::Float(number),
            Data::Bool(truth) => DataRef::Bool(truth),
            Data::DateTime(value) => DataRef::DateTime(value),
            Data::DateTimeIso(iso) => DataRef::DateTimeIso(iso),
            Data::DurationIso(iso) => DataRef::DurationIso(iso),
            Data::Error(error) => DataRef::Error(error),
            Data::Empty | Data::String(_) => DataRef::Empty,
        },
    }
}

/// What the library says of a file, in our words.
fn unread(error: &dyn std::fmt::Display) -> ReadError {
    damaged(format!("it cannot be read ({})", shown(&error.to_string())))
}

fn of_xlsx(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        other => unread(other),
    }
}

fn of_xlsb(error: &XlsbError) -> ReadError {
    match error {
        XlsbError::Password => ReadError::Encrypted,
        other => unread(other),
    }
}

fn of_xls(error: &XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::Encrypted,
        other => unread(other),
    }
}

fn of_ods(error: &OdsError) -> ReadError {
    match error {
        OdsError::Password => ReadError::Encrypted,
        OdsError::CellLimitExceeded { requested, .. } => ReadError::TooDense {
            what: format!("{requested} cells"),
        },
        other => unread(other),
    }
}
