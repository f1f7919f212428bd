//! The parts of a dataset that a format may not hold, and how each is called.
//!
//! To add one: a variant, its row in [`PARTS`], and where it is counted in
//! [`super`].

/// Something that a dataset may hold and a format may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Events at all.
    Events,
    /// Events without a date that is understood.
    UndatedEvents,
    /// Dates before the year 1.
    EarlyDates,
    /// Dates coarser than a year: decades, centuries.
    DecadeDates,
    /// Dates coarser than a day: years, seasons, months, and coarser ones.
    CoarseDates,
    /// Dates with a clock time.
    ClockTimes,
    /// Clock times of a zone: with an offset from UTC, or in UTC.
    Zones,
    /// Dates with fractions of a second.
    Fractions,
    /// From one date to another.
    Ranges,
    /// Ranges with an end that is open or not known.
    OpenEnds,
    /// Dates marked as perhaps so (`?`, `%`).
    UncertainDates,
    /// Dates marked as about then (`~`, `%`).
    ApproximateDates,
    /// One or all of several dates.
    ListedDates,
    /// What a source wrote of a date, its calendar, notes on it; the text that
    /// stands in place of a date.
    DateNotes,
    /// Titles of more than one line.
    TitleBreaks,
    /// Titles in other languages.
    OtherTitles,
    /// Summaries.
    Summaries,
    /// Importance.
    Importance,
    /// Names of places.
    Places,
    /// Latitudes and longitudes.
    Points,
    /// How exact the points of places are.
    PointPrecision,
    /// Names of people.
    People,
    /// Tags.
    Tags,
    /// Names of people and tags with a semicolon in them.
    Semicolons,
    /// Media.
    Media,
    /// Media beyond the first of an event.
    FurtherMedia,
    /// Events' lanes.
    Lanes,
    /// Lanes in which no event lies.
    EmptyLanes,
    /// Colours of lanes.
    LaneColors,
    /// Lanes within lanes.
    LaneParents,
    /// Ids of lanes that are not their titles.
    LaneIds,
    /// Eras.
    Eras,
    /// Sources.
    Sources,
    /// Sources that no event cites.
    UncitedSources,
    /// What holds a source, its DOI, language, and when it was opened.
    SourceDetails,
    /// Grades, kinds, origins and kept copies of sources.
    SourceGrades,
    /// Members of sources that the native format does not name, those of
    /// CSL-JSON among them.
    SourceMembers,
    /// Citations of events.
    Citations,
    /// Citations beyond the first of an event.
    FurtherCitations,
    /// Citations that dispute, qualify or only mention.
    Stances,
    /// Where in the source, notes, quotes.
    CitationDetails,
    /// Claims, with what supports them.
    Claims,
    /// Relations of events.
    Relations,
    /// Saved views.
    Views,
    /// Description, licence, creators, language, date of change.
    Particulars,
    /// Members of events that the native format does not name.
    EventMembers,
    /// Those of them that are not text.
    EventValues,
    /// Such members elsewhere.
    OtherMembers,
    /// The file that the dataset was first read from, as a source.
    Origin,
}

impl Part {
    /// What it is a part of itself: where that is left out, so is this.
    pub fn within(self) -> Option<Part> {
        let (_, within, ..) = PARTS[self as usize];
        within
    }
}

use Part::*;

/// How many parts there are.
pub(super) const COUNT: usize = Part::Origin as usize + 1;

/// A row for each part: itself, the part that it goes with, one and many of
/// it, and what becomes of it where it is changed.
#[rustfmt::skip]
pub(super) const PARTS: [(Part, Option<Part>, &str, &str, &str); COUNT] = [
    (Events, None, "event", "events", ""),
    (UndatedEvents, Some(Events), "undated event", "undated events", ""),
    (EarlyDates, Some(Events), "date before the year 1", "dates before the year 1", ""),
    (DecadeDates, Some(Events), "date coarser than a year", "dates coarser than a year", "written as ranges"),
    (CoarseDates, Some(Events), "date coarser than a day", "dates coarser than a day", "written as days"),
    (ClockTimes, Some(Events), "clock time", "clock times", "written as days"),
    (Zones, Some(ClockTimes), "clock time in UTC or with an offset from it", "clock times in UTC or with an offset from it", "written without it"),
    (Fractions, Some(Events), "fraction of a second", "fractions of a second", "cut off"),
    (Ranges, Some(Events), "date that is a range", "dates that are ranges", ""),
    (OpenEnds, Some(Events), "range with an open or unknown end", "ranges with an open or unknown end", "written without it"),
    (UncertainDates, Some(Events), "uncertain date", "uncertain dates", "written as certain"),
    (ApproximateDates, Some(Events), "approximate date", "approximate dates", "written as exact"),
    (ListedDates, Some(Events), "date that is one or all of several", "dates that are one or all of several", "written as a range"),
    (DateNotes, Some(Events), "note on a date, its calendar or its wording", "notes on dates, their calendars or wording", ""),
    (TitleBreaks, Some(Events), "title of more than one line", "titles of more than one line", "written on one line"),
    (OtherTitles, Some(Events), "title in another language", "titles in other languages", ""),
    (Summaries, Some(Events), "summary", "summaries", ""),
    (Importance, Some(Events), "importance of an event", "importances of events", ""),
    (Places, Some(Events), "name of a place", "names of places", ""),
    (Points, Some(Events), "point on the map", "points on the map", ""),
    (PointPrecision, Some(Points), "precision of a point", "precisions of points", ""),
    (People, Some(Events), "name of a person or body", "names of people and bodies", ""),
    (Tags, Some(Events), "tag", "tags", ""),
    (Semicolons, Some(Events), "name or tag with a semicolon", "names and tags with a semicolon", "written with a comma for it"),
    (Media, Some(Events), "picture, sound or film", "pictures, sounds and films", ""),
    (FurtherMedia, Some(Media), "picture, sound or film beyond the first of an event", "pictures, sounds and films beyond the first of an event", ""),
    (Lanes, Some(Events), "lane", "lanes", ""),
    (EmptyLanes, Some(Lanes), "lane without events", "lanes without events", ""),
    (LaneColors, Some(Lanes), "colour of a lane", "colours of lanes", ""),
    (LaneParents, Some(Lanes), "lane within another", "lanes within others", "written side by side"),
    (LaneIds, Some(Lanes), "id of a lane", "ids of lanes", "the title takes its place"),
    (Eras, None, "era", "eras", ""),
    (Sources, None, "source", "sources", ""),
    (UncitedSources, Some(Sources), "source that no event cites", "sources that no event cites", ""),
    (SourceDetails, Some(Sources), "container, DOI, language or date of access of a source", "containers, DOIs, languages and dates of access of sources", ""),
    (SourceGrades, Some(Sources), "grade, kind, origin or kept copy of a source", "grades, kinds, origins and kept copies of sources", ""),
    (SourceMembers, Some(Sources), "further member of a source", "further members of sources", "those that have no field are left out"),
    (Citations, Some(Events), "citation", "citations", ""),
    (FurtherCitations, Some(Citations), "citation beyond the first of an event", "citations beyond the first of an event", "only an address or a title"),
    (Stances, Some(Citations), "citation that disputes, qualifies or only mentions", "citations that dispute, qualify or only mention", "written as support"),
    (CitationDetails, Some(Citations), "page, note or quote of a citation", "pages, notes and quotes of citations", ""),
    (Claims, Some(Events), "claim", "claims", ""),
    (Relations, Some(Events), "relation between events", "relations between events", ""),
    (Views, None, "saved view", "saved views", ""),
    (Particulars, None, "particular of the dataset (description, licence, creators, language)", "particulars of the dataset (description, licence, creators, language)", ""),
    (EventMembers, Some(Events), "further member of an event", "further members of events", ""),
    (EventValues, Some(EventMembers), "further member of an event that is not text", "further members of events that are not text", "written as text"),
    (OtherMembers, None, "further member outside events", "further members outside events", ""),
    (Origin, None, "mention of the file that it was first read from", "mentions of the file that it was first read from", ""),
];
