//! What editors have made internal: the store says it, and a file beside the generations keeps it
//! for when the store can't be asked.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    error::SnapshotError,
    files::{io_error, write_whole},
};
use crate::content::MadeInternal;

/// The name of the file, which holds JSON.
const FILE: &str = "made_internal";

/// What the store says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreSays {
    /// What is internal.
    pub made: MadeInternal,
    /// What was made internal once, and no longer is.
    pub unmade: MadeInternal,
}

/// Asks the store what was made internal; `None` while it can't be asked.
pub type AskStore = dyn Fn() -> Option<StoreSays> + Send + Sync;

/// What editors have made internal.
pub(super) struct Decisions {
    ask: Box<AskStore>,
    kept: PathBuf,
}

impl Decisions {
    /// Those kept in a part of a data folder.
    pub(super) fn new(root: &Path, ask: Box<AskStore>) -> Self {
        Self {
            ask,
            kept: root.join(FILE),
        }
    }

    /// What is internal now, or when the store could be asked last.
    ///
    /// # Errors
    ///
    /// It can't be kept, or the store can't be asked and what was kept can't be read: then nothing
    /// may be built, since it could show too much.
    pub(super) fn now(&self) -> Result<MadeInternal, SnapshotError> {
        let kept = self.kept();
        let now = match ((self.ask)(), &kept) {
            (None, _) => return kept,
            (Some(StoreSays { made, unmade }), Ok(kept)) => {
                made.with_unknown(kept.clone(), &unmade)
            }
            // What can't be read can't be known.
            (Some(StoreSays { made, .. }), Err(_)) => made,
        };
        if kept.ok().as_ref() != Some(&now) {
            let json = serde_json::to_vec(&now).map_err(io::Error::from);
            let json = json.map_err(io_error("can't write", &self.kept))?;
            write_whole(&self.kept, &json)?;
        }
        Ok(now)
    }

    /// What the store says, without keeping it.
    pub(super) fn said(&self) -> Option<StoreSays> {
        (self.ask)()
    }

    /// Whether a generation was made with something else than what is internal now.
    pub(super) fn differ_from(&self, made_with: &MadeInternal) -> bool {
        self.said().is_some_and(|StoreSays { made, unmade }| {
            let kept = made_with.clone();
            made.with_unknown(kept, &unmade) != *made_with
        })
    }

    fn kept(&self) -> Result<MadeInternal, SnapshotError> {
        let read = match fs::read(&self.kept) {
            Ok(json) => serde_json::from_slice(&json).map_err(io::Error::from),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(MadeInternal::default()),
            Err(error) => Err(error),
        };
        read.map_err(io_error("can't read", &self.kept))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::evidence::ArticleId;

    fn made(ids: &[&str]) -> MadeInternal {
        let of = |id: &&str| (ArticleId::parse(id).unwrap(), Default::default());
        MadeInternal {
            articles: ids.iter().map(of).collect(),
            ..MadeInternal::default()
        }
    }

    #[test]
    fn what_was_made_internal_stays_so_until_the_store_takes_it_back() {
        let root = tempfile::tempdir().unwrap();
        let said = Arc::new(Mutex::new(None));
        let decisions = || {
            let said = Arc::clone(&said);
            Decisions::new(root.path(), Box::new(move || said.lock().unwrap().clone()))
        };
        let says = |made: MadeInternal, unmade: MadeInternal| {
            *said.lock().unwrap() = Some(StoreSays { made, unmade });
        };
        assert_eq!(decisions().now().unwrap(), made(&[]));
        says(made(&["VPN-1"]), made(&[]));
        assert!(decisions().differ_from(&made(&[])));
        assert_eq!(decisions().now().unwrap(), made(&["VPN-1"]));
        // The store does not work.
        *said.lock().unwrap() = None;
        assert!(!decisions().differ_from(&made(&[])));
        assert_eq!(decisions().now().unwrap(), made(&["VPN-1"]));
        // It is another one, or an older one was restored.
        says(made(&["VPN-2"]), made(&[]));
        assert!(decisions().differ_from(&made(&["VPN-1"])));
        assert_eq!(decisions().now().unwrap(), made(&["VPN-1", "VPN-2"]));
        assert!(!decisions().differ_from(&made(&["VPN-1", "VPN-2"])));
        // It says that both are no longer internal.
        says(made(&[]), made(&["VPN-1", "VPN-2"]));
        assert!(decisions().differ_from(&made(&["VPN-1"])));
        assert_eq!(decisions().now().unwrap(), made(&[]));
        // What was kept can't be read.
        *said.lock().unwrap() = None;
        fs::write(root.path().join(FILE), "{").unwrap();
        assert!(decisions().now().is_err());
        says(made(&["VPN-1"]), made(&[]));
        assert_eq!(decisions().now().unwrap(), made(&["VPN-1"]));
    }
}
