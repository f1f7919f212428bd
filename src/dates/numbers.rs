//! Years and ordinals as people read them.

/// Years this far back are counted in millions or billions of years ago.
pub(super) const DEEP_YEAR: i64 = -1_000_000;

/// A year in words: "1984", "844 CE", "44 BCE", "12,000 BCE",
/// "66 million years ago".
///
/// `year` is astronomical. Years ago are counted as the year's own number,
/// without the two thousand since the year 0: nobody knows such a date to that.
pub(super) fn year(year: i64) -> String {
    if let Some((number, unit)) = years_ago(year) {
        return format!("{number} {unit} years ago");
    }
    match year {
        ..=0 => format!("{} BCE", grouped(1 - year)),
        1..=999 => format!("{year} CE"),
        1_000..=9_999 => year.to_string(),
        _ => format!("{} CE", grouped(year)),
    }
}

/// A year for narrow places: as [`year`], but "66 Ma" and "4.54 Ga".
pub(super) fn short_year(year_number: i64) -> String {
    match years_ago(year_number) {
        Some((number, "billion")) => format!("{number} Ga"),
        Some((number, _)) => format!("{number} Ma"),
        None => year(year_number),
    }
}

/// Two years of which the first is not later: "1982–1988", "44–40 BCE",
/// "66–60 million years ago".
pub(super) fn year_range(from: i64, to: i64) -> String {
    if let (Some((first, first_unit)), Some((last, last_unit))) = (years_ago(from), years_ago(to))
        && first_unit == last_unit
    {
        return format!("{first}–{last} {last_unit} years ago");
    }
    if from > DEEP_YEAR && to <= 0 {
        return format!("{}–{} BCE", grouped(1 - from), grouped(1 - to));
    }
    if from >= 1 {
        let plain = (1_000..=9_999).contains(&to);
        let era = if plain { "" } else { " CE" };
        return format!("{}–{}{era}", grouped(from), grouped(to));
    }
    format!("{} – {}", year(from), year(to))
}

/// The number and its unit, for years far enough back. Exact: as many decimals
/// as the year has.
pub(super) fn years_ago(year: i64) -> Option<(String, &'static str)> {
    if year > DEEP_YEAR {
        return None;
    }
    let ago = year.unsigned_abs();
    let (size, unit, places) = if ago >= 1_000_000_000 {
        (1_000_000_000, "billion", 9)
    } else {
        (1_000_000, "million", 6)
    };
    let fraction = format!("{:0places$}", ago % size);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some((format!("{}{point}{fraction}", ago / size), unit))
}

/// A whole number with commas from five digits on.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    if number < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1st", "2nd", "11th".
pub(super) fn ordinal(number: i64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
