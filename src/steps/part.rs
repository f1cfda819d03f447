//! Divides a section into the parts that pages show in different ways.

use std::{cmp::Reverse, ops::Range};

/// A part of a section, or the beginning or end of something around parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SectionPart {
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
    AlternativeBegins {
        /// The block with the heading.
        heading: usize,
        /// Which one of its series it is.
        position: AlternativePosition,
    },
    /// The alternative fix ends.
    AlternativeEnds,
    /// A part for another version begins.
    OtherVersionBegins,
    /// The part for another version ends.
    OtherVersionEnds,
}

/// Which of several alternative fixes something is: pages show the first one unfolded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlternativePosition {
    /// The first one.
    First,
    /// Any other one.
    Later,
}

impl AlternativePosition {
    /// The position with an index in the series.
    pub(super) fn of(index: usize) -> Self {
        match index {
            0 => Self::First,
            _ => Self::Later,
        }
    }
}

/// Something that a page puts around a range of blocks: a fold or a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrapper {
    pub blocks: Range<usize>,
    pub kind: WrapperKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrapperKind {
    OtherVersion,
    Alternative(AlternativePosition),
}

/// The role of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockRole {
    /// Any block, with the list that it is about.
    Plain(Option<usize>),
    /// Items of a list of steps, and whether they are the last ones.
    Steps(usize, bool),
}

/// The parts of a section with these blocks, in order. Wrappers are nested.
pub(super) fn parts(roles: &[BlockRole], mut wrappers: Vec<Wrapper>) -> Vec<SectionPart> {
    let outermost = |wrapper: &Wrapper| {
        let is_alternative = wrapper.kind != WrapperKind::OtherVersion;
        (
            wrapper.blocks.start,
            Reverse(wrapper.blocks.end),
            is_alternative,
        )
    };
    wrappers.sort_by_key(outermost);
    let mut wrappers = wrappers.into_iter().peekable();
    let mut open: Vec<Wrapper> = Vec::new();
    let mut parts = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        close(&mut open, &mut parts, at);
        let mut is_heading = false;
        while let Some(wrapper) = wrappers.next_if(|wrapper| wrapper.blocks.start == at) {
            parts.push(match wrapper.kind {
                WrapperKind::OtherVersion => SectionPart::OtherVersionBegins,
                WrapperKind::Alternative(position) => {
                    is_heading = true;
                    SectionPart::AlternativeBegins {
                        heading: at,
                        position,
                    }
                }
            });
            open.push(wrapper);
        }
        match (role, parts.last_mut()) {
            _ if is_heading => {}
            (BlockRole::Steps(list, is_last), _) => parts.push(SectionPart::Steps {
                list: *list,
                block: at,
                is_last: *is_last,
            }),
            (BlockRole::Plain(about), Some(SectionPart::Blocks { blocks, of })) if of == about => {
                blocks.end = at + 1;
            }
            (BlockRole::Plain(about), _) => parts.push(SectionPart::Blocks {
                blocks: at..at + 1,
                of: *about,
            }),
        }
    }
    close(&mut open, &mut parts, usize::MAX);
    parts
}

/// Closes the wrappers that end before a block.
fn close(open: &mut Vec<Wrapper>, parts: &mut Vec<SectionPart>, at: usize) {
    while let Some(wrapper) = open.pop_if(|wrapper| wrapper.blocks.end <= at) {
        parts.push(match wrapper.kind {
            WrapperKind::OtherVersion => SectionPart::OtherVersionEnds,
            WrapperKind::Alternative(_) => SectionPart::AlternativeEnds,
        });
    }
}
