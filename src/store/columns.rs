//! The in-memory store: columns sorted by lane, then start.

use super::{Entry, EventSet, EventStore, Filter};
use crate::dates::{Bounds, Time, TimeSpan};
use crate::model::{Brief, Dataset, EventIx, Index, LaneIx, evidence};

/// Importance of an event that states none: between 2 and 3 would be the
/// middle of 1–5, and 3 keeps unmarked datasets in one class.
const DEFAULT_IMPORTANCE: u8 = 3;

/// A lane of the store: one of the dataset's, or the one for events that
/// name none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreLane {
    /// What it is called.
    pub title: String,
    /// Its colour as written in the file, if any.
    pub color: Option<String>,
    /// How many lanes it lies within, 0 for a lane of its own.
    pub depth: u8,
    /// The dataset's id, `None` for the lane of events that name no lane.
    pub id: Option<String>,
    /// The positions of its events.
    positions: std::ops::Range<usize>,
}

/// Sorted columns of a dataset's dated events. Valid until the dataset is
/// edited or replaced.
#[derive(Clone, Debug)]
pub struct Store {
    lanes: Vec<StoreLane>,
    /// The event at each position.
    events: Vec<EventIx>,
    /// Start of the event's extent at each position, ascending in a lane.
    starts: Vec<Time>,
    /// End of the event's extent at each position.
    ends: Vec<Time>,
    /// Latest end among this lane's positions up to and with each one: finds
    /// long intervals that began off-screen.
    latest_end: Vec<Time>,
    importance: Vec<u8>,
    /// Lane of every event, by index; also of undated ones.
    lane_of: Vec<LaneIx>,
    /// Position of every event, by index; `None` for undated ones.
    position_of: Vec<Option<u32>>,
    undated: Vec<EventIx>,
    /// What is known of every event, by index.
    briefs: Vec<Brief>,
    /// From the earliest start to the latest end of all events.
    data: Option<TimeSpan>,
}

impl Store {
    /// Sorts a dataset's events into columns.
    ///
    /// Children of a collapsed lane are counted in that lane. Events that name
    /// no lane, or one that does not exist, share one more lane at the end.
    pub fn build(dataset: &Dataset, index: &Index) -> Store {
        let (mut lanes, shown_as) = lanes_in_order(dataset, index);
        let rest = LaneIx(lanes.len() as u16);
        let mut briefs = Vec::with_capacity(dataset.events.len());
        evidence::briefs(dataset, index, |_, brief| briefs.push(brief));
        let lane_of: Vec<LaneIx> = briefs
            .iter()
            .map(|brief| {
                brief
                    .lane
                    .map_or(rest, |lane| shown_as[usize::from(lane.0)])
            })
            .collect();
        if lane_of.contains(&rest) {
            lanes.push(StoreLane {
                title: if lanes.is_empty() {
                    "Events"
                } else {
                    "No lane"
                }
                .to_owned(),
                color: None,
                depth: 0,
                id: None,
                positions: 0..0,
            });
        }

        let data = briefs
            .iter()
            .filter_map(|brief| Some(brief.date?.extent))
            .reduce(TimeSpan::union);
        let mut keys = Vec::with_capacity(briefs.len());
        let mut undated = Vec::new();
        for (ix, brief) in briefs.iter().enumerate() {
            let event_ix = EventIx(ix as u32);
            match brief.date.zip(data) {
                Some((date, data)) => {
                    let span = date.drawn_span(data);
                    keys.push((lane_of[ix], span.start, event_ix, span.end));
                }
                None => undated.push(event_ix),
            }
        }
        keys.sort_unstable();

        let mut latest_end: Vec<Time> = Vec::with_capacity(keys.len());
        for (position, key) in keys.iter().enumerate() {
            let is_same_lane = position > 0 && keys[position - 1].0 == key.0;
            latest_end.push(match latest_end.last() {
                Some(&before) if is_same_lane => before.max(key.3),
                _ => key.3,
            });
        }
        for (lane_ix, lane) in lanes.iter_mut().enumerate() {
            let lane_ix = LaneIx(lane_ix as u16);
            let from = keys.partition_point(|key| key.0 < lane_ix);
            let to = keys.partition_point(|key| key.0 <= lane_ix);
            lane.positions = from..to;
        }
        let mut position_of = vec![None; dataset.events.len()];
        for (position, key) in keys.iter().enumerate() {
            position_of[key.2.0 as usize] = Some(position as u32);
        }
        Store {
            lanes,
            position_of,
            starts: keys.iter().map(|key| key.1).collect(),
            ends: keys.iter().map(|key| key.3).collect(),
            latest_end,
            importance: keys
                .iter()
                .map(|key| importance(&briefs[key.2.0 as usize]))
                .collect(),
            events: keys.iter().map(|key| key.2).collect(),
            lane_of,
            undated,
            briefs,
            data,
        }
    }

    /// From the earliest start to the latest end of all dated events.
    pub fn data_span(&self) -> Option<TimeSpan> {
        self.data
    }

    /// The lanes, top to bottom.
    pub fn lanes(&self) -> &[StoreLane] {
        &self.lanes
    }

    /// The lane that an event is shown in.
    pub fn lane_of(&self, event: EventIx) -> LaneIx {
        self.lane_of[event.0 as usize]
    }

    /// What an event covers on the timeline: its extent, an open end going to
    /// the edge of the data. `None` without a date.
    pub fn span(&self, event: EventIx) -> Option<TimeSpan> {
        let position = self.position_of[event.0 as usize]? as usize;
        Some(TimeSpan::new(self.starts[position], self.ends[position]))
    }

    /// Events that have no date, or one that does not bound them.
    pub fn undated(&self) -> &[EventIx] {
        &self.undated
    }

    /// True when sources differ on the event.
    pub fn is_disputed(&self, event: EventIx) -> bool {
        self.briefs[event.0 as usize].evidence.is_disputed
    }

    /// The date of an event, without its text.
    pub fn bounds(&self, event: EventIx) -> Option<Bounds> {
        self.briefs[event.0 as usize].date
    }

    /// Importance of an event, 1 to 5; 3 where it states none.
    pub fn importance(&self, event: EventIx) -> u8 {
        importance(&self.briefs[event.0 as usize])
    }

    /// How many events there are, dated or not.
    pub fn len(&self) -> usize {
        self.lane_of.len()
    }

    /// True when there is no event.
    pub fn is_empty(&self) -> bool {
        self.lane_of.is_empty()
    }

    /// Every event.
    pub fn all(&self) -> EventSet {
        EventSet::build(self.len(), &self.events, |_| true)
    }

    /// The events that a filter lets through.
    pub fn matching(&self, dataset: &Dataset, index: &Index, filter: &Filter) -> EventSet {
        let filter = filter.prepared(dataset, index);
        EventSet::build(self.len(), &self.events, |event| {
            filter.lets_through(event, self.lane_of(event))
        })
    }

    /// A lane's events in order of start, with extent and importance.
    pub fn lane_events(&self, lane: LaneIx) -> impl Iterator<Item = (EventIx, TimeSpan, u8)> + '_ {
        let positions = self.lanes[usize::from(lane.0)].positions.clone();
        positions.map(|p| {
            let span = TimeSpan::new(self.starts[p], self.ends[p]);
            (self.events[p], span, self.importance[p])
        })
    }

    /// The dated events of `set` in reading order: by start, then lane.
    pub fn in_order(&self, set: &EventSet) -> Vec<EventIx> {
        let mut found: Vec<(Time, usize)> = (0..self.events.len())
            .filter(|&p| set.contains(self.events[p]))
            .map(|p| (self.starts[p], p))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, p)| self.events[p]).collect()
    }

    fn positions(&self, lane: LaneIx) -> std::ops::Range<usize> {
        self.lanes[usize::from(lane.0)].positions.clone()
    }

    /// First position of the lane that starts at or after `time`.
    fn first_at(&self, lane: &std::ops::Range<usize>, time: Time) -> usize {
        lane.start + self.starts[lane.clone()].partition_point(|&start| start < time)
    }
}

impl EventStore for Store {
    fn lanes(&self) -> &[StoreLane] {
        &self.lanes
    }

    fn data_span(&self) -> Option<TimeSpan> {
        self.data
    }

    fn extent(&self, set: &EventSet) -> Option<TimeSpan> {
        (0..self.events.len())
            .filter(|&p| set.contains(self.events[p]))
            .map(|p| TimeSpan::new(self.starts[p], self.ends[p]))
            .reduce(TimeSpan::union)
    }

    fn lane_counts(&self, set: &EventSet) -> Vec<u32> {
        // By index, so that undated events count too.
        let mut counts = vec![0; self.lanes.len()];
        for event in set.iter() {
            counts[usize::from(self.lane_of(event).0)] += 1;
        }
        counts
    }

    fn counts(&self, lane: LaneIx, edges: &[Time], set: &EventSet) -> Vec<u32> {
        let lane = self.positions(lane);
        let ranks: Vec<u32> = edges
            .iter()
            .map(|&edge| set.rank(self.first_at(&lane, edge)))
            .collect();
        ranks.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    fn running(&self, lane: LaneIx, time: Time, set: &EventSet) -> u32 {
        self.running_at(lane, time, set).len() as u32
    }

    fn best(&self, lane: LaneIx, span: TimeSpan, limit: usize, set: &EventSet) -> Vec<Entry> {
        self.best_of(self.starting_in(lane, span, set).collect(), limit)
    }

    fn best_running(&self, lane: LaneIx, time: Time, limit: usize, set: &EventSet) -> Vec<Entry> {
        self.best_of(self.running_at(lane, time, set), limit)
    }

    fn starting(&self, lane: LaneIx, span: TimeSpan, set: &EventSet) -> Vec<Entry> {
        self.starting_in(lane, span, set)
            .filter_map(|p| self.entry(self.events[p]))
            .collect()
    }

    fn entry(&self, event: EventIx) -> Option<Entry> {
        let position = self.position_of[event.0 as usize]? as usize;
        let brief = &self.briefs[event.0 as usize];
        let lane = self.positions(self.lane_of(event));
        Some(Entry {
            event,
            lane: self.lane_of(event),
            nth: (position - lane.start) as u32,
            span: TimeSpan::new(self.starts[position], self.ends[position]),
            date: brief.date?,
            importance: importance(brief),
            is_disputed: brief.evidence.is_disputed,
        })
    }
}

impl Store {
    fn starting_in<'a>(
        &'a self,
        lane: LaneIx,
        span: TimeSpan,
        set: &'a EventSet,
    ) -> impl Iterator<Item = usize> + 'a {
        let lane = self.positions(lane);
        let (from, to) = (
            self.first_at(&lane, span.start),
            self.first_at(&lane, span.end),
        );
        (from..to).filter(|&p| set.contains(self.events[p]))
    }

    fn running_at(&self, lane: LaneIx, time: Time, set: &EventSet) -> Vec<usize> {
        let lane = self.positions(lane);
        let to = self.first_at(&lane, time);
        let latest = &self.latest_end[lane.start..to];
        let from = lane.start + latest.partition_point(|&end| end <= time);
        (from..to)
            .filter(|&p| self.ends[p] > time && set.contains(self.events[p]))
            .collect()
    }

    fn best_of(&self, mut found: Vec<usize>, limit: usize) -> Vec<Entry> {
        found.sort_by_key(|&p| (std::cmp::Reverse(self.importance[p]), self.starts[p], p));
        found.truncate(limit);
        let entries = found.into_iter().filter_map(|p| self.entry(self.events[p]));
        entries.collect()
    }
}

fn importance(brief: &Brief) -> u8 {
    brief.importance.unwrap_or(DEFAULT_IMPORTANCE)
}

/// The lanes in the order they are drawn (a lane, then its children), and for
/// each lane of the dataset the one it is drawn as.
fn lanes_in_order(dataset: &Dataset, index: &Index) -> (Vec<StoreLane>, Vec<LaneIx>) {
    let count = dataset.lanes.len();
    let parent: Vec<Option<usize>> = dataset
        .lanes
        .iter()
        .map(|lane| {
            let id = lane.parent.as_deref()?;
            index.lane(id).map(|parent| usize::from(parent.0))
        })
        .collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (ix, parent) in parent.iter().enumerate() {
        if let Some(parent) = *parent {
            children[parent].push(ix);
        }
    }
    let mut lanes = Vec::new();
    let mut shown_as = vec![LaneIx(0); count];
    let mut is_placed = vec![false; count];
    // A cycle has no root: its lanes are taken as roots in file order.
    let roots = (0..count).filter(|&ix| parent[ix].is_none());
    let order: Vec<usize> = roots.chain(0..count).collect();
    for root in order {
        let mut stack = vec![(root, 0_u8, None)];
        while let Some((ix, depth, drawn_as)) = stack.pop() {
            if std::mem::replace(&mut is_placed[ix], true) {
                continue;
            }
            let lane = &dataset.lanes[ix];
            let own = drawn_as.unwrap_or_else(|| {
                lanes.push(StoreLane {
                    title: lane.title.clone(),
                    color: lane.color.clone(),
                    depth,
                    id: Some(lane.id.clone()),
                    positions: 0..0,
                });
                LaneIx((lanes.len() - 1) as u16)
            });
            shown_as[ix] = own;
            let within = (drawn_as.is_some() || lane.collapsed).then_some(own);
            for &child in children[ix].iter().rev() {
                stack.push((child, depth.saturating_add(1), within));
            }
        }
    }
    (lanes, shown_as)
}
