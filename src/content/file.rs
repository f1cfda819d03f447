//! What one file of the content holds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{file_kind::Skip, guide_source::GuideSource};
use crate::{
    article::{Article, Format, Texts, Visibility},
    evidence::ArticleId,
    layer::LayerFile,
    library::{Navigation, Origin},
    problem::Problem,
    search::SynonymGroup,
};

/// What one file holds.
#[derive(Debug, Default)]
pub struct Content {
    /// Index of the layer.
    pub layer: usize,
    /// The file's path in the layer.
    pub path: String,
    /// The file as the person knows it.
    pub file: String,
    /// The files that it includes.
    pub includes: Vec<Included>,
    /// Paths where it would have found them sooner, or others.
    pub absent: BTreeSet<String>,
    /// The navigation that it holds.
    pub navigation: Option<Navigation>,
    /// The id that its name gives.
    pub name_id: Option<ArticleId>,
    /// Digest of its bytes; `None` where it could not be read.
    pub digest: Option<[u8; 32]>,
    /// Whether it has changed since it was listed: what was read is of the moment only.
    pub is_moving: bool,
    /// Its articles: usually one, several in a file of the older text format.
    pub documents: Vec<LoadedArticle>,
    /// Its guide.
    pub guide: Option<GuideSource>,
    /// Its groups of synonyms.
    pub synonyms: Vec<SynonymGroup>,
    /// Whom it says that it is for.
    pub visibility: Option<Visibility>,
    /// Why it holds nothing, where that is as it should be.
    pub skipped: Option<Skip>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Content {
    /// What it says of whom it is for.
    pub fn says(&self) -> FileSays<'_> {
        FileSays {
            layer: self.layer,
            path: &self.path,
            visibility: self.visibility,
            skipped: self.skipped,
            includes: &self.includes,
        }
    }
}

/// What a file says of whom it is for.
#[derive(Debug, Default, Clone, Copy)]
pub struct FileSays<'f> {
    /// The layer that it is of.
    pub layer: usize,
    /// Its path.
    pub path: &'f str,
    /// Whom it says that it is for.
    pub visibility: Option<Visibility>,
    /// Why it was skipped.
    pub skipped: Option<Skip>,
    /// The files that it includes.
    pub includes: &'f [Included],
}

/// A file that another includes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Included {
    /// The file, as it was.
    pub file: LayerFile,
    /// Its path without links, where it was included by a link.
    pub beyond_links: Option<String>,
    /// Whom it says that it is for. Most such files are no articles, and have no record of their
    /// own that would say it.
    pub visibility: Option<Visibility>,
}

impl Included {
    /// The paths that it has.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.file.path).chain(&self.beyond_links)
    }
}

/// An article of a file.
#[derive(Debug)]
pub struct LoadedArticle {
    /// How it is written.
    pub format: Format,
    /// Its bytes as they came.
    pub source: Vec<u8>,
    /// What was read from them.
    pub article: Article,
    /// What it says and names, part by part.
    pub texts: Texts,
    /// The article, packed.
    pub packed: String,
    /// Where it lies.
    pub origin: Origin,
}
