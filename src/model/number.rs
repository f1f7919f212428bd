//! Numbers as people write them: 25, not 25.0.

use serde::Serializer;

/// Floats past this no longer hold every whole number (2⁵³).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes a number without a fraction as a whole number, so that a file that
/// said 25 still says 25.
#[expect(
    clippy::ref_option,
    reason = "the signature that serde calls for a member"
)]
pub(super) fn write<S: Serializer>(number: &Option<f64>, out: S) -> Result<S::Ok, S::Error> {
    match number {
        // Minus zero has no whole number.
        Some(whole)
            if whole.fract() == 0.0
                && whole.abs() < EXACT
                && !(*whole == 0.0 && whole.is_sign_negative()) =>
        {
            out.serialize_i64(*whole as i64)
        }
        Some(number) => out.serialize_f64(*number),
        None => out.serialize_none(),
    }
}
