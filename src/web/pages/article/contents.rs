//! The table of contents of an article: its headings, nested, with as many levels as there is room
//! for.

use super::body::BodySection;
use crate::{
    article::Section,
    markup::{Block, text},
};

/// If there are more entries, the deepest level is left out.
const MAX_ENTRIES: usize = 60;

/// The level of a section's heading.
const SECTION: usize = 2;

/// The deepest level that is shown.
const DEEPEST: usize = 4;

/// A heading in the table of contents.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ContentsEntry {
    pub anchor: String,
    pub heading: String,
    /// The headings below it.
    pub entries: Vec<ContentsEntry>,
    level: usize,
}

/// The table of contents of the shown sections; empty if there is only one heading.
pub(super) fn contents(sections: &[Section], body: &[BodySection]) -> Vec<ContentsEntry> {
    let mut headings = Vec::new();
    for (section, shown) in sections.iter().zip(body) {
        if shown.is_other {
            continue;
        }
        if !shown.heading.is_empty() {
            headings.push((SECTION, shown.anchor.clone(), shown.heading.clone()));
        }
        headings.extend(section.blocks.iter().filter_map(heading));
    }
    nest(headings)
}

/// A heading inside a section, with its level, if it has a name in links.
fn heading(block: &Block) -> Option<(usize, String, String)> {
    match block {
        Block::Heading {
            level,
            anchor,
            text,
        } if !anchor.is_empty() => {
            let text = text::inlines(text).replace('\n', " ");
            let level = usize::from(*level).max(SECTION + 1) + depth(&text);
            Some((level, anchor.clone(), text))
        }
        _ => None,
    }
}

/// How much deeper the number of a heading places it: `2.1.3 Setup` is two levels below `2.0
/// Changes`. In the archive, all headings inside a section have the same level.
fn depth(heading: &str) -> usize {
    let number = heading.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = number.trim_end_matches('.').split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(is_number) {
        return 0;
    }
    let zeros = parts.iter().skip(1).filter(|part| **part == "0").count();
    parts.len() - 1 - zeros
}

/// Nests headings, which are in order, each with its level.
fn nest(mut headings: Vec<(usize, String, String)>) -> Vec<ContentsEntry> {
    let mut deepest = DEEPEST;
    headings.retain(|(level, ..)| *level <= deepest);
    while headings.len() > MAX_ENTRIES && deepest > SECTION {
        deepest -= 1;
        headings.retain(|(level, ..)| *level <= deepest);
    }
    if headings.len() < 2 {
        return Vec::new();
    }
    let mut entries: Vec<ContentsEntry> = Vec::new();
    for (level, anchor, heading) in headings {
        let mut list = &mut entries;
        while list.last().is_some_and(|last| last.level < level) {
            let last = list.len() - 1;
            list = &mut list[last].entries;
        }
        list.push(ContentsEntry {
            anchor,
            heading,
            entries: Vec::new(),
            level,
        });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(levels: &[usize]) -> Vec<(usize, String, String)> {
        let heading = |level: &usize| (*level, String::new(), level.to_string());
        levels.iter().map(heading).collect()
    }

    fn shown(entries: &[ContentsEntry]) -> String {
        let shown = |entry: &ContentsEntry| match entry.entries.as_slice() {
            [] => entry.heading.clone(),
            below => format!("{}({})", entry.heading, shown(below)),
        };
        entries.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn headings_are_nested_and_the_deepest_are_left_out() {
        for (levels, expect) in [
            (vec![2], ""),
            (vec![2, 3, 4, 4, 3, 2], "2(3(4 4) 3) 2"),
            (vec![2, 4, 4, 5, 6, 2], "2(4 4) 2"),
            (vec![4, 3, 2, 3], "4 3 2(3)"),
            (
                [vec![2, 3, 4], vec![4; 57]].concat(),
                &format!("2(3({}))", ["4"; 58].join(" ")),
            ),
            ([vec![2, 3, 4], vec![4; 58]].concat(), "2(3)"),
            ([vec![2, 2, 3], vec![3; 58]].concat(), "2 2"),
            (vec![2; 61], &["2"; 61].join(" ")),
        ] {
            assert_eq!(shown(&nest(headings(&levels))), expect, "{levels:?}");
        }
    }

    #[test]
    fn numbers_say_how_deep_a_heading_is() {
        for (heading, expect) in [
            ("2.0 Changes", 0),
            ("2. Changes", 0),
            ("2.1 Notes", 1),
            ("2.1.10. Notes", 2),
            ("2.6.0 Notes", 1),
            ("Version 2.1", 0),
            ("10 ways", 0),
            ("1.x files", 0),
            ("", 0),
        ] {
            assert_eq!(depth(heading), expect, "{heading}");
        }
    }
}
