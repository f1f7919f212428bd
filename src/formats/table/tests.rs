//! Tables against a reader that holds every row and makes every event at once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use csv::StringRecord;
use proptest::prelude::*;

use super::cells::Cells;
use super::event::{Known, MAX_LANES, Plan};
use super::sources::{Listing, Sources};
use super::*;
use crate::formats::Role;
use crate::formats::names::Names;
use crate::formats::stream::{Input, Progress, Watch};
use crate::formats::{Place, Problem, Severity};
use crate::model::search::{Needle, Tallies, Wanted, Word};
use crate::model::{Brief, Event, EventIx, Events, Index, Rows, Source, evidence};

/// Lines of cells with bars between them.
struct Bars;

impl Splitter for Bars {
    fn cut(&self, bytes: &[u8]) -> usize {
        let end = bytes.iter().rposition(|byte| *byte == b'\n');
        end.map_or(0, |end| end + 1)
    }

    fn split<'b>(&self, bytes: &'b [u8], is_last: bool, grid: &mut Grid) -> Split<'b> {
        let certain = if is_last {
            bytes.len()
        } else {
            self.cut(bytes)
        };
        let text = std::str::from_utf8(&bytes[..certain]).unwrap_or_default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let row = line.trim_end_matches('\n');
            let cells: Vec<&str> = row.split('|').collect();
            if cells.len() == grid.width {
                let mut at = start;
                for cell in cells {
                    grid.cells.push(Span {
                        start: at as u32,
                        len: cell.len() as u32,
                    });
                    at += cell.len() + 1;
                }
                grid.end_row(grid.lines);
            } else {
                grid.lose_row(grid.lines, BadRow::Width { found: cells.len() });
            }
            grid.lines += 1;
            start += line.len();
        }
        Split {
            text: String::from_utf8_lossy(bytes),
            certain,
            is_in_lost_line: false,
        }
    }
}

fn read_bars(
    columns: &Columns,
    text: &str,
    block: usize,
    is_cancelled: &AtomicBool,
) -> (Result<Dataset, ReadError>, ImportReport) {
    let mut reader = text.as_bytes();
    let watch = Watch {
        progress: &|_: Progress| {},
        is_cancelled,
        first: None,
    };
    let mut stream = Stream::new(Input {
        reader: &mut reader,
        file: None,
        size: None,
        name: "table.bars",
        watch,
    });
    let layout = Layout {
        headings: columns.headings.clone(),
        splitter: &Bars,
        media_type: "text/plain",
        has_lines: true,
        lines: 1,
        before: Vec::new(),
        first: Vec::new(),
        is_all: false,
        block,
    };
    let mut report = ImportReport::new();
    (read(&mut stream, layout, &mut report), report)
}

/// What the table should come to.
struct Naive {
    events: Vec<Event>,
    lanes: Vec<String>,
    sources: Vec<Source>,
    problems: Vec<Problem>,
    plan: Plan,
}

fn naive(columns: &Columns, text: &str) -> Naive {
    let width = columns.headings.len();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
    let mut survey = Survey::default();
    let mut listing = Listing::new();
    for row in rows.iter().filter(|row| row.len() == width) {
        for role in [Role::Start, Role::End] {
            survey.add(columns.of(role).map_or("", |column| row[column]));
        }
    }
    let mut plan = Plan {
        columns: columns.clone(),
        form: survey.decide(),
        sources: Sources::Unlisted,
    };
    let mut naive_rows = Vec::new();
    let (mut lanes, mut names) = (Vec::new(), Names::default());
    let mut report = ImportReport::new();
    for (row, number) in rows.iter().zip(1..) {
        let record: StringRecord = row.iter().collect();
        let place = Place::row(number, number + 1);
        if row.len() != width {
            let bad = BadRow::Width { found: row.len() };
            report.add(bad.problem(number, number + 1, columns));
            continue;
        }
        let cells = Cells {
            record: &record,
            columns,
            place,
        };
        let mut own = ImportReport::new();
        super::when::when(&plan.form, &cells, &mut own);
        own.problems
            .into_iter()
            .for_each(|problem| report.add(problem));
        let id = match cells.text(Role::Id) {
            Some(id) => {
                if !names.take(&id) {
                    report.add(cells.problem(
                        Severity::Repaired,
                        Role::Id,
                        "double-id",
                        format!("The id “{id}” stands in an earlier row too; both stay, and links go to the first."),
                        "Give one of them another id.",
                    ));
                }
                id
            }
            None => names.take_free_id(&format!("row-{number}")),
        };
        let lane = cells.text(Role::Lane);
        if let Some(lane) = &lane
            && !lanes.contains(lane)
        {
            assert!(lanes.len() < MAX_LANES);
            lanes.push(lane.clone());
        }
        super::event::report_odd_cells(&cells, &mut report);
        assert!(listing.add(&cells));
        naive_rows.push((record, number, id, lane));
    }
    let (sources, by_cells) = listing.finish();
    plan.sources = by_cells;
    let events = naive_rows.into_iter().map(|(record, number, id, lane)| {
        let cells = Cells {
            record: &record,
            columns,
            place: Place::row(number, number + 1),
        };
        let known = Known {
            number,
            line: Some(number + 1),
            id,
            lane,
        };
        plan.event(&cells, known, &mut ImportReport::new())
    });
    Naive {
        events: events.collect(),
        lanes,
        sources,
        problems: report.problems,
        plan,
    }
}

fn headings() -> impl Strategy<Value = Vec<&'static str>> {
    let all = vec![
        "id",
        "end",
        "title",
        "lane",
        "summary",
        "people",
        "tags",
        "place",
        "lat",
        "lon",
        "importance",
        "source title",
        "source url",
        "source author",
        "source",
        "Source",
        "other",
        "More",
    ];
    (
        prop::sample::subsequence(all, 0..18),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(mut all, at)| {
            let at = at.index(all.len() + 1);
            all.insert(at, "date");
            all
        })
}

fn date_cells() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8])(T0[0-9]:30(:00Z?)?)?)?)?",
        1 => "(|0000|0000-01-01|2004-12-01T19:30:01\\.250Z|1999-09-09 10:00)",
        2 => "(6/19/2004|1/2/2004|12 June 1999|2004-06~|2004/2006|2004-01-02 03:04| 2001 )",
        1 => "(never|13/13/2000|ongoing|\\.\\.|2004-06-1X)",
        1 => "(n\\.d\\.|c\\. 1990|before 1999|late 1980s|7 Saur 1357|XIX век)",
    ]
}

fn cells(heading: &'static str) -> BoxedStrategy<String> {
    match heading {
        "date" | "end" => date_cells().boxed(),
        "id" => "(|[ab]|row-[1-9](-2)?|[1-9]|event-[0-9]{2})".boxed(),
        "lane" => "[A-D]?".boxed(),
        "people" | "tags" => "((Ann|bob|Éva|ali;b)( ?; ?)?){0,3}".boxed(),
        "lat" | "lon" => "(|[0-9]{2}(\\.5)?|-3|95|north|222)".boxed(),
        "importance" => "(|[1-5]|6|x)".boxed(),
        "source" | "Source" | "source url" | "source title" => {
            "(|file|file \\(title\\)|http://a/[ab]|Times|[ab])".boxed()
        }
        "source author" => "(|Ann)".boxed(),
        _ => {
            "(|Half a day|WAR and PEACE|Kabul كابل|[ab]{1,3}| –day June|http://shared/[a-c]{2}|12)"
                .boxed()
        }
    }
}

fn tables() -> impl Strategy<Value = (Columns, String)> {
    headings().prop_flat_map(|headings| {
        let row: Vec<BoxedStrategy<String>> = headings.iter().map(|h| cells(h)).collect();
        let row = row.prop_map(|cells| cells.join("|"));
        let line = prop_oneof![30 => row, 1 => Just("a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v".to_owned())];
        let columns = Columns::new(headings.iter().map(|h| (*h).to_owned()).collect());
        (Just(columns), prop::collection::vec(line, 0..60))
            .prop_map(|(columns, lines)| (columns, lines.iter().map(|l| format!("{l}\n")).collect()))
    })
}

fn word() -> impl Strategy<Value = String> {
    "(half|a|ab|war|كابل|–|day|june|jun|o|december|to|utc|utc\\)|1|250|19|:01\\.2|bc|9–|2004-0|2004|200|12|row|row-1|ann|ali;b|;|b|north|45|5,|times|file|event-1|event|t-0|http|shared/a|05:|t|z|more|other|:)"
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let set = |of: Vec<&'static str>| {
        prop_oneof![3 => Just(Vec::new()), 1 => prop::sample::subsequence(of, 0..3)]
            .prop_map(|all| all.into_iter().map(str::to_owned).collect::<BTreeSet<_>>())
    };
    let ids = || set(vec!["file", "times", "a", "b", "a-a", "http://a/a"]);
    let words = prop::collection::vec((word(), ids()), 0..3);
    (
        words,
        set(vec!["Ann", "bob", "ali", "b"]),
        set(vec!["Éva", "Ann"]),
        set(vec!["WAR and PEACE", "12", "45, 12", "north, -3", "a"]),
        ids(),
    )
        .prop_map(|(words, people, tags, places, sources)| Wanted {
            words: words
                .into_iter()
                .map(|(word, sources)| Word {
                    needle: Needle::new(&word),
                    sources,
                })
                .collect(),
            people,
            tags,
            places,
            sources,
        })
}

fn as_listed(dataset: &Dataset) -> Dataset {
    Dataset {
        events: dataset
            .events
            .iter()
            .map(Cow::into_owned)
            .collect::<Events>(),
        ..dataset.clone()
    }
}

fn all_briefs(dataset: &Dataset) -> Vec<Brief> {
    let mut briefs = Vec::new();
    evidence::briefs(dataset, &Index::new(dataset), |_, brief| briefs.push(brief));
    briefs
}

/// Every answer, against those from whole events.
fn answers_are_those_of_whole_events(
    rows: &Arc<dyn Rows>,
    wanted: &Wanted,
    range: Range<u32>,
) -> Result<(), TestCaseError> {
    let mut hits = Vec::new();
    rows.matching(range.clone(), wanted, &mut |row| hits.push(row));
    let holds = |row: &u32| wanted.holds(&rows.event(*row));
    let expected: Vec<u32> = range.clone().filter(holds).collect();
    prop_assert_eq!(&hits, &expected);
    for row in range.clone() {
        prop_assert_eq!(rows.is_wanted(row, wanted), hits.contains(&row));
        prop_assert_eq!(rows.title(row), rows.event(row).title);
    }
    let is_in = |row: u32| row % 3 != 1;
    let (mut got, mut expected) = (Tallies::default(), Tallies::default());
    rows.tally(range.clone(), &is_in, &mut got);
    for row in range.filter(|row| is_in(*row)) {
        expected.add(&rows.event(row));
    }
    prop_assert_eq!(got, expected);
    let events: Vec<Event> = (0..rows.len() as u32).map(|row| rows.event(row)).collect();
    let citations = events
        .iter()
        .map(|event| evidence::citations(event).count());
    prop_assert_eq!(rows.citation_count(), citations.sum::<usize>());
    let claims = events.iter().map(|event| event.claims.len());
    prop_assert_eq!(rows.claim_count(), claims.sum::<usize>());
    Ok(())
}

proptest! {
    #[test]
    fn a_table_is_what_reading_row_after_row_would_make(
        (columns, text) in tables(),
        block in prop_oneof![Just(40_usize), Just(300), Just(1 << 20)],
    ) {
        let naive = naive(&columns, &text);
        let (read, report) = read_bars(&columns, &text, block, &AtomicBool::new(false));
        let of_rows: Vec<Problem> = report
            .problems
            .iter()
            .filter(|problem| problem.severity != Severity::Note)
            .cloned()
            .collect();
        prop_assert_eq!(of_rows, naive.problems);
        let Ok(dataset) = read else {
            let is_lost = matches!(read, Err(ReadError::NothingReadable { .. }));
            prop_assert!(is_lost && naive.events.is_empty() && !text.is_empty());
            return Ok(());
        };
        prop_assert_eq!(dataset.events.len(), naive.events.len());
        for (event, expected) in dataset.events.iter().zip(&naive.events) {
            prop_assert_eq!(&*event, expected);
        }
        let lanes: Vec<&str> = dataset.lanes.iter().map(|lane| lane.id.as_str()).collect();
        prop_assert_eq!(lanes, naive.lanes);
        prop_assert_eq!(&dataset.sources[1..], naive.sources.as_slice());
        let undated = naive.events.iter().filter(|event| event.when.date().is_none()).count();
        let told = report.problems.iter().find(|problem| problem.code == "no-date");
        prop_assert_eq!(told.is_some(), undated > 0);
        let starts = format!("{undated} row");
        prop_assert!(told.is_none_or(|told| told.message.starts_with(&starts)), "{}", starts);
        let index = Index::new(&dataset);
        for (nth, event) in naive.events.iter().enumerate() {
            let first = naive.events.iter().position(|other| other.id == event.id);
            prop_assert_eq!(index.event(&event.id), first.map(|at| EventIx(at as u32)), "{}", nth);
        }
        prop_assert_eq!(all_briefs(&dataset), all_briefs(&as_listed(&dataset)));
    }

    #[test]
    fn rows_answer_as_whole_events_would(
        (columns, text) in tables(),
        wanted in wanted(),
        from in 0_u32..20,
    ) {
        let (read, _) = read_bars(&columns, &text, 600, &AtomicBool::new(false));
        if let Ok(dataset) = read {
            let rows = dataset.events.rows().expect("rows of a table");
            let len = rows.len() as u32;
            answers_are_those_of_whole_events(rows, &wanted, from.min(len)..len)?;
        }
    }

    #[test]
    fn rows_of_a_table_with_too_many_sources_answer_as_whole_events_would(
        (columns, text) in tables(),
        wanted in wanted(),
    ) {
        let plan = Plan { sources: Sources::Unlisted, ..naive(&columns, &text).plan };
        let (read, _) = read_bars(&columns, &text, 600, &AtomicBool::new(false));
        if let Ok(dataset) = read {
            let chunks = chunks_of(&columns, &text, &plan);
            let table: Arc<dyn Rows> = Arc::new(chunks);
            prop_assert_eq!(table.len(), dataset.events.len());
            answers_are_those_of_whole_events(&table, &wanted, 0..table.len() as u32)?;
            let unlisted = Dataset {
                sources: dataset.sources[..1].to_vec(),
                events: Events::of_rows(table),
                ..dataset.clone()
            };
            let index = Index::new(&unlisted);
            let mut nth = 0;
            evidence::briefs(&unlisted, &index, |ix, brief| {
                let event = unlisted.events.get(ix);
                let is_single = evidence::is_single_voice(&event, &unlisted, &index);
                assert_eq!(brief.evidence.is_single_voice, is_single, "{event:?}");
                nth += 1;
            });
            prop_assert_eq!(nth, unlisted.events.len());
        }
    }
}

/// The table, as if its sources were too many to be listed.
fn chunks_of(columns: &Columns, text: &str, plan: &Plan) -> super::rows::Table {
    let mut reader = text.as_bytes();
    let is_cancelled = AtomicBool::new(false);
    let mut stream = Stream::new(Input {
        reader: &mut reader,
        file: None,
        size: None,
        name: "table.bars",
        watch: Watch {
            progress: &|_: Progress| {},
            is_cancelled: &is_cancelled,
            first: None,
        },
    });
    let layout = Layout {
        headings: columns.headings.clone(),
        splitter: &Bars,
        media_type: "text/plain",
        has_lines: true,
        lines: 1,
        before: Vec::new(),
        first: Vec::new(),
        is_all: false,
        block: 600,
    };
    let Ok(seen) = blocks(&mut stream, &layout, columns) else {
        panic!("blocks are read");
    };
    let plan = Plan {
        columns: columns.clone(),
        form: plan.form.clone(),
        sources: Sources::Unlisted,
    };
    let mut findings = Findings::default();
    let chunks = finish::resolved(&stream, columns, &plan.form, seen.chunks, &mut findings);
    let Ok(chunks) = chunks else {
        panic!("nothing is cancelled");
    };
    match finish::table(&stream, plan, chunks, &[], &mut findings) {
        Ok((table, _)) => table,
        Err(_) => panic!("nothing is cancelled"),
    }
}

#[test]
fn a_cancelled_table_is_not_read() {
    let columns = Columns::new(vec!["date".to_owned()]);
    let (read, _) = read_bars(&columns, "2004\n", 100, &AtomicBool::new(true));
    assert!(matches!(read, Err(ReadError::Cancelled)));
}
