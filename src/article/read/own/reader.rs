//! Reads our own article format.
//!
//! `##` headings begin sections; what is above the first of them is a section without heading.

use super::{front_matter::FrontMatter, report::Report};
use crate::{
    article::{Article, Role, Section, anchor::Anchors},
    decode::text as decode,
    evidence::ArticleId,
    markup::{Block, Inline, markdown, text},
    problem::Problem,
};

/// The format's word in the API.
pub(in crate::article::read) const WORD: &str = "markdown";

/// Most sections of an article; headings after that are inside the last one.
const SECTION_LIMIT: usize = 1000;

/// Whether bytes are of this format: any text may be.
pub(in crate::article::read) fn recognises(_start: &[u8]) -> bool {
    true
}

/// Reads the article of a file; none where it has no id at all. Of everything else as much as
/// possible is read.
pub(in crate::article::read) fn read<'b>(
    bytes: &'b [u8],
    file: &str,
    id_hint: Option<&ArticleId>,
    problems: &mut Vec<Problem>,
) -> Vec<(Article, &'b [u8])> {
    let text = decode(bytes, file, 1, problems);
    let article = article(&text, id_hint, &mut Report { file, problems });
    article
        .into_iter()
        .map(|article| (article, bytes))
        .collect()
}

fn article(text: &str, id_hint: Option<&ArticleId>, report: &mut Report<'_>) -> Option<Article> {
    let (yaml, body, body_line) = parted(text, report);
    let front = match yaml {
        Some(yaml) => FrontMatter::read(yaml, report),
        None => FrontMatter::default(),
    };
    let (blocks, problems) = markdown::read(body);
    for (line, message) in problems {
        report.warning(body_line + line - 1, message, "");
    }
    let Some(id) = front.id.or_else(|| id_hint.cloned()) else {
        report.error(
            1,
            "the article has no ID",
            "add `id: …` to its front matter, or name the file after it, such as `VPN-012.md`",
        );
        return None;
    };
    let (title, blocks) = title_and_body(front.title, blocks);
    let title = title.unwrap_or_else(|| {
        report.warning(
            1,
            "the article has no title",
            "add `title: …` to its front matter",
        );
        id.to_string()
    });
    Some(Article {
        id,
        title,
        meta: front.meta,
        sections: sections(blocks),
    })
}

/// Front matter, body, and the line on which the body begins.
fn parted<'t>(text: &'t str, report: &mut Report<'_>) -> (Option<&'t str>, &'t str, usize) {
    let mut at = 0;
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        at += line.len();
        if index == 0 {
            if bare != "---" {
                return (None, text, 1);
            }
            start = at;
        } else if bare == "---" || bare == "..." {
            let front = text.get(start..at - line.len()).unwrap_or_default();
            return (Some(front), text.get(at..).unwrap_or_default(), index + 2);
        }
    }
    if start > 0 {
        let message = "the front matter is not closed";
        report.error(1, message, "write a line `---` after it");
    }
    (None, text, 1)
}

/// The title is the front matter's, else that of a heading `# …` at the very beginning; such a
/// heading is no section where it only repeats the title.
fn title_and_body(title: Option<String>, mut blocks: Vec<Block>) -> (Option<String>, Vec<Block>) {
    let heading = match blocks.first() {
        Some(Block::Heading { level: 1, text }) => one_line(text),
        _ => String::new(),
    };
    if heading.trim().is_empty() || title.as_ref().is_some_and(|title| *title != heading) {
        return (title, blocks);
    }
    blocks.remove(0);
    (Some(heading), blocks)
}

fn sections(blocks: Vec<Block>) -> Vec<Section> {
    let mut anchors = Anchors::default();
    let mut sections: Vec<Section> = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { level: 1 | 2, text } if sections.len() < SECTION_LIMIT => {
                let heading = one_line(&text);
                let role = Role::of_heading(&heading);
                let anchor = anchors.give(role, &heading);
                sections.push(Section {
                    role,
                    anchor,
                    heading,
                    blocks: Vec::new(),
                });
            }
            block => match sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => {
                    let (role, heading) = (Role::Body, String::new());
                    let anchor = anchors.give(role, &heading);
                    sections.push(Section {
                        role,
                        anchor,
                        heading,
                        blocks: vec![block],
                    });
                }
            },
        }
    }
    sections
}

/// The text of a heading.
fn one_line(inlines: &[Inline]) -> String {
    text::inlines(inlines).replace('\n', " ")
}
