//! Writes any article in our own format.

use std::collections::HashSet;

use super::{
    Article, Role, Section,
    day::is_day,
    fields::{LIST_KEYS, TEXT_KEYS, list_field, text_field},
    read::{is_own_name, is_placeholder, numbers_in, same},
};
use crate::markup::{Block, Inline, heading_name, markdown};

/// Writes `article` as Markdown with YAML front matter. [`super::read_own`] reads the same article
/// from it, provided that its blocks are in [normal](markdown::normal) form.
pub fn write_own(article: &Article) -> String {
    let mut meta = article.meta.clone();
    let mut out = format!(
        "---\nid: {}\ntitle: {}\n",
        article.id,
        quoted(&article.title)
    );
    let exact = [
        ("fields", has_exact_fields(article)),
        ("headings", has_exact_headings(article)),
    ];
    let exact: Vec<&str> = (exact.into_iter().filter(|(_, is_so)| *is_so))
        .map(|(part, _)| part)
        .collect();
    if !exact.is_empty() {
        out.push_str(&format!("as_written: [{}]\n", exact.join(", ")));
    }
    if meta.products.is_empty() && !meta.applies_to.is_empty() {
        // Otherwise what it applies to would be read as its products.
        out.push_str("products: []\n");
    }
    for key in LIST_KEYS {
        if let Some(texts) = list_field(&mut meta, key).filter(|texts| !texts.is_empty()) {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            out.push_str(&format!("{key}: [{}]\n", texts.join(", ")));
        }
    }
    for key in TEXT_KEYS {
        if let Some(text) = text_field(&mut meta, key).filter(|text| !text.is_empty()) {
            out.push_str(&format!(
                "{key}: {}\n",
                if is_day(text) {
                    text.clone()
                } else {
                    quoted(text)
                }
            ));
        }
    }
    if !meta.other.is_empty() {
        out.push_str("other:\n");
        for (label, value) in &meta.other {
            out.push_str(&format!("- ? {}\n  : {}\n", quoted(label), quoted(value)));
        }
    }
    out.push_str("---\n");
    let mut names: HashSet<&str> = article.sections.iter().map(|one| &*one.anchor).collect();
    for (index, section) in article.sections.iter().enumerate() {
        let name = written_name(section).filter(|name| names.insert(name));
        let mut blocks = section.blocks.clone();
        // Only text at the beginning can do without a heading; elsewhere an empty one is written.
        if index > 0 || section.role != Role::Body || !section.heading.is_empty() {
            let heading = markdown::write_inlines(&[Inline::text(&section.heading)]);
            out.push_str(format!("\n## {heading}").trim_end());
            if let Some(name) = name {
                out.push_str(&format!(" {{#{name}}}"));
                if let Some(Block::Paragraph { text }) = blocks.first_mut() {
                    text.remove(0);
                }
            }
            out.push('\n');
        }
        let blocks: Vec<Block> = blocks.into_iter().map(below_section).collect();
        let text = markdown::write(&blocks);
        if !text.is_empty() {
            out.push('\n');
            out.push_str(&text);
        }
    }
    out
}

/// The name in links at the beginning of a section, if it can be written on the heading.
fn written_name(section: &Section) -> Option<&str> {
    let Some(Block::Paragraph { text }) = section.blocks.first() else {
        return None;
    };
    let Some(Inline::Anchor { name }) = text.first() else {
        return None;
    };
    let is_plain = name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    (is_plain && is_own_name(name, &heading_name(&section.heading))).then_some(name)
}

/// Whether the reader must take fields literally, not as in the files of other programs.
fn has_exact_fields(article: &Article) -> bool {
    let mut meta = article.meta.clone();
    let mut texts = TEXT_KEYS.iter();
    let has_placeholder = article.titles().any(is_placeholder)
        || texts.any(|key| text_field(&mut meta, key).is_some_and(|text| is_placeholder(text)));
    let days = [&meta.modified, &meta.reviewed];
    let has_other_day = days.iter().any(|day| !day.is_empty() && !is_day(day));
    let statuses = ["", "draft", "published", "retired"];
    let has_number = article.sections.iter().any(|section| {
        let mut numbers = numbers_in(&section.blocks).into_iter();
        numbers.any(|number| !meta.aliases.contains(&number))
    });
    has_placeholder || has_number || has_other_day || !statuses.contains(&meta.status.as_str())
}

/// Whether the reader must take headings literally, not as in the files of other programs.
fn has_exact_headings(article: &Article) -> bool {
    let sections = &article.sections;
    let has_other_role = sections.iter().any(|section| {
        section.role != Role::Body && section.role != Role::of_heading(&section.heading)
    });
    let first = sections.first();
    let repeats_title = first.is_some_and(|first| same(&first.heading, &article.title));
    let is_whole = sections.len() == 1 && first.is_some_and(|body| body.heading.is_empty());
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let has_inner_headings = first.is_some_and(|body| body.blocks.iter().any(is_heading));
    has_other_role || repeats_title || (is_whole && has_inner_headings)
}

/// Lowers a heading inside a section, so that it doesn't begin another one.
fn below_section(block: Block) -> Block {
    match block {
        Block::Heading {
            level,
            anchor,
            text,
        } => Block::Heading {
            level: level.max(3),
            anchor,
            text,
        },
        block => block,
    }
}

/// A YAML text in double quotes on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // YAML reads some of these as line ends and rejects the others.
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
