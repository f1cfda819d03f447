use super::*;
use crate::{
    article::{Article, ArticleTexts, Metadata, Role, Section},
    evidence::ArticleId,
    markup::Block,
};

fn atlas(articles: &[(&str, &str, &str)]) -> Atlas {
    let mut builder = AtlasBuilder::default();
    for (id, title, text) in articles {
        let article = Article {
            id: ArticleId::parse(id).unwrap(),
            title: (*title).to_owned(),
            meta: Metadata::default(),
            sections: vec![Section {
                role: Role::Symptoms,
                anchor: "symptoms".to_owned(),
                heading: "SYMPTOMS".to_owned(),
                blocks: vec![Block::Preformatted {
                    text: (*text).to_owned(),
                }],
            }],
        };
        builder.add(AtlasCard::of(&article, &ArticleTexts::of(&article)));
    }
    builder.finish()
}

fn sample() -> Atlas {
    atlas(&[
        (
            "Q1001",
            "XFOR: Event ID 68",
            "Event ID: 68\nSource: MSExchangeCCMC\nType: Error\nDescription: It returned 3.\n",
        ),
        (
            "Q1002",
            "",
            "Event ID: 68\nSource: MSExchangeCCMC\nDescription: It broke 0x80004005.\n",
        ),
        (
            "Q1003",
            "",
            "Event ID: 7000\nSource: Service Control Manager\n\nIt did not start.\n",
        ),
        (
            "Q1004",
            "",
            "Event ID: 68\nSource: MSExchangeIS Private\nDescription: Full.\n",
        ),
        ("Q1005", "", "sometimes event 68 is logged, says E_FAIL"),
    ])
}

#[test]
fn quotes_are_filed_under_source_and_id() {
    let atlas = sample();
    let event = atlas.event("msexchangeccmc", 68).unwrap();
    let said: Vec<_> = event
        .quotes
        .iter()
        .map(|q| (q.article.as_str(), q.description.as_deref().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("Q1001", "It returned 3."),
            ("Q1002", "It broke 0x80004005.")
        ]
    );
    assert!(event.quotes[0].in_title);
    assert_eq!(event.quotes[0].kind.as_deref(), Some("Error"));
    let source = atlas.source("MSExchangeCCMC").unwrap();
    assert_eq!(
        (source.name.as_str(), source.events, source.articles),
        ("MSExchangeCCMC", 1, 2)
    );
}

#[test]
fn an_id_is_grouped_by_source() {
    let atlas = sample();
    let groups: Vec<&str> = atlas
        .with_id(68)
        .iter()
        .map(|(source, _)| source.fold.as_str())
        .collect();
    assert_eq!(groups, ["msexchangeccmc", "msexchangeisprivate", ""]);
    assert!(atlas.sources().all(|source| !source.fold.is_empty()));
}

#[test]
fn a_source_is_found_by_its_short_names() {
    let atlas = sample();
    for (name, fold) in [
        ("ccmc", "msexchangeccmc"),
        ("SCM", "servicecontrolmanager"),
        ("service control manager", "servicecontrolmanager"),
        ("msexchangeis private", "msexchangeisprivate"),
        ("is private", "msexchangeisprivate"),
        ("MSExchnageCCMC", "msexchangeccmc"),
        ("Service Control M...", "servicecontrolmanager"),
        ("MSExchangeCCMC - Queue", "msexchangeccmc"),
    ] {
        let named: Vec<&str> = atlas
            .sources_named(name)
            .iter()
            .map(|s| s.fold.as_str())
            .collect();
        assert_eq!(named, [fold], "{name}");
    }
    for name in ["", "x", "nothing like it", "MSExchange..."] {
        assert!(atlas.sources_named(name).is_empty(), "{name}");
    }
}

#[test]
fn typos_are_filed_under_the_source_meant() {
    let mut articles: Vec<(String, &str)> = (1001..1012)
        .map(|n| {
            (
                format!("Q{n}"),
                "Event ID: 7000\nSource: Service Control Manager\n\nIt did not start.\n",
            )
        })
        .collect();
    articles.push((
        "Q2001".to_owned(),
        "Event ID: 7001\nSource: Service Control Mar\n",
    ));
    articles.push(("Q2002".to_owned(), "Event ID: 7002\nSource: SCM\n"));
    let articles: Vec<_> = articles
        .iter()
        .map(|(id, text)| (id.as_str(), "", *text))
        .collect();
    let atlas = atlas(&articles);
    let sources: Vec<_> = atlas
        .sources()
        .map(|source| (source.name.as_str(), source.events, source.articles))
        .collect();
    assert_eq!(sources, [("Service Control Manager", 3, 13)]);
    for (name, id) in [("service control mar", 7001), ("SCM", 7002), ("SCM", 7000)] {
        assert!(atlas.event(name, id).is_some(), "{name} {id}");
        assert_eq!(atlas.sources_named(name).len(), 1, "{name}");
    }
}

#[test]
fn a_code_is_found_in_the_articles_that_mention_it() {
    let atlas = atlas(&[
        ("Q1001", "It fails with 0x80070005", "nothing more"),
        ("Q1002", "", "then error 5 comes"),
        ("Q1003", "", "see -1018 there, value 0x00000005"),
    ]);
    let named = |slug: &str| -> Vec<(String, bool, bool)> {
        let code = crate::evidence::Code::from_slug(slug).unwrap();
        let articles = atlas.code_mentions(&code).into_iter();
        articles
            .map(|article| {
                (
                    article.article.to_string(),
                    article.in_title,
                    article.is_likeliest,
                )
            })
            .collect()
    };
    assert_eq!(
        named("win32-5"),
        [
            ("Q1002".to_owned(), false, true),
            ("Q1001".to_owned(), true, false),
            ("Q1003".to_owned(), false, false),
        ]
    );
    assert_eq!(named("jet-1018"), [("Q1003".to_owned(), false, true)]);
    assert_eq!(named("status-00000005"), []);
    let mut codes: Vec<(String, usize)> = atlas
        .codes()
        .map(|(code, articles)| (code.key(), articles))
        .collect();
    codes.sort();
    let expect = [("jet:-1018", 1), ("status:80070005", 1), ("win32:5", 3)];
    assert_eq!(
        codes,
        expect.map(|(key, articles)| (key.to_owned(), articles))
    );
}

#[test]
fn all_spellings_of_a_code_meet() {
    let atlas = sample();
    let ids: Vec<&str> = atlas
        .articles_by_code_key("status:80004005")
        .iter()
        .map(ArticleId::as_str)
        .collect();
    assert_eq!(ids, ["Q1002", "Q1005"]);
}

#[test]
fn an_atlas_survives_storage() {
    let atlas = sample();
    let bytes = postcard::to_stdvec(&atlas).unwrap();
    let back: Atlas = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(
        back.event("msexchangeccmc", 68),
        atlas.event("msexchangeccmc", 68)
    );
}

#[test]
fn placeholders_stand_for_words() {
    let atlas = sample();
    let fit =
        |message: &str, template: &str| atlas.message(message).fit(&atlas.message(template)).score;
    let message = "The server ALPHA7 has no lamp in room 5";
    assert!(fit(message, message) > 0.99);
    for template in [
        "The server <server name> has no lamp in room %1",
        "The server xxxx has no lamp in room nn",
    ] {
        assert!(fit(message, template) > 0.8, "{template}");
        assert!(fit(message, template) < 0.99, "{template}");
    }
    assert!(fit(message, "Nothing of the kind was ever said") < 0.1);
}
