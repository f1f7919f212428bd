//! Thrift's compact protocol, as far as sizes and depths are looked at before
//! the library makes anything of them.
//!
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>
//! `None` always means that the bytes end or are no such data.

/// Structures in structures past these are skipped no more.
const DEEPEST: u32 = 64;

const STRUCT: u8 = 12;

struct Compact<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn int(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        let end = (self.at as u64).checked_add(count)?;
        self.at = usize::try_from(end).ok()?;
        (self.at <= self.bytes.len()).then_some(())
    }

    /// Kind of its items and how many there are.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            short => u64::from(short),
        };
        Some((head & 0x0F, count))
    }

    /// Calls for each field with its number and kind; what the call does not
    /// take, which it says with false, is skipped.
    fn fields(
        &mut self,
        depth: u32,
        mut with: impl FnMut(&mut Self, i64, u8) -> Option<bool>,
    ) -> Option<()> {
        let mut number = 0_i64;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0F;
            if kind == 0 {
                return Some(());
            }
            number = match head >> 4 {
                0 => self.int()?,
                more => number.checked_add(i64::from(more))?,
            };
            if !with(self, number, kind)? {
                self.skip(kind, depth)?;
            }
        }
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth == 0 {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            8 => {
                let count = self.varint()?;
                self.pass(count)
            }
            9 | 10 => {
                let (kind, count) = self.list()?;
                for _ in 0..count {
                    // Items that are true or false take a byte each.
                    self.skip(if kind <= 2 { 3 } else { kind }, depth - 1)?;
                }
                Some(())
            }
            11 => {
                let count = self.varint()?;
                if count > 0 {
                    let kinds = self.byte()?;
                    for _ in 0..count {
                        self.skip(kinds >> 4, depth - 1)?;
                        self.skip(kinds & 0x0F, depth - 1)?;
                    }
                }
                Some(())
            }
            STRUCT => self.fields(depth - 1, |_, _, _| Some(false)),
            13 => self.pass(16),
            _ => None,
        }
    }
}

/// The head of a page, as far as it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageHead {
    /// 0 data, 1 index, 2 dictionary, 3 data of version 2.
    pub(super) kind: i64,
    /// Bytes when unpacked, and as they are.
    pub(super) unpacked: i64,
    pub(super) packed: i64,
    /// Bytes of the head itself.
    pub(super) len: usize,
}

impl PageHead {
    /// Reads a head that the bytes begin with.
    pub(super) fn read(bytes: &[u8]) -> Option<PageHead> {
        let mut compact = Compact { bytes, at: 0 };
        let mut head = PageHead::default();
        compact.fields(DEEPEST, |compact, number, kind| {
            let field = match (number, kind) {
                (1, 5) => &mut head.kind,
                (2, 5) => &mut head.unpacked,
                (3, 5) => &mut head.packed,
                _ => return Some(false),
            };
            *field = compact.int()?;
            Some(true)
        })?;
        head.len = compact.at;
        Some(head)
    }
}

/// A footer, as far as it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Footer {
    /// How deep groups lie in groups; at most one more than was asked for.
    pub(super) depth: usize,
    /// Some columns are encrypted.
    pub(super) is_encrypted: bool,
}

/// Looks at a footer. A fault in it is for the library to find. `most`: how deep
/// groups may lie in each other.
pub(super) fn footer(bytes: &[u8], most: usize) -> Footer {
    let mut compact = Compact { bytes, at: 0 };
    let mut found = Footer::default();
    let Footer {
        depth: deepest,
        is_encrypted,
    } = &mut found;
    let _ = compact.fields(DEEPEST, |compact, number, kind| {
        if number == 8 && kind == STRUCT {
            *is_encrypted = true;
        }
        if (number, kind) != (2, 9) {
            return Some(false);
        }
        let (kind, count) = compact.list()?;
        if kind != STRUCT {
            return None;
        }
        // For each group that is open, how many members of it are to come.
        let mut open: Vec<i64> = Vec::new();
        for _ in 0..count {
            let mut members = 0;
            compact.fields(DEEPEST, |compact, number, kind| {
                if (number, kind) != (5, 5) {
                    return Some(false);
                }
                members = compact.int()?;
                Some(true)
            })?;
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if members > 0 {
                open.push(members);
            }
            *deepest = open.len().max(*deepest);
            if *deepest > most {
                return None;
            }
            while open.last().is_some_and(|left| *left <= 0) {
                open.pop();
            }
        }
        Some(true)
    });
    found
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
            assert_eq!(PageHead::read(&bytes[..end]), None, "{end}");
        }
    }

    #[test]
    fn a_schema_of_many_groups_in_each_other_is_told_by_its_depth() {
        let schema = |depth: u8| {
            let mut bytes = vec![0x15, 0x02, 0x19, 0xFC, depth + 1];
            for _ in 0..depth {
                // Field 5, one member.
                bytes.extend([0x55, 0x02, 0x00]);
            }
            bytes.extend([0x00, 0x00]);
            bytes
        };
        assert_eq!(footer(&schema(3), 10).depth, 3);
        assert_eq!(footer(&schema(100), 10).depth, 11);
        assert_eq!(footer(&[0x15], 10), Footer::default());
    }
}
