//! Sources to citations: what a reader would paste into a footnote.
#![expect(clippy::unwrap_used, reason = "tests")]

use tarikh::cite::{Style, short};
use tarikh::model::Source;

fn source(json: &str) -> Source {
    serde_json::from_str(json).unwrap()
}

#[test]
fn show() {
    let d: serde_json::Value = serde_json::from_str(&std::fs::read_to_string("/tmp/sample/afghanistan.tarikh").unwrap()).unwrap();
    let mut n = 0;
    for s in d["sources"].as_array().unwrap() {
        let s: Source = serde_json::from_value(s.clone()).unwrap();
        n += 1;
        if n > 30 && s.kind_csl == "article-newspaper" { continue }
        println!("# {} {} {}", s.id, s.kind_csl, short(&s));
        for st in Style::ALL { println!("  {}", tarikh::cite::citation(&s, st)); }
    }
}
