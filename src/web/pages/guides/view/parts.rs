//! The parts of a step's page.

use super::guide_links::KnownArticle;
use crate::{
    guide::{Entry, Pairs, Question},
    web::safe_html::SafeHtml,
};

/// What comes now.
pub enum NowView {
    Form(FormView),
    Outcome(Box<OutcomeView>),
    Stuck(String),
}

/// A step answered.
pub struct TrailView {
    pub ask: String,
    pub answers: Vec<AnswerView>,
    pub found: String,
    pub change: String,
}

/// An answer given.
pub struct AnswerView {
    /// What it answers; shown where the step has several answers.
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
    pub heading: SafeHtml,
    /// Why it is asked, or what to do.
    pub text: SafeHtml,
    pub steps: StepsView,
    pub fields: Vec<FieldView>,
    /// The other answers and marks, carried along before the fields and behind them.
    pub carried: [Pairs; 2],
    pub is_sheet: bool,
}

/// One fact to give.
pub struct FieldView {
    pub id: String,
    pub name: String,
    /// The question.
    pub ask: SafeHtml,
    /// How to find out.
    pub find: SafeHtml,
    /// What is wrong with what was given; empty where nothing is.
    pub problem: String,
    /// The box to type in; `None` where there are options instead.
    pub typed: Option<TypedView>,
    /// Whether several options may be chosen.
    pub is_several: bool,
    /// The options under the headings that they stand under, if any.
    pub groups: Vec<(String, Vec<OptionView>)>,
    /// Whether there are so many that a box to filter them helps.
    pub has_filter: bool,
    /// Whether the page offers "I don't know" beside a box to type in.
    pub offers_unknown: bool,
}

/// A box to type in.
pub struct TypedView {
    pub value: String,
    /// What is typed, in a word or two.
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
    pub heading: SafeHtml,
    pub text: SafeHtml,
    pub steps: StepsView,
    /// The answers and marks, carried along before the steps ticked off and behind them.
    pub carried: [Pairs; 2],
    /// The title of the guide to continue with, and the link to it.
    pub go_on: Option<(String, String)>,
    /// What the answers rule out, each with the answers that do.
    pub rules_out: Vec<(SafeHtml, String)>,
    /// The facts not met first, then those not known, then the others.
    pub rows: Vec<FactRow>,
    pub not_checked: usize,
    pub sheet: String,
    pub verify: SafeHtml,
    pub otherwise: SafeHtml,
    /// The articles for what is known now.
    pub articles: Vec<KnownArticle>,
    /// The event that the walk began with, and the link to its page.
    pub event: Option<(String, String)>,
    /// Whether it is a fix: what else is known then follows on what to do if it still fails.
    pub is_fix: bool,
}

/// A fact with its verdict.
pub struct FactRow {
    pub name: String,
    pub answer: String,
    pub class: &'static str,
    pub words: &'static str,
    pub columns: Vec<ColumnView>,
    /// How to find out, where the fact itself is not known.
    pub find: SafeHtml,
}

/// One requirement of a fact.
pub struct ColumnView {
    pub situation: String,
    pub reason: String,
    pub class: &'static str,
    /// What to do and where to click, where it applies and is not met.
    pub fix: SafeHtml,
    pub place: SafeHtml,
    pub cite: Vec<(String, String)>,
}
