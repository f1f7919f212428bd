//! Civil arithmetic and the other calendars.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tarikh::dates::civil::{CivilDate, CivilTime, SECS_PER_DAY, days_in_month};
use tarikh::dates::{Calendar, CalendarDate, Date, Time, month_from_name};

/// Gregorian days and the Solar Hijri day on them: dates of events in
/// Afghanistan, those marked with a star as printed in Afghan sources.
const SOLAR_HIJRI: &[(&str, &str)] = &[
    ("1978-04-27", "7 Saur 1357"), // *
    ("1978-04-28", "8 Saur 1357"),
    ("1979-02-14", "25 Dalw 1357"),
    ("1979-03-15", "24 Hoot 1357"), // *
    ("1979-12-25", "4 Jadi 1358"),
    ("1979-12-27", "6 Jadi 1358"),
    ("1980-02-22", "3 Hoot 1358"), // *
    ("1982-11-03", "12 Aqrab 1361"),
    ("1985-04-26", "6 Saur 1364"),
    ("1986-05-04", "14 Saur 1365"),
    ("1986-07-28", "6 Asad 1365"),
    ("1986-09-25", "3 Mizan 1365"),
    ("1988-04-14", "25 Hamal 1367"),
    ("1989-02-15", "26 Dalw 1367"), // *
    ("1992-04-28", "8 Saur 1371"),  // *
    ("1993-02-11", "22 Dalw 1371"),
    ("1995-08-03", "12 Asad 1374"),
    ("1996-08-16", "26 Asad 1375"),
    ("1996-09-27", "6 Mizan 1375"),
    ("1998-08-08", "17 Asad 1377"),
    ("2001-09-09", "18 Sunbula 1380"),
    ("2001-10-07", "15 Mizan 1380"),
    ("2001-11-13", "22 Aqrab 1380"),
    ("2001-12-05", "14 Qaws 1380"),
    ("2004-01-04", "14 Jadi 1382"),
    ("2004-10-09", "18 Mizan 1383"),
    ("2009-08-20", "29 Asad 1388"),
    ("2020-02-29", "10 Hoot 1398"), // *
    ("2021-01-28", "9 Dalw 1399"),  // *
    ("2021-04-14", "25 Hamal 1400"),
    ("2021-08-06", "15 Asad 1400"),
    ("2021-08-15", "24 Asad 1400"), // *
    ("2021-08-26", "4 Sunbula 1400"),
    ("2021-08-30", "8 Sunbula 1400"),
    ("2021-09-07", "16 Sunbula 1400"),
    ("2021-10-08", "16 Mizan 1400"),
    ("2021-10-09", "17 Mizan 1400"),
    ("2021-10-12", "20 Mizan 1400"),
    ("2021-10-15", "23 Mizan 1400"),
    ("2021-10-20", "28 Mizan 1400"),
];

/// Other calendars, and precisions other than the day.
const WORDS: &[(Calendar, &str, Option<&str>)] = &[
    (Calendar::Persian, "1988-08", Some("Asad – Sunbula 1367")),
    (Calendar::Persian, "1988-03", Some("Hoot 1366 – Hamal 1367")),
    (Calendar::Persian, "1990", Some("1368–1369")),
    (
        Calendar::Persian,
        "1979-12-24/1979-12-27",
        Some("3–6 Jadi 1358"),
    ),
    (
        Calendar::Persian,
        "1978-04-27/1978-05-03",
        Some("7–13 Saur 1357"),
    ),
    (
        Calendar::Persian,
        "1999-11-14/..",
        Some("since 23 Aqrab 1378"),
    ),
    (Calendar::Persian, "2001-12-07~", Some("about 16 Qaws 1380")),
    (
        Calendar::Persian,
        "2021-08-30T23:59:00+04:30",
        Some("8 Sunbula 1400, 23:59:00 (UTC+04:30)"),
    ),
    (Calendar::Persian, "1982/1988", Some("1360–1367")),
    (
        Calendar::Persian,
        "1982-05/1982-09",
        Some("Saur – Mizan 1361"),
    ),
    (
        Calendar::Persian,
        "1984-24/1985-21",
        Some("Qaws 1363 – Jawza 1364"),
    ),
    (
        Calendar::Persian,
        "1982~/1988",
        Some("about 1360–1361 to 1366–1367"),
    ),
    (Calendar::Persian, "0500", None),
    (Calendar::Persian, "Y-66000000", None),
    // The October Revolution and the last day of the Julian calendar in Russia.
    (Calendar::Julian, "1917-11-07", Some("25 October 1917")),
    (Calendar::Julian, "1918-02-13", Some("31 January 1918")),
    // The day before the Gregorian calendar, and Caesar's death (15 March 44
    // BCE was 13 March in the proleptic Gregorian calendar).
    (Calendar::Julian, "1582-10-14", Some("4 October 1582")),
    (Calendar::Julian, "-0043-03-13", Some("15 March 44 BCE")),
    // The first day of the Islamic calendar: 16 July 622 Julian.
    (Calendar::IslamicCivil, "0622-07-19", Some("1 Muharram 1")),
    (Calendar::IslamicCivil, "0622-07-18", None),
    // 1 Muharram 1443 in Saudi Arabia was 10 August 2021 by the tables.
    (
        Calendar::IslamicUmalqura,
        "2021-08-09",
        Some("1 Muharram 1443"),
    ),
    (Calendar::IslamicUmalqura, "1850-01-01", None),
    (Calendar::Gregorian, "2021-10-20", Some("20 October 2021")),
];

#[test]
fn afghan_dates_are_those_printed_in_the_sources() {
    for (gregorian, solar) in SOLAR_HIJRI {
        let date = Date::parse(gregorian).unwrap();
        assert_eq!(
            Calendar::Persian.words(&date).as_deref(),
            Some(*solar),
            "{gregorian}"
        );
    }
}

#[test]
fn other_calendars_keep_the_precision_that_was_written() {
    for (calendar, text, words) in WORDS {
        let date = Date::parse(text).unwrap();
        assert_eq!(
            calendar.words(&date).as_deref(),
            *words,
            "{calendar:?} {text}"
        );
    }
}

#[test]
fn calendars_are_found_by_their_ids() {
    for calendar in Calendar::ALL {
        assert_eq!(Calendar::from_id(calendar.id()), Some(calendar));
        assert!(!calendar.title().is_empty());
        assert!((1..=12).all(|month| !calendar.month_name(month).is_empty()));
        assert!((1..=12).all(|month| !calendar.short_month_name(month).is_empty()));
        assert_eq!(calendar.month_name(0), "");
        assert_eq!(calendar.month_name(13), "");
    }
    assert_eq!(Calendar::from_id("klingon"), None);
}

#[test]
fn months_are_known_by_their_english_names_whole_or_cut() {
    for month in 1..=12 {
        let name = Calendar::Gregorian.month_name(month);
        let chronos = chrono::Month::try_from(month).unwrap();
        assert_eq!(name, chronos.name());
        for length in 3..=name.len() {
            assert_eq!(month_from_name(&name[..length]), Some(month));
            assert_eq!(month_from_name(&name[..length].to_uppercase()), Some(month));
        }
    }
    for none in ["", "ma", "Mayor", "Janvier", "june 1", "мая", "Déc", "éé"] {
        assert_eq!(month_from_name(none), None, "{none}");
    }
}

#[test]
fn every_day_of_five_centuries_follows_the_day_before_in_each_calendar() {
    for calendar in Calendar::ALL {
        let mut before: Option<CalendarDate> = None;
        for days in -100_000..100_000 {
            let Some(date) = calendar.date_from_days(days) else {
                continue;
            };
            if let Some(before) = before {
                assert!(before < date, "{calendar:?} {before:?} {date:?}");
                let same_month = (before.year, before.month) == (date.year, date.month);
                assert!(if same_month {
                    date.day == before.day + 1
                } else {
                    date.day == 1
                });
            }
            before = Some(date);
        }
        assert!(before.is_some());
    }
}

#[test]
fn deep_time_has_days_and_months() {
    assert_eq!(CivilDate::new(1970, 1, 1).days(), 0);
    let big_bang = CivilDate::new(-13_800_000_000, 1, 1);
    assert_eq!(CivilDate::from_days(big_bang.days()), big_bang);
    assert_eq!(CivilTime::of(Time::MIN).date.year, -292_277_022_657);
    assert_eq!(CivilTime::of(Time::MAX).date.year, 292_277_026_596);
    assert_eq!(CivilDate::new(i64::MAX, 12, 31).start(), None);
    assert_eq!(CivilDate::new(i64::MIN, 1, 1).start(), None);
}

proptest! {
    #[test]
    fn civil_days_are_those_of_chrono(days in -95_000_000_i64..95_000_000) {
        let ours = CivilDate::from_days(days);
        let theirs = NaiveDate::from_num_days_from_ce_opt((days + 719_163) as i32).unwrap();
        prop_assert_eq!((ours.year, u32::from(ours.month), u32::from(ours.day)),
            (i64::from(theirs.year()), theirs.month(), theirs.day()));
        prop_assert_eq!(ours.days(), days);
        prop_assert!(ours.day <= days_in_month(ours.year, ours.month));
    }

    #[test]
    fn civil_days_go_there_and_back_over_the_whole_range(secs in any::<i64>()) {
        let days = secs.div_euclid(SECS_PER_DAY);
        let date = CivilDate::from_days(days);
        prop_assert_eq!(date.days(), days);
        prop_assert!((1..=12).contains(&date.month));
        prop_assert!((1..=days_in_month(date.year, date.month)).contains(&date.day));
        prop_assert_eq!(date.tomorrow().days(), days + 1);
    }

    #[test]
    fn no_day_makes_a_calendar_fail(secs in any::<i64>()) {
        for calendar in Calendar::ALL {
            let day = calendar.date_from_days(secs / SECS_PER_DAY);
            prop_assert!(day.is_none_or(|day| (1..=12).contains(&day.month) && (1..=31).contains(&day.day)));
        }
    }
}
