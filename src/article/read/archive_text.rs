//! The older plain text of the archive: `DOCUMENT:` and further labeled lines, then the body.

use super::{
    archive::{around, document},
    hints::Hints,
};
use crate::{
    article::{Article, Metadata},
    decode::{text as decode, without_mark},
    evidence::ArticleId,
    problem::Problem,
};

/// The format's name in the API.
pub(super) const WORD: &str = "archive-text";

/// Whether bytes begin with a document of this format.
pub(super) fn recognizes(start: &[u8]) -> bool {
    start.starts_with(b"DOCUMENT:")
}

/// Reads every document of `bytes` independently: nothing in one affects another. Each article
/// comes with the bytes that it was read from, which are all of them if there is only one document.
pub(super) fn read<'b>(
    bytes: &'b [u8],
    file: &str,
    hints: Hints<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Article, &'b [u8])> {
    let mut starts = starts(bytes);
    if starts.is_empty() {
        let problem = Problem::error(file, 1, "the line `DOCUMENT:` is missing");
        problems.push(problem.suggest("start the file with `DOCUMENT:Q…`"));
        starts.push(0);
    }
    let is_one = starts.len() == 1;
    let hint = hints.id.filter(|_| is_one);
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let (mut articles, mut line, mut before) = (Vec::new(), 1, 0);
    for (start, end) in starts.iter().copied().zip(ends) {
        line += line_ends(bytes.get(before..start).unwrap_or_default());
        before = start;
        let document = bytes.get(start..end).unwrap_or_default();
        let source = decode(document, file, line, problems);
        let lines: Vec<&str> = source.lines().map(str::trim_end).collect();
        match read_document(&lines, hint) {
            Some(article) => articles.push((article, if is_one { bytes } else { document })),
            None => {
                let problem = Problem::error(file, line, "the document has no ID");
                problems.push(problem.suggest("start it with `DOCUMENT:Q…`"));
            }
        }
    }
    articles
}

fn line_ends(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// The positions in a file's bytes at which its documents begin.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut at = 0;
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let start = at;
        at += line.len();
        let bare = if start == 0 { without_mark(line) } else { line };
        (start, bare)
    });
    let lines: Vec<(usize, &[u8])> = lines.collect();
    let is_title =
        |line: Option<&(usize, &[u8])>| line.is_some_and(|(_, l)| l.starts_with(b"TITLE"));
    let next = lines.iter().skip(1).map(Some).chain([None]);
    let found = lines.iter().zip(next).filter(|((start, line), next)| {
        line.starts_with(b"DOCUMENT:") && (*start == 0 || is_title(*next))
    });
    found.map(|((start, _), _)| *start).collect()
}

fn read_document(lines: &[&str], id_hint: Option<&ArticleId>) -> Option<Article> {
    let mut meta = Metadata::default();
    let mut id = None;
    let mut title = None;
    let mut at = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    while let Some((label, value)) = lines.get(at).copied().and_then(around::labeled) {
        at += 1;
        match label {
            "DOCUMENT" => {
                let mut words = value.split_whitespace();
                id = words.next().and_then(ArticleId::parse);
                meta.modified = words.next().map(around::day).unwrap_or_default();
                let rest = words.collect::<Vec<_>>().join(" ");
                if !rest.is_empty() {
                    meta.other.push((label.to_owned(), rest));
                }
            }
            "TITLE" => title = Some(value.to_owned()),
            _ => around::put(&mut meta, label, value),
        }
    }
    // The line of `=` under the labeled lines, and blank lines.
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
    Some(document::article(id, title, meta, &lines))
}

/// Drops everything from the legal paragraph on: that paragraph and the copyright line, which end
/// every document and say nothing about it.
fn without_disclaimer<'l, 'a>(lines: &'l [&'a str]) -> &'l [&'a str] {
    let start = lines.iter().rposition(|line| {
        line.starts_with("THE INFORMATION PROVIDED IN THE MICROSOFT KNOWLEDGE BASE")
    });
    lines.get(..start.unwrap_or(lines.len())).unwrap_or(lines)
}
