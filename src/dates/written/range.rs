//! One date, or two with words between: `before 1990`, `from May to June 1979`.

use super::error::NotRead;
use super::lexer::{Part, parts};
use super::reach::{Context, Reach, Rounding, Stamp};
use super::side::{Link, Side, side};
use super::words::{Era, Meaning};
use super::{Written, quoted};
use crate::dates::Calendar;

/// Marks that stand before all of it.
#[derive(Clone, Copy, Default)]
struct Marks {
    is_about: bool,
    is_perhaps: bool,
}

/// Reads a text in its plain form.
pub(super) fn read(text: &str, plain: &str) -> Result<Written, NotRead> {
    let is_arabic = plain.chars().any(|c| matches!(c, '\u{0600}'..='\u{06FF}'))
        || text.chars().any(|c| matches!(c, '\u{0600}'..='\u{06FF}'));
    let context = Context {
        text,
        is_arabic,
        allows_short_years: false,
    };
    let mut parts = parts(text, plain)?;
    join_winter(&mut parts);
    let mut marks = Marks::default();
    let mut rest = &parts[..];
    loop {
        rest = match rest {
            [Part::Word(Meaning::About), rest @ ..] => {
                marks.is_about = true;
                rest
            }
            [Part::Word(Meaning::Perhaps), rest @ ..] => {
                marks.is_perhaps = true;
                rest
            }
            [Part::Word(Meaning::Filler) | Part::Comma, rest @ ..] => rest,
            _ => break,
        };
    }
    Reading { context, marks }.phrase(rest)
}

/// `winter 1985/86`: one winter, which begins in the first year.
fn join_winter(parts: &mut Vec<Part>) {
    if !parts.contains(&Part::Word(Meaning::Season(4))) {
        return;
    }
    let at = parts.windows(3).position(|three| match three {
        [
            Part::Number(first),
            Part::Slash | Part::Dash { .. },
            Part::Number(next),
        ] => {
            let is_next = || next.value == first.value + 1 || next.value == (first.value + 1) % 100;
            (3..=4).contains(&first.digits) && is_next()
        }
        _ => false,
    });
    if let Some(at) = at {
        parts.drain(at + 1..at + 3);
    }
}

struct Reading<'t> {
    context: Context<'t>,
    marks: Marks,
}

/// The parts after a hyphen: `pre-1990`.
fn past_hyphen(parts: &[Part]) -> &[Part] {
    match parts {
        [Part::Dash { is_long: false }, rest @ ..] => rest,
        _ => parts,
    }
}

impl Reading<'_> {
    fn form(&self) -> NotRead {
        NotRead::Form {
            text: quoted(self.context.text),
        }
    }

    fn phrase(&self, parts: &[Part]) -> Result<Written, NotRead> {
        if let [Part::Word(meaning), rest @ ..] = parts {
            match meaning {
                Meaning::Between => return self.between(rest),
                Meaning::From => return self.from(rest),
                Meaning::Since => return self.since(rest),
                Meaning::To => {
                    let reach = self.single(rest)?;
                    return Ok(written(
                        format!("/{}", reach.end_text(false)),
                        reach.calendar,
                    ));
                }
                Meaning::Before
                | Meaning::Until
                | Meaning::After
                | Meaning::NotAfter
                | Meaning::NotBefore => {
                    let reach = self.single(past_hyphen(rest))?;
                    return Ok(bounded(*meaning, &reach));
                }
                _ => {}
            }
        }
        if let [rest @ .., Part::Word(meaning)] = parts {
            let bound = match meaning {
                Meaning::OrEarlier | Meaning::NotAfter => Some(Meaning::NotAfter),
                Meaning::OrLater | Meaning::NotBefore => Some(Meaning::NotBefore),
                _ => None,
            };
            if let Some(bound) = bound {
                return Ok(bounded(bound, &self.single(rest)?));
            }
        }
        match self.single(parts) {
            Ok(reach) => Ok(written(reach.edtf(), reach.calendar)),
            Err(fault) => self.several(parts).unwrap_or(Err(fault)),
        }
    }

    /// Two dates or more; `None` where nothing parts them.
    fn several(&self, parts: &[Part]) -> Option<Result<Written, NotRead>> {
        if let [rest @ .., Part::Dash { .. }] = parts {
            return Some(self.since(rest));
        }
        if parts.contains(&Part::Word(Meaning::Or)) {
            return Some(self.one_of(parts));
        }
        let is_link = |part: &Part| {
            matches!(
                part,
                Part::Dash { .. } | Part::Slash | Part::Word(Meaning::To | Meaning::Until)
            )
        };
        self.split(parts, is_link, |first, last| self.interval(first, last))
    }

    fn from(&self, parts: &[Part]) -> Result<Written, NotRead> {
        let is_link = |part: &Part| {
            matches!(
                part,
                Part::Dash { .. } | Part::Word(Meaning::To | Meaning::Until)
            )
        };
        self.split(parts, is_link, |first, last| self.interval(first, last))
            .unwrap_or_else(|| self.since(parts))
    }

    fn since(&self, parts: &[Part]) -> Result<Written, NotRead> {
        let reach = self.single(parts)?;
        Ok(written(
            format!("{}/..", reach.end_text(true)),
            reach.calendar,
        ))
    }

    fn between(&self, parts: &[Part]) -> Result<Written, NotRead> {
        let is_link = |part: &Part| matches!(part, Part::Dash { .. } | Part::Word(Meaning::And));
        self.split(parts, is_link, |first, last| self.range(first, last))
            .unwrap_or_else(|| Err(self.form()))
    }

    /// Tries each place where the parts may be two dates. Two that are read
    /// differently are none.
    fn split(
        &self,
        parts: &[Part],
        is_link: impl Fn(&Part) -> bool,
        read: impl Fn(Side, Side) -> Result<Written, NotRead>,
    ) -> Option<Result<Written, NotRead>> {
        let mut found: Option<Written> = None;
        let mut fault = None;
        for (at, part) in parts.iter().enumerate().filter(|(_, part)| is_link(part)) {
            match self.sides(&parts[..at], part, &parts[at + 1..]) {
                Ok((first, last)) => match read(first, last) {
                    Ok(written) if found.as_ref().is_none_or(|known| *known == written) => {
                        found = Some(written);
                    }
                    Ok(_) => return Some(Err(self.form())),
                    Err(why) => fault = Some(why),
                },
                Err(why) => {
                    fault.get_or_insert(why);
                }
            }
        }
        found.map(Ok).or(fault.map(Err))
    }

    /// Two dates, each with what the other has for both.
    fn sides(&self, first: &[Part], link: &Part, last: &[Part]) -> Result<(Side, Side), NotRead> {
        let text = self.context.text;
        let (mut first, mut last) = (side(text, first)?, side(text, last)?);
        let is_sign = matches!(link, Part::Slash | Part::Dash { is_long: false });
        let are_lone = first.lone_number().is_some() && last.lone_number().is_some();
        if *link == Part::Slash && !are_lone {
            return Err(self.form());
        }
        // `300 BC – 250` may be of one era or of two.
        if first.era == Some(Era::Bc) && last.era.is_none() && !last.is_open {
            return Err(self.form());
        }
        let link = if is_sign { Link::Sign } else { Link::Plain };
        first.share(&mut last, link);
        Ok((first, last))
    }

    fn single(&self, parts: &[Part]) -> Result<Reach, NotRead> {
        let side = side(self.context.text, parts)?;
        self.reach(&side)
    }

    fn reach(&self, side: &Side) -> Result<Reach, NotRead> {
        self.reach_in(&self.context, side)
    }

    fn reach_in(&self, context: &Context, side: &Side) -> Result<Reach, NotRead> {
        let reach = context.reach(side)?;
        let is_about = reach.is_about || self.marks.is_about;
        let is_perhaps = reach.is_perhaps || self.marks.is_perhaps;
        // A clock time cannot be marked.
        if side.clock.is_some() && (is_about || is_perhaps) {
            return Err(self.form());
        }
        Ok(Reach {
            is_about,
            is_perhaps,
            ..reach
        })
    }

    fn interval(&self, first: Side, last: Side) -> Result<Written, NotRead> {
        let start = self.reach(&first)?;
        if last.is_open {
            return Ok(written(
                format!("{}/..", start.end_text(true)),
                start.calendar,
            ));
        }
        let end = self.reach(&last)?;
        self.check_order(&start, &end)?;
        let calendar = both(&start, &end);
        let edtf = format!("{}/{}", start.end_text(true), end.end_text(false));
        Ok(written(edtf, calendar))
    }

    /// One of the days, months or years from one date to another.
    fn range(&self, first: Side, last: Side) -> Result<Written, NotRead> {
        let is_lone = |side: &Side| side.lone_number().is_some_and(|number| !number.is_ordinal);
        let context = Context {
            allows_short_years: is_lone(&first) && is_lone(&last),
            ..self.context
        };
        let (start, end) = (
            self.reach_in(&context, &first)?,
            self.reach_in(&context, &last)?,
        );
        // Clock times cannot stand in a set.
        if first.clock.is_some() || last.clock.is_some() {
            return Err(self.form());
        }
        self.check_order(&start, &end)?;
        let calendar = both(&start, &end);
        let (first, last) = start.first.alike(end.last);
        let whole = Reach {
            first,
            whole: None,
            is_about: start.is_about || end.is_about,
            is_perhaps: start.is_perhaps || end.is_perhaps,
            last,
            ..start
        };
        Ok(written(whole.edtf(), calendar))
    }

    fn check_order(&self, start: &Reach, end: &Reach) -> Result<(), NotRead> {
        if start.first.first_day() > end.last.last_day() {
            return Err(NotRead::Reversed {
                text: quoted(self.context.text),
            });
        }
        Ok(())
    }

    fn one_of(&self, parts: &[Part]) -> Result<Written, NotRead> {
        let text = self.context.text;
        let mut sides = parts
            .split(|part| *part == Part::Word(Meaning::Or))
            .map(|parts| side(text, parts))
            .collect::<Result<Vec<Side>, NotRead>>()?;
        let mut last = sides.pop().ok_or_else(|| self.form())?;
        for side in &mut sides {
            side.share(&mut last, Link::Plain);
        }
        sides.push(last);
        if sides.iter().any(|side| side.clock.is_some()) {
            return Err(self.form());
        }
        let reaches = sides
            .iter()
            .map(|side| self.reach(side))
            .collect::<Result<Vec<Reach>, NotRead>>()?;
        let calendar = reaches[0].calendar;
        let is_one = reaches.iter().all(|reach| reach.calendar == calendar);
        let members: Vec<String> = reaches.iter().map(Reach::members).collect();
        let edtf = format!("[{}]", members.join(","));
        Ok(written(edtf, calendar.filter(|_| is_one)))
    }
}

fn written(edtf: String, calendar: Option<Calendar>) -> Written {
    Written { edtf, calendar }
}

/// The calendar of both, if it is one.
fn both(start: &Reach, end: &Reach) -> Option<Calendar> {
    start.calendar.filter(|_| start.calendar == end.calendar)
}

/// Before or after a date, or then too.
fn bounded(meaning: Meaning, reach: &Reach) -> Written {
    let mark = reach.mark();
    // About 1340 may be 1341, so that before it may be 1340.
    let step = i64::from(mark.is_empty());
    let text = |stamp: Stamp| match reach.rounds_to {
        Rounding::Nothing => stamp.text(),
        rounding => stamp.rounded(rounding).text(),
    };
    let edtf = match meaning {
        Meaning::Before | Meaning::Until => {
            format!("[..{}{mark}]", text(reach.first.moved(-step)))
        }
        Meaning::After => format!("[{}{mark}..]", text(reach.last.moved(step))),
        Meaning::NotAfter => format!("[..{}{mark}]", text(reach.last)),
        _ => format!("[{}{mark}..]", text(reach.first)),
    };
    written(edtf, reach.calendar)
}
