//! Opening the dataset in a file, never without end; writing one so that it is
//! wholly old or wholly new.
//!
//! Used by the command line and the window, which may not import each other.
//! What may end the whole process while it is read, is read in another one
//! ([`worker`]).

mod worker;

use std::fs::{self, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::{
    self, Choices, ImportReport, Input, MAPPING_SUFFIX, Mapping, Opened, Output, ReadAt, ReadError,
    Stream, Watch, WriteError,
};
use crate::model::Dataset;

/// Why a file was not read. The messages do not name the file: the caller
/// knows how it was called.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Nothing has that name.
    #[error("There is no such file. Check the spelling and the folder.")]
    Missing,
    /// The system does not allow it.
    #[error("You may not read this file. Ask its owner for the right to, or copy it.")]
    Forbidden,
    /// A folder.
    #[error("This is a folder. Give the file in it that holds the dataset.")]
    Folder,
    /// A device, a pipe or a socket, which need not have an end.
    #[error(
        "This is a device or a pipe, which may have no end. Save what comes from it in a file, and open that."
    )]
    NotAFile,
    /// Anything else, in the system's words.
    #[error("It cannot be read: {0}.")]
    Other(io::Error),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        match error.kind() {
            io::ErrorKind::NotFound => Unreadable::Missing,
            io::ErrorKind::PermissionDenied => Unreadable::Forbidden,
            io::ErrorKind::IsADirectory => Unreadable::Folder,
            _ => Unreadable::Other(error),
        }
    }
}

/// Why a dataset was not opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Its file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Nothing can be made of what the file holds.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The mapping of its columns cannot be used.
    #[error("{name}: {why}")]
    Mapping {
        /// Name of the file that keeps it.
        name: String,
        /// A sentence.
        why: String,
    },
}

/// Where the mapping of the columns of the table at `path` is kept.
pub fn mapping_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(MAPPING_SUFFIX);
    path.with_file_name(name)
}

/// Reads a file that keeps a mapping of columns.
pub fn mapping(path: &Path) -> Result<Mapping, NotOpened> {
    /// No table has headings that long.
    const MOST: u64 = 4 << 20;
    let (file, _) = file(path)?;
    let mut text = String::new();
    file.take(MOST)
        .read_to_string(&mut text)
        .map_err(Unreadable::from)?;
    Mapping::read(&text).map_err(|why| NotOpened::Mapping {
        name: path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned(),
        why,
    })
}

/// The mapping that is kept beside the file at `path`, if there is one.
fn mapping_beside(path: &Path) -> Result<Option<Mapping>, NotOpened> {
    match mapping(&mapping_path(path)) {
        Ok(mapping) => Ok(Some(mapping)),
        Err(NotOpened::Unreadable(Unreadable::Missing)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Opens the dataset in the file at `path`: as what the user chose, or as what
/// it looks like, with the mapping of columns that is kept beside it.
pub fn open(
    path: &Path,
    choices: &Choices,
    watch: Watch,
    report: &mut ImportReport,
) -> Result<Opened, NotOpened> {
    open_with(program().as_deref(), path, choices, watch, report)
}

/// The same, with the program that reads isolated formats
/// ([`Format::is_isolated`]); without one, they are read in this process.
pub fn open_with(
    program: Option<&Path>,
    path: &Path,
    choices: &Choices,
    watch: Watch,
    report: &mut ImportReport,
) -> Result<Opened, NotOpened> {
    let (file, size) = file(path)?;
    let mut choices = choices.clone();
    if choices.mapping.is_none() {
        choices.mapping = mapping_beside(path)?;
    }
    let file = Arc::new(Placed { file, size });
    let name = path.file_name().unwrap_or(path.as_os_str());
    let input = Input {
        reader: &mut &file.file,
        file: Some(file.clone()),
        size: Some(size),
        name: &name.to_string_lossy(),
        watch,
    };
    Ok(open_stream(program, input, &choices, report)?)
}

/// Opens what is open already, such as standard input.
pub fn open_from(
    input: Input,
    choices: &Choices,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    open_stream(program().as_deref(), input, choices, report)
}

fn open_stream(
    program: Option<&Path>,
    input: Input,
    choices: &Choices,
    report: &mut ImportReport,
) -> Result<Opened, ReadError> {
    let watch = input.watch;
    let mut stream = Stream::new(input).with(choices);
    let format = match choices.format {
        Some(format) => format,
        None => formats::recognised(&mut stream)?,
    };
    match program.filter(|_| format.is_isolated) {
        Some(program) => worker::open(program, stream, format, watch, report),
        None => formats::opened(stream, format, report),
    }
}

/// The program that reads isolated formats: this one. `None` in tests and
/// measurements, which are programs of their own and know no commands; Cargo
/// builds them in folders named `deps`.
fn program() -> Option<PathBuf> {
    // The file of a program that was replaced while it runs is not at its path
    // any more, but here.
    const THIS: &str = "/proc/self/exe";
    let Ok(path) = std::env::current_exe() else {
        return Some(PathBuf::from("tarikh"));
    };
    let folder = path.parent().and_then(Path::file_name);
    if folder.is_some_and(|folder| folder == "deps") {
        return None;
    }
    match cfg!(target_os = "linux") {
        true => Some(PathBuf::from(THIS)),
        false => Some(path),
    }
}

/// A file that is read by position, so that threads do not share one.
#[derive(Debug)]
struct Placed {
    file: fs::File,
    size: u64,
}

impl ReadAt for Placed {
    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(&self.file, buffer, at);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(&self.file, buffer, at);
    }

    fn size(&self) -> u64 {
        self.size
    }
}

/// The file at `path` and its size in bytes.
fn file(path: &Path) -> Result<(fs::File, u64), Unreadable> {
    // Asked before it is opened: opening a pipe waits for a writer.
    let found = fs::metadata(path)?;
    if found.is_dir() {
        return Err(Unreadable::Folder);
    }
    if !found.is_file() {
        return Err(Unreadable::NotAFile);
    }
    Ok((fs::File::open(path)?, found.len()))
}

/// Puts `bytes` into the file at `path`, as [`replace_with`] does.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |file| file.write_all(bytes))
}

/// Why a dataset was not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The file cannot be.
    #[error("{}", not_written(.0))]
    File(#[from] io::Error),
    /// The dataset cannot be put into that format.
    #[error(transparent)]
    Write(WriteError),
}

impl From<WriteError> for NotWritten {
    fn from(error: WriteError) -> NotWritten {
        match error {
            WriteError::Io(error) => NotWritten::File(error),
            other => NotWritten::Write(other),
        }
    }
}

/// Writes a dataset to the file at `path`, as [`replace_with`] does.
pub fn write(
    path: &Path,
    dataset: &Dataset,
    write: formats::Write,
    watch: Watch,
) -> Result<(), NotWritten> {
    replace_with(path, |file| {
        let writer = file;
        write(dataset, Output { writer, watch }).map_err(NotWritten::from)
    })
}

/// Puts what `write` writes into the file at `path`: written beside it, synced,
/// then moved over it. Of a link, what it leads to is replaced. The mode of an
/// existing file is kept; a new one has the mode that the system gives to new
/// files. Where writing fails, what was there stays.
fn replace_with<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> Result<(), E>,
) -> Result<(), E> {
    let existing = match fs::metadata(path) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    check_replaceable(existing.as_ref())?;
    let target = link_end(path);
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut file = new_file(existing.is_none()).tempfile_in(&folder)?;
    write(file.as_file_mut())?;
    if let Some(existing) = existing {
        file.as_file().set_permissions(existing.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|failed| failed.error)?;
    sync_folder(&folder);
    Ok(())
}

/// Why nothing was written, in words to stand after a colon. The system's own
/// text holds the name of the temporary file.
pub fn not_written(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder. Make it first.".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "you may not write there. Choose another folder or name.".to_owned()
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk can only be read. Choose another folder.".to_owned()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full. Make room, or choose another.".to_owned()
        }
        io::ErrorKind::IsADirectory => "a folder has that name. Choose another.".to_owned(),
        kind => format!("{kind}."),
    }
}

fn check_replaceable(existing: Option<&Metadata>) -> io::Result<()> {
    match existing {
        Some(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // Moving a file over a device would take the device away.
        Some(found) if !found.is_file() => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a device or a pipe, not a file",
        )),
        Some(found) if found.permissions().readonly() => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        )),
        _ => Ok(()),
    }
}

/// What a link leads to in the end, be it there or not; else the path itself.
fn link_end(path: &Path) -> PathBuf {
    /// As many as Linux follows; circles are refused before.
    const MOST_LINKS: usize = 40;
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&end) else { break };
        // A relative link starts at its own folder.
        end = match end.parent() {
            Some(folder) => folder.join(next),
            None => next,
        };
    }
    end
}

/// A new file is made as any other is, so that the system takes off what the
/// user's mask says; one that takes the place of another is nobody else's
/// until it has the other's mode.
fn new_file(takes_any_mode: bool) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tarikh-");
    #[cfg(unix)]
    if takes_any_mode {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = takes_any_mode;
    builder
}

/// The new name is in the folder for good only once the folder is synced;
/// systems that cannot do that do it by themselves.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("out.png");
        replace(&path, b"first, and longer")?;
        replace(&path, b"second")?;
        assert_eq!(fs::read(&path)?, b"second");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(replace(Path::new("/no/such/folder/file"), b"x").is_err());
    }

    #[test]
    fn a_folder_is_not_replaced() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let error = replace(folder.path(), b"x").expect_err("a folder");
        assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own() -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir()?;
        let mode = |name: &str| -> io::Result<u32> {
            let found = fs::metadata(folder.path().join(name))?;
            Ok(found.permissions().mode() & 0o777)
        };
        fs::File::create(folder.path().join("usual"))?;
        let path = folder.path().join("ours");
        replace(&path, b"x")?;
        assert_eq!(mode("ours")?, mode("usual")?);
        for kept in [0o600, 0o640, 0o666] {
            fs::set_permissions(&path, fs::Permissions::from_mode(kept))?;
            replace(&path, b"y")?;
            assert_eq!(mode("ours")?, kept);
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_replaced_and_the_link_stays() -> io::Result<()> {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir()?;
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("sub"))?;
        symlink("sub/link", path("first"))?;
        symlink("target", path("sub/link"))?;
        // There is nothing at the end of the links at first.
        for text in ["old", "new"] {
            replace(&path("first"), text.as_bytes())?;
            assert_eq!(fs::read_to_string(path("sub/target"))?, text);
            for link in ["first", "sub/link"] {
                assert!(fs::symlink_metadata(path(link))?.is_symlink(), "{link}");
            }
        }
        symlink("circle", path("circle"))?;
        assert!(replace(&path("circle"), b"x").is_err());
        Ok(())
    }

    #[test]
    fn what_is_no_file_is_refused_by_what_it_is() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let refused = |path: &Path| file(path).expect_err("no file");
        assert!(matches!(refused(folder.path()), Unreadable::Folder));
        assert!(matches!(
            refused(&folder.path().join("none")),
            Unreadable::Missing
        ));
        #[cfg(unix)]
        assert!(matches!(
            refused(Path::new("/dev/zero")),
            Unreadable::NotAFile
        ));
        Ok(())
    }
}
