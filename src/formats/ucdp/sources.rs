//! `source_article` as sources: several in one cell, each an office, a day and
//! a headline in double quotes in newer releases, free text in older ones.

use crate::dates::{Date, Precision};
use crate::model::{CslDate, Source};

/// The sources that a cell names. Texts in quotes with `;` between them are
/// one each; other text with `;` in it is split only where that gives as many
/// as the row says it has.
pub(super) fn split(cell: &str, count: Option<&str>) -> Vec<String> {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix('"') {
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        let mut all: Vec<String> = Vec::new();
        let mut rest = inner;
        while let Some((one, more)) = between_quotes(rest) {
            all.push(one.trim().to_owned());
            rest = more;
        }
        all.push(rest.trim().to_owned());
        all.retain(|text| !text.is_empty());
        return all;
    }
    let parts: Vec<&str> = cell
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_that_many = count.and_then(|count| count.parse().ok()) == Some(parts.len());
    match parts.len() > 1 && is_that_many {
        true => parts.into_iter().map(str::to_owned).collect(),
        false => vec![cell.to_owned()],
    }
}

/// What stands before and after the next `";"`, blanks allowed in it.
fn between_quotes(text: &str) -> Option<(&str, &str)> {
    for (at, _) in text.match_indices('"') {
        let after = text[at + 1..].trim_start();
        if let Some(next) = after.strip_prefix(';')
            && let Some(next) = next.trim_start().strip_prefix('"')
        {
            return Some((&text[..at], next));
        }
    }
    None
}

/// One of them as a source.
pub(super) fn source(text: &str) -> Source {
    let mut parts = text.splitn(3, ',');
    let (office, day, headline) = (parts.next(), parts.next(), parts.next());
    if let (Some(office), Some(day), Some(headline)) = (office, day, headline)
        && let Some(issued) = issued(day)
    {
        return Source {
            kind_csl: "article".to_owned(),
            title: Some(headline.trim().to_owned()).filter(|title| !title.is_empty()),
            container_title: Some(office.trim().to_owned()).filter(|office| !office.is_empty()),
            issued: Some(issued),
            ..Source::default()
        };
    }
    Source {
        kind_csl: "document".to_owned(),
        title: Some(text.to_owned()),
        ..Source::default()
    }
}

fn issued(day: &str) -> Option<CslDate> {
    let day = day.trim();
    let date = Date::parse(day).ok()?;
    if date.precision() != Precision::Day {
        return None;
    }
    let parts: Option<Vec<serde_json::Value>> = day
        .split('-')
        .map(|part| part.parse::<i64>().ok().map(Into::into))
        .collect();
    Some(CslDate {
        date_parts: vec![parts?],
        ..CslDate::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_quotes_are_one_source_each() {
        let cell = r#""AFP,2015-05-25,One; and "two"" ; "Pajhwok,2015-05-24,Cut o"#;
        assert_eq!(
            split(cell, None),
            [
                r#"AFP,2015-05-25,One; and "two""#,
                "Pajhwok,2015-05-24,Cut o"
            ]
        );
        assert_eq!(
            split(r#""HRW,2008-09-01,Troops""#, None),
            ["HRW,2008-09-01,Troops"]
        );
    }

    #[test]
    fn free_text_is_split_only_where_the_count_agrees() {
        let cell = "KNU Situation Report; June 1-18";
        assert_eq!(split(cell, Some("1")), [cell]);
        assert_eq!(split(cell, Some("-1")), [cell]);
        assert_eq!(
            split("AP 21/3; Reuters 22/3", Some("2")),
            ["AP 21/3", "Reuters 22/3"]
        );
    }

    #[test]
    fn an_office_a_day_and_a_headline_are_told_apart() {
        let article = source("Reuters News,2017-01-30,Ukraine says, more or less");
        assert_eq!(article.container_title.as_deref(), Some("Reuters News"));
        assert_eq!(article.title.as_deref(), Some("Ukraine says, more or less"));
        let issued = article.issued.map(|date| date.date_parts);
        assert_eq!(issued, Some(vec![vec![2017.into(), 1.into(), 30.into()]]));
        let plain = source("Reuters, 1994-06-22");
        assert_eq!(plain.title.as_deref(), Some("Reuters, 1994-06-22"));
        assert_eq!(plain.container_title, None);
    }
}
