//! Tables whose columns the user names, or that are found out by what their
//! cells hold.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use tarikh::files::{self, NotOpened};
use tarikh::formats::{Choices, DateCalendar, DateOrder, ImportReport, Mapping, Role, Watch};
use tarikh::model::Dataset;

fn open(path: &Path, choices: &Choices) -> Result<(Dataset, ImportReport), NotOpened> {
    let mut report = ImportReport::new();
    let opened = files::open(path, choices, Watch::nobody(), &mut report)?;
    Ok((opened.dataset, report))
}

fn table(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn dates(dataset: &Dataset) -> Vec<String> {
    dataset
        .events
        .iter()
        .map(|event| event.when.edtf().to_owned())
        .collect()
}

const UNDECIDED: &str = "When it was,Story,Desk\n3/4/1988,Troops,Kabul\n5/6/1989,Tanks,Herat\n";

#[test]
fn a_mapping_beside_the_table_is_used_and_one_given_wins() {
    let (_folder, path) = table(UNDECIDED);
    let mapping = |order| Mapping {
        columns: [("Desk".to_owned(), Role::Lane)].into(),
        date_order: Some(order),
        ..Mapping::default()
    };
    let kept = mapping(DateOrder::DayMonthYear);
    std::fs::write(files::mapping_path(&path), kept.text()).unwrap();
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["1988-04-03", "1989-06-05"]);
    let lanes: Vec<&str> = dataset.lanes.iter().map(|lane| &*lane.title).collect();
    assert_eq!(lanes, ["Kabul", "Herat"]);
    let given = Choices {
        mapping: Some(mapping(DateOrder::MonthDayYear)),
        ..Choices::default()
    };
    let (dataset, _) = open(&path, &given).unwrap();
    assert_eq!(dates(&dataset), ["1988-03-04", "1989-05-06"]);
}

#[test]
fn a_broken_mapping_is_named_and_nothing_is_opened_by_guess() {
    let (_folder, path) = table(UNDECIDED);
    std::fs::write(files::mapping_path(&path), "{").unwrap();
    let error = open(&path, &Choices::default()).unwrap_err().to_string();
    assert!(error.starts_with("table.csv.mapping.json: "), "{error}");
}

#[test]
fn a_chosen_column_is_the_date_whatever_its_heading_says() {
    let (_folder, path) = table("date,filed,title\nx,1988,A\ny,1989,B\n");
    let choices = Choices {
        mapping: Some(Mapping {
            columns: [
                ("date".to_owned(), Role::None),
                ("filed".to_owned(), Role::Start),
            ]
            .into(),
            ..Mapping::default()
        }),
        ..Choices::default()
    };
    let (dataset, _) = open(&path, &choices).unwrap();
    assert_eq!(dates(&dataset), ["1988", "1989"]);
    let first = dataset.events.iter().next().unwrap();
    assert_eq!(first.extra["date"], "x");
}

#[test]
fn what_was_guessed_is_told() {
    let (_folder, path) = table("No,Published on,Story\n1,3 May 1988,A\n2,4 May 1988,B\n");
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["1988-05-03", "1988-05-04"]);
    let told: Vec<&str> = report
        .problems
        .iter()
        .filter(|problem| problem.code == "guessed-column")
        .map(|problem| &*problem.message)
        .collect();
    assert!(
        told[0].starts_with("“Published on” is taken for: date"),
        "{told:?}"
    );
    assert_eq!(told[1], "“Story” is taken for: title.");
}

fn verbatim(dataset: &Dataset) -> Vec<Option<String>> {
    let events = dataset.events.iter();
    events.map(|event| event.when.verbatim.clone()).collect()
}

#[test]
fn years_of_a_column_that_names_its_calendar_are_converted_and_kept_as_written() {
    for (text, expected) in [
        (
            "تاریخ هجری شمسی,عنوان\n1357-11-22,الف\n۱۳۹۹/۱۲/۳۰,ب\n۱۴۰۰,پ\n",
            ["1979-02-11", "2021-03-20", "[2021-03-21..2022-03-20]"],
        ),
        (
            "date (jalali),title\n1357-11-22,A\n1399/12/30,B\n1400,C\n",
            ["1979-02-11", "2021-03-20", "[2021-03-21..2022-03-20]"],
        ),
        (
            "تاریخ قمری,عنوان\n1399-03-13,الف\n1399/3/14,ب\n1399/03/15,پ\n",
            ["1979-02-11~", "1979-02-12~", "1979-02-13~"],
        ),
    ] {
        let (_folder, path) = table(text);
        let (dataset, report) = open(&path, &Choices::default()).unwrap();
        assert_eq!(dates(&dataset), expected);
        let written: Vec<String> = text
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect();
        let kept: Vec<String> = verbatim(&dataset).into_iter().flatten().collect();
        assert_eq!(kept, written);
        let first = dataset.events.iter().next().unwrap();
        assert!(first.when.calendar.is_some());
        assert!(
            report
                .problems
                .iter()
                .any(|problem| problem.code == "date-form" && problem.message.contains("Hijri")),
            "{report:?}"
        );
    }
}

#[test]
fn years_that_are_only_likely_to_be_hijri_are_asked_for() {
    let text = "تاریخ,عنوان\n1357-11-22,انقلاب\n۱۳۹۹/۱۲/۳۰,ب\n";
    let (_folder, path) = table(text);
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["", ""]);
    let asked: Vec<&str> = report
        .problems
        .iter()
        .filter(|problem| problem.code == "date-calendar")
        .map(|problem| &*problem.message)
        .collect();
    assert_eq!(asked.len(), 2);
    assert!(
        asked[0].contains("1357-11-22 (Gregorian)")
            && asked[0].contains("1979-02-11 (Solar Hijri)"),
        "{asked:?}"
    );
    for (calendar, first) in [
        (DateCalendar::SolarHijri, "1979-02-11"),
        (DateCalendar::Gregorian, "1357-11-22"),
    ] {
        let choices = Choices {
            mapping: Some(Mapping {
                calendar: Some(calendar),
                ..Mapping::default()
            }),
            ..Choices::default()
        };
        let (dataset, _) = open(&path, &choices).unwrap();
        assert_eq!(dates(&dataset)[0], first);
    }
}

#[test]
fn years_of_other_ages_are_gregorian_in_arabic_letters_too() {
    let text = "تاریخ,عنوان\n1357-11-22,الف\n۲۰۲۱/۰۱/۰۵,ب\n1979-12-27,پ\n";
    let (_folder, path) = table(text);
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["1357-11-22", "2021-01-05", "1979-12-27"]);
    assert_eq!(verbatim(&dataset)[1].as_deref(), Some("۲۰۲۱/۰۱/۰۵"));
    let (_folder, path) = table("date,title\n1357-11-22,A war\n1399-12-30,A peace\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["1357-11-22", "1399-12-30"]);
}

#[test]
fn parts_of_hijri_dates_are_put_together() {
    let text = "سال شمسی,ماه,روز,عنوان\n۱۳۵۷,۱۱,۲۲,الف\n1399,12,30,ب\n";
    let (_folder, path) = table(text);
    let choices = Choices {
        mapping: Some(Mapping {
            columns: [
                ("سال شمسی", Role::Year),
                ("ماه", Role::Month),
                ("روز", Role::Day),
            ]
            .map(|(heading, role)| (heading.to_owned(), role))
            .into(),
            ..Mapping::default()
        }),
        ..Choices::default()
    };
    let (dataset, _) = open(&path, &choices).unwrap();
    assert_eq!(dates(&dataset), ["1979-02-11", "2021-03-20"]);
}

#[test]
fn a_clock_time_beside_a_day_belongs_to_it_where_both_are_what_they_look_like() {
    let (_folder, path) = table(
        "date,time,title\n1979-12-27,19:15,A\n1979-12-28,7:05 pm,B\n1979-12,19:15,C\n1979-12-29,dusk,D\n31/12/1979,08:30,E\n1980-01-01,,F\n1980-01-02T10:00,11:00,G\n",
    );
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(
        dates(&dataset),
        [
            "1979-12-27T19:15",
            "1979-12-28T19:05",
            "1979-12",
            "1979-12-29",
            "1979-12-31T08:30",
            "1980-01-01",
            "1980-01-02T10:00",
        ]
    );
    let events: Vec<_> = dataset.events.iter().collect();
    assert_eq!(events[3].extra["time"], "dusk");
    assert_eq!(events[4].when.verbatim.as_deref(), Some("31/12/1979 08:30"));
}

#[test]
fn parts_of_dates_before_the_year_0_are_dates() {
    let (_folder, path) =
        table("year,month,day,title\n-44,3,15,Ides\n-44,3,,March\n-485,,,Xerxes\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["-0044-03-15", "-0044-03", "-0485"]);
}

#[test]
fn degrees_with_a_comma_are_degrees_where_commas_part_no_cells() {
    let (_folder, path) = table("date;title;lat;lon\n1979;A;34,5281;69,1723\n1980;B;34.5;69\n");
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    let places: Vec<_> = dataset
        .events
        .iter()
        .map(|event| event.place.clone().unwrap())
        .collect();
    assert_eq!(
        (places[0].lat, places[0].lon),
        (Some(34.5281), Some(69.1723))
    );
    assert!(!report.problems.iter().any(|problem| problem.code == "cell"));
}

#[test]
fn counts_of_days_and_seconds_are_told_and_read_where_it_is_said() {
    let (_folder, path) = table("date,title\n44197,A\n44198,B\n");
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["", ""]);
    let first = &report.problems[0];
    assert!(
        first.message.contains("2021-01-01") && first.advice.contains("“serial”"),
        "{first:?}"
    );
    let choices = Choices {
        mapping: Some(Mapping {
            columns: [("date".to_owned(), Role::Serial)].into(),
            ..Mapping::default()
        }),
        ..Choices::default()
    };
    let (dataset, _) = open(&path, &choices).unwrap();
    assert_eq!(dates(&dataset), ["2021-01-01", "2021-01-02"]);
    let (_folder, path) = table("date,title\n1609459200000,A\n1609459201000,B\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(
        dates(&dataset),
        ["2021-01-01T00:00:00Z", "2021-01-01T00:00:01Z"]
    );
    let (_folder, path) = table("date,title\n1609459200000,A\n1979,B\n");
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["", "1979"]);
    assert!(report.problems[0].advice.contains("“epoch”"), "{report:?}");
}

#[test]
fn years_before_christ_are_kept_as_they_are_written() {
    let (_folder, path) = table("date,title\n-485,Xerxes\n-55,Caesar\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(verbatim(&dataset)[0].as_deref(), Some("-485"));
    assert_eq!(dates(&dataset), ["", ""]);
}

#[test]
fn a_calendar_that_no_year_can_be_of_is_said_and_not_used() {
    let (_folder, path) = table("Date (jalali),title\n2021-03-20,A\n1979-02-11,B\n");
    let (dataset, report) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["2021-03-20", "1979-02-11"]);
    assert!(
        report
            .problems
            .iter()
            .any(|problem| problem.message.contains("no year is one of it"))
    );
    let (_folder, path) = table("Date (jalali),title\n1399-12-30,A\n1979-02-11,B\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["2021-03-20", ""]);
    let (_folder, path) = table("Date AH,title\n656-02-04,Baghdad\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), ["1258-02-17~"]);
    let (_folder, path) = table("Hijri date,title\n656-02-04,Baghdad\n");
    let (dataset, _) = open(&path, &Choices::default()).unwrap();
    assert_eq!(dates(&dataset), [""]);
}
