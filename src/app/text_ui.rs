//! Text in panels: never past its panel, and right to left where it is.
//!
//! egui shapes but does not reorder. Text that may have to be reordered is
//! broken into rows by the [`Shaper`] and each row painted by itself; all other
//! text takes egui's own label, which can be selected. Both give the text as
//! it is stored to screen readers.

use std::sync::Arc;

use eframe::egui::{
    self, Align, Color32, Label, Response, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2,
};

use crate::text::{Shaper, Weight, bidi, clean};

use super::theme;

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Points per em.
    pub(super) size: f32,
    /// Weight.
    pub(super) weight: Weight,
    /// Colour.
    pub(super) color: Color32,
}

impl Look {
    /// Main text.
    pub(super) fn body(ui: &Ui) -> Look {
        Look {
            size: theme::size::BODY,
            weight: Weight::Regular,
            color: ui.visuals().text_color(),
        }
    }

    /// Secondary text.
    pub(super) fn weak(ui: &Ui) -> Look {
        Look {
            size: theme::size::SMALL,
            color: ui.visuals().weak_text_color(),
            ..Look::body(ui)
        }
    }

    pub(super) fn size(self, size: f32) -> Look {
        Look { size, ..self }
    }

    pub(super) fn bold(self) -> Look {
        Look {
            weight: Weight::Bold,
            ..self
        }
    }

    pub(super) fn color(self, color: Color32) -> Look {
        Look { color, ..self }
    }

    /// egui's form of it.
    pub(super) fn rich(self, text: impl Into<String>) -> RichText {
        RichText::new(text)
            .font(theme::font(self.size, self.weight))
            .color(self.color)
    }
}

/// True where egui's own order of the words may be wrong.
pub(super) fn may_reorder(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(bidi::may_reorder)
}

/// As many lines as the text needs.
pub(super) fn wrapped_ui(ui: &mut Ui, shaper: &mut Shaper, text: &str, look: Look) -> Response {
    if !may_reorder(text) {
        return ui.add(Label::new(look.rich(clean_lines(text))).wrap());
    }
    rows_ui(ui, shaper, text, look, 200)
}

/// One line, shortened to the room there is; the whole text on hover.
pub(super) fn line_ui(ui: &mut Ui, shaper: &mut Shaper, text: &str, look: Look) -> Response {
    if !may_reorder(text) {
        return ui.add(Label::new(look.rich(clean(text).into_owned())).truncate());
    }
    rows_ui(ui, shaper, text, look, 1)
}

/// At most `max_lines` lines, the last one shortened; the whole text on hover.
pub(super) fn rows_ui(
    ui: &mut Ui,
    shaper: &mut Shaper,
    text: &str,
    look: Look,
    max_lines: usize,
) -> Response {
    let width = ui.available_width().max(20.0);
    let rows = shaper.wrap(text, look.size, look.weight, width, max_lines);
    let is_rtl = bidi::is_rtl(text);
    let galleys: Vec<_> = rows
        .iter()
        .map(|row| {
            let job = crate::render::egui::line_job(row, look.size, look.weight, look.color);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        })
        .collect();
    let height: f32 = galleys.iter().map(|galley| galley.size().y).sum();
    let widest = galleys
        .iter()
        .map(|galley| galley.size().x)
        .fold(0.0_f32, f32::max);
    // A right-to-left paragraph keeps to the right edge, where its reader
    // begins; a single line in a row of other things keeps its own width.
    let is_block = ui.layout().is_vertical() && is_rtl;
    let box_width = if is_block { width } else { widest.min(width) };
    let (rect, response) =
        ui.allocate_exact_size(vec2(box_width, height), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        let mut y = rect.top();
        for galley in galleys {
            let x = if is_rtl {
                rect.right() - galley.size().x
            } else {
                rect.left()
            };
            let step = galley.size().y;
            ui.painter().galley(egui::pos2(x, y), galley, look.color);
            y += step;
        }
    }
    let shown: usize = rows.iter().map(|row| row.chars().count()).sum();
    if shown + rows.len() < clean(text).trim().chars().count() {
        return response.on_hover_ui(|ui| {
            let look = Look::body(ui);
            rows_ui(ui, shaper, text, look, 12);
        });
    }
    response
}

/// At most `max_lines` lines of any text, shortened, the whole on hover; for
/// text that egui could order itself too.
pub(super) fn rows_ui_plain(
    ui: &mut Ui,
    shaper: &mut Shaper,
    text: &str,
    look: Look,
    max_lines: usize,
) -> Response {
    if may_reorder(text) {
        return rows_ui(ui, shaper, text, look, max_lines);
    }
    let mut job = egui::text::LayoutJob::simple(
        clean_lines(text),
        theme::font(look.size, look.weight),
        look.color,
        ui.available_width(),
    );
    job.wrap.max_rows = max_lines;
    ui.add(Label::new(job).wrap())
}

/// Parts side by side, left to right, each in its own direction: a name in
/// Arabic letters does not pull the date behind it to its other side.
pub(super) fn joined(parts: &[String], between: &str) -> String {
    const LEFT_TO_RIGHT_MARK: char = '\u{200E}';
    if parts.len() < 2 || !parts.iter().any(|part| may_reorder(part)) {
        return parts.join(between);
    }
    let marked = format!("{LEFT_TO_RIGHT_MARK}{between}");
    format!("{LEFT_TO_RIGHT_MARK}{}", parts.join(&marked))
}

/// Paints one line of text with its middle at `at`; for widgets that have told
/// their name already.
pub(super) fn draw_line(ui: &Ui, at: egui::Pos2, text: &str, look: Look) {
    let job = crate::render::egui::line_job(text, look.size, look.weight, look.color);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    draw_galley(ui, at, galley, look);
}

fn draw_galley(ui: &Ui, at: egui::Pos2, galley: Arc<egui::Galley>, look: Look) {
    let corner = egui::pos2(at.x, at.y - galley.size().y / 2.0);
    ui.painter().galley(corner, galley, look.color);
}

/// One line, shortened to `room` points, and whether it had to be. Where egui
/// can order the text it is shaped once, by egui, which matters where many
/// lines come at once.
fn line_galley(
    ui: &Ui,
    shaper: &mut Shaper,
    text: &str,
    look: Look,
    room: f32,
) -> (Arc<egui::Galley>, bool) {
    let line = |text: &str| crate::render::egui::line_job(text, look.size, look.weight, look.color);
    let layout = |job| ui.fonts_mut(|fonts| fonts.layout_job(job));
    if may_reorder(text) {
        let fitted = shaper.fit(text, look.size, look.weight, room);
        return (layout(line(&fitted.text)), fitted.is_shortened);
    }
    let mut job = line(&clean(text));
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(0.0));
    let galley = layout(job);
    let is_shortened = galley.elided;
    (galley, is_shortened)
}

/// Paints two texts in one row, the second at its right end, where it takes two
/// fifths at most; for widgets that have told their name already. True when
/// the first had to be shortened.
pub(super) fn draw_row(
    ui: &Ui,
    shaper: &mut Shaper,
    row: egui::Rect,
    (left, left_look): (&str, Look),
    (right, right_look): (&str, Look),
) -> bool {
    const BETWEEN: f32 = 12.0;
    let (right, _) = line_galley(ui, shaper, right, right_look, row.width() * 0.4);
    let room = row.width() - right.size().x - BETWEEN;
    let (left, is_shortened) = line_galley(ui, shaper, left, left_look, room);
    let right_at = row.right_center() - vec2(right.size().x, 0.0);
    draw_galley(ui, right_at, right, right_look);
    draw_galley(ui, row.left_center(), left, left_look);
    is_shortened
}

/// A link that does something in the window: shortened, the whole on hover.
pub(super) fn link_ui(ui: &mut Ui, shaper: &mut Shaper, text: &str, look: Look) -> Response {
    let look = look.color(ui.visuals().hyperlink_color);
    // What does not fit into the rest of a row goes to the next one, whole.
    let room = ui.max_rect().width();
    let fitted = shaper.fit(text, look.size, look.weight, room);
    let job = crate::render::egui::line_job(&fitted.text, look.size, look.weight, look.color);
    let response = ui.add(
        Label::new(job)
            .extend()
            .selectable(false)
            .sense(Sense::click()),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
    if response.hovered() || response.has_focus() {
        let y = response.rect.bottom() - 1.5;
        ui.painter().hline(
            response.rect.x_range(),
            y,
            egui::Stroke::new(1.0, look.color),
        );
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if fitted.is_shortened {
        response.on_hover_text(text)
    } else {
        response
    }
}

/// A small heading over a section.
pub(super) fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    let look = Look::weak(ui).size(theme::size::TINY).bold();
    ui.add(Label::new(look.rich(text.to_uppercase())).selectable(false))
}

/// A heading with something at the right edge.
pub(super) fn heading_row_ui(ui: &mut Ui, text: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        heading_ui(ui, text);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), right);
    });
}

/// The text with line ends kept and other controls made spaces.
fn clean_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(clean).collect();
    lines.join("\n")
}
