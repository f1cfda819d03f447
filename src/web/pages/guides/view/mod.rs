//! A step of a walk as its page shows it: texts written as HTML, links spelled out, passages looked up.

mod write;

use std::collections::BTreeSet;

use askama::Template;

use crate::{
    evidence::Family,
    guide::{Citation, Guide, Kind, Now, Pairs, Question, Walk},
    markup::html,
    snapshot::HeldBack,
    web::page::Layout,
};
use write::Writer;

/// So many bytes of passages are enough on a page: those behind are left out.
const MOST_CITED: usize = 2 << 20;

/// The page of a step.
#[derive(Template)]
#[template(path = "guide.html")]
pub(super) struct GuidePage<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) guide: &'a Guide,
    /// What is known of its newest revision, where that is not served.
    pub(super) held: Option<&'a HeldBack>,
    /// Whether this is that newest revision.
    pub(super) is_newest: bool,
    pub(super) is_preview: bool,
    pub(super) step: StepView,
}

/// Where a page gets its links and passages from.
pub(super) trait Source {
    /// The links in a guide's own texts.
    fn links(&self) -> impl html::Links;
    /// The address of a cited section.
    fn cited(&self, citation: &Citation) -> String;
    /// A cited section.
    fn passage(&self, citation: &Citation) -> Passage;
    /// The address of a walk.
    fn walk(&self, guide: &Guide, answers: &[(String, String)]) -> String;
    /// The address of a part of a walk: `map`, `all`, `note.txt`, `note.md`, `note.json`.
    fn part(&self, guide: &Guide, part: &str, answers: &[(String, String)]) -> String;
    /// The title of another guide, and the address of a walk in it; `None` where there is no such guide.
    fn other(&self, guide: &str, answers: &[(String, String)]) -> Option<(String, String)>;
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
    /// The revision that the link was made for, where it is another one; otherwise empty.
    pub(super) other_revision: String,
    /// The answers still to be given at most, and the ends still possible.
    pub(super) questions: usize,
    pub(super) outcomes: Vec<String>,
    pub(super) now: NowView,
    pub(super) passages: Vec<Passage>,
    /// The form's target, and the beginning of the guide.
    pub(super) start: String,
    /// The address of this walk, without what could not be used.
    pub(super) here: String,
    /// The map with this walk on it, and the whole guide on one page.
    pub(super) map: String,
    pub(super) whole: String,
    /// Whether the walk has ended.
    pub(super) is_end: bool,
    /// The walk's note: what its forms are called, and their addresses.
    pub(super) notes: [(&'static str, String); 3],
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
    pub(super) answers: Vec<AnswerView>,
    pub(super) found: String,
    pub(super) change: String,
}

/// An answer given.
pub(super) struct AnswerView {
    /// What it answers; shown where the step has several answers.
    pub(super) name: String,
    pub(super) answer: String,
    pub(super) from_log: bool,
}

/// Steps to tick off: each with its text as HTML.
#[derive(Default)]
pub(super) struct StepsView(pub(super) Vec<OptionView>);

/// A question, a sheet or an action.
pub(super) struct FormView {
    /// The heading as HTML.
    pub(super) heading: String,
    /// Why it is asked, or what to do, as HTML.
    pub(super) text: String,
    pub(super) steps: StepsView,
    pub(super) fields: Vec<FieldView>,
    /// The other answers and marks, carried along before the fields and behind them.
    pub(super) carried: [Pairs; 2],
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
    /// What is wrong with what was given; empty where nothing is.
    pub(super) problem: String,
    /// The box to type in; `None` where there are options instead.
    pub(super) typed: Option<TypedView>,
    /// Whether several options may be chosen.
    pub(super) is_several: bool,
    pub(super) options: Vec<OptionView>,
    /// Whether the page offers "I don't know" beside a box to type in.
    pub(super) offers_unknown: bool,
}

/// A box to type in.
pub(super) struct TypedView {
    pub(super) value: String,
    /// What is typed, in a word or two.
    pub(super) label: &'static str,
    pub(super) example: &'static str,
    pub(super) inputmode: &'static str,
    pub(super) unit: String,
}

impl TypedView {
    fn new(question: &Question, value: String) -> Self {
        let (label, example, inputmode) = match question.kind {
            Kind::Number => ("Number", "as in 12", "decimal"),
            Kind::Version => ("Version", "as in 1.23", "decimal"),
            Kind::Code => {
                let example = match question.family {
                    Some(Family::Stop) => "as in 0x0000001E",
                    Some(Family::Jet) => "as in -1018",
                    Some(Family::Status) => "as in 0x80004005",
                    _ => "as in 1069 or 0x80004005",
                };
                ("Error code", example, "text")
            }
            Kind::Text | Kind::Choice | Kind::Several | Kind::YesNo => {
                ("In a few words", "", "text")
            }
        };
        Self {
            value,
            label,
            example,
            inputmode,
            unit: question.unit.clone(),
        }
    }
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
    pub(super) steps: StepsView,
    /// The answers and marks, carried along before the steps ticked off and behind them.
    pub(super) carried: [Pairs; 2],
    /// The title of the guide in which the case goes on, and the link there.
    pub(super) go_on: Option<(String, String)>,
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
        // A guide may cite more than a page can hold.
        let mut room = MOST_CITED;
        let passages = cited.map_while(|citation| {
            let passage = (room > 0).then(|| source.passage(citation))?;
            room = room.saturating_sub(passage.html.len());
            Some(passage)
        });
        Self {
            title,
            about: if walk.trail.is_empty() {
                writer.html(&guide.about)
            } else {
                String::new()
            },
            trail: walk.trail.iter().map(|step| writer.step(step)).collect(),
            dropped: walk.dropped.iter().map(sentence).collect(),
            other_revision: walk.other_revision.clone().unwrap_or_default(),
            questions: walk.ahead.questions,
            outcomes: walk
                .ahead
                .outcomes
                .iter()
                .map(|outcome| outcome.title.replace('`', ""))
                .collect(),
            now,
            passages: passages.collect(),
            start: source.walk(guide, &[]),
            here: source.walk(guide, &walk.address()),
            map: source.part(guide, "map", &walk.address()),
            whole: source.part(guide, "all", &[]),
            is_end: matches!(walk.now, Now::Outcome { .. }),
            notes: [
                ("text", "note.txt"),
                ("Markdown", "note.md"),
                ("JSON", "note.json"),
            ]
            .map(|(name, form)| (name, source.part(guide, form, &walk.address()))),
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

#[cfg(test)]
mod tests;
