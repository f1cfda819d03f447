//! Code spans within a line: text between two runs of equally many backticks.

use std::collections::HashMap;

/// For each length of a run of backticks, where the last run with that length begins on the line.
pub fn last_runs(source: &str, start: usize, end: usize) -> HashMap<usize, usize> {
    let bytes = source.as_bytes().get(start..end).unwrap_or_default();
    let mut runs = HashMap::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = run(bytes.get(at..).unwrap_or_default());
        if run > 0 {
            runs.insert(run, start + at);
        }
        at += run.max(1);
    }
    runs
}

fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'`').count()
}

/// The length of the code span at the beginning of `line`, which is at `at` in the text; if its
/// marks are never closed on the line, the length of the marks.
pub fn code_span(line: &str, at: usize, runs: &HashMap<usize, usize>) -> usize {
    let bytes = line.as_bytes();
    let open = run(bytes);
    if runs.get(&open).is_none_or(|last| *last <= at) {
        return open;
    }
    let mut from = open;
    while from < bytes.len() {
        let run = run(bytes.get(from..).unwrap_or_default());
        if run == open {
            return from + run;
        }
        from += run.max(1);
    }
    open
}
