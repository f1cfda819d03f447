//! The data folder: generations on disk, the name of the last good one, and the lock of its one writer.
//!
//! ```text
//! lock                    held while a process uses the folder
//! current                 name of the last good generation
//! generations/NAME/index  the search index
//! generations/NAME/tables library, atlas, guides: postcard, then 32 bytes of BLAKE3 over it
//! ```
//!
//! A generation is built under a name of its own and becomes the current one by a rename, so that a crash at any
//! moment leaves the last good one. Everything here can be deleted: it is rebuilt from the content.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    Progress, Snapshot, SnapshotError, Tables,
    build::{first_pass, second_pass},
    content::Listing,
};
use crate::{layer::Layer, search::Index};

/// The digest of the program that builds generations: another program rebuilds.
const BUILD: &str = env!("FIXPATH_BUILD");

/// Bytes of the checksum at the end of the tables.
const CHECKSUM: usize = 32;

/// A data folder, locked for this process.
pub struct DataFolder {
    root: PathBuf,
    /// Held, never read: closing it gives the folder free.
    _lock: File,
}

impl DataFolder {
    /// Opens the folder, makes it where it isn't there, and locks it.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::InUse`] where another process has it; an I/O error where it can't be written.
    pub fn open(root: &Path) -> Result<Self, SnapshotError> {
        let generations = root.join("generations");
        fs::create_dir_all(&generations)
            .map_err(io_error("can't make the folder", &generations))?;
        let path = root.join("lock");
        let lock = File::create(&path).map_err(io_error("can't write", &path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                root: root.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(SnapshotError::InUse(root.display().to_string())),
            Err(TryLockError::Error(error)) => Err(io_error("can't lock", &path)(error)),
        }
    }

    /// Builds a generation of the layers, makes it the current one and opens it.
    ///
    /// # Errors
    ///
    /// Where the data folder can't be written or the index can't be made; the current generation stays.
    pub fn build(&self, layers: &[Layer], progress: &Progress) -> Result<Snapshot, SnapshotError> {
        match self.build_once(layers, progress) {
            // Files came or went between the passes: the second look finds them at rest.
            Err(SnapshotError::Changed(_)) => self.build_once(layers, progress),
            result => result,
        }
    }

    fn build_once(&self, layers: &[Layer], progress: &Progress) -> Result<Snapshot, SnapshotError> {
        let listing = Listing::new(layers);
        let first = first_pass(&listing, progress);
        let digest = blake3::hash(format!("{BUILD} {}", first.digest).as_bytes()).to_hex();
        let name: String = digest.chars().take(16).collect();
        let place = self.generation(&name);
        if Index::open(&place.join("index"))
            .is_ok_and(|index| index.validate().is_ok_and(|good| good))
        {
            // The same content under other dates: the index stays, it may be in use.
            write_tables(&place.join("tables"), &first.tables)?;
            return self.make_current(&name, layers);
        }
        let building = self.generation(&format!("building-{}", std::process::id()));
        remove_folder(&building)?;
        let index = building.join("index");
        fs::create_dir_all(&index).map_err(io_error("can't make the folder", &index))?;
        second_pass(&listing, &first, &index, progress)?;
        write_tables(&building.join("tables"), &first.tables)?;
        remove_folder(&place)?;
        fs::rename(&building, &place).map_err(io_error("can't rename", &building))?;
        self.make_current(&name, layers)
    }

    fn make_current(&self, name: &str, layers: &[Layer]) -> Result<Snapshot, SnapshotError> {
        let snapshot = open_generation(&self.root, name, layers)?;
        write_whole(&self.root.join("current"), name.as_bytes())?;
        self.remove_others(name);
        Ok(snapshot)
    }

    fn generation(&self, name: &str) -> PathBuf {
        self.root.join("generations").join(name)
    }

    /// Removes all other generations. One that is still mapped goes when the last request lets go of it.
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

/// The last good generation of these layers in the data folder `root`, opened and verified; `None` where there is none
/// that fits this build. Needs no lock: a generation never changes.
pub fn last_good(root: &Path, layers: &[Layer]) -> Option<Snapshot> {
    let name = fs::read_to_string(root.join("current")).ok()?;
    let name = name.trim();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    match open_generation(root, name, layers) {
        Ok(snapshot) => Some(snapshot),
        Err(error) => {
            tracing::warn!("{error}; it will be built anew");
            None
        }
    }
}

fn open_generation(root: &Path, name: &str, layers: &[Layer]) -> Result<Snapshot, SnapshotError> {
    let folder = root.join("generations").join(name);
    let unusable = |why: &str| SnapshotError::Unusable(why.to_owned());
    let tables = read_tables(&folder.join("tables"))?;
    if tables.layers != layers.iter().map(Layer::name).collect::<Vec<_>>() {
        return Err(unusable("it was built from other folders"));
    }
    let index = Index::open(&folder.join("index"))?;
    if !index.validate()? {
        return Err(unusable("the index fails its checksums"));
    }
    if index.len() != tables.library.len() as u64 {
        return Err(unusable("index and tables differ in length"));
    }
    Ok(Snapshot::new(
        name.to_owned(),
        tables,
        index,
        layers.to_vec(),
    ))
}

fn read_tables(path: &Path) -> Result<Tables, SnapshotError> {
    let bytes = fs::read(path).map_err(io_error("can't read", path))?;
    let unusable = |why: &str| SnapshotError::Unusable(why.to_owned());
    let at = bytes
        .len()
        .checked_sub(CHECKSUM)
        .ok_or_else(|| unusable("the tables are cut short"))?;
    let (body, checksum) = bytes.split_at(at);
    if hash_of(body).as_slice() != checksum {
        return Err(unusable(
            "the tables fail their checksum, or are another build's",
        ));
    }
    postcard::from_bytes(body).map_err(|error| SnapshotError::Unusable(error.to_string()))
}

fn write_tables(path: &Path, tables: &Tables) -> Result<(), SnapshotError> {
    let mut bytes =
        postcard::to_stdvec(tables).map_err(|error| SnapshotError::Unusable(error.to_string()))?;
    let checksum = hash_of(&bytes);
    bytes.extend(checksum);
    write_whole(path, &bytes)
}

/// The checksum takes the build in, so that another build's tables never fit.
fn hash_of(bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(BUILD.as_bytes()).update(bytes);
    *hasher.finalize().as_bytes()
}

/// Writes a file so that after a crash it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), SnapshotError> {
    let beside = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(io_error("can't write", path))
}

fn remove_folder(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error("can't remove", path)(error))
        }
        _ => Ok(()),
    }
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SnapshotError {
    let path = path.display().to_string();
    move |error| SnapshotError::Io { what, path, error }
}
