//! Style tokens of the timeline to egui's colours, spacing and fonts.

use eframe::egui::{
    self, Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Visuals, vec2,
};

use crate::scene::style::{Color, Theme, ThemeName};
use crate::text::Weight;

use super::settings::ThemeChoice;

/// Sizes of text in the panels, in points.
pub(super) mod size {
    /// Small capitals over a section, counts.
    pub(crate) const TINY: f32 = 11.0;
    /// Cards, chips.
    pub(crate) const SMALL: f32 = 12.5;
    /// Everything else.
    pub(crate) const BODY: f32 = 13.5;
    /// Titles of cards.
    pub(crate) const CARD_TITLE: f32 = 13.5;
    /// Title of the event in the details.
    pub(crate) const TITLE: f32 = 20.0;
}

/// A colour for egui.
pub(super) fn color(color: Color) -> Color32 {
    Color32::from_rgba_unmultiplied(color.r, color.g, color.b, color.a)
}

/// A font of the bundled ones.
pub(super) fn font(size: f32, weight: Weight) -> FontId {
    FontId::new(size, crate::render::egui::family(weight))
}

/// Which theme egui shows at the moment.
pub(super) fn current(ctx: &egui::Context) -> Theme {
    Theme::named(match ctx.theme() {
        egui::Theme::Dark => ThemeName::Dark,
        egui::Theme::Light => ThemeName::Light,
    })
}

/// Fonts and both styles, once at the start.
pub(super) fn install(ctx: &egui::Context) {
    ctx.set_fonts(crate::render::egui::fonts());
    for (theme, name) in [
        (egui::Theme::Light, ThemeName::Light),
        (egui::Theme::Dark, ThemeName::Dark),
    ] {
        let tokens = Theme::named(name);
        ctx.style_mut_of(theme, |style| apply(style, &tokens));
    }
}

/// Takes over what the reader chose.
pub(super) fn choose(ctx: &egui::Context, choice: ThemeChoice) {
    ctx.set_theme(match choice {
        ThemeChoice::System => egui::ThemePreference::System,
        ThemeChoice::Light => egui::ThemePreference::Light,
        ThemeChoice::Dark => egui::ThemePreference::Dark,
    });
}

fn apply(style: &mut egui::Style, tokens: &Theme) {
    style.visuals = visuals(tokens);
    style.text_styles = [
        (
            TextStyle::Small,
            FontId::new(size::TINY, FontFamily::Proportional),
        ),
        (
            TextStyle::Body,
            FontId::new(size::BODY, FontFamily::Proportional),
        ),
        (
            TextStyle::Button,
            FontId::new(size::BODY, FontFamily::Proportional),
        ),
        (TextStyle::Heading, font(size::TITLE, Weight::Bold)),
        (
            TextStyle::Monospace,
            FontId::new(size::SMALL, FontFamily::Monospace),
        ),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 5.0);
    spacing.button_padding = vec2(9.0, 4.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.interact_size = vec2(32.0, 24.0);
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.icon_spacing = 7.0;
    spacing.tooltip_width = 360.0;
    spacing.menu_width = 270.0;
    spacing.scroll = egui::style::ScrollStyle::floating();
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = true;
    style.url_in_tooltip = true;
}

fn visuals(tokens: &Theme) -> Visuals {
    let is_dark = tokens.name == ThemeName::Dark;
    let mut visuals = if is_dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let text = color(tokens.text);
    let weak = color(tokens.text_weak);
    let line = color(tokens.line);
    let card = color(tokens.card);
    let accent = color(tokens.accent);
    let hover_fill = color(tokens.panel.mix(tokens.text, 0.07));
    let down_fill = color(tokens.panel.mix(tokens.text, 0.13));

    visuals.override_text_color = None;
    visuals.weak_text_color = Some(weak);
    visuals.hyperlink_color = accent;
    visuals.faint_bg_color = color(tokens.panel.mix(tokens.text, 0.03));
    visuals.extreme_bg_color = card;
    visuals.text_edit_bg_color = Some(card);
    visuals.code_bg_color = color(tokens.panel.mix(tokens.text, 0.06));
    visuals.warn_fg_color = color(tokens.warning);
    visuals.error_fg_color = color(tokens.warning);
    visuals.panel_fill = color(tokens.panel);
    visuals.window_fill = color(tokens.card);
    visuals.window_stroke = Stroke::new(1.0, line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(8);
    let shadow = egui::epaint::Shadow {
        offset: [0, 4],
        blur: 18,
        spread: 0,
        color: Color32::from_black_alpha(if is_dark { 120 } else { 40 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.selection.bg_fill = color(tokens.card.mix(tokens.accent, 0.25));
    visuals.selection.stroke = Stroke::new(1.0, accent);
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);

    let radius = CornerRadius::same(5);
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke) in [
        (&mut widgets.noninteractive, color(tokens.panel), line),
        (&mut widgets.inactive, card, line),
        (&mut widgets.hovered, hover_fill, weak),
        (&mut widgets.active, down_fill, accent),
        (&mut widgets.open, hover_fill, line),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    visuals
}
