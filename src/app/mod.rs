//! The window: panels over one [`State`], and the work that goes on beside it.
//!
//! A frame is: keys to commands, results of threads to the state, panels, the
//! open dialog, then what the state asks of the outside ([`Outside`]). Files
//! are read and written, figures drawn and dialogs waited for on named threads,
//! never here.
//!
//! *Invariant:* nothing is opened in a browser that was not shown in full and
//! confirmed; nothing else touches a network.

mod asking;
mod behind;
mod canvas;
mod claims;
mod columns;
mod commands;
mod detail;
mod dialogs;
mod document;
mod export;
mod left;
mod links;
mod motion;
mod outside;
mod paths;
mod problems;
mod run;
mod search;
mod settings;
mod source_card;
mod state;
mod status_bar;
mod text_ui;
mod theme;
mod top_bar;
mod watch;
mod words;
mod writing;

pub use commands::{Chord, Command, Held, KeyGuard, Menu, Row, TABLE};
pub use document::{Document, Origin};
pub use outside::{Chosen, Outside, PathFor};
pub use run::run;
pub use settings::{CalendarChoice, Settings, ThemeChoice};
pub use state::State;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use eframe::egui::{self, Align, Button, CentralPanel, Frame, Layout, Margin, Panel, Ui};

use crate::dates::Calendar;
use crate::files;
use crate::formats::Severity;

use asking::Asking;
use behind::Gate;
use canvas::Canvas;
use columns::ColumnsForm;
use dialogs::Dialog;
use document::{Loading, Refused};
use paths::PathForm;
use state::{Request, Side};
use text_ui::Look;
use watch::Watch;
use writing::Writing;

/// Settings are written no oftener than this, in seconds.
const BETWEEN_SAVES: f64 = 1.0;

/// The second calendar of a choice.
pub(crate) fn calendar(choice: CalendarChoice) -> Option<Calendar> {
    match choice {
        CalendarChoice::None => None,
        CalendarChoice::Persian => Some(Calendar::Persian),
        CalendarChoice::Islamic => Some(Calendar::IslamicCivil),
        CalendarChoice::Julian => Some(Calendar::Julian),
    }
}

/// A figure on its way out.
type Drawing = Receiver<Result<export::Drawn, String>>;

/// The window's contents.
pub struct TarikhApp {
    state: State,
    canvas: Canvas,
    markdown: egui_commonmark::CommonMarkCache,
    outside: Box<dyn Outside>,
    chosen: (Sender<Chosen>, Receiver<Chosen>),
    loading: Option<Loading>,
    asking: Option<Asking>,
    gate: Gate,
    drawing: Option<Drawing>,
    watch: Option<Watch>,
    /// Where settings are kept; `None` keeps none.
    settings_path: Option<PathBuf>,
    /// The settings as they were given to the disk last, and when.
    kept: Settings,
    kept_at: f64,
    keeping: Option<Writing>,
    /// That they cannot be kept is said once.
    has_failed_to_keep: bool,
    copying: Option<Writing>,
    has_style: bool,
    /// A control had the keyboard at the end of the frame before.
    was_on_control: bool,
}

impl TarikhApp {
    /// A window over a document, with the given world outside. Settings are
    /// kept at `settings_path`, or not at all.
    pub fn new(
        document: Document,
        settings: Settings,
        settings_path: Option<PathBuf>,
        outside: Box<dyn Outside>,
    ) -> TarikhApp {
        TarikhApp {
            kept: settings.clone(),
            state: State::new(Arc::new(document), settings),
            canvas: Canvas::default(),
            markdown: egui_commonmark::CommonMarkCache::default(),
            outside,
            chosen: channel(),
            loading: None,
            asking: None,
            gate: Gate::default(),
            drawing: None,
            watch: None,
            settings_path,
            kept_at: f64::NEG_INFINITY,
            keeping: None,
            has_failed_to_keep: false,
            copying: None,
            has_style: false,
            was_on_control: false,
        }
    }

    /// Asks for files to be opened: the first one; the others are put among
    /// the recent ones.
    pub fn open(&mut self, files: &[PathBuf]) {
        let Some((first, others)) = files.split_first() else {
            return;
        };
        for other in others.iter().rev() {
            self.state.settings.remember(other);
        }
        if !others.is_empty() {
            let count = words::count(others.len() as u64, "other file is", "other files are");
            self.state.say(format!("{count} under File, Open recent."));
        }
        let first = std::path::absolute(first).unwrap_or_else(|_| first.clone());
        self.state.load(Origin::Path(first), false);
    }

    /// True while a file is being read or written, a figure drawn or a filter
    /// applied.
    pub fn is_busy(&self) -> bool {
        self.loading.is_some()
            || self.asking.is_some()
            || self.canvas.is_busy()
            || self.state.question.is_some()
            || self.drawing.is_some()
            || self.copying.is_some()
            || !self.state.requests.is_empty()
    }

    fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let gate = self.gate.clone();
        let _frame = gate.frame();
        self.prepare(&ctx);
        self.take_results(&ctx);
        self.take_keys(&ctx);
        self.take_drops(&ctx);
        if self.state.motion.advance(self.state.now) {
            ctx.request_repaint();
        }
        self.panels_ui(ui);
        drop_hint_ui(&ctx);
        dialogs::dialog_ui(&ctx, &mut self.state);
        self.take_links(&ctx);
        self.serve(&ctx);
        self.keep_settings(&ctx);
        self.was_on_control = is_on_control(&ctx);
    }

    fn prepare(&mut self, ctx: &egui::Context) {
        if !std::mem::replace(&mut self.has_style, true) {
            theme::install(ctx);
        }
        theme::choose(ctx, self.state.settings.theme);
        let seconds = if self.state.settings.reduced_motion {
            0.0
        } else {
            0.12
        };
        if ctx.global_style().animation_time != seconds {
            ctx.all_styles_mut(|style| style.animation_time = seconds);
        }
        self.state.now = ctx.input(|input| input.time);
        self.state.set_width(ctx.content_rect().width());
    }

    fn take_keys(&mut self, ctx: &egui::Context) {
        // Escape takes the keyboard from a control before it gets here, and
        // must not do a second thing as well.
        let before = std::mem::take(&mut self.was_on_control);
        let guard = KeyGuard {
            is_typing: ctx.text_edit_focused(),
            is_on_control: before || is_on_control(ctx),
            is_in_dialog: self.state.dialog.is_some(),
        };
        for command in ctx.input_mut(|input| commands::take_keys(input, guard)) {
            self.state.run(command);
        }
        if guard.is_in_dialog {
            return;
        }
        let pressed = |button| ctx.input(|input| input.pointer.button_pressed(button));
        if pressed(egui::PointerButton::Extra1) {
            self.state.run(Command::Back);
        }
        if pressed(egui::PointerButton::Extra2) {
            self.state.run(Command::Forward);
        }
    }

    fn take_drops(&mut self, ctx: &egui::Context) {
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect()
        });
        self.open(&dropped);
    }

    /// What threads and dialogs have sent.
    fn take_results(&mut self, ctx: &egui::Context) {
        while let Ok(chosen) = self.chosen.1.try_recv() {
            if chosen.is_failure() {
                self.ask_for_path(chosen.purpose, paths::why_typed(None));
            }
            let Some(path) = chosen.path else { continue };
            match chosen.purpose {
                PathFor::Open => self.state.load(Origin::Path(path), false),
                PathFor::SaveCopy => self.state.requests.push(Request::WriteCopy(path)),
                PathFor::Figure => {
                    if let Some(Dialog::Export(form)) = &mut self.state.dialog {
                        form.set_path(&path);
                    }
                }
            }
        }
        if let Some(loading) = &self.loading {
            self.state.loading = Some(loading.words());
        }
        let result = self.loading.as_mut().and_then(Loading::poll);
        let first = self.loading.as_mut().and_then(Loading::take_first);
        // A dialog is about what is open now.
        if let Some(first) = first.filter(|_| result.is_none() && self.state.dialog.is_none()) {
            self.state.show_first(first);
        }
        if let Some(result) = result {
            let loading = self.loading.take();
            self.state.loading = None;
            if let Some(loading) = loading {
                self.take_document(ctx, &loading, result);
            }
        }
        if let Some(result) = self.asking.as_ref().and_then(Asking::poll) {
            if !matches!(&result, Ok(answer) if !answer.is_whole()) {
                self.asking = None;
            }
            match result {
                Ok(answer) => self.state.take_answer(answer),
                Err(error) => {
                    self.state.answered = self.state.asked;
                    self.state.complain(error);
                }
            }
        }
        let drawn = self.drawing.as_ref().map(Receiver::try_recv);
        match drawn {
            None | Some(Err(TryRecvError::Empty)) => {}
            Some(Err(TryRecvError::Disconnected)) => {
                self.drawing = None;
                self.state.is_drawing = false;
                self.tell_not_drawn("The figure was not drawn to the end.".to_owned());
            }
            Some(Ok(result)) => {
                self.drawing = None;
                self.state.is_drawing = false;
                self.take_figure(ctx, result);
            }
        }
        if let Some((path, result)) = self.copying.as_ref().and_then(Writing::poll) {
            let path = path.display().to_string();
            self.copying = None;
            match result {
                Ok(None) => self.state.say(format!("A copy is in {path}.")),
                Ok(Some(lost)) => self.state.say(format!("A copy is in {path}; {lost}.")),
                Err(error) => self
                    .state
                    .complain(format!("No copy was written to {path}. {error}")),
            }
        }
        if let Some((_, result)) = self.keeping.as_ref().and_then(Writing::poll) {
            self.keeping = None;
            if let Err(error) = result
                && !std::mem::replace(&mut self.has_failed_to_keep, true)
            {
                self.state.complain(format!(
                    "Your settings will be gone when the window closes: {error}"
                ));
            }
        }
        // A change during a reading is left for after it.
        if self.loading.is_none() && self.watch.as_ref().is_some_and(Watch::has_changed) {
            self.state.load(self.state.document.origin.clone(), true);
        }
    }

    fn take_document(
        &mut self,
        ctx: &egui::Context,
        loading: &Loading,
        result: Result<Arc<Document>, Refused>,
    ) {
        match result {
            Ok(document) => {
                // Our own watch also sees files that were only touched.
                let is_same = loading.is_reload && document.sha256 == self.state.document.sha256;
                if is_same {
                    return;
                }
                if let Origin::Path(path) = &document.origin {
                    self.state.settings.remember(path);
                    self.watch_file(ctx, path);
                } else {
                    self.watch = None;
                }
                let form = ColumnsForm::of_undecided(&document);
                match loading.is_reload {
                    true => self.state.show_again(document),
                    false => self.state.show(document),
                }
                if let Some(form) = form.filter(|_| !loading.is_reload) {
                    self.state.dialog = Some(Dialog::columns(form));
                }
                if loading.is_reload {
                    self.state
                        .say("The file was changed on disk and has been read again.");
                } else if self
                    .state
                    .notice
                    .as_ref()
                    .is_some_and(|notice| notice.is_error)
                {
                    self.state.notice = None;
                }
            }
            Err(Refused { why: error, table }) => {
                self.state.leave_first();
                if let (Some(table), Origin::Path(path)) = (table, &loading.origin) {
                    let form = ColumnsForm::new(path.clone(), *table, None);
                    self.state.dialog = Some(Dialog::columns(form));
                    return;
                }
                let name = loading.origin.name();
                let is_gone = matches!(&loading.origin, Origin::Path(path) if !path.exists());
                self.state.complain(match (loading.is_reload, is_gone) {
                    (true, true) => {
                        format!("{name} is no longer there; what was read last stays open.")
                    }
                    (true, false) => {
                        format!("{name} was changed on disk and cannot be read any more; what you see is from before. {error}")
                    }
                    (false, _) => format!("{name} was not opened. {error}"),
                });
            }
        }
    }

    fn watch_file(&mut self, ctx: &egui::Context, path: &Path) {
        let is_watched = self
            .watch
            .as_ref()
            .is_some_and(|watch| std::fs::canonicalize(path).is_ok_and(|path| path == watch.path));
        if !is_watched {
            self.watch = Watch::start(path, waker(ctx))
                .map_err(|error| {
                    self.state.complain(format!(
                        "Changes of {} on disk will not be noticed ({error}); F5 reads it again.",
                        path.display()
                    ));
                })
                .ok();
        }
    }

    fn take_figure(&mut self, ctx: &egui::Context, result: Result<export::Drawn, String>) {
        match result {
            Ok(export::Drawn::File { path, warnings }) => {
                if matches!(&self.state.dialog, Some(Dialog::Export(form)) if form.is_waiting()) {
                    self.state.dialog = None;
                }
                let mut text = format!("The figure is in {}.", path.display());
                for warning in warnings {
                    text.push(' ');
                    text.push_str(&warning);
                }
                self.state.say(text);
            }
            Ok(export::Drawn::Picture(image)) => {
                ctx.copy_image(image);
                self.state.say("The figure is on the clipboard.");
            }
            Err(error) => self.tell_not_drawn(error),
        }
    }

    /// In the form that it was asked for in, if that is still open.
    fn tell_not_drawn(&mut self, error: String) {
        match &mut self.state.dialog {
            Some(Dialog::Export(form)) if form.is_waiting() => form.fail(error),
            _ => self.state.complain(error),
        }
    }

    /// Links inside texts ask like all others.
    fn take_links(&mut self, ctx: &egui::Context) {
        let mut asked = None;
        ctx.output_mut(|output| {
            output.commands.retain(|command| match command {
                egui::OutputCommand::OpenUrl(open) => {
                    asked = Some(open.url.clone());
                    false
                }
                _ => true,
            });
        });
        if let Some(url) = asked {
            self.state.dialog = Some(Dialog::link(&url));
        }
    }

    /// Looks for what follows from the newest question; older ones are told to
    /// stop.
    fn ask(&mut self, ctx: &egui::Context) {
        let asked = self.state.asked;
        self.asking.take_if(|asking| asking.number != asked);
        if let Some(question) = self.state.question.take() {
            match Asking::start(question, self.gate.clone(), waker(ctx)) {
                Ok(asking) => self.asking = Some(asking),
                Err(error) => self.state.complain(error),
            }
        }
    }

    /// Does what the state asked of the outside.
    fn serve(&mut self, ctx: &egui::Context) {
        self.ask(ctx);
        for request in std::mem::take(&mut self.state.requests) {
            match request {
                Request::Choose(purpose) => {
                    let name = match purpose {
                        PathFor::Figure => export::file_name(&self.state),
                        PathFor::SaveCopy | PathFor::Open => copy_name(&self.state.document),
                    };
                    let reply = self.chosen.0.clone();
                    let wake = Box::new(waker(ctx));
                    if let Err(error) = self.outside.choose(purpose, &name, reply, wake) {
                        self.ask_for_path(purpose, paths::why_typed(Some(&error)));
                    }
                }
                Request::Load {
                    origin,
                    choices,
                    is_reload,
                } => {
                    match Loading::start(origin, *choices, is_reload, waker(ctx)) {
                        Ok(loading) => {
                            // Another may have been on its way, or have failed.
                            self.state.leave_first();
                            self.state.notice.take_if(|notice| notice.is_error);
                            self.state.loading = Some(loading.words());
                            self.loading = Some(loading);
                        }
                        Err(error) => self.state.complain(error),
                    }
                }
                Request::KeepMapping { table, mapping } => {
                    let path = files::mapping_path(&table);
                    if let Err(error) = files::replace(&path, mapping.text().as_bytes()) {
                        self.state.complain(format!(
                            "The choice of columns was not kept in {}: {error}.",
                            path.display()
                        ));
                    }
                }
                Request::CancelLoad => {
                    self.loading = None;
                    self.state.loading = None;
                    self.state.leave_first();
                }
                Request::OpenLink(url) => {
                    if let Err(error) = self.outside.open_link(&url) {
                        self.state.complain(format!(
                            "No browser could be started ({error}). Copy the address instead."
                        ));
                    }
                }
                Request::CopyText(text) => ctx.copy_text(text),
                Request::WriteFigure(path) => {
                    if let Some(form) = self.state.export.take() {
                        self.draw(ctx, export::Job::new(&self.state, form), Some(path));
                    }
                }
                Request::CopyFigure => {
                    let theme = theme::current(ctx).name;
                    let job = export::Job::for_clipboard(&self.state, theme);
                    self.draw(ctx, job, None);
                }
                Request::WriteCopy(path) => self.write_copy(ctx, path),
                Request::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
                Request::FullScreen => {
                    let is_full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                    ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!is_full));
                }
            }
            ctx.request_repaint();
        }
    }

    /// Asks for a path in the window where the system shows no dialog.
    fn ask_for_path(&mut self, purpose: PathFor, why: String) {
        let form = match purpose {
            PathFor::Open => PathForm::to_open(Some(why)),
            PathFor::SaveCopy => {
                PathForm::to_write(&self.state, &copy_name(&self.state.document), Some(why))
            }
            PathFor::Figure => {
                // Its form has a field for the path already.
                if let Some(Dialog::Export(form)) = &mut self.state.dialog {
                    form.ask_for_path(why);
                }
                return;
            }
        };
        self.state.dialog = Some(Dialog::Path(form));
    }

    fn draw(&mut self, ctx: &egui::Context, job: export::Job, path: Option<PathBuf>) {
        match job.start(path, waker(ctx)) {
            Ok(drawing) => {
                self.drawing = Some(drawing);
                self.state.is_drawing = true;
            }
            Err(error) => self.tell_not_drawn(error),
        }
    }

    fn write_copy(&mut self, ctx: &egui::Context, path: PathBuf) {
        let document = Arc::clone(&self.state.document);
        let write = move |path: &Path| {
            let (write, holds) = written_as(path);
            let watch = crate::formats::Watch::nobody();
            match crate::files::write(path, &document.dataset, write, watch) {
                Ok(()) => Ok(crate::formats::losses(&document.dataset, holds).short()),
                Err(error) => Err(words::sentence(&error.to_string())),
            }
        };
        match Writing::start("write-copy", path, write, waker(ctx)) {
            Ok(copying) => self.copying = Some(copying),
            Err(error) => self.state.complain(error),
        }
    }

    /// Gives changed settings to the disk, on a thread and not for every step
    /// of a slider; the rest is written when the window closes.
    fn keep_settings(&mut self, ctx: &egui::Context) {
        let Some(path) = &self.settings_path else {
            return;
        };
        if self.kept == self.state.settings || self.keeping.is_some() {
            return;
        }
        let wait = self.kept_at + BETWEEN_SAVES - self.state.now;
        if wait > 0.0 {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait));
            return;
        }
        self.kept = self.state.settings.clone();
        self.kept_at = self.state.now;
        let settings = self.kept.clone();
        let write = move |path: &Path| match settings.save(path) {
            Ok(()) => Ok(None),
            Err(error) => Err(format!("{error}.")),
        };
        match Writing::start("keep-settings", path.clone(), write, waker(ctx)) {
            Ok(keeping) => self.keeping = Some(keeping),
            Err(error) => self.state.complain(error),
        }
    }

    /// What was not given to the disk yet, when there is no next frame.
    fn keep_last_settings(&mut self) {
        if let Some(keeping) = self.keeping.take() {
            // Two must not write at once, or the older one might come last.
            keeping.wait();
        }
        let is_kept = self.kept == self.state.settings && !self.has_failed_to_keep;
        if let Some(path) = self.settings_path.as_ref().filter(|_| !is_kept)
            && let Err(error) = self.state.settings.save(path)
        {
            log::warn!("the settings cannot be kept: {error}");
        }
    }

    fn panels_ui(&mut self, ui: &mut Ui) {
        let tokens = theme::current(ui.ctx());
        let panel = theme::color(tokens.panel);
        let width = ui.max_rect().width();
        let frame = |x: i8, y: i8| {
            Frame::new()
                .fill(panel)
                .inner_margin(Margin::symmetric(x, y))
        };
        Panel::top("top")
            .exact_size(top_bar::HEIGHT)
            .frame(frame(12, 0))
            .show(ui, |ui| top_bar::top_bar_ui(ui, &mut self.state));
        Panel::bottom("status")
            .exact_size(status_bar::HEIGHT)
            .frame(frame(12, 0))
            .show(ui, |ui| status_bar::status_ui(ui, &mut self.state));
        notice_ui(ui, &mut self.state, frame(12, 6));
        banner_ui(ui, &mut self.state, frame(12, 6));

        // The scroll area inside keeps the rest of the right margin.
        let side = |x: i8, y: i8| {
            let frame = frame(x, y);
            let margin = frame.inner_margin;
            frame.inner_margin(Margin {
                right: margin.right - 8,
                ..margin
            })
        };
        let side_most = (width * 0.4).max(200.0);
        let was_open = self.state.is_open(Side::Left);
        let mut left_open = was_open;
        Panel::left("left")
            .default_size(if width < 1200.0 { 200.0 } else { 238.0 })
            .min_size(170.0)
            .max_size(side_most.min(420.0))
            .frame(side(15, 12))
            .show_collapsible(ui, &mut left_open, |ui| left::left_ui(ui, &mut self.state));
        if left_open != was_open {
            self.state.set_open(Side::Left, left_open);
        }
        let was_open = self.state.is_open(Side::Right);
        let mut right_open = was_open;
        Panel::right("right")
            .default_size(if width < 1200.0 { 300.0 } else { 388.0 })
            .min_size(250.0)
            .max_size(side_most.clamp(251.0, 620.0))
            .frame(side(18, 14))
            .show_collapsible(ui, &mut right_open, |ui| {
                detail::detail_ui(ui, &mut self.state, &mut self.markdown);
            });
        if right_open != was_open {
            self.state.set_open(Side::Right, right_open);
        }
        CentralPanel::default()
            .frame(Frame::new().fill(theme::color(tokens.canvas)))
            .show(ui, |ui| {
                canvas::canvas_ui(ui, &mut self.state, &mut self.canvas)
            });
    }
}

/// True when a control other than the timeline has the keyboard, or a menu is
/// open.
fn is_on_control(ctx: &egui::Context) -> bool {
    let timeline = egui::Id::unique("timeline");
    let focused = ctx.memory(|memory| memory.focused());
    focused.is_some_and(|id| id != timeline) || ctx.any_popup_open()
}

/// What went well or wrong last, until it is taken away.
fn notice_ui(ui: &mut Ui, state: &mut State, frame: Frame) {
    let Some(notice) = state.notice.clone() else {
        return;
    };
    if !notice.is_error {
        toast_ui(ui.ctx(), state, &notice);
        return;
    }
    let mut is_done = false;
    Panel::top("notice").frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let close = ui
                .add(Button::new("×").frame(false))
                .on_hover_text("Dismiss");
            is_done = close.accessible_name("Dismiss the message").clicked();
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                let look = Look::body(ui);
                let color = if notice.is_error {
                    ui.visuals().error_fg_color
                } else {
                    ui.visuals().text_color()
                };
                text_ui::wrapped_ui(ui, &mut state.shaper, &notice.text, look.color(color));
            });
        });
    });
    if is_done {
        state.notice = None;
    }
}

/// What went well floats over the timeline for a while: nothing has to move
/// for it, and nobody has to answer it.
fn toast_ui(ctx: &egui::Context, state: &mut State, notice: &state::Notice) {
    /// Time to read a line twice.
    const SECONDS: f64 = 6.0;
    let left = notice.since + SECONDS - state.now;
    if left <= 0.0 {
        state.notice = None;
        return;
    }
    ctx.request_repaint_after(std::time::Duration::from_secs_f64(left));
    egui::Area::new(egui::Id::unique("toast"))
        .order(egui::Order::Foreground)
        .anchor(egui::Align2::CENTER_BOTTOM, [0.0, -112.0])
        .show(ctx, |ui| {
            Frame::popup(ui.style())
                .inner_margin(Margin::symmetric(14, 8))
                .show(ui, |ui| {
                    ui.set_max_width(ctx.content_rect().width().min(640.0));
                    ui.horizontal(|ui| {
                        let look = Look::body(ui);
                        ui.label(look.rich(&notice.text));
                        let close = ui.add(Button::new("×").frame(false));
                        if close.accessible_name("Dismiss the message").clicked() {
                            state.notice = None;
                        }
                    });
                });
        });
}

/// Says once per file that it had problems.
fn banner_ui(ui: &mut Ui, state: &mut State, frame: Frame) {
    let report = &state.document.report;
    let lost = report.count(Severity::Lost);
    let repaired = report.count(Severity::Repaired);
    if lost + repaired == 0 || state.is_banner_dismissed {
        return;
    }
    let mut parts = Vec::new();
    if lost > 0 {
        parts.push(words::count(lost, "entry was lost", "entries were lost"));
    }
    if repaired > 0 {
        parts.push(words::count(repaired, "was repaired", "were repaired"));
    }
    let text = format!(
        "{} was opened with problems: {}.",
        state.document.origin.name(),
        parts.join(", ")
    );
    Panel::top("banner").frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Dismiss").clicked() {
                state.is_banner_dismissed = true;
            }
            if ui.button("Show list").clicked() {
                state.run(Command::Problems);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let look = Look::body(ui).color(ui.visuals().warn_fg_color);
                text_ui::line_ui(ui, &mut state.shaper, &text, look);
            });
        });
    });
}

/// While files hang over the window.
fn drop_hint_ui(ctx: &egui::Context) {
    if ctx.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = theme::current(ctx);
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop-hint"));
    let painter = ctx.layer_painter(layer);
    let rect = ctx.content_rect();
    painter.rect_filled(rect, 0.0, theme::color(tokens.canvas).gamma_multiply(0.85));
    painter.rect_stroke(
        rect.shrink(12.0),
        10.0,
        egui::Stroke::new(2.0, theme::color(tokens.accent)),
        egui::StrokeKind::Inside,
    );
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        "Drop the file to open it",
        theme::font(20.0, crate::text::Weight::Bold),
        theme::color(tokens.text),
    );
}

/// A name for a copy of a dataset.
fn copy_name(document: &Document) -> String {
    let name = match &document.origin {
        Origin::Sample => "afghanistan".to_owned(),
        Origin::Path(_) => document.origin.name(),
    };
    let stem = name
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    format!("{stem}.tarikh")
}

/// How a copy of that name is written, and what that holds: in the format that
/// the name tells, or else as a Tarikh dataset.
fn written_as(path: &Path) -> (crate::formats::Write, crate::formats::Holds) {
    let name = path.file_name().unwrap_or_default();
    crate::formats::by_name(&name.to_string_lossy())
        .and_then(|format| format.write.map(|write| (write, format.holds)))
        .unwrap_or((
            crate::formats::native::write,
            crate::formats::Holds::EVERYTHING,
        ))
}

/// Wakes the window from a thread.
fn waker(ctx: &egui::Context) -> impl Fn() + Send + Sync + use<> {
    let ctx = ctx.clone();
    move || ctx.request_repaint()
}

impl eframe::App for TarikhApp {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.keep_last_settings();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
