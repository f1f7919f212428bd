//! How large a figure is: text to layout pixels and output pixels.
//!
//! Layout pixels are those that text sizes and distances are given in, 96 to
//! the inch, as in CSS. A size in pixels is laid out as it stands and may be
//! enlarged by a scale; a size in millimetres is laid out at 96 pixels to the
//! inch and put out at as many dots per inch as asked, so that text comes out
//! at the same size on paper whatever the resolution.

use std::str::FromStr;

use super::wrong_call;
use crate::render::png::{MAX_MEGAPIXELS, MAX_SIDE};

const LAYOUT_PX_PER_INCH: f32 = 96.0;
const MM_PER_INCH: f32 = 25.4;
const DEFAULT_DPI: f32 = 300.0;
/// Below this, in layout pixels, no timeline can be made out.
const LEAST_WIDTH_PX: f32 = 240.0;
const LEAST_HEIGHT_PX: f32 = 160.0;

/// A size as asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    width: f32,
    height: f32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Px,
    Mm,
}

/// A size as drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Canvas {
    /// In layout pixels.
    pub(super) width: f32,
    /// In layout pixels.
    pub(super) height: f32,
    /// Output pixels for a layout pixel.
    pub(super) scale: f32,
    /// Output pixels to the inch, where the size was given in millimetres.
    pub(super) dpi: Option<f32>,
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Size, String> {
        let expected =
            || "expected width and height as 1600x1000 (pixels) or 180mmx120mm".to_owned();
        let lower = text.trim().to_ascii_lowercase().replace('×', "x");
        // `px` holds an x, so it is not at the first x that the sides part.
        let plain = lower.replace("px", "");
        let (width, height) = plain.split_once('x').ok_or_else(expected)?;
        let (width, width_unit) = side(width).ok_or_else(expected)?;
        let (height, height_unit) = side(height).ok_or_else(expected)?;
        // `180x120mm` says millimetres once for both.
        let unit = match (width_unit, height_unit) {
            (Some(_), None) => return Err(expected()),
            (_, None) => Unit::Px,
            (_, Some(unit)) => unit,
        };
        Ok(Size {
            width,
            height,
            unit,
        })
    }
}

/// A number above zero and its unit, if it has one.
fn side(text: &str) -> Option<(f32, Option<Unit>)> {
    let text = text.trim();
    let (digits, unit) = match text.strip_suffix("mm") {
        Some(digits) => (digits.trim_end(), Some(Unit::Mm)),
        None => (text, None),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number: f32 = digits.parse().ok()?;
    (number > 0.0 && number.is_finite()).then_some((number, unit))
}

impl Size {
    /// What to lay out and how to put it out.
    pub(super) fn canvas(self, scale: Option<f32>, dpi: Option<f32>) -> anyhow::Result<Canvas> {
        let (scale, dpi, px_per_unit) = match (self.unit, scale, dpi) {
            (Unit::Px, _, Some(_)) => {
                return Err(wrong_call(
                    "--dpi goes with a --size in millimetres (--size 180mmx120mm). For a size in pixels use --scale.",
                ));
            }
            (Unit::Mm, Some(_), _) => {
                return Err(wrong_call(
                    "--scale goes with a --size in pixels. For a size in millimetres use --dpi.",
                ));
            }
            (Unit::Px, scale, None) => (scale.unwrap_or(1.0), None, 1.0),
            (Unit::Mm, None, dpi) => {
                let dpi = dpi.unwrap_or(DEFAULT_DPI);
                (
                    dpi / LAYOUT_PX_PER_INCH,
                    Some(dpi),
                    LAYOUT_PX_PER_INCH / MM_PER_INCH,
                )
            }
        };
        // Whole output pixels first: the layout fills them to the edge.
        let out = |side: f32| f64::from(side * px_per_unit * scale).round().max(1.0);
        let (out_width, out_height) = (out(self.width), out(self.height));
        let megapixels = out_width * out_height / 1e6;
        if out_width.max(out_height) > f64::from(MAX_SIDE) || megapixels > MAX_MEGAPIXELS as f64 {
            return Err(wrong_call(format!(
                "The picture would have {out_width} × {out_height} pixels. At most {MAX_SIDE} on a side and {MAX_MEGAPIXELS} million in all are drawn: ask for a smaller --size, --scale or --dpi."
            )));
        }
        let canvas = Canvas {
            width: out_width as f32 / scale,
            height: out_height as f32 / scale,
            scale,
            dpi,
        };
        if canvas.width < LEAST_WIDTH_PX - 0.5 || canvas.height < LEAST_HEIGHT_PX - 0.5 {
            return Err(wrong_call(format!(
                "A picture of that --size is too small to make out a timeline. The least is {LEAST_WIDTH_PX}x{LEAST_HEIGHT_PX} pixels or {}mmx{}mm.",
                (LEAST_WIDTH_PX / LAYOUT_PX_PER_INCH * MM_PER_INCH).ceil(),
                (LEAST_HEIGHT_PX / LAYOUT_PX_PER_INCH * MM_PER_INCH).ceil(),
            )));
        }
        Ok(canvas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(size: &str, scale: Option<f32>, dpi: Option<f32>) -> Option<Canvas> {
        size.parse::<Size>().ok()?.canvas(scale, dpi).ok()
    }

    #[test]
    fn pixels_are_laid_out_as_they_stand_and_scaled() {
        for size in ["1600x1000", "1600×1000", "1600pxx1000px", " 1600 x 1000 "] {
            let found = canvas(size, Some(2.0), None);
            let expected = Canvas {
                width: 1600.0,
                height: 1000.0,
                scale: 2.0,
                dpi: None,
            };
            assert_eq!(found, Some(expected), "{size}");
        }
    }

    #[test]
    fn millimetres_keep_the_size_of_text_at_any_resolution() {
        let coarse = canvas("180mmx120mm", None, Some(150.0));
        let fine = canvas("180x120mm", None, None);
        let (Some(coarse), Some(fine)) = (coarse, fine) else {
            panic!("both are sizes");
        };
        assert!((coarse.width - fine.width).abs() < 1.0);
        assert_eq!((fine.width * fine.scale).round(), 2126.0); // 180 / 25.4 * 300
        assert_eq!(fine.dpi, Some(300.0));
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in [
            "",
            "x",
            "1600",
            "1600x",
            "x1000",
            "-1x5",
            "0x100",
            "axb",
            "1e9x5",
            "nanx5",
            "infx5",
            "180mmx120",
            "180cmx120cm",
            "1x2x3",
        ] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
        assert_eq!(canvas("10x10", None, None), None);
        assert_eq!(canvas("70000x1000", None, None), None);
        assert_eq!(canvas("60000x60000", None, None), None);
        assert_eq!(canvas("1600x1000", None, Some(300.0)), None);
        assert_eq!(canvas("180mmx120mm", Some(2.0), None), None);
    }
}
