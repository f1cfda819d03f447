//! The targets that blocks link to.

use super::{Block, Inline};

/// The prefix of a wiki link's target, which names a page instead of a path.
pub const WIKI: &str = "wiki:";

/// The link and image targets in some blocks, in order.
pub fn link_targets(blocks: &[Block]) -> Vec<&str> {
    let mut targets = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => {
                inline_targets(text, &mut targets)
            }
            Block::List { items, .. } => {
                items
                    .iter()
                    .for_each(|item| targets.extend(link_targets(item)));
            }
            Block::Note { title, blocks, .. }
            | Block::Details {
                summary: title,
                blocks,
            } => {
                inline_targets(title, &mut targets);
                targets.extend(link_targets(blocks));
            }
            Block::Quote { blocks } => targets.extend(link_targets(blocks)),
            Block::Table { header, rows } => {
                std::iter::once(header)
                    .chain(rows)
                    .flatten()
                    .for_each(|cell| inline_targets(cell, &mut targets));
            }
            Block::Event { .. } | Block::Code { .. } | Block::Preformatted { .. } | Block::Rule => {
            }
        }
    }
    targets
}

fn inline_targets<'a>(inlines: &'a [Inline], targets: &mut Vec<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Link { target, inlines } => {
                targets.push(target);
                inline_targets(inlines, targets);
            }
            Inline::Image { target, .. } => targets.push(target),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strikethrough { inlines } => inline_targets(inlines, targets),
            Inline::Text { .. } | Inline::Code { .. } | Inline::Break | Inline::Anchor { .. } => {}
        }
    }
}
