//! Reads an article from Markdown with or without front matter.

use std::borrow::Cow;

use super::{
    front_matter::FrontMatter,
    marks::{SplitText, below_comments},
    numbers,
    report::Report,
    sections, title,
};
use crate::{
    article::{Article, Visibility, read::hints::Hints},
    decode::text as decode,
    markup::markdown,
    problem::Problem,
};

/// The format's name in the API.
pub(in crate::article::read) const WORD: &str = "markdown";

/// Whether bytes are in this format: any text may be.
pub(in crate::article::read) fn recognizes(_start: &[u8]) -> bool {
    true
}

/// Reads the article of a file; none if it has no ID at all. Everything else is read as far as
/// possible.
pub(in crate::article::read) fn read<'b>(
    bytes: &'b [u8],
    file: &str,
    hints: Hints<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Article, &'b [u8])> {
    let text = decode(bytes, file, 1, problems);
    let article = article(&text, hints, &mut Report { file, problems });
    article
        .into_iter()
        .map(|article| (article, bytes))
        .collect()
}

/// The visibility that a text's front matter sets, and the problems of that front matter.
pub fn visibility_of(text: &str, file: &str) -> (Option<Visibility>, Vec<Problem>) {
    let mut problems = Vec::new();
    let problems_of = &mut Report {
        file,
        problems: &mut problems,
    };
    let text = text.trim_start_matches('\u{feff}');
    let (_, front) = front_matter(text, problems_of);
    (front.meta.visibility(), problems)
}

/// A text divided into front matter and body, and what the front matter says.
fn front_matter<'t>(text: &'t str, report: &mut Report<'_>) -> (SplitText<'t>, FrontMatter) {
    let split_text = SplitText::of(text);
    if let Some((mark, line)) = split_text.unclosed {
        let message = "the front matter is not closed";
        report.error(line, message, format!("write a line `{mark}` after it"));
    }
    let mut front = match split_text.front {
        Some((syntax, front, line)) => FrontMatter::read(syntax, front, line, report),
        None => FrontMatter::default(),
    };
    if split_text.unclosed.is_some() {
        front.hide_if_lost(text);
    }
    let is_whole = split_text.front.is_none() && split_text.unclosed.is_none();
    if let Some(line) = below_comments(text).filter(|_| is_whole) {
        front.hide_if_lost(text);
        let message = "this names a visibility but is not read, since it does not begin the file; \
                       this counts as internal";
        report.error(line, message, "move it to the first line");
    }
    (split_text, front)
}

fn article(text: &str, hints: Hints<'_>, report: &mut Report<'_>) -> Option<Article> {
    let (split_text, front) = front_matter(text, report);
    let body = match front.has_exact_headings {
        true => Cow::Borrowed(split_text.body),
        false => title::without_placeholders(split_text.body),
    };
    let (mut blocks, problems) = match hints.is_mdx {
        true => markdown::read_mdx(&body),
        false => markdown::read(&body),
    };
    for (line, message) in problems {
        report.warning(split_text.body_line + line - 1, message, "");
    }
    let Some(id) = front.id.or_else(|| hints.id.cloned()) else {
        report.error(
            1,
            "the article has no ID",
            "add `id: …` to its front matter, or name the file after it, such as `VPN-012.md`",
        );
        return None;
    };
    let mut meta = front.meta;
    let mut titles = match front.has_exact_headings {
        true => front.titles,
        false => {
            let name = hints.title_name();
            // Such a name is the ID, which the page shows already: `VPN-012`.
            let is_id = title::same(name, id.as_str()) && !name.contains(char::is_lowercase);
            let name = if is_id { "" } else { name };
            title::take_titles(front.titles, name, &mut blocks)
        }
    }
    .into_iter();
    let title = titles.next().unwrap_or_else(|| {
        report.warning(
            1,
            "the article has no title",
            "add `title: …` to its front matter",
        );
        id.to_string()
    });
    meta.other_titles = titles.collect();
    if !front.has_exact_fields {
        for number in numbers::numbers_in(&blocks) {
            if !meta.aliases.contains(&number) {
                meta.aliases.push(number);
            }
        }
    }
    let sections = match front.has_exact_headings {
        true => sections::literal_sections_of(blocks),
        false => sections::sections_of(blocks, &title),
    };
    Some(Article {
        id,
        title,
        meta,
        sections,
    })
}
