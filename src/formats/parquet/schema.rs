//! The columns of a file: which of them a table has, and what their values are.

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

use super::values::{Form, Unit};

/// A column of the table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Its columns in the file: one, but for nested values.
    pub(super) leaves: std::ops::Range<usize>,
    /// How its nested values are put together; `None` for plain values.
    pub(super) nested: Option<Node>,
}

/// A column in the file.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Its number among all of them.
    pub(super) index: usize,
    pub(super) form: Form,
    /// The definition level of a value that is there.
    pub(super) most_definition: i16,
    pub(super) most_repetition: i16,
    /// It is a column of the table by itself, and no part of a nested value.
    pub(super) is_plain: bool,
}

/// A part of a nested value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) is_repeated: bool,
    pub(super) is_optional: bool,
    /// Levels of a value of it that is there.
    pub(super) definition: i16,
    pub(super) repetition: i16,
    pub(super) kind: Kind,
}

/// What a part of a nested value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The value of a column in the file, by its place in [`Schema::leaves`].
    Leaf(usize),
    /// Members with names.
    Group(Vec<Node>),
    /// A group whose only member is repeated: a list of what that holds.
    List(Box<Node>),
    /// The same with keys and values.
    Map(Box<Node>),
}

impl Node {
    /// The first column in the file that is part of it.
    pub(super) fn first_leaf(&self) -> usize {
        match &self.kind {
            Kind::Leaf(leaf) => *leaf,
            Kind::Group(members) => members.first().map_or(0, Node::first_leaf),
            Kind::List(item) | Kind::Map(item) => item.first_leaf(),
        }
    }

    /// Takes so many columns in the file away before it.
    fn renumber(&mut self, less: usize) {
        match &mut self.kind {
            Kind::Leaf(leaf) => *leaf -= less,
            Kind::Group(members) => members.iter_mut().for_each(|member| member.renumber(less)),
            Kind::List(item) | Kind::Map(item) => item.renumber(less),
        }
    }

    /// Calls for every column in the file that is part of it.
    pub(super) fn each_leaf(&self, with: &mut impl FnMut(usize)) {
        match &self.kind {
            Kind::Leaf(leaf) => with(*leaf),
            Kind::Group(members) => members.iter().for_each(|member| member.each_leaf(with)),
            Kind::List(item) | Kind::Map(item) => item.each_leaf(with),
        }
    }
}

/// All columns.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    pub(super) columns: Vec<Column>,
    pub(super) leaves: Vec<Leaf>,
}

impl Schema {
    /// Of a file. Groups are known not to lie too deep in each other.
    pub(super) fn new(descr: &SchemaDescriptor) -> Schema {
        let leaves = descr
            .columns()
            .iter()
            .enumerate()
            .map(|(index, column)| Leaf {
                index,
                form: form(column),
                is_plain: false,
                most_definition: column.max_def_level(),
                most_repetition: column.max_rep_level(),
            });
        let mut next = 0;
        let columns = descr.root_schema().get_fields().iter().map(|field| {
            let first = next;
            let node = node(field, 0, 0, &mut next);
            let is_plain = matches!(node.kind, Kind::Leaf(_)) && !node.is_repeated;
            Column {
                name: field.name().to_owned(),
                leaves: first..next,
                nested: (!is_plain).then_some(node),
            }
        });
        let columns: Vec<Column> = columns.filter(|column| !column.leaves.is_empty()).collect();
        let mut leaves: Vec<Leaf> = leaves.collect();
        for column in columns.iter().filter(|column| column.nested.is_none()) {
            leaves[column.leaves.start].is_plain = true;
        }
        Schema { columns, leaves }
    }

    /// The same with some of the columns only.
    pub(super) fn only(&self, is_wanted: impl Fn(&Column) -> bool) -> Schema {
        let mut only = Schema {
            columns: Vec::new(),
            leaves: Vec::new(),
        };
        for column in self.columns.iter().filter(|column| is_wanted(column)) {
            let first = only.leaves.len();
            let left_out = column.leaves.start - first;
            only.leaves
                .extend_from_slice(&self.leaves[column.leaves.clone()]);
            let mut nested = column.nested.clone();
            if let Some(node) = &mut nested {
                node.renumber(left_out);
            }
            only.columns.push(Column {
                name: column.name.clone(),
                leaves: first..only.leaves.len(),
                nested,
            });
        }
        only
    }

    /// The column of a name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The only leaf of a plain column of a name.
    pub(super) fn plain(&self, name: &str) -> Option<&Leaf> {
        let column = self.column(name)?;
        match column.nested {
            None => self.leaves.get(column.leaves.start),
            Some(_) => None,
        }
    }
}

fn node(field: &Type, definition: i16, repetition: i16, next: &mut usize) -> Node {
    let info = field.get_basic_info();
    let repeats = if info.has_repetition() {
        info.repetition()
    } else {
        Repetition::REQUIRED
    };
    let is_repeated = repeats == Repetition::REPEATED;
    let is_optional = repeats == Repetition::OPTIONAL;
    let definition = definition + i16::from(is_repeated || is_optional);
    let repetition = repetition + i16::from(is_repeated);
    let kind = if field.is_primitive() {
        *next += 1;
        Kind::Leaf(*next - 1)
    } else {
        let mut members: Vec<Node> = field
            .get_fields()
            .iter()
            .map(|member| node(member, definition, repetition, next))
            .collect();
        let is_map = matches!(info.logical_type_ref(), Some(LogicalType::Map))
            || matches!(
                info.converted_type(),
                ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
            );
        let is_list = matches!(info.logical_type_ref(), Some(LogicalType::List))
            || info.converted_type() == ConvertedType::LIST;
        let has_one = members.len() == 1 && members[0].is_repeated;
        match members.pop() {
            Some(only) if has_one && is_map && is_pair(&only) => Kind::Map(Box::new(only)),
            Some(only) if has_one && is_list => Kind::List(Box::new(unwrapped(only))),
            Some(last) => {
                members.push(last);
                Kind::Group(members)
            }
            None => Kind::Group(members),
        }
    };
    Node {
        name: field.name().to_owned(),
        is_repeated,
        is_optional,
        definition,
        repetition,
        kind,
    }
}

fn is_pair(node: &Node) -> bool {
    matches!(&node.kind, Kind::Group(members) if members.len() == 2)
}

/// The repeated group of a list in the form of today has one member, which is
/// the item; in older forms it is the item itself.
/// <https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists>
fn unwrapped(repeated: Node) -> Node {
    let is_item = repeated.name == "array" || repeated.name.ends_with("_tuple");
    match &repeated.kind {
        Kind::Group(members) if members.len() == 1 && !is_item => Node {
            kind: Kind::List(Box::new(members[0].clone())),
            ..repeated
        },
        _ => repeated,
    }
}

fn unit(unit: &TimeUnit) -> Unit {
    match unit {
        TimeUnit::MILLIS => Unit::Milli,
        TimeUnit::MICROS => Unit::Micro,
        TimeUnit::NANOS => Unit::Nano,
    }
}

/// What the values of a column in the file are.
fn form(column: &ColumnDescriptor) -> Form {
    let physical = column.physical_type();
    let is_bytes = matches!(
        physical,
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY
    );
    let len = column.type_length();
    match (column.logical_type_ref(), physical) {
        (_, Physical::BOOLEAN) => return Form::Bool,
        (_, Physical::INT96) => return Form::Int96,
        (_, Physical::FLOAT | Physical::DOUBLE) => return Form::Float,
        (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _) if is_bytes => {
            return Form::Text;
        }
        (Some(LogicalType::Decimal(decimal)), _) => return Form::Decimal(decimal.scale),
        (Some(LogicalType::Date), Physical::INT32) => return Form::Date,
        (Some(LogicalType::Time(time)), Physical::INT32 | Physical::INT64) => {
            return Form::Time(unit(&time.unit), time.is_adjusted_to_u_t_c);
        }
        (Some(LogicalType::Timestamp(time)), Physical::INT64) => {
            return Form::Timestamp(unit(&time.unit), time.is_adjusted_to_u_t_c);
        }
        (Some(LogicalType::Integer(int)), Physical::INT32 | Physical::INT64) => {
            return if int.is_signed {
                Form::Int
            } else {
                Form::Unsigned
            };
        }
        (Some(LogicalType::Uuid), Physical::FIXED_LEN_BYTE_ARRAY) if len == 16 => {
            return Form::Uuid;
        }
        (Some(LogicalType::Float16), Physical::FIXED_LEN_BYTE_ARRAY) if len == 2 => {
            return Form::Float16;
        }
        _ => {}
    }
    match (column.converted_type(), physical) {
        (ConvertedType::DECIMAL, _) => Form::Decimal(column.type_scale()),
        (ConvertedType::DATE, Physical::INT32) => Form::Date,
        (ConvertedType::TIME_MILLIS, Physical::INT32) => Form::Time(Unit::Milli, true),
        (ConvertedType::TIME_MICROS, Physical::INT64) => Form::Time(Unit::Micro, true),
        (ConvertedType::TIMESTAMP_MILLIS, Physical::INT64) => Form::Timestamp(Unit::Milli, true),
        (ConvertedType::TIMESTAMP_MICROS, Physical::INT64) => Form::Timestamp(Unit::Micro, true),
        (
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64,
            Physical::INT32 | Physical::INT64,
        ) => Form::Unsigned,
        (ConvertedType::INTERVAL, Physical::FIXED_LEN_BYTE_ARRAY) if len == 12 => Form::Interval,
        (_, Physical::INT32 | Physical::INT64) => Form::Int,
        _ => Form::Text,
    }
}
