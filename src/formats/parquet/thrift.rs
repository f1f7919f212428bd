//! Thrift's compact protocol, as far as footers and heads of pages are looked at
//! before the library makes anything of them.
//!
//! The library goes by the numbers of fields and never asks for their kinds, so
//! what is looked at here holds only where both go the same way through the
//! bytes. Therefore every field that the standard has is to be of the kind that it
//! has there, numbers are to fit into that kind, lists are to be no longer than
//! the bytes that are left, and lists and maps of truths, which the library passes
//! over as if they had no bytes, are refused. Fields of later standards are passed
//! over.
//!
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>,
//! <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>

/// Unknown structures in structures past these are passed over no more; the
/// library gives up at 64.
const DEEPEST: u32 = 32;

/// Bytes that the paths of all columns may have together: the library writes
/// each out.
const MOST_PATHS: usize = 64 << 20;

/// Why bytes are not to be given to the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsound {
    /// They end in the middle.
    CutShort,
    /// They are no such data.
    Wrong,
    /// Groups lie too deep in each other.
    TooDeep,
}

use Unsound::{CutShort, Wrong};

/// What a field is in the standard.
#[derive(Clone, Copy)]
enum Kind {
    Truth,
    Byte,
    I16,
    I32,
    I64,
    Double,
    Bytes,
    Struct(Fields),
    List(&'static Kind),
}

/// The fields of a structure by their numbers.
type Fields = &'static [(i16, Kind)];

use Kind::{Bytes, Double, I16, I32, I64, List, Struct, Truth};

const NOTHING: Kind = Struct(&[]);

const UNIT: Kind = Struct(&[(1, NOTHING), (2, NOTHING), (3, NOTHING)]);

const TIME: Kind = Struct(&[(1, Truth), (2, UNIT)]);

const LOGICAL_TYPE: Kind = Struct(&[
    (1, NOTHING),
    (2, NOTHING),
    (3, NOTHING),
    (4, NOTHING),
    (5, Struct(&[(1, I32), (2, I32)])),
    (6, NOTHING),
    (7, TIME),
    (8, TIME),
    (10, Struct(&[(1, Kind::Byte), (2, Truth)])),
    (11, NOTHING),
    (12, NOTHING),
    (13, NOTHING),
    (14, NOTHING),
    (15, NOTHING),
    (16, Struct(&[(1, Kind::Byte)])),
    (17, Struct(&[(1, Bytes)])),
    (18, Struct(&[(1, Bytes), (2, I32)])),
    (19, NOTHING),
]);

const NAME: i16 = 4;
const MEMBERS: i16 = 5;

const SCHEMA_ELEMENT: Fields = &[
    (1, I32),
    (2, I32),
    (3, I32),
    (NAME, Bytes),
    (MEMBERS, I32),
    (6, I32),
    (7, I32),
    (8, I32),
    (9, I32),
    (10, LOGICAL_TYPE),
];

const STATISTICS: Kind = Struct(&[
    (1, Bytes),
    (2, Bytes),
    (3, I64),
    (4, I64),
    (5, Bytes),
    (6, Bytes),
    (7, Truth),
    (8, Truth),
    (9, I64),
]);

const BOX: Kind = Struct(&[
    (1, Double),
    (2, Double),
    (3, Double),
    (4, Double),
    (5, Double),
    (6, Double),
    (7, Double),
    (8, Double),
]);

const NOTE: Kind = Struct(&[(1, Bytes), (2, Bytes)]);

const COLUMN: Kind = Struct(&[
    (1, I32),
    (2, List(&I32)),
    (3, List(&Bytes)),
    (4, I32),
    (5, I64),
    (6, I64),
    (7, I64),
    (8, List(&NOTE)),
    (9, I64),
    (10, I64),
    (11, I64),
    (12, STATISTICS),
    (13, List(&Struct(&[(1, I32), (2, I32), (3, I32)]))),
    (14, I64),
    (15, I32),
    (16, Struct(&[(1, I64), (2, List(&I64)), (3, List(&I64))])),
    (17, Struct(&[(1, BOX), (2, List(&I32))])),
]);

const COLUMN_CHUNK: Kind = Struct(&[
    (1, Bytes),
    (2, I64),
    (3, COLUMN),
    (4, I64),
    (5, I32),
    (6, I64),
    (7, I32),
    (8, NOTHING),
    (9, Bytes),
]);

const ROW_GROUP: Kind = Struct(&[
    (1, List(&COLUMN_CHUNK)),
    (2, I64),
    (3, I64),
    (4, List(&Struct(&[(1, I32), (2, Truth), (3, Truth)]))),
    (5, I64),
    (6, I64),
    (7, I16),
]);

const SCHEMA: i16 = 2;
const ENCRYPTION: i16 = 8;

const FOOTER: Fields = &[
    (1, I32),
    (SCHEMA, List(&Struct(SCHEMA_ELEMENT))),
    (3, I64),
    (4, List(&ROW_GROUP)),
    (5, List(&NOTE)),
    (6, Bytes),
    (
        7,
        List(&Struct(&[(1, NOTHING), (2, NOTHING), (3, NOTHING)])),
    ),
    (ENCRYPTION, NOTHING),
    (9, Bytes),
];

const PAGE_HEAD: Fields = &[
    (1, I32),
    (2, I32),
    (3, I32),
    (4, I32),
    (
        5,
        Struct(&[(1, I32), (2, I32), (3, I32), (4, I32), (5, STATISTICS)]),
    ),
    (6, NOTHING),
    (7, Struct(&[(1, I32), (2, I32), (3, Truth)])),
    (
        8,
        Struct(&[
            (1, I32),
            (2, I32),
            (3, I32),
            (4, I32),
            (5, I32),
            (6, I32),
            (7, Truth),
            (8, STATISTICS),
        ]),
    ),
];

/// Kinds as the bytes have them.
const WIRE_STRUCT: u8 = 12;
const WIRE_LIST: u8 = 9;
const WIRE_BYTES: u8 = 8;

impl Kind {
    fn is(self, wire: u8) -> bool {
        match self {
            Truth => matches!(wire, 1 | 2),
            Kind::Byte => wire == 3,
            I16 => wire == 4,
            I32 => wire == 5,
            I64 => wire == 6,
            Double => wire == 7,
            Bytes => wire == WIRE_BYTES,
            List(_) => wire == WIRE_LIST,
            Struct(_) => wire == WIRE_STRUCT,
        }
    }
}

struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Compact<'_> {
    fn byte(&mut self) -> Result<u8, Unsound> {
        let byte = *self.bytes.get(self.at).ok_or(CutShort)?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, Unsound> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Wrong)
    }

    /// A number that fits into its kind: the library cuts off what does not.
    fn int<T: TryFrom<i64>>(&mut self) -> Result<T, Unsound> {
        let number = self.varint()?;
        let number = (number >> 1) as i64 ^ -((number & 1) as i64);
        T::try_from(number).ok().ok_or(Wrong)
    }

    fn pass(&mut self, count: u64) -> Result<(), Unsound> {
        let left = self.bytes.len() - self.at;
        let count = usize::try_from(count).ok().ok_or(CutShort)?;
        self.at += (count <= left).then_some(count).ok_or(CutShort)?;
        Ok(())
    }

    /// How many bytes a text has, which is passed over.
    fn text(&mut self) -> Result<usize, Unsound> {
        let len = self.varint()?;
        self.pass(len)?;
        Ok(len as usize)
    }

    /// A number of items of a byte or more each.
    fn count(&mut self, count: u64) -> Result<usize, Unsound> {
        i32::try_from(count).ok().ok_or(Wrong)?;
        let count = count as usize;
        match count > self.bytes.len() - self.at {
            true => Err(CutShort),
            false => Ok(count),
        }
    }

    /// Kind of its items and how many there are.
    fn list(&mut self) -> Result<(u8, usize), Unsound> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            short => u64::from(short),
        };
        Ok((head & 0x0F, self.count(count)?))
    }

    /// Calls for each field that is known, with its number; what the call does
    /// not take, which it says with false, is passed over, as all others are.
    fn fields(
        &mut self,
        known: Fields,
        mut with: impl FnMut(&mut Self, i16) -> Result<bool, Unsound>,
    ) -> Result<(), Unsound> {
        let mut number = 0_i16;
        loop {
            let head = self.byte()?;
            let wire = head & 0x0F;
            if wire == 0 {
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.int()?,
                more => number.checked_add(i16::from(more)).ok_or(Wrong)?,
            };
            match known.iter().find(|(known, _)| *known == number) {
                None => self.skip(wire, DEEPEST)?,
                Some((_, kind)) if !kind.is(wire) => return Err(Wrong),
                Some(_) if with(self, number)? => {}
                Some((_, Truth)) => {}
                Some((_, kind)) => self.value(*kind)?,
            }
        }
    }

    /// Passes over a value of a field that is known, or of an item in a list.
    fn value(&mut self, kind: Kind) -> Result<(), Unsound> {
        match kind {
            Truth | Kind::Byte => self.pass(1),
            I16 => self.int::<i16>().map(drop),
            I32 => self.int::<i32>().map(drop),
            I64 => self.int::<i64>().map(drop),
            Double => self.pass(8),
            Bytes => self.text().map(drop),
            Struct(fields) => self.fields(fields, |_, _| Ok(false)),
            List(item) => {
                let (wire, count) = self.list()?;
                if count > 0 && !item.is(wire) {
                    return Err(Wrong);
                }
                (0..count).try_for_each(|_| self.value(*item))
            }
        }
    }

    /// Passes over a field that is not known.
    fn skip(&mut self, wire: u8, depth: u32) -> Result<(), Unsound> {
        if depth == 0 {
            return Err(Wrong);
        }
        match wire {
            1 | 2 => Ok(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            WIRE_BYTES => self.text().map(drop),
            WIRE_LIST | 10 => {
                let (kind, count) = self.list()?;
                self.skip_items(&[kind], count, depth)
            }
            11 => {
                let count = self.varint()?;
                let count = self.count(count)?;
                if count == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                self.skip_items(&[kinds >> 4, kinds & 0x0F], count, depth)
            }
            WIRE_STRUCT => loop {
                let head = self.byte()?;
                match (head & 0x0F, head >> 4) {
                    (0, _) => return Ok(()),
                    (_, 0) => drop(self.int::<i16>()?),
                    _ => {}
                }
                self.skip(head & 0x0F, depth - 1)?;
            },
            13 => self.pass(16),
            _ => Err(Wrong),
        }
    }

    fn skip_items(&mut self, kinds: &[u8], count: usize, depth: u32) -> Result<(), Unsound> {
        if count > 0 && kinds.iter().any(|kind| matches!(kind, 0..=2)) {
            return Err(Wrong);
        }
        for _ in 0..count {
            for kind in kinds {
                self.skip(*kind, depth - 1)?;
            }
        }
        Ok(())
    }
}

/// The head of a page, as far as it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageHead {
    /// 0 data, 1 index, 2 dictionary, 3 data of version 2.
    pub(super) kind: i32,
    /// Bytes when unpacked, and as they are.
    pub(super) unpacked: i32,
    pub(super) packed: i32,
    /// Bytes of the head itself.
    pub(super) len: usize,
}

impl PageHead {
    /// Reads a head that the bytes begin with.
    pub(super) fn read(bytes: &[u8]) -> Result<PageHead, Unsound> {
        let mut compact = Compact { bytes, at: 0 };
        let mut head = PageHead::default();
        compact.fields(PAGE_HEAD, |compact, number| {
            let field = match number {
                1 => &mut head.kind,
                2 => &mut head.unpacked,
                3 => &mut head.packed,
                _ => return Ok(false),
            };
            *field = compact.int()?;
            Ok(true)
        })?;
        head.len = compact.at;
        Ok(head)
    }
}

/// A footer, as far as it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Footer {
    /// Some columns are encrypted.
    pub(super) is_encrypted: bool,
}

/// Looks at a footer. `deepest`: how deep groups may lie in each other.
pub(super) fn footer(bytes: &[u8], deepest: usize) -> Result<Footer, Unsound> {
    let mut compact = Compact { bytes, at: 0 };
    let mut found = Footer::default();
    compact.fields(FOOTER, |compact, number| {
        match number {
            SCHEMA => compact.schema(deepest)?,
            ENCRYPTION => {
                found.is_encrypted = true;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(found)
}

impl Compact<'_> {
    /// A schema, as a list of its parts, each group before its members.
    fn schema(&mut self, deepest: usize) -> Result<(), Unsound> {
        let (wire, count) = self.list()?;
        if wire != WIRE_STRUCT {
            return Err(Wrong);
        }
        // For each group that is open, how many members of it are to come, and
        // the length of its path.
        let mut open: Vec<(usize, usize)> = Vec::new();
        // Parts that no group has room for yet, and the paths so far.
        let mut free = count;
        let mut paths = 0_usize;
        for _ in 0..count {
            let (mut members, mut name) = (0_i32, 0);
            self.fields(SCHEMA_ELEMENT, |this, number| {
                match number {
                    NAME => name = this.text()?,
                    MEMBERS => members = this.int()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            let mut path = name;
            if let Some((left, before)) = open.last_mut() {
                *left -= 1;
                path += *before;
            }
            // The library makes room for all members beforehand.
            let members = usize::try_from(members).ok().ok_or(Wrong)?;
            free = free.checked_sub(members).ok_or(Wrong)?;
            match members {
                0 => paths += path,
                _ => open.push((members, path)),
            }
            if paths > MOST_PATHS {
                return Err(Wrong);
            }
            if open.len() > deepest {
                return Err(Unsound::TooDeep);
            }
            while open.last().is_some_and(|(left, _)| *left == 0) {
                open.pop();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_page_is_read_to_its_end() {
        // Data page, 300 bytes unpacked, 20 packed, with a structure within.
        let bytes = [
            0x15, 0x00, 0x15, 0xD8, 0x04, 0x15, 0x28, 0x2C, 0x15, 0x02, 0x15, 0x00, 0x00, 0x00, 9,
        ];
        let head = PageHead::read(&bytes).expect("a head");
        assert_eq!(
            head,
            PageHead {
                kind: 0,
                unpacked: 300,
                packed: 20,
                len: 14
            }
        );
        for end in 0..14 {
            assert_eq!(PageHead::read(&bytes[..end]), Err(CutShort), "{end}");
        }
        // The size as a number of 64 bits, and one that 32 bits do not hold.
        let wide = [0x15, 0x00, 0x16, 0xD8, 0x04, 0x15, 0x28, 0x00];
        assert_eq!(PageHead::read(&wide), Err(Wrong));
        let large = [0x15, 0x00, 0x15, 0x80, 0x80, 0x80, 0x80, 0x20, 0x00];
        assert_eq!(PageHead::read(&large), Err(Wrong));
    }

    /// A schema of so many groups, each the only member of the one before.
    fn nested(depth: u8) -> Vec<u8> {
        let mut bytes = vec![0x15, 0x02, 0x19, 0xFC, depth + 1];
        for _ in 0..depth {
            // Field 5, one member.
            bytes.extend([0x55, 0x02, 0x00]);
        }
        bytes.extend([0x00, 0x00]);
        bytes
    }

    #[test]
    fn a_schema_of_many_groups_in_each_other_is_told_by_its_depth() {
        assert!(footer(&nested(10), 10).is_ok());
        assert_eq!(footer(&nested(11), 10), Err(Unsound::TooDeep));
        assert_eq!(footer(&[0x15], 10), Err(CutShort));
    }

    /// The library goes by numbers alone, so it would go down all the same.
    #[test]
    fn a_field_of_another_kind_than_the_standard_has_is_refused() {
        for (at, byte) in [(2, 0x1A), (5, 0x56), (5, 0x54), (5, 0x59)] {
            let mut bytes = nested(11);
            bytes[at] = byte;
            assert_eq!(footer(&bytes, 10), Err(Wrong), "{at}: {byte:X}");
        }
        // The number of the schema, 2, and two more turns of sixteen bits.
        let mut wrapped = vec![0x15, 0x02, 0x09];
        wrapped.extend([0x84, 0x80, 0x10]);
        wrapped.extend(&nested(11)[3..]);
        assert_eq!(footer(&wrapped, 10), Err(Wrong));
        // As many members as 32 bits cut off to one, and a number of 11 bytes.
        for number in [
            &[0x82, 0x80, 0x80, 0x80, 0x20][..],
            &[
                0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0,
            ][..],
        ] {
            let mut bytes = nested(11);
            bytes.splice(6..7, number.iter().copied());
            assert_eq!(footer(&bytes, 10), Err(Wrong), "{number:?}");
        }
        // A logical type, the first, as a number and not as a structure.
        let logical = [
            0x15, 0x02, 0x19, 0x1C, 0xAC, 0x15, 0x00, 0x00, 0x00, 0x00, 0x00,
        ];
        assert_eq!(footer(&logical, 10), Err(Wrong));
    }

    #[test]
    fn counts_that_the_bytes_do_not_hold_are_refused() {
        let most = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        for kinds in [0x11, 0x22, 0x12, 0x33] {
            // An unknown field that is a map.
            let mut bytes = vec![0x0B, 0x28];
            bytes.extend(most);
            bytes.extend([kinds, 0, 0]);
            assert_eq!(footer(&bytes, 10), Err(Wrong), "{kinds:X}");
        }
        // Lists of truths are gone through as if they had no bytes.
        assert_eq!(footer(&[0x09, 0x28, 0x21, 1, 1, 0], 10), Err(Wrong));
        assert_eq!(footer(&[0x0B, 0x28, 1, 0x13, 1, 1, 0], 10), Err(Wrong));
        assert!(footer(&[0x09, 0x28, 0x23, 1, 1, 0], 10).is_ok());
        // More members than there are parts: room is made for them beforehand.
        let mut bytes = nested(3);
        bytes.splice(6..7, [0xFE, 0xFF, 0xFF, 0xFF, 0x0F]);
        assert_eq!(footer(&bytes, 10), Err(Wrong));
    }

    /// Each column has the names of all groups around it in its path.
    #[test]
    fn paths_that_would_fill_the_memory_are_refused() {
        let mut bytes = vec![0x15, 0x02, 0x19, 0xFC, 0xD2, 0x0F];
        let name = |len: u32| {
            let mut bytes = vec![0x48, len as u8 | 0x80, (len >> 7) as u8 | 0x80];
            bytes.push((len >> 14) as u8);
            bytes.resize(4 + len as usize, b'n');
            bytes
        };
        let root = |columns: &[u8], len| {
            let mut root = name(len);
            root.push(0x15);
            root.extend(columns);
            root.push(0);
            root
        };
        bytes.extend(root(&[2], 1));
        bytes.extend(root(&[0xA0, 0x1F], 50_000));
        for _ in 0..2_000 {
            bytes.extend([0x48, 1, b'c', 0]);
        }
        bytes.push(0);
        assert_eq!(footer(&bytes, 10), Err(Wrong));
    }
}
