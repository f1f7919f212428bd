//! Dates as people write them: tables of texts and what is read of each, by
//! language, what is refused and in which words, and that tables keep both.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tarikh::dates::{Calendar, Date, is_open_end, read_written};
use tarikh::formats::{self, ImportReport, Severity, native};
use tarikh::model::{Dataset, When, WrittenCalendar};

fn edtf(text: &str) -> String {
    match read_written(text) {
        Ok(Some(written)) => {
            assert!(Date::parse(&written.edtf).is_ok(), "{text}");
            written.edtf
        }
        Ok(None) => "not known".to_owned(),
        Err(why) => format!("refused: {why}"),
    }
}

/// Every text is read as told, and in that calendar.
fn holds(calendar: Option<Calendar>, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let found = edtf(text);
        let in_calendar = read_written(text).ok().flatten().and_then(|w| w.calendar);
        if found != *expected || in_calendar != calendar {
            wrong.push(format!("{text}: {found} ({in_calendar:?}), not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn decades_and_centuries_of_catalogues_are_no_years_of_two_or_three_digits() {
    holds(
        None,
        &[
            ("199-", "199X"),
            ("199?", "199X"),
            ("[199-?]", "199X?"),
            ("18--", "18XX"),
            ("19??", "19XX"),
            ("18--?", "18XX?"),
        ],
    );
}

#[test]
fn months_of_neighbouring_languages_are_read() {
    holds(
        None,
        &[
            ("3. Oktober 1990", "1990-10-03"),
            ("8. März 1917", "1917-03-08"),
            ("Mai 1945", "1945-05"),
            ("um 1340", "1340~"),
            ("44 v. Chr.", "-0043"),
            ("Ende 1989", "1989~"),
            ("19. Jahrhundert", "18XX"),
            ("14 juillet 1789", "1789-07-14"),
            ("1er janvier 1900", "1900-01-01"),
            ("août 1914", "1914-08"),
            ("vers 1340", "1340~"),
            ("52 av. JC", "-0051"),
            ("2 de mayo de 1808", "1808-05-02"),
            ("hacia 1500", "1500~"),
            ("25 aprile 1945", "1945-04-25"),
            ("zwischen 1941 und 1945", "[1941..1945]"),
        ],
    );
}

#[test]
fn english_dates_are_read_as_they_are_meant() {
    holds(
        None,
        &[
            ("14 Oct 1066", "1066-10-14"),
            ("14-Oct-1066", "1066-10-14"),
            ("Friday, 7 March 1979", "1979-03-07"),
            ("March 7th, 1979", "1979-03-07"),
            ("the 7th of March 1979", "1979-03-07"),
            ("March 1979", "1979-03"),
            ("in 1979", "1979"),
            ("22 November 1963 1:05 pm", "1963-11-22T13:05"),
            ("25.10.1917", "1917-10-25"),
            ("[1979]", "1979"),
            ("1990?", "1990?"),
            ("[1979?]", "1979?"),
            ("2019-10-23 ??", "2019-10-23?"),
            ("c. 1340", "1340~"),
            ("circa 1340", "1340~"),
            ("ca 383 AD", "0383~"),
            ("AD 383", "0383"),
            ("Circa 446 bc", "-0445~"),
            ("circa 1367-04", "1367-04~"),
            ("probably c. 1340", "1340%"),
            ("55 BC", "-0054"),
            ("55 B.C.E.", "-0054"),
            ("38BC", "-0037"),
            ("12,000 BC", "Y-11999"),
            ("the 1920s", "192X"),
            ("1980s?", "198X?"),
            ("late 1980s", "[1987~,1988~,1989~]"),
            ("mid-1980s", "[1984~,1985~,1986~]"),
            ("early 1990s", "[1990~,1991~,1992~,1993~]"),
            ("mid-1979", "1979~"),
            ("early March 1979", "1979-03~"),
            ("first half of the 1980s", "[1980..1984]"),
            ("480s BC", "[-0488..-0479]"),
            ("1900s", "19XX"),
            ("early 1900s", "[190X~,191X~,192X~,193X~]"),
            ("5th century", "04XX"),
            ("19th c.", "18XX"),
            ("nineteenth century", "18XX"),
            ("5th century BC", "[-0499..-0400]"),
            ("early 5th century BC", "[-0499~,-0498..-0461,-0460~]"),
            ("late 19th century", "[187X~,188X~,189X~]"),
            ("second half of the 19th century", "[1850..1899]"),
            ("last quarter of the 19th century", "[1875..1899]"),
            ("Spring 1985", "1985-21"),
            ("summer of 1988", "1988-22"),
            ("winter 1985/86", "1985-24"),
            ("Q3 2001", "2001-35"),
            ("third quarter of 2001", "2001-35"),
            ("first half of 1979", "1979-40"),
        ],
    );
}

#[test]
fn english_ranges_are_read_as_they_are_meant() {
    holds(
        None,
        &[
            ("1914-1918", "1914/1918"),
            ("1914-18", "1914/1918"),
            ("1914–18", "1914/1918"),
            ("1939–41", "1939/1941"),
            ("1979/80", "1979/1980"),
            ("from March 1979 to May 1980", "1979-03/1980-05"),
            ("March–May 1980", "1980-03/1980-05"),
            ("5–10 March 1980", "1980-03-05/1980-03-10"),
            ("March 5-10, 1980", "1980-03-05/1980-03-10"),
            ("April 21 - May 3, 1980", "1980-04-21/1980-05-03"),
            ("c. 1340–1350", "1340~/1350~"),
            ("100 BC – 50 AD", "-0099/0050"),
            ("55-54 BC", "-0054/-0053"),
            ("AD 47–50", "0047/0050"),
            ("1920s-30s", "192X/193X"),
            ("1990s–2000s", "199X/200X"),
            ("2000–2010s", "200X/201X"),
            ("late 1980s - early 1990s", "1987~/1993~"),
            ("18th-19th centuries", "17XX/18XX"),
            ("since 1979", "1979/.."),
            ("from 1979", "1979/.."),
            ("1979–", "1979/.."),
            ("1979 - present", "1979/.."),
            ("1979 to ongoing", "1979/.."),
            ("until 1990", "/1990"),
            ("before 1990", "[..1989]"),
            ("pre-1990", "[..1989]"),
            ("Before 400BC", "[..-0400]"),
            ("before c. 1340", "[..1340~]"),
            ("before 12 May 1979", "[..1979-05-11]"),
            ("after 1945", "[1946..]"),
            ("after the 1920s", "[1930..]"),
            ("no later than 1990", "[..1990]"),
            ("1990 or later", "[1990..]"),
            ("between 47 and 50", "[0047..0050]"),
            ("Between 500BC and 400BC", "[-0499..-0399]"),
            ("Between 27BC and 14AD", "[-0026..0014]"),
            ("Between Nov 1951 and 1953", "[1951..1953]"),
            (
                "Between 21 April 1816 and 17 January 1820",
                "[1816-04-21..1820-01-17]",
            ),
            ("between c. 1340 and c. 1350", "[1340~,1341..1349,1350~]"),
            ("December 1979 or January 1980", "[1979-12,1980-01]"),
            ("5 or 6 March 1980", "[1980-03-05,1980-03-06]"),
        ],
    );
}

#[test]
fn russian_dates_are_read_as_they_are_meant() {
    holds(
        None,
        &[
            ("октябрь 1917", "1917-10"),
            ("в октябре 1917 года", "1917-10"),
            ("25 октября 1917 г.", "1917-10-25"),
            ("25-го октября 1917", "1917-10-25"),
            ("27 апреля 1978 года", "1978-04-27"),
            ("25.10.1917 г.", "1917-10-25"),
            ("25 октября 1917 21:45", "1917-10-25T21:45"),
            ("1979г.", "1979"),
            ("1980-е", "198X"),
            ("1980-е годы", "198X"),
            ("начало 1980-х", "[1980~,1981~,1982~,1983~]"),
            ("конец 1980-х годов", "[1987~,1988~,1989~]"),
            ("середина 1979", "1979~"),
            ("первая половина 1979 года", "1979-40"),
            ("III квартал 2001 г.", "2001-35"),
            ("весна 1985", "1985-21"),
            ("зима 1985/86", "1985-24"),
            ("ок. 1340", "1340~"),
            ("около 1340 года", "1340~"),
            ("вероятно, 1340", "1340?"),
            ("XIX век", "18XX"),
            ("ХІХ в.", "18XX"),
            ("20 век", "19XX"),
            ("V в. до н. э.", "[-0499..-0400]"),
            ("55 г. до н.э.", "-0054"),
            ("383 г. н. э.", "0383"),
            ("вторая половина XIX века", "[1850..1899]"),
            ("1-я половина XIX в.", "[1800..1849]"),
            ("конец XIX века", "[187X~,188X~,189X~]"),
            ("XIX–XX вв.", "18XX/19XX"),
            ("V–IV вв. до н. э.", "-0499/-0300"),
            ("1979—1989 гг.", "1979/1989"),
            ("1980–1990-е гг.", "198X/199X"),
            ("с марта 1979 по май 1980", "1979-03/1980-05"),
            ("с 5 до 10 марта 1980", "1980-03-05/1980-03-10"),
            ("с 1979 года", "1979/.."),
            // With a Latin letter for the Russian one.
            ("c 1979 по 1985", "1979/1985"),
            ("с 1979 по настоящее время", "1979/.."),
            ("1979 — н. в.", "1979/.."),
            ("до 1990 г.", "[..1989]"),
            ("до 55 г. до н. э.", "[..-0055]"),
            ("после 1945", "[1946..]"),
            ("не позднее 1990 г.", "[..1990]"),
            ("между 1979 и 1989 гг.", "[1979..1989]"),
            ("1979 или 1980", "[1979,1980]"),
        ],
    );
}

#[test]
fn solar_hijri_dates_become_gregorian_days() {
    holds(
        Some(Calendar::Persian),
        &[
            // The days on which Afghanistan had its coup, and its republic.
            ("7 Saur 1357", "1978-04-27"),
            ("7 Sawr 1357", "1978-04-27"),
            ("7 ثور 1357", "1978-04-27"),
            ("۷ ثَور ۱۳۵۷", "1978-04-27"),
            ("٧ ثور ١٣٥٧", "1978-04-27"),
            ("۷ ثور ۱۳۵۷ ه‍.ش", "1978-04-27"),
            ("۲۶ سرطان ۱۳۵۲", "1973-07-17"),
            ("6 Jadi 1358", "1979-12-27"),
            ("۶ جدي ۱۳۵۸", "1979-12-27"),
            ("26 Dalw 1367", "1989-02-15"),
            ("12 مهر 1400", "2021-10-04"),
            ("۱۲ مهر ۱۴۰۰", "2021-10-04"),
            ("22 Bahman 1357", "1979-02-11"),
            // Months were not yet as long as today.
            ("28 Asad 1298 SH", "1919-08-20~"),
            ("۱۳۵۷/۲/۷ خورشیدی", "1978-04-27"),
            ("1357/06/31 SH", "1978-09-22"),
            ("ثور ۱۳۵۷", "[1978-04-21..1978-05-21]"),
            ("میزان ۱۴۰۰", "[2021-09-23..2021-10-22]"),
            ("سال ۱۳۵۷ خورشیدی", "[1978-03-21..1979-03-20]"),
            ("1357 SH", "[1978-03-21..1979-03-20]"),
            ("بهار ۱۳۵۷ خورشیدی", "[1978-03-21..1978-06-21]"),
            ("دهه ۱۳۵۰ خورشیدی", "[1971-03-21..1981-03-20]"),
            ("ثور ۱۳۵۷ تا میزان ۱۳۵۷", "1978-04~/1978-10~"),
            ("از ۱۳۵۷ تا ۱۳۷۱ خورشیدی", "1978~/1993~"),
            ("از ۷ ثور ۱۳۵۷ تا ۸ ثور ۱۳۷۱", "1978-04-27/1992-04-28"),
            ("پس از ۷ ثور ۱۳۵۷", "[1978-04-28..]"),
            ("قبل از ۱۳۵۷ خورشیدی", "[..1978]"),
            (
                "حدود ۱۳۵۷ خورشیدی",
                "[1978-03-21~,1978-03-22..1979-03-19,1979-03-20~]",
            ),
        ],
    );
}

#[test]
fn islamic_dates_become_days_that_are_about_right() {
    holds(
        Some(Calendar::IslamicCivil),
        &[
            ("1 محرم 1400 ق", "1979-11-21~"),
            ("۱ محرم ۱۴۰۰ هجری قمری", "1979-11-21~"),
            ("1 Muharram 1400 AH", "1979-11-21~"),
            (
                "Rabi' al-awwal 1400",
                "[1980-01-19~,1980-01-20..1980-02-16,1980-02-17~]",
            ),
            ("۱۴۰۰ ق", "[1979-11-21~,1979-11-22..1980-11-07,1980-11-08~]"),
        ],
    );
}

#[test]
fn gregorian_dates_in_persian_letters_are_gregorian() {
    holds(
        None,
        &[
            ("۱۹۷۹", "1979"),
            ("۱۹۷۹ میلادی", "1979"),
            ("سال ۱۳۵۷ میلادی", "1357"),
            ("۱۲ اکتبر ۱۹۷۹", "1979-10-12"),
            ("۱۵ فبروری ۱۹۸۹", "1989-02-15"),
            ("قرن ۱۹ میلادی", "18XX"),
            ("دهه ۱۹۸۰", "198X"),
            ("اواخر دهه ۱۹۸۰", "[1987~,1988~,1989~]"),
            ("پیش از ۱۹۷۹", "[..1978]"),
            ("بین ۱۹۷۹ و ۱۹۸۹", "[1979..1989]"),
        ],
    );
}

#[test]
fn what_says_that_the_date_is_not_known_is_no_fault() {
    for text in [
        "n.d.",
        "[n.d.]",
        "Unknown",
        "undated",
        "без даты",
        "б. д.",
        "неизвестно",
        "نامعلوم",
        "بی تاریخ",
    ] {
        assert_eq!(edtf(text), "not known", "{text}");
    }
    for text in ["present", "Ongoing", "н.в.", "настоящее время", "اکنون"] {
        assert!(is_open_end(text), "{text}");
    }
    for text in ["1979", "unknown", "", "the"] {
        assert!(!is_open_end(text), "{text}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused_and_told_why() {
    for (text, why) in [
        ("12/5/2001", "can be 2001-05-12 or 2001-12-05"),
        ("03/04/05", "is not a date in a form that is understood"),
        ("4.5", "is not a date in a form that is understood"),
        ("May", "names no year"),
        ("14 October", "names no year"),
        ("6", "the number 6 for a year"),
        ("c. 43", "the number 43 for a year"),
        ("80s", "the number 80 for a year"),
        ("14 Oct 66", "the number 66 for a year"),
        ("1911/12", "the number 12 for a year"),
        ("1971-2", "the number 2 for a year"),
        ("1939-41", "can be 1939–1941 or a part of 1939 in EDTF"),
        ("late 1900s", "can be 1900–1909 or 1900–1999"),
        ("300 BC – 250", "is not a date in a form that is understood"),
        ("۱۳۵۷", "can be Gregorian or Hijri"),
        ("۱۳۵۷/۰۲/۰۷", "can be Gregorian or Hijri"),
        ("دهه ۱۳۵۰", "can be Gregorian or Hijri"),
        ("قرن ۱۳", "can be Gregorian or Hijri"),
        ("1357 Hijri", "can be Gregorian or Hijri"),
        ("28 Asad 1298", "can be Gregorian or Hijri"),
        (
            "7 Saur 1978",
            "a month of one calendar and a year of another",
        ),
        (
            "7 May 1357 SH",
            "a month of one calendar and a year of another",
        ),
    ] {
        let found = edtf(text);
        assert!(
            found.starts_with("refused") && found.contains(why),
            "{text}: {found}"
        );
    }
}

#[test]
fn what_is_no_date_is_refused_and_told_why() {
    for (text, why) in [
        ("treaty of 1990", "has “treaty”, which is no part of a date"),
        (
            "Christmas 1979",
            "has “christmas”, which is no part of a date",
        ),
        (
            "924 after 17 jul 924",
            "is not a date in a form that is understood",
        ),
        ("soon", "is not a date in a form that is understood"),
        ("???", "is not a date in a form that is understood"),
        ("ongoing", "is not a date in a form that is understood"),
        ("30 February 1979", "that its calendar does not have"),
        ("1979/02/30", "that its calendar does not have"),
        ("31 Mizan 1400", "that its calendar does not have"),
        ("from 1990 to 1980", "ends before it begins"),
        ("between 1990 and 1980", "ends before it begins"),
        ("", "is empty"),
        ("[]", "is empty"),
    ] {
        let found = edtf(text);
        assert!(
            found.starts_with("refused") && found.contains(why),
            "{text}: {found}"
        );
    }
    let long = "1979 ".repeat(100);
    assert!(edtf(&long).contains("is longer than a date"));
}

fn open(bytes: &[u8], name: &str) -> (Dataset, ImportReport) {
    let mut report = ImportReport::new();
    let (dataset, _) = formats::read_any(bytes, name, &mut report).unwrap();
    (dataset, report)
}

fn whens(dataset: &Dataset) -> Vec<When> {
    dataset
        .events
        .iter()
        .map(|event| event.when.clone())
        .collect()
}

#[test]
fn a_table_keeps_what_was_written_beside_what_was_read() {
    let table = "date,end,title\n\
        late 1980s,,A\n1979-03,,B\n7 Saur 1357,6 Jadi 1358,C\nn.d.,,D\nsoon,,E\n\
        1979,soon,F\nsoon,1990,G\nunknown,1990,H\nBetween 47 and 50,150,I\n,ongoing,J\n\
        before 1970,present,K\n13/2/2004,,L\n2/13/2004,,M\n";
    let (dataset, report) = open(table.as_bytes(), "x.csv");
    let found: Vec<(String, Option<String>, Option<WrittenCalendar>)> = whens(&dataset)
        .into_iter()
        .map(|when| (when.edtf().to_owned(), when.verbatim, when.calendar))
        .collect();
    let text = |edtf: &str, verbatim: &str| (edtf.to_owned(), Some(verbatim.to_owned()), None);
    let expected = [
        text("[1987~,1988~,1989~]", "late 1980s"),
        ("1979-03".to_owned(), None, None),
        (
            "1978-04-27/1979-12-27".to_owned(),
            Some("7 Saur 1357 – 6 Jadi 1358".to_owned()),
            Some(WrittenCalendar::Persian),
        ),
        text("", "n.d."),
        text("", "soon"),
        text("1979/", "1979 – soon"),
        text("/1990", "soon – 1990"),
        text("/1990", "unknown – 1990"),
        text("0047~/0150", "Between 47 and 50 – 150"),
        text("", "– ongoing"),
        text("..1969/..", "before 1970 – present"),
        text("2004-02-13", "13/2/2004"),
        text("2004-02-13", "2/13/2004"),
    ];
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
    assert_eq!(report.lost(), 0, "{report}");
    let kinds: BTreeMap<&str, u64> = report.counts_by_code().collect();
    assert_eq!(kinds["date"], 3, "{report}");
    assert_eq!(kinds["date-range"], 1, "{report}");
    assert_eq!(report.count(Severity::Repaired), 4, "{report}");
    // The text outlives saving.
    let bytes = formats::written(&dataset, native::write).unwrap();
    assert_eq!(whens(&open(&bytes, "x.tarikh").0), whens(&dataset));
}

/// A file of the shared collection, or nothing where it is not at hand.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not at hand");
    None
}

/// The cells of columns whose headings begin so, and how many are refused.
fn refused_in(name: &str, heading: &str) -> Option<(usize, Vec<String>)> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(shared(name)?)
        .unwrap();
    let columns: Vec<usize> = (0..)
        .zip(reader.headers().unwrap())
        .filter(|(_, name)| name.starts_with(heading))
        .map(|(at, _)| at)
        .collect();
    let mut refused = Vec::new();
    let mut count = 0;
    for record in reader.records() {
        let record = record.unwrap();
        for cell in columns.iter().filter_map(|at| record.get(*at)) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            count += 1;
            if read_written(cell).is_err() && !is_open_end(cell) {
                refused.push(cell.to_owned());
            }
        }
    }
    Some((count, refused))
}

#[test]
fn what_people_wrote_in_real_tables_is_read() {
    let none: [&str; 0] = [];
    for (name, cells, refused) in [
        ("csv/historicaldate-authors.csv", 79, &none[..]),
        (
            "csv/historicaldate-english-and-british-monarchs.csv",
            251,
            &["924 after 17 jul 924", "circa 1483 earliest 1483"],
        ),
        (
            "csv/historicaldate-events-in-british-history.csv",
            133,
            &["43", "43", "61"],
        ),
        ("csv/historicaldate-fifa-world-cup.csv", 44, &none),
        (
            "csv/historicaldate-technology-and-computing.csv",
            121,
            &none,
        ),
        ("csv/historicaldate-us-presidents.csv", 92, &none),
    ] {
        let Some((count, found)) = refused_in(name, "hdate") else {
            return;
        };
        assert_eq!(found, refused, "{name}");
        assert_eq!(count, cells, "{name}");
    }
}
