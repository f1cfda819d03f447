//! Reads a guide from a flowchart in Mermaid's notation, which many wikis and drawing programs
//! write.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::format::OutcomeKind,
    outline::{Ids, Origin, Outline, OutlineAnswer, OutlineKind, OutlineStep, problem_at},
};
use crate::{
    evidence::{article_ids, own_ids},
    problem::Problem,
};

/// The longest line, in bytes.
const LONGEST_LINE: usize = 2000;

/// The largest chart.
const MAX_BOXES: usize = 500;

/// Words at the beginning of lines that only affect the drawing.
const DRAWING: [&str; 9] = [
    "subgraph",
    "end",
    "style",
    "classdef",
    "class",
    "click",
    "linkstyle",
    "direction",
    "---",
];

/// The characters around the text of a box, by its shape; longer ones come first.
const SHAPES: [(&str, &str); 13] = [
    ("((", "))"),
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("{{", "}}"),
    ("[/", "/]"),
    ("[\\", "\\]"),
    ("[/", "\\]"),
    ("[\\", "/]"),
    (">", "]"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
];

/// A box of the chart.
#[derive(Debug, Clone, Default)]
struct ChartBox {
    text: String,
    line: usize,
    out: Vec<Arrow>,
    /// How many arrows lead here.
    into: usize,
}

/// An arrow to another box.
#[derive(Debug, Clone)]
struct Arrow {
    label: String,
    to: String,
    line: usize,
}

/// Reads a flowchart into an outline without ID and title. `file` is its name as the person knows
/// it.
pub fn read_chart(text: &str, file: &str) -> (Outline, Vec<Problem>) {
    let mut chart = Chart {
        file,
        boxes: BTreeMap::new(),
        order: Vec::new(),
        problems: Vec::new(),
    };
    chart.read(text);
    if !chart.problems.is_empty() {
        return (Outline::default(), chart.problems);
    }
    let outline = chart.outline();
    (outline, chart.problems)
}

struct Chart<'t> {
    file: &'t str,
    boxes: BTreeMap<String, ChartBox>,
    /// The names of the boxes, in the order of the chart.
    order: Vec<String>,
    problems: Vec<Problem>,
}

impl Chart<'_> {
    fn report(&mut self, line: usize, message: &str, suggestion: &str) {
        let origin = Origin {
            row: line,
            column: "",
        };
        self.problems
            .push(problem_at(self.file, origin, message, suggestion));
    }

    fn read(&mut self, text: &str) {
        let mut has_head = false;
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.len() > LONGEST_LINE {
                return self.report(
                    number,
                    "this line is too long",
                    "Write one arrow on each line",
                );
            }
            // A chart in a wiki page is between lines like these.
            if line.is_empty() || line.starts_with("%%") || line.starts_with("```") {
                continue;
            }
            let first = line
                .split([' ', ';'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            if !has_head {
                has_head = matches!(&*first, "flowchart" | "graph");
                if !has_head && first != "---" && !line.contains(':') {
                    self.report(
                        number,
                        "this is not a flowchart",
                        "Begin with `flowchart TD`",
                    );
                    return;
                }
                continue;
            }
            if DRAWING.contains(&&*first) {
                continue;
            }
            for statement in statements(line) {
                self.statement(&statement, number);
            }
        }
        if self.boxes.is_empty() {
            self.report(
                0,
                "the chart has no boxes",
                "Write `flowchart TD` and below it `A{Question?} -->|Yes| B[What to do]`",
            );
        } else if self.boxes.len() > MAX_BOXES {
            self.report(
                0,
                &format!("the chart has more than {MAX_BOXES} boxes"),
                "Split it into several guides",
            );
        }
    }

    /// Boxes with arrows between them.
    fn statement(&mut self, text: &str, line: usize) {
        let mut rest = text.trim();
        let mut from: Vec<String> = Vec::new();
        let mut label: Option<String> = None;
        while !rest.is_empty() {
            let mut here = Vec::new();
            loop {
                let Some((name, after)) = self.chart_box(rest, line) else {
                    let message = format!("\u{201c}{}\u{201d} is not understood", short(rest));
                    return self.report(
                        line,
                        &message,
                        "Write boxes and arrows, as in `A{Question?} -->|Yes| B[What to do]`",
                    );
                };
                here.push(name);
                rest = after.trim_start();
                match rest.strip_prefix('&') {
                    Some(more) => rest = more.trim_start(),
                    None => break,
                }
            }
            for before in &from {
                for to in &here {
                    let arrow = Arrow {
                        label: label.clone().unwrap_or_default(),
                        to: to.clone(),
                        line,
                    };
                    if let Some(chart_box) = self.boxes.get_mut(before) {
                        chart_box.out.push(arrow);
                    }
                    if let Some(chart_box) = self.boxes.get_mut(to) {
                        chart_box.into += 1;
                    }
                }
            }
            if rest.is_empty() {
                return;
            }
            let Some((written, after)) = arrow(rest) else {
                let message = format!("\u{201c}{}\u{201d} is not an arrow", short(rest));
                return self.report(
                    line,
                    &message,
                    "Write `-->`, with the answer in it as in `-->|Yes|`",
                );
            };
            label = Some(written);
            rest = after.trim_start();
            if rest.is_empty() {
                return self.report(
                    line,
                    "this arrow leads nowhere",
                    "Name the box that it leads to",
                );
            }
            from = here;
        }
    }

    /// Reads a box; returns its name and the text after it.
    fn chart_box<'s>(&mut self, text: &'s str, line: usize) -> Option<(String, &'s str)> {
        let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        let mut written = None;
        let shape = SHAPES.iter().find(|(open, close)| {
            rest.starts_with(open)
                && !rest.starts_with(">>")
                && closing(rest, open, close).is_some()
        });
        if let Some((open, close)) = shape {
            let (inner, after) = closing(rest, open, close)?;
            written = Some(plain_text(inner));
            rest = after;
        } else if rest.starts_with(['[', '(', '{']) {
            let message = format!("the box \u{201c}{name}\u{201d} does not end");
            self.report(
                line,
                &message,
                "Close its brackets; put text with brackets in it between quotes",
            );
        }
        // A class that only affects the drawing.
        if let Some(class) = rest.strip_prefix(":::") {
            rest = class.trim_start_matches(is_of_name);
        }
        let is_new = !self.boxes.contains_key(name);
        let chart_box = self
            .boxes
            .entry(name.to_owned())
            .or_insert_with(|| ChartBox {
                text: name.to_owned(),
                line,
                ..ChartBox::default()
            });
        if let Some(text) = written {
            chart_box.text = text;
            chart_box.line = line;
        }
        if is_new {
            self.order.push(name.to_owned());
        }
        Some((name.to_owned(), rest))
    }

    fn outline(&mut self) -> Outline {
        let starts: Vec<&String> = self
            .order
            .iter()
            .filter(|name| self.boxes.get(*name).is_some_and(|one| one.into == 0))
            .collect();
        let start = match starts.as_slice() {
            [only] => (*only).clone(),
            [] => self.order.first().cloned().unwrap_or_default(),
            [first, second, ..] => {
                let (first, second) = ((*first).clone(), (*second).clone());
                let line = self.boxes.get(&second).map_or(0, |one| one.line);
                let message = format!(
                    "the chart begins at \u{201c}{first}\u{201d} and at \u{201c}{second}\u{201d}: no arrow leads to either"
                );
                self.report(line, &message, "Draw an arrow to one of them");
                return Outline::default();
            }
        };
        let mut ids = Ids::default();
        let ids: BTreeMap<String, String> = (self.order.iter())
            .map(|name| {
                let text = self.boxes.get(name).map_or("", |one| &one.text);
                (name.clone(), ids.new_id(text))
            })
            .collect();
        let id = |name: &str| ids.get(name).cloned().unwrap_or_default();
        // A box that only leads to a question is something to try, after which the question is
        // asked.
        let mut joined = BTreeSet::new();
        let mut outline = Outline::default();
        let order: Vec<String> = [start.clone()]
            .into_iter()
            .chain(self.order.iter().filter(|name| **name != start).cloned())
            .collect();
        for name in &order {
            let Some(chart_box) = self.boxes.get(name).cloned() else {
                continue;
            };
            if joined.contains(name) {
                continue;
            }
            let origin = Origin {
                row: chart_box.line,
                column: "",
            };
            let kind = match chart_box.out.as_slice() {
                [] => outcome(&chart_box.text),
                [only] => {
                    let next = self.boxes.get(&only.to).cloned().unwrap_or_default();
                    let after = yes_and_no(&next).filter(|_| next.into == 1);
                    let (ask, yes, no) = match after {
                        Some((yes, no)) => {
                            joined.insert(only.to.clone());
                            (next.text, id(&yes), id(&no))
                        }
                        None => ("Have you done this?".to_owned(), id(&only.to), id(&only.to)),
                    };
                    OutlineKind::Action {
                        title: chart_box.text.clone(),
                        steps: Vec::new(),
                        ask,
                        yes,
                        no,
                    }
                }
                several => {
                    let answers = several.iter().map(|arrow| OutlineAnswer {
                        label: arrow.label.clone(),
                        go: id(&arrow.to),
                        origin: Origin {
                            row: arrow.line,
                            column: "",
                        },
                    });
                    let answers: Vec<OutlineAnswer> = answers.collect();
                    self.answers(&chart_box, &answers);
                    OutlineKind::Question {
                        ask: chart_box.text.clone(),
                        answers,
                    }
                }
            };
            outline.steps.push(OutlineStep {
                id: id(name),
                origin,
                kind,
                cite: cited(&chart_box.text, origin),
            });
        }
        outline.steps.retain(|step| {
            let joined: BTreeSet<String> = joined.iter().map(|name| id(name)).collect();
            !joined.contains(&step.id)
        });
        outline.add_usual_outcomes();
        outline
    }

    /// Each arrow of a question must state its answer.
    fn answers(&mut self, chart_box: &ChartBox, answers: &[OutlineAnswer]) {
        for (at, answer) in answers.iter().enumerate() {
            let line = answer.origin.row;
            if answer.label.is_empty() {
                let message = format!(
                    "an arrow from \u{201c}{}\u{201d} has no answer",
                    short(&chart_box.text)
                );
                self.report(line, &message, "Write it as in `-->|Yes|`");
            } else if answers
                .iter()
                .take(at)
                .any(|other| other.label.eq_ignore_ascii_case(&answer.label))
            {
                let message = format!(
                    "two arrows from \u{201c}{}\u{201d} have the answer \u{201c}{}\u{201d}",
                    short(&chart_box.text),
                    answer.label
                );
                self.report(line, &message, "Give each arrow its own answer");
            }
        }
    }
}

/// The boxes for yes and for no of a question that has exactly these answers.
fn yes_and_no(chart_box: &ChartBox) -> Option<(String, String)> {
    let to = |word: &str| {
        let mut arrows = chart_box.out.iter();
        arrows
            .find(|arrow| arrow.label.trim().eq_ignore_ascii_case(word))
            .map(|arrow| arrow.to.clone())
    };
    (chart_box.out.len() == 2).then(|| Some((to("yes")?, to("no")?)))?
}

/// The outcome in a box that nothing follows.
fn outcome(text: &str) -> OutlineKind {
    let small = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let (kind, steps) = if says(&[
        "escalate",
        "hand over",
        "call ",
        "ask ",
        "contact",
        "second level",
        "team",
    ]) {
        (OutcomeKind::Escalate, vec![text.to_owned()])
    } else if says(&[
        "solved",
        "works",
        "no fault",
        "nothing wrong",
        "done",
        "end of",
    ]) || small == "ok"
        || small == "end"
    {
        (OutcomeKind::NothingWrong, Vec::new())
    } else if says(&["see ", "refer", "another guide"]) {
        (OutcomeKind::Refer, vec![text.to_owned()])
    } else {
        (OutcomeKind::Fix, vec![text.to_owned()])
    };
    OutlineKind::Outcome {
        kind,
        title: text.to_owned(),
        steps,
    }
}

/// The articles that a text names.
fn cited(text: &str, origin: Origin) -> Vec<(String, Origin)> {
    let ids = article_ids(text).into_iter().chain(own_ids(text));
    ids.map(|(_, id)| (id.to_string(), origin)).collect()
}

/// The statements of a line, which end in semicolons.
fn statements(line: &str) -> Vec<String> {
    let (mut statements, mut statement, mut depth, mut is_quoted) =
        (Vec::new(), String::new(), 0usize, false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c == ';' && depth == 0 && !is_quoted {
            statements.push(std::mem::take(&mut statement));
        } else {
            statement.push(c);
        }
    }
    statements.push(statement);
    statements.retain(|statement| !statement.trim().is_empty());
    statements
}

/// The text in a box that begins here, and the text after the box; quoted text may contain
/// anything.
fn closing<'s>(text: &'s str, open: &str, close: &str) -> Option<(&'s str, &'s str)> {
    let inner = text.strip_prefix(open)?;
    let begin = match inner.trim_start().strip_prefix('"') {
        Some(quoted) => {
            let skipped = inner.len() - quoted.len();
            skipped + quoted.find('"')? + 1
        }
        None => 0,
    };
    let end = begin + inner.get(begin..)?.find(close)?;
    Some((inner.get(..end)?, inner.get(end + close.len()..)?))
}

/// A text without quotes, line breaks and marks.
fn plain_text(text: &str) -> String {
    let text = text.trim().trim_matches('"').trim_matches('`');
    let text = ["<br/>", "<br>", "<br />", "\\n"]
        .iter()
        .fold(text.to_owned(), |text, br| text.replace(br, " "));
    let text = text.replace("#quot;", "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads an arrow; returns the answer on it and the text after it.
fn arrow(text: &str) -> Option<(String, &str)> {
    let is_line = |c: char| matches!(c, '-' | '=' | '.' | '<' | '>' | 'o' | 'x' | '~');
    let begin = text
        .starts_with("<")
        .then(|| text.get(1..))
        .flatten()
        .unwrap_or(text);
    if !begin.starts_with(['-', '=', '~']) {
        return None;
    }
    let strokes = |text: &str| {
        text.find(|c: char| !matches!(c, '-' | '=' | '.' | '~'))
            .unwrap_or(text.len())
    };
    let end = strokes(begin);
    let (line, mut rest) = begin.split_at(end);
    if line.len() < 2 {
        return None;
    }
    // `-->|Yes| B`
    let has_head = rest.starts_with('>')
        || (rest.starts_with(['o', 'x'])
            && rest
                .get(1..)
                .is_some_and(|next| next.starts_with([' ', '|'])));
    if has_head {
        rest = rest.get(1..)?;
    }
    if let Some(label) = rest.trim_start().strip_prefix('|') {
        let (label, after) = label.split_once('|')?;
        return Some((plain_text(label), after));
    }
    if has_head || line.len() > 2 {
        return Some((String::new(), rest));
    }
    // `-- Yes --> B`
    let at = rest.char_indices().find(|(at, _)| {
        let next = rest.get(*at..).unwrap_or_default();
        ["--", "==", ".-"].iter().any(|line| next.starts_with(line))
    });
    let (label, after) = rest.split_at(at?.0);
    Some((plain_text(label), after.trim_start_matches(is_line)))
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('\u{2026}');
    }
    short
}
