//! Where a guide's page gets its links and passages from.

use crate::{
    guide::{Begun, Citation, Guide, Walk},
    markup::html,
    web::{rows::ArticleRow, safe_html::SafeHtml},
};

/// Where a page gets its links and passages from.
pub trait GuideLinks {
    /// The links in a guide's own texts.
    fn links(&self) -> impl html::Links;
    /// The address of a cited section.
    fn cited(&self, citation: &Citation) -> String;
    /// A cited section.
    fn passage(&self, citation: &Citation) -> Passage;
    /// The address of a walk.
    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String;
    /// The address of a part of a walk: `map`, `all`, `note.txt`, `note.md`, `note.json`.
    fn part(&self, guide: &Guide, part: &str, answers: &[(String, String)]) -> String;
    /// The title of another guide, and the address of a walk in it that goes on from what another
    /// began with; `None` where there is no such guide.
    fn other(
        &self,
        guide: &str,
        answers: Vec<(String, String)>,
        begun: &Begun,
    ) -> Option<(String, String)>;
    /// The articles for what is known at an outcome, the best first.
    fn articles(&self, guide: &Guide, walk: &Walk<'_>) -> Vec<KnownArticle>;
    /// The page of an event, by its source and ID.
    fn event(&self, source: &str, id: u32) -> String;
}

/// A cited section, shown beside the step that cites it.
#[derive(Debug, Clone)]
pub struct Passage {
    pub id: String,
    pub title: String,
    pub heading: String,
    pub href: String,
    /// What rests on it, where that is a part of the step: facts of a sheet.
    pub names: Vec<String>,
    /// Its text; empty where the article is not loaded.
    pub html: SafeHtml,
}

/// An article for what is known at an outcome.
pub struct KnownArticle {
    pub article: ArticleRow,
    /// What it has to do with the walk, a few words each.
    pub why: Vec<String>,
    /// Whether the walk has done with it, in a few words; otherwise empty.
    pub done: &'static str,
}

/// The longest passage in HTML that is open from the start.
const LONGEST_OPEN: usize = 6000;

impl Passage {
    /// Whether it takes little room.
    pub fn is_short(&self) -> bool {
        self.html.len() <= LONGEST_OPEN
    }

    /// The passage of an article that is not loaded.
    pub fn missing(id: String, href: String) -> Self {
        Self {
            id,
            title: String::new(),
            heading: String::new(),
            href,
            names: Vec::new(),
            html: SafeHtml::default(),
        }
    }
}
