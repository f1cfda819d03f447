//! A step of a walk as its page shows it: texts written as HTML, links spelled out, passages looked up.

use std::collections::BTreeSet;

use askama::Template;

use super::super::super::layout::Layout;
use crate::{
    guide::{
        Action, Citation, Column, Field, Guide, Kind, Now, Outcome, OutcomeKind, Question, Row,
        Sheet, Step, UNKNOWN, Verdict, Walk,
    },
    markup::{Block, html, markdown},
};

/// The page of a step.
#[derive(Template)]
#[template(path = "guide.html")]
pub(super) struct GuidePage<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) guide: &'a Guide,
    pub(super) step: StepView,
}

/// Where a page gets its links and passages from.
pub(super) trait Source {
    /// The links in a guide's own texts.
    fn links(&self) -> impl html::Links;
    /// A cited section.
    fn passage(&self, citation: &Citation) -> Passage;
    /// The address of a walk.
    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String;
}

/// A cited section, shown beside the step that rests on it.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) heading: String,
    pub(super) href: String,
    /// Its text as HTML; empty where the article is not loaded.
    pub(super) html: String,
}

impl Passage {
    /// The passage of an article that is not loaded.
    pub(super) fn missing(id: String, href: String) -> Self {
        Self {
            id,
            title: String::new(),
            heading: String::new(),
            href,
            html: String::new(),
        }
    }
}

/// Everything on the page but its frame.
pub(super) struct StepView {
    /// What comes now, as plain text.
    pub(super) title: String,
    /// What the guide is for, on its first page.
    pub(super) about: String,
    pub(super) trail: Vec<TrailView>,
    /// What could not be used of the answers, as sentences.
    pub(super) dropped: Vec<String>,
    /// Whether the link was made for another revision of the guide.
    pub(super) other_revision: bool,
    pub(super) now: NowView,
    pub(super) passages: Vec<Passage>,
    /// The form's target, and the beginning of the guide.
    pub(super) start: String,
    /// The address of this walk, without what could not be used.
    pub(super) here: String,
}

/// What comes now.
pub(super) enum NowView {
    Form(FormView),
    Outcome(OutcomeView),
    Stuck(String),
}

/// A step answered.
pub(super) struct TrailView {
    pub(super) ask: String,
    /// Name and answer; the name is empty where the step has just one answer.
    pub(super) answers: Vec<(String, String)>,
    pub(super) found: String,
    pub(super) change: String,
}

/// A question, a sheet or an action.
pub(super) struct FormView {
    /// The heading as HTML.
    pub(super) heading: String,
    /// Why it is asked, or what to do, as HTML.
    pub(super) text: String,
    pub(super) fields: Vec<FieldView>,
    /// The other answers, carried along.
    pub(super) carried: Vec<(String, String)>,
    pub(super) is_sheet: bool,
}

/// One fact to give.
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) name: String,
    /// The question as HTML.
    pub(super) ask: String,
    /// How to find out, as HTML.
    pub(super) find: String,
    /// What is typed; `None` where there are options instead.
    pub(super) typed: Option<String>,
    pub(super) options: Vec<OptionView>,
    /// Whether the page offers "I don't know" beside a box to type in.
    pub(super) offers_unknown: bool,
}

/// One option.
pub(super) struct OptionView {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) checked: bool,
}

/// The end of a walk. Texts are HTML.
pub(super) struct OutcomeView {
    pub(super) kind: &'static str,
    pub(super) kind_words: &'static str,
    pub(super) heading: String,
    pub(super) text: String,
    /// The facts not met first, then those not known, then the others.
    pub(super) rows: Vec<RowView>,
    pub(super) not_judged: usize,
    pub(super) sheet: String,
    pub(super) verify: String,
    pub(super) otherwise: String,
}

/// A fact judged.
pub(super) struct RowView {
    pub(super) name: String,
    pub(super) answer: String,
    pub(super) class: &'static str,
    pub(super) words: &'static str,
    pub(super) columns: Vec<ColumnView>,
    /// How to find out, where the fact itself is not known.
    pub(super) find: String,
}

/// One requirement of a fact.
pub(super) struct ColumnView {
    pub(super) situation: String,
    pub(super) reason: String,
    pub(super) class: &'static str,
    /// What to do and where to click, where it applies and is not met.
    pub(super) fix: String,
    pub(super) place: String,
    pub(super) cite: Vec<(String, String)>,
}

impl StepView {
    /// The view of a walk.
    pub(super) fn new(guide: &Guide, walk: &Walk<'_>, source: &impl Source) -> Self {
        let writer = Writer {
            guide,
            walk,
            source,
        };
        let (title, now, cite) = match &walk.now {
            Now::Question(field) => writer.question(field),
            Now::Sheet(sheet, fields) => writer.sheet(sheet, fields),
            Now::Action(action, given) => writer.action(action, *given),
            Now::Outcome { outcome, rows } => writer.outcome(outcome, rows),
            Now::Stuck(why) => (
                "The guide stops here".to_owned(),
                NowView::Stuck(why.clone()),
                Vec::new(),
            ),
        };
        let mut seen = BTreeSet::new();
        let cited = cite.into_iter().filter(|citation| seen.insert(*citation));
        Self {
            title,
            about: if walk.trail.is_empty() {
                writer.html(&guide.about)
            } else {
                String::new()
            },
            trail: walk.trail.iter().map(|step| writer.step(step)).collect(),
            dropped: walk.dropped.iter().map(sentence).collect(),
            other_revision: walk.other_revision.is_some(),
            now,
            passages: cited.map(|citation| source.passage(citation)).collect(),
            start: source.walk(guide, &[]),
            here: source.walk(guide, &walk.answers),
        }
    }
}

fn sentence(dropped: &crate::guide::Dropped) -> String {
    format!(
        "{}: \u{201c}{}\u{201d} {}.",
        dropped.ask,
        dropped.answer,
        dropped.reason.words()
    )
}

struct Writer<'a, S> {
    guide: &'a Guide,
    walk: &'a Walk<'a>,
    source: &'a S,
}

/// The title as plain text, what comes now, and the passages it rests on.
type Part<'a> = (String, NowView, Vec<&'a Citation>);

impl<'a, S: Source> Writer<'a, S> {
    fn html(&self, text: &str) -> String {
        html::write(&markdown::read(text).0, &self.source.links())
    }

    /// A text of one paragraph, without the paragraph.
    fn inline(&self, text: &str) -> String {
        match markdown::read(text).0.as_slice() {
            [Block::Paragraph { text }] => html::write_inlines(text, &self.source.links()),
            _ => html::escape(text),
        }
    }

    fn step(&self, step: &Step<'_>) -> TrailView {
        TrailView {
            ask: step.ask.to_owned(),
            answers: step
                .answers
                .iter()
                .map(|(name, answer)| ((*name).to_owned(), answer.clone()))
                .collect(),
            found: step.found.clone(),
            change: self.source.walk(self.guide, &step.change),
        }
    }

    fn question(&self, field: &Field<'a>) -> Part<'a> {
        let question = field.question;
        let form = FormView {
            heading: self.inline(&question.ask),
            text: self.html(&question.why),
            fields: vec![self.field(field, false)],
            carried: self.walk.carried.clone(),
            is_sheet: false,
        };
        (
            plain(question.label()),
            NowView::Form(form),
            question.cite.iter().collect(),
        )
    }

    fn sheet(&self, sheet: &'a Sheet, fields: &[Field<'a>]) -> Part<'a> {
        let form = FormView {
            heading: self.inline(&sheet.ask),
            text: self.html(&sheet.why),
            fields: fields.iter().map(|field| self.field(field, true)).collect(),
            carried: self.walk.carried.clone(),
            is_sheet: true,
        };
        let of_facts = fields.iter().flat_map(|field| &field.question.cite);
        (
            plain(&sheet.ask),
            NowView::Form(form),
            sheet.cite.iter().chain(of_facts).collect(),
        )
    }

    fn action(&self, action: &'a Action, given: Option<&str>) -> Part<'a> {
        let option = |value: &str, label: &str| OptionView {
            value: value.to_owned(),
            label: label.to_owned(),
            checked: given == Some(value),
        };
        let field = FieldView {
            id: action.id.clone(),
            name: String::new(),
            ask: self.inline(&action.ask),
            find: String::new(),
            typed: None,
            options: vec![option("yes", "Yes"), option("no", "No")],
            offers_unknown: false,
        };
        let form = FormView {
            heading: self.inline(&action.title),
            text: self.html(&action.text),
            fields: vec![field],
            carried: self.walk.carried.clone(),
            is_sheet: false,
        };
        (
            plain(&action.title),
            NowView::Form(form),
            action.cite.iter().collect(),
        )
    }

    fn field(&self, field: &Field<'_>, on_sheet: bool) -> FieldView {
        let Question {
            id,
            kind,
            ask,
            find,
            ..
        } = field.question;
        let given = field.given.as_deref();
        let unknown = field.question.may_be_unknown();
        let mut options: Vec<OptionView> = (field.question.choices().into_iter())
            .map(|(value, label)| OptionView {
                value: value.to_owned(),
                label: label.to_owned(),
                checked: given == Some(value),
            })
            .collect();
        if *kind != Kind::Version && unknown {
            // On a sheet something must be sent for each fact, so that "not known" is said, not missing.
            let checked = given == Some(UNKNOWN) || (on_sheet && given.is_none());
            options.push(OptionView {
                value: UNKNOWN.to_owned(),
                label: "I don\u{2019}t know".to_owned(),
                checked,
            });
        }
        let typed = given
            .filter(|text| *text != UNKNOWN)
            .unwrap_or_default()
            .to_owned();
        FieldView {
            id: id.clone(),
            name: field.question.label().to_owned(),
            ask: self.inline(ask),
            find: self.html(find),
            typed: (*kind == Kind::Version).then_some(typed),
            options,
            offers_unknown: *kind == Kind::Version && unknown && !on_sheet,
        }
    }

    fn outcome(&self, outcome: &'a Outcome, rows: &[Row<'a>]) -> Part<'a> {
        let mut sorted: Vec<&Row<'a>> = rows.iter().collect();
        sorted.sort_by_key(|row| std::cmp::Reverse(verdict_rank(row.verdict)));
        let wrong = sorted.iter().filter(|row| row.verdict != Verdict::Met);
        let of_rows = wrong.flat_map(|row| {
            row.columns
                .iter()
                .flat_map(|column| &column.requirement.cite)
        });
        let cite = outcome.cite.iter().chain(of_rows).collect();
        let sheet = outcome.judge.as_deref().map(|sheet| {
            let at = [("at".to_owned(), sheet.to_owned())];
            self.source
                .walk(self.guide, &[&self.walk.answers[..], &at].concat())
        });
        let view = OutcomeView {
            kind: outcome.kind.word(),
            kind_words: kind_words(outcome.kind),
            heading: self.inline(&outcome.title),
            text: self.html(&outcome.text),
            rows: sorted.into_iter().map(|row| self.row(row)).collect(),
            not_judged: rows
                .iter()
                .filter(|row| row.verdict == Verdict::Unknown)
                .count(),
            sheet: sheet.unwrap_or_default(),
            verify: self.html(&outcome.verify),
            otherwise: self.html(&outcome.otherwise),
        };
        (plain(&outcome.title), NowView::Outcome(view), cite)
    }

    fn row(&self, row: &Row<'a>) -> RowView {
        let itself_unknown = row
            .columns
            .iter()
            .any(|column| column.verdict == Verdict::Unknown);
        RowView {
            name: row.fact.label().to_owned(),
            answer: row.answer.clone(),
            class: verdict_class(row.verdict),
            words: verdict_words(row.verdict),
            columns: row
                .columns
                .iter()
                .map(|column| self.column(column))
                .collect(),
            find: if itself_unknown {
                self.html(&row.fact.find)
            } else {
                String::new()
            },
        }
    }

    fn column(&self, column: &Column<'a>) -> ColumnView {
        // Where it is not known whether the requirement applies, nobody should act on it.
        let act = column.verdict == Verdict::NotMet && column.situation.is_empty();
        let requirement = column.requirement;
        let text = |text: &str| if act { self.html(text) } else { String::new() };
        let cite = |citation: &Citation| (citation.to_string(), self.source.passage(citation).href);
        ColumnView {
            situation: column.situation.clone(),
            reason: column.reason.clone(),
            class: verdict_class(column.verdict),
            fix: text(&requirement.fix),
            place: text(&requirement.place),
            cite: requirement.cite.iter().map(cite).collect(),
        }
    }
}

fn verdict_rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Met => 0,
        Verdict::Unknown => 1,
        Verdict::NotMet => 2,
    }
}

fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Unknown => "unknown",
        Verdict::NotMet => "not-met",
    }
}

fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "Right",
        Verdict::Unknown => "Not yet judged: find this out",
        Verdict::NotMet => "Wrong",
    }
}

fn kind_words(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Fix => "What mends it",
        OutcomeKind::Refer => "To be looked for elsewhere",
        OutcomeKind::Escalate => "For someone else to decide",
        OutcomeKind::NothingWrong => "Nothing to mend",
    }
}

/// A line of Markdown without its code marks, for the browser's tab.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

#[cfg(test)]
mod tests;
