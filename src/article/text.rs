//! The older plain text of the archive: `DOCUMENT:` and further labelled lines, then the body.

use crate::{evidence::ArticleId, problem::Problem};

use super::{Article, Metadata, body::sections, head};

/// Reads every document of `source`.
pub(super) fn read(
    source: &str,
    file: &str,
    id_hint: Option<&ArticleId>,
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let lines: Vec<&str> = source.lines().map(str::trim_end).collect();
    let mut starts: Vec<usize> = (0..lines.len())
        .filter(|at| begins_document(&lines, *at))
        .collect();
    if starts.is_empty() {
        problems.push(Problem::error(file, 1, "the line `DOCUMENT:` is missing"));
        starts.push(0);
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let mut articles = Vec::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let hint = id_hint.filter(|_| starts.len() == 1);
        match read_document(lines.get(start..end).unwrap_or_default(), hint) {
            Some(article) => articles.push(article),
            None => {
                let problem = Problem::error(file, start + 1, "the document does not say its id");
                problems.push(problem.suggest("begin it with `DOCUMENT:Q…`"));
            }
        }
    }
    articles
}

/// Where in the bytes of a file its documents begin.
pub(super) fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        lines.push((at, line));
        at += line.len();
    }
    let titled = |at: usize| {
        lines
            .get(at)
            .is_some_and(|(_, line)| line.starts_with(b"TITLE"))
    };
    let begins = |(at, (_, line)): (usize, &(usize, &[u8]))| {
        line.starts_with(b"DOCUMENT:") && (at == 0 || titled(at + 1))
    };
    let found = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| begins((*at, line)));
    found.map(|(_, (at, _))| *at).collect()
}

fn begins_document(lines: &[&str], at: usize) -> bool {
    let starts = |at: usize, label| {
        lines
            .get(at)
            .is_some_and(|line: &&str| line.starts_with(label))
    };
    starts(at, "DOCUMENT:") && (at == 0 || starts(at + 1, "TITLE"))
}

fn read_document(lines: &[&str], id_hint: Option<&ArticleId>) -> Option<Article> {
    let mut meta = Metadata::default();
    let mut id = None;
    let mut title = None;
    let mut at = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    while let Some((label, value)) = lines.get(at).copied().and_then(head::labelled) {
        at += 1;
        match label {
            "DOCUMENT" => {
                let mut words = value.split_whitespace();
                id = words.next().and_then(ArticleId::parse);
                meta.modified = words.next().map(head::day).unwrap_or_default();
                let rest = words.collect::<Vec<_>>().join(" ");
                if !rest.is_empty() {
                    meta.other.push((label.to_owned(), rest));
                }
            }
            "TITLE" => title = Some(value.to_owned()),
            _ => head::put(&mut meta, label, value),
        }
    }
    // The rule of `=` under the head.
    while lines
        .get(at)
        .is_some_and(|line| line.chars().all(|c| c == '='))
    {
        at += 1;
    }
    let lines: Vec<&str> = without_disclaimer(lines.get(at..).unwrap_or_default())
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    let id = id.or_else(|| id_hint.cloned())?;
    let body = head::take_around(&lines, &mut meta);
    let sections = sections(body);
    Some(Article {
        title: head::title(title, &id),
        id,
        meta,
        sections,
    })
}

/// Every document ends with the same legal paragraph and a copyright line, which say nothing about it.
fn without_disclaimer<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let start = lines.iter().rposition(|line| {
        line.starts_with("THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE")
    });
    lines.get(..start.unwrap_or(lines.len())).unwrap_or(lines)
}
