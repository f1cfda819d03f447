//! Looks up a guide's citations in the articles of a snapshot.

use super::generation::Snapshot;
use crate::{article::Article, evidence::ArticleId, guide, markup::text};

impl guide::Citations for Snapshot {
    fn section(&self, id: &ArticleId, anchor: &str) -> guide::Cited {
        let Some(article) = self.article(id) else {
            return guide::Cited::NoArticle;
        };
        section_text(&article, anchor)
    }
}

/// The text of an article's section, or of the whole article if `anchor` is empty.
pub fn section_text(article: &Article, anchor: &str) -> guide::Cited {
    let sections = article
        .sections
        .iter()
        .filter(|one| anchor.is_empty() || one.anchor == anchor);
    let texts: Vec<String> = sections.map(|one| text::write(&one.blocks)).collect();
    if texts.is_empty() {
        let anchors = article.sections.iter().map(|one| one.anchor.clone());
        guide::Cited::NoSection(anchors.collect())
    } else {
        guide::Cited::Text(texts.join("\n"))
    }
}
