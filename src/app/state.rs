//! Everything that the window shows, as values: the document, what is asked
//! of it, and what follows from both.
//!
//! What follows (the events shown, counts, their order) is worked out when the
//! question changes, never per frame. Nothing here touches files, dialogs or
//! the clipboard: what has to be done outside is left in [`State::requests`].

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::dates::{Date, TimeSpan};
use crate::formats::{Choices, Mapping};
use crate::layout::View;
use crate::model::{EventIx, LaneIx, Source, evidence};
pub(super) use crate::store::FacetKind;
use crate::store::{EventSet, EventStore, Filter, Findings, ShowOnly};
use crate::text::Shaper;

use super::asking::{Answer, Question};
use super::columns::ColumnsForm;
use super::commands::Command;
use super::dialogs::Dialog;
use super::document::{Document, Origin};
use super::motion::Motion;
use super::outside::PathFor;
use super::paths::PathForm;
use super::problems::ProblemList;
use super::search::SearchBox;
use super::settings::{CalendarChoice, Settings, ThemeChoice};

/// Something to do outside of the state.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Request {
    /// Ask for a path.
    Choose(PathFor),
    /// Read a document.
    Load {
        /// Which.
        origin: Origin,
        /// What the user chose of it.
        choices: Box<Choices>,
        /// Whether it is the one that is open.
        is_reload: bool,
    },
    /// Keep a mapping of columns beside a table.
    KeepMapping {
        /// The table.
        table: PathBuf,
        /// What its columns hold.
        mapping: Mapping,
    },
    /// Stop reading.
    CancelLoad,
    /// Open an address in the browser; it was shown and confirmed.
    OpenLink(String),
    /// Put text on the clipboard.
    CopyText(String),
    /// Draw the figure of the export form to a file.
    WriteFigure(PathBuf),
    /// Draw the figure as the view stands to the clipboard.
    CopyFigure,
    /// Write the dataset to a file.
    WriteCopy(PathBuf),
    /// Close the window.
    Quit,
    /// Toggle full screen.
    FullScreen,
}

/// A panel beside the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Lanes and filters.
    Left,
    /// The details.
    Right,
}

impl Side {
    /// In narrower windows the panel is folded away to leave the timeline room,
    /// the lanes first.
    fn least_width(self) -> f32 {
        match self {
            Side::Left => 1000.0,
            Side::Right => 760.0,
        }
    }
}

/// A line that says what went well or wrong.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    /// What.
    pub(super) text: String,
    /// Whether something went wrong.
    pub(super) is_error: bool,
    /// Seconds since the window opened when it was said.
    pub(super) since: f64,
}

/// The state of the window.
pub struct State {
    pub(super) document: Arc<Document>,
    pub(super) filter: Filter,
    /// What follows from the filter, or from the one before while that is
    /// looked for.
    pub(super) found: Arc<Findings>,
    /// The events shown, those of `found`.
    pub(super) shown: EventSet,
    /// How many of them the view meets, with the generation and the view that
    /// they were counted for.
    in_view: Option<(u64, View, u64)>,
    /// What is to be asked on a thread.
    pub(super) question: Option<Question>,
    /// The number of the newest question.
    pub(super) asked: u64,
    /// The number of the question that what is shown answers.
    pub(super) answered: u64,
    /// Grows with every document shown; two of them never share a number.
    pub(super) document_number: u64,
    /// Grows whenever the document or what is found in it changes.
    pub(super) generation: u64,
    pub(super) motion: Motion,
    pub(super) selected: Option<EventIx>,
    pub(super) hovered: Option<EventIx>,
    /// The selected event is to be brought into view.
    pub(super) reveal: bool,
    pub(super) settings: Settings,
    /// Width of the window in the frame before.
    width: f32,
    /// The panels that the reader opened although the window is narrow.
    opened_narrow: [bool; 2],
    pub(super) search: SearchBox,
    pub(super) dialog: Option<Dialog>,
    pub(super) notice: Option<Notice>,
    pub(super) is_banner_dismissed: bool,
    /// Facets shown at full length.
    pub(super) facets_open: BTreeSet<FacetKind>,
    pub(super) shaper: Shaper,
    pub(super) requests: Vec<Request>,
    /// What is being read, for the window to say so.
    pub(super) loading: Option<String>,
    /// Set while the open document is but the beginning of one.
    pub(super) first_part: Option<FirstPart>,
    /// True while a figure is being drawn.
    pub(super) is_drawing: bool,
    /// The form that the next figure is drawn from.
    pub(super) export: Option<super::export::ExportForm>,
    /// Seconds since the window opened.
    pub(super) now: f64,
}

impl State {
    /// The state that a document opens with.
    pub(super) fn new(document: Arc<Document>, settings: Settings) -> State {
        let mut state = State {
            found: Arc::clone(&document.everything),
            shown: document.everything.shown.clone(),
            in_view: None,
            question: None,
            asked: 0,
            answered: 0,
            document_number: 0,
            generation: 0,
            motion: Motion::at(whole_view(&document)),
            selected: None,
            hovered: None,
            reveal: false,
            filter: Filter::default(),
            settings,
            width: f32::INFINITY,
            opened_narrow: [false; 2],
            search: SearchBox::default(),
            dialog: None,
            notice: None,
            is_banner_dismissed: false,
            facets_open: BTreeSet::new(),
            shaper: Shaper::new(),
            requests: Vec::new(),
            loading: None,
            first_part: None,
            is_drawing: false,
            export: None,
            now: 0.0,
            document,
        };
        state.refresh();
        state
    }

    /// Shows another document. Where its first part was shown, what was done
    /// with that stays.
    pub(super) fn show(&mut self, document: Arc<Document>) {
        let Some(first) = self.first_part.take() else {
            self.put(document);
            self.forget_hands();
            return self.refresh();
        };
        let is_whole = self.motion.goal() == first.whole;
        self.show_again(document);
        if is_whole {
            self.motion = Motion::at(whole_view(&self.document));
        }
    }

    /// Shows the beginning of a document that is still being read.
    pub(super) fn show_first(&mut self, document: Arc<Document>) {
        self.first_part = Some(FirstPart {
            document: Arc::clone(&self.document),
            filter: self.filter.clone(),
            search: self.search.clone(),
            selected: self.selected,
            view: self.motion.goal(),
            whole: whole_view(&document),
        });
        self.put(document);
        self.forget_hands();
        self.refresh();
    }

    /// Goes back to the document of before its first part was shown, if it was.
    pub(super) fn leave_first(&mut self) {
        if let Some(before) = self.first_part.take() {
            self.put(before.document);
            self.filter = before.filter;
            self.search = before.search;
            self.selected = before.selected;
            self.motion = Motion::at(before.view);
            self.refresh();
        }
    }

    /// Shows the document anew after it was read again: what was chosen in it
    /// stays chosen.
    pub(super) fn show_again(&mut self, document: Arc<Document>) {
        let before = Arc::clone(&self.document);
        let had = |ix: EventIx| before.event(ix).id.clone();
        let selected = self.selected.map(had);
        let hidden: Vec<Option<String>> = self
            .filter
            .hidden_lanes
            .iter()
            .map(|lane| before.store.lanes()[usize::from(lane.0)].id.clone())
            .collect();
        self.put(document);
        let lanes = self.document.store.lanes();
        self.filter.hidden_lanes = (0..lanes.len())
            .filter(|&ix| hidden.contains(&lanes[ix].id))
            .map(|ix| LaneIx(ix as u16))
            .collect();
        self.selected = selected.and_then(|id| self.document.index.event(&id));
        self.refresh();
    }

    fn put(&mut self, document: Arc<Document>) {
        self.document = document;
        self.document_number += 1;
        // Positions are those of the store: what was found before is nothing
        // here.
        self.found = Arc::clone(&self.document.everything);
        self.shown = self.found.shown.clone();
        self.generation += 1;
        self.hovered = None;
        self.is_banner_dismissed = false;
    }

    /// Nothing is chosen in the document, and all of it is in view.
    fn forget_hands(&mut self) {
        self.filter = Filter::default();
        self.search = SearchBox::default();
        self.selected = None;
        self.motion = Motion::at(whole_view(&self.document));
        if matches!(self.dialog, Some(Dialog::Problems(_))) {
            self.dialog = None;
        }
    }

    /// Works out what follows from document and filter: at once where there
    /// are few events, else a question is left in [`State::question`].
    pub(super) fn refresh(&mut self) {
        self.asked += 1;
        let question = Question {
            number: self.asked,
            document: Arc::clone(&self.document),
            filter: self.filter.clone(),
            text: self.search.text.clone(),
            before: Arc::clone(&self.found),
        };
        self.question = None;
        if !question.is_small() {
            self.question = Some(question);
        } else if let Some(answer) = question
            .first_answer(&|| false)
            .and_then(|answer| question.whole(answer, &|| false))
        {
            self.take_answer(answer);
        }
    }

    /// Shows what was found, unless something else is asked by now.
    pub(super) fn take_answer(&mut self, answer: Answer) {
        if answer.number != self.asked {
            return;
        }
        self.found = answer.findings;
        self.shown = self.found.shown.clone();
        self.search.show(answer.rows);
        self.answered = answer.number;
        self.generation += 1;
    }

    /// True while what is shown was found for another filter than is set now.
    pub(super) fn is_searching(&self) -> bool {
        self.found.filter != self.filter
    }

    /// True while the rows under the search field are those of before.
    pub(super) fn is_listing(&self) -> bool {
        self.answered != self.asked
    }

    /// How many of the events shown lie in the view, at least in part; counted
    /// when the view or the filter changed.
    pub(super) fn in_view(&mut self) -> u64 {
        let view = self.motion.goal();
        if let Some((generation, known, count)) = self.in_view
            && (generation, known) == (self.generation, view)
        {
            return count;
        }
        let count = self.document.store.count_in(view.span(), &self.shown);
        self.in_view = Some((self.generation, view, count));
        count
    }

    /// Takes over the width of the window. What was opened in a narrow one is
    /// forgotten when it becomes narrow again.
    pub(super) fn set_width(&mut self, width: f32) {
        for side in [Side::Left, Side::Right] {
            if self.width >= side.least_width() {
                self.opened_narrow[side as usize] = false;
            }
        }
        self.width = width;
    }

    /// True when a panel is shown: as the reader set it where there is room,
    /// else only if it was opened since there is none.
    pub(super) fn is_open(&self, side: Side) -> bool {
        if self.width < side.least_width() {
            return self.opened_narrow[side as usize];
        }
        match side {
            Side::Left => self.settings.left_open,
            Side::Right => self.settings.right_open,
        }
    }

    /// Shows a panel or folds it away. Only what is done with room for it is
    /// the reader's setting.
    pub(super) fn set_open(&mut self, side: Side, is_open: bool) {
        if self.width < side.least_width() {
            self.opened_narrow[side as usize] = is_open;
            return;
        }
        match side {
            Side::Left => self.settings.left_open = is_open,
            Side::Right => self.settings.right_open = is_open,
        }
    }

    /// Jumps glide unless the reader wants none.
    fn glides(&self) -> bool {
        !self.settings.reduced_motion
    }

    /// Goes to a view.
    pub(super) fn jump(&mut self, view: View) {
        let view = self.held(view);
        let glides = self.glides();
        self.motion.jump(view, self.now, glides);
    }

    /// Follows a drag or the wheel.
    pub(super) fn follow(&mut self, view: View) {
        let view = self.held(view);
        self.motion.follow(view, self.now);
    }

    /// Keeps a view near the data and from shrinking them to a dot.
    fn held(&self, view: View) -> View {
        /// How many times the data's length may be in view.
        const MOST: f64 = 4.0;
        const YEAR: f64 = 365.25 * 86_400.0;
        let Some(extent) = self.document.extent else {
            return view;
        };
        let most = (extent.seconds() * MOST).max(YEAR);
        let view = if view.seconds > most {
            View {
                start: view.start.plus_seconds((view.seconds - most) / 2.0),
                seconds: most,
            }
        } else {
            view
        };
        view.held_to(extent)
    }

    /// Selects an event and brings it into view.
    pub(super) fn select(&mut self, event: EventIx) {
        self.selected = Some(event);
        self.reveal = true;
        self.set_open(Side::Right, true);
        if let Some(span) = self.document.span(event) {
            let goal = self.motion.goal();
            let view = goal.showing(span);
            if view != goal {
                self.jump(view);
            }
        }
    }

    /// Selects an event that a pointer touched: it is in view already.
    pub(super) fn select_in_place(&mut self, event: EventIx) {
        self.selected = Some(event);
        self.set_open(Side::Right, true);
    }

    /// Fits a span, with room beside it.
    pub(super) fn zoom_to(&mut self, span: TimeSpan) {
        self.jump(View::fitting(span));
    }

    /// Changes one facet's choice.
    pub(super) fn toggle_facet(&mut self, kind: FacetKind, key: &str) {
        let chosen = kind.chosen_mut(&mut self.filter);
        if !chosen.remove(key) {
            chosen.insert(key.to_owned());
        }
        self.refresh();
    }

    /// Changes one mark of evidence.
    pub(super) fn toggle_show_only(&mut self, mark: ShowOnly) {
        if !self.filter.show_only.remove(&mark) {
            self.filter.show_only.insert(mark);
        }
        self.refresh();
    }

    /// Hides a lane or shows it again.
    pub(super) fn toggle_lane(&mut self, lane: LaneIx) {
        if !self.filter.hidden_lanes.remove(&lane) {
            self.filter.hidden_lanes.insert(lane);
        }
        self.refresh();
    }

    /// Shows a lane alone, or all of them again.
    pub(super) fn solo_lane(&mut self, lane: LaneIx) {
        let others: BTreeSet<LaneIx> = (0..self.document.store.lanes().len())
            .map(|ix| LaneIx(ix as u16))
            .filter(|&other| other != lane)
            .collect();
        self.filter.hidden_lanes = if self.filter.hidden_lanes == others {
            BTreeSet::new()
        } else {
            others
        };
        self.refresh();
    }

    /// Takes every filter away.
    pub(super) fn clear_filters(&mut self) {
        self.filter = Filter::default();
        self.search.text.clear();
        self.search.is_open = false;
        self.refresh();
    }

    /// Opens a saved view of the dataset.
    pub(super) fn open_saved_view(&mut self, ix: usize) {
        let document = Arc::clone(&self.document);
        let saved = &document.dataset.views[ix];
        let lanes = document.store.lanes();
        self.filter = Filter::default();
        if !saved.lanes.is_empty() {
            self.filter.hidden_lanes = (0..lanes.len())
                .filter(|&ix| {
                    lanes[ix]
                        .id
                        .as_ref()
                        .is_none_or(|id| !saved.lanes.contains(id))
                })
                .map(|ix| LaneIx(ix as u16))
                .collect();
        }
        self.filter.query = saved.query.clone().unwrap_or_default();
        self.search.text.clone_from(&self.filter.query);
        self.search.is_open = false;
        self.refresh();
        if let Some(span) = saved_span(&document, saved) {
            self.jump(View::of(span));
        }
        self.selected = saved
            .selected
            .as_deref()
            .and_then(|id| document.index.event(id));
        self.reveal = self.selected.is_some();
    }

    /// Selects the next event in time, or the one before.
    fn step(&mut self, is_forward: bool) {
        let store = &self.document.store;
        let shown = &self.shown;
        let selected = self
            .selected
            .filter(|&event| shown.contains(event) && store.span(event).is_some());
        let found = match (selected, is_forward) {
            (Some(selected), true) => store.next(shown, selected),
            (Some(selected), false) => store.previous(shown, selected),
            // Nothing selected: the first event in view, or the last one.
            (None, is_forward) => {
                let in_view = self.motion.goal().span();
                let seen = match is_forward {
                    true => store.first_in(in_view, shown),
                    false => store.last_in(in_view, shown),
                };
                seen.or_else(|| store.first(shown))
            }
        };
        if let Some(event) = found {
            self.select(event);
        }
    }

    /// The event nearest in time in the next lane that shows any.
    fn step_lane(&mut self, down: bool) {
        let Some(selected) = self.selected else {
            self.step(true);
            return;
        };
        let document = Arc::clone(&self.document);
        let Some(span) = document.span(selected) else {
            return;
        };
        let lane = usize::from(document.store.lane_of(selected).0);
        let lanes: Vec<usize> = if down {
            (lane + 1..document.store.lanes().len()).collect()
        } else {
            (0..lane).rev().collect()
        };
        for other in lanes {
            let other = LaneIx(other as u16);
            let nearest = document.store.nearest(other, span.start, &self.shown);
            if let Some(event) = nearest {
                self.select(event);
                return;
            }
        }
    }

    /// True when a command would do something now.
    pub(super) fn is_enabled(&self, command: Command) -> bool {
        match command {
            Command::Reload => {
                matches!(self.document.origin, Origin::Path(_)) && self.first_part.is_none()
            }
            Command::ClearFilters => !self.filter.is_empty(),
            Command::ShowAllLanes => !self.filter.hidden_lanes.is_empty(),
            Command::CopyCitations | Command::Deselect => self.selected.is_some(),
            Command::ZoomToSelected => self
                .selected
                .is_some_and(|event| self.document.span(event).is_some()),
            Command::Back => self.motion.can_go_back(),
            Command::Forward => self.motion.can_go_forward(),
            Command::Next | Command::Previous | Command::First | Command::Last => {
                self.shown.dated_len() > 0
            }
            Command::Columns => self.document.table.is_some() && self.first_part.is_none(),
            Command::Problems => !self.document.report.is_empty(),
            // What is made of the beginning alone would look like the whole.
            Command::ExportFigure | Command::CopyFigure => {
                !self.is_drawing && self.first_part.is_none()
            }
            Command::SaveCopy => self.first_part.is_none(),
            _ => true,
        }
    }

    /// True when a command is a switch and on; `None` when it is no switch.
    pub(super) fn is_on(&self, command: Command) -> Option<bool> {
        let settings = &self.settings;
        Some(match command {
            Command::ToggleLeft => self.is_open(Side::Left),
            Command::ToggleRight => self.is_open(Side::Right),
            Command::ThemeLight => settings.theme == ThemeChoice::Light,
            Command::ThemeDark => settings.theme == ThemeChoice::Dark,
            Command::ThemeSystem => settings.theme == ThemeChoice::System,
            Command::CalendarNone => settings.calendar == CalendarChoice::None,
            Command::CalendarPersian => settings.calendar == CalendarChoice::Persian,
            Command::CalendarIslamic => settings.calendar == CalendarChoice::Islamic,
            Command::CalendarJulian => settings.calendar == CalendarChoice::Julian,
            Command::WheelScrolls => settings.wheel_scrolls,
            Command::ReducedMotion => settings.reduced_motion,
            _ => return None,
        })
    }

    /// Does what a command says.
    pub(super) fn run(&mut self, command: Command) {
        if !self.is_enabled(command) {
            return;
        }
        let goal = self.motion.goal();
        match command {
            Command::Open => self.requests.push(Request::Choose(PathFor::Open)),
            Command::OpenPath => self.dialog = Some(Dialog::Path(PathForm::to_open(None))),
            Command::OpenSample => self.load(Origin::Sample, false),
            Command::Reload => self.load(self.document.origin.clone(), true),
            Command::SaveCopy => self.requests.push(Request::Choose(PathFor::SaveCopy)),
            Command::ExportFigure => self.dialog = Some(Dialog::export(self)),
            Command::CopyFigure => self.requests.push(Request::CopyFigure),
            Command::Quit => self.requests.push(Request::Quit),
            Command::FullScreen => self.requests.push(Request::FullScreen),
            Command::Search => self.search.wants_focus = true,
            Command::ClearFilters => self.clear_filters(),
            Command::CopyCitations => self.copy_citations(),
            Command::Palette => self.dialog = Some(Dialog::palette()),
            Command::Keys => self.dialog = Some(Dialog::Keys),
            Command::Marks => self.dialog = Some(Dialog::Marks),
            Command::Columns => self.dialog = ColumnsForm::of(&self.document).map(Dialog::columns),
            Command::Problems => self.dialog = Some(Dialog::Problems(ProblemList::default())),
            Command::AboutDataset => self.dialog = Some(Dialog::AboutDataset),
            Command::About => self.dialog = Some(Dialog::About),
            Command::ToggleLeft => self.set_open(Side::Left, !self.is_open(Side::Left)),
            Command::ToggleRight => self.set_open(Side::Right, !self.is_open(Side::Right)),
            Command::ShowAllLanes => {
                self.filter.hidden_lanes.clear();
                self.refresh();
            }
            Command::ThemeLight => self.settings.theme = ThemeChoice::Light,
            Command::ThemeDark => self.settings.theme = ThemeChoice::Dark,
            Command::ThemeSystem => self.settings.theme = ThemeChoice::System,
            Command::CalendarNone => self.settings.calendar = CalendarChoice::None,
            Command::CalendarPersian => self.settings.calendar = CalendarChoice::Persian,
            Command::CalendarIslamic => self.settings.calendar = CalendarChoice::Islamic,
            Command::CalendarJulian => self.settings.calendar = CalendarChoice::Julian,
            Command::WheelScrolls => self.settings.wheel_scrolls ^= true,
            Command::ReducedMotion => self.settings.reduced_motion ^= true,
            Command::ZoomIn => self.jump(goal.zoomed(self.zoom_share(), 1.6)),
            Command::ZoomOut => self.jump(goal.zoomed(self.zoom_share(), 1.0 / 1.6)),
            Command::Fit => self.fit(),
            Command::ZoomToSelected => self.zoom_to_selected(),
            Command::PanEarlier => self.jump(goal.panned(-0.15)),
            Command::PanLater => self.jump(goal.panned(0.15)),
            Command::PageEarlier => self.jump(goal.panned(-0.9)),
            Command::PageLater => self.jump(goal.panned(0.9)),
            Command::Next => self.step(true),
            Command::Previous => self.step(false),
            Command::LaneAbove => self.step_lane(false),
            Command::LaneBelow => self.step_lane(true),
            Command::First => self.select_some(self.document.store.first(&self.shown)),
            Command::Last => self.select_some(self.document.store.last(&self.shown)),
            Command::Deselect => self.selected = None,
            Command::Back => {
                let glides = self.glides();
                self.motion.back(self.now, glides);
            }
            Command::Forward => {
                let glides = self.glides();
                self.motion.forward(self.now, glides);
            }
        }
    }

    /// Keys zoom about the selected event while it is in view, else the middle.
    fn zoom_share(&self) -> f64 {
        let goal = self.motion.goal();
        self.selected
            .and_then(|event| self.document.span(event))
            .map(|span| span.middle().seconds_since(goal.start) / goal.seconds)
            .filter(|share| (0.0..=1.0).contains(share))
            .unwrap_or(0.5)
    }

    fn select_some(&mut self, event: Option<EventIx>) {
        if let Some(event) = event {
            self.select(event);
        }
    }

    fn fit(&mut self) {
        if let Some(span) = self
            .document
            .store
            .extent(&self.shown)
            .or(self.document.extent)
        {
            self.zoom_to(span);
        }
    }

    /// An interval fills the view; a point gets its surroundings.
    pub(super) fn zoom_to_selected(&mut self) {
        let Some(span) = self.selected.and_then(|event| self.document.span(event)) else {
            return;
        };
        /// A day by itself is shown with the two months around it.
        const AROUND: f64 = 30.0 * 86_400.0;
        let span = if span.seconds() <= 2.0 * 86_400.0 {
            TimeSpan::new(
                span.start.plus_seconds(-AROUND),
                span.end.plus_seconds(AROUND),
            )
        } else {
            span
        };
        self.zoom_to(span);
    }

    /// Asks for a document to be read.
    pub(super) fn load(&mut self, origin: Origin, is_reload: bool) {
        let choices = match is_reload {
            true => self.document.choices.clone(),
            false => Choices::default(),
        };
        self.load_with(origin, choices, is_reload);
    }

    /// Asks for a document to be read as the user chose.
    pub(super) fn load_with(&mut self, origin: Origin, choices: Choices, is_reload: bool) {
        let choices = Box::new(choices);
        self.requests.push(Request::Load {
            origin,
            choices,
            is_reload,
        });
    }

    /// The style that citations are copied in.
    pub(super) fn citation_style(&self) -> crate::cite::Style {
        crate::cite::Style::by_id(&self.settings.citation_style)
            .unwrap_or(crate::cite::Style::ALL[0])
    }

    /// Copies every source of the selected event, each once.
    pub(super) fn copy_citations(&mut self) {
        let Some(selected) = self.selected else {
            return;
        };
        let document = Arc::clone(&self.document);
        let mut seen = BTreeSet::new();
        let sources: Vec<_> = evidence::citations(&document.event(selected))
            .filter(|citation| seen.insert(citation.source.clone()))
            .filter_map(|citation| document.source(&citation.source))
            .collect();
        let sources: Vec<&Source> = sources.iter().map(AsRef::as_ref).collect();
        if sources.is_empty() {
            self.say("This event cites no source.");
            return;
        }
        let lines = crate::cite::bibliography(&sources, self.citation_style());
        let many = lines.len() as u64;
        self.requests.push(Request::CopyText(lines.join("\n")));
        self.say(format!(
            "{} copied.",
            super::words::count(many, "citation", "citations")
        ));
    }

    /// Says that something went well.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error: false,
            since: self.now,
        });
    }

    /// Says that something went wrong.
    pub(super) fn complain(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error: true,
            since: self.now,
        });
    }
}

/// What was there before the first part of a large file.
pub(super) struct FirstPart {
    document: Arc<Document>,
    filter: Filter,
    search: SearchBox,
    selected: Option<EventIx>,
    view: View,
    /// All of the first part.
    whole: View,
}

/// All of a document's dated events in view.
fn whole_view(document: &Document) -> View {
    document.extent.map_or_else(
        || {
            // No event has a date: any century serves.
            View::of(TimeSpan::new(
                crate::dates::Time::from_secs(0),
                crate::dates::Time::from_secs(3_155_760_000),
            ))
        },
        View::fitting,
    )
}

/// The span of a saved view; an edge that is not given is that of the data.
fn saved_span(document: &Document, saved: &crate::model::View) -> Option<TimeSpan> {
    let edge = |text: &Option<String>| {
        text.as_deref()
            .and_then(|text| Date::parse(text).ok())
            .and_then(|date| date.extent())
    };
    let (from, to) = (edge(&saved.from), edge(&saved.to));
    if from.is_none() && to.is_none() {
        return None;
    }
    let start = from.or(document.extent)?.start;
    let end = to.or(document.extent)?.end;
    (start < end).then(|| TimeSpan::new(start, end))
}
