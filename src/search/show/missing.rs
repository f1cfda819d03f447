//! The words of a query that are missing from an article.

use std::{cell::OnceCell, ops::Range};

use tantivy::{DocSet, Term, schema::IndexRecordOption};

use crate::{
    evidence::{codes, events},
    search::{
        find::{Context, Plan, Ranked},
        query::Query,
    },
};

/// What the query mentions exactly, and where. An article that has it in another spelling lacks
/// none of its words.
pub struct QueryEvidence<'q> {
    pub(super) query: &'q Query,
    spans: OnceCell<Vec<Range<usize>>>,
}

impl<'q> QueryEvidence<'q> {
    pub fn new(query: &'q Query) -> Self {
        let spans = OnceCell::new();
        Self { query, spans }
    }

    fn covers(&self, word: &Range<usize>) -> bool {
        let spans = self.spans.get_or_init(|| {
            let codes = codes(&self.query.text).into_iter().map(|code| code.span);
            let events = events(&self.query.text);
            codes
                .chain(events.into_iter().map(|event| event.span))
                .collect()
        });
        spans
            .iter()
            .any(|span| span.start < word.end && word.start < span.end)
    }
}

/// The words of the query that are nowhere in the article, the one that says most first; none
/// where the query is the article's id, as `named` says.
pub fn missing(
    context: &Context<'_>,
    (address, found): &Ranked,
    plan: &Plan,
    evidence: &QueryEvidence<'_>,
    named: bool,
) -> Vec<String> {
    if found.all_words || (named && evidence.query.is_id()) {
        return Vec::new();
    }
    let segment = context.reader.searcher.segment_reader(address.segment_ord);
    let Ok(index) = segment.inverted_index(context.reader.fields.text) else {
        return Vec::new();
    };
    let is_present = |term: &str| -> bool {
        let term = Term::from_field_text(context.reader.fields.text, term);
        let postings = index.read_postings(&term, IndexRecordOption::Basic);
        let Ok(Some(mut postings)) = postings else {
            return false;
        };
        if postings.doc() < address.doc_id {
            postings.seek(address.doc_id);
        }
        postings.doc() == address.doc_id
    };
    let mut missing: Vec<(usize, &str)> = Vec::new();
    let lent = found
        .alternatives
        .iter()
        .filter_map(|number| plan.alternatives.get(*number));
    let lent: Vec<Range<usize>> = lent.map(|other| other.words.clone()).collect();
    for (at, (word, number)) in evidence.query.words.iter().zip(&plan.words).enumerate() {
        let Some(term) = plan.terms.get(*number) else {
            continue;
        };
        let is_known = missing.iter().any(|(other, _)| other == number);
        let is_named = !found.exact.is_empty() && evidence.covers(&word.span);
        let is_lent = lent.iter().any(|words| words.contains(&at));
        if !is_known && !is_named && !is_lent && !term.terms().any(is_present) {
            missing.push((*number, word.corrected.as_deref().unwrap_or(&word.written)));
        }
    }
    let frequency = |number: usize| plan.terms.get(number).map(|term| term.frequency);
    missing.sort_by_key(|(number, _)| frequency(*number));
    missing
        .into_iter()
        .map(|(_, word)| word.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::search::{
        Request,
        tests::{BUDGET, index},
    };

    #[test]
    fn hits_say_which_words_they_lack() {
        let (_folder, index) = index();
        for (query, first, lacks, complete) in [
            ("messages wait queue", "MAIL-002", "", 1),
            ("messages wait cabinet", "MAIL-002", "cabinet", 0),
            (
                "zyzzyva messages wait cabinet",
                "MAIL-002",
                "zyzzyva cabinet",
                0,
            ),
            ("stop 0x1e", "DISK-7", "", 1),
            ("stop 1e zyzzyva", "DISK-7", "zyzzyva", 0),
            ("bugcheck 0x0001e", "DISK-7", "", 0),
        ] {
            let request = Request {
                query,
                ..Request::default()
            };
            let results = index.search(&request, BUDGET);
            let hit = results.hits.first().unwrap();
            assert_eq!(
                (hit.id.as_str(), hit.missing.join(" ").as_str()),
                (first, lacks),
                "{query}"
            );
            assert_eq!(results.complete, complete, "{query}");
        }
    }

    #[test]
    fn quotes_that_stand_nowhere_are_loosened_and_it_is_said() {
        let (_folder, index) = index();
        for (query, loosened) in [
            ("\"messages stay in the queue\"", false),
            ("\"queue the in stay messages\"", true),
            ("messages stay", false),
            ("\"zyzzyva\"", false),
        ] {
            let request = Request {
                query,
                ..Request::default()
            };
            assert_eq!(index.search(&request, BUDGET).loosened, loosened, "{query}");
        }
    }
}
