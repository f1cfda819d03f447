//! Tells when something in the folders of the content may have changed: by the system's word where it gives one, else by
//! looking again every so often.
//!
//! Only that something has changed is told, not what: comparing all files' sizes and times finds that out, and is right even
//! where the system's word was lost.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::layer::Layer;

/// How often the system's word is asked for.
const TICK: Duration = Duration::from_millis(100);

/// A change is at rest when nothing followed for so long, or has lasted so long.
const REST: Duration = Duration::from_millis(150);
const LONGEST_UNREST: Duration = Duration::from_millis(600);

/// How long to wait between two looks where the system tells nothing.
const POLL: Duration = Duration::from_secs(2);

/// A look may take this part of the time at most.
const POLL_SHARE: u32 = 20;

/// A watch on the folders of some layers.
pub(super) struct Watch {
    roots: Vec<PathBuf>,
    /// What the roots were when they were last looked at.
    identities: Vec<Option<(u64, u64)>>,
    told: Told,
}

/// How changes come to be known.
enum Told {
    /// Nothing can change: only built-in content.
    Never,
    /// By the system.
    System(Box<system::Folders>),
    /// By looking every so often.
    Every(Duration),
}

impl Watch {
    /// A watch that asks the system, or where `poll` is given looks again each time that has passed.
    pub(super) fn new(layers: &[Layer], poll: Option<Duration>) -> Self {
        let roots: Vec<PathBuf> = layers
            .iter()
            .filter_map(|layer| match layer {
                Layer::Builtin => None,
                Layer::Folder(root) => Some(root.clone()),
            })
            .collect();
        let told = match (roots.is_empty(), poll) {
            (true, _) => Told::Never,
            (false, Some(every)) => Told::Every(every),
            (false, None) => ask_system(),
        };
        let identities = roots.iter().map(|root| identity(root)).collect();
        Self {
            roots,
            identities,
            told,
        }
    }

    /// Watches a folder too. Told of each before it is read, so that no change falls between.
    pub(super) fn enter(&mut self, folder: &Path) {
        if let Told::System(folders) = &mut self.told
            && let Err(error) = folders.add(folder)
        {
            tracing::warn!(
                "the system does not watch {} ({error}); looking for changes every {} s or more instead. \
                 On Linux, sysctl fs.inotify.max_user_watches says how many folders may be watched",
                folder.display(),
                POLL.as_secs()
            );
            self.told = Told::Every(POLL);
        }
    }

    /// After all folders were read: how long that took, on which the pause until the next look depends.
    pub(super) fn looked(&mut self, took: Duration) {
        if let Told::Every(pause) = &mut self.told {
            *pause = (*pause).max(took * POLL_SHARE);
        }
        self.identities = self.roots.iter().map(|root| identity(root)).collect();
    }

    /// Waits until something may have changed, at most for `longest`.
    pub(super) fn wait(&mut self, longest: Duration) {
        let began = Instant::now();
        let mut changed: Option<(Instant, Instant)> = None;
        loop {
            let now = Instant::now();
            if self.hears() {
                let first = changed.map_or(now, |(first, _)| first);
                changed = Some((first, now));
            }
            let at_rest = changed
                .is_some_and(|(first, last)| now - last >= REST || now - first >= LONGEST_UNREST);
            if at_rest || began.elapsed() >= longest || self.is_due(began) || self.roots_moved() {
                return;
            }
            std::thread::sleep(TICK.min(longest.saturating_sub(began.elapsed())));
        }
    }

    fn hears(&mut self) -> bool {
        match &mut self.told {
            Told::System(folders) => folders.changed(),
            Told::Never | Told::Every(_) => false,
        }
    }

    fn is_due(&self, began: Instant) -> bool {
        matches!(self.told, Told::Every(pause) if began.elapsed() >= pause)
    }

    /// Whether a root is another folder than it was: renamed away, brought back, or a link set anew. The system tells nothing of that.
    fn roots_moved(&self) -> bool {
        let now = self.roots.iter().map(|root| identity(root));
        !now.eq(self.identities.iter().copied())
    }
}

/// What tells a folder from every other: device and file number.
#[cfg(unix)]
fn identity(root: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(root).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(root: &Path) -> Option<(u64, u64)> {
    fs::metadata(root).ok().map(|_| (0, 0))
}

fn ask_system() -> Told {
    match system::Folders::new() {
        Ok(folders) => Told::System(Box::new(folders)),
        Err(error) => {
            tracing::warn!(
                "the system does not tell of changed files ({error}); looking for them every {} s or more",
                POLL.as_secs()
            );
            Told::Every(POLL)
        }
    }
}

/// The system's word on Linux: inotify, one watch a folder.
#[cfg(target_os = "linux")]
mod system {
    use std::{io, path::Path};

    use inotify::{Inotify, WatchMask};

    pub(super) struct Folders(Inotify);

    impl Folders {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self(Inotify::init()?))
        }

        /// Watches a folder; nothing new where it is watched already.
        pub(super) fn add(&mut self, folder: &Path) -> io::Result<()> {
            let mask = WatchMask::CREATE
                | WatchMask::CLOSE_WRITE
                | WatchMask::MODIFY
                | WatchMask::MOVE
                | WatchMask::DELETE
                | WatchMask::ATTRIB
                | WatchMask::ONLYDIR;
            // What is not there, or can't be read, has nothing to tell; reading it will say so.
            let harmless = [
                io::ErrorKind::NotFound,
                io::ErrorKind::NotADirectory,
                io::ErrorKind::PermissionDenied,
            ];
            match self.0.watches().add(folder, mask) {
                Err(error) if !harmless.contains(&error.kind()) => Err(error),
                _ => Ok(()),
            }
        }

        /// Whether anything was told since it was last asked.
        pub(super) fn changed(&mut self) -> bool {
            let mut buffer = [0; 16 << 10];
            let mut changed = false;
            while let Ok(events) = self.0.read_events(&mut buffer) {
                if events.into_iter().next().is_none() {
                    break;
                }
                changed = true;
            }
            changed
        }
    }
}

/// Elsewhere the folders are looked at every so often.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::{io, path::Path};

    pub(super) struct Folders;

    impl Folders {
        pub(super) fn new() -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(super) fn add(&mut self, _folder: &Path) -> io::Result<()> {
            Ok(())
        }

        pub(super) fn changed(&mut self) -> bool {
            false
        }
    }
}
