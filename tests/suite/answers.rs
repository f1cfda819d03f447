//! The results page around its results: the answer card, guides, and what is offered if nothing is
//! found.

use super::site::Site;

/// Articles about an event 68 from two sources, an error 68, a blue screen, and one that cites a
/// missing article.
const ARTICLES: [(&str, &str, &str); 6] = [
    (
        "LAMP-1",
        "The lamp stays dark",
        "## Symptoms\n\n```event\nEvent ID: 68\nSource: LampService\nDescription: The bulb is loose.\n```\n",
    ),
    (
        "LAMP-2",
        "The lamp flickers",
        "## Symptoms\n\n```event\nEvent ID: 68\nSource: LampService\n```\n\n```event\nEvent ID: 70\nSource: LampService\n```\n",
    ),
    (
        "DISK-1",
        "Files can't be deleted",
        "## Symptoms\n\nThe shell answers with error 68.\n\n## Cause\n\nSee Q999998.\n",
    ),
    (
        "DISK-2",
        "STOP 0x000000C2 while a disk is mended",
        "## Symptoms\n\nA blue screen: STOP 0xC2.\n",
    ),
    (
        "DISK-3",
        "The grommet of a drive",
        "## Summary\n\nIt failed with 0x80004005 once; STOP C2 is another matter.\n",
    ),
    (
        "DISK-4",
        "Numbers",
        "## Summary\n\nIn Q10068 error 10068 is said to be harmless.\n",
    ),
];

fn site(flags: &[&str]) -> (Site, tempfile::TempDir) {
    let texts: Vec<(String, String)> = ARTICLES
        .iter()
        .map(|(id, title, body)| {
            let product = id.split('-').next().unwrap();
            let text = format!(
                "---\nid: {id}\ntitle: {title}\nproducts: [{product}]\nmodified: 2020-01-01\n---\n\n{body}"
            );
            (format!("{id}.md"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Site::with_folder(&files, flags)
}

async fn page(site: &Site, query: &str) -> String {
    let address = format!("/search?q={}", escape(query));
    let answer = site.get(&address).await;
    assert_eq!(answer.status.as_u16(), 200, "{query}");
    answer.body
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The text between the first `from` and the next `to`; empty if there is none.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or("", |(part, _)| part)
}

/// The card, from its beginning to that of the results.
fn card(page: &str) -> &str {
    let rest = page.split_once("class=\"card answer\"");
    let rest = rest.map_or("", |(_, rest)| rest);
    let end = [
        "<ul class=\"hits\"",
        "<div class=\"results\">",
        "<ol class=\"hits\"",
        "class=\"nothing\"",
        "</main>",
    ]
    .into_iter()
    .filter_map(|mark| rest.find(mark))
    .min();
    &rest[..end.unwrap_or(rest.len())]
}

/// The address of each link and the text after it.
fn links(html: &str) -> Vec<(String, String)> {
    html.split("href=\"")
        .skip(1)
        .map(|rest| {
            let (href, rest) = rest.split_once('"').unwrap();
            let rest = rest.split_once('>').map_or("", |(_, rest)| rest);
            let text = rest.split("</li>").next().unwrap_or_default();
            let mut is_tag = false;
            let text = text.chars().filter(|c| {
                is_tag = (is_tag || *c == '<') && *c != '>';
                !is_tag && *c != '>'
            });
            let href = href.replace("&#38;", "&").replace("&amp;", "&");
            (href, text.collect())
        })
        .collect()
}

#[tokio::test]
async fn the_card_shows_what_a_query_may_mean_and_nothing_where_it_says_more() {
    let (site, _folder) = site(&[]);
    for (query, shown, hidden) in [
        (
            "68",
            vec![
                "/events/lampservice/68",
                "/events/msexchangeccmc/68",
                "Error 68",
                "/kb/LAMP-1",
                "The bulb is loose.",
                "/kb/Q168465",
                "/kb/DISK-1",
            ],
            vec![],
        ),
        (
            "event 68",
            vec!["/events/lampservice/68", "/events/msexchangeccmc/68"],
            vec!["Error 68"],
        ),
        (
            "event 68 ccmc",
            vec![
                "Event 68 from MSExchangeCCMC",
                "/guides/ccmail-connector?event=68",
                "Could also be",
                "/events/lampservice/68",
            ],
            vec!["The bulb is loose"],
        ),
        ("68 lampservice", vec!["The bulb is loose"], vec!["guides/"]),
        (
            "event 69 lampservice",
            vec![
                "No article mentions event 69 from LampService",
                "/events/lampservice/68",
                "/events/lampservice/70",
            ],
            vec![],
        ),
        (
            "stop c2",
            vec!["STOP 0x000000C2", "/kb/DISK-2", "/kb/DISK-3"],
            vec![],
        ),
        (
            "0x80004005",
            vec!["E_FAIL", "-2147467259", "/kb/DISK-3"],
            vec!["DISK-2"],
        ),
        (
            "0x80044005",
            vec![
                "No article mentions this code",
                "Close matches",
                "0x80004005",
            ],
            vec![],
        ),
        (
            "Q999998",
            vec![
                "is not in this knowledge base",
                "/missing/Q999998",
                "/kb/DISK-1",
            ],
            vec![],
        ),
        (
            "10068",
            vec!["Error 10068", "/kb/DISK-4", "/missing/Q10068"],
            vec![],
        ),
    ] {
        let page = page(&site, query).await;
        let card = card(&page);
        for text in shown {
            // An article is either on the card or among the results, so no article is shown twice.
            let at = if text.starts_with("/kb/") {
                &page
            } else {
                card
            };
            assert!(at.contains(text), "{query}: {text} is missing\n{at}");
        }
        for text in hidden {
            assert!(!card.contains(text), "{query}: {text} is shown\n{card}");
        }
    }
    for query in [
        "windows 95",
        "the lamp is dark",
        "error 68 when files are deleted by a script",
        "zzzz",
    ] {
        let page = page(&site, query).await;
        assert_eq!(card(&page), "", "{query}");
    }
}

#[tokio::test]
async fn every_link_of_the_card_leads_to_what_it_promises() {
    let (site, _folder) = site(&[]);
    for query in [
        "68",
        "event 68",
        "event 69 lampservice",
        "stop c2",
        "0x80044005",
        "Q999998",
        "10068",
    ] {
        let page = page(&site, query).await;
        let card = card(&page);
        assert!(!card.is_empty(), "{query}");
        for (href, text) in links(card) {
            let answer = site.get(&href).await;
            // Pages about missing things say so, and offer similar ones.
            let is_gone = href.starts_with("/missing/") || href.ends_with("-80044005");
            let expect = if is_gone { 404 } else { 200 };
            assert_eq!(answer.status.as_u16(), expect, "{query}: {href} {text}");
        }
    }
}

#[tokio::test]
async fn a_bare_number_that_may_be_something_else_does_not_redirect() {
    let files = [("Q10068.md", "---\nid: Q10068\ntitle: Old\n---\n\nText.\n")];
    let (alone, _folder) = Site::with_folder(&files, &[]);
    let answer = alone.get("/search?q=10068").await;
    assert_eq!(answer.header("location"), "/kb/Q10068");
    let both = [
        files[0],
        (
            "NET-1.md",
            "---\nid: NET-1\ntitle: Sockets\n---\n\nIt is error 10068.\n",
        ),
    ];
    let (both, _folder) = Site::with_folder(&both, &[]);
    for (query, location) in [
        ("10068", ""),
        ("Q10068", "/kb/Q10068"),
        ("kb10068", "/kb/Q10068"),
    ] {
        let answer = both.get(&format!("/search?q={query}")).await;
        assert_eq!(answer.header("location"), location, "{query}");
    }
    let page = page(&both, "10068").await;
    assert!(card(&page).contains("/kb/Q10068") && page.contains("/kb/NET-1"));
}

#[tokio::test]
async fn guides_are_found_by_their_words_and_only_by_those() {
    let (site, _folder) = site(&[]);
    for (query, expect) in [
        (
            "cc:Mail directory synchronization does not finish",
            "/guides/ccmail-connector",
        ),
        ("Resource file not found IE.RI", "/guides/ccmail-connector"),
        (
            "insufficient disk space event 98",
            "/guides/ccmail-connector?event=98",
        ),
        ("the lamp stays dark", ""),
        ("files can't be deleted", ""),
        ("grommet", ""),
        ("windows 95", ""),
    ] {
        let found = site
            .get(&format!("/api/v1/search?q={}", escape(query)))
            .await
            .json();
        let url = found["guides"][0]["url"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(
            url.starts_with(expect) && url.is_empty() == expect.is_empty(),
            "{query}: {url}"
        );
        let page = page(&site, query).await;
        let shown = between(&page, "<main", "</main>").contains("/guides/ccmail-connector");
        assert_eq!(shown, !expect.is_empty(), "{query}");
        if !url.is_empty() {
            assert_eq!(site.get(&url).await.status.as_u16(), 200, "{url}");
        }
    }
}

#[tokio::test]
async fn if_nothing_is_found_every_offer_finds_as_much_as_it_says() {
    let (site, _folder) = site(&[]);
    for (address, offers) in [
        ("/search?q=lamp&product=disk", vec!["Without product"]),
        (
            "/search?q=lamp&product=lamp&year=1999",
            vec!["Without year", "Without any filters"],
        ),
        (
            "/search?q=lamp&product=lamp&year=1999&section=cause",
            vec!["Without any filters"],
        ),
        ("/search?q=zyzzyva", vec![]),
        (
            "/search?q=0x80044005+zyzzyva+grommets+one+two+three",
            vec![],
        ),
        ("/search?q=lamp+-flickers+-dark", vec![]),
    ] {
        let page = site.get(address).await.body;
        let found = page.contains("<li class=\"hit\"");
        let nothing = page
            .split_once("class=\"nothing\"")
            .map_or("", |(_, rest)| rest);
        // The help with its examples is not an offer.
        let nothing = nothing
            .split_once("class=\"search-help\"")
            .map_or(nothing, |(before, _)| before);
        assert_eq!(found, nothing.is_empty(), "{address}");
        for offer in offers {
            assert!(
                nothing.contains(offer),
                "{address}: {offer} is missing\n{nothing}"
            );
        }
        follow(&site, nothing, address).await;
    }
}

/// Follows links that name a number of articles: their targets must find as many.
async fn follow(site: &Site, html: &str, from: &str) {
    for (href, text) in links(html)
        .iter()
        .filter(|(href, _)| href.starts_with("/search"))
    {
        let answer = site.get(href).await;
        let count = text
            .split(|c: char| !c.is_ascii_digit())
            .rfind(|part| !part.is_empty());
        let count = count.unwrap_or_else(|| panic!("{from}: {text}"));
        assert!(
            answer.body.contains("<li class=\"hit\""),
            "{from}: {href}: nothing is there"
        );
        let says = [
            format!("{count} result"),
            format!("of {count} result"),
            format!("{count} article"),
        ];
        assert!(
            says.iter().any(|say| answer.body.contains(say)),
            "{from}: {href} promises {text}"
        );
    }
}

#[tokio::test]
async fn hits_that_lack_a_word_are_distinguished_from_complete_ones() {
    let (site, _folder) = site(&[]);
    for (query, says, lacks) in [
        ("lamp flickers", "", ""),
        (
            "lamp zyzzyva",
            "No article contains all of these words",
            "Missing: zyzzyva",
        ),
        (
            "\"dark stays lamp\"",
            "No article contains the exact phrase in quotes",
            "",
        ),
    ] {
        let page = page(&site, query).await;
        assert!(page.contains("<li class=\"hit\""), "{query}");
        assert!(
            page.contains(says) && page.contains(lacks),
            "{query}: {page}"
        );
        if says.is_empty() {
            assert!(!page.contains("No article contains"), "{query}");
        }
        follow(&site, between(&page, "Try:", "</p>"), query).await;
    }
}

#[tokio::test]
async fn a_missing_article_can_be_written() {
    let flags = [
        "--edit-url",
        "https://git.example/new?file={path}&id={id}&title={title}&text={query}",
    ];
    let (site, _folder) = site(&flags);
    let page = page(&site, "zyzzyva \"&<qqqq>$(vvvv)").await;
    let href = "https://git.example/new?file=NEW-001.md&id=NEW-001&title=zyzzyva%20%22%26%3Cqqqq%3E%24%28vvvv%29&text=";
    let has = links(&page).iter().any(|(link, _)| link.starts_with(href));
    assert!(has, "{page}");
    let command = between(&page, ">fixpath new article ", "</pre>");
    assert_eq!(
        command.replace("&#34;", "\"").replace("&#62;", ">"),
        "NEW-001 --title=\"zyzzyva qqqq (vvvv)\" > NEW-001.md"
    );
    let article = site.get("/kb/LAMP-1").await.body;
    let edit =
        "https://git.example/new?file=LAMP-1.md&id=LAMP-1&title=The%20lamp%20stays%20dark&text=";
    assert!(
        links(&article).iter().any(|(link, _)| link == edit),
        "{article}"
    );
}

#[tokio::test]
async fn an_article_found_by_its_number_lacks_no_words() {
    let (site, _folder) = site(&[]);
    let page = site.get("/search?q=LAMP-1&go=0").await.body;
    assert!(page.contains("article ID"), "{page}");
    assert!(!page.contains("Missing: LAMP"), "{page}");
    assert!(
        !page.contains("No article contains all of these words"),
        "{page}"
    );
}

#[tokio::test]
async fn what_is_excluded_is_not_answered() {
    let (site, _folder) = site(&[]);
    for (query, is_answered) in [("event:68", true), ("-event:68 lamp", false)] {
        let page = page(&site, query).await;
        assert_eq!(
            page.contains("Event 68 from LampService"),
            is_answered,
            "{query}"
        );
    }
}
