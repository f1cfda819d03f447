//! No outcome of a guide is a dead end: what is known by then leads on to articles.

use axum::http::StatusCode;
use serde_json::Value;

use super::site::Site;

/// A guide for the pump house, which claims one message of event 7 and every message of event 8.
const GUIDE: &str = r#"
id = "pump"
title = "The pump stands still"
revision = 1
start = "pump"

[[events]]
source = "PumpHouse"
id = 7
says = "The {pump} pump stopped with error {}"

[[events]]
source = "PumpHouse"
id = 8

[[question]]
id = "valve"
kind = "choice"
name = "Valve"
ask = "Which valve is closed?"
find = "Look."
options = ["The inlet valve", "The outlet valve"]
next = [
  { when = { valve = "The inlet valve" }, go = "grease" },
  { when = { valve = "The outlet valve" }, go = "open" },
  { go = "engineer" },
]

[[question]]
id = "pump"
kind = "text"
ask = "Which pump?"
find = "Look."
next = [{ go = "valve" }]

[[action]]
id = "grease"
title = "Grease the valve"
steps = ["Grease it."]
yes = "open"
no = "engineer"
cite = ["PUMP-004#resolution"]

[[outcome]]
id = "open"
kind = "fix"
title = "The outlet valve is closed"
steps = ["Open it."]
verify = "Water comes."
otherwise = "Call the engineer."
cite = ["PUMP-003#resolution"]

[[outcome]]
id = "engineer"
kind = "escalate"
title = "A case for the engineer"
steps = ["Call the engineer."]
verify = "She has come."
otherwise = "Call again."

[[scenario]]
answers = { pump = "A", valve = "The outlet valve" }
outcome = "open"
"#;

fn article(id: &str, title: &str, event: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: \"{title}\"\nproducts: [\"Pumps\"]\n---\n\n## Symptoms\n\n~~~event\n{event}\n~~~\n\n## Resolution\n\nTurn the wheel.\n"
    )
}

fn pump_house() -> (Site, tempfile::TempDir) {
    let articles = [
        (
            "PUMP-001",
            "Pumps stop in winter",
            "Event ID: 7\nSource: PumpHouse\nDescription: The %1 pump stopped with error %2, as the water is frozen.",
        ),
        (
            "PUMP-002",
            "The float hangs",
            "Event ID: 7\nSource: PumpHouse\nDescription: The float of the tank hangs on its rope again.",
        ),
        (
            "PUMP-003",
            "The outlet valve",
            "Event ID: 7\nSource: PumpHouse",
        ),
        (
            "PUMP-004",
            "The inlet valve sticks",
            "Event ID: 7\nSource: PumpHouse",
        ),
    ];
    let mut files = vec![("pump.toml".to_owned(), GUIDE.to_owned())];
    for (id, title, event) in articles {
        files.push((format!("{id}.md"), article(id, title, event)));
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    Site::with_folder(&files, &[])
}

async fn diagnosed(site: &Site, text: &str) -> Value {
    site.post("/api/v1/diagnose", "text/plain", text)
        .await
        .json()
}

/// The start of a guide for a pasted event; `None` if none is offered.
async fn start(site: &Site, id: u32, message: &str) -> Option<Value> {
    let paste =
        format!("Event ID: {id}\nSource: PumpHouse\nComputer: MILL-7\nDescription: {message}");
    let found = diagnosed(site, &paste).await;
    let guides = found["findings"][0]["guides"].as_array()?.clone();
    guides.into_iter().next()
}

fn ids(articles: &Value) -> Vec<&str> {
    let articles = articles.as_array().unwrap().iter();
    articles
        .map(|article| article["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_outcome_shows_the_article_that_quotes_the_message_and_no_word_of_it_is_in_the_address()
{
    let (site, _folder) = pump_house();
    let message = "The Upper Meadow pump stopped with error 1069, as the water is frozen.";
    let guide = start(&site, 7, message).await.unwrap();
    assert_eq!(guide["only_in_general"], false);
    let url = guide["url"].as_str().unwrap();
    assert!(
        url.contains("quoted=PUMP-001") && url.contains("codes=win32-1069"),
        "{url}"
    );
    for word in ["frozen", "MILL", "stopped"] {
        assert!(!url.contains(word), "{word}: {url}");
    }
    for (answer, outcome) in [("The%20outlet%20valve", "fix"), ("unknown", "escalate")] {
        let address = format!("{url}&valve={answer}");
        let state = site.get(&format!("/api/v1{address}")).await.json();
        assert_eq!(state["now"]["outcome"], outcome);
        let articles = &state["now"]["articles"];
        assert_eq!(ids(articles)[0], "PUMP-001", "{articles}");
        assert_eq!(articles[0]["quotes_message"], true);
        let page = site.get(state["url"].as_str().unwrap()).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("quotes the message you began with"),
            "{}",
            page.body
        );
        assert!(
            page.body
                .contains("All articles about event 7 from PumpHouse")
        );
    }
}

#[tokio::test]
async fn what_was_tried_comes_last_and_what_is_ruled_out_is_marked() {
    let (site, _folder) = pump_house();
    let walk = "/api/v1/guides/pump?pump=A&from=PumpHouse/7";
    let tried = site
        .get(&format!("{walk}&valve=The+inlet+valve&grease=no"))
        .await
        .json();
    let articles = tried["now"]["articles"].as_array().unwrap().clone();
    let of = |articles: &[Value], id: &str| {
        articles
            .iter()
            .find(|article| article["id"] == id)
            .map(|article| article["done"].clone())
    };
    assert_eq!(
        of(&articles, "PUMP-003").unwrap(),
        "ruled out by your answers"
    );
    assert_eq!(articles.last().unwrap()["id"], "PUMP-004");
    assert_eq!(of(&articles, "PUMP-004").unwrap(), "you tried this");
    assert_eq!(of(&articles, "PUMP-002").unwrap(), "");
    // Something that could not be done was not tried, and an unknown answer rules nothing out.
    let not_done = site
        .get(&format!("{walk}&valve=The+inlet+valve&grease=not_done"))
        .await
        .json();
    let articles = not_done["now"]["articles"].as_array().unwrap().clone();
    assert_eq!(of(&articles, "PUMP-004").unwrap(), "");
    let unknown = site.get(&format!("{walk}&valve=unknown")).await.json();
    let articles = unknown["now"]["articles"].as_array().unwrap().clone();
    assert_eq!(of(&articles, "PUMP-003").unwrap(), "");
    // A source of the outcome itself is shown as a source, and not a second time.
    let open = site
        .get(&format!("{walk}&valve=The+outlet+valve"))
        .await
        .json();
    assert!(!ids(&open["now"]["articles"]).contains(&"PUMP-003"));
}

#[tokio::test]
async fn a_guide_for_other_messages_comes_second() {
    let (site, _folder) = pump_house();
    // An article quotes this message, so it is known to be a different one.
    let known = start(&site, 7, "The float of the tank hangs on its rope again.").await;
    assert_eq!(known, None);
    let strange = start(
        &site,
        7,
        "Something quite different was seen near the mill.",
    )
    .await
    .unwrap();
    assert_eq!(strange["only_in_general"], true);
    assert_eq!(
        strange["covers"],
        "covers event 8; for event 7, only the general steps apply"
    );
    let any = start(&site, 8, "Whatever it says.").await.unwrap();
    assert_eq!(any["only_in_general"], false);
    assert_eq!(any["covers"], "also covers event 7");
    let event = site.get("/events/pumphouse/7").await.body;
    assert!(event.contains("only the general steps apply"), "{event}");
}

#[tokio::test]
async fn what_an_address_names_but_does_not_exist_is_left_out() {
    let (site, _folder) = pump_house();
    let walk = "/guides/pump?pump=A&valve=unknown&quoted=PUMP-999&quoted=%3Cb%3E&found=..%2Fx&codes=nothing";
    let page = site.get(walk).await;
    let page = match page.headers.get("location") {
        Some(there) => site.get(there.to_str().unwrap()).await,
        None => page,
    };
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("PUMP-999</span>") && !page.body.contains("<b>"));
}

#[tokio::test]
async fn an_article_is_listed_for_words_of_the_answers_not_of_the_title() {
    let site = Site::builtin();
    let walk = "/api/v1/guides/ccmail-connector?event=68&eight_five=no&post_office=db6&import_exe=6.0&export_exe=6.0\
                &setting=6.0%2F6.0";
    let state = site.get(walk).await.json();
    let articles = state["now"]["articles"].as_array().unwrap().clone();
    let why: Vec<&str> = (articles.iter())
        .flat_map(|article| article["why"].as_array().unwrap())
        .map(|why| why.as_str().unwrap())
        .collect();
    assert!(why.contains(&"mentions DB6"), "{why:?}");
    for word in ["Matches", "connector", " for", " and", "don't", "words"] {
        assert!(!why.iter().any(|why| why.contains(word)), "{word}: {why:?}");
    }
}
