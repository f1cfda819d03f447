//! Tests of reading and writing our own format.

use proptest::prelude::*;

use super::front_matter::FRONT_MATTER_LIMIT;
use crate::{
    article::{Article, Metadata, Role, Section, anchor::Anchors, read_own, write_own},
    evidence::ArticleId,
    markup::{Block, markdown, sample},
    problem::{Problem, Severity},
};

fn read(text: &str) -> (Option<Article>, Vec<Problem>) {
    read_own(
        text.as_bytes(),
        "VPN-012.md",
        ArticleId::parse("VPN-012").as_ref(),
    )
}

const VPN: &str = "---
id: VPN-012
title: \"The tunnel drops: every hour\"
products: Tunnel Client
versions: [5.50, \"6\"]
modified: 2024-03-01
status: published
---
Read this first.

## Symptoms

It drops.

### When

Each hour.

## Resolution
1. Renew it.

## To renew

## Symptoms
Again.
";

#[test]
fn reads_front_matter_and_sections() {
    let (article, problems) = read(VPN);
    assert_eq!(problems, []);
    let article = article.unwrap();
    assert_eq!(article.id.as_str(), "VPN-012");
    assert_eq!(article.title, "The tunnel drops: every hour");
    assert_eq!(article.meta.products, ["Tunnel Client"]);
    assert_eq!(article.meta.versions, ["5.50", "6"]);
    assert_eq!(article.meta.modified, "2024-03-01");
    assert_eq!(article.meta.status, "published");
    let sections: Vec<_> = article
        .sections
        .iter()
        .map(|s| {
            (
                s.role,
                s.anchor.as_str(),
                s.heading.as_str(),
                s.blocks.len(),
            )
        })
        .collect();
    assert_eq!(
        sections,
        [
            (Role::Body, "body", "", 1),
            (Role::Symptoms, "symptoms", "Symptoms", 3),
            (Role::Resolution, "resolution", "Resolution", 1),
            (Role::Other, "to-renew", "To renew", 0),
            (Role::Symptoms, "symptoms-2", "Symptoms", 1),
        ]
    );
}

#[test]
fn reports_problems_with_their_line() {
    use Severity::{Error, Warning};
    for (text, expect) in [
        (
            "---\ntitle: a\nproduct: b\n---\n",
            vec![(Warning, 3, "`product` is not a known field")],
        ),
        // In YAML, a carriage return alone ends a line.
        (
            "---\ntitle: \"a\r\rb\"\nproduct: c\n---\n",
            vec![(Warning, 3, "`product` is not a known field")],
        ),
        (
            "---\ntitle: [a]\n---\n# b\n",
            vec![(Error, 2, "`title` must be text")],
        ),
        (
            "---\ntitle: a\nkeywords: {a: b}\n---\n",
            vec![(Error, 3, "`keywords` must be text or a list of texts")],
        ),
        (
            "---\ntitle: a\nid: a b\n---\n",
            vec![(Error, 3, "`a b` is not an article ID")],
        ),
        (
            "---\ntitle: a\ntitle: b\n---\n",
            vec![(Error, 3, "`title` is given twice")],
        ),
        (
            "---\ntitle: a\nstatus: old\n---\n",
            vec![(Warning, 3, "`old` is not a known status")],
        ),
        ("## Cause\n", vec![(Warning, 1, "the article has no title")]),
        (
            "---\ntitle: a\n---\n\nfine\n\n<br>\n",
            vec![(Warning, 7, "HTML is not supported and is shown as text")],
        ),
    ] {
        let (article, problems) = read(text);
        assert!(article.is_some(), "{text}");
        let found: Vec<_> = problems
            .iter()
            .map(|p| (p.severity, p.line, p.message.as_str()))
            .collect();
        assert_eq!(found, expect, "{text}");
        assert!(problems.iter().all(|problem| problem.file == "VPN-012.md"));
    }
    let (_, problems) = read("---\ntitle: a\nproduct: b\n---\n");
    assert_eq!(problems[0].suggestion, "did you mean `products`?");
}

#[test]
fn takes_title_and_id_where_they_can_be_found() {
    for (text, title) in [
        ("# A *fine* title\n\ntext", "A fine title"),
        ("---\ntitle: a\n---\n# a\n", "a"),
        ("text", "VPN-012"),
        ("---\ntitle: a\n", "VPN-012"),
    ] {
        let article = read(text).0.unwrap();
        assert_eq!(
            (article.title.as_str(), article.id.as_str()),
            (title, "VPN-012"),
            "{text}"
        );
    }
    let (article, problems) = read_own(b"# a\n", "x.md", None);
    assert!(article.is_none());
    assert_eq!(problems[0].message, "the article has no ID");
}

#[test]
fn refuses_what_is_no_article_and_decodes_the_rest() {
    let id = ArticleId::parse("VPN-012");
    for bytes in [
        vec![b'a'; crate::article::ARTICLE_BYTES + 1],
        b"# a\0b".to_vec(),
    ] {
        let (article, problems) = read_own(&bytes, "x.md", id.as_ref());
        assert!(article.is_none());
        assert_eq!((problems.len(), problems[0].severity), (1, Severity::Error));
    }
    let (article, problems) = read_own(b"# a\n\nna\xefve \x80\n", "x.md", id.as_ref());
    assert_eq!(
        article.unwrap().sections[0].blocks,
        [Block::paragraph("na\u{ef}ve \u{20ac}")]
    );
    assert_eq!(
        (problems[0].severity, problems[0].line),
        (Severity::Warning, 3)
    );
    let (article, problems) =
        read_own(b"\xef\xbb\xbf---\ntitle: a\r\n---\r\n", "x.md", id.as_ref());
    assert_eq!((article.unwrap().title.as_str(), problems.len()), ("a", 0));
}

#[test]
fn a_large_or_hostile_front_matter_is_left_out() {
    let long = format!(
        "---\ntitle: a\nsource: \"{}\"\n---\ntext",
        "x".repeat(FRONT_MATTER_LIMIT)
    );
    let nested = format!("---\na: {}\n---\ntext", "[".repeat(10_000));
    let bomb = "---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\ntext".to_owned();
    for text in [long, nested, bomb] {
        let (article, problems) = read(&text);
        assert_eq!(
            article.unwrap().sections[0].blocks,
            [Block::paragraph("text")]
        );
        assert!(
            problems
                .iter()
                .any(|problem| problem.severity == Severity::Error)
        );
    }
}

#[test]
fn built_in_articles_are_sound_and_survive_an_export() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/kb/articles");
    let Ok(files) = std::fs::read_dir(folder) else {
        eprintln!("skipped: {folder} is absent");
        return;
    };
    for file in files {
        let path = file.unwrap().path();
        let id = ArticleId::parse(path.file_stem().unwrap().to_str().unwrap());
        let bytes = std::fs::read(&path).unwrap();
        let (article, problems) = read_own(&bytes, &path.display().to_string(), id.as_ref());
        assert_eq!(problems, []);
        let article = article.unwrap();
        assert_eq!(Some(&article.id), id.as_ref());
        assert_eq!(
            read_own(write_own(&article).as_bytes(), "x", None)
                .0
                .as_ref(),
            Some(&article)
        );
    }
}

#[test]
fn what_is_read_survives_an_export() {
    for source in [
        // A heading that says nothing still begins a section.
        "#\n\ntext",
        "##\n\n##\n\ntext",
    ] {
        let article = read(source).0.unwrap();
        assert_eq!(read(&write_own(&article)).0.unwrap(), article, "{source}");
    }
}

/// Articles whose blocks are in normal form, as readers make them.
fn article() -> impl Strategy<Value = Article> {
    let texts = || prop::collection::vec(sample::text(), 0..3);
    let meta = (
        texts(),
        texts(),
        sample::text(),
        sample::text(),
        texts(),
        texts(),
    )
        .prop_map(
            |(products, applies_to, source, modified, labels, values)| Metadata {
                products,
                applies_to,
                source,
                modified,
                other: labels.into_iter().zip(values).collect(),
                ..Metadata::default()
            },
        );
    let heading = prop_oneof![
        prop::sample::select(vec!["SYMPTOMS", "Cause", "More Information"]).prop_map(str::to_owned),
        sample::text().prop_map(|text| text.replace(['\n', '\r', '\0'], " ")),
    ];
    let section = (heading, sample::blocks());
    let sections = prop::collection::vec(section, 0..4);
    (sample::text(), meta, sample::blocks(), sections).prop_map(|(title, meta, body, parts)| {
        let mut anchors = Anchors::default();
        let mut made = |role, heading: String, blocks| Section {
            role,
            anchor: anchors.give(role, &heading),
            heading,
            blocks: markdown::normal(blocks),
        };
        let mut sections = Vec::new();
        if !markdown::normal(body.clone()).is_empty() {
            sections.push(made(Role::Body, String::new(), body));
        }
        for (heading, blocks) in parts {
            // Only the first section may lack a heading, and then it is the body.
            let heading = if heading.is_empty() {
                "Other".to_owned()
            } else {
                heading
            };
            sections.push(made(Role::of_heading(&heading), heading, blocks));
        }
        Article {
            id: ArticleId::parse("VPN-012").unwrap(),
            title: format!("a{title}"),
            meta,
            sections,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(article in article()) {
        let text = write_own(&article);
        let (read, problems) = read(&text);
        prop_assert_eq!(read.as_ref(), Some(&article), "{}", text);
        prop_assert_eq!(problems, vec![], "{}", text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let id = ArticleId::parse("VPN-012");
        read_own(&bytes, "x.md", id.as_ref());
        read_own(&[b"---\n".as_slice(), &bytes, b"\n---\n"].concat(), "x.md", id.as_ref());
    }
}
