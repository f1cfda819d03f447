//! Lists the files of a layer, folder by folder.

use std::{
    ffi::CStr,
    io,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{self, AtFlags, Dir, DirEntry, FileType, Stat},
    io::Errno,
};

use super::{
    beneath::{kind_name, open_folder, open_root},
    file::{LayerFile, Listed},
    pulse::Pulse,
};
use crate::problem::Problem;

/// The deepest folder below a layer's root that is looked into.
const DEEPEST: usize = 16;

/// Lists the files below `root`. Each folder is opened in the one above it, so that none swapped for a link leads elsewhere.
pub(super) fn walk(root: &Path, pulse: &Pulse, enter: &mut dyn FnMut(&Path)) -> Listed {
    let mut walk = Walk {
        listed: Listed::default(),
        pulse,
        enter,
    };
    walk.list(root.to_owned(), "", DEEPEST, || open_root(root));
    walk.listed
}

/// Bytes of a file, and its last change in nanoseconds since 1970.
pub(super) fn stat(stat: &Stat) -> (u64, u64) {
    // The fields' types depend on the system.
    let modified = i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec);
    let modified = u64::try_from(modified).unwrap_or_default();
    (u64::try_from(stat.st_size).unwrap_or_default(), modified)
}

struct Walk<'a> {
    listed: Listed,
    pulse: &'a Pulse,
    enter: &'a mut dyn FnMut(&Path),
}

impl Walk<'_> {
    fn list(
        &mut self,
        folder: PathBuf,
        prefix: &str,
        depth: usize,
        open: impl FnOnce() -> io::Result<OwnedFd>,
    ) {
        (self.enter)(&folder);
        let entries = open().and_then(|opened| Ok(Dir::new(opened)?));
        let mut entries = match entries {
            Ok(entries) => entries,
            // Removed or replaced since its parent was read.
            Err(error) if is_gone(&error) && !prefix.is_empty() => return,
            Err(error) => return self.unreadable(&folder, prefix, &error),
        };
        while let Some(entry) = entries.read() {
            self.pulse.beat();
            let taken = entry
                .map_err(io::Error::from)
                .and_then(|entry| self.take(&entries, &entry, &folder, prefix, depth));
            match taken {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return self.unreadable(&folder, prefix, &error),
            }
        }
    }

    /// Takes up a file, or what is in a folder. Links are not followed.
    fn take(
        &mut self,
        entries: &Dir,
        entry: &DirEntry,
        folder: &Path,
        prefix: &str,
        depth: usize,
    ) -> io::Result<()> {
        let Ok(name) = entry.file_name().to_str() else {
            let message = "a file name in this folder is not valid UTF-8; the file was skipped";
            let problem = Problem::warning(prefix, 0, message);
            self.listed.problems.push(problem);
            return Ok(());
        };
        if name.starts_with('.') {
            return Ok(());
        }
        let path = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}/{name}")
        };
        let status = || status(entries, entry.file_name());
        // Mostly the folder itself says this, without a look at the entry.
        let kind = match entry.file_type() {
            FileType::Unknown => FileType::from_raw_mode(status()?.st_mode),
            kind => kind,
        };
        match kind {
            FileType::Directory if depth == 0 => {
                let problem =
                    Problem::warning(path, 0, "this folder is nested too deeply; it was skipped");
                self.listed.problems.push(problem);
            }
            FileType::Directory => {
                let inside = || open_folder(entries.fd()?, entry.file_name());
                self.list(folder.join(name), &path, depth - 1, inside);
            }
            FileType::RegularFile => {
                let (size, modified) = stat(&status()?);
                self.listed.files.push(LayerFile {
                    path,
                    size,
                    modified,
                });
            }
            kind => {
                let shown = folder.join(name).display().to_string();
                let message = format!("this is {}, not a file; it was skipped", kind_name(kind));
                let problem = Problem::warning(shown, 0, message);
                let advice =
                    "replace it with the file itself, or give it a name that starts with a dot";
                self.listed.problems.push(problem.suggest(advice));
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, folder: &Path, prefix: &str, error: &io::Error) {
        if prefix.is_empty() || error.kind() != io::ErrorKind::PermissionDenied {
            let why = || format!("{}: {error}", folder.display());
            self.listed.incomplete.get_or_insert_with(why);
        }
        let shown = folder.display().to_string();
        self.listed.problems.push(
            Problem::error(shown, 0, format!("this folder can't be read: {error}"))
                .suggest("check that it exists and that its permissions let Fixpath read it"),
        );
    }
}

fn status(entries: &Dir, name: &CStr) -> io::Result<Stat> {
    Ok(fs::statat(entries.fd()?, name, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Whether a folder is none any more: removed, or a file or link has taken its place.
fn is_gone(error: &io::Error) -> bool {
    let gone = [Errno::NOENT, Errno::NOTDIR, Errno::LOOP, Errno::MLINK];
    Errno::from_io_error(error).is_some_and(|error| gone.contains(&error))
}
