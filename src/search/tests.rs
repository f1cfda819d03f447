//! Tests of searching a small, made-up library.

mod complete_matches;
mod operators;
mod spellings;

use std::time::Duration;

use proptest::prelude::*;

use super::{
    ArticleToIndex, Evidence, Filters, Index, Part, Preparer, Reason, Request, Results,
    SegmentWriter,
};
use crate::{
    article::{Article, ArticleTexts, Format, Role, pack, read},
    evidence::ArticleId,
};

pub(super) const BUDGET: Duration = Duration::from_secs(5);

/// Id, title, product, issue type, year, body.
type Sample<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

const ARTICLES: [Sample<'_>; 6] = [
    (
        "MAIL-001",
        "Event ID 68 while the post office is copied",
        "Mail Bridge",
        "kbprb",
        "1999",
        "## Symptoms\n\nThe log shows this record:\n\n```\nEvent ID: 68\nSource: MailBridgeCC\n\
         Description: EXPORT to file BRIDGE.EXP returned result code 1. The post office is out of reach.\n\
         ```\n\n## Cause\n\nAn old Export.exe is in use.\n",
    ),
    (
        "MAIL-002",
        "Messages wait in the queue",
        "Mail Bridge",
        "kbbug",
        "2000",
        "## Symptoms\n\nMessages stay in the queue of the connector for hours.\n\n## Resolution\n\n\
         Restart the connector. If event 68 is logged as well, look there first.\n",
    ),
    (
        "PRINT-010",
        "Printer stops with event 68",
        "Print Station",
        "kbprb",
        "1999",
        "## Symptoms\n\nEvent ID: 68\nSource: Spooling\n\nThe tray is empty.\n",
    ),
    (
        "DISK-7",
        "Blue screen STOP 0x0000001E on start",
        "Disk Tools",
        "kbprb",
        "2001",
        "## Symptoms\n\nThe computer stops with STOP 0x1E before the desktop is shown.\n",
    ),
    (
        "DISK-8",
        "How to defragment a disk",
        "Disk Tools",
        "kbhowto",
        "2001",
        "## Summary\n\nOpen the connector cabinet, then defragment the disk slowly.\n",
    ),
    (
        "Q20001",
        "Connector settings explained",
        "Mail Bridge",
        "kbinfo",
        "1998",
        "## Summary\n\nAll settings of the connector, one by one, messages and queues among them.\n",
    ),
];

pub(super) fn index() -> (tempfile::TempDir, Index) {
    index_of(&ARTICLES)
}

fn index_of(articles: &[Sample<'_>]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = SegmentWriter::create(folder.path()).unwrap();
    let mut preparer = Preparer::default();
    for (id, title, product, kind, year, body) in articles.iter().copied() {
        let source = format!(
            "---\nid: {id}\ntitle: {title}\nproducts: [{product}]\nissue_type: {kind}\n\
             modified: {year}-05-01\n---\n\n{body}"
        );
        let (articles, problems) = read(Format::Own, source.as_bytes(), "sample.md", None);
        let article: &Article = articles
            .first()
            .unwrap_or_else(|| panic!("{id}: {problems:?}"));
        let cited_as = if id == "MAIL-002" {
            vec!["Outbound mail is stuck".to_owned()]
        } else {
            vec![]
        };
        let source = source.as_bytes();
        let document = ArticleToIndex {
            article,
            texts: &ArticleTexts::of(article),
            packed: &pack(article),
            format: Format::Own,
            label: "kb",
            path: "lamps/old/a.md",
            source,
            cited_as: &cited_as,
        };
        writer.add(preparer.prepare(&document)).unwrap();
    }
    writer.finish().unwrap();
    let index = Index::open(folder.path()).unwrap();
    (folder, index)
}

fn search(index: &Index, query: &str) -> Results {
    index.search(
        &Request {
            query,
            ..Request::default()
        },
        BUDGET,
    )
}

/// Whether no reason is given twice.
fn has_no_duplicates(reasons: &[Reason]) -> bool {
    let mut all = reasons.iter().enumerate();
    all.all(|(at, reason)| !reasons.iter().take(at).any(|other| other == reason))
}

fn ids(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.id.as_str()).collect()
}

#[test]
fn finds_the_right_article_first() {
    let (_folder, index) = index();
    for (query, first) in [
        ("event 68 MailBridgeCC", "MAIL-001"),
        ("Event ID: 68 spooling", "PRINT-010"),
        ("68 MailBridgeCC", "MAIL-001"),
        ("event 68 bridge", "MAIL-001"),
        ("BRIDGE.EXP result code 1", "MAIL-001"),
        ("bridge exp", "MAIL-001"),
        ("post offices out of reach", "MAIL-001"),
        ("stop 1e", "DISK-7"),
        ("0x1E", "DISK-7"),
        ("messages wait", "MAIL-002"),
        ("outbound mail stuck", "MAIL-002"),
        ("defragmenting disks", "DISK-8"),
        ("kb 20001", "Q20001"),
        ("q20001", "Q20001"),
        ("print-010", "PRINT-010"),
        ("export.exe", "MAIL-001"),
    ] {
        let results = search(&index, query);
        assert_eq!(ids(&results).first(), Some(&first), "{query}: {results:?}");
        assert!(
            results.hits.iter().all(|hit| !hit.why.is_empty()),
            "{query}"
        );
    }
}

#[test]
fn says_why() {
    let (_folder, index) = index();
    for (query, why) in [
        (
            "event 68 MailBridgeCC",
            Reason::Evidence {
                evidence: Evidence::Event {
                    id: 68,
                    source: Some("MailBridgeCC".to_owned()),
                },
                is_quoted: true,
                part: Part::Section(Role::Symptoms),
            },
        ),
        ("messages wait in the queue", Reason::Phrase(Part::Title)),
        (
            "outbound mail is stuck",
            Reason::CitedAs("Outbound mail is stuck".to_owned()),
        ),
        ("q20001", Reason::Id),
        (
            "defragmet the disk",
            Reason::Corrected {
                from: vec!["defragmet".to_owned()],
                to: vec!["defragment".to_owned()],
            },
        ),
        ("settings queues", Reason::AllWords),
        ("cabinet", Reason::Word(Part::Section(Role::Summary))),
    ] {
        let results = search(&index, query);
        let reasons = &results.hits.first().unwrap().why;
        assert!(reasons.contains(&why), "{query}: {reasons:?}");
    }
}

#[test]
fn a_hit_names_only_the_corrected_words_that_it_contains() {
    let (_folder, index) = index();
    let results = search(&index, "defragmet mesages quueue");
    let mut lacking = 0;
    for hit in &results.hits {
        let corrected = hit.why.iter().find_map(|why| match why {
            Reason::Corrected { to, .. } => Some(to),
            _ => None,
        });
        for word in ["defragment", "messages", "queue"] {
            let lacks = hit.missing.iter().any(|missing| missing == word);
            let is_named = corrected.is_some_and(|to| to.iter().any(|one| one == word));
            assert_eq!(is_named, !lacks, "{word} of {}: {:?}", hit.id, hit.why);
            lacking += usize::from(lacks);
        }
    }
    assert!(lacking > 0);
}

#[test]
fn corrects_typos_but_not_numbers_or_quoted_words() {
    let (_folder, index) = index();
    for (query, corrected) in [
        ("conector settings", Some("connector settings")),
        (
            "settings of teh conenctor",
            Some("settings of teh connector"),
        ),
        ("connector settings", None),
        ("event 69", None),
        ("\"conector\"", None),
    ] {
        let got = search(&index, query)
            .corrected
            .map(|correction| correction.query);
        assert_eq!(got.as_deref(), corrected, "{query}");
    }
}

#[test]
fn narrows() {
    let (_folder, index) = index();
    let none = Filters::default();
    for (query, filters, expect) in [
        (
            "event 68",
            Filters {
                product: Some("print-station"),
                ..none
            },
            vec!["PRINT-010"],
        ),
        (
            "connector",
            Filters {
                issue_type: Some("KBINFO"),
                ..none
            },
            vec!["Q20001"],
        ),
        (
            "connector",
            Filters {
                year: Some(2000),
                ..none
            },
            vec!["MAIL-002"],
        ),
        (
            "connector",
            Filters {
                section: Some(Role::Resolution),
                ..none
            },
            vec!["MAIL-002"],
        ),
        ("connector -queue -cabinet", none, vec![]),
        ("\"of the connector\" hours", none, vec!["MAIL-002"]),
    ] {
        let results = index.search(
            &Request {
                query,
                filters,
                ..Request::default()
            },
            BUDGET,
        );
        assert_eq!(ids(&results), expect, "{query} {filters:?}");
    }
}

#[test]
fn pages_follow_one_another() {
    let (_folder, index) = index();
    let all = search(&index, "connector");
    assert_eq!(all.total, all.hits.len());
    let mut paged = Vec::new();
    for page in 1..=all.total {
        let request = Request {
            query: "connector",
            page,
            limit: 1,
            ..Request::default()
        };
        paged.extend(
            index
                .search(&request, BUDGET)
                .hits
                .into_iter()
                .map(|hit| hit.id),
        );
    }
    assert_eq!(
        paged,
        all.hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    );
}

#[test]
fn the_passage_is_of_the_section_that_matched() {
    let (_folder, index) = index();
    let results = search(&index, "restart connector");
    let hit = results.hits.first().unwrap();
    assert_eq!(
        (hit.id.as_str(), hit.section),
        ("MAIL-002", Some(Role::Resolution))
    );
    assert_eq!(hit.anchor.as_deref(), Some("resolution"));
    let marked: Vec<_> = hit.snippet.iter().filter(|(_, marked)| *marked).collect();
    assert_eq!(marked.len(), 2, "{:?}", hit.snippet);
}

#[test]
fn keeps_the_source_and_notices_damage() {
    let (folder, index) = index();
    assert_eq!(index.len(), 6);
    let id = ArticleId::parse("DISK-8").unwrap();
    let (format, source) = index.source(&id).unwrap();
    assert_eq!(format, Format::Own);
    assert!(
        String::from_utf8(source)
            .unwrap()
            .contains("title: How to defragment a disk")
    );
    assert!(index.source(&ArticleId::parse("DISK-9").unwrap()).is_none());
    assert!(index.validate().unwrap());
    let store = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[10] ^= 1;
    std::fs::write(&store, bytes).unwrap();
    assert!(!Index::open(folder.path()).unwrap().validate().unwrap());
}

#[test]
fn a_folder_without_an_index_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Index::open(folder.path()).is_err());
    assert!(Index::open(&folder.path().join("missing")).is_err());
}

#[test]
fn running_out_of_time_means_fewer_hits_and_no_fault() {
    let (_folder, index) = index();
    let request = Request {
        query: "connector settings",
        ..Request::default()
    };
    assert!(index.search(&request, Duration::ZERO).timed_out);
}

#[test]
fn any_query_returns() {
    let (_folder, index) = index();
    proptest!(|(query in "(?s)(.{0,200}|([a-z\"-]{1,4} ?){0,40}|event [0-9]{1,7} .{0,9})")| {
        let results = search(&index, &query);
        prop_assert!(results.hits.len() <= 10);
    });
}

/// An index of the articles with these synonyms.
fn index_with(groups: &str) -> (tempfile::TempDir, Index) {
    let (folder, index) = index();
    let (groups, problems) = super::read_synonyms(groups, "synonyms.txt");
    assert_eq!(problems, []);
    (folder, index.with_synonyms(&groups))
}

#[test]
fn other_names_are_found_too_and_shown() {
    let (_folder, index) = index_with(
        "BSOD = blue screen = screen of death\nlines up -> messages wait\ncabinet = settings\n",
    );
    for (query, expect, also) in [
        ("bsod", vec!["DISK-7"], vec!["blue screen"]),
        ("bsod on start", vec!["DISK-7"], vec!["blue screen"]),
        ("screens of death", vec!["DISK-7"], vec!["blue screen"]),
        (
            "mail lines up in the queue",
            vec!["MAIL-002"],
            vec!["messages wait"],
        ),
        // An article with the word itself comes before one with another name for it.
        (
            "connector settings",
            vec!["Q20001", "DISK-8"],
            vec!["cabinet"],
        ),
        ("\"bsod\"", vec![], vec![]),
        ("blue", vec!["DISK-7"], vec![]),
    ] {
        let results = search(&index, query);
        let found: Vec<_> = ids(&results)
            .into_iter()
            .take(expect.len().max(1))
            .collect();
        assert_eq!(found, expect, "{query}");
        assert_eq!(results.also, also, "{query}");
        assert_eq!(results.corrected, None, "{query}");
        let why = results.hits.iter().flat_map(|hit| &hit.why);
        let said = why
            .filter(|why| matches!(why, Reason::OtherName(_)))
            .count();
        assert_eq!(said > 0, !also.is_empty(), "{query}");
    }
}

#[test]
fn nothing_is_changed_in_words_that_are_meant_as_typed() {
    let (_folder, index) = index_with("BSOD = blue screen\n");
    for query in [
        "bsod",
        "defragmet",
        "conector settings",
        "post office out of reach",
    ] {
        let request = Request {
            query,
            as_typed: true,
            ..Request::default()
        };
        let results = index.search(&request, BUDGET);
        assert_eq!(
            (results.corrected, results.also.len()),
            (None, 0),
            "{query}"
        );
        let found = ["bsod", "defragmet"].contains(&query);
        assert_eq!(results.hits.is_empty(), found, "{query}");
    }
}
