use std::collections::BTreeMap;

use super::*;
use crate::problem::Severity;

/// A library of a few sections.
struct Shelf(BTreeMap<&'static str, &'static str>);

impl Citations for Shelf {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        if let Some(text) = self.0.get(&*format!("{id}#{anchor}")) {
            return Cited::Text((*text).to_owned());
        }
        let is_loaded = self.0.keys().any(|key| key.starts_with(id.as_str()));
        if is_loaded {
            Cited::NoSection
        } else {
            Cited::NoArticle
        }
    }
}

fn shelf() -> Shelf {
    Shelf(BTreeMap::from([
        ("Q100001#resolution", "Use version 2.5, or 3.0 and later."),
        ("Q100001#cause", "An old version (1.50) is there."),
    ]))
}

/// A guide that is right.
const RIGHT: &str = r#"
id = "sound"
title = "A sound guide"
revision = 1
start = "kind"
events = [{ source = "Demo", id = 7, answers = { kind = "old" } }]

[[question]]
id = "kind"
kind = "choice"
ask = "Which kind?"
options = [{ value = "old", label = "Old" }, { value = "new", label = "New" }]
unknown = "size"
next = [{ go = "facts" }]

[[question]]
id = "size"
kind = "yes-no"
ask = "Is it large?"
find = "Look at it."
next = [
  { when = { size = "yes" }, set = { kind = "old" } },
  { when = { size = "no" }, set = { kind = "new" } },
  { set = { kind = "unknown" } },
]

[[sheet]]
id = "facts"
ask = "What is there?"
facts = ["program"]
next = [
  { when = { facts = "not_met" }, go = "replace" },
  { when = { facts = "unknown" }, go = "ask" },
  { go = "restart" },
]

[[question]]
id = "program"
kind = "version"
ask = "Which version?"
find = "Start it."

[[requirement]]
of = "program"
when = { kind = "old" }
need = "2.5"
fix = "Install it."
cite = ["Q100001#resolution"]

[[requirement]]
of = "program"
when = { kind = "new" }
need = ">=3.0"
fix = "Install it."
cite = ["Q100001#resolution"]

[[action]]
id = "restart"
title = "Restart"
text = "Restart it."
yes = "fine"
no = "ask"

[[outcome]]
id = "replace"
kind = "fix"
title = "Replace"
text = "Replace it."
judge = "facts"
verify = "Look."
otherwise = "Ask."
cite = ["Q100001#cause"]

[[outcome]]
id = "ask"
kind = "escalate"
title = "Ask"
text = "Ask."
judge = "facts"

[[outcome]]
id = "fine"
kind = "nothing-wrong"
title = "Fine"
text = "Fine."

[[scenario]]
answers = { kind = "old", program = "3.0" }
outcome = "replace"
not_met = ["program"]

[[scenario]]
answers = { kind = "unknown", size = "no", program = "3.1", restart = "yes" }
outcome = "fine"

[[scenario]]
answers = { kind = "unknown", size = "unknown", program = "3.1" }
outcome = "ask"
unknown = ["program"]
"#;

fn problems(text: &str) -> Vec<Problem> {
    let (guide, mut problems) = crate::guide::read(text, "sound.toml");
    problems.extend(check(&guide.into_iter().collect::<Vec<_>>(), &shelf()));
    problems
}

#[test]
fn a_sound_guide_has_no_problems() {
    assert_eq!(problems(RIGHT), []);
}

#[test]
fn each_fault_is_found_with_line_and_advice() {
    // What is replaced, by what, and what is then said of it.
    for (right, wrong, said) in [
        (
            "start = \"kind\"",
            "start = \"knid\"",
            "there is no outcome `knid` (Did you mean `kind`?)",
        ),
        (
            "yes = \"fine\"",
            "yes = \"fin\"",
            "there is no outcome `fin`",
        ),
        (
            "id = \"ask\"\n",
            "id = \"fine\"\n",
            "the id `fine` is taken already",
        ),
        ("id = \"ask\"\n", "id = \"at\"\n", "`at` cannot be an id"),
        (
            "find = \"Start it.\"",
            "",
            "nothing helps the person who cannot answer `program`",
        ),
        (
            "answers = { kind = \"old\" }",
            "answers = { kind = \"odd\" }",
            "what an event or code answers to `kind` is no answer: \u{201c}odd\u{201d}",
        ),
        (
            "no = \"ask\"",
            "no = \"facts\"",
            "an endless loop leads back to `facts`",
        ),
        ("yes = \"fine\"", "yes = \"ask\"", "no way leads to `fine`"),
        ("  { go = \"restart\" },\n", "", "no rule of `facts` holds"),
        (
            "{ go = \"facts\" }",
            "{ go = \"facts\" }, { go = \"fine\" }",
            "rule 2 of `kind` can never fire",
        ),
        (
            "facts = \"unknown\"",
            "facts = \"unsure\"",
            "`facts` can never be `unsure`",
        ),
        (
            "size = \"no\"",
            "size = \"small\"",
            "Its answers are `yes`, `no`",
        ),
        (
            "set = { kind = \"new\" }",
            "set = { kind = \"newer\" }",
            "`newer` is not an answer to `kind`",
        ),
        (
            "{ go = \"facts\" }",
            "{ when = { restart = \"yes\" }, go = \"fine\" }, { go = \"facts\" }",
            "a rule looks at `restart`, which is not answered yet",
        ),
        (
            "need = \"2.5\"",
            "need = \"two\"",
            "`two` does not say what a version must be",
        ),
        (
            "need = \"2.5\"",
            "need = \"2.50\"",
            "says 2.50, which the requirement relies on",
        ),
        (
            "need = \">=3.0\"",
            "need = \">=3.0, <4.1\"",
            "says 4.1, which",
        ),
        ("#cause", "#status", "has no section `status`"),
        (
            "Q100001#cause",
            "Q100002#cause",
            "the article Q100002 is not loaded",
        ),
        (
            "outcome = \"replace\"",
            "outcome = \"fine\"",
            "it ends in `replace`, not in `fine`",
        ),
        (
            "not_met = [\"program\"]",
            "",
            "not_met are [\"program\"], not []",
        ),
        (
            "program = \"3.0\" }",
            "program = \"x\" }",
            "it stops at the sheet `facts`",
        ),
        ("verify = \"Look.\"", "", "has no check that it worked"),
        (
            "judge = \"facts\"\nverify",
            "judge = \"fact\"\nverify",
            "there is no sheet `fact` (Did you mean `facts`?)",
        ),
        (
            "{ value = \"new\", label = \"New\" }",
            "{ value = \"unknown\", label = \"?\" }",
            "cannot be an answer",
        ),
    ] {
        assert!(RIGHT.contains(right), "{right}");
        let found = problems(&RIGHT.replacen(right, wrong, 1));
        let hit = found
            .iter()
            .find(|problem| problem.to_string().contains(said));
        let hit = hit.unwrap_or_else(|| panic!("{wrong}: {found:#?}"));
        assert!(hit.line > 0, "{hit}");
    }
}

#[test]
fn two_guides_cannot_claim_the_same_event() {
    let read = |text: &str| crate::guide::read(text, "g.toml").0.unwrap();
    let other = read(&RIGHT.replace("\"sound\"", "\"other\""));
    let found = check(&[read(RIGHT), other], &shelf());
    assert_eq!(found.len(), 1);
    assert!(found[0].message.contains("event 7 of Demo"), "{}", found[0]);
    let found = check(&[read(RIGHT), read(RIGHT)], &shelf());
    assert!(
        found
            .iter()
            .any(|problem| problem.message.contains("exists already"))
    );
}

#[test]
fn a_way_of_more_than_seven_questions_warns() {
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
    text += "[[outcome]]\nid = \"end\"\nkind = \"refer\"\ntitle = \"T\"\ntext = \"T\"\n";
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

/// Reads the built-in articles by their headings, apart from the real readers.
struct Folder;

impl Citations for Folder {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        let path = format!("{}/kb/articles/{id}.md", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(path) else {
            return Cited::NoArticle;
        };
        let mut section = None;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                if section.is_some() {
                    break;
                }
                let slug = heading.trim().to_ascii_lowercase().replace(' ', "-");
                section = (slug == anchor).then(String::new);
            } else if let Some(section) = &mut section {
                *section += line;
                section.push('\n');
            }
        }
        section.map_or(Cited::NoSection, Cited::Text)
    }
}

#[test]
fn the_draft_is_sound() {
    let (guide, problems) = crate::guide::read(&crate::guide::draft("printer-offline"), "g.toml");
    assert_eq!(problems, []);
    assert_eq!(check(&[guide.unwrap()], &Folder), []);
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
