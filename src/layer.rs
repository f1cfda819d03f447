//! Layers: where articles and guides come from. The built-in knowledge base is one, each mounted folder another.
//!
//! A layer lists its files and gives their bytes; what they mean is for the readers. A later layer's
//! article stands in for an earlier one's of the same id.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "kb/"]
struct Builtin;

/// The deepest folder below a layer's root that is looked into.
const DEEPEST: usize = 16;

/// Bytes that most articles have at most.
const USUAL_FILE: usize = 16 << 10;

/// One place that content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// What the binary carries.
    Builtin,
    /// A folder on this machine.
    Folder(PathBuf),
}

/// A file of a layer, as it was when listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LayerFile {
    /// Path below the layer's root, with `/` between its parts.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Last change in nanoseconds since 1970; 0 for built-in files.
    pub modified: u64,
}

/// The files of a layer, and what could not be listed.
#[derive(Debug, Default)]
pub struct Listed {
    /// By path.
    pub files: Vec<LayerFile>,
    /// Folders that can't be read and the like.
    pub problems: Vec<Problem>,
    /// Why this may not be all: the layer's root is not there, or a folder failed in a way that may pass.
    pub incomplete: Option<String>,
}

impl LayerFile {
    /// The folder part of the path, without a trailing slash; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name without folder.
    pub fn name(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or(&self.path, |(_, name)| name)
    }

    /// The name without its extension; for `README.md` the folder's name, as the archive has it.
    pub fn stem(&self) -> &str {
        let stem = self
            .name()
            .rsplit_once('.')
            .map_or(self.name(), |(stem, _)| stem);
        if stem.eq_ignore_ascii_case("readme") || stem.eq_ignore_ascii_case("index") {
            self.folder().rsplit('/').next().unwrap_or_default()
        } else {
            stem
        }
    }

    /// Whether the name says that this may be an article.
    pub fn may_be_article(&self) -> bool {
        self.has_extension(&["md", "markdown", "txt"])
    }

    /// Whether these are the layer's synonyms: `synonyms.txt` at its root.
    pub fn is_synonyms(&self) -> bool {
        self.path.eq_ignore_ascii_case("synonyms.txt")
    }

    /// Whether the name says that this is a guide.
    pub fn may_be_guide(&self) -> bool {
        self.has_extension(&["toml"])
    }

    fn has_extension(&self, wanted: &[&str]) -> bool {
        self.name()
            .rsplit_once('.')
            .is_some_and(|(_, ext)| wanted.iter().any(|one| ext.eq_ignore_ascii_case(one)))
    }
}

impl Layer {
    /// What a person calls this layer.
    pub fn name(&self) -> String {
        match self {
            Self::Builtin => "built-in".to_owned(),
            Self::Folder(root) => root.display().to_string(),
        }
    }

    /// What a page calls this layer: no more of the path than the last two folders.
    pub fn label(&self) -> String {
        match self {
            Self::Builtin => self.name(),
            Self::Folder(root) => {
                let parts: Vec<_> = root.iter().map(|part| part.to_string_lossy()).collect();
                parts
                    .get(parts.len().saturating_sub(2)..)
                    .unwrap_or_default()
                    .join("/")
            }
        }
    }

    /// Every file, sorted by path, hidden ones aside. `enter` is told of each folder before it is read, so that whoever
    /// watches it misses nothing.
    pub fn files(&self, enter: &mut dyn FnMut(&Path)) -> Listed {
        let mut walk = Walk {
            listed: Listed::default(),
            enter,
        };
        match self {
            Self::Builtin => walk
                .listed
                .files
                .extend(Builtin::iter().map(|path| LayerFile {
                    size: Builtin::get(&path).map_or(0, |file| file.data.len() as u64),
                    path: path.into_owned(),
                    modified: 0,
                })),
            Self::Folder(root) => walk.list(root, "", DEEPEST),
        }
        walk.listed.files.sort();
        walk.listed
    }

    /// Size and time of a file as [`Layer::files`] lists them, now; zeros where it is gone.
    pub fn stat(&self, path: &str) -> (u64, u64) {
        match self {
            Self::Builtin => Builtin::get(path).map_or((0, 0), |file| (file.data.len() as u64, 0)),
            Self::Folder(root) => {
                fs::symlink_metadata(root.join(path)).map_or((0, 0), |metadata| stat(&metadata))
            }
        }
    }

    /// The bytes of a file that [`Layer::files`] has listed.
    ///
    /// # Errors
    ///
    /// As the file system says; a path that leaves the layer is not found, a file of more than `limit` bytes is too large.
    pub fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Builtin => Builtin::get(path)
                .map(|file| file.data.into_owned())
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound)),
            Self::Folder(root) => {
                let leaves = path.split('/').any(|part| part == ".." || part.is_empty());
                if leaves {
                    return Err(io::Error::from(io::ErrorKind::NotFound));
                }
                // Room for most of them, which are then read by one call.
                let mut bytes = Vec::with_capacity(USUAL_FILE);
                fs::File::open(root.join(path))?
                    .take(limit.saturating_add(1))
                    .read_to_end(&mut bytes)?;
                if bytes.len() as u64 > limit {
                    return Err(io::Error::from(io::ErrorKind::FileTooLarge));
                }
                Ok(bytes)
            }
        }
    }
}

/// Bytes of a file, and its last change in nanoseconds since 1970.
fn stat(metadata: &fs::Metadata) -> (u64, u64) {
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|age| u64::try_from(age.as_nanos()).ok())
        .unwrap_or_default();
    (metadata.len(), modified)
}

/// Goes through the folders of a layer.
struct Walk<'a> {
    listed: Listed,
    enter: &'a mut dyn FnMut(&Path),
}

impl Walk<'_> {
    fn list(&mut self, folder: &Path, prefix: &str, depth: usize) {
        (self.enter)(folder);
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            // Removed since its parent was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !prefix.is_empty() => return,
            Err(error) => return self.unreadable(folder, prefix, &error),
        };
        for entry in entries {
            match entry.and_then(|entry| self.take(&entry, prefix, depth)) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return self.unreadable(folder, prefix, &error),
            }
        }
    }

    /// Takes up a file, or what is in a folder. Links are not followed, so that none leads out of the layer.
    fn take(&mut self, entry: &fs::DirEntry, prefix: &str, depth: usize) -> io::Result<()> {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let message = "a file name here is not valid UTF-8; skipped";
            let problem = Problem::warning(prefix, 0, message);
            self.listed.problems.push(problem);
            return Ok(());
        };
        if name.starts_with('.') {
            return Ok(());
        }
        // Mostly the folder itself says this, without a look at the entry.
        let kind = entry.file_type()?;
        let path = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}/{name}")
        };
        if kind.is_dir() && depth == 0 {
            let problem = Problem::warning(path, 0, "this folder lies too deep; skipped");
            self.listed.problems.push(problem);
        } else if kind.is_dir() {
            self.list(&entry.path(), &path, depth - 1);
        } else if kind.is_file() {
            let (size, modified) = stat(&entry.metadata()?);
            self.listed.files.push(LayerFile {
                path,
                size,
                modified,
            });
        }
        Ok(())
    }

    fn unreadable(&mut self, folder: &Path, prefix: &str, error: &io::Error) {
        if prefix.is_empty() || error.kind() != io::ErrorKind::PermissionDenied {
            let why = || format!("{}: {error}", folder.display());
            self.listed.incomplete.get_or_insert_with(why);
        }
        let shown = folder.display().to_string();
        self.listed.problems.push(
            Problem::error(shown, 0, format!("this folder can't be read: {error}"))
                .suggest("check that it exists and that its rights let Fixpath read it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_article() {
        for (path, stem) in [
            ("168/Q168465/README.md", "Q168465"),
            ("168/Q168465.TXT", "Q168465"),
            ("VPN-012.md", "VPN-012"),
            ("README.md", ""),
        ] {
            let file = LayerFile {
                path: path.to_owned(),
                size: 0,
                modified: 0,
            };
            assert_eq!(file.stem(), stem, "{path}");
        }
    }

    #[test]
    fn no_path_leaves_the_layer() {
        let layer = Layer::Folder(PathBuf::from("src"));
        for path in [
            "../Cargo.toml",
            "web/../../Cargo.toml",
            "/etc/hosts",
            "a//b",
        ] {
            assert!(layer.read(path, u64::MAX).is_err(), "{path}");
        }
    }

    #[test]
    fn a_missing_folder_is_a_problem() {
        let listed = Layer::Folder(PathBuf::from("no-such-folder")).files(&mut |_| {});
        assert!(listed.files.is_empty());
        assert_eq!(listed.problems.len(), 1);
        assert!(listed.incomplete.is_some());
    }
}
