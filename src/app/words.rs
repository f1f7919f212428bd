//! Words for what the model holds: grades, stances, relations, counts.

use crate::dates::Calendar;
use crate::model::{
    Citation, Claim, ClaimState, Name, PlacePrecision, RelationKind, Source, SourceKind, Stance,
    WrittenCalendar,
};

pub(super) use crate::text::{counted as count, grouped};

/// What a source says: a verb.
pub(super) fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "supports",
        Stance::Disputes => "disputes",
        Stance::Qualifies => "qualifies",
        Stance::Mentions => "mentions",
    }
}

/// `3 support · 1 disputes`, in the order of the stances.
pub(super) fn stance_counts<'a>(citations: impl Iterator<Item = &'a Citation>) -> String {
    let mut counts = [0_u64; 4];
    for citation in citations {
        counts[citation.stance as usize] += 1;
    }
    let verbs = [
        ("supports", "support"),
        ("disputes", "dispute"),
        ("qualifies", "qualify"),
        ("mentions", "mention"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .zip(verbs)
        .filter(|(n, _)| **n > 0)
        .map(|(&n, (one, many))| count(n, one, many))
        .collect();
    parts.join(" · ")
}

/// `Primary source`.
pub(super) fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Primary => "Primary source",
        SourceKind::Secondary => "Secondary source",
        SourceKind::Tertiary => "Tertiary source",
    }
}

/// How another event stands to this one: `Follows`, or `Followed by` from the
/// other side.
pub(super) fn relation(kind: RelationKind, from_other_side: bool) -> &'static str {
    match (kind, from_other_side) {
        (RelationKind::Follows, false) => "Follows",
        (RelationKind::Follows, true) => "Followed by",
        (RelationKind::Causes, false) => "Led to",
        (RelationKind::Causes, true) => "Caused by",
        (RelationKind::PartOf, false) => "Part of",
        (RelationKind::PartOf, true) => "Includes",
        (RelationKind::Contradicts, _) => "Contradicts",
        (RelationKind::SeeAlso, _) => "See also",
    }
}

/// What a place's precision means.
pub(super) fn place_precision(precision: PlacePrecision) -> &'static str {
    match precision {
        PlacePrecision::Exact => "The very spot is known.",
        PlacePrecision::Town => "Known to the town.",
        PlacePrecision::District => "Known to the district.",
        PlacePrecision::Province => "Known to the province.",
        PlacePrecision::Country => "Known to the country.",
    }
}

/// A CSL type as a reader would say it.
pub(super) fn source_type(csl: &str) -> String {
    match csl {
        "article-newspaper" => "News",
        "article-journal" => "Journal article",
        "article-magazine" => "Magazine",
        "article" => "Article",
        "webpage" | "post" | "post-weblog" => "Web page",
        "book" => "Book",
        "chapter" => "Chapter",
        "report" => "Report",
        "dataset" => "Dataset",
        "document" => "Document",
        "manuscript" => "Manuscript",
        "legislation" | "bill" => "Law",
        "legal_case" => "Court case",
        "treaty" => "Treaty",
        "regulation" => "Official",
        "interview" => "Interview",
        "speech" => "Speech",
        "broadcast" => "Broadcast",
        "motion_picture" => "Film",
        "map" => "Map",
        "graphic" | "figure" => "Picture",
        "thesis" => "Thesis",
        "entry" => "Entry",
        "entry-encyclopedia" => "Encyclopaedia",
        "entry-dictionary" => "Dictionary",
        "paper-conference" => "Conference paper",
        "personal_communication" => "Letter",
        "pamphlet" => "Pamphlet",
        "hearing" => "Hearing",
        "collection" => "Archive",
        "" => "Source",
        other => return sentence(&other.replace(['-', '_'], " ")),
    }
    .to_owned()
}

/// The first letter made large.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A name as it is read.
pub(super) fn name(name: &Name) -> String {
    if let Some(literal) = &name.literal {
        return literal.clone();
    }
    let parts: Vec<&str> = [name.given.as_deref(), name.family.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" ")
}

/// Authors, at most three of them.
pub(super) fn authors(source: &Source) -> Option<String> {
    if source.author.is_empty() {
        return None;
    }
    let mut names: Vec<String> = source.author.iter().take(3).map(name).collect();
    if source.author.len() > 3 {
        names.push("and others".to_owned());
    }
    Some(names.join(", "))
}

/// A short name of a source to stand beside a value: author, or where it
/// appeared, or its title; and the year.
pub(super) fn who(source: &Source) -> Vec<String> {
    let name = [
        authors(source),
        source.container_title.clone(),
        source.publisher.clone(),
        source.title.clone(),
    ]
    .into_iter()
    .flatten()
    .find(|name| !name.trim().is_empty())
    .unwrap_or_else(|| source.id.clone());
    let year = source
        .issued
        .as_ref()
        .and_then(|issued| issued.date_parts.first())
        .and_then(|parts| parts.first())
        .map(|year| {
            year.as_str()
                .map_or_else(|| year.to_string(), str::to_owned)
        });
    [Some(name), year].into_iter().flatten().collect()
}

/// The calendar that a source wrote its date in.
pub(super) fn written_calendar(calendar: WrittenCalendar) -> &'static str {
    match calendar {
        WrittenCalendar::Gregorian => Calendar::Gregorian,
        WrittenCalendar::Julian => Calendar::Julian,
        WrittenCalendar::Persian => Calendar::Persian,
        WrittenCalendar::IslamicCivil => Calendar::IslamicCivil,
        WrittenCalendar::IslamicUmalqura => Calendar::IslamicUmalqura,
    }
    .title()
}

/// The number or words of a locator: `page 12`.
pub(super) fn locator(kind: &str, value: &str) -> String {
    if kind.is_empty() {
        value.to_owned()
    } else {
        format!("{} {value}", kind.replace('-', " "))
    }
}

/// Where a claim stands, unless it is simply there.
pub(super) fn claim_state(state: ClaimState) -> Option<(&'static str, &'static str)> {
    match state {
        ClaimState::Accepted => None,
        ClaimState::Proposed => Some(("proposed", "Put forward, not yet looked at.")),
        ClaimState::Rejected => Some(("rejected", "Known to be wrong; kept because it was said.")),
        ClaimState::Superseded => {
            Some(("superseded", "Replaced by a later claim of the same voice."))
        }
    }
}

/// The numbers of a claim: `1,200–2,000 people, best 1,500`.
pub(super) fn numbers(claim: &Claim) -> Option<String> {
    let unit = claim.unit.as_deref().unwrap_or("");
    let text = match (claim.low, claim.best, claim.high) {
        (None, None, None) => return None,
        (Some(low), None, Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(low), Some(best), Some(high)) => {
            format!("{}–{}, best {}", number(low), number(high), number(best))
        }
        (Some(low), None, None) => format!("at least {}", number(low)),
        (None, None, Some(high)) => format!("at most {}", number(high)),
        (_, Some(best), _) => number(best),
    };
    Some(format!("{text} {unit}").trim().to_owned())
}

/// True when the numbers of a claim say something that its own words do not:
/// “2 million people” needs no “2,000,000 people” below it.
pub(super) fn adds_numbers(claim: &Claim) -> bool {
    let said = numbers_in(&claim.value);
    let given = [claim.low, claim.best, claim.high];
    let is_said = |number: &f64| {
        let close = number.abs().max(1.0) * 1e-9;
        said.iter().any(|other| (other - number).abs() <= close)
    };
    !given.iter().flatten().all(is_said)
}

/// The numbers that a text names: `2 million`, `80,000`, `1.5`.
fn numbers_in(text: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let text = text.to_lowercase();
    let mut words = text
        .split(|c: char| c.is_whitespace() || matches!(c, '–' | '-' | '(' | ')' | '/' | ';' | '~'))
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let plain: String = word
            .trim_end_matches(|c: char| !c.is_ascii_digit())
            .chars()
            .filter(|c| !matches!(c, ',' | '\u{a0}' | '\u{202f}' | '$' | '€' | '£'))
            .collect();
        let Ok(number) = plain.parse::<f64>() else {
            continue;
        };
        let times = words.peek().map_or(1.0, |next| {
            match next.trim_matches(|c: char| !c.is_alphabetic()) {
                "hundred" => 1e2,
                "thousand" => 1e3,
                "million" | "millions" => 1e6,
                "billion" | "billions" => 1e9,
                _ => 1.0,
            }
        });
        found.push(number * times);
    }
    found
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", grouped(value.abs() as u64))
    } else {
        value.to_string()
    }
}

/// The first sentence of a summary, without marks of CommonMark.
pub(super) fn first_sentence(summary: &str) -> String {
    let plain: String = summary
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '`' | '#' | '\r'))
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    let plain = plain.trim();
    let end = plain
        .char_indices()
        .zip(plain.chars().skip(1).chain([' ']))
        .find(|((_, c), next)| matches!(c, '.' | '؟' | '۔' | '!' | '?') && next.is_whitespace())
        // An initial such as "M." ends no sentence.
        .filter(|((at, _), _)| *at > 24)
        .map_or(plain.len(), |((at, c), _)| at + c.len_utf8());
    plain[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stances_are_counted_with_the_right_verb() {
        let citation = |stance| Citation {
            stance,
            ..Citation::default()
        };
        let all = [
            citation(Stance::Supports),
            citation(Stance::Supports),
            citation(Stance::Disputes),
        ];
        assert_eq!(stance_counts(all.iter()), "2 support · 1 disputes");
    }

    #[test]
    fn numbers_that_the_words_of_a_claim_give_are_not_said_twice() {
        let claim = |value: &str, best| Claim {
            value: value.to_owned(),
            best: Some(best),
            ..Claim::default()
        };
        for (value, best) in [
            ("2 million", 2e6),
            ("About 80,000 soldiers.", 80_000.0),
            ("$1.5 billion (est.)", 1.5e9),
            ("10 000–14,500", 14_500.0),
        ] {
            assert!(!adds_numbers(&claim(value, best)), "{value}");
        }
        assert!(adds_numbers(&claim("Eighty thousand", 80_000.0)));
        assert!(adds_numbers(&claim("more than 2 million", 2_100_000.0)));
        let both = Claim {
            low: Some(1e6),
            ..claim("up to 2 million", 2e6)
        };
        assert!(adds_numbers(&both));
    }

    #[test]
    fn a_summary_is_cut_after_its_first_sentence() {
        assert_eq!(
            first_sentence("Tanks overthrew the *president* of the day. He died."),
            "Tanks overthrew the president of the day."
        );
        assert_eq!(first_sentence("No end"), "No end");
    }
}
