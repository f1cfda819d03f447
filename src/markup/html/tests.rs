//! Properties that the HTML writer must have for all blocks.

use proptest::prelude::*;

use super::{write::DEPTH_LIMIT, *};
use crate::{
    evidence::ArticleId,
    markup::{Block, EventField, Inline, sample},
};

struct Everything;

impl Links for Everything {
    fn article(&self, id: &ArticleId, anchor: Option<&str>) -> Option<ArticleLink> {
        let anchor = anchor
            .map(|anchor| format!("#{anchor}"))
            .unwrap_or_default();
        let known = id.number().is_some() || id.as_str().starts_with("VPN");
        known.then(|| ArticleLink {
            href: format!("/kb/{id}{anchor}"),
            title: "A \"title\" <b>".to_owned(),
            is_missing: id.as_str() == "Q99999",
        })
    }

    fn path(&self, target: &str) -> Option<PathTo> {
        let is_here = target.ends_with(".png") && !target.starts_with("..");
        is_here.then(|| PathTo::File(format!("/kb/Q1/files/{target}")))
    }

    fn event(&self, source: Option<&str>, id: u32) -> Option<String> {
        Some(format!("/events/{}/{id}", source.unwrap_or("-")))
    }
}

fn paragraph(inline: Inline) -> Vec<Block> {
    vec![Block::Paragraph { text: vec![inline] }]
}

#[test]
fn links_what_a_text_names() {
    let q = "<a href=\"/kb/Q12345\" title=\"A &quot;title&quot; &lt;b&gt;\">";
    for (text, expect) in [
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n".to_owned()),
        ("see Q12345.", format!("<p>see {q}Q12345</a>.</p>\n")),
        (
            "Q99999",
            "<p><a href=\"/kb/Q99999\" title=\"A &quot;title&quot; &lt;b&gt;\" class=\"missing\">\
             Q99999</a></p>\n"
                .to_owned(),
        ),
        ("CD-ROM2", "<p>CD-ROM2</p>\n".to_owned()),
        (
            "(http://example.com/Q12345).",
            "<p>(<a href=\"http://example.com/Q12345\" rel=\"noreferrer nofollow\" \
             class=\"external\">http://example.com/Q12345</a>).</p>\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(
            write(&[Block::paragraph(text)], &Everything),
            expect,
            "{text}"
        );
    }
}

#[test]
fn judges_link_and_image_targets() {
    for (target, expect) in [
        ("javascript:alert(1)", "<p>here</p>\n"),
        ("#cause", "<p><a href=\"#cause\">here</a></p>\n"),
        (
            "box.png",
            "<p><a href=\"/kb/Q1/files/box.png\">here</a></p>\n",
        ),
        (
            "../box.png",
            "<p>here<span class=\"unresolved\"> (../box.png)</span></p>\n",
        ),
        (
            "mailto:a@example.com",
            "<p><a href=\"mailto:a@example.com\">here</a></p>\n",
        ),
        ("XX-1", "<p>here</p>\n"),
    ] {
        let link = Inline::Link {
            target: target.to_owned(),
            inlines: vec![Inline::text("here")],
        };
        assert_eq!(write(&paragraph(link), &Everything), expect, "{target}");
    }
    for (target, expect) in [
        (
            "box.png",
            "<p><img src=\"/kb/Q1/files/box.png\" alt=\"a box\" loading=\"lazy\"></p>\n",
        ),
        (
            "http://example.com/box.png",
            "<p><a href=\"http://example.com/box.png\" rel=\"noreferrer nofollow\" \
             class=\"external\">a box</a></p>\n",
        ),
        (
            "box.exe",
            "<p>a box<span class=\"unresolved\"> (box.exe)</span></p>\n",
        ),
    ] {
        let image = Inline::Image {
            target: target.to_owned(),
            alt: "a box".to_owned(),
        };
        assert_eq!(write(&paragraph(image), &Everything), expect, "{target}");
    }
}

#[test]
fn links_the_id_of_an_event() {
    let field = |label: &str, value: &str| EventField {
        label: label.to_owned(),
        value: value.to_owned(),
    };
    let event = Block::Event {
        fields: vec![
            field("Event ID", "68"),
            field("Source", "Desk"),
            field("", "one\ntwo"),
        ],
    };
    assert_eq!(
        write(&[event], &Everything),
        "<div class=\"event\"><dl>\n<div><dt>Event ID</dt><dd><a href=\"/events/Desk/68\">68</a>\
         </dd></div>\n<div><dt>Source</dt><dd>Desk</dd></div>\n\
         <div><dt></dt><dd>one<br>two</dd></div>\n</dl></div>\n"
    );
}

#[test]
fn stops_at_the_limit_and_says_so() {
    let blocks = vec![Block::paragraph("\"".repeat(1 << 20)); 8];
    let html = write(&blocks, &Everything);
    assert!(html.len() <= OUTPUT_LIMIT);
    assert!(html.ends_with("too long for a page.</p>"));
    assert_balanced(&html);
}

#[test]
fn survives_deep_nesting() {
    let mut block = Block::paragraph("deep");
    let mut inline = Inline::text("down");
    for _ in 0..500 {
        block = Block::Quote {
            blocks: vec![block],
        };
        inline = Inline::Strong {
            inlines: vec![inline],
        };
    }
    let html = write(
        &[block, Block::Paragraph { text: vec![inline] }],
        &Everything,
    );
    assert_eq!(html.matches("<blockquote>").count(), DEPTH_LIMIT);
    assert!(html.contains("<p>deep</p>") && html.contains("down"));
    assert_balanced(&html);
}

/// The tags of `html` as (name, closing), in order.
fn tags(html: &str) -> Vec<(String, bool)> {
    html.split('<')
        .skip(1)
        .map(|piece| {
            let tag = piece.split('>').next().unwrap();
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            (name.to_owned(), tag.starts_with('/'))
        })
        .collect()
}

fn assert_balanced(html: &str) {
    let mut open: Vec<String> = Vec::new();
    for (name, closing) in tags(html) {
        if ["br", "hr", "img"].contains(&name.as_str()) {
            continue;
        }
        if closing {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()));
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
}

const ELEMENTS: &[&str] = &[
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "code",
    "div",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "ol",
    "li",
    "aside",
    "blockquote",
    "hr",
    "br",
    "img",
    "a",
    "strong",
    "em",
    "span",
    "s",
    "details",
    "summary",
];

/// The words that a reader sees: without tags (inline ones join words), with references decoded.
fn words(html: &str) -> Vec<String> {
    let mut text = String::new();
    for (index, piece) in html.split('<').enumerate() {
        let shown = if index == 0 {
            piece
        } else {
            let (tag, shown) = piece.split_once('>').unwrap();
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            if let Some((_, alt)) = tag.split_once(" alt=\"") {
                text.push_str(alt.split('"').next().unwrap());
            } else if !["a", "strong", "em", "s", "code"].contains(&name) {
                text.push(' ');
            }
            shown
        };
        text.push_str(shown);
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().map(str::to_owned).collect()
}

/// HTML without the addresses of links that lead nowhere, which are not part of the text.
fn without_unresolved(html: &str) -> String {
    let mut pieces = html.split("<span class=\"unresolved\">");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        text + piece.split_once("</span>").unwrap().1
    })
}

proptest! {
    #[test]
    fn output_is_safe_and_whole(blocks in sample::blocks()) {
        let html = write(&blocks, &Everything);
        assert_balanced(&html);
        for (name, _) in tags(&html) {
            prop_assert!(ELEMENTS.contains(&name.as_str()), "{name}");
        }
        for href in html.split("href=\"").skip(1) {
            let safe = ["/kb/", "/events/", "#", "http://", "https://", "mailto:"];
            let href = href.to_ascii_lowercase();
            prop_assert!(safe.iter().any(|start| href.starts_with(start)), "{href}");
        }
        prop_assert_eq!(words(&without_unresolved(&html)), sample::words(&blocks));
    }
}
