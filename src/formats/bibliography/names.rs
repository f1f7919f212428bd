//! Names of people as bibliographies write them, family name first.

use serde_json::{Map, Value};

use crate::model::Name;

/// A name of CSL from its parts; a literal one where there is only one part.
pub(super) fn value(family: &str, given: &str, particle: &str, suffix: &str) -> Option<Value> {
    let parts = [
        ("family", family.trim()),
        ("given", given.trim()),
        ("non-dropping-particle", particle.trim()),
        ("suffix", suffix.trim()),
    ];
    let mut stated = parts.iter().filter(|(_, text)| !text.is_empty());
    let mut name = Map::new();
    match (stated.next(), stated.next()) {
        (None, _) => return None,
        (Some((_, only)), None) => {
            name.insert("literal".to_owned(), (*only).into());
        }
        _ => {
            for (member, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
                name.insert(member.to_owned(), text.into());
            }
        }
    }
    Some(Value::Object(name))
}

/// A name from text such as `Greene, Graham` or `King, Martin Luther, Jr.`.
pub(super) fn from_inverted(text: &str) -> Option<Value> {
    let mut parts = text.splitn(3, ',');
    let mut next = || parts.next().unwrap_or_default();
    let (family, given, suffix) = (next(), next(), next());
    value(family, given, "", suffix)
}

/// The parts of a name: family, given, particle, suffix; `None` for one that
/// has no parts, which stands in the family.
pub(super) struct Parts<'n> {
    pub(super) family: &'n str,
    pub(super) given: &'n str,
    pub(super) particle: String,
    pub(super) suffix: &'n str,
}

impl<'n> Parts<'n> {
    /// `None` where the name is empty or has no parts.
    pub(super) fn of(name: &'n Name) -> Option<Parts<'n>> {
        let member = |name: &'n Name, member: &str| name.extra.get(member).and_then(Value::as_str);
        let family = name.family.as_deref()?;
        let particles = ["dropping-particle", "non-dropping-particle"];
        let particles: Vec<&str> = particles
            .iter()
            .filter_map(|particle| member(name, particle))
            .collect();
        Some(Parts {
            family,
            given: name.given.as_deref().unwrap_or_default(),
            particle: particles.join(" "),
            suffix: member(name, "suffix").unwrap_or_default(),
        })
    }
}

/// A name that has no parts.
pub(super) fn literal(name: &Name) -> Option<&str> {
    let texts = [&name.literal, &name.family, &name.given];
    texts.into_iter().find_map(|text| text.as_deref())
}

/// The name with the family name first.
pub(super) fn inverted(name: &Name) -> Option<String> {
    match Parts::of(name) {
        Some(parts) => {
            let family = match parts.particle.is_empty() {
                true => parts.family.to_owned(),
                false => format!("{} {}", parts.particle, parts.family),
            };
            let mut text = family;
            if !parts.given.is_empty() || !parts.suffix.is_empty() {
                text.push_str(&format!(", {}", parts.given));
            }
            if !parts.suffix.is_empty() {
                text.push_str(&format!(", {}", parts.suffix));
            }
            Some(text)
        }
        None => literal(name).map(str::to_owned),
    }
}

/// The names in a list of CSL.
pub(super) fn list(value: &Value) -> Vec<Name> {
    let names = value.as_array().into_iter().flatten();
    names
        .filter_map(|name| serde_json::from_value(name.clone()).ok())
        .collect()
}
