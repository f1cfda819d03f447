//! Reads a guide from a table: one row per answer, with the columns step, question, answer, go, fix
//! and article.

use std::collections::BTreeMap;

use super::{
    super::format::OutcomeKind,
    outline::{
        HAND_OVER, Ids, Origin, Outline, OutlineAnswer, OutlineKind, OutlineStep, SOLVED, meant,
        problem_at,
    },
};
use crate::{evidence::ArticleId, problem::Problem};

/// The columns, in the order in which they are usually written.
const COLUMNS: [&str; 6] = ["step", "question", "answer", "go", "fix", "article"];

/// The most rows of a table.
const MAX_ROWS: usize = 2000;

/// A row, cell by cell in the order of [`COLUMNS`].
struct Row<'t> {
    /// Its number in the table, from 1.
    number: usize,
    cells: [&'t str; COLUMNS.len()],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|one| *one == column);
        place
            .and_then(|place| self.cells.get(place))
            .copied()
            .unwrap_or_default()
    }

    fn at(&self, column: &'static str) -> Origin {
        Origin {
            row: self.number,
            column,
        }
    }
}

/// A step in the table.
#[derive(Default)]
struct TableStep<'t> {
    rows: Vec<&'t Row<'t>>,
    question: &'t str,
}

/// Reads a table in comma-separated text, as spreadsheets save it, into an outline without ID and
/// title. `file` is its name as people know it.
pub fn read_table(text: &str, file: &str) -> (Outline, Vec<Problem>) {
    let text = text.trim_start_matches('\u{feff}');
    let cells = cells(text);
    let mut problems = Vec::new();
    let rows = rows(&cells, file, &mut problems);
    if !problems.is_empty() {
        return (Outline::default(), problems);
    }
    let mut reader = Reader {
        file,
        problems,
        ids: Ids::default(),
        names: BTreeMap::new(),
    };
    let outline = reader.outline(&rows);
    (outline, reader.problems)
}

struct Reader<'t> {
    file: &'t str,
    problems: Vec<Problem>,
    ids: Ids,
    /// The ID of each step, by its name in lower case.
    names: BTreeMap<String, String>,
}

impl<'t> Reader<'t> {
    fn report(&mut self, origin: Origin, message: &str, suggestion: &str) {
        self.problems
            .push(problem_at(self.file, origin, message, suggestion));
    }

    fn outline(&mut self, rows: &'t [Row<'t>]) -> Outline {
        let mut steps: Vec<(&str, TableStep<'t>)> = Vec::new();
        for row in rows {
            let name = row.cell("step");
            let is_same = |(other, _): &(&str, TableStep<'_>)| {
                name.is_empty() || other.eq_ignore_ascii_case(name)
            };
            let place = match name.is_empty() {
                true => steps.len().checked_sub(1),
                false => steps.iter().position(is_same),
            };
            match place.and_then(|place| steps.get_mut(place)) {
                Some((_, step)) => step.rows.push(row),
                None if name.is_empty() => {
                    self.report(
                        row.at("step"),
                        "the first row has no step",
                        "Give the step a name or a number",
                    );
                }
                None => {
                    let id = self.ids.new_id(name);
                    self.names.insert(name.to_lowercase(), id);
                    steps.push((
                        name,
                        TableStep {
                            rows: vec![row],
                            question: "",
                        },
                    ));
                }
            }
        }
        if steps.is_empty() {
            self.report(
                Origin::default(),
                "the table has no rows",
                "Write one row per answer below the names of the columns",
            );
        }
        for (name, step) in &mut steps {
            let asked: Vec<&&Row<'_>> = step
                .rows
                .iter()
                .filter(|row| !row.cell("question").is_empty())
                .collect();
            step.question = asked.first().map_or("", |row| row.cell("question"));
            let other = asked
                .iter()
                .find(|row| row.cell("question") != step.question);
            if let Some(other) = other {
                let message = format!(
                    "the step \u{201c}{name}\u{201d} has a question already: \u{201c}{}\u{201d}",
                    step.question
                );
                let origin = other.at("question");
                self.report(
                    origin,
                    &message,
                    "Give this row another step, or leave its question empty",
                );
            }
        }
        let mut outline = Outline::default();
        for (name, step) in &steps {
            let Some(id) = self.names.get(&name.to_lowercase()).cloned() else {
                continue;
            };
            self.step(&id, step, &mut outline);
        }
        outline.add_usual_outcomes();
        outline
    }

    fn step(&mut self, id: &str, step: &TableStep<'t>, outline: &mut Outline) {
        let Some(first) = step.rows.first() else {
            return;
        };
        let has_answers = step.rows.iter().any(|row| !row.cell("answer").is_empty());
        if step.question.is_empty() && !has_answers {
            let no = self.follow(first);
            self.add_fix(id.to_owned(), first, no, outline);
            for row in step.rows.iter().skip(1) {
                self.report(
                    row.at("question"),
                    "this step has several rows and no question",
                    "Write the question in its first row",
                );
            }
            return;
        }
        if step.question.is_empty() {
            self.report(
                first.at("question"),
                "this step has answers and no question",
                "Write the question in its first row",
            );
        }
        let at = outline.steps.len();
        outline.steps.push(OutlineStep {
            id: id.to_owned(),
            origin: first.at("step"),
            kind: OutlineKind::Question {
                ask: step.question.to_owned(),
                answers: Vec::new(),
            },
            cite: Vec::new(),
        });
        let (mut answers, mut cite) = (Vec::<OutlineAnswer>::new(), Vec::new());
        for row in &step.rows {
            let label = row.cell("answer");
            if label.is_empty() {
                self.report(
                    row.at("answer"),
                    "this row has no answer",
                    "Write the answer that it is for, such as Yes",
                );
                continue;
            }
            if answers
                .iter()
                .any(|other| other.label.eq_ignore_ascii_case(label))
            {
                let message =
                    format!("\u{201c}{label}\u{201d} is an answer to this question already");
                self.report(
                    row.at("answer"),
                    &message,
                    "Remove one of the two rows, or change its answer",
                );
                continue;
            }
            let next = self.follow(row);
            let go = match row.cell("fix").is_empty() {
                true => {
                    cite.extend(self.cited(row));
                    next.unwrap_or_else(|| HAND_OVER.to_owned())
                }
                false => {
                    let fix = self.ids.new_id(row.cell("fix"));
                    self.add_fix(fix.clone(), row, next, outline);
                    fix
                }
            };
            answers.push(OutlineAnswer {
                label: label.to_owned(),
                go,
                origin: row.at("answer"),
            });
        }
        if let Some([_]) = answers
            .get(..)
            .filter(|it| it.iter().filter(|it| !it.is_unknown()).count() < 2)
        {
            self.report(
                first.at("answer"),
                "this question has only one answer",
                "Write a row for each answer",
            );
        }
        if let Some(OutlineStep {
            kind: OutlineKind::Question { answers: own, .. },
            cite: sources,
            ..
        }) = outline.steps.get_mut(at)
        {
            *own = answers;
            *sources = cite;
        }
    }

    /// Adds the action in a row: as an outcome, or if a step follows in case it doesn't help, as
    /// something to try.
    fn add_fix(&mut self, id: String, row: &Row<'_>, next: Option<String>, outline: &mut Outline) {
        let fix = row.cell("fix");
        if fix.is_empty() {
            self.report(
                row.at("fix"),
                "this step has neither a question nor a fix",
                "Write what is asked in the column question, or what to do in the column fix",
            );
        }
        let steps = parts(fix);
        let title = steps.first().cloned().unwrap_or_default();
        let kind = match next {
            Some(no) => OutlineKind::Action {
                title,
                steps,
                ask: String::new(),
                yes: SOLVED.to_owned(),
                no,
            },
            None => OutlineKind::Outcome {
                kind: OutcomeKind::Fix,
                title,
                steps,
            },
        };
        let cite = self.cited(row);
        outline.steps.push(OutlineStep {
            id,
            origin: row.at("step"),
            kind,
            cite,
        });
    }

    /// The step that a row leads to.
    fn follow(&mut self, row: &Row<'_>) -> Option<String> {
        let go = row.cell("go");
        if go.is_empty() {
            return None;
        }
        let id = self.names.get(&go.to_lowercase()).cloned();
        if id.is_none() {
            let names: Vec<String> = self.names.keys().cloned().collect();
            let message = format!("there is no step \u{201c}{go}\u{201d}");
            let suggestion = meant(
                &go.to_lowercase(),
                names.iter().map(String::as_str),
                "Write a row with this step, or the name of another",
            );
            self.report(row.at("go"), &message, &suggestion);
        }
        id
    }

    fn cited(&mut self, row: &Row<'_>) -> Vec<(String, Origin)> {
        let mut cited = Vec::new();
        for cell in row
            .cell("article")
            .split([',', ';', ' ', '\n'])
            .filter(|cell| !cell.is_empty())
        {
            let (id, section) = cell.split_once('#').unwrap_or((cell, ""));
            match ArticleId::parse(id) {
                Some(id) if section.is_empty() => cited.push((id.to_string(), row.at("article"))),
                Some(id) => cited.push((
                    format!("{id}#{}", section.to_lowercase()),
                    row.at("article"),
                )),
                None => {
                    let message = format!("\u{201c}{cell}\u{201d} is not the ID of an article");
                    self.report(
                        row.at("article"),
                        &message,
                        "Write an ID such as VPN-012, or VPN-012#cause for one of its sections",
                    );
                }
            }
        }
        cited
    }
}

/// What to do, step by step: a cell has one step per line, or several separated by semicolons.
fn parts(cell: &str) -> Vec<String> {
    let parts = cell.split(['\n', ';']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The rows of a table below its header, without empty ones.
fn rows<'t>(cells: &'t [Vec<String>], file: &str, problems: &mut Vec<Problem>) -> Vec<Row<'t>> {
    let head: Vec<String> = cells
        .first()
        .into_iter()
        .flatten()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let mut places = [None; COLUMNS.len()];
    for (column, place) in COLUMNS.iter().zip(&mut places) {
        *place = head.iter().position(|name| name == column);
        let needed = ["step", "question", "answer"].contains(column);
        if place.is_none() && needed {
            let message = format!("row 1: there is no column \u{201c}{column}\u{201d}");
            let advice = format!("Name the columns in the first row: {}", COLUMNS.join(", "));
            problems.push(Problem::error(file, 0, message).suggest(advice));
        }
    }
    for name in head
        .iter()
        .filter(|name| !name.is_empty() && !COLUMNS.contains(&name.as_str()))
    {
        let message = format!("row 1: the column \u{201c}{name}\u{201d} has no meaning here");
        let advice = meant(name, COLUMNS, &format!("Use {}", COLUMNS.join(", ")));
        problems.push(Problem::error(file, 0, message).suggest(advice));
    }
    if cells.len() > MAX_ROWS {
        let message = format!("the table has more than {MAX_ROWS} rows");
        problems.push(Problem::error(file, 0, message).suggest("Split it into several guides"));
        return Vec::new();
    }
    let rows = (1..).zip(cells).skip(1).map(|(number, cells)| Row {
        number,
        cells: places.map(|place| {
            let cell = place.and_then(|place| cells.get(place));
            cell.map_or("", |cell| cell.trim())
        }),
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

/// The cells of comma-separated text (RFC 4180), row by row. Spreadsheets in many countries write
/// semicolons, and copied cells have tabs.
fn cells(text: &str) -> Vec<Vec<String>> {
    let head = text.lines().next().unwrap_or_default();
    let comma = [',', ';', '\t']
        .into_iter()
        .max_by_key(|comma| (head.matches(*comma).count(), *comma == ','))
        .unwrap_or(',');
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                is_quoted = true;
            }
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c if c == comma && !is_quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
