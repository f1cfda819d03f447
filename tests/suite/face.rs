//! The size of pages, what they have around their content, feeds, and addresses that people guess.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use quick_xml::{Reader, events::Event};

use super::site::{Answer, Site};

/// Pages of the kinds that people open most.
const PAGES: [&str; 16] = [
    "/",
    "/search?q=event+68",
    "/search?q=exchange+backup",
    "/kb/Q168465",
    "/kb",
    "/browse",
    "/new",
    "/events",
    "/events/msexchangeccmc",
    "/events/msexchangeccmc/68",
    "/codes",
    "/products",
    "/guides",
    "/guides/ccmail-connector",
    "/diagnose",
    "/-/style",
];

/// The most bytes that the first visit of a page may need: the page, its style, its scripts and its
/// icon.
const FIRST_VISIT: usize = 60_000;

/// The most bytes of all scripts together.
const SCRIPTS: usize = 16_000;

async fn compressed(site: &Site, path: &str) -> Answer {
    let request = Request::get(path).header("accept-encoding", "gzip");
    let answer = site.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer
}

/// The addresses of the files that a page loads.
fn files(page: &str) -> Vec<String> {
    let mut files: Vec<String> = page
        .split('"')
        .filter(|value| value.starts_with("/-/static/"))
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    files
}

#[tokio::test]
async fn a_first_visit_is_small() {
    let site = Site::builtin();
    let mut scripts: BTreeMap<String, usize> = BTreeMap::new();
    for path in PAGES {
        let mut bytes = compressed(&site, path).await.bytes;
        for file in files(&site.get(path).await.body) {
            let size = compressed(&site, &file).await.bytes;
            bytes += size;
            if file.ends_with(".js") {
                scripts.insert(file, size);
            }
        }
        assert!(bytes < FIRST_VISIT, "{path}: {bytes} bytes");
    }
    let all: usize = scripts.values().sum();
    assert!(scripts.len() > 4 && all < SCRIPTS, "{scripts:?}");
}

#[tokio::test]
async fn only_the_theme_and_the_style_are_waited_for() {
    let site = Site::builtin();
    for path in PAGES {
        let page = site.get(path).await.body;
        let scripts = page.matches("<script").count();
        let modules = page.matches("<script type=\"module\"").count();
        assert_eq!(scripts, modules + 1, "{path}");
        assert_eq!(page.matches("rel=\"stylesheet\"").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn guessed_addresses_redirect_and_all_others_are_not_found() {
    let site = Site::builtin();
    for (path, status, location) in [
        ("/Q168465", 303, "/kb/Q168465"),
        ("/168465", 303, "/kb/Q168465"),
        ("/kb/articles/Q168/4/65.asp", 303, "/kb/Q168465"),
        ("/events/68", 303, "/events?id=68"),
        ("/kb/", 308, "/kb"),
        ("/guides/", 308, "/guides"),
        ("/events/?id=68", 308, "/events?id=68"),
        ("/search/?q=x", 308, "/search?q=x"),
        ("/api/v1/nope", 404, ""),
        ("//evil.example/", 404, ""),
        ("/evil.example//guides/", 404, ""),
        ("/help/exchange-backup.html", 404, ""),
        ("/no.json", 404, ""),
    ] {
        let answer = site.get(path).await;
        let led = (answer.status.as_u16(), answer.header("location"));
        assert_eq!(led, (status, location), "{path}");
    }
    let answer = site.get("/api/v1/nope").await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(site.post("/x", "text/plain", "").await.status, 404);
}

#[tokio::test]
async fn a_missing_page_searches_for_its_address() {
    let site = Site::builtin();
    for path in ["/help/exchange-backup.html", "/kb/exchange-backup"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let page = answer.body;
        assert!(page.contains("exchange backup"), "{path}");
        assert!(page.contains("href=\"/kb/Q"), "{path}: {page}");
        assert!(page.contains("/search?q="), "{path}");
    }
}

/// The texts of the elements of an XML document, each with its name.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut all) = (String::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open = start.name().as_ref().to_owned();
            }
            Event::Text(text) => all.push((open.clone(), text.as_ref().to_owned())),
            Event::Eof => return all,
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_newest_articles_come_first_on_the_page_and_in_the_feed() {
    let new = "---\nid: VPN-1\ntitle: Tunnel <drops> & \u{7}returns\nmodified: 2031-02-03\n---\n\nText.\n";
    let old = "---\nid: VPN-2\ntitle: Older\nmodified: 2031-02-02\n---\n\nText.\n";
    let files = [
        ("VPN-1.md", new),
        ("VPN-2.md", old),
        ("VPN-3.md", "# No date\n\nText.\n"),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let page = site.get("/new").await.body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("2031-02-03") < at("/kb/VPN-1") && at("/kb/VPN-1") < at("/kb/VPN-2"));
    assert!(!page.contains("No date"));
    assert!(site.get("/").await.body.contains("/kb/VPN-1"));

    let feed = site.get("/new.atom").await;
    assert!(
        feed.header("content-type")
            .starts_with("application/atom+xml")
    );
    let elements = elements(&feed.body);
    let of = |name: &str| -> Vec<&str> {
        let named = elements
            .iter()
            .filter(|(element, text)| element == name && !text.trim().is_empty());
        named.map(|(_, text)| text.as_str()).collect()
    };
    assert_eq!(
        of("updated")[..2],
        ["2031-02-03T00:00:00Z", "2031-02-03T00:00:00Z"]
    );
    assert!(
        feed.body.contains("Tunnel &#60;drops&#62; &#38; returns"),
        "{}",
        feed.body
    );
    assert!(of("id")[1].ends_with("/kb/VPN-1"), "{:?}", of("id"));
    let dates = of("updated");
    assert!(dates.len() > 40 && dates[1..].is_sorted_by(|a, b| a >= b));
}

#[tokio::test]
async fn browsers_find_the_search_and_the_icon() {
    let site = Site::with(&["--base-url", "https://kb.example/help"]);
    let description = site.get("/help/opensearch.xml").await;
    assert!(!elements(&description.body).is_empty());
    let template = "template=\"https://kb.example/help/search?q={searchTerms}\"";
    assert!(description.body.contains(template), "{}", description.body);
    assert!(
        site.get("/help/")
            .await
            .body
            .contains("href=\"/help/opensearch.xml\"")
    );
    let icon = site.get("/help/favicon.ico").await;
    assert_eq!(icon.header("content-type"), "image/x-icon");
    assert!(icon.bytes > 100);
}

#[tokio::test]
async fn a_preview_of_a_link_says_what_it_leads_to() {
    let page = Site::builtin().get("/kb/Q168465").await.body;
    let title = "<meta property=\"og:title\" content=\"Q168465: XFOR: Event ID 68 Running cc:Mail DirSync\">";
    assert!(page.contains(title), "{page}");
    let (_, description) = page
        .split_once("property=\"og:description\" content=\"")
        .unwrap();
    let (description, _) = description.split_once('"').unwrap();
    assert!(description.starts_with("The Microsoft Exchange Connector for Lotus cc:Mail runs"));
}

#[tokio::test]
async fn the_area_that_a_page_belongs_to_is_marked() {
    let site = Site::builtin();
    for (path, area) in [
        ("/guides/ccmail-connector", "Guides"),
        ("/events/msexchangeccmc/68", "Events"),
        ("/codes/1e", "Codes"),
        ("/browse", "Browse"),
        ("/diagnose", "Diagnose"),
        ("/products", "Products"),
    ] {
        let page = site.get(path).await.body;
        assert!(
            page.contains(&format!("aria-current=\"true\">{area}</a>")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn results_say_only_what_differs_and_nothing_twice() {
    let site = Site::builtin();
    let page = site.get("/search?q=event+68").await.body;
    let (card, results) = page.split_once("id=\"results\"").unwrap();
    assert!(card.contains("/guides/ccmail-connector"));
    assert!(!card.contains("/kb/Q168465") && results.contains("/kb/Q168465"));
    let filters = page.find("id=\"filters\"").unwrap();
    assert!(filters > page.find("class=\"hits\"").unwrap());
    assert!(page.contains("<a class=\"skip\" href=\"#results\">"));

    // No article has all the words: each result says which it has, and an article can be written.
    let page = site.get("/search?q=dirsync+unicorns").await.body;
    assert!(page.contains("Matches 1 of 2: dirsync"), "{page}");
    assert!(page.contains("fixpath new article"));
    assert!(
        !site
            .get("/search?q=dirsync")
            .await
            .body
            .contains("fixpath new article")
    );
}
