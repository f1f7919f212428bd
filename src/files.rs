//! Writing a file so that it is wholly old or wholly new.
//!
//! Used by the command line and the window, which may not import each other.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts `bytes` into the file at `path`: written beside it, synced, then moved
/// over it. A link is followed, the mode of an existing file is kept.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match std::fs::canonicalize(path) {
        Ok(existing) => existing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".tarikh-")
        .tempfile_in(&folder)?;
    file.write_all(bytes)?;
    let existing = std::fs::metadata(&target).ok();
    if existing
        .as_ref()
        .is_some_and(|found| found.permissions().readonly())
    {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    set_mode(file.as_file(), existing.as_ref())?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|failed| failed.error)?;
    sync_folder(&folder);
    Ok(())
}

/// Gives the new file the mode of the old one, or that of any new file.
#[cfg(unix)]
fn set_mode(file: &std::fs::File, existing: Option<&std::fs::Metadata>) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = existing.map_or_else(
        || std::fs::Permissions::from_mode(0o644),
        std::fs::Metadata::permissions,
    );
    file.set_permissions(permissions)
}

#[cfg(not(unix))]
fn set_mode(_file: &std::fs::File, _existing: Option<&std::fs::Metadata>) -> io::Result<()> {
    Ok(())
}

/// The new name is in the folder for good only once the folder is synced;
/// systems that cannot do that do it by themselves.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = std::fs::File::open(folder) {
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
        assert_eq!(std::fs::read(&path)?, b"second");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(replace(Path::new("/no/such/folder/file"), b"x").is_err());
    }
}
