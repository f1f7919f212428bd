//! An event as its text has it, with nothing of it copied: enough to check it,
//! to count it and to search it.
//!
//! [`read`] takes only what the tolerant reader ([`items`](super::items)) would
//! take without a word: every member of the type that it has, none twice, no
//! number that loses digits. Whatever else there is, is for that reader.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::parse::is_large;
use crate::model::{ClaimState, PlacePrecision, RelationKind, Stance, WrittenCalendar};

/// Reads the text of an event; `None` for what the tolerant reader is to look at.
pub(super) fn read(text: &str) -> Option<Event<'_>> {
    serde_json::from_str(text).ok()
}

/// A text, borrowed where it has no escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    pub(super) fn into_cow(self) -> Cow<'a, str> {
        self.0
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Texts)
    }
}

/// One of the words of an enum, as text. (By itself `serde` takes an object
/// with one member for a word, too.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = Text::deserialize(from)?;
        T::deserialize(StrDeserializer::new(&word)).map(Word)
    }
}

/// A number that loses no digits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Number(pub(super) f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl Visitor<'_> for Numbers {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
                match is_large(number) {
                    true => Err(E::custom("a large number")),
                    false => Ok(Number(number)),
                }
            }
        }
        from.deserialize_f64(Numbers)
    }
}

/// Members of one object that are looked at one by one for being there twice;
/// an object of more is for the tolerant reader.
const MOST_MEMBERS: usize = 64;

/// Names that may stand once each.
#[derive(Default)]
struct Names<'a>(Vec<Text<'a>>);

impl<'a> Names<'a> {
    fn add<E: Error>(&mut self, name: Text<'a>) -> Result<(), E> {
        if self.0.len() >= MOST_MEMBERS || self.0.contains(&name) {
            return Err(E::custom("twice"));
        }
        self.0.push(name);
        Ok(())
    }
}

/// Any value in which no member stands twice and no number loses digits.
struct Sound;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Sound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_bool<E>(self, _: bool) -> Result<Sound, E> {
                Ok(Sound)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Sound, E> {
                Ok(Sound)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Sound, E> {
                Ok(Sound)
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Sound, E> {
                match is_large(number) {
                    true => Err(E::custom("a large number")),
                    false => Ok(Sound),
                }
            }

            fn visit_str<E>(self, _: &str) -> Result<Sound, E> {
                Ok(Sound)
            }

            fn visit_unit<E>(self) -> Result<Sound, E> {
                Ok(Sound)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sound, A::Error> {
                while list.next_element::<Sound>()?.is_some() {}
                Ok(Sound)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Sound, A::Error> {
                let mut names = Names::default();
                while let Some(name) = object.next_key::<Text>()? {
                    names.add(name)?;
                    object.next_value::<Sound>()?;
                }
                Ok(Sound)
            }
        }
        from.deserialize_any(Any)
    }
}

/// Texts by name, each name once.
#[derive(Debug, Default)]
pub(super) struct Named<'a>(pub(super) Vec<Text<'a>>);

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Named<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut names = Names::default();
                let mut texts = Vec::new();
                while let Some(name) = object.next_key::<Text>()? {
                    names.add(name)?;
                    texts.push(object.next_value()?);
                }
                Ok(Named(texts))
            }
        }
        from.deserialize_map(Members)
    }
}

/// The EDTF text of a date, in either spelling.
#[derive(Debug, Default)]
pub(super) struct When<'a>(pub(super) Text<'a>);

impl<'de> Deserialize<'de> for When<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = When<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(When(Text(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(When(Text(Cow::Owned(text.to_owned()))))
            }

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
                let long = LongWhen::deserialize(MapAccessDeserializer::new(object))?;
                Ok(When(long.edtf))
            }
        }
        from.deserialize_any(Either)
    }
}

fn required<T, E: Error>(member: Option<T>) -> Result<T, E> {
    member.ok_or_else(|| E::custom("a member is missing"))
}

fn or_default<T: Default, E: Error>(member: Option<T>) -> Result<T, E> {
    Ok(member.unwrap_or_default())
}

/// An object that is read from an object only (derived code would take a list
/// for it, too), each of its members once, and members without a name here if
/// they are [`Sound`]. Some members are kept, others only checked.
macro_rules! object {
    (
        $(#[$about:meta])* $name:ident
        kept { $($member:literal => $field:ident: $kind:ty = $of:ident,)* }
        checked { $($also:literal => $seen:ident: $also_kind:ty = $also_of:ident,)* }
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        pub(super) struct $name<'a> {
            $(pub(super) $field: $kind,)*
            /// Lives as long as the text.
            _text: PhantomData<&'a str>,
        }

        impl<'a> Deserialize<'a> for $name<'a> {
            fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
                struct Members<'a>(PhantomData<&'a str>);
                impl<'a> Visitor<'a> for Members<'a> {
                    type Value = $name<'a>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: MapAccess<'a>>(
                        self,
                        mut object: A,
                    ) -> Result<Self::Value, A::Error> {
                        $(let mut $field = None;)*
                        $(let mut $seen = None;)*
                        let mut others = Names::default();
                        while let Some(name) = object.next_key::<Text<'a>>()? {
                            match &*name {
                                $($member if $field.is_none() => {
                                    $field = Some(object.next_value::<$kind>()?);
                                })*
                                $($also if $seen.is_none() => {
                                    object.next_value::<$also_kind>()?;
                                    $seen = Some(());
                                })*
                                $($member => return Err(A::Error::custom("twice")),)*
                                $($also => return Err(A::Error::custom("twice")),)*
                                _ => {
                                    others.add(name)?;
                                    object.next_value::<Sound>()?;
                                }
                            }
                        }
                        $($also_of($seen)?;)*
                        Ok($name { $($field: $of($field)?,)* _text: PhantomData })
                    }
                }
                from.deserialize_map(Members(PhantomData))
            }
        }
    };
}

object! {
    /// [`crate::model::Event`].
    Event
    kept {
        "id" => id: Text<'a> = required,
        "title" => title: Text<'a> = required,
        "titles" => titles: Named<'a> = or_default,
        "when" => when: When<'a> = required,
        "lane" => lane: Option<Text<'a>> = or_default,
        "summary" => summary: Option<Text<'a>> = or_default,
        "importance" => importance: Option<u8> = or_default,
        "place" => place: Option<Place<'a>> = or_default,
        "people" => people: Vec<Text<'a>> = or_default,
        "tags" => tags: Vec<Text<'a>> = or_default,
        "citations" => citations: Vec<Citation<'a>> = or_default,
        "claims" => claims: Vec<Claim<'a>> = or_default,
        "relations" => relations: Vec<Relation<'a>> = or_default,
    }
    checked {
        "media" => media: Vec<Media<'a>> = or_default,
    }
}

object! {
    /// The long spelling of [`crate::model::When`].
    LongWhen
    kept {
        "edtf" => edtf: Text<'a> = required,
    }
    checked {
        "verbatim" => verbatim: Option<Text<'a>> = or_default,
        "calendar" => calendar: Option<Word<WrittenCalendar>> = or_default,
        "note" => note: Option<Text<'a>> = or_default,
    }
}

object! {
    /// [`crate::model::Place`].
    Place
    kept {
        "name" => name: Text<'a> = required,
        "lat" => lat: Option<Number> = or_default,
        "lon" => lon: Option<Number> = or_default,
    }
    checked {
        "precision" => precision: Option<Word<PlacePrecision>> = or_default,
    }
}

object! {
    /// [`crate::model::Media`].
    Media
    kept {}
    checked {
        "url" => url: Option<Text<'a>> = or_default,
        "path" => path: Option<Text<'a>> = or_default,
        "caption" => caption: Option<Text<'a>> = or_default,
        "credit" => credit: Option<Text<'a>> = or_default,
    }
}

object! {
    /// [`crate::model::Citation`].
    Citation
    kept {
        "source" => source: Text<'a> = required,
        "stance" => stance: Word<Stance> = or_default,
        "note" => note: Option<Text<'a>> = or_default,
    }
    checked {
        "locator" => locator: Option<Locator<'a>> = or_default,
        "quote" => quote: Option<Text<'a>> = or_default,
        "language" => language: Option<Text<'a>> = or_default,
    }
}

object! {
    /// [`crate::model::Locator`].
    Locator
    kept {}
    checked {
        "kind" => kind: Text<'a> = required,
        "value" => value: Text<'a> = required,
    }
}

object! {
    /// [`crate::model::Claim`].
    Claim
    kept {
        "about" => about: Text<'a> = required,
        "value" => value: Text<'a> = required,
        "credibility" => credibility: Option<u8> = or_default,
        "state" => state: Word<ClaimState> = or_default,
        "citations" => citations: Vec<Citation<'a>> = or_default,
    }
    checked {
        "low" => low: Option<Number> = or_default,
        "best" => best: Option<Number> = or_default,
        "high" => high: Option<Number> = or_default,
        "unit" => unit: Option<Text<'a>> = or_default,
    }
}

object! {
    /// [`crate::model::Relation`].
    Relation
    kept {
        "event" => event: Text<'a> = required,
    }
    checked {
        "kind" => kind: Word<RelationKind> = required,
    }
}

impl<'a> Event<'a> {
    /// True where the tolerant reader has nothing to say about texts and
    /// numbers; dates and links are for others.
    pub(super) fn is_plain(&self) -> bool {
        let is_within = |number: Option<u8>, most| number.is_none_or(|n| (1..=most).contains(&n));
        let is_place = |place: &Place| {
            let is_within = |degrees: Option<Number>, most: f64| {
                degrees.is_none_or(|degrees| (-most..=most).contains(&degrees.0))
            };
            is_within(place.lat, 90.0) && is_within(place.lon, 180.0)
        };
        !self.id.trim().is_empty()
            && !self.title.trim().is_empty()
            && is_within(self.importance, 5)
            && self.place.as_ref().is_none_or(is_place)
            && self
                .claims
                .iter()
                .all(|claim| is_within(claim.credibility, 6))
    }

    /// Its citations, then those of its claims.
    pub(super) fn all_citations(&self) -> impl Iterator<Item = &Citation<'a>> {
        let of_claims = self.claims.iter().flat_map(|claim| &claim.citations);
        self.citations.iter().chain(of_claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"id":"a","title":"A \" b","when":{"edtf":"1979","calendar":"julian"},"place":{"name":"P","lat":1,"more":[1,{"x":2}]},"citations":[{"source":"s","stance":"mentions","locator":{"kind":"page","value":"3"}}],"other":null}"#;

    #[test]
    fn what_is_sound_is_read() {
        let event = read(EVENT).expect("sound");
        assert_eq!(
            (&*event.id, &*event.title, &*event.when.0),
            ("a", "A \" b", "1979")
        );
        assert_eq!(event.citations[0].stance, Word(Stance::Mentions));
        assert!(event.is_plain());
    }

    #[test]
    fn what_the_tolerant_reader_is_to_look_at_is_not() {
        for (from, to) in [
            ("\"other\":null", "\"other\":1e30"),
            ("\"other\":null", "\"other\":{\"a\":1,\"a\":2}"),
            ("\"other\":null", "\"other\":1,\"other\":2"),
            ("\"other\":null", "\"id\":\"b\""),
            ("\"other\":null", "\"tags\":null"),
            ("\"other\":null", "\"importance\":1.0"),
            ("\"stance\":\"mentions\"", "\"stance\":{\"mentions\":null}"),
            ("\"stance\":\"mentions\"", "\"stance\":null"),
            ("{\"kind\":\"page\",\"value\":\"3\"}", "[\"page\",\"3\"]"),
            ("\"edtf\":\"1979\",", ""),
            ("\"id\":\"a\"", "\"id\":1"),
            ("\"lat\":1", "\"lat\":99999999999999999999"),
        ] {
            let changed = EVENT.replacen(from, to, 1);
            assert_ne!(changed, EVENT);
            assert!(read(&changed).is_none(), "{changed}");
        }
    }
}
