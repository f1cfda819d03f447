//! Writes an outline as a guide's file.

use super::{
    super::format::OutcomeKind,
    escaped::{plain, quoted, quoted_list},
    outline::{
        HAND_OVER, Origin, Outline, OutlineAnswer, OutlineKind, OutlineStep, is_yes_no, place,
    },
    scenarios::scenarios,
};
use crate::problem::Problem;

/// A guide's file, and where its lines came from.
#[derive(Debug)]
pub struct GuideFile {
    /// The file.
    pub text: String,
    /// Where each line came from.
    origins: Vec<Origin>,
}

/// Writes an outline.
pub fn write_guide(outline: &Outline) -> GuideFile {
    let mut writer = Writer {
        text: String::new(),
        origins: Vec::new(),
    };
    writer.head(outline);
    for step in &outline.steps {
        writer.step(step);
    }
    for scenario in scenarios(outline) {
        let nowhere = Origin::default();
        writer.line("", nowhere);
        writer.line("[[scenario]]", nowhere);
        let answers: Vec<String> = (scenario.answers.iter())
            .map(|(id, answer)| format!("{id} = {}", quoted(answer)))
            .collect();
        writer.line(&format!("answers = {{ {} }}", answers.join(", ")), nowhere);
        writer.line(&format!("outcome = {}", quoted(&scenario.outcome)), nowhere);
    }
    GuideFile {
        text: writer.text,
        origins: writer.origins,
    }
}

impl GuideFile {
    /// Turns a problem in the file into a problem of the source that the file was made from.
    pub fn in_source(&self, problem: Problem) -> Problem {
        let line = problem.line.checked_sub(1);
        let origin = line.and_then(|line| self.origins.get(line)).copied();
        let origin = origin.filter(|origin| origin.row > 0);
        match origin {
            Some(origin) => Problem {
                message: place(origin, &problem.message),
                line: 0,
                column: 0,
                length: 0,
                excerpt: String::new(),
                ..problem
            },
            None => problem,
        }
    }
}

struct Writer {
    text: String,
    origins: Vec<Origin>,
}

impl Writer {
    fn line(&mut self, line: &str, origin: Origin) {
        self.text.push_str(line);
        self.text.push('\n');
        self.origins.push(origin);
    }

    fn head(&mut self, outline: &Outline) {
        let nowhere = Origin::default();
        self.line(&format!("id = {}", quoted(&outline.id)), nowhere);
        self.line(&format!("title = {}", quoted(&outline.title)), nowhere);
        self.line("revision = 1", nowhere);
        for (name, texts) in [
            ("products", &outline.products),
            ("symptoms", &outline.symptoms),
        ] {
            if !texts.is_empty() {
                let texts = quoted_list(texts.iter().map(String::as_str));
                self.line(&format!("{name} = {texts}"), nowhere);
            }
        }
        let start = outline.steps.first().map_or("", |step| &step.id);
        self.line(&format!("start = {}", quoted(start)), nowhere);
        for event in &outline.events {
            self.line("", nowhere);
            self.line("[[events]]", nowhere);
            self.line(&format!("source = {}", quoted(&event.source)), nowhere);
            self.line(&format!("id = {}", event.id), nowhere);
            if let Some(after) = &event.after {
                self.line(&format!("after = {}", quoted(after)), nowhere);
            }
        }
    }

    fn step(&mut self, step: &OutlineStep) {
        let nowhere = Origin::default();
        let at = |column: &'static str| Origin {
            column: if step.origin.column.is_empty() {
                ""
            } else {
                column
            },
            ..step.origin
        };
        self.line("", nowhere);
        let heading = match &step.kind {
            OutlineKind::Question { .. } => "[[question]]",
            OutlineKind::Action { .. } => "[[action]]",
            OutlineKind::Outcome { .. } => "[[outcome]]",
        };
        self.line(heading, at("step"));
        self.line(&format!("id = {}", quoted(&step.id)), at("step"));
        match &step.kind {
            OutlineKind::Question { ask, answers } => {
                self.question(step, ask, answers);
            }
            OutlineKind::Action {
                title,
                steps,
                ask,
                yes,
                no,
            } => {
                self.line(&format!("title = {}", plain(title)), at("fix"));
                self.steps(steps, at("fix"));
                if !ask.is_empty() {
                    self.line(&format!("ask = {}", plain(ask)), at("question"));
                }
                self.line(&format!("yes = {}", quoted(yes)), at("fix"));
                self.line(&format!("no = {}", quoted(no)), at("go"));
            }
            OutlineKind::Outcome { kind, title, steps } => {
                self.line(&format!("kind = {}", quoted(kind.word())), at("fix"));
                self.line(&format!("title = {}", plain(title)), at("fix"));
                self.steps(steps, at("fix"));
                let (verify, otherwise) = match kind {
                    OutcomeKind::Fix => (
                        "Try what failed again.",
                        "Escalate the ticket with the note below.",
                    ),
                    OutcomeKind::NothingWrong => ("Try what failed again.", "Start over."),
                    OutcomeKind::Refer | OutcomeKind::Escalate => {
                        ("Someone has taken the ticket.", "Call them.")
                    }
                };
                self.line(&format!("verify = {}", quoted(verify)), nowhere);
                self.line(&format!("otherwise = {}", quoted(otherwise)), nowhere);
            }
        }
        if !step.cite.is_empty() {
            self.line("cite = [", nowhere);
            for (citation, origin) in &step.cite {
                self.line(&format!("  {},", quoted(citation)), *origin);
            }
            self.line("]", nowhere);
        }
    }

    fn steps(&mut self, steps: &[String], origin: Origin) {
        if !steps.is_empty() {
            self.line("steps = [", origin);
            for step in steps {
                self.line(&format!("  {},", plain(step)), origin);
            }
            self.line("]", origin);
        }
    }

    fn question(&mut self, step: &OutlineStep, ask: &str, answers: &[OutlineAnswer]) {
        let nowhere = Origin::default();
        let at = |column: &'static str| Origin {
            column: if step.origin.column.is_empty() {
                ""
            } else {
                column
            },
            ..step.origin
        };
        let known: Vec<&OutlineAnswer> = answers.iter().filter(|it| !it.is_unknown()).collect();
        let is_yes_no = is_yes_no(answers);
        let kind = if is_yes_no { "yes-no" } else { "choice" };
        self.line(&format!("kind = {}", quoted(kind)), at("question"));
        self.line(&format!("ask = {}", plain(ask)), at("question"));
        let find = "Ask the person who called, or someone who knows. If nobody does, choose \"I don't know\".";
        self.line(&format!("find = {}", quoted(find)), at("question"));
        if !is_yes_no {
            self.line("options = [", at("answer"));
            for answer in &known {
                self.line(&format!("  {},", quoted(&answer.label)), answer.origin);
            }
            self.line("]", nowhere);
        }
        self.line("next = [", at("go"));
        for answer in answers {
            let go = Origin {
                column: if answer.origin.column.is_empty() {
                    ""
                } else {
                    "go"
                },
                ..answer.origin
            };
            let value = quoted(&answer.value(is_yes_no));
            let rule = format!(
                "  {{ when = {{ {} = {value} }}, go = {} }},",
                step.id,
                quoted(&answer.go)
            );
            self.line(&rule, go);
        }
        if !answers.iter().any(OutlineAnswer::is_unknown) {
            let rule = format!(
                "  {{ when = {{ {} = \"unknown\" }}, go = {} }},",
                step.id,
                quoted(HAND_OVER)
            );
            self.line(&rule, nowhere);
        }
        self.line("]", nowhere);
    }
}
