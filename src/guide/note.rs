//! A walk as a note for a ticket: the verdict first, short enough for any field.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    format::{Citation, Guide, Node, OutcomeKind},
    kind::Need,
    placeholder::fill_blocks,
    requirement::Row,
    verdict::Verdict,
    walk::{Now, Walk},
};
use crate::{
    evidence::ArticleId,
    markup::{markdown, text},
};

/// The most articles that are named.
const MAX_ARTICLES: usize = 8;
/// The most steps of a fix that are named.
const MAX_FIXES: usize = 3;
/// The most characters of a name or an answer; longer ones are cut.
const LONGEST: usize = 100;

/// A note about a walk. All texts are plain, each on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The kind of outcome; none if the walk is not finished.
    pub outcome: Option<OutcomeKind>,
    /// The outcome, or the node where the walk is.
    pub here: String,
    /// The event that it began with: source and ID.
    pub event: Option<(String, u32)>,
    /// The facts that are not as required.
    pub not_met: Vec<NoteFact>,
    /// The facts on a sheet that are unknown, and so not checked.
    pub not_checked: Vec<String>,
    /// The other questions that nobody could answer.
    pub not_known: Vec<String>,
    /// What to do if it is a fix, one sentence per step.
    pub fix: Vec<String>,
    /// The answers in the order of the walk.
    pub answers: Vec<NoteAnswer>,
    /// The steps that were ticked off, node by node.
    pub done: Vec<NoteDone>,
    /// The IDs of the articles that the last step cites, and of those that quote the message that
    /// the walk began with.
    pub articles: Vec<String>,
    /// The guide's id.
    pub guide: String,
    /// The guide's title.
    pub title: String,
    /// The guide's revision.
    pub revision: u32,
    /// When the note was made, as a person reads it.
    pub time: String,
    /// The link back to the walk.
    pub link: String,
}

/// A fact that is not as required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteFact {
    /// The name of the fact.
    pub name: String,
    /// Its actual value.
    pub answer: String,
    /// What is required, for each requirement that applies.
    pub needs: Vec<Need>,
}

/// A question and its answer in a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteAnswer {
    /// What was asked, in a few words.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Whether the answer was taken from an event log.
    pub from_log: bool,
}

/// How many steps of a list have been done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteDone {
    /// What the steps are for.
    pub what: String,
    /// The numbers of the steps ticked off.
    pub ticked: Vec<usize>,
    /// How many steps there are.
    pub of: usize,
}

impl Note {
    /// The note of a walk. `link` leads back to it from anywhere.
    pub fn new(guide: &Guide, walk: &Walk<'_>, time: String, link: String) -> Self {
        let plain = |text: &str| plain(text, walk);
        let node = guide.node(walk.here());
        let (outcome, here, rows) = match &walk.now {
            Now::Outcome { outcome, rows } => {
                (Some(outcome.kind), plain(&outcome.title), rows.as_slice())
            }
            _ => {
                let here = node.map(|node| plain(node.label()));
                (None, here.unwrap_or_default(), &[][..])
            }
        };
        let not_checked = rows.iter().filter(|row| row.verdict == Verdict::Unknown);
        let not_checked: Vec<String> = not_checked.map(|row| plain(row.fact.label())).collect();
        let (mut answers, mut not_known) = (Vec::new(), Vec::new());
        for step in &walk.trail {
            let action = match guide.node(step.id) {
                Some(Node::Action(action)) => Some(action),
                _ => None,
            };
            let is_sheet = guide.sheet(step.id).is_some();
            for given in &step.answers {
                let question = plain(if is_sheet { given.name } else { step.ask });
                if given.is_unknown {
                    not_known.push(question);
                    continue;
                }
                answers.push(NoteAnswer {
                    question: match action {
                        Some(action) => cut(&format!("{question}: {}", plain(&action.ask))),
                        None => question,
                    },
                    answer: cut(&given.answer),
                    from_log: given.from_log,
                });
            }
        }
        not_known.retain(|name| !not_checked.contains(name));
        let mut done: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (id, number) in &walk.done {
            done.entry(id).or_default().push(*number);
        }
        let done = done.into_iter().filter_map(|(id, ticked)| {
            let node = guide.node(id)?;
            Some(NoteDone {
                what: plain(node.label()),
                ticked,
                of: node.steps().len(),
            })
        });
        let of_rows = rows
            .iter()
            .filter(|row| row.verdict != Verdict::Met)
            .flat_map(|row| &row.requirements)
            .flat_map(|check| &check.requirement.cite);
        let cited = node.map(|node| node.cite()).unwrap_or_default();
        Self {
            outcome,
            here,
            event: walk.origin.event.clone(),
            not_met: not_met(walk, rows),
            not_checked,
            not_known,
            fix: fix(walk, rows),
            answers,
            done: done.collect(),
            articles: articles(cited.iter().chain(of_rows), &walk.origin.quoted),
            guide: guide.id.clone(),
            title: plain(&guide.title),
            revision: guide.revision,
            time,
            link,
        }
    }

    /// A text cut to the length that texts in a note may have.
    pub fn cut(text: &str) -> String {
        cut(text)
    }
}

fn not_met(walk: &Walk<'_>, rows: &[Row<'_>]) -> Vec<NoteFact> {
    let rows = rows.iter().filter(|row| row.verdict == Verdict::NotMet);
    rows.map(|row| {
        let checks = row.requirements.iter();
        let applying = checks.filter(|check| check.situation.is_empty());
        NoteFact {
            name: plain(row.fact.label(), walk),
            answer: row.answer.clone(),
            needs: applying.map(|check| check.need.clone()).collect(),
        }
    })
    .collect()
}

/// What to do: fix the facts that are not as required, or else follow the outcome's own steps.
fn fix(walk: &Walk<'_>, rows: &[Row<'_>]) -> Vec<String> {
    let Now::Outcome { outcome, .. } = &walk.now else {
        return Vec::new();
    };
    if outcome.kind != OutcomeKind::Fix {
        return Vec::new();
    }
    let checks = (rows.iter())
        .filter(|row| row.verdict == Verdict::NotMet)
        .flat_map(|row| &row.requirements)
        .filter(|check| check.verdict == Verdict::NotMet && check.situation.is_empty());
    let of_rows: Vec<&str> = checks.map(|check| &*check.requirement.fix).collect();
    let steps = match of_rows.is_empty() {
        true => outcome.steps.iter().map(String::as_str).collect(),
        false => of_rows,
    };
    let steps = steps.into_iter().take(MAX_FIXES);
    steps.map(|step| plain(step, walk)).collect()
}

fn articles<'a>(cited: impl Iterator<Item = &'a Citation>, quoted: &'a [ArticleId]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in cited.map(|citation| &citation.article).chain(quoted) {
        let id = id.to_string();
        if !ids.contains(&id) && ids.len() < MAX_ARTICLES {
            ids.push(id);
        }
    }
    ids
}

/// A text of the guide on one line, without markup, with its answers filled in.
fn plain(markdown: &str, walk: &Walk<'_>) -> String {
    let mut blocks = markdown::read(markdown).0;
    fill_blocks(&mut blocks, &|id| walk.answer_text(id));
    let plain = text::write(&blocks);
    cut(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}
