//! Topics for codes.

use std::collections::BTreeSet;

use super::types::{ARTICLES, Mention, Subject, Topic, TopicArticle};
use crate::{
    atlas::CodeInArticle,
    evidence::{ArticleId, Code},
    lookup::{
        guides::for_code, knowledge::Knowledge, similar_keys::near_codes, subjects::Subjects,
    },
    search::Hit,
};

/// The codes that articles mention; for a bare number, the most mentioned first. The rest are
/// added to `unnamed`.
pub(in crate::lookup) fn codes<'a>(
    known: &Knowledge<'a>,
    named: &Subjects,
    hits: &[Hit],
    unnamed: &mut Vec<Subject<'a>>,
) -> Vec<Topic<'a>> {
    let mut topics: Vec<Topic<'a>> = Vec::new();
    let mut seen: BTreeSet<&ArticleId> = BTreeSet::new();
    for code in &named.codes {
        let articles = known.atlas.articles_by_code_key(&code.key());
        let new: BTreeSet<&ArticleId> = articles.iter().filter(|id| !seen.contains(id)).collect();
        let subject = Subject::Code(code.clone(), named.number);
        if !new.is_empty() {
            topics.push(Topic {
                total: articles.len(),
                ..topic(known, code, subject, &new, hits)
            });
            seen.extend(new);
        } else if articles.is_empty() {
            unnamed.push(subject);
        }
    }
    if named.number.is_some() {
        topics.sort_by_key(|topic| usize::MAX - topic.total);
    }
    let has_no_event = named.events.is_empty();
    if let Some(code) = named
        .codes
        .first()
        .filter(|_| has_no_event && topics.is_empty())
    {
        let is_it = |other: &Subject<'_>| matches!(other, Subject::Code(other, _) if other == code);
        unnamed.retain(|other| !is_it(other));
        let subject = Subject::Code(code.clone(), None);
        topics.push(Topic {
            near: near_codes(known, code),
            ..topic(known, code, subject, &BTreeSet::new(), hits)
        });
    }
    topics
}

fn topic<'a>(
    known: &Knowledge<'a>,
    code: &Code,
    subject: Subject<'a>,
    articles: &BTreeSet<&'a ArticleId>,
    hits: &[Hit],
) -> Topic<'a> {
    let article = |mention: CodeInArticle<'a>| TopicArticle {
        id: mention.article.clone(),
        mention: Some(Mention::new(mention.in_title, mention.role)),
        quote: None,
    };
    let mentions = best_articles_for_code(known, code, articles, hits).into_iter();
    Topic {
        articles: mentions.map(article).collect(),
        total: articles.len(),
        guides: for_code(known, code),
        ..Topic::of(subject)
    }
}

/// The first of the articles that mention a code: the best hits for the query, then those to which
/// it is most central.
fn best_articles_for_code<'a>(
    known: &Knowledge<'a>,
    code: &Code,
    articles: &BTreeSet<&'a ArticleId>,
    hits: &[Hit],
) -> Vec<CodeInArticle<'a>> {
    let place = |id: &ArticleId| {
        let place = hits.iter().position(|hit| hit.id == *id);
        place.unwrap_or(hits.len())
    };
    let mut mentions = known.atlas.code_mentions(code);
    mentions.retain(|mention| articles.contains(mention.article));
    mentions.sort_by_key(|mention| place(mention.article));
    mentions.truncate(ARTICLES);
    mentions
}
