//! The files of a layer, as they are listed.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

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
}
