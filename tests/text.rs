//! Text: order, widths, joining, shortening and breaking, in the scripts that
//! the app is for. `unicode-bidi`'s own reordering is the oracle for the order,
//! egui's galleys for the widths.

#![expect(clippy::unwrap_used, reason = "tests")]

use eframe::egui::{self, Color32};
use proptest::prelude::*;
use tarikh::render::egui::{family, fonts, line_job, paragraph_job};
use tarikh::text::{FontId, Line, MAX_CHARS, Shaper, Weight, bidi, clean, is_rtl};
use unicode_bidi::BidiInfo;

/// The strings that egui alone gets right or wrong, and a few harder ones.
const TEXTS: [&str; 16] = [
    "افغانستان",
    "Афганистан",
    "جنگ افغانستان",
    "Kabul کابل 1979",
    "سال ۱۹۷۹ در کابل (…)",
    "שלום עולם 1979",
    "अफ़ग़ानिस्तान",
    "Saur Revolution",
    "د ثور انقلاب",
    "کودتای هفت ثور ۱۳۵۷/۲/۷",
    "می‌خواهند بروند",
    "«کابل» [۱۹۷۹–۱۹۸۹] و Moscow",
    "Саурская революция (انقلاب ثور), 27 April 1978",
    "الأول لا إله إلا الله مُحَمَّدٌ",
    "٢٧ أبريل ١٩٧٨",
    "100% 3,5 km — “quoted”",
];

/// An egui context with the app's fonts at that scale.
fn with_egui<R>(pixels_per_point: f32, mut read: impl FnMut(&egui::Context) -> R) -> R {
    let context = egui::Context::default();
    context.set_fonts(fonts());
    context.set_pixels_per_point(pixels_per_point);
    let mut result = None;
    // The scale holds from the second pass on.
    for _ in 0..2 {
        let output = context.run_ui(egui::RawInput::default(), |ui| {
            result = Some(read(ui.ctx()))
        });
        output.drop_without_applying_deltas();
    }
    result.unwrap()
}

fn galley(context: &egui::Context, text: &str, size: f32, weight: Weight) -> egui::Galley {
    let job = line_job(text, size, weight, Color32::WHITE);
    context.fonts_mut(|fonts| (*fonts.layout_job(job)).clone())
}

/// Brackets made equal to their counterparts, direction controls taken out.
fn without_sides(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !matches!(c, '\u{200E}' | '\u{200F}'));
    kept.map(|c| match c {
        ')' => '(',
        ']' => '[',
        '»' => '«',
        other => other,
    })
    .collect()
}

/// The characters of a text from left to right, by `unicode-bidi`.
fn expected_order(text: &str) -> String {
    let info = BidiInfo::new(text, None);
    let line = info.paragraphs[0].range.clone();
    without_sides(&info.reorder_line(&info.paragraphs[0], line))
}

/// The characters of a shaped line from left to right.
fn shaped_order(line: &Line) -> String {
    let mut order = String::new();
    for run in &line.runs {
        let mut ranges: Vec<_> = run.glyphs.iter().map(|glyph| glyph.text.clone()).collect();
        ranges.dedup();
        for range in ranges {
            let cluster = &line.text[range];
            if run.is_rtl {
                order.extend(cluster.chars().rev());
            } else {
                order.push_str(cluster);
            }
        }
    }
    without_sides(&order)
}

#[test]
fn shaped_lines_follow_the_unicode_order() {
    let mut shaper = Shaper::new();
    for text in TEXTS {
        let line = shaper.line(text, 14.0, Weight::Regular);
        assert_eq!(shaped_order(&line), expected_order(text), "{text}");
    }
}

#[test]
fn pieces_for_egui_follow_the_unicode_order() {
    for text in TEXTS {
        let mut order = String::new();
        for run in bidi::visual_runs(text) {
            if run.is_rtl {
                order.extend(run.text.chars().rev());
            } else {
                order.push_str(&run.text);
            }
        }
        assert_eq!(without_sides(&order), expected_order(text), "{text}");
    }
}

#[test]
fn brackets_open_towards_their_text() {
    let pieces = |text: &str| -> Vec<String> {
        bidi::visual_runs(text)
            .into_iter()
            .map(|run| run.text)
            .collect()
    };
    assert_eq!(
        pieces("سال ۱۹۷۹ در کابل (…)"),
        [
            "(…) ", "کابل", " ", "در", " ", "۱", "۹", "۷", "۹", " ", "سال"
        ]
    );
    assert_eq!(pieces("کابل (Kabul)"), ["(Kabul) ", "کابل"]);
    assert_eq!(pieces("Kabul (کابل)"), ["Kabul (", "کابل", ")"]);
    assert_eq!(pieces("می‌خواهند بروند"), ["بروند", " ", "می‌خواهند"]);
    assert_eq!(pieces("plain (text)"), ["plain (text)"]);
    assert!(pieces("").is_empty());
}

#[test]
fn the_first_strong_character_gives_the_direction() {
    for (text, expected) in [
        ("کابل 1979", true),
        ("1979 کابل", true),
        ("(…) کابل Kabul", true),
        ("Kabul کابل", false),
        ("1979", false),
        ("", false),
        ("Кабул", false),
        ("שלום", true),
    ] {
        assert_eq!(is_rtl(text), expected, "{text}");
        let mut shaper = Shaper::new();
        assert_eq!(
            shaper.line(text, 12.0, Weight::Regular).is_rtl,
            expected,
            "{text}"
        );
    }
}

#[test]
fn the_window_and_the_exports_measure_alike() {
    let mut shaper = Shaper::new();
    for pixels_per_point in [1.0, 1.5, 2.0] {
        with_egui(pixels_per_point, |context| {
            for text in TEXTS.iter().filter(|text| !is_unbundled(text)) {
                for weight in [Weight::Regular, Weight::Bold] {
                    for size in [9.0, 12.5, 14.0, 28.0] {
                        let ours = shaper.width(text, size, weight);
                        let theirs = galley(context, text, size, weight).rect.width();
                        assert!(
                            (ours - theirs).abs() < 0.5,
                            "{text} at {size} {weight:?}: {ours} against {theirs}"
                        );
                    }
                }
            }
        });
    }
}

/// Scripts without a bundled font: egui may find a font for them on the system.
fn is_unbundled(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{0590}'..='\u{05FF}' | '\u{0900}'..='\u{097F}'))
}

#[test]
fn every_font_stands_on_one_baseline_in_the_window() {
    for pixels_per_point in [1.0, 1.5, 2.0] {
        with_egui(pixels_per_point, |context| {
            for size in [9.0, 12.0, 14.0, 20.0, 40.0] {
                let galley = galley(context, "Kabul کابل ۱۹۷۹", size, Weight::Regular);
                let glyphs = &galley.rows[0].glyphs;
                for glyph in glyphs {
                    assert_eq!(glyph.pos.y, glyphs[0].pos.y, "{} at {size}", glyph.chr);
                }
            }
        });
    }
}

#[test]
fn arabic_letters_join() {
    let mut shaper = Shaper::new();
    let mut ids = |text: &str| -> Vec<u32> {
        let line = shaper.line(text, 14.0, Weight::Regular);
        let glyphs = line.runs.iter().flat_map(|run| &run.glyphs);
        glyphs.map(|glyph| glyph.id).collect()
    };
    let alone: Vec<u32> = "جنگ"
        .chars()
        .rev()
        .flat_map(|c| ids(&c.to_string()))
        .collect();
    let joined = ids("جنگ");
    assert_eq!(joined.len(), alone.len());
    for (joined, alone) in joined.iter().zip(&alone) {
        assert_ne!(joined, alone);
    }
    // A non-joiner between them parts the letters, without a gap.
    assert_ne!(ids("می\u{200C}خ"), ids("میخ"));
    assert_eq!(ids("لا").len(), 1, "lam and alef are one glyph");
}

#[test]
fn a_ligature_stands_for_all_its_letters() {
    let mut shaper = Shaper::new();
    for text in ["لا", "الله لا", "office ffi", "مُحَمَّدٌ"] {
        let line = shaper.line(text, 14.0, Weight::Regular);
        let mut covered = vec![false; text.len()];
        for glyph in line.runs.iter().flat_map(|run| &run.glyphs) {
            covered[glyph.text.clone()].fill(true);
        }
        assert!(covered.iter().all(|byte| *byte), "{text}: {line:?}");
    }
}

#[test]
fn bold_uses_the_bold_fonts_and_each_script_its_own() {
    let mut shaper = Shaper::new();
    for (text, weight, font) in [
        ("Кабул", Weight::Regular, FontId::Regular),
        ("Kabul", Weight::Bold, FontId::Bold),
        ("کابل", Weight::Regular, FontId::ArabicRegular),
        ("ښاغلی ړوند څوک", Weight::Bold, FontId::ArabicBold),
    ] {
        let line = shaper.line(text, 14.0, weight);
        for run in &line.runs {
            assert!(run.glyphs.iter().all(|glyph| glyph.id != 0), "{text}");
            if !line.text[run.text.clone()].trim().is_empty() {
                assert_eq!(run.font, font, "{text}");
            }
        }
    }
    assert!(
        shaper.width("Kabul", 14.0, Weight::Bold) > shaper.width("Kabul", 14.0, Weight::Regular)
    );
}

#[test]
fn scenes_and_panels_have_the_symbols_they_may_use() {
    let mut shaper = Shaper::new();
    for weight in [Weight::Regular, Weight::Bold] {
        for symbol in "…–—×·•“”‘’«»‹›№°±§†‡".chars() {
            let line = shaper.line(&symbol.to_string(), 14.0, weight);
            assert_ne!(line.runs[0].glyphs[0].id, 0, "{symbol} {weight:?}");
        }
        // For panels only: egui's own fonts have these, the exports do not.
        for symbol in "←→↑↓↗▾▸▲▼◆●○■□".chars() {
            let font = egui::FontId::new(14.0, family(weight));
            let has = with_egui(1.0, |context| {
                context.fonts_mut(|fonts| fonts.has_glyph(&font, symbol))
            });
            assert!(has, "{symbol} {weight:?}");
        }
    }
}

#[test]
fn metrics_are_those_of_the_latin_font() {
    let shaper = Shaper::new();
    assert!((shaper.ascent(1000.0) - 1069.0).abs() < 1.0);
    assert!((shaper.descent(1000.0) - 293.0).abs() < 1.0);
    assert!((shaper.cap_height(1000.0) - 714.0).abs() < 1.0);
    assert!((shaper.x_height(1000.0) - 536.0).abs() < 1.0);
    assert_eq!(shaper.ascent(20.0), 2.0 * shaper.ascent(10.0));
}

#[test]
fn controls_are_spaces_and_overrides_are_dropped() {
    let mut shaper = Shaper::new();
    let mut width = |text: &str| shaper.width(text, 14.0, Weight::Regular);
    // One of them is measured as a whole, the other word by word.
    assert!((width("a\nb\tc") - width("a b c")).abs() < 0.001);
    assert_eq!(width("a\u{202E}bc\u{202C}"), width("abc"));
    assert_eq!(width("abc\u{200F}"), width("abc"));
    assert_eq!(width("\u{2066}abc\u{2069}"), width("abc"));
    assert_eq!(width(""), 0.0);
    assert!(width(" ") > 0.0);
    assert!(width("abc ") > width("abc"));
    assert_eq!(clean("one\u{202E}two\r\n"), "onetwo  ");
    assert!(matches!(
        clean("plain"),
        std::borrow::Cow::Borrowed("plain")
    ));
}

#[test]
fn sizes_without_sense_give_no_glyphs_and_huge_texts_end() {
    let mut shaper = Shaper::new();
    for size in [0.0, -1.0, f32::NAN] {
        let line = shaper.line("Kabul", size, Weight::Regular);
        assert_eq!((line.width, line.runs.len()), (0.0, 0));
    }
    assert!(
        shaper
            .width("Kabul", f32::INFINITY, Weight::Regular)
            .is_finite()
    );
    let long = "کابل Kabul ".repeat(200_000);
    let line = shaper.line(&long, 14.0, Weight::Regular);
    assert_eq!(line.text.chars().count(), MAX_CHARS);
    assert!(shaper.fit(&long, 14.0, Weight::Regular, 100.0).is_shortened);
    assert!(shaper.fit(&long, 14.0, Weight::Regular, 1e9).is_shortened);
}

#[test]
fn shortened_text_ends_in_an_ellipsis_on_its_own_side() {
    let mut shaper = Shaper::new();
    let mut fit = |text, width| shaper.fit(text, 14.0, Weight::Regular, width);
    let latin = fit("Saur Revolution in Kabul", 120.0);
    assert_eq!(latin.text, "Saur Revolution…");
    assert!(latin.is_shortened);
    let whole = fit("Saur", 120.0);
    assert_eq!((whole.text.as_str(), whole.is_shortened), ("Saur", false));
    assert_eq!(fit("Saur", 3.0).text, "");
    assert!(fit("Saur", 3.0).is_shortened);

    let persian = fit("کودتای هفت ثور در کابل", 110.0);
    assert!(persian.text.ends_with('…') && persian.is_shortened);
    let line = shaper.line(&persian.text, 14.0, Weight::Regular);
    let leftmost = &line.runs[0].glyphs[0];
    assert_eq!(&line.text[leftmost.text.clone()], "…");
    // Cut before its first letter, a text keeps the direction that letter gave.
    let numbers = "۱۹۷۹ – ۱۹۸۹ – ۱۹۹۲ – جنگ";
    let cut = shaper.fit(numbers, 14.0, Weight::Regular, 90.0);
    assert!(
        cut.is_shortened && is_rtl(numbers) && is_rtl(&cut.text),
        "{cut:?}"
    );
}

#[test]
fn a_cut_never_splits_a_letter_from_its_marks() {
    let mut shaper = Shaper::new();
    let text = "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}";
    for width in 1..60 {
        let fitted = shaper.fit(text, 14.0, Weight::Regular, width as f32);
        let kept = fitted.text.trim_end_matches('…');
        assert_eq!(kept.chars().count() % 2, 0, "{kept:?}");
    }
}

#[test]
fn captions_break_at_words() {
    let mut shaper = Shaper::new();
    let text = "The Saur Revolution brought the People’s Democratic Party to power in Kabul.";
    let lines = shaper.wrap(text, 12.0, Weight::Regular, 150.0, 10);
    assert!(lines.len() > 2);
    assert_eq!(lines.join(" "), text);
    for line in &lines {
        assert!(shaper.width(line, 12.0, Weight::Regular) <= 150.0, "{line}");
    }
    let two = shaper.wrap(text, 12.0, Weight::Regular, 150.0, 2);
    assert_eq!(two.len(), 2);
    assert_eq!(two[0], lines[0]);
    assert!(two[1].ends_with('…'), "{two:?}");
    assert!(shaper.width(&two[1], 12.0, Weight::Regular) <= 150.0);
    assert_eq!(
        shaper.wrap("one\ntwo", 12.0, Weight::Regular, 150.0, 5),
        ["one", "two"]
    );
    assert_eq!(
        shaper.wrap("one\ntwo", 12.0, Weight::Regular, 150.0, 1),
        ["one…"]
    );
    assert!(
        shaper
            .wrap(text, 12.0, Weight::Regular, 150.0, 0)
            .is_empty()
    );
    assert!(shaper.wrap("", 12.0, Weight::Regular, 150.0, 3).is_empty());
    for line in shaper.wrap(
        "Donaudampfschifffahrtsgesellschaft",
        12.0,
        Weight::Regular,
        60.0,
        9,
    ) {
        assert!(shaper.width(&line, 12.0, Weight::Regular) <= 60.0, "{line}");
    }
}

#[test]
fn every_line_of_a_right_to_left_caption_runs_so() {
    let mut shaper = Shaper::new();
    let text = "کودتای هفت ثور Democratic Party of Afghanistan را به قدرت رساند";
    let lines = shaper.wrap(text, 12.0, Weight::Regular, 90.0, 10);
    assert!(lines.len() > 2);
    assert!(lines.iter().any(|line| line.contains("Democratic")));
    for line in &lines {
        assert!(is_rtl(line), "{line}");
    }
    let job = paragraph_job(
        text,
        12.0,
        Weight::Regular,
        Color32::WHITE,
        90.0,
        &mut shaper,
    );
    assert_eq!(job.halign, egui::Align::RIGHT);
    assert_eq!(job.text.lines().count(), lines.len());
    job.debug_sanity_check();
}

#[test]
fn sections_for_egui_stay_apart() {
    let job = line_job("جنگ افغانستان", 14.0, Weight::Regular, Color32::WHITE);
    assert_eq!(job.sections.len(), 3);
    assert_eq!(job.text, "افغانستان جنگ");
}

/// Texts of every script and trouble.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zA-Z0-9(),.…–]{1,8}",
        "[а-яА-Я]{1,8}",
        "[ا-ی۰-۹\u{200C}]{1,8}",
        "[\u{600}-\u{6FF}]{1,6}",
        "[א-ת]{1,5}",
        "\\PC{0,6}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ];
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_least_width_is_not_above_the_true_one(text in any_text(), number in any::<u32>()) {
        let mut shaper = Shaper::new();
        for weight in [Weight::Regular, Weight::Bold] {
            let text = clean(&text);
            let least = shaper.least_width(&text, 12.5, weight);
            prop_assert!(least <= shaper.width(&text, 12.5, weight) + 0.01, "{text:?}");
            let number = tarikh::text::grouped(number.into());
            let difference = shaper.number_width(&number, 10.5, weight) - shaper.width(&number, 10.5, weight);
            prop_assert!(difference.abs() < 0.1, "{number}");
        }
    }

    #[test]
    fn what_fits_is_never_wider_than_asked(text in any_text(), width in -5.0_f32..300.0) {
        let mut shaper = Shaper::new();
        let fitted = shaper.fit(&text, 13.0, Weight::Regular, width);
        prop_assert!(fitted.text.is_empty() || fitted.width <= width);
        prop_assert_eq!(fitted.width, shaper.width(&fitted.text, 13.0, Weight::Regular));
        if !fitted.is_shortened {
            prop_assert_eq!(fitted.text.as_str(), &*clean(&text));
        }
    }

    #[test]
    fn any_text_is_shaped_in_its_own_box(text in any_text()) {
        let mut shaper = Shaper::new();
        let line = shaper.line(&text, 13.0, Weight::Bold);
        prop_assert!(line.width.is_finite() && line.width >= 0.0);
        let advances: f32 = line.runs.iter().flat_map(|run| &run.glyphs).map(|g| g.advance).sum();
        prop_assert!((advances - line.width).abs() < 0.01);
        for glyph in line.runs.iter().flat_map(|run| &run.glyphs) {
            prop_assert!(line.text.get(glyph.text.clone()).is_some());
        }
    }

    #[test]
    fn pieces_for_egui_lose_no_character(text in any_text()) {
        let sorted = |text: &str| {
            let mut chars: Vec<char> = without_sides(text)
                .chars()
                .filter(|c| !matches!(c, '\u{61C}' | '\u{2066}'..='\u{2069}'))
                .collect();
            chars.sort_unstable();
            chars
        };
        let pieces: String = bidi::visual_runs(&text).into_iter().map(|run| run.text).collect();
        let mirrors = |c: char| "<>{}‹›≤≥⁅⁆⁽⁾₍₎⌈⌉⌊⌋⟨⟩⟪⟫⟦⟧〈〉《》".contains(c);
        if !text.contains(mirrors) {
            prop_assert_eq!(sorted(&pieces), sorted(&clean(&text)));
        }
    }

    #[test]
    fn wrapped_lines_hold_the_words_in_order(text in any_text(), width in 20.0_f32..300.0) {
        let mut shaper = Shaper::new();
        let lines = shaper.wrap(&text, 13.0, Weight::Regular, width, usize::MAX);
        let bare = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200E}' | '\u{200F}')).collect()
        };
        prop_assert_eq!(bare(&lines.concat()), bare(&clean(&text)));
    }
}

#[test]
fn a_letter_carries_no_more_marks_than_a_script_needs() {
    let accents = "a\u{0301}\u{0302}";
    assert_eq!(tarikh::text::clean(accents), accents);
    let tower = format!("a{}b", "\u{0301}".repeat(3_000));
    assert_eq!(tarikh::text::clean(&tower).chars().count(), 6);
}
