//! Internal articles: people at this machine find them, and everybody else learns as little about
//! them as if they did not exist.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Stdio,
    sync::mpsc,
    thread,
    time::{Duration, SystemTime},
};

use axum::http::StatusCode;
use fixpath::{
    audience::Audience,
    content::Lanes,
    layer::Layer,
    snapshot::{DataFolder, Follower, Progress, Snapshot},
    web,
};
use rustix::fs::{CWD, Mode};
use tempfile::TempDir;

use super::{
    command_line::{printed, program, run},
    site::{Answer, Site},
};

/// Files that everybody may read. They mention internal ones, as public articles do.
pub(crate) const PUBLIC: &[(&str, &str)] = &[
    (
        "one/lamp.md",
        "---\nid: LAMP-1\ntitle: Lamp stays dark\nproducts: [Lamps]\n---\n\n## Symptoms\n\n\
         ```event\nEvent ID: 7\nSource: Lamp Control\nDescription: Dark, 0x00000422.\n```\n\n\
         See VAULT-7, Q777001, [the plan](../secret/plan.md), [[plan]] and ![it](../secret/plan.png).\n",
    ),
    (
        "one/fax.txt",
        "# Fax stays silent\n\nThe tone is missing. See LAMP-1.\n",
    ),
    (
        "one/claims.md",
        "---\nid: VAULT-9\ntitle: Lamp of the cellar\n---\n\nThe lamp is dim.\n",
    ),
    (
        "secret/open/README.md",
        "---\ntitle: Way in\nvisibility: public\n---\n\nAsk the porter.\n",
    ),
    (
        "mkdocs.yml",
        "nav:\n- Lamp: one/lamp.md\n- Ways:\n  - secret/open/README.md\n  - secret/plan.md\n- Zanzibar:\n  - Hushhush: secret/deep/er.md\n",
    ),
    ("pictures/lamp.png", "PNG"),
    ("dark.toml", DARK),
];

/// A public guide that cites an internal article.
pub(crate) const DARK: &str = r#"
id = "dark"
title = "It is dark"
revision = 1
start = "which"

[[question]]
id = "which"
kind = "choice"
ask = "Which lamp?"
name = "Lamp"
why = "They differ."
find = "Look at it."
options = [
  { value = "this", label = "This one" },
  { value = "that", label = "That one" },
]
next = [{ go = "lit" }]
cite = ["VAULT-7#symptoms"]

[[outcome]]
id = "lit"
kind = "fix"
title = "Switch it on"
steps = ["Press the switch."]
verify = "It shines."
otherwise = "Call the porter."
cite = ["LAMP-1#symptoms"]

[[scenario]]
name = "This lamp"
answers = { which = "this" }
outcome = "lit"
"#;

/// Files that are internal, each in a different way.
pub(crate) const INTERNAL: &[(&str, &str)] = &[
    (
        "one/vault.md",
        "---\nid: VAULT-7\ntitle: Zanzibar kumquat\naliases: [oldvault, KB700700]\nproducts: [Quuxware]\n\
         tags: [hushhush]\nvisibility: internal\n---\n\n## Symptoms\n\nFlibbertigibbet of LAMP-1.\n\n\
         ```event\nEvent ID: 4711\nSource: Zorblax\nDescription: Flown, 0x8BADF00D.\n```\n\n\
         Q777001 Older kumquat title\n\nLAMP-1 The lamp that kumquats call hidden\n",
    ),
    // The public `fax.txt` beside it would get the same ID.
    (
        "one/fax.md",
        "---\nvisibility: internal\n---\n\n# Kumquat fax\n\nFlibbertigibbet.\n",
    ),
    (
        "one/VAULT-9.md",
        "---\ntitle: Kumquat nine\nvisibility: internal\n---\n\nFlibbertigibbet.\n",
    ),
    (
        "one/typo.md",
        "---\ntitle: Kumquat typo\nvisibility: secret\n---\n\nFlibbertigibbet.\n",
    ),
    (
        "secret/index.md",
        "---\ntitle: Kumquats\nvisibility: internal\n---\n\nFlibbertigibbet.\n",
    ),
    (
        "secret/plan.md",
        "# Kumquat plan\n\nFlibbertigibbet. ![Plan](plan.png) ![No](kumquat-gone.png) See Q777002.\n",
    ),
    ("secret/plan.png", "KUMQUATPNG"),
    (
        "secret/deep/er.md",
        "---\nid: Q777001\ntitle: Kumquat deep\n---\n\nFlibbertigibbet.\n",
    ),
    ("secret/_category_.json", "{\"label\": \"Kumquat shelf\"}"),
    (
        "secret/kumquat.toml",
        "id = \"kumquat\"\ntitle = \"Kumquat guide\"\nrevision = 1\nstart = \"nowhere\"\n\n\
         [[outcome]]\nid = \"done\"\nkind = \"fix\"\ntitle = \"Kumquat\"\n",
    ),
    (
        "VAULT-8/text.md",
        "---\nid: VAULT-8\ntitle: Kumquat eight\nvisibility: internal\n---\n\n![a](vault.png)\n",
    ),
    ("VAULT-8/vault.png", "KUMQUATPNG"),
    // It translates a public one.
    (
        "one/lamp.de.md",
        "---\ntitle: Kumquatlampe\nlang: de\nvisibility: internal\n---\n\nFlibbertigibbet.\n",
    ),
    // A folder with nothing for the public.
    (
        "safe/README.md",
        "---\ntitle: Kumquat safe\nvisibility: internal\n---\n\nFlibbertigibbet.\n",
    ),
    ("safe/synonyms.txt", "glimmerthing = lamp\n"),
    (
        "safe/SAFE-1.md",
        "# Kumquat in a safe\n\nFlibbertigibbet.\n",
    ),
    // It overrides a built-in one.
    (
        "one/Q168465.md",
        "---\ntitle: Kumquat of event 68\nvisibility: internal\n---\n\nFlibbertigibbet.\n",
    ),
    // They include something internal, in every way and indirectly.
    ("secret/includes/zw.md", "Flibbertigibbet of the kumquat.\n"),
    (
        "includes/sec.md",
        "---\nvisibility: internal\n---\nFlibbertigibbet kumquat.\n",
    ),
    (
        "includes/far.md",
        "Farther: {% include \"secret/plan.md\" %}\n",
    ),
    (
        "one/with-plan.md",
        "# Zanzibar one\n\n--8<-- \"secret/plan.md\"\n",
    ),
    (
        "one/with-typo.md",
        "---\ntitle: Zanzibar two\nvisibility: public\n---\n\n{% include \"one/typo.md\" %}\n",
    ),
    (
        "one/with-piece.md",
        "# Zanzibar three\n\n[!INCLUDE [x](../secret/includes/zw.md)]\n",
    ),
    (
        "one/with-sec.md",
        "# Zanzibar four\n\n[!INCLUDE [x](../includes/sec.md)]\n",
    ),
    (
        "one/with-far.md",
        "# Zanzibar five\n\n[!INCLUDE [x](../includes/far.md)]\n",
    ),
];

/// Words that only internal files contain.
pub(crate) const SECRETS: [&str; 9] = [
    "zanzibar",
    "kumquat",
    "flibbertigibbet",
    "quuxware",
    "hushhush",
    "zorblax",
    "8badf00d",
    "4711",
    "oldvault",
];

/// For a public portal: it listens on an address that other machines can reach.
pub(crate) const BEYOND: [&str; 2] = ["--listen", "192.0.2.1:8070"];

fn site(files: &[&[(&str, &str)]], flags: &[&str]) -> (Site, TempDir) {
    let (folder, given) = folder(files);
    let flags: Vec<&str> = given
        .iter()
        .map(String::as_str)
        .chain(flags.iter().copied())
        .collect();
    (Site::with(&flags), folder)
}

/// A folder with files, and the flags by which a portal serves them.
pub(crate) fn folder(files: &[&[(&str, &str)]]) -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["desk", "safe"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for (name, text) in files.iter().copied().flatten() {
        let path = match name.starts_with("safe/") {
            true => folder.path().join(name),
            false => folder.path().join("desk").join(name),
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let given = ["desk", "safe"].into_iter().flat_map(|name| {
        let place = folder.path().join(name);
        ["--kb".to_owned(), format!("{name}={}", place.display())]
    });
    let given = given.collect();
    (folder, given)
}

const INSIDE: &str = "---\ntitle: Inside\nvisibility: internal\n---\n\nKumquat.\n";

/// A request: its path, and a body with its type.
pub(crate) type Asked = (String, Option<(&'static str, String)>);

/// Requests to a route that try to find out about internal articles.
pub(crate) fn asked(route: &str) -> Vec<Asked> {
    let ids = [
        "VAULT-7",
        "vault-7",
        "VAULT-8",
        "VAULT-9",
        "Q777001",
        "Q777002",
        "777001",
        "700700",
        "KB700700",
        "oldvault",
        "one/fax",
        "one/fax.md",
        "one/fax.txt",
        "one/lamp.de",
        "one/typo",
        "one/with-plan",
        "one/with-far",
        "one/claims",
        "secret",
        "secret/plan",
        "secret/index",
        "secret/deep/er",
        "plan",
        "Q168465",
        "LAMP-1",
        "no-such-article",
        "NOSUCH-1",
    ];
    let words = [
        "zanzibar",
        "zanzibra",
        "kumquat",
        "kumqat",
        "flibbertigibbet",
        "flibertigibbet",
        "quuxware",
        "hushhush",
        "zorblax",
        "zorblax 4711",
        "event 4711",
        "4711",
        "0x8badf00d",
        "8badf00d",
        "VAULT-7",
        "VAULT",
        "Q777001",
        "oldvault",
        "kumquat lamp",
        "older kumquat title",
        "hidden lamp",
        "tag:hushhush",
        "product:quuxware",
        "source:zorblax",
        "event:4711",
        "code:8badf00d",
        "in:secret",
        "in:desk/secret",
        "id:VAULT-7",
        "lamp",
        "fax",
        "event 68",
        "\"kumquat plan\"",
        "lamp -kumquat",
        "flib*",
        "zor",
        "kum",
        "vau",
        "Q7770",
        "pla",
        "glimmerthing",
        "lang:de lamp",
        "kumquatlampe",
    ];
    let forms = |suffix: &'static str| {
        ids.map(|id| match suffix {
            // In the description of the API, an ID is a single part of a path.
            ".json" => format!("/kb/{}{suffix}", encoded(id)),
            _ => format!("/kb/{id}{suffix}"),
        })
    };
    let with = |before: &str, after: &[&str]| -> Vec<String> {
        after
            .iter()
            .map(|after| format!("{before}{}", encoded(after)))
            .collect()
    };
    let event = "Event ID: 4711\nSource: Zorblax\nDescription: Flown, 0x8BADF00D. Kumquat.\n";
    let texts = || words.iter().copied().chain([event]);
    let form = |text: &str| {
        Some((
            "application/x-www-form-urlencoded",
            format!("text={}", encoded(text)),
        ))
    };
    let posted =
        |path: &str| -> Vec<Asked> { texts().map(|text| (path.to_owned(), form(text))).collect() };
    let gets: Vec<String> = match route {
        "/open" => return posted(route),
        "/diagnose" => {
            let mut asked = posted(route);
            asked.push((route.to_owned(), None));
            return asked;
        }
        "/api/v1/diagnose" => {
            let json = |text: &str| serde_json::json!({ "text": text }).to_string();
            let asked =
                texts().map(|text| (route.to_owned(), Some(("application/json", json(text)))));
            return asked.collect();
        }
        "/search" | "/search.json" | "/api/v1/search" => {
            let mut asked = with(&format!("{route}?q="), &words);
            asked.extend(with(&format!("{route}?go=0&q="), &words));
            asked.extend(with(&format!("{route}?exact=1&q="), &words));
            for filter in [
                "product=quuxware",
                "tag=hushhush",
                "type=kbbug",
                "lang=de",
                "folder=desk/secret",
            ] {
                asked.push(format!("{route}?q=lamp&{filter}"));
            }
            asked
        }
        "/-/suggest" => with("/-/suggest?q=", &words),
        "/kb/{*rest}" => {
            let forms = [
                "",
                ".md",
                ".txt",
                ".json",
                "?copy=1",
                "/",
                "/files/plan.png",
            ]
            .map(forms);
            let files = [
                "LAMP-1/files/secret/plan.png",
                "LAMP-1/files/secret%2Fplan.png",
                "VAULT-8/files/vault.png",
                "VAULT-8/files/VAULT-8/vault.png",
                "secret/open/files/plan.png",
                "secret/plan/files/secret/plan.png",
            ];
            forms
                .into_iter()
                .flatten()
                .chain(with_plain("/kb/", &files))
                .collect()
        }
        "/missing/{id}" => with("/missing/", &ids),
        "/browse/{*path}" => with_plain(
            "/browse/",
            &[
                "desk",
                "desk/secret",
                "desk/secret/deep",
                "desk/secret/open",
                "desk/one",
                "desk/ways",
                "desk/VAULT-8",
                "built-in",
                "nothing",
            ],
        ),
        "/events" => with("/events?id=", &["4711", "7", "68"])
            .into_iter()
            .chain(["/events".to_owned()])
            .collect(),
        "/events/{source}" => with(
            "/events/",
            &["zorblax", "Zorblax", "lamp-control", "lampcontrol", "x"],
        ),
        "/events/{source}/{id}" => with_plain(
            "/events/",
            &["zorblax/4711", "lampcontrol/7", "lampcontrol/4711"],
        ),
        "/codes/{code}" => with(
            "/codes/",
            &[
                "8badf00d",
                "0x8BADF00D",
                "status-8badf00d",
                "hresult-8badf00d",
                "result-1",
                "422",
            ],
        ),
        "/products/{slug}" => with("/products/", &["quuxware", "lamps", "x"]),
        "/guides/{guide}" | "/api/v1/guides/{guide}" => {
            with(route.trim_end_matches("{guide}"), &["kumquat", "dark", "x"])
        }
        "/guides/{guide}/{part}" => with_plain(
            "/guides/",
            &[
                "kumquat/all",
                "kumquat/map",
                "dark/all",
                "dark/map",
                "dark/map.svg",
                "dark/note.json?which=this",
                "dark/note.md?which=this",
            ],
        ),
        "/api/v1/articles/{id}" => with("/api/v1/articles/", &ids),
        "/desk/add/{form}" => {
            let note = |id| format!("subject=article%3A{}&text=x", encoded(id));
            let kind = "application/x-www-form-urlencoded";
            let add = |id| ("/desk/add/note".to_owned(), Some((kind, note(id))));
            return ids.map(add).to_vec();
        }
        "/desk/walks/{guide}" => with_plain("/desk/walks/", &["kumquat", "dark"]),
        "/desk/reports/{list}" => with_plain("/desk/reports/", &["articles.csv", "unknown.csv"]),
        "/desk/tickets/{ticket}" => with("/desk/tickets/", &words),
        "/-/static/{name}" => with_plain("/-/static/", &["plan.png"]),
        "/{*rest}" => with_plain("/", &["VAULT-7", "secret/plan", "kumquat"]),
        "/"
        | "/new"
        | "/new.atom"
        | "/opensearch.xml"
        | "/favicon.ico"
        | "/-/style"
        | "/kb"
        | "/browse"
        | "/codes"
        | "/products"
        | "/guides"
        | "/api"
        | "/api/openapi.json"
        | "/api/v1/guides"
        | "/-/health"
        | "/-/ready"
        | "/-/metrics"
        | "/desk"
        | "/desk/recent"
        | "/desk/tickets"
        | "/desk/people"
        | "/desk/reports"
        | "/sign-in"
        | "/sign-out"
        | "/account"
        | "/account/sign-out-everywhere"
        | "/account/tokens"
        | "/sign-in/openid"
        | "/sign-in/openid/back"
        | "/invitation" => {
            vec![route.to_owned()]
        }
        route => panic!("what could {route} tell of an internal article?"),
    };
    gets.into_iter().map(|path| (path, None)).collect()
}

fn with_plain(before: &str, after: &[&str]) -> Vec<String> {
    after
        .iter()
        .map(|after| format!("{before}{after}"))
        .collect()
}

fn encoded(text: &str) -> String {
    let escaped = |byte: u8| match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(escaped).collect()
}

async fn ask(site: &Site, (path, posted): &Asked) -> Answer {
    match posted {
        Some((kind, body)) => site.post(path, kind, body).await,
        None => site.get(path).await,
    }
}

/// A response without anything that differs between any two portals.
pub(crate) fn told(site: &Site, folder: &Path, answer: &Answer) -> (StatusCode, String, String) {
    let snapshot = site.portal.snapshot();
    let body = answer.body.replace(&snapshot.generation, "GENERATION");
    let body = body.replace(folder.to_str().unwrap(), "FOLDER");
    let is_measured = |line: &&str| {
        ["_seconds", "size_bytes", "_total", "connections"]
            .iter()
            .any(|name| line.contains(name))
            && (line.starts_with("fixpath_") || line.starts_with('#'))
    };
    let mut body: Vec<&str> = body.lines().filter(|line| !is_measured(line)).collect();
    if answer.header("content-type").contains("openmetrics") {
        body.sort_unstable();
    }
    (
        answer.status,
        answer.header("location").to_owned(),
        body.join("\n"),
    )
}

/// Fails if a response contains words that only internal files contain and the request does not.
pub(crate) fn assert_no_secret(asked: &Asked, body: &str) {
    let asked_for = format!("{asked:?}").to_lowercase();
    let body = body.to_lowercase();
    for secret in SECRETS.iter().filter(|secret| !asked_for.contains(*secret)) {
        // The requested text may be spelled differently on the page.
        let is_part = ["zan", "kum", "flib"]
            .iter()
            .any(|part| asked_for.contains(part));
        assert!(is_part || !body.contains(secret), "{secret}: {asked:?}");
    }
}

#[tokio::test]
async fn the_public_learns_nothing_about_internal_articles() {
    let (public, folder) = site(&[PUBLIC, INTERNAL], &BEYOND);
    let (without, other) = site(&[PUBLIC], &BEYOND);
    let snapshot = public.portal.snapshot();
    assert_eq!(snapshot.withheld.articles, 17);
    assert_eq!(snapshot.generation, without.portal.snapshot().generation);
    let mut tried = 0;
    for asked in web::route_paths().flat_map(asked) {
        let answer = ask(&public, &asked).await;
        let expect = ask(&without, &asked).await;
        let answer = told(&public, folder.path(), &answer);
        assert_eq!(answer, told(&without, other.path(), &expect), "{asked:?}");
        assert_no_secret(&asked, &answer.2);
        tried += 1;
    }
    assert!(tried > 700, "{tried}");
    let guide = public.get("/guides/dark/all").await;
    assert_eq!(guide.status, StatusCode::OK);
    assert!(guide.body.contains("/missing/VAULT-7"), "{}", guide.body);
}

#[tokio::test]
async fn people_of_this_machine_find_internal_articles() {
    let (site, _folder) = site(&[PUBLIC, INTERNAL], &[]);
    assert_eq!(site.portal.snapshot().withheld.articles, 0);
    for (path, says) in [
        ("/kb/VAULT-7", "Zanzibar kumquat"),
        ("/kb/VAULT-7.md", "visibility: \"internal\""),
        ("/kb/VAULT-7.json", "\"visibility\":\"internal\""),
        ("/kb/secret/plan", "Kumquat plan"),
        ("/kb/secret/plan/files/secret/plan.png", "KUMQUATPNG"),
        ("/kb/VAULT-8/files/vault.png", "KUMQUATPNG"),
        ("/kb/Q168465", "Kumquat of event 68"),
        ("/kb/Q777001", "Kumquat deep"),
        ("/kb/one/typo", "Kumquat typo"),
        ("/kb/one/fax", "Kumquat fax"),
        ("/kb/LAMP-1", "Zanzibar kumquat"),
        ("/kb/LAMP-1", "/kb/one/lamp.de"),
        ("/kb/one/with-plan", "Flibbertigibbet"),
        ("/kb/one/with-sec", "Flibbertigibbet"),
        ("/kb/one/with-far", "Flibbertigibbet"),
        ("/search?q=zanzibar", "VAULT-7"),
        ("/search?q=zanzibra", "VAULT-7"),
        ("/search?q=hidden+lamp", "LAMP-1"),
        ("/search?q=glimmerthing", "LAMP-1"),
        ("/-/suggest?q=zanz", "Zanzibar kumquat"),
        ("/events/zorblax/4711", "VAULT-7"),
        ("/codes/8badf00d", "VAULT-7"),
        ("/products/quuxware", "VAULT-7"),
        ("/browse/desk/secret", "Kumquat plan"),
        ("/guides/dark/all", "/kb/VAULT-7#symptoms"),
    ] {
        let mut answer = site.get(path).await;
        if answer.status.is_redirection() {
            let to = answer.header("location").to_owned();
            answer = site.get(&to).await;
        }
        assert!(
            answer.body.contains(says),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    let alias = site.get("/kb/oldvault").await;
    assert_eq!(alias.header("location"), "/kb/VAULT-7");
}

#[test]
fn the_terminal_sees_everything_and_says_what_is_internal() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("open.md", "# Open\n\nA lamp.\n");
    write(
        "in/index.md",
        "---\ntitle: Inside\nvisibility: internal\n---\n\nKumquat.\n",
    );
    write("in/a.md", "# One of the inside\n\nKumquat.\n");
    write(
        "b.md",
        "---\ntitle: Two\nvisibility: hidden\n---\n\nKumquat.\n",
    );
    let data = tempfile::tempdir().unwrap();
    let kb = folder.path().to_str().unwrap();
    let fixpath = |arguments: &[&str]| {
        let all: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--kb", kb, "--no-builtin"])
            .collect();
        let output = run(&data, &all);
        (output.status.code().unwrap(), printed(&output))
    };
    let (code, check) = fixpath(&["check"]);
    assert_eq!(code, 1, "{check}");
    assert!(
        check.contains("\n3 internal articles: shown only to staff\n"),
        "{check}"
    );
    let error = "b.md:3: error: `hidden` is not a known visibility; this counts as internal";
    assert!(check.contains(error), "{check}");
    let beyond = ["index", "--listen", "192.0.2.1:8070"];
    let (_, public) = fixpath(&beyond);
    assert!(public.contains("1 article, 0 guides"), "{public}");
    let (_, local) = fixpath(&["index"]);
    assert!(local.contains("4 articles, 0 guides"), "{local}");
    let generation = |printed: &str| printed.split("generation ").nth(1).unwrap().to_owned();
    assert_ne!(generation(&public), generation(&local));
    // Neither is in the way of the other.
    assert_eq!(fixpath(&beyond).1, public);
    assert_eq!(fixpath(&["index"]).1, local);
    let (code, found) = fixpath(&["search", "kumquat"]);
    assert!(code == 0 && found.contains("3 articles"), "{found}");
    let names: BTreeSet<_> = (fs::read_dir(data.path()).unwrap())
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.contains("public"), "{names:?}");
}

/// A folder from which a public generation is made.
struct Shown {
    folder: TempDir,
    data: TempDir,
}

impl Shown {
    fn new() -> Self {
        let [folder, data] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let shown = Self { folder, data };
        shown.write("open/x.md", "# Open\n\nA lamp.\n");
        shown
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Makes a file look as if it was written an hour ago.
    fn make_old(&self, name: &str) {
        let file = fs::File::options()
            .append(true)
            .open(self.path(name))
            .unwrap();
        let then = SystemTime::now() - Duration::from_secs(3600);
        file.set_modified(then).unwrap();
    }

    fn layers(&self) -> [Layer; 1] {
        [Layer::folder(self.folder.path())]
    }

    fn build(&self) -> Snapshot {
        let data = DataFolder::open(self.data.path(), Audience::Public).unwrap();
        data.build(&self.layers(), &Progress::default()).unwrap()
    }

    /// What is shown after the changes since a snapshot, which must equal a full build.
    fn refresh(&self, from: &mut Snapshot) -> Vec<String> {
        let data = DataFolder::open(self.data.path(), Audience::Public).unwrap();
        let lanes = Lanes::new(&from.layers);
        if let Some((new, _)) = data.refresh(from, &lanes, &Progress::default()).unwrap() {
            *from = new;
        }
        let other = tempfile::tempdir().unwrap();
        let other = DataFolder::open(other.path(), Audience::Public).unwrap();
        let afresh = other.build(&self.layers(), &Progress::default()).unwrap();
        assert_eq!(articles(from), articles(&afresh));
        assert_eq!(from.generation, afresh.generation);
        articles(from)
    }

    /// The output of `fixpath check`.
    fn checked(&self) -> String {
        let data = tempfile::tempdir().unwrap();
        let kb = self.folder.path().to_str().unwrap();
        printed(&run(&data, &["check", "--kb", kb, "--no-builtin", "--all"]))
    }
}

/// The IDs of the articles that are shown.
fn articles(snapshot: &Snapshot) -> Vec<String> {
    let articles = snapshot.library.iter();
    articles.map(|(id, _)| id.to_string()).collect()
}

#[test]
fn a_follower_notices_that_something_is_internal_now() {
    let shown = Shown::new();
    let mut snapshot = shown.build();
    let layers = shown.layers();
    let follower = Follower::new(shown.data.path(), &layers, Audience::Public);
    let followed = follower.open().unwrap();
    assert!(!followed.has_internal);
    let (told, news) = mpsc::channel();
    let is_following = thread::spawn(move || {
        follower.run(Some(&followed), |opened| {
            let _ = told.send(opened.unwrap().has_internal);
        })
    });
    shown.write("in/index.md", INSIDE);
    assert_eq!(shown.refresh(&mut snapshot), ["open/x"]);
    let has_internal = news.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(has_internal && !is_following.is_finished());
    // It wrote nothing.
    assert!(!shown.data.path().join("public/guides").exists());
}

#[test]
fn a_guide_that_became_internal_does_not_come_back_with_another() {
    let shown = Shown::new();
    let good = DARK.replace("cite = [\"VAULT-7#symptoms\"]\n", "");
    let good = good.replace("cite = [\"LAMP-1#symptoms\"]\n", "");
    shown.write(
        "open/dark.toml",
        &good.replace("Which lamp?", "Which kumquat?"),
    );
    let mut snapshot = shown.build();
    assert_eq!(snapshot.guides.len(), 1, "{:?}", snapshot.problems);
    fs::remove_file(shown.path("open/dark.toml")).unwrap();
    shown.write("in/index.md", INSIDE);
    shown.write("in/dark.toml", &good);
    shown.refresh(&mut snapshot);
    assert!(snapshot.guides.is_empty());
    shown.write(
        "open/dark.toml",
        &good.replace("id = \"lit\"", "id = \"unlit\""),
    );
    shown.refresh(&mut snapshot);
    assert!(snapshot.guides.is_empty(), "{}", snapshot.guides[0].file);
    assert_eq!(snapshot.held_back.len(), 1);
}

#[test]
fn the_name_of_a_public_generation_reveals_nothing_internal() {
    let shown = Shown::new();
    shown.write("open/fax.txt", "# Fax\n\nSee KUM-1 and [x](../in/x.png).\n");
    let mut snapshot = shown.build();
    let name = snapshot.generation.clone();
    let hidden = "---\nvisibility: internal\n---\n\n";
    for (path, text) in [
        ("in/index.md", INSIDE),
        ("in/x.md", "# Kumquat\n\nKumquat.\n"),
        ("in/x.md", "# Kumquat\n\nKumquats. See KUM-2.\n"),
        ("in/x.png", "PNG"),
        ("in/_category_.json", "{\"label\": \"Kumquat\"}"),
        // The public `fax.txt` beside it would get the same ID.
        ("open/fax.md", hidden),
        ("open/KUM-1.md", hidden),
    ] {
        shown.write(path, text);
        assert_eq!(shown.refresh(&mut snapshot), ["open/fax", "open/x"]);
        assert_eq!(snapshot.generation, name, "{path}");
        assert!(snapshot.is_fresh(), "{path}");
    }
    for path in ["in/x.md", "open/fax.md"] {
        fs::remove_file(shown.path(path)).unwrap();
        assert_eq!(shown.refresh(&mut snapshot), ["open/fax", "open/x"]);
        assert_eq!(snapshot.generation, name, "without {path}");
    }
    shown.write("in/index.md", "# In\n");
    assert_eq!(shown.refresh(&mut snapshot), ["in", "open/fax", "open/x"]);
    assert_ne!(snapshot.generation, name);
}

#[test]
fn what_a_link_includes_is_internal_if_its_place_is() {
    let shown = Shown::new();
    shown.write("in/index.md", INSIDE);
    shown.write("in/includes/plan.md", "Kumquat.\n");
    shown.write("one.md", "# One\n\n--8<-- \"open/plan.md\"\n");
    shown.write("two.md", "# Two\n\n--8<-- \"open/in/includes/plan.md\"\n");
    shown.write("three.md", "# Three\n\nA lamp.\n");
    symlink("../in/includes/plan.md", shown.path("open/plan.md")).unwrap();
    symlink("../in", shown.path("open/in")).unwrap();
    let shown = articles(&shown.build());
    assert_eq!(shown, ["open/x", "three"]);
}

#[test]
fn an_index_page_that_is_not_a_file_hides_the_folder() {
    let shown = Shown::new();
    for name in ["fifo", "gone", "out", "loop"] {
        shown.write(&format!("{name}/x.md"), "# Kumquat\n\nKumquat.\n");
    }
    rustix::fs::mkfifoat(CWD, shown.path("fifo/index.md"), Mode::RWXU).unwrap();
    symlink("nowhere.md", shown.path("gone/README.md")).unwrap();
    symlink("/etc/hosts", shown.path("out/_index.md")).unwrap();
    symlink("index.md", shown.path("loop/index.md")).unwrap();
    let mut snapshot = shown.build();
    assert_eq!(articles(&snapshot), ["open/x"]);
    assert!(snapshot.is_fresh(), "what is no file is not tried again");
    let check = shown.checked();
    for page in [
        "fifo/index.md",
        "gone/README.md",
        "out/_index.md",
        "loop/index.md",
    ] {
        let error = format!("{page}: error: this file can't be read");
        assert_eq!(check.matches(&error).count(), 1, "{page}: {check}");
    }
    assert!(
        !check.contains("skipped") && !check.contains("followed"),
        "{check}"
    );
    assert!(
        check.contains("until then, its folder counts as internal"),
        "{check}"
    );
    fs::remove_file(shown.path("fifo/index.md")).unwrap();
    shown.write("gone/nowhere.md", "# Here\n\nAgain.\n");
    let now = shown.refresh(&mut snapshot);
    assert!(
        now.contains(&"fifo/x".to_owned()) && now.contains(&"gone/x".to_owned()),
        "{now:?}"
    );
    rustix::fs::mkfifoat(CWD, shown.path("fifo/index.md"), Mode::RWXU).unwrap();
    fs::remove_file(shown.path("gone/nowhere.md")).unwrap();
    assert_eq!(shown.refresh(&mut snapshot), ["open/x"]);
}

#[test]
fn an_index_page_that_is_half_written_hides_the_folder() {
    let shown = Shown::new();
    shown.write("in/x.md", "# Kumquat\n\nKumquat.\n");
    shown.write("in/index.md", INSIDE);
    shown.write("other/index.md", INSIDE);
    let mut snapshot = shown.build();
    for text in [
        "",
        " \n",
        "\u{feff}",
        "-",
        "--",
        "---",
        "---\n",
        "---\nti",
        "---\ntitle: x\n",
        "---\ntitle: x\n--",
        "+++\ntitle = \"x\"\n",
        ";;;\n\"title\"",
        "{",
        "{\n\"title\": \"x\",\n",
        "<!-- x -->\n---\nvisibility: internal\n---\n\nKumquat.\n",
        "<!-- x\ny -->\n\n[//]: # (z)\n---\ntitle: x\nvisibility: internal\n",
        " ---\nvisibility: internal\n---\n",
    ] {
        shown.write("in/index.md", text);
        assert_eq!(shown.refresh(&mut snapshot), ["open/x"], "{text:?}");
        let check = shown.checked();
        assert!(check.contains("counts as internal"), "{text:?}: {check}");
        assert!(check.contains(": error: "), "{text:?}: {check}");
    }
    for text in [
        "Kumquat.\n",
        "---\ntitle: x\n---\n",
        "---\n---\n",
        "# Kumquat\n\n---\n\nKumquat.\n",
        "- one\n- two\n",
        "{% raw %}\nx\n",
        "<!-- x -->\n---\ntitle: x\n---\n\nKumquat.\n",
        "Write this:\n\n```yaml\n---\nvisibility: internal\n---\n```\n",
    ] {
        shown.write("in/index.md", text);
        let now = shown.refresh(&mut snapshot);
        assert!(now.contains(&"in/x".to_owned()), "{text:?}: {now:?}");
    }
}

#[test]
fn an_empty_index_page_hides_nothing_where_nothing_is_internal() {
    let shown = Shown::new();
    shown.write("in/x.md", "# Kumquat\n\nKumquat.\n");
    shown.write("in/_index.md", "");
    shown.make_old("in/_index.md");
    let mut snapshot = shown.build();
    shown.write("in/y.md", "# Kumquats\n\nKumquats.\n");
    assert_eq!(shown.refresh(&mut snapshot), ["in/x", "in/y", "open/x"]);
}

#[test]
fn an_index_page_that_was_just_emptied_hides_the_folder() {
    let shown = Shown::new();
    shown.write("in/x.md", "# Kumquat\n\nKumquat.\n");
    shown.write("in/index.md", INSIDE);
    shown.write("all/x.md", "# All\n\nA lamp.\n");
    shown.write("all/_index.md", "");
    shown.make_old("all/_index.md");
    let mut snapshot = shown.build();
    // Of two empty pages, one has been empty for a long time.
    let all = ["all/x", "open/x"];
    shown.write("in/index.md", "");
    assert_eq!(shown.refresh(&mut snapshot), all);
    assert!(!snapshot.is_fresh(), "it is read again");
    shown.write("in/index.md", INSIDE);
    assert_eq!(shown.refresh(&mut snapshot), ["open/x"]);
    shown.write("in/index.md", "");
    shown.make_old("in/index.md");
    assert_eq!(shown.refresh(&mut snapshot), ["all/x", "in/x", "open/x"]);
}

#[test]
fn an_index_page_may_have_a_language_stand_among_includes_or_be_a_folder() {
    let shown = Shown::new();
    for name in ["german", "folder", "linked"] {
        shown.write(&format!("{name}/x.md"), "# Kumquat\n\nKumquat.\n");
    }
    shown.write("german/index.de.md", INSIDE);
    shown.write("folder/index.md/y.md", "# Kumquat\n\nKumquat.\n");
    shown.write("other/z.md", "# Other\n\nA lamp.\n");
    symlink("../other", shown.path("linked/README.md")).unwrap();
    shown.write("includes/a.md", "Kumquat.\n");
    shown.write("includes/index.md", INSIDE);
    shown.write("templates/plan.pdf", "PDF");
    shown.write("templates/README.md", INSIDE);
    shown.write("one.md", "# One\n\n[!INCLUDE [a](includes/a.md)]\n");
    shown.write("two.md", "# Two\n\n[a](templates/plan.pdf)\n");
    let mut snapshot = shown.build();
    assert_eq!(articles(&snapshot), ["open/x", "other/z", "two"]);
    let files: Vec<_> = snapshot.library.attachments().flatten().collect();
    assert!(
        !files.contains(&&"templates/plan.pdf".to_owned()),
        "{files:?}"
    );
    assert!(snapshot.is_fresh());
    let check = shown.checked();
    for page in ["folder/index.md", "linked/README.md"] {
        let error = format!("{page}: error: this file can't be read: it is a folder");
        assert!(check.contains(&error), "{check}");
    }
    assert!(check.contains("2 includes"), "{check}");
    shown.write("includes/index.md", "# For everybody\n");
    assert_eq!(
        shown.refresh(&mut snapshot),
        ["one", "open/x", "other/z", "two"]
    );
}

#[test]
fn an_ignored_index_page_still_sets_the_visibility_of_its_folder() {
    let shown = Shown::new();
    shown.write("in/x.md", "# Kumquat\n\nKumquat.\n");
    shown.write("in/index.md", INSIDE);
    shown.write("typo/x.md", "# Kumquat\n\nKumquat.\n");
    shown.write("typo/index.md", "---\nvisibilty: internal\n---\n");
    shown.write(
        "open/index.md",
        "---\ntitle: Way in\nfoo: [\n---\n\nKumquat.\n",
    );
    shown.write("all/index.md", "");
    shown.write(".fixpathignore", "index.md\nall/\n");
    let mut snapshot = shown.build();
    assert_eq!(articles(&snapshot), ["open/x"]);
    assert!(snapshot.is_fresh());
    let check = shown.checked();
    assert!(check.contains("4 skipped (ignored)"), "{check}");
    assert!(
        check.contains("typo/index.md:2: error: `visibilty`"),
        "{check}"
    );
    assert!(
        check.contains("2 internal articles") && check.contains("1 error"),
        "{check}"
    );
    shown.write(".fixpathignore", "all/\n");
    assert_eq!(shown.refresh(&mut snapshot), ["open", "open/x"]);
    shown.write(".fixpathignore", "index.md\nall/\n");
    assert_eq!(shown.refresh(&mut snapshot), ["open/x"]);
    shown.write("in/index.md", "# Inside\n\nKumquat.\n");
    assert_eq!(shown.refresh(&mut snapshot), ["in/x", "open/x"]);
    shown.write("in/index.md", INSIDE);
    assert_eq!(shown.refresh(&mut snapshot), ["open/x"]);
}

#[test]
fn check_reports_what_is_internal_only_because_of_an_include() {
    let shown = Shown::new();
    for (name, text) in [
        ("in/index.md", INSIDE),
        ("in/plan.md", "# Plan\n\nKumquat.\n"),
        ("in/more.md", "# More\n\n--8<-- \"in/plan.md\"\n"),
        ("open.md", "# Open\n\n--8<-- \"in/plan.md\"\n"),
    ] {
        shown.write(name, text);
    }
    let check = shown.checked();
    let error =
        "open.md: error: this includes `in/plan.md`, which is internal; this counts as internal";
    assert!(check.contains(error), "{check}");
    assert!(check.contains("make this article internal, too"), "{check}");
    assert!(
        check.contains("1 error") && check.contains("4 internal articles"),
        "{check}"
    );
}

#[test]
fn an_index_for_the_public_is_made_once_where_nothing_is_internal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("open.md"), "# Open\n\nA lamp.\n").unwrap();
    let data = tempfile::tempdir().unwrap();
    let kb = ["--kb", folder.path().to_str().unwrap(), "--no-builtin"];
    let fixpath = |arguments: &[&str]| {
        let all: Vec<&str> = arguments.iter().copied().chain(kb).collect();
        printed(&run(&data, &all))
    };
    fixpath(&["index", "--listen", "192.0.2.1:8070"]);
    assert!(fixpath(&["search", "lamp"]).contains("1 article has the word"));
    assert!(!data.path().join("current").exists());
}

#[test]
fn the_building_process_leaves_out_what_is_internal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("open.md"), "# Open\n\nA lamp.\n").unwrap();
    let hidden = "---\ntitle: Hidden\nvisibility: internal\n---\n\nKumquat.\n";
    fs::write(folder.path().join("hidden.md"), hidden).unwrap();
    let layers = [Layer::folder(folder.path())];
    let data = tempfile::tempdir().unwrap();
    for (audience, flags) in [
        (Audience::Staff, &[][..]),
        (Audience::Public, &["--public"]),
    ] {
        let place = tempfile::tempdir().unwrap();
        // Its standard input must stay open.
        let mut child = program()
            .arg("build-generation")
            .arg(format!("--place={}", place.path().display()))
            .arg(format!("--folder=\n\n\n{}", folder.path().display()))
            .args(flags)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(input);
        let here = DataFolder::open(data.path(), audience).unwrap();
        let here = here.build(&layers, &Progress::default()).unwrap();
        let said = printed(&output);
        assert!(
            said.contains(&format!("built {}", here.generation)),
            "{audience:?}: {said}"
        );
    }
}

/// A guide that continues in a missing one is held back, and so reveals nothing.
#[tokio::test]
async fn a_guide_that_continues_in_an_internal_one_reveals_nothing_about_it() {
    let dark = DARK
        .replace(
            "kind = \"fix\"",
            "kind = \"refer\"\ngo_on = { guide = \"cellar\" }",
        )
        .replace("cite = [\"VAULT-7#symptoms\"]\n", "");
    let cellar = DARK
        .replace("id = \"dark\"", "id = \"cellar\"")
        .replace("It is dark", "Kumquat of the cellar")
        .replace("cite = [\"VAULT-7#symptoms\"]\n", "");
    let open = &[("one/lamp.md", PUBLIC[0].1), ("dark.toml", &*dark)];
    let hidden = &[("in/index.md", INSIDE), ("in/cellar.toml", &*cellar)];
    let (local, _folder) = site(&[open, hidden], &[]);
    let mut outcome = local.get("/guides/dark?which=this").await;
    if outcome.status.is_redirection() {
        let to = outcome.header("location").to_owned();
        outcome = local.get(&to).await;
    }
    assert!(
        outcome.body.contains("Kumquat of the cellar"),
        "{}",
        outcome.body
    );
    let (public, folder) = site(&[open, hidden], &BEYOND);
    let (without, other) = site(&[open], &BEYOND);
    assert!(public.portal.snapshot().guide("dark").is_none());
    for path in [
        "/",
        "/guides",
        "/guides/dark",
        "/guides/dark/all",
        "/guides/dark/map",
        "/guides/dark?which=this",
        "/guides/cellar",
        "/api/v1/guides",
        "/api/v1/guides/dark",
        "/search?q=dark",
        "/search?q=cellar",
    ] {
        let asked = (path.to_owned(), None);
        let answer = told(&public, folder.path(), &ask(&public, &asked).await);
        let expect = told(&without, other.path(), &ask(&without, &asked).await);
        assert_eq!(answer, expect, "{path}");
        assert!(!answer.2.to_lowercase().contains("kumquat"), "{path}");
    }
}

/// A guide with a mistake is replaced by its last good revision, but never by one that was
/// internal.
#[test]
fn no_internal_guide_overrides_a_public_one() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "open/dark.toml",
        &DARK.replace("go = \"lit\"", "go = \"nowhere\""),
    );
    write(
        "safe/README.md",
        "---\ntitle: Safe\nvisibility: internal\n---\n\nKumquat.\n",
    );
    write("safe/dark.toml", &DARK.replace("It is dark", "Kumquat"));
    let layers = ["open", "safe"].map(|name| Layer::folder(folder.path().join(name)));
    let data = tempfile::tempdir().unwrap();
    let build = |audience| {
        let folder = DataFolder::open(data.path(), audience).unwrap();
        folder.build(&layers, &Progress::default()).unwrap()
    };
    let local = build(Audience::Staff);
    assert_eq!(local.guide("dark").unwrap().title, "Kumquat");
    let public = build(Audience::Public);
    assert!(public.guide("dark").is_none());
    assert!(public.held_back("dark").unwrap().instead.is_none());
}
