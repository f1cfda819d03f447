//! A single thread per folder does every file operation that could hang. Callers continue without
//! an answer if the thread doesn't respond.
//!
//! A thread that hangs gets no more work until it responds again, so there is never a second one.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use super::{fetch::fetch, file::Content, listing::Listing, stamp::Stamp};
use crate::layer::{Layer, LayerFile, Listed, Pulse};

/// How long a folder may take to respond. A disk that must start, or a slow network, takes some
/// seconds.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Called with each folder before it is read.
pub type Enter = Arc<dyn Fn(&Path) + Send + Sync>;

/// The file system below a folder of the content hangs.
#[derive(Debug, thiserror::Error)]
#[error("the folder {folder} has not responded for {} s", timeout.as_secs())]
pub struct Silent {
    /// Index of the layer.
    pub layer: usize,
    /// Its folder.
    pub folder: String,
    /// How long the caller waited.
    pub timeout: Duration,
}

impl Silent {
    /// The error for a layer that does not respond.
    pub fn new(layer: usize, source: &Layer, timeout: Duration) -> Self {
        Self {
            layer,
            folder: source.name(),
            timeout,
        }
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// The lanes of some layers.
pub struct Lanes {
    lanes: Vec<Lane>,
    timeout: Duration,
    enter: Enter,
}

struct Lane {
    layer: Layer,
    pulse: Arc<Pulse>,
    /// `None` if nothing can hang, or no thread could be started.
    jobs: Option<Sender<Job>>,
}

impl Lanes {
    /// The lanes of these layers.
    pub fn new(layers: &[Layer]) -> Self {
        Self {
            lanes: layers.iter().map(Lane::new).collect(),
            timeout: TIMEOUT,
            enter: Arc::new(|_| {}),
        }
    }

    /// With another timeout.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// Calls `enter` with each folder before it is read, so that a watch can start before that.
    pub fn watched(self, enter: Enter) -> Self {
        Self { enter, ..self }
    }

    /// The layers, by their index.
    pub fn layers(&self) -> impl Iterator<Item = (usize, &Layer)> {
        self.lanes.iter().map(|lane| &lane.layer).enumerate()
    }

    /// Does `work` on the layer's thread.
    ///
    /// # Errors
    ///
    /// [`Silent`] if the layer shows no progress until the timeout, and at once if earlier work
    /// still hangs.
    pub fn ask<T: Send + 'static>(
        &self,
        layer: usize,
        work: impl FnOnce(&Layer, &Pulse) -> T + Send + 'static,
    ) -> Result<T, Silent> {
        let Some(lane) = self.lanes.get(layer) else {
            // There is no such layer, so nothing would ever respond.
            return Err(Silent {
                layer,
                folder: String::new(),
                timeout: self.timeout,
            });
        };
        let silent = || Silent::new(layer, &lane.layer, self.timeout);
        let Some(jobs) = &lane.jobs else {
            return Ok(work(&lane.layer, &lane.pulse));
        };
        if lane.pulse.is_waiting() {
            return Err(silent());
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        let (source, pulse) = (lane.layer.clone(), Arc::clone(&lane.pulse));
        let job = Box::new(move || {
            let answer = pulse.ask(|| work(&source, &pulse));
            // The caller may have stopped waiting.
            let _ = sender.send(answer);
        });
        jobs.send(job).map_err(|_| silent())?;
        loop {
            let left = self.timeout.saturating_sub(lane.pulse.silence());
            if left.is_zero() {
                return Err(silent());
            }
            match receiver.recv_timeout(left) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(silent()),
            }
        }
    }

    /// Lists the files of all layers, except for layers whose files are `known`. For those, the
    /// files that articles may link to are taken from `attachments`, layer by layer.
    pub fn listing<'a>(
        &self,
        layers: &'a [Layer],
        known: BTreeMap<usize, Vec<Stamp>>,
        attachments: &[Vec<String>],
    ) -> Result<Listing<'a>, Silent> {
        let listed = self.layers().map(|(layer, _)| match known.get(&layer) {
            None => self.list(layer),
            Some(stamps) => {
                let attachments = attachments.get(layer).into_iter().flatten();
                let attachments = attachments.map(|path| LayerFile {
                    path: path.clone(),
                    size: 0,
                    modified: 0,
                    identity: 0,
                });
                let files = stamps.iter().map(|stamp| stamp.file.clone());
                let mut files: Vec<LayerFile> = files.chain(attachments).collect();
                files.sort();
                Ok(Listed {
                    files,
                    ..Listed::default()
                })
            }
        });
        let listed = listed.collect::<Result<_, _>>()?;
        let pulses = layers.iter().map(|_| Arc::default()).collect();
        let known = known.into_values().flatten();
        Ok(Listing::of(layers, listed, known, pulses))
    }

    fn list(&self, layer: usize) -> Result<Listed, Silent> {
        let enter = Arc::clone(&self.enter);
        self.ask(layer, move |source, pulse| {
            source.files(pulse, &mut |folder| enter(folder))
        })
    }

    /// Reads one of the files of a listing.
    pub fn read(
        &self,
        listing: &Listing<'_>,
        layer: usize,
        file: &LayerFile,
    ) -> Result<Content, Silent> {
        let listed = file.clone();
        let fetched = self.ask(layer, move |source, _| fetch(source, &listed))?;
        Ok(listing.content(layer, file, fetched))
    }
}

impl Lane {
    fn new(layer: &Layer) -> Self {
        let jobs = match layer {
            Layer::Builtin => None,
            Layer::Folder(_) => {
                let (sender, receiver) = mpsc::channel::<Job>();
                let run = move || receiver.into_iter().for_each(|job| job());
                let started = thread::Builder::new().name("folder".to_owned()).spawn(run);
                started.is_ok().then_some(sender)
            }
        };
        Self {
            layer: layer.clone(),
            pulse: Arc::default(),
            jobs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_that_hangs_is_abandoned_once_and_picked_up_again() {
        let folder = |name: &str| Layer::folder(name);
        let lanes = Lanes::new(&[folder("a"), folder("b")]).with_timeout(Duration::from_millis(20));
        let (release, wait) = mpsc::channel::<()>();
        let first = lanes.ask(0, move |_, _| wait.recv().is_ok());
        assert!(matches!(first, Err(Silent { layer: 0, .. })));
        // Work that is given to it meanwhile is not even tried.
        for _ in 0..3 {
            let (tried, ask) = mpsc::channel::<()>();
            assert!(lanes.ask(0, move |_, _| ask.recv()).is_err());
            assert!(tried.send(()).is_err());
        }
        assert_eq!(lanes.ask(1, |layer, _| layer.name()).unwrap(), "b");
        release.send(()).unwrap();
        while lanes.ask(0, |_, _| ()).is_err() {
            thread::yield_now();
        }
    }

    #[test]
    fn a_layer_that_shows_progress_is_waited_for() {
        let lanes = Lanes::new(&[Layer::folder("a")]);
        let lanes = lanes.with_timeout(Duration::from_millis(200));
        let answer = lanes.ask(0, |_, pulse| {
            for _ in 0..40 {
                thread::sleep(Duration::from_millis(10));
                pulse.beat();
            }
        });
        assert!(answer.is_ok());
    }
}
