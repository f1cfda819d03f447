//! The search page and its JSON: operators, facets, links that narrow and widen a search,
//! successive pages.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{archive, site::Site};

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

/// How many articles match the search, according to a page.
fn total(page: &str) -> usize {
    let said = part(page, "class=\"meta\" role=\"status\">", "<");
    let words: Vec<&str> = said.split([' ', '>']).collect();
    let at = words.iter().position(|word| word.starts_with("article"));
    let at = at.unwrap_or_else(|| panic!("{said}"));
    words[at - 1].replace(',', "").parse().unwrap()
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
        ("prefix:XCON id:178758", vec!["Q178758"]),
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

/// The filters whose values are counted by facets.
const FACETS: [&str; 7] = ["product", "type", "year", "prefix", "tag", "in", "lang"];

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Follows every value of every facet for some searches: with the filter, as many articles must
/// match completely as the facet says. Returns how many were followed.
async fn follow_facets(site: &Site, searches: &[&str]) -> usize {
    let mut followed = 0;
    for search in searches {
        let found = site.get(&format!("/api/v1/search?{search}")).await.json();
        assert_eq!(found["timed_out"], false, "{search}");
        assert_eq!(
            found["facets_exact"],
            found["complete"] != 0,
            "{search}: {found}"
        );
        if found["complete"] == 0 {
            continue;
        }
        for facet in FACETS {
            let others = search.split('&').filter(|pair| {
                let name = pair.split('=').next().unwrap();
                name != facet
            });
            let others = others.collect::<Vec<_>>().join("&");
            for value in found["facets"][facet].as_array().unwrap() {
                let name = escaped(value["value"].as_str().unwrap());
                let narrowed = format!("{others}&{facet}={name}&limit=1");
                let narrowed_json = site.get(&format!("/api/v1/search?{narrowed}")).await;
                let narrowed_json = narrowed_json.json();
                assert_eq!(
                    narrowed_json["complete"], value["hits"],
                    "{search}: {facet} {value}"
                );
                followed += 1;
            }
        }
    }
    followed
}

#[tokio::test]
async fn facets_count_what_their_filters_leave() {
    let lamps = "---\ntags: [Bulb, bulb  socket]\nmodified: 2004\n---\n# Lampe am Stecker\n\nDie Lampe flackert und der connector ist nicht in Ordnung, weil es keinen Strom gibt.\n";
    let files = [
        ("LAMP-1.md", LAMP),
        ("Hall/lamps/dark.md", lamps),
        ("lamps/other.md", "# Another connector\n\nIt is dark.\n"),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let followed = follow_facets(
        &site,
        &[
            "q=connector",
            "q=conector",
            "q=connector&type=kbprb",
            "q=connector&year=1999&product=microsoft-exchange",
            "q=connector&in=lamps",
            "q=connector&section=cause",
            "q=connector%20-migration%20-type%3Abug",
            "q=%22post%20office%22",
            "q=event%2068",
            "q=event%2068%20ccmail",
            "q=event%3A68",
            "q=0xc0000005",
            "q=Q168465",
            "q=blue%20screen",
            "q=BSOD&exact=1",
            "q=migrat*",
            "q=&type=kbinfo",
            "q=product%3Alamp%20product%3Aexchange",
            "q=type%3Abug%20connector",
            "q=lang%3Aen&sort=newest",
            "q=zyzzyva%20connector",
        ],
    )
    .await;
    assert!(followed > 200, "{followed}");
}

#[tokio::test]
async fn facets_of_the_archive_count_what_their_filters_leave() {
    let Some(site) = archive::site() else { return };
    let followed = follow_facets(
        site,
        &[
            "q=modem",
            "q=printer%20driver%20windows",
            "q=outlook%20crash%20send",
            "q=exhange%20server%20mail",
            "q=teh%20modem%20driver&year=1999",
            "q=%22modem%20the%20driver%22&year=1999",
            "q=0x80004005%20server",
            "q=%22windows%20nt%22%20modem",
            "q=event%201000",
            "q=%22access%20violation%22&year=1999",
            "q=windows&type=kbbug",
        ],
    )
    .await;
    assert!(followed > 100, "{followed}");
}

#[tokio::test]
async fn the_page_counts_as_many_as_its_facets() {
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
    // If no article has all words, nothing is counted.
    let page = site.get("/search?q=connector+zyzzyva").await.body;
    let facets = part(&page, "class=\"facets\"", "</aside>");
    assert!(facets.contains("<li>") && !facets.contains("class=\"count\""));
}

#[tokio::test]
async fn what_does_not_mention_the_event_is_set_apart() {
    let text = "# Number in the event\n\nThe event has 68 guests. It is no event of a log.\n";
    let (site, _folder) = Site::with_folder(&[("guests.md", text)], &[]);
    let found = site.get("/api/v1/search?q=event+68&limit=50").await.json();
    let first = found["before_other"].as_u64().unwrap();
    let total = found["total"].as_u64().unwrap();
    assert!(0 < first && first < total, "{found}");
    assert_eq!(found["complete"], first);
    for (hit, number) in found["hits"].as_array().unwrap().iter().zip(0..) {
        let why = hit["why"].to_string();
        assert_eq!(why.contains("event 68"), number < first, "{hit}");
    }
    let page = site.get("/search?q=event+68").await.body;
    let (before, after) = page.split_once("Other results</h2>").unwrap();
    let before = before.matches("class=\"hit\"").count();
    assert_eq!(before as u64, first);
    assert!(
        after.contains(&format!("start=\"{}\"", first + 1)),
        "{after}"
    );
    let said = format!(
        "{first} article{} mention",
        if first == 1 { "" } else { "s" }
    );
    assert!(page.contains(&said), "{page}");
    // Next to words, the list counts as a word.
    for query in ["connector", "68", "event+99999+connector"] {
        let page = site.get(&format!("/search?q={query}")).await.body;
        assert!(!page.contains("Other results"), "{query}");
    }
}

#[tokio::test]
async fn results_are_sorted_and_stay_sorted() {
    let site = Site::builtin();
    for (sort, key) in [("newest", "modified"), ("title", "title")] {
        let search = format!("/api/v1/search?q=connector+server&sort={sort}&limit=50");
        let found = site.get(&search).await.json();
        assert_eq!(found["total"], found["complete"], "{found}");
        assert!(found["total"].as_u64().unwrap() > 12, "{found}");
        let mut keys = Vec::new();
        for hit in found["hits"].as_array().unwrap() {
            let id = hit["id"].as_str().unwrap();
            let article = site.get(&format!("/api/v1/articles/{id}")).await.json();
            let value = article[key].as_str().or(article["meta"][key].as_str());
            keys.push(value.unwrap_or_default().to_lowercase());
        }
        match sort {
            "newest" => assert!(keys.is_sorted_by(|a, b| a >= b), "{keys:?}"),
            _ => assert!(keys.is_sorted(), "{keys:?}"),
        }
        let page = format!("/search?q=connector+server+-type:bug&sort={sort}&year=1999");
        let page = site.get(&page).await.body;
        let current = part(&page, "class=\"sorts\"", "</nav>");
        let current = part(current, "aria-current", "</li>");
        let name = if sort == "newest" {
            ">Newest<"
        } else {
            ">Title<"
        };
        assert!(current.contains(name), "{current}");
        for from in ["class=\"facets\"", "class=\"chips\""] {
            for link in links(part(&page, from, "</ul>")) {
                assert!(link.contains(&format!("sort={sort}")), "{from}: {link}");
            }
        }
        let page = site
            .get(&format!("/search?q=connector+server&sort={sort}"))
            .await
            .body;
        let pager = links(part(&page, "class=\"pager\"", "</nav>"));
        assert!(pager[0].contains(&format!("sort={sort}")), "{pager:?}");
        let sorts = links(part(&page, "class=\"sorts\"", "</nav>"));
        assert!(!sorts[0].contains("sort=") && !sorts[0].contains("page="));
    }
    let odd = site.get("/api/v1/search?q=connector&sort=nonsense").await;
    let plain = site.get("/api/v1/search?q=connector").await;
    assert_eq!(odd.body, plain.body);
}

#[tokio::test]
async fn what_is_left_out_of_a_long_query_is_said() {
    let site = Site::builtin();
    let many = |count: usize, word: &str| {
        let all: Vec<String> = (1..=count)
            .map(|number| format!("{word}{number}"))
            .collect();
        all.join(" ")
    };
    for (query, of, written, says) in [
        (
            format!("connector {}", many(33, "w")),
            "words",
            "w32 w33",
            "Too many words: only the first 32 were used. Left out: w32 w33",
        ),
        (
            format!("connector {} tail", "x".repeat(501)),
            "bytes",
            "tail",
            "Too long: only the first 512 bytes were used. Left out: tail",
        ),
        (
            format!("connector {}", many(9, "-w")),
            "exclusions",
            "-w9",
            "Left out: -w9",
        ),
    ] {
        let found = site.get(&url("/api/v1/search", &query)).await.json();
        assert_eq!(found["left_out"][0]["of"], of, "{found}");
        let left = found["left_out"][0]["written"].as_array().unwrap();
        let left: Vec<&str> = left.iter().map(|word| word.as_str().unwrap()).collect();
        assert_eq!(left.join(" "), written, "{query}");
        let page = site.get(&url("/search", &query)).await.body;
        assert!(page.contains(says), "{query}: {page}");
    }
    let short = site.get("/search.json?q=connector").await.json();
    assert_eq!(short["left_out"], serde_json::json!([]));
}

#[tokio::test]
async fn a_corrected_search_counts_both_readings() {
    let site = Site::builtin();
    for query in ["conector", "postt office", "conector zyzzyva"] {
        let found = site.get(&url("/api/v1/search", query)).await.json();
        let corrected = &found["corrected"];
        assert_eq!(corrected["articles"], found["complete"], "{found}");
        let exact = site
            .get(&format!("{}&exact=1", url("/api/v1/search", query)))
            .await
            .json();
        assert_eq!(corrected["articles_as_typed"], exact["complete"], "{query}");
        let page = site.get(&url("/search", query)).await.body;
        let banner = part(&page, "Showing results for", "</p>");
        let (shown, instead) = banner.split_once("Search instead").unwrap();
        let said = |count: &serde_json::Value| format!("({count} article");
        let articles = &corrected["articles"];
        assert_eq!(shown.contains(&said(articles)), *articles != 0, "{banner}");
        let as_typed = said(&corrected["articles_as_typed"]);
        assert!(instead.contains(&as_typed), "{query}: {banner}");
    }
}

#[tokio::test]
async fn every_exclusion_is_removed_by_a_link() {
    let site = Site::builtin();
    for (query, texts) in [
        ("mail -exchange", vec!["-exchange"]),
        (
            "-cc:mail server -year:1999 -a",
            vec!["-cc:mail", "-year:1999"],
        ),
        ("mail -section:cause", vec!["-section:cause"]),
    ] {
        let page = site.get(&url("/search", query)).await.body;
        let chips = part(&page, "class=\"chips\"", "</nav>");
        let links = links(chips);
        assert_eq!(links.len(), texts.len(), "{query}: {chips}");
        for (text, link) in texts.iter().zip(&links) {
            assert!(
                chips.contains(&format!(">{text}<")) || chips.contains(&format!("</span>{text}<")),
                "{chips}"
            );
            assert!(!link.contains(&escaped(text)), "{link}");
            assert_eq!(site.get(link).await.status, StatusCode::OK);
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
    // Five filters, two clauses, and all filters at once.
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
        "dirsync",
        "source:ccmc",
        "product:exchange dirsync",
        "cc:Mail post office",
        "mess* dirsync -bug",
    ] {
        let all = ids(&site, &format!("{}&limit=50", url("/api/v1/search", query))).await;
        assert!((3..50).contains(&all.len()), "{query}: {}", all.len());
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
