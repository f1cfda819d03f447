//! Walks that together take every edge of an outline, so that a later change is noticed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::outline::{HAND_OVER, Outline, OutlineKind, OutlineStep, is_yes_no};

/// A walk with its outcome.
pub(super) struct OutlineScenario {
    pub(super) answers: Vec<(String, String)>,
    pub(super) outcome: String,
}

/// An edge: the step, the answer, and the step that follows.
type Edge<'o> = (&'o str, String, &'o str);

/// Walks that take every edge.
pub(super) fn scenarios(outline: &Outline) -> Vec<OutlineScenario> {
    let edges: BTreeMap<&str, Vec<Edge<'_>>> = (outline.steps.iter())
        .map(|step| (&*step.id, edges(step)))
        .collect();
    let Some(start) = outline.steps.first() else {
        return Vec::new();
    };
    let (to, on) = (
        paths_from_start(&start.id, &edges),
        paths_to_outcomes(outline, &edges),
    );
    let mut taken = BTreeSet::new();
    let mut scenarios = Vec::new();
    for edge in edges.values().flatten() {
        let (from, answer, next) = edge;
        if taken.contains(&(*from, answer.clone())) {
            continue;
        }
        let (Some(before), Some(after)) = (to.get(from), on.get(next)) else {
            continue;
        };
        let path: Vec<&Edge<'_>> = before
            .iter()
            .copied()
            .chain([edge])
            .chain(after.iter().copied())
            .collect();
        let steps: BTreeSet<&str> = path.iter().map(|(from, ..)| *from).collect();
        let Some((_, _, outcome)) = path.last() else {
            continue;
        };
        // A path that comes back to a step is not a walk.
        if steps.len() < path.len() {
            continue;
        }
        taken.extend(path.iter().map(|(from, answer, _)| (*from, answer.clone())));
        scenarios.push(OutlineScenario {
            answers: path
                .iter()
                .map(|(from, answer, _)| ((*from).to_owned(), answer.clone()))
                .collect(),
            outcome: (*outcome).to_owned(),
        });
    }
    scenarios
}

/// The edges of a step.
fn edges(step: &OutlineStep) -> Vec<Edge<'_>> {
    match &step.kind {
        OutlineKind::Question { answers, .. } => {
            let is_yes_no = is_yes_no(answers);
            let mut edges: Vec<Edge<'_>> = (answers.iter())
                .map(|answer| (&*step.id, answer.value(is_yes_no), &*answer.go))
                .collect();
            if !answers.iter().any(|answer| answer.is_unknown()) {
                edges.push((&step.id, "unknown".to_owned(), HAND_OVER));
            }
            edges
        }
        OutlineKind::Action { yes, no, .. } => vec![
            (&step.id, "yes".to_owned(), yes),
            (&step.id, "no".to_owned(), no),
        ],
        OutlineKind::Outcome { .. } => Vec::new(),
    }
}

type Paths<'e, 'o> = BTreeMap<&'o str, Vec<&'e Edge<'o>>>;

/// The shortest path from the start to each step.
fn paths_from_start<'e, 'o>(
    start: &'o str,
    edges: &'e BTreeMap<&'o str, Vec<Edge<'o>>>,
) -> Paths<'e, 'o> {
    let mut paths = Paths::from([(start, Vec::new())]);
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        let before = paths.get(at).cloned().unwrap_or_default();
        for edge in edges.get(at).into_iter().flatten() {
            let next = edge.2;
            if !paths.contains_key(next) {
                let mut path = before.clone();
                path.push(edge);
                paths.insert(next, path);
                open.push_back(next);
            }
        }
    }
    paths
}

/// The shortest path from each step to an outcome.
fn paths_to_outcomes<'e, 'o>(
    outline: &'o Outline,
    edges: &'e BTreeMap<&'o str, Vec<Edge<'o>>>,
) -> Paths<'e, 'o> {
    let outcomes = outline
        .steps
        .iter()
        .filter(|step| matches!(step.kind, OutlineKind::Outcome { .. }));
    let mut paths: Paths<'e, 'o> = outcomes.map(|step| (&*step.id, Vec::new())).collect();
    loop {
        let mut longer = Paths::new();
        for edge in edges.values().flatten() {
            if paths.contains_key(edge.0) || longer.contains_key(edge.0) {
                continue;
            }
            if let Some(on) = paths.get(edge.2) {
                longer.insert(
                    edge.0,
                    [edge].into_iter().chain(on.iter().copied()).collect(),
                );
            }
        }
        if longer.is_empty() {
            return paths;
        }
        paths.extend(longer);
    }
}
