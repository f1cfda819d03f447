//! Tests of a finished library.

use super::*;
use crate::{
    article::{Article, Metadata, Role, Section, Texts},
    evidence::ArticleId,
    markup::Block,
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
        files: Vec::new(),
    }
}

fn id(text: &str) -> ArticleId {
    ArticleId::parse(text).unwrap()
}

fn card(article: &Article) -> Card {
    Card::of(article, &Texts::of(article))
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
    let (library, wordings) = builder.finish();
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
fn a_later_layer_stands_in_and_a_double_in_one_layer_does_not() {
    let mut builder = LibraryBuilder::default();
    for (title, layer, expect) in [
        ("Built in", 0, true),
        ("Mounted", 1, true),
        ("Again", 1, false),
    ] {
        let card = card(&article("Q10001", title, "Mail", ""));
        assert_eq!(builder.add(&card, origin(layer)), expect, "{title}");
    }
    let (library, _) = builder.finish();
    let entry = library.get(&id("Q10001")).unwrap();
    assert_eq!(
        (entry.title.as_str(), entry.originals.as_slice()),
        ("Mounted", &[origin(0)][..])
    );
    assert_eq!(library.products()[0].articles, 1);
}

#[test]
fn neighbours_are_near_by_number() {
    let mut builder = LibraryBuilder::default();
    for number in [10001, 10005, 10008, 10020] {
        let card = card(&article(&format!("Q{number}"), "t", "Mail", ""));
        builder.add(&card, origin(0));
    }
    let (library, _) = builder.finish();
    let near: Vec<_> = library
        .neighbours(&id("Q10006"), 2)
        .into_iter()
        .map(|(id, _)| id.to_string())
        .collect();
    assert_eq!(near, ["Q10005", "Q10008"]);
}
