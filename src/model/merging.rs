//! The sources of one file put among those of a dataset.
//!
//! Two sources are one where they have the same id, the same DOI or the same
//! address. What the dataset does not say of such a source is filled in; what it
//! says stays, and where the other says something else, that is told.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{Dataset, Source};

/// What became of sources that were merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many are new.
    pub added: u64,
    /// How many were there and say all that the others say.
    pub same: u64,
    /// How many were there and had gaps that were filled.
    pub filled: u64,
    /// Of which a member differs, and which; the dataset's stayed.
    pub differing: Vec<Differing>,
}

/// A member that two sources have with different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Id of the source in the dataset.
    pub source: String,
    /// The member, by its name in the file.
    pub member: String,
}

/// Members that tell of a file and not of a source, or by which sources were
/// found to be one.
const NOT_COMPARED: [&str; 3] = ["id", "DOI", "URL"];

/// Puts sources among those of a dataset.
pub fn merge_sources(dataset: &mut Dataset, more: Vec<Source>) -> Merged {
    let mut known = Known::default();
    for (at, source) in dataset.sources.iter().enumerate() {
        known.add(source, at);
    }
    let mut merged = Merged::default();
    for source in more {
        match known.find(&source) {
            None => {
                known.add(&source, dataset.sources.len());
                dataset.sources.push(source);
                merged.added += 1;
            }
            Some(at) => {
                let into = &mut dataset.sources[at];
                match fill(into, &source, &mut merged.differing) {
                    true => merged.filled += 1,
                    false => merged.same += 1,
                }
                known.add(&dataset.sources[at], at);
            }
        }
    }
    merged
}

/// A DOI without the address of a resolver before it.
pub fn bare_doi(text: &str) -> &str {
    const BEFORE: [&str; 6] = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "doi:",
    ];
    let text = text.trim();
    let starts = |start: &&&str| {
        text.get(..start.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    match BEFORE.iter().find(starts) {
        Some(start) => text[start.len()..].trim(),
        None => text,
    }
}

/// Where the sources of a dataset are.
#[derive(Default)]
struct Known {
    ids: HashMap<String, usize>,
    dois: HashMap<String, usize>,
    urls: HashMap<String, usize>,
}

impl Known {
    fn add(&mut self, source: &Source, at: usize) {
        self.ids.entry(source.id.clone()).or_insert(at);
        if let Some(doi) = doi(source) {
            self.dois.entry(doi).or_insert(at);
        }
        if let Some(url) = address(source) {
            self.urls.entry(url).or_insert(at);
        }
    }

    fn find(&self, source: &Source) -> Option<usize> {
        let by_doi = || doi(source).and_then(|doi| self.dois.get(&doi));
        let by_url = || address(source).and_then(|url| self.urls.get(&url));
        let by_id = self.ids.get(&source.id);
        by_id.or_else(by_doi).or_else(by_url).copied()
    }
}

/// DOIs are the same whatever the case of their letters.
fn doi(source: &Source) -> Option<String> {
    let doi = bare_doi(source.doi.as_deref()?);
    (!doi.is_empty()).then(|| doi.to_lowercase())
}

/// An address without what makes no difference to where it leads.
fn address(source: &Source) -> Option<String> {
    let url = source.url.as_deref()?.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest
        .strip_prefix("www.")
        .unwrap_or(rest)
        .trim_end_matches('/');
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// Takes over what `into` does not have; true where there was anything.
fn fill(into: &mut Source, from: &Source, differing: &mut Vec<Differing>) -> bool {
    let (Some(mut own), Some(other)) = (members(into), members(from)) else {
        return false;
    };
    let mut told: HashSet<String> = HashSet::new();
    let mut is_filled = false;
    for (name, value) in other {
        match own.get(&name) {
            None => {
                own.insert(name, value);
                is_filled = true;
            }
            Some(stated) if *stated == value || NOT_COMPARED.contains(&name.as_str()) => {}
            // “document” is what a source is called that nothing is known of.
            Some(stated) if name == "type" && stated == "document" => {
                own.insert(name, value);
                is_filled = true;
            }
            Some(_) if name == "type" && value == "document" => {}
            Some(_) => {
                if told.insert(name.clone()) {
                    differing.push(Differing {
                        source: into.id.clone(),
                        member: name,
                    });
                }
            }
        }
    }
    match serde_json::from_value(Value::Object(own)) {
        Ok(filled) if is_filled => {
            *into = filled;
            true
        }
        _ => false,
    }
}

fn members(source: &Source) -> Option<Map<String, Value>> {
    match serde_json::to_value(source) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str, kind: &str, doi: Option<&str>, url: Option<&str>) -> Source {
        Source {
            id: id.to_owned(),
            kind_csl: kind.to_owned(),
            doi: doi.map(str::to_owned),
            url: url.map(str::to_owned),
            ..Source::default()
        }
    }

    #[test]
    fn the_same_source_is_found_and_only_its_gaps_are_filled() {
        let mut dataset = Dataset {
            sources: vec![
                source("a", "book", Some("10.1/X"), None),
                source("b", "document", None, Some("http://www.example.org/b/")),
            ],
            ..Dataset::default()
        };
        dataset.sources[0].title = Some("Own".to_owned());
        let mut by_doi = source("other", "book", Some("https://doi.org/10.1/x"), None);
        by_doi.title = Some("Theirs".to_owned());
        by_doi.publisher = Some("P".to_owned());
        let by_url = source("else", "webpage", None, Some("https://example.org/b"));
        let new = source("c", "book", None, None);
        let merged = merge_sources(&mut dataset, vec![by_doi, by_url, new.clone(), new]);
        assert_eq!((merged.added, merged.filled, merged.same), (1, 2, 1));
        let differing = [("a", "title")].map(|(source, member)| Differing {
            source: source.to_owned(),
            member: member.to_owned(),
        });
        assert_eq!(merged.differing, differing);
        let ids: Vec<&str> = dataset.sources.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(dataset.sources[0].title.as_deref(), Some("Own"));
        assert_eq!(dataset.sources[0].publisher.as_deref(), Some("P"));
        assert_eq!(dataset.sources[1].kind_csl, "webpage");
    }
}
