//! Which guides are served: never one with errors; its last good revision is served in its place,
//! and everyone can see that.

use std::fs;

use axum::http::StatusCode;
use fixpath::{audience::Audience, snapshot::Snapshot};

use super::{generations::Desk, site::Site};

const GUIDE: &str = include_str!("../guides/every-kind.toml");
const ARTICLE: &str = include_str!("../guides/LAMP-001.md");

/// A revision of the guide, without mistakes or with a rule that leads nowhere.
fn revision(number: u32, is_sound: bool) -> String {
    let text = GUIDE.replace("revision = 3", &format!("revision = {number}"));
    match is_sound {
        true => text,
        false => text.replace("yes = \"lit\"", "yes = \"lti\""),
    }
}

fn served(snapshot: &Snapshot) -> Option<u32> {
    snapshot.guide("every-kind").map(|guide| guide.revision)
}

fn desk(guide: &str) -> Desk {
    Desk::new(&[("lamps.toml", guide), ("LAMP-001.md", ARTICLE)])
}

#[test]
fn the_last_good_revision_is_served_until_the_newest_is_fixed() {
    let desk = desk(&revision(1, true));
    let first = desk.build();
    assert_eq!((served(&first), first.held_back.len()), (Some(1), 0));
    assert_eq!(first.guides_digest, "");

    desk.write("lamps.toml", &revision(2, false));
    let second = desk.build();
    assert_eq!(served(&second), Some(1));
    let held = second.held_back("every-kind").unwrap();
    assert_eq!(held.newest.as_ref().map(|guide| guide.revision), Some(2));
    assert_eq!(held.instead.as_ref().map(|one| one.0), Some(1));
    let problem = held.problems.iter().find(|one| one.is_error()).unwrap();
    assert!(
        problem
            .message
            .contains("nothing in this guide has the ID `lti`")
    );
    let line = revision(2, false)
        .lines()
        .nth(problem.line - 1)
        .unwrap()
        .to_owned();
    assert_eq!(line, "yes = \"lti\"");
    assert!(!second.guides_digest.is_empty());

    // A start with the stored generation gives the same result.
    let stored =
        fixpath::snapshot::last_good(desk.data.path(), &desk.layers(), Audience::Staff).unwrap();
    assert_eq!(
        (served(&stored), &stored.guides_digest),
        (Some(1), &second.guides_digest)
    );

    // Even if the file is not TOML at all, the same revision is served in its place.
    desk.write(
        "lamps.toml",
        &revision(2, true).replace("[[outcome]]", "[[outcome]"),
    );
    let third = desk.build();
    assert_eq!(served(&third), Some(1));
    assert!(third.held_back("every-kind").unwrap().newest.is_none());

    desk.write("lamps.toml", &revision(4, true));
    let fixed = desk.build();
    assert_eq!((served(&fixed), fixed.held_back.len()), (Some(4), 0));
    assert_eq!(fixed.guides_digest, "");
}

#[test]
fn an_article_that_no_longer_says_the_fact_holds_the_guide_back() {
    let fact = revision(1, true).replacen(
        "cite = [\"LAMP-001#cause\"]",
        "cite = [{ at = \"LAMP-001#cause\", says = [\"22\"] }]",
        1,
    );
    let desk = desk(&fact);
    assert_eq!(served(&desk.build()), Some(1));
    desk.write("LAMP-001.md", &ARTICLE.replace("22", "21"));
    let snapshot = desk.build();
    // The last good revision has the same mistake now, so nothing can be served in its place.
    assert_eq!(served(&snapshot), None);
    let held = snapshot.held_back("every-kind").unwrap();
    assert!(
        held.problems
            .iter()
            .any(|one| one.message.contains("does not say \u{201c}22\u{201d}"))
    );
    desk.write("LAMP-001.md", ARTICLE);
    assert_eq!(served(&desk.build()), Some(1));
}

#[test]
fn what_is_kept_is_never_trusted() {
    let desk = desk(&revision(1, true));
    desk.build();
    let kept = desk.data.path().join("guides/every-kind.toml");
    assert!(kept.is_file());
    desk.write("lamps.toml", &revision(2, false));
    for hostile in ["", "id = \"every-kind\"", &revision(1, false), "\u{0}\u{0}"] {
        fs::write(&kept, hostile).unwrap();
        assert_eq!(served(&desk.build()), None, "{hostile:.30}");
    }
    // A folder in the place of the file does no harm either.
    fs::remove_file(&kept).unwrap();
    fs::create_dir(&kept).unwrap();
    desk.write("lamps.toml", &revision(3, true));
    assert_eq!(served(&desk.build()), Some(3));
}

/// A portal for a folder whose guide overrides a built-in one and has errors.
fn broken(arguments: &[&str]) -> (Site, tempfile::TempDir) {
    let built_in = fs::read_to_string("kb/guides/ccmail-connector.toml").unwrap();
    let own = built_in.replace("revision = 2\n", "revision = 7\n");
    let own = own.replacen("go = \"not_covered\"", "go = \"not_coverd\"", 1);
    Site::with_folder(&[("own.toml", &own)], arguments)
}

#[tokio::test]
async fn errors_are_shown_on_the_pages_and_the_sound_revision_walked() {
    let (site, _folder) = broken(&[]);
    let page = site.get("/guides/ccmail-connector?event=68&rev=2").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("The newest revision of this guide has errors and is not served")
    );
    assert!(page.body.contains("revision 2") && !page.body.contains("not_coverd"));
    let list = site.get("/guides").await.body;
    for text in [
        "Guides with errors",
        "own.toml, line",
        "Did you mean `not_covered`?",
        "^^^^",
    ] {
        assert!(list.contains(text), "{text}");
    }
    let state = site.get("/api/v1/guides/ccmail-connector").await.json();
    assert_eq!(state["guide"]["revision"], 2);
    assert_eq!(state["problems"][0]["file"], "own.toml");
    let sound = Site::builtin().get("/guides/ccmail-connector").await;
    let held = site.get("/guides/ccmail-connector").await;
    assert_ne!(sound.header("etag"), held.header("etag"));
}

#[tokio::test]
async fn a_new_guide_takes_no_event_from_an_existing_one() {
    let claim = "[[events]]\nsource = \"MSExchangeCCMC\"\nid = 68\n\n[[question]]";
    let newcomer = revision(1, true).replacen("[[question]]", claim, 1);
    let newcomer = newcomer
        .replace("\"every-kind\"", "\"aaa\"")
        .replace("Lamp Control", "Aaa Control")
        .replace("0x00000422", "0x00000424");
    let twin = revision(2, true).replace("revision = 2", "revision = 5");
    let files = [
        ("aaa.toml", &*newcomer),
        ("lamps.toml", &*revision(1, true)),
        ("twin.toml", &*twin),
        ("LAMP-001.md", ARTICLE),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let built_in = site.get("/guides/ccmail-connector").await;
    assert!(!built_in.body.contains("has errors and is not served"));
    let page = site.get("/guides/aaa").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.body
            .contains("also claimed by the guide `ccmail-connector`")
    );
    // Of two files with the same ID, the first counts, and everybody can see that.
    let list = site.get("/guides").await.body;
    assert!(list.contains("already exists in") && list.contains("twin.toml"));
    assert_eq!(site.get("/guides/every-kind").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_guide_without_a_sound_revision_says_what_is_wrong() {
    let broken = revision(1, false);
    let files = [("lamps.toml", &*broken), ("LAMP-001.md", ARTICLE)];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let page = site.get("/guides/every-kind").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("lamps.toml, line") && page.body.contains("lti"));
    let missing = site.get("/guides/nothing").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn authors_see_the_newest_revision_with_its_errors() {
    let (site, _folder) = broken(&["--preview"]);
    let page = site
        .get("/guides/ccmail-connector?event=68&eight_five=no&rev=7")
        .await
        .body;
    for text in [
        "revision 7",
        "not served",
        "not_coverd",
        "data-generation=",
        "preview-",
    ] {
        assert!(page.contains(text), "{text}");
    }
    // The path that leads nowhere can be walked as far as it goes.
    let stuck = "/guides/ccmail-connector?event=68&eight_five=no&post_office=db7&rev=7";
    let page = site.get(stuck).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("The guide stops here"));
    let usual = Site::builtin().get("/guides").await.body;
    assert!(!usual.contains("preview"));
}

/// A guide with this many outcomes, each reached by a rule of a single question.
fn star(ends: usize) -> String {
    let rules: String = (1..ends)
        .map(|at| {
            format!(
                "{{ when = {{ q = \">={}\" }}, go = \"e{at}\" }}, ",
                ends - at
            )
        })
        .collect();
    let mut text = format!(
        "id = \"star\"\ntitle = \"Star\"\nrevision = 1\nstart = \"q\"\n[[question]]\nid = \"q\"\nkind = \"number\"\nask = \"How many?\"\nfind = \"Count.\"\nnext = [{rules}{{ go = \"e0\" }}]\n"
    );
    for at in 0..ends {
        text += &format!(
            "[[outcome]]\nid = \"e{at}\"\nkind = \"refer\"\ntitle = \"End\"\nsteps = [\"Go.\"]\nverify = \"Yes.\"\notherwise = \"No.\"\n"
        );
    }
    text
}

#[tokio::test]
async fn the_pages_of_a_guide_grow_with_it_and_no_faster() {
    let mut lengths = Vec::new();
    for ends in [25, 400] {
        let (site, _folder) = Site::with_folder(&[("star.toml", &star(ends))], &[]);
        let mut of_pages = Vec::new();
        for page in ["", "/map", "/map.svg", "/all", "/note.txt"] {
            let answer = site.get(&format!("/guides/star{page}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            of_pages.push(answer.body.len());
        }
        let walk = site.get("/api/v1/guides/star?q=7").await;
        assert_eq!(walk.status, StatusCode::OK);
        of_pages.push(walk.body.len());
        lengths.push(of_pages);
    }
    for (small, large) in lengths[0].iter().zip(&lengths[1]) {
        assert!(*large <= 24 * *small, "{lengths:?}");
    }
}

#[tokio::test]
async fn the_full_guide_says_what_answers_rule_out() {
    let end = "title = \"There is smoke in carriage {carriage}\"";
    let ruled_out = "rules_out = [{ what = \"A blown fuse\", by = { signs = \"smoke\" } }]";
    let guide = revision(1, true).replace(end, &format!("{end}\n{ruled_out}"));
    let (site, _folder) =
        Site::with_folder(&[("lamps.toml", &guide), ("LAMP-001.md", ARTICLE)], &[]);
    let page = site.get("/guides/every-kind/all").await.body;
    assert!(
        page.contains("<li>A blown fuse <span class=\"meta\">Signs: Smoke</span></li>"),
        "{page}"
    );
}
