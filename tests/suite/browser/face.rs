//! The layout of the pages in a browser: theme, menu, what is remembered, and whether everybody can
//! use them.

use std::{env, fs, path::Path};

use serde_json::Value;

use super::{Desk, SCREENS, Screen, TELEPHONE};

/// Pages that are examined, one of each kind and state.
const PAGES: [&str; 19] = [
    "/",
    "/search?q=dirsync",
    "/search?q=event+68",
    "/search?q=zzzz",
    "/kb/Q168465",
    "/kb/Q156063",
    "/missing/Q999999",
    "/browse",
    "/new",
    "/events",
    "/events/msexchangeccmc",
    "/events/msexchangeccmc/68",
    "/codes",
    "/codes/1e",
    "/guides",
    "/guides/ccmail-connector",
    "/guides/ccmail-connector?event=68&eight_five=no&post_office=unknown&release=unknown",
    "/diagnose?source=MSExchangeCCMC&id=68",
    "/-/style",
];

/// Measures how much the layout moves after it was first drawn.
const SHIFTS: &str = "const done = arguments[arguments.length - 1]; let sum = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) sum += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));";

/// Asks axe for every rule, best practices included.
const ASK_AXE: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      done(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join('; ')}`)));";

impl Desk {
    async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    async fn run_async(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    async fn choose_theme(&self, theme: &str) {
        self.run(&format!("localStorage.setItem('fixpath-theme', '{theme}')"))
            .await;
    }
}

/// The script that checks for accessibility problems, which `scripts/test` fetches.
fn axe() -> Option<String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe/package/axe.min.js");
    let path = env::var_os("FIXPATH_AXE").map_or(own, Into::into);
    fs::read_to_string(path).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_accessibility_barriers() {
    let Some(axe) = axe() else {
        eprintln!("SKIPPED: axe-core is not here; scripts/test fetches it");
        return;
    };
    for width in [360, 1280] {
        let desk = Desk::new(Screen {
            width,
            scripts: true,
        })
        .await;
        for theme in ["light", "dark"] {
            desk.go("/-/style").await;
            desk.choose_theme(theme).await;
            for path in PAGES {
                desk.go(path).await;
                desk.run(&axe).await;
                let violations = desk.run_async(ASK_AXE).await;
                assert_eq!(
                    violations,
                    Value::Array(Vec::new()),
                    "{path} {width} {theme}"
                );
            }
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_once_it_is_drawn_and_the_header_is_low() {
    for width in [360, 1280] {
        let desk = Desk::new(Screen {
            width,
            scripts: true,
        })
        .await;
        // Remembered items are drawn, too.
        desk.go("/kb/Q168465").await;
        for path in PAGES {
            desk.go(path).await;
            let moved = desk.run_async(SHIFTS).await.as_f64().unwrap();
            assert!(moved < 0.01, "{path} at {width}: {moved}");
            let header = desk
                .run("return document.querySelector('header.site').offsetHeight")
                .await;
            assert!(header.as_u64() <= Some(56), "{path} at {width}: {header}");
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_theme_stays_on_every_page() {
    let desk = Desk::new(SCREENS[0]).await;
    let background = "return getComputedStyle(document.body).backgroundColor";
    desk.go("/kb/Q168465").await;
    let light = desk.run(background).await;
    desk.click("[data-theme-choice] option[value='dark']").await;
    let dark = desk.run(background).await;
    assert_ne!(light, dark);
    desk.go("/guides").await;
    assert_eq!(desk.run(background).await, dark);
    let chosen = desk
        .run("return document.querySelector('[data-theme-choice] select').value")
        .await;
    assert_eq!(chosen, "dark");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_opens_without_scripts() {
    let desk = Desk::new(TELEPHONE).await;
    desk.go("/kb/Q168465").await;
    let link = desk.find("#site-menu a[href='/guides']").await;
    assert!(!link.is_displayed().await.unwrap());
    desk.press_on(".menu", "\n").await;
    desk.find("#site-menu:popover-open a[href='/guides']").await;
    desk.press_on("#site-menu a[href='/guides']", "\n").await;
    desk.path_is(&|path| path == "/guides").await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_page_remembers_articles_and_unfinished_walks() {
    let desk = Desk::new(SCREENS[0]).await;
    desk.go("/").await;
    assert!(
        desk.text_of(".recent")
            .await
            .contains("on this device only")
    );
    desk.go("/kb/Q168465").await;
    let walk = "/guides/ccmail-connector?event=68";
    desk.go(walk).await;
    desk.go("/").await;
    let remembered = "return [...document.querySelectorAll('.recent a')].map((link) => link.getAttribute('href'))";
    let links = desk.run(remembered).await;
    let [first, second] = [0, 1].map(|at| links[at].as_str().unwrap_or_default());
    assert!(
        first.starts_with(walk) && second == "/kb/Q168465",
        "{links}"
    );
    desk.click(".recent button").await;
    assert_eq!(desk.run(remembered).await, serde_json::json!([]));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_results_to_an_article_and_to_the_next() {
    let desk = Desk::new(SCREENS[0]).await;
    desk.go("/search?q=dirsync+event").await;
    desk.type_into_page("jjk").await;
    desk.find(".hits .hit:first-child a:focus").await;
    desk.click("#results .hit:first-child h2 a").await;
    let bar = "[data-results]";
    desk.find(&format!("{bar} a[rel='next']")).await;
    assert!(desk.text_of(bar).await.contains("1 of "));
    let marked = desk.run("return CSS.highlights.get('searched').size").await;
    assert!(marked.as_u64() > Some(0));
    let first = desk.path().await;
    desk.click(&format!("{bar} a[rel='next']")).await;
    desk.path_is(&|path| path != first && path.starts_with("/kb/"))
        .await;
    desk.click(&format!("{bar} a:first-child")).await;
    desk.path_is(&|path| path.starts_with("/search")).await;
    desk.close().await;
}
