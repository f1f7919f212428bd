//! What a dataset holds: events, the claims made about them, the citations
//! that carry both, and the sources cited.
//!
//! The types are those of the native file (`docs` in the repository's README,
//! section "The file format"): reading is `serde`, and members that are not
//! known here are kept in `extra` at every level and written back. A member
//! that is absent means *unknown*; it is never zero and never 1 January.
//!
//! An index such as [`EventIx`] is a position in the dataset's own list. It is
//! valid until that list is edited or another file is opened.

mod events;
pub mod evidence;
mod merging;
mod number;
pub mod search;
mod when;

pub use events::{Brief, Events, Marks, Rows};
pub use evidence::{Dispute, Index};
pub use merging::{Differing, Merged, bare_doi, merge_sources};
pub use when::{When, WrittenCalendar};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Members that the format does not name, kept as they were written.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// The version of the native format that this crate reads and writes.
pub const FORMAT_VERSION: u64 = 1;

/// Position of an event in [`Dataset::events`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIx(pub u32);

/// Position of a lane in [`Dataset::lanes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneIx(pub u16);

/// Position of a source in [`Dataset::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIx(pub u32);

/// A whole dataset: one native file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dataset {
    /// Version of the format, 1.
    #[schemars(range(min = 1, max = 1))]
    pub tarikh: u64,
    /// What the dataset is called.
    pub title: String,
    /// What it is about, how it was made (CommonMark).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// SPDX name of the licence of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creators: Vec<String>,
    /// Language of titles and summaries, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was last changed, an ISO 8601 date or date-time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The rows of the timeline, top to bottom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// Periods drawn behind everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eras: Vec<Era>,
    /// The works cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What happened.
    pub events: Events,
    /// Saved views.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A horizontal band of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lane {
    /// Unique among lanes, not empty.
    #[schemars(length(min = 1))]
    pub id: String,
    /// What it is called.
    pub title: String,
    /// `#rrggbb`; `None` takes the next colour of the palette.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^#[0-9a-fA-F]{6}$"))]
    pub color: Option<String>,
    /// Id of the lane that this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Shown as a single line, its own lanes hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub collapsed: bool,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A named period behind the events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Era {
    /// What it is called.
    pub title: String,
    /// From when to when.
    pub when: When,
    /// `#rrggbb`; `None` takes the theme's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^#[0-9a-fA-F]{6}$"))]
    pub color: Option<String>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Unique among events, not empty.
    #[schemars(length(min = 1))]
    pub id: String,
    /// Short name, in the dataset's language.
    pub title: String,
    /// The title in other languages, by BCP 47 tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// When it was.
    pub when: When,
    /// Id of its lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// What happened, in a few sentences (CommonMark).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// 1 (least) to 5 (most); titles of important events are drawn first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    pub importance: Option<u8>,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// People and bodies that took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Pictures, sound, film: an address or a path relative to the dataset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Who says that it happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// What is said of it, one property and one value each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// How it bears on other events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where something happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Degrees north, −90 to 90 (WGS 84).
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::write"
    )]
    #[schemars(range(min = -90, max = 90))]
    pub lat: Option<f64>,
    /// Degrees east, −180 to 180 (WGS 84).
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::write"
    )]
    #[schemars(range(min = -180, max = 180))]
    pub lon: Option<f64>,
    /// How exact the point is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<PlacePrecision>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How exact a place's point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlacePrecision {
    /// The very spot.
    Exact,
    /// Somewhere in the town.
    Town,
    /// Somewhere in the district.
    District,
    /// Somewhere in the province.
    Province,
    /// Somewhere in the country.
    Country,
}

/// A picture, sound or film that belongs to an event. Never fetched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its path, relative to the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One property of an event with one value, and who says so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The property, in a few words. Claims with the same words compete.
    pub about: String,
    /// The value, as a reader should see it.
    pub value: String,
    /// The value as numbers, where it has any: least.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::write"
    )]
    pub low: Option<f64>,
    /// Best estimate.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::write"
    )]
    pub best: Option<f64>,
    /// Most.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "number::write"
    )]
    pub high: Option<f64>,
    /// What the numbers count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 1 confirmed … 6 cannot be judged (Admiralty scale). `None`: not graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 6))]
    pub credibility: Option<u8>,
    /// Where it stands among the others.
    #[serde(default, skip_serializing_if = "ClaimState::is_accepted")]
    pub state: ClaimState,
    /// Who says so, and who says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimState {
    /// Stands as a claim of its source; competing claims may stand beside it.
    #[default]
    Accepted,
    /// Put forward, not yet looked at.
    Proposed,
    /// Known to be wrong; kept because it was said.
    Rejected,
    /// Replaced by a later claim of the same voice.
    Superseded,
}

impl ClaimState {
    /// True for the state that is not written out.
    pub fn is_accepted(&self) -> bool {
        *self == ClaimState::Accepted
    }
}

/// What one source says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// Id of the source.
    pub source: String,
    /// For or against.
    #[serde(default, skip_serializing_if = "Stance::is_supports")]
    pub stance: Stance,
    /// Where in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<Locator>,
    /// What it says, in the editor's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it says, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Language of the quote, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whether a source speaks for or against.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// Says the same.
    #[default]
    Supports,
    /// Says otherwise.
    Disputes,
    /// Says so within limits.
    Qualifies,
    /// Speaks of it without taking a side.
    Mentions,
}

impl Stance {
    /// True for the stance that is not written out.
    pub fn is_supports(&self) -> bool {
        *self == Stance::Supports
    }
}

/// Where in a source: a CSL locator label and its value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Locator {
    /// A CSL locator term: page, chapter, section, paragraph, timestamp …; or
    /// `row`, of a table without lines, for which CSL has none.
    /// <https://docs.citationstyles.org/en/stable/specification.html#locators>
    pub kind: String,
    /// The number or words.
    pub value: String,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How one event bears on another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relation {
    /// In what way.
    pub kind: RelationKind,
    /// Id of the other event.
    pub event: String,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// In what way one event bears on another.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Comes after it and grows out of it.
    Follows,
    /// Brings it about.
    Causes,
    /// Is a part of it.
    PartOf,
    /// Cannot both be true.
    Contradicts,
    /// Worth reading with it.
    SeeAlso,
}

/// A work that is cited: a CSL-JSON item with Tarikh's own members.
///
/// <https://docs.citationstyles.org/en/stable/specification.html>,
/// <https://github.com/citation-style-language/schema> (`csl-data.json`).
/// Members of CSL-JSON not named here are kept in `extra`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Unique among sources, not empty.
    #[schemars(length(min = 1))]
    pub id: String,
    /// A CSL type such as `article-newspaper`.
    #[serde(rename = "type")]
    pub kind_csl: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub author: Vec<Name>,
    /// When it was issued: a CSL date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<CslDate>,
    /// Who brought it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The paper, journal, site or book that it stands in.
    #[serde(
        default,
        rename = "container-title",
        skip_serializing_if = "Option::is_none"
    )]
    pub container_title: Option<String>,
    /// Its address.
    #[serde(default, rename = "URL", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its DOI, without the resolver's address.
    #[serde(default, rename = "DOI", skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Its language, a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When the address was last opened: a CSL date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessed: Option<CslDate>,
    /// A completely reliable … F cannot be judged (Admiralty scale).
    /// `None`: not graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// How near it stands to what it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Sources that share an origin are one voice. `None`: its own origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Copies kept of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captures: Vec<Capture>,
    /// Members not named above, those of CSL-JSON among them.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A name as CSL-JSON writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Name {
    /// Family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Given names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// A name that has no parts, such as a body's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Members not named above (particles, suffixes).
    #[serde(flatten)]
    pub extra: Extra,
}

/// A date as CSL-JSON writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CslDate {
    /// One date or two (a range), each year, month, day as far as known.
    /// CSL allows numbers and numerals in quotes.
    #[serde(default, rename = "date-parts", skip_serializing_if = "Vec::is_empty")]
    pub date_parts: Vec<Vec<serde_json::Value>>,
    /// The date as free text or EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Members not named above (`season`, `circa`, `literal`).
    #[serde(flatten)]
    pub extra: Extra,
}

/// How far a source can be relied on (the Admiralty or NATO scale).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Cannot be judged.
    F,
}

/// How near a source stands to what it tells.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Made by those who took part or were there.
    Primary,
    /// Made from primary sources.
    Secondary,
    /// Made from secondary sources.
    Tertiary,
}

/// A copy that was kept of a source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Capture {
    /// Address that was copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Address of the copy in a public archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_url: Option<String>,
    /// When, an ISO 8601 date-time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// SHA-256 of the copy, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Path of the copy, relative to the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Media type (IANA) of the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What made the copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A saved view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct View {
    /// What it is called.
    pub title: String,
    /// EDTF of its left edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// EDTF of its right edge, which belongs to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Ids of the lanes shown; empty shows all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<String>,
    /// Text that the events shown must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Id of the event selected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected: Option<String>,
    /// Members not named above.
    #[serde(flatten)]
    pub extra: Extra,
}
