//! The words of dates in English, Russian, Dari and Persian, and what they mean;
//! of German, French, Spanish and Italian the months and the most frequent.
//!
//! Phrases are written here as people write them and are brought into the same
//! form as the text ([`plain`](super::lexer::plain)) when the table is made, so
//! that spellings which differ by marks only need one entry.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::lexer::plain;
use crate::dates::month_from_name;

/// Whose names of months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Months {
    /// January and so on, in any language.
    Gregorian,
    /// The signs of the zodiac: Solar Hijri as in Afghanistan.
    Afghan,
    /// Farvardin and so on: Solar Hijri as in Iran.
    Iranian,
    /// Muharram and so on.
    Islamic,
}

/// How years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    /// Before year 1.
    Bc,
    /// From year 1.
    Ad,
    /// Solar Hijri.
    Persian,
    /// Islamic.
    Islamic,
    /// Hijri, and not said which.
    Hijri,
}

/// What a word or a few words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Month(Months, u8),
    /// 1 spring to 4 winter.
    Season(u8),
    Era(Era),
    Century,
    Decade,
    /// Half, third or quarter: into how many parts.
    Parts(u8),
    /// First and so on.
    Nth(u8),
    Last,
    Early,
    Mid,
    Late,
    About,
    Perhaps,
    Before,
    After,
    /// `до`: before; between two dates up to.
    Until,
    /// Then or earlier.
    NotAfter,
    /// Then or later.
    NotBefore,
    OrEarlier,
    OrLater,
    Since,
    From,
    Between,
    To,
    And,
    Or,
    /// It has not ended.
    Open,
    /// A word that adds nothing: `the`, `года`.
    Filler,
}

use Meaning::{
    About, After, And, Before, Between, Century, Decade, Early, Filler, From, Last, Late, Mid,
    NotAfter, NotBefore, Nth, Open, Or, OrEarlier, OrLater, Parts, Perhaps, Since, To, Until,
};

/// Meanings and the phrases that have them, parted by `|`.
const PHRASES: &[(Meaning, &str)] = &[
    (
        About,
        "c|ca|cca|cir|circa|about|around|abt|approx|approximately|roughly|um|etwa|ungefähr|vers|environ|hacia|alrededor de|ок|около|примерно|приблизительно|прибл|حدود|حدودا|در حدود|تقریبا|نزدیک به",
    ),
    (
        Perhaps,
        "perhaps|probably|possibly|maybe|prob|вероятно|возможно|предположительно|может быть|شاید|احتمالا",
    ),
    (
        Before,
        "vor|avant|antes de|before|bef|prior to|earlier than|pre|ранее|раньше|прежде|پیش از|قبل از",
    ),
    (
        After,
        "nach|après|después de|after|aft|later than|post|после|позднее|позже|پس از|بعد از",
    ),
    (Until, "до"),
    (
        NotAfter,
        "no later than|not later than|not after|at the latest|at latest|не позднее|не позже",
    ),
    (
        NotBefore,
        "no earlier than|not earlier than|not before|at the earliest|at earliest|не ранее|не раньше",
    ),
    (
        OrEarlier,
        "or earlier|or before|and earlier|and before|или ранее|или раньше|یا پیش از آن|یا قبل از آن",
    ),
    (
        OrLater,
        "or later|or after|или позднее|или позже|یا پس از آن|یا بعد از آن",
    ),
    (Since, "seit|depuis|desde|since|начиная с"),
    (From, "from|с|со|от|از"),
    (Between, "zwischen|entre|between|btw|bet|между|بین|میان"),
    (
        To,
        "bis|jusqu en|jusqu à|hasta|to|until|till|til|through|thru|по|تا",
    ),
    (And, "und|et|y|and|и|و"),
    (Or, "oder|ou|or|или|либо|یا"),
    (
        Open,
        "heute|aujourd hui|presente|actualidad|present|the present|ongoing|now|today|current|present day|настоящее время|н в|наше время|наши дни|сейчас|اکنون|کنون|امروز|حال|تاکنون",
    ),
    (
        Early,
        "anfang|début|au début|principios|a principios|early|beginning|the beginning|the start|start|начало|начале|начала|нач|اوایل|آغاز",
    ),
    (
        Mid,
        "mitte|milieu|mediados|a mediados|mid|middle|the middle|середина|середине|середины|сер|اواسط|میانه",
    ),
    (
        Late,
        "ende|fin|finales|a finales|late|end|the end|конец|конце|конца|кон|اواخر|پایان",
    ),
    (
        Parts(2),
        "half|the half|половина|половине|половины|пол|نیمه",
    ),
    (Parts(3), "third of|трети|треть"),
    (
        Parts(4),
        "quarter|четверть|четверти|квартал|квартале|квартала|кв",
    ),
    (Last, "last|the last|последняя|последней|последние"),
    (
        Century,
        "jahrhundert|jahrhunderts|jh|jhd|siècle|siglo|century|centuries|cent|cents|век|века|веке|веков|веках|вв|столетие|столетия|столетии|قرن|سده",
    ),
    (Decade, "decade|decades|десятилетие|десятилетия|دهه"),
    (
        Filler,
        "le|la|el|de|del|du|des|der|im|en|jahr|jahre|jahren|année|año|the|of|in|on|at|year|years|yr|в|во|г|гг|год|года|году|годы|годов|годах|سال|ماه|در|روز|ی",
    ),
    (
        Meaning::Season(1),
        "frühling|frühjahr|printemps|primavera|spring|весна|весной|весны|весне|بهار",
    ),
    (
        Meaning::Season(2),
        "sommer|été|verano|summer|лето|летом|лета|лете|تابستان",
    ),
    (
        Meaning::Season(3),
        "herbst|automne|otoño|autumn|fall|осень|осенью|осени|پاییز|خزان",
    ),
    (
        Meaning::Season(4),
        "hiver|invierno|winter|зима|зимой|зимы|зиме|زمستان",
    ),
    (
        Meaning::Era(Era::Bc),
        "v chr|av jc|avant jc|avant notre ère|a c|a de c|bc|b c|bce|b c e|до н э|до нэ|до нашей эры|до р х|до рх|до рождества христова|ق م|پ م|قبل از میلاد|پیش از میلاد|قبل المیلاد",
    ),
    (
        Meaning::Era(Era::Ad),
        "n chr|ap jc|après jc|d c|d de c|ad|a d|ce|c e|н э|нэ|нашей эры|от р х|по р х|р х|میلادی|م",
    ),
    (
        Meaning::Era(Era::Persian),
        "sh|s h|solar hijri|ahs|خورشیدی|هجری خورشیدی|شمسی|هجری شمسی|ش|ه ش|هش",
    ),
    (
        Meaning::Era(Era::Islamic),
        "ah|a h|lunar hijri|قمری|هجری قمری|ق|ه ق|هق",
    ),
    (Meaning::Era(Era::Hijri), "hijri|هجری|ه"),
    (Nth(1), "first|the first|первая|первой|первый|первые|اول"),
    (Nth(2), "second|the second|вторая|второй|вторая|دوم"),
    (Nth(3), "third|the third|третья|третьей|третий|سوم"),
    (Nth(4), "fourth|четвертая|четвертой|четвертый|چهارم"),
    (Nth(5), "fifth"),
    (Nth(6), "sixth"),
    (Nth(7), "seventh"),
    (Nth(8), "eighth"),
    (Nth(9), "ninth"),
    (Nth(10), "tenth"),
    (Nth(11), "eleventh"),
    (Nth(12), "twelfth"),
    (Nth(13), "thirteenth"),
    (Nth(14), "fourteenth"),
    (Nth(15), "fifteenth"),
    (Nth(16), "sixteenth"),
    (Nth(17), "seventeenth"),
    (Nth(18), "eighteenth"),
    (Nth(19), "nineteenth"),
    (Nth(20), "twentieth"),
    (Nth(21), "twenty first"),
];

/// Names of months, from the first to the twelfth.
const MONTHS: &[(Months, [&str; 12])] = &[
    (
        Months::Gregorian,
        [
            "январь|января|январе|янв",
            "февраль|февраля|феврале|февр|фев",
            "март|марта|марте|мар",
            "апрель|апреля|апреле|апр",
            "май|мая|мае",
            "июнь|июня|июне|июн",
            "июль|июля|июле|июл",
            "август|августа|августе|авг",
            "сентябрь|сентября|сентябре|сент|сен",
            "октябрь|октября|октябре|окт",
            "ноябрь|ноября|ноябре|нояб|ноя",
            "декабрь|декабря|декабре|дек",
        ],
    ),
    // German, French, Spanish, Italian; what English has too is left out.
    (
        Months::Gregorian,
        [
            "januar|jänner|janvier|janv|enero|gennaio",
            "februar|feber|février|févr|fév|febrero|febbraio",
            "märz|mrz|mars|marzo",
            "avril|avr|abril|aprile",
            "mai|mayo|maggio",
            "juni|juin|junio|giugno",
            "juli|juillet|juil|julio|luglio",
            "août|agosto",
            "septembre|septiembre|setiembre|settembre",
            "oktober|okt|octobre|octubre|ottobre",
            "novembre|noviembre",
            "dezember|dez|décembre|déc|diciembre|dicembre",
        ],
    ),
    (
        Months::Gregorian,
        [
            "ژانویه|جنوری",
            "فوریه|فبروری",
            "مارس|مارچ",
            "آوریل|اپریل",
            "مه|می",
            "ژوئن|جون",
            "ژوئیه|جولای",
            "اوت|آگوست|اگست",
            "سپتامبر|سپتمبر",
            "اکتبر|اکتوبر",
            "نوامبر|نومبر",
            "دسامبر|دسمبر",
        ],
    ),
    (
        Months::Afghan,
        [
            "hamal|حمل",
            "saur|sawr|sowr|saor|thawr|thaur|ثور",
            "jawza|jauza|jowza|jawzah|جوزا",
            "saratan|sartan|سرطان",
            "asad|اسد",
            "sunbula|sunbulah|sonbola|sumbula|sunbola|سنبله",
            "mizan|meezan|میزان",
            "aqrab|عقرب",
            "qaws|qaus|qows|قوس",
            "jadi|jady|jaddi|جدی",
            "dalw|dalwa|dalv|دلو",
            "hut|hoot|حوت",
        ],
    ),
    (
        Months::Iranian,
        [
            "farvardin|فروردین",
            "ordibehesht|اردیبهشت",
            "khordad|خرداد",
            "tir|تیر",
            "mordad|amordad|مرداد|امرداد",
            "shahrivar|شهریور",
            "mehr|مهر",
            "aban|آبان",
            "azar|آذر",
            "dey|دی",
            "bahman|بهمن",
            "esfand|اسفند",
        ],
    ),
    (
        Months::Islamic,
        [
            "muharram|moharram|محرم|محرم الحرام",
            "safar|صفر|صفر المظفر",
            "rabi al awwal|rabi al awal|rabi i|rabi 1|ربیع الاول",
            "rabi al thani|rabi al akhir|rabi ii|rabi 2|ربیع الثانی|ربیع الاخر",
            "jumada al ula|jumada al awwal|jumada i|جمادی الاول|جمادی الاولی",
            "jumada al akhira|jumada al thani|jumada al thaniya|jumada ii|جمادی الثانی|جمادی الثانیه|جمادی الاخر|جمادی الاخره",
            "rajab|رجب|رجب المرجب",
            "shaban|شعبان|شعبان المعظم",
            "ramadan|ramazan|رمضان|رمضان المبارک",
            "shawwal|shawal|شوال|شوال المکرم",
            "dhu al qada|dhu al qadah|dhul qada|zul qada|ذیقعده|ذی القعده|ذی قعده|ذوالقعده",
            "dhu al hijja|dhu al hijjah|dhul hijja|dhul hijjah|zul hijja|ذیحجه|ذی الحجه|ذی حجه|ذوالحجه",
        ],
    ),
];

/// Texts that say that the date is not known.
const UNKNOWN: &str = "unknown|not known|date unknown|unknown date|undated|n d|nd|no date|без даты|б д|бд|дата неизвестна|неизвестно|неизвестна|неизвестен|недатировано|н д|نامعلوم|نامشخص|بی تاریخ|بدون تاریخ|بی تا";

const WEEKDAYS: [&str; 21] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
    "شنبه",
    "یکشنبه",
    "دوشنبه",
    "سهشنبه",
    "چهارشنبه",
    "پنجشنبه",
    "جمعه",
];

/// The rest of a phrase after its first word, and what it means.
type Tails = Vec<(Vec<String>, Meaning)>;

/// All phrases by their first word, long ones first.
fn table() -> &'static BTreeMap<String, Tails> {
    static TABLE: OnceLock<BTreeMap<String, Tails>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: BTreeMap<String, Tails> = BTreeMap::new();
        let mut add = |phrases: &str, meaning| {
            for phrase in phrases.split('|') {
                let mut words = plain(phrase)
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
                    .into_iter();
                if let Some(first) = words.next() {
                    table
                        .entry(first)
                        .or_default()
                        .push((words.collect(), meaning));
                }
            }
        };
        for (meaning, phrases) in PHRASES {
            add(phrases, *meaning);
        }
        for (months, names) in MONTHS {
            for (names, month) in names.iter().zip(1..) {
                add(names, Meaning::Month(*months, month));
            }
        }
        for tails in table.values_mut() {
            tails.sort_by_key(|(tail, _)| std::cmp::Reverse(tail.len()));
        }
        table
    })
}

/// What a word means with the words after it, and how many of those belong to
/// it. `next` gives the word so many after it.
pub(super) fn meaning<'t>(
    word: &str,
    next: impl Fn(usize) -> Option<&'t str>,
) -> Option<(Meaning, usize)> {
    let of_phrase = table().get(word).and_then(|tails| {
        tails.iter().find_map(|(tail, meaning)| {
            let mut tail_words = tail.iter().enumerate();
            let fits = tail_words.all(|(at, word)| next(at) == Some(word.as_str()));
            fits.then_some((*meaning, tail.len()))
        })
    });
    of_phrase.or_else(|| {
        if let Some(month) = month_from_name(word) {
            return Some((Meaning::Month(Months::Gregorian, month), 0));
        }
        is_weekday(word).then_some((Filler, 0))
    })
}

/// True for the name of a day of the week, in English also cut to three letters
/// or more.
fn is_weekday(word: &str) -> bool {
    WEEKDAYS
        .iter()
        .any(|name| *name == word || (word.is_ascii() && word.len() >= 3 && name.starts_with(word)))
}

/// True for text that says that the date is not known.
pub(super) fn says_unknown(plain_text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    static KNOWN: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| UNKNOWN.split('|').map(|text| words(&plain(text))).collect());
    // Most texts are dates and begin otherwise; nothing is allocated for them.
    let is_candidate = plain_text.len() <= 60 && !plain_text.bytes().any(|b| b.is_ascii_digit());
    is_candidate && known.contains(&words(plain_text))
}

/// The number of a Roman numeral from I to XXX.
pub(super) fn roman(word: &str) -> Option<u8> {
    // Russian letters that look the same are common where the keyboard is Russian.
    let latin: String = word
        .chars()
        .map(|c| match c {
            'х' => 'x',
            'і' => 'i',
            other => other,
        })
        .collect();
    let tens = latin.bytes().take_while(|b| *b == b'x').count();
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    // `xix`: the x of ix belongs to the ones.
    let ones = ONES.iter().position(|ones| *ones == &latin[tens..])?;
    let value = tens * 10 + ones;
    (1..=30).contains(&value).then_some(value as u8)
}
