use std::collections::BTreeMap;

use super::*;
use crate::{
    evidence::ArticleId,
    guide::Guide,
    problem::{Problem, Severity},
};

/// A library of a few sections.
struct Shelf(BTreeMap<&'static str, &'static str>);

impl Citations for Shelf {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        if let Some(text) = self.0.get(&*format!("{id}#{anchor}")) {
            return Cited::Text((*text).to_owned());
        }
        let is_loaded = self.0.keys().any(|key| key.starts_with(id.as_str()));
        if is_loaded {
            Cited::NoSection(vec!["cause".to_owned()])
        } else {
            Cited::NoArticle
        }
    }
}

fn shelf() -> Shelf {
    Shelf(BTreeMap::from([
        ("Q100001#resolution", "Use version 2.5, or 3.0 and later."),
        (
            "Q100001#cause",
            "An old version (1.50) is there, or more than 50 kg.",
        ),
    ]))
}

/// A guide without mistakes.
const RIGHT: &str = include_str!("sound.toml");

fn problems(text: &str) -> Vec<Problem> {
    let (guide, mut problems) = crate::guide::read(text, "sound.toml");
    problems.extend(check(&guide.into_iter().collect::<Vec<_>>(), &shelf()));
    problems
}

#[test]
fn a_sound_guide_has_no_problems() {
    assert_eq!(problems(RIGHT), []);
}

fn mistakes() -> Vec<Mistake> {
    vec![
        mistake(
            "start = \"kind\"",
            "start = \"knid\"",
            "nothing in this guide has the ID `knid` (Did you mean `kind`?)",
            "\"knid\"",
        ),
        mistake(
            "revision = 1",
            "revison = 1",
            "there is no `revison` here (Did you mean `revision`?)",
            "revison",
        ),
        mistake(
            "kind = \"yes-no\"",
            "kind = \"yesno\"",
            "`yesno` is not one of the allowed words (Did you mean `yes-no`?)",
            "\"yesno\"",
        ),
        mistake(
            "title = \"Replace\"\n",
            "",
            "`title` is missing from this part",
            "[[outcome]]",
        ),
        mistake(
            "yes = \"fine\"",
            "yes = \"fin\"",
            "nothing in this guide has the ID `fin` (Did you mean `fine`?)",
            "\"fin\"",
        ),
        mistake(
            "id = \"ask\"\n",
            "id = \"fine\"\n",
            "the ID `fine` is already used",
            "\"fine\"",
        ),
        mistake(
            "id = \"ask\"\n",
            "id = \"none\"\n",
            "`none` can't be an ID",
            "\"none\"",
        ),
        mistake(
            "  { when = { facts = \"unknown\" }, go = \"ask\" },\n  { go = \"restart\" },",
            "  { go = \"fine\" },",
            "\u{201c}I don\u{2019}t know\u{201d} to everything on `facts` leads to the outcome `fine`",
            "\"fine\"",
        ),
        mistake(
            "  { when = { size = \"no\" }, set = { kind = \"new\" } },\n  { set = { kind = \"unknown\" } },",
            "  { set = { kind = \"new\" } },",
            "\u{201c}I don\u{2019}t know\u{201d} at `size` leads to `kind` being new",
            "{ kind = \"new\" }",
        ),
        mistake(
            "text = \"Fine.\"",
            "text = \"An old machine is ruled out.\"",
            "`fine` says that something is ruled out, but not by which answer",
            "ruled out",
        ),
        mistake(
            "text = \"Fine.\"",
            "rules_out = [{ what = \"An old machine\", by = { kind = \"new\" } }]",
            "`fine` says that \u{201c}An old machine\u{201d} is ruled out, but also ends walks where `kind` is old",
            "\"new\"",
        ),
        mistake(
            "text = \"Fine.\"",
            "rules_out = [{ what = \"The restart\", by = { restart = \"never\" } }]",
            "`restart` can never be `never` (An action is answered `yes`, `no` or `not_done`)",
            "\"never\"",
        ),
        mistake(
            "no = \"ask\"\n",
            "no = \"ask\"\nnot_done = \"aks\"\n",
            "nothing in this guide has the ID `aks` (Did you mean `ask`?)",
            "\"aks\"",
        ),
        mistake(
            "no = \"ask\"\n",
            "no = \"ask\"\nnot_done = \"fine\"\n",
            "no scenario takes this path from `restart`",
            "\"fine\"",
        ),
        mistake(
            "find = \"Start it.\"",
            "",
            "there is no help for someone who can't answer `program`",
            "\"program\"",
        ),
        mistake(
            "answers = { kind = \"old\" }",
            "answers = { kind = \"odd\" }",
            "the answer of event 7 from Demo to `kind` is not valid",
            "\"odd\"",
        ),
        mistake(
            "The {machine} stands",
            "The {machin} stands",
            "there is no question `machin` (Did you mean `machine`?)",
            "{machin}",
        ),
        mistake(
            "The {machine} stands",
            "The {machine}{} stands",
            "are next to each other",
            "}{",
        ),
        mistake(
            "says = \"The {machine} stands: {}.\"\n",
            "",
            "event 7 from Demo is already claimed above",
            "7",
        ),
        mistake(
            "code = \"-1018\"",
            "code = \"soon\"",
            "the code soon is not an error code",
            "\"soon\"",
        ),
        mistake(
            "no = \"ask\"",
            "no = \"facts\"",
            "this leads back to `facts` in an endless loop",
            "\"facts\"",
        ),
        mistake(
            "yes = \"fine\"",
            "yes = \"ask\"",
            "nothing leads to `fine`",
            "\"fine\"",
        ),
        mistake(
            "  { go = \"restart\" },\n",
            "",
            "no rule of `facts` applies",
            "[",
        ),
        mistake(
            "[{ go = \"machine\" }]",
            "[{ go = \"machine\" }, { go = \"fine\" }]",
            "rule 2 of `kind` can never apply (Rule 1 before it has no `when`",
            "{ go = \"fine\" }",
        ),
        mistake(
            "facts = \"unknown\"",
            "facts = \"unsure\"",
            "`facts` can never be `unsure`",
            "\"unsure\"",
        ),
        mistake(
            "size = \"no\"",
            "size = \"small\"",
            "Its answers are `yes`, `no`",
            "\"small\"",
        ),
        mistake(
            "set = { kind = \"new\" }",
            "set = { kind = \"newer\" }",
            "`newer` is not an answer to `kind`",
            "\"newer\"",
        ),
        mistake(
            "set = { kind = \"new\" }",
            "set = { kind = \"new\" }, go = \"fine\"",
            "does not say where to go",
            "{ when = { size = \"no\" }, set = { kind = \"new\" }, go = \"fine\" }",
        ),
        mistake(
            "[{ go = \"machine\" }]",
            "[{ when = { restart = \"yes\" }, go = \"fine\" }, { go = \"machine\" }]",
            "a rule looks at `restart`, which has not been answered",
            "\"yes\"",
        ),
        mistake(
            "need = \"2.5\"",
            "need = \"two\"",
            "`two` does not say what a version must be",
            "\"two\"",
        ),
        mistake(
            "need = \"2.5\"",
            "need = \"2.50\"",
            "mentions 2.50, which the requirement needs",
            "\"2.50\"",
        ),
        mistake(
            "need = \">=3.0\"",
            "need = \">=3.0, <4.1\"",
            "mentions 4.1, which",
            "\">=3.0, <4.1\"",
        ),
        mistake(
            "min = 0",
            "min = 100",
            "`min` is 100 but `max` is 90",
            "100",
        ),
        mistake(
            "kind = \"version\"",
            "kind = \"version\"\nunit = \"kg\"",
            "`unit` has no effect on `program`",
            "\"kg\"",
        ),
        mistake(
            "[{ at = \"Q100001#cause\"",
            "[{ at = \"Q100001#status\"",
            "has no section `#status`",
            "{ at = \"Q100001#status\", says = [\"1.50\", \"50 kg\"] }",
        ),
        mistake(
            "\"Q100001#cause\"]",
            "\"Q100002#cause\"]",
            "the article Q100002 is not loaded",
            "\"Q100002#cause\"",
        ),
        mistake(
            "\"50 kg\"",
            "\"5 kg\"",
            "Q100001#cause does not say “5 kg”",
            "\"5 kg\"",
        ),
        mistake(
            "outcome = \"replace\"",
            "outcome = \"fine\"",
            "it ends in `replace`, not in `fine`",
            "\"fine\"",
        ),
        mistake(
            "not_met = [\"program\"]",
            "not_met = [\"load\"]",
            "`not_met` is [\"program\"], not [\"load\"]",
            "[\"load\"]",
        ),
        mistake(
            "program = \"3.0\", load",
            "program = \"x\", load",
            "it stops at the sheet `facts`",
            "{ kind = \"old\", machine = \"M\", program = \"x\", load = \"10\" }",
        ),
        mistake(
            "verify = \"Look.\"",
            "",
            "has no check that it worked",
            "\"replace\"",
        ),
        mistake(
            "steps = [\"Ask.\"]\njudge = \"facts\"\n",
            "",
            "does not say what to do (Write",
            "\"ask\"",
        ),
        mistake(
            "judge = \"facts\"\nverify",
            "judge = \"fact\"\nverify",
            "there is no sheet `fact` (Did you mean `facts`?)",
            "\"fact\"",
        ),
        mistake(
            "{ value = \"new\", label = \"New\" }",
            "{ value = \"unknown\", label = \"?\" }",
            "can't be an answer",
            "\"unknown\"",
        ),
        mistake(
            "title = \"Restart {machine}\"",
            "title = \"Restart {engine}\"",
            "there is no question `engine`",
            "{engine}",
        ),
        mistake(
            "ask = \"Is it large?\"",
            "ask = \"Is {machine} large?\"",
            "`{machine}` has not been answered on every path to this text",
            "{machine}",
        ),
        mistake(
            "guide = \"sound\"",
            "guide = \"silent\"",
            "there is no guide `silent` to continue in",
            "\"silent\"",
        ),
        mistake(
            "answers = { kind = \"old\", machine = \"{machine}\" }",
            "answers = { sort = \"old\" }",
            "the guide `sound` has no question `sort`",
            "\"old\"",
        ),
        mistake(
            "load = \"10\", restart = \"no\" }\noutcome = \"ask\"",
            "load = \"10\", restart = \"yes\" }\noutcome = \"fine\"",
            "no scenario takes this path from `restart`",
            "\"ask\"",
        ),
    ]
}

/// A mistake: what is replaced in the correct guide, with what, the message about it, and the text
/// under the carets.
struct Mistake {
    right: &'static str,
    wrong: &'static str,
    said: &'static str,
    mark: &'static str,
}

fn mistake(
    right: &'static str,
    wrong: &'static str,
    said: &'static str,
    mark: &'static str,
) -> Mistake {
    Mistake {
        right,
        wrong,
        said,
        mark,
    }
}

#[test]
fn each_mistake_is_found_at_its_place_with_advice() {
    for Mistake {
        right,
        wrong,
        said,
        mark,
    } in mistakes()
    {
        assert!(RIGHT.contains(right), "{right}");
        let text = RIGHT.replacen(right, wrong, 1);
        let found = problems(&text);
        let hit = found
            .iter()
            .find(|problem| problem.to_string().contains(said));
        let hit = hit.unwrap_or_else(|| panic!("{wrong}: {found:#?}"));
        let line = text.lines().nth(hit.line - 1).unwrap();
        let marked: String = (line.chars().skip(hit.column - 1))
            .take(hit.length)
            .collect();
        assert_eq!(marked, mark, "{hit}");
        assert!(!hit.suggestion.is_empty(), "{hit}");
    }
}

#[test]
fn all_but_one_of_the_guides_for_an_event_say_which_comes_first() {
    let read = |text: &str| crate::guide::read(text, "g.toml").0.unwrap();
    let named = |id: &str, after: &str| {
        let text = RIGHT.replace("\"sound\"", &format!("\"{id}\""));
        let code = "[[codes]]\ncode = \"-1018\"\nanswers = { kind = \"old\" }\n";
        let text = text.replace(code, "");
        let says = match after {
            "" => String::new(),
            after => format!("\nafter = \"{after}\""),
        };
        read(&text.replacen("id = 7", &format!("id = 7{says}"), 1))
    };
    let said = |guides: &[Guide]| {
        let found = check(guides, &shelf());
        found
            .iter()
            .map(|problem| problem.message.clone())
            .collect::<Vec<_>>()
    };
    let none: [String; 0] = [];
    assert_eq!(said(&[named("a", ""), named("b", "a")]), none);
    assert_eq!(
        said(&[named("a", "b"), named("b", "c"), named("c", "")]),
        none
    );
    assert_eq!(
        said(&[named("a", ""), named("b", "")]),
        ["event 7 from Demo is also claimed by the guide `a`"]
    );
    // The error is reported for the later guide.
    assert_eq!(
        said(&[named("b", ""), named("a", "")]),
        ["event 7 from Demo is also claimed by the guide `b`"]
    );
    assert_eq!(
        said(&[named("a", ""), named("b", "c")]),
        [
            "event 7 from Demo is also claimed by the guide `a`",
            "there is no other guide `c`"
        ]
    );
    let circle = "for event 7 from Demo, the `after` lines of the guides form a loop";
    assert_eq!(said(&[named("a", "b"), named("b", "a")]), [circle; 2]);
    let found = check(&[read(RIGHT), read(RIGHT)], &shelf());
    assert!(
        found
            .iter()
            .any(|problem| problem.message.contains("already exists"))
    );
}

#[test]
fn walks_that_end_elsewhere_are_reported() {
    let read = |text: &str| crate::guide::read(text, "g.toml").0.unwrap();
    assert_eq!(against(&[read(RIGHT)], &[read(RIGHT)]), []);
    let newer = RIGHT.replace(
        "yes = \"fine\"\nno = \"ask\"",
        "yes = \"ask\"\nno = \"fine\"",
    );
    let found = against(&[read(&newer)], &[read(RIGHT)]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found
            .iter()
            .all(|problem| problem.is_error() && problem.suggestion.contains("to 2"))
    );
    assert!(
        found[0]
            .message
            .contains("1 walk that ended in `fine` now ends in `ask`, such as kind="),
        "{}",
        found[0]
    );
    let found = against(
        &[read(&newer.replace("revision = 1", "revision = 2"))],
        &[read(RIGHT)],
    );
    assert!(found.iter().all(|problem| !problem.is_error()));
    let other = RIGHT.replace("\"sound\"", "\"other\"");
    assert_eq!(against(&[read(&other)], &[read(&newer)]), []);
}

#[test]
fn a_path_of_more_than_seven_questions_is_a_warning() {
    let mut text = "id = \"g\"\ntitle = \"G\"\nrevision = 1\nstart = \"q0\"\n".to_owned();
    for at in 0..8 {
        let go = if at == 7 {
            "end".to_owned()
        } else {
            format!("q{}", at + 1)
        };
        text += &format!(
            "[[question]]\nid = \"q{at}\"\nkind = \"yes-no\"\nask = \"?\"\nfind = \".\"\nnext = [{{ go = \"{go}\" }}]\n"
        );
    }
    text += "[[outcome]]\nid = \"end\"\nkind = \"refer\"\ntitle = \"{q0}{q1}{q2}{q3}{q4}{q5}{q6}{q7}\"\nsteps = [\"T\"]\nverify = \"T\"\notherwise = \"T\"\n";
    let answers: Vec<String> = (0..8).map(|at| format!("q{at} = \"yes\"")).collect();
    text += &format!(
        "[[scenario]]\noutcome = \"end\"\nanswers = {{ {} }}\n",
        answers.join(", ")
    );
    let found = problems(&text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message.contains("8 questions"));
    assert_eq!(found[0].severity, Severity::Warning);
}

/// Reads the built-in articles by their headings, independently of the real readers.
struct Folder;

impl Citations for Folder {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        let path = format!("{}/kb/articles/{id}.md", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(path) else {
            return Cited::NoArticle;
        };
        if anchor.is_empty() {
            return Cited::Text(text);
        }
        let is_meant =
            |heading: &str| heading.trim().to_ascii_lowercase().replace(' ', "-") == anchor;
        let sections = text.split("\n## ").skip(1);
        let sections = sections.filter_map(|section| section.split_once('\n'));
        let texts: Vec<&str> = sections
            .filter(|(heading, _)| is_meant(heading))
            .map(|(_, text)| text)
            .collect();
        match texts.is_empty() {
            true => Cited::NoSection(Vec::new()),
            false => Cited::Text(texts.join("\n")),
        }
    }
}

#[test]
fn the_draft_is_sound() {
    let draft = crate::guide::draft("printer-offline");
    let checked = |text: &str| {
        let (guide, problems) = crate::guide::read(text, "g.toml");
        assert_eq!(problems, []);
        check(&[guide.unwrap()], &Folder)
    };
    assert_eq!(checked(&draft.replace("FILL IN: ", "")), []);
    let blanks = checked(&draft);
    assert_eq!(blanks.len(), draft.matches("FILL IN:").count());
    for blank in blanks {
        assert!(blank.is_error() && blank.line > 0, "{blank}");
    }
}

#[test]
fn the_built_in_guides_are_sound() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/kb/guides");
    let mut guides = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let (guide, problems) = crate::guide::read(
            &std::fs::read_to_string(&path).unwrap(),
            path.to_str().unwrap(),
        );
        assert_eq!(problems, []);
        guides.extend(guide);
    }
    assert!(!guides.is_empty());
    let found = check(&guides, &Folder);
    let said: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{said:#?}");
}

/// An edit that a person may make: a piece of the text is removed, doubled, moved or replaced.
fn edited(text: &str, (from, to, other, kind): (usize, usize, usize, u8)) -> String {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let place = |at: usize| starts[at % starts.len()];
    let (from, other) = (place(from), place(other));
    let to = (starts.iter().copied()).find(|at| *at >= from + to % 60);
    let to = to.unwrap_or(text.len());
    let (before, piece, after) = (&text[..from], &text[from..to], &text[to..]);
    match kind % 5 {
        0 => format!("{before}{after}"),
        1 => format!("{before}{piece}{piece}{after}"),
        2 => format!("{before}{}{after}", &text[other..]),
        3 => format!("{before}\u{0}\u{1F480}\"\"\"{after}"),
        _ => {
            // Two lines are swapped.
            let mut lines: Vec<&str> = text.lines().collect();
            let count = lines.len();
            lines.swap(from % count, other % count);
            lines.join("\n")
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_edit_brings_the_check_down(
        edits in proptest::collection::vec(proptest::prelude::any::<(usize, usize, usize, u8)>(), 1..4),
        which in 0..3usize,
    ) {
        let kinds = include_str!("../../../tests/guides/every-kind.toml");
        let real = include_str!("../../../kb/guides/ccmail-connector.toml");
        let mut text = [RIGHT, kinds, real][which].to_owned();
        for edit in edits {
            text = edited(&text, edit);
        }
        let (guide, mut found) = crate::guide::read(&text, "edited.toml");
        if let Some(guide) = guide {
            found.extend(check(std::slice::from_ref(&guide), &shelf()));
            crate::guide::walk(&guide, &[("kind".to_owned(), "old".to_owned())]);
        } else {
            proptest::prop_assert!(found.iter().any(Problem::is_error));
        }
        for problem in found {
            proptest::prop_assert!(problem.line > 0 && problem.line <= text.lines().count().max(1), "{problem}");
            problem.in_full();
        }
    }
}
