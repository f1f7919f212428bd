//! Sources that many events of a file name, each listed once.

use std::collections::HashMap;

use super::draft::{Draft, FILE_SOURCE};
use crate::model::{Citation, Source, Stance};

/// The sources that were met.
#[derive(Debug, Default)]
pub(super) struct Works {
    ids: HashMap<String, String>,
}

impl Works {
    /// The id of the source that the file writes so, made where it is new.
    pub(super) fn id(
        &mut self,
        written: &str,
        draft: &mut Draft,
        make: impl FnOnce() -> Source,
    ) -> String {
        if let Some(id) = self.ids.get(written) {
            return id.clone();
        }
        let mut source = make();
        if source.id.is_empty() {
            source.id = "source".to_owned();
        }
        if source.kind_csl.is_empty() {
            source.kind_csl = "document".to_owned();
        }
        let id = draft.source(source);
        self.ids.insert(written.to_owned(), id.clone());
        id
    }

    /// A citation of it, which supports.
    pub(super) fn cite(
        &mut self,
        written: &str,
        draft: &mut Draft,
        make: impl FnOnce() -> Source,
    ) -> Citation {
        Citation {
            source: self.id(written, draft, make),
            ..Citation::default()
        }
    }
}

/// A source that is an address or a name, as it is written.
pub(super) fn source_of_text(text: &str) -> Source {
    let is_address = is_web_address(text);
    Source {
        kind_csl: if is_address { "webpage" } else { "document" }.to_owned(),
        title: (!is_address).then(|| text.to_owned()),
        url: is_address.then(|| text.to_owned()),
        ..Source::default()
    }
}

/// True for a text that is an address of the web and nothing else.
pub(super) fn is_web_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://"))
        && !text.contains(char::is_whitespace)
}

/// What carries a claim of an event: its sources; the file, which says the
/// numbers, is one voice with them, unless there is none else.
pub(super) fn of_claim(citations: &[Citation], note: &str) -> Vec<Citation> {
    let mut all = citations.to_vec();
    all.push(Citation {
        source: FILE_SOURCE.to_owned(),
        stance: match citations.is_empty() {
            true => Stance::Supports,
            false => Stance::Mentions,
        },
        note: (!note.is_empty()).then(|| note.to_owned()),
        ..Citation::default()
    });
    all
}
