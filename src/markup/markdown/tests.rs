//! Properties that the Markdown reader and writer must have.

use proptest::prelude::*;

use super::*;
use crate::evidence::ArticleId;
use crate::markup::{Block, EventField, Inline, NoteKind, Numbering, anchors, html, sample};

fn field(label: &str, value: &str) -> EventField {
    EventField {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

#[test]
fn reads_each_kind_of_block() {
    let text = |text: &str| vec![Inline::text(text)];
    for (markdown, expect) in [
        ("one\ntwo", Block::paragraph("one two")),
        (
            "### Head",
            Block::Heading {
                level: 3,
                anchor: "head".to_owned(),
                text: text("Head"),
            },
        ),
        (
            "3. a\n4. b",
            Block::List {
                start: Some(3),
                numbering: Numbering::Numbers,
                items: vec![vec![Block::paragraph("a")], vec![Block::paragraph("b")]],
            },
        ),
        (
            "<!-- A. -->\n\n1. a",
            Block::List {
                start: Some(1),
                numbering: Numbering::Capitals,
                items: vec![vec![Block::paragraph("a")]],
            },
        ),
        (
            "> said",
            Block::Quote {
                blocks: vec![Block::paragraph("said")],
            },
        ),
        (
            "> [!WARNING]\n> Mind the gap",
            Block::Note {
                kind: NoteKind::Warning,
                title: Vec::new(),
                blocks: vec![Block::paragraph("Mind the gap")],
            },
        ),
        (
            "```\na\n\n```",
            Block::Code {
                text: "a\n".to_owned(),
            },
        ),
        (
            "```text\n  a  b\n```",
            Block::Preformatted {
                text: "  a  b".to_owned(),
            },
        ),
        (
            "    a",
            Block::Code {
                text: "a".to_owned(),
            },
        ),
        (
            "```event\nEvent ID: 68\nSource:  Desk\nDescription: one\n  two\nthree C:\\x\n```",
            Block::Event {
                fields: vec![
                    field("Event ID", "68"),
                    field("Source", "Desk"),
                    field("Description", "one\ntwo\nthree C:\\x"),
                ],
            },
        ),
        (
            "| a | b |\n|---|---|\n| c |",
            Block::Table {
                header: vec![text("a"), text("b")],
                rows: vec![vec![text("c"), Vec::new()]],
            },
        ),
        ("***", Block::Rule),
        (
            "<desk@example.com>",
            Block::Paragraph {
                text: vec![Inline::Link {
                    target: "mailto:desk@example.com".to_owned(),
                    inlines: text("desk@example.com"),
                }],
            },
        ),
    ] {
        assert_eq!(read(markdown).0, [expect], "{markdown}");
    }
}

/// Knows no articles, and treats every path as a file.
struct Nowhere;

impl html::Links for Nowhere {
    fn article(&self, _: &ArticleId, _: Option<&str>) -> Option<html::ArticleLink> {
        None
    }

    fn path(&self, target: &str) -> Option<html::PathTo> {
        Some(html::PathTo::File(target.to_owned()))
    }

    fn event(&self, _: Option<&str>, _: u32) -> Option<String> {
        None
    }
}

/// The reading of Markdown dialects: each input in the file, and its blocks as HTML.
#[test]
fn reads_the_dialects_of_the_world() {
    let examples = include_str!("dialects.txt");
    let mut wrong = String::new();
    for example in examples.split("\n=====\n") {
        let (markdown, expect) = example.split_once("\n-----\n").unwrap_or((example, ""));
        let shown = html::write(&read(markdown).0, &Nowhere);
        if shown.trim() != expect.trim() {
            wrong.push_str(&format!("{markdown}\n-----\n{}\n=====\n", shown.trim()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_in_html_is_markdown_in_mdx() {
    let text = "<div>\n**Stop**\n</div>\n";
    let shown = |(blocks, _): (Vec<Block>, _)| html::write(&blocks, &Nowhere);
    assert_eq!(shown(read_mdx(text)), "<p><strong>Stop</strong></p>\n");
    assert_eq!(shown(read(text)), "<p>**Stop**</p>\n");
}

#[test]
fn flattens_what_is_nested_too_deep() {
    for text in [
        format!("{}deep", "> ".repeat(1000)),
        format!("{}deep", "- ".repeat(1000)),
        format!("{}deep{}", "*a **b ".repeat(1000), "** *".repeat(1000)),
        format!("{}deep", "[".repeat(10_000)),
        format!("deep\n\n{}", "{: .note}\n\n".repeat(20_000)),
    ] {
        let (blocks, _) = read(&text);
        assert!(
            sample::words(&blocks)
                .iter()
                .any(|word| word.contains("deep"))
        );
        assert_eq!(read(&write(&blocks)).0, blocks);
    }
}

#[test]
fn writes_what_a_person_would() {
    for markdown in [
        "See Q12345 in C:\\dir\\file, snake_case & more.\n",
        "- one\n- two\n\n1. three\n2. four\n",
        "1. one\n\n   ```text\n   C:\\\n   ```\n\n2. two\n",
        "| a | b |\n|---|---|\n| c | d |\n",
        "> [!NOTE]\n> Take care.\n",
        "A **strong** and _plain_ word, [here](Q12345#cause).\n",
        "```event\nEvent ID: 68\nDescription: one\n  two\n```\n",
    ] {
        assert_eq!(write(&read(markdown).0), markdown);
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(blocks in sample::blocks()) {
        let mut expect = normal(blocks);
        anchors::assign(&mut expect);
        let markdown = write(&expect);
        prop_assert_eq!(read(&markdown).0, expect, "{}", markdown);
    }

    #[test]
    fn normal_form_is_stable(blocks in sample::blocks()) {
        let once = normal(blocks);
        prop_assert_eq!(normal(once.clone()), once);
    }

    #[test]
    fn reading_hostile_text_is_stable(pieces in prop::collection::vec(sample::text(), 0..12)) {
        let blocks = read(&pieces.concat()).0;
        prop_assert_eq!(read(&write(&blocks)).0, blocks);
    }
}
