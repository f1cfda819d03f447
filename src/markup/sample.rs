//! Generated blocks for property tests, and the words in them.

use proptest::prelude::*;

use super::{Block, EventField, Inline, NoteKind, Numbering};

/// Characters and pieces with a meaning in Markdown, HTML or YAML.
const PIECES: &[&str] = &[
    "*",
    "**",
    "_",
    "__",
    "`",
    "``",
    "```",
    "~~~",
    "#",
    "##",
    "1.",
    "2)",
    "+",
    "-",
    "---",
    "===",
    ">",
    "|",
    "||",
    "<",
    "<b>",
    "</p>",
    "<!--",
    "&",
    "&amp;",
    "&#42;",
    "[",
    "]",
    "[x]: y",
    "(",
    ")",
    "!",
    "![",
    "\\",
    "\\|",
    ":",
    "://",
    "http://a.example/b",
    "https://a.example).",
    "javascript:",
    "Q12345",
    "Q99999",
    "VPN-012",
    "CD-ROM2",
    "a",
    "b c",
    "word",
    "snake_case_word",
    "x.y",
    "é",
    "ß",
    "„",
    "日",
    "\u{a0}",
    "\u{301}",
    "\u{feff}",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\r\n",
    "\u{b}",
    "\0",
    "'",
    "\"",
    "[!NOTE]",
    "[[Page|label]]",
    "![[a.png]]",
    ":::tip Title",
    ":::image source=\"a.png\":::",
    ":::",
    "!!! note",
    "=== \"Tab\"",
    "{{< alert >}}",
    "{{ x }}",
    "{: .note }",
    "{#id}",
    "==",
    "~~",
    "[^1]",
    "<details>",
    "<ServerName>",
    "%% a %%",
    "import a from 'b'",
    "\\\\server\\_x",
    "$a^2$",
    ":warning:",
    "++ctrl+c++",
    "^[why]",
    " ^abc1",
    "{doc}",
    "{++x++}",
    "^^x^^",
    "2^10^",
    "@[code",
    "(place)=",
    "|---|",
    "```{note}",
    "*[a]: b",
    "<<< a/b",
    "--8<-- \"a\"",
    "EVENTLOG (a): b : 1",
    "{% raw %}",
    "$",
    "~",
    "^",
    "=",
    "5",
    "10",
    "\\\n",
    "@",
    "C:\\dir\\file",
    "\u{2028}",
];

/// Hostile text made from a few pieces.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES).prop_map(str::to_owned);
    let piece = prop_oneof![9 => piece, 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        prop::sample::select(vec![
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "http://example.com/?a=b&c=d",
            "mailto:a@example.com",
            "Q12345#cause",
            "#cause",
            "box.png",
            "../box.png",
            "VPN-012",
        ])
        .prop_map(str::to_owned)
    ]
}

fn inline() -> impl Strategy<Value = Inline> {
    let leaf = prop_oneof![
        5 => text().prop_map(|text| Inline::Text { text }),
        2 => text().prop_map(|text| Inline::Code { text }),
        1 => (target(), text()).prop_map(|(target, alt)| Inline::Image { target, alt }),
        1 => Just(Inline::Break),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let inner = prop::collection::vec(inner, 0..4);
        prop_oneof![
            inner.clone().prop_map(|inlines| Inline::Strong { inlines }),
            inner
                .clone()
                .prop_map(|inlines| Inline::Emphasis { inlines }),
            inner
                .clone()
                .prop_map(|inlines| Inline::Strikethrough { inlines }),
            (target(), inner).prop_map(|(target, inlines)| Inline::Link { target, inlines }),
        ]
    })
}

/// Running text.
pub(crate) fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 0..5)
}

fn row() -> impl Strategy<Value = Vec<Vec<Inline>>> {
    prop::collection::vec(inlines(), 0..4)
}

fn numbering() -> impl Strategy<Value = Numbering> {
    prop::sample::select(vec![
        Numbering::Numbers,
        Numbering::Letters,
        Numbering::Capitals,
    ])
}

fn kind() -> impl Strategy<Value = NoteKind> {
    prop::sample::select(vec![
        NoteKind::Note,
        NoteKind::Tip,
        NoteKind::Important,
        NoteKind::Warning,
        NoteKind::Caution,
    ])
}

fn field() -> impl Strategy<Value = EventField> {
    let label = prop_oneof![
        prop::sample::select(vec!["Event ID", "Source", "Description"]).prop_map(str::to_owned),
        text()
    ];
    let value = prop_oneof![Just("68".to_owned()), text()];
    (label, value).prop_map(|(label, value)| EventField { label, value })
}

fn anchor() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "", "setup", "a", "fn.1", "größe"]).prop_map(str::to_owned)
}

fn title() -> impl Strategy<Value = Vec<Inline>> {
    prop_oneof![1 => Just(Vec::new()), 1 => inlines()]
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        4 => inlines().prop_map(|text| Block::Paragraph { text }),
        1 => (3..=6u8, anchor(), inlines())
            .prop_map(|(level, anchor, text)| Block::Heading { level, anchor, text }),
        1 => text().prop_map(|text| Block::Code { text }),
        1 => text().prop_map(|text| Block::Preformatted { text }),
        1 => prop::collection::vec(field(), 0..4).prop_map(|fields| Block::Event { fields }),
        1 => (row(), prop::collection::vec(row(), 0..3))
            .prop_map(|(header, rows)| Block::Table { header, rows }),
        1 => Just(Block::Rule),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let blocks = prop::collection::vec(inner, 0..4);
        let start = prop_oneof![Just(None), Just(Some(1)), any::<u32>().prop_map(Some)];
        prop_oneof![
            2 => (start, numbering(), prop::collection::vec(blocks.clone(), 0..4))
                .prop_map(|(start, numbering, items)| Block::List { start, numbering, items }),
            1 => (kind(), title(), blocks.clone())
                .prop_map(|(kind, title, blocks)| Block::Note { kind, title, blocks }),
            1 => (title(), blocks.clone())
                .prop_map(|(summary, blocks)| Block::Details { summary, blocks }),
            1 => blocks.prop_map(|blocks| Block::Quote { blocks }),
        ]
    })
}

/// A few blocks of every kind.
pub(crate) fn blocks() -> impl Strategy<Value = Vec<Block>> {
    prop::collection::vec(block(), 0..5)
}

/// The words in `blocks`, in order, including the word of each note.
pub(crate) fn words(blocks: &[Block]) -> Vec<String> {
    let mut text = String::new();
    collect_blocks(blocks, &mut text);
    text.split_whitespace().map(str::to_owned).collect()
}

fn collect_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        out.push(' ');
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => collect_inlines(text, out),
            Block::List { items, .. } => items.iter().for_each(|item| collect_blocks(item, out)),
            Block::Note {
                kind,
                title,
                blocks,
            } => {
                if title.is_empty() {
                    out.push_str(kind.word());
                }
                collect_inlines(title, out);
                collect_blocks(blocks, out);
            }
            Block::Details { summary, blocks } => {
                collect_inlines(summary, out);
                collect_blocks(blocks, out);
            }
            Block::Quote { blocks } => collect_blocks(blocks, out),
            Block::Event { fields } => {
                for field in fields {
                    out.push_str(&format!(" {} {} ", field.label, field.value));
                }
            }
            Block::Code { text } | Block::Preformatted { text } => out.push_str(text),
            Block::Table { header, rows } => {
                for cell in header.iter().chain(rows.iter().flatten()) {
                    collect_inlines(cell, out);
                    out.push(' ');
                }
            }
            Block::Rule => {}
        }
    }
}

fn collect_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Image { alt: text, .. } => {
                out.push_str(text);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines }
            | Inline::Link { inlines, .. } => collect_inlines(inlines, out),
            Inline::Break => out.push(' '),
            Inline::Anchor { .. } => {}
        }
    }
}
