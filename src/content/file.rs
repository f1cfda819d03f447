//! The content of one file.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{file_kind::Skip, guide_source::GuideSource};
use crate::{
    article::{Article, ArticleTexts, Format, Visibility},
    evidence::ArticleId,
    layer::LayerFile,
    library::{Navigation, Origin},
    problem::Problem,
    search::SynonymGroup,
};

/// The content of one file.
#[derive(Debug, Default)]
pub struct Content {
    /// Index of the layer.
    pub layer: usize,
    /// The file's path in the layer.
    pub path: String,
    /// The name by which a person knows the file.
    pub file: String,
    /// The files that it includes.
    pub includes: Vec<Included>,
    /// Paths at which a file would be included if it existed.
    pub absent: BTreeSet<String>,
    /// Its navigation, if it is a navigation file.
    pub navigation: Option<Navigation>,
    /// The ID in its name.
    pub name_id: Option<ArticleId>,
    /// Digest of its bytes; `None` if it could not be read.
    pub digest: Option<[u8; 32]>,
    /// Whether it has changed since it was listed, so that it must be read again.
    pub is_moving: bool,
    /// Its articles: usually one, several in a file of the older text format.
    pub documents: Vec<LoadedArticle>,
    /// Its guide.
    pub guide: Option<GuideSource>,
    /// Its groups of synonyms.
    pub synonyms: Vec<SynonymGroup>,
    /// Its own visibility, if it has one.
    pub visibility: Option<Visibility>,
    /// Why it has no articles, if that is intended.
    pub skipped: Option<Skip>,
    /// Its problems.
    pub problems: Vec<Problem>,
}

impl Content {
    /// What it says about its visibility.
    pub fn says(&self) -> FileSays<'_> {
        FileSays {
            layer: self.layer,
            path: &self.path,
            visibility: self.visibility,
            skipped: self.skipped,
            includes: &self.includes,
            is_made_internal: false,
        }
    }
}

/// What a file says about its visibility.
#[derive(Debug, Default, Clone, Copy)]
pub struct FileSays<'f> {
    /// Index of its layer.
    pub layer: usize,
    /// Its path.
    pub path: &'f str,
    /// Its own visibility, if it has one.
    pub visibility: Option<Visibility>,
    /// Why it was skipped.
    pub skipped: Option<Skip>,
    /// The files that it includes.
    pub includes: &'f [Included],
    /// Whether it has an article or a guide that was made internal at the desk.
    pub is_made_internal: bool,
}

/// A file that another includes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Included {
    /// The file, as it was.
    pub file: LayerFile,
    /// Its path without links, if it was included through a link.
    pub beyond_links: Option<String>,
    /// Its own visibility, if any. Most included files are not articles, and have no record of
    /// their own that could hold it.
    pub visibility: Option<Visibility>,
}

impl Included {
    /// Its paths.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.file.path).chain(&self.beyond_links)
    }
}

/// An article of a file.
#[derive(Debug)]
pub struct LoadedArticle {
    /// Its format.
    pub format: Format,
    /// Its unchanged bytes.
    pub source: Vec<u8>,
    /// The article that was read from these bytes.
    pub article: Article,
    /// Its texts, part by part.
    pub texts: ArticleTexts,
    /// The article, packed.
    pub packed: String,
    /// Where it comes from.
    pub origin: Origin,
}
