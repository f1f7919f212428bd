use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};

use super::cells::{Kind, Shown, push};
use super::*;

fn text(cell: &DataRef, code: Option<&str>) -> (Option<Kind>, String) {
    let mut text = String::new();
    let kind = push(cell, code.and_then(Shown::of), &mut text);
    (kind, text)
}

fn date(days: f64, code: Option<&str>, is_1904: bool) -> String {
    let value = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904);
    text(&DataRef::DateTime(value), code).1
}

#[test]
fn a_date_has_the_precision_that_its_number_format_shows() {
    let cases = [
        ("yyyy", "1990"),
        ("mmm yyyy", "1990-01"),
        ("mmmm\\ yy;@", "1990-01"),
        ("d/m", "1990-01-01"),
        ("mmmm", "1990-01-01"),
        ("[$-409]d mmm yyyy", "1990-01-01"),
        ("yyyy-mm-dd hh:mm", "1990-01-01T10:10"),
        ("yyyy-mm-dd hh:mm:ss", "1990-01-01T10:10:11"),
        ("h:mm AM/PM", "1990-01-01T10:10"),
        ("mm:ss", "1990-01-01T10:10:11"),
        ("\"my day:\" d", "1990-01-01"),
    ];
    for (code, expected) in cases {
        assert_eq!(
            date(32_874.423_738_426, Some(code), false),
            expected,
            "{code}"
        );
    }
    assert_eq!(Shown::of("0.00"), None);
    assert_eq!(Shown::of("\"days\" 0"), None);
}

#[test]
fn without_a_format_a_whole_number_is_a_day_and_others_are_times() {
    assert_eq!(date(32_874.0, None, false), "1990-01-01");
    assert_eq!(date(32_874.5, None, false), "1990-01-01T12:00");
    assert_eq!(date(32_874.000_011_574, None, false), "1990-01-01T00:00:01");
}

#[test]
fn the_two_systems_of_days_begin_and_end_where_they_should() {
    assert_eq!(date(1.0, None, false), "1900-01-01");
    assert_eq!(date(59.0, None, false), "1900-02-28");
    assert_eq!(date(60.0, None, false), "1900-02-29");
    assert_eq!(date(61.0, None, false), "1900-03-01");
    assert_eq!(date(366.0, None, false), "1900-12-31");
    assert_eq!(date(0.0, Some("yyyy-mm-dd"), false), "1900-01-00");
    assert_eq!(date(0.0, Some("yyyy-mm-dd"), true), "1904-01-01");
    assert_eq!(date(2_958_465.0, None, false), "9999-12-31");
    assert_eq!(date(2_958_466.0, None, false), "2958466");
    assert_eq!(date(-1.0, None, false), "-1");
    assert_eq!(date(0.5, Some("h:mm"), false), "12:00");
}

#[test]
fn other_cells_are_what_a_reader_of_the_sheet_sees() {
    let seen = |cell: &DataRef| text(cell, None).1;
    assert_eq!(seen(&DataRef::Float(1979.0)), "1979");
    assert_eq!(seen(&DataRef::Float(0.1)), "0.1");
    assert_eq!(seen(&DataRef::Float(1e300)), "1e300");
    assert_eq!(seen(&DataRef::Bool(true)), "true");
    assert_eq!(
        seen(&DataRef::DurationIso("PT25H01M09S".to_owned())),
        "25:01:09"
    );
    assert_eq!(seen(&DataRef::SharedString(" \n ")), "");
    let duration = ExcelDateTime::new(10.632_060_185_185_2, ExcelDateTimeType::TimeDelta, false);
    assert_eq!(seen(&DataRef::DateTime(duration)), "255:10:10");
    let negative = ExcelDateTime::new(-0.5, ExcelDateTimeType::TimeDelta, false);
    assert_eq!(seen(&DataRef::DateTime(negative)), "-12:00:00");
}

#[test]
fn only_spreadsheets_are_taken_for_some() {
    let ods = b"PK\x03\x04\0\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    assert_eq!(sniff_other(ods, None), Some(Confidence::Certain));
    assert_eq!(sniff_xlsx(ods, None), None);
    let xlsx = b"PK\x03\x04\0\0\0\0xl/workbook.xml";
    assert_eq!(sniff_xlsx(xlsx, Some("a.zip")), Some(Confidence::Certain));
    let other = b"PK\x03\x04\0\0\0\0word/document.xml";
    assert_eq!(sniff_xlsx(other, Some("a.docx")), None);
    assert_eq!(sniff_other(other, Some("a.docx")), None);
    assert_eq!(sniff_xlsx(b"date,title\n", Some("a.xlsx")), None);
}

#[test]
fn damaged_archives_end_in_an_error_before_they_are_unpacked() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet();
    let whole = workbook.save_to_buffer().expect("memory takes all");
    assert!(archive::check(&whole).is_ok());
    for end in 0..whole.len() {
        assert!(archive::check(&whole[..end]).is_err(), "{end}");
    }
    for at in 0..whole.len() {
        for byte in [0, 0xFF] {
            let mut other = whole.clone();
            other[at] = byte;
            // Either way it ends.
            let _ = archive::check(&other);
        }
    }
}
