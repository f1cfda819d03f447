//! How articles are shown wherever they appear: the links in their text, their events, their rows in lists.

use std::collections::BTreeSet;

use super::paths::Paths;
use crate::{
    article::{Article, Role, Section},
    budget::{Budget, OutOfTime},
    evidence::{ArticleId, events, fold_source},
    library::Entry,
    markup::{
        Block,
        html::{self, ArticleLink, Links},
        text,
    },
    snapshot::Snapshot,
};

/// The sections that help most a person in a hurry, the best first.
const URGENT: [Role; 3] = [Role::Resolution, Role::Workaround, Role::Cause];

/// The links in an article's text.
pub struct PageLinks<'a> {
    /// Where the linked articles are looked up.
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
                missing: false,
            }),
            None => id.number().is_some().then(|| ArticleLink {
                href: self.paths.missing(id),
                title: format!("{id} is not in this knowledge base"),
                missing: true,
            }),
        }
    }

    fn file(&self, name: &str) -> Option<String> {
        let id = self.of?;
        self.snapshot.library.get(id)?.origin.file(name)?;
        Some(self.paths.file(id, name))
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

/// A section ready for a page.
pub struct SectionView {
    /// Its anchor.
    pub anchor: String,
    /// Its heading as people write it now: `More information`.
    pub heading: String,
    /// Its text as HTML.
    pub html: String,
}

impl SectionView {
    /// Writes a section with its links.
    ///
    /// # Errors
    ///
    /// Where the budget is spent before it begins.
    pub fn new(
        section: &Section,
        links: &PageLinks<'_>,
        budget: Budget,
    ) -> Result<Self, OutOfTime> {
        budget.check()?;
        Ok(Self {
            anchor: section.anchor.clone(),
            heading: sentence_case(&section.heading),
            html: html::write(&section.blocks, links),
        })
    }
}

/// A row of a list of articles.
pub struct ArticleRow {
    /// The id.
    pub id: ArticleId,
    /// The title.
    pub title: String,
    /// Link to it.
    pub href: String,
    /// Whether no layer has it.
    pub missing: bool,
    /// Product and date, for the small line below.
    pub about: String,
}

impl ArticleRow {
    /// The row of an article that may be missing.
    pub fn new(id: &ArticleId, snapshot: &Snapshot, paths: &Paths) -> Self {
        match snapshot.library.get(id) {
            Some(entry) => Self::of_entry(id, entry, snapshot, paths),
            None => Self {
                id: id.clone(),
                title: String::new(),
                href: paths.missing(id),
                missing: true,
                about: String::new(),
            },
        }
    }

    /// The row of an article that is there.
    pub fn of_entry(id: &ArticleId, entry: &Entry, snapshot: &Snapshot, paths: &Paths) -> Self {
        let mut about: Vec<&str> = snapshot
            .library
            .products_of(entry)
            .map(|product| product.name.as_str())
            .take(2)
            .collect();
        if !entry.modified.is_empty() {
            about.push(&entry.modified);
        }
        Self {
            id: id.clone(),
            title: entry.title.clone(),
            href: paths.article(id),
            missing: false,
            about: about.join(" · "),
        }
    }
}

/// An event that a page leads to.
pub struct EventLink {
    /// Its source; empty where none is named.
    pub source: String,
    /// Its ID.
    pub id: u32,
    /// Link to its page.
    pub href: String,
}

/// The events that an article names, each once, those with a source first.
///
/// # Errors
///
/// Where the budget is spent before all is read.
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

/// What a person calls a section of this role (`More information`); empty where it has no name of its own.
pub fn section_name(role: Role) -> String {
    match role {
        Role::Body | Role::Other => String::new(),
        role => sentence_case(&role.word().replace('-', " ").to_uppercase()),
    }
}

/// `MORE INFORMATION` as `More information`; a heading in mixed case stays.
pub fn sentence_case(heading: &str) -> String {
    if heading.chars().any(char::is_lowercase) {
        return heading.to_owned();
    }
    let mut chars = heading.chars();
    chars.next().map_or_else(String::new, |first| {
        first
            .to_uppercase()
            .chain(chars.flat_map(char::to_lowercase))
            .collect()
    })
}

/// The text that goes into a ticket (title, link, and the section that helps most), after that section's name.
pub fn ticket_text(article: &Article, link: &str) -> (String, String) {
    let mut note = format!("{}: {}\n{link}\n", article.id, article.title);
    let helping = URGENT
        .iter()
        .find_map(|role| {
            article
                .sections
                .iter()
                .find(|section| section.role == *role)
        })
        .or(article.sections.first());
    let heading = helping.map_or_else(String::new, |section| sentence_case(&section.heading));
    if let Some(section) = helping {
        let blocks: &[Block] = &section.blocks;
        note.push_str(&format!("\n{heading}\n{}", text::write(blocks)));
    }
    (heading.to_lowercase(), note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouted_headings_are_calmed() {
        for (heading, expect) in [
            ("MORE INFORMATION", "More information"),
            ("Method 1", "Method 1"),
            ("", ""),
        ] {
            assert_eq!(sentence_case(heading), expect);
        }
    }
}
