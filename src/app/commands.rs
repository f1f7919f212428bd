//! Everything that a reader can ask the window to do, as one table.
//!
//! Menus, the overview of keys, the command palette and the dispatch of keys
//! are all made from [`TABLE`], so that none of them can lack a command or
//! name another key.

use eframe::egui::{Event, InputState, Key, Modifiers};

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Choose a file in the system's dialog.
    Open,
    /// Type the path of a file.
    OpenPath,
    /// Open the built-in sample.
    OpenSample,
    /// Say what the columns of a table hold.
    Columns,
    /// Read the file again.
    Reload,
    /// Write the dataset to a new file.
    SaveCopy,
    /// Draw a figure into a file.
    ExportFigure,
    /// Close the window.
    Quit,
    /// Go to the search field.
    Search,
    /// Take every filter away.
    ClearFilters,
    /// Copy the selected event's sources as citations.
    CopyCitations,
    /// Copy a picture of the timeline.
    CopyFigure,
    /// Find a command by name.
    Palette,
    /// Show or hide the lanes and filters.
    ToggleLeft,
    /// Show or hide the details.
    ToggleRight,
    /// Show every lane.
    ShowAllLanes,
    /// Light colours.
    ThemeLight,
    /// Dark colours.
    ThemeDark,
    /// The system's colours.
    ThemeSystem,
    /// One calendar only.
    CalendarNone,
    /// Solar Hijri beside Gregorian.
    CalendarPersian,
    /// Islamic beside Gregorian.
    CalendarIslamic,
    /// Julian beside Gregorian.
    CalendarJulian,
    /// Let the plain wheel scroll the lanes.
    WheelScrolls,
    /// Jump instead of gliding.
    ReducedMotion,
    /// Fill the screen.
    FullScreen,
    /// Less time in view.
    ZoomIn,
    /// More time in view.
    ZoomOut,
    /// All events in view.
    Fit,
    /// Fit the selected event.
    ZoomToSelected,
    /// Earlier times.
    PanEarlier,
    /// Later times.
    PanLater,
    /// A whole view earlier.
    PageEarlier,
    /// A whole view later.
    PageLater,
    /// The event after the selected one.
    Next,
    /// The event before the selected one.
    Previous,
    /// The nearest event in the lane above.
    LaneAbove,
    /// The nearest event in the lane below.
    LaneBelow,
    /// The first event.
    First,
    /// The last event.
    Last,
    /// Select nothing.
    Deselect,
    /// The view before.
    Back,
    /// The view after, once gone back.
    Forward,
    /// All keys.
    Keys,
    /// What each kind of mark means.
    Marks,
    /// What was wrong with the file.
    Problems,
    /// About the dataset.
    AboutDataset,
    /// About this program.
    About,
}

/// The menu that a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Menu {
    /// Opening, writing, leaving.
    File,
    /// Searching, copying.
    Edit,
    /// What the window shows and how.
    View,
    /// Moving through time.
    Timeline,
    /// Help.
    Help,
}

impl Menu {
    /// All menus, left to right.
    pub const ALL: [Menu; 5] = [
        Menu::File,
        Menu::Edit,
        Menu::View,
        Menu::Timeline,
        Menu::Help,
    ];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Menu::File => "File",
            Menu::Edit => "Edit",
            Menu::View => "View",
            Menu::Timeline => "Timeline",
            Menu::Help => "Help",
        }
    }
}

/// What has to be held down with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// Nothing, but the key may need Shift on some keyboards (`?`, `+`).
    AnyShift,
    /// Shift.
    Shift,
    /// Ctrl, or Cmd on a Mac.
    Command,
    /// Ctrl or Cmd, and Shift.
    CommandShift,
    /// Alt.
    Alt,
}

/// A key and what is held with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// What is held.
    pub held: Held,
    /// The key.
    pub key: Key,
}

impl Chord {
    /// As a reader would write it: `Ctrl+Shift+P`, `→`.
    pub fn words(self, is_mac: bool) -> String {
        let command = if is_mac { "Cmd+" } else { "Ctrl+" };
        let held = match self.held {
            Held::Nothing | Held::AnyShift => String::new(),
            Held::Shift => "Shift+".to_owned(),
            Held::Command => command.to_owned(),
            Held::CommandShift => format!("{command}Shift+"),
            Held::Alt => "Alt+".to_owned(),
        };
        let key = match self.key {
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::Plus => "+",
            Key::Equals => "=",
            Key::Minus => "−",
            Key::Slash => "/",
            Key::Questionmark => "?",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::PageUp => "Page Up",
            Key::PageDown => "Page Down",
            Key::Escape => "Esc",
            other => other.name(),
        };
        format!("{held}{key}")
    }

    fn matches(self, key: Key, mods: Modifiers) -> bool {
        // On a Mac `command` is Cmd; elsewhere it is Ctrl, and `ctrl` with it.
        let command = mods.command || mods.ctrl;
        let held = match self.held {
            Held::Nothing => !command && !mods.alt && !mods.shift,
            Held::AnyShift => !command && !mods.alt,
            Held::Shift => !command && !mods.alt && mods.shift,
            Held::Command => command && !mods.alt && !mods.shift,
            Held::CommandShift => command && !mods.alt && mods.shift,
            Held::Alt => !command && mods.alt && !mods.shift,
        };
        held && self.key == key
    }

    /// True when a text field needs the key itself.
    fn types_text(self) -> bool {
        !matches!(self.held, Held::Command | Held::CommandShift)
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it does.
    pub command: Command,
    /// What it is called, in every place where it is offered.
    pub title: &'static str,
    /// Where it stands.
    pub menu: Menu,
    /// Group within the menu; a line is drawn where it changes.
    pub group: u8,
    /// Its keys, the usual one first.
    pub keys: &'static [Chord],
}

const fn chord(held: Held, key: Key) -> Chord {
    Chord { held, key }
}

const fn row(
    command: Command,
    title: &'static str,
    menu: Menu,
    group: u8,
    keys: &'static [Chord],
) -> Row {
    Row {
        command,
        title,
        menu,
        group,
        keys,
    }
}

use Command as C;
use Held::{Alt, AnyShift, Command as Cmd, CommandShift, Nothing, Shift};

/// Every command, in the order of the menus.
pub const TABLE: &[Row] = &[
    row(C::Open, "Open…", Menu::File, 0, &[chord(Cmd, Key::O)]),
    row(
        C::OpenPath,
        "Open path…",
        Menu::File,
        0,
        &[chord(CommandShift, Key::O)],
    ),
    row(C::OpenSample, "Open the sample", Menu::File, 0, &[]),
    row(C::Columns, "Columns of the table…", Menu::File, 0, &[]),
    row(
        C::Reload,
        "Reload from disk",
        Menu::File,
        0,
        &[chord(Nothing, Key::F5)],
    ),
    row(
        C::SaveCopy,
        "Save a copy…",
        Menu::File,
        1,
        &[chord(Cmd, Key::S)],
    ),
    row(
        C::ExportFigure,
        "Export figure…",
        Menu::File,
        1,
        &[chord(Cmd, Key::E)],
    ),
    row(C::Quit, "Quit", Menu::File, 2, &[chord(Cmd, Key::Q)]),
    row(
        C::Search,
        "Search",
        Menu::Edit,
        0,
        &[chord(Nothing, Key::Slash), chord(Cmd, Key::K)],
    ),
    row(
        C::ClearFilters,
        "Clear all filters",
        Menu::Edit,
        0,
        &[chord(CommandShift, Key::X)],
    ),
    row(
        C::CopyCitations,
        "Copy citations of the event",
        Menu::Edit,
        1,
        &[chord(CommandShift, Key::B)],
    ),
    row(
        C::CopyFigure,
        "Copy figure as a picture",
        Menu::Edit,
        1,
        &[chord(CommandShift, Key::C)],
    ),
    row(
        C::Palette,
        "All commands…",
        Menu::Edit,
        2,
        &[chord(CommandShift, Key::P)],
    ),
    row(
        C::ToggleLeft,
        "Lanes and filters",
        Menu::View,
        0,
        &[chord(Nothing, Key::OpenBracket)],
    ),
    row(
        C::ToggleRight,
        "Details",
        Menu::View,
        0,
        &[chord(Nothing, Key::CloseBracket)],
    ),
    row(C::ShowAllLanes, "Show all lanes", Menu::View, 0, &[]),
    row(C::ThemeLight, "Light theme", Menu::View, 1, &[]),
    row(C::ThemeDark, "Dark theme", Menu::View, 1, &[]),
    row(C::ThemeSystem, "Theme of the system", Menu::View, 1, &[]),
    row(C::CalendarNone, "Gregorian dates only", Menu::View, 2, &[]),
    row(
        C::CalendarPersian,
        "Solar Hijri dates beside",
        Menu::View,
        2,
        &[],
    ),
    row(
        C::CalendarIslamic,
        "Islamic dates beside",
        Menu::View,
        2,
        &[],
    ),
    row(C::CalendarJulian, "Julian dates beside", Menu::View, 2, &[]),
    row(
        C::WheelScrolls,
        "Wheel scrolls the lanes",
        Menu::View,
        3,
        &[],
    ),
    row(C::ReducedMotion, "Reduced motion", Menu::View, 3, &[]),
    row(
        C::FullScreen,
        "Full screen",
        Menu::View,
        3,
        &[chord(Nothing, Key::F11)],
    ),
    row(
        C::ZoomIn,
        "Zoom in",
        Menu::Timeline,
        0,
        &[chord(AnyShift, Key::Plus), chord(Nothing, Key::Equals)],
    ),
    row(
        C::ZoomOut,
        "Zoom out",
        Menu::Timeline,
        0,
        &[chord(Nothing, Key::Minus)],
    ),
    row(
        C::Fit,
        "Fit all events",
        Menu::Timeline,
        0,
        &[chord(Nothing, Key::Num0)],
    ),
    row(
        C::ZoomToSelected,
        "Zoom to the selected event",
        Menu::Timeline,
        0,
        &[chord(Nothing, Key::Enter)],
    ),
    row(
        C::PanEarlier,
        "Earlier",
        Menu::Timeline,
        1,
        &[chord(Shift, Key::ArrowLeft)],
    ),
    row(
        C::PanLater,
        "Later",
        Menu::Timeline,
        1,
        &[chord(Shift, Key::ArrowRight)],
    ),
    row(
        C::PageEarlier,
        "A page earlier",
        Menu::Timeline,
        1,
        &[chord(Nothing, Key::PageUp)],
    ),
    row(
        C::PageLater,
        "A page later",
        Menu::Timeline,
        1,
        &[chord(Nothing, Key::PageDown)],
    ),
    row(
        C::Next,
        "Next event",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::ArrowRight)],
    ),
    row(
        C::Previous,
        "Previous event",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::ArrowLeft)],
    ),
    row(
        C::LaneAbove,
        "Event in the lane above",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::ArrowUp)],
    ),
    row(
        C::LaneBelow,
        "Event in the lane below",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::ArrowDown)],
    ),
    row(
        C::First,
        "First event",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::Home)],
    ),
    row(
        C::Last,
        "Last event",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::End)],
    ),
    row(
        C::Deselect,
        "Select nothing",
        Menu::Timeline,
        2,
        &[chord(Nothing, Key::Escape)],
    ),
    row(
        C::Back,
        "Back to the view before",
        Menu::Timeline,
        3,
        &[chord(Alt, Key::ArrowLeft)],
    ),
    row(
        C::Forward,
        "Forward",
        Menu::Timeline,
        3,
        &[chord(Alt, Key::ArrowRight)],
    ),
    row(
        C::Keys,
        "All keys",
        Menu::Help,
        0,
        &[chord(AnyShift, Key::Questionmark), chord(Nothing, Key::F1)],
    ),
    row(C::Marks, "What the marks mean", Menu::Help, 0, &[]),
    row(C::Problems, "Problems in the file", Menu::Help, 0, &[]),
    row(C::AboutDataset, "About this dataset", Menu::Help, 1, &[]),
    row(C::About, "About Tarikh", Menu::Help, 1, &[]),
];

impl Command {
    /// Other words that it is looked for by.
    pub fn also_called(self) -> &'static str {
        match self {
            Command::Open | Command::OpenPath => "load file dataset import",
            Command::OpenSample => "example demo afghanistan",
            Command::Reload => "refresh again",
            Command::SaveCopy => "write store save as",
            Command::ExportFigure => "picture image png print save",
            Command::CopyFigure => "image png clipboard export",
            Command::CopyCitations => "references bibliography sources clipboard",
            Command::Quit => "exit close leave",
            Command::Search => "find look for go to date",
            Command::ClearFilters => "reset remove",
            Command::ToggleLeft => "panel sidebar show hide",
            Command::ToggleRight => "panel sidebar show hide sources evidence",
            Command::ThemeLight => "light mode white bright colour color appearance",
            Command::ThemeDark => "dark mode black night colour color appearance",
            Command::ThemeSystem => "mode colour color appearance automatic",
            Command::CalendarNone => "calendar none one off",
            Command::CalendarPersian => "calendar jalali persian shamsi iranian afghan",
            Command::CalendarIslamic => "calendar hijri lunar qamari muslim",
            Command::CalendarJulian => "calendar old style",
            Command::WheelScrolls => "mouse zoom trackpad",
            Command::ReducedMotion => "animation glide accessibility",
            Command::FullScreen => "fullscreen maximise maximize",
            Command::ZoomIn => "closer nearer larger",
            Command::ZoomOut => "farther smaller",
            Command::Fit => "zoom whole overview home reset",
            Command::PanEarlier | Command::PageEarlier => "scroll left move pan",
            Command::PanLater | Command::PageLater => "scroll right move pan",
            Command::Deselect => "unselect none",
            Command::Keys => "shortcuts keyboard help",
            Command::Marks => "legend symbols",
            Command::Columns => "mapping encoding headings import",
            Command::Problems => "errors warnings report",
            Command::AboutDataset => "licence license author info",
            Command::About => "version licence license",
            _ => "",
        }
    }

    /// Its row of the table.
    pub fn row(self) -> &'static Row {
        // Every command has a row; a test holds it.
        TABLE
            .iter()
            .find(|row| row.command == self)
            .unwrap_or(&TABLE[0])
    }
}

/// What keeps some keys from being commands at this moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyGuard {
    /// A text field has the keyboard.
    pub is_typing: bool,
    /// A button or another control has the keyboard: arrows, Enter and Escape
    /// belong to it.
    pub is_on_control: bool,
    /// A dialog is open: only its own keys count.
    pub is_in_dialog: bool,
}

/// Takes the keys of this frame that are commands out of the input.
pub(super) fn take_keys(input: &mut InputState, guard: KeyGuard) -> Vec<Command> {
    if guard.is_in_dialog {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut takes_text = false;
    input.events.retain(|event| {
        let Event::Key {
            key,
            modifiers,
            pressed: true,
            ..
        } = event
        else {
            return true;
        };
        let hit = TABLE.iter().find_map(|row| {
            let chord = row
                .keys
                .iter()
                .find(|chord| chord.matches(*key, *modifiers))?;
            Some((row.command, *chord))
        });
        let Some((command, chord)) = hit else {
            return true;
        };
        let belongs_to_control = matches!(
            key,
            Key::ArrowLeft
                | Key::ArrowRight
                | Key::ArrowUp
                | Key::ArrowDown
                | Key::Enter
                | Key::Escape
        ) && chord.held == Nothing;
        if (guard.is_typing && chord.types_text() && !is_function_key(*key))
            || (guard.is_on_control && belongs_to_control)
        {
            return true;
        }
        takes_text |= chord.types_text();
        found.push(command);
        false
    });
    if takes_text {
        // The letter of the key must not land in the field that it leads to.
        input
            .events
            .retain(|event| !matches!(event, Event::Text(_)));
    }
    found
}

fn is_function_key(key: Key) -> bool {
    matches!(key, Key::F1 | Key::F5 | Key::F11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_commands_share_a_key() {
        let mut seen = Vec::new();
        for row in TABLE {
            for chord in row.keys {
                assert!(!seen.contains(chord), "{} has a key of another", row.title);
                seen.push(*chord);
            }
        }
    }

    #[test]
    fn every_command_stands_in_the_table_once() {
        let commands: BTreeSet<Command> = TABLE.iter().map(|row| row.command).collect();
        assert_eq!(commands.len(), TABLE.len());
        for row in TABLE {
            assert_eq!(row.command.row().title, row.title);
        }
    }

    #[test]
    fn keys_read_as_a_reader_would_write_them() {
        let palette = Command::Palette.row().keys[0];
        assert_eq!(palette.words(false), "Ctrl+Shift+P");
        assert_eq!(palette.words(true), "Cmd+Shift+P");
        assert_eq!(Command::Next.row().keys[0].words(false), "→");
    }
}
