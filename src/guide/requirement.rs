//! Checks requirements one by one: met, not met, or unknown.
//!
//! "Not known" never counts as met, no matter whether the fact itself is unknown or the situation
//! that decides which requirement applies.

use super::{
    condition::{Truth, truth},
    format::{Conditions, Guide, Question, Requirement, Sheet},
    kind::{Known, Need, Value},
    verdict::Verdict,
};

/// One fact with its verdict.
#[derive(Debug, Clone)]
pub struct Row<'g> {
    /// The fact.
    pub fact: &'g Question,
    /// Its answer as the person reads it.
    pub answer: String,
    /// The verdict over all requirements.
    pub verdict: Verdict,
    /// Each requirement that applies, or that may apply because its situation is not known.
    pub requirements: Vec<RequirementCheck<'g>>,
}

/// One requirement of a row.
#[derive(Debug, Clone)]
pub struct RequirementCheck<'g> {
    /// The situation in which the requirement applies, if it is unknown whether it does. Empty if
    /// it certainly applies.
    pub situation: Vec<Situation<'g>>,
    /// The requirement.
    pub requirement: &'g Requirement,
    /// What is needed.
    pub need: Need,
    /// The verdict if it applies.
    pub verdict: Verdict,
}

/// A condition that can't be checked yet; a requirement applies if all of its conditions hold.
#[derive(Debug, Clone)]
pub enum Situation<'g> {
    /// The answer to a question must be one of these.
    Question(&'g Question, Vec<Need>),
    /// Something else with this ID decides.
    Other(String),
}

/// The facts of a sheet that are asked for: those without requirements, and those with at least one
/// requirement that applies or may apply.
pub(super) fn shown_facts<'g>(guide: &'g Guide, sheet: &Sheet, known: &Known) -> Vec<&'g Question> {
    let asked = |fact: &&Question| {
        let mut all = guide.requirements_of(&fact.id).peekable();
        all.peek().is_none() || all.any(|need| truth(guide, &need.when, known) != Truth::No)
    };
    sheet
        .facts
        .iter()
        .filter_map(|id| guide.question(id))
        .filter(asked)
        .collect()
}

/// The facts of a sheet that have requirements, with their verdicts.
pub(super) fn rows<'g>(guide: &'g Guide, sheet: &Sheet, known: &Known) -> Vec<Row<'g>> {
    let facts = shown_facts(guide, sheet, known).into_iter();
    facts
        .map(|fact| row(guide, fact, known))
        .filter(|row| !row.requirements.is_empty())
        .collect()
}

/// Not met if any fact is not met; otherwise unknown if any is unknown; otherwise met.
pub(super) fn sheet_verdict(guide: &Guide, sheet: &Sheet, known: &Known) -> Verdict {
    shown_facts(guide, sheet, known)
        .into_iter()
        .map(|fact| fact_verdict(guide, fact, known))
        .max()
        .unwrap_or(Verdict::Met)
}

fn fact_verdict(guide: &Guide, fact: &Question, known: &Known) -> Verdict {
    guide
        .requirements_of(&fact.id)
        .filter_map(|need| match truth(guide, &need.when, known) {
            Truth::Yes => Some(verdict_of(fact, need, known)),
            Truth::Maybe => Some(Verdict::Unknown),
            Truth::No => None,
        })
        .max()
        .unwrap_or(Verdict::Met)
}

fn row<'g>(guide: &'g Guide, fact: &'g Question, known: &Known) -> Row<'g> {
    let requirements = (guide.requirements_of(&fact.id))
        .filter_map(|requirement| {
            let situation = match truth(guide, &requirement.when, known) {
                Truth::Yes => Vec::new(),
                Truth::Maybe => situation(guide, &requirement.when, known),
                Truth::No => return None,
            };
            Some(RequirementCheck {
                situation,
                requirement,
                need: fact.need(&requirement.need),
                verdict: verdict_of(fact, requirement, known),
            })
        })
        .collect();
    Row {
        fact,
        answer: fact.label_of(known.get(&fact.id).unwrap_or(&Value::Unknown)),
        verdict: fact_verdict(guide, fact, known),
        requirements,
    }
}

fn verdict_of(fact: &Question, requirement: &Requirement, known: &Known) -> Verdict {
    match known.get(&fact.id) {
        None | Some(Value::Unknown) => Verdict::Unknown,
        Some(value) if fact.is(value, &requirement.need) => Verdict::Met,
        Some(_) => Verdict::NotMet,
    }
}

fn situation<'g>(guide: &'g Guide, when: &Conditions, known: &Known) -> Vec<Situation<'g>> {
    let open = when
        .iter()
        .filter(|(name, _)| matches!(known.get(*name), None | Some(Value::Unknown)));
    let situation = open.map(|(name, condition)| match guide.question(name) {
        Some(question) => {
            let allowed = condition.all().iter();
            Situation::Question(question, allowed.map(|text| question.need(text)).collect())
        }
        None => Situation::Other(name.clone()),
    });
    situation.collect()
}
