//! A dataset's events to sorted columns.
//!
//! One pass over the events, in chunks and on all cores, keeps of each its
//! start, its lane, the number of its [`Shape`] and its [`Look`]. Starts and
//! numbers of events are then sorted as single integers, lane by lane, and the
//! other columns follow them. At the peak this takes about 25 bytes an event
//! beside the dataset (41 where ends are columns and times have fractions).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::IsCancelled;
use super::columns::{Columns, Ends, ShapeNumbers};
use super::lanes::{StoreLane, lanes_in_order};
use super::look::Look;
use super::parallel;
use super::running::Running;
use super::shape::{DrawnEnd, Shape};
use super::sorting::{self, Key, Scale};
use crate::dates::{Bounds, Time, TimeSpan};
use crate::model::{Brief, Dataset, EventIx, Index, LaneIx, evidence};

/// Events of a chunk, a power of two.
const CHUNK: usize = 1 << 16;
/// The number of dates that have no shape.
const NO_SHAPE: u16 = 0;
/// The number of events that have no date.
const NO_DATE: u16 = u16::MAX;

/// Some events, in the order of the dataset.
struct Chunk {
    first: usize,
    starts: Vec<i64>,
    /// Empty where all are zero.
    start_nanos: Vec<u32>,
    /// Empty where no shape needs one.
    ends: Vec<i64>,
    end_nanos: Vec<u32>,
    lanes: Vec<u16>,
    /// Places in `shapes`, later numbers of the store's shapes.
    numbers: Vec<u16>,
    looks: Vec<Look>,
    shapes: Shapes,
    /// Dates that have no shape, by index.
    whole: Vec<(EventIx, Bounds)>,
    extent: Option<TimeSpan>,
    /// Dated and undated events of each lane.
    counts: Vec<[usize; 2]>,
}

/// Shapes and their numbers, the first one of dates that have none.
struct Shapes {
    list: Vec<Option<Shape>>,
    numbers: HashMap<Shape, u16>,
}

/// Shapes that are compared with before a map is asked: most datasets have no
/// more.
const FIRST_SHAPES: usize = 8;

impl Shapes {
    fn new() -> Shapes {
        Shapes {
            list: vec![None],
            numbers: HashMap::new(),
        }
    }

    /// The number of a shape; [`NO_SHAPE`] where there is no number left.
    fn number(&mut self, shape: Shape) -> u16 {
        let first = self.list.iter().take(FIRST_SHAPES);
        if let Some(number) = first.zip(0..).find(|(known, _)| **known == Some(shape)) {
            return number.1;
        }
        let next = self.list.len() as u16;
        let number = *self.numbers.entry(shape).or_insert(next);
        if number == next {
            if next == NO_DATE {
                self.numbers.remove(&shape);
                return NO_SHAPE;
            }
            self.list.push(Some(shape));
        }
        number
    }
}

impl Chunk {
    fn new(range: &Range<usize>, lanes: usize) -> Chunk {
        Chunk {
            first: range.start,
            starts: Vec::with_capacity(range.len()),
            start_nanos: Vec::new(),
            ends: Vec::new(),
            end_nanos: Vec::new(),
            lanes: Vec::with_capacity(range.len()),
            numbers: Vec::with_capacity(range.len()),
            looks: Vec::with_capacity(range.len()),
            shapes: Shapes::new(),
            whole: Vec::new(),
            extent: None,
            counts: vec![[0; 2]; lanes],
        }
    }

    fn read(
        dataset: &Dataset,
        index: &Index,
        range: Range<usize>,
        shown_as: &[LaneIx],
        lanes: usize,
    ) -> Chunk {
        let mut chunk = Chunk::new(&range, lanes);
        let of = range.start as u32..range.end as u32;
        let rest = LaneIx((lanes - 1) as u16);
        evidence::briefs_of(dataset, index, of, |event, brief| {
            let lane = brief
                .lane
                .map_or(rest, |lane| shown_as[usize::from(lane.0)]);
            chunk.add(event, &brief, lane, range.len());
        });
        chunk
    }

    fn add(&mut self, event: EventIx, brief: &Brief, lane: LaneIx, len: usize) {
        let at = self.starts.len();
        self.lanes.push(lane.0);
        self.looks.push(Look::of(brief));
        let Some(date) = &brief.date else {
            self.counts[usize::from(lane.0)][1] += 1;
            self.starts.push(0);
            self.numbers.push(NO_DATE);
            return;
        };
        self.counts[usize::from(lane.0)][0] += 1;
        let extent = date.extent;
        self.extent = Some(self.extent.map_or(extent, |all| all.union(extent)));
        self.starts.push(extent.start.secs());
        set_nanos(&mut self.start_nanos, at, extent.start, len);
        let shape = Shape::of(date);
        debug_assert!(
            shape.is_none_or(|shape| shape.date(extent) == *date),
            "a shape and a span are the date: {date:?}"
        );
        let number = shape.map_or(NO_SHAPE, |shape| self.shapes.number(shape));
        if number == NO_SHAPE {
            self.whole.push((event, *date));
        }
        self.numbers.push(number);
        let drawn_end = shape
            .filter(|_| number != NO_SHAPE)
            .map(|shape| shape.drawn_end());
        if drawn_end.is_none_or(|end| end == DrawnEnd::Kept) {
            self.set_end(at, extent.end, len);
        }
    }

    fn set_end(&mut self, at: usize, end: Time, len: usize) {
        if self.ends.is_empty() {
            self.ends.resize(len, 0);
        }
        self.ends[at] = end.secs();
        set_nanos(&mut self.end_nanos, at, end, len);
    }

    fn set_start(&mut self, at: usize, start: Time) {
        self.starts[at] = start.secs();
        let len = self.starts.len();
        set_nanos(&mut self.start_nanos, at, start, len);
    }

    fn start(&self, at: usize) -> Time {
        let nanos = self.start_nanos.get(at).copied().unwrap_or(0);
        Time::from_secs_nanos(self.starts[at], nanos)
    }

    fn end(&self, at: usize) -> Time {
        let secs = self.ends.get(at).copied().unwrap_or(0);
        Time::from_secs_nanos(secs, self.end_nanos.get(at).copied().unwrap_or(0))
    }

    /// Turns places in the chunk's own shapes into numbers of all shapes.
    fn renumber(&mut self, all: &mut Shapes) {
        let own = std::mem::take(&mut self.shapes.list);
        let new: Vec<u16> = own
            .iter()
            .map(|shape| shape.map_or(NO_SHAPE, |shape| all.number(shape)))
            .collect();
        if new.iter().zip(0..).all(|(&number, at)| number == at) {
            return;
        }
        let len = self.starts.len();
        for at in 0..len {
            let number = self.numbers[at];
            if number == NO_DATE {
                continue;
            }
            self.numbers[at] = new[usize::from(number)];
            // There are more shapes than numbers: the date is kept whole.
            if let Some(shape) = own[usize::from(number)]
                && self.numbers[at] == NO_SHAPE
            {
                let start = self.start(at);
                let end = match shape.drawn_end() {
                    DrawnEnd::After(length) => length.after(start),
                    DrawnEnd::OfData => start,
                    DrawnEnd::Kept => self.end(at),
                };
                let date = shape.date(TimeSpan { start, end });
                self.whole.push((EventIx((self.first + at) as u32), date));
            }
        }
        self.whole.sort_unstable_by_key(|(event, _)| *event);
    }

    /// Moves ends that are open to the edge of the data.
    fn open(&mut self, shapes: &[Option<Shape>], data: TimeSpan) {
        let len = self.starts.len();
        for (event, date) in std::mem::take(&mut self.whole) {
            let at = event.0 as usize - self.first;
            let drawn = date.drawn_span(data);
            self.set_start(at, drawn.start);
            self.set_end(at, drawn.end, len);
            self.whole.push((event, date));
        }
        let opens: Vec<bool> = shapes
            .iter()
            .map(|shape| shape.is_some_and(|shape| shape.begins_with_data()))
            .collect();
        if !opens.contains(&true) {
            return;
        }
        for at in 0..len {
            if opens.get(usize::from(self.numbers[at])) == Some(&true) {
                self.set_start(at, data.start);
            }
        }
    }
}

/// A column of nanoseconds appears with the first that is not zero.
fn set_nanos(nanos: &mut Vec<u32>, at: usize, time: Time, len: usize) {
    if time.nanos() != 0 && nanos.is_empty() {
        nanos.resize(len, 0);
    }
    if let Some(own) = nanos.get_mut(at) {
        *own = time.nanos();
    }
}

/// Sorts a dataset's events into columns, and its lanes with them. `None` when
/// they are no longer wanted.
pub(super) fn built(
    dataset: &Dataset,
    index: &Index,
    is_cancelled: IsCancelled<'_>,
) -> Option<(Vec<StoreLane>, Columns, Running)> {
    let (mut lanes, shown_as) = lanes_in_order(dataset, index);
    let rest = StoreLane::of_the_rest(lanes.is_empty());
    lanes.push(rest);
    let ranges = parallel::ranges(dataset.events.len(), CHUNK);
    let chunks = parallel::each(ranges, |range| {
        let read = || Chunk::read(dataset, index, range, &shown_as, lanes.len());
        (!is_cancelled()).then(read)
    });
    let mut chunks = chunks.into_iter().collect::<Option<Vec<Chunk>>>()?;
    if chunks
        .iter()
        .all(|chunk| chunk.counts[lanes.len() - 1] == [0; 2])
    {
        lanes.pop();
    }
    place_lanes(&mut lanes, &chunks);
    let dated = lanes.last().map_or(0, |lane| lane.positions.end);

    let mut shapes = Shapes::new();
    chunks
        .iter_mut()
        .for_each(|chunk| chunk.renumber(&mut shapes));
    let shapes = shapes.list;
    let extents = chunks.iter().filter_map(|chunk| chunk.extent);
    let data = extents.reduce(TimeSpan::union);
    if let Some(data) = data {
        parallel::each(chunks.iter_mut().collect(), |chunk: &mut Chunk| {
            chunk.open(&shapes, data);
        });
    }

    let has_nanos = chunks.iter().any(|chunk| !chunk.start_nanos.is_empty());
    let edges = data.unwrap_or(TimeSpan::new(Time::default(), Time::default()));
    let scale = Scale::new(edges.start, edges.end, has_nanos, dataset.events.len());
    let mut events = Vec::with_capacity(dataset.events.len());
    let (starts, start_nanos) = match scale.is_narrow(0) {
        true => sorted::<u64>(&mut chunks, &lanes, dated, scale, &mut events),
        false => sorted::<u128>(&mut chunks, &lanes, dated, scale, &mut events),
    };
    if is_cancelled() {
        return None;
    }
    add_undated(&chunks, &lanes, &mut events);
    let columns = gathered(chunks, events, dated, starts, start_nanos, shapes, data);
    if is_cancelled() {
        return None;
    }
    let running = Running::build(&lanes, &columns);
    Some((lanes, columns, running))
}

/// Which positions each lane has.
fn place_lanes(lanes: &mut [StoreLane], chunks: &[Chunk]) {
    let mut at = 0;
    for kind in 0..2 {
        for (ix, lane) in lanes.iter_mut().enumerate() {
            let many: usize = chunks.iter().map(|chunk| chunk.counts[ix][kind]).sum();
            match kind {
                0 => lane.positions = at..at + many,
                _ => lane.undated = at..at + many,
            }
            at += many;
        }
    }
}

/// The dated events by lane and start into `events`, and their starts.
fn sorted<K: Key>(
    chunks: &mut [Chunk],
    lanes: &[StoreLane],
    dated: usize,
    scale: Scale,
    events: &mut Vec<EventIx>,
) -> (Vec<i64>, Option<Vec<u32>>) {
    let mut keys = vec![K::default(); dated];
    // What each chunk has of each lane lies behind what the chunks before it
    // have, so every chunk gets slices of its own.
    let mut parts: Vec<(&mut Chunk, Vec<&mut [K]>)> =
        chunks.iter_mut().map(|chunk| (chunk, Vec::new())).collect();
    let mut rest = keys.as_mut_slice();
    for lane in 0..lanes.len() {
        for (chunk, slices) in &mut parts {
            let (own, behind) = rest.split_at_mut(chunk.counts[lane][0]);
            rest = behind;
            slices.push(own);
        }
    }
    parallel::each(parts, |(chunk, mut slices)| {
        let mut filled = vec![0; slices.len()];
        for at in 0..chunk.starts.len() {
            if chunk.numbers[at] == NO_DATE {
                continue;
            }
            let lane = usize::from(chunk.lanes[at]);
            let offset = scale.offset(chunk.start(at));
            let number = (chunk.first + at) as u32;
            slices[lane][filled[lane]] = K::new(offset, number, scale.bits);
            filled[lane] += 1;
        }
        chunk.starts = Vec::new();
        chunk.start_nanos = Vec::new();
    });
    sorting::sort_ranges(&mut keys, lanes.iter().map(|lane| lane.positions.clone()));

    events.resize(dated, EventIx(0));
    let mut starts = vec![0; dated];
    let parts = keys.chunks(CHUNK).zip(events.chunks_mut(CHUNK));
    let parts = parts.zip(starts.chunks_mut(CHUNK)).collect();
    let nanos = parallel::each(
        parts,
        |((keys, events), starts): ((&[K], &mut [EventIx]), &mut [i64])| {
            let mut nanos = Vec::new();
            for (at, key) in keys.iter().enumerate() {
                let start = scale.time(key.offset(scale.bits));
                events[at] = EventIx(key.number(scale.bits));
                starts[at] = start.secs();
                set_nanos(&mut nanos, at, start, keys.len());
            }
            (keys.len(), nanos)
        },
    );
    (starts, joined_nanos(nanos))
}

/// One column of what the parts have; `None` where none has any.
fn joined_nanos(parts: Vec<(usize, Vec<u32>)>) -> Option<Vec<u32>> {
    if parts.iter().all(|(_, nanos)| nanos.is_empty()) {
        return None;
    }
    let mut all = Vec::with_capacity(parts.iter().map(|(len, _)| len).sum());
    for (len, nanos) in parts {
        let end = all.len() + len;
        all.extend(nanos);
        all.resize(end, 0);
    }
    Some(all)
}

/// The undated events, by lane and in the order of the dataset, behind the
/// dated ones.
fn add_undated(chunks: &[Chunk], lanes: &[StoreLane], events: &mut Vec<EventIx>) {
    let end = lanes.last().map_or(0, |lane| lane.undated.end);
    events.resize(end, EventIx(0));
    let mut next: Vec<usize> = lanes.iter().map(|lane| lane.undated.start).collect();
    for chunk in chunks {
        if chunk.counts.iter().all(|counts| counts[1] == 0) {
            continue;
        }
        for at in 0..chunk.numbers.len() {
            if chunk.numbers[at] == NO_DATE {
                let next = &mut next[usize::from(chunk.lanes[at])];
                events[*next] = EventIx((chunk.first + at) as u32);
                *next += 1;
            }
        }
    }
}

/// All columns, in the order of `events`.
fn gathered(
    mut chunks: Vec<Chunk>,
    events: Vec<EventIx>,
    dated: usize,
    starts: Vec<i64>,
    start_nanos: Option<Vec<u32>>,
    shapes: Vec<Option<Shape>>,
    data: Option<TimeSpan>,
) -> Columns {
    let mut whole = Vec::new();
    for chunk in &mut chunks {
        chunk.lanes = Vec::new();
        whole.append(&mut chunk.whole);
    }
    let has_ends = chunks.iter().any(|chunk| !chunk.ends.is_empty());
    let is_kept: Vec<bool> = shapes
        .iter()
        .map(|shape| shape.is_none_or(|shape| shape.drawn_end() == DrawnEnd::Kept))
        .collect();
    let place = |event: EventIx| {
        let at = event.0 as usize;
        (&chunks[at / CHUNK], at % CHUNK)
    };

    let mut looks = vec![Look::default(); events.len()];
    let mut numbers = vec![NO_DATE; events.len()];
    let mut lengths = vec![0; if has_ends { events.len() } else { 0 }];
    let positions: Vec<AtomicU32> = events.iter().map(|_| AtomicU32::new(0)).collect();
    let parts = events.chunks(CHUNK).enumerate();
    let parts = parts.zip(looks.chunks_mut(CHUNK).zip(numbers.chunks_mut(CHUNK)));
    let mut lengths_left = lengths.as_mut_slice();
    let parts = parts.map(|((part, events), columns)| {
        let len = events.len().min(lengths_left.len());
        let (own, left) = std::mem::take(&mut lengths_left).split_at_mut(len);
        lengths_left = left;
        (part * CHUNK, events, columns, own)
    });
    // All that is known of an event lies far from what is known of the next:
    // one pass waits for memory once.
    let fits = parallel::each(
        parts.collect(),
        |(first, events, (looks, numbers), lengths)| {
            let mut fits = true;
            for (at, &event) in events.iter().enumerate() {
                let position = first + at;
                let (chunk, row) = place(event);
                positions[event.0 as usize].store(position as u32, Ordering::Relaxed);
                looks[at] = chunk.looks[row];
                let number = chunk.numbers[row];
                numbers[at] = number;
                if let (Some(length), Some(end)) = (lengths.get_mut(at), chunk.ends.get(row))
                    && is_kept.get(usize::from(number)) == Some(&true)
                {
                    // Years past the 136th are rare.
                    let found = u32::try_from(end.abs_diff(starts[position]));
                    *length = found.unwrap_or_default();
                    fits &= found.is_ok();
                }
            }
            fits
        },
    );
    let position_of = positions.into_iter().map(AtomicU32::into_inner).collect();

    let dated_events = &events[..dated];
    let ends = match (has_ends, fits.iter().all(|fits| *fits)) {
        (false, _) => Ends::None,
        (true, true) => {
            lengths.truncate(dated);
            Ends::Lengths(lengths)
        }
        (true, false) => Ends::Secs(gather(dated_events, |event| {
            let (chunk, row) = place(event);
            chunk.ends.get(row).copied().unwrap_or(0)
        })),
    };
    let has_end_nanos = chunks.iter().any(|chunk| !chunk.end_nanos.is_empty());
    let end_nanos = has_end_nanos.then(|| {
        gather(dated_events, |event| {
            let (chunk, row) = place(event);
            chunk.end_nanos.get(row).copied().unwrap_or(0)
        })
    });
    drop(chunks);
    numbers.truncate(dated);
    let numbers = match shapes.len() {
        0..=0x100 => ShapeNumbers::Narrow(numbers.iter().map(|&number| number as u8).collect()),
        _ => ShapeNumbers::Wide(numbers),
    };
    Columns::new(Columns {
        events,
        position_of: Arc::new(position_of),
        dated,
        marks: Vec::new(),
        groups: Vec::new(),
        starts,
        start_nanos,
        ends,
        end_nanos,
        drawn_ends: Vec::new(),
        shapes,
        numbers,
        looks,
        whole,
        data,
    })
}

/// A column in the order of `events`.
fn gather<T: Copy + Default + Send>(
    events: &[EventIx],
    of: impl Fn(EventIx) -> T + Sync,
) -> Vec<T> {
    let mut column = vec![T::default(); events.len()];
    let parts = events.chunks(CHUNK).zip(column.chunks_mut(CHUNK)).collect();
    parallel::each(parts, |(events, column): (&[EventIx], &mut [T])| {
        for (own, &event) in column.iter_mut().zip(events) {
            *own = of(event);
        }
    });
    column
}
