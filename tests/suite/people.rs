//! Who may do what: the first administrator, invitations, sessions, roles, and that no page made
//! for one person reaches another.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, Version},
};
use fixpath::{
    desk::{
        self, Desk,
        people::{NewApiToken, PeopleError, Person, Role, Scope},
    },
    web::server::Client,
};
use sqlx::Executor;
use tempfile::TempDir;

use super::{
    command_line::program,
    desk::{ARTICLE, PAGE, connection, stores},
    site::{Answer, Site},
};

const PASSWORD: &str = "correct horse battery";

/// A portal on which people have to sign in.
async fn portal() -> (Site, TempDir) {
    let (store, folder) = stores().remove(0);
    let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
    (site, folder)
}

pub(crate) fn desk_of(site: &Site) -> &Desk {
    site.portal.desk.as_deref().unwrap()
}

/// The secret of a session of somebody with this role; the first must be an administrator.
pub(crate) async fn session(site: &Site, name: &str, role: Role) -> String {
    let people = &desk_of(site).people;
    let token = people.invite(name, role, "test").await.unwrap();
    people.accept(&token, "", PASSWORD).await.unwrap()
}

pub(crate) async fn ask(
    site: &Site,
    method: Method,
    path: &str,
    session: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let body = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded");
    if !session.is_empty() {
        request = request.header("cookie", format!("fixpath={session}"));
    }
    let body = Body::from(body.collect::<Vec<_>>().join("&"));
    site.ask(request.body(body).unwrap()).await
}

pub(crate) async fn get(site: &Site, path: &str, session: &str) -> Answer {
    ask(site, Method::GET, path, session, &[]).await
}

pub(crate) async fn post(
    site: &Site,
    path: &str,
    session: &str,
    fields: &[(&str, &str)],
) -> Answer {
    ask(site, Method::POST, path, session, fields).await
}

/// The secret that an answer sets as a cookie.
fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    let rest = cookie.strip_prefix("fixpath=").unwrap();
    rest.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_makes_the_first_administrator_once() {
    let (site, _folder) = portal().await;
    let token = desk_of(&site).people.invite_first().unwrap();
    let path = format!("/invitation?token={token}");
    assert!(
        get(&site, &path, "")
            .await
            .body
            .contains("first administrator")
    );
    for (fields, says) in [
        (
            [("name", "ann"), ("password", "short"), ("again", "short")],
            "at least 8",
        ),
        (
            [
                ("name", "ann"),
                ("password", "password1"),
                ("again", "password1"),
            ],
            "Many people",
        ),
        (
            [("name", "a b"), ("password", PASSWORD), ("again", PASSWORD)],
            "A name has letters",
        ),
        (
            [
                ("name", "ann"),
                ("password", PASSWORD),
                ("again", "another one"),
            ],
            "differ",
        ),
    ] {
        let fields = [&[("token", &*token)][..], &fields].concat();
        let answer = post(&site, "/invitation", "", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(
            answer.body.contains(says) && answer.body.contains("<title>Error:"),
            "{says}"
        );
    }
    let fields = [
        ("token", &*token),
        ("name", "Ann"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let answer = post(&site, "/invitation", "", &fields).await;
    assert_eq!(answer.header("location"), "/account");
    let account = get(&site, "/account", &cookie(&answer)).await;
    assert!(
        account
            .body
            .contains("<strong>ann</strong> (administrator)")
    );
    assert_eq!(
        post(&site, "/invitation", "", &fields).await.status,
        StatusCode::GONE
    );
    assert_eq!(
        get(&site, "/invitation?token=x", "").await.status,
        StatusCode::GONE
    );

    let wrong = [("name", "ann"), ("password", "something else")];
    let answer = post(&site, "/sign-in", "", &wrong).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.body.contains("The name or the password is wrong.")
            && answer.body.contains("value=\"ann\"")
    );
    let right = [
        ("name", "ANN "),
        ("password", PASSWORD),
        ("back", "/kb/Q168465"),
    ];
    let answer = post(&site, "/sign-in", "", &right).await;
    assert_eq!(answer.header("location"), "/kb/Q168465");
    assert!(
        get(&site, PAGE, &cookie(&answer))
            .await
            .body
            .contains("/desk/add/feedback")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_do_what_it_says_and_no_more() {
    let (site, _folder) = portal().await;
    let admin = session(&site, "admin", Role::Administrator).await;
    let note = [("subject", ARTICLE), ("text", "Hushhush")];
    assert_eq!(
        post(&site, "/desk/add/note", &admin, &note).await.status,
        StatusCode::SEE_OTHER
    );
    let report = [
        ("subject", ARTICLE),
        ("flaw", "wrong"),
        ("words", "Hushhush too"),
    ];
    post(&site, "/desk/add/report", &admin, &report).await;
    let everybody = [
        (String::new(), None),
        (
            session(&site, "rita", Role::Reader).await,
            Some(Role::Reader),
        ),
        (session(&site, "abe", Role::Agent).await, Some(Role::Agent)),
        (
            session(&site, "eve", Role::Editor).await,
            Some(Role::Editor),
        ),
        (admin, Some(Role::Administrator)),
    ];
    for (session, role) in &everybody {
        let may = |least: Role| role.is_some_and(|role| role >= least);
        for (path, least) in [
            ("/desk", Role::Agent),
            ("/desk/tickets/T-1", Role::Agent),
            ("/desk/people", Role::Administrator),
        ] {
            let answer = get(&site, path, session).await;
            let is_shown = answer.status == StatusCode::OK;
            assert_eq!(is_shown, may(least), "{role:?} {path} {}", answer.status);
            assert!(
                is_shown || !answer.body.contains("Hushhush"),
                "{role:?} {path}"
            );
        }
        let page = get(&site, PAGE, session).await.body;
        assert_eq!(page.contains("Hushhush"), may(Role::Agent), "{role:?}");
        assert_eq!(page.contains("/desk/add/"), may(Role::Agent), "{role:?}");
        // On every other route, too, nobody gets what staff wrote unless they may read it.
        for path in fixpath::web::route_paths().filter(|path| !path.contains('{')) {
            let answer = get(&site, path, session).await;
            let may_tell = may(Role::Agent) && path == "/desk";
            assert!(
                may_tell || !answer.body.contains("Hushhush"),
                "{role:?} {path}"
            );
        }
        let star = [("subject", ARTICLE), ("starred", "yes")];
        let close = [("subject", ARTICLE), ("report", "2")];
        let invite = [("action", "invite"), ("name", "new"), ("role", "agent")];
        for (path, fields, least) in [
            ("/desk/add/star", &star[..], Role::Agent),
            ("/desk/add/close", &close, Role::Editor),
            ("/desk/people", &invite, Role::Administrator),
        ] {
            let status = post(&site, path, session, fields).await.status;
            // The second to close a report is told that it is closed.
            let is_done = status != StatusCode::FORBIDDEN;
            assert_eq!(is_done, may(least), "{role:?} {path} {status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_it_is_told_to() {
    let (site, _folder) = portal().await;
    let admin = session(&site, "admin", Role::Administrator).await;
    let is_in = async |session: &str| get(&site, "/desk", session).await.status == StatusCode::OK;
    let sign_in = async || {
        let fields = [("name", "abe"), ("password", PASSWORD)];
        cookie(&post(&site, "/sign-in", "", &fields).await)
    };
    let first = session(&site, "abe", Role::Agent).await;
    let (second, third) = (sign_in().await, sign_in().await);
    assert!(is_in(&first).await && is_in(&second).await && is_in(&third).await);

    let answer = post(&site, "/sign-out", &first, &[]).await;
    assert_eq!(cookie(&answer), "");
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert!(!is_in(&first).await && is_in(&second).await);
    post(&site, "/account/sign-out-everywhere", &second, &[]).await;
    assert!(!is_in(&second).await && !is_in(&third).await);

    let (fourth, fifth) = (sign_in().await, sign_in().await);
    let changed = "another good sentence";
    let fields = [
        ("old", "wrong one"),
        ("password", changed),
        ("again", changed),
    ];
    assert_eq!(
        post(&site, "/account", &fourth, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(is_in(&fourth).await);
    let fields = [("old", PASSWORD), ("password", changed), ("again", changed)];
    let sixth = cookie(&post(&site, "/account", &fourth, &fields).await);
    assert!(is_in(&sixth).await && !is_in(&fourth).await && !is_in(&fifth).await);

    let fields = [
        ("action", "deactivate"),
        ("name", "abe"),
        ("role", "editor"),
    ];
    let page = post(&site, "/desk/people", &admin, &fields).await.body;
    assert!(page.contains("deactivated"));
    let people = desk_of(&site).people.list().await.unwrap();
    let abe = people.iter().find(|one| one.name == "abe").unwrap();
    assert_eq!((abe.role, abe.is_active), (Role::Agent, false));
    assert!(!is_in(&sixth).await);
    let fields = [("name", "abe"), ("password", changed)];
    assert_eq!(
        post(&site, "/sign-in", "", &fields).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_of_one_person_reaches_another() {
    let (site, _folder) = portal().await;
    let session = session(&site, "admin", Role::Administrator).await;
    let nobody = get(&site, PAGE, "").await;
    assert_eq!(nobody.header("cache-control"), "no-cache");
    let own = get(&site, PAGE, &session).await;
    assert_eq!(own.header("cache-control"), "private, no-cache");
    assert_ne!(own.header("etag"), nobody.header("etag"));
    // Neither from the cache of pages nor by an ETag, in any order, nor after a sign-out.
    for (who, other) in [("", &session), (&*session, &String::new())] {
        for _ in 0..2 {
            let page = get(&site, PAGE, who).await;
            assert_eq!(page.body.contains("/desk/add/"), !who.is_empty());
            let tag = page.header("etag").to_owned();
            let request = Request::get(PAGE)
                .header("if-none-match", tag)
                .header("cookie", format!("fixpath={other}"));
            let answer = site.ask(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::OK, "another's tag is not theirs");
        }
    }
    let request = Request::get(PAGE)
        .header("if-none-match", own.header("etag"))
        .header("cookie", format!("fixpath={session}"));
    let answer = site.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    post(&site, "/sign-out", &session, &[]).await;
    assert!(!get(&site, PAGE, &session).await.body.contains("/desk/add/"));
}

/// The name of the field that has the focus when a page opens.
fn focused(page: &str) -> &str {
    let (before, _) = page.split_once(" autofocus").unwrap();
    let (_, field) = before.rsplit_once(" name=\"").unwrap();
    field.split('"').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_opens_at_the_field_to_mend() {
    let (site, _folder) = portal().await;
    let first = desk_of(&site).people.invite_first().unwrap();
    let fields = [
        ("token", &*first),
        ("name", "a b"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let page = post(&site, "/invitation", "", &fields).await.body;
    assert_eq!(focused(&page), "name");
    let admin = session(&site, "ann", Role::Administrator).await;
    let token = desk_of(&site)
        .people
        .invite("bob", Role::Agent, "test")
        .await;
    let token = token.unwrap();
    for (path, fields, expect) in [
        (
            "/invitation",
            &[
                ("token", &*token),
                ("password", "short"),
                ("again", "short"),
            ][..],
            "password",
        ),
        (
            "/account",
            &[
                ("old", "wrong"),
                ("password", "long enough now"),
                ("again", "long enough now"),
            ],
            "old",
        ),
        (
            "/account",
            &[("old", PASSWORD), ("password", "short"), ("again", "short")],
            "password",
        ),
        (
            "/account/tokens",
            &[
                ("action", "make"),
                ("name", ""),
                ("scope", "read"),
                ("days", "9"),
            ],
            "name",
        ),
        (
            "/desk/people",
            &[("action", "invite"), ("name", "a b"), ("role", "editor")],
            "name",
        ),
        (
            "/desk/people",
            &[("action", "change"), ("name", "ann"), ("role", "reader")],
            "role",
        ),
        (
            "/desk/add/report",
            &[("subject", ARTICLE), ("words", "no"), ("back", "/")],
            "flaw",
        ),
        (
            "/desk/add/note",
            &[("subject", ARTICLE), ("text", ""), ("back", "/")],
            "text",
        ),
    ] {
        let page = post(&site, path, &admin, fields).await.body;
        assert!(page.contains("<title>Error: "), "{path} {fields:?}");
        assert_eq!(focused(&page), expect, "{path} {fields:?}");
    }
    // What was typed for a new person is kept.
    let fields = [("action", "invite"), ("name", "a b"), ("role", "editor")];
    let page = post(&site, "/desk/people", &admin, &fields).await.body;
    assert!(page.contains("value=\"a b\""));
    let add = page.split_once("Add a person").unwrap().1;
    assert!(add.contains("<option value=\"editor\" selected>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_give_away_has_the_name_by_which_the_server_was_reached() {
    for (flag, expect) in [
        (
            "--listen=0.0.0.0:8070",
            "http://kb.example/invitation?token=",
        ),
        (
            "--base-url=http://help.example",
            "http://help.example/invitation?token=",
        ),
    ] {
        let (store, _folder) = stores().remove(0);
        let site = Site::with_store(&store, &[flag]).await;
        let admin = session(&site, "ann", Role::Administrator).await;
        let host = if flag.contains("help") {
            "help.example"
        } else {
            "kb.example"
        };
        let request = Request::post("/desk/people")
            .header("host", host)
            .header("cookie", format!("fixpath={admin}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("action=invite&name=bob&role=agent"))
            .unwrap();
        let page = site.ask(request).await.body;
        assert!(page.contains(expect), "{flag}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_comes_first_for_the_owner_of_the_article() {
    let files = tempfile::tempdir().unwrap();
    let text = "---\nid: VPN-1\ntitle: VPN\nauthor: Ann Smith <ann@example.com>\n---\n\nText.\n";
    std::fs::write(files.path().join("vpn.md"), text).unwrap();
    let (store, _folder) = stores().remove(0);
    let flags = [
        "--listen",
        "0.0.0.0:8070",
        "--kb",
        files.path().to_str().unwrap(),
    ];
    let site = Site::with_store(&store, &flags).await;
    let bob = session(&site, "bob", Role::Administrator).await;
    let ann = session(&site, "ann", Role::Agent).await;
    for subject in ["article:VPN-1", ARTICLE] {
        let fields = [("subject", subject), ("flaw", "wrong"), ("words", "x")];
        post(&site, "/desk/add/report", &bob, &fields).await;
    }
    let desk = get(&site, "/desk", &ann).await.body;
    let (own, others) = desk.split_once("Other open reports").unwrap();
    assert!(own.contains("Open reports on your articles") && own.contains("VPN-1"));
    assert!(others.contains("Q168465") && !others.contains("VPN-1"));
    let desk = get(&site, "/desk", &bob).await.body;
    assert!(!desk.contains("on your articles"));
    assert!(
        desk.contains("Owner: Ann Smith &#60;ann@example.com&#62;"),
        "{desk}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_always_left() {
    let (site, _folder) = portal().await;
    let people = &desk_of(&site).people;
    let refused = people.invite("abe", Role::Agent, "test").await.unwrap_err();
    assert!(matches!(refused, PeopleError::Refused(_)), "{refused}");
    // As long as no administrator has signed in, the invited one must not be deactivated.
    people
        .invite("new", Role::Administrator, "test")
        .await
        .unwrap();
    let refused = people.deactivate("new", "test").await;
    assert!(matches!(refused, Err(PeopleError::LastAdministrator)));
    let admin = session(&site, "admin", Role::Administrator).await;
    let fields = [("action", "change"), ("name", "admin"), ("role", "agent")];
    let answer = post(&site, "/desk/people", &admin, &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("last administrator"));
    // An invitation does not count as an administrator, because it expires.
    people
        .invite("second", Role::Administrator, "test")
        .await
        .unwrap();
    assert_eq!(
        post(&site, "/desk/people", &admin, &fields).await.status,
        StatusCode::CONFLICT
    );
    session(&site, "second", Role::Administrator).await;
    assert_eq!(
        post(&site, "/desk/people", &admin, &fields).await.status,
        StatusCode::OK
    );
    assert_eq!(
        get(&site, "/desk/people", &admin).await.status,
        StatusCode::SEE_OTHER
    );
    let audit = people.audited().await.unwrap();
    assert_eq!(
        (&*audit[0].who, &*audit[0].did, &*audit[0].about),
        ("admin", "made agent", "admin")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_come_at_once_do_not_both_become_the_first() {
    for (store, _folder) in stores() {
        let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
        let people = &desk_of(&site).people;
        let token = people.invite_first().unwrap();
        let (one, other) = tokio::join!(
            people.accept(&token, "one", PASSWORD),
            people.accept(&token, "other", PASSWORD)
        );
        assert!(one.is_ok() != other.is_ok());
        assert_eq!(people.list().await.unwrap().len(), 1);
        let (one, other) = tokio::join!(
            session(&site, "two", Role::Administrator),
            session(&site, "three", Role::Administrator)
        );
        assert_ne!(one, other);
        let first = people.list().await.unwrap();
        let demotions = first
            .iter()
            .map(|person| people.change(&person.name, Role::Agent, "test"));
        let mut demotions = demotions.collect::<Vec<_>>().into_iter();
        let (a, b, c) = (
            demotions.next().unwrap(),
            demotions.next().unwrap(),
            demotions.next().unwrap(),
        );
        let (a, b, c) = tokio::join!(a, b, c);
        assert_eq!(
            [a, b, c].iter().filter(|done| done.is_err()).count(),
            1,
            "one is left"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_link_is_useless() {
    let (site, _folder) = portal().await;
    session(&site, "admin", Role::Administrator).await;
    let people = &desk_of(&site).people;
    let older = people.invite("abe", Role::Agent, "test").await.unwrap();
    let newer = people.invite("abe", Role::Agent, "test").await.unwrap();
    assert!(people.invited(&older).await.is_err());
    people.accept(&newer, "", PASSWORD).await.unwrap();
    assert!(people.invited(&newer).await.is_err());
    let again = people.invite("abe", Role::Agent, "test").await.unwrap();
    people.deactivate("abe", "test").await.unwrap();
    people.change("abe", Role::Agent, "test").await.unwrap();
    assert!(people.invited(&again).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_local_person_manages_nobody_once_there_are_accounts() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    let people = &desk_of(&site).people;
    people
        .invite("admin", Role::Administrator, "local")
        .await
        .unwrap();
    let refused = people.invite("abe", Role::Agent, "local").await;
    assert!(matches!(refused, Err(PeopleError::Refused(_))));
    let refused = people.change("admin", Role::Agent, "local").await;
    assert!(matches!(refused, Err(PeopleError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_passwords_is_slowed_down() {
    let (site, _folder) = portal().await;
    session(&site, "admin", Role::Administrator).await;
    let mut statuses = Vec::new();
    for number in 0..7 {
        let guess = format!("guess number {number}");
        let fields = [("name", "admin"), ("password", &*guess)];
        statuses.push(post(&site, "/sign-in", "", &fields).await.status);
    }
    assert_eq!(statuses[..5], [StatusCode::FORBIDDEN; 5]);
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
    let people = &desk_of(&site).people;
    let elsewhere = people.sign_in("admin", PASSWORD, "10.1.2.3").await;
    assert!(elsewhere.is_ok(), "the person themselves is not locked out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_does_nothing_on_any_route() {
    let (site, _folder) = portal().await;
    let session = session(&site, "admin", Role::Administrator).await;
    let own = |name: &str| fixpath::web::route_paths().any(|path| path == name);
    assert!(own("/account/tokens") && own("/desk/add/{form}"));
    for route in fixpath::web::route_paths() {
        let path = route.replace("{form}", "note").replace("{*", "{");
        let path = path.replace(['{', '}'], "");
        for (method, name, value) in [
            (Method::POST, "origin", "https://evil.example"),
            (Method::POST, "origin", "null"),
            (Method::POST, "sec-fetch-site", "cross-site"),
            (Method::POST, "sec-fetch-site", "same-site"),
            (Method::PUT, "origin", "https://evil.example"),
            (Method::DELETE, "sec-fetch-site", "cross-site"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(&path)
                .header("content-type", "application/x-www-form-urlencoded")
                .header(name, value)
                .header("cookie", format!("fixpath={session}"))
                .body(Body::from("action=invite&name=x&role=administrator"));
            let answer = site.ask(request.unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
            assert!(answer.body.contains("another site"), "{path}");
        }
    }
    assert_eq!(get(&site, "/desk", &session).await.status, StatusCode::OK);
    assert_eq!(desk_of(&site).people.list().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_has_the_people_and_no_session() {
    for (store, folder) in stores() {
        let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
        let admin = session(&site, "admin", Role::Administrator).await;
        let file = folder.path().join("backup");
        let address = store.parse().unwrap();
        desk::backup(&address, &file).await.unwrap();
        session(&site, "later", Role::Agent).await;
        desk::restore(&address, &file, true).await.unwrap();
        let people = &desk_of(&site).people;
        let names: Vec<_> = people
            .list()
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.name)
            .collect();
        assert_eq!(names, ["admin"]);
        assert!(people.sign_in("admin", PASSWORD, "10.0.0.1").await.is_ok());
        session(&site, "new", Role::Agent).await;
        // A moment later the portal no longer takes the session for valid.
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        assert_eq!(people.sessions.person(&admin).await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_accounts_nobody_is_alone_on_a_loopback_address() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    assert!(get(&site, PAGE, "").await.body.contains("/desk/add/"));
    let alone = get(&site, PAGE, "").await.header("etag").to_owned();
    let session = session(&site, "admin", Role::Administrator).await;
    let request = Request::get(PAGE).header("if-none-match", alone);
    let page = site.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/desk/add/"));
    assert!(get(&site, PAGE, &session).await.body.contains("/desk/add/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_be_at_this_machine_is_not_the_local_person() {
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &[]).await;
    for (name, value, is_local) in [
        ("accept-language", "de", true),
        ("x-forwarded-for", "203.0.113.7", false),
        ("via", "1.1 proxy", false),
        ("x-forwarded-port", "443", false),
        ("true-client-ip", "203.0.113.7", false),
        ("cdn-loop", "example", false),
        ("forwarded", "for=203.0.113.7", false),
        ("", "HTTP/1.0", false),
    ] {
        let request = match name {
            "" => Request::get(PAGE).version(Version::HTTP_10),
            name => Request::get(PAGE).header(name, value),
        };
        let page = site.ask(request.body(Body::empty()).unwrap()).await.body;
        assert_eq!(page.contains("/desk/add/"), is_local, "{name}");
    }
    let (store, _folder) = stores().remove(0);
    let site = Site::with_store(&store, &["--require-accounts"]).await;
    assert!(!get(&site, PAGE, "").await.body.contains("/desk/add/"));
    let desk = get(&site, "/desk", "").await;
    assert!(desk.header("location").starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_the_name_of_whoever_asks_and_of_nobody_else() {
    let (site, _folder) = portal().await;
    let admin = session(&site, "admin", Role::Administrator).await;
    let rita = session(&site, "rita", Role::Reader).await;
    let sign_in =
        "<a class=\"account\" href=\"/sign-in\" rel=\"nofollow\" data-person=\"\">Sign in</a>";
    let name = |name: &str| {
        format!(
            "<a class=\"account\" href=\"/account\" rel=\"nofollow\" data-person=\"{name}\">{name}</a>"
        )
    };
    for path in [
        "/",
        PAGE,
        "/guides",
        "/search?q=mail",
        "/nothing-here",
        "/desk",
    ] {
        for _ in 0..2 {
            let shown = get(&site, path, "").await;
            if shown.status != StatusCode::SEE_OTHER {
                assert!(shown.body.contains(sign_in), "{path}");
            }
            for (session, own, other) in [(&admin, "admin", "rita"), (&rita, "rita", "admin")] {
                let shown = get(&site, path, session).await;
                if shown.status == StatusCode::FORBIDDEN {
                    continue;
                }
                assert!(shown.body.contains(&name(own)), "{path} {own}");
                assert!(!shown.body.contains(sign_in), "{path} {own}");
                assert!(!shown.body.contains(other), "{path} {own}");
                let control = shown.header("cache-control");
                assert!(
                    control.starts_with("private") || control == "no-store",
                    "{path}"
                );
            }
        }
    }
    // The link leads back to the page that it is on, which the browser says.
    let request = Request::get("/sign-in").header("referer", format!("http://localhost{PAGE}?x=1"));
    let page = site.ask(request.body(Body::empty()).unwrap()).await.body;
    assert!(
        page.contains(&format!("name=\"back\" value=\"{PAGE}?x=1\"")),
        "{page}"
    );
    let request = Request::get("/sign-in").header("referer", "https://evil.example/kb/x");
    let page = site.ask(request.body(Body::empty()).unwrap()).await.body;
    assert!(page.contains("name=\"back\" value=\"\""));
    // Where there is one person alone, and where nobody can sign in, there is no link.
    let alone = Site::with_store(&stores().remove(0).0, &[]).await;
    for site in [alone, Site::builtin()] {
        let page = get(&site, PAGE, "").await.body;
        assert!(!page.contains("class=\"account\"") && !page.contains("<!--account-->"));
    }
}

/// A request with an API token.
async fn with_token(site: &Site, method: Method, path: &str, token: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from(body.to_owned()));
    site.ask(request.unwrap()).await
}

/// The secret that a page shows once.
fn shown_secret(page: &str) -> String {
    let at = page.find("fixpath_").unwrap();
    page[at..].split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_acts_with_a_token_until_it_is_revoked() {
    let (site, _folder) = portal().await;
    let admin = session(&site, "admin", Role::Administrator).await;
    let abe = session(&site, "abe", Role::Agent).await;
    for (field, value, says) in [
        ("days", "", "1 to 365"),
        ("days", "366", "1 to 365"),
        ("days", "0", "1 to 365"),
        ("name", "", "what the token is for"),
        ("scope", "all", "write read or write"),
    ] {
        let mut fields = [
            ("action", "make"),
            ("name", "x"),
            ("scope", "read"),
            ("days", "90"),
        ];
        for one in &mut fields {
            if one.0 == field {
                one.1 = value;
            }
        }
        let answer = post(&site, "/account/tokens", &abe, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.body.contains(says), "{says}");
    }
    let make = async |session: &str, scope: &str| {
        let fields = [
            ("action", "make"),
            ("name", "My script"),
            ("scope", scope),
            ("days", "90"),
        ];
        let page = post(&site, "/account/tokens", session, &fields).await;
        assert_eq!(page.header("cache-control"), "no-store");
        shown_secret(&page.body)
    };
    let (read, write) = (make(&abe, "read").await, make(&abe, "write").await);
    let page = get(&site, "/account", &abe).await.body;
    assert!(page.contains("My script") && page.contains("never"));
    assert!(
        !page.contains(&read) && !page.contains(&write),
        "shown once"
    );

    let search = "/api/v1/search?q=mail";
    let note = format!("subject={ARTICLE}&text=Hushhush");
    let found = with_token(&site, Method::GET, search, &read, "").await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.header("set-cookie"), "", "no token makes a session");
    assert!(
        get(&site, "/account", &abe)
            .await
            .body
            .contains("<time datetime=")
    );
    let refused = with_token(&site, Method::POST, "/desk/add/note", &read, &note).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(
        refused
            .header("www-authenticate")
            .contains("insufficient_scope")
    );
    let added = with_token(&site, Method::POST, "/desk/add/note", &write, &note).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    assert!(get(&site, PAGE, &abe).await.body.contains("· abe"));
    // No more than the person may do, and only where programs are expected.
    let close = format!("subject={ARTICLE}&report=1");
    let refused = with_token(&site, Method::POST, "/desk/add/close", &write, &close).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for path in ["/account", "/desk", "/desk/people"] {
        let elsewhere = with_token(&site, Method::GET, path, &write, "").await;
        assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "{path}");
    }
    let fields = "action=make&name=x&scope=write&days=9";
    let more = with_token(&site, Method::POST, "/account/tokens", &write, fields).await;
    assert_eq!(more.status, StatusCode::FORBIDDEN);
    let mut as_cookie = Request::get("/desk").header("cookie", format!("fixpath={write}"));
    as_cookie = as_cookie.header("accept", "text/html");
    let answer = site.ask(as_cookie.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);

    let refused = async |token: &str| {
        let answer = with_token(&site, Method::GET, search, token, "").await;
        if answer.status != StatusCode::OK {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.header("www-authenticate").contains("invalid_token"));
            assert_eq!(answer.json()["status"], 401);
        }
        answer.status != StatusCode::OK
    };
    let almost = format!("{}x", &read[..read.len() - 1]);
    for wrong in ["", "x", &almost, &read["fixpath_".len()..], &abe] {
        assert!(refused(wrong).await, "{wrong}");
    }
    let query = format!("{search}&access_token={read}&token={read}");
    assert!(!get(&site, &query, "").await.body.contains("Hushhush"));

    // Only their person revokes them.
    let tokens = &desk_of(&site).people.tokens;
    let list = tokens.list("abe").await.unwrap();
    let id = list
        .iter()
        .find(|one| one.scope == Scope::Read)
        .unwrap()
        .id
        .to_string();
    let revoke = [("action", "revoke"), ("id", &*id)];
    let answer = post(&site, "/account/tokens", &admin, &revoke).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!refused(&read).await);
    let answer = post(&site, "/account/tokens", &abe, &revoke).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(refused(&read).await && !refused(&write).await);
    let audit = desk_of(&site).people.audited().await.unwrap();
    assert_eq!(audit[0].did, "revoked the API token “My script”");

    // Deactivating a person revokes their tokens for good, even if the person is activated again.
    let people = &desk_of(&site).people;
    people.deactivate("abe", "test").await.unwrap();
    assert!(refused(&write).await);
    people.change("abe", Role::Agent, "test").await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert!(refused(&write).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends() {
    for (store, _folder) in stores() {
        let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
        session(&site, "admin", Role::Administrator).await;
        let tokens = &desk_of(&site).people.tokens;
        let new = |days| NewApiToken {
            name: "x".to_owned(),
            scope: Scope::Read,
            days,
        };
        for days in [-1, 0, 366] {
            assert!(tokens.make("admin", &new(days), "test").await.is_err());
        }
        let token = tokens.make("admin", &new(365), "test").await.unwrap();
        assert!(tokens.make("nobody", &new(1), "test").await.is_err());
        let person = tokens.person(&token).await.unwrap().unwrap();
        assert_eq!((&*person.0.name, person.1), ("admin", Scope::Read));
        let listed = &tokens.list("admin").await.unwrap()[0];
        assert_eq!(listed.ends - listed.made, 365 * 24 * 3_600);
        assert!(listed.used >= listed.made);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_person_whom_a_trusted_proxy_names_is_signed_in() {
    let (store, folder) = stores().remove(0);
    let flags = [
        "--trusted-proxy",
        "10.0.0.0/8",
        "--proxy-user-header",
        "X-Remote-User",
        "--proxy-groups-header",
        "X-Remote-Groups",
        "--proxy-role",
        "kb:agent",
        "--proxy-role",
        "kb-admins:administrator",
    ];
    let site = Site::with_store(&store, &flags).await;
    let ask = async |via_proxy: bool, path: &str, headers: &[(&str, &str)]| {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Client {
            address: "192.0.2.1".parse().unwrap(),
            is_crowded: false,
            via_proxy,
        });
        site.ask(request).await
    };
    let ann = [("x-remote-user", "EXAMPLE\\Ann"), ("x-remote-groups", "kb")];
    let forged = ask(false, "/desk", &ann).await;
    assert_eq!(forged.status, StatusCode::SEE_OTHER);
    assert_eq!(desk_of(&site).people.list().await.unwrap().len(), 0);
    let desk = ask(true, "/desk", &ann).await;
    assert_eq!(desk.status, StatusCode::OK);
    assert!(desk.body.contains(">exampleann</a>"));
    assert_eq!(desk.header("set-cookie"), "");
    let account = ask(true, "/account", &ann).await.body;
    assert!(account.contains("web server in front") && !account.contains("sign-out"));
    // A token that the web server itself sends does not keep anybody from the API.
    let own = [ann[0], ann[1], ("authorization", "Bearer eyJhbGciOi")];
    let found = ask(true, "/api/v1/search?q=mail", &own).await;
    assert_eq!(found.status, StatusCode::OK);
    // Changed groups count at once, even if the store is busy; a request with two names is
    // nobody's.
    let boss = [ann[0], ("x-remote-groups", "kb, kb-admins")];
    let mut writer = connection(&store).await;
    writer.execute("BEGIN IMMEDIATE").await.unwrap();
    let writing = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        writer.execute("COMMIT").await.unwrap();
    };
    let (people, ()) = tokio::join!(ask(true, "/desk/people", &boss), writing);
    assert_eq!(people.status, StatusCode::OK);
    let none = [ann[0]];
    assert_eq!(
        ask(true, "/desk", &none).await.status,
        StatusCode::FORBIDDEN
    );
    let twice = [ann[0], ("x-remote-user", "eve"), ann[1]];
    assert_eq!(
        ask(true, "/desk", &twice).await.status,
        StatusCode::SEE_OTHER
    );
    let people = desk_of(&site).people.list().await.unwrap();
    assert_eq!(people.len(), 1);
    let audit = desk_of(&site).people.audited().await.unwrap();
    let did: Vec<&str> = audit.iter().map(|line| &*line.did).collect();
    assert_eq!(
        did,
        [
            "became reader by their groups",
            "became administrator by their groups",
            "came for the first time, as agent",
        ]
    );
    // A backup knows who they are.
    let file = folder.path().join("backup");
    let address = store.parse().unwrap();
    desk::backup(&address, &file).await.unwrap();
    desk::restore(&address, &file, true).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    assert_eq!(ask(true, "/desk", &ann).await.status, StatusCode::OK);
    assert_eq!(
        desk_of(&site).people.list().await.unwrap(),
        [Person {
            role: Role::Agent,
            ..people[0].clone()
        }]
    );
}

/// Runs a command of the program, and returns its exit code and its whole output.
fn run(arguments: &[&str]) -> (i32, String) {
    let mut command = program();
    let output = command.args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_makes_lists_and_revokes_tokens() {
    let (store, _folder) = stores().remove(0);
    // The store can be given before and after what is to be done.
    let (code, said) = run(&[
        "user",
        "invite",
        "ann",
        "--role",
        "administrator",
        "--store",
        &store,
    ]);
    assert!(code == 0 && said.contains("/invitation?token="), "{said}");
    let token = |arguments: &[&str]| {
        let all = [&["user", "--store", &store, "token"], arguments].concat();
        run(&all)
    };
    let (code, said) = token(&["make", "ann", "A script", "--days", "366"]);
    assert!(code != 0 && said.contains("365"), "{said}");
    let make = ["make", "ann", "A script", "--days", "9", "--scope", "write"];
    let (code, made) = token(&make);
    assert!(code == 0 && made.starts_with("fixpath_"), "{made}");
    let (_, list) = token(&["list", "ann"]);
    assert!(
        list.contains("A script\twrite\tnever used\texpires 2"),
        "{list}"
    );
    assert!(!list.contains(made.trim()));
    let site = Site::with_store(&store, &["--listen", "0.0.0.0:8070"]).await;
    let tokens = &desk_of(&site).people.tokens;
    assert!(tokens.person(made.trim()).await.unwrap().is_some());
    let number = list.split('\t').next().unwrap();
    assert_eq!(token(&["revoke", "ann", number]).0, 0);
    assert_eq!(token(&["revoke", "ann", number]).0, 2);
    let (_, list) = run(&["user", "list", "--store", &store]);
    assert_eq!(list, "ann\tadministrator, has no password yet\n");
}

#[test]
fn settings_that_would_let_anybody_in_are_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let store = format!("sqlite:{}", folder.path().join("desk.db").display());
    for (flags, says) in [
        (&["--proxy-user-header", "X-User"][..], "--trusted-proxy"),
        (&["--openid-issuer", "https://x"], "--openid-client"),
        (&["--openid-issuer", "http://x.example"], "https://"),
        (
            &[
                "--openid-issuer",
                "https://x",
                "--openid-client",
                "x",
                "--listen",
                "0.0.0.0:0",
            ],
            if cfg!(feature = "openid") {
                "--base-url"
            } else {
                "--features openid"
            },
        ),
        (&["--proxy-user-header", "Cookie"], "X-Remote-User"),
    ] {
        let own = [
            "--listen",
            "127.0.0.1:0",
            "--data",
            &data,
            "--store",
            &store,
        ];
        let own = if flags.contains(&"--listen") {
            &own[2..]
        } else {
            &own
        };
        let (code, said) = run(&[own, flags].concat());
        assert!(code == 2 && said.contains(says), "{flags:?}: {said}");
    }
}
