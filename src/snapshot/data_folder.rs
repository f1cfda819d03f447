//! The data folder: generations on disk, the name of the last good one, and the lock of its one
//! writer.
//!
//! ```text
//! lock                    held while a process uses the folder
//! current                 name of the last good generation
//! generations/NAME/index  the search index
//! generations/NAME/tables library, atlas, guides: postcard, then 32 bytes of BLAKE3 over it
//! generations/NAME/records what the tables took from each file, for the next update
//! generations/NAME/newest_problems  problems of the newest revisions of the guides, likewise
//! guides                  last good revisions of guides
//! made_internal           what editors have made internal, as the store said last
//! public                  the same again, for a portal that everybody can reach
//! ```
//!
//! A generation is built under a name of its own and becomes the current one by a rename, so that a
//! crash at any moment leaves the last good one. Everything here can be deleted: it is rebuilt from
//! the content.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::{
    build::{Progress, build_files},
    checksum::write_checked,
    decisions::{AskStore, Decisions, StoreSays},
    error::SnapshotError,
    files::{
        INDEX, NEWEST_PROBLEMS, RECORDS, TABLES, io_error, part_for, remove_folder, sync_folder,
        write_whole,
    },
    generation::Snapshot,
    lock::{is_held, lock},
    probe::cause,
    record::RecordReader,
    stored::{CURRENT, open_generation},
    update::{Changes, known_files, needs_full_build, update_index, update_records},
};
use crate::{
    audience::Audience,
    content::{Lanes, Listing, Silent},
    layer::Layer,
};

/// Makes the files of a complete generation in an empty folder and returns the generation's name,
/// as [`build_files`] does.
pub type Builder =
    dyn Fn(&Path, &Listing<'_>, &Progress) -> Result<String, SnapshotError> + Send + Sync;

/// A data folder, locked for this process.
pub struct DataFolder {
    /// The whole folder, and the part of it for this audience.
    data: PathBuf,
    root: PathBuf,
    /// Who may see its generations.
    audience: Audience,
    builder: Box<Builder>,
    decisions: Decisions,
    /// Held open: closing it releases the folder.
    lock: Mutex<File>,
}

impl DataFolder {
    /// Opens the folder with the generations for this audience, creates it if necessary, and locks
    /// it.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::InUse`] if another process uses it; an I/O error if it can't be written.
    pub fn open(root: &Path, audience: Audience) -> Result<Self, SnapshotError> {
        let data = root.to_owned();
        let root = part_for(root, audience);
        Ok(Self {
            lock: Mutex::new(lock(&root)?),
            decisions: Decisions::new(&data, Box::new(|| None)),
            data,
            root,
            audience,
            builder: Box::new(build_files),
        })
    }

    /// Makes sure that the folder still exists and belongs to this process, and names the served
    /// generation as the last good one.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::InUse`] if the folder was removed and another process uses a new one; an
    /// I/O error if it can't be created again.
    pub fn hold(&self, current: Option<&Snapshot>) -> Result<(), SnapshotError> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_held(&held, &self.root) {
            *held = lock(&self.root)?;
            let root = self.root.display();
            tracing::warn!("the data folder {root} was removed; creating and locking it again");
        }
        let path = self.root.join(CURRENT);
        match current.map(|current| &current.generation) {
            Some(name) if self.generation(name).is_dir() && !names(&path, name) => {
                write_whole(&path, name.as_bytes())
            }
            _ => Ok(()),
        }
    }

    /// Whether the folder, or the served generation in it, has been changed by someone else, or the
    /// desk has decided something else since.
    pub(super) fn was_changed_outside(&self, current: Option<&Snapshot>) -> bool {
        let held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        !is_held(&held, &self.root)
            || current.is_some_and(|current| {
                self.decisions.differ_from(&current.made_internal)
                    || current.changed_file().is_some()
                    || !names(&self.root.join(CURRENT), &current.generation)
            })
    }

    /// Uses `builder` for full builds, instead of this process.
    pub fn built_by(self, builder: Box<Builder>) -> Self {
        Self { builder, ..self }
    }

    /// Asks the store by `ask` what editors have made internal.
    pub fn with_decisions(self, ask: Box<AskStore>) -> Self {
        Self {
            decisions: Decisions::new(&self.data, ask),
            ..self
        }
    }

    /// Whether a snapshot leaves out all that editors have made internal.
    pub fn covers_decisions(&self, snapshot: &Snapshot) -> bool {
        let now = self.decisions.now();
        now.is_ok_and(|now| snapshot.made_internal.covers(&now))
    }

    /// What the store says about what is internal.
    pub(super) fn said(&self) -> Option<StoreSays> {
        self.decisions.said()
    }

    /// Builds a generation of the layers, makes it the current one and opens it.
    ///
    /// # Errors
    ///
    /// If the data folder can't be written or the index can't be made; the current generation then
    /// stays.
    pub fn build(&self, layers: &[Layer], progress: &Progress) -> Result<Snapshot, SnapshotError> {
        self.build_with_lanes(layers, false, &Lanes::new(layers), progress)
    }

    /// The same, with the lanes of the layers.
    ///
    /// # Errors
    ///
    /// As for [`DataFolder::build`]; also [`SnapshotError::Silent`] if a layer's folder does not
    /// respond and, if `needs_all_folders` is set, [`SnapshotError::Incomplete`] if one is missing.
    pub(super) fn build_with_lanes(
        &self,
        layers: &[Layer],
        needs_all_folders: bool,
        lanes: &Lanes,
        progress: &Progress,
    ) -> Result<Snapshot, SnapshotError> {
        again_if_changed(|| {
            let listing = lanes.listing(layers, BTreeMap::new(), &[])?;
            let listing = self.for_our_audience(listing)?;
            match &listing.incomplete {
                Some(why) if needs_all_folders => Err(SnapshotError::Incomplete(why.clone())),
                _ => self.build_from(&listing, progress),
            }
        })
    }

    /// Applies the changes in the layers since `current` was made, with an update if there are few.
    /// `None` if nothing has changed. A layer that does not respond counts as unchanged, as long as
    /// something has changed in another.
    ///
    /// # Errors
    ///
    /// As for [`DataFolder::build`]; also [`SnapshotError::Incomplete`] if a layer's folder is
    /// missing, and [`SnapshotError::Silent`] if one does not respond and nothing else has changed.
    pub fn refresh(
        &self,
        current: &Snapshot,
        lanes: &Lanes,
        progress: &Progress,
    ) -> Result<Option<(Snapshot, Made)>, SnapshotError> {
        let mut silent = BTreeSet::new();
        let mut last = None;
        loop {
            let made = again_if_changed(|| self.refresh_but(current, lanes, &silent, progress));
            match (made, last.take()) {
                (Err(error @ SnapshotError::Silent(Silent { layer, .. })), _) => {
                    if !silent.insert(layer) {
                        return Err(error);
                    }
                    last = Some(error);
                }
                (Ok(None), Some(error)) => return Err(error),
                (Ok(made), Some(error)) => {
                    tracing::warn!("{error}; its previous content is still served");
                    return Ok(made);
                }
                (made, _) => return made,
            }
        }
    }

    /// The same, treating the `silent` layers as unchanged.
    fn refresh_but(
        &self,
        current: &Snapshot,
        lanes: &Lanes,
        silent: &BTreeSet<usize>,
        progress: &Progress,
    ) -> Result<Option<(Snapshot, Made)>, SnapshotError> {
        let from = self.generation(&current.generation);
        let known = known_files(&from, silent)?;
        let listing = lanes.listing(&current.layers, known, &current.attachments())?;
        let listing = self.for_our_audience(listing)?;
        if let Some(why) = &listing.incomplete {
            return Err(SnapshotError::Incomplete(why.clone()));
        }
        let is_same = listing.is_whole() && listing.digest() == current.listing;
        if is_same && listing.made_internal == current.made_internal {
            return Ok(None);
        }
        let update = match self.update(current, &listing, lanes) {
            // The stored generation is unusable, so everything is rebuilt.
            Err(SnapshotError::Unusable(why)) if silent.is_empty() => {
                tracing::warn!("{why}; rebuilding");
                Update::TooMuch
            }
            update => update?,
        };
        Ok(match update {
            Update::Nothing => None,
            Update::Done(snapshot) => Some((*snapshot, Made::Updated)),
            Update::TooMuch => Some((self.build_from(&listing, progress)?, Made::Built)),
        })
    }

    /// A listing for whoever may see the generations in this folder.
    fn for_our_audience<'l>(&self, listing: Listing<'l>) -> Result<Listing<'l>, SnapshotError> {
        let listing = listing.for_audience(self.audience);
        Ok(listing.with_made_internal(self.decisions.now()?))
    }

    /// Checks that the records of a generation are as they were written.
    pub(super) fn verify_records(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let place = self.generation(&snapshot.generation);
        RecordReader::open(&place.join(RECORDS))?.verify()
    }

    fn update(
        &self,
        current: &Snapshot,
        listing: &Listing<'_>,
        lanes: &Lanes,
    ) -> Result<Update, SnapshotError> {
        let from = self.generation(&current.generation);
        let changes = Changes::since(current, &from, listing)?;
        if changes.is_empty() {
            return Ok(Update::Nothing);
        }
        // A full build would need the layers that do not respond.
        if listing.is_whole() && (changes.are_many() || needs_full_build(current)) {
            return Ok(Update::TooMuch);
        }
        self.make(|place| {
            let mut updated = update_records(current, &from, place, listing, lanes, &changes)?;
            // Words of articles that have become internal would stay in an index that is only
            // updated, and could be offered as corrections of misspelled words.
            if updated.hides && listing.is_whole() {
                return Ok(Update::TooMuch);
            }
            let is_same = updated.derived.name == current.generation;
            // If only dates have changed, the index is not updated.
            updated.derived.tables.updates += u32::from(!is_same);
            let name = updated.derived.name.clone();
            if is_same && !changes.has_new_decisions && updated.derived.tables.listing.is_empty() {
                // A file still can't be read, and nothing else has changed.
                return Ok(Update::Nothing);
            }
            if !is_same {
                update_index(current, &from, place, listing, lanes, &updated)?;
            }
            write_checked(&place.join(TABLES), &updated.derived.tables)?;
            let snapshot = self.adopt(place, &name, listing.layers)?;
            Ok(Update::Done(Box::new(snapshot)))
        })
    }

    fn build_from(
        &self,
        listing: &Listing<'_>,
        progress: &Progress,
    ) -> Result<Snapshot, SnapshotError> {
        self.make(|place| {
            let name = (self.builder)(place, listing, progress)?;
            self.adopt(place, &name, listing.layers)
        })
    }

    /// Makes the files in `place` the current generation, and opens it.
    fn adopt(&self, place: &Path, name: &str, layers: &[Layer]) -> Result<Snapshot, SnapshotError> {
        if place.join(INDEX).exists() {
            self.put(place, name)?;
        } else {
            self.redate(place, name)?;
        }
        self.make_current(name, layers)
    }

    /// Runs `work` on an empty folder for a new generation. After a failure the folder is removed,
    /// so that a full disk has room again.
    fn make<T>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, SnapshotError>,
    ) -> Result<T, SnapshotError> {
        let place = self.generation(&format!("building-{}", std::process::id()));
        remove_folder(&place)?;
        fs::create_dir_all(&place).map_err(io_error("can't create the folder", &place))?;
        let result = work(&place).map_err(|error| cause(error, &place));
        let removed = remove_folder(&place);
        let made = result?;
        removed?;
        Ok(made)
    }

    /// Gives a finished generation its name.
    fn put(&self, place: &Path, name: &str) -> Result<(), SnapshotError> {
        let named = self.generation(name);
        sync_folder(place)?;
        // A damaged generation with the same name is only renamed, which takes no time; it is
        // removed with the others.
        let aside = self.generation(&format!("replaced-{}", std::process::id()));
        remove_folder(&aside)?;
        match fs::rename(&named, &aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io_error("can't rename", &named)(error));
            }
            _ => {}
        }
        fs::rename(place, &named).map_err(io_error("can't rename", place))?;
        sync_folder(&self.root.join("generations"))
    }

    /// Gives a generation new records and tables for the same index: the content is the same, only
    /// the dates are new.
    fn redate(&self, place: &Path, name: &str) -> Result<(), SnapshotError> {
        let named = self.generation(name);
        for file in [RECORDS, TABLES] {
            let path = place.join(file);
            fs::rename(&path, named.join(file)).map_err(io_error("can't rename", &path))?;
        }
        sync_folder(&named)
    }

    fn make_current(&self, name: &str, layers: &[Layer]) -> Result<Snapshot, SnapshotError> {
        let snapshot = open_generation(&self.root, name, layers, self.audience, true)?;
        write_checked(
            &self.generation(name).join(NEWEST_PROBLEMS),
            &snapshot.newest_problems,
        )?;
        write_whole(&self.root.join(CURRENT), name.as_bytes())?;
        self.remove_others(name);
        Ok(snapshot)
    }

    fn generation(&self, name: &str) -> PathBuf {
        self.root.join("generations").join(name)
    }

    /// Removes all other generations. One that is still mapped disappears with the last request
    /// that uses it.
    fn remove_others(&self, keep: &str) {
        let Ok(folders) = fs::read_dir(self.root.join("generations")) else {
            return;
        };
        for folder in folders
            .flatten()
            .filter(|folder| folder.file_name() != keep)
        {
            if let Err(error) = fs::remove_dir_all(folder.path()) {
                tracing::warn!(
                    "can't remove the old generation {}: {error}",
                    folder.path().display()
                );
            }
        }
    }
}

/// Whether the file at `path` names this generation.
fn names(path: &Path, generation: &str) -> bool {
    fs::read(path).is_ok_and(|name| name.trim_ascii() == generation.as_bytes())
}

/// How a snapshot was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// From all files.
    Built,
    /// From the previous one and the files that had changed.
    Updated,
    /// By another process.
    Followed,
}

/// How an update ended.
enum Update {
    /// Nothing had changed.
    Nothing,
    /// Too much had changed: a full build is better.
    TooMuch,
    Done(Box<Snapshot>),
}

/// Retries work if files appeared or disappeared meanwhile: by then, they have probably settled.
fn again_if_changed<T>(
    mut work: impl FnMut() -> Result<T, SnapshotError>,
) -> Result<T, SnapshotError> {
    match work() {
        Err(SnapshotError::Changed(_)) => work(),
        result => result,
    }
}
