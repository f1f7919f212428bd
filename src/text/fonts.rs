//! The four bundled fonts (Noto Sans and Noto Sans Arabic, SIL Open Font
//! License 1.1, see `assets/fonts/OFL.txt`).
//!
//! The window registers the same bytes, so that a galley and a shaped line
//! agree. The order of [`ALL`] is the order of fallback within a weight.

use super::Weight;

/// One of the bundled fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FontId {
    /// Noto Sans Regular: Latin, Cyrillic, Greek.
    Regular,
    /// Noto Sans Bold.
    Bold,
    /// Noto Sans Arabic Regular: Arabic, Dari, Pashto, Persian, Urdu.
    ArabicRegular,
    /// Noto Sans Arabic Bold.
    ArabicBold,
}

/// A bundled font file.
#[derive(Debug)]
pub struct Font {
    /// Which one.
    pub id: FontId,
    /// Name of its own: "Noto Sans Bold".
    pub name: &'static str,
    /// Name shared by the weights: "Noto Sans".
    pub family: &'static str,
    /// Weight.
    pub weight: Weight,
    /// The TrueType file.
    pub bytes: &'static [u8],
}

/// Family tried first.
pub const LATIN: &str = "Noto Sans";

/// Family tried for what [`LATIN`] lacks.
pub const ARABIC: &str = "Noto Sans Arabic";

/// Every bundled font.
pub static ALL: [Font; 4] = [
    Font {
        id: FontId::Regular,
        name: "Noto Sans Regular",
        family: LATIN,
        weight: Weight::Regular,
        bytes: include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
    },
    Font {
        id: FontId::Bold,
        name: "Noto Sans Bold",
        family: LATIN,
        weight: Weight::Bold,
        bytes: include_bytes!("../../assets/fonts/NotoSans-Bold.ttf"),
    },
    Font {
        id: FontId::ArabicRegular,
        name: "Noto Sans Arabic Regular",
        family: ARABIC,
        weight: Weight::Regular,
        bytes: include_bytes!("../../assets/fonts/NotoSansArabic-Regular.ttf"),
    },
    Font {
        id: FontId::ArabicBold,
        name: "Noto Sans Arabic Bold",
        family: ARABIC,
        weight: Weight::Bold,
        bytes: include_bytes!("../../assets/fonts/NotoSansArabic-Bold.ttf"),
    },
];

impl FontId {
    /// The file and the names of this font.
    pub fn font(self) -> &'static Font {
        match self {
            FontId::Regular => &ALL[0],
            FontId::Bold => &ALL[1],
            FontId::ArabicRegular => &ALL[2],
            FontId::ArabicBold => &ALL[3],
        }
    }
}
