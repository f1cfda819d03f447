//! Keeps what is served up to date: verifies the generation that was opened, takes up changes of the content, and tries again
//! after whatever fails.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{DataFolder, Lanes, Made, Progress, Snapshot, SnapshotError, guarded, watch::Watch};
use crate::layer::Layer;

/// How long to wait after a failure, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long to wait before all files are compared even though nothing was told.
const LOOK_ANYWAY: Duration = Duration::from_secs(600);

/// What the keeper tells whoever serves.
pub enum News {
    /// A new snapshot.
    Snapshot(Box<Snapshot>, Made),
    /// The content served is what there is.
    UpToDate,
    /// Something failed; what was served before is served on.
    Failed(SnapshotError),
}

/// Keeps the generations of a data folder up to date.
pub struct Keeper<'a> {
    folder: &'a DataFolder,
    layers: Vec<Layer>,
    lanes: Lanes,
    watch: Watch,
}

impl<'a> Keeper<'a> {
    /// A keeper of these layers; `poll` as `--poll` gives it.
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

    /// Goes on for as long as the process lives. `current` is what is served, where that is of all layers; `tell` gives back
    /// what is served after the news, on the same terms.
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
            tracing::warn!("{error}; it is being built anew");
            is_damaged = true;
        }
        let mut pause = FIRST_PAUSE;
        loop {
            let began = Instant::now();
            let looked = guarded(|| self.look(current.as_deref(), is_damaged, progress));
            // What is of no use is built anew the next time, rather than tried again.
            is_damaged |= matches!(looked, Err(SnapshotError::Unusable(_)));
            let (news, failed) = match looked {
                Ok(Some((snapshot, made))) => (News::Snapshot(Box::new(snapshot), made), false),
                Ok(None) => (News::UpToDate, false),
                Err(error) => (News::Failed(error), true),
            };
            self.watch.looked(began.elapsed(), &self.lanes);
            is_damaged &= failed;
            current = tell(news);
            // A file that could not be read is tried again, too.
            let complete = current.as_ref().is_some_and(|one| !one.listing.is_empty());
            if failed || !complete {
                self.watch.wait(pause, &self.lanes);
                pause = (pause * 2).min(LONGEST_PAUSE);
            } else {
                pause = FIRST_PAUSE;
                self.watch.wait(LOOK_ANYWAY, &self.lanes);
            }
        }
    }

    fn look(
        &self,
        current: Option<&Snapshot>,
        is_damaged: bool,
        progress: &Progress,
    ) -> Result<Option<(Snapshot, Made)>, SnapshotError> {
        match current {
            Some(current) if !is_damaged => self.folder.refresh(current, &self.lanes, progress),
            _ => {
                // What is served, even if damaged, is better than what is left while a folder is away.
                let whole = current.is_some();
                let built = self
                    .folder
                    .build_whole(&self.layers, whole, &self.lanes, progress)?;
                Ok(Some((built, Made::Built)))
            }
        }
    }
}
