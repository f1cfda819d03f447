//! The pages and the API over HTTP, without a browser.

use std::fs;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use super::site::Site;

const OWN: &str = "---
id: VPN-012
title: Tunnel drops <b>every</b> hour & again
products: [Tunnel Client]
---

## Symptoms

The tunnel drops. See Q168465, and [the picture](plan.png). <script>alert(1)</script> [bad](javascript:alert(1))

![Plan](plan.png) ![Elsewhere](https://example.com/x.png)
";

#[tokio::test]
async fn every_response_has_the_headers() {
    let site = Site::builtin();
    for path in [
        "/",
        "/search?q=event+68",
        "/kb/Q168465",
        "/missing/Q999999",
        "/events",
        "/codes",
        "/codes/1e",
        "/products",
        "/guides",
        "/diagnose",
        "/api/v1/search?q=x",
        "/-/health",
        "/-/ready",
        "/no-such-page",
        "/api/v1/no-such",
        "/kb/%00",
        "/kb/..%2f..%2fetc%2fpasswd",
    ] {
        let answer = site.get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            (
                "permissions-policy",
                "geolocation=(), camera=(), microphone=()",
            ),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert!(
            !answer.body.contains(" style=") && !answer.body.contains(" onclick="),
            "{path}"
        );
        assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
}

#[tokio::test]
async fn addresses_lead_to_the_canonical_one() {
    let site = Site::builtin();
    for (path, status, location) in [
        ("/kb/Q168465", 200, ""),
        ("/kb/q168465", 308, "/kb/Q168465"),
        ("/kb/168/Q168465/", 308, "/kb/Q168465"),
        ("/kb/168465", 308, "/kb/Q168465"),
        ("/kb/KB168465", 308, "/kb/Q168465"),
        ("/kb/Q999999", 303, "/missing/Q999999"),
        ("/missing/Q168465", 303, "/kb/Q168465"),
        ("/kb/what", 404, ""),
        ("/search?q=Q168465", 303, "/kb/Q168465"),
        ("/search?q=kb+168465", 303, "/kb/Q168465"),
        ("/search?q=Q168465&go=0", 200, ""),
        (
            "/events/MSExchangeCCMC/68",
            308,
            "/events/msexchangeccmc/68",
        ),
        ("/events?id=x", 400, ""),
        ("/codes/80004005", 308, "/codes/status-80004005"),
        ("/codes/-2147467259", 308, "/codes/status-80004005"),
        ("/codes/2147500037", 308, "/codes/status-80004005"),
        ("/codes/E_FAIL", 308, "/codes/status-80004005"),
        ("/codes/status:80004005", 308, "/codes/status-80004005"),
        ("/codes/STOP:%200x0000001E", 308, "/codes/stop-1e"),
        ("/codes/4294966278", 308, "/codes/jet-1018"),
        ("/codes/status-fffffc06", 308, "/codes/jet-1018"),
        ("/codes/result%20code%201", 308, "/codes/result-1"),
        ("/codes/result-1", 200, ""),
        ("/codes/win32--2147483648", 404, ""),
        ("/codes/jet---2147483648", 404, ""),
        ("/codes/result-1?page=18446744073709551615", 404, ""),
        ("/codes/result-1?page=2", 404, ""),
        ("/codes/status-80004005", 200, ""),
        ("/codes/status-80044005", 404, ""),
        ("/codes/no%20code", 404, ""),
        ("/codes?family=nothing", 404, ""),
        ("/codes?page=18446744073709551615", 200, ""),
        ("/codes?family=stop&page=18446744073709551615", 404, ""),
        ("/events/nothing", 404, ""),
        ("/events/nothing/68", 404, ""),
        ("/events/msexchangeccmc/9", 404, ""),
        ("/events?id=3221487684", 200, ""),
        ("/products/nothing", 404, ""),
        ("/guides/nothing", 404, ""),
        ("/-/static/style.css", 404, ""),
    ] {
        let answer = site.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (status, location),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_article_of_event_68_shows_every_field_and_its_ways_out() {
    let site = Site::builtin();
    let page = site.get("/kb/Q168465").await.body;
    for shown in [
        "XFOR: Event ID 68 Running cc:Mail DirSync",
        "Microsoft Exchange",
        "winnt:5.0,5.5",
        "1999-05-27",
        "kbusage",
        "CCMC fail stop",
        "<span>Problem</span>",
        "kbprb",
        "id=\"symptoms\"",
        "id=\"cause\"",
        "id=\"resolution\"",
        "href=\"/kb/Q166045\"",
        "href=\"/events/msexchangeccmc/68\"",
        "/guides/ccmail-connector?",
        "id=\"ticket.text\"",
        "/kb/Q168465.md",
        "/kb/Q168465.txt",
        "/kb/Q168465.json",
    ] {
        assert!(page.contains(shown), "{shown} is missing");
    }
    let event = site.get("/events/msexchangeccmc/68").await.body;
    assert!(
        event.contains("/guides/ccmail-connector?event=68"),
        "the event page leads to the guide with the event known"
    );
    assert!(event.contains("CCMDIR.EXP returned result code 1"));
}

#[tokio::test]
async fn similar_articles_are_listed_beside_those_that_are_cited() {
    let lamp = |id: &str, title: &str, body: &str| {
        format!("---\nid: {id}\ntitle: \"{title}\"\n---\n\n## Symptoms\n\n{body}\n")
    };
    let files = [
        lamp(
            "LAMP-1",
            "Lamp flickers",
            "The filament glimmers. See LAMP-2.",
        ),
        lamp(
            "LAMP-2",
            "Filament of a lamp",
            "The filament glimmers and flickers.",
        ),
        lamp("LAMP-3", "Lamp with a dim filament", "The lamp glimmers."),
        lamp(
            "LAMP-4",
            "Lamp: how to obtain the latest service pack",
            "Filament glimmers, lamp flickers.",
        ),
        lamp("FAX-1", "Fax prints blank pages", "Pages come out blank."),
        lamp("FAX-2", "Fax does not dial", "No tone is heard."),
    ];
    let names = ["1", "2", "3", "4", "5", "6"].map(|name| format!("{name}.md"));
    let files: Vec<_> = names
        .iter()
        .map(String::as_str)
        .zip(files.iter().map(String::as_str))
        .collect();
    let (site, _folder) = Site::with_folder(&files, &["--no-builtin"]);
    for (id, expect) in [
        ("LAMP-1", vec!["LAMP-3"]),
        ("LAMP-3", vec!["LAMP-2", "LAMP-1"]),
        ("FAX-2", vec!["FAX-1"]),
    ] {
        let json = site.get(&format!("/api/v1/articles/{id}")).await.json();
        assert_eq!(json["similar"], serde_json::json!(expect), "{id}");
        let page = site.get(&format!("/kb/{id}")).await.body;
        let list = page
            .split_once("<h2>Similar articles</h2>")
            .map(|(_, list)| list);
        let mut list = list
            .and_then(|list| list.split("</section>").next())
            .unwrap();
        for similar in expect {
            let link = format!("href=\"/kb/{similar}\"");
            list = list.split_once(link.as_str()).unwrap().1;
        }
        assert!(!list.contains("href="), "{id}");
    }
    let alone = site.get("/kb/LAMP-4").await.body;
    assert!(alone.contains("Similar articles"), "its own page has some");
}

#[tokio::test]
async fn built_in_articles_can_be_left_out_and_overridden() {
    let hidden = Site::with(&["--no-builtin"]);
    assert_eq!(
        hidden.get("/kb/Q168465").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(hidden.get("/").await.status, StatusCode::OK);
    let other =
        "---\nid: Q168465\ntitle: Our own words on event 68\n---\n\n## Cause\n\nA moved cable.\n";
    let (site, _folder) = Site::with_folder(&[("Q168465.md", other)], &[]);
    let page = site.get("/kb/Q168465").await.body;
    assert!(page.contains("A moved cable") && page.contains("Overrides"));
    assert!(page.contains("/kb/Q168465?copy=1"));
    let original = site.get("/kb/Q168465?copy=1").await.body;
    assert!(original.contains("CCMDIR.EXP") && original.contains("This is the copy from"));
}

#[tokio::test]
async fn an_original_says_what_its_edited_version_adds() {
    // As in the public archive, but in our own words.
    let original = |id: &str| {
        format!(
            "---\nlayout: page\ntitle: \"{id}: XFOR: Some Event\"\npermalink: /kb/{id}/\n---\n\n\
             ## {id}: XFOR: Some Event\n\n{{% raw %}}\n\n\tArticle: {id}\n\t\
             Product(s): Microsoft Exchange\n\tVersion(s): 5.5\n\tOperating System(s): \n\t\
             Keyword(s): kbusage\n\tLast Modified: 27-MAY-1999\n\t\n\tSYMPTOMS\n\t========\n\t\n\t\
             It stands as it was written.\n\n{{% endraw %}}\n"
        )
    };
    let edited = |id: &str, adds: &str| {
        format!("---\nid: {id}\ntitle: Retold\n{adds}---\n\n## Symptoms\n\nIt is retold.\n")
    };
    let ours = tempfile::tempdir().unwrap();
    let adds = "adds: \"<b>8.5</b> needs other programs.\"\n";
    fs::write(ours.path().join("Q900001.md"), edited("Q900001", adds)).unwrap();
    fs::write(ours.path().join("Q900002.md"), edited("Q900002", "")).unwrap();
    fs::write(ours.path().join("Q900004.md"), original("Q900004")).unwrap();
    let theirs = tempfile::tempdir().unwrap();
    for id in ["Q900001", "Q900002", "Q900003", "Q900004", "Q168465"] {
        let folder = theirs.path().join(id);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("README.md"), original(id)).unwrap();
    }
    let folders = [&ours, &theirs].map(|folder| folder.path().to_str().unwrap());
    let site = Site::with(&["--kb", folders[0], "--kb", folders[1]]);
    let banner = async |path: &str| {
        let page = site.get(path).await.body;
        let banner = page.split("<p class=\"banner\">").nth(1);
        let banner = banner.map(|rest| rest.split("</p>").next().unwrap());
        let words = banner.unwrap_or_default().split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let link = |id: &str| format!("<a href=\"/kb/{id}?copy=1\">An edited version</a>");
    assert_eq!(
        banner("/kb/Q900001").await,
        format!(
            "Original article. {} also exists; it adds: &#60;b&#62;8.5&#60;/b&#62; needs other programs.",
            link("Q900001")
        )
    );
    assert_eq!(
        banner("/kb/Q900002").await,
        format!("Original article. {} also exists.", link("Q900002"))
    );
    // Nothing is overridden, or a different original.
    assert_eq!(banner("/kb/Q900003").await, "");
    assert_eq!(banner("/kb/Q900004").await, "");
    let built_in = banner("/kb/Q168465").await;
    assert!(
        built_in.contains("adds: cc:Mail 8.5 needs other programs"),
        "{built_in}"
    );
    let copy = site.get("/kb/Q900001?copy=1").await.body;
    assert!(copy.contains("It is retold.") && !copy.contains("Original article"));
    let other_way = Site::with(&["--kb", folders[1], "--kb", folders[0]]);
    let page = other_way.get("/kb/Q900001").await.body;
    assert!(page.contains("Overrides") && !page.contains("Original article"));
}

#[tokio::test]
async fn own_articles_are_served_escaped_with_their_files() {
    let files = [
        ("VPN-012.md", OWN),
        ("plan.png", "PNG"),
        ("secret.key", "no"),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let page = site.get("/kb/VPN-012").await.body;
    assert!(
        page.contains("&lt;b&gt;every") || page.contains("&#60;b&#62;every"),
        "the title is escaped"
    );
    assert!(!page.contains("<script>alert") && !page.contains("href=\"javascript:"));
    assert!(page.contains("/kb/VPN-012/files/plan.png") && !page.contains("src=\"http"));
    assert!(page.contains("href=\"/kb/Q168465\""));
    let image = site.get("/kb/VPN-012/files/plan.png").await;
    assert_eq!(
        (image.header("content-type"), image.body.as_str()),
        ("image/png", "PNG")
    );
    for path in ["secret.key", "VPN-012.md", "..%2fVPN-012.md", "../plan.png"] {
        assert_eq!(
            site.get(&format!("/kb/VPN-012/files/{path}")).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        site.get("/kb/vpn-012").await.header("location"),
        "/kb/VPN-012"
    );
    let cited = site.get("/kb/Q168465").await.body;
    assert!(cited.contains("VPN-012"), "cited by");
}

#[tokio::test]
async fn a_folder_may_have_a_name_and_a_website() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("one/docs/start.md", "# First lamp\n");
    let links = "[a](/mail/quota?x=1#y) [b](/lamps/bulb) ![c](/shot.png)";
    write("two/docs/start.md", &format!("# Second lamp\n\n{links}\n"));
    write("two/docs/lamps/bulb.md", "# Bulb\n");
    let folder = |path: &str| root.path().join(path).display().to_string();
    let site = Site::with(&[
        "--no-builtin",
        "--kb",
        &folder("one/docs"),
        "--kb",
        &format!("wiki={}", folder("two/docs")),
        "--site",
        "wiki=https://help.example.com/start",
    ]);
    assert!(site.get("/kb/start").await.body.contains("First lamp"));
    let page = site.get("/kb/wiki/start").await.body;
    for expect in [
        "Second lamp",
        "href=\"https://help.example.com/mail/quota?x=1#y\"",
        "href=\"/kb/lamps/bulb\"",
        "href=\"https://help.example.com/shot.png\"",
    ] {
        assert!(page.contains(expect), "{expect}: {page}");
    }
    assert!(!page.contains("unresolved"), "{page}");
    let problems = site.get("/problems").await.body;
    assert!(!problems.contains("/mail/quota"), "{problems}");
}

#[tokio::test]
async fn what_other_programs_say_of_an_article_is_shown_and_searched() {
    let article = "---
title: Zeppelin fails
linkTitle: Blimp
description: The mooring mast is &lost.
ms.date: 03/04/2024
appliesto: [Airships]
tags: [hydrogen]
ms.topic: troubleshooting
---
# The zeppelin does not land

Text about nothing.

## Lösung

1. Wait.
2. Land.
";
    let (site, _folder) = Site::with_folder(&[("AIR-1.md", article)], &["--no-builtin"]);
    let page = site.get("/kb/AIR-1").await.body;
    for shown in [
        "<h1>The zeppelin does not land</h1>",
        "The mooring mast is",
        "2024-03-04",
        "href=\"/products/airships\"",
        "hydrogen",
        "Zeppelin fails",
        "<summary>Details</summary>",
        "<dt>ms.topic</dt>",
        "id=\"resolution\"",
        "and lösung</summary>",
    ] {
        assert!(page.contains(shown), "{shown} is missing in {page}");
    }
    assert_eq!(page.matches("does not land</h").count(), 1);
    for word in ["blimp", "hydrogen", "fails", "mooring"] {
        let found = site.get(&format!("/api/v1/search?q={word}")).await.json();
        assert_eq!(found["hits"][0]["id"], "AIR-1", "{word}");
    }
    let found = site.get("/search?q=mooring").await.body;
    assert!(found.contains("<mark>mooring</mark> mast"), "{found}");
}

#[tokio::test]
async fn broken_content_is_reported_and_the_rest_served() {
    let files = [
        ("binary.md", "---\nid: BIN-1\0\u{1}\n---\n"),
        ("VPN-1.md", "---\nid: [unclosed\n---\ntext"),
        ("VPN-2.md", "---\nid: VPN-2\ntitle: Good\n---\nGood text."),
        ("VPN-3.md", "---\nid: VPN-2\ntitle: Double\n---\nText."),
        ("broken.toml", "[[question]]\nid = \n"),
        ("settings.toml", "[tool]\nid = \n"),
        ("notes.md", "Just a note."),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    assert_eq!(site.get("/kb/VPN-2").await.status, StatusCode::OK);
    let problems = &site.portal.snapshot().problems;
    for file in ["binary.md", "VPN-1.md", "VPN-3.md", "broken.toml"] {
        assert!(
            problems.iter().any(|problem| problem.file.ends_with(file)),
            "{file}: {problems:?}"
        );
    }
    assert!(
        !problems
            .iter()
            .any(|problem| problem.file.ends_with("settings.toml"))
    );
    assert_eq!(site.get("/kb/notes").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_sub_path_is_in_every_link() {
    let flags = [
        "--base-url",
        "https://help.example.com/a/kb",
        "--edit-url",
        "https://git.example.com/{path}",
        "--feedback-url",
        "mailto:kb@example.com?subject={id}",
    ];
    let site = Site::with(&flags);
    for path in [
        "/a/kb/",
        "/a/kb",
        "/a/kb/kb/Q168465",
        "/a/kb/guides/ccmail-connector",
        "/a/kb/search?q=dirsync",
        "/a/kb/nothing",
    ] {
        let page = site.get(path).await.body;
        for link in page
            .split("href=\"")
            .chain(page.split("action=\""))
            .skip(1)
            .filter(|rest| rest.starts_with('/'))
        {
            let link = link.split('"').next().unwrap();
            assert!(link.starts_with("/a/kb/"), "{path}: {link}");
        }
    }
    let page = site.get("/a/kb/kb/Q168465").await.body;
    assert!(page.contains("https://git.example.com/articles/Q168465.md"));
    assert!(page.contains("mailto:kb@example.com?subject=Q168465"));
    assert!(
        page.contains("https://help.example.com/a/kb/kb/Q168465"),
        "the ticket text has the whole address"
    );
    assert_eq!(site.get("/kb/Q168465").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn queries_find_event_68_first() {
    let site = Site::builtin();
    for query in [
        "event 68",
        "Event ID: 68",
        "event id 68 MSExchangeCCMC",
        "CCMC fail stop",
        "CCMDIR.EXP result code 1",
        "could not access the Lotus cc:Mail Post Office",
    ] {
        let pairs = [("q", query)];
        let url = format!("/api/v1/search?{}", encode(&pairs));
        let hits = site.get(&url).await.json();
        assert_eq!(hits["hits"][0]["id"], "Q168465", "{query}: {hits}");
        assert!(
            !hits["hits"][0]["why"].as_array().unwrap().is_empty(),
            "{query}"
        );
        let page = site.get(&format!("/search?{}", encode(&pairs))).await.body;
        assert!(page.contains("<mark>"), "{query}: the match is marked");
    }
}

#[tokio::test]
async fn the_box_sends_words_to_the_search_and_events_to_the_diagnosis() {
    let site = Site::builtin();
    let form = "application/x-www-form-urlencoded";
    let short = site.post("/open", form, "text=event+68").await;
    assert_eq!(
        (short.status.as_u16(), short.header("location")),
        (303, "/search?q=event%2068")
    );
    let event = "Event ID: 68\nSource: MSExchangeCCMC\nType: Error\nDescription: Lotus cc:Mail EXPORT to file CCMDIR.EXP returned result code 1.";
    let long = site.post("/open", form, &encode(&[("text", event)])).await;
    assert_eq!(long.status, StatusCode::OK);
    assert!(
        long.body.contains("/kb/Q168465")
            && long.body.contains("/guides/ccmail-connector?event=68")
    );
    // A person who goes back from an article finds the diagnosis again.
    assert_eq!(long.header("cache-control"), "private, max-age=3600");
    let asked = site
        .post("/api/v1/diagnose", "text/plain", event)
        .await
        .json();
    assert_eq!(
        asked["findings"][0]["articles"][0]["id"], "Q168465",
        "{asked}"
    );
    assert_eq!(asked["findings"][0]["event"]["id"], 68);
    for link in [
        "/diagnose?source=MSExchangeCCMC&id=70",
        "/diagnose?ProdName=Exchange&EvtID=70&EvtSrc=MSExchangeCCMC",
    ] {
        let linked = site.get(link).await;
        assert!(linked.body.contains("/kb/Q166045"), "{link}");
        assert_eq!(linked.header("cache-control"), "no-store");
    }
    let corrected = encode(&[
        ("log", "Application"),
        ("source", "MSExchangeCCMC"),
        ("id", "70"),
        ("computer", "MAIL1"),
        ("text", "Two\nlines"),
    ]);
    let corrected = site.post("/diagnose", form, &corrected).await.body;
    assert!(corrected.contains("/kb/Q166045") && corrected.contains("Two lines"));
    assert!(corrected.contains("<dt>Log Name</dt><dd>Application</dd>"));
    assert!(corrected.contains("<dt>Computer</dt><dd>MAIL1</dd>"));
}

#[tokio::test]
async fn a_text_without_an_event_shows_the_codes_read_in_it() {
    let site = Site::builtin();
    let page = site
        .get("/diagnose?text=it+stops+with+ID+no:+c002036b+and+then+STOP+0x0000001E+all+day")
        .await
        .body;
    let read = page.split("Error codes in this text:").nth(1).unwrap();
    let read = read.split("</p>").next().unwrap();
    let (unnamed, named) = read.split_once("</span>,").unwrap();
    assert!(
        unnamed.contains("/codes/status-c002036b") && unnamed.contains("(no articles)"),
        "{read}"
    );
    assert!(
        named.contains("/codes/stop-1e") && named.contains("article"),
        "{read}"
    );
    let wordy = site.get("/diagnose?text=the+printer+is+broken").await.body;
    assert!(!wordy.contains("Error codes in this text"));
}

#[tokio::test]
async fn an_article_leaves_as_markdown_that_reads_back() {
    let site = Site::builtin();
    let markdown = site.get("/kb/Q166045.md").await;
    assert_eq!(
        markdown.header("content-type"),
        "text/markdown; charset=utf-8"
    );
    let (again, problems) = fixpath::article::read_own(markdown.body.as_bytes(), "x", None);
    assert_eq!(problems, []);
    let id = fixpath::evidence::ArticleId::parse("Q166045").unwrap();
    assert_eq!(again, site.portal.snapshot().article(&id));
    let source = site.get("/kb/Q166045.txt").await.body;
    assert_eq!(
        source,
        std::fs::read_to_string("kb/articles/Q166045.md").unwrap()
    );
    assert_eq!(site.get("/kb/Q166045.json").await.json()["id"], "Q166045");
}

#[tokio::test]
async fn requests_that_are_too_large_get_an_answer_that_says_so() {
    let site = Site::builtin();
    let long = site.get(&format!("/search?q={}", "a".repeat(9000))).await;
    assert_eq!(long.status, StatusCode::URI_TOO_LONG);
    let body = format!("text={}", "a".repeat(2 << 20));
    let large = site
        .post("/diagnose", "application/x-www-form-urlencoded", &body)
        .await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.body.contains("too large"));
    let api = site.get("/api/v1/articles/Q999999").await;
    assert_eq!(api.header("content-type"), "application/problem+json");
    assert_eq!(api.json()["status"], 404);
}

#[tokio::test]
async fn an_unchanged_article_costs_no_rendering() {
    let site = Site::builtin();
    let first = site.get("/kb/Q168465").await;
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with('"'));
    let request = Request::get("/kb/Q168465")
        .header("if-none-match", &etag)
        .body(Body::empty())
        .unwrap();
    let again = site.ask(request).await;
    assert_eq!(
        (again.status, again.body.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
}

#[tokio::test]
async fn a_query_leads_to_the_guide_of_its_event_and_of_no_other_source() {
    let other = "---\nid: LAMP-1\ntitle: Lamp\n---\n\n## Symptoms\n\n```event\nEvent ID: 68\nSource: LampService\n```\n";
    let (site, _folder) = Site::with_folder(&[("LAMP-1.md", other)], &[]);
    for (query, offered) in [
        ("event 68", true),
        ("event 68 MSExchangeCCMC", true),
        ("68 MSExchangeCCMC", true),
        ("68 ccmc", true),
        ("event 68 lampservice", false),
        ("event 9999 MSExchangeCCMC", false),
        // The guide is next to the reading that it is for.
        ("68", true),
    ] {
        let page = site
            .get(&format!("/search?{}", encode(&[("q", query)])))
            .await
            .body;
        assert_eq!(
            page.contains("/guides/ccmail-connector?event=68"),
            offered,
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_work_while_the_first_build_runs() {
    let site = Site::building();
    let ready = site.get("/-/ready").await;
    assert_eq!(
        (ready.status, &ready.json()["building_percent"]),
        (StatusCode::SERVICE_UNAVAILABLE, &0.into())
    );
    let article = site.get("/kb/Q168465").await;
    assert_eq!(
        (article.status, article.header("etag")),
        (StatusCode::OK, "")
    );
    assert!(article.body.contains("being indexed"));
    assert_eq!(site.get("/-/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_day_is_explained_until_a_folder_is_mounted() {
    let first = Site::builtin().get("/").await.body;
    assert!(first.contains("Getting started") && first.contains("fixpath --kb"));
    let (mounted, _folder) = Site::with_folder(&[("VPN-012.md", OWN)], &[]);
    let home = mounted.get("/").await.body;
    let articles = format!("{} articles", mounted.portal.snapshot().library.len());
    assert!(!home.contains("Getting started") && home.contains(&articles));
}

#[tokio::test]
async fn searches_are_logged_only_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("searches.jsonl");
    let site = Site::with(&["--search-log", log.to_str().unwrap()]);
    assert!(!log.exists());
    site.get("/search?q=dirsync&product=microsoft-exchange")
        .await;
    site.get("/api/v1/search?q=zzzz").await;
    let lines = std::fs::read_to_string(&log).unwrap();
    let logged: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (logged.len(), &logged[0]["query"], &logged[1]["hits"]),
        (2, &"dirsync".into(), &0.into())
    );
    assert!(
        logged[0]["hits"].as_u64().unwrap() > 0
            && logged[0]["time"].as_str().unwrap().contains('T')
    );
}

#[tokio::test]
async fn whatever_is_asked_is_answered() {
    let site = Site::builtin();
    for query in [
        "(".repeat(400),
        "\"".repeat(99),
        "NOT ".repeat(100),
        "\0".to_owned(),
        "é".repeat(200),
        "-".to_owned(),
        "*".to_owned(),
    ] {
        let answer = site
            .get(&format!("/search?{}", encode(&[("q", &query)])))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
    }
}

fn encode(pairs: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
    };
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// An answer to a GET with one more header field.
async fn get_with(site: &Site, path: &str, name: &str, value: &str) -> super::site::Answer {
    let request = Request::get(path).header(name, value);
    site.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_page_has_a_strong_tag_per_encoding_and_an_unchanged_one_is_not_sent_again() {
    let site = Site::builtin();
    for path in [
        "/kb/Q168465",
        "/search?q=event+68",
        "/events",
        "/guides",
        "/",
        "/api/v1/search?q=event+68",
    ] {
        let plain = site.get(path).await;
        let packed = get_with(&site, path, "accept-encoding", "gzip").await;
        let (tag, gzip_tag) = (plain.header("etag"), packed.header("etag"));
        assert!(tag.starts_with('"') && tag != gzip_tag, "{path}: {tag}");
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        assert_eq!(plain.header("vary"), "accept-encoding", "{path}");
        assert_eq!(
            get_with(&site, path, "if-none-match", tag).await.status,
            304,
            "{path}"
        );
        assert_eq!(
            get_with(&site, path, "if-none-match", gzip_tag)
                .await
                .status,
            200,
            "{path}"
        );
    }
    for path in ["/-/ready", "/-/health", "/diagnose?id=68", "/nowhere"] {
        assert_eq!(site.get(path).await.header("etag"), "", "{path}");
    }
}

#[tokio::test]
async fn kept_pages_are_those_of_the_generation_being_served() {
    let lamp = |title: &str| format!("---\nid: LAMP-1\ntitle: {title}\n---\n\n## Cause\n\nDark.\n");
    let (site, folder) = Site::with_folder(&[("LAMP-1.md", &lamp("Old"))], &[]);
    for _ in 0..2 {
        assert!(site.get("/kb/LAMP-1").await.body.contains("LAMP-1: Old"));
    }
    std::fs::write(folder.path().join("LAMP-1.md"), lamp("New")).unwrap();
    site.refresh();
    for _ in 0..2 {
        assert!(site.get("/kb/LAMP-1").await.body.contains("LAMP-1: New"));
    }
}

#[tokio::test]
async fn searches_that_are_logged_are_made_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("searches");
    let site = Site::with(&["--search-log", log.to_str().unwrap()]);
    for _ in 0..3 {
        let answer = site.get("/search?q=lamp").await;
        assert_eq!(
            (answer.header("etag"), answer.header("cache-control")),
            ("", "no-store")
        );
    }
    assert_eq!(std::fs::read_to_string(log).unwrap().lines().count(), 3);
}

#[tokio::test]
async fn static_files_are_compressed_and_kept_for_good() {
    let site = Site::builtin();
    let page = site.get("/").await.body;
    let style = page.split('"').find(|part| part.ends_with(".css")).unwrap();
    let plain = site.get(style).await;
    let packed = get_with(&site, style, "accept-encoding", "gzip").await;
    assert!(plain.header("cache-control").contains("immutable"));
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len());
}

#[tokio::test]
async fn browsers_are_told_to_keep_using_tls() {
    for (base, expect) in [
        ("https://help.example", "max-age=31536000"),
        ("http://help.example", ""),
    ] {
        let answer = Site::with(&["--base-url", base]).get("/nowhere").await;
        assert_eq!(answer.header("strict-transport-security"), expect, "{base}");
    }
}

#[tokio::test]
async fn what_is_counted_can_be_read() {
    let site = Site::builtin();
    site.get("/kb/Q168465").await;
    site.get("/search?q=event+68").await;
    site.get("/no/such/page").await;
    let metrics = site.get("/-/metrics").await.body;
    for line in [
        "fixpath_requests_total{route=\"/kb/{*rest}\",status=\"200\"} 1",
        "fixpath_requests_total{route=\"/search\",status=\"200\"} 1",
        "fixpath_requests_total{route=\"none\",status=\"404\"} 1",
        // The page for a missing address has searched, too.
        "fixpath_search_seconds_count 2",
        &format!(
            "fixpath_snapshot_articles {}",
            site.portal.snapshot().library.len()
        ),
        "fixpath_problems{kind=\"error\"} 0",
        "fixpath_connections 0",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    // The list in docs/operating.md must be complete and right.
    let listed = std::fs::read_to_string("docs/operating.md").unwrap();
    let named = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    for name in named.filter_map(|line| line.split(' ').next()) {
        assert!(
            listed.contains(&format!("`{name}")),
            "{name} is not in docs/operating.md"
        );
    }
}

#[tokio::test]
async fn suggestions_are_offered_as_one_types() {
    let lamp = "---\nid: LAMP-1\ntitle: The lamp goes out\nproducts: [Lamp Service]\n---\n\n## Symptoms\n\n```event\nEvent ID: 68\nSource: LampService\n```\n\nError 0x80004005, STOP 0x0000001E.\n";
    let (site, _folder) = Site::with_folder(&[("LAMP-1.md", lamp)], &[]);
    for (typed, kind, text, href, note) in [
        (
            "Q16846",
            "article",
            "XFOR: Event ID 68 Running",
            "/kb/Q168465",
            "Q168465",
        ),
        (
            "16846",
            "article",
            "XFOR: Event ID 68",
            "/kb/Q168465",
            "Q168465",
        ),
        (
            "lamp-",
            "article",
            "The lamp goes out",
            "/kb/LAMP-1",
            "LAMP-1",
        ),
        (
            "68",
            "event",
            "Event 68 · MSExchangeCCMC",
            "/events/msexchangeccmc/68",
            "article",
        ),
        (
            "event 68 lamp",
            "event",
            "Event 68 · LampService",
            "/events/lampservice/68",
            "1 article",
        ),
        (
            "ccmc",
            "source",
            "MSExchangeCCMC",
            "/events/msexchangeccmc",
            "events",
        ),
        (
            "ccmc 6",
            "event",
            "Event 6",
            "/events/msexchangeccmc/6",
            "guide",
        ),
        (
            "0x80004",
            "code",
            "0x80004005 E_FAIL",
            "/codes/status-80004005",
            "article",
        ),
        (
            "e_fa",
            "code",
            "0x80004005 E_FAIL",
            "/codes/status-80004005",
            "article",
        ),
        (
            "stop 1",
            "code",
            "STOP 0x00000001",
            "/codes/stop-1",
            " articles",
        ),
        (
            "stop 7",
            "code",
            "STOP 0x0000007B",
            "/codes/stop-7b",
            " articles",
        ),
        (
            "-214746725",
            "code",
            "0x80004005",
            "/codes/status-80004005",
            "article",
        ),
        (
            "connector for cc",
            "guide",
            "Exchange connector for cc:Mail",
            "/guides/ccmail-connector",
            "",
        ),
        (
            "the lamp go",
            "article",
            "The lamp goes out",
            "/kb/LAMP-1",
            "LAMP-1",
        ),
        (
            "lamp s",
            "product",
            "Lamp Service",
            "/products/lamp-service",
            "1 article",
        ),
    ] {
        let answer = site
            .get(&format!("/-/suggest?{}", encode(&[("q", typed)])))
            .await;
        let answer = answer.json();
        let all = answer["suggestions"].as_array().unwrap();
        let fits = |one: &&serde_json::Value| {
            let has = |name: &str, part: &str| one[name].as_str().unwrap().contains(part);
            one["kind"] == kind && has("text", text) && has("note", note) && has("href", href)
        };
        assert!(all.first().filter(fits).is_some(), "{typed}: {answer}");
        assert!(all.len() <= 8, "{typed}");
        for one in all {
            let page = site.get(one["href"].as_str().unwrap()).await;
            assert_eq!(page.status, StatusCode::OK, "{typed}: {one}");
        }
    }
    for typed in [
        "",
        " ",
        "zzzzq",
        "?",
        "the lamp went",
        &"x".repeat(500),
        "\0",
    ] {
        let answer = site
            .get(&format!("/-/suggest?{}", encode(&[("q", typed)])))
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("cache-control")),
            (200, "no-cache")
        );
        assert_eq!(
            answer.json()["suggestions"],
            serde_json::json!([]),
            "{typed}"
        );
    }
    let posted = site.post("/-/suggest", "text/plain", "q=68").await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    let below = Site::with(&["--base-url", "https://help.example.com/a/kb"]);
    let answer = below.get("/a/kb/-/suggest?q=168465").await.json();
    assert_eq!(
        answer["suggestions"][0]["href"], "/a/kb/kb/Q168465",
        "{answer}"
    );
    assert!(
        below
            .get("/a/kb/")
            .await
            .body
            .contains("data-suggest=\"/a/kb/-/suggest\"")
    );
}

#[tokio::test]
async fn a_corrected_search_leads_back_to_the_words_as_typed() {
    let site = Site::builtin();
    let page = site
        .get("/search?q=postt+office&product=microsoft-exchange")
        .await
        .body;
    assert!(page.contains("Search instead for <a"), "{page}");
    let back = page
        .split('"')
        .find(|part| part.contains("exact=1"))
        .unwrap();
    let back = back.replace("&amp;", "&").replace("&#38;", "&");
    assert!(
        back.contains("q=postt%20office&product=microsoft-exchange"),
        "{back}"
    );
    let exact = site.get(&back).await.body;
    assert!(!exact.contains("Search instead") && exact.contains("<mark>"));
}

#[tokio::test]
async fn synonyms_of_the_trade_and_of_a_folder_are_found_and_their_faults_named() {
    let files = [
        (
            "LAMP-1.md",
            "---\nid: LAMP-1\ntitle: The bulb is dark\n---\n\n## Cause\n\nNo current.\n",
        ),
        ("synonyms.txt", "# Ours.\nglim = bulb\nbroken line\n"),
    ];
    let (site, folder) = Site::with_folder(&files, &[]);
    let hits = |answer: &serde_json::Value| {
        answer["hits"][0]["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let found = site.get("/api/v1/search?q=glim").await.json();
    assert_eq!(
        (hits(&found).as_str(), &found["also"][0]),
        ("LAMP-1", &"bulb".into()),
        "{found}"
    );
    let page = site.get("/search?q=glim").await.body;
    assert!(page.contains("Also searched for: bulb") && page.contains("exact=1"));
    let exact = site.get("/api/v1/search?q=glim&exact=1").await.json();
    assert_eq!(exact["hits"], serde_json::json!([]));
    let built_in = site.get("/api/v1/search?q=dirsync+ccmc").await.json();
    assert!(hits(&built_in).starts_with('Q'), "{built_in}");
    let problem = site
        .portal
        .snapshot()
        .problems
        .iter()
        .find(|one| one.file.ends_with("synonyms.txt"))
        .cloned();
    let problem = problem.unwrap();
    assert_eq!(problem.line, 3, "{problem}");
    // A changed file is picked up like any other, and gives another generation name.
    let before = site.portal.snapshot().generation.clone();
    std::fs::write(folder.path().join("synonyms.txt"), "gleam = bulb\n").unwrap();
    site.refresh();
    assert_ne!(site.portal.snapshot().generation, before);
    assert_eq!(
        hits(&site.get("/api/v1/search?q=gleam").await.json()),
        "LAMP-1"
    );
    assert_eq!(hits(&site.get("/api/v1/search?q=glim").await.json()), "");
}
