//! The source of the links and passages on a guide's page.

use crate::{
    guide::{Citation, Guide, Walk, WalkOrigin},
    markup::html,
    web::{rows::ArticleRow, safe_html::SafeHtml},
};

/// The source of the links and passages on a page.
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
    /// The title of another guide, and the address of a walk in it that continues with the same
    /// beginning; `None` if there is no such guide.
    fn other(
        &self,
        guide: &str,
        answers: Vec<(String, String)>,
        origin: &WalkOrigin,
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
    /// The parts of the step that are based on it, such as facts of a sheet; otherwise empty.
    pub names: Vec<String>,
    /// Its text; empty if the article is not loaded.
    pub html: SafeHtml,
}

/// An article for what is known at an outcome.
pub struct KnownArticle {
    pub article: ArticleRow,
    /// How it is related to the walk, in a few words each.
    pub why: Vec<String>,
    /// Why it is no longer relevant to the walk, in a few words; otherwise empty.
    pub done: &'static str,
}

/// The longest passage in HTML that is unfolded from the start.
const LONGEST_OPEN: usize = 6000;

impl Passage {
    /// Whether it takes little space.
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
