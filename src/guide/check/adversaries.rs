//! Tests with guides written to overload the check, and with guides of the largest allowed size.

use std::fmt::Write;

use super::{
    run::alone,
    work::{MAX_WORK, Work},
    *,
};
use crate::{evidence::ArticleId, problem::Problem};

/// What the check says when it refuses a guide for its size or the work it would take.
const REFUSALS: [&str; 5] = [
    "too many to try",
    "too large to walk all of its scenarios",
    "more text than can be compared",
    "the guide's pages would hold more than",
    "are allowed",
];

fn head(start: &str) -> String {
    format!("id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"{start}\"\n")
}

const END: &str = "\n[[outcome]]\nid = \"end\"\nkind = \"refer\"\ntitle = \"End\"\nsteps = [\"Call.\"]\nverify = \"Yes.\"\notherwise = \"Again.\"\n";

fn question(id: &str, kind: &str, options: usize, more: &str) -> String {
    let mut text = format!(
        "\n[[question]]\nid = \"{id}\"\nkind = \"{kind}\"\nname = \"{id}\"\nask = \"Which?\"\nfind = \"Look.\"\n{more}\n"
    );
    if options > 0 {
        let options = (0..options).map(|at| format!("{{ value = \"v{at}\", label = \"L{at}\" }}"));
        let _ = writeln!(
            text,
            "options = [{}]",
            options.collect::<Vec<_>>().join(", ")
        );
    }
    text
}

fn list(count: usize, one: impl FnMut(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(", ")
}

/// A series of questions, with a last one whose rules look at all answers together.
fn together(count: usize, kind: &str, options: usize) -> String {
    let mut text = head("q0");
    for at in 0..count {
        let next = match at + 1 < count {
            true => format!("{{ go = \"q{}\" }}", at + 1),
            false => {
                let rule = |option| {
                    let when = list(count, |at| format!("q{at} = \"v{option}\""));
                    format!("{{ when = {{ {when} }}, go = \"end\" }}")
                };
                format!("{}, {{ go = \"end\" }}", list(options, rule))
            }
        };
        text += &question(
            &format!("q{at}"),
            kind,
            options,
            &format!("next = [{next}]"),
        );
    }
    text + END
}

/// A sheet with numbers that rules compare with many bounds.
fn numbers(facts: usize, bounds: usize) -> String {
    let rule = |bound: usize| {
        let when = list(facts, |at| format!("f{at} = \">={}\"", bound * 10));
        format!("{{ when = {{ {when} }}, go = \"end\" }}")
    };
    let mut text = head("s");
    let names = list(facts, |at| format!("\"f{at}\""));
    let rules = list(bounds, rule);
    let _ = writeln!(
        text,
        "[[sheet]]\nid = \"s\"\nask = \"What?\"\nfacts = [{names}]\nnext = [{rules}, {{ go = \"end\" }}]"
    );
    for at in 0..facts {
        text += &question(&format!("f{at}"), "number", 0, "");
    }
    text + END
}

/// Rules that each look at a sheet with many requirements.
fn verdicts(rules: usize, needs: usize) -> String {
    let rules = list(rules, |at| {
        format!("{{ when = {{ s = \"met\", f = \">={at}\" }}, go = \"end\" }}")
    });
    let mut text = head("s");
    let _ = writeln!(
        text,
        "[[sheet]]\nid = \"s\"\nask = \"What?\"\nfacts = [\"f\"]\nnext = [{rules}, {{ go = \"end\" }}]"
    );
    text += &question("f", "number", 0, "");
    for at in 0..needs {
        let _ = writeln!(
            text,
            "[[requirement]]\nof = \"f\"\nneed = \">={at}\"\nfix = \"Mend it.\"\ncite = [\"Q100001#cause\"]"
        );
    }
    text + END
}

/// A long path, on which each text mentions all earlier answers.
fn chain(count: usize) -> String {
    let mut text = head("q0");
    for at in 0..count {
        let next = if at + 1 < count {
            format!("q{}", at + 1)
        } else {
            "end".to_owned()
        };
        text += &question(
            &format!("q{at}"),
            "yes-no",
            0,
            &format!("next = [{{ go = \"{next}\" }}]"),
        );
    }
    let names: String = (0..count).map(|at| format!("{{q{at}}} ")).collect();
    text + &END.replace("End", &format!("End\"\ntext = \"{names}"))
}

/// Many nodes, each reached by its own rule, and scenarios for all of them.
fn wide(count: usize) -> String {
    let options = count.min(200);
    let rules = list(options, |at| {
        format!("{{ when = {{ q = \"v{at}\" }}, go = \"e{at}\" }}")
    });
    let mut text = head("q");
    text += &question(
        "q",
        "choice",
        options,
        &format!("next = [{rules}, {{ go = \"end\" }}]"),
    );
    for at in 0..options {
        text += &END.replace("\"end\"", &format!("\"e{at}\""));
    }
    text += END;
    for at in 0..count {
        let option = at % options;
        let _ = writeln!(
            text,
            "[[scenario]]\nanswers = {{ q = \"v{option}\" }}\noutcome = \"e{option}\""
        );
    }
    text
}

/// Missing names that all look alike.
fn missing(count: usize) -> String {
    let long = "x".repeat(50);
    let rules = list(count, |at| {
        format!("{{ when = {{ {long}{at} = \"v\" }}, go = \"{long}{at}\" }}")
    });
    let mut text = head("q");
    text += &question(
        "q",
        "yes-no",
        0,
        &format!("next = [{rules}, {{ go = \"end\" }}]"),
    );
    let slots: String = (0..count).map(|at| format!("{{{long}{at}}} ")).collect();
    for at in 0..count {
        text += &question(
            &format!("{long}_{at}"),
            "yes-no",
            0,
            "next = [{ go = \"end\" }]",
        );
    }
    text + &END.replace("End", &format!("End\"\ntext = \"{slots}"))
}

/// Facts taken from one long section.
fn cited(count: usize) -> String {
    let says = list(count.min(200), |at| format!("\"never said {at}\""));
    let cite = format!("cite = [{{ at = \"Q100001#long\", says = [{says}] }}]\n");
    let mut text = head("q");
    text += &question(
        "q",
        "yes-no",
        0,
        &format!("next = [{{ go = \"end\" }}]\n{cite}"),
    );
    for at in 0..count {
        text += &question(
            &format!("q{at}"),
            "yes-no",
            0,
            &format!("next = [{{ go = \"end\" }}]\n{cite}"),
        );
    }
    text + END
}

/// Braces that begin names without an end, and names that are shown repeatedly.
fn braces(count: usize) -> String {
    let long = "L".repeat(1_000);
    let text = END.replace(
        "End",
        &format!("End\"\ntext = \"{}", "{q} {x".repeat(count)),
    );
    let next = "next = [{ go = \"end\" }]";
    head("q")
        + &question("q", "yes-no", 0, next).replace("\"Which?\"", &format!("\"{long}\""))
        + &text
}

struct LongShelf(String);

impl Citations for LongShelf {
    fn section(&self, _: &ArticleId, _: &str) -> Cited {
        Cited::Text(self.0.clone())
    }
}

/// The work of a whole check, and the problems it reports.
fn checked(text: &str) -> (u64, Vec<Problem>) {
    let (guide, mut problems) = crate::guide::read(text, "g.toml");
    let Some(guide) = guide else {
        return (0, problems);
    };
    let mut work = Work::of_a_guide();
    let said = alone(&guide, &mut work);
    let shelf = LongShelf("Some words about it. ".repeat(5_000));
    problems.extend(check_together(&[(&guide, &said)], &shelf));
    (work.done(), problems)
}

#[test]
fn sixteen_times_the_guide_is_sixteen_times_the_work_or_is_refused() {
    type Made = Box<dyn Fn(usize) -> String>;
    let kinds: [(&str, Made); 10] = [
        (
            "several",
            Box::new(|times| together(2 + times.ilog2() as usize, "several", 12)),
        ),
        (
            "choices",
            Box::new(|times| together(3 + times.min(11), "choice", 10)),
        ),
        (
            "options",
            Box::new(|times| together(2, "several", 12 * times)),
        ),
        (
            "numbers",
            Box::new(|times| numbers(2 + times / 4, 3 * times)),
        ),
        (
            "verdicts",
            Box::new(|times| verdicts(40 * times, 40 * times)),
        ),
        ("chain", Box::new(|times| chain(18 * times))),
        ("wide", Box::new(|times| wide(120 * times))),
        ("missing", Box::new(|times| missing(100 * times))),
        ("cited", Box::new(|times| cited(100 * times))),
        ("braces", Box::new(|times| braces(10_000 * times))),
    ];
    for (name, made) in kinds {
        let (small, small_problems) = checked(&made(1));
        let (large, problems) = checked(&made(16));
        let is_refused = problems
            .iter()
            .any(|problem| REFUSALS.iter().any(|one| problem.message.contains(one)));
        assert!(large <= MAX_WORK, "{name}");
        assert!(
            is_refused || large <= (40 * small).max(MAX_WORK / 10),
            "{name}: {small}, then {large}"
        );
        assert!(
            problems.len() <= 202 && small_problems.len() <= 202,
            "{name}"
        );
    }
}

#[test]
fn a_guide_with_too_many_combinations_is_refused_and_the_questions_named() {
    let (_, problems) = checked(&together(3, "several", 20));
    let refused = problems.iter().find(|problem| problem.is_error()).unwrap();
    assert_eq!(
        refused.message,
        "the answers to `q0` (212), `q1` (212) and `q2` (212) multiply to 9,528,128 combinations, too many to \
         try"
    );
    assert!(refused.suggestion.contains("fewer answers"), "{refused}");
    let (_, problems) = checked(&numbers(12, 30));
    let refused = problems.iter().find(|problem| problem.is_error()).unwrap();
    assert!(
        refused
            .message
            .contains("and 7 more multiply to 1,152,921,504,606,846,976 combinations"),
        "{refused}"
    );
}

#[test]
fn only_what_conditions_distinguish_multiplies() {
    // Three questions with 150 options each, of which rules look at two.
    let mut text = head("q0");
    for at in 0..3 {
        let next = match at {
            2 => "{ when = { q0 = \"v0\", q1 = \"v0\", q2 = \"v1\" }, go = \"end\" }, { go = \"end\" }".to_owned(),
            at => format!("{{ go = \"q{}\" }}", at + 1),
        };
        text += &question(
            &format!("q{at}"),
            "several",
            150,
            &format!("next = [{next}]"),
        );
    }
    let (work, problems) = checked(&(text + END));
    assert!(work < 2_000, "{work}");
    assert!(!problems.iter().any(Problem::is_error), "{problems:#?}");
}

#[test]
fn the_existing_guides_stay_far_below_the_bound() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(root.join("kb").join("guides")).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let kinds = root.join("tests").join("guides").join("every-kind.toml");
    for path in files.chain([kinds]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let guide = crate::guide::read(&text, "g.toml").0.unwrap();
        let mut work = Work::of_a_guide();
        alone(&guide, &mut work);
        assert!(
            work.done() < MAX_WORK / 8,
            "{}: {}",
            path.display(),
            work.done()
        );
    }
}
