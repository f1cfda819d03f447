//! Documents of several kinds, and tags in unusual places.

use proptest::prelude::*;

use super::*;
use crate::markup::{Block, Inline, text};

#[test]
fn reads_the_main_content_of_exports() {
    for (html, title, crumbs, expect) in [
        (
            "<html><head><title>Desk : VPN</title></head><body><div id=breadcrumb-section>\
             <ol id=breadcrumbs><li class=first><span><a href=i.html>Desk</a></span></li>\
             <li><a href=n.html>Network</a></li></ol></div><div id=main-header>x</div>\
             <div id=\"main-content\" class=\"wiki-content\"><p>Restart it.</p></div>\
             <div id=footer>Made by x</div></body></html>",
            "VPN",
            vec!["Desk", "Network"],
            "Restart it.",
        ),
        (
            "<body><nav>Home</nav><header>Site</header><h1>Lamp</h1><p>It is <b>hot</b>.\
             <p>Two<script>x()</script></p><footer>f</footer></body>",
            "Lamp",
            vec![],
            "Lamp\n\nIt is hot.\n\nTwo",
        ),
        ("<main><p>a<main>b", "", vec![], "a\n\nb"),
        ("only text", "", vec![], "only text"),
        ("", "", vec![], ""),
    ] {
        let read = document(html);
        assert_eq!(read.title, title, "{html}");
        assert_eq!(read.breadcrumbs, crumbs, "{html}");
        assert_eq!(text::write(&read.blocks), expect, "{html}");
    }
}

#[test]
fn cells_span_and_lists_nest() {
    let read = document(
        "<table><tr><th>a<th>b<tr><td rowspan=2>1<td>2<tr><td><ul><li>x<li>y</ul></table>",
    );
    let cell = |text: &str| vec![Inline::text(text)];
    let list = vec![Inline::text("• x"), Inline::Break, Inline::text("• y")];
    assert_eq!(
        read.blocks,
        [Block::Table {
            header: vec![cell("a"), cell("b")],
            rows: vec![vec![cell("1"), cell("2")], vec![Vec::new(), list]],
        }]
    );
}

proptest! {
    #[test]
    fn any_tags_can_be_read(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<b>", "</b>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>",
                "<li>", "</ul>", "<dl>", "<dt>", "<dd>", "<h2>", "</h2>", "<pre>", "</pre>", "<a href=x>",
                "</a>", "<a name=y>", "<br>", "word ", "<details>", "<summary>", "</summary>",
                "</details>", "<div>", "</div>", "<script>", "</script>", "<code>", "</code>",
            ]),
            0..40,
        ),
    ) {
        let html = pieces.concat();
        let shown = text::write(&document(&html).blocks);
        if !html.contains("<script>") {
            let count = |text: &str| text.matches("word").count();
            prop_assert_eq!(count(&shown), count(&html), "{} {}", html, shown);
        }
    }
}
