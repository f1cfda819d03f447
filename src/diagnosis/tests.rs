use std::collections::HashSet;

use super::*;
use crate::{
    article::{Article, ArticleTexts, Metadata, Role, Section},
    atlas::{Atlas, AtlasBuilder, AtlasCard},
    evidence::{ArticleId, EventRecord},
    markup::Block,
};

fn article(id: &str, text: &str) -> Article {
    Article {
        id: ArticleId::parse(id).unwrap(),
        title: String::new(),
        meta: Metadata::default(),
        sections: vec![Section {
            role: Role::Symptoms,
            anchor: "symptoms".to_owned(),
            heading: "SYMPTOMS".to_owned(),
            blocks: vec![Block::Preformatted {
                text: text.to_owned(),
            }],
        }],
    }
}

fn atlas(articles: &[(&str, &str)]) -> Atlas {
    let mut builder = AtlasBuilder::default();
    for (id, text) in articles {
        let article = article(id, text);
        builder.add(AtlasCard::of(&article, &ArticleTexts::of(&article)));
    }
    builder.finish()
}

fn record(source: Option<&str>, id: u32, description: &str) -> EventRecord {
    EventRecord {
        source: source.map(str::to_owned),
        id: Some(id),
        description: Some(description.to_owned()),
        ..EventRecord::default()
    }
}

fn found(
    events: &[EventRecord],
    atlas: &Atlas,
    search: &dyn Fn(&str) -> Vec<WordHit>,
) -> Vec<Finding> {
    let mut collapser = Collapser::default();
    events.iter().for_each(|event| collapser.add_record(event));
    let groups = collapser.finish(MAX_FINDINGS).groups;
    let findings = groups
        .into_iter()
        .map(|group| diagnose(group, atlas, search));
    findings.collect()
}

fn ids(event: EventRecord, atlas: &Atlas) -> Vec<String> {
    let findings = found(&[event], atlas, &|_| Vec::new());
    findings[0]
        .articles
        .iter()
        .map(|found| found.id.to_string())
        .collect()
}

#[test]
fn the_nearest_messages_are_marked_where_they_differ() {
    let atlas = atlas(LIBRARY);
    let said = "The Zap service did not start yesterday: its disk is denied.";
    let near = nearest(&atlas, said);
    let first = near.first().unwrap();
    assert_eq!((first.id, first.article.as_str()), (7000, "Q1001"));
    let differs: Vec<&str> = (first.message.iter())
        .filter_map(|(text, differs)| differs.then_some(&**text))
        .collect();
    assert_eq!(differs, ["Foo", "access"]);
    let ids: HashSet<_> = near.iter().map(|one| (one.id, &one.source)).collect();
    assert_eq!(ids.len(), near.len(), "each event once");
    assert_eq!(nearest(&atlas, "Colourless ideas sleep."), []);
}

#[test]
fn an_article_that_quotes_another_event_of_the_group_comes_first_too() {
    let atlas = atlas(LIBRARY);
    let event = |message: &str| {
        let strings = message.split_whitespace().map(str::to_owned).collect();
        EventRecord {
            kind: Some("Error".to_owned()),
            strings,
            ..record(Some("Service Control Manager"), 7000, message)
        }
    };
    let events = [
        event("The Foo service did not start: access is denied."),
        event("The Bar service did not start: file missing."),
    ];
    let findings = found(&events, &atlas, &|_| Vec::new());
    let [finding] = &findings[..] else {
        panic!("{findings:?}");
    };
    let quoting = finding.articles.iter();
    let quoting = quoting.filter(|found| found.relation == Relation::SameMessage);
    let quoting: Vec<String> = quoting.map(|found| found.id.to_string()).collect();
    assert_eq!(quoting, ["Q1001", "Q1002"]);
}

const LIBRARY: &[(&str, &str)] = &[
    (
        "Q1001",
        "Event ID: 7000\nSource: Service Control Manager\nDescription: The Foo service did not start: access is denied.",
    ),
    (
        "Q1002",
        "Event ID: 7000\nSource: Service Control Manager\nDescription: The Bar service did not start: file missing.",
    ),
    (
        "Q1003",
        "Event ID: 7000\nSource: Other Thing\nDescription: The lamp is off.",
    ),
    ("Q1004", "it fails with 0x80004005 at once"),
    (
        "Q1005",
        "Event ID: 7\nSource: FooLicensing\nDescription: Cannot open the data.",
    ),
    (
        "Q1006",
        "Event ID: 42\nSource: Lamp\nDescription: The server <server name> has no light in %1.",
    ),
];

#[test]
fn the_slot_distinguishes_articles_about_one_event() {
    let atlas = atlas(LIBRARY);
    for (message, first) in [
        ("The Foo service did not start: access is denied.", "Q1001"),
        ("The Bar service did not start: file missing.", "Q1002"),
    ] {
        let found = ids(
            record(Some("Service Control Manager"), 7000, message),
            &atlas,
        );
        assert_eq!(found[0], first, "{message}");
        assert_eq!(found.len(), 3, "{message}");
        assert_eq!(found[2], "Q1003", "{message}");
    }
}

#[test]
fn codes_templates_and_words_come_last() {
    let atlas = atlas(LIBRARY);
    for (event, first) in [
        (
            record(Some("Nobody"), 9999, "It ended with -2147467259."),
            "Q1004",
        ),
        (
            record(
                Some("Nobody"),
                9999,
                "The server ALPHA has no light in room 5.",
            ),
            "Q1006",
        ),
        (record(None, 42, "unknown words"), "Q1006"),
        (
            record(
                Some("SCM"),
                7024,
                "FooLicensing ended with service-specific error 3221487623.",
            ),
            "Q1005",
        ),
    ] {
        assert_eq!(
            ids(event.clone(), &atlas).first().map(String::as_str),
            Some(first),
            "{event:?}"
        );
    }
    let findings = found(
        &[record(Some("Nobody"), 9999, "strange words")],
        &atlas,
        &|words| {
            assert!(words.contains("strange"));
            vec![(ArticleId::parse("Q1003").unwrap(), Vec::new())]
        },
    );
    assert_eq!(findings[0].articles[0].id.as_str(), "Q1003");
}

#[test]
fn equal_events_are_one_finding() {
    let atlas = atlas(LIBRARY);
    let events = [
        record(Some("Lamp"), 42, "Failed at 10:05 in port 3."),
        record(Some("LAMP"), 42, "Failed at 11:05 in port 4."),
        record(Some("Lamp"), 43, "Failed at 11:05 in port 4."),
    ];
    let counts: Vec<usize> = found(&events, &atlas, &|_| Vec::new())
        .iter()
        .map(|f| f.count)
        .collect();
    assert_eq!(counts, [2, 1]);
    assert_eq!(found(&[], &atlas, &|_| Vec::new()), []);
}

#[test]
fn a_catalog_comes_after_a_fix() {
    let list: String = (1..60)
        .map(|n| format!("Event ID: {n}\nSource: Lamp\nDescription: Number {n} of many words.\n\n"))
        .collect();
    let atlas = atlas(&[
        ("Q1001", &list),
        ("Q1002", "Event ID: 5\nSource: Lamp\nDescription: Dark."),
    ]);
    let found = ids(record(Some("Lamp"), 5, "Number 5 of many words."), &atlas);
    assert_eq!(found, ["Q1002", "Q1001"]);
}

#[test]
fn an_article_that_quotes_exactly_this_message_comes_first() {
    let message = "The Foo service failed to start because the device is not there at all.";
    let own = format!("Event ID: 7000\nDescription: {message}");
    let other = "Event ID: 7000\nSource: Service Control Manager\nDescription: \
        The Bar service failed to start because the device is not there at all.";
    let list: String = (1..60)
        .map(|n| format!("Event ID: {n}\nSource: Door\nDescription: Nothing {n}.\n\n"))
        .collect();
    let list =
        format!("{list}Event ID: 7000\nSource: Service Control Manager\nDescription: {message}");
    let atlas = atlas(&[
        ("Q1001", other),
        ("Q1002", &own),
        ("Q1003", &list),
        ("Q1004", "Event ID: 7000\nSource: Lamp\nDescription: Dark."),
    ]);
    let event = record(Some("Service Control Manager"), 7000, message);
    let findings = found(&[event], &atlas, &|_| Vec::new());
    let relations: Vec<(&str, Relation)> = findings[0]
        .articles
        .iter()
        .map(|found| (found.id.as_str(), found.relation))
        .collect();
    // A catalog quotes everything, and comes after articles about the event.
    assert_eq!(
        relations,
        [
            ("Q1002", Relation::SameMessage),
            ("Q1001", Relation::Event),
            ("Q1003", Relation::Event),
            ("Q1004", Relation::OtherEvent),
        ]
    );
}

#[test]
fn plain_search_is_for_events_about_which_nothing_else_is_known() {
    let atlas = atlas(LIBRARY);
    for (source, is_searched) in [("Lamp", false), ("Nobody", true)] {
        let search = |_: &str| {
            assert!(is_searched, "{source}");
            vec![(ArticleId::parse("Q1003").unwrap(), Vec::new())]
        };
        let event = record(Some(source), 42, "strange words of nobody");
        let findings = found(&[event], &atlas, &search);
        let last = findings[0].articles.last().unwrap();
        assert_eq!(last.relation == Relation::Words, is_searched, "{source}");
    }
}
