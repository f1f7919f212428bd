//! Words for what the model holds: grades, stances, relations, counts.

use crate::model::{
    Citation, Claim, ClaimState, Name, PlacePrecision, RelationKind, Reliability, Source,
    SourceKind, Stance,
};

/// `1 event`, `2,345 events`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number with thousands set apart.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

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

/// The grade of a source: `B`, and of a claim with it: `B2`. `None` when
/// neither was graded.
pub(super) fn grade(reliability: Option<Reliability>, credibility: Option<u8>) -> Option<String> {
    match (reliability, credibility) {
        (None, None) => None,
        (Some(letter), None) => Some(letter_of(letter).to_owned()),
        (None, Some(number)) => Some(format!("–{number}")),
        (Some(letter), Some(number)) => Some(format!("{}{number}", letter_of(letter))),
    }
}

fn letter_of(reliability: Reliability) -> &'static str {
    match reliability {
        Reliability::A => "A",
        Reliability::B => "B",
        Reliability::C => "C",
        Reliability::D => "D",
        Reliability::E => "E",
        Reliability::F => "F",
    }
}

/// The grade in words, for the hover.
pub(super) fn grade_words(reliability: Option<Reliability>, credibility: Option<u8>) -> String {
    let source = reliability.map_or("Source: not graded", |letter| match letter {
        Reliability::A => "Source: A, completely reliable",
        Reliability::B => "Source: B, usually reliable",
        Reliability::C => "Source: C, fairly reliable",
        Reliability::D => "Source: D, not usually reliable",
        Reliability::E => "Source: E, unreliable",
        Reliability::F => "Source: F, cannot be judged",
    });
    let claim = credibility.map_or("Claim: not graded", |number| match number {
        1 => "Claim: 1, confirmed",
        2 => "Claim: 2, probably true",
        3 => "Claim: 3, possibly true",
        4 => "Claim: 4, doubtful",
        5 => "Claim: 5, improbable",
        _ => "Claim: 6, cannot be judged",
    });
    format!("{source}\n{claim}\n(Admiralty scale)")
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

/// A short name of a source to stand beside a value: who says so.
pub(super) fn who(source: &Source) -> String {
    crate::cite::short(source)
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
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1234), "1,234");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }

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
    fn a_grade_is_never_guessed() {
        assert_eq!(grade(None, None), None);
        assert_eq!(grade(Some(Reliability::B), Some(2)).as_deref(), Some("B2"));
        assert!(grade_words(None, Some(2)).contains("not graded"));
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
