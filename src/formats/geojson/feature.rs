//! A feature to an event.

use serde_json::{Map, Value};

use super::dated::{self, Dated, dated};
use super::places;
use super::times::{Clock, plain};
use super::write::PROPERTIES;
use crate::formats::draft::Draft;
use crate::formats::json::{text, texts};
use crate::formats::markup::{to_commonmark, to_plain};
use crate::formats::members::keep_of_event as keep;
use crate::formats::report::counted;
use crate::formats::rows;
use crate::formats::ucdp;
use crate::formats::works::{Works, is_web_address, source_of_text};
use crate::formats::{ImportReport, Place, Problem, Severity};
use crate::model::{Citation, Event, Media, Source};

/// What is said once of many features.
#[derive(Debug, Default)]
struct Counts {
    shapes: u64,
    tracks: u64,
    undated: u64,
    /// Spans of Linked Places that became events.
    spans: u64,
}

/// Makes events of features.
pub(super) struct Reader {
    clock: Clock,
    pub(super) draft: Draft,
    pub(super) works: Works,
    ged: ucdp::Maker,
    has_ged: bool,
    counts: Counts,
}

/// A feature taken apart.
pub(super) struct Feature {
    pub(super) id: String,
    pub(super) properties: Map<String, Value>,
    pub(super) geometry: Value,
    /// Everything else.
    pub(super) others: Map<String, Value>,
    /// This program wrote it: each property is what its name says, no more.
    is_own: bool,
}

impl Feature {
    fn new(mut object: Map<String, Value>) -> Feature {
        let properties = match object.shift_remove("properties") {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let geometry = object.shift_remove("geometry").unwrap_or_default();
        let is_type = |value: &Value| value.as_str() == Some("Feature");
        if object.get("type").is_some_and(is_type) {
            object.shift_remove("type");
        }
        let id = ["id", "@id"]
            .iter()
            .find_map(|name| {
                let id = object.get(*name).and_then(text)?;
                object.shift_remove(*name);
                Some(id)
            })
            .unwrap_or_default();
        Feature {
            id,
            is_own: PROPERTIES.iter().all(|name| properties.contains_key(*name)),
            properties,
            geometry,
            others: object,
        }
    }

    /// Takes the first property that is named so and holds a text or number.
    fn take(&mut self, names: &[&str]) -> Option<String> {
        let name = self.named(names, |value| text(value).is_some())?;
        self.properties.shift_remove(&name).as_ref().and_then(text)
    }

    /// Takes the texts of the first property that is named so.
    fn take_list(&mut self, names: &[&str]) -> Vec<String> {
        let is_list = |value: &Value| match value {
            Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_string),
            value => value.is_string() && text(value).is_some(),
        };
        let Some(name) = self.named(names, is_list) else {
            return Vec::new();
        };
        match self.properties.shift_remove(&name) {
            Some(Value::String(one)) => one
                .split([',', ';'])
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect(),
            Some(list) => texts(&list),
            None => Vec::new(),
        }
    }

    fn named(&self, names: &[&str], is: impl Fn(&Value) -> bool) -> Option<String> {
        if self.is_own {
            let own = names.iter().find(|name| PROPERTIES.contains(name));
            let value = |name: &&&str| self.properties.get(**name).is_some_and(&is);
            return own.filter(value).map(|name| (*name).to_owned());
        }
        names.iter().find_map(|wanted| {
            self.properties
                .iter()
                .find(|(name, value)| plain(name) == *wanted && is(value))
                .map(|(name, _)| name.clone())
        })
    }
}

impl Reader {
    pub(super) fn new(clock: Clock, draft: Draft) -> Reader {
        Reader {
            clock,
            draft,
            works: Works::default(),
            ged: ucdp::Maker::default(),
            has_ged: false,
            counts: Counts::default(),
        }
    }

    /// Reads one feature.
    pub(super) fn feature(&mut self, value: Value, place: &Place, report: &mut ImportReport) {
        let is_feature = |object: &Map<String, Value>| {
            ["properties", "geometry", "when"]
                .iter()
                .any(|name| object.contains_key(*name))
        };
        let object = match value {
            Value::Object(object) if is_feature(&object) => object,
            _ => {
                return self.draft.lose(
                    place.clone(),
                    "feature",
                    "This is no GeoJSON feature: expected an object with “properties” and “geometry”.".to_owned(),
                    "Leave it out.",
                    report,
                );
            }
        };
        let mut feature = Feature::new(object);
        let names: Vec<&String> = feature.properties.keys().collect();
        if !feature.is_own && ucdp::is_ged(&names) {
            return self.ged(&feature, place, report);
        }
        let spans = places::spans(&mut feature);
        if spans.is_empty() {
            let dated = match feature.is_own {
                true => dated::own(&feature.properties),
                false => dated(&feature.properties, &self.clock),
            };
            let is_undated = dated.when.date().is_none() && dated.fault.is_none();
            self.counts.undated += u64::from(is_undated);
            let event = self.event(feature, dated, place, report);
            return self.draft.event(event, place, report);
        }
        let only = feature.geometry.clone();
        let base = self.event(feature, Dated::default(), place, report);
        for (number, span) in (1..).zip(spans) {
            self.counts.spans += 1;
            let event = places::event(&base, &only, number, span, place, self, report);
            self.draft.event(event, place, report);
        }
    }

    /// A feature made of a row of UCDP GED.
    fn ged(&mut self, feature: &Feature, place: &Place, report: &mut ImportReport) {
        self.has_ged = true;
        let texts: Vec<(&String, String)> = feature
            .properties
            .iter()
            .map(|(name, value)| {
                let cell = match value {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                (name, cell)
            })
            .collect();
        let cells: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, cell)| (name.as_str(), cell.as_str()))
            .collect();
        let mut event = self.ged.event(&cells, place, &mut self.draft, report);
        if event.id.is_empty() {
            event.id.clone_from(&feature.id);
        }
        match point(&feature.geometry) {
            Some([lon, lat, ..])
                if event.place.as_ref().is_none_or(|place| place.lat.is_none()) =>
            {
                let named = event.place.take();
                let name = named.as_ref().map(|place| place.name.as_str());
                event.place = rows::place(name, Some((lat, lon)), None);
            }
            _ => self.keep_shape(&feature.geometry, &mut event),
        }
        for (name, value) in &feature.others {
            keep(&mut event.extra, name, value.clone());
        }
        self.draft.event(event, place, report);
    }

    /// The event of a feature that is dated so.
    fn event(
        &mut self,
        mut feature: Feature,
        dated: Dated,
        place: &Place,
        report: &mut ImportReport,
    ) -> Event {
        if let Some(fault) = &dated.fault {
            report.add(Problem {
                severity: Severity::Repaired,
                place: place.clone(),
                code: "date",
                message: format!("Not read as a date: {fault}. The text is kept."),
                advice: "Write the date as 2001-10-07.".to_owned(),
            });
        }
        self.counts.tracks += u64::from(dated.is_track);
        for name in &dated.used {
            feature.properties.shift_remove(name);
        }
        let mut event = Event {
            when: dated.when,
            ..Event::default()
        };
        // What this program writes of the source's own words.
        if event.when.verbatim.is_none()
            && let Some(Value::String(_)) = feature.properties.get("verbatim")
        {
            event.when.verbatim = feature.take(&["verbatim"]);
        }
        event.id = match feature.id.is_empty() {
            true => feature.take(&["id", "eventid", "uid"]).unwrap_or_default(),
            false => {
                // Often the same stands among the properties too.
                if feature.properties.get("id").and_then(text).as_ref() == Some(&feature.id) {
                    feature.properties.shift_remove("id");
                }
                std::mem::take(&mut feature.id)
            }
        };
        self.words(&mut feature, &mut event);
        self.place(&mut feature, &mut event);
        if event.title.is_empty() {
            event.title = self.title(&feature, &event);
        }
        event.citations = self.citations(&mut feature, &event.title);
        let is_own = feature.is_own;
        for (name, value) in feature.properties.into_iter().chain(feature.others) {
            let is_blank = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            let is_empty = is_blank && (!is_own || PROPERTIES.contains(&name.as_str()));
            if !is_empty {
                keep(&mut event.extra, &name, value);
            }
        }
        event
    }

    fn words(&mut self, feature: &mut Feature, event: &mut Event) {
        let title = ["title", "name", "headline", "label", "event", "eventname"];
        if let Some(title) = feature.take(&title) {
            event.title = match feature.is_own {
                true => title,
                false => to_plain(&title).into_owned(),
            };
        }
        let summary = ["summary", "description", "desc", "text", "body"];
        event.summary = feature.take(&summary).map(|text| match feature.is_own {
            true => text,
            false => to_commonmark(&text).into_owned(),
        });
        let lane = ["lane", "category", "group", "layer", "eventtype", "type"];
        event.lane = feature.take(&lane).and_then(|name| self.draft.lane(&name));
        event.people = feature.take_list(&["people", "persons", "actors", "participants"]);
        event.tags = feature.take_list(&["tags", "keywords"]);
        let is_grade = |value: &Value| value.as_u64().is_some_and(|grade| (1..=5).contains(&grade));
        if let Some(name) = feature.named(&["importance"], is_grade) {
            let grade = feature.properties.shift_remove(&name);
            event.importance = grade.and_then(|grade| grade.as_u64()?.try_into().ok());
        }
        let pictures = [
            "media",
            "image",
            "imageurl",
            "photo",
            "picture",
            "thumbnail",
        ];
        let is_address = |value: &Value| {
            !texts(value).is_empty() && texts(value).iter().all(|text| is_web_address(text))
        };
        if let Some(name) = feature.named(&pictures, is_address)
            && let Some(value) = feature.properties.shift_remove(&name)
        {
            event.media = texts(&value)
                .into_iter()
                .map(|url| Media {
                    url: Some(url),
                    ..Media::default()
                })
                .collect();
        }
    }

    fn place(&mut self, feature: &mut Feature, event: &mut Event) {
        let names = [
            "place",
            "placename",
            "location",
            "locationname",
            "where",
            "city",
            "town",
            "address",
        ];
        let name = feature.take(&names);
        let geometry = std::mem::take(&mut feature.geometry);
        let Some([lon, lat, rest @ ..]) = point(&geometry)
            .map(|point| point.to_vec())
            .as_deref()
            .and_then(|point| <[f64; 3]>::try_from(point).ok())
        else {
            event.place = rows::place(name.as_deref(), None, None);
            return self.keep_shape(&geometry, event);
        };
        event.place = rows::place(name.as_deref(), Some((lat, lon)), None);
        // The third number is a height in metres, at the USGS a depth in km.
        let is_quake = feature.properties.contains_key("mag");
        if let (Some(place), [third]) = (&mut event.place, rest)
            && !third.is_nan()
        {
            let member = if is_quake { "depth_km" } else { "altitude" };
            place.extra.insert(member.to_owned(), third.into());
        }
    }

    /// Keeps a geometry that is no point.
    pub(super) fn keep_shape(&mut self, geometry: &Value, event: &mut Event) {
        if !geometry.is_null() {
            self.counts.shapes += 1;
            keep(&mut event.extra, "geometry", geometry.clone());
        }
    }

    /// Where none is given: the place, the first words among the properties,
    /// or the id.
    fn title(&self, feature: &Feature, event: &Event) -> String {
        let is_words = |text: &str| text.chars().any(char::is_alphabetic) && !text.contains("://");
        let place = event.place.as_ref().map(|place| place.name.clone());
        let of_words = |text: String| is_words(&text).then_some(text);
        place
            .and_then(of_words)
            .or_else(|| {
                feature
                    .properties
                    .values()
                    .filter_map(|value| value.as_str())
                    .map(str::to_owned)
                    .find_map(of_words)
            })
            .or_else(|| (!event.id.is_empty()).then(|| event.id.clone()))
            .unwrap_or_else(|| match self.draft.len() {
                0 => self.draft.dataset.title.clone(),
                before => format!("Feature {}", before + 1),
            })
    }

    fn citations(&mut self, feature: &mut Feature, title: &str) -> Vec<Citation> {
        let mut citations = Vec::new();
        // Codes of networks, with commas around them, at the USGS.
        let is_quake = feature.properties.contains_key("magType");
        let names = ["sources", "source", "references", "reference", "citation"];
        let name = feature.named(&names, |value| {
            !is_quake && (!texts(value).is_empty() || sources(value).is_some())
        });
        if let Some(value) = name.and_then(|name| feature.properties.shift_remove(&name)) {
            for source in sources(&value).unwrap_or_default() {
                let key = serde_json::to_string(&source).unwrap_or_default();
                citations.push(self.works.cite(&key, &mut self.draft, || source));
            }
            for text in texts(&value) {
                citations.push(
                    self.works
                        .cite(&text, &mut self.draft, || source_of_text(&text)),
                );
            }
        }
        let is_address = |value: &Value| text(value).is_some_and(|text| is_web_address(&text));
        let name = feature.named(&["url", "link", "href", "sourceurl"], is_address);
        if let Some(url) = name
            .and_then(|name| feature.properties.shift_remove(&name))
            .as_ref()
            .and_then(text)
        {
            citations.push(self.works.cite(&url, &mut self.draft, || Source {
                title: Some(title.to_owned()),
                ..source_of_text(&url)
            }));
        }
        citations
    }

    /// Says what holds for many features.
    pub(super) fn finish(self, report: &mut ImportReport) -> Draft {
        let mut note = |count: u64, place: Place, code, message: String| {
            if count > 0 {
                report.add(Problem {
                    severity: Severity::Note,
                    place,
                    code,
                    message,
                    advice: String::new(),
                });
            }
        };
        for (name, said) in self.clock.notes() {
            let place = Place {
                heading: Some(name),
                ..Place::default()
            };
            note(u64::from(!self.has_ged), place, "date-form", said);
        }
        let Counts {
            shapes,
            tracks,
            undated,
            spans,
        } = self.counts;
        let file = Place::file;
        note(
            shapes,
            file(),
            "geometry",
            format!(
                "{} no point on the globe; kept as written.",
                counted(shapes, "geometry is", "geometries are")
            ),
        );
        note(
            tracks,
            file(),
            "track",
            format!(
                "{} one event, from the first time to the last; positions and times are kept.",
                counted(tracks, "track is", "tracks are each")
            ),
        );
        note(
            spans,
            file(),
            "spans",
            format!("Each span of time in “when” is an event of its own: {spans} in all."),
        );
        note(
            undated,
            file(),
            "no-date",
            format!(
                "{} no date; kept, undated.",
                counted(undated, "feature has", "features have")
            ),
        );
        self.ged.finish(report);
        self.draft
    }
}

/// Sources as this program writes them.
fn sources(value: &Value) -> Option<Vec<Source>> {
    let Value::Array(items) = value else {
        return None;
    };
    let read = |item: &Value| serde_json::from_value::<Source>(item.clone()).ok();
    let sources: Option<Vec<Source>> = items.iter().map(read).collect();
    sources.filter(|sources| !sources.is_empty())
}

/// East, north and a third number (no number where there is none), where the
/// geometry is one point.
pub(super) fn point(geometry: &Value) -> Option<[f64; 3]> {
    let coordinates = geometry.get("coordinates");
    let position = match geometry.get("type")?.as_str()? {
        "Point" => coordinates?.as_array()?,
        "MultiPoint" => match coordinates?.as_array()?.as_slice() {
            [one] => one.as_array()?,
            _ => return None,
        },
        _ => return None,
    };
    let number = |at: usize| position.get(at).and_then(Value::as_f64);
    let (lon, lat) = (number(0)?, number(1)?);
    let is_on_earth = lon.abs() <= 180.0 && lat.abs() <= 90.0;
    is_on_earth.then_some([lon, lat, number(2).unwrap_or(f64::NAN)])
}
