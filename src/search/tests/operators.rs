//! Tests of operators and facets.

use std::collections::BTreeMap;

use super::{ARTICLES, BUDGET, ids, index, index_of, search};
use crate::{
    article::Role,
    evidence::Code,
    search::{Condition, Evidence, FacetCount, Filters, Operator, Part, Reason, Request},
};

#[test]
fn operators_say_which_articles_are_looked_for() {
    let (_folder, index) = index();
    for (query, expect) in [
        // Those that have it in the title first, then by ID.
        ("event:68", "MAIL-001 PRINT-010 MAIL-002"),
        ("event:68 source:MailBridgeCC", "MAIL-001"),
        ("event:68 source:\"mail bridge\"", "MAIL-001"),
        ("68 source:mail-bridge-cc", "MAIL-001"),
        ("source:spooling", "PRINT-010"),
        ("source:bridge", "MAIL-001"),
        // A source that is named completely comes before one that is named in part.
        ("source:bridge source:spooling", "PRINT-010 MAIL-001"),
        ("event:68 source:nobody", ""),
        ("event:69", ""),
        ("code:0x1e", "DISK-7"),
        ("code:1e", "DISK-7"),
        ("code:\"stop 0x0000001e\"", "DISK-7"),
        ("code:0x2e", ""),
        ("product:mail", "MAIL-001 MAIL-002 Q20001"),
        ("product:\"bridge mail\"", "MAIL-001 MAIL-002 Q20001"),
        ("product:brid", "MAIL-001 MAIL-002 Q20001"),
        ("product:br", ""),
        ("type:bug", "MAIL-002"),
        ("type:howto type:KBINFO", "DISK-8 Q20001"),
        ("year:1999", "MAIL-001 PRINT-010"),
        ("year:1998..1999", "MAIL-001 PRINT-010 Q20001"),
        ("year:>2000", "DISK-7 DISK-8"),
        ("year:1998 year:2000", "MAIL-002 Q20001"),
        ("id:disk-8", "DISK-8"),
        ("id:kb20001 id:DISK-7", "DISK-7 Q20001"),
        ("section:cause", "MAIL-001"),
        ("connector section:resolution", "MAIL-002"),
        ("event:68 section:resolution", "MAIL-002"),
        ("event:68 section:cause", ""),
        ("connector type:bug", "MAIL-002"),
        ("connector -type:bug -product:disk", "Q20001"),
        ("event:68 -source:spooling", "MAIL-001 MAIL-002"),
        ("product:disk -code:0x1e", "DISK-8"),
        ("product:mail -year:<2000", "MAIL-002"),
        ("event:68 -event:68", ""),
        ("-type:bug", ""),
        ("event:68 tray", "PRINT-010"),
        ("q20001 type:bug", ""),
        ("defra*", "DISK-8"),
        ("mess* type:info", "Q20001"),
    ] {
        let results = search(&index, query);
        assert_eq!(ids(&results).join(" "), expect, "{query}");
        assert_eq!(results.total, results.hits.len(), "{query}");
        let has_reason = |hit: &crate::search::Hit| !hit.why.is_empty();
        assert!(results.hits.iter().all(has_reason), "{query}");
    }
}

#[test]
fn what_is_not_an_operator_is_words() {
    let (_folder, index) = index();
    for (query, words) in [
        ("event:abc tray", "event abc tray"),
        (
            "year: section:nowhere connector",
            "year section nowhere connector",
        ),
        ("type:tray", "type tray"),
        ("product:\"tray", "product tray"),
    ] {
        let (got, expect) = (search(&index, query), search(&index, words));
        assert!(!expect.hits.is_empty(), "{words}");
        assert_eq!(ids(&got), ids(&expect), "{query}");
    }
}

#[test]
fn text_that_nobody_wrote_as_a_query_has_no_operators() {
    let (_folder, index) = index();
    let request = Request {
        query: "connector code:14 source:nobody",
        is_text: true,
        ..Request::default()
    };
    assert!(!index.search(&request, BUDGET).hits.is_empty());
}

#[test]
fn operators_are_a_reason_and_a_passage_shows_them() {
    let (_folder, index) = index();
    let stop = Code::from_slug("stop:1e").unwrap();
    let of_disks = Operator {
        condition: Condition::Product("disk".to_owned()),
        excludes: false,
    };
    for (query, why, marked) in [
        (
            "event:68 source:mailbridgecc",
            Reason::Evidence {
                evidence: Evidence::Event {
                    id: 68,
                    source: Some("mailbridgecc".to_owned()),
                },
                is_quoted: true,
                part: Part::Section(Role::Symptoms),
            },
            "68 MailBridgeCC",
        ),
        (
            "code:1e",
            Reason::Evidence {
                evidence: Evidence::Code(stop),
                is_quoted: false,
                part: Part::Title,
            },
            "0x1E",
        ),
        ("product:disk", Reason::Operator(of_disks), ""),
        ("id:DISK-8", Reason::Id, ""),
    ] {
        let results = search(&index, query);
        let hit = results.hits.first().unwrap();
        assert!(hit.why.contains(&why), "{query}: {:?}", hit.why);
        let shown = hit.snippet.iter().filter(|(_, marked)| *marked);
        let shown: Vec<&str> = shown.map(|(text, _)| text.as_str()).collect();
        assert_eq!(shown.join(" "), marked, "{query}: {:?}", hit.snippet);
    }
}

#[test]
fn operators_combine_with_filters() {
    let (_folder, index) = index();
    for (query, filters, expect) in [
        (
            "event:68",
            Filters {
                product: Some("mail-bridge"),
                ..Filters::default()
            },
            "MAIL-001 MAIL-002",
        ),
        (
            "product:mail",
            Filters {
                product: Some("disk-tools"),
                ..Filters::default()
            },
            "",
        ),
        (
            "",
            Filters {
                issue_type: Some("kbprb"),
                ..Filters::default()
            },
            "DISK-7 MAIL-001 PRINT-010",
        ),
        (
            "section:cause",
            Filters {
                section: Some(crate::article::Role::Resolution),
                ..Filters::default()
            },
            "",
        ),
    ] {
        let request = Request {
            query,
            filters,
            ..Request::default()
        };
        let results = index.search(&request, BUDGET);
        assert_eq!(ids(&results).join(" "), expect, "{query} {filters:?}");
    }
}

#[test]
fn facets_count_the_hits() {
    let (_folder, index) = index();
    for query in [
        "connector",
        "event 68",
        "product:mail",
        "year:>1998",
        "zzzz",
    ] {
        let results = search(&index, query);
        let mut expect: [BTreeMap<&str, usize>; 3] = Default::default();
        for hit in &results.hits {
            let sample = ARTICLES.iter().find(|sample| sample.0 == hit.id.as_str());
            let (_, _, product, kind, year, _) = sample.unwrap();
            for (counts, value) in expect.iter_mut().zip([product, kind, year]) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let facets = &results.facets;
        let got = [&facets.product, &facets.issue_type, &facets.year];
        for (counts, expect) in got.into_iter().zip(&expect) {
            let slug = |name: &&str| name.to_lowercase().replace(' ', "-");
            let expect: BTreeMap<String, usize> = expect
                .iter()
                .map(|(name, hits)| (slug(name), *hits))
                .collect();
            let got = counts
                .iter()
                .map(|FacetCount { value, hits }| (value.clone(), *hits));
            assert_eq!(got.collect::<BTreeMap<_, _>>(), expect, "{query}");
        }
        assert!(facets.product.is_sorted_by(|a, b| a.hits >= b.hits));
        assert!(facets.year.is_sorted_by(|a, b| a.value > b.value));
    }
}

#[test]
fn ties_break_by_the_whole_id() {
    let sample = |id| {
        (
            id,
            "Lamp is dark",
            "Lamp",
            "kbprb",
            "2001",
            "## Cause\n\nNo oil.\n",
        )
    };
    let articles = ["PRINTER-012", "PRINTER-2", "PRINTER-011", "PRINTER-01"].map(sample);
    let (_folder, index) = index_of(&articles);
    for query in ["lamp is dark", "product:lamp", "oil"] {
        let mut paged = Vec::new();
        for page in 1..=4 {
            let request = Request {
                query,
                page,
                limit: 1,
                ..Request::default()
            };
            let hits = index.search(&request, BUDGET).hits;
            paged.extend(hits.into_iter().map(|hit| hit.id.to_string()));
        }
        let expect = ["PRINTER-01", "PRINTER-011", "PRINTER-012", "PRINTER-2"];
        assert_eq!(paged, expect, "{query}");
    }
}
