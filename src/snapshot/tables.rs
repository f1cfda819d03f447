//! The tables of a generation: everything derived from all files together.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    checksum::hasher,
    record::{Filed, Record},
};
use crate::{
    atlas::{Atlas, AtlasBuilder},
    content::{FileCounts, GuideSource, Listing, Shelves, Stamp},
    evidence::ArticleId,
    layer::Layer,
    library::{Built, Library},
    problem::Problem,
    search::{Similar, SimilarBuilder, SynonymGroup},
};

/// What is derived from all articles and kept beside the index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tables {
    /// What the layers are.
    pub(super) layers: Vec<String>,
    /// Digest of the files' paths, sizes and times: the same means that nothing has changed. Empty
    /// where a file could not be read: it is to be tried again.
    pub(super) listing: String,
    /// Updates of the index since it was built whole.
    pub(super) updates: u32,
    pub(super) library: Library,
    pub(super) atlas: Atlas,
    pub(super) similar: Similar,
    pub(super) guides: Vec<GuideSource>,
    pub(super) synonyms: Vec<SynonymGroup>,
    pub(super) problems: Vec<Problem>,
    /// Layer by layer what the files are.
    pub(super) counts: Vec<FileCounts>,
}

/// The tables, and what else a build needs to know.
pub(super) struct Derived {
    pub(super) tables: Tables,
    /// Name of the generation: a digest of its inputs and the build.
    pub(super) name: String,
    /// For each cited article the wordings by which others name it.
    pub(super) wordings: HashMap<ArticleId, Vec<String>>,
    /// The articles that go by the names of their files, by layer and path: another has the id that
    /// they say.
    pub(super) renamed: HashMap<(usize, String), ArticleId>,
    /// The articles that go by another of their titles: many have the first one.
    pub(super) retitled: BTreeSet<ArticleId>,
}

/// Gathers the tables from records, in the order of the files. The same records give the same
/// tables, however they came about.
pub(super) struct TablesBuilder {
    shelves: Shelves,
    atlas: AtlasBuilder,
    similar: SimilarBuilder,
    guides: Vec<GuideSource>,
    synonyms: Vec<SynonymGroup>,
    problems: Vec<Problem>,
    renamed: HashMap<(usize, String), ArticleId>,
    hasher: blake3::Hasher,
    all_read: bool,
}

impl TablesBuilder {
    pub(super) fn new(listing: &Listing<'_>) -> Self {
        let mut hasher = hasher();
        for layer in listing.layers {
            hasher.update(layer.settings().as_bytes()).update(&[0]);
        }
        Self {
            shelves: Shelves::new(listing),
            atlas: AtlasBuilder::default(),
            similar: SimilarBuilder::default(),
            guides: Vec::new(),
            synonyms: Vec::new(),
            problems: listing.problems.clone(),
            renamed: HashMap::new(),
            hasher,
            all_read: true,
        }
    }

    pub(super) fn add(&mut self, stamp: &Stamp, mut record: Record) {
        record.name(&stamp.file.path, &mut self.hasher);
        self.all_read &= stamp.was_read;
        self.problems.append(&mut record.problems);
        self.guides.extend(record.guide.take());
        self.synonyms.append(&mut record.synonyms);
        self.shelves.navigate(record.navigation.take());
        let mut taken = 0;
        for filed in std::mem::take(&mut record.articles) {
            taken += usize::from(self.add_article(stamp, &record.file, filed));
        }
        let Stamp { layer, file, .. } = stamp;
        self.shelves
            .account(*layer, &file.path, taken, record.skipped);
    }

    /// Adds an article of a file; returns whether it was taken.
    fn add_article(&mut self, stamp: &Stamp, file: &str, filed: Filed) -> bool {
        let Filed {
            mut card,
            mut atlas_card,
            profile,
            origin,
        } = filed;
        let said = card.id.clone();
        let name = stamp.id.as_ref();
        let is_taken = (self.shelves).add(file, name, &mut card, origin, &mut self.problems);
        if card.id != said {
            atlas_card.rename(card.id.clone());
            let place = (stamp.layer, stamp.file.path.clone());
            self.renamed.insert(place, card.id.clone());
        }
        if is_taken {
            self.similar
                .add(card.id, profile, atlas_card.is_catalogue());
            self.atlas.add(atlas_card);
        }
        is_taken
    }

    pub(super) fn finish(mut self, listing: &Listing<'_>, updates: u32) -> Derived {
        for path in listing.attachments.iter().flatten() {
            self.hasher.update(path.as_bytes()).update(&[0]);
        }
        let (built, counts) = self.shelves.finish(listing, &mut self.problems);
        let Built {
            library,
            wordings,
            retitled,
            ..
        } = built;
        let name = self.hasher.finalize().to_hex();
        let listing_digest = if self.all_read && listing.is_whole() {
            listing.digest()
        } else {
            String::new()
        };
        Derived {
            tables: Tables {
                layers: listing.layers.iter().map(Layer::identity).collect(),
                listing: listing_digest,
                updates,
                similar: self.similar.finish(&library),
                library,
                atlas: self.atlas.finish(),
                guides: self.guides,
                synonyms: self.synonyms,
                problems: self.problems,
                counts,
            },
            name: name.get(..16).unwrap_or_default().to_owned(),
            wordings,
            renamed: self.renamed,
            retitled,
        }
    }
}
