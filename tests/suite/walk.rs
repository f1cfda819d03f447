//! Walks through the built-in guide over HTTP, as a page and in the API.

use axum::http::StatusCode;
use serde_json::Value;

use super::site::{Answer, Site};

const GUIDE: &str = "/guides/ccmail-connector";
const RIGHT: &str = "event=68&eight_five=no&post_office=db8&import_exe=6.0&export_exe=8.3&ie_ri=yes&setting=6.0%2F6.0";

async fn state(site: &Site, answers: &str) -> Value {
    site.get(&format!("/api/v1{GUIDE}?{answers}")).await.json()
}

/// The page of an address, which may have a canonical one.
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
            "{GUIDE}?event=68&#38;from=MSExchangeCCMC%2F68&#38;rev=1"
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
        "{GUIDE}?event=68&#38;from=MSExchangeCCMC%2F68&#38;rev=1"
    )));
}

#[tokio::test]
async fn each_step_stands_beside_the_passage_it_rests_on() {
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
        again.contains("value=\"db6\" required checked")
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
