//! Goes through a source from beginning to end, and keeps the text that is shown.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// Replaces hidden characters in the text.
pub(crate) const JOINT: char = '\u{2060}';

/// How far a closing bracket is looked for on a line.
const REACH: usize = 600;

/// The text that is shown of a source.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// The text, with the same lines as the source.
    pub(crate) text: String,
    /// Where its headings are.
    pub(crate) headings: Vec<Range<usize>>,
    /// Parts that may be shown in another place.
    pub(crate) loose: Vec<Range<usize>>,
}

pub(super) struct Scanner<'s> {
    pub(super) source: &'s str,
    pub(super) is_page: bool,
    /// The position up to which the source is read.
    pub(super) at: usize,
    pub(super) shown: Shown,
    /// Where each closing mark comes next, and the position from which it was looked for.
    next: HashMap<&'static str, (usize, Option<usize>)>,
    /// Where the runs of backticks begin, by their length.
    backticks: HashMap<usize, Vec<usize>>,
    /// Where a line is empty, or begins an item or row, so that it ends the text before.
    breaks: Vec<usize>,
    /// The names in end tags.
    pub(super) end_tags: HashSet<&'s str>,
    /// The labels, in lower case, of defined link targets.
    pub(super) defined: HashSet<String>,
    /// The columns at which the text of the open list items begins.
    pub(super) items: Vec<usize>,
    pub(super) is_after_blank: bool,
    /// Whether it imports components.
    pub(super) is_mdx: bool,
    /// Where, in the text that is shown, the last line begins, and an open heading or loose part.
    pub(super) line_start: usize,
    pub(super) heading: Option<usize>,
    pub(super) loose_from: Option<usize>,
    /// The mark and length of a fence that is never closed.
    pub(super) endless: Option<(char, usize)>,
    /// The lengths of the fences of open directives.
    pub(super) fenced: Vec<usize>,
}

impl<'s> Scanner<'s> {
    /// In an HTML page, only tags and references have a meaning.
    pub(super) fn new(source: &'s str, is_page: bool) -> Self {
        let mut backticks: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut at = 0;
        while let Some(found) = source.get(at..).and_then(|rest| rest.find('`')) {
            let run = source.get(at + found..).unwrap_or_default();
            let length = run.len() - run.trim_start_matches('`').len();
            backticks.entry(length).or_default().push(at + found);
            at += found + length;
        }
        let mut breaks = Vec::new();
        let mut start = 0;
        for line in source.split_inclusive('\n') {
            if !is_page && begins_block(line) {
                breaks.push(start);
            }
            start += line.len();
        }
        let ends = source.match_indices("</");
        let ends = ends.map(|(at, _)| source.get(at + 2..).unwrap_or_default());
        let name = |rest: &'s str| {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | '/'));
            rest.get(..end.unwrap_or(rest.len()).min(100))
        };
        let is_import = |line: &str| {
            let line = line.trim_end_matches([';', ' ']);
            line.starts_with("import ") && line.ends_with(['\'', '"'])
                || line.starts_with("export const ")
        };
        Self {
            source,
            is_page,
            at: 0,
            shown: Shown::default(),
            next: HashMap::new(),
            backticks,
            breaks,
            end_tags: ends.filter_map(name).collect(),
            defined: source.lines().filter_map(defined).collect(),
            items: Vec::new(),
            is_after_blank: true,
            is_mdx: source.lines().any(is_import),
            line_start: 0,
            heading: None,
            loose_from: None,
            endless: None,
            fenced: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Shown {
        let end = self.shown.text.len();
        let loose = &mut self.shown.loose;
        loose.extend(self.loose_from.map(|from| from..end));
        loose.sort_by_key(|range| range.start);
        loose.dedup_by(|range, before| {
            let overlaps = range.start <= before.end;
            if overlaps {
                before.end = before.end.max(range.end);
            }
            overlaps
        });
        self.shown.headings.sort_by_key(|range| range.start);
        self.shown
    }

    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// The rest of the line.
    pub(super) fn line(&self) -> &'s str {
        let rest = self.rest();
        rest.split('\n').next().unwrap_or(rest)
    }

    /// The rest of the line, shortened so that it may be examined at every position of a long line.
    pub(super) fn near(&self) -> &'s str {
        let rest = self.rest();
        let near = rest.get(..rest.floor_char_boundary(REACH)).unwrap_or(rest);
        near.split('\n').next().unwrap_or(near)
    }

    /// Shows this many bytes unchanged.
    pub(super) fn show(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        let shown = &mut self.shown.text;
        match text.contains(JOINT) {
            true => shown.push_str(&text.replace(JOINT, " ")),
            false => shown.push_str(text),
        }
        self.at += length;
    }

    /// Hides this many bytes.
    pub(super) fn hide(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.shown.text.push(JOINT);
        let lines = text.bytes().filter(|byte| *byte == b'\n');
        self.shown.text.extend(lines.map(|_| '\n'));
        self.at += length;
    }

    /// Hides everything up to that position of the source.
    pub(super) fn hide_to(&mut self, end: usize) {
        self.hide(end.saturating_sub(self.at));
    }

    /// The next position of `mark`, from `from` on. A mark that isn't there is looked for only
    /// once.
    pub(super) fn find(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        if let Some((searched, found)) = self.next.get(mark)
            && *searched <= from
            && found.is_none_or(|found| found >= from)
        {
            return *found;
        }
        let found = self.source.get(from..)?.find(mark).map(|at| from + at);
        self.next.insert(mark, (from, found));
        found
    }

    /// The next position of `mark` in the same paragraph.
    pub(super) fn find_near(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        let end = self.paragraph_end();
        self.find(mark, from).filter(|found| *found < end)
    }

    /// Where the next block begins.
    pub(super) fn paragraph_end(&self) -> usize {
        let next = self.breaks.partition_point(|at| *at <= self.at);
        let next = self.breaks.get(next);
        next.copied().unwrap_or(self.source.len())
    }

    /// Where the next run of this many backticks begins in the same paragraph.
    pub(super) fn backticks(&self, length: usize, from: usize) -> Option<usize> {
        let runs = self.backticks.get(&length)?;
        let next = runs.get(runs.partition_point(|at| *at < from))?;
        (*next < self.paragraph_end()).then_some(*next)
    }
}

fn begins_block(line: &str) -> bool {
    let words = line.trim_start().trim_start_matches(['>', ' ']);
    let mark = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark = match mark.len() == words.len() {
        true => mark.strip_prefix(['-', '*', '+']),
        false => mark.strip_prefix(['.', ')']),
    };
    words.is_empty()
        || words.starts_with(['|', '#'])
        || mark.is_some_and(|after| after.starts_with([' ', '\t']))
}

/// The label that a line defines.
fn defined(line: &str) -> Option<String> {
    let label = line.trim_start().strip_prefix('[')?;
    let (label, _) = label.split_once("]:")?;
    Some(label.trim().to_lowercase())
}
