//! One result as it is shown: title, passage, and reasons.

use tantivy::DocAddress;

use super::{
    highlighter::Highlighter,
    reason::{Reason, corrected, reasons},
    snippet::{self, Snippet},
    words::{Words, words},
};
use crate::{
    article::Role,
    evidence::ArticleId,
    language::Language,
    search::{
        find::{Context, Ranked, Ranking},
        index::{Part, Stored},
    },
};

/// One article found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its ID.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// The language that it is in.
    pub language: Language,
    /// The role of the section that matches best.
    pub section: Option<Role>,
    /// That section's anchor.
    pub anchor: Option<String>,
    /// A passage from that section.
    pub snippet: Snippet,
    /// Why it was found, the strongest reason first.
    pub why: Vec<Reason>,
    /// The words of the query that are nowhere in it, the most significant first; words that it has
    /// in another spelling are not among them.
    pub missing: Vec<String>,
    /// Its score; comparable within one search only.
    pub score: f32,
}

/// How a ranked article is shown; `None` if it can't be read. `having` are the articles that have
/// each term of the query.
pub fn hit(
    context: &mut Context<'_>,
    ranked: &Ranked,
    ranking: &Ranking,
    highlighter: &Highlighter<'_>,
    having: &[Vec<DocAddress>],
) -> Option<Hit> {
    let (address, found) = ranked;
    let Ranking { plan, query, .. } = ranking;
    let named = ranking.named.contains(address);
    let stored: Stored = context.reader.searcher.doc(*address).ok()?;
    let article = stored.article()?;
    let role = match found.part {
        Some(Part::Section(role)) => Some(role),
        _ => found.section,
    };
    let best = snippet::best(&article, role, highlighter, &mut context.tokenizer);
    let section = best.as_ref().map(|(section, _)| section.role);
    let anchor = best.as_ref().map(|(section, _)| section.anchor.clone());
    let snippet = best.map(|(_, snippet)| snippet).unwrap_or_default();
    // If no section matches the query, the description says most about the article.
    let description = match snippet::is_marked(&snippet) {
        true => None,
        false => snippet::of_description(
            &article.meta.description,
            highlighter,
            &mut context.tokenizer,
        ),
    };
    let snippet = description.unwrap_or(snippet);
    let words = match named && query.is_id() {
        true => Words::default(),
        false => words(ranked, ranking, having),
    };
    let mut why = reasons(found, plan, query, &words, &stored.cited, named);
    if !words.related.is_empty() {
        why.push(Reason::Related(words.related));
    }
    why.extend(corrected(query, &words.missing));
    Some(Hit {
        language: article.language(),
        id: article.id,
        title: article.title,
        section,
        anchor,
        snippet,
        why,
        missing: words.missing,
        score: found.score,
    })
}
