//! A guide from one article: it asks whether the symptoms match, and then offers the fixes.

use super::{
    super::format::OutcomeKind,
    outline::{
        HAND_OVER, Ids, Origin, Outline, OutlineAnswer, OutlineEvent, OutlineKind, OutlineStep,
        SOLVED,
    },
};

/// The longest text that is treated as a question, in characters.
const LONGEST_QUESTION: usize = 300;

/// The parts of an article that a guide is made from.
#[derive(Debug, Default)]
pub struct ArticleParts {
    /// Its ID.
    pub id: String,
    /// Its title, cleaned up.
    pub title: String,
    /// The products that it is for.
    pub products: Vec<String>,
    /// The first sentences about what people see.
    pub symptom: String,
    /// Messages that it quotes.
    pub messages: Vec<String>,
    /// The events that it quotes.
    pub events: Vec<OutlineEvent>,
    /// The anchor of the section with the symptoms; empty for none.
    pub symptom_anchor: String,
    /// The ways to fix it, in order: the anchor of the section, and what to do, step by step.
    pub fixes: Vec<(String, Vec<String>)>,
}

/// The outline of a guide for an article, without an ID. Several fixes are tried one after another.
pub fn outline_of_article(parts: &ArticleParts) -> Outline {
    let mut ids = Ids::default();
    let first = ids.new_id("matches");
    let fixes: Vec<(String, &(String, Vec<String>))> = (parts.fixes.iter())
        .enumerate()
        .map(|(at, fix)| (ids.new_id(&format!("fix {}", at + 1)), fix))
        .collect();
    let nowhere = Origin::default();
    let answer = |label: &str, go: &str| OutlineAnswer {
        label: label.to_owned(),
        go: go.to_owned(),
        origin: nowhere,
    };
    let cite = |anchor: &str| match anchor {
        "" => vec![(parts.id.clone(), nowhere)],
        anchor => vec![(format!("{}#{anchor}", parts.id), nowhere)],
    };
    let symptom: String = parts.symptom.chars().take(LONGEST_QUESTION).collect();
    let ask = match symptom.is_empty() {
        true => format!("Is this the case: {}?", parts.title),
        false => format!("Is this what happens? {symptom}"),
    };
    let begin = fixes.first().map_or(HAND_OVER, |(id, _)| id);
    let mut outline = Outline {
        title: parts.title.clone(),
        products: parts.products.clone(),
        symptoms: parts.messages.clone(),
        events: parts.events.clone(),
        ..Outline::default()
    };
    outline.steps.push(OutlineStep {
        id: first,
        origin: nowhere,
        kind: OutlineKind::Question {
            ask,
            answers: vec![answer("Yes", begin), answer("No", HAND_OVER)],
        },
        cite: cite(&parts.symptom_anchor),
    });
    for (at, (id, (anchor, steps))) in fixes.iter().enumerate() {
        let next = fixes.get(at + 1);
        let kind = match next {
            None if at == 0 => OutlineKind::Outcome {
                kind: OutcomeKind::Fix,
                title: format!("Do what {} says", parts.id),
                steps: steps.clone(),
            },
            next => OutlineKind::Action {
                title: format!("Try fix {} from {}", at + 1, parts.id),
                steps: steps.clone(),
                ask: String::new(),
                yes: SOLVED.to_owned(),
                no: next.map_or(HAND_OVER, |(id, _)| id).to_owned(),
            },
        };
        outline.steps.push(OutlineStep {
            id: id.clone(),
            origin: nowhere,
            kind,
            cite: cite(anchor),
        });
    }
    outline.add_usual_outcomes();
    outline
}
