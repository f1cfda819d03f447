//! Adds the articles of files to the library, file by file, counts what became of each file, and
//! reports problems between files.

use super::{
    counts::FileCounts,
    file_kind::Skip,
    listing::{Listing, labels},
    naming::Claims,
};
use crate::{
    evidence::ArticleId,
    library::{
        BrokenLink, Built, Library, LibraryBuilder, LibraryCard, Navigation, Origin, PathLink,
    },
    problem::Problem,
};

/// Builds the library, and counts what became of the files.
pub struct Shelves {
    library: LibraryBuilder,
    claims: Claims,
    counts: Vec<FileCounts>,
}

impl Shelves {
    /// An empty library for the files of a listing, whose articles are added in its order.
    pub fn new(listing: &Listing<'_>) -> Self {
        let mut library = LibraryBuilder::default();
        library.set_labels(labels(listing.layers));
        Self {
            library,
            claims: listing.claims(),
            counts: listing.counts.clone(),
        }
    }

    /// Adds an article of `file` and returns whether the library accepted it. `name` is the ID from
    /// the file's name: the article gets it if another file owns the ID that the article states.
    pub fn add(
        &mut self,
        file: &str,
        name: Option<&ArticleId>,
        card: &mut LibraryCard,
        origin: Origin,
        problems: &mut Vec<Problem>,
    ) -> bool {
        if let Some(name) = name.filter(|name| **name != card.id) {
            let Origin { layer, path } = &origin;
            let owner = (self.claims).other_owner(&self.library, *layer, path, &card.id);
            if let Some(owner) = owner {
                problems.push(id_in_use(file, &card.id, owner, name));
                card.id = name.clone();
            }
        }
        let is_accepted = self.library.add(card, origin);
        if !is_accepted {
            problems.push(duplicate(file, &card.id));
        }
        is_accepted
    }

    /// How many articles have an origin for which `is_there` is true.
    pub fn count(&self, is_there: impl Fn(&Origin) -> bool) -> usize {
        self.library.count(is_there)
    }

    /// Adds the navigation that a file may hold.
    pub fn navigate(&mut self, navigation: Option<Navigation>) {
        self.library.add_navigation(navigation);
    }

    /// Records what became of a file: how many articles it gave, or why it is left out.
    pub fn account(&mut self, layer: usize, path: &str, articles: usize, skipped: Option<Skip>) {
        if let Some(counts) = self.counts.get_mut(layer) {
            counts.read(path, articles, skipped);
        }
    }

    /// The finished library, and what became of the files of each layer.
    pub fn finish(
        mut self,
        listing: &Listing<'_>,
        problems: &mut Vec<Problem>,
    ) -> (Built, Vec<FileCounts>) {
        for (layer, paths) in listing.attachments.iter().enumerate() {
            self.library.set_files(layer, paths);
        }
        let built = self.library.finish();
        let named = listing.layers.iter().zip(&self.counts);
        problems.extend(named.filter_map(|(layer, counts)| counts.nothing_found(&layer.name())));
        let broken = built.broken.iter();
        problems.extend(broken.filter_map(|link| broken_link(link, &built.library, listing)));
        (built, self.counts)
    }
}

/// The problem of an article in `file` whose ID another file in the same layer has, too.
fn duplicate(file: &str, id: &ArticleId) -> Problem {
    let message = format!("{id} already exists in this folder");
    Problem::error(file, 0, message).suggest("give it another ID, or delete one of the two")
}

/// The problem of an article in `file` that states an ID which `owner` has, and is served as
/// `name`.
fn id_in_use(file: &str, id: &ArticleId, owner: &str, name: &ArticleId) -> Problem {
    let message =
        format!("`{owner}` also has the ID `{id}`; this article is served as `{name}` instead");
    Problem::warning(file, 0, message).suggest("give one of the two another ID")
}

/// The problem of a link that leads nowhere, neither in its folder nor on the folder's website.
fn broken_link(broken: &BrokenLink, library: &Library, listing: &Listing<'_>) -> Option<Problem> {
    let origin = &library.get(&broken.id)?.origin;
    let layer = listing.layers.get(origin.layer)?;
    let file = layer.shown(&origin.path);
    let PathLink { target, line } = &broken.link;
    if layer.website_link(target).is_some() {
        return None;
    }
    let problem = Problem::warning(
        file,
        *line,
        format!("`{target}` doesn't lead to any file in this folder"),
    );
    Some(problem.suggest("correct the path, or add the file"))
}
