//! Words are found where folding both the word and the text would find them.

use proptest::prelude::*;
use tarikh::model::search::{Hit, Needle, Tally, folded};

/// Text in which characters that fold to others, or to nothing, are frequent.
fn any_text() -> impl Strategy<Value = String> {
    let tricky = proptest::sample::select(
        "aAbkKiIİsSſßẞΣσςåÅKÅ01٠١۰۱'’‘ʼ`-–—‐كکيیىةهأإٱاёЁе\u{0640}\u{064B}\u{0670}\u{200D}\u{200E}\u{0307}پ "
            .chars()
            .collect::<Vec<char>>(),
    );
    let any = prop_oneof![6 => tricky, 2 => proptest::char::range('a', 'e'), 1 => any::<char>()];
    proptest::collection::vec(any, 0..24).prop_map(String::from_iter)
}

fn plain(text: &str, word: &str) -> bool {
    folded(text).contains(&folded(word))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_word_is_found_where_folding_finds_it(text in any_text(), word in any_text()) {
        // A random word is seldom in a text: its beginnings are more often.
        for end in word.char_indices().map(|(at, _)| at).take(4) {
            let word = &word[..end];
            prop_assert_eq!(Needle::new(word).matches(&text), plain(&text, word), "{:?}", word);
        }
    }

    #[test]
    fn a_part_of_a_text_is_found_in_it(text in any_text(), from in 0_usize..24, many in 0_usize..6) {
        let part: String = text.chars().skip(from).take(many).collect();
        prop_assert!(Needle::new(&part).matches(&text));
        prop_assert!(Needle::new(&folded(&part)).matches(&text));
    }

    #[test]
    fn texts_that_match_are_found_among_others(
        texts in proptest::collection::vec(any_text(), 0..30),
        word in any_text(),
        many in 1_usize..4,
    ) {
        let word: String = word.chars().take(many).collect();
        let needle = Needle::new(&word);
        let all = texts.concat();
        let mut from = 0;
        let mut found = Vec::new();
        let mut ends = Vec::new();
        let mut end = 0;
        for text in &texts {
            end += text.len();
            ends.push(end);
        }
        while let Some(hit) = needle.next(all.as_bytes(), from) {
            let (at, end) = match hit {
                Hit::Here(range) => (range.start, Some(range.end)),
                Hit::Perhaps(at) => (at, None),
            };
            prop_assert!(at >= from);
            let row = ends.partition_point(|&end| end <= at);
            let is_here = end.is_some_and(|end| end <= ends[row]);
            prop_assert!(!is_here || needle.matches(&texts[row]));
            if is_here || needle.matches(&texts[row]) {
                found.push(row);
            }
            from = ends[row];
        }
        let expected: Vec<usize> = (0..texts.len())
            // An empty text has no byte that could be a candidate.
            .filter(|&row| !texts[row].is_empty() && plain(&texts[row], &word))
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_a_word_implies_is_found_with_it(text in any_text(), word in any_text(), many in 0_usize..5) {
        let (long, short) = (Needle::new(&word), Needle::new(&word.chars().take(many).collect::<String>()));
        if long.implies(&short) && long.matches(&text) {
            prop_assert!(short.matches(&text));
        }
    }
}

#[test]
fn keyboards_and_typesetters_write_the_same_words() {
    for (typed, text) in [
        ("Amin's", "AMIN’S palace"),
        ("amin`s", "Amin's palace"),
        ("كابل", "در کابل"),
        ("soviet-afghan", "The Soviet–Afghan war"),
        ("۱۳۵۷", "1357"),
        ("1357", "سال ۱۳۵۷"),
        ("елка", "Ёлка"),
        ("kabul", "KA\u{200D}BUL"),
        ("k", "5 \u{212A}"),
        ("istanbul", "İstanbul".replace('\u{0307}', "").as_str()),
    ] {
        assert_eq!(
            Needle::new(typed).matches(text),
            plain(text, typed),
            "{typed}"
        );
    }
    assert!(Needle::new("").matches(""));
    assert!(Needle::new("\u{0640}").matches("a"));
    assert!(!Needle::new("a").matches(""));
}

#[test]
fn a_long_text_is_searched_block_by_block() {
    let mut text = "x".repeat(1000);
    for at in [0, 1, 62, 63, 64, 65, 127, 128, 500, 994] {
        text.replace_range(at..at + 5, "KABUL");
        let needle = Needle::new("kabul");
        let found = needle.next_candidate(text.as_bytes(), 0);
        assert!(
            found.is_some_and(|found| (at..at + 5).contains(&found)),
            "{at}"
        );
        assert!(needle.matches(&text));
        text.replace_range(at..at + 5, "xxxxx");
        assert_eq!(needle.next_candidate(text.as_bytes(), 0), None);
    }
}

#[test]
fn a_tally_counts_no_more_values_than_it_says() {
    let mut tally = Tally::default();
    for value in 0..Tally::MOST + 10 {
        tally.add(&value.to_string(), 1);
    }
    tally.add("7", 2);
    assert_eq!(tally.len(), Tally::MOST);
    assert!(tally.is_cut());
    assert_eq!(tally.count_of("7"), 3);
}
