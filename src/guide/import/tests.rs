use super::*;
use crate::{
    evidence::ArticleId,
    guide::{Citations, Cited, Guide, check, read, walk},
    problem::Problem,
};

struct Shelf;

impl Citations for Shelf {
    fn section(&self, _: &ArticleId, anchor: &str) -> Cited {
        match anchor {
            "" | "cause" => Cited::Text("The fuse is burnt.".to_owned()),
            _ => Cited::NoSection(vec!["cause".to_owned()]),
        }
    }
}

/// The guide made from an outline, and its problems in terms of the source.
fn made(mut outline: Outline) -> (String, Option<Guide>, Vec<String>) {
    outline.id = "lamp".to_owned();
    if outline.title.is_empty() {
        outline.title = "The lamp is dark".to_owned();
    }
    let file = write_guide(&outline);
    let (guide, mut problems) = read(&file.text, "lamp.csv");
    problems.extend(
        guide
            .iter()
            .flat_map(|guide| check(std::slice::from_ref(guide), &Shelf)),
    );
    let told = problems
        .into_iter()
        .map(|problem| file.in_source(problem).to_string());
    (file.text.clone(), guide, told.collect())
}

fn end(guide: &Guide, answers: &[(&str, &str)]) -> String {
    let answers = answers
        .iter()
        .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    walk(guide, &answers.collect::<Vec<_>>()).here().to_owned()
}

const TABLE: &str = "\u{feff}Step,Question,Answer,Go,Fix,Article
1,\"Which light, \"\"red\"\" or green, is on?\",Red,2,,LAMP-001#cause
,,Green,,Change the bulb; close the box,LAMP-001
,,I don't know,3,,
2,Is the fuse burnt?,Yes,,Change the fuse,LAMP-001#cause
,,No,3,Turn the switch,
3,,,,\"Call the {electrician}
Say which lamp it is\",

";

#[test]
fn a_table_becomes_a_sound_guide() {
    for table in [TABLE.to_owned(), TABLE.replace(['\n'], "\r\n")] {
        let (outline, problems) = read_table(&table, "lamp.csv");
        assert_eq!(problems, []);
        let (text, guide, told) = made(outline);
        assert_eq!(told, [""; 0], "{text}");
        let guide = guide.unwrap();
        assert_eq!(guide.questions.len(), 2);
        assert_eq!(
            guide.questions[0].ask,
            "Which light, \"red\" or green, is on?"
        );
        assert_eq!(guide.questions[1].kind.word(), "yes-no");
        let walks: &[(&[(&str, &str)], &str)] = &[
            (&[("step_1", "Green")], "change_the_bulb_close_the"),
            (&[("step_1", "unknown")], "step_3"),
            (&[("step_1", "Red"), ("step_2", "yes")], "change_the_fuse"),
            (&[("step_1", "Red"), ("step_2", "no")], "turn_the_switch"),
            (
                &[
                    ("step_1", "Red"),
                    ("step_2", "no"),
                    ("turn_the_switch", "yes"),
                ],
                "solved",
            ),
            (
                &[
                    ("step_1", "Red"),
                    ("step_2", "no"),
                    ("turn_the_switch", "no"),
                ],
                "step_3",
            ),
            (&[("step_1", "Red"), ("step_2", "unknown")], "hand_over"),
        ];
        for (answers, place) in walks {
            assert_eq!(end(&guide, answers), *place, "{answers:?}");
        }
    }
}

#[test]
fn semicolons_and_tabs_divide_cells_as_well() {
    for comma in [";", "\t"] {
        let table = ["step", "question", "answer", "go", "fix"].join(comma)
            + "\n"
            + &["a", "Red, or green?", "Red", "", "Wait"].join(comma)
            + "\n"
            + &["", "", "Green", "", "Go"].join(comma);
        let (outline, problems) = read_table(&table, "t.csv");
        assert_eq!(problems, []);
        assert_eq!(made(outline).2, [""; 0]);
    }
}

#[test]
fn what_is_wrong_in_a_table_is_reported_by_row_and_column() {
    for (table, told) in [
        ("", "row 1: there is no column \u{201c}step\u{201d}"),
        (
            "step,question,answer,artcle\n",
            "Did you mean \u{201c}article\u{201d}?",
        ),
        ("step,question,answer,go,fix\n", "the table has no rows"),
        (
            "step,question,answer,go\n1,Q?,Yes,cabel\n,,No,cable\ncable,W?,Yes,\n,,No,\n",
            "row 2, column go: there is no step \u{201c}cabel\u{201d} (Did you mean \u{201c}cable\u{201d}?)",
        ),
        (
            "step,question,answer,fix\n1,Q?,Yes,A\n,,Yes,B\n",
            "row 3, column answer: \u{201c}Yes\u{201d} is an answer to this question already",
        ),
        (
            "step,question,answer,fix\n1,Q?,Yes,A\n,,,B\n",
            "row 3, column answer: this row has no answer",
        ),
        (
            "step,question,answer,fix\n1,Q?,Yes,A\n",
            "row 2, column answer: this question has only one answer",
        ),
        (
            "step,question,answer,fix\n1,,Yes,A\n,,No,B\n",
            "row 2, column question: this step has answers and no question",
        ),
        (
            "step,question,answer,fix\n1,Q?,Yes,A\n,R?,No,B\n",
            "row 3, column question: the step \u{201c}1\u{201d} has a question already",
        ),
        (
            "step,question,answer,fix\n,Q?,Yes,A\n",
            "row 2, column step: the first row has no step",
        ),
        (
            "step,question,answer,fix,article\n1,Q?,Yes,A,lamps\n,,No,B,\n",
            "row 2, column article: \u{201c}lamps\u{201d} is not the ID of an article",
        ),
    ] {
        let problems = read_table(table, "lamp.csv").1;
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|one| one.contains(told)), "{told}: {all:#?}");
        assert!(problems.iter().all(Problem::is_error));
    }
}

#[test]
fn what_the_check_finds_is_reported_by_row_and_column_too() {
    for (table, told) in [
        (
            "step,question,answer,go,fix\n1,Q?,Yes,2,\n,,No,,A\n2,W?,Yes,1,\n,,No,,B\n",
            "row 4, column go: this leads back to `step_1` in an endless loop",
        ),
        (
            "step,question,answer,fix,article\n1,Q?,Yes,A,LAMP-001#causes\n,,No,B,\n",
            "row 2, column article: the article LAMP-001 has no section `#causes` (Did you mean `LAMP-001#cause`?)",
        ),
        (
            "step,question,answer,go,fix\n1,Q?,Yes,,A\n,,No,,B\n2,W?,Yes,,C\n,,No,,D\n",
            "row 4, column step: nothing leads to `step_2`",
        ),
    ] {
        let (outline, problems) = read_table(table, "lamp.csv");
        assert_eq!(problems, [], "{table}");
        let all = made(outline).2;
        assert!(all.iter().any(|one| one.contains(told)), "{told}: {all:#?}");
    }
}

const CHART: &str = "```mermaid
flowchart TD
  %% The lamp
  A{Is the lamp on?} -->|Yes| ok([It works])
  A -- No --> B[Change the fuse, as LAMP-001 says]
  B --> C{Is it on now?}
  C -->|Yes| ok; C -->|No| D
  D{\"Which light (of two)?\"} ==>|Red| E[Replace the bulb]
  D -.->|Green| F[Escalate to the electrician]:::red
  style F fill:#f00
```
";

#[test]
fn a_flowchart_becomes_a_sound_guide() {
    let (outline, problems) = read_chart(CHART, "lamp.mmd");
    assert_eq!(problems, []);
    let (text, guide, told) = made(outline);
    assert_eq!(told, [""; 0], "{text}");
    let guide = guide.unwrap();
    assert_eq!(guide.actions.len(), 1);
    assert_eq!(guide.actions[0].ask, "Is it on now?");
    assert_eq!(guide.actions[0].cite[0].article.as_str(), "LAMP-001");
    let fuse = guide.actions[0].id.clone();
    let first = ("is_the_lamp_on", "no");
    assert_eq!(end(&guide, &[("is_the_lamp_on", "yes")]), "it_works");
    assert_eq!(end(&guide, &[first]), fuse);
    assert_eq!(end(&guide, &[first, (&fuse, "no")]), "which_light_of_two");
    let green = [first, (&fuse, "no"), ("which_light_of_two", "Green")];
    assert_eq!(end(&guide, &green), "escalate_to_the_electrician");
}

#[test]
fn what_is_wrong_in_a_chart_is_reported_by_line() {
    for (chart, told) in [
        ("", "the chart has no boxes"),
        ("pie\n", "line 1: this is not a flowchart"),
        (
            "graph TD\nA{Q?} -->|Yes| B\nA --> C\n",
            "line 3: an arrow from \u{201c}Q?\u{201d} has no answer",
        ),
        (
            "graph TD\nA{Q?} -->|Yes| B\nA -->|yes| C\n",
            "line 3: two arrows from \u{201c}Q?\u{201d} have the answer",
        ),
        (
            "graph TD\nA{Q? -->|Yes| B\n",
            "line 2: the box \u{201c}A\u{201d} does not end",
        ),
        (
            "graph TD\nA -> B\n",
            "line 2: \u{201c}-> B\u{201d} is not an arrow",
        ),
        ("graph TD\nA -->\n", "line 2: this arrow leads nowhere"),
        (
            "graph TD\nA --> B\nC --> B\n",
            "begins at \u{201c}A\u{201d} and at \u{201c}C\u{201d}",
        ),
    ] {
        let problems = read_chart(chart, "lamp.mmd").1;
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|one| one.contains(told)), "{told}: {all:#?}");
    }
    let circle =
        "graph TD\nA{Q?} -->|Yes| B{R?}\nA -->|No| C[Fix]\nB -->|Yes| A\nB -->|No| D[Fix it]\n";
    let (outline, problems) = read_chart(circle, "lamp.mmd");
    assert_eq!(problems, []);
    let told = made(outline).2;
    assert!(
        told.iter()
            .any(|one| one.contains("line 4: this leads back to")),
        "{told:#?}"
    );
}

#[test]
fn an_article_becomes_a_sound_guide() {
    let way = |text: &str| ("cause".to_owned(), vec![text.to_owned()]);
    for fixes in [
        vec![],
        vec![way("Change it.")],
        vec![way("Change it."), way("Turn it {off}.")],
    ] {
        let parts = ArticleParts {
            id: "LAMP-001".to_owned(),
            title: "The \\lamp\\ is \"dark\"".to_owned(),
            symptom: "All is dark.".to_owned(),
            events: vec![OutlineEvent {
                source: "Lamp".to_owned(),
                id: 7,
                after: None,
            }],
            fixes,
            ..ArticleParts::default()
        };
        let (text, guide, told) = made(outline_of_article(&parts));
        assert_eq!(told, [""; 0], "{text}");
        assert_eq!(guide.unwrap().title, parts.title);
    }
}

mod any {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn what_is_read_is_a_guide(cells in "([a-c?\"{}\\\\;,\n]|yes|No|unknown|step|question|answer|go|fix){0,40}") {
            let table = format!("step,question,answer,go,fix\n{cells}");
            let (outline, problems) = read_table(&table, "t.csv");
            if problems.is_empty() {
                let (text, guide, _) = made(outline);
                prop_assert!(guide.is_some(), "{}", text);
            }
        }

        #[test]
        fn no_chart_crashes_the_reader(lines in "([A-C]|-->|--|\\|Yes\\||\\{Q\\?\\}|\\[x\\]|&|;| |\n|\"){0,40}") {
            let (outline, problems) = read_chart(&format!("graph TD\n{lines}"), "c.mmd");
            if problems.is_empty() {
                let (text, guide, _) = made(outline);
                prop_assert!(guide.is_some(), "{}", text);
            }
        }
    }
}
