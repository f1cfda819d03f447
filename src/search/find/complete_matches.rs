//! The complete matches of a query: the articles in the whole index that have everything it asks
//! for, not only those among the most likely candidates.
//!
//! An article is a complete match if it passes filters and operators, has every word (itself or
//! another name for it) and every phrase, and mentions each event, code and article that the query
//! names. Words that name something do not count as words: `event 68` requires the event, and not
//! the word "event" and the number in different places.

use tantivy::{
    DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term,
    query::{AllQuery, BooleanQuery, EmptyQuery, EnableScoring, Occur, Query as TantivyQuery},
    schema::IndexRecordOption,
};

use super::{
    context::Context,
    filter::ResultFilter,
    needs::{NamedKind, NamedThings, Need, Way, needs, phrases},
    plan::{Plan, WeightedTerm},
    queries::{any_of, having_term},
    sequence::{Mentioned, Sequence},
};
use crate::search::{
    index::{Columns, Fields},
    query::Query,
};

/// If there are at most this many complete matches, all of them are ranked.
pub const MAX_RANKED: usize = 300;

/// How many articles are read between two checks of the time.
const BETWEEN_LOOKS: usize = 1_024;

/// The complete matches of a query, in the order of the index; `None` if time ran out before
/// all were found.
pub fn complete_matches(
    context: &mut Context<'_>,
    query: &Query,
    plan: &Plan,
    filter: &ResultFilter,
) -> Option<Vec<DocAddress>> {
    let needs = needs(context, query, plan);
    let asks_for_nothing = needs.is_empty() && !filter.names_articles();
    if asks_for_nothing {
        return Some(Vec::new());
    }
    having(context, &needs, plan, filter)
}

/// The kind of thing that the query names, and the articles that mention all such things, whatever
/// the other words, in index order. `None` if it names nothing, no article mentions it, or time ran
/// out.
pub fn articles_with_named(
    context: &Context<'_>,
    names: &NamedThings,
    plan: &Plan,
    filter: &ResultFilter,
) -> Option<(NamedKind, Vec<DocAddress>)> {
    let named = names.named?;
    let articles = having(context, &names.needs, plan, filter)?;
    (!articles.is_empty()).then_some((named, articles))
}

/// The articles that have all phrases of a query, whatever its other words; `None` if time ran
/// out.
pub fn articles_with_phrases(
    context: &Context<'_>,
    plan: &Plan,
    filter: &ResultFilter,
) -> Option<Vec<DocAddress>> {
    having(context, &phrases(plan), plan, filter)
}

/// The articles that meet all of these needs; `None` if time ran out.
fn having(
    context: &Context<'_>,
    needs: &[Need],
    plan: &Plan,
    filter: &ResultFilter,
) -> Option<Vec<DocAddress>> {
    let fields = &context.reader.fields;
    let searcher = &context.reader.searcher;
    let all = needs
        .iter()
        .map(|need| (Occur::Must, need_query(fields, need)));
    let all: Vec<(Occur, Box<dyn TantivyQuery>)> = all.collect();
    let all: Box<dyn TantivyQuery> = match all.is_empty() {
        true => Box::new(AllQuery),
        false => Box::new(BooleanQuery::new(all)),
    };
    let all = filter.restrict(all);
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let mut found = Vec::new();
    let Ok(weight) = all.weight(scoring) else {
        return Some(found);
    };
    let segments = searcher.segment_readers().iter();
    for ((ordinal, segment), columns) in (0..).zip(segments).zip(&context.reader.columns) {
        let checks = checks(segment, fields, needs, plan);
        let (Ok(mut docs), Ok(mut checks)) = (weight.scorer(segment, 1.0), checks) else {
            continue;
        };
        let mut seen = 0;
        while docs.doc() != TERMINATED {
            seen += 1;
            if seen % BETWEEN_LOOKS == 0 && !context.has_time() {
                return None;
            }
            let doc = docs.doc();
            let passes = !segment.is_deleted(doc)
                && has_part(plan, columns, doc)
                && checks
                    .iter_mut()
                    .all(|check| check.passes(doc, plan, columns));
            if passes {
                found.push(DocAddress::new(ordinal, doc));
            }
            docs.advance();
        }
    }
    Some(found)
}

/// Whether an article has a part that counts.
fn has_part(plan: &Plan, columns: &Columns, doc: DocId) -> bool {
    let counts = || {
        columns
            .layout(doc)
            .iter()
            .any(|(part, _)| plan.counts(*part))
    };
    plan.sections.is_none() || counts()
}

/// A query for the articles that may meet a need; the words of a sequence may be apart.
fn need_query(fields: &Fields, need: &Need) -> Box<dyn TantivyQuery> {
    let of_way = |way: &Way| -> Box<dyn TantivyQuery> {
        let term = |field, text: &str| Term::from_field_text(field, text);
        match way {
            Way::Words(words) => {
                let known = words.iter().all(|word| word.frequency > 0);
                let word =
                    |word: &WeightedTerm| having_term(fields.text, word, IndexRecordOption::Basic);
                match (known, words.as_slice()) {
                    (false, _) => Box::new(EmptyQuery),
                    (true, [one]) => word(one),
                    (true, all) => {
                        Box::new(BooleanQuery::intersection(all.iter().map(word).collect()))
                    }
                }
            }
            Way::Key(key) => any_of(vec![term(fields.evidence, key)]),
            Way::Article(id) => any_of(vec![term(fields.id, id.as_str())]),
        }
    };
    match need.ways.as_slice() {
        [way] => of_way(way),
        ways => Box::new(BooleanQuery::union(ways.iter().map(of_way).collect())),
    }
}

/// Checks whether an article really meets a need.
struct Check {
    sequences: Vec<Sequence>,
    keys: Vec<Mentioned>,
    /// Articles that are requested by their IDs.
    articles: Vec<DocId>,
}

/// The checks that the query for a need leaves open: whether words are in sequence, and whether
/// everything is in a part that counts.
fn checks(
    segment: &SegmentReader,
    fields: &Fields,
    needs: &[Need],
    plan: &Plan,
) -> tantivy::Result<Vec<Check>> {
    let is_sequence = |way: &Way| matches!(way, Way::Words(words) if words.len() > 1);
    let is_open = |need: &&Need| plan.sections.is_some() || need.ways.iter().any(is_sequence);
    let check = |need: &Need| {
        let mut check = Check {
            sequences: Vec::new(),
            keys: Vec::new(),
            articles: Vec::new(),
        };
        for way in &need.ways {
            match way {
                Way::Words(words) => {
                    let sequence = Sequence::open(segment, fields.text, words)?;
                    check.sequences.push(sequence);
                }
                Way::Key(key) => {
                    check
                        .keys
                        .push(Mentioned::open(segment, fields.evidence, key)?);
                }
                Way::Article(id) => {
                    let index = segment.inverted_index(fields.id)?;
                    let term = Term::from_field_text(fields.id, id.as_str());
                    let postings = index.read_postings(&term, IndexRecordOption::Basic)?;
                    check
                        .articles
                        .extend(postings.map(|postings| postings.doc()));
                }
            }
        }
        Ok(check)
    };
    needs.iter().filter(is_open).map(check).collect()
}

impl Check {
    fn passes(&mut self, doc: DocId, plan: &Plan, columns: &Columns) -> bool {
        let layout = columns.layout(doc);
        self.articles.contains(&doc)
            || self.keys.iter_mut().any(|key| key.is_in(doc, plan))
            || self
                .sequences
                .iter_mut()
                .any(|words| words.is_in(doc, plan, layout))
    }
}
