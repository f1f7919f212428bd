//! Which view is shown: jumps with history, short glides between two views.
//!
//! Pure: the time comes in as seconds since the window opened.

use crate::dates::Time;
use crate::layout::View;

/// Length of a glide in seconds: long enough to see which way it goes, short
/// enough never to wait for.
const GLIDE_SECONDS: f64 = 0.22;

/// Views kept to go back to.
const MOST_BACK: usize = 200;

/// A pause after which a pan or zoom counts as a new one in the history.
const GESTURE_PAUSE: f64 = 0.9;

#[derive(Clone, Copy, Debug)]
struct Glide {
    from: View,
    to: View,
    since: f64,
}

/// The view, where it is going, and where it has been.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    view: View,
    glide: Option<Glide>,
    back: Vec<View>,
    forward: Vec<View>,
    last_gesture: f64,
}

impl Motion {
    pub(super) fn at(view: View) -> Motion {
        Motion {
            view,
            glide: None,
            back: Vec::new(),
            forward: Vec::new(),
            last_gesture: f64::NEG_INFINITY,
        }
    }

    /// The view to draw now.
    pub(super) fn view(&self) -> View {
        self.view
    }

    /// The view that a glide ends in, or the one that stands.
    pub(super) fn goal(&self) -> View {
        self.glide.map_or(self.view, |glide| glide.to)
    }

    pub(super) fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    pub(super) fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    /// Goes to another view and remembers this one.
    pub(super) fn jump(&mut self, to: View, now: f64, glides: bool) {
        if to == self.goal() {
            return;
        }
        self.remember(self.goal());
        self.go(to, now, glides);
    }

    /// Follows a hand: no glide, and one entry in the history per gesture.
    pub(super) fn follow(&mut self, to: View, now: f64) {
        if now - self.last_gesture > GESTURE_PAUSE {
            self.remember(self.goal());
        }
        self.last_gesture = now;
        self.glide = None;
        self.view = to;
    }

    /// Keeps the place while the document is read again.
    pub(super) fn put(&mut self, to: View) {
        self.glide = None;
        self.view = to;
    }

    pub(super) fn back(&mut self, now: f64, glides: bool) {
        if let Some(view) = self.back.pop() {
            self.forward.push(self.goal());
            self.go(view, now, glides);
        }
    }

    pub(super) fn forward(&mut self, now: f64, glides: bool) {
        if let Some(view) = self.forward.pop() {
            self.back.push(self.goal());
            self.go(view, now, glides);
        }
    }

    /// Moves on; true while a glide is under way.
    pub(super) fn advance(&mut self, now: f64) -> bool {
        let Some(glide) = self.glide else {
            return false;
        };
        let share = (now - glide.since) / GLIDE_SECONDS;
        if share >= 1.0 {
            self.view = glide.to;
            self.glide = None;
            return false;
        }
        self.view = between(glide.from, glide.to, eased(share.max(0.0)));
        true
    }

    fn go(&mut self, to: View, now: f64, glides: bool) {
        if glides {
            self.glide = Some(Glide {
                from: self.view,
                to,
                since: now,
            });
        } else {
            self.put(to);
        }
    }

    fn remember(&mut self, view: View) {
        if self.back.last() != Some(&view) {
            self.back.push(view);
        }
        if self.back.len() > MOST_BACK {
            self.back.remove(0);
        }
        self.forward.clear();
    }
}

/// Slow at both ends.
fn eased(share: f64) -> f64 {
    share * share * (3.0 - 2.0 * share)
}

/// A view on the way from one to another: the width changes by equal factors,
/// and the time that both show at the same place stays there, so that a zoom
/// does not swim.
fn between(from: View, to: View, share: f64) -> View {
    let seconds = from.seconds * (to.seconds / from.seconds).powf(share);
    let shift = to.start.seconds_since(from.start);
    let shrink = from.seconds - to.seconds;
    // Where both views show the same time, as a share of their width.
    let fixed = shift / shrink;
    let start: Time = if shrink.abs() > 1e-9 * from.seconds && (-2.0..=3.0).contains(&fixed) {
        from.start.plus_seconds(fixed * (from.seconds - seconds))
    } else {
        from.start.plus_seconds(shift * share)
    };
    View { start, seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(start: i64, seconds: f64) -> View {
        View {
            start: Time::from_secs(start),
            seconds,
        }
    }

    #[test]
    fn a_glide_ends_exactly_where_it_was_sent() {
        let mut motion = Motion::at(view(0, 1000.0));
        motion.jump(view(500, 10.0), 1.0, true);
        assert!(motion.advance(1.1));
        assert!(motion.view().seconds < 1000.0 && motion.view().seconds > 10.0);
        assert!(!motion.advance(9.0));
        assert_eq!(motion.view(), view(500, 10.0));
    }

    #[test]
    fn back_and_forward_return_to_the_same_views() {
        let mut motion = Motion::at(view(0, 1000.0));
        motion.jump(view(1, 10.0), 0.0, false);
        motion.jump(view(2, 20.0), 0.0, false);
        motion.back(0.0, false);
        assert_eq!(motion.view(), view(1, 10.0));
        motion.back(0.0, false);
        assert_eq!(motion.view(), view(0, 1000.0));
        assert!(!motion.can_go_back());
        motion.forward(0.0, false);
        motion.forward(0.0, false);
        assert_eq!(motion.view(), view(2, 20.0));
    }

    #[test]
    fn one_drag_is_one_step_back() {
        let mut motion = Motion::at(view(0, 1000.0));
        for step in 1..50 {
            motion.follow(view(step, 1000.0), f64::from(step as i32) * 0.02);
        }
        motion.back(9.0, false);
        assert_eq!(motion.view(), view(0, 1000.0));
    }

    #[test]
    fn a_zoom_does_not_swim() {
        // Both views show 500 in their middle; so does every view between.
        let from = view(0, 1000.0);
        let to = view(490, 20.0);
        for step in 0..=10 {
            let middle = between(from, to, f64::from(step) / 10.0);
            let at = middle.start.seconds_since(Time::from_secs(0)) + middle.seconds / 2.0;
            assert!((at - 500.0).abs() < 1e-3, "{at}");
        }
    }
}
