//! What a layer is, and the bytes of its files.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::{
    beneath,
    file::{LayerFile, Listed},
    folder::Folder,
    pulse::Pulse,
    walk,
};

/// The files of `kb`, by path.
const BUILTIN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/carried_kb.rs"));

/// Most articles have at most this many bytes.
const USUAL_FILE: usize = 16 << 10;

/// One place that content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// The built-in files of the binary.
    Builtin,
    /// A folder on this machine.
    Folder(Folder),
}

impl Layer {
    /// A folder without a name or a website.
    pub fn folder(root: impl Into<PathBuf>) -> Self {
        Self::Folder(Folder::from(root.into()))
    }

    /// What content depends on besides the files: the folder, its name, the website that they were
    /// written for, and whether they are internal.
    pub fn identity(&self) -> String {
        match self {
            Self::Builtin => self.name(),
            Self::Folder(_) => format!("{}\n{}", self.settings(), self.name()),
        }
    }

    /// What pages depend on, wherever the files are: the layer's name, website and visibility.
    pub fn settings(&self) -> String {
        match self {
            Self::Builtin => String::new(),
            Self::Folder(folder) => {
                let internal = if folder.internal { "\ninternal" } else { "" };
                format!("{}\n{}{internal}", folder.name, folder.site)
            }
        }
    }

    /// Whether everything in it is internal unless an article or an index page says otherwise.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Folder(folder) if folder.internal)
    }

    /// The target of a link from the root of the website that this layer was written for.
    pub fn website_link(&self, target: &str) -> Option<String> {
        match self {
            Self::Builtin => None,
            Self::Folder(folder) => folder.website_link(target),
        }
    }

    /// The layer's name for people.
    pub fn name(&self) -> String {
        match self {
            Self::Builtin => "built-in".to_owned(),
            Self::Folder(folder) => folder.root.display().to_string(),
        }
    }

    /// The layer's name on pages: the name that it was given, or else at most the last two folders
    /// of the path.
    pub fn label(&self) -> String {
        match self {
            Self::Builtin => self.name(),
            Self::Folder(folder) if !folder.name.is_empty() => folder.name.clone(),
            Self::Folder(folder) => {
                let parts: Vec<_> = (folder.root.iter())
                    .map(|part| part.to_string_lossy())
                    .collect();
                parts
                    .get(parts.len().saturating_sub(2)..)
                    .unwrap_or_default()
                    .join("/")
            }
        }
    }

    /// A path of this layer as people know it.
    pub fn shown(&self, path: &str) -> String {
        match self {
            Self::Builtin => format!("kb/{path}"),
            Self::Folder(folder) => folder.root.join(path).display().to_string(),
        }
    }

    /// A short name that IDs may begin with.
    pub fn short_name(&self) -> String {
        match self {
            Self::Builtin => self.name(),
            Self::Folder(folder) => folder.short_name(),
        }
    }

    /// Every file except hidden ones, sorted by path. `enter` is called with each folder before it
    /// is read, so that a watch can start before that; the pulse beats with each entry.
    pub fn files(&self, pulse: &Pulse, enter: &mut dyn FnMut(&Path)) -> Listed {
        let mut listed = match self {
            Self::Builtin => Listed {
                files: BUILTIN
                    .iter()
                    .map(|(path, bytes)| LayerFile {
                        path: (*path).to_owned(),
                        size: bytes.len() as u64,
                        modified: 0,
                        identity: 0,
                    })
                    .collect(),
                ..Listed::default()
            },
            Self::Folder(folder) => walk::walk(&folder.root, pulse, enter),
        };
        listed.files.sort();
        listed.ignored.sort();
        listed.refused.sort();
        listed
    }

    /// The path, without links, of the file at `path`, if it is reached through links.
    pub fn beyond_links(&self, path: &str) -> Option<String> {
        let Self::Folder(folder) = self else {
            return None;
        };
        let real = folder.root.join(path).canonicalize().ok()?;
        let real = real.strip_prefix(folder.root.canonicalize().ok()?).ok()?;
        let real = real.to_str().filter(|real| *real != path)?;
        Some(real.to_owned())
    }

    /// The bytes of a file that [`Layer::files`] has listed.
    ///
    /// # Errors
    ///
    /// The file system's error; a file of more than `limit` bytes is too large, and a path that
    /// leads out of the layer or is not a file is [`Refused`].
    pub fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        Ok(self.fetch(path, limit)?.bytes)
    }

    /// The bytes of a file, with its size and time at that moment.
    ///
    /// # Errors
    ///
    /// As for [`Layer::read`].
    pub fn fetch(&self, path: &str, limit: u64) -> io::Result<Fetched> {
        match self {
            Self::Builtin => {
                let found = BUILTIN.binary_search_by_key(&path, |(path, _)| path);
                let file = found.ok().and_then(|at| BUILTIN.get(at));
                let (_, bytes) = file.ok_or(io::ErrorKind::NotFound)?;
                Ok(Fetched {
                    bytes: bytes.to_vec(),
                    size: bytes.len() as u64,
                    modified: 0,
                    identity: 0,
                })
            }
            Self::Folder(folder) => {
                let mut file = beneath::open(&folder.root, path)?;
                // Enough for most files, which are then read with one call.
                let mut bytes = Vec::with_capacity(USUAL_FILE);
                (&mut file)
                    .take(limit.saturating_add(1))
                    .read_to_end(&mut bytes)?;
                if bytes.len() as u64 > limit {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                let (size, modified, identity) = walk::stat(&rustix::fs::fstat(&file)?);
                Ok(Fetched {
                    bytes,
                    size,
                    modified,
                    identity,
                })
            }
        }
    }
}

/// A file's bytes, and its state when they had been read.
#[derive(Debug)]
pub struct Fetched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    size: u64,
    modified: u64,
    identity: u64,
}

impl Fetched {
    /// The file at `path` as it was then.
    pub fn as_file(&self, path: String) -> LayerFile {
        LayerFile {
            path,
            size: self.size,
            modified: self.modified,
            identity: self.identity,
        }
    }

    /// Whether the file was written at most this long ago.
    pub fn was_written_within(&self, time: Duration) -> bool {
        let written = SystemTime::UNIX_EPOCH + Duration::from_nanos(self.modified);
        // According to the clock of another machine, it may have been written in the future.
        written.elapsed().is_ok_and(|age| age < time) || written > SystemTime::now()
    }

    /// Whether the file still was as it had been listed.
    pub fn is_as_listed(&self, file: &LayerFile) -> bool {
        (self.size, self.modified, self.identity) == (file.size, file.modified, file.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_layer() {
        let layer = Layer::folder("src");
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
        let listed = Layer::folder("no-such-folder").files(&Pulse::default(), &mut |_| {});
        assert!(listed.files.is_empty());
        assert_eq!(listed.problems.len(), 1);
        assert!(listed.incomplete.is_some());
    }
}
