//! What holds for every text. Tables of texts are in `tests/written_dates.rs`.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::dates::{End, Precision};

/// How fine the finest end is.
fn finest(date: &Date) -> Precision {
    let of = |end| match end {
        End::Dated(end) => end.precision,
        End::Open | End::Unknown => Precision::Millennium,
    };
    of(date.start()).max(of(date.end()))
}

/// Words of dates and numbers, none of which is a day.
const COARSE: [&str; 62] = [
    "late",
    "early",
    "mid",
    "mid-",
    "c.",
    "circa",
    "about",
    "1979",
    "1980",
    "1980s",
    "80",
    "19th century",
    "century",
    "c",
    "BC",
    "AD",
    "before",
    "after",
    "between",
    "and",
    "or",
    "from",
    "to",
    "-",
    "–",
    "/",
    "?",
    "March",
    "May",
    "spring",
    "winter",
    "Q3",
    "first",
    "half",
    "of",
    "the",
    "quarter",
    "since",
    "present",
    "октябрь",
    "1917",
    "год",
    "г.",
    "1980-х",
    "начало",
    "конец",
    "век",
    "XIX",
    "V",
    "до",
    "н. э.",
    "по",
    "с",
    "между",
    "и",
    "или",
    "весна",
    "около",
    "until",
    "1900s",
    "last",
    "decade",
];

/// The same for the Hijri calendars.
const HIJRI: [&str; 24] = [
    "ثور",
    "میزان",
    "۱۳۵۷",
    "1357",
    "خورشیدی",
    "قمری",
    "ق",
    "SH",
    "AH",
    "Saur",
    "Mizan",
    "Muharram",
    "محرم",
    "تا",
    "از",
    "دهه",
    "۱۳۵۰",
    "اوایل",
    "بهار",
    "before",
    "after",
    "between",
    "and",
    "or",
];

fn text_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(words), 1..8).prop_map(|words| words.join(" "))
}

#[test]
fn numbers_of_any_length_do_no_harm() {
    let long = "9".repeat(30);
    let round = format!("1{}", "0".repeat(18));
    for number in [long.as_str(), "9223372036854775807", &round, "00000000000"] {
        for form in [
            "#",
            "#s",
            "#-#",
            "winter #/#",
            "winter #-00",
            "# BC",
            "# SH",
            "#s SH",
            "# century AH",
            "دهه # خورشیدی",
            "# ثور #",
            "#-#-#",
            "#.#.#",
            "#:#",
            "#,#",
            "# век до н. э.",
            "Q#",
            "before # BC",
            "between # and #",
            "early # century BC",
            "# March # AH",
            "#th",
            "half # #",
        ] {
            let text = form.replace('#', number);
            assert!(!matches!(read_written(&text), Ok(Some(_))), "{text}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_read_is_edtf(text in any::<String>()) {
        if let Ok(Some(written)) = read_written(&text) {
            prop_assert!(Date::parse(&written.edtf).is_ok(), "{}", written.edtf);
        }
    }

    #[test]
    fn nothing_made_of_the_words_and_signs_of_dates_panics(
        text in "([0-9]{1,5}|[0-9]{20}|[а-я]{1,4}|[a-z]{1,4}|ثور|ق|[-–/.,:?~() \u{200C}'])( ?([0-9]{1,5}|bc|до н. э.|march|г.|s|th|[-–/.,:?~ ])){0,9}"
    ) {
        if let Ok(Some(written)) = read_written(&text) {
            prop_assert!(Date::parse(&written.edtf).is_ok(), "{}", written.edtf);
        }
    }

    #[test]
    fn what_names_no_day_is_no_day(text in text_of(&COARSE)) {
        if let Ok(Some(written)) = read_written(&text) {
            let date = Date::parse(&written.edtf).unwrap();
            prop_assert!(finest(&date) <= Precision::Month, "{text}: {}", written.edtf);
            prop_assert_eq!(written.calendar, None);
        }
    }

    #[test]
    fn a_hijri_month_or_year_is_never_one_day(text in text_of(&HIJRI)) {
        if let Ok(Some(written)) = read_written(&text) {
            let date = Date::parse(&written.edtf).unwrap();
            if let Some(extent) = date.extent() {
                let days = (extent.end.secs() - extent.start.secs()) / 86_400;
                prop_assert!(days >= 28, "{text}: {}", written.edtf);
            }
        }
    }

    #[test]
    fn a_day_is_the_same_in_every_language(days in -30_000_i64..40_000) {
        let day = crate::dates::civil::CivilDate::from_days(days);
        let edtf = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        let month = crate::dates::Calendar::Gregorian.month_name(day.month);
        let english = format!("{} {month} {}", day.day, day.year);
        let russian = [
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
            "октября", "ноября", "декабря",
        ];
        let russian = format!("{} {} {} г.", day.day, russian[usize::from(day.month) - 1], day.year);
        let solar = crate::dates::Calendar::Persian.date_from_days(days).unwrap();
        let name = crate::dates::Calendar::Persian.month_name(solar.month);
        let afghan = format!("{} {name} {} SH", solar.day, solar.year);
        for text in [english, russian, afghan] {
            let written = read_written(&text).unwrap().unwrap();
            prop_assert_eq!(written.edtf.trim_end_matches('~'), &edtf, "{}", text);
        }
    }
}
