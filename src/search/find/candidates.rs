//! Finds the articles worth ranking, in several cheap ways at once.

use tantivy::{
    DocAddress, DocSet, TERMINATED, Term,
    collector::TopDocs,
    query::{BooleanQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery},
    schema::IndexRecordOption,
};

use super::{
    complete_matches::MAX_RANKED,
    context::Context,
    filter::ResultFilter,
    plan::{Plan, WeightedTerm},
    queries::having_term,
};

/// The most postings that one way of finding reads, if it has a choice.
const MAX_POSTINGS: u32 = 400_000;

/// Articles are searched for another name only if its rarest word is in at most this many articles:
/// finding more common words next to each other takes too long.
const MAX_IN_PHRASE: u32 = 6_000;

/// Whether some article has all words of the query.
pub fn some_article_has_all_words(
    context: &Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
) -> bool {
    // A word that has another name may be missing.
    let terms = plan.terms.iter().enumerate();
    let needed: Vec<&WeightedTerm> = terms
        .filter(|(number, _)| !plan.has_alternative(*number))
        .map(|(_, term)| term)
        .collect();
    if plan.terms.is_empty() || needed.iter().any(|term| term.frequency == 0) {
        return false;
    }
    if needed.is_empty() {
        return true;
    }
    let text = context.reader.fields.text;
    let terms = needed.into_iter();
    let all = terms.map(|term| {
        (
            Occur::Must,
            having_term(text, term, IndexRecordOption::Basic),
        )
    });
    let all = filter.restrict(Box::new(BooleanQuery::new(all.collect())));
    let Ok(weight) = all.weight(EnableScoring::disabled_from_searcher(
        &context.reader.searcher,
    )) else {
        return false;
    };
    let mut segments = context.reader.searcher.segment_readers().iter();
    segments.any(|segment| {
        let articles = weight.scorer(segment, 1.0);
        articles.is_ok_and(|articles| articles.doc() != TERMINATED)
    })
}

/// The articles worth ranking, found in several ways (so there may be duplicates), and whether one
/// of the ways stopped early. They include the `complete` articles, unless there are too many.
pub fn candidates(
    context: &mut Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
    complete: &[DocAddress],
) -> (Vec<DocAddress>, bool) {
    let fields = context.reader.fields;
    let depth = if plan.sections.is_some() { 600 } else { 100 };
    let known = |term: &&WeightedTerm| term.frequency > 0;
    let mut terms: Vec<&WeightedTerm> = plan.terms.iter().filter(known).collect();
    terms.sort_by(|a, b| b.idf.total_cmp(&a.idf));
    let mut postings = 0u32;
    let mut chosen = Vec::new();
    for term in &terms {
        postings = postings.saturating_add(term.frequency);
        let common = term.idf < if chosen.len() < 3 { 1.0 } else { 2.0 };
        if !chosen.is_empty() && (postings > MAX_POSTINGS || common) {
            break;
        }
        chosen.push(*term);
    }
    let scored = |field, term| having_term(field, term, IndexRecordOption::WithFreqs);
    let mut any: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut title: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for term in chosen.iter().copied().chain(&plan.names) {
        any.push((Occur::Should, scored(fields.text, term)));
        title.push((Occur::Should, scored(fields.titles_and_keywords, term)));
    }
    for term in &terms {
        all.push((Occur::Must, scored(fields.text, term)));
    }
    let mut ways: Vec<(Box<dyn Query>, usize)> = Vec::new();
    let exact: Vec<(Occur, Box<dyn Query>)> = plan
        .exact
        .iter()
        .flat_map(|exact| &exact.keys)
        .map(|key| {
            let term = Term::from_field_text(fields.evidence, &key.term);
            let query = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            (
                Occur::Should,
                Box::new(ConstScoreQuery::new(query, key.fit)) as Box<dyn Query>,
            )
        })
        .collect();
    if !exact.is_empty() {
        ways.push((Box::new(BooleanQuery::new(exact)), 300));
    }
    if let Some(other) = by_other_names(context, plan) {
        ways.push((Box::new(other), 100));
    }
    if let Some(phrase) = phrase(context, plan) {
        ways.push((Box::new(phrase), 60));
    }
    let has_all = (1..=MAX_RANKED).contains(&complete.len());
    if terms.len() > 1 && !has_all {
        ways.push((Box::new(BooleanQuery::new(all)), 60));
    }
    if !title.is_empty() {
        ways.push((Box::new(BooleanQuery::new(any)), depth));
        ways.push((Box::new(BooleanQuery::new(title)), 60));
    }
    let (mut found, mut is_cut) = (Vec::new(), false);
    if has_all {
        found.extend(complete);
    }
    for (way, limit) in ways {
        if !context.has_time() {
            context.timed_out = true;
            break;
        }
        let way = filter.restrict(way);
        if let Ok(hits) = context
            .reader
            .searcher
            .search(&way, &TopDocs::with_limit(limit).order_by_score())
        {
            is_cut |= hits.len() >= limit;
            found.extend(hits.into_iter().map(|(_, address)| address));
        }
    }
    (found, is_cut)
}

/// The rarest words of the query, at the same distances as in the query.
fn phrase(context: &Context<'_>, plan: &Plan) -> Option<PhraseQuery> {
    let mut words: Vec<(usize, &WeightedTerm)> = plan
        .words
        .iter()
        .enumerate()
        .filter_map(|(at, term)| Some((at, plan.terms.get(*term)?)))
        .filter(|(_, term)| term.frequency > 0 && term.others.is_empty())
        .collect();
    if words.len() < 2 {
        return None;
    }
    words.sort_by(|(_, a), (_, b)| b.idf.total_cmp(&a.idf));
    words.truncate(4);
    if words.first().is_none_or(|(_, term)| term.idf < 1.0) {
        return None;
    }
    words.sort_by_key(|(at, _)| *at);
    let first = words.first().map_or(0, |(at, _)| *at);
    let field = context.reader.fields.text;
    let terms = words
        .iter()
        .map(|(at, term)| (at - first, Term::from_field_text(field, &term.term)));
    Some(PhraseQuery::new_with_offset(terms.collect()))
}

/// Articles that have another name for some words of the query; those that have the other words,
/// too, are the best.
fn by_other_names(context: &Context<'_>, plan: &Plan) -> Option<BooleanQuery> {
    let text = context.reader.fields.text;
    let term_query = |weighted: &WeightedTerm| -> Box<dyn Query> {
        let term = Term::from_field_text(text, &weighted.term);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    };
    let others: Vec<Box<dyn Query>> = plan
        .alternatives
        .iter()
        .filter(|other| {
            let rarest = other.terms.iter().map(|term| term.frequency).min();
            other.terms.len() == 1 || rarest.is_some_and(|least| least <= MAX_IN_PHRASE)
        })
        .map(|other| match other.terms.as_slice() {
            [term] => having_term(text, term, IndexRecordOption::WithFreqs),
            terms => {
                let terms = terms
                    .iter()
                    .map(|term| Term::from_field_text(text, &term.term));
                Box::new(PhraseQuery::new(terms.collect()))
            }
        })
        .collect();
    if others.is_empty() {
        return None;
    }
    let others = BooleanQuery::union(others);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(others))];
    let words = plan.terms.iter().enumerate();
    let words = words.filter(|(number, term)| term.frequency > 0 && !plan.has_alternative(*number));
    clauses.extend(words.map(|(_, term)| (Occur::Should, term_query(term))));
    Some(BooleanQuery::new(clauses))
}
