//! Style tokens: every colour that a timeline and the window use.
//!
//! Colours are literal here and nowhere else. Text reaches a contrast of
//! 4.5:1 and marks 3:1 on their background (WCAG 2.2, 1.4.3 and 1.4.11);
//! `tests/layout.rs` computes it.

use crate::model::LaneIx;

/// A colour: red, green, blue, opacity, each 0–255, not premultiplied (sRGB).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity; 255 is opaque.
    pub a: u8,
}

impl Color {
    /// An opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Color {
        Color {
            r: (rgb >> 16) as u8,
            g: (rgb >> 8) as u8,
            b: rgb as u8,
            a: 255,
        }
    }

    /// The same colour at another opacity, 0–255.
    pub const fn with_alpha(self, a: u8) -> Color {
        Color { a, ..self }
    }

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Color> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok().map(Color::hex)
    }

    /// The colour that `share` (0–1) of `other` laid over `self` gives; opaque.
    pub fn mix(self, other: Color, share: f32) -> Color {
        let part =
            |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Color {
            r: part(self.r, other.r),
            g: part(self.g, other.g),
            b: part(self.b, other.b),
            a: 255,
        }
    }
}

/// Contrast that text needs on its background (WCAG 2.2, 1.4.3).
pub const TEXT_CONTRAST: f32 = 4.5;
/// Contrast that marks need on their background (WCAG 2.2, 1.4.11).
pub const MARK_CONTRAST: f32 = 3.0;

/// Relative luminance of an opaque colour, 0–1 (WCAG 2.2, "relative
/// luminance"). The sRGB curve is a cubic fit, within 0.3 %, because `powf`
/// may differ between platforms and a scene may not.
fn luminance(color: Color) -> f32 {
    let linear = |byte: u8| {
        let c = f32::from(byte) / 255.0;
        c * (c * (c * 0.305_306 + 0.682_171_1) + 0.012_522_9)
    };
    0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
}

/// Contrast ratio of two opaque colours, 1–21 (WCAG 2.2).
pub fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

impl Color {
    /// The nearest colour, darker or lighter, that reaches `ratio` on `background`.
    pub fn readable_on(self, background: Color, ratio: f32) -> Color {
        const STEPS: u8 = 20;
        // A little over, for the cubic fit and the rounding to bytes.
        let ratio = ratio * 1.02;
        let toward = if luminance(background) > 0.18 {
            Color::hex(0x000000)
        } else {
            Color::hex(0xffffff)
        };
        (0..=STEPS)
            .map(|step| self.mix(toward, f32::from(step) / f32::from(STEPS)))
            .find(|&color| contrast(color, background) >= ratio)
            .unwrap_or(toward)
    }

    /// Black or white, whichever reads better on this colour.
    pub fn text_on(self) -> Color {
        let (dark, light) = (Color::hex(0x11151b), Color::hex(0xffffff));
        // White is preferred where both serve: it is what bars had in the mock.
        if contrast(self, light) >= TEXT_CONTRAST || contrast(self, light) > contrast(self, dark) {
            light
        } else {
            dark
        }
    }
}

/// Which set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// Black and greys on white paper: what is told by colour elsewhere is told
    /// by shape and words alone.
    Print,
}

/// The colours of one theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Which one.
    pub name: ThemeName,
    /// Behind the timeline.
    pub canvas: Color,
    /// Behind panels.
    pub panel: Color,
    /// Behind cards and text fields.
    pub card: Color,
    /// Hairlines between parts.
    pub line: Color,
    /// Grid lines in the timeline.
    pub grid: Color,
    /// Main text.
    pub text: Color,
    /// Secondary text.
    pub text_weak: Color,
    /// Links, selection, the main button.
    pub accent: Color,
    /// Text on `accent`.
    pub on_accent: Color,
    /// Disputed, problems.
    pub warning: Color,
    /// Era bands without a colour of their own.
    pub era: Color,
    /// Lanes without a colour of their own, in turn.
    pub lanes: [Color; 9],
}

impl Theme {
    /// The theme of that name.
    pub fn named(name: ThemeName) -> Theme {
        match name {
            ThemeName::Light => Theme {
                name,
                canvas: Color::hex(0xfbfaf7),
                panel: Color::hex(0xf2f0ea),
                card: Color::hex(0xffffff),
                line: Color::hex(0xdedbd2),
                grid: Color::hex(0xe6e2d8),
                text: Color::hex(0x1d2430),
                text_weak: Color::hex(0x5c6470),
                accent: Color::hex(0x215d9c),
                on_accent: Color::hex(0xffffff),
                warning: Color::hex(0xb3470b),
                era: Color::hex(0xeaf1f4),
                lanes: LANE_PALETTE_LIGHT,
            },
            ThemeName::Dark => Theme {
                name,
                canvas: Color::hex(0x14171c),
                panel: Color::hex(0x1b1e25),
                card: Color::hex(0x23272f),
                line: Color::hex(0x33383f),
                grid: Color::hex(0x292d34),
                text: Color::hex(0xe8eaee),
                text_weak: Color::hex(0xa3abb6),
                accent: Color::hex(0x6cb2f2),
                on_accent: Color::hex(0x0e1319),
                warning: Color::hex(0xf09a52),
                era: Color::hex(0x1a232e),
                lanes: LANE_PALETTE_DARK,
            },
            ThemeName::Print => Theme {
                name,
                canvas: Color::hex(0xffffff),
                panel: Color::hex(0xffffff),
                card: Color::hex(0xffffff),
                line: Color::hex(0xa8a8a8),
                grid: Color::hex(0xdcdcdc),
                text: Color::hex(0x000000),
                text_weak: Color::hex(0x3c3c3c),
                accent: Color::hex(0x000000),
                on_accent: Color::hex(0xffffff),
                warning: Color::hex(0x000000),
                era: Color::hex(0xf1f1f1),
                lanes: LANE_PALETTE_PRINT,
            },
        }
    }
}

impl Theme {
    /// Colour of a lane's marks: its own if the file gives one, else the
    /// palette's in turn; always 3:1 on the canvas.
    pub fn lane_color(&self, lane: LaneIx, own: Option<&str>) -> Color {
        let palette = self.lanes[usize::from(lane.0) % self.lanes.len()];
        // A colour of the file may become any grey on paper.
        let own = own.filter(|_| self.name != ThemeName::Print);
        own.and_then(Color::parse)
            .unwrap_or(palette)
            .readable_on(self.canvas, MARK_CONTRAST)
    }
}

const LANE_PALETTE_LIGHT: [Color; 9] = [
    Color::hex(0xc0463b),
    Color::hex(0x2f6fa8),
    Color::hex(0x7d5aa6),
    Color::hex(0x4b8152),
    Color::hex(0xb56c10),
    Color::hex(0x8f3a66),
    Color::hex(0x2f8079),
    Color::hex(0x8a7720),
    Color::hex(0x5b6b7a),
];

/// Two greys in turn, so that neighbours differ.
const LANE_PALETTE_PRINT: [Color; 9] = [
    Color::hex(0x333333),
    Color::hex(0x6e6e6e),
    Color::hex(0x333333),
    Color::hex(0x6e6e6e),
    Color::hex(0x333333),
    Color::hex(0x6e6e6e),
    Color::hex(0x333333),
    Color::hex(0x6e6e6e),
    Color::hex(0x333333),
];

const LANE_PALETTE_DARK: [Color; 9] = [
    Color::hex(0xe0756b),
    Color::hex(0x5fa3dc),
    Color::hex(0xab8bd4),
    Color::hex(0x77b37f),
    Color::hex(0xe0994a),
    Color::hex(0xcf7aa6),
    Color::hex(0x5fbcb3),
    Color::hex(0xc4ae4e),
    Color::hex(0x94a5b5),
];
