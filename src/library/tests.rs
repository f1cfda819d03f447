//! Tests of a finished library.

use super::*;
use crate::{
    article::{Article, ArticleTexts, Metadata, Role, Section},
    evidence::ArticleId,
    markup::{Block, Inline},
};

fn article(id: &str, title: &str, product: &str, body: &str) -> Article {
    Article {
        id: ArticleId::parse(id).unwrap(),
        title: title.to_owned(),
        meta: Metadata {
            products: vec![product.to_owned()],
            ..Metadata::default()
        },
        sections: vec![Section {
            role: Role::Summary,
            anchor: "summary".to_owned(),
            heading: "Summary".to_owned(),
            blocks: body.lines().map(Block::paragraph).collect(),
        }],
    }
}

fn origin(layer: usize) -> Origin {
    Origin {
        layer,
        path: format!("{layer}.md"),
    }
}

fn id(text: &str) -> ArticleId {
    ArticleId::parse(text).unwrap()
}

fn card(article: &Article) -> LibraryCard {
    LibraryCard::of(article, &ArticleTexts::of(article))
}

#[test]
fn citations_lead_both_ways_and_missing_ids_are_known() {
    let mut builder = LibraryBuilder::default();
    let one = article(
        "Q10001",
        "One",
        "Mail",
        "See Q10002 and Q10009, VPN-012, MS-DOS6.",
    );
    builder.add(&card(&one), origin(0));
    let two = article("Q10002", "Two", "Mail", "Q10001 PRB: An Older Title of One");
    builder.add(&card(&two), origin(0));
    let own = article("VPN-012", "Tunnel", "Network", "Nothing.");
    builder.add(&card(&own), origin(0));
    let Built {
        library, wordings, ..
    } = builder.finish();
    let cites: Vec<_> = library
        .get(&id("Q10001"))
        .unwrap()
        .cites
        .iter()
        .map(ArticleId::as_str)
        .collect();
    assert_eq!(cites, ["Q10002", "Q10009", "VPN-012"]);
    assert_eq!(library.cited_by(&id("VPN-012")), [id("Q10001")]);
    assert_eq!(library.cited_by(&id("Q10009")), [id("Q10001")]);
    assert_eq!(wordings[&id("Q10001")], ["PRB: An Older Title of One"]);
    assert_eq!(library.products()[0].name, "Mail");
    assert_eq!(library.about("network").len(), 1);
}

#[test]
fn a_later_layer_overrides_and_a_duplicate_in_one_layer_does_not() {
    let mut builder = LibraryBuilder::default();
    for (title, layer, expect) in [
        ("Built in", 0, true),
        ("Mounted", 1, true),
        ("Again", 1, false),
    ] {
        let card = card(&article("Q10001", title, "Mail", ""));
        assert_eq!(builder.add(&card, origin(layer)), expect, "{title}");
    }
    let library = builder.finish().library;
    let entry = library.get(&id("Q10001")).unwrap();
    assert_eq!(
        (entry.title.as_str(), &entry.overridden[0].origin),
        ("Mounted", &origin(0))
    );
    assert_eq!(library.products()[0].articles, 1);
}

#[test]
fn neighbors_are_near_by_number() {
    let mut builder = LibraryBuilder::default();
    for number in [10001, 10005, 10008, 10020] {
        let card = card(&article(&format!("Q{number}"), "t", "Mail", ""));
        builder.add(&card, origin(0));
    }
    let library = builder.finish().library;
    let near: Vec<_> = library
        .neighbors(&id("Q10006"), 2)
        .into_iter()
        .map(|(id, _)| id.to_string())
        .collect();
    assert_eq!(near, ["Q10005", "Q10008"]);
}

/// An article in its own file, with links.
fn linking(id: &str, path: &str, targets: &[&str]) -> (LibraryCard, Origin) {
    let link = |target: &&str| Inline::Link {
        target: (*target).to_owned(),
        inlines: vec![Inline::text("here")],
    };
    let mut article = article("Q10001", id, "Mail", "");
    article.id = ArticleId::of_path(id).unwrap();
    article.sections[0].blocks = vec![Block::Paragraph {
        text: targets.iter().map(link).collect(),
    }];
    let origin = Origin {
        layer: 0,
        path: path.to_owned(),
    };
    (card(&article), origin)
}

#[test]
fn links_between_files_are_citations_and_broken_ones_are_reported() {
    let mut builder = LibraryBuilder::default();
    for (id, path, targets) in [
        (
            "a/One",
            "a/One.md",
            &[
                "two.md#x",
                "../img/p.png",
                "no.md",
                "#x",
                "https://e.example",
            ][..],
        ),
        ("a/two", "a/two.md", &["one"][..]),
        ("KB12345", "kb12345.md", &[][..]),
    ] {
        let (card, origin) = linking(id, path, targets);
        builder.add(&card, origin);
    }
    builder.set_files(0, &["img/p.png".to_owned(), "img/q.png".to_owned()]);
    let Built {
        library, broken, ..
    } = builder.finish();
    let id = |text: &str| ArticleId::of_path(text).unwrap();
    assert_eq!(library.get(&id("a/One")).unwrap().cites, [id("a/two")]);
    assert_eq!(library.cited_by(&id("a/One")), [id("a/two")]);
    let broken: Vec<&str> = broken.iter().map(|one| &*one.link.target).collect();
    assert_eq!(broken, ["no.md"]);
    assert_eq!(library.file(&id("a/One"), "img/p.png"), Some("img/p.png"));
    assert_eq!(library.file(&id("a/One"), "img/q.png"), None);
    for (text, expect) in [
        ("A/ONE", Some("a/One")),
        ("two", Some("a/two")),
        ("kb 12345", Some("KB12345")),
        ("(12345)", Some("KB12345")),
        ("https://support.example.com/kb/12345", Some("KB12345")),
        ("12346", None),
        ("a", None),
    ] {
        let found = library.find(text).map(ArticleId::as_str);
        assert_eq!(found, expect, "{text}");
    }
}

#[test]
fn a_link_is_found_in_its_line() {
    let (mut card, _) = linking("a", "a.md", &["b.md", "c.md", "gone.md", "d.md"]);
    card.find_lines(b"x\n[b](b.md)\n\n[c](c.md) [d](d.md)\n");
    let lines: Vec<usize> = card.links.iter().map(|link| link.line).collect();
    assert_eq!(lines, [2, 4, 0, 4]);
}
