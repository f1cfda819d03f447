//! The names in links on an article's page: existing ones, and new ones for headings without a
//! name.

use std::collections::{HashMap, HashSet};

use crate::{
    article::Section,
    markup::{Block, Inline, heading_name, text},
};

/// The most headings of an article that get names.
const MAX_NAMED: usize = 1_000;

/// Gives headings inside sections names in links if their source gives them none, as in every
/// archive article.
pub(super) fn name_headings(sections: &mut [Section], names: &[Vec<String>]) {
    let mut taken = taken(sections, names);
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let blocks = sections.iter_mut().flat_map(|section| &mut section.blocks);
    let unnamed = blocks.filter_map(|block| match block {
        Block::Heading { anchor, text, .. } if anchor.is_empty() => Some((anchor, text)),
        _ => None,
    });
    for (anchor, text) in unnamed.take(MAX_NAMED) {
        let name = heading_name(&text::inlines(text));
        if name.is_empty() {
            continue;
        }
        let number = numbers.entry(name.clone()).or_insert(0);
        let mut free = name.clone();
        if *number > 0 {
            free = format!("{name}-{number}");
        }
        while !taken.insert(free.clone()) {
            *number += 1;
            free = format!("{name}-{number}");
        }
        *number += 1;
        *anchor = free;
    }
}

/// All names in links in an article's text, and those of its sections.
pub(super) fn taken(sections: &[Section], names: &[Vec<String>]) -> HashSet<String> {
    let mut taken: HashSet<String> = names.iter().flatten().cloned().collect();
    for section in sections {
        taken.insert(section.anchor.clone());
        each_name(&section.blocks, &mut |name| {
            taken.insert(name.to_owned());
        });
    }
    taken
}

/// Calls `each` with every name in links in some blocks.
fn each_name(blocks: &[Block], each: &mut dyn FnMut(&str)) {
    for block in blocks {
        match block {
            Block::Paragraph { text } => each_inline_name(text, each),
            Block::Heading { anchor, text, .. } => {
                each(anchor);
                each_inline_name(text, each);
            }
            Block::List { items, .. } => items.iter().for_each(|item| each_name(item, each)),
            Block::Note { title, blocks, .. }
            | Block::Details {
                summary: title,
                blocks,
            } => {
                each_inline_name(title, each);
                each_name(blocks, each);
            }
            Block::Quote { blocks } => each_name(blocks, each),
            Block::Table { header, rows } => {
                let cells = header.iter().chain(rows.iter().flatten());
                cells.for_each(|cell| each_inline_name(cell, each));
            }
            Block::Event { .. } | Block::Code { .. } | Block::Preformatted { .. } | Block::Rule => {
            }
        }
    }
}

fn each_inline_name(inlines: &[Inline], each: &mut dyn FnMut(&str)) {
    for inline in inlines {
        match inline {
            Inline::Anchor { name } => each(name),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines }
            | Inline::Link { inlines, .. } => each_inline_name(inlines, each),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Role;

    #[test]
    fn every_heading_gets_a_name_of_its_own() {
        let heading = |anchor: &str, words: &str| Block::Heading {
            level: 3,
            anchor: anchor.to_owned(),
            text: vec![Inline::text(words)],
        };
        let mut sections = [Section {
            role: Role::Other,
            anchor: "setup".to_owned(),
            heading: "Setup".to_owned(),
            blocks: vec![
                heading("", "Setup"),
                heading("", "Other"),
                heading("", "Lamp"),
                heading("lamp", "Own"),
                heading("", "Lamp"),
                heading("", "!"),
            ],
        }];
        name_headings(&mut sections, &[vec!["other".to_owned()]]);
        let names = sections[0].blocks.iter().map(|block| match block {
            Block::Heading { anchor, .. } => anchor.as_str(),
            _ => "",
        });
        let names: Vec<&str> = names.collect();
        assert_eq!(
            names,
            ["setup-1", "other-1", "lamp-1", "lamp", "lamp-2", ""]
        );
    }
}
