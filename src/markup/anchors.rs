//! The names of headings in links, made the way GitHub makes them.

use std::collections::{HashMap, HashSet};

use super::{Block, Inline, text};

/// Gives each heading without an anchor one, and makes duplicate ones unique.
pub(super) fn assign(blocks: &mut [Block]) {
    let mut written = HashSet::new();
    each_heading(blocks, &mut |anchor, _| {
        // If two headings have the same written anchor, the first keeps it.
        if !anchor.is_empty() && !written.insert(anchor.clone()) {
            anchor.clear();
        }
    });
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut given = written;
    let mut named = 0;
    each_heading(blocks, &mut |anchor, text| {
        named += 1;
        if named > MAX_ANCHORS {
            return;
        }
        let slug = slug(text);
        if !anchor.is_empty() || slug.is_empty() {
            return;
        }
        let number = numbers.entry(slug.clone()).or_insert(0);
        let mut one = match *number {
            0 => slug.clone(),
            number => format!("{slug}-{number}"),
        };
        while !given.insert(one.clone()) {
            *number += 1;
            one = format!("{slug}-{number}");
        }
        *number += 1;
        *anchor = one;
    });
}

/// The name in links that a heading of plain text gets if it has no other.
pub fn heading_name(heading: &str) -> String {
    slug(&[Inline::text(heading)])
}

/// Calls `change` with every heading's name in links.
pub fn each_anchor(blocks: &mut [Block], change: &mut dyn FnMut(&mut String)) {
    each_heading(blocks, &mut |anchor, _| change(anchor));
}

/// The most headings of an article that get names in links.
const MAX_ANCHORS: usize = 1_000;

fn each_heading(blocks: &mut [Block], give: &mut dyn FnMut(&mut String, &[Inline])) {
    for block in blocks {
        match block {
            Block::Heading { anchor, text, .. } => give(anchor, text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_heading(item, give)),
            Block::Note { blocks, .. }
            | Block::Quote { blocks }
            | Block::Details { blocks, .. } => each_heading(blocks, give),
            _ => {}
        }
    }
}

/// Lower-case words in any script, with hyphens for spaces and without punctuation.
pub(super) fn slug(heading: &[Inline]) -> String {
    let text = text::inlines(heading);
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' | '\n' | '\t' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            c if c.is_alphanumeric() || is_mark(c) => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// Accents that are separate characters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{eff}')
}
