//! What the desk has made internal: the store says it, and a file beside the generations keeps it
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

/// Asks the store what was made internal; `None` while it can't be asked.
pub type AskStore = dyn Fn() -> Option<MadeInternal> + Send + Sync;

/// What the desk has made internal.
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
        let now = match (self.ask)() {
            Some(now) => now,
            None => return self.kept(),
        };
        if self.kept().ok().as_ref() != Some(&now) {
            let json = serde_json::to_vec(&now).map_err(io::Error::from);
            let json = json.map_err(io_error("can't write", &self.kept))?;
            write_whole(&self.kept, &json)?;
        }
        Ok(now)
    }

    /// Whether the store says something else than what a generation was made with.
    pub(super) fn differ_from(&self, made_with: &MadeInternal) -> bool {
        (self.ask)().is_some_and(|now| now != *made_with)
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

    #[test]
    fn what_was_made_internal_stays_so_while_the_store_does_not_work() {
        let root = tempfile::tempdir().unwrap();
        let said = Arc::new(Mutex::new(None));
        let decisions = || {
            let said = Arc::clone(&said);
            Decisions::new(root.path(), Box::new(move || said.lock().unwrap().clone()))
        };
        assert_eq!(decisions().now().unwrap(), MadeInternal::default());
        let made = MadeInternal {
            articles: [ArticleId::parse("VPN-1").unwrap()].into(),
            guides: ["vpn".to_owned()].into(),
        };
        *said.lock().unwrap() = Some(made.clone());
        assert!(decisions().differ_from(&MadeInternal::default()));
        assert_eq!(decisions().now().unwrap(), made);
        *said.lock().unwrap() = None;
        assert!(!decisions().differ_from(&MadeInternal::default()));
        assert_eq!(decisions().now().unwrap(), made);
        fs::write(root.path().join(FILE), "{").unwrap();
        assert!(decisions().now().is_err());
        *said.lock().unwrap() = Some(MadeInternal::default());
        assert_eq!(decisions().now().unwrap(), MadeInternal::default());
        *said.lock().unwrap() = None;
        assert_eq!(decisions().now().unwrap(), MadeInternal::default());
    }
}
