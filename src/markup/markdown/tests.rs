//! Properties that the Markdown reader and writer must have.

use proptest::prelude::*;

use super::*;
use crate::markup::{Block, EventField, Inline, NoteKind, sample};

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
                text: text("Head"),
            },
        ),
        (
            "3. a\n4. b",
            Block::List {
                start: Some(3),
                items: vec![vec![Block::paragraph("a")], vec![Block::paragraph("b")]],
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
        ("<b>x</b> <br>", Block::paragraph("<b>x</b> <br>")),
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

#[test]
fn shows_html_as_text_and_says_where() {
    let (blocks, problems) = read("fine\n\n<script>\nalert(1)\n</script>\n");
    let lines = vec![
        Inline::text("<script>"),
        Inline::Break,
        Inline::text("alert(1)"),
        Inline::Break,
        Inline::text("</script>"),
    ];
    assert_eq!(
        blocks,
        [Block::paragraph("fine"), Block::Paragraph { text: lines }]
    );
    assert_eq!(problems.first().map(|(line, _)| *line), Some(3));
}

#[test]
fn flattens_what_is_nested_too_deep() {
    for text in [
        format!("{}deep", "> ".repeat(1000)),
        format!("{}deep", "- ".repeat(1000)),
        format!("{}deep{}", "*a **b ".repeat(1000), "** *".repeat(1000)),
        format!("{}deep", "[".repeat(10_000)),
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
        let markdown = write(&blocks);
        let expect = normal(blocks);
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
