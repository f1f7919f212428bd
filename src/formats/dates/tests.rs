//! How columns of dates are decided and read.

use super::*;

fn form(cells: &[&str]) -> DateForm {
    let mut survey = Survey::default();
    for cell in cells {
        survey.add(cell);
    }
    survey.decide()
}

fn read(form: &DateForm, cell: &str) -> Option<String> {
    form.read(cell).ok().map(|date| date.edtf)
}

#[test]
fn one_way_to_read_a_cell_needs_no_decision() {
    let form = form(&[]);
    for (cell, edtf) in [
        ("1999", "1999"),
        ("2004-06~", "2004-06~"),
        ("2015/01/31", "2015-01-31"),
        ("2015/1/3 01:00:00", "2015-01-03T01:00:00"),
        ("2015-01-03 01:00", "2015-01-03T01:00"),
        ("2020-01-01 15:00:00 +0300", "2020-01-01T15:00:00+03:00"),
        ("20150131", "2015-01-31"),
        ("04/1776", "1776-04"),
        ("Jan 1 2000", "2000-01-01"),
        ("January 1st, 2000", "2000-01-01"),
        ("15 September 1890", "1890-09-15"),
        ("Sept. 1890", "1890-09"),
        ("26 oct 899", "0899-10-26"),
        ("14-Oct-66", "2066-10-14"),
        ("14-Oct-1066", "1066-10-14"),
        ("Monday, January 3, 1791", "1791-01-03"),
        ("Fri Nov 22 1963 12:20", "1963-11-22T12:20"),
        ("22 November 1963 1:05 pm", "1963-11-22T13:05"),
    ] {
        assert_eq!(read(&form, cell).as_deref(), Some(edtf), "{cell}");
    }
}

#[test]
fn what_could_be_two_things_or_none_is_not_read() {
    let form = form(&[]);
    for cell in [
        "Jan 12",
        "4.5",
        "???",
        "13/2004",
        "Feb 30 2000",
        "12/34",
        "1/2/3",
        "2015/13/01",
        "99999999",
        "ongoing",
        "1 Jan Feb 2000",
        "00/00/0000",
        "é/é/2000",
        "12:30",
    ] {
        assert_eq!(read(&form, cell), None, "{cell}");
    }
}

#[test]
fn what_people_write_is_read_and_counted_with_an_example() {
    let form = form(&["c. 383", "7 Saur 1357", "n.d.", "late 1980s", "soon"]);
    for (cell, edtf) in [
        ("c. 383", "0383~"),
        ("55 BC", "-0054"),
        ("2019-10-23 ??", "2019-10-23?"),
        ("25 октября 1917 г.", "1917-10-25"),
        ("n.d.", ""),
    ] {
        assert_eq!(read(&form, cell).as_deref(), Some(edtf), "{cell}");
    }
    let hijri = form.read("7 Saur 1357").map(|date| date.calendar);
    assert_eq!(hijri, Ok(Some(WrittenCalendar::Persian)));
    assert_eq!(
        form.notes(),
        [
            "3 cells with dates in other words, such as “c. 383” (read as 0383~), are read by those; the text is kept.",
            "1 cell with dates of the Solar Hijri calendar, such as “7 Saur 1357” (read as 1978-04-27), are converted to Gregorian days.",
        ]
    );
}

#[test]
fn one_day_past_twelve_settles_the_order_of_the_column() {
    let american = form(&["6/5/2004", "6/19/2004"]);
    assert_eq!(read(&american, "6/5/2004").as_deref(), Some("2004-06-05"));
    let european = form(&["6/5/2004", "19/6/2004"]);
    assert_eq!(read(&european, "6/5/2004").as_deref(), Some("2004-05-06"));
    assert_eq!(
        european.read("6/19/2004"),
        Err(CellFault::OtherOrder(Order::DayMonthYear))
    );
    let short = form(&["1/31/00", "12/15/68", "12/15/69"]);
    assert_eq!(read(&short, "1/31/00").as_deref(), Some("2000-01-31"));
    assert_eq!(read(&short, "12/15/69").as_deref(), Some("1969-12-15"));
    assert!(
        short
            .notes()
            .iter()
            .any(|note| note.contains("1969 to 2068"))
    );
}

#[test]
fn each_sign_between_numbers_is_decided_for_itself() {
    let mixed = form(&["6/19/2004", "1-2-2004"]);
    assert_eq!(read(&mixed, "1/2/2004").as_deref(), Some("2004-01-02"));
    assert_eq!(read(&mixed, "1-2-2004"), None);
}

#[test]
fn an_undecided_column_reads_only_what_is_the_same_day_in_every_order() {
    let undecided = form(&["6/5/2004", "5/5/2004"]);
    assert_eq!(read(&undecided, "5/5/2004").as_deref(), Some("2004-05-05"));
    assert_eq!(
        undecided.read("6/5/2004"),
        Err(CellFault::Undecided {
            readings: vec!["2004-05-06".to_owned(), "2004-06-05".to_owned()]
        })
    );
    let short = form(&["01/02/03"]);
    assert!(
        matches!(short.read("01/02/03"), Err(CellFault::Undecided { readings }) if readings.len() == 3)
    );
}

#[test]
fn rows_that_contradict_each_other_decide_nothing_unless_nearly_all_agree() {
    let contrary = form(&["6/19/2004", "19/6/2004", "6/5/2004"]);
    assert_eq!(read(&contrary, "6/5/2004"), None);
    let mut cells = vec!["6/19/2004"; 100];
    cells.push("19/6/2004");
    let slip = form(&cells);
    assert_eq!(read(&slip, "6/5/2004").as_deref(), Some("2004-06-05"));
    assert_eq!(
        slip.read("19/6/2004"),
        Err(CellFault::OtherOrder(Order::MonthDayYear))
    );
}

#[test]
fn dots_mean_that_the_day_comes_first_unless_a_cell_contradicts() {
    let dots = form(&["03.10.1990", "09.11.1989"]);
    assert_eq!(read(&dots, "03.10.1990").as_deref(), Some("1990-10-03"));
    assert_eq!(
        dots.notes(),
        [
            "Numbers with “.” between them are read as day, month, year, as is usual with dots: none of 2 cells tells the order."
        ]
    );
    let american = form(&["03.10.1990", "09.21.1989"]);
    assert_eq!(read(&american, "03.10.1990").as_deref(), Some("1990-03-10"));
    let contrary = form(&["03.10.1990", "09.21.1989", "21.09.1989"]);
    assert_eq!(read(&contrary, "03.10.1990"), None);
}

#[test]
fn an_order_that_is_given_is_not_told_as_found() {
    let mut survey = Survey::default();
    survey.add("6/5/2004");
    let given = survey.decided([Some(Order::DayMonthYear); 3]);
    assert_eq!(
        given.notes(),
        ["Numbers with “/” between them are read as day, month, year, as the mapping says."]
    );
}

#[test]
fn numbers_that_count_from_a_day_are_told_from_long_years() {
    let form = form(&[]);
    for (cell, what) in [
        ("1609459200000", "counts from 1970"),
        ("1609459200", "counts from 1970"),
        ("44197", "2021-01-01"),
        ("44197.5", "2021-01-01"),
    ] {
        let Err(CellFault::NotADate(why)) = form.read(cell) else {
            panic!("{cell} is read");
        };
        assert!(why.contains(what) && !why.contains("Y before"), "{why}");
    }
    let long = form.read("123456");
    assert!(matches!(long, Err(CellFault::NotADate(why)) if why.contains("put a Y before")));
}

#[test]
fn numbers_are_read_beside_the_word_for_year_and_on_both_sides_of_a_dash() {
    let form = form(&["13.05.1990 г.", "22.06.1941–09.05.1945", "12.04.1961"]);
    let read = |cell| form.read(cell).map(|date| date.edtf);
    assert_eq!(read("12.04.1961 г."), Ok("1961-04-12".to_owned()));
    assert_eq!(
        read("02.06.1941 – 09.05.1945 г."),
        Ok("1941-06-02/1945-05-09".to_owned())
    );
    assert!(!form.read("12.04.1961 г.").is_ok_and(|date| date.as_written));
}

#[test]
fn a_part_of_a_year_that_may_be_two_years_is_told() {
    let form = form(&["1939-41", "1979-21"]);
    let notes = form.notes().join(" ");
    assert!(
        notes.contains("1 cell with") && notes.contains("1939/1941"),
        "{notes}"
    );
}
