//! Opens only regular files below a folder: no path or link leads outside it, and it never waits
//! for anything that is not a file.
//!
//! If the kernel can look up a path beneath a folder, it does; otherwise the path is followed step
//! by step, with the same result.

use std::{fs::File, io, path::Path, time::Duration};

use rustix::{
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{self, FileType, Mode, OFlags},
    io::Errno,
};

/// Never waits, for example for a FIFO without a writer or a device. The flag has no effect on
/// files.
const FILE: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);

/// The most links in a path, the same as the system's limit.
const MAX_LINKS: usize = 40;

/// How often, and after which pause, opening is retried for a file that another program holds, or
/// that was just renamed.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// Why an existing path is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is or contains a link that leads outside.
    #[error("its path leads outside the folder")]
    Outside,
    /// Its links lead to one another.
    #[error("its links form a loop")]
    Loop,
    /// Reading it could hang or never end.
    #[error("it is {0}, not a file")]
    NoFile(&'static str),
}

impl Refused {
    /// The refusal in an error of [`open`], if it is one.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        Self::new(io::ErrorKind::PermissionDenied, refused)
    }
}

/// Opens the root folder of a layer, whose path may contain links.
pub(super) fn open_root(root: &Path) -> io::Result<OwnedFd> {
    Ok(fs::open(root, FOLDER, Mode::empty())?)
}

/// Opens a folder in another one; links are not followed.
pub(super) fn open_folder(parent: impl AsFd, name: &std::ffi::CStr) -> io::Result<OwnedFd> {
    Ok(fs::openat(
        parent,
        name,
        FOLDER | OFlags::NOFOLLOW,
        Mode::empty(),
    )?)
}

/// Opens the file at `path` beneath the folder `root`. Links are followed, but not out of it.
///
/// # Errors
///
/// The system's error; [`Refused`] if the path is not a file or leads elsewhere.
pub(super) fn open(root: &Path, path: &str) -> io::Result<File> {
    open_by(look_up, root, path)
}

/// Opens whatever is at `path` beneath the folder `root`, as [`open`] does.
pub(super) fn open_any(root: &Path, path: &str) -> io::Result<OwnedFd> {
    let root = open_root(root)?;
    insistently(|| look_up(root.as_fd(), path))
}

fn open_by(
    look_up: impl Fn(BorrowedFd<'_>, &str) -> Result<OwnedFd, Errno>,
    root: &Path,
    path: &str,
) -> io::Result<File> {
    let root = open_root(root)?;
    let file = insistently(|| look_up(root.as_fd(), path))?;
    match FileType::from_raw_mode(fs::fstat(&file)?.st_mode) {
        FileType::RegularFile => Ok(file.into()),
        kind => Err(Refused::NoFile(kind_name(kind)).into()),
    }
}

/// A word for something that is not a file.
pub(super) fn kind_name(kind: FileType) -> &'static str {
    match kind {
        FileType::Directory => "a folder",
        FileType::Fifo => "a FIFO",
        FileType::Socket => "a socket",
        FileType::Symlink => "a link",
        FileType::CharacterDevice | FileType::BlockDevice => "a device",
        _ => "something else",
    }
}

/// Retries: a moment later, another program has released its lease on a file, and a renamed path
/// has settled.
fn insistently(open: impl Fn() -> Result<OwnedFd, Errno>) -> io::Result<OwnedFd> {
    let mut result = open();
    for _ in 1..TRIES {
        if !matches!(result, Err(Errno::AGAIN)) {
            break;
        }
        std::thread::sleep(PAUSE);
        result = open();
    }
    result.map_err(|error| match error {
        Errno::XDEV => Refused::Outside.into(),
        Errno::LOOP => Refused::Loop.into(),
        // Returned for a socket, or for a device without a driver.
        Errno::NXIO | Errno::NODEV => Refused::NoFile("a socket or a device").into(),
        error => error.into(),
    })
}

#[cfg(target_os = "linux")]
fn look_up(root: BorrowedFd<'_>, path: &str) -> Result<OwnedFd, Errno> {
    use rustix::fs::ResolveFlags;
    let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    match fs::openat2(root, path, FILE, Mode::empty(), beneath) {
        // A kernel before 5.6, or a container that blocks newer calls.
        Err(Errno::NOSYS | Errno::PERM) => step_by_step(root, path),
        result => result,
    }
}

#[cfg(not(target_os = "linux"))]
fn look_up(root: BorrowedFd<'_>, path: &str) -> Result<OwnedFd, Errno> {
    step_by_step(root, path)
}

/// Opens folder after folder without following links: a link's name is replaced by its target.
fn step_by_step(root: BorrowedFd<'_>, path: &str) -> Result<OwnedFd, Errno> {
    let mut folders = vec![root.try_clone_to_owned().map_err(|_| Errno::MFILE)?];
    let mut ahead = Vec::new();
    let mut links = 0;
    add_steps(&mut ahead, path)?;
    while let Some(step) = ahead.pop() {
        if step == ".." {
            folders.pop();
            if folders.is_empty() {
                return Err(Errno::XDEV);
            }
            continue;
        }
        let here = folders.last().ok_or(Errno::XDEV)?;
        let flags = if ahead.is_empty() { FILE } else { FOLDER };
        match fs::openat(here, &*step, flags | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(opened) => folders.push(opened),
            // Which of these errors indicates a link depends on the system.
            Err(error @ (Errno::LOOP | Errno::NOTDIR | Errno::MLINK)) => {
                let target = fs::readlinkat(here, &*step, Vec::new()).map_err(|_| error)?;
                links += 1;
                if links > MAX_LINKS {
                    return Err(Errno::LOOP);
                }
                add_steps(&mut ahead, target.to_str().map_err(|_| Errno::ILSEQ)?)?;
            }
            Err(error) => return Err(error),
        }
    }
    folders.pop().ok_or(Errno::NOENT)
}

/// Puts the steps of a path before the remaining ones, which are in reverse order.
fn add_steps(ahead: &mut Vec<String>, path: &str) -> Result<(), Errno> {
    if path.starts_with('/') {
        return Err(Errno::XDEV);
    }
    let steps = path.rsplit('/').filter(|step| !matches!(*step, "" | "."));
    ahead.extend(steps.map(str::to_owned));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        io::Read,
        os::unix::{fs::symlink, net::UnixListener},
    };

    use super::*;

    /// Opens in both ways, which must agree, and returns what was read.
    fn both(root: &Path, path: &str) -> Result<String, String> {
        let read = |file: io::Result<File>| {
            let mut text = String::new();
            let read = file.and_then(|mut file| file.read_to_string(&mut text));
            read.map(|_| text).map_err(|error| error.to_string())
        };
        let opened = read(open(root, path));
        assert_eq!(opened, read(open_by(step_by_step, root, path)), "{path}");
        opened
    }

    #[test]
    fn only_what_is_in_the_folder_is_opened() {
        let around = tempfile::tempdir().unwrap();
        let root = around.path().join("kb");
        std::fs::create_dir_all(root.join("real/deep")).unwrap();
        std::fs::create_dir_all(root.join("..2024")).unwrap();
        std::fs::write(around.path().join("secret.txt"), "secret").unwrap();
        std::fs::write(root.join("real/deep/a.md"), "a").unwrap();
        std::fs::write(root.join("..2024/b.md"), "b").unwrap();
        let _socket = UnixListener::bind(root.join("socket")).unwrap();
        fs::mkfifoat(open_root(&root).unwrap(), "fifo", Mode::RWXU).unwrap();
        for (link, target) in [
            ("inside", "real/deep/a.md"),
            ("folder", "real/deep"),
            ("real/deep/up", "../../..2024/b.md"),
            // As Kubernetes mounts a ConfigMap.
            ("..data", "..2024"),
            ("b.md", "..data/b.md"),
            ("out", "../secret.txt"),
            ("real/out", "../../secret.txt"),
            ("around", ".."),
            ("out-and-in", "../kb/real/deep/a.md"),
            ("absolute", "/etc/hosts"),
            ("magic", "/proc/self/environ"),
            ("zero", "/dev/zero"),
            ("loop", "loop"),
            ("ping", "pong"),
            ("pong", "ping"),
            ("to-fifo", "fifo"),
            ("nowhere", "gone.md"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        for (path, text) in [
            ("real/deep/a.md", "a"),
            ("inside", "a"),
            ("folder/a.md", "a"),
            ("folder/up", "b"),
            ("b.md", "b"),
            ("..data/b.md", "b"),
        ] {
            assert_eq!(both(&root, path).as_deref(), Ok(text), "{path}");
        }
        let outside = "its path leads outside the folder";
        for (path, why) in [
            ("out", outside),
            ("real/out", outside),
            ("around/secret.txt", outside),
            ("around/kb/real/deep/a.md", outside),
            ("out-and-in", outside),
            ("absolute", outside),
            ("magic", outside),
            ("zero", outside),
            ("../secret.txt", outside),
            ("/etc/hosts", outside),
            ("loop", "its links form a loop"),
            ("ping", "its links form a loop"),
            ("fifo", "it is a FIFO, not a file"),
            ("to-fifo", "it is a FIFO, not a file"),
            ("socket", "it is a socket or a device, not a file"),
            ("real", "it is a folder, not a file"),
        ] {
            assert_eq!(both(&root, path), Err(why.to_owned()), "{path}");
        }
        for path in ["nowhere", "gone.md", "real/deep/a.md/x"] {
            assert!(both(&root, path).is_err(), "{path}");
        }
    }
}
