//! Topics for articles that are named by ID: the article itself, or the articles that cite it.

use super::types::{ARTICLES, Subject, Topic, TopicArticle};
use crate::{
    evidence::ArticleId,
    lookup::{guides::guides_citing, knowledge::Knowledge, subjects::Subjects},
};

/// The article that a query mentions; `None` if nothing is known about it and its ID may just look
/// like one.
pub(in crate::lookup) fn article<'a>(
    known: &Knowledge<'a>,
    id: &ArticleId,
    named: &Subjects,
) -> Option<Topic<'a>> {
    let row = |id: &ArticleId| TopicArticle {
        id: id.clone(),
        mention: None,
        quote: None,
    };
    if known.library.get(id).is_some() {
        return Some(Topic {
            articles: vec![row(id)],
            total: 1,
            guides: guides_citing(known, id),
            ..Topic::of(Subject::Article(id.clone()))
        });
    }
    let citing = known.library.cited_by(id);
    // Words such as `MS-DOS6` look like IDs, and most numbers are not IDs.
    if citing.is_empty() && (named.is_bare || id.number().is_none()) {
        return None;
    }
    Some(Topic {
        articles: citing.iter().take(ARTICLES).map(row).collect(),
        total: citing.len(),
        ..Topic::of(Subject::Missing(id.clone()))
    })
}
