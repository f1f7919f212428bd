//! Which encoding a text is in, and that text as UTF-8.
//!
//! ```text
//! first bytes ─▶ detect ─▶ UTF-8, or nothing that is text: as it is
//!                       └▶ another encoding: Decoder, piece after piece
//! ```
//!
//! A byte order mark decides; UTF-16 without one is told by its zero bytes;
//! text that is UTF-8 but for a few bytes is damaged UTF-8, which each format
//! reports by the row. What is left is guessed from how often letters follow
//! one another (`chardetng`), which needs a few hundred bytes to be sure: the
//! guess is always told and can always be overruled.
//! Names are those of the Encoding Standard, <https://encoding.spec.whatwg.org/#names-and-labels>.

use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, UTF_8, UTF_16BE, UTF_16LE};

use super::bytes::{self, Kind};

/// How the text of a file is put into bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF8: Encoding = Encoding(UTF_8);

    /// Those that a user is offered, the likely ones first.
    pub const OFFERED: [Encoding; 16] = [
        Encoding(UTF_8),
        Encoding(encoding_rs::WINDOWS_1252),
        Encoding(encoding_rs::WINDOWS_1251),
        Encoding(encoding_rs::WINDOWS_1256),
        Encoding(encoding_rs::WINDOWS_1250),
        Encoding(encoding_rs::WINDOWS_1253),
        Encoding(encoding_rs::WINDOWS_1254),
        Encoding(encoding_rs::WINDOWS_1255),
        Encoding(UTF_16LE),
        Encoding(UTF_16BE),
        Encoding(encoding_rs::KOI8_R),
        Encoding(encoding_rs::IBM866),
        Encoding(encoding_rs::GB18030),
        Encoding(encoding_rs::BIG5),
        Encoding(encoding_rs::SHIFT_JIS),
        Encoding(encoding_rs::EUC_KR),
    ];

    /// The encoding with that name or label, such as `windows-1251` or
    /// `latin1`, in any case.
    pub fn by_name(name: &str) -> Option<Encoding> {
        encoding_rs::Encoding::for_label(name.as_bytes()).map(Encoding)
    }

    /// What a text that was read in this encoding would have been in another;
    /// the same where the bytes cannot be made again.
    pub fn read_again(self, text: &str, other: Encoding) -> String {
        if self == other || text.is_ascii() {
            return text.to_owned();
        }
        let (bytes, made_in, has_errors) = self.0.encode(text);
        if has_errors || made_in != self.0 {
            return text.to_owned();
        }
        other.0.decode_without_bom_handling(&bytes).0.into_owned()
    }

    /// Its name in the Encoding Standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The encoding of a text that is not UTF-8, from its first bytes (`is_all`:
/// there are no others); `None` for UTF-8 and for what is no text.
pub(super) fn detect(head: &[u8], is_all: bool) -> Option<Encoding> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(head) {
        return (encoding != UTF_8).then_some(Encoding(encoding));
    }
    if bytes::magic(head).is_some() {
        return None;
    }
    if let Some(encoding) = utf16_without_mark(head) {
        return Some(Encoding(encoding));
    }
    if matches!(bytes::kind(head), Kind::Empty | Kind::Binary(_)) || is_nearly_utf8(head, is_all) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, is_all);
    Some(Encoding(detector.guess(None, Utf8Detection::Deny)))
}

/// True for UTF-8, also for one that some bytes are wrong in: five characters of
/// several bytes stand for each of them.
fn is_nearly_utf8(head: &[u8], is_all: bool) -> bool {
    const FOR_EACH: usize = 5;
    let (mut several, mut wrong) = (0_usize, 0_usize);
    let mut rest = head.len();
    for chunk in head.utf8_chunks() {
        several += chunk.valid().chars().filter(|c| c.len_utf8() > 1).count();
        rest -= chunk.valid().len() + chunk.invalid().len();
        // A character that the head ends in is no fault.
        let is_cut = !is_all && rest == 0 && chunk.invalid().len() < 4 && {
            let last = chunk.invalid();
            std::str::from_utf8(last).is_err_and(|fault| fault.error_len().is_none())
        };
        wrong += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    wrong == 0 || several >= wrong * FOR_EACH
}

/// UTF-16 of a Western or JSON text has a zero in every other byte, at least in
/// its spaces, digits and line ends.
fn utf16_without_mark(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    const SAMPLE: usize = 8 * 1024;
    let sample = &head[..head.len().min(SAMPLE)];
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let nul_at = |odd: usize| sample.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (first, second) = (nul_at(0), nul_at(1));
    // Spaces, digits and punctuation alone are more than a tenth of any text;
    // one or two zeros are more likely a fault in a text of bytes.
    let is_half =
        |nuls: usize, others: usize| nuls > 2 && nuls * 10 > pairs && others * 100 <= pairs;
    if is_half(first, second) {
        Some(UTF_16BE)
    } else if is_half(second, first) {
        Some(UTF_16LE)
    } else {
        None
    }
}

/// Pieces of a text to UTF-8, without its byte order mark.
pub(super) struct Decoder {
    encoding: Encoding,
    decoder: encoding_rs::Decoder,
    /// Some bytes stood for no character.
    has_errors: bool,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Decoder {
        Decoder {
            encoding,
            decoder: encoding.0.new_decoder_with_bom_removal(),
            has_errors: false,
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// True where a byte stood for no character; `U+FFFD` stands in its place.
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Adds the text of the next bytes to `text`.
    pub(super) fn decode(&mut self, mut bytes: &[u8], is_last: bool, text: &mut Vec<u8>) {
        const ROOM: usize = 16 * 1024;
        let mut room = [0; ROOM];
        loop {
            let (result, read, written, had_errors) =
                self.decoder.decode_to_utf8(bytes, &mut room, is_last);
            self.has_errors |= had_errors;
            text.extend_from_slice(&room[..written]);
            bytes = &bytes[read..];
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Option<&'static str>, String) {
        let found = detect(bytes, true);
        let mut text = Vec::new();
        match found {
            Some(encoding) => {
                let mut decoder = Decoder::new(encoding);
                // A character may be cut between two pieces.
                for (nth, piece) in bytes.chunks(3).enumerate() {
                    let is_last = nth + 1 == bytes.len().div_ceil(3);
                    decoder.decode(piece, is_last, &mut text);
                }
            }
            None => text.extend_from_slice(bytes),
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        (found.map(Encoding::name), text)
    }

    #[test]
    fn encodings_are_told_and_their_text_comes_back() {
        let russian = "Дата,Событие\n1979-12-27,Штурм дворца Амина в Кабуле советскими войсками\n1989-02-15,Последний советский солдат вышел из Афганистана\n";
        let persian =
            "تاریخ,عنوان\n1978-04-27,کودتای هفت ثور در کابل و آغاز حکومت حزب دموکراتیک خلق\n";
        let french = "date,titre\n1789-07-14,La prise de la Bastille, événement célèbre à Paris, où le siège a été levé\n";
        let other: [(&str, &'static encoding_rs::Encoding); 3] = [
            (russian, encoding_rs::WINDOWS_1251),
            (russian, encoding_rs::KOI8_R),
            (french, encoding_rs::WINDOWS_1252),
        ];
        for (text, encoding) in other {
            let (bytes, _, _) = encoding.encode(text);
            let name = match encoding.name() {
                // The one with Ukrainian letters holds the other.
                "KOI8-R" => "KOI8-U",
                name => name,
            };
            assert_eq!(decoded(&bytes), (Some(name), text.to_owned()));
        }
        // Windows-1256 has no Persian ye: its letters are changed on the way.
        let arabic = persian.replace('ی', "ي").replace('ک', "ك");
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(&arabic);
        assert_eq!(decoded(&bytes), (Some("windows-1256"), arabic));
        for text in [russian, french] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decoded(&little), (Some("UTF-16LE"), text.to_owned()));
            assert_eq!(decoded(&big), (Some("UTF-16BE"), text.to_owned()));
        }
        assert_eq!(decoded(b"\xFF\xFEa\0"), (Some("UTF-16LE"), "a".to_owned()));
    }

    #[test]
    fn utf8_stays_what_it_is_also_with_a_wrong_byte_or_a_cut_at_the_end() {
        for text in ["date,title\n2001,a\n", "дата,событие\n"] {
            assert_eq!(decoded(text.as_bytes()), (None, text.to_owned()));
        }
        let mut damaged = "дата,событие, ещё одно".as_bytes().to_vec();
        damaged.insert(5, b',');
        assert_eq!(detect(&damaged, true), None);
        assert_eq!(detect(&"Ж".as_bytes()[..1], false), None);
        assert_eq!(detect(b"\x89PNG\r\n\x1A\n\0\0\0", true), None);
        assert_eq!(detect(b"", true), None);
    }
}
