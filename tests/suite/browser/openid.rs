//! Signing in with a real OpenID Connect provider, with and without JavaScript.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use tokio::net::TcpListener;

use super::{Desk, SCREENS};
use crate::site::Site;

/// A provider in a process of its own.
struct Provider {
    child: Child,
    issuer: String,
    /// Kept open: the process ends if it can't write to its output.
    _said: BufReader<ChildStdout>,
}

impl Provider {
    /// `None` where `scripts/test` has not installed one.
    fn start(back: &str) -> Option<Self> {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = own.join("target/oidc");
        if !folder.join("node_modules/oidc-provider").exists() {
            return None;
        }
        let mut child = Command::new("node")
            .arg(own.join("tests/suite/browser/provider.mjs"))
            .arg(folder)
            .arg(back)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut issuer = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut issuer).unwrap();
        Some(Self {
            child,
            issuer: issuer.trim().to_owned(),
            _said: said,
        })
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_an_article_to_the_provider_and_back() {
    for screen in SCREENS {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let back = format!("http://{address}/sign-in/openid/back");
        let Some(provider) = Provider::start(&back) else {
            eprintln!("SKIPPED: oidc-provider is not here; scripts/test installs it");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        std::fs::write(&secret, "a secret\n").unwrap();
        let store = format!("sqlite:{}", folder.path().join("desk.db").display());
        let flags = [
            "--listen",
            &address,
            "--openid-issuer",
            &provider.issuer,
            "--openid-client",
            "fixpath",
            "--openid-secret-file",
            secret.to_str().unwrap(),
            "--openid-scopes",
            "profile,groups",
            "--openid-role",
            "groups=kb-admins:administrator",
            "--openid-name",
            "the company account",
        ];
        let site = Site::with_store(&store, &flags).await;
        let desk = Desk::on(listener, site, screen).await;
        desk.go("/kb/Q168465").await;
        desk.fits(screen.width).await;
        // The link in the header, which may be in the menu; it leads back here.
        if screen.width < 900 {
            desk.click("header .menu").await;
        }
        desk.click("header a.account").await;
        desk.text_becomes("main", "Sign in with the company account")
            .await;
        desk.fits(screen.width).await;
        desk.click("main a.primary").await;
        desk.find("input[name=login]")
            .await
            .send_keys("boss")
            .await
            .unwrap();
        desk.find("input[name=password]")
            .await
            .send_keys("x")
            .await
            .unwrap();
        desk.click("button[type=submit]").await;
        // Another page of the provider asks whether the portal may know the name.
        desk.find("input[name=prompt][value=consent]").await;
        desk.click("button[type=submit]").await;
        desk.find("#desk button[value=yes]").await;
        assert_eq!(desk.path().await, "/kb/Q168465");
        desk.fits(screen.width).await;
        desk.go("/account").await;
        desk.text_becomes("main", "signed in as name.of.boss (administrator)")
            .await;
        desk.fits(screen.width).await;
        desk.find("input[name=name]")
            .await
            .send_keys("Script")
            .await
            .unwrap();
        desk.click("#tokens .desk-form .button").await;
        desk.text_becomes("#tokens .banner", "fixpath_").await;
        desk.fits(screen.width).await;
        desk.go("/desk/people").await;
        desk.text_becomes("main", "made the API token “Script” (read)")
            .await;
        desk.go("/account").await;
        desk.click("form[action$='/sign-out'] .button").await;
        desk.find("input[name=password]").await;
        desk.close().await;
    }
}
