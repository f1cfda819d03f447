//! The tables of a generation: everything derived from all files together.
//!
//! A generation for the public is made as if nothing internal existed. Which files are internal is
//! known only when all records exist, so the tables are then made again without them.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{
    checksum::hasher,
    error::SnapshotError,
    files::RECORDS,
    record::{Filed, Record, RecordReader},
};
use crate::{
    atlas::{Atlas, AtlasBuilder},
    audience::Audience,
    content::{
        FileCounts, GuideSource, Internal, InternalBuilder, Listing, MadeInternal, Shelves, Stamp,
    },
    evidence::ArticleId,
    layer::Layer,
    library::{Built, Library},
    problem::Problem,
    search::{Similar, SimilarBuilder, SynonymGroup},
};

/// Everything that is derived from all articles and stored beside the index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tables {
    /// The identities of the layers.
    pub(super) layers: Vec<String>,
    /// Who may see the generation.
    pub(super) audience: Audience,
    /// Digest of the files' paths, sizes and times: if it is the same, nothing has changed. Empty
    /// if a file could not be read, so that it is tried again.
    pub(super) listing: String,
    /// How often the index was updated since the last full build.
    pub(super) updates: u32,
    pub(super) library: Library,
    pub(super) atlas: Atlas,
    pub(super) similar: Similar,
    pub(super) guides: Vec<GuideSource>,
    pub(super) synonyms: Vec<SynonymGroup>,
    pub(super) problems: Vec<Problem>,
    /// The kinds of files, layer by layer.
    pub(super) counts: Vec<FileCounts>,
    /// What was made internal at the desk when it was made.
    pub(super) made_internal: MadeInternal,
    /// Whether anything is internal.
    pub(super) has_internal: bool,
    /// Which files are internal; nothing in a public generation, which has none of them.
    pub(super) internal: Internal,
    pub(super) withheld: Withheld,
}

/// What is left out of a public generation, for the operator's information.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Withheld {
    /// How many articles are.
    pub articles: usize,
    /// Layer by layer, the paths of the files that articles may link to.
    attachments: Vec<Vec<String>>,
}

impl Withheld {
    fn of(listing: &Listing<'_>, internal: &Internal, articles: usize) -> Self {
        let hidden = |(layer, paths): (usize, &Vec<String>)| {
            let paths = paths.iter();
            let hidden = paths.filter(|path| internal.has(layer, path));
            hidden.cloned().collect()
        };
        Self {
            articles,
            attachments: listing.attachments.iter().enumerate().map(hidden).collect(),
        }
    }

    /// Layer by layer, the paths of all files that articles may link to, in order; `library` has
    /// only those that are not left out.
    pub(super) fn all_attachments(&self, library: &Library) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = library.attachments().map(<[_]>::to_vec).collect();
        for (paths, hidden) in all.iter_mut().zip(&self.attachments) {
            paths.extend(hidden.iter().cloned());
            paths.sort_unstable();
        }
        all
    }
}

/// The tables, and what else a build needs to know.
pub(super) struct Derived {
    pub(super) tables: Tables,
    /// Name of the generation: a digest of its inputs and the build.
    pub(super) name: String,
    /// For each cited article, the titles by which others cite it.
    pub(super) wordings: HashMap<ArticleId, Vec<String>>,
    /// The articles whose IDs differ from those in their files, by layer and path, because another
    /// article has that ID, or because it was left out.
    pub(super) renamed: HashMap<(usize, String), ArticleId>,
    /// The articles that use another of their titles, because many have the first one.
    pub(super) retitled: BTreeSet<ArticleId>,
    /// Which files are internal.
    pub(super) internal: Internal,
}

/// Makes the tables from records, in the order of the files. The same records give the same tables,
/// however they were made.
pub(super) struct TablesBuilder<'l> {
    listing: &'l Listing<'l>,
    gathered: Gathered,
    internal: InternalBuilder,
    are_all_read: bool,
}

impl<'l> TablesBuilder<'l> {
    pub(super) fn new(listing: &'l Listing<'l>) -> Self {
        Self {
            gathered: Gathered::new(listing),
            listing,
            internal: InternalBuilder::new(listing.layers),
            are_all_read: true,
        }
    }

    pub(super) fn add(&mut self, stamp: &Stamp, record: Record) {
        record.add_visibility(stamp, &self.listing.made_internal, &mut self.internal);
        self.are_all_read &= stamp.was_read;
        self.gathered.add(stamp, stamp.id.as_ref(), record);
    }

    /// The tables made from all records that were added, which are in `folder`.
    pub(super) fn finish(mut self, folder: &Path, updates: u32) -> Result<Derived, SnapshotError> {
        let listing = self.listing;
        let internal = self.internal.finish();
        let is_whole = listing.audience == Audience::Staff || internal.is_empty();
        let mut derived = if is_whole {
            self.gathered
                .problems
                .extend(internal.problems(listing.layers));
            self.gathered.finish(listing)
        } else {
            let hidden =
                (self.gathered.shelves).count(|origin| internal.has(origin.layer, &origin.path));
            let shown = listing.without(&internal);
            let mut derived = Gathered::read(folder, &shown, &internal)?.finish(&shown);
            derived.tables.withheld = Withheld::of(listing, &internal, hidden);
            derived
        };
        if self.are_all_read && listing.is_whole() {
            derived.tables.listing = listing.digest();
        }
        derived.tables.updates = updates;
        derived.tables.has_internal = !internal.is_empty();
        derived.tables.made_internal = listing.made_internal.clone();
        if listing.audience == Audience::Staff {
            derived.tables.internal = internal.clone();
        }
        derived.internal = internal;
        Ok(derived)
    }
}

/// What was gathered from the records of the files that are shown.
struct Gathered {
    shelves: Shelves,
    atlas: AtlasBuilder,
    similar: SimilarBuilder,
    guides: Vec<GuideSource>,
    synonyms: Vec<SynonymGroup>,
    problems: Vec<Problem>,
    renamed: HashMap<(usize, String), ArticleId>,
    /// Makes the name of the generation. Nothing hidden may be part of it, since that would reveal
    /// its changes.
    hasher: blake3::Hasher,
}

impl Gathered {
    fn new(listing: &Listing<'_>) -> Self {
        let mut hasher = hasher();
        match listing.audience {
            Audience::Public => {
                hasher.update(b"for the public\0");
            }
            // Its pages say what is internal.
            Audience::Staff => listing.made_internal.add_to(&mut hasher),
        }
        for layer in listing.layers {
            hasher.update(layer.settings().as_bytes()).update(&[0]);
        }
        Self {
            hasher,
            shelves: Shelves::new(listing),
            atlas: AtlasBuilder::default(),
            similar: SimilarBuilder::default(),
            guides: Vec::new(),
            synonyms: Vec::new(),
            problems: listing.problems.clone(),
            renamed: HashMap::new(),
        }
    }

    /// Reads the records in `folder`, except those of internal files, which `shown` doesn't list.
    fn read(
        folder: &Path,
        shown: &Listing<'_>,
        internal: &Internal,
    ) -> Result<Self, SnapshotError> {
        let mut gathered = Self::new(shown);
        let mut reader = RecordReader::open(&folder.join(RECORDS))?;
        while let Some(stamp) = reader.stamp()? {
            let record = reader.record()?;
            if !internal.has(stamp.layer, &stamp.file.path) {
                let name = shown.named(stamp.layer, &stamp.file);
                gathered.add(&stamp, name, record);
            }
        }
        Ok(gathered)
    }

    /// Adds a file's record; `name` is the ID from its name.
    fn add(&mut self, stamp: &Stamp, name: Option<&ArticleId>, mut record: Record) {
        record.name(&stamp.file.path, &mut self.hasher);
        self.problems.append(&mut record.problems);
        self.guides.extend(record.guide.take());
        self.synonyms.append(&mut record.synonyms);
        self.shelves.navigate(record.navigation.take());
        let mut taken = 0;
        for filed in std::mem::take(&mut record.articles) {
            taken += usize::from(self.add_article(stamp, name, &record.file, filed));
        }
        let Stamp { layer, file, .. } = stamp;
        self.shelves
            .account(*layer, &file.path, taken, record.skipped);
    }

    /// Adds an article of a file; returns whether it was taken.
    fn add_article(
        &mut self,
        stamp: &Stamp,
        name: Option<&ArticleId>,
        file: &str,
        filed: Filed,
    ) -> bool {
        let Filed {
            mut card,
            mut atlas_card,
            profile,
            origin,
        } = filed;
        let said = card.id.clone();
        if let Some(name) = name.filter(|_| stamp.id.as_ref() == Some(&said)) {
            // If the owner of this ID is left out, the name gives the article another ID.
            card.rename(name.clone());
        }
        let is_taken = (self.shelves).add(file, name, &mut card, origin, &mut self.problems);
        // It may depend on the names of other files.
        self.hasher.update(card.id.as_str().as_bytes()).update(&[0]);
        if card.id != said {
            atlas_card.rename(card.id.clone());
            let place = (stamp.layer, stamp.file.path.clone());
            self.renamed.insert(place, card.id.clone());
        }
        if is_taken {
            self.similar.add(card.id, profile, atlas_card.is_catalog());
            self.atlas.add(atlas_card);
        }
        is_taken
    }

    /// Finishes the tables with everything that depends on all files.
    fn finish(mut self, listing: &Listing<'_>) -> Derived {
        for path in listing.attachments.iter().flatten() {
            self.hasher.update(path.as_bytes()).update(&[0]);
        }
        let name = self.hasher.finalize().to_hex();
        let (built, counts) = self.shelves.finish(listing, &mut self.problems);
        let Built {
            library,
            wordings,
            retitled,
            ..
        } = built;
        Derived {
            tables: Tables {
                layers: listing.layers.iter().map(Layer::identity).collect(),
                audience: listing.audience,
                listing: String::new(),
                updates: 0,
                similar: self.similar.finish(&library),
                library,
                atlas: self.atlas.finish(),
                guides: self.guides,
                synonyms: self.synonyms,
                problems: self.problems,
                counts,
                made_internal: MadeInternal::default(),
                has_internal: false,
                internal: Internal::default(),
                withheld: Withheld::default(),
            },
            name: name.get(..16).unwrap_or_default().to_owned(),
            wordings,
            renamed: self.renamed,
            retitled,
            internal: Internal::default(),
        }
    }
}
