//! Bundled fonts, shaping, measuring: text to positioned glyphs.
//!
//! One service for the window and for every export. Fonts are the four in
//! `assets/fonts`, never the system's, so that the same text has the same
//! width everywhere.

/// Weight of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Book weight.
    #[default]
    Regular,
    /// Bold.
    Bold,
}
