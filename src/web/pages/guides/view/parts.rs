//! The parts of a step's page.

use super::guide_links::KnownArticle;
use crate::{
    guide::{Entry, Pairs, Question},
    web::safe_html::SafeHtml,
};

/// The current step.
pub enum NowView {
    Form(FormView),
    Outcome(Box<OutcomeView>),
    Stuck(String),
}

/// A step that was answered.
pub struct TrailView {
    pub ask: String,
    pub answers: Vec<AnswerView>,
    pub found: String,
    pub change: String,
}

/// An answer given.
pub struct AnswerView {
    /// What it answers; shown if the step has several answers.
    pub name: String,
    pub answer: String,
    pub from_log: bool,
}

/// Steps to tick off.
#[derive(Default)]
pub struct StepsView(pub Vec<TickView>);

/// A step to tick off.
pub struct TickView {
    pub value: String,
    pub label: SafeHtml,
    pub checked: bool,
}

/// A question, a sheet or an action.
pub struct FormView {
    /// Why it is asked, or what to do.
    pub text: SafeHtml,
    pub steps: StepsView,
    pub fields: Vec<FieldView>,
    /// The other answers and extra parameters, carried along before and after the fields.
    pub carried: [Pairs; 2],
    pub is_sheet: bool,
    /// The ways past a question: "none of these" and "I don't know".
    pub others: Vec<OtherView>,
}

impl FormView {
    /// Whether every answer continues immediately, so that no button is needed.
    pub fn is_one_tap(&self) -> bool {
        self.fields.iter().all(|field| field.is_one_tap)
    }

    /// Whether something that was given can't be used.
    pub fn is_wrong(&self) -> bool {
        self.fields.iter().any(|field| !field.problem.is_empty())
    }

    /// Whether this field is the first with a problem: the page opens there.
    pub fn opens_at(&self, field: &FieldView) -> bool {
        let first = self.fields.iter().find(|field| !field.problem.is_empty());
        first.is_some_and(|first| first.id == field.id)
    }
}

/// An answer outside the options, and the link that gives it.
pub struct OtherView {
    /// Its value, which also decides its position on the page.
    pub value: &'static str,
    pub label: &'static str,
    pub href: String,
    /// Whether it was chosen before.
    pub is_chosen: bool,
}

/// One fact to give.
pub struct FieldView {
    pub id: String,
    pub name: String,
    /// The question.
    pub ask: SafeHtml,
    /// How to find out.
    pub find: SafeHtml,
    /// What is wrong with the given answer; empty if nothing is.
    pub problem: String,
    /// The box to type in; `None` if there are options instead.
    pub typed: Option<TypedView>,
    /// Whether several options may be chosen.
    pub is_several: bool,
    /// The options under their headings, if they have any.
    pub groups: Vec<(String, Vec<OptionView>)>,
    /// Whether there are so many that a box for filtering them helps.
    pub has_filter: bool,
    /// Whether the options are buttons that answer and continue immediately.
    pub is_one_tap: bool,
}

/// A box to type in.
pub struct TypedView {
    pub value: String,
    /// What to type, in a word or two.
    pub label: &'static str,
    pub example: String,
    pub inputmode: &'static str,
    pub unit: String,
}

impl TypedView {
    pub fn new(question: &Question, entry: Entry, value: String) -> Self {
        let example = match entry.example {
            "" => String::new(),
            example => format!("for example {example}"),
        };
        Self {
            value,
            label: entry.label,
            example,
            inputmode: if entry.is_decimal { "decimal" } else { "text" },
            unit: question.unit.clone(),
        }
    }
}

/// One option.
#[derive(Clone)]
pub struct OptionView {
    pub value: String,
    pub label: String,
    pub checked: bool,
}

/// An outcome.
pub struct OutcomeView {
    pub kind: &'static str,
    pub kind_words: &'static str,
    pub text: SafeHtml,
    pub steps: StepsView,
    /// The answers and extra parameters, carried along before and after the ticks.
    pub carried: [Pairs; 2],
    /// The title of the guide to continue with, and the link to it.
    pub go_on: Option<(String, String)>,
    /// What the answers rule out, each with these answers.
    pub rules_out: Vec<(SafeHtml, String)>,
    /// The facts that are not met, then those that are unknown.
    pub rows: Vec<FactRow>,
    /// The facts that are as required.
    pub met: Vec<FactRow>,
    pub not_met: usize,
    pub not_checked: usize,
    pub sheet: String,
    pub verify: SafeHtml,
    pub otherwise: SafeHtml,
    /// The articles for what is known so far.
    pub articles: Vec<KnownArticle>,
    /// The event that the walk began with, and the link to its page.
    pub event: Option<(String, String)>,
}

impl OutcomeView {
    /// How many facts were to be checked.
    pub fn facts(&self) -> usize {
        self.rows.len() + self.met.len()
    }
}

/// A fact with its verdict.
pub struct FactRow {
    pub name: String,
    pub answer: String,
    pub class: &'static str,
    pub words: &'static str,
    pub requirements: Vec<RequirementView>,
    /// How to find out, if the fact itself is unknown.
    pub find: SafeHtml,
}

/// One requirement of a fact.
pub struct RequirementView {
    pub situation: String,
    pub reason: String,
    pub class: &'static str,
    /// What to do and where to click, if it applies and is not met.
    pub fix: SafeHtml,
    pub place: SafeHtml,
    pub cite: Vec<(String, String)>,
}
