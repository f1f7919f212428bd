//! Datasets to files: the rows of a table as the columns that they are, other
//! events as columns for other programs beside their JSON.
//!
//! Row groups are encoded on all cores, column by column, and put into the file
//! in order; what is in memory is bounded by the number of threads.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnDescPtr, ColumnPath, SchemaDescriptor, Type, TypePtr};

use super::encode::{Encoded, Texts, encoded, write_some};
use super::tables::Decided;
use super::{DATASET, EVENT, LINE, ROW, TABLE, WRITER};
use crate::dates::civil::{CivilDate, SECS_PER_DAY};
use crate::dates::{Bounds, Date, End, Time};
use crate::formats::names::Names;
use crate::formats::parallel;
use crate::formats::table::Table;
use crate::formats::{Output, WriteError};
use crate::model::{Dataset, Event, EventIx, Events};

/// Rows of a row group: one piece of work for a thread, here and where it is
/// read.
const GROUP: usize = super::reading::PIECE;

/// The same of events, whose JSON is longer.
const EVENT_GROUP: usize = 32 << 10;

/// Where more is gained than time is lost.
const LEVEL: i32 = 3;

/// Writes a file.
pub(in crate::formats) fn write(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let table = dataset.events.rows().and_then(|rows| {
        let rows: &dyn Any = &**rows;
        rows.downcast_ref::<Table>()
    });
    match table {
        Some(table) => write_rows(dataset, table, output),
        None => write_events(dataset, output),
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> WriteError {
        match error {
            ParquetError::External(error) => match error.downcast::<std::io::Error>() {
                Ok(error) => WriteError::Io(*error),
                Err(error) => WriteError::Io(std::io::Error::other(error)),
            },
            other => WriteError::Io(std::io::Error::other(other.to_string())),
        }
    }
}

/// Everything but the events, as a native file.
fn without_events(dataset: &Dataset) -> Result<String, WriteError> {
    let rest = Dataset {
        tarikh: dataset.tarikh,
        title: dataset.title.clone(),
        description: dataset.description.clone(),
        license: dataset.license.clone(),
        creators: dataset.creators.clone(),
        language: dataset.language.clone(),
        updated: dataset.updated.clone(),
        lanes: dataset.lanes.clone(),
        eras: dataset.eras.clone(),
        sources: dataset.sources.clone(),
        events: Events::default(),
        views: dataset.views.clone(),
        extra: dataset.extra.clone(),
    };
    Ok(serde_json::to_string(&rest)?)
}

fn properties(notes: Vec<(&str, String)>) -> Result<WriterPropertiesBuilder> {
    let notes = notes
        .into_iter()
        .map(|(key, value)| KeyValue::new(key.to_owned(), value))
        .collect();
    Ok(WriterProperties::builder()
        .set_created_by(format!("{WRITER}{}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_key_value_metadata(Some(notes)))
}

/// A column of a file.
fn column(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
    repetition: Repetition,
) -> Result<TypePtr> {
    let column = Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(column))
}

fn text_column(name: &str) -> Result<TypePtr> {
    column(
        name,
        Physical::BYTE_ARRAY,
        Some(LogicalType::String),
        Repetition::OPTIONAL,
    )
}

/// A file on its way out.
struct Plan {
    schema: TypePtr,
    descr: SchemaDescriptor,
    properties: WriterPropertiesPtr,
}

impl Plan {
    fn new(columns: Vec<TypePtr>, properties: WriterPropertiesBuilder) -> Result<Plan> {
        let schema = Type::group_type_builder("schema").with_fields(columns);
        let schema = Arc::new(schema.build()?);
        Ok(Plan {
            descr: SchemaDescriptor::new(schema.clone()),
            schema,
            properties: Arc::new(properties.build()),
        })
    }

    fn descr(&self, nth: usize) -> ColumnDescPtr {
        self.descr.column(nth)
    }

    /// Writes groups of so many of the rows, whose columns `encode` makes.
    fn write(
        &self,
        output: Output,
        rows: usize,
        group: usize,
        encode: impl Fn(Range<usize>) -> Result<Vec<Encoded>> + Sync,
    ) -> Result<(), WriteError> {
        let is_cancelled = output.watch.is_cancelled;
        output.through(|writer| -> Result<(), WriteError> {
            let mut file =
                SerializedFileWriter::new(writer, self.schema.clone(), self.properties.clone())?;
            let mut groups = (0..rows).step_by(group);
            parallel::in_order(
                || Ok(groups.next().map(|first| first..rows.min(first + group))),
                || (),
                |(), range| encode(range),
                |columns| -> Result<(), WriteError> {
                    if is_cancelled.load(Ordering::Relaxed) {
                        return Err(WriteError::Cancelled);
                    }
                    let mut row_group = file.next_row_group()?;
                    for column in columns? {
                        row_group.append_column(&column.bytes, column.close)?;
                    }
                    row_group.close()?;
                    Ok(())
                },
            )?;
            file.close()?;
            Ok(())
        })
    }
}

// ---- the rows of a table --------------------------------------------------

fn write_rows(dataset: &Dataset, table: &Table, output: Output) -> Result<(), WriteError> {
    let headings = table.headings();
    let decided = Decided {
        headings: headings.to_vec(),
        roles: table.roles(),
        years: table.years(),
        orders: table
            .orders()
            .map(|order| order.map(|order| order.letters().to_owned())),
    };
    let notes = vec![
        (DATASET, without_events(dataset)?),
        (TABLE, serde_json::to_string(&decided)?),
    ];
    let names = column_names(headings);
    let has_lines = table.has_lines();
    let mut columns = Vec::new();
    let mut properties = properties(notes)?;
    for (nth, name) in names.iter().enumerate() {
        columns.push(text_column(name)?);
        let path = ColumnPath::from(name.as_str());
        properties = properties.set_column_dictionary_enabled(path, repeats(table, nth));
    }
    let own: &[&str] = if has_lines { &[ROW, LINE] } else { &[ROW] };
    for name in own {
        columns.push(column(name, Physical::INT64, None, Repetition::REQUIRED)?);
        let path = ColumnPath::from(*name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    let plan = Plan::new(columns, properties)?;
    plan.write(output, table.row_count(), GROUP, |rows| {
        let range = rows.start as u32..rows.end as u32;
        let mut made = Vec::new();
        for nth in 0..names.len() {
            made.push(encoded::<ByteArrayType>(
                &plan.descr(nth),
                &plan.properties,
                |writer| {
                    let mut texts = Texts::default();
                    table.each_part(range.clone(), |part| {
                        part.each_cell(nth, &mut |cell| texts.push(cell));
                        texts.write(writer, true)
                    })
                },
            )?);
        }
        for (nth, _) in own.iter().enumerate() {
            made.push(encoded::<Int64Type>(
                &plan.descr(names.len() + nth),
                &plan.properties,
                |writer| {
                    table.each_part(range.clone(), |part| {
                        let mut numbers = Vec::new();
                        part.each_place(&mut |number, line| {
                            let number = if nth == 0 { Some(number) } else { line };
                            numbers.push(number.unwrap_or_default() as i64);
                        });
                        writer.write_batch(&numbers, None, None).map(drop)
                    })
                },
            )?);
        }
        Ok(made)
    })
}

/// True where a dictionary pays: of some rows at the beginning, in the middle and
/// at the end, at most half of the cells are new.
fn repeats(table: &Table, column: usize) -> bool {
    const SAMPLE: usize = 4_096;
    let rows = table.row_count();
    let sampled = [0, rows / 2, rows.saturating_sub(SAMPLE)].map(|first| {
        let mut seen = HashSet::new();
        let (mut filled, mut new) = (0_usize, 0_usize);
        let range = first as u32..rows.min(first + SAMPLE) as u32;
        let done: Result<()> = table.each_part(range, |part| {
            part.each_cell(column, &mut |cell| {
                filled += usize::from(!cell.is_empty());
                new += usize::from(!cell.is_empty() && seen.insert(cell.to_owned()));
            });
            Ok(())
        });
        done.is_ok() && new * 2 <= filled
    });
    sampled.iter().all(|pays| *pays)
}

/// The headings, each once, none of them blank or one of ours.
fn column_names(headings: &[String]) -> Vec<String> {
    let mut names = Names::default();
    let numbered = |name: &str, number: u64| format!("{name} ({number})");
    headings
        .iter()
        .enumerate()
        .map(|(nth, heading)| {
            let name = match heading.as_str() {
                "" => format!("column {}", nth + 1),
                own if own.starts_with(super::OWN) => format!("column {own}"),
                other => other.to_owned(),
            };
            names.take_free(&name, numbered)
        })
        .collect()
}

// ---- events ---------------------------------------------------------------

/// What a column for other programs holds.
enum Meant {
    Text(fn(&Event, &Titles) -> String),
    Day(fn(&Event) -> Option<i32>),
    Number(fn(&Event) -> Option<i32>),
    Degrees(fn(&Event) -> Option<f64>),
}

/// The columns for other programs.
const MEANT: &[(&str, Meant)] = &[
    ("id", Meant::Text(|event, _| event.id.clone())),
    ("title", Meant::Text(|event, _| event.title.clone())),
    ("date", Meant::Text(|event, _| event.when.edtf().to_owned())),
    (
        "start",
        Meant::Day(|event| day(event, |bounds| bounds.start, false)),
    ),
    (
        "end",
        Meant::Day(|event| day(event, |bounds| bounds.end, true)),
    ),
    ("lane", Meant::Text(lane)),
    (
        "importance",
        Meant::Number(|event| event.importance.map(i32::from)),
    ),
    (
        "summary",
        Meant::Text(|event, _| event.summary.clone().unwrap_or_default()),
    ),
    ("place", Meant::Text(place)),
    ("lat", Meant::Degrees(|event| event.place.as_ref()?.lat)),
    ("lon", Meant::Degrees(|event| event.place.as_ref()?.lon)),
    ("people", Meant::Text(|event, _| event.people.join("; "))),
    ("tags", Meant::Text(|event, _| event.tags.join("; "))),
    ("sources", Meant::Text(sources)),
];

/// What lanes and sources are called, by their ids.
struct Titles<'d> {
    lanes: HashMap<&'d str, &'d str>,
    sources: HashMap<&'d str, &'d str>,
}

impl<'d> Titles<'d> {
    fn new(dataset: &'d Dataset) -> Titles<'d> {
        let mut titles = Titles {
            lanes: HashMap::new(),
            sources: HashMap::new(),
        };
        for lane in &dataset.lanes {
            titles.lanes.entry(&lane.id).or_insert(&lane.title);
        }
        for source in &dataset.sources {
            let name = source.title.as_ref().or(source.url.as_ref());
            let name = name.unwrap_or(&source.id);
            titles.sources.entry(&source.id).or_insert(name);
        }
        titles
    }
}

fn lane(event: &Event, titles: &Titles) -> String {
    let id = event.lane.as_deref().unwrap_or_default();
    titles.lanes.get(id).copied().unwrap_or(id).to_owned()
}

fn place(event: &Event, _: &Titles) -> String {
    let place = event.place.as_ref();
    place.map(|place| place.name.clone()).unwrap_or_default()
}

/// The titles of the sources that an event cites, or their addresses or ids.
fn sources(event: &Event, titles: &Titles) -> String {
    let mut named: Vec<&str> = Vec::new();
    for citation in &event.citations {
        let id = citation.source.as_str();
        let name = titles.sources.get(id).copied().unwrap_or(id);
        if !named.contains(&name) {
            named.push(name);
        }
    }
    named.join("; ")
}

/// The first day of the start, or the last of the end, from 1 January 1 to
/// 31 December 9999, which is what other programs hold.
fn day(event: &Event, end: fn(Bounds) -> End, is_last: bool) -> Option<i32> {
    let End::Dated(dated) = end(event.when.date().map(Date::bounds)?) else {
        return None;
    };
    let span = dated.span;
    let time = match is_last {
        false => span.start,
        // A span without length is the day that it lies in.
        true => span.start.max(Time::from_nanos(span.end.total_nanos() - 1)),
    };
    let days = time.secs().div_euclid(SECS_PER_DAY);
    let year = CivilDate::from_days(days).year;
    (1..=9_999).contains(&year).then_some(days as i32)
}

fn write_events(dataset: &Dataset, output: Output) -> Result<(), WriteError> {
    let optional = Repetition::OPTIONAL;
    let mut columns = Vec::new();
    let mut properties = properties(vec![(DATASET, without_events(dataset)?)])?;
    for (name, meant) in MEANT {
        columns.push(match meant {
            Meant::Text(_) => text_column(name)?,
            Meant::Day(_) => column(name, Physical::INT32, Some(LogicalType::Date), optional)?,
            Meant::Number(_) => column(name, Physical::INT32, None, optional)?,
            Meant::Degrees(_) => column(name, Physical::DOUBLE, None, optional)?,
        });
    }
    let json = Some(LogicalType::Json);
    columns.push(column(
        EVENT,
        Physical::BYTE_ARRAY,
        json,
        Repetition::REQUIRED,
    )?);
    for name in ["id", "title", "summary", EVENT] {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
    }
    let plan = Plan::new(columns, properties)?;
    let titles = Titles::new(dataset);
    plan.write(output, dataset.events.len(), EVENT_GROUP, |rows| {
        let events: Vec<_> = rows
            .map(|row| dataset.events.get(EventIx(row as u32)))
            .collect();
        let events = || events.iter().map(|event| &**event);
        let mut made = Vec::new();
        for (nth, (_, meant)) in MEANT.iter().enumerate() {
            let descr = &plan.descr(nth);
            made.push(match meant {
                Meant::Text(text) => encoded::<ByteArrayType>(descr, &plan.properties, |writer| {
                    let mut texts = Texts::default();
                    events().for_each(|event| texts.push(&text(event, &titles)));
                    texts.write(writer, true)
                }),
                Meant::Day(number) | Meant::Number(number) => {
                    encoded::<Int32Type>(descr, &plan.properties, |writer| {
                        write_some(writer, events().map(number))
                    })
                }
                Meant::Degrees(number) => {
                    encoded::<DoubleType>(descr, &plan.properties, |writer| {
                        write_some(writer, events().map(number))
                    })
                }
            }?);
        }
        let descr = &plan.descr(MEANT.len());
        made.push(encoded::<ByteArrayType>(
            descr,
            &plan.properties,
            |writer| {
                let mut texts = Texts::default();
                for event in events() {
                    let json = serde_json::to_string(event);
                    texts.push(&json.map_err(|error| ParquetError::External(Box::new(error)))?);
                }
                texts.write(writer, false)
            },
        )?);
        Ok(made)
    })
}
