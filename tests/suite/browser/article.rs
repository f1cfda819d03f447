//! What a browser adds to the page of an article: contents that follow, copying, previews.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
use tempfile::TempDir;

use super::{super::site::Site, Desk, SCREENS, Screen, TELEPHONE};

/// A portal with a long article that cites another one.
fn lamps() -> (Site, TempDir) {
    let long = "It takes long to read this. ".repeat(200);
    let first = format!(
        "---\nid: LAMP-1\ntitle: The first lamp\nmodified: 1999-05-27\n---\n\n## Symptoms\n\n\
         See LAMP-2.\n\n```\nlamp --off\n```\n\n{long}\n\n## Setup\n\n{long}\n\n### Fuse\n\n\
         {long}\n\n## Notes\n\n{long}\n"
    );
    let second = "---\nid: LAMP-2\ntitle: The second lamp\n---\n\n## Cause\n\nA fuse.\n\n\
                  ## Symptoms\n\nIt flickers **at night**.\n";
    let files = [("1.md", first.as_str()), ("2.md", second)];
    Site::with_folder(&files, &["--no-builtin"])
}

impl Desk {
    /// What a script in the page returns, as text.
    async fn ask(&self, script: &str) -> String {
        let value = self.client.execute(script, Vec::new()).await.unwrap();
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Presses keys, wherever the focus is.
    async fn strike(&self, keys: &[Key]) {
        let mut actions = KeyActions::new("keys".to_owned());
        for key in keys {
            let value = char::from(*key);
            actions = actions.then(KeyAction::Down { value });
            actions = actions.then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Moves the mouse onto something.
    async fn point_at(&self, element: Element) {
        let moves = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveToElement {
            element,
            duration: None,
            x: 0.0,
            y: 0.0,
        });
        self.client.perform_actions(moves).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contents_are_beside_the_text_or_folded_and_follow_it() {
    for screen in [SCREENS[0], SCREENS[1], TELEPHONE] {
        let (site, _folder) = lamps();
        let desk = Desk::at(site, screen).await;
        desk.go("/kb/LAMP-1").await;
        desk.fits(screen.width).await;
        // The driver treats content that is unfolded without being open as hidden, but keys reach
        // it.
        let height = desk.find(".contents").await.rectangle().await.unwrap().3;
        let is_wide = screen.width > 1000;
        assert_eq!(height > 100.0, is_wide, "{screen:?}");
        let last = match screen.scripts {
            true => "[data-print]",
            false => ".article-actions > a",
        };
        desk.press_on(last, &char::from(Key::Tab).to_string()).await;
        if !is_wide {
            desk.strike(&[Key::Enter, Key::Tab]).await;
        }
        desk.strike(&[Key::Tab, Key::Tab, Key::Enter]).await;
        desk.find("#fuse:target").await;
        if screen.scripts {
            desk.find(".contents a[href='#fuse'][aria-current=location]")
                .await;
            desk.ask("scrollTo(0, 0)").await;
            desk.find(".contents:not(:has(a[href='#fuse'][aria-current]))")
                .await;
            desk.ask("document.getElementById('more-information').scrollIntoView()")
                .await;
            desk.find(".contents a[href='#more-information'][aria-current]")
                .await;
            let marked =
                "return String(document.querySelectorAll('[aria-current=location]').length)";
            assert_eq!(desk.ask(marked).await, "1");
        }
        if is_wide {
            // Far down in the text, they are still visible.
            let top =
                "return String(document.querySelector('.contents').getBoundingClientRect().top)";
            if screen.scripts {
                assert_eq!(desk.ask(top).await, "0");
            }
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_ids_and_addresses_are_copied() {
    let (site, _folder) = lamps();
    let desk = Desk::at(site, SCREENS[0]).await;
    desk.go("/kb/LAMP-1").await;
    desk.find(".copy-block").await;
    desk.ask("navigator.clipboard.writeText = async (text) => { document.title = text; }")
        .await;
    for (pressed, expect) in [
        (".strip-id button", "LAMP-1"),
        (".copy-place > .copy-block", "lamp --off"),
        (
            ".article-actions button[data-copy]",
            "LAMP-1: The first lamp",
        ),
    ] {
        desk.press_on(pressed, "\n").await;
        assert!(desk.title_begins_with(expect).await, "{pressed}");
    }
    desk.press_on("#setup .anchor", "\n").await;
    let address = format!("{}/kb/LAMP-1#setup", desk.address);
    assert!(desk.title_begins_with(&address).await);
    desk.find("#setup .anchor[data-said=Copied]").await;
    desk.close().await;
}

impl Desk {
    /// Waits for the copied text, which the test puts into the title of the page.
    async fn title_begins_with(&self, text: &str) -> bool {
        for _ in 0..super::TRIES {
            if self.client.title().await.unwrap().starts_with(text) {
                return true;
            }
        }
        false
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_script_the_ticket_is_a_link_away() {
    let (site, _folder) = lamps();
    let screen = Screen {
        scripts: false,
        ..SCREENS[0]
    };
    let desk = Desk::at(site, screen).await;
    desk.go("/kb/LAMP-1").await;
    for hidden in ["[data-print]", ".strip-id button", "button[data-copy]"] {
        let hidden = desk.find(hidden).await;
        assert!(!hidden.is_displayed().await.unwrap());
    }
    desk.press_on(".article-actions a[href='#ticket.text']", "\n")
        .await;
    assert!(
        desk.text_of("pre#ticket\\.text")
            .await
            .starts_with("LAMP-1: The first lamp")
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cited_article_is_previewed_by_keyboard_and_by_mouse() {
    let (site, _folder) = lamps();
    let desk = Desk::at(site, SCREENS[0]).await;
    desk.go("/kb/LAMP-1").await;
    desk.find(".copy-block").await;
    let cited = ".article-body a[href='/kb/LAMP-2']";
    let tab = char::from(Key::Tab).to_string();
    desk.press_on("#symptoms .anchor", &tab).await;
    let preview = desk.text_of(".preview:popover-open").await;
    assert_eq!(preview, "The second lamp\nIt flickers at night.");
    assert_eq!(desk.attribute(cited, "aria-describedby").await, "preview");
    desk.type_into_page(&char::from(Key::Escape).to_string())
        .await;
    desk.find(".preview:not(:popover-open)").await;
    assert_eq!(desk.path().await, "/kb/LAMP-1");

    let link = desk.find(cited).await;
    desk.point_at(link).await;
    let open = desk.find(".preview:popover-open").await;
    desk.point_at(open).await;
    let asked = "return String(performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.json')).length)";
    assert_eq!(desk.ask(asked).await, "1");
    desk.point_at(desk.find("h1").await).await;
    desk.find(".preview:not(:popover-open)").await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_age_of_an_article_is_shown_and_nothing_moves() {
    let mut places = Vec::new();
    for screen in [SCREENS[0], SCREENS[1]] {
        let (site, _folder) = lamps();
        let desk = Desk::at(site, screen).await;
        desk.go("/kb/LAMP-1").await;
        if screen.scripts {
            desk.find(".copy-block").await;
            let age = desk.text_of(".age").await;
            assert!(
                age.starts_with('(') && age.ends_with(" years ago)"),
                "{age}"
            );
        }
        for part in [".strip-day", ".article-actions", "#symptoms", "#setup"] {
            let place = desk.find(part).await.rectangle().await.unwrap();
            places.push((part, place.0, place.1));
        }
        desk.close().await;
    }
    let (with, without) = places.split_at(4);
    assert_eq!(with[1..], without[1..]);
    // Space for the button that copies the ID is reserved beside the day.
    assert_eq!(with[0].2, without[0].2);
}
