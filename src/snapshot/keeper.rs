//! Keeps what is served up to date: verifies the opened generation, picks up changes to the
//! content, and retries what fails.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    build::Progress,
    data_folder::{DataFolder, Made},
    error::SnapshotError,
    generation::Snapshot,
    guard::guarded,
    watch::Watch,
};
use crate::{content::Lanes, layer::Layer};

/// How long to wait after a failure, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How often all files are compared even if no change was reported.
const LOOK_ANYWAY: Duration = Duration::from_secs(600);

/// What the keeper reports to the server.
pub enum News {
    /// A new snapshot.
    Snapshot(Box<Snapshot>, Made),
    /// The served content is up to date.
    UpToDate,
    /// Something failed; the previous content is still served.
    Failed {
        /// The error.
        error: SnapshotError,
        /// Whether it differs from the previous error.
        is_new: bool,
    },
}

/// Keeps the generations of a data folder up to date.
pub struct Keeper<'a> {
    folder: &'a DataFolder,
    layers: Vec<Layer>,
    lanes: Lanes,
    watch: Watch,
}

impl<'a> Keeper<'a> {
    /// A keeper of these layers; `poll` is the value of `--poll`.
    pub fn new(folder: &'a DataFolder, layers: &[Layer], poll: Option<Duration>) -> Self {
        let lanes = Lanes::new(layers);
        let watch = Watch::new(&lanes, poll);
        Self {
            folder,
            layers: layers.to_vec(),
            lanes: lanes.watched(watch.enter()),
            watch,
        }
    }

    /// Never returns. `current` is the served snapshot, or `None` unless it covers all layers.
    /// `tell` delivers the news and returns the snapshot served afterwards, again `None` unless it
    /// covers all layers.
    pub fn run(
        mut self,
        mut current: Option<Arc<Snapshot>>,
        progress: &Progress,
        mut tell: impl FnMut(News) -> Option<Arc<Snapshot>>,
    ) -> ! {
        let verified = current.as_deref().map(|opened| {
            opened.verify()?;
            self.folder.verify_records(opened)
        });
        let mut is_damaged = false;
        if let Some(Err(error)) = verified {
            tracing::warn!("{error}; rebuilding it");
            is_damaged = true;
        }
        let mut pause = FIRST_PAUSE;
        let mut failure = String::new();
        loop {
            let began = Instant::now();
            let said = self.folder.said();
            if let (false, Some(path)) = (
                is_damaged,
                current.as_deref().and_then(Snapshot::changed_file),
            ) {
                let path = path.display();
                tracing::warn!("{path} is gone or was changed; rebuilding the generation");
                is_damaged = true;
            }
            let looked = guarded(|| self.look(current.as_deref(), is_damaged, progress));
            // An unusable generation is rebuilt the next time; trying it again would fail again.
            is_damaged |= matches!(looked, Err(SnapshotError::Unusable(_)));
            let before = std::mem::take(&mut failure);
            let news = match looked {
                Ok(Some((snapshot, made))) => News::Snapshot(Box::new(snapshot), made),
                Ok(None) => News::UpToDate,
                Err(error) => {
                    failure = error.to_string();
                    let is_new = failure != before;
                    News::Failed { error, is_new }
                }
            };
            let failed = !failure.is_empty();
            let is_look = matches!(news, News::UpToDate);
            let took = is_look.then(|| began.elapsed());
            self.watch.looked(took, &self.lanes);
            is_damaged &= failed;
            current = tell(news);
            // The digest of the listing is empty if a file could not be read: try again soon.
            let complete = current.as_ref().is_some_and(|one| !one.listing.is_empty());
            if failed || !complete {
                let folder = self.folder;
                let is_decided = || folder.said() != said;
                self.watch.wait(pause, &self.lanes, is_decided);
                pause = (pause * 2).min(LONGEST_PAUSE);
            } else {
                pause = FIRST_PAUSE;
                let folder = self.folder;
                let was_changed_outside = || folder.was_changed_outside(current.as_deref());
                self.watch
                    .wait(LOOK_ANYWAY, &self.lanes, was_changed_outside);
            }
        }
    }

    fn look(
        &self,
        current: Option<&Snapshot>,
        is_damaged: bool,
        progress: &Progress,
    ) -> Result<Option<(Snapshot, Made)>, SnapshotError> {
        self.folder.hold(current)?;
        match current {
            Some(current) if !is_damaged => self.folder.refresh(current, &self.lanes, progress),
            _ => {
                // Keep serving the current generation, even if damaged, rather than build one
                // without a folder that is missing.
                let needs_all_folders = current.is_some();
                let built = self.folder.build_with_lanes(
                    &self.layers,
                    needs_all_folders,
                    &self.lanes,
                    progress,
                )?;
                Ok(Some((built, Made::Built)))
            }
        }
    }
}
