//! A large file: its events as rows, the rest of it as a small file is read.
//!
//! What can be decided of an event by itself is decided in its block. What
//! needs all of the file waits for its end: ids that stand twice or are given
//! to events that have none, links to things that come later.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use serde_json::Value;

use super::block::{GivenId, IdOf, Known, Made, Maker, Told, broken_link};
use super::chunk::Chunk;
use super::evidence::Evidence;
use super::ids::Ids;
use super::links::{self, Target};
use super::place::{At, Mended, moved, moved_problem};
use super::reading::Targets;
use super::rows::JsonRows;
use super::walk::Walk;
use super::{Fault, check_version, doubled, items, parse, placed};
use crate::formats::stream::{Stream, summed};
use crate::formats::{ImportReport, MAX_LISTED, Place, Problem, ReadError, Severity, parallel};
use crate::model::{Citation, Dataset, Event, Events, Relation};

/// Opens a file as a stream, in blocks of about so many bytes.
pub(super) fn read(
    stream: &mut Stream,
    block: usize,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    crate::formats::text_of(stream.head()?)?;
    let name = stream.name();
    let (dataset, sum) = summed(&[], |also| {
        let mut walk = Walk::new(stream, block, also)?;
        match gathered(&mut walk, name) {
            Ok(gathered) => finished(&walk, gathered, name, report),
            Err(error) => {
                if is_of_json(&error) {
                    walk.drain()?;
                }
                Err(error)
            }
        }
    })?;
    stream.set_sha256(sum);
    Ok(dataset)
}

/// True for what bytes that are no UTF-8, wherever they are, go before.
fn is_of_json(error: &ReadError) -> bool {
    matches!(
        error,
        ReadError::Json { .. }
            | ReadError::Truncated { .. }
            | ReadError::TooDeep { .. }
            | ReadError::LargeItem { .. }
    )
}

/// What was made of all blocks.
#[derive(Default)]
struct Gathered {
    chunks: Vec<Chunk>,
    /// For each chunk, where it is and the ids of its items.
    ids: Vec<(At, Box<[IdOf]>)>,
    lost_ids: Vec<(u32, String)>,
    given_ids: Vec<GivenId>,
    items: u64,
    rows: u64,
    large: ImportReport,
    doubled: ImportReport,
    of_ids: Vec<(u32, Problem)>,
    told: Vec<ToldOfChunk>,
    /// Counts what is told for sure, to know what cannot be listed any more.
    counted: ImportReport,
    counted_ids: ImportReport,
    /// What is not.
    left_off: ImportReport,
    left_off_ids: ImportReport,
    evidence: Evidence,
    hasher: RandomState,
}

/// What was met in the items of a chunk, where it is, and the ids asked for.
struct ToldOfChunk {
    chunk: usize,
    at: At,
    told: Vec<Told>,
    asked: String,
}

/// Reads all blocks; the rest of the file is then in the walk's skeleton.
fn gathered(walk: &mut Walk, name: &str) -> Result<Gathered, ReadError> {
    let mut gathered = Gathered::default();
    while walk.next_list()? {
        // Of two lists of events, the last is used.
        gathered = Gathered::default();
        let before = [walk.skeleton.as_slice(), b"]}"].concat();
        let root = parse::parse(&before)
            .map_err(|error| in_file(error, walk))?
            .value;
        let has = |member| root.get(member).is_some();
        let (has_lanes, has_sources) = (has("lanes"), has("sources"));
        let early = items::dataset(root, name, &mut Vec::new(), links::Ids::Found(&|_| false));
        let when = |is_there: bool, ids| match is_there {
            true => links::Ids::Listed(ids),
            false => links::Ids::Later,
        };
        let (lanes, sources) = (&early.dataset.lanes, &early.dataset.sources);
        let evidence = Evidence::new(lanes.clone(), sources.clone());
        let ids = Targets {
            lanes: when(has_lanes, &early.lanes),
            sources: when(has_sources, &early.sources),
            events: links::Ids::Later,
        };
        let hasher = gathered.hasher.clone();
        let known = Known {
            ids,
            evidence: &evidence,
            hasher: &hasher,
        };
        blocks(walk, &known, &early.dataset, &mut gathered)?;
        gathered.evidence = evidence;
    }
    Ok(gathered)
}

fn in_file(error: ReadError, walk: &Walk) -> ReadError {
    let mended = Mended::new(&walk.skeleton, &walk.holes);
    moved(error, |line, column| mended.place(line, column))
}

fn blocks(
    walk: &mut Walk,
    known: &Known,
    early: &Dataset,
    gathered: &mut Gathered,
) -> Result<(), ReadError> {
    // Both closures need the walk, one after the other.
    let walk = RefCell::new(walk);
    parallel::in_order(
        || walk.borrow_mut().next_block(),
        || Maker::new(known),
        |maker, items| (items.at, items.first, maker.make(&items)),
        |(at, first, made)| {
            gathered.add(at, first, made?)?;
            let walk = walk.borrow();
            if let (Some(show), [_]) = (walk.stream.first(), gathered.chunks.as_slice()) {
                show(gathered.first_part(early)?);
            }
            walk.stream.tell(gathered.rows);
            walk.stream.check()
        },
    )
}

impl Gathered {
    fn add(&mut self, at: At, first: u64, made: Made) -> Result<(), ReadError> {
        let mut chunk = made.chunk;
        self.items = first + u64::from(chunk.items);
        self.rows += chunk.rows() as u64;
        if self.items >= u64::from(u32::MAX) {
            return Err(ReadError::TooLarge);
        }
        let first = first as u32;
        chunk.first_item = first;
        for problem in made.large {
            self.large.add(problem);
        }
        for problem in made.doubled {
            self.doubled.add(problem);
        }
        for (item, problem) in made.of_ids {
            match self.counted_ids.count_only(&problem) {
                true => self.of_ids.push((first + item, problem)),
                false => drop(self.left_off_ids.count_only(&problem)),
            }
        }
        let mut told = made.told;
        told.retain(|told| match told {
            Told::Link(_) => true,
            Told::Problem(problem) => {
                let is_listed = self.counted.count_only(problem);
                if !is_listed {
                    self.left_off.count_only(problem);
                }
                is_listed
            }
        });
        if !told.is_empty() {
            told.shrink_to_fit();
            self.told.push(ToldOfChunk {
                chunk: self.chunks.len(),
                at,
                told,
                asked: made.asked,
            });
        }
        let lost = made.lost_ids.into_iter();
        self.lost_ids
            .extend(lost.map(|(item, id)| (first + item, id)));
        let given = made.given_ids.into_iter();
        self.given_ids.extend(given.map(|given| GivenId {
            item: first + given.item,
            ..given
        }));
        self.ids.push((at, made.ids.into()));
        self.chunks.push(chunk);
        Ok(())
    }
}

impl Gathered {
    /// The events of the first block, before anything is known of the others.
    fn first_part(&self, early: &Dataset) -> Result<Dataset, ReadError> {
        let ids = index(self, &[], &self.chunks, &|| Ok(()))?;
        let rows = JsonRows::new(self.chunks.clone(), ids, self.lost_ids.clone());
        Ok(Dataset {
            events: Events::of_rows(Arc::new(rows)),
            ..early.clone()
        })
    }
}

/// Decides what all of the file is needed for.
fn finished(
    walk: &Walk,
    mut gathered: Gathered,
    name: &str,
    report: &mut ImportReport,
) -> Result<Dataset, ReadError> {
    let parsed = parse::parse(&walk.skeleton).map_err(|error| in_file(error, walk))?;
    check_version(&parsed.value)?;
    if !parsed.value.get("events").is_some_and(Value::is_array) {
        // The list stands before another member of that name.
        gathered = Gathered::default();
    }
    let go_on = || walk.stream.check();
    let mut settling = Settling::new(gathered, &go_on)?;
    settling.give_free_ids(&go_on)?;
    settling.find_doubles();

    let mut faults: Vec<Fault> = parsed.doubled.into_iter().map(doubled).collect();
    let doubled_count = faults.len();
    let rows = &settling.rows;
    let is_event = |id: &str| rows.items_with(id).next().is_some();
    let whole = items::dataset(
        parsed.value,
        name,
        &mut faults,
        links::Ids::Found(&is_event),
    );
    let (of_events, broken) = settling.resolve(&whole);
    settling.take_off(broken, &go_on)?;
    settling.judge(&whole, &go_on)?;

    // In the order in which they are told of a small file.
    let large = std::mem::take(&mut settling.gathered.large);
    let doubled = std::mem::take(&mut settling.gathered.doubled);
    let of_ids = settling.of_ids();
    let mended = Mended::new(&walk.skeleton, &walk.holes);
    let placed_here = |faults: Vec<Fault>, large: &[_]| {
        let mut problems = placed(faults, large, &walk.skeleton);
        for problem in &mut problems {
            moved_problem(problem, |line, column| mended.place(line, column));
        }
        problems
    };
    let (doubled_before, large_before) = parsed.before_events;
    let (before, behind) = parsed.large.split_at(large_before);
    let mut told = ImportReport::new();
    add(&mut told, placed_here(Vec::new(), before));
    append(&mut told, large);
    add(&mut told, placed_here(Vec::new(), behind));
    let mut faults = placed_here(faults, &[]);
    let last = faults.split_off(whole.before_events);
    let of_lists = faults.split_off(whole.before_ids);
    let of_lanes = faults.split_off(doubled_count);
    let doubled_behind = faults.split_off(doubled_before);
    add(&mut told, faults);
    append(&mut told, doubled);
    add(&mut told, doubled_behind);
    add(&mut told, of_lanes);
    append(&mut told, of_ids);
    add(&mut told, of_lists);
    append(&mut told, of_events);
    add(&mut told, last);

    let first_lost = told
        .problems
        .iter()
        .find(|problem| problem.severity == Severity::Lost)
        .map(|problem| format!("{}: {}", problem.place, problem.message));
    append(report, told);
    let (count, rows) = (settling.gathered.items, settling.gathered.rows);
    match first_lost {
        Some(first) if count > 0 && rows == 0 => Err(ReadError::NothingReadable {
            count,
            what: "events",
            first,
        }),
        _ => Ok(Dataset {
            events: Events::of_rows(Arc::new(settling.rows)),
            ..whole.dataset
        }),
    }
}

fn add(report: &mut ImportReport, problems: Vec<Problem>) {
    for problem in problems {
        report.add(problem);
    }
}

fn append(report: &mut ImportReport, mut other: ImportReport) {
    let problems = std::mem::take(&mut other.problems);
    report.append(other, problems);
}

/// Links of the items of a chunk that go to nothing.
#[derive(Default)]
struct Broken {
    chunk: usize,
    /// Ascending.
    items: Vec<u32>,
    /// Where they should go to.
    missing: HashSet<(Target, String)>,
}

/// Rows on their way to being right.
struct Settling {
    rows: JsonRows,
    gathered: Gathered,
    /// Items whose ids stand at an earlier item too, ascending.
    doubles: Vec<u32>,
}

impl Settling {
    fn new(
        mut gathered: Gathered,
        go_on: &impl Fn() -> Result<(), ReadError>,
    ) -> Result<Settling, ReadError> {
        let ids = index(&gathered, &[], &gathered.chunks, go_on)?;
        let chunks = std::mem::take(&mut gathered.chunks);
        let lost_ids = std::mem::take(&mut gathered.lost_ids);
        Ok(Settling {
            rows: JsonRows::new(chunks, ids, lost_ids),
            gathered,
            doubles: Vec::new(),
        })
    }

    /// Numbers further the ids that were given to items without one, where
    /// others state them.
    fn give_free_ids(
        &mut self,
        go_on: &impl Fn() -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let given = std::mem::take(&mut self.gathered.given_ids);
        let is_given = |item: u32| {
            given
                .binary_search_by_key(&item, |given| given.item)
                .is_ok()
        };
        let mut taken: HashSet<String> = HashSet::new();
        let mut renamed: Vec<(GivenId, String)> = Vec::new();
        for own in &given {
            let name = items::auto_id("event", own.item as usize + 1);
            let mut is_free = |name: &str| {
                let mut stated = self.rows.items_with(name).filter(|item| !is_given(*item));
                stated.next().is_none() && taken.insert(name.to_owned())
            };
            let mut number = 2_u64;
            let mut free = name.clone();
            while !is_free(&free) {
                free = format!("{name}-{number}");
                number += 1;
            }
            if free != name {
                renamed.push((*own, free));
            }
        }
        if renamed.is_empty() {
            return Ok(());
        }
        let mut rest = renamed.as_slice();
        while let Some((first, _)) = rest.first() {
            let nth = self.rows.chunk_of_item(first.item);
            let is_in_it =
                |(given, _): &(GivenId, String)| self.rows.chunk_of_item(given.item) == nth;
            let (of_chunk, others) = rest.split_at(rest.partition_point(is_in_it));
            self.rename_rows(nth, of_chunk);
            rest = others;
        }
        self.rename_in_problems(&renamed);
        let ids = index(&self.gathered, &renamed, self.rows.chunks(), go_on)?;
        self.rows.set_ids(ids);
        Ok(())
    }

    /// Gives items of one chunk other ids.
    fn rename_rows(&mut self, nth: usize, renamed: &[(GivenId, String)]) {
        let mut events = Vec::new();
        for (given, id) in renamed {
            let chunk = &self.rows.chunks()[nth];
            let Some(row) = chunk.row_of_item(given.item - chunk.first_item) else {
                self.rows.rename_lost(given.item, id);
                continue;
            };
            let mut event = chunk.event(row);
            event.id.clone_from(id);
            if given.is_title {
                event.title.clone_from(id);
            }
            events.push((row, event));
        }
        self.rows.chunks_mut()[nth].replace(&events, &self.gathered.evidence);
    }

    /// Says the other ids where it was said what stands instead of one, or of a
    /// title.
    fn rename_in_problems(&mut self, renamed: &[(GivenId, String)]) {
        let rename = |problem: &mut Problem| {
            let path = problem.place.path.as_deref().unwrap_or_default();
            let item = path.strip_prefix("events[").and_then(|rest| {
                let number = rest
                    .strip_suffix("].id")
                    .or_else(|| rest.strip_suffix("].title"))?;
                number.parse::<u32>().ok()
            });
            let found = item.filter(|_| problem.code == "no-text").and_then(|item| {
                let found = renamed.binary_search_by_key(&item, |(given, _)| given.item);
                Some((item, &renamed[found.ok()?].1))
            });
            if let Some((item, id)) = found {
                let old = items::auto_id("event", item as usize + 1);
                let (old, new) = (format!("“{old}”"), format!("“{id}”"));
                problem.message = problem.message.replace(&old, &new);
            }
        };
        for (_, problem) in &mut self.gathered.of_ids {
            rename(problem);
        }
        for told in self
            .gathered
            .told
            .iter_mut()
            .flat_map(|told| &mut told.told)
        {
            if let Told::Problem(problem) = told {
                rename(problem);
            }
        }
    }

    /// Finds the ids that stand twice.
    fn find_doubles(&mut self) {
        let mut doubles = Vec::new();
        self.rows.ids().each_double(|items| {
            let mut known: HashSet<String> = HashSet::new();
            for item in items {
                let id = self.rows.id_of_item(item);
                if !known.contains(&*id) {
                    known.insert(id.into_owned());
                } else {
                    doubles.push(item);
                }
            }
        });
        doubles.sort_unstable();
        self.doubles = doubles;
    }

    /// Takes off links that go to nothing.
    fn take_off(
        &mut self,
        broken: Vec<Broken>,
        go_on: &impl Fn() -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let evidence = &self.gathered.evidence;
        let mut broken = broken.into_iter().peekable();
        let chunks = self.rows.chunks_mut().iter_mut().enumerate();
        let mut pieces = chunks.filter_map(|(nth, chunk)| {
            Some((chunk, broken.next_if(|broken| broken.chunk == nth)?))
        });
        parallel::in_order(
            || Ok(pieces.next()),
            || (),
            |(), (chunk, broken): (&mut Chunk, Broken)| {
                let rows = broken
                    .items
                    .iter()
                    .filter_map(|item| chunk.row_of_item(*item));
                let events: Vec<(usize, Event)> = rows
                    .map(|row| (row, broken.taken_off(chunk.event(row))))
                    .collect();
                chunk.replace(&events, evidence);
            },
            |()| go_on(),
        )
    }

    /// Looks at lanes and evidence again, where they were not known while the
    /// events were read.
    fn judge(
        &mut self,
        whole: &items::Whole,
        go_on: &impl Fn() -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let (lanes, sources) = (&whole.dataset.lanes, &whole.dataset.sources);
        if self.gathered.evidence.is_of(lanes, sources) {
            return Ok(());
        }
        let evidence = Evidence::new(lanes.clone(), sources.clone());
        let mut chunks = self.rows.chunks_mut().iter_mut();
        parallel::in_order(
            || Ok(chunks.next()),
            || (),
            |(), chunk: &mut Chunk| {
                let counts = chunk.counts;
                if counts.in_lanes + counts.citations > 0 {
                    chunk.judge(&evidence);
                }
            },
            |()| go_on(),
        )
    }

    /// What is to be told of ids.
    fn of_ids(&mut self) -> ImportReport {
        let mut report = ImportReport::new();
        let mut others = std::mem::take(&mut self.gathered.of_ids)
            .into_iter()
            .peekable();
        for (nth, item) in (0_u64..).zip(&self.doubles) {
            while let Some((_, problem)) = others.next_if(|(other, _)| other <= item) {
                report.add(problem);
            }
            let problem = match nth < MAX_LISTED {
                true => self.double_id(*item),
                false => double_id(Place::file(), ""),
            };
            report.add(problem);
        }
        add(&mut report, others.map(|(_, problem)| problem).collect());
        append(&mut report, std::mem::take(&mut self.gathered.left_off_ids));
        report
    }

    fn double_id(&self, item: u32) -> Problem {
        let (at, ids) = &self.gathered.ids[self.rows.chunk_of_item(item)];
        let first = self.rows.chunks()[self.rows.chunk_of_item(item)].first_item;
        let found = ids.binary_search_by_key(&(item - first), |id| id.item);
        let place = found.map_or(*at, |nth| {
            at.shifted(u64::from(ids[nth].line), u64::from(ids[nth].column))
        });
        let place = Place {
            line: Some(place.line),
            column: Some(place.column),
            path: Some(format!("events[{item}].id")),
            ..Place::default()
        };
        double_id(place, &self.rows.id_of_item(item))
    }

    /// What is to be told of the events, and the links that go to nothing.
    fn resolve(&mut self, whole: &items::Whole) -> (ImportReport, Vec<Broken>) {
        let is_known = |target, id: &str| match target {
            Target::Lane => whole.lanes.contains(id),
            Target::Source => whole.sources.contains(id),
            Target::Event => self.rows.items_with(id).next().is_some(),
        };
        let mut report = ImportReport::new();
        let mut broken = Vec::new();
        let all = std::mem::take(&mut self.gathered.told);
        for of_chunk in all {
            let first = self.rows.chunks()[of_chunk.chunk].first_item;
            let mut links = Broken {
                chunk: of_chunk.chunk,
                ..Broken::default()
            };
            for told in of_chunk.told {
                let link = match told {
                    Told::Problem(problem) => {
                        report.add(*problem);
                        continue;
                    }
                    Told::Link(link) => link,
                };
                let id = &of_chunk.asked[link.id.0 as usize..link.id.1 as usize];
                if !is_known(link.target, id) {
                    let at = of_chunk
                        .at
                        .shifted(u64::from(link.line), u64::from(link.column));
                    let item = u64::from(first + link.item);
                    report.add(broken_link(link.target, link.way, id, item, at));
                    if links.items.last() != Some(&link.item) {
                        links.items.push(link.item);
                    }
                    links.missing.insert((link.target, id.to_owned()));
                }
            }
            if !links.items.is_empty() {
                broken.push(links);
            }
        }
        append(&mut report, std::mem::take(&mut self.gathered.left_off));
        (report, broken)
    }
}

/// An index of all ids, some of them others than they were.
fn index(
    gathered: &Gathered,
    renamed: &[(GivenId, String)],
    chunks: &[Chunk],
    go_on: &impl Fn() -> Result<(), ReadError>,
) -> Result<Ids, ReadError> {
    let hasher = gathered.hasher.clone();
    let each = |with: &mut dyn FnMut(u64, u32)| {
        let mut renamed = renamed.iter().peekable();
        for ((_, ids), chunk) in gathered.ids.iter().zip(chunks) {
            for id in ids {
                let item = chunk.first_item + id.item;
                let hash = match renamed.next_if(|(given, _)| given.item == item) {
                    Some((_, id)) => gathered.hasher.hash_one(id.as_str()),
                    None => id.hash,
                };
                with(hash, item);
            }
        }
    };
    Ids::new(hasher, each, go_on)
}

impl Broken {
    /// The event without links to what is missing.
    fn taken_off(&self, mut event: Event) -> Event {
        let is_there = |target, id: &str| !self.missing.contains(&(target, id.to_owned()));
        let is_source = |citation: &Citation| is_there(Target::Source, &citation.source);
        event.citations.retain(is_source);
        for claim in &mut event.claims {
            claim.citations.retain(is_source);
        }
        let is_event = |relation: &Relation| is_there(Target::Event, &relation.event);
        event.relations.retain(is_event);
        event.lane = event.lane.filter(|lane| is_there(Target::Lane, lane));
        event
    }
}

fn double_id(place: Place, id: &str) -> Problem {
    Problem {
        severity: Severity::Repaired,
        place,
        code: "double-id",
        message: items::double_id("event", id),
        advice: items::DOUBLE_ID_ADVICE.to_owned(),
    }
}
