//! Layers: where articles and guides come from. The built-in knowledge base is one, each mounted folder another.
//!
//! A layer lists its files and gives their bytes; what they mean is for the readers. A later layer's
//! article stands in for an earlier one's of the same id.

mod beneath;
mod pulse;
mod walk;

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

pub use beneath::Refused;
pub use pulse::Pulse;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "kb/"]
struct Builtin;

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
    /// watches it misses nothing; the pulse beats with each entry.
    pub fn files(&self, pulse: &Pulse, enter: &mut dyn FnMut(&Path)) -> Listed {
        let mut listed = match self {
            Self::Builtin => Listed {
                files: Builtin::iter()
                    .map(|path| LayerFile {
                        size: Builtin::get(&path).map_or(0, |file| file.data.len() as u64),
                        path: path.into_owned(),
                        modified: 0,
                    })
                    .collect(),
                ..Listed::default()
            },
            Self::Folder(root) => walk::walk(root, pulse, enter),
        };
        listed.files.sort();
        listed
    }

    /// The bytes of a file that [`Layer::files`] has listed.
    ///
    /// # Errors
    ///
    /// As the file system says; a file of more than `limit` bytes is too large, and what leads out of the layer or is no file is
    /// [`Refused`].
    pub fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        Ok(self.fetch(path, limit)?.bytes)
    }

    /// The same, with the size and time that the file had then.
    ///
    /// # Errors
    ///
    /// As [`Layer::read`].
    pub fn fetch(&self, path: &str, limit: u64) -> io::Result<Fetched> {
        match self {
            Self::Builtin => {
                let file = Builtin::get(path).ok_or(io::ErrorKind::NotFound)?;
                Ok(Fetched {
                    size: file.data.len() as u64,
                    modified: 0,
                    bytes: file.data.into_owned(),
                })
            }
            Self::Folder(root) => {
                let mut file = beneath::open(root, path)?;
                // Room for most of them, which are then read by one call.
                let mut bytes = Vec::with_capacity(USUAL_FILE);
                (&mut file)
                    .take(limit.saturating_add(1))
                    .read_to_end(&mut bytes)?;
                if bytes.len() as u64 > limit {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                let (size, modified) = walk::stat(&rustix::fs::fstat(&file)?);
                Ok(Fetched {
                    bytes,
                    size,
                    modified,
                })
            }
        }
    }
}

/// A file's bytes, and what it was when they had been read.
#[derive(Debug)]
pub struct Fetched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    size: u64,
    modified: u64,
}

impl Fetched {
    /// Whether the file was still as it had been listed.
    pub fn is_as_listed(&self, file: &LayerFile) -> bool {
        (self.size, self.modified) == (file.size, file.modified)
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
        let listed =
            Layer::Folder(PathBuf::from("no-such-folder")).files(&Pulse::default(), &mut |_| {});
        assert!(listed.files.is_empty());
        assert_eq!(listed.problems.len(), 1);
        assert!(listed.incomplete.is_some());
    }
}
