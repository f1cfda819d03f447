//! The desk: what people add is saved, shown and never lost, on SQLite and on PostgreSQL; reading
//! does without it.

use std::{
    env, fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use fixpath::desk::{
    self, Action, Answer, Conflict, Desk, DeskError, NewEntry, Subject, people::Role,
};
use sqlx::{AnyConnection, Connection, Executor};
use tempfile::TempDir;

use super::{command_line::program, site::Site};

/// The folder of the socket of a PostgreSQL server; without it, only SQLite is tested.
const POSTGRES: &str = "FIXPATH_TEST_POSTGRES";

/// An article of the built-in knowledge base, and its page.
pub(super) const ARTICLE: &str = "article:Q168465";
pub(super) const PAGE: &str = "/kb/Q168465";

/// An empty store of each kind that is available here, with the folder that holds its file, if any.
pub(super) fn stores() -> Vec<(String, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a desk%20?.db");
    let mut stores = vec![(format!("sqlite:{}", file.display()), folder)];
    match env::var(POSTGRES) {
        Ok(socket) => stores.push((database(&socket), tempfile::tempdir().unwrap())),
        Err(_) => eprintln!("not tested on PostgreSQL: {POSTGRES} is not set"),
    }
    stores
}

/// A new database of the PostgreSQL server behind a socket.
fn database(socket: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("desk_{}_{number}", std::process::id());
    let made = Command::new("createdb")
        .args(["--host", socket, "--username", "postgres", &name])
        .status()
        .unwrap();
    assert!(made.success(), "createdb failed");
    format!("postgres://postgres@localhost/{name}?host={socket}")
}

/// A connection to a store of its own, beside those of the program.
pub(super) async fn connection(store: &str) -> AnyConnection {
    let is_file = store.starts_with("sqlite:");
    let encoded = || store.replace('%', "%25").replace('?', "%3F");
    let url = if is_file { encoded() } else { store.to_owned() };
    AnyConnection::connect(&url).await.unwrap()
}

fn note(text: &str) -> NewEntry {
    NewEntry {
        subject: ARTICLE.parse().unwrap(),
        person: "ann".to_owned(),
        ticket: "T-7".to_owned(),
        action: Action::Note {
            text: text.to_owned(),
            replaces: 0,
        },
    }
}

async fn open(store: &str) -> Arc<Desk> {
    Desk::open(&store.parse().unwrap()).await.unwrap().unwrap()
}

/// The notes on the article, once there are so many.
async fn notes(desk: &Desk, count: usize) -> Vec<String> {
    let subject: Subject = ARTICLE.parse().unwrap();
    for _ in 0..400 {
        let about = desk.view().about(&subject).unwrap_or_default();
        if about.notes.len() >= count {
            return about.notes.iter().map(|note| note.text.clone()).collect();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{count} notes do not come")
}

async fn feedback(site: &Site, answer: &str) -> super::site::Answer {
    let fields = [("subject", ARTICLE), ("back", PAGE), ("answer", answer)];
    site.send("/desk/add/feedback", &fields).await
}

/// A guide that asks for something in a person's own words.
const LAMPS: &str = r#"
id = "lamps"
title = "It is dark"
revision = 1
start = "which"

[[question]]
id = "which"
kind = "choice"
name = "Lamp"
ask = "Which lamp?"
why = "They differ."
find = "Look at it."
options = ["this", "that"]
next = [{ go = "words" }]
cite = ["Q168465#symptoms"]

[[question]]
id = "words"
kind = "text"
name = "Words"
ask = "What does it say?"
why = "It may say what is wrong."
find = "Read it."
next = [{ go = "lit" }]
cite = ["Q168465#symptoms"]

[[outcome]]
id = "lit"
kind = "fix"
title = "Switch it on"
steps = ["Press the switch."]
verify = "It shines."
otherwise = "Call the porter."
cite = ["Q168465#symptoms"]
"#;

/// An outcome that this guide can have as well.
const OTHER_OUTCOME: &str = r#"
[[outcome]]
id = "off"
kind = "refer"
title = "Ask the porter"
cite = ["Q168465#symptoms"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_is_shown_at_once() {
    for (store, _folder) in stores() {
        let site = Site::with_store(&store, &[]).await;
        let before = site.get(PAGE).await;
        assert!(!before.body.contains("Solved"));
        let other = site.get("/kb/Q156063").await;

        let saved = feedback(&site, "no").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert_eq!(saved.header("location"), "/kb/Q168465#desk");
        assert!(site.get(PAGE).await.body.contains("Solved in 0 of 1 case"));
        // Whoever changes their mind is counted once.
        feedback(&site, "yes").await;
        let page = site.get(PAGE).await;
        assert!(page.body.contains("Solved in 1 of 1 case"));
        assert!(page.body.contains("value=\"yes\" aria-pressed=\"true\""));
        assert_ne!(page.header("etag"), before.header("etag"));
        let same = site.get("/kb/Q156063").await;
        assert_eq!(same.header("etag"), other.header("etag"), "of another page");

        let text = "See **Q156063** first.\n\n<script>alert(1)</script>";
        let fields = [
            ("subject", ARTICLE),
            ("back", PAGE),
            ("text", text),
            ("ticket", "T-7"),
        ];
        site.send("/desk/add/note", &fields).await;
        let page = site.get(PAGE).await.body;
        assert!(page.contains("href=\"/kb/Q156063\""), "notes link articles");
        assert!(!page.contains("<script>alert"), "notes are hostile input");

        let fields = [("subject", ARTICLE), ("back", "/desk"), ("starred", "yes")];
        assert_eq!(
            site.send("/desk/add/star", &fields)
                .await
                .header("location"),
            "/desk#desk"
        );
        assert!(site.get("/desk").await.body.contains("Starred"));
        assert!(site.get(PAGE).await.body.contains("Remove star"));

        let ticket = site.get("/desk/tickets/T-7").await.body;
        assert!(
            ticket.contains("<p>See <strong><a href=\"/kb/Q156063\""),
            "{ticket}"
        );
        assert!(!ticket.contains("Solved it"), "that was for no ticket");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_note_keeps_what_it_said() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let mut entry = String::new();
    for text in ["Ask the **porter**.", "Ask the **janitor**.", "Ask both."] {
        let fields = [
            ("subject", ARTICLE),
            ("back", PAGE),
            ("text", text),
            ("replaces", &*entry),
        ];
        site.send("/desk/add/note", &fields).await;
        let about = site
            .portal
            .desk
            .as_ref()
            .unwrap()
            .view()
            .about(&ARTICLE.parse().unwrap());
        entry = about.unwrap().notes[0].entry.to_string();
    }
    let page = site.get(PAGE).await.body;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(at("Ask both.") < at("Earlier versions"));
    assert!(at("Earlier versions") < at("<strong>janitor</strong>"));
    assert!(at("<strong>janitor</strong>") < at("<strong>porter</strong>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_of_a_diagnosis_can_be_said_to_have_helped() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let event = "Event ID: 68\nSource: MSExchangeCCMC\nDescription: x\n";
    let page = site.send("/diagnose", &[("text", event)]).await.body;
    let subject = "event:msexchangeccmc/68";
    let back = "/events/msexchangeccmc/68";
    assert!(
        page.contains(&format!("name=\"subject\" value=\"{subject}\"")),
        "{page}"
    );
    assert!(page.contains(&format!("name=\"back\" value=\"{back}\"")));
    let fields = [("subject", subject), ("back", back), ("answer", "yes")];
    let sent = site.send("/desk/add/feedback", &fields).await;
    assert_eq!(sent.header("location"), format!("{back}#desk"));
    assert!(site.get(back).await.body.contains("Solved in 1 of 1 case"));
    let page = site.send("/diagnose", &[("text", event)]).await.body;
    assert!(page.contains("Solved in 1 of 1 case"));
    // Strangers are not asked.
    let flags = ["--listen", "192.0.2.1:8070"];
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &flags).await;
    let page = site.send("/diagnose", &[("text", event)]).await.body;
    assert!(!page.contains("/desk/add/feedback"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_without_a_choice_is_kept_and_can_be_completed() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let mut fields = vec![
        ("subject", ARTICLE),
        ("back", PAGE),
        ("words", "It *lies*."),
        ("flaw", ""),
    ];
    let page = site.send("/desk/add/report", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("It *lies*."));
    assert!(
        page.body
            .contains("type=\"radio\" name=\"flaw\" value=\"wrong\"")
    );
    assert!(!page.body.contains("type=\"hidden\" name=\"flaw\""));
    fields[3].1 = "wrong";
    let saved = site.send("/desk/add/report", &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_answered_and_closed_once() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &["--ticket-url", "https://tickets.example/{id}"]).await;
    let outcome = "/guides/ccmail-connector?event=68&eight_five=no&post_office=db6&import_exe=6.0&export_exe=6.0\
                   &setting=6.0%2F6.0&rev=2";
    let page = site.get(outcome).await.body;
    let subject = between(&page, "name=\"subject\" value=\"", "\"");
    assert!(subject.starts_with("guide:ccmail-connector#"), "{subject}");
    let back = between(&page, "name=\"back\" value=\"", "\"").replace("&#38;", "&");
    let fields = [
        ("subject", subject.as_str()),
        ("back", &back),
        ("flaw", "outdated"),
        ("words", "There is a newer version."),
        ("ticket", "T/8"),
    ];
    let saved = site.send("/desk/add/report", &fields).await;
    assert_eq!(saved.header("location"), format!("{back}#desk"));
    assert!(site.get(outcome).await.body.contains("1 open report"));

    // How the walk ended, and how long it took.
    let answered = [
        ("subject", subject.as_str()),
        ("back", &back),
        ("answer", "yes"),
        ("seconds", "90"),
        ("ticket", "T/8"),
    ];
    site.send("/desk/add/feedback", &answered).await;
    let ticket = site.get("/desk/tickets/T%2F8").await.body;
    assert!(ticket.contains("Solved it, after 2 minutes"), "{ticket}");

    let desk = site.get("/desk").await.body;
    assert!(desk.contains("There is a newer version."));
    assert!(desk.contains("href=\"/desk/tickets/T%2F8\""));
    let ticket = site.get("/desk/tickets/T%2F8").await.body;
    assert!(ticket.contains("https://tickets.example/T%2F8"));

    let report = between(&desk, "name=\"report\" value=\"", "\"");
    let fields = [
        ("subject", subject.as_str()),
        ("report", &report),
        ("reply", "Updated."),
    ];
    assert_eq!(
        site.send("/desk/add/close", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let desk = site.get("/desk").await.body;
    assert!(desk.contains("No report is open.") && desk.contains("Updated."));
    let again = site.send("/desk/add/close", &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains("already closed") && again.body.contains("Updated."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_is_saved_for_a_ticket_without_anybodys_words() {
    let by_words = LAMPS.replace(
        "next = [{ go = \"lit\" }]",
        "next = [{ when = { words = \"unknown\" }, go = \"off\" }, { go = \"lit\" }]",
    );
    let by_words = format!("{by_words}{OTHER_OUTCOME}");
    for (guide, reached) in [(LAMPS, "Switch it on"), (&by_words, "What does it say?")] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("lamps.toml"), guide).unwrap();
        let (store, _folder) = stores().remove(0);
        let kb = folder.path().to_str().unwrap();
        let site = Site::with_store(&store, &["--kb", kb]).await;
        let start = site.get("/guides/lamps").await.body;
        assert!(!start.contains("Save for a ticket"), "nothing is answered");
        let asked = site.get("/guides/lamps?which=this&words=Ann+says+no").await;
        let here = match asked.header("location") {
            "" => "/guides/lamps?which=this&words=Ann+says+no",
            there => there,
        };
        let page = site.get(here).await;
        assert!(page.body.contains("Switch it on"), "{}", page.body);
        assert!(page.body.contains("Save for a ticket"), "{}", page.body);
        let fields = [
            ("subject", "guide:lamps"),
            ("back", here),
            ("seconds", "61"),
        ];
        let missing = site.send("/desk/add/walk", &fields).await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(missing.body.contains("Enter the number of the ticket."));
        let ticket = ("ticket", "T-8");
        for other in [
            "",
            "/",
            "/guides/lamps",
            "/guides/ccmail-connector?event=68",
            "%",
        ] {
            let fields = [("subject", "guide:lamps"), ("back", other), ticket];
            let refused = site.send("/desk/add/walk", &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        }
        // Own words alone are nothing, and answers of another revision are not dropped in silence.
        for (other, status) in [
            ("/guides/lamps?words=Ann", StatusCode::UNPROCESSABLE_ENTITY),
            ("/guides/lamps?which=this&gone=5", StatusCode::CONFLICT),
        ] {
            let fields = [("subject", "guide:lamps"), ("back", other), ticket];
            let refused = site.send("/desk/add/walk", &fields).await;
            assert_eq!(refused.status, status, "{other}");
        }
        let fields = [&fields[..], &[ticket]].concat();
        let saved = site.send("/desk/add/walk", &fields).await;
        assert_eq!(saved.header("location"), "/desk/tickets/T-8");
        let ticket = site.get("/desk/tickets/T-8").await.body;
        assert!(ticket.contains("Walk saved, after 2 minutes"), "{ticket}");
        assert!(!ticket.contains("Ann"), "{ticket}");
        let walk = between(&ticket, "<a href=\"/guides/lamps?", "\"");
        let walk = walk.replace("&#38;", "&");
        assert!(walk.starts_with("which=this"), "{walk}");
        let there = site.get(&format!("/guides/lamps?{walk}")).await.body;
        assert!(there.contains(reached), "{there}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_saved_says_so_and_stays_in_the_form() {
    let folder = tempfile::tempdir().unwrap();
    // No database can be in a folder's place.
    let store = format!("sqlite:{}", folder.path().display());
    let site = Site::with_store(&store, &[]).await;
    for path in [
        PAGE,
        "/",
        "/search?q=dirsync",
        "/guides/ccmail-connector",
        "/desk",
    ] {
        assert_eq!(
            site.get(path).await.status,
            StatusCode::OK,
            "{path} needs no store"
        );
    }
    let text = "A long \"note\" that\nmust not be lost";
    let fields = [
        ("subject", ARTICLE),
        ("back", PAGE),
        ("text", text),
        ("ticket", "T-9"),
    ];
    let answer = site.send("/desk/add/note", &fields).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer
            .body
            .contains("This can&#39;t be saved at the moment.")
    );
    assert!(
        answer
            .body
            .contains("A long &#34;note&#34; that\nmust not be lost</textarea>")
    );
    assert!(answer.body.contains("name=\"ticket\" value=\"T-9\""));
    assert!(
        !answer.body.contains(folder.path().to_str().unwrap()),
        "no internals"
    );

    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let long = "x".repeat(desk::MAX_TEXT + 1);
    for (form, subject, name, value, status, says) in [
        (
            "note",
            ARTICLE,
            "text",
            " ",
            StatusCode::UNPROCESSABLE_ENTITY,
            "write something first",
        ),
        (
            "note",
            ARTICLE,
            "text",
            &*long,
            StatusCode::PAYLOAD_TOO_LARGE,
            "The note has 32769 bytes",
        ),
        (
            "note",
            "article:Q1",
            "text",
            "x",
            StatusCode::NOT_FOUND,
            "not here any more",
        ),
        (
            "remove-note",
            ARTICLE,
            "note",
            "5",
            StatusCode::CONFLICT,
            "edited or removed",
        ),
        (
            "feedback",
            ARTICLE,
            "answer",
            "maybe",
            StatusCode::UNPROCESSABLE_ENTITY,
            "Choose yes",
        ),
        (
            "nothing",
            ARTICLE,
            "x",
            "y",
            StatusCode::NOT_FOUND,
            "no such form",
        ),
    ] {
        let fields = [("subject", subject), (name, value)];
        let answer = site.send(&format!("/desk/add/{form}"), &fields).await;
        assert_eq!(answer.status, status, "{form} {name}");
        assert!(answer.body.contains(says), "{form} {name}");
    }
    let huge = "x".repeat(70_000);
    let answer = site
        .send("/desk/add/note", &[("subject", ARTICLE), ("text", &huge)])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_simultaneous_changes_only_the_first_is_saved() {
    for (store, _folder) in stores() {
        let (one, other) = (open(&store).await, open(&store).await);
        let first = one.add(note("first")).await.unwrap();
        let report = Action::Report {
            flaw: desk::Flaw::Wrong,
            words: "It is wrong".to_owned(),
        };
        let report = NewEntry {
            action: report,
            ..note("")
        };
        let report = one.add(report).await.unwrap();
        let replaced = |number: usize| Action::Note {
            text: format!("second {number}"),
            replaces: first,
        };
        let closed = |number: usize| Action::Close {
            report,
            reply: format!("reply {number}"),
        };
        for (change, conflict) in [
            (
                &replaced as &(dyn Fn(usize) -> Action + Sync),
                Conflict::NoteChanged,
            ),
            (&closed, Conflict::Closed),
        ] {
            let changing = async |desk: Arc<Desk>, number: usize| {
                let action = change(number);
                desk.add(NewEntry { action, ..note("") }).await
            };
            let (here, there) = (|| Arc::clone(&one), || Arc::clone(&other));
            let saved = tokio::join!(
                changing(here(), 1),
                changing(there(), 2),
                changing(here(), 3),
                changing(there(), 4)
            );
            let saved = [saved.0, saved.1, saved.2, saved.3];
            let refused = saved.iter().filter_map(|saved| saved.as_ref().err());
            let is_right =
                |error: &&DeskError| matches!(error, DeskError::Conflict(why) if *why == conflict);
            assert_eq!(refused.filter(is_right).count(), 3, "{saved:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_others_have_changed_can_be_saved_as_a_new_one() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let fields = [
        ("subject", ARTICLE),
        ("back", PAGE),
        ("replaces", "7"),
        ("text", "Typed at length"),
    ];
    let refused = site.send("/desk/add/note", &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("Save as a new note"));
    let dots = [&fields[..2], &[("text", "x"), ("ticket", "..")]].concat();
    let without_page = site.send("/desk/add/note", &dots).await;
    assert_eq!(without_page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without_page.body.contains("one or two dots"));
    assert!(refused.body.contains("Typed at length"));
    assert!(!refused.body.contains("name=\"replaces\""));
    assert!(refused.body.contains(&format!("href=\"{PAGE}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_read_and_add_nothing() {
    let (store, _folder) = stores().remove(0);
    let desk = open(&store).await;
    desk.add(note("Hushhush of colleagues")).await.unwrap();
    let solved = Action::Feedback {
        answer: Answer::Yes,
        reason: "Hushhush reason".to_owned(),
        seconds: 0,
    };
    desk.add(NewEntry {
        action: solved,
        ..note("")
    })
    .await
    .unwrap();
    for flags in [
        &["--listen", "0.0.0.0:8070"][..],
        &["--trusted-proxy", "127.0.0.1"],
        &["--base-url", "https://help.example.com"],
    ] {
        let site = Site::with_store(&store, flags).await;
        notes(site.portal.desk.as_ref().unwrap(), 1).await;
        let page = site.get(PAGE).await;
        assert!(page.body.contains("Solved in 1 of 1 case"), "{flags:?}");
        for hidden in ["Hushhush", "<textarea", "/desk/add"] {
            assert!(!page.body.contains(hidden), "{flags:?} {hidden}");
        }
        for path in ["/desk", "/desk/tickets/T-7", "/desk/people"] {
            let answer = site.get(path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{flags:?} {path}");
            assert!(
                answer.header("location").contains("/sign-in?back="),
                "{path}"
            );
        }
        assert_eq!(feedback(&site, "yes").await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(desk.view().last, 2, "nothing was added");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_adds_nothing() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    for form in ["feedback", "report", "close", "note", "remove-note", "star"] {
        let request = Request::post(format!("/desk/add/{form}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from(
                "subject=article%3AQ168465&answer=yes&flaw=wrong&text=x&starred=yes",
            ))
            .unwrap();
        assert_eq!(
            site.ask(request).await.status,
            StatusCode::FORBIDDEN,
            "{form}"
        );
    }
    assert_eq!(site.portal.desk.as_ref().unwrap().view().last, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_without_a_store_offers_nothing() {
    let site = Site::builtin();
    let page = site.get(PAGE).await.body;
    assert!(!page.contains("Did this solve it?") && !page.contains("href=\"/desk\""));
    assert_eq!(site.get("/desk").await.status, StatusCode::NOT_FOUND);
    assert_eq!(feedback(&site, "yes").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_etag_changes_with_what_people_add() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let ask = async |tag: &str| {
        let request = Request::get(PAGE).header("if-none-match", tag);
        site.ask(request.body(Body::empty()).unwrap()).await
    };
    let first = site.get(PAGE).await.header("etag").to_owned();
    assert_eq!(ask(&first).await.status, StatusCode::NOT_MODIFIED);
    feedback(&site, "yes").await;
    let answer = ask(&first).await;
    assert_eq!(answer.status, StatusCode::OK, "the page has changed");
    let second = answer.header("etag").to_owned();
    assert_eq!(ask(&second).await.status, StatusCode::NOT_MODIFIED);
    // The page of the desk is one person's, and never the same for long.
    let desk = site.get("/desk").await;
    assert_eq!(desk.header("etag"), "");
    assert_eq!(desk.header("cache-control"), "private, no-cache");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_restart() {
    for (store, _folder) in stores() {
        let desk = open(&store).await;
        let writers = (0..8).map(|writer| {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                for number in 0..50 {
                    desk.add(note(&format!("{writer}-{number}"))).await.unwrap();
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        drop(desk);
        let mut there = notes(&*open(&store).await, 400).await;
        there.sort();
        there.dedup();
        assert_eq!(there.len(), 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_saved_in_a_file_that_was_moved_away() {
    let folder = tempfile::tempdir().unwrap();
    let (file, aside) = (
        folder.path().join("desk.db"),
        folder.path().join("aside.db"),
    );
    let desk = open(&format!("sqlite:{}", file.display())).await;
    desk.add(note("before")).await.unwrap();
    let people = &desk.people;
    people
        .invite("ann", Role::Administrator, "test")
        .await
        .unwrap();
    std::fs::rename(&file, &aside).unwrap();
    let error = desk.add(note("into the moved file")).await.unwrap_err();
    assert!(
        error.to_string().contains("moved, deleted or replaced"),
        "{error}"
    );
    let lists = tokio::join!(people.list(), people.list(), people.list());
    assert!(lists.0.is_err() && lists.1.is_err() && lists.2.is_err());
    assert!(people.invite("bob", Role::Agent, "test").await.is_err());
    assert!(!file.exists(), "nothing makes another file");
    std::fs::write(&file, "").unwrap();
    assert!(desk.add(note("into another file")).await.is_err());
    assert!(people.invite("bob", Role::Agent, "test").await.is_err());
    assert_eq!(notes(&desk, 1).await, ["before"]);
    std::fs::rename(&aside, &file).unwrap();
    desk.add(note("after")).await.unwrap();
    assert_eq!(notes(&desk, 2).await, ["before", "after"]);
    assert_eq!(people.list().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_tables_are_gone_is_not_begun_anew_while_it_is_in_use() {
    for (store, _folder) in stores() {
        let desk = open(&store).await;
        desk.add(note("before")).await.unwrap();
        let mut connection = connection(&store).await;
        let drop = "DROP TABLE entry; DROP TABLE store";
        connection.execute(drop).await.unwrap();
        let error = desk.add(note("after")).await.unwrap_err();
        let said = error.to_string();
        assert!(said.contains("its tables are gone"), "{said}");
        assert_eq!(notes(&desk, 1).await, ["before"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_portals_of_one_store_see_what_the_other_adds() {
    for (store, _folder) in stores() {
        let (one, other) = (open(&store).await, open(&store).await);
        let adding = async |desk: &Desk, name: &str| {
            for number in 0..40 {
                desk.add(note(&format!("{name}-{number}"))).await.unwrap();
            }
        };
        tokio::join!(adding(&one, "one"), adding(&other, "other"));
        let (here, there) = (notes(&one, 80).await, notes(&other, 80).await);
        assert_eq!(here, there, "in the same order");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_moves_everything_to_another_store() {
    for (store, folder) in stores() {
        let desk = open(&store).await;
        for number in 0..5 {
            desk.add(note(&format!("note {number}"))).await.unwrap();
        }
        let file = folder.path().join("desk.backup");
        let copied = desk::backup(&store.parse().unwrap(), &file).await.unwrap();
        assert_eq!(copied.entries, 5);

        for (target, _folder) in stores() {
            let address = target.parse().unwrap();
            let running = open(&target).await;
            running.add(note("to be replaced")).await.unwrap();
            let refused = desk::restore(&address, &file, false).await.unwrap_err();
            assert!(
                matches!(refused, DeskError::NotEmpty { entries: 1, .. }),
                "{refused}"
            );
            desk::restore(&address, &file, true).await.unwrap();
            let there = notes(&running, 5).await;
            assert_eq!(there[0], "note 0", "a portal that runs takes it up");
            running.add(note("after")).await.unwrap();
            assert_eq!(notes(&running, 6).await[5], "after");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_replaces_nothing() {
    let (store, folder) = stores().remove(0);
    let desk = open(&store).await;
    desk.add(note("first")).await.unwrap();
    desk.add(note("second")).await.unwrap();
    let file = folder.path().join("desk.backup");
    let address = store.parse().unwrap();
    desk::backup(&address, &file).await.unwrap();
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for (damaged, says) in [
        (lines[..3].join("\n"), "ends too early"),
        (whole.replace("first", "third"), "its checksum"),
        (
            [lines[0], lines[1], lines[3], ""].join("\n"),
            "its checksum",
        ),
        (
            whole.replacen("{\"seq\"", "{\"sq\"", 1),
            "line 2 is damaged",
        ),
        (format!("{whole}more"), "goes on after its last line"),
        (
            whole.replacen("_store\":", "_store\":99", 1),
            "a later release made it",
        ),
        ("# A file\n".to_owned(), "not a backup of Fixpath"),
        (String::new(), "ends too early"),
    ] {
        fs::write(&file, damaged).unwrap();
        let error = desk::restore(&address, &file, true).await.unwrap_err();
        assert!(
            error.to_string().contains(says),
            "{error} instead of {says}"
        );
    }
    assert_eq!(notes(&*open(&store).await, 2).await, ["first", "second"]);
}

/// What is between two texts, in the text.
fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split(after).next().unwrap_or_default().to_owned()
}

#[test]
fn the_commands_say_what_they_did() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let run = |arguments: &[&str]| {
        let output = program().args(arguments).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(printed).unwrap())
    };
    let store = format!("sqlite:{}", at("desk.db"));
    let (code, said) = run(&["backup", &at("x.backup"), "--store", &store]);
    assert_eq!(code, Some(2));
    assert!(said.contains("there is no such file"), "{said}");
    assert!(!Path::new(&at("desk.db")).exists());

    fs::write(at("bad.backup"), "x").unwrap();
    let (code, said) = run(&["restore", &at("bad.backup"), "--store", &store]);
    assert_eq!(code, Some(2));
    assert!(said.contains("not a backup of Fixpath"), "{said}");
}
