//! The fixed-width body of an archive article: lines into sections and blocks.

use super::{Role, Section};
use crate::markup::Block;

/// The sections of a body. Headings are lines underlined with `=`.
pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut anchors = super::anchor::Anchors::default();
    let mut heading = None;
    let mut start = 0;
    for at in 0..=lines.len() {
        let opens = at == lines.len() || is_heading(lines, at);
        if !opens {
            continue;
        }
        let part = lines.get(start..at).unwrap_or_default();
        let blocks = blocks(part);
        if heading.is_some() || !blocks.is_empty() {
            let heading = heading.unwrap_or_default();
            let role = if heading == "" {
                Role::Body
            } else {
                Role::of_heading(heading)
            };
            let anchor = anchors.give(role, heading);
            sections.push(Section {
                role,
                anchor,
                heading: heading.to_owned(),
                blocks,
            });
        }
        heading = lines.get(at).map(|line| line.trim());
        start = at + 2;
    }
    sections
}

fn is_heading(lines: &[&str], at: usize) -> bool {
    let (Some(line), Some(under)) = (lines.get(at), lines.get(at + 1)) else {
        return false;
    };
    let (text, under) = (line.trim(), under.trim_end());
    let is_rule = under.len() >= 3 && under.bytes().all(|byte| byte == b'=');
    is_rule
        && !line.starts_with(' ')
        && text.chars().any(char::is_alphanumeric)
        && text.len() <= 80
        && text.len().abs_diff(under.len()) <= 3
        && (at == 0
            || lines
                .get(at - 1)
                .is_some_and(|before| before.trim().is_empty()))
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let text = lines.join("\n");
    if text.trim().is_empty() {
        Vec::new()
    } else {
        vec![Block::Preformatted { text }]
    }
}
