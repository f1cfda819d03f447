//! Walks through the built-in guide over HTTP, as a page and in the API.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::Value;

use super::site::{Answer, Site};

const GUIDE: &str = "/guides/ccmail-connector";
const RIGHT: &str = "event=68&eight_five=no&post_office=db8&import_exe=6.0&export_exe=8.3&ie_ri=yes&setting=6.0%2F6.0";

async fn state(site: &Site, answers: &str) -> Value {
    site.get(&format!("/api/v1{GUIDE}?{answers}")).await.json()
}

/// The page at an address, which may redirect to a canonical one.
async fn page(site: &Site, address: &str) -> Answer {
    let answer = site.get(address).await;
    match answer.headers.get("location") {
        Some(there) => site.get(there.to_str().unwrap()).await,
        None => answer,
    }
}

fn with(answers: &str, name: &str, value: &str) -> String {
    let changed = answers.split('&').map(|pair| match pair.split_once('=') {
        Some((key, _)) if key == name => format!("{name}={value}"),
        _ => pair.to_owned(),
    });
    changed.collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn the_article_leads_to_the_guide_with_its_event_known() {
    let site = Site::builtin();
    let article = site.get("/kb/Q168465").await.body;
    assert!(
        article.contains(&format!(
            "{GUIDE}?event=68&#38;from=MSExchangeCCMC%2F68&#38;rev=2"
        )),
        "{article}"
    );
    let step = page(&site, &format!("{GUIDE}?event=68")).await.body;
    assert!(step.contains("name=\"eight_five\" value=\"yes\"") && step.contains("corrupt"));
    assert!(step.contains("name=\"event\" value=\"68\""));
    let list = site.get("/guides").await.body;
    assert!(list.contains(&format!("href=\"{GUIDE}\"")));
    let search = site.get("/search?q=event+68").await.body;
    assert!(search.contains(&format!(
        "{GUIDE}?event=68&#38;from=MSExchangeCCMC%2F68&#38;rev=2"
    )));
}

#[tokio::test]
async fn each_step_is_beside_the_passage_it_is_based_on() {
    let site = Site::builtin();
    for (answers, passage) in [
        ("", "CCMDIR.EXP"),
        ("event=68&eight_five=no", "Select on the Post Office tab"),
        ("event=68&eight_five=yes", "This corrupts the post office"),
        ("event=70&eight_five=no", "result code 3"),
    ] {
        let page = page(&site, &format!("{GUIDE}?{answers}")).await.body;
        let quoted = page.split("class=\"passage\"").skip(1).collect::<String>();
        assert!(quoted.contains(passage), "{answers}: {passage}");
    }
}

#[tokio::test]
async fn verdicts_name_exactly_what_is_wrong_or_not_known() {
    let site = Site::builtin();
    for (answers, outcome, not_met, unknown) in [
        (
            with(RIGHT, "import_exe", "5.15"),
            "mismatch",
            "import_exe",
            "",
        ),
        (
            with(RIGHT, "setting", "5.15%2F5.14"),
            "mismatch",
            "setting",
            "",
        ),
        (
            with(RIGHT, "export_exe", "unknown"),
            "not_judged",
            "",
            "export_exe",
        ),
        (
            with(RIGHT, "export_exe", ""),
            "not_judged",
            "",
            "export_exe",
        ),
        (with(RIGHT, "eight_five", "yes"), "corrupting", "", ""),
    ] {
        let state = state(&site, &answers).await;
        assert_eq!(state["now"]["id"], outcome, "{answers}: {state}");
        let facts = state["now"]["facts"].as_array().unwrap();
        let named = |verdict: &str| {
            let with_verdict = facts.iter().filter(|fact| fact["verdict"] == verdict);
            with_verdict
                .map(|fact| fact["id"].as_str().unwrap())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            (named("not_met").as_str(), named("unknown").as_str()),
            (not_met, unknown),
            "{answers}"
        );
    }
    assert_eq!(
        state(&site, RIGHT).await["now"]["questions"][0]["id"],
        "ccdir"
    );
}

#[tokio::test]
async fn a_changed_answer_keeps_the_rest() {
    let site = Site::builtin();
    let changed = with(RIGHT, "post_office", "db6");
    let page = site.get(&format!("{GUIDE}?{changed}")).await.body;
    assert!(
        page.contains("class=\"verdict not-met\"")
            && page.contains("IE.RI: \u{201c}Yes\u{201d} no longer applies")
    );
    let again = site
        .get(&format!("{GUIDE}?{changed}&at=post_office"))
        .await
        .body;
    assert!(
        again
            .contains("value=\"db6\"><span>DB6</span> <span class=\"chosen\">Chosen before</span>")
            && again.contains("name=\"setting\" value=\"6.0/6.0\"")
    );
}

#[tokio::test]
async fn whatever_is_answered_is_answered() {
    let site = Site::builtin();
    let many = "x=1&".repeat(500);
    for query in [
        "event=%3Cscript%3E",
        "event",
        "=",
        "&&&",
        "at=nothing",
        "rev=99",
        "%FF=%00",
        "event=68&event=70",
        &many,
    ] {
        let page = page(&site, &format!("{GUIDE}?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(!page.body.contains("<script>"), "{query}");
    }
    assert_eq!(
        site.get("/api/v1/guides/nothing").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        site.get("/api/v1/guides").await.json()["guides"][0]["id"],
        "ccmail-connector"
    );
}

/// A portal with a guide that has every kind of node and answer.
pub(crate) fn night_train() -> (Site, tempfile::TempDir) {
    let files = [
        ("every-kind.toml", include_str!("../guides/every-kind.toml")),
        ("LAMP-001.md", include_str!("../guides/LAMP-001.md")),
    ];
    Site::with_folder(&files, &[])
}

const TRAIN: &str = "/guides/every-kind";
const FUSE: &str = "where=carriage&carriage=7&code=1069";

#[tokio::test]
async fn a_walk_has_one_address() {
    let (site, _folder) = night_train();
    let canonical =
        format!("{TRAIN}?{FUSE}&done=fuse.1&done=fuse.2&from=Lamp%20Control%2F4100&log=code&rev=3");
    for query in [
        "code=1069&carriage=7&where=carriage&done=fuse.2&done=fuse.1&log=code&from=Lamp+Control/4100",
        "rev=3&where=platform&where=carriage&code=1069&carriage=+7&done=fuse.2&log=code&log=mode&done=fuse.1&done=fuse.1&from=Lamp%20Control/4100",
    ] {
        let moved = site.get(&format!("{TRAIN}?{query}")).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{query}");
        assert_eq!(moved.header("location"), canonical, "{query}");
    }
    let page = site.get(&canonical).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.header("cache-control"),
        "no-store",
        "it holds what a log and a person said"
    );
    let public = site.get(&format!("{TRAIN}?where=platform&rev=3")).await;
    assert_eq!(public.header("cache-control"), "no-cache");
    assert_eq!(site.get(TRAIN).await.status, StatusCode::OK);
    // If something is lost or wrong, the page says so and does not redirect.
    for query in [
        "where=platform&code=1069",
        "where=nowhere",
        "where=platform&rev=1",
    ] {
        let page = site.get(&format!("{TRAIN}?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn every_kind_of_field_and_step_is_on_its_page() {
    let (site, _folder) = night_train();
    for (query, parts) in [
        (
            FUSE.to_owned() + "&done=fuse.2",
            &[
                "Change the fuse of carriage 7",
                "name=\"done\" value=\"fuse.1\"> <span>Open the <strong>box</strong> below",
                "name=\"done\" value=\"fuse.2\" checked>",
                "type=\"hidden\" name=\"code\" value=\"1069\"",
                "2 possible outcomes",
            ][..],
        ),
        (
            FUSE.replace("1069", "5"),
            &[
                "type=\"hidden\" name=\"signs\" value=\"\"",
                "type=\"checkbox\" name=\"signs\" value=\"smoke\">",
                "href=\"/guides/every-kind?where=carriage&#38;carriage=7&#38;code=5&#38;signs=none&#38;rev=3\" data-walk>None",
                "href=\"/guides/every-kind?where=carriage&#38;carriage=7&#38;code=5&#38;signs=unknown&#38;rev=3\" data-walk>I don",
            ],
        ),
        (
            FUSE.replace("1069", "5") + "&signs=noise&volts=9999&firmware=x&mode=no",
            &[
                "9999 V is too high: the maximum is 1500 V.",
                "name=\"volts\" value=\"9999\"",
                "aria-invalid=\"true\" aria-describedby=\"volts-problem\"",
                "\u{201c}x\u{201d} is not a version number",
                "name=\"mode\" value=\"no\" required checked",
            ],
        ),
        (
            "where=carriage&carriage=7&code=lamp".to_owned(),
            &[
                "Which code does the panel of carriage 7 show?",
                "\u{201c}lamp\u{201d} is not an error code; write one such as -1018, 1069 or 0x80004005.",
                "name=\"code\" value=\"lamp\"",
            ],
        ),
        (
            "where=carriage&carriage=&rev=3".to_owned(),
            &["Give an answer, or choose \u{201c}I don\u{2019}t know\u{201d}."],
        ),
        (
            "where=tunnel&rev=2".to_owned(),
            &[
                "This link was made for revision 2 of this guide, which is now at revision 3.",
                "\u{201c}tunnel\u{201d} is not one of the answers. The link was made for revision 2 of this guide, where that may have been valid.",
            ],
        ),
        (
            FUSE.to_owned() + "&fuse=no&rev=3",
            &[
                "name=\"done\" value=\"station.1\"",
                "href=\"/guides/every-kind?where=carriage&#38;code=1069&#38;rev=3\">Continue with: The night train",
                "/guides/every-kind/note.txt?where=carriage",
                "The electrician has called back.",
            ],
        ),
        (
            "where=carriage&carriage=%2A7%2A%20%3Cb%3E&code=1069&rev=3".to_owned(),
            &["Change the fuse of carriage *7* &lt;b&gt;"],
        ),
    ] {
        let page = page(&site, &format!("{TRAIN}?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        for part in parts {
            assert!(page.body.contains(part), "{query}: {part}\n{}", page.body);
        }
    }
}

#[tokio::test]
async fn a_walk_is_handed_over_as_a_note() {
    let (site, _folder) = night_train();
    let query = format!("{FUSE}&fuse=yes&done=fuse.1&from=Lamp%20Control%2F4100&log=code&rev=3");
    for (form, kind, first) in [
        (
            "note.txt",
            "text/plain; charset=utf-8",
            "No fault found: The lamps burn again\nEvent 4100, Lamp Control\n",
        ),
        (
            "note.md",
            "text/markdown; charset=utf-8",
            "**No fault found: The lamps burn again**\n- Event 4100, Lamp Control\n",
        ),
        ("note.json", "application/json", "{"),
    ] {
        let note = site.get(&format!("{TRAIN}/{form}?{query}")).await;
        assert_eq!(note.status, StatusCode::OK);
        assert_eq!(note.header("content-type"), kind);
        assert_eq!(note.header("cache-control"), "no-store");
        assert!(note.body.starts_with(first), "{}", note.body);
        assert!(
            note.body.contains(&format!("{TRAIN}?{query}")),
            "{}",
            note.body
        );
        assert!(form == "note.json" || note.body.lines().count() <= 15);
    }
    let json = site.get(&format!("{TRAIN}/note.json?{query}")).await.json();
    assert_eq!(json["done"][0]["ticked"], serde_json::json!([1]));
    assert_eq!(json["answers"][2]["from_log"], true);
    for path in ["/guides/every-kind/nothing", "/guides/nothing/note.txt"] {
        assert_eq!(site.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_pasted_event_begins_the_walk_where_its_message_ends() {
    let (site, _folder) = night_train();
    let event = "Event ID: 4100\nSource: Lamp Control\nDescription: The Restaurant carriage went dark with error 1069.";
    let page = site
        .post(
            "/diagnose",
            "application/x-www-form-urlencoded",
            &format!("text={}", event.replace('\n', "%0D%0A")),
        )
        .await;
    let begin = format!(
        "{TRAIN}?where=carriage&#38;carriage=Restaurant&#38;code=1069&#38;from=Lamp%20Control%2F4100&#38;codes=win32-1069&#38;found="
    );
    let end = "&#38;log=carriage&#38;log=code&#38;log=where&#38;rev=3";
    let mut links = page.body.split('"');
    let link = links.find(|link| link.starts_with(&begin) && link.ends_with(end));
    let link = link.unwrap_or_else(|| panic!("{}", page.body)).to_owned();
    let found = site
        .post("/api/v1/diagnose", "text/plain", event)
        .await
        .json();
    assert_eq!(
        found["findings"][0]["guides"][0]["url"],
        link.replace("&#38;", "&")
    );
    let there = site.get(&link.replace("&#38;", "&")).await;
    assert_eq!(
        there.status,
        StatusCode::OK,
        "the link is the walk's own address"
    );
    assert_eq!(there.body.matches("from your log").count(), 3);
    // A code leads to the guide as well: from its page, from a search and from a text without an
    // event.
    let by_code = format!("{TRAIN}?where=carriage&#38;code=1069&#38;rev=3");
    for path in ["/codes/win32-1058", "/search?q=0x422"] {
        let page = site.get(path).await.body;
        assert!(page.contains(&by_code), "{path}");
    }
    let text = site
        .get("/diagnose?text=it+says+error+1058+and+is+dark")
        .await
        .body;
    // A text also answers more questions, which a code alone does not.
    let by_text = format!("{TRAIN}?where=carriage&#38;code=1069&#38;");
    assert!(text.contains(&by_text), "{text}");
}

/// The addresses that a page links to, except those within the page.
fn links(page: &str) -> BTreeSet<String> {
    let hrefs = page.split("href=\"").skip(1);
    let hrefs = hrefs.filter_map(|rest| rest.split_once('"'));
    (hrefs.map(|(href, _)| href.replace("&#38;", "&")))
        .filter(|href| href.starts_with('/'))
        .collect()
}

#[tokio::test]
async fn the_map_shows_every_node_and_the_path_so_far() {
    let site = Site::builtin();
    let walked = "event=68&eight_five=no&post_office=unknown&release=release-6&rev=2";
    let map = site.get(&format!("{GUIDE}/map?{walked}")).await;
    assert_eq!(map.status, StatusCode::OK);
    let snapshot = site.portal.snapshot();
    let guide = snapshot.guide("ccmail-connector").unwrap();
    let is_fact = |id: &str| {
        guide
            .sheets
            .iter()
            .any(|sheet| sheet.facts.iter().any(|fact| fact == id))
    };
    for node in guide.nodes().filter(|node| !is_fact(node.id())) {
        let id = node.id();
        assert_eq!(
            map.body.matches(&format!("id=\"map-{id}\"")).count(),
            1,
            "{id}"
        );
    }
    let class = |id: &str| {
        let rest = map
            .body
            .split(&format!("id=\"map-{id}\" class=\""))
            .nth(1)
            .unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    assert_eq!(class("release"), "map-node question lit");
    assert_eq!(class("installed"), "map-node check-sheet lit here");
    assert_eq!(class("mismatch"), "map-node fix");
    assert_eq!(class("disk_space"), "map-node fix gone");
    for href in links(&map.body) {
        let there = href.split('#').next().unwrap();
        let status = page(&site, there).await.status;
        assert_eq!(status, StatusCode::OK, "{href}");
    }
    let file = site.get(&format!("{GUIDE}/map.svg?{walked}")).await;
    assert_eq!(file.headers["content-type"], "image/svg+xml; charset=utf-8");
    assert!(file.body.starts_with("<svg xmlns=") && !file.body.contains("style="));
    let unbegun = site.get(&format!("{GUIDE}/map")).await.body;
    assert!(!unbegun.contains(" lit") && !unbegun.contains(" gone"));
}

#[tokio::test]
async fn the_full_guide_is_on_one_page() {
    let site = Site::builtin();
    let whole = site.get(&format!("{GUIDE}/all")).await.body;
    let map = site.get(&format!("{GUIDE}/map")).await.body;
    for href in links(&map) {
        if let Some((_, id)) = href.split_once("/all#") {
            assert_eq!(whole.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    for text in [
        "Required: <strong>6.0 or later, but before 8.5</strong> (Database format: DB8).",
        "I don\u{2019}t know: <a href=\"#release\">",
    ] {
        assert!(whole.contains(text), "{text}");
    }
    for part in ["all", "map", "map.svg"] {
        let missing = site.get(&format!("/guides/nothing/{part}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        site.get(&format!("{GUIDE}/nothing")).await.status,
        StatusCode::NOT_FOUND
    );
    // Typed answers are on the map, too, and are not stored anywhere.
    let (site, _folder) = night_train();
    let map = site
        .get("/guides/every-kind/map?where=carriage&carriage=%3Cb%3E7")
        .await;
    assert_eq!(map.headers["cache-control"], "no-store");
    assert!(!map.body.contains("<b>7"));
}
