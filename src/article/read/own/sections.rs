//! Divides blocks into sections.

use std::collections::HashSet;

use super::title::same;
use crate::{
    article::{Role, Section, anchor::Anchors},
    markup::{Block, each_anchor, text},
};

/// Most sections of an article; headings after that stand inside the last one.
const SECTION_LIMIT: usize = 1000;

/// The sections of an article. Headings of levels 1 and 2 begin them; where there are none, those
/// of the highest level that there is. What stands above the first is a section without heading.
pub(in crate::article::read) fn sections_of(blocks: Vec<Block>, title: &str) -> Vec<Section> {
    let levels = blocks.iter().filter_map(|block| match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let level = levels.min().map_or(2, |level| level.max(2));
    // The title is on the page already.
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

/// The same to the letter: only headings of levels 1 and 2, and only the archive's names.
pub(super) fn exactly_of(blocks: Vec<Block>) -> Vec<Section> {
    divided(blocks, 2, Role::of_archive_heading)
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
                level: own, text, ..
            } if own <= level && sections.len() < SECTION_LIMIT => {
                let heading = text::inlines(&text).replace('\n', " ");
                sections.push(begin(role_of(&heading), heading, Vec::new()));
            }
            block => match sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => sections.push(begin(Role::Body, String::new(), vec![block])),
            },
        }
    }
    leave_to_sections(&mut sections);
    sections
}

/// Takes from headings inside the sections the names in links that sections have: a link leads to
/// the section.
fn leave_to_sections(sections: &mut [Section]) {
    let taken: HashSet<String> = sections.iter().map(|one| one.anchor.clone()).collect();
    for section in sections {
        each_anchor(&mut section.blocks, &mut |anchor| {
            if taken.contains(anchor) {
                anchor.clear();
            }
        });
    }
}
