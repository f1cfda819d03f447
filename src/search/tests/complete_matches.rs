//! Tests of complete matches, of reasons, and of orders.

use super::{
    ARTICLES, BUDGET, Sample, has_no_duplicates, ids, index, index_of, index_with, search,
};
use crate::{
    article::Role,
    search::{Filters, Index, NamedKind, Reason, Request, Results, Sort},
};

fn sorted<'a>(index: &Index, query: &'a str, filters: Filters<'a>, sort: Sort) -> Results {
    let request = Request {
        query,
        filters,
        sort,
        ..Request::default()
    };
    index.search(&request, BUDGET)
}

#[test]
fn complete_articles_have_all_that_the_query_says() {
    let (_folder, index) = index_with("BSOD = blue screen\n");
    let none = Filters::default();
    let section = |role| Filters {
        section: Some(role),
        ..none
    };
    let year = Filters {
        year: Some(1999),
        ..none
    };
    for (query, filters, expect) in [
        ("connector", none, "DISK-8 MAIL-002 Q20001"),
        ("connector settings", none, "Q20001"),
        ("connector settings zyzzyva", none, ""),
        ("conector", none, "DISK-8 MAIL-002 Q20001"),
        ("defragmenting disks", none, "DISK-8"),
        ("mess*", none, "MAIL-002 Q20001"),
        ("connector -queue", none, "DISK-8"),
        ("\"connector cabinet\"", none, "DISK-8"),
        ("\"cabinet connector\" disk", none, "DISK-8"),
        ("bsod start", none, "DISK-7"),
        // The event itself, and not its word and number in different places.
        ("event 68", none, "MAIL-001 MAIL-002 PRINT-010"),
        ("event 68", year, "MAIL-001 PRINT-010"),
        ("event 68 connector", none, "MAIL-002"),
        ("event 68 MailBridgeCC", none, "MAIL-001"),
        ("Event ID: 68 Source: MailBridgeCC", none, "MAIL-001"),
        ("68 spooling", none, "PRINT-010"),
        ("event 68 bridge", none, "MAIL-001 MAIL-002"),
        ("event 68 zyzzyva", none, ""),
        ("event 69", none, ""),
        ("stop 1e", none, "DISK-7"),
        ("bugcheck 0x0001e", none, "DISK-7"),
        ("stop 1e zyzzyva", none, ""),
        ("q20001", none, "Q20001"),
        ("kb 20001", none, "Q20001"),
        ("20001", none, "Q20001"),
        ("print-010", none, "PRINT-010"),
        ("event:68", none, "MAIL-001 MAIL-002 PRINT-010"),
        ("event:68 tray", none, "PRINT-010"),
        ("type:bug", none, "MAIL-002"),
        ("", year, "MAIL-001 PRINT-010"),
        ("-type:bug", none, ""),
        ("connector", section(Role::Resolution), "MAIL-002"),
        ("restart hours", none, "MAIL-002"),
        ("restart hours", section(Role::Resolution), ""),
        ("event 68", section(Role::Resolution), "MAIL-002"),
        ("event:68 section:symptoms", none, "MAIL-001 PRINT-010"),
        ("section:cause", none, "MAIL-001"),
        ("\"the connector\"", section(Role::Symptoms), "MAIL-002"),
    ] {
        let results = sorted(&index, query, filters, Sort::Newest);
        let complete = results.complete_matches.unwrap();
        let mut found = match complete {
            0 => Vec::new(),
            _ => ids(&results),
        };
        found.sort_unstable();
        assert_eq!(found.join(" "), expect, "{query} {filters:?}");
        assert_eq!(complete, found.len(), "{query} {filters:?}");
        let ranked = sorted(&index, query, filters, Sort::Best);
        assert_eq!(
            ranked.complete_matches,
            Some(complete),
            "{query} {filters:?}"
        );
        assert_eq!(ranked.facets, results.facets, "{query} {filters:?}");
        assert_eq!(ranked.facets.are_exact, complete > 0, "{query} {filters:?}");
        let has = |id: &str| ids(&ranked).contains(&id);
        assert!(expect.split_whitespace().all(has), "{query}: {ranked:?}");
    }
}

#[test]
fn what_the_query_names_comes_first_and_the_rest_is_set_apart() {
    let (_folder, index) = index();
    for (query, named) in [
        ("event 68", Some((NamedKind::Event, 3))),
        // The others have the words.
        ("event 68 messages", Some((NamedKind::Event, 3))),
        ("68", None),
        ("event 69 connector", None),
        ("stop 1e disk", Some((NamedKind::Code, 1))),
        ("q20001 queue", Some((NamedKind::Article, 1))),
        ("stop 1e event 68", None),
        ("connector settings", None),
    ] {
        let results = search(&index, query);
        assert_eq!(results.named, named, "{query}");
        let Some((_, count)) = named else { continue };
        for (at, hit) in results.hits.iter().enumerate() {
            let is_named = hit
                .why
                .iter()
                .any(|why| matches!(why, Reason::Evidence { .. } | Reason::Id));
            assert_eq!(is_named, at < count, "{query}: {} {:?}", hit.id, hit.why);
        }
    }
}

#[test]
fn results_are_sorted_by_date_and_title() {
    let undated: Sample<'_> = (
        "LATE-1",
        "An old connector",
        "Lamp",
        "kbprb",
        "soon",
        "## Cause\n\nA connector without a date.\n",
    );
    let articles: Vec<Sample<'_>> = ARTICLES.iter().copied().chain([undated]).collect();
    let (_folder, index) = index_of(&articles);
    for (query, sort, expect) in [
        ("connector", Sort::Newest, "DISK-8 MAIL-002 Q20001 LATE-1"),
        ("connector", Sort::Title, "LATE-1 Q20001 DISK-8 MAIL-002"),
        // Those with the same day are ordered by ID.
        ("event 68", Sort::Newest, "MAIL-002 MAIL-001 PRINT-010"),
        ("product:mail", Sort::Title, "Q20001 MAIL-001 MAIL-002"),
        // None has all words.
        ("defragment printer", Sort::Newest, "DISK-8 PRINT-010"),
    ] {
        let none = Filters::default();
        let results = sorted(&index, query, none, sort);
        assert_eq!(ids(&results).join(" "), expect, "{query} {sort:?}");
        let has_reason = |hit: &crate::search::Hit| !hit.why.is_empty();
        assert!(results.hits.iter().all(has_reason), "{query} {results:?}");
        let all = results.total;
        let paged = (1..=all).flat_map(|page| {
            let request = Request {
                query,
                sort,
                page,
                limit: 1,
                ..Request::default()
            };
            index.search(&request, BUDGET).hits
        });
        let paged: Vec<String> = paged.map(|hit| hit.id.to_string()).collect();
        assert_eq!(paged.join(" "), expect, "{query} {sort:?}");
    }
}

#[test]
fn reasons_say_which_words_an_article_has() {
    let (_folder, index) = index();
    let some = |had: &[&str], of| Reason::SomeWords {
        had: had.iter().map(|word| (*word).to_owned()).collect(),
        of,
    };
    for (query, id, expect) in [
        (
            "spooling tray cabinet",
            "PRINT-010",
            some(&["spooling", "tray"], 3),
        ),
        ("tray tray cabinets", "PRINT-010", some(&["tray"], 2)),
        // Words that belong to what it names do not count.
        (
            "event 68 tray queue hours",
            "MAIL-002",
            some(&["queue", "hours"], 3),
        ),
        (
            "restart the connector settings",
            "MAIL-002",
            some(&["restart", "the", "connector"], 4),
        ),
    ] {
        let results = search(&index, query);
        let hit = results.hits.iter().find(|hit| hit.id.as_str() == id);
        let why = &hit.unwrap_or_else(|| panic!("{query}: {results:?}")).why;
        assert!(why.contains(&expect), "{query}: {why:?}");
    }
    for query in [
        "spooling tray cabinet",
        "event 68 tray queue",
        "event 68 event:68",
        "messages wait in the queue",
        "printer zyzzyva",
        "stop 1e on start",
    ] {
        for hit in search(&index, query).hits {
            let near = hit.why.iter().any(|why| matches!(why, Reason::Near(_)));
            let all = hit.why.contains(&Reason::AllWords);
            let phrase = hit.why.iter().any(|why| matches!(why, Reason::Phrase(_)));
            let one = hit
                .why
                .iter()
                .any(|why| matches!(why, Reason::SomeWords { had, .. } if had.len() == 1));
            let is_twice = (near && one) || (all && phrase);
            assert!(!is_twice, "{query}: {:?}", hit.why);
            let is_unique = has_no_duplicates(&hit.why);
            assert!(is_unique, "{query}: {:?}", hit.why);
        }
    }
}

#[test]
fn no_reason_repeats_what_another_says() {
    let (_folder, index) = index_with("BSOD = blue screen\n");
    let other_name = || Reason::OtherName("blue screen".to_owned());
    let is_evidence = |why: &Reason| matches!(why, Reason::Evidence { .. });
    for (query, evidence, others) in [
        // It has another name for the word, and not the word.
        ("bsod", 0, vec![other_name()]),
        // If the event is mentioned, its words are, too.
        ("event 68 spooling", 1, vec![]),
        ("Event ID: 68 Source: Spooling", 1, vec![]),
        ("event 68 event:68", 1, vec![]),
        // Several readings of one code.
        ("stop 0x1e", 1, vec![]),
    ] {
        let results = search(&index, query);
        let why = &results.hits.first().unwrap().why;
        let (said, rest): (Vec<&Reason>, Vec<&Reason>) =
            why.iter().partition(|why| is_evidence(why));
        assert_eq!(said.len(), evidence, "{query}: {why:?}");
        assert_eq!(rest, others.iter().collect::<Vec<_>>(), "{query}");
    }
}
