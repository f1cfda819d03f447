//! The searchable texts of guides: titles, symptoms, and steps sentence by sentence.

use crate::{
    guide::{Guide, Node, fill},
    markup::{markdown, text},
    search::Passages,
};

/// The texts of all guides.
#[derive(Debug, Default)]
pub struct GuideTexts {
    /// The texts.
    pub texts: Vec<GuideText>,
    /// The same texts for searching, with the same numbers.
    pub passages: Passages,
}

/// A text of a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideText {
    /// The index of its guide.
    pub guide: usize,
    /// Where in the guide it is.
    pub place: TextPlace,
    /// The text as plain text.
    pub text: String,
}

/// The place of a text in a guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPlace {
    /// It says what the whole guide is about.
    Guide,
    /// It is one of the guide's symptoms.
    Symptom,
    /// It is in the step with this ID.
    Step(String),
    /// It is the answer with this value to the question with this ID.
    Answer(String, String),
}

impl GuideTexts {
    /// The texts of some guides.
    pub fn new(guides: &[Guide]) -> Self {
        let mut texts = Vec::new();
        for (number, guide) in guides.iter().enumerate() {
            let mut add = |place, text: &str| {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                // If there is no answer yet, a placeholder is replaced by its question.
                let text = fill(&text, &|id| {
                    guide
                        .question(id)
                        .map(|question| format!("[{}]", question.label()))
                });
                if !text.is_empty() {
                    texts.push(GuideText {
                        guide: number,
                        place,
                        text,
                    });
                }
            };
            add(TextPlace::Guide, &guide.title);
            for symptom in &guide.symptoms {
                add(TextPlace::Symptom, symptom);
            }
            guide.nodes().for_each(|node| of_node(node, &mut add));
            for requirement in &guide.requirements {
                let step = || TextPlace::Step(requirement.of.clone());
                for part in [&requirement.fix, &requirement.place] {
                    sentences(part, &mut |sentence| add(step(), sentence));
                }
            }
        }
        let passages = Passages::new(texts.iter().map(|text| {
            let is_heading = matches!(text.place, TextPlace::Guide | TextPlace::Symptom);
            (is_heading, text.text.as_str())
        }));
        Self { texts, passages }
    }
}

fn of_node(node: Node<'_>, add: &mut impl FnMut(TextPlace, &str)) {
    let parts: Vec<&str> = match node {
        Node::Question(question) => {
            vec![&question.name, &question.ask, &question.why, &question.find]
        }
        Node::Sheet(sheet) => vec![&sheet.ask, &sheet.why],
        Node::Action(action) => vec![&action.title, &action.text, &action.ask],
        Node::Outcome(outcome) => vec![
            &outcome.title,
            &outcome.text,
            &outcome.verify,
            &outcome.otherwise,
        ],
    };
    for part in parts
        .into_iter()
        .chain(node.steps().iter().map(String::as_str))
    {
        let step = || TextPlace::Step(node.id().to_owned());
        sentences(part, &mut |sentence| add(step(), sentence));
    }
    if let Node::Question(question) = node {
        for option in &question.options {
            let place = TextPlace::Answer(question.id.clone(), option.value.clone());
            add(place, &option.label);
        }
    }
}

/// Passes on the sentences of a Markdown text as plain text.
fn sentences(markdown: &str, give: &mut impl FnMut(&str)) {
    let plain = text::write(&markdown::read(markdown).0);
    for line in plain.lines() {
        let mut start = 0;
        let ends = line.match_indices(['.', '?', '!']).filter(|(at, mark)| {
            let after = line.get(at + mark.len()..).unwrap_or_default();
            after.starts_with(' ')
        });
        for (at, mark) in ends {
            let end = at + mark.len();
            give(line.get(start..end).unwrap_or_default());
            start = end;
        }
        give(line.get(start..).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_cut_into_sentences_of_plain_text() {
        let (guide, problems) = crate::guide::read(
            &crate::guide::draft("lamp").replace("FILL IN: ", ""),
            "lamp.toml",
        );
        assert_eq!(problems, []);
        let steps = GuideTexts::new(&[guide.unwrap()]);
        let at = |text: &str| {
            let found = steps.texts.iter().find(|step| step.text == text);
            found.map(|step| step.place.clone())
        };
        let step = |id: &str| Some(TextPlace::Step(id.to_owned()));
        for (text, place) in [
            ("what the user reports", Some(TextPlace::Guide)),
            (
                "a message that people see or type",
                Some(TextPlace::Symptom),
            ),
            ("Plug it in again.", step("cable")),
            ("Check the cable of [Device]", step("cable")),
            ("Install the new one.", step("update")),
            (
                "The old one",
                Some(TextPlace::Answer("driver".to_owned(), "old".to_owned())),
            ),
            ("No such text", None),
        ] {
            assert_eq!(at(text), place, "{text}");
        }
        let mut found = Vec::new();
        sentences("One **two** of 5.5 `x.y`.\nThree? Four", &mut |sentence| {
            found.push(sentence.trim().to_owned());
        });
        assert_eq!(found, ["One two of 5.5 x.y.", "Three?", "Four"]);
    }
}
