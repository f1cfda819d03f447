//! What the library takes from one article: its facts, and how it cites others.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, ArticleTexts, review_due},
    evidence::{ArticleId, article_ids, own_ids},
    language::Language,
    markup::{WIKI, link_targets},
};

/// How many link targets may be searched for in the source without success.
const MAX_MISSED: usize = 50;

/// A link or an image whose target is a path or the name of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathLink {
    /// The target as written.
    pub target: String,
    /// Its line in the file, from 1; 0 if it is not known.
    pub line: usize,
}

/// What the library takes from one article; a pure function of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LibraryCard {
    /// The article's id.
    pub id: ArticleId,
    pub(super) title: String,
    pub(super) other_titles: Vec<String>,
    pub(super) products: Vec<String>,
    pub(super) issue_type: String,
    pub(super) modified: String,
    pub(super) status: String,
    pub(super) language: Language,
    /// The key that it shares with its translations, as written.
    pub(super) translation_key: String,
    pub(super) cites: Vec<ArticleId>,
    /// The titles by which it cites others.
    pub(super) wordings: Vec<(ArticleId, String)>,
    /// Its links and images whose targets are paths, each target once.
    pub(super) links: Vec<PathLink>,
    /// Its other IDs.
    pub(super) aliases: Vec<String>,
    /// What it adds to the original, if it is an edited version.
    pub(super) adds: String,
    pub(super) review_due: String,
    pub(super) owner: String,
    /// Whether its file is in the format of the public archive.
    pub is_of_archive: bool,
}

impl LibraryCard {
    /// The card of an article.
    pub fn of(article: &Article, texts: &ArticleTexts) -> Self {
        let (cites, wordings) = citations(article, texts);
        Self {
            id: article.id.clone(),
            title: article.title.clone(),
            other_titles: article.meta.other_titles.clone(),
            products: article.meta.products.clone(),
            issue_type: article.meta.issue_type.clone(),
            modified: article.meta.modified.clone(),
            status: article.meta.status.clone(),
            language: article.language(),
            translation_key: article.meta.translation_key.clone(),
            cites,
            wordings,
            links: path_links(article),
            aliases: article.meta.aliases.clone(),
            adds: article.meta.adds.clone(),
            review_due: review_due(&article.meta),
            owner: article.meta.owner.clone(),
            is_of_archive: false,
        }
    }

    /// Gives the article another ID.
    pub fn rename(&mut self, id: ArticleId) {
        self.cites.retain(|cited| *cited != id);
        self.id = id;
    }

    /// Finds the lines of the links in the article's source.
    pub fn find_lines(&mut self, source: &[u8]) {
        if self.links.is_empty() {
            return;
        }
        let source = String::from_utf8_lossy(source);
        // The links are mostly in the order of the source, so each is searched for after the
        // previous one.
        let (mut from, mut line, mut missed) = (0, 1, 0);
        for link in &mut self.links {
            let written = link.target.strip_prefix(WIKI).unwrap_or(&link.target);
            let rest = source.get(from..).unwrap_or_default();
            // Targets that are not in the source as written are searched for only a few times,
            // since each search goes to the end.
            let Some(at) = rest.find(written) else {
                missed += 1;
                if missed > MAX_MISSED {
                    return;
                }
                continue;
            };
            let passed = rest.get(..at).unwrap_or_default();
            line += passed.bytes().filter(|byte| *byte == b'\n').count();
            from += at;
            link.line = line;
        }
    }

    /// The articles that it cites by a title.
    pub fn words(&self) -> impl Iterator<Item = &ArticleId> {
        self.wordings.iter().map(|(id, _)| id)
    }
}

/// The links and images whose targets are paths of files or names of pages, in order.
fn path_links(article: &Article) -> Vec<PathLink> {
    let mut seen = BTreeSet::new();
    let sections = article.sections.iter();
    let targets = sections.flat_map(|section| link_targets(&section.blocks));
    let paths = targets.filter(|target| is_path(target) && seen.insert(*target));
    let links = paths.map(|target| PathLink {
        target: target.to_owned(),
        line: 0,
    });
    links.collect()
}

/// Whether a target is neither a URL nor an anchor on the same page.
fn is_path(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.len() > 1
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    let is_address = target.starts_with("//") || (has_scheme && !target.starts_with(WIKI));
    !is_address && !target.starts_with(['#', '?']) && !target.is_empty()
}

/// The IDs that an article cites, in order, each once, without its own; and the titles by which it
/// cites others.
fn citations(
    article: &Article,
    texts: &ArticleTexts,
) -> (Vec<ArticleId>, Vec<(ArticleId, String)>) {
    let mut seen = BTreeSet::from([article.id.clone()]);
    let (mut cites, mut named) = (Vec::new(), Vec::new());
    let mut cite = |id: ArticleId| {
        if seen.insert(id.clone()) {
            cites.push(id);
        }
    };
    for (section, text) in article.sections.iter().zip(&texts.sections) {
        let written = text.body();
        for (_, id) in article_ids(written) {
            cite(id);
        }
        for (_, id) in own_ids(written) {
            cite(id);
        }
        for target in link_targets(&section.blocks) {
            if let Some(id) = ArticleId::parse(target.split('#').next().unwrap_or_default()) {
                cite(id);
            }
        }
        named.extend(wordings(written));
    }
    if let Some(id) = ArticleId::parse(&article.meta.superseded_by) {
        cite(id);
    }
    (cites, named)
}

/// The titles by which a text cites other articles: a line with an ID and a title, or an
/// `ARTICLE-ID:` line and the `TITLE` line after it.
fn wordings(text: &str) -> Vec<(ArticleId, String)> {
    let mut found = Vec::new();
    let mut named: Option<ArticleId> = None;
    for line in text.lines() {
        let line = line
            .trim_start_matches(|c: char| c.is_whitespace() || c == '-' || c == '*')
            .trim();
        if let Some(id) = named.take()
            && let Some((label, title)) = line.split_once(':')
            && label.trim().eq_ignore_ascii_case("title")
        {
            found.extend(wording(title).map(|title| (id, title)));
            continue;
        }
        if let Some(rest) = strip_label(line, "article-id") {
            named = article_ids(rest).into_iter().next().map(|(_, id)| id);
        } else if let Some((span, id)) = article_ids(line).into_iter().next()
            && span.start == 0
        {
            let title = line.get(span.end..).unwrap_or_default();
            found.extend(wording(title).map(|title| (id, title)));
        }
    }
    found
}

fn strip_label<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let (head, rest) = line.split_once(':')?;
    head.trim().eq_ignore_ascii_case(label).then_some(rest)
}

fn wording(title: &str) -> Option<String> {
    let title = title.trim_matches(|c: char| c.is_whitespace() || ":-\"".contains(c));
    let words = title.split_whitespace().count();
    ((2..=30).contains(&words) && title.len() <= 200).then(|| title.to_owned())
}
