//! A person with a log: it is chosen or dropped, its findings are filtered, and none is lost on the
//! way to an article and back.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, SCREENS, TELEPHONE};

/// Two groups of events, some hours apart, as `wevtutil` writes them.
const LOG: &str = "Event[0]:\n  Log Name: Application\n  Source: MSExchangeCCMC\n  Date: 1999-03-11T10:17:08.123Z\n  Event ID: 68\n  \
    Level: Error\n  Computer: MAIL1\n  Description: \nLotus cc:Mail EXPORT to file CCMDIR.EXP returned result code 1.\n\n\
    Event[1]:\n  Log Name: System\n  Source: EventLog\n  Date: 1999-03-11T14:00:00.000Z\n  Event ID: 6005\n  Level: Information\n  \
    Computer: MAIL1\n  Description: \nThe Event log service was started.\n";

impl Desk {
    /// How many findings are visible.
    async fn findings(&self) -> usize {
        let script = "return [...document.querySelectorAll('.finding')].filter(f => f.checkVisibility()).length";
        let seen = self.client.execute(script, Vec::new()).await.unwrap();
        usize::try_from(seen.as_u64().unwrap()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_chosen_and_its_findings_stay_behind_an_article() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("mail.txt");
    fs::write(&log, LOG).unwrap();
    for screen in [SCREENS[0], SCREENS[2], TELEPHONE] {
        let desk = Desk::new(screen).await;
        desk.go("/diagnose").await;
        let files = desk.find("#log").await;
        files.send_keys(log.to_str().unwrap()).await.unwrap();
        desk.press_on("form.open button", "\n").await;
        desk.find(".finding + .finding").await;
        let first = desk.text_of(".finding").await;
        assert!(
            first.starts_with("Event 68 from MSExchangeCCMC") && first.contains("Q168465"),
            "the most serious comes first: {first}"
        );
        desk.fits(screen.width).await;
        desk.press_on(".finding .hit a", "\n").await;
        desk.path_is(&|path| path == "/kb/Q168465").await;
        desk.client.back().await.unwrap();
        desk.find(".finding + .finding").await;
        desk.press_on(".finding .guide-link a", "\n").await;
        desk.path_is(&|path| path.starts_with("/guides/ccmail-connector?event=68"))
            .await;
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_dropped_and_its_findings_are_filtered() {
    let desk = Desk::new(SCREENS[0]).await;
    desk.go("/diagnose").await;
    desk.find("form.open").await;
    let drop = "const data = new DataTransfer(); data.items.add(new File([arguments[0]], 'mail.txt')); \
        document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
    let dropped: Vec<Value> = vec![json!(LOG)];
    desk.client.execute(drop, dropped).await.unwrap();
    desk.find(".levels.scripted").await;
    assert_eq!(desk.findings().await, 2);
    desk.press_on(".show-information", " ").await;
    assert_eq!(desk.findings().await, 1, "no information");
    desk.press_on(".show-information", " ").await;
    // Arrow keys go from bar to bar, only one of which is a tab stop.
    let first = ".timeline .bar[tabindex='0']";
    desk.press_on(first, "\u{e010}").await;
    desk.press_on(".timeline .bar:last-child", " ").await;
    assert_eq!(desk.findings().await, 1, "the last span of time");
    assert!(desk.text().await.contains("Event 6005 from EventLog"));
    desk.press_on(".show-error", " ").await;
    desk.press_on(".show-information", " ").await;
    assert_eq!(desk.findings().await, 0);
    assert!(desk.text().await.contains("No events match these filters"));
    desk.press_on(".show-all", "\n").await;
    assert_eq!(desk.findings().await, 2);
    let source = desk.find(".show-source").await;
    source.select_by_value("EventLog").await.unwrap();
    assert_eq!(desk.findings().await, 1, "one source");
    desk.close().await;
}
