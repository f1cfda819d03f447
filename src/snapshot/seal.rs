//! Checks whether the files of a generation are still the ones that were opened.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::files::{INDEX, RECORDS, TABLES, identity};

/// Distinguishes each file of a generation from one that was put in its place, truncated or
/// overwritten. Checking requires no reading.
#[derive(Debug)]
pub(super) struct Seal(Vec<(PathBuf, Option<FileState>)>);

/// The state of a file or folder.
#[derive(Debug, PartialEq, Eq)]
struct FileState {
    identity: (u64, u64),
    /// Length and time of a file.
    content: Option<(u64, Option<SystemTime>)>,
}

impl Seal {
    /// The seal of a generation's folder.
    pub(super) fn of(folder: &Path) -> Self {
        let index = folder.join(INDEX);
        let inside = fs::read_dir(&index).into_iter().flatten().flatten();
        let files = inside.map(|entry| entry.path());
        // The index's own locks come and go.
        let files = files.filter(|path| path.extension().is_none_or(|kind| kind != "lock"));
        let own = [folder.join(TABLES), folder.join(RECORDS), index.clone()];
        let all = own.into_iter().chain(files);
        let sealed = all.map(|path| {
            let state = state(&path);
            (path, state)
        });
        Self(sealed.collect())
    }

    /// The first file that is missing or has changed.
    pub(super) fn broken(&self) -> Option<&Path> {
        let mut broken = self.0.iter().filter(|(path, was)| state(path) != *was);
        broken.next().map(|(path, _)| path.as_path())
    }
}

fn state(path: &Path) -> Option<FileState> {
    let metadata = fs::metadata(path).ok()?;
    let content = (metadata.len(), metadata.modified().ok());
    Some(FileState {
        identity: identity(&metadata),
        content: metadata.is_file().then_some(content),
    })
}
