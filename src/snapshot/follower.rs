//! Follows the generations that another process builds, without writing anything: several machines
//! can serve what one of them has built.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use super::{
    error::SnapshotError,
    files::{TABLES, part_for},
    generation::Snapshot,
    stored::{current_name, look_at},
};
use crate::{audience::Audience, layer::Layer};

/// How often a new generation is looked for.
const PAUSE: Duration = Duration::from_secs(1);

/// The data folder of the process that builds, or a copy of it.
pub struct Follower {
    root: PathBuf,
    layers: Vec<Layer>,
    audience: Audience,
}

impl Follower {
    /// A follower of the generations of these layers for an audience in the data folder `root`.
    pub fn new(root: &Path, layers: &[Layer], audience: Audience) -> Self {
        Self {
            root: root.to_owned(),
            layers: layers.to_vec(),
            audience,
        }
    }

    /// Opens the current generation and verifies it.
    ///
    /// # Errors
    ///
    /// There is none, it was built from other layers or by another release, or it is damaged.
    pub fn open(&self) -> Result<Snapshot, SnapshotError> {
        let snapshot = look_at(&self.root, &self.layers, self.audience)?;
        snapshot.verify()?;
        Ok(snapshot)
    }

    /// Never returns. Passes each new generation after `current`, and each new error, to `report`.
    pub fn run(
        &self,
        current: Option<&Snapshot>,
        mut report: impl FnMut(Result<Snapshot, SnapshotError>),
    ) -> ! {
        let mut failure = String::new();
        let mut seen = current.and_then(|_| self.state());
        loop {
            thread::sleep(PAUSE);
            let state = self.state();
            if state.is_some() && state == seen {
                continue;
            }
            match self.open() {
                Ok(snapshot) => {
                    failure.clear();
                    seen = state;
                    report(Ok(snapshot));
                }
                // The generation may still be being copied, so the same error is not repeated.
                Err(error) if error.to_string() == failure => {}
                Err(error) => {
                    failure = error.to_string();
                    report(Err(error));
                }
            }
        }
    }

    /// What changes with each new generation: its name, and when its tables were written. The name
    /// alone is not enough: a public generation keeps it if only internal content changes.
    fn state(&self) -> Option<(String, SystemTime, u64)> {
        let root = part_for(&self.root, self.audience);
        let name = current_name(&root)?;
        let tables = root.join("generations").join(&name).join(TABLES);
        let tables = fs::metadata(tables).ok()?;
        Some((name, tables.modified().ok()?, tables.len()))
    }
}
