//! Dates: what is read, what it spans, what it is called. Tables come from
//! ISO 8601-2:2019 (EDTF, <https://www.loc.gov/standards/datetime/>), from
//! ISO 8601-1:2019 and RFC 3339, and from lists of other implementations.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "dates/calendars.rs"]
mod calendars;
#[path = "dates/lists.rs"]
mod lists;
#[path = "dates/steps.rs"]
mod steps;

use proptest::prelude::*;
use tarikh::dates::civil::CivilTime;
use tarikh::dates::{Date, DatedEnd, End, Form, Precision, Time, TimeSpan};

fn read(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn start(text: &str) -> DatedEnd {
    match read(text).start() {
        End::Dated(end) => end,
        other => panic!("{text} starts {other:?}"),
    }
}

/// A time as `2021-08-30T19:29:00.5`, for tables.
fn shown(time: Time) -> String {
    let t = CivilTime::of(time);
    let mut text = format!("{:04}-{:02}-{:02}", t.date.year, t.date.month, t.date.day);
    if (t.hour, t.minute, t.second, t.nanos) != (0, 0, 0, 0) {
        text += &format!("T{:02}:{:02}:{:02}", t.hour, t.minute, t.second);
    }
    if t.nanos > 0 {
        text += &format!(".{:09}", t.nanos);
    }
    text
}

/// Text, first time, first time after, precision.
const SPANS: &[(&str, &str, &str, Precision)] = &[
    // EDTF level 0, https://www.loc.gov/standards/datetime/
    ("1985-04-12", "1985-04-12", "1985-04-13", Precision::Day),
    ("1985-04", "1985-04-01", "1985-05-01", Precision::Month),
    ("1985", "1985-01-01", "1986-01-01", Precision::Year),
    (
        "1985-04-12T23:20:30",
        "1985-04-12T23:20:30",
        "1985-04-12T23:20:31",
        Precision::Second,
    ),
    (
        "1985-04-12T23:20:30Z",
        "1985-04-12T23:20:30",
        "1985-04-12T23:20:31",
        Precision::Second,
    ),
    (
        "1985-04-12T23:20:30-04",
        "1985-04-13T03:20:30",
        "1985-04-13T03:20:31",
        Precision::Second,
    ),
    (
        "1985-04-12T23:20:30+04:30",
        "1985-04-12T18:50:30",
        "1985-04-12T18:50:31",
        Precision::Second,
    ),
    // Level 1
    (
        "Y170000002",
        "170000002-01-01",
        "170000003-01-01",
        Precision::Year,
    ),
    (
        "Y-170000002",
        "-170000002-01-01",
        "-170000001-01-01",
        Precision::Year,
    ),
    ("2001-21", "2001-03-01", "2001-06-01", Precision::Season),
    ("2001-22", "2001-06-01", "2001-09-01", Precision::Season),
    ("2001-23", "2001-09-01", "2001-12-01", Precision::Season),
    ("2001-24", "2001-12-01", "2002-03-01", Precision::Season),
    ("1984?", "1984-01-01", "1985-01-01", Precision::Year),
    ("201X", "2010-01-01", "2020-01-01", Precision::Decade),
    ("20XX", "2000-01-01", "2100-01-01", Precision::Century),
    ("2004-XX", "2004-01-01", "2005-01-01", Precision::Year),
    ("1985-04-XX", "1985-04-01", "1985-05-01", Precision::Month),
    ("1985-XX-XX", "1985-01-01", "1986-01-01", Precision::Year),
    ("-1985", "-1985-01-01", "-1984-01-01", Precision::Year),
    // Level 2
    (
        "Y-17E7",
        "-170000000-01-01",
        "-169999999-01-01",
        Precision::Year,
    ),
    ("1950S2", "1900-01-01", "2000-01-01", Precision::Century),
    (
        "Y171010000S3",
        "171000000-01-01",
        "172000000-01-01",
        Precision::Millennium,
    ),
    (
        "Y17E7S3",
        "170000000-01-01",
        "171000000-01-01",
        Precision::Millennium,
    ),
    ("2001-34", "2001-04-01", "2001-07-01", Precision::Season),
    ("2001-29", "2001-09-01", "2001-12-01", Precision::Season),
    ("2001-30", "2001-12-01", "2002-03-01", Precision::Season),
    ("2001-38", "2001-05-01", "2001-09-01", Precision::Season),
    ("2001-41", "2001-07-01", "2002-01-01", Precision::Season),
    ("156X-12-25", "1560-12-25", "1569-12-26", Precision::Decade),
    ("15XX-12-XX", "1500-12-01", "1600-01-01", Precision::Century),
    (
        "XXXX-12-XX",
        "0000-12-01",
        "10000-01-01",
        Precision::Millennium,
    ),
    ("1984-1X", "1984-10-01", "1985-01-01", Precision::Year),
    ("2004-06-~01", "2004-06-01", "2004-06-02", Precision::Day),
    ("?2004-06-~11", "2004-06-11", "2004-06-12", Precision::Day),
    // Deep time
    (
        "Y-4540000000",
        "-4540000000-01-01",
        "-4539999999-01-01",
        Precision::Year,
    ),
    (
        "Y-13800000000",
        "-13800000000-01-01",
        "-13799999999-01-01",
        Precision::Year,
    ),
    (
        "Y-138E8S3",
        "-13899999999-01-01",
        "-13799999999-01-01",
        Precision::Millennium,
    ),
    // Date-times beyond EDTF: ISO 8601-1:2019 5.3, RFC 3339 5.6
    // (https://www.rfc-editor.org/rfc/rfc3339#section-5.6, examples in 5.8)
    (
        "2021-08-30T23:59:00+04:30",
        "2021-08-30T19:29:00",
        "2021-08-30T19:29:01",
        Precision::Second,
    ),
    (
        "2014-04-12T19:30",
        "2014-04-12T19:30:00",
        "2014-04-12T19:31:00",
        Precision::Minute,
    ),
    (
        "2014-04-12 19:30",
        "2014-04-12T19:30:00",
        "2014-04-12T19:31:00",
        Precision::Minute,
    ),
    (
        "2014-04-12t19:30:00z",
        "2014-04-12T19:30:00",
        "2014-04-12T19:30:01",
        Precision::Second,
    ),
    (
        "1985-04-12T23:20:50.52Z",
        "1985-04-12T23:20:50.520000000",
        "1985-04-12T23:20:50.530000000",
        Precision::Subsecond,
    ),
    (
        "1985-04-12T23:20:50,5",
        "1985-04-12T23:20:50.500000000",
        "1985-04-12T23:20:50.600000000",
        Precision::Subsecond,
    ),
    (
        "1985-04-12T23:59:59.9",
        "1985-04-12T23:59:59.900000000",
        "1985-04-13",
        Precision::Subsecond,
    ),
    (
        "1985-04-12T23:20:50.1234567891234",
        "1985-04-12T23:20:50.123456789",
        "1985-04-12T23:20:50.123456790",
        Precision::Subsecond,
    ),
    (
        "1996-12-19T16:39:57-08:00",
        "1996-12-20T00:39:57",
        "1996-12-20T00:39:58",
        Precision::Second,
    ),
    (
        "1990-12-31T23:59:60Z",
        "1990-12-31T23:59:59",
        "1991-01-01",
        Precision::Second,
    ),
    (
        "1990-12-31T15:59:60-08:00",
        "1990-12-31T23:59:59",
        "1991-01-01",
        Precision::Second,
    ),
    (
        "1937-01-01T12:00:27.87+00:20",
        "1937-01-01T11:40:27.870000000",
        "1937-01-01T11:40:27.880000000",
        Precision::Subsecond,
    ),
    (
        "2021-08-30T24:00:00",
        "2021-08-31",
        "2021-08-31T00:00:01",
        Precision::Second,
    ),
    (
        "2021-08-30T19:29\u{2212}05:00",
        "2021-08-31T00:29:00",
        "2021-08-31T00:30:00",
        Precision::Minute,
    ),
    (
        "-0043-03-13T12:00",
        "-043-03-13T12:00:00",
        "-043-03-13T12:01:00",
        Precision::Minute,
    ),
];

#[test]
fn every_date_spans_what_its_text_allows_and_no_more() {
    for (text, first, after, precision) in SPANS {
        let date = read(text);
        let end = start(text);
        assert_eq!(date.form(), Form::Single, "{text}");
        assert_eq!(date.start(), date.end(), "{text}");
        assert_eq!(
            (shown(end.span.start).as_str(), shown(end.span.end).as_str()),
            (*first, *after),
            "{text}"
        );
        assert_eq!(end.precision, *precision, "{text}");
        assert_eq!(date.extent(), Some(end.span), "{text}");
    }
}

#[test]
fn marks_on_any_component_count_for_the_whole_date() {
    let cases = [
        ("1984", false, false),
        ("1984?", false, true),
        ("1984~", true, false),
        ("1984%", true, true),
        ("2004-06-~01", true, false),
        ("2004-?06-11", false, true),
        ("?2004-06-~11", true, true),
        ("1984~/2004-06", true, false),
        ("1984/2004-06?", false, true),
        ("[1667,1668~,1669]", true, false),
    ];
    for (text, approximate, uncertain) in cases {
        let date = read(text);
        assert_eq!(
            (date.is_approximate(), date.is_uncertain()),
            (approximate, uncertain),
            "{text}"
        );
    }
    // The other end keeps its own.
    let End::Dated(end) = read("1984~/2004-06").end() else {
        panic!()
    };
    assert!(!end.approximate);
}

#[test]
fn open_is_not_unknown() {
    let open = read("1999-11-14/..");
    assert_eq!(open.end(), End::Open);
    let unknown = read("1999-11-14/");
    assert_eq!(unknown.end(), End::Unknown);
    assert_eq!(read("../1990").start(), End::Open);
    assert_eq!(read("/1990").start(), End::Unknown);
    // The span of what is written.
    assert_eq!(open.extent(), Some(start("1999-11-14").span));
    assert_eq!(read("../1990").extent(), Some(start("1990").span));
    assert_eq!(open.precision(), Precision::Day);
}

#[test]
fn an_interval_goes_from_its_earliest_to_its_latest_day_and_is_as_fine_as_its_coarser_end() {
    let war = read("1979-12~/1989-02-15");
    assert_eq!(war.precision(), Precision::Month);
    let extent = war.extent().unwrap();
    assert_eq!(
        (shown(extent.start), shown(extent.end)),
        ("1979-12-01".into(), "1989-02-16".into())
    );
}

#[test]
fn intervals_take_date_times_and_blanks() {
    let date = read("2021-08-30 10:00+04:30 / 2021-08-31T12:00:00.5Z");
    let extent = date.extent().unwrap();
    assert_eq!(shown(extent.start), "2021-08-30T05:30:00");
    assert_eq!(shown(extent.end), "2021-08-31T12:00:00.600000000");
    assert_eq!(date.precision(), Precision::Minute);
    assert_eq!(read("2021-08-30T10:00/..").end(), End::Open);
}

#[test]
fn sets_begin_with_their_first_date_and_end_with_their_last() {
    let one = read("[1670..1672, 1667, 1668]");
    assert_eq!(one.form(), Form::OneOf);
    assert_eq!(one.start(), End::Dated(start("1667")));
    assert_eq!(one.end(), End::Dated(start("1672")));
    assert_eq!(read("{1960,1961-12}").form(), Form::AllOf);
    assert_eq!(read("[..1990]").start(), End::Open);
    assert_eq!(read("[1990..]").end(), End::Open);
    // What is written counts, also behind an open end.
    let extent = read("[1667,1760-12..]").extent().unwrap();
    assert_eq!(
        (shown(extent.start), shown(extent.end)),
        ("1667-01-01".into(), "1761-01-01".into())
    );
    let extent = read("..1990/2000").extent().unwrap();
    assert_eq!(
        (shown(extent.start), shown(extent.end)),
        ("1990-01-01".into(), "2001-01-01".into())
    );
}

/// Text, its words, its short words.
const WORDS: &[(&str, &str, &str)] = &[
    ("2021-10-20", "20 October 2021", "20 Oct 2021"),
    ("1988-08", "August 1988", "Aug 1988"),
    ("1988", "1988", "1988"),
    ("1988-08~", "about August 1988", "c. Aug 1988"),
    ("1979-12-12?", "perhaps 12 December 1979", "12 Dec 1979?"),
    (
        "1979-12-12%",
        "perhaps about 12 December 1979",
        "c. 12 Dec 1979?",
    ),
    ("198X", "the 1980s", "1980s"),
    ("180X", "1800–1809", "1800–1809"),
    ("000X", "1 BCE – 9 CE", "1 BCE – 9 CE"),
    ("18XX", "19th century", "19th c."),
    ("1XXX", "2nd millennium", "2nd millennium"),
    ("XXXX", "an unknown year", "an unknown year"),
    ("2X1X", "between 2010 and 2919", "between 2010 and 2919"),
    ("1984-21", "spring 1984", "spring 1984"),
    ("1984-24", "winter 1984–1985", "winter 1984–1985"),
    (
        "1984-30",
        "southern summer 1984–1985",
        "southern summer 1984–1985",
    ),
    (
        "2001-34",
        "second quarter of 2001",
        "second quarter of 2001",
    ),
    ("2001-41", "second half of 2001", "second half of 2001"),
    ("1985-XX", "1985, month not known", "1985, month not known"),
    (
        "1985-XX-XX",
        "1985, month and day not known",
        "1985, month and day not known",
    ),
    (
        "1985-04-XX",
        "April 1985, day not known",
        "Apr 1985, day not known",
    ),
    (
        "1985-XX-15",
        "1985, 15th of a month not known",
        "1985, 15th of a month not known",
    ),
    (
        "2020-05-1X",
        "between 10 and 19 May 2020",
        "between 10 and 19 May 2020",
    ),
    (
        "2020-0X",
        "between 1 January and 30 September 2020",
        "between 1 Jan and 30 Sep 2020",
    ),
    (
        "156X-12-25",
        "25 December of a year in the 1560s",
        "25 Dec of a year in 1560s",
    ),
    (
        "XXXX-12-25",
        "25 December of an unknown year",
        "25 Dec of an unknown year",
    ),
    (
        "1950S2",
        "1950 (to 2 significant digits)",
        "1950 (to 2 significant digits)",
    ),
    // Eras and deep time
    ("0844", "844 CE", "844 CE"),
    ("0000", "1 BCE", "1 BCE"),
    ("-0043", "44 BCE", "44 BCE"),
    ("-0043-03-13", "13 March 44 BCE", "13 Mar 44 BCE"),
    ("-0043/-0039", "44–40 BCE", "44–40 BCE"),
    ("-0043/0014", "44 BCE – 14 CE", "44 BCE – 14 CE"),
    ("Y-11999", "12,000 BCE", "12,000 BCE"),
    ("Y12000", "12,000 CE", "12,000 CE"),
    ("Y-999999", "1,000,000 BCE", "1,000,000 BCE"),
    ("Y-1000000", "1 million years ago", "1 Ma"),
    ("Y-66043000", "66.043 million years ago", "66.043 Ma"),
    (
        "Y-4540000000~",
        "about 4.54 billion years ago",
        "c. 4.54 Ga",
    ),
    ("Y-138E8", "13.8 billion years ago", "13.8 Ga"),
    (
        "Y-66000000/Y-60000000",
        "66–60 million years ago",
        "66–60 million years ago",
    ),
    // Clock times
    (
        "2021-08-30T23:59+04:30",
        "30 August 2021, 23:59 (UTC+04:30)",
        "30 Aug 2021, 23:59 (UTC+04:30)",
    ),
    (
        "2021-08-30T23:59:07.250Z",
        "30 August 2021, 23:59:07.250 (UTC)",
        "30 Aug 2021, 23:59:07.250 (UTC)",
    ),
    (
        "2021-08-30 23:59:60-05",
        "30 August 2021, 23:59:60 (UTC−05:00)",
        "30 Aug 2021, 23:59:60 (UTC−05:00)",
    ),
    (
        "2021-08-30T10:00/2021-08-30T12:00",
        "30 August 2021, 10:00–12:00",
        "30 Aug 2021, 10:00–12:00",
    ),
    // Intervals
    ("1982/1988", "1982–1988", "1982–1988"),
    ("0844/0850", "844–850 CE", "844–850 CE"),
    ("1982-05/1982-09", "May–September 1982", "May–Sep 1982"),
    (
        "1983-01/1984-04~",
        "January 1983 – about April 1984",
        "Jan 1983 – c. Apr 1984",
    ),
    (
        "1979-12-24/1979-12-27",
        "24–27 December 1979",
        "24–27 Dec 1979",
    ),
    (
        "1978-04-27/1978-05-03",
        "27 April – 3 May 1978",
        "27 Apr – 3 May 1978",
    ),
    (
        "1979-12-25/1989-02-15",
        "25 December 1979 – 15 February 1989",
        "25 Dec 1979 – 15 Feb 1989",
    ),
    ("1980/1985-06", "1980 – June 1985", "1980 – Jun 1985"),
    (
        "1999-11-14/..",
        "since 14 November 1999",
        "since 14 Nov 1999",
    ),
    (
        "2002-08~/..",
        "since about August 2002",
        "since c. Aug 2002",
    ),
    ("18XX/..", "since the 19th century", "since the 19th c."),
    ("../1990", "until 1990", "until 1990"),
    (
        "1990/",
        "from 1990, end not known",
        "from 1990, end not known",
    ),
    (
        "/1990",
        "until 1990, beginning not known",
        "until 1990, beginning not known",
    ),
    (
        "..1990/2000",
        "from 1990 or earlier to 2000",
        "from 1990 or earlier to 2000",
    ),
    (
        "1990/2000..",
        "from 1990 to 2000 or later",
        "from 1990 to 2000 or later",
    ),
    (
        "1984-24/1985-21",
        "winter 1984–1985 to spring 1985",
        "winter 1984–1985 to spring 1985",
    ),
    // Sets
    ("[..1989-12-31]", "before 1990", "before 1990"),
    ("[..1990]", "by 1990", "by 1990"),
    ("[..1760-12-03]", "by 3 December 1760", "by 3 Dec 1760"),
    ("[1990..]", "1990 or later", "1990 or later"),
    (
        "[1667,1668,1670]",
        "1667, 1668 or 1670",
        "1667, 1668 or 1670",
    ),
    (
        "[1667,1668,1670..1672]",
        "1667, 1668 or 1670–1672",
        "1667, 1668 or 1670–1672",
    ),
    (
        "[1979-10-08..1979-10-09]",
        "between 8 and 9 October 1979",
        "between 8 and 9 Oct 1979",
    ),
    (
        "[1760-01,1760-12..]",
        "January 1760 or December 1760 or later",
        "Jan 1760 or Dec 1760 or later",
    ),
    (
        "{1960,1961-12}",
        "1960 and December 1961",
        "1960 and Dec 1961",
    ),
    (
        "{1670..1672}",
        "every year of 1670–1672",
        "every year of 1670–1672",
    ),
    ("{..1990}", "all up to 1990", "all up to 1990"),
];

#[test]
fn dates_are_said_as_a_person_would_say_them() {
    for (text, words, short) in WORDS {
        let date = read(text);
        assert_eq!(date.words(), *words, "{text}");
        assert_eq!(date.short_words(), *short, "{text}");
    }
}

const MEANINGS: &[(&str, &str)] = &[
    ("2021-10-20", "One day."),
    ("1988-08", "Some day in August 1988."),
    ("1988", "Some day in 1988."),
    ("1985-04-XX", "Some day in April 1985."),
    ("2020-05-1X", "Some day between 10 and 19 May 2020."),
    ("1984-21", "Some day in spring 1984 (March to May)."),
    (
        "2001-34",
        "Some day in the second quarter of 2001 (April to June).",
    ),
    ("198X", "Some time between 1980 and 1989."),
    ("18XX", "Some time between 1800 and 1899."),
    ("Y-66E6S2", "Some time 67–66 million years ago."),
    (
        "1986-09-25~",
        "About this time: the source gives it as approximate.",
    ),
    ("1979-12-12?", "Perhaps then: the source is not sure."),
    (
        "1979-12-12%",
        "Perhaps about this time: the source gives it as approximate and is not sure.",
    ),
    (
        "Y-66000000",
        "A year of deep time; how exact the number is, the text does not say.",
    ),
    ("2021-08-30T23:59", "A clock time, to the minute."),
    ("2021-08-30T23:59:01", "A clock time, to the second."),
    (
        "2021-08-30T23:59:01.5",
        "A clock time, to a fraction of a second.",
    ),
    ("1999-11-14/..", "Began 14 November 1999; no end so far."),
    ("1982/1988", "Began in 1982; ended in 1988."),
    (
        "1978-05~/1978-10~",
        "Began about May 1978; ended about October 1978.",
    ),
    ("1990/", "Began in 1990; its end is not known."),
    ("/1990", "Its beginning is not known; ended in 1990."),
    ("18XX/..", "Began in the 19th century; no end so far."),
    (
        "[1667,1668]",
        "One of these; which, the source does not say.",
    ),
    (
        "[..1990]",
        "Not later than this; how much earlier, the source does not say.",
    ),
    (
        "[1990..]",
        "Not earlier than this; how much later, the source does not say.",
    ),
    ("{1667,1668}", "All of these."),
];

#[test]
fn a_sentence_says_what_the_precision_means() {
    for (text, meaning) in MEANINGS {
        assert_eq!(read(text).meaning(), *meaning, "{text}");
    }
}

/// What is not a date, and the message that a user gets.
const REFUSED: &[(&str, &str)] = &[
    (
        "  ",
        "the date is empty; expected a date such as 1988-08, or leave it out when it is not known",
    ),
    (
        "844",
        "“844” has a year of fewer than four digits; for the year 844 write 0844, for a whole decade 844X",
    ),
    (
        "-44",
        "“-44” has a year of fewer than four digits; for the year -44 write -0044",
    ),
    (
        "12000",
        "“12000” has a year of more than four digits; put a Y before it, such as Y12000",
    ),
    (
        "-4540000000",
        "“-4540000000” has a year of more than four digits; put a Y before it, such as Y-4540000000",
    ),
    (
        "Y2020",
        "“Y2020” has a Y before a year of up to four digits; leave the Y out: 2020",
    ),
    (
        "44 BC",
        "“44 BC” names an era; expected an astronomical year, where 0000 is 1 BCE and 44 BCE is -0043: try -0043",
    ),
    (
        "79 A.D.",
        "“79 A.D.” names an era; expected an astronomical year, where 0000 is 1 BCE and 44 BCE is -0043: try 0079",
    ),
    (
        "12 October 1999",
        "“12 October 1999” is in words; in EDTF it is 1999-10-12",
    ),
    (
        "Oct. 1999",
        "“Oct. 1999” is in words; in EDTF it is 1999-10",
    ),
    (
        "October 2nd, 1999",
        "“October 2nd, 1999” is in words; in EDTF it is 1999-10-02",
    ),
    ("c. 1984", "“c. 1984” is in words; in EDTF it is 1984~"),
    ("the 1990s", "“the 1990s” is in words; in EDTF it is 199X"),
    (
        "19th century",
        "“19th century” is in words; in EDTF it is 18XX",
    ),
    (
        "1999-1-5",
        "“1999-1-5” has a month or day of one digit; months and days have two: try 1999-01-05",
    ),
    (
        "19991225",
        "“19991225” has no hyphens between year, month and day; try 1999-12-25",
    ),
    (
        "-01XX~",
        "“-01XX~” has unknown digits in a year before 0000, which EDTF cannot say; write the interval -0199~/-0100~",
    ),
    (
        "1999-13",
        "“1999-13” has the month 13; expected 01–12, or a season or part of a year 21–41, such as 1984-21 for spring",
    ),
    (
        "1985-02-30",
        "“1985-02-30” has the day 30, which that month does not have; its last day is 28",
    ),
    (
        "1900-02-29",
        "“1900-02-29” has the day 29, which that month does not have; its last day is 28",
    ),
    (
        "12/25/1999",
        "“12/25/1999” has more than one “/”; an interval has two dates, such as 1982/1988 (and dates are written 1988-08-23)",
    ),
    (
        "2004/open",
        "“2004/open” is in the EDTF draft of 2012; in the standard of 2019 it is 2004/..",
    ),
    (
        "unknown/2004",
        "“unknown/2004” is in the EDTF draft of 2012; in the standard of 2019 it is /2004",
    ),
    (
        "199u",
        "“199u” is in the EDTF draft of 2012; in the standard of 2019 it is 199X",
    ),
    (
        "1984?~",
        "“1984?~” is in the EDTF draft of 2012; in the standard of 2019 it is 1984%",
    ),
    (
        "1988/1982",
        "“1988/1982” ends before it begins; write the earlier date first: 1982/1988",
    ),
    (
        "../..",
        "“../..” has no date at either end; expected at least one, such as 1990/..",
    ),
    (
        "1982–1988",
        "“1982–1988” has the character “–”; dates are written with 0–9 and plain signs, such as 1982/1988",
    ),
    (
        "۱۴۰۰",
        "“۱۴۰۰” has the character “۱”; dates are written with 0–9 and plain signs, such as 1982/1988",
    ),
    (
        "Y300000000000",
        "“Y300000000000” is out of range; years from about -292 billion to 292 billion can be held, such as Y-13800000000",
    ),
    (
        "Y1E99999",
        "“Y1E99999” is out of range; years from about -292 billion to 292 billion can be held, such as Y-13800000000",
    ),
    (
        "2021-08-30T25:00",
        "“2021-08-30T25:00” has the clock time “25:00”; expected hours 00–23, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T24:01",
        "“2021-08-30T24:01” has the clock time “24:01”; expected hours 00–23; 24 stands in 24:00:00 only, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T1:00",
        "“2021-08-30T1:00” has the clock time “1:00”; expected hours and minutes of two digits each, then perhaps seconds and an offset, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:60",
        "“2021-08-30T10:60” has the clock time “10:60”; expected minutes 00–59, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00:5",
        "“2021-08-30T10:00:5” has the clock time “10:00:5”; expected seconds of two digits, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00:05.",
        "“2021-08-30T10:00:05.” has the clock time “10:00:05.”; expected digits after the point, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:14:61",
        "“2021-08-30T10:14:61” has the clock time “10:14:61”; expected seconds 00–59, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00-00:00",
        "“2021-08-30T10:00-00:00” has the clock time “10:00-00:00”; an offset of zero is written Z or +00:00, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00+04:",
        "“2021-08-30T10:00+04:” has the clock time “10:00+04:”; expected nothing, Z or an offset after it, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00+04: 30",
        "“2021-08-30T10:00+04: 30” has the clock time “10:00+04: 30”; expected nothing, Z or an offset after it, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00+04:60",
        "“2021-08-30T10:00+04:60” has the clock time “10:00+04:60”; expected nothing, Z or an offset after it, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00:60",
        "“2021-08-30T10:00:60” has the clock time “10:00:60”; expected seconds 00–59, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00+15:00",
        "“2021-08-30T10:00+15:00” has the clock time “10:00+15:00”; offsets run from -12:00 to +14:00, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08-30T10:00 Kabul",
        "“2021-08-30T10:00 Kabul” has the clock time “10:00 Kabul”; expected nothing, Z or an offset after it, such as 2021-08-30T23:59:00+04:30",
    ),
    (
        "2021-08T10:00",
        "“2021-08T10:00” has a clock time after “2021-08”; expected a whole day before it, such as 2021-08-30T23:59",
    ),
    (
        "[2021-08-30T10:00]",
        "“[2021-08-30T10:00]” has a clock time in a set; sets hold years, months, seasons and days, such as [1667,1668-12]",
    ),
    (
        "sometime",
        "“sometime” is not a date: year must have exactly four digits (or X), at character 1; expected EDTF such as 1988, 1988-08, 1988-08-23~ or 1982/1988",
    ),
    (
        "[1667,13]",
        "“13” has a year of fewer than four digits; for the year 13 write 0013, for a whole century 13XX",
    ),
    (
        "[16 67]",
        "“16 67” is not a date: whitespace is not allowed, at character 3; expected EDTF such as 1988, 1988-08, 1988-08-23~ or 1982/1988",
    ),
];

#[test]
fn a_refusal_says_what_was_found_and_what_to_try() {
    for (text, message) in REFUSED {
        match Date::parse(text) {
            Ok(date) => panic!("{text} was read as {date:?}"),
            Err(error) => assert_eq!(error.to_string(), *message, "{text}"),
        }
    }
}

#[test]
fn what_a_message_suggests_is_read() {
    for (_, message) in REFUSED {
        for mark in [
            ": try ",
            "; in EDTF it is ",
            "; try ",
            "draft of 2012; in the standard of 2019 it is ",
            "leave the Y out: ",
            " such as ",
        ] {
            if let Some((_, suggestion)) = message.rsplit_once(mark) {
                let suggestion = suggestion.split([' ', ',']).next().unwrap();
                assert!(
                    Date::parse(suggestion).is_ok()
                        || suggestion.starts_with('[')
                        || suggestion.starts_with('+'),
                    "{suggestion} of {message}"
                );
            }
        }
    }
}

#[test]
fn white_space_at_the_ends_is_dropped() {
    assert_eq!(read("  1988-08\t\n"), read("1988-08"));
    assert_eq!(read("  1988-08\n").text(), "1988-08");
}

#[test]
fn hostile_texts_are_refused_at_once() {
    let digits = "9".repeat(400);
    for text in [
        format!("Y{digits}"),
        format!("Y-{digits}"),
        format!("Y1E{digits}"),
        format!("Y12345S{digits}"),
        format!("1985S{digits}"),
        digits.clone(),
        format!("-{digits}"),
        format!("1985-{digits}"),
        format!("1985-01-01T{digits}"),
        format!("1985-01-01T10:00:00.{digits}x"),
        "[".repeat(100_000),
        "/".repeat(100_000),
        ",".repeat(100_000),
        format!("[{}", "1985,".repeat(50_000)),
        "X".repeat(100_000),
        "?".repeat(1_000),
        "T".to_owned(),
        " T ".to_owned(),
        "T10:00".to_owned(),
        "-".to_owned(),
        "--".to_owned(),
        "Y".to_owned(),
        "Y-".to_owned(),
        "..".to_owned(),
        "/".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "[,]".to_owned(),
        "[..]".to_owned(),
        "]".to_owned(),
        "\u{0}".to_owned(),
        "١٩٨٥".to_owned(),
        "1985-0４".to_owned(),
        "🦖-66".to_owned(),
        "BC".to_owned(),
        "0 BC".to_owned(),
        "99999999999999999999 BC".to_owned(),
    ] {
        let error = Date::parse(&text).unwrap_err();
        assert!(error.to_string().chars().count() < 400, "{error}");
    }
    // Many digits are none the worse where any number of them may stand.
    assert_eq!(
        read(&format!("1985-01-01T10:00:00.{digits}")).precision(),
        Precision::Subsecond
    );
}

/// Texts near EDTF: pieces of it in any order.
fn near_edtf() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("1985".to_owned()),
        Just("-04".to_owned()),
        Just("-12".to_owned()),
        Just("X".to_owned()),
        Just("T".to_owned()),
        Just("23:59".to_owned()),
        Just(":30".to_owned()),
        Just(".5".to_owned()),
        Just("Z".to_owned()),
        Just("+04:30".to_owned()),
        Just("/".to_owned()),
        Just("..".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just(",".to_owned()),
        Just("~".to_owned()),
        Just("?".to_owned()),
        Just("%".to_owned()),
        Just("Y".to_owned()),
        Just("E9".to_owned()),
        Just("S2".to_owned()),
        Just("-21".to_owned()),
        Just(" ".to_owned()),
        Just("é".to_owned()),
        "[0-9]{1,12}",
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

/// Dates that can be read.
fn edtf() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        (0_i64..10_000).prop_map(|y| format!("{y:04}")),
        (1_i64..10_000).prop_map(|y| format!("-{y:04}")),
        (10_000_i64..290_000_000_000).prop_map(|y| format!("Y{y}")),
        (10_000_i64..290_000_000_000).prop_map(|y| format!("Y-{y}")),
        "[12][0-9]{2}X",
        "[12][0-9]XX",
        "1[0-9]{3}S[1-4]",
    ];
    let dated =
        (0_i64..10_000, 1_u8..=12, 1_u8..=28).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let month = (0_i64..10_000, prop_oneof![1_u8..=12, 21_u8..=41])
        .prop_map(|(y, m)| format!("{y:04}-{m:02}"));
    let clock = (
        dated.clone(),
        0_u8..24,
        0_u8..60,
        prop_oneof![
            Just(""),
            Just(":07"),
            Just(":07.25"),
            Just("Z"),
            Just("+04:30")
        ],
    )
        .prop_map(|(day, h, m, rest)| format!("{day}T{h:02}:{m:02}{rest}"));
    let mark = prop_oneof![Just(""), Just("?"), Just("~"), Just("%")];
    let plain = prop_oneof![year, dated, month];
    let single = prop_oneof![(plain, mark).prop_map(|(p, m)| format!("{p}{m}")), clock];
    prop_oneof![
        single.clone(),
        (single.clone(), single.clone()).prop_map(|(a, b)| format!("{a}/{b}")),
        single.clone().prop_map(|a| format!("{a}/..")),
        single.clone().prop_map(|a| format!("/{a}")),
        (single.clone(), single).prop_map(|(a, b)| format!("[{a},{b}..]")),
    ]
}

fn check_date(date: &Date) -> Result<(), TestCaseError> {
    prop_assert_eq!(&Date::parse(date.text()).unwrap(), date);
    prop_assert!(!date.words().is_empty());
    prop_assert!(!date.short_words().is_empty());
    prop_assert!(date.meaning().ends_with('.'));
    let extent: TimeSpan = date.extent().unwrap();
    prop_assert!(extent.start < extent.end);
    for end in [date.start(), date.end()] {
        if let End::Dated(end) = end {
            prop_assert!(end.span.start < end.span.end);
            prop_assert!(extent.start <= end.span.start && end.span.end <= extent.end);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_read_is_in_order_and_has_words(text in edtf()) {
        if let Ok(date) = Date::parse(&text) {
            check_date(&date)?;
        }
    }

    #[test]
    fn clock_times_are_those_of_chrono(
        day in (0_i64..9_999, 1_u8..=12, 1_u8..=28),
        (hour, minute, second) in (0_u8..24, 0_u8..60, 0_u8..60),
        fraction in "(\\.[0-9]{1,12})?",
        offset in prop_oneof![
            "[zZ]",
            "\\+(0[0-9]|1[0-3]):[0-5][0-9]",
            "-(0[1-9]|1[01]):[0-5][0-9]",
        ],
    ) {
        let (year, month, day) = day;
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}"
        );
        let theirs = chrono::DateTime::parse_from_rfc3339(&text).unwrap();
        let ours = start(&text).span;
        prop_assert_eq!(ours.start.secs(), theirs.timestamp());
        prop_assert_eq!(ours.start.nanos(), theirs.timestamp_subsec_nanos());
        let digits = fraction.len().saturating_sub(1).min(9) as i32;
        let width = ours.end.seconds_since(ours.start);
        prop_assert!((width * 10_f64.powi(digits) - 1.0).abs() < 1e-6, "{text}: {width}");
        // The colon of the offset may be left out, and a comma be the point.
        if let Some((rest, minutes)) = text.rsplit_once(':').filter(|_| text.len() > 20 && !offset.eq_ignore_ascii_case("z")) {
            prop_assert_eq!(start(&format!("{rest}{minutes}")).span, ours);
        }
        prop_assert_eq!(start(&text.replace('.', ",")).span, ours);
    }

    #[test]
    fn nothing_near_a_date_fails(text in near_edtf()) {
        match Date::parse(&text) {
            Ok(date) => check_date(&date)?,
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_text_at_all_fails(text in any::<String>()) {
        if let Ok(date) = Date::parse(&text) {
            check_date(&date)?;
        }
    }
}
