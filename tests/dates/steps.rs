//! Steps of the axis, their ticks and labels.

use proptest::prelude::*;
use tarikh::dates::civil::CivilTime;
use tarikh::dates::steps::{MAX_TICKS, context_label, context_step, finest_step, label, ticks};
use tarikh::dates::{Calendar, Date, STEPS, Step, Time, TimeSpan, Unit};

fn span(text: &str) -> TimeSpan {
    Date::parse(text).unwrap().extent().unwrap()
}

fn labels(calendar: Calendar, unit: Unit, count: i64, within: &str) -> Vec<String> {
    let step = Step { unit, count };
    ticks(calendar, step, span(within))
        .into_iter()
        .map(|tick| label(calendar, step, tick))
        .collect()
}

#[test]
fn the_ladder_rises_from_a_microsecond_to_ten_billion_years() {
    assert_eq!(
        STEPS[0],
        Step {
            unit: Unit::Microsecond,
            count: 1
        }
    );
    assert_eq!(
        STEPS[STEPS.len() - 1],
        Step {
            unit: Unit::Year,
            count: 10_000_000_000
        }
    );
    for pair in STEPS.windows(2) {
        assert!(
            pair[0].approx_seconds() < pair[1].approx_seconds(),
            "{pair:?}"
        );
    }
}

#[test]
fn ticks_stand_where_a_reader_expects_them() {
    let gregorian = Calendar::Gregorian;
    let cases: &[(Unit, i64, &str, &[&str])] = &[
        (
            Unit::Year,
            10,
            "1978/2021",
            &["1980", "1990", "2000", "2010", "2020"],
        ),
        (
            Unit::Year,
            1,
            "-0001/0002",
            &["2 BCE", "1 BCE", "1 CE", "2 CE"],
        ),
        (
            Unit::Year,
            500,
            "-1099/1100",
            &["1000 BCE", "500 BCE", "1 CE", "500 CE", "1000"],
        ),
        (
            Unit::Year,
            5,
            "-0012/0011",
            &["10 BCE", "5 BCE", "1 CE", "5 CE", "10 CE"],
        ),
        (
            Unit::Year,
            20_000_000,
            "Y-70000000/Y-10000000",
            &["60 Myr ago", "40 Myr ago", "20 Myr ago"],
        ),
        (
            Unit::Year,
            5_000_000_000,
            "Y-13800000000/0001",
            &["10 Gyr ago", "5 Gyr ago", "0"],
        ),
        (Unit::Year, 10_000, "Y12000/Y35000", &["20,000", "30,000"]),
        (Unit::Month, 3, "2001", &["Jan", "Apr", "Jul", "Oct"]),
        (Unit::Month, 1, "2001-02/2001-04", &["Feb", "Mar", "Apr"]),
        (
            Unit::Day,
            1,
            "2001-01-30/2001-02-02",
            &["30", "31", "1", "2"],
        ),
        (
            Unit::Day,
            10,
            "2001-01-15/2001-03-02",
            &["21", "1", "11", "21", "1"],
        ),
        (Unit::Day, 5, "2001-01-20/2001-02-03", &["21", "26", "1"]),
        (
            Unit::Hour,
            6,
            "2001-01-01",
            &["00:00", "06:00", "12:00", "18:00"],
        ),
        (
            Unit::Minute,
            15,
            "2001-01-01T10:00/2001-01-01T10:30",
            &["10:00", "10:15", "10:30"],
        ),
        (
            Unit::Second,
            30,
            "2001-01-01T10:00",
            &["10:00:00", "10:00:30"],
        ),
        (
            Unit::Millisecond,
            500,
            "2001-01-01T10:00:00",
            &[".000", ".500"],
        ),
        (
            Unit::Microsecond,
            500,
            "2001-01-01T10:00:00.001",
            &[".001000", ".001500"],
        ),
    ];
    for (unit, count, within, expected) in cases {
        assert_eq!(
            labels(gregorian, *unit, *count, within),
            *expected,
            "{unit:?} {count} {within}"
        );
    }
}

#[test]
fn solar_hijri_ticks_begin_with_its_years_and_months() {
    let within = span("1988");
    let step = Step {
        unit: Unit::Year,
        count: 1,
    };
    let ticks_of_1988 = ticks(Calendar::Persian, step, within);
    assert_eq!(ticks_of_1988, [span("1988-03-21").start]);
    assert_eq!(label(Calendar::Persian, step, ticks_of_1988[0]), "1367");
    assert_eq!(
        labels(Calendar::Persian, Unit::Month, 3, "1988"),
        ["Jadi", "Hamal", "Saratan", "Mizan", "Jadi"][1..]
    );
    // Nothing is made up outside the calendar.
    assert_eq!(
        labels(Calendar::Persian, Unit::Year, 100, "0300/0400"),
        [""]
    );
}

#[test]
fn the_tier_above_says_what_the_ticks_leave_out() {
    let cases: &[(Unit, i64, &str, &str)] = &[
        (Unit::Year, 1, "1984", "1980s"),
        (Unit::Year, 1, "1904", "1900–1909"),
        (Unit::Year, 1, "0005", "1–9 CE"),
        (Unit::Year, 1, "-0043", "50–41 BCE"),
        (Unit::Year, 10, "1984", "20th century"),
        (Unit::Year, 20, "-0043", "1st century BCE"),
        (Unit::Year, 20, "0043", "1st century"),
        (Unit::Year, 100, "1984", "2nd millennium"),
        (Unit::Year, 500, "-2000", "3rd millennium BCE"),
        (
            Unit::Year,
            1_000_000,
            "Y-66000000",
            "70–60 million years ago",
        ),
        (Unit::Year, 1_000_000, "Y-6000000", "10–0 million years ago"),
        (Unit::Month, 3, "1984-05", "1984"),
        (Unit::Day, 10, "1984-03-14", "March 1984"),
        (Unit::Hour, 6, "2021-10-20T06:00", "20 October 2021"),
        (Unit::Second, 5, "2021-10-20T06:00:05", "20 October 2021"),
        (
            Unit::Millisecond,
            5,
            "2021-10-20T06:00:05.25",
            "20 October 2021, 06:00:05",
        ),
    ];
    for (unit, count, at, expected) in cases {
        let step = context_step(Step {
            unit: *unit,
            count: *count,
        });
        let words = context_label(Calendar::Gregorian, step, span(at).start);
        assert_eq!(words, *expected, "{unit:?} {count} {at}");
    }
    let month = Step {
        unit: Unit::Month,
        count: 1,
    };
    assert_eq!(
        context_label(Calendar::Persian, month, span("2021-10-20").start),
        "Mizan 1400"
    );
}

#[test]
fn the_finest_step_is_at_least_as_long_as_asked() {
    for step in STEPS {
        assert_eq!(finest_step(step.approx_seconds()), step);
    }
    assert_eq!(finest_step(0.0), STEPS[0]);
    assert_eq!(
        finest_step(61.0),
        Step {
            unit: Unit::Minute,
            count: 5
        }
    );
    assert_eq!(finest_step(f64::INFINITY), STEPS[STEPS.len() - 1]);
    assert_eq!(finest_step(f64::NAN), STEPS[STEPS.len() - 1]);
}

#[test]
fn too_many_ticks_are_refused_and_the_whole_range_is_not() {
    let everything = TimeSpan::new(Time::MIN, Time::MAX);
    for calendar in Calendar::ALL {
        for step in STEPS {
            let found = ticks(calendar, step, everything);
            assert!(found.len() <= MAX_TICKS);
            assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert!(ticks(calendar, STEPS[STEPS.len() - 1], everything).len() > 50);
        assert!(ticks(calendar, STEPS[0], everything).is_empty());
    }
}

#[test]
fn counts_that_are_not_in_the_ladder_do_no_harm() {
    for count in [i64::MIN, -1, 0, 3, 7, 31, 40] {
        for unit in [
            Unit::Year,
            Unit::Month,
            Unit::Day,
            Unit::Hour,
            Unit::Microsecond,
        ] {
            let step = Step { unit, count };
            let time = span("2001-03-04").start;
            for calendar in Calendar::ALL {
                assert!(step.floor(calendar, time) <= time);
                assert!(step.next(calendar, time) > time);
            }
        }
    }
}

/// Times of every scale: uniform seconds are nearly all billions of years away.
fn any_time() -> impl Strategy<Value = Time> {
    let secs = (any::<i64>(), 0_u32..60).prop_map(|(secs, shift)| secs >> shift);
    (secs, 0_u32..1_000_000_000).prop_map(|(secs, nanos)| Time::from_secs_nanos(secs, nanos))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_time_lies_in_its_piece_in_every_calendar(time in any_time()) {
        for calendar in Calendar::ALL {
            for step in STEPS {
                let floor = step.floor(calendar, time);
                let next = step.next(calendar, time);
                prop_assert!(floor <= time, "{calendar:?} {step:?} {floor:?}");
                prop_assert!(time < next || next == Time::MAX, "{calendar:?} {step:?} {next:?}");
                // The piece is the same from its first time on.
                if floor > Time::MIN {
                    prop_assert_eq!(step.floor(calendar, floor), floor, "{:?} {:?}", calendar, step);
                    prop_assert_eq!(step.next(calendar, floor), next, "{:?} {:?}", calendar, step);
                }
                if next < Time::MAX {
                    prop_assert_eq!(step.floor(calendar, next), next, "{:?} {:?}", calendar, step);
                }
                label(calendar, step, floor);
                context_label(calendar, context_step(step), floor);
            }
        }
    }

    #[test]
    fn gregorian_labels_are_never_empty(time in any_time()) {
        for step in STEPS {
            let floor = step.floor(Calendar::Gregorian, time);
            prop_assert!(!label(Calendar::Gregorian, step, floor).is_empty());
            prop_assert!(!context_label(Calendar::Gregorian, context_step(step), floor).is_empty());
        }
    }

    #[test]
    fn months_and_days_are_cut_where_the_clock_reads_midnight(time in any_time()) {
        for step in STEPS.into_iter().filter(|s| s.unit <= Unit::Day) {
            let floor = step.floor(Calendar::Gregorian, time);
            if floor > Time::MIN {
                let clock = CivilTime::of(floor);
                prop_assert_eq!((clock.hour, clock.minute, clock.second, clock.nanos), (0, 0, 0, 0));
            }
        }
    }
}
