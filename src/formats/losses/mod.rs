//! What of a dataset a format cannot hold, counted before anything is written.
//!
//! A format says once which [`Part`]s it keeps and which it writes in another
//! way ([`Holds`], in its row of [`FORMATS`](super::FORMATS)); the rest is left
//! out. [`losses`] counts what a dataset has of those. Nothing is counted twice:
//! where the sources are left out, nothing is said of their particulars.

mod parts;

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::draft::FILE_SOURCE;
use crate::dates::{Date, End, Form, Precision};
use crate::model::{Dataset, Event, Extra, Lane, Source, Stance};
pub use parts::Part;
use parts::Part::*;
use parts::{COUNT, PARTS};

/// What a format keeps of a dataset, part by part; what it neither keeps nor
/// changes is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    kept: u64,
    changed: u64,
}

impl Holds {
    /// All that a dataset may hold.
    pub const EVERYTHING: Holds = Holds {
        kept: (1 << COUNT) - 1,
        changed: 0,
    };

    /// Nothing: for formats that are not written.
    pub const NOTHING: Holds = Holds {
        kept: 0,
        changed: 0,
    };

    /// These as they are, beside what is there already.
    pub const fn keeping(self, parts: &[Part]) -> Holds {
        let mut holds = self;
        let mut at = 0;
        while at < parts.len() {
            let bit = 1 << parts[at] as u64;
            holds.kept |= bit;
            holds.changed &= !bit;
            at += 1;
        }
        holds
    }

    /// These in another way than the dataset has them.
    pub const fn changing(self, parts: &[Part]) -> Holds {
        let mut holds = self;
        let mut at = 0;
        while at < parts.len() {
            let bit = 1 << parts[at] as u64;
            holds.changed |= bit;
            holds.kept &= !bit;
            at += 1;
        }
        holds
    }

    /// All that is there already but these.
    pub const fn without(self, parts: &[Part]) -> Holds {
        let mut holds = self;
        let mut at = 0;
        while at < parts.len() {
            let bit = 1 << parts[at] as u64;
            holds.changed &= !bit;
            holds.kept &= !bit;
            at += 1;
        }
        holds
    }

    /// What becomes of a part; `None` where it is kept.
    pub fn fate(self, part: Part) -> Option<Fate> {
        let bit = 1 << part as u64;
        match (self.kept & bit != 0, self.changed & bit != 0) {
            (true, _) => None,
            (false, true) => Some(Fate::Changed),
            (false, false) => Some(Fate::LeftOut),
        }
    }
}

/// What becomes of something that a format does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// It is not in the file.
    LeftOut,
    /// It is in the file in another way, and says less or something else.
    Changed,
}

/// So many of one part that are not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Of what.
    pub part: Part,
    /// How many; never 0.
    pub count: u64,
    /// What becomes of them.
    pub fate: Fate,
}

impl Loss {
    /// `312 claims`.
    pub fn what(&self) -> String {
        let (_, _, one, many, _) = PARTS[self.part as usize];
        format!(
            "{} {}",
            self.count,
            if self.count == 1 { one } else { many }
        )
    }
}

impl fmt::Display for Loss {
    /// `312 claims are left out`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, _, _, _, how) = PARTS[self.part as usize];
        let are = if self.count == 1 { "is" } else { "are" };
        write!(f, "{} {are} ", self.what())?;
        match (self.fate, how) {
            (Fate::LeftOut, _) => f.write_str("left out"),
            (Fate::Changed, "") => f.write_str("changed"),
            (Fate::Changed, how) => write!(f, "changed: {how}"),
        }
    }
}

/// All that is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// What is left out first, then what is changed, each in the order of
    /// [`Part`].
    pub list: Vec<Loss>,
}

impl Losses {
    /// True where the file holds the dataset as it is.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What is left out and what is changed, in one sentence without its full
    /// stop; `None` where there is nothing: `left out: 3 claims and 1 era`.
    pub fn short(&self) -> Option<String> {
        /// What a status line has room for.
        const SHOWN: usize = 3;
        let of = |fate, words: &str| {
            let these: Vec<String> = self
                .list
                .iter()
                .filter(|loss| loss.fate == fate)
                .map(Loss::what)
                .collect();
            let more = these.len().saturating_sub(SHOWN);
            let mut shown: Vec<String> = these.into_iter().take(SHOWN).collect();
            if more > 0 {
                shown.push(format!("{more} more kinds"));
            }
            (!shown.is_empty()).then(|| format!("{words}: {}", super::and_list(&shown)))
        };
        let parts: Vec<String> = [of(Fate::LeftOut, "left out"), of(Fate::Changed, "changed")]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

impl fmt::Display for Losses {
    /// A line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, loss) in self.list.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{loss}")?;
        }
        Ok(())
    }
}

/// Counts what of a dataset a format does not keep. Looks at every event, one
/// at a time, unless the format keeps everything.
pub fn losses(dataset: &Dataset, holds: Holds) -> Losses {
    if holds == Holds::EVERYTHING {
        return Losses::default();
    }
    let counts = Counts::of(dataset, holds.fate(Events).is_none());
    let mut list: Vec<Loss> = Vec::new();
    for (part, within, ..) in PARTS {
        let is_gone = |part| holds.fate(part) == Some(Fate::LeftOut);
        if let Some(fate) = holds.fate(part)
            && counts.of[part as usize] > 0
            && !within.is_some_and(is_gone)
        {
            list.push(Loss {
                part,
                count: counts.of[part as usize],
                fate,
            });
        }
    }
    list.sort_by_key(|loss| loss.fate);
    Losses { list }
}

/// How many a dataset has of each part, in the order of [`Part`].
pub fn counts(dataset: &Dataset) -> Vec<(Part, u64)> {
    let counts = Counts::of(dataset, true);
    PARTS
        .iter()
        .map(|(part, ..)| (*part, counts.of[*part as usize]))
        .collect()
}

/// True for the source that stands for the file that a dataset was read from.
pub fn is_origin(source: &Source) -> bool {
    source.id == FILE_SOURCE && source.kind_csl == "dataset" && source.captures.len() == 1
}

/// True for the citation of that file.
pub(super) fn is_of_origin(citation: &crate::model::Citation) -> bool {
    citation.source == FILE_SOURCE
}

/// What events refer to.
#[derive(Default)]
struct Seen {
    lanes: HashSet<String>,
    sources: HashSet<String>,
}

/// How many there are of each part.
struct Counts {
    of: [u64; COUNT],
}

impl Default for Counts {
    fn default() -> Counts {
        Counts { of: [0; COUNT] }
    }
}

impl Counts {
    /// Of a dataset; of its events only where they are asked for, since that
    /// looks at each.
    fn of(dataset: &Dataset, with_events: bool) -> Counts {
        let mut counts = Counts::default();
        counts.dataset(dataset);
        if with_events {
            let mut seen = Seen::default();
            for event in dataset.events.iter() {
                counts.event(&event, &mut seen);
            }
            counts.seen(dataset, &seen);
        }
        counts
    }

    fn add(&mut self, part: Part, count: usize) {
        self.of[part as usize] += count as u64;
    }

    fn dataset(&mut self, dataset: &Dataset) {
        self.add(Events, dataset.events.len());
        self.add(Eras, dataset.eras.len());
        self.add(Views, dataset.views.len());
        let texts = [
            &dataset.description,
            &dataset.license,
            &dataset.language,
            &dataset.updated,
        ];
        self.add(Particulars, texts.into_iter().flatten().count());
        self.add(Particulars, usize::from(!dataset.creators.is_empty()));
        for lane in &dataset.lanes {
            self.add(LaneColors, usize::from(lane.color.is_some()));
            self.add(LaneParents, usize::from(lane.parent.is_some()));
            self.add(LaneIds, usize::from(lane.id != lane.title));
        }
        self.add(Lanes, dataset.lanes.len());
        for source in &dataset.sources {
            let is_origin = is_origin(source);
            self.add(if is_origin { Origin } else { Sources }, 1);
            if !is_origin {
                self.source(source);
            }
        }
        let extra = [&dataset.extra]
            .into_iter()
            .chain(dataset.lanes.iter().map(|lane: &Lane| &lane.extra))
            .chain(dataset.eras.iter().map(|era| &era.extra))
            .chain(dataset.views.iter().map(|view| &view.extra));
        self.add(OtherMembers, extra.map(Extra::len).sum());
    }

    fn source(&mut self, source: &Source) {
        let details = [
            source.container_title.is_some(),
            source.doi.is_some(),
            source.language.is_some(),
            source.accessed.is_some(),
        ];
        let grades = [
            source.reliability.is_some(),
            source.kind.is_some(),
            source.origin.is_some(),
        ];
        let count = |list: &[bool]| list.iter().filter(|has| **has).count();
        self.add(SourceDetails, count(&details));
        self.add(SourceGrades, count(&grades) + source.captures.len());
        self.add(SourceMembers, source.extra.len());
    }

    fn event(&mut self, event: &Event, seen: &mut Seen) {
        self.date(event);
        self.add(TitleBreaks, usize::from(event.title.trim().contains('\n')));
        self.add(OtherTitles, event.titles.len());
        self.add(Summaries, usize::from(event.summary.is_some()));
        self.add(Importance, usize::from(event.importance.is_some()));
        self.add(People, event.people.len());
        self.add(Tags, event.tags.len());
        let names = event.people.iter().chain(&event.tags);
        self.add(Semicolons, names.filter(|name| name.contains(';')).count());
        self.add(Media, event.media.len());
        self.add(FurtherMedia, event.media.len().saturating_sub(1));
        if let Some(place) = &event.place {
            self.add(Places, usize::from(!place.name.is_empty()));
            let has_point = place.lat.is_some() || place.lon.is_some();
            self.add(Points, usize::from(has_point));
            self.add(PointPrecision, usize::from(place.precision.is_some()));
            self.add(EventMembers, place.extra.len());
        }
        if let Some(lane) = &event.lane
            && !seen.lanes.contains(lane)
        {
            seen.lanes.insert(lane.clone());
        }
        self.citations(event, seen);
        self.add(Claims, event.claims.len());
        self.add(Relations, event.relations.len());
        self.add(EventMembers, event.extra.len());
        let is_other = |value: &&Value| !matches!(value, Value::String(_));
        self.add(EventValues, event.extra.values().filter(is_other).count());
    }

    fn date(&mut self, event: &Event) {
        let when = &event.when;
        let notes = [
            when.verbatim.is_some(),
            when.calendar.is_some(),
            when.note.is_some(),
        ];
        self.add(DateNotes, notes.into_iter().filter(|has| *has).count());
        self.add(DateNotes, when.extra.len());
        let Some(date) = when.date() else {
            self.add(UndatedEvents, 1);
            self.add(DateNotes, usize::from(!when.edtf().is_empty()));
            return;
        };
        let ends = [date.start(), date.end()];
        let finest = ends.iter().filter_map(precision).max();
        self.add(EarlyDates, usize::from(is_early(date)));
        let coarse = date.precision();
        self.add(DecadeDates, usize::from(coarse < Precision::Year));
        self.add(CoarseDates, usize::from(coarse < Precision::Day));
        self.add(ClockTimes, usize::from(finest > Some(Precision::Day)));
        self.add(Zones, usize::from(has_zone(when.edtf())));
        self.add(Fractions, usize::from(finest == Some(Precision::Subsecond)));
        match date.form() {
            Form::Single => {}
            Form::Interval => {
                self.add(Ranges, 1);
                let is_open = ends.iter().any(|end| precision(end).is_none());
                self.add(OpenEnds, usize::from(is_open));
            }
            Form::OneOf | Form::AllOf => self.add(ListedDates, 1),
        }
        self.add(UncertainDates, usize::from(date.is_uncertain()));
        self.add(ApproximateDates, usize::from(date.is_approximate()));
    }

    fn citations(&mut self, event: &Event, seen: &mut Seen) {
        let own = || {
            event
                .citations
                .iter()
                .filter(|citation| !is_of_origin(citation))
        };
        let count = own().count();
        self.add(Citations, count);
        self.add(FurtherCitations, count.saturating_sub(1));
        for citation in own() {
            self.add(Stances, usize::from(citation.stance != Stance::Supports));
            let details = [
                citation.locator.is_some(),
                citation.note.is_some(),
                citation.quote.is_some(),
            ];
            self.add(
                CitationDetails,
                details.into_iter().filter(|has| *has).count(),
            );
            self.add(CitationDetails, citation.extra.len());
            if !seen.sources.contains(&citation.source) {
                seen.sources.insert(citation.source.clone());
            }
        }
    }

    fn seen(&mut self, dataset: &Dataset, seen: &Seen) {
        let is_empty = |lane: &&Lane| !seen.lanes.contains(&lane.id);
        self.add(EmptyLanes, dataset.lanes.iter().filter(is_empty).count());
        let is_uncited =
            |source: &&Source| !is_origin(source) && !seen.sources.contains(&source.id);
        self.add(
            UncitedSources,
            dataset.sources.iter().filter(is_uncited).count(),
        );
    }
}

fn precision(end: &End) -> Option<Precision> {
    match end {
        End::Dated(end) => Some(end.precision),
        End::Open | End::Unknown => None,
    }
}

/// True where a clock time says of which zone it is.
fn has_zone(edtf: &str) -> bool {
    edtf.split('/')
        .filter_map(|end| end.split_once('T'))
        .any(|(_, clock)| clock.contains(['Z', '+', '-']))
}

/// True where any of the date lies before the year 1, 62,135,596,800 seconds
/// before 1970.
fn is_early(date: &Date) -> bool {
    const YEAR_ONE: i128 = -62_135_596_800 * 1_000_000_000;
    date.extent()
        .is_some_and(|span| span.start.total_nanos() < YEAR_ONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Citation, Claim, When};

    fn event(edtf: &str) -> Event {
        Event {
            when: When::from_edtf(edtf),
            ..Event::default()
        }
    }

    #[test]
    fn every_part_has_its_row() {
        for (at, (part, within, ..)) in PARTS.into_iter().enumerate() {
            assert_eq!(part as usize, at);
            assert!(within.is_none_or(|within| (within as usize) < at));
        }
    }

    #[test]
    fn what_is_not_kept_is_counted_by_kind() {
        let mut first = event("1979~/..");
        first.claims = vec![Claim::default(), Claim::default()];
        first.citations = vec![Citation {
            source: "a".to_owned(),
            note: Some("n".to_owned()),
            ..Citation::default()
        }];
        let dataset = Dataset {
            events: vec![
                first,
                event(""),
                event("-0044-03-15"),
                event("1990-01-01T10:00:00.5"),
            ]
            .into(),
            sources: vec![Source::default()],
            ..Dataset::default()
        };
        let bare = Holds::NOTHING
            .keeping(&[Events, ClockTimes, Ranges, CoarseDates])
            .changing(&[ApproximateDates, Fractions]);
        assert_eq!(
            losses(&dataset, bare).to_string(),
            "1 undated event is left out\n\
             1 date before the year 1 is left out\n\
             1 range with an open or unknown end is left out\n\
             1 source is left out\n\
             1 citation is left out\n\
             2 claims are left out\n\
             1 fraction of a second is changed: cut off\n\
             1 approximate date is changed: written as exact"
        );
        assert_eq!(
            losses(&dataset, Holds::NOTHING.keeping(&[Sources]))
                .short()
                .as_deref(),
            Some("left out: 4 events")
        );
        assert!(losses(&dataset, Holds::EVERYTHING).is_empty());
        let most = Holds::EVERYTHING.without(&[Claims, Views]);
        assert_eq!(losses(&dataset, most).to_string(), "2 claims are left out");
    }
}
