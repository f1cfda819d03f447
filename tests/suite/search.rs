//! The search page and its JSON: operators, facets, what is narrowed and widened by a link, pages
//! that follow one another.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::site::Site;

/// Q-numbers that are not built in, each with a product of its own.
const LAMP: &str = "---\nid: LAMP-1\ntitle: 'LAMP: No light'\nproducts: [Lamp Works, Lamp Shop]\nissue_type: bug\nmodified: 2003-01-02\n---\n\n## Cause\n\nThe connector has no oil.\n";

fn url(path: &str, query: &str) -> String {
    format!("{path}?q={}", utf8_percent_encode(query, NON_ALPHANUMERIC))
}

/// The addresses of the links in `html`, as a browser would follow them.
fn links(html: &str) -> Vec<String> {
    let links = html.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    links
        .map(|link| link.replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

/// The part of a page from one text to another.
fn part<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let start = page
        .find(from)
        .unwrap_or_else(|| panic!("no {from} in {page}"));
    page[start..].split(to).next().unwrap()
}

/// How many articles a page says it found.
fn total(page: &str) -> usize {
    let said = part(page, "class=\"meta\" role=\"status\">", "<");
    let words: Vec<&str> = said.split([' ', '>']).collect();
    let at = words.iter().position(|word| word.starts_with("result"));
    words[at.unwrap() - 1].replace(',', "").parse().unwrap()
}

async fn ids(site: &Site, url: &str) -> Vec<String> {
    let found = site.get(url).await.json();
    let hits = found["hits"].as_array().unwrap();
    hits.iter()
        .map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn operators_narrow_by_what_the_article_is() {
    let (site, _folder) = Site::with_folder(&[("LAMP-1.md", LAMP)], &[]);
    for (query, expect) in [
        ("category:lamp", vec!["LAMP-1"]),
        ("prefix:XCON", vec!["Q178758"]),
        ("type:bug product:\"lamp shop\"", vec!["LAMP-1"]),
        ("connector prefix:lamp section:cause", vec!["LAMP-1"]),
        ("id:q168465", vec!["Q168465"]),
        (
            "event:68 source:ccmc prefix:xfor year:1999 type:problem id:168465",
            vec!["Q168465"],
        ),
    ] {
        assert_eq!(
            ids(&site, &url("/api/v1/search", query)).await,
            expect,
            "{query}"
        );
    }
}

#[tokio::test]
async fn tags_and_folders_narrow() {
    let tagged =
        |tags: &str, title: &str| format!("---\ntags: {tags}\n---\n# {title}\n\nThe lamp.\n");
    let files = [
        (
            "Hall/lamps/dark.md",
            &*tagged("[Bulb, Old House]", "Dark lamp"),
        ),
        ("Hall/lamps/index.md", &*tagged("[bulb]", "Lamps")),
        (
            "Hall/door.md",
            "---\nkeywords: old house\n---\n# Door lamp\n",
        ),
        ("other.md", "# Another lamp\n"),
    ];
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    for (query, expect) in [
        ("lamp tag:bulb", vec!["Hall/lamps", "Hall/lamps/dark"]),
        ("tag:\"OLD  house\"", vec!["Hall/door", "Hall/lamps/dark"]),
        ("lamp -tag:bulb", vec!["Hall/door", "other"]),
        (
            "in:hall",
            vec!["Hall/door", "Hall/lamps", "Hall/lamps/dark"],
        ),
        ("in:lamps", vec!["Hall/lamps", "Hall/lamps/dark"]),
        ("in:hall/lamps/ tag:\"old house\"", vec!["Hall/lamps/dark"]),
        ("in:all", vec![]),
    ] {
        let mut found = ids(&site, &url("/api/v1/search", query)).await;
        found.sort();
        assert_eq!(found, expect, "{query}");
    }
    let found = ids(&site, "/api/v1/search?tag=Bulb&in=Hall").await;
    assert_eq!(found.len(), 2, "{found:?}");
    let page = site.get("/search?q=lamp").await.body;
    let facets = part(&page, "class=\"facets\"", "</aside>");
    for href in [
        "%2FHall%2Flamps",
        "%2FHall\"",
        "tag=bulb",
        "tag=old%20house",
    ] {
        assert!(facets.contains(href), "{href}: {facets}");
    }
    for example in links(part(&page, "class=\"search-help\"", "</details>")) {
        if example.contains("tag%3A") || example.contains("in%3A") {
            assert!(
                site.get(&example).await.body.contains("class=\"hit\""),
                "{example}"
            );
        }
    }
}

#[tokio::test]
async fn every_example_of_the_help_finds_something() {
    let site = Site::builtin();
    for path in ["/search", "/search?q=zzzz", "/search?q=connector"] {
        let page = site.get(path).await.body;
        let examples = links(part(&page, "class=\"search-help\"", "</details>"));
        assert!(examples.len() > 8, "{path}");
        for example in examples {
            let found = site.get(&example).await;
            assert!(found.body.contains("class=\"hit\""), "{example}");
        }
    }
}

#[tokio::test]
async fn facets_narrow_to_as_many_as_they_say() {
    let (site, _folder) = Site::with_folder(&[("LAMP-1.md", LAMP)], &[]);
    for query in [
        "connector",
        "event:68",
        "product:lamp product:exchange",
        "type:bug connector",
    ] {
        let page = site.get(&url("/search", query)).await.body;
        let facets = part(&page, "class=\"facets\"", "</aside>");
        for value in facets.split("<li>").skip(1) {
            let said = part(value, "class=\"count\">", "</li>");
            let said: usize = said["class=\"count\">".len()..]
                .split('<')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            let narrowed = site.get(&links(value)[0]).await.body;
            assert_eq!(total(&narrowed), said, "{query}: {value}");
        }
    }
}

#[tokio::test]
async fn each_thing_that_narrows_is_removed_by_one_link() {
    let site = Site::builtin();
    let query = "connector event:68 -type:bug \"post office\"";
    let all = format!(
        "{}&product=microsoft-exchange&type=kbprb&year=1999&prefix=XFOR&section=symptoms",
        url("/search", query)
    );
    let page = site.get(&all).await.body;
    let chips = part(&page, "class=\"chips\"", "</nav>");
    let links = links(chips);
    // Five filters, two operators, and all filters at once.
    assert_eq!(links.len(), 8, "{chips}");
    let each: BTreeSet<&String> = links.iter().collect();
    assert_eq!(each.len(), 8, "{chips}");
    for (gone, link) in [
        ("product=", &links[0]),
        ("type=", &links[1]),
        ("year=", &links[2]),
        ("prefix=", &links[3]),
        ("section=", &links[4]),
        ("event%3A68", &links[5]),
        ("-type%3Abug", &links[6]),
    ] {
        assert!(
            !link.contains(&format!("&{gone}")) && !link.contains(&format!("%20{gone}%20")),
            "{link}"
        );
        let kept = [
            "connector",
            "%22post%20office%22",
            "product=",
            "type=",
            "year=",
            "prefix=",
            "section=",
            "event%3A68",
            "-type%3Abug",
        ];
        let missing = kept.iter().filter(|kept| !link.contains(*kept)).count();
        assert!(missing <= 1, "{link}");
        let left = site.get(link).await;
        assert_eq!(left.status, StatusCode::OK);
        let chips = self::links(part(&left.body, "class=\"chips\"", "</nav>"));
        assert!(chips.len() < 8, "{link}");
    }
}

#[tokio::test]
async fn filters_alone_list_their_articles() {
    let site = Site::builtin();
    let page = site.get("/search?type=kbinfo").await.body;
    assert_eq!(
        total(&page),
        ids(&site, "/api/v1/search?type=kbinfo&limit=50")
            .await
            .len()
    );
    let nothing = site.get("/search").await.body;
    assert!(!nothing.contains("class=\"hit\""));
}

#[tokio::test]
async fn pages_have_every_hit_once() {
    let site = Site::builtin();
    for query in [
        "connector",
        "source:ccmc",
        "product:exchange connector",
        "cc:Mail post office",
        "mess* -bug",
    ] {
        let all = ids(&site, &format!("{}&limit=50", url("/api/v1/search", query))).await;
        assert!(all.len() > 2, "{query}");
        for limit in [1, 3, 7] {
            let mut paged = Vec::new();
            for page in 1..=all.len().div_ceil(limit) {
                let address = format!("{}&limit={limit}&page={page}", url("/api/v1/search", query));
                paged.extend(ids(&site, &address).await);
            }
            assert_eq!(paged, all, "{query} by {limit}");
        }
    }
    let behind = site
        .get(&format!("{}&page=99", url("/search", "connector")))
        .await;
    assert_eq!(
        behind.status,
        StatusCode::SEE_OTHER,
        "a page that is not there leads to the last that is"
    );
    let last = site.get(behind.header("location")).await;
    assert!(last.body.contains("class=\"hit\""));
}

#[tokio::test]
async fn the_json_says_how_the_query_was_read() {
    let site = Site::builtin();
    let query = "mail event:68 -type:bug \"post office\" year:>1998";
    let found = site.get(&url("/api/v1/search", query)).await;
    assert_eq!(found.body, site.get(&url("/search.json", query)).await.body);
    let found = found.json();
    assert_eq!(
        found["query"],
        serde_json::json!({
            "words": "mail \"post office\"",
            "operators": [
                { "name": "event", "value": "68", "excludes": false },
                { "name": "type", "value": "kbbug", "excludes": true },
                { "name": "year", "value": ">=1999", "excludes": false },
            ],
        })
    );
    let hits = found["hits"].as_array().unwrap().len();
    assert!(
        hits > 0 && found["total"] == hits && found["capped"] == false,
        "{found}"
    );
    assert_eq!(
        found["facets"]["product"][0],
        serde_json::json!({ "value": "microsoft-exchange", "hits": hits })
    );
    for field in ["hits", "total", "corrected", "generation", "timed_out"] {
        assert!(found.get(field).is_some(), "{field}");
    }
}
