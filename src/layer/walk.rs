//! Lists the files of a layer, folder by folder.

use std::{
    collections::HashSet,
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
    beneath::{Refused, kind_name, open_any, open_folder, open_root},
    file::{LayerFile, Listed},
    ignoring::{IGNORE_FILES, leave_out},
    pulse::Pulse,
};
use crate::problem::Problem;

/// The deepest folder below a layer's root that is read.
const DEEPEST: usize = 16;

/// The most folders that are entered through links.
const MAX_LINKS: usize = 1000;

/// A folder of program packages, which may contain a hundred thousand files that nobody wrote here.
const PACKAGES: &str = "node_modules";

/// Lists the files below `root`. Each folder is opened from within its parent, so that one that is
/// replaced by a link can't lead elsewhere.
pub(super) fn walk(root: &Path, pulse: &Pulse, enter: &mut dyn FnMut(&Path)) -> Listed {
    let mut walk = Walk {
        root,
        listed: Listed::default(),
        ignoring: Vec::new(),
        inside: Vec::new(),
        links: 0,
        open_links: 0,
        linked: Vec::new(),
        pulse,
        enter,
    };
    walk.list(root.to_owned(), "", DEEPEST, || open_root(root));
    walk.add_linked();
    leave_out(root, &walk.ignoring, &mut walk.listed);
    walk.listed
}

/// The size of a file in bytes, its last change in nanoseconds since 1970, and its identity.
pub(super) fn stat(stat: &Stat) -> (u64, u64, u64) {
    // The fields' types depend on the system.
    let modified = i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec);
    let modified = u64::try_from(modified).unwrap_or_default();
    let changed = i128::from(stat.st_ctime) * 1_000_000_000 + i128::from(stat.st_ctime_nsec);
    let changed = u64::try_from(changed).unwrap_or_default();
    let (_, number) = number(stat);
    let identity = changed.rotate_left(17) ^ number;
    let size = u64::try_from(stat.st_size).unwrap_or_default();
    (size, modified, identity)
}

fn layer_file(path: String, status: &Stat) -> LayerFile {
    let (size, modified, identity) = stat(status);
    LayerFile {
        path,
        size,
        modified,
        identity,
    }
}

struct Walk<'a> {
    root: &'a Path,
    listed: Listed,
    /// The folders that have ignore files.
    ignoring: Vec<String>,
    /// The folders that are being listed, from the outermost to the innermost: device and file
    /// number.
    inside: Vec<(u64, u64)>,
    /// How many folders were entered through a link.
    links: usize,
    /// How many of these are being listed.
    open_links: usize,
    /// Files that were found through a link.
    linked: Vec<LayerFile>,
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
        let entries = open().and_then(|opened| {
            let identity = number(&fs::fstat(&opened)?);
            Ok((identity, Dir::new(opened)?))
        });
        let mut entries = match entries {
            // A link back to a folder that is being listed would go on forever.
            Ok((identity, _)) if self.inside.contains(&identity) => {
                let shown = folder.display().to_string();
                let message = "this link leads to a folder that contains it; it was skipped";
                return self
                    .listed
                    .problems
                    .push(Problem::warning(shown, 0, message));
            }
            Ok((identity, entries)) => {
                self.inside.push(identity);
                entries
            }
            // It was removed or replaced since its parent was read.
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
                Err(error) => {
                    self.unreadable(&folder, prefix, &error);
                    break;
                }
            }
        }
        self.inside.pop();
    }

    /// Adds a file, or the contents of a folder. Links are followed if they stay inside the layer.
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
        if IGNORE_FILES.contains(&name) && self.ignoring.last().is_none_or(|one| one != prefix) {
            self.ignoring.push(prefix.to_owned());
        }
        if name.starts_with('.') || name == PACKAGES {
            return Ok(());
        }
        let path = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}/{name}")
        };
        let status = || status(entries, entry.file_name());
        // The folder listing usually contains this, without a look at the entry.
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
                self.note_folder(&path, &status()?);
                let inside = || open_folder(entries.fd()?, entry.file_name());
                self.list(folder.join(name), &path, depth - 1, inside);
            }
            FileType::RegularFile => self.add(path, &status()?),
            FileType::Symlink => {
                if !self.follow(folder.join(name), path.clone(), depth)? {
                    self.listed.refused.push(layer_file(path, &status()?));
                }
            }
            kind => {
                let shown = folder.join(name).display().to_string();
                let message = format!("this is {}, not a file; it was skipped", kind_name(kind));
                let problem = Problem::warning(shown, 0, message);
                let advice =
                    "replace it with the file itself, or give it a name that starts with a dot";
                self.listed.problems.push(problem.suggest(advice));
                self.listed.refused.push(layer_file(path, &status()?));
            }
        }
        Ok(())
    }

    /// Records a folder with a name like a file: it may be in the place of a page.
    fn note_folder(&mut self, path: &str, status: &Stat) {
        if path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
        {
            self.listed
                .refused
                .push(layer_file(path.to_owned(), status));
        }
    }

    fn add(&mut self, path: String, status: &Stat) {
        let file = layer_file(path, status);
        match self.open_links {
            0 => self.listed.files.push(file),
            _ => self.linked.push(file),
        }
    }

    /// Adds the files found through links, except those that were also found without.
    fn add_linked(&mut self) {
        if self.linked.is_empty() {
            return;
        }
        let what = |file: &LayerFile| (file.identity, file.size, file.modified);
        let mut found: HashSet<_> = self.listed.files.iter().map(what).collect();
        self.linked.sort();
        let linked = std::mem::take(&mut self.linked).into_iter();
        let others = linked.filter(|file| found.insert(what(file)));
        self.listed.files.extend(others);
    }

    /// Adds the target of a link if that is in the same layer; returns whether it is.
    fn follow(&mut self, shown: PathBuf, path: String, depth: usize) -> io::Result<bool> {
        let refuse = |walk: &mut Self, why: &str| {
            let message = format!("this link is not followed: {why}");
            let problem = Problem::warning(shown.display().to_string(), 0, message);
            let advice =
                "replace it with the file itself, or give it a name that starts with a dot";
            walk.listed.problems.push(problem.suggest(advice));
        };
        let opened = match open_any(self.root, &path) {
            Ok(opened) => opened,
            Err(error) => {
                let why = match Refused::of(&error) {
                    Some(refused) => refused.to_string(),
                    None if error.kind() == io::ErrorKind::NotFound => {
                        "there is nothing where it leads".to_owned()
                    }
                    None => error.to_string(),
                };
                refuse(self, &why);
                return Ok(false);
            }
        };
        let status = fs::fstat(&opened)?;
        match FileType::from_raw_mode(status.st_mode) {
            FileType::RegularFile => {
                self.open_links += 1;
                self.add(path, &status);
                self.open_links -= 1;
            }
            FileType::Directory if depth == 0 => {
                refuse(self, "it is nested too deeply");
                return Ok(false);
            }
            FileType::Directory if self.links >= MAX_LINKS => {
                refuse(self, "there are too many links to folders");
                return Ok(false);
            }
            FileType::Directory => {
                self.note_folder(&path, &status);
                self.links += 1;
                self.open_links += 1;
                self.list(shown, &path, depth - 1, || Ok(opened));
                self.open_links -= 1;
            }
            kind => {
                let why = format!("it leads to {}, not a file", kind_name(kind));
                refuse(self, &why);
                return Ok(false);
            }
        }
        Ok(true)
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

/// Device and file number.
fn number(stat: &Stat) -> (u64, u64) {
    // The fields' types depend on the system.
    #[expect(
        clippy::useless_conversion,
        reason = "they are 64 bits wide on some systems alone"
    )]
    let number = (u64::from(stat.st_dev), u64::from(stat.st_ino));
    number
}

fn status(entries: &Dir, name: &CStr) -> io::Result<Stat> {
    Ok(fs::statat(entries.fd()?, name, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// Whether a folder no longer exists: it was removed, or a file or link has taken its place.
fn is_gone(error: &io::Error) -> bool {
    let gone = [Errno::NOENT, Errno::NOTDIR, Errno::LOOP, Errno::MLINK];
    Errno::from_io_error(error).is_some_and(|error| gone.contains(&error))
}
