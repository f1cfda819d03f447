//! Relaxes a query: how many articles have each of its words, and how many are found without it.

use super::{
    complete_matches::complete_matches,
    context::Context,
    filter::ResultFilter,
    plan::{Plan, WeightedTerm},
    planning::plan,
    read_query::read_query,
};
use crate::search::query::{Clauses, Query, Request};

/// The most words that are counted; in a longer query, only the rarest.
const MAX_COUNTED: usize = 8;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// As written.
    pub word: String,
    /// How many articles have it, without filters.
    pub articles: u32,
    /// The query without it.
    pub without: Relaxed,
}

/// A query without some of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relaxed {
    /// The words left out, as written.
    pub dropped: Vec<String>,
    /// The rest of the query.
    pub query: String,
    /// How many complete matches the rest has, with the same filters.
    pub articles: usize,
}

/// The words of a request, the rarest first, each with what is found without it; at most eight of
/// them.
pub fn word_counts(context: &mut Context<'_>, request: &Request<'_>) -> Vec<WordCount> {
    let mut counted = Counted::of(context, request);
    let mut counts = Vec::new();
    for at in 0..counted.words.len() {
        if !counted.context.has_time() {
            break;
        }
        counts.push(WordCount {
            word: counted.written(at).to_owned(),
            articles: counted.frequency(at),
            without: counted.without(&[at]),
        });
    }
    counts
}

/// Leaves out the rarest words of a request, as few as it takes to find something; `None` if even
/// that finds nothing.
pub fn without_rarest(context: &mut Context<'_>, request: &Request<'_>) -> Option<Relaxed> {
    let mut counted = Counted::of(context, request);
    let words: Vec<usize> = (0..counted.words.len()).collect();
    let mut heads = (1..=words.len()).filter_map(|count| words.get(..count));
    heads.find_map(|dropped| {
        let has_time = counted.context.has_time();
        let relaxed = has_time.then(|| counted.without(dropped))?;
        (relaxed.articles > 0).then_some(relaxed)
    })
}

/// A query whose words are counted.
struct Counted<'a, 's> {
    context: &'s mut Context<'a>,
    request: &'s Request<'s>,
    query: Query,
    plan: Plan,
    /// Indices of `plan.terms`, the rarest first.
    words: Vec<usize>,
}

impl<'a, 's> Counted<'a, 's> {
    fn of(context: &'s mut Context<'a>, request: &'s Request<'s>) -> Self {
        let query = read_query(context, request);
        let plan = plan(context, &query, request);
        let mut words: Vec<usize> = (0..plan.terms.len()).collect();
        words.sort_by_key(|at| plan.terms.get(*at).map(|term| term.frequency));
        words.truncate(MAX_COUNTED);
        Self {
            context,
            request,
            query,
            plan,
            words,
        }
    }

    fn term(&self, at: usize) -> Option<&WeightedTerm> {
        self.plan.terms.get(*self.words.get(at)?)
    }

    fn frequency(&self, at: usize) -> u32 {
        self.term(at).map_or(0, |term| term.frequency)
    }

    /// The word as it is first written in the query.
    fn written(&self, at: usize) -> &str {
        let mut words = self.query.words.iter().zip(&self.plan.words);
        let word = words.find(|(_, number)| self.words.get(at) == Some(number));
        word.map_or("", |(word, _)| word.written.as_str())
    }

    /// The query without some of the words, given by their positions in `words`.
    fn without(&mut self, dropped: &[usize]) -> Relaxed {
        let numbers: Vec<usize> = dropped
            .iter()
            .filter_map(|at| self.words.get(*at).copied())
            .collect();
        let query = self.text_without(&numbers);
        Relaxed {
            dropped: dropped
                .iter()
                .map(|at| self.written(*at).to_owned())
                .collect(),
            articles: self.count(&query),
            query,
        }
    }

    fn text_without(&self, numbers: &[usize]) -> String {
        let (mut text, mut end) = (String::new(), 0);
        for (word, number) in self.query.words.iter().zip(&self.plan.words) {
            if numbers.contains(number) {
                text.push_str(
                    self.query
                        .text
                        .get(end..word.span.start)
                        .unwrap_or_default(),
                );
                end = word.span.end + usize::from(word.is_prefix);
            }
        }
        text.push_str(self.query.text.get(end..).unwrap_or_default());
        Clauses::read(&text).tidy()
    }

    /// How many articles match everything in a query; none if it has no words.
    fn count(&mut self, text: &str) -> usize {
        let request = Request {
            query: text,
            ..self.request.clone()
        };
        let query = read_query(self.context, &request);
        if query.words.is_empty() {
            return 0;
        }
        let plan = plan(self.context, &query, &request);
        let filter = ResultFilter::of(self.context, &query, &plan, request.filters);
        let complete = complete_matches(self.context, &query, &plan, &filter);
        complete.map_or(0, |articles| articles.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::Filters;
    use crate::search::tests::{BUDGET, index};

    #[test]
    fn each_word_is_counted_and_left_out() {
        let (_folder, index) = index();
        let none = Filters::default();
        let kind = Filters {
            issue_type: Some("kbbug"),
            ..none
        };
        for (query, filters, expect) in [
            (
                "messages cabinet zyzzyva",
                none,
                vec![
                    ("zyzzyva", 0, "messages cabinet", 0),
                    ("cabinet", 1, "messages zyzzyva", 0),
                    ("messages", 2, "cabinet zyzzyva", 0),
                ],
            ),
            (
                "queue \"connector cabinet\"",
                none,
                vec![
                    ("cabinet", 1, "queue \"connector \"", 2),
                    ("queue", 2, "\"connector cabinet\"", 1),
                    ("connector", 3, "queue \" cabinet\"", 0),
                ],
            ),
            ("messages", kind, vec![("messages", 2, "", 0)]),
            (
                "queue zyzzyva",
                kind,
                vec![("zyzzyva", 0, "queue", 1), ("queue", 2, "zyzzyva", 0)],
            ),
            (
                "product:\"zyzzyva disk\" \"queue\" grommet",
                none,
                vec![
                    ("grommet", 0, "product:\"zyzzyva disk\" \"queue\"", 0),
                    ("queue", 2, "product:\"zyzzyva disk\" grommet", 0),
                ],
            ),
            ("", none, vec![]),
        ] {
            let request = Request {
                query,
                filters,
                ..Request::default()
            };
            let words = index.words(&request, BUDGET);
            let got: Vec<_> = words
                .iter()
                .map(|count| {
                    let without = &count.without;
                    (
                        count.word.as_str(),
                        count.articles,
                        without.query.as_str(),
                        without.articles,
                    )
                })
                .collect();
            assert_eq!(got, expect, "{query}");
        }
    }

    #[test]
    fn counts_of_changed_searches_are_what_they_find() {
        let (_folder, index) = index();
        for query in [
            "messages zyzzyva",
            "zyzzyva queue grommet connector",
            "disk cabinet spooling",
        ] {
            let request = |query| Request {
                query,
                ..Request::default()
            };
            let relaxed = index.without_rarest(&request(query), BUDGET).unwrap();
            let results = index.search(&request(&relaxed.query), BUDGET);
            assert_eq!(
                results.complete_matches,
                Some(relaxed.articles),
                "{query}: {relaxed:?}"
            );
            assert!(relaxed.articles > 0, "{query}");
        }
        let nobody = Request {
            query: "zyzzyva grommet",
            ..Request::default()
        };
        let nobody = index.without_rarest(&nobody, BUDGET);
        assert_eq!(nobody, None);
    }
}
