//! Different spellings of a query find the same articles, and correct words stay.

use super::{BUDGET, index, index_of};
use crate::search::{Index, Request};

fn ids(index: &Index, query: &str) -> Vec<String> {
    let request = Request {
        query,
        ..Request::default()
    };
    let hits = index.search(&request, BUDGET).hits;
    hits.iter().map(|hit| hit.id.to_string()).collect()
}

#[test]
fn spellings_of_one_query_find_the_same() {
    let (_folder, index) = index();
    for spellings in [
        &[
            "can't restart",
            "cannot restart",
            "does not restart",
            "won't restart",
            "cant restart",
        ][..],
        &[
            "shutting down cabinet",
            "shutdown cabinet",
            "shut down cabinet",
        ],
        &["4GB cabinet", "4 GB cabinet", "4-gb cabinet"],
        &["cabinet97", "cabinet 97"],
        &["65,535 messages", "65535 messages"],
        &["colour of the cabinet", "color of the cabinet"],
        &["organisation queue", "organization queue"],
        &["\u{201c}connector cabinet\u{201d}", "\"connector cabinet\""],
    ] {
        let found: Vec<_> = spellings.iter().map(|query| ids(&index, query)).collect();
        assert!(!found[0].is_empty(), "{spellings:?}");
        for (query, other) in spellings.iter().zip(&found) {
            assert_eq!(other, &found[0], "{query}");
        }
    }
}

#[test]
fn the_moment_of_a_problem_is_found_in_any_wording() {
    let hangs = |id, body| (id, "The lamp hangs", "Lamps", "problem", "1999", body);
    let (_folder, index) = index_of(&[
        hangs("LAMP-1", "The lamp hangs at shutdown.\n"),
        hangs("LAMP-2", "The lamp hangs when shutting down.\n"),
        hangs("LAMP-3", "The lamp hangs while it is shut down.\n"),
        hangs("LAMP-4", "The lamp hangs during start-up.\n"),
        hangs("LAMP-5", "The lamp hangs at noon.\n"),
    ]);
    for (queries, complete) in [
        (
            &[
                "hangs when shutting down",
                "hangs at shutdown",
                "hangs on shutting down",
                "hangs during shutdown",
                "hangs while shutting down",
            ][..],
            3,
        ),
        (&["hangs when starting up", "hangs on startup"], 1),
        (&["hangs at noon"], 1),
    ] {
        let search = |query| {
            let request = Request {
                query,
                ..Request::default()
            };
            let results = index.search(&request, BUDGET);
            let ids = results.hits.iter().map(|hit| hit.id.to_string());
            (results.complete_matches, ids.collect::<Vec<_>>())
        };
        let first = search(queries[0]);
        assert_eq!(first.0, Some(complete), "{queries:?}");
        for query in queries {
            assert_eq!(search(query), first, "{query}");
        }
    }
}

#[test]
fn correct_words_are_not_corrected() {
    let (_folder, index) = index();
    for query in [
        // A name that only looks like a word in some article.
        "lync cabinet",
        "docker queue",
        // English words that no article has.
        "castle messages",
        // Another first letter makes another word.
        "wabinet",
    ] {
        let request = Request {
            query,
            ..Request::default()
        };
        let corrected = index.search(&request, BUDGET).corrected;
        assert_eq!(corrected, None, "{query}");
    }
}

#[test]
fn where_nothing_is_close_related_words_are_found() {
    let (_folder, index) = index();
    let request = Request {
        query: "my letters get stuck every single morning",
        ..Request::default()
    };
    let results = index.search(&request, BUDGET);
    assert!(!results.hits.is_empty());
}

#[test]
fn every_written_word_counts_towards_the_length_of_a_title() {
    let article = |id, title| {
        (
            id,
            title,
            "Nets",
            "kbprb",
            "2000",
            "## Cause\n\nNo reply.\n",
        )
    };
    // The first is a word shorter if "does not" counts as one.
    let (_folder, index) = index_of(&[
        article("A-1", "nbtstat -a command does not find names"),
        article("B-1", "nbtstat -a gives errors at times"),
    ]);
    assert_eq!(ids(&index, "nbtstat -a"), ["B-1", "A-1"]);
}
