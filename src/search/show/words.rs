//! Which words of a query an article has, and which it lacks.

use std::ops::Range;

use tantivy::DocAddress;

use crate::search::find::{Context, Key, Plan, Ranked, Ranking, Sequence, words_that_name};

/// The different words of a query in an article, except those that say what it mentions exactly.
#[derive(Debug, Default)]
pub struct Words {
    /// Those that it has, themselves or by another name, in the order of the query.
    pub had: Vec<String>,
    /// Those that are nowhere in it, the most significant first.
    pub missing: Vec<String>,
    /// Those of the missing words for which it has a related word from the wide search.
    pub related: Vec<String>,
}

/// For each term of a query, the articles of a page that have the term itself. Where the query
/// looks in some sections only, its words elsewhere do not count.
pub fn having_terms(context: &Context<'_>, page: &[Ranked], plan: &Plan) -> Vec<Vec<DocAddress>> {
    // Terms are looked up once for all articles, in whose order their postings are.
    let lacking = page.iter().filter(|(_, found)| !found.has_all_words);
    let mut articles: Vec<DocAddress> = lacking.map(|(address, _)| *address).collect();
    articles.sort_unstable();
    let mut having = vec![Vec::new(); plan.terms.len()];
    for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let ordinal = of_segment.first().map_or(0, |first| first.segment_ord);
        let segment = context.reader.searcher.segment_reader(ordinal);
        let columns = context.reader.columns.get(ordinal as usize);
        let text = context.reader.fields.text;
        for (term, having) in plan.terms.iter().zip(&mut having) {
            let Ok(mut word) = Sequence::open(segment, text, std::slice::from_ref(term)) else {
                continue;
            };
            let has_it = |address: &&DocAddress| {
                let layout = columns.map_or(&[][..], |columns| columns.layout(address.doc_id));
                word.is_in(address.doc_id, plan, layout)
            };
            having.extend(of_segment.iter().filter(has_it));
        }
    }
    having
}

/// The words of the query in an article; `having` are the articles that have each of its terms.
pub fn words((address, found): &Ranked, ranking: &Ranking, having: &[Vec<DocAddress>]) -> Words {
    let Ranking { plan, query, .. } = ranking;
    let mentioned = found.exact.iter().filter_map(|(key, _)| plan.key(*key));
    let said = words_that_name(query, &mentioned.collect::<Vec<&Key>>());
    let by_other_name = found
        .alternatives
        .iter()
        .filter_map(|number| plan.alternatives.get(*number));
    let by_other_name: Vec<Range<usize>> = by_other_name.map(|other| other.words.clone()).collect();
    let mut words = Words::default();
    let (mut seen, mut missing): (Vec<usize>, Vec<(u32, &str)>) = (Vec::new(), Vec::new());
    for (at, (word, number)) in query.words.iter().zip(&plan.words).enumerate() {
        let Some(term) = plan.terms.get(*number) else {
            continue;
        };
        // An article ID is not mentioned just because its digits occur.
        if said.contains(&at) || seen.contains(number) || query.is_of_id(word) {
            continue;
        }
        seen.push(*number);
        let has_it = || {
            let having = having.get(*number);
            having.is_some_and(|articles| articles.contains(address))
        };
        let shown = word.corrected.as_deref().unwrap_or(&word.written);
        if found.has_all_words || by_other_name.iter().any(|words| words.contains(&at)) || has_it()
        {
            words.had.push(shown.to_owned());
        } else {
            missing.push((term.frequency, shown));
            let bit = 1u64.checked_shl(u32::try_from(*number).unwrap_or(u32::MAX));
            if found.related & bit.unwrap_or(0) != 0 {
                words.related.push(shown.to_owned());
            }
        }
    }
    missing.sort_by_key(|(frequency, _)| *frequency);
    let missing = missing.into_iter().map(|(_, word)| word.to_owned());
    words.missing = missing.collect();
    words
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
            ("bugcheck 0x0001e", "DISK-7", "", 1),
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
            assert_eq!(results.complete_matches, Some(complete), "{query}");
        }
    }

    #[test]
    fn phrases_that_no_article_has_are_loosened_and_the_page_says_so() {
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
