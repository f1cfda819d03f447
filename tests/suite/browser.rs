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

use super::site::Site;

/// A browser at a portal.
struct Desk {
    client: Client,
    address: String,
    driver: Child,
    _site: Site,
    _profile: TempDir,
}

/// Width of the window in pixels, and whether scripts run.
#[derive(Debug, Clone, Copy)]
struct Screen {
    width: u32,
    scripts: bool,
}

const SCREENS: [Screen; 3] = [
    Screen { width: 1280, scripts: true },
    Screen { width: 1280, scripts: false },
    Screen { width: 320, scripts: true },
];

impl Desk {
    async fn new(screen: Screen) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is needed; scripts/test installs it");
        let port = driver_port(&mut driver);
        let site = Site::builtin();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = site.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let profile = tempfile::tempdir().unwrap();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(screen, &profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self { client, address, driver, _site: site, _profile: profile }
    }

    async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.address)).await.unwrap();
    }

    async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().for_element(Locator::Css(css)).await;
        match wait {
            Ok(element) => element,
            Err(error) => {
                let page = self.client.source().await.unwrap_or_default();
                panic!("no {css} on {}: {error}\n{page}", self.client.current_url().await.unwrap())
            }
        }
    }

    async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    async fn text(&self) -> String {
        self.find("main").await.text().await.unwrap()
    }

    async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        let query = url.query().map_or(String::new(), |query| format!("?{query}"));
        format!("{}{query}", url.path())
    }

    /// The page is no wider than the window.
    async fn fits(&self, width: u32) {
        let rect = self.find("html").await.rectangle().await.unwrap();
        let path = self.path().await;
        assert!(rect.2 <= f64::from(width) + 0.5, "{path} is {} pixels wide", rect.2);
    }

    async fn close(mut self) {
        self.client.close().await.unwrap();
        self.driver.kill().unwrap();
        self.driver.wait().unwrap();
    }
}

fn driver_port(driver: &mut Child) -> u16 {
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim_end_matches('.').trim().parse().unwrap();
        }
    }
    panic!("chromedriver named no port")
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
