//! Tables whose columns the user names, or that are found out by what their
//! cells hold.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use tarikh::files::{self, NotOpened};
use tarikh::formats::{Choices, DateOrder, ImportReport, Mapping, Role, Watch};
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
