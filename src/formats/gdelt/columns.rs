//! The columns of the event files, which have no headings, and their codes in
//! words.

/// The columns of version 2; version 1 has no `…ADM2Code`, and before April
/// 2013 no `SOURCEURL`.
pub(super) const COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

/// The names of the columns of a file with so many; none where it is no file
/// of events.
pub(super) fn named(count: usize) -> Option<Vec<&'static str>> {
    let of_version_1 = || {
        COLUMNS
            .iter()
            .copied()
            .filter(|name| !name.ends_with("ADM2Code"))
    };
    match count {
        61 => Some(COLUMNS.to_vec()),
        58 => Some(of_version_1().collect()),
        57 => Some(of_version_1().take(57).collect()),
        _ => None,
    }
}

/// What a root code of CAMEO means, in words between two actors.
pub(super) fn root_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "01" => "states",
        "02" => "appeals to",
        "03" => "intends to work with",
        "04" => "talks with",
        "05" => "deals as a partner with",
        "06" => "works together with",
        "07" => "aids",
        "08" => "gives way to",
        "09" => "looks into",
        "10" => "demands of",
        "11" => "criticises",
        "12" => "refuses",
        "13" => "threatens",
        "14" => "protests against",
        "15" => "shows force towards",
        "16" => "cuts ties with",
        "17" => "coerces",
        "18" => "attacks",
        "19" => "fights",
        "20" => "uses mass violence on",
        _ => return None,
    })
}

/// What a `QuadClass` means.
pub(super) fn class_words(class: &str) -> Option<&'static str> {
    Some(match class {
        "1" => "Verbal cooperation",
        "2" => "Material cooperation",
        "3" => "Verbal conflict",
        "4" => "Material conflict",
        _ => return None,
    })
}
