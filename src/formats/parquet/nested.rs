//! Nested values to JSON, from the columns that they were taken apart into.
//!
//! Dremel's levels: a definition level tells how far the way down to a value is
//! there, a repetition level which list goes on
//! (Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets", 2010).

use super::reading::LeafRows;
use super::schema::{Kind, Leaf, Node};
use crate::formats::table::MAX_ROW;

/// How far each column in the file is.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    level: usize,
    value: usize,
}

/// Puts values together, row after row.
pub(super) struct Assembler<'r> {
    leaves: &'r [Leaf],
    rows: &'r [&'r LeafRows],
    cursors: Vec<Cursor>,
    /// The number of the first of these leaves.
    first: usize,
    /// Where the row begins in the text.
    start: usize,
}

/// Bytes of a row past which nothing is added, be it a value, a name or a sign:
/// it is then too long, even where signs between items go.
const MOST_TEXT: usize = 3 * MAX_ROW;

/// Levels that contradict each other.
#[derive(Debug)]
pub(super) struct Torn;

impl<'r> Assembler<'r> {
    /// For the leaves of one column, of which the first has that number.
    pub(super) fn new(leaves: &'r [Leaf], rows: &'r [&'r LeafRows], first: usize) -> Assembler<'r> {
        Assembler {
            leaves,
            rows,
            cursors: vec![Cursor::default(); leaves.len()],
            first,
            start: 0,
        }
    }

    fn definition(&self, leaf: usize) -> Result<i16, Torn> {
        let at = self.cursors[leaf - self.first].level;
        let levels = &self.rows[leaf - self.first].definitions;
        levels.get(at).copied().ok_or(Torn)
    }

    fn repetition(&self, leaf: usize) -> Option<i16> {
        let at = self.cursors[leaf - self.first].level;
        self.rows[leaf - self.first].repetitions.get(at).copied()
    }

    /// True where nothing more is added, and only the cursors go on.
    fn is_full(&self, text: &str) -> bool {
        text.len() - self.start > MOST_TEXT
    }

    fn add(&self, sign: &str, text: &mut String) {
        if !self.is_full(text) {
            text.push_str(sign);
        }
    }

    /// Adds a JSON text.
    fn add_quoted(&self, plain: &str, text: &mut String) {
        if !self.is_full(text) {
            push_quoted(plain, text);
        }
    }

    /// Passes over the place of a value that is not there.
    fn pass(&mut self, node: &Node) {
        node.each_leaf(&mut |leaf| self.cursors[leaf - self.first].level += 1);
    }

    /// Adds the next row's value; nothing, where the row has none. The row begins
    /// at `start` in the text.
    pub(super) fn push(
        &mut self,
        node: &Node,
        start: usize,
        text: &mut String,
    ) -> Result<(), Torn> {
        let before = text.len();
        self.start = start;
        self.value(node, text)?;
        if &text[before..] == "null" {
            text.truncate(before);
        }
        Ok(())
    }

    fn value(&mut self, node: &Node, text: &mut String) -> Result<(), Torn> {
        if node.is_repeated {
            return self.list(node, text);
        }
        if node.is_optional && self.definition(node.first_leaf())? < node.definition {
            self.pass(node);
            self.add("null", text);
            return Ok(());
        }
        self.inner(node, text)
    }

    /// Calls for every item of a repeated node.
    fn items(
        &mut self,
        node: &Node,
        mut with: impl FnMut(&mut Self, bool) -> Result<(), Torn>,
    ) -> Result<(), Torn> {
        let leaf = node.first_leaf();
        if self.definition(leaf)? < node.definition {
            self.pass(node);
            return Ok(());
        }
        let mut is_first = true;
        loop {
            let before = self.cursors[leaf - self.first].level;
            with(self, is_first)?;
            is_first = false;
            if self.cursors[leaf - self.first].level == before {
                return Err(Torn);
            }
            if self.repetition(leaf) != Some(node.repetition) {
                return Ok(());
            }
        }
    }

    fn list(&mut self, node: &Node, text: &mut String) -> Result<(), Torn> {
        self.add("[", text);
        self.items(node, |this, is_first| {
            if !is_first {
                this.add(",", text);
            }
            this.inner(node, text)
        })?;
        self.add("]", text);
        Ok(())
    }

    /// A value that is known to be there.
    fn inner(&mut self, node: &Node, text: &mut String) -> Result<(), Torn> {
        match &node.kind {
            Kind::Leaf(leaf) => self.leaf(*leaf, text),
            Kind::Group(members) => {
                self.add("{", text);
                for (nth, member) in members.iter().enumerate() {
                    if nth > 0 {
                        self.add(",", text);
                    }
                    self.add_quoted(&member.name, text);
                    self.add(":", text);
                    self.value(member, text)?;
                }
                self.add("}", text);
                Ok(())
            }
            // The repeated node within is the list; of one that wraps its item,
            // the item is what it holds.
            Kind::List(item) if item.is_repeated => self.list(item, text),
            Kind::List(item) => self.value(item, text),
            Kind::Map(pair) => {
                self.add("{", text);
                self.items(pair, |this, is_first| {
                    if !is_first {
                        this.add(",", text);
                    }
                    this.pair(pair, text)
                })?;
                self.add("}", text);
                Ok(())
            }
        }
    }

    /// A key, which JSON has as text, and its value.
    fn pair(&mut self, pair: &Node, text: &mut String) -> Result<(), Torn> {
        let Kind::Group(members) = &pair.kind else {
            return Err(Torn);
        };
        let [key, value] = members.as_slice() else {
            return Err(Torn);
        };
        let before = text.len();
        self.value(key, text)?;
        if text.len() > before && !text[before..].starts_with('"') {
            let key = text.split_off(before);
            push_quoted(&key, text);
        }
        self.add(":", text);
        self.value(value, text)
    }

    fn leaf(&mut self, leaf: usize, text: &mut String) -> Result<(), Torn> {
        let at = leaf - self.first;
        let (rows, form) = (self.rows[at], self.leaves[at].form);
        let definition = self.definition(leaf)?;
        let cursor = &mut self.cursors[at];
        cursor.level += 1;
        if definition < self.leaves[at].most_definition {
            self.add("null", text);
            return Ok(());
        }
        let value = cursor.value;
        cursor.value += 1;
        if value >= rows.count {
            return Err(Torn);
        }
        if self.is_full(text) {
            return Ok(());
        }
        let before = text.len();
        rows.values.push(value, form, None, text);
        let is_number = |text: &str| text.ends_with(|last: char| last.is_ascii_digit());
        let is_bare =
            form.is_bare() && (form == super::values::Form::Bool || is_number(&text[before..]));
        if !is_bare {
            let plain = text.split_off(before);
            push_quoted(&plain, text);
        }
        Ok(())
    }
}

/// A JSON text.
fn push_quoted(plain: &str, text: &mut String) {
    // A text is always valid JSON.
    text.push_str(&serde_json::to_string(plain).unwrap_or_default());
}
