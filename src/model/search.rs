//! Words as search compares them, and what of an event it looks at.
//!
//! Texts and words are *folded* before they are compared: in lower case, and
//! without the differences that keyboards make rather than writers. Folding
//! looks at one character at a time, so a text need not be folded whole to be
//! searched: [`Needle`] gives the same answer as folding both and looking for
//! one in the other, without memory of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

use super::evidence::citations;
use super::{Dataset, Event, Index, Source, SourceIx};

/// A text as search compares it: in lower case, and without the differences
/// that keyboards make rather than writers.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(fold).collect()
}

/// What a character is compared as: nothing, one character, or up to three.
fn fold(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '`' => Some('\''),
        '\0'..='\x7f' => Some(c),
        // Apostrophes and hyphens, as typed and as typeset.
        '‘' | '’' | 'ʼ' => Some('\''),
        '‐' | '‑' | '–' | '—' => Some('-'),
        // Arabic and Persian letters that look alike; Russian yo.
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ة' => Some('ه'),
        'أ' | 'إ' | 'ٱ' => Some('ا'),
        'ё' | 'Ё' => Some('е'),
        // Digits of Arabic and Persian.
        '\u{0660}'..='\u{0669}' => char::from_digit(c as u32 - 0x0660, 10),
        '\u{06F0}'..='\u{06F9}' => char::from_digit(c as u32 - 0x06F0, 10),
        // Vowel marks, the stretched line, joiners and direction marks.
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' => None,
        '\u{200B}'..='\u{200F}' => None,
        _ => Some(c),
    };
    c.into_iter().flat_map(lower)
}

/// [`char::to_lowercase`], at once where a script has no case.
fn lower(c: char) -> impl Iterator<Item = char> {
    let (plain, rest) = match c {
        '\0'..='\x7f' => (Some(c.to_ascii_lowercase()), None),
        '\u{0590}'..='\u{08FF}' => (Some(c), None),
        _ => (None, Some(c.to_lowercase())),
    };
    plain.into_iter().chain(rest.into_iter().flatten())
}

/// A folded word, ready to be looked for in many texts.
#[derive(Clone, Debug)]
pub struct Needle {
    folded: String,
    chars: Vec<char>,
    /// For every length of a partial match, the longest shorter one that ends
    /// in the same characters (Knuth, Morris, Pratt 1977).
    shorter: Vec<usize>,
    /// Pairs of bytes, one of which stands in every text that matches: those of
    /// ASCII, and those that begin with another byte.
    ascii_pairs: Vec<Pair>,
    other_pairs: Vec<Pair>,
    /// Where the pairs of ASCII stand in the word.
    pair_at: usize,
}

/// Where a word may stand among texts; see [`Needle::next`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// The word stands there, if that is all in one text.
    Here(Range<usize>),
    /// Near this byte it may.
    Perhaps(usize),
}

/// Two neighbouring bytes: the first is `first` after `or_first` is set in it,
/// the second, after `or_second`, within `span` of `least`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    first: u8,
    or_first: u8,
    least: u8,
    or_second: u8,
    span: u8,
}

impl Pair {
    /// Whatever stands behind a byte.
    fn of_one(first: u8, or_first: u8) -> Pair {
        Pair {
            first,
            or_first,
            least: 0,
            or_second: 0,
            span: u8::MAX,
        }
    }

    fn of_two(first: u8, second: u8) -> Pair {
        let ([first, or_first], [least, or_second]) = (either_case(first), either_case(second));
        Pair {
            first,
            or_first,
            least,
            or_second,
            span: 0,
        }
    }

    /// The first bytes of a character past ASCII.
    fn of_char(c: char) -> Pair {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes);
        Pair {
            first: bytes[0],
            or_first: 0,
            least: bytes[1],
            or_second: 0,
            span: 0,
        }
    }

    /// Sets the flag of every place where the pair stands.
    #[inline(always)]
    fn mark<const N: usize>(self, block: &[u8; N], behind: &[u8; N], flags: &mut [u8; N]) {
        for at in 0..N {
            flags[at] |= u8::from(self.stands(block[at], behind[at]));
        }
    }

    #[inline(always)]
    fn stands(self, first: u8, second: u8) -> bool {
        (first | self.or_first == self.first)
            & ((second | self.or_second).wrapping_sub(self.least) <= self.span)
    }
}

/// True when a text of ASCII is the folded word, which is as long.
#[inline]
fn same_in_ascii(text: &[u8], word: &[u8]) -> bool {
    text.iter().zip(word).all(|(&byte, &wanted)| match byte {
        b'`' => wanted == b'\'',
        _ => byte.to_ascii_lowercase() == wanted,
    })
}

/// A byte in lower case, and what makes it so in either case.
fn either_case(byte: u8) -> [u8; 2] {
    [byte, if byte.is_ascii_lowercase() { 0x20 } else { 0 }]
}

/// Letters of English from frequent to rare; what is not among them is rarer.
const FREQUENT: &[u8] = b" etaoinshrdlucmfwypvbgkjqxz";

/// More pairs than this cost more than they save.
const MOST_PAIRS: usize = 12;

impl Needle {
    /// A word to look for. An empty one, or one of which folding leaves
    /// nothing, is found in every text.
    pub fn new(word: &str) -> Needle {
        let folded = folded(word);
        let chars: Vec<char> = folded.chars().collect();
        let mut shorter = vec![0; chars.len()];
        let mut length = 0;
        for at in 1..chars.len() {
            while length > 0 && chars[at] != chars[length] {
                length = shorter[length - 1];
            }
            length += usize::from(chars[at] == chars[length]);
            shorter[at] = length;
        }
        let (pair_at, pairs) = pairs(&chars);
        let is_ascii = |pair: &Pair| pair.first.is_ascii();
        let (ascii_pairs, other_pairs) = pairs.into_iter().partition(is_ascii);
        Needle {
            ascii_pairs,
            other_pairs,
            pair_at,
            folded,
            chars,
            shorter,
        }
    }

    /// The word as it is compared.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// True when every text that this word stands in also has `other`.
    pub fn implies(&self, other: &Needle) -> bool {
        self.folded.contains(&other.folded)
    }

    /// True when the word stands in the text: the same as
    /// `folded(text).contains(folded(word))`.
    pub fn matches(&self, text: &str) -> bool {
        if self.chars.is_empty() {
            return true;
        }
        if self.folded.is_ascii() {
            // What stands there in ASCII alone is found whatever is around it.
            return self.stands_in_ascii(text.as_bytes())
                || !text.is_ascii()
                    && self.next_candidate(text.as_bytes(), 0).is_some()
                    && self.stands_folded(text);
        }
        !text.is_ascii() && self.stands_folded(text)
    }

    /// The next place where the word stands or may stand, from `from` on, in
    /// texts that lie one behind the other. A text begins at `from`.
    ///
    /// A text matches if a [`Hit::Here`] lies wholly in it. Otherwise look with
    /// [`Needle::matches`] at the text that the hit begins in, and if it does
    /// not match, or when it did, go on behind its end: a text in which no hit
    /// begins does not match.
    pub fn next(&self, texts: &[u8], from: usize) -> Option<Hit> {
        let word = self.folded.as_bytes();
        let mut next = from;
        loop {
            let at = self.next_candidate(texts, next)?;
            if !texts[at].is_ascii() || !self.folded.is_ascii() || word.is_empty() {
                return Some(Hit::Perhaps(at));
            }
            let start = at.checked_sub(self.pair_at);
            if let Some(start) = start.filter(|&start| start >= from) {
                let end = start + word.len();
                if texts
                    .get(start..end)
                    .is_some_and(|own| same_in_ascii(own, word))
                {
                    return Some(Hit::Here(start..end));
                }
            }
            // A pair of ASCII by itself, without the rest of the word around
            // it, is no place where the word stands in ASCII alone; where it
            // does not, there is a byte of another pair.
            next = at + 1;
        }
    }

    /// The next byte of a text that may match, from `from` on: a text that has
    /// none does not. A pair of bytes across two texts may be given too.
    pub fn next_candidate(&self, texts: &[u8], from: usize) -> Option<usize> {
        /// Looked at without a branch.
        const BLOCK: usize = 64;
        if self.chars.is_empty() {
            return (from < texts.len()).then_some(from);
        }
        let mut at = from;
        while at + BLOCK < texts.len() {
            let block: &[u8; BLOCK] = texts[at..].first_chunk()?;
            let behind: &[u8; BLOCK] = texts[at + 1..].first_chunk()?;
            let mut stands = [0_u8; BLOCK];
            for pair in &self.ascii_pairs {
                pair.mark(block, behind, &mut stands);
            }
            if !block.is_ascii() {
                for pair in &self.other_pairs {
                    pair.mark(block, behind, &mut stands);
                }
            }
            for (eight, flags) in stands.chunks_exact(8).enumerate() {
                let flags = flags
                    .first_chunk()
                    .map_or(0, |flags| u64::from_le_bytes(*flags));
                if flags != 0 {
                    return Some(at + eight * 8 + flags.trailing_zeros() as usize / 8);
                }
            }
            at += BLOCK;
        }
        (at..texts.len()).find(|&at| {
            let first = texts[at];
            let second = texts.get(at + 1).copied().unwrap_or(0);
            let pairs = match first.is_ascii() {
                true => &self.ascii_pairs,
                false => &self.other_pairs,
            };
            pairs.iter().any(|pair| pair.stands(first, second))
        })
    }

    /// True when the bytes of an ASCII word stand in the text in either case.
    fn stands_in_ascii(&self, text: &[u8]) -> bool {
        let word = self.folded.as_bytes();
        let rare = word[self.pair_at];
        let [rare, or] = either_case(rare);
        let Some(last) = text.len().checked_sub(word.len()) else {
            return false;
        };
        let is_apostrophe = rare == b'\'';
        // Only where the rarest byte stands is it worth a look around.
        text[self.pair_at..=self.pair_at + last]
            .iter()
            .enumerate()
            .any(|(at, &byte)| {
                (byte | or == rare || is_apostrophe)
                    && same_in_ascii(&text[at..at + word.len()], word)
            })
    }

    /// Folds the text character by character.
    fn stands_folded(&self, text: &str) -> bool {
        let mut length = 0;
        for c in text.chars().flat_map(fold) {
            while length > 0 && c != self.chars[length] {
                length = self.shorter[length - 1];
            }
            length += usize::from(c == self.chars[length]);
            if length == self.chars.len() {
                return true;
            }
        }
        false
    }
}

/// Pairs of bytes, one of which stands in every text that holds the word.
///
/// A place that matches is made of characters that fold to a part of the word
/// and of such that fold to nothing. Either all of them are ASCII, and then
/// the word itself stands there; or one is not, and then it is in
/// [`OtherForms`].
///
/// Also where the pair of ASCII stands in the word.
fn pairs(word: &[char]) -> (usize, Vec<Pair>) {
    let forms = other_forms();
    let none = Vec::new();
    let of = |c: &char| forms.of.get(c).unwrap_or(&none);
    let mut pair_at = 0;
    let mut pairs: Vec<Pair> = match word
        .iter()
        .filter(|c| !c.is_ascii())
        .min_by_key(|c| of(c).len())
    {
        Some(rare) => {
            let own = (fold(*rare).eq([*rare])).then_some(*rare);
            own.iter()
                .chain(of(rare))
                .map(|&c| first_bytes(c))
                .collect()
        }
        None => {
            let bytes: Vec<u8> = word.iter().map(|&c| c as u8).collect();
            let (at, mut pairs) = rarest_pair(&bytes);
            pair_at = at;
            let others = word.iter().flat_map(of).chain(&forms.of_nothing);
            pairs.extend(others.filter(|c| !c.is_ascii()).map(|&c| first_bytes(c)));
            pairs
        }
    };
    pairs.sort_unstable();
    pairs.dedup();
    // Neighbouring second bytes make one pair.
    pairs.dedup_by(|next, before| {
        let joins = next.first == before.first
            && (next.or_first, next.or_second) == (0, 0)
            && (before.or_first, before.or_second) == (0, 0)
            && before.span < u8::MAX - 1
            && before.least.checked_add(before.span + 1) == Some(next.least);
        if joins {
            before.span += next.span + 1;
        }
        joins
    });
    if pairs.len() > MOST_PAIRS {
        pairs = (0..=u8::MAX)
            .filter(|byte| pairs.iter().any(|pair| byte | pair.or_first == pair.first))
            .map(|byte| Pair::of_one(byte, 0))
            .collect();
    }
    (pair_at, pairs)
}

fn first_bytes(c: char) -> Pair {
    match c.is_ascii() {
        true => Pair::of_one(c as u8, 0),
        false => Pair::of_char(c),
    }
}

/// The two neighbours in a word of ASCII that are rarest in texts, in all of
/// their forms, and where they stand in it.
fn rarest_pair(word: &[u8]) -> (usize, Vec<Pair>) {
    let rank = |byte: &u8| {
        let place = FREQUENT.iter().position(|frequent| frequent == byte);
        place.unwrap_or(FREQUENT.len())
    };
    let forms = |byte: u8| match byte {
        b'\'' => vec![b'\'', b'`'],
        _ => vec![byte],
    };
    if let [only] = word {
        let forms = forms(*only).into_iter();
        let pairs = forms.map(|byte| {
            let [byte, or] = either_case(byte);
            Pair::of_one(byte, or)
        });
        return (0, pairs.collect());
    }
    let rarity = |(_, pair): &(usize, &[u8])| rank(&pair[0]) + rank(&pair[1]);
    let Some((at, pair)) = word.windows(2).enumerate().max_by_key(rarity) else {
        return (0, Vec::new());
    };
    let mut pairs = Vec::new();
    for first in forms(pair[0]) {
        for second in forms(pair[1]) {
            pairs.push(Pair::of_two(first, second));
        }
    }
    (at, pairs)
}

/// Characters that are compared as something else than themselves.
struct OtherForms {
    /// For a folded character, those that fold to something with it in it.
    of: BTreeMap<char, Vec<char>>,
    /// Those of which folding leaves nothing.
    of_nothing: Vec<char>,
}

fn other_forms() -> &'static OtherForms {
    static FORMS: OnceLock<OtherForms> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut forms = OtherForms {
            of: BTreeMap::new(),
            of_nothing: Vec::new(),
        };
        for c in '\0'..=char::MAX {
            let mut folds = fold(c).peekable();
            match folds.peek() {
                None => forms.of_nothing.push(c),
                Some(&first) if first != c => {
                    for folded in folds {
                        forms.of.entry(folded).or_default().push(c);
                    }
                }
                Some(_) => {
                    for folded in folds.skip(1) {
                        forms.of.entry(folded).or_default().push(c);
                    }
                }
            }
        }
        forms
    })
}

/// A word of a query.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word.
    pub needle: Needle,
    /// Ids of the dataset's sources that have it in their title, or in the
    /// name of their publisher or of what they stand in: an event that cites
    /// one of them has the word too.
    pub sources: BTreeSet<String>,
}

/// What is wanted of an event beyond its lane and its marks of evidence.
/// Empty parts let everything through; parts are joined by *and*, the members
/// of one part by *or*, but all words must occur.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words that must all occur.
    pub words: Vec<Word>,
    /// People or bodies, one of which must have taken part.
    pub people: BTreeSet<String>,
    /// Tags, one of which it must have.
    pub tags: BTreeSet<String>,
    /// Names of places, one of which it must be at.
    pub places: BTreeSet<String>,
    /// Ids of sources, one of which it must cite.
    pub sources: BTreeSet<String>,
}

impl Wanted {
    /// The words of a query, with the sources of the dataset that have them.
    /// Long words come first: they are in fewer texts.
    pub fn words(query: &str, dataset: &Dataset, index: &Index) -> Vec<Word> {
        // Of two sources with the same id, the index knows the first.
        let known = dataset.sources.iter().zip(0..=u32::MAX);
        let known: Vec<&Source> = known
            .filter(|(source, at)| index.source(&source.id) == Some(SourceIx(*at)))
            .map(|(source, _)| source)
            .collect();
        let mut words: Vec<Needle> = query.split_whitespace().map(Needle::new).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.folded().len()));
        words
            .into_iter()
            .map(|needle| {
                let having = known
                    .iter()
                    .filter(|source| source_texts(source).any(|text| needle.matches(text)));
                let sources = having.map(|source| source.id.clone()).collect();
                Word { needle, sources }
            })
            .collect()
    }

    /// True when everything is let through.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.people.is_empty()
            && self.tags.is_empty()
            && self.places.is_empty()
            && self.sources.is_empty()
    }

    /// True when the event is wanted.
    pub fn holds(&self, event: &Event) -> bool {
        let has_any = |wanted: &BTreeSet<String>, own: &[String]| {
            wanted.is_empty() || own.iter().any(|name| wanted.contains(name))
        };
        let is_there = || match &event.place {
            Some(place) => self.places.contains(&place.name),
            None => false,
        };
        let cites = || citations(event).any(|citation| self.sources.contains(&citation.source));
        has_any(&self.people, &event.people)
            && has_any(&self.tags, &event.tags)
            && (self.places.is_empty() || is_there())
            && (self.sources.is_empty() || cites())
            && self.words.iter().all(|word| word.stands_in(event))
    }
}

impl Word {
    /// True when the word stands in the text of an event or of a source that
    /// it cites.
    pub fn stands_in(&self, event: &Event) -> bool {
        let needle = &self.needle;
        let is_in = |text: &String| needle.matches(text);
        is_in(&event.title)
            || is_in(&event.id)
            || event.titles.values().any(is_in)
            || event.summary.as_ref().is_some_and(is_in)
            || event.people.iter().any(is_in)
            || event.tags.iter().any(is_in)
            || event.place.as_ref().is_some_and(|place| is_in(&place.name))
            || event
                .claims
                .iter()
                .any(|claim| is_in(&claim.about) || is_in(&claim.value))
            || citations(event).any(|citation| {
                citation.note.as_ref().is_some_and(is_in) || self.sources.contains(&citation.source)
            })
            // Last, because the words of a date are made.
            || event
                .when
                .date()
                .is_some_and(|date| needle.matches(date.text()) || needle.matches(&date.words()))
    }
}

/// What search looks at of a source.
fn source_texts(source: &Source) -> impl Iterator<Item = &String> {
    let names = [&source.title, &source.publisher, &source.container_title];
    names.into_iter().flatten()
}

/// Values of one facet, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<String, u32>,
    is_cut: bool,
}

impl Tally {
    /// Different values that are counted at most: those met after so many are
    /// not, so that a column where every row has its own value costs no more
    /// than this.
    pub const MOST: usize = 200_000;

    /// Adds to a value.
    pub fn add(&mut self, value: &str, count: u32) {
        if let Some(known) = self.counts.get_mut(value) {
            *known += count;
        } else if self.counts.len() >= Tally::MOST {
            self.is_cut = true;
        } else {
            self.counts.insert(value.to_owned(), count);
        }
    }

    /// Says that there are values which are not counted.
    pub fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Adds what was counted elsewhere.
    pub fn add_all(&mut self, other: Tally) {
        if self.counts.is_empty() {
            let is_cut = self.is_cut || other.is_cut;
            *self = Tally { is_cut, ..other };
            return;
        }
        self.is_cut |= other.is_cut;
        for (value, count) in other.counts {
            self.add(&value, count);
        }
    }

    /// The values and their counts, by value.
    pub fn values(&self) -> impl Iterator<Item = (&str, u32)> {
        self.counts
            .iter()
            .map(|(value, &count)| (value.as_str(), count))
    }

    /// How many events have the value.
    pub fn count_of(&self, value: &str) -> u32 {
        self.counts.get(value).copied().unwrap_or(0)
    }

    /// How many different values were counted.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// True when nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// True when there were more different values than [`Tally::MOST`].
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

/// What events have in common, counted: each event once for each different
/// value that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// People and bodies.
    pub people: Tally,
    /// Tags.
    pub tags: Tally,
    /// Places.
    pub places: Tally,
    /// Ids of the sources cited.
    pub sources: Tally,
}

impl Tallies {
    /// Counts one event.
    pub fn add(&mut self, event: &Event) {
        add_distinct(&mut self.people, event.people.iter().map(String::as_str));
        add_distinct(&mut self.tags, event.tags.iter().map(String::as_str));
        let place = event.place.iter().map(|place| place.name.as_str());
        add_distinct(&mut self.places, place);
        let sources = citations(event).map(|citation| citation.source.as_str());
        add_distinct(&mut self.sources, sources);
    }

    /// Adds what was counted elsewhere.
    pub fn add_all(&mut self, other: Tallies) {
        self.people.add_all(other.people);
        self.tags.add_all(other.tags);
        self.places.add_all(other.places);
        self.sources.add_all(other.sources);
    }
}

/// Adds one to each different value of one event.
fn add_distinct<'a>(tally: &mut Tally, values: impl Iterator<Item = &'a str>) {
    let values: BTreeSet<&str> = values.collect();
    for value in values {
        tally.add(value, 1);
    }
}
