//! Puts the articles of files into the library, file by file, accounts for each file, and says what
//! is wrong with the files together.

use super::{counts::FileCounts, file_kind::Skip, listing::Listing, naming::Claims};
use crate::{
    evidence::ArticleId,
    library::{BrokenLink, Built, Card, Library, LibraryBuilder, Origin, PathLink},
    problem::Problem,
};

/// A library in the making, with what became of the files.
pub struct Shelves {
    library: LibraryBuilder,
    claims: Claims,
    counts: Vec<FileCounts>,
}

impl Shelves {
    /// Empty ones for the files of a listing, whose articles are added in its order.
    pub fn new(listing: &Listing<'_>) -> Self {
        Self {
            library: LibraryBuilder::default(),
            claims: listing.claims(),
            counts: listing.counts.clone(),
        }
    }

    /// Adds an article of `file`, whose name gives it the id `name`; returns whether it was taken.
    /// Where another file has the id that it says, its card gets that one.
    pub fn add(
        &mut self,
        file: &str,
        name: Option<&ArticleId>,
        card: &mut Card,
        origin: Origin,
        problems: &mut Vec<Problem>,
    ) -> bool {
        if let Some(name) = name.filter(|name| **name != card.id) {
            let Origin { layer, path } = &origin;
            let owner = (self.claims).other_owner(&self.library, *layer, path, &card.id);
            if let Some(owner) = owner {
                problems.push(taken_id(file, &card.id, owner, name));
                card.id = name.clone();
            }
        }
        let is_taken = self.library.add(card, origin);
        if !is_taken {
            problems.push(double(file, &card.id));
        }
        is_taken
    }

    /// Tells what came of a file: the articles that were taken from it, or why it is left out.
    pub fn account(&mut self, layer: usize, path: &str, articles: usize, skipped: Option<Skip>) {
        if let Some(counts) = self.counts.get_mut(layer) {
            counts.read(path, articles, skipped);
        }
    }

    /// The finished library, and what the files of each layer are.
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
        problems.extend(broken.map(|link| broken_link(link, &built.library, listing)));
        (built, self.counts)
    }
}

/// The problem of an article in `file` whose id another file of the same layer has.
fn double(file: &str, id: &ArticleId) -> Problem {
    let message = format!("{id} already exists in this folder");
    Problem::error(file, 0, message).suggest("give it another ID, or delete one of the two")
}

/// The problem of an article in `file` that says an id which `owner` has, and goes by `name`.
fn taken_id(file: &str, id: &ArticleId, owner: &str, name: &ArticleId) -> Problem {
    let message = format!("`{id}` is the ID of `{owner}` as well; this article is `{name}`");
    Problem::warning(file, 0, message).suggest("give one of the two another ID")
}

/// The problem of a link that leads nowhere.
fn broken_link(broken: &BrokenLink, library: &Library, listing: &Listing<'_>) -> Problem {
    let origin = library.get(&broken.id).map(|entry| &entry.origin);
    let file = origin.map_or_else(String::new, |origin| {
        listing.shown(origin.layer, &origin.path)
    });
    let PathLink { target, line } = &broken.link;
    Problem::warning(
        file,
        *line,
        format!("`{target}` leads to no file of this folder"),
    )
    .suggest("correct the path, or add the file")
}
