//! `GET /api/v1/guides` and `GET /api/v1/guides/{guide}`: the guides, and the state of a walk.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::operation::{Method, Operation, OperationResponse, fields_of, one_of};
use crate::{
    evidence::ArticleId,
    guide::{
        self, Citation, Field, Node, Now, OutcomeKind, QuestionKind, RequirementCheck, Row, Step,
        Verdict, Walk, fill, walk,
    },
    lookup::{Knowledge, walk_articles},
    problem::{Problem, Severity},
    snapshot::Snapshot,
    web::{
        error_response::ErrorResponse, limits::SEARCH, pages::guides::shown, portal::Portal,
        turn::Turn,
    },
    wording,
};

/// `GET /api/v1/guides`
pub const GUIDES: Operation = Operation {
    method: Method::Get,
    name: "guides",
    summary: "Lists the guides",
    about: "A guide is a troubleshooter: it asks questions until it can say what to do.",
    path: None,
    query: None,
    body: None,
    responses: &[OperationResponse::json::<GuideList<'static>>("The guides.")],
    example: &[],
};

/// `GET /api/v1/guides/{guide}`
pub const GUIDE: Operation = Operation {
    name: "guide",
    summary: "Returns where a set of answers leads in a guide",
    about: "The answers are the whole state of a walk; the server remembers nothing. Ask without answers to get the first question, \
        then add your answer and ask again to get the next one.",
    path: Some(fields_of::<GuidePath>),
    query: Some(fields_of::<WalkAnswers>),
    responses: &[
        OperationResponse::json::<WalkState<'static>>("Where the walk is."),
        OperationResponse::error(404, "There is no such guide."),
        OperationResponse::error(
            503,
            "The guide has errors and no earlier revision can be served, or the server is busy.",
        ),
    ],
    example: &[("guide", "ccmail-connector"), ("event", "68")],
    ..GUIDES
};

/// The requested guide.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct GuidePath {
    /// The guide's ID.
    guide: String,
}

/// Answers to a guide's questions: the ID of each question with the value of the answer, such as
/// `event=68`. A question that takes several answers appears once for each. `unknown` means “I
/// don't know”. `done=restart.2` says that step 2 of `restart` has been done, `at=version` goes
/// back to the question `version`, and `rev=3` says which revision the answers were given to.
/// `from`, `codes`, `quoted` and `found` say what the walk began with. If the guide has a question
/// with such a name, these names begin with a dot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct WalkAnswers(#[schemars(with = "BTreeMap<String, String>")] Vec<(String, String)>);

/// The guides.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GuideList<'a> {
    /// The guides being served, by ID.
    guides: Vec<Guide<'a>>,
    /// Guides whose newest revision has errors and is not served.
    held_back: Vec<HeldBackGuide<'a>>,
    /// The name of the content being served; it changes whenever the content does.
    generation: &'a str,
}

/// A guide.
#[derive(Debug, Serialize, JsonSchema)]
struct Guide<'a> {
    /// Its ID.
    id: &'a str,
    /// Its title.
    title: &'a str,
    /// The address of its first page on this server.
    url: String,
    /// Its revision, which increases with each change that affects shared links.
    revision: u32,
    /// The products that it is for.
    products: &'a [String],
    /// What people see or say when they need it.
    symptoms: &'a [String],
    /// The events that it covers.
    events: Vec<EventName<'a>>,
}

/// An event by its source and ID.
#[derive(Debug, Serialize, JsonSchema)]
struct EventName<'a> {
    /// The program or service that logs it.
    source: &'a str,
    /// The event ID.
    id: u32,
}

/// A guide whose newest revision has errors and is not served.
#[derive(Debug, Serialize, JsonSchema)]
struct HeldBackGuide<'a> {
    /// Its ID; empty if the file doesn't even say that.
    id: &'a str,
    /// What is wrong with it.
    problems: Vec<GuideProblem<'a>>,
    /// The revision that is served instead; `null` if none is.
    served_revision: Option<u32>,
}

/// Something wrong in a guide's file.
#[derive(Debug, Serialize, JsonSchema)]
struct GuideProblem<'a> {
    /// How bad it is.
    severity: Severity,
    /// The file's name, without its folder.
    file: &'a str,
    /// The line, from 1; 0 for the whole file.
    line: usize,
    /// The column, in characters from 1; 0 for the whole line.
    column: usize,
    /// What is wrong.
    message: &'a str,
    /// What to do about it; empty if the message says so.
    suggestion: &'a str,
}

/// Where a walk through a guide is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WalkState<'a> {
    /// The guide.
    guide: Guide<'a>,
    /// The address of this walk's page on this server.
    url: String,
    /// The answers that apply, or may apply later, in the guide's order.
    answers: Vec<WalkAnswer<'a>>,
    /// The event that the walk started from; `null` if it didn't start from one.
    event: Option<EventName<'a>>,
    /// The steps answered so far, in order.
    trail: Vec<AnsweredStep<'a>>,
    /// Answers that could not be used.
    dropped: Vec<DroppedAnswer<'a>>,
    /// The revision that the answers were given to; `null` if it is the one being served.
    other_revision: Option<&'a str>,
    /// The questions and outcomes that may still come.
    ahead: StillAhead<'a>,
    /// The current step.
    now: WalkStep<'a>,
    /// What is wrong with the guide's newest revision; empty if that is the one being served.
    problems: Vec<GuideProblem<'a>>,
}

/// An answer to a question.
#[derive(Debug, Serialize, JsonSchema)]
struct WalkAnswer<'a> {
    /// The question's ID.
    id: &'a str,
    /// The value of the answer.
    answer: &'a str,
}

/// A step that has been answered.
#[derive(Debug, Serialize, JsonSchema)]
struct AnsweredStep<'a> {
    /// Its ID; `at` with this value goes back to it.
    id: &'a str,
    /// What was asked.
    ask: &'a str,
    /// What was answered, as a person reads it; for a sheet, each fact.
    answers: Vec<&'a str>,
    /// What the answer also says about earlier questions; empty if nothing.
    found: String,
    /// Whether the answer was taken from an event log.
    from_log: bool,
}

/// An answer that could not be used.
#[derive(Debug, Serialize, JsonSchema)]
struct DroppedAnswer<'a> {
    /// The question, or the name that was given for it.
    question: &'a str,
    /// The answer.
    answer: &'a str,
    /// Why it could not be used, in words that follow the answer.
    reason: &'static str,
}

/// The questions and outcomes that may still come in a walk.
#[derive(Debug, Serialize, JsonSchema)]
struct StillAhead<'a> {
    /// How many more questions there are at most, including the present one.
    questions: usize,
    /// The outcomes that are still possible.
    outcomes: Vec<PossibleOutcome<'a>>,
}

/// An outcome that is still possible.
#[derive(Debug, Serialize, JsonSchema)]
struct PossibleOutcome<'a> {
    /// Its ID.
    id: &'a str,
    /// Its title.
    title: &'a str,
}

/// The current step of a walk. Texts are in Markdown, with the answers given so far filled in.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum WalkStep<'a> {
    /// A question to answer.
    Question {
        /// The question.
        questions: [Question<'a>; 1],
        /// Its sources: sections of articles, such as `Q168465#resolution`.
        cite: Vec<String>,
    },
    /// A sheet of several questions, each of which may be left unanswered.
    Sheet {
        /// Its ID.
        id: &'a str,
        /// Its heading.
        ask: String,
        /// Its sources.
        cite: Vec<String>,
        /// The questions.
        questions: Vec<Question<'a>>,
    },
    /// Something to try. Its ID takes `yes`, `no` or `not_done` as its answer.
    Action {
        /// Its ID.
        id: &'a str,
        /// What to try.
        title: String,
        /// What to know.
        text: String,
        /// What to do, in order.
        steps: Vec<InstructionStep>,
        /// The question to answer afterwards.
        ask: String,
        /// Its sources.
        cite: Vec<String>,
    },
    /// The walk has reached its end.
    Outcome {
        /// Its ID.
        id: &'a str,
        /// What kind of outcome it is.
        outcome: OutcomeKind,
        /// What was found.
        title: String,
        /// What to know.
        text: String,
        /// What to do, in order.
        steps: Vec<InstructionStep>,
        /// How to check that it worked.
        verify: String,
        /// What to do if it still fails.
        otherwise: String,
        /// The address of the guide that continues from here; `null` if there is none.
        go_on: Option<String>,
        /// Its sources.
        cite: Vec<String>,
        /// The facts that were checked.
        facts: Vec<CheckedFact<'a>>,
        /// The articles that fit the answers so far, best match first.
        articles: Vec<KnownArticle>,
    },
    /// The guide leads nowhere from here, which `fixpath check` reports as an error.
    Stuck {
        /// Why.
        why: String,
    },
}

/// An article that fits the answers so far.
#[derive(Debug, Serialize, JsonSchema)]
struct KnownArticle {
    /// Its ID.
    id: ArticleId,
    /// Its title.
    title: String,
    /// The address of its page on this server.
    url: String,
    /// Whether it quotes the message that the walk began with.
    quotes_message: bool,
    /// Why it fits.
    why: Vec<String>,
    /// Why it no longer applies: already tried without success, or ruled out by the answers; empty
    /// if it still applies.
    done: &'static str,
}

/// An instruction, to be ticked off.
#[derive(Debug, Serialize, JsonSchema)]
struct InstructionStep {
    /// What to do.
    text: String,
    /// Whether it has been ticked off.
    done: bool,
}

/// A question of a guide.
#[derive(Debug, Serialize, JsonSchema)]
struct Question<'a> {
    /// Its ID.
    id: &'a str,
    /// What an answer looks like.
    #[schemars(schema_with = "question_kinds")]
    kind: &'static str,
    /// The question.
    ask: String,
    /// Why it is asked; may be empty.
    why: String,
    /// How to find the answer; may be empty.
    find: String,
    /// The answers to choose from; empty if the answer is typed.
    options: Vec<AnswerOption<'a>>,
    /// What a number counts, such as `MB`; may be empty.
    unit: &'a str,
    /// Whether `unknown` is an answer.
    may_be_unknown: bool,
    /// What has been answered so far; `null` if nothing.
    given: Option<&'a str>,
    /// Why that can't be used; empty if it can.
    problem: String,
}

/// An answer to choose.
#[derive(Debug, Serialize, JsonSchema)]
struct AnswerOption<'a> {
    /// The value to answer with.
    value: &'a str,
    /// What a person reads.
    label: &'a str,
    /// Whether it is the answer given so far.
    chosen: bool,
}

/// A fact that was checked.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedFact<'a> {
    /// The ID of its question.
    id: &'a str,
    /// What it is called.
    name: &'a str,
    /// The answer, as a person reads it.
    answer: &'a str,
    /// Whether all requirements are met.
    verdict: Verdict,
    /// The requirements that apply, or may apply.
    requirements: Vec<CheckedRequirement<'a>>,
}

/// A requirement for a fact.
#[derive(Debug, Serialize, JsonSchema)]
struct CheckedRequirement<'a> {
    /// When it applies, such as `Database format is DB6`; empty if it does apply.
    situation: String,
    /// What is required.
    need: String,
    /// Whether it is met.
    verdict: Verdict,
    /// The verdict in words.
    reason: String,
    /// What to do if it is not met.
    fix: &'a str,
    /// Where to do it; may be empty.
    #[serde(rename = "where")]
    place: &'a str,
    /// Its sources.
    cite: Vec<String>,
}

fn question_kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(QuestionKind::ALL.map(QuestionKind::word))
}

/// `GET /api/v1/guides`
pub async fn list(turn: Turn) -> Result<Response, ErrorResponse> {
    turn.stop_if_client_has_page()?;
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guides = snapshot.guides.iter();
    let held_back = snapshot.held_back.iter().map(|held| HeldBackGuide {
        id: &held.id,
        problems: problems(&held.problems),
        served_revision: held.instead.as_ref().map(|instead| instead.0),
    });
    let list = GuideList {
        guides: guides.map(|guide| Guide::new(portal, guide)).collect(),
        held_back: held_back.collect(),
        generation: &snapshot.generation,
    };
    Ok(Json(list).into_response())
}

/// `GET /api/v1/guides/{guide}?{question}={answer}…`
pub async fn show(
    turn: Turn,
    Path(GuidePath { guide: id }): Path<GuidePath>,
    Query(WalkAnswers(answers)): Query<WalkAnswers>,
) -> Result<Response, ErrorResponse> {
    let (portal, snapshot) = (&*turn.portal, &*turn.snapshot);
    let guide = shown(portal, snapshot, &id)?;
    turn.stop_if_client_has_page()?;
    let held = snapshot.held_back(&id);
    let problems = problems(held.map_or(&[], |held| &held.problems));
    let walk = walk(guide, &answers);
    Ok(Json(WalkState::new(portal, guide, &walk, snapshot, problems)).into_response())
}

/// What is wrong with a guide's newest revision.
fn problems(problems: &[Problem]) -> Vec<GuideProblem<'_>> {
    let problems = problems.iter().map(|problem| GuideProblem {
        severity: problem.severity,
        file: problem.file_name(),
        line: problem.line,
        column: problem.column,
        message: &problem.message,
        suggestion: &problem.suggestion,
    });
    problems.collect()
}

impl<'a> Guide<'a> {
    fn new(portal: &Portal, guide: &'a guide::Guide) -> Self {
        let events = guide.events.iter().map(|event| EventName {
            source: &event.source,
            id: event.id,
        });
        Self {
            id: &guide.id,
            title: &guide.title,
            url: portal.paths.guide(&guide.id),
            revision: guide.revision,
            products: &guide.products,
            symptoms: &guide.symptoms,
            events: events.collect(),
        }
    }
}

impl<'a> WalkState<'a> {
    fn new(
        portal: &'a Portal,
        guide: &'a guide::Guide,
        walk: &'a Walk<'a>,
        snapshot: &'a Snapshot,
        problems: Vec<GuideProblem<'a>>,
    ) -> Self {
        let writer = StateWriter {
            portal,
            snapshot,
            guide,
            walk,
        };
        let answers = walk.answers.iter();
        let dropped = walk.dropped.iter().map(|one| DroppedAnswer {
            question: &one.ask,
            answer: &one.answer,
            reason: one.reason.words(),
        });
        let outcomes = walk.ahead.outcomes.iter().map(|outcome| PossibleOutcome {
            id: &outcome.id,
            title: &outcome.title,
        });
        Self {
            guide: Guide::new(portal, guide),
            url: portal.paths.walk(&guide.id, &walk.address()),
            answers: answers
                .map(|(id, answer)| WalkAnswer { id, answer })
                .collect(),
            event: (walk.origin.event.as_ref()).map(|(source, id)| EventName { source, id: *id }),
            trail: walk.trail.iter().map(AnsweredStep::new).collect(),
            dropped: dropped.collect(),
            other_revision: walk.other_revision.as_deref(),
            ahead: StillAhead {
                questions: walk.ahead.questions,
                outcomes: outcomes.collect(),
            },
            now: writer.now(),
            problems,
        }
    }
}

impl<'a> AnsweredStep<'a> {
    fn new(step: &'a Step<'a>) -> Self {
        let answers = step.answers.iter();
        Self {
            id: step.id,
            ask: step.ask,
            answers: answers.map(|given| given.answer.as_str()).collect(),
            found: wording::found(step),
            from_log: step.answers.iter().any(|given| given.from_log),
        }
    }
}

/// Writes the current step, with the answers that its texts mention.
struct StateWriter<'a> {
    portal: &'a Portal,
    snapshot: &'a Snapshot,
    guide: &'a guide::Guide,
    walk: &'a Walk<'a>,
}

impl<'a> StateWriter<'a> {
    fn fill(&self, text: &str) -> String {
        fill(text, &|id| self.walk.answer_text(id))
    }

    fn now(&self) -> WalkStep<'a> {
        match &self.walk.now {
            Now::Question(field) => WalkStep::Question {
                questions: [self.question(field)],
                cite: cite(&field.question.cite),
            },
            Now::Sheet(sheet, fields) => WalkStep::Sheet {
                id: &sheet.id,
                ask: self.fill(&sheet.ask),
                cite: cite(&sheet.cite),
                questions: fields.iter().map(|field| self.question(field)).collect(),
            },
            Now::Action(action, _) => WalkStep::Action {
                id: &action.id,
                title: self.fill(&action.title),
                text: self.fill(&action.text),
                steps: self.steps(Node::Action(action)),
                ask: self.fill(&action.ask),
                cite: cite(&action.cite),
            },
            Now::Outcome { outcome, rows } => WalkStep::Outcome {
                id: &outcome.id,
                outcome: outcome.kind,
                title: self.fill(&outcome.title),
                text: self.fill(&outcome.text),
                steps: self.steps(Node::Outcome(outcome)),
                verify: self.fill(&outcome.verify),
                otherwise: self.fill(&outcome.otherwise),
                go_on: (outcome.go_on.as_ref()).map(|go_on| self.portal.paths.guide(&go_on.guide)),
                cite: cite(&outcome.cite),
                facts: rows.iter().map(CheckedFact::new).collect(),
                articles: self.articles(),
            },
            Now::Stuck(why) => WalkStep::Stuck {
                why: why.to_string(),
            },
        }
    }

    fn articles(&self) -> Vec<KnownArticle> {
        let known = Knowledge::of(self.snapshot, SEARCH);
        let articles = walk_articles(&known, self.guide, self.walk).into_iter();
        let articles = articles.map(|found| KnownArticle {
            title: (self.snapshot.library.get(&found.id))
                .map(|entry| entry.title.clone())
                .unwrap_or_default(),
            url: self.portal.paths.article(&found.id),
            quotes_message: found.is_quoting,
            why: wording::walk_article(&found),
            done: wording::done_with(found.done),
            id: found.id,
        });
        articles.collect()
    }

    fn steps(&self, node: Node<'_>) -> Vec<InstructionStep> {
        let steps = node.steps().iter().zip(1..);
        let step = |(text, number): (&String, usize)| InstructionStep {
            text: self.fill(text),
            done: self.walk.done.contains(&(node.id(), number)),
        };
        steps.map(step).collect()
    }

    fn question(&self, field: &'a Field<'a>) -> Question<'a> {
        let question = field.question;
        let option = |(value, label)| AnswerOption {
            value,
            label,
            chosen: field.given.iter().any(|given| given == value),
        };
        Question {
            id: &question.id,
            kind: question.kind.word(),
            ask: self.fill(&question.ask),
            why: self.fill(&question.why),
            find: self.fill(&question.find),
            options: question.choices().into_iter().map(option).collect(),
            unit: &question.unit,
            may_be_unknown: question.may_be_unknown(),
            given: field.given.first().map(String::as_str),
            problem: wording::field_error(field),
        }
    }
}

impl<'a> CheckedFact<'a> {
    fn new(row: &'a Row<'a>) -> Self {
        let checks = row.requirements.iter();
        Self {
            id: &row.fact.id,
            name: row.fact.label(),
            answer: &row.answer,
            verdict: row.verdict,
            requirements: checks
                .map(|check| CheckedRequirement::new(row, check))
                .collect(),
        }
    }
}

impl<'a> CheckedRequirement<'a> {
    fn new(row: &'a Row<'a>, check: &'a RequirementCheck<'a>) -> Self {
        Self {
            situation: wording::situation(&check.situation),
            need: wording::need(&check.need),
            verdict: check.verdict,
            reason: wording::requirement(row, check),
            fix: &check.requirement.fix,
            place: &check.requirement.place,
            cite: cite(&check.requirement.cite),
        }
    }
}

fn cite(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}
