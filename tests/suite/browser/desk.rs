//! What a person adds at the desk, with and without JavaScript.

use std::time::{Duration, Instant};

use super::{Desk, SCREENS, Screen};
use crate::site::Site;

/// A person at a portal that stores what they add.
pub(super) async fn at_store(screen: Screen) -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}", folder.path().join("desk.db").display());
    let site = Site::with_store(&store, &[]).await;
    (Desk::at(site, screen).await, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_a_note_and_a_report_from_the_article_to_its_answer() {
    for screen in SCREENS {
        let (desk, _folder) = at_store(screen).await;
        // The number of a ticket goes along from its page.
        desk.go("/desk/tickets/T-5").await;
        desk.click("main a[href*='/search?ticket=']").await;
        desk.go("/kb/Q168465").await;
        if screen.scripts {
            let filled = "#desk form[action$=feedback] input[name=ticket]";
            let ticket = desk.find(filled).await.prop("value").await.unwrap();
            assert_eq!(ticket.as_deref(), Some("T-5"));
        }
        desk.fits(screen.width).await;
        desk.click("#desk button[value=yes]").await;
        desk.text_becomes("#desk", "Solved in 1 of 1 case").await;

        desk.click("#desk > details:last-of-type > summary").await;
        desk.fill("#desk > details:last-of-type textarea", "Ask *Ann* first.")
            .await;
        desk.click("#desk > details:last-of-type .button").await;
        desk.text_becomes("#desk", "Ask Ann first.").await;

        desk.click("#desk-report > summary").await;
        desk.click("#desk-report input[value=outdated]").await;
        desk.fill("#desk-report textarea", "There is a newer release.")
            .await;
        desk.fits(screen.width).await;
        desk.click("#desk-report .button").await;
        desk.text_becomes("#desk", "1 open report").await;
        desk.click("button[name=starred]").await;
        desk.text_becomes(".article-actions", "Remove star").await;

        desk.click("footer a[href='/desk']").await;
        desk.text_becomes("main", "There is a newer release.").await;
        desk.fits(screen.width).await;
        desk.fill(".desk-report textarea", "Updated.").await;
        desk.click(".desk-report .button").await;
        desk.text_becomes("main", "No report is open.").await;
        assert!(desk.text().await.contains("Updated."));

        // Half a walk is saved for the ticket, and a colleague goes on from there.
        desk.go("/guides/ccmail-connector?event=68").await;
        desk.click(".walk-save > summary").await;
        if !screen.scripts {
            desk.fill(".walk-save input[name=ticket]", "T-5").await;
        }
        desk.click(".walk-save .button").await;
        desk.text_becomes("main", "Walk saved").await;
        assert_eq!(desk.path().await, "/desk/tickets/T-5");
        desk.fits(screen.width).await;
        desk.click("main .said a").await;
        desk.text_becomes("main h1", "release 8.5?").await;
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_nothing_becomes_a_line_of_the_report() {
    for screen in SCREENS {
        let (desk, _folder) = at_store(screen).await;
        desk.go("/").await;
        desk.go("/search?q=zorblaxqwfp").await;
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            // Counts are saved every few seconds.
            desk.go("/desk").await;
            desk.click("main a[href$='/desk/reports']").await;
            desk.text_becomes("main h1", "Usage").await;
            if desk.text().await.contains("zorblaxqwfp") {
                break;
            }
            assert!(Instant::now() < deadline);
        }
        desk.fits(screen.width).await;
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_link_to_the_first_administrator_and_back_in() {
    for screen in SCREENS {
        let folder = tempfile::tempdir().unwrap();
        let store = format!("sqlite:{}", folder.path().join("desk.db").display());
        let site = Site::with_store(&store, &["--trusted-proxy", "127.0.0.1"]).await;
        let people = &site.portal.desk.as_ref().unwrap().people;
        let token = people.invite_first().unwrap();
        let desk = Desk::at(site, screen).await;
        desk.go(&format!("/invitation?token={token}")).await;
        desk.fits(screen.width).await;
        desk.fill("input[name=name]", "ann").await;
        desk.fill("input[name=password]", "correct horse battery")
            .await;
        desk.fill("input[name=again]", "correct horse battery")
            .await;
        desk.click("main .primary").await;
        desk.text_becomes("main", "signed in as ann (administrator)")
            .await;
        desk.fits(screen.width).await;
        desk.go("/desk/people").await;
        desk.fits(screen.width).await;
        desk.fill("#new-name", "bob").await;
        desk.click("main .primary").await;
        desk.text_becomes("main", "Give bob this link.").await;
        desk.go("/guides/ccmail-connector?event=68").await;
        desk.go("/kb/Q168465").await;
        if screen.scripts {
            desk.go("/").await;
            desk.text_becomes("[data-recent]", "Event ID 68").await;
        }
        desk.go("/account").await;
        desk.click("form[action$='/sign-out'] .button").await;
        // The page before has such a field, too.
        desk.text_becomes("main h1", "Sign in").await;
        desk.find("input[name=password]").await;
        // The next person at this browser doesn't see what this one opened.
        if screen.scripts {
            desk.go("/").await;
            desk.text_becomes("[data-recent]", "Articles you opened")
                .await;
            let recent = desk.text_of("[data-recent]").await;
            assert!(!recent.contains("Event ID 68"), "{recent}");
        }

        // Signing in leads back to the page that asked for it.
        desk.go("/kb/Q168465").await;
        desk.click("#desk a[href*='sign-in']").await;
        desk.fill("input[name=name]", "ann").await;
        desk.fill("input[name=password]", "wrong words here").await;
        desk.click("main .primary").await;
        desk.text_becomes("main", "The name or the password is wrong.")
            .await;
        desk.fits(screen.width).await;
        desk.fill("input[name=password]", "correct horse battery")
            .await;
        desk.click("main .primary").await;
        desk.find("#desk button[value=yes]").await;
        assert_eq!(desk.path().await, "/kb/Q168465");
        desk.close().await;
    }
}

impl Desk {
    async fn fill(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap();
    }

    /// Waits until something says this.
    pub(super) async fn text_becomes(&self, css: &str, says: &str) {
        for _ in 0..super::TRIES {
            if self.text_of(css).await.contains(says) {
                return;
            }
        }
        panic!("{css} on {} does not say “{says}”", self.path().await)
    }
}
