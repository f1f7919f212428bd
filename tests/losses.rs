//! What a format says that it holds comes back from a file of it, and what it
//! says that it leaves out does not, for every format that is written.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use tarikh::formats::{self, FORMATS, Fate, Format, ImportReport, Loss, Part};
use tarikh::model::Dataset;

/// Some of everything, as a native file.
fn rich() -> Dataset {
    let dates = [
        "1979",
        "1979-12",
        "1979-12-27",
        "1979-12-27T19:30",
        "1979-12-27T19:30:15Z",
        "1979-12-27T19:30:15+04:30",
        "-0044-03-15",
        "198X",
        "1979-21",
        "1979/1989",
        "1979-12-27/1989-02-15",
        "1979-12-27/..",
        "1985~",
        "1985-06-01?",
        "1985-06%",
        "[1979,1981]",
        "{1979,1981}",
    ];
    let mut events: Vec<serde_json::Value> = dates
        .iter()
        .enumerate()
        .map(|(nth, edtf)| {
            json!({
            "id": format!("d{nth}"), "title": format!("On {edtf}"), "when": edtf,
            "citations": [{"source": format!("s{}", 1 + nth % 2)}]})
        })
        .collect();
    events.push(json!({
        "id": "full", "title": "Siege of\nکابل", "when": "1992-04-24",
        "lane": "war", "summary": "A *siege*.\n\nThen peace.", "importance": 4,
        "place": {"name": "Kabul", "lat": 34.5, "lon": 69.25},
        "people": ["Najibullah", "Massoud"], "tags": ["war", "city"],
        "media": [{"url": "https://example.org/a.jpg", "caption": "A"}, {"url": "https://example.org/b.jpg"}],
        "citations": [
            {"source": "s1", "locator": {"kind": "page", "value": "12"}},
            {"source": "s2", "stance": "disputes"}],
        "claims": [{"about": "deaths", "value": "5"}],
        "relations": [{"kind": "causes", "event": "d0"}],
        "strange": "kept", "number": 5,
    }));
    events.push(json!({"id": "none", "title": "Some day", "when": "the year of the flood"}));
    let file = json!({
        "tarikh": 1, "title": "Rich", "description": "All of it", "license": "CC0-1.0",
        "lanes": [{"id": "war", "title": "The war", "color": "#aa3300"}, {"id": "still", "title": "Still"}, {"id": "front", "title": "A front", "parent": "war"}],
        "eras": [{"title": "An era", "when": "1978/1992"}],
        "sources": [
            {"id": "s1", "type": "book", "title": "A book", "author": [{"family": "Ewans", "given": "Martin"}],
             "issued": {"date-parts": [[2002]]}, "publisher": "Curzon", "DOI": "10.1000/1"},
            {"id": "s2", "type": "webpage", "title": "A page", "URL": "https://example.org/page"},
            {"id": "s3", "type": "webpage", "title": "Not cited", "URL": "https://example.org/other"}],
        "events": events, "own": "member",
    });
    let mut report = ImportReport::new();
    let bytes = serde_json::to_vec(&file).unwrap();
    let (mut dataset, _) = formats::read_any(&bytes, "rich.tarikh", &mut report).unwrap();
    assert_eq!(report.lost(), 0, "{report}");
    dataset.sources.retain(|source| !formats::is_origin(source));
    dataset
}

fn again(dataset: &Dataset, format: &Format) -> Dataset {
    let mut report = ImportReport::new();
    let bytes = formats::written(dataset, format.write.unwrap()).unwrap();
    let name = format!("rich.{}", format.extensions[0]);
    let (read, _) = formats::read_any(&bytes, &name, &mut report)
        .unwrap_or_else(|error| panic!("{}: {error}", format.id));
    read
}

/// True where a part is what it is said to be: `was` so many, and `is` after.
fn is_true(format: &Format, part: Part, said: &[Loss], was: u64, is: u64) -> bool {
    let count = |part: Part| said.iter().find(|loss| loss.part == part);
    match (format.holds.fate(part), count(part)) {
        // The file itself is a source of what is read from it.
        _ if part == Part::Origin => true,
        // Readers keep in events what a format has no place for.
        (None, _) if part == Part::EventMembers => is >= was,
        (Some(_), _) if [Part::EventMembers, Part::OtherMembers].contains(&part) => true,
        // What a format has no words for may become a range.
        (None, _) if part == Part::Ranges => is >= was,
        _ if is_gone(format, part) => true,
        // Without events nothing cites them.
        _ if part == Part::UncitedSources && format.holds.fate(Part::Events).is_some() => true,
        (None, _) => {
            let within = said.iter().filter(|loss| loss.part.within() == Some(part));
            let most = within.map(|loss| loss.count).sum();
            (was.saturating_sub(most)..=was).contains(&is)
        }
        (Some(_), Some(loss)) if loss.fate == Fate::LeftOut => is < was,
        _ => true,
    }
}

/// True where what a part belongs to is left out or changed.
fn is_gone(format: &Format, part: Part) -> bool {
    std::iter::successors(part.within(), |part| part.within())
        .any(|part| format.holds.fate(part).is_some())
}

#[test]
fn what_is_held_comes_back_and_what_is_left_out_does_not() {
    let before = rich();
    let mut untrue = Vec::new();
    for format in FORMATS.iter().filter(|format| format.write.is_some()) {
        let after = again(&before, format);
        let said = formats::losses(&before, format.holds).list;
        let pairs = formats::counts(&before)
            .into_iter()
            .zip(formats::counts(&after));
        for ((part, was), (_, is)) in pairs {
            if !is_true(format, part, &said, was, is) {
                let fate = format.holds.fate(part);
                untrue.push(format!(
                    "{}: {part:?}: {was}, then {is}: {fate:?}",
                    format.id
                ));
            }
        }
    }
    assert!(untrue.is_empty(), "\n{}", untrue.join("\n"));
}
