//! The page of an article: how it begins, its contents, and everything around its text.

use axum::http::StatusCode;
use tempfile::TempDir;

use super::site::Site;

/// The page at an address, with runs of blanks replaced by one.
async fn page(site: &Site, path: &str) -> String {
    let answer = site.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    let words = answer.body.split_whitespace();
    words.collect::<Vec<_>>().join(" ").replace("> <", "><")
}

/// The page contains these parts in this order.
fn in_order(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        let found = rest.split_once(part);
        rest = found.map_or_else(|| panic!("{part} is not there\n{rest}"), |(_, rest)| rest);
    }
}

/// The text between two parts of the page.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let rest = page.split_once(from).map(|(_, rest)| rest);
    let part = rest.and_then(|rest| rest.split_once(to));
    part.map_or_else(|| panic!("{from} is not there\n{page}"), |(part, _)| part)
}

#[tokio::test]
async fn an_article_begins_with_what_it_is_for_and_what_to_do() {
    let site = Site::with(&[
        "--edit-url=https://git.example.com/{path}",
        "--feedback-url=mailto:kb@example.com?subject={id}",
    ]);
    let shown = page(&site, "/kb/Q168465").await;
    let parts = [
        "<div class=\"article-top\"><nav class=\"breadcrumb\"",
        "href=\"/products/microsoft-exchange\"",
        "<span class=\"id\" aria-current=\"page\">Q168465</span>",
        "<div data-results hidden></div>",
        "<h1>XFOR: Event ID 68",
        "Applies to <a href=\"/products/microsoft-exchange\">",
        "<span>Problem</span>",
        "id=\"article.id\">Q168465</span>",
        "data-copy=\"article.id\" aria-label=\"Copy Q168465\" hidden",
        "Updated <time datetime=\"1999-05-27\">1999-05-27</time>",
        "href=\"#ticket.text\">Copy for ticket</a>",
        "data-copy=\"ticket.text\" hidden>Copy for ticket</button>",
        "href=\"/guides/ccmail-connector",
        "href=\"#resolution\">Jump to the fix</a>",
        "data-print hidden>Print</button>",
        "href=\"mailto:kb@example.com?subject=Q168465\"",
        "href=\"https://git.example.com/",
        "<nav class=\"contents\"",
        "id=\"symptoms\"",
        "id=\"ticket.text\"",
    ];
    in_order(&shown, &parts);
    let bare = page(&Site::builtin(), "/kb/Q168465").await;
    assert!(!bare.contains(">Report<") && !bare.contains(">Edit<"));
}

/// A portal with one article.
fn with_article(front: &str, body: &str) -> (Site, TempDir) {
    let text = format!("---\nid: LAMP-1\ntitle: The lamp\n{front}---\n\n{body}");
    Site::with_folder(&[("LAMP-1.md", &text)], &["--no-builtin"])
}

#[tokio::test]
async fn missing_details_leave_no_trace_above_the_text() {
    let (site, _folder) = with_article("modified: last week\n", "## Solution\n\nPress it.\n");
    let shown = page(&site, "/kb/LAMP-1").await;
    let strip = between(&shown, "class=\"article-strip\"", "</p>");
    assert!(
        strip.contains("Updated last week") && !strip.contains("<time"),
        "{strip}"
    );
    assert!(!strip.contains("Applies to"), "{strip}");
    assert!(shown.contains("<div class=\"article-top\"><div data-results hidden>"));
    for absent in [
        "Jump to",
        "class=\"contents\"",
        "guide-link",
        "class=\"banner",
    ] {
        assert!(!shown.contains(absent), "{absent}\n{shown}");
    }
}

#[tokio::test]
async fn notices_are_above_the_text() {
    let front = "status: retired\nsuperseded_by: LAMP-2\n";
    let (site, _folder) = with_article(front, "## Cause\n\nA fuse.\n\n## Workaround\n\nWait.\n");
    let shown = page(&site, "/kb/LAMP-1").await;
    in_order(
        &shown,
        &[
            "href=\"#workaround\">Jump to the workaround</a>",
            "class=\"banner warn\">This article has been replaced",
            "class=\"banner warn\">This article is retired",
            "id=\"cause\"",
        ],
    );
}

#[tokio::test]
async fn raw_words_of_the_source_are_among_the_details() {
    let front = "keywords: [kbusage, kbZNotKeyword2]\nissue_type: kbbug\nsolution_type: kbnofix\n\
                 owner: Desk\ntechnology: [kbLampSearch]\nversions: [\"lamp:5.0,5.5\"]\n";
    let (site, _folder) = with_article(front, "It is dark.\n");
    let shown = page(&site, "/kb/LAMP-1").await;
    assert!(shown.contains("<span>Bug, Won’t fix</span>"), "{shown}");
    let about = between(&shown, "<h2>About</h2>", "<summary>Details</summary>");
    let details = between(&shown, "<summary>Details</summary>", "</aside>");
    assert!(about.contains("Desk"), "{about}");
    for raw in [
        "kbusage kbZNotKeyword2",
        "kbbug",
        "kbnofix",
        "kbLampSearch",
        "lamp:5.0,5.5",
    ] {
        assert!(details.contains(raw) && !about.contains(raw), "{raw}");
    }
}

#[tokio::test]
async fn contents_lead_to_every_heading_as_deep_as_there_is_room() {
    let body = "## Setup\n\nA\n\n### Fuse\n\nB\n\n#### Old fuse\n\nC\n\n##### Not this\n\nD\n\n\
                ### Plug\n\nE\n\n## Notes\n\nF\n";
    let (site, _folder) = with_article("", body);
    let shown = page(&site, "/kb/LAMP-1").await;
    let contents = between(&shown, "<nav class=\"contents\"", "</nav>");
    let list = between(contents, "</summary>", "</details>");
    assert_eq!(
        list,
        "<ul><li><a href=\"#setup\">Setup</a><ul><li><a href=\"#fuse\">Fuse</a><ul><li>\
         <a href=\"#old-fuse\">Old fuse</a></li></ul></li><li><a href=\"#plug\">Plug</a></li></ul></li>\
         <li><a href=\"#more-information\">Notes</a></li></ul>"
    );
    // If there are too many, the deepest level is left out.
    let many: String = (0..60)
        .map(|at| format!("#### Lamp {at}\n\nG\n\n"))
        .collect();
    let (site, _folder) = with_article("", &format!("## Setup\n\n### Fuse\n\n{many}"));
    let shown = page(&site, "/kb/LAMP-1").await;
    let contents = between(&shown, "<nav class=\"contents\"", "</nav>");
    assert!(
        contents.contains("#fuse") && !contents.contains("#lamp-"),
        "{contents}"
    );
}

#[tokio::test]
async fn headings_of_the_archive_are_in_the_contents_by_their_numbers() {
    let archive = "---\nlayout: page\ntitle: \"Q900001: Readme\"\npermalink: /kb/900/Q900001/\n---\n\n\
                   ## Q900001: Readme\n\n{% raw %}\n\n\tArticle: Q900001\n\tProduct(s): Lamps\n\t\
                   Version(s): 5.5\n\tOperating System(s): \n\tKeyword(s): kbusage\n\t\
                   Last Modified: 27-MAY-1999\n\t\n\tMORE INFORMATION\n\t================\n\t\n\t\
                   1.0 Setup\n\t---------\n\t\n\tBegin.\n\t\n\t1.1 Before you begin\n\t\
                   --------------------\n\t\n\tRead.\n\t\n\t2.0 Setup\n\t---------\n\t\n\tEnd.\n\n{% endraw %}\n";
    let (site, _folder) = Site::with_folder(&[("Q900001/README.md", archive)], &["--no-builtin"]);
    let shown = page(&site, "/kb/Q900001").await;
    let contents = between(&shown, "<nav class=\"contents\"", "</nav>");
    in_order(
        contents,
        &[
            "<a href=\"#more-information\">More information</a><ul>",
            "<a href=\"#10-setup\">1.0 Setup</a><ul><li>",
            "<a href=\"#11-before-you-begin\">1.1 Before you begin</a></li></ul>",
            "<a href=\"#20-setup\">2.0 Setup</a></li></ul>",
        ],
    );
    assert!(shown.contains("<h3 id=\"11-before-you-begin\">"), "{shown}");
}

#[tokio::test]
async fn newer_articles_on_the_same_event_are_listed() {
    let lamp = |number: u32, front: &str, event: u32| {
        let text = format!(
            "---\nid: LAMP-{number}\ntitle: Lamp {number}\n{front}\n---\n\n## Symptoms\n\n```event\n\
             Event ID: {event}\nSource: LampControl\nDescription: It is dark.\n```\n"
        );
        (format!("{number}.md"), text)
    };
    let files = [
        lamp(1, "modified: 2001-05-01", 4100),
        lamp(2, "modified: 2003-05-01", 4100),
        lamp(3, "modified: 2004-05-01", 4100),
        lamp(4, "modified: 2000-05-01", 4100),
        lamp(5, "modified: 2005-05-01\nstatus: retired", 4100),
        lamp(6, "modified: 2005-05-01", 4200),
        lamp(7, "modified: someday", 4100),
    ];
    let files = files
        .each_ref()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    let shown = page(&site, "/kb/LAMP-1").await;
    let newer = between(
        &shown,
        "<h2>Newer articles on the same event</h2>",
        "</section>",
    );
    in_order(newer, &["href=\"/kb/LAMP-3\"", "href=\"/kb/LAMP-2\""]);
    assert_eq!(newer.matches("<li>").count(), 2, "{newer}");
    let newest = page(&site, "/kb/LAMP-3").await;
    assert!(!newest.contains("Newer articles"), "{newest}");
}

#[tokio::test]
async fn a_cited_article_is_named_by_the_link_to_it() {
    let files = [
        ("1.md", "---\nid: LAMP-1\ntitle: One\n---\n\nSee LAMP-2.\n"),
        (
            "2.md",
            "---\nid: LAMP-2\ntitle: The second lamp\n---\n\nDark.\n",
        ),
    ];
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    let shown = page(&site, "/kb/LAMP-1").await;
    assert!(shown.contains("See <a href=\"/kb/LAMP-2\" title=\"The second lamp\">LAMP-2</a>"));
}
