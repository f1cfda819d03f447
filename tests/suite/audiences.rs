//! Two audiences of one portal: every role asks every route for what is internal. Whoever may not
//! read it gets just what a portal without it answers.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{Request, StatusCode},
};
use fixpath::{desk::people::Role, web};
use http_body::Frame;
use tempfile::TempDir;

use super::{
    desk::stores,
    internal::{Asked, BEYOND, DARK, INTERNAL, PUBLIC, asked, assert_no_secret, folder, told},
    people::{get, post, session},
    site::{Answer, Site},
};

/// A portal with accounts, and the secrets of the sessions of one person of each role.
struct Staffed {
    site: Site,
    folder: TempDir,
    _store: TempDir,
    /// By role; nobody's is empty.
    sessions: BTreeMap<&'static str, String>,
}

/// The status, the redirect and the body of a response.
type Told = (StatusCode, String, String);

impl Staffed {
    async fn new(files: &[&[(&str, &str)]], flags: &[&str]) -> Self {
        let (store, _store) = stores().remove(0);
        let (folder, given) = folder(files);
        let given = given.iter().map(String::as_str);
        let flags: Vec<&str> = given.chain(flags.iter().copied()).collect();
        let site = Site::with_store(&store, &flags).await;
        let mut sessions = BTreeMap::from([("anonymous", String::new())]);
        for (name, role) in [
            ("administrator", Role::Administrator),
            ("editor", Role::Editor),
            ("agent", Role::Agent),
            ("reader", Role::Reader),
        ] {
            sessions.insert(name, session(&site, name, role).await);
        }
        Self {
            site,
            folder,
            _store,
            sessions,
        }
    }

    async fn ask(&self, role: &str, asked: &Asked, known: &str) -> Answer {
        let (path, posted) = asked;
        let (kind, body) = posted.clone().unwrap_or_default();
        let mut request = match posted {
            Some(_) => Request::post(path).header("content-type", kind),
            None => Request::get(path),
        };
        let session = &self.sessions[role];
        if !session.is_empty() {
            request = request.header("cookie", format!("fixpath={session}"));
        }
        if !known.is_empty() {
            request = request.header("if-none-match", known);
        }
        self.site.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// What another portal answers a role, and what this one does; `known` is an ETag that it has.
    async fn compared(&self, other: &Self, role: &str, asked: &Asked, known: &str) -> (Told, Told) {
        let expect = other.told(&other.ask(role, asked, "").await);
        let answer = self.ask(role, asked, known).await;
        match answer.status {
            // The client has the response already, so it must be what it would get now.
            StatusCode::NOT_MODIFIED => (expect, self.told(&self.ask(role, asked, "").await)),
            _ => (expect, self.told(&answer)),
        }
    }

    fn told(&self, answer: &Answer) -> Told {
        told(&self.site, self.folder.path(), answer)
    }
}

/// Asks every route of `both`, which has internal content, in roles that may not read it: they must
/// get what `without` answers, which has none. Returns how many requests were tried, and how many
/// of these answers differ from what staff get.
async fn compare_all(both: &Staffed, without: &Staffed, roles: &[&str]) -> (usize, usize) {
    let (mut tried, mut told_apart) = (0, 0);
    for asked in web::route_paths().flat_map(asked) {
        // Signing out would end the sessions, and whoever accepts an invitation begins another.
        if ["/sign-out", "/account", "/invitation"]
            .iter()
            .any(|path| asked.0.starts_with(path))
        {
            continue;
        }
        let desk = both.ask("agent", &asked, "").await;
        for role in roles {
            // With the ETag of what staff got, which a shared cache or another person in the
            // same browser may have.
            let tag = desk.header("etag").to_owned();
            let (mut expect, mut answer) = both.compared(without, role, &asked, &tag).await;
            // On a busy machine, a search may have run out of time.
            for _ in 0..5 {
                if answer == expect {
                    break;
                }
                (expect, answer) = both.compared(without, role, &asked, "").await;
            }
            assert_eq!(answer, expect, "{role} {asked:?}");
            assert_no_secret(&asked, &answer.2);
            told_apart += usize::from(both.told(&desk) != answer);
        }
        tried += 1;
    }
    (tried, told_apart)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_outside_the_desk_learns_of_internal_articles_by_any_route() {
    let both = Staffed::new(&[PUBLIC, INTERNAL], &BEYOND).await;
    both.site.open_inside();
    let without = Staffed::new(&[PUBLIC], &BEYOND).await;
    let (tried, told_apart) = compare_all(&both, &without, &["reader", "anonymous"]).await;
    assert!(tried > 700, "{tried}");
    assert!(told_apart > 400, "{told_apart}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_finds_internal_articles_and_keeps_them_to_itself() {
    let both = Staffed::new(&[PUBLIC, INTERNAL], &BEYOND).await;
    let inside = both.site.open_inside();
    for role in ["agent", "editor", "administrator"] {
        for (path, says) in [
            ("/kb/VAULT-7", "Zanzibar kumquat"),
            ("/kb/VAULT-7.json", "\"visibility\":\"internal\""),
            ("/search?q=zanzibra", "VAULT-7"),
            ("/-/suggest?q=zanz", "Zanzibar kumquat"),
            ("/events/zorblax/4711", "VAULT-7"),
            ("/products/quuxware", "VAULT-7"),
            ("/api/v1/search?q=zanzibar", "VAULT-7"),
            ("/kb/secret/plan/files/secret/plan.png", "KUMQUATPNG"),
            ("/guides/dark/all", "/kb/VAULT-7#symptoms"),
        ] {
            let answer = both.ask(role, &(path.to_owned(), None), "").await;
            assert!(answer.body.contains(says), "{path}: {}", answer.body);
            let control = answer.header("cache-control");
            assert!(control.starts_with("private"), "{path}: {control}");
            let tag = answer.header("etag").to_owned();
            if !tag.is_empty() {
                let again = both.ask(role, &(path.to_owned(), None), &tag).await;
                assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
                let control = again.header("cache-control");
                assert!(control.starts_with("private"), "{path}: {control}");
            }
        }
    }
    // What is added about an internal article is shown only to staff, too.
    let agent = &both.sessions["agent"];
    let note = [
        ("subject", "article:VAULT-7"),
        ("back", "/kb/VAULT-7"),
        ("text", "Ask Flibbertigibbet."),
    ];
    let added = post(&both.site, "/desk/add/note", agent, &note).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let seen = get(&both.site, "/kb/VAULT-7", agent).await;
    assert!(seen.body.contains("Ask Flibbertigibbet."));
    let reader = &both.sessions["reader"];
    for session in [reader, ""] {
        let seen = get(&both.site, "/kb/VAULT-7", session).await;
        assert_ne!(seen.status, StatusCode::OK);
    }
    assert!(inside.is_ready());
}

/// Some of the internal files, without what makes them internal.
fn unmarked() -> Vec<(&'static str, String)> {
    INTERNAL
        .iter()
        .filter(|(path, _)| {
            let names = [
                "one/vault.md",
                "VAULT-8/text.md",
                "VAULT-8/vault.png",
                "one/lamp.de.md",
                "secret/deep/er.md",
                "secret/plan.md",
                "one/with-plan.md",
            ];
            names.contains(path)
        })
        .map(|(path, text)| (*path, text.replace("visibility: internal\n", "")))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_internal_is_hidden_at_once_on_every_route() {
    let unmarked = unmarked();
    let mut files: Vec<(&str, &str)> = unmarked
        .iter()
        .map(|(path, text)| (*path, &**text))
        .collect();
    let guide = DARK
        .replace("\"dark\"", "\"kumquat\"")
        .replace("It is dark", "The kumquat is dark");
    files.push(("one/kumquat.toml", &guide));
    let both = Staffed::new(&[PUBLIC, &files], &BEYOND).await;
    let without = Staffed::new(&[PUBLIC], &BEYOND).await;
    let seen = get(&both.site, "/kb/VAULT-7", "").await;
    assert!(seen.body.contains("Zanzibar kumquat"));
    let tag = seen.header("etag").to_owned();
    let (ours, others) = (both.site.portal.snapshot(), without.site.portal.snapshot());
    let ids = ours.library.iter().map(|(id, _)| id);
    // One of them includes another, and need not be made internal for that.
    let hidden =
        ids.filter(|id| others.library.get(id).is_none() && id.as_str() != "one/with-plan");
    let mut subjects: Vec<String> = hidden.map(|id| format!("article:{id}")).collect();
    assert_eq!(subjects.len(), 5, "{subjects:?}");
    subjects.push("guide:kumquat#lit".to_owned());
    let [agent, editor] = ["agent", "editor"].map(|role| both.sessions[role].clone());
    let make = |subject: &str, visibility: &'static str| {
        [
            ("subject", subject.to_owned()),
            ("back", "/kb/VAULT-7".to_owned()),
            ("visibility", visibility.to_owned()),
        ]
    };
    let send = async |session: &str, fields: [(&str, String); 3]| {
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        post(&both.site, "/desk/add/visibility", session, &fields)
            .await
            .status
    };
    // Only editors may do that.
    assert_eq!(
        send(&agent, make(&subjects[0], "internal")).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        send("", make(&subjects[0], "internal")).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        send(&editor, make("event:zorblax/4711", "internal")).await,
        StatusCode::CONFLICT
    );
    for subject in &subjects {
        assert_eq!(
            send(&editor, make(subject, "internal")).await,
            StatusCode::SEE_OTHER
        );
    }
    // From here on, nobody else is shown anything, even before the content is built again.
    for role in ["reader", "anonymous"] {
        for path in [
            "/kb/VAULT-7",
            "/search?q=kumquat",
            "/",
            "/api/v1/search?q=lamp",
        ] {
            let asked = (path.to_owned(), None);
            let seen = both.ask(role, &asked, &tag).await;
            assert_eq!(
                seen.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{role} {path}"
            );
            assert_no_secret(&asked, &seen.body);
            assert_eq!(seen.header("refresh"), "3");
        }
    }
    let seen = get(&both.site, "/kb/VAULT-7", &editor).await;
    assert!(
        seen.body.contains("editor made it internal"),
        "{}",
        seen.body
    );
    both.site.refresh();
    both.site.open_inside();
    let (tried, told_apart) = compare_all(&both, &without, &["anonymous"]).await;
    assert!(tried > 700, "{tried}");
    assert!(told_apart > 200, "{told_apart}");
    let seen = get(&both.site, "/kb/VAULT-7", &agent).await;
    assert!(
        seen.body
            .contains("<strong class=\"internal\">Internal</strong>")
    );
    assert!(!seen.body.contains("made it internal"));
    let seen = get(&both.site, "/kb/one/with-plan", &agent).await;
    assert!(
        seen.body
            .contains("<strong class=\"internal\">Internal</strong>")
    );
    // Once that is undone, the file's own setting applies again.
    for subject in &subjects {
        assert_eq!(
            send(&editor, make(subject, "as-in-its-file")).await,
            StatusCode::SEE_OTHER
        );
    }
    both.site.refresh();
    let seen = get(&both.site, "/kb/VAULT-7", "").await;
    assert!(seen.body.contains("Zanzibar kumquat"));
    assert_eq!(both.site.portal.snapshot().generation, ours.generation);
}

/// The body of a request that comes only after something else was done.
struct After<F>(Pin<Box<F>>, Option<&'static str>);

impl<F: Future<Output = ()>> HttpBody for After<F> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.1.is_none() {
            return Poll::Ready(None);
        }
        ready!(self.0.as_mut().poll(context));
        let text = self.1.take().map(str::as_bytes);
        Poll::Ready(text.map(|text| Ok(Frame::data(Bytes::from_static(text)))))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_answered_while_something_is_made_internal_does_not_tell_it() {
    for (role, flags, expect) in [
        ("anonymous", &BEYOND[..], StatusCode::SERVICE_UNAVAILABLE),
        ("reader", &BEYOND, StatusCode::SERVICE_UNAVAILABLE),
        ("agent", &BEYOND, StatusCode::OK),
        ("reader", &[], StatusCode::FORBIDDEN),
    ] {
        let files = [("one/art.md", "# Kumquat error 4711\n\nZanzibar kumquat.\n")];
        let both = Arc::new(Staffed::new(&[&files], flags).await);
        let ask = async |body| {
            let mut request = Request::post("/diagnose")
                .header("content-type", "application/x-www-form-urlencoded");
            if role != "anonymous" {
                let cookie = format!("fixpath={}", both.sessions[role]);
                request = request.header("cookie", cookie);
            }
            both.site.ask(request.body(body).unwrap()).await
        };
        let text = "text=Zanzibar+kumquat+error+4711";
        let seen = ask(Body::from(text)).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("one/art"), "{role}: {}", seen.body);
        // The request has been admitted when its body makes this internal.
        let then = Arc::clone(&both);
        let hidden = async move {
            let fields = [("subject", "article:one/art"), ("visibility", "internal")];
            let editor = &then.sessions["editor"];
            let made = post(&then.site, "/desk/add/visibility", editor, &fields).await;
            assert_eq!(made.status, StatusCode::SEE_OTHER);
        };
        let seen = ask(Body::new(After(Box::pin(hidden), Some(text)))).await;
        assert_eq!(seen.status, expect, "{role}");
        assert_eq!(seen.body.contains("one/art"), role == "agent", "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_internal_before_the_desk_has_an_index_of_its_own() {
    let both = Staffed::new(&[PUBLIC, INTERNAL], &BEYOND).await;
    let subject = both.site.portal.snapshot();
    let (id, _) = subject.library.iter().next().unwrap();
    let subject = format!("article:{id}");
    let fields = [("subject", &*subject), ("visibility", "internal")];
    let make = async || {
        let editor = &both.sessions["editor"];
        post(&both.site, "/desk/add/visibility", editor, &fields).await
    };
    let made = make().await;
    assert_eq!(made.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        made.body
            .contains("The index with internal articles is not ready yet")
    );
    assert_eq!(get(&both.site, "/", "").await.status, StatusCode::OK);
    both.site.open_inside();
    assert_eq!(make().await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_internal_stays_so_under_another_id() {
    let files = [
        ("safe/net/zed.md", "# Zed\n\nZanzibar.\n"),
        (
            "one/art.md",
            "---\nid: ART-3\ntitle: Art\n---\n\nKumquat.\n",
        ),
    ];
    let both = Staffed::new(&[&files], &BEYOND).await;
    let editor = &both.sessions["editor"];
    for subject in ["article:net/zed", "article:ART-3"] {
        let fields = [("subject", subject), ("visibility", "internal")];
        let made = post(&both.site, "/desk/add/visibility", editor, &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    }
    both.site.refresh();
    let folder = both.folder.path();
    // The ID of the first comes to belong to another file, and the second states another.
    std::fs::create_dir(folder.join("desk/net")).unwrap();
    std::fs::write(folder.join("desk/net/zed.md"), "# Other\n\nOther.\n").unwrap();
    let renamed = "---\nid: ART-33\ntitle: Art\n---\n\nKumquat again.\n";
    std::fs::write(folder.join("desk/one/art.md"), renamed).unwrap();
    both.site.refresh();
    for path in [
        "/kb/net/zed",
        "/kb/safe/net/zed",
        "/kb/ART-33",
        "/kb/one/art",
        "/search?q=zanzibar",
        "/search?q=kumquat",
    ] {
        let seen = get(&both.site, path, "").await;
        assert!(!seen.status.is_server_error(), "{path}: {}", seen.status);
        assert!(!seen.body.contains("Zanzibar."), "{path}: {}", seen.body);
        assert!(
            !seen.body.contains("Kumquat again."),
            "{path}: {}",
            seen.body
        );
        assert!(!seen.body.contains("ART-33</"), "{path}: {}", seen.body);
    }
    // Taken back, though the file that the subject named is gone.
    std::fs::remove_file(folder.join("desk/one/art.md")).unwrap();
    both.site.refresh();
    let fields = [
        ("subject", "article:ART-3"),
        ("visibility", "as-in-its-file"),
    ];
    let unmade = post(&both.site, "/desk/add/visibility", editor, &fields).await;
    assert_eq!(unmade.status, StatusCode::SEE_OTHER, "{}", unmade.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_hides_internal_articles_at_once() {
    let both = Staffed::new(&[PUBLIC, INTERNAL], &BEYOND).await;
    both.site.open_inside();
    let agent = &both.sessions["agent"];
    let seen = get(&both.site, "/kb/VAULT-7", agent).await;
    assert_eq!(seen.status, StatusCode::OK);
    let signed_out = post(&both.site, "/sign-out", agent, &[]).await;
    assert_eq!(signed_out.header("clear-site-data"), "\"cache\"");
    let seen = get(&both.site, "/kb/VAULT-7", agent).await;
    assert_ne!(seen.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_strangers_may_do_nothing_they_are_asked_to_sign_in() {
    let flags = [&BEYOND[..], &["--anonymous", "nothing"]].concat();
    let both = Staffed::new(&[PUBLIC], &flags).await;
    let browser = |path: &str| {
        let request = Request::get(path).header("accept", "text/html");
        request.body(Body::empty()).unwrap()
    };
    for path in [
        "/",
        "/kb/LAMP-1",
        "/search?q=lamp",
        "/new.atom",
        "/nonsense",
    ] {
        let answer = both.site.ask(browser(path)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in?back="));
        assert_eq!(answer.header("cache-control"), "no-store");
        let answer = both.site.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!answer.body.contains("Lamp stays dark"), "{path}");
    }
    for path in ["/sign-in", "/-/health", "/-/ready"] {
        assert_eq!(both.site.get(path).await.status, StatusCode::OK, "{path}");
    }
    // Whose session has ended keeps what they typed.
    let fields = [("subject", "article:LAMP-1"), ("text", "Typed at length")];
    let kept = post(&both.site, "/desk/add/note", "", &fields).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
    assert!(kept.body.contains("Typed at length") && kept.body.contains("not signed in"));
    assert!(!kept.body.contains("Lamp stays dark"));
    let reader = &both.sessions["reader"];
    let seen = get(&both.site, "/kb/LAMP-1", reader).await;
    assert!(seen.body.contains("Lamp stays dark"));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_may_give_feedback_where_that_is_set_and_only_so_much() {
    let flags = [&BEYOND[..], &["--anonymous", "feedback"]].concat();
    let both = Staffed::new(&[PUBLIC, INTERNAL], &flags).await;
    both.site.open_inside();
    let page = get(&both.site, "/kb/LAMP-1", "").await;
    assert!(page.body.contains("/desk/add/feedback"), "{}", page.body);
    assert!(!page.body.contains("/desk/add/note"));
    let answer = |subject| {
        [
            ("subject", subject),
            ("back", "/kb/LAMP-1"),
            ("answer", "yes"),
        ]
    };
    let sent = post(
        &both.site,
        "/desk/add/feedback",
        "",
        &answer("article:LAMP-1"),
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = get(&both.site, "/kb/LAMP-1", "").await;
    assert!(page.body.contains("Solved in 1 of 1 case"), "{}", page.body);
    // An article that they can't read is treated as if it did not exist.
    let sent = post(
        &both.site,
        "/desk/add/feedback",
        "",
        &answer("article:VAULT-7"),
    )
    .await;
    let nothing = post(
        &both.site,
        "/desk/add/feedback",
        "",
        &answer("article:VAULT-0"),
    )
    .await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(sent.body.replace("VAULT-7", "VAULT-0"), nothing.body);
    let sent = post(
        &both.site,
        "/desk/add/note",
        "",
        &[("subject", "article:LAMP-1")],
    )
    .await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let mut last = StatusCode::SEE_OTHER;
    for _ in 0..60 {
        last = post(
            &both.site,
            "/desk/add/feedback",
            "",
            &answer("article:LAMP-1"),
        )
        .await
        .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let reader = &both.sessions["reader"];
    let page = get(&both.site, "/kb/LAMP-1", reader).await;
    assert!(page.body.contains("/desk/add/report"));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_on_a_loopback_address_close_what_is_internal() {
    // Somebody alone at a machine reads everything; once there are accounts, only staff do.
    let (store, _store) = stores().remove(0);
    let (_folder, given) = folder(&[PUBLIC, INTERNAL]);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let site = Site::with_store(&store, &given).await;
    let seen = site.get("/kb/VAULT-7").await;
    assert_eq!(seen.status, StatusCode::OK);
    let agent = session(&site, "ann", Role::Administrator).await;
    let seen = site.get("/kb/VAULT-7").await;
    assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.get("/kb/LAMP-1").await.status,
        StatusCode::UNAUTHORIZED
    );
    let seen = get(&site, "/kb/VAULT-7", &agent).await;
    assert_eq!(seen.status, StatusCode::OK);
    // Without anything internal, everybody reads; until somebody makes something internal.
    let (store, _store) = stores().remove(0);
    let (_folder, given) = folder(&[PUBLIC]);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let open = Site::with_store(&store, &given).await;
    let editor = session(&open, "ed", Role::Administrator).await;
    assert_eq!(open.get("/kb/LAMP-1").await.status, StatusCode::OK);
    let fields = [("subject", "article:LAMP-1"), ("visibility", "internal")];
    let made = post(&open, "/desk/add/visibility", &editor, &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let seen = open.get("/kb/VAULT-9").await;
    assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    let seen = get(&open, "/desk", &editor).await;
    assert!(seen.body.contains("Made internal"), "{}", seen.body);
    // A reader is told why, and still has an account.
    let reader = session(&site, "rea", Role::Reader).await;
    let seen = get(&site, "/kb/LAMP-1", &reader).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN, "{}", seen.body);
    assert!(seen.body.contains("your role does not allow reading them"));
    let seen = get(&site, "/account", &reader).await;
    assert_eq!(seen.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_internal_is_shown_while_nobody_knows_who_may_read_it() {
    let (_folder, given) = folder(&[PUBLIC, INTERNAL]);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let site = Site::with_store("postgres://nobody@127.0.0.1:1/none", &given).await;
    for path in ["/kb/VAULT-7", "/kb/LAMP-1", "/search?q=kumquat"] {
        let seen = site.get(path).await;
        assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!seen.body.contains("Zanzibar"), "{path}");
    }
    // Without anything internal, reading does not need the store.
    let (_folder, given) = folder(&[PUBLIC]);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let site = Site::with_store("postgres://nobody@127.0.0.1:1/none", &given).await;
    assert_eq!(site.get("/kb/LAMP-1").await.status, StatusCode::OK);
}
