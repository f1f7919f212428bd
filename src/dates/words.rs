//! A date in words, in any calendar, at the precision it was written with.
//!
//! A date in memory is bounds and its text; the words start from the text
//! again, because millions of dates are held and a few hundred are shown.

use edtf_core::{DateField, SetElement, SetKind, YearKind};

use super::civil::CivilDate;
use super::clock::ClockTime;
use super::numbers::{self, ordinal};
use super::parse::{first_and_last_day, precision};
use super::phrases::{season, with_article, zone_words};
use super::syntax::{self, Edge, Point, Written};
use super::{Calendar, CalendarDate, Date, Precision};

/// In which calendar, and how narrow the place is.
#[derive(Clone, Copy)]
pub(super) struct Wording {
    pub(super) calendar: Calendar,
    pub(super) short: bool,
}

/// One date, in parts as far as two of them can share parts.
enum Body {
    Year(i64),
    Month(i64, u8),
    /// Years and months, for what was written in another calendar.
    Months((i64, u8), (i64, u8)),
    Years(i64, i64),
    Day(CalendarDate),
    /// A day, a clock time, the written offset in brackets or nothing.
    Clock(CalendarDate, String, String),
    Words(String),
}

/// One date with its marks.
struct Piece {
    body: Body,
    approximate: bool,
    uncertain: bool,
}

impl Date {
    /// The date in English words, at the precision that was written:
    /// "20 October 2021", "about August 1988", "24–27 December 1979",
    /// "since 14 November 1999", "before 1990". Never empty.
    pub fn words(&self) -> String {
        self.worded(Wording {
            calendar: Calendar::Gregorian,
            short: false,
        })
    }

    /// The same for narrow places: "Aug 1988", "c. Aug 1988", "12 Dec 1979?".
    pub fn short_words(&self) -> String {
        self.worded(Wording {
            calendar: Calendar::Gregorian,
            short: true,
        })
    }

    fn worded(&self, wording: Wording) -> String {
        self.written()
            .and_then(|written| wording.date(&written))
            // The text was read once, so this does not happen; it is still true.
            .unwrap_or_else(|| self.text.clone())
    }

    pub(super) fn written(&self) -> Option<Written> {
        syntax::read(&self.text).ok()
    }
}

impl Calendar {
    /// A date in this calendar's words, at the precision that was written:
    /// a day is one day, a month the months it overlaps
    /// ("Asad – Sunbula 1367"), a year the years ("1369–1370"). `None` where a
    /// part of it lies outside the calendar's [`years`](Calendar::years).
    pub fn words(self, date: &Date) -> Option<String> {
        Wording {
            calendar: self,
            short: false,
        }
        .date(&date.written()?)
    }

    /// The same for narrow places.
    pub fn short_words(self, date: &Date) -> Option<String> {
        Wording {
            calendar: self,
            short: true,
        }
        .date(&date.written()?)
    }
}

impl Wording {
    /// Any date. `None` outside the calendar.
    pub(super) fn date(self, written: &Written) -> Option<String> {
        match written {
            Written::Single(point) => Some(self.marked(&self.piece(point)?)),
            Written::Interval(first, last) => self.interval(first, last),
            Written::Set(set) => self.set(set),
        }
    }

    /// One date with its marks, as it stands in a sentence: "the 19th century".
    pub(super) fn in_sentence(self, point: &Point) -> Option<String> {
        Some(with_article(self.marked(&self.piece(point)?)))
    }

    fn interval(self, first: &Edge, last: &Edge) -> Option<String> {
        Some(match (first, last) {
            (Edge::At(from), Edge::At(to)) => self.joined(&self.piece(from)?, &self.piece(to)?),
            (Edge::At(from), Edge::Open) => format!("since {}", self.in_sentence(from)?),
            (Edge::At(from), _) | (_, Edge::At(from)) if first.is_blank_beside(last) => {
                let date = self.in_sentence(from)?;
                if matches!(last, Edge::Unknown) {
                    format!("from {date}, end not known")
                } else {
                    format!("until {date}, beginning not known")
                }
            }
            (Edge::Open, Edge::At(to)) => format!("until {}", self.in_sentence(to)?),
            _ => format!("{}{}", self.start_words(first)?, self.end_words(last)?),
        })
    }

    /// The start of an interval one of whose ends is "or earlier" or "or later".
    fn start_words(self, edge: &Edge) -> Option<String> {
        Some(match edge {
            Edge::At(point) => format!("from {}", self.in_sentence(point)?),
            Edge::OrEarlier(point) | Edge::OrLater(point) => {
                format!("from {} or earlier", self.in_sentence(point)?)
            }
            Edge::Open => "without beginning".to_owned(),
            Edge::Unknown => "beginning not known".to_owned(),
        })
    }

    fn end_words(self, edge: &Edge) -> Option<String> {
        Some(match edge {
            Edge::At(point) => format!(" to {}", self.in_sentence(point)?),
            Edge::OrEarlier(point) | Edge::OrLater(point) => {
                format!(" to {} or later", self.in_sentence(point)?)
            }
            Edge::Open => ", now open".to_owned(),
            Edge::Unknown => ", end not known".to_owned(),
        })
    }

    fn set(self, set: &edtf_core::Set) -> Option<String> {
        let one = set.kind == SetKind::OneMember;
        if let [only] = set.elements.as_slice() {
            return self.only_member(only, one);
        }
        let members: Option<Vec<String>> = set.elements.iter().map(|m| self.member(m)).collect();
        let members = members?;
        let (last, others) = members.split_last()?;
        let joint = if one { "or" } else { "and" };
        Some(format!("{} {joint} {last}", others.join(", ")))
    }

    fn member(self, element: &SetElement) -> Option<String> {
        Some(match element {
            SetElement::Date(date) => self.marked(&self.piece(&Point::Calendar(*date))?),
            SetElement::OnOrBefore(date) => {
                format!(
                    "{} or earlier",
                    self.marked(&self.piece(&Point::Calendar(*date))?)
                )
            }
            SetElement::OnOrAfter(date) => {
                format!(
                    "{} or later",
                    self.marked(&self.piece(&Point::Calendar(*date))?)
                )
            }
            SetElement::Range(from, to) => self.joined(
                &self.piece(&Point::Calendar(*from))?,
                &self.piece(&Point::Calendar(*to))?,
            ),
        })
    }

    /// `[..1990]`, `[1990..]`, `{1670..1672}`: a set of one member says more
    /// than the member alone.
    fn only_member(self, element: &SetElement, one: bool) -> Option<String> {
        let sentence = |date: &edtf_core::Date| self.in_sentence(&Point::Calendar(*date));
        Some(match element {
            SetElement::Date(_) => self.member(element)?,
            SetElement::OnOrBefore(date) if one => match self.year_after(date) {
                Some(year) => format!("before {}", self.year(year)),
                None => format!("by {}", sentence(date)?),
            },
            SetElement::OnOrBefore(date) => format!("all up to {}", sentence(date)?),
            SetElement::OnOrAfter(_) if one => self.member(element)?,
            SetElement::OnOrAfter(date) => format!("all from {} on", sentence(date)?),
            SetElement::Range(from, to) if one => self.between(
                &self.piece(&Point::Calendar(*from))?,
                &self.piece(&Point::Calendar(*to))?,
            ),
            SetElement::Range(from, _) => {
                let unit = match precision(from) {
                    Precision::Day => "day",
                    Precision::Month => "month",
                    _ => "year",
                };
                format!("every {unit} of {}", self.member(element)?)
            }
        })
    }

    /// The year that begins after a plain date ending a year: by 31 December
    /// 1989 is before 1990.
    fn year_after(self, date: &edtf_core::Date) -> Option<i64> {
        let plain =
            precision(date) == Precision::Day && !date.is_approximate() && !date.is_uncertain();
        let (_, last) = first_and_last_day(date)?;
        let ends_year = plain && (last.month, last.day) == (12, 31);
        (ends_year && self.calendar == Calendar::Gregorian).then_some(last.year + 1)
    }

    fn piece(self, point: &Point) -> Option<Piece> {
        let (body, approximate, uncertain) = match point {
            Point::Clock(clock) => (self.clock(clock)?, false, false),
            Point::Calendar(date) => {
                let body = if self.calendar == Calendar::Gregorian {
                    self.gregorian(date)?
                } else {
                    self.converted(date)?
                };
                (body, date.is_approximate(), date.is_uncertain())
            }
        };
        Some(Piece {
            body,
            approximate,
            uncertain,
        })
    }

    fn clock(self, clock: &ClockTime) -> Option<Body> {
        let day = self.calendar.date_from_days(clock.date.days())?;
        Some(Body::Clock(day, clock.words(), zone_words(clock.offset)))
    }

    /// A date in a calendar other than the one it was written in: the days it
    /// allows, said as coarsely as they were written.
    fn converted(self, date: &edtf_core::Date) -> Option<Body> {
        let (first, last) = first_and_last_day(date)?;
        let first = self.calendar.date_from_days(first.days())?;
        let last = self.calendar.date_from_days(last.days())?;
        Some(match precision(date) {
            Precision::Day => Body::Day(first),
            Precision::Month | Precision::Season => {
                Body::Months((first.year, first.month), (last.year, last.month))
            }
            _ => Body::Years(first.year, last.year),
        })
    }

    fn gregorian(self, date: &edtf_core::Date) -> Option<Body> {
        let (first, last) = first_and_last_day(date)?;
        if let (Some(digits), Some(year)) = (date.year.significant_digits, date.year.value()) {
            let plural = if digits == 1 { "" } else { "s" };
            return Some(Body::Words(format!(
                "{} (to {digits} significant digit{plural})",
                self.year(year)
            )));
        }
        if let YearKind::Standard { digits, .. } = date.year.kind
            && digits.contains(&None)
        {
            return Some(Body::Words(self.unknown_year(date, digits, first, last)));
        }
        let Some(month) = date.month else {
            return Some(Body::Year(first.year));
        };
        Some(match (month.value(), date.day) {
            (Some(code @ 21..), _) => Body::Words(season(
                code,
                &self.year(first.year),
                &self.years(first.year, first.year + 1),
            )),
            (Some(number), None) => Body::Month(first.year, number),
            (_, Some(day)) if month.value().is_some() && day.value().is_some() => {
                Body::Day(day_of(first))
            }
            (Some(number), Some(day)) if is_blank(day) => Body::Words(format!(
                "{}, day not known",
                self.body(&Body::Month(first.year, number))
            )),
            (None, day) if is_blank(month) => {
                Body::Words(self.unknown_month(&self.year(first.year), day))
            }
            _ => Body::Words(self.between_days(first, last)),
        })
    }

    /// A year with unknown digits, perhaps with a month and a day.
    fn unknown_year(
        self,
        date: &edtf_core::Date,
        digits: [Option<u8>; 4],
        first: CivilDate,
        last: CivilDate,
    ) -> String {
        let known = digits.iter().take_while(|d| d.is_some()).count();
        let trailing = digits[known..].iter().all(Option::is_none);
        let lead = first.year;
        let years = match (known, trailing) {
            (0, true) => "an unknown year".to_owned(),
            (1, true) => format!("{} millennium", ordinal(lead / 1_000 + 1)),
            (2, true) if self.short => format!("{} c.", ordinal(lead / 100 + 1)),
            (2, true) => format!("{} century", ordinal(lead / 100 + 1)),
            // The first decade of a century would read like the whole of it.
            (3, true) if lead % 100 < 10 || lead < 100 => self.years(lead, lead + 9),
            (3, true) if self.short => format!("{lead}s"),
            (3, true) => format!("the {lead}s"),
            _ => format!(
                "between {} and {}",
                self.year(first.year),
                self.year(last.year)
            ),
        };
        let within = if trailing && known > 0 {
            format!("a year in {}", with_article(years.clone()))
        } else if trailing {
            years.clone()
        } else {
            format!("a year {years}")
        };
        match (date.month, date.day) {
            (None, _) => years,
            (Some(month), day) => match (month.value(), day.map(|d| d.value())) {
                (Some(code @ 21..), _) => {
                    season(code, &format!("of {within}"), &format!("of {within}"))
                }
                (Some(number), None) => format!("{} of {within}", self.month(number)),
                (Some(number), Some(Some(day))) => {
                    format!("{day} {} of {within}", self.month(number))
                }
                (Some(number), Some(None)) if day.is_some_and(is_blank) => {
                    format!("{} of {within}, day not known", self.month(number))
                }
                (None, _) if is_blank(month) => self.unknown_month(&years, day),
                _ => self.between_days(first, last),
            },
        }
    }

    /// `1985-XX`, `1985-XX-XX`, `1985-XX-15`.
    fn unknown_month(self, year: &str, day: Option<DateField>) -> String {
        match day.map(|day| (day.value(), is_blank(day))) {
            None => format!("{year}, month not known"),
            Some((Some(day), _)) => {
                format!("{year}, {} of a month not known", ordinal(i64::from(day)))
            }
            Some((None, true)) => format!("{year}, month and day not known"),
            Some((None, false)) => format!("{year}, month not known, day known in part"),
        }
    }

    fn between_days(self, first: CivilDate, last: CivilDate) -> String {
        let piece = |date| Piece {
            body: Body::Day(day_of(date)),
            approximate: false,
            uncertain: false,
        };
        self.between(&piece(first), &piece(last))
    }

    /// "between 8 and 9 October 1979".
    fn between(self, from: &Piece, to: &Piece) -> String {
        let first = match (&from.body, &to.body) {
            (Body::Day(a), Body::Day(b)) if (a.year, a.month) == (b.year, b.month) => {
                a.day.to_string()
            }
            (Body::Day(a), Body::Day(b)) if a.year == b.year => {
                format!("{} {}", a.day, self.month(a.month))
            }
            (Body::Month(a, month), Body::Month(b, _)) if a == b => self.month(*month).to_owned(),
            _ => self.marked(from),
        };
        format!("between {first} and {}", self.marked(to))
    }

    /// Two dates with a dash between; what they share is said once.
    fn joined(self, from: &Piece, to: &Piece) -> String {
        if !from.is_marked() && !to.is_marked() {
            if let (Some((first, _)), Some((_, last))) = (from.body.months(), to.body.months()) {
                return self.months(first, last);
            }
            if let (Some((first, _)), Some((_, last))) = (from.body.years(), to.body.years()) {
                return self.year_span(first, last);
            }
            match (&from.body, &to.body) {
                (Body::Day(a), Body::Day(b)) if a.year == b.year && a.month == b.month => {
                    return format!("{}–{}", a.day, self.body(&to.body));
                }
                (Body::Day(a), Body::Day(b)) if a.year == b.year => {
                    return format!(
                        "{} {} – {}",
                        a.day,
                        self.month(a.month),
                        self.body(&to.body)
                    );
                }
                (Body::Clock(a, first, zone), Body::Clock(b, last, last_zone))
                    if a == b && zone == last_zone =>
                {
                    return format!("{}, {first}–{last}{zone}", self.body(&Body::Day(*a)));
                }
                _ => {}
            }
        }
        let (from, to) = (self.marked(from), self.marked(to));
        // A dash between dates that have one already would not be understood.
        let has_dash = from.contains('–') || to.contains('–');
        let joint = if has_dash { "to" } else { "–" };
        format!("{from} {joint} {to}")
    }

    /// The first and last of some months: "May–September 1982",
    /// "Asad – Sunbula 1367".
    fn months(self, first: (i64, u8), last: (i64, u8)) -> String {
        let until = format!("{} {}", self.month(last.1), self.year(last.0));
        if first == last {
            return until;
        }
        if first.0 != last.0 {
            return format!("{} {} – {until}", self.month(first.1), self.year(first.0));
        }
        // Names of several words need air around the dash.
        let dash = match self.calendar {
            Calendar::Gregorian | Calendar::Julian => "–",
            _ => " – ",
        };
        format!("{}{dash}{until}", self.month(first.1))
    }

    fn year_span(self, first: i64, last: i64) -> String {
        if first == last {
            return self.year(first);
        }
        self.years(first, last)
    }

    fn marked(self, piece: &Piece) -> String {
        let body = self.body(&piece.body);
        if self.short {
            let about = if piece.approximate { "c. " } else { "" };
            let perhaps = if piece.uncertain { "?" } else { "" };
            return format!("{about}{body}{perhaps}");
        }
        let perhaps = if piece.uncertain { "perhaps " } else { "" };
        let about = if piece.approximate { "about " } else { "" };
        format!("{perhaps}{about}{body}")
    }

    fn body(self, body: &Body) -> String {
        match body {
            Body::Year(year) => self.year(*year),
            Body::Month(year, month) => format!("{} {}", self.month(*month), self.year(*year)),
            Body::Day(date) => format!(
                "{} {} {}",
                date.day,
                self.month(date.month),
                self.year(date.year)
            ),
            Body::Clock(date, clock, zone) => {
                format!("{}, {clock}{zone}", self.body(&Body::Day(*date)))
            }
            Body::Months(first, last) => self.months(*first, *last),
            Body::Years(first, last) => self.year_span(*first, *last),
            Body::Words(words) => words.clone(),
        }
    }

    pub(super) fn month(self, month: u8) -> &'static str {
        if self.short {
            self.calendar.short_month_name(month)
        } else {
            self.calendar.month_name(month)
        }
    }

    /// Eras are said where the calendar has two; the others count from one start.
    pub(super) fn year(self, year: i64) -> String {
        match self.calendar {
            Calendar::Gregorian | Calendar::Julian if self.short => numbers::short_year(year),
            Calendar::Gregorian | Calendar::Julian => numbers::year(year),
            _ => year.to_string(),
        }
    }

    pub(super) fn years(self, from: i64, to: i64) -> String {
        match self.calendar {
            Calendar::Gregorian | Calendar::Julian => numbers::year_range(from, to),
            _ => format!("{from}–{to}"),
        }
    }
}

impl Body {
    /// First and last month, for what is months.
    fn months(&self) -> Option<((i64, u8), (i64, u8))> {
        match *self {
            Body::Month(year, month) => Some(((year, month), (year, month))),
            Body::Months(first, last) => Some((first, last)),
            _ => None,
        }
    }

    /// First and last year, for what is years.
    fn years(&self) -> Option<(i64, i64)> {
        match *self {
            Body::Year(year) => Some((year, year)),
            Body::Years(first, last) => Some((first, last)),
            _ => None,
        }
    }
}

impl Piece {
    fn is_marked(&self) -> bool {
        self.approximate || self.uncertain
    }
}

impl Edge {
    /// True when one of two ends is left blank.
    fn is_blank_beside(&self, other: &Edge) -> bool {
        matches!(self, Edge::Unknown) || matches!(other, Edge::Unknown)
    }
}

fn day_of(date: CivilDate) -> CalendarDate {
    CalendarDate {
        year: date.year,
        month: date.month,
        day: date.day,
    }
}

fn is_blank(field: DateField) -> bool {
    field.digits == [None, None]
}
