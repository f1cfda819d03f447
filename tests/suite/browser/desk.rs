//! What a person adds at the desk, with and without JavaScript.

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
        desk.go("/kb/Q168465").await;
        desk.fits(screen.width).await;
        desk.click("#desk button[value=yes]").await;
        desk.text_becomes("#desk", "Solved 1 of 1").await;

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
        desk.close().await;
    }
}

impl Desk {
    async fn fill(&self, css: &str, text: &str) {
        self.find(css).await.send_keys(text).await.unwrap();
    }

    /// Waits until something says this.
    async fn text_becomes(&self, css: &str, says: &str) {
        for _ in 0..super::TRIES {
            if self.text_of(css).await.contains(says) {
                return;
            }
        }
        panic!("{css} on {} does not say “{says}”", self.path().await)
    }
}
