//! Tests of beginners' mistakes: each message gives the place, says what to do, and reveals nothing
//! about how Fixpath is made.

use super::{Citations, Cited, check};
use crate::{evidence::ArticleId, guide::read, problem::Problem};

struct Shelf;

impl Citations for Shelf {
    fn section(&self, id: &ArticleId, anchor: &str) -> Cited {
        match (id.as_str(), anchor) {
            ("LAMP-001", "cause" | "") => Cited::Text("The fuse is burnt.".to_owned()),
            ("LAMP-001", _) => Cited::NoSection(vec!["symptoms".to_owned(), "cause".to_owned()]),
            _ => Cited::NoArticle,
        }
    }
}

const GUIDE: &str = r#"id = "lamp"
title = "The lamp is dark"
revision = 1
start = "lit"

[[question]]
id = "lit"
kind = "choice"
ask = "Which light is on?"
find = "Look at the panel."
options = ["Red", "None of them"]
next = [
  { when = { lit = "Red" }, go = "fuse" },
  { when = { lit = ["None of them", "unknown"] }, go = "call" },
]
cite = ["LAMP-001#cause"]

[[action]]
id = "fuse"
title = "Change the fuse"
steps = ["Open C:\\Lamp\\fuse.txt.", "Take the next."]
yes = "done"
no = "call"

[[outcome]]
id = "done"
kind = "nothing-wrong"
title = "It shines"
verify = "Look."
otherwise = "Start over."

[[outcome]]
id = "call"
kind = "escalate"
title = "A case for the electrician"
steps = ["Call the electrician."]
verify = "He has come."
otherwise = "Call again."

[[scenario]]
answers = { lit = "Red", fuse = "yes" }
outcome = "done"

[[scenario]]
answers = { lit = "Red", fuse = "no" }
outcome = "call"

[[scenario]]
answers = { lit = "unknown" }
outcome = "call"
"#;

/// Words of the program and its libraries that no message may contain.
const INSIDE: [&str; 19] = [
    "expected",
    "invalid type",
    "sequence",
    "struct",
    "variant",
    "enum",
    "f64",
    "u32",
    "i64",
    "deserial",
    "parse",
    "TOML",
    "serde",
    "field `",
    "Option",
    "Vec",
    "Some(",
    "None)",
    "untagged",
];

fn problems(text: &str) -> Vec<Problem> {
    let (guide, mut problems) = read(text, "lamp.toml");
    problems.extend(check(&guide.into_iter().collect::<Vec<_>>(), &Shelf));
    problems
}

#[test]
fn the_guide_without_a_mistake_is_sound() {
    assert_eq!(problems(GUIDE), []);
}

#[test]
fn each_mistake_is_reported_with_its_place_and_what_to_do() {
    // The correct text, what a beginner writes instead, the line, and what the message must say.
    let slips: &[(&str, &str, usize, &str)] = &[
        ("title = \"The", "title = The", 2, "Put text in quotes"),
        ("dark\"", "dark", 2, "does not end"),
        (
            "title = \"The lamp is dark\"",
            "title: \"The lamp is dark\"",
            2,
            "`name = \"text\"`",
        ),
        (
            "revision = 1",
            "revision = \"1\"",
            3,
            "`revision = 1`, without quotes",
        ),
        ("revision = 1", "revision = one", 3, "Put text in quotes"),
        ("revision = 1\n", "", 1, "`revision` is missing"),
        ("revision = 1", "revision = -1", 3, "a whole number"),
        (
            "start = \"lit\"",
            "start = \"Lit\"",
            4,
            "Did you mean `lit`?",
        ),
        ("[[question]]", "[question]", 6, "[[question]]"),
        (
            "[[question]]",
            "[[questions]]",
            6,
            "Did you mean `question`?",
        ),
        (
            "[[question]]",
            "[[Question]]",
            6,
            "Did you mean `question`?",
        ),
        (
            "[[question]]",
            "[[question]",
            6,
            "two brackets on each side",
        ),
        ("[[question]]", "question:", 6, "`name = \"text\"`"),
        (
            "kind = \"choice\"",
            "kind = \"choise\"",
            8,
            "Did you mean `choice`?",
        ),
        (
            "kind = \"choice\"",
            "kind = choice",
            8,
            "Put text in quotes",
        ),
        (
            "kind = \"choice\"",
            "kind = \"dropdown\"",
            8,
            "Use one of choice",
        ),
        ("ask = \"Which", "aks = \"Which", 9, "Did you mean `ask`?"),
        (
            "find = \"Look at the panel.\"\n",
            "",
            7,
            "no help for someone who can't answer",
        ),
        ("[\"Red\", \"None", "[\"Red\" \"None", 11, "comma"),
        (
            "[\"Red\", \"None of them\"]",
            "\"Red, None of them\"",
            11,
            "a list",
        ),
        (
            "[\"Red\", \"None of them\"]",
            "[1, 2]",
            11,
            "`options = \"1\"`",
        ),
        (
            "\"None of them\"]\nnext",
            "\"None of them\"\nnext",
            12,
            "list",
        ),
        (
            "{ lit = \"Red\" }",
            "{ lit = \"red\" }",
            13,
            "`lit` can never be `red`",
        ),
        ("{ lit = \"Red\" }", "{ lit = 1 }", 13, "`lit = \"1\"`"),
        (
            "{ lit = \"Red\" }",
            "{ lit: \"Red\" }",
            13,
            "{ name = \"text\"",
        ),
        (
            "when = { lit = \"Red\" }, go",
            "when = { light = \"Red\" }, go",
            13,
            "no question `light`",
        ),
        (
            "go = \"fuse\"",
            "goto = \"fuse\"",
            13,
            "Use one of when, go, set",
        ),
        (
            "LAMP-001#cause",
            "LAMP-001#causes",
            16,
            "Did you mean `LAMP-001#cause`?",
        ),
        (
            "LAMP-001#cause",
            "the lamp article",
            16,
            "is not a citation (Write the ID",
        ),
        (
            "cite = [\"LAMP-001#cause\"]",
            "cite = \"LAMP-001#cause\"",
            16,
            "`cite = [\"LAMP-001#cause\"]`",
        ),
        (
            "C:\\\\Lamp\\\\fuse.txt.",
            "C:\\Lamp\\fuse.txt.",
            21,
            "single quotes",
        ),
        (
            "C:\\\\Lamp\\\\fuse.txt.",
            "C:\\temp\\new.txt.",
            21,
            "single quotes",
        ),
        ("yes = \"done\"\n", "", 18, "`yes` is missing"),
        (
            "yes = \"done\"",
            "yes = \"doen\"",
            22,
            "Did you mean `done`?",
        ),
        ("yes = \"done\"", "yes = true", 22, "`yes = \"yes\"`"),
        (
            "no = \"call\"",
            "no = \"call\"\nno = \"done\"",
            24,
            "used twice",
        ),
        (
            "kind = \"nothing-wrong\"",
            "kind = \"solved\"",
            27,
            "Use one of fix, refer",
        ),
        ("id = \"call\"", "id = \"done\"", 33, "already used"),
        (
            "outcome = \"done\"",
            "outcome = \"call\"",
            42,
            "it ends in `done`, not in `call`",
        ),
        (
            "title = \"It shines\"",
            "titel = \"It shines\"",
            28,
            "Did you mean `title`?",
        ),
        (
            "title = \"It shines\"",
            "products = [\"Lamps\"]\ntitle = \"It shines\"",
            28,
            "top of the file",
        ),
        (
            "verify = \"Look.\"",
            "verify = [\"Look.\"]",
            29,
            "`verify = \"\u{2026}\"`",
        ),
    ];
    let mut failures = Vec::new();
    for (right, wrong, line, says) in slips {
        assert!(GUIDE.contains(right), "{right}");
        let found = problems(&GUIDE.replacen(right, wrong, 1));
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        let hit = found.iter().find(|one| one.to_string().contains(says));
        if hit.is_none_or(|hit| hit.line != *line) {
            failures.push(format!("{wrong}, line {line}, {says}: {told:#?}"));
        }
        for one in &found {
            let text = format!("{}: {}", one.message, one.suggestion);
            let inside = INSIDE.iter().find(|word| text.contains(*word));
            if one.suggestion.is_empty() || inside.is_some() {
                failures.push(format!("{wrong}: {text}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn all_mistakes_of_form_are_reported_at_once() {
    let text = GUIDE
        .replace("revision = 1", "revision = \"1\"")
        .replace("kind = \"choice\"", "kind = \"choise\"")
        .replace("yes = \"done\"", "yse = \"done\"")
        .replace("verify = \"Look.\"", "verify = 1");
    let found = problems(&text);
    let lines: Vec<usize> = found.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 8, 22, 29], "{found:#?}");
}
