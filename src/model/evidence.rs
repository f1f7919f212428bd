//! What a reader asks of the evidence: is it disputed, by how many voices is
//! it told, how far can they be relied on.
//!
//! Pure questions over a [`Dataset`]; nothing is guessed. What is absent is
//! *not graded*, and a link to a source that is not there counts for nothing.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{
    Brief, Citation, ClaimState, Dataset, Event, EventIx, LaneIx, Marks, Reliability, Rows, Source,
    SourceIx, SourceKind, Stance,
};
use crate::dates::Date;

/// Ids to positions. Valid until the dataset's lists are edited.
///
/// Of two things with the same id, the first is found.
#[derive(Clone, Debug, Default)]
pub struct Index {
    events: HashMap<String, EventIx>,
    /// A table finds its own ids: a map of millions would outweigh it.
    rows: Option<Arc<dyn Rows>>,
    lanes: HashMap<String, LaneIx>,
    sources: HashMap<String, SourceIx>,
}

impl Index {
    /// Looks at every id once. Lanes past 65,535 and events and sources past
    /// four thousand million are not found by id.
    pub fn new(dataset: &Dataset) -> Index {
        let mut index = Index::default();
        match dataset.events.rows() {
            Some(rows) => index.rows = Some(rows.clone()),
            None => {
                for (event, at) in dataset.events.iter().zip(0..=u32::MAX) {
                    index.events.entry(event.id.clone()).or_insert(EventIx(at));
                }
            }
        }
        for (lane, at) in dataset.lanes.iter().zip(0..=u16::MAX) {
            index.lanes.entry(lane.id.clone()).or_insert(LaneIx(at));
        }
        for (source, at) in dataset.sources.iter().zip(0..=u32::MAX) {
            index
                .sources
                .entry(source.id.clone())
                .or_insert(SourceIx(at));
        }
        index
    }

    /// The event with that id.
    pub fn event(&self, id: &str) -> Option<EventIx> {
        match &self.rows {
            Some(rows) => rows.find(id).map(EventIx),
            None => self.events.get(id).copied(),
        }
    }

    /// The lane with that id.
    pub fn lane(&self, id: &str) -> Option<LaneIx> {
        self.lanes.get(id).copied()
    }

    /// The source with that id.
    pub fn source(&self, id: &str) -> Option<SourceIx> {
        self.sources.get(id).copied()
    }
}

/// Accepted claims that say different things about the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// What they are about, in the words of the first.
    pub about: String,
    /// Positions in [`Event::claims`], in that order; at least two, and not
    /// all with the same value. Claims that agree with each other are each
    /// listed.
    pub claims: Vec<usize>,
}

/// The competing claims of an event, in the order in which the first claim of
/// each stands.
///
/// Two claims are about the same, and have the same value, when their words
/// are the same apart from case and spacing. Claims that are proposed,
/// rejected or superseded do not compete.
pub fn disputes(event: &Event) -> Vec<Dispute> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    let mut group_of: HashMap<String, usize> = HashMap::new();
    for (at, claim) in event.claims.iter().enumerate() {
        if claim.state != ClaimState::Accepted {
            continue;
        }
        let group = *group_of.entry(words(&claim.about)).or_insert_with(|| {
            groups.push((claim.about.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[group].1.push(at);
    }
    let differ = |claims: &[usize]| {
        let values: BTreeSet<String> = claims
            .iter()
            .map(|at| words(&event.claims[*at].value))
            .collect();
        values.len() > 1
    };
    groups
        .into_iter()
        .filter(|(_, claims)| differ(claims))
        .map(|(about, claims)| Dispute { about, claims })
        .collect()
}

/// All claims of an event about the same, whatever their state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What they are about, in the words of the first.
    pub about: String,
    /// Positions in [`Event::claims`], in that order.
    pub claims: Vec<usize>,
    /// True when the accepted ones differ, or a source disputes one of them.
    pub is_disputed: bool,
}

/// The claims of an event by what they are about, in the order in which the
/// first of each stands. What is *the same* is as in [`disputes`].
pub fn subjects(event: &Event) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let mut subject_of: HashMap<String, usize> = HashMap::new();
    for (at, claim) in event.claims.iter().enumerate() {
        let subject = *subject_of.entry(words(&claim.about)).or_insert_with(|| {
            subjects.push(Subject {
                about: claim.about.clone(),
                claims: Vec::new(),
                is_disputed: false,
            });
            subjects.len() - 1
        });
        subjects[subject].claims.push(at);
    }
    let competing: BTreeSet<usize> = disputes(event)
        .into_iter()
        .flat_map(|dispute| dispute.claims)
        .collect();
    let is_disputed = |at: &usize| {
        let mut citations = event.claims[*at].citations.iter();
        competing.contains(at) || citations.any(|citation| citation.stance == Stance::Disputes)
    };
    for subject in &mut subjects {
        subject.is_disputed = subject.claims.iter().any(is_disputed);
    }
    subjects
}

/// True when a citation of the event or of any of its claims disputes, or when
/// accepted claims about the same have different values.
pub fn is_disputed(event: &Event) -> bool {
    let disputing = |citation: &Citation| citation.stance == Stance::Disputes;
    event.citations.iter().any(disputing)
        || event
            .claims
            .iter()
            .flat_map(|claim| &claim.citations)
            .any(disputing)
        || !disputes(event).is_empty()
}

/// How many independent voices tell of the event: the distinct origins of the
/// sources cited for it and for its accepted claims.
///
/// The stances *supports* and *qualifies* count; *disputes* speaks against and
/// *mentions* takes no side. Claims that are proposed, rejected or superseded
/// add no voice. Sources that share an `origin` are one voice, and a source
/// without one is its own origin: where papers name the id of an agency's
/// report as theirs, that report is the same voice.
pub fn voices(event: &Event, dataset: &Dataset, index: &Index) -> usize {
    let accepted = event
        .claims
        .iter()
        .filter(|claim| claim.state == ClaimState::Accepted);
    let origins: BTreeSet<String> = event
        .citations
        .iter()
        .chain(accepted.flat_map(|claim| &claim.citations))
        .filter(|citation| matches!(citation.stance, Stance::Supports | Stance::Qualifies))
        .filter_map(|citation| source(&citation.source, dataset, index))
        .map(|source| origin(&source).to_owned())
        .collect();
    origins.len()
}

/// True when exactly one voice tells of the event.
pub fn is_single_voice(event: &Event, dataset: &Dataset, index: &Index) -> bool {
    voices(event, dataset, index) == 1
}

/// True when a primary source is cited, with whatever stance, for the event or
/// one of its claims.
pub fn has_primary_source(event: &Event, dataset: &Dataset, index: &Index) -> bool {
    citations(event)
        .filter_map(|citation| source(&citation.source, dataset, index))
        .any(|source| source.kind == Some(SourceKind::Primary))
}

/// The source with that id: one of the dataset's list, or one that the rows of
/// a table name.
pub fn source<'a>(id: &str, dataset: &'a Dataset, index: &Index) -> Option<Cow<'a, Source>> {
    match index.source(id) {
        Some(at) => dataset.sources.get(at.0 as usize).map(Cow::Borrowed),
        None => dataset.events.rows()?.source(id).map(Cow::Owned),
    }
}

/// What a view needs to know of every event, in order.
pub fn briefs(dataset: &Dataset, index: &Index, with: impl FnMut(EventIx, Brief)) {
    briefs_of(dataset, index, 0..dataset.events.len() as u32, with);
}

/// What a view needs to know of the events of a range, in order. Ranges may be
/// asked for on several threads at once.
pub fn briefs_of(
    dataset: &Dataset,
    index: &Index,
    range: Range<u32>,
    mut with: impl FnMut(EventIx, Brief),
) {
    if let Some(rows) = dataset.events.rows() {
        return rows.briefs(range, &mut |row, brief| with(EventIx(row), brief));
    }
    for at in range {
        let event = dataset.events.get(EventIx(at));
        let brief = Brief {
            date: event.when.date().map(Date::bounds),
            lane: event.lane.as_deref().and_then(|id| index.lane(id)),
            importance: event.importance,
            evidence: Marks {
                is_disputed: is_disputed(&event),
                has_primary_source: has_primary_source(&event, dataset, index),
                is_single_voice: is_single_voice(&event, dataset, index),
            },
        };
        with(EventIx(at), brief);
    }
}

/// The citations of an event, then those of its claims.
pub fn citations(event: &Event) -> impl Iterator<Item = &Citation> {
    event
        .citations
        .iter()
        .chain(event.claims.iter().flat_map(|claim| &claim.citations))
}

/// The name of the voice that a source speaks with; see [`voices`].
pub fn origin(source: &Source) -> &str {
    match source.origin.as_deref().map(str::trim) {
        Some(origin) if !origin.is_empty() => origin,
        _ => &source.id,
    }
}

/// Words that compare equal when only case and spacing differ.
fn words(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// What stands in place of a grade where there is none.
pub const NOT_GRADED: &str = "not graded";

/// The two-part grade, such as `B2`, or `None` where neither part was given:
/// it is then shown as [`NOT_GRADED`].
///
/// A part that is absent stays absent, `B` or `claim 2`: an F or a 6 would say that
/// somebody had tried to judge and could not.
pub fn grade(reliability: Option<Reliability>, credibility: Option<u8>) -> Option<String> {
    match (reliability.map(Reliability::letter), credibility) {
        (None, None) => None,
        (Some(letter), None) => Some(letter.to_string()),
        (None, Some(digit)) => Some(format!("claim {digit}")),
        (Some(letter), Some(digit)) => Some(format!("{letter}{digit}")),
    }
}

/// The grade in words, one line for the source, one for the claim, and the
/// name of the scale.
pub fn grade_words(reliability: Option<Reliability>, credibility: Option<u8>) -> String {
    let source = reliability.map_or(NOT_GRADED.to_owned(), |letter| {
        format!("{}, {}", letter.letter(), letter.words())
    });
    let claim = credibility.map_or(NOT_GRADED.to_owned(), |digit| {
        format!(
            "{digit}, {}",
            credibility_words(digit).unwrap_or(NOT_GRADED)
        )
    });
    format!("Source: {source}\nClaim: {claim}\n(Admiralty scale)")
}

/// What a digit of the Admiralty scale means; `None` outside 1 to 6.
pub fn credibility_words(credibility: u8) -> Option<&'static str> {
    match credibility {
        1 => Some("confirmed by other sources"),
        2 => Some("probably true"),
        3 => Some("possibly true"),
        4 => Some("doubtful"),
        5 => Some("improbable"),
        6 => Some("truth cannot be judged"),
        _ => None,
    }
}

impl Reliability {
    /// The letter of the Admiralty scale.
    pub fn letter(self) -> char {
        match self {
            Reliability::A => 'A',
            Reliability::B => 'B',
            Reliability::C => 'C',
            Reliability::D => 'D',
            Reliability::E => 'E',
            Reliability::F => 'F',
        }
    }

    /// What the letter means.
    pub fn words(self) -> &'static str {
        match self {
            Reliability::A => "completely reliable",
            Reliability::B => "usually reliable",
            Reliability::C => "fairly reliable",
            Reliability::D => "not usually reliable",
            Reliability::E => "unreliable",
            Reliability::F => "reliability cannot be judged",
        }
    }
}

impl Dataset {
    /// How many citations there are, of events and of claims.
    pub fn citation_count(&self) -> usize {
        if let Some(rows) = self.events.rows() {
            return rows.citation_count();
        }
        self.events
            .iter()
            .map(|event| citations(&event).count())
            .sum()
    }

    /// How many claims there are, whatever their state.
    pub fn claim_count(&self) -> usize {
        if let Some(rows) = self.events.rows() {
            return rows.claim_count();
        }
        self.events.iter().map(|event| event.claims.len()).sum()
    }

    /// How many events are disputed.
    pub fn disputed_count(&self) -> usize {
        if let Some(rows) = self.events.rows() {
            let mut count = 0;
            rows.briefs(0..rows.len() as u32, &mut |_, brief| {
                count += usize::from(brief.evidence.is_disputed);
            });
            return count;
        }
        self.events
            .iter()
            .filter(|event| is_disputed(event))
            .count()
    }
}
