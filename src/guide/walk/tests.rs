use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::guide::{
    AnswerError, Fit, Guide, Need, Question, QuestionKind, RequirementCheck, Situation, Verdict,
};

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
    // For each format: correct and wrong answers for Import, Export and the setting.
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
fn an_unknown_fact_is_never_ok() {
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
fn an_unknown_format_shows_both_requirements() {
    let guide = connector();
    let mut answers = sheet("unknown", "5.15", "5.15", "6.0/6.0");
    answers.extend(pairs(&[("release", "unknown")]));
    let walk = walk(&guide, &answers);
    let Now::Outcome { rows, .. } = &walk.now else {
        panic!("{}", now(&walk))
    };
    let format = |check: &RequirementCheck<'_>| match check.situation.as_slice() {
        [Situation::Question(question, allowed)] => match allowed.as_slice() {
            [Need::Answer(answer)] if question.id == "post_office" => answer.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let checks = rows.iter().flat_map(|row| {
        let checks = row.requirements.iter();
        checks.map(|check| (&*row.fact.id, format(check), check.verdict))
    });
    let checks: Vec<(&str, String, Verdict)> = checks.collect();
    let checks: Vec<(&str, &str, Verdict)> = (checks.iter())
        .map(|(fact, format, verdict)| (*fact, format.as_str(), *verdict))
        .collect();
    assert_eq!(
        checks,
        [
            ("import_exe", "DB6", Verdict::Met),
            ("import_exe", "DB8", Verdict::NotMet),
            ("export_exe", "DB6", Verdict::NotMet),
            ("export_exe", "DB8", Verdict::NotMet),
            ("ie_ri", "DB8", Verdict::Met),
            ("setting", "DB6", Verdict::NotMet),
            ("setting", "DB8", Verdict::Met),
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
    let (start, fit) = guide.start_with_event(connector, 68, None).unwrap();
    assert_eq!(fit, Fit::Full);
    assert_eq!(
        start,
        pairs(&[("event", "68"), ("from", "MSExchangeCCMC/68")])
    );
    let walk = walk(&guide, &start);
    assert_eq!(now(&walk), "eight_five");
    assert_eq!(walk.origin.event, Some(("MSExchangeCCMC".to_owned(), 68)));
    let start = guide.start_with_event(connector, 59, None);
    let any_message = (pairs(&[("from", "MSExchangeCCMC/59")]), Fit::Full);
    assert_eq!(start, Some(any_message));
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
        ("release-6", "installed", "DB8"),
        ("release-5", "installed", "DB6"),
        ("mobile", "not_covered", "DB7"),
        ("unknown", "installed", "I don\u{2019}t know"),
    ] {
        let mut answers = start.clone();
        answers.extend(pairs(&[("release", release)]));
        let walk = walk(&guide, &answers);
        assert_eq!(now(&walk), next, "{release}");
        let inferred = Inferred {
            question: "Database format",
            answer: found.to_owned(),
        };
        assert_eq!(walk.trail.last().unwrap().found, [inferred], "{release}");
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
            pairs(&[("ccdir", "3"), ("rev", "2")]),
        ]
    );
    assert!(changed.dropped.is_empty());

    // Once filled in, the facts are wrong, and the test that came after no longer counts.
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
        [("Test ccmc ccdir", "Code 3", DropReason::NoLongerApplies)]
    );
    assert_eq!(walk(&guide, &filled.answers).dropped, []);

    // Back to DB6: nothing is asked about IE.RI any more.
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
        ("nobody", "68", DropReason::NoSuchQuestion),
        ("mismatch", "yes", DropReason::NoSuchQuestion),
        ("setting", "<script>", DropReason::NoSuchAnswer),
        ("ccdir", "unknowable", DropReason::NoSuchAnswer),
        ("done", "restart.1", DropReason::NoLongerApplies),
        ("event", &long, DropReason::TooMany),
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
        ("unknown", "This is needed to continue"),
        ("", "This is needed to continue"),
    ] {
        let walk = walk(&guide, &pairs(&[("event", value)]));
        let Now::Question(field) = &walk.now else {
            panic!("{value}")
        };
        assert_eq!(field.problem.as_ref().unwrap().error.to_string(), said);
        assert_eq!(field.given.concat(), value, "nothing is lost");
        assert!(walk.answers.is_empty() && walk.dropped.is_empty());
        assert!(!walk.can_redirect());
    }
    let walk = walk(&guide, &vec![("nobody".to_owned(), "x".to_owned()); 200]);
    assert_eq!(walk.dropped.len(), 129);
    let old = super::walk(&guide, &pairs(&[("rev", "0")]));
    assert_eq!(old.other_revision.as_deref(), Some("0"));
}

#[test]
fn an_invalid_version_is_asked_for_again() {
    let guide = connector();
    let walk = walk(&guide, &sheet("db8", "Import2 5.15", " v6.00 ", "6.0/6.0"));
    let Now::Sheet(_, fields) = &walk.now else {
        panic!("{}", now(&walk))
    };
    let errors = fields.iter().map(|field| field.problem.as_ref());
    let errors: Vec<_> = errors.map(|problem| problem.map(|it| &it.error)).collect();
    let error = AnswerError::NotAVersion("Import2 5.15".to_owned());
    assert_eq!(errors, [Some(&error), None, None, None]);
    assert_eq!(fields[0].given, ["Import2 5.15"]);
}

#[test]
fn what_could_not_be_done_continues_like_what_did_not_help() {
    let mut guide = every_kind();
    let way = [
        ("where", "carriage"),
        ("carriage", "7"),
        ("code", "1069"),
        ("fuse", "not_done"),
    ];
    let done = walk(&guide, &pairs(&way));
    assert_eq!(now(&done), "station");
    let answer = &done.trail.last().unwrap().answers[0].answer;
    assert_eq!(answer, "I couldn\u{2019}t do this");
    assert!(done.dropped.is_empty() && done.exhausted(&guide).tried.is_empty());
    let no = [&way[..3], &[("fuse", "no")]].concat();
    let tried = walk(&guide, &pairs(&no)).exhausted(&guide).tried;
    assert_eq!(tried.len(), 1);
    guide.actions[0].not_done = Some("evacuate".to_owned());
    assert_eq!(now(&walk(&guide, &pairs(&way))), "evacuate");
}

#[test]
fn extra_parameters_get_a_dot_where_a_question_has_their_name() {
    let text = include_str!("../../../tests/guides/every-kind.toml");
    let text = text
        .replace("\"fuse\"", "\"done\"")
        .replace("\"mode\"", "\"from\"");
    let guide = crate::guide::read(&text.replace("{ mode", "{ from"), "g.toml")
        .0
        .unwrap();
    let way = [("where", "carriage"), ("carriage", "7"), ("code", "1069")];
    let extra = [
        (".done", "done.2"),
        (".from", "Lamp Control/4100"),
        ("rev", "3"),
    ];
    let address = pairs(&[&way[..], &extra].concat());
    let here = walk(&guide, &address);
    assert_eq!(here.address(), address);
    assert_eq!(here.origin.event, Some(("Lamp Control".to_owned(), 4100)));
    assert!(here.done.contains(&("done", 2)));
    let on = walk(&guide, &pairs(&[&way[..], &[("done", "no")]].concat()));
    assert_eq!(now(&on), "station");
}

#[test]
fn the_event_that_a_walk_began_with_stays_in_its_address() {
    let guide = every_kind();
    let extra = [
        ("from", "Lamp Control/4100"),
        ("codes", "win32-1069"),
        ("quoted", "LAMP-001"),
        ("found", "LAMP-002"),
        ("found", "rail/lamps"),
        ("rev", "3"),
    ];
    let address = pairs(&[&[("where", "platform")], &extra[..]].concat());
    let here = walk(&guide, &address);
    assert_eq!(here.address(), address);
    assert_eq!(here.origin.codes.len(), 1);
    assert_eq!(here.origin.found.len(), 2);
    // No address can make a page look up more than a few.
    let many: Vec<(String, String)> = (0..50)
        .map(|number| ("quoted".to_owned(), format!("LAMP-{number:03}")))
        .collect();
    assert!(walk(&guide, &many).origin.quoted.len() <= 4);
    let odd = [("codes", "x"), ("quoted", "../x"), ("found", "\n")];
    let odd = walk(&guide, &pairs(&odd)).origin;
    assert_eq!(odd, crate::guide::WalkOrigin::default());
}

#[test]
fn what_the_answers_rule_out_is_shown_even_if_others_are_unknown() {
    let guide = connector();
    let ruled_out = |answers: &[(&str, &str)]| {
        let exhausted = walk(&guide, &pairs(answers)).exhausted(&guide);
        let ids = exhausted.ruled_out.into_iter();
        ids.map(|id| id.to_string()).collect::<BTreeSet<_>>()
    };
    let known = ruled_out(&[("event", "45")]);
    assert!(!known.is_empty());
    let unknown = ruled_out(&[("event", "unknown")]);
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// A guide with every kind of node and answer.
fn every_kind() -> Guide {
    let text = include_str!("../../../tests/guides/every-kind.toml");
    let (guide, problems) = crate::guide::read(text, "every-kind.toml");
    assert_eq!(problems, []);
    guide.unwrap()
}

#[test]
fn every_kind_of_answer_leads_on_and_can_be_used_in_texts() {
    let guide = every_kind();
    let start = [
        ("where", "carriage"),
        ("carriage", "*7*"),
        ("code", "0xFFFFFC06"),
    ];
    let with = |more: &[(&str, &str)]| pairs(&[&start[..], more].concat());
    let sheet = |volts, firmware, mode| {
        with(&[
            ("signs", "cold"),
            ("signs", "noise"),
            ("volts", volts),
            ("firmware", firmware),
            ("mode", mode),
        ])
    };
    for (answers, end) in [
        (with(&[]), "signs"),
        (with(&[("code", "0x42D")]), "fuse"),
        (with(&[("code", " 1069. ")]), "fuse"),
        (with(&[("signs", "none")]), "fuse"),
        (with(&[("signs", "unknown")]), "fuse"),
        (with(&[("signs", ""), ("signs", "noise")]), "readings"),
        (with(&[("signs", "noise"), ("signs", "smoke")]), "evacuate"),
        (with(&[("signs", "none"), ("signs", "smoke")]), "signs"),
        (with(&[("signs", "")]), "signs"),
        (sheet("24.5", "2.9", "no"), "fuse"),
        (sheet("30", "2.9", "no"), "out_of_range"),
        (sheet("24", "2.9", "yes"), "out_of_range"),
        (sheet("24", "2.10", "yes"), "fuse"),
        (sheet("", "2.9", "unknown"), "station"),
        (sheet("1501", "2.9", "no"), "readings"),
        (sheet("2,5", "2.9", "no"), "readings"),
    ] {
        assert_eq!(now(&walk(&guide, &answers)), end, "{answers:?}");
    }
    let walk = walk(&guide, &sheet("24", "2.9", "no"));
    assert_eq!(walk.answer_text("carriage").as_deref(), Some("*7*"));
    assert_eq!(
        walk.trail[3].answers[0].answer,
        "A humming noise, The heating is off as well"
    );
    assert_eq!(walk.trail[4].answers[0].answer, "24 V");
    let order: Vec<&str> = walk.answers.iter().map(|(_, value)| &**value).collect();
    assert_eq!(
        order,
        [
            "carriage",
            "*7*",
            "0xFFFFFC06",
            "noise",
            "cold",
            "24",
            "2.9",
            "no"
        ]
    );
    assert_eq!(walk.extra_parameters, pairs(&[("rev", "3")]));
}

#[test]
fn extra_parameters_stay_in_the_address_while_they_apply() {
    let guide = every_kind();
    let start = pairs(&[
        ("rev", "3"),
        ("done", "fuse.3"),
        ("log", "code"),
        ("done", "fuse.1"),
        ("from", "Lamp Control/4100"),
        ("code", "1069"),
        ("log", "volts"),
        ("where", "carriage"),
        ("carriage", "7"),
    ]);
    let walk = super::walk(&guide, &start);
    assert_eq!(now(&walk), "fuse");
    let address = pairs(&[
        ("where", "carriage"),
        ("carriage", "7"),
        ("code", "1069"),
        ("done", "fuse.1"),
        ("done", "fuse.3"),
        ("from", "Lamp Control/4100"),
        ("log", "code"),
        ("rev", "3"),
    ]);
    assert_eq!(walk.address(), address);
    assert!(walk.can_redirect() && walk.dropped.is_empty());
    assert_eq!(walk.done, BTreeSet::from([("fuse", 1), ("fuse", 3)]));
    assert!(walk.trail[2].answers[0].from_log);
    let carried: Vec<&str> = walk.carried[1].iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        carried,
        ["from", "log", "rev"],
        "its own ticks are boxes of the form"
    );
    // An answer that leads elsewhere leaves them behind, but not for good.
    let elsewhere = [&start[..], &pairs(&[("where", "platform")])].concat();
    let elsewhere = super::walk(&guide, &elsewhere);
    assert_eq!(now(&elsewhere), "station");
    assert!(elsewhere.done.is_empty());
    let back = [
        &elsewhere.trail[0].change[..],
        &pairs(&[("where", "carriage")]),
    ]
    .concat();
    let back: Pairs = back.into_iter().filter(|(name, _)| name != "at").collect();
    assert_eq!(super::walk(&guide, &back).address(), address);
}

#[test]
fn what_can_still_come_grows_smaller_with_each_answer() {
    let guide = every_kind();
    let ahead = |answers: &[(&str, &str)]| {
        let walk = walk(&guide, &pairs(answers));
        let ends: Vec<&str> = walk.ahead.outcomes.iter().map(|end| &*end.id).collect();
        (walk.ahead.questions, ends.join(" "))
    };
    let expect = |questions: usize, ends: &str| (questions, ends.to_owned());
    assert_eq!(ahead(&[]), expect(6, "evacuate out_of_range lit station"));
    let seven = [("where", "carriage"), ("carriage", "7")];
    assert_eq!(
        ahead(&[&seven[..], &[("code", "1069")]].concat()),
        expect(1, "lit station")
    );
    let signs = [&seven[..], &[("code", "5"), ("signs", "noise")]].concat();
    assert_eq!(ahead(&signs), expect(2, "out_of_range lit station"));
    assert_eq!(ahead(&[("where", "platform")]), expect(0, "station"));
}

#[test]
fn a_message_in_a_log_answers_the_questions_it_can() {
    let guide = every_kind();
    let start = |message| {
        let (start, _) = guide.start_with_event(|_| true, 4100, message).unwrap();
        crate::guide::mark_logged(&guide, start)
    };
    let known = walk(
        &guide,
        &start(Some("The  Restaurant carriage went dark with error 1069.")),
    );
    assert_eq!(now(&known), "fuse");
    assert_eq!(known.answer_text("carriage").as_deref(), Some("Restaurant"));
    assert!(known.trail.iter().all(|step| step.answers[0].from_log));
    assert_eq!(
        now(&walk(&guide, &start(Some("Something else")))),
        "station"
    );
    assert_eq!(now(&walk(&guide, &start(None))), "station");
    let code = crate::evidence::Code::from_slug("win32-1058").unwrap();
    let start = guide.start_with_code(&code, None).unwrap();
    assert_eq!(now(&walk(&guide, &start)), "carriage");
}

#[test]
fn an_old_link_is_explained() {
    let guide = every_kind();
    let old = pairs(&[("where", "tunnel"), ("lantern", "x"), ("rev", "2")]);
    let walk = walk(&guide, &old);
    let Now::Question(field) = &walk.now else {
        panic!("{}", now(&walk))
    };
    let problem = field.problem.as_ref().unwrap();
    assert_eq!(problem.other_revision.as_deref(), Some("2"));
    assert_eq!(walk.other_revision.as_deref(), Some("2"));
    assert_eq!(walk.dropped.len(), 1);
    assert!(!walk.can_redirect());
}

/// An answer to the current node, picked by a number; nothing at an outcome.
fn pick(walk: &Walk<'_>, number: u32) -> Pairs {
    let number = number as usize;
    let answer = |question: &Question, number: usize| -> Pairs {
        let mut values: Vec<&str> = match question.kind {
            QuestionKind::Number => vec!["0", "22", "24.5", "30"],
            QuestionKind::Version => vec!["2.9", "5.14", "5.15", "6.0", "8.3", "8.5"],
            QuestionKind::Text => vec!["7", "a b", "{code}"],
            QuestionKind::Code => vec!["1069", "0x42d", "-1018"],
            _ => question
                .choices()
                .into_iter()
                .map(|(value, _)| value)
                .collect(),
        };
        if question.may_be_unknown() {
            values.push("unknown");
        }
        let value = values[number % values.len()];
        let mut pairs = pairs(&[(&question.id, value)]);
        if question.kind == QuestionKind::Several && value != "unknown" && number.is_multiple_of(2)
        {
            let other = values[(number / 2) % (values.len() - 1)];
            pairs.extend((other != value).then(|| (question.id.clone(), other.to_owned())));
        }
        pairs
    };
    match &walk.now {
        Now::Question(field) => answer(field.question, number),
        Now::Sheet(_, fields) => (fields.iter().enumerate())
            .flat_map(|(at, field)| answer(field.question, (number >> (4 * at)) % 16))
            .collect(),
        Now::Action(action, _) => pairs(&[(&action.id, ["yes", "no"][number % 2])]),
        Now::Outcome { .. } | Now::Stuck(_) => Vec::new(),
    }
}

/// The pairs, with these answers in place of earlier ones to the same questions, and with no step
/// re-opened.
fn replaced(base: &[(String, String)], new: &[(String, String)]) -> Pairs {
    let stays =
        |(name, _): &&(String, String)| name != "at" && new.iter().all(|(other, _)| other != name);
    base.iter().filter(stays).chain(new).cloned().collect()
}

/// A walk with picked answers.
fn picked<'g>(guide: &'g Guide, numbers: &[u32]) -> Walk<'g> {
    let mut answers = Pairs::new();
    for number in numbers {
        let more = pick(&walk(guide, &answers), *number);
        answers.extend(more);
    }
    walk(guide, &answers)
}

fn any_answer(guide: &Guide) -> impl Strategy<Value = (String, String)> + use<> {
    let mut names: Vec<String> = guide.nodes().map(|node| node.id().to_owned()).collect();
    names.extend(["at", "rev", "done", "log", "from", "nobody"].map(str::to_owned));
    let mut values: Vec<String> = (guide.questions.iter())
        .flat_map(|q| q.choices().into_iter().map(|(v, _)| v.to_owned()))
        .collect();
    let others = [
        "unknown",
        "none",
        "",
        "5.15",
        "6.0",
        "8.5",
        "event",
        "installed",
        "24",
        "1069",
        "yes",
        "no",
        "fuse.1",
        "a/7",
    ];
    values.extend(others.map(str::to_owned));
    let value = prop_oneof![8 => proptest::sample::select(values), 1 => any::<String>()];
    (proptest::sample::select(names), value)
}

/// Whatever is answered, the walk ends at a node, and its address leads to the same node and loses
/// nothing.
fn ends_and_replays(guide: &Guide, answers: &[(String, String)]) {
    let first = walk(guide, answers);
    assert!(!matches!(first.now, Now::Stuck(_)), "{answers:?}");
    assert!(guide.node(first.here()).is_some());
    assert!(first.ahead.nodes.contains(first.here()));
    // A re-opened step keeps all answers, even those that its own answer makes irrelevant.
    let address = match first.reopened {
        true => walk(guide, &first.address()).address(),
        false => first.address(),
    };
    let again = walk(guide, &address);
    assert_eq!(address, again.address(), "{answers:?}");
    assert_eq!(again.dropped, [], "{answers:?}");
    if !first.reopened {
        assert_eq!(now(&first), now(&again), "{answers:?}");
    }
    if let (Now::Outcome { rows, .. }, Some(verdict)) = (&first.now, first.verdict()) {
        let unknown = rows.iter().any(|row| row.verdict == Verdict::Unknown);
        assert!(!unknown || verdict != Verdict::Met, "{answers:?}");
    }
}

/// Changing an answer and changing it back, using the links and forms of the pages, leads to the
/// same page.
fn changes_back(guide: &Guide, numbers: &[u32], at: usize, other: u32) {
    let before = picked(guide, numbers);
    let Some(step) = before.trail.get(at % before.trail.len().max(1)) else {
        return;
    };
    let open = walk(guide, &step.change);
    assert_eq!(open.here(), step.id);
    let new = pick(&open, other);
    let old: Pairs = (before.answers.iter())
        .filter(|(name, _)| new.iter().any(|(other, _)| other == name))
        .cloned()
        .collect();
    let changed = walk(guide, &replaced(&step.change, &new));
    let there = changed.trail.iter().find(|other| other.id == step.id);
    let there = there.map_or_else(|| changed.address(), |step| step.change.clone());
    let back = walk(guide, &replaced(&there, &old));
    assert_eq!(back.address(), before.address(), "{new:?}");
    assert_eq!(now(&back), now(&before), "{new:?}");
    assert_eq!(back.dropped, [], "{new:?}");
}

proptest! {
    #[test]
    fn any_answers_end_somewhere_and_replay_to_the_same(
        few in proptest::collection::vec(any_answer(&connector()), 0..90),
        all in proptest::collection::vec(any_answer(&every_kind()), 0..40),
        numbers in proptest::collection::vec(any::<u32>(), 0..12),
    ) {
        ends_and_replays(&connector(), &few);
        ends_and_replays(&every_kind(), &all);
        for guide in [connector(), every_kind()] {
            ends_and_replays(&guide, &picked(&guide, &numbers).answers);
        }
    }

    #[test]
    fn an_answer_can_be_changed_and_changed_back(
        numbers in proptest::collection::vec(any::<u32>(), 1..10), at in 0..10usize, other in any::<u32>(),
    ) {
        for guide in [connector(), every_kind()] {
            changes_back(&guide, &numbers, at, other);
        }
    }
}

#[test]
fn looking_ahead_stays_fast_with_rules_that_set_answers() {
    // Each rule looks at a fact that its sheet does not show, so each may hold; each sets one of
    // two answers to the next question.
    let mut text = "id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"first\"\n".to_owned();
    let question = |id: &str, next: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\nkind = \"yes-no\"\nask = \"?\"\nfind = \".\"\n{next}\n"
        )
    };
    text += &question("fact", "");
    text += "[[sheet]]\nid = \"s\"\nask = \"?\"\nfacts = [\"fact\"]\nnext = [{ go = \"end\" }]\n";
    text += &question(
        "first",
        "next = [{ when = { fact = \"yes\" }, set = { q0 = \"yes\" } }, { set = { q0 = \"no\" } }]",
    );
    for at in 0..60 {
        let next = at + 1;
        let rules = match next < 60 {
            true => format!(
                "next = [{{ when = {{ fact = \"yes\" }}, set = {{ q{next} = \"yes\" }} }}, {{ set = {{ q{next} = \"no\" }} }}]"
            ),
            false => "next = [{ go = \"s\" }]".to_owned(),
        };
        text += &question(&format!("q{at}"), &rules);
    }
    text += "[[outcome]]\nid = \"end\"\nkind = \"refer\"\ntitle = \"T\"\n";
    let guide = crate::guide::read(&text, "g.toml").0.unwrap();
    let walk = walk(&guide, &[]);
    assert_eq!(walk.ahead.questions, 2);
    assert_eq!(walk.ahead.outcomes.len(), 1);
}
