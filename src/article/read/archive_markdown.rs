//! The archive's Markdown: front matter, a heading, and a fixed-width body indented by one tab.

use super::{
    archive::{around, document},
    hints::Hints,
};
use crate::{
    article::{Article, Metadata},
    decode::text as decode,
    evidence::ArticleId,
    problem::Problem,
};

/// The format's name in the API.
pub(super) const WORD: &str = "archive-markdown";

/// The line above the tab-indented text.
const RAW: &str = "{% raw %}";
/// The line below it.
const END_RAW: &str = "{% endraw %}";

/// Whether bytes have the archive converter's front matter, or the line above its text.
pub(super) fn recognizes(start: &[u8]) -> bool {
    let head = String::from_utf8_lossy(start.get(..4096).unwrap_or(start));
    let is_permalink = |line: &str| line.trim_end().starts_with("permalink: /kb/");
    (head.starts_with("---") && head.lines().take(12).any(is_permalink))
        || head.lines().take(40).any(|line| line.trim() == RAW)
}

/// Reads the one article of a file; none if its ID can't be found anywhere.
pub(super) fn read<'b>(
    bytes: &'b [u8],
    file: &str,
    hints: Hints<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Article, &'b [u8])> {
    let source = decode(bytes, file, 1, problems);
    let article = read_text(&source, file, hints.id, problems);
    article
        .into_iter()
        .map(|article| (article, bytes))
        .collect()
}

fn read_text(
    source: &str,
    file: &str,
    id_hint: Option<&ArticleId>,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let all: Vec<&str> = source.lines().collect();
    let raw = all.iter().position(|line| line.trim() == RAW);
    if raw.is_none() {
        let problem = Problem::error(file, 0, format!("the line `{RAW}` is missing"));
        problems.push(problem.suggest("download the article again"));
    }
    let (front, rest) = all.split_at_checked(raw.unwrap_or(0)).unwrap_or_default();
    let rest = rest.get(usize::from(raw.is_some())..).unwrap_or_default();
    let end = rest.iter().rposition(|line| line.trim() == END_RAW);
    if end.is_none() {
        let message = format!("the article is cut off: the line `{END_RAW}` is missing");
        let problem = Problem::error(file, all.len(), message);
        problems.push(problem.suggest("download the article again"));
    }
    let lines: Vec<&str> = rest
        .get(..end.unwrap_or(rest.len()))
        .unwrap_or_default()
        .iter()
        .map(|line| line.strip_prefix('\t').unwrap_or(line).trim_end())
        .collect();

    let line_of = |at: usize| raw.map_or(0, |raw| raw + 1) + at + 1;

    let (heading_id, title) = heading(front);
    let mut meta = Metadata::default();
    let mut own_id = None;
    let mut ids = 0;
    let start = lines
        .iter()
        .position(|line| !line.is_empty())
        .unwrap_or(lines.len());
    let mut at = start;
    while let Some((label, value)) = lines.get(at).copied().and_then(around::labeled) {
        at += 1;
        if label == "Article" {
            ids += 1;
            if ids == 2 {
                let message = "this is the second `Article:` line";
                let problem = Problem::warning(file, line_of(at - 1), message);
                problems.push(problem.suggest("remove it; only the first one counts"));
            }
            own_id = own_id.or_else(|| ArticleId::parse(value));
        } else {
            around::put(&mut meta, label, value);
        }
    }
    let Some(id) = own_id.or(heading_id).or_else(|| id_hint.cloned()) else {
        let problem = Problem::error(file, line_of(start), "the article has no ID");
        problems.push(problem.suggest("start its text with `Article: Q…`"));
        return None;
    };
    Some(document::article(
        id,
        title,
        meta,
        lines.get(at..).unwrap_or_default(),
    ))
}

/// The ID and title from the `## Q168465: …` heading, or else from the front matter.
fn heading(front: &[&str]) -> (Option<ArticleId>, Option<String>) {
    let heading = front.iter().find_map(|line| line.strip_prefix("## "));
    let quoted = || {
        let title = front
            .iter()
            .find_map(|line| line.strip_prefix("title:"))?
            .trim();
        Some(
            title
                .strip_prefix('"')
                .and_then(|title| title.strip_suffix('"'))
                .unwrap_or(title),
        )
    };
    let Some(title) = heading.or_else(quoted).map(decode_entities) else {
        return (None, None);
    };
    if let Some((id, rest)) = title.split_once(':')
        && let Some(id) = ArticleId::parse(id.trim())
    {
        return (Some(id), Some(rest.trim().to_owned()));
    }
    (None, Some(title.trim().to_owned()))
}

/// The archive's converter escaped titles for HTML, and nothing else. A title stays a single line,
/// whatever characters its references stand for.
fn decode_entities(title: &str) -> String {
    let is_blank = |c: char| c.is_control() || c == '\u{a0}';
    html_escape::decode_html_entities(title).replace(is_blank, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_titles_and_leaves_what_is_not_a_reference() {
        for (title, expect) in [
            (
                "&quot;A&quot; &lt;&amp;&gt; &#91;b&#93; &#x43;",
                "\"A\" <&> [b] C",
            ),
            ("&amp;lt;", "&lt;"),
            (
                "AT&T &amp &lt&lt; &x; &; &#; &#xD800; a&",
                "AT&T &amp &lt< &x; &; &#; &#xD800; a&",
            ),
            ("a&nbsp;b&#10;c&#9;d", "a b c d"),
        ] {
            assert_eq!(decode_entities(title), expect);
        }
    }
}
