//! What part of a dataset a figure shows: options and saved view to lanes,
//! events and a stretch of time. What is asked for and does not exist is a
//! wrong call, and the message says what there is.

use std::collections::BTreeSet;

use anyhow::anyhow;

use super::args::FigureArgs;
use super::input::Input;
use super::output::shown;
use super::wrong_call;
use crate::dates::{Date, TimeSpan};
use crate::layout::View;
use crate::model::{self, EventIx, Index, LaneIx};
use crate::store::{EventSet, EventStore, Filter, Store};
use crate::text::counted;

/// How many names a message lists before it only counts.
const LISTED: usize = 12;

/// What is shown, and in what words that can be said.
pub(super) struct Selection {
    /// Lanes left out.
    pub(super) hidden_lanes: BTreeSet<LaneIx>,
    /// Events let through, in view or not.
    pub(super) events: EventSet,
    /// The stretch of time.
    pub(super) view: View,
    /// The event to point out.
    pub(super) selected: Option<EventIx>,
    /// What lets the events through.
    pub(super) filter: Filter,
}

impl Selection {
    pub(super) fn of(
        args: &FigureArgs,
        input: &Input,
        index: &Index,
        store: &Store,
    ) -> anyhow::Result<Selection> {
        let asked = Asked::of(args, input)?;
        let selected = asked.select.as_deref().map(|id| event(id, input, index));
        let hidden_lanes = hidden(&asked.lanes, store)?;
        let filter = Filter {
            hidden_lanes: hidden_lanes.clone(),
            query: asked.query.clone().unwrap_or_default(),
            ..Filter::default()
        };
        let events = store.matching(&input.dataset, index, &filter);
        let selected = selected.transpose()?;
        let Some(extent) = store.extent(&events) else {
            let total = counted(input.dataset.events.len() as u64, "event", "events");
            return Err(anyhow!(
                "{}: nothing to draw: none of its {total} has a date and matches {}. Nothing was written.",
                shown(&input.name),
                match (asked.lanes.is_empty(), &asked.query) {
                    (_, Some(query)) => format!("the words “{}”", shown(query)),
                    (false, None) => "the lanes asked for".to_owned(),
                    (true, None) => "the call".to_owned(),
                },
            ));
        };
        Ok(Selection {
            hidden_lanes,
            view: asked.view(extent)?,
            filter,
            events,
            selected,
        })
    }

    /// True when an event is to be pointed out and is not in the picture: it
    /// is not let through, or lies outside the stretch of time.
    pub(super) fn is_selected_missing(&self, store: &Store) -> bool {
        let view = self.view.span();
        self.selected.is_some_and(|selected| {
            let is_in_view = store
                .span(selected)
                .is_some_and(|span| span.overlaps(view) || view.contains(span.start));
            !(self.events.contains(selected) && is_in_view)
        })
    }
}

/// The options, filled up from the saved view.
struct Asked {
    from: Option<Date>,
    to: Option<Date>,
    lanes: Vec<String>,
    query: Option<String>,
    select: Option<String>,
}

impl Asked {
    fn of(args: &FigureArgs, input: &Input) -> anyhow::Result<Asked> {
        let view = match &args.view {
            Some(title) => saved_view(title, input)?,
            None => &model::View::default(),
        };
        let edge = |given: &Option<Date>, saved: &Option<String>| match (given, saved) {
            (Some(date), _) => Ok(Some(date.clone())),
            (None, None) => Ok(None),
            (None, Some(text)) => Date::parse(text).map(Some).map_err(|error| {
                anyhow!(
                    "{}: the view “{}” cannot be drawn: {error}",
                    shown(&input.name),
                    shown(&view.title)
                )
            }),
        };
        Ok(Asked {
            from: edge(&args.from, &view.from)?,
            to: edge(&args.to, &view.to)?,
            lanes: match args.lanes.is_empty() {
                true => view.lanes.clone(),
                false => args.lanes.clone(),
            },
            query: args
                .query
                .clone()
                .or_else(|| view.query.clone())
                .filter(|query| !query.trim().is_empty()),
            select: args.select.clone().or_else(|| view.selected.clone()),
        })
    }

    /// Exactly from the first date to the last where both are given; a side
    /// that is not given ends with the data and a little room.
    fn view(&self, extent: TimeSpan) -> anyhow::Result<View> {
        let bound = |date: &Option<Date>| date.as_ref().and_then(Date::extent);
        let (from, to) = (bound(&self.from), bound(&self.to));
        let fitting = View::fitting(extent).span();
        let start = from.map(|span| span.start);
        let end = to.map(|span| span.end);
        let span = match (start, end) {
            (None, None) => return Ok(View::fitting(extent)),
            (Some(start), Some(end)) => (start, end),
            // Past the data there is still a day to draw.
            (Some(start), None) => (start, fitting.end.max(start.plus_seconds(DAY))),
            (None, Some(end)) => (fitting.start.min(end.plus_seconds(-DAY)), end),
        };
        match span.0 < span.1 {
            true => Ok(View::of(TimeSpan::new(span.0, span.1))),
            false => Err(wrong_call(format!(
                "--from {} lies after --to {}. Turn them round.",
                self.from.as_ref().map_or("", Date::text),
                self.to.as_ref().map_or("", Date::text),
            ))),
        }
    }
}

const DAY: f64 = 86_400.0;

fn saved_view<'a>(title: &str, input: &'a Input) -> anyhow::Result<&'a model::View> {
    let views = &input.dataset.views;
    views
        .iter()
        .find(|view| view.title == title)
        .or_else(|| {
            let wanted = title.to_lowercase();
            views
                .iter()
                .find(|view| view.title.to_lowercase() == wanted)
        })
        .ok_or_else(|| {
            wrong_call(format!(
                "{} has no view “{}”. {}",
                shown(&input.name),
                shown(title),
                listed(
                    "It has",
                    "It has no saved views.",
                    views.len(),
                    views.iter().map(|view| &view.title)
                ),
            ))
        })
}

fn event(id: &str, input: &Input, index: &Index) -> anyhow::Result<EventIx> {
    index.event(id).ok_or_else(|| {
        let events = &input.dataset.events;
        let wanted = id.to_lowercase();
        let alike: Vec<String> = events
            .iter()
            .filter(|event| {
                !wanted.is_empty()
                    && (event.id.to_lowercase().contains(&wanted)
                        || event.title.to_lowercase().contains(&wanted))
            })
            .map(|event| event.into_owned().id)
            .collect();
        let ids = match alike.is_empty() {
            true => listed(
                "Its ids are",
                "It has no events.",
                events.len(),
                events.iter().map(|event| event.into_owned().id),
            ),
            false => listed("Alike are", "", alike.len(), alike.into_iter()),
        };
        wrong_call(format!(
            "{} has no event with the id “{}”. {ids}",
            shown(&input.name),
            shown(id),
        ))
    })
}

/// All lanes but those asked for and the lanes in them; none if none is asked
/// for.
fn hidden(asked: &[String], store: &Store) -> anyhow::Result<BTreeSet<LaneIx>> {
    let wanted = named(asked, store)?;
    if wanted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let lanes = store.lanes();
    let mut kept = BTreeSet::new();
    for lane in wanted {
        let at = usize::from(lane.0);
        // A lane's own lanes follow it, deeper than it.
        let within = lanes[at + 1..]
            .iter()
            .take_while(|other| other.depth > lanes[at].depth)
            .count();
        kept.extend((at..=at + within).map(|at| LaneIx(at as u16)));
    }
    Ok((0..lanes.len() as u16)
        .map(LaneIx)
        .filter(|lane| !kept.contains(lane))
        .collect())
}

/// The lanes of a list of ids and titles. Names are parted by commas, unless
/// the whole is the name of a lane.
fn named(asked: &[String], store: &Store) -> anyhow::Result<Vec<LaneIx>> {
    let mut found = Vec::new();
    for text in asked {
        if let Some(lane) = lane(text, store) {
            found.push(lane);
            continue;
        }
        for name in text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            found.push(lane(name, store).ok_or_else(|| {
                wrong_call(format!(
                    "There is no lane “{}”. {}",
                    shown(name),
                    listed(
                        "There are",
                        "The dataset has no lanes.",
                        store.lanes().len(),
                        lane_names(store).iter()
                    ),
                ))
            })?);
        }
    }
    Ok(found)
}

/// Ids first, then titles, then both in any case.
fn lane(name: &str, store: &Store) -> Option<LaneIx> {
    let lower = name.to_lowercase();
    let lanes = store.lanes();
    lanes
        .iter()
        .position(|lane| lane.id.as_deref() == Some(name))
        .or_else(|| lanes.iter().position(|lane| lane.title == name))
        .or_else(|| {
            lanes.iter().position(|lane| {
                lane.title.to_lowercase() == lower
                    || lane
                        .id
                        .as_ref()
                        .is_some_and(|id| id.to_lowercase() == lower)
            })
        })
        .map(|at| LaneIx(at as u16))
}

fn lane_names(store: &Store) -> Vec<String> {
    store
        .lanes()
        .iter()
        .map(|lane| lane.id.clone().unwrap_or_else(|| lane.title.clone()))
        .collect()
}

/// `There are “a”, “b” and 3 more.`, or `none` where there is nothing.
fn listed(
    lead: &str,
    none: &str,
    total: usize,
    names: impl Iterator<Item = impl AsRef<str>>,
) -> String {
    if total == 0 {
        return none.to_owned();
    }
    let some: Vec<String> = names
        .take(LISTED)
        .map(|name| format!("“{}”", shown(name.as_ref())))
        .collect();
    match total > LISTED {
        true => format!("{lead} {} and {} more.", some.join(", "), total - LISTED),
        false => format!("{lead} {}.", some.join(", ")),
    }
}
