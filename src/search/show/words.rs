//! Which words of a query an article has, and which it lacks.

use std::ops::Range;

use crate::search::find::{Context, Key, Ranked, Ranking, Sequence, words_that_name};

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

/// The words of the query in an article. If the query is limited to some sections, its words
/// elsewhere count as missing.
pub fn words(context: &Context<'_>, (address, found): &Ranked, ranking: &Ranking) -> Words {
    let Ranking { plan, query, .. } = ranking;
    let segment = context.reader.searcher.segment_reader(address.segment_ord);
    let columns = context.reader.columns.get(address.segment_ord as usize);
    let layout = columns.map_or(&[][..], |columns| columns.layout(address.doc_id));
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
        let text = context.reader.fields.text;
        let has_it = || {
            let sequence = Sequence::open(segment, text, std::slice::from_ref(term));
            sequence.is_ok_and(|mut word| word.is_in(address.doc_id, plan, layout))
        };
        let shown = word.corrected.as_deref().unwrap_or(&word.written);
        if found.all_words || by_other_name.iter().any(|words| words.contains(&at)) || has_it() {
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
            assert_eq!(results.complete, Some(complete), "{query}");
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
