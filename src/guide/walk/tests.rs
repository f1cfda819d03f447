use proptest::prelude::*;

use super::*;

fn connector() -> Guide {
    let text = include_str!("../../../kb/guides/ccmail-connector.toml");
    let (guide, problems) = crate::guide::read(text, "kb/guides/ccmail-connector.toml");
    assert!(problems.is_empty(), "{problems:?}");
    guide.unwrap()
}

fn pairs(answers: &[(&str, &str)]) -> Vec<(String, String)> {
    answers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The name of what comes now.
fn now(walk: &Walk<'_>) -> String {
    match &walk.now {
        Now::Question(field) => field.question.id.clone(),
        Now::Sheet(sheet, _) => sheet.id.clone(),
        Now::Action(action, _) => action.id.clone(),
        Now::Outcome { outcome, .. } => outcome.id.clone(),
        Now::Stuck(why) => format!("stuck: {why}"),
    }
}

fn with_verdict<'w>(walk: &'w Walk<'_>, verdict: Verdict) -> Vec<&'w str> {
    let Now::Outcome { rows, .. } = &walk.now else {
        panic!("no outcome but {}", now(walk))
    };
    rows.iter()
        .filter(|row| row.verdict == verdict)
        .map(|row| &*row.fact.id)
        .collect()
}

/// The answers up to the sheet.
fn sheet(format: &str, import: &str, export: &str, setting: &str) -> Vec<(String, String)> {
    let mut answers = pairs(&[
        ("event", "68"),
        ("eight_five", "no"),
        ("post_office", format),
    ]);
    answers.extend(pairs(&[
        ("import_exe", import),
        ("export_exe", export),
        ("setting", setting),
    ]));
    if format != "db6" {
        answers.extend(pairs(&[("ie_ri", "yes")]));
    }
    answers
}

#[test]
fn exactly_the_wrong_rows_are_not_met() {
    let guide = connector();
    // For each format: right and wrong answers of Import, Export and the setting.
    for (format, import, export, setting) in [
        (
            "db6",
            ["5.15", "6.0"],
            ["5.14", "5.15"],
            ["5.15/5.14", "6.0/6.0"],
        ),
        (
            "db8",
            ["6.0", "5.15"],
            ["8.3", "5.14"],
            ["6.0/6.0", "5.15/5.14"],
        ),
    ] {
        for combination in 0..8_usize {
            let wrong = [combination & 1, combination >> 1 & 1, combination >> 2];
            let answers = sheet(
                format,
                import[wrong[0]],
                export[wrong[1]],
                setting[wrong[2]],
            );
            let walk = walk(&guide, &answers);
            let names = ["import_exe", "export_exe", "setting"];
            let expected: Vec<&str> = names
                .into_iter()
                .zip(wrong)
                .filter(|(_, wrong)| *wrong == 1)
                .map(|(name, _)| name)
                .collect();
            if expected.is_empty() {
                assert_eq!(now(&walk), "ccdir", "{answers:?}");
                continue;
            }
            assert_eq!(now(&walk), "mismatch", "{answers:?}");
            assert_eq!(
                with_verdict(&walk, Verdict::NotMet),
                expected,
                "{answers:?}"
            );
            assert!(
                with_verdict(&walk, Verdict::Unknown).is_empty(),
                "{answers:?}"
            );
        }
    }
}

#[test]
fn what_is_unknown_is_never_fine() {
    let guide = connector();
    let versions = ["unknown", "5.14", "5.15", "6.0"];
    let settings = ["unknown", "5.15/5.14", "6.0/6.0"];
    for format in ["db6", "db8", "unknown"] {
        for (import, export) in versions
            .iter()
            .flat_map(|i| versions.iter().map(move |e| (*i, *e)))
        {
            for setting in settings {
                if ![format, import, export, setting].contains(&"unknown") {
                    continue;
                }
                let mut answers = sheet(format, import, export, setting);
                answers.extend(pairs(&[("release", "version-6")]));
                let walk = walk(&guide, &answers);
                assert!(
                    ["mismatch", "not_judged"].contains(&&*now(&walk)),
                    "{answers:?}: {}",
                    now(&walk)
                );
                assert!(
                    !with_verdict(&walk, Verdict::Unknown).is_empty(),
                    "{answers:?}"
                );
                assert_ne!(walk.verdict(), Some(Verdict::Met));
                if format == "unknown" {
                    assert_eq!(now(&walk), "not_judged", "{answers:?}");
                    assert!(with_verdict(&walk, Verdict::Met).is_empty(), "{answers:?}");
                }
            }
        }
    }
}

#[test]
fn an_unknown_format_shows_both_columns() {
    let guide = connector();
    let mut answers = sheet("unknown", "5.15", "5.15", "6.0/6.0");
    answers.extend(pairs(&[("release", "unknown")]));
    let walk = walk(&guide, &answers);
    let Now::Outcome { rows, .. } = &walk.now else {
        panic!("{}", now(&walk))
    };
    let columns: Vec<(&str, &str, Verdict)> = (rows.iter())
        .flat_map(|row| {
            row.columns
                .iter()
                .map(|column| (&*row.fact.id, &*column.situation, column.verdict))
        })
        .collect();
    assert_eq!(
        columns,
        [
            ("import_exe", "Database format is DB6", Verdict::Met),
            ("import_exe", "Database format is DB8", Verdict::NotMet),
            ("export_exe", "Database format is DB6", Verdict::NotMet),
            ("export_exe", "Database format is DB8", Verdict::NotMet),
            ("ie_ri", "Database format is DB8", Verdict::Met),
            ("setting", "Database format is DB6", Verdict::NotMet),
            ("setting", "Database format is DB8", Verdict::Met),
        ]
    );
}

#[test]
fn release_8_5_stops_before_anything_else() {
    let guide = connector();
    let first = guide.question("event").unwrap();
    for option in &first.options {
        let start = pairs(&[("event", &option.value)]);
        assert_eq!(now(&walk(&guide, &start)), "eight_five", "{}", option.value);
        for (answer, outcomes) in [
            ("yes", ["corrupting", "wizard_8_5"]),
            ("unknown", ["release_first", "release_first"]),
        ] {
            let mut answers = sheet("db8", "6.0", "6.0", "6.0/6.0");
            answers.extend(pairs(&[("event", &option.value), ("eight_five", answer)]));
            let walk = walk(&guide, &answers);
            assert!(
                outcomes.contains(&&*now(&walk)),
                "{}: {}",
                option.value,
                now(&walk)
            );
        }
    }
    for (import, export) in [("8.5", "6.0"), ("6.0", "8.50"), ("9.0", "unknown")] {
        assert_eq!(
            now(&walk(&guide, &sheet("db8", import, export, "6.0/6.0"))),
            "corrupting"
        );
    }
}

#[test]
fn an_event_that_is_known_answers_the_first_question() {
    let guide = connector();
    let connector = |source: &str| source == "MSExchangeCCMC";
    let start = guide.start_with_event(connector, 68, None).unwrap();
    assert_eq!(
        start,
        pairs(&[("event", "68"), ("from", "MSExchangeCCMC/68")])
    );
    let walk = walk(&guide, &start);
    assert_eq!(now(&walk), "eight_five");
    assert_eq!(walk.from, Some(("MSExchangeCCMC".to_owned(), 68)));
    let start = guide.start_with_event(connector, 59, None);
    assert_eq!(start, Some(pairs(&[("from", "MSExchangeCCMC/59")])));
    assert_eq!(guide.start_with_event(connector, 290, None), None);
    assert!(guide.start_with_event(|_| true, 290, None).is_some());
}

#[test]
fn a_walk_finds_out_what_is_unknown_and_comes_back() {
    let guide = connector();
    let start = pairs(&[
        ("event", "68"),
        ("eight_five", "no"),
        ("post_office", "unknown"),
    ]);
    assert_eq!(now(&walk(&guide, &start)), "release");
    for (release, next, found) in [
        ("release-6", "installed", "Database format: DB8"),
        ("release-5", "installed", "Database format: DB6"),
        ("mobile", "not_covered", "Database format: DB7 (cc:Mobile)"),
        (
            "unknown",
            "installed",
            "Database format: I don\u{2019}t know",
        ),
    ] {
        let mut answers = start.clone();
        answers.extend(pairs(&[("release", release)]));
        let walk = walk(&guide, &answers);
        assert_eq!(now(&walk), next, "{release}");
        assert_eq!(walk.trail.last().unwrap().found, found, "{release}");
    }
}

#[test]
fn a_changed_answer_keeps_what_applies_and_says_what_does_not() {
    let guide = connector();
    let mut answers = sheet("db6", "5.15", "5.14", "5.15/5.14");
    answers.extend(pairs(&[("ccdir", "3")]));
    assert_eq!(now(&walk(&guide, &answers)), "post_office_tab");

    // With DB8, one more fact is asked for; the others are kept and shown.
    answers.extend(pairs(&[("post_office", "db8")]));
    let changed = walk(&guide, &answers);
    let Now::Sheet(_, fields) = &changed.now else {
        panic!("{}", now(&changed))
    };
    let given: Vec<String> = fields.iter().map(|field| field.given.concat()).collect();
    assert_eq!(given, ["5.15", "5.14", "", "5.15/5.14"]);
    assert_eq!(
        changed.carried,
        [
            pairs(&[
                ("event", "68"),
                ("eight_five", "no"),
                ("post_office", "db8")
            ]),
            pairs(&[("ccdir", "3"), ("rev", "1")]),
        ]
    );
    assert!(changed.dropped.is_empty());

    // Filled in, the facts are wrong, and the test that came after no longer counts.
    answers.extend(pairs(&[("ie_ri", "yes")]));
    let filled = walk(&guide, &answers);
    assert_eq!(now(&filled), "mismatch");
    let dropped: Vec<_> = filled
        .dropped
        .iter()
        .map(|it| (&*it.ask, &*it.answer, it.reason))
        .collect();
    assert_eq!(
        dropped,
        [("Test ccmc ccdir", "Result code 3", Reason::NoLongerApplies)]
    );
    assert_eq!(walk(&guide, &filled.answers).dropped, []);

    // Back to DB6: nothing is asked of IE.RI any more.
    let mut back = filled.answers.clone();
    back.extend(pairs(&[("post_office", "db6")]));
    let back = walk(&guide, &back);
    assert_eq!(now(&back), "ccdir");
    assert_eq!(back.dropped.len(), 1);
    assert_eq!(back.dropped[0].ask, "IE.RI");
}

#[test]
fn a_step_can_be_opened_again() {
    let guide = connector();
    let answers = sheet("db8", "5.15", "6.0", "6.0/6.0");
    let end = walk(&guide, &answers);
    for (step, id) in end
        .trail
        .iter()
        .zip(["event", "eight_five", "post_office", "installed"])
    {
        let reopened = walk(&guide, &step.change);
        assert_eq!(now(&reopened), id);
        assert_eq!(reopened.answers.len(), end.answers.len());
        assert!(reopened.dropped.is_empty());
    }
    let at_fact = [&answers[..], &pairs(&[("at", "setting")])].concat();
    assert_eq!(now(&walk(&guide, &at_fact)), "installed");
    let Now::Question(field) = walk(&guide, &end.trail[2].change).now else {
        panic!()
    };
    assert_eq!(field.given, ["db8"]);
}

#[test]
fn hostile_answers_are_reported_and_ignored() {
    let guide = connector();
    let long = "x".repeat(7000);
    for (name, value, reason) in [
        ("nobody", "68", Reason::NoSuchQuestion),
        ("mismatch", "yes", Reason::NoSuchQuestion),
        ("setting", "<script>", Reason::NoSuchAnswer),
        ("ccdir", "unknowable", Reason::NoSuchAnswer),
        ("done", "restart.1", Reason::NoLongerApplies),
        ("event", &long, Reason::TooMany),
    ] {
        let walk = walk(&guide, &pairs(&[(name, value)]));
        assert_eq!(now(&walk), "event");
        assert_eq!(walk.dropped.len(), 1, "{name}");
        assert_eq!(walk.dropped[0].reason, reason, "{name}");
        assert!(walk.dropped[0].answer.len() <= 80);
        assert!(walk.answers.is_empty());
    }
    for (value, said) in [
        (
            "<script>",
            "\u{201c}<script>\u{201d} is not one of the answers",
        ),
        ("unknown", "This has to be known to go on"),
        ("", "This has to be known to go on"),
    ] {
        let walk = walk(&guide, &pairs(&[("event", value)]));
        let Now::Question(field) = &walk.now else {
            panic!("{value}")
        };
        assert_eq!(field.problem, said);
        assert_eq!(field.given.concat(), value, "nothing is lost");
        assert!(walk.answers.is_empty() && walk.dropped.is_empty());
        assert!(!walk.may_move());
    }
    let walk = walk(&guide, &vec![("nobody".to_owned(), "x".to_owned()); 200]);
    assert_eq!(walk.dropped.len(), 129);
    let old = super::walk(&guide, &pairs(&[("rev", "0")]));
    assert_eq!(old.other_revision.as_deref(), Some("0"));
}

#[test]
fn a_version_that_is_none_asks_again() {
    let guide = connector();
    let walk = walk(&guide, &sheet("db8", "Import2 5.15", " v6.00 ", "6.0/6.0"));
    let Now::Sheet(_, fields) = &walk.now else {
        panic!("{}", now(&walk))
    };
    let problems: Vec<&str> = fields.iter().map(|field| &*field.problem).collect();
    let said = "\u{201c}Import2 5.15\u{201d} is not a version number; write one such as 5.15";
    assert_eq!(problems, [said, "", "", ""]);
    assert_eq!(fields[0].given, ["Import2 5.15"]);
}

fn any_answer() -> impl Strategy<Value = (String, String)> {
    let guide = connector();
    let mut names: Vec<String> = guide.nodes().map(|node| node.id().to_owned()).collect();
    names.extend(["at", "rev", "nobody"].map(str::to_owned));
    let mut values: Vec<String> = (guide.questions.iter())
        .flat_map(|q| q.choices().into_iter().map(|(v, _)| v.to_owned()))
        .collect();
    values.extend(["unknown", "", "5.15", "6.0", "8.5", "event", "installed"].map(str::to_owned));
    let value = prop_oneof![8 => proptest::sample::select(values), 1 => any::<String>()];
    (proptest::sample::select(names), value)
}

proptest! {
    #[test]
    fn any_answers_end_somewhere_and_replay_to_the_same(
        answers in proptest::collection::vec(any_answer(), 0..90)
    ) {
        let guide = connector();
        let first = walk(&guide, &answers);
        prop_assert!(!matches!(first.now, Now::Stuck(_)));
        let at = answers.iter().any(|(name, _)| name == "at");
        if !at {
            let again = walk(&guide, &first.answers);
            prop_assert_eq!(now(&first), now(&again));
            prop_assert_eq!(&first.answers, &again.answers);
            prop_assert_eq!(again.dropped, []);
        }
    }
}
