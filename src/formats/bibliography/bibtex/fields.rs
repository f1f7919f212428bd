//! The kinds and fields of BibTeX and biblatex, and what they are in CSL.
//!
//! <https://ctan.org/pkg/biblatex>, sections 2.1 and 2.2 of the manual. Where
//! several fields are one in CSL, the first is written.

/// Kinds and types; of several kinds of one type the first is written.
pub(super) const KINDS: &[(&str, &str)] = &[
    ("article", "article-journal"),
    ("suppperiodical", "article-journal"),
    ("book", "book"),
    ("mvbook", "book"),
    ("collection", "book"),
    ("mvcollection", "book"),
    ("reference", "book"),
    ("mvreference", "book"),
    ("proceedings", "book"),
    ("mvproceedings", "book"),
    ("manual", "book"),
    ("incollection", "chapter"),
    ("inbook", "chapter"),
    ("bookinbook", "chapter"),
    ("suppbook", "chapter"),
    ("suppcollection", "chapter"),
    ("inproceedings", "paper-conference"),
    ("conference", "paper-conference"),
    ("inreference", "entry-encyclopedia"),
    ("booklet", "pamphlet"),
    ("online", "webpage"),
    ("electronic", "webpage"),
    ("www", "webpage"),
    ("report", "report"),
    ("techreport", "report"),
    ("thesis", "thesis"),
    ("phdthesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("periodical", "periodical"),
    ("patent", "patent"),
    ("unpublished", "manuscript"),
    ("misc", "document"),
    ("dataset", "dataset"),
    ("software", "software"),
    ("audio", "song"),
    ("music", "song"),
    ("video", "motion_picture"),
    ("movie", "motion_picture"),
    ("image", "graphic"),
    ("artwork", "graphic"),
    ("letter", "personal_communication"),
    ("jurisdiction", "legal_case"),
    ("legislation", "legislation"),
    ("legal", "treaty"),
    ("performance", "performance"),
    ("review", "review"),
    ("standard", "standard"),
];

/// What a number is the number of, by type; of others it is that of the volume
/// in its series.
pub(super) const NUMBER_IS_ISSUE: &[&str] = &[
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "article",
    "periodical",
];
pub(super) const NUMBER_IS_ITS_OWN: &[&str] = &[
    "report",
    "patent",
    "legislation",
    "legal_case",
    "standard",
    "treaty",
    "webpage",
    "document",
    "dataset",
    "software",
    "manuscript",
    "bill",
    "regulation",
];

/// Fields of text, and what they are in CSL.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("publisher", "publisher"),
    ("institution", "publisher"),
    ("school", "publisher"),
    ("organization", "publisher"),
    ("location", "publisher-place"),
    ("address", "publisher-place"),
    ("series", "collection-title"),
    ("volume", "volume"),
    ("volumes", "number-of-volumes"),
    ("edition", "edition"),
    ("issue", "issue"),
    ("pages", "page"),
    ("pagetotal", "number-of-pages"),
    ("chapter", "chapter-number"),
    ("part", "part-number"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("note", "note"),
    ("addendum", "note"),
    ("abstract", "abstract"),
    ("annotation", "annote"),
    ("annote", "annote"),
    ("keywords", "keyword"),
    ("type", "genre"),
    ("shorttitle", "title-short"),
    ("eventtitle", "event-title"),
    ("venue", "event-place"),
    ("version", "version"),
    ("pubstate", "status"),
    ("howpublished", "medium"),
    ("origtitle", "original-title"),
    ("origpublisher", "original-publisher"),
    ("origlocation", "original-publisher-place"),
    ("library", "archive"),
    ("shortjournal", "container-title-short"),
    ("pmid", "PMID"),
    ("pmcid", "PMCID"),
];

/// Fields of titles of what it stands in; the first that is there.
pub(super) const CONTAINERS: &[(&str, &str)] = &[
    ("journaltitle", "journalsubtitle"),
    ("journal", ""),
    ("booktitle", "booksubtitle"),
    ("maintitle", "mainsubtitle"),
    ("issuetitle", "issuesubtitle"),
];

/// Fields of names.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("author", "author"),
    ("editor", "editor"),
    ("translator", "translator"),
    ("bookauthor", "container-author"),
    ("annotator", "annotator"),
];

/// Fields of dates.
pub(super) const DATES: &[(&str, &str)] = &[
    ("urldate", "accessed"),
    ("origdate", "original-date"),
    ("eventdate", "event-date"),
];

/// Names of languages, and their tags; of several names of one tag the first is
/// written.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("ngerman", "de"),
    ("german", "de"),
    ("french", "fr"),
    ("italian", "it"),
    ("spanish", "es"),
    ("portuguese", "pt"),
    ("brazilian", "pt-BR"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("dutch", "nl"),
    ("swedish", "sv"),
    ("danish", "da"),
    ("norwegian", "no"),
    ("finnish", "fi"),
    ("hungarian", "hu"),
    ("romanian", "ro"),
    ("greek", "el"),
    ("latin", "la"),
    ("turkish", "tr"),
    ("arabic", "ar"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("japanese", "ja"),
    ("chinese", "zh"),
    ("korean", "ko"),
];

/// The first of a table's rows whose left is that; its right.
pub(super) fn right(table: &[(&'static str, &'static str)], left: &str) -> Option<&'static str> {
    let found = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(left));
    found.map(|(_, right)| *right)
}

/// The first of a table's rows whose right is that; its left.
pub(super) fn left(table: &[(&'static str, &'static str)], right: &str) -> Option<&'static str> {
    let found = table.iter().find(|(_, known)| *known == right);
    found.map(|(left, _)| *left)
}
