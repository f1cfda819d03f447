//! The tables of a generation: everything derived from all files together.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    checksum::hasher,
    record::{Filed, Record},
};
use crate::{
    atlas::{Atlas, AtlasBuilder},
    content::{Claims, FileCounts, GuideSource, Listing, Stamp, broken_link, double, taken_id},
    evidence::ArticleId,
    layer::Layer,
    library::{Built, Library, LibraryBuilder},
    problem::Problem,
    search::{Similar, SimilarBuilder, SynonymGroup},
};

/// What is derived from all articles and kept beside the index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tables {
    /// Names of the layers.
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
}

/// Gathers the tables from records, in the order of the files. The same records give the same
/// tables, however they came about.
pub(super) struct TablesBuilder {
    library: LibraryBuilder,
    atlas: AtlasBuilder,
    similar: SimilarBuilder,
    guides: Vec<GuideSource>,
    synonyms: Vec<SynonymGroup>,
    problems: Vec<Problem>,
    counts: Vec<FileCounts>,
    claims: Claims,
    renamed: HashMap<(usize, String), ArticleId>,
    hasher: blake3::Hasher,
    all_read: bool,
}

impl TablesBuilder {
    pub(super) fn new(listing: &Listing<'_>) -> Self {
        Self {
            library: LibraryBuilder::default(),
            atlas: AtlasBuilder::default(),
            similar: SimilarBuilder::default(),
            guides: Vec::new(),
            synonyms: Vec::new(),
            problems: listing.problems.clone(),
            counts: listing.counts.clone(),
            claims: listing.claims(),
            renamed: HashMap::new(),
            hasher: hasher(),
            all_read: true,
        }
    }

    pub(super) fn add(&mut self, stamp: &Stamp, mut record: Record) {
        record.name(&stamp.file.path, &mut self.hasher);
        self.all_read &= stamp.was_read;
        self.problems.append(&mut record.problems);
        self.guides.extend(record.guide.take());
        self.synonyms.append(&mut record.synonyms);
        let mut taken = 0;
        for mut filed in std::mem::take(&mut record.articles) {
            self.resolve_id(stamp, &record.file, &mut filed);
            if self.library.add(&filed.card, filed.origin) {
                taken += 1;
                let (id, is_catalogue) = (filed.card.id, filed.atlas_card.is_catalogue());
                self.similar.add(id, filed.profile, is_catalogue);
                self.atlas.add(filed.atlas_card);
            } else {
                let double = double(&record.file, &filed.card.id);
                self.problems.push(double);
            }
        }
        if let Some(counts) = self.counts.get_mut(stamp.layer) {
            counts.read(&stamp.file.path, taken, record.skipped);
        }
    }

    /// Has an article go by the name of its file where another file has the id that it says.
    fn resolve_id(&mut self, stamp: &Stamp, file: &str, filed: &mut Filed) {
        let said = filed.card.id.clone();
        let (layer, path) = (stamp.layer, &stamp.file.path);
        let Some(name) = stamp.id.as_ref().filter(|name| **name != said) else {
            return;
        };
        let owner = (self.claims).other_owner(&self.library, layer, path, &said);
        if let Some(owner) = owner {
            self.problems.push(taken_id(file, &said, owner, name));
            filed.rename(name);
            self.renamed.insert((layer, path.clone()), name.clone());
        }
    }

    pub(super) fn finish(mut self, listing: &Listing<'_>, updates: u32) -> Derived {
        for (layer, paths) in listing.attachments.iter().enumerate() {
            self.library.set_files(layer, paths);
            for path in paths {
                self.hasher.update(path.as_bytes()).update(&[0]);
            }
        }
        let Built {
            library,
            wordings,
            broken,
        } = self.library.finish();
        let named = listing.layers.iter().zip(&self.counts);
        let nothing = named.filter_map(|(layer, counts)| counts.nothing_found(&layer.name()));
        self.problems.extend(nothing);
        let broken = broken
            .iter()
            .map(|link| broken_link(link, &library, listing));
        self.problems.extend(broken);
        let name = self.hasher.finalize().to_hex();
        let listing_digest = if self.all_read && listing.is_whole() {
            listing.digest()
        } else {
            String::new()
        };
        Derived {
            tables: Tables {
                layers: listing.layers.iter().map(Layer::name).collect(),
                listing: listing_digest,
                updates,
                similar: self.similar.finish(&library),
                library,
                atlas: self.atlas.finish(),
                guides: self.guides,
                synonyms: self.synonyms,
                problems: self.problems,
                counts: self.counts,
            },
            name: name.get(..16).unwrap_or_default().to_owned(),
            wordings,
            renamed: self.renamed,
        }
    }
}
