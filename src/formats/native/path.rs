//! The way to a value in JSON, and the line and column that it stands on.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a member of an object.
    Member(Cow<'static, str>),
    /// Into an item of a list, from 0.
    Item(usize),
}

impl Step {
    /// Into a member that the format names.
    pub(super) fn member(name: &'static str) -> Step {
        Step::Member(Cow::Borrowed(name))
    }
}

/// From the root down to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

impl Path {
    /// The whole file.
    pub(super) fn root() -> Path {
        Path::default()
    }

    /// One step further.
    pub(super) fn then(&self, step: Step) -> Path {
        let mut path = self.clone();
        path.push(step);
        path
    }

    /// Goes down in place.
    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Goes up in place.
    pub(super) fn pop(&mut self) -> Option<Step> {
        self.0.pop()
    }

    /// True for the member that lists the events.
    pub(super) fn is_events(&self) -> bool {
        matches!(self.0.as_slice(), [Step::Member(name)] if name == "events")
    }

    /// The steps from the root.
    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Position of an item in its list; 0 for what is no item.
    pub(super) fn position(&self) -> usize {
        match self.0.last() {
            Some(Step::Item(at)) => *at,
            _ => 0,
        }
    }
}

/// The values of a text, to be found by their paths.
pub(super) struct Tree<'r> {
    root: &'r ast::Value<'r>,
    /// The members of the objects met, by where the object begins: a hostile
    /// file may have a fault in each of a million members of one object.
    members: HashMap<usize, HashMap<&'r str, &'r ast::ObjectProp<'r>>>,
}

/// A value in the text, or the nearest value around it that the text has (a
/// member that is missing has no place of its own).
pub(super) struct Found<'r> {
    /// Where it begins; a member begins with its name.
    pub(super) offset: usize,
    pub(super) value: &'r ast::Value<'r>,
}

impl<'r> Tree<'r> {
    pub(super) fn new(root: &'r ast::Value<'r>) -> Tree<'r> {
        Tree {
            root,
            members: HashMap::new(),
        }
    }

    /// Goes down a path as far as the text has it.
    pub(super) fn find(&mut self, path: &Path) -> Found<'r> {
        let mut found = Found {
            offset: self.root.start(),
            value: self.root,
        };
        for step in &path.0 {
            let next = match (step, found.value) {
                (Step::Member(name), ast::Value::Object(object)) => self
                    .member(object, name)
                    .map(|member| (member.start(), &member.value)),
                (Step::Item(at), ast::Value::Array(list)) => {
                    list.elements.get(*at).map(|item| (item.start(), item))
                }
                _ => None,
            };
            let Some((offset, value)) = next else { break };
            found = Found { offset, value };
        }
        found
    }

    /// Of members that stand twice, the last, which is the one read.
    fn member(
        &mut self,
        object: &'r ast::Object<'r>,
        name: &str,
    ) -> Option<&'r ast::ObjectProp<'r>> {
        let members = self.members.entry(object.start()).or_insert_with(|| {
            let members = object.properties.iter();
            members
                .map(|member| (member.name.as_str(), member))
                .collect()
        });
        members.get(name).copied()
    }
}

impl fmt::Display for Path {
    /// `events[12].citations[0].source`; names that would not read as such
    /// are put in quotes: `events[0]["my.name"]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Item(item) => write!(f, "[{item}]")?,
                Step::Member(name) if is_plain(name) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(name)?;
                }
                Step::Member(name) => write!(f, "[\"{}\"]", crate::formats::shown(name))?,
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 60
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_it_would_be_written() {
        let path = Path::root()
            .then(Step::member("events"))
            .then(Step::Item(12))
            .then(Step::member("a b"))
            .then(Step::member("source"));
        assert_eq!(path.to_string(), "events[12][\"a b\"].source");
    }
}
