//! Where titles go: beside or inside their mark, never over another title or
//! mark of the row.

use super::groups::Level;
use crate::text::{Fitted, Shaper, Weight};

/// Size of a title in pixels.
pub(super) const TITLE_SIZE: f32 = 12.5;
/// Size of a title on its bar, which must hold its descenders.
pub(super) const INSIDE_SIZE: f32 = 11.5;
/// Least distance between a title and whatever stands beside it.
const GAP: f32 = 5.0;
/// Room to the left and right of a title inside a bar.
const INSIDE: f32 = 6.0;
/// A title shortened to less than this says too little.
const LEAST_SHORTENED: f32 = 64.0;

/// The stretches of a row that are taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    /// Sorted, disjoint.
    spans: Vec<(f32, f32)>,
}

impl Taken {
    /// Takes a stretch; it may overlap others.
    pub(super) fn take(&mut self, x0: f32, x1: f32) {
        let from = self.spans.partition_point(|&(_, end)| end < x0);
        let to = self.spans.partition_point(|&(start, _)| start <= x1);
        let merged = self.spans[from..to]
            .iter()
            .fold((x0, x1), |(a, b), &(c, d)| (a.min(c), b.max(d)));
        self.spans.splice(from..to, [merged]);
    }

    /// True when some of the stretch is taken.
    pub(super) fn touches(&self, x0: f32, x1: f32) -> bool {
        let next = self.spans.partition_point(|&(_, end)| end <= x0);
        self.spans.get(next).is_some_and(|&(start, _)| start < x1)
    }

    /// The first `x` from `from` on where a stretch of `width` is free.
    fn first_free(&self, from: f32, width: f32) -> f32 {
        let next = self.spans.partition_point(|&(_, end)| end < from);
        let mut x = from;
        for &(start, end) in &self.spans[next..] {
            if start > x + width {
                break;
            }
            x = end;
        }
        x
    }

    /// Free room to the right of `x`, up to `limit`.
    fn right_of(&self, x: f32, limit: f32) -> f32 {
        let next = self.spans.partition_point(|&(start, _)| start < x);
        if next > 0 && self.spans[next - 1].1 > x {
            return 0.0;
        }
        let end = self.spans.get(next).map_or(limit, |&(start, _)| start);
        end.min(limit) - x
    }

    /// Free room to the left of `x`, down to `limit`.
    fn left_of(&self, x: f32, limit: f32) -> f32 {
        let next = self.spans.partition_point(|&(start, _)| start < x);
        let end = match next.checked_sub(1) {
            Some(before) => self.spans[before].1,
            None => limit,
        };
        x - end.max(limit)
    }
}

/// What is taken of a row, by what lies on what.
#[derive(Clone, Debug, Default)]
pub(super) struct RowTaken {
    /// Everything: titles beside marks must avoid it.
    all: Taken,
    /// What lies on base bars: titles on those must avoid it.
    on_base: Taken,
    /// What lies on the bars on bars.
    on_top: Taken,
    /// The bars.
    bars: Taken,
}

impl RowTaken {
    /// Takes the stretch of a mark. A bar leaves room on itself.
    pub(super) fn take_mark(&mut self, x0: f32, x1: f32, level: Level) {
        self.all.take(x0, x1);
        if level != Level::Base {
            self.on_base.take(x0, x1);
        }
        if level == Level::Narrow {
            self.on_top.take(x0, x1);
        } else {
            self.bars.take(x0, x1);
        }
    }

    /// The first `x` from `from` on where a stretch of `width` is free of what
    /// lies on bars and between them.
    pub(super) fn first_free_on_bars(&self, from: f32, width: f32) -> f32 {
        self.on_base.first_free(from, width)
    }

    /// True when a bar lies in the stretch.
    pub(super) fn is_on_bar(&self, x0: f32, x1: f32) -> bool {
        self.bars.touches(x0, x1)
    }

    /// True when something lies in the stretch.
    pub(super) fn is_taken(&self, x0: f32, x1: f32) -> bool {
        self.all.touches(x0, x1)
    }

    /// What is in the way of a title on a bar.
    fn on(&self, level: Level) -> &Taken {
        match level {
            Level::Base => &self.on_base,
            Level::OnBar | Level::Narrow => &self.on_top,
        }
    }
}

/// Room for a plate beside the mark `(x0, x1)`, free on one side at least;
/// where there is little, all that there is between `left` and `right`.
pub(super) fn plate_room((x0, x1): (f32, f32), (left, right): (f32, f32), taken: &RowTaken) -> f32 {
    /// A plate shorter than this says too little: better over a neighbour.
    const LEAST: f32 = 110.0;
    let to_right = taken.all.right_of(x1.min(right), right);
    let to_left = taken.all.left_of(x0.max(left), left);
    let free = to_right.max(to_left) - GAP;
    if free < LEAST { right - left } else { free }
}

/// Where a plate of `width` goes, and takes that stretch: to the right of the
/// mark if it is free, else to the left, else over whatever is there.
pub(super) fn place_plate(
    (x0, x1): (f32, f32),
    width: f32,
    (left, right): (f32, f32),
    taken: &mut RowTaken,
) -> f32 {
    let (x0, x1) = (x0.max(left), x1.min(right));
    let fits_right = taken.all.right_of(x1, right) >= width + GAP;
    let fits_left = taken.all.left_of(x0, left) >= width + GAP;
    let to_right = fits_right || !fits_left && x1 + GAP + width <= right;
    let from = if to_right { x1 + GAP } else { x0 - GAP - width };
    let from = from.clamp(left, (right - width).max(left));
    taken.all.take(from - GAP, from + width + GAP);
    from
}

/// Room for a title to the left and to the right of the mark `(x0, x1)`.
fn rooms((x0, x1): (f32, f32), (left, right): (f32, f32), taken: &RowTaken) -> (f32, f32) {
    (
        taken.all.left_of(x0, left) - 2.0 * GAP,
        taken.all.right_of(x1, right) - 2.0 * GAP,
    )
}

/// The most room for a title beside a mark.
pub(super) fn room_beside(mark: (f32, f32), edges: (f32, f32), taken: &RowTaken) -> f32 {
    let (left, right) = rooms(mark, edges, taken);
    left.max(right)
}

/// What a title is placed by.
pub(super) struct Wanted<'a> {
    pub(super) text: &'a str,
    /// What stands behind it and is never cut.
    pub(super) suffix: &'a str,
    pub(super) weight: Weight,
    /// Edges of the mark.
    pub(super) mark: (f32, f32),
    /// The stretch of the mark that the title may stand on: a bar's.
    pub(super) inside: Option<(f32, f32)>,
    /// How the mark lies in its row.
    pub(super) level: Level,
    /// True when a shortened title is better than none.
    pub(super) can_be_shortened: bool,
}

/// Where a title went.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) width: f32,
    pub(super) is_inside: bool,
}

/// A title with its suffix, the title shortened to what room there is.
pub(super) fn fit_before(
    text: &str,
    suffix: &str,
    (size, weight): (f32, Weight),
    room: f32,
    shaper: &mut Shaper,
) -> Fitted {
    if suffix.is_empty() {
        return shaper.fit(text, size, weight, room);
    }
    let suffix = format!(" {suffix}");
    let room = room - shaper.width(&suffix, size, weight);
    let mut fitted = shaper.fit(text, size, weight, room);
    fitted.text.push_str(&suffix);
    fitted.width = shaper.width(&fitted.text, size, weight);
    fitted
}

/// Finds room for a title between `left` and `right`, and takes it.
///
/// Inside a bar first, sliding along so that it stays in view; else to the
/// right of the mark; else to the left; shortened only if nothing else serves.
pub(super) fn place(
    wanted: &Wanted<'_>,
    (left, right): (f32, f32),
    taken: &mut RowTaken,
    shaper: &mut Shaper,
) -> Option<Placed> {
    let beside = (TITLE_SIZE, wanted.weight);
    let on_bar = (INSIDE_SIZE, wanted.weight);
    let (x0, x1) = wanted.mark;
    let (body_from, body_to) = wanted.inside.unwrap_or((x0, x0));
    let from = body_from.max(left) + INSIDE;
    let to = body_to.min(right) - INSIDE;
    let put = |fitted: Fitted, x0: f32, is_inside: bool| Placed {
        text: fitted.text,
        x0,
        width: fitted.width,
        is_inside,
    };
    // Most titles of a crowd have no room: that is known without shaping them.
    let least = shaper.least_width(wanted.text, INSIDE_SIZE, wanted.weight);
    let mut inside_from = taken.on(wanted.level).first_free(from, least + GAP);
    if least <= to - inside_from {
        let inside = fit_before(wanted.text, wanted.suffix, on_bar, f32::INFINITY, shaper);
        inside_from = taken.on(wanted.level).first_free(from, inside.width + GAP);
        if inside.width <= to - inside_from {
            return Some(put(inside, inside_from, true));
        }
    }
    let inside_room = to - inside_from;
    // A mark that lies outside has no title: it would point at nothing.
    let is_in_view = x1 >= left && x0 <= right;
    if !is_in_view {
        return None;
    }
    let (left_room, right_room) = rooms(wanted.mark, (left, right), taken);
    let least = shaper.least_width(wanted.text, TITLE_SIZE, wanted.weight);
    let most = inside_room.max(right_room).max(left_room);
    if least > right_room.max(left_room) && !(wanted.can_be_shortened && most >= LEAST_SHORTENED) {
        return None;
    }
    let whole = fit_before(wanted.text, wanted.suffix, beside, f32::INFINITY, shaper);
    let placed = if whole.width <= right_room {
        put(whole, x1 + GAP, false)
    } else if whole.width <= left_room {
        let from = x0 - GAP - whole.width;
        put(whole, from, false)
    } else if wanted.can_be_shortened {
        // What lies on the bar would be in the way of a shortened title.
        let is_clear = taken.on(wanted.level).first_free(inside_from, inside_room) == inside_from;
        let inside_room = if is_clear { inside_room } else { 0.0 };
        let most = inside_room.max(right_room).max(left_room);
        let suffix = whole.width - shaper.width(wanted.text, TITLE_SIZE, wanted.weight);
        if most < LEAST_SHORTENED + suffix {
            return None;
        }
        let mut fit = |look| fit_before(wanted.text, wanted.suffix, look, most, shaper);
        if most == inside_room {
            return Some(put(fit(on_bar), inside_from, true));
        }
        let fitted = fit(beside);
        let from = if most == right_room {
            x1 + GAP
        } else {
            x0 - GAP - fitted.width
        };
        put(fitted, from, false)
    } else {
        return None;
    };
    taken
        .all
        .take(placed.x0 - GAP, placed.x0 + placed.width + GAP);
    Some(placed)
}
