//! Notices when something in the content folders may have changed: when the system reports it, or
//! by checking at intervals.
//!
//! It reports only that something has changed, not what: a comparison of all files' sizes and times
//! finds that out, and is correct even if a report of the system was lost.

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

/// How often the system is asked for reports.
const TICK: Duration = Duration::from_millis(100);

/// How often the data folder is checked.
const ASK: Duration = Duration::from_secs(1);

/// A change is over when nothing has followed for this long, or when it has lasted this long.
const REST: Duration = Duration::from_millis(150);
const LONGEST_UNREST: Duration = Duration::from_millis(600);

/// How long to wait between two checks if the system reports nothing.
const POLL: Duration = Duration::from_secs(2);

/// A check may take at most one part in this many of the time.
const POLL_SHARE: u32 = 20;

/// A watch on the folders of some layers.
pub(super) struct Watch {
    /// The identities of the roots when they were last checked.
    identities: Vec<Identity>,
    detection: Detection,
    /// Set if the system does not watch all folders.
    is_blind: Arc<AtomicBool>,
}

/// The identity of a folder: device and file number. `None` if it is missing or does not respond.
type Identity = Option<(u64, u64)>;

/// How changes are noticed.
enum Detection {
    /// Nothing can change: only built-in content.
    Never,
    /// The system reports them.
    System(Box<system::Folders>),
    /// By looking at intervals, which get longer if a look takes long.
    Every {
        /// The shortest pause.
        shortest: Duration,
        /// The pause until the next look.
        pause: Duration,
    },
}

impl Detection {
    fn every(pause: Duration) -> Self {
        Self::Every {
            shortest: pause,
            pause,
        }
    }
}

impl Watch {
    /// A watch that relies on the system's reports, or if `poll` is given, checks at that interval.
    pub(super) fn new(lanes: &Lanes, poll: Option<Duration>) -> Self {
        let is_fixed = lanes.layers().all(|(_, layer)| *layer == Layer::Builtin);
        let detection = match (is_fixed, poll) {
            (true, _) => Detection::Never,
            (false, Some(every)) => Detection::every(every),
            (false, None) => ask_system(),
        };
        Self {
            identities: identities(lanes),
            detection,
            is_blind: Arc::default(),
        }
    }

    /// Also watches a folder. It is called for each folder before that is read, so that no change
    /// is missed.
    pub(super) fn enter(&self) -> Enter {
        let Detection::System(folders) = &self.detection else {
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

    /// Called after a look at all folders. The pause until the next look depends on how long this
    /// one `took`; `None` if something was built as well, so that the time of the look is not
    /// known.
    pub(super) fn looked(&mut self, took: Option<Duration>, lanes: &Lanes) {
        if matches!(self.detection, Detection::System(_)) && self.is_blind.load(Ordering::Acquire) {
            self.detection = Detection::every(POLL);
        }
        if let (Detection::Every { shortest, pause }, Some(took)) = (&mut self.detection, took) {
            *pause = (*shortest).max(took * POLL_SHARE);
        }
        self.identities = identities(lanes);
    }

    /// Waits until something may have changed, at most for `longest`; or until
    /// `was_changed_outside`, which is checked every second.
    pub(super) fn wait(
        &mut self,
        longest: Duration,
        lanes: &Lanes,
        was_changed_outside: impl Fn() -> bool,
    ) {
        let began = Instant::now();
        let mut asked = began;
        let mut changed: Option<(Instant, Instant)> = None;
        loop {
            let now = Instant::now();
            if self.has_report() {
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
                if was_changed_outside() {
                    return;
                }
            }
            std::thread::sleep(TICK.min(longest.saturating_sub(began.elapsed())));
        }
    }

    fn has_report(&mut self) -> bool {
        match &mut self.detection {
            Detection::System(folders) => folders.changed(),
            Detection::Never | Detection::Every { .. } => false,
        }
    }

    fn is_due(&self, began: Instant) -> bool {
        matches!(self.detection, Detection::Every { pause, .. } if began.elapsed() >= pause)
    }
}

/// The current identities of the roots. A folder that was renamed and brought back, or whose link
/// was replaced, has a new one; the system doesn't report that. A folder that responds again has a
/// new one, too.
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

fn ask_system() -> Detection {
    match system::Folders::new() {
        Ok(folders) => Detection::System(Box::new(folders)),
        Err(error) => {
            tracing::warn!(
                "the system can't report changed files ({error}); checking every {} s or more",
                POLL.as_secs()
            );
            Detection::every(POLL)
        }
    }
}

/// Reports of the system on Linux: inotify, with one watch per folder.
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

        /// Whether anything was reported since the last call.
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

    /// Watches a folder; has no effect if it is already watched.
    pub(super) fn add(watches: &Watches, folder: &Path) -> io::Result<()> {
        let mask = WatchMask::CREATE
            | WatchMask::CLOSE_WRITE
            | WatchMask::MODIFY
            | WatchMask::MOVE
            | WatchMask::DELETE
            | WatchMask::ATTRIB
            | WatchMask::ONLYDIR;
        // A folder that is missing or unreadable has nothing to report; reading it will report
        // that.
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

/// Reports of other systems, with one watch per tree.
///
/// `notify` would also work on Linux, but creates all watches on a single thread: a folder whose
/// file system hangs would block that thread, and the other folders would stay unwatched. So on
/// Linux, each watch is created in the lane of its folder.
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
        is_reported: Arc<AtomicBool>,
    }

    struct Tree {
        root: PathBuf,
        /// Watches as long as it exists.
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

        /// Whether anything was reported since the last call.
        pub(super) fn changed(&mut self) -> bool {
            self.is_reported.swap(false, Ordering::AcqRel)
        }
    }

    /// Watches a folder and everything below it; has no effect if it is inside a watched tree. The
    /// root of a tree gets a new watch each time, since it may be a different folder by now.
    pub(super) fn add(folders: &Folders, folder: &Path) -> io::Result<()> {
        let trees = || folders.trees.lock().unwrap_or_else(PoisonError::into_inner);
        let is_below = |tree: &Tree| folder != tree.root && folder.starts_with(&tree.root);
        // A folder that is missing has nothing to report; reading it will report that.
        if trees().iter().any(is_below) || !folder.is_dir() {
            return Ok(());
        }
        let is_reported = Arc::clone(&folders.is_reported);
        let on_event = move |event: notify::Result<notify::Event>| {
            if !event.is_ok_and(|event| event.kind.is_access()) {
                is_reported.store(true, Ordering::Release);
            }
        };
        let mut watcher = notify::recommended_watcher(on_event).map_err(io::Error::other)?;
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
