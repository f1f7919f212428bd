//! Which words can stand in dates at all, so that millions of dates need not
//! be put into words to look for one that cannot.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::dates::Date;
use crate::model::search::folded;

/// False for a folded word that stands in no plain date
/// ([`Dates`](super::iso::Dates)), neither in its text nor in its words.
pub(super) fn may_stand_in_dates(word: &str) -> bool {
    let mut runs = word
        .split(|c: char| !c.is_alphabetic())
        .filter(|run| !run.is_empty());
    runs.all(|run| letters().iter().any(|known| known.contains(run)))
}

/// All runs of letters in texts and words of plain dates.
fn letters() -> &'static BTreeSet<String> {
    static LETTERS: OnceLock<BTreeSet<String>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let mut letters = BTreeSet::new();
        let mut add = |edtf: &str| {
            let Ok(date) = Date::parse(edtf) else { return };
            for text in [date.text(), &date.words()] {
                let text = folded(text);
                let runs = text.split(|c: char| !c.is_alphabetic());
                letters.extend(runs.filter(|run| !run.is_empty()).map(str::to_owned));
            }
        };
        let styles = |month: u32| {
            [
                "",
                "T07:30",
                "T19:30:01",
                "T07:30:01.250",
                "T07:30Z",
                "T07:30:01Z",
                "T19:30:01.250Z",
            ]
            .map(|clock| format!("2004-{month:02}-19{clock}"))
            .into_iter()
            .chain([
                "0000".to_owned(),
                "2004".to_owned(),
                format!("2004-{month:02}"),
            ])
        };
        for month in 1..=12 {
            for start in styles(month) {
                add(&start);
                for end in styles(month).chain(styles(month % 12 + 1)) {
                    add(&format!("{start}/{end}"));
                    add(&format!("{start}/{}", end.replacen("2004", "2007", 1)));
                }
            }
        }
        letters
    })
}
