//! Requirements judged one by one: met, not met, or not known.
//!
//! "Not known" never counts as met, whether the fact itself or the situation that decides which
//! requirement applies is what nobody knows.

use super::{
    answer::{Known, Value},
    bounds::Bounds,
    condition::{Truth, truth},
    format::{Conditions, Guide, Question, QuestionKind, Requirement, Sheet},
    number::Number,
    verdict::Verdict,
    version::Version,
};

/// One fact, judged.
#[derive(Debug, Clone)]
pub struct Row<'g> {
    /// The fact.
    pub fact: &'g Question,
    /// Its answer as the person reads it.
    pub answer: String,
    /// The verdict over all columns.
    pub verdict: Verdict,
    /// Each requirement that applies, or that may apply because its situation is not known.
    pub columns: Vec<Column<'g>>,
}

/// One requirement of a row.
#[derive(Debug, Clone)]
pub struct Column<'g> {
    /// Where it is not known whether the requirement applies: in which situation it does (`Database format is DB6`). Empty where it applies.
    pub situation: String,
    /// The requirement.
    pub requirement: &'g Requirement,
    /// What is needed, in words (`exactly 5.15`).
    pub need: String,
    /// The verdict, should it apply.
    pub verdict: Verdict,
    /// The verdict in a sentence without a full stop.
    pub reason: String,
}

/// The facts of a sheet that are asked for: those without requirements, and those of which at least one
/// requirement applies or may apply.
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

/// The facts of a sheet that have requirements, judged.
pub(super) fn rows<'g>(guide: &'g Guide, sheet: &Sheet, known: &Known) -> Vec<Row<'g>> {
    let facts = shown_facts(guide, sheet, known).into_iter();
    facts
        .map(|fact| row(guide, fact, known))
        .filter(|row| !row.columns.is_empty())
        .collect()
}

/// Not met where any fact is not met; otherwise not known where any is not known; otherwise met.
pub(super) fn sheet_verdict(guide: &Guide, sheet: &Sheet, known: &Known) -> Verdict {
    shown_facts(guide, sheet, known)
        .into_iter()
        .map(|fact| fact_verdict(guide, fact, known))
        .max()
        .unwrap_or(Verdict::Met)
}

/// What `need` asks of `fact`, in words.
pub fn need_words(fact: &Question, need: &str) -> String {
    let words = match fact.kind {
        QuestionKind::Version => Bounds::<Version>::parse(need).map(|need| need.in_words()),
        QuestionKind::Number => Bounds::<Number>::parse(need).map(|need| {
            let unit = if fact.unit.is_empty() { "" } else { " " };
            format!("{}{unit}{}", need.in_words(), fact.unit)
        }),
        _ => Value::of(fact, need).map(|value| value.label(fact)),
    };
    words.unwrap_or_else(|_| need.to_owned())
}

fn fact_verdict(guide: &Guide, fact: &Question, known: &Known) -> Verdict {
    guide
        .requirements_of(&fact.id)
        .filter_map(|need| match truth(guide, &need.when, known) {
            Truth::Yes => Some(judge(fact, need, known)),
            Truth::Maybe => Some(Verdict::Unknown),
            Truth::No => None,
        })
        .max()
        .unwrap_or(Verdict::Met)
}

fn row<'g>(guide: &'g Guide, fact: &'g Question, known: &Known) -> Row<'g> {
    let answer = known.get(&fact.id).unwrap_or(&Value::Unknown).label(fact);
    let columns = (guide.requirements_of(&fact.id))
        .filter_map(|requirement| {
            let situation = match truth(guide, &requirement.when, known) {
                Truth::Yes => String::new(),
                Truth::Maybe => situation(guide, &requirement.when, known),
                Truth::No => return None,
            };
            let verdict = judge(fact, requirement, known);
            let need = need_words(fact, &requirement.need);
            let reason = match verdict {
                Verdict::Met => format!("{answer} is right: needed is {need}"),
                Verdict::NotMet => format!("{answer} is wrong: needed is {need}"),
                Verdict::Unknown => format!("needed is {need}"),
            };
            Some(Column {
                situation,
                requirement,
                need,
                verdict,
                reason,
            })
        })
        .collect();
    Row {
        fact,
        answer,
        verdict: fact_verdict(guide, fact, known),
        columns,
    }
}

fn judge(fact: &Question, requirement: &Requirement, known: &Known) -> Verdict {
    match known.get(&fact.id) {
        None | Some(Value::Unknown) => Verdict::Unknown,
        Some(value) if value.is(fact, &requirement.need) => Verdict::Met,
        Some(_) => Verdict::NotMet,
    }
}

fn situation(guide: &Guide, conditions: &Conditions, known: &Known) -> String {
    let open = conditions
        .iter()
        .filter(|(name, _)| matches!(known.get(*name), None | Some(Value::Unknown)));
    let words = open.map(|(name, condition)| {
        let Some(question) = guide.question(name) else {
            return name.clone();
        };
        let allowed: Vec<_> = condition
            .all()
            .iter()
            .map(|value| need_words(question, value))
            .collect();
        format!("{} is {}", question.label(), allowed.join(" or "))
    });
    words.collect::<Vec<_>>().join(" and ")
}
