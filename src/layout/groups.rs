//! Which marks of a row are drawn as one.
//!
//! ```text
//!  ████████████████████   base: a bar keeps its place …
//!      ▓▓▓▓   (3)         … shorter ones lie on it, folded with each other
//!  ●  (12)   ●            narrow marks fold where they touch
//! ```
//!
//! A fold is never given the name of one of its events over the stretch of all
//! of them: only bars that cover the same stretch share a name.

use smallvec::{SmallVec, smallvec};

use crate::dates::Time;
use crate::model::EventIx;

use super::labels::Taken;
use super::marks::{Mark, POINT_RADIUS};

/// Marks nearer than this on a row touch.
const TOUCHING: f32 = 1.5;
/// A mark wider than this is a bar: it keeps its place.
pub(super) const WIDE: f32 = 26.0;
/// Bars whose ends differ by less cover the same stretch.
const SAME: f32 = 4.0;
/// Two bars that share less than this are neighbours.
const OVERLAP: f32 = POINT_RADIUS * 2.0;

/// An event of a row with its mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) event: EventIx,
    pub(super) importance: u8,
    /// When it begins.
    pub(super) start: Time,
    pub(super) mark: Mark,
    pub(super) is_disputed: bool,
    /// Narrow marks of different stretches do not fold: see `slots`.
    pub(super) stretch: i32,
}

/// How a group lies among the others of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A bar with a place of its own.
    Base,
    /// A bar, or several, on a longer bar.
    OnBar,
    /// A narrow mark, or several that touch.
    Narrow,
}

/// One event, or several drawn as one.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The most important first.
    pub(super) members: SmallVec<[Member; 1]>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) level: Level,
}

impl Group {
    pub(super) fn of(member: Member, level: Level) -> Group {
        Group {
            x0: member.mark.x0,
            x1: member.mark.x1,
            members: smallvec![member],
            level,
        }
    }

    fn add(&mut self, member: Member) {
        self.x0 = self.x0.min(member.mark.x0);
        self.x1 = self.x1.max(member.mark.x1);
        self.members.push(member);
    }

    /// True for more than one event.
    pub(super) fn is_fold(&self) -> bool {
        self.members.len() > 1
    }

    /// True when the group may bear the title of its first event.
    pub(super) fn has_title(&self) -> bool {
        self.level != Level::OnBar || !self.is_fold()
    }
}

/// Groups the members, which are in order of start. Bars come first, those on
/// them next, narrow marks last: the order to paint them in.
///
/// `fold_width` is the width that the count of a fold needs; `view` are the
/// edges of the picture.
pub(super) fn groups_of(
    members: impl Iterator<Item = Member>,
    fold_width: f32,
    view: (f32, f32),
) -> Vec<Group> {
    let mut bars: Vec<Member> = Vec::new();
    let mut narrow: Vec<Group> = Vec::new();
    for member in members {
        if member.mark.width() > WIDE {
            bars.push(member);
        } else {
            fold_narrow(member, fold_width, &mut narrow);
        }
    }
    // Longer bars choose first; the order of start decides among equals.
    bars.sort_by(|a, b| b.mark.width().total_cmp(&a.mark.width()));
    let (base, on_bars) = base_bars(bars, view);
    let mut groups = base;
    groups.extend(fold_bars(on_bars));
    groups.append(&mut narrow);
    for group in groups.iter_mut().filter(|group| group.is_fold()) {
        group.members.sort_by_key(|member| {
            (
                std::cmp::Reverse(member.importance),
                member.start,
                member.event,
            )
        });
    }
    groups
}

/// Bars that get a place of their own, and those that lie on them.
fn base_bars(bars: Vec<Member>, (left, right): (f32, f32)) -> (Vec<Group>, Vec<Member>) {
    // Two bars that run through the whole picture cover the same stretch of it,
    // wherever they begin.
    const BESIDE: f32 = 30.0;
    let in_view = |x: f32| x.clamp(left - BESIDE, right + BESIDE);
    let is_near = |a: f32, b: f32| (in_view(a) - in_view(b)).abs() <= SAME;
    let mut taken = Taken::default();
    let mut base: Vec<Group> = Vec::new();
    let mut on_bars = Vec::new();
    for member in bars {
        let (x0, x1) = (member.mark.x0, member.mark.x1);
        let is_free = !taken.touches(x0 + OVERLAP / 2.0, x1 - OVERLAP / 2.0);
        let is_same = |group: &Group| is_near(group.x0, x0) && is_near(group.x1, x1);
        if is_free {
            taken.take(x0, x1);
            base.push(Group::of(member, Level::Base));
        } else if let Some(group) = base.iter_mut().rev().find(|group| is_same(group)) {
            group.members.push(member);
        } else {
            on_bars.push(member);
        }
    }
    (base, on_bars)
}

/// Bars on bars: one alone, or those that overlap each other as one.
fn fold_bars(mut bars: Vec<Member>) -> Vec<Group> {
    bars.sort_by_key(|member| (member.start, member.event));
    let mut groups: Vec<Group> = Vec::new();
    for member in bars {
        match groups.last_mut() {
            Some(group) if member.mark.x0 < group.x1 - OVERLAP => group.add(member),
            _ => groups.push(Group::of(member, Level::OnBar)),
        }
    }
    groups
}

/// Narrow marks fold when they touch, as long as the fold stays about as
/// narrow as its count.
fn fold_narrow(member: Member, fold_width: f32, groups: &mut Vec<Group>) {
    let mark = member.mark;
    let touches = |group: &&mut Group| {
        let reach = if group.is_fold() {
            // The count must fit before the next mark.
            (group.x1 + TOUCHING).max(group.x0 + fold_width)
        } else {
            group.x1 + TOUCHING
        };
        let is_near = mark.x0 < reach && group.members[0].stretch == member.stretch;
        is_near && mark.x1 - group.x0 <= fold_width.max(WIDE) + POINT_RADIUS
    };
    match groups.last_mut().filter(touches) {
        Some(group) => group.add(member),
        None => groups.push(Group::of(member, Level::Narrow)),
    }
}
