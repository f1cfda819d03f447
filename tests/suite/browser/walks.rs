//! Walks in the browser: every guide to its outcomes, by keyboard, and what scripts add.

use std::collections::HashSet;

use fixpath::guide::{Guide, Now, QuestionKind, Scenario, pairs, walk};

use super::{
    super::{site::Site, walk::night_train},
    Desk, SCREENS, TELEPHONE, TRIES,
};

impl Desk {
    /// Follows a scenario from the guide's first page to its outcome, field by field; returns the
    /// heading there.
    async fn follow(&self, guide: &Guide, scenario: &Scenario) -> String {
        self.go(&format!("/guides/{}", guide.id)).await;
        let given = pairs(&scenario.answers);
        let mut answers: Vec<(String, String)> = Vec::new();
        loop {
            let questions: Vec<(&str, QuestionKind)> = match &walk(guide, &answers).now {
                Now::Question(field) => vec![(&field.question.id, field.question.kind)],
                Now::Sheet(_, fields) => {
                    let fields = fields.iter().map(|field| field.question);
                    fields
                        .map(|question| (&*question.id, question.kind))
                        .collect()
                }
                Now::Action(action, _) => vec![(&action.id, QuestionKind::YesNo)],
                Now::Outcome { .. } | Now::Stuck(_) => break,
            };
            let before = self.path().await;
            let mut has_pressed = false;
            for (id, kind) in &questions {
                let texts: Vec<&str> = (given.iter())
                    .filter(|(name, _)| name == id)
                    .map(|(_, text)| &**text)
                    .collect();
                assert!(
                    !texts.is_empty() || questions.len() > 1,
                    "{}: no answer to {id}",
                    scenario.name
                );
                has_pressed |= self.fill_in(id, *kind, &texts, questions.len() > 1).await;
                answers.extend(
                    texts
                        .iter()
                        .map(|text| ((*id).to_owned(), (*text).to_owned())),
                );
                if texts.is_empty() {
                    answers.push(((*id).to_owned(), String::new()));
                }
            }
            if !has_pressed {
                self.next().await;
            }
            self.path_is(&|path| path != before).await;
        }
        self.text_of("#step").await
    }

    /// Fills in a field; returns whether it was a button, which continues immediately.
    async fn fill_in(&self, id: &str, kind: QuestionKind, texts: &[&str], on_sheet: bool) -> bool {
        let is_typed = matches!(
            kind,
            QuestionKind::Number | QuestionKind::Version | QuestionKind::Text | QuestionKind::Code
        );
        match texts {
            [] => {}
            ["unknown"] if is_typed && on_sheet => {}
            [other @ ("unknown" | "none")]
                if !on_sheet && (*other == "unknown" || kind == QuestionKind::Several) =>
            {
                self.press_on(&format!(".walk-moves a.{other}"), "\n").await;
                return true;
            }
            [text] if is_typed => {
                let input = self.find(&format!("input[type=text][name={id}]")).await;
                input.send_keys(text).await.unwrap();
            }
            [text] if !on_sheet && kind != QuestionKind::Several => {
                self.tap(id, text).await;
                return true;
            }
            _ => {
                for text in texts {
                    let choice = format!("input[name={id}][value='{text}']:not([type=hidden])");
                    self.press_on(&choice, " ").await;
                }
            }
        }
        false
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_guide_is_walked_to_an_end_of_each_kind() {
    for (screen, most) in [(SCREENS[0], usize::MAX), (TELEPHONE, 1)] {
        let desk = Desk::new(screen).await;
        let snapshot = desk.site.portal.snapshot();
        for guide in &snapshot.guides {
            let mut kinds = HashSet::new();
            let first_of_kind = (guide.outcomes.iter()).filter(|one| kinds.insert(one.kind.word()));
            // A small screen is used only for one walk per guide: what differs there is how steps
            // fit.
            for outcome in first_of_kind.take(most) {
                let scenario = guide.scenarios.iter().find(|one| one.outcome == outcome.id);
                let Some(scenario) = scenario else {
                    panic!("no scenario ends in {}", outcome.id)
                };
                desk.follow(guide, scenario).await;
                let address = desk.path().await;
                let classes = desk.attribute("section.outcome", "class").await;
                assert!(
                    classes.contains(outcome.kind.word()),
                    "{}: {address}",
                    scenario.name
                );
                let url = desk.client.current_url().await.unwrap();
                let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
                assert_eq!(
                    walk(guide, &pairs).here(),
                    outcome.id,
                    "{}: {address}",
                    scenario.name
                );
                desk.fits(screen.width).await;
            }
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_event_is_walked_to_its_end_by_keyboard_alone() {
    for screen in [SCREENS[0], SCREENS[1], TELEPHONE] {
        let (site, _folder) = night_train();
        let desk = Desk::at(site, screen).await;
        desk.go("/diagnose").await;
        let event = "Event ID: 4100\nSource: Lamp Control\nDescription: The Restaurant carriage went dark with error 1069.";
        desk.press_on("#paste", event).await;
        desk.press_on("#main form button", "\n").await;
        desk.press_on(".guide-link a", "\n").await;
        desk.find(".ticks").await;
        assert!(
            desk.text()
                .await
                .contains("Change the fuse of carriage Restaurant")
        );
        desk.unfold().await;
        assert_eq!(desk.text().await.matches("from your log").count(), 3);
        // Two steps done; then somebody else takes over with the address.
        desk.press_on("input[value='fuse.1']", " ").await;
        desk.press_on("input[value='fuse.2']", " ").await;
        if !screen.scripts {
            desk.press_on(".save-ticks button", "\n").await;
        }
        desk.path_is(&|path| path.contains("done=fuse.1&done=fuse.2&from="))
            .await;
        let address = desk.path().await;
        desk.go(&address).await;
        assert_eq!(desk.path().await, address, "it is the walk's own address");
        assert_eq!(desk.ticked().await, 2);
        if screen.scripts {
            let link = desk.find("#walk-link").await.prop("value").await.unwrap();
            let whole = format!("{}{address}", desk.address);
            assert_eq!(link.unwrap(), whole, "the link to be copied has the ticks");
            desk.note_says(
                "Steps done: Change the fuse of carriage Restaurant: 2 of 3 steps (1, 2)",
            )
            .await;
        }
        desk.tap("fuse", "yes").await;
        desk.find(".outcome").await;
        assert!(desk.path().await.contains("done=fuse.1&done=fuse.2"));
        if screen.scripts {
            desk.note_says(
                "Steps done: Change the fuse of carriage Restaurant: 2 of 3 steps (1, 2)",
            )
            .await;
            desk.press_on(".ticket-note [data-copy]", "\n").await;
        }
        desk.fits(screen.width).await;
        desk.press_on(".ticket-note a[data-note=text]", "\n").await;
        let note = desk.text_of("body").await;
        assert!(
            note.starts_with("No fault found: The lamps burn again\nEvent 4100, Lamp Control"),
            "{note}"
        );
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_7024_leads_from_the_service_to_its_database() {
    for screen in [SCREENS[0], TELEPHONE] {
        let desk = Desk::new(screen).await;
        desk.go("/diagnose").await;
        let event = "Event ID: 7024\nSource: Service Control Manager\nDescription: The Microsoft Exchange Information \
                     Store service terminated with service-specific error 4294966278.";
        desk.press_on("#paste", event).await;
        desk.press_on("#main form button", "\n").await;
        desk.press_on(".guide-link a", "\n").await;
        let end = desk.text_of("section.outcome #step").await;
        assert!(end.contains("4294966278"), "{end}");
        desk.unfold().await;
        assert_eq!(desk.text().await.matches("from your log").count(), 3);
        desk.fits(screen.width).await;
        // The same case continues in the guide about the database, with the code already known.
        desk.press_on(".outcome a.button.primary", "\n").await;
        desk.path_is(&|path| path.starts_with("/guides/exchange-store?code="))
            .await;
        desk.tap("store", "is").await;
        desk.tap("reporter", "store").await;
        desk.tap("backup", "yes").await;
        let end = desk.text_of("section.outcome #step").await;
        assert!(end.contains("restore from the backup"), "{end}");
        desk.fits(screen.width).await;
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_input_is_reported_beside_its_field_and_nothing_is_lost() {
    for screen in [SCREENS[0], TELEPHONE] {
        let (site, _folder) = night_train();
        let desk = Desk::at(site, screen).await;
        desk.go("/guides/every-kind?where=carriage&carriage=7&code=5&signs=noise")
            .await;
        desk.press_on("#volts", "a lot").await;
        desk.press_on("#firmware", "2.11").await;
        desk.press_on("input[name=mode][value=no]", " ").await;
        desk.next().await;
        let problem = desk.text_of("#volts-problem").await;
        assert!(problem.contains("is not a number"), "{problem}");
        assert_eq!(desk.attribute("#volts", "value").await, "a lot");
        assert_eq!(
            desk.attribute("#volts", "aria-describedby").await,
            "volts-problem"
        );
        assert_eq!(desk.attribute("#firmware", "value").await, "2.11");
        desk.has_focus("volts").await;
        let title = desk.client.title().await.unwrap();
        assert!(title.starts_with("Error: "), "{title}");
        desk.fits(screen.width).await;
        desk.find("#volts").await.clear().await.unwrap();
        desk.press_on("#volts", "24").await;
        desk.next().await;
        desk.find(".ticks").await;
        desk.close().await;
    }
}

/// A guide with several choices on a sheet.
const SHEET: &str = r#"
id = "tank"
title = "The tank"
revision = 1
start = "look"

[[sheet]]
id = "look"
ask = "What do you see?"
facts = ["signs", "tap"]
next = [{ go = "plumber" }]

[[question]]
id = "signs"
kind = "several"
ask = "Which signs?"
find = "Look."
options = [{ value = "smoke", label = "Smoke" }, { value = "noise", label = "Noise" }]

[[question]]
id = "tap"
kind = "yes-no"
ask = "Is the tap open?"
find = "Look."

[[outcome]]
id = "plumber"
kind = "escalate"
title = "A case for the plumber"
steps = ["Call."]
verify = "She came."
otherwise = "Call again."
"#;

#[tokio::test(flavor = "multi_thread")]
async fn none_of_these_is_valid_alone() {
    let files = [
        ("tank.toml", SHEET),
        (
            "every-kind.toml",
            include_str!("../../guides/every-kind.toml"),
        ),
        ("LAMP-001.md", include_str!("../../guides/LAMP-001.md")),
    ];
    let (site, _folder) = Site::with_folder(&files, &[]);
    let desk = Desk::at(site, SCREENS[0]).await;
    desk.go("/guides/tank").await;
    for (value, ticked) in [
        ("smoke", 1),
        ("noise", 2),
        ("none", 1),
        ("smoke", 1),
        ("unknown", 1),
    ] {
        desk.click(&format!("input[name=signs][value={value}]"))
            .await;
        assert_eq!(desk.ticked().await, ticked, "{value}");
    }
    // Next to a question they are links, so that nothing that is ticked is sent with them.
    desk.go("/guides/every-kind?where=carriage&carriage=7&code=5")
        .await;
    desk.click("input[name=signs][value=smoke]").await;
    desk.click(".walk-moves .none").await;
    desk.path_is(&|path| path.contains("signs=none") && !path.contains("smoke"))
        .await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_answers_and_the_question_has_the_focus() {
    let desk = Desk::new(SCREENS[0]).await;
    desk.go("/guides/ccmail-connector?event=68").await;
    desk.has_focus("step").await;
    assert!(desk.has(".option > kbd").await);
    // Not while something is being typed.
    desk.press_on("#site-search", "1").await;
    desk.press_on("#step", "2").await;
    desk.path_is(&|path| path.contains("eight_five=no")).await;
    desk.has_focus("step").await;
    // Going back shows what was chosen, and every way is in the same place.
    let place = desk.place(".walk-moves .unknown").await;
    desk.click(".walk-moves .back").await;
    desk.path_is(&|path| path.contains("at=eight_five")).await;
    assert_eq!(desk.text_of(".answers .chosen").await, "Chosen before");
    assert_eq!(desk.place(".walk-moves .unknown").await, place);
    // When turned off, shortcuts are neither shown nor active.
    let off = "localStorage.setItem('fixpath-keys', 'off')";
    desk.client.execute(off, Vec::new()).await.unwrap();
    desk.go("/guides/ccmail-connector?event=68").await;
    desk.press_on("#step", "2").await;
    assert!(!desk.has(".option > kbd").await);
    assert!(!desk.path().await.contains("eight_five"));
    desk.close().await;
}

impl Desk {
    /// Focuses a control and types into it.
    pub(super) async fn press_on(&self, css: &str, keys: &str) {
        self.find(css).await.send_keys(keys).await.unwrap();
    }

    /// Answers with one button, by keyboard.
    async fn tap(&self, question: &str, answer: &str) {
        let before = self.path().await;
        self.press_on(&format!("button[name={question}][value='{answer}']"), "\n")
            .await;
        self.path_is(&|path| path != before).await;
    }

    /// Waits until an element has the focus.
    async fn has_focus(&self, id: &str) {
        for _ in 0..TRIES {
            let focused = self.client.active_element().await.unwrap();
            if focused.attr("id").await.unwrap().as_deref() == Some(id) {
                return;
            }
        }
        panic!("{id} has no focus on {}", self.path().await);
    }

    /// How far something is from the left edge.
    async fn place(&self, css: &str) -> f64 {
        self.find(css).await.rectangle().await.unwrap().0
    }

    /// Continues, by keyboard.
    async fn next(&self) {
        self.press_on(".guide-step button.primary", "\n").await;
    }

    /// How many boxes are ticked.
    async fn ticked(&self) -> usize {
        self.find("input[type=checkbox]").await;
        let boxes = fantoccini::Locator::Css("input[type=checkbox]");
        let mut ticked = 0;
        for one in self.client.find_all(boxes).await.unwrap() {
            ticked += usize::from(one.is_selected().await.unwrap());
        }
        ticked
    }

    async fn note_says(&self, line: &str) {
        for _ in 0..TRIES {
            let note = self.find("#note").await.prop("value").await.unwrap();
            if note.unwrap_or_default().lines().any(|one| one == line) {
                return;
            }
        }
        panic!("the note does not say {line}");
    }
}
