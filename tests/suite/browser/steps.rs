//! Working through an article in the browser: its steps are ticked off by keyboard.

use super::{super::steps::lamp, Desk, Screen, TELEPHONE};

impl Desk {
    /// The steps that are ticked off.
    async fn ticks(&self) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll('.steps :checked')].map((box) => box.value)";
        let ticked = self.client.execute(script, Vec::new()).await.unwrap();
        serde_json::from_value(ticked).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_are_kept_by_keyboard_alone() {
    for scripts in [true, false] {
        let (site, _folder) = lamp();
        let screen = Screen {
            scripts,
            ..TELEPHONE
        };
        let desk = Desk::at(site, screen).await;
        desk.go("/kb/LAMP-1").await;
        desk.fits(screen.width).await;
        for step in [1, 3] {
            let tick = format!("input[value='resolution.1.{step}']");
            desk.press_on(&tick, " ").await;
        }
        if !scripts {
            desk.press_on(".steps-foot button", "\n").await;
        }
        let address = "/kb/LAMP-1?done=resolution.1.1&done=resolution.1.3";
        desk.path_is(&|path| path == address).await;
        assert_eq!(
            desk.text_of("[data-steps='resolution.1']").await,
            "2 of 4 done"
        );
        desk.client.refresh().await.unwrap();
        desk.find(".steps :checked").await;
        assert_eq!(desk.path().await, address);
        assert_eq!(desk.ticks().await, ["resolution.1.1", "resolution.1.3"]);
        let button = desk.find(".steps-foot button").await;
        assert_eq!(button.is_displayed().await.unwrap(), !scripts);
        desk.press_on("input[value='resolution.1.3']", " ").await;
        if scripts {
            desk.path_is(&|path| path == "/kb/LAMP-1?done=resolution.1.1")
                .await;
        }

        // A link into an alternative fix that is folded up opens it.
        desk.go("/kb/LAMP-1#resolution-2-step-2").await;
        let step = desk.find("#resolution-2-step-2").await;
        assert!(step.is_displayed().await.unwrap(), "scripts: {scripts}");
        desk.fits(screen.width).await;
        desk.close().await;
    }
}
