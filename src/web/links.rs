//! The links in the text of an article or a guide, and links to the events that an article
//! mentions.

use std::collections::BTreeSet;

use super::paths::Paths;
use crate::{
    article::Article,
    budget::{Budget, OutOfTime},
    evidence::{ArticleId, events, fold_source},
    library::Destination,
    markup::{
        html::{ArticleLink, Links, PathTo},
        text,
    },
    snapshot::Snapshot,
};

/// The links in an article's text.
pub struct PageLinks<'a> {
    /// The snapshot in which linked articles are looked up.
    pub snapshot: &'a Snapshot,
    /// Makes the links.
    pub paths: &'a Paths,
    /// The article whose text it is; `None` for a guide's.
    pub of: Option<&'a ArticleId>,
}

impl Links for PageLinks<'_> {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        if self.of == Some(id) && anchor.is_none() {
            return None;
        }
        match self.snapshot.library.get(id) {
            Some(entry) => Some(ArticleLink {
                href: self.paths.section(id, anchor.unwrap_or_default()),
                title: entry.title.clone(),
                is_missing: false,
            }),
            None => id.number().is_some().then(|| ArticleLink {
                href: self.paths.missing(id),
                title: format!("{id} is not in this knowledge base"),
                is_missing: true,
            }),
        }
    }

    fn path(&self, target: &str) -> Option<PathTo> {
        let id = self.of?;
        let origin = &self.snapshot.library.get(id)?.origin;
        let Some(destination) = self.snapshot.library.resolve(origin, target) else {
            let layer = self.snapshot.layers.get(origin.layer)?;
            return layer.website_link(target).map(PathTo::Web);
        };
        match destination {
            Destination::Article(other) => {
                let anchor = target.split_once('#').map_or("", |(_, anchor)| anchor);
                let entry = self.snapshot.library.get(&other)?;
                Some(PathTo::Article(ArticleLink {
                    href: self.paths.section(&other, anchor),
                    title: entry.title.clone(),
                    is_missing: false,
                }))
            }
            Destination::File(path) => Some(PathTo::File(self.paths.file(id, &path))),
        }
    }

    fn event(&self, source: Option<&str>, id: u32) -> Option<String> {
        match source {
            Some(source)
                if self
                    .snapshot
                    .atlas
                    .event(&fold_source(source), id)
                    .is_some() =>
            {
                Some(self.paths.event(source, id))
            }
            _ => Some(self.paths.events_with_id(id)),
        }
    }
}

/// An event that a page links to.
pub struct EventLink {
    /// Its source; empty if none is named.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// Link to its page.
    pub href: String,
}

/// The events that an article mentions, each once, those with a source first.
///
/// # Errors
///
/// If the budget is spent before everything is read.
pub fn events_of(
    article: &Article,
    paths: &Paths,
    budget: Budget,
) -> Result<Vec<EventLink>, OutOfTime> {
    let mut named: BTreeSet<(String, u32)> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut links = Vec::new();
    let mut texts = vec![article.title.clone()];
    texts.extend(
        article
            .sections
            .iter()
            .map(|section| text::write(&section.blocks)),
    );
    for text in &texts {
        budget.check()?;
        for mention in events(text) {
            named.insert((mention.source.unwrap_or_default(), mention.id));
        }
    }
    let with_source: BTreeSet<u32> = named
        .iter()
        .filter(|(source, _)| !source.is_empty())
        .map(|(_, id)| *id)
        .collect();
    for (source, id) in named {
        let named_elsewhere = source.is_empty() && with_source.contains(&id);
        if named_elsewhere || !seen.insert((fold_source(&source), id)) {
            continue;
        }
        let href = if source.is_empty() {
            paths.events_with_id(id)
        } else {
            paths.event(&source, id)
        };
        links.push(EventLink { source, id, href });
    }
    links.sort_by_key(|link| (link.source.is_empty(), link.id));
    Ok(links)
}
