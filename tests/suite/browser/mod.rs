//! A person at a real browser: Chromium, with and without JavaScript, wide and narrow.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use fixpath::web::server::Limits;

use super::site::Site;

mod article;
mod desk;
mod diagnosis;
mod face;
mod journeys;
#[cfg(feature = "openid")]
mod openid;
mod steps;
mod walks;

/// A browser at a portal.
struct Desk {
    client: Client,
    address: String,
    driver: Child,
    site: Site,
    _profile: TempDir,
}

/// The width of the window in pixels, and whether scripts run.
#[derive(Debug, Clone, Copy)]
struct Screen {
    width: u32,
    scripts: bool,
}

/// How often the browser is asked for something that must appear.
const TRIES: usize = 2_000;

/// A modern telephone, on which a walk must work just as well.
const TELEPHONE: Screen = Screen {
    width: 360,
    scripts: false,
};

const SCREENS: [Screen; 3] = [
    Screen {
        width: 1280,
        scripts: true,
    },
    Screen {
        width: 1280,
        scripts: false,
    },
    Screen {
        width: 320,
        scripts: true,
    },
];

impl Desk {
    async fn new(screen: Screen) -> Self {
        Self::at(Site::builtin(), screen).await
    }

    async fn at(site: Site, screen: Screen) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, site, screen).await
    }

    async fn on(listener: TcpListener, site: Site, screen: Screen) -> Self {
        let (driver, port) = start_driver();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(
            site.server(Limits::default())
                .serve(listener, std::future::pending()),
        );
        let profile = tempfile::tempdir().unwrap();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(screen, &profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self {
            client,
            address,
            driver,
            site,
            _profile: profile,
        }
    }

    async fn go(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.address))
            .await
            .unwrap();
    }

    async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().for_element(Locator::Css(css)).await;
        match wait {
            Ok(element) => element,
            Err(error) => {
                let page = self.client.source().await.unwrap_or_default();
                panic!(
                    "no {css} on {}: {error}\n{page}",
                    self.client.current_url().await.unwrap()
                )
            }
        }
    }

    async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    async fn text(&self) -> String {
        self.text_of("main").await
    }

    async fn text_of(&self, css: &str) -> String {
        // The page may be replaced between the two calls; then its element is of a page that is
        // gone.
        for _ in 0..TRIES {
            if let Ok(text) = self.find(css).await.text().await {
                return text;
            }
        }
        panic!(
            "the text of {css} on {} is not to be had",
            self.path().await
        )
    }

    async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        let query = url
            .query()
            .map_or(String::new(), |query| format!("?{query}"));
        format!("{}{query}", url.path())
    }

    /// Waits until the page's address is as it must be.
    async fn path_is(&self, is_right: &dyn Fn(&str) -> bool) {
        for _ in 0..TRIES {
            if is_right(&self.path().await) {
                return;
            }
        }
        let page = self.client.source().await.unwrap_or_default();
        panic!("{} stays\n{page}", self.path().await)
    }

    /// The page is no wider than the window.
    async fn fits(&self, width: u32) {
        // Asked again where the page is replaced between the two calls.
        let mut shown = None;
        for _ in 0..TRIES {
            if let Ok((.., shown_width, _)) = self.find("html").await.rectangle().await {
                shown = Some(shown_width);
                break;
            }
        }
        let path = self.path().await;
        let shown = shown.unwrap_or_else(|| panic!("{path} has no width"));
        assert!(
            shown <= f64::from(width) + 0.5,
            "{path} is {shown} pixels wide"
        );
    }

    async fn close(mut self) {
        self.client.close().await.unwrap();
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
    }
}

/// A driver and its port. It picks a free one, and ends if another program takes it at the same
/// moment.
fn start_driver() -> (Child, u16) {
    for _ in 0..10 {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is needed; scripts/test installs it");
        if let Some(port) = driver_port(&mut driver) {
            return (driver, port);
        }
        driver.wait().unwrap();
    }
    panic!("chromedriver named no port")
}

fn driver_port(driver: &mut Child) -> Option<u16> {
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return Some(port.trim_end_matches('.').trim().parse().unwrap());
        }
    }
    None
}

fn capabilities(screen: Screen, profile: &TempDir) -> Map<String, Value> {
    let mut args = vec![
        "--headless".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--window-size={},900", screen.width),
        format!("--user-data-dir={}", profile.path().display()),
    ];
    args.push("--disable-dev-shm-usage".to_owned());
    let mut options = json!({ "args": args });
    if screen.width < 500 {
        // A window can't be made this narrow; an emulated screen can.
        options["mobileEmulation"] =
            json!({ "deviceMetrics": { "width": screen.width, "height": 900, "pixelRatio": 1.0 } });
    }
    if !screen.scripts {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let mut capabilities = Map::new();
    capabilities.insert("browserName".to_owned(), json!("chrome"));
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities
}

#[tokio::test(flavor = "multi_thread")]
async fn from_event_68_to_the_fix_with_a_detour() {
    for screen in SCREENS {
        let desk = Desk::new(screen).await;
        desk.go("/").await;
        desk.fits(screen.width).await;
        let from_box = if screen.scripts { Key::Enter } else { Key::Tab };
        desk.find("#box").await.send_keys("event 68").await.unwrap();
        desk.find("#box")
            .await
            .send_keys(&char::from(from_box).to_string())
            .await
            .unwrap();
        if !screen.scripts {
            desk.click("form.ask button").await;
        }
        desk.find(".hits").await;
        desk.fits(screen.width).await;
        desk.click(".hits li:first-child h2 a").await;
        desk.find("#resolution").await;
        assert_eq!(desk.path().await, "/kb/Q168465");
        desk.fits(screen.width).await;

        desk.click(".guide-link a").await;
        let begun = "/guides/ccmail-connector?event=68&from=MSExchangeCCMC%2F68&rev=2";
        assert_eq!(desk.path().await, begun);
        desk.answer("eight_five", "no").await;
        desk.answer("post_office", "db6").await;
        desk.fits(screen.width).await;
        for (field, version) in [("import_exe", "6.0"), ("export_exe", "6.0")] {
            desk.find(&format!("input[name={field}]"))
                .await
                .send_keys(version)
                .await
                .unwrap();
        }
        desk.answer("setting", "6.0/6.0").await;
        assert_eq!(
            desk.wrong_rows().await,
            ["Import.exe", "Export.exe", "Import/Export version"]
        );
        desk.fits(screen.width).await;

        // The answer was wrong: back one page, then another format for the post office; the sheet
        // is kept.
        desk.client.back().await.unwrap();
        desk.find("input[name=import_exe]").await;
        desk.client.forward().await.unwrap();
        desk.find(".verdicts").await;
        desk.unfold().await;
        desk.click(".guide-trail a[href*='at=post_office']").await;
        desk.answer("post_office", "db8").await;
        assert!(
            desk.path().await.contains("import_exe=6.0"),
            "the sheet's answers are kept"
        );
        desk.answer("ie_ri", "yes").await;
        desk.fits(screen.width).await;
        assert!(
            desk.text().await.contains("ccmc ccdir"),
            "all is right, so the test comes next"
        );

        desk.unfold().await;
        desk.click(".guide-step + .guide-trail .source[open] .passage + p a")
            .await;
        assert!(
            desk.path().await.starts_with("/kb/Q"),
            "the passage leads to its article"
        );
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_keyboard_alone_two_inputs_lead_to_the_fix() {
    let desk = Desk::new(SCREENS[0]).await;
    desk.go("/").await;
    // The box has the focus: typing and Enter is the first input, Enter on the first result the
    // second.
    desk.type_into_page("event 68").await;
    desk.type_into_page(&char::from(Key::Enter).to_string())
        .await;
    desk.find(".hits").await;
    desk.type_into_page(&char::from(Key::Down).to_string())
        .await;
    desk.type_into_page(&char::from(Key::Enter).to_string())
        .await;
    desk.find("#resolution").await;
    assert_eq!(desk.path().await, "/kb/Q168465");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_page_fits_a_narrow_screen_and_logs_no_error() {
    let desk = Desk::new(SCREENS[2]).await;
    for path in [
        "/",
        "/search?q=dirsync",
        "/search?q=zzzz",
        "/search",
        "/search?q=connector+event:68+source:MSExchangeCCMC+-type:bug&product=microsoft-exchange&prefix=XFOR",
        "/kb/Q156063",
        "/kb/Q248195",
        "/missing/Q999999",
        "/events",
        "/events/msexchangeccmc",
        "/events/msexchangeccmc/68",
        "/events?id=68",
        "/events/msexchangeccmc/9",
        "/codes",
        "/codes/result-1",
        "/codes/50",
        "/products",
        "/products/microsoft-exchange",
        "/guides",
        "/guides/ccmail-connector",
        "/diagnose",
        "/api",
        "/no-such-page",
        "/guides/ccmail-connector?event=68&eight_five=no&post_office=unknown&release=unknown",
        "/diagnose?source=MSExchangeCCMC&id=68",
    ] {
        desk.go(path).await;
        desk.find("main h1").await;
        desk.fits(320).await;
    }
    desk.close().await;
}

impl Desk {
    /// Answers a question: with one button, or by a choice and Continue.
    async fn answer(&self, question: &str, value: &str) {
        let answer = self
            .find(&format!(
                "[name={question}][value='{value}']:not([type=hidden])"
            ))
            .await;
        // Asked once the question is there, and not again after the click: the next page may have
        // come by then, or not.
        let before = self.path().await;
        let is_button = answer.tag_name().await.unwrap() == "button";
        answer.click().await.unwrap();
        if !is_button {
            self.click(".next button").await;
        }
        self.path_is(&|path| path != before).await;
    }

    /// Whether something is on the page.
    async fn has(&self, css: &str) -> bool {
        let all = self.client.find_all(Locator::Css(css)).await.unwrap();
        !all.is_empty()
    }

    /// Opens the answers so far and the sources if they are folded up.
    async fn unfold(&self) {
        let folds = Locator::Css(".guide-trail .fold:not([open]) > summary");
        for fold in self.client.find_all(folds).await.unwrap() {
            if fold.is_displayed().await.unwrap() {
                // By keyboard: after a tap, the driver waits for a script of its own, which
                // does not run where scripts are blocked.
                fold.send_keys("\n").await.unwrap();
            }
        }
        // On a wide screen they are unfolded without being open, which the driver does not see.
        let open =
            "for (const fold of document.querySelectorAll('.guide-trail .fold')) fold.open = true";
        self.client.execute(open, Vec::new()).await.unwrap();
    }

    /// The names of the rows judged wrong.
    async fn wrong_rows(&self) -> Vec<String> {
        self.find(".verdicts").await;
        let mut names = Vec::new();
        for row in self
            .client
            .find_all(Locator::Css(".verdicts > li"))
            .await
            .unwrap()
        {
            if row.find(Locator::Css(".verdict.not-met")).await.is_ok() {
                names.push(
                    row.find(Locator::Css("strong"))
                        .await
                        .unwrap()
                        .text()
                        .await
                        .unwrap(),
                );
            }
        }
        names
    }

    /// Types, wherever the focus is.
    async fn type_into_page(&self, keys: &str) {
        self.client
            .active_element()
            .await
            .unwrap()
            .send_keys(keys)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_are_chosen_by_keyboard_and_never_in_the_way() {
    for (screen, box_at) in [
        (SCREENS[0], "#site-search"),
        (SCREENS[0], "#box"),
        (SCREENS[2], "#site-search"),
    ] {
        let desk = Desk::new(screen).await;
        let (down, up, escape) = (Key::Down, Key::Up, Key::Escape);
        let page = if box_at == "#box" { "/" } else { "/guides" };
        desk.go(page).await;
        let below = desk.find("main h1").await.rectangle().await.unwrap();
        desk.click(box_at).await;
        desk.type_into_page("ccmc 6").await;
        desk.find(".suggestions:not([hidden]) li").await;
        desk.fits(screen.width).await;
        assert_eq!(
            desk.find("main h1").await.rectangle().await.unwrap(),
            below,
            "nothing moves"
        );
        if box_at == "#site-search" {
            assert_eq!(desk.attribute(box_at, "role").await, "combobox");
            assert_eq!(desk.attribute(box_at, "aria-expanded").await, "true");
        }
        assert_eq!(desk.attribute(box_at, "aria-activedescendant").await, "");
        let status = format!("{box_at} ~ [role=status]");
        let said = desk
            .find(&status)
            .await
            .prop("textContent")
            .await
            .unwrap()
            .unwrap();
        assert!(said.contains("suggestion"), "{said}");

        // Down to the first, up to the text, up to the last; the focus stays in the box.
        desk.type_into_page(&char::from(down).to_string()).await;
        let first = desk.attribute(box_at, "aria-activedescendant").await;
        assert_eq!(
            desk.attribute(&format!("#{first}"), "aria-selected").await,
            "true"
        );
        desk.type_into_page(&char::from(up).to_string()).await;
        assert_eq!(desk.attribute(box_at, "aria-activedescendant").await, "");
        desk.type_into_page(&char::from(up).to_string()).await;
        let last = desk.attribute(box_at, "aria-activedescendant").await;
        assert!(!last.is_empty() && last != first, "{first} {last}");
        let focused = desk.client.active_element().await.unwrap();
        assert_eq!(focused.attr("id").await.unwrap().unwrap(), box_at[1..]);

        // Escape closes and keeps the words; an arrow opens again; Home goes to the text.
        desk.type_into_page(&char::from(escape).to_string()).await;
        assert!(
            !desk
                .find(".suggestions")
                .await
                .is_displayed()
                .await
                .unwrap()
        );
        let value = desk
            .find(box_at)
            .await
            .prop("value")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(value, "ccmc 6");
        desk.type_into_page(&char::from(down).to_string()).await;
        desk.type_into_page(&char::from(Key::Home).to_string())
            .await;
        assert_eq!(desk.attribute(box_at, "aria-activedescendant").await, "");
        desk.type_into_page(&char::from(Key::End).to_string()).await;

        // More letters, then Enter on the event.
        desk.type_into_page("8").await;
        desk.find(".suggestions li:only-child, .suggestions li:first-child")
            .await;
        while !desk
            .suggested(box_at)
            .await
            .starts_with("Event 68 · MSExchangeCCMC")
        {
            tokio::task::yield_now().await;
        }
        desk.type_into_page(&char::from(down).to_string()).await;
        desk.type_into_page(&char::from(Key::Enter).to_string())
            .await;
        desk.find(".quotes").await;
        assert_eq!(desk.path().await, "/events/msexchangeccmc/68");
        desk.close().await;
    }
}

impl Desk {
    async fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.find(css).await.attr(name).await.unwrap();
        value.unwrap_or_default()
    }

    /// The first suggestion of a box.
    async fn suggested(&self, box_at: &str) -> String {
        let script = "return document.querySelector(arguments[0] + ' ~ ul li .suggestion')?.textContent ?? ''";
        let text = self
            .client
            .execute(script, vec![json!(box_at)])
            .await
            .unwrap();
        text.as_str().unwrap_or_default().to_owned()
    }
}
