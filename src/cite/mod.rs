//! Sources to citations: a [`Source`] in, plain text out.
//!
//! [`bibliography`] and [`citation`] follow a citation style; the formatting
//! is that of the CSL engine (`hayagriva`), and this module only maps our
//! items to the engine's. [`short`] is the one line by which a source is
//! known on cards and under figures.
//!
//! Text comes out without markup, in the script that it was written in. What a
//! source does not state is left out or named as missing by the style
//! (“n.d.”); nothing is guessed. Nothing in a source makes these functions
//! fail: what the engine would stumble over is left out of its sight.

mod item;
mod short;

use std::sync::OnceLock;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style as CslStyle};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest,
    ElemChildren, standalone_citation,
};

pub use short::short;

use crate::model::Source;

/// A citation style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// The Chicago Manual of Style, notes and bibliography.
    #[default]
    ChicagoNotes,
    /// The Chicago Manual of Style, author and date.
    ChicagoAuthorDate,
    /// American Psychological Association.
    Apa,
    /// Modern Language Association.
    Mla,
}

impl Style {
    /// All of them, in the order that they are offered.
    pub const ALL: [Style; 4] = [
        Style::ChicagoNotes,
        Style::ChicagoAuthorDate,
        Style::Apa,
        Style::Mla,
    ];

    /// Short name for the command line and for settings.
    pub fn id(self) -> &'static str {
        match self {
            Style::ChicagoNotes => "chicago-notes",
            Style::ChicagoAuthorDate => "chicago-author-date",
            Style::Apa => "apa",
            Style::Mla => "mla",
        }
    }

    /// Name for readers.
    pub fn title(self) -> &'static str {
        match self {
            Style::ChicagoNotes => "Chicago, notes and bibliography",
            Style::ChicagoAuthorDate => "Chicago, author–date",
            Style::Apa => "APA",
            Style::Mla => "MLA",
        }
    }

    /// The style with that id.
    pub fn by_id(id: &str) -> Option<Style> {
        Style::ALL.into_iter().find(|style| style.id() == id)
    }

    /// The style as the engine has it, or `None` where the engine's archive
    /// holds no style of its own for it, which a test rules out.
    fn csl(self) -> Option<&'static IndependentStyle> {
        // Decoding a style takes some milliseconds; a card must not.
        static STYLES: [OnceLock<Option<IndependentStyle>>; 4] = [const { OnceLock::new() }; 4];
        STYLES[self as usize]
            .get_or_init(|| {
                let archived = match self {
                    Style::ChicagoNotes => ArchivedStyle::ChicagoNotes,
                    Style::ChicagoAuthorDate => ArchivedStyle::ChicagoAuthorDate,
                    Style::Apa => ArchivedStyle::AmericanPsychologicalAssociation,
                    Style::Mla => ArchivedStyle::ModernLanguageAssociation,
                };
                match archived.get() {
                    CslStyle::Independent(style) => Some(style),
                    CslStyle::Dependent(_) => None,
                }
            })
            .as_ref()
    }
}

/// The full entry of one source, as it would stand in a bibliography.
pub fn citation(source: &Source, style: Style) -> String {
    entries(&[source], style)
        .pop()
        .unwrap_or_else(|| short(source))
}

/// A bibliography: one entry for each different source, in the order that the
/// style sorts them.
pub fn bibliography(sources: &[&Source], style: Style) -> Vec<String> {
    entries(sources, style)
}

fn entries(sources: &[&Source], style: Style) -> Vec<String> {
    let Some(csl) = style.csl() else {
        return sources.iter().map(|source| short(source)).collect();
    };
    let items: Vec<Item> = sources.iter().map(|source| item::item(source)).collect();
    let mut driver = BibliographyDriver::new();
    for item in &items {
        driver.citation(CitationRequest::new(
            vec![CitationItem::with_entry(item)],
            csl,
            Some(LocaleCode::en_us()),
            english(),
            None,
        ));
    }
    let rendered = driver.finish(BibliographyRequest::new(
        csl,
        Some(LocaleCode::en_us()),
        english(),
    ));
    let Some(bibliography) = rendered.bibliography else {
        return sources.iter().map(|source| short(source)).collect();
    };
    bibliography
        .items
        .into_iter()
        .map(|entry| {
            let stated = says_something(plain(&entry.content));
            // Some styles cite certain works in notes only (encyclopedias and
            // posts in Chicago's). A source is never left out in silence.
            let source = || sources.iter().find(|source| source.id == entry.key);
            stated
                .or_else(|| source().and_then(|source| note(source, csl)))
                .or_else(|| source().map(|source| short(source)))
                .unwrap_or(entry.key.clone())
        })
        .collect()
}

/// A source as a first note cites it.
fn note(source: &Source, csl: &IndependentStyle) -> Option<String> {
    let item = item::item(source);
    let content = standalone_citation(CitationRequest::new(
        vec![CitationItem::with_entry(&item)],
        csl,
        Some(LocaleCode::en_us()),
        english(),
        Some(1),
    ));
    says_something(plain(&content))
}

fn says_something(text: String) -> Option<String> {
    text.chars().any(char::is_alphanumeric).then_some(text)
}

/// The engine's words for English.
fn english() -> &'static [Locale] {
    static ENGLISH: OnceLock<Vec<Locale>> = OnceLock::new();
    ENGLISH.get_or_init(|| {
        locales()
            .into_iter()
            .filter(|locale| locale.lang == Some(LocaleCode::en_us()))
            .collect()
    })
}

fn plain(content: &ElemChildren) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = content.write_buf(&mut text, BufWriteFormat::Plain);
    // The engine ends a date that has no month and day with its comma.
    text.replace(",. ", ". ").trim().to_owned()
}
