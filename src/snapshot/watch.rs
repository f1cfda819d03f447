//! Tells when something in the content folders may have changed: when the system reports it, or
//! by checking at intervals.
//!
//! It reports only that something has changed, not what: comparing all files' sizes and times finds
//! that out, and is right even where the system's word was lost.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::files;
use crate::{
    content::{Enter, Lanes},
    layer::Layer,
};

/// How often the system's word is asked for.
const TICK: Duration = Duration::from_millis(100);

/// How often the data folder is looked at.
const ASK: Duration = Duration::from_secs(1);

/// A change is at rest when nothing followed for so long, or has lasted so long.
const REST: Duration = Duration::from_millis(150);
const LONGEST_UNREST: Duration = Duration::from_millis(600);

/// How long to wait between two looks where the system tells nothing.
const POLL: Duration = Duration::from_secs(2);

/// A look may take this part of the time at most.
const POLL_SHARE: u32 = 20;

/// A watch on the folders of some layers.
pub(super) struct Watch {
    /// What the roots were when they were last looked at.
    identities: Vec<Identity>,
    told: Told,
    /// Set where the system does not watch all folders.
    is_blind: Arc<AtomicBool>,
}

/// What tells a folder from every other: device and file number. `None` if it is not there, or
/// does not answer.
type Identity = Option<(u64, u64)>;

/// How changes come to be known.
enum Told {
    /// Nothing can change: only built-in content.
    Never,
    /// By the system.
    System(Box<system::Folders>),
    /// By looking every so often: at least so long apart, and the pause that the last look led to.
    Every {
        /// The shortest pause.
        shortest: Duration,
        /// The pause until the next look.
        pause: Duration,
    },
}

impl Told {
    fn every(pause: Duration) -> Self {
        Self::Every {
            shortest: pause,
            pause,
        }
    }
}

impl Watch {
    /// A watch that asks the system, or where `poll` is given looks again each time that has
    /// passed.
    pub(super) fn new(lanes: &Lanes, poll: Option<Duration>) -> Self {
        let is_fixed = lanes.layers().all(|(_, layer)| *layer == Layer::Builtin);
        let told = match (is_fixed, poll) {
            (true, _) => Told::Never,
            (false, Some(every)) => Told::every(every),
            (false, None) => ask_system(),
        };
        Self {
            identities: identities(lanes),
            told,
            is_blind: Arc::default(),
        }
    }

    /// Watches a folder too. Told of each before it is read, so that no change falls between.
    pub(super) fn enter(&self) -> Enter {
        let Told::System(folders) = &self.told else {
            return Arc::new(|_| {});
        };
        let (watcher, is_blind) = (folders.watcher(), Arc::clone(&self.is_blind));
        Arc::new(move |folder| {
            if is_blind.load(Ordering::Acquire) {
                return;
            }
            if let Err(error) = system::add(&watcher, folder) {
                tracing::warn!(
                    "the system can't watch {} for changes ({error}); checking every {} s or more instead. \
                     On Linux, raise sysctl fs.inotify.max_user_watches to watch more folders",
                    folder.display(),
                    POLL.as_secs()
                );
                is_blind.store(true, Ordering::Release);
            }
        })
    }

    /// After all folders were looked at: how long that took, on which the pause until the next look
    /// depends. `None` if something was built as well, whose time says nothing of a look's.
    pub(super) fn looked(&mut self, took: Option<Duration>, lanes: &Lanes) {
        if matches!(self.told, Told::System(_)) && self.is_blind.load(Ordering::Acquire) {
            self.told = Told::every(POLL);
        }
        if let (Told::Every { shortest, pause }, Some(took)) = (&mut self.told, took) {
            *pause = (*shortest).max(took * POLL_SHARE);
        }
        self.identities = identities(lanes);
    }

    /// Waits until something may have changed, at most for `longest`; or until `is_harmed`, which
    /// is asked every second.
    pub(super) fn wait(&mut self, longest: Duration, lanes: &Lanes, is_harmed: impl Fn() -> bool) {
        let began = Instant::now();
        let mut asked = began;
        let mut changed: Option<(Instant, Instant)> = None;
        loop {
            let now = Instant::now();
            if self.hears() {
                let first = changed.map_or(now, |(first, _)| first);
                changed = Some((first, now));
            }
            let at_rest = changed
                .is_some_and(|(first, last)| now - last >= REST || now - first >= LONGEST_UNREST);
            if at_rest
                || began.elapsed() >= longest
                || self.is_due(began)
                || identities(lanes) != self.identities
            {
                return;
            }
            if asked.elapsed() >= ASK {
                asked = now;
                if is_harmed() {
                    return;
                }
            }
            std::thread::sleep(TICK.min(longest.saturating_sub(began.elapsed())));
        }
    }

    fn hears(&mut self) -> bool {
        match &mut self.told {
            Told::System(folders) => folders.changed(),
            Told::Never | Told::Every { .. } => false,
        }
    }

    fn is_due(&self, began: Instant) -> bool {
        matches!(self.told, Told::Every { pause, .. } if began.elapsed() >= pause)
    }
}

/// What the roots are now. One that is renamed away, brought back or a link set anew is another;
/// the system tells nothing of that. One that answers again is another, too.
fn identities(lanes: &Lanes) -> Vec<Identity> {
    let identity = |(at, _)| {
        let identity = lanes.ask(at, |layer, _| match layer {
            Layer::Builtin => None,
            Layer::Folder(folder) => identity(&folder.root),
        });
        identity.ok().flatten()
    };
    lanes.layers().map(identity).collect()
}

fn identity(root: &Path) -> Identity {
    fs::metadata(root).ok().as_ref().map(files::identity)
}

fn ask_system() -> Told {
    match system::Folders::new() {
        Ok(folders) => Told::System(Box::new(folders)),
        Err(error) => {
            tracing::warn!(
                "the system can't report changed files ({error}); checking every {} s or more",
                POLL.as_secs()
            );
            Told::every(POLL)
        }
    }
}

/// The system's word on Linux: inotify, one watch for each folder.
#[cfg(target_os = "linux")]
mod system {
    use std::{io, path::Path};

    use inotify::{Inotify, WatchMask, Watches};

    pub(super) struct Folders(Inotify);

    impl Folders {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self(Inotify::init()?))
        }

        /// Adds folders for [`add`].
        pub(super) fn watcher(&self) -> Watches {
            self.0.watches()
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

    /// Watches a folder; nothing new where it is watched already.
    pub(super) fn add(watches: &Watches, folder: &Path) -> io::Result<()> {
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
        match watches.clone().add(folder, mask) {
            Err(error) if !harmless.contains(&error.kind()) => Err(error),
            _ => Ok(()),
        }
    }
}

/// The system's word elsewhere, one watch for each tree.
///
/// `notify` would serve on Linux, too, but makes all watches in one thread of its own: a folder
/// whose file system hangs would keep that thread, and all others unwatched. There each watch is
/// made in the lane of its folder instead.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::{
        io,
        path::{Path, PathBuf},
        sync::{
            Arc, Mutex, PoisonError,
            atomic::{AtomicBool, Ordering},
        },
    };

    use notify::{RecommendedWatcher, RecursiveMode, Watcher};

    #[derive(Clone, Default)]
    pub(super) struct Folders {
        trees: Arc<Mutex<Vec<Tree>>>,
        is_told: Arc<AtomicBool>,
    }

    struct Tree {
        root: PathBuf,
        /// Watches as long as it lives.
        _watcher: RecommendedWatcher,
    }

    impl Folders {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self::default())
        }

        /// Adds folders for [`add`].
        pub(super) fn watcher(&self) -> Self {
            self.clone()
        }

        /// Whether anything was told since it was last asked.
        pub(super) fn changed(&mut self) -> bool {
            self.is_told.swap(false, Ordering::AcqRel)
        }
    }

    /// Watches a folder and all below it; nothing new where that is part of a tree. The top of a
    /// tree is watched anew each time, since another folder may be there by now.
    pub(super) fn add(folders: &Folders, folder: &Path) -> io::Result<()> {
        let trees = || folders.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let is_below = |tree: &Tree| folder != tree.root && folder.starts_with(&tree.root);
        // What is not there has nothing to tell; reading it will say so.
        if trees().iter().any(is_below) || !folder.is_dir() {
            return Ok(());
        }
        let is_told = Arc::clone(&folders.is_told);
        let tell = move |event: notify::Result<notify::Event>| {
            if !event.is_ok_and(|event| event.kind.is_access()) {
                is_told.store(true, Ordering::Release);
            }
        };
        let mut watcher = notify::recommended_watcher(tell).map_err(io::Error::other)?;
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .map_err(io::Error::other)?;
        let mut trees = trees();
        trees.retain(|tree| tree.root != folder);
        trees.push(Tree {
            root: folder.to_owned(),
            _watcher: watcher,
        });
        Ok(())
    }
}
