//! Divides a section into the parts that pages show in different ways.

use std::{cmp::Reverse, ops::Range};

/// A part of a section, or the beginning or end of something that contains parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Blocks as they are. Steps that they mention belong to the list `of`.
    Blocks {
        /// The range of blocks in the section.
        blocks: Range<usize>,
        /// The list that they are about.
        of: Option<usize>,
    },
    /// Items of a list of steps.
    Steps {
        /// The index of the list in the article.
        list: usize,
        /// The index of the block in the section.
        block: usize,
        /// Whether these are the last ones.
        is_last: bool,
    },
    /// An alternative fix begins, with a heading.
    WayBegins {
        /// The block with the heading.
        heading: usize,
        /// Whether it is the first of its series.
        is_first: bool,
    },
    /// The alternative fix ends.
    WayEnds,
    /// A part for another version begins.
    OtherVersionBegins,
    /// The part for another version ends.
    OtherVersionEnds,
}

/// Something that contains the blocks in a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub blocks: Range<usize>,
    pub kind: HolderKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HolderKind {
    OtherVersion,
    Way { is_first: bool },
}

/// The role of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Any block, with the list that it is about.
    Plain(Option<usize>),
    /// Items of a list of steps, and whether they are the last ones.
    Steps(usize, bool),
}

/// The parts of a section with these blocks, in order. Holders are nested.
pub(super) fn parts(roles: &[Role], mut holders: Vec<Holder>) -> Vec<Part> {
    let outermost = |holder: &Holder| {
        let is_way = holder.kind != HolderKind::OtherVersion;
        (holder.blocks.start, Reverse(holder.blocks.end), is_way)
    };
    holders.sort_by_key(outermost);
    let mut holders = holders.into_iter().peekable();
    let mut open: Vec<Holder> = Vec::new();
    let mut parts = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        close(&mut open, &mut parts, at);
        let mut is_heading = false;
        while let Some(holder) = holders.next_if(|holder| holder.blocks.start == at) {
            parts.push(match holder.kind {
                HolderKind::OtherVersion => Part::OtherVersionBegins,
                HolderKind::Way { is_first } => {
                    is_heading = true;
                    Part::WayBegins {
                        heading: at,
                        is_first,
                    }
                }
            });
            open.push(holder);
        }
        match (role, parts.last_mut()) {
            _ if is_heading => {}
            (Role::Steps(list, is_last), _) => parts.push(Part::Steps {
                list: *list,
                block: at,
                is_last: *is_last,
            }),
            (Role::Plain(about), Some(Part::Blocks { blocks, of })) if of == about => {
                blocks.end = at + 1;
            }
            (Role::Plain(about), _) => parts.push(Part::Blocks {
                blocks: at..at + 1,
                of: *about,
            }),
        }
    }
    close(&mut open, &mut parts, usize::MAX);
    parts
}

/// Closes the holders that end before a block.
fn close(open: &mut Vec<Holder>, parts: &mut Vec<Part>, at: usize) {
    while let Some(holder) = open.pop_if(|holder| holder.blocks.end <= at) {
        parts.push(match holder.kind {
            HolderKind::OtherVersion => Part::OtherVersionEnds,
            HolderKind::Way { .. } => Part::WayEnds,
        });
    }
}
