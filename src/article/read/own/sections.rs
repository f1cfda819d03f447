//! Divides blocks into sections.

use std::collections::HashSet;

use super::title::same;
use crate::{
    article::{Role, Section, anchor::Anchors},
    markup::{Block, Inline, each_anchor, heading_name, text},
};

/// The most sections of an article; later headings stay inside the last one.
const SECTION_LIMIT: usize = 1000;

/// The sections of an article. Headings of levels 1 and 2 begin them; if there are none, the
/// headings of the highest level present do. Text above the first heading is a section without one.
pub(in crate::article::read) fn sections_of(blocks: Vec<Block>, title: &str) -> Vec<Section> {
    let levels = blocks.iter().filter_map(|block| match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let level = levels.min().map_or(2, |level| level.max(2));
    // The page shows the title already.
    let repeats_title = |block: &&Block| match block {
        Block::Heading {
            level: own, text, ..
        } => *own <= level && same(&text::inlines(text), title),
        _ => false,
    };
    let repeats = blocks.iter().take_while(repeats_title).count();
    let mut blocks = blocks;
    blocks.drain(..repeats);
    divided(blocks, level, Role::of_heading)
}

/// The sections of blocks whose headings are taken literally: only those of levels 1 and 2 count,
/// and only the archive's headings have a role.
pub(super) fn literal_sections_of(blocks: Vec<Block>) -> Vec<Section> {
    divided(blocks, 2, Role::of_archive_heading)
}

/// Whether a name in links differs from the one made from a heading's words, with or without a
/// number.
pub(crate) fn is_own_name(name: &str, by_words: &str) -> bool {
    let number = name
        .strip_prefix(by_words)
        .map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    !name.is_empty()
        && number.is_none_or(|n| by_words.is_empty() || n.bytes().any(|b| !b.is_ascii_digit()))
}

/// The name that the author gave a heading for links, if any.
fn own_name(anchor: &str, heading: &str) -> Option<Block> {
    is_own_name(anchor, &heading_name(heading)).then(|| Block::Paragraph {
        text: vec![Inline::Anchor {
            name: anchor.to_owned(),
        }],
    })
}

/// Moves the names that authors gave the headings of sections into the paragraphs after them, and
/// drops those that another section has.
fn move_own_names(sections: &mut [Section]) {
    let taken: HashSet<String> = sections.iter().map(|one| one.anchor.clone()).collect();
    for section in sections {
        let Some(Block::Paragraph { text }) = section.blocks.first() else {
            continue;
        };
        let [Inline::Anchor { name }] = text.as_slice() else {
            continue;
        };
        let anchor = (!taken.contains(name)).then(|| Inline::Anchor { name: name.clone() });
        match (section.blocks.get_mut(1), anchor) {
            (Some(Block::Paragraph { text }), Some(anchor)) => {
                text.insert(0, anchor);
                section.blocks.remove(0);
            }
            (_, None) => {
                section.blocks.remove(0);
            }
            _ => {}
        }
    }
}

fn divided(blocks: Vec<Block>, level: u8, role_of: fn(&str) -> Role) -> Vec<Section> {
    let mut anchors = Anchors::default();
    let mut sections: Vec<Section> = Vec::new();
    let mut begin = |role, heading: String, blocks| Section {
        role,
        anchor: anchors.give(role, &heading),
        heading,
        blocks,
    };
    for block in blocks {
        match block {
            Block::Heading {
                level: own,
                text,
                anchor,
            } if own <= level && sections.len() < SECTION_LIMIT => {
                let heading = text::inlines(&text).replace('\n', " ");
                let name = own_name(&anchor, &heading).into_iter().collect();
                sections.push(begin(role_of(&heading), heading, name));
            }
            block => match sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => sections.push(begin(Role::Body, String::new(), vec![block])),
            },
        }
    }
    move_own_names(&mut sections);
    remove_section_names(&mut sections);
    sections
}

/// Removes names in links from headings inside sections if a section has the same name: a link
/// leads to the section.
fn remove_section_names(sections: &mut [Section]) {
    let taken: HashSet<String> = sections.iter().map(|one| one.anchor.clone()).collect();
    for section in sections {
        each_anchor(&mut section.blocks, &mut |anchor| {
            if taken.contains(anchor) {
                anchor.clear();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::markdown;

    #[test]
    fn written_names_of_headings_stay_with_their_sections() {
        for (text, expect) in [
            ("## Fix {#own}\n\na", "resolution: own"),
            ("## Fix {#own}\n\n- a", "resolution: own"),
            ("## Fix\n\na", "resolution: "),
            ("## A\n\n## A\n\nb", "a: |a-2: "),
            // A section's own name leads to that section.
            ("## Cause\n\na\n\n## B {#cause}\n\nb", "cause: |b: "),
        ] {
            let sections = sections_of(markdown::read(text).0, "");
            let shown = sections.iter().map(|section| {
                let name = match section.blocks.first() {
                    Some(Block::Paragraph { text }) => match text.first() {
                        Some(Inline::Anchor { name }) => name.as_str(),
                        _ => "",
                    },
                    _ => "",
                };
                format!("{}: {name}", section.anchor)
            });
            assert_eq!(shown.collect::<Vec<_>>().join("|"), expect, "{text}");
        }
    }
}
