//! The sources of an event as cards.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{self, Label, Ui, vec2};

use crate::cite::{self, Style};
use crate::model::{Citation, CslDate, Event, EventIx, Source, Stance, evidence};
use crate::scene::style::Theme;

use super::detail::{card_ui, language_name, line_ui, two_ends_ui};
use super::dialogs::Dialog;
use super::document::Document;
use super::state::{Request, State};
use super::text_ui::{self, Look};
use super::{theme, words};

/// A source with everything that this event cites it for.
struct Cited<'a> {
    source: Cow<'a, Source>,
    /// With the grade of the claim, for citations of a claim.
    citations: Vec<(&'a Citation, Option<&'a crate::model::Claim>)>,
}

/// The event's sources in the order they are first cited: those of the event
/// itself, then those cited only for a claim.
fn cited<'a>(document: &'a Document, event: &'a Event) -> (Vec<Cited<'a>>, Vec<&'a str>) {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<Cited<'a>> = Vec::new();
    let mut missing: Vec<&str> = Vec::new();
    let own = event.citations.iter().map(|citation| (citation, None));
    let of_claims = event.claims.iter().flat_map(|claim| {
        claim
            .citations
            .iter()
            .map(move |citation| (citation, Some(claim)))
    });
    for (citation, claim) in own.chain(of_claims) {
        let id = citation.source.as_str();
        if let Some(&at) = places.get(id) {
            found[at].citations.push((citation, claim));
        } else if let Some(source) = document.source(id) {
            places.insert(id, found.len());
            found.push(Cited {
                source,
                citations: vec![(citation, claim)],
            });
        } else if !missing.contains(&id) {
            missing.push(id);
        }
    }
    (found, missing)
}

pub(super) fn sources_ui(ui: &mut Ui, state: &mut State, document: &Arc<Document>, ix: EventIx) {
    let event = &*document.event(ix);
    let (found, missing) = cited(document, event);
    line_ui(ui);
    header_ui(ui, state, document, event, found.len());
    if found.is_empty() && missing.is_empty() {
        let text =
            "No source is cited for this event. In the file, “citations” names them by their id.";
        ui.add(Label::new(Look::weak(ui).rich(text)).wrap());
        return;
    }
    one_voice_ui(ui, document, event, found.len());
    ui.add_space(3.0);
    for (at, cited) in found.iter().enumerate() {
        let voice = evidence::origin(&cited.source);
        let others = found.iter().enumerate().filter(|(other, _)| *other != at);
        let sharing: Vec<&str> = others
            .filter(|(_, other)| evidence::origin(&other.source) == voice)
            .map(|(_, other)| title(&other.source))
            .collect();
        ui.push_id(&cited.source.id, |ui| {
            source_ui(ui, state, cited, &sharing);
        });
    }
    for id in missing {
        let text = format!("The file cites “{id}”, but no source of that id is in it.");
        let look = Look::weak(ui);
        text_ui::wrapped_ui(ui, &mut state.shaper, &text, look);
    }
}

/// Says of an event that only one voice tells of it.
fn one_voice_ui(ui: &mut Ui, document: &Document, event: &Event, sources: usize) {
    if !evidence::is_single_voice(event, &document.dataset, &document.index) {
        return;
    }
    let hover = if sources > 1 {
        "The sources that tell of this event share an origin, or all but one only dispute or mention it. What goes back to one origin is one voice, however often it is printed."
    } else {
        "Only one source tells of this event; no other voice confirms it."
    };
    let look = Look::weak(ui).bold().color(ui.visuals().warn_fg_color);
    ui.add(Label::new(look.rich("One source only")).selectable(false))
        .on_hover_text(hover);
}

/// What a source is called: its title, or else its id.
fn title(source: &Source) -> &str {
    source.title.as_deref().unwrap_or(&source.id)
}

fn header_ui(ui: &mut Ui, state: &mut State, document: &Document, event: &Event, sources: usize) {
    let counts = counts(document, event);
    let small = Look::weak(ui);
    let width = state.shaper.width(&counts, small.size, small.weight);
    // The heading before it, the style and the link behind.
    const AROUND: f32 = 215.0;
    let is_beside = sources > 0 && width + AROUND < ui.available_width();
    let counts_ui = |ui: &mut Ui| {
        ui.add(Label::new(small.rich(&counts)).truncate())
            .on_hover_text("Sources that share an origin are one voice; only those that support or qualify count.");
    };
    two_ends_ui(
        ui,
        |ui| {
            if sources == 0 {
                return;
            }
            let look = Look::weak(ui).color(ui.visuals().hyperlink_color);
            let copy = ui.link(look.rich("Copy all"));
            if copy
                .on_hover_text("Copy the citations of all these sources")
                .accessible_name("Copy all citations")
                .clicked()
            {
                state.copy_citations();
            }
            let style = state.citation_style();
            let short = |style: Style| style.title().split(',').next().unwrap_or_default();
            let name = format!("Citation style: {}", style.title());
            let response = ui
                .link(look.rich(format!("{} ▾", short(style))))
                .on_hover_text("Style that citations are copied in")
                .accessible_name(name);
            egui::Popup::menu(&response).show(|ui| {
                for choice in Style::ALL {
                    if ui
                        .selectable_label(choice == style, choice.title())
                        .clicked()
                    {
                        state.settings.citation_style = choice.id().to_owned();
                    }
                }
            });
        },
        |ui| {
            text_ui::heading_ui(ui, "Sources");
            if is_beside {
                counts_ui(ui);
            }
        },
    );
    if sources > 0 && !is_beside {
        counts_ui(ui);
    }
}

/// `3 support · 1 disputes · 2 voices`.
fn counts(document: &Document, event: &Event) -> String {
    let stances = words::stance_counts(event.citations.iter());
    let voices = evidence::voices(event, &document.dataset, &document.index);
    let voices = words::count(voices as u64, "voice", "voices");
    let parts = [stances, voices]
        .into_iter()
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

fn stance_color(tokens: &Theme, stance: Stance) -> egui::Color32 {
    theme::color(match stance {
        Stance::Supports => tokens.accent,
        Stance::Disputes => tokens.warning,
        Stance::Qualifies | Stance::Mentions => tokens.text_weak,
    })
}

fn source_ui(ui: &mut Ui, state: &mut State, cited: &Cited<'_>, sharing: &[&str]) {
    let tokens = theme::current(ui.ctx());
    let source = &*cited.source;
    // The strongest word of the source decides the colour of its card.
    let stance = [Stance::Disputes, Stance::Qualifies, Stance::Supports]
        .into_iter()
        .find(|stance| {
            cited
                .citations
                .iter()
                .any(|(citation, _)| citation.stance == *stance)
        })
        .unwrap_or(Stance::Mentions);
    card_ui(ui, stance_color(&tokens, stance), |ui| {
        head_ui(ui, source, stance, &tokens);
        let look = Look::body(ui).size(theme::size::CARD_TITLE).bold();
        text_ui::rows_ui_plain(ui, &mut state.shaper, title(source), look, 2);
        let weak = Look::weak(ui);
        let imprint = imprint(source);
        if !imprint.is_empty() {
            text_ui::wrapped_ui(ui, &mut state.shaper, &imprint, weak);
        }
        facts_ui(ui, state, source, sharing);
        for (citation, claim) in &cited.citations {
            citation_ui(ui, state, citation, *claim, stance);
        }
        links_ui(ui, state, source);
    });
}

fn head_ui(ui: &mut Ui, source: &Source, stance: Stance, tokens: &Theme) {
    let tiny = Look::weak(ui).size(theme::size::TINY);
    two_ends_ui(
        ui,
        |ui| {
            // The source's own letter; the digit belongs to a claim and stands
            // beside it.
            let (grade, hover) = match source.reliability {
                Some(letter) => (
                    Look::body(ui).bold().rich(letter.letter()),
                    format!("{}, {}\n(Admiralty scale)", letter.letter(), letter.words()),
                ),
                None => (
                    tiny.rich(evidence::NOT_GRADED),
                    "Nobody has graded how reliable this source is.".to_owned(),
                ),
            };
            ui.label(grade).on_hover_text(hover);
            let look = tiny.bold().color(stance_color(tokens, stance));
            ui.label(look.rich(words::stance(stance)));
        },
        |ui| {
            let kind = words::source_type(&source.kind_csl).to_uppercase();
            ui.add(
                Label::new(tiny.bold().rich(kind))
                    .truncate()
                    .selectable(false),
            );
        },
    );
}

/// Who made it, where it came out, when: the parts that are known.
fn imprint(source: &Source) -> String {
    let mut parts = Vec::new();
    if let Some(authors) = words::authors(source) {
        parts.push(authors);
    }
    for name in [&source.container_title, &source.publisher]
        .into_iter()
        .flatten()
    {
        if !parts.contains(name) {
            parts.push(name.clone());
        }
    }
    if let Some(issued) = source.issued.as_ref().and_then(csl_date) {
        parts.push(issued);
    }
    text_ui::joined(&parts, ", ")
}

/// A CSL date in words.
fn csl_date(date: &CslDate) -> Option<String> {
    let part = |value: &serde_json::Value| match value {
        serde_json::Value::Number(number) => number.as_i64(),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let edtf: Vec<String> = date
        .date_parts
        .iter()
        .take(2)
        .filter_map(|parts| {
            let numbers: Vec<i64> = parts.iter().map_while(part).collect();
            match numbers[..] {
                [year, month, day, ..] if year >= 0 => {
                    Some(format!("{year:04}-{month:02}-{day:02}"))
                }
                [year, month] if year >= 0 => Some(format!("{year:04}-{month:02}")),
                [year] if year >= 0 => Some(format!("{year:04}")),
                _ => None,
            }
        })
        .collect();
    let text = if edtf.is_empty() {
        date.raw.clone()?
    } else {
        edtf.join("/")
    };
    Some(crate::dates::Date::parse(&text).map_or(text, |date| date.words()))
}

/// Language, kind, one voice: small print.
fn facts_ui(ui: &mut Ui, state: &mut State, source: &Source, sharing: &[&str]) {
    let mut facts = Vec::new();
    if let Some(language) = &source.language {
        facts.push(language_name(language));
    }
    if let Some(kind) = source.kind {
        facts.push(words::source_kind(kind).to_owned());
    }
    let weak = Look::weak(ui);
    if !facts.is_empty() {
        text_ui::line_ui(ui, &mut state.shaper, &facts.join(" · "), weak);
    }
    if !sharing.is_empty() {
        let look = weak.color(ui.visuals().warn_fg_color);
        let others: Vec<String> = sharing.iter().map(|title| format!("“{title}”")).collect();
        let text = format!("Same origin as {}", text_ui::joined(&others, ", "));
        text_ui::wrapped_ui(ui, &mut state.shaper, &text, look)
            .on_hover_text("These sources share an origin, so they do not confirm each other.");
    }
}

/// What the source says: note, quote, place in it.
fn citation_ui(
    ui: &mut Ui,
    state: &mut State,
    citation: &Citation,
    claim: Option<&crate::model::Claim>,
    card: Stance,
) {
    let body = Look::body(ui).size(theme::size::SMALL);
    let weak = Look::weak(ui);
    let mut parts = Vec::new();
    if citation.stance != card {
        parts.push(format!(
            "{}:",
            words::sentence(words::stance(citation.stance))
        ));
    }
    if let Some(claim) = claim {
        // The claim itself stands above; here it only says what the note is on.
        parts.push(format!(
            "{}: {}.",
            claim.about,
            claim.value.trim_end_matches('.')
        ));
    }
    parts.extend(citation.note.clone());
    if !parts.is_empty() {
        let look = if claim.is_some() { weak } else { body };
        text_ui::wrapped_ui(ui, &mut state.shaper, &text_ui::joined(&parts, " "), look);
    }
    if let Some(quote) = &citation.quote {
        let text = format!("“{quote}”");
        let response = text_ui::wrapped_ui(ui, &mut state.shaper, &text, body);
        if let Some(language) = &citation.language {
            response.on_hover_text(language_name(language));
        }
    }
    if let Some(locator) = &citation.locator {
        let text = words::locator(&locator.kind, &locator.value);
        text_ui::line_ui(ui, &mut state.shaper, &words::sentence(&text), weak);
    }
}

fn links_ui(ui: &mut Ui, state: &mut State, source: &Source) {
    let title = title(source);
    let doi = source
        .doi
        .as_ref()
        .map(|doi| format!("https://doi.org/{doi}"));
    let address = source.url.clone().or(doi);
    let archived = source
        .captures
        .iter()
        .find_map(|capture| capture.archive_url.clone());
    let look = Look::weak(ui).color(ui.visuals().hyperlink_color);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(5.0, 2.0);
        let mut has_link = false;
        for (name, target) in [("Open", address), ("Archived copy", archived)] {
            let Some(target) = target else { continue };
            let response = ui
                .link(look.rich(name))
                .on_hover_text(short_address(&target))
                .accessible_name(format!("{name}: {title}"));
            if response.clicked() {
                state.dialog = Some(Dialog::link(&target));
            }
            ui.label(Look::weak(ui).rich("·"));
            has_link = true;
        }
        let response = ui
            .link(look.rich("Copy citation"))
            .accessible_name(format!("Copy citation: {title}"));
        if response.clicked() {
            let text = cite::citation(source, state.citation_style());
            state.requests.push(Request::CopyText(text));
            state.say("Citation copied.");
        }
        if !has_link {
            ui.label(Look::weak(ui).rich("· no address given"));
        }
    });
}

/// An address short enough for a hover.
fn short_address(address: &str) -> String {
    const MOST: usize = 120;
    let mut short: String = address.chars().take(MOST).collect();
    if address.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
