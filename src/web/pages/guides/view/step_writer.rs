//! Writes the current step as HTML.

use std::cell::Cell;

use super::{
    guide_links::GuideLinks,
    parts::{
        AnswerView, FactRow, FieldView, FormView, NowView, OptionView, OtherView, OutcomeView,
        RequirementView, StepsView, TickView, TrailView, TypedView,
    },
    passages::Cited,
    words::{verdict_class, verdict_rank},
};
use crate::{
    guide::{
        Action, Citation, DeadEnd, Field, Guide, Helped, NONE, Node, Outcome, Question,
        RequirementCheck, Row, RuledOut, Sheet, Step, UNKNOWN, Value, Verdict, Walk, fill,
        fill_blocks,
    },
    markup::{Block, markdown},
    web::safe_html::SafeHtml,
    wording,
};

/// If there are at least this many options, they can be filtered.
const MANY_OPTIONS: usize = 12;

pub(super) struct StepWriter<'a, S> {
    pub(super) guide: &'a Guide,
    pub(super) walk: &'a Walk<'a>,
    pub(super) source: &'a S,
}

const NONE_LABEL: &str = "None of these";
const UNKNOWN_LABEL: &str = "I don\u{2019}t know";

/// The parts of a step's page.
pub(super) struct StepParts<'a> {
    /// The title as plain text.
    pub(super) title: String,
    pub(super) heading: SafeHtml,
    pub(super) now: NowView,
    pub(super) cited: Vec<Cited<'a>>,
}

impl<'a, S: GuideLinks> StepWriter<'a, S> {
    pub(super) fn html(&self, text: &str) -> SafeHtml {
        SafeHtml::blocks(&self.blocks(text), &self.source.links())
    }

    /// A text's blocks, with the answers that it mentions.
    fn blocks(&self, text: &str) -> Vec<Block> {
        let mut blocks = markdown::read(text).0;
        fill_blocks(&mut blocks, &|id| self.walk.answer_text(id));
        blocks
    }

    fn fill(&self, text: &str) -> String {
        fill(text, &|id| self.walk.answer_text(id))
    }

    /// A text of one paragraph, without the paragraph.
    fn inline(&self, text: &str) -> SafeHtml {
        match self.blocks(text).as_slice() {
            [Block::Paragraph { text }] => SafeHtml::inlines(text, &self.source.links()),
            _ => SafeHtml::text(&self.fill(text)),
        }
    }

    pub(super) fn step(&self, step: &Step<'_>) -> TrailView {
        TrailView {
            ask: step.ask.to_owned(),
            answers: step
                .answers
                .iter()
                .map(|given| AnswerView {
                    name: given.name.to_owned(),
                    answer: given.answer.clone(),
                    from_log: given.from_log,
                })
                .collect(),
            found: wording::found(step),
            change: self.source.walk(self.guide, &step.change),
        }
    }

    pub(super) fn question(&self, field: &Field<'a>) -> StepParts<'a> {
        let question = field.question;
        let form = FormView {
            text: self.html(&question.why),
            steps: StepsView::default(),
            fields: vec![self.field(field, false)],
            carried: self.walk.carried.clone(),
            is_sheet: false,
            others: self.others(field),
        };
        StepParts {
            title: plain(&self.fill(question.label())),
            heading: self.inline(&question.ask),
            now: NowView::Form(form),
            cited: of_step(&question.cite),
        }
    }

    /// The answers outside the options. Each is a separate link, so nothing that is ticked or typed
    /// is sent with it.
    fn others(&self, field: &Field<'_>) -> Vec<OtherView> {
        let Question { id, .. } = field.question;
        let other = |value: &'static str, label| {
            let [before, after] = &self.walk.carried;
            let own = [(id.clone(), value.to_owned())];
            OtherView {
                value,
                label,
                href: (self.source).walk(self.guide, &[before, &own[..], after].concat()),
                is_chosen: field.given.iter().any(|given| given == value),
            }
        };
        let unknown = field.question.may_be_unknown();
        let none = field.question.takes_several();
        let unknown = unknown.then(|| other(UNKNOWN, UNKNOWN_LABEL));
        let none = none.then(|| other(NONE, NONE_LABEL));
        unknown.into_iter().chain(none).collect()
    }

    pub(super) fn stuck(&self, why: &DeadEnd) -> StepParts<'a> {
        let title = "The guide stops here";
        StepParts {
            title: title.to_owned(),
            heading: SafeHtml::text(title),
            now: NowView::Stuck(why.to_string()),
            cited: Vec::new(),
        }
    }

    pub(super) fn sheet(&self, sheet: &'a Sheet, fields: &[Field<'a>]) -> StepParts<'a> {
        let form = FormView {
            text: self.html(&sheet.why),
            steps: StepsView::default(),
            fields: fields.iter().map(|field| self.field(field, true)).collect(),
            carried: self.walk.carried.clone(),
            is_sheet: true,
            others: Vec::new(),
        };
        let mut cited = of_step(&sheet.cite);
        for field in fields {
            let label = field.question.label();
            cited.extend(field.question.cite.iter().map(|citation| (citation, label)));
        }
        StepParts {
            title: plain(&self.fill(&sheet.ask)),
            heading: self.inline(&sheet.ask),
            now: NowView::Form(form),
            cited,
        }
    }

    /// The steps of the current node, to be ticked off.
    fn steps(&self, node: Node<'_>) -> StepsView {
        let steps = node.steps().iter().zip(1..).map(|(text, number)| TickView {
            value: format!("{}.{number}", node.id()),
            label: self.inline(text),
            checked: self.walk.done.contains(&(node.id(), number)),
        });
        StepsView(steps.collect())
    }

    pub(super) fn action(&self, action: &'a Action, given: Option<Helped>) -> StepParts<'a> {
        let option = |helped: Helped| OptionView {
            value: helped.word().to_owned(),
            label: helped.label().to_owned(),
            checked: given == Some(helped),
        };
        let field = FieldView {
            id: action.id.clone(),
            name: String::new(),
            ask: self.inline(&action.ask),
            find: SafeHtml::default(),
            problem: String::new(),
            typed: None,
            is_several: false,
            groups: vec![(String::new(), Helped::ALL.map(option).to_vec())],
            has_filter: false,
            is_one_tap: true,
        };
        let form = FormView {
            text: self.html(&action.text),
            steps: self.steps(Node::Action(action)),
            fields: vec![field],
            carried: self.walk.carried.clone(),
            is_sheet: false,
            others: Vec::new(),
        };
        StepParts {
            title: plain(&self.fill(&action.title)),
            heading: self.inline(&action.title),
            now: NowView::Form(form),
            cited: of_step(&action.cite),
        }
    }

    fn field(&self, field: &Field<'_>, on_sheet: bool) -> FieldView {
        let question = field.question;
        let is_given = |value: &str| field.given.iter().any(|given| given == value);
        let option = |value: &str, label: &str| OptionView {
            value: value.to_owned(),
            label: self.fill(label),
            checked: is_given(value),
        };
        let entry = question.entry();
        let is_typed = entry.is_some();
        let choices = question.choices();
        let has_filter = choices.len() >= MANY_OPTIONS;
        let mut groups: Vec<(String, Vec<OptionView>)> = Vec::new();
        for (value, label) in choices {
            let view = option(value, label);
            let group = question.group_of(value);
            match groups.iter_mut().find(|(name, _)| name == group) {
                Some((_, options)) => options.push(view),
                None => groups.push((group.to_owned(), vec![view])),
            }
        }
        // Elsewhere, these are separate links.
        let mut others = Vec::new();
        if on_sheet && question.takes_several() {
            others.push(option(NONE, NONE_LABEL));
        }
        if on_sheet && !is_typed && question.may_be_unknown() {
            let mut unknown = option(UNKNOWN, UNKNOWN_LABEL);
            // On a sheet, something must be sent for each fact, so that "not known" is stated
            // rather than missing.
            unknown.checked |= field.given.is_empty() && !question.takes_several();
            others.push(unknown);
        }
        match groups.last_mut() {
            Some((name, options)) if name.is_empty() => options.extend(others),
            _ if others.is_empty() => {}
            _ => groups.push((String::new(), others)),
        }
        let typed = (field.given.iter())
            .find(|text| *text != UNKNOWN)
            .cloned()
            .unwrap_or_default();
        FieldView {
            id: question.id.clone(),
            name: question.label().to_owned(),
            ask: self.inline(&question.ask),
            find: self.html(&question.find),
            problem: wording::field_error(field),
            typed: entry.map(|entry| TypedView::new(question, entry, typed)),
            is_several: question.takes_several(),
            groups,
            has_filter,
            is_one_tap: !is_typed && !on_sheet && !question.takes_several(),
        }
    }

    pub(super) fn outcome(&self, outcome: &'a Outcome, rows: &[Row<'a>]) -> StepParts<'a> {
        let mut sorted: Vec<&Row<'a>> = rows.iter().collect();
        sorted.sort_by_key(|row| std::cmp::Reverse(verdict_rank(row.verdict)));
        let (met, open): (Vec<_>, Vec<_>) = sorted
            .into_iter()
            .partition(|row| row.verdict == Verdict::Met);
        let mut cited = of_step(&outcome.cite);
        for row in &open {
            let citations = row
                .requirements
                .iter()
                .flat_map(|check| &check.requirement.cite);
            cited.extend(citations.map(|citation| (citation, row.fact.label())));
        }
        let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        let checked = self
            .walk
            .trail
            .iter()
            .find(|step| outcome.judge.as_deref() == Some(step.id));
        let sheet = checked.map(|step| self.source.walk(self.guide, &step.change));
        let go_on = outcome.go_on.as_ref().and_then(|go_on| {
            // Answers that are unknown here are not passed on.
            let answers = go_on.answers.iter().filter_map(|(name, text)| {
                let is_known = Cell::new(true);
                let text = fill(text, &|id| {
                    let known = self.walk.known_answer_text(id);
                    is_known.set(is_known.get() && known.is_some());
                    known
                });
                is_known.get().then(|| (name.clone(), text))
            });
            let origin = &self.walk.origin;
            self.source.other(&go_on.guide, answers.collect(), origin)
        });
        let view = OutcomeView {
            kind: outcome.kind.word(),
            kind_words: wording::outcome(outcome.kind),
            text: self.html(&outcome.text),
            rules_out: outcome
                .rules_out
                .iter()
                .map(|one| self.ruled_out(one))
                .collect(),
            steps: self.steps(Node::Outcome(outcome)),
            carried: self.walk.carried.clone(),
            go_on,
            rows: open.into_iter().map(|row| self.row(row)).collect(),
            met: met.into_iter().map(|row| self.row(row)).collect(),
            not_met: count(Verdict::NotMet),
            not_checked: count(Verdict::Unknown),
            sheet: sheet.unwrap_or_default(),
            verify: self.html(&outcome.verify),
            otherwise: self.html(&outcome.otherwise),
            articles: self.source.articles(self.guide, self.walk),
            event: (self.walk.origin.event.as_ref()).map(|(source, id)| {
                let name = format!("event {id} from {source}");
                (name, self.source.event(source, *id))
            }),
        };
        StepParts {
            title: plain(&self.fill(&outcome.title)),
            heading: self.inline(&outcome.title),
            now: NowView::Outcome(Box::new(view)),
            cited,
        }
    }

    /// What is ruled out, and by which answers.
    fn ruled_out(&self, ruled_out: &RuledOut) -> (SafeHtml, String) {
        let answers = ruled_out.by.keys().filter_map(|id| {
            let node = self.guide.node(id)?;
            let answer = match self.walk.known().get(id)? {
                Value::Named(word) if matches!(node, Node::Action(_)) => {
                    Helped::of_word(word)?.label().to_owned()
                }
                _ => self.walk.answer_text(id)?,
            };
            let asked = plain(&self.fill(node.label()));
            let colon = if asked.ends_with('?') { "" } else { ":" };
            Some(format!("{asked}{colon} {answer}"))
        });
        let answers: Vec<String> = answers.collect();
        (self.inline(&ruled_out.what), answers.join(", "))
    }

    fn row(&self, row: &Row<'a>) -> FactRow {
        let itself_unknown = row
            .requirements
            .iter()
            .any(|check| check.verdict == Verdict::Unknown);
        FactRow {
            name: row.fact.label().to_owned(),
            answer: row.answer.clone(),
            class: verdict_class(row.verdict),
            words: wording::verdict(row.verdict),
            requirements: row
                .requirements
                .iter()
                .map(|check| self.requirement(row, check))
                .collect(),
            find: if itself_unknown {
                self.html(&row.fact.find)
            } else {
                SafeHtml::default()
            },
        }
    }

    fn requirement(&self, row: &Row<'a>, check: &RequirementCheck<'a>) -> RequirementView {
        // While it is unknown whether the requirement applies, nobody should act on it.
        let act = check.verdict == Verdict::NotMet && check.situation.is_empty();
        let requirement = check.requirement;
        let text = |text: &str| {
            if act {
                self.html(text)
            } else {
                SafeHtml::default()
            }
        };
        let cite =
            |citation: &Citation| (citation.article.to_string(), self.source.cited(citation));
        RequirementView {
            situation: wording::situation(&check.situation),
            reason: wording::requirement(row, check),
            class: verdict_class(check.verdict),
            fix: text(&requirement.fix),
            place: text(&requirement.place),
            cite: requirement.cite.iter().map(cite).collect(),
        }
    }
}

/// The citations of the step itself.
fn of_step(cite: &[Citation]) -> Vec<Cited<'_>> {
    cite.iter().map(|citation| (citation, "")).collect()
}

/// A line of Markdown without its code marks, for the browser's tab.
fn plain(text: &str) -> String {
    text.replace('`', "")
}
