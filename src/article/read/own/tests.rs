//! Tests of reading and writing our own format.

use proptest::prelude::*;

use super::front_matter::FRONT_MATTER_LIMIT;
use crate::{
    article::{Article, Hints, Metadata, Role, Section, anchor::Anchors, read_own, write_own},
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
            "---\ntitle: a\nproducst: b\n---\n",
            vec![(Warning, 3, "`producst` is not a known field")],
        ),
        // In YAML, a carriage return alone ends a line.
        (
            "---\ntitle: \"a\r\rb\"\nproducst: c\n---\n",
            vec![(Warning, 3, "`producst` is not a known field")],
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
            "---\ntitle: a\nstatus: draf\n---\n",
            vec![(Warning, 3, "`draf` is not a known status")],
        ),
        (
            "---\ntitle: a\ndate: 03/04/2024\n---\n",
            vec![(Warning, 3, "`03/04/2024` may be 2024-04-03 or 2024-03-04")],
        ),
        (
            "+++\ntitle = \"a\"\ndate = \"soon\"\n+++\n",
            vec![(Warning, 3, "`soon` is not a date")],
        ),
        ("## Cause\n", vec![(Warning, 1, "the article has no title")]),
        (
            "---\ntitle: a\n---\n\nfine\n\n<Lamp/>\n",
            vec![(
                Warning,
                7,
                "the component `Lamp` is unknown: its tags are left out, its words kept",
            )],
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
    let (_, problems) = read("---\ntitle: a\nproducst: b\n---\n");
    assert_eq!(problems[0].suggestion, "did you mean `products`?");
}

#[test]
fn unusable_fields_are_kept_without_a_problem() {
    let (article, problems) = read(
        "---\ntitle: [a]\nkeywords: {a: b}\nms.topic: article\nms.custom:\n- sap: x\n- y\nstatus: new\n\
         menu: {after: {weight: -1}}\nlayout: ~\n---\n",
    );
    assert_eq!(problems, []);
    let article = article.unwrap();
    assert_eq!(article.title, "a");
    let other: Vec<String> = (article.meta.other.iter())
        .map(|(label, value)| format!("{label}={value}"))
        .collect();
    let expect = [
        "keywords.a=b",
        "ms.topic=article",
        "ms.custom.sap=x",
        "ms.custom=y",
        "status=new",
        "menu.after.weight=-1",
    ];
    assert_eq!(other, expect);
}

#[test]
fn the_best_of_several_fields_with_one_meaning_counts() {
    for (yaml, expect) in [
        ("ms.date: 03/04/2024\ndate: 2020-01-01", "2024-03-04"),
        ("date: 27.05.2024\nlastmod: 2024-05-28", "2024-05-28"),
        (
            "last_update: {date: 5 June 2024}\ndate: 2020-01-01",
            "2024-06-05",
        ),
        ("date: '{{ .Date }}'", ""),
        ("modified: 5.50", "5.50"),
    ] {
        let (article, problems) = read(&format!("---\ntitle: a\n{yaml}\n---\n"));
        assert_eq!(problems, [], "{yaml}");
        assert_eq!(article.unwrap().meta.modified, expect, "{yaml}");
    }
    for (yaml, products, applies_to) in [
        (
            "appliesto:\n- Outlook\n- Excel",
            "Outlook|Excel",
            "Outlook|Excel",
        ),
        ("product: Office\nappliesTo: Outlook", "Office", "Outlook"),
        ("products: []\napplies_to: [Outlook]", "", "Outlook"),
    ] {
        let (article, _) = read(&format!("---\ntitle: a\n{yaml}\n---\n"));
        let meta = article.unwrap().meta;
        assert_eq!(meta.products.join("|"), products, "{yaml}");
        assert_eq!(meta.applies_to.join("|"), applies_to, "{yaml}");
    }
}

#[test]
fn drafts_are_known_however_they_are_marked() {
    for (yaml, is_draft) in [
        ("draft: true", true),
        ("draft: yes", true),
        ("published: false", true),
        ("status: draft", true),
        ("status: Entwurf", true),
        ("draft: false", false),
        ("published: true", false),
        ("published: 2024-05-27", false),
        ("status: updated", false),
        ("a: b", false),
    ] {
        let (article, _) = read(&format!("---\ntitle: a\n{yaml}\n---\n"));
        assert_eq!(article.unwrap().meta.is_draft(), is_draft, "{yaml}");
    }
}

#[test]
fn an_article_is_public_only_if_nothing_says_otherwise() {
    let unknown =
        |said: &str| format!("`{said}` is not a known visibility; this counts as internal");
    let mistyped = "`visibilty` is not a known field; this counts as internal".to_owned();
    let nested = "`visibility.level` is not a known field; this counts as internal".to_owned();
    let empty = "`visibility` says nothing; this counts as internal".to_owned();
    for (front, visibility, error) in [
        ("---\ntitle: a\n---\n", "", None),
        ("---\ntitle: a\naudience: ITPro\n---\n", "", None),
        (
            "---\nvisibility: internal\ntitle: a\n---\n",
            "internal",
            None,
        ),
        (
            "---\nVisibility: Internal\ntitle: a\n---\n",
            "internal",
            None,
        ),
        ("---\nvisibility: public\ntitle: a\n---\n", "public", None),
        (
            "+++\nvisibility = \"internal\"\ntitle = \"a\"\n+++\n",
            "internal",
            None,
        ),
        (
            "{\n\"visibility\": \"internal\", \"title\": \"a\"\n}\n",
            "internal",
            None,
        ),
        (
            "---\ntitle: a\nvisibility: secret\n---\n",
            "internal",
            Some((3, unknown("secret"))),
        ),
        (
            "---\ntitle: a\nvisibility: [public, x]\n---\n",
            "internal",
            Some((3, unknown("public, x"))),
        ),
        (
            "---\ntitle: a\nvisibility:\n---\n",
            "internal",
            Some((3, empty)),
        ),
        (
            "---\ntitle: a\nvisibilty: public\n---\n",
            "internal",
            Some((3, mistyped)),
        ),
        (
            "---\ntitle: a\nvisibility: {level: public}\n---\n",
            "internal",
            Some((3, nested)),
        ),
        (
            "---\ntitle: a\nvisibility: public\nVisibility: internal\n---\n",
            "internal",
            None,
        ),
    ] {
        let (article, problems) = read(&format!("{front}text\n"));
        assert_eq!(article.unwrap().meta.visibility, visibility, "{front}");
        let found = problems.first().map(|one| (one.line, one.message.clone()));
        assert_eq!(found, error, "{front}");
        assert!(problems.iter().all(Problem::is_error), "{front}");
    }
    // If something can't be read, the worst is assumed.
    for front in [
        "---\ntitle: a\nvisibility: public\nvisibility: internal\n---\n",
        "---\ntitle: a\nvisibility: \"internal\n---\n",
        "---\ntitle: a\nvisibility: internal\n\ntext\n",
        &format!(
            "---\nvisibility: internal\na: {}\n---\n",
            "x".repeat(70_000)
        ),
    ] {
        let (article, problems) = read(front);
        assert_eq!(article.unwrap().meta.visibility, "internal", "{front:.60}");
        assert_ne!(problems, [], "{front:.60}");
    }
}

#[test]
fn other_ids_are_aliases() {
    let (article, _) = read(
        "---\ntitle: a\nuid: 3f2a\nms.assetid: 79e180b1\nredirect_from: [/old/a, /old/b]\n---\n\
         _Original KB number:_ &nbsp; 2976863\n",
    );
    let article = article.unwrap();
    assert_eq!(article.id.as_str(), "3f2a");
    let aliases = ["79e180b1", "/old/a", "/old/b", "2976863"];
    assert_eq!(article.meta.aliases, aliases);
    assert_eq!(article.sections.len(), 1);
}

#[test]
fn broken_front_matter_costs_no_more_than_its_line() {
    let (article, problems) =
        read("---\ntitle: Error: it fails\nowner: Ann\n---\n\n## Fix\n\ntext\n");
    let article = article.unwrap();
    assert_eq!(article.title, "Error: it fails");
    assert_eq!(article.meta.owner, "Ann");
    assert_eq!(article.sections[0].role, Role::Resolution);
    assert_eq!((problems.len(), problems[0].line), (1, 2));
    assert_eq!(problems[0].suggestion, "put the text in quotation marks");
}

#[test]
fn takes_title_and_id_where_they_can_be_found() {
    for (text, title) in [
        ("# A *fine* title\n\ntext", "A fine title"),
        ("---\ntitle: a\n---\n# a\n", "a"),
        ("---\ntitle: a\n---\n# b\n", "b"),
        ("---\ntitle: a\n---\n## A\n\ntext", "a"),
        ("---\nlinkTitle: a\n---\ntext", "a"),
        ("text", "VPN-012"),
        ("---\ntitle: a\n", "VPN-012"),
        ("---\n\ntext", "VPN-012"),
    ] {
        let article = read(text).0.unwrap();
        assert_eq!(
            (article.title.as_str(), article.id.as_str()),
            (title, "VPN-012"),
            "{text}"
        );
        let is_twice = article.sections.iter().any(|one| one.heading == title);
        assert!(!is_twice, "{text}");
    }
    let (article, problems) = read_own(b"# a\n", "x.md", None);
    assert!(article.is_none());
    assert_eq!(problems[0].message, "the article has no ID");
    let id = ArticleId::parse("VPN-012");
    for (name, title) in [
        ("reset-the_tunnel", "Reset the tunnel"),
        ("VPN-012", "VPN-012"),
    ] {
        let hints = Hints {
            id: id.as_ref(),
            name,
            ..Hints::default()
        };
        assert_eq!(read_own(b"text", "x.md", hints).0.unwrap().title, title);
    }
}

#[test]
fn another_title_can_take_the_first_place() {
    let (article, _) = read("---\ntitle: Tunnels\nlinkTitle: T\n---\n# Introduction\n\ntext");
    let mut article = article.unwrap();
    assert!(article.titles().eq(["Introduction", "Tunnels", "T"]));
    article.retitle("Tunnels");
    assert!(article.titles().eq(["Tunnels", "Introduction", "T"]));
    article.retitle("Tunnels");
    article.retitle("nothing");
    assert_eq!(article.title, "Tunnels");
}

#[test]
fn the_highest_headings_begin_sections() {
    for (body, headings) in [
        ("# T\n\n## A\n\n### B\n\n## C\n", "A|C"),
        ("# T\n\n### A\n\n#### B\n\n### C\n", "A|C"),
        ("a\n\n### A\n\n### B\n", "|A|B"),
        ("# T\n\n# A\n\n### B\n\n# C\n", "A|C"),
        ("# T\n\ntext", ""),
    ] {
        let article = read(body).0.unwrap();
        let found: Vec<&str> = (article.sections.iter())
            .map(|section| section.heading.as_str())
            .collect();
        assert_eq!(found.join("|"), headings, "{body}");
    }
}

#[test]
fn refuses_what_is_not_an_article_and_decodes_the_rest() {
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
        assert!(!problems.is_empty());
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
        // A heading without text still begins a section.
        "#\n\ntext",
        "##\n\n##\n\ntext",
    ] {
        let article = read(source).0.unwrap();
        assert_eq!(read(&write_own(&article)).0.unwrap(), article, "{source}");
    }
}

/// Lines of front matter, valid and broken ones.
const FRONT_LINES: &[&str] = &[
    "title: Solution",
    "title: a: b",
    "title: '{{ page.title }}'",
    "linkTitle: [a, ' ', b]",
    "sidebar_label: '***'",
    "products: []",
    "product: ' '",
    "appliesto: [Outlook, '', Outlook]",
    "applies_to: [a, '  b']",
    "ms.date: 03/04/2024",
    "date: 03/04/2024",
    "modified: soon",
    "updated: May 2024",
    "last_reviewed_on: 27.05.2024",
    "draft: true",
    "published: 2024",
    "status: new",
    "visibility: secret",
    "adds: where the log is",
    "status: Retired",
    "tags: '##a, b; b'",
    "tags: ['#', '', x, x]",
    "keywords: {a: b}",
    "description: |\n  two\n  lines",
    "summary: '${x}'",
    "description: [a, b]",
    "aliases: [' a ', a, '']",
    "uid: 5",
    "other: [{a: b}, c, {d: {e: f}}, {g: }]",
    "other: x",
    "menu: {a: [b, {c: d}]}",
    "as_written: [fields]",
    "lang: ~",
    "owner: &a b",
    "author: {name: Ann}",
    "- x",
    "order: [1",
    "superseded_by: a b",
];

/// Blocks of Markdown.
const BODY_PARTS: &[&str] = &[
    "# Solution",
    "# {{ page.title }}",
    "# a",
    "#",
    "## Solution",
    "## Cause and fix",
    "##",
    "## ***!",
    "### Steps",
    "#### Deep",
    "text",
    "KB number: 12345",
    "1. a\n2. b",
    "---",
];

/// The blocks without their anchors, which depend on the whole article.
fn without_anchors(mut blocks: Vec<Block>) -> Vec<Block> {
    for block in &mut blocks {
        match block {
            Block::Heading { anchor, .. } => anchor.clear(),
            Block::List { items, .. } => {
                for item in items {
                    *item = without_anchors(std::mem::take(item));
                }
            }
            Block::Note { blocks, .. }
            | Block::Quote { blocks }
            | Block::Details { blocks, .. } => *blocks = without_anchors(std::mem::take(blocks)),
            _ => {}
        }
    }
    blocks
}

/// Articles whose blocks are in normal form, as readers make them.
fn article() -> impl Strategy<Value = Article> {
    let texts = || prop::collection::vec(sample::text(), 0..3);
    let day = prop_oneof![
        prop::sample::select(vec!["", "2024-05-27", "03/04/2024"]).prop_map(str::to_owned),
        sample::text(),
    ];
    let words = || {
        let words = ["vpn", "Old name", "/a/b", "KB 5"].map(str::to_owned);
        prop::sample::subsequence(words.to_vec(), 0..3)
    };
    let meta = (
        texts(),
        texts(),
        sample::text(),
        day,
        texts(),
        texts(),
        words(),
        words(),
    )
        .prop_map(
            |(products, applies_to, source, modified, labels, values, tags, aliases)| Metadata {
                products,
                applies_to,
                description: source.clone(),
                source,
                modified,
                tags,
                aliases,
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
            blocks: without_anchors(markdown::normal(blocks)),
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
        let (mut read, problems) = read(&text);
        for section in read.iter_mut().flat_map(|article| &mut article.sections) {
            section.blocks = without_anchors(std::mem::take(&mut section.blocks));
        }
        prop_assert_eq!(read.as_ref(), Some(&article), "{}", text);
        prop_assert_eq!(problems, vec![], "{}", text);
    }

    #[test]
    fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let id = ArticleId::parse("VPN-012");
        read_own(&bytes, "x.md", id.as_ref());
        for mark in ["---", "+++", ";;;"] {
            let begin = format!("{mark}\n\"a\" = 1\n");
            let end = format!("\n{mark}\n");
            read_own(&[begin.as_bytes(), &bytes, end.as_bytes()].concat(), "x.md", id.as_ref());
        }
        read_own(&[b"{\"".as_slice(), &bytes, b"\n}\n"].concat(), "x.md", id.as_ref());
    }

    #[test]
    fn what_others_write_survives_an_export(
        front in prop::collection::vec(prop::sample::select(FRONT_LINES), 0..8),
        body in prop::collection::vec(prop::sample::select(BODY_PARTS), 0..8),
    ) {
        let (front, body) = (front.join("\n"), body.join("\n\n"));
        let text = format!("---\n{front}\n---\n\n{body}\n");
        let article = read(&text).0.unwrap();
        let exported = write_own(&article);
        let again = read(&exported).0.unwrap();
        prop_assert_eq!(again, article, "{}\n{}", text, exported);
    }
}
